"""Saying officially what becomes of an idea, or of several at once: a status, the words in each language, a function that signs."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.doors import Refused
from bot.civic.statuses import (
    MAX_ANSWER,
    MOST_AT_ONCE,
    OFFICIAL,
    AnswerIdeas,
    IdeasToAnswer,
    LanguagesOfAnswer,
    Status,
    ToAnswer,
)
from bot.civic.texts import Texts
from bot.engine.flow import Ending, Start, flow
from bot.engine.questions import Option, fold_list, link
from bot.engine.talk import Talk
from bot.text.clean import number
from bot.text.lazy import Joined, Named, _, n_
from flows.asking.function import ask_function
from flows.asking.organisation import ask_organisation
from flows.asking.texts import ask_texts, steps_in
from flows.saying.previews import in_each_language
from flows.saying.refusals import refusal
from flows.saying.statuses import STATUS_NAMES, signature

MAX_NUMBERS = 300
"""Characters of the numbers of ideas."""

SHOWN = 10
"""Ideas that are named in a question; of more, it says how many."""


@flow("answer-ideas", starts_on=_("answer"))
async def answer_ideas(talk: Talk, numbers: str = "") -> Ending:
    """Collect one official answer, show it as it will be read, and give it once."""
    ideas = await _ask_ideas(talk, numbers)
    if ideas is None:
        return Start(link("organise"))
    status = await _ask_status(talk, ideas)
    prompt = _("<b>What does the city answer?</b>\nSay what will happen now, and why.")
    answered = tuple(each.number for each in ideas.ideas)
    needed = await talk.see(LanguagesOfAnswer(answered))
    texts = await ask_texts(talk, "words", prompt, max_chars=MAX_ANSWER, needed=needed)
    function = await ask_function(talk, needed)
    theirs = await ask_organisation(talk)
    answer = AnswerIdeas(answered, status, texts, function, ideas.latest, theirs.number if theirs else 0)
    part = await _preview(talk, ideas, answer, theirs.profile.names if theirs else {})
    if part != "give":
        await talk.again("preview", changing=_steps(talk, part, needed))
    try:
        await talk.do("give", answer)
    except Refused as no:
        if no.code == "answered-meanwhile":
            await talk.again("ideas", "preview", "give", why=refusal(no))
        await talk.say("refused", refusal(no))
        return Start(link("organise"))
    await talk.say("given", _("The answer is given. Whoever is concerned will hear of it."))
    return Start(link("handle", number=answered[0]) if len(answered) == 1 else link("queue"))


async def _ask_ideas(talk: Talk, numbers: str) -> ToAnswer | None:
    """Return the ideas that are answered; None, and that is said, where they cannot be."""
    typed = numbers
    if not typed:
        prompt = _(
            "<b>Which ideas would you like to answer?</b>\nType their numbers, such as “12” or “12, 14, 20”."
        )
        typed = await talk.ask_text("which", prompt, max_chars=MAX_NUMBERS, one_line=True) or ""
    found = await talk.look("ideas", IdeasToAnswer(idea_numbers(typed)))
    if found is None or len(found.ideas) > MOST_AT_ONCE:
        why = _(
            "I do not find these ideas among those that you can answer, at most {count} at once. "
            "Please type numbers, such as “12” or “12, 14”.",
            count=MOST_AT_ONCE,
        )
        if not numbers:
            await talk.again("which", why=why)
        await talk.say("none", why)
        return None
    return found


def idea_numbers(typed: str) -> tuple[int, ...]:
    """Return the numbers of ideas that were typed; none, if one part of it is no number."""
    found = [number(part) for part in fold_list(typed) if part]
    return () if None in found else tuple(each for each in found if each is not None)


async def _ask_status(talk: Talk, ideas: ToAnswer) -> Status | None:
    shown = [
        _(
            "• Idea {number}: {title} ({status})",
            number=str(each.number),
            title=each.title,
            status=STATUS_NAMES[each.status],
        )
        for each in ideas.ideas[:SHOWN]
    ]
    if len(ideas.ideas) > SHOWN:
        shown.append(n_("And {count} more idea.", "And {count} more ideas.", len(ideas.ideas) - SHOWN))
    prompt = Joined((_("<b>What becomes of it?</b>"), *shown))
    options = [Option(each, STATUS_NAMES[each]) for each in OFFICIAL]
    chosen = await talk.choose("status", prompt, options, none=_("Leave the status as it is"))
    return next((each for each in OFFICIAL if each == chosen), None)


async def _preview(talk: Talk, ideas: ToAnswer, answer: AnswerIdeas, organisation: Texts) -> str:
    """Show the answer as it is read in each language, and whom it concerns; return the part that is to change, or “give”."""
    concerned = n_(
        "It concerns {count} person, who will hear of it in their language.",
        "It concerns {count} people, who will hear of it in their language.",
        ideas.people,
    )
    becomes = STATUS_NAMES[answer.status] if answer.status else _("unchanged")
    parts = [
        _("<b>Citizens will read it like this. Is it right?</b>"),
        _("Status: {status}", status=becomes),
        in_each_language(talk, Joined((Named(answer.texts), signature(answer.function, organisation)), "\n")),
        concerned,
    ]
    options = [
        Option("give", _("Yes, give this answer")),
        Option("status", _("Change the status")),
        Option("words", _("Change the words")),
        Option("signs", _("Change who signs")),
    ]
    return await talk.choose("preview", Joined(tuple(parts), "\n\n"), options) or "give"


def _steps(talk: Talk, part: str, needed: Sequence[str]) -> tuple[str, ...]:
    """Return the steps that ask for this part."""
    in_each = steps_in(talk, part, needed)
    signs = ("function", *in_each, "organisation")
    return {"status": ("status",), "words": in_each, "signs": signs}[part]
