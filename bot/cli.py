"""The `parvis` program: one command a way of using it. What cannot be is told in one sentence, without a traceback."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from bot.cli_broadcasts import broadcasts
from bot.cli_events import events
from bot.cli_ideas import ideas, promises, queue
from bot.cli_moderation import appeals, reports
from bot.cli_programmes import programmes
from bot.cli_roles import roles

if TYPE_CHECKING:
    from bot.settings import Settings

WENT_WRONG = 1
WRONG_SETTINGS = 2

_REFUSED = {
    "already-hidden": "That idea is hidden already.",
    "bad-code": "A programme's code is letters, digits and hyphens, such as open-wall.",
    "closes-before-it-opens": "It would close before it opens: give a later --closes.",
    "ideas-stage-first": "It takes ideas without an end so far: add the stage for them first, of the kind ideas.",
    "last-stage": "That is its only stage: add another first.",
    "too-many-stages": "A programme has at most twelve stages.",
    "too-many-own": "A programme has at most forty topics, and forty places, of its own.",
    "name-taken": "Something else that one can choose there is called that already.",
    "not-its-own": "The programme has nothing of that id of its own: parvis programme show says what it has.",
    "code-taken": "There is a programme of that code already: parvis programme list shows them.",
    "no-name": "It needs a name: --name nl=… --name fr=…",
    "no-reason": "Its author is told why: give --reason a few words.",
    "no-such-event": "There is no event of that number: parvis event list shows them.",
    "event-cancelled": "That event is cancelled.",
    "event-over": "That event is over.",
    "nothing-changes": "Nothing would change: say what is to be new, such as --starts and --ends.",
    "no-title": "An event needs a title: --title nl=… --title fr=…",
    "no-date": "An event needs a date: --starts 2026-12-05T14:00 --ends 2026-12-05T17:00",
    "too-long": "A title holds 120 characters, a text 2,000, a place 200; an official answer 1,500, a promise, a reason or a question "
    "500, a function 80: say it shorter.",
    "in-the-past": "That is in the past: give a later --starts and --ends.",
    "ends-first": "It would end before it begins: give a later --ends.",
    "too-long-an-event": "An event lasts at most a month: make a series of dates instead.",
    "unknown-zone": "There is no such clock: name it as Europe/Brussels is named.",
    "bad-seats": "There are at least one seat and at most a million, and at most fifty guests for each.",
    "bad-place": "A place on the map is a latitude and a longitude, such as 50.881,4.322.",
    "too-many": "There are at most sixty dates and sixty sessions, and a thousand invitations at once.",
    "outside-the-event": "A session would be outside of the hours of the event.",
    "sessions-of-a-series": "A series has no sessions: make an event of several days, or leave the sessions away.",
    "no-such-idea": "There is no idea of that number.",
    "not-waiting": "No idea of that number waits to be looked at: parvis queue shows which do.",
    "empty": "There are no words in it.",
    "too-many-questions": "Its author was asked ten times already: decide.",
    "too-many-ideas": "One answer is about at most fifty ideas.",
    "answered-meanwhile": "Somebody else has just answered one of them: parvis idea show says what, and then answer once more.",
    "same-idea": "An idea cannot be joined with itself.",
    "day-over": "That day is over: give a later --day.",
    "too-many-commitments": "Five promises about that idea are open: keep or drop one first.",
    "no-such-commitment": "There is no promise of that number: parvis idea show says what is promised about an idea.",
    "commitment-changed": "That promise is no longer open.",
    "bad-threshold": "At least two supports, at most a million; 0 for no such number.",
    "no-such-vote": "There is no vote of that number: parvis vote list shows them.",
    "vote-closed": "That vote is closed already.",
    "vote-to-come": "That vote is not open yet, and only what is open can be closed.",
    "no-such-broadcast": "There is no broadcast of that number: parvis broadcast list shows them.",
    "broadcast-begun": "It is confirmed or sent already: it cannot be changed now.",
    "broadcast-over": "That broadcast is over.",
    "own-broadcast": "Whoever wrote it cannot be the second to look at it: an organiser can, in chat.",
    "second-look": "It goes to so many people that another organiser looks at it first (`second_look` in the city's file).",
    "missing-language": "A language is missing: one that its programme requires, or else in which the city speaks to everybody "
    "(`public` in the city's file).",
    "nobody": "There is nobody who would get it.",
    "too-few": "These are fewer than five people, of whom it tells whether they voted.",
    "count-changed": "There are more people by now: parvis broadcast send NUMBER says how many.",
    "not-sending": "That broadcast is not on its way.",
    "not-done": "That broadcast is not over yet.",
    "no-author": "Whoever wrote it is forgotten: there is nobody to ask, warn or block.",
    "warned-already": "Its author was warned for it already.",
    "blocked-already": "Its author was blocked for it already, or is blocked just now.",
    "bad-days": "A block lasts 1, 7 or 30 days.",
    "no-such-appeal": "No appeal of that number waits for a decision: parvis appeals shows them.",
    "vote-open": "That vote is open: it can be closed, and no longer be taken back.",
    "no-such-report": "No report of that number waits for a decision: parvis reports shows them.",
    "not-aside": "No update of that number is put aside: parvis aside list shows them.",
    "template-not-open": "Another programme takes ideas now, or none does, so no examples were planted: close the other first, or "
    "leave --ideas away.",
}


class _Plainly(TyperGroup):
    """Tells what went wrong in a sentence, and ends with a code that says so."""

    def invoke(self, ctx: Any) -> Any:
        """Carry a command out."""
        from bot.civic.doors import Refused
        from bot.commands.saying import NotDoneError, problem

        try:
            return super().invoke(ctx)
        except Refused as no:
            problem(_REFUSED.get(no.code, f"Refused: {no.code}."))
        except NotDoneError as no:
            problem(str(no))
        except ValueError as error:
            # Settings, a city file, a database, an adapter's demand: each names the setting and the remedy.
            problem(str(error))
            raise typer.Exit(WRONG_SETTINGS) from None
        raise typer.Exit(WENT_WRONG)


app = typer.Typer(cls=_Plainly, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
asides = typer.Typer(no_args_is_help=True, help="Updates that could not be handled.")
votes = typer.Typer(no_args_is_help=True, help="Ask the city something, and end it.")
app.add_typer(programmes, name="programme")
app.add_typer(ideas, name="idea")
app.add_typer(promises, name="promise")
app.add_typer(asides, name="aside")
app.add_typer(reports, name="reports")
app.add_typer(appeals, name="appeals")
app.add_typer(votes, name="vote")
app.add_typer(events, name="event")
app.add_typer(roles)
app.add_typer(broadcasts, name="broadcast")


def _settings() -> Settings:
    """Return the settings, with the logs as they are to be."""
    from bot.commands.starting import settings

    return settings()


@app.command()
def serve() -> None:
    """Run everything that is configured, until told to stop."""
    settings = _settings()
    from bot.main import serve as run

    run(settings)


@app.command()
def demo() -> None:
    """Show Parvis in a browser on this machine, with examples and a clock that can be moved."""
    settings = _settings()
    from bot.demo import demo as show

    show(settings)


@app.command()
def check() -> None:
    """Say what is on, what is off, and what is wrong; nothing is changed."""
    settings = _settings()
    from bot.commands.check import check as look

    if not look(settings):
        raise typer.Exit(WENT_WRONG)


@app.command()
def migrate() -> None:
    """Bring the database's tables up to date; `serve` and `demo` do so by themselves."""
    settings = _settings()
    from bot.commands.migrate import migrate as bring_up_to_date

    bring_up_to_date(settings)


