"""Events as they are written down: in a file, in a template, in the instructions for who runs this."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.civic import event_file
from bot.civic.event_file import draft_of, zone_of
from bot.civic.events import EventDraft, may_create
from bot.civic.templates import known_templates, load_template
from bot.text.languages import LANGUAGES
from tests.worlds import START

BRUSSELS = "Europe/Brussels"


def draft(text: str) -> EventDraft:
    written = tomllib.loads(text)
    zone = zone_of(written, BRUSSELS)
    return draft_of(
        written, zone, lambda _name, typed: datetime.fromisoformat(typed).replace(tzinfo=ZoneInfo(zone))
    )


@pytest.mark.parametrize("template", known_templates())
def test_the_events_of_the_templates_can_take_place_and_have_a_waiting_list(template: str) -> None:
    for each in load_template(template).events:
        made = each.draft(START, BRUSSELS)
        may_create(made, START)
        assert set(made.titles) == set(made.texts) == set(LANGUAGES)
        assert made.slots[0].starts.astimezone(ZoneInfo(BRUSSELS)).hour == 14
        assert sum(each.parties) > (made.seats or 0)


def test_the_example_for_who_writes_one_is_right_in_both_places() -> None:
    shown = (event_file.__doc__ or "").partition("\n\n")[2]
    told = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    for text in (shown, told.partition("```toml\nseats")[2].partition("```")[0]):
        made = draft(text if text.startswith("seats") else f"seats{text}")
        may_create(made, START)
        assert (made.seats, made.most_guests, made.members_only, made.zone) == (
            40,
            2,
            True,
            "Europe/Amsterdam",
        )
        assert made.slots[0].ends - made.slots[0].starts == timedelta(hours=3)
        assert made.slots[0].starts.astimezone(UTC).hour == 13
        assert [each.seats for each in made.sessions] == [12]
