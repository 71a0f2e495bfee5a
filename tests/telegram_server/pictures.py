"""As much about pictures as the server needs: their size in pixels, and small ones of its own making."""

from __future__ import annotations

import struct
import zlib

from bot.engine.outgoing import File

Size = tuple[int, int]


def size_of(data: bytes) -> Size | None:
    """Read width and height from the header of a PNG, GIF, WebP (VP8X) or JPEG; None if it is none.

    Nothing is decoded: a picture that claims 50,000 by 50,000 pixels costs nothing here.
    """
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return _pair(struct.unpack(">II", data[16:24]))
    if data[:6] in {b"GIF87a", b"GIF89a"} and len(data) >= 10:
        return _pair(struct.unpack("<HH", data[6:10]))
    if data[:4] == b"RIFF" and data[12:16] == b"VP8X" and len(data) >= 30:
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    return _jpeg_size(data) if data[:2] == b"\xff\xd8" else None


def _pair(numbers: tuple[int, ...]) -> Size:
    return numbers[0], numbers[1]


def _jpeg_size(data: bytes) -> Size | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def png(width: int = 8, height: int = 8, *, grey: int = 128) -> bytes:
    """Make an evenly grey PNG."""
    rows = (b"\x00" + bytes([grey]) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def photo(data: bytes | None = None) -> File:
    """Return a picture as the engine hands it over."""
    return File(png() if data is None else data, "photo.png", "image/png")
