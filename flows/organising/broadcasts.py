"""Messages to many: the list of them, and each as a card with what can be done about it now."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.answers import AnswersTo
from bot.civic.audiences import Count, CountAudience
from bot.civic.broadcasts import BEGUN, WRITTEN, BroadcastCard, ListBroadcasts, OneBroadcast, State, missing
from bot.civic.doors import Refused
from bot.civic.programmes import RequiredLanguages
from bot.civic.sending import Fate, ProgressOf, Report, ReportOf
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.languages import OWN_NAMES
from bot.text.lazy import Joined, Named, Verbatim, Words, _
from flows.saying.audiences import audience_words, count_words
from flows.saying.broadcasts import (
    answers_words,
    begins_words,
    line_detail,
    opening,
    progress_words,
    report_words,
    state_words,
    title,
)
from flows.saying.pages import paged, turning


@flow("broadcasts", kind=Kind.VIEW)
async def broadcasts(talk: Talk, page: int = 1) -> Ending:
    """Show a page of the messages that one may send, the latest first."""
    found = await talk.look("page", ListBroadcasts(page))
    if not found.broadcasts and found.page > 1:
        return Start(link("broadcasts", page=found.page - 1))
    heading: Words = paged(_("<b>Messages to many</b>"), found.page, more=found.more)
    if not found.broadcasts:
        heading = Joined((heading, _("There are none.")))
    lines = [
        Option(
            str(each.number),
            opening(each.texts),
            link("broadcast", number=each.number),
            line_detail(each, talk.city.zone),
            numbered=True,
        )
        for each in found.broadcasts
    ]
    new = way("new", _("Write a message"), link("compose"))
    pages = turning(found.page, more=found.more, to=lambda number: link("broadcasts", page=number))
    await talk.show("broadcasts", heading, [*lines, new, *pages, _organise()])
    return None


@flow("broadcast", kind=Kind.VIEW)
async def broadcast(talk: Talk, number: int) -> None:
    """Show a message to many: how far it is, and what can be done about it."""
    card = await talk.look("card", OneBroadcast(number))
    if card is None:
        words: Words = _("I find no such message to many.")
        await talk.show("none", words, [_every(), _organise()])
        return
    if card.state in BEGUN:
        progress = await talk.look("progress", ProgressOf(number))
        words = progress_words(progress) if progress else title(number)
        if card.why:
            words = Joined((words, state_words(card.state, card.why)), "\n")
        await talk.show("running", words, [*_running(card), _every(), _organise()])
        return
    if card.state in {State.DONE, State.CANCELLED} and card.began is not None:
        await _ended(talk, card)
        return
    count = await _count(talk, card)
    needed = await talk.see(RequiredLanguages(card.draft.programme))
    words = Joined(tuple(_card(talk, card, count, missing(card.draft.content, needed))), "\n\n")
    await talk.show("written", words, [*_written(card, count), _every(), _organise()])


async def _count(talk: Talk, card: BroadcastCard) -> Count | None:
    """Return how many it reaches as of now; None where there is no such audience any more."""
    try:
        return await talk.see(CountAudience(card.draft.audience, card.draft.programme))
    except Refused:
        return None


_GONE = _("Nobody can tell any more who they are: change to whom it goes.")


def _card(talk: Talk, card: BroadcastCard, count: Count | None, lacks: Sequence[str]) -> list[Words]:
    to = _("To: {audience}", audience=audience_words(card.draft.audience, talk.city))
    facts: list[Words] = [
        title(card.number),
        state_words(card.state, card.why),
        begins_words(card, talk.city),
        to,
    ]
    if card.state is not State.CANCELLED:
        facts.append(count_words(count) if count else _GONE)
    if count is not None and count.second_look and card.state is State.DRAFT:
        facts.append(_("That is so many that a second organiser looks at it first."))
    if lacks:
        names = Joined(tuple(Verbatim(OWN_NAMES[each]) for each in lacks), ", ")
        facts.append(_("Before it can be sent, it needs words in: {languages}", languages=names))
    return [Joined(tuple(facts), "\n"), Named(card.draft.content.texts)]


def _written(card: BroadcastCard, count: Count | None) -> list[Option]:
    """Return what can be done about what has not begun."""
    number = card.number
    ways = [way("preview", _("See how it arrives"), link("preview-broadcast", number=number))]
    if card.state in WRITTEN:
        ways.append(way("change", _("Change it"), link("change-broadcast", number=number)))
        ways.append(_does("test", _("Send it to me only"), number))
        needs = count is not None and count.second_look and card.state is State.DRAFT
        if needs and card.mine:
            ways.append(_does("ask", _("Ask for a second look"), number, card.version))
        elif card.state is State.DRAFT and not card.mine:
            ways.append(_does("agree", _("I have looked, and agree"), number, card.version))
        if not needs:
            ways.append(way("send", _("Send it"), link("send-broadcast", number=number)))
    if card.state is State.SCHEDULED:
        ways.append(_does("undo", _("Take it back"), number))
    if card.state is not State.CANCELLED:
        ways.append(way("cancel", _("Throw it away"), link("cancel-broadcast", number=number)))
    return ways


def _running(card: BroadcastCard) -> list[Option]:
    """Return what can be done about what is on its way."""
    number = card.number
    ways = [
        way("look", _("Look again"), link("broadcast", number=number)),
        _does("watch", _("Show it here as it goes"), number),
    ]
    if card.state is State.SENDING:
        ways.append(_does("pause", _("Pause"), number))
    if card.state is State.PAUSED:
        ways.append(_does("go-on", _("Go on"), number))
    ways.append(way("cancel", _("Stop it for good"), link("cancel-broadcast", number=number)))
    return ways


async def _ended(talk: Talk, card: BroadcastCard) -> None:
    """Show what came of it."""
    number = card.number
    report = await talk.look("report", ReportOf(number)) or Report(number, 0)
    answers = answers_words(card.draft.content, await talk.look("answers", AnswersTo(number)))
    parts = (title(number), state_words(card.state, card.why), report_words(report))
    words = Joined(
        (Joined(parts, "\n"), *([answers] if answers else ()), Named(card.draft.content.texts)), "\n\n"
    )
    ways: list[Option] = []
    if card.state is State.DONE and report.of(Fate.FAILED):
        ways.append(_does("again", _("Send again to those it failed for"), number))
    if card.state is State.DONE and report.of(Fate.UNCERTAIN):
        ways.append(_does("uncertain", _("Send again to those nobody knows of"), number))
    ways.append(
        way("letters", _("What people wrote back"), link("letters", waiting=0, page=1, broadcast=number))
    )
    await talk.show("ended", words, [*ways, _every(), _organise()])


def _does(what: str, label: Words, number: int, version: int = 0) -> Option:
    return way(what, label, link("steer-broadcast", number=number, what=what, version=version))


def _every() -> Option:
    return way("every", _("All messages to many"), link("broadcasts"))


def _organise() -> Option:
    return way("organise", _("Organise"), link("organise"))
