"""What stands at a closer level within a case is shown to those who may read that level, and is not there for others."""

from __future__ import annotations

import pytest

from engine.definition import (
    LONG,
    TEXT,
    CaseDefinition,
    DocumentDefinition,
    Edit,
    Field,
    ItemDefinition,
    Outcome,
    State,
    TaskDefinition,
    each_seat,
)
from engine.registry import Registry
from tests.api.machine import Api, Case, problem
from tests.world import World
from workflows._shared import CASE_TEAM, COMMITTEE, HOUSE, MEMBER, OFFICE, SC_RESTRICTED

CLOSE = CASE_TEAM.key
subject, source = Field("subject", "Subject", TEXT), Field("source", "Source", LONG, level=CLOSE)
name, address = Field("name", "Name"), Field("address", "Address", level=CLOSE)
why, doubt = Field("why", "Why", LONG), Field("doubt", "Doubt", LONG, level=CLOSE)
OPEN, DONE = State("open", "Open", waits="an end"), State("done", "Done", final=True)
EDIT = Edit(OFFICE, (OPEN,))
FACT = ItemDefinition("facts", "Facts", (name, address), edit=(EDIT,))
WITNESS = ItemDefinition("witnesses", "Witnesses", (name,), edit=(EDIT,), level=CLOSE)
NOTE = DocumentDefinition("note", "Note", edit=(EDIT,), level=CLOSE)
VIEW = TaskDefinition(
    "view",
    "Say your view",
    each_seat(MEMBER),
    during=(OPEN,),
    outcomes=(Outcome("said", "Said", asks=(why, doubt)),),
)
inquiry = CaseDefinition(
    key="inquiry", version=1, code="INQ", title="Inquiry", opened_by=COMMITTEE, initial=OPEN, level=SC_RESTRICTED, fields=(subject, source),
    edit=(EDIT,), items=(FACT, WITNESS), documents=(NOTE,), tasks=(VIEW,), transitions=[OPEN.to(DONE, "close", by=OFFICE)],
)  # fmt: skip


@pytest.fixture
def api(world: World) -> Api:
    """A house with one case type that has closer things in it."""
    world.engine.registry = Registry([inquiry], HOUSE)
    return Api(world)


@pytest.fixture
def case(api: Api) -> Case:
    case = api.open(definition="inquiry", subject="A rumour", source="A neighbour")
    officer, path = api.as_("officer"), f"/cases/{case['id']}"
    officer.post(f"{path}/items/facts", {"data": {"name": "It rained.", "address": "Main street"}})
    officer.post(f"{path}/items/witnesses", {"data": {"name": "A neighbour"}})
    officer.upload(f"{path}/documents/note", b"She asked not to be named.", "note.txt")
    api.answer(case, "ILO", "said", "view", data={"why": "It fits.", "doubt": "It was night."})
    return case


def test_those_of_the_case_team_see_everything(api: Api, case: Case) -> None:
    told = api.read(case)

    assert told["data"] == {"subject": "A rumour", "source": "A neighbour"}
    assert told["items"]["facts"][0]["data"] == {"name": "It rained.", "address": "Main street"}
    assert len(told["items"]["witnesses"]) == len(told["documents"]) == 1
    assert told["positions"][0]["data"] == {"why": "It fits.", "doubt": "It was night."}


def test_a_member_finds_neither_values_nor_tables_nor_files_of_a_closer_level(api: Api, case: Case) -> None:
    told = api.read(case, "IOM")

    assert told["data"] == {"subject": "A rumour"}
    assert told["items"]["facts"][0]["data"] == {"name": "It rained."}
    assert list(told["items"]) == ["facts"]
    assert told["documents"] == []
    assert told["positions"][0]["data"] == {"why": "It fits."}


def test_there_is_no_way_round(api: Api, case: Case) -> None:
    member, path = api.as_("IOM"), f"/cases/{case['id']}"

    problem(member.get(f"{path}/items/witnesses"), 404)
    problem(member.get(f"{path}/documents/note"), 404)
    problem(member.get(f"{path}/documents/note/content"), 404)
    assert member.get(f"{path}/documents").json == {"items": [], "next": None}
    for words in ("neighbour", "night", "street"):
        assert member.get(f"/cases?q={words}").json["items"] == []  # type: ignore[index]
        assert words not in member.get(f"{path}/events").text
