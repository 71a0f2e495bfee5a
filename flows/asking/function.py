"""Asking in whose name something is said officially: a function, never a person."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.statuses import MAX_FUNCTION, Signatures
from bot.civic.texts import Texts
from bot.engine.questions import Option
from bot.engine.talk import Talk
from bot.text.lazy import Named, _
from flows.asking.texts import ask_texts


async def ask_function(talk: Talk, needed: Sequence[str]) -> Texts:
    """Ask which function signs, in the languages that are `needed`: one of those that did lately, or another."""
    signed = await talk.look("functions", Signatures())
    known = [each for each in signed if set(needed) <= set(each.function)]
    if known:
        options = [Option(str(each.answer), Named(each.function)) for each in known]
        chosen = await talk.choose(
            "function", _("<b>Who signs this?</b>"), options, none=_("Another function"), of="functions"
        )
        if chosen is not None:
            return next(each.function for each in known if str(each.answer) == chosen)
    prompt = _(
        "<b>Who signs this?</b>\nName a function, such as “Mobility department”, and no person. Everybody will read it."
    )
    return await ask_texts(talk, "signs", prompt, max_chars=MAX_FUNCTION, one_line=True, needed=needed)
