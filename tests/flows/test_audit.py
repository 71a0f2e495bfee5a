"""H80: what was done in a role is said in words, to owners alone, and names nobody who was forgotten."""

from __future__ import annotations

import ast
import csv
from datetime import timedelta
from pathlib import Path

import pytest

from bot.civic.audit import PAGE, ReadAudit
from bot.civic.doors import Refused
from bot.civic.exports import Form, TakeOut, What
from bot.civic.rights import Fate, ForgetMe
from bot.civic.roles import Role
from bot.civic.votes import CloseVote
from bot.engine.speaking import told
from bot.making.exports import Exports
from flows.saying.deeds import DEEDS
from flows.saying.exports import export_file
from tests.chat import Chat
from tests.worlds import World

STORAGE = Path(__file__).parents[2] / "storage"


def noted() -> set[str]:
    """Return every deed that is noted anywhere."""
    calls = [
        node
        for path in STORAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "note"
    ]
    said = [each for call in calls for each in ast.walk(call.args[1]) if isinstance(each, ast.Constant)]
    return {each.value for each in said if isinstance(each.value, str)}


def test_every_deed_has_words() -> None:
    whole = {deed for deed in noted() if not deed.endswith("-")}
    assert whole <= DEEDS.keys(), "a deed has no line in flows/saying/deeds.py"
    # Of some only how they begin stands in the code: “commitment-kept”.
    begun = tuple(noted() - whole)
    assert {deed for deed in DEEDS.keys() - whole if not deed.startswith(begun)} == set(), (
        "a line has no deed"
    )


@pytest.fixture
def busy(either_world: World) -> World:
    """Give a world in which an organiser has closed a vote."""
    chat = Chat(either_world, "anna")
    chat.play("given an owner")
    Chat(either_world, "olga").play("given an organiser\ngiven a one vote")
    either_world.forward(timedelta(minutes=1))
    either_world.does("olga", CloseVote(1))
    return either_world


def test_h80_owners_read_who_did_what_and_nobody_else_does(busy: World) -> None:
    anna = Chat(busy, "anna")
    anna.play("""
        > {:audit}
        ? audit
        < {Vote closed}
        < olga
    """)
    for role in (Role.ORGANISER, Role.MODERATOR, Role.DOOR):
        busy.meet(role.value)
        busy.appoint(role.value, role)
        somebody = busy.who(role.value)
        with busy.desk() as desk:
            desk.act_as(somebody)
            assert desk.ask(ReadAudit()).rows == ()
            with pytest.raises(Refused, match="not-allowed"):
                desk.carry_out(TakeOut(What.AUDIT, Form.CSV))
    Chat(busy, "olga").play("> {:audit}\n? organise\n<! {Vote closed}")


def test_h80_of_who_was_forgotten_it_stays_what_they_did_and_not_who_they_were(busy: World) -> None:
    busy.does("olga", ForgetMe(Fate.DELETED))
    Chat(busy, "anna").play("""
        > {:audit}
        < {Vote closed}
        < {an account that nobody can name any more}
        <! olga
    """)


def test_h80_the_file_has_marks_and_no_names_and_is_never_open(busy: World) -> None:
    asked = TakeOut(What.AUDIT, Form.CSV)
    (taken,) = busy.does("anna", asked)
    made = export_file(busy.city, asked, taken)
    with pytest.raises(Refused, match="not-allowed"):
        busy.does("anna", TakeOut(What.AUDIT, Form.CSV, open=True))
    text = Exports(busy.office.reads)(told(made.data, "nl")).data.decode("utf-8-sig")
    about = [row["Over wat"] for row in csv.DictReader(text.splitlines())]
    assert about == ["vote:1", "vote:1", "audit"]
    assert "olga" not in text
    assert "anna" not in text


def test_more_than_a_page_is_turned_and_one_account_read_by_itself(busy: World) -> None:
    for _each in range(PAGE):
        busy.does("anna", TakeOut(What.IDEAS, Form.CSV))
    anna, olga = (busy.who(name) for name in ("anna", "olga"))
    with busy.desk() as desk:
        desk.act_as(anna)
        pages = [desk.ask(ReadAudit(page)) for page in (1, 2, 3)]
        theirs = desk.ask(ReadAudit(account=olga.account))
    assert [(len(page.rows), page.more) for page in pages] == [(PAGE, True), (2, False), (0, False)]
    assert [each.deed for each in theirs.rows] == ["vote-closed"]
