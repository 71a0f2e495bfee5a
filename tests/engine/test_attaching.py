"""What goes with a message, in hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.engine.attaching import Attaching
from bot.engine.outgoing import File, Making, Outgoing, Spot, dump, load

PHOTO = File(b"jpeg", "photo.jpg", "image/jpeg")


async def kept(media: int) -> File | None:
    return PHOTO if media == 5 else None


def chart(data: Mapping[str, Any]) -> File:
    return File(f"{data['bars']} bars".encode(), "chart.png", "image/png", "Three bars")


ATTACHING = Attaching(kept, {"chart": chart})


@pytest.mark.parametrize(
    ("message", "file"),
    [
        (Outgoing("words"), None),
        (Outgoing("photo", photo=5), PHOTO),
        (Outgoing("erased since", photo=6), None),
        (Outgoing("chart", made=Making("chart", {"bars": 3})), chart({"bars": 3})),
        (Outgoing("broken", made=Making("chart", {})), None),
        (Outgoing("of another release", made=Making("song", {})), None),
        (Outgoing("pin", spot=Spot(50.85, 4.35, "Bib", "Grote Markt 1")), None),
    ],
    ids=lambda each: each.text if isinstance(each, Outgoing) else "",
)
async def test_a_message_leaves_with_what_there_is(message: Outgoing, file: File | None) -> None:
    assert await ATTACHING(message) == file
    assert load(dump(message)) == message


async def test_what_is_large_is_read_once_for_many_and_a_photo_each_time() -> None:
    film, asked = File(b"film", "film.mp4", "video/mp4"), list[int]()

    async def read(media: int) -> File | None:
        asked.append(media)
        return film if media == 7 else await kept(media)

    attaching = Attaching(read, {})
    for number in (7, 5, 7, 5, 7):
        assert await attaching(Outgoing("Kijk", photo=number)) == (film if number == 7 else PHOTO)
    assert asked == [7, 5, 5]
