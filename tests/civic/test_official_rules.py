"""H16: who may say something officially of an idea, and when. The table is written by hand; every cell is tried on both databases.

The organiser has that role everywhere, *elsewhere* in another programme; the author is a citizen whose idea it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.civic.commitments import (
    MAX_COMMITMENT,
    DropPromise,
    KeepPromise,
    MarkLate,
    MovePromise,
    Promise,
    TakePromise,
)
from bot.civic.doors import Command
from bot.civic.duplicates import MergeIdeas
from bot.civic.ideas import HideIdea, SubmitIdea, WithdrawIdea
from bot.civic.outcomes import SayWhether
from bot.civic.people import OPINIONS, FinishWelcome, GiveConsent
from bot.civic.reports import Report
from bot.civic.roles import Role
from bot.civic.screening import ApproveIdea, AskAuthor, RejectIdea, ReplyToQuestion, SetIdeaRules
from bot.civic.statuses import MAX_ANSWER, MAX_FUNCTION, MOST_AT_ONCE
from tests.civic.outcomes import cells, outcome
from tests.decided import FUNCTION, answer
from tests.worlds import START, World

ROLES = ("citizen", "author", "elsewhere", "organiser", "operator")
IDEAS = ("shown", "hidden", "held", "withdrawn", "waiting")

TABLE = """
command                    | idea      | citizen     | author      | elsewhere   | organiser    | operator

answer                     | shown     | not-allowed | not-allowed | not-allowed | ok           | ok
answer                     | hidden    | not-allowed | not-allowed | not-allowed | no-such-idea | no-such-idea
answer                     | held      | not-allowed | not-allowed | not-allowed | no-such-idea | no-such-idea
answer                     | withdrawn | not-allowed | not-allowed | not-allowed | no-such-idea | no-such-idea
answer                     | waiting   | not-allowed | not-allowed | not-allowed | no-such-idea | no-such-idea
promise                    | waiting   | not-allowed | not-allowed | not-allowed | no-such-idea | no-such-idea
approve                    | waiting   | not-allowed | not-allowed | not-allowed | ok           | ok
approve                    | shown     | not-allowed | not-allowed | not-allowed | not-waiting  | not-waiting
approve                    | withdrawn | not-allowed | not-allowed | not-allowed | not-waiting  | not-waiting
reject                     | waiting   | not-allowed | not-allowed | not-allowed | ok           | ok
reject                     | shown     | not-allowed | not-allowed | not-allowed | not-waiting  | not-waiting
reject without a reason    | waiting   | not-allowed | not-allowed | not-allowed | no-reason    | no-reason
ask the author             | waiting   | not-allowed | not-allowed | not-allowed | ok           | ok
ask the author nothing     | waiting   | not-allowed | not-allowed | not-allowed | empty        | empty
ask the author             | hidden    | not-allowed | not-allowed | not-allowed | not-waiting  | not-waiting
answer what was asked      | waiting   | no-such-question | ok     | no-such-question | no-such-question | not-a-person
answer what was asked      | shown     | no-such-question | no-such-question | no-such-question | no-such-question | not-a-person
answer it with nothing     | waiting   | no-such-question | empty  | no-such-question | no-such-question | not-a-person
set rules                  | *         | not-allowed | not-allowed | not-allowed | ok           | ok
set a bad threshold        | *         | not-allowed | not-allowed | not-allowed | bad-threshold | bad-threshold
answer nothing             | *         | not-allowed | not-allowed | not-allowed | no-ideas     | no-ideas
answer one that is not     | *         | not-allowed | not-allowed | not-allowed | no-such-idea | no-such-idea
answer too many            | *         | not-allowed | not-allowed | not-allowed | no-such-idea | no-such-idea
answer with no status       | shown     | not-allowed | not-allowed | not-allowed | unknown-status | unknown-status
answer in Dutch alone      | shown     | not-allowed | not-allowed | not-allowed | missing-language | missing-language
answer in Klingon          | shown     | not-allowed | not-allowed | not-allowed | unknown-language | unknown-language
answer without words       | shown     | not-allowed | not-allowed | not-allowed | missing-language | missing-language
answer at too great length | shown     | not-allowed | not-allowed | not-allowed | too-long     | too-long
sign in Dutch alone        | shown     | not-allowed | not-allowed | not-allowed | missing-language | missing-language
sign at too great length   | shown     | not-allowed | not-allowed | not-allowed | too-long     | too-long

