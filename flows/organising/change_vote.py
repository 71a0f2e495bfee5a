"""A vote to come is changed: one part is asked anew, and shown as people of each language will see it."""

from __future__ import annotations

from dataclasses import replace

from bot.civic.polling import ChangeVote
from bot.civic.programmes import RequiredLanguages
from bot.civic.votes import OneVote, VoteCard
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import link
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Words, _
from flows.asking.votes import (
    ask_close,
    ask_day_of_opening,
    ask_explanation,
    ask_limits,
    ask_options,
    ask_question,
    parts_of,
    together,
)
from flows.saying.doing import carried_out
from flows.saying.previews import in_each_language
from flows.saying.vote_cards import card_words


@flow("change-vote", kind=Kind.ASIDE)
async def change_vote(talk: Talk, number: int, what: str) -> Ending:
    """Ask for one part anew, show the vote with it, and change it once."""
    found = await talk.look("vote", OneVote(number))
    if found is None or found.state != "to-come" or not _is_part(found, what):
        return Start(link("held-vote", number=number))
    command = await _asked(talk, found, what)
    prompt: Words = _("<b>People will see this vote like this. Shall I change it?</b>")
    words = Joined((in_each_language(talk, _as_changed(talk, found, command)), prompt), "\n\n")
    if await talk.confirm("preview", words, short=prompt) and await carried_out(talk, "change", command):
        await talk.say("changed", _("The vote is changed."))
    return Start(link("held-vote", number=number))


def _is_part(found: VoteCard, what: str) -> bool:
    return any(part.id == what for part in parts_of(found.kind))


async def _asked(talk: Talk, found: VoteCard, what: str) -> ChangeVote:
    command = ChangeVote(found.number, found.edits)
    match what:
        case "opens":
            return replace(command, opens=await ask_day_of_opening(talk, found.closes))
        case "closes":
            return replace(command, closes=await ask_close(talk, found.opens))
        case "limits":
            least, most = await ask_limits(talk, found.size)
            return replace(command, least=least, most=most)
    titles = found.titles
    if what == "title":
        titles = await ask_question(talk, await talk.see(RequiredLanguages(found.programme)))
    explained = {language: text.explanation for language, text in found.texts.items() if text.explanation}
    options = {language: text.options for language, text in found.texts.items()}
    if what == "explanation" or (explained and titles.keys() - explained.keys()):
        explained = dict(await ask_explanation(talk, tuple(titles)))
    if what == "options" or (found.kind != "yes-no" and titles.keys() - options.keys()):
        options = dict(await ask_options(talk, tuple(titles)))
    texts = together(titles, explained, options)
    size = len(next(iter(texts.values())).options)
    if found.kind == "several" and size != len(found.options):
        least, most = await ask_limits(talk, size)
        return replace(command, texts=texts, least=least, most=most)
    return replace(command, texts=texts)


def _as_changed(talk: Talk, found: VoteCard, command: ChangeVote) -> Words:
    card = replace(
        found,
        texts=command.texts or found.texts,
        opens=command.opens or found.opens,
        closes=command.closes or found.closes,
        least=command.least or found.least,
        most=command.most or found.most,
    )
    return card_words(card, talk.city.zone, listed=True)
