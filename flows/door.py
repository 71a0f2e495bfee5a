"""At the door of an event: whoever is there looks at the codes of those who come."""

from __future__ import annotations

from bot.civic.checkin import Let, MyDoor, ShowCode
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import link
from bot.engine.talk import Talk
from bot.text.clean import fold
from bot.text.lazy import Joined, Moment, Named, Words, _, n_
from bot.text.spoken import spoken

MAX_CODE = 40

# Translators: what whoever is at the door of an event types, alone or with a check-in code behind it.
_DOOR = _("door, check in")


@flow("door", kind=Kind.ASIDE, starts_on=_DOOR)
async def door(talk: Talk, code: str = "") -> Ending:
    """Ask for one code after the other, as long as somebody is at the door."""
    if code:
        return Start(link("admit", code=code))
    at = await talk.see(MyDoor())
    prompt = (
        _(
            "<b>You are at the door of “{title}”.</b>\n{inside} of {expected} people are in.\nScan or type the next code.",
            title=Named(at.titles),
            inside=at.inside,
            expected=at.expected,
        )
        if at
        else _("<b>Are you at the door of an event?</b>\nThen type the key that its organisers gave you.")
    )
    typed = await talk.ask_text("next", prompt, max_chars=MAX_CODE, one_line=True, skip=_("Done"))
    return Start(link("admit", code=_bare(typed)) if typed else link("menu"))


@flow("admit", kind=Kind.VIEW, deep="door")
async def admit(talk: Talk, code: str) -> Ending:
    """Look at one code, say what it is good for, and wait for the next."""
    let = await talk.do("shown", ShowCode(_bare(code)))
    await talk.say("came", _came_to(let))
    return Start(link("door") if let.door else link("menu"))


def _bare(typed: str) -> str:
    """Return the code without the word that may stand before it: a scanner may read both."""
    first, _space, rest = typed.strip().partition(" ")
    return rest if rest and fold(first) in spoken(_DOOR) else typed


def _came_to(let: Let) -> Words:
    """Return what came of a code."""
    match let.how:
        case "in":
            return Joined((_("<b>✓ Come in!</b>"), _people(let.party)), " ")
        case "again" if let.at:
            already = _("<b>✗ This code was used before</b>, on {moment}.", moment=Moment(let.at, let.zone))
            return Joined((already, _people(let.party)), " ")
        case "welcome":
            return _("<b>You are at the door now.</b> The key is used up: nobody else can use it.")
    return _OTHERWISE.get(let.how, _OTHERWISE["unknown"])


def _people(party: int) -> Words:
    return n_("It is for {count} person.", "It is for {count} people.", party)


_OTHERWISE: dict[str, Words] = {
    "unknown": _("<b>✗ I do not know this code.</b> Please read it once more, letter by letter."),
    "other-event": _("<b>✗ This code is for another event</b>, or for another date."),
    "not-coming": _("<b>✗ Whoever has this code said that they do not come.</b>"),
    "not-here": _("Show this code at the door: only whoever is at the door can look at it."),
    "over": _("That event is over, or cancelled."),
    "too-many": _("Those were too many wrong codes. Please try again in an hour."),
}
