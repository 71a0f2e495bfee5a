"""What a programme asks of ideas: whether each is looked at first, and with how many supports it is owed an answer."""

from __future__ import annotations

from bot.civic.programmes import Programme, Programmes
from bot.civic.screening import LEAST_THRESHOLD, MOST_THRESHOLD, SetIdeaRules
from bot.engine.flow import Ending, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk
from bot.text.clean import number as number_in
from bot.text.lazy import Joined, Named, Words, _
from flows.saying.doing import carried_out

MAX_NUMBER = 20


@flow("idea-rules", starts_on=_("rules for ideas"))
async def idea_rules(talk: Talk, number: int) -> Ending:
    """Ask what a programme asks of ideas from now on, and set it once."""
    every = await talk.look("programmes", Programmes())
    programme = next((each for each in every if each.id == number), None)
    if programme is None:
        await talk.say("none", _("I find no such programme."))
        return Start(link("organise"))
    options = [
        Option("yes", _("Yes, an organiser looks at each first")),
        Option("no", _("No, they are in the list at once")),
    ]
    chosen = await talk.choose("screens", _about(programme), options)
    threshold = await _ask_threshold(talk, programme)
    rules = SetIdeaRules(number, chosen == "yes", threshold)
    if await carried_out(talk, "set", rules):
        holds = (_("That holds for ideas from now on."), _screened(screens=rules.screens), _owed(threshold))
        await talk.say("done", Joined(holds, "\n"))
    return Start(link("organise"))


def _about(programme: Programme) -> Words:
    title = _(
        "<b>Shall ideas in “{name}” be looked at before they are in the list?</b>",
        name=Named(programme.names),
    )
    return Joined((title, _screened(screens=programme.screens)), "\n")


def _screened(*, screens: bool) -> Words:
    return _("Now: an organiser looks at each.") if screens else _("Now: they are in the list at once.")


def _owed(threshold: int | None) -> Words:
    if threshold is None:
        return _("Now: no number of supports asks for an answer.")
    return _("Now: an idea that {count} people support is owed an answer.", count=threshold)


async def _ask_threshold(talk: Talk, programme: Programme) -> int | None:
    """Return with how many supports an idea is owed an answer; None for none."""
    prompt = _(
        "<b>How many people have to support an idea, so that it is owed an answer?</b>\n"
        "For example: 50. Ideas with fewer expire when the programme closes."
    )
    typed = await talk.ask_text(
        "threshold",
        Joined((prompt, _owed(programme.threshold)), "\n"),
        max_chars=MAX_NUMBER,
        one_line=True,
        skip=_("No such number"),
    )
    if typed is None:
        return None
    found = number_in(typed)
    if found is None or not LEAST_THRESHOLD <= found <= MOST_THRESHOLD:
        await talk.again("threshold", why=_("Please type a number, such as 50."))
    return found
