"""The history as files for process mining, read by readers of our own that know the published rules and not the writer."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.commands import case as case_commands
from engine.commands import link, task
from engine.log import events
from tests.people import CHAIR
from tests.web.desk import Desk, heading
from tests.web.mining import NotRead, OcelLog, XesLog, XesTrace, read_ocel, read_xes, related, values_of
from tests.web.reading import link_to, words
from tests.world import World


def saved(desk: Desk, form: str, name: str = "auditor", **asked: Any) -> str:
    answer = desk.as_(name).get(f"/audit/export.{form}?{urlencode(asked)}")
    assert answer.status_code == 200
    return answer.text


def xes(desk: Desk, name: str = "auditor", **asked: Any) -> XesLog:
    return read_xes(saved(desk, "xes", name, **asked))


def ocel(desk: Desk, name: str = "auditor", **asked: Any) -> OcelLog:
    return read_ocel(saved(desk, "ocel", name, **asked))


def story(world: World) -> tuple[UUID, UUID]:
    """A decision that is deliberated, tied to a draft; somebody takes a task up and gives it back."""
    case_id, other = world.open("A study of remedies"), world.open("Another <study> & “more”")
    world.put(case_id)
    world.press(case_id, "circulate", "officer")
    world.press(case_id, "deliberate", CHAIR)
    link.add(world.engine, case_id, "informs", other, by=world.people["officer"])
    asked = world.find_task(case_id, "position", "ILO")
    task.claim(world.engine, asked.id, by=world.people["ILO"])
    task.release(world.engine, asked.id, by=world.people["ILO"])
    world.later(hours=1)
    world.answer(case_id, "ILO", "concern", reason="It is unclear.")
    return case_id, other


def stored(world: World, *conditions: Any) -> set[str]:
    """The ids of the events in the log."""
    with world.engine.database.read() as connection:
        return {str(each) for each in connection.execute(select(events.c.id).where(*conditions)).scalars()}


def trace_of(log: XesLog, case_id: UUID) -> XesTrace:
    return next(trace for trace in log.traces if trace.values["identity:id"] == case_id)


# ---- all of it is there


def test_every_event_of_the_log_is_in_either_file_and_nothing_else(desk: Desk) -> None:
    story(desk.world)
    log, objects = xes(desk), ocel(desk)
    known = stored(desk.world)  # signing in to read was an event as well, before the first byte
    in_xes = {event["event"] for trace in log.traces for event in trace.events}
    in_ocel = {value for event in objects.events.values() for value in values_of(event, "event")}
    assert in_xes == known == in_ocel
    assert sum(len(trace.events) for trace in log.traces) == len(objects.events)
    own = Counter(
        event["event"]
        for t in log.traces
        for event in t.events
        if str(event["identity:id"]) == event["event"]
    )
    assert own.keys() == known and set(own.values()) == {1}, "each event stands for itself once"


def test_there_is_a_trace_for_each_stream_by_the_name_people_know(desk: Desk) -> None:
    case_id, _other = story(desk.world)
    with desk.world.engine.database.read() as connection:
        streams = connection.execute(select(func.count(func.distinct(events.c.stream_id)))).scalar()
    log = xes(desk)
    assert len(log.traces) == (streams or 0) + 1, "and one for the session that reads"
    told = trace_of(log, case_id).values
    assert told["concept:name"] == desk.world.read(case_id).case.reference
    assert (told["title"], told["type"], told["stream"]) == (
        "A study of remedies",
        "consensus-decision",
        "case",
    )
    assert {"ILO", "officer"} <= {trace.values["concept:name"] for trace in log.traces}


def test_letters_that_xml_means_otherwise_come_back_as_they_were(desk: Desk) -> None:
    _case_id, other = story(desk.world)
    assert trace_of(xes(desk), other).values["title"] == "Another <study> & “more”"
    assert values_of(ocel(desk).objects[str(other)], "title") == ["Another <study> & “more”"]


# ---- what happened


def test_steps_have_their_names_and_a_task_its_life(desk: Desk) -> None:
    case_id, _other = story(desk.world)
    happened = trace_of(xes(desk, case=case_id), case_id).events
    assert [
        e["concept:name"] for e in happened if e["kind"] == "case.moved" and "concept:instance" not in e
    ] == [
        "Circulate the text",
        "Open deliberation",
    ]
    mine = desk.world.find_task(case_id, "position", "ILO").id
    life = [
        (e["concept:name"], e["lifecycle:transition"])
        for e in happened
        if e.get("concept:instance") == str(mine)
    ]
    assert life == [("Take a position", each) for each in ("schedule", "start", "schedule", "complete")]
    answered = next(e for e in happened if e["kind"] == "task.answered")
    assert (answered["org:resource"], answered["org:group"]) == ("ILO", "ILO")
    assert answered["org:role"] == "SC_FOCAL_POINT/principal"
    assert answered["time:timestamp"].isoformat() == "2013-01-07T10:00:00+00:00"


def test_objects_are_related_to_what_happened_and_to_each_other(desk: Desk) -> None:
    case_id, other = story(desk.world)
    world, log = desk.world, ocel(desk, case=case_id)
    matter = log.objects[str(case_id)]
    assert matter["type"] == "consensus-decision"
    assert values_of(matter, "state") == ["Draft", "Circulated", "In deliberation"]
    assert related(matter, "informs") == [str(other)]
    assert values_of(log.objects[str(other)], "state") == ["Draft"]
    mine = str(world.find_task(case_id, "position", "ILO").id)
    assert related(log.objects[mine], "of") == [str(case_id)]
    assert related(log.objects[mine], "asked of") == [str(world.organizations["ILO"])]
    answered = next(e for e in log.events.values() if values_of(e, "kind") == ["task.answered"])
    assert (answered["type"], values_of(answered, "lifecycle")) == ("Take a position", ["complete"])
    assert [related(answered, each) for each in ("case", "actor", "for", "task")] == [
        [str(case_id)],
        [str(world.people["ILO"])],
        [str(world.organizations["ILO"])],
        [mine],
    ]
    assert values_of(log.objects[str(world.people["ILO"])], "name") == ["ILO"]


def test_a_clock_that_fired_says_when_it_was_due(desk: Desk) -> None:
    case_id = desk.world.silent()
    desk.world.later(days=30)
    fired = [e for e in trace_of(xes(desk, case=case_id), case_id).events if e["kind"] == "clock.move"]
    assert fired and all("due" in each and each["org:resource"] == "system" for each in fired)
    reminded = [
        e for e in ocel(desk, case=case_id).events.values() if values_of(e, "kind") == ["clock.remind"]
    ]
    assert "Reminder sent: Take a position" in {each["type"] for each in reminded}


# ---- the same conditions, the same rights


@pytest.mark.parametrize(
    "asked", [{"kind": "document.put"}, {"words": "remedies"}, {"since": "2013-01-07 10:30"}]
)
def test_the_conditions_of_the_search_narrow_both_files_alike(desk: Desk, asked: dict[str, str]) -> None:
    story(desk.world)
    lines = [json.loads(line) for line in saved(desk, "jsonl", **asked).splitlines()]
    wanted = {str(UUID(line["event"]["id"])) for line in lines}
    told = {e["event"] for t in xes(desk, **asked).traces for e in t.events}
    assert wanted == told == {v for e in ocel(desk, **asked).events.values() for v in values_of(e, "event")}
    assert 0 < len(wanted) < len(stored(desk.world))


def test_the_page_offers_both_files_with_its_conditions(desk: Desk) -> None:
    case_id, _other = story(desk.world)
    page = desk.as_("auditor").get(f"/audit?case={case_id}&kind=document.put")
    for label, reading in (("Save as XES", read_xes), ("Save as OCEL", read_ocel)):
        answer = desk.as_("auditor").get(link_to(page, label))
        reading(answer.text)
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=history.")
        assert "Document put: Decision text" in answer.text
        assert "Case opened" not in answer.text


def test_a_member_gets_no_accounts_and_no_remark_among_the_team(desk: Desk) -> None:
    case_id, _other = story(desk.world)
    officer = desk.world.people["officer"]
    case_commands.comment(desk.world.engine, case_id, "Among us.", by=officer, level="CASE_TEAM")
    for name, kinds in (("auditor", {"person", "session"}), ("ILO", set())):
        log, objects = xes(desk, name), ocel(desk, name)
        assert {t.values["stream"] for t in log.traces} & {"person", "session"} == kinds
        remarks = [e for t in log.traces for e in t.events if e["kind"] == "comment.added"]
        assert len(remarks) == (1 if kinds else 0)
        assert len(remarks) == sum(values_of(e, "kind") == ["comment.added"] for e in objects.events.values())


def test_who_may_not_read_the_history_gets_no_file(desk: Desk) -> None:
    story(desk.world)
    for form in ("xes", "ocel"):
        answer = desk.as_("donor").get(f"/audit/export.{form}")
        assert answer.status_code == 403
        assert heading(answer).startswith("The history is open to auditors")


def test_no_file_is_made_while_a_date_cannot_be_read(desk: Desk) -> None:
    for form in ("xes", "ocel"):
        answer = desk.as_("auditor").get(f"/audit/export.{form}?since=yesterday", follow_redirects=True)
        assert (answer.status_code, heading(answer)) == (422, "Audit")
        assert "Write day and time, such as 2013-02-08 17:00." in words(answer)


# ---- the readers are strict


def test_the_reader_of_xes_refuses_what_breaks_a_rule(desk: Desk) -> None:
    story(desk.world)
    text = saved(desk, "xes")
    read_xes(text)
    for good, bad in (
        ('xes.version="2.0"', 'xes.version="two"'),
        ('<extension name="Time" prefix="time"', '<extension name="Time" prefix="times"'),
        ('key="lifecycle:transition" value="schedule"', 'key="lifecycle:transition" value="offered"'),
        ('value="2013-01-07T09:00:00+00:00"', 'value="2013-01-07T09:00:00"'),
        ('<string key="kind" value="case.opened"/>', ""),
        ("<trace>", "<trace><event></event>"),
    ):
        assert good in text
        with pytest.raises(NotRead):
            read_xes(text.replace(good, bad))


def test_the_reader_of_ocel_refuses_what_breaks_a_rule(desk: Desk) -> None:
    story(desk.world)
    text = saved(desk, "ocel")
    read_ocel(text)
    ilo = str(desk.world.organizations["ILO"])
    for good, bad in (
        (f'"id": "{ilo}"', '"id": "another"'),
        ('"time": "2013-01-07T09:00:00+00:00", "attributes"', '"time": "2013-01-07T09:00:00", "attributes"'),
        ('{"name": "Open deliberation", "attributes"', '{"name": "Something else", "attributes"'),
        ('"qualifier": "actor"', '"how": "actor"'),
    ):
        assert good in text
        with pytest.raises(NotRead):
            read_ocel(text.replace(good, bad))
