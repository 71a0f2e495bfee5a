"""An idea's card: support it, follow it, read and write comments, report it, change it, show it to others."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from bot.civic.became import Became, WhatBecame
from bot.civic.doors import Command
from bot.civic.follows import FollowIdea, UnfollowIdea
from bot.civic.ideas import IdeaCard, OneIdea, SupportIdea, WithdrawSupport
from bot.civic.nudges import MOST_A_WEEK
from bot.civic.people import Me
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link, spell
from bot.engine.talk import Talk, way
from bot.text.languages import OWN_NAMES
from bot.text.lazy import Day, Joined, Verbatim, Words, _, n_
from flows.saying.doing import carried_out
from flows.saying.hearing import hears
from flows.saying.ideas import joined_with, no_such_idea, place_name, supports_of
from flows.saying.outcomes import ways_to_say
from flows.saying.places import ways_back
from flows.saying.statuses import became_words, status_words
from flows.saying.topics import topic_name
from flows.taking_back import SUPPORT, if_redacted


@flow("card", kind=Kind.VIEW, starts_on=_("idea"), deep="idea")
async def card(talk: Talk, number: int, at: str = "") -> None:
    """Show one idea, with the ways on and the way back."""
    idea = await talk.look("idea", OneIdea(number))
    if idea is None:
        await talk.show("none", no_such_idea(number), ways_back(at))
    elif idea.state == "held" and not idea.mine:
        words = _(
            "Several people have reported idea {number}. An organiser is looking at it; until then nobody can read it.",
            number=str(number),
        )
        await talk.show("held", words, ways_back(at))
    else:
        became = await talk.look("became", WhatBecame(idea.number)) if idea.answered else Became()
        ways, short = _card_ways(idea, at, became), _("<b>{title}</b>", title=idea.title)
        shown = _card_words(talk, idea, became)
        if idea.number != number:
            shown = Joined((joined_with(number, idea.number), shown), "\n\n")
        await talk.show("card", shown, ways, attached=idea.picture, short=short)


@flow("support", kind=Kind.VIEW)
async def support(talk: Talk, number: int, at: str = "") -> Ending:
    """Support an idea; twice is once."""
    to = link("support", number=number, at=at)
    return await _set(talk, to, SupportIdea(number), _("Your support is counted."))


@flow("withdraw", kind=Kind.VIEW)
async def withdraw(talk: Talk, number: int, at: str = "") -> Ending:
    """Withdraw my support."""
    to = link("withdraw", number=number, at=at)
    return await _set(talk, to, WithdrawSupport(number), _("Your support is withdrawn."))


@flow("follow", kind=Kind.ASIDE)
async def follow(talk: Talk, number: int, at: str = "") -> Ending:
    """Follow an idea; whoever gets no messages is asked whether they want to hear what is new."""
    me = await talk.look("me", Me())
    to = link("follow", number=number, at=at)
    if not me.opinions:
        return Start(link("consent", then=spell(to)))
    done = _("You follow this idea: I will tell you what is new.")
    prompt = _(
        "<b>May I write to you when something is new about idea {number}?</b>\n"
        "At most {count} messages a week with everything in it, and none at night. You can stop them at any time.",
        number=str(number),
        count=MOST_A_WEEK,
    )
    if not await hears(talk, me, prompt):
        done = _("You follow this idea. You find it in “Ideas I follow”.")
    return await _set(talk, to, FollowIdea(number), done)


@flow("unfollow", kind=Kind.VIEW)
async def unfollow(talk: Talk, number: int, at: str = "") -> Ending:
    """Follow an idea no longer."""
    await talk.do("set", UnfollowIdea(number))
    await talk.toast("done", _("You no longer follow this idea."))
    return Start(link("card", number=number, at=at))


async def _set(talk: Talk, to: Any, command: Command[Any], done: Words) -> Ending:
    """Set how I stand to an idea, and show it again; consent comes first, but for what is withdrawn."""
    args = dict(to.args)
    me = await talk.see(Me())
    if not me.opinions and not isinstance(command, WithdrawSupport):
        return Start(link("consent", then=spell(to)))
    if await carried_out(talk, "set", command, toast=True):
        if isinstance(command, SupportIdea):
            await talk.if_redacted("given", if_redacted(SUPPORT, command.number))
        await talk.toast("done", done)
    return Start(link("card", **args))


def _card_words(talk: Talk, idea: IdeaCard, became: Became) -> Words:
    parts: list[Words] = [_("<b>{title}</b>\nIdea {number}", number=str(idea.number), title=idea.title)]
    if idea.state == "held":
        parts.append(
            _("Several people have reported this idea. Until an organiser has looked, only you can see it.")
        )
    elif idea.state == "screening":
        parts.append(
            _("An organiser looks at this idea before it is in the list. Until then only you can see it.")
        )
    elif idea.hidden:
        parts.append(_("This idea was taken out of the list. Only you can still see it."))
    if idea.description:
        parts.append(Verbatim(idea.description))
    parts += became_words(became, talk.city.zone)
    return Joined((*parts, Joined(tuple(_facts(talk, idea)), "\n")), "\n\n")


def _facts(talk: Talk, idea: IdeaCard) -> list[Words]:
    zone = ZoneInfo(talk.city.zone)
    day = Day(idea.published.astimezone(zone).date())
    language = OWN_NAMES.get(idea.language, idea.language)
    facts: list[Words] = [
        Joined((topic_name(talk.city, idea.topic), place_name(talk.city, idea.neighbourhood)), " · "),
        _("Shared on {day} · {language}", day=day, language=language),
    ]
    if idea.status != "proposed":
        facts.append(status_words(idea.status))
    if idea.changed:
        facts.append(_("Changed on {day}", day=Day(idea.changed.astimezone(zone).date())))
    facts.append(supports_of(idea))
    if idea.supported:
        facts.append(_("You support this idea."))
    if idea.followed:
        facts.append(_("You follow this idea."))
    if idea.mine:
        facts.append(_("This is your idea."))
    if not idea.hidden:
        facts.append(_shown_to_others(talk, idea.number))
    return facts


def _shown_to_others(talk: Talk, number: int) -> Words:
    if address := talk.address(f"idea_{number}"):
        return _("Show it to others: {address}", address=address)
    return _("Others find it by typing: idea {number}", number=str(number))


def _card_ways(idea: IdeaCard, at: str, became: Became) -> list[Option]:
    ways = [way(f"say-{to.args[1][1]}", label, to) for label, to in ways_to_say(idea.number) if became.asked]
    if not idea.hidden:
        ways += [] if idea.mine else _stands(idea, at)
        if idea.answered:
            ways.append(way("history", _("What became of it"), link("history", number=idea.number)))
        ways.append(way("comments", _comments(idea), link("comments", number=idea.number, page=1, at=at)))
    if idea.mine and idea.state != "hidden":
        if idea.open:
            ways.append(way("change", _("Change it"), link("change", number=idea.number)))
        ways.append(way("take-back", _("Take it back"), link("take-back", number=idea.number)))
    elif not idea.mine:
        ways.append(way("report", _("Report"), link("report", number=idea.number, at=at)))
    return [*ways, *ways_back(at)]


def _stands(idea: IdeaCard, at: str) -> list[Option]:
    """Return the ways to support and follow somebody else's idea, or to do so no longer."""
    ways = []
    if idea.open and idea.supported:
        ways.append(way("withdraw", _("Withdraw my support"), link("withdraw", number=idea.number, at=at)))
    elif idea.open:
        ways.append(way("support", _("Support this idea"), link("support", number=idea.number, at=at)))
    if idea.followed:
        ways.append(way("unfollow", _("Stop following"), link("unfollow", number=idea.number, at=at)))
    else:
        ways.append(way("follow", _("Follow"), link("follow", number=idea.number, at=at)))
    return ways


def _comments(idea: IdeaCard) -> Words:
    if not idea.comments:
        return _("Comments")
    return n_("{count} comment", "{count} comments", idea.comments)
