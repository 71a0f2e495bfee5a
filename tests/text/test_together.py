"""Words for readers of several languages at once."""

from __future__ import annotations

from bot.text.lazy import Joined, Verbatim, _
from bot.text.together import label_together, together

MENU = _("Menu")
LONG = _("That is not possible now. Nothing was changed.")


def test_h80_what_is_the_same_is_said_once() -> None:
    assert together(Verbatim("Een zebrapad"), ("nl", "fr")) == "Een zebrapad"
    assert label_together(MENU, ("nl", "fr", "en")) == "Menu"


def test_h80_short_words_stand_beside_one_another_and_long_ones_below() -> None:
    assert together(_("Idea {number}", number="3"), ("nl", "fr")) == "Idee 3 · Idée 3"
    assert together(LONG, ("nl", "fr")).split("\n")[0] == "Dat kan nu niet. Er is niets veranderd."
    assert len(together(LONG, ("nl", "fr")).split("\n")) == 2


def test_h80_what_has_several_lines_stands_apart() -> None:
    both = together(Joined((LONG, LONG), "\n"), ("nl", "fr"))
    assert [len(part.split("\n")) for part in both.split("\n\n")] == [2, 2]


def test_the_order_is_that_of_the_languages() -> None:
    assert label_together(_("Support"), ("fr", "nl")) == "Soutenir · Steunen"
    assert label_together(_("Support"), ("en",)) == "Support"


def test_h33_what_a_person_wrote_stays_escaped() -> None:
    assert together(_("<b>{title}</b>", title="<i>&"), ("nl", "fr")) == "<b>&lt;i&gt;&amp;</b>"
