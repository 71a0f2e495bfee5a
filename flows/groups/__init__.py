"""What a group can be answered: one behaviour in each file, named as people would say it. A new file here is found by itself."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from bot.engine.groups import Behaviour


@functools.cache
def all_behaviours() -> tuple[Behaviour, ...]:
    """Return every behaviour of this folder."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return tuple(each for module in modules for each in vars(module).values() if isinstance(each, Behaviour))
