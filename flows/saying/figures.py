"""How it goes, in words and in pictures: the same figures in both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.civic.city import City
from bot.civic.figures import Figures, Promised, TurnedOut, Week
from bot.engine.questions import Made, Option, link
from bot.text.languages import OWN_NAMES
from bot.text.lazy import Day, Joined, Named, Value, Verbatim, Words, _, n_
from flows.saying.ideas import place_name
from flows.saying.topics import topic_name

MOST_MISSING = 6
"""Municipalities, or topics, that are named of those that are missing; of the others, how many there are."""

Counted = tuple[Words, int | None]
"""What is counted, and how many; None for fewer than can be told."""


def whole(figures: Figures, city: City) -> Words:
    """Return the figures that count most, and who and what is missing."""
    facts = [
        Joined((_people(figures), _new(figures.new_people)), ", "),
        Joined((n_("{count} idea", "{count} ideas", figures.ideas), _new(figures.new_ideas)), ", "),
        Joined((_supports(figures.supports), _comments(figures.comments)), ", "),
        *([_answers(figures)] if figures.ideas else []),
        *([_promises(figures.promised)] if figures.promised != Promised() else []),
        *([_events(figures)] if figures.events else []),
        *map(_vote, figures.votes),
    ]
    parts = (title(figures, city), Joined(tuple(facts), "\n"), *missing(figures, city))
    return Joined(parts, "\n\n")


def _people(figures: Figures) -> Words:
    if figures.programme:
        return n_("{count} person takes part", "{count} people take part", figures.people)
    return n_("{count} person is here", "{count} people are here", figures.people)


def _supports(count: int) -> Words:
    return n_("{count} support", "{count} supports", count)


def _comments(count: int) -> Words:
    return n_("{count} comment", "{count} comments", count)


def title(figures: Figures, city: City) -> Words:
    """Return of what the figures are."""
    return _("<b>{name} in figures</b>", name=Named(figures.names or city.names))


def _new(count: int) -> Words:
    return n_("{count} new in seven days", "{count} new in seven days", count)


def _answers(figures: Figures) -> Words:
    return n_(
        "{answered} of {count} idea has an official answer",
        "{answered} of {count} ideas have an official answer",
        figures.ideas,
        answered=figures.answered,
    )


def _promises(promised: Promised) -> Words:
    return _(
        "Promises: {in_time} kept in time, {late} late, {to_come} to come",
        in_time=promised.in_time,
        late=promised.late,
        to_come=promised.to_come,
    )


def _events(figures: Figures) -> Words:
    to_come = n_("{count} event to come", "{count} events to come", figures.events)
    return Joined((to_come, n_("{count} person comes", "{count} people come", figures.coming)), ", ")


def _vote(vote: TurnedOut) -> Words:
    people = n_("{count} person voted", "{count} people voted", vote.people)
    state = _("closed") if vote.closed else _("open")
    return _("Vote “{title}”: {people} ({state})", title=Named(vote.titles), people=people, state=state)


def missing(figures: Figures, city: City) -> list[Words]:
    """Return from where hardly anybody is, what hardly anybody speaks, and about what there is no idea."""
    nowhere = [place_name(city, each) for each in figures.offered_places if not figures.homes.get(each)]
    nothing = [topic_name(city, each) for each in figures.offered_topics if not figures.topics.get(each)]
    unspoken = [Verbatim(name) for code, name in OWN_NAMES.items() if not figures.languages.get(code)]
    said: list[Words] = []
    if nowhere:
        said.append(_("Hardly anybody yet from: {places}", places=_some(nowhere)))
    if unspoken:
        said.append(_("Hardly anybody yet who speaks: {languages}", languages=_some(unspoken)))
    if nothing:
        said.append(_("No idea yet about: {topics}", topics=_some(nothing)))
    return said


def _some(names: Sequence[Words]) -> Words:
    """Return the first of these names, and how many others there are."""
    named = Joined(tuple(names[:MOST_MISSING]), ", ")
    if len(names) <= MOST_MISSING:
        return named
    rest = len(names) - MOST_MISSING
    return n_("{names} and {count} other", "{names} and {count} others", rest, names=named)


def discussed(figures: Figures) -> list[Option]:
    """Return the ideas that most people care about, as a numbered list that leads to them."""
    return [
        Option(
            f"idea-{each.number}",
            Verbatim(each.title),
            link("card", number=each.number),
            Joined((_supports(each.supports), _comments(each.comments)), ", "),
            numbered=True,
        )
        for each in figures.discussed
    ]


def by_week(figures: Figures) -> Words:
    """Return what each week brought."""
    lines = [
        _(
            "{week}: {people}, {ideas}, {supports}",
            week=week_of(each),
            people=n_("{count} new person", "{count} new people", each.people),
            ideas=n_("{count} new idea", "{count} new ideas", each.ideas),
            supports=_supports(each.supports),
        )
        for each in figures.weeks
    ]
    return Joined(tuple(lines), "\n")


def week_of(week: Week) -> Words:
    """Return which week it is."""
    return _("week of {day}/{month}", day=str(week.starts.day), month=str(week.starts.month))


def picture(figures: Figures, city: City) -> Made:
    """Return the whole as a picture."""
    data = {
        "title": title(figures, city),
        "tiles": [{"figure": _number(n), "label": label, "new": new} for n, label, new in _tiles(figures)],
        "series": [_people_by_week(figures)],
        "groups": [group for group in (_most_discussed(figures), _turned_out(figures)) if group["bars"]],
        "lines": missing(figures, city),
        "note": _on(figures),
    }
    return Made("figures", data)


def _tiles(figures: Figures) -> list[tuple[int, Words, Words]]:
    """Return the figures that are large, each with what it counts and a word more."""
    people = _("people here") if not figures.programme else _("people who take part")
    nothing, promised = Verbatim(""), figures.promised
    tiles: list[tuple[int, Words, Words]] = [
        (figures.people, people, _new(figures.new_people)),
        (figures.ideas, _("ideas"), _new(figures.new_ideas)),
        (figures.supports, _("supports"), nothing),
        (figures.comments, _("comments"), nothing),
    ]
    if figures.ideas:
        tiles.append((figures.answered, _("ideas with an official answer"), nothing))
    if promised != Promised():
        rest = _("{late} late, {to_come} to come", late=promised.late, to_come=promised.to_come)
        tiles.append((promised.in_time, _("promises kept in time"), rest))
    return tiles


def _most_discussed(figures: Figures) -> dict[str, Any]:
    bars = [_bar(Verbatim(each.title), each.supports, _supports(each.supports)) for each in figures.discussed]
    return {"heading": _("Most discussed"), "bars": bars}


def _turned_out(figures: Figures) -> dict[str, Any]:
    bars = [_bar(Named(each.titles), each.people, _number(each.people)) for each in figures.votes]
    return {"heading": _("Votes: how many people took part"), "bars": bars}


def _bar(label: Words, count: int, said: Words) -> dict[str, Any]:
    return {"label": label, "said": said, "votes": count}


def by_week_picture(figures: Figures, city: City) -> Made:
    """Return what each week brought as a picture."""
    series = [
        _people_by_week(figures),
        _series(_("New ideas, week by week"), [(each, each.ideas) for each in figures.weeks]),
        _series(_("Supports, week by week"), [(each, each.supports) for each in figures.weeks]),
    ]
    data = {"title": title(figures, city), "tiles": (), "series": series, "note": _on(figures)}
    return Made("figures", {**data, "groups": (), "lines": ()})


def _people_by_week(figures: Figures) -> dict[str, Any]:
    return _series(_("New people, week by week"), [(each, each.people) for each in figures.weeks])


def _series(heading: Words, weeks: Sequence[tuple[Week, int]]) -> dict[str, Any]:
    return {"heading": heading, "weeks": [_column(each, count) for each, count in weeks]}


def _column(week: Week, count: int) -> Mapping[str, object]:
    label = Verbatim(f"{week.starts.day}/{week.starts.month}")
    return {"label": label, "said": _number(count), "count": count}


def _number(count: int) -> Words:
    """Return a number as its reader's language writes it."""
    return Joined((count,))


