"""What operators read is whole: every slug of the log, every note and every metric is explained."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

from bot import troubles
from bot.ops import Metrics

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
EXPLAINED = set(
    re.findall(r"`([a-z]+(?:-[a-z]+)+|[a-z]+)`", "".join(re.findall(r"^\| (`.*?) \|", TEXT, re.MULTILINE)))
)


@functools.cache
def calls() -> list[ast.Call]:
    packages = (ROOT / package for package in ("adapters", "bot", "flows", "storage"))
    trees = [ast.parse(path.read_text()) for package in packages for path in package.rglob("*.py")]
    return [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]


def constants(nodes: list[ast.expr]) -> set[str]:
    return {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def slugs() -> set[str]:
    """Return every slug that the program can log, but those that end in a number."""
    found = set(troubles._WORDS) | {"telegram-receiving-again", "matrix-receiving-again"}
    for call in calls():
        found |= constants([k.value for k in call.keywords if k.arg == "slug"])
        if any(isinstance(n, ast.Name) and n.id == "_cut_short" for n in (call.func, *call.args)):
            found |= constants(call.args)
    return found


def notes() -> set[str]:
    """Return every note that a turn can make."""
    appended = [c for c in calls() if ast.unparse(c.func).endswith("notes.append")]
    return set().union(*(constants(c.args) for c in appended))


def test_every_slug_and_every_note_is_explained() -> None:
    assert len(slugs()) > 20
    assert len(notes()) > 2
    assert slugs() | notes() == EXPLAINED


def test_every_metric_is_explained() -> None:
    metrics = {metric.name for metric in Metrics().registry.collect() if metric.name.startswith("parvis_")}
    assert metrics == set(re.findall(r"^\| `(parvis_\w+)`", TEXT, re.MULTILINE))
