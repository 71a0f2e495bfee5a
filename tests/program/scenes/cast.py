"""Who is in it, and what anybody is ever told unasked: each kind of notice by how it begins, in a few of its English words."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from bot.civic.appointments import OfferOwnership
from bot.civic.links import spelt
from tests.program.season import Season, Somebody

LANGUAGES = ("nl", "fr", "en")
AT_ONCE = 10
"""So many people do the same at the same time."""

_CODE = re.compile(r"\b[A-Z2-9]{4}[ -][A-Z2-9]{4}\b")

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


class Told(StrEnum):
    """Every kind of notice. What begins as another does stands before it."""

    ROLE_ASKED = "{Somebody typed your code. Shall}"
    ROLE_GIVEN = "{You have a role now: }"

    STAGE = "…{Begins now: }"

    HELD = "{Several people have reported your idea }"
    WAITING = "{Several people have reported something.}"
    DECIDED = "{Thank you for reporting. This is what came of it.}"
    HIDDEN = "{, was taken out of the list. The reason: }"
    WARNED = "{An organiser warns you.}"
    BLOCKED = "…{You can go on reading, supporting}"
    APPEALED = "{Somebody whom a moderator blocked does not agree.}"
    APPEAL_DECIDED = "{Your block is over}"

    SCREEN = "{new idea waits for you}"
    ASKED = "{can be in the list, an organiser asks:}"
    REPLIED = "{The author of idea }"
    APPROVED = "{”, is in the list now.}"
    REJECTED = "{cannot be in the list. The reason: }"

    JOINED = "{an organiser has joined them. Who supported or followed yours}"
    JOINED_WITH_MINE = "{an organiser has joined them. Who supported or followed it}"

    NEWS = "{What is new about ideas}"
    WHETHER = "{Two weeks ago the city said}"
    DUE, LATE = "{Today is the day that you promised}", "{This is late now}"
    ANSWERED = "…“Een bank op het plein”\n{Official answer}"

    NOT_VOTED = "{You have not voted yet: }"
    RESULT = "{A vote is over, and this is its result.}"
    EXPLAIN = "{, closed a week ago.}"
    EXPLAINED = "{You voted, and this is what comes of it.}"

    FILLING = "{of the seats are taken: }"
    FULL = "…{Whoever comes now is put on the waiting list.}"
    SEAT = "{There is a seat for you: }"
    CHANGED = "…{With this file it is right in your calendar, too.}"
    CANCELLED = "{Cancelled: }"
    TOMORROW, IN_AN_HOUR = "{Tomorrow: }", "{In an hour: }"
    HOW = "{How was it? }"
    REPORT, REPORTED = "{What came of it? }", "{What came of it: }"

    FROM_US = "{From the organisers}"
    SENT = "…{It has come to its end: }"
    FILE = "…{This file is for the organisers}"
    """What was asked for; it comes by itself, beside the answer."""

    UNDER_WAY = "…%: "


@dataclass(eq=False)
class Cast:
    """A season with those who are in it: Olga, who organises, and Mo, who moderates, with the other app; `people` are citizens.

    Dora is the one of them who is at the door. `supporters` are those who support the idea that the season is about, with its author's number 0.
    """

    here: Season
    olga: Somebody
    mo: Somebody
    people: Sequence[Somebody]
    supporters: list[Somebody] = field(default_factory=list)

    @property
    def dora(self) -> Somebody:
        """Return who is at the door."""
        return self.people[1]

    async def told(self, expected: Mapping[Told, Iterable[Somebody]]) -> None:
        """See that these people were told just that since last asked, each as often as they stand there, and nobody anything else."""
        found = await self.here.told(tuple(Told))
        wanted = {kind: Counter(each.name for each in whom) for kind, whom in expected.items() if whom}
        assert found == wanted, f"They were told:\n{found}\nand not:\n{wanted}"


async def cast(here: Season, app: str, many: int) -> Cast:
    """Let everybody come: Olga becomes owner by the code that `parvis owner` prints, and gives two others their roles."""
    olga = await here.comes(app, "nl", "Olga")
    mo = await here.comes("matrix" if app == "telegram" else "telegram", "fr", "Mo")
    with here.office.at_desk() as desk:
        code = spelt(desk.carry_out(OfferOwnership()))
    await olga.says(f"> {{:role}} {code}\n[Yes, I agree]\n< {{You have a role now}}")
    assert await here.told(()) == {}
    found = Cast(here, olga, mo, await _citizens(here, many))
    await _appoints(found, mo, 3)
    await _appoints(found, found.dora, 5)
    await found.told({Told.ROLE_GIVEN: [mo, found.dora], Told.ROLE_ASKED: [olga, olga]})
    return found


async def _citizens(here: Season, many: int) -> list[Somebody]:
    """Let so many people come, three of five by Telegram, in three languages."""
    people: list[Somebody] = []
    for first in range(0, many, AT_ONCE):
        coming = (
            here.comes("telegram" if n % 5 < 3 else "matrix", LANGUAGES[n % 3], f"P{n}-{LANGUAGES[n % 3]}")
            for n in range(first, min(first + AT_ONCE, many))
        )
        people += await asyncio.gather(*coming)
    return people


async def _appoints(cast: Cast, whom: Somebody, role: int) -> None:
    """Olga gives somebody the role at that place of the list: a code, which they type, and a yes on both sides."""
    await cast.olga.says(f"> {{:organise}}\n[Who does what]\n[Give somebody a role]\n> {role}")
    said = await cast.olga.says("[Leave it open]\n< {The code is}")
    code = code_in(said)
    await whom.says(f"> {{:role}} {code}\n[Yes, I agree]\n< {{Now whoever gave you the code}}")
    await cast.olga.hears(Told.ROLE_ASKED)
    await cast.olga.says("[Yes, give the role]\n< {They have the role now}")
    await whom.hears(Told.ROLE_GIVEN)


def code_in(said: str) -> str:
    """Return the code of eight signs that was shown."""
    found = _CODE.search(said)
    assert found, said
    return found[0]


async def each(people: Sequence[Somebody], script: str) -> None:
    """Let each of these have the same conversation."""
    for first in range(0, len(people), AT_ONCE):
        await asyncio.gather(*(one.says(script) for one in people[first : first + AT_ONCE]))
