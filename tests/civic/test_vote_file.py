"""A vote as an organiser writes it: the example of the manual is one, and what is wrong is told by its name."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.civic.templates import known_templates, load_template
from bot.civic.vote_file import BadVoteError, rest_of, texts_in, time_in
from bot.civic.votes import CreateVote, may_create

MANUAL = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
BEFORE, AFTER = datetime(2027, 2, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC)


def test_the_example_of_the_manual_is_a_vote() -> None:
    (example,) = re.findall(r"```toml\n(kind = .*?)```", MANUAL, re.DOTALL)
    written = tomllib.loads(example)
    assert (time_in(written, "opens"), time_in(written, "closes")) == ("2027-03-01", "2027-03-14")
    vote = CreateVote(texts=texts_in(written), opens=BEFORE, closes=AFTER, **rest_of(written))
    may_create(vote, ("nl", "fr"), BEFORE)


@pytest.mark.parametrize("template", known_templates())
def test_the_votes_of_the_templates_can_be_held(template: str) -> None:
    for example in load_template(template).votes:
        created = example.created(BEFORE)
        may_create(created, ("nl", "fr"), BEFORE)
        assert len(example.ballots) == len(created.texts["nl"].options)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"kid": "one"}, "'kid'"),
        ({}, "kind"),
        ({"kind": 1}, "kind is 1"),
        ({"kind": "one", "live": "no"}, "live"),
        ({"kind": "one", "least": True}, "least"),
        ({"kind": "one", "nl": {}}, "title"),
        ({"kind": "one", "nl": {"title": "?", "titel": "?"}}, "'titel'"),
        ({"kind": "one", "nl": {"title": "?", "options": "A, B"}}, "options"),
        ({"kind": "one", "nl": {"title": "?", "options": [1, 2]}}, "options"),
        ({"kind": "one", "nl": {"title": "?", "explanation": 5}}, "explanation"),
        ({"kind": "one", "opens": 5}, "opens is 5"),
    ],
)
def test_what_is_wrong_is_named(wrong: dict[str, object], named: str) -> None:
    with pytest.raises(BadVoteError, match=named):
        rest_of(wrong), texts_in(wrong), time_in(wrong, "opens")
