"""The replay: a flow runs again from the top, and its journal answers what was answered already.

Pure but for the world it is given. The journal is an ordered map from step to entry, JSON:
an answer `{"a": raw, "m": message, "of": look}`, one that is being changed `{"kept": its entries}`, a look `{"q": key, "v": result}`, something prepared
`{"p": key, "v": result}`, a command `{"d": result}` or `{"no": code}`, something said, or noted for when it is taken back, `{"s": 1}`.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
from collections.abc import Callable, Hashable, Mapping
from typing import Any, NoReturn, cast

from pydantic import TypeAdapter, ValidationError

from bot.civic.doors import Command, Query, Refused, World, result_type
from bot.engine.flow import Ending, Flow
from bot.engine.incoming import Typed
from bot.engine.questions import NotUnderstood, Question, Raw, understand
from bot.engine.talk import Again, Ask, Do, IfRedacted, Instead, Look, Say, See, Talk
from bot.text.lazy import Words

Journal = dict[str, dict[str, Any]]

MOST_STEPS = 200
"""Steps of one turn, over all restarts: a flow that takes more has lost its way."""


class FlowBroken(RuntimeError):
    """The conversation did what no conversation may; its code is wrong."""


class Replay:
    """A conversation run over its journal: waiting at `question`, or ended with `ending` (`question` is None then).

    `visited` are the steps it passed, in order; `said` what it said for the first time, and `stands` what it noted for when it
    is taken back; `why` is what the person is told before the question. The journal is brought up to date in place.
    """

    def __init__(
        self, flow: Flow, args: Mapping[str, Any], journal: Journal, world: World, talk: Talk
    ) -> None:
        self._flow, self._args, self._journal, self._world, self._talk = flow, args, journal, world, talk
        self._steps = 0
        self.visited: list[str] = []
        self.said: list[Say] = []
        self.stands: list[IfRedacted] = []
        self.question: Question | None = None
        self.ending: Ending = None
        self.why: Words | None = None
        self.restart()

    def restart(self) -> None:
        """Run from the top, as often as the conversation itself asks for it."""
        again = True
        while again:
            self.visited.clear()
            self.question = None
            self._run = self._flow.run(self._talk, **self._args)
            again = self._go_on(None)

    def answer(self, entry: dict[str, Any]) -> None:
        """Put the answer to the open question into the journal, and go on from there."""
        question = self.question
        if question is None:
            message = f"The conversation {self._flow.name!r} has nothing open that could be answered."
            raise FlowBroken(message)
        self._journal[question.step] = entry
        if not question.takes(entry["a"]):
            self.restart()
            return
        self.question = None
        if self._go_on(entry["a"]):
            self.restart()

    def _go_on(self, value: Any) -> bool:
        """Run until it waits or ends; return whether it asked to begin again."""
        failure: Refused | None = None
        try:
            while True:
                self._count()
                verb = self._run.throw(failure) if failure else self._run.send(value)
                failure = value = None
                match verb:
                    case Ask(question):
                        self._pass(question.step)
                        entry = self._answered(question)
                        if entry is None:
                            self.question = question
                            return False
                        value = entry["a"]
                    case Look(step, query):
                        self._pass(step)
                        value, failure = _or_no(_look, step, query, self._journal, self._world)
                    case Do(step, command):
                        self._pass(step)
                        value, failure = _do(step, command, self._journal, self._world)
                    case Say(step) | IfRedacted(step):
                        self._pass(step)
                        self._once(verb)
                    case See(query):
                        value, failure = _or_no(self._world.ask, query)
                    case Again() | Instead():
                        self.why = _begin_again(verb, self._journal, self.visited)
                        self._run.close()
                        return True
                    case _:
                        self._foreign(verb)
        except StopIteration as end:
            self.ending = end.value
            return False

    def _pass(self, step: str) -> None:
        if step in self.visited:
            self._run.close()
            message = (
                f"The conversation {self._flow.name!r} has two steps called {step!r}. A step's name is its key in "
                "the journal: give each its own."
            )
            raise FlowBroken(message)
        self.visited.append(step)

    def _answered(self, question: Question) -> dict[str, Any] | None:
        """Return the kept answer; one that today's rules refuse is forgotten, and asked again with the reason."""
        journal = self._journal
        if question.was and question.was in journal and question.step not in journal:
            journal[question.step] = journal.pop(question.was)
        entry = journal.get(question.step)
        if entry is None or "a" not in entry:
            return None
        if question.takes(entry["a"]):
            return entry
        if not (question.several and not entry["a"].get("done")):
            del journal[question.step]
            self.why = self.why or _objection(question, entry["a"])
        return None

    def _once(self, verb: Say | IfRedacted) -> None:
        if verb.step in self._journal:
            return
        self._journal[verb.step] = {"s": 1}
        if isinstance(verb, Say):
            self.said.append(verb)
        else:
            self.stands.append(verb)

    def _count(self) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            self._run.close()
            message = f"The conversation {self._flow.name!r} took more than {MOST_STEPS} steps in one turn."
            raise FlowBroken(message)

    def _foreign(self, verb: object) -> NoReturn:
        self._run.close()
        message = (
            f"The conversation {self._flow.name!r} awaited {verb!r}. A flow awaits only the verbs of its "
            "Talk: it is run again from the top on every message, so nothing else may happen in it."
        )
        raise FlowBroken(message)


