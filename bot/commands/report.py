"""`parvis reports`, `parvis appeals`: what people reported, what is decided about it and its author, and who objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.civic.measures import FORGOTTEN, BlockAuthor, DecideAppeal, OpenAppeals, WarnAuthor
from bot.civic.reports import HideReported, KeepReported, OpenReport, OpenReports
from bot.commands.doors import done, opened
from bot.commands.saying import line, moment, table

if TYPE_CHECKING:
    from bot.settings import Settings


def listed(settings: Settings) -> None:
    """Say what was reported and waits for a decision: what is held first; never who reported it."""
    with opened(settings) as office, office.reads(OpenReports()) as reports:
        rows = [_row(each, office.city.zone) for each in reports]
    headings = ["number", "what", "state", "people", "since", "reasons", "it says", "they say"]
    table(headings, rows, empty="Nothing is reported.")


def _row(report: OpenReport, zone: str) -> list[str]:
    what = f"idea {report.idea}" if report.about == "idea" else f"a comment on idea {report.idea}"
    return [
        str(report.number),
        what,
        "held" if report.held else "shown",
        str(report.people),
        moment(report.since, zone),
        ", ".join(report.reasons),
        report.text,
        " | ".join(report.words),
    ]


def keep(settings: Settings, number: int) -> None:
    """Let what was reported stay; what was held is back in its place, and its author is told. Raises Refused."""
    done(settings, KeepReported(number))
    line(
        f"Report {number} is settled: it stays. Who reported it is told, and whoever wrote it if it was held."
    )


def hide(settings: Settings, number: int, reason: str) -> None:
    """Take what was reported out of sight; its author is told the reason. Raises Refused."""
    done(settings, HideReported(number, reason))
    line(
        f"Report {number} is settled: it is out of sight. Whoever wrote it is told why, and who reported it that it is."
    )


def warn(settings: Settings, number: int, reason: str) -> None:
    """Warn whoever wrote what was reported. Raises Refused."""
    done(settings, WarnAuthor(number, reason))
    line("Its author is warned, and told why.")


def block(settings: Settings, number: int, reason: str, days: int) -> None:
    """Block whoever wrote what was reported for so many days. Raises Refused."""
    done(settings, BlockAuthor(number, reason, days))
    line("Its author is blocked, told why, and may object: parvis appeals shows it.")


def appeals(settings: Settings) -> None:
    """Say who objects to being blocked, never who that is."""
    with opened(settings) as office, office.reads(OpenAppeals()) as found:
        zone = office.city.zone
    rows = [
        [
            str(each.number),
            f"{each.about}: {each.text}" if each.about else FORGOTTEN,
            moment(each.until, zone),
            each.reason or FORGOTTEN,
            each.words,
        ]
        for each in found
    ]
    headings = ["number", "because of", "blocked until", "reason", "they say"]
    table(headings, rows, empty="Nobody objects to being blocked.")


def decide(settings: Settings, number: int, answer: str, *, ends: bool) -> None:
    """End a block to which somebody objects, or let it stand. Raises Refused."""
    done(settings, DecideAppeal(number, ends=ends, answer=answer))
    line(
        f"Appeal {number} is decided: {'the block is over' if ends else 'the block stands'}, and they are told."
    )
