"""A vote: what is asked, who may answer and when. What is counted stands in `bot.civic.counting`.

A ballot is secret. It is kept under a key that only the vote's own secret makes of a person; the secret is destroyed with the
ballots when they are counted. That somebody voted is kept by itself, without what they chose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, get_args

from bot.civic.doors import Command, Event, Query, Refused
from bot.civic.people import Person
from bot.civic.texts import Texts
from bot.text.languages import LANGUAGES

Kind = Literal["yes-no", "one", "several", "ranked"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Choice = tuple[int, ...]
"""What a ballot says: the places of its options in the published list, from 0. Of a ranking, the first choice first."""

YES, NO, ABSTAIN = range(3)
"""The options of a vote on yes or no, as everybody knows them."""

MAX_VOTE_TITLE = 150
MAX_EXPLANATION = 2000
MAX_OPTION = 80
MOST_OPTIONS = 12
"""Options that can be read, and ranked, on a phone."""

FEWEST_BALLOTS = 5
"""With fewer, nothing is shown of what they say: one would too easily guess whose they are (H77)."""

VOTES_PAGE = 5
LAST_VOTES_PAGE = 40

COUNTED_AFTER = timedelta(seconds=5)
"""How long after the close ballots are counted: what came in before it has been stored by then."""

LAST_DAY = timedelta(days=1)

APART = timedelta(hours=12)
"""Reminders of the same vote are at least so far from one another."""

VOTE_OPENS, VOTE_HALFWAY, VOTE_LAST_DAY, VOTE_CLOSES, VOTE_TELLING = (
    "vote-opens",
    "vote-halfway",
    "vote-last-day",
    "vote-closes",
    "vote-telling",
)
"""The kinds of due row that are about a vote, with its version; the subject is its number."""

VOTE_REMINDER, VOTE_RESULT = "vote-reminder", "vote-result"
"""The kinds of due row that tell one person of a vote; the subject is its number and theirs, as "3:12"."""

AT_ONCE = 200
"""People that something is passed on to in one transaction."""

State = Literal["to-come", "open", "counting", "closed"]
"""Where a vote stands: `counting` is between its close and its result."""


@dataclass(frozen=True, slots=True)
class VoteText:
    """What a vote says in one language: its question, what one should know, and its options in their order."""

    title: str
    explanation: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CreateVote(Command[int]):
    """Publish a vote; returns its number. Needs Right.VOTES.

    `texts` are by language; yes or no has no options of its own. Of several, at least `least` and at most `most` are chosen.
    `live`: the tally is shown while it is open; else nothing but the turn-out is shown before the close. `programme` is what
    it belongs to (0: to none). Without `opens` it opens at once.

    Refused: not-allowed, unknown-kind, unknown-language, missing-language, no-title, too-long, options-not-needed, too-few-options,
    too-many-options, options-differ, same-option, bad-limits, closes-before-it-opens, closes-in-the-past.
    """

    kind: str
    texts: Mapping[str, VoteText]
    opens: datetime | None
    closes: datetime
    least: int = 1
    most: int = 1
    live: bool = False
    programme: int = 0


@dataclass(frozen=True, slots=True)
class CloseVote(Command[None]):
    """End an open vote now; it is counted a moment later. Needs Right.VOTES.

    Refused: not-allowed, no-such-vote, vote-to-come, vote-closed.
    """

    number: int


@dataclass(frozen=True, slots=True)
class CountVote(Command[None]):
    """Count a vote that is over, and destroy its ballots and its secret. Operators only; counted is counted."""

    number: int


@dataclass(frozen=True, slots=True)
class CastBallot(Command[None]):
    """This is my ballot, in the place of one I gave before.

    Refused: no-such-vote, no-consent, separated, vote-to-come, vote-closed, bad-choice, ballot-sealed.
    """

    number: int
    choice: Choice


@dataclass(frozen=True, slots=True)
class MarkBallot(Command[None]):
    """This is what I have chosen so far; it does not count until it is sent. Refused: as CastBallot."""

    number: int
    choice: Choice


@dataclass(frozen=True, slots=True)
class SendBallot(Command[None]):
    """What I have chosen so far is my ballot. Refused: as CastBallot."""

    number: int


@dataclass(frozen=True, slots=True)
class WithdrawBallot(Command[None]):
    """I take my ballot back: it is as if I had not voted. Refused: no-such-vote, vote-closed, ballot-sealed."""

    number: int


@dataclass(frozen=True, slots=True)
class AwaitResult(Command[None]):
    """I want to hear how this vote ends. Refused: no-such-vote, vote-closed, no-consent."""

    number: int


@dataclass(frozen=True, slots=True)
class ForgetAwaiting(Command[None]):
    """Everybody who asked to hear the result is about to: that they asked is forgotten. Operators only."""

    number: int


@dataclass(frozen=True, slots=True)
class VoteLine:
    """A vote in a list; `voted` tells that I have a ballot in it."""

    number: int
    titles: Mapping[str, str]
    state: State
    opens: datetime
    closes: datetime
    voted: bool = False


@dataclass(frozen=True, slots=True)
class VotePage:
    """One page of a list of votes: `more` says that another follows."""

    votes: tuple[VoteLine, ...]
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class VoteCard:
    """A vote as one person sees it.

    `voted` is when I gave my ballot, never what it says; `awaited` that I want to hear the result. `ballots` are what may be
    shown of them: choices and how many chose so; None while that is secret, or where there are too few. `edits` counts what
    its organisers changed; `outcome` is what they say comes of it, since `published`, and `signed` the function that does.
    """

    number: int
    kind: Kind
    texts: Mapping[str, VoteText]
    least: int
    most: int
    live: bool
    opens: datetime
    closes: datetime
    state: State
    turnout: int
    version: int = 1
    voted: datetime | None = None
    awaited: bool = False
    ballots: Mapping[Choice, int] | None = None
    programme: int = 0
    edits: int = 0
    outcome: Texts = field(default_factory=dict)
    signed: Texts = field(default_factory=dict)
    published: datetime | None = None

    @property
    def titles(self) -> Mapping[str, str]:
        """The question by language."""
        return {language: text.title for language, text in self.texts.items()}

    @property
    def options(self) -> tuple[Mapping[str, str], ...]:
        """The options in the published order, by language; of yes or no, none of its own."""
        return tuple(
            {language: text.options[place] for language, text in self.texts.items()}
            for place in range(len(next(iter(self.texts.values())).options))
        )

    @property
    def size(self) -> int:
        """How many options there are to choose from."""
        return 3 if self.kind == "yes-no" else len(self.options)


@dataclass(frozen=True, slots=True)
class ListVotes(Query[VotePage]):
    """A page of the votes that are open or to come, the first to close first; or of those that are `over`, the latest first."""

    over: bool
    page: int


@dataclass(frozen=True, slots=True)
class OpenVotes(Query[int]):
    """How many votes are open now."""


@dataclass(frozen=True, slots=True)
class MyVotes(Query[tuple[VoteLine, ...]]):
    """The votes I have a ballot in, or had until they were counted, the latest first."""


@dataclass(frozen=True, slots=True)
class OneVote(Query[VoteCard | None]):
    """The vote of that number."""

    number: int


@dataclass(frozen=True, slots=True)
class MyMarks(Query[Choice]):
    """What I have chosen so far and not sent yet."""

    number: int


@dataclass(frozen=True, slots=True)
class Uncounted(Query[bool]):
    """Whether a ballot may still be among what came in before the vote closed and had no turn yet. Operators only."""

    number: int


@dataclass(frozen=True, slots=True)
class NotVoted(Query[tuple[int, ...]]):
    """Some who may be reminded and have no ballot in this vote, by their id, from beyond `after`. Operators only."""

    number: int
    after: int


@dataclass(frozen=True, slots=True)
class Awaiting(Query[tuple[int, ...]]):
    """Some who voted, or asked to hear the result, by their id, from beyond `after`. Operators only."""

    number: int
    after: int


@dataclass(frozen=True, slots=True)
class HasVoted(Query[bool]):
    """Whether that person has a ballot in this vote. Operators only."""

    number: int
    person: int


@dataclass(frozen=True, slots=True)
class VoteCounted(Event):
    """A vote was counted."""

    number: int


@dataclass(frozen=True, slots=True)
class BallotsJoined(Event):
    """Two accounts that both voted are one person's, who was `gone` and `person` before: the later ballot counts."""

    number: int
    person: int
    gone: int


