"""What people say in answer to a message to many, without pressing a button of it: it is for who sent that, if they say so."""

from __future__ import annotations

from bot.civic.answers import WhichBroadcast
from bot.engine.incoming import Content, Document, Picture, Typed
from bot.engine.questions import Link
from bot.engine.stage import Stage
from bot.engine.words import command_in


def replied(stage: Stage, content: Content) -> bool:
    """Take what replies to a message to many as words for who sent it; tell whether it is that."""
    message = stage.incoming.answers
    number = stage.world.ask(WhichBroadcast(message)) if message else 0
    if not number or _asked(stage, number):
        return False
    _begin(stage, number, content, "reply")
    return True


def perhaps_replied(stage: Stage, content: Content) -> bool:
    """Ask whether words that nobody asked for answer the message to many that came a while ago; tell whether one did."""
    words = _words(content)
    if not words or command_in(words) or stage.open_guided():
        return False
    number = stage.world.ask(WhichBroadcast())
    if number:
        _begin(stage, number, content, "perhaps")
    return bool(number)


def _asked(stage: Stage, number: int) -> bool:
    """Tell whether words about that message are what is asked for just now."""
    top = stage.top()
    if top is None or (top.flow, top.args.get("number")) != (stage.doorways.reply, number):
        return False
    question = stage.play(top).question
    return question is not None and question.text is not None


def _begin(stage: Stage, number: int, content: Content, how: str) -> None:
    """Begin what passes words on: those that were said are not asked for. `photo` tells that they came with a file."""
    photo = isinstance(content, Picture | Document) and bool(_words(content))
    args = (("number", number), ("how", how), ("photo", int(photo)))
    stage.begin_told(Link(stage.doorways.reply, args), Typed(_words(content)) if photo else content)


def _words(content: Content) -> str:
    """Return the words of a message, if it has any."""
    match content:
        case Typed(text) | Picture(caption=text) | Document(caption=text):
            return text.strip()
    return ""
