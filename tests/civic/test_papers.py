"""What may go with a message to many: what it is, its content says, and nothing in it tells where it was made."""

from __future__ import annotations

import pytest

from bot.civic.papers import MAX_NAME, MOST_BYTES, Paper, kind_of, paper_in

PLACE = b"+50.8466+004.3528/"
MP3_FRAME = b"\xff\xfb\x90\x64" + bytes(413)
ID3 = b"ID3\x04\x00\x00\x00\x00\x00\x12" + PLACE
VOICE = b"OggS\x00\x02" + bytes(22) + b"OpusHead" + bytes(20) + b"OpusTags"


def box(kind: bytes, *inside: bytes) -> bytes:
    """Return a box of an MP4."""
    content = b"".join(inside)
    return (8 + len(content)).to_bytes(4, "big") + kind + content


def track(kind: bytes, *more: bytes) -> bytes:
    """Return a track that is seen, heard, or something else."""
    return box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), kind, bytes(12))), *more)


def film(*tracks: bytes, brand: bytes = b"isom", more: bytes = b"") -> bytes:
    """Return a film of these tracks, with its pictures between what tells of it."""
    return box(b"ftyp", brand, bytes(4)) + box(b"moov", *tracks, more) + box(b"mdat", b"pictures")


SEEN, HEARD = track(b"vide"), track(b"soun")


@pytest.mark.parametrize(
    ("data", "name", "kept", "kind"),
    [
        (b"%PDF-1.7\n", "Plan: <straat>.PDF", "Plan-straat.pdf", "application/pdf"),
        (film(SEEN, HEARD), "IMG 1.MP4", "IMG-1.mp4", "video/mp4"),
        (film(HEARD, brand=b"M4A "), "lied", "lied.m4a", "audio/mp4"),
        (VOICE, "voice", "voice.ogg", "audio/ogg"),
        (MP3_FRAME, "../../etc/lied.mp3", "etc-lied.mp3", "audio/mpeg"),
        ("Agenda: één\r\n".encode(), "agenda.TXT", "agenda.txt", "text/plain"),
        (b"%PDF-1.7\n", "\u202e" + "x" * 300, "x" * MAX_NAME + ".pdf", "application/pdf"),
        (b"%PDF-1.7\n", "...", "document.pdf", "application/pdf"),
    ],
)
def test_h45_what_is_safe_is_taken_under_a_name_that_says_what_it_is(
    data: bytes, name: str, kept: str, kind: str
) -> None:
    found = paper_in(data, name)
    assert isinstance(found, Paper)
    assert (found.data, found.name, kind_of(found.name)) == (data, kept, kind)


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"", "leeg.txt", "not_taken"),
        (b"MZ\x90\x00", "plan.pdf", "not_taken"),
        (b"PK\x03\x04", "brief.docx", "not_taken"),
        (b"<html><script>", "plan.html", "not_taken"),
        (b"Agenda\x00", "agenda.txt", "not_taken"),
        (b"\xff\xfe\x00A", "agenda.txt", "not_taken"),
        (b"Agenda", "agenda", "not_taken"),
        (b"%PDF-1.7\n/OpenAction /JavaScript", "plan.pdf", "acts"),
        (b"%PDF-1.7\n" + bytes(MOST_BYTES), "plan.pdf", "too_large"),
        (film(SEEN, brand=b"qt  "), "film.mov", "not_taken"),
        (film(SEEN, track(b"meta")), "film.mp4", "not_taken"),
        (film(), "film.mp4", "not_taken"),
        (film(SEEN)[:-4], "film.mp4", "not_taken"),
        (box(b"ftyp", b"isom") + box(b"mdat") * 10_001, "film.mp4", "not_taken"),
        (box(b"ftyp", b"heic") + box(b"meta"), "foto.heic", "not_taken"),
        (VOICE + b"LOCATION=Brussel", "voice", "not_taken"),
        (b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f", "lied.mp3", "not_taken"),
    ],
)
def test_h45_what_is_not_is_refused_with_its_reason(data: bytes, name: str, why: str) -> None:
    assert paper_in(data, name) == why


def test_h45_a_film_does_not_tell_where_it_was_made_and_every_place_in_it_stays() -> None:
    tells = box(b"udta", box(b"\xa9xyz", PLACE)) + box(b"uuid", PLACE)
    data = film(track(b"vide", box(b"meta", PLACE)), HEARD, more=tells) + box(b"meta", PLACE)
    found = paper_in(data, "film.mp4")
    assert isinstance(found, Paper)
    assert PLACE not in found.data
    assert len(found.data) == len(data)
    assert found.data.index(b"pictures") == data.index(b"pictures")
    assert paper_in(found.data, "film.mp4") == found


def test_a_film_may_be_larger_than_a_box_says_in_short() -> None:
    moov = film(SEEN)
    long = moov + b"\0\0\0\1mdat" + (16 + 4).to_bytes(8, "big") + b"more" + b"\0\0\0\0mdat" + b"to the end"
    assert isinstance(paper_in(long, "film"), Paper)


def test_h45_sound_comes_without_the_tags_before_and_behind_it() -> None:
    tagged = ID3 + ID3 + MP3_FRAME * 3 + b"TAG" + bytes(125)
    assert paper_in(tagged, "lied.mp3") == Paper(MP3_FRAME * 3, "lied.mp3")
