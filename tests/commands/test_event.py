"""`parvis event`: what organisers type, and what they read; never a name, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from bot.civic.checkin import ShowCode
from bot.civic.doors import Citizen, Command
from bot.civic.events import OneEvent
from bot.civic.members import UseInvitation
from bot.civic.rsvps import Come
from bot.civic.sessions import PickSession
from bot.commands import event
from bot.commands.doors import asked, opened
from bot.commands.saying import NotDoneError
from bot.engine.incoming import Arrival, Sender
from bot.settings import Settings, read_settings
from storage import tables

CONGRESS = """
seats = 40
guests = 2
members = true
spoken = ["nl", "fr"]
zone = "Europe/Amsterdam"
dates = [{starts = "2037-06-05T14:00", ends = 2037-06-06T17:00:00}]

[nl]
title = "=Congres"
text = "Twee dagen."
place = "Zaal 2"

[map]
address = "Kade 1"
latitude = 52.37
longitude = 4.9

[[sessions]]
nl = "@Onderwijs"
starts = "2037-06-05T14:00"
ends = "2037-06-05T15:00"
seats = 12
"""


@pytest.fixture
def own(folder: Path) -> Settings:
    """Give settings with a database of their own."""
    return read_settings(data_dir=folder / "data")


def made(own: Settings, tmp_path: Path, text: str = CONGRESS) -> int:
    """Make the event that this file describes, and return its number."""
    file = tmp_path / "event.toml"
    file.write_text(text, encoding="utf-8")
    event.create(own, file, {})
    return 1


def does(own: Settings, name: str, *commands: Command[Any]) -> list[Any]:
    """Let somebody write for the first time, and do this."""
    with opened(own) as office, office.at_desk() as desk:
        desk.keep("telegram", [Arrival(f"{name}-{id(commands)}", "{}", Sender(name, name, name, "nl"))])
        account = desk.connection.execute(
            tables.accounts.select().where(tables.accounts.c.external == name)
        ).one()
        desk.act_as(Citizen(account.person, account.id))
        return [desk.carry_out(command) for command in commands]


def shown(own: Settings) -> Any:
    """Return the event as the operator sees it."""
    return asked(own, OneEvent(1))


def test_a_file_makes_an_event_by_the_clock_on_its_wall(
    own: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made(own, tmp_path)
    assert "Event 1 is made: 2037-06-05T14:00, by the clock of Europe/Amsterdam." in capsys.readouterr().out
    found = shown(own)
    assert (found.slot.starts.hour, found.slot.ends.isoformat()) == (12, "2037-06-06T15:00:00+00:00")
    assert (found.seats, found.most_guests, found.members_only, found.sessions) == (40, 2, True, 1)
    assert (found.venue.names, found.venue.latitude) == ({"nl": "Zaal 2"}, 52.37)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("seats = '40'", "seats is '40': write seats = 40."),
        ("stoelen = 40", "'stoelen' is no entry of an event"),
        ("dates = [{starts = '2037-06-05T14:00'}]", "A date has starts and ends"),
        ("dates = [{starts = 'soon', ends = 'later'}]", "starts is 'soon', which is no date"),
        ("zone = 'Mars/Olympus'", "There is no clock 'Mars/Olympus'"),
        ("[map]\nlatitude = 'north'", "latitude and longitude are numbers of degrees"),
        ("[[sessions]]\nxx = 'y'", "A session is not right"),
    ],
)
def test_what_is_wrong_in_a_file_is_one_sentence(own: Settings, tmp_path: Path, line: str, told: str) -> None:
    text = f"{line}\n" if "[" not in line[:1] else ""
    rest = (
        "dates = [{starts = '2037-06-05T14:00', ends = '2037-06-05T15:00'}]\n" if "dates" not in line else ""
    )
    with pytest.raises(NotDoneError) as no:
        made(own, tmp_path, f"{text}{rest}[nl]\ntitle = 'x'\n{'' if text else line}")
    assert told in str(no.value)


def test_h41_attendance_has_no_names_and_opens_as_text(
    own: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made(own, tmp_path)
    event.invite(own, 1, 1)
    event.members(own, 1, ["telegram:sam"], None)
    invitation = capsys.readouterr().out.splitlines()[1]
    assert does(own, "anna-de-vries", UseInvitation(invitation.removeprefix("invitation ")))[0] == 1
    does(own, "anna-de-vries", Come(1, 2), PickSession(1))
    does(own, "sam", Come(1))
    event.door(own, 1)
    key = capsys.readouterr().out.splitlines()[0].removeprefix("door ")
    with opened(own) as office, office.at_desk() as desk:
        code = desk.connection.execute(tables.rsvps.select().where(tables.rsvps.c.guests == 2)).one().code
    welcome, let = does(own, "doorkeeper", ShowCode(key), ShowCode(f"{code[:4]}-{code[4:].lower()}"))
    assert (welcome.how, let.how, let.party, let.door.inside, let.door.expected) == ("welcome", "in", 3, 3, 4)
    event.attendance(own, 1, as_csv=True)
    text = capsys.readouterr().out
    headings, *rows = csv.reader(io.StringIO(text))
    assert headings == ["answer", "people", "let in", "sessions"]
    assert sorted((row[0], row[1], bool(row[2]), row[3]) for row in rows) == [
        ("yes", "1", False, ""),
        ("yes", "3", True, "'@Onderwijs"),
    ]
    assert "anna" not in text
    event.attendance(own, 1, as_csv=False)
    assert "4 people come, 3 of them were let in." in capsys.readouterr().out


def test_an_event_is_moved_changed_cancelled_and_listed(
    own: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made(own, tmp_path, CONGRESS.partition("[[sessions]]")[0].replace("members = true", ""))
    does(own, "anna", Come(1, 2))
    event.change(own, 1, {"dates": [{"starts": "2037-06-07T10:00"}], "map": {"address": "Kade 2"}})
    event.change(own, 1, {"seats": 1, "title": {"fr": "Congrès"}})
    said = capsys.readouterr().out
    assert "2 seats more are taken than there are now: nobody loses theirs" in said
    found = shown(own)
    assert (found.version, found.titles["fr"], found.venue.address, found.venue.names) == (
        2,
        "Congrès",
        "Kade 2",
        {"nl": "Zaal 2"},
    )
    assert found.slot.ends.isoformat() == "2037-06-08T11:00:00+00:00"
    event.cancel(own, 1, ["nl=Storm"])
    event.listed(own)
    assert "2037-06-07T10:00\tcancelled\t3\t1" in capsys.readouterr().out


def test_feedback_is_read_without_who_gave_it(
    own: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made(own, tmp_path, CONGRESS.replace("members = true", ""))
    event.feedback(own, 1)
    with opened(own) as office, office.at_desk() as desk:
        for score, words in ((5, "Fijn"), (4, "")):
            row = {"id": score, "event": 1, "score": score, "words": words}
            desk.connection.execute(tables.event_feedback.insert(), row)
    event.feedback(own, 1)
    said = capsys.readouterr().out
    assert "Nobody has said yet" in said
    assert "Answers: 2; on average 4.5 of 5." in said
    assert "“Fijn”" in said
    assert not {"person", "account", "at"} & set(tables.event_feedback.c.keys())
