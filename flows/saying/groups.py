"""Sentences that several behaviours in groups share."""

from __future__ import annotations

from bot.text.lazy import _

ADMINS_ONLY = _("Only an administrator of the group can choose that. Nothing was changed.")
