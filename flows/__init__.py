"""The conversations: one in each file, named as a citizen would say it; those of organisers are in organising/.

A new file is found by itself.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from types import ModuleType

from bot.engine.flow import Flow
from flows import organising


@functools.cache
def all_flows() -> tuple[Flow, ...]:
    """Return every conversation of this folder."""
    modules = [*_modules(__name__, __path__), *_modules(organising.__name__, organising.__path__)]
    return tuple(each for module in modules for each in vars(module).values() if isinstance(each, Flow))


def _modules(package: str, folder: Sequence[str]) -> Iterator[ModuleType]:
    names = sorted(module.name for module in pkgutil.iter_modules(folder) if not module.ispkg)
    return (importlib.import_module(f"{package}.{name}") for name in names)
