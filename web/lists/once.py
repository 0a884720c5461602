"""What many rows of one page share is worked out once: words of a definition, times, addresses."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar
from uuid import UUID

from flask import g, url_for

Value = TypeVar("Value")
_ANY = UUID(int=0)


def once(key: Hashable, make: Callable[[], Value]) -> Value:
    """The value under this key, worked out when it is first asked for in this request."""
    known: dict[Hashable, Value] = g.setdefault("once", {})
    if key not in known:
        known[key] = make()
    return known[key]


def case_page(case_id: UUID) -> str:
    """The address of a case page."""
    pattern = once("case page", lambda: url_for("cases.show", case_id=_ANY))
    return pattern.replace(str(_ANY), str(case_id))
