"""What a rule's no means, in words that say what to do now."""

from __future__ import annotations

from bot.civic.doors import Refused
from bot.text.lazy import Text, _

_WORDS = {
    "no-consent": _("That needs your consent first: without it nothing you think is stored."),
    "closed": _("Ideas are not taken at this moment, so nothing was changed."),
    "own-idea": _("This is your own idea: your support is in it already."),
    "no-such-idea": _("That idea is not in the list (any more)."),
    "unknown-picture": _("The photo is no longer there. Please send it again."),
}


def refusal(no: Refused) -> Text:
    """Return the sentence for a refusal."""
    return _WORDS.get(no.code, _("That is not possible now. Nothing was changed."))
