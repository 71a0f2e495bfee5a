"""Who was forgotten, told by nothing personal, so that a backup that still has them can be restored without them (H75).

A mark is a keyed hash of an account. Its key is the secret of the database, which every backup has too: with a backup at
hand one can tell whether an account in it was forgotten since; from the marks alone nobody can tell anything.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog
from sqlalchemy import Connection, inspect, select

from bot.civic.rights import Fate
from storage.tables import accounts, erasures, facts
from storage.transaction import INSERTS, Transaction

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Erasure:
    """An account was forgotten: its mark, what became of what was published, when (ISO 8601, UTC)."""

    mark: str
    fate: str
    at: str


def note(transaction: Transaction, who: int, fate: Fate) -> None:
    """Note that this person is about to be forgotten, by the mark of each of their accounts."""
    key = secret_of(transaction.connection)
    theirs = select(accounts.c.platform, accounts.c.external).where(accounts.c.person == who)
    for platform, external in transaction.connection.execute(theirs).all():
        mark = mark_of(key, platform, external)
        transaction.insert(erasures, mark=mark, fate=fate, at=transaction.now)


def secret_of(connection: Connection) -> bytes:
    """Return the secret that lives with the data, and in every backup of it."""
    first = INSERTS[connection.dialect.name](facts).on_conflict_do_nothing(index_elements=["name"])
    connection.execute(first, {"name": "secret", "value": secrets.token_hex(32)})
    kept = connection.execute(select(facts.c.value).where(facts.c.name == "secret")).scalar_one()
    return bytes.fromhex(kept)


def mark_of(key: bytes, platform: str, external: str, purpose: bytes = b"parvis forgotten") -> str:
    """Return what stands for an account: 16 bytes of keyed BLAKE2b (RFC 7693), which nobody can make without the key.

    Marks for different purposes do not tell that they are of the same account.
    """
    account = f"{platform}\0{external}".encode()
    return hashlib.blake2b(account, key=key[:64], digest_size=16, person=purpose).hexdigest()


def noted(connection: Connection) -> set[Erasure]:
    """Return every erasure that a database knows of; none where it is too old to know any."""
    if not inspect(connection).has_table(erasures.name):
        return set()
    rows = connection.execute(select(erasures.c.mark, erasures.c.fate, erasures.c.at))
    return {Erasure(mark, fate, at.astimezone(UTC).isoformat()) for mark, fate, at in rows}


def accounts_with(connection: Connection, found: Iterable[Erasure]) -> dict[int, Erasure]:
    """Return the accounts of a database that were forgotten since it was copied: those of these marks."""
    by_mark = {each.mark: each for each in sorted(found, key=lambda each: each.at)}
    key = secret_of(connection)
    every = connection.execute(select(accounts.c.id, accounts.c.platform, accounts.c.external))
    marks = {number: mark_of(key, platform, external) for number, platform, external in every}
    return {number: by_mark[mark] for number, mark in marks.items() if mark in by_mark}


def keep(connection: Connection, found: Iterable[Erasure]) -> None:
    """Let a database know of these erasures."""
    put = INSERTS[connection.dialect.name](erasures).on_conflict_do_nothing(index_elements=["mark", "at"])
    rows = [asdict(each) | {"at": datetime.fromisoformat(each.at)} for each in found]
    if rows:
        connection.execute(put, rows)


# The log beside the database


def read_log(path: Path) -> set[Erasure]:
    """Return the erasures in a log; none where there is none. A line that was being written when all ended is passed over."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return set()
    return {erasure for erasure in map(_read, lines) if erasure}


def _read(line: str) -> Erasure | None:
    try:
        said = json.loads(line)
        datetime.fromisoformat(said["at"])
        return Erasure(said["mark"], Fate(said["fate"]), said["at"])
    except (ValueError, KeyError, TypeError):
        return None


def write_log(path: Path, found: Iterable[Erasure]) -> None:
    """Write these erasures at the end of the log, on the disk when this returns."""
    lines = [json.dumps(asdict(each)) for each in sorted(found, key=lambda each: (each.at, each.mark))]
    if not lines:
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # A line that was cut off stays by itself.
        os.write(written, "".join(f"\n{line}" for line in lines).encode() + b"\n")
        os.fsync(written)
    finally:
        os.close(written)


class Log:
    """The log beside the database, which follows it: what was forgotten is there within a minute."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._logged: set[Erasure] | None = None

    def follow(self, transaction: Transaction) -> None:
        """Write what the log does not have yet; where it cannot be written, that is tried again, and told."""
        try:
            if self._logged is None:
                self._logged = read_log(self._path)
            new = noted(transaction.connection) - self._logged
            write_log(self._path, new)
            self._logged |= new
        except OSError as error:
            log.error(
                "The log of erasures cannot be written: a backup that is restored might not know who was forgotten.",
                slug="erasures-not-logged",
                error=type(error).__name__,
            )
