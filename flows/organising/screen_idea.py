"""Screening: an idea that waits is approved, not approved with a reason, or its author is asked something first."""

from __future__ import annotations

from bot.civic.doors import Command
from bot.civic.screening import (
    MAX_QUESTION,
    MAX_REASON,
    ApproveIdea,
    AskAuthor,
    IdeaToScreen,
    RejectIdea,
    ToScreen,
)
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Link, link
from bot.engine.talk import Talk, way
from bot.text.languages import OWN_NAMES
from bot.text.lazy import Joined, Verbatim, Words, _
from flows.asking.texts import in_language
from flows.saying.doing import carried_out
from flows.saying.ideas import place_name
from flows.saying.topics import topic_name

_NEXT = link("queue-list", wait="screen", page=1)


@flow("screen", kind=Kind.VIEW)
async def screen(talk: Talk, number: int) -> None:
    """Show an idea that waits, with what its author was asked."""
    found = await talk.look("found", IdeaToScreen(number))
    queue = way("queue", _("Queue"), link("queue"))
    if found is None:
        await talk.show("none", _("That idea does not wait for you any more."), [queue])
        return
    ways = [
        way("approve", _("Approve it"), link("approve-idea", number=number)),
        way("reject", _("Do not approve it"), link("reject-idea", number=number)),
        way("ask", _("Ask its author"), link("ask-author", number=number)),
        queue,
    ]
    await talk.show("screened", _words(talk, found), ways, attached=found.picture)


def _words(talk: Talk, found: ToScreen) -> Words:
    parts: list[Words] = [_("<b>{title}</b>\nIdea {number}", number=str(found.number), title=found.title)]
    if found.description:
        parts.append(Verbatim(found.description))
    language = Verbatim(OWN_NAMES.get(found.language, found.language))
    where = (topic_name(talk.city, found.topic), place_name(talk.city, found.neighbourhood), language)
    parts.append(Joined(where, " · "))
    for each in found.questions:
        reply = Verbatim(each.reply) if each.reply is not None else _("(no answer yet)")
        parts.append(_("Asked: {question}\nAnswer: {answer}", question=each.text, answer=reply))
    return Joined(tuple(parts), "\n\n")


@flow("approve-idea", kind=Kind.VIEW)
async def approve(talk: Talk, number: int) -> Ending:
    """Let an idea be in the list."""
    done = _("Idea {number} is in the list, and its author is told.", number=str(number))
    return await _decided(talk, ApproveIdea(number), done, _NEXT)


@flow("reject-idea", kind=Kind.ASIDE)
async def reject(talk: Talk, number: int) -> Ending:
    """Say why an idea cannot be in the list."""
    found = await talk.look("found", IdeaToScreen(number))
    if found is None:
        return Start(link("screen", number=number))
    prompt = _("<b>Why can it not be in the list?</b>\nIts author reads what you type now.")
    reason = await talk.ask_text("reason", _in_theirs(prompt, found), max_chars=MAX_REASON) or ""
    done = _("Idea {number} is not in the list, and its author is told why.", number=str(number))
    return await _decided(talk, RejectIdea(number, reason), done, _NEXT)


@flow("ask-author", kind=Kind.ASIDE)
async def ask_author(talk: Talk, number: int) -> Ending:
    """Ask the author of an idea something before it is decided."""
    found = await talk.look("found", IdeaToScreen(number))
    if found is None:
        return Start(link("screen", number=number))
    prompt = _(
        "<b>What would you like to ask?</b>\nThe author reads what you type now, and does not see who asks."
    )
    text = await talk.ask_text("question", _in_theirs(prompt, found), max_chars=MAX_QUESTION) or ""
    done = _("I have asked. You hear what the author answers.")
    return await _decided(talk, AskAuthor(number, text), done, link("screen", number=number))


def _in_theirs(prompt: Words, found: ToScreen) -> Words:
    """Name the language in which its author wrote: they read what is typed as it is."""
    return Joined((prompt, in_language(found.language)), "\n")


async def _decided(talk: Talk, command: Command[None] | Command[int], done: Words, to: Link) -> Ending:
    if await carried_out(talk, "decide", command):
        await talk.say("decided", done)
    return Start(to)
