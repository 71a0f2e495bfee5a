"""The events that I organise: a list, and each with what can be done about it."""

from __future__ import annotations

from bot.civic.checkin import shown_code
from bot.civic.doors import Refused
from bot.civic.events import OneEvent
from bot.civic.feedback import FeedbackOn
from bot.civic.hosting import EventRow, HostedEvent, HostedEvents, OpenDoors, StandAtDoor
from bot.civic.members import MakeInvitations
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Named, Verbatim, Words, _
from flows.asking.audience import ask_number
from flows.saying.doing import carried_out
from flows.saying.events import cancelled_words, when_words
from flows.saying.hosting import counts, feedback_picture, feedback_words, hosted_options, nobodys
from flows.saying.pages import paged, turning
from flows.saying.refusals import refusal

AT_ONCE = 50
"""Invitations that are shown in one message; the terminal makes more."""

MOST_LINES = 40
"""Words about an event that are shown at once; a file has them all."""


@flow("hosted", kind=Kind.VIEW, starts_on=_("organise events"))
async def hosted(talk: Talk, page: int = 1, over: int = 0) -> None:
    """Show the events that I may run."""
    found = await talk.look("page", HostedEvents(page, over=over == 1))
    ways = turning(found.page, more=found.more, to=lambda page: link("hosted", page=page, over=over))
    ways.append(way("plan", _("New event"), link("plan-event")))
    ways.append(
        way("to-come", _("Events to come"), link("hosted"))
        if over
        else way("over", _("Events that are over"), link("hosted", over=1))
    )
    ways.append(way("organise", _("Organise"), link("organise")))
    if not found.events:
        await talk.show("nothing", _("There is no event here that you organise."), ways)
        return
    heading = _("<b>Events that are over</b>") if over else _("<b>Events to come</b>")
    words = paged(heading, found.page, more=found.more)
    await talk.show("listed", words, [*hosted_options(found.events, "host"), *ways])


@flow("host", kind=Kind.VIEW, deep="host")
async def host(talk: Talk, number: int) -> None:
    """Show one event to who runs it, with what they may do about it."""
    found = await talk.look("event", HostedEvent(number))
    card = await talk.look("card", OneEvent(number))
    if found is None or card is None:
        await talk.show("none", nobodys(number), _back())
        return
    head = _("<b>{title}</b>\nEvent {number}", title=Named(found.titles), number=str(number))
    parts: list[Words] = [head, when_words(card.slot, card.zone, talk.city), counts(found)]
    if found.cancelled:
        parts.append(cancelled_words(card))
    if found.report:
        parts.append(Joined((_("What came of it:"), Named(found.report)), "\n"))
    ways = _ways(found, asked=bool(card.questions), sessions=bool(card.sessions))
    await talk.show("host", Joined(tuple(parts), "\n\n"), [*ways, *_back()])


def _ways(found: EventRow, *, asked: bool, sessions: bool) -> list[Option]:
    """Return what may be done about an event now."""
    number, ways = found.number, [way("event", _("As citizens see it"), link("event", number=found.number))]
    if not found.cancelled and not found.over:
        ways += [
            way("change", _("Change it"), link("change-event", number=number)),
            way("cancel", _("Cancel the event"), link("cancel-event", number=number)),
            way("stand", _("At the door"), link("stand", number=number)),
        ]
        if found.members_only:
            ways.append(way("invitations", _("Invitations"), link("invitations", number=number)))
    if asked:
        ways.append(way("asked", _("Questions and answers"), link("asked", number=number)))
    if sessions:
        ways.append(way("parts", _("Sessions"), link("parts", number=number)))
    if found.over and not found.cancelled:
        ways.append(way("how", _("How it was"), link("how-it-was", number=number)))
        ways.append(way("report", _("Say what came of it"), link("report-event", number=number)))
    return ways


def _back(number: int | None = None) -> list[Option]:
    ways = [way("hosted", _("Events"), link("hosted"))]
    return [way("host", _("Back to the event"), link("host", number=number)), *ways] if number else ways


@flow("doors", kind=Kind.VIEW)
async def doors(talk: Talk) -> Ending:
    """Show at which doors I may stand just now."""
    found = await talk.look("open", OpenDoors())
    ways = [way("door", _("I have a key"), link("door")), way("organise", _("Organise"), link("organise"))]
    if not found:
        words = _(
            "No event begins in the next hours. With a key from its organisers you can still go to a door."
        )
        await talk.show("none", words, ways)
        return None
    await talk.show("doors", _("<b>At which door are you?</b>"), [*hosted_options(found, "stand"), *ways])
    return None


@flow("stand", kind=Kind.VIEW)
async def stand(talk: Talk, number: int) -> Ending:
    """Stand at the door of an event, with this account."""
    if not await carried_out(talk, "stand", StandAtDoor(number)):
        return Start(link("organise"))
    return Start(link("door"))


@flow("invitations", kind=Kind.ASIDE)
async def invitations(talk: Talk, number: int) -> Ending:
    """Make invitations to an event for members, each to be given to one person."""
    # Typed, since the number of a button would be another one than what it says.
    prompt = _("<b>How many invitations would you like?</b>\nType a number, such as 5.")
    count = await ask_number(talk, "count", prompt)
    if count > AT_ONCE:
        await talk.again("count", why=_("At most {count} at a time, please.", count=AT_ONCE))
    try:
        codes = await talk.do("made", MakeInvitations(number, count))
    except Refused as no:
        await talk.say("refused", refusal(no))
        return Start(link("organise"))
    said = _(
        "<b>Here they are. Each counts once.</b>\nWhoever gets one types it in their chat with me, with the word in front."
    )
    # Translators: what somebody types to use an invitation; the first of those words.
    word = _("invitation")
    lines = [Joined((word, Verbatim(shown_code(code))), " ") for code in codes]
    await talk.say("codes", Joined((said, *lines), "\n"))
    return Start(link("host", number=number))


@flow("how-it-was", kind=Kind.VIEW, lasting=True)
async def how_it_was(talk: Talk, number: int) -> Ending:
    """Show how an event was to those who were there, with its picture; never who said what."""
    event = await talk.look("event", HostedEvent(number))
    if event is None:
        return Start(link("organise"))
    found = await talk.see(FeedbackOn(number))
    parts: list[Words] = [
        _("<b>{title}</b>", title=Named(event.titles)),
        counts(event),
        feedback_words(found),
    ]
    parts += [_("“{words}”", words=words) for words in found.words[:MOST_LINES]]
    ways = [way("report", _("Say what came of it"), link("report-event", number=number)), *_back(number)]
    await talk.show("how", Joined(tuple(parts), "\n\n"), ways, attached=feedback_picture(event, found))
    return None
