"""Answers that fewer may read than the case: whoever may not reads no word of them, and no rule that rests on them."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine.commands import document, item, task
from engine.discretion import weigh
from engine.queries.awaiting import awaited
from engine.queries.case_page import CasePage, case_page
from engine.queries.explain import explain
from engine.queries.listing import list_cases
from tests.access.hidden_types import hiding, nobody_heard
from tests.furnished import on_both
from tests.refusing import refused
from tests.world import World

pytestmark = on_both
WORDS = "A quarrel about maize."
CLOSED = "A rule stands against it that rests on what is not open to you."


@pytest.fixture
def matter(world: World) -> UUID:
    """ILO has opened a matter, in which the officer was asked, and heard something. Only the team reads what."""
    world.engine.registry = hiding()
    case_id = world.open("A matter", "ILO", "open-matter", asked=world.people["officer"].hex)
    world.answer(case_id, "officer", "much", "hearing", reason=WORDS)
    return case_id


def read(world: World, case_id: UUID, who: str) -> CasePage:
    with world.engine.database.read() as connection:
        register = world.engine.register(connection)
        return case_page(world.engine, connection, register, case_id, world.people[who], newest=None)


def found(world: World, words: str, who: str) -> int:
    with world.engine.database.read() as connection:
        register = world.engine.register(connection)
        return len(list_cases(world.engine, connection, register, world.people[who], words=words).cases)


def test_a_field_that_is_closed_here_is_searched_nowhere_though_another_type_opens_one_of_its_name(
    world: World, matter: UUID
) -> None:
    """Everybody reads the source of a lesson; that of this matter only the team does."""
    world.edit(matter, "officer", source="A baker's maize.")
    lesson = world.open("A lesson", "officer", "lesson", context="Fields of maize.", source="A baker")
    for who in ("OSCE", "ILO", "officer"):
        assert found(world, "baker", who) == 0
    assert found(world, "fields", "OSCE") == 1, "what is closed in no type is found"
    assert world.read(lesson).case.data["source"] == "A baker"


@pytest.mark.parametrize(("who", "open_to"), [("officer", 1), ("auditor", 1), ("ILO", 0), ("OSCE", 0)])
def test_who_may_not_read_the_answer_finds_it_in_no_list_and_no_history(
    world: World, matter: UUID, who: str, open_to: int
) -> None:
    page = read(world, matter, who)
    assert len(page.positions) == open_to
    assert [each.kind for each in page.happenings].count("task.answered") == open_to
    assert found(world, "maize", who) == open_to
    assert any(task.task == "hearing" for task in page.tasks) is bool(open_to), "nor whom it was asked"


def test_whoever_opened_the_case_is_refused_without_being_told_why(world: World, matter: UUID) -> None:
    with refused(world, CLOSED):
        world.press(matter, "end", "ILO")
    with refused(world, "Something was heard by officer."):
        world.press(matter, "end", "officer")
    world.answer(matter, "officer", "nothing", "hearing", reason="It was the wind.")
    world.press(matter, "end", "ILO")
    assert world.state(matter) == "over"


def test_a_rule_that_rests_on_closed_answers_is_stated_to_those_alone_who_read_them(
    world: World, matter: UUID
) -> None:
    for who, told in (("officer", ["Nobody heard anything"]), ("ILO", [])):
        needed = explain(world.read(matter), world.people[who]).needed
        assert [rule.states.english() for rule in needed if rule.states] == told


def test_whoever_may_not_press_the_button_does_not_even_meet_the_rule(world: World, matter: UUID) -> None:
    for who, count in (("officer", 1), ("ILO", 1), ("OSCE", 0)):
        act = explain(world.read(matter), world.people[who]).acts[0]
        assert len(act.rules) == count


def test_an_answer_that_lets_a_rule_hold_is_closed_as_well(world: World, matter: UUID) -> None:
    world.answer(matter, "officer", "nothing", "hearing", reason="It was the wind.")
    judgements = [weigh(nobody_heard, world.view(matter), world.people[who]) for who in ("officer", "ILO")]
    assert [(each.refusal, each.open) for each in judgements] == [(None, True), (None, False)]


def test_who_is_asked_reads_the_own_answer(world: World) -> None:
    world.engine.registry = hiding()
    case_id = world.open("A matter", "officer", "open-matter", asked=world.people["ILO"].hex)
    world.answer(case_id, "ILO", "much", "hearing", reason=WORDS)
    assert [len(read(world, case_id, who).positions) for who in ("ILO", "ILO alternate", "OSCE")] == [1, 0, 0]
    told = [each.kind for each in read(world, case_id, "ILO").happenings]
    assert "task.answered" in told


# When answers are shown


def opinions(world: World, case_id: UUID, task: str, *who: str) -> dict[str, int]:
    """How many answers each of these reads, on the page and in the history alike."""
    found = {}
    for name in who:
        page = read(world, case_id, name)
        mine = [each for each in page.positions if each.task == task]
        told = [
            each
            for each in page.happenings
            if each.facts.get("task") == task and each.kind == "task.answered"
        ]
        assert len(mine) == len(told)
        found[name] = len(mine)
    return found


def test_who_is_asked_reads_the_others_after_the_own_answer(world: World, matter: UUID) -> None:
    world.answer(matter, "OSCE", "much", "opinion", reason=WORDS)
    assert opinions(world, matter, "opinion", "OSCE", "IOM", "officer") == {"OSCE": 1, "IOM": 0, "officer": 1}
    world.answer(matter, "IOM", "nothing", "opinion", reason="It was the wind.")
    assert opinions(world, matter, "opinion", "OSCE", "IOM", "ILO") == {"OSCE": 2, "IOM": 2, "ILO": 0}
    world.answer(matter, "officer", "nothing", "hearing", reason="It was the wind.")
    world.press(matter, "end", "officer")
    assert opinions(world, matter, "opinion", "ILO") == {"ILO": 2}, "who is not asked any more reads them"


def test_what_is_put_into_the_box_nobody_reads_before_it_is_opened(world: World, matter: UUID) -> None:
    world.answer(matter, "OSCE", "much", "box", reason=WORDS)
    who = ("OSCE", "IOM", "officer", "auditor")
    assert opinions(world, matter, "box", *who) == {"OSCE": 1, "IOM": 0, "officer": 0, "auditor": 0}
    world.answer(matter, "officer", "nothing", "hearing", reason="It was the wind.")
    world.press(matter, "end", "officer")
    assert opinions(world, matter, "box", *who) == dict.fromkeys(who, 1)


def test_whom_a_closed_question_asks_is_told_to_nobody_else(world: World) -> None:
    world.engine.registry = hiding()
    case_id = world.open("A matter", "ILO", "open-matter", asked=world.people["officer"].hex)
    for who, waits in (("second officer", True), ("ILO", False), ("auditor", True)):
        waited = [each.who for each in explain(world.read(case_id), world.people[who]).waited]
        assert ("officer" in waited) is waits
    with world.engine.reading() as (connection, register):
        mine = awaited(world.engine, connection, register, world.people["ILO"])
    assert {task.task for each in mine for task in each.tasks} == {"opinion"}


# What happens to a closed question, table or document


def kinds(world: World, case_id: UUID, who: str) -> list[str]:
    return [each.kind for each in read(world, case_id, who).happenings]


def test_who_claims_a_closed_question_is_known_to_no_stranger(world: World, matter: UUID) -> None:
    opinion = world.find_task(matter, "opinion", "OSCE").id
    task.claim(world.engine, opinion, by=world.people["OSCE alternate"])
    assert "task.claimed" in kinds(world, matter, "officer")
    assert "task.claimed" in kinds(world, matter, "OSCE alternate"), "the own act"
    assert "task.claimed" not in kinds(world, matter, "IOM")


def test_nobody_learns_of_a_closed_table_or_document_that_it_was_changed(world: World, matter: UUID) -> None:
    by = world.people["officer"]
    item.add(world.engine, matter, "witnesses", {"name": "Somebody"}, by=by)
    document.put(world.engine, matter, "notes", b"What was said.", "notes.txt", by=by)
    world.put(matter, "What was found.", "report")
    for kind, who in (("item.added", "officer"), ("document.put", "officer")):
        assert kind in kinds(world, matter, who)
    assert "item.added" not in kinds(world, matter, "OSCE")
    assert kinds(world, matter, "officer").count("document.put") == 2
    assert kinds(world, matter, "OSCE").count("document.put") == 1
