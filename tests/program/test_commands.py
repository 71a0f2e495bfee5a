"""The rest of the command line: each command says what it did, or in one sentence why it did not."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import re
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import pytest

import locales
from bot.cli import _REFUSED
from bot.commands.programme import instant
from bot.commands.saying import NotDoneError
from storage.database import Database
from tests.postgres import _programs
from tests.program.nursery import nursery
from tests.program.running import Ran, run_parvis, running_parvis, settings_for
from tests.telegram_server import Citizen, TelegramServer


class Operator:
    """Somebody at the command line, in a folder, with settings."""

    def __init__(self, folder: Path, database_url: str | None = None, **env: str) -> None:
        self.folder = folder
        self.env = settings_for(data_dir=folder / "data", database_url=database_url, env=env)
        self.database_url = database_url or f"sqlite:///{folder}/data/parvis.db"

    async def parvis(self, *command: str, cold: bool = False) -> Ran:
        """Run a command to its end."""
        return await run_parvis(*command, env=self.env, folder=self.folder, cold=cold)

    async def does(self, *command: str) -> str:
        """Run a command that goes well; return what it said."""
        ran = await self.parvis(*command)
        assert (ran.exit_code, ran.errors) == (0, ""), ran
        return ran.output

    async def is_refused(self, *command: str, code: int = 1) -> str:
        """Run a command that does not; return its one sentence."""
        ran = await self.parvis(*command)
        assert (ran.exit_code, ran.output, ran.errors.count("\n")) == (code, "", 1), ran
        return ran.errors

    def counts(self, query: str) -> int:
        """Return the one number that a query gives."""
        database = Database(self.database_url)
        with database.writing() as connection:
            found = connection.exec_driver_sql(query).scalar()
        database.close()
        return int(found or 0)


@pytest.fixture
def operator(folder: Path, migrated_url: str | None) -> Operator:
    return Operator(folder, migrated_url)


async def test_it_says_its_version(tmp_path: Path) -> None:
    assert await Operator(tmp_path).does("version") == f"parvis {metadata.version('parvis')}\n"


@pytest.mark.prove_on("aside list", "programme list")
@pytest.mark.parametrize("command", ["aside list", "backup b.db", "check", "idea show 1", "programme list"])
async def test_each_command_brings_along_what_it_needs(folder: Path, command: str) -> None:
    """In a process of its own, in which nothing has been imported for another."""
    operator = Operator(folder)
    assert (await operator.does("seed", "--ideas", "1")).endswith("\n")
    ran = await operator.parvis(*command.split(), cold=True)
    assert (ran.exit_code, ran.errors) == (0, "")


async def test_migrating_twice_is_migrating_once(tmp_path: Path, database_url: str | None) -> None:
    operator = Operator(tmp_path, database_url)
    assert "was brought up to date" in await operator.does("migrate")
    assert "is up to date" in await operator.does("migrate")


async def test_seeding_makes_a_programme_that_runs_and_nothing_else(operator: Operator) -> None:
    assert "open-wall is made, and open" in await operator.does("seed", "--template", "open-wall")
    assert "open-wall is there already, and open" in await operator.does("seed")
    assert operator.counts("select count(*) from votes") == 1
    assert operator.counts("select count(*) from ballots") == 0
    assert operator.counts("select count(*) from programmes") == 1
    assert operator.counts("select count(*) from ideas") == 0


@pytest.mark.prove_on("postgresql")
async def test_a_template_without_examples_of_ideas_says_so(operator: Operator) -> None:
    said = await operator.is_refused("seed", "--template", "workshop", "--ideas", "3")
    assert said == "The template workshop has no examples of ideas: leave --ideas away.\n"
    assert "workshop is made, and not open" in await operator.does("seed", "--template", "workshop")


async def test_seeding_ideas_fills_up_to_that_many(operator: Operator) -> None:
    for wanted, expected in (("3", 3), ("3", 3), ("30", 30), ("2030", 2030), ("10", 2030)):
        await operator.does("seed", "--ideas", wanted)
        assert (
            operator.counts("select count(*) from ballots")
            == operator.counts("select count(*) from voters")
            == 34
        )
        assert operator.counts("select count(*) from ideas") == expected
    given, counted = (
        operator.counts(f"select {what}") for what in ("count(*) from supports", "sum(supports) from ideas")
    )
    assert given == counted > 0
    assert operator.counts("select count(distinct idea) from idea_words") == 2030
    assert operator.counts("select count(*) from accounts where not unreachable") == 0


async def test_examples_that_are_trending_are_not_the_newest(folder: Path) -> None:
    operator = Operator(folder)
    await operator.does("seed", "--ideas", "26")
    with closing(sqlite3.connect(folder / "data" / "parvis.db")) as rows:
        trending = [n for (n,) in rows.execute("select id from ideas order by trend desc limit 5")]
        newest = [n for (n,) in rows.execute("select id from ideas order by id desc limit 5")]
        days = rows.execute("select max(published_at) > min(published_at) from ideas").fetchone()[0]
        languages = {code for (code,) in rows.execute("select distinct language from ideas")}
        topics = rows.execute("select count(distinct topic) from ideas").fetchone()[0]
    assert len(set(trending) - set(newest)) >= 2
    assert (days, languages, topics) == (1, {"nl", "fr", "en"}, 9)


async def test_examples_are_not_planted_into_somebody_elses_programme(folder: Path) -> None:
    operator = Operator(folder)
    await operator.does("seed")
    await operator.does("programme", "create", "ours", "--name", "nl=De onze")
    assert await operator.is_refused("seed", "--ideas", "3") == f"{_REFUSED['template-not-open']}\n"
    assert operator.counts("select count(*) from ideas") == 0


async def test_a_city_of_ones_own_gets_the_examples_that_fit(folder: Path) -> None:
    brussels = (Path(locales.__file__).parent / "cities" / "brussels.toml").read_text()
    (folder / "city.toml").write_text(brussels.replace('id = "culture"', 'id = "arts"'))
    operator = Operator(folder, PARVIS_CITY="city.toml")
    await operator.does("seed", "--ideas", "26")
    assert operator.counts("select count(*) from ideas where topic = 'culture'") == 0
    assert operator.counts("select count(*) from ideas") == 24


async def test_a_template_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "open-wall" in await Operator(tmp_path).is_refused("seed", "--template", "closed-wall", code=2)


A_VOTE = """
kind = "several"
closes = 2027-01-10
most = 2
[nl]
title = "Welk plein eerst?"
options = ["Vossenplein", "Flageyplein", "Kruidtuin"]
[fr]
title = "Quelle place d’abord ?"
options = ["Place du Jeu de Balle", "Place Flagey", "Botanique"]
"""


@pytest.mark.prove_on("postgresql")
async def test_a_vote_is_made_from_a_file_listed_shown_and_closed(operator: Operator) -> None:
    (operator.folder / "vote.toml").write_text(A_VOTE, encoding="utf-8")
    assert "parvis vote create" in await operator.does("vote", "list")
    assert "until 2027-01-11T00:00" in await operator.does("vote", "create", "vote.toml")
    (line,) = (await operator.does("vote", "list")).splitlines()[1:]
    assert line.split("\t")[:2] == ["1", "open"]
    assert "Quelle place d’abord ?" in await operator.does("vote", "show", "1")
    assert "is closed" in await operator.does("vote", "close", "1")
    assert await operator.is_refused("vote", "close", "1") == f"{_REFUSED['vote-closed']}\n"
    assert "no vote 7" in await operator.is_refused("vote", "show", "7")
    for before, after, said in (
        ("most = 2", "most = 9", "least and most"),
        ("[fr]", "[de]", "language"),
        ("closes = 2027-01-10", "", 'closes = "2026-12-10"'),
        ("kind", "kid", "'kid'"),
        ("most = 2", 'most = "two"', "most = 3"),
        (', "Botanique"', "", "as many options"),
        ("[nl]", "[nl", "no TOML"),
    ):
        (operator.folder / "wrong.toml").write_text(A_VOTE.replace(before, after), encoding="utf-8")
        assert said in await operator.is_refused("vote", "create", "wrong.toml")
    assert "cannot be read" in await operator.is_refused("vote", "create", "nowhere.toml")


async def test_programmes_are_made_and_listed(folder: Path) -> None:
    operator = Operator(folder)
    assert "parvis seed" in await operator.does("programme", "list")
    words = ("--name", "nl=Zomer", "--name", "fr=Été", "--opens", "2026-07-01", "--closes", "2026-08-31")
    assert "from 2026-07-01T00:00 until 2026-09-01T00:00" in await operator.does(
        "programme", "create", "summer", *words
    )
    listed = (await operator.does("programme", "list")).splitlines()
    assert listed[0].split("\t") == ["code", "now", "opens", "closes", "names"]
    assert listed[1].split("\t")[2:] == ["2026-07-01T00:00", "2026-09-01T00:00", "nl: Zomer · fr: Été"]
    for wrong, said in {
        ("summer", "--name", "nl=Zomer"): _REFUSED["code-taken"],
        ("zo mer", "--name", "nl=Zomer"): _REFUSED["bad-code"],
        ("autumn", "--name", "nl=Herfst", "--closes", "2001-01-01"): _REFUSED["closes-before-it-opens"],
        ("autumn", "--name", "Herfst"): "--name",
        ("autumn", "--name", "xx=Herfst"): "nl, fr, ",
        ("autumn", "--name", "nl=Herfst", "--opens", "31/12/2026"): "2026-12-01",
    }.items():
        assert said in await operator.is_refused("programme", "create", *wrong)


async def test_stages_and_what_is_its_own_are_changed_from_a_terminal(folder: Path) -> None:
    operator = Operator(folder)
    named = ("--name", "nl=Zomer", "--name", "fr=Été")
    await operator.does(
        "programme", "create", "summer", *named, "--opens", "2026-07-01", "--closes", "2026-08-31"
    )
    market = ("summer", "other", "--name", "nl=Markt", "--name", "fr=Marché")
    days = ("--opens", "2026-09-05", "--closes", "2026-09-06")
    await operator.does("programme", "add-stage", *market, *days)
    shown = await operator.does("programme", "change-stage", "summer", "2", "--opens", "2026-10-24")
    assert "2\tother\t2026-10-24T00:00\t2026-10-26T00:00\tnl: Markt · fr: Marché" in shown
    shown = await operator.does("programme", "change-stage", "summer", "2", "--closes", "2026-10-31")
    assert "\t2026-11-01T00:00\t" in shown
    await operator.does("programme", "add-own", "summer", "topic", "--name", "nl=Water", "--name", "fr=Eau")
    shown = await operator.does(
        "programme", "rename-own", "summer", "1_1", "--name", "nl=Waters", "--name", "fr=Eaux"
    )
    assert "1_1\ttopic\tnl: Waters · fr: Eaux" in shown
    assert "no topics" in await operator.does("programme", "remove-own", "summer", "1_1")
    await operator.does("programme", "remove-stage", "summer", "1")
    for wrong, said in {
        ("remove-stage", "summer", "1"): _REFUSED["last-stage"],
        ("remove-stage", "summer", "9"): "no stage 9",
        ("add-stage", "summer", "feast", *days): "take ideas, ",
        ("add-stage", "summer", "other", *days): _REFUSED["no-name"],
        ("add-own", "summer", "day", "--name", "nl=Dag"): "take topic, place",
        ("add-own", "summer", "topic", "--name", "nl=Dag"): _REFUSED["missing-language"],
        ("remove-own", "summer", "1_1"): _REFUSED["not-its-own"],
        ("show", "winter"): "no programme winter",
    }.items():
        assert said in await operator.is_refused("programme", *wrong)


@pytest.mark.parametrize(
    ("typed", "whole_day", "meant"),
    [
        ("2026-12-01", False, datetime(2026, 11, 30, 23, tzinfo=UTC)),
        ("2026-12-01", True, datetime(2026, 12, 1, 23, tzinfo=UTC)),
        ("2026-12-01T18:00", True, datetime(2026, 12, 1, 17, tzinfo=UTC)),
        ("2026-07-01T18:30", False, datetime(2026, 7, 1, 16, 30, tzinfo=UTC)),
        ("2026-03-28", True, datetime(2026, 3, 28, 23, tzinfo=UTC)),
        # The hour that there is twice: the first.
        ("2026-10-25T02:30", False, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_h66_dates_are_by_the_clock_of_the_city(typed: str, whole_day: bool, meant: datetime) -> None:
    assert instant("--opens", typed, "Europe/Brussels", whole_day=whole_day) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "tomorrow",
        "2026-02-30",
        "2026-12-01T25:00",
        "9999-12-31",
        "2026-12-01T18:00+01:00",
        "2026-03-29T02:30",
    ],
)
def test_what_is_no_date_there_is_told_with_its_option(typed: str) -> None:
    with pytest.raises(NotDoneError, match=r"^--closes"):
        instant("--closes", typed, "Europe/Brussels", whole_day=True)


@pytest.mark.prove_on("postgresql")
async def test_an_idea_is_hidden_and_its_author_is_told(
    folder: Path, migrated_url: str | None, noon: str
) -> None:
    async with (
        TelegramServer() as server,
        running_parvis(
            server, data_dir=folder / "data", database_url=migrated_url, env={"PARVIS_CITY": noon}
        ) as program,
    ):
        operator = Operator(folder, migrated_url, PARVIS_CITY=noon)
        await operator.does("seed")
        noor = await _author(server)
        assert "1. Een bankje aan de tramhalte" in await operator.does("idea", "show", "1")
        assert "answer\t1\t" in await operator.does("queue")
        texts = ("--text", "nl=Ja.", "--text", "fr=Oui.", "--signs", "nl=Dienst", "--signs", "fr=Service")
        assert "given" in await operator.does("idea", "answer", "1", "--status", "accepted", *texts)
        assert "Promise 1" in await operator.does("promise", "create", "1", *texts, "--day", "2037-01-01")
        assert "is kept" in await operator.does("promise", "kept", "1")
        assert "its author is told" in await operator.does("idea", "hide", "1", "--reason", "Dit is reclame.")
        await noor.hears("Dit is reclame.", timeout=20)
        assert "hidden" in await operator.does("idea", "show", "1")
        assert (
            await operator.is_refused("idea", "hide", "1", "--reason", "Nog eens")
            == f"{_REFUSED['already-hidden']}\n"
        )
        assert "no idea 7" in await operator.is_refused("idea", "show", "7")
        assert (
            await operator.is_refused("idea", "hide", "7", "--reason", "Weg")
            == f"{_REFUSED['no-such-idea']}\n"
        )
        assert await operator.is_refused("idea", "hide", "1", "--reason", " ") == f"{_REFUSED['no-reason']}\n"
        assert server.duplicates() == []
        await program.settled()


@pytest.mark.prove_on("postgresql")
async def test_what_people_report_is_listed_and_decided(
    folder: Path, migrated_url: str | None, noon: str
) -> None:
    async with (
        TelegramServer() as server,
        running_parvis(
            server, data_dir=folder / "data", database_url=migrated_url, env={"PARVIS_CITY": noon}
        ) as program,
    ):
        operator = Operator(folder, migrated_url, PARVIS_CITY=noon)
        await operator.does("seed")
        assert await operator.does("reports") == "Nothing is reported.\n"
        noor = await _author(server)
        for _ in range(3):
            await _reports_it(server.citizen(first_name="Sam", language_code="nl"))
        await noor.hears("gemeld", timeout=20)
        heading, line = (await operator.does("reports")).splitlines()
        assert heading.startswith("number\twhat\tstate\tpeople")
        number, what, state, people, *_since, text, _words = line.split("\t")
        assert (number, what, state, people) == ("1", "idea 1", "held", "3")
        assert text == "Een bankje aan de tramhalte"
        assert "it stays" in await operator.does("reports", "keep", "1")
        await noor.hears("iedereen kan het weer zien", timeout=20)
        refused = f"{_REFUSED['no-such-report']}\n"
        assert await operator.is_refused("reports", "keep", "1") == refused
        assert await operator.is_refused("reports", "hide", "9", "--reason", "Weg") == refused
        assert await operator.does("reports") == "Nothing is reported.\n"
        await _reports_it(server.citizen(first_name="Kim", language_code="nl"))
        assert "told why" in await operator.does("reports", "hide", "4", "--reason", "Dit is reclame.")
        await noor.hears("Dit is reclame.", timeout=20)
        assert server.duplicates() == []
        await program.settled()


async def _reports_it(citizen: Citizen) -> None:
    """Let somebody who only looks report the first idea."""
    await citizen.starts()
    await citizen.hears()
    for answer, reply in (
        ("nee, ik kijk alleen", "Wat wil je doen"),
        ("idee 1", "Een bankje"),
        ("melden", "Wat is er mis"),
        ("het is reclame", "Bedankt"),
    ):
        await citizen.says(answer)
        await citizen.hears(reply, timeout=20)


async def _author(server: TelegramServer) -> Citizen:
    """Return somebody who has shared an idea."""
    noor = server.citizen(first_name="Noor", language_code="nl")
    await noor.starts()
    await noor.hears()
    for answer in (
        "1",
        "1",
        "1",
        "klaar",
        "idee",
        "Een bankje aan de tramhalte",
        "1",
        "1",
        "jette",
        "1",
        "1",
    ):
        await noor.says(answer)
        await noor.hears(timeout=20)
    return noor


@pytest.mark.prove_on("postgresql")
async def test_p4_what_was_put_aside_is_listed_without_a_word_of_it_and_tried_again(
    folder: Path, migrated_url: str | None
) -> None:
    async with (
        TelegramServer() as server,
        running_parvis(server, data_dir=folder / "data", database_url=migrated_url) as program,
    ):
        operator = Operator(folder, migrated_url)
        assert await operator.does("aside", "list") == "Nothing is put aside.\n"
        noor = server.citizen(first_name="Noor", language_code="nl")
        await noor.starts()
        await noor.hears("Parvis")
        await program.settled()
        broken = Database(operator.database_url)
        with broken.writing() as connection:
            connection.exec_driver_sql("update chats set state = '{\"frames\": 7}'")
        await noor.says("Flierefluiter")
        await program.logs("turn-failed")
        await program.settled()
        listed = (await operator.does("aside", "list")).splitlines()
        number, platform, *_rest, reason = listed[1].split("\t")
        assert (len(listed), platform) == (2, "telegram")
        assert "ValidationError" in reason
        with broken.writing() as connection:
            connection.exec_driver_sql("delete from chats")
        broken.close()
        assert await operator.is_refused("aside", "retry", "999") == f"{_REFUSED['not-aside']}\n"
        assert "1 is tried again" in await operator.does("aside", "retry", number)
        await noor.hears(timeout=20)
        assert await operator.does("aside", "list") == "Nothing is put aside.\n"


async def test_check_says_how_everything_stands_and_changes_nothing(tmp_path: Path) -> None:
    async with TelegramServer() as server:
        on = {"PARVIS_TELEGRAM__TOKEN": server.token, "PARVIS_TELEGRAM__API_URL": server.base_url}
        operator = Operator(tmp_path, **on)
        said = await operator.does("check")
        assert "ok     Database: SQLite, to be made at the first start" in said
        assert "ok     Telegram: @parvis_test_bot, by polling" in said
        assert "look   City: " in said
        assert "off    Matrix: " in said
        assert not (tmp_path / "data").exists()
        await operator.does("migrate")
        assert "look   Programme: none" in await operator.does("check")
        await operator.does("seed")
        assert "ok     Programme: open-wall takes ideas until" in await operator.does("check")
        await server.goes_down()
        ran = await operator.parvis("check")
        assert ran.exit_code == 1
        assert "wrong  Telegram: Telegram did not answer" in ran.output
        await server.comes_back()
        server.faults.add("unauthorized", times=None)
        ran = await operator.parvis("check")
        assert ran.exit_code == 1
        assert "PARVIS_TELEGRAM__TOKEN" in ran.output
        assert server.token not in ran.output + ran.errors


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"PARVIS_DATA_DIR": "/dev/null/parvis"}, "wrong  Database: "),
        ({"PARVIS_CITY": "nowhere.toml"}, "wrong  City: PARVIS_CITY"),
        (
            {"PARVIS_DATABASE_URL": "postgresql://parvis@127.0.0.1:1/parvis"},
            "wrong  Database: No PostgreSQL answers",
        ),
    ],
)
async def test_check_says_what_is_wrong_and_goes_on(tmp_path: Path, env: dict[str, str], said: str) -> None:
    ran = await Operator(tmp_path, **env).parvis("check")
    assert ran.exit_code == 1
    assert said in ran.output
    assert "off    Telegram" in ran.output


async def test_check_says_what_is_worth_a_look(tmp_path: Path) -> None:
    env = {"PARVIS_OPS__LISTEN": "0.0.0.0:9100", "PARVIS_PUBLIC__LISTEN": "127.0.0.1:8443"}
    said = await Operator(tmp_path, **env).does("check")
    for about in ("Operators", "Public"):
        assert f"look   {about}: " in said


async def test_what_is_kept_is_for_its_owner_alone(tmp_path: Path) -> None:
    operator = Operator(tmp_path)
    await operator.does("migrate")
    kept = [tmp_path / "data", *(tmp_path / "data").iterdir()]
    assert [path for path in kept if path.stat().st_mode & 0o077] == []


def at_a_terminal(operator: Operator, *command: str) -> str:
    """Return what a command shows at a terminal, without its colours."""
    ours, theirs = os.openpty()
    env = operator.env | {"COLUMNS": "200", "TERM": "xterm"}
    process = nursery().start(command, operator.folder, env, theirs, theirs)
    os.close(theirs)
    shown = b""
    # Once nobody writes to a terminal any more, Linux says so by an error.
    with os.fdopen(ours, "rb", buffering=0) as screen, contextlib.suppress(OSError):
        while piece := screen.read(4096):
            shown += piece
    while process.poll() is None:
        time.sleep(0.005)
    return re.sub(r"\x1b\[[0-9;]*m", "", shown.decode()).replace("\r\n", "\n")


def test_at_a_terminal_it_speaks_to_people(folder: Path) -> None:
    nobody = {"PARVIS_TELEGRAM__TOKEN": "42:AAH", "PARVIS_TELEGRAM__API_URL": "http://127.0.0.1:1"}
    operator = Operator(folder, **nobody)
    at_a_terminal(operator, "seed")
    assert re.search(r"^open-wall +open +\d{4}-", at_a_terminal(operator, "programme", "list"), re.MULTILINE)
    assert re.search(r"^wrong  Telegram: ", at_a_terminal(operator, "check"), re.MULTILINE)


# Backups


async def test_h75_a_backup_under_load_is_whole(folder: Path) -> None:
    async with TelegramServer() as server, running_parvis(server, data_dir=folder / "data"):
        operator = Operator(folder)
        await operator.does("seed", "--ideas", "500")
        load = asyncio.create_task(_load(operator))
        backups = [folder / f"backup-{n}.db" for n in range(3)]
        for backup in backups:
            assert str(backup) in await operator.does("backup", str(backup))
        load.cancel()
        await asyncio.gather(load, return_exceptions=True)
    for backup in backups:
        assert backup.stat().st_mode & 0o077 == 0
        with closing(sqlite3.connect(backup)) as copy:
            assert copy.execute("pragma integrity_check").fetchone() == ("ok",)
            ideas, words = (
                copy.execute(f"select count({what})").fetchone()[0]
                for what in ("*) from ideas where (1", "distinct idea) from idea_words where (1")
            )
        # An idea and its words are written in one transaction: a backup has both or neither.
        assert ideas == words >= 500
    assert list(folder.glob("*.part")) == []
    await operator.does("restore", str(backups[-1]), "--replace")
    ideas = operator.counts("select count(*) from ideas")
    assert ideas == operator.counts("select count(distinct idea) from idea_words") >= 500


async def _load(operator: Operator) -> None:
    wanted = 1000
    while True:
        await operator.does("seed", "--ideas", str(wanted))
        wanted += 500


async def test_a_restored_backup_goes_on(folder: Path) -> None:
    async with TelegramServer() as server, running_parvis(server, data_dir=folder / "data") as program:
        operator = Operator(folder)
        await operator.does("seed")
        noor = server.citizen(first_name="Noor", language_code="nl")
        await noor.starts()
        await noor.hears("Parvis")
        await program.settled()
        said = await operator.does("backup", str(folder / "backup.db"))
        assert "is running" in await operator.is_refused("restore", str(folder / "backup.db"), "--replace")
        await program.stop()
        with (folder / "data" / "parvis.db").open("r+b") as damaged:
            damaged.write(b"\0" * 4096)
        # What it said is what one types.
        restore = said.rsplit("then: parvis ", 1)[1].split()
        assert "--replace" in await operator.is_refused(*restore[:2])
        assert "restored whole" in await operator.does(*restore)
        program.start()
        await program.wait_ready()
        await noor.presses("Ja")
        await noor.hears()


async def test_a_backup_never_overwrites(folder: Path) -> None:
    operator = Operator(folder)
    await operator.does("migrate")
    kept = folder / "kept.db"
    kept.write_text("somebody's")
    assert "kept.db is there already" in await operator.is_refused("backup", str(kept))
    assert kept.read_text() == "somebody's"
    assert "cannot be written" in await operator.is_refused("backup", str(folder / "no" / "where.db"))


async def test_two_backups_to_one_file_do_not_mix(folder: Path) -> None:
    operator = Operator(folder)
    await operator.does("migrate")
    with (folder / "b.db.part").open("wb") as others:
        fcntl.flock(others, fcntl.LOCK_EX)
        assert "let it end" in await operator.is_refused("backup", str(folder / "b.db"))
    assert not (folder / "b.db").exists()
    await operator.does("backup", str(folder / "b.db"))
    assert list(folder.glob("b.db*")) == [folder / "b.db"]


async def test_there_is_no_backup_of_nothing(tmp_path: Path) -> None:
    assert "no database yet" in await Operator(tmp_path).is_refused("backup", str(tmp_path / "b.db"))
    assert not (tmp_path / "b.db").exists()


async def test_h75_a_backup_of_postgresql_restores_whole(tmp_path: Path, postgres_url: str) -> None:
    programs = _programs(tmp_path)
    operator = Operator(tmp_path, postgres_url, PATH=f"{programs}:{os.environ['PATH']}")
    await operator.does("seed", "--ideas", "30")
    backup = tmp_path / "backup.dump"
    assert "parvis restore" in await operator.does("backup", str(backup))
    assert backup.stat().st_mode & 0o077 == 0
    for table in ("supports", "idea_words", "ideas"):
        operator.counts(f"with gone as (delete from {table} returning 1) select count(*) from gone")
    assert "--replace" in await operator.is_refused("restore", str(backup))
    assert "restored whole" in await operator.does("restore", str(backup), "--replace")
    assert operator.counts("select count(*) from ideas") == 30
    assert (
        postgres_url.split(":")[2].split("@", maxsplit=1)[0]
        not in (await operator.parvis("backup", str(backup))).errors
    )


async def test_without_pg_dump_the_remedy_is_named(tmp_path: Path, postgres_url: str) -> None:
    operator = Operator(tmp_path, postgres_url, PATH="/nowhere")
    assert "postgresql-client" in await operator.is_refused("backup", str(tmp_path / "b.dump"))
    assert not (tmp_path / "b.dump").exists()
