"""`parvis seed`: a programme that is ready to run."""

from __future__ import annotations

from bot.civic.templates import Template, load_template
from bot.commands.doors import opened
from bot.commands.saying import NotDoneError, line, moment
from bot.main import the_worker
from bot.office import Office
from bot.settings import Settings
from storage import seeding, seeding_events

AT_ONCE = 2000
"""Ideas planted in one transaction: a program that runs meanwhile waits a moment for each."""


def seed(settings: Settings, code: str, ideas: int) -> None:
    """Make the template's programme run in the configured database, with so many ideas in all of its own. Raises NotDoneError."""
    template = load_template(code)
    if ideas and not template.examples:
        raise NotDoneError(f"The template {code} has no examples of ideas: leave --ideas away.")
    with opened(settings) as office:
        plant(office, template, ideas)


def plant(office: Office, template: Template, most: int) -> None:
    """Plant a template, and say what was done. What is there already stays as it is."""
    worker = the_worker(office, {})
    with office.at_desk() as desk:
        programme, is_new = seeding.plant_programme(desk, template)
        open_now = programme.is_open(desk.now)
        votes = seeding.plant_votes(desk, template)
        planted = seeding.plant_examples(desk, template, most) if most else 0
        events = seeding_events.plant_events(desk, template)
        if most:
            seeding.plant_ballots(desk, template)
            seeding_events.plant_parties(desk, template)
        worker.tell(desk)
    more = _plant_more(office, template, most - len(template.examples))
    window = f"{moment(programme.opens, office.city.zone)} to {moment(programme.closes, office.city.zone)}"
    state = "open" if open_now else "not open"
    line(f"The programme {programme.code} is {'made' if is_new else 'there already'}, and {state}: {window}.")
    if votes:
        line(
            f"{votes} {'vote is' if votes == 1 else 'votes are'} open: parvis vote list shows what is asked."
        )
    if events:
        line(f"{events} {'event is' if events == 1 else 'events are'} planned: parvis event list shows when.")
    if planted or more:
        line(f"{planted} examples and {more} more ideas were planted.")


def _plant_more(office: Office, template: Template, wanted: int) -> int:
    """Plant ideas beyond the examples until there are so many; return how many are new."""
    if wanted <= 0:
        return 0
    with office.at_desk() as desk:
        there = seeding.count_more(desk, template)
    for first in range(there, wanted, AT_ONCE):
        with office.at_desk() as desk:
            seeding.plant_more(desk, template, range(first, min(first + AT_ONCE, wanted)), wanted)
    return max(wanted - there, 0)
