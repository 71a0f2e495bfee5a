"""A broadcast in words: as its readers see it, and as organisers do: how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.civic.broadcasts import Around, BroadcastCard, BroadcastLine, Content, State, Weekly, When
from bot.civic.city import City
from bot.civic.sending import Fate, Progress, Report
from bot.engine.questions import Link, link
from bot.text.lazy import Joined, Moment, Named, Text, Verbatim, Words, _, n_
from flows.saying.pages import begins_with

BAR = 10
"""Squares of a progress bar."""


def message(content: Content) -> Words:
    """Return what its readers read, each in their language: that it comes from the organisers is said by us (H34)."""
    return Joined((_("<b>From the organisers</b>"), Named(content.texts)), "\n\n")


OPENING = 60
"""Characters of a broadcast by which it is known again."""


def opening(texts: Mapping[str, str]) -> Named:
    """Return how it begins, for a list, and for who is to know which one is meant."""
    return Named({code: begins_with(text, OPENING) for code, text in texts.items()})


def ways(number: int, content: Content) -> tuple[tuple[Words, Link], ...]:
    """Return the buttons below it: what a press brings back as data, a word to the organisers, and how to get no more."""
    answers = [
        (Named(label), link("answer-broadcast", number=number, button=place))
        for place, label in enumerate(content.buttons)
    ]
    return (
        *answers,
        (_("Write to the organisers"), link("reply", number=number)),
        (_("What I may write to you"), link("messages")),
    )


_STATES: Mapping[State, Words] = {
    # Translators: this and the next seven say how far a message to many people is.
    State.DRAFT: _("not sent"),
    State.CHECKED: _("not sent, a second organiser agrees"),
    State.SCHEDULED: _("to be sent"),
    State.FREEZING: _("the list of people is being made"),
    State.SENDING: _("on its way"),
    State.PAUSED: _("paused"),
    State.DONE: _("sent"),
    State.CANCELLED: _("cancelled"),
}

_WHY: Mapping[str, Words] = {
    "failures": _("Too many in a row could not be delivered, so I have paused it."),
    "grown": _("By now there are more people than one organiser may decide on, so I have paused it."),
    "too-late": _("I was away when it was to begin, and then it was too late."),
    "nobody": _("There was nobody to send it to."),
    "event-cancelled": _("The event that it belongs to is cancelled."),
    "too-few": _("There were too few people: somebody might be known by it."),
    "missing-language": _("It is not there in every language that is needed."),
}


def state_words(state: State, why: str | None = None) -> Words:
    """Return how far it is, and the reason if there is one."""
    if why is None:
        return _STATES[state]
    return Joined((_STATES[state], _WHY.get(why, Verbatim(why))), ". ")


def line_detail(each: BroadcastLine, zone: str) -> Words:
    """Return what stands below a broadcast in a list."""
    if each.begins is not None and each.state is State.SCHEDULED:
        return _("to be sent on {date}", date=Moment(each.begins, zone))
    return _STATES[each.state]


def title(number: int) -> Text:
    """Return what a broadcast is called."""
    return _("<b>Message {number} to many</b>", number=str(number))


_WEEKDAYS = (
    _("every Monday at {time}"),
    _("every Tuesday at {time}"),
    _("every Wednesday at {time}"),
    _("every Thursday at {time}"),
    _("every Friday at {time}"),
    _("every Saturday at {time}"),
    _("every Sunday at {time}"),
)


def when_words(when: When | None, zone: str) -> Words:
    """Return when it is to go out."""
    match when:
        case None:
            return _("as soon as it is confirmed")
        case Weekly(weekday, at, until):
            each = Text(_WEEKDAYS[weekday].msgid, {"time": f"{at:%H:%M}"})
            return each if until is None else _("{each}, until {date}", each=each, date=Moment(until, zone))
        case Around(event, days):
            return _around(event, days)
    return Joined((Moment(when, zone),), "")


def _around(event: int, days: int) -> Words:
    if days < 0:
        return n_(
            "{count} day before event {event}", "{count} days before event {event}", -days, event=str(event)
        )
    return n_("{count} day after event {event}", "{count} days after event {event}", days, event=str(event))


def begins_words(card: BroadcastCard, city: City) -> Words:
    """Return when it goes out: the next time, where that is known."""
    planned = when_words(card.draft.when, city.zone)
    if card.begins is None or card.state is not State.SCHEDULED:
        return _("When: {when}", when=planned)
    return _("When: {when}. It begins on {date}.", when=planned, date=Moment(card.begins, city.zone))


def progress_words(progress: Progress) -> Words:
    """Return how far it is, as a bar and in figures; nothing is guessed before something was observed."""
    part = progress.settled / progress.total if progress.total else 0.0
    full = int(part * BAR)
    bar = Verbatim("▓" * full + "░" * (BAR - full))
    lines: list[Words] = [
        title(progress.number),
        _STATES[progress.state],
        _(
            "{bar} {percent}%: {settled} of {total}",
            bar=bar,
            percent=int(part * 100),
            settled=progress.settled,
            total=progress.total,
        ),
    ]
    if progress.per_second:
        lines.append(_("{count} a second", count=round(progress.per_second, 1)))
    if progress.left is not None and progress.state is State.SENDING:
        lines.append(_left(progress.left))
    if progress.held:
        lines.append(
            n_(
                "{count} person gets it later: it is night there, or enough came this week.",
                "{count} people get it later: it is night there, or enough came this week.",
                progress.held,
            )
        )
    return Joined(tuple(lines), "\n")


def _left(left: timedelta) -> Words:
    minutes = round(left.total_seconds() / 60)
    if minutes < 1:
        return _("less than a minute left")
    if minutes < 120:
        return n_("about {count} minute left", "about {count} minutes left", minutes)
    return n_("about {count} hour left", "about {count} hours left", round(minutes / 60))


_FATES: Mapping[Fate, Words] = {
    # Translators: this and the next six say what became of a message, each with a number behind it.
    Fate.SENT: _("Sent"),
    Fate.FAILED: _("Could not be delivered"),
    Fate.UNCERTAIN: _("Nobody can know if it arrived"),
    Fate.SKIPPED: _("Left out"),
    Fate.CANCELLED: _("Not sent, because it was cancelled"),
    Fate.QUEUED: _("On their way"),
    Fate.WAITING: _("Still to come"),
}

REASONS: Mapping[str, Words] = {
    # Translators: this and the next ones say why somebody is not written to, each with a number behind it.
    "stopped": _("stopped all messages"),
    "no-consent": _("want no reminders"),
    "unwanted": _("turned messages from the organisers off"),
    "unreachable": _("cannot be reached"),
    "blocked": _("have blocked the bot"),
    "deactivated": _("are no longer there"),
    "forgotten": _("were forgotten at their wish"),
    "stale": _("would have got it too late"),
    "no-room": _("have had enough messages this week"),
    "same-person": _("got it in their other account"),
}


def reasons_words(reasons: Mapping[str, int]) -> list[Words]:
    """Return how many there are for each reason, line by line, the most first."""
    every = sorted(reasons.items(), key=lambda each: (-each[1], each[0]))
    return [
        _("• {reason}: {count}", reason=REASONS.get(slug, Verbatim(slug)), count=count)
        for slug, count in every
        if slug
    ]


def report_words(report: Report) -> Words:
    """Return what became of every recipient: the figures add up to the total."""
    lines: list[Words] = [_("Recipients: {count}", count=report.total)]
    for fate, name in _FATES.items():
        if count := report.of(fate):
            lines.append(_("{fate}: <b>{count}</b>", fate=name, count=count))
            lines += reasons_words(report.fates[fate])
    return Joined(tuple(lines), "\n")


def answers_words(content: Content, answers: tuple[int, ...]) -> Words | None:
    """Return how many pressed which button; None where there are none."""
    if not answers:
        return None
    lines = [
        _("{label}: <b>{count}</b>", label=Named(label), count=count)
        for label, count in zip(content.buttons, answers, strict=True)
    ]
    return Joined((_("<b>What people answered</b>"), *lines), "\n")
