"""`parvis broadcast`: what is typed, and what is read."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.civic.broadcast_file import BadBroadcastError, broadcast_in
from bot.civic.broadcasts import (
    Around,
    CancelBroadcast,
    OneBroadcast,
    PauseBroadcast,
    State,
    UndoBroadcast,
    Weekly,
)
from bot.civic.doors import Citizen, Refused
from bot.civic.people import REMINDERS, FinishWelcome, GiveConsent, SpeakLanguage
from bot.civic.sending import Fate, Progress
from bot.commands import broadcast
from bot.commands.doors import asked, opened
from bot.commands.saying import NotDoneError
from bot.engine.incoming import Arrival, Sender
from bot.settings import Settings, read_settings
from storage import tables

MANUAL = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
FILE = """
to = "language:nl"

[nl]
text = "Is het zebrapad er?"
buttons = ["Ja", "Nee"]

[fr]
text = "Le passage est là ?"
buttons = ["Oui", "Non"]
"""


@pytest.fixture
def own(folder: Path) -> Settings:
    """Give settings with a database of their own, in which somebody wants to be written to."""
    settings = read_settings(data_dir=folder / "data")
    with opened(settings) as office, office.at_desk() as desk:
        desk.keep("paper", [Arrival("a", "{}", Sender("a", "a", "", "nl"))])
        (met,) = desk.updates(1)
        desk.settle([met.id])
        desk.act_as(Citizen(met.person, met.account))
        for command in (SpeakLanguage("nl"), GiveConsent(REMINDERS), FinishWelcome()):
            desk.carry_out(command)
    return settings


def made(own: Settings, tmp_path: Path, text: str = FILE) -> None:
    """Keep the broadcast that this file describes."""
    file = tmp_path / "broadcast.toml"
    file.write_text(text, encoding="utf-8")
    broadcast.create(own, file)


def there(own: Settings, number: int = 1) -> Any:
    """Return the broadcast as it stands."""
    return asked(own, OneBroadcast(number))


def test_it_is_kept_counted_sent_and_taken_back(
    own: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made(own, tmp_path)
    assert "1 people would get it now" in capsys.readouterr().out
    broadcast.send(own, 1, None)
    assert "--count" in capsys.readouterr().out
    assert there(own).state is State.DRAFT
    broadcast.send(own, 1, 1)
    assert there(own).state is State.SCHEDULED
    broadcast.does(own, UndoBroadcast(1), "Broadcast 1 is taken back, and not sent.")
    assert there(own).state is State.DRAFT
    assert "taken back" in capsys.readouterr().out
    broadcast.listed(own)
    assert "Is het zebrapad er?" in capsys.readouterr().out


def test_its_progress_is_told_until_it_rests_and_then_its_report(
    own: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made(own, tmp_path)
    with opened(own) as office, office.at_desk() as desk:
        desk.connection.execute(update(tables.broadcasts).values(state="sending", began_at=desk.now))
        row = {"broadcast": 1, "person": None, "platform": "paper", "not_before": desk.now}
        for place, (state, reason) in enumerate(
            [("sent", None), ("sent", None), ("failed", "blocked"), ("waiting", None)], 1
        ):
            desk.insert(tables.recipients, place=place, state=state, reason=reason, **row)
        desk.carry_out(PauseBroadcast(1))
    capsys.readouterr()
    broadcast.watch(own, 1)
    said = capsys.readouterr().out
    assert said.splitlines()[0] == "paused\t3 of 4"
    assert {"  2 sent", "  1 failed: blocked", "  1 waiting"} <= set(said.splitlines())
    with pytest.raises(Refused, match="not-done"):
        broadcast.resend(own, 1, uncertain=True)
    broadcast.does(own, CancelBroadcast(1), "")
    broadcast.show(own, 1)
    assert "  1 cancelled" in capsys.readouterr().out


def test_at_a_terminal_the_progress_is_a_bar(capsys: pytest.CaptureFixture[str]) -> None:
    steps = [
        Progress(1, State.FREEZING, 0, {}),
        Progress(
            1,
            State.SENDING,
            100,
            {Fate.SENT: 40, Fate.WAITING: 60},
            held=2,
            per_second=29.5,
            left=timedelta(seconds=2),
        ),
        Progress(1, State.DONE, 100, {Fate.SENT: 100}),
    ]
    broadcast._bar(iter(steps))
    assert "100/100" in capsys.readouterr().out
    broadcast._lines(iter(steps))
    said = capsys.readouterr().out.splitlines()
    assert (
        said[1] == "sending\t40 of 100\t29.5 a second, 0:00:02 left, 2 wait for their morning or their week"
    )


@pytest.mark.parametrize("call", [broadcast.show, broadcast.watch, broadcast.check])
def test_what_is_not_there_is_told(own: Settings, call: Any) -> None:
    with pytest.raises(NotDoneError, match="no broadcast 7"):
        call(own, 7)


def _instant(_name: str, typed: str) -> datetime:
    return datetime.fromisoformat(typed).replace(tzinfo=UTC)


def test_the_example_of_the_manual_is_a_broadcast() -> None:
    (example,) = re.findall(r"```toml\n(to = .*?)```", MANUAL, re.DOTALL)
    its = broadcast_in(tomllib.loads(example), _instant)
    assert set(its.content.texts) == {"nl", "fr"}
    assert len(its.content.buttons) == 2


@pytest.mark.parametrize(
    ("entries", "when"),
    [
        ("", None),
        ('at = "2027-03-01T10:00"', datetime(2027, 3, 1, 10, tzinfo=UTC)),
        ("at = 2027-03-01T10:00:00", datetime(2027, 3, 1, 10, tzinfo=UTC)),
        ('every = "friday"\nat = "17:00"', Weekly(4, time(17))),
        ('every = "friday"\nat = 17:00:00', Weekly(4, time(17))),
        ("event = 12\ndays = -2", Around(12, -2)),
        ('event = 12\ndays = 7\nat = "09:30"', Around(12, 7, time(9, 30))),
    ],
)
def test_when_it_begins(entries: str, when: Any) -> None:
    assert broadcast_in(tomllib.loads(f'to = "everyone"\n{entries}'), _instant).when == when


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ('too = "everyone"', "'too'"),
        ("to = 3", "to is 3"),
        ('to = "the mayor"', "to whom it goes"),
        ("", "to whom it goes"),
        ('to = "everyone"\nevery = "day"\nat = "17:00"', "every is 'day'"),
        ('to = "everyone"\nevery = "friday"', "at what time"),
        ('to = "everyone"\nevery = "friday"\nat = "late"', "at is 'late'"),
        ('to = "everyone"\nevent = 3', "needs both"),
        ('to = "everyone"\nevent = true\ndays = 1', "event is True"),
        ('to = "everyone"\n[nl]\nwords = "Dag"', "'words'"),
        ('to = "everyone"\n[nl]\ntext = 3', "no text"),
        ('to = "everyone"\n[nl]\ntext = "Dag"\nbuttons = "Ja"', "no list"),
        ('to = "everyone"\n[nl]\ntext = "Dag"\nbuttons = ["Ja"]\n[fr]\ntext = "Jour"', "as many buttons"),
    ],
)
def test_what_is_wrong_is_told_by_its_name(wrong: str, named: str) -> None:
    with pytest.raises(BadBroadcastError, match=named):
        broadcast_in(tomllib.loads(wrong), _instant)