@app.command()
def seed(
    template: Annotated[
        str,
        typer.Option(
            help="Which programme: open-wall, workshop, summit, network-meeting, participatory-budget."
        ),
    ] = "open-wall",
    ideas: Annotated[
        int,
        typer.Option(
            min=0, max=1_000_000, help="Plant examples until there are so many; for trying out only."
        ),
    ] = 0,
) -> None:
    """Make a programme that begins now; what is there already stays as it is."""
    settings = _settings()
    from bot.commands.seed import seed as sow

    sow(settings, template, ideas)


@app.command()
def stats(
    programme: Annotated[
        str | None, typer.Option(help="The code of a programme; of all unless given.")
    ] = None,
) -> None:
    """Say how it goes: people, ideas, votes and events, week by week, and who is missing."""
    settings = _settings()
    from bot.commands.stats import stats as count

    count(settings, programme)


@app.command()
def export(
    what: Annotated[str, typer.Argument(help="ideas, votes or events.")],
    file: Annotated[Path, typer.Argument(help="The new file: .xlsx or .csv; open data .csv or .json.")],
    *,
    programme: Annotated[
        str | None, typer.Option(help="The code of a programme; of all unless given.")
    ] = None,
    open_data: Annotated[
        bool, typer.Option("--open", help="For everybody: only what is public, and no small numbers.")
    ] = False,
    language: Annotated[str, typer.Option(help="The language of its headings, as nl.")] = "en",
) -> None:
    """Write a table, in which people are only counted; nothing in it runs when it is opened."""
    settings = _settings()
    from bot.commands.export import Asked
    from bot.commands.export import export as write

    write(settings, Asked(what, programme, open_data, language), file)


