"""Held, ended or handed over: a Government may ask for it, the Committee decides on one of them, and only that is done (7.9)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import Field, Outcome, TaskDefinition, each_row, filled, guard, missing, unless, working_days
from workflows._shared import MEMBER_STATE, OFFICE
from workflows.joint_programme.signing import SIGNATORIES, as_government, signatory
from workflows.joint_programme.words import ACTIVE, EVALUATION, SUSPENDED, exit_plan


class Stop(StrEnum):
    SUSPEND = "Suspend it"
    END = "End it"
    HAND_OVER = "Hand the document over"


stop_asked = Field("stop_asked", "The Committee is asked to", Stop, required=True)
HOLD = Outcome("hold", "We ask that it is suspended", reason=True, mark="concern")
END_IT = Outcome("end", "We ask that it is ended", reason=True, mark="strong_objection")
# Optional: nobody waits for it. A Government that has endorsed a programme knows of it for as long as it may ask.
REQUEST = TaskDefinition("request", "Ask that the programme is suspended or ended", each_row(SIGNATORIES, signatory, as_government,
                                                                                            holder=MEMBER_STATE),
                         during=(*ACTIVE, EVALUATION), outcomes=(HOLD, END_IT), optional=True, changeable=True, button="Ask for it")


@guard("No Government asks for it.")
def government_asks(case: Any) -> bool:
    """Since the Committee was asked last."""
    decision, asked = case.newest("stopped_by"), [each.at for each in case.positions(REQUEST)]
    return bool(asked) and (decision is None or decision.at < max(asked))


SETTLED = Outcome("settled", "It is settled with the Government", reason=True, mark="holds")
PUT_FORWARD = TaskDefinition("put_forward", "Put the request of a Government before the Committee", OFFICE, during=(*ACTIVE, EVALUATION),
                             when=(government_asks,), outcomes=(SETTLED,), due=working_days(5))


@guard("The Committee has not decided to hold it.", rule="7.9")
def stop_decided(case: Any) -> bool:
    """A decision holds or ends it once: when it has gone on after a pause, the next pause needs another."""
    decision, held = case.newest("stopped_by"), case.since(SUSPENDED)
    used = held is not None and case.state is not SUSPENDED and decision is not None and decision.at <= held
    return decision is not None and decision.result == "adopted" and not used


@guard("The Committee is asked already.")
def stop_is_asked(case: Any) -> bool:
    decision = case.newest("stopped_by")
    return decision is not None and decision.result is None


def otherwise(case: Any, act: Stop) -> list[str]:
    return [] if case.stop_asked in (None, act) else [case.stop_asked.value.lower()]


@missing("The Committee decided to {}, not to suspend it.", rule="7.9", short="The Committee decided to suspend it")
def suspension_decided(case: Any) -> list[str]:
    return otherwise(case, Stop.SUSPEND)


@missing("The Committee decided to {}, not to end it.", rule="7.9", short="The Committee decided to end it")
def end_decided(case: Any) -> list[str]:
    return otherwise(case, Stop.END)


@missing("The Committee decided to {}, not to hand the document over.", rule="7.9", short="The Committee decided to hand it over")
def handing_over_decided(case: Any) -> list[str]:
    return otherwise(case, Stop.HAND_OVER)


def what_is_asked(case: Any) -> str:
    """What the Committee decides on, and what becomes of those who are assisted."""
    return f"The Committee is asked to {case.stop_asked.value.lower()}.\n{case.exit_plan or ''}"


TO_STOP = {"nature": "DECISION", "subject": "PRIORITY", "background": what_is_asked}
asked_once = unless("The Committee is asked already.", stop_is_asked)
STOPPING = [filled(exit_plan, rule="7.9"), stop_decided]
