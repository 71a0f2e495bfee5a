"""How it goes: the whole, and week by week, by topic, by place, by language; in words and as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.civic.figures import FiguresOf
from bot.civic.programmes import Programme, Programmes
from bot.civic.roles import EVERYWHERE, MyRoles, Right, reach
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Link, Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Named, Words, _
from flows.saying import figures as saying
from flows.saying.pages import paged, turning

PAGE = 8
"""Programmes on a page of the list."""

_PARTS: Mapping[str, tuple[Words, Words]] = {
    "weeks": (_("Week by week"), _("What is new, week by week")),
    "topics": (_("Topics"), _("What are the ideas about?")),
    "places": (_("Places"), _("Where are the ideas?")),
    "homes": (_("People"), _("In which municipality do people live?")),
    "languages": (_("Languages"), _("Which language do people speak here?")),
}


@flow("figures", kind=Kind.VIEW, starts_on=_("figures, dashboard"))
async def figures(talk: Talk, programme: int = EVERYWHERE) -> Ending:
    """Show how it goes, in one programme or in all that one may know of."""
    mine = reach(await talk.look("roles", MyRoles()), Right.KNOW)
    which = programme if not mine or mine == (EVERYWHERE,) or programme in mine else mine[0]
    found = await talk.see(FiguresOf(which))
    if found is None:
        return Start(link("organise"))
    words = saying.whole(found, talk.city)
    if found.discussed:
        words = Joined((words, _("<b>{heading}</b>", heading=_("Most discussed"))), "\n\n")
    parts = [way(part, name, _part(part, which)) for part, (name, _heading) in _PARTS.items()]
    others = [_OTHERS] if len(_known(await talk.see(Programmes()), mine)) > 1 else []
    ways = [*saying.discussed(found), *parts, way("export", _("Files"), link("export", programme=which))]
    await talk.show("figures", words, [*ways, *others, _BACK], attached=saying.picture(found, talk.city))
    return None


@flow("figures-part", kind=Kind.VIEW)
async def figures_part(talk: Talk, part: str, programme: int) -> Ending:
    """Show one part of it: as a list, and as a picture where there is something to draw."""
    found = await talk.see(FiguresOf(programme))
    if found is None or part not in _PARTS:
        return Start(link("organise"))
    heading = _PARTS[part][1]
    others = [
        way(each, name, _part(each, programme)) for each, (name, _heading) in _PARTS.items() if each != part
    ]
    ways = [*others, way("figures", _("All figures"), link("figures", programme=programme))]
    weekly = part == "weeks"
    counts = [] if weekly else saying.counted(found, part, talk.city)
    said = saying.by_week(found) if weekly else saying.listed(counts)
    drawn = saying.by_week_picture(found, talk.city) if weekly else saying.chart(heading, counts, found)
    await talk.show(
        "part", Joined((_("<b>{heading}</b>", heading=heading), said), "\n"), ways, attached=drawn
    )
    return None


@flow("figures-of", kind=Kind.VIEW)
async def figures_of(talk: Talk, page: int) -> None:
    """Show the programmes whose figures one may know."""
    mine = reach(await talk.look("roles", MyRoles()), Right.KNOW)
    known = _known(await talk.see(Programmes()), mine)
    some = known[(page - 1) * PAGE : page * PAGE]
    more = len(known) > page * PAGE
    lines = [
        Option(str(each.id), Named(each.names), link("figures", programme=each.id), numbered=True)
        for each in some
    ]
    ways = turning(page, more=more, to=lambda page: link("figures-of", page=page))
    heading = paged(_("<b>Figures of which programme?</b>"), page, more=more)
    await talk.show("programmes", heading, [*lines, *ways, way("figures", _("All figures"), link("figures"))])


def _part(part: str, programme: int) -> Link:
    return link("figures-part", part=part, programme=programme)


def _known(programmes: Sequence[Programme], mine: Sequence[int]) -> list[Programme]:
    """Return the programmes that one may know of."""
    return [each for each in programmes if each.id in mine or EVERYWHERE in mine]


_OTHERS = way("of", _("Another programme"), link("figures-of", page=1))
_BACK = way("organise", _("Organise"), link("organise"))
