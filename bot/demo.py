"""`parvis demo`: the try-out page, with a data folder and a clock of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import webbrowser
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from adapters.web.props import Persona, Place, Props
from adapters.web.tryout import TryoutPage
from adapters.web.watch import Watch
from bot.civic.checkin import PutAtDoor
from bot.civic.city import City
from bot.civic.hosting import AllEvents
from bot.civic.programmes import Programmes
from bot.civic.roles import PutInRole, Role
from bot.civic.templates import load_template
from bot.commands.saying import line
from bot.commands.seed import plant
from bot.engine.clock import MovableClock
from bot.engine.desk import Desk
from bot.engine.incoming import Arrival, Sender
from bot.engine.service import Service
from bot.main import until_told, wire
from bot.office import Office, open_office
from bot.ops import Metrics
from bot.settings import BadSettings, Settings
from flows.saying.introduction import commands
from storage.clock import ahead, keep_ahead

log = structlog.get_logger()

TEMPLATE = "open-wall"
MESSAGES_PER_SECOND = 1000.0
MOST_PLACES = 6
ANSWER_SECONDS = 10.0

ORGANISER = "organiser"

PERSONAS = (
    Persona(
        "citizen-nl",
        "Een Brusselaar",
        "nl",
        {"nl": "Spreekt Nederlands", "fr": "Parle néerlandais", "en": "Speaks Dutch"},
    ),
    Persona(
        "citizen-fr",
        "Une personne d’ici",
        "fr",
        {"nl": "Spreekt Frans", "fr": "Parle français", "en": "Speaks French"},
    ),
    Persona(
        ORGANISER,
        "The organisers",
        "en",
        {"nl": "Organiseren de open muur", "fr": "Organisent le mur ouvert", "en": "Run the open wall"},
    ),
)


def demo(settings: Settings) -> None:
    """Show the try-out page until told to stop. Raises BadSettings where it may not, or cannot."""
    _refuse_beside_what_is_real(settings)
    folder = settings.data_dir / "demo"
    clock = MovableClock()
    office = open_office(settings.model_copy(update={"data_dir": folder}), clock, serves=True)
    clock.forward(ahead(office.database))
    with office.at_desk() as desk:
        is_new = not desk.ask(Programmes())
    if is_new:
        template = load_template(TEMPLATE)
        plant(office, template, len(template.examples))
        with office.at_desk() as desk:
            _appoint(desk)
    until_told(lambda stop: _show(office, clock, stop))


def _appoint(desk: Desk) -> None:
    """Let the organisers be owners, and at the door of what is on: all of it can be tried from the start."""
    arrival = json.dumps({"kind": "unblock", "message": ""})
    sender = Sender(ORGANISER, ORGANISER, language_hint="en")
    desk.keep(TryoutPage.name, [Arrival("at-the-door", arrival, sender)])
    desk.carry_out(PutInRole(TryoutPage.name, ORGANISER, Role.OWNER))
    for event in desk.ask(AllEvents()):
        desk.carry_out(PutAtDoor(event.number, TryoutPage.name, ORGANISER))


def _refuse_beside_what_is_real(settings: Settings) -> None:
    real = {
        "PARVIS_TELEGRAM__TOKEN": settings.telegram.token,
        "PARVIS_MATRIX__TOKEN": settings.matrix.token,
        "PARVIS_DATABASE_URL": settings.database_url,
    }
    found = [name for name, value in real.items() if value]
    if found:
        raise BadSettings(
            f"The demo moves its clock, so it does not start beside {' and '.join(found)}: take "
            f"{'it' if len(found) == 1 else 'them'} out for the demo, or start what is real with parvis serve."
        )
    if not settings.tryout.listen.is_loopback:
        raise BadSettings(
            f"PARVIS_TRYOUT__LISTEN is {settings.tryout.listen}, but anybody can be anybody on the try-out page: set it to an "
            "address of this machine alone, such as 127.0.0.1:8080."
        )


async def _show(office: Office, clock: MovableClock, stop: asyncio.Event) -> None:
    service: Service

    async def move(seconds: float) -> None:
        by = timedelta(seconds=seconds)
        await service.store.run(lambda desk: keep_ahead(desk, clock.ahead + by))
        clock.forward(by)
        await service.catch_up()

    async def next_due() -> datetime | None:
        due: datetime | None = await service.store.run(lambda desk: desk.next_due())
        return due

    page = _page(office, Watch(clock, move, next_due))
    if page.latest and page.latest > clock.now():
        # The machine's own clock was set back: on the page, time does not.
        clock.forward(page.latest - clock.now())
    service = wire(office, {page.name: page}, {page.name: MESSAGES_PER_SECOND}, Metrics())
    announcing = asyncio.create_task(_announce(page))
    await service.run(stop)
    announcing.cancel()


def _page(office: Office, watch: Watch) -> TryoutPage:
    listener = office.settings.tryout.listen
    props = Props(office.city.zone, _places(office.city), commands())
    folder = office.settings.data_dir / "page"
    try:
        return TryoutPage(
            listener.host, listener.port, data_dir=folder, personas=PERSONAS, watch=watch, props=props
        )
    except OSError as error:
        raise BadSettings(
            f"PARVIS_TRYOUT__LISTEN is {listener}, which cannot be had ({os.strerror(error.errno or 0)}): set another port, "
            "such as 127.0.0.1:8081."
        ) from None


def _places(city: City) -> Sequence[Place]:
    return [
        Place(" / ".join(dict.fromkeys(each.names.values())), each.centre.lat, each.centre.lon)
        for each in city.neighbourhoods[:MOST_PLACES]
    ]


async def _announce(page: TryoutPage) -> None:
    """Say where the page is once it answers, and open it where there is somebody to see it."""
    host, port = page.url.removeprefix("http://").rstrip("/").rsplit(":", 1)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(ANSWER_SECONDS):
            while not await _answers(host.strip("[]"), int(port)):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.02)
    line(f"Parvis is here to be tried out: {page.url} (Ctrl+C stops it)")
    if sys.stdout.isatty() and _has_display():
        with contextlib.suppress(Exception):
            await asyncio.to_thread(webbrowser.open, page.url)


async def _answers(host: str, port: int) -> bool:
    try:
        _reader, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True


def _has_display() -> bool:
    """Tell whether a browser would be seen: without a display, Python would start one in this terminal."""
    return sys.platform == "darwin" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
