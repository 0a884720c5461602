"""What nobody should send: every answer is a problem document with a 4xx, nothing has changed, and no trace shows."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from engine.log import events
from tests.api.machine import Api, Case, problem

JSON = "application/json"


@pytest.fixture
def case(api: Api) -> Case:
    return api.deliberating()


def written(api: Api) -> int:
    """How many events the log holds."""
    with api.world.engine.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(events)).scalar_one())


BROKEN = {
    "no JSON": b"title=A",
    "half an object": b'{"title": "A"',
    "a comma too many": b'{"title": "A",}',
    "a name that comes twice": b'{"title": "A", "title": "B"}',
    "a name that comes twice, deep inside": b'{"title": "A", "data": {"lead": "ILO", "lead": "IOM"}}',
    "not a number": b'{"title": "A", "data": {"extensions": NaN}}',
    "infinity": b'{"title": "A", "data": {"extensions": -Infinity}}',
    "a number beyond all": b'{"title": "A", "data": {"extensions": 1e999}}',
    "a number of 5000 digits": b'{"title": "A", "data": {"extensions": ' + b"9" * 5000 + b"}}",
    "nothing as a character": b'{"title": "A\\u0000B"}',
    "half a character": b'{"title": "\\ud800"}',
    "half a character as a name": b'{"\\udfff": 1}',
    "another encoding": '{"title": "A"}'.encode("utf-16"),
    "bytes that are no text": b'{"title": "\xff\xfe"}',
    "a hundred thousand brackets": b"[" * 100_000,
    "a well-formed abyss": b'{"data": ' + b"[" * 400 + b"]" * 400 + b"}",
    "deep objects": b'{"data": ' + b'{"a":' * 100 + b"1" + b"}" * 101,
}


def test_a_body_that_is_no_json_is_refused(api: Api, case: Case) -> None:
    officer, match = api.as_("officer"), {"If-Match": f'"{case["revision"]}"'}
    before = written(api)

    for method, place in (
        ("POST", "/cases"),
        ("PATCH", f"/cases/{case['id']}"),
        ("POST", f"/cases/{case['id']}/transitions/withdraw"),
        ("POST", f"/cases/{case['id']}/comments"),
    ):
        for body in BROKEN.values():
            problem(officer.send(method, place, data=body, content_type=JSON, headers=match), 400)

    assert written(api) == before


def test_a_body_that_is_no_object_is_refused(api: Api) -> None:
    bodies: list[Any] = [[], [{"title": "A"}], "A", 7, 7.5, True, None]
    for body in bodies:
        told = problem(api.as_("officer").post("/cases", data=json.dumps(body), content_type=JSON), 422)
        assert told["detail"]


def test_another_content_type_is_not_understood(api: Api, case: Case) -> None:
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/xml",
        "",
    ):
        answer = api.as_("officer").post(
            f"/cases/{case['id']}/comments", data=b'{"body": "Hello."}', content_type=kind
        )
        problem(answer, 415)


def test_a_body_too_large_is_refused(api: Api, case: Case) -> None:
    body = {"body": "x" * (1024 * 1024)}
    problem(api.as_("officer").post(f"/cases/{case['id']}/comments", body), 413)


WRONG: dict[str, Any] = {
    "definition": [7, None, "", [], {}, "x" * 500, "consensus-decision\n", "../cases", "' OR 1=1 --"],
    "title": [7, None, "", [], {}, "x" * 501, "two\nlines", "bell \u0007"],
    "data": [
        7,
        "A",
        None,
        [],
        [1],
        {"nature": {"DECISION": 1}},
        {"": "x"},
        {"__class__": "x"},
        {"id": str(uuid4())},
    ],
    "for_organization": [7, [], {}, "NATO", "' OR 1=1 --", "x" * 500],
}


@pytest.mark.parametrize("member", WRONG)
def test_a_case_is_not_opened_from_nonsense(api: Api, member: str) -> None:
    data = {"nature": "DECISION", "subject": "PRIORITY", "method": "MEETING", "background": "B."}
    good: dict[str, Any] = {"definition": "DEC", "title": "A", "data": data}
    officer = api.as_("officer")
    before = written(api)

    for value in WRONG[member]:
        answer = officer.post("/cases", {**good, member: value})
        assert answer.status_code in (404, 422), (value, answer.text)
        problem(answer, answer.status_code)

    assert written(api) == before


VALUES: list[Any] = [
    {"a": 1},
    [1, 2],
    [[]],
    [None],
    7,
    -1,
    2**60,
    7.5,
    True,
    "x" * 25_000,
    "\u0007",
    "two\nlines",
    "0",
    "2013-02-30",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-23:59",
    "null",
    "consensus",
    "{name}",
    "%(name)s",
    "{0.__class__}",
]
FIELDS = ("nature", "lead", "significant", "meets_at", "background", "setting_key", "setting_value")


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_takes_only_what_it_is_for(api: Api, field: str) -> None:
    """Whatever is sent is either taken and shown again, or refused by name; the server never stumbles."""
    case, officer = api.open(), api.as_("officer")
    for value in VALUES:
        revision = api.read(case)["revision"]
        answer = officer.patch(
            f"/cases/{case['id']}", {"data": {field: value}}, headers={"If-Match": f'"{revision}"'}
        )
        if answer.status_code != 200:
            assert [each["field"] for each in problem(answer, 422)["errors"]] == [field], value
            assert api.read(case)["revision"] == revision
        else:
            assert officer.get(f"/cases/{case['id']}").status_code == 200


def test_words_that_look_like_code_stay_words(api: Api) -> None:
    for words in ("\u202e", "{reason}", "%(reason)s", "{0.__class__}", "<script>", "=cmd()", "O'Brien"):
        case = api.open()
        api.press(case, "withdraw", "officer", reason=words)
        told = api.as_("officer").get(f"/cases/{case['id']}/events").json["items"]  # type: ignore[index]
        assert told[-1]["reason"] == words


def test_a_reason_with_control_characters_is_refused(api: Api, case: Case) -> None:
    answer = api.try_press(case, "withdraw", "officer", reason="bell \u0007")
    assert problem(answer, 422)["errors"] == [
        {"field": "reason", "detail": "Take out the control characters."}
    ]


def test_evidence_and_notes_with_control_characters_are_refused(api: Api, case: Case) -> None:
    answer = api.try_answer(
        case, "officer", "support", of="ILO", evidence="Telephone \u0007 call of 7 January"
    )
    assert problem(answer, 422)["errors"][0]["field"] == "evidence"
    body = {"type": "informs", "to": api.open()["id"], "note": "bell \u0007"}
    told = problem(api.as_("officer").post(f"/cases/{case['id']}/links", body), 422)
    assert told["errors"][0]["field"] == "note"


def test_an_address_that_is_none_is_unknown(api: Api, case: Case) -> None:
    for place in (
        "/cases/1",
        "/cases/not-an-id",
        "/cases/00000000000000000000000000000000",
        "/cases/../cases",
        "/cases/%00",
        "/tasks/' OR 1=1",
        "/coffee",
        "/",
        f"/cases/{case['id']}/coffee",
        f"/cases/{case['id']}/transitions",
        f"/cases/{case['id']}/",
    ):
        problem(api.as_("officer").get(place), 404)


def test_a_method_that_is_not_there_is_refused_and_the_others_named(api: Api, case: Case) -> None:
    for method, place in (
        ("PUT", "/cases"),
        ("DELETE", f"/cases/{case['id']}"),
        ("POST", "/tasks"),
        ("PATCH", "/definitions"),
    ):
        answer = api.as_("officer").send(method, place)
        problem(answer, 405)
        assert "GET" in answer.headers["Allow"]


def test_no_header_turns_reading_into_writing(api: Api, case: Case) -> None:
    officer, place = api.as_("officer"), f"/cases/{case['id']}/comments"
    before = written(api)
    for header in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        answer = officer.get(
            f"{place}?_method=POST", headers={header: "POST"}, data=b'{"body": "Hello."}', content_type=JSON
        )
        assert answer.json["items"] == []  # type: ignore[index]
    assert written(api) == before


# Who asks


def test_without_a_good_token_there_is_nothing_to_see_or_do(api: Api, case: Case) -> None:
    stranger = api.stranger()
    for header in (
        None,
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer " + "x" * 5000,
        "Basic aWxvOmlsbw==",
        "bearer \xff",
    ):
        headers = {"Authorization": header} if header is not None else {}
        for method, place in (
            ("GET", "/cases"),
            ("GET", f"/cases/{case['id']}"),
            ("POST", "/cases"),
            ("GET", "/definitions"),
            ("PUT", f"/tasks/{case['tasks'][0]['id']}/claim"),
        ):
            answer = stranger.send(method, place, headers=headers)
            problem(answer, 401)
            assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_revoked_token_is_none_from_the_next_request_on(api: Api) -> None:
    from engine.commands.token import revoke_token
    from engine.session import tokens

    ilo = api.as_("ILO")
    assert ilo.get("/cases").status_code == 200
    with api.world.engine.database.read() as connection:
        query = select(tokens.c.id).where(tokens.c.person_id == api.world.people["ILO"])
        token = connection.execute(query).scalar_one()

    revoke_token(api.world.engine, token, by=api.world.people["ILO"])

    problem(ilo.get("/cases"), 401)


def test_a_cookie_of_the_pages_does_not_write_without_the_token_of_a_form(api: Api) -> None:
    from tests.web.desk import Desk

    browser = Desk(api.world).as_("officer").client

    answer = browser.post("/api/v1/cases", json={"definition": "DEC", "title": "Forged", "data": {}})

    problem(answer, 400)


def test_the_description_is_open_to_all_and_names_no_person(api: Api) -> None:
    told = api.stranger().get("/openapi.json")

    assert told.status_code == 200
    assert told.json["openapi"] == "3.1.0"  # type: ignore[index]
    assert "example.org" not in told.text


def test_every_answer_carries_the_headers_of_the_house(api: Api, case: Case) -> None:
    for answer in (
        api.as_("officer").get("/cases"),
        api.as_("officer").get("/cases/x"),
        api.stranger().get("/cases"),
    ):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in answer.headers
