"""Who presides: terms are mandates that change hands at midnight in Vienna, and regional members never hold one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from engine.commands import link, register
from tests.people import CHAIR, COCHAIR, MEMBERS
from tests.refusing import Denied, Invalid, Stale, refused
from tests.workflows.decision.record import code_of, moves, proven, reminders
from tests.workflows.rotating import (
    END,
    NOMINATIONS,
    START,
    adopt,
    appoint,
    before_sc,
    confirmed,
    end_terms,
    holders,
    linked_to,
    nominate,
    nominating,
    nominees,
    put_letter,
    rotate_by,
    scheduled,
    write_note,
)
from tests.world import World

INSTANT = timedelta(microseconds=1)
REGIONAL = "A regional organization never presides: OSCE."


# The whole way


def test_a_term_from_nomination_to_its_end(world: World) -> None:
    case_id = confirmed(world)
    write_note(world, case_id)
    world.answer(case_id, "OHCHR", "accept", "accept_as_chair")
    world.answer(case_id, "UNICEF", "accept", "accept_as_co_chair")
    world.at(START)
    world.at(END)
    assert moves(world, case_id) == [
        ("scheduled", "begin_nomination", "nomination"),
        ("nomination", "nominate", "before_sc"),
        ("before_sc", "confirm", "confirmed"),
        ("confirmed", "hand_over", "handover"),
        ("handover", "take_office", "in_office"),
        ("in_office", "complete", "completed"),
    ]
    assert world.number(case_id) == "GIFT/CHR/2013/001"
    assert proven(world)


def test_rotations_follow_one_another_for_years(world: World) -> None:
    case_id = confirmed(world)
    served = [nominees(world, case_id)]
    for year in (2014, 2015):
        world.at(datetime(year, 11, 20, 9, tzinfo=UTC))
        case_id = linked_to(world, case_id, "next")
        world.edit(case_id, "officer", grounds="By the order of rotation.", letter_date="2012-03-01")
        put_letter(world, case_id, "officer")
        adopt(world, nominate(world, case_id), chair=served[-1][0])
        served.append(nominees(world, case_id))
    assert served == [("OHCHR", "UNICEF"), ("UNICEF", "UNODC"), ("UNODC", "ILO")]
    assert proven(world)


# Scheduled


def test_nominations_begin_60_days_before_the_term(world: World) -> None:
    case_id = scheduled(world)
    world.at(NOMINATIONS - INSTANT)
    assert world.state(case_id) == "scheduled"
    world.at(NOMINATIONS)
    assert (world.state(case_id), nominees(world, case_id)) == ("nomination", ("OHCHR", "UNICEF"))


def test_a_rotation_opened_late_is_in_nomination_at_once(world: World) -> None:
    world.at(datetime(2013, 12, 1, 9, tzinfo=UTC))
    case_id = scheduled(world)
    assert world.state(case_id) == "nomination"


def test_a_rotation_has_a_beginning(world: World) -> None:
    with refused(world, "Fill in: First day of the term.", error=Invalid):
        world.open("Chairs", "officer", "chair-rotation")
    case_id = scheduled(world)
    with refused(world, "Fill in: First day of the term.", error=Invalid):
        world.edit(case_id, "officer", term_start="")
    world.edit(case_id, "officer", term_start="2014-02-01")
    world.at(NOMINATIONS)
    assert world.state(case_id) == "scheduled"
    world.at(datetime(2013, 12, 2, 23, tzinfo=UTC))
    assert world.state(case_id) == "nomination"


@pytest.mark.parametrize("name", ["ILO", CHAIR, "administrator", "auditor"])
def test_the_secretariat_opens_rotations(world: World, name: str) -> None:
    sentence = "You cannot open a case of this type: Chair rotation."
    with refused(world, sentence, rule="open:chair-rotation", error=Denied):
        world.open("Chairs", name, "chair-rotation", term_start="2014-01-01")


# Who may preside


@pytest.mark.parametrize("key", ["chair", "co_chair"])
def test_scenario_01_a_regional_organization_is_never_nominated(world: World, key: str) -> None:
    with refused(world, REGIONAL, rule="GOV-06", error=Invalid):
        world.open("Chairs", "officer", "chair-rotation", term_start="2014-01-01", **{key: "OSCE"})
    case_id = scheduled(world)
    for value in ("OSCE", "osce", world.organizations["OSCE"].hex, str(world.organizations["OSCE"])):
        with refused(world, REGIONAL, rule="GOV-06", error=Invalid):
            world.edit(case_id, "officer", **{key: value})
    world.at(NOMINATIONS)
    for name in ("officer", "manager", CHAIR, COCHAIR):
        with refused(world, REGIONAL, rule="GOV-06", error=Invalid):
            world.edit(case_id, name, **{key: "OSCE"})


@pytest.mark.parametrize("role", ["SC_CHAIR", "SC_COCHAIR"])
def test_scenario_01_nor_does_an_administrator_give_it_the_office(world: World, role: str) -> None:
    with refused(world, REGIONAL, rule="GOV-06", error=Invalid):
        appoint(world, role, "OSCE", START)


def test_scenario_01_a_regional_member_still_decides_and_can_block_who_presides(world: World) -> None:
    case_id, decision = before_sc(world)
    world.put(decision)
    world.press(decision, "circulate", "officer")
    world.press(decision, "deliberate", CHAIR)
    world.answer(decision, "OSCE", "strong_objection", reason="We ask for a later date.")
    sentence = "Not in support: ILO, IOM, OHCHR, OSCE, UNICEF, UNODC."
    with refused(world, sentence):
        world.press(decision, "declare_consensus", CHAIR)
    world.press(decision, "declare_not_adopted", CHAIR, reason="OSCE maintains its objection.")
    assert world.state(case_id) == "nomination"


def test_an_organization_without_a_seat_does_not_preside(world: World) -> None:
    register.add_organization(world.engine, "NEW", "A new one", {"scope": "INTERNATIONAL"}, by=None)
    case_id = scheduled(world)
    for key in ("chair", "co_chair"):
        with refused(world, "Only a seated member presides: not NEW.", rule="GOV-05", error=Invalid):
            world.edit(case_id, "officer", **{key: "NEW"})


# Ready for the Committee


def test_nothing_goes_to_the_committee_half_told(world: World) -> None:
    case_id = scheduled(world)
    world.at(NOMINATIONS)
    with refused(world, "Not filled in yet: Grounds.", rule="7.20"):
        world.press(case_id, "nominate", "officer")
    world.edit(case_id, "officer", grounds="By the order.", chair="")
    with refused(world, "Not filled in yet: Chair.", rule="7.20"):
        world.press(case_id, "nominate", "officer")


def test_chair_and_co_chair_are_two_organizations(world: World) -> None:
    case_id = nominating(world)
    world.edit(case_id, "officer", chair="OHCHR", co_chair="OHCHR")
    with refused(world, "Chair and co-chair come from different organizations.", rule="GOV-05"):
        world.press(case_id, "nominate", "officer")


@pytest.mark.parametrize(
    ("chair", "co_chair"), [("UNICEF", "OHCHR"), ("OHCHR", "UNODC"), ("ILO", "IOM"), ("IOM", "OHCHR")]
)
def test_the_order_of_rotation_is_respected(world: World, chair: str, co_chair: str) -> None:
    case_id = nominating(world)
    world.edit(case_id, "officer", chair=chair, co_chair=co_chair)
    sentence = "By the order of rotation it is the turn of OHCHR, UNICEF, chair first."
    with refused(world, sentence, rule="GOV-05"):
        world.press(case_id, "nominate", "officer")


def test_whoever_is_nominated_is_seated_when_the_term_begins(world: World) -> None:
    case_id = nominating(world)
    with world.engine.reading() as (_, known):
        seat = next(
            m
            for m in known.mandates
            if m.organization_id == world.organizations["UNICEF"] and m.person_id is None
        )
    leaves = datetime(2013, 12, 15, tzinfo=UTC)
    register.end_mandate(world.engine, seat.id, at=leaves, by=world.people["administrator"])
    with refused(world, "Not seated when the term begins: UNICEF.", rule="GOV-05"):
        world.press(case_id, "nominate", "officer")
    with refused(world, "Only a seated member presides: not UNICEF.", rule="GOV-05", error=Invalid):
        world.edit(case_id, "officer", co_chair="UNICEF")
    world.edit(case_id, "officer", co_chair="UNODC")
    world.press(case_id, "nominate", "officer")
    assert world.state(case_id) == "before_sc"


def test_a_member_that_became_regional_is_not_nominated(world: World) -> None:
    case_id = nominating(world)
    with world.engine.reading() as (_, known):
        known.organizations[world.organizations["UNICEF"]].attributes["scope"] = "REGIONAL"
    with refused(world, "A regional organization never presides: UNICEF.", rule="GOV-06"):
        world.press(case_id, "nominate", "officer")


def test_the_signed_letter_is_on_record(world: World) -> None:
    case_id = scheduled(world)
    world.at(NOMINATIONS)
    world.edit(case_id, "officer", grounds="By the order.")
    with refused(world, "There is no document yet: Signed Letter of Agreement.", rule="GOV-07"):
        world.press(case_id, "nominate", "officer")
    put_letter(world, case_id, "officer")
    with refused(world, "Not filled in yet: Letter of Agreement signed by both on.", rule="GOV-07"):
        world.press(case_id, "nominate", "officer")


def test_a_term_is_given_once(world: World) -> None:
    confirmed(world)
    other = nominating(world)
    with refused(world, "Appointed for this term already: OHCHR, UNICEF.", rule="GOV-05"):
        world.press(other, "nominate", "officer")


def test_a_term_that_is_over_is_not_given(world: World) -> None:
    case_id = nominating(world, term_start="2011-01-01")
    world.edit(case_id, "officer", chair="ILO", co_chair="IOM")
    with refused(world, "This term is over already.", rule="GOV-05"):
        world.press(case_id, "nominate", "officer")


@pytest.mark.parametrize("name", ["ILO", "OSCE"])
def test_members_who_do_not_preside_do_not_nominate(world: World, name: str) -> None:
    case_id = nominating(world)
    sentence = "You cannot do this here: Put it before the Committee."
    with refused(world, sentence, rule="chair-rotation:nominate", error=Denied):
        world.press(case_id, "nominate", name)


def test_the_decision_is_about_the_chair(world: World) -> None:
    _, decision = before_sc(world)
    opened = world.read(decision).case
    told = [opened.data.get(key) for key in ("nature", "subject", "background")]
    assert (opened.state, told) == ("draft", ["DECISION", "CHAIR", "By the order of rotation."])


def test_what_the_committee_has_is_frozen(world: World) -> None:
    case_id, _ = before_sc(world)
    sentence = "You cannot change this case while it is “Before the Committee”."
    with refused(world, sentence, rule="edit:chair-rotation", error=Denied):
        world.edit(case_id, "officer", chair="ILO")


# A turn declined


def decline(world: World, case_id: UUID, name: str) -> None:
    world.answer(case_id, name, "decline", "turn", reason="Our focal point retires.")


def test_a_turn_declined_passes_to_the_next_in_the_order(world: World) -> None:
    case_id = nominating(world)
    decline(world, case_id, "OHCHR")
    assert nominees(world, case_id) == ("UNICEF", "UNODC")
    decline(world, case_id, "UNODC")
    assert nominees(world, case_id) == ("UNICEF", "ILO")
    adopt(world, nominate(world, case_id))
    assert holders(world, START) == (["UNICEF"], ["ILO"])
    assert proven(world)


def test_who_declined_is_passed_over_also_when_the_committee_sends_it_back(world: World) -> None:
    case_id = nominating(world)
    decline(world, case_id, "UNICEF")
    world.press(nominate(world, case_id), "withdraw", "officer", reason="A word is missing.")
    world.edit(case_id, "officer", co_chair="UNICEF")
    sentence = "By the order of rotation it is the turn of OHCHR, UNODC, chair first."
    with refused(world, sentence, rule="GOV-05"):
        world.press(case_id, "nominate", "officer")


def test_a_turn_is_declined_with_a_reason(world: World) -> None:
    case_id = nominating(world)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.answer(case_id, "OHCHR", "decline", "turn")


@pytest.mark.parametrize("name", ["ILO", "IOM", "OSCE", "UNODC"])
def test_only_whose_turn_it_is_declines(world: World, name: str) -> None:
    case_id = nominating(world)
    with refused(world, "It is not your organization's turn to preside.", rule="GOV-05"):
        decline(world, case_id, name)


def test_somebody_must_be_left_to_preside(world: World) -> None:
    case_id = nominating(world)
    for name in ("OHCHR", "UNICEF", "UNODC"):
        decline(world, case_id, name)
    assert nominees(world, case_id) == ("ILO", "IOM")
    for name in ("ILO", "IOM"):
        with refused(world, "Nobody else could preside.", rule="GOV-05"):
            decline(world, case_id, name)


def next_term(world: World, case_id: UUID, *order: str) -> UUID:
    """The following rotation, in nomination, under another order."""
    rotate_by(world, *order)
    world.at(datetime(2014, 11, 20, 9, tzinfo=UTC))
    return linked_to(world, case_id, "next")


def test_a_turn_is_declined_once(world: World) -> None:
    case_id = nominating(world)
    decline(world, case_id, "OHCHR")
    adopt(world, nominate(world, case_id))
    following = next_term(world, case_id, "UNODC", "OHCHR", "ILO", "IOM", "UNICEF")
    assert nominees(world, following) == ("UNODC", "OHCHR")
    sentence = "Your organization has declined a turn before; the next one is declined after it has presided."
    with refused(world, sentence, rule="7.20"):
        decline(world, following, "OHCHR")
    decline(world, following, "UNODC")
    assert nominees(world, following) == ("OHCHR", "ILO")


def test_having_presided_an_organization_may_decline_again(world: World) -> None:
    case_id = nominating(world)
    decline(world, case_id, "OHCHR")
    adopt(world, nominate(world, case_id))
    second = next_term(world, case_id, "UNODC", "OHCHR", "ILO", "IOM", "UNICEF")
    assert [str(each) for each in world.view(second).declined_before] == ["OHCHR"]
    world.edit(second, "officer", grounds="By the order.", letter_date="2012-03-01")
    put_letter(world, second, "officer")
    adopt(world, nominate(world, second), chair="UNICEF")
    world.at(END)
    assert world.view(linked_to(world, second, "next")).declined_before == ()


def test_the_secretariat_records_a_turn_declined_by_telephone(world: World) -> None:
    case_id = nominating(world)
    says = "Say how the member told you: a document, or a dated note of the call."
    with refused(world, says, error=Invalid):
        world.answer(case_id, "officer", "decline", "turn", of="OHCHR", reason="No staff.")
    note = "Telephone call with the focal point, 4 November 2013."
    world.answer(case_id, "officer", "decline", "turn", of="OHCHR", reason="No staff.", evidence=note)
    assert nominees(world, case_id) == ("UNICEF", "UNODC")


def test_without_an_order_members_preside_by_name(world: World) -> None:
    rotate_by(world)
    case_id = nominating(world)
    assert nominees(world, case_id) == ("OHCHR", "UNICEF"), "after OHCHR comes UNICEF: OSCE never"


def test_when_the_co_chair_has_left_the_order_goes_on_after_it(world: World) -> None:
    with world.engine.reading() as (_, known):
        seats = [m for m in known.mandates if m.organization_id == world.organizations["OHCHR"]]
    for mandate in seats:
        if mandate.role == "SC_FOCAL_POINT":
            register.end_mandate(world.engine, mandate.id, by=world.people["administrator"])
    assert nominees(world, nominating(world)) == ("UNICEF", "UNODC")


# What the Committee decides


def test_adoption_gives_the_offices_for_exactly_twelve_months(world: World) -> None:
    confirmed(world)
    assert holders(world, START - INSTANT) == (["IOM"], ["OHCHR"])
    assert holders(world, START) == (["OHCHR"], ["UNICEF"])
    assert holders(world, END - INSTANT) == (["OHCHR"], ["UNICEF"])
    assert holders(world, END) == ([], [])
    assert proven(world)


def test_a_term_in_a_leap_year_has_twelve_months_too(world: World) -> None:
    case_id = nominating(world, term_start="2016-02-29")
    appoint(world, "SC_CHAIR", "IOM", START)
    world.at(datetime(2016, 1, 4, 9, tzinfo=UTC))
    adopt(world, nominate(world, case_id))
    view = world.view(case_id)
    assert view.begins == datetime(2016, 2, 28, 23, tzinfo=UTC)
    assert view.ends == datetime(2017, 2, 27, 23, tzinfo=UTC)


def test_whoever_presides_without_an_end_presides_until_the_next_term(world: World) -> None:
    """The very first chairs may have been appointed without an end."""
    case_id = world.open("Chairs", "officer", "chair-rotation", term_start="2014-01-01")
    world.at(NOMINATIONS)
    world.edit(case_id, "officer", grounds="By the order of rotation.", letter_date="2012-03-01")
    put_letter(world, case_id, "officer")
    adopt(world, nominate(world, case_id))
    assert holders(world, START - INSTANT) == (["IOM"], ["OHCHR"])
    assert holders(world, START) == (["OHCHR"], ["UNICEF"])


def test_not_adopted_goes_back_to_nomination(world: World) -> None:
    case_id, decision = before_sc(world)
    world.put(decision)
    world.press(decision, "circulate", "officer")
    world.press(decision, "deliberate", CHAIR)
    world.answer(decision, "ILO", "concern", reason="Not before the review.")
    world.press(decision, "declare_not_adopted", CHAIR, reason="No consensus.")
    assert world.state(case_id) == "nomination"
    adopt(world, nominate(world, case_id))
    assert world.state(case_id) == "confirmed", "the newest decision counts, not the one that failed"
    assert proven(world)


@pytest.mark.parametrize("change", [{"subject": "PRIORITY"}, {"nature": "GUIDANCE"}])
def test_a_decision_on_something_else_confirms_nobody(world: World, change: dict[str, str]) -> None:
    case_id, decision = before_sc(world)
    world.edit(decision, "officer", **change)
    adopt(world, decision)
    assert world.state(case_id) == "nomination"
    assert holders(world, START) == ([], [])


def test_nobody_ties_a_rotation_to_a_decision_by_hand(world: World) -> None:
    _, decision = before_sc(world)
    other = world.open("Chairs 2015", "officer", "chair-rotation", term_start="2015-01-01")
    sentence = "This tie comes about when a case is opened; nobody makes it by hand."
    for key in ("decided_by", "next"):
        with refused(world, sentence, rule="tie-by-effect"):
            link.add(world.engine, other, key, decision, by=world.people["officer"])


def test_confirmed_late_the_term_begins_at_once_and_ends_as_planned(world: World) -> None:
    case_id, decision = before_sc(world)
    late = datetime(2014, 1, 20, 9, tzinfo=UTC)
    world.at(late)
    assert world.state(case_id) == "before_sc"
    appoint(world, "SC_CHAIR", "IOM", late, datetime(2014, 3, 1, tzinfo=UTC))
    adopt(world, decision)
    assert world.state(case_id) == "in_office"
    assert holders(world, late - INSTANT) == ([], [])
    assert holders(world, late) == holders(world, END - INSTANT) == (["OHCHR"], ["UNICEF"])
    assert holders(world, END) == ([], [])
    assert proven(world)


# Midnight


def test_the_offices_change_hands_at_midnight_in_vienna(world: World) -> None:
    confirmed(world)
    matter = world.deliberating()
    for name in MEMBERS:
        world.answer(matter, name, "support")
    world.at(START - INSTANT)
    sentence = "You cannot do this here: Declare consensus."
    for name in ("OHCHR", "UNICEF"):
        with refused(world, sentence, rule="consensus-decision:declare_consensus", error=Denied):
            world.press(matter, "declare_consensus", name)
    world.at(START)
    for name in ("IOM", "IOM alternate", "UNICEF"):
        with refused(world, sentence, rule="consensus-decision:declare_consensus", error=Denied):
            world.press(matter, "declare_consensus", name)
    world.press(matter, "declare_consensus", "OHCHR alternate")
    assert world.state(matter) == "adopted_consensus"


def test_the_term_begins_by_itself_at_the_right_instant_however_late_the_clock_ticks(world: World) -> None:
    case_id = confirmed(world)
    world.at(START - INSTANT)
    assert world.state(case_id) == "confirmed"
    world.at(START + timedelta(days=3))
    assert world.state(case_id) == "in_office"
    view = world.view(case_id)
    assert view.since(view.state) == START


def test_the_next_rotation_opens_when_the_term_begins(world: World) -> None:
    case_id = confirmed(world)
    world.at(START)
    following = world.read(linked_to(world, case_id, "next"))
    assert (following.case.definition, following.case.state) == ("chair-rotation", "scheduled")
    assert (following.case.title, following.case.number) == (
        "Chair and co-chair from 2015-01-01",
        "GIFT/CHR/2014/001",
    )
    assert following.case.data == {"term_start": "2015-01-01", "chair": world.organizations["UNICEF"].hex}
    world.at(START + timedelta(days=200))
    assert len([each for each in world.read(case_id).links if each.type == "next"]) == 1
    assert proven(world)


def test_a_term_is_over_after_exactly_twelve_months(world: World) -> None:
    case_id = confirmed(world)
    world.at(END - INSTANT)
    assert world.state(case_id) == "in_office"
    world.at(END)
    assert (world.state(case_id), world.read(case_id).case.result) == ("completed", "completed")


# Handover


def test_the_outgoing_chair_writes_the_note_and_both_who_come_accept_it(world: World) -> None:
    case_id = confirmed(world)
    task = world.find_task(case_id, "hand_over")
    assert (code_of(world, task.target), task.due_at) == ("IOM", datetime(2013, 12, 23, 16, tzinfo=UTC))
    with refused(world, "There is no document yet: Handover note."):
        world.answer(case_id, "IOM", "done", "hand_over", open_items="None.")
    world.put(case_id, "Where we stand.", "note", "IOM")
    with refused(world, "Fill in: Open items handed over.", error=Invalid):
        world.answer(case_id, "IOM", "done", "hand_over")
    with refused(world, "This task is not offered to you.", rule="task-candidate", error=Denied):
        world.answer(case_id, "OHCHR", "done", "hand_over", open_items="None.")
    write_note(world, case_id, "Where we stand, in full.")
    assert world.state(case_id) == "handover"
    world.answer(case_id, "OHCHR", "accept", "accept_as_chair")
    with refused(world, "This task is not offered to you.", rule="task-candidate", error=Denied):
        world.answer(case_id, "OHCHR", "accept", "accept_as_co_chair")
    world.answer(case_id, "UNICEF", "accept", "accept_as_co_chair")
    assert proven(world)


def test_acceptance_is_of_this_very_note(world: World) -> None:
    case_id = confirmed(world)
    write_note(world, case_id)
    seen = world.bound(case_id, "accept_as_chair")
    world.answer(case_id, "UNICEF", "accept", "accept_as_co_chair")
    world.put(case_id, "Where we stand, with the budget.", "note", "IOM")
    sentence = (
        "What you answer on has changed since you opened this page. Read it again; your words are kept."
    )
    with refused(world, sentence, rule="bound", error=Stale):
        world.answer(case_id, "OHCHR", "accept", "accept_as_chair", bound=seen)
    assert world.find_task(case_id, "accept_as_co_chair").is_open, "it is asked again about the new note"


def test_a_note_that_lacks_something_goes_back_to_the_outgoing_chair(world: World) -> None:
    case_id = confirmed(world)
    write_note(world, case_id)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.answer(case_id, "OHCHR", "lacking", "accept_as_chair")
    world.answer(case_id, "OHCHR", "lacking", "accept_as_chair", reason="The budget is missing.")
    assert world.find_task(case_id, "hand_over").is_open
    write_note(world, case_id, "Where we stand, with the budget.")
    world.answer(case_id, "OHCHR", "accept", "accept_as_chair")
    assert world.state(case_id) == "handover"


def test_the_term_begins_also_without_a_note_which_stays_due(world: World) -> None:
    case_id = confirmed(world)
    world.at(START)
    assert world.state(case_id) == "in_office"
    write_note(world, case_id)
    world.answer(case_id, "OHCHR", "accept", "accept_as_chair")
    assert world.state(case_id) == "in_office"


def test_only_the_outgoing_chair_and_the_secretariat_write_the_note(world: World) -> None:
    case_id = confirmed(world)
    sentence = "You cannot put a new version here while the case is where it is."
    for name in ("OHCHR", "OSCE"):
        with refused(world, sentence, rule="document:note", error=Denied):
            world.put(case_id, "My own view.", "note", name)
    world.put(case_id, "Compiled for IOM.", "note", "officer")


def test_where_nobody_presided_before_there_is_nothing_to_hand_over(world: World) -> None:
    end_terms(world, datetime(2013, 6, 1, tzinfo=UTC))
    case_id, decision = before_sc(world)
    world.at(START)
    appoint(world, "SC_CHAIR", "ILO", START, START + timedelta(days=10))
    adopt(world, decision, chair="ILO")
    assert world.state(case_id) == "in_office"
    assert not [task for task in world.read(case_id).tasks if task.task == "hand_over"]


# Reminders, withdrawal


def test_those_who_preside_are_reminded_while_nobody_is_confirmed(world: World) -> None:
    case_id = nominating(world)
    closing = START + timedelta(hours=17)
    assert world.find_task(case_id, "state_nomination").due_at == closing - timedelta(days=30)
    world.at(START)
    office = ["SECRETARIAT_OFFICER", "SENIOR_MANAGER"]
    presiding = ["SC_CHAIR", "SC_COCHAIR", *office]
    told = [
        (at, says, sorted(role for target in to for role in target.split("|")))
        for at, says, to in reminders(world, case_id)
        if says.startswith("The term")
    ]
    assert told == [
        (
            START - timedelta(days=30),
            "The term begins in 30 days, and nobody is confirmed to preside.",
            presiding,
        ),
        (
            START - timedelta(days=7),
            "The term begins in 7 days, and nobody is confirmed to preside.",
            presiding,
        ),
        (START, "The term has begun, and nobody presides.", office),
    ]


def test_a_confirmed_rotation_reminds_nobody_of_nominations(world: World) -> None:
    case_id = confirmed(world)
    world.at(START)
    assert [entry for entry in reminders(world, case_id) if entry[1].startswith("The term")] == []


@pytest.mark.parametrize("name", ["officer", CHAIR, COCHAIR])
def test_a_rotation_opened_by_mistake_is_withdrawn(world: World, name: str) -> None:
    case_id = scheduled(world)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.press(case_id, "withdraw", name)
    world.press(case_id, "withdraw", name, reason="There is one for this term already.")
    assert world.read(case_id).case.result == "withdrawn"


def test_what_the_committee_has_confirmed_is_not_withdrawn(world: World) -> None:
    case_id = confirmed(world)
    sentence = "“Withdraw this rotation” is not possible while the case is “Confirmed”."
    with refused(world, sentence, rule="wrong-state"):
        world.press(case_id, "withdraw", "officer", reason="We changed our mind.")


def test_other_members_do_not_withdraw_a_rotation(world: World) -> None:
    case_id = scheduled(world)
    sentence = "You cannot do this here: Withdraw this rotation."
    with refused(world, sentence, rule="chair-rotation:withdraw", error=Denied):
        world.press(case_id, "withdraw", "OSCE", reason="We do not like it.")
