"""Telegram: the Bot API's words to ours and back."""
