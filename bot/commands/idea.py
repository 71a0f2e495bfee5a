"""`parvis idea show`, `parvis idea hide`: look at one, take one out of sight."""

from __future__ import annotations

from bot.civic.became import Became, WhatBecame
from bot.civic.ideas import HideIdea, IdeaCard, OneIdea
from bot.civic.screening import IdeaToScreen
from bot.commands.doors import done, opened
from bot.commands.saying import NotDoneError, line, moment
from bot.settings import Settings


def show(settings: Settings, number: int) -> None:
    """Say what an idea says, hidden or not, what became of it, and what its author was asked. Raises NotDoneError."""
    with opened(settings) as office, office.at_desk() as desk:
        idea = desk.ask(OneIdea(number))
        if idea is None:
            raise NotDoneError(f"There is no idea {number}.")
        # One that was joined with another leads to that.
        became = desk.ask(WhatBecame(idea.number))
        waits = desk.ask(IdeaToScreen(idea.number))
    zone = office.city.zone
    _say(idea, zone)
    _say_became(became, zone)
    for each in waits.questions if waits else ():
        line(f"asked: {each.text}")
        line(f"answer: {each.reply or '(none yet)'}")


def _say(idea: IdeaCard, zone: str) -> None:
    line(f"{idea.number}. {idea.title}")
    if idea.description:
        line(idea.description)
    line(f"{idea.topic}, {idea.neighbourhood}, in {idea.language}, {moment(idea.published, zone)}")
    seen = ", waits to be looked at" if idea.state == "screening" else ", hidden" if idea.hidden else ""
    line(f"{idea.status}, {idea.supports} supports{seen}{', with a photo' if idea.picture else ''}")


def _say_became(became: Became, zone: str) -> None:
    if became.answer:
        line(f"answered {moment(became.answer.at, zone)}, by {' · '.join(became.answer.function.values())}")
        for language, text in became.answer.texts.items():
            line(f"{language}: {text}")
    for each in became.commitments:
        late = ", which is late" if each.late else ""
        line(f"promise {each.number}, by {each.day}{late}: {' · '.join(each.texts.values())}")
    if became.share:
        line(f"{became.share.yes} of {became.share.count} who could tell say that it is carried out")


def hide(settings: Settings, number: int, reason: str) -> None:
    """Take an idea out of the list; its author is told the reason by the program that serves. Raises Refused."""
    done(settings, HideIdea(number, reason))
    line(f"Idea {number} is out of the list, and its author is told why.")
