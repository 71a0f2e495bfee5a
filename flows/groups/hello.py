"""Coming into a group: one short hello."""

from __future__ import annotations

from collections.abc import Sequence

from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.groups import Here, Post, Said, in_group
from bot.engine.work import GroupNotice
from bot.text.lazy import Joined, Named, Words, _


@in_group("hello")
def hello(here: Here) -> Sequence[Said]:
    """Say who we are and what a group can do with us, in three lines."""
    address = here.address("menu")
    alone: Words = (
        _("• What is between you and me is said in our private chat: {address}", address=address)
        if address
        else _("• What is between you and me is said in a private chat with me.")
    )
    lines = (
        _(
            "<b>Hello! I am Parvis, the chatbot where {city} shares its ideas.</b>",
            city=Named(here.city.names),
        ),
        _(
            "• “{ideas}” shows what is trending, “{idea}” shows idea 12, and everybody can support it right here.",
            ideas=here.call("ideas"),
            idea=here.call("idea 12"),
        ),
        alone,
        _(
            "• Administrators: “{weekly}” for the new ideas every Monday, “{language}” for the languages here.",
            weekly=here.call("weekly"),
            language=here.call(f"language {'+'.join(here.group.languages)}"),
        ),
    )
    return [Post(((Joined(lines, "\n"),),))]


def forget(due: Due, desk: Desk, chat: Chat | None) -> Sequence[GroupNotice]:
    """Know no longer which group we left a day ago, or whom we invited a month ago: what fell due was all there was of it."""
    return ()
