"""The parts of an event, each with its question: asked when it is planned, and when one of them is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.civic.doors import Refused
from bot.civic.event_changes import MAX_REASON
from bot.civic.events import (
    MAX_PLACE,
    MAX_QUESTION,
    MAX_TEXT,
    MAX_TITLE,
    MOST_GUESTS,
    MOST_QUESTIONS,
    EventDraft,
    Slot,
    Venue,
    is_address,
)
from bot.civic.series import MONTHS, Rhythm, series_of, zone_named
from bot.engine.questions import Option
from bot.engine.talk import Talk
from bot.text.languages import LANGUAGES, OWN_NAMES
from bot.text.lazy import Joined, Verbatim, Words, _
from bot.text.numbers import number
from flows.asking.texts import ask_texts, languages
from flows.asking.when import ask_day, ask_span, ask_span_or
from flows.saying.months import month_name

MOST_SEATS_TYPED = 7

PARTS = (
    # Translators: this and the next ones are buttons below the preview of an event: what one wants to change.
    Option("title", _("Title")),
    Option("when", _("Day and hours")),
    Option("repeat", _("More dates")),
    Option("place", _("Name of the place")),
    Option("where", _("Address or link")),
    Option("text", _("Description")),
    Option("spoken", _("Languages spoken")),
    Option("whom", _("Who may come")),
    Option("seats", _("Seats")),
    Option("guests", _("Guests")),
    Option("questions", _("Questions")),
)


def steps_of(talk: Talk, part: str, needed: Sequence[str]) -> tuple[str, ...]:
    """Return the steps in which a part is asked, the first one first."""
    asked = languages(talk, needed)
    if part in {"title", "place", "text"}:
        return tuple(f"{part}-{language}" for language in asked)
    if part == "questions":
        return tuple(
            step
            for n in range(1, MOST_QUESTIONS + 1)
            for step in (f"ask-{n}", *(f"question-{n}-{language}" for language in asked))
        )
    return _STEPS.get(part, (part,))


_STEPS = {
    "when": ("when", "zone", "when-there"),
    "repeat": ("repeat", "months", "until"),
    "seats": ("limited", "seats"),
}


async def collect(talk: Talk, programme: int, needed: Sequence[str]) -> EventDraft:
    """Ask for all parts of an event, whose texts are `needed` in these languages."""
    title = await ask_texts(
        talk,
        "title",
        _("<b>What is the event called?</b>"),
        max_chars=MAX_TITLE,
        one_line=True,
        needed=needed,
    )
    first, zone = await ask_hours(talk)
    slots = await ask_dates(talk, first, zone)
    venue = await ask_venue(talk, needed)
    text = await ask_texts(
        talk,
        "text",
        _("<b>What should people know about it?</b>"),
        max_chars=MAX_TEXT,
        skip=_("Skip"),
        needed=needed,
    )
    spoken = await ask_spoken(talk)
    members_only = await ask_whom(talk)
    return EventDraft(
        titles=title,
        slots=slots,
        zone=zone,
        venue=venue,
        texts=text,
        spoken=spoken,
        members_only=members_only,
        seats=await ask_seats(talk),
        most_guests=await ask_guests(talk),
        questions=await _ask_questions(talk, needed),
        programme=programme,
    )


async def ask_spoken(talk: Talk) -> tuple[str, ...]:
    """Return which languages are spoken there."""
    options = [Option(code, Verbatim(OWN_NAMES[code])) for code in LANGUAGES]
    prompt = _("<b>Which languages are spoken there?</b>")
    chosen = await talk.choose_several("spoken", prompt, options, done=_("Done"))
    return tuple(code for code in LANGUAGES if code in chosen)


async def ask_whom(talk: Talk) -> bool:
    """Tell whether it is for members only."""
    return await talk.choose("whom", _("<b>Who may come?</b>"), _WHOM) == "members"


_WHOM = (Option("everybody", _("Everybody")), Option("members", _("Only who has an invitation")))


async def ask_hours(talk: Talk) -> tuple[Slot, str]:
    """Return when the event is, and the zone by whose clock: the city's, unless one says that it is elsewhere."""
    when = _("<b>When is it?</b>")
    here = await ask_span_or(talk, "when", when, otherwise=_("By the clock of another place"))
    if here is not None:
        return here, talk.city.zone
    zone = await _ask_zone(talk)
    return await ask_span(talk, "when-there", when, zone=zone), zone


async def _ask_zone(talk: Talk) -> str:
    prompt = _("<b>Of which place is the clock?</b>\nFor example: “Amsterdam”, or “Europe/Lisbon”.")
    zone = zone_named(await talk.ask_text("zone", prompt, max_chars=MAX_PLACE, one_line=True) or "")
    while zone is None:
        await talk.again("zone", why=_("I do not know that clock. Type a large city of the same country."))
    return zone


