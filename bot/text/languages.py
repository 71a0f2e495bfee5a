"""The languages Parvis speaks: the source language, and one for each folder in `locales`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

import locales

Language: TypeAlias = str
"""One of `LANGUAGES`: "nl", "fr", "en"."""

_HEADER_LINE = re.compile(r'^"([\w-]+): (.*)\\n"$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Known:
    """A language: its code, the Babel locale of its dates and numbers, and what it calls itself."""

    code: Language
    locale: str
    own_name: str
    position: int = 0


SOURCE: Final = Known("en", "en_GB", "English")
"""The language of the sentences in the code (plain "en" would give the American order of dates)."""


def header(catalogue: Path) -> Mapping[str, str]:
    """Return the header of a catalogue (`Language`, `X-Own-Name`, …), read without Babel."""
    with catalogue.open(encoding="utf-8") as lines:
        return dict(_HEADER_LINE.findall("".join(itertools.takewhile(str.strip, lines))))


def found(folder: Path = locales.FOLDER) -> tuple[Known, ...]:
    """Return the languages that have a catalogue in `folder`, as their headers order them, the source last."""
    known = [_known(path) for path in folder.glob("*/LC_MESSAGES/parvis.po")]
    return (*sorted(known, key=lambda k: (k.position, k.code)), SOURCE)


def _known(catalogue: Path) -> Known:
    said = header(catalogue)
    code = catalogue.parent.parent.name
    return Known(code, said["Language"], said["X-Own-Name"], int(said["X-Position"]))


_FOUND: Final = found()

LANGUAGES: Final[tuple[Language, ...]] = tuple(k.code for k in _FOUND)
LOCALES: Final[Mapping[Language, str]] = MappingProxyType({k.code: k.locale for k in _FOUND})
OWN_NAMES: Final[Mapping[Language, str]] = MappingProxyType({k.code: k.own_name for k in _FOUND})


def match(hint: str | None) -> Language | None:
    """Return our language for a platform's hint ("nl-BE", "fr_CA", "EN"); None if we do not speak it."""
    code = re.split(r"[-_,;]", (hint or "").strip().casefold(), maxsplit=1)[0]
    return code if code in LANGUAGES else None
