"""What every test would compile anew: each has a database and an app of its own, the product has one of either.

Statements and the builders of addresses are text made of other text. They know nothing of the database or the app they
were first made for, and making them costs more than most tests do with them.
"""

from __future__ import annotations

from typing import Any, ClassVar

import sqlalchemy
from apiflask import APIFlask
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from engine import postgresql_engine, sqlite_engine

MAKER = "create_engine"


class Statements(LRUCache[Any, Any]):
    """What SQLAlchemy keeps for each engine, kept for each kind of database and its driver."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_alike(key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(_alike(key), value)


STATEMENTS = Statements(10_000)


def _alike(key: Any) -> tuple[Any, ...]:
    dialect, *statement = key
    return dialect.name, dialect.loaded_dbapi, *statement


def _engine(*given: Any, **settings: Any) -> Engine:
    engine = sqlalchemy.create_engine(*given, **settings)
    engine._compiled_cache = STATEMENTS
    return engine


class Route(Rule):
    """A route whose builders of addresses were compiled for the first app of this process."""

    builders: ClassVar[dict[object, Any]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        if self.defaults:
            return super()._compile_builder(append_unknown)
        pattern = (tuple(self._trace), append_unknown)
        if pattern not in self.builders:
            self.builders[pattern] = super()._compile_builder(append_unknown)
        return self.builders[pattern]


def remember() -> None:
    """From now on every database that is opened and every app that is made looks here before it compiles."""
    for module in (sqlite_engine, postgresql_engine):
        setattr(module, MAKER, _engine)
    APIFlask.url_rule_class = Route
