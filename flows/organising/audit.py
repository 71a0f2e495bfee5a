"""What was done: the audit, page by page, of everybody or of one account."""

from __future__ import annotations

from bot.civic.audit import ReadAudit
from bot.civic.exports import What
from bot.civic.roles import EVERYWHERE, MyRoles, Right, may
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Words, _
from flows.saying.deeds import deed_words
from flows.saying.pages import paged, turning


@flow("audit", kind=Kind.VIEW, starts_on=_("audit"))
async def audit(talk: Talk, page: int = 1, account: int = 0) -> Ending:
    """Show a page of what was done, the newest first."""
    if not may(await talk.look("roles", MyRoles()), Right.AUDIT):
        return Start(link("organise"))
    found = await talk.look("page", ReadAudit(page, account))
    if not found.rows and page > 1:
        return Start(link("audit", page=page - 1, account=account))
    title = _("<b>What this account did</b>") if account else _("<b>What was done</b>")
    lines: list[Words] = [deed_words(each, talk.city.zone) for each in found.rows]
    words = Joined((paged(title, page, more=found.more), *(lines or [_("Nothing so far.")])), "\n\n")
    file = link("export-as", what=What.AUDIT.value, programme=EVERYWHERE)
    ways = [
        *turning(page, more=found.more, to=lambda number: link("audit", page=number, account=account)),
        way("file", _("All of it as a file"), file),
        way("people", _("Who does what"), link("people")),
    ]
    await talk.show("audit", words, ways)
    return None
