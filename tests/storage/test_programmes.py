"""Programmes, and which of them counts now."""

from __future__ import annotations

import contextlib
from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from bot.civic.doors import Refused
from bot.civic.programmes import CreateProgramme, CurrentWindow, Programmes
from storage import tables
from tests.storage.town import DAY, START, Town, at_once


def test_a_programme_is_kept_as_it_was_made(town: Town) -> None:
    closes = START + 3 * DAY + timedelta(microseconds=1)
    number = town.do(CreateProgramme("wall-2026", {"nl": "Muur", "fr": "Mûr"}, START, closes))
    (kept,) = town.ask(Programmes())
    assert (kept.id, kept.code, dict(kept.names)) == (number, "wall-2026", {"nl": "Muur", "fr": "Mûr"})
    assert (kept.opens, kept.closes) == (START, closes)


def test_without_a_programme_nothing_is_open(town: Town) -> None:
    window = town.ask(CurrentWindow())
    assert (window.programme, window.open, window.to_come) == (None, False, False)


def test_the_window_opens_at_its_first_instant_and_closes_before_its_last(town: Town) -> None:
    town.programme(opens=DAY, closes=2 * DAY)
    seen = []
    for moment in (DAY - timedelta(microseconds=1), DAY, 2 * DAY - timedelta(microseconds=1), 2 * DAY):
        town.clock.at = START + moment
        window = town.ask(CurrentWindow())
        seen.append((window.open, window.to_come))
    assert seen == [(False, True), (True, False), (True, False), (False, False)]


def test_the_open_one_counts_then_the_next_to_open_then_the_last_that_closed(town: Town) -> None:
    town.programme("long-over", opens=-9 * DAY, closes=-8 * DAY)
    town.programme("just-over", opens=-9 * DAY, closes=-DAY)
    assert _current(town) == "just-over"
    town.programme("later", opens=5 * DAY)
    town.programme("soon", opens=2 * DAY)
    assert _current(town) == "soon"
    town.programme("endless", closes=None)
    assert _current(town) == "endless"
    town.programme("newest")
    assert _current(town) == "newest"


def _current(town: Town) -> str:
    programme = town.ask(CurrentWindow()).programme
    assert programme is not None
    return programme.code


@pytest.mark.parametrize(
    ("code", "names", "closes", "refused"),
    [
        ("wall", {"nl": "Muur"}, None, "code-taken"),
        ("the wall!", {"nl": "Muur"}, None, "bad-code"),
        ("mûr", {"nl": "Muur"}, None, "bad-code"),
        ("other", {"nl": " "}, None, "no-name"),
        ("other", {"nl": "Muur"}, START, "closes-before-it-opens"),
    ],
)
def test_a_programme_that_could_not_run_is_refused(
    town: Town, code: str, names: dict[str, str], closes: object, refused: str
) -> None:
    town.programme("wall")
    with pytest.raises(Refused, match=refused):
        town.do(CreateProgramme(code, names, START, START if closes else None))
    assert town.count(tables.programmes) == 1


def test_citizens_make_no_programmes(town: Town) -> None:
    (noor,) = town.meet("noor")
    with pytest.raises(Refused, match="not-allowed"):
        town.do(CreateProgramme("wall", {"nl": "Muur"}, START), noor)


def test_the_database_itself_refuses_a_window_that_never_opens(town: Town) -> None:
    row = {"code": "never", "names": "{}", "opens_at": START, "closes_at": START}
    with pytest.raises(IntegrityError), town.desk() as desk:
        desk.connection.execute(insert(tables.programmes), row)


def test_two_operators_making_the_same_programme_make_one(town: Town) -> None:
    def make() -> str:
        try:
            town.programme("wall")
        except Refused as no:
            return no.code
        return "made"

    assert sorted(at_once([make, make])) == ["code-taken", "made"]


def test_what_is_made_in_a_transaction_is_seen_in_it_and_what_is_undone_is_not(town: Town) -> None:
    with town.desk() as desk:
        assert desk.ask(Programmes()) == ()
        desk.carry_out(CreateProgramme("wall", {"nl": "Muur"}, START))
        assert [p.code for p in desk.ask(Programmes())] == ["wall"]
        with contextlib.suppress(Refused), desk.savepoint():
            desk.carry_out(CreateProgramme("other", {"nl": "Muur"}, START))
            assert len(desk.ask(Programmes())) == 2
            desk.carry_out(CreateProgramme("other", {"nl": "Muur"}, START))
        assert [p.code for p in desk.ask(Programmes())] == ["wall"]
