"""The timeline: what happened in a case, as sentences, from the events and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from engine.change import ANONYMOUS
from engine.columns import from_json, from_micros
from engine.comment import comments
from engine.definition import CaseDefinition
from engine.history.erasure import BASES, EXECUTED
from engine.link import links
from engine.log import disclosures, events, read
from engine.messages import Message, mark, message
from engine.register import Register
from engine.work import IMPLIED

# What takes the case further is the way it went; what only prepares or tells stands in the whole history alone.
STEPS = ("case.moved", "clock.move")
QUIET = ("notice.given", "case.woken", "clock.close", "clock.overdue")


@dataclass(frozen=True, slots=True)
class Happening:
    """One event, told. `reason` are the words of the act; `mark` is a name of the closed list of marks, or nothing."""

    event_id: UUID
    seq: int
    at: datetime
    kind: str
    says: Message
    actor: UUID | None
    organization: UUID | None
    capacity: str
    behalf: UUID | None
    reason: str | None
    due: datetime | None
    noticed: datetime | None
    late: bool
    mark: str
    leaf: str
    facts: dict[str, Any]


def timeline(
    connection: Connection,
    register: Register,
    definition: CaseDefinition,
    case_id: UUID,
    *,
    levels: Collection[str],
    others: Select[tuple[UUID]],
    told: ColumnElement[bool],
    newest: int | None = None,
    quiet: Collection[str] = QUIET,
    after: UUID | None = None,
    most: int | None = None,
    only: UUID | None = None,
) -> list[Happening]:
    """The events of a case, oldest first; with `newest` every step, and of all that is not quiet only the last so many,
    with `most` so many after an event, with `only` this one.

    `levels` are those the reader may read, `others` the cases the reader may know of, `told` the events but for
    those that are kept from the reader.
    """
    mine = and_(events.c.stream_kind == "case", events.c.stream_id == case_id, may_read(levels, others), told)
    words = and_(disclosures.c.event_id == events.c.id, disclosures.c.name == "w_reason")
    columns = (events.c.id, events.c.body, events.c.leaf_hash, disclosures.c.value)
    query = _joined(select(*columns).outerjoin_from(events, disclosures, words)).where(mine)
    if newest is not None:
        loud = _joined(select(events.c.id)).where(mine, events.c.kind.not_in(quiet))
        last = loud.order_by(events.c.seq.desc()).limit(newest)
        query = query.where(or_(events.c.kind.in_(STEPS), events.c.id.in_(last)))
    if only:
        query = query.where(events.c.id == only)
    if after:
        place = select(events.c.seq).where(events.c.id == after, events.c.stream_id == case_id)
        query = query.where(events.c.seq > place.correlate(None).scalar_subquery())
    return [
        tell(register, definition, row.id, bytes(row.body), row.leaf_hash, row.value)
        for row in connection.execute(query.order_by(events.c.seq).limit(most))
    ]


def readable_events(
    connection: Connection,
    case_id: UUID,
    *,
    levels: Collection[str],
    others: Select[tuple[UUID]],
    told: ColumnElement[bool],
) -> set[UUID]:
    """Of the events of a case those that `timeline` would tell."""
    mine = and_(events.c.stream_kind == "case", events.c.stream_id == case_id, may_read(levels, others), told)
    return set(connection.execute(_joined(select(events.c.id)).where(mine)).scalars())


def _joined(query: Select[Any]) -> Select[Any]:
    """Events beside the remark or the tie that each added."""
    return query.outerjoin(comments, comments.c.id == events.c.id).outerjoin(links, of_a_tie())


def of_a_tie() -> ColumnElement[bool]:
    """The join of an event with the tie that it made or ended."""
    return or_(links.c.id == events.c.id, links.c.ended_in == events.c.id)


def may_read(levels: Collection[str], others: Select[tuple[UUID]]) -> ColumnElement[bool]:
    """That an event, joined to the remark or the tie it added, is neither a remark at a level closer than these nor
    a tie to another case than these."""
    remark = or_(comments.c.id.is_(None), comments.c.level.in_(levels))
    return and_(remark, or_(links.c.id.is_(None), links.c.to_case.in_(others)))


def tell(
    register: Register,
    definition: CaseDefinition | None,
    event_id: UUID,
    body: bytes,
    leaf: bytes,
    reason: str | None,
) -> Happening:
    """One event as a happening."""
    event = read(body)
    facts = event.get("pub", {})
    actor = UUID(event["actor"]) if event.get("actor") else None
    return Happening(
        event_id,
        event["seq"],
        from_micros(event["at"]),
        event["kind"],
        _says(register, definition, event, facts),
        actor,
        UUID(event["for"]) if event.get("for") else None,
        event.get("capacity", ""),
        UUID(event["behalf"]) if event.get("behalf") else None,
        from_json(reason) if reason else None,
        from_micros(event["due"]) if "due" in event else None,
        from_micros(event["noticed"]) if "noticed" in event else None,
        bool(facts.get("late")),
        _mark(definition, event["kind"], facts),
        leaf.hex(),
        facts,
    )


def _says(
    register: Register, definition: CaseDefinition | None, event: dict[str, Any], facts: dict[str, Any]
) -> Message:
    actor = _actor(register, event)
    kind = event["kind"]
    if definition is not None:
        if kind == "case.moved":
            return _moved(definition, facts, actor)
        if kind == "task.answered":
            return _answered(register, definition, facts, actor)
        if kind.startswith("clock."):
            return _clock(definition, kind, facts)
        if kind == "document.put":
            label = definition.document_by_key[facts["document"]].label
            return message(
                "{actor} put version {version} of “{document}”.",
                actor=actor,
                version=facts["version"],
                document=label,
            )
        if kind.startswith("item."):
            return message(
                "{actor} changed “{item}”.", actor=actor, item=definition.item_by_key[facts["item"]].label
            )
        if kind.startswith("task."):
            return _task(register, definition, kind, facts, actor)
    if kind == "notice.given":
        return _noticed(register, event)
    if kind == EXECUTED:
        return _erased(register, facts)
    about = register.name(UUID(event["stream"][1]))
    role = (
        register.roles[facts["role"]].label if facts.get("role") in register.roles else facts.get("role", "")
    )
    values = {
        "actor": actor or _nobody(event.get("capacity", "")),
        "kind": kind,
        "about": about,
        "role": message(role) if role else "",
        "action": facts.get("action", ""),
        "rule": facts.get("rule", ""),
    }
    return message(PLAIN.get(kind, "{actor}: {kind}."), **values)


def _erased(register: Register, facts: dict[str, Any]) -> Message:
    """That words went: how many, on which ground, and whose four eyes saw it."""
    return message(
        "Erased ({count}): {ground}. Asked for by {asker}, approved by {approver}.",
        count=sum(map(len, facts["erased"].values())),
        ground=message(BASES[facts["basis"]]),
        asker=register.name(UUID(facts["requested_by"])),
        approver=register.name(UUID(facts["approved_by"])),
    )


def _actor(register: Register, event: dict[str, Any]) -> str | Message:
    """Who acted, and in whose place; nothing where nobody with an account did."""
    name = register.name(UUID(event["actor"])) if event.get("actor") else ""
    if not event.get("behalf"):
        return name
    return message("{actor} in place of {other}", actor=name, other=register.name(UUID(event["behalf"])))


def _nobody(capacity: str) -> Message:
    """Who acted, where it was nobody with an account."""
    return message("Somebody without an account") if capacity == ANONYMOUS.capacity else message("The system")


PLAIN = {
    "case.opened": mark("{actor} opened the case."),
    "case.edited": mark("{actor} changed the particulars."),
    "case.woken": mark("A linked case changed."),
    "comment.added": mark("{actor} added a remark."),
    "link.added": mark("{actor} linked another case."),
    "link.ended": mark("{actor} ended a link to another case."),
    "override.begun": mark("{actor}, an administrator, opened an override to read this case."),
    "override.ended": mark("{actor} closed the override."),
    "notice.served": mark("{actor} recorded that a member was told."),
    "reminder.asked": mark("{actor} reminded those who have not answered."),
    "organization.added": mark("{actor} added the organization {about}."),
    "absence.recorded": mark("{actor} recorded an absence of {about}."),
    "absence.ended": mark("{actor} ended an absence of {about}."),
    "person.added": mark("{actor} added {about}."),
    "person.changed": mark("{actor} changed the account of {about}."),
    "person.denied": mark("{actor} was refused “{action}” by the rule “{rule}”."),
    "person.sighted": mark("{actor} opened a case that is sealed, or open by an override."),
    "person.sign_in_failed": mark("A sign-in as {about} failed."),
    "session.began": mark("{actor} signed in."),
    "session.ended": mark("{actor} signed out."),
    "mandate.granted": mark("{actor} granted a mandate of {about}: {role}."),
    "mandate.ended": mark("{actor} ended a mandate of {about}: {role}."),
    "setting.set": mark("{actor} set it."),
    "setting.adopted": mark("An adopted decision set it."),
    "webhook.made": mark("{actor} made a webhook for {about}."),
    "webhook.agreed": mark("{actor} agreed to a webhook."),
    "webhook.paused": mark("{actor} paused a webhook of {about}."),
    "webhook.resumed": mark("{actor} took a webhook of {about} up again."),
    "webhook.secret": mark("{actor} made another secret for a webhook of {about}."),
    "webhook.ended": mark("{actor} ended a webhook of {about}."),
    "announcement.again": mark("{actor} let an announcement to a program of {about} be tried again."),
    "announcement.given_up": mark("{actor} gave up an announcement to a program of {about}."),
    "mail.again": mark("{actor} let a letter to {about} be tried again."),
    "mail.arrived": mark("{actor} said that a letter to {about} arrived."),
    "mail.given_up": mark("{actor} gave up a letter to {about}."),
    "erasure.requested": mark("{actor} asked that words be erased."),
    "erasure.withdrawn": mark("{actor} withdrew an erasure."),
    "erasure.declined": mark("{actor} declined an erasure."),
    "erasure.approved": mark("{actor} approved an erasure, and it was executed."),
    "erasure.swept": mark("The room of erased words was swept."),
    "calendar.set": mark("{actor} set the calendar."),
    "calendar.replaced": mark("{actor} replaced the calendar."),
}


def _moved(definition: CaseDefinition, facts: dict[str, Any], actor: str | Message) -> Message:
    trigger = facts.get("trigger", "")
    label = next((t.label for t in definition.transitions if t.trigger == trigger), trigger)
    state = definition.state_by_key.get(facts.get("to", ""))
    values = {
        "act": label,
        "state": state.label if state else "",
        "actor": actor,
        "number": facts.get("number", ""),
    }
    if facts.get("number"):
        text = (
            "{actor}: {act}. Now “{state}”, number {number}."
            if actor
            else "{act}. Now “{state}”, number {number}."
        )
    else:
        text = mark("{actor}: {act}. Now “{state}”.") if actor else mark("{act}. Now “{state}”.")
    return message(text, **values)


def _answered(
    register: Register, definition: CaseDefinition, facts: dict[str, Any], actor: str | Message
) -> Message:
    task = definition.task_by_key[facts["task"]]
    outcome = task.outcome(facts["outcome"])
    party = _party(register, facts.get("party", "all"))
    values = {
        "actor": actor,
        "party": party,
        "task": task.label,
        "outcome": outcome.label if outcome else facts["outcome"],
    }
    if facts.get("late"):
        return message(
            "{party} (late, not counted): {outcome}, by {actor}.", **{**values, "party": party or task.label}
        )
    if party:
        return message("{party}: {outcome}, by {actor}.", **values)
    return message("{actor} answered “{task}”: {outcome}.", **values)


def _party(register: Register, key: str) -> str:
    kind, _, identity = key.partition(":")
    return register.name(UUID(identity)) if kind in ("org", "person") else ""


def _clock(definition: CaseDefinition, kind: str, facts: dict[str, Any]) -> Message:
    says = facts.get("says")
    if says:
        return (
            message("Reminder: {says}", says=message(says))
            if facts.get("to")
            else message("A reminder was not needed any more.")
        )
    trigger = str(facts.get("clock", "")).split(":")[1] if ":" in str(facts.get("clock", "")) else ""
    label = next((t.label for t in definition.transitions if t.trigger == trigger), "")
    if kind == "clock.move" and label:
        return message("The time came: {act}.", act=label)
    task = definition.task_by_key.get(trigger)
    return message("The time for “{task}” was over.", task=task.label if task else trigger)


def _task(
    register: Register, definition: CaseDefinition, kind: str, facts: dict[str, Any], actor: str | Message
) -> Message:
    key = str(facts.get("task", ""))
    task = definition.task_by_key.get(key)
    label = (
        task.label
        if task
        else definition.state_by_key[key.removeprefix(IMPLIED)].label
        if key.startswith(IMPLIED)
        else key
    )
    texts = {
        "task.claimed": mark("{actor} claimed “{task}”."),
        "task.released": mark("{actor} gave “{task}” back."),
        "task.delegated": mark("{actor} handed “{task}” on."),
        "task.reassigned": mark("{actor} gave “{task}” to {to}."),
        "task.handed_over": mark("{actor} handed “{task}” over to {to}."),
        "task.stood_in": mark("{away} is away: {to} stands in for “{task}”.")
        if "to" in facts
        else mark("{away} is away: “{task}” is offered to the others again."),
    }
    to, away = (register.name(UUID(facts[name])) if facts.get(name) else "" for name in ("to", "away"))
    return message(texts.get(kind, "{actor}: {task}."), actor=actor, task=label, to=to, away=away)


def _noticed(register: Register, event: dict[str, Any]) -> Message:
    rows = [row for row in event["rows"] if row["t"] == "notices"]
    parties = dict.fromkeys(_party(register, row["k"][3]) for row in rows)
    how = rows[0]["c"].get("how", "") if rows else ""
    return message("{parties} had notice: {how}.", parties=tuple(parties), how=message(how))


def _mark(definition: CaseDefinition | None, kind: str, facts: dict[str, Any]) -> str:
    if definition is None or kind != "task.answered":
        return "break" if facts.get("trigger") == "break" else ""
    if facts.get("late"):
        return "late"
    outcome = definition.task_by_key[facts["task"]].outcome(facts["outcome"])
    return outcome.mark if outcome else ""
