"""Roles that are offered and given before a transcript begins, and what others do about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update

from bot.civic.appointments import AgreeToOffer, OfferOwnership, OfferRole, TryOffer
from bot.civic.organisations import CreateOrganisation, Profile, Sort
from bot.civic.people import FinishWelcome, SpeakLanguage
from bot.civic.roles import Mandate, Role
from storage import tables
from storage.roles import grant
from tests.gathered import an_event

if TYPE_CHECKING:
    from tests.chat import Chat

CODE = "KKKK7777"
"""The code of an offer in a transcript."""

OWNER, VOLUNTEER = "olga", "viktor"


def _another(chat: Chat, name: str) -> str:
    """Somebody else, who has been here before."""
    chat.world.meet(name, "nl")
    chat.world.does(name, SpeakLanguage("nl"), FinishWelcome())
    return name


def _owner(chat: Chat) -> str:
    """Another owner."""
    chat.world.appoint(_another(chat, OWNER), Role.OWNER)
    return OWNER


def _offered(chat: Chat, role: str) -> None:
    """An owner offers somebody a role."""
    chat.world.does(_owner(chat), OfferRole(Mandate(Role(role)), "Noor"))
    _known(chat)


def _machine(chat: Chat) -> None:
    """The command line has printed the code of an owner."""
    chat.world.operate(OfferOwnership())
    _known(chat)


def _known(chat: Chat) -> None:
    with chat.world.desk() as desk:
        desk.connection.execute(update(tables.offers).values(code=CODE))


def _confirmed(chat: Chat, *commands: Any) -> None:
    """The owner who offered it says yes, or no."""
    with chat.world.desk() as desk:
        number = desk.connection.execute(select(tables.offers.c.id)).scalar_one()
    chat.world.does(OWNER, *(command(number) for command in commands))
    chat.world.settle()


def _taken_up(chat: Chat) -> None:
    """Somebody types the code that was shown here, and agrees."""
    with chat.world.desk() as desk:
        code = desk.connection.execute(select(tables.offers.c.code)).scalar_one()
    (tried,) = chat.world.does(_another(chat, VOLUNTEER), TryOffer(code))
    chat.world.does(VOLUNTEER, AgreeToOffer(tried.offer))
    chat.world.settle()


def _in_role(chat: Chat, count: int, role: str) -> None:
    for number in range(count):
        chat.world.appoint(_another(chat, f"{VOLUNTEER}-{number}"), Role(role))


def _organisation(chat: Chat) -> None:
    """An organisation that somebody has added."""
    names = {"nl": "Groene straten", "fr": "Rues vertes"}
    chat.world.operate(CreateOrganisation(Profile(Sort.INITIATIVE, names, {})))


def _speaks(chat: Chat, number: int) -> None:
    with chat.world.desk() as desk:
        account = desk.connection.execute(
            select(tables.accounts.c.id).where(tables.accounts.c.external == chat.name)
        )
        grant(desk, account.scalar_one(), Mandate(Role.SPEAKER, organisation=number))


def _theirs(chat: Chat, count: int, number: int) -> None:
    """So many events, all of an organisation."""
    for _each in range(count):
        an_event(chat, "Bomen planten")
    with chat.world.desk() as desk:
        desk.connection.execute(update(tables.events).values(organisation=number))


APPOINTED: Final[dict[str, Callable[..., None]]] = {
    r"an owner offers me the role (\w+)": _offered,
    r"the code of an owner is printed": _machine,
    r"the owner confirms it": lambda chat: _confirmed(chat, AgreeToOffer),
    r"somebody types my code and agrees": _taken_up,
    r"an organisation": _organisation,
    r"I speak for organisation (\d+)": lambda chat, number: _speaks(chat, int(number)),
    r"(\d+) events of organisation (\d+)": lambda chat, count, number: _theirs(chat, int(count), int(number)),
    r"(\d+) others are (\w+)": lambda chat, count, role: _in_role(chat, int(count), role),
}
