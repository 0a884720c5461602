"""My work: groups by due time, the one primary button, whose work it is, what one waits for, handing it over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from engine.commands import task
from tests.people import CHAIR, MEMBERS
from tests.web.counting import FRAME, queries_of
from tests.web.desk import Desk, heading
from tests.web.reading import groups, link_to, task_rows, words
from tests.world import MORNING, World

HERE = "/my-work"


def asked_until(world: World, due: datetime, title: str) -> UUID:
    """A decision in deliberation whose positions are due then."""
    case_id = world.circulated(title=title)
    world.press(case_id, "deliberate", CHAIR, expires_at=due.isoformat())
    return case_id


def test_the_door_leads_to_my_work_and_a_stranger_signs_in_first(desk: Desk) -> None:
    assert desk.as_("ILO").get("/").headers["Location"] == HERE
    assert desk.stranger().get(HERE).headers["Location"] == "/sign-in?next=/my-work".replace("/m", "%2Fm")


def test_what_waits_stands_under_its_time_and_empty_headings_vanish(desk: Desk) -> None:
    world = desk.world
    monday = MORNING
    asked_until(world, monday + timedelta(hours=3), "Late one")
    asked_until(world, monday + timedelta(days=1, hours=4), "Tomorrow's")
    asked_until(world, monday + timedelta(days=4), "Friday's")
    asked_until(world, monday + timedelta(days=8), "Next week's")
    asked_until(world, monday + timedelta(days=400), "Next year's")
    world.deliberating(title="Undated")
    world.later(hours=6)
    page = desk.as_("ILO").get(HERE)
    assert heading(page) == "My work"
    assert groups(page) == [
        "Overdue 1 task",
        "Today and tomorrow 1 task",
        "This week 1 task",
        "Later 2 tasks",
        "Without a date 1 task",
    ]
    dues = [row.due for row in task_rows(page)]
    assert dues == [
        "3 hours late Mon 7 Jan, 13:00",
        "In 22 hours Tue 8 Jan, 14:00",
        "Fri 11 Jan 10:00",
        "Tue 15 Jan 10:00",
        "Tue 11 Feb 2014 10:00",
        "No date opened today",
    ]


def test_days_late_are_counted_by_the_calendar_of_the_house(desk: Desk) -> None:
    world = desk.world
    asked_until(world, datetime(2013, 1, 11, 16, tzinfo=UTC), "Friday's")
    world.at(datetime(2013, 1, 15, 9, tzinfo=UTC))
    (row,) = task_rows(desk.as_("ILO").get(HERE))
    assert row.due == "2 working days late Fri 11 Jan, 17:00"


def test_a_row_says_what_is_asked_in_which_case_why_and_how_many_have_answered(desk: Desk) -> None:
    world = desk.world
    case_id = world.deliberating(title="A study of remedies")
    world.answer(case_id, "UNODC", "support")
    (row,) = task_rows(desk.as_("ILO").get(HERE))
    reference = world.read(case_id).case.reference
    found = world.find_task(case_id, "position", "ILO")
    assert row.title == "Take a position"
    assert row.case == "Committee decision: A study of remedies"
    assert row.facts == f"{reference} In deliberation You are asked as ILO 1 of 6 have answered"
    assert row.href == f"/cases/{case_id}#answer-{found.id.hex}"
    assert row.button == "Take a position"


def test_a_second_round_is_named(desk: Desk) -> None:
    world = desk.world
    case_id = world.deliberating()
    world.answer(case_id, "UNODC", "concern", reason="It is unclear.")
    world.put(case_id, "Other words.", by="officer")
    world.press(case_id, "circulate_revised", "officer")
    world.press(case_id, "deliberate", CHAIR)
    (row,) = task_rows(desk.as_("ILO").get(HERE))
    assert "In deliberation, round 2" in row.facts


# ---- the one primary button


def primary(desk: Desk, name: str = "ILO") -> list[str]:
    return [row.case for row in task_rows(desk.as_(name).get(HERE)) if row.primary]


def test_the_primary_button_belongs_to_what_is_due_next_and_not_yet_late(desk: Desk) -> None:
    world = desk.world
    asked_until(world, MORNING + timedelta(hours=1), "Late one")
    asked_until(world, MORNING + timedelta(hours=30), "Due soon")
    asked_until(world, MORNING + timedelta(hours=40), "Due later")
    world.later(hours=2)
    assert primary(desk) == ["Committee decision: Due soon"]


def test_it_belongs_to_the_first_late_one_if_nothing_else_is_due_within_48_hours(desk: Desk) -> None:
    world = desk.world
    asked_until(world, MORNING + timedelta(hours=1), "Late one")
    asked_until(world, MORNING + timedelta(days=9), "Far away")
    world.later(hours=2)
    assert primary(desk) == ["Committee decision: Late one"]


def test_it_belongs_to_the_next_one_if_nothing_is_late(desk: Desk) -> None:
    asked_until(desk.world, MORNING + timedelta(days=9), "Far away")
    desk.world.deliberating(title="Undated")
    assert primary(desk) == ["Committee decision: Far away"]


def test_without_any_date_no_row_is_pressed_upon_anybody(desk: Desk) -> None:
    desk.world.deliberating()
    assert primary(desk) == []


# ---- tasks that nobody is asked by name, and shared ones


def test_a_next_step_stands_in_the_list_with_the_steps_this_person_may_take(desk: Desk) -> None:
    desk.world.circulated()
    (row,) = task_rows(desk.as_(CHAIR).get(HERE))
    assert row.title == "Open deliberation, or: Put it to silence"
    assert row.facts.endswith("Circulated Open to you as Chair; nobody is asked by name")
    assert row.href.startswith("/cases/") and "#" not in row.href
    assert row.button == "Choose"


def objected(world: World) -> UUID:
    case_id = world.deliberating()
    world.answer(case_id, "ILO", "strong_objection", reason="It harms.")
    return case_id


def test_a_shared_task_is_claimed_in_the_list_and_then_kept(desk: Desk) -> None:
    world = desk.world
    case_id = objected(world)
    page = desk.as_(CHAIR).get(HERE)
    row = next(each for each in task_rows(page) if each.title == "Mediate the objection: ILO")
    assert row.button.startswith("Claim")
    assert "Shared among: Chair and Co-chair; claim it to keep it" in row.facts
    found = next(t for t in world.read(case_id).tasks if t.task == "mediate")
    desk.as_(CHAIR).post(f"/cases/{case_id}/tasks/{found.id}/claim")
    kept = task_rows(desk.as_(CHAIR).get(HERE))
    row = next(each for each in kept if each.title == "Mediate the objection: ILO")
    assert "Claimed by you on Mon 7 Jan" in row.facts
    assert row.button == "Record it"
    others = task_rows(desk.as_("OHCHR").get(HERE))
    assert not [each for each in others if each.title.startswith("Mediate the objection")]


def test_of_two_claimers_the_second_reads_who_has_it(desk: Desk) -> None:
    case_id = objected(desk.world)
    found = next(t for t in desk.world.read(case_id).tasks if t.task == "mediate")
    here = f"/cases/{case_id}/tasks/{found.id}/claim"
    desk.as_(CHAIR).post(here)
    answer = desk.as_("OHCHR").post(here, follow_redirects=True)
    assert "IOM has claimed this task already." in answer.text


# ---- whose work


def test_what_a_colleague_has_claimed_for_the_seat_still_waits_for_all_who_fill_it(desk: Desk) -> None:
    world = desk.world
    case_id = world.deliberating()
    task.claim(world.engine, world.find_task(case_id, "position", "ILO").id, by=world.people["ILO"])
    mine = desk.as_("ILO alternate").get(HERE)
    for page in (mine, desk.as_("ILO alternate").get(f"{HERE}?view=all")):
        (row,) = task_rows(page)
        assert "Claimed by ILO on Mon 7 Jan" in row.facts
    assert link_to(mine, "All of ILO 1 thing") == f"{HERE}?view=all"


def test_what_was_done_this_month_is_listed_and_older_acts_are_not(desk: Desk) -> None:
    world = desk.world
    first = world.deliberating(title="In January")
    world.answer(first, "ILO", "support")
    world.at(datetime(2013, 2, 4, 9, tzinfo=UTC))
    second = world.deliberating(title="In February")
    world.answer(second, "ILO", "abstain")
    page = desk.as_("ILO").get(f"{HERE}?view=done")
    assert "Take a position: Abstain: In February" in words(page)
    assert "In January" not in words(page)
    assert link_to(page, "Done this month 1 thing") == f"{HERE}?view=done"
    beside = words(desk.as_("ILO").get(HERE))
    assert "Just done Today, 10:00 Take a position: Abstain: In February" in beside
    assert "Mon 7 Jan, 10:00 Take a position: Support: In January" in beside


# ---- narrowing, in the address


def test_type_role_and_words_narrow_the_list_and_stay_in_the_address(desk: Desk) -> None:
    world = desk.world
    world.deliberating(title="A study of remedies")
    world.circulated(title="A workplan")
    page = desk.as_(CHAIR).get(f"{HERE}?type=consensus-decision&as=SC_CHAIR&words=WORKPLAN")
    assert [row.case for row in task_rows(page)] == ["Committee decision: A workplan"]
    assert 'value="WORKPLAN"' in page.text
    assert '<option value="SC_CHAIR" selected>' in page.text
    none = desk.as_(CHAIR).get(f"{HERE}?words=unheard+of")
    assert "Nothing fits" in words(none)
    assert link_to(none, "Clear the filters") == HERE


def test_strange_addresses_show_the_plain_list(desk: Desk) -> None:
    desk.world.deliberating()
    for query in ("view=nothing", "after=nonsense", "as=NOBODY&type=nothing", "_anchor=x&_scheme=gopher"):
        assert desk.as_("ILO").get(f"{HERE}?{query}").status_code == 200
    assert len(task_rows(desk.as_("ILO").get(f"{HERE}?view=nothing&after=nonsense"))) == 1


def test_fifty_rows_then_the_next_fifty(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        desk.world.deliberating(title=f"Matter {number}")
    monkeypatch.setattr("web.work.PAGE", 2)
    seen: list[str] = []
    page = desk.as_("ILO").get(f"{HERE}?words=matter")
    while True:
        seen += [row.case for row in task_rows(page)]
        if "Next 50" not in page.text:
            break
        assert groups(page) == ["Without a date"], "what goes on on the next page has no count"
        page = desk.as_("ILO").get(link_to(page, "Next 50"))
    assert sorted(seen) == [f"Committee decision: Matter {number}" for number in range(5)]
    assert len(set(seen)) == 5


def test_who_holds_no_role_reads_so(desk: Desk) -> None:
    desk.world.add_person("nobody")
    page = words(desk.as_("nobody").get(HERE))
    assert "You hold no role at present, so nothing can be asked of you." in page
    assert "Nothing waits for you" in page


# ---- what one waits for


def test_whom_one_waits_for_is_named_and_can_be_reminded_once_a_day(desk: Desk) -> None:
    world = desk.world
    case_id = world.deliberating(title="A study")
    world.answer(case_id, "ILO", "support")
    page = words(desk.as_("officer").get(HERE))
    assert "I wait for 1 thing" in page
    assert "and 3 others: Take a position, A study" in page
    form = f"/my-work/remind/{case_id}/position"
    assert form in desk.as_("officer").get(HERE).text
    answer = desk.as_("officer").post(form, follow_redirects=True)
    assert "Reminded 5 parties." in answer.text
    assert "Reminded today." in words(answer)
    assert form not in answer.text
    again = desk.as_("officer").post(form, follow_redirects=True)
    assert "They were reminded today already" in again.text
    world.later(days=1)
    page = words(desk.as_("officer").get(HERE))
    assert "Reminded Mon 7 Jan. Remind again" in page


def test_a_member_who_only_answers_cannot_remind_the_others(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    answer = desk.as_("ILO").post(f"/my-work/remind/{case_id}/position", follow_redirects=True)
    assert "Only those who opened the case" in answer.text


def test_a_running_silence_ends_by_itself_and_nobody_is_to_be_reminded(desk: Desk) -> None:
    desk.world.silent(title="A workplan")
    page = words(desk.as_("officer").get(HERE))
    assert "A workplan . Silence period: waits for the end of the period; nobody is asked to act" in page
    assert "Remind" not in page


def test_all_that_is_waited_for_has_a_page_of_its_own(desk: Desk) -> None:
    for number in range(6):
        desk.world.deliberating(title=f"Matter {number}")
    beside = desk.as_(CHAIR).get(HERE)
    assert link_to(beside, "2 more") == f"{HERE}?view=waiting"
    whole = desk.as_(CHAIR).get(f"{HERE}?view=waiting")
    assert groups(whole) == ["I wait for 6 things"]
    assert all(f"Matter {number}" in words(whole) for number in range(6))
    assert "You wait for nobody" in words(desk.as_("ILO").get(f"{HERE}?view=waiting"))


# ---- handing over


def test_what_stands_under_ones_own_name_is_handed_to_a_colleague(desk: Desk) -> None:
    world = desk.world
    for title in ("First", "Second"):
        case_id = world.deliberating(title=title)
        task.claim(world.engine, world.find_task(case_id, "position", "ILO").id, by=world.people["ILO"])
    page = desk.as_("ILO").get(f"{HERE}/hand-over")
    assert heading(page) == "Hand over my work"
    assert len(task_rows(page)) == 2
    assert "IOM" not in page.text.split("<select")[1].split("</select>")[0], "only colleagues are offered"
    answer = desk.as_("ILO").post(f"{HERE}/hand-over", {"to": world.people["ILO alternate"].hex})
    assert heading(answer) == "2 tasks handed over"
    assert "ILO alternate has them now and is told." in words(answer)
    assert len(task_rows(desk.as_("ILO alternate").get(HERE))) == 2
    assert "Nothing stands under your own name" in words(desk.as_("ILO").get(f"{HERE}/hand-over"))


@pytest.mark.parametrize("to", ["", "nonsense", "IOM", "ILO"])
def test_nobody_else_than_a_colleague_can_be_chosen(desk: Desk, to: str) -> None:
    world = desk.world
    case_id = world.deliberating()
    task.claim(world.engine, world.find_task(case_id, "position", "ILO").id, by=world.people["ILO"])
    chosen = world.people[to].hex if to in world.people else to
    answer = desk.as_("ILO").post(f"{HERE}/hand-over", {"to": chosen})
    assert answer.status_code == 422
    assert "Choose a colleague from the list." in answer.text
    assert '<a href="#f-to">' in answer.text
    assert len(task_rows(desk.as_("ILO").get(HERE))) == 1


def test_what_cannot_be_handed_over_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    world = desk.world
    case_id = world.deliberating()
    found = world.find_task(case_id, "position", "ILO")
    task.claim(world.engine, found.id, by=world.people["ILO"])
    form = f"{HERE}/hand-over"
    desk.as_("ILO").get(form)
    task.release(world.engine, found.id, by=world.people["ILO"])
    answer = desk.as_("ILO").post(form, {"to": world.people["ILO alternate"].hex})
    assert heading(answer) == "0 tasks handed over"


# ---- the budget


@pytest.mark.parametrize("view", ["mine", "waiting", "all", "done"])
def test_my_work_takes_three_queries_however_much_waits(desk: Desk, view: str) -> None:
    world = desk.world
    here = f"{HERE}?view={view}"
    few = queries_of(desk, CHAIR, here)
    for number in range(6):
        case_id = world.deliberating(title=f"Matter {number}")
        for code in MEMBERS[: number % 3]:
            world.answer(case_id, code, "support")
    many = queries_of(desk, CHAIR, here)
    assert len(many) == len(few)
    assert len(many) <= FRAME + 3, "\n\n".join(many)
