"""What goes on in the city: its programmes, and the stages of each."""

from __future__ import annotations

from bot.civic.programmes import OneProgramme, Programmes
from bot.engine.flow import Kind, flow
from bot.engine.questions import link
from bot.engine.talk import Talk, way
from bot.text.lazy import _
from flows.saying.programmes import page_of, programme_words


@flow("programmes", kind=Kind.VIEW, starts_on=_("programmes"))
async def programmes(talk: Talk, page: int = 1) -> None:
    """Show one page of the programmes, the newest first."""
    found = await talk.look("programmes", Programmes())
    menu = way("menu", _("Menu"), link("menu"))
    if not found:
        await talk.show("none", _("There is no programme yet."), [menu])
        return
    heading, options = page_of(found, page, each="programme", whole="programmes")
    await talk.show("listed", heading, [*options, menu])


@flow("programme", kind=Kind.VIEW, starts_on=_("programme"), deep="programme")
async def programme(talk: Talk, number: int) -> None:
    """Show one programme, and what goes on in it now."""
    found = await talk.look("programme", OneProgramme(number))
    ways = [way("programmes", _("All programmes"), link("programmes")), way("menu", _("Menu"), link("menu"))]
    if found is None:
        words = _("I find no programme {number}. Perhaps the number is wrong.", number=str(number))
        await talk.show("none", words, ways)
        return
    its = found.programme
    shares = [way("idea", _("Share an idea"), link("idea"))] if found.open else []
    await talk.show("shown", programme_words(its.names, its.stages, talk.city, on=found.on), [*shares, *ways])
