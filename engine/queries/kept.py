"""Statements and conditions kept for the next time: putting one together costs more than running it.

What a viewer may see is part of such a statement, so it is kept under everything that decides that: the person, the
version of the register, the roles held and the overrides open at this instant. Whatever else differs is a parameter.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from engine.register import Register
from engine.registry import Registry
from engine.runtime import Engine

MOST = 400
Statement = TypeVar("Statement")
_kept: WeakKeyDictionary[Registry, OrderedDict[Hashable, Any]] = WeakKeyDictionary()
_lock = Lock()


def kept(engine: Engine, key: Hashable, build: Callable[[], Statement]) -> Statement:
    """The statement under this key, built when it is first asked for; of many the latest used are kept."""
    whole = (engine.database.kind, key)
    with _lock:
        store = _kept.setdefault(engine.registry, OrderedDict())
        found: Statement | None = store.get(whole)
        if found is not None:
            store.move_to_end(whole)
            return found
    built = build()
    with _lock:
        store[whole] = built
        while len(store) > MOST:
            store.popitem(last=False)
    return built


def rights_of(engine: Engine, register: Register, viewer: UUID | None) -> Hashable:
    """All that decides now what a viewer may see and is asked; for who has not signed in the definitions decide alone."""
    if viewer is None:
        return None
    now = engine.now()
    overridden = tuple(o.case_id for o in register.overrides_of(viewer) if o.open_at(now))
    return viewer, register.version, tuple(register.standings(viewer, now)), overridden
