"""Organisations, in words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.civic.organisations import Profile, Sort
from bot.text.lazy import Joined, Named, Words, _

SORTS: Mapping[Sort, Words] = {
    # Translators: this and the next four say what an organisation is.
    Sort.GROUP: _("group of people"),
    Sort.SPONSOR: _("sponsor"),
    Sort.DEPARTMENT: _("public service"),
    Sort.INITIATIVE: _("initiative"),
    Sort.COMPANY: _("company"),
}


def profile_words(profile: Profile) -> Words:
    """Return what everybody reads of an organisation."""
    name = _("<b>{organisation}</b>", organisation=Named(profile.names))
    parts = (name, SORTS[profile.sort], *((Named(profile.about),) if profile.about else ()))
    return Joined(parts, "\n")