def _objection(question: Question, raw: Raw) -> Words | None:
    """Return what is wrong with words that were kept, as it would be said if they were typed now."""
    reading = understand(question, Typed(raw["text"])) if question.text and "text" in raw else None
    return reading.why if isinstance(reading, NotUnderstood) else None


def _or_no(ask: Callable[..., Any], *args: Any) -> tuple[Any, Refused | None]:
    """Return what is answered, or the refusal, which the conversation hears; of that nothing is kept."""
    try:
        return ask(*args), None
    except Refused as no:
        return None, no


def _look(step: str, query: Query[Any] | Command[Any], journal: Journal, world: World) -> Any:
    """Return what was found, or look it up: for the first time, for other arguments, or for a release that kept it otherwise."""
    kind = "p" if isinstance(query, Command) else "q"
    key = hashlib.blake2s(repr(query).encode(), digest_size=6).hexdigest()
    adapter = _adapter(cast("Hashable", type(query)))
    entry = journal.get(step, {})
    if entry.get(kind) == key:
        with contextlib.suppress(ValidationError):
            return adapter.validate_python(entry["v"])
    elif entry:
        for name in [n for n, e in journal.items() if e.get("of") == step]:
            del journal[name]
    found = world.carry_out(query) if isinstance(query, Command) else world.ask(query)
    journal[step] = {kind: key, "v": adapter.dump_python(found, mode="json")}
    return found


def _do(step: str, command: Command[Any], journal: Journal, world: World) -> tuple[Any, Refused | None]:
    entry = journal.get(step)
    if entry is not None and "no" in entry:
        return None, Refused(entry["no"])
    adapter = _adapter(cast("Hashable", type(command)))
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


def _begin_again(verb: Again | Instead, journal: Journal, visited: list[str]) -> Words | None:
    """Bring the journal to where the conversation goes on from, and return what the person is told."""
    if isinstance(verb, Instead):
        entry = journal[verb.answered]
        forget(journal, (verb.step, verb.answered), visited)
        journal[verb.step] = entry
        return None
    # What is being changed is kept under its first step, until that is answered.
    kept = {step: journal[step] for step in verb.changing if step in journal}
    forget(journal, (*verb.changing, *verb.steps), visited)
    if kept:
        journal[verb.changing[0]] = {"kept": kept}
    return verb.why


def before(journal: Journal, visited: list[str]) -> str | None:
    """Return the step whose answer may be taken back from the last visited one; None after a command or at the beginning.

    The last one itself is returned where its answer is being changed: that may be left as it was.
    """
    if visited and "kept" in journal.get(visited[-1], ()):
        return visited[-1]
    for step in reversed(visited[:-1]):
        entry = journal.get(step, {})
        if "d" in entry:
            return None
        if "a" in entry and "job" not in entry["a"]:
            return step
    return None


def back(journal: Journal, visited: list[str]) -> bool:
    """Forget the last answer that may be taken back, and what was prepared for it, or leave one that is being changed as it was.

    False when there is nothing to go back to.
    """
    step = before(journal, visited)
    if step is None:
        return False
    if kept := journal[step].get("kept"):
        del journal[step]
        journal.update(kept)
        return True
    prepared = [s for s in visited[visited.index(step) :] if "p" in journal.get(s, ())]
    forget(journal, (step, *prepared), visited)
    return True


def pinned(journal: Journal, visited: list[str], step: str) -> bool:
    """Tell whether a command has been carried out since `step` was answered."""
    if step not in visited:
        return False
    return any("d" in journal.get(later, {}) for later in visited[visited.index(step) :])


@functools.cache
def _adapter(message: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(result_type(cast("type", message)))
