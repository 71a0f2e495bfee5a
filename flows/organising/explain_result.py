"""What comes of a vote's result: said in each language, signed by a function, and told to whoever voted."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.polling import MAX_OUTCOME, ExplainResult
from bot.civic.programmes import RequiredLanguages
from bot.civic.roles import MyRoles, Right, may
from bot.civic.texts import Texts
from bot.civic.votes import OneVote, VoteCard
from bot.engine.flow import Ending, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk
from bot.text.lazy import Joined, _
from flows.asking.function import ask_function
from flows.asking.texts import ask_texts, steps_in
from flows.saying.doing import carried_out
from flows.saying.previews import in_each_language
from flows.saying.votes import figures, outcome_words, picture, title, turnout


@flow("explain-result")
async def explain_result(talk: Talk, number: int) -> Ending:
    """Collect what comes of a result, show it as everybody will read it, and publish it once."""
    found = await talk.look("vote", OneVote(number))
    mine = await talk.look("roles", MyRoles())
    if found is None or found.state != "closed" or not may(mine, Right.VOTES, found.programme):
        return Start(link("held-vote", number=number))
    prompt = _("<b>What comes of the result?</b>\nWhat it means, what happens now, and when.")
    needed = await talk.see(RequiredLanguages(found.programme))
    outcome = await ask_texts(talk, "outcome", prompt, max_chars=MAX_OUTCOME, needed=needed)
    signed = await ask_function(talk, needed)
    await _preview(talk, found, outcome, signed, needed)
    if await carried_out(talk, "explain", ExplainResult(number, found.edits, outcome, signed)):
        await talk.say("explained", _("It stands with the result. Whoever voted is told once."))
    return Start(link("held-vote", number=number))


async def _preview(talk: Talk, found: VoteCard, outcome: Texts, signed: Texts, needed: Sequence[str]) -> None:
    """Show it with its picture as people of each language will read it; both parts may be changed until they are right."""
    prompt = _("<b>People will read it like this. Is it right?</b>\nIf not, choose what should change.")
    said = outcome_words(outcome, signed, _("<b>What comes of it</b>"))
    parts = (title(found), turnout(found), figures(found), said)
    seen = Joined(tuple(part for part in parts if part is not None), "\n\n")
    options = [
        Option("publish", _("Yes, publish this explanation")),
        Option("outcome", _("Change the words")),
        Option("signs", _("Change who signs")),
    ]
    chosen = await talk.choose(
        "preview",
        Joined((in_each_language(talk, seen), prompt), "\n\n"),
        options,
        attached=picture(found, talk.city.zone),
        short=prompt,
    )
    if chosen and chosen != "publish":
        steps = steps_in(talk, chosen, needed)
        await talk.again("preview", changing=("function", *steps) if chosen == "signs" else steps)
