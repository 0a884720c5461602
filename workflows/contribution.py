"""FND: a contribution has one fiduciary owner; the Committee advises on it, its receiver decides and certifies (DOMAIN 3.7, 7.22, 11a)."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import Any

from engine.definition import (
    DATE, DECIMAL, HERE, LONG, MONEY, ORGANIZATION, TEXT, BudgetPanel, CaseDefinition, Chain, DocumentDefinition, Edit, Field, Freeze,
    ItemDefinition, LinksPanel, MatrixPanel, Open, Outcome, PositionsPanel, Register, Reminder, RulesPanel, State, Tally, TaskDefinition,
    at, days, either, filled, guard, has, linked, missing, named, working_days,
)
from workflows._shared import COMMITTEE, FIDUCIARY, MEMBER, OFFICE, SC_RESTRICTED, Currency, is_member, ties, today


class Purpose(StrEnum):
    CORE = "Core work programme"
    JOINT_PROGRAMME = "Joint programme"
    PROJECT = "Thematic or sector project"
    RESEARCH = "Research"
    EVALUATION = "Evaluation"
    INTER_AGENCY_WORK = "Inter-agency work"
    MEMBER_SUPPORT = "Support of a member"


class Followed(StrEnum):
    FOLLOWED = "Followed"
    PARTLY = "Partly followed"
    NOT_FOLLOWED = "Not followed"


CENT = Decimal("0.01")


@guard("An amount is more than nothing.", rule="7.22")
def is_positive(case: Any, amount: Any) -> bool:
    return bool(amount > 0)


@guard("Name a day that has come.", rule="7.22")
def has_come(case: Any, day: Any) -> bool:
    return bool(day <= today(case))


def in_programme_currency(case: Any) -> Any:
    """What was received, in the currency of the programme; nothing while a rate is needed and not there."""
    if case.received is None or same_currency(case):
        return case.received
    return (case.received * case.rate).quantize(CENT, ROUND_HALF_EVEN) if case.rate is not None else None


def same_currency(case: Any) -> bool:
    return case.programme_currency is None or case.programme_currency is case.currency


donor = Field("donor", "Donor", ORGANIZATION, required=True)
raised_by = Field("raised_by", "Raised by", ORGANIZATION, required=True, checks=(is_member,), help="The member that speaks with the donor.")
raised_with = Field("raised_with", "Together with", ORGANIZATION, many=True, checks=(is_member,), help="Members that raise it jointly.")
fiduciary_org = Field("fiduciary_org", "Receiving organization", ORGANIZATION, checks=(is_member,), help="It alone is accountable for it.")
currency = Field("currency", "Currency", Currency, required=True, default="USD")
amount = Field("amount", "Amount", MONEY, checks=(is_positive,))
expected_on = Field("expected_on", "Expected by", DATE)
purpose = Field("purpose", "Meant for", LONG, help="In the words of the donor.")
programme_currency = Field("programme_currency", "Currency of the programme", Currency, help="Where it is another one.")
rate = Field("rate", "Rate", DECIMAL, checks=(is_positive,), help="So much of the programme's currency for one unit of this one.")
rate_on, rate_source = Field("rate_on", "Date of the rate", DATE), Field("rate_source", "Source of the rate", TEXT)
received = Field("received", "Received", MONEY, required=True, checks=(is_positive,))
received_on = Field("received_on", "Received on", DATE, required=True, checks=(has_come,))
counted = Field("counted", "In the currency of the programme", MONEY, computed=in_programme_currency)
background = Field("background", "Why it is to be allocated so", LONG, help="The Committee reads it before it advises.")
balance_use = Field("balance_use", "What becomes of what is left", LONG)
returned = Field("returned", "Returned", MONEY, required=True, checks=(is_positive,))
returned_on = Field("returned_on", "Returned on", DATE, required=True, checks=(has_come,))
ABOUT = (donor, raised_by, raised_with, currency, amount, expected_on, purpose)
RATE = (programme_currency, rate, rate_on, rate_source)

PROSPECT = State("prospect", "Prospect", due=days(90), moment="A donor is being spoken with.")
PLEDGED = State("pledged", "Pledged", due=working_days(40), moment="It is promised.")
AGREEMENT = State("agreement", "Agreement", due=at(expected_on), moment="It is agreed, and expected.")
RECEIVED = State("received", "Received", due=working_days(20), tone="run", moment="The money is there; its allocation is prepared.")
ADVICE = State("advice", "Allocation advice", waits="the Committee’s advice", tone="run", moment="The Committee advises on its allocation.")
ALLOCATED = State("allocated", "Allocated", result="allocated", waits="the expenditure", tone="ok", moment="Its receiver has allocated it.")
SPENT = State("spent", "Spent", result="allocated", waits="the certificate", tone="ok", moment="What was spent is to be certified.")
CERTIFIED = State("certified", "Certified", result="certified", due=working_days(20), tone="ok", moment="The expenditure is certified.")
CLOSED = State("closed", "Closed", result="certified", final=True, tone="ok", moment="It is spent, certified and reported.")
LAPSED = State("lapsed", "Lapsed", result="lapsed", final=True, moment="It did not come.")
REFUNDED = State("refunded", "Refunded", result="refunded", final=True, moment="It went back to the donor.")

RECEIVER, OFFICER = named(fiduciary_org, MEMBER), named(fiduciary_org, FIDUCIARY)
PLEDGE = DocumentDefinition("pledge", "Pledge", edit=(Edit(COMMITTEE, (PROSPECT,)),))
CONTRACT = DocumentDefinition("contract", "Agreement with the donor", edit=(Edit(RECEIVER | OFFICE, (PLEDGED,)),))
REPORT = DocumentDefinition("report", "Report to the donor", edit=(Edit(RECEIVER | OFFICE, (SPENT, CERTIFIED)),))
ADVISED_ON = DocumentDefinition("advised_on", "Allocation as it was put to the Committee")
DECISION = DocumentDefinition("decision", "Allocation as decided by its receiver")
CERTIFICATE = DocumentDefinition("certificate", "Certified expenditure")


@guard("An amount is more than nothing.", rule="7.22")
def row_is_positive(case: Any, row: Any) -> bool:
    return row.amount is None or row.amount > 0


@guard("Support of a member names the member, and no other purpose does.", rule="GOV-15")
def support_names_a_member(case: Any, row: Any) -> bool:
    return row.use is None or (row.use is Purpose.MEMBER_SUPPORT) == (row.supported is not None)


@guard("There is no such line in the allocation.", rule="7.22")
def is_allocated(case: Any, row: Any) -> bool:
    return row.line is None or row.line in {each.line for each in case.rows(ALLOCATION)}


use, row_amount = Field("use", "Purpose", Purpose, required=True), Field("amount", "Amount", MONEY, required=True)
words, line = Field("words", "In the words of the donor", LONG), Field("line", "Line", TEXT, required=True)
supported = Field("supported", "Member that is supported", ORGANIZATION, checks=(is_member,))
spender, what = Field("spender", "Spent by", ORGANIZATION, required=True), Field("what", "What for", TEXT, required=True)
spent_on, voucher = Field("spent_on", "On", DATE, required=True, checks=(has_come,)), Field("voucher", "Voucher", TEXT)
EARMARKS = ItemDefinition("earmarks", "Earmarks of the donor", (use, row_amount, words), unique=("use",), named_by="use",
                          checks=(row_is_positive,), edit=(Edit(COMMITTEE, (PROSPECT,)), Edit(RECEIVER | OFFICE, (PLEDGED,))))
ALLOCATION = ItemDefinition("allocation", "Allocation", (line, use, supported, row_amount), unique=("line",), named_by="line",
                            checks=(row_is_positive, support_names_a_member),
                            edit=(Edit(RECEIVER | OFFICE, (RECEIVED,)), Edit(RECEIVER, (ADVICE,))))
EXPENDITURE = ItemDefinition("expenditure", "Expenditure", (what, line, spender, spent_on, row_amount, voucher), named_by="what",
                             checks=(row_is_positive, is_allocated), edit=(Edit(RECEIVER, (ALLOCATED,)),))


def total(rows: Any) -> Decimal:
    return sum((row.amount for row in rows if row.amount is not None), Decimal(0))


def left(case: Any) -> Decimal:
    """What was received and not spent."""
    return (case.received or Decimal(0)) - total(case.rows(EXPENDITURE))


@guard("The currency of the programme is another one: record the rate, its date and its source.", rule="11a",
       short="Where currencies differ, the rate is recorded")
def rate_is_recorded(case: Any) -> bool:
    return same_currency(case) or None not in (case.rate, case.rate_on, case.rate_source or None)


@guard("Nothing is allocated yet.", rule="7.22", short="There are lines of allocation")
def something_allocated(case: Any) -> bool:
    return bool(case.rows(ALLOCATION))


@guard("More is allocated than was received.", rule="7.22", short="No more is allocated than was received")
def within_received(case: Any) -> bool:
    return total(case.rows(ALLOCATION)) <= (case.received or Decimal(0))


@missing("Earmarked by the donor, and not allocated so: {}.", rule="7.22", short="The earmarks of the donor are kept")
def earmarks_kept(case: Any) -> list[str]:
    def given(of: Any) -> Decimal:
        return total(row for row in case.rows(ALLOCATION) if row.use is of)
    return [row.use.value for row in case.rows(EARMARKS) if given(row.use) < row.amount]


@missing("More is earmarked than is promised: {}.", rule="7.22", short="The earmarks are within the amount")
def earmarks_fit(case: Any) -> list[str]:
    over = case.amount is not None and total(case.rows(EARMARKS)) > case.amount
    return [row.use.value for row in case.rows(EARMARKS)] if over else []


@guard("The Committee has not given its advice on this allocation.", rule="5.1", short="The Committee has given its advice")
def is_advised(case: Any) -> bool:
    return linked("decided_by", "advice given", subject="RESOURCE_ALLOCATION", nature="ADVICE").holds(case)


@guard("The advice is still to come.")
def came_back(case: Any) -> bool:
    newest = case.newest("decided_by")
    return newest is not None and newest.result not in (None, "advice given")


@guard("Say why the advice is not followed, or only in part.", rule="5.1")
def accounted(case: Any, answer: Any) -> bool:
    return answer.followed is Followed.FOLLOWED or bool(answer.account)


@guard("Nothing was spent yet.", rule="7.22", short="Something was spent")
def something_spent(case: Any) -> bool:
    return bool(case.rows(EXPENDITURE))


@missing("More was spent than was allocated: {}.", rule="7.22", short="No line is overspent")
def within_lines(case: Any) -> list[str]:
    def spent(of: str) -> Decimal:
        return total(row for row in case.rows(EXPENDITURE) if row.line == of)
    return [row.line for row in case.rows(ALLOCATION) if spent(row.line) > row.amount]


@guard("Something is left: say what becomes of it, or give it back.", rule="7.22", short="What is left is accounted for")
def balance_accounted(case: Any) -> bool:
    return left(case) == 0 or bool(case.balance_use)


@guard("Something was spent from it already: have it certified, and give back what is left.", rule="7.22", short="Nothing was spent")
def nothing_spent(case: Any) -> bool:
    return not case.rows(EXPENDITURE)


@missing("Whoever gives it back gives back all of it: {}.", rule="7.22")
def goes_back_whole(case: Any, answer: Any) -> list[str]:
    return [] if answer.returned is None or answer.returned == left(case) else [f"{case.currency.name} {left(case)}"]


@guard("No more goes back than is left.", rule="7.22")
def is_left(case: Any, answer: Any) -> bool:
    return answer.returned is None or bool(answer.returned <= left(case))


@guard("What is left was given back already.", rule="7.22")
def nothing_returned(case: Any) -> bool:
    return case.returned is None


words_of_it = Field("decision", "Decision in words", LONG, required=True)
decided_on = Field("decided_on", "Decided on", DATE, required=True, checks=(has_come,))
followed, account = Field("followed", "The advice was", Followed, required=True), Field("account", "Why", LONG)
PREPARED = [filled(fiduciary_org, background, rule="FIN-02"), something_allocated, within_received, earmarks_kept, rate_is_recorded]
ALLOCATE = Outcome("allocate", "Allocate it", asks=(words_of_it, decided_on, followed, account), mark="holds",
                   when=(is_advised, accounted, something_allocated, within_received, earmarks_kept))
ANEW = Outcome("anew", "Prepare another allocation", reason=True, mark="partly", says="The Committee is asked for its advice once more.")
DECIDE = TaskDefinition("decide", "Decide on the allocation", RECEIVER, during=(ADVICE,), outcomes=(ALLOCATE, ANEW), binds=(ALLOCATION,),
                        when=(is_advised,), due=working_days(20), recorders=OFFICE, button="Decide")
CERTIFY = Outcome("certify", "I certify this expenditure", mark="support")
QUERY = Outcome("query", "Not as it is", reason=True, mark="concern", says="It goes back to those who entered it.")
CERTIFYING = TaskDefinition("certify", "Certify the expenditure", OFFICER, during=(SPENT,), outcomes=(CERTIFY, QUERY),
                            binds=(EXPENDITURE, fiduciary_org), due=working_days(20), button="Certify")
TO_ADVISE = {"nature": "ADVICE", "subject": "RESOURCE_ALLOCATION", "background": background, "lead": fiduciary_org}
DECIDED = [Freeze((donor, currency, received, ALLOCATION, DECIDE), DECISION)]
KEPT = [Freeze((donor, fiduciary_org, currency, received, ALLOCATION, EXPENDITURE, CERTIFYING), CERTIFICATE)]
PROMISED = [filled(amount, purpose, rule="7.22"), has(PLEDGE), earmarks_fit]
SPENDING = [something_spent, within_lines, balance_accounted]
GIVING_BACK = [returned, returned_on]

# Fundraising is an equal and shared responsibility: what each member does is seen, and nobody is ranked (FIN-01).
HERE_NOW = (RECEIVED, ADVICE, ALLOCATED, SPENT, CERTIFIED, CLOSED)
BY_MEMBER = Tally("Fundraising by member", raised_by, MEMBER, {"Sought or promised": (PROSPECT, PLEDGED, AGREEMENT), "Has come": HERE_NOW,
                                                              "Lapsed or refunded": (LAPSED, REFUNDED)}, received, currency, HERE_NOW)

definition = CaseDefinition(
    key="contribution", version=1, code="FND", title="Contribution", opened_by=COMMITTEE, initial=PROSPECT, level=SC_RESTRICTED,
    number_at_opening="FND", team=RECEIVER | OFFICER,
    about="Money from a donor: one organization receives it and answers for it, the Committee advises on its use, its officer certifies.",
    fields=(*ABOUT, fiduciary_org, *RATE, received, received_on, counted, background, balance_use, returned, returned_on),
    opens_with=(donor, raised_by), items=(EARMARKS, ALLOCATION, EXPENDITURE),
    documents=(PLEDGE, CONTRACT, ADVISED_ON, DECISION, CERTIFICATE, REPORT), links=ties("decided_by", "informs"),
    tasks=(DECIDE, CERTIFYING), remarks_by=COMMITTEE, publishes=(raised_by, raised_with, fiduciary_org, currency, received, counted),
    edit=(Edit(COMMITTEE, (PROSPECT,), (*ABOUT, fiduciary_org)), Edit(OFFICE, (PLEDGED,), (*ABOUT, fiduciary_org)),
          Edit(RECEIVER | OFFICE, (AGREEMENT,), (expected_on,)), Edit(RECEIVER | OFFICE, (RECEIVED,), (background, *RATE)),
          Edit(RECEIVER, (ALLOCATED,), (balance_use,))),
    reminders=(Reminder("The money was to be here by now.", at(expected_on), to=RECEIVER | OFFICE, during=(PLEDGED, AGREEMENT)),),
    transitions=[
        PROSPECT.to(PLEDGED, "pledge", "It is pledged", by=COMMITTEE, when=PROMISED),
        PLEDGED.to(AGREEMENT, "agree", "It is agreed with the donor", by=RECEIVER | OFFICE,
                   when=[filled(fiduciary_org, rule="FIN-02"), has(CONTRACT), earmarks_fit],
                   says="From now on the receiving organization is the only one that is accountable for it."),
        AGREEMENT.to(RECEIVED, "receive", "It is here", by=OFFICER, asks=[received, received_on]),
        RECEIVED.to(ADVICE, "ask_advice", "Ask the Committee for its advice", by=OFFICE, when=PREPARED,
                    then=[Freeze((donor, currency, received, EARMARKS, ALLOCATION), ADVISED_ON),
                          Open("consensus-decision", "decided_by", carry=TO_ADVISE, documents={"paper": ADVISED_ON})],
                    says="Advice is given, not adopted: the receiving organization decides."),
        ADVICE.to(ALLOCATED, "allocate", "Its receiver has allocated it", when=[DECIDE.answered(ALLOCATE)], then=DECIDED),
        ADVICE.to(RECEIVED, "prepare_anew", "Another allocation is prepared", when=[DECIDE.answered(ANEW)]),
        ADVICE.to(RECEIVED, "take_back", "It came back without advice", when=[came_back]),
        ALLOCATED.to(SPENT, "spent", "Everything is entered", by=RECEIVER, when=SPENDING,
                     says="The fiduciary officer is asked to certify it."),
        SPENT.to(CERTIFIED, "certified", "It is certified", when=[CERTIFYING.answered(CERTIFY)], then=KEPT),
        SPENT.to(ALLOCATED, "query", "The expenditure is queried", when=[CERTIFYING.answered(QUERY)]),
        CERTIFIED.to(CLOSED, "close", "Close it", by=OFFICE, when=[has(REPORT)]),
        CERTIFIED.to(HERE, "return_balance", "Give back what is left", by=RECEIVER, asks=GIVING_BACK, when=[nothing_returned, is_left],
                     reason=True, side=True, says="What was spent stays certified, and the donor is told what became of it."),
        either(PROSPECT, PLEDGED, AGREEMENT).to(LAPSED, "lapse", "It does not come", by=OFFICE | RECEIVER, reason=True, side=True),
        either(RECEIVED, ADVICE, ALLOCATED).to(REFUNDED, "refund", "Give it back", by=RECEIVER, asks=GIVING_BACK, reason=True, side=True,
                                               when=[nothing_spent, goes_back_whole]),
    ],
    panels=(RulesPanel("Before the Committee’s advice", tuple(PREPARED), (RECEIVED,)),
            RulesPanel("Before it is certified", tuple(SPENDING), (ALLOCATED,)),
            BudgetPanel("Allocation by purpose", ALLOCATION, row_amount, (use,), currency=currency),
            MatrixPanel("Earmarks of the donor", EARMARKS), MatrixPanel("Allocation", ALLOCATION), MatrixPanel("Expenditure", EXPENDITURE),
            PositionsPanel("Decision of the receiver", DECIDE), PositionsPanel("Certificate", CERTIFYING),
            LinksPanel("What it pays for", {"funded_by": ("lead",)}), Chain("Linked cases", ("decided_by", "funded_by"))),
    register=Register("Contributions", "contributions", ("number", "title", "state", "donor", "currency", "received", "fiduciary_org"),
                      heading="Contribution", second="raised_by", filters=("state", "currency"), order=60, presides=OFFICE,
                      desk_label="Secretariat’s desk", desk=("pledged", "agreement", "received", "certified"),
                      prepare="Enter a contribution", present_state=True, tally=BY_MEMBER),
)
