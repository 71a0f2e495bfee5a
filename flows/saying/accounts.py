"""Accounts, in words: by their platform and the id it gives them, which nobody can take from somebody else (H23, H34)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.civic.links import Account
from bot.text.lazy import Joined, Text, Verbatim, Words, _

PLATFORMS: Mapping[str, Words] = {
    "telegram": Verbatim("Telegram"),
    "matrix": Verbatim("Matrix"),
    # Translators: the page in a browser on which Parvis is tried out.
    "tryout": _("try-out page"),
}
"""What platforms are called."""

LONGEST_ID = 60
"""Characters of an id that are shown: the rest stands on its own platform."""


def account_name(account: Account) -> Text:
    """Return the account as both sides are shown it."""
    name = account.name if len(account.name) <= LONGEST_ID else f"{account.name[:LONGEST_ID]}…"
    platform = PLATFORMS.get(account.platform, Verbatim(account.platform))
    if account.here:
        # Translators: {name} is an account's id, such as 123456789 or @noor:example.org.
        return _("{platform}, <code>{name}</code> (this chat)", platform=platform, name=name)
    return _("{platform}, <code>{name}</code>", platform=platform, name=name)


def wrong_code(unknown: Words, left: int) -> Words:
    """Return that a typed code leads nowhere: what may be the reason, where there are tries left."""
    if left > 0:
        return unknown
    return _(
        "I do not know that code, and for now you can try no more. Try again in an hour, with a new code."
    )


def account_lines(accounts: Sequence[Account]) -> Words:
    """Return the accounts, each on a line of its own."""
    return Joined(tuple(Joined(("• ", account_name(each)), "") for each in accounts), "\n")
