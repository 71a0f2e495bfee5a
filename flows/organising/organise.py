"""What organisers can do here: each sees what their roles let them do."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.roles import Held, MyRoles, Right, Role, has
from bot.engine.flow import Kind, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Words, _
from flows.saying.roles import ROLE_NAMES


@flow("organise", kind=Kind.VIEW, starts_on=_("organise, organiser"))
async def organise(talk: Talk) -> None:
    """Show what can be organised from here."""
    mine = await talk.look("roles", MyRoles())
    if not mine:
        words: Words = _(
            "Only organisers can do something here. If you are to be one, an owner gives you a code."
        )
        await talk.show("nothing", words, [way("menu", _("Menu"), link("menu"))])
        return
    heading = _("<b>What would you like to organise?</b>")
    roles = Joined(tuple(dict.fromkeys(ROLE_NAMES[each.role] for each in mine)), ", ")
    await talk.show("organise", Joined((heading, _("You are: {roles}", roles=roles)), "\n"), _ways(mine))


def _ways(mine: Sequence[Held]) -> list[Option]:
    """Return the ways on, of those that these roles open."""
    every = (
        (Right.SCREEN, way("queue", _("Queue of ideas"), link("queue"))),
        (Right.MODERATE, way("moderate", _("Moderation"), link("moderate"))),
        (Right.EVENTS, way("hosted", _("Events"), link("hosted"))),
        (Right.DOOR, way("doors", _("At the door"), link("doors"))),
        (Right.VOTES, way("votes", _("Votes"), link("held-votes", page=1))),
        (Right.PROGRAMMES, way("run-programmes", _("Programmes"), link("run-programmes"))),
        (Right.BROADCAST, way("broadcasts", _("Messages to many"), link("broadcasts"))),
        (Right.ANSWER, way("letters", _("Messages of citizens"), link("letters"))),
        (Right.KNOW, way("figures", _("Figures and files"), link("figures"))),
    )
    theirs = has(mine, Right.ORGANISATIONS) or any(each.role is Role.SPEAKER for each in mine)
    everybodys = (
        *((way("organisations", _("Organisations"), link("organisations")),) if theirs else ()),
        way("people", _("Who does what"), link("people")),
        way("menu", _("Menu"), link("menu")),
    )
    return [*(option for right, option in every if has(mine, right)), *everybodys]
