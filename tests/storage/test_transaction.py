"""One transaction of many pieces of work: what is put off is written, and only what failed is undone."""

from __future__ import annotations

import contextlib
import dataclasses

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.civic.doors import Citizen, Query
from bot.civic.ideas import IdeaSubmitted
from bot.engine.desk import Due
from storage import tables
from storage.database import Database
from storage.desk import Desk
from tests.storage.town import START, Town

NOBODYS = 99


class Oops(Exception):
    """Something went wrong in a piece of work."""


@pytest.fixture
def people(town: Town) -> list[Citizen]:
    return town.meet("noor", "sam")


def _states(town: Town) -> list[str]:
    return [row.state for row in town.rows(tables.chats)]


def test_what_is_put_off_is_written_with_the_rest(town: Town, people: list[Citizen]) -> None:
    with town.desk() as desk:
        for who in people:
            desk.save_chat(who.account, "{}")
        desk.save_chat(people[0].account, '{"later": 1}')
    assert _states(town) == ['{"later": 1}', "{}"]


def test_only_what_failed_is_undone(town: Town, people: list[Citizen]) -> None:
    with town.desk() as desk:
        with desk.savepoint():
            desk.save_chat(people[0].account, "kept")
        with contextlib.suppress(Oops), desk.savepoint():
            desk.save_chat(people[1].account, "undone")
            raise Oops
        desk.plan(Due("kept", "1", START))
    assert _states(town) == ["kept"]
    assert town.count(tables.due) == 1


def test_what_was_put_off_before_is_written_though_what_flushed_it_was_undone(
    town: Town, people: list[Citizen]
) -> None:
    with town.desk() as desk:
        with desk.savepoint():
            desk.save_chat(people[0].account, "kept")
        with contextlib.suppress(Oops), desk.savepoint():
            desk.save_chat(people[1].account, "undone")
            # Looking at a chat writes what was put off, all of it.
            assert desk.chat_of(people[0].account) == "kept"
            desk.save_chat(people[1].account, "undone too")
            raise Oops
        assert desk.chat_of(people[1].account) is None
    assert _states(town) == ["kept"]


def test_savepoints_stand_in_one_another(town: Town, people: list[Citizen]) -> None:
    with town.desk() as desk:
        with desk.savepoint():
            desk.save_chat(people[0].account, "kept")
            with contextlib.suppress(Oops), desk.savepoint():
                desk.save_chat(people[0].account, "undone")
                desk.flush()
                raise Oops
        with contextlib.suppress(Oops), desk.savepoint():
            with desk.savepoint():
                desk.save_chat(people[1].account, "undone with the rest")
            desk.flush()
            raise Oops
    assert _states(town) == ["kept"]


def test_what_did_not_happen_is_not_told(town: Town) -> None:
    def submit(desk: Desk, number: int) -> None:
        desk.emit(IdeaSubmitted(number, 1))

    with town.desk() as desk:
        with desk.savepoint():
            submit(desk, 1)
        with contextlib.suppress(Oops), desk.savepoint():
            submit(desk, 2)
            raise Oops
        with contextlib.suppress(Oops), desk.savepoint():
            assert desk.events() == [IdeaSubmitted(1, 1)]
            raise Oops
        submit(desk, 3)
        assert desk.events() == [IdeaSubmitted(1, 1), IdeaSubmitted(3, 1)]


def test_a_row_that_cannot_be_written_is_the_fault_of_its_own_work_when_apart(
    town: Town, people: list[Citizen]
) -> None:
    with town.desk() as desk:
        desk.together = False
        with pytest.raises(IntegrityError), desk.savepoint():
            desk.save_chat(NOBODYS, "{}")
        with desk.savepoint():
            desk.save_chat(people[0].account, "kept")
    assert _states(town) == ["kept"]


def test_together_it_is_found_out_at_the_end(town: Town, people: list[Citizen]) -> None:
    with town.desk() as desk:
        for account in (NOBODYS, people[0].account):
            with desk.savepoint():
                desk.save_chat(account, "not kept")
        with pytest.raises(IntegrityError):
            desk.flush()
        desk.connection.rollback()
    assert _states(town) == []


@dataclasses.dataclass(frozen=True)
class Unheard(Query[int]):
    """What nobody answers."""


def test_a_query_that_nobody_answers_is_told_with_where_its_handler_belongs(town: Town) -> None:
    with pytest.raises(LookupError, match=r"Unheard has no handler: .* bot/office\.py lists"):
        town.ask(Unheard())


def test_when_the_connection_goes_what_broke_it_is_told(postgres: Database) -> None:
    town = Town(postgres)
    with pytest.raises(OperationalError), town.desk() as desk, desk.savepoint():
        desk.connection.exec_driver_sql("select pg_terminate_backend(pg_backend_pid())")


def test_when_the_connection_goes_beside_what_failed_that_is_told_too(postgres: Database) -> None:
    town = Town(postgres)

    def lose(desk: Desk) -> None:
        pid = desk.connection.exec_driver_sql("select pg_backend_pid()").scalar()
        with town.desk() as other:
            other.connection.exec_driver_sql(f"select pg_terminate_backend({pid})")
        raise Oops

    with pytest.raises(OperationalError), town.desk() as desk, desk.savepoint():
        lose(desk)
