"""A few addresses to be a citizen with curl; for trying a bot by hand.

POST /_control/citizen/7/says {"text": "hallo"}, likewise starts {"payload": ""}, presses {"label": "Ja"},
sends_location {"latitude": 50.8, "longitude": 4.3}, sends_photo {}, blocks {} and unblocks {}.
GET /_control/citizen/7/chat shows the chat; GET /_control/calls what the bot asked.
A citizen exists from the first time an id is named; ?language=fr says what they speak.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.telegram_server.chats import Bubble
from tests.telegram_server.citizen import Citizen
from tests.telegram_server.wire import Json

if TYPE_CHECKING:
    from tests.telegram_server.server import TelegramServer

_ACTIONS = {"says", "starts", "presses", "sends_location", "sends_photo", "blocks", "unblocks"}


def add_routes(router: web.UrlDispatcher, server: TelegramServer) -> None:
    """Put the control addresses beside the Bot API's."""

    def citizen(request: web.Request) -> Citizen:
        number = int(request.match_info["id"])
        known = server.world.people.get(number)
        language = request.query.get("language", "nl")
        return known if isinstance(known, Citizen) else server.citizen(id=number, language_code=language)

    async def act(request: web.Request) -> web.Response:
        action = request.match_info["action"]
        if action not in _ACTIONS:
            raise web.HTTPNotFound(text=f"Known: {', '.join(sorted(_ACTIONS))}\n")
        details: Json = await request.json() if request.can_read_body else {}
        try:
            await getattr(citizen(request), action)(**details)
        except (AssertionError, TypeError) as error:
            return web.json_response({"ok": False, "description": str(error)}, status=400)
        return web.json_response({"ok": True})

    async def chat(request: web.Request) -> web.Response:
        return web.json_response([_shown(bubble) for bubble in citizen(request).chat])

    async def calls(_request: web.Request) -> web.Response:
        return web.json_response(
            [{"method": call.method, "status": call.status} | call.params for call in server.calls]
        )

    router.add_post("/_control/citizen/{id:\\d+}/{action}", act)
    router.add_get("/_control/citizen/{id:\\d+}/chat", chat)
    router.add_get("/_control/calls", calls)


def _shown(bubble: Bubble) -> dict[str, Any]:
    kinds = {"photo": bubble.photo, "document": bubble.document, "location": bubble.location}
    return {
        "message_id": bubble.message_id,
        "by_bot": bubble.by_bot,
        "text": bubble.text,
        "buttons": bubble.buttons,
        "edited": bubble.edited,
        "holds": [kind for kind, value in kinds.items() if value is not None],
    }
