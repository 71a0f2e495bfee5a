"""What stands in the way of receiving and sending, in words for whoever runs this.

Adapters report slugs; here they become sentences, in the log when they change and in `/readyz` while they last.
"""

from __future__ import annotations

import structlog

log = structlog.get_logger()

_WORDS = {
    "telegram-unreachable": "Telegram cannot be reached. It is tried again and again; nothing is lost. If this lasts, "
    "look at the network and at PARVIS_TELEGRAM__API_URL.",
    "telegram-polled-elsewhere": "Another program receives with this bot's token (409), so nothing comes in here; nothing "
    "is handled twice. Stop the other one, or give one of them a bot of its own in PARVIS_TELEGRAM__TOKEN.",
    "telegram-webhook-set-elsewhere": "Somebody has set a webhook for this bot, so nothing comes in here. Stop the other "
    "program, or set PARVIS_TELEGRAM__MODE=webhook.",
    "telegram-webhook-removed": "A webhook of before stood in the way of polling and is removed.",
    "telegram-webhook-not-set": "Telegram has not taken our webhook yet. It is tried again; if this lasts, look at "
    "PARVIS_TELEGRAM__WEBHOOK_URL.",
    "telegram-updates-not-kept": "Updates from Telegram could not be kept: they stay with Telegram and are asked for "
    "again. Look at the disk and the database.",
    "telegram-updates-without-ids": "Telegram answers with updates that have no number. They are asked for again.",
    "telegram-not-introduced": "Telegram did not take our commands and descriptions. Parvis works without; they are "
    "offered again at the next start.",
    "matrix-unreachable": "The Matrix homeserver cannot be reached. It is tried again and again; nothing is lost. If this "
    "lasts, look at the network and at PARVIS_MATRIX__HOMESERVER.",
    "matrix-updates-not-kept": "Events from Matrix could not be kept: they stay with the homeserver and are asked for "
    "again. Look at the disk and the database.",
    "matrix-disturbed": "The Matrix homeserver cannot answer for one of the rooms. It is asked again; nothing is lost.",
    "matrix-room-unreadable": "The homeserver says something of a Matrix room that cannot be read. The other rooms go on.",
    "matrix-keys-not-kept": "The keys of encrypted Matrix chats could not be stored or read, so nothing is taken in. It is "
    "tried again; nothing is lost. Look at the disk and at the folder matrix-keys in PARVIS_DATA_DIR.",
    "matrix-device-unsigned": "The homeserver does not let our Matrix account vouch for its device without its password, so "
    "people's apps warn of it, and some give it no keys. See docs/operations.md, Encrypted chats on Matrix.",
    "matrix-room-put-aside": "The homeserver cannot say who is in a Matrix room. What came there is put aside: see "
    "`parvis aside list`.",
}
_PASSING = {
    "telegram-webhook-removed",
    "telegram-not-introduced",
    "matrix-room-unreadable",
    "matrix-room-put-aside",
    "matrix-device-unsigned",
}
"""Told once; they stand in the way of nothing."""


class Troubles:
    """The troubles of the day: at most one a platform, the latest."""

    def __init__(self) -> None:
        self._now: dict[str, str] = {}

    def tell(self, slug: str) -> None:
        """Note a slug that an adapter reports, and log it."""
        slug = slug.replace("_", "-")
        platform, _, kind = slug.partition("-")
        if kind == "receiving-again":
            self._now.pop(platform, None)
            log.info("Receiving goes well again.", slug=slug)
            return
        sentence = sentence_of(slug)
        if slug not in _PASSING:
            self._now[platform] = sentence
        log.warning(sentence, slug=slug)

    def sentences(self) -> list[str]:
        """Return the troubles that last."""
        return [self._now[platform] for platform in sorted(self._now)]


def sentence_of(slug: str) -> str:
    """Return what a slug means."""
    if slug in _WORDS:
        return _WORDS[slug]
    platform, _, status = slug.partition("-answers-")
    if status:
        return f"{platform.title()} answers with {status}. It is tried again; nothing is lost."
    return f"Receiving is disturbed ({slug}). It is tried again; nothing is lost."
