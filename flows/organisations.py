"""Organisations: which ones there are, what each is, and what is theirs."""

from __future__ import annotations

from bot.civic.organisations import PAGE, OneOrganisation, Organisation, Organisations, Theirs, WhatIsTheirs
from bot.civic.roles import Held, MyRoles, Right, has, may
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Moment, Named, Words, _
from flows.saying.organisations import SORTS, profile_words
from flows.saying.pages import paged, turning


@flow("organisations", kind=Kind.VIEW, starts_on=_("organisations"))
async def organisations(talk: Talk, page: int = 1) -> Ending:
    """Show a page of organisations: to citizens those of which something is theirs, to organisers all."""
    found = await talk.look("page", Organisations(page))
    if not found.rows and page > 1:
        return Start(link("organisations", page=page - 1))
    title: Words = _("<b>Organisations</b>")
    if not found.rows:
        title = Joined((title, _("No organisation is here so far.")), "\n")
    leads = may(await talk.look("roles", MyRoles()), Right.ORGANISATIONS)
    ways = [
        *map(_line, found.rows),
        *turning(page, more=found.more, to=lambda number: link("organisations", page=number)),
        *([way("add", _("Add an organisation"), link("add-organisation"))] if leads else ()),
        way("menu", _("Menu"), link("menu")),
    ]
    await talk.show("organisations", paged(title, page, more=found.more), ways)
    return None


def _line(each: Organisation) -> Option:
    to = link("organisation", number=each.number)
    name = Named(each.profile.names)
    return Option(str(each.number), name, to, SORTS[each.profile.sort], numbered=True)


@flow("organisation", kind=Kind.VIEW, starts_on=_("organisation"), deep="organisation")
async def organisation(talk: Talk, number: int, page: int = 1) -> Ending:
    """Show an organisation and what is theirs, with the ways of whoever speaks for it or organises."""
    found = await talk.see(OneOrganisation(number))
    back = way("organisations", _("All organisations"), link("organisations"))
    if found is None:
        await talk.show("none", _("I do not find that organisation."), [back])
        return None
    theirs = await talk.see(WhatIsTheirs(number, page))
    if not theirs and page > 1:
        return Start(link("organisation", number=number, page=page - 1))
    more = len(theirs) > PAGE
    parts: list[Words] = [profile_words(found.profile)]
    if found.closed:
        parts.append(_("Nothing new can be theirs."))
    if theirs:
        parts.append(paged(_("<b>What is theirs</b>"), page, more=more))
    ways = [
        *(_thing(each, talk.city.zone) for each in theirs[:PAGE]),
        *turning(page, more=more, to=lambda turned: link("organisation", number=number, page=turned)),
        *_to_do(found, await talk.see(MyRoles())),
        back,
    ]
    await talk.show("organisation", Joined(tuple(parts), "\n\n"), ways)
    return None


def _thing(each: Theirs, zone: str) -> Option:
    to = link("card" if each.about == "idea" else each.about, number=each.number)
    return Option(
        f"{each.about}-{each.number}", Named(each.names), to, Joined((Moment(each.at, zone),)), numbered=True
    )


def _to_do(found: Organisation, mine: tuple[Held, ...]) -> list[Option]:
    """Return what may be done about it: whoever speaks for it changes what it says, who organises all of it."""
    if found.closed:
        return []
    leads = may(mine, Right.ORGANISATIONS)
    ways = []
    if found.mine and has(mine, Right.EVENTS):
        ways.append(way("theirs", _("Make an event theirs"), link("event-theirs", number=found.number)))
    if leads or found.mine:
        ways.append(way("change", _("Change"), link("change-organisation", number=found.number)))
    if leads:
        ways.append(
            way("speaker", _("Let somebody speak for it"), link("invite-speaker", number=found.number))
        )
        ways.append(way("close", _("Close it"), link("close-organisation", number=found.number)))
    return ways
