"""Notice: silence adopts only if every member was told before half of it was over; the deadline moves once, then it is deliberated."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from engine.commands import notice, register
from tests.furnished import on_both
from tests.people import CHAIR, MEMBERS
from tests.refusing import Denied, Invalid, refused
from tests.workflows.decision.acts import TOLD, record
from tests.workflows.decision.record import field, moves, notice_of, proven, round_of
from tests.world import World

pytestmark = on_both

OPENED = datetime(2013, 1, 7, 9, tzinfo=UTC)
EXPIRY = datetime(2013, 1, 14, 16, tzinfo=UTC)
MOVED = datetime(2013, 1, 21, 16, tzinfo=UTC)
HALF = OPENED + (EXPIRY - OPENED) / 2
REST = MEMBERS[1:]  # all but ILO
INSTANT = timedelta(microseconds=1)


def silent(world: World, *told: str) -> UUID:
    """A silence of which only these members have notice."""
    world.enable_silence()
    case_id = world.circulated(method="SILENCE")
    world.press(case_id, "open_silence", CHAIR)
    for name in told:
        world.open_pages(case_id, name)
    return case_id


def asked(code: str, world: World) -> str:
    return f"org:{world.organizations[code].hex}"


# In time or not


def test_with_everybody_told_in_the_first_half_silence_adopts(world: World) -> None:
    case_id = silent(world, *REST)
    world.at(HALF)
    world.open_pages(case_id, "ILO")  # exactly at half is in time
    world.at(EXPIRY)
    assert world.state(case_id) == "adopted_no_objection"


def test_notice_after_half_of_the_period_moves_the_deadline(world: World) -> None:
    case_id = silent(world, *REST)
    world.at(HALF + INSTANT)
    world.open_pages(case_id, "ILO")
    world.at(EXPIRY)
    assert (world.state(case_id), field(world, case_id, "expires_at")) == ("silence", MOVED)
    assert (field(world, case_id, "moved"), world.number(case_id)) == (True, None)
    assert moves(world, case_id)[-1] == ("silence", "wait_for_notice", "silence")
    world.at(MOVED - INSTANT)
    assert world.state(case_id) == "silence"
    world.at(MOVED)
    assert world.state(case_id) == "adopted_no_objection", (
        "notice late in the first period is in time for the second"
    )
    assert proven(world)


def test_the_deadline_moves_once_and_then_the_matter_is_deliberated(world: World) -> None:
    case_id = silent(world, *REST)
    world.at(EXPIRY)
    assert world.state(case_id) == "silence"
    world.at(MOVED)
    assert world.state(case_id) == "deliberation"
    assert [trigger for _, trigger, _ in moves(world, case_id)][-2:] == ["wait_for_notice", "no_notice"]
    assert field(world, case_id, "expires_at") is None
    assert world.number(case_id) is None


def test_a_member_told_in_the_first_half_of_the_moved_period_is_told_in_time(world: World) -> None:
    case_id = silent(world, *REST)
    world.at(EXPIRY + (MOVED - EXPIRY) / 2)
    world.open_pages(case_id, "ILO")
    world.at(MOVED)
    assert world.state(case_id) == "adopted_no_objection"


def test_a_member_told_after_half_of_the_moved_period_is_not(world: World) -> None:
    case_id = silent(world, *REST)
    world.at(EXPIRY + (MOVED - EXPIRY) / 2 + INSTANT)
    world.open_pages(case_id, "ILO")
    world.at(MOVED)
    assert world.state(case_id) == "deliberation"


def test_a_moved_period_ends_on_a_working_day(world: World) -> None:
    world.enable_silence()
    case_id = world.circulated(method="SILENCE", urgency="URGENT")
    world.at(datetime(2013, 1, 8, 9, tzinfo=UTC))
    world.press(case_id, "open_silence", CHAIR)
    world.at(datetime(2013, 1, 11, 9, tzinfo=UTC))
    assert field(world, case_id, "expires_at") == datetime(2013, 1, 14, 9, tzinfo=UTC)


def test_after_three_days_without_ticking_the_deadline_has_moved_at_its_own_instant(world: World) -> None:
    case_id = silent(world, *REST)
    world.at(EXPIRY + timedelta(days=3))
    assert (field(world, case_id, "silence_from"), field(world, case_id, "expires_at")) == (EXPIRY, MOVED)


def test_an_objection_breaks_the_moved_period_too(world: World) -> None:
    case_id = silent(world, *REST)
    world.at(EXPIRY + timedelta(hours=1))
    world.answer(case_id, "ILO", "concern", reason="Not like this.")
    assert world.state(case_id) == "broken"


def test_the_share_is_a_setting(world: World) -> None:
    register.set_setting(world.engine, "silence_notice_share", 25, by=None)
    case_id = silent(world, *REST)
    world.at(HALF)
    world.open_pages(case_id, "ILO")
    world.at(EXPIRY)
    assert world.state(case_id) == "silence"


def test_a_vacant_seat_had_no_notice_so_silence_cannot_adopt_over_it(world: World) -> None:
    world.organizations["WHO"] = register.add_organization(
        world.engine, "WHO", "Organization WHO", {}, by=None
    ).result
    world.grant("SC_FOCAL_POINT", "WHO")
    case_id = silent(world, *MEMBERS)
    world.at(EXPIRY)
    assert world.state(case_id) == "silence"
    world.at(MOVED)
    assert world.state(case_id) == "deliberation"


def test_silence_after_deliberation_needs_notice_of_its_own(world: World) -> None:
    world.enable_silence()
    case_id = world.deliberating(method="MEETING")
    world.open_pages(case_id)
    world.edit(case_id, "officer", method="SILENCE")
    world.at(OPENED + timedelta(days=1))
    world.press(case_id, "open_silence", CHAIR)
    assert notice_of(world, case_id) == {}
    end = field(world, case_id, "expires_at")
    world.at(end)
    assert (world.state(case_id), field(world, case_id, "moved")) == ("silence", True)


def test_a_revised_text_needs_new_notice(world: World) -> None:
    case_id = silent(world, *MEMBERS)
    world.answer(case_id, "ILO", "amendment", reason="One word.")
    world.put(case_id, "Other words.")
    assert notice_of(world, case_id) == {}
    world.press(case_id, "circulate_revised", "officer")
    world.press(case_id, "open_silence", CHAIR)
    assert (round_of(world, case_id), notice_of(world, case_id)) == (3, {})


# What is notice


@pytest.mark.parametrize("who", ["ILO", "ILO alternate"])
def test_opening_the_page_is_notice_for_ones_seat(world: World, who: str) -> None:
    case_id = silent(world)
    assert notice_of(world, case_id) == {}, "being asked is no notice"
    world.open_pages(case_id, who)
    assert notice_of(world, case_id) == {"ILO": "page opened"}


@pytest.mark.parametrize("who", ["officer", "auditor", "manager"])
def test_a_page_opened_by_others_is_notice_for_nobody(world: World, who: str) -> None:
    case_id = silent(world)
    assert notice.page_opened(world.engine, case_id, by=world.people[who]) == 0
    assert notice_of(world, case_id) == {}


def test_a_page_opened_by_a_nominee_is_no_notice(world: World) -> None:
    world.add_person("nominee")
    world.grant("SC_FOCAL_POINT", "ILO", "nominee", "nominee")
    case_id = silent(world)
    world.open_pages(case_id, "nominee")
    assert notice_of(world, case_id) == {}


def test_the_first_notice_counts_and_stays(world: World) -> None:
    case_id = silent(world)
    party = asked("ILO", world)
    notice.delivered(world.engine, case_id, "position", 1, party, person=world.people["ILO"])
    world.later(days=1)
    world.open_pages(case_id, "ILO")
    world.answer(case_id, "ILO", "support")
    assert notice_of(world, case_id) == {"ILO": "message accepted"}
    view = world.view(case_id)
    told = view.noticed(view.snapshot.definition.task_by_key["position"], view.register.by_code["ILO"])
    assert told == OPENED


@pytest.mark.parametrize("who", ["IOM", "officer"])
def test_a_message_to_somebody_else_is_no_notice(world: World, who: str) -> None:
    case_id = silent(world)
    notice.delivered(world.engine, case_id, "position", 1, asked("ILO", world), person=world.people[who])
    assert notice_of(world, case_id) == {}


def test_a_message_about_an_earlier_round_is_no_notice(world: World) -> None:
    case_id = silent(world, *REST)
    world.answer(case_id, "ILO", "amendment", reason="One word.")
    world.put(case_id, "Other words.")
    notice.delivered(world.engine, case_id, "position", 1, asked("ILO", world), person=world.people["ILO"])
    assert notice_of(world, case_id) == {}


def test_answering_is_notice(world: World) -> None:
    case_id = silent(world)
    world.answer(case_id, "ILO", "support")
    record(world, case_id, "IOM", "support")
    assert notice_of(world, case_id) == {"ILO": "answered", "IOM": "answered"}


def test_service_is_recorded_with_evidence(world: World) -> None:
    case_id = silent(world, *REST)
    notice.serve(world.engine, case_id, "position", asked("ILO", world), TOLD, by=world.people["officer"])
    assert notice_of(world, case_id)["ILO"] == "service recorded"
    world.at(EXPIRY)
    assert world.state(case_id) == "adopted_no_objection"


def test_service_without_evidence_is_refused(world: World) -> None:
    case_id = silent(world)
    with refused(world, "Say how and when the member was told.", error=Invalid):
        notice.serve(
            world.engine, case_id, "position", asked("ILO", world), "told", by=world.people["officer"]
        )


@pytest.mark.parametrize("who", ["ILO", CHAIR, "auditor"])
def test_service_is_recorded_by_the_secretariat_only(world: World, who: str) -> None:
    case_id = silent(world)
    sentence = "Only those who may record for a member may record that it was told."
    with refused(world, sentence, rule="record-notice", error=Denied):
        notice.serve(world.engine, case_id, "position", asked("ILO", world), TOLD, by=world.people[who])


def test_service_for_somebody_who_is_not_asked_is_refused(world: World) -> None:
    case_id = silent(world)
    with refused(world, "This party is not asked in the present round.", error=Invalid):
        notice.serve(
            world.engine, case_id, "position", asked("DONOR", world), TOLD, by=world.people["officer"]
        )
