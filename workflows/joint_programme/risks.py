"""What threatens it: noted before it is signed; a low earmark and a report that stays out are noted by themselves (7.9, 7.19, SS-16)."""

from __future__ import annotations

from typing import Any

from engine.definition import HERE, Open, TaskDefinition, Transition, at, either, guard, unless, working_days
from workflows.joint_programme.money import share
from workflows.joint_programme.reports import FINANCIAL, NARRATIVE, financial_due, narrative_due
from workflows.joint_programme.words import ACTIVE, MIN_SHARE, RUNNING


@guard("No risk is noted for it: note one and tie it to the programme, or say why there is none.", rule="7.9",
       short="Its risks are noted, or it is said why there is none")
def risks_noted(case: Any) -> bool:
    return bool(case.links("threatens", incoming=True)) or bool(case.no_risk)


@guard("No risks are kept here yet.")
def risks_are_kept(case: Any) -> bool:
    return bool(case.knows("risk"))


@guard("The share for victim support is as high as the Committee has set.")
def earmark_is_low(case: Any) -> bool:
    least, now = case.setting(MIN_SHARE), share(case, support=True)
    return least is not None and (now is None or now < least)


def low_earmark(case: Any) -> str:
    return f"{case.title}: the share for victim support is below what the Committee has set"


def overdue(words: str) -> Any:
    """What says of a case that the report on the year that is over stays out."""
    return lambda case: f"{case.title}: the annual {words} report on {case.reported_year} stays out"


def noting(trigger: str, label: str, about: Any, *when: Any, **words: Any) -> dict[str, Any]:
    """What an act needs that notes a risk by itself, unless one about the same is noted and not closed."""
    @guard("Such a risk is noted already.")
    def not_noted(case: Any) -> bool:
        return not any(each.title == about(case) and each.result is None for each in case.links("threatens", incoming=True))
    return {"trigger": trigger, "label": label, "when": [risks_are_kept, *when, not_noted], **words,
            "then": [Open("risk", "threatens", back=True, by_hand=True, title=about, carry={"event": about, "category": "FINANCIAL"})]}


def stays_out(trigger: str, task: TaskDefinition, due: Any, words: str) -> Transition:
    """Ten working days after it was due, while it is not delivered."""
    unanswered = unless("It is delivered.", task.answered())
    return either(*RUNNING).to(HERE, **noting(trigger, "A report stays out: a risk is noted", overdue(words), unanswered,
                                              after=at(due) + working_days(10)))


NOTING = (
    either(*ACTIVE).to(HERE, **noting("note_low_earmark", "The earmark is low: a risk is noted", low_earmark, earmark_is_low)),
    stays_out("note_narrative", NARRATIVE, narrative_due, "narrative"),
    stays_out("note_financial", FINANCIAL, financial_due, "financial"),
)
