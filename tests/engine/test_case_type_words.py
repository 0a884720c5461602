"""Words of the language that few case types need, each at its full meaning: tried on a club that elects its captain."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from config.bootstrap import registry
from engine.commands import item, link
from engine.definition import (
    DATE,
    INSTANT,
    LONG,
    ORGANIZATION,
    CaseDefinition,
    DocumentDefinition,
    Edit,
    Field,
    Freeze,
    Grant,
    ItemDefinition,
    Open,
    Outcome,
    State,
    TaskDefinition,
    built,
    each_seat,
    linked,
    missing,
    role,
    working_days,
)
from engine.errors import Invalid, Refused
from engine.item import items
from engine.registry import Registry
from tests.furnished import furnished_postgresql, furnished_sqlite, world  # noqa: F401
from tests.refusing import refused
from tests.workflows.decision.record import proven
from tests.workflows.sampling import SAMPLES, sample
from tests.world import World
from workflows._shared import HOUSE, MEMBER, OFFICE, SC_RESTRICTED

BEGINS = datetime(2013, 3, 1, tzinfo=UTC)
ENDS = datetime(2014, 3, 1, tzinfo=UTC)


@missing("Too far from the sea: {}.", rule="CLUB-1")
def at_sea(case: Any, organization: Any) -> list[Any]:
    return [organization] if organization.code == "OSCE" else []


CAPTAIN = role("CAPTAIN", "Captain", exercised_by=MEMBER, only=at_sea)
season = Field("season", "Season", DATE, required=True)
captain = Field("captain", "Captain", ORGANIZATION)
crew = Field("crew", "Crew", ORGANIZATION, many=True)
begins, ends = Field("begins", "Begins", INSTANT), Field("ends", "Ends", INSTANT)
words = Field("words", "Words", LONG, required=True)

PLANNED, SAILING = (
    State("planned", "Planned", due=working_days(5)),
    State("sailing", "Sailing", due=working_days(5)),
)
HARBOUR, SUNK = State("harbour", "In harbour", final=True), State("sunk", "Sunk", result="sunk", final=True)
question, answer = Field("question", "Question"), Field("answer", "Answer", LONG)
CHECKS = ItemDefinition(
    "checks",
    "Checks",
    (question, answer),
    edit=(Edit(OFFICE, (PLANNED,)),),
    seeded=({"question": "Is the hull tight?"}, {"question": "Are there oars?"}),
    fixed=True,
)
WISHES = ItemDefinition(
    "wishes",
    "Wishes",
    (question, answer),
    edit=(Edit(MEMBER, (PLANNED,), own=True),),
    unique=("question",),
    per_organization=True,
)
LOG = DocumentDefinition("log", "Log")
SAY = TaskDefinition(
    "say", "Say something", each_seat(MEMBER), (PLANNED,), (Outcome("said", "Said"),), asks=(words,)
)


def next_season(case: Any) -> Any:
    return case.season + timedelta(days=365)


NEXT = {
    "season": next_season,
    "captain": lambda case: case.crew[0],
    "crew": lambda case: case.crew[1:],
    "begins": lambda case: case.at,
}
CLUB = CaseDefinition(
    key="club",
    version=1,
    code="CLB",
    title="Club",
    opened_by=OFFICE,
    initial=PLANNED,
    level=SC_RESTRICTED,
    fields=(season, captain, crew, begins, ends),
    opens_with=(season,),
    items=(CHECKS, WISHES),
    documents=(LOG,),
    tasks=(SAY,),
    links={"follows": "Follows", "near": "Near"},
    edit=(Edit(OFFICE, (PLANNED, SAILING)),),
    transitions=[
        PLANNED.to(
            SAILING,
            "sail",
            by=OFFICE,
            then=[Grant(CAPTAIN, captain, begins, ends, sole=True), Freeze(SAY, LOG)],
        ),
        SAILING.to(PLANNED, "plan_again", by=OFFICE, then=[Open("club", "follows", carry=NEXT)]),
        PLANNED.to(SUNK, "mourn", "The last one sank", when=[linked("follows", "sunk")]),
        SAILING.to(SUNK, "sink", by=OFFICE),
        SAILING.to(HARBOUR, "land", by=OFFICE),
    ],
)


@pytest.fixture
def club(world: World) -> World:  # noqa: F811
    """The house with a club in it."""
    house = replace(HOUSE, roles=(*HOUSE.roles, CAPTAIN))
    world.engine.registry = Registry([*registry().versions, CLUB], house)
    return world


def planned(club: World, **data: Any) -> UUID:
    told = {"season": "2013-06-01", "captain": "ILO", "begins": BEGINS.isoformat(), "ends": ENDS.isoformat()}
    return club.open("A season", definition="club", **{**told, **data})


def captains(club: World, at: datetime) -> list[str]:
    with club.engine.reading() as (_, known):
        return [each.code for each in known.holders("CAPTAIN", at)]


def appoint(club: World, code: str, since: datetime, until: datetime | None = None) -> None:
    club.engine._register = None  # the club's roles are new in this house
    club.grant("CAPTAIN", code, since=since, until=until)


# Roles that not every organization may hold


def test_no_administrator_gives_a_role_to_whom_it_is_not_for(club: World) -> None:
    with refused(club, "Too far from the sea: OSCE.", rule="CLUB-1", error=Invalid):
        appoint(club, "OSCE", BEGINS)
    appoint(club, "ILO", BEGINS)
    assert captains(club, BEGINS) == ["ILO"]


def test_no_effect_gives_it_either(club: World) -> None:
    case_id = planned(club, captain="OSCE")
    with refused(club, "Too far from the sea: OSCE.", rule="CLUB-1", error=Refused):
        club.press(case_id, "sail", "officer")
    assert captains(club, BEGINS) == []


# Offices that one holds at a time


def test_a_sole_holder_follows_whoever_holds_it_then(club: World) -> None:
    appoint(club, "IOM", BEGINS - timedelta(days=90))
    appoint(club, "UNODC", BEGINS - timedelta(days=60), BEGINS - timedelta(days=30))
    appoint(club, "UNICEF", ENDS)
    club.press(planned(club), "sail", "officer")
    second = timedelta(microseconds=1)
    assert [captains(club, at) for at in (BEGINS - second, BEGINS, ENDS - second, ENDS)] == [
        ["IOM"],
        ["ILO"],
        ["ILO"],
        ["UNICEF"],
    ]
    assert captains(club, BEGINS - timedelta(days=45)) == ["IOM", "UNODC"], "what is over stays as it was"
    assert proven(club)


def test_rules_see_who_holds_an_office_at_another_instant(club: World) -> None:
    case_id = planned(club)
    club.press(case_id, "sail", "officer")
    club.engine._register = None
    view = club.view(case_id)
    assert (view.holder(CAPTAIN), str(view.holder(CAPTAIN, BEGINS))) == (None, "ILO")
    assert (view.seated(CAPTAIN, ENDS), [str(o) for o in view.seated(MEMBER)][:2]) == ([], ["ILO", "IOM"])


# Rows


def rows(club: World, case_id: UUID, key: str) -> list[Any]:
    return [row for row in club.read(case_id).items if row.item == key and row.standing]


def test_what_came_with_a_fixed_row_stays(club: World) -> None:
    case_id = planned(club)
    first = rows(club, case_id, "checks")[0]
    officer = club.people["officer"]
    with refused(club, "You cannot fill in “question” here.", error=Invalid):
        item.edit(club.engine, case_id, first.id, {"question": "Any rum?"}, revision=1, by=officer)
    item.edit(club.engine, case_id, first.id, {"answer": "Yes."}, revision=1, by=officer)
    assert rows(club, case_id, "checks")[0].data == {"question": "Is the hull tight?", "answer": "Yes."}


def test_rows_of_two_organizations_may_be_alike_and_of_one_may_not(club: World) -> None:
    case_id = planned(club)
    wish = {"question": "Where to?", "answer": "South."}
    item.add(club.engine, case_id, "wishes", wish, by=club.people["ILO"])
    item.add(club.engine, case_id, "wishes", wish, by=club.people["IOM"])
    for name in ("ILO", "ILO alternate"):
        with refused(club, "There is such a row in “Wishes” already.", rule="unique-row"):
            item.add(club.engine, case_id, "wishes", {**wish, "answer": "North."}, by=club.people[name])
    shown = club.view(case_id).rows(WISHES)
    assert [str(row.owner) for row in shown] == ["ILO", "IOM"]
    assert [row.owner for row in club.view(case_id).rows(CHECKS)] == [None, None]


# Opening


def test_a_case_is_not_opened_without_what_it_opens_with(club: World) -> None:
    for data in ({}, {"season": ""}, {"captain": "ILO"}):
        with refused(club, "Fill in: Season.", error=Invalid):
            club.open("A season", definition="club", **data)
    case_id = planned(club)
    with refused(club, "Fill in: Season.", error=Invalid):
        club.edit(case_id, "officer", season=None)
    club.edit(case_id, "officer", captain=None, season="2013-07-01")


def test_a_function_hands_over_what_the_other_case_stores(club: World) -> None:
    case_id = planned(club, crew=["IOM", "OSCE", "UNODC"])
    club.press(case_id, "sail", "officer")
    club.press(case_id, "plan_again", "officer")
    following = club.read(club.read(case_id).links[-1].other)
    view = club.view(following.case.id)
    assert following.case.data["season"] == "2014-06-01"
    assert (str(view.captain), [str(each) for each in view.crew]) == ("IOM", ["OSCE", "UNODC"])
    assert view.begins == club.clock.now()
    assert proven(club)


def test_the_case_just_opened_is_the_newest_tie_in_the_same_act(club: World) -> None:
    """Else the result of an earlier one would move the case straight on."""
    case_id = planned(club, crew=["IOM"])
    club.press(case_id, "sail", "officer")
    club.press(case_id, "plan_again", "officer")
    first = club.read(case_id).links[-1].other
    club.edit(first, "officer", ends=ENDS.isoformat())
    club.press(first, "sail", "officer")
    club.press(case_id, "sail", "officer")
    club.press(first, "sink", "officer")
    assert club.state(case_id) == "sailing", "it does not ask while it sails"
    club.press(case_id, "plan_again", "officer")
    assert club.state(case_id) == "planned", "the one that sank is not the newest any more"
    assert proven(club)


def test_ties_that_rules_rest_on_are_not_made_by_hand(club: World) -> None:
    case_id, other = planned(club), planned(club)
    sentence = "This tie comes about when a case is opened; nobody makes it by hand."
    with refused(club, sentence, rule="tie-by-effect"):
        link.add(club.engine, case_id, "follows", other, by=club.people["officer"])
    link.add(club.engine, case_id, "near", other, by=club.people["officer"])
    assert [each.type for each in club.read(case_id).links] == ["near"]


def test_ties_that_rules_rest_on_are_not_ended_by_hand(club: World) -> None:
    first = planned(club, crew=["IOM"])
    club.press(first, "sail", "officer")
    club.press(first, "plan_again", "officer")
    (tie,) = [each for each in club.read(first).links if not each.incoming]
    sentence = "This tie came about when a case was opened; it stays."
    with refused(club, sentence, rule="tie-by-effect"):
        link.end(club.engine, first, tie.id, by=club.people["officer"], reason="It is the wrong one.")
    assert tie.id in [each.id for each in club.read(first).links]


# What is frozen, what is built


def test_frozen_positions_hold_what_was_said(club: World) -> None:
    case_id = planned(club)
    club.answer(case_id, "ILO", "said", "say", words="South, and soon.")
    club.press(case_id, "sail", "officer")
    sheet = club.read(case_id).documents["log"]
    told = {
        each["party"]: each["values"] for each in json.loads(club.engine.files.get(case_id, sheet.sha256))
    }
    assert told["ILO"] == {"words": "South, and soon."}
    assert told["IOM"] is None


def test_whether_a_case_type_is_built_is_a_rule() -> None:
    definition = next(d for d in registry() if d.code == "DEC")
    view = sample(definition, definition.initial, SAMPLES[1]).view
    subject = definition.field_by_key["subject"]
    chosen = view.subject
    sentence = "There is no case type here yet for: {}. The case stays as it is."
    guard = built(subject, {chosen: "not-built-yet"}, rule="11a")
    refusal = guard.refusal(view)
    assert refusal is not None
    assert (str(refusal.says), refusal.rule) == (sentence.format(chosen), "11a")
    assert built(subject, {chosen: "consensus-decision"}).holds(view)
    assert not built(subject, {}).holds(view)


# What one event can hold


def test_an_act_that_is_too_much_for_one_event_is_refused_whole(club: World) -> None:
    """A case that begins with a thousand rows: no event of the log may hold so much, and nothing of it is kept."""
    rows = tuple({"question": f"Is plank {number} tight?"} for number in range(1_000))
    ship = replace(CLUB, key="ship", code="SHP", items=(replace(CHECKS, seeded=rows), WISHES), links={},
                   edit=(Edit(OFFICE, (PLANNED,)),), transitions=[PLANNED.to(SUNK, "sink", by=OFFICE)])  # fmt: skip
    club.engine.registry = Registry([*club.engine.registry.versions, ship], club.engine.registry.house)
    told = {"season": "2013-06-01", "captain": "ILO"}
    with refused(club, "This is too much for one act: do it in smaller parts.", rule="event-size"):
        club.open("A ship", definition="ship", **told)
    with club.engine.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(items)).scalar_one() == 0