async def ask_dates(talk: Talk, first: Slot, zone: str) -> tuple[Slot, ...]:
    """Return the first date, and those that follow it."""
    chosen = await talk.choose("repeat", _("<b>Does it take place more than once?</b>"), _RHYTHMS)
    if chosen == "once":
        return (first,)
    months: tuple[str, ...] = ()
    if chosen == "months":
        options = [Option(str(n), month_name(n), also=frozenset()) for n in range(1, MONTHS + 1)]
        months = await talk.choose_several("months", _("<b>In which months?</b>"), options, done=_("Done"))
    rhythm = Rhythm.MONTHLY if chosen == "months" else Rhythm(chosen or "")
    until = await ask_day(talk, "until", _("<b>Until which day?</b>"), zone=zone)
    try:
        return series_of(first, zone, rhythm, until, [int(month) for month in months])
    except Refused as no:
        await talk.again("until", why=_NO_SERIES[no.code])
        return (first,)


_NO_SERIES: Mapping[str, Words] = {
    "no-date": _("Until then there is no second date. Please type a later day."),
    "too-many": _("Those are too many dates at once. Please type an earlier day."),
}

_RHYTHMS = (
    Option("once", _("No, only once")),
    Option("weekly", _("Every week")),
    Option("fortnightly", _("Every two weeks")),
    Option("monthly", _("Every month")),
    Option("months", _("In months that I choose")),
)


async def ask_venue(talk: Talk, needed: Sequence[str] = ()) -> Venue:
    """Return where it is: its name, and its address, a place on the map or a link."""
    names = await ask_texts(
        talk,
        "place",
        _("<b>What is the place called?</b>"),
        max_chars=MAX_PLACE,
        one_line=True,
        skip=_("Skip"),
        needed=needed,
    )
    prompt = _(
        "<b>Where is that?</b>\nType the address, send the place on the map, or paste the link (https://…) if people take part online."
    )
    given = await talk.ask_place("where", prompt, [Option("nowhere", _("Skip"))])
    if isinstance(given, tuple):
        return Venue(names, latitude=given[0], longitude=given[1])
    if isinstance(given, Option):
        return Venue(names)
    return Venue(names, online=given) if is_address(given) else Venue(names, given)


async def ask_seats(talk: Talk) -> int | None:
    """Return how many people there is room for; None without limit."""
    # A number that is typed is the number of seats: nothing else to choose from stands beside it.
    asked, no = (
        _("<b>Is there a limit to how many people may come?</b>"),
        _("No, there is room for everybody"),
    )
    if not await talk.confirm("limited", asked, no=no):
        return None
    prompt = _("<b>How many people is there room for?</b>\nType a number, such as 40.")
    seats = number(await talk.ask_text("seats", prompt, max_chars=MOST_SEATS_TYPED, one_line=True) or "")
    while not seats:
        await talk.again("seats", why=_("Please type how many seats there are, as a number such as 40."))
    return seats


async def ask_guests(talk: Talk) -> int:
    """Return how many people each may bring along."""
    options = [Option(str(n), Verbatim(str(n))) for n in range(1, MOST_GUESTS + 1)]
    prompt = _("<b>How many people may each bring along?</b>")
    return int(await talk.choose("guests", prompt, options, none=_("Nobody")) or 0)


async def _ask_questions(talk: Talk, needed: Sequence[str]) -> tuple[Mapping[str, str], ...]:
    """Return what is asked of who comes."""
    questions: list[Mapping[str, str]] = []
    for n in range(1, MOST_QUESTIONS + 1):
        prompt = _("<b>Would you like to ask something of who comes?</b>\nFor example, what they eat.")
        if n > 1:
            prompt = _("<b>Would you like to ask something else?</b>")
        if not await talk.confirm(f"ask-{n}", prompt):
            break
        questions.append(await ask_question(talk, f"question-{n}", needed))
    return tuple(questions)


async def ask_question(talk: Talk, step: str, needed: Sequence[str]) -> Mapping[str, str]:
    """Return a question to who comes."""
    prompt = _("<b>What is the question?</b>")
    return await ask_texts(talk, step, prompt, max_chars=MAX_QUESTION, one_line=True, needed=needed)


async def ask_why(talk: Talk, step: str, prompt: Words, needed: Sequence[str]) -> Mapping[str, str]:
    """Return the reason for something, as those concerned will read it."""
    told = Joined((prompt, _("Everybody who comes, waits or may come reads it.")))
    return await ask_texts(talk, step, told, max_chars=MAX_REASON, needed=needed)


def mends(code: str) -> Sequence[str]:
    """Return the parts to be asked anew after a rule's no."""
    return _MEND.get(code, ())


_MEND = {
    "in-the-past": ("when",),
    "ends-first": ("when",),
    "too-long-an-event": ("when",),
    "bad-seats": ("seats",),
    "bad-place": ("where",),
    "missing-language": ("title", "text"),
}
