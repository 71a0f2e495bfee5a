"""Joining two ideas that are one: which one stays, shown with what comes of it, and done once."""

from __future__ import annotations

from bot.civic.duplicates import MergeIdeas, Merger, MergerOf, Side
from bot.civic.ideas import OneIdea, SimilarIdeas
from bot.engine.flow import Ending, Start, flow
from bot.engine.questions import link
from bot.engine.talk import Talk
from bot.text.clean import number as number_in
from bot.text.lazy import Joined, Words, _, n_
from flows.saying.doing import carried_out
from flows.saying.ideas import idea_options, no_such_idea, supports

MAX_NUMBER = 20


@flow("merge", starts_on=_("merge, join ideas"))
async def merge(talk: Talk, number: int) -> Ending:
    """Ask which idea this one is the same as, show what comes of it, and join them once."""
    idea = await talk.look("idea", OneIdea(number))
    if idea is None or idea.number != number:
        await talk.say("none", no_such_idea(number))
        return Start(link("organise"))
    stays = await _ask_other(talk, number, idea.title, idea.description)
    merger = await talk.look("merger", MergerOf(number, stays))
    if merger is None:
        await talk.again(
            "alike", "which", why=_("Those two cannot be joined. Perhaps one of them was taken out.")
        )
        return None
    if not await talk.confirm("sure", _preview(merger)):
        return Start(link("handle", number=number))
    if await carried_out(talk, "join", MergeIdeas(number, stays)):
        await talk.say("joined", _("They are one idea now. Everybody concerned will hear of it."))
    return Start(link("handle", number=stays))


async def _ask_other(talk: Talk, number: int, title: str, description: str) -> int:
    """Return the number of the idea that stays: one of those that look alike, or another."""
    found = await talk.look("found", SimilarIdeas(title, description))
    alike = [each for each in found if each.number != number]
    if alike:
        prompt = _("<b>“{title}” is the same as which idea?</b>\nThat one stays.", title=title)
        chosen = await talk.choose("alike", prompt, idea_options(alike), none=_("Another one"), of="found")
        if chosen is not None:
            return int(chosen)
    prompt = _("<b>“{title}” is the same as which idea? Type its number.</b>\nThat one stays.", title=title)
    typed = await talk.ask_text("which", prompt, max_chars=MAX_NUMBER, one_line=True)
    which = number_in(typed or "")
    if which is None:
        await talk.again("which", why=_("That is no number. Please type one, such as “12”."))
    return which or 0


def _preview(merger: Merger) -> Words:
    return Joined(
        (
            _("<b>Shall these be one idea?</b>"),
            Joined((_("This one goes:"), _side(merger.gone)), "\n"),
            Joined((_("This one stays:"), _side(merger.stays)), "\n"),
            n_(
                "It is then supported by {count} person. Comments, followers, answers and promises go with it. "
                "This cannot be undone.",
                "It is then supported by {count} people, each counted once. Comments, followers, answers and promises go with it. "
                "This cannot be undone.",
                merger.supports,
            ),
        ),
        "\n\n",
    )


def _side(side: Side) -> Words:
    heading = _("<b>{title}</b>\nIdea {number}", number=str(side.number), title=side.title)
    return Joined((heading, supports(side.supports)), "\n")
