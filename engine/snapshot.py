"""A snapshot: a case and what belongs to it, as a command found it under the lock. `decide` sees nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from engine.case import Case
from engine.definition import CaseDefinition
from engine.document import Document
from engine.item import Item
from engine.link import Link
from engine.notice import Notice
from engine.position import Position
from engine.register import Register
from engine.task import Task
from engine.timer import Timer

if TYPE_CHECKING:
    from engine.registry import Registry


class Missing(Exception):
    """The decision needs something the snapshot does not hold yet; it is read, and the decision made again."""

    def __init__(self, wanted: tuple[Any, ...]) -> None:
        self.wanted = wanted
        super().__init__(f"not read yet: {wanted}")


@dataclass(slots=True)
class Snapshot:
    """`tasks` are those of the present rounds, `answers` the standing positions by task id, `notices` at least those of
    these tasks, `documents` the newest version of each. `extra` holds what is read on demand: numbers, the rows of a
    linked case, other versions."""

    definition: CaseDefinition
    case: Case
    register: Register
    registry: Registry
    at: datetime
    tasks: list[Task] = field(default_factory=list)
    answers: dict[UUID, Position] = field(default_factory=dict)
    timers: dict[str, Timer] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    extra: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    # The fingerprint of the definition, as the events name it.
    fingerprint: str = ""
    # Where somebody only reads the case: what answers at once instead of Missing.
    look: Callable[[tuple[Any, ...]], Any] | None = None

    def need(self, *wanted: Any) -> Any:
        """Something read on demand; raises Missing the first time, but where it can be looked at at once."""
        if wanted not in self.extra:
            if self.look is None:
                raise Missing(wanted)
            self.extra[wanted] = self.look(wanted)
        return self.extra[wanted]
