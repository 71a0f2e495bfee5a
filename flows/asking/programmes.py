"""Asking to which programme something belongs, where there is a choice."""

from __future__ import annotations

from bot.civic.programmes import Programmes
from bot.civic.roles import EVERYWHERE, MyRoles, Right, reach
from bot.engine.questions import Option
from bot.engine.talk import Talk
from bot.text.lazy import Named, _

MOST_SHOWN = 10


async def ask_programme(talk: Talk, right: Right) -> int | None:
    """Return the programme in which one has this right (EVERYWHERE: none); None for who has it in no programme.

    It is asked only where there are several, and looked at as `roles` and `programmes`.
    """
    mine = reach(await talk.look("roles", MyRoles()), right)
    if not mine:
        return None
    every = await talk.look("programmes", Programmes())
    anywhere = mine == (EVERYWHERE,)
    known = [each for each in every if anywhere or each.id in mine][:MOST_SHOWN]
    if not anywhere and len(known) == 1:
        return known[0].id
    if not known:
        return EVERYWHERE if anywhere else mine[0]
    options = [Option(str(each.id), Named(each.names)) for each in known]
    prompt = _("<b>To which programme does it belong?</b>")
    none = _("To none of them") if anywhere else None
    chosen = await talk.choose("programme", prompt, options, none=none, of="programmes")
    return int(chosen) if chosen else EVERYWHERE
