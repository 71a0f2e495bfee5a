"""Kept photos, and the jobs: those that make photos ready, and those that find out who runs a group."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, or_, select, update

from bot.civic.doors import Citizen, Refused
from bot.civic.ideas import PreparePhoto
from bot.civic.rights import Fate
from bot.engine.desk import Job
from storage.personal import Personal, accounts_of, kept, take_over
from storage.tables import PENDING, accounts, broadcasts, groups, ideas, jobs, media
from storage.transaction import Handlers, Transaction


def prepare(transaction: Transaction, command: PreparePhoto) -> int:
    """Note the job; it is done after this transaction."""
    if not isinstance(transaction.actor, Citizen):
        raise Refused("not-a-person")
    account = transaction.actor.account
    return transaction.insert(
        jobs, account=account, file=command.file, state="pending", created_at=transaction.now
    )


def keep(transaction: Transaction, account: int, jpeg: bytes, width: int, height: int) -> int:
    """Keep a photo that was made ready for the person of this account; return its id."""
    owner = transaction.connection.execute(select(accounts.c.person).where(accounts.c.id == account)).scalar()
    return transaction.insert(
        media, owner=owner, jpeg=jpeg, width=width, height=height, created_at=transaction.now
    )


def picture(transaction: Transaction, media_id: int) -> bytes | None:
    """Return the bytes of a kept photo; None once it is forgotten."""
    kept: bytes | None = transaction.connection.execute(
        select(media.c.jpeg).where(media.c.id == media_id)
    ).scalar()
    return kept or None


def shown() -> ColumnElement[bool]:
    """Return whether an idea or a broadcast shows a photo."""
    tables = (ideas, broadcasts)
    return or_(*(exists().where(table.c.picture == media.c.id) for table in tables))


class Jobs(Transaction):
    """The jobs as a desk has them."""

    def waiting_jobs(self, limit: int) -> list[Job]:
        """Return jobs that wait to be done, oldest first."""
        return [Job(*row) for row in self.connection.execute(_WAITING, {"most": limit})]

    def wonder(self, account: int, group: int, typed: str) -> None:
        """Let the platform be asked whether who typed this in the group runs it."""
        row = {"group": group, "typed": typed, "state": "pending", "created_at": self.now}
        self.insert(jobs, account=account, **row)

    def end_job(self, job: int) -> bool:
        """The job is over; False if it was before, or its group is forgotten. What it was about is forgotten."""
        ended = update(jobs).where(jobs.c.id == job, jobs.c.state == PENDING)
        return self.connection.execute(ended.values(state="done", file=None, typed=None)).rowcount == 1


_WAITING = (
    select(
        jobs.c.id,
        jobs.c.account,
        accounts.c.platform,
        func.coalesce(jobs.c.file, ""),
        jobs.c.attempts,
        groups.c.chat,
        accounts.c.external,
        func.coalesce(jobs.c.typed, ""),
    )
    .join(accounts, accounts.c.id == jobs.c.account)
    .outerjoin(groups, groups.c.id == jobs.c.group)
    .where(jobs.c.state == PENDING)
    .order_by(jobs.c.id)
    .limit(bindparam("most"))
)

HANDLERS: Handlers = {PreparePhoto: prepare}


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    take_over(transaction, media.c.owner, gone, stays)


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    """Forget their photos, but for those of ideas that stay and of broadcasts, and what was to be done for them; numbers are not given again."""
    run = transaction.connection.execute
    theirs = update(media).where(media.c.owner == who)
    run(theirs.where(~shown()).values(jpeg=b"", width=0, height=0))
    run(theirs.values(owner=None))
    over = {"account": None, "file": None, "group": None, "typed": None, "state": "done"}
    run(update(jobs).where(jobs.c.account.in_(accounts_of(who))).values(over))


def _show_kept(transaction: Transaction, who: int) -> dict[str, Any]:
    photos = select(media.c.id, media.c.jpeg, media.c.width, media.c.height, media.c.created_at)
    fetched = select(jobs.c.file, jobs.c.typed, jobs.c.state, jobs.c.created_at)
    return {
        "photos": kept(transaction, photos.where(media.c.owner == who)),
        "jobs": kept(transaction, fetched.where(jobs.c.account.in_(accounts_of(who)))),
    }


PERSONAL = Personal((media, jobs), _merge, _erase, _show_kept)
