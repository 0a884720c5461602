"""The phases of a joint programme: reports by the calendar, alarms, the next phase, held, ended, evaluated and closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from tests.furnished import on_both
from tests.refusing import Denied, Invalid, refused
from tests.workflows.decision.record import proven, reminders
from tests.workflows.programming import (
    LATER_LINE,
    PHASE,
    SECOND,
    add,
    approved,
    confirm,
    fill_in,
    funded,
    mine,
    mobilising,
    ready,
    reply,
    reviewed,
    running,
    stop_decided,
    suspended,
    use_checklist,
)
from tests.world import MORNING, World

pytestmark = on_both
VIENNA = ZoneInfo("Europe/Vienna")


def day(year: int, month: int, on: int) -> datetime:
    """The first moment of a day in Vienna."""
    return datetime(year, month, on, tzinfo=VIENNA)


def told(world: World, case_id: UUID, says: str) -> list[tuple[datetime, list[str]]]:
    return [(at, to) for at, words, to in reminders(world, case_id) if words == says]


def due(world: World, case_id: UUID, key: str) -> list[datetime]:
    """When what is asked now is due."""
    found = [t for t in world.read(case_id).tasks if t.task == key and t.present and t.is_open]
    return [t.due_at.astimezone(VIENNA) for t in found if t.due_at]


# ---- phase 1


def test_phase_1_takes_the_checklist_that_is_in_use(coasts: World) -> None:
    case_id = approved(coasts)
    funded(coasts, case_id)
    with refused(coasts, "Tie the programme to the checklist that is in use."):
        coasts.press(case_id, "begin", "ILO")
    use_checklist(coasts, case_id)
    coasts.press(case_id, "begin", "ILO")
    assert coasts.view(case_id).phase == 1


@pytest.mark.parametrize("name", ["IOM", "officer"])
def test_only_the_lead_begins_it(coasts: World, name: str) -> None:
    case_id = ready(coasts)
    sentence = "You cannot do this here: Begin Phase 1."
    with refused(coasts, sentence, rule="joint-programme:begin", error=Denied):
        coasts.press(case_id, "begin", name)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"begins": "2014-01-31"}, "A phase ends after it begins."),
        ({"no": "0"}, "Phases are numbered from 1."),
    ],
)
def test_a_phase_has_a_number_and_an_end_after_its_beginning(
    coasts: World, data: dict[str, str], sentence: str
) -> None:
    case_id = approved(coasts)
    with refused(coasts, sentence, rule="7.9"):
        add(coasts, case_id, "phases", **{**PHASE, "no": "3", **data})


def test_approved_and_not_begun_is_told_to_the_manager_after_60_days(coasts: World) -> None:
    case_id = approved(coasts)
    coasts.later(days=60)
    says = "It is approved and has not begun for 60 days."
    assert told(coasts, case_id, says) == [(MORNING + timedelta(days=60), ["SENIOR_MANAGER"])]


def test_the_lead_is_told_90_days_before_phase_1_ends(coasts: World) -> None:
    case_id = running(coasts)
    says = "Phase 1 ends in 90 days: money for the next one has to be found."
    alarm = day(2014, 1, 31) - timedelta(days=90)
    coasts.at(alarm - timedelta(seconds=1))
    assert told(coasts, case_id, says) == []
    coasts.at(alarm)
    assert told(coasts, case_id, says) == [(alarm, ["ILO"])]


def test_the_alarm_moves_with_the_end_of_the_phase(coasts: World) -> None:
    case_id = running(coasts)
    coasts.edit(case_id, "ILO", phase_ends="2014-03-31")
    says = "Phase 1 ends in 90 days: money for the next one has to be found."
    coasts.at(day(2014, 3, 31) - timedelta(days=91))
    assert told(coasts, case_id, says) == []
    coasts.at(day(2014, 3, 31) - timedelta(days=89))
    assert [to for _, to in told(coasts, case_id, says)] == [["ILO"]]


def test_the_mid_term_review_and_the_evaluation_are_told_in_time(coasts: World) -> None:
    case_id = running(coasts)
    assert coasts.view(case_id).half_time == date(2014, 1, 31)
    coasts.at(day(2014, 1, 31))
    half = "Half of the time is over: a mid-term review is due."
    assert told(coasts, case_id, half) == [(day(2014, 1, 31), ["ILO"])]
    coasts.at(day(2014, 9, 30) + timedelta(hours=23))
    evaluation = "It ends in four months: the evaluation has to begin."
    to = ["ILO", "SECRETARIAT_OFFICER", "SENIOR_MANAGER"]
    assert told(coasts, case_id, evaluation) == [(day(2014, 9, 30), to)]


# ---- asked by the calendar


def test_members_give_an_update_each_quarter_and_silence_opens_the_next(coasts: World) -> None:
    case_id = running(coasts)
    update = {"update": "The shelter has opened."}
    for name in ("ILO", "IOM"):
        assert due(coasts, case_id, "update") != []
        reply(coasts, case_id, "update", mine(coasts, case_id, "update", name), name, "told", data=update)
    assert due(coasts, case_id, "update") == []
    for quarter in range(1, 5):
        coasts.later(days=92)
        assert len(due(coasts, case_id, "update")) == 2, f"quarter {quarter}: one of each member, and no pile"
        assert coasts.view(case_id).round(task(coasts, case_id, "update")) == quarter + 1


def task(world: World, case_id: UUID, key: str) -> Any:
    return world.read(case_id).definition.task_by_key[key]


def ladder(world: World, case_id: UUID, says: str) -> list[list[str]]:
    """Who was told so, of whatever is overdue."""
    return [to for _, to in told(world, case_id, says)]


def test_an_update_that_is_not_given_is_overdue_long_before_the_next_is_asked(coasts: World) -> None:
    case_id = running(coasts)
    assert {each.date() for each in due(coasts, case_id, "update")} == {date(2013, 2, 4)}
    assert {each.date() for each in due(coasts, case_id, "again")} == {date(2013, 3, 4)}
    overdue = "It is 5 working days overdue."
    coasts.at(day(2013, 2, 8))
    assert ladder(coasts, case_id, overdue) == []
    coasts.at(day(2013, 2, 12))
    assert ladder(coasts, case_id, overdue) == [["SENIOR_MANAGER"]]
    coasts.at(day(2013, 3, 12))
    assert len(ladder(coasts, case_id, overdue)) == 2, "and of the progress checklist"
    assert coasts.view(case_id).round(task(coasts, case_id, "update")) == 1


def test_the_checklist_is_filled_in_every_half_year_and_kept_as_of_that_day(coasts: World) -> None:
    case_id = running(coasts)
    fill_in(coasts, case_id, "progress", "PT1", "code", status="PARTIAL", remark="One shelter.")
    coasts.answer(case_id, "ILO", "taken", "again")
    first = coasts.read(case_id).documents["snapshot"]
    assert "PARTIAL" in coasts.engine.files.get(case_id, first.sha256).decode()
    coasts.at(day(2013, 7, 8))
    assert due(coasts, case_id, "again")[0].date() == date(2013, 9, 2)
    fill_in(coasts, case_id, "progress", "PT1", "code", status="WORKING")
    coasts.answer(case_id, "ILO", "taken", "again")
    second = coasts.read(case_id).documents["snapshot"]
    assert (first.version, second.version) == (1, 2)
    assert first.sha256 != second.sha256


REPORTS = ("narrative", "financial")


def put_report(world: World, case_id: UUID, key: str, words: str) -> None:
    world.put(case_id, words, f"{key}_report", "ILO")


def test_reports_on_a_year_are_asked_when_it_is_over_and_due_on_31_march_and_30_april(coasts: World) -> None:
    case_id = running(coasts)
    assert [due(coasts, case_id, key) for key in REPORTS] == [[], []], "the year is not over"
    for year in (2014, 2015, 2016):
        coasts.at(day(year, 1, 1))
        dates = [[each.date() for each in due(coasts, case_id, key)] for key in REPORTS]
        assert dates == [[date(year, 3, 31)], [date(year, 4, 30)]]
        for key in REPORTS:
            put_report(coasts, case_id, key, f"What was done in {year - 1}.")
            coasts.answer(case_id, "ILO", "delivered", key)
        coasts.at(day(year, 12, 31))
        assert [due(coasts, case_id, key) for key in REPORTS] == [[], []], (
            "what is delivered is not asked again"
        )
    assert proven(coasts)


def test_thirty_days_before_a_report_is_due_the_lead_is_reminded(coasts: World) -> None:
    case_id = running(coasts)
    alarms = {"narrative": day(2014, 3, 1), "financial": day(2014, 3, 31)}
    for key, alarm in alarms.items():
        says = f"The annual {key} report is due in 30 days."
        coasts.at(alarm - timedelta(hours=2))
        assert told(coasts, case_id, says) == []
        coasts.at(alarm + timedelta(hours=2))
        assert [to for _, to in told(coasts, case_id, says)] == [["ILO"]]


def test_a_report_that_was_not_delivered_stays_overdue_until_the_next_year_is_over(coasts: World) -> None:
    case_id = running(coasts)
    coasts.at(day(2014, 6, 2))
    dates = [[each.date() for each in due(coasts, case_id, key)] for key in REPORTS]
    assert dates == [[date(2014, 3, 31)], [date(2014, 4, 30)]]
    assert ["SC_CHAIR"] in ladder(coasts, case_id, "It is 10 working days overdue.")
    coasts.at(day(2014, 12, 31))
    assert [each.date() for each in due(coasts, case_id, "narrative")] == [date(2014, 3, 31)]
    coasts.at(day(2015, 1, 1))
    assert [each.date() for each in due(coasts, case_id, "narrative")] == [date(2015, 3, 31)], (
        "one, and no pile"
    )


def test_a_report_is_delivered_with_its_file(coasts: World) -> None:
    case_id = running(coasts)
    put_report(coasts, case_id, "narrative", "A first draft.")
    coasts.at(day(2014, 1, 8))
    for key in REPORTS:
        sentence = f"The annual {key} report on 2013 is not there yet: put the file first."
        with refused(coasts, sentence, rule="10.2"):
            coasts.answer(case_id, "ILO", "delivered", key)
        put_report(coasts, case_id, key, "What was done in 2013.")
        coasts.answer(case_id, "ILO", "delivered", key)
    coasts.at(day(2015, 1, 8))
    with refused(
        coasts, "The annual narrative report on 2014 is not there yet: put the file first.", rule="10.2"
    ):
        coasts.answer(case_id, "ILO", "delivered", "narrative")


def test_a_year_that_ends_while_it_is_held_is_reported_on_when_it_goes_on(coasts: World) -> None:
    case_id = suspended(coasts)
    coasts.at(day(2014, 2, 3))
    assert due(coasts, case_id, "narrative") == []
    coasts.press(case_id, "resume", "manager", reason="The port is open.")
    assert [each.date() for each in due(coasts, case_id, "narrative")] == [date(2014, 3, 31)]


# ---- from phase to phase


def test_a_phase_ends_with_a_report_of_its_own(coasts: World) -> None:
    case_id = running(coasts)
    sentence = "The report of this phase is not there yet."
    with refused(coasts, sentence, rule="7.9"):
        coasts.press(case_id, "mobilise", "ILO")
    coasts.put(case_id, "What the first phase has done.", "phase_report", "ILO")
    coasts.press(case_id, "mobilise", "ILO")
    assert coasts.state(case_id) == "mobilisation"


def test_the_report_of_the_first_phase_is_not_that_of_the_second(coasts: World) -> None:
    case_id = mobilising(coasts)
    coasts.later(hours=1)
    bring_on(coasts, case_id)
    with refused(coasts, "The report of this phase is not there yet.", rule="7.9"):
        coasts.press(case_id, "mobilise_again", "ILO")
    coasts.put(case_id, "What the second phase has done.", "phase_report", "ILO")
    coasts.press(case_id, "mobilise_again", "ILO")
    assert coasts.state(case_id) == "mobilisation"


def bring_on(world: World, case_id: UUID) -> None:
    """The second phase begins."""
    reviewed(world, case_id)
    add(world, case_id, "phases", **SECOND)
    add(world, case_id, "budget", **LATER_LINE)
    confirm(world, case_id, LATER_LINE["what"], "IOM fiduciary", "40000.50")
    world.press(case_id, "begin_next", "IOM fiduciary")


GATE = {"step": "Providers agreed", "gate": "yes", "closes": "1", "planned": "2013-06-28"}
NOT_REACHED = "The phase is not over while a gate of it is not reached: Providers agreed."
NOT_SHOWN = "Say what shows that the gate is reached, and where that is: Providers agreed."
NOT_DECIDED = "Say who has decided, and when, that it goes on after the gate: Providers agreed."
PASSED = (
    (NOT_REACHED, {"reached": "2013-01-07"}),
    (NOT_SHOWN, {"evidence": "Five agreements, in the records of the steering committee."}),
    (NOT_DECIDED, {"decision": "Steering committee, 26 June 2013"}),
)


def pass_gate(world: World, case_id: UUID, trigger: str, by: str) -> None:
    """The act is refused until the gate is reached, shown and decided on."""
    for sentence, told in PASSED:
        with refused(world, sentence, rule="7.9"):
            world.press(case_id, trigger, by)
        fill_in(world, case_id, "milestones", "Providers agreed", "step", **told)
    world.press(case_id, trigger, by)


@pytest.mark.parametrize("trigger", ["mobilise", "evaluate"])
def test_a_phase_does_not_end_before_its_gate(coasts: World, trigger: str) -> None:
    case_id = running(coasts)
    reviewed(coasts, case_id)
    add(coasts, case_id, "milestones", **GATE)
    add(coasts, case_id, "milestones", **{**GATE, "step": "Second shelter", "closes": "2"})
    add(coasts, case_id, "milestones", step="Course tried out", planned="2013-06-28")
    coasts.put(case_id, "What the first phase has done.", "phase_report", "ILO")
    pass_gate(coasts, case_id, trigger, "ILO")
    assert coasts.state(case_id) in ("mobilisation", "evaluation")


def test_no_phase_begins_before_a_gate_of_the_one_before_it(coasts: World) -> None:
    case_id = mobilising(coasts)
    reviewed(coasts, case_id)
    add(coasts, case_id, "phases", **SECOND)
    add(coasts, case_id, "budget", **LATER_LINE)
    confirm(coasts, case_id, LATER_LINE["what"], "IOM fiduciary", "40000.50")
    add(coasts, case_id, "milestones", **GATE)
    pass_gate(coasts, case_id, "begin_next", "IOM fiduciary")
    assert coasts.state(case_id) == "next_phase"


def test_a_gate_of_the_second_phase_ends_the_second(coasts: World) -> None:
    case_id = mobilising(coasts)
    add(coasts, case_id, "milestones", **{**GATE, "closes": "2"})
    coasts.later(hours=1)
    bring_on(coasts, case_id)
    coasts.put(case_id, "What the second phase has done.", "phase_report", "ILO")
    pass_gate(coasts, case_id, "mobilise_again", "ILO")
    assert coasts.state(case_id) == "mobilisation"


def test_a_gate_says_which_phase_it_closes(coasts: World) -> None:
    case_id = running(coasts)
    for closes in ("", "0"):
        with refused(coasts, "Say which phase a gate closes.", rule="7.9"):
            add(coasts, case_id, "milestones", **{**GATE, "closes": closes})


def test_what_was_measured_says_on_which_day(coasts: World) -> None:
    case_id = running(coasts)
    with refused(coasts, "Say on which day it was measured.", rule="MEL-04"):
        fill_in(coasts, case_id, "results", "Ports inspected", "indicator", actual="5")
    fill_in(coasts, case_id, "results", "Ports inspected", "indicator", actual="5", measured_on="2013-01-07")
    with pytest.raises(Invalid):
        fill_in(coasts, case_id, "results", "Ports inspected", "indicator", target="5")


# ---- held


def test_while_it_is_held_nobody_is_asked_and_every_period_waits(coasts: World) -> None:
    case_id = running(coasts)
    stop_decided(coasts, case_id)
    coasts.press(case_id, "suspend", "officer", reason="The port is closed.")
    assert [due(coasts, case_id, key) for key in ("update", "again", "narrative")] == [[], [], []]
    coasts.later(days=200)
    assert coasts.view(case_id).round(task(coasts, case_id, "update")) == 1
    with refused(coasts, "You cannot do this here: Go on.", rule="joint-programme:resume", error=Denied):
        coasts.press(case_id, "resume", "officer", reason="The port is open.")
    coasts.press(case_id, "resume", "manager", reason="The port is open.")
    assert coasts.state(case_id) == "phase_1"
    days = {key: {each.date() for each in due(coasts, case_id, key)} for key in ("update", "again")}
    held_until = MORNING.date() + timedelta(days=200)
    assert held_until == date(2013, 7, 26)
    assert days == {"update": {date(2013, 8, 26)}, "again": {date(2013, 9, 23)}}, "each has its whole length"
    assert proven(coasts)


def test_a_gate_is_not_reached_on_a_day_that_lies_ahead(coasts: World) -> None:
    case_id = running(coasts)
    gate = {"step": "Review", "gate": "yes", "closes": "1", "planned": "2013-06-30"}
    with refused(coasts, "A milestone is reached on a day that has come.", rule="7.9"):
        add(coasts, case_id, "milestones", **gate, reached="2013-12-31")
    add(coasts, case_id, "milestones", **gate, reached="2013-01-07")
