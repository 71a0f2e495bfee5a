"""Who does what: everybody who has a role, and taking one back or laying it down."""

from __future__ import annotations

from bot.civic.appointments import Appointed, OffersToConfirm, OneAppointed, TakeRole, WhoIsAppointed
from bot.civic.roles import Mandate, MyRoles, Right, Role, has, may
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Link, Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Moment, Words, _
from flows.saying.doing import carried_out
from flows.saying.pages import paged, turning
from flows.saying.roles import mandate_words, offered, whose


@flow("people", kind=Kind.VIEW)
async def people(talk: Talk, page: int = 1) -> Ending:
    """Show a page of those who have a role; to those who appoint nobody, what is their own."""
    found = await talk.look("page", WhoIsAppointed(page))
    if not found.rows and page > 1:
        return Start(link("people", page=page - 1))
    mine = await talk.look("roles", MyRoles())
    appoints = has(mine, Right.APPOINT)
    title = _("<b>Who does what</b>") if appoints else _("<b>Your roles</b>")
    waiting = [
        way(f"confirm-{each.number}", _("Confirm: {offer}", offer=offered(each)), _offer(each.number))
        for each in await talk.look("waiting", OffersToConfirm())
    ]
    ways = [
        *map(_line, found.rows),
        *turning(page, more=found.more, to=lambda number: link("people", page=number)),
        *waiting,
        *([way("appoint", _("Give somebody a role"), link("appoint"))] if appoints else ()),
        *([way("audit", _("What was done"), link("audit"))] if may(mine, Right.AUDIT) else ()),
        way("organise", _("Organise"), link("organise")),
    ]
    await talk.show("people", paged(title, page, more=found.more), ways)
    return None


def _line(each: Appointed) -> Option:
    words = mandate_words(each.held.mandate, each.where)
    name = f"{each.account.id}-{each.held.role}-{each.held.programme}-{each.held.organisation}"
    return Option(name, whose(each), _to("appointed", each), words, numbered=True)


def _to(flow_name: str, each: Appointed) -> Link:
    held = each.held
    return link(
        flow_name,
        account=each.account.id,
        role=held.role.value,
        programme=held.programme,
        organisation=held.organisation,
    )


def _offer(number: int) -> Link:
    return link("role-asked", number=number)


@flow("appointed", kind=Kind.VIEW)
async def appointed(talk: Talk, account: int, role: str, programme: int, organisation: int) -> None:
    """Show one role of one account, with the way to end it."""
    found = await talk.see(OneAppointed(account, Mandate(Role(role), programme, organisation)))
    back = way("people", _("Who does what"), link("people"))
    if found is None:
        await talk.show("none", _("That role is no longer there."), [back])
        return
    since = _("Since {date}.", date=Moment(found.held.since, talk.city.zone))
    parts = (_("<b>{who}</b>", who=whose(found)), mandate_words(found.held.mandate, found.where), since)
    end = _("Lay this role down") if found.account.here else _("Take this role back")
    ways = [way("take", end, _to("take-role", found))]
    if may(await talk.see(MyRoles()), Right.AUDIT):
        ways.append(way("audit", _("What this account did"), link("audit", page=1, account=account)))
    await talk.show("appointed", Joined(parts, "\n"), [*ways, back])


@flow("take-role", kind=Kind.ASIDE)
async def take_role(talk: Talk, account: int, role: str, programme: int, organisation: int) -> Ending:
    """Ask whether it is to end, and end it at once."""
    mandate = Mandate(Role(role), programme, organisation)
    found = await talk.look("found", OneAppointed(account, mandate))
    if (
        found is not None
        and await talk.confirm("sure", _sure(found), yes=_("Yes, at once"), no=_("No"))
        and await carried_out(talk, "take", TakeRole(account, mandate))
    ):
        await talk.say("taken", _("Done: that role is no more, and old buttons do nothing."))
    return Start(link("people"))


def _sure(found: Appointed) -> Words:
    role = mandate_words(found.held.mandate, found.where)
    if found.account.here:
        return _("<b>Shall I lay down your role: {role}?</b>\nIt ends at once.", role=role)
    question = _("<b>Shall I take this role back: {role}?</b>", role=role)
    return Joined((question, whose(found), _("It ends at once, and I tell them.")), "\n")
