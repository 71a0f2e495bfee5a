"""A vote as an organiser writes it: a small TOML file with a table for each language.

kind = "one"                       # yes-no, one, several or ranked
opens = "2026-12-01T09:00"         # by the city's clock; at once, if it is left out
closes = "2026-12-10"              # a day is meant with all its hours
most = 2                           # of several: at most so many, and at least `least`
live = true                        # the tally is shown while people vote; else only the turn-out

[nl]
title = "Welk plein eerst?"
explanation = "De stad kan volgend jaar één plein vergroenen."
options = ["Vossenplein", "Flageyplein"]
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.civic.votes import VoteText
from bot.civic.when import as_typed

TIMES = ("opens", "closes")
OTHERS: Mapping[str, type] = {"kind": str, "least": int, "most": int, "live": bool}


class BadVoteError(ValueError):
    """What was written is no vote: one sentence that names the entry and the remedy."""


def texts_in(written: Mapping[str, Any]) -> Mapping[str, VoteText]:
    """Return what a vote says by language: from the tables among its entries. Raises BadVoteError."""
    return {name: _text(name, each) for name, each in written.items() if isinstance(each, Mapping)}


def rest_of(written: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return its kind, its limits and whether its tally is shown, as `CreateVote` takes them. Raises BadVoteError."""
    known = {*OTHERS, *TIMES}
    for name, value in written.items():
        if not isinstance(value, Mapping) and name not in known:
            raise BadVoteError(
                f"{name!r} is no entry of a vote: there are {', '.join(sorted(known))}, and the languages."
            )
        if name in OTHERS and type(value) is not OTHERS[name]:
            raise BadVoteError(f"{name} is {value!r}: write {_EXAMPLES[name]}.")
    if "kind" not in written:
        raise BadVoteError(f"It says nothing of its kind: write {_EXAMPLES['kind']}.")
    return {name: written[name] for name in OTHERS if name in written}


def time_in(written: Mapping[str, Any], name: str) -> str | None:
    """Return when it opens or closes, as one types it, or None where it says nothing. Raises BadVoteError."""
    if name not in written:
        return None
    if (typed := as_typed(written[name])) is None:
        raise BadVoteError(f'{name} is {written[name]!r}: write {name} = "2026-12-10" or "2026-12-10T18:00".')
    return typed


def _text(language: str, written: Mapping[str, Any]) -> VoteText:
    """Return what it says in one language."""
    if extra := set(written) - {"title", "explanation", "options"}:
        raise BadVoteError(f"[{language}] has {min(extra)!r}: there are title, explanation and options.")
    title, explanation, options = (written.get(n) for n in ("title", "explanation", "options"))
    if not isinstance(title, str):
        raise BadVoteError(f'[{language}] has no title: write title = "…".')
    if not isinstance(explanation, str | None):
        raise BadVoteError(f'The explanation of [{language}] is no text: write explanation = "…".')
    if not isinstance(options, list | None) or not all(isinstance(each, str) for each in options or ()):
        raise BadVoteError(f'The options of [{language}] are no list of texts: write options = ["…", "…"].')
    return VoteText(title.strip(), (explanation or "").strip(), tuple(each.strip() for each in options or ()))


_EXAMPLES = {
    "kind": 'kind = "yes-no", "one", "several" or "ranked"',
    "least": "least = 1",
    "most": "most = 3",
    "live": "live = true or live = false",
}
