"""What Parvis is and the words that always work."""

from __future__ import annotations

from bot.engine.flow import Kind, flow
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Named, Verbatim, _


@flow("help", kind=Kind.ASIDE, command="help", about=_("How this works"))
async def help_(talk: Talk) -> None:
    """Explain, and go back to what was under way."""
    operator = talk.city.operator
    await talk.say(
        "help",
        Joined(
            (
                _("<b>This is how it works</b>"),
                _(
                    "You share an idea, I show what looks like it, and others can support it. You can press the "
                    "buttons, type what they say, or type their number."
                ),
                _(
                    "These words always work: <b>menu</b>, <b>idea</b>, <b>back</b>, <b>cancel</b>, <b>language</b>, <b>help</b> and <b>stop</b>."
                ),
                _(
                    "Questions? {operator}: {contact}",
                    operator=Named(operator.names),
                    contact=Verbatim(operator.contact),
                ),
            ),
            "\n\n",
        ),
    )
