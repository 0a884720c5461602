"""Whatever is added to a budget, changed in it and ended, in whatever order: its totals, shares and earmark are those of a
model that knows nothing of the engine, no seed money stands beyond Phase 1 or what was allocated, and what is refused changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.commands import item
from engine.errors import EngineError
from engine.item import Item
from tests.furnished import on_both
from tests.refusing import acts_on_record
from tests.workflows.decision.record import proven
from tests.workflows.programming import add, advised, formulating
from tests.world import World

pytestmark = on_both
CENT, PLACE = Decimal("0.01"), Decimal("0.1")
ALLOCATED = Decimal(60000)
AMOUNTS = st.decimals(min_value=-1, max_value=10**9, places=2) | st.sampled_from(
    [Decimal(0), Decimal("0.01"), Decimal(20000), ALLOCATED - 20000, ALLOCATED, ALLOCATED + Decimal("0.01")]
)
SOURCES = ("SEED", "DONOR", "MEMBER", "GOVERNMENT", "TRUST_FUND")
Line = Mapping[str, Any]
LINES = st.fixed_dictionaries(
    {
        "amount": AMOUNTS,
        "no": st.integers(-1, 4),
        "source": st.sampled_from(SOURCES),
        "purpose": st.sampled_from(["FORMULATION", "IMPLEMENTATION", "EVALUATION", "MANAGEMENT"]),
        "support": st.booleans(),
        "direct": st.booleans(),
    }
)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "amount": AMOUNTS,
        "no": st.integers(-1, 4),
        "source": st.sampled_from(SOURCES),
        "support": st.booleans(),
        "direct": st.booleans(),
    },
).filter(bool)
STEPS = st.lists(
    st.tuples(st.just("add"), st.just(0), LINES)
    | st.tuples(st.just("change"), st.integers(0, 9), CHANGES)
    | st.tuples(st.just("end"), st.integers(0, 9), st.just({})),
    min_size=1,
    max_size=10,
)


def sound(line: Line) -> bool:
    """Whether a line may stand."""
    seed_is_late = line["source"] == "SEED" and line["no"] > 1
    return (
        line["amount"] > 0
        and line["no"] >= 0
        and not seed_is_late
        and (line["support"] or not line["direct"])
    )


def seed_in(lines: Iterable[Line]) -> Decimal:
    return sum((line["amount"] for line in lines if line["source"] == "SEED"), Decimal(0))


@dataclass
class Model:
    """The lines as they stand, by the id of their row."""

    lines: dict[UUID, dict[str, Any]] = field(default_factory=dict)

    def told(self) -> tuple[Any, ...]:
        """The budget, the share for victim support, and that for direct assistance."""
        whole = sum((line["amount"] for line in self.lines.values()), Decimal(0))
        return whole or None, self._share("support", whole), self._share("direct", whole)

    def takes(self, line: Line, instead_of: UUID | None = None) -> bool:
        """Whether a line may stand beside the others: seed money comes to no more than was allocated."""
        others = [each for key, each in self.lines.items() if key != instead_of]
        return sound(line) and (line["source"] != "SEED" or seed_in([*others, line]) <= ALLOCATED)

    def _share(self, key: str, whole: Decimal) -> Decimal | None:
        if not whole:
            return None
        part = sum((line["amount"] for line in self.lines.values() if line[key]), Decimal(0))
        return (part * 100 / whole).quantize(PLACE, ROUND_HALF_EVEN)


def typed(line: Line) -> dict[str, str]:
    """As somebody would type it."""
    return {
        key: ("yes" if value else "no") if isinstance(value, bool) else str(value)
        for key, value in line.items()
    }


def standing(world: World, case_id: UUID) -> list[Item]:
    return [row for row in world.read(case_id).items if row.item == "budget" and row.standing]


def act(world: World, case_id: UUID, model: Model, step: tuple[str, int, Line]) -> tuple[bool, bool]:
    """Take a step in the case; says whether the model would take it, and whether it was taken. The model follows."""
    verb, place, line = step
    rows = standing(world, case_id)
    if verb == "add":
        expected = model.takes(line)
        try:
            row = add(world, case_id, "budget", what=f"Line {uuid4()}", payer="UNODC", **typed(line))
        except EngineError:
            return expected, False
        model.lines[row.id] = dict(line)
        return expected, True
    if not rows:
        return False, False
    row = rows[place % len(rows)]
    wanted = {**model.lines[row.id], **line}
    expected = verb == "end" or model.takes(wanted, row.id)
    by, revision = world.people["ILO"], row.revision
    try:
        if verb == "end":
            item.end(world.engine, case_id, row.id, revision=revision, by=by)
        else:
            item.edit(world.engine, case_id, row.id, typed(line), revision=revision, by=by)
    except EngineError:
        return expected, False
    if verb == "end":
        del model.lines[row.id]
    else:
        model.lines[row.id] = wanted
    return expected, True


def cleared(world: World, case_id: UUID) -> None:
    """Every example begins with an empty budget."""
    for row in standing(world, case_id):
        item.end(world.engine, case_id, row.id, revision=row.revision, by=world.people["ILO"])


def agrees(world: World, case_id: UUID, model: Model) -> None:
    """The case says what the model says, and keeps what stands."""
    view = world.view(case_id)
    assert (view.budget_total, view.support_share, view.direct_share) == model.told()
    rows = {row.id: row.data for row in standing(world, case_id)}
    assert {key: Decimal(data["amount"]) * CENT for key, data in rows.items()} == {
        key: line["amount"] for key, line in model.lines.items()
    }
    assert not [data for data in rows.values() if data["source"] == "SEED" and data["no"] > 1]
    assert seed_in(model.lines.values()) <= ALLOCATED


def test_a_budget_is_what_its_lines_say_in_whatever_order_they_came(coasts: World) -> None:
    case_id = formulating(coasts)

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(STEPS)
    def holds(steps: list[tuple[str, int, Line]]) -> None:
        cleared(coasts, case_id)
        model = Model()
        for step in steps:
            before, acts = coasts.read(case_id), acts_on_record(coasts)
            expected, done = act(coasts, case_id, model, step)
            assert done == expected, step
            if not done:
                after = coasts.read(case_id)
                assert (after.items, after.case, acts_on_record(coasts)) == (before.items, before.case, acts)
            agrees(coasts, case_id, model)

    holds()
    assert proven(coasts)


def test_seed_money_for_the_formulation_alone_stands_nowhere_else(coasts: World) -> None:
    case_id = advised(coasts)
    told = {"seed_amount": "60000", "seed_use": "FORMULATION"}
    coasts.answer(case_id, "UNODC fiduciary", "allocated", "allocate", **told)

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(STEPS)
    def holds(steps: list[tuple[str, int, Line]]) -> None:
        assume(any(line.get("source") == "SEED" for _verb, _place, line in steps))
        cleared(coasts, case_id)
        model = Model()
        for step in steps:
            act(coasts, case_id, model, step)
        seed = [row.data for row in standing(coasts, case_id) if row.data["source"] == "SEED"]
        assert all(data["no"] == 0 for data in seed)

    holds()
