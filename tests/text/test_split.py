from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.graphemes import may_cut, shorten
from bot.text.inline import Node, escape, to_markup, tree, visible, visible_length
from bot.text.splitting import split
from tests.text.trees import TREES

FAMILY = "👨‍👩‍👧‍👦"


def without_space(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(TREES, st.integers(12, 40))
def test_h37_the_pieces_hold_everything_in_order_within_the_limit(
    nodes: tuple[Node, ...], limit: int
) -> None:
    markup = to_markup(nodes)
    pieces = split(markup, limit)
    assert all(visible_length(piece) <= limit and visible(piece).strip() for piece in pieces)
    assert all(to_markup(tree(piece)) == piece for piece in pieces)
    assert without_space("".join(map(visible, pieces))) == without_space(visible(markup))


@given(TREES, st.integers(30, 40))
def test_h37_no_piece_ends_inside_a_grapheme(nodes: tuple[Node, ...], limit: int) -> None:
    markup = to_markup(nodes)
    seen, start = visible(markup), 0
    for piece in split(markup, limit):
        start = seen.index(visible(piece), start)
        assert may_cut(seen, start)
        start += len(visible(piece))
        assert may_cut(seen, start)


@given(st.text(st.characters(), max_size=60), st.integers(2, 20))
def test_h37_any_text_at_all_is_split(text: str, limit: int) -> None:
    pieces = split(escape(text), limit)
    assert all(visible_length(piece) <= limit for piece in pieces)
    assert "".join("".join(map(visible, pieces)).split()) == "".join(text.split())


@pytest.mark.parametrize("length", [4096, 4097, 40_000])
def test_h37_long_text_goes_out_in_as_few_pieces_as_hold_it(length: int) -> None:
    pieces = split("x" * length, 4096)
    assert "".join(pieces) == "x" * length
    assert len(pieces) == -(-length // 4096)


def test_h37_ten_thousand_lines() -> None:
    lines = "\n".join(f"line {n}" for n in range(10_000))
    pieces = split(f"<b>{lines}</b>", 4096)
    assert "\n".join(map(visible, pieces)) == lines
    assert all(piece.startswith("<b>line ") and piece.endswith("</b>") for piece in pieces)


@pytest.mark.parametrize("blank", ["", " ", "\n" * 10_000, "<b> \n</b>"])
def test_h37_nothing_to_be_seen_is_no_message(blank: str) -> None:
    assert split(blank, 4096) == []


@pytest.mark.parametrize("before", range(4085, 4097))
def test_h37_a_family_on_the_limit_stays_together(before: int) -> None:
    pieces = split("x" * before + FAMILY + "y", 4096)
    assert "".join(pieces) == "x" * before + FAMILY + "y"
    assert sum(FAMILY in piece for piece in pieces) == 1


def test_a_limit_that_cannot_hold_every_character_is_refused() -> None:
    with pytest.raises(ValueError, match="two UTF-16 units"):
        split("😀", 1)


def test_a_message_within_the_limit_stays_as_it_is() -> None:
    assert split(" <b>as it is</b>\n", 4096) == [" <b>as it is</b>\n"]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("One. Two.\nThree four\n\nFive six seven", ["One. Two.\nThree four", "Five six seven"]),
        ("One two three.\nFour five six seven", ["One two three.", "Four five six seven"]),
        ("One two. “Three!” four five six", ["One two. “Three!”", "four five six"]),
        ("One two three four five six seven", ["One two three four five", "six seven"]),
        ("Onetwothreefourfivesixseveneight", ["Onetwothreefourfivesixsev", "eneight"]),
        ("C’est bien une question ça\u00a0?", ["C’est bien une question", "ça\u00a0?"]),
    ],
)
def test_a_cut_falls_where_a_reader_pauses(text: str, pieces: list[str]) -> None:
    assert split(text, 25) == pieces


def test_tags_are_closed_before_a_cut_and_opened_after_it() -> None:
    markup = '<b>one <a href="https://x.be/?a&amp;b"><i>two three</i></a></b> four'
    assert split(markup, 8) == [
        '<b>one <a href="https://x.be/?a&amp;b"><i>two</i></a></b>',
        '<b><a href="https://x.be/?a&amp;b"><i>three</i></a></b>',
        "four",
    ]


def test_two_quotes_side_by_side_stay_two() -> None:
    quote = "<blockquote>one two</blockquote>"
    assert split(f"{quote}{quote} three four", 16)[0] == quote * 2


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("short", "short"),
        ("eleven chars", "eleven ch…"),
        ("eleven  chars", "eleven  c…"),
        ("sevenand ten", "sevenand…"),
        (f"abcdefgh{FAMILY}", "abcdefgh…"),
        ("🇧🇪🇧🇪🇧🇪🇧🇪🇧🇪🇧🇪", "🇧🇪🇧🇪🇧🇪🇧🇪…"),
    ],
)
def test_shortened_text_ends_between_graphemes(text: str, short: str) -> None:
    assert shorten(text, 10 if text.isascii() else 9) == short
