"""What became of an idea: everything that happened to it, and whether it was carried out, as those say who live there."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.civic.became import Entry, HistoryOf
from bot.civic.outcomes import SayWhether
from bot.civic.people import Me
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import link, spell
from bot.engine.talk import Talk, way
from bot.text.lazy import Day, Joined, Words, _
from flows.saying.commitments import step_words
from flows.saying.doing import carried_out
from flows.saying.ideas import no_such_idea
from flows.saying.pages import paged, turning
from flows.saying.statuses import answer_words


@flow("history", kind=Kind.VIEW, starts_on=_("history"))
async def history(talk: Talk, number: int, page: int = 1) -> Ending:
    """Show what happened to an idea, the newest first."""
    found = await talk.look("found", HistoryOf(number, page))
    back = way("card", _("Back to the idea"), link("card", number=number))
    if found is None:
        await talk.show("none", no_such_idea(number), [way("menu", _("Menu"), link("menu"))])
        return None
    title = _("<b>What became of “{title}”</b>", title=found.title)
    heading = paged(title, found.page, more=found.more)
    parts = [heading, *(_entry(each, talk.city.zone) for each in found.entries)]
    ways = turning(found.page, more=found.more, to=lambda which: link("history", number=number, page=which))
    await talk.show("history", Joined(tuple(parts), "\n\n"), [*ways, back])
    return None


def _entry(entry: Entry, zone: str) -> Words:
    if entry.answer is not None:
        return answer_words(entry.answer, zone)
    if entry.step is not None:
        return step_words(entry, entry.step, zone)
    return _("<b>Shared</b>, {day}", day=Day(entry.at.astimezone(ZoneInfo(zone)).date()))


@flow("happened", kind=Kind.VIEW)
async def happened(talk: Talk, number: int, said: str) -> Ending:
    """Say whether an idea was carried out; said again, it replaces what was said."""
    me = await talk.see(Me())
    if not me.opinions:
        return Start(link("consent", then=spell(link("happened", number=number, said=said))))
    if await carried_out(talk, "say", SayWhether(number, said), toast=True):
        await talk.toast("noted", _("Thank you, that is noted. You can change it on the idea’s card."))
    return Start(link("card", number=number))
