"""What is there before a transcript begins, and the photos on people's phones."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from bot.civic.audiences import Audience, CountAudience
from bot.civic.broadcasts import ConfirmBroadcast, Content, Draft, DraftBroadcast
from bot.civic.comments import AddComment
from bot.civic.ideas import WHOLE_CITY, SubmitIdea
from bot.civic.links import AgreeToLink, MakeCode, TryCode
from bot.civic.measures import Appeal, BlockAuthor, DecideAppeal
from bot.civic.people import (
    OPINIONS,
    REMINDERS,
    FinishWelcome,
    GiveConsent,
    LiveIn,
    SpeakLanguage,
    WithdrawConsent,
)
from bot.civic.reports import HideReported, KeepReported, Report
from bot.civic.roles import Role
from bot.civic.threads import AnswerThread, OneThread, WriteToOrganisers
from bot.civic.votes import CastBallot, CreateVote, VoteText
from storage import tables
from tests.appointed import APPOINTED
from tests.decided import DECIDED
from tests.gathered import GATHERED

if TYPE_CHECKING:
    from tests.chat import Chat


def given(chat: Chat, what: str) -> None:
    """Bring about what a line of a transcript says is given."""
    for rule, make in GIVEN.items():
        if found := re.fullmatch(rule, what):
            make(chat, *found.groups())
            return
    known = "; ".join(
        rule.replace("\\d+", "9").replace("(", "").replace(")", "").replace(".*", "…") for rule in GIVEN
    )
    raise AssertionError(
        f"nothing is known of “{what}”: add it to GIVEN in tests/given.py, which has: {known}"
    )


def _citizen(chat: Chat, *consents: str) -> None:
    """Somebody who has been here before, and whose language is that of the chat."""
    chat.world.meet(chat.name, chat.hint)
    given = [GiveConsent(kind) for kind in consents]
    chat.world.does(chat.name, SpeakLanguage(chat.language), *given, FinishWelcome())


def _in_role(chat: Chat, role: Role) -> None:
    """A citizen who has a role everywhere."""
    _citizen(chat, OPINIONS)
    chat.world.appoint(chat.name, role)


def _idea(chat: Chat, author: str, title: str, where: str = WHOLE_CITY) -> None:
    """An idea of somebody's."""
    chat.world.meet(author, "fr")
    agreed = [SpeakLanguage("fr"), GiveConsent(OPINIONS), FinishWelcome()] if author != chat.name else []
    chat.world.does(author, *agreed, SubmitIdea(title, "", "urbanism", where))


def _ideas(chat: Chat, count: int) -> None:
    for number in range(1, count + 1):
        _idea(chat, "luc", f"Idée {number}")


def _comments(chat: Chat, count: int, number: int) -> None:
    """Comments of somebody's on an idea."""
    chat.world.meet("marie", "fr")
    chat.world.does("marie", SpeakLanguage("fr"), GiveConsent(OPINIONS), FinishWelcome())
    chat.world.does("marie", *(AddComment(number, f"Commentaire {n}") for n in range(1, count + 1)))


def _my_other(chat: Chat) -> str:
    """Somebody's other account, where they were before, and what it is called."""
    name = f"{chat.name}-elsewhere"
    chat.world.meet(name, chat.hint)
    chat.world.does(name, SpeakLanguage(chat.language), FinishWelcome())
    return name


def _code(chat: Chat, code: str) -> None:
    """A code that the other account shows."""
    chat.world.does(_my_other(chat), MakeCode())
    with chat.world.desk() as desk:
        desk.connection.execute(tables.links.update().values(code=code))


def _other_agrees(chat: Chat) -> None:
    """The code that is shown here is typed in the chat of the other account, which agrees."""
    with chat.world.desk() as desk:
        code = desk.connection.execute(select(tables.links.c.code)).scalar_one()
    (tried,) = chat.world.does(_my_other(chat), TryCode(code))
    chat.world.does(f"{chat.name}-elsewhere", AgreeToLink(tried.link))
    chat.world.settle()


def _linked(chat: Chat) -> None:
    """Somebody with two accounts."""
    other = _my_other(chat)
    (code,) = chat.world.does(chat.name, MakeCode())
    (tried,) = chat.world.does(other, TryCode(code))
    chat.world.does(other, AgreeToLink(tried.link))
    chat.world.does(chat.name, AgreeToLink(tried.link))
    chat.world.settle()


