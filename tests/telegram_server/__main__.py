"""Run the server by hand: `python -m tests.telegram_server --port 8081`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys

from tests.telegram_server.limits import Limits
from tests.telegram_server.server import TelegramServer
from tests.telegram_server.webhook import Pace

_HELP = """Telegram Bot API   {url}
token              {token}
try it             curl -d '{{"text":"/start"}}' -H 'content-type: application/json' {url}/_control/citizen/7/says
                   curl {url}/_control/citizen/7/chat
"""


async def serve(port: int, *, limited: bool) -> None:
    """Serve until interrupted."""
    limits = Limits() if limited else None
    async with TelegramServer(port=port, limits=limits, pace=Pace(delay_scale=1.0)) as server:
        sys.stdout.write(_HELP.format(url=server.base_url, token=server.token))
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.telegram_server", description=__doc__)
    parser.add_argument("--port", type=int, default=8081, help="0 takes a free one")
    parser.add_argument("--limited", action="store_true", help="hold the bot to Telegram's rates")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(options.port, limited=options.limited))


if __name__ == "__main__":
    main()
