"""Kept photos, and the jobs: those that make photos ready, and those that find out who runs a group."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, or_, select, update

from bot.civic.doors import Citizen, Refused
from bot.civic.ideas import PreparePhoto
from bot.civic.papers import Paper, PreparePaper, kind_of
from bot.civic.rights import Fate
from bot.engine.desk import Job
from bot.engine.outgoing import File
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


def prepare_paper(transaction: Transaction, command: PreparePaper) -> int:
    """Note the job; it is done after this transaction."""
    if not isinstance(transaction.actor, Citizen):
        raise Refused("not-a-person")
    work = {"account": transaction.actor.account, "file": command.file, "name": command.name or "file"}
    return transaction.insert(jobs, **work, state="pending", created_at=transaction.now)


def keep_paper(transaction: Transaction, account: int, paper: Paper) -> int:
    """Keep a document for the person of this account; return its id. It has no size in pixels: it counts as one."""
    number = keep(transaction, account, paper.data, 1, 1)
    transaction.connection.execute(update(media).where(media.c.id == number).values(name=paper.name))
    return number


def keep(transaction: Transaction, account: int, jpeg: bytes, width: int, height: int) -> int:
    """Keep a photo that was made ready for the person of this account; return its id."""
    owner = transaction.connection.execute(select(accounts.c.person).where(accounts.c.id == account)).scalar()
    return transaction.insert(
        media, owner=owner, jpeg=jpeg, width=width, height=height, created_at=transaction.now
    )


def picture(transaction: Transaction, media_id: int) -> File | None:
    """Return a kept photo or document; None once it is forgotten."""
    query = select(media.c.jpeg, media.c.name).where(media.c.id == media_id)
    row = transaction.connection.execute(query).first()
    if row is None or not row.jpeg:
        return None
    data = bytes(row.jpeg)
    return (
        File(data, "photo.jpg", "image/jpeg") if row.name is None else File(data, row.name, kind_of(row.name))
    )


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
        return (
            self.connection.execute(ended.values(state="done", file=None, name=None, typed=None)).rowcount
            == 1
        )


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
        func.coalesce(jobs.c.name, ""),
    )
    .join(accounts, accounts.c.id == jobs.c.account)
    .outerjoin(groups, groups.c.id == jobs.c.group)
    .where(jobs.c.state == PENDING)
    .order_by(jobs.c.id)
    .limit(bindparam("most"))
)

HANDLERS: Handlers = {PreparePhoto: prepare, PreparePaper: prepare_paper}


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    take_over(transaction, media.c.owner, gone, stays)


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    """Forget their photos, but for those of ideas that stay and of broadcasts, and what was to be done for them; numbers are not given again."""
    run = transaction.connection.execute
    theirs = update(media).where(media.c.owner == who)
    run(theirs.where(~shown()).values(jpeg=b"", name=None, width=0, height=0))
    run(theirs.values(owner=None))
    over = {"account": None, "file": None, "name": None, "group": None, "typed": None, "state": "done"}
    run(update(jobs).where(jobs.c.account.in_(accounts_of(who))).values(over))


def _show_kept(transaction: Transaction, who: int) -> dict[str, Any]:
    photos = select(media.c.id, media.c.name, media.c.jpeg, media.c.width, media.c.height, media.c.created_at)
    fetched = select(jobs.c.file, jobs.c.name, jobs.c.typed, jobs.c.state, jobs.c.created_at)
    return {
        "photos": kept(transaction, photos.where(media.c.owner == who)),
        "jobs": kept(transaction, fetched.where(jobs.c.account.in_(accounts_of(who)))),
    }


PERSONAL = Personal((media, jobs), _merge, _erase, _show_kept)
