"""How the JSON interface shows a case and what belongs to it. `form` is the JSON Schema of the `data` that is sent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from web.api.definition_schemas import DefinitionName, OutcomeShape
from web.api.schemas import Data, Shape


class Person(Shape):
    """Somebody, by name."""

    id: UUID
    name: str


class Party(Shape):
    """Whose answer a task is; an organization is named by its code, everybody who is asked at once is `all`."""

    kind: str
    id: UUID | None
    name: str


class CaseShort(Shape):
    """A case in a list."""

    id: UUID
    definition: DefinitionName
    title: str
    reference: str
    number: str | None
    level: str
    state: str
    state_label: str
    result: str | None
    ended: bool
    opened_at: datetime
    changed_at: datetime
    revision: int


class CaseName(Shape):
    """A case, as a task or a link names it."""

    id: UUID
    code: str
    title: str
    reference: str | None
    state: str


class Task(Shape):
    """A task. `bound` goes back with the answer, which is then given on exactly what stood there."""

    id: UUID
    case: CaseName
    task: str
    label: str
    party: Party
    round: int
    present: bool
    optional: bool
    state: str
    mine: bool
    overdue: bool
    opened_at: datetime
    due_at: datetime | None
    closes_at: datetime | None
    claimed_by: Person | None
    delegated_to: Person | None
    instead_of: Person | None
    ended_at: datetime | None
    ended_why: str | None
    position: UUID | None
    bound: str | None
    outcomes: list[OutcomeShape]


class Position(Shape):
    """An answer as it was given. `late` ones never count; what a later answer or round replaced is `superseded`."""

    id: UUID
    task: str
    task_id: UUID
    round: int
    party: Party
    outcome: str
    label: str
    reason: str | None
    data: Data
    bound: str | None
    at: datetime
    by: Person | None
    for_organization: str | None
    capacity: str
    instead_of: Person | None
    late: bool
    superseded: bool
    recorded: bool
    evidence: str | None
    corrects: UUID | None


class Row(Shape):
    """A row of the case file; `revision` goes into If-Match when it is changed."""

    id: UUID
    item: str
    label: str
    data: Data
    standing: bool
    revision: int
    by: Person | None
    for_organization: str | None
    at: datetime


class Document(Shape):
    """One version of a document; `content` is where its bytes are."""

    id: UUID
    document: str
    label: str
    version: int
    newest: bool
    sha256: str
    size: int
    filename: str
    media_type: str
    by: Person | None
    for_organization: str | None
    at: datetime
    content: str


class Link(Shape):
    """A tie to another case that you may see; `incoming` ones were made there."""

    id: UUID
    type: str
    label: str
    incoming: bool
    case: CaseName
    result: str | None
    at: datetime


class Comment(Shape):
    """A remark of the discussion."""

    id: UUID
    body: str
    level: str
    by: Person | None
    for_organization: str | None
    at: datetime


class Reason(Shape):
    """Why not, as a sentence, and by which rule."""

    detail: str
    rule: str | None


class Button(Shape):
    """What can be done with a case now, by you: `available`, or the reasons why not."""

    trigger: str
    label: str
    says: str
    available: bool
    reasons: list[Reason]
    reason_required: bool
    form: Data


class Waiting(Shape):
    """Whom the case waits for."""

    who: str
    task: str
    due_at: datetime | None
    overdue: bool


class Needed(Shape):
    """A rule of the act that leads on: whether it holds, and what is missing."""

    rule: str
    holds: bool
    detail: str | None


class Case(CaseShort):
    """A case with everything you may see of it. `moment` says in a sentence where it stands."""

    moment: str
    opener: Person | None
    opened_for: str | None
    data: Data
    may_edit: list[str]
    transitions: list[Button]
    needed: list[Needed]
    waiting: list[Waiting]
    tasks: list[Task]
    positions: list[Position]
    items: dict[str, list[Row]]
    documents: list[Document]
    links: list[Link]


class Event(Shape):
    """Something that happened. A clock's event says when it was due and when that was noticed."""

    id: UUID
    at: datetime
    kind: str
    says: str
    by: Person | None
    for_organization: str | None
    capacity: str
    behalf: Person | None
    reason: str | None
    due: datetime | None
    noticed: datetime | None
    late: bool
    facts: Data
    leaf: str


class Cases(Shape):
    """A page of cases, newest first."""

    items: list[CaseShort]
    next: str | None


class Tasks(Shape):
    """A page of tasks, the earliest due first."""

    items: list[Task]
    next: str | None


class Rows(Shape):
    """The rows of a table."""

    items: list[Row]
    next: str | None = None


class Documents(Shape):
    """Every version of every document of a case."""

    items: list[Document]
    next: str | None = None


class Links(Shape):
    """The ties of a case."""

    items: list[Link]
    next: str | None = None


class Comments(Shape):
    """The discussion of a case, oldest first."""

    items: list[Comment]
    next: str | None = None


class Events(Shape):
    """A page of what happened, oldest first."""

    items: list[Event]
    next: str | None


class Watching(Shape):
    """Whether the caller watches a case."""

    watching: bool
