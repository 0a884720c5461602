"""Whom: one algebra for candidates, rights and reminders. It compiles to rule rows of the policy table."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.definition.fields import Field
    from engine.definition.guards import Guard
    from engine.definition.items import ItemDefinition
    from engine.definition.tasks import Outcome, TaskDefinition


@dataclass(frozen=True)
class Role:
    """A role that mandates give. An *office* is held by an organization and exercised by those who fill its seat:
    `exercised_by` names the role of these people. A *seat* role is held by organizations as members.
    `only` is a guard of (nothing, organization): no mandate, however it comes about, gives the role to another one."""

    key: str
    label: str
    exercised_by: Role | None = None
    seats: bool = False
    only: Guard | None = None


@dataclass(frozen=True, eq=False)
class Who:
    """Whom: a choice of alternatives, each under conditions; or one party for each seat, row or answer."""

    kind: str  # role | named | opener | anyone | either | seats | rows | answers
    role: Role | None = None
    of: Any = None
    conditions: tuple[Guard, ...] = ()
    never: tuple[Who, ...] = ()
    parts: tuple[Who, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    to: Who | None = None
    where: Callable[..., bool] | Field | None = None

    def when(self, *guards: Guard) -> Who:
        """Only while these guards hold; of a choice each alternative."""
        if self.kind == "either":
            return replace(self, parts=tuple(part.when(*guards) for part in self.parts))
        return replace(self, conditions=(*self.conditions, *guards))

    def but_not(self, *others: Who) -> Who:
        """Except these."""
        return replace(self, never=(*self.never, *others))

    def __or__(self, other: Who) -> Who:
        return Who("either", parts=(*self.alternatives(), *other.alternatives()))

    def alternatives(self) -> tuple[Who, ...]:
        """The alternatives in order; one that stands alone is its own."""
        return self.parts if self.kind == "either" else (self,)

    def roles(self) -> Iterator[Role]:
        """Every role that may act through this, for the policy table."""
        for part in self.alternatives():
            if part.role is not None:
                yield part.role
            if part.to is not None:
                yield from part.to.roles()

    @property
    def is_each(self) -> bool:
        """Whether this means one party each."""
        return self.kind in ("seats", "rows", "answers")


OPENER = Who("opener")
ANYONE = Who("anyone")
# Cases of some types only come about by effects of others.
NOBODY = Who("either")


def role(
    key: str,
    label: str,
    *,
    exercised_by: Who | None = None,
    seats: bool = False,
    only: Guard | None = None,
) -> Who:
    """The holders of a role. `exercised_by` makes it an office of organizations, `only` says of which ones."""
    exercised = exercised_by.role if exercised_by else None
    return Who("role", role=Role(key, label, exercised, seats, only))


def named(field: Field | Callable[[Any], Any], holder: Who | None = None) -> Who:
    """The person, or those who hold the role for the organization, that this field (or function of the case) names. With a
    role a person that is named acts in it, for the organization that gave it."""
    return Who("named", role=holder.role if holder else None, of=field)


def each_seat(holder: Who) -> Who:
    """One each for the organizations seated when the round opens: that roll is frozen."""
    return Who("seats", role=holder.role)


def each_row(
    item: ItemDefinition,
    column: Field | None = None,
    where: Callable[..., bool] | Field | None = None,
    *,
    to: Who | None = None,
    holder: Who | None = None,
) -> Who:
    """One each for the standing rows, asked of the person that the column names, of those who are `holder` for the
    organization that it names, or of all of `to`; `where` is a yes/no column, or a test of (row) or of (case, row)."""
    role = holder.role if holder is not None else None
    return Who("rows", role, of=(item, column), where=_of_case_and_row(where), to=to)


def _of_case_and_row(where: Callable[..., bool] | Field | None) -> Callable[..., bool] | Field | None:
    """A test of (row) as one of (case, row); how many it takes is fixed when the definition is read."""
    if not callable(where) or len(inspect.signature(where).parameters) == 2:
        return where
    return lambda _case, row: where(row)


def each_answer(task: TaskDefinition, to: Who, *outcomes: Outcome) -> Who:
    """One each for the standing answers of another task (with one of these outcomes), asked of `to`."""
    return Who("answers", of=task, to=to, outcomes=outcomes)
