"""Activities: what a case tells those who exchange data on development cooperation, in the words of the IATI standard 2.03."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.definition.fields import Field
from engine.definition.items import ItemDefinition
from engine.definition.states import State


@dataclass(frozen=True, eq=False)
class ActivityMoney:
    """The lines of a budget: how much, in which currency, received by whom, spent by whom."""

    item: ItemDefinition
    amount: Field
    currency: Field
    received_by: Field | None
    spent_by: Field


@dataclass(frozen=True, eq=False)
class ActivityResults:
    """The rows of a results framework. `kinds` maps the choices of `kind` to codes of the list ResultType."""

    item: ItemDefinition
    kind: Field
    kinds: Mapping[Any, int]
    statement: Field
    indicator: Field
    unit: Field
    baseline: Field
    based_in: Field | None
    target: Field
    until: Field
    actual: Field


@dataclass(frozen=True, eq=False)
class Activity:
    """What of a case is exchanged, with whoever may read it: no field, no item of it has a level of its own.

    `status` maps every state to a code of the list ActivityStatus; `organization_type` gives the code of an organization in
    the list OrganisationType, `reporter_type` is that of the house.
    """

    status: Mapping[State, int]
    description: tuple[Field, ...]
    begins: Field | None
    ends: Field
    lead: Field
    organization_type: Callable[[Any], int]
    reporter_type: int
    money: ActivityMoney
    results: ActivityResults
    countries: Field | None = None
    region: Field | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field of the case that it tells."""
        named = (
            *self.description,
            self.begins,
            self.ends,
            self.lead,
            self.money.currency,
            self.countries,
            self.region,
        )
        return tuple(each for each in named if each is not None)

    @property
    def columns(self) -> Mapping[ItemDefinition, tuple[Field, ...]]:
        """Every column that it tells, by item."""
        money, results = self.money, self.results
        of_money = (money.amount, money.received_by, money.spent_by)
        of_results = (
            results.kind, results.statement, results.indicator, results.unit, results.baseline, results.based_in, results.target,
            results.until, results.actual,
        )  # fmt: skip
        return {
            money.item: tuple(each for each in of_money if each is not None),
            results.item: tuple(each for each in of_results if each is not None),
        }
