"""H16: who may do what, and when. The table is written by hand; every cell of it is tried, on both databases.

Most states are tried on PostgreSQL by `make prove` alone: the rules know no database.

Roles: a *stranger* has only just written; a *reader* was welcomed and did not consent; a *citizen* consented;
the *author* is a citizen whose idea it is; the *operator* holds the machine. The window is *open*, *over*, *to
come*, or there is *none*; the idea is *visible*, *hidden*, or there is *none*. `*` is any, `ok` is allowed.
"""

from __future__ import annotations

from collections import Counter
from datetime import time, timedelta
from typing import Any

import pytest

from bot.civic.answers import AnswerBroadcast
from bot.civic.appointments import AgreeToOffer, RefuseOffer, TryOffer
from bot.civic.aside import RetryAside
from bot.civic.comments import MAX_COMMENT, AddComment, WithdrawComment
from bot.civic.doors import Command, LongQuery, Query
from bot.civic.feed import NextIdea
from bot.civic.follows import FollowIdea, UnfollowIdea
from bot.civic.groups import SendWeekly, SpeakInGroup
from bot.civic.ideas import (
    MAX_DESCRIPTION,
    MAX_TITLE,
    WHOLE_CITY,
    ChangeIdea,
    HideIdea,
    PreparePhoto,
    SubmitIdea,
    SupportIdea,
    WithdrawIdea,
    WithdrawSupport,
)
from bot.civic.links import AgreeToLink, MakeCode, PreferAccount, RefuseLink, TryCode, Unlink
from bot.civic.news import NoteTold, SeeNews
from bot.civic.nudges import FOLLOWS, Mute, Quiet, SetNudges, SetQuiet, Unmute
from bot.civic.papers import PreparePaper
from bot.civic.people import (
    CONSENT_VERSIONS,
    OPINIONS,
    REMINDERS,
    CareAbout,
    FinishWelcome,
    GiveConsent,
    LiveIn,
    ResumeMessages,
    SpeakLanguage,
    StopMessages,
    WithdrawConsent,
)
from bot.civic.programmes import CreateProgramme
from bot.civic.reports import MAX_REPORT, HideReported, KeepReported, Report
from bot.civic.rights import CloseDoor, Fate, ForgetMe
from bot.civic.search import KeepSearch
from bot.civic.threads import MAX_LETTER, TakeLetterBack, WriteToOrganisers
from bot.office import handlers
from storage import tables
from tests.civic import test_event_rules, test_measure_rules, test_official_rules, test_roles, test_vote_rules
from tests.civic.outcomes import cells, outcome
from tests.worlds import NAMES, START, World

ROLES = ("stranger", "reader", "citizen", "author", "operator")
WINDOWS = ("open", "over", "to come", "none")
IDEAS = ("visible", "hidden", "none")
# Where there is an idea, there was a window.
STATES = [(window, idea) for window in WINDOWS for idea in IDEAS if idea == "none" or window != "none"]

