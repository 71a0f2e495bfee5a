"""Comments on an idea: read page by page, write one with a preview, take mine back. Nobody's name is ever shown."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.civic.comments import MAX_COMMENT, AddComment, CommentLine, ListComments, OneComment, WithdrawComment
from bot.civic.doors import Refused
from bot.civic.ideas import OneIdea
from bot.civic.measures import MyBlock
from bot.civic.people import Me
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link, spell
from bot.engine.talk import Talk, way
from bot.text.lazy import Day, Joined, Verbatim, Words, _
from flows.saying.consent import agrees
from flows.saying.doing import carried_out
from flows.saying.pages import paged, turning
from flows.saying.refusals import refusal
from flows.taking_back import COMMENT, if_redacted


@flow("comments", kind=Kind.VIEW)
async def comments(talk: Talk, number: int, page: int, at: str = "") -> Ending:
    """Show one page of an idea's comments, the newest first."""
    found = await talk.look("page", ListComments(number, page))
    if found is None:
        return Start(link("card", number=number, at=at))
    if not found.comments and found.page > 1:
        return Start(link("comments", number=number, page=found.page - 1, at=at))
    heading = paged(_("<b>Comments on “{title}”</b>", title=found.title), found.page, more=found.more)
    if not found.comments:
        heading = Joined((heading, _("Nobody has commented yet. What do you think?")))
    lines = [
        Option(
            str(each.number),
            Verbatim(each.text),
            link("comment", number=each.number, page=found.page, at=at),
            _by(talk, each),
            numbered=True,
        )
        for each in found.comments
    ]
    write = way("write", _("Write a comment"), link("write", number=number, at=at))
    pages = turning(
        found.page, more=found.more, to=lambda page: link("comments", number=number, page=page, at=at)
    )
    await talk.show("comments", heading, [*lines, write, *pages, _to_the_idea(number, at)])
    return None


@flow("comment", kind=Kind.VIEW)
async def comment(talk: Talk, number: int, page: int = 1, at: str = "") -> Ending:
    """Show one comment, with what can be done about it."""
    found = await talk.look("found", OneComment(number))
    if found is None:
        await talk.show("none", _("That comment is no longer there."), [way("menu", _("Menu"), link("menu"))])
        return None
    parts: list[Words] = [Verbatim(found.text), _by(talk, found)]
    if found.held:
        parts.append(
            _("Several people have reported it. Until an organiser has looked, only you can see it.")
        )
    elif found.hidden:
        parts.append(_("It was taken out. Only you can still see it."))
    ways = []
    if found.mine and not found.hidden:
        ways.append(way("remove", _("Take it back"), link("remove", number=number, page=page, at=at)))
    elif not found.mine:
        ways.append(way("report", _("Report"), link("report-comment", number=number)))
    back = way("back", _("Back to the comments"), link("comments", number=found.of, page=page, at=at))
    await talk.show("comment", Joined(tuple(parts), "\n\n"), [*ways, back, _to_the_idea(found.of, at)])
    return None


@flow("write", kind=Kind.ASIDE)
async def write(talk: Talk, number: int, at: str = "") -> Ending:
    """Collect a comment, show it as others will see it, and publish it once."""
    if not (await talk.look("me", Me())).opinions:
        return Start(link("consent", then=spell(link("write", number=number, at=at))))
    if await talk.look("blocked", MyBlock()):
        return Start(link("blocked"))
    idea = await talk.look("idea", OneIdea(number))
    if idea is None or idea.hidden:
        return Start(link("card", number=number, at=at))
    prompt = _("<b>What would you like to say about “{title}”?</b>\nEveryone can read it.", title=idea.title)
    text = await talk.ask_text("text", prompt, max_chars=MAX_COMMENT, skip=_("Nothing, back to the idea"))
    if text is None:
        return Start(link("card", number=number, at=at))
    options = [Option("publish", _("Yes, publish it")), Option("change", _("Change the text"))]
    preview = _("<b>Others will see your comment like this. Is it right?</b>\n\n{text}", text=text)
    chosen = await talk.choose("preview", preview, options, none=_("No, throw it away"))
    if chosen == "change":
        await talk.again("preview", changing=("text",))
    if chosen == "publish":
        try:
            added = await talk.do("add", AddComment(number, text))
            await talk.if_redacted("given", if_redacted(COMMENT, added), "text")
            await talk.toast("added", _("Your comment is there."))
        except Refused as no:
            if no.code != "no-consent":
                await talk.say("refused", refusal(no))
            elif await agrees(talk):
                await talk.again("add")
            return Start(link("card", number=number, at=at))
    return Start(link("comments", number=number, page=1, at=at))


@flow("remove", kind=Kind.ASIDE)
async def remove(talk: Talk, number: int, page: int = 1, at: str = "") -> Ending:
    """Take a comment of mine back, for good."""
    found = await talk.look("found", OneComment(number))
    if found is None or not found.mine:
        return Start(link("comment", number=number, page=page, at=at))
    prompt = _("<b>Do you take this comment back, for good?</b>\n\n{text}", text=found.text)
    if await talk.confirm("sure", prompt) and await carried_out(
        talk, "remove", WithdrawComment(number), toast=True
    ):
        await talk.toast("removed", _("Your comment is gone."))
    return Start(link("comments", number=found.of, page=page, at=at))


def _by(talk: Talk, each: CommentLine) -> Words:
    """Return who said it, which is never a name (H34), and when."""
    day = Day(each.at.astimezone(ZoneInfo(talk.city.zone)).date())
    return _("you, on {day}", day=day) if each.mine else _("a citizen, on {day}", day=day)


def _to_the_idea(number: int, at: str) -> Option:
    return way("idea", _("To the idea"), link("card", number=number, at=at))
