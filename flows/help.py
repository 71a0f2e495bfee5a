"""What Parvis is and the words that always work."""

from __future__ import annotations

from bot.engine.flow import Kind, flow
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Named, Verbatim, _

# Translators: the words in bold are what people of your language type: each is also an entry of its own
# ("menu", "back" …, "idea, share an idea").
_WORDS = _(
    "You can always type one of these words:\n"
    "<b>menu</b>: all that you can do here\n"
    "<b>back</b>: to the question before\n"
    "<b>cancel</b>: leave what you were doing\n"
    "<b>language</b>: speak another language\n"
    "<b>help</b>: this text\n"
    "<b>stop</b>: no more messages\n"
    "From the menu you can also type <b>idea</b> to share one, <b>ideas</b> to read them, <b>votes</b> to vote, <b>events</b> for what "
    "is on, or <b>search</b> and what you are looking for."
)

_CONTACT = _("To write to the organisers, type <b>contact</b>. They answer you here.")


@flow("help", kind=Kind.ASIDE, command="help", about=_("How this works"), anytime=True)
async def help_(talk: Talk) -> None:
    """Explain, and go back to what was under way."""
    operator = talk.city.operator
    await talk.say(
        "help",
        Joined(
            (
                _("<b>This is how it works</b>"),
                _(
                    "You share an idea for the city. I check if somebody already had it, and then others can "
                    "support it. Press the buttons, type what they say, or type their number: 1, 2, 3…"
                ),
                _WORDS,
                _CONTACT,
                _(
                    "Parvis is run by {operator}. Questions? {contact}",
                    operator=Named(operator.names),
                    contact=Verbatim(operator.contact),
                ),
            ),
            "\n\n",
        ),
    )
