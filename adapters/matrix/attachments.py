"""Files of encrypted rooms: the homeserver has ciphertexts, the event has what opens them.

https://spec.matrix.org/v1.19/client-server-api/#sending-encrypted-attachments
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

KIND, NAME = "application/octet-stream", "file"
"""What the homeserver is told of a file that it cannot look into."""

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{1,100}={0,2}")


def sealed(data: bytes) -> tuple[bytes, Mapping[str, Any]]:
    """Return the file as the homeserver may have it, and what opens it."""
    # matrix-nio is loaded by now: it is what the file is uploaded with.
    from nio.crypto.attachments import encrypt_attachment

    return encrypt_attachment(data)  # type: ignore[no-any-return]  # the library ships no types


def reference(file: Mapping[str, Any]) -> str | None:
    """Return what opens a file, in one word, out of an event's `file`; None if something is missing."""
    key, hashes = file.get("key"), file.get("hashes")
    if not isinstance(key, dict) or not isinstance(hashes, dict):
        return None
    parts = (key.get("k"), file.get("iv"), hashes.get("sha256"))
    if not all(isinstance(each, str) and _BASE64.fullmatch(each) for each in parts):
        return None
    return ",".join(parts)  # type: ignore[arg-type]  # each is a text: see above


def opened(data: bytes, key: str) -> bytes:
    """Return what a file says; `key` is its reference. Raises ValueError if it is not the file that was meant."""
    from nio.crypto.attachments import decrypt_attachment
    from nio.exceptions import EncryptionError

    secret, start, digest = key.split(",")
    try:
        return decrypt_attachment(data, secret, digest, start)  # type: ignore[no-any-return]  # the library ships no types
    except EncryptionError:
        raise ValueError("this is not the file that was meant") from None
