"""A comment on an idea: written by a citizen whose name nobody is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.civic.doors import Command, Event, Query, Refused
from bot.civic.people import Person

MAX_COMMENT = 1000
MOST_COMMENTS_A_DAY = 100
"""Comments that one person writes in a day, unless they have a role."""

COMMENTS_PAGE = 3
"""Comments on a page: as many of the longest as one message holds."""

LAST_COMMENTS_PAGE = 100
"""Pages of comments that can be leafed through."""


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A comment as one person sees it; `of` is the number of its idea, `hidden` and `held` only its author sees."""

    number: int
    of: int
    text: str
    language: str
    at: datetime
    mine: bool
    hidden: bool = False
    held: bool = False


@dataclass(frozen=True, slots=True)
class CommentPage:
    """One page of comments, the newest first: `count` are all, `more` says that another page follows."""

    title: str
    count: int
    comments: tuple[CommentLine, ...]
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class ListComments(Query[CommentPage | None]):
    """A page of an idea's comments, numbered from 1; None where there is no such idea to be seen."""

    number: int
    page: int


@dataclass(frozen=True, slots=True)
class OneComment(Query[CommentLine | None]):
    """The comment of that number, unless it cannot be seen or there is none."""

    number: int


@dataclass(frozen=True, slots=True)
class AddComment(Command[int]):
    """I comment on an idea; returns the comment's number.

    Refused: no-consent, no-such-idea, empty, too-long, blocked, too-many-comments.
    """

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class WithdrawComment(Command[int]):
    """I take my comment back, for good; returns the number of its idea. Refused: no-such-comment."""

    number: int


@dataclass(frozen=True, slots=True)
class CommentHidden(Event):
    """A comment was taken out of sight."""

    number: int
    idea: int
    author: int
    text: str
    reason: str


def may_comment(comment: AddComment, author: Person, *, hidden: bool) -> None:
    """Refuse a comment without its author's consent, on an idea that cannot be seen, or that is none."""
    if not author.opinions:
        raise Refused("no-consent")
    if hidden:
        raise Refused("no-such-idea")
    if not comment.text.strip():
        raise Refused("empty")
    if len(comment.text) > MAX_COMMENT:
        raise Refused("too-long")
