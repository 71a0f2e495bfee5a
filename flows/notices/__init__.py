"""What events and due rows tell whom, in words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.civic.appointments import OfferDeclined, OfferTaken, RoleGiven, RoleTaken
from bot.civic.broadcasts import BROADCAST, BroadcastStopped, BroadcastTested, CheckAsked
from bot.civic.comments import CommentHidden
from bot.civic.commitments import COMMITMENT_DUE, COMMITMENT_LATE
from bot.civic.digests import DIGEST
from bot.civic.doors import Event
from bot.civic.duplicates import IdeasJoined
from bot.civic.event_changes import EventChanged
from bot.civic.event_questions import QuestionAdded
from bot.civic.events import EventPlanned
from bot.civic.feedback import ASK
from bot.civic.groups import CARD, VOTE_CARD, WEEKLY
from bot.civic.hosting import EventFills, EventReported
from bot.civic.ideas import IdeaHidden
from bot.civic.links import LinkAsked, Linked
from bot.civic.measures import AppealDecided, BlockAppealed, MeasureTaken
from bot.civic.news import NEWS, Happened, Supported
from bot.civic.nudges import NudgesSet
from bot.civic.outcomes import OUTCOME, OUTCOME_ASKED
from bot.civic.polling import VOTE_EXPLAINED, VOTE_OUTCOME, VOTE_PUBLISH, ResultExplained
from bot.civic.reports import DECIDED, REPORTS, Held, Kept, ReportCame
from bot.civic.rights import FORGOTTEN
from bot.civic.rsvps import SEATS_OF, SeatOffered
from bot.civic.screening import (
    REPLIED,
    SCREENING,
    AuthorAsked,
    AuthorReplied,
    IdeaApproved,
    IdeaRejected,
    IdeaWaits,
)
from bot.civic.session_changes import SessionChanged
from bot.civic.stages import STAGE_TURNS
from bot.civic.statuses import ANSWERED, IdeaAnswered
from bot.civic.threads import LETTERS, LetterCame, ThreadAnswered
from bot.civic.votes import (
    VOTE_CLOSES,
    VOTE_HALFWAY,
    VOTE_LAST_DAY,
    VOTE_OPENS,
    VOTE_REMINDER,
    VOTE_RESULT,
    VOTE_TELLING,
    BallotsJoined,
    VoteCounted,
)
from bot.civic.watching import WATCHED, BroadcastWatched
from bot.engine.guest import INVITED, LEFT
from bot.engine.work import CONVERSATION, Judge, Tell
from flows.groups.hello import forget
from flows.groups.idea import judge_card
from flows.groups.vote import judge_vote_card
from flows.groups.weekly import judge_weekly
from flows.notices.broadcasting import (
    CHECK,
    STOPPED,
    judge_check,
    judge_stopped,
    judge_watched,
    plan_check,
    plan_stopped,
    plan_watching,
    tell_tested,
)
from flows.notices.broadcasts import judge_broadcast
from flows.notices.digests import judge_digest, plan_digest
from flows.notices.drafts import judge_conversation
from flows.notices.event_parts import (
    ASKED_MORE,
    MORE,
    SESSION,
    judge_asked_more,
    judge_more,
    judge_session,
    plan_more,
    plan_session,
)
from flows.notices.events import (
    AFTERWARDS,
    DAY,
    HOUR,
    SEATS,
    TOLD,
    judge_afterwards,
    judge_ask,
    judge_day_before,
    judge_hour_before,
    judge_seats,
    judge_seats_of,
    judge_told,
    plan_event,
    plan_telling,
    tell_offered,
)
from flows.notices.hosting import (
    FILLS,
    REPORT,
    REPORTED,
    TOLD_REPORT,
    judge_fills,
    judge_report,
    judge_reported,
    judge_told_report,
    plan_fills,
    plan_reported,
)
from flows.notices.ideas import tell_hidden, tell_ideas_joined
from flows.notices.links import ask_the_other, tell_linked
from flows.notices.measures import (
    APPEALED,
    judge_appealed,
    plan_appealed,
    tell_appeal_decided,
    tell_taken,
)
from flows.notices.news import (
    PASSING_ON,
    PASSING_ON_TO_ALL,
    judge_news,
    judge_passing_on,
    plan_for_author,
    plan_passing_on,
)
from flows.notices.programmes import judge_stage_turns
from flows.notices.promises import judge_due, judge_late, judge_outcome, judge_outcome_asked
from flows.notices.reports import (
    WAITING,
    judge_decided,
    judge_reports,
    judge_waiting,
    plan_reports,
    tell_comment_hidden,
    tell_held,
    tell_kept,
)
from flows.notices.rights import judge_forgotten
from flows.notices.roles import ask_giver, tell_declined, tell_given, tell_role_taken
from flows.notices.screening import (
    judge_replied,
    judge_screening,
    plan_replied,
    plan_screening,
    tell_approved,
    tell_asked,
    tell_rejected,
)
from flows.notices.statuses import judge_answered
from flows.notices.statuses import plan_for_author as plan_answered
from flows.notices.threads import judge_letters, plan_letters, tell_answered
from flows.notices.votes import (
    judge_closes,
    judge_explained,
    judge_opens,
    judge_publish,
    judge_reminder,
    judge_reminding,
    judge_result,
    judge_telling,
    tell_counted,
    tell_explained,
    tell_joined,
)

TELLS: Mapping[type[Event], Tell] = {
    IdeaHidden: tell_hidden,
    IdeaWaits: plan_screening,
    IdeaApproved: tell_approved,
    IdeaRejected: tell_rejected,
    AuthorAsked: tell_asked,
    AuthorReplied: plan_replied,
    IdeasJoined: tell_ideas_joined,
    IdeaAnswered: plan_answered,
    LinkAsked: ask_the_other,
    OfferTaken: ask_giver,
    OfferDeclined: tell_declined,
    RoleGiven: tell_given,
    RoleTaken: tell_role_taken,
    Linked: tell_linked,
    CommentHidden: tell_comment_hidden,
    Held: tell_held,
    ReportCame: plan_reports,
    Kept: tell_kept,
    MeasureTaken: tell_taken,
    BlockAppealed: plan_appealed,
    AppealDecided: tell_appeal_decided,
    Happened: plan_passing_on,
    Supported: plan_for_author,
    NudgesSet: plan_digest,
    VoteCounted: tell_counted,
    ResultExplained: tell_explained,
    BallotsJoined: tell_joined,
    EventPlanned: plan_event,
    EventChanged: plan_telling,
    SeatOffered: tell_offered,
    SessionChanged: plan_session,
    QuestionAdded: plan_more,
    EventFills: plan_fills,
    EventReported: plan_reported,
    LetterCame: plan_letters,
    ThreadAnswered: tell_answered,
    CheckAsked: plan_check,
    BroadcastTested: tell_tested,
    BroadcastStopped: plan_stopped,
    BroadcastWatched: plan_watching,
}
"""From an event to whom it is told."""

JUDGES: Mapping[str, Judge] = {
    BROADCAST: judge_broadcast,
    CONVERSATION: judge_conversation,
    PASSING_ON: judge_passing_on,
    PASSING_ON_TO_ALL: judge_passing_on,
    NEWS: judge_news,
    ANSWERED: judge_answered,
    SCREENING: judge_screening,
    REPLIED: judge_replied,
    COMMITMENT_DUE: judge_due,
    COMMITMENT_LATE: judge_late,
    OUTCOME: judge_outcome,
    OUTCOME_ASKED: judge_outcome_asked,
    DIGEST: judge_digest,
    WAITING: judge_waiting,
    REPORTS: judge_reports,
    DECIDED: judge_decided,
    APPEALED: judge_appealed,
    CARD: judge_card,
    WEEKLY: judge_weekly,
    VOTE_CARD: judge_vote_card,
    VOTE_OPENS: judge_opens,
    VOTE_HALFWAY: judge_reminding,
    VOTE_LAST_DAY: judge_reminding,
    VOTE_CLOSES: judge_closes,
    VOTE_TELLING: judge_telling,
    VOTE_REMINDER: judge_reminder,
    VOTE_RESULT: judge_result,
    VOTE_PUBLISH: judge_publish,
    VOTE_EXPLAINED: judge_telling,
    VOTE_OUTCOME: judge_explained,
    FORGOTTEN: judge_forgotten,
    LEFT: forget,
    INVITED: forget,
    DAY: judge_day_before,
    HOUR: judge_hour_before,
    TOLD: judge_told,
    SESSION: judge_session,
    MORE: judge_more,
    ASKED_MORE: judge_asked_more,
    SEATS: judge_seats,
    SEATS_OF: judge_seats_of,
    AFTERWARDS: judge_afterwards,
    ASK: judge_ask,
    REPORT: judge_report,
    FILLS: judge_fills,
    REPORTED: judge_reported,
    TOLD_REPORT: judge_told_report,
    LETTERS: judge_letters,
    WATCHED: judge_watched,
    CHECK: judge_check,
    STOPPED: judge_stopped,
    STAGE_TURNS: judge_stage_turns,
}
"""From a kind of due row to what judges it when it fires."""
