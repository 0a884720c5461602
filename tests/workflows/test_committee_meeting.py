"""A meeting of the Committee: an agenda of what waits, papers in time, attendance, decisions in their cases, an agreed record."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from engine.case import cases
from engine.commands import item, link, register
from tests.access.hidden_types import hiding
from tests.furnished import on_both
from tests.people import CHAIR, COCHAIR, MEMBERS
from tests.refusing import Denied, Refused, refused
from tests.workflows.decision.acts import adopted
from tests.workflows.decision.record import field, moves, proven
from tests.workflows.meeting import (
    DAY,
    SILENCE_OVER,
    act,
    agenda,
    all_agree,
    attended,
    begins,
    circulated,
    concluded,
    decide,
    decision_of,
    fill,
    held,
    line,
    reply,
    rows,
    scheduled,
    seat,
    sent,
    until,
)
from tests.workflows.publishing import answer_open
from tests.world import World

pytestmark = on_both
NOT_CONCLUDED = "Not concluded yet: {}. Declare it in its case, or say what the meeting concluded."


def test_a_meeting_from_its_date_to_its_agreed_record(world: World) -> None:
    case_id = circulated(world)
    all_agree(world, case_id)
    ways = [to for _, _, to in moves(world, case_id)]
    assert ways == ["scheduled", "agenda", "held", "record_circulated", "agreed", "closed"]
    assert (world.number(case_id), world.read(case_id).case.result) == ("GIFT/MTG/2013/001", "agreed")
    assert proven(world)


@pytest.mark.parametrize("who", [CHAIR, f"{COCHAIR} alternate", "officer"])
def test_those_who_preside_and_the_secretariat_schedule_it(world: World, who: str) -> None:
    assert world.state(scheduled(world, who)) == "scheduled"


@pytest.mark.parametrize("who", ["ILO", "OSCE alternate", "expert"])
def test_nobody_else_schedules_a_meeting(world: World, who: str) -> None:
    sentence = "You cannot open a case of this type: Committee meeting."
    with refused(world, sentence, rule="open:committee-meeting", error=Denied):
        scheduled(world, who)


# The agenda


def test_what_waits_for_a_meeting_comes_on_the_agenda_and_nothing_else(world: World) -> None:
    world.circulated(title="For the meeting")
    world.deliberating(title="In deliberation")
    world.circulated(title="In writing", method="WRITTEN")
    world.open(title="Still a draft")
    adopted(world, title="Adopted already")
    case_id = scheduled(world)
    world.press(case_id, "take_up", CHAIR)
    assert agenda(world, case_id) == [("For the meeting", "DECIDE"), ("In deliberation", "DECIDE")]
    world.circulated(title="One more")
    world.press(case_id, "take_up", "officer")
    assert agenda(world, case_id)[2:] == [("One more", "DECIDE")], "what stands there already comes once"
    assert proven(world)


def test_a_silence_that_was_broken_waits_for_the_meeting(world: World) -> None:
    broken = world.silent(title="Objected to")
    world.answer(broken, "ILO", "request_discussion", reason="Let us talk about it.")
    case_id = scheduled(world)
    world.press(case_id, "take_up", "officer")
    assert agenda(world, case_id) == [("Objected to", "DECIDE")]


def test_what_is_taken_off_the_agenda_stays_off(world: World) -> None:
    world.circulated()
    case_id = scheduled(world)
    world.press(case_id, "take_up", "officer")
    (row,) = rows(world, case_id, "agenda")
    item.end(world.engine, case_id, row.id, revision=row.revision, by=world.people["officer"])
    world.press(case_id, "take_up", "officer")
    assert agenda(world, case_id) == []


def test_whatever_somebody_ties_to_the_meeting_has_a_line_too(world: World) -> None:
    other = world.circulated(title="In writing", method="WRITTEN")
    case_id = scheduled(world)
    link.add(world.engine, case_id, "takes_up", other, by=world.people["officer"])
    world.press(case_id, "take_up", "officer")
    assert agenda(world, case_id) == [("In writing", "DISCUSS")]


def test_what_is_for_decision_has_a_case_of_its_own(world: World) -> None:
    case_id = scheduled(world)
    sentence = (
        "What is for decision or to be announced has a case of its own: tie that case to the meeting, and take up "
        "what waits."
    )
    with refused(world, sentence, rule="DOMAIN-6"):
        line(world, case_id, "Something new", kind="DECIDE")
    with refused(world, "The meeting takes up no case of this reference.", rule="DOMAIN-6"):
        line(world, case_id, "Something new", kind="DISCUSS", reference="DEC-2222222")


def test_a_case_that_not_all_readers_may_read_is_not_taken_up(world: World) -> None:
    hidden = world.circulated(title="Of the team only")
    with world.engine.database.begin() as connection:
        connection.execute(update(cases).where(cases.c.id == hidden).values(level="CASE_TEAM"))
    case_id = scheduled(world)
    world.press(case_id, "take_up", "officer")
    assert agenda(world, case_id) == []


def test_of_a_case_that_not_all_readers_may_read_the_agenda_says_no_more_than_its_reference(
    world: World,
) -> None:
    world.engine.registry = hiding()
    hidden = world.open("A matter of the team", "officer", "team-matter", asked=world.people["IOM"].hex)
    case_id = scheduled(world)
    link.add(world.engine, case_id, "takes_up", hidden, by=world.people["officer"])
    world.press(case_id, "take_up", "officer")
    assert agenda(world, case_id) == [(world.read(hidden).case.reference, "DISCUSS")]


# The papers


def test_papers_go_out_five_working_days_before(world: World) -> None:
    case_id = scheduled(world)
    line(world, case_id, "Report")
    world.at(datetime(2013, 1, 14, 16, 0, 0, 1, tzinfo=UTC))
    sentence = (
        "Papers go out 5 working days before the meeting, or as many as the Committee has set: hold it later, or call "
        "it at shorter notice, with the reason."
    )
    with refused(world, sentence, rule="DOMAIN-7.2"):
        world.press(case_id, "circulate", "officer")


def test_at_the_last_moment_they_are_in_time(world: World) -> None:
    case_id = scheduled(world)
    line(world, case_id, "Report")
    world.at(datetime(2013, 1, 14, 16, tzinfo=UTC))
    with refused(world, "There is time enough: circulate the agenda in the ordinary way."):
        world.press(case_id, "circulate_late", "officer", reason="It is urgent.")
    world.press(case_id, "circulate", "officer")
    assert field(world, case_id, "short_notice") is False


def test_the_committee_may_set_another_time_for_papers(world: World) -> None:
    register.set_setting(world.engine, "meeting_papers_ahead", 10, by=None)
    case_id = scheduled(world)
    line(world, case_id, "Report")
    world.at(datetime(2013, 1, 8, 9, tzinfo=UTC))
    with pytest.raises(Refused, match="hold it later"):
        world.press(case_id, "circulate", "officer")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "There is nothing on the agenda yet: take up what waits, or add a line."),
        ({"ends_at": "2013-01-21 09:00"}, "The meeting ends after it begins: give it another time."),
        ({"starts_at": "2013-01-07 09:00"}, "The meeting lies ahead: give it another time."),
    ],
)
def test_an_agenda_goes_out_for_a_meeting_that_can_be_held(
    world: World, data: dict[str, str], sentence: str
) -> None:
    case_id = scheduled(world, **data)
    if data:
        line(world, case_id, "Report")
    with refused(world, sentence):
        world.press(case_id, "circulate", "officer")


def test_a_text_that_is_not_circulated_is_not_for_decision(world: World) -> None:
    draft = world.open(title="Not out yet")
    case_id = scheduled(world)
    link.add(world.engine, case_id, "takes_up", draft, by=world.people["officer"])
    world.press(case_id, "take_up", "officer")
    (row,) = rows(world, case_id, "agenda")
    fill(world, case_id, row, kind="DECIDE")
    sentence = "The text is not circulated yet: Not out yet. Circulate it first, or take it off the agenda."
    with refused(world, sentence, rule="DOMAIN-7.2"):
        world.press(case_id, "circulate", "officer")
    world.put(draft)
    world.press(draft, "circulate", "officer")
    world.press(case_id, "circulate", "officer")


def test_what_went_out_stays_on_the_agenda(world: World) -> None:
    case_id = sent(world)
    with pytest.raises(Denied):
        line(world, case_id, "One more")
    document = world.read(case_id).documents["sent"]
    told = json.loads(world.engine.files.get(case_id, document.sha256))
    assert len(told["rows"]["agenda"]) == 2
    world.press(case_id, "revise", "officer", reason="One more point.")
    line(world, case_id, "One more")
    world.press(case_id, "circulate", "officer")
    assert len(agenda(world, case_id)) == 3


# At shorter notice


def late(world: World) -> UUID:
    case_id = scheduled(world)
    line(world, case_id, "Report")
    world.at(datetime(2013, 1, 17, 9, tzinfo=UTC))
    world.press(case_id, "circulate_late", "officer", reason="The donor decides on Tuesday.")
    return case_id


def test_at_shorter_notice_it_is_held_where_nobody_objects(world: World) -> None:
    case_id = late(world)
    world.at(DAY)
    world.press(case_id, "open", CHAIR)
    assert world.state(case_id) == "held"


def test_at_shorter_notice_it_is_not_held_where_somebody_objects_but_later(world: World) -> None:
    case_id = late(world)
    world.answer(case_id, "UNICEF", "object", "object", reason="We could not consult.")
    world.at(DAY)
    sentence = (
        "The papers went out late, and somebody objects: UNICEF. Give the meeting another time, or send another agenda in "
        "time."
    )
    with refused(world, sentence, rule="DOMAIN-7.2"):
        world.press(case_id, "open", CHAIR)
    times: dict[str, Any] = {
        "starts_at": "2013-01-28 10:00",
        "ends_at": "2013-01-28 12:00",
        "place": "Vienna",
    }
    world.press(case_id, "move", CHAIR, reason="More time.", **times)
    world.at(datetime(2013, 1, 28, 9, tzinfo=UTC))
    world.press(case_id, "open", CHAIR)
    assert world.state(case_id) == "held"


def test_nobody_objects_to_what_came_in_time(world: World) -> None:
    case_id = sent(world)
    assert not [each for each in world.read(case_id).tasks if each.task == "object"]


# Another time, or not at all


def test_a_meeting_is_moved_and_everybody_is_asked_anew(world: World) -> None:
    case_id = sent(world)
    reply(world, case_id, "ILO")
    times: dict[str, Any] = {
        "starts_at": "2013-01-23 10:00",
        "ends_at": "2013-01-23 12:00",
        "place": "Geneva",
    }
    world.press(case_id, "move", CHAIR, reason="The room is taken.", **times)
    asked = [each for each in world.read(case_id).tasks if each.task == "invitation" and each.present]
    assert len(asked) == len(MEMBERS) and not any(each.answer for each in asked)
    assert proven(world)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "sentence", "rule"),
    [
        ("2013-01-04 10:00", "2013-01-04 12:00", "The new time lies ahead.", None),
        ("2013-01-24 10:00", "2013-01-24 10:00", "The meeting ends after it begins.", None),
        (
            "2013-01-11 10:00",
            "2013-01-11 12:00",
            "The agenda went out too late for that time: change the agenda, and circulate it again.",
            "DOMAIN-7.2",
        ),
    ],
)
def test_it_is_moved_to_a_time_that_lies_ahead_and_not_too_near(
    world: World, starts_at: str, ends_at: str, sentence: str, rule: str | None
) -> None:
    case_id = sent(world)
    with refused(world, sentence, rule=rule):
        world.press(
            case_id, "move", CHAIR, reason="Why.", starts_at=starts_at, ends_at=ends_at, place="Vienna"
        )


def test_what_a_meeting_that_was_called_off_had_on_its_agenda_waits_for_the_next(world: World) -> None:
    case_id = sent(world)
    world.press(case_id, "call_off", CHAIR, reason="There is snow.")
    assert world.read(case_id).case.result == "called off"
    following = scheduled(world)
    world.press(following, "take_up", "officer")
    assert agenda(world, following) == [("Priorities for 2013", "DECIDE")]


# Who comes, and who leads


def test_every_member_says_who_comes_and_the_attendance_knows_it(world: World) -> None:
    case_id = sent(world)
    reply(world, case_id, "ILO", by="ILO alternate", capacity="ALTERNATE", whence="Geneva")
    reply(world, case_id, "OSCE", by="officer")
    told = seat(world, case_id, "ILO").data
    assert (told["who"], told["capacity"], told["whence"]) == ("ILO delegate", "ALTERNATE", "Geneva")
    assert seat(world, case_id, "OSCE").data["who"] == "OSCE delegate"


def test_who_said_that_they_come_and_then_cannot_has_nobody_in_the_attendance(world: World) -> None:
    case_id = sent(world)
    reply(world, case_id, "ILO", capacity="ALTERNATE", whence="Geneva")
    reply(world, case_id, "ILO", "declines")
    told = seat(world, case_id, "ILO").data
    assert [told.get(key) for key in ("who", "capacity", "whence")] == [None, None, None]
    reply(world, case_id, "ILO", whence="Turin")
    assert seat(world, case_id, "ILO").data["whence"] == "Turin"
    assert proven(world)


def test_whoever_came_has_a_name_and_a_capacity(world: World) -> None:
    case_id = held(world)
    with refused(world, "Say who came, and as what.", rule="DOMAIN-6"):
        fill(world, case_id, seat(world, case_id, "ILO"), came="ROOM")


def test_it_is_not_opened_before_its_day(world: World) -> None:
    case_id = sent(world)
    with refused(world, "It is opened on its day, not before: give it another time."):
        world.press(case_id, "open", CHAIR)


@pytest.mark.parametrize("who", ["officer", COCHAIR, "ILO"])
def test_the_chair_opens_it_and_nobody_else(world: World, who: str) -> None:
    case_id = sent(world)
    world.at(DAY)
    with refused(
        world, "You cannot do this here: Open the meeting.", rule="committee-meeting:open", error=Denied
    ):
        world.press(case_id, "open", who)
    world.press(case_id, "open", f"{CHAIR} alternate")
    assert str(field(world, case_id, "led_by")) == CHAIR


def test_the_co_chair_opens_it_where_the_chair_cannot_come_and_then_the_next_in_the_rotation(
    world: World,
) -> None:
    case_id = sent(world)
    reply(world, case_id, CHAIR, "declines")
    reply(world, case_id, COCHAIR, "declines")
    world.at(DAY)
    with pytest.raises(Denied):
        world.press(case_id, "open", COCHAIR)
    world.press(case_id, "open", "UNICEF")
    assert str(field(world, case_id, "led_by")) == "UNICEF"


def test_with_the_chair_away_the_co_chair_leads(world: World) -> None:
    case_id = sent(world)
    reply(world, case_id, CHAIR, "declines")
    world.at(DAY)
    world.press(case_id, "open", COCHAIR)
    assert str(field(world, case_id, "led_by")) == COCHAIR
    assert proven(world)


# What silence has adopted


def test_what_silence_has_adopted_is_announced_at_the_next_meeting_and_at_no_other(world: World) -> None:
    silent = world.silent(title="Translations")
    world.at(SILENCE_OVER)
    assert world.state(silent) == "adopted_no_objection"
    case_id = scheduled(world, starts_at="2013-01-30 10:00", ends_at="2013-01-30 12:00")
    world.press(case_id, "take_up", "officer")
    assert agenda(world, case_id) == [("Translations", "ANNOUNCE")]
    (row,) = rows(world, case_id, "agenda")
    with refused(
        world,
        "What silence has adopted is announced at the next meeting: it stays on the agenda.",
        rule="DOMAIN-5.2",
    ):
        item.end(world.engine, case_id, row.id, revision=row.revision, by=world.people["officer"])
    world.press(case_id, "circulate", "officer")
    world.at(datetime(2013, 1, 30, 9, tzinfo=UTC))
    world.press(case_id, "open", CHAIR)
    following = scheduled(world, starts_at="2013-02-27 10:00", ends_at="2013-02-27 12:00")
    world.press(following, "take_up", "officer")
    assert agenda(world, following) == []


def test_what_silence_adopts_while_the_agenda_is_out_is_announced_there_too_and_enters_the_record(
    world: World,
) -> None:
    world.silent(title="Translations")
    case_id = concluded(world)
    assert ("Translations", "ANNOUNCE") in agenda(world, case_id)
    world.press(case_id, "circulate_record", "officer")
    told = {row.data["subject"]: row.data["ended"] for row in rows(world, case_id, "decisions")}
    assert told == {"Priorities for 2013": "CONSENSUS", "Translations": "NO_OBJECTION"}


def put_to_silence_by(world: World) -> tuple[UUID, UUID]:
    """A decision that a meeting has talked about and left to silence, and that meeting, whose record is agreed."""
    decision = world.deliberating(title="Translations", method="SILENCE")
    case_id = scheduled(world)
    world.press(case_id, "take_up", "officer")
    world.press(case_id, "circulate", "officer")
    world.at(DAY)
    world.press(case_id, "open", CHAIR)
    (row,) = rows(world, case_id, "agenda")
    assert row.data["kind"] == "DECIDE"
    fill(world, case_id, row, conclusion="It is put to silence.")
    write_record(world, case_id)
    all_agree(world, case_id)
    begin_silence(world, decision)
    return decision, case_id


def begin_silence(world: World, decision: UUID) -> None:
    """The Committee has enabled it meanwhile, and every member has notice."""
    world.enable_silence()
    world.press(decision, "open_silence", CHAIR)
    world.open_pages(decision)


def write_record(world: World, case_id: UUID) -> None:
    """What the record needs besides the conclusions; and it goes out."""
    attended(world, case_id)
    world.put(case_id, "The Committee met.", "minutes")
    closed = world.clock.now() + timedelta(hours=2)
    world.edit(case_id, "officer", closed_at=closed.isoformat())
    world.press(case_id, "circulate_record", "officer")


def adopt_in_silence(world: World, decision: UUID) -> None:
    world.at(world.view(decision).expires_at)
    assert world.state(decision) == "adopted_no_objection"


def weeks_from_now(world: World, weeks: int) -> dict[str, str]:
    begins = world.clock.now() + timedelta(weeks=weeks)
    return {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=2)).isoformat()}


def test_what_a_meeting_left_to_silence_is_announced_at_the_next_and_enters_its_record(world: World) -> None:
    decision, first = put_to_silence_by(world)
    assert world.state(first) == "closed" and not rows(world, first, "decisions")
    adopt_in_silence(world, decision)
    following = scheduled(world, **weeks_from_now(world, 3))
    world.press(following, "take_up", "officer")
    assert agenda(world, following) == [("Translations", "ANNOUNCE")]
    world.press(following, "circulate", "officer")
    world.later(weeks=3)
    world.press(following, "open", CHAIR)
    write_record(world, following)
    named = [(row.data["subject"], row.data["ended"]) for row in rows(world, following, "decisions")]
    assert named == [("Translations", "NO_OBJECTION")]
    third = scheduled(world, **weeks_from_now(world, 3))
    world.press(third, "take_up", "officer")
    assert agenda(world, third) == [], "it entered one record"
    assert proven(world)


def test_what_was_taken_off_an_agenda_is_announced_elsewhere(world: World) -> None:
    decision = world.deliberating(title="Translations", method="SILENCE")
    case_id = scheduled(world)
    line(world, case_id, "Report")
    world.press(case_id, "take_up", "officer")
    row = rows(world, case_id, "agenda")[-1]
    item.end(world.engine, case_id, row.id, revision=row.revision, by=world.people["officer"])
    begin_silence(world, decision)
    world.press(case_id, "circulate", "officer")
    world.at(DAY)
    world.press(case_id, "open", CHAIR)
    adopt_in_silence(world, decision)
    following = scheduled(world, **weeks_from_now(world, 3))
    world.press(following, "take_up", "officer")
    assert agenda(world, following) == [("Translations", "ANNOUNCE")]


def test_of_two_meetings_that_are_prepared_at_once_one_announces_it(world: World) -> None:
    adopt_in_silence(world, world.silent(title="Translations"))
    first, second = (scheduled(world, **weeks_from_now(world, weeks)) for weeks in (2, 6))
    for case_id in (first, second):
        world.press(case_id, "take_up", "officer")
    assert agenda(world, first) == [("Translations", "ANNOUNCE")]
    assert agenda(world, second) == []
    world.press(first, "call_off", CHAIR, reason="There is snow.")
    world.press(second, "take_up", "officer")
    assert agenda(world, second) == [("Translations", "ANNOUNCE")]


def test_what_stands_on_two_agendas_enters_the_record_of_the_meeting_that_decided_it(world: World) -> None:
    first, second = sent(world), scheduled(world, **weeks_from_now(world, 8))
    world.press(second, "take_up", "officer")
    assert agenda(world, second) == [("Priorities for 2013", "DECIDE")]
    world.press(second, "circulate", "officer")
    world.at(DAY)
    world.press(first, "open", CHAIR)
    decide(world, first)
    (_, report) = rows(world, first, "agenda")
    fill(world, first, report, conclusion="The Committee took note.")
    write_record(world, first)
    assert recorded(world, first) == ["Priorities for 2013"]
    world.at(begins(world, second))
    world.press(second, "open", CHAIR)
    write_record(world, second)
    assert recorded(world, second) == [], "it entered one record"
    assert proven(world)


def recorded(world: World, case_id: UUID) -> list[str]:
    return [row.data["subject"] for row in rows(world, case_id, "decisions")]


# The record


def test_the_record_needs_its_words_its_end_everybody_s_attendance_and_a_conclusion_for_each_point(
    world: World,
) -> None:
    case_id = held(world)
    for sentence, rule, mend in (
        (
            "There is no document yet: Record of the meeting.",
            None,
            lambda: world.put(case_id, "We met.", "minutes"),
        ),
        (
            "Not filled in yet: Closed.",
            None,
            lambda: world.edit(case_id, "officer", closed_at="2013-01-21 09:40"),
        ),
        (
            "The meeting is closed after it was opened.",
            "DOMAIN-6",
            lambda: world.edit(case_id, "officer", closed_at="2013-01-21 12:40"),
        ),
        (
            "Say for each member whether it came: ILO, IOM, OHCHR, OSCE, UNICEF, UNODC.",
            "DOMAIN-6",
            lambda: attended(world, case_id, "OSCE"),
        ),
        (
            NOT_CONCLUDED.format("Priorities for 2013, Report of the Secretariat"),
            "DOMAIN-6",
            lambda: decide(world, case_id),
        ),
    ):
        with refused(world, sentence, rule=rule):
            world.press(case_id, "circulate_record", "officer")
        mend()
    with refused(world, NOT_CONCLUDED.format("Report of the Secretariat"), rule="DOMAIN-6"):
        world.press(case_id, "circulate_record", "officer")


def test_without_an_amendment_it_is_agreed_when_the_time_is_over(world: World) -> None:
    case_id = circulated(world)
    world.answer(case_id, "ILO", "agree", "agree")
    world.open_pages(case_id)
    world.at(until(world, case_id))
    assert world.state(case_id) == "closed"
    assert moves(world, case_id)[-2][1] == "agreed_in_time"
    document = world.read(case_id).documents["record"]
    told = json.loads(world.engine.files.get(case_id, document.sha256))
    said = {each["party"]: each["outcome"] for each in told["answers"]["agree"]}
    assert said == {**dict.fromkeys(MEMBERS), "ILO": "agree"}, "who said nothing agreed to nothing"
    assert {len(told["rows"][each]) for each in ("attendance",)} == {6}


def test_an_amendment_begins_a_new_round(world: World) -> None:
    case_id = circulated(world)
    world.answer(case_id, "ILO", "agree", "agree")
    told = {"reason": "We said something else.", "words": "ILO asked for a trial first."}
    world.answer(case_id, "OSCE", "amend", "agree", **told)
    assert world.state(case_id) == "record_revised"
    world.put(case_id, "The Committee met, and ILO asked for a trial first.", "minutes")
    world.press(case_id, "circulate_record", "officer")
    assert not any(t.answer for t in world.read(case_id).tasks if t.task == "agree" and t.present)
    all_agree(world, case_id)
    assert world.state(case_id) == "closed"
    assert proven(world)


def test_who_had_no_notice_agrees_to_nothing_the_time_is_prolonged_once_then_the_secretariat_sees_to_it(
    world: World,
) -> None:
    case_id = circulated(world)
    world.open_pages(case_id, *(code for code in MEMBERS if code != "OSCE"))
    first = until(world, case_id)
    world.at(first)
    assert world.state(case_id) == "record_circulated"
    assert until(world, case_id) > first
    world.at(until(world, case_id))
    assert world.state(case_id) == "record_revised"


def test_what_was_to_follow_is_asked_of_those_who_see_to_it_until_it_is_done(world: World) -> None:
    case_id = concluded(world)
    act(
        world, case_id, "Write to the donors", sees_to_it=world.organizations["ILO"].hex, by_when="2013-02-15"
    )
    act(world, case_id, "Publish the extract")
    world.press(case_id, "circulate_record", "officer")
    all_agree(world, case_id)
    assert world.state(case_id) == "agreed"
    answer_open(world, case_id, "follow", "under_way", "ILO", data={"progress": "Three letters."})
    answer_open(world, case_id, "follow_ours", "done", "officer", data={"progress": "It is public."})
    assert world.state(case_id) == "agreed"
    world.later(days=40)
    answer_open(world, case_id, "follow", "done", "ILO", data={"progress": "All have answered."})
    assert world.state(case_id) == "closed"
    assert proven(world)


def test_a_decision_is_declared_in_its_own_case_by_its_own_rules(world: World) -> None:
    case_id = held(world)
    decision = decision_of(world, case_id)
    world.press(decision, "deliberate", CHAIR)
    with refused(world, "Not in support: ILO, IOM, OHCHR, OSCE, UNICEF, UNODC."):
        world.press(decision, "declare_consensus", CHAIR)
