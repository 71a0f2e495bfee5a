"""`parvis vote`: publish one, look at them, end one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.civic.doors import Refused
from bot.civic.polling import WithdrawVote
from bot.civic.vote_file import BadVoteError, rest_of, texts_in, time_in
from bot.civic.votes import CloseVote, CreateVote, ListVotes, OneVote, VoteCard
from bot.commands.doors import done, opened, pages
from bot.commands.files import written_in
from bot.commands.programme import instant
from bot.commands.saying import NotDoneError, line, moment, table
from bot.engine.desk import Desk
from bot.settings import Settings
from bot.text.clean import clean
from bot.text.languages import SOURCE
from bot.text.render import plain, render
from flows.saying.votes import figures, option_names

_STATES = {"to-come": "to come", "open": "open", "counting": "being counted", "closed": "closed"}


def create(settings: Settings, file: Path) -> None:
    """Publish the vote that a file describes, and say its number. Raises NotDoneError."""
    written = written_in(file, "a vote")
    with opened(settings) as office, office.at_desk() as desk:
        zone = office.city.zone
        try:
            command = _command(written, desk.now, zone)
            number = desk.carry_out(command)
        except BadVoteError as bad:
            raise NotDoneError(f"{file}: {bad}") from None
        except Refused as no:
            required = ", ".join(office.city.public)
            raise NotDoneError(
                f"{file}: {_REFUSED.get(no.code, no.code).format(required=required)}"
            ) from None
    line(
        f"Vote {number} is made: open from {moment(command.opens, zone)} until {moment(command.closes, zone)}, by the clock of "
        f"{zone}."
    )


def listed(settings: Settings) -> None:
    """Say which votes there are: those that are open or to come, and those that are over."""
    with opened(settings) as office, office.at_desk() as desk:
        zone = office.city.zone
        rows = [
            [
                str(vote.number),
                _STATES[vote.state],
                moment(vote.opens, zone),
                moment(vote.closes, zone),
                str(vote.turnout),
                next(iter(vote.titles.values())),
            ]
            for vote in _every(desk)
        ]
    headings = ["number", "now", "opens", "closes", "voted", "title"]
    table(headings, rows, empty="There is no vote yet: parvis vote create FILE makes one.")


def show(settings: Settings, number: int) -> None:
    """Say what a vote asks, how many voted, and, once that may be shown, what they chose. Raises NotDoneError."""
    with opened(settings) as office, office.reads(OneVote(number)) as vote:
        zone = office.city.zone
    if vote is None:
        raise NotDoneError(f"There is no vote {number}: parvis vote list shows them.")
    line(f"{vote.number}. {_STATES[vote.state]}, {vote.kind}{', its tally is shown' if vote.live else ''}")
    line(f"from {moment(vote.opens, zone)} until {moment(vote.closes, zone)}; {vote.turnout} voted")
    for language, text in vote.texts.items():
        line(f"{language}: {text.title}{f' ({text.explanation})' if text.explanation else ''}")
    for place, name in enumerate(option_names(vote), 1):
        line(f"{place}. {plain(render(name, SOURCE.code))}")
    if (shown := figures(vote)) is not None:
        line(plain(render(shown, SOURCE.code)))


def close(settings: Settings, number: int) -> None:
    """End a vote now. Raises Refused."""
    done(settings, CloseVote(number))
    line(f"Vote {number} is closed. The program that serves counts it in some seconds, and tells who voted.")


def withdraw(settings: Settings, number: int) -> None:
    """Take a vote back that has not opened yet. Raises Refused."""
    with opened(settings) as office, office.at_desk() as desk:
        vote = desk.ask(OneVote(number))
        desk.carry_out(WithdrawVote(number, vote.edits if vote else 0))
    line(f"Vote {number} is taken back: nobody sees it any more.")


def _command(written: dict[str, Any], now: datetime, zone: str) -> CreateVote:
    """Return the command that makes the vote. Raises BadVoteError or NotDoneError."""
    opens, closes = time_in(written, "opens"), time_in(written, "closes")
    if closes is None:
        raise BadVoteError('It says nothing of its end: write closes = "2026-12-10".')
    texts = {
        language: type(text)(clean(text.title), clean(text.explanation), tuple(map(clean, text.options)))
        for language, text in texts_in(written).items()
    }
    begins = instant("opens", opens, zone) if opens else now
    ends = instant("closes", closes, zone, whole_day=True)
    return CreateVote(texts=texts, opens=begins, closes=ends, **rest_of(written))


def _every(desk: Desk) -> Iterator[VoteCard]:
    for over in (False, True):
        for page in pages(desk, partial(ListVotes, over)):
            yield from (vote for each in page.votes if (vote := desk.ask(OneVote(each.number))))


_REFUSED = {
    "unknown-kind": 'there is no such kind: write kind = "yes-no", "one", "several" or "ranked".',
    "unknown-language": "it is in a language that Parvis does not speak: name each table by its code, such as [nl].",
    "missing-language": "the city speaks to everybody in {required}: give each of them its table, such as [nl].",
    "no-title": "a title is empty: say in a sentence what is asked, in each language.",
    "too-long": "a title holds 150 characters, an explanation 2,000, an option 80: say it shorter.",
    "options-not-needed": "yes and no need no options: leave them away, or take another kind.",
    "too-few-options": "there must be at least two options, and none may be empty.",
    "too-many-options": "there is room for twelve options: more cannot be read on a phone.",
    "options-differ": "each language must have as many options as the others, in the same order.",
    "same-option": "two options are the same.",
    "bad-limits": "least and most must fit the options: at least 1, and most no more than there are.",
    "closes-before-it-opens": "it would close before it opens: give a later closes.",
    "closes-in-the-past": "it would be closed already: give a later closes.",
}
