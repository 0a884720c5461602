"""Acceptance scenarios of the committee's decisions, as a machine meets them: everything here goes over HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests import people
from tests.api.both import kind
from tests.api.machine import Api, Case, problem

__all__ = ["kind"]

SIGNIFICANT: dict[str, Any] = {"subject": "COUNTRY_REGION_SELECTION", "significant": True}


def expiry(case: Case) -> datetime:
    return datetime.fromisoformat(case["data"]["expires_at"])


def rated(api: Api, case: Case, *, but: int = 0) -> None:
    """Rate the principles, all but the last so many."""
    officer = api.as_("officer")
    rows = api.read(case)["items"]["principles"]
    for row in rows[: len(rows) - but]:
        path = f"/cases/{case['id']}/items/principles/{row['id']}"
        answer = officer.patch(
            path, {"data": {"rating": "MET"}}, headers={"If-Match": f'"{row["revision"]}"'}
        )
        assert answer.status_code == 200, answer.text


def activity(api: Api) -> Case:
    """A decision on an activity, in deliberation."""
    case = api.open(subject="IMPLEMENT_ACTIVITY", title="A campaign")
    api.put(case)
    rated(api, case)
    api.press(case, "circulate", "officer")
    return api.press(case, "deliberate", people.CHAIR)


def button(case: Case, trigger: str) -> dict[str, Any]:
    return next(each for each in case["transitions"] if each["trigger"] == trigger)


@pytest.mark.parametrize("office", ["chair", "co_chair"])
def test_scenario_01_a_regional_member_is_never_chair_nor_co_chair(api: Api, office: str) -> None:
    officer = api.as_("officer")
    case = api.open(definition="chair-rotation", title="Term 2014", term_start="2014-01-01")
    headers = {"If-Match": f'"{case["revision"]}"'}
    for named in ("OSCE", str(api.world.organizations["OSCE"])):
        data = {"term_start": "2015-01-01", office: named}

        opened = officer.post("/cases", {"definition": "chair-rotation", "title": "Term 2015", "data": data})
        filled_in = officer.patch(f"/cases/{case['id']}", {"data": {office: named}}, headers=headers)

        for refused in (opened, filled_in):
            told = problem(refused, 422, "GOV-06")
            assert [each["field"] for each in told["errors"]] == [office]
    assert api.read(case)["revision"] == case["revision"]
    assert len(officer.get("/cases?definition=CHR").json["items"]) == 1  # type: ignore[index]


def test_scenario_01_a_regional_member_may_still_object_strongly_and_block(api: Api) -> None:
    case = activity(api)
    api.all_answer(case, "support", *(code for code in people.MEMBERS if code != "OSCE"))
    api.answer(case, "OSCE", "strong_objection", reason="It would put people in danger.")

    told = problem(api.try_press(case, "declare_joint_decision", people.CHAIR), 422, "GOV-03")

    assert told["detail"] == "Strong objection by OSCE."


def test_scenario_02_a_concern_does_not_block_an_activity_and_blocks_the_terms_of_reference(api: Api) -> None:
    campaign, terms = activity(api), api.deliberating(subject="GOVERNANCE_TOR", title="Terms of Reference")
    for case in (campaign, terms):
        api.all_answer(case, "support", *people.MEMBERS[1:])
        api.answer(case, people.MEMBERS[0], "concern", reason="The timing is poor.")

    adopted = api.press(campaign, "declare_joint_decision", people.CHAIR)
    refused = api.try_press(terms, "declare_joint_decision", people.CHAIR)

    assert adopted["state"] == "adopted_joint"
    assert adopted["number"].startswith("GIFT/DEC/2013/")
    concerns = [p["party"]["name"] for p in adopted["positions"] if p["outcome"] == "concern"]
    assert concerns == [people.MEMBERS[0]]
    assert (
        problem(refused, 422, "GOV-03")["detail"]
        == "Only an activity may be decided jointly against a concern."
    )
    problem(api.try_press(terms, "declare_consensus", people.CHAIR), 422)
    assert api.read(terms)["state"] == "deliberation"


def test_scenario_03_silence_is_not_support(api: Api) -> None:
    case = api.silent()
    api.all_answer(case, "support", *people.MEMBERS[:4])

    api.at(expiry(case))

    closed = api.read(case)
    assert closed["state"] == "adopted_no_objection"
    assert closed["moment"].lower().startswith("no objection received (2 without position)")
    assert len([p for p in closed["positions"] if p["outcome"] == "support"]) == 4
    assert [
        t["party"]["name"] for t in closed["tasks"] if t["task"] == "position" and t["position"] is None
    ] == [
        "UNICEF",
        "UNODC",
    ]


def test_scenario_04_an_amendment_breaks_silence_a_minute_before_it_ends(api: Api) -> None:
    case = api.silent()
    api.at(expiry(case) - timedelta(minutes=1))

    api.answer(case, "UNODC", "amendment", reason="One word is wrong.", data={"words": "shall"})

    assert api.read(case)["state"] == "broken"
    api.later(minutes=1)
    assert api.read(case)["number"] is None


def test_scenario_04_a_message_a_minute_after_the_end_changes_nothing_and_is_logged_as_late(api: Api) -> None:
    case = api.silent()
    api.at(expiry(case) + timedelta(minutes=1))

    api.answer(case, "UNODC", "amendment", reason="One word is wrong.", data={"words": "shall"})

    closed = api.read(case)
    assert closed["state"] == "adopted_no_objection"
    (late,) = closed["positions"]
    assert (late["late"], late["superseded"], late["party"]["name"]) == (True, False, "UNODC")
    assert late["reason"] == "One word is wrong."
    events = api.as_("officer").get(f"/cases/{case['id']}/events").json["items"]  # type: ignore[index]
    assert [e["late"] for e in events if e["kind"] == "task.answered"] == [True]


def test_scenario_05_ten_of_eleven_principles_open_no_decision_on_an_activity(api: Api) -> None:
    case = api.open(subject="IMPLEMENT_ACTIVITY")
    api.put(case)
    rated(api, case, but=1)

    told = problem(api.try_press(case, "circulate", "officer"), 422, "PRI-01")

    assert "11 With and for victims and those at risk" in told["detail"]
    reasons = button(api.read(case), "circulate")["reasons"]
    assert [each["rule"] for each in reasons] == ["PRI-01"]
    rated(api, case)
    assert api.press(case, "circulate", "officer")["state"] == "circulated"


def test_scenario_06_a_significant_selection_waits_for_its_consultation(api: Api) -> None:
    case = api.open(**SIGNIFICANT)
    api.put(case)

    told = problem(api.try_press(case, "circulate", "officer"), 422, "GOV-19")

    assert "reported consultation" in told["detail"]
    assert api.read(case)["state"] == "draft"


def test_scenario_06_a_waiver_with_its_reason_passes_and_is_seen_by_every_member(api: Api) -> None:
    why = "The regional bodies were consulted last month on the same list."
    case = api.open(**SIGNIFICANT)
    api.put(case)
    api.edit(case, waiver=why)

    assert api.press(case, "circulate", "officer")["state"] == "circulated"

    assert api.read(case, "OSCE")["data"]["waiver"] == why


def test_scenario_20_a_resource_item_ends_as_advice_given_and_never_as_adopted(api: Api) -> None:
    allocation = api.open(subject="RESOURCE_ALLOCATION", nature="DECISION")
    api.put(allocation)
    told = problem(api.try_press(allocation, "circulate", "officer"), 422)
    assert told["detail"] == "A resource allocation is always advice."
    api.edit(allocation, nature="ADVICE", lead="UNODC")
    api.press(allocation, "circulate", "officer")
    api.press(allocation, "deliberate", people.CHAIR)
    api.all_answer(allocation, "support")
    problem(api.try_press(allocation, "declare_consensus", people.CHAIR), 422)

    advised = api.press(allocation, "give_advice", people.CHAIR)

    assert (advised["state"], advised["result"]) == ("advised", "advice given")
    assert advised["number"] == "GIFT/ADV/2013/001"
    assert not [t for t in advised["transitions"] if "adopt" in t["trigger"] or "declare" in t["trigger"]]


def test_scenario_32_when_the_chair_objects_the_co_chair_declares(api: Api) -> None:
    case = activity(api)
    others = [code for code in people.MEMBERS if code != people.CHAIR]
    api.all_answer(case, "support", *others)
    api.answer(case, people.CHAIR, "concern", reason="We would lead it ourselves.")

    refused = api.try_press(case, "declare_joint_decision", people.CHAIR)

    problem(refused, 403)
    assert not button(api.read(case, people.CHAIR), "declare_joint_decision")["available"]
    declared = api.press(case, "declare_joint_decision", people.COCHAIR)
    assert declared["state"] == "adopted_joint"
    events = api.as_("officer").get(f"/cases/{case['id']}/events").json["items"]  # type: ignore[index]
    last = [each for each in events if each["kind"] == "case.moved"][-1]
    assert (last["by"]["name"], last["for_organization"]) == (people.COCHAIR, people.COCHAIR)
