"""Each act under a key happens once: sent again it answers alike, and the key is good for nothing else."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from engine.fold import differences
from engine.log import events
from engine.session import SESSION_COLUMNS_OUTSIDE_HISTORY
from tests import people
from tests.api.both import kind
from tests.api.machine import Api, Case, Machine, problem

__all__ = ["kind"]

Send = Callable[[Machine, dict[str, str], str], TestResponse]
KEY = {"Idempotency-Key": "morning-1"}


def written(api: Api) -> int:
    with api.world.engine.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(events)).scalar_one())


def acts(api: Api) -> dict[str, tuple[str, Send]]:
    """Every way to change something: who does it, and the request; its last argument goes into the body."""
    draft, asked = api.open(), api.deliberating()
    first = draft["items"]["principles"][0]
    other, idea = api.open(title="Other"), api.open(definition="activity-proposal", title="An idea")
    seen = {"If-Match": f'"{draft["revision"]}"'}
    position, mine = api.task(asked, "position", "ILO"), api.task(asked, "position", "IOM")
    work = api.task(draft, "state_draft")
    path = f"/cases/{draft['id']}"

    def opening(m: Machine, headers: dict[str, str], words: str) -> TestResponse:
        return m.post("/cases", {"definition": "DEC", "title": f"New {words}", "data": {}}, headers=headers)

    return {
        "open": ("officer", opening),
        "edit": (
            "officer",
            lambda m, h, w: m.patch(path, {"data": {"background": w}}, headers={**seen, **h}),
        ),
        "fill in": (
            "officer",
            lambda m, h, w: m.patch(
                f"{path}/items/principles/{first['id']}",
                {"data": {"evidence": w}},
                headers={"If-Match": '"1"', **h},
            ),
        ),
        "add": (
            "officer",
            lambda m, h, w: m.post(
                f"/cases/{idea['id']}/items/stakeholders",
                {"data": {"person": "expert@example.org", "concern": w}},
                headers=h,
            ),
        ),
        "remark": ("ILO", lambda m, h, w: m.post(f"{path}/comments", {"body": f"Remark {w}"}, headers=h)),
        "tie": (
            "officer",
            lambda m, h, w: m.post(
                f"{path}/links", {"type": "informs", "to": other["id"], "note": w}, headers=h
            ),
        ),
        "put": (
            "officer",
            lambda m, h, w: m.upload(f"{path}/documents/paper", w.encode(), "paper.txt", headers=h),
        ),
        "post": (
            "officer",
            lambda m, h, w: m.upload(
                f"{path}/documents", w.encode(), "text.txt", method="POST", document="text", headers=h
            ),
        ),
        "answer": (
            "ILO",
            lambda m, h, w: m.post(
                f"/tasks/{position['id']}/completion",
                {"outcome": "support_with_comment", "data": {"comment": w}, "bound": position["bound"]},
                headers=h,
            ),
        ),
        "hand on": (
            "IOM",
            lambda m, h, w: m.put(
                f"/tasks/{mine['id']}/delegation", {"to": people.address("IOM alternate")}, headers=h
            ),
        ),
        "claim": ("officer", lambda m, h, w: m.put(f"/tasks/{work['id']}/claim", headers=h)),
        "release": ("officer", lambda m, h, w: m.delete(f"/tasks/{work['id']}/claim", headers=h)),
        "move": (
            "officer",
            lambda m, h, w: m.post(
                f"{path}/transitions/withdraw", {"reason": w}, headers={**latest(api, draft), **h}
            ),
        ),
    }


def latest(api: Api, case: Case) -> dict[str, str]:
    return {"If-Match": f'"{api.read(case)["revision"]}"'}


def test_every_act_sent_twice_happens_once_and_answers_alike(api: Api) -> None:
    for number, (name, (who, send)) in enumerate(acts(api).items()):
        machine, key = api.as_(who), {"Idempotency-Key": f"act-{number}"}

        first = send(machine, key, "once")
        after = written(api)
        again = send(machine, key, "once")

        assert first.status_code in (200, 201), (name, first.text)
        assert (again.status_code, again.json) == (first.status_code, first.json), name
        assert again.headers.get("Location") == first.headers.get("Location"), name
        assert written(api) == after, name
    with api.world.engine.database.read() as connection:
        assert differences(connection, outside={"sessions": SESSION_COLUMNS_OUTSIDE_HISTORY}) == []


def test_a_key_is_good_for_one_request_only(api: Api) -> None:
    done: list[tuple[str, str, Send]] = []
    for number, (name, (who, send)) in enumerate(acts(api).items()):
        key = {"Idempotency-Key": f"act-{number}"}
        assert send(api.as_(who), key, "once").status_code in (200, 201)
        before = written(api)
        if name not in ("claim", "release", "hand on"):
            problem(send(api.as_(who), key, "something else"), 409)
        for other, theirs, sent in done:
            if theirs == who and (other, name) not in (("put", "post"), ("post", "put")):
                problem(sent(api.as_(who), key, "once"), 409)
                break
        assert written(api) == before, name
        done.append((name, who, send))


def test_a_key_of_one_person_is_nobody_elses(api: Api) -> None:
    case = api.open()
    for who in ("ILO", "IOM"):
        made = api.as_(who).post(f"/cases/{case['id']}/comments", {"body": "Agreed."}, headers=KEY)
        assert made.status_code == 201
        assert made.json["by"]["name"] == who  # type: ignore[index]


def test_a_refused_request_has_not_used_its_key(api: Api) -> None:
    case = api.open()
    place, officer = f"/cases/{case['id']}/transitions/withdraw", api.as_("officer")

    problem(officer.post(place, {}, headers={**latest(api, case), **KEY}), 422)

    assert (
        officer.post(place, {"reason": "Now with one."}, headers={**latest(api, case), **KEY}).status_code
        == 200
    )


def test_the_order_of_names_makes_no_other_request(api: Api) -> None:
    case = api.open()
    place = f"/cases/{case['id']}/comments"
    bodies = (b'{"body": "Agreed.", "level": null}', b'{ "level": null, "body": "Agreed." }')

    answers = [
        api.as_("ILO").post(place, data=b, content_type="application/json", headers=KEY) for b in bodies
    ]

    assert [each.status_code for each in answers] == [201, 201]
    assert answers[0].json == answers[1].json


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "bell\x07", "tschüß"])
def test_a_key_that_nobody_can_read_is_refused(api: Api, key: str) -> None:
    case = api.open()
    place = f"/cases/{case['id']}/comments"
    headers = {**api.as_("ILO").headers, "Idempotency-Key": key}
    answer = api.as_("ILO").client.post(f"/api/v1{place}", json={"body": "Agreed."}, headers=headers)
    problem(answer, 400)


def test_the_same_request_from_two_threads_at_once_is_one_act(api: Api) -> None:
    case, answers = api.open(), list[TestResponse]()
    ilo = api.as_("ILO")

    def send() -> None:
        machine = Machine(api.app, ilo.headers["Authorization"].removeprefix("Bearer "))
        answers.append(machine.post(f"/cases/{case['id']}/comments", {"body": "Agreed."}, headers=KEY))

    threads = [Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    told: list[Any] = [each.json for each in answers]
    assert [each.status_code for each in answers] == [201] * 6, told
    assert len({each["id"] for each in told}) == 1
    assert len(ilo.get(f"/cases/{case['id']}/comments").json["items"]) == 1  # type: ignore[index]
