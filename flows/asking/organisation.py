"""Asking whose something is, of whoever speaks for an organisation."""

from __future__ import annotations

from bot.civic.organisations import MyOrganisations, Organisation
from bot.engine.questions import Option
from bot.engine.talk import Talk
from bot.text.lazy import Named, _


async def ask_organisation(talk: Talk) -> Organisation | None:
    """Ask for one of the organisations that whoever is here speaks for; who speaks for none is not asked."""
    mine = await talk.look("organisations", MyOrganisations())
    if not mine:
        return None
    options = [Option(str(each.number), Named(each.profile.names)) for each in mine]
    chosen = await talk.choose(
        "organisation",
        _("<b>In the name of which organisation?</b>"),
        options,
        none=_("Of none of them"),
        of="organisations",
    )
    return next((each for each in mine if str(each.number) == chosen), None)
