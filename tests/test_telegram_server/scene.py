"""What the methods of the two libraries are called about."""

from __future__ import annotations

from dataclasses import dataclass

from tests.telegram_server import Citizen
from tests.telegram_server.pictures import png

PHOTO = png(400, 300)
COMMANDS = [("idee", "Een idee delen")]
HOOK = "http://127.0.0.1:9/hook"


@dataclass
class Scene:
    """What the methods below are called about."""

    citizen: Citizen
    group_id: int
    text_id: int
    photo_id: int
    query_id: str
    file_id: str
