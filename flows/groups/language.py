"""The languages of a group."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.civic.groups import SpeakInGroup
from bot.engine.groups import Alone, Here, InPrivate, Post, Said, WhoRuns, in_group
from bot.text.languages import LANGUAGES, OWN_NAMES
from bot.text.lazy import Joined, Verbatim, Words, _
from flows.saying.groups import ADMINS_ONLY

_CODES = re.compile(r"[a-z]{2,3}([\s+,/&]+[a-z]{2,3})*")


@in_group(
    "language", starts_on=_("language"), command="language", about=_("The languages here (administrators)")
)
def language(here: Here, which: str) -> Sequence[Said]:
    """Speak the languages that whoever runs the group names; alone, the word is about one's own language."""
    if not which:
        return [InPrivate()]
    if not _CODES.fullmatch(which.lower()):
        return []
    if here.runs is None:
        return [WhoRuns()]
    if not here.runs:
        return [Alone(ADMINS_ONLY)]
    chosen = tuple(dict.fromkeys(re.findall("[a-z]+", which.lower())))
    if not set(chosen) <= set(LANGUAGES):
        return [Post(((_known(here),),))]
    here.world.carry_out(SpeakInGroup(here.group.id, chosen))
    # What is said next is in the new languages.
    return [Post(((_spoken(chosen),),), spoken=chosen)]


def _spoken(chosen: Sequence[str]) -> Words:
    names = Joined(tuple(Verbatim(OWN_NAMES[code]) for code in chosen), " + ")
    return _("From now on, I speak {languages} here.", languages=names)


def _known(here: Here) -> Words:
    every = Joined(tuple(Verbatim(f"{code} ({OWN_NAMES[code]})") for code in LANGUAGES), ", ")
    example = here.call(f"language {'+'.join(here.city.public or LANGUAGES[:1])}")
    return _("I speak: {languages}. For example: “{example}”.", languages=every, example=example)
