"""What goes on in the city: its programmes, and the stages of each."""

from __future__ import annotations

from bot.civic.programmes import OneProgramme, Programmes
from bot.engine.flow import Kind, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Named, _
from flows.saying.programmes import programme_words

MOST_SHOWN = 10


@flow("programmes", kind=Kind.VIEW, starts_on=_("programmes"))
async def programmes(talk: Talk) -> None:
    """Show the programmes, the newest first."""
    found = await talk.look("programmes", Programmes())
    menu = way("menu", _("Menu"), link("menu"))
    if not found:
        await talk.show("none", _("There is no programme yet."), [menu])
        return
    options = [
        Option(str(each.id), Named(each.names), link("programme", number=each.id), numbered=True)
        for each in found[:MOST_SHOWN]
    ]
    await talk.show("listed", _("<b>Programmes</b>"), [*options, menu])


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
