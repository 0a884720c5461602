"""Every route × role × relation × state of the built case types, by HTTP, against another reading of the policy table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4
from zlib import crc32

import pytest
from werkzeug.routing import Rule

from engine.policy import compiled
from tests.access.assessment_scenes import assessments, checklists
from tests.access.interpreter import Interpreter, Viewer
from tests.access.learning_scenes import corrective_actions, lessons, results, risks
from tests.access.meeting_scenes import meetings
from tests.access.money_scenes import money
from tests.access.probes import Found, Probe, expected, outcome, probes
from tests.access.product_scenes import products
from tests.access.programme_scenes import programmes
from tests.access.scenes import WHO, Stage, decisions, proposals, reviews, roster, rotations
from tests.access.theatre import Theatre
from tests.conftest import by_night
from tests.furnished import copy_of
from web.policy import WITHIN_A_CASE, action_of, page_rules

LEAST = 3_000
PART = 12  # of so many cells one is asked in every run
Work = tuple[Found, Probe, Viewer, str]


@pytest.fixture(scope="module")
def theatre(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    folder = tmp_path_factory.mktemp("theatre")
    with (
        copy_of(request, "sqlite", folder) as world,
        copy_of(request, "sqlite", folder) as other,
        copy_of(request, "sqlite", folder) as third,
        copy_of(request, "sqlite", folder) as fourth,
        copy_of(request, "sqlite", folder) as fifth,
        copy_of(request, "sqlite", folder) as sixth,
    ):
        stage = Stage(world)
        decisions(stage)
        proposals(stage)
        roster(stage)
        reviews(stage)
        lessons(stage)
        risks(stage)
        corrective_actions(stage)
        results(stage)
        found = stage.close() + rotations(Stage(other), folder) + products(Stage(third))
        coast = Stage(fourth)
        checklists(coast)
        programmes(coast)
        found += assessments(coast)
        found += money(Stage(fifth)) + meetings(Stage(sixth))
        yield Theatre(found)
        for each in {id(s.world): s.world for s in found}.values():
            each.engine.database.close()


@pytest.fixture(scope="module")
def table(theatre: Theatre) -> Interpreter:
    registry = theatre.staged[0].world.engine.registry
    return Interpreter([*page_rules(registry), *compiled(registry)])


# ---- within cases


def cells(theatre: Theatre, table: Interpreter) -> Iterator[Work]:
    """What to ask, once in a case type where neither the rows that fit nor the answer differ, whatever the state."""
    told: set[tuple[object, ...]] = set()
    for staged in theatre.staged:
        found = Found.of(staged)
        for probe in probes(found):
            for viewer in map(staged.viewer, WHO):
                says, rows = expected(table, probe, viewer, found.scene)
                cell = (found.scene.definition, probe.route, probe.method, probe.subject, says, rows)
                if cell not in told:
                    told.add(cell)
                    yield found, probe, viewer, says


def sweep(theatre: Theatre, table: Interpreter, *, one_in: int = 1) -> int:
    """Ask it; what is answered otherwise than the table says is told. Gives how much was asked."""
    before = {staged.name: staged.scene() for staged in theatre.staged}
    asked, wrong = 0, []
    for found, probe, viewer, says in cells(theatre, table):
        if (
            crc32(f"{found.staged.name} {probe.method} {probe.route} {probe.subject} {viewer.name}".encode())
            % one_in
        ):
            continue
        answer = theatre.house(found.staged).send(probe, viewer.name if viewer.id else None)
        asked += 1
        if (got := outcome(answer)) != says:
            what = f"{found.staged.name}: {probe.method} {probe.route} {probe.subject or ''} by {viewer.name}"
            wrong.append(f"{what}: {got} ({answer.status_code}), not {says}")
    assert wrong == [], f"{len(wrong)} of {asked} cells:\n" + "\n".join(wrong[:60])
    assert {staged.name: staged.scene() for staged in theatre.staged} == before, "a probe changed something"
    return asked


def test_every_state_of_every_built_type_has_a_scene(theatre: Theatre) -> None:
    registry = theatre.staged[0].world.engine.registry
    there = {tuple(each.name.split()[:2]) for each in theatre.staged}
    states = {(definition.code, state.key) for definition in registry for state in definition.states}
    assert states - there == set()


def test_a_part_of_the_cells(theatre: Theatre, table: Interpreter) -> None:
    """The same ones each time, wherever they lie: what a change opens by mistake is open in many cells."""
    asked = sweep(theatre, table, one_in=PART)
    print(f"{asked} cells of those that the policy table distinguishes")
    assert asked >= LEAST // PART // 2


@pytest.mark.long
@pytest.mark.parametrize("one_in", [4, *by_night(1)])
def test_every_cell_that_the_table_distinguishes(theatre: Theatre, table: Interpreter, one_in: int) -> None:
    """Every fourth one in the time there is; by night every one."""
    asked = sweep(theatre, table, one_in=one_in)
    print(f"{asked} cells that the policy table distinguishes")
    assert asked >= LEAST


@pytest.mark.long
def test_the_page_of_a_case_opens_in_every_state_for_everybody_who_may_read_it(theatre: Theatre) -> None:
    """What a page draws differs with the state and the reader: an answer asked of one seat in one state alone. What machines are
    told of a case draws nothing; the cells above ask it."""
    opened, wrong = 0, []
    for staged in theatre.staged:
        for who in WHO:
            path = f"/cases/{staged.case_id}"
            answer = theatre.house(staged).send(Probe("", "GET", path, "case.read"), who)
            opened += answer.status_code == 200
            if answer.status_code not in (200, 303, 404):
                wrong.append(f"{staged.name}: {path} for {who}: {answer.status_code}")
    assert wrong == []
    print(f"{opened} pages opened")
    assert opened >= 500


# ---- at the door


def test_the_door_lets_in_whom_the_table_says(theatre: Theatre, table: Interpreter) -> None:
    """Every route there is, whatever its address names; who has no row is turned away. The door knows people by role alone."""
    staged = theatre.staged[0]
    roles = {who: frozenset(role for role, _of in staged.viewer(who).roles) for who in WHO}
    callers = list({(who is None, held): who for who, held in roles.items()}.values())
    house = theatre.house(staged)
    asked, wrong = 0, []
    for method, rule, name in routes(theatre):
        assert name in table.rows, f"{rule} has no row"
        if name in ("demo.accounts", "demo.clock", "session.begin", "session.end"):
            continue  # not there in production; refuses a wrong password itself; would sign people out
        body: dict[str, str] | None = {} if method == "POST" else None
        for who in callers:
            answer = house.send(Probe(rule.endpoint, method, address(rule), name, body=body), who)
            turned = answer.status_code in (401, 403) or "/sign-in?" in answer.headers.get("Location", "")
            let = table.at_the_door(name, staged.viewer(who))
            inside = name in (*WITHIN_A_CASE, "case.read")  # there the case judges once more
            if (turned and let and not inside) or (not turned and not let):
                wrong.append(
                    f"{method} {rule} for {who}: {answer.status_code}, {'has a' if let else 'no'} row"
                )
            asked += 1
    print(f"{asked} times at the door")
    assert wrong == []
    assert asked >= 1_500


def routes(theatre: Theatre) -> Iterator[tuple[str, Rule, str]]:
    """Every method of every route, with its action."""
    app = theatre.house(theatre.staged[0]).desk.app
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            yield method, rule, action_of(app, rule.endpoint) or ""


def address(rule: Rule) -> str:
    """An address of this route that names nothing there is."""
    values = {each: uuid4() for each in rule.arguments if f"<uuid:{each}>" in rule.rule}
    numbers = dict.fromkeys((each for each in rule.arguments if f"<int:{each}>" in rule.rule), 1)
    built = rule.build(dict.fromkeys(rule.arguments, "csv") | values | numbers)
    assert built is not None
    return built[1]


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "POST"])
def test_no_other_method_opens_what_get_does_not(theatre: Theatre, method: str) -> None:
    """Nor does a header that names another method, a slash more, or the address in capitals."""
    staged = theatre.scene("DEC deliberation")
    house = theatre.house(staged)
    places = [f"/cases/{staged.case_id}", f"/api/v1/cases/{staged.case_id}", "/audit", "/admin"]
    for who in (None, "donor"):
        for path in (each for place in places for each in (place, place + "/", place.upper())):
            for header in ({}, {"X-HTTP-Method-Override": "GET"}, {"X-HTTP-Method": "GET"}):
                answer = house.raw(method, path, who, header)
                assert method == "OPTIONS" or answer.status_code >= 300, f"{method} {path} for {who}"
                assert "A matter" not in answer.text


def test_ids_of_another_case_are_not_there(theatre: Theatre) -> None:
    """An address names a thing within a case: that it is there in another one, which the person may read, counts nothing."""
    here, there = theatre.scene("DEC deliberation"), theatre.scene("DEC silence")
    house, snapshot = theatre.house(here), there.world.read(there.case_id)
    document, row = snapshot.documents["text"].id, snapshot.items[0].id
    asked = next(t for t in snapshot.tasks if t.task == "position").id
    html, api = f"/cases/{here.case_id}", f"/api/v1/cases/{here.case_id}"
    foreign = [
        ("GET", f"{html}/documents/{document}"),
        ("GET", f"{html}/rows/{row}"),
        ("POST", f"{html}/rows/{row}"),
        ("GET", f"{html}/tasks/{asked}/hand-on"),
        *(("POST", f"{html}/tasks/{asked}/{act}") for act in ("claim", "release", "hand-on", "answer")),
        *((method, f"{api}/items/principles/{row}") for method in ("GET", "PATCH", "DELETE")),
        ("GET", f"{api}/items/text/{row}"),
    ]
    for method, path in foreign:
        body: dict[str, str] | None = {} if method in ("POST", "PATCH") else None
        for who in ("ILO", "officer", "IOM", "auditor"):
            answer = house.send(Probe("", method, path, "", body=body), who)
            assert answer.status_code == 404, f"{method} {path} by {who}: {answer.status_code}"


# ---- the other database

SMOKE = ("api.cases", "api.cases.edit", "api.cases.move", "api.tasks.claim", "api.tasks.complete")


@pytest.mark.postgresql
def test_the_other_database_says_the_same(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    with copy_of(request, "postgresql", tmp_path) as world:
        stage = Stage(world)
        stage.add("DEC draft", world.open(by="former opener"))
        stage.delegate(stage.add("DEC deliberation", world.deliberating(by="ILO alternate")), "position")
        theatre = Theatre(stage.close())
        registry = world.engine.registry
        rows = Interpreter([*page_rules(registry), *compiled(registry)])
        asked = 0
        for found, probe, viewer, says in cells(theatre, rows):
            if probe.route in SMOKE and probe.subject in (None, "case", "circulate", "position"):
                answer = theatre.house(found.staged).send(probe, viewer.name if viewer.id else None)
                assert outcome(answer) == says, f"{found.staged.name}: {probe} by {viewer.name}"
                asked += 1
        assert asked >= 30
