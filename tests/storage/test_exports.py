"""What organisers take out: everything they may know, nothing of who did what, and open data that is for everybody."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from bot.civic.events import CreateEvent, EventDraft, Slot, Venue
from bot.civic.exports import COLUMNS, OPEN_COLUMNS, Form, Rows, TakeOut, What
from bot.civic.ideas import HideIdea, SubmitIdea
from bot.civic.people import OPINIONS, FinishWelcome, GiveConsent, SpeakLanguage
from bot.civic.rsvps import Come
from bot.civic.statuses import AnswerIdeas
from bot.civic.votes import CastBallot, CreateVote, VoteText
from bot.engine.outgoing import File
from bot.engine.speaking import told
from bot.making.exports import Exports
from flows.saying.exports import export_file
from storage import tables
from tests.worlds import World

NAMES = ("anna-de-vries", "bart", "chloé", "dirk", "émile", "fatima")


def lived_in(world: World) -> World:
    """Return the world with ideas, one of them hidden, two votes and two events."""
    world.programme()
    for name in NAMES:
        world.meet(name)
        world.does(name, SpeakLanguage("nl"), GiveConsent(OPINIONS), FinishWelcome())
    world.does("anna-de-vries", SubmitIdea("=1+1 bank", "Voor;=de buurt", "urbanism", "jette"))
    world.does("bart", SubmitIdea("Spam", "", "culture", "city"))
    world.operate(HideIdea(2, "Reclame"))
    for title, voters in (("Groen?", 6), ("Stil?", 4)):
        texts = {"nl": VoteText(title), "fr": VoteText(f"{title} (fr)")}
        opens = world.clock.at
        (number,) = world.operate(CreateVote("yes-no", texts, opens, opens + timedelta(days=1)))
        for name in NAMES[:voters]:
            world.does(name, CastBallot(number, (0,)))
    starts = world.clock.at + timedelta(days=2)
    draft: dict[str, Any] = {
        "titles": {"nl": "@Feest", "fr": "Fête"},
        "slots": (Slot(starts, starts + timedelta(hours=2)),),
        "zone": world.city.zone,
        "venue": Venue({"nl": "Gemeentehuis"}, "Kerkplein 1"),
    }
    world.operate(CreateEvent(EventDraft(**draft)), CreateEvent(EventDraft(**draft, members_only=True)))
    for name in NAMES[:4]:
        world.does(name, Come(1))
    world.forward(timedelta(days=1, minutes=1))
    return world


def taken(world: World, what: What, form: Form, *, open_data: bool = False, language: str = "nl") -> File:
    """Return the file as it leaves."""
    asked = TakeOut(what, form, open=open_data)
    made = export_file(world.city, asked, world.operate(asked)[0])
    return Exports(world.office.reads)(told(made.data, language))


def table(file: File) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"))))


def test_h41_h77_every_table_in_every_form_says_nothing_of_who_and_runs_nowhere(either_world: World) -> None:
    world = lived_in(either_world)
    with world.desk() as desk:
        people = desk.connection.execute(select(tables.accounts.c.external)).scalars().all()
    assert set(people) >= set(NAMES)
    for what in OPEN_COLUMNS:
        for form, open_data in ((Form.XLSX, False), (Form.CSV, False), (Form.CSV, True), (Form.JSON, True)):
            file = taken(world, what, form, open_data=open_data)
            assert file.name == f"{what}{'-open' if open_data else ''}-2026-11-22.{form}"
            text = "" if form == Form.XLSX else file.data.decode()
            if form == Form.XLSX:
                sheet = load_workbook(io.BytesIO(file.data)).active
                assert all(cell.data_type != "f" for row in sheet for cell in row)
                assert sheet.max_column == len(COLUMNS[what])
                text = str([[cell.value for cell in row] for row in sheet])
            assert not [name for name in NAMES if name in text]


def test_organisers_see_what_is_out_of_sight_and_why_in_their_language(world: World) -> None:
    lived_in(world)
    first, second = table(taken(world, What.IDEAS, Form.CSV))
    assert first["Titel"] == "'=1+1 bank"
    assert first["Beschrijving"] == "Voor;'=de buurt"
    assert (first["Thema"], first["Gemeente"], first["Taal"]) == ("Stedenbouw", "Jette", "Nederlands")
    assert (first["Stand"], second["Stand"], second["Reden"]) == ("in de lijst", "weggehaald", "Reclame")
    assert first["Gedeeld op"] == "2026-11-21T10:00"
    french = table(taken(world, What.IDEAS, Form.CSV, language="fr"))
    assert (french[0]["Thème"], french[1]["Commune"]) == ("Urbanisme", "Toute la ville")


def test_open_data_has_what_everybody_sees_under_names_that_stay(world: World) -> None:
    lived_in(world)
    world.operate(AnswerIdeas((1,), "accepted", {"nl": "=Goed", "fr": "Bien"}, {"nl": "Groen", "fr": "Vert"}))
    (idea,) = table(taken(world, What.IDEAS, Form.CSV, open_data=True))
    assert list(idea)[:10] == list(OPEN_COLUMNS[What.IDEAS])[:10]
    assert (idea["status"], idea["answer-nl"], idea["signed-fr"]) == ("accepted", "'=Goed", "Vert")
    assert (idea["topic"], idea["neighbourhood"], idea["programme"]) == ("urbanism", "jette", "open-0")
    made = json.loads(taken(world, What.IDEAS, Form.JSON, open_data=True).data)
    assert made["city"]["fr"] == "Bruxelles"
    assert [each["title"] for each in made["ideas"]] == ["=1+1 bank"]
    assert made["ideas"][0]["published"] == "2026-11-21T10:00+01:00"


def test_h77_of_fewer_than_five_ballots_nothing_is_told(world: World) -> None:
    lived_in(world)
    rows = table(taken(world, What.VOTES, Form.CSV))
    assert [
        (row["Titel"], row["Keuze"], row["Stemmen ervoor"], row["Aantal deelnemers"]) for row in rows
    ] == [
        ("Groen?", "Ja", "6", "6"),
        ("Groen?", "Nee", "0", "6"),
        ("Groen?", "Onthouding", "0", "6"),
        ("Stil?", "Ja", "", "4"),
        ("Stil?", "Nee", "", "4"),
        ("Stil?", "Onthouding", "", "4"),
    ]


def test_open_data_of_events_leaves_small_numbers_and_members_out(world: World) -> None:
    lived_in(world)
    assert [row["Komen"] for row in table(taken(world, What.EVENTS, Form.CSV))] == ["4", "0"]
    (row,) = table(taken(world, What.EVENTS, Form.CSV, open_data=True))
    assert (row["title-nl"], row["title-fr"], row["place-nl"]) == ("'@Feest", "Fête", "Gemeentehuis")
    assert row["coming"] == ""
    world.does(NAMES[4], Come(1))
    (row,) = table(taken(world, What.EVENTS, Form.CSV, open_data=True))
    assert row["coming"] == "5"


def test_h80_what_is_taken_out_stands_in_the_audit(either_world: World) -> None:
    world = lived_in(either_world)
    world.operate(TakeOut(What.VOTES, Form.JSON, 1, open=True))
    with world.desk() as desk:
        row = desk.connection.execute(select(tables.audit).order_by(tables.audit.c.id.desc())).first()
    assert row is not None
    assert (row.deed, row.subject) == ("taken-out", "votes")
    assert json.loads(row.details) == {"form": "json", "programme": 1, "open": True}


def test_who_writes_does_not_wait_for_a_long_table(either_world: World) -> None:
    world = lived_in(either_world)
    with world.office.reads(Rows(What.IDEAS)) as rows:
        assert next(rows)["number"] == 1
        world.does("bart", SubmitIdea("Meanwhile", "", "culture", "city"))
        # As of one instant: what comes meanwhile is not among them.
        assert [row["number"] for row in rows] == [2]
    with world.office.reads(Rows(What.IDEAS)) as rows:
        assert [row["number"] for row in rows] == [1, 2, 3]


@pytest.mark.parametrize("what", OPEN_COLUMNS)
def test_a_table_of_one_programme_has_nothing_of_another(world: World, what: What) -> None:
    lived_in(world)
    with world.office.reads(Rows(what)) as rows:
        every = list(rows)
    with world.office.reads(Rows(what, 99)) as rows:
        assert every
        assert not list(rows)
