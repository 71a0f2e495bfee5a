"""`parvis idea`: look at one, take one out of sight."""

from __future__ import annotations

from bot.civic.ideas import HideIdea, OneIdea
from bot.commands.doors import done
from bot.commands.saying import NotDoneError, line, moment
from bot.main import open_office
from bot.settings import Settings


def show(settings: Settings, number: int) -> None:
    """Say what an idea says, hidden or not. Raises NotDoneError."""
    office = open_office(settings)
    with office.at_desk() as desk:
        idea = desk.ask(OneIdea(number))
    office.database.close()
    if idea is None:
        raise NotDoneError(f"There is no idea {number}.")
    line(f"{idea.number}. {idea.title}")
    if idea.description:
        line(idea.description)
    line(
        f"{idea.topic}, {idea.neighbourhood}, in {idea.language}, {moment(idea.published, office.city.zone)}"
    )
    line(
        f"{idea.supports} supports{', hidden' if idea.hidden else ''}{', with a photo' if idea.picture else ''}"
    )


def hide(settings: Settings, number: int, reason: str) -> None:
    """Take an idea out of the list; its author is told the reason by the program that serves. Raises Refused."""
    done(settings, HideIdea(number, reason))
    line(f"Idea {number} is out of the list, and its author is told why.")
