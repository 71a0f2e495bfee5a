"""What organisers take out, in words: what a table is called, what its columns are, and what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.civic.city import City
from bot.civic.exports import TakeOut, What
from bot.civic.ideas import WHOLE_CITY
from bot.engine.questions import Made
from bot.text.languages import LANGUAGES, OWN_NAMES
from bot.text.lazy import Named, Verbatim, Words, _
from flows.saying.deeds import DEEDS, FUNCTIONS
from flows.saying.ideas import place_name
from flows.saying.statuses import STATUS_NAMES

NAMES: Mapping[What, Words] = {
    What.IDEAS: _("Ideas"),
    What.VOTES: _("Votes"),
    What.EVENTS: _("Events"),
    # Translators: all that was done in a role: the audit.
    What.AUDIT: _("What was done"),
}

# Translators: these are the headings of the columns of a spreadsheet, about an idea, a vote or an event.
_HEADINGS: Mapping[str, Words] = {
    "number": _("Number"),
    "programme": _("Programme"),
    "title": _("Title"),
    "description": _("Description"),
    "language": _("Language"),
    "topic": _("Topic"),
    "neighbourhood": _("Municipality"),
    "published": _("Shared on"),
    "supports": _("Supports"),
    "comments": _("Comments"),
    "status": _("Status"),
    "answered": _("Answered on"),
    "answer": _("Official answer"),
    "signed": _("Signed by"),
    "state": _("State"),
    "reason": _("Reason"),
    "kind": _("Kind of vote"),
    "opens": _("Opens"),
    "closes": _("Closes"),
    "turnout": _("People who voted"),
    "rank": _("Rank"),
    "option": _("Option"),
    "votes": _("Ballots for it"),
    "percent": _("Percent"),
    "starts": _("Starts"),
    "ends": _("Ends"),
    "place": _("Place"),
    "address": _("Address"),
    "seats": _("Seats"),
    "coming": _("Coming"),
    "let-in": _("Let in"),
    "held": _("Seats on offer"),
    "waiting": _("On the waiting list"),
    "maybe": _("Maybe"),
    "missed": _("Did not come"),
    "answers": _("People who said how it was"),
    "score": _("How it was (1 to 5)"),
    "at": _("When"),
    # Translators: a mark that stands for whoever did something, without their name.
    "mark": _("Mark"),
    "function": _("Role"),
    "deed": _("What was done"),
    "subject": _("About what"),
    "details": _("Details"),
}

_STATES: Mapping[str, Words] = {
    "shown": _("in the list"),
    "hidden": _("taken out"),
    "held": _("held"),
    "merged": _("joined with another"),
    "screening": _("to be screened"),
    "to-come": _("to come"),
    "open": _("open"),
    "counting": _("being counted"),
    "closed": _("closed"),
    "over": _("over"),
    "cancelled": _("cancelled"),
}

_KINDS: Mapping[str, Words] = {
    "yes-no": _("yes or no"),
    "one": _("one choice"),
    "several": _("several choices"),
    "ranked": _("a ranking"),
}

_OPTIONS: Mapping[str, Words] = {"yes": _("Yes"), "no": _("No"), "abstain": _("Abstain")}


def export_file(city: City, asked: TakeOut, taken: datetime) -> Made:
    """Return the file that was asked for; what is to be said in it is said in its reader's language."""
    says = {
        "state": _STATES,
        "status": STATUS_NAMES,
        "kind": _KINDS,
        "option": _OPTIONS,
        "language": {code: Verbatim(name) for code, name in OWN_NAMES.items()},
        "topic": {topic.id: Named(topic.names) for topic in city.every_topic()},
        "neighbourhood": {each: place_name(city, each) for each in _places(city)},
        "function": FUNCTIONS,
        "deed": DEEDS,
    }
    data: dict[str, Any] = {
        "what": asked.what.value,
        "form": asked.form.value,
        "programme": asked.programme,
        "open": asked.open,
        "taken": taken.isoformat(timespec="seconds"),
        "city": dict(city.names),
        # The reader's own language, as its code: a file is written in one.
        "language": Named({code: code for code in LANGUAGES}),
        "name": NAMES[asked.what],
        "headings": _HEADINGS,
        "says": says,
    }
    return Made("export", data)


def _places(city: City) -> list[str]:
    return [WHOLE_CITY, *(each.id for each in city.every_neighbourhood())]
