"""What a broadcast may be, when it may go out, and when it begins."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.civic.audiences import Count
from bot.civic.broadcasts import (
    LEADS_TO,
    MAX_TEXT,
    MAX_WITH_PICTURE,
    UNDO,
    Around,
    Content,
    Draft,
    State,
    Weekly,
    again,
    around,
    first,
    may_become,
    may_confirm,
    may_draft,
    missing,
)
from bot.civic.doors import Refused
from bot.civic.sending import (
    FEWEST_FAILURES,
    LEAST_AHEAD,
    MOST_AHEAD,
    ahead,
    fail_too_often,
    marked,
    rate,
    time_left,
)

NOON = datetime(2026, 3, 27, 11, 0, tzinfo=UTC)
BRUSSELS = "Europe/Brussels"
BOTH = Content({"nl": "Dag", "fr": "Bonjour"})


def refused(content: Content) -> str:
    with pytest.raises(Refused) as no:
        may_draft(Draft(content))
    return no.value.code


def test_what_is_no_broadcast_is_not_kept() -> None:
    may_draft(Draft(BOTH))
    assert refused(Content({"nl": "  "})) == "no-text"
    assert refused(Content({"nl": "x" * (MAX_TEXT + 1)})) == "too-long"
    assert refused(Content({"nl": "x" * (MAX_WITH_PICTURE + 1)}, picture=1)) == "too-long"
    assert refused(Content({"nl": "x"}, ({"nl": "Ja"},) * 5)) == "too-many-buttons"
    assert refused(Content({"nl": "x"}, ({"nl": " "},))) == "bad-button"
    assert refused(Content({"nl": "x"}, ({},))) == "bad-button"


@pytest.mark.parametrize("when", [Around(1, 61), Around(1, -61), Weekly(7, time(9))])
def test_h40_a_time_that_there_is_not_is_refused(when: Around | Weekly) -> None:
    with pytest.raises(Refused, match="bad-time"):
        may_draft(Draft(BOTH, when=when))


def test_h69_a_language_that_is_needed_is_missing_from_the_text_or_from_a_button() -> None:
    assert missing(BOTH, ("nl", "fr")) == []
    assert missing(Content({"nl": "Dag", "fr": " "}), ("nl", "fr")) == ["fr"]
    assert missing(Content(BOTH.texts, ({"fr": "Oui"},)), ("nl", "fr")) == ["nl"]


@pytest.mark.parametrize(
    ("content", "count", "shown", "code"),
    [
        (Content({"nl": "Dag"}), Count(10), 10, "missing-language"),
        (BOTH, Count(0), 0, "nobody"),
        (BOTH, Count(0, few=True), 0, "too-few"),
        (BOTH, Count(106), 100, None),
        (BOTH, Count(111), 100, "count-changed"),
        (BOTH, Count(50), 100, None),
    ],
)
def test_h69_what_cannot_go_out_is_not_confirmed(
    content: Content, count: Count, shown: int, code: str | None
) -> None:
    try:
        may_confirm(content, ("nl", "fr"), count, shown)
        came_to = None
    except Refused as no:
        came_to = no.code
    assert came_to == code


TABLE = """
from      | draft | checked | scheduled | freezing | sending | paused | done | cancelled

draft     | yes   | yes     | yes       | no       | no      | no     | no   | yes
checked   | yes   | no      | yes       | no       | no      | no     | no   | yes
scheduled | yes   | yes     | yes       | yes      | no      | no     | yes  | yes
freezing  | no    | no      | no        | no       | yes     | yes    | yes  | yes
sending   | no    | no      | no        | no       | no      | yes    | yes  | yes
paused    | no    | no      | no        | no       | yes     | no     | no   | yes
done      | no    | no      | no        | no       | yes     | no     | no   | no
cancelled | no    | no      | no        | no       | no      | no     | no   | no
"""


def test_h16_the_states_lead_where_the_table_says() -> None:
    found = {}
    for line in TABLE.splitlines()[3:]:
        name, *cells = (cell.strip() for cell in line.split("|"))
        found[State(name)] = {s for s, cell in zip(State, cells, strict=True) if cell == "yes"}
    assert found == LEADS_TO
    with pytest.raises(Refused, match="not-sending"):
        may_become(State.DONE, State.PAUSED, "not-sending")


def test_what_begins_at_once_can_still_be_taken_back() -> None:
    assert first(None, NOON, BRUSSELS) == NOON + UNDO
    assert first(NOON, NOON, BRUSSELS) == NOON + UNDO
    assert first(NOON + timedelta(days=1), NOON, BRUSSELS) == NOON + timedelta(days=1)


def test_h66_every_friday_at_five_is_so_on_the_wall() -> None:
    friday = Weekly(4, time(17))
    at = first(friday, NOON, BRUSSELS)
    assert at == datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
    assert again(friday, at, BRUSSELS) == datetime(2026, 4, 3, 15, 0, tzinfo=UTC)
    assert again(Weekly(4, time(17), until=at), at, BRUSSELS) is None
    assert again(None, at, BRUSSELS) is None


def test_h66_days_around_an_event_are_days_of_the_calendar() -> None:
    starts = datetime(2026, 3, 30, 12, 0, tzinfo=UTC)
    assert around(Around(1, -2), starts, BRUSSELS) == datetime(2026, 3, 28, 13, 0, tzinfo=UTC)
    assert around(Around(1, 7, time(9)), starts, BRUSSELS) == datetime(2026, 4, 6, 7, 0, tzinfo=UTC)
    assert first(Around(1, -2), NOON, BRUSSELS, starts) == datetime(2026, 3, 28, 13, 0, tzinfo=UTC)


def test_as_much_is_handed_out_ahead_as_leaves() -> None:
    assert ahead(64, 34) == 64
    assert ahead(64, 0) == 128
    assert ahead(MOST_AHEAD, 0) == MOST_AHEAD
    assert ahead(64, 64) == 32
    assert ahead(LEAST_AHEAD, LEAST_AHEAD) == LEAST_AHEAD


def test_it_pauses_when_much_fails_and_not_when_little_does() -> None:
    assert fail_too_often(FEWEST_FAILURES, FEWEST_FAILURES)
    assert not fail_too_often(FEWEST_FAILURES - 1, FEWEST_FAILURES - 1)
    assert not fail_too_often(FEWEST_FAILURES, 3 * FEWEST_FAILURES)


def test_the_time_that_is_left_is_that_of_the_rate_observed() -> None:
    marks = marked((), NOON, 0)
    assert rate(marks) is None
    assert time_left(None, 100) is None
    marks = marked(marks, NOON + timedelta(seconds=10), 300)
    assert rate(marks) == 30
    assert time_left(rate(marks), 900) == timedelta(seconds=30)
    later = marked(marks, NOON + timedelta(minutes=3), 300)
    assert rate(later) is None, "what was long ago says nothing of now"
