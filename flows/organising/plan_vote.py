"""Making a vote: asked part by part, shown as people of each language will see it, published once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.civic.doors import Refused
from bot.civic.programmes import RequiredLanguages
from bot.civic.roles import Right
from bot.civic.votes import CreateVote, VoteCard, VoteText
from bot.civic.votes import Kind as VoteKind
from bot.engine.flow import Ending, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Moment, Words, _
from flows.asking.programmes import ask_programme
from flows.asking.votes import (
    ask_close,
    ask_explanation,
    ask_limits,
    ask_opening,
    ask_options,
    ask_question,
    ask_secrecy,
    parts_of,
    steps_of,
    together,
)
from flows.saying.previews import in_each_language
from flows.saying.refusals import refusal
from flows.saying.vote_cards import card_words

_KINDS: Mapping[VoteKind, Words] = {
    "yes-no": _("Yes or no"),
    "one": _("One of several options"),
    "several": _("Several options at once"),
    "ranked": _("Options in an order"),
}


class Draft(NamedTuple):
    """A vote that is not published yet; `opens` None: at once."""

    kind: VoteKind
    texts: Mapping[str, VoteText]
    opens: datetime | None
    closes: datetime
    least: int
    most: int
    live: bool
    programme: int


@flow("plan-vote", starts_on=_("make a vote, new vote"))
async def plan_vote(talk: Talk) -> Ending:
    """Collect one vote, show it as everybody will see it, and publish it once."""
    programme = await ask_programme(talk, Right.VOTES)
    if programme is None:
        return Start(link("organise"))
    needed = await talk.see(RequiredLanguages(programme))
    draft = await _collect(talk, programme, needed)
    await _preview(talk, draft, needed)
    try:
        number = await talk.do("make", CreateVote(*draft))
    except Refused as no:
        if no.code in _MEND:
            await talk.again(*steps_of(talk, _MEND[no.code], needed), "preview", "make", why=refusal(no))
        await talk.say("refused", refusal(no))
        return Start(link("held-votes", page=1))
    await talk.say("made", _("<b>Your vote is made, with number {number}.</b>", number=str(number)))
    return Start(link("held-vote", number=number))


async def _collect(talk: Talk, programme: int, needed: Sequence[str]) -> Draft:
    kinds = [Option(kind, name) for kind, name in _KINDS.items()]
    prompt = _("<b>What kind of vote is it?</b>")
    chosen = await talk.choose("kind", prompt, kinds)
    kind = next(each for each in _KINDS if each == chosen)
    titles = await ask_question(talk, needed)
    explanations = await ask_explanation(talk, tuple(titles))
    options = await ask_options(talk, tuple(titles)) if kind != "yes-no" else {}
    texts = together(titles, explanations, options)
    size = len(next(iter(texts.values())).options)
    least, most = await ask_limits(talk, size) if kind == "several" else (1, 1)
    opens = await ask_opening(talk)
    closes = await ask_close(talk, opens)
    live = await ask_secrecy(talk)
    return Draft(kind, texts, opens, closes, least, most, live, programme)


async def _preview(talk: Talk, draft: Draft, needed: Sequence[str]) -> None:
    """Show it as people of each language will see it; any part may be changed until it is right."""
    prompt = _("<b>People will see your vote like this. Is it right?</b>\nIf not, choose what should change.")
    options = [
        Option("make", _("Yes, make this vote")),
        *parts_of(draft.kind),
        Option("live", _("Secrecy")),
    ]
    words = Joined((_as_seen(talk, draft), _times(talk, draft), prompt), "\n\n")
    chosen = await talk.choose("preview", words, options, short=prompt)
    if chosen and chosen != "make":
        await talk.again("preview", changing=steps_of(talk, chosen, needed))


def _as_seen(talk: Talk, draft: Draft) -> Words:
    """Return the vote as everybody will see it while it is open, in each language."""
    card = VoteCard(
        number=0,
        kind=draft.kind,
        texts=draft.texts,
        least=draft.least,
        most=draft.most,
        live=draft.live,
        opens=draft.opens or draft.closes,
        closes=draft.closes,
        state="open",
        turnout=0,
    )
    return in_each_language(talk, card_words(card, talk.city.zone, listed=True))


def _times(talk: Talk, draft: Draft) -> Words:
    zone = talk.city.zone
    closes = Moment(draft.closes, zone)
    if draft.opens is None:
        return _("It opens at once, and closes on {closes}.", closes=closes)
    return _("It opens on {opens}, and closes on {closes}.", opens=Moment(draft.opens, zone), closes=closes)


_MEND = {"closes-before-it-opens": "closes", "closes-in-the-past": "closes", "bad-limits": "limits"}
