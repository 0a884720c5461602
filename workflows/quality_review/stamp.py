"""The stamp: the lead verifies, the Committee's side confirms, and the stamp is on one file for a limited time."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.definition import (
    LONG, YES_NO, AssignNumber, Certificate, Field, Freeze, Open, Outcome, Set, Table, TaskDefinition, Validity, answered, each_row,
    guard, linked, missing, named, unless, working_days,
)
from workflows._shared import day_after, today
from workflows.quality_review.comments import COMMENTS
from workflows.quality_review.panel import PANEL, REVIEW, delivered, delivered_rows, lead_is_of_the_panel, nobody_in_conflict, person
from workflows.quality_review.words import (
    ANSWERS, CLOSED, NOT_STAMPED, PRODUCT, REVISION, STAMPED, SUPERSEDED, SUSPENDED, VERIFICATION, Part, asked_in,
    composition, file_hash, interval, panel_lead, product_type, reviewed_hash, stamp_number, stamped_hash, stamped_on, summary, themes,
    valid_until, what_remains,
)

MOST_REVISIONS = 2
STAMP = Certificate(
    "Stamp of quality", "stamps", stamp_number, stamped_hash, stamped_on, valid_until, tells=(product_type, themes, composition),
    standing={STAMPED: Validity.VALID, SUSPENDED: Validity.SUSPENDED, SUPERSEDED: Validity.SUPERSEDED, NOT_STAMPED: Validity.REVOKED},
    about="The stamp is on one file. A file with one changed byte bears none.", without="This file bears no stamp",
)


def critical_comments(case: Any) -> list[str]:
    """The critical comments, as the lead reads them."""
    return [f"{row.source}: {row.comment}" for row in case.rows(COMMENTS) if row.critical]


def of_the_committee(case: Any, row: Any) -> bool:
    """Who has not delivered is not asked: nobody keeps a stamp back by silence."""
    return row.part is Part.COMMITTEE and row.id in {each.id for each in delivered_rows(case, REVIEW)}


@missing("A critical comment is open: {}.", rule="7.3", short="No critical comment is open")
def all_settled(case: Any, answer: Any) -> list[str]:
    return [each.line.rstrip(".") for each in answer.settled if not each.done]


@guard("It was revised twice; the Committee gives guidance now.", rule="7.3")
def may_go_back(case: Any) -> bool:
    return bool(case.visits(REVISION) < MOST_REVISIONS)


@guard("Say what remains to be done.")
def remains_named(case: Any, answer: Any) -> bool:
    return bool(answer.what_remains)


done, remark = Field("done", "Settled", YES_NO, required=True), Field("remark", "Remark", LONG)
settled = Field("settled", "Critical comments", Table((done, remark), lines=critical_comments))
PASS = Outcome("pass", "The comments are answered", asks=(settled,), when=(lead_is_of_the_panel, all_settled), mark="holds")
AGAIN = Outcome("again", "Revise it again", asks=(what_remains,), when=(lead_is_of_the_panel, may_go_back, remains_named), mark="partly",
                then=(Set(what_remains, answered(what_remains)),), says="The author reads what remains to be done.")
FAIL = Outcome("fail", "Not suitable", reason=True, when=(lead_is_of_the_panel,), mark="strong_objection",
               says="It does not get the stamp.")
VERIFY = TaskDefinition("verify", "Verify the revision", named(panel_lead), during=(VERIFICATION,), outcomes=(PASS, AGAIN, FAIL),
                        binds=(PRODUCT, panel_lead), due=working_days(5), level=CLOSED, beside=(PRODUCT,))
CONFIRMS = Outcome("confirm", "Confirm", mark="support")
REFUSES = Outcome("refuse", "Do not confirm", reason=True, mark="strong_objection", says="The Committee decides about the difference.")
CONFIRM = TaskDefinition("confirm", "Confirm this very file", each_row(PANEL, person, where=of_the_committee), during=(VERIFICATION,),
                         binds=(PRODUCT,), outcomes=(CONFIRMS, REFUSES), due=working_days(5), level=CLOSED, beside=(PRODUCT,),
                         changeable=True, in_person=True)


ADOPTED = linked("decided_by", "adopted")


def decided_on_this(case: Any) -> bool:
    """Whether the Committee has decided what it was asked about this file; what it decided on an earlier one counts no more."""
    return bool(ADOPTED.holds(case) and case.asked_in == case.visits(VERIFICATION))


@guard("The parts of the panel differ: the Committee decides first.", rule="7.3",
       short="The parts of the panel agree, or the Committee decided")
def no_difference(case: Any) -> bool:
    return not case.positions(CONFIRM, REFUSES) or decided_on_this(case)


@guard("The Committee has not given its guidance.", rule="7.3", short="The Committee has given guidance")
def guided(case: Any) -> bool:
    return not may_go_back.holds(case) and decided_on_this(case)


@guard("There is nothing to put to the Committee: the panel agrees, and may still ask for a revision.", rule="7.3")
def needs_the_committee(case: Any) -> bool:
    return bool(case.positions(CONFIRM, REFUSES)) or not may_go_back.holds(case)


def end_of_validity(case: Any) -> Any:
    return day_after(case, case.interval)


def publishing_it(case: Any) -> list[Any]:
    """The products that publish this very file."""
    return [link for link in case.links("reviewed_by", incoming=True) if link.told("published_hash") == case.stamped_hash]


@guard("The re-review of the product is not overdue.")
def re_review_overdue(case: Any) -> bool:
    return any(link.told("is_overdue") for link in publishing_it(case))


re_review_in_time = unless("The re-review of the product is overdue: it is concluded first.", re_review_overdue, rule="7.5")


@guard("The product is in use.")
def product_retired(case: Any) -> bool:
    return any(link.result == "retired" for link in case.links("reviewed_by", incoming=True))


def confirmed_until(case: Any) -> Any:
    """The last day to which a re-review has confirmed the product that publishes this very file, if any has."""
    days = [link.told("confirmed_until") for link in publishing_it(case) if link.told("confirmed_until")]
    return date.fromisoformat(max(days)) if days else None


@guard("No re-review has confirmed this file beyond the day on which the stamp ends.", rule="7.5")
def confirmed_longer(case: Any) -> bool:
    until = confirmed_until(case)
    return until is not None and until > case.valid_until


@guard("Feedback says that somebody may come to harm by this product, and it was found to be so.", rule="7.22",
       short="No feedback has found the product unsafe")
def is_called_unsafe(case: Any) -> bool:
    return any(link.told("unsafe") for link in publishing_it(case))


nobody_calls_it_unsafe = unless("Feedback found the product unsafe; that feedback is dealt with first.", is_called_unsafe, rule="7.22",
                                short="No feedback has found the product unsafe")


def who_reviewed(case: Any) -> list[str]:
    """By organization; experts as a number: a certificate names no reviewer."""
    rows = delivered_rows(case, REVIEW)
    members = sorted({row.organization.code for row in rows if row.organization})
    experts = sum(row.part is Part.EXPERT for row in rows)
    return [*members, f"{experts} × {Part.EXPERT.value}"]


@guard("The stamp has ended: the product is reviewed again.", rule="7.5", short="The stamp has not ended")
def not_ended(case: Any) -> bool:
    return case.valid_until is None or bool(case.at < case.house_day(case.valid_until))


READY = (VERIFY.answered(PASS), CONFIRM.all_answered(), delivered, lead_is_of_the_panel, nobody_in_conflict, no_difference)
STAMPING = [
    AssignNumber("STAMP", into=stamp_number), Set(stamped_hash, file_hash), Set(stamped_on, today), Set(valid_until, end_of_validity),
    Set(composition, who_reviewed), Freeze(COMMENTS, ANSWERS),
]
TO_DECIDE = {"nature": "DECISION", "subject": "OTHER", "background": summary}
ASK_COMMITTEE = [Set(asked_in, lambda case: case.visits(VERIFICATION)), Open("consensus-decision", "decided_by", carry=TO_DECIDE)]
AGAIN_UNDER_REVIEW = [Set(reviewed_hash, file_hash)]
PROLONG = [Set(valid_until, confirmed_until)]
INTERVAL = (interval,)
