"""What is asked of who comes to an event, and what they answered; questions are added, put in other words, left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.civic.checkin import Attendance, Attendee
from bot.civic.event_questions import AddQuestion, LeaveOutQuestion, RewordQuestion
from bot.civic.events import Asked, OneEvent
from bot.civic.hosting import EventRow, HostedEvent
from bot.civic.programmes import RequiredLanguages
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Named, Words, _
from flows.asking.events import ask_question
from flows.saying.doing import carried_out
from flows.saying.previews import in_each_language

MOST_LINES = 40
"""Answers to one question that are shown at once; a file has them all."""


@flow("asked", kind=Kind.VIEW)
async def asked(talk: Talk, number: int) -> Ending:
    """Show what who comes answered to the questions of an event; never who."""
    card = await talk.look("card", OneEvent(number))
    found = await talk.look("event", HostedEvent(number))
    if card is None or found is None:
        return Start(link("organise"))
    answers = await talk.see(Attendance(number))
    parts: list[Words] = [_answered(place, each, answers) for place, each in enumerate(card.questions)]
    parts = parts or [_("Nothing is asked of who comes.")]
    await talk.show("asked", Joined(tuple(parts), "\n\n"), _ways(found, card.questions))
    return None


def _answered(place: int, asked: Asked, answers: Sequence[Attendee]) -> Words:
    said = Counter(each.replies[place] for each in answers if len(each.replies) > place)
    lines: list[Words] = [
        _("{words} ({count})", words=words, count=count)
        for words, count in said.most_common(MOST_LINES)
        if words
    ]
    heading = (
        _("<b>{question}</b> (no longer asked)", question=Named(asked.words))
        if asked.left_out
        else _("<b>{question}</b>", question=Named(asked.words))
    )
    return Joined((heading, *(lines or [_("Nobody has answered yet.")])), "\n")


def _ways(found: EventRow, questions: Sequence[Asked]) -> list[Option]:
    ways = []
    if not found.cancelled and not found.over:
        # Translators: a button; the question of the organisers stands in it.
        ways += [
            way(
                f"mend-{place}",
                _("Change “{question}”", question=Named(each.words)),
                link("mend-question", number=found.number, place=place),
            )
            for place, each in enumerate(questions)
            if not each.left_out
        ]
        ways.append(way("add", _("Ask something more"), link("add-question", number=found.number)))
    back = way("host", _("Back to the event"), link("host", number=found.number))
    return [*ways, back, way("hosted", _("Events"), link("hosted"))]


@flow("add-question")
async def add_question(talk: Talk, number: int) -> Ending:
    """Ask one thing more of who comes."""
    found = await talk.look("event", HostedEvent(number))
    if found is None:
        return Start(link("organise"))
    words = await ask_question(talk, "question", await talk.see(RequiredLanguages(found.programme)))
    told = _(
        "<b>Shall I ask this?</b> Whoever comes from now on is asked; those who have answered already hear of it once."
    )
    if await talk.confirm("sure", Joined((in_each_language(talk, Named(words)), told), "\n\n")):
        command = AddQuestion(number, words, found.edits)
        if await carried_out(talk, "add", command):
            await talk.say("added", _("It is asked now."))
    return Start(link("asked", number=number))


@flow("mend-question")
async def mend_question(talk: Talk, number: int, place: int) -> Ending:
    """Put a question in other words, or ask it no longer: what was answered stays."""
    card = await talk.look("card", OneEvent(number))
    found = await talk.look("event", HostedEvent(number))
    if card is None or found is None or not 0 <= place < len(card.questions):
        return Start(link("organise"))
    prompt = _(
        "<b>{question}</b>\nWhat should become of this question? Answers that are there already stay with it: for another "
        "question, leave this one out and ask a new one.",
        question=Named(card.questions[place].words),
    )
    if await talk.choose("what", prompt, _WHAT) == "out":
        if await carried_out(talk, "out", LeaveOutQuestion(number, place, found.edits)):
            await talk.say("left", _("It is no longer asked. You can still read what was answered."))
        return Start(link("asked", number=number))
    words = await ask_question(talk, "question", await talk.see(RequiredLanguages(found.programme)))
    if await carried_out(talk, "reword", RewordQuestion(number, place, words, found.edits)):
        await talk.say("reworded", _("It is changed. Nobody is asked anew."))
    return Start(link("asked", number=number))


_WHAT = (Option("words", _("Say it in other words")), Option("out", _("Ask it no longer")))