def may_create(vote: CreateVote, required: Sequence[str], now: datetime) -> None:
    """Refuse a vote that could not be held: `required` are the languages that it must be in."""
    if vote.kind not in KINDS:
        raise Refused("unknown-kind")
    _see_languages(vote, required)
    for text in vote.texts.values():
        _see_text(vote.kind, text)
    sizes = {len(text.options) for text in vote.texts.values()}
    if len(sizes) > 1:
        raise Refused("options-differ")
    if vote.kind == "several" and not 1 <= vote.least <= vote.most <= max(sizes):
        raise Refused("bad-limits")
    if vote.opens is not None and vote.closes <= vote.opens:
        raise Refused("closes-before-it-opens")
    if vote.closes <= now:
        raise Refused("closes-in-the-past")


def _see_languages(vote: CreateVote, required: Sequence[str]) -> None:
    if not set(vote.texts) <= set(LANGUAGES):
        raise Refused("unknown-language")
    if not vote.texts or not set(required) <= set(vote.texts):
        raise Refused("missing-language")


def _see_text(kind: str, text: VoteText) -> None:
    """Refuse what cannot be read or chosen from in one language."""
    if not text.title.strip():
        raise Refused("no-title")
    if len(text.title) > MAX_VOTE_TITLE or len(text.explanation) > MAX_EXPLANATION:
        raise Refused("too-long")
    if kind == "yes-no":
        if text.options:
            raise Refused("options-not-needed")
        return
    named = [option.strip() for option in text.options]
    if len(named) < 2 or not all(named):
        raise Refused("too-few-options")
    if len(named) > MOST_OPTIONS:
        raise Refused("too-many-options")
    if any(len(option) > MAX_OPTION for option in named):
        raise Refused("too-long")
    if len({option.casefold() for option in named}) < len(named):
        raise Refused("same-option")


