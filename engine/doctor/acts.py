"""What must hold of time and of rights: clocks fire once and when they are due, and whoever acts in a role holds it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, select

from engine.doctor.finding import Looked, NotRun, Promise
from engine.doctor.records import Records, changes, in_force
from engine.heartbeat import TICK, heartbeats
from engine.messages import message
from engine.override import LONGEST
from engine.queries.health import LONGEST as LAG
from engine.timer import ARMED, FIRED

CLOCK = "clock."


def clocks_fire_when_they_are_due(records: Records) -> Looked:
    """I12: not before, and noticed no earlier."""
    for event in records.events:
        due, noticed = event.words.get("due"), event.words.get("noticed")
        if due is not None:
            right = due <= event.words["at"] and (noticed is None or due <= noticed)
            yield None if right else message("{event} came before it was due.", event=event.name)
    for row in records.rows("timers"):
        if row["state"] == FIRED:
            right = row["fired_at"] is not None and row["due_at"] <= row["fired_at"]
            says = message(
                "case {case}: the clock {key} fired before it was due.", case=row["case_id"], key=row["key"]
            )
            yield None if right else says


def clocks_fire_once(records: Records) -> Looked:
    """I28: what is called to mind, closed or moved by a clock, once."""
    fired = Counter(
        (event.stream[1], event.words["pub"].get("clock"))
        for event in records.events
        if event.kind.startswith(CLOCK)
    )
    for (case_id, key), times in fired.items():
        says = message(
            "case {case}: the clock {key} fired {times} times.", case=case_id, key=key, times=times
        )
        yield None if times == 1 else says


def nothing_due_is_left(records: Records) -> Looked:
    """I29, where something fires clocks at all."""
    if records.now is None or records.node_at is None:
        raise NotRun(message("What time it is here is not asked."))
    ticked = records.connection.execute(select(heartbeats.c.at).where(heartbeats.c.name == TICK)).scalar()
    if ticked is None or records.node_at - ticked > LAG:
        raise NotRun(message("Nothing fires clocks here at present."))
    for row in records.rows("timers"):
        if row["state"] == ARMED:
            late = records.now - row["due_at"] > LAG
            says = message(
                "case {case}: the clock {key} has been due since {at}.",
                case=row["case_id"], key=row["key"], at=row["due_at"].isoformat(),
            )  # fmt: skip
            yield says if late else None


def whoever_acts_in_a_role_holds_it(records: Records) -> Looked:
    """I17: at the instant of the act, for the organization that is named; an office through the seat that exercises it."""
    if records.registry is None:
        raise NotRun(message("The roles of the house are not at hand here."))
    exercised = {
        key: role.exercised_by.key for key, role in records.registry.roles.items() if role.exercised_by
    }
    mandates = _mandates(records)
    for event in records.events:
        role, _, _capacity = event.words.get("capacity", "").partition("/")
        if event.actor is None or role not in records.registry.roles:
            continue  # whom a case names, who opened it or was handed a task acts in no role
        at, organization = event.at, event.organization
        seat = exercised.get(role, role)
        holds = _held(mandates, at, seat, organization, event.actor)
        if role in exercised:
            holds = holds and _held(mandates, at, role, organization, None)
        yield (
            None if holds else message("{event}: who acted did not hold {role}.", event=event.name, role=role)
        )


Mandates = dict[tuple[str, UUID | None, UUID | None], list[RowMapping]]


def _mandates(records: Records) -> Mandates:
    """By role, organization and person."""
    found: Mandates = {}
    for row in records.rows("mandates"):
        found.setdefault((row["role"], row["organization_id"], row["person_id"]), []).append(row)
    return found


def _held(
    mandates: Mandates, at: datetime, role: str, organization: UUID | None, person: UUID | None
) -> bool:
    return any(in_force(each, at) for each in mandates.get((role, organization, person), ()))


def nobody_grants_a_role_to_themselves(records: Records) -> Looked:
    """I33."""
    for event, row in changes(records.events, "mandates"):
        if row["op"] == "i":
            own = event.actor is not None and row["c"].get("person_id") == event.actor.hex
            yield message("{event}: somebody gave a role to themselves.", event=event.name) if own else None


def links_and_tokens_end_once(records: Records) -> Looked:
    """I38: what was used or revoked is over."""
    ended: set[str] = set()
    for event, row in changes(sorted(records.events, key=lambda each: records.order[each.id]), "tokens"):
        if row["c"].get("ended_at") is not None:
            key = row["k"][0]
            yield message("{event} ends a link or token again.", event=event.name) if key in ended else None
            ended.add(key)


def overrides_are_short(records: Records) -> Looked:
    """Who looks past the rules does so for an hour at most."""
    for row in records.rows("overrides"):
        short = row["since"] <= row["until"] <= row["since"] + LONGEST
        yield None if short else message("override {override} is open for too long.", override=row["id"])


ACTS = (
    Promise("due", message("No clock fires before it is due."), clocks_fire_when_they_are_due, "I12"),
    Promise("once", message("Each clock fires once."), clocks_fire_once, "I28"),
    Promise("lag", message("Nothing that is due is left."), nothing_due_is_left, "I29"),
    Promise("capacity", message("Whoever acts in a role holds it at that instant."), whoever_acts_in_a_role_holds_it,
            "I17"),
    Promise("self-grant", message("Nobody gives a role to themselves."), nobody_grants_a_role_to_themselves, "I33"),
    Promise("tokens", message("Links and tokens are used or revoked once."), links_and_tokens_end_once, "I38"),
    Promise("overrides", message("Whoever reads past the rules does so for a short while."), overrides_are_short),
)  # fmt: skip
