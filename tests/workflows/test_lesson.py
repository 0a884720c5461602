"""A lesson: written down, validated by another, published for everybody, used in new work, and sent to ICAT."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from engine.commands import handing, link, task
from engine.queries.published import Wanted, published_page
from engine.view import CaseView
from tests.furnished import on_both
from tests.refusing import Denied, Invalid, Refused, refused
from tests.workflows import learning, piloting, proposing
from tests.workflows.decision.record import field, moves, proven
from tests.workflows.publishing import answer_open
from tests.workflows.reviewing import EXPERTS
from tests.world import World
from workflows._shared import lesson_drawn
from workflows.situational_assessment.words import no_lesson

pytestmark = on_both


def shown_to_all(world: World) -> list[str]:
    """The lessons that anybody finds."""
    with world.engine.reading() as (connection, register):
        kind = world.engine.registry.newest["lesson"]
        page = published_page(world.engine, connection, register, kind, Wanted())
    return [entry.title for entry in page.entries]


def test_a_lesson_goes_from_those_who_learned_it_to_those_who_build_on_it(world: World) -> None:
    case_id = learning.published(world)
    assert shown_to_all(world) == ["Survivors train inspectors"]
    idea = proposing.drafted(world)
    learning.cite(world, idea, case_id, by="ILO")
    assert [to for _, _, to in moves(world, case_id)][1:] == ["validated", "published", "applied"]
    assert shown_to_all(world) == ["Survivors train inspectors"]
    assert proven(world)


def test_scenario_30_a_policy_relevant_lesson_of_a_closed_pilot_is_sent_to_icat_and_acknowledged(
    world: World,
) -> None:
    pilot = piloting.closed(world)
    assert (field(world, pilot, "purpose").name, world.state(pilot)) == ("PILOT", "closed")
    case_id = learning.captured(world, policy_relevant="yes")
    link.add(world.engine, case_id, "learned_from", pilot, by=world.people["officer"])
    world.press(case_id, "ask", "officer", validator=world.people[EXPERTS[0]].hex)
    answer_open(world, case_id, "validate", "holds", EXPERTS[0])
    assert icat(world, case_id) == "TO_SEND"
    liaison = learning.liaison(world)
    answer_open(world, case_id, "send", "sent", liaison, data={"sent_as": "Letter of 8 January 2013"})
    assert icat(world, case_id) == "SENT"
    answer_open(
        world,
        case_id,
        "acknowledge",
        "acknowledged",
        liaison,
        data={"icat_says": "It is a priority of 2013."},
    )
    assert icat(world, case_id) == "ACKNOWLEDGED"
    days = [field(world, case_id, key) for key in ("sent_on", "acknowledged_on")]
    assert days == [date(2013, 1, 7), date(2013, 1, 7)]
    assert drawn_from(world, pilot)
    assert proven(world)


def icat(world: World, case_id: UUID) -> str:
    """How far it has come on its way to ICAT."""
    return str(field(world, case_id, "icat").name)


def drawn_from(world: World, source: UUID) -> bool:
    """Whether a case that closes may say that a lesson was drawn from it."""

    class Closing(CaseView):
        no_lesson = None

    drawn: bool = lesson_drawn(no_lesson).holds(Closing(world.read(source)))
    return drawn


# Before it is validated


@pytest.mark.parametrize(
    ("without", "sentence"),
    [
        ("strength", "Not filled in yet: Evidence."),
        ("evidence", "Not filled in yet: Where the evidence is."),
        ("pillar", "Not filled in yet: Pillar."),
        ("replicability", "Not filled in yet: Where else it could work."),
        ("sensitivity", "Not filled in yet: Sensitivity."),
        ("source", "Tie it to the case from which it was learned, or say whose experience it is."),
    ],
)
def test_a_lesson_is_told_whole_before_it_is_validated(world: World, without: str, sentence: str) -> None:
    case_id = learning.captured(world, without=without)
    with refused(world, sentence, rule="7.18"):
        world.press(case_id, "ask", "officer", validator=world.people[EXPERTS[0]].hex)


def test_a_lesson_says_what_worked_or_what_did_not(world: World) -> None:
    case_id = learning.captured(world, worked="", did_not="")
    with refused(world, "Say what worked, or what did not.", rule="7.18"):
        world.press(case_id, "ask", "officer", validator=world.people[EXPERTS[0]].hex)


def test_what_only_failed_is_a_lesson_too(world: World) -> None:
    assert world.state(learning.validated(world, worked="")) == "validated"


def test_a_tie_to_the_case_it_was_learned_from_is_its_source(world: World) -> None:
    case_id = learning.captured(world, without="source")
    link.add(world.engine, case_id, "learned_from", proposing.drafted(world), by=world.people["officer"])
    world.press(case_id, "ask", "officer", validator=world.people[EXPERTS[0]].hex)
    assert world.find_task(case_id, "validate").is_open


def test_good_practices_come_from_outside_the_members_too(world: World) -> None:
    world.add_person("trade union")
    world.grant("STAKEHOLDER", "DONOR", "trade union", "principal")
    case_id = learning.asked(world, "trade union", origin="CIVIL_SOCIETY")
    answer_open(world, case_id, "validate", "holds", EXPERTS[0])
    assert world.state(case_id) == "validated"


# Who validates it

MAY = "It is validated by an expert on the roster, or by somebody whom a member of the Committee names: say which member."


@pytest.mark.parametrize("who", ["expert", "auditor", "IOM"])
def test_nobody_validates_whom_neither_the_roster_nor_a_member_vouches_for(world: World, who: str) -> None:
    case_id = learning.captured(world)
    with refused(world, MAY, rule="7.18"):
        world.press(case_id, "ask", "officer", validator=world.people[who].hex)


def test_a_member_names_somebody_to_validate_in_its_place(world: World) -> None:
    case_id = learning.captured(world)
    iom, alternate = world.organizations["IOM"].hex, world.people["IOM alternate"].hex
    world.press(case_id, "ask", "officer", validator=alternate, nominated_by=iom)
    answer_open(world, case_id, "validate", "holds", "IOM alternate")
    assert world.state(case_id) == "validated"


def test_only_a_member_of_the_committee_names_a_nominee(world: World) -> None:
    case_id = learning.captured(world)
    donor, alternate = world.organizations["DONOR"].hex, world.people["IOM alternate"].hex
    with refused(world, "Only a seated member of the Committee: not DONOR.", rule="GOV-01", error=Invalid):
        world.press(case_id, "ask", "officer", validator=alternate, nominated_by=donor)


def test_nobody_is_named_to_validate_a_lesson_of_their_own(world: World) -> None:
    learning.captured(world)  # the roster is there from now on
    case_id = learning.captured(world, by=EXPERTS[0])
    with refused(world, "Nobody validates a lesson that is their own: name somebody else.", rule="7.18"):
        world.press(case_id, "ask", "officer", validator=world.people[EXPERTS[0]].hex)


def test_nor_is_it_handed_to_whoever_wrote_it(world: World) -> None:
    learning.captured(world)
    case_id = learning.asked(world, by=EXPERTS[1])
    found = world.find_task(case_id, "validate")
    with pytest.raises(Refused):
        handing.delegate(world.engine, found.id, world.people[EXPERTS[1]], by=world.people[EXPERTS[0]])


def test_the_secretariat_names_who_validates_and_nobody_else_does(world: World) -> None:
    case_id = learning.captured(world, by="ILO")
    with refused(world, "You cannot do this here: Name who validates it.", rule="lesson:ask", error=Denied):
        world.press(case_id, "ask", "ILO", validator=world.people[EXPERTS[0]].hex)


def test_another_person_may_be_named_instead(world: World) -> None:
    case_id = learning.asked(world)
    world.press(case_id, "ask", "officer", validator=world.people[EXPERTS[1]].hex)
    assert world.find_task(case_id, "validate").target == f"person:{world.people[EXPERTS[1]].hex}"


# What is answered


def test_what_is_missing_is_written_and_the_same_person_is_asked_again(world: World) -> None:
    case_id = learning.asked(world)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        answer_open(world, case_id, "validate", "more", EXPERTS[0])
    answer_open(world, case_id, "validate", "more", EXPERTS[0], reason="Which inspectorates?")
    assert world.state(case_id) == "captured"
    world.edit(case_id, "officer", context="The inspectorates of three States.")
    answer_open(world, case_id, "validate", "holds", EXPERTS[0])
    assert world.state(case_id) == "validated"


def test_what_does_not_hold_is_rejected_with_the_reason(world: World) -> None:
    case_id = learning.asked(world)
    answer_open(world, case_id, "validate", "reject", EXPERTS[0], reason="One case is no evidence.")
    assert world.state(case_id) == "rejected"
    assert shown_to_all(world) == []


def test_what_was_validated_stays_as_it_is(world: World) -> None:
    case_id = learning.validated(world)
    with pytest.raises(Denied):
        world.edit(case_id, "officer", worked="Something else.")
    world.press(case_id, "work_on", "officer", reason="A better wording.")
    world.edit(case_id, "officer", worked="Something else.")
    answer_open(world, case_id, "validate", "holds", EXPERTS[0])
    assert world.state(case_id) == "validated"


# Publishing, and use


def test_something_sensitive_is_not_published(world: World) -> None:
    case_id = learning.validated(world, sensitivity="SENSITIVE")
    sentence = (
        "It holds something sensitive: take that out and have it validated anew, or keep it unpublished."
    )
    with refused(world, sentence, rule="7.18"):
        world.press(case_id, "publish", "officer")
    world.press(case_id, "work_on", "officer", reason="Without the names of places.")
    world.edit(case_id, "officer", context="Several inspectorates.", sensitivity="OPEN")
    answer_open(world, case_id, "validate", "holds", EXPERTS[0])
    world.press(case_id, "publish", "officer")
    assert shown_to_all(world) == ["Survivors train inspectors"]


def test_the_published_file_is_what_was_validated(world: World) -> None:
    case_id = learning.published(world)
    snapshot = world.read(case_id)
    content = world.engine.files.get(case_id, snapshot.documents["lesson"].sha256).decode()
    assert field(world, case_id, "published_hash") == snapshot.documents["lesson"].sha256.hex()
    assert str(learning.TOLD["worked"]) in content
    assert world.people[EXPERTS[0]].hex not in content, "who has validated it is not told to everybody"


def test_a_lesson_that_was_cited_before_is_applied_as_soon_as_it_is_published(world: World) -> None:
    case_id = learning.validated(world)
    learning.cite(world, proposing.drafted(world), case_id)
    assert world.state(case_id) == "validated"
    world.press(case_id, "publish", "officer")
    assert world.state(case_id) == "applied"


@pytest.mark.parametrize("stage", [learning.captured, learning.validated, learning.published])
def test_a_lesson_is_archived_with_a_reason_and_leaves_the_list(world: World, stage: Any) -> None:
    case_id = stage(world)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.press(case_id, "archive", "officer")
    world.press(case_id, "archive", "officer", reason="The law has changed.")
    assert (world.state(case_id), shown_to_all(world)) == ("archived", [])


# ICAT


def test_what_is_not_relevant_to_policy_is_not_sent_until_somebody_says_that_it_is(world: World) -> None:
    case_id = learning.published(world)
    assert not [t for t in world.read(case_id).tasks if t.task == "send"]
    world.press(case_id, "for_policy", "IOM")
    assert world.find_task(case_id, "send").target == "ICAT_LIAISON"
    with refused(world, "It is marked as relevant to policy already."):
        world.press(case_id, "for_policy", "officer")


def test_nothing_is_acknowledged_that_was_not_sent(world: World) -> None:
    case_id = learning.validated(world, policy_relevant="yes")
    assert not [t for t in world.read(case_id).tasks if t.task == "acknowledge"]


def test_only_the_liaison_sends_it(world: World) -> None:
    case_id = learning.validated(world, policy_relevant="yes")
    learning.liaison(world)
    found = world.find_task(case_id, "send")
    with pytest.raises(Denied):
        task.complete(world.engine, found.id, "sent", by=world.people["officer"], data={"sent_as": "Letter"})


def test_what_was_rejected_or_archived_is_not_to_be_sent_any_more(world: World) -> None:
    rejected = learning.asked(world, policy_relevant="yes")
    answer_open(world, rejected, "validate", "reject", EXPERTS[0], reason="One case is no evidence.")
    archived = learning.validated(world, policy_relevant="yes")
    world.press(archived, "archive", "officer", reason="The law has changed.")
    assert [field(world, each, "icat") for each in (rejected, archived)] == [None, None]


def test_what_was_sent_and_then_archived_was_sent(world: World) -> None:
    case_id = learning.validated(world, policy_relevant="yes")
    answer_open(world, case_id, "send", "sent", learning.liaison(world), data={"sent_as": "Letter"})
    world.press(case_id, "archive", "officer", reason="The law has changed.")
    assert icat(world, case_id) == "SENT"


def test_a_new_wording_is_sent_anew(world: World) -> None:
    case_id = learning.validated(world, policy_relevant="yes")
    liaison = learning.liaison(world)
    answer_open(world, case_id, "send", "sent", liaison, data={"sent_as": "Letter of 8 January 2013"})
    world.press(case_id, "work_on", "officer", reason="A better wording.")
    answer_open(world, case_id, "validate", "holds", EXPERTS[0])
    assert (icat(world, case_id), field(world, case_id, "sent_on")) == ("TO_SEND", None)
    assert world.find_task(case_id, "send").is_open
