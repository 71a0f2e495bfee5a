"""The conversations: one in each file, named as a citizen would say it. A new file here is found by itself."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from bot.engine.flow import Flow


@functools.cache
def all_flows() -> tuple[Flow, ...]:
    """Return every conversation of this folder."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.ispkg)
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return tuple(each for module in modules for each in vars(module).values() if isinstance(each, Flow))
