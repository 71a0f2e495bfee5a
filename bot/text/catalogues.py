"""The catalogues: read from their `.po` files, each when it is first needed, and kept."""

from __future__ import annotations

import functools
import io
from gettext import GNUTranslations, NullTranslations
from typing import TYPE_CHECKING

import locales
from bot.text.languages import LANGUAGES, SOURCE, Language

if TYPE_CHECKING:
    from pathlib import Path


@functools.cache
def translations(language: Language) -> NullTranslations:
    """Return what turns English sentences into `language`; the source language stays as it is."""
    if language == SOURCE.code:
        return NullTranslations()
    if language not in LANGUAGES:
        raise LookupError(f"The language {language!r} has no catalogue. Known: {', '.join(LANGUAGES)}.")
    return read(locales.catalogue(language))


def read(catalogue: Path) -> GNUTranslations:
    """Return the translations of one `.po` file; what is missing or fuzzy in it stays English."""
    # Babel is imported here: whoever speaks English alone never waits for it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with catalogue.open("rb") as source:
        parsed = read_po(source)
    compiled = io.BytesIO()
    write_mo(compiled, parsed)
    compiled.seek(0)
    return GNUTranslations(compiled)


def wording(language: Language, msgid: str, plural: str | None = None, count: int | None = None) -> str:
    """Return the translated sentence, in the grammatical number of `count`, its placeholders still open."""
    if not msgid:
        return ""  # gettext keeps a catalogue's header under the empty msgid
    if plural is None or count is None:
        return translations(language).gettext(msgid)
    return translations(language).ngettext(msgid, plural, count)
