"""The three keys with which an account vouches for its devices. matrix-nio has none of this.

https://spec.matrix.org/v1.19/client-server-api/#cross-signing: the master key signs the self-signing key, which signs each
device; other people's programs give no keys to a device that its own account does not vouch for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from vodozemac import Account

_MASTER, _SELF, _USER = "master", "self_signing", "user_signing"


class SigningKeys:
    """The keys, each the Ed25519 half of a pair that is never used for anything else."""

    def __init__(self, accounts: Mapping[str, Account] | None = None) -> None:
        self._accounts = accounts or {usage: Account() for usage in (_MASTER, _SELF, _USER)}

    @classmethod
    def unlocked(cls, text: str, key: str) -> SigningKeys:
        """Return the keys that `locked` wrote with the same key."""
        kept = json.loads(text)
        return cls({usage: Account.from_pickle(kept[usage], _bytes(key)) for usage in kept})

    def locked(self, key: str) -> str:
        """Return the keys as a text that is of no use without the key."""
        return json.dumps({usage: each.pickle(_bytes(key)) for usage, each in self._accounts.items()})

    @property
    def master(self) -> str:
        """The public half of the master key."""
        return self._public(_MASTER)

    @property
    def name(self) -> str:
        """The name under which a device carries our signature."""
        return f"ed25519:{self._public(_SELF)}"

    def published(self, user: str) -> dict[str, Any]:
        """Return what the homeserver is told of the keys."""
        return {f"{usage}_key": self._described(user, usage) for usage in self._accounts}

    def signed(self, user: str, device: Mapping[str, Any]) -> dict[str, Any]:
        """Return a device's keys with our signature alone."""
        return self._with_signature(user, _SELF, device)

    def _described(self, user: str, usage: str) -> dict[str, Any]:
        public = self._public(usage)
        key = {"user_id": user, "usage": [usage], "keys": {f"ed25519:{public}": public}}
        return key if usage == _MASTER else self._with_signature(user, _MASTER, key)

    def _with_signature(self, user: str, usage: str, what: Mapping[str, Any]) -> dict[str, Any]:
        bare = {name: value for name, value in what.items() if name not in {"signatures", "unsigned"}}
        signature = self._accounts[usage].sign(_canonical(bare)).to_base64()
        return {**bare, "signatures": {user: {f"ed25519:{self._public(usage)}": signature}}}

    def _public(self, usage: str) -> str:
        return str(self._accounts[usage].ed25519_key.to_base64())


def _canonical(value: Mapping[str, Any]) -> bytes:
    """Return the one way to write it: https://spec.matrix.org/v1.19/appendices/#canonical-json."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _bytes(key: str) -> bytes:
    return sha256(key.encode()).digest()