TABLE = """
command                      | window  | idea    | stranger      | reader        | citizen       | author        | operator

submit                       | open    | *       | no-consent    | no-consent    | ok            | ok            | not-a-person
submit                       | over    | *       | no-consent    | no-consent    | closed        | closed        | not-a-person
submit                       | to come | *       | no-consent    | no-consent    | closed        | closed        | not-a-person
submit                       | none    | *       | no-consent    | no-consent    | closed        | closed        | not-a-person
submit without a title       | open    | *       | no-consent    | no-consent    | empty         | empty         | not-a-person
submit too long a title      | open    | *       | no-consent    | no-consent    | too-long      | too-long      | not-a-person
submit too long a text       | open    | *       | no-consent    | no-consent    | too-long      | too-long      | not-a-person
submit on an unknown topic   | open    | *       | no-consent    | no-consent    | unknown-topic | unknown-topic | not-a-person
submit from another city     | open    | *       | no-consent    | no-consent    | unknown-neighbourhood | unknown-neighbourhood | not-a-person
submit somebody else's photo | open    | *       | no-consent    | no-consent    | unknown-picture | unknown-picture | not-a-person
prepare a photo              | *       | *       | ok            | ok            | ok            | ok            | not-a-person
prepare a document           | *       | *       | ok            | ok            | ok            | ok            | not-a-person

support                      | open    | visible | no-consent    | no-consent    | ok            | own-idea      | not-a-person
support                      | over    | visible | no-consent    | no-consent    | closed        | own-idea      | not-a-person
support                      | to come | visible | no-consent    | no-consent    | closed        | own-idea      | not-a-person
support                      | *       | hidden  | no-consent    | no-consent    | no-such-idea  | no-such-idea  | not-a-person
support                      | *       | none    | no-such-idea  | no-such-idea  | no-such-idea  | no-such-idea  | not-a-person
withdraw support             | open    | visible | ok            | ok            | ok            | ok            | not-a-person
withdraw support             | over    | visible | closed        | closed        | closed        | closed        | not-a-person
withdraw support             | to come | visible | closed        | closed        | closed        | closed        | not-a-person
withdraw support             | *       | hidden  | no-such-idea  | no-such-idea  | no-such-idea  | no-such-idea  | not-a-person
withdraw support             | *       | none    | no-such-idea  | no-such-idea  | no-such-idea  | no-such-idea  | not-a-person

change                       | open    | visible | not-yours     | not-yours     | not-yours     | ok            | not-a-person
change                       | over    | visible | not-yours     | not-yours     | not-yours     | closed        | not-a-person
change                       | to come | visible | not-yours     | not-yours     | not-yours     | closed        | not-a-person
change                       | *       | hidden  | no-such-idea  | no-such-idea  | no-such-idea  | no-such-idea  | not-a-person
change                       | *       | none    | no-such-idea  | no-such-idea  | no-such-idea  | no-such-idea  | not-a-person
change to no title           | open    | visible | not-yours     | not-yours     | not-yours     | empty         | not-a-person
change to an unknown topic   | open    | visible | not-yours     | not-yours     | not-yours     | unknown-topic | not-a-person
change to somebody's photo   | open    | visible | not-yours     | not-yours     | not-yours     | unknown-picture | not-a-person
take back                    | *       | visible | not-yours     | not-yours     | not-yours     | ok            | not-a-person
take back                    | *       | hidden  | no-such-idea  | no-such-idea  | no-such-idea  | no-such-idea  | not-a-person
take back                    | *       | none    | no-such-idea  | no-such-idea  | no-such-idea  | no-such-idea  | not-a-person

comment                      | *       | visible | no-consent    | no-consent    | ok            | ok            | not-a-person
comment                      | *       | hidden  | no-consent    | no-consent    | no-such-idea  | no-such-idea  | not-a-person
comment                      | *       | none    | no-consent    | no-consent    | no-such-idea  | no-such-idea  | not-a-person
comment with nothing         | *       | visible | no-consent    | no-consent    | empty         | empty         | not-a-person
comment at too great length  | *       | visible | no-consent    | no-consent    | too-long      | too-long      | not-a-person
take a comment back          | *       | visible | no-such-comment | no-such-comment | ok            | no-such-comment | not-a-person
take a comment back          | *       | hidden  | no-such-comment | no-such-comment | ok            | no-such-comment | not-a-person
take a comment back          | *       | none    | no-such-comment | no-such-comment | no-such-comment | no-such-comment | no-such-comment

follow                       | *       | visible | no-consent    | no-consent    | ok            | own-idea      | not-a-person
follow                       | *       | hidden  | no-consent    | no-consent    | no-such-idea  | no-such-idea  | not-a-person
follow                       | *       | none    | no-consent    | no-consent    | no-such-idea  | no-such-idea  | not-a-person
follow no longer             | *       | *       | ok            | ok            | ok            | ok            | not-a-person
see the next idea            | *       | *       | ok            | ok            | ok            | ok            | not-a-person
search                       | *       | *       | ok            | ok            | ok            | ok            | not-a-person
note what was told           | *       | *       | operators-only | operators-only | operators-only | operators-only | ok

report                       | *       | visible | ok            | ok            | ok            | own-words     | not-a-person
report                       | *       | hidden  | no-such-idea  | no-such-idea  | no-such-idea  | no-such-idea  | not-a-person
report                       | *       | none    | no-such-idea  | no-such-idea  | no-such-idea  | no-such-idea  | not-a-person
report for no reason         | *       | visible | unknown-reason | unknown-reason | unknown-reason | own-words     | not-a-person
report at too great length   | *       | visible | too-long      | too-long      | too-long      | own-words     | not-a-person
report a comment             | *       | visible | ok            | ok            | own-words     | ok            | not-a-person
report a comment             | *       | hidden  | ok            | ok            | own-words     | ok            | not-a-person
report a comment             | *       | none    | no-such-comment | no-such-comment | no-such-comment | no-such-comment | not-a-person
keep what is reported        | *       | visible | not-allowed | not-allowed | not-allowed | not-allowed | ok
hide what is reported        | *       | visible | not-allowed | not-allowed | not-allowed | not-allowed | ok
keep what is reported        | *       | hidden  | not-allowed | not-allowed | not-allowed | not-allowed | no-such-report
keep what is reported        | *       | none    | not-allowed | not-allowed | not-allowed | not-allowed | no-such-report
hide what is reported        | *       | hidden  | not-allowed | not-allowed | not-allowed | not-allowed | no-such-report
hide what is reported        | *       | none    | not-allowed | not-allowed | not-allowed | not-allowed | no-such-report
hide it without a reason     | *       | *       | not-allowed | not-allowed | not-allowed | not-allowed | no-reason

hide                         | *       | visible | not-allowed | not-allowed | not-allowed | not-allowed | ok
hide                         | *       | hidden  | not-allowed | not-allowed | not-allowed | not-allowed | already-hidden
hide                         | *       | none    | not-allowed | not-allowed | not-allowed | not-allowed | no-such-idea
hide without a reason        | *       | *       | not-allowed | not-allowed | not-allowed | not-allowed | no-reason
create a programme           | *       | *       | not-allowed    | not-allowed    | not-allowed    | not-allowed    | ok
create it twice              | open    | *       | not-allowed    | not-allowed    | not-allowed    | not-allowed    | code-taken
create it with a bad code    | *       | *       | not-allowed    | not-allowed    | not-allowed    | not-allowed    | bad-code
create it without a name     | *       | *       | not-allowed    | not-allowed    | not-allowed    | not-allowed    | no-name
create it to end first       | *       | *       | not-allowed    | not-allowed    | not-allowed    | not-allowed    | closes-before-it-opens
retry all                    | *       | *       | operators-only | operators-only | operators-only | operators-only | ok
retry what is not aside      | *       | *       | operators-only | operators-only | operators-only | operators-only | not-aside

speak                        | *       | *       | ok            | ok            | ok            | ok            | not-a-person
speak Klingon                | *       | *       | unknown-language | unknown-language | unknown-language | unknown-language | unknown-language
consent                      | *       | *       | ok            | ok            | ok            | ok            | not-a-person
consent to reminders         | *       | *       | ok            | ok            | ok            | ok            | not-a-person
consent to something else    | *       | *       | unknown-consent | unknown-consent | unknown-consent | unknown-consent | not-a-person
consent to an older version  | *       | *       | unknown-consent | unknown-consent | unknown-consent | unknown-consent | not-a-person
withdraw consent             | *       | *       | ok            | ok            | ok            | ok            | not-a-person
finish the welcome           | *       | *       | ok            | ok            | ok            | ok            | not-a-person
live somewhere               | *       | *       | ok            | ok            | ok            | ok            | not-a-person
live nowhere                 | *       | *       | ok            | ok            | ok            | ok            | not-a-person
live in another city         | *       | *       | unknown-neighbourhood | unknown-neighbourhood | unknown-neighbourhood | unknown-neighbourhood | unknown-neighbourhood
care about topics            | *       | *       | ok            | ok            | ok            | ok            | not-a-person
care about an unknown topic  | *       | *       | unknown-topic | unknown-topic | unknown-topic | unknown-topic | unknown-topic
stop messages                | *       | *       | ok            | ok            | ok            | ok            | not-a-person
resume messages              | *       | *       | ok            | ok            | ok            | ok            | not-a-person
have quiet hours             | *       | *       | ok            | ok            | ok            | ok            | not-a-person
have no quiet hours          | *       | *       | ok            | ok            | ok            | ok            | not-a-person
have quiet all day           | *       | *       | too-quiet     | too-quiet     | too-quiet     | too-quiet     | too-quiet
turn a nudge off             | *       | *       | ok            | ok            | ok            | ok            | not-a-person
turn an unknown nudge off    | *       | *       | unknown-category | unknown-category | unknown-category | unknown-category | unknown-category
mute                         | *       | *       | ok            | ok            | ok            | ok            | not-a-person
mute an unknown thing        | *       | *       | unknown-thing | unknown-thing | unknown-thing | unknown-thing | unknown-thing
unmute                       | *       | *       | ok            | ok            | ok            | ok            | not-a-person

write to the organisers      | *       | *       | ok            | ok            | ok            | ok            | not-a-person
write them nothing           | *       | *       | empty         | empty         | empty         | empty         | not-a-person
write them at great length   | *       | *       | too-long      | too-long      | too-long      | too-long      | not-a-person
write in no thread of theirs | *       | *       | no-such-thread | no-such-thread | no-such-thread | no-such-thread | not-a-person
answer what was not sent to them | *  | *       | no-such-broadcast | no-such-broadcast | no-such-broadcast | no-such-broadcast | not-a-person
write about what was not sent | *     | *       | no-such-broadcast | no-such-broadcast | no-such-broadcast | no-such-broadcast | not-a-person
take no letter back          | *       | *       | no-such-letter | no-such-letter | no-such-letter | no-such-letter | no-such-letter

show a code                  | *       | *       | ok            | ok            | ok            | ok            | not-a-person
type a code                  | *       | *       | ok            | ok            | ok            | ok            | not-a-person
agree to no link of theirs   | *       | *       | no-such-link  | no-such-link  | no-such-link  | no-such-link  | not-a-person
refuse no link of theirs     | *       | *       | ok            | ok            | ok            | ok            | not-a-person
type a code of a role        | *       | *       | ok            | ok            | ok            | ok            | not-a-person
agree to no offer of theirs  | *       | *       | no-such-offer | no-such-offer | no-such-offer | no-such-offer | not-a-person
refuse no offer of theirs    | *       | *       | ok            | ok            | ok            | ok            | not-a-person
unlink an only account       | *       | *       | no-such-account | no-such-account | no-such-account | no-such-account | not-a-person
prefer no account of theirs  | *       | *       | no-such-account | no-such-account | no-such-account | no-such-account | not-a-person
see what is new              | *       | *       | ok            | ok            | ok            | ok            | not-a-person
be forgotten                 | *       | *       | ok            | ok            | ok            | ok            | not-a-person
let go of an account         | *       | *       | operators-only | operators-only | operators-only | operators-only | ok

speak in a group             | *       | *       | admins-only   | admins-only   | admins-only   | admins-only   | admins-only
send a group the weekly list | *       | *       | admins-only   | admins-only   | admins-only   | admins-only   | admins-only
"""

