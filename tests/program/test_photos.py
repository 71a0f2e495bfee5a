"""Photos on their way from a citizen's phone into the list, and whatever else is sent as one (H45)."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import psutil
import pytest
from PIL import Image

from tests.program.stages import Stage
from tests.program.walking import Idea, Walker, said
from tests.telegram_server.pictures import png

pytestmark = pytest.mark.asyncio(loop_scope="session")

_GPS_LATITUDE, _MAKE, _GPS = 2, 0x010F, 0x8825
MEGABYTE = 1024 * 1024


def _photograph() -> bytes:
    """Return a photo that tells where it was taken, and with what."""
    image = Image.new("RGB", (640, 480), (200, 30, 40))
    exif = image.getexif()
    exif[_MAKE] = "Zwaluwcamera"
    exif.get_ifd(_GPS)[1] = "N"
    exif.get_ifd(_GPS)[_GPS_LATITUDE] = (50.0, 50.0, 12.3)
    data = io.BytesIO()
    image.save(data, "JPEG", exif=exif, comment=b"thuis bij mij")
    assert b"Zwaluwcamera" in data.getvalue()
    return data.getvalue()


def _bomb() -> bytes:
    """Return a PNG of a few hundred kilobytes that would fill gigabytes."""
    side = 30_000
    rows = zlib.compress(b"\x00" * (side * side // 8 + side), 1)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


async def _at_photo(stage: Stage, title: str) -> Walker:
    walker = Walker(stage.citizen(), Idea(title))
    await walker.starts()
    await walker.walks_to("photo")
    return walker


async def test_h45_a_photo_comes_back_without_its_place_and_its_camera(stage: Stage) -> None:
    noor = await _at_photo(stage, "Met een foto")
    noor.idea.photo = _photograph()
    await noor.files_idea()
    reader = await stage.welcomed("fr")
    await reader.citizen.says(f"idée {noor.number}")
    shown = (await reader.citizen.hears()).photo
    assert shown is not None
    assert b"Zwaluwcamera" not in shown
    assert b"thuis" not in shown
    with Image.open(io.BytesIO(shown)) as image:
        assert dict(image.getexif()) == {}
        assert image.size == (640, 480)
        assert image.resize((1, 1)).tobytes()[0] > 150


async def test_h45_an_image_sent_as_a_file_is_a_photo(stage: Stage) -> None:
    noor = await _at_photo(stage, "Met een foto als bestand")
    await noor.citizen.sends_document(_photograph(), "foto.jpg", mime_type="image/jpeg")
    assert await noor.listens() in {"looking", "preview"}
    await noor.walks_to("preview")
    assert noor.bubble is not None
    assert noor.bubble.photo


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (lambda: b"%PDF-1.7 no picture", "That file is not a photo that I can read"),
        (lambda: b"\xff\xd8\xff" + b"\0" * 2000, "I cannot read that photo"),
        (lambda: png(200, 200)[:150], "I cannot read that photo"),
        (_bomb, "That photo is too wide or too high"),
        (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "That file is not a photo that I can read"),
    ],
    ids=["a PDF", "broken", "cut off", "a bomb", "an SVG"],
)
async def test_h45_what_is_no_photo_is_refused_with_the_reason(
    stage: Stage, made: Callable[[], bytes], why: str
) -> None:
    noor = await _at_photo(stage, "Toch zonder foto")
    data, memory = made(), _resident(stage)
    await noor.citizen.sends_photo(data)
    await noor.listens()
    await noor.walks_to("photo")
    assert noor.bubble is not None
    assert said(why).search(noor.bubble.text), noor.bubble.text
    assert _resident(stage) < memory + 150 * MEGABYTE
    await noor.files_idea()


def _resident(stage: Stage) -> int:
    resident: int = psutil.Process(stage.program.pid).memory_info().rss
    return resident


@pytest.mark.parametrize("megabytes", [11, 19])
async def test_h45_a_file_that_is_too_large_is_not_fetched(stage: Stage, megabytes: int) -> None:
    noor = await _at_photo(stage, "Een veel te grote foto")
    fetched = len(stage.server.calls_of("file"))
    await noor.citizen.sends_document(
        _photograph(), "foto.jpg", mime_type="image/jpeg", size_bytes=megabytes * MEGABYTE
    )
    await noor.listens()
    await noor.walks_to("photo")
    assert noor.bubble is not None
    assert said("larger than 10 MB").search(noor.bubble.text), noor.bubble.text
    assert len(stage.server.calls_of("file")) == fetched
    await noor.files_idea()


async def test_h45_a_photo_that_cannot_be_fetched_now_is_fetched_later(stage: Stage) -> None:
    noor = await _at_photo(stage, "Een foto met geduld")
    rule = stage.server.faults.add("bad_gateway", method="file")
    noor.idea.photo = _photograph()
    await noor.files_idea()
    assert rule.happened == 1
    assert stage.city.value(f"select picture is not null from ideas where id = {noor.number}") == 1


async def test_h45_a_photo_is_uploaded_once_and_shown_by_its_name_after(stage: Stage) -> None:
    noor = await _at_photo(stage, "Een foto voor velen")
    noor.idea.photo = _photograph()
    await noor.files_idea()
    uploads = [call for call in stage.server.calls if call.files]
    for _ in range(3):
        await noor.citizen.says(f"idee {noor.number}")
        assert (await noor.citizen.hears()).photo
    assert [call for call in stage.server.calls if call.files] == uploads
