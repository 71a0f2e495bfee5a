"""No statement about what becomes of ideas officially reads a whole table: see test_plans.py."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.civic.became import HistoryOf, WhatBecame
from bot.civic.comments import AddComment
from bot.civic.commitments import (
    KeepPromise,
    MarkLate,
    MovePromise,
    OneCommitment,
    Promise,
    Reminded,
    TakePromise,
)
from bot.civic.doors import Citizen, Query
from bot.civic.duplicates import MergeIdeas, MergerOf
from bot.civic.follows import FollowIdea
from bot.civic.ideas import SupportIdea
from bot.civic.news import NewsFor
from bot.civic.outcomes import AskedWhether, IsAsked, SayWhether
from bot.civic.queue import WAITS, ListQueue, MyQueue
from bot.civic.roles import Mandate, Role
from bot.civic.screening import (
    ApproveIdea,
    AskAuthor,
    CountToScreen,
    IdeaToScreen,
    MyQuestion,
    RejectIdea,
    ReplyTo,
    ReplyToQuestion,
    SetIdeaRules,
)
from bot.civic.statuses import AnswerIdeas, AnswersFor, IdeasToAnswer, Signatures
from storage.roles import grant
from tests.storage.test_plans import lived_in, plans_of, read_whole
from tests.storage.town import START, Town

__all__ = ["lived_in"]


def _officially(town: Town, noor: Citizen, sam: Citizen) -> None:
    """What organisers do with ideas, what becomes of that, and what is read of it."""
    first, second = town.idea(noor), town.idea(noor)
    town.do(SupportIdea(first), sam)
    town.do(FollowIdea(second), sam)
    town.do(AddComment(second, "Ja"), sam)
    both, day = {"nl": "Ja", "fr": "Oui"}, (town.clock.now() + timedelta(days=7)).date()
    (said,) = town.do(AnswerIdeas((first,), "implemented", both, both))
    promise = town.do(Promise(first, both, both, day))
    town.do(MovePromise(promise, 1, day, both))
    town.do(MarkLate(promise, 2))
    town.do(TakePromise(promise))
    town.ask(Reminded(promise))
    town.do(KeepPromise(promise, 2))
    town.clock.at += timedelta(days=15)
    town.do(SayWhether(first, "yes"), sam)
    town.ask(MergerOf(second, first))
    town.do(MergeIdeas(second, first))
    town.do(SetIdeaRules(1, screens=True, threshold=5))
    waits = [town.idea(noor) for _ in range(2)]
    question = town.do(AskAuthor(waits[0], "Which?"))
    town.do(ReplyToQuestion(question, "That one"), noor)
    town.ask(MyQuestion(question), noor)
    queries: list[Query[Any]] = [
        *(ListQueue(wait, 1) for wait in WAITS),
        IdeasToAnswer((first,)),
        Signatures(),
        AnswersFor(noor.person, said),
        WhatBecame(first),
        HistoryOf(first, 1),
        OneCommitment(promise),
        AskedWhether(first, said, 0),
        IsAsked(first, said, sam.person),
        IdeaToScreen(waits[0]),
        CountToScreen(1, START),
        ReplyTo(question),
        NewsFor(sam.person),
    ]
    with town.desk() as desk:
        grant(desk, noor.account, Mandate(Role.OWNER))
    for query in queries:
        town.ask(query)
    town.ask(MyQueue(), noor)
    for wait in WAITS:
        town.ask(ListQueue(wait, 1), noor)
    town.do(ApproveIdea(waits[0]))
    town.do(RejectIdea(waits[1], "spam"))


def test_nothing_official_reads_a_whole_table(lived_in: Town) -> None:
    noor, sam = lived_in.citizens(2)
    with plans_of(lived_in.database) as plans:
        _officially(lived_in, noor, sam)
    whole = {statement: read_whole(plan) for statement, plan in plans.items()}
    assert {" ".join(each.split()): steps for each, steps in whole.items() if steps} == {}