def _reports(chat: Chat, number: int, count: int) -> None:
    """Reports of an idea, each by somebody else; what they lead to is told."""
    for n in range(count):
        chat.world.meet(f"reporter-{n}", "fr")
        chat.world.does(f"reporter-{n}", FinishWelcome(), Report("idea", number, "spam"))
    chat.world.settle()


def _blocked(chat: Chat, number: int) -> None:
    """Whoever shared an idea is blocked for a week."""
    _reports(chat, number, 1)
    chat.world.operate(BlockAuthor(1, "spam", 7))


def _objects(chat: Chat, name: str) -> None:
    chat.world.does(name, Appeal("C’était une erreur"))
    chat.world.settle()
    chat.world.fire()


VOTE_DAYS = 9
_SQUARES: Final = {
    "nl": ("Vossenplein", "Flageyplein", "Kruidtuin"),
    "fr": ("Place du Jeu de Balle", "Place Flagey", "Botanique"),
}
_LONG: Final = {
    code: tuple(f"{name}: {'meer bomen, ' * 3}" for name in names) for code, names in _SQUARES.items()
}


def _vote(chat: Chat, kind: str, *, live: bool = False, opens: int = 0, options: Any = _SQUARES) -> None:
    """A vote on which square comes first, open for nine days."""
    texts = {
        code: VoteText(title, "", () if kind == "yes-no" else options[code])
        for code, title in (("nl", "Welk plein eerst?"), ("fr", "Quelle place d’abord ?"))
    }
    begins = chat.world.clock.at + timedelta(days=opens)
    ends = begins + timedelta(days=VOTE_DAYS)
    chat.world.operate(CreateVote(kind, texts, begins, ends, 1, 2, live))


def _ballots(chat: Chat, count: int, choice: str, number: int) -> None:
    """Ballots of others, who all choose the same."""
    for n in range(count):
        name = f"voter-{choice}-{n}"
        chat.world.meet(name, "fr")
        chosen = tuple(int(option) for option in choice.split(","))
        chat.world.does(name, GiveConsent(OPINIONS), CastBallot(number, chosen))


def _wanting(chat: Chat, count: int, where: str | None = None) -> None:
    """People who want messages."""
    for number in range(count):
        name = f"{where or 'reader'}-{number}"
        chat.world.meet(name, "fr")
        lives = [LiveIn(where)] if where else []
        chat.world.does(name, SpeakLanguage("fr"), GiveConsent(REMINDERS), FinishWelcome(), *lives)


def _letter(chat: Chat, name: str, text: str) -> None:
    """What somebody wrote to the organisers."""
    if name != chat.name:
        chat.world.meet(name, "fr")
    chat.world.does(name, SpeakLanguage("fr"), FinishWelcome(), WriteToOrganisers(text))


def _letters(chat: Chat, count: str) -> None:
    """Questions to the organisers, each of somebody else."""
    for number in range(1, int(count) + 1):
        _letter(chat, f"luc-{number}", f"Question {number}")


def _written(chat: Chat, name: str) -> int:
    """A message to everybody that somebody has written, and not sent."""
    texts = {
        "nl": "Het plein is klaar, ook aan Flagey. Klopt dat?",
        "fr": "La place est finie, aussi à Flagey. C’est vrai ?",
    }
    buttons = {"nl": "Ja, klopt", "fr": "Oui, c’est vrai"}, {"nl": "Nog niet", "fr": "Pas encore"}
    (number,) = chat.world.does(name, DraftBroadcast(Draft(Content(texts, buttons))))
    return int(number)


def _to_many(chat: Chat, name: str) -> None:
    """The same, for a transcript."""
    _written(chat, name)


def _anothers(chat: Chat) -> str:
    """Another organiser, by name."""
    chat.world.meet("eva", "fr")
    chat.world.does("eva", SpeakLanguage("fr"), FinishWelcome())
    chat.world.appoint("eva", Role.ORGANISER)
    return "eva"


def _sent_to_many(chat: Chat, name: str) -> None:
    """A message to everybody that was confirmed, and leaves when it can no longer be taken back."""
    number = _written(chat, name)
    with chat.world.desk() as desk:
        count = desk.ask(CountAudience(Audience()))
    chat.world.does(name, ConfirmBroadcast(number, 1, count.reach))


