"""The roster: who is nominated, who objects, who is independent, and that everybody looks at their profile once a year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from engine.commands import item
from engine.queries.case_page import case_page
from engine.queries.explain import explain
from tests.furnished import on_both
from tests.people import MEMBERS
from tests.refusing import Denied, Invalid, Unknown, refused
from tests.workflows.decision.record import field, moves, proven, reminders
from tests.workflows.nominating import (
    OBJECTIONS_UNTIL,
    PROFILE,
    active,
    checked,
    nobody_objects,
    nominated,
    screening,
)
from tests.world import World
from workflows.roster_expert import time_to_object_over

pytestmark = on_both

INSTANT = timedelta(microseconds=1)
SCREEN = "Hand in the nomination"


# The whole way


def test_an_expert_is_nominated_screened_and_taken_onto_the_roster(world: World) -> None:
    case_id = active(world)
    assert world.state(case_id) == "active"
    assert world.number(case_id) == "GIFT/EXP/2013/001"
    assert moves(world, case_id) == [("nominated", "screen", "screening"), ("screening", "admit", "active")]
    assert proven(world)


@pytest.mark.parametrize("who", ["ILO", "ILO alternate", "officer", "manager", "expert"])
def test_members_the_secretariat_and_experts_nominate(world: World, who: str) -> None:
    assert world.state(nominated(world, who)) == "nominated"


@pytest.mark.parametrize("who", ["donor", "auditor", "administrator"])
def test_nobody_else_nominates(world: World, who: str) -> None:
    with pytest.raises(Denied):
        nominated(world, who)


# Handing in


@pytest.mark.parametrize(
    ("missing", "label"),
    [
        ("employer", "Works for"),
        ("themes", "Themes"),
        ("regions", "Regions"),
        ("languages", "Languages"),
        ("skills", "Skills"),
    ],
)
def test_an_unfinished_profile_is_not_handed_in(world: World, missing: str, label: str) -> None:
    case_id = nominated(world, without=missing)
    with refused(world, f"Not filled in yet: {label}.", rule="7.6"):
        world.press(case_id, "screen", "UNODC")


def test_without_consent_nothing_is_handed_in(world: World) -> None:
    case_id = nominated(world, consent="no")
    with refused(world, "The profile needs the consent of the expert.", rule="7.6"):
        world.press(case_id, "screen", "UNODC")


def test_without_curriculum_vitae_nothing_is_handed_in(world: World) -> None:
    case_id = world.open("Expert", "UNODC", "roster-expert", **PROFILE)
    with refused(world, "There is no document yet: Curriculum vitae.", rule="7.6"):
        world.press(case_id, "screen", "UNODC")


def test_only_a_seated_member_is_named_as_the_employer_of_its_staff(world: World) -> None:
    with pytest.raises(Invalid):
        nominated(world, staff_of="DONOR")


def test_what_was_handed_in_is_changed_by_the_secretariat_alone(world: World) -> None:
    case_id = screening(world)
    with pytest.raises(Denied):
        world.edit(case_id, "UNODC", employer="Another clinic")


# Screening


def test_who_has_not_had_ten_working_days_may_still_object(world: World) -> None:
    case_id = screening(world)
    checked(world, case_id)
    sentence = "The time in which members may object is not over."
    world.at(OBJECTIONS_UNTIL - INSTANT)
    with refused(world, sentence, rule="7.6"):
        world.press(case_id, "admit", "officer")
    world.at(OBJECTIONS_UNTIL)
    world.press(case_id, "admit", "officer")
    assert world.state(case_id) == "active"


def test_an_objection_keeps_an_expert_off_until_it_is_taken_back(world: World) -> None:
    case_id = screening(world)
    checked(world, case_id)
    nobody_objects(world, case_id)
    world.answer(case_id, "OSCE", "object", "objection", reason="A conflict of interest.")
    with refused(world, "Object: OSCE.", rule="7.6"):
        world.press(case_id, "admit", "officer")
    world.answer(case_id, "OSCE", "none", "objection")
    world.press(case_id, "admit", "officer")
    assert world.state(case_id) == "active"


def test_an_objection_needs_its_reason(world: World) -> None:
    case_id = screening(world)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.answer(case_id, "OSCE", "object", "objection")


def test_before_they_were_asked_the_members_have_not_had_their_time(world: World) -> None:
    for case_id, holds in ((nominated(world), False), (active(world), True)):
        assert time_to_object_over.holds(world.view(case_id)) is holds


def test_the_secretariat_does_not_take_an_objection_back_for_a_member(world: World) -> None:
    case_id = screening(world)
    world.answer(case_id, "OSCE", "object", "objection", reason="A conflict of interest.")
    with refused(world, "Only OSCE itself may change or withdraw this.", rule="own-withdrawal"):
        world.answer(case_id, "officer", "none", "objection", of="OSCE", evidence="By telephone, 8 January.")
    checked(world, case_id)
    world.at(OBJECTIONS_UNTIL)
    with refused(world, "Object: OSCE.", rule="7.6"):
        world.press(case_id, "admit", "officer")


def test_a_member_takes_an_objection_back_in_the_time_that_the_secretariat_gives(world: World) -> None:
    case_id = screening(world)
    world.answer(case_id, "OSCE", "object", "objection", reason="A conflict of interest.")
    checked(world, case_id)
    world.at(OBJECTIONS_UNTIL)
    late = f"This task was closed {OBJECTIONS_UNTIL}; nothing was recorded."
    with refused(world, late, rule="late"):
        world.answer(case_id, "OSCE", "none", "objection")
    with refused(world, "Give time that is still to come."):
        world.press(case_id, "give_time", "officer", until_when=OBJECTIONS_UNTIL.isoformat())
    with refused(world, "Fill in: Members may object until.", error=Invalid):
        world.press(case_id, "give_time", "officer")
    acts = explain(world.read(case_id), world.people["officer"]).acts
    assert next(act for act in acts if act.transition.trigger == "give_time").open
    until = OBJECTIONS_UNTIL + timedelta(days=7)
    world.press(case_id, "give_time", "officer", until_when=until.isoformat())
    world.answer(case_id, "OSCE", "none", "objection")
    with refused(world, "The time in which members may object is not over.", rule="7.6"):
        world.press(case_id, "admit", "officer")
    world.at(until)
    world.press(case_id, "admit", "officer")
    assert world.state(case_id) == "active"


@pytest.mark.parametrize("who", ["ILO", "UNODC"])
def test_only_the_secretariat_gives_more_time(world: World, who: str) -> None:
    case_id = screening(world)
    with pytest.raises(Denied):
        world.press(case_id, "give_time", who, until_when="2013-03-01T12:00:00+00:00")


def test_who_became_staff_of_a_member_counts_as_independent_no_more(world: World) -> None:
    case_id = active(world)
    assert field(world, case_id, "counted") is True
    world.edit(case_id, "officer", staff_of="ILO")
    assert field(world, case_id, "counted") is False


def test_an_objection_after_ten_working_days_is_too_late(world: World) -> None:
    case_id = screening(world)
    world.at(OBJECTIONS_UNTIL)
    with refused(world, f"This task was closed {OBJECTIONS_UNTIL}; nothing was recorded.", rule="late"):
        world.answer(case_id, "OSCE", "object", "objection", reason="Too late.")


def test_the_secretariat_says_whether_the_expert_is_independent(world: World) -> None:
    case_id = screening(world)
    nobody_objects(world, case_id)
    checked(world, case_id, independent=None)
    with refused(world, "Say whether the expert is independent.", rule="7.6"):
        world.press(case_id, "admit", "officer")


def test_staff_of_a_member_are_not_independent(world: World) -> None:
    case_id = screening(world)
    nobody_objects(world, case_id)
    checked(world, case_id, staff_of="ILO")
    with refused(world, "Staff of a member of the Committee are not independent.", rule="7.6"):
        world.press(case_id, "admit", "officer")
    world.edit(case_id, "officer", independent="no")
    world.press(case_id, "admit", "officer")
    assert field(world, case_id, "independent") is False


@pytest.mark.parametrize(("missing", "label"), [("person", "Account"), ("references", "References")])
def test_account_and_references_are_known_before_the_roster(world: World, missing: str, label: str) -> None:
    case_id = screening(world)
    nobody_objects(world, case_id)
    checked(world, case_id, **{missing: None})
    with refused(world, f"Not filled in yet: {label}.", rule="7.6"):
        world.press(case_id, "admit", "officer")


@pytest.mark.parametrize("who", ["UNODC", "IOM"])
def test_only_the_secretariat_takes_onto_the_roster_or_turns_down(world: World, who: str) -> None:
    case_id = screening(world)
    for trigger, label in (("admit", "Take onto the roster"), ("reject", "Turn the nomination down")):
        with refused(
            world, f"You cannot do this here: {label}.", rule=f"roster-expert:{trigger}", error=Denied
        ):
            world.press(case_id, trigger, who, reason="Because.")


def test_a_nomination_is_turned_down_with_a_reason(world: World) -> None:
    case_id = screening(world)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.press(case_id, "reject", "officer")
    world.press(case_id, "reject", "officer", reason="No reference answered.")
    assert world.state(case_id) == "rejected"


def test_a_nomination_is_withdrawn_by_who_made_it(world: World) -> None:
    case_id = screening(world)
    world.press(case_id, "withdraw", "UNODC", reason="No longer available.")
    assert world.state(case_id) == "withdrawn"


# On the roster


def test_an_expert_is_asked_for_an_update_once_a_year_and_reminded_a_month_before(world: World) -> None:
    case_id = active(world)
    asked = world.find_task(case_id, "update")
    assert asked.due_at == datetime(2014, 1, 7, 9, tzinfo=UTC)
    world.at(datetime(2013, 12, 8, tzinfo=UTC))
    assert [says for _at, says, _to in reminders(world, case_id)] == ["Your yearly update is due in 30 days."]
    world.answer(case_id, "expert", "done", "update")
    world.at(datetime(2014, 1, 8, tzinfo=UTC))
    again = world.find_task(case_id, "update")
    assert (again.state, again.round) == ("offered", 2)


def test_an_expert_keeps_the_own_profile_and_absences(world: World) -> None:
    case_id = active(world)
    world.edit(case_id, "expert", languages=["ENGLISH", "SPANISH"])
    assert [each.name for each in field(world, case_id, "languages")] == ["ENGLISH", "SPANISH"]
    away(world, case_id, date(2013, 7, 1), date(2013, 7, 31))
    away(world, case_id, date(2013, 12, 20), date(2014, 1, 6))
    assert len(world.read(case_id).items) == 2
    for changed in ({"independent": "no"}, {"references": "My mother."}, {"staff_of": "ILO"}):
        with pytest.raises(Invalid):
            world.edit(case_id, "expert", **changed)


def away(world: World, case_id: UUID, since: date, until: date) -> None:
    row = {"since": since.isoformat(), "until": until.isoformat()}
    item.add(world.engine, case_id, "absences", row, by=world.people["expert"])


def test_an_absence_ends_after_it_begins(world: World) -> None:
    case_id = active(world)
    with refused(world, "The last day lies on or after the first."):
        away(world, case_id, date(2013, 7, 31), date(2013, 7, 1))


def test_a_stranger_to_the_profile_does_not_write_it(world: World) -> None:
    case_id = active(world)
    for who in ("donor", "administrator"):
        with pytest.raises(Unknown):
            world.edit(case_id, who, employer="Nobody")
    for who in ("ILO", "auditor"):
        with pytest.raises(Denied):
            world.edit(case_id, who, employer="Nobody")


def test_who_suspends_gives_a_reason_and_the_secretariat_takes_back(world: World) -> None:
    case_id = active(world)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.press(case_id, "suspend", "officer")
    world.press(case_id, "suspend", "expert", reason="Three assignments at once.")
    assert world.state(case_id) == "suspended"
    world.at(world.clock.now() + timedelta(days=181))
    assert "Suspended for 180 days: is the expert still wanted?" in [
        s for _, s, _ in reminders(world, case_id)
    ]
    world.press(case_id, "reinstate", "officer")
    assert world.state(case_id) == "active"
    assert world.number(case_id) == "GIFT/EXP/2013/001", "the number stays"


def test_who_became_staff_of_a_member_is_not_taken_back_as_independent(world: World) -> None:
    case_id = active(world)
    world.press(case_id, "suspend", "officer", reason="New employer.")
    world.edit(case_id, "officer", staff_of="ILO")
    with refused(world, "Staff of a member of the Committee are not independent.", rule="7.6"):
        world.press(case_id, "reinstate", "officer")


@pytest.mark.parametrize("who", ["officer", "expert"])
def test_an_expert_retires_or_is_retired(world: World, who: str) -> None:
    case_id = active(world)
    world.press(case_id, "retire", who, reason="Other work.")
    assert world.state(case_id) == "retired"
    with refused(
        world,
        "“Take back onto the roster” is not possible while the case is “Retired”.",
        rule="wrong-state",
    ):
        world.press(case_id, "reinstate", "officer")


def test_nobody_else_retires_an_expert(world: World) -> None:
    case_id = active(world)
    for name in MEMBERS:
        with refused(
            world,
            "You cannot do this here: Retire from the roster.",
            rule="roster-expert:retire",
            error=Denied,
        ):
            world.press(case_id, "retire", name, reason="Out of spite.")


# Who reads what members say


def test_an_expert_reads_neither_who_objects_nor_why(world: World) -> None:
    """Whoever nominates oneself reads the case all along; what members answer is theirs and the Secretariat's."""
    case_id = nominated(world, "expert")
    world.press(case_id, "screen", "officer")
    world.answer(case_id, "OSCE", "object", "objection", reason="A quarrel in 2009.")
    assert told(world, case_id, "ILO") == ["A quarrel in 2009."]
    assert told(world, case_id, "expert") == []
    for who, stated in (("officer", True), ("expert", False)):
        rules = explain(world.read(case_id), world.people[who]).needed
        assert ("No member objects" in [r.states.english() for r in rules if r.states]) is stated


def told(world: World, case_id: UUID, who: str) -> list[str | None]:
    with world.engine.database.read() as connection:
        register = world.engine.register(connection)
        page = case_page(world.engine, connection, register, case_id, world.people[who])
    return [answer.reason for answer in page.positions]
