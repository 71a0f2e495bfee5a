"""Photos people send: what is kept is a small upright JPEG and nothing else, and what is refused says why."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from bot.civic.photos import MAX_BYTES, MAX_PIXELS_SHRUNK, PhotoRefused, Reason, prepare

RED, BLUE, WHITE = (220, 20, 20), (20, 20, 220), (255, 255, 255)
ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def flag(size: tuple[int, int] = (80, 40), mode: str = "RGB") -> Image.Image:
    """Red at the top left, blue elsewhere: which way is up can be seen."""
    image = Image.new("RGB", size, BLUE)
    image.paste(RED, (0, 0, size[0] // 2, size[1] // 2))
    return image.convert(mode)


def opened(jpeg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    return image


def is_near(image: Image.Image, at: tuple[int, int], colour: tuple[int, int, int], off_by: int = 12) -> bool:
    shown = image.convert("RGB").getpixel(at)
    assert isinstance(shown, tuple)
    return all(abs(one - other) <= off_by for one, other in zip(shown, colour, strict=True))


def segments(jpeg: bytes) -> Iterator[int]:
    """The markers before the picture itself."""
    at = 2
    while jpeg[at + 1] != 0xDA:
        yield jpeg[at + 1]
        at += 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]


def refusal(data: bytes) -> Reason:
    with pytest.raises(PhotoRefused) as refused:
        prepare(data)
    return refused.value.reason


def outcome(data: bytes) -> Literal["kept"] | Reason:
    try:
        prepare(data)
    except PhotoRefused as refused:
        return refused.reason
    return "kept"


def png_of(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG that says it is that large; its pixels are missing, or are what `chunks` hold."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), *chunks)
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_each_kind_of_photo_becomes_a_jpeg(kind: str) -> None:
    photo = prepare(encoded(flag(), kind))
    kept = opened(photo.jpeg)
    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (80, 40))
    assert (photo.width, photo.height) == kept.size
    assert is_near(kept, (10, 10), RED)
    assert is_near(kept, (60, 30), BLUE)


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((1600, 1200), (1600, 1200)),
        ((1601, 1200), (1600, 1199)),
        ((4000, 3000), (1600, 1200)),
        ((3000, 4000), (1200, 1600)),
        ((5000, 500), (1600, 160)),
        ((1, 1), (1, 1)),
        ((4000, 2), (1600, 80)),  # too thin to be shown: a white margin makes it thick enough
        ((1, 3000), (80, 1600)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_no_side_is_longer_than_1600_pixels(kind: str, size: tuple[int, int], shown: tuple[int, int]) -> None:
    photo = prepare(encoded(Image.new("RGB", size, RED), kind))
    assert (photo.width, photo.height) == opened(photo.jpeg).size == shown
    if min(size) > 100:
        assert is_near(opened(photo.jpeg), (0, 0), RED)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [
        (1, (80, 40), (10, 10)),
        (2, (80, 40), (70, 10)),
        (3, (80, 40), (70, 30)),
        (4, (80, 40), (10, 30)),
        (5, (40, 80), (10, 10)),
        (6, (40, 80), (30, 10)),
        (7, (40, 80), (30, 70)),
        (8, (40, 80), (10, 70)),
        (0, (80, 40), (10, 10)),
        (99, (80, 40), (10, 10)),
    ],
)
def test_a_photo_stands_as_the_camera_was_held(
    kind: str, orientation: int, size: tuple[int, int], red: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    kept = opened(prepare(encoded(flag(), kind, exif=exif)).jpeg)
    assert kept.size == size
    assert is_near(kept, red, RED)
    assert sum(is_near(kept, (x, y), RED) for x in (10, size[0] - 10) for y in (10, size[1] - 10)) == 1


def test_h45_nothing_is_left_of_where_when_and_with_what_it_was_taken() -> None:
    exif = Image.Exif()
    exif[MAKER] = "SECRET camera"
    exif.get_ifd(GPS).update({1: "N", 2: (50.0, 50.0, 48.0), 3: "E", 4: (4.0, 21.0, 6.0)})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    sent = encoded(
        flag(),
        "JPEG",
        exif=exif,
        comment=b"SECRET comment",
        xmp=b"<x>SECRET xmp</x>",
        icc_profile=profile,
        dpi=(300, 300),
    )
    assert sent.count(b"SECRET") == 3
    kept = prepare(sent).jpeg
    assert b"SECRET" not in kept
    assert b"Exif" not in kept
    assert {marker for marker in segments(kept) if 0xE0 <= marker <= 0xEF or marker == 0xFE} == {0xE0}
    assert not opened(kept).getexif()
    assert set(opened(kept).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_h45_nor_of_what_other_kinds_carry(kind: str) -> None:
    exif = Image.Exif()
    exif[MAKER] = "SECRET camera"
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "SECRET")
    options: dict[str, dict[str, Any]] = {
        "PNG": {"pnginfo": text, "exif": exif},
        "GIF": {"comment": b"SECRET"},
        "WEBP": {"exif": exif},
    }
    sent = encoded(flag(), kind, **options[kind])
    assert b"SECRET" in sent
    kept = prepare(sent).jpeg
    assert b"SECRET" not in kept
    assert {marker for marker in segments(kept) if 0xE1 <= marker <= 0xEF or marker == 0xFE} == set()


def test_what_was_after_the_picture_is_gone() -> None:
    assert b"SECRET" not in prepare(encoded(flag(), "JPEG") + b"SECRET").jpeg


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_transparent_becomes_white(kind: str) -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    clear.paste((*RED, 255), (0, 0, 20, 40))
    kept = opened(prepare(encoded(clear, kind, lossless=True)).jpeg)
    assert is_near(kept, (5, 20), RED)
    assert is_near(kept, (35, 20), WHITE)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_a_colour_named_transparent_becomes_white(mode: str) -> None:
    dark = Image.new(mode, (40, 40), 0)
    key: int | tuple[int, ...] = (0, 0, 0) if mode == "RGB" else 0
    assert is_near(opened(prepare(encoded(dark, "PNG", transparency=key)).jpeg), (20, 20), WHITE)


@pytest.mark.parametrize(
    ("mode", "kind", "light"),
    [
        ("1", "PNG", 255),
        ("L", "PNG", 200),
        ("LA", "PNG", 200),
        ("I;16", "PNG", 200),
        ("L", "JPEG", 200),
        ("P", "GIF", 200),
    ],
)
def test_grey_stays_as_light_as_it_was(mode: str, kind: str, light: int) -> None:
    values: dict[str, int | tuple[int, int]] = {"I;16": light * 256, "LA": (light, 255)}
    grey = (
        Image.new("L", (40, 40), light).convert("P")
        if mode == "P"
        else Image.new(mode, (40, 40), values.get(mode, light))
    )
    assert is_near(opened(prepare(encoded(grey, kind)).jpeg), (20, 20), (light, light, light))


def test_print_colours_become_those_of_a_screen() -> None:
    kept = opened(prepare(encoded(flag(mode="CMYK"), "JPEG")).jpeg)
    assert is_near(kept, (10, 10), RED)


def test_a_colour_profile_is_carried_out_and_a_useless_one_ignored() -> None:
    linear = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, b"no profile at all", srgb[:300], linear):
        kept = opened(prepare(encoded(flag(), "JPEG", icc_profile=profile)).jpeg)
        assert is_near(kept, (10, 10), RED) or profile is linear
    swapped = swap_of_red_and_blue(srgb)
    assert is_near(
        opened(prepare(encoded(flag(), "PNG", icc_profile=swapped)).jpeg), (10, 10), BLUE, off_by=25
    )


def swap_of_red_and_blue(profile: bytes) -> bytes:
    """The profile with the names of its red and blue primaries exchanged."""
    return profile.replace(b"rXYZ", b"tmp!").replace(b"bXYZ", b"rXYZ").replace(b"tmp!", b"bXYZ")


def test_of_what_moves_the_first_picture_is_kept() -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in (RED, BLUE, WHITE)]
    for kind in ("GIF", "PNG", "WEBP"):
        sent = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        assert is_near(opened(prepare(sent).jpeg), (20, 20), RED, off_by=20)


def test_the_same_photo_twice_is_the_same_bytes() -> None:
    sent = encoded(flag((900, 700)), "PNG")
    assert prepare(sent) == prepare(sent)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"\x00" * 1000,
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<?xml version="1.0"?><svg/>',
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
        b"PK\x03\x04" + b"\x00" * 60,
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
        b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2mp41",
        b"RIFF\x24\x00\x00\x00WAVEfmt ",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        encoded(flag(), "TIFF"),
        encoded(flag(), "BMP"),
        encoded(flag(), "ICO"),
    ],
    ids=[
        "empty",
        "text",
        "zeros",
        "svg",
        "xml",
        "pdf",
        "zip",
        "heic",
        "mp4",
        "wav",
        "eps",
        "tiff",
        "bmp",
        "ico",
    ],
)
def test_h45_what_is_no_photo_is_refused(data: bytes) -> None:
    assert refusal(data) == "not_a_picture"


def test_h45_more_than_ten_megabytes_are_refused_whatever_they_are() -> None:
    sent = encoded(flag(), "JPEG")
    assert refusal(sent + b"\0" * MAX_BYTES) == "too_large"
    assert refusal(b"\0" * (MAX_BYTES + 1)) == "too_large"
    assert outcome(sent + b"\0" * (MAX_BYTES - len(sent))) == "kept"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_h45_what_is_cut_off_is_refused(kind: str) -> None:
    whole = encoded(Image.effect_noise((200, 200), 90).convert("RGB"), kind)
    for part in (0.02, 0.1, 0.5, 0.9):
        assert refusal(whole[: max(20, int(len(whole) * part))]) == "broken"


def test_h45_50000_by_50000_pixels_are_refused() -> None:
    pixels = (b"IDAT", zlib.compress(b"\0" * 1_000_000))
    for side in (4_000, 10_000, 50_000, 2**31 - 1):
        assert refusal(png_of(side, side, pixels)) == "too_many_pixels"
    small = encoded(flag(), "GIF")
    assert refusal(small[:6] + struct.pack("<HH", 50_000, 50_000) + small[10:]) == "too_many_pixels"
    assert refusal(encoded(Image.new("L", (4000, 3200)), "JPEG", progressive=True)) == "too_many_pixels"


def test_h45_a_picture_to_be_read_a_thousand_times_over_is_refused() -> None:
    progressive = encoded(flag((800, 600)), "JPEG", progressive=True)
    assert outcome(progressive) == "kept"
    scan = progressive.index(b"\xff\xda")
    assert refusal(progressive[:-2] + progressive[scan : scan + 30] * 1000 + b"\xff\xd9") == "broken"


def test_h45_a_chunk_that_unpacks_to_a_gigabyte_is_refused() -> None:
    bomb = zlib.compress(zlib.compress(b"\0" * 50_000_000, 9), 9)
    packed = zlib.compress(b"\0" * 8_000_000, 9)
    for body in (b"x\0\0" + packed, b"x\0\0" + bomb):
        sent = png_of(10, 10, (b"zTXt", body), (b"IDAT", zlib.compress(b"\0" * 310)), (b"IEND", b""))
        assert outcome(sent) in {"kept", "broken"}


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow remarks on what is wrong with such files
def test_h45_whatever_is_wrong_inside_only_a_refusal_comes_out() -> None:
    chance = random.Random(45)
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    whole = [
        encoded(flag(), "JPEG", exif=exif, comment=b"x"),
        encoded(flag(), "JPEG", progressive=True),
        encoded(flag(mode="P"), "PNG", exif=exif, transparency=1),
        encoded(flag(mode="RGBA"), "PNG"),
        encoded(flag(), "GIF"),
        encoded(flag(), "WEBP", exif=exif),
    ]
    outcomes: Counter[str] = Counter()
    for _ in range(1500):
        data = bytearray(chance.choice(whole))
        for _ in range(chance.choice((1, 2, 8))):
            data[chance.randrange(min(len(data), 400))] = chance.randrange(256)
        outcomes[outcome(bytes(data))] += 1
    assert outcomes.keys() <= {"kept", "not_a_picture", "too_many_pixels", "broken"}
    assert min(outcomes["kept"], outcomes["broken"]) > 100


GROWTH_IN_MB = """
import pathlib, sys
from PIL import Image, ImageCms
from bot.civic.photos import PhotoRefused, prepare

