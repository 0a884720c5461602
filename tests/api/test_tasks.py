"""Tasks over HTTP: take, give back, hand on, answer; who may, and every refusal."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from tests import people
from tests.api.machine import Api, Case, problem
from tests.people import address


def place(task: dict[str, object], what: str = "") -> str:
    return f"/tasks/{task['id']}{what}"


def mediation(api: Api) -> tuple[Case, dict[str, object]]:
    """A task that chair and co-chair are offered alike."""
    case = api.deliberating()
    api.answer(case, "UNODC", "concern", reason="The timing is poor.")
    return case, api.task(case, "mediate", by=people.CHAIR)


# Reading


def test_a_task_shows_its_answers_their_forms_and_what_it_binds(api: Api) -> None:
    task = api.task(api.deliberating(), "position", "ILO", by="ILO")

    assert task["mine"]
    assert (task["party"]["kind"], task["case"]["state"]) == ("organization", "deliberation")
    assert len(task["bound"]) == 64
    comment = next(each for each in task["outcomes"] if each["key"] == "support_with_comment")
    assert comment["form"]["required"] == ["comment"]
    assert api.as_("ILO").get(place(task)).json == task


def test_the_buttons_of_a_state_wait_as_a_task_without_answers(api: Api) -> None:
    case = api.circulated()

    implied = api.task(case, "state_circulated", by=people.CHAIR)

    assert (implied["label"], implied["outcomes"], implied["bound"], implied["mine"]) == (
        "Open deliberation",
        [],
        None,
        True,
    )
    told = problem(
        api.as_(people.CHAIR).post(place(implied, "/completion"), {"outcome": "done"}), 422, "implied-task"
    )
    assert told["detail"].startswith("Open the case and choose what to do")


def test_a_task_that_is_none_is_unknown(api: Api) -> None:
    api.open()
    for method, what in (("GET", ""), ("PUT", "/claim"), ("DELETE", "/claim"), ("DELETE", "/delegation")):
        problem(api.as_("ILO").send(method, f"/tasks/{uuid4()}{what}"), 404)


# Taking and giving back


def test_of_two_who_claim_the_second_reads_who_has_it(api: Api) -> None:
    _, task = mediation(api)

    mine = api.as_(people.CHAIR).put(place(task, "/claim"))
    taken = api.as_(people.COCHAIR).put(place(task, "/claim"))

    assert mine.json["claimed_by"]["name"] == people.CHAIR  # type: ignore[index]
    assert problem(taken, 409)["detail"] == f"{people.CHAIR} has claimed this task already."
    answer = {"outcome": "done", "data": {"contact": "We spoke."}}
    problem(api.as_(people.COCHAIR).post(place(task, "/completion"), answer), 409)
    problem(api.as_(people.COCHAIR).delete(place(task, "/claim")), 409)


def test_claiming_again_and_giving_back_twice_change_nothing(api: Api) -> None:
    _, task = mediation(api)
    chair = api.as_(people.CHAIR)

    assert chair.put(place(task, "/claim")).json == chair.put(place(task, "/claim")).json
    given = chair.delete(place(task, "/claim"))

    assert given.json["state"] == "offered"  # type: ignore[index]
    assert chair.delete(place(task, "/claim")).json == given.json
    assert api.as_(people.COCHAIR).put(place(task, "/claim")).status_code == 200


def test_a_task_of_others_is_theirs(api: Api) -> None:
    task = api.task(api.deliberating(), "position", "ILO")

    for who in ("IOM", "auditor"):
        problem(api.as_(who).put(place(task, "/claim")), 403, "task-candidate")
        problem(
            api.as_(who).post(place(task, "/completion"), {"outcome": "support", "bound": task["bound"]}), 403
        )


# Handing on


@pytest.mark.parametrize("named", ["address", "id"])
def test_a_task_is_handed_to_a_colleague_by_address_or_id(api: Api, named: str) -> None:
    task = api.task(api.deliberating(), "position", "ILO")
    to = address("ILO alternate") if named == "address" else str(api.world.people["ILO alternate"])

    handed = api.as_("ILO").put(place(task, "/delegation"), {"to": to})

    assert handed.json["delegated_to"]["name"] == "ILO alternate"  # type: ignore[index]
    back = api.as_("ILO").delete(place(task, "/delegation"))
    assert back.json["delegated_to"] is None  # type: ignore[index]


def test_a_task_is_not_handed_to_strangers_nor_to_nobody(api: Api) -> None:
    task = api.task(api.deliberating(), "position", "ILO")
    ilo = api.as_("ILO")

    problem(ilo.put(place(task, "/delegation"), {"to": address("IOM")}), 422, "same-organization")
    problem(ilo.put(place(task, "/delegation"), {"to": address("ILO")}), 422)
    for to in ("nobody@example.org", str(uuid4()), "", "  "):
        assert problem(ilo.put(place(task, "/delegation"), {"to": to}), 422)["errors"][0]["field"] == "to"
    problem(ilo.put(place(task, "/delegation"), {}), 422)
    problem(ilo.put(place(task, "/delegation"), {"to": None}), 422)


# Answering


def test_an_answer_stands_with_name_organization_and_what_it_was_given_on(api: Api) -> None:
    case = api.deliberating()

    task = api.answer(case, "ILO", "support_with_comment", data={"comment": "Well put."})

    (position,) = api.read(case)["positions"]
    assert (task["state"], task["position"]) == ("completed", position["id"])
    assert (position["by"]["name"], position["for_organization"], position["data"]) == (
        "ILO",
        "ILO",
        {"comment": "Well put."},
    )
    assert position["bound"] == task["bound"]


def test_an_answer_without_what_it_is_given_on_is_asked_for_it(api: Api) -> None:
    task = api.task(api.deliberating(), "position", "ILO")

    told = problem(api.as_("ILO").post(place(task, "/completion"), {"outcome": "support"}), 428)

    assert told["detail"] == "Say which version you answer on: the task shows it as “bound”."


def test_an_answer_on_a_text_that_has_changed_is_stale(api: Api) -> None:
    task = api.task(api.deliberating(), "position", "ILO")

    for bound in ("0" * 64, "not a hash"):
        problem(
            api.as_("ILO").post(place(task, "/completion"), {"outcome": "support", "bound": bound}),
            412,
            "bound",
        )


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"outcome": "maybe"}, "outcome"),
        ({}, "outcome"),
        ({"outcome": "concern"}, "reason"),
        ({"outcome": "concern", "reason": "   "}, "reason"),
        ({"outcome": "concern", "reason": "x" * 20_001}, "reason"),
        ({"outcome": "support_with_comment"}, "comment"),
        ({"outcome": "support", "data": {"comment": "No place for it."}}, "comment"),
        ({"outcome": "support", "data": []}, "data"),
        ({"outcome": "support", "colour": "blue"}, "colour"),
    ],
)
def test_an_answer_that_lacks_something_says_what(api: Api, body: dict[str, object], field: str) -> None:
    case = api.deliberating()
    task = api.task(case, "position", "ILO")

    told = problem(api.as_("ILO").post(place(task, "/completion"), {"bound": task["bound"], **body}), 422)

    assert [each["field"] for each in told["errors"]] == [field]
    assert api.read(case)["positions"] == []


def test_an_answer_that_a_rule_refuses_says_which(api: Api) -> None:
    told = problem(api.try_answer(api.deliberating(), "ILO", "lift"), 422)
    assert told["detail"] == "Only an objection or a request can be lifted."
    assert told["rule"] == "task.answer"


def test_the_secretariat_records_for_a_member_with_evidence(api: Api) -> None:
    case = api.deliberating()

    problem(api.try_answer(case, "officer", "support", of="ILO"), 422)
    api.answer(
        case, "officer", "support", of="ILO", evidence="Telephone call with the focal point, 7 January."
    )

    (position,) = api.read(case)["positions"]
    assert (position["recorded"], position["by"]["name"], position["party"]["name"]) == (
        True,
        "officer",
        "ILO",
    )
    assert position["evidence"].startswith("Telephone call")


def test_the_secretariat_never_takes_an_objection_back(api: Api) -> None:
    case = api.deliberating()
    api.answer(case, "ILO", "concern", reason="The timing is poor.")

    refused = api.try_answer(
        case, "officer", "support", of="ILO", evidence="Telephone call, 7 January.", reason="They said so."
    )

    assert problem(refused, 422, "own-withdrawal")["detail"] == "Only ILO itself may change or withdraw this."


def test_a_person_answers_for_the_organization_that_is_asked_and_for_no_other(api: Api) -> None:
    case = api.deliberating()

    problem(api.try_answer(case, "ILO", "support", for_organization="IOM"), 403)
    api.answer(case, "ILO", "support", for_organization="ILO")

    assert api.read(case)["positions"][0]["for_organization"] == "ILO"


def test_a_late_answer_is_kept_and_one_that_cannot_be_late_is_refused_with_the_time(api: Api) -> None:
    case = api.silent()
    asked = api.task(case, "extension", "ILO", by="ILO")
    api.later(days=30)

    late = api.try_answer(case, "ILO", "concern", reason="Too late.")
    closed = api.as_("ILO").post(place(asked, "/completion"), {"outcome": "ask", "reason": "More time."})

    assert late.status_code == 200
    assert api.read(case)["positions"][-1]["late"]
    assert problem(closed, 422, "late")["detail"].startswith("This task was closed Mon 14 Jan 2013, 17:00")


def test_who_loses_the_seat_loses_its_tasks_at_once(api: Api) -> None:
    from engine.commands import register

    case = api.deliberating()
    task = api.task(case, "position", "ILO", by="ILO")
    with api.world.engine.reading() as (_, known):
        (mandate,) = known.mandates_of(api.world.people["ILO"])
    api.world.clock.move_to(api.world.clock.now() + timedelta(minutes=1))
    register.end_mandate(api.world.engine, mandate.id, by=api.world.people["administrator"])

    problem(
        api.as_("ILO").post(place(task, "/completion"), {"outcome": "support", "bound": task["bound"]}), 404
    )
