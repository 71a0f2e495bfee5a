"""Which processes are alive, and which of them does what only one may do.

On SQLite one process serves (a lock on a file beside the database sees to it), so every other owner is
gone. On PostgreSQL each process says every few seconds that it lives, by the database's clock. One of the
same machine that was killed is seen to be gone at once, so that its next start need not wait for its silence.
"""

from __future__ import annotations

import functools
import hashlib
import os
import secrets
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.tables import ATTEMPTING, leases, outbox, processes

DEAD_AFTER = timedelta(seconds=20)
"""A process that has not been heard of for so long is gone."""

LEASE = timedelta(seconds=20)
"""How long a lease holds unless renewed."""

SWEEPING, TIDYING, AT_DOORS, AT_PEOPLE, AT_OWNERS = 7_276_848, 7_276_849, 7_276_850, 7_276_851, 7_276_852
"""PostgreSQL's advisory locks for what one process does at a time; the one before them is for migrations."""

_HOLDING = select(outbox.c.owner).where(outbox.c.state == ATTEMPTING).distinct()


def identity() -> str:
    """Return a name for this process, which no other has had: where it runs, its number there, and chance."""
    return f"{_place()}-{os.getpid()}-{secrets.token_hex(4)}"


@functools.cache
def _place() -> str:
    """Return what stands for this machine since it was started, and for those who share its process numbers."""
    try:
        started = Path("/proc/sys/kernel/random/boot_id").read_bytes()
        numbers = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        return secrets.token_hex(4)
    return hashlib.blake2s(b"%s %d" % (started, numbers), digest_size=4).hexdigest()


def _was_killed(owner: str) -> bool:
    """Tell whether another process of this place is surely no more."""
    place, _, rest = owner.partition("-")
    number = rest.partition("-")[0]
    return place == _place() and number.isdecimal() and not _runs(int(number))


def _runs(number: int) -> bool:
    """Tell whether another process has this number now."""
    if number == os.getpid():
        return False
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def alone(connection: Connection, work: int) -> bool:
    """Tell whether nobody else does this work at the same moment; until the end of this transaction nobody will."""
    if connection.dialect.name == "sqlite":
        return True
    got: bool = connection.execute(select(func.pg_try_advisory_xact_lock(work))).scalar_one()
    return got


def gone(connection: Connection, owner: str) -> list[str]:
    """Return the owners of messages on their way that are no more."""
    holding = {held for held in connection.execute(_HOLDING).scalars() if held} - {owner}
    if holding and connection.dialect.name != "sqlite":
        holding -= set(alive(connection))
    return sorted(holding)


def alive(connection: Connection) -> list[str]:
    """Return the processes heard of lately, but for those that were killed since."""
    heard = select(processes.c.id).where(processes.c.seen_at > func.now() - DEAD_AFTER)
    return [name for name in connection.execute(heard).scalars() if not _was_killed(name)]


def beat(connection: Connection, owner: str) -> int:
    """Say that this process lives, and set its clock by the database's; return how many live."""
    connection.info["clock"].measure(connection.connection.driver_connection)
    put = insert(processes).values(id=owner, seen_at=func.now())
    connection.execute(put.on_conflict_do_update(index_elements=["id"], set_={"seen_at": func.now()}))
    connection.execute(delete(processes).where(processes.c.seen_at < func.now() - 10 * DEAD_AFTER))
    return len(alive(connection))


def leave(connection: Connection, owner: str) -> None:
    """This process is about to end: others need not wait for its silence. Its leases stay, so that their fences grow."""
    connection.execute(delete(processes).where(processes.c.id == owner))
    connection.execute(update(leases).where(leases.c.owner == owner).values(until=func.now()))


def hold_lease(connection: Connection, name: str, owner: str) -> int | None:
    """Take or renew a lease; return its fencing number, which grows with every new holder, or None if another holds it."""
    holder = connection.execute(select(leases.c.owner).where(leases.c.name == name)).scalar()
    if holder is not None and holder != owner and _was_killed(holder):
        over = update(leases).where(leases.c.name == name, leases.c.owner == holder)
        connection.execute(over.values(until=func.now() - LEASE))
    put = insert(leases).values(name=name, owner=owner, fence=1, until=func.now() + LEASE)
    taken = put.on_conflict_do_update(
        index_elements=["name"],
        set_={
            "owner": owner,
            "until": func.now() + LEASE,
            "fence": leases.c.fence + (leases.c.owner != bindparam("me")).cast(leases.c.fence.type),
        },
        where=(leases.c.owner == bindparam("me")) | (leases.c.until <= func.now()),
    ).returning(leases.c.fence)
    fence: int | None = connection.execute(taken, {"me": owner}).scalar()
    return fence
