"""Support is set and withdrawn, never turned over: many people, many buttons, against a model of three lines."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from storage import tables
from tests.chat import Chat
from tests.worlds import World

PEOPLE = ("anna", "luc", "mo")
IDEAS = (1, 2, 3)


class Supporting(RuleBasedStateMachine):
    """Three people and three ideas; whoever has seen an idea's card may press any button it ever had."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.chats = {name: Chat(world, name, hint="nl") for name in PEOPLE}
        self.supported: set[tuple[int, str]] = set()
        self.seen: set[tuple[str, int]] = set()
        for name, chat in self.chats.items():
            chat.play("given a programme\ngiven a citizen" if name == PEOPLE[0] else "given a citizen")
        for number in IDEAS:
            self.chats["anna"].play(f"given an idea “Idee {number}”")

    @rule(name=st.sampled_from(PEOPLE), number=st.sampled_from(IDEAS))
    def looks(self, name: str, number: int) -> None:
        """Look at the card."""
        self.chats[name].play(f"> {{:idea}} {number}\n? card\n< Idee {number}")
        self.seen.add((name, number))

    @precondition(lambda self: self.seen)
    @rule(data=st.data(), times=st.integers(1, 3))
    def presses_support(self, data: st.DataObject, times: int) -> None:
        """Press support on a card seen before, old or new, once or more."""
        name, number = data.draw(st.sampled_from(sorted(self.seen)))
        if self.pressed(name, f"support {number}", times):
            self.supported.add((number, name))

    @precondition(lambda self: self.seen)
    @rule(data=st.data(), times=st.integers(1, 3))
    def presses_withdraw(self, data: st.DataObject, times: int) -> None:
        """Press withdraw on a card seen before, old or new, once or more."""
        name, number = data.draw(st.sampled_from(sorted(self.seen)))
        if self.pressed(name, f"withdraw {number}", times):
            self.supported.discard((number, name))

    def pressed(self, name: str, button: str, times: int) -> bool:
        """Press a button if there ever was one that is called so."""
        chat = self.chats[name]
        named = chat._names()
        ever = [b for m in self.world.phones.ever.get(name, ()) for b in m.buttons if named(b) == button]
        for _ in range(times if ever else 0):
            chat.press_token(ever[0].token)
            chat.play("? card")
        return bool(ever)

    @invariant()
    def the_city_counts_what_was_said(self) -> None:
        """Each support once, and each idea's figure right."""
        kept = select(tables.supports.c.idea, tables.accounts.c.external).join(
            tables.accounts, tables.accounts.c.person == tables.supports.c.person
        )
        with self.world.desk() as desk:
            figures = desk.connection.execute(select(tables.ideas.c.id, tables.ideas.c.supports)).all()
            supports = desk.connection.execute(kept).all()
        assert {(row[0], row[1]) for row in supports} == self.supported
        assert {row[0]: row[1] for row in figures} == {
            n: sum(number == n for number, _name in self.supported) for n in IDEAS
        }


def test_support_is_set_whatever_is_pressed_in_whatever_order(new_world: Callable[[], World]) -> None:
    class InANewWorld(Supporting):
        def __init__(self) -> None:
            super().__init__(new_world())

    quick = settings(max_examples=8, stateful_step_count=15)
    run_state_machine_as_test(InANewWorld, settings=quick)