def _answer(chat: Chat, number: int, text: str) -> None:
    """What organisers answered."""
    with chat.world.desk() as desk:
        found = desk.ask(OneThread(number))
    assert found is not None
    chat.world.operate(AnswerThread(number, text, found.said[-1].number))


GIVEN: Final[dict[str, Callable[..., None]]] = {
    **GATHERED,
    **APPOINTED,
    **DECIDED,
    r"a stranger": lambda _chat: None,
    r"a reader": _citizen,
    r"a citizen": lambda chat: _citizen(chat, OPINIONS),
    r"a citizen with reminders": lambda chat: _citizen(chat, OPINIONS, REMINDERS),
    r"an? (owner|organiser|moderator|assessor)": lambda chat, role: _in_role(chat, Role(role)),
    r"consent is withdrawn": lambda chat: chat.world.does(chat.name, WithdrawConsent(OPINIONS)),
    r"an idea “([^”]*)”": lambda chat, title: _idea(chat, "luc", title),
    r"an idea “(.*)” in (\S+)": lambda chat, title, where: _idea(chat, "luc", title, where),
    r"(\d+) comments on idea (\d+)": lambda chat, count, number: _comments(chat, int(count), int(number)),
    r"idea (\d+) is reported by (\d+) people": lambda chat, idea, n: _reports(chat, int(idea), int(n)),
    r"an organiser keeps report (\d+)": lambda chat, report: chat.world.operate(KeepReported(int(report))),
    r"an organiser hides report (\d+)": lambda chat, n: chat.world.operate(HideReported(int(n), "spam")),
    r"the author of idea (\d+) is blocked": lambda chat, idea: _blocked(chat, int(idea)),
    r"(\w+) objects to being blocked": _objects,
    r"an organiser ends block (\d+)": lambda chat, block: chat.world.operate(
        DecideAppeal(int(block), ends=True, answer="Vergissing")
    ),
    r"my idea “(.*)”": lambda chat, title: _idea(chat, chat.name, title),
    r"(\d+) people who want messages": lambda chat, count: _wanting(chat, int(count)),
    r"(\d+) people in (\S+) who want messages": lambda chat, n, where: _wanting(chat, int(n), where),
    r"my message to many": lambda chat: _to_many(chat, chat.name),
    r"another organiser's message to many": lambda chat: _to_many(chat, _anothers(chat)),
    r"another organiser sends a message to many": lambda chat: _sent_to_many(chat, _anothers(chat)),
    r"my message to many is sent": lambda chat: _sent_to_many(chat, chat.name),
    r"a message to the organisers “(.*)”": lambda chat, text: _letter(chat, "luc", text),
    r"(\d+) messages to the organisers": _letters,
    r"the organisers answer message (\d+) “(.*)”": lambda chat, n, text: _answer(chat, int(n), text),
    r"my other account shows the code (\w+)": _code,
    r"my other account types it and agrees": _other_agrees,
    r"my other account is linked": _linked,
    r"(\d+) ideas": lambda chat, count: _ideas(chat, int(count)),
    r"a (yes-no|one|several|ranked) vote": _vote,
    r"a live vote": lambda chat: _vote(chat, "one", live=True),
    r"a vote with long options": lambda chat: _vote(chat, "one", options=_LONG),
    r"a vote to come": lambda chat: _vote(chat, "one", opens=2),
    r"(\d+) ballots for ([\d,]+) in vote (\d+)": lambda chat, n, for_, vote: _ballots(
        chat, int(n), for_, int(vote)
    ),
    r"a programme": lambda chat: chat.world.programme(),
    r"a programme for (\d+) days": lambda chat, days: chat.world.programme(closes=int(days)),
    r"a programme to come": lambda chat: chat.world.programme(opens=3),
    r"a programme that is over": lambda chat: chat.world.programme(opens=-9, closes=-1),
}


def _png(width: int, height: int) -> bytes:
    """Return a grey picture."""
    rows = b"".join(b"\0" + b"\x99" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


PHOTOS: Final[dict[str, bytes | None]] = {
    "fine": _png(40, 30),
    "other": _png(30, 40),
    "broken": b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
    "of another kind": b"%PDF-1.7",
    "gone": None,
}

PDFS: Final = {"fine": b"%PDF-1.7\n1 0 obj\n%%EOF", "broken": b"%PNG"}