COMMANDS: dict[str, Command[Any]] = {
    "submit": SubmitIdea("Een zebrapad", "", "urbanism", WHOLE_CITY),
    "submit without a title": SubmitIdea(" ", "", "urbanism", WHOLE_CITY),
    "submit too long a title": SubmitIdea("z" * (MAX_TITLE + 1), "", "urbanism", WHOLE_CITY),
    "submit too long a text": SubmitIdea("z", "z" * (MAX_DESCRIPTION + 1), "urbanism", WHOLE_CITY),
    "submit on an unknown topic": SubmitIdea("z", "", "philosophy", WHOLE_CITY),
    "submit from another city": SubmitIdea("z", "", "urbanism", "gent"),
    "submit somebody else's photo": SubmitIdea("z", "", "urbanism", WHOLE_CITY, picture=1),
    "prepare a photo": PreparePhoto("photo"),
    "prepare a document": PreparePaper("document", "plan.pdf"),
    "support": SupportIdea(1),
    "withdraw support": WithdrawSupport(1),
    "change": ChangeIdea(1, "Een beter zebrapad", "", "urbanism", WHOLE_CITY),
    "change to no title": ChangeIdea(1, " ", "", "urbanism", WHOLE_CITY),
    "change to an unknown topic": ChangeIdea(1, "z", "", "philosophy", WHOLE_CITY),
    "change to somebody's photo": ChangeIdea(1, "z", "", "urbanism", WHOLE_CITY, picture=1),
    "take back": WithdrawIdea(1),
    "comment": AddComment(1, "Goed plan"),
    "comment with nothing": AddComment(1, " "),
    "comment at too great length": AddComment(1, "z" * (MAX_COMMENT + 1)),
    "take a comment back": WithdrawComment(1),
    "follow": FollowIdea(1),
    "follow no longer": UnfollowIdea(1),
    "see the next idea": NextIdea(),
    "search": KeepSearch("zebrapad"),
    "note what was told": NoteTold(1, 0),
    "report": Report("idea", 1, "spam"),
    "report for no reason": Report("idea", 1, "whim"),
    "report at too great length": Report("idea", 1, "other", "z" * (MAX_REPORT + 1)),
    "report a comment": Report("comment", 1, "spam"),
    "keep what is reported": KeepReported(1),
    "hide what is reported": HideReported(1, "Reclame"),
    "hide it without a reason": HideReported(1, " "),
    "hide": HideIdea(1, "Reclame"),
    "hide without a reason": HideIdea(1, " "),
    "create a programme": CreateProgramme("another", NAMES, START),
    "create it twice": CreateProgramme("open-0", NAMES, START),
    "create it with a bad code": CreateProgramme("open wall", NAMES, START),
    "create it without a name": CreateProgramme("another", {"nl": " "}, START),
    "create it to end first": CreateProgramme("another", NAMES, START, START),
    "retry all": RetryAside(),
    "retry what is not aside": RetryAside(999),
    "speak": SpeakLanguage("fr"),
    "speak Klingon": SpeakLanguage("tlh"),
    "consent": GiveConsent(OPINIONS),
    "consent to reminders": GiveConsent(REMINDERS),
    "consent to something else": GiveConsent("everything"),
    "consent to an older version": GiveConsent(OPINIONS, CONSENT_VERSIONS[OPINIONS] - 1),
    "withdraw consent": WithdrawConsent(OPINIONS),
    "finish the welcome": FinishWelcome(),
    "live somewhere": LiveIn("jette"),
    "live nowhere": LiveIn(None),
    "live in another city": LiveIn("gent"),
    "care about topics": CareAbout(("work", "culture")),
    "care about an unknown topic": CareAbout(("work", "philosophy")),
    "stop messages": StopMessages(),
    "resume messages": ResumeMessages(),
    "show a code": MakeCode(),
    "type a code": TryCode("2222-2222"),
    "agree to no link of theirs": AgreeToLink(999),
    "refuse no link of theirs": RefuseLink(999),
    "type a code of a role": TryOffer("2222-2222"),
    "agree to no offer of theirs": AgreeToOffer(999),
    "refuse no offer of theirs": RefuseOffer(999),
    "unlink an only account": Unlink(1),
    "prefer no account of theirs": PreferAccount(999),
    "see what is new": SeeNews(),
    "be forgotten": ForgetMe(Fate.DELETED),
    "let go of an account": CloseDoor(1),
    "write to the organisers": WriteToOrganisers("When?"),
    "write them nothing": WriteToOrganisers(" "),
    "write them at great length": WriteToOrganisers("z" * (MAX_LETTER + 1)),
    "write in no thread of theirs": WriteToOrganisers("When?", 999),
    "answer what was not sent to them": AnswerBroadcast(999, 0),
    "write about what was not sent": WriteToOrganisers("When?", broadcast=999),
    "take no letter back": TakeLetterBack(999),
    "have quiet hours": SetQuiet(Quiet(time(22), time(7, 30))),
    "have no quiet hours": SetQuiet(None),
    "have quiet all day": SetQuiet(Quiet(time(8), time(7))),
    "turn a nudge off": SetNudges(FOLLOWS, on=False),
    "turn an unknown nudge off": SetNudges("everything", on=False),
    "mute": Mute("idea.1"),
    "mute an unknown thing": Mute("person.1"),
    "unmute": Unmute("idea.1"),
    "speak in a group": SpeakInGroup(1, ("nl",)),
    "send a group the weekly list": SendWeekly(1, on=True),
}


