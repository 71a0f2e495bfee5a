"""Forget me: everything that is kept about me is deleted, once I have said that I am sure."""

from __future__ import annotations

from bot.civic.measures import Block, MyBlock
from bot.civic.rights import Fate, ForgetMe, MyWords
from bot.engine.flow import Ending, Forget, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Moment, Words, _
from flows.saying.doing import carried_out


@flow(
    "forget",
    kind=Kind.ASIDE,
    command="forget",
    starts_on=_("forget me"),
    about=_("Delete what is kept about me"),
    anytime=True,
)
async def forget_me(talk: Talk) -> Ending:
    """Ask what becomes of what I shared, say what will happen, and forget me."""
    published = await talk.look("words", MyWords())
    block = await talk.see(MyBlock())
    fate: str | None = Fate.DELETED
    if published.ideas or published.comments:
        prompt = _(
            "<b>Shall I forget you?</b>\n"
            "You shared ideas or comments that others can see. What shall become of them?"
        )
        options = [
            Option(Fate.DELETED, _("Delete them too")),
            Option(Fate.NOBODYS, _("Leave them, as nobody's")),
        ]
        fate = await talk.choose("fate", prompt, options, none=_("No, keep everything"))
    if fate is None or not await talk.confirm(
        "sure", _sure(talk, fate, block), yes=_("Yes, forget me"), no=_("No, keep everything")
    ):
        return Start(link("menu"))
    if not await carried_out(talk, "forget", ForgetMe(Fate(fate))):
        return Start(link("menu"))
    await talk.say("gone", _goodbye(block))
    return Forget(None)


def _goodbye(block: Block | None) -> Words:
    if block is None:
        return _(
            "<b>You are forgotten.</b>\n"
            "Nothing about you is left here. What stands in this chat you can delete in your app. If you ever write to me again, "
            "we begin anew. Goodbye!"
        )
    return _(
        "<b>I have forgotten you.</b>\n"
        "Nothing about you is left here but that mark, for as long as I said. What stands in this chat you can delete in your "
        "app. Goodbye!"
    )


def _sure(talk: Talk, fate: str, block: Block | None) -> Words:
    """Return what will happen, what stays nevertheless, and the last question."""
    parts = [_what_happens(fate)]
    if block is not None:
        parts.append(
            _(
                "One thing stays until {moment}: you cannot share ideas or comment. For that I keep until then a mark of your "
                "account, in code, and nothing that you wrote. If you come back before, you can object.",
                moment=Moment(block.until, talk.city.zone),
            )
        )
    parts.append(_("It cannot be undone. Are you sure?"))
    return Joined(tuple(parts), "\n")


def _what_happens(fate: str) -> Words:
    """Return what will happen, before the last question."""
    if fate == Fate.NOBODYS:
        return _(
            "<b>This is what happens if you say yes:</b>\n"
            "Your ideas and comments stay, and nobody can find out that they were yours: you cannot change them any more. "
            "All the rest about you is deleted at once: your support, your ballots in votes that are open, your seats, "
            "your settings, and what you have half-written. "
            "In safety copies it stays until these are thrown away."
        )
    return _(
        "<b>This is what happens if you say yes:</b>\n"
        "All about you is deleted at once: your ideas and comments, your support, your ballots in votes that are open, your "
        "seats, your settings, and what you have half-written. "
        "In safety copies it stays until these are thrown away."
    )
