"""Cases over HTTP: open, find, read, fill in, move; what each answer means, and every refusal."""

from __future__ import annotations

from typing import Any

import pytest

from tests import people
from tests.api.machine import Api, Case, problem
from tests.world import DECISION

NEW: dict[str, Any] = {"definition": "consensus-decision", "title": "A workplan", "data": dict(DECISION)}


def revision(case: Case) -> dict[str, str]:
    return {"If-Match": f'"{case["revision"]}"'}


# Opening


def test_a_case_is_opened_and_its_address_given(api: Api) -> None:
    answer = api.as_("officer").post("/cases", NEW)

    assert answer.status_code == 201
    case = answer.json
    assert case is not None
    assert answer.headers["Location"] == f"/api/v1/cases/{case['id']}"
    assert answer.headers["ETag"] == f'"{case["revision"]}"'
    assert (case["state"], case["definition"]["code"]) == ("draft", "DEC")
    assert (case["opener"]["name"], case["opened_for"]) == ("officer", "SEC")
    assert api.as_("officer").get(answer.headers["Location"]).json == case


def test_a_type_is_named_by_its_code_as_well(api: Api) -> None:
    assert api.as_("officer").post("/cases", {**NEW, "definition": "DEC"}).status_code == 201


@pytest.mark.parametrize("named", ["SEC", "sec", "id"])
def test_a_person_says_for_which_organization_by_code_or_id(api: Api, named: str) -> None:
    for_ = str(api.world.organizations["SEC"]) if named == "id" else named

    answer = api.as_("officer").post("/cases", {**NEW, "for_organization": for_})

    assert answer.status_code == 201
    assert answer.json["opened_for"] == "SEC"  # type: ignore[index]


def test_nobody_opens_a_case_for_an_organization_they_do_not_act_for(api: Api) -> None:
    problem(
        api.as_("officer").post("/cases", {**NEW, "for_organization": "ILO"}), 403, "open:consensus-decision"
    )
    told = problem(api.as_("officer").post("/cases", {**NEW, "for_organization": "NATO"}), 422)
    assert told["errors"] == [
        {"field": "for_organization", "detail": "Choose an organization of the register."}
    ]


def test_who_may_not_open_such_a_case_reads_the_rule(api: Api) -> None:
    problem(api.as_("donor").post("/cases", NEW), 403, "open:consensus-decision")


def test_an_unknown_type_is_unknown(api: Api) -> None:
    assert problem(api.as_("officer").post("/cases", {**NEW, "definition": "coffee"}), 404)["detail"]


def test_every_wrong_field_is_named_at_once(api: Api) -> None:
    data = {"nature": "Advice", "subject": 7, "lead": "NATO", "significant": "perhaps", "colour": "blue"}

    told = problem(api.as_("officer").post("/cases", {**NEW, "data": data}), 422)
    rest = {key: value for key, value in data.items() if key != "colour"}
    more = problem(api.as_("officer").post("/cases", {**NEW, "data": rest}), 422)

    assert [each["field"] for each in told["errors"]] == ["colour"]
    assert {each["field"] for each in more["errors"]} == {"nature", "subject", "lead", "significant"}


def test_a_case_needs_a_title(api: Api) -> None:
    told = problem(api.as_("officer").post("/cases", {"definition": "DEC", "data": {}}), 422)
    assert told["errors"] == [{"field": "title", "detail": "This is needed."}]
    problem(api.as_("officer").post("/cases", {**NEW, "title": "  "}), 422)
    problem(api.as_("officer").post("/cases", {**NEW, "title": "x" * 501}), 422)


# Finding


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("definition=coffee", 404),
        ("state=drunk", 422),
        ("definition=CHR&state=silence", 422),
        ("cursor=here", 422),
        ("cursor=1.2", 422),
        ("colour=blue", 422),
        ("q=" + "x" * 201, 422),
        ("state=draft&state=silence", 400),
    ],
)
def test_a_question_that_means_nothing_is_refused(api: Api, query: str, status: int) -> None:
    problem(api.as_("ILO").get(f"/cases?{query}"), status)


# Reading


