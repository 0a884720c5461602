"""A contribution: one receiver answers for it, the Committee advises, the receiver decides, and its own officer certifies."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.furnished import on_both
from tests.people import CHAIR
from tests.refusing import Denied, Invalid, Unknown, refused
from tests.workflows.contributing import (
    CAME,
    DECIDED,
    OFFICER,
    OTHER,
    advise,
    advised,
    allocated,
    before_advice,
    certified,
    closed,
    expected,
    paid,
    pledged,
    prepared,
    prospect,
    received,
    spent,
)
from tests.workflows.decision.record import field, moves, proven, reminders
from tests.workflows.evaluating import add, rows
from tests.world import World

pytestmark = on_both


def test_a_contribution_takes_its_whole_way(world: World) -> None:
    case_id = closed(world)
    assert [to for _, _, to in moves(world, case_id)] == [
        "pledged", "agreement", "received", "advice", "allocated", "spent", "certified", "closed",
    ]  # fmt: skip
    assert world.number(case_id) == "GIFT/FND/2013/001"
    assert {"advised_on", "decision", "certificate"} <= world.read(case_id).documents.keys()
    assert proven(world)


# Promised and received


@pytest.mark.parametrize(
    ("told", "sentence", "rule"),
    [
        ({"amount": ""}, "Not filled in yet: Amount.", "7.22"),
        ({"purpose": ""}, "Not filled in yet: Meant for.", "7.22"),
        ({}, "There is no document yet: Pledge.", None),
    ],
)
def test_a_pledge_says_how_much_and_what_for_in_writing(
    world: World, told: dict[str, str], sentence: str, rule: str | None
) -> None:
    case_id = prospect(world)
    world.edit(case_id, "ILO", **told)
    with refused(world, sentence, rule=rule):
        world.press(case_id, "pledge", "ILO")


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_an_amount_is_more_than_nothing(world: World, amount: str) -> None:
    with refused(world, "An amount is more than nothing.", rule="7.22", error=Invalid):
        prospect(world, amount=amount)


def test_earmarks_are_within_what_is_promised(world: World) -> None:
    case_id = prospect(world)
    world.put(case_id, "We shall give a million.", "pledge", "ILO")
    add(world, case_id, "earmarks", "ILO", use="PROJECT", amount="1000000.01")
    with refused(world, "More is earmarked than is promised: Thematic or sector project.", rule="7.22"):
        world.press(case_id, "pledge", "ILO")
    with refused(world, "An amount is more than nothing.", rule="7.22"):
        add(world, case_id, "earmarks", "ILO", use="RESEARCH", amount="0")


def test_one_organization_receives_it(world: World) -> None:
    case_id = pledged(world, fiduciary_org="")
    with refused(world, "Not filled in yet: Receiving organization.", rule="FIN-02"):
        world.press(case_id, "agree", "officer")
    sentence = "Only a seated member of the Committee: not DONOR."
    with refused(world, sentence, rule="GOV-01", error=Invalid):
        world.edit(case_id, "officer", fiduciary_org="DONOR")
    sentence = "Give one value here, not several."
    with refused(world, sentence, error=Invalid):
        world.edit(case_id, "officer", fiduciary_org=["IOM", "ILO"])


def test_there_is_an_agreement_with_the_donor(world: World) -> None:
    case_id = pledged(world)
    with refused(world, "There is no document yet: Agreement with the donor."):
        world.press(case_id, "agree", "IOM")


def test_its_receiver_is_the_same_from_the_agreement_on(world: World) -> None:
    case_id = expected(world)
    for who in ("officer", "IOM"):
        sentence = "There is no field “fiduciary_org” to fill in here."
        with refused(world, sentence, error=Invalid):
            world.edit(case_id, who, fiduciary_org="UNODC")
    with pytest.raises(Denied):
        world.edit(case_id, "UNODC", fiduciary_org="UNODC")


def test_only_the_officer_of_the_receiver_says_that_it_came(world: World) -> None:
    case_id = expected(world)
    for who in ("IOM", "officer", CHAIR, "UNODC"):
        with refused(
            world, "You cannot do this here: It is here.", rule="contribution:receive", error=Denied
        ):
            world.press(case_id, "receive", who, **CAME)
    with refused(world, "Name a day that has come.", rule="7.22", error=Invalid):
        world.press(case_id, "receive", OFFICER, **{**CAME, "received_on": "2013-01-08"})


def test_what_does_not_come_lapses_and_is_asked_for_before(world: World) -> None:
    case_id = expected(world)
    world.later(days=60)
    told = [says for _, says, _ in reminders(world, case_id)]
    assert "The money was to be here by now." in told
    world.press(case_id, "lapse", "IOM", reason="The donor has changed its plans.")
    assert world.read(case_id).case.result == "lapsed"


def test_members_raise_it_together(world: World) -> None:
    case_id = prospect(world, raised_with=["IOM", "OSCE"])
    assert [str(each) for each in field(world, case_id, "raised_with")] == ["IOM", "OSCE"]
    with refused(world, "Only a seated member of the Committee: not DONOR.", rule="GOV-01", error=Invalid):
        world.edit(case_id, "ILO", raised_with=["DONOR"])


# Currencies


def test_another_currency_comes_with_its_rate_the_day_and_the_source(world: World) -> None:
    case_id = prepared(world)
    for missing in ("rate", "rate_on", "rate_source"):
        world.edit(case_id, "IOM", **{missing: ""})
        sentence = "The currency of the programme is another one: record the rate, its date and its source."
        with refused(world, sentence, rule="11a"):
            world.press(case_id, "ask_advice", "officer")
        world.edit(case_id, "IOM", rate="0.154321", rate_on="2013-01-04", rate_source="UN operational rate")


def test_what_was_received_is_reckoned_exactly_in_the_currency_of_the_programme(world: World) -> None:
    case_id = prepared(world)
    assert field(world, case_id, "counted") == Decimal("154321.00")
    world.edit(case_id, "IOM", programme_currency="SEK")
    assert field(world, case_id, "counted") == Decimal("999999.99")


# Advice, and the decision of the receiver


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([{"line": "All", "use": "CORE", "amount": "1000000"}], "More is allocated than was received."),
        (
            [{"line": "Some", "use": "RESEARCH", "amount": "999999.99"}],
            "Earmarked by the donor, and not allocated so: Thematic or sector project.",
        ),
    ],
)
def test_an_allocation_keeps_to_the_money_and_to_the_earmarks(
    world: World, lines: list[dict[str, str]], sentence: str
) -> None:
    case_id = pledged(world)
    add(world, case_id, "earmarks", "IOM", use="PROJECT", amount="500000")
    world.put(case_id, "Signed by both.", "contract", "IOM")
    world.press(case_id, "agree", "IOM")
    world.press(case_id, "receive", OFFICER, **CAME)
    world.edit(case_id, "IOM", background="Seafarers first.")
    with refused(world, "Nothing is allocated yet.", rule="7.22"):
        world.press(case_id, "ask_advice", "officer")
    for each in lines:
        add(world, case_id, "allocation", "IOM", **each)
    with refused(world, sentence, rule="7.22"):
        world.press(case_id, "ask_advice", "officer")


@pytest.mark.parametrize(
    "told",
    [{"use": "MEMBER_SUPPORT"}, {"use": "CORE", "supported": "OSCE"}],
    ids=["nobody named", "not support"],
)
def test_support_of_a_member_is_a_purpose_of_its_own(world: World, told: dict[str, str]) -> None:
    case_id = received(world)
    with refused(world, "Support of a member names the member, and no other purpose does.", rule="GOV-15"):
        add(world, case_id, "allocation", "IOM", line="Desk", amount="5", **told)


def test_the_committee_is_told_why_it_is_to_be_allocated_so(world: World) -> None:
    case_id = prepared(world)
    world.edit(case_id, "IOM", background="")
    with refused(world, "Not filled in yet: Why it is to be allocated so.", rule="FIN-02"):
        world.press(case_id, "ask_advice", "officer")


def test_scenario_20_the_allocation_of_a_contribution_ends_as_advice_given_and_never_as_adopted(
    world: World,
) -> None:
    case_id, advice = before_advice(world)
    told = (
        field(world, advice, "nature").name,
        field(world, advice, "subject").name,
        str(field(world, advice, "lead")),
    )
    assert told == ("ADVICE", "RESOURCE_ALLOCATION", "IOM")
    assert not [t for t in world.read(case_id).tasks if t.task == "decide"], "nobody decides before"
    world.put(advice)
    world.press(advice, "circulate", "officer")
    world.press(advice, "deliberate", CHAIR)
    with refused(world, "This is advice: it is given, not adopted."):
        world.press(advice, "declare_consensus", CHAIR)
    world.press(advice, "give_advice", CHAIR)
    assert (world.state(advice), world.read(advice).case.result) == ("advised", "advice given")
    assert world.state(case_id) == "advice", "advice alone allocates nothing"


def test_the_receiver_alone_decides_after_the_advice(world: World) -> None:
    case_id = advised(world)
    for who in ("ILO", "UNODC", CHAIR if CHAIR != "IOM" else "OHCHR"):
        with pytest.raises(Denied):
            world.answer(case_id, who, "allocate", "decide", **DECIDED)
    world.answer(case_id, "IOM", "allocate", "decide", **DECIDED)
    assert (world.state(case_id), world.read(case_id).case.result) == ("allocated", "allocated")


@pytest.mark.parametrize("followed", ["PARTLY", "NOT_FOLLOWED"])
def test_whoever_does_not_follow_the_advice_says_why(world: World, followed: str) -> None:
    case_id = advised(world)
    told: dict[str, Any] = {**DECIDED, "followed": followed}
    with refused(world, "Say why the advice is not followed, or only in part.", rule="5.1"):
        world.answer(case_id, "IOM", "allocate", "decide", **told)
    world.answer(case_id, "IOM", "allocate", "decide", **told, account="The donor asks for it.")


def test_the_receiver_may_change_lines_after_the_advice_within_the_money(world: World) -> None:
    case_id = advised(world)
    add(world, case_id, "allocation", "IOM", line="More", use="CORE", amount="100000")
    with refused(world, "More is allocated than was received.", rule="7.22"):
        world.answer(case_id, "IOM", "allocate", "decide", **DECIDED)
    world.answer(case_id, "IOM", "anew", "decide", reason="To be cut.")
    assert world.state(case_id) == "received"


def test_nothing_is_allocated_on_advice_that_was_withdrawn(world: World) -> None:
    case_id, advice = before_advice(world)
    world.press(advice, "withdraw", "officer", reason="The wrong table.")
    assert world.state(case_id) == "received"
    world.press(case_id, "ask_advice", "officer")


# Spent and certified


def test_expenditure_stands_in_a_line_and_no_line_is_overspent(world: World) -> None:
    case_id = allocated(world)
    with refused(world, "Nothing was spent yet.", rule="7.22"):
        world.press(case_id, "spent", "IOM")
    with refused(world, "There is no such line in the allocation.", rule="7.22"):
        paid(world, case_id, line="Travel")
    with refused(world, "An amount is more than nothing.", rule="7.22"):
        paid(world, case_id, amount="-1")
    paid(world, case_id, amount="700000.01")
    with refused(world, "More was spent than was allocated: Hotline.", rule="7.22"):
        world.press(case_id, "spent", "IOM")


def test_what_is_left_is_accounted_for(world: World) -> None:
    case_id = allocated(world)
    paid(world, case_id)
    with refused(world, "Something is left: say what becomes of it, or give it back.", rule="7.22"):
        world.press(case_id, "spent", "IOM")


def test_only_the_receiver_enters_expenditure(world: World) -> None:
    case_id = allocated(world)
    for who in ("officer", "ILO", "UNODC"):
        with pytest.raises(Denied):
            add(world, case_id, "expenditure", who, what="Telephones", line="Hotline", amount="5")


def test_scenario_19_the_officer_of_the_organization_that_received_it_certifies_and_no_other(
    world: World,
) -> None:
    case_id = spent(world)
    assert str(field(world, case_id, "fiduciary_org")) == "IOM"
    for who, error in (
        (OTHER, Unknown),
        ("UNODC", Denied),
        ("IOM", Denied),
        ("officer", Denied),
        (CHAIR, Denied),
    ):
        with pytest.raises(error):
            world.answer(case_id, who, "certify", "certify")
    assert world.state(case_id) == "spent"
    world.answer(case_id, OFFICER, "certify", "certify")
    assert (world.state(case_id), world.read(case_id).case.result) == ("certified", "certified")


def test_expenditure_that_is_queried_goes_back(world: World) -> None:
    case_id = spent(world)
    world.answer(case_id, OFFICER, "query", "certify", reason="No voucher.")
    assert world.state(case_id) == "allocated"
    paid(world, case_id, what="Voucher found", amount="1")
    world.press(case_id, "spent", "IOM")
    world.answer(case_id, OFFICER, "certify", "certify")


def test_the_donor_is_told_what_became_of_it(world: World) -> None:
    case_id = certified(world)
    with refused(world, "There is no document yet: Report to the donor."):
        world.press(case_id, "close", "officer")


# Given back


def test_what_was_not_spent_goes_back_whole(world: World) -> None:
    case_id = received(world)
    told: dict[str, Any] = {"returned": "999999.99", "returned_on": "2013-01-07"}
    for other in ("1", "1000000"):
        with refused(world, "Whoever gives it back gives back all of it: SEK 999999.99.", rule="7.22"):
            world.press(case_id, "refund", "IOM", reason="Not needed.", **{**told, "returned": other})
    world.press(case_id, "refund", "IOM", reason="Not needed.", **told)
    assert world.read(case_id).case.result == "refunded"


def test_of_what_was_spent_only_the_rest_goes_back_and_that_after_the_certificate(world: World) -> None:
    case_id = allocated(world)
    paid(world, case_id)
    told: dict[str, Any] = {"returned": "349999.74", "returned_on": "2013-01-07", "reason": "It is over."}
    sentence = "Something was spent from it already: have it certified, and give back what is left."
    with refused(world, sentence, rule="7.22"):
        world.press(case_id, "refund", "IOM", **told)
    world.edit(case_id, "IOM", balance_use="It goes back to the donor.")
    world.press(case_id, "spent", "IOM")
    world.answer(case_id, OFFICER, "certify", "certify")
    with refused(world, "No more goes back than is left.", rule="7.22"):
        world.press(case_id, "return_balance", "IOM", **{**told, "returned": "349999.75"})
    world.press(case_id, "return_balance", "IOM", **told)
    assert field(world, case_id, "returned") == Decimal("349999.74")
    assert len(rows(world, case_id, "expenditure")) == 1
    with refused(world, "What is left was given back already.", rule="7.22"):
        world.press(case_id, "return_balance", "IOM", **told)


def test_what_was_spent_stays_certified_and_is_reported_when_the_rest_has_gone_back(world: World) -> None:
    case_id = certified(world)
    told: dict[str, Any] = {"returned": "349999.74", "returned_on": "2013-01-07", "reason": "It is over."}
    world.press(case_id, "return_balance", "IOM", **told)
    assert (world.state(case_id), world.read(case_id).case.result) == ("certified", "certified")
    with refused(world, "There is no document yet: Report to the donor."):
        world.press(case_id, "close", "officer")
    world.put(case_id, "What became of it, and what went back.", "report", "IOM")
    world.press(case_id, "close", "officer")
    assert world.state(case_id) == "closed"


def test_advice_on_one_contribution_allocates_no_other(world: World) -> None:
    (first, advice), (second, _) = before_advice(world), before_advice(world)
    advise(world, advice)
    assert [t.task for t in world.read(first).tasks if t.task == "decide"] == ["decide"]
    assert not [t for t in world.read(second).tasks if t.task == "decide"]
