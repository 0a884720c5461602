"""After adoption: frozen, announced, explained, implemented, reported on, and changed only by a later decision."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from engine.columns import to_micros
from engine.commands import link
from engine.errors import Unknown
from tests.furnished import on_both
from tests.people import CHAIR, COCHAIR
from tests.refusing import Denied, Invalid, refused
from tests.workflows.decision.acts import adopted, all_support, deliberated_activity
from tests.workflows.decision.record import moves, proven, reminders
from tests.world import World

pytestmark = on_both

MORNING = datetime(2013, 1, 7, 9, tzinfo=UTC)
WITHDRAW = "Withdraw the item"


# Frozen


def test_the_positions_sheet_says_who_said_what_on_which_text(world: World) -> None:
    case_id = deliberated_activity(world)
    all_support(world, case_id, "OSCE", "ILO")
    world.answer(case_id, "OSCE", "concern", reason="Too soon.")
    bound = world.bound(case_id, "position")
    world.press(case_id, "declare_joint_decision", CHAIR)
    sheet = world.read(case_id).documents["sheet"]
    content = world.engine.files.get(case_id, sheet.sha256)
    assert hashlib.sha256(content).digest() == sheet.sha256
    told = {
        entry["party"]: (entry["outcome"], entry["reason"], entry["bound"]) for entry in json.loads(content)
    }
    assert told["OSCE"] == ("concern", "Too soon.", bound)
    assert told["ILO"] == (None, None, None), "nothing received is not support"
    assert told["UNODC"] == ("support", None, bound)


def test_the_positions_sheet_counts_rounds_as_the_page_does(world: World) -> None:
    case_id = world.deliberating()
    world.answer(case_id, "ILO", "concern", reason="Too soon.")
    world.answer(case_id, "ILO", "support")
    world.press(case_id, "circulate_revised", "officer")
    world.press(case_id, "deliberate", CHAIR, expires_at=world.clock.now() + timedelta(days=9))
    all_support(world, case_id)
    world.press(case_id, "declare_consensus", CHAIR)
    snapshot = world.read(case_id)
    sheet = json.loads(world.engine.files.get(case_id, snapshot.documents["sheet"].sha256))
    assert {entry["round"] for entry in sheet} == {snapshot.case.shown_round("position")}


def test_the_principles_review_is_frozen_with_it(world: World) -> None:
    case_id = deliberated_activity(world)
    all_support(world, case_id)
    world.press(case_id, "declare_consensus", CHAIR)
    review = world.read(case_id).documents["review"]
    rows = json.loads(world.engine.files.get(case_id, review.sha256))
    assert sorted(row["values"]["no"] for row in rows) == list(range(1, 12))


@pytest.mark.parametrize("who", ["officer", "manager", CHAIR, COCHAIR])
def test_nobody_changes_an_adopted_text(world: World, who: str) -> None:
    case_id = adopted(world)
    sentence = "You cannot put a new version here while the case is where it is."
    with refused(world, sentence, rule="document:text", error=Denied):
        world.put(case_id, "Other words.", by=who)
    sentence = "You cannot change this case while it is “Adopted by consensus”."
    with refused(world, sentence, rule="edit:consensus-decision", error=Denied):
        world.edit(case_id, who, background="Other.")


def test_what_is_adopted_is_not_withdrawn(world: World) -> None:
    case_id = adopted(world)
    sentence = f"“{WITHDRAW}” is not possible while the case is “Adopted by consensus”."
    with refused(world, sentence, rule="wrong-state"):
        world.press(case_id, "withdraw", "officer", reason="Second thoughts.")


def frozen(world: World, case_id: UUID, kind: str) -> Any:
    document = world.read(case_id).documents[kind]
    return json.loads(world.engine.files.get(case_id, document.sha256))


def test_each_explanation_of_position_makes_a_new_version_of_the_statements(world: World) -> None:
    case_id = adopted(world)
    world.answer(case_id, "ILO", "done", "explain", statement="We see it as a pilot.")
    assert world.read(case_id).documents["statements"].version == 1
    world.answer(case_id, "OSCE", "done", "explain", statement="So do we.")
    said = {entry["party"]: entry["values"] for entry in frozen(world, case_id, "statements")}
    assert (said["ILO"], said["OSCE"]) == (
        {"statement": "We see it as a pilot."},
        {"statement": "So do we."},
    )
    assert said["UNODC"] is None
    assert world.read(case_id).documents["statements"].version == 2
    assert proven(world)


def test_the_announcement_makes_a_public_extract_without_the_positions(world: World) -> None:
    case_id = deliberated_activity(world)
    all_support(world, case_id)
    world.answer(case_id, "OSCE", "concern", reason="Too soon.")
    world.press(case_id, "declare_joint_decision", CHAIR)
    since = world.clock.now()
    world.later(hours=3)
    world.press(case_id, "announce", "officer", announced_in="Meeting 7")
    snapshot = world.read(case_id)
    told = frozen(world, case_id, "extract")
    assert told["case"] == {
        "definition": "consensus-decision",
        "version": 1,
        "reference": snapshot.case.reference,
        "number": snapshot.case.number,
        "title": snapshot.case.title,
        "state": "adopted_joint",
        "since": to_micros(since),
    }
    assert told["values"] == {
        "nature": "DECISION",
        "subject": "IMPLEMENT_ACTIVITY",
        "announced_in": "Meeting 7",
    }
    text = snapshot.documents["text"]
    assert told["documents"]["text"]["sha256"] == text.sha256.hex()
    assert set(told) == {"case", "values", "documents"}, "nobody's position"


# Withdrawn before


@pytest.mark.parametrize("who", ["ILO", "ILO alternate", "officer", CHAIR, COCHAIR])
def test_the_proposer_the_secretariat_and_the_chair_withdraw_with_a_reason(world: World, who: str) -> None:
    case_id = world.open(by="ILO")
    world.put(case_id, by="ILO")
    world.press(case_id, "circulate", "officer")
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.press(case_id, "withdraw", who)
    world.press(case_id, "withdraw", who, reason="Not ripe.")
    assert world.state(case_id) == "withdrawn"


def test_nobody_else_withdraws(world: World) -> None:
    case_id = world.open(by="ILO")
    rule = "consensus-decision:withdraw"
    with refused(world, f"You cannot do this here: {WITHDRAW}.", rule=rule, error=Denied):
        world.press(case_id, "withdraw", "UNODC", reason="Not ripe.")


def test_a_proposer_without_mandate_withdraws_nothing(world: World) -> None:
    from engine.commands import register

    case_id = world.open(by="ILO")
    mandate = next(m for m in world.register_now().mandates if m.person_id == world.people["ILO"])
    register.end_mandate(world.engine, mandate.id, by=world.people["administrator"])
    with pytest.raises(Unknown, match="There is no such case, or it is not open to you"):
        world.press(case_id, "withdraw", "ILO", reason="Out of spite.")
    assert world.state(case_id) == "draft"


def test_nobody_ends_a_running_silence_by_withdrawing_the_item(world: World) -> None:
    case_id = world.silent()
    for who in ("officer", "manager", CHAIR):
        sentence = f"“{WITHDRAW}” is not possible while the case is “Silence period”."
        with refused(world, sentence, rule="wrong-state"):
            world.press(case_id, "withdraw", who, reason="Not ripe.")


def test_a_withdrawn_silence_adopts_nothing(world: World) -> None:
    case_id = world.silent()
    world.answer(case_id, "ILO", "request_discussion", reason="It is not ripe.")
    world.press(case_id, "withdraw", CHAIR, reason="Not ripe.")
    world.later(days=60)
    assert (world.state(case_id), world.number(case_id)) == ("withdrawn", None)


# Announced and implemented


def test_the_secretariat_announces(world: World) -> None:
    case_id = adopted(world)
    rule = "consensus-decision:announce"
    with refused(world, "You cannot do this here: Announce the decision.", rule=rule, error=Denied):
        world.press(case_id, "announce", CHAIR)
    world.press(case_id, "announce", "officer")
    assert world.state(case_id) == "announced"


def test_the_lead_organization_confirms_implementation(world: World) -> None:
    case_id = adopted(world, lead="UNODC")
    world.press(case_id, "announce", "officer")
    with refused(world, "This task is not offered to you.", rule="task-candidate", error=Denied):
        world.answer(case_id, "ILO", "done", "implement")
    world.answer(case_id, "UNODC", "done", "implement")
    assert world.state(case_id) == "implemented"
    assert proven(world)


def test_the_lead_reports_every_quarter_and_an_unanswered_quarter_does_not_pile_up(world: World) -> None:
    case_id = adopted(world, lead="UNODC")
    world.press(case_id, "announce", "officer")
    world.answer(case_id, "UNODC", "done", "report", progress="Begun.")
    world.at(datetime(2013, 11, 1, tzinfo=UTC))
    reports = [t for t in world.read(case_id).tasks if t.task == "report"]
    assert [(t.round, t.state) for t in reports] == [(4, "offered")]
    with refused(world, "Fill in: Progress.", error=Invalid):
        world.answer(case_id, "UNODC", "done", "report")


def test_without_a_lead_nobody_is_asked(world: World) -> None:
    case_id = adopted(world)
    world.press(case_id, "announce", "officer")
    assert not [t for t in world.read(case_id).tasks if t.task in ("implement", "report") and t.is_open]


# Explained


def test_members_explain_their_position_for_five_working_days(world: World) -> None:
    case_id = adopted(world)
    world.answer(case_id, "ILO", "done", "explain", statement="We see it as a pilot.")
    world.press(case_id, "announce", "officer")
    world.answer(case_id, "ILO", "done", "explain", statement="We see it as a first pilot.")
    world.at(datetime(2013, 1, 14, 15, 59, tzinfo=UTC))
    world.answer(case_id, "OSCE", "done", "explain", statement="So do we.")
    world.at(datetime(2013, 1, 14, 16, tzinfo=UTC))
    sentence = "This task was closed 2013-01-14 16:00:00+00:00; nothing was recorded."
    with refused(world, sentence, rule="late"):
        world.answer(case_id, "UNODC", "done", "explain", statement="We too.")


def test_nobody_is_chased_for_an_explanation(world: World) -> None:
    case_id = adopted(world)
    world.answer(case_id, CHAIR, "done", "confirm", confirmation="The Committee has adopted it.")
    world.press(case_id, "announce", "officer")
    world.at(MORNING + timedelta(days=30))
    assert [says for _, says, _ in reminders(world, case_id)] == []


# Superseded


def test_a_later_decision_supersedes_the_earlier_one(world: World) -> None:
    old = adopted(world)
    new = world.deliberating()
    link.add(world.engine, new, "supersedes", old, by=world.people["officer"])
    assert world.state(old) == "adopted_consensus", "a plan to supersede is no decision"
    all_support(world, new)
    world.press(new, "declare_consensus", CHAIR)
    assert world.state(old) == "superseded"
    assert moves(world, old)[-1] == ("adopted_consensus", "supersede", "superseded")
    assert world.number(old) == "GIFT/DEC/2013/001", "it keeps its number"
    assert proven(world)


def test_an_implemented_decision_can_still_be_superseded(world: World) -> None:
    old = adopted(world, lead="UNODC")
    world.press(old, "announce", "officer")
    world.answer(old, "UNODC", "done", "implement")
    new = world.deliberating()
    link.add(world.engine, new, "supersedes", old, by=world.people["officer"])
    all_support(world, new)
    world.press(new, "declare_consensus", CHAIR)
    assert world.state(old) == "superseded"


def test_a_decision_that_fails_supersedes_nothing(world: World) -> None:
    old = adopted(world)
    new = world.deliberating()
    link.add(world.engine, new, "supersedes", old, by=world.people["officer"])
    world.press(new, "declare_not_adopted", CHAIR, reason="No agreement.")
    assert world.state(old) == "adopted_consensus"


def test_advice_supersedes_nothing(world: World) -> None:
    old = adopted(world)
    new = world.deliberating(nature="ADVICE", subject="RESOURCE_ALLOCATION", lead="UNODC")
    link.add(world.engine, new, "supersedes", old, by=world.people["officer"])
    world.press(new, "give_advice", CHAIR)
    assert world.state(old) == "adopted_consensus"


def test_what_is_adopted_already_cannot_be_made_to_supersede_by_a_link(world: World) -> None:
    """Else the Secretariat alone could undo a decision, by tying an older one to it."""
    older, newer = adopted(world), adopted(world)
    with pytest.raises(Denied):
        link.add(world.engine, older, "supersedes", newer, by=world.people["officer"])
    assert world.state(newer) == "adopted_consensus"


# The acts that implied tasks ask for


def test_somebody_is_asked_for_the_next_step(world: World) -> None:
    case_id = world.open()
    asked = {t.task: t.target for t in world.read(case_id).tasks if t.is_open}
    assert asked == {"state_draft": "SECRETARIAT_OFFICER|SENIOR_MANAGER|SC_CHAIR|SC_COCHAIR"}
    with refused(
        world,
        "Open the case and choose what to do: this task has no answer of its own.",
        rule="implied-task",
    ):
        from engine.commands import task

        found = world.find_task(case_id, "state_draft")
        task.complete(world.engine, found.id, "done", by=world.people["officer"])


def test_the_chair_mediates_with_each_member_that_broke_silence(world: World) -> None:
    case_id = world.silent()
    world.answer(case_id, "ILO", "concern", reason="Not like this.")
    mediate = world.find_task(case_id, "mediate")
    assert (mediate.target, mediate.due_at) == ("SC_CHAIR|SC_COCHAIR", datetime(2013, 1, 21, 16, tzinfo=UTC))
    with refused(world, "Fill in: Contact with the member, options, outcome.", error=Invalid):
        world.answer(case_id, CHAIR, "done", "mediate")
    world.answer(case_id, CHAIR, "done", "mediate", contact="Called; they may lift it.")
    world.answer(case_id, "ILO", "lift")
    assert world.state(case_id) == "silence"
