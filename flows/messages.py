"""What I may be written unasked: of which kinds, not in which hours, and not about what."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.doors import Refused
from bot.civic.hours import quiet_in, spelt
from bot.civic.nudges import (
    CATEGORIES,
    MOST_A_WEEK,
    Muted,
    MyMutes,
    Quiet,
    SetNudges,
    SetQuiet,
)
from bot.civic.people import REMINDERS, Me, Person
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Words, _, n_
from flows.saying.doing import carried_out
from flows.saying.nudges import KINDS, SHORT

MOST_TYPED = 60
"""Characters that two hours may take, with words around them."""


@flow("messages", kind=Kind.VIEW, starts_on=_("messages, reminders, notifications"))
async def messages(talk: Talk) -> None:
    """Show what I may be told without asking, with ways to change each."""
    me = await talk.look("me", Me())
    muted = await talk.look("muted", MyMutes())
    await talk.show("messages", _words(me, muted), _ways(me, muted))


def _words(me: Person, muted: Sequence[Muted]) -> Words:
    lines: list[Words] = [_("<b>What I may write to you</b>")]
    if me.stopped:
        lines.append(_("All messages are stopped: I only write when you write to me."))
    elif not me.reminders:
        lines.append(_("I send you no reminders: I only write about what becomes of your own affairs."))
    else:
        on, off = _("on"), _("off")
        lines += [
            _("{kind}: {answer}", kind=KINDS[each], answer=on if each in me.nudges else off)
            for each in CATEGORIES
        ]
        lines.append(_("At most {count} messages a week, beside the reminders you chose.", count=MOST_A_WEEK))
    lines.append(_("Quiet hours: {hours}", hours=spelt(me.quiet)) if me.quiet else _("Quiet hours: none"))
    if muted:
        lines.append(n_("You have muted {count} thing.", "You have muted {count} things.", len(muted)))
    return Joined(tuple(lines), "\n")


def _ways(me: Person, muted: Sequence[Muted]) -> list[Option]:
    ways: list[Option] = []
    if me.stopped:
        ways.append(way("resume", _("Get messages again"), link("resume-messages")))
    if me.reminders:
        ways += [_turn(each, on=each in me.nudges) for each in CATEGORIES]
    ways.append(way("quiet", _("Change the quiet hours"), link("quiet-hours")))
    if muted:
        ways.append(way("muted", _("What I have muted"), link("muted")))
    if me.reminders:
        ways.append(way("reminders", _("Stop reminders"), link("disagree", kind=REMINDERS)))
    else:
        ways.append(way("reminders", _("Get reminders"), link("agree", kind=REMINDERS)))
    if not me.stopped:
        ways.append(way("stop", _("Stop all messages"), link("stop-all")))
    return [*ways, way("settings", _("My settings"), link("settings"))]


def _turn(category: str, *, on: bool) -> Option:
    """Return the way to the other setting: it names what will be, so that pressing twice is pressing once."""
    kind = SHORT[category]
    label = _("{kind}: turn off", kind=kind) if on else _("{kind}: turn on", kind=kind)
    return way(category, label, link("nudges", kind=category, on=0 if on else 1))


@flow("nudges", kind=Kind.VIEW)
async def nudges(talk: Talk, kind: str, on: int) -> Ending:
    """Turn one kind of message on or off."""
    if await carried_out(talk, "set", SetNudges(kind, on == 1), toast=True):
        await talk.toast("noted", _("Noted."))
    return Start(link("messages"))


@flow("quiet-hours", kind=Kind.ASIDE, starts_on=_("quiet hours, quiet"))
async def quiet_hours(talk: Talk) -> Ending:
    """Change the hours in which I am not written to."""
    prompt = _(
        "<b>Between which hours shall I not write to you?</b>\n"
        "For example: “22-7”, or “22:00–07:30”. It is the time in the city. I still answer you, and remind you when you asked me to."
    )
    typed = await talk.ask_text("hours", prompt, max_chars=MOST_TYPED, skip=_("No quiet hours"))
    if typed is None:
        return await _set(talk, None)
    quiet = quiet_in(typed)
    if quiet is None:
        await talk.again("hours", why=_UNCLEAR)
    return await _set(talk, quiet)


_UNCLEAR = _(
    "I do not understand those hours. Please type two times, such as “22-7” or “22:00–07:30”. Or type “none”."
)


async def _set(talk: Talk, quiet: Quiet | None) -> Ending:
    try:
        await talk.do("set", SetQuiet(quiet))
    except Refused:
        await talk.say("too-quiet", _("That leaves too little of the day: keep at least four hours free."))
        return Start(link("quiet-hours"))
    words = (
        _(
            "From {begins} to {ends} I leave you alone.",
            begins=f"{quiet.begins:%H:%M}",
            ends=f"{quiet.ends:%H:%M}",
        )
        if quiet
        else _("From now on there are no quiet hours.")
    )
    await talk.say("noted", words)
    return Start(link("messages"))
