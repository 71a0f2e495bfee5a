"""Promising a next step about an idea: what, by whom, for which day; and what becomes of the promise."""

from __future__ import annotations

from bot.civic.commitments import (
    MAX_COMMITMENT,
    MAX_WHY,
    Commitment,
    DropPromise,
    KeepPromise,
    MovePromise,
    OneCommitment,
    Promise,
    TakePromise,
)
from bot.civic.doors import Command, Refused
from bot.civic.statuses import IdeasToAnswer, LanguagesOfAnswer
from bot.civic.texts import Texts
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import link
from bot.engine.talk import Talk, way
from bot.text.lazy import Day, Joined, Named, Words, _
from flows.asking.function import ask_function
from flows.asking.texts import ask_texts
from flows.asking.when import ask_day
from flows.saying.commitments import promised
from flows.saying.doing import carried_out
from flows.saying.ideas import no_such_idea
from flows.saying.previews import in_each_language
from flows.saying.refusals import refusal


@flow("promise", starts_on=_("promise"))
async def promise(talk: Talk, number: int) -> Ending:
    """Collect one commitment about an idea, show it as it will be read, and make it once."""
    found = await talk.look("idea", IdeasToAnswer((number,)))
    if found is None:
        await talk.say("none", no_such_idea(number))
        return Start(link("organise"))
    prompt = _(
        "<b>What is promised about “{title}”?</b>\nOne step that people can see once it is done.",
        title=found.ideas[0].title,
    )
    needed = await talk.see(LanguagesOfAnswer((number,)))
    texts = await ask_texts(talk, "what", prompt, max_chars=MAX_COMMITMENT, needed=needed)
    function = await ask_function(talk, needed)
    day = await ask_day(
        talk,
        "day",
        _("<b>By which day?</b>\nYou are asked on that day. After it, everybody reads that it is late."),
    )
    read = Joined(
        (
            Named(texts),
            _("— {function}, by {day}", function=Named(function), day=Day(day)),
        ),
        "\n",
    )
    prompt = _("<b>Citizens will read it like this. Shall it be promised?</b>")
    if not await talk.confirm("sure", Joined((prompt, in_each_language(talk, read)), "\n\n")):
        return Start(link("handle", number=number))
    try:
        await talk.do("make", Promise(number, texts, function, day))
        await talk.say("made", _("It is promised. On that day I will ask you whether it is done."))
    except Refused as no:
        if no.code == "day-over":
            await talk.again("day", "sure", "make", why=refusal(no))
        await talk.say("refused", refusal(no))
    return Start(link("handle", number=number))


@flow("commitment", kind=Kind.VIEW)
async def commitment(talk: Talk, number: int) -> Ending:
    """Show a commitment to whoever may say what becomes of it."""
    found = await talk.look("found", OneCommitment(number))
    if found is None:
        words = _("That promise is no longer open, or its idea was taken out. Nothing was changed.")
        await talk.show("none", words, [way("organise", _("Organise"), link("organise"))])
        return None
    if found.state != "open":
        return Start(link("handle", number=found.idea))
    ways = [
        way("kept", _("It is done"), link("promise-kept", number=number, version=found.version)),
        way("move", _("It will be another day"), link("move-promise", number=number)),
        way("drop", _("It will not be done"), link("drop-promise", number=number)),
        way("take", _("Ask me about it from now on"), link("take-promise", number=number)),
        way("idea", _("See the idea"), link("handle", number=found.idea)),
        way("organise", _("Organise"), link("organise")),
    ]
    await talk.show("shown", _shown(found), ways)
    return None


def _shown(found: Commitment) -> Words:
    return Joined((_("Idea {number}", number=str(found.idea)), promised(found)), "\n")


@flow("promise-kept", kind=Kind.VIEW)
async def promise_kept(talk: Talk, number: int, version: int) -> Ending:
    """Say that what was promised is done."""
    done = _("That is noted, and told to those who follow the idea.")
    return await _carried_out(talk, number, KeepPromise(number, version), done)


@flow("take-promise", kind=Kind.VIEW)
async def take_promise(talk: Talk, number: int) -> Ending:
    """Be asked about a commitment from now on."""
    return await _carried_out(talk, number, TakePromise(number), _("From now on I ask you about it."))


@flow("move-promise", kind=Kind.ASIDE)
async def move_promise(talk: Talk, number: int) -> Ending:
    """Promise it for another day, and say why."""
    found = await talk.look("found", OneCommitment(number))
    if found is None:
        return Start(link("commitment", number=number))
    day = await ask_day(talk, "day", _("<b>By which day will it be done?</b>"))
    why = await _ask_why(talk, found, _("<b>Why not earlier?</b>"))
    command = MovePromise(number, found.version, day, why)
    return await _carried_out(
        talk, number, command, _("That is noted, and told to those who follow the idea.")
    )


@flow("drop-promise", kind=Kind.ASIDE)
async def drop_promise(talk: Talk, number: int) -> Ending:
    """Say that it will not be done, and why."""
    found = await talk.look("found", OneCommitment(number))
    if found is None:
        return Start(link("commitment", number=number))
    prompt = _("<b>Why will it not be done?</b>\nEverybody who follows the idea will read it.")
    why = await _ask_why(talk, found, prompt)
    command = DropPromise(number, found.version, why)
    return await _carried_out(
        talk, number, command, _("That is noted, and told to those who follow the idea.")
    )


async def _ask_why(talk: Talk, found: Commitment, prompt: Words) -> Texts:
    needed = await talk.see(LanguagesOfAnswer((found.idea,)))
    return await ask_texts(talk, "why", prompt, max_chars=MAX_WHY, needed=needed)


async def _carried_out(talk: Talk, number: int, command: Command[None], done: Words) -> Ending:
    if await carried_out(talk, "set", command):
        await talk.say("noted", done)
    return Start(link("commitment", number=number))
