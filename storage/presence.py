"""Who was at an event: told by the door, where somebody was there."""

from __future__ import annotations

from sqlalchemy import exists, or_

from storage.tables import rsvps

_others = rsvps.alias("others")
DOOR_WAS_KEPT = exists().where(_others.c.event == rsvps.c.event, _others.c.checked_in_at.is_not(None))
"""Whether anybody was let in at the event of an answer."""

WAS_THERE = or_(rsvps.c.checked_in_at.is_not(None), ~DOOR_WAS_KEPT)
"""Of those who said they come and whose event is over: who was let in; where nobody was at the door, all of them."""
