"""Bring the catalogues up to date with the sentences in the code, or check them.

`python -m tools.translations` adds what is new and sets aside what is gone; `--check` changes nothing and
lists what is wrong; `--new de_DE` begins a language.

A translation that seems to address people wrongly, but does not, says so in a comment of its entry:
`# allow: ton`.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from gettext import c2py
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import generate_po, read_po

import locales
from bot.text.inline import MarkupError, visible
from bot.text.languages import SOURCE, found
from bot.text.templates import template

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGES: Final = ("bot", "flows", "adapters", "storage")
KEYWORDS: Final = {"_": None, "n_": (1, 2)}
NOTE: Final = "Translators:"

_CALLED = re.compile(rf"\b(?:{'|'.join(KEYWORDS)})\s*\(")

_TAG_NAME = re.compile(r"<(\w+)")
_PLACEHOLDER = re.compile(r"\{\w+\}")
_UNTIDY: Final = {
    "two spaces together": re.compile(r"[^\n] {2}"),
    "a space before its punctuation (French has one, that does not break: U+00A0)": re.compile(
        r"\w [?!:;,.](?:\s|$)"
    ),
    "three dots where one … is meant": re.compile(r"\.\.\."),
    "straight quotes where “ ” are meant": re.compile('"'),
}
_ADDRESSED: Final = {
    "nl": ("je", re.compile(r"(?<!\d)(?<!\d\s)\b(?:u|uw|uwe|uzelf)\b", re.IGNORECASE)),
    "fr": ("vous", re.compile(r"\b(?:tu|te|toi|ton|ta|tes|t(?=['’]))\b", re.IGNORECASE)),
}
_ALLOWED = re.compile(r"allow:\s*(.*)")


# What stands in the code


def extracted(root: Path) -> Catalog:
    """Return every sentence in the code, in the order of its files and lines, with its notes."""
    sentences = Catalog()
    for path in _sources(root):
        # To take a file apart takes long, and most have nothing to be translated in them.
        if not _CALLED.search(path.read_text(encoding="utf-8")):
            continue
        place = path.relative_to(root).as_posix()
        for _line, msgid, notes, _context in extract_from_file("python", path, KEYWORDS, [NOTE]):
            sentences.add(msgid, locations=[(place, 0)], auto_comments=[" ".join(notes)] if notes else ())
    return sentences


def _sources(root: Path) -> list[Path]:
    return sorted(chain.from_iterable((root / package).rglob("*.py") for package in PACKAGES))


def unreadable(root: Path) -> Iterator[str]:
    """Yield the places where a sentence is put together as the program runs: no translator ever sees it."""
    for path in _sources(root):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not _is_written_out(node):
                place = f"{path.relative_to(root).as_posix()}:{node.lineno}"
                yield f"{place}: {node.func.id}() takes a sentence written out in place"


def _is_written_out(call: ast.Call) -> bool:
    sentences = {"_": 1, "n_": 2}.get(getattr(call.func, "id", ""), 0)
    given = call.args[:sentences]
    return len(given) == sentences and all(
        isinstance(a, ast.Constant) and isinstance(a.value, str) for a in given
    )


# What stands in the catalogues


def updated(text: str, sentences: Catalog) -> str:
    """Return a catalogue's text with exactly these sentences: translations kept, what is gone set aside.

    The header stays as it is. A sentence that comes back finds its translation again.
    """
    catalogue = parsed(text)
    for message in catalogue.obsolete.values():
        catalogue[message.id] = message
    catalogue.obsolete.clear()
    catalogue.update(sentences, no_fuzzy_matching=True)
    for key in [key for key, message in catalogue.obsolete.items() if not any(_forms(message))]:
        del catalogue.obsolete[key]
    header = text.partition("\n\n")[0].rstrip("\n")
    entries = "".join(generate_po(catalogue, omit_header=True, include_lineno=False, width=0))
    return f"{header}\n\n{entries}".rstrip("\n") + "\n"


def parsed(text: str) -> Catalog:
    """Return the catalogue that the text of a `.po` file holds."""
    return read_po(BytesIO(text.encode()))


def _forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string or "",)


def _ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, (tuple, list)) else (message.id,)


def _sentences(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


# What may be wrong with them


def problems(text: str, sentences: Catalog, language: str) -> Iterator[str]:
    """Yield what is wrong with the text of a catalogue, a sentence each."""
    if updated(text, sentences) != text:
        yield "not up to date with the code: run make translations"
    catalogue = parsed(text)
    for message in _sentences(catalogue):
        for problem in _wrong(message, catalogue, language):
            yield f"{_ids(message)[0]!r}: {problem}"


def _wrong(message: Message, catalogue: Catalog, language: str) -> Iterator[str]:
    if message.fuzzy:
        yield "is marked fuzzy"
    if not all(_forms(message)):
        yield from ["is not translated"] if _has_words(message) else []
        return
    for index, form in enumerate(_forms(message)):
        alone = _is_for_one_number(catalogue, index, message)
        # What stands for 1 only may say "one"; the French singular also stands for 0, and needs the figure.
        yield from different(_ids(message)[0 if alone else -1], form, {"count"} if alone else ())
        yield from _wrongly_addressed(form, message.user_comments, language)


def _has_words(message: Message) -> bool:
    """Tell whether there is anything to translate: "<b>{number}.</b> {label}" may stay as it is."""
    return any(character.isalpha() for s in _ids(message) for character in _PLACEHOLDER.sub("", visible(s)))


def _left(catalogue: Catalog) -> int:
    """Return how many sentences are still to be translated."""
    return sum(_has_words(message) and not all(_forms(message)) for message in _sentences(catalogue))


def _is_for_one_number(catalogue: Catalog, index: int, message: Message) -> bool:
    plural = c2py(catalogue.plural_expr)
    return message.pluralizable and sum(plural(n) == index for n in range(200)) == 1


def different(source: str, translation: str, free: Iterable[str] = ()) -> Iterator[str]:
    """Yield in what a translation must equal its source and does not; `free` placeholders may be left out."""
    try:
        wanted, given = set(template(source).slots), set(template(translation).slots)
    except MarkupError as error:
        yield str(error)
        return
    if odd := {name for name, _link in wanted ^ given} - {*free}:
        yield f"placeholders differ from the English: {', '.join(sorted(odd))} in {translation!r}"
    if Counter(_TAG_NAME.findall(source)) != Counter(_TAG_NAME.findall(translation)):
        yield f"tags differ from the English in {translation!r}"
    if _edges(source) != _edges(translation):
        yield f"white space at its ends differs from the English in {translation!r}"


def _edges(text: str) -> tuple[str, str]:
    inner = text.strip()
    return (text[: text.index(inner)], text[text.index(inner) + len(inner) :])


def _wrongly_addressed(form: str, comments: Sequence[str], language: str) -> Iterator[str]:
    if language not in _ADDRESSED:
        return
    rather, pattern = _ADDRESSED[language]
    allowed = {
        word.strip().casefold() for c in comments for m in _ALLOWED.findall(c) for word in m.split(",")
    }
    for word in pattern.findall(_PLACEHOLDER.sub("0", visible(form))):
        if word.casefold() not in allowed:
            yield f"says “{word}” where people are addressed as {rather} (if it is none: # allow: {word})"


def untidy(sentences: Catalog) -> Iterator[str]:
    """Yield what is wrong with the English sentences themselves."""
    for message in _sentences(sentences):
        for problem in chain.from_iterable(_untidy(source) for source in _ids(message)):
            yield f"{message.locations[0][0]}: {_ids(message)[0]!r}: {problem}"
        if message.pluralizable:
            odd = different(_ids(message)[0], _ids(message)[-1], {"count"})
            yield from (f"{message.locations[0][0]}: {_ids(message)[0]!r}: {problem}" for problem in odd)


def _untidy(source: str) -> Iterator[str]:
    try:
        template(source)
    except MarkupError as error:
        yield str(error)
        return
    if source != source.strip():
        yield "white space at its ends"
    yield from (name for name, pattern in _UNTIDY.items() if pattern.search(visible(source)))


# The program


def write(root: Path, folder: Path) -> None:
    """Bring every catalogue in `folder` up to date, and say how much is left to translate."""
    sentences = extracted(root)
    for language in _translated(folder):
        path = locales.catalogue(language, folder)
        text = updated(path.read_text(encoding="utf-8"), sentences)
        path.write_text(text, encoding="utf-8")
        print(f"{language}: {len(sentences)} sentences, {_left(parsed(text))} to translate")


def check(root: Path, folder: Path) -> list[str]:
    """Return everything that is wrong, in the code's sentences and in each catalogue."""
    sentences = extracted(root)
    wrong = [*unreadable(root), *untidy(sentences)]
    for language in _translated(folder):
        path = locales.catalogue(language, folder)
        text = path.read_text(encoding="utf-8")
        wrong += [f"{language}: {problem}" for problem in problems(text, sentences, language)]
    return wrong


