"""What becomes of ideas officially, in words: the names of the statuses, an answer with its date and who signs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.civic.became import Became
from bot.civic.statuses import OfficialAnswer, Status
from bot.civic.texts import Texts
from bot.text.lazy import Day, Joined, Named, Words, _
from flows.saying.commitments import promised, share_words
from flows.saying.outcomes import ANSWERS

STATUS_NAMES: Mapping[Status, Words] = {
    # Translators: these say what became of an idea; they stand alone, in lists and after “Status:”.
    "proposed": _("proposed"),
    "threshold": _("enough support"),
    "expired": _("too little support in time"),
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


def became_words(became: Became, zone: str) -> list[Words]:
    """Return what an idea's card says of what became of it: its status stands there already."""
    parts: list[Words] = []
    if became.answer:
        parts.append(answer_words(replace(became.answer, status=None), zone))
    parts += [promised(each) for each in became.commitments]
    if became.share:
        parts.append(share_words(became.share))
    if became.asked:
        asked = _("<b>Is it carried out, as far as you can see?</b>")
        said = [_("You said: {answer}", answer=ANSWERS[became.said])] if became.said else []
        parts.append(Joined((asked, *said), "\n"))
    return parts


def signed(answer: OfficialAnswer) -> Words:
    """Return who signs an answer."""
    return signature(answer.function, answer.organisation)


def signature(function: Texts, organisation: Texts) -> Words:
    """Return who signs: a function, and the organisation whose answer it is, if it is one's."""
    if organisation:
        # Translators: below an official answer: a function, and an organisation: “— the team, City of Ghent”.
        return _("— {function}, {organisation}", function=Named(function), organisation=Named(organisation))
    # Translators: below an official answer, the function that signs it, such as “Mobility department”.
    return _("— {function}", function=Named(function))
