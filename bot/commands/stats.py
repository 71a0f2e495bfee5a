"""`parvis stats`: how it goes, in figures, at a terminal."""

from __future__ import annotations

from bot.civic.city import City
from bot.civic.figures import Figures, FiguresOf
from bot.commands.doors import opened
from bot.commands.export import programme_called
from bot.commands.saying import line, table
from bot.settings import Settings
from bot.text.languages import SOURCE
from bot.text.lazy import Words
from bot.text.render import label, plain, render
from flows.saying import figures as saying

_PARTS = {
    "topics": "ideas by topic",
    "places": "ideas by municipality",
    "homes": "people by municipality",
    "languages": "people by language",
}


def stats(settings: Settings, programme: str | None) -> None:
    """Say how it goes in the programme of that code, or in all of them. Raises NotDoneError."""
    with opened(settings) as office:
        with office.at_desk() as desk:
            which, city = programme_called(desk, programme), desk.city
        with office.reads(FiguresOf(which)) as found:
            if found is not None:
                _say(found, city)


def _say(found: Figures, city: City) -> None:
    line(_said(saying.whole(found, city)))
    discussed = [
        [f"{each.number}", each.title, str(each.supports), str(each.comments)] for each in found.discussed
    ]
    line("")
    table(["idea", "most discussed", "supports", "comments"], discussed, empty="most discussed: none yet")
    weeks = [
        [f"{each.starts}", str(each.people), str(each.ideas), str(each.supports)] for each in found.weeks
    ]
    line("")
    table(["week of", "new people", "new ideas", "supports"], weeks, empty="")
    for part, heading in _PARTS.items():
        counts = saying.counted(found, part, city)
        told = [[label(name, SOURCE.code), str(count)] for name, count in counts if count is not None]
        line("")
        table([heading, "count"], told, empty=f"{heading}: none that can be told")


def _said(words: Words) -> str:
    return plain(render(words, SOURCE.code))
