"""A programme run from its first day to its follow-up, in chat alone, by an organiser on Telegram or on Matrix, while citizens act on both.

Every message is accounted for: each notice comes once, in its reader's language, to those whom it concerns and to nobody else, and
whatever anybody says is answered once.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from PIL import Image

from bot.civic.figures import FiguresOf, Promised
from tests.program.scenes.cast import Cast, Told, cast
from tests.program.scenes.events import (
    an_event_is_planned,
    it_fills_and_is_moved,
    it_takes_place,
    the_other_date_is_cancelled,
)
from tests.program.scenes.ideas import (
    a_next_step_is_promised,
    an_idea_is_shared,
    ideas_are_looked_at_first,
    it_is_answered,
    it_is_carried_out,
)
from tests.program.scenes.messages import the_french_speaking_are_written_to, who_missed_it_is_written_to
from tests.program.scenes.moderating import something_is_reported
from tests.program.scenes.votes import a_vote_is_held, its_result_is_explained
from tests.program.season import season
from tests.synapse import SynapseServer

LONG = (pytest.mark.prove, pytest.mark.timeout(1800))
SHORT = pytest.mark.timeout(300)


@pytest.mark.parametrize(
    ("app", "migrated_url", "many"),
    [
        pytest.param("telegram", "sqlite", 5, id="5 people, run on Telegram, SQLite", marks=SHORT),
        pytest.param("matrix", "postgresql", 5, id="5 people, run on Matrix, PostgreSQL", marks=LONG),
        *(
            pytest.param(app, database, 100, id=f"100 people, run on {app}, {database}", marks=LONG)
            for app in ("telegram", "matrix")
            for database in ("sqlite", "postgresql")
        ),
    ],
    indirect=["migrated_url"],
)
async def test_a_programme_is_run_in_chat_and_every_notice_comes_once_in_the_right_language_to_the_right_people(
    folder: Path, synapse: SynapseServer, app: str, migrated_url: str | None, many: int
) -> None:
    async with season(folder, synapse, migrated_url) as here:
        everybody = await cast(here, app, many)
        await _a_programme_begins(everybody)
        await an_idea_is_shared(everybody)
        await something_is_reported(everybody)
        await ideas_are_looked_at_first(everybody)
        await it_is_answered(everybody)
        await a_next_step_is_promised(everybody)
        await it_is_carried_out(everybody)
        await a_vote_is_held(everybody)
        await its_result_is_explained(everybody)
        await an_event_is_planned(everybody)
        await it_fills_and_is_moved(everybody)
        await the_other_date_is_cancelled(everybody)
        await it_takes_place(everybody)
        await the_french_speaking_are_written_to(everybody)
        await who_missed_it_is_written_to(everybody)
        await _it_is_all_counted(everybody)
        assert here.telegram.violations == []
        assert here.complaints() == []


async def _a_programme_begins(cast: Cast) -> None:
    """Olga plans a programme that begins today."""
    await cast.olga.says(f"""
        > {{:plan a programme}}
        < {{What kind of programme is it?}}
        > Open muur
        > Muur van ideeën
        > Mur des idées
        [Leave this language out]
        < {{On which day does it begin?}}
        > {cast.here.day(0)}
        > klaar
        > klaar
        > klaar
        < {{Is the programme right like this?}}
        [Yes, make it]
        < {{The programme is there.}}
        """)


async def _it_is_all_counted(cast: Cast) -> None:
    """What organisers read in the end is what happened, and they take it out as a file."""
    people, olga, here = cast.people, cast.olga, cast.here
    await olga.says("> {:figures}\n< {in figures}")
    await olga.is_up_to_date()
    assert Image.open(io.BytesIO(await olga.file())).format == "PNG"
    with here.office.reads(FiguresOf()) as found:
        assert found is not None
        assert (found.people, found.ideas, found.answered) == (len(people) + 2, 1, 1)
        assert (found.supports, found.promised) == (len(cast.supporters), Promised(late=1))
        assert [each.people for each in found.votes] == [len(people[::2])]
    await olga.says("> {:export}\n[Votes]\n[CSV]\n< {What would you like as a file?}")
    await olga.is_up_to_date()
    (yes, *_others) = csv.DictReader(io.StringIO((await olga.file()).decode("utf-8-sig")))
    assert (yes["Titel"], yes["Aantal deelnemers"]) == ("Een autovrije zondag?", str(len(people[::2])))
    await cast.told({Told.FILE: [olga]})
