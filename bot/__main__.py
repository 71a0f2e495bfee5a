"""`python -m bot` is the `parvis` program."""

from bot.cli import app

app()
