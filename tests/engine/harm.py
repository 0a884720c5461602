"""How each promise of the doctor is broken: one deed each, which breaks nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text, update

from engine.case import cases
from engine.change import Actor, Event
from engine.columns import new_id, to_micros
from engine.comment import comments
from engine.history.checkpoints import put_checkpoint
from engine.history.keys import SecretKey
from engine.history.leaves import leaves
from engine.history.note import Checkpoint, Note
from engine.history.tree import Tree
from engine.log import disclosures, events
from engine.override import overrides
from engine.position import positions
from engine.sequence import log_entries, log_head, sequence_all, unsequenced
from engine.session import tokens
from tests.engine.lived import (
    ADOPTED,
    DISPUTED,
    ENDED,
    added,
    case_named,
    changed,
    only,
    rewrite_last,
    standing_task,
    the,
    told,
)
from tests.owner import owning, unguarded
from tests.world import World

# Of the log that the houses here are believed to be.
LOG_KEY = SecretKey.new("nemcon.example.org/tests")


def forge_bytes(world: World) -> None:
    """A column says otherwise than the bytes."""
    with unguarded(world.engine.database) as connection:
        connection.execute(update(events).where(events.c.pos == 3).values(actor=new_id()))


def skip_a_number(world: World) -> None:
    with world.engine.database.read() as connection:
        seq = connection.execute(select(events.c.seq).order_by(events.c.pos.desc()).limit(1)).scalar_one()
    rewrite_last(world, seq=seq + 1)


def back_date(world: World) -> None:
    with world.engine.database.read() as connection:
        at = connection.execute(select(events.c.at).order_by(events.c.pos.desc()).limit(1)).scalar_one()
    rewrite_last(world, at=to_micros(at - timedelta(days=9)))


def begin_with_the_second_step(world: World) -> None:
    """What was written before it in the same act is gone."""
    rewrite_last(world, step=1)
    with owning(world.engine.database) as connection:
        row = connection.execute(select(events).order_by(events.c.pos.desc()).limit(1)).one()
        mine = update(cases).where(cases.c.id == row.stream_id)
        connection.execute(mine.values(stream_head=row.leaf_hash))


def lengthen_the_head(world: World) -> None:
    with owning(world.engine.database) as connection:
        connection.execute(update(log_head).values(size=log_head.c.size + 1))


def swap_two_places(world: World) -> None:
    """Of one case, so that it is told in another order."""
    mine = (
        select(log_entries)
        .join(events, events.c.id == log_entries.c.event_id)
        .order_by(events.c.seq)
        .limit(2)
    )
    with unguarded(world.engine.database) as connection:
        adopted = only(connection, select(cases.c.id).where(cases.c.title == ADOPTED))
        first, second = connection.execute(mine.where(events.c.stream_id == adopted)).all()
        connection.execute(delete(log_entries).where(log_entries.c.idx.in_((first.idx, second.idx))))
        for idx, of in ((first.idx, second), (second.idx, first)):
            connection.execute(
                insert(log_entries).values(idx=idx, event_id=of.event_id, leaf_hash=of.leaf_hash)
            )


def lose_from_the_queue(world: World) -> None:
    with owning(world.engine.database) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(delete(unsequenced))
        else:
            newest = select(func.max(events.c.pos)).scalar_subquery()
            connection.execute(update(log_head).values(pos=newest))


def reword_a_reason(world: World) -> None:
    """What is shown of a reason is not what was given; no table holds it, so only the commitment tells."""
    with owning(world.engine.database) as connection:
        mine = disclosures.c.name.like("w\\_%", escape="\\")
        connection.execute(update(disclosures).where(mine).values(value='"Otherwise."'))


def disclose_more(world: World) -> None:
    with owning(world.engine.database) as connection:
        row = connection.execute(select(disclosures).limit(1)).one()
        more = {"event_id": row.event_id, "name": "w_more", "salt": bytes(32), "value": '"more"'}
        connection.execute(insert(disclosures), [more])


def drop_a_guard(world: World) -> None:
    with owning(world.engine.database) as connection:
        sqlite = connection.dialect.name == "sqlite"
        connection.execute(
            text("DROP TRIGGER events_no_delete" if sqlite else "DROP TRIGGER events_no_change ON events")
        )


def edit_an_outcome(world: World) -> None:
    with unguarded(world.engine.database) as connection:
        connection.execute(text("UPDATE cases SET result = 'otherwise' WHERE title = :t"), {"t": ADOPTED})


def change_a_remark(world: World) -> None:
    told(world, ADOPTED, changed("comments", (the(world, select(comments.c.id)),), level="OTHERWISE"))


def lose_a_file(world: World) -> None:
    next(each for each in world.engine.files.root.rglob("*") if each.is_file()).unlink()


def skip_a_version(world: World) -> None:
    case_id = case_named(world, DISPUTED)
    content = b"Words."
    digest = world.engine.files.put(case_id, content)
    row = {
        "case_id": case_id, "document": "text", "version": 7, "sha256": digest, "size": len(content),
        "filename": "text.txt", "media_type": "text/plain", "at": world.clock.now(),
    }  # fmt: skip
    told(world, DISPUTED, added("documents", (new_id(),), row))


def skip_a_case_number(world: World) -> None:
    told(world, ADOPTED, added("numbers", ("DEC", 2013, 99), {"case_id": case_named(world, ADOPTED)}))


def answer_late(world: World) -> None:
    """After the silence had ended, and counted all the same."""
    task = standing_task(world, ADOPTED, "ILO")
    told(world, ADOPTED, _answering(world, ADOPTED, task, outcome="support"), stands(task, None))


def stands(task: Any, answer: UUID | None) -> Callable[[Event], None]:
    return lambda event: event.update("tasks", (task.id,), {"answer": answer or event.id})


def _answering(world: World, title: str, task: Any, **words: Any) -> Callable[[Event], None]:
    """A row of an answer, with the id of its event."""
    row = {
        "case_id": case_named(world, title), "task_id": task.id, "task": task.task, "round": task.round,
        "party": task.party, "outcome": "support", "data": {}, "late": False, "at": world.clock.now(),
        "capacity": "system", "recorded": False, "for_organization": UUID(task.party.removeprefix("org:")), **words,
    }  # fmt: skip
    return lambda event: event.insert("positions", (event.id,), row)


def ask_in_two_rounds(world: World) -> None:
    task = standing_task(world, DISPUTED, "IOM")
    told(world, DISPUTED, changed("tasks", (task.id,), round=task.round + 1))


def let_an_older_answer_stand(world: World) -> None:
    task = standing_task(world, DISPUTED, "OSCE")
    older = the(world, select(positions.c.id).where(positions.c.outcome == "strong_objection"))
    told(world, DISPUTED, stands(task, older))


def answer_for_another(world: World) -> None:
    task = standing_task(world, DISPUTED, "OSCE")
    other = {"for_organization": world.organizations["ILO"], "bound": _bound(world)}
    told(world, DISPUTED, _answering(world, DISPUTED, task, **other), stands(task, None))


def _bound(world: World) -> bytes:
    return bytes.fromhex(world.read(case_named(world, DISPUTED)).case.rounds["position"]["bound"])


def lift_for_another(world: World) -> None:
    """The office records that a firm answer is taken back."""
    task = standing_task(world, DISPUTED, "IOM")
    bound = {"bound": _bound(world)}
    firm = _answering(world, DISPUTED, task, outcome="concern", reason="Not so.", **bound)
    done = {"state": "completed", "ended_at": world.clock.now(), "ended_why": "answered"}
    told(world, DISPUTED, firm, lambda event: event.update("tasks", (task.id,), {"answer": event.id, **done}))
    recorded = {"recorded": True, "evidence": "By telephone, they say.", **bound}
    told(world, DISPUTED, _answering(world, DISPUTED, task, **recorded), stands(task, None))


def answer_on_other_words(world: World) -> None:
    task = standing_task(world, DISPUTED, "OSCE")
    told(world, DISPUTED, _answering(world, DISPUTED, task, bound=bytes(32)), stands(task, None))


def seat_a_stranger(world: World) -> None:
    """The donor, who has no seat, is asked for a position."""
    like = standing_task(world, DISPUTED, "IOM")._asdict()
    row = {str(key): value for key, value in like.items() if key != "id"}
    row |= {"party": f"org:{world.organizations['DONOR'].hex}"}
    told(world, DISPUTED, added("tasks", (new_id(),), row))


def notice_of_nothing(world: World) -> None:
    key = (case_named(world, DISPUTED), "position", 9, f"org:{world.organizations['ILO'].hex}")
    told(world, DISPUTED, added("notices", key, {"how": "page opened", "at": world.clock.now()}))


def claim_by_nobody(world: World) -> None:
    task = standing_task(world, DISPUTED, "IOM")
    told(world, DISPUTED, changed("tasks", (task.id,), state="claimed"))


def remind_after_the_end(world: World) -> None:
    row = {"kind": "remind", "due_at": world.clock.now() + timedelta(days=1), "state": "armed"}
    told(world, ENDED, added("timers", (case_named(world, ENDED), "remind:mine"), row))


def move_what_has_ended(world: World) -> None:
    told(
        world, ENDED, kind="case.moved", actor=Actor(world.people["officer"]), facts={"trigger": "circulate"}
    )


def act_for_two(world: World) -> None:
    for code in ("ILO", "IOM"):
        told(world, DISPUTED, actor=Actor(world.people["donor"], world.organizations[code], "named/named"))


def fire_too_early(world: World) -> None:
    later = world.clock.now() + timedelta(days=1)
    told(world, DISPUTED, due=later, noticed=later)


def fire_twice(world: World) -> None:
    for _ in range(2):
        told(world, DISPUTED, kind="clock.remind", facts={"clock": "remind:mine"})


def leave_a_clock(world: World) -> None:
    row = {"kind": "remind", "due_at": world.clock.now() - timedelta(days=1), "state": "armed"}
    told(world, DISPUTED, added("timers", (case_named(world, DISPUTED), "remind:mine"), row))


def act_in_a_role(world: World) -> None:
    actor = Actor(world.people["ILO"], world.organizations["ILO"], "SC_CHAIR/principal")
    told(world, DISPUTED, actor=actor)


def grant_oneself(world: World) -> None:
    row = {
        "organization_id": world.organizations["SEC"], "person_id": world.people["officer"], "role": "ADMIN",
        "capacity": "principal", "since": world.clock.now(),
    }  # fmt: skip
    told(world, DISPUTED, added("mandates", (new_id(),), row), actor=Actor(world.people["officer"]))


def revoke_again(world: World) -> None:
    revoked = the(world, select(tokens.c.id).where(tokens.c.ended_at.is_not(None)))
    again, officer = changed("tokens", (revoked,), ended_at=world.clock.now()), world.people["officer"]
    told(world, DISPUTED, again, stream=("person", officer))


def look_for_a_day(world: World) -> None:
    tomorrow = world.clock.now() + timedelta(days=1)
    told(world, ADOPTED, changed("overrides", (the(world, select(overrides.c.id)),), until=tomorrow))


def sign_another_history(world: World) -> None:
    """A checkpoint of the same log, of other entries."""
    with owning(world.engine.database) as connection:
        told = Checkpoint("nemcon.example.org/tests", 5, bytes(32))
        put_checkpoint(connection, Note(str(told)).signed(LOG_KEY), world.clock.now())


def sign_with_another_key(world: World) -> None:
    """The checkpoint is right, and whoever signed it is nobody."""
    sequence_all(world.engine.database)
    with owning(world.engine.database) as connection:
        size = connection.execute(select(log_head.c.size)).scalar_one()
        root = Tree.of(leaves(connection, 0, size)).root()
        told = Checkpoint("nemcon.example.org/tests", size, root)
        put_checkpoint(connection, Note(str(told)).signed(SecretKey.new(told.origin)), world.clock.now())


BREAKS: dict[str, Callable[[World], None]] = {
    "checkpoints": sign_another_history,
    "signatures": sign_with_another_key,
    "bytes": forge_bytes,
    "gapless": skip_a_number,
    "forward": back_date,
    "transactions": begin_with_the_second_step,
    "places": lengthen_the_head,
    "order": swap_two_places,
    "queue": lose_from_the_queue,
    "disclosures": reword_a_reason,
    "committed": disclose_more,
    "guards": drop_a_guard,
    "tables": edit_an_outcome,
    "appended": change_a_remark,
    "files": lose_a_file,
    "versions": skip_a_version,
    "numbers": skip_a_case_number,
    "in-time": answer_late,
    "one-round": ask_in_two_rounds,
    "latest": let_an_older_answer_stand,
    "own-answers": answer_for_another,
    "firm": lift_for_another,
    "bound": answer_on_other_words,
    "seats": seat_a_stranger,
    "notice": notice_of_nothing,
    "holder": claim_by_nobody,
    "ended": remind_after_the_end,
    "final": move_what_has_ended,
    "one-organization": act_for_two,
    "due": fire_too_early,
    "once": fire_twice,
    "lag": leave_a_clock,
    "capacity": act_in_a_role,
    "self-grant": grant_oneself,
    "tokens": revoke_again,
    "overrides": look_for_a_day,
}
