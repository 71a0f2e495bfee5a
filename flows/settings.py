"""My settings: language, neighbourhood, topics, and the consents, each by itself."""

from __future__ import annotations

from bot.civic.hours import spelt
from bot.civic.people import (
    OPINIONS,
    REMINDERS,
    AgreedBefore,
    CareAbout,
    GiveConsent,
    LiveIn,
    Me,
    Person,
    WithdrawConsent,
)
from bot.engine.flow import Ending, Forget, Kind, Start, flow
from bot.engine.questions import Link, Option, link
from bot.engine.talk import Talk, way
from bot.text.languages import OWN_NAMES
from bot.text.lazy import Joined, Text, Words, _
from flows.saying.ideas import place_name
from flows.saying.topics import ask_topics, topic_name
from flows.saying.where import ask_neighbourhood


@flow(
    "settings",
    kind=Kind.VIEW,
    command="settings",
    starts_on=_("settings, my settings"),
    about=_("My language, municipality, consents"),
)
async def settings(talk: Talk) -> None:
    """Show what is set, with ways to change each."""
    me = await talk.look("me", Me())
    before = await talk.look("before", AgreedBefore(OPINIONS))
    ways: list[Option] = [
        way("language", _("Language"), link("language")),
        way("home", _("My municipality"), link("home")),
        way("topics", _("My topics"), link("topics")),
        way("opinions", *_opinions(on=me.opinions)),
        *([way("former", _("Withdraw my consent"), link("disagree", kind=OPINIONS))] if before else ()),
        way("messages", _("What I may write to you"), link("messages")),
    ]
    if me.stopped:
        ways.append(way("resume", _("Get messages again"), link("resume-messages")))
    ways += [
        way("accounts", _("My accounts"), link("accounts")),
        way("mydata", _("My data"), link("mydata")),
        way("forget", _("Forget me"), link("forget")),
        way("menu", _("Menu"), link("menu")),
    ]
    await talk.show("settings", _words(talk, me, before=before), ways)


@flow(
    "home",
    kind=Kind.ASIDE,
    starts_on=_("my municipality, my neighbourhood"),
)
async def home(talk: Talk) -> Ending:
    """Change my neighbourhood, or forget it."""
    prompt = _("<b>In which municipality do you live?</b>\nType its name or postcode, or send your location.")
    where = await ask_neighbourhood(talk, "home", prompt, [Option("forget", _("I would rather not say"))])
    await talk.do("lives", LiveIn(None if where == "forget" else where))
    await talk.say("noted", _("Noted."))
    return Start(link("settings"))


@flow("topics", kind=Kind.ASIDE, starts_on=_("my topics"))
async def topics(talk: Talk) -> Ending:
    """Change my topics."""
    await talk.do("cares", CareAbout(await ask_topics(talk)))
    await talk.say("noted", _("Noted."))
    return Start(link("settings"))


@flow("agree", kind=Kind.VIEW)
async def agree(talk: Talk, kind: str) -> Ending:
    """Give one consent."""
    if kind == OPINIONS:
        return Start(link("consent", then="settings"))
    if kind == REMINDERS:
        await talk.do("given", GiveConsent(kind))
        await talk.toast("noted", _("Noted."))
        return Start(link("messages"))
    return Start(link("settings"))


@flow("disagree", kind=Kind.ASIDE)
async def disagree(talk: Talk, kind: str) -> Ending:
    """Withdraw one consent; the others stand."""
    if kind == OPINIONS:
        prompt = _(
            "<b>Do you withdraw your consent?</b>\n"
            "Then you can no longer vote, share, support or follow ideas or comment on them. Your ballots in votes that are still open, and what you have not finished, are thrown away. What you shared before stays in the list, without your name, and your support still counts. If you want that deleted, too, type “forget me”."
        )
        if not await talk.confirm("sure", prompt):
            return Start(link("settings"))
    if kind not in {OPINIONS, REMINDERS}:
        return Start(link("settings"))
    await talk.do("withdrawn", WithdrawConsent(kind))
    await talk.toast("noted", _("Noted."))
    if kind == REMINDERS:
        return Start(link("messages"))
    # What is half-written is an opinion, too.
    return Forget(link("settings"))


def _opinions(*, on: bool) -> tuple[Text, Link]:
    if on:
        return _("Withdraw my consent"), link("disagree", kind=OPINIONS)
    return _("Give my consent"), link("agree", kind=OPINIONS)


def _words(talk: Talk, me: Person, *, before: bool) -> Words:
    yes, no = _("yes"), _("no")
    # Translators: the answer to “Consent to store my opinions”.
    earlier = _("yes, before comments were there")
    topics: Words = (
        Joined(tuple(topic_name(talk.city, t) for t in me.topics), ", ") if me.topics else _("none")
    )
    home = place_name(talk.city, me.neighbourhood) if me.neighbourhood else _("not given")
    lines: list[Words] = [
        _("<b>My settings</b>"),
        _("Language: {language}", language=OWN_NAMES.get(me.language or "", "–")),
        _("Municipality: {place}", place=home),
        _("Topics: {topics}", topics=topics),
        _("Consent to store my opinions: {answer}", answer=yes if me.opinions else earlier if before else no),
        _("Reminders: {answer}", answer=yes if me.reminders else no),
        _("Quiet hours: {hours}", hours=spelt(me.quiet)) if me.quiet else _("Quiet hours: none"),
    ]
    if me.stopped:
        lines.append(_("All messages are stopped: I only write when you write to me."))
    return Joined(tuple(lines), "\n")
