"""Verbs on a webhook: make, agree, pause, take up again, make another secret, end. An administrator makes it for somebody;
only that person, whose rights decide what is announced, lets it begin."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection, Row, func, select, update

from engine.announcement import announcements
from engine.change import Actor
from engine.columns import new_id
from engine.commands.entry import Entry, administrator
from engine.commands.session import own, quiet, save
from engine.commands.token import OPERATOR
from engine.errors import Invalid, Refused, Unknown
from engine.log import new_salt
from engine.mail_queue import FAILED, QUEUED, UNKNOWN
from engine.messages import mark, message
from engine.runtime import Engine
from engine.target import Targets
from engine.values import clean_words
from engine.webhook import KINDS, Webhook, webhooks

MOST = 20
# In place of a person where the machine itself asks.
OF_MACHINE = UUID(int=0)
LONGEST_LABEL = 100
ENDED = mark("the webhook has ended")
ONLY = mark("Only an administrator looks after webhooks.")


@dataclass(frozen=True, slots=True)
class Salted:
    """A webhook with a new salt: with the key of the house it gives the secret, shown this once."""

    webhook: UUID
    salt: bytes


def make_webhook(
    engine: Engine,
    person: UUID,
    label: str,
    target: str,
    kinds: Collection[str],
    *,
    targets: Targets,
    by: UUID | None,
    key: str | None = None,
) -> Salted:
    """A webhook for a person: by an administrator, or (by nobody) by whoever runs the machine, who needs nobody's leave.

    Asked twice with one idempotency key it is made once, and gives the same secret until there is another one.
    """
    identity = uuid5(by or OF_MACHINE, key) if key else new_id()
    with engine.database.begin() as connection:
        entry = quiet(engine, connection, OPERATOR)
        entry.actor = _keeper(entry, by)
        if (before := _locked(connection, identity)) is not None:
            return _made_before(_still(before))
        known = entry.register.people.get(person)
        if known is None or not known.active:
            raise Unknown("There is no such account, or it is closed.")
        row = _checked(label, target, kinds, targets)
        if _count(connection, person) >= MOST:
            raise Refused("This person has {most} webhooks already: end one of them first.", most=MOST)
        made = Salted(identity, new_salt())
        agreed = entry.at if by is None or by == person else None
        row |= {"person_id": person, "salt": made.salt, "salted_at": entry.at, "made_by": by}
        row |= {"made_at": entry.at, "agreed_at": agreed}
        entry.event("person", person, "webhook.made").insert("webhooks", (made.webhook,), row)
        save(entry)
        return made


def _made_before(found: Webhook) -> Salted:
    if found.salted_at != found.made_at:
        raise Refused("This webhook is made already, and its secret is another one by now.")
    return Salted(found.id, found.salt)


def _checked(label: str, target: str, kinds: Collection[str], targets: Targets) -> dict[str, Any]:
    name = clean_words("label", label, lines=False) or ""
    if not name or len(name) > LONGEST_LABEL:
        raise Invalid(
            {"label": message("Say in at most {most} characters what it is for.", most=LONGEST_LABEL)}
        )
    targets.read(target.strip())
    chosen = [kind for kind in KINDS if kind in kinds]
    if not chosen or set(kinds) - set(KINDS):
        raise Invalid({"kinds": message("Choose what is announced.")})
    return {"label": name, "target": target.strip(), "kinds": chosen}


def agree(engine: Engine, webhook: UUID, *, by: UUID) -> None:
    """Its owner lets it begin. Twice does nothing more."""
    with engine.database.begin() as connection:
        entry, found = _by_owner(engine, connection, webhook, by)
        if found.agreed_at is None:
            _write(entry, found, "webhook.agreed", {"agreed_at": entry.at})


def pause(engine: Engine, webhook: UUID, *, by: UUID | None) -> None:
    """Nothing is announced until it is taken up again; what was queued waits. Twice does nothing more."""
    with engine.database.begin() as connection:
        entry, found = _by_keeper(engine, connection, webhook, by)
        if found.paused_at is None:
            _write(entry, found, "webhook.paused", {"paused_at": entry.at})


def resume(engine: Engine, webhook: UUID, *, by: UUID | None) -> None:
    """It announces again. Twice does nothing more."""
    with engine.database.begin() as connection:
        entry, found = _by_keeper(engine, connection, webhook, by)
        if found.paused_at is not None:
            _write(entry, found, "webhook.resumed", {"paused_at": None})


def renew_secret(engine: Engine, webhook: UUID, *, by: UUID | None) -> Salted:
    """Another secret; for a day the former one signs as well."""
    with engine.database.begin() as connection:
        entry, found = _by_keeper(engine, connection, webhook, by)
        made = Salted(webhook, new_salt())
        values = {"salt": made.salt, "former_salt": found.salt, "salted_at": entry.at}
        _write(entry, found, "webhook.secret", values)
        return made


def end_webhook(engine: Engine, webhook: UUID, *, by: UUID | None) -> None:
    """It announces nothing any more, what was queued neither."""
    with engine.database.begin() as connection:
        _end(connection, *_by_keeper(engine, connection, webhook, by))


def end_own_webhook(engine: Engine, webhook: UUID, *, by: UUID) -> None:
    """The same by its owner."""
    with engine.database.begin() as connection:
        _end(connection, *_by_owner(engine, connection, webhook, by))


def _end(connection: Connection, entry: Entry, found: Webhook) -> None:
    _write(entry, found, "webhook.ended", {"ended_at": entry.at})
    waiting = announcements.c.webhook_id == found.id, announcements.c.state.in_((QUEUED, UNKNOWN))
    over = {"state": FAILED, "error": ENDED}
    connection.execute(update(announcements).where(*waiting).values(over))


def _by_keeper(
    engine: Engine, connection: Connection, webhook: UUID, by: UUID | None
) -> tuple[Entry, Webhook]:
    """A webhook that has not ended, locked, for an administrator or for whoever runs the machine."""
    entry = quiet(engine, connection, OPERATOR)
    entry.actor = _keeper(entry, by)
    return entry, _still(_locked(connection, webhook))


def _by_owner(engine: Engine, connection: Connection, webhook: UUID, by: UUID) -> tuple[Entry, Webhook]:
    """The same for the person whose rights it has; nobody else learns that there is one."""
    row = _locked(connection, webhook)
    if row is None or row.person_id != by:
        raise Unknown("There is no such webhook.")
    return quiet(engine, connection, own(by)), _still(row)


def _locked(connection: Connection, webhook: UUID) -> Row[Any] | None:
    return connection.execute(select(webhooks).where(webhooks.c.id == webhook).with_for_update()).first()


def _still(row: Row[Any] | None) -> Webhook:
    if row is None:
        raise Unknown("There is no such webhook.")
    if row.ended_at is not None:
        raise Refused("This webhook has ended.")
    return Webhook(*tuple(row))


def _keeper(entry: Entry, by: UUID | None) -> Actor:
    return OPERATOR if by is None else administrator(entry, by, ONLY)


def _write(entry: Entry, found: Webhook, kind: str, values: dict[str, Any]) -> None:
    entry.event("person", found.person_id, kind).update("webhooks", (found.id,), values)
    save(entry)


def _count(connection: Connection, person: UUID) -> int:
    mine = (webhooks.c.person_id == person, webhooks.c.ended_at.is_(None))
    return int(connection.execute(select(func.count()).select_from(webhooks).where(*mine)).scalar_one())