promise                    | shown     | not-allowed | not-allowed | not-allowed | ok           | ok
promise                    | hidden    | not-allowed | not-allowed | not-allowed | no-such-idea | no-such-idea
promise                    | held      | not-allowed | not-allowed | not-allowed | no-such-idea | no-such-idea
promise                    | withdrawn | not-allowed | not-allowed | not-allowed | no-such-idea | no-such-idea
promise for yesterday      | shown     | not-allowed | not-allowed | not-allowed | day-over     | day-over
promise in Dutch alone     | shown     | not-allowed | not-allowed | not-allowed | missing-language | missing-language
promise at too great length | shown    | not-allowed | not-allowed | not-allowed | too-long     | too-long
keep                       | shown     | not-allowed | not-allowed | not-allowed | ok           | ok
keep                       | hidden    | not-allowed | not-allowed | not-allowed | no-such-commitment | no-such-commitment
keep what was changed      | shown     | not-allowed | not-allowed | not-allowed | commitment-changed | commitment-changed
keep none that there is    | *         | not-allowed | not-allowed | not-allowed | no-such-commitment | no-such-commitment
move                       | shown     | not-allowed | not-allowed | not-allowed | ok           | ok
move to yesterday          | shown     | not-allowed | not-allowed | not-allowed | day-over     | day-over
move without a word        | shown     | not-allowed | not-allowed | not-allowed | missing-language | missing-language
drop                       | shown     | not-allowed | not-allowed | not-allowed | ok           | ok
drop without a word        | shown     | not-allowed | not-allowed | not-allowed | missing-language | missing-language
take on                    | shown     | not-allowed | not-allowed | not-allowed | ok           | ok
take on                    | hidden    | not-allowed | not-allowed | not-allowed | no-such-commitment | no-such-commitment
mark late                  | *         | operators-only | operators-only | operators-only | operators-only | ok
say whether it happened    | shown     | not-asked   | not-asked   | not-asked   | not-asked    | not-a-person
join with itself           | *         | not-allowed | not-allowed | not-allowed | same-idea    | same-idea
join with none             | *         | not-allowed | not-allowed | not-allowed | no-such-idea | no-such-idea
say whether it happened    | hidden    | no-such-idea | no-such-idea | no-such-idea | no-such-idea | not-a-person
"""

BOTH = {"nl": "Ja", "fr": "Oui"}
NEXT_YEAR, YESTERDAY = START.date().replace(year=START.year + 1), START.date() - timedelta(days=1)
PROMISE = Promise(1, BOTH, FUNCTION, NEXT_YEAR)
COMMANDS: Mapping[str, Command[Any]] = {
    "answer": answer(1, status="accepted"),
    "approve": ApproveIdea(1),
    "reject": RejectIdea(1, "Reclame"),
    "reject without a reason": RejectIdea(1, " "),
    "ask the author": AskAuthor(1, "Welke school?"),
    "ask the author nothing": AskAuthor(1, " "),
    "answer what was asked": ReplyToQuestion(1, "Die op de hoek"),
    "answer it with nothing": ReplyToQuestion(1, " "),
    "set rules": SetIdeaRules(1, screens=True, threshold=50),
    "set a bad threshold": SetIdeaRules(1, screens=True, threshold=1),
    "answer nothing": answer(),
    "answer one that is not": answer(999),
    "answer too many": answer(*range(1, MOST_AT_ONCE + 2)),
    "answer with no status": replace(answer(1), status="proposed"),
    "answer in Dutch alone": replace(answer(1), texts={"nl": "Ja"}),
    "answer in Klingon": replace(answer(1), texts={**BOTH, "tlh": "HIja'"}),
    "answer without words": replace(answer(1), texts={"nl": " ", "fr": "Oui"}),
    "answer at too great length": replace(answer(1), texts={**BOTH, "nl": "z" * (MAX_ANSWER + 1)}),
    "sign in Dutch alone": replace(answer(1), function={"nl": "Dienst"}),
    "sign at too great length": replace(answer(1), function={**BOTH, "fr": "z" * (MAX_FUNCTION + 1)}),
    "promise": PROMISE,
    "promise for yesterday": replace(PROMISE, day=YESTERDAY),
    "promise in Dutch alone": replace(PROMISE, texts={"nl": "Ja"}),
    "promise at too great length": replace(PROMISE, texts={**BOTH, "nl": "z" * (MAX_COMMITMENT + 1)}),
    "keep": KeepPromise(1, 1),
    "keep what was changed": KeepPromise(1, 2),
    "keep none that there is": KeepPromise(999, 1),
    "move": MovePromise(1, 1, NEXT_YEAR, BOTH),
    "move to yesterday": MovePromise(1, 1, YESTERDAY, BOTH),
    "move without a word": MovePromise(1, 1, NEXT_YEAR, {}),
    "drop": DropPromise(1, 1, BOTH),
    "drop without a word": DropPromise(1, 1, {}),
    "take on": TakePromise(1),
    "mark late": MarkLate(1, 1),
    "join with itself": MergeIdeas(1, 1),
    "join with none": MergeIdeas(1, 999),
    "say whether it happened": SayWhether(1, "yes"),
}


CELLS = cells(TABLE, ROLES)


def in_state(world: World, idea: str) -> World:
    """Bring people and an idea about."""
    world.programme()
    for name in ("citizen", "author", "elsewhere", "organiser"):
        world.meet(name, "nl")
        world.does(name, FinishWelcome(), GiveConsent(OPINIONS))
    world.appoint("organiser", Role.ORGANISER)
    world.appoint("elsewhere", Role.ORGANISER, 7)
    if idea == "waiting":
        world.operate(SetIdeaRules(1, screens=True, threshold=None))
    world.does("author", SubmitIdea("Een zebrapad", "", "urbanism", "city"))
    world.operate(AskAuthor(1, "Welke?") if idea == "waiting" else PROMISE)
    if idea == "hidden":
        world.operate(HideIdea(1, "Reclame"))
    elif idea == "withdrawn":
        world.does("author", WithdrawIdea(1))
    elif idea == "held":
        for name in ("citizen", "elsewhere", "organiser"):
            world.does(name, Report("idea", 1, "spam"))
    return world


@pytest.mark.parametrize("idea", IDEAS)
def test_h16_every_cell_of_the_table_of_what_is_official(either_world: World, idea: str) -> None:
    world = in_state(either_world, idea)
    wanted = {(command, role): code for (command, state, role), code in CELLS.items() if state in {"*", idea}}
    assert {(name, role): outcome(world, role, COMMANDS[name]) for name, role in wanted} == wanted


def test_h16_every_official_command_is_in_the_table() -> None:
    assert {command for command, _state, _role in CELLS} == COMMANDS.keys()
    assert {state for _command, state, _role in CELLS} == {*IDEAS, "*"}
