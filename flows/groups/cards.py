"""What the cards of ideas and of votes in groups have in common: they follow what they are about, at their group's pace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.civic.groups import About, CardOf, TheGroup
from bot.engine.desk import Desk, Due
from bot.engine.groups import Here, Post
from bot.engine.work import GroupNotice


@dataclass(frozen=True, slots=True)
class Face:
    """What a card is to show now: `shown` tells it from what it may show already, `post` is the card in the place of that one."""

    shown: int
    post: Callable[[Here, str | None], Post]


def judged(due: Due, desk: Desk, about: About, face_of: Callable[[int], Face]) -> Sequence[GroupNotice]:
    """Judge whether a card still says what is so; if not, let it, at the pace of its group."""
    group_number, number = map(int, due.subject.split(":"))
    group, card = desk.ask(TheGroup(group_number)), desk.ask(CardOf(group_number, about, number))
    if group is None or card is None or group.closed:
        return ()
    if card.lost:
        desk.drop_card(group.id, about, number)
        return ()
    face = face_of(number)
    if card.waits or (face.shown != card.shown and not due.args):
        slot = desk.edit_slot(group.id)
        if card.waits or slot > desk.now:
            desk.plan(Due(due.kind, due.subject, slot, args={"slot": True}))
            return ()
    if face.shown == card.shown:
        return ()
    return (GroupNotice(group, lambda here: face.post(here, card.message)),)
