"""An idea's card in a group: it is posted, everybody can support it, and its count follows."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.doors import Refused
from bot.civic.groups import IDEA, TAKEN_OUT, Standing
from bot.civic.ideas import IdeaCard, OneIdea, SupportIdea
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.groups import Alone, GroupButton, Here, Post, Said, in_group
from bot.engine.work import GroupNotice
from bot.text.lazy import Joined, Verbatim, Words, _
from flows.groups.cards import Face, judged
from flows.saying.ideas import no_such_idea, place_name, supports
from flows.saying.refusals import refusal
from flows.saying.statuses import status_words
from flows.saying.topics import topic_name
from flows.taking_back import SUPPORT, if_redacted

LONGEST_HERE = 400
"""Characters of a description in a group; the rest is read in private."""

_CONSENT_FIRST = _(
    "Before your support can count, I need your consent. Say hello to me in our private chat: it takes a minute."
)


@in_group("idea", starts_on=_("idea"), command="idea", about=_("Show an idea here: /idea 12"))
def idea(here: Here, number: int) -> Sequence[Said]:
    """Post the card of an idea."""
    found = here.world.ask(OneIdea(number))
    if found is None or found.hidden:
        return [Post(((no_such_idea(number),),))]
    return [card(here, found)]


@in_group("support")
def support(here: Here, number: int) -> Sequence[Said]:
    """Set the support of whoever pressed; pressed twice is pressed once, and only they hear what came of it."""
    found = here.world.ask(OneIdea(number))
    gave = if_redacted(SUPPORT, number)
    if found and found.supported:
        return [Alone(_("Your support counts already."), about=_titled(found), gave=gave)]
    try:
        here.world.carry_out(SupportIdea(number))
    except Refused as no:
        start = f"idea_{number}" if no.code == "no-consent" else ""
        return [Alone(_CONSENT_FIRST if start else refusal(no), start, _titled(found))]
    return [Alone(_("Your support is counted."), about=_titled(found), gave=gave)]


def card(here: Here, found: IdeaCard, edits: str | None = None) -> Post:
    """Return the card of an idea as it stands now."""
    number = str(found.number)
    heading: tuple[Words, ...] = (
        _title(found),
        _("Idea {number}", number=number),
    )
    about = ((Verbatim(_shortened(found.description)),),) if found.description else ()
    facts: tuple[Words, ...] = (
        topic_name(here.city, found.topic),
        place_name(here.city, found.neighbourhood),
        _supported(found),
        *([status_words(found.status)] if found.status != "proposed" else ()),
    )
    if address := here.address(f"idea_{number}"):
        facts = (*facts, _('<a href="{address}">Read more</a>', address=address))
    # Translators: on a button below an idea; what one does by pressing it.
    buttons = (GroupButton(_("Support"), "support", (found.number,)),)
    return Post((heading, *about, facts), buttons, Standing(IDEA, found.number, found.supports), edits)


def taken_out(number: int, edits: str | None) -> Post:
    """Return the card of an idea that is not in the list: there is nothing else to say of it, and nothing to press."""
    lines = (_("Idea {number}", number=str(number)), _("This idea was taken out of the list."))
    return Post((lines,), card=Standing(IDEA, number, TAKEN_OUT), edits=edits)


def judge_card(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[GroupNotice]:
    """Judge whether an idea's card still says what is so."""
    return judged(due, desk, IDEA, lambda number: _face(desk, number))


def _face(desk: Desk, number: int) -> Face:
    found = desk.ask(OneIdea(number))
    if found is None or found.hidden or found.number != number:
        return Face(TAKEN_OUT, lambda _here, edits: taken_out(number, edits))
    return Face(found.supports, lambda here, edits: card(here, found, edits))


def _title(found: IdeaCard) -> Words:
    return _("<b>{title}</b>", title=found.title)


def _titled(found: IdeaCard | None) -> Words | None:
    """Return what a sentence is about that stands by itself; nothing of what is not in the list."""
    return _title(found) if found and not found.hidden else None


def _supported(found: IdeaCard) -> Words:
    if found.supports:
        return Joined((supports(found.supports), Verbatim(".")), "")
    return _("Nobody supports this yet: your support can be the first.")


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_HERE else text[: LONGEST_HERE - 1].rstrip() + "…"
