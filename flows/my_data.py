"""My data: all that is kept about me, in my own chat and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.civic.rights import MyData
from bot.engine.flow import Kind, flow
from bot.engine.questions import Made, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Text, Words, _

_COUNTED: Mapping[str, Callable[[int], Text]] = {
    # Translators: this and the following lines each say how many there are; they stand below “This is kept about you”.
    "accounts": lambda count: _("Accounts that are yours: {count}", count=count),
    "ideas": lambda count: _("Ideas that you shared: {count}", count=count),
    "comments": lambda count: _("Your comments: {count}", count=count),
    "photos": lambda count: _("Your photos: {count}", count=count),
    "supports": lambda count: _("Ideas that you support: {count}", count=count),
    "follows": lambda count: _("Ideas that you follow: {count}", count=count),
    "votes": lambda count: _("Votes that you took part in: {count}", count=count),
    "reports": lambda count: _("What you reported: {count}", count=count),
    "events": lambda count: _("Events that you answered to: {count}", count=count),
    "consents": lambda count: _("Consents, given or withdrawn: {count}", count=count),
}
"""What is counted for people to read; all of the rest is in the file."""


@flow("mydata", kind=Kind.VIEW, command="mydata", starts_on=_("my data"), about=_("What is kept about me"))
async def my_data(talk: Talk) -> None:
    """Say what is kept about me, and give me all of it as a file, once."""
    data = await talk.see(MyData())
    await talk.say("file", _words(data), attached=Made("my-data", data))
    words = _(
        "<b>This is all that is kept about you.</b>\n"
        "Nobody else gets this file from me. Whoever opens it sees what you think: keep it where only you can."
    )
    ways = [
        way("settings", _("My settings"), link("settings")),
        way("forget", _("Forget me"), link("forget")),
        way("menu", _("Menu"), link("menu")),
    ]
    await talk.show("given", words, ways)


def _words(data: Mapping[str, Any]) -> Words:
    """Return how much there is of each kind, where there is any."""
    lines: list[Text] = [_COUNTED[kind](len(data[kind])) for kind in _COUNTED if data.get(kind)]
    rest = _("Everything, word for word, is in the file: your settings and half-written answers too.")
    return Joined((_("<b>This is kept about you</b>"), *lines, rest), "\n")
