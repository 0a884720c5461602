"""What a program is told of an event: what the JSON interface would show its owner, in a CloudEvent, signed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cloudevents.core.bindings.http import to_structured_event
from cloudevents.core.v1.event import CloudEvent
from sqlalchemy import Connection
from standardwebhooks import Webhook as Signer

from engine.errors import Unknown
from engine.messages import Message
from engine.party import Person
from engine.queries.case_page import case_page
from engine.queries.happening import facts_of
from engine.queries.timeline import Happening, timeline
from engine.queries.visible import open_within
from engine.register import Register
from engine.runtime import Engine
from engine.snapshot import Snapshot
from engine.view import CaseView
from notifications.letter import Speak

TYPE = "nemcon."


@dataclass(frozen=True, slots=True)
class Sealed:
    """A body and the headers that prove it."""

    body: bytes
    headers: dict[str, str]


def told_of(
    engine: Engine, connection: Connection, register: Register, case_id: UUID, event_id: UUID, owner: UUID
) -> tuple[Snapshot, Happening] | None:
    """The event as its owner may read it now; nothing where the owner may not."""
    try:
        snapshot = case_page(engine, connection, register, case_id, owner).snapshot
    except Unknown:
        return None
    seen = open_within(engine, register, owner, snapshot)
    found = timeline(connection, register, snapshot.definition, case_id, **seen, only=event_id)
    return (snapshot, found[0]) if found else None


def envelope(
    snapshot: Snapshot, told: Happening, *, owner: Person, base_url: str, speak: Speak
) -> CloudEvent:
    """A CloudEvent about one event: its id is the event's, its subject the case by its number or reference."""
    case, base = snapshot.case, base_url.rstrip("/")
    about = {
        "id": str(case.id),
        "definition": snapshot.definition.key,
        "reference": case.reference,
        "number": case.number,
        "title": case.title,
        "state": case.state,
        "href": f"{base}/api/v1/cases/{case.id}",
    }
    attributes = {
        "id": str(told.event_id),
        "source": base,
        "type": TYPE + told.kind,
        "subject": case.number or case.reference,
        "time": told.at.astimezone(UTC),
        "datacontenttype": "application/json",
    }
    return CloudEvent(attributes, {"case": about, "event": _event(snapshot, told, owner.language, speak)})


def _event(snapshot: Snapshot, told: Happening, language: str | None, speak: Speak) -> dict[str, Any]:
    """As the JSON interface shows it."""
    register = snapshot.register
    return {
        "id": str(told.event_id),
        "at": _instant(told.at),
        "kind": told.kind,
        "says": _say(told.says, language, speak),
        "by": _person(register, told.actor),
        "for_organization": register.name(told.organization) or None,
        "capacity": told.capacity,
        "behalf": _person(register, told.behalf),
        "reason": told.reason,
        "due": _instant(told.due),
        "noticed": _instant(told.noticed),
        "late": told.late,
        "facts": facts_of(CaseView(snapshot), told),
        "leaf": told.leaf,
    }


def _person(register: Register, identity: UUID | None) -> dict[str, str] | None:
    return {"id": str(identity), "name": register.name(identity)} if identity is not None else None


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _say(says: Message, language: str | None, speak: Speak) -> str:
    values = {name: _word(value, language, speak) for name, value in says.values.items()}
    return speak(says.text, language).format_map(values)


def _word(value: Any, language: str | None, speak: Speak) -> str:
    if isinstance(value, Message):
        return _say(value, language, speak)
    if isinstance(value, tuple | list):
        return ", ".join(_word(each, language, speak) for each in value)
    return str(value)


def seal(event: CloudEvent, identity: UUID, secrets: Iterable[str], *, at: datetime) -> Sealed:
    """The event as JSON, signed with each secret. The id is the same at every try: a program that has it can tell."""
    written = to_structured_event(event)
    name, text = f"msg_{identity.hex}", written.body.decode()
    signatures = [Signer(secret).sign(name, at, text) for secret in secrets]
    signed = {
        "webhook-id": name,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
        "user-agent": "Nemcon",
    }
    return Sealed(written.body, {**written.headers, **signed})