def may_vote(voter: Person, *, opens: datetime, closes: datetime, counted: bool, at: datetime) -> None:
    """Refuse a ballot without consent, before the vote opens, or that came in when it had closed (H29).

    Who was separated from somebody has no say in what opened before that: they had one together (H19).
    """
    if not voter.opinions:
        raise Refused("no-consent")
    if voter.separated and opens <= voter.separated:
        raise Refused("separated")
    if at < opens:
        raise Refused("vote-to-come")
    if counted or at >= closes:
        raise Refused("vote-closed")


def may_choose(choice: Choice, kind: Kind, *, size: int, least: int, most: int) -> None:
    """Refuse what is no ballot of this vote: an option it does not have, one twice, too few or too many (H10)."""
    limits = {"several": (least, most), "ranked": (1, size)}.get(kind, (1, 1))
    if not limits[0] <= len(choice) <= limits[1] or not may_mark(choice, size):
        raise Refused("bad-choice")


def may_mark(choice: Choice, size: int) -> bool:
    """Tell whether this can be a part of a ballot: options that there are, each once."""
    return len(set(choice)) == len(choice) and all(0 <= place < size for place in choice)


def reminders(opens: datetime, closes: datetime) -> Mapping[str, datetime]:
    """Return when who has not voted is reminded: when half of the time is over, and a day before the close.

    Where these would come close upon one another, the later one remains: of a vote of less than three days there is one reminder.
    """
    half, last = opens + (closes - opens) / 2, closes - LAST_DAY
    if last - half >= APART:
        return {VOTE_HALFWAY: half, VOTE_LAST_DAY: last}
    return {VOTE_LAST_DAY: last} if last > half else {VOTE_HALFWAY: half}
