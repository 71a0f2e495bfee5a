"""Films and sound, made fit to be sent to many: of what beside pictures and sound stands in such a file, nothing is left.

A telephone writes into a film where it was made. The boxes that may say so are emptied where they stand (their sizes, and so
all places in the file, stay as they are); a film with a track that is neither seen nor heard nor read is refused.
https://www.iso.org/standard/83102.html (ISO/IEC 14496-12), https://id3.org/id3v2.3.0, RFC 7845
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MOST_BOXES = 10_000
_TELLS = frozenset({b"udta", b"meta", b"uuid"})
"""Boxes that say something of a film beside what it shows."""

_SEEN, _HEARD = b"vide", b"soun"
_READ = frozenset({b"text", b"sbtl", b"subt"})
_ID3_FOOTER = 0x10
_ID3_V1_BYTES = 128
# Eleven bits set, layer III, and a bit rate and a sampling rate that there are.
_FRAME = re.compile(
    rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb][\x10-\x1b\x20-\x2b\x30-\x3b\x40-\x4b\x50-\x5b\x60-\x6b\x70-\x7b\x80-\x8b\x90-\x9b\xa0-\xab\xb0-\xbb\xc0-\xcb\xd0-\xdb\xe0-\xeb]"
)
_OPUS_PLACES = re.compile(rb"(?:LOCATION|GEO[A-Z_]*)=", re.IGNORECASE)
_OPUS_TAGS_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    start: int
    inside: int
    end: int


def film(data: bytes) -> tuple[str, bytes] | None:
    """Return an MP4 without what tells where it was made, and its ending: `mp4` with pictures, `m4a` with sound alone.

    None for what is none, for QuickTime's own films, and for one with other tracks.
    """
    if data[4:8] != b"ftyp" or data[8:12] == b"qt  ":
        return None
    made = bytearray(data)
    try:
        tracks = {kind for box in _boxes(made, 0, len(made)) for kind in _emptied(made, box)}
    except ValueError:
        return None
    if not tracks or not tracks <= {_SEEN, _HEARD, *_READ}:
        return None
    return ("mp4" if _SEEN in tracks else "m4a"), bytes(made)


def _emptied(made: bytearray, box: _Box) -> Iterator[bytes]:
    """Empty what tells too much in a box; give what its tracks are."""
    if box.kind in _TELLS:
        made[box.start + 4 : box.start + 8] = b"free"
        made[box.inside : box.end] = bytes(box.end - box.inside)
    elif box.kind in {b"moov", b"trak", b"mdia"}:
        for within in _boxes(made, box.inside, box.end):
            yield from _emptied(made, within)
    elif box.kind == b"hdlr":
        yield bytes(made[box.inside + 8 : box.inside + 12])


def _boxes(data: bytearray, start: int, end: int) -> Iterator[_Box]:
    """Give the boxes that stand there one after the other. Raises ValueError where they do not."""
    for _ in range(_MOST_BOXES):
        if start == end:
            return
        size, inside = int.from_bytes(data[start : start + 4], "big"), start + 8
        if size == 1:
            size, inside = int.from_bytes(data[start + 8 : start + 16], "big"), start + 16
        stop = start + size if size else end
        if not inside <= stop <= end:
            break
        yield _Box(bytes(data[start + 4 : start + 8]), start, inside, stop)
        start = stop
    raise ValueError("these are no boxes")


def mp3(data: bytes) -> bytes | None:
    """Return an MP3 without the tags before and behind it; None for what is none."""
    while data[:3] == b"ID3" and len(data) > 10:
        size = sum((byte & 0x7F) << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
        data = data[10 + size + (10 if data[5] & _ID3_FOOTER else 0) :]
    data = data.lstrip(b"\0")
    if data[-_ID3_V1_BYTES:][:3] == b"TAG":
        data = data[:-_ID3_V1_BYTES]
    return data if _FRAME.match(data) else None


def is_voice(data: bytes) -> bool:
    """Tell whether it is sound as chats record it (Opus in Ogg), which does not say where it was made."""
    head = data[:_OPUS_TAGS_BYTES]
    return head.startswith(b"OggS") and b"OpusHead" in head[:64] and not _OPUS_PLACES.search(head)
