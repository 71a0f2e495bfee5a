"""The replay: a flow runs again from the top, and its journal answers what was answered already.

Pure but for the world it is given. The journal is an ordered map from step to entry, JSON:
an answer `{"a": raw, "m": message, "of": look}`, a look `{"q": key, "v": result}`, a command
`{"d": result}` or `{"no": code}`, something said `{"s": 1}`.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from pydantic import TypeAdapter

from bot.civic.doors import Command, Query, Refused, World, result_type
from bot.engine.flow import Ending, Flow
from bot.engine.questions import Question
from bot.engine.talk import Again, Ask, Do, Look, Say, Talk
from bot.text.lazy import Words

Journal = dict[str, dict[str, Any]]

MOST_STEPS = 200
"""Steps of one turn, over all restarts: a flow that takes more has lost its way."""


class FlowBroken(RuntimeError):
    """The conversation did what no conversation may; its code is wrong."""


@dataclass(slots=True)
class Played:
    """What one replay came to: waiting at `question`, or ended with `ending` (`question` is None then).

    `visited` are the steps it passed, in order; `said` what it said for the first time; `why` what the person is told before the question.
    """

    visited: list[str] = field(default_factory=list)
    said: list[Say] = field(default_factory=list)
    question: Question | None = None
    ending: Ending = None
    why: Words | None = None


def play(flow: Flow, args: Mapping[str, Any], journal: Journal, world: World, talk: Talk) -> Played:
    """Run `flow` over `journal`, which is brought up to date in place."""
    played = Played()
    steps = 0
    while True:
        steps = _pass(flow, args, journal, world, talk, played, steps)
        if steps < 0:
            return played


def _pass(
    flow: Flow,
    args: Mapping[str, Any],
    journal: Journal,
    world: World,
    talk: Talk,
    played: Played,
    steps: int,
) -> int:
    """Play once from the top; return the steps so far, or -1 when it waits or has ended."""
    played.visited.clear()
    run = flow.run(talk, **args)
    value: Any = None
    failure: Refused | None = None
    try:
        while True:
            steps += 1
            if steps > MOST_STEPS:
                message = f"The conversation {flow.name!r} took more than {MOST_STEPS} steps in one turn."
                raise FlowBroken(message)
            verb = run.throw(failure) if failure else run.send(value)
            failure = value = None
            match verb:
                case Ask(question):
                    entry = _answer(question, journal)
                    played.visited.append(question.step)
                    if entry is None:
                        played.question = question
                        return -1
                    value = entry["a"]
                case Look(step, query):
                    played.visited.append(step)
                    value = _look(step, query, journal, world)
                case Do(step, command):
                    played.visited.append(step)
                    value, failure = _do(step, command, journal, world)
                case Say(step):
                    played.visited.append(step)
                    if step not in journal:
                        journal[step] = {"s": 1}
                        played.said.append(verb)
                case Again(forgotten, why):
                    forget(journal, forgotten, played.visited)
                    played.why = why
                    return steps
                case _:
                    message = (
                        f"The conversation {flow.name!r} awaited {verb!r}. A flow awaits only the verbs of its "
                        "Talk: it is run again from the top on every message, so nothing else may happen in it."
                    )
                    raise FlowBroken(message)
    except StopIteration as end:
        played.ending = end.value
        return -1
    finally:
        run.close()


def _answer(question: Question, journal: Journal) -> dict[str, Any] | None:
    """Return the kept answer, if there is one that today's rules still take."""
    if question.was and question.was in journal and question.step not in journal:
        journal[question.step] = journal.pop(question.was)
    entry = journal.get(question.step)
    if entry is None or "a" not in entry:
        return None
    if not question.takes(entry["a"]):
        if not (question.several and not entry["a"].get("done")):
            del journal[question.step]
        return None
    return entry


def _look(step: str, query: Query[Any] | Command[Any], journal: Journal, world: World) -> Any:
    key = hashlib.blake2s(repr(query).encode(), digest_size=6).hexdigest()
    adapter = _adapter(cast(Hashable, type(query)))
    entry = journal.get(step)
    if entry is not None and entry.get("q") == key:
        return adapter.validate_python(entry["v"])
    if entry is not None:
        for name in [n for n, e in journal.items() if e.get("of") == step]:
            del journal[name]
    found = world.carry_out(query) if isinstance(query, Command) else world.ask(query)
    journal[step] = {"q": key, "v": adapter.dump_python(found, mode="json")}
    return found


def _do(step: str, command: Command[Any], journal: Journal, world: World) -> tuple[Any, Refused | None]:
    entry = journal.get(step)
    if entry is not None and "no" in entry:
        return None, Refused(entry["no"])
    adapter = _adapter(cast(Hashable, type(command)))
    if entry is not None and "d" in entry:
        return adapter.validate_python(entry["d"]), None
    try:
        result = world.carry_out(command)
    except Refused as no:
        journal[step] = {"no": no.code}
        return None, no
    journal[step] = {"d": adapter.dump_python(result, mode="json")}
    return result, None


def forget(journal: Journal, steps: tuple[str, ...], visited: list[str]) -> None:
    """Forget the answers to `steps`, and what was said from the first of them on, so that it is said anew."""
    for step in steps:
        journal.pop(step, None)
    first = min((visited.index(s) for s in steps if s in visited), default=len(visited))
    for step in visited[first:]:
        if "s" in journal.get(step, ()):
            del journal[step]


def back(journal: Journal, visited: list[str]) -> bool:
    """Forget the last answer that may be taken back; False when there is none before a command or the beginning."""
    for index in range(len(visited) - 1, -1, -1):
        entry = journal.get(visited[index], {})
        if "d" in entry:
            return False
        if "a" in entry and "job" not in entry["a"]:
            forget(journal, (visited[index],), visited)
            return True
    return False


def pinned(journal: Journal, visited: list[str], step: str) -> bool:
    """Tell whether a command has been carried out since `step` was answered."""
    if step not in visited:
        return False
    return any("d" in journal.get(later, {}) for later in visited[visited.index(step) :])


@functools.cache
def _adapter(message: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(result_type(cast(type, message)))
