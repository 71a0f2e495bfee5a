"""Appeals against blocks: looked at, and decided with an answer, by somebody who did not decide the block."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.civic.measures import MAX_REASON, DecideAppeal, OneAppeal, OpenAppeal, OpenAppeals
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.graphemes import shorten
from bot.text.lazy import Joined, Moment, Verbatim, Words, _
from flows.saying.doing import carried_out
from flows.saying.reports import reason_words, what_of_theirs

SHOWN = 10
"""Appeals that are listed, the oldest first."""

LINE_CHARS = 200


@flow("appeals", kind=Kind.VIEW)
async def appeals(talk: Talk) -> None:
    """Show the appeals that wait for a decision."""
    found = await talk.see(OpenAppeals())
    lines = [
        Option(
            str(each.number),
            Verbatim(shorten(each.words, LINE_CHARS)),
            link("appealed", number=each.number),
            what_of_theirs(each.about, each.idea),
            numbered=True,
        )
        for each in found[:SHOWN]
    ]
    words = _("<b>Who objects to a block</b>") if lines else _("No appeal waits for a decision.")
    await talk.show("appeals", words, [*lines, way("back", _("Back to the reports"), link("moderate"))])


@flow("appealed", kind=Kind.VIEW)
async def appealed(talk: Talk, number: int) -> None:
    """Show one appeal, with what it is about."""
    found = await talk.see(OneAppeal(number))
    ways = []
    if found is not None and not found.mine:
        # A block's number may be another's once whoever was blocked is forgotten: its instant says which it was.
        since = int(found.since.timestamp())
        ways = [
            way("end", _("End the block"), link("answer-appeal", number=number, ends=1, since=since)),
            way("stand", _("The block stays"), link("answer-appeal", number=number, ends=0, since=since)),
        ]
    words = _words(talk, found) if found is not None else _("This appeal does not wait for you to decide.")
    await talk.show("appealed", words, [*ways, way("back", _("Back"), link("appeals"))])


@flow("answer-appeal", kind=Kind.ASIDE)
async def answer_appeal(talk: Talk, number: int, ends: int, since: int = 0) -> Ending:
    """Decide an appeal, with an answer that its author reads; buttons of releases before 0.5.0 do not say `since` when."""
    began = datetime.fromtimestamp(since, UTC) if since else None
    if await talk.see(OneAppeal(number, began)) is None:
        return Start(link("appeals"))
    prompt = (
        _(
            "<b>Why does the block end? Say it in a few words.</b>\nWhoever was blocked reads them as you write them."
        )
        if ends
        else _(
            "<b>Why does the block stay? Say it in a few words.</b>\nWhoever is blocked reads them as you write them."
        )
    )
    answer = await talk.ask_text("answer", prompt, max_chars=MAX_REASON, skip=_("Leave it open"))
    if answer is None:
        return Start(link("appealed", number=number))
    if await carried_out(talk, "decide", DecideAppeal(number, bool(ends), answer, began)):
        await talk.say("decided", _("That is decided, and whoever objected is told."))
    return Start(link("appeals"))


def _words(talk: Talk, found: OpenAppeal) -> Words:
    zone = talk.city.zone
    parts: list[Words] = [
        Joined(
            (_("<b>{what}</b>", what=what_of_theirs(found.about, found.idea)), Verbatim(found.text)), "\n"
        ),
        _(
            "Its author was blocked on {since}, until {until}.\nThe reason: {reason}",
            since=Moment(found.since, zone),
            until=Moment(found.until, zone),
            reason=reason_words(found.reason),
        ),
        Joined((_("They say:"), Verbatim(found.words)), "\n"),
    ]
    if found.mine:
        parts.append(
            _(
                "You decided this block: somebody else decides about it. If nobody else can, an owner appoints somebody."
            )
        )
    return Joined(tuple(parts), "\n\n")
