from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.inline import (
    Element,
    MarkupError,
    Node,
    escape,
    for_matrix,
    plain,
    to_markup,
    tree,
    visible,
    visible_length,
)
from tests.text.trees import TREES


class Reader(HTMLParser):
    """Python's own reader of HTML, as the second opinion."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag + "".join(f" {name}={value}" for name, value in attrs))


def read(markup: str) -> Reader:
    reader = Reader()
    reader.feed(markup)
    reader.close()
    return reader


def tags(nodes: tuple[Node, ...]) -> list[str]:
    found: list[str] = []
    for node in nodes:
        if isinstance(node, Element):
            found += [f"a href={node.href}" if node.tag == "a" else node.tag, *tags(node.inside)]
    return found


@given(TREES)
def test_a_tree_written_and_read_again_is_the_same_tree(nodes: tuple[Node, ...]) -> None:
    markup = to_markup(nodes)
    assert tree(markup) == nodes
    assert to_markup(tree(markup)) == markup


@given(TREES)
def test_another_reader_of_html_sees_the_same_text_and_tags(nodes: tuple[Node, ...]) -> None:
    reader = read(to_markup(nodes))
    assert reader.text == visible(to_markup(nodes))
    assert reader.tags == tags(nodes)


@given(st.text(st.characters()))
def test_h33_any_text_escaped_is_shown_literally(text: str) -> None:
    assert visible(escape(text)) == text
    assert tree(escape(text)) == ((text,) if text else ())


@pytest.mark.parametrize(
    "markup",
    [
        "<b>open",
        "closed</b>",
        "<b><i>crossed</b></i>",
        "<script>x</script>",
        "1 < 2",
        "<b onclick='x'>x</b>",
        '<b href="https://x">x</b>',
        "<a>nowhere</a>",
        '<a href="https://x">x</a href="https://y">',
        "<br>",
        "<B>x</B>",
    ],
)
def test_markup_that_is_not_ours_is_refused(markup: str) -> None:
    with pytest.raises(MarkupError):
        tree(markup)


def test_a_translator_may_write_a_bare_ampersand() -> None:
    assert to_markup(tree("Q&A > R&amp;D")) == "Q&amp;A &gt; R&amp;D"


@pytest.mark.parametrize(
    ("markup", "length"),
    [
        ("", 0),
        ("<b>één</b>", 3),
        ("&lt;b&gt; &amp;amp;", 9),
        ("👨‍👩‍👧‍👦", 11),
        ('<a href="https://example.org">x</a>', 1),
        ("\ud800", 1),
    ],
)
def test_length_counts_utf16_units_of_what_is_seen(markup: str, length: int) -> None:
    assert visible_length(markup) == length


def test_plain_text_spells_out_where_a_link_leads() -> None:
    assert (
        plain('<b>See</b> <a href="https://x.be/?a&amp;b">idea &lt;12&gt;</a>.')
        == "See idea <12> (https://x.be/?a&b)."
    )


@pytest.mark.parametrize("seen", ["https://x.be/1", "x.be/1"])
def test_plain_text_names_an_address_once(seen: str) -> None:
    assert plain(f'<a href="https://x.be/1">{seen}</a>') == seen


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ("one", "one"),
        ("one\ntwo\n\nthree", "one<br>two<br><br>three"),
        ("<pre>one\ntwo</pre>\nthree\nfour", "<pre>one\ntwo</pre>three<br>four"),
        ("said:\n<blockquote>a\nb</blockquote>\nend", "said:<blockquote>a<br>b</blockquote>end"),
        ("<pre>a\n</pre>\n\n<pre>\nb</pre>", "<pre>a\n</pre><pre>\nb</pre>"),
    ],
)
def test_matrix_breaks_lines_by_tags_except_in_pre(markup: str, html: str) -> None:
    assert for_matrix(markup) == html
