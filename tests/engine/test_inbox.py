"""What waits for somebody, for an organization, and what somebody waits for: counted, narrowed, page by page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from engine.commands import case as case_commands
from engine.commands import task
from engine.commands.remind import remind
from engine.queries.awaiting import Awaited, Record, awaited, record
from engine.queries.inbox import BY_NAME, Entry, Narrowed, count_inbox, inbox
from tests.people import CHAIR
from tests.world import World


def waiting(world: World, name: str, **more: Any) -> list[Entry]:
    with world.engine.reading() as (connection, register):
        if "organization" in more:
            more["organization"] = register.by_code[more["organization"]]
        return inbox(world.engine, connection, register, world.people[name], **more)


def keys(found: list[Entry]) -> list[str]:
    return [entry.task.task for entry in found]


def counted(world: World, name: str) -> int:
    with world.engine.reading() as (connection, register):
        return count_inbox(world.engine, connection, register, world.people[name])


def owed(world: World, name: str) -> list[Awaited]:
    with world.engine.reading() as (connection, register):
        return awaited(world.engine, connection, register, world.people[name])


def recorded(world: World, name: str, code: str | None = None) -> Record:
    with world.engine.reading() as (connection, register):
        organization = register.by_code[code] if code else None
        since = world.clock.now() - timedelta(days=30)
        return record(
            world.engine, connection, register, world.people[name], organization, since=since, most=3
        )


def claimed(world: World, case_id: UUID, code: str) -> None:
    task.claim(world.engine, world.find_task(case_id, "position", code).id, by=world.people[code])


def test_the_count_is_the_length_of_the_list(world: World) -> None:
    world.deliberating()
    world.circulated()
    for name in ("ILO", CHAIR, "officer", "auditor"):
        assert counted(world, name) == len(waiting(world, name))
    assert keys(waiting(world, CHAIR)) == ["state_circulated", "state_deliberation", "position"]


def test_of_a_type_in_a_role_with_words(world: World) -> None:
    world.deliberating(title="A study of remedies")
    world.circulated(title="A workplan")
    assert keys(waiting(world, CHAIR, narrowed=Narrowed(asked_as="SC_FOCAL_POINT"))) == ["position"]
    assert len(waiting(world, CHAIR, narrowed=Narrowed(asked_as="SC_CHAIR"))) == 2
    assert waiting(world, CHAIR, narrowed=Narrowed(asked_as="ADMIN")) == []
    assert waiting(world, CHAIR, narrowed=Narrowed(asked_as=BY_NAME)) == []
    assert keys(waiting(world, CHAIR, narrowed=Narrowed(words="WORK plan"))) == ["state_circulated"]
    assert keys(waiting(world, CHAIR, narrowed=Narrowed(words="take a posit"))) == ["position"]
    assert waiting(world, CHAIR, narrowed=Narrowed(words="100%")) == []
    assert len(waiting(world, CHAIR, narrowed=Narrowed(definition="consensus-decision"))) == 3
    assert waiting(world, CHAIR, narrowed=Narrowed(definition="something-else")) == []


def test_what_is_claimed_counts_as_asked_by_name(world: World) -> None:
    case_id = world.deliberating()
    claimed(world, case_id, "ILO")
    assert keys(waiting(world, "ILO", narrowed=Narrowed(asked_as=BY_NAME))) == ["position"]
    assert waiting(world, "ILO alternate", narrowed=Narrowed(asked_as=BY_NAME)) == []
    assert keys(waiting(world, "ILO alternate")) == ["position"], "the seat is asked, whoever has claimed it"


def test_all_of_an_organization_shows_also_what_a_colleague_has_claimed(world: World) -> None:
    case_id = world.deliberating()
    claimed(world, case_id, "ILO")
    found = waiting(world, "ILO alternate", organization="ILO")
    assert keys(found) == ["position"]
    assert found[0].task.claimed_by == world.people["ILO"]
    assert recorded(world, "ILO alternate", "ILO").of_organization == 1
    assert waiting(world, "ILO", organization="IOM") != found


def test_one_page_follows_the_other_without_gap_or_double_also_when_narrowed(world: World) -> None:
    for number in range(5):
        world.deliberating(title=f"Matter {number}")
    whole = [entry.task.id for entry in waiting(world, "ILO")]
    assert len(whole) == 5
    found: list[UUID] = []
    cursor = None
    while page := waiting(world, "ILO", most=2, cursor=cursor, narrowed=Narrowed(words="matter")):
        found += [entry.task.id for entry in page]
        cursor = page[-1].cursor
    assert found == whole


def test_the_opener_waits_for_those_who_are_asked_and_not_for_oneself(world: World) -> None:
    case_id = world.deliberating(by="UNODC")
    (entry,) = [each for each in owed(world, "UNODC") if each.tasks and each.tasks[0].task == "position"]
    assert len(entry.tasks) == 5
    world.answer(case_id, "ILO", "support")
    (entry,) = [each for each in owed(world, "UNODC") if each.tasks and each.tasks[0].task == "position"]
    assert len(entry.tasks) == 4
    assert entry.reminded is None
    remind(world.engine, case_id, "position", by=world.people["UNODC"])
    (entry,) = [each for each in owed(world, "UNODC") if each.tasks and each.tasks[0].task == "position"]
    assert entry.reminded == world.clock.now()


def test_whoever_leads_the_next_step_waits_for_the_answers(world: World) -> None:
    world.deliberating()
    assert [e.tasks[0].task for e in owed(world, CHAIR)] == ["position"]
    assert owed(world, "ILO") == []


def test_a_running_silence_is_one_entry_that_ends_by_itself(world: World) -> None:
    case_id = world.silent()
    (entry,) = owed(world, "officer")
    assert entry.tasks == ()
    assert entry.ends == world.view(case_id).expires_at


def test_what_was_done_is_counted_and_the_last_acts_are_told(world: World) -> None:
    assert recorded(world, "officer", "SEC").acts == ()
    case_id = world.circulated()
    done = recorded(world, "officer", "SEC")
    assert done.done == 3
    assert [act.kind for act in done.acts] == ["case.moved", "document.put", "case.opened"]
    case_commands.comment(world.engine, case_id, "Well.", by=world.people["officer"])
    assert recorded(world, "officer").acts[0].kind == "comment.added"
    assert recorded(world, "officer").of_organization == 0


def test_all_of_the_secretariat_shows_what_is_shared_among_its_officers(world: World) -> None:
    world.open()
    assert keys(waiting(world, "manager", organization="SEC")) == ["state_draft"]
    case_id = world.circulated()
    world.press(case_id, "withdraw", "officer", reason="It is no longer needed.")
    assert keys(waiting(world, "officer", organization="SEC")) == ["state_draft"]


def test_what_a_colleague_is_asked_in_a_case_that_is_not_open_to_me_stays_unknown(world: World) -> None:
    world.add_person("ILO desk officer")
    world.grant("DONOR_OBSERVER", "ILO", "ILO desk officer", "principal")
    world.deliberating()
    assert keys(waiting(world, "ILO", organization="ILO")) == ["position"]
    assert waiting(world, "ILO desk officer", organization="ILO") == []
    assert recorded(world, "ILO desk officer", "ILO").of_organization == 0
