"""Ranking: who fits what is wanted, each with the reasons in words. Nobody is hidden; who cannot be chosen stands last.

Who meets the first criterion better stands before who does not; only among equals the next one is asked, and at last
the name. A criterion for which nothing is wanted is not asked at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Text, and_, func, or_, select, type_coerce

from engine.case import cases
from engine.collector import resting
from engine.columns import from_jsons
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
from engine.queries.equals import best
from engine.queries.visible import visible_cases
from engine.queries.yardsticks import Asked, Balance, Burden, Candidate, Common, Rest, Yardstick
from engine.register import Register
from engine.runtime import Engine
from engine.task import OPEN, tasks
from engine.whom import person_target

PERSON = "person:"
READ = [cases.c[each] for each in ("id", "title", "state", "result", "version")]
DATA = type_coerce(cases.c.data, Text)
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
    visible: ColumnElement[bool] | None = None,
) -> Ranking:
    """Everybody whom this viewer may know of, in order, `most` of each kind after the first `skip`.

    `wanted` holds stored values under the keys of the lookup's own fields; `chosen` are those who were chosen already,
    `refuses` says what else stands against somebody; `visible` takes the place of what this viewer may know of.
    """
    visible = visible_cases(engine, register, viewer) if visible is None else visible
    look = _Look(engine, connection, register, visible, lookup, wanted, frozenset(chosen))
    with resting():
        return _ranked(look, slice(skip, skip + most), refuses)


def _ranked(look: _Look, part: slice, refuses: Refuses | None) -> Ranking:
    found = look.candidates()
    possible: list[Candidate] = []
    impossible: list[Candidate] = []
    reasons: dict[UUID, tuple[Message, ...]] = {}
    for each in found:
        against = (*look.against(each), *refuses(each)) if refuses else look.against(each)
        if against:
            reasons[each.case_id] = against
        (impossible if against else possible).append(each)
    yardsticks = _yardsticks(look, found)

    def page(some: list[Candidate]) -> tuple[Placed, ...]:
        placed = best(some, yardsticks, part)
        facts = ((e, tuple(yardstick.fact(e) for yardstick in yardsticks)) for e in placed)
        return tuple(Placed(e, told, reasons.get(e.case_id, ())) for e, told in facts)

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
        rows: Sequence[Any] = self.connection.execute(select(*READ, DATA).where(mine)).all()
        told = from_jsons(row[-1] for row in rows)
        person_of, named = self.register.by_hex.get, self.lookup.person
        return [
            Candidate(case_id, title, person_of(data.get(named)), state, result, data, version)
            for (case_id, title, state, result, version, _text), data in zip(rows, told, strict=True)
        ]

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


def _yardsticks(look: _Look, found: list[Candidate]) -> list[Yardstick]:
    """The yardsticks of one ranking, in order."""
    made = [_yardstick(look, each, found) for each in look.lookup.criteria]
    return [each for each in made if each is not None]


def _yardstick(look: _Look, criterion: Criterion, found: list[Candidate]) -> Yardstick | None:
    """Nothing where the criterion measures nothing: nobody wants anything, nobody is chosen yet."""
    fields = look.theirs.field_by_key
    match criterion:
        case Shares():
            wanted = look.wanted.get(criterion.ours.key) or []
            return Common(criterion, fields[criterion.theirs], wanted) if wanted else None
        case LeastBurdened():
            return Burden(criterion, Asked(partial(_burdens, look)))
        case LongestRested():
            used = Asked(partial(_last_answered, look))
            return Rest(criterion, used, look.engine.now(), look.register.calendar)
        case Balances():
            beside = [each.told.get(criterion.theirs) for each in _chosen(look, found)]
            return Balance(criterion, fields[criterion.theirs], beside) if beside else None
        case Free():
            return None


def _chosen(look: _Look, found: list[Candidate]) -> Collection[Candidate]:
    """The entries of those chosen already, one each."""
    if not look.chosen:
        return ()
    entries = {each.person.id: each for each in found if each.person is not None}
    return [entries[each] for each in look.chosen & entries.keys()]


def _burdens(look: _Look, people: list[UUID]) -> dict[UUID, int]:
    """How many cases that the viewer may know of, but for those looked up, ask something of each person by name now; of
    many at once those of everybody."""
    meant = tasks.c.target.startswith(PERSON)
    if len(people) <= AT_ONCE:
        meant = tasks.c.target.in_([person_target(each) for each in people])
    asked = or_(*(and_(tasks.c.state == state, meant) for state in OPEN))  # each by the index of its state
    counted = (
        select(tasks.c.target, func.count(tasks.c.case_id.distinct()))
        .join(cases, cases.c.id == tasks.c.case_id)
        .where(
            asked,
            tasks.c.present,
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
