"""A button's token: short, signed for one account, and exactly what was offered."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.engine.questions import Link, link, spell, unspell
from bot.engine.tokens import LinkToken, Mint, OptionToken, Token, WordToken, named_args
from bot.engine.words import Word

MINT = Mint(b"a secret of thirty-two characters")
ME, SOMEBODY_ELSE = 12, 13

names = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=12)
tokens = st.one_of(
    st.builds(
        OptionToken,
        st.integers(0, 2**40),
        st.integers(0, 2**20),
        st.integers(0, 2**20),
        st.none() | st.booleans(),
    ),
    st.builds(LinkToken, names, st.lists(st.integers(0, 2**40) | names, max_size=2).map(tuple)),
    st.builds(WordToken, st.sampled_from(Word)),
)


@given(tokens)
def test_what_is_read_is_what_was_made(token: Token) -> None:
    made = MINT.make(token, ME)
    assert len(made.encode()) <= 64
    assert MINT.read(made, ME) == token


@given(tokens)
def test_h10_a_token_is_for_one_account_and_one_secret(token: Token) -> None:
    made = MINT.make(token, ME)
    assert MINT.read(made, SOMEBODY_ELSE) is None
    assert Mint(b"another secret").read(made, ME) is None


@given(tokens, st.data())
def test_h10_a_token_with_one_character_changed_is_none(token: Token, data: st.DataObject) -> None:
    made = MINT.make(token, ME)
    place = data.draw(st.integers(0, len(made) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]))
    assume(other != made[place])
    assert MINT.read(made[:place] + other + made[place + 1 :], ME) is None


@given(st.text(st.characters()))
def test_h10_whatever_a_client_sends_is_read_without_an_error(text: str) -> None:
    assert MINT.read(text.encode("utf-8", "replace").decode(), ME) is None


@given(tokens, tokens)
def test_h10_one_tokens_signature_does_not_fit_another(one: Token, other: Token) -> None:
    assume(one != other)
    body = MINT.make(one, ME).rpartition("~")[0]
    signature = MINT.make(other, ME).rpartition("~")[2]
    assert MINT.read(f"{body}~{signature}", ME) is None


def test_a_token_that_a_button_cannot_carry_is_not_made() -> None:
    with pytest.raises(ValueError, match="longer than a button may carry"):
        MINT.make(LinkToken("card", ("z" * 60,)), ME)
    with pytest.raises(ValueError, match="no token carries a number below 0"):
        MINT.make(LinkToken("card", (-1,)), ME)


def test_arguments_have_the_names_of_this_release() -> None:
    assert named_args({"order": str, "page": int}, ("new", 2)) == {"order": "new", "page": 2}
    assert named_args({"order": str, "page": int}, ("new",)) == {"order": "new"}
    assert named_args({"order": str}, ("new", 2)) is None


@given(names, st.lists(st.tuples(names, st.integers(-(2**40), 2**40) | st.text()), max_size=3))
def test_a_way_that_is_spelt_reads_back(flow: str, args: list[tuple[str, int | str]]) -> None:
    to = Link(flow, tuple(args))
    assert unspell(spell(to)) == to


def test_a_way_may_lead_on_to_another() -> None:
    there = link("support", number=3)
    onward = link("consent", then=spell(there))
    then = dict(unspell(spell(onward)).args)["then"]
    assert isinstance(then, str)
    assert unspell(then) == there
