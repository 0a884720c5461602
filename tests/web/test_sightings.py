"""Who looked at sealed cases, and at cases by an override: on record before anything is shown, and told to auditors."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands import override
from engine.commands.sighting import sight
from engine.commands.token import make_token
from engine.errors import Refused
from engine.sighting import sightings
from tests.access.hidden_types import hiding
from tests.furnished import copy_of
from tests.web.counting import queries_of
from tests.web.desk import Desk, heading
from tests.web.reading import link_to, table_rows, words
from tests.world import MORNING, World

LOOKS = "/audit/readings"
SECRET = "About Zeisig."


@pytest.fixture
def house(desk: Desk) -> Desk:
    """A house with a type of sealed cases and a keeper of its seal."""
    desk.world.engine.registry = hiding()
    desk.world.add_person("keeper")
    desk.world.grant("SEAL_KEEPER", "SEC", "keeper", "principal")
    return desk


def sealed(world: World) -> UUID:
    """A sealed case, opened by the second officer, that asks the manager."""
    asked = {"topic": SECRET, "asked": world.people["manager"].hex}
    case_id = world.open("The matter of Zeisig", "second officer", "sealed-matter", **asked)
    world.put(case_id, "What she said.", "file", "second officer")
    return case_id


def on_record(world: World) -> list[tuple[str, UUID, str, str]]:
    """Every look on record: who, at what, on which day, how."""
    names = {identity: name for name, identity in world.people.items()}
    with world.engine.database.read() as connection:
        rows = connection.execute(select(sightings).order_by(sightings.c.at, sightings.c.person_id)).all()
    return [(names[row.person_id], row.case_id, row.day, row.how) for row in rows]


LEVEL, PART, OVERRIDE = "as a reader of this level", "for a part in the case", "by an override"

# ---- what goes on record


def test_the_first_look_of_each_day_is_on_record(house: Desk) -> None:
    case_id = sealed(house.world)
    for _look in range(3):
        assert SECRET in house.as_("keeper").get(f"/cases/{case_id}").text
    assert on_record(house.world) == [("keeper", case_id, "2013-01-07", LEVEL)]
    house.world.later(days=1)
    house.as_("keeper").get(f"/cases/{case_id}")
    assert [each[2] for each in on_record(house.world)] == ["2013-01-07", "2013-01-08"]


def test_a_day_is_one_by_the_clocks_of_the_house(house: Desk) -> None:
    case_id = sealed(house.world)
    house.world.clock.move_to(MORNING.replace(hour=23, minute=30))  # half past midnight in Vienna
    house.as_("keeper").get(f"/cases/{case_id}")
    assert on_record(house.world)[0][2] == "2013-01-08"


@pytest.mark.parametrize(
    "place",
    [
        "/cases/{}", "/cases/{}/history", "/cases/{}/discussion", "/cases/{}/why", "/cases/{}/edit",
        "/audit/cases/{}", "/audit/cases/{}/changes", "/audit?case={}", "/audit/changes", "/audit/export.csv",
        "/audit/export.jsonl?case={}", "/audit/export.xes", "/audit/export.ocel?case={}",
    ],
)  # fmt: skip
def test_whichever_way_it_is_shown(house: Desk, place: str) -> None:
    """The second officer opened it, keeps the work going, and so reads the history as well."""
    case_id = sealed(house.world)
    assert house.as_("second officer").get(place.format(case_id)).status_code == 200
    assert on_record(house.world) == [("second officer", case_id, "2013-01-07", PART)]


def test_a_paper_and_a_machine_that_reads_are_looks_too(house: Desk) -> None:
    world = house.world
    first, second, third = sealed(world), sealed(world), sealed(world)
    paper = world.read(first).documents["file"].id
    assert house.as_("manager").get(f"/cases/{first}/documents/{paper}").data == b"What she said."
    machine = house.app.test_client(use_cookies=False)
    shown = {"Authorization": f"Bearer {make_token(world.engine, world.people['manager'], 'a machine')}"}
    assert machine.get(f"/api/v1/cases/{second}", headers=shown).status_code == 200
    assert machine.get(f"/api/v1/tasks/{world.find_task(third, 'look').id}", headers=shown).status_code == 200
    assert on_record(world) == [("manager", each, "2013-01-07", PART) for each in (first, second, third)]


def test_what_shows_nothing_of_it_leaves_nothing(house: Desk) -> None:
    world = house.world
    case_id, plain = sealed(world), world.open("An ordinary matter")
    assert house.as_("officer").get(f"/cases/{case_id}").status_code == 404
    assert house.as_("ILO").get(f"/api/v1/cases/{case_id}").status_code in (401, 404)
    assert house.stranger().get(f"/cases/{case_id}").status_code in (302, 303)
    assert house.as_("keeper").client.head(f"/cases/{case_id}").status_code == 200
    assert house.as_("keeper").get("/my-work").status_code == 200
    assert house.as_("officer").get(f"/cases/{plain}").status_code == 200
    assert on_record(world) == []


def test_an_override_is_on_record_with_what_was_looked_at(house: Desk) -> None:
    world = house.world
    case_id = world.open("A matter of money")
    override.begin(world.engine, case_id, "A complaint about it.", by=world.people["administrator"])
    house.as_("administrator").get(f"/cases/{case_id}")
    assert on_record(world) == [("administrator", case_id, "2013-01-07", OVERRIDE)]
    world.later(hours=2)
    assert house.as_("administrator").get(f"/cases/{case_id}").status_code == 404
    ((_when, who, case, how),) = table_rows(house.as_("auditor").get(LOOKS))
    assert (who, how) == ("administrator SEC", "by an override “A complaint about it.”")
    assert case.startswith("A matter of money DEC-")


def test_what_cannot_be_put_on_record_is_not_shown(house: Desk) -> None:
    case_id = sealed(house.world)
    house.as_("keeper")

    def stop(point: str) -> None:
        if point == "written":
            raise Refused("Nothing can be written now.", rule="stopped")

    house.world.engine.at_point = stop
    page = house.as_("keeper").get(f"/cases/{case_id}")
    assert (page.status_code, SECRET in page.text, "Zeisig" in page.text) == (422, False, False)
    assert "Nothing can be written now." in page.text
    assert on_record(house.world) == []


def test_where_nothing_is_sealed_no_statement_is_sent_for_it(desk: Desk) -> None:
    case_id = desk.world.open()
    sent = queries_of(desk, "officer", f"/cases/{case_id}")
    assert not any("sightings" in each for each in sent)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with copy_of(request, request.param, tmp_path) as world:
        world.engine.registry = hiding()
        yield world


def test_many_looks_at_once_leave_one_record(either: World) -> None:
    case_id, manager = sealed(either), either.people["manager"]
    with ThreadPoolExecutor(8) as many:
        found = list(many.map(lambda _no: sight(either.engine, [case_id], by=manager), range(16)))
    assert sorted(found) == [0] * 15 + [1]
    assert on_record(either) == [("manager", case_id, "2013-01-07", PART)]


# ---- who is told


def looks(desk: Desk, **asked: Any) -> list[list[str]]:
    page = desk.as_("auditor").get(f"{LOOKS}?{urlencode(asked)}")
    assert page.status_code == 200
    return table_rows(page)


def test_an_auditor_reads_who_looked_and_when_and_not_what_it_is_about(house: Desk) -> None:
    world = house.world
    case_id = sealed(world)
    house.as_("keeper").get(f"/cases/{case_id}")
    world.later(hours=1)
    house.as_("manager").get(f"/cases/{case_id}")
    page = house.as_("auditor").get(LOOKS)
    assert heading(page) == "Who looked at sealed cases"
    reference = world.read(case_id).case.reference
    assert table_rows(page) == [
        ["Mon 7 Jan 2013, 11:00:00", "manager SEC", f"{reference} Sealed", PART],
        ["Mon 7 Jan 2013, 10:00:00", "keeper SEC", f"{reference} Sealed", LEVEL],
    ]
    assert "Zeisig" not in page.text and f"/audit/cases/{case_id}" not in page.text
    assert house.as_("auditor").get(f"/audit/cases/{case_id}").status_code == 404


def test_person_and_time_narrow_the_list(house: Desk) -> None:
    world = house.world
    case_id = sealed(world)
    house.as_("keeper").get(f"/cases/{case_id}")
    world.later(hours=1)
    house.as_("manager").get(f"/cases/{case_id}")
    assert [row[1] for row in looks(house, actor=world.people["keeper"].hex)] == ["keeper SEC"]
    assert [row[1] for row in looks(house, since="2013-01-07 10:30")] == ["manager SEC"]
    assert [row[1] for row in looks(house, until="2013-01-07 10:30")] == ["keeper SEC"]
    nothing = house.as_("auditor").get(f"{LOOKS}?actor={world.people['ILO'].hex}")
    assert "No look is on record" in words(nothing)
    assert link_to(nothing, "Clear the conditions") == LOOKS
    wrong = house.as_("auditor").get(f"{LOOKS}?since=yesterday")
    assert wrong.status_code == 422
    assert "Write day and time, such as 2013-02-08 17:00." in words(wrong)


def test_fifty_looks_stand_on_a_page_and_the_next_are_one_link_away(house: Desk) -> None:
    world = house.world
    cases = [sealed(world) for _number in range(53)]
    sight(world.engine, cases, by=world.people["manager"])
    first = house.as_("auditor").get(LOOKS)
    second = house.as_("auditor").get(link_to(first, "Next 50"))
    rows = [row[2] for page in (first, second) for row in table_rows(page)]
    assert (len(table_rows(first)), len(set(rows))) == (50, 53)


@pytest.mark.parametrize("name", ["ILO", "officer", "administrator", "keeper"])
def test_nobody_else_is_told(house: Desk, name: str) -> None:
    case_id = sealed(house.world)
    house.as_("manager").get(f"/cases/{case_id}")
    answer = house.as_(name).get(LOOKS)
    assert (answer.status_code, heading(answer)) == (
        403,
        "Who looked at what is sealed is for auditors to see.",
    )
    assert "Rule audit-oversee.AUDITOR" in answer.text


def test_the_history_of_accounts_tells_it_to_auditors_alone(house: Desk) -> None:
    case_id = sealed(house.world)
    house.as_("manager").get(f"/cases/{case_id}")
    page = house.as_("auditor").get("/audit?kind=person.sighted")
    assert table_rows(page)[0][1] == "manager opened a case that is sealed, or open by an override."
    assert "No event fits" in words(house.as_("ILO").get("/audit?kind=person.sighted"))
    assert LOOKS not in house.as_("ILO").get("/audit").text
    assert link_to(page, "Who looked at sealed cases") == LOOKS


def test_a_later_day_is_a_look_of_its_own_and_the_log_rebuilds_them(house: Desk) -> None:
    """That the log rebuilds them the desk itself looks at, when each scene ends."""
    case_id = sealed(house.world)
    for _day in range(3):
        house.as_("manager").get(f"/cases/{case_id}")
        house.world.clock.advance(timedelta(days=1))
    assert len(on_record(house.world)) == 3
