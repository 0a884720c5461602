"""Money: every line has a source, a receiver, a purpose; seed money ends with Phase 1, and the earmark is always shown."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import Any

from engine.definition import (
    DATE, DECIMAL, MONEY, NUMBER, ORGANIZATION, TEXT, YES_NO, AddRows, BudgetPanel, Edit, Field, Freeze, ItemDefinition, Outcome, Set,
    SetRow, TaskDefinition, answered, each_row, guard, missing, working_days,
)
from workflows._shared import FIDUCIARY
from workflows.joint_programme.words import (
    APPROVED, FORMULATION, LEAD, MIN_SHARE, MOBILISATION, PLANNING, RECEIVER, REVIEW, RUNNING, SEED, SIGNED_BUDGET, SeedUse, currency,
    seed_amount, seed_use,
)


class Source(StrEnum):
    SEED = "Seed money of the core budget"
    DONOR = "Donor"
    MEMBER = "Member organization"
    GOVERNMENT = "Government"
    TRUST_FUND = "Trust fund"


class Purpose(StrEnum):
    FORMULATION = "Formulation"
    IMPLEMENTATION = "Implementation"
    EVALUATION = "Evaluation"
    MANAGEMENT = "Management"


CENT = Decimal("0.01")

what, no = Field("what", "Line", TEXT, required=True), Field("no", "Phase", NUMBER, required=True, help="Write 0 for the formulation.")
source, purpose = Field("source", "Source", Source, required=True), Field("purpose", "Purpose", Purpose, required=True)
payer = Field("payer", "Receiving organization", ORGANIZATION, required=True, help="It is accountable for the money: its fiduciary owner.")
spender = Field("spender", "Spent by", ORGANIZATION)
amount = Field("amount", "Amount", MONEY, required=True)
original, rate = Field("original", "Amount in another currency", MONEY), Field("rate", "Rate", DECIMAL)
rated_on, rate_source = Field("rated_on", "Rate of", DATE), Field("rate_source", "Source of the rate", TEXT)
support = Field("support", "Victim support", YES_NO, default=False)
direct = Field("direct", "Direct assistance", YES_NO, default=False)
confirmed = Field("confirmed", "Confirmed", MONEY, help="The fiduciary officer of the receiver: so much is there.")
SEED_PHASES = (0, 1)
PAID_BY_SEED = {SeedUse.FORMULATION: (0,), SeedUse.PHASE_1: (1,)}


@guard("Seed money pays the formulation and Phase 1 only.", rule="SS-14")
def seed_ends_with_phase_1(case: Any, row: Any) -> bool:
    return row.source is not Source.SEED or row.no in SEED_PHASES


@missing("The seed money was allocated for this only: {}.", rule="SS-14")
def seed_is_used_as_allocated(case: Any, row: Any) -> list[str]:
    return [case.seed_use.value] if row.source is Source.SEED and row.no not in PAID_BY_SEED.get(case.seed_use, SEED_PHASES) else []


@guard("An amount is more than nothing, and a phase is 0 or more.", rule="7.9")
def amounts_count(case: Any, row: Any) -> bool:
    return (row.amount is None or row.amount > 0) and (row.no is None or row.no >= 0)


@guard("Direct assistance is victim support: say yes to both.", rule="SS-16")
def direct_is_support(case: Any, row: Any) -> bool:
    return not row.direct or bool(row.support)


@guard("An amount in another currency comes with its rate, the day of the rate and its source.", rule="11a")
def rate_is_recorded(case: Any, row: Any) -> bool:
    told = (row.original, row.rate, row.rated_on, row.rate_source)
    return all(each in (None, "") for each in told) or all(each not in (None, "") for each in told)


@guard("The amount is not what the other currency and the rate make: reckon again.", rule="11a")
def rate_is_applied(case: Any, row: Any) -> bool:
    if row.original is None or row.rate is None or row.amount is None:
        return True
    return bool(row.amount == (row.original * row.rate).quantize(CENT, ROUND_HALF_EVEN))


@guard("The lines of seed money come to more than was allocated.", rule="SS-14", short="Seed money is budgeted as it was allocated")
def seed_is_enough(case: Any) -> bool:
    return bool(total(case, source=Source.SEED) <= (case.seed_amount or 0))


@missing("Seed money is received by the organization that was named for it: {}.", rule="FIN-02")
def seed_has_its_receiver(case: Any, row: Any) -> list[Any]:
    return [case.fiduciary] if row.source is Source.SEED and case.fiduciary is not None and row.payer != case.fiduciary else []


@guard("The lines of seed money come to more than was allocated.", rule="SS-14")
def seed_is_allocated(case: Any, row: Any) -> bool:
    return row.source is not Source.SEED or seed_is_enough.holds(case)


def as_begun(case: Any, row: Any) -> Any:
    """The line as it stood when its phase began, if it has."""
    return next((each for each in case.rows(BEGUN_LINES) if each.place == row.ordinal), None)


@guard("A line of a phase that has begun stays as it was signed.", rule="FIN-02")
def begun_lines_stay(case: Any, row: Any) -> bool:
    begun = as_begun(case, row)
    if begun is None:
        return case.phase == 0 or row.no is None or bool(row.no > case.phase)
    return all(getattr(row, column.key) == getattr(begun, column.key) for column in PLANNED)


@guard("A line of a phase that has begun stays as it was signed.", rule="FIN-02")
def not_begun(case: Any, row: Any) -> bool:
    return as_begun(case, row) is None


PLANNED = (what, no, source, payer, spender, purpose, amount, original, rate, rated_on, rate_source, support, direct)
BUDGET = ItemDefinition(
    "budget", "Budget", (*PLANNED, confirmed), unique=("what", "no"), named_by="what", lasting=("payer",),
    checks=(amounts_count, begun_lines_stay, seed_ends_with_phase_1, seed_is_used_as_allocated, seed_has_its_receiver, seed_is_allocated,
            direct_is_support, rate_is_recorded, rate_is_applied),
    ends=(not_begun,),
    edit=(Edit(LEAD, (FORMULATION, *RUNNING), PLANNED), Edit(FIDUCIARY, (REVIEW, *PLANNING), (confirmed,), own=payer)),
)
place = Field("place", "Number of the line", NUMBER)
# What nobody writes: the lines as they stood when their phase began.
BEGUN_LINES = ItemDefinition("begun_lines", "Lines of the phases that have begun", (place, *PLANNED), unique=("place",), named_by="what")
MONEY_PANEL = BudgetPanel("Budget", BUDGET, amount, (source, purpose), (support, direct), currency, MIN_SHARE)


def total(case: Any, **having: Any) -> Any:
    """The sum of the lines that hold these values."""
    rows = [row for row in case.rows(BUDGET) if all(getattr(row, key) == value for key, value in having.items())]
    return sum((row.amount for row in rows if row.amount is not None), Decimal(0))


def share(case: Any, **having: Any) -> Any:
    """The share of these lines in all, in percent with one place; nothing while there is no money."""
    whole = total(case)
    return (100 * total(case, **having) / whole).quantize(Decimal("0.1"), ROUND_HALF_EVEN) if whole else None


budget_total = Field("budget_total", "Budget", MONEY, computed=lambda case: total(case) or None)
support_share = Field("support_share", "For victim support (percent)", DECIMAL, computed=lambda case: share(case, support=True))
direct_share = Field("direct_share", "For direct assistance (percent)", DECIMAL, computed=lambda case: share(case, direct=True))

ALLOCATED = Outcome("allocated", "The seed money is allocated", asks=(seed_amount, seed_use), mark="holds",
                    then=(Set(seed_amount, answered(seed_amount)), Set(seed_use, answered(seed_use))))
REFUSED = Outcome("refused", "It cannot be allocated", reason=True, mark="strong_objection")
ALLOCATE = TaskDefinition("allocate", "Allocate the seed money", RECEIVER, during=(SEED,), outcomes=(ALLOCATED, REFUSED),
                          due=working_days(10))
IN_ORDER = Outcome("in_order", "The budget is in order", mark="holds")
NOT_IN_ORDER = Outcome("not_in_order", "It has to be worked on", reason=True, mark="concern")
CHECK = TaskDefinition("check", "Check the budget", RECEIVER, during=(REVIEW,), outcomes=(IN_ORDER, NOT_IN_ORDER), due=working_days(10),
                       binds=(BUDGET.without(confirmed),), changeable=True)


def evaluation_funds(case: Any) -> Any:
    """What the budget sets aside for the evaluation."""
    return total(case, purpose=Purpose.EVALUATION)


@guard("There is no line for the evaluation.", rule="SS-17", short="The evaluation has a line in the budget")
def evaluation_budgeted(case: Any) -> bool:
    return bool(evaluation_funds(case) > 0)


@guard("No line is earmarked for victim support.", rule="SS-16", short="Money is earmarked for victim support")
def earmark_set(case: Any) -> bool:
    return bool(total(case, support=True) > 0)


@guard("The share for victim support is below what the Committee has set: say why.", rule="SS-16",
       short="The earmark is high enough, or reasoned")
def earmark_is_enough(case: Any) -> bool:
    least, now = case.setting(MIN_SHARE), share(case, support=True)
    return least is None or (now is not None and now >= least) or bool(case.low_share)


@guard("There are no budget lines yet.", rule="SS-14", short="There is a budget")
def budget_listed(case: Any) -> bool:
    return bool(case.rows(BUDGET))


@missing("Nobody is named who spends: {}.", rule="FIN-02", short="Every line says who spends it")
def spenders_named(case: Any) -> list[str]:
    return [row.what for row in case.rows(BUDGET) if row.spender is None]


def upcoming(case: Any) -> Any:
    return case.phase + 1


def awaits_money(case: Any, row: Any) -> bool:
    """Whether a line of the coming phase is not confirmed, or was confirmed with another amount."""
    return bool(row.no == upcoming(case) and row.confirmed != row.amount)


def is_asked(case: Any, row: Any) -> bool:
    """Whether its receiver is asked: until it is confirmed, and to change the answer until the budget is another one."""
    return awaits_money(case, row) or row.id in {each.party.id for each in case.positions(CONFIRM)}


def lines_that_begin(case: Any) -> list[dict[str, Any]]:
    """The lines of the coming phase and of all before it that are not kept yet."""
    rows = [row for row in case.rows(BUDGET) if row.no <= upcoming(case) and as_begun(case, row) is None]
    return [{"place": row.ordinal, **{column.key: getattr(row, column.key) for column in PLANNED}} for row in rows]


there = Field("there", "So much is there", MONEY, required=True)
CONFIRMED = Outcome("confirmed", "The money is there", asks=(there,), then=(SetRow(BUDGET, {"confirmed": answered(there)}),), mark="holds")
CONFIRM = TaskDefinition("confirm", "Confirm the money of the coming phase", each_row(BUDGET, payer, is_asked, holder=FIDUCIARY),
                         during=(APPROVED, MOBILISATION), outcomes=(CONFIRMED,), binds=(BUDGET.without(confirmed),), due=working_days(20),
                         changeable=True)


@missing("Not confirmed by the organization that receives it: {}.", rule="FIN-02", short="The money of the coming phase is confirmed")
def funds_confirmed(case: Any) -> list[str]:
    return [row.what for row in case.rows(BUDGET) if awaits_money(case, row)]


@guard("There is no money for the coming phase.", rule="7.9", short="There is money for the coming phase")
def phase_is_funded(case: Any) -> bool:
    return bool(total(case, no=upcoming(case)) > 0)


@guard("The coming phase has seed money: it pays the formulation and Phase 1 only.", rule="SS-14", short="No seed money after Phase 1")
def no_seed_in_it(case: Any) -> bool:
    return upcoming(case) <= 1 or not total(case, no=upcoming(case), source=Source.SEED)


BEGINNING_LINES = [AddRows(BEGUN_LINES, lines_that_begin)]
KEEPING = [Freeze((currency, BUDGET), SIGNED_BUDGET)]
