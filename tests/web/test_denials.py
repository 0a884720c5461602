"""Whoever is refused something stands on record, once a day for each act and case; of what is hidden nothing is written down."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands.denial import deny
from engine.database import DatabaseUnavailable
from engine.log import events
from engine.queries.denials import DENIED, Denial
from tests.people import CHAIR
from tests.web.counting import statements
from tests.web.desk import Desk
from tests.web.reading import words
from tests.world import World


def on_record(world: World) -> list[tuple[str, dict[str, Any]]]:
    """Every refusal on record: whose, and what it says."""
    names = {identity: name for name, identity in world.people.items()}
    query = select(events.c.actor, events.c.body).where(events.c.kind == DENIED).order_by(events.c.pos)
    with world.engine.database.read() as connection:
        return [(names[row.actor], json.loads(row.body)["pub"]) for row in connection.execute(query)]


OVERSEE = {"action": "audit.oversee", "rule": "audit-oversee.AUDITOR"}


def test_a_refused_page_is_on_record_once_a_day_with_its_rule(desk: Desk) -> None:
    for _try in range(3):
        assert desk.as_("ILO").get("/audit/readings").status_code == 403
    assert on_record(desk.world) == [("ILO", OVERSEE)]
    desk.world.later(days=1)
    desk.as_("ILO").get("/audit/readings")
    assert on_record(desk.world) == [("ILO", OVERSEE)] * 2


def press(desk: Desk, case_id: UUID) -> int:
    """ILO does what the chair alone may do."""
    form = {"revision": str(desk.world.read(case_id).case.revision)}
    return desk.as_("ILO").post(f"/cases/{case_id}/acts/deliberate", form).status_code


def test_a_refused_act_is_on_record_with_its_case(desk: Desk) -> None:
    first, second = desk.world.circulated(), desk.world.circulated()
    assert [press(desk, each) for each in (first, second, first)] == [403, 403, 403]
    told = [(who, facts["action"], UUID(facts["case"])) for who, facts in on_record(desk.world)]
    assert told == [("ILO", "case.move", first), ("ILO", "case.move", second)]


def test_a_machine_that_is_refused_is_on_record_too(desk: Desk) -> None:
    case_id = desk.world.circulated()
    told = {"If-Match": f'"{desk.world.read(case_id).case.revision}"'}
    path = f"/api/v1/cases/{case_id}/transitions/deliberate"
    answer = desk.as_("ILO").send("POST", path, {}, headers=told)
    assert answer.status_code == 403
    ((who, facts),) = on_record(desk.world)
    assert (who, facts["action"], facts["case"]) == ("ILO", "case.move", case_id.hex)


def test_strangers_and_what_is_hidden_or_not_there_leave_nothing(desk: Desk) -> None:
    assert desk.stranger().get("/audit/readings").status_code == 303
    assert desk.as_("ILO").get(f"/cases/{UUID(int=5)}").status_code == 404
    assert desk.as_("ILO").get("/no/such/page").status_code == 404
    assert on_record(desk.world) == []


def test_the_second_refusal_of_a_day_writes_nothing(desk: Desk) -> None:
    visitor = desk.as_("ILO")
    visitor.get("/audit/readings")
    with statements(desk) as sent:
        assert visitor.get("/audit/readings").status_code == 403
    assert sent and not [each for each in sent if each.startswith("INSERT INTO events")]


def test_two_refusals_at_once_are_one_on_record(world: World) -> None:
    case_id, by = world.deliberating(), world.people[CHAIR]
    denial = Denial("case.move", "seat", case_id)
    with ThreadPoolExecutor(4) as crowd:
        firsts = list(crowd.map(lambda _n: deny(world.engine, denial, by=by), range(4)))
    assert sorted(firsts) == [False, False, False, True]
    assert len(on_record(world)) == 1


def test_where_it_cannot_be_put_on_record_it_is_refused_all_the_same(desk: Desk) -> None:
    def away(_point: str) -> None:
        raise DatabaseUnavailable("gone")

    visitor = desk.as_("ILO")
    desk.world.engine.at_point = away
    assert visitor.get("/audit/readings").status_code == 403
    assert on_record(desk.world) == []


def test_an_auditor_finds_who_was_refused_what(desk: Desk) -> None:
    desk.as_("ILO").get("/audit/readings")
    auditor = desk.as_("auditor")
    assert "/audit?kind=person.denied" in auditor.get("/audit/readings").text
    page = words(auditor.get("/audit?kind=person.denied"))
    assert "was refused “audit.oversee” by the rule “audit-oversee.AUDITOR”." in page


@pytest.mark.parametrize("name", ["ILO", "donor"])
def test_nobody_but_an_auditor_finds_it(desk: Desk, name: str) -> None:
    desk.as_("ILO").get("/audit/readings")
    assert "was refused" not in words(desk.as_(name).get("/audit?kind=person.denied"))
