from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

import locales
from bot.text.languages import LANGUAGES, LOCALES, OWN_NAMES, found, match

if TYPE_CHECKING:
    from pathlib import Path


def test_the_languages_are_the_folders_and_english() -> None:
    folders = {path.parent.parent.name for path in locales.FOLDER.glob("*/LC_MESSAGES/parvis.po")}
    assert set(LANGUAGES) == set(LOCALES) == set(OWN_NAMES) == folders | {"en"}
    assert (*LANGUAGES[:2], LANGUAGES[-1]) == ("nl", "fr", "en")
    assert dict(LOCALES) | {"nl": "nl_BE", "fr": "fr_BE", "en": "en_GB"} == dict(LOCALES)
    assert dict(OWN_NAMES) | {"nl": "Nederlands", "fr": "Français", "en": "English"} == dict(OWN_NAMES)


@pytest.mark.parametrize(
    ("hint", "language"),
    [
        ("nl", "nl"),
        ("nl-BE", "nl"),
        ("fr_CA", "fr"),
        ("EN-us", "en"),
        ("fr-BE,fr;q=0.9,en;q=0.8", "fr"),
        ("tlh", None),
        ("", None),
        (None, None),
        ("nld", None),
        ("-", None),
        ("\ud800", None),
    ],
)
def test_a_platforms_hint_is_matched(hint: str | None, language: str | None) -> None:
    assert match(hint) == language


def test_a_folder_more_is_a_language_more(tmp_path: Path) -> None:
    for folder, code in (("nl", "nl"), ("fr", "fr"), ("de", "nl")):
        shutil.copytree(locales.FOLDER / code, tmp_path / folder)
    german = locales.catalogue("de", tmp_path)
    text = german.read_text(encoding="utf-8").replace("nl_BE", "de_DE").replace("Position: 1", "Position: 3")
    german.write_text(text.replace("Nederlands", "Deutsch"), encoding="utf-8")
    assert [(k.code, k.locale, k.own_name) for k in found(tmp_path)][2:] == [
        ("de", "de_DE", "Deutsch"),
        ("en", "en_GB", "English"),
    ]
