"""What a person agrees to before the first opinion of theirs is stored, in the same words wherever it is asked."""

from __future__ import annotations

from bot.civic.city import City
from bot.civic.people import CONSENT_VERSIONS, OPINIONS, AgreedBefore, GiveConsent
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Named, Text, _

_VERSION = CONSENT_VERSIONS[OPINIONS]

ASKED, CONSENTED = f"agree-{_VERSION}", f"consented-{_VERSION}"
"""The steps in which it is asked and given. They carry its version: nobody agrees to words that they have not read."""


def opinions_question(city: City) -> Text:
    """Return the question, with all that one should know to answer it.

    Its substance has a version: whoever changes it raises that in `bot.civic.people.CONSENT_VERSIONS`, and says in
    `WHAT_IS_NEW` what has been added.
    """
    return _(
        "Your ideas, your support, your comments and your votes show what you think about the city, and perhaps about politics. "
        "So I ask you first.\n"
        "• Everyone can read the ideas and the comments, and see how many people support an idea. Names are not shown.\n"
        "• Your ballots are secret: everyone can see how many people chose what, nobody what you chose. Until a vote closes, I keep "
        "your ballot so that you can change it, under a key in place of your name.\n"
        "• I also store which ideas you follow, and what you report. Nobody is told that it was you.\n"
        "• The app we chat in also sees what you type and press.\n"
        "• Parvis is run by {operator}.\n"
        "• You can withdraw your consent at any time, in “My settings”.\n\n"
        "<b>May I store your ideas, your support, your comments, your ballots and what you follow?</b>",
        operator=Named(city.operator.names),
    )


SHORT = _("<b>May I store your ideas, your support, your comments, your ballots and what you follow?</b>")
"""The question alone, for who has just read the rest."""

WHAT_IS_NEW = _(
    "<b>You agreed before; something is new.</b> You can now also vote, and comment on ideas, follow them and report them, and I "
    "store that too. So I ask you once more. What you shared and supported so far stays, whatever you answer."
)
"""What those are told first who agreed to earlier words."""


async def agrees(talk: Talk) -> bool:
    """Ask for consent to store opinions, and note it; return whether it was given."""
    before = await talk.look("agreed-before", AgreedBefore(OPINIONS))
    question = opinions_question(talk.city)
    prompt = Joined((WHAT_IS_NEW, question), "\n\n") if before else question
    if await talk.confirm(ASKED, prompt, yes=_("Yes, I agree"), no=_("No"), short=SHORT):
        await talk.do(CONSENTED, GiveConsent(OPINIONS))
        return True
    no = _("No problem: I have stored nothing, and you can still read all the ideas.")
    as_before = _("No problem: I store nothing new, and you can still read all the ideas.")
    await talk.say("no", as_before if before else no)
    return False
