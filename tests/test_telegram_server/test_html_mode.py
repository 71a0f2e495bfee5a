"""The HTML parse mode reads, and refuses, what Telegram's own library reads and refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.telegram_server.entities import formatted
from tests.telegram_server.html_mode import EntityError, parse_html
from tests.telegram_server.refusals import RefusalError

HOUSE = "🏠 é"  # three characters, four UTF-16 units, seven bytes


@pytest.mark.parametrize(
    ("markup", "sentence"),
    [
        (HOUSE + "<b", "Unclosed start tag at byte offset 7"),
        (HOUSE + "<blink>x</blink>", 'Unsupported start tag "blink" at byte offset 7'),
        ("<1 < 2>", 'Unsupported start tag "1" at byte offset 0'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<script>", 'Unsupported start tag "script" at byte offset 0'),
        ("<img src=x>", 'Unsupported start tag "img" at byte offset 0'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("<i =x>", 'Empty attribute name in the tag "i" at byte offset 0'),
        ("<i x = ", 'Unclosed start tag "i" at byte offset 0'),
        ("<i x", 'Unclosed start tag "i" at byte offset 0'),
        ("<i x=a,b>", "Unexpected end of name token at byte offset 5"),
        ("<a href=https://x.be>x</a>", "Unexpected end of name token at byte offset 8"),
        ('<i x="&lt;>', "Unclosed start tag at byte offset 0"),
        ("é</b>", "Unexpected end tag at byte offset 2"),
        ("<b></b></", "Unexpected end tag at byte offset 7"),
        ("<b>x</b  ", "Unclosed end tag at byte offset 4"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<i x>", 'Can\'t find end tag corresponding to start tag "i"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<span class="red">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">👍</tg-emoji>', "Invalid custom emoji identifier specified"),
        (
            "&#xD800;",
            (
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            ),
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_telegrams_words(markup: str, sentence: str) -> None:
    with pytest.raises(EntityError) as refused:
        parse_html(markup)
    assert str(refused.value) == sentence


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("markup", "text", "entities"),
    [
        ("", "", []),
        ("a &amp; b &lt;c&gt; &quot;d&quot;", 'a & b <c> "d"', []),
        ("&nbsp;&eacute;&amp", "&nbsp;&eacute;&", []),
        ("&#39;&#x1F600;&#0;&#99999999;", "'😀&#0;&#99999999;", []),
        ("a & b", "a & b", []),
        (HOUSE + "<b>x</b>", HOUSE + "x", [entity("bold", 4, 1)]),
        ("<b>🏠</b>", "🏠", [entity("bold", 0, 2)]),
        ("<strong>x</strong>", "x", [entity("bold", 0, 1)]),
        ("<em>x</em>", "x", [entity("italic", 0, 1)]),
        ("<ins>x</ins>", "x", [entity("underline", 0, 1)]),
        ("<del>x</del>", "x", [entity("strikethrough", 0, 1)]),
        ("<tg-spoiler>x</tg-spoiler>", "x", [entity("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [entity("spoiler", 0, 1)]),
        ('<tg-emoji emoji-id="53">👍</tg-emoji>', "👍", [entity("custom_emoji", 0, 2, custom_emoji_id="53")]),
        ("<B>x</b   >", "x", [entity("bold", 0, 1)]),
        ("<b>x</>", "x", [entity("bold", 0, 1)]),
        ("<b a = b-c. d='&lt;' e=\"f\">x</b>", "x", [entity("bold", 0, 1)]),
        ("<b></b>x", "x", []),
        ("<b>x<i>y</i></b>", "xy", [entity("bold", 0, 2), entity("italic", 1, 1)]),
        ("<blockquote>x</blockquote>", "x", [entity("blockquote", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [entity("expandable_blockquote", 0, 1)]),
        ("<pre>x</pre>", "x", [entity("pre", 0, 1)]),
        ('<code class="language-py">x</code>', "x", [entity("code", 0, 1)]),
        ('<pre><code class="language-py">x</code></pre>', "x", [entity("pre", 0, 1, language="py")]),
        ('<code class="language-py"><pre>x</pre></code>', "x", [entity("pre", 0, 1, language="py")]),
        ("<pre>x<code>y</code></pre>", "xy", [entity("pre", 0, 2)]),
        (
            "<b>x<code>y</code>z</b>",
            "xyz",
            [entity("bold", 0, 1), entity("code", 1, 1), entity("bold", 2, 1)],
        ),
        ('<a href="x.be">y</a>', "y", [entity("text_link", 0, 1, url="http://x.be/")]),
        (
            '<a href="https://x.be/?a=1&amp;b=2">y</a>',
            "y",
            [entity("text_link", 0, 1, url="https://x.be/?a=1&b=2")],
        ),
        ("<a>x.be</a>", "x.be", [entity("text_link", 0, 4, url="http://x.be/")]),
        ('<a href="javascript:alert(1)">y</a>', "y", []),
        ('<a href="nonsense">y</a>', "y", []),
        ('<a href="tg://user?id=5">y</a>', "y", [entity("text_mention", 0, 1, user={"id": 5})]),
        (
            '<a href="tg://resolve?domain=x">y</a>',
            "y",
            [entity("text_link", 0, 1, url="tg://resolve?domain=x")],
        ),
        ("  <b> x </b>\n", "x", [entity("bold", 0, 1)]),
        ("<b> \n</b>x", "x", []),
    ],
)
def test_what_can_be_read_has_its_entities(markup: str, text: str, entities: list[dict[str, Any]]) -> None:
    read = formatted(markup, "HTML", None)
    assert read.text == text
    assert list(read.entities) == entities


def test_telegram_finds_links_and_commands_by_itself() -> None:
    read = formatted(
        "/idee@parvis_bot zie https://parvis.be/i/1, #groen @noor_b a@b.be en <code>/x</code>", "html", None
    )
    found = [read.text[one["offset"] : one["offset"] + one["length"]] for one in read.entities]
    assert [(one["type"], text) for one, text in zip(read.entities, found, strict=True)] == [
        ("bot_command", "/idee@parvis_bot"),
        ("url", "https://parvis.be/i/1"),
        ("hashtag", "#groen"),
        ("mention", "@noor_b"),
        ("email", "a@b.be"),
        ("code", "/x"),
    ]


def test_more_than_a_hundred_entities_are_cut_off() -> None:
    assert len(formatted("<b>x</b> " * 150, "HTML", None).entities) == 100


def test_explicit_entities_are_taken_as_given() -> None:
    read = formatted(" <b>", "HTML", [entity("bold", 1, 1), {"type": "unheard_of", "offset": 0, "length": 1}])
    assert (read.text, list(read.entities)) == ("<b>", [entity("bold", 0, 1)])


@pytest.mark.parametrize(
    ("entities", "sentence"),
    [
        ("bold", "Bad Request: can't parse entities: expected an Array of MessageEntity"),
        ([{"offset": 0}], "Bad Request: can't parse entities: expected an Object with a type"),
        ([entity("bold", -1, 1)], "Bad Request: can't parse entities: offset and length must be numbers"),
        (
            [entity("bold", 0, 4)],
            "Bad Request: entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 3",
        ),
    ],
)
def test_entities_that_do_not_fit_are_refused(entities: Any, sentence: str) -> None:
    with pytest.raises(RefusalError) as refused:
        formatted("x🏠", "", entities)
    assert refused.value.description == sentence


def test_another_parse_mode_is_refused() -> None:
    with pytest.raises(RefusalError, match="unsupported parse_mode"):
        formatted("*x*", "MarkdownV2", None)
