"""A Telegram Bot API server to test against: see `server`."""

from tests.telegram_server.calls import Call
from tests.telegram_server.chats import Bubble
from tests.telegram_server.citizen import Citizen, NothingHeardError
from tests.telegram_server.clock import MovableClock
from tests.telegram_server.faults import Fault
from tests.telegram_server.groups import Channel, Group
from tests.telegram_server.limits import Limits
from tests.telegram_server.server import TelegramServer
from tests.telegram_server.webhook import Pace
from tests.telegram_server.world import Press, Toast

__all__ = [
    "Bubble",
    "Call",
    "Channel",
    "Citizen",
    "Fault",
    "Group",
    "Limits",
    "MovableClock",
    "NothingHeardError",
    "Pace",
    "Press",
    "TelegramServer",
    "Toast",
]
