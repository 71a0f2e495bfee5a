"""What a person agrees to before the first opinion of theirs is stored, in the same words wherever it is asked."""

from __future__ import annotations

from bot.civic.city import City
from bot.text.lazy import Named, Text, _


def opinions_question(city: City) -> Text:
    """Return the question, with all that one should know to answer it.

    Its substance has a version: whoever changes it raises `bot.civic.people.CONSENT_VERSION`.
    """
    return _(
        "Your ideas and your support show what you think about the city, and perhaps about politics. "
        "So I ask you first.\n"
        "• Everyone can read the ideas and see how many people support them. Names are not shown.\n"
        "• The app we chat in also sees what you type and press.\n"
        "• Parvis is run by {operator}.\n"
        "• You can withdraw your consent at any time, in “My settings”.\n\n"
        "<b>May I store your ideas and your support?</b>",
        operator=Named(city.operator.names),
    )


SHORT = _("<b>May I store your ideas and your support?</b>")
"""The question alone, for who has just read the rest."""
