"""What is promised about ideas, in words: for which day, by whom, and whether it is late."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.civic.became import Entry
from bot.civic.commitments import Commitment, Step, StepTaken
from bot.civic.outcomes import Share
from bot.text.lazy import Day, Joined, Named, Text, Words, _, n_

_STEPS: Mapping[Step, Text] = {
    # Translators: what happened to something that was promised; they stand as a heading, before a day.
    "promised": _("<b>Promised</b>"),
    "moved": _("<b>Promised for another day</b>"),
    "late": _("<b>Late</b>"),
    "kept": _("<b>Promise kept</b>"),
    "dropped": _("<b>No longer promised</b>"),
}


def promised(commitment: Commitment) -> Words:
    """Return what is promised, by whom and for when; what is late says so first."""
    heading = _("<b>⚠ Late: it was promised</b>") if commitment.late else _STEPS["promised"]
    return Joined((heading, Named(commitment.texts), by_whom(commitment)), "\n")


def by_whom(commitment: Commitment) -> Words:
    """Return who promised it, and for which day."""
    # Translators: below something that is promised: the function that promised it, and for which day.
    return _("— {function}, by {day}", function=Named(commitment.function), day=Day(commitment.day))


def step_words(entry: Entry, step: StepTaken, zone: str) -> Words:
    """Return what happened to a commitment and when, with what was said then."""
    day = Day(entry.at.astimezone(ZoneInfo(zone)).date())
    parts: list[Words] = [Joined((_STEPS[step.kind], day), ", "), Named(step.commitment.texts)]
    if entry.texts:
        parts.append(Named(entry.texts))
    if entry.day:
        function = Named(step.commitment.function)
        parts.append(_("— {function}, by {day}", function=function, day=Day(entry.day)))
    return Joined(tuple(parts), "\n")


def news_of_step(step: StepTaken) -> Words:
    """Return what happened to a commitment, in a line."""
    what, function = Named(step.commitment.texts), Named(step.commitment.function)
    day = Day(step.commitment.day)
    match step.kind:
        case "promised":
            return _("{function} promises, by {day}: {what}", function=function, day=day, what=what)
        case "moved":
            return _("{function} now promises it by {day}: {what}", function=function, day=day, what=what)
        case "late":
            return _("It was promised by {day}, and is late: {what}", day=day, what=what)
        case "kept":
            return _("{function} says that this is done: {what}", function=function, what=what)
    return _("{function} no longer promises this: {what}", function=function, what=what)


def share_words(share: Share) -> Words:
    """Return how many of the people there say that it happened."""
    return n_(
        "Did it happen? {yes} of {count} person who supported it and lives there says yes.",
        "Did it happen? {yes} of {count} people who supported it and live there say yes.",
        share.count,
        yes=share.yes,
    )
