"""Whether it stands on record already that somebody was refused something today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from engine.log import events, read
from engine.register import Register

DENIED = "person.denied"


@dataclass(frozen=True, slots=True)
class Denial:
    """What somebody was refused for want of a right: the act, the rule that stood against it, and the case, if any."""

    action: str
    rule: str
    case_id: UUID | None = None

    @property
    def facts(self) -> dict[str, str]:
        """As the event keeps it."""
        case = {} if self.case_id is None else {"case": self.case_id.hex}
        return {"action": self.action, "rule": self.rule, **case}

    @property
    def about(self) -> tuple[str, str | None]:
        """By which one is the same as another of that day."""
        return _about(self.facts)


def denied_today(
    connection: Connection, register: Register, person: UUID, denial: Denial, now: datetime
) -> bool:
    """Whether this act, in this case, was refused to this person on this day by the clocks of the house, and that is on record."""
    local = now.astimezone(ZoneInfo(register.calendar.zone))
    since = datetime.combine(local.date(), time(), local.tzinfo)
    query = select(events.c.body).where(events.c.actor == person, events.c.at >= since)
    told = connection.execute(query.where(events.c.kind == DENIED))
    return any(_about(read(bytes(body))["pub"]) == denial.about for (body,) in told)


def _about(facts: dict[str, str]) -> tuple[str, str | None]:
    return facts["action"], facts.get("case")
