"""How the JSON interface shows a case type. `form` is always the JSON Schema of the `data` that is sent."""

from __future__ import annotations

from typing import Literal

from web.api.schemas import Data, Shape


class DefinitionName(Shape):
    """A case type, by its names."""

    key: str
    code: str
    version: int
    title: str


class DefinitionShort(DefinitionName):
    """A case type in a list."""

    about: str
    may_open: bool


class Choice(Shape):
    """One of a closed list: what is sent, and what people read."""

    value: str
    label: str


class FieldShape(Shape):
    """A field of a form. `required` is `sometimes` where a rule of the case decides."""

    key: str
    label: str
    kind: str
    required: Literal["always", "sometimes", "never"]
    many: bool
    computed: bool
    options: list[Choice] | None
    help: str


class StateShape(Shape):
    """A state. `result` is the word that linked cases are told."""

    key: str
    label: str
    final: bool
    result: str | None
    waits: str


class TransitionShape(Shape):
    """A way between states. `by_itself`: nobody does it; it happens when its rules hold."""

    trigger: str
    label: str
    origins: list[str]
    to: str
    by_itself: bool
    by: list[str]
    reason: bool
    rules: list[str]
    form: Data


class OutcomeShape(Shape):
    """One possible answer, and the form that goes with it."""

    key: str
    label: str
    says: str
    reason: bool
    form: Data


class TaskShape(Shape):
    """A question the case type asks. `binds`: an answer must name what it was given on."""

    key: str
    label: str
    during: list[str]
    binds: bool
    optional: bool
    changeable: bool
    outcomes: list[OutcomeShape]


class ItemShape(Shape):
    """A table of the case file. `fixed`: rows come with the case and are filled in."""

    key: str
    label: str
    fixed: bool
    columns: list[FieldShape]
    form: Data


class DocumentShape(Shape):
    """A document of the case type. `writable`: people put versions of it; others are frozen by an act."""

    key: str
    label: str
    writable: bool
    help: str


class Definition(DefinitionShort):
    """A case type with everything a client needs to show it and to send forms."""

    initial: str
    level: str
    fields: list[FieldShape]
    states: list[StateShape]
    transitions: list[TransitionShape]
    tasks: list[TaskShape]
    items: list[ItemShape]
    documents: list[DocumentShape]
    links: list[Choice]
    form: Data


class Definitions(Shape):
    """Case types."""

    items: list[DefinitionShort]
    next: str | None = None
