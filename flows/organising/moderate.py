"""What people reported: looked at one by one, kept or hidden; its author warned, or blocked for a time."""

from __future__ import annotations

from bot.civic.doors import Command
from bot.civic.measures import (
    BLOCK_DAYS,
    MAX_REASON,
    BlockAuthor,
    OneReport,
    OpenAppeals,
    Reported,
    WarnAuthor,
)
from bot.civic.reports import HideReported, KeepReported, OpenReport, OpenReports
from bot.civic.roles import MyRoles, Right, has
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.graphemes import shorten
from bot.text.lazy import Joined, Moment, Text, Verbatim, Words, _, n_
from flows.saying.doing import carried_out
from flows.saying.pages import paged, turning
from flows.saying.reports import reason_options, reason_words, what_of_theirs

PAGE = 5
LINE_CHARS = 200
"""Of what was reported, as much as a list shows."""


@flow("moderate", kind=Kind.VIEW, starts_on=_("moderate, moderation"))
async def moderate(talk: Talk, page: int = 1) -> Ending:
    """Show what was reported and waits for a decision, what is held first."""
    if not has(await talk.see(MyRoles()), Right.MODERATE):
        return Start(link("organise"))
    every = await talk.see(OpenReports())
    appeals = await talk.see(OpenAppeals())
    page = min(page, max(-(-len(every) // PAGE), 1))
    more = len(every) > page * PAGE
    heading = paged(_("<b>What people have reported</b>"), page, more=more)
    if not every:
        heading = Joined((heading, _("Nothing is reported just now.")))
    ways = turning(page, more=more, to=lambda page: link("moderate", page=page))
    if appeals:
        ways.append(way("appeals", _("Appeals: {count}", count=len(appeals)), link("appeals")))
    shown = [_line(each) for each in every[(page - 1) * PAGE : page * PAGE]]
    await talk.show("reports", heading, [*shown, *ways, way("organise", _("Organise"), link("organise"))])
    return None


def _line(each: OpenReport) -> Option:
    details: list[Words] = [
        what_of_theirs(each.about, each.idea),
        n_("{count} person", "{count} people", each.people),
        Joined(tuple(reason_words(reason) for reason in each.reasons), ", "),
    ]
    if each.held:
        details.insert(0, _("held"))
    text = Verbatim(shorten(each.text, LINE_CHARS))
    to = link("reported", number=each.number)
    return Option(str(each.number), text, to, Joined(tuple(details), " · "), numbered=True)


@flow("reported", kind=Kind.VIEW)
async def reported(talk: Talk, number: int) -> None:
    """Show one thing that was reported, and what can be done about it."""
    found = await talk.see(OneReport(number))
    back = way("back", _("Back to the reports"), link("moderate"))
    if found is None:
        await talk.show("reported", _("There is no such report, or it is not yours to decide."), [back])
        return
    await talk.show("reported", _words(talk, found), [*_ways(found), back], attached=found.picture)


def _words(talk: Talk, found: Reported) -> Words:
    it = found.report
    parts: list[Words] = [
        Joined((_("<b>{what}</b>", what=what_of_theirs(it.about, it.idea)), Verbatim(it.text)), "\n"),
        *([Verbatim(found.description)] if found.description else []),
        Joined(
            (
                n_("{count} person has reported it:", "{count} people have reported it:", it.people),
                *(_("• {reason}", reason=reason_words(reason)) for reason in it.reasons),
                *(_("• “{words}”", words=words) for words in it.words),
            ),
            "\n",
        ),
        _standing(found),
    ]
    if found.warnings or found.blocks:
        parts.append(
            _(
                "About its author so far: warnings: {warnings}, blocks: {blocks}.",
                warnings=found.warnings,
                blocks=found.blocks,
            )
        )
    if found.blocked_until is not None:
        until = Moment(found.blocked_until, talk.city.zone)
        parts.append(_("Its author is blocked until {moment}.", moment=until))
    if found.mine:
        parts.append(_("You wrote this yourself: somebody else decides about it."))
    return Joined(tuple(parts), "\n\n")


def _standing(found: Reported) -> Text:
    if found.hidden:
        return _("It is hidden: only its author still sees it.")
    if not found.open:
        return _("Somebody has decided about it.")
    if found.report.held:
        return _("It is held: nobody sees it until you decide.")
    return _("Everybody sees it until you decide otherwise.")


def _ways(found: Reported) -> list[Option]:
    if found.mine:
        return []
    number, ways = found.report.number, list[Option]()
    if found.open:
        ways.append(way("keep", _("It may stay"), link("keep-reported", number=number)))
        ways.append(way("hide", _("Hide it"), link("measure", number=number, what="hide")))
    if found.known and "warning" not in found.taken:
        ways.append(way("warn", _("Warn its author"), link("measure", number=number, what="warn")))
    if found.known and "block" not in found.taken and found.blocked_until is None:
        ways.append(
            way("block", _("Block its author for a time"), link("measure", number=number, what="block"))
        )
    return ways


@flow("keep-reported", kind=Kind.VIEW)
async def keep_reported(talk: Talk, number: int) -> Ending:
    """Let what was reported stay."""
    if await carried_out(talk, "keep", KeepReported(number), toast=True):
        await talk.toast("kept", _("It stays. Who reported it is told; its author, too, if it was held."))
    return Start(link("moderate"))


@flow("measure", kind=Kind.ASIDE)
async def measure(talk: Talk, number: int, what: str) -> Ending:
    """Hide what was reported, or warn or block its author: with a reason, which the author reads."""
    found = await talk.see(OneReport(number))
    if found is None or what not in _SURE:
        return Start(link("reported", number=number))
    reason = await _reason(talk)
    days = await _days(talk) if what == "block" else 0
    prompt = Joined((_SURE[what], _read(reason, days)), "\n")
    if await talk.confirm("sure", prompt) and await carried_out(
        talk, "do", _command(number, what, reason, days)
    ):
        await talk.say("done", _DONE[what])
    return Start(link("reported", number=number))


async def _reason(talk: Talk) -> str:
    prompt = _("<b>What is wrong with it?</b>\nIts author reads the reason.")
    reason = await talk.choose("reason", prompt, reason_options()) or ""
    if reason != "other":
        return reason
    question = _(
        "<b>What is wrong with it? Say it in a few words.</b>\nIts author reads them as you write them."
    )
    return await talk.ask_text("words", question, max_chars=MAX_REASON) or ""


async def _days(talk: Talk) -> int:
    options = [Option(f"d{days}", n_("{count} day", "{count} days", days)) for days in BLOCK_DAYS]
    prompt = _("<b>For how long?</b>\nUntil then its author can share no ideas and not comment.")
    chosen = await talk.choose("days", prompt, options) or ""
    return int(chosen[1:])


def _read(reason: str, days: int) -> Words:
    """Return what the author reads."""
    why = _("Its author reads this reason: {reason}", reason=reason_words(reason))
    if not days:
        return why
    return Joined((why, n_("It lasts {count} day.", "It lasts {count} days.", days)), "\n")


def _command(number: int, what: str, reason: str, days: int) -> Command[None]:
    match what:
        case "hide":
            return HideReported(number, reason)
        case "warn":
            return WarnAuthor(number, reason)
    return BlockAuthor(number, reason, days)


_SURE = {
    "hide": _("<b>Shall I hide it?</b>"),
    "warn": _("<b>Shall I warn its author?</b>"),
    "block": _("<b>Shall I block its author?</b>"),
}
_DONE = {
    "hide": _("It is hidden, and its author is told why. Who reported it hears that it is."),
    "warn": _("Its author is warned, and told why."),
    "block": _("Its author is blocked, told why, and can object: somebody other than you then decides."),
}
