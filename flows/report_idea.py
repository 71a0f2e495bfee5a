"""Reporting an idea or a comment that does not belong here: a reason, or one's own words; thanks at once."""

from __future__ import annotations

from bot.civic.comments import OneComment
from bot.civic.reports import MAX_REPORT, Report
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import link
from bot.engine.talk import Talk
from bot.text.lazy import Words, _
from flows.saying.doing import carried_out
from flows.saying.reports import reason_options


@flow("report", kind=Kind.ASIDE)
async def report(talk: Talk, number: int, at: str = "") -> Ending:
    """Report an idea."""
    prompt = _(
        "<b>What is wrong with idea {number}?</b>\nNobody is told that it was you.", number=str(number)
    )
    await _report(talk, "idea", number, prompt)
    return Start(link("card", number=number, at=at))


@flow("report-comment", kind=Kind.ASIDE)
async def report_comment(talk: Talk, number: int) -> Ending:
    """Report a comment."""
    found = await talk.look("found", OneComment(number))
    if found is None:
        return Start(link("comment", number=number))
    prompt = _("<b>What is wrong with this comment?</b>\nNobody is told that it was you.")
    await _report(talk, "comment", number, prompt)
    return Start(link("comments", number=found.of, page=1))


async def _report(talk: Talk, about: str, number: int, prompt: Words) -> None:
    reason = await talk.choose("reason", prompt, reason_options(), none=_("Nothing, I do not report it"))
    if reason is None:
        return
    words = ""
    if reason == "other":
        question = _("<b>What is wrong with it? Say it in a few words.</b>")
        words = await talk.ask_text("words", question, max_chars=MAX_REPORT) or ""
    if await carried_out(talk, "report", Report(about, number, reason, words)):
        await talk.say(
            "thanks", _("Thank you. An organiser will look at it, and I will tell you what comes of it.")
        )