def test_a_case_shows_readable_values(api: Api) -> None:
    case = api.open(lead="UNODC", meets_at="2013-02-18T15:00:00+01:00", urgency="IMPORTANT")

    assert case["data"]["lead"] == "UNODC"
    assert case["data"]["urgency"] == "IMPORTANT"
    assert case["data"]["meets_at"] == "2013-02-18T14:00:00Z"
    assert case["data"]["waiver"] is None


def test_a_case_says_what_can_be_done_and_why_the_rest_cannot(api: Api) -> None:
    case = api.open()
    mine = {each["trigger"]: each for each in case["transitions"]}
    theirs = {each["trigger"]: each for each in api.read(case, "ILO")["transitions"]}

    assert mine["withdraw"]["available"]
    assert mine["withdraw"]["reason_required"]
    assert not mine["circulate"]["available"]
    assert "There is no document yet: Decision text." in [
        each["detail"] for each in mine["circulate"]["reasons"]
    ]
    assert theirs["circulate"]["reasons"][0]["detail"].startswith("Not for you. Open to: Secretariat officer")
    assert theirs["circulate"]["reasons"][0]["rule"] == "consensus-decision:circulate"


def test_positions_of_all_rounds_are_there_and_say_what_still_stands(api: Api) -> None:
    case = api.deliberating()
    api.answer(case, "ILO", "support")
    api.answer(case, "ILO", "concern", reason="On second thought.")
    api.put(case, "Other words.")
    api.press(case, "circulate_revised", "officer")
    api.press(case, "deliberate", people.CHAIR)
    api.answer(case, "ILO", "support")

    positions = api.read(case)["positions"]

    told = [(p["round"], p["outcome"], p["superseded"]) for p in positions]
    assert told == [(1, "support", True), (1, "concern", True), (positions[2]["round"], "support", False)]
    assert positions[1]["corrects"] == positions[0]["id"]
    assert positions[0]["bound"] != positions[2]["bound"]
    assert (positions[1]["by"]["name"], positions[1]["for_organization"]) == ("ILO", "ILO")


def test_reading_is_notice_once_and_asking_for_headers_is_none(api: Api) -> None:
    api.world.enable_silence()
    case = api.circulated(method="SILENCE")
    api.press(case, "open_silence", people.CHAIR)
    path = f"/cases/{case['id']}"

    def noticed() -> list[str]:
        events = api.as_("officer").get(f"{path}/events").json["items"]  # type: ignore[index]
        return [each["by"]["name"] for each in events if each["kind"] == "notice.given"]

    assert api.as_("UNODC").send("HEAD", path).status_code == 200
    before = noticed()
    api.as_("UNODC").get(path)
    api.as_("UNODC").get(path)
    api.as_("donor").get(path)

    assert noticed() == [*before, "UNODC"]


def test_who_may_not_know_of_a_case_meets_a_404_everywhere(api: Api) -> None:
    case = api.open()
    path, donor = f"/cases/{case['id']}", api.as_("donor")

    for method, place, body in (
        ("GET", path, None),
        ("GET", f"{path}/events", None),
        ("GET", f"{path}/documents", None),
        ("GET", f"{path}/items/principles", None),
        ("GET", f"{path}/links", None),
        ("GET", f"{path}/comments", None),
        ("GET", f"/tasks/{case['tasks'][0]['id']}", None),
        ("PATCH", path, {"data": {"background": "Mine."}}),
        ("POST", f"{path}/transitions/withdraw", {"reason": "Because."}),
        ("POST", f"{path}/comments", {"body": "Hello."}),
        ("POST", f"{path}/items/principles", {"data": {}}),
        ("POST", f"{path}/links", {"type": "informs", "to": case["id"]}),
        ("PUT", f"/tasks/{case['tasks'][0]['id']}/claim", None),
        ("POST", f"/tasks/{case['tasks'][0]['id']}/completion", {"outcome": "done"}),
    ):
        told = problem(donor.send(method, place, body, headers=revision(case)), 404)
        assert case["title"] not in told["detail"]
    assert api.read(case)["revision"] == case["revision"]


# Filling in