CELLS = cells(TABLE, ROLES)


def in_state(world: World, window: str, idea: str) -> World:
    """Bring people, an idea, a photo of somebody else's and a window about."""
    for name in ("stranger", "reader", "citizen", "author"):
        world.meet(name, "nl")
    for name in ("reader", "citizen", "author"):
        world.does(name, FinishWelcome())
    for name in ("citizen", "author"):
        world.does(name, GiveConsent(OPINIONS))
    if idea != "none":
        world.programme(closes=1)
        world.does("author", SubmitIdea("Een zebrapad", "", "urbanism", WHOLE_CITY))
        world.does("citizen", AddComment(1, "Goed plan"))
        world.does("reader", Report("idea", 1, "spam"))
        world.clock.at += timedelta(days=2)
    if idea == "hidden":
        world.operate(HideIdea(1, "Reclame"))
    if window == "open":
        world.programme()
    elif window == "to come":
        world.programme(opens=3)
    elif window == "over" and idea == "none":
        world.programme(opens=-9, closes=-1)
    somebody = world.who("reader").person
    with world.desk() as desk:
        desk.insert(tables.media, owner=somebody, jpeg=b"", width=1, height=1, created_at=desk.now)
    return world


@pytest.mark.prove_on("postgres-hidden", "postgres-none", "postgres-over", "postgres-to-come")
@pytest.mark.parametrize(("window", "idea"), STATES, ids=lambda state: state.replace(" ", "-"))
def test_h16_every_cell_of_the_table(either_world: World, window: str, idea: str) -> None:
    world = in_state(either_world, window, idea)
    wanted = {
        (command, role): code
        for (command, when, what, role), code in CELLS.items()
        if when in {"*", window} and what in {"*", idea}
    }
    found = {(name, role): outcome(world, role, COMMANDS[name]) for name, role in wanted}
    assert found == wanted


