"""A photo that somebody sent, made fit to be kept and shown: small, upright, and without a trace of where.

What arrives may be anything made to look like a picture. It is refused before it is decoded where its first
bytes allow, and no format is tried but four.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

MAX_BYTES = 10 * 1024 * 1024
MAX_SIDE_PIXELS = 1600
MAX_RATIO = 20  # of the longer side to the shorter: Telegram shows nothing thinner as a photo
JPEG_QUALITY = 85
# What each format may cost in memory is about 100 MB: a plain JPEG is shrunk while it is decoded; what is
# decoded whole stands there once or twice, at four bytes a pixel; the decoder of WebP keeps four copies.
MAX_PIXELS_SHRUNK = 64_000_000
MAX_PIXELS_WHOLE = 12_500_000
MAX_PIXELS_WEBP = 5_000_000
# A progressive JPEG is decoded once for each of its scans: cameras write about ten, an attacker 100,000.
MAX_SCANS = 100

Reason = Literal["not_a_picture", "too_large", "too_many_pixels", "broken"]

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_FIRST_BYTES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
_START_OF_SCAN = b"\xff\xda"
_EXIF_ORIENTATION = 0x0112
# What Pillow and the readers below it raise on bytes that are not what they say.
_DECODER_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    struct.error,
    MemoryError,
)


class PhotoRefused(Exception):
    """The bytes are no photo that can be kept: ask for another one, saying why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True)
class Photo:
    """A JPEG in sRGB without any metadata, and its size in pixels."""

    jpeg: bytes
    width: int
    height: int


def prepare(data: bytes) -> Photo:
    """Return the photo upright, at most 1600 pixels wide or high, on white, and with nothing else in the file.

    Of something that moves, its first picture. Raises `PhotoRefused`.
    """
    if len(data) > MAX_BYTES:
        raise PhotoRefused("too_large")
    if not _looks_like_a_picture(data):
        raise PhotoRefused("not_a_picture")
    if data.count(_START_OF_SCAN) > MAX_SCANS:
        raise PhotoRefused("broken")
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > _most_pixels(image):
                raise PhotoRefused("too_many_pixels")
            return _encoded(_upright(_in_srgb(_small(image), image), image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoRefused("too_many_pixels") from error
    except _DECODER_ERRORS as error:
        raise PhotoRefused("broken") from error


def _looks_like_a_picture(data: bytes) -> bool:
    return data.startswith(_FIRST_BYTES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def _most_pixels(image: ImageFile) -> int:
    if image.format == "WEBP":
        return MAX_PIXELS_WEBP
    plain_jpeg = image.format in {"JPEG", "MPO"} and "progressive" not in image.info
    return MAX_PIXELS_SHRUNK if plain_jpeg else MAX_PIXELS_WHOLE


def _small(image: ImageFile) -> Image:
    """Return the picture in RGB and no larger than it is shown, its transparent parts white."""
    from PIL.Image import Resampling, new

    # Asked for a size of the same shape, the decoder of JPEG shrinks by as much as it can on its way.
    scale = min(MAX_SIDE_PIXELS / max(image.size), 1)
    image.draft("RGB", (max(1, int(image.width * scale)), max(1, int(image.height * scale))))
    small: Image = image
    if image.mode.startswith("I"):  # 16 bits of grey, which `convert` would cut at 255
        small = image.point(lambda value: value / 256).convert("L")
    mode = "RGBA" if small.has_transparency_data else "RGB"
    if small.mode != mode:  # or it would stand there once more
        small = small.convert(mode)
    small.thumbnail((MAX_SIDE_PIXELS, MAX_SIDE_PIXELS), Resampling.LANCZOS, reducing_gap=2.0)
    shortest = -(-max(small.size) // MAX_RATIO)
    on_white = new("RGB", (max(small.width, shortest), max(small.height, shortest)), "white")
    on_white.paste(small, mask=small.getchannel("A") if small.mode == "RGBA" else None)
    return on_white


def _in_srgb(small: Image, image: ImageFile) -> Image:
    """Return the picture in the colours that every screen assumes, where its own profile is a usable one."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "RGBA"}:
        return small
    from PIL import ImageCms

    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return (
            ImageCms.profileToProfile(small, own, ImageCms.createProfile("sRGB"), outputMode="RGB") or small
        )
    except (ImageCms.PyCMSError, OSError):
        return small


def _upright(small: Image, image: ImageFile) -> Image:
    """Return the picture as the camera was held; a camera that says nonsense is not believed."""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    try:
        turn = turns.get(image.getexif().get(_EXIF_ORIENTATION, 1))
    except _DECODER_ERRORS:
        return small
    return small if turn is None else small.transpose(turn)


def _encoded(picture: Image) -> Photo:
    picture.info.clear()  # Pillow would write a comment that it finds here
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return Photo(jpeg.getvalue(), *picture.size)
