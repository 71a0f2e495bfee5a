"""Which messages gave something that stands: noted when it is given, looked for when one is taken back (H58)."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from bot.civic.rights import Fate
from bot.engine.sources import Source
from storage.personal import Personal, accounts_of, kept, nothing_to_merge
from storage.tables import ASIDE, accounts, inbox, sources
from storage.transaction import INSERTS, Transaction

_OF = sources.c.account == bindparam("of_account")
_GAVE = select(sources.c.leads).where(_OF, sources.c.message == bindparam("which")).limit(1)
_FORGET = delete(sources).where(_OF, sources.c.leads == bindparam("leading"))
_FORGET_PART = _FORGET.where(sources.c.part == bindparam("of_part"))
_PLATFORM = select(accounts.c.platform).where(accounts.c.id == bindparam("of_account")).scalar_subquery()
# A platform on which messages can be taken back calls what came in by the message's own name.
_FORGET_ASIDE = (
    update(inbox)
    .where(
        inbox.c.platform == _PLATFORM,
        inbox.c.key == bindparam("which"),
        inbox.c.account == bindparam("of_account"),
        inbox.c.state == ASIDE,
    )
    .values(state="ignored", raw=None, reason="redacted")
)


class Sources(Transaction):
    """What messages gave, as a desk has it."""

    def note_sources(self, account: int, noted: Sequence[Source]) -> None:
        """These messages gave something which stands; those that gave the same part of it before no longer count."""
        for each in noted:
            if each.message is None:
                part = {"of_account": account, "leading": each.leads, "of_part": each.part}
                self.connection.execute(_FORGET_PART, part)
            else:
                row = {"account": account, "leads": each.leads, "part": each.part, "message": each.message}
                self.write(_note, [row])

    def gave(self, account: int, message: str) -> str | None:
        """Return where it leads that this message was taken back, if it gave something, and forget all that gave the same."""
        leads: str | None = self.connection.execute(_GAVE, {"of_account": account, "which": message}).scalar()
        if leads is not None:
            self.connection.execute(_FORGET, {"of_account": account, "leading": leads})
        return leads

    def forget_aside(self, account: int, message: str) -> None:
        """Forget what this message said, should it have been put aside."""
        self.connection.execute(_FORGET_ASIDE, {"of_account": account, "which": message})


@functools.cache
def _note(dialect: str) -> Any:
    put = INSERTS[dialect](sources)
    return put.on_conflict_do_update(
        index_elements=["account", "leads", "part"], set_={"message": put.excluded.message}
    )


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    transaction.connection.execute(delete(sources).where(sources.c.account.in_(accounts_of(who))))


def _show_kept(transaction: Transaction, who: int) -> dict[str, Any]:
    columns = (sources.c.message, sources.c.leads, sources.c.part)
    mine = select(*columns).where(sources.c.account.in_(accounts_of(who)))
    return {"sources": kept(transaction, mine)}


PERSONAL = Personal((sources,), nothing_to_merge, _erase, _show_kept)
