"""Whether it happened, in words: what one may answer."""

from __future__ import annotations

from collections.abc import Mapping

from bot.civic.outcomes import SAID, Said
from bot.engine.questions import Link, link
from bot.text.lazy import Text, _

ANSWERS: Mapping[Said, Text] = {
    # Translators: answers to “Is it carried out?”.
    "yes": _("Yes, it is done"),
    "no": _("Not yet"),
    "unsure": _("I can’t tell"),
}


def ways_to_say(number: int) -> tuple[tuple[Text, Link], ...]:
    """Return the ways to say whether an idea was carried out."""
    return tuple((ANSWERS[said], link("happened", number=number, said=said)) for said in SAID)
