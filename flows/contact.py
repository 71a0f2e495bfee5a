"""Writing to the organisers, unasked or in answer to them; and reading again what was written."""

from __future__ import annotations

from collections.abc import Awaitable

from bot.civic.doors import Refused
from bot.civic.threads import MAX_LETTER, MyThread, MyThreads, WriteToOrganisers
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import link
from bot.engine.talk import Talk, way
from bot.text.lazy import Words, _
from flows.saying.refusals import refusal
from flows.saying.threads import line, whole
from flows.taking_back import LETTER, if_redacted


@flow(
    "contact",
    kind=Kind.ASIDE,
    starts_on=_("contact, write to the organisers"),
    command="contact",
    about=_("Write to the organisers"),
)
async def contact(talk: Talk) -> None:
    """Write to the organisers unasked."""
    prompt = _(
        "<b>What would you like to say to the organisers?</b>\n"
        "Only they read it, and they do not see who you are. They answer you here."
    )
    await write_to_organisers(talk, prompt)


@flow("write-back", kind=Kind.ASIDE)
async def write_back(talk: Talk, number: int) -> Ending:
    """Write more in a thread of mine."""
    if await talk.look("mine", MyThread(number)) is None:
        return Start(link("thread", number=number))
    prompt = _("<b>What would you like to answer?</b>\nOnly the organisers read it.")
    await write_to_organisers(talk, prompt, thread=number)
    return None


async def write_to_organisers(talk: Talk, prompt: Words, *, thread: int = 0, broadcast: int = 0) -> None:
    """Ask for the words, and let the organisers have them."""
    text = await ask_letter(talk, prompt)
    if text is not None:
        await pass_on(talk, text, thread=thread, broadcast=broadcast)


def ask_letter(talk: Talk, prompt: Words) -> Awaitable[str | None]:
    """Ask for the words; None for who would rather not."""
    return talk.ask_text("text", prompt, max_chars=MAX_LETTER, skip=_("Nothing, leave it"))


async def pass_on(talk: Talk, text: str, *, thread: int = 0, broadcast: int = 0) -> None:
    """Let the organisers have what was asked for as `text`, and say so."""
    try:
        written = await talk.do("write", WriteToOrganisers(text, thread, broadcast))
        await talk.if_redacted("given", if_redacted(LETTER, written), "text")
        await talk.say("written", _("The organisers have your message. Their answer comes here."))
    except Refused as no:
        await talk.say("refused", refusal(no))


@flow("thread", kind=Kind.VIEW)
async def thread(talk: Talk, number: int) -> None:
    """Show what the organisers and I wrote to one another."""
    found = await talk.look("found", MyThread(number))
    every = way("every", _("All my conversations with them"), link("my-threads"))
    menu = way("menu", _("Menu"), link("menu"))
    if found is None:
        words: Words = _("I do not find that conversation with the organisers. Perhaps it was deleted.")
        await talk.show("none", words, [every, menu])
        return
    words = whole(_("<b>You and the organisers</b>"), found, talk.city.zone, mine=True)
    more = way("more", _("Write more"), link("write-back", number=number))
    await talk.show("thread", words, [more, every, menu])


@flow("my-threads", kind=Kind.VIEW)
async def my_threads(talk: Talk) -> None:
    """Show the threads that are mine."""
    found = await talk.look("found", MyThreads())
    lines = [line(each, link("thread", number=each.number), talk.city.zone, mine=True) for each in found]
    words = _("<b>What I wrote to the organisers</b>")
    if not found:
        words = _("You have not written to the organisers yet.")
    ways = [
        way("contact", _("Write to the organisers"), link("contact")),
        way("mine", _("Mine"), link("mine")),
    ]
    await talk.show("my-threads", words, [*lines, *ways])
