"""A case as it stood at an instant, and who held which role then: nothing from after, and nothing to press."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from engine.commands import document, register
from engine.definition import CaseDefinition, DocumentDefinition, Edit, State, TextPanel
from engine.registry import Registry
from tests.people import CHAIR
from tests.web.desk import Desk, heading
from tests.web.reading import words
from tests.world import MORNING
from workflows._shared import CASE_TEAM, COMMITTEE, HOUSE, OFFICE, SC_RESTRICTED

OPEN, DONE = State("open", "Open", waits="an end"), State("done", "Done", final=True)
NOTE = DocumentDefinition("note", "Note", edit=(Edit(OFFICE, (OPEN,)),), level=CASE_TEAM.key)
inquiry = CaseDefinition(
    key="inquiry", version=1, code="INQ", title="Inquiry", opened_by=COMMITTEE, initial=OPEN, level=SC_RESTRICTED, fields=(),
    documents=(NOTE,), tasks=(),
    transitions=[OPEN.to(DONE, "close", by=OFFICE)], panels=(TextPanel("Note", NOTE),),
)  # fmt: skip


def as_of(desk: Desk, case_id: UUID, at: datetime | str = "", name: str = "auditor") -> TestResponse:
    said = at.isoformat() if isinstance(at, datetime) else at
    return desk.as_(name).get(f"/audit/cases/{case_id}" + (f"?at={quote(said)}" if said else ""))


# ---- nothing can be done in the past


@pytest.mark.parametrize("name", ["officer", CHAIR, "auditor"])
def test_nothing_can_be_pressed_or_filled_in_there(desk: Desk, name: str) -> None:
    case_id = desk.world.open(subject="IMPLEMENT_ACTIVITY")
    desk.world.put(case_id)
    page = as_of(desk, case_id, name=name)
    assert "Principles review" in words(page)
    for button in (
        "Fill in",
        "Add a row",
        "Write a new version",
        "Circulate the text",
        "What you can do here",
    ):
        assert button not in words(page)
    assert 'method="post"' not in page.text.split("<main")[1].split("</main>")[0]


def noted(desk: Desk) -> UUID:
    """A case with a note for those who work on it alone."""
    world = desk.world
    world.engine.registry = Registry([inquiry], HOUSE)
    case_id = world.open(definition="inquiry")
    secret = b"She asked not to be named."
    document.put(world.engine, case_id, "note", secret, "note.txt", by=world.people["officer"])
    return case_id


def test_what_may_be_read_of_the_past_is_judged_by_who_the_reader_is_now(desk: Desk) -> None:
    case_id = noted(desk)
    world = desk.world
    world.later(hours=1)
    mandate = next(m for m in world.register_now().mandates if m.person_id == world.people["officer"])
    register.end_mandate(world.engine, mandate.id, by=world.people["administrator"])
    world.grant("SC_FOCAL_POINT", "ILO", "officer", "alternate")
    world.later(hours=1)
    page = as_of(desk, case_id, MORNING, "officer")
    assert heading(page) == "A matter"
    assert "She asked not to be named." not in page.text


def test_an_auditor_of_today_reads_what_stood_before_the_term(desk: Desk) -> None:
    case_id = noted(desk)
    world = desk.world
    world.later(hours=1)
    world.add_person("new auditor")
    world.grant("AUDITOR", "SEC", "new auditor", since=world.clock.now())
    world.later(hours=1)
    assert "She asked not to be named." in as_of(desk, case_id, MORNING, "new auditor").text


# ---- instants that are none


@pytest.mark.parametrize("at", ["9999-12-31T23:59:00+00:00", "0001-01-01T00:00:00+05:00", "0001-01-01 00:00"])
@pytest.mark.parametrize("place", ["/audit/roles", "/audit/cases/{}", "/audit"])
def test_an_instant_out_of_the_calendar_is_asked_for_again(desk: Desk, place: str, at: str) -> None:
    case_id = desk.world.open()
    page = desk.as_("auditor").get(f"{place.format(case_id)}?at={quote(at)}&since={quote(at)}")
    assert page.status_code == (422 if place == "/audit" else 200)
    assert "Write day and time, such as 2013-02-08 17:00." in words(page)
