"""Which addresses Telegram takes for links."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_USER = re.compile(r"tg:(?://)?user\?(?:.*&)?id=(\d+)")
_SCHEMES = {"http", "https", "tg", "ton", "tonsite"}


def mentioned_user(address: str) -> int | None:
    """Read the id out of tg://user?id=5."""
    found = _USER.fullmatch(address)
    return int(found.group(1)) if found else None


def checked_link(address: str) -> str:
    """Answer the address as Telegram keeps it (with scheme and path), or "" where it is none."""
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", address) or re.match(r"[^/]*:\d", address):
        address = f"http://{address}"
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme in {"tg", "ton", "tonsite"}:
        return address
    if parts.scheme not in _SCHEMES or not _is_host(parts.hostname or ""):
        return ""
    return address if parts.path else parts._replace(path="/").geturl()


def _is_host(host: str) -> bool:
    return "." in host.strip(".") and not re.search(r"\s", host)
