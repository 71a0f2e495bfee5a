"""The names of months."""

from __future__ import annotations

from bot.text.languages import LANGUAGES, LOCALES
from bot.text.lazy import Named


def month_name(month: int) -> Named:
    """Return what the month (1 to 12) is called in every language."""
    # Babel is imported here: conversations are known from the start, and hardly any of them names a month.
    from babel import Locale

    return Named(
        {code: Locale.parse(LOCALES[code]).months["stand-alone"]["wide"][month] for code in LANGUAGES}
    )
