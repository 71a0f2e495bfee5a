"""Events as those see them who run them, in words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.feedback import SCORES, Feedback
from bot.civic.hosting import EventRow
from bot.engine.questions import Made, Option, link
from bot.text.lazy import Joined, Moment, Named, Value, Words, _, n_


def hosted_options(events: Sequence[EventRow], to: str) -> list[Option]:
    """Return events as a numbered list, each with the way to it."""
    return [
        Option(
            str(each.number), Named(each.titles), link(to, number=each.number), _detail(each), numbered=True
        )
        for each in events
    ]


def _detail(event: EventRow) -> Words:
    parts: list[Value] = [Moment(event.starts, event.zone), _of_seats(event)]
    if event.cancelled:
        parts.append(_("cancelled"))
    return Joined(tuple(parts), " · ")


def _of_seats(event: EventRow) -> Words:
    """Return how many come."""
    taken = event.coming + event.held
    if event.seats is None:
        return n_("{count} person comes", "{count} people come", taken)
    return n_("{count} of {seats} comes", "{count} of {seats} come", taken, seats=event.seats)


def counts(event: EventRow) -> Words:
    """Return who comes, waits, may come, and has come; never who."""
    lines: list[Words] = [_of_seats(event)]
    if event.seats is not None and event.seats < event.coming + event.held:
        too_few = event.coming + event.held - event.seats
        lines.append(
            n_(
                "{count} person more comes than there are seats: nobody loses theirs.",
                "{count} people more come than there are seats: nobody loses theirs.",
                too_few,
            )
        )
    for count, words in (
        (
            event.held,
            n_(
                "{count} seat is offered, and not taken yet.",
                "{count} seats are offered, and not taken yet.",
                event.held,
            ),
        ),
        (
            event.waiting,
            n_("{count} person waits for a seat.", "{count} people wait for a seat.", event.waiting),
        ),
        (event.maybe, n_("{count} person may come.", "{count} people may come.", event.maybe)),
        (event.checked_in, n_("{count} person was let in.", "{count} people were let in.", event.checked_in)),
    ):
        lines += [words] if count else []
    if event.missed is not None:
        lines.append(
            n_(
                "{count} person said they come, and did not.",
                "{count} people said they come, and did not.",
                event.missed,
            )
        )
    return Joined(tuple(lines), "\n")


def feedback_words(found: Feedback) -> Words:
    """Return how it was, in short."""
    total = sum(found.scores)
    if not total:
        return _("Nobody has said yet how it was.")
    average = sum(score * count for score, count in zip(SCORES, found.scores, strict=True)) / total
    return n_(
        "{count} answer, on average {average} of 5.",
        "{count} answers, on average {average} of 5.",
        total,
        average=round(average, 1),
    )


def feedback_picture(event: EventRow, found: Feedback) -> Made | None:
    """Return the chart of the scores; None where there are none."""
    total = sum(found.scores)
    if not total:
        return None
    bars = tuple(
        {"label": _SCORED[score], "votes": count, "said": _("{count} of {total}", count=count, total=total)}
        for score, count in zip(SCORES, found.scores, strict=True)
    )
    return Made(
        "results",
        {
            "title": Joined((_("How was it?"), Named(event.titles)), " "),
            "bars": bars,
            "of": total,
            "note": feedback_words(found),
        },
    )


# Translators: these stand beside the bars of a chart: what people said of an event, from 1 to 5.
_SCORED: dict[int, Words] = {
    1: _("1: not good"),
    2: _("2: could be better"),
    3: _("3: all right"),
    4: _("4: good"),
    5: _("5: very good"),
}


def nobodys(number: int) -> Words:
    """Return that there is no such event for who asks."""
    return _("I find no event {number} that you organise.", number=str(number))


NOBODY_LOSES = _("<b>Shall I change it?</b> Whoever has a seat keeps it, and nobody is told.")
"""What is asked before there are other seats."""


def done_words(too_few: int) -> Words:
    """Return that it is changed, and by how many the seats are too few now."""
    if not too_few:
        return _("It is changed.")
    return n_(
        "It is changed. {count} more seat is taken than there are: nobody loses theirs, and nobody gets one.",
        "It is changed. {count} more seats are taken than there are: nobody loses theirs, and nobody gets one.",
        too_few,
    )
