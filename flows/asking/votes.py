"""The parts of a vote, each with its questions: asked when it is made, and when one of them is changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.civic.texts import Texts
from bot.civic.votes import (
    MAX_EXPLANATION,
    MAX_OPTION,
    MAX_VOTE_TITLE,
    MOST_OPTIONS,
    Kind,
    VoteText,
)
from bot.engine.questions import Option
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Words, _, n_
from flows.asking.texts import ask_texts, in_language, steps_in
from flows.asking.when import ask_when

_PARTS = (
    # Translators: this and the next five are buttons below the preview of a vote: what one wants to change.
    Option("title", _("Question")),
    Option("explanation", _("Explanation")),
    Option("options", _("Options")),
    Option("limits", _("How many")),
    Option("opens", _("Opening")),
    Option("closes", _("Close")),
)
_PARTS_NOT_OF: Mapping[Kind, frozenset[str]] = {
    "yes-no": frozenset({"options", "limits"}),
    "one": frozenset({"limits"}),
    "several": frozenset(),
    "ranked": frozenset({"limits"}),
}


def parts_of(kind: Kind) -> list[Option]:
    """Return the parts of a vote of this kind, as choices."""
    return [part for part in _PARTS if part.id not in _PARTS_NOT_OF[kind]]


async def ask_question(talk: Talk, needed: Sequence[str]) -> Texts:
    """Ask for the question of a vote, in the languages that are `needed`, and in others."""
    prompt = _("<b>What do you ask people?</b>\nOne short question. For example: which square comes first?")
    return await ask_texts(talk, "title", prompt, max_chars=MAX_VOTE_TITLE, one_line=True, needed=needed)


async def ask_explanation(talk: Talk, spoken: Sequence[str]) -> Texts:
    """Ask for what one should know before voting, in these languages; there may be none."""
    prompt = _(
        "<b>What should people know before they vote?</b>\nWhat it is about, and what happens with the result."
    )
    texts: dict[str, str] = {}
    for language in spoken:
        skip = None if texts else _("No explanation")
        words = Joined((prompt, in_language(language)))
        typed = await talk.ask_text(f"explanation-{language}", words, max_chars=MAX_EXPLANATION, skip=skip)
        if typed is None:
            break
        texts[language] = typed
    return texts


async def ask_options(talk: Talk, spoken: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Ask for the options, in these languages, as many in each."""
    prompt = _(
        "<b>What can people choose from?</b>\nType the options in one message: each on a line of its own, or with “;” between them."
    )
    texts: dict[str, tuple[str, ...]] = {}
    for language in spoken:
        step = f"options-{language}"
        words = Joined((prompt, in_language(language)))
        typed = await talk.ask_text(step, words, max_chars=MOST_OPTIONS * (MAX_OPTION + 4)) or ""
        options = tuple(each for line in re.split(r"[\n;]", typed) if (each := line.strip(" -–•*")))
        if why := _wrong(options, len(next(iter(texts.values()))) if texts else None):
            await talk.again(step, why=why)
        texts[language] = options
    return texts


def _wrong(options: Sequence[str], wanted: int | None) -> Words | None:
    """Return what is wrong with the options, if anything is; `wanted` is how many there are in another language."""
    if len(options) < 2:
        return _("There must be at least two options.")
    if len(options) > MOST_OPTIONS:
        return _("There is room for {count} options: more cannot be read on a phone.", count=MOST_OPTIONS)
    if too_long := next((each for each in options if len(each) > MAX_OPTION), None):
        return _(
            "An option holds {count} characters. This one is too long: {option}",
            count=MAX_OPTION,
            option=too_long,
        )
    if len({each.casefold() for each in options}) < len(options):
        return _("Two of these options are the same.")
    if wanted is not None and len(options) != wanted:
        return _(
            "In the first language there are {wanted} options, here {count}. There must be as many, in the same order.",
            wanted=wanted,
            count=len(options),
        )
    return None


async def ask_limits(talk: Talk, size: int) -> tuple[int, int]:
    """Ask how many options one may choose: at least, and at most."""
    most = await _ask_number(talk, "most", _("<b>How many options may one choose at most?</b>"), size)
    if most == 1:
        return 1, 1
    least = await _ask_number(talk, "least", _("<b>And how many at least?</b>"), most)
    return least, most


async def _ask_number(talk: Talk, step: str, prompt: Words, most: int) -> int:
    options = [
        Option(f"n{count}", n_("{count} option", "{count} options", count)) for count in range(1, most + 1)
    ]
    return int((await talk.choose(step, prompt, options) or "n1")[1:])


async def ask_opening(talk: Talk) -> datetime | None:
    """Ask when the vote opens; None for at once."""
    options = [Option("now", _("At once")), Option("later", _("On another day"))]
    if await talk.choose("opens", _("<b>When does the vote open?</b>"), options) == "now":
        return None
    return await ask_day_of_opening(talk)


async def ask_day_of_opening(talk: Talk, closes: datetime | None = None) -> datetime:
    """Ask on which day the vote opens, and at what time: before it closes, where that is known."""
    opens = await ask_when(talk, "opens-at", _("<b>On which day, at what time, does it open?</b>"))
    await _see_that_it_lasts(talk, "opens-at", opens, closes)
    return opens


async def ask_close(talk: Talk, opens: datetime | None) -> datetime:
    """Ask when the vote closes: after it has opened."""
    closes = await ask_when(talk, "closes-at", _("<b>On which day, at what time, does the vote close?</b>"))
    await _see_that_it_lasts(talk, "closes-at", opens, closes)
    return closes


async def _see_that_it_lasts(talk: Talk, step: str, opens: datetime | None, closes: datetime | None) -> None:
    """Ask this step again where the vote would close before it opens."""
    if opens is not None and closes is not None and closes <= opens:
        await talk.again(step, f"{step}-meant", why=_("It would close before it opens."))


async def ask_secrecy(talk: Talk) -> bool:
    """Ask whether the tally is shown while people vote."""
    prompt = _(
        "<b>When do people see what others chose?</b>\nBallots are secret either way. If it is only after the close, nobody can change "
        "that any more."
    )
    options = [Option("after", _("Only after the close")), Option("live", _("While people vote, too"))]
    return await talk.choose("live", prompt, options) == "live"


def together(
    titles: Texts, explanations: Texts, options: Mapping[str, tuple[str, ...]]
) -> Mapping[str, VoteText]:
    """Return what the vote says, by language."""
    return {
        language: VoteText(title, explanations.get(language, ""), options.get(language, ()))
        for language, title in titles.items()
    }


def steps_of(talk: Talk, part: str, needed: Sequence[str]) -> tuple[str, ...]:
    """Return the steps of a part: what is asked anew when it is changed."""
    in_each = steps_in(talk, part, needed)
    return {
        "title": in_each,
        "explanation": in_each,
        "options": (*in_each, "most", "least"),
        "limits": ("most", "least"),
        "opens": ("opens", "opens-at", "opens-at-meant"),
        "closes": ("closes-at", "closes-at-meant"),
        "live": ("live",),
    }[part]
