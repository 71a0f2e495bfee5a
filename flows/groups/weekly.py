"""The new ideas of the week, in a group that wants them: every Monday morning, if there are any."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.groups import LATE, NewIdeasSince, SendWeekly, TheGroup
from bot.civic.weeks import WEEK
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.groups import Alone, Here, Post, Said, WhoRuns, in_group
from bot.engine.work import GroupNotice
from bot.text.clean import fold
from bot.text.lazy import _
from bot.text.spoken import spoken
from flows.groups.ideas import listed
from flows.saying.groups import ADMINS_ONLY

# Translators: what people of your language may type after “/weekly” to have the weekly list, with commas between.
_ON = _("on, yes")
# Translators: what people of your language may type after “/weekly” to end the weekly list, with commas between.
_OFF = _("off, no, stop")


@in_group(
    "weekly", starts_on=_("weekly"), command="weekly", about=_("The new ideas every week (administrators)")
)
def weekly(here: Here, how: str) -> Sequence[Said]:
    """Turn the weekly list on or off, for whoever runs the group; other words after it are said to others."""
    on = not how or fold(how) in spoken(_ON)
    if not on and fold(how) not in spoken(_OFF):
        return []
    if here.runs is None:
        return [WhoRuns()]
    if not here.runs:
        return [Alone(ADMINS_ONLY)]
    here.world.carry_out(SendWeekly(here.group.id, on))
    if on:
        words = _(
            "From now on, the new ideas come here every Monday morning. “{off}” ends that.",
            off=here.call("weekly off"),
        )
    else:
        words = _(
            "The new ideas no longer come here every week. “{weekly}” begins that again.",
            weekly=here.call("weekly"),
        )
    return [Post(((words,),))]


def judge_weekly(due: Due, desk: Desk, chat: Chat | None) -> Sequence[GroupNotice]:
    """Send the list if it is still wanted, not much too late (H67), and there is something new; plan the next."""
    group = desk.ask(TheGroup(int(due.subject)))
    if group is None or not group.weekly:
        return ()
    desk.plan_weekly(group.id)
    found = desk.ask(NewIdeasSince(due.at - WEEK))
    if group.closed or not found or desk.now > due.at + LATE:
        return ()
    heading = _("<b>New ideas this week</b>")
    key = f"weekly:{group.id}:{due.at.date()}"
    return (GroupNotice(group, lambda here: listed(here, heading, found), key),)
