"""Watching a case over HTTP."""

from __future__ import annotations

from uuid import uuid4

from tests.api.machine import Api, problem


def test_a_machine_watches_for_its_person_and_stops(api: Api) -> None:
    case = api.open()
    path = f"/cases/{case['id']}/watching"
    machine = api.as_("auditor")
    assert machine.get(path).json == {"watching": False}
    for _ in range(2):
        assert machine.put(path).json == {"watching": True}
    assert machine.get(path).json == {"watching": True}
    assert api.as_("officer").get(path).json == {"watching": False}
    for _ in range(2):
        assert machine.delete(path).json == {"watching": False}


def test_what_there_is_not_cannot_be_watched(api: Api) -> None:
    path = f"/cases/{uuid4()}/watching"
    for send in (api.as_("ILO").get, api.as_("ILO").put, api.as_("ILO").delete):
        problem(send(path), 404)
