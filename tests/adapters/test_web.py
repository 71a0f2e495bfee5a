"""The try-out page over HTTP: what a browser sends is kept once, what the bot says is shown, nobody else gets in."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import io
import json
import re
import resource
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from adapters.web.feed import MAX_BEHIND, Feed
from adapters.web.props import Persona, Place, Props
from adapters.web.tryout import TryoutPage
from adapters.web.watch import Watch
from bot.engine.clock import MovableClock
from bot.engine.incoming import (
    Arrival,
    Blocked,
    Document,
    Edited,
    Other,
    Picture,
    Position,
    Pressed,
    Typed,
    Unblocked,
)
from bot.engine.outgoing import Button, Outgoing
from bot.engine.platform import FileGone, Later, Platform, Refused, Sent, Unreachable
from bot.text.languages import LANGUAGES
from tests.telegram_server.pictures import photo

PNG = b"\x89PNG\r\n\x1a\n" + b"a picture"
STATIC = Path(__file__).parents[2] / "adapters" / "web" / "static"
WORDS = {path.stem: json.loads(path.read_text()) for path in (STATIC / "words").glob("*.json")}
PERSONAS = (
    Persona("anyone", "Een Brusselaar", "nl", {"en": "Dutch-speaking"}),
    Persona("other", "Autre", "fr"),
)


@dataclass
class Engine:
    """Keeps what arrives; `broken` keeps nothing, as an engine whose database is locked."""

    kept: list[Arrival] = field(default_factory=list)
    broken: bool = False

    async def keep(self, arrivals: Sequence[Arrival], mark: str | None = None) -> None:
        assert mark is None
        await asyncio.sleep(0)
        if self.broken:
            raise RuntimeError("database is locked")
        self.kept.extend(arrivals)


@dataclass
class Browser:
    """One page's worth of requests, as the page's own script makes them."""

    http: aiohttp.ClientSession
    page: TryoutPage
    engine: Engine
    clock: MovableClock

    async def does(self, chat: str = "anyone", key: str = "", **update: Any) -> aiohttp.ClientResponse:
        update = {"chat": chat, "key": key or uuid.uuid4().hex, **update}
        return await self.posts("/api/updates", json.dumps(update).encode())

    async def posts(
        self, path: str, body: bytes | io.BytesIO, of: str = "application/json", **headers: str
    ) -> aiohttp.ClientResponse:
        origin = self.page.url.rstrip("/")
        sent = {"Origin": origin, "Content-Type": of} | {k.replace("_", "-"): v for k, v in headers.items()}
        return await self.http.post(origin + path, data=body, headers=sent)

    async def gets(self, path: str, **headers: str) -> aiohttp.ClientResponse:
        return await self.http.get(self.page.url.rstrip("/") + path, headers=headers)

    async def hears(self, after: str = "") -> tuple[str, dict[str, Any]]:
        """The first event of a new stream: what was missed, and what to ask after next time."""
        async with self.http.get(f"{self.page.url}api/events?after={after}") as stream:
            return await next_event(stream)

    async def shows(self) -> list[dict[str, Any]]:
        _, event = await self.hears()
        messages: list[dict[str, Any]] = event["messages"]
        return messages


async def next_event(stream: aiohttp.ClientResponse) -> tuple[str, dict[str, Any]]:
    fields: dict[str, str] = {}
    while line := (await stream.content.readline()).decode().rstrip():
        name, _, value = line.partition(": ")
        fields[name] = value
    return fields["id"], json.loads(fields["data"])


@asynccontextmanager
async def opened(folder: Path, engine: Engine) -> AsyncIterator[Browser]:
    clock = MovableClock()
    due = clock.now() + timedelta(hours=3)
    watch = Watch(
        clock,
        lambda seconds: clock.forward(timedelta(seconds=seconds)),
        lambda: due if due > clock.now() else None,
    )
    props = Props(
        "Europe/Brussels", [Place("Grand-Place", 50.847, 4.352)], {"nl": {"start": "Opnieuw beginnen"}}
    )
    page = TryoutPage("127.0.0.1", 0, data_dir=folder, personas=PERSONAS, watch=watch, props=props)
    serving = asyncio.create_task(page.receive(engine.keep, None))
    try:
        async with aiohttp.ClientSession() as http:
            yield Browser(http, page, engine, clock)
    finally:
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving
        await page.close()


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    async with opened(tmp_path, Engine()) as browser:
        yield browser


def read(browser: Browser, number: int = -1) -> Any:
    incoming = browser.page.read(browser.engine.kept[number].raw)
    assert incoming is not None
    return incoming


def test_it_is_a_platform(tmp_path: Path) -> None:
    def is_one(_page: Platform) -> None: ...

    watch = Watch(MovableClock(), lambda _: None, lambda: None)
    page = TryoutPage("127.0.0.1", 0, data_dir=tmp_path, personas=(), watch=watch, props=Props("UTC"))
    is_one(page)
    assert page.latest is None
    asyncio.run(page.close())


# In


async def test_a_message_is_kept_before_it_is_confirmed_and_shown(browser: Browser) -> None:
    answer = await browser.does(kind="text", text="Een zebrapad")
    [arrival] = browser.engine.kept
    assert answer.status == 200
    assert arrival.sender is not None
    assert (arrival.sender.id, arrival.sender.chat, arrival.sender.language_hint) == (
        "anyone",
        "anyone",
        "nl",
    )
    assert read(browser).content == Typed("Een zebrapad")
    assert read(browser).message == (await answer.json())["message"]
    assert [m["text"] for m in await browser.shows()] == ["Een zebrapad"]


async def test_h3_the_same_key_twenty_times_at_once_is_one_message(browser: Browser) -> None:
    answers = await asyncio.gather(
        *(browser.does(key="the-same-key", kind="text", text="x") for _ in range(20))
    )
    assert {a.status for a in answers} == {200}
    assert len(browser.engine.kept) == 1
    assert len(await browser.shows()) == 1


async def test_h65_what_the_engine_cannot_keep_is_refused_for_now_and_offered_again(browser: Browser) -> None:
    browser.engine.broken = True
    refused = await browser.does(key="first-key", kind="text", text="eerst")
    assert refused.status == 503
    assert await browser.shows() == []
    browser.engine.broken = False
    # The next message of the same chat takes the waiting one along, in order.
    await browser.does(kind="text", text="dan")
    again = await browser.does(key="first-key", kind="text", text="eerst")
    assert again.status == 200
    assert [read(browser, number).content for number in (0, 1)] == [Typed("eerst"), Typed("dan")]
    assert [m["text"] for m in await browser.shows()] == ["eerst", "dan"]


async def test_h65_what_waits_is_offered_again_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.web.tryout.OFFER_AGAIN_SECONDS", 0.01)
    async with opened(tmp_path, Engine(broken=True)) as browser:
        await browser.does(kind="text", text="nog hier")
        browser.engine.broken = False
        async with browser.http.get(f"{browser.page.url}api/events") as stream, asyncio.timeout(2):
            while not browser.engine.kept:
                await next_event(stream)
        assert read(browser).content == Typed("nog hier")


async def test_every_kind_of_update_is_read(browser: Browser) -> None:
    photo = await (await browser.posts("/api/photos", PNG, "application/octet-stream")).json()
    said = await browser.page.send("anyone", Outgoing("Kies", (Button("Ja", "t0k"),)), None, 1)
    assert isinstance(said, Sent)
    mine = await (await browser.does(kind="text", text="tiepfout")).json()
    steps: list[tuple[dict[str, Any], object]] = [
        ({"kind": "edit", "message": mine["message"], "text": "tikfout"}, Edited("tikfout")),
        (
            {"kind": "press", "message": said.message, "token": "t0k", "key": "press-key"},
            Pressed("t0k", "anyone:press-key"),
        ),
        (
            {"kind": "photo", **photo, "name": "a.png", "text": "hier"},
            Picture(photo["file"], len(PNG), "hier"),
        ),
        ({"kind": "file", **photo, "name": "a.pdf", "text": ""}, Document(photo["file"], "a.pdf", len(PNG))),
        ({"kind": "place", "label": "Hier", "latitude": 50.8, "longitude": 4}, Position(50.8, 4.0)),
        ({"kind": "sticker"}, Other("sticker")),
        ({"kind": "block"}, Blocked()),
        ({"kind": "unblock"}, Unblocked()),
    ]
    for update, means in steps:
        assert (await browser.does(**update)).status == 200
        assert read(browser).content == means
    assert await browser.page.fetch(photo["file"], 100) == PNG


async def test_h38_nul_and_lone_surrogates_are_cleaned_at_intake(browser: Browser) -> None:
    body = b'{"chat":"anyone","key":"abcdefgh","kind":"text","text":"a\\u0000b\\ud800c"}'
    assert (await browser.posts("/api/updates", body)).status == 200
    assert re.fullmatch("ab.?c", read(browser).content.text)
    browser.engine.kept[0].raw.encode()
    assert len(await browser.shows()) == 1


@pytest.mark.parametrize(
    "body",
    [
        b'{"chat":"anyone"',
        b"[" * 100_000,
        b"\xff\xfe",
        b"[]",
        b'{"chat":"anyone","key":"abcdefgh","kind":"poll"}',
        b'{"chat":"nobody","key":"abcdefgh","kind":"sticker"}',
        b'{"chat":"anyone","key":"../../../x","kind":"sticker"}',
        b'{"chat":"anyone","key":"abcdefgh","kind":"text","text":3}',
        b'{"chat":"anyone","key":"abcdefgh","kind":"place","label":"x","latitude":NaN,"longitude":4}',
        b'{"chat":"anyone","key":"abcdefgh","kind":"place","label":"x","latitude":400,"longitude":4}',
        b'{"chat":"anyone","key":"abcdefgh","kind":"press","message":"99","token":"t"}',
        b'{"chat":"anyone","key":"abcdefgh","kind":"photo","file":"../chat.jsonl","name":"","text":""}',
    ],
)
async def test_h6_what_no_page_sends_is_refused_and_its_neighbours_are_not(
    browser: Browser, body: bytes
) -> None:
    assert (await browser.posts("/api/updates", body)).status == 400
    assert (await browser.does(kind="text", text="gewoon")).status == 200
    assert len(browser.engine.kept) == 1


@pytest.mark.parametrize("raw", ["", "{", "[]", "{}", '{"kind":"text"}', '{"kind":"dance"}', "[" * 100_000])
async def test_h6_a_kept_update_that_cannot_be_read_says_so(browser: Browser, raw: str) -> None:
    with pytest.raises(ValueError):
        browser.page.read(raw)


async def test_h10_nobody_edits_or_presses_in_another_chat(browser: Browser) -> None:
    said = await browser.page.send("other", Outgoing("Kies", (Button("Ja", "t0k"),)), None, 1)
    assert isinstance(said, Sent)
    theirs = (await (await browser.does("other", kind="text", text="van mij")).json())["message"]
    assert (await browser.does(kind="press", message=said.message, token="t0k")).status == 400
    assert (await browser.does(kind="edit", message=theirs, text="van jou")).status == 400
    assert (await browser.does("other", kind="edit", message=said.message, text="bot")).status == 400


async def test_h2_too_large_too_compressed_or_not_json_is_refused(browser: Browser) -> None:
    heavy = io.BytesIO(b"x" * (10 * 1024 * 1024 + 1))
    assert (await browser.posts("/api/photos", heavy, "application/octet-stream")).status == 413
    assert (await browser.posts("/api/updates", io.BytesIO(b" " * (1024 * 1024 + 1)))).status == 413
    bomb = gzip.compress(b"0" * 10_000_000)
    assert (await browser.posts("/api/updates", bomb, Content_Encoding="gzip")).status == 415
    assert (await browser.posts("/api/updates", b"{}", "text/plain")).status == 400


# Out


async def test_a_message_is_pushed_with_its_choices_in_rows(browser: Browser) -> None:
    async with browser.http.get(f"{browser.page.url}api/events") as stream:
        await next_event(stream)
        choices = (Button("Ja", "y"), Button("Nee", "n"), Button("Terug", "b", "terug"))
        outcome = await browser.page.send("anyone", Outgoing("<b>Klopt</b> het?", choices), None, 7)
        _, told = await next_event(stream)
    assert isinstance(outcome, Sent)
    assert told["message"]["text"] == "<b>Klopt</b> het?"
    assert told["message"]["id"] == int(outcome.message)
    assert [[b["label"] for b in row] for row in told["message"]["rows"]] == [["Ja", "Nee"], ["Terug"]]


async def test_an_edit_replaces_and_the_same_outbox_key_is_the_same_message(browser: Browser) -> None:
    first = await browser.page.send("anyone", Outgoing("Kies"), None, 1)
    assert isinstance(first, Sent)
    assert await browser.page.send("anyone", Outgoing("Kies"), None, 1) == first
    assert await browser.page.send("anyone", Outgoing("Gekozen", edits=first.message), None, 2) == first
    [shown] = await browser.shows()
    assert (shown["text"], shown["edited"]) == ("Gekozen", True)


async def test_an_edit_of_what_is_not_there_is_sent_anew(browser: Browser) -> None:
    theirs = (await (await browser.does(kind="text", text="van mij")).json())["message"]
    elsewhere = await browser.page.send("other", Outgoing("Bonjour"), None, 1)
    assert isinstance(elsewhere, Sent)
    for key, edits in enumerate((theirs, elsewhere.message, "99", "x"), start=2):
        assert isinstance(await browser.page.send("anyone", Outgoing("Dag", edits=edits), None, key), Sent)
    assert [m["text"] for m in await browser.shows()] == ["van mij", "Bonjour", "Dag", "Dag", "Dag", "Dag"]


async def test_what_cannot_be_sent_says_why(browser: Browser) -> None:
    send = browser.page.send
    assert await send("nobody", Outgoing("Dag"), None, 1) == Unreachable("no_such_chat")
    assert await send("anyone", Outgoing(" "), None, 2) == Refused("empty")
    assert await send("anyone", Outgoing("Kijk", photo=1), photo(b"<svg onload=alert(1)>"), 3) == Refused(
        "no_picture"
    )
    await browser.does(kind="block")
    assert await send("anyone", Outgoing("Dag"), None, 4) == Unreachable("blocked")
    assert (await browser.does(kind="text", text="hallo?")).status == 400
    await browser.does(kind="unblock")
    assert isinstance(await send("anyone", Outgoing("Dag"), None, 4), Sent)


async def test_a_press_is_answered_in_its_own_phone(browser: Browser) -> None:
    said = await browser.page.send("anyone", Outgoing("Kies", (Button("Ja", "t0k"),)), None, 1)
    assert isinstance(said, Sent)
    async with browser.http.get(f"{browser.page.url}api/events") as stream:
        await next_event(stream)
        await browser.does(kind="press", message=said.message, token="t0k", key="this-press")
        await browser.page.acknowledge(read(browser).content.receipt, "Geteld")
        _, told = await next_event(stream)
    assert (told["kind"], told["chat"], told["key"], told["toast"]) == (
        "answered",
        "anyone",
        "this-press",
        "Geteld",
    )
    await browser.page.acknowledge("nobody:never", "")


async def test_photos_go_both_ways_and_a_lost_file_is_gone(browser: Browser) -> None:
    await browser.page.send("anyone", Outgoing("Kijk", photo=1), photo(PNG), 1)
    [shown] = await browser.shows()
    answer = await browser.gets(f"/photos/{shown['photo']}")
    assert (await answer.read(), answer.content_type) == (PNG, "image/png")
    for file, limit in ((shown["photo"], 3), ("0" * 64 + ".png", 100), ("../chat.jsonl", 100)):
        with pytest.raises(FileGone):
            await browser.page.fetch(file, limit)
    assert (await browser.gets("/photos/..%2Fchat.jsonl")).status == 404


async def test_h45_what_is_no_picture_is_kept_but_never_shown_as_a_page(browser: Browser) -> None:
    script = b"<script>alert(1)</script>"
    stored = await (await browser.posts("/api/photos", script, "application/octet-stream")).json()
    answer = await browser.gets(f"/photos/{stored['file']}")
    assert answer.headers["Content-Disposition"] == "attachment"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


# What is remembered


async def test_h60_a_reload_a_restart_and_a_torn_line_lose_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path, Engine()) as browser:
        await browser.does(kind="text", text="blijft")
        said = await browser.page.send("anyone", Outgoing("ook"), None, 5)
        await browser.does("other", kind="block")
        before = await browser.shows()
        latest = browser.page.latest
    with (tmp_path / "chat.jsonl").open("ab") as file:
        file.write(b'{"said":{"id":0,"ch')
    for _ in range(2):
        async with opened(tmp_path, Engine()) as browser:
            assert await browser.shows() == before
            assert browser.page.latest == latest
            assert (await browser.hears())[1]["blocked"] == ["other"]
            assert await browser.page.send("anyone", Outgoing("ook"), None, 5) == said
            assert browser.engine.kept == []


async def test_p1_what_was_waiting_at_a_kill_is_delivered_at_the_next_start(tmp_path: Path) -> None:
    async with opened(tmp_path, Engine(broken=True)) as browser:
        assert (await browser.does(key="same-key", kind="text", text="onderweg")).status == 503
    async with opened(tmp_path, Engine()) as browser:
        assert (await browser.does(key="same-key", kind="text", text="onderweg")).status == 200
        assert [a.key for a in browser.engine.kept] == ["anyone:same-key"]
        assert read(browser).content == Typed("onderweg")


async def test_h65_on_a_full_disk_nothing_is_confirmed_and_no_line_is_left_torn(
    browser: Browser, tmp_path: Path
) -> None:
    history = tmp_path / "chat.jsonl"
    await browser.does(kind="text", text="ervoor")
    before = history.read_bytes()
    # No file of this process may grow: a limit of the system, where there is no disk to fill.
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 20, most))
    try:
        assert (await browser.does(key="same-key", kind="text", text="tijdens")).status == 503
        assert await browser.page.send("anyone", Outgoing("tijdens"), None, 1) == Later()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert history.read_bytes() == before
    assert (await browser.does(key="same-key", kind="text", text="tijdens")).status == 200
    assert [m["text"] for m in await browser.shows()] == ["ervoor", "tijdens"]


async def test_a_broken_line_in_the_middle_names_the_file_and_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "chat.jsonl").write_text('{"history":"x"}\nbroken\n{}\n')
    with pytest.raises(ValueError, match=r"chat\.jsonl, line 2, .*Move the file away"):
        async with opened(tmp_path, Engine()):
            pass


async def test_a_page_that_was_away_hears_only_what_it_missed(browser: Browser) -> None:
    await browser.page.send("anyone", Outgoing("een"), None, 1)
    heard, everything = await browser.hears()
    assert everything["whole"]
    await browser.page.send("anyone", Outgoing("twee"), None, 2)
    _, missed = await browser.hears(heard)
    assert (missed["whole"], [m["text"] for m in missed["messages"]]) == (False, ["twee"])
    _, afresh = await browser.hears("another-history.7")
    assert (afresh["whole"], len(afresh["messages"])) == (True, 2)


async def test_a_page_that_does_not_keep_up_is_cut_off_and_catches_up() -> None:
    feed = Feed()
    with feed.listening() as page:
        for number in range(MAX_BEHIND + 10):
            feed.tell({"at": str(number)})
        told = [page.get_nowait() for _ in range(page.qsize())]
    assert len(told) == MAX_BEHIND + 2
    assert told[-1] is None


# Who gets in


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "example.org", ""])
def test_it_refuses_to_listen_off_loopback(tmp_path: Path, host: str) -> None:
    watch = Watch(MovableClock(), lambda _: None, lambda: None)
    with pytest.raises(ValueError, match=r"this machine alone; use 127\.0\.0\.1"):
        TryoutPage(host, 0, data_dir=tmp_path, personas=PERSONAS, watch=watch, props=Props("UTC"))


async def test_a_taken_address_is_said_at_once(browser: Browser, tmp_path: Path) -> None:
    port = int(browser.page.url.rsplit(":", 1)[1].strip("/"))
    watch = Watch(browser.clock, lambda _: None, lambda: None)
    with pytest.raises(OSError, match=f"the try-out page cannot listen on 127.0.0.1:{port}"):
        TryoutPage(
            "127.0.0.1", port, data_dir=tmp_path / "2", personas=PERSONAS, watch=watch, props=Props("UTC")
        )


async def test_another_site_can_neither_read_nor_write(browser: Browser) -> None:
    """DNS rebinding gives a foreign name in Host; a foreign page gives its own Origin, or none."""
    sticker = json.dumps({"chat": "anyone", "key": "abcdefgh", "kind": "sticker"}).encode()
    assert (await browser.gets("/api/events", Host="evil.example")).status == 403
    assert (await browser.gets("/", Host="evil.example:80")).status == 403
    assert (await browser.gets("/", Host="[")).status in (400, 403)
    assert (await browser.gets("/", Host="localhost:1")).status == 200
    assert (await browser.posts("/api/updates", sticker, Origin="http://localhost:3000")).status == 403
    assert (await browser.posts("/api/updates", sticker, Origin="null")).status == 403
    plain = await browser.http.post(
        f"{browser.page.url}api/updates", data=sticker, headers={"Content-Type": "application/json"}
    )
    assert plain.status == 403
    assert browser.engine.kept == []


async def test_every_answer_forbids_foreign_and_inline_script(browser: Browser) -> None:
    for path in ("/", "/static/app.js", "/api/page", "/nowhere"):
        policy = (await browser.gets(path)).headers["Content-Security-Policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "unsafe" not in policy
    page = await (await browser.gets("/")).text()
    assert not re.search(r"<script(?! type=\"module\" src=)|\son\w+=|style=|//(?!127)", page)


# The clock


async def test_the_clock_moves_by_the_hour_and_to_what_comes_next(browser: Browser) -> None:
    async def moves(**asked: Any) -> dict[str, str]:
        answer = await browser.posts("/api/clock", json.dumps(asked).encode())
        assert answer.status == 200
        reading: dict[str, str] = await answer.json()
        return reading

    began = datetime.now(UTC)
    hour = await moves(seconds=3600)
    assert timedelta(minutes=59) < datetime.fromisoformat(hour["now"]) - began < timedelta(minutes=61)
    there = await moves(to="next")
    assert datetime.fromisoformat(there["now"]) - began > timedelta(hours=2, minutes=59)
    assert there["next"] is None
    still = await moves(to="next")
    assert still["next"] is None
    for refused in (b'{"seconds":-1}', b'{"seconds":1e12}', b'{"seconds":NaN}', b'{"to":"past"}', b"7"):
        assert (await browser.posts("/api/clock", refused)).status == 400


async def test_a_clock_whose_levers_are_asynchronous_works_as_well(browser: Browser) -> None:
    moved = []

    async def move(seconds: float) -> None:
        moved.append(seconds)

    async def due() -> datetime:
        return browser.clock.now() + timedelta(hours=1)

    watch = Watch(browser.clock, move, due)
    await watch.to_next()
    assert moved == [pytest.approx(3600, abs=1)]
    assert (await watch.reading())["next"] is not None


# What stands on the page


async def test_the_page_is_told_who_is_on_it_and_where_links_lead(browser: Browser) -> None:
    about = await (await browser.gets("/api/page")).json()
    assert [p["name"] for p in about["personas"]] == ["Een Brusselaar", "Autre"]
    assert about["places"] == [{"label": "Grand-Place", "latitude": 50.847, "longitude": 4.352}]
    assert about["commands"]["nl"] == [{"name": "start", "does": "Opnieuw beginnen"}]
    assert about["languages"] == [code for code in LANGUAGES if code in WORDS]
    assert WORDS.keys() >= {"nl", "fr", "en"}
    assert browser.page.address("idea_12") == f"{browser.page.url}#start=idea_12"
    assert await browser.page.check() == browser.page.url


def test_the_words_of_the_page_are_the_same_in_every_language_and_all_are_used() -> None:
    placeholders = {
        language: {name: sorted(re.findall(r"\{\w+\}", text)) for name, text in said.items()}
        for language, said in WORDS.items()
    }
    for language in WORDS:
        assert placeholders[language] == placeholders["en"], f"in words/{language}.json"
    code = "".join(p.read_text() for p in (*STATIC.glob("*.js"), STATIC / "index.html"))
    assert [name for name in WORDS["en"] if not re.search(rf"\b{name}\b", code)] == []


def test_nothing_on_the_page_comes_from_elsewhere() -> None:
    for path in (*STATIC.glob("*.js"), *STATIC.glob("*.css"), *STATIC.glob("*.html")):
        addresses = set(re.findall(r"https?://[\w.]+", path.read_text())) - {"http://www.w3.org"}
        assert not addresses, path.name
    assert (STATIC / "fonts" / "LICENSE.txt").exists()
