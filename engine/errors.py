"""What can go wrong, as sentences. The web maps each class to one status code; nothing else is raised on purpose."""

from __future__ import annotations

from typing import Any

from engine.messages import Message, message


class EngineError(Exception):
    """Something was asked for that cannot be done; the sentence says what and why."""

    def __init__(self, says: Message | str, *, rule: str | None = None, **values: Any) -> None:
        self.says = says if isinstance(says, Message) else message(says, **values)
        self.rule = rule
        super().__init__(self.says.english())


class Unknown(EngineError):
    """There is no such thing, or this person may not know of it; nobody is told which."""


class Erased(EngineError):
    """It was there, and was erased on a legal ground; the record says when and by whom."""


class Denied(EngineError):
    """The person may know of it, but has no right to do this."""


class Refused(EngineError):
    """A rule of the house stands against it, whoever asks."""


class Invalid(EngineError):
    """What was typed cannot be taken; `problems` says it for each field."""

    def __init__(self, problems: dict[str, Message], rule: str | None = None) -> None:
        self.problems = problems
        first = next(iter(problems.values()))
        super().__init__(first, rule=rule)


class Taken(EngineError):
    """Somebody else was first: another has the task, another wrote the row."""


class Stale(EngineError):
    """It changed after this person looked; the sentence says who changed what, and the draft is kept."""


class Unbound(EngineError):
    """The act must name the version it was made on, and does not."""


class TooMany(EngineError):
    """Too many attempts in too short a time; later it may go."""


class KeyTaken(EngineError):
    """The idempotency key belongs to another act."""


class ClockInDoubt(Refused):
    """Something is due here by a clock that is not to be trusted: it waits, and so does whoever acts on the case."""


class Uncertain(EngineError):
    """The connection was lost around COMMIT and did not come back: perhaps it was done. The same key may ask again."""


class DefinitionError(Exception):
    """A case type contradicts itself, or another one; found at import, never at night."""
