from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

import locales
from bot.text.catalogues import read
from tools.translations import (
    NotBegunError,
    begin,
    check,
    extracted,
    parsed,
    problems,
    unreadable,
    untidy,
    updated,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from babel.messages.catalog import Catalog

CODE = """
from bot.text.lazy import _, n_

# Translators: said when the first idea
# was kept
thanks = _("Thank you, <b>{name}</b>!", name="x")
seats = n_("One person supports this", "{count} people support this", 3)
again = _("Thank you, <b>{name}</b>!", name="y")
long = _(
    "A sentence in "
    "two pieces"
)
"""


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """Return a folder with one small module in it."""
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "idea.py").write_text(CODE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def sentences(code: Path) -> Catalog:
    """Return the sentences of that module."""
    return extracted(code)


def header(language: str) -> str:
    return locales.catalogue(language).read_text(encoding="utf-8").partition("\n\n")[0] + "\n"


def filled(text: str, msgid: str, *forms: str) -> str:
    """Return the catalogue's text with a translation filled in."""
    before, start, rest = text.partition(f'msgid "{msgid}"\n')
    old, gap, after = rest.partition("\n\n")
    plural = [old.partition("\n")[0]] if len(forms) > 1 else []
    names = [f"msgstr[{n}]" for n in range(len(forms))] if plural else ["msgstr"]
    entry = plural + [f'{name} "{form}"' for name, form in zip(names, forms, strict=True)]
    return before + start + "\n".join(entry) + (gap or "\n") + after


@pytest.fixture
def french(sentences: Catalog) -> str:
    """Return a whole French catalogue of that module."""
    text = filled(updated(header("fr"), sentences), "Thank you, <b>{name}</b>!", "Merci, <b>{name}</b> !")
    text = filled(
        text, "One person supports this", "{count} personne soutient", "{count} personnes soutiennent"
    )
    return filled(text, "A sentence in two pieces", "Une phrase en deux morceaux")


def test_sentences_are_found_with_their_notes(sentences: Catalog) -> None:
    thanks, support, long = [message for message in sentences if message.id]
    assert thanks.auto_comments == ["Translators: said when the first idea was kept"]
    assert support.id == ("One person supports this", "{count} people support this")
    assert long.id == "A sentence in two pieces"


def test_a_catalogue_has_no_line_numbers_and_no_dates(sentences: Catalog) -> None:
    text = updated(header("fr"), sentences)
    assert text.startswith(header("fr"))
    assert "#: flows/idea.py\n" in text
    assert "Date" not in text


def test_bringing_up_to_date_twice_changes_nothing(sentences: Catalog, french: str) -> None:
    assert updated(french, sentences) == french
    assert list(problems(french, sentences, "fr")) == []


def test_what_is_gone_is_set_aside_and_comes_back(code: Path, sentences: Catalog, french: str) -> None:
    (code / "flows" / "idea.py").write_text('_("Something new")\n', encoding="utf-8")
    later = updated(french, extracted(code))
    assert '#~ msgstr "Merci, <b>{name}</b> !"' in later
    assert 'msgid "Something new"\nmsgstr ""' in later
    assert updated(later, sentences).startswith(french.rstrip("\n"))


def test_what_was_never_translated_is_not_kept_when_it_goes(code: Path, sentences: Catalog) -> None:
    (code / "flows" / "idea.py").write_text("", encoding="utf-8")
    assert updated(updated(header("fr"), sentences), extracted(code)) == header("fr")


def test_a_catalogue_behind_the_code_is_named(code: Path, french: str) -> None:
    (code / "flows" / "idea.py").write_text(CODE + '\n_("More")\n', encoding="utf-8")
    assert list(problems(french, extracted(code), "fr")) == [
        "not up to date with the code: run make translations"
    ]


@pytest.mark.parametrize(
    ("msgid", "forms", "problem"),
    [
        ("A sentence in two pieces", [""], "is not translated"),
        (
            "Thank you, <b>{name}</b>!",
            ["Merci, <b>{nom}</b> !"],
            "placeholders differ from the English: name, nom",
        ),
        ("Thank you, <b>{name}</b>!", ["Merci, <b>{name} !"], "never closed"),
        ("Thank you, <b>{name}</b>!", ["Merci, <em>{name}</em> !"], "opens one of our tags"),
        ("Thank you, <b>{name}</b>!", ["Merci, {name} !"], "tags differ"),
        ("Thank you, <b>{name}</b>!", ["Merci, <b>{name</b> !"], "A placeholder is a name between braces"),
        ("Thank you, <b>{name}</b>!", ["Merci, <b>{name}</b> ! "], "white space at its ends"),
        ("A sentence in two pieces", ["Ta phrase"], "says “Ta” where people are addressed as vous"),
        ("A sentence in two pieces", ["Je t'aime"], "says “t” where people are addressed as vous"),
        (
            "One person supports this",
            ["Une personne soutient", "{count} soutiennent"],
            "differ from the English: count",
        ),
        (
            "One person supports this",
            ["{count} soutient", "Plusieurs soutiennent"],
            "differ from the English: count",
        ),
        ("One person supports this", ["{count} soutient", ""], "is not translated"),
    ],
)
def test_a_faulty_translation_is_named(
    sentences: Catalog, french: str, msgid: str, forms: list[str], problem: str
) -> None:
    found = list(problems(filled(french, msgid, *forms), sentences, "fr"))
    assert len(found) == 1
    assert msgid in found[0]
    assert problem in found[0]


def test_a_sentence_without_words_needs_no_translation(code: Path) -> None:
    (code / "flows" / "idea.py").write_text('_("<b>{number}.</b> {label}")\n', encoding="utf-8")
    text = updated(header("fr"), extracted(code))
    assert 'msgstr ""' in text
    assert list(problems(text, extracted(code), "fr")) == []


def test_a_fuzzy_translation_is_named(sentences: Catalog, french: str) -> None:
    fuzzy = french.replace('#: flows/idea.py\nmsgid "A sent', '#: flows/idea.py\n#, fuzzy\nmsgid "A sent')
    assert list(problems(fuzzy, sentences, "fr")) == ["'A sentence in two pieces': is marked fuzzy"]


def test_a_word_that_addresses_nobody_is_allowed_by_a_comment(sentences: Catalog, french: str) -> None:
    text = filled(french, "A sentence in two pieces", "Le ton de la phrase")
    allowed = text.replace('#: flows/idea.py\nmsgid "A sent', '# allow: ton\n#: flows/idea.py\nmsgid "A sent')
    assert len(list(problems(text, sentences, "fr"))) == 1
    assert list(problems(allowed, sentences, "fr")) == []


@pytest.mark.parametrize(
    ("dutch", "wrong"), [("Deel uw zin", 1), ("Kunt U dat?", 1), ("Om 14 u, of 15u", 0), ("Je zin", 0)]
)
def test_dutch_says_je(sentences: Catalog, dutch: str, wrong: int) -> None:
    text = filled(updated(header("nl"), sentences), "Thank you, <b>{name}</b>!", "Bedankt, <b>{name}</b>!")
    text = filled(text, "One person supports this", "Eén persoon steunt dit", "{count} mensen steunen dit")
    text = filled(text, "A sentence in two pieces", dutch)
    assert len(list(problems(text, sentences, "nl"))) == wrong


def test_another_language_addresses_people_as_it_likes(sentences: Catalog, french: str) -> None:
    assert list(problems(filled(french, "A sentence in two pieces", "Du, tu, u"), sentences, "de")) == []


@pytest.mark.parametrize(
    ("english", "problem"),
    [
        ('_("Two  spaces")', "two spaces together"),
        ('_("Really ?")', "a space before its punctuation"),
        ('_("Wait...")', "three dots"),
        ("_('The \"city\"')", "straight quotes"),
        ('_(" edge")', "white space"),
        ('_("<b>open")', "never closed"),
        ('_("{0}")', "A placeholder is a name"),
        ('n_("{one} seat", "{count} seats", 2)', "placeholders differ"),
    ],
)
def test_an_untidy_english_sentence_is_named(code: Path, english: str, problem: str) -> None:
    (code / "flows" / "idea.py").write_text(english, encoding="utf-8")
    found = list(untidy(extracted(code)))
    assert len(found) == 1
    assert found[0].startswith("flows/idea.py")
    assert problem in found[0]


@pytest.mark.parametrize(
    "line", ["_(sentence)", '_(f"Dear {name}")', '_("a" + b)', 'n_("one", many, 2)', "_()"]
)
def test_a_sentence_no_translator_can_see_is_named(code: Path, line: str) -> None:
    (code / "flows" / "idea.py").write_text(f"\n{line}\n", encoding="utf-8")
    assert [problem.partition(": ")[0] for problem in unreadable(code)] == ["flows/idea.py:2"]


def test_a_new_language_begins_with_one_command(code: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = code / "locales"
    for language in ("nl", "fr"):
        path = locales.catalogue(language, folder)
        path.parent.mkdir(parents=True)
        path.write_text(header(language), encoding="utf-8")
    begin(folder, "pl_PL")
    write(code, folder)
    assert "pl: 3 sentences, 3 to translate" in capsys.readouterr().out
    text = locales.catalogue("pl", folder).read_text(encoding="utf-8")
    assert '"X-Own-Name: Polski\\n"\n"X-Position: 3\\n"' in text
    assert parsed(text).num_plurals == 3
    assert sum(problem.startswith("pl: ") for problem in check(code, folder)) == 3


@pytest.mark.parametrize(
    ("locale", "why"),
    [
        ("polish", "is no locale"),
        ("pl-PL", "is no locale"),
        ("", "is no locale"),
        ("en_US", "English needs no catalogue"),
        ("fr_CA", "is there already"),
    ],
)
def test_a_language_that_cannot_begin_is_told_in_a_sentence(tmp_path: Path, locale: str, why: str) -> None:
    path = locales.catalogue("fr", tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text(header("fr"), encoding="utf-8")
    with pytest.raises(NotBegunError, match=why):
        begin(tmp_path, locale)
    assert list(tmp_path.glob("*")) == [tmp_path / "fr"]


def test_plurals_follow_the_catalogue(tmp_path: Path, french: str) -> None:
    path = tmp_path / "parvis.po"
    path.write_text(french, encoding="utf-8")
    said = [
        read(path).ngettext("One person supports this", "{count} people support this", n) for n in (0, 1, 2)
    ]
    assert said == ["{count} personne soutient", "{count} personne soutient", "{count} personnes soutiennent"]


def test_the_order_of_a_catalogue_is_the_order_of_the_code(sentences: Catalog, french: str) -> None:
    places = [
        french.index(message.id if isinstance(message.id, str) else message.id[0])
        for message in sentences
        if message.id
    ]
    assert all(one < other for one, other in pairwise(places))