def _translated(folder: Path) -> list[str]:
    return [known.code for known in found(folder) if known != SOURCE]


class NotBegunError(Exception):
    """A language cannot be begun; the sentence says why, and what to do."""


def begin(folder: Path, locale: str) -> None:
    """Make the folder and the empty catalogue of a new language, which follows the others in lists.

    Raises NotBegunError where there is no such locale, or its language is spoken already.
    """
    try:
        spoken = Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        raise NotBegunError(f"{locale!r} is no locale: write language_COUNTRY, such as de_DE.") from None
    path = locales.catalogue(spoken.language, folder)
    if spoken.language == SOURCE.code:
        raise NotBegunError("English needs no catalogue: its sentences stand in the code.")
    if path.exists():
        raise NotBegunError(f"{path} is there already: translate what is empty in it.")
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = {
        "Language": locale,
        "X-Own-Name": (spoken.get_language_name() or locale).capitalize(),
        "X-Position": max(known.position for known in found(folder)) + 1,
        "Plural-Forms": Catalog(locale=spoken).plural_forms,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    header = "".join(f'"{name}: {value}\\n"\n' for name, value in lines.items())
    path.write_text(f'# Parvis in {spoken.english_name}.\nmsgid ""\nmsgstr ""\n{header}', encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; 1 if a check found something wrong."""
    parser = argparse.ArgumentParser(prog="python -m tools.translations", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, list what is wrong")
    parser.add_argument("--new", metavar="LOCALE", help="begin a language, named by its locale: de_DE")
    asked = parser.parse_args(arguments)
    if asked.check:
        wrong = check(ROOT, locales.FOLDER)
        print("\n".join(wrong) or "The catalogues are whole.")
        return bool(wrong)
    if asked.new:
        try:
            begin(locales.FOLDER, asked.new)
        except NotBegunError as why:
            parser.error(str(why))
    write(ROOT, locales.FOLDER)
    return 0


if __name__ == "__main__":
    sys.exit(main())