def most_kb():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])

Image.init()
data = pathlib.Path(sys.argv[1]).read_bytes()
before = most_kb()
try:
    prepare(data)
except PhotoRefused:
    pass
print((most_kb() - before) // 1024)
"""


@pytest.mark.parametrize(
    ("name", "most_mb"),
    [
        ("50,000 x 50,000", 8),
        ("the largest plain JPEG", 90),
        ("the largest PNG", 130),
        ("the largest WebP", 130),
    ],
)
def test_h45_no_photo_takes_more_memory_than_this(tmp_path: Path, name: str, most_mb: int) -> None:
    side = int(MAX_PIXELS_SHRUNK**0.5)
    made = {
        "50,000 x 50,000": lambda: png_of(50_000, 50_000, (b"IDAT", zlib.compress(b"\0" * 9_000_000))),
        "the largest plain JPEG": lambda: encoded(Image.new("L", (side, side), 9), "JPEG"),
        "the largest PNG": lambda: encoded(
            Image.new("RGBA", (4080, 3060), (9, 9, 9, 90)), "PNG", compress_level=1
        ),
        "the largest WebP": lambda: encoded(Image.new("RGB", (2500, 2000)), "WEBP", quality=1, method=0),
    }
    path = tmp_path / "photo"
    path.write_bytes(made[name]())
    grown = subprocess.run(
        [sys.executable, "-c", GROWTH_IN_MB, path], capture_output=True, check=True, text=True
    )
    assert int(grown.stdout) < most_mb
