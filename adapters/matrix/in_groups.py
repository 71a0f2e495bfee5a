"""What is meant for us in a room of several, what happens at its door, and who decides there.

What people say to one another is not ours to read: only what calls us by a command, by our name or by a mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from bot.engine.incoming import Content, Incoming, Joined, Left, MovedTo, Pressed, Typed
from bot.text.clean import clean, fold

Json = Mapping[str, Any]
_Otherwise = TypeVar("_Otherwise", int, None)

OWN_NAME = "parvis"
"""What we are called by everywhere, whatever the account is called."""

POWER_LEVELS = "m.room.power_levels"

# Rooms from version 12 on: whoever made one has more power than any level says.
_CREATORS_RULE = 12

# What clients write before a reply for those that do not show replies: lines that begin with ">", and an empty one.
_QUOTED = re.compile(r"\A(?:> [^\n]*\n)+\n")


def call(words: str) -> str:
    """Return what is typed in a group to say these words to us."""
    return f"!{OWN_NAME} {words}"


def answered(content: Json) -> str:
    """Return the event to which a message is a reply; "" if it is none."""
    relation = content.get("m.relates_to")
    reply = relation.get("m.in_reply_to") if isinstance(relation, dict) else None
    event = reply.get("event_id") if isinstance(reply, dict) else None
    # A message in a thread names its latest one for clients that know no threads: nobody replied to that.
    falls_back = isinstance(relation, dict) and relation.get("is_falling_back") is True
    return event if isinstance(event, str) and not falls_back else ""


def words_of(content: Json) -> str:
    """Return the words that somebody wrote; "" for what are no words, or is said by a program (`m.notice`), or is a correction."""
    relation = content.get("m.relates_to")
    corrects = isinstance(relation, dict) and relation.get("rel_type") == "m.replace"
    body = content.get("body")
    if content.get("msgtype") != "m.text" or corrects or not isinstance(body, str):
        return ""
    return clean(_QUOTED.sub("", body) if answered(content) else body).strip()


def meant(content: Json, me: str, name: str) -> tuple[str, bool] | None:
    """Return the words that are meant for us, and whether they are for us alone; None for what others talk about.

    `name` is how we are called in the room. A client mentions whomever one replies to: that alone calls nobody.
    """
    text = words_of(content)
    if not text:
        return None
    if text.startswith("!"):
        called, _, rest = text[1:].partition(" ")
        return (rest.strip(), True) if fold(called) in _names(me, name) else None
    if text.startswith("/"):
        return text, False
    for each in (me, *sorted(_names(me, name), key=len, reverse=True)):
        if found := re.match(rf"@?{re.escape(each)}\s*[:,]\s*", text, re.IGNORECASE):
            return text[found.end() :].strip(), True
    if not _mentions(content, me):
        return None
    without = _without(text, (me, name, *_names(me, name)))
    if without is None:
        return (text, False) if answered(content) else (text, True)
    return without, True


def _names(me: str, name: str) -> frozenset[str]:
    return frozenset(filter(None, (OWN_NAME, fold(me[1:].partition(":")[0]), fold(name))))


def _mentions(content: Json, me: str) -> bool:
    """Tell whether somebody means us, as clients say it (MSC3952)."""
    mentions = content.get("m.mentions")
    people = mentions.get("user_ids") if isinstance(mentions, dict) else None
    return isinstance(people, list) and me in people


def _without(text: str, names: Iterable[str]) -> str | None:
    """Return the text without the name by which it mentions us; None if it does not."""
    for each in filter(None, names):
        found = re.subn(rf"(?<!\w)@?{re.escape(each)}\b\s*[:,]?", " ", text, count=1, flags=re.IGNORECASE)
        if found[1]:
            return " ".join(found[0].split())
    return None


def decides(levels: Json | None, created: Json, person: str) -> bool:
    """Tell whether somebody may decide for a room: whoever may change what it is called, and what it is like.

    `created` is the event with which the room began: where no levels are set, or no level holds for who made the room,
    it is theirs.
    """
    content = created.get("content")
    content = content if isinstance(content, dict) else {}
    more = content.get("additional_creators")
    creators = {created.get("sender"), *(more if isinstance(more, list) else ())}
    if person in creators and (levels is None or _creators_rule(content)):
        return True
    return levels is not None and _power(levels, person) >= _level(levels, "state_default", 50)


def may_write(levels: Json, me: str) -> bool:
    """Tell whether somebody may write messages there."""
    events = levels.get("events")
    needed = _level(events if isinstance(events, dict) else {}, "m.room.message", None)
    return _power(levels, me) >= (_level(levels, "events_default", 0) if needed is None else needed)


def _creators_rule(content: Json) -> bool:
    version = content.get("room_version")
    return isinstance(version, str) and version.isdecimal() and int(version) >= _CREATORS_RULE


def _power(levels: Json, person: str) -> int:
    people = levels.get("users")
    own = _level(people if isinstance(people, dict) else {}, person, None)
    return _level(levels, "users_default", 0) if own is None else own


def _level(levels: Json, name: str, otherwise: _Otherwise) -> int | _Otherwise:
    level = levels.get(name)
    return level if isinstance(level, int) and not isinstance(level, bool) else otherwise


def read_in_group(kept: Json, event: Json, message: str, receipt: str) -> Incoming:
    """Return what an event means that was kept for a group; `message` is what it is about."""
    room = str(kept["room"])
    if door := kept.get("door"):
        return Incoming(_door(str(door), room), group=str(kept.get("older") or room))
    if (token := kept.get("token")) is not None:
        return Incoming(Pressed(clean(str(token)), receipt, mark=str(event["event_id"])), message, room)
    return Incoming(Typed(str(kept["said"])), message, room, kept.get("addressed") is True)


def _door(door: str, room: str) -> Content:
    match door:
        case "left":
            return Left()
        case "moved":
            return MovedTo(room)
        case _:
            return Joined(muted=door == "muted")
