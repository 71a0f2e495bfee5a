"""H71, H75, H77: what is restored is whole, of a release that is known, without votes' secrets, and without whoever was forgotten."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.civic.doors import Citizen
from bot.civic.links import AgreeToLink, MakeCode, TryCode, Unlink
from bot.civic.measures import BlockAuthor
from bot.civic.reports import Report
from bot.civic.rights import Fate, ForgetMe
from bot.civic.votes import CastBallot
from storage import tables
from storage.backup import LEFT_OUT, BackupNotMadeError, back_up
from storage.database import BadDatabase, Database
from storage.erasures import Log, noted, read_log
from storage.migration import migrate, newest
from storage.restoring import NotRestoredError, restore
from tests.postgres import _programs
from tests.storage.town import Town

RELEASES = Path(__file__).parent.parent / "fixtures" / "releases"


@pytest.fixture
def own(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> Iterator[Town]:
    """Give a town in a database of its own, which may be replaced."""
    if kind == "sqlite":
        folder: Path = request.getfixturevalue("folder")
        url = f"sqlite:///{folder}/data/parvis.db"
    else:
        url = request.getfixturevalue("migrated_postgres_url")
        monkeypatch.setenv("PATH", f"{_programs(tmp_path)}:{os.environ['PATH']}")
    database = Database(url)
    # As with the first start of the program, before there is anybody.
    database.secret()
    yield Town(database)
    database.close()


both = pytest.mark.parametrize("kind", ["sqlite", "postgresql"])


def restored(town: Town, backup: Path, *others: Path, replace: bool = True) -> int:
    """Restore it; the connections of before are let go of, as when a program starts anew."""
    town.database.close()
    log = backup.with_name("erasures.log")
    return restore(town.database, backup, log, others=others, replace=replace, opened=town.open)


def backed_up(town: Town, folder: Path) -> Path:
    target = folder / "b.backup"
    back_up(town.database, target)
    return target


@both
def test_h75_a_block_outlasts_being_forgotten_in_what_is_restored_too(own: Town, tmp_path: Path) -> None:
    own.programme()
    noor, sam = own.citizens(2)
    own.do(Report("idea", own.idea(noor, "Mine"), "spam"), sam)
    own.do(BlockAuthor(1, "spam", 7))
    backup = backed_up(own, tmp_path)
    own.do(ForgetMe(Fate.NOBODYS), noor)
    assert restored(own, backup) == 1
    assert own.count(tables.measures) == 0
    (row,) = own.rows(tables.block_marks)
    assert row.until == own.clock.at + timedelta(days=7)


@both
def test_h75_who_was_forgotten_since_is_forgotten_in_what_is_restored(own: Town, tmp_path: Path) -> None:
    own.programme()
    noor, sam, kim = own.citizens(3)
    mine, sams = own.idea(noor, "Mine"), own.idea(sam, "Sam's")
    own.do(ForgetMe(Fate.DELETED), kim)
    backup = backed_up(own, tmp_path)
    own.do(ForgetMe(Fate.DELETED), noor)
    own.do(ForgetMe(Fate.NOBODYS), sam)
    later = own.citizen()
    assert restored(own, backup) == 2
    ideas = {row.id: (row.title, row.author) for row in own.rows(tables.ideas)}
    assert ideas == {mine: ("", None), sams: ("Sam's", None)}
    assert {row.external for row in own.rows(tables.accounts)} == {name_of(own, kim)}
    assert own.count(tables.accounts, tables.accounts.c.id == later.account) == 0
    # Restored once more, from nothing but the log beside it.
    assert restored(own, backup) == 2
    assert len(read_log(tmp_path / "erasures.log")) == 3


def name_of(town: Town, who: Citizen) -> str:
    (row,) = town.rows(tables.accounts, tables.accounts.c.id == who.account)
    return str(row.external)


@pytest.mark.prove_on("postgresql")
@both
def test_h75_who_came_back_after_being_forgotten_stays(own: Town, tmp_path: Path) -> None:
    (noor,) = own.meet("noor")
    own.do(ForgetMe(Fate.DELETED), noor)
    own.meet("noor")
    backup = backed_up(own, tmp_path)
    assert restored(own, backup) == 0
    assert own.count(tables.accounts, tables.accounts.c.external == "noor") == 1


@pytest.mark.prove_on("postgresql")
@both
def test_h75_an_account_that_was_unlinked_is_forgotten_by_itself(own: Town, tmp_path: Path) -> None:
    own.programme()
    noor, sam = own.citizens(2)
    idea = own.idea(noor)
    number = own.do(TryCode(own.do(MakeCode(), noor)), sam).link
    assert number is not None
    own.do(AgreeToLink(number), sam)
    own.do(AgreeToLink(number), noor)
    backup = backed_up(own, tmp_path)
    own.do(Unlink(sam.account), noor)
    own.do(ForgetMe(Fate.DELETED), own.who(name_of(own, sam)))
    assert restored(own, backup) == 1
    (row,) = own.rows(tables.ideas, tables.ideas.c.id == idea)
    assert row.author == noor.person
    assert own.count(tables.accounts) == 1


@pytest.mark.prove_on("postgresql")
@both
def test_h75_the_machine_is_lost_and_a_copy_of_the_log_is_left(own: Town, tmp_path: Path) -> None:
    (noor,) = own.meet("noor")
    backup = backed_up(own, tmp_path)
    own.do(ForgetMe(Fate.DELETED), noor)
    elsewhere = tmp_path / "elsewhere" / "erasures.log"
    follower = Log(elsewhere)
    for _tick in range(2):
        with own.desk() as desk:
            follower.follow(desk)
    assert len(elsewhere.read_text().split()) >= 3
    with elsewhere.open("a") as cut_off:
        cut_off.write('{"mark": "12')
    with own.desk() as desk:
        assert read_log(elsewhere) == noted(desk.connection)
        desk.connection.execute(tables.erasures.delete())
    (tmp_path / "erasures.log").unlink(missing_ok=True)
    assert restored(own, backup, elsewhere) == 1
    with pytest.raises(NotRestoredError, match="no log"):
        restored(own, backup, tmp_path / "nowhere")


@both
def test_h77_no_backup_has_the_secret_of_a_vote(own: Town, tmp_path: Path) -> None:
    noor = own.citizen()
    own.do(CastBallot(own.vote(), (0,)), noor)
    (secret,) = own.rows(tables.vote_secrets)
    backup = backed_up(own, tmp_path)
    assert bytes(secret.secret) not in backup.read_bytes()
    restored(own, backup)
    assert own.count(tables.vote_secrets) == 0
    assert own.count(tables.ballots) == own.count(tables.voters) == 1
    assert LEFT_OUT == ("vote_secrets",)


@pytest.mark.prove_on("postgresql")
@both
def test_a_database_that_is_not_empty_is_replaced_only_if_told(own: Town, tmp_path: Path) -> None:
    backup = backed_up(own, tmp_path)
    assert restored(own, backup, replace=False) == 0
    own.meet("noor")
    with pytest.raises(NotRestoredError, match="--replace"):
        restored(own, backup, replace=False)
    assert own.count(tables.people) == 1
    restored(own, backup)
    assert own.count(tables.people) == 0


@pytest.mark.prove_on("postgresql")
@both
def test_h71_a_backup_of_a_newer_release_is_refused(own: Town, tmp_path: Path) -> None:
    with own.desk() as desk:
        desk.connection.execute(text("update alembic_version set version_num = '9999'"))
    backup = backed_up(own, tmp_path)
    with pytest.raises(NotRestoredError, match="newer release"):
        restored(own, backup)


@pytest.mark.prove_on("postgresql")
@both
@pytest.mark.parametrize("what", ["nothing", "a folder", "something else"])
def test_what_is_no_backup_is_refused(own: Town, tmp_path: Path, what: str) -> None:
    path = tmp_path / "it"
    if what == "a folder":
        path.mkdir()
    elif what == "something else":
        path.write_text("CREATE TABLE")
    own.meet("noor")
    with pytest.raises((NotRestoredError, BackupNotMadeError)):
        restored(own, path)
    assert own.count(tables.people) == 1


@pytest.mark.parametrize("kind", ["postgresql"])
def test_h60_while_it_is_half_restored_no_program_starts_on_it(own: Town, tmp_path: Path) -> None:
    own.meet("noor")
    backup = backed_up(own, tmp_path)
    with own.desk() as desk:
        desk.connection.execute(text("delete from alembic_version"))
    with pytest.raises(BadDatabase, match="restore again"):
        migrate(own.database)
    restored(own, backup)
    assert migrate(own.database) is False
    assert own.count(tables.people) == 1


@pytest.mark.parametrize("kind", ["sqlite"])
def test_h60_what_an_earlier_try_left_is_in_nobodys_way(own: Town, tmp_path: Path) -> None:
    own.meet("noor")
    backup = backed_up(own, tmp_path)
    own.meet("sam")
    for leftover in ("parvis.db.restoring", "parvis.db.restoring-wal", "parvis.db.restoring-shm"):
        (tmp_path / "data" / leftover).write_text("killed here")
    restored(own, backup)
    assert {row.external for row in own.rows(tables.accounts)} == {"noor"}
    own.database.close()
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["parvis.db"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_an_older_backup_is_brought_up_to_date(own: Town, tmp_path: Path) -> None:
    backup = tmp_path / "older.db"
    shutil.copyfile(RELEASES / "0.1.0" / "parvis.db", backup)
    restored(own, backup)
    with closing(sqlite3.connect(tmp_path / "data" / "parvis.db")) as made:
        assert made.execute("select version_num from alembic_version").fetchone() == (newest(),)


@pytest.mark.parametrize("kind", ["postgresql"])
def test_what_others_keep_in_the_same_database_stays(own: Town, tmp_path: Path) -> None:
    with own.desk() as desk:
        desk.connection.execute(text("create table somebody_elses (what text)"))
    own.meet("noor")
    backup = tmp_path / "b.backup"
    back_up(own.database, backup)
    with own.desk() as desk:
        desk.connection.execute(text("drop table somebody_elses"))
        desk.connection.execute(text("create table another_ones as select 1 as what"))
    restored(own, backup)
    with own.desk() as desk:
        assert desk.connection.execute(text("select what from another_ones")).scalar() == 1
