"""The account by itself: what it refuses, and what it costs before anybody needs it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from adapters.matrix.account import MatrixAccount

GOOD = {
    "homeserver": "https://matrix.example.org",
    "user": "@parvis:example.org",
    "token": "syt_secret-of-ours",
    "device": "PARVIS",
}


def account(homeserver: str, user: str, token: str, device: str) -> MatrixAccount:
    return MatrixAccount(homeserver, user=user, token=token, device=device, encrypted_notice="")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"homeserver": "matrix.example.org"}, "PARVIS_MATRIX__HOMESERVER"),
        ({"homeserver": "https://[matrix"}, "PARVIS_MATRIX__HOMESERVER"),
        ({"user": "parvis"}, "PARVIS_MATRIX__USER"),
        ({"user": "@parvis"}, "PARVIS_MATRIX__USER"),
        ({"token": "two words"}, "PARVIS_MATRIX__TOKEN"),
        ({"token": "syt\r\nX-Header:"}, "PARVIS_MATRIX__TOKEN"),
    ],
)
def test_what_no_homeserver_could_accept_is_told_by_its_setting(wrong: dict[str, str], named: str) -> None:
    with pytest.raises(ValueError, match=named) as told:
        account(**(GOOD | wrong))
    assert "secret-of-ours" not in str(told.value)


def test_the_library_is_not_loaded_before_it_is_needed() -> None:
    said = "import adapters.matrix.account, bot.main, sys; sys.exit('nio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", said], check=False).returncode == 0
