"""What becomes of ideas officially, in words: the names of the statuses, an answer with its date and who signs it."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.civic.statuses import OfficialAnswer, Status
from bot.text.lazy import Day, Joined, Named, Words, _

STATUS_NAMES: Mapping[Status, Words] = {
    # Translators: these say what became of an idea; they stand alone, in lists and after “Status:”.
    "proposed": _("proposed"),
    "viewed": _("read by the organisers"),
    "considered": _("under consideration"),
    "accepted": _("accepted"),
    "pilot": _("pilot"),
    "implemented": _("carried out"),
    "rejected": _("not accepted"),
    "answered": _("answered"),
    "ineligible": _("outside what can be decided here"),
}


def status_words(status: Status) -> Words:
    """Return an idea's status, as a sentence of its own."""
    return _("Status: {status}", status=STATUS_NAMES[status])


def answer_words(answer: OfficialAnswer, zone: str) -> Words:
    """Return what was said officially: its day, what it changed, its words, and the function that signs."""
    heading = _("<b>Official answer</b>, {day}", day=Day(answer.at.astimezone(ZoneInfo(zone)).date()))
    status = [status_words(answer.status)] if answer.status else []
    return Joined((heading, *status, Named(answer.texts), signed(answer)), "\n")


def signed(answer: OfficialAnswer) -> Words:
    """Return who signs an answer."""
    # Translators: below an official answer, the function that signs it, such as “Mobility department”.
    return _("— {function}", function=Named(answer.function))