@app.command()
def backup(
    path: Annotated[Path, typer.Argument(help="The new file; an existing one is never overwritten.")],
) -> None:
    """Write a copy of everything to a file, while the program runs."""
    settings = _settings()
    from bot.commands.backup import backup as copy

    copy(settings, path)


@app.command()
def restore(
    path: Annotated[Path, typer.Argument(help="The backup.")],
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Also over a database that is not empty.")
    ] = False,
    erasures: Annotated[
        list[Path] | None,
        typer.Option(help="A copy of erasures.log from elsewhere; once for each."),
    ] = None,
) -> None:
    """Put a backup in the place of the database, without whoever was forgotten since; every parvis is stopped."""
    settings = _settings()
    from bot.commands.restore import restore_backup

    restore_backup(settings, path, erasures or [], replace=replace)


@app.command()
def version() -> None:
    """Say which release this is."""
    from importlib import metadata

    from bot.commands.saying import line

    line(f"parvis {metadata.version('parvis')}")


app.command()(queue)


@asides.command("list")
def aside_list() -> None:
    """Say which updates were put aside, and why."""
    settings = _settings()
    from bot.commands.aside import listed

    listed(settings)


@asides.command("retry")
def aside_retry(
    number: Annotated[int | None, typer.Argument(min=1, help="Which one; all unless given.")] = None,
) -> None:
    """Have updates that were put aside tried again."""
    settings = _settings()
    from bot.commands.aside import retry

    retry(settings, number)


@votes.command("create")
def vote_create(
    file: Annotated[Path, typer.Argument(help="A TOML file with its texts in every language.")],
) -> None:
    """Publish a vote; docs/operations.md shows how one is written."""
    settings = _settings()
    from bot.commands.vote import create

    create(settings, file)


@votes.command("list")
def vote_list() -> None:
    """Say which votes there are, and how many people took part."""
    settings = _settings()
    from bot.commands.vote import listed

    listed(settings)


@votes.command("show")
def vote_show(number: Annotated[int, typer.Argument(min=1)]) -> None:
    """Say what a vote asks and, once that may be shown, what came of it."""
    settings = _settings()
    from bot.commands.vote import show

    show(settings, number)


@votes.command("withdraw")
def vote_withdraw(number: Annotated[int, typer.Argument(min=1)]) -> None:
    """Take a vote back that has not opened yet: nobody sees it any more."""
    settings = _settings()
    from bot.commands.vote import withdraw

    withdraw(settings, number)


@votes.command("close")
def vote_close(number: Annotated[int, typer.Argument(min=1)]) -> None:
    """End a vote before its time; who voted is told the result."""
    settings = _settings()
    from bot.commands.vote import close

    close(settings, number)
