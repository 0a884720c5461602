"""Ranking: who fits what is wanted, each with the reasons in words. Nobody is hidden; who cannot be chosen stands last.

Who meets the first criterion better stands before who does not; only among equals the next one is asked, and at last
the name. A criterion for which nothing is wanted is not asked at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from engine.case import cases
from engine.collector import resting
from engine.definition import (
    Balances,
    CaseDefinition,
    Criterion,
    Free,
    LeastBurdened,
    LongestRested,
    Lookup,
    Shares,
)
from engine.messages import Message, message
from engine.position import positions
from engine.queries.visible import visible_cases
from engine.queries.yardsticks import Balance, Burden, Candidate, Common, Rest, Yardstick
from engine.register import Register
from engine.runtime import Engine
from engine.task import OPEN, tasks

PERSON = "person:"
READ = ("id", "title", "state", "result", "data", "version")
Refuses = Callable[[Candidate], Iterable[Message]]
AT_ONCE = 500  # so many people are asked about in one statement


@dataclass(frozen=True, slots=True)
class Placed:
    """A candidate with the reasons for the place; `against` says why one cannot be chosen, or nothing."""

    candidate: Candidate
    facts: tuple[Message, ...]
    against: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """A page of those who can be chosen, best first, and how many there are; the same of those who cannot."""

    possible: tuple[Placed, ...]
    possible_count: int
    impossible: tuple[Placed, ...]
    impossible_count: int


def rank(
    engine: Engine,
    connection: Connection,
    register: Register,
    viewer: UUID | None,
    lookup: Lookup,
    wanted: Mapping[str, Any],
    *,
    chosen: Collection[UUID] = (),
    skip: int = 0,
    most: int = 25,
    refuses: Refuses | None = None,
) -> Ranking:
    """Everybody whom this viewer may know of, in order, `most` of each kind after the first `skip`.

    `wanted` holds stored values under the keys of the lookup's own fields; `chosen` are those who were chosen already,
    `refuses` says what else stands against somebody.
    """
    visible = visible_cases(engine, register, viewer)
    look = _Look(engine, connection, register, visible, lookup, wanted, frozenset(chosen))
    with resting():
        return _ranked(look, slice(skip, skip + most), refuses)


def _ranked(look: _Look, part: slice, refuses: Refuses | None) -> Ranking:
    found = look.candidates()
    measures = _Measures(look, found)
    found.sort(key=measures.place)
    possible: list[tuple[Candidate, tuple[Message, ...]]] = []
    impossible: list[tuple[Candidate, tuple[Message, ...]]] = []
    for each in found:
        against = (*look.against(each), *(refuses(each) if refuses else ()))
        (impossible if against else possible).append((each, against))

    def page(some: list[tuple[Candidate, tuple[Message, ...]]]) -> tuple[Placed, ...]:
        return tuple(Placed(e, measures.facts(e), against) for e, against in some[part])

    return Ranking(page(possible), len(possible), page(impossible), len(impossible))


@dataclass(frozen=True)
class _Look:
    """One lookup at work: who looks with what, what is wanted, who was chosen already."""

    engine: Engine
    connection: Connection
    register: Register
    visible: ColumnElement[bool]
    lookup: Lookup
    wanted: Mapping[str, Any]
    chosen: frozenset[UUID]

    @property
    def theirs(self) -> CaseDefinition:
        return self.engine.registry.newest[self.lookup.case]

    def candidates(self) -> list[Candidate]:
        """Those in one of the results, read with what they publish."""
        results = (*self.lookup.results, *self.lookup.aside)
        mine = and_(cases.c.definition == self.lookup.case, cases.c.result.in_(results), self.visible)
        query = select(*(cases.c[each] for each in READ)).where(mine)
        return [self._candidate(row) for row in self.connection.execute(query)]

    def _candidate(self, row: Row[Any]) -> Candidate:
        named = row.data.get(self.lookup.person)
        person = self.register.people.get(UUID(named)) if named else None
        return Candidate(row.id, row.title, person, row.state, row.result, row.data, row.version)

    def against(self, candidate: Candidate) -> tuple[Message, ...]:
        """Why somebody cannot be chosen: every reason there is."""
        found: list[Message] = []
        if candidate.result not in self.lookup.results:
            state = self.theirs.state_by_key.get(candidate.state)  # nothing for a state of an older version
            label = message(state.label) if state is not None else candidate.state
            found.append(message("“{state}”", state=label))
        if candidate.person is None or not candidate.person.active:
            found.append(message("No account that could be asked"))
        elif candidate.person.id in self.chosen:
            found.append(message("Chosen already"))
        return (*found, *self._absences(candidate)) if self._days else tuple(found)

    def _absences(self, candidate: Candidate) -> Iterator[Message]:
        for theirs, first, last in self._days:
            for span in candidate.told.get(theirs) or ():
                since, _slash, until = span.partition("/")
                if since <= last and first <= until:
                    days = {"since": date.fromisoformat(since), "until": date.fromisoformat(until)}
                    yield message("Away from {since} to {until}", **days)

    @cached_property
    def _days(self) -> list[tuple[str, str, str]]:
        """The days wanted, first and last, beside the field that tells absences; one day alone is both."""
        free = [each for each in self.lookup.criteria if isinstance(each, Free)]
        spans = [(e.theirs, self.wanted.get(e.since.key), self.wanted.get(e.until.key)) for e in free]
        return [
            (theirs, str(first or last), str(last or first)) for theirs, first, last in spans if first or last
        ]


class _Measures:
    """The yardsticks of one ranking, in order."""

    def __init__(self, look: _Look, found: list[Candidate]) -> None:
        self.look = look
        self.people = {each.person.id: each for each in found if each.person is not None}
        made = [self._yardstick(each) for each in look.lookup.criteria]
        self.yardsticks = [each for each in made if each is not None]

    def place(self, candidate: Candidate) -> tuple[Any, ...]:
        """What sorts the best first; the name among equals."""
        degrees = tuple(-yardstick.degree(candidate) for yardstick in self.yardsticks)
        return (degrees, candidate.name.casefold(), candidate.case_id)

    def facts(self, candidate: Candidate) -> tuple[Message, ...]:
        """The reasons, in the order of the criteria."""
        return tuple(yardstick.fact(candidate) for yardstick in self.yardsticks)

    def _yardstick(self, criterion: Criterion) -> Yardstick | None:
        """Nothing where the criterion measures nothing: nobody wants anything, nobody is chosen yet."""
        look, fields = self.look, self.look.theirs.field_by_key
        match criterion:
            case Shares():
                wanted = look.wanted.get(criterion.ours.key) or []
                return Common(criterion, fields[criterion.theirs], wanted) if wanted else None
            case LeastBurdened():
                return Burden(criterion, _burdens(look))
            case LongestRested():
                used = _last_answered(look, list(self.people))
                return Rest(criterion, used, look.engine.now(), look.register.calendar)
            case Balances():
                beside = [
                    self.people[each].told.get(criterion.theirs) for each in look.chosen & self.people.keys()
                ]
                return Balance(criterion, fields[criterion.theirs], beside) if beside else None
            case Free():
                return None


def _burdens(look: _Look) -> dict[UUID, int]:
    """How many cases that the viewer may know of, but for those looked up, ask something of each person by name now."""
    counted = (
        select(tasks.c.target, func.count(tasks.c.case_id.distinct()))
        .join(cases, cases.c.id == tasks.c.case_id)
        .where(
            tasks.c.state.in_(OPEN),
            tasks.c.present,
            tasks.c.target.startswith(PERSON),
            cases.c.definition != look.lookup.case,
            look.visible,
        )
        .group_by(tasks.c.target)
    )
    return {UUID(target.removeprefix(PERSON)): count for target, count in look.connection.execute(counted)}


def _last_answered(look: _Look, people: list[UUID]) -> dict[UUID, datetime]:
    """When each of these people last answered in a case that the viewer may know of, but for those looked up."""
    found: dict[UUID, datetime] = {}
    for start in range(0, len(people), AT_ONCE):
        query = (
            select(positions.c.by, func.max(positions.c.at))
            .join(cases, cases.c.id == positions.c.case_id)
            .where(
                positions.c.by.in_(people[start : start + AT_ONCE]),
                cases.c.definition != look.lookup.case,
                look.visible,
            )
            .group_by(positions.c.by)
        )
        found.update({person: at for person, at in look.connection.execute(query) if person is not None})
    return found
