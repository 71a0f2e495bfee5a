"""The register of conversations: what leads where, and what may not be registered."""

from __future__ import annotations

import pytest

import flows
from bot.engine.flow import Flow, Flows, UnknownFlow, flow
from bot.engine.questions import Link, link
from bot.engine.talk import Talk
from bot.engine.words import every_word
from bot.text.lazy import _


@flow("tower", starts_on=_("tower, Toren"), command="tower", deep="t")
async def tower(_talk: Talk) -> None:
    """Look at the tower."""


@flow("bell", starts_on=_("bell, clocher élevé"), deep="bell")
async def bell(_talk: Talk, number: int) -> None:
    """Look at one bell."""


@flow("ring", deep="ring")
async def ring(_talk: Talk, how: str, times: int) -> None:
    """Ring."""


@flow("seek", starts_on=_("seek, look around for"), command="seek")
async def seek(_talk: Talk, words: str = "") -> None:
    """Look for something."""


@flow("rope", starts_on=_("rope"), deep="rope")
async def rope(_talk: Talk, number: int, at: str = "") -> None:
    """Look at one rope."""


BOTH = Flows([tower, bell, ring, seek, rope])


def renamed(name: str, **given: object) -> Flow:
    @flow(name, **given)  # type: ignore[arg-type]  # each test gives one of several
    async def other(_talk: Talk) -> None:
        """Do something else."""

    return other


def test_an_unknown_conversation_is_told_with_the_known_ones() -> None:
    with pytest.raises(
        UnknownFlow, match=r"The conversation 'x' is not registered\. Known: bell, ring, rope, seek, tower\."
    ):
        BOTH.named("x")
    assert BOTH.get("x") is None
    assert BOTH.named("bell") is BOTH.get("bell") is bell


@pytest.mark.parametrize(
    "other",
    [
        renamed("tower"),
        renamed("other", starts_on=_("TOREN")),
        renamed("other", command="tower"),
        renamed("other", deep="t"),
    ],
    ids=["name", "word", "command", "deep"],
)
def test_two_conversations_cannot_share_a_name_a_word_or_a_link(other: Flow) -> None:
    with pytest.raises(ValueError, match=f"belongs to two conversations: tower in .*, and {other.name} in "):
        Flows([tower, other]).on_words("tower")


@pytest.mark.parametrize(
    ("typed", "to"),
    [
        ("tower", link("tower")),
        ("toren", link("tower")),
        ("bell 12", link("bell", number=12)),
        ("clocher eleve 3", link("bell", number=3)),
        ("seek", link("seek")),
        ("Seek  the Great\n Bell!", link("seek", words="the Great Bell!")),
        ("look around for it", link("seek", words="it")),
        ("look around it", None),
        ("/seek it", link("seek", words="it")),
        ("seek %", link("seek")),
        ("seek ' or 1", link("seek", words="' or 1")),
        ("seek " + "z" * 200, link("seek", words="z" * 80)),
        ("rope 3", link("rope", number=3)),
        ("rope the", None),
        ("bell", None),
        ("bell x", None),
        ("bell 0", None),
        ("bell 99999999999", None),
        ("bell 2147483648", None),
        ("bell 2147483647", link("bell", number=2**31 - 1)),
        ("bell １", link("bell", number=1)),
        ("12", None),
        ("", None),
    ],
)
def test_words_lead_to_a_conversation(typed: str, to: Link | None) -> None:
    assert BOTH.on_words(typed) == to


@pytest.mark.parametrize(
    ("payload", "to"),
    [
        ("t", link("tower")),
        ("bell_12", link("bell", number=12)),
        ("ring_softly_3", link("ring", how="softly", times=3)),
        ("ring_3_softly", None),
        ("rope_3", link("rope", number=3)),
        ("rope_3_here", None),
        ("ring_softly", None),
        ("t_1", None),
        ("bell_-1", None),
        ("bell_0", None),
        ("bell_1_", None),
        ("bell_1.5", None),
        ("x_1", None),
        ("t" * 65, None),
        ("bell_١", None),
        ("", None),
    ],
)
def test_h21_a_link_leads_to_a_conversation_or_nowhere(payload: str, to: Link | None) -> None:
    assert BOTH.on_payload(payload) == to


def test_a_link_carries_exactly_the_arguments_of_the_conversation() -> None:
    assert ring.accepts({"how": "softly", "times": 3})
    assert not ring.accepts({"how": "softly"})
    assert not ring.accepts({"how": "softly", "times": "3"})
    assert not ring.accepts({"how": "softly", "times": True})
    assert not ring.accepts({"times": 3, "how": "softly", "more": 1})


def test_what_has_a_default_may_be_left_out_of_a_link() -> None:
    assert rope.accepts({"number": 3})
    assert rope.accepts({"number": 3, "at": "here"})
    assert not rope.accepts({"at": "here"})
    assert not rope.accepts({"number": 3, "at": 1})


def test_no_conversation_begins_on_a_word_that_always_works() -> None:
    for each in flows.all_flows():
        assert not each.words & every_word().keys(), each.name


def test_every_conversation_of_the_program_is_registered_without_a_quarrel() -> None:
    known = Flows(flows.all_flows())
    assert {"welcome", "menu", "help", "language", "stop", "left", "resume", "amend"} <= {
        f.name for f in known
    }