def _on(figures: Figures) -> Words:
    return _("on {day}", day=Day(figures.on))


def counted(figures: Figures, part: str, city: City) -> list[Counted]:
    """Return how many ideas, or people, there are for each topic, municipality or language, the most first."""
    found: list[Counted]
    match part:
        case "topics":
            # What is no longer offered is counted, too, where there is any of it.
            every = dict.fromkeys((*figures.offered_topics, *figures.topics))
            found = [(topic_name(city, each), figures.topics.get(each, 0)) for each in every]
        case "places":
            found = [(place_name(city, each), count) for each, count in figures.places.items()]
        case "homes":
            every = dict.fromkeys((*figures.offered_places, *figures.homes))
            found = [(place_name(city, each), figures.homes.get(each)) for each in every]
        case _:
            found = [(Verbatim(name), figures.languages.get(code)) for code, name in OWN_NAMES.items()]
    return sorted(found, key=lambda each: -(each[1] or 0))


def listed(counts: Sequence[Counted]) -> Words:
    """Return what is counted, line by line; what is too little to be told, together in the end."""
    told: list[Words] = [
        _("{name}: <b>{count}</b>", name=name, count=count) for name, count in counts if count is not None
    ]
    few: tuple[Value, ...] = tuple(name for name, count in counts if count is None)
    if few:
        # Some of them may be more than few: they keep the others from being found out.
        told.append(_("too few people to be told: {names}", names=Joined(few, ", ")))
    return Joined(tuple(told), "\n") if told else _("There is nothing to count yet.")


def chart(heading: Words, counts: Sequence[Counted], figures: Figures) -> Made | None:
    """Return the same as bars; None where there is nothing to draw."""
    shown = [(name, count) for name, count in counts if count is not None]
    if not any(count for _name, count in shown):
        return None
    bars = [_bar(name, count, _number(count)) for name, count in shown]
    most = max(count for _name, count in shown)
    return Made("results", {"title": heading, "bars": bars, "of": most, "note": _on(figures)})
