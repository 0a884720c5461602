"""Yardsticks: how well a candidate meets one criterion of a lookup, from 0 to 1, and the fact that people are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from engine.calendar import WorkingCalendar
from engine.definition import Balances, Field, LeastBurdened, LongestRested, Shares
from engine.messages import Message, message
from engine.party import Person

LONG_AGO = timedelta(days=730)
_T = TypeVar("_T")


class Candidate(NamedTuple):  # thousands are made for a page: a frozen dataclass takes four times as long
    """A case that was looked up, and whom it is about; `told` are its published fields as they are stored."""

    case_id: UUID
    name: str
    person: Person | None
    state: str
    result: str
    told: Mapping[str, Any]
    version: int


class Asked(Generic[_T]):
    """What stands elsewhere about people: asked for many in one statement, and only about those who come into question."""

    def __init__(self, ask: Callable[[list[UUID]], Mapping[UUID, _T]]) -> None:
        self.ask = ask
        self.asked: set[UUID] = set()
        self.answers: dict[UUID, _T] = {}

    def learn(self, candidates: Iterable[Candidate]) -> None:
        """Ask about those of whom nothing is known yet."""
        people = {each.person.id for each in candidates if each.person is not None} - self.asked
        if people:
            self.asked |= people
            self.answers.update(self.ask(sorted(people)))

    def of(self, candidate: Candidate) -> _T | None:
        """The answer about a candidate; nothing where there is none, or no account."""
        return self.answers.get(candidate.person.id) if candidate.person is not None else None


class Yardstick(Protocol):
    """One criterion, ready to measure."""

    def learn(self, candidates: Iterable[Candidate]) -> None:
        """Find out what is not published about these, before they are measured."""

    def degree(self, candidate: Candidate) -> float:
        """How well it is met, from 0 to 1."""

    def fact(self, candidate: Candidate) -> Message:
        """What people are told about it."""


class _Published:
    """Measures what is published: there is nothing else to find out."""

    def learn(self, candidates: Iterable[Candidate]) -> None:
        """Nothing."""


class Common(_Published):
    """Of the choices wanted the share that the candidate has."""

    def __init__(self, criterion: Shares, field: Field, wanted: Iterable[str]) -> None:
        self.criterion, self.field, self.wanted = criterion, field, frozenset(wanted)
        self.theirs, self.most = criterion.theirs, len(self.wanted)

    def degree(self, candidate: Candidate) -> float:
        return len(self.wanted.intersection(candidate.told.get(self.theirs) or ())) / self.most

    def fact(self, candidate: Candidate) -> Message:
        label = message(self.criterion.label)
        shared = [each for each in candidate.told.get(self.theirs) or () if each in self.wanted]
        if not shared:
            return message("{label}: nothing of what is wanted", label=label)
        return message("{label}: {choices}", label=label, choices=_labels(self.field, shared))


class Burden:
    """One where nothing is asked of the candidate, a half where one case asks, a third where two do."""

    def __init__(self, criterion: LeastBurdened, open_cases: Asked[int]) -> None:
        self.criterion, self.open_cases = criterion, open_cases

    def learn(self, candidates: Iterable[Candidate]) -> None:
        self.open_cases.learn(candidates)

    def degree(self, candidate: Candidate) -> float:
        return 1 / (1 + (self.open_cases.of(candidate) or 0))

    def fact(self, candidate: Candidate) -> Message:
        count = self.open_cases.of(candidate) or message("none")
        return message("{label}: {count}", label=message(self.criterion.label), count=count)


class Rest:
    """How much of two years has passed since the candidate last answered anything; one where that never happened."""

    def __init__(
        self,
        criterion: LongestRested,
        used: Asked[datetime],
        now: datetime,
        calendar: WorkingCalendar,
    ) -> None:
        self.criterion, self.used, self.now, self.calendar = criterion, used, now, calendar

    def learn(self, candidates: Iterable[Candidate]) -> None:
        self.used.learn(candidates)

    def degree(self, candidate: Candidate) -> float:
        last = self.used.of(candidate)
        return 1.0 if last is None else min(1.0, max(0.0, (self.now - last) / LONG_AGO))

    def fact(self, candidate: Candidate) -> Message:
        last, label = self.used.of(candidate), message(self.criterion.label)
        when = message("never") if last is None else self.calendar.day_of(last)
        return message("{label}: {when}", label=label, when=when)


class Balance(_Published):
    """Of those chosen the share whose choice is another one; nought for who has not said it."""

    def __init__(self, criterion: Balances, field: Field, beside: list[Any]) -> None:
        self.criterion, self.field, self.beside = criterion, field, beside
        self.count = Counter(beside)

    def degree(self, candidate: Candidate) -> float:
        value = candidate.told.get(self.criterion.theirs)
        return 0.0 if value is None else 1 - self.count[value] / len(self.beside)

    def fact(self, candidate: Candidate) -> Message:
        value = candidate.told.get(self.criterion.theirs)
        if value is None:
            return message("{label}: not said", label=message(self.criterion.label))
        told = {"label": message(self.criterion.label), "choice": _labels(self.field, [value])}
        return message(
            "{label}: {choice}, {same} of {all} chosen", same=self.count[value], all=len(self.beside), **told
        )


def _labels(field: Field, stored: Iterable[str]) -> tuple[Message, ...]:
    assert field.options is not None
    return tuple(message(field.options[each].value) for each in stored)