def test_h16_no_cell_stands_twice_in_the_table_and_none_is_missing() -> None:
    every = {(command, when, what) for command, when, what, _role in CELLS}
    assert {when for _command, when, _what in every} <= {*WINDOWS, "*"}
    assert {what for _command, _when, what in every} <= {*IDEAS, "*"}
    lines = Counter(
        (command, (window, idea))
        for command, when, what in every
        for window, idea in STATES
        if when in {"*", window} and what in {"*", idea}
    )
    assert [line for line, count in lines.items() if count > 1] == []
    for command in (
        "submit",
        "support",
        "change",
        "take back",
        "comment",
        "follow",
        "report",
        "withdraw support",
        "hide",
        "create a programme",
        "prepare a photo",
    ):
        assert {state for name, state in lines if name == command} == set(STATES)
    assert {command for command, _window, _idea in every} == COMMANDS.keys()


def named(*every: type) -> set[str]:
    """Return the names of queries and commands of the program; those of the tests are nobody's business."""
    return {f"{each.__module__}.{each.__name__}" for each in every if each.__module__.startswith("bot.")}


TRIED = [
    command
    for each in (
        COMMANDS,
        test_vote_rules.COMMANDS,
        test_event_rules.COMMANDS,
        test_roles.COMMANDS,
        test_measure_rules.COMMANDS,
        test_official_rules.COMMANDS,
    )
    for command in each.values()
]


def test_h16_every_command_is_in_the_table() -> None:
    assert named(*Command.__subclasses__()) - named(*map(type, TRIED)) == set()


def test_h16_every_command_that_needs_a_role_is_in_the_table_of_roles(world: World) -> None:
    test_roles.staffed(world)
    of_roles = set(map(type, test_roles.COMMANDS.values()))
    others = [command for command in TRIED if type(command) not in of_roles]
    refused = [each for each in others if test_roles.said(outcome(world, "citizen", each)) == "no"]
    assert refused == []


def test_every_query_and_every_command_has_exactly_one_handler() -> None:
    every = list(handlers())
    queries = {*Query.__subclasses__(), *LongQuery.__subclasses__()} - {LongQuery}
    assert named(*every) == named(*queries, *Command.__subclasses__())
    assert len(named(*every)) == len(every)
