"""A case as it stood at an instant, and who held which role then: nothing from after, and nothing to press."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote
from uuid import UUID

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from engine.commands import case as case_commands
from engine.commands import document, link, register
from engine.definition import CaseDefinition, DocumentDefinition, Edit, State, TextPanel
from engine.log import disclosures
from engine.registry import Registry
from tests.owner import owning
from tests.people import CHAIR
from tests.web.desk import Desk, heading
from tests.web.reading import field_value, link_to, words
from tests.workflows import proposing
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
    world.grant("AUDITOR", "SEC", "new auditor", "principal", since=world.clock.now())
    world.later(hours=1)
    assert "She asked not to be named." in as_of(desk, case_id, MORNING, "new auditor").text


# ---- instants that are none


@pytest.mark.parametrize("at", ["9999-12-31T23:59:00+00:00", "0001-01-01T00:00:00+05:00", "0001-01-01 00:00"])
@pytest.mark.parametrize("place", ["/audit/roles", "/audit/cases/{}", "/audit"])
def test_an_instant_out_of_the_calendar_is_asked_for_again(desk: Desk, place: str, at: str) -> None:
    case_id = desk.world.open()
    page = desk.as_("auditor").get(f"{place.format(case_id)}?at={quote(at)}&since={quote(at)}")
    assert page.status_code == 422
    assert "Write day and time, such as 2013-02-08 17:00." in words(page)


# ---- a case as it stood


def story(desk: Desk) -> UUID:
    """A case of four acts, an hour apart, and a position."""
    world = desk.world
    case_id = world.open("A study of remedies")
    world.later(hours=1)
    world.put(case_id)
    world.later(hours=1)
    world.press(case_id, "circulate", "officer")
    world.later(hours=1)
    world.press(case_id, "deliberate", CHAIR)
    world.answer(case_id, "ILO", "concern", reason="It is unclear.")
    return case_id


def test_before_its_beginning_there_is_no_case_and_the_page_says_when_it_began(desk: Desk) -> None:
    page = as_of(desk, story(desk), MORNING - timedelta(seconds=1))
    assert page.status_code == 422
    assert "The case had not begun at that instant: it began on Mon 7 Jan 2013, 10:00" in words(page)


@pytest.mark.parametrize("place", ["/audit/cases/{}", "/audit/register", "/audit/roles"])
def test_what_is_still_to_come_is_not_looked_back_at(desk: Desk, place: str) -> None:
    case_id = story(desk)
    page = desk.as_("auditor").get(f"{place.format(case_id)}?day=2013-01-07&time=13:01")
    assert page.status_code == 422
    assert "That instant is still to come: ask for one that has passed." in words(page)
    assert desk.as_("auditor").get(f"{place.format(case_id)}?day=2013-01-07&time=13:00").status_code == 200


def test_at_the_instant_of_an_act_it_has_happened_and_a_moment_before_it_has_not(desk: Desk) -> None:
    case_id = story(desk)
    circulated = MORNING + timedelta(hours=2)
    at, before = (
        as_of(desk, case_id, circulated),
        as_of(desk, case_id, circulated - timedelta(microseconds=1)),
    )
    assert "The text is circulated. The chair opens the next step." in words(at)
    assert "The text is being drafted." in words(before)


def test_nothing_on_the_page_is_from_after(desk: Desk) -> None:
    case_id = story(desk)
    desk.world.edit(case_id, "officer", background="Because of something else.")
    page = words(as_of(desk, case_id, MORNING + timedelta(hours=2)))
    assert "You see event 3 of 6, as it stood on Mon 7 Jan 2013, 12:00:00." in page
    assert "Nothing on this page is from after." in page
    assert "Background Because. What" in page
    for later in ("Open deliberation", "It is unclear.", "something else"):
        assert later not in page


def test_the_newest_instant_shows_all_that_stands(desk: Desk) -> None:
    page = words(as_of(desk, story(desk)))
    assert "You see event 5 of 5" in page
    assert "Round 1 1 of 6 have answered" in page
    assert "ILO Concern It is unclear." in page
    assert "Background Because." in page


def test_one_steps_from_event_to_event_and_back_to_today(desk: Desk) -> None:
    case_id = story(desk)
    page = as_of(desk, case_id, MORNING + timedelta(hours=1))
    before = desk.as_("auditor").get(link_to(page, "Event before"))
    after = desk.as_("auditor").get(link_to(page, "Event after"))
    assert "You see event 1 of 5" in words(before)
    assert "You see event 3 of 5" in words(after)
    assert link_to(page, "Back to today") == f"/cases/{case_id}"
    assert "Event before" not in words(before)
    assert "Event after" not in words(as_of(desk, case_id))


def test_events_of_one_instant_are_one_step(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    page = as_of(desk, case_id, MORNING)
    assert "You see event 4 of 4" in words(page)
    assert "Event before" not in words(page)


def test_day_and_time_are_asked_as_the_clocks_of_the_house_show_them(desk: Desk) -> None:
    case_id = story(desk)
    here = f"/audit/cases/{case_id}"
    page = desk.as_("auditor").get(f"{here}?day=2013-01-07&time=11:30")
    assert "You see event 2 of 5, as it stood on Mon 7 Jan 2013, 11:30:00." in words(page)
    assert (field_value(page, "day"), field_value(page, "time")) == ("2013-01-07", "11:30:00")
    wrong = desk.as_("auditor").get(f"{here}?day=yesterday&time=noon")
    assert "Write day and time, such as 2013-02-08 17:00." in words(wrong)
    assert "You see event 5 of 5" in words(wrong), "what cannot be read shows the present"


def test_remarks_at_a_closer_level_are_neither_told_nor_counted(desk: Desk) -> None:
    world = desk.world
    case_id = story(desk)
    world.later(hours=1)
    officer = world.people["officer"]
    case_commands.comment(world.engine, case_id, "Among us.", by=officer, level="CASE_TEAM")
    assert "You see event 6 of 6" in words(as_of(desk, case_id))
    page = as_of(desk, case_id, name="ILO")
    assert "You see event 5 of 5" in words(page)
    assert "added a remark" not in words(page)
    assert "Event after" not in words(as_of(desk, case_id, MORNING + timedelta(hours=3), "ILO"))


@pytest.mark.parametrize("name", ["auditor", "ILO", "officer"])
def test_an_id_that_is_none_is_not_found(desk: Desk, name: str) -> None:
    answer = as_of(desk, UUID(int=0), name=name)
    assert (answer.status_code, heading(answer)) == (
        404,
        "There is no such page, or it is not open to you.",
    )


def test_a_proposal_is_looked_back_at_step_by_step(desk: Desk) -> None:
    world = desk.world
    case_id = proposing.drafted(world)
    world.later(hours=1)
    world.press(case_id, "consult", "ILO")
    world.at(proposing.CONSULTED_UNTIL)
    steps = {
        MORNING: "The idea is being written down.",
        MORNING + timedelta(hours=1): "0 of 6 have replied",
        proposing.CONSULTED_UNTIL: "The Secretariat looks for what exists already.",
    }
    for at, moment in steps.items():
        assert moment in words(as_of(desk, case_id, at))


def test_ties_lead_both_ways_to_the_other_case_as_it_was(desk: Desk) -> None:
    world = desk.world
    case_id, other = world.open("A study of remedies"), world.open("Another")
    officer = world.people["officer"]
    world.later(hours=1)
    tie = link.add(world.engine, case_id, "informs", other, by=officer).result
    world.put(other)
    tied = world.clock.now()
    world.later(hours=1)
    world.press(other, "circulate", "officer")
    assert "Ties to other cases" not in words(as_of(desk, case_id, MORNING))
    page = as_of(desk, case_id, tied)
    assert "Ties to other cases, then 1 Informs: Another Draft" in words(page)
    assert "from: Informs: A study of remedies Draft" in words(
        desk.as_("auditor").get(link_to(page, "Another"))
    )
    assert "Informs: Another Circulated" in words(as_of(desk, case_id))
    world.later(hours=1)
    link.end(world.engine, case_id, tie, by=officer, reason="It was the wrong one.")
    assert "Ties to other cases" not in words(as_of(desk, case_id))
    assert "Informs: Another Draft" in words(as_of(desk, case_id, tied)), "it stood then"


def test_papers_remarks_and_open_work_are_those_of_then(desk: Desk) -> None:
    world = desk.world
    case_id = proposing.drafted(world)
    world.later(hours=1)
    case_commands.comment(world.engine, case_id, "Who pays for it?", by=world.people["ILO"])
    before, after = as_of(desk, case_id, MORNING), as_of(desk, case_id)
    assert "Discussion 1 Mon 7 Jan, 11:00. ILO Who pays for it?" in words(after)
    assert "Who pays for it?" not in before.text
    decided = story(desk)
    asked = words(as_of(desk, decided, MORNING + timedelta(hours=5)))
    assert "Waited for, then" in asked and "Take a position: IOM" in asked
    assert "Take a position: ILO" not in asked, "ILO has answered"


def test_a_history_that_contradicts_itself_is_not_shown_and_says_where(desk: Desk) -> None:
    """Somebody with the database in hand writes another title over what was committed."""
    case_id = story(desk)
    title = disclosures.c.name.endswith("_title")
    with owning(desk.world.engine.database) as connection:
        true = connection.execute(select(disclosures).where(title)).one()
        connection.execute(update(disclosures).where(title).values(value='"Another title"'))
    since = f"since={quote(MORNING.isoformat())}"
    for place in ("", "/changes"):
        page = desk.as_("auditor").get(f"/audit/cases/{case_id}{place}?{since}")
        assert page.status_code == 422
        assert "This part of the history contradicts itself" in words(page)
        assert (
            f"event {true.event_id.hex}: what is disclosed as {true.name} is not what was committed"
            in words(page)
        )
        assert "Rule broken-log" in words(page)
    with owning(desk.world.engine.database) as connection:
        connection.execute(update(disclosures).where(title).values(value=true.value))


# ---- who held which role then


def test_the_roles_of_an_instant_are_told_with_organizations_and_people(desk: Desk) -> None:
    page = desk.as_("auditor").get("/audit/roles")
    assert heading(page) == "Who held which role"
    assert "Mandates in force on Mon 7 Jan 2013, 10:00:00." in words(page)
    assert "Chair IOM IOM, IOM alternate Co-chair OHCHR OHCHR, OHCHR alternate Focal point" in words(page)


def test_before_the_term_nobody_presided(desk: Desk) -> None:
    page = words(desk.as_("ILO").get("/audit/roles?day=2012-12-31&time=23:59"))
    assert "Mandates in force on Mon 31 Dec 2012, 23:59:00." in page
    assert "Chair IOM" not in page
    assert "Focal point ILO, IOM, OHCHR, OSCE, UNICEF, UNODC" in page


def test_beside_a_case_stand_those_who_held_roles_at_that_instant(desk: Desk) -> None:
    case_id = story(desk)
    world = desk.world
    world.later(hours=1)
    mandate = next(m for m in world.register_now().mandates if m.role == "SC_COCHAIR")
    register.end_mandate(world.engine, mandate.id, by=world.people["administrator"])
    now, then = words(as_of(desk, case_id)), words(as_of(desk, case_id, MORNING))
    assert "Co-chair : OHCHR OHCHR, OHCHR alternate" in then
    assert "Co-chair" not in now


def test_a_mandate_that_was_dated_back_says_when_it_was_recorded(desk: Desk) -> None:
    """Whoever looks back sees that the house did not know it then."""
    world = desk.world
    world.later(days=1)
    register.grant(
        world.engine,
        "AUDITOR",
        world.organizations["SEC"],
        person=world.people["expert"],
        capacity="principal",
        since=MORNING - timedelta(days=30),
        by=world.people["administrator"],
    )
    page = words(desk.as_("auditor").get("/audit/roles?day=2012-12-31&time=12:00"))
    assert "Some of it was recorded later, on Tue 8 Jan" in page
    after = words(desk.as_("auditor").get("/audit/roles?day=2013-01-09&time=12:00"))
    assert "recorded later" not in after


def test_a_time_that_cannot_be_read_shows_the_present_and_says_so(desk: Desk) -> None:
    page = desk.as_("auditor").get("/audit/roles?day=someday&time=10:00")
    assert "Write day and time, such as 2013-02-08 17:00." in words(page)
    assert "Mandates in force on Mon 7 Jan 2013, 10:00:00." in words(page)