def test_fields_are_filled_in_and_taken_away(api: Api) -> None:
    case = api.open(lead="UNODC")
    path, officer = f"/cases/{case['id']}", api.as_("officer")

    answer = officer.patch(
        path, {"title": "A better title", "data": {"lead": None, "waiver": "None."}}, headers=revision(case)
    )

    assert answer.status_code == 200
    changed = answer.json
    assert changed is not None
    assert (changed["title"], changed["data"]["lead"], changed["data"]["waiver"]) == (
        "A better title",
        None,
        "None.",
    )
    assert answer.headers["ETag"] == f'"{changed["revision"]}"' == f'"{case["revision"] + 1}"'


@pytest.mark.parametrize("header", [None, "*"])
def test_filling_in_needs_the_revision_that_was_seen(api: Api, header: str | None) -> None:
    case = api.open()
    headers = {"If-Match": header} if header else {}

    problem(api.as_("officer").patch(f"/cases/{case['id']}", {"data": {"waiver": "x"}}, headers=headers), 428)


@pytest.mark.parametrize("header", ['"7"', "7", 'W/"1"', '"one"', '"1", "2"', "'1'"])
def test_another_revision_is_stale(api: Api, header: str) -> None:
    case = api.open()

    problem(
        api.as_("officer").patch(
            f"/cases/{case['id']}", {"data": {"waiver": "x"}}, headers={"If-Match": header}
        ),
        412,
    )
    assert api.read(case)["data"]["waiver"] is None


def test_a_computed_or_later_field_is_nobodys_to_fill_in(api: Api) -> None:
    case = api.open()
    answer = api.as_("officer").patch(
        f"/cases/{case['id']}", {"data": {"expires_at": "2013-03-01T10:00Z"}}, headers=revision(case)
    )

    assert problem(answer, 422)["errors"][0]["field"] == "expires_at"


def test_a_circulated_text_is_filled_in_by_nobody(api: Api) -> None:
    case = api.circulated()
    answer = api.as_("officer").patch(
        f"/cases/{case['id']}", {"data": {"background": "x"}}, headers=revision(case)
    )

    assert problem(answer, 403, "edit:consensus-decision")["detail"].startswith("You cannot change this case")


# Moving


def test_a_button_needs_the_revision_that_was_seen(api: Api) -> None:
    case = api.open()
    api.put(case)
    path, officer = f"/cases/{case['id']}/transitions/circulate", api.as_("officer")

    problem(officer.post(path, {}), 428)
    problem(officer.post(path, {}, headers={"If-Match": '"1"'}), 412)
    moved = officer.post(path, {}, headers=revision(api.read(case)))

    assert moved.status_code == 200
    assert moved.json["state"] == "circulated"  # type: ignore[index]


def test_a_body_may_be_left_out_where_nothing_is_asked(api: Api) -> None:
    case = api.open()
    api.put(case)
    path = f"/cases/{case['id']}/transitions/circulate"

    assert api.as_("officer").post(path, headers=revision(api.read(case))).status_code == 200


def test_a_button_of_another_state_says_where_the_case_is(api: Api) -> None:
    told = problem(api.try_press(api.open(), "announce", "officer"), 422, "wrong-state")
    assert told["detail"] == "“Announce the decision” is not possible while the case is “Draft”."
    problem(api.try_press(api.open(), "explode", "officer"), 422, "no-such-act")


def test_a_button_of_somebody_else_names_its_rule(api: Api) -> None:
    case = api.circulated()
    problem(api.try_press(case, "deliberate", "ILO"), 403, "consensus-decision:deliberate")


def test_a_reason_that_is_needed_is_asked_for(api: Api) -> None:
    case = api.open()
    told = problem(api.try_press(case, "withdraw", "officer"), 422)
    assert told["errors"] == [{"field": "reason", "detail": "Write the reason: it goes on record."}]

    assert api.press(case, "withdraw", "officer", reason="Not needed any more.")["state"] == "withdrawn"


def test_a_form_with_other_fields_is_refused(api: Api) -> None:
    case = api.circulated()
    told = problem(api.try_press(case, "deliberate", people.CHAIR, colour="blue"), 422)
    assert [each["field"] for each in told["errors"]] == ["colour"]


def test_a_form_is_stored_with_the_move(api: Api) -> None:
    case = api.press(api.circulated(), "deliberate", people.CHAIR, expires_at="2013-02-01T17:00:00+01:00")
    assert case["data"]["expires_at"] == "2013-02-01T16:00:00Z"
