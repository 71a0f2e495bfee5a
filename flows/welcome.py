"""The first meeting: language, what this is and who runs it, consents, neighbourhood and topics; then on to where one was going."""

from __future__ import annotations

from bot.civic.people import (
    OPINIONS,
    REMINDERS,
    AgreedBefore,
    CareAbout,
    FinishWelcome,
    GiveConsent,
    LiveIn,
    Me,
    SpeakLanguage,
)
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link, skip_option, unspell
from bot.engine.talk import Talk
from bot.text.languages import LANGUAGES
from bot.text.lazy import Joined, Named, Words, _
from flows.saying.consent import ASKED, CONSENTED, SHORT, opinions_question
from flows.saying.language import ask_language, language_option
from flows.saying.topics import ask_topics
from flows.saying.where import ask_neighbourhood


@flow("welcome", kind=Kind.ASIDE, anytime=True)
async def welcome(talk: Talk, then: str) -> Ending:
    """Meet a person, in as few messages as that allows."""
    me = await talk.look("me", Me())
    if me.language is None:
        await talk.do("speak", SpeakLanguage(await ask_language(talk)))
    answers = [Option("yes", _("Yes, I agree")), Option("no", _("No, I will just look"))]
    others = await _other_languages(talk) if me.language else []
    # Whoever agreed to earlier words a moment ago goes on: they are asked anew at their next opinion.
    agreed = await talk.see(AgreedBefore(OPINIONS))
    if not agreed:
        asked = await talk.choose(ASKED, _introduction(talk), answers + others, short=SHORT)
        agreed = asked == "yes"
        if agreed:
            await talk.do(CONSENTED, GiveConsent(OPINIONS))
    # From here on one may leave at any time: what follows is a favour, and can be set later.
    if agreed:
        await talk.do("welcomed", FinishWelcome())
        await _reminders(talk)
        await _about_me(talk)
    else:
        await talk.do("welcomed", FinishWelcome())
        await talk.say(
            "no-consent", _("No problem: you can read all the ideas, and I store none of your opinions.")
        )
    return Start(unspell(then))


async def _other_languages(talk: Talk) -> list[Option]:
    spoken = (await talk.see(Me())).language
    return [language_option(code, link("speak", language=code)) for code in LANGUAGES if code != spoken]


def _introduction(talk: Talk) -> Words:
    hello = _(
        "<b>Hello! I am Parvis, the chatbot where {city} shares its ideas.</b> Share yours, and support those you like.",
        city=Named(talk.city.names),
    )
    return Joined((hello, opinions_question(talk.city)), "\n\n")


async def _reminders(talk: Talk) -> None:
    prompt = _(
        "<b>May I also send you reminders?</b>\n"
        "For example, of an event that you come to, of a vote that ends soon, when something is new about your ideas and those you "
        "follow, or when the organisers have something to say. Few of them, and none at night. You can stop them at any time, each kind by itself."
    )
    if await talk.confirm("reminders", prompt, yes=_("Yes, please"), no=_("No, thank you")):
        await talk.do("reminded", GiveConsent(REMINDERS))


async def _about_me(talk: Talk) -> None:
    skip = skip_option(_("Skip"))
    prompt = _("<b>In which municipality do you live?</b>\nType its name or postcode, or send your location.")
    where = await ask_neighbourhood(talk, "home", prompt, [skip])
    topics = await ask_topics(talk)
    if where != "skip":
        await talk.do("lives", LiveIn(where))
    if topics:
        await talk.do("cares", CareAbout(topics))
