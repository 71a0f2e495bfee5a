"""What is meant for us in a group, and what happens at its door. What people say to one another is not ours to read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from adapters.fields import Json, an_object, words_of
from adapters.telegram.fields import number, reference
from bot.engine.incoming import Incoming, Joined, Left, MovedTo, Pressed, Typed
from bot.text.clean import clean

_GROUPS = ("group", "supergroup")
_COMMAND = re.compile(r"\A(/\w{1,64})(?:@(\w+))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Me:
    """Who we are on Telegram; the name is "" until Telegram has told it."""

    id: int = 0
    username: str = ""

    def is_named(self, name: str) -> bool:
        """Tell whether that is our name. While we do not know it, Telegram is believed to give us what is ours."""
        return not self.username or name.lower() == self.username.lower()


@dataclass(frozen=True, slots=True)
class Heard:
    """Something in a group that is meant for us: who did it, as Telegram writes a user, and what it was."""

    user: Json
    incoming: Incoming


def door_of(update: Json) -> Incoming | None:
    """Return what happened at a group's door, whoever did it; None for all else."""
    if "my_chat_member" in update:
        change = an_object(update, "my_chat_member")
        return _membership(an_object(change, "new_chat_member"), _group_of(change))
    message = update.get("message")
    if isinstance(message, dict) and "migrate_to_chat_id" in message and (group := _group_of(message)):
        return Incoming(MovedTo(str(number(message, "migrate_to_chat_id"))), group=group)
    return None


def heard_in(update: Json, me: Me) -> Heard | None:
    """Return what somebody did in a group that is meant for us; None for all else."""
    if "message" in update:
        return _said(an_object(update, "message"), me)
    if "callback_query" in update:
        return _pressed(an_object(update, "callback_query"))
    return None


def _membership(member: Json, group: str | None) -> Incoming | None:
    if group is None:
        return None
    match words_of(member, "status"):
        case "left" | "kicked":
            return Incoming(Left(), group=group)
        case "restricted" if member.get("is_member") is False:
            return Incoming(Left(), group=group)
        case "restricted":
            return Incoming(Joined(muted=member.get("can_send_messages") is not True), group=group)
        case _:
            return Incoming(Joined(), group=group)


def _said(message: Json, me: Me) -> Heard | None:
    group = _group_of(message)
    # In the name of the group, or of a channel: nobody in particular (H49).
    if group is None or "from" not in message or "sender_chat" in message or "text" not in message:
        return None
    meant = _meant(clean(words_of(message, "text")), message, me)
    if meant is None:
        return None
    text, addressed = meant
    identity = str(number(message, "message_id"))
    return Heard(an_object(message, "from"), Incoming(Typed(text), identity, group, addressed))


def _meant(text: str, message: Json, me: Me) -> tuple[str, bool] | None:
    """Return the words that are meant for us, and whether they are for us alone."""
    if command := _COMMAND.match(text):
        name, addressee = command.groups()
        if addressee and not me.is_named(addressee):
            return None
        return name + text[command.end() :], bool(addressee)
    if me.username:
        without, count = re.subn(rf"(?<!\w)@{re.escape(me.username)}\b", " ", text, flags=re.IGNORECASE)
        if count:
            return " ".join(without.split()), True
    answered = message.get("reply_to_message")
    author = answered.get("from") if isinstance(answered, dict) else None
    ours = isinstance(author, dict) and bool(me.id) and author.get("id") == me.id
    return (text, False) if ours else None


def _pressed(query: Json) -> Heard | None:
    message = query.get("message")
    group = _group_of(message) if isinstance(message, dict) else None
    if group is None or not isinstance(message, dict):
        return None
    pressed = Pressed(clean(words_of(query, "data")), reference(query, "id"))
    return Heard(an_object(query, "from"), Incoming(pressed, str(number(message, "message_id")), group))


def _group_of(told: Json) -> str | None:
    """Return the group that this is told of; None where it is none."""
    chat = told.get("chat")
    return str(number(chat, "id")) if isinstance(chat, dict) and chat.get("type") in _GROUPS else None
