"""Check-in codes as pictures, read by a scanner that is not ours."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image, ImageOps

from bot.making.check_in import check_in


@pytest.mark.parametrize("payload", ["https://t.me/parvis_bot?start=door_ABCD2345", "door ABCD2345"])
@pytest.mark.parametrize("width", [160, 492, 900])
def test_a_scanner_reads_the_code_on_any_screen_by_day_and_night(payload: str, width: int) -> None:
    file = check_in({"payload": payload, "alt": "Toegangscode ABCD 2345"})
    assert (file.kind, file.alt) == ("image/png", "Toegangscode ABCD 2345")
    picture = Image.open(io.BytesIO(file.data)).convert("L").resize((width, width))
    # The picture stands in a dark chat: its quiet edge is its own.
    screen = ImageOps.expand(picture.rotate(7, expand=True, fillcolor=255), 60, fill=0)
    (found,) = zxingcpp.read_barcodes(screen)
    assert (found.text, str(found.format)) == (payload, "QR Code")
