"""What the JSON interface is asked, and how it refuses. OpenAPI is written from these shapes."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

Data = dict[str, Any]
Words = str | None


class Shape(BaseModel):
    """An object with exactly these members."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# ---- asked


class CaseList(Shape):
    """Which cases: of a type, in a state, with these words; from where the page before ended."""

    definition: str = Field("", max_length=100)
    state: str = Field("", max_length=100)
    q: str = Field("", max_length=200)
    cursor: str = Field("", pattern=r"^([0-9]{1,17}\.[0-9a-f]{32})?$")


class TaskList(Shape):
    """Which tasks: mine or all that I may see, open ones unless another state is named."""

    mine: bool = False
    state: Literal["", "open", "offered", "claimed", "completed", "closed"] = ""
    cursor: str = Field("", pattern=r"^([0-9]{1,18}\.[0-9a-f]{32})?$")


class EventList(Shape):
    """From where the page before ended."""

    cursor: str = Field("", pattern=r"^([0-9a-f]{32})?$")


class VersionAsked(Shape):
    """Which version of a document; the newest where none is named."""

    version: int | None = Field(None, ge=1, le=2**31 - 1)


class NewCase(Shape):
    """A case to be opened. `definition` is the key or the code of its type."""

    definition: str = Field(max_length=100)
    title: str
    data: Data = {}
    for_organization: Words = None


class EditedCase(Shape):
    """Other values for fields of a case; `null` takes a value away."""

    data: Data = {}
    title: Words = None


class Move(Shape):
    """A button of a case is pressed: the fields it asks for, the reason, and for whom."""

    data: Data = {}
    reason: Words = None
    for_organization: Words = None


class RowData(Shape):
    """Values for the columns of a row."""

    data: Data = {}


class NewLink(Shape):
    """A tie to another case."""

    type: str = Field(max_length=100)
    to: UUID
    note: Words = None


class EndOfLink(Shape):
    """Why a tie shall stand no more."""

    reason: Words = None


class NewComment(Shape):
    """A remark, at the case's level of confidentiality or a closer one."""

    body: str
    level: Words = None


class Completion(Shape):
    """An answer to a task. `bound` as the task gives it; `evidence` where somebody records for another."""

    outcome: str = Field(max_length=100)
    reason: Words = None
    data: Data = {}
    bound: Words = None
    for_organization: Words = None
    evidence: Words = None


class Delegation(Shape):
    """To whom a task is handed: an e-mail address or an id."""

    to: str


# ---- refused


class FieldProblem(Shape):
    """What is wrong with one member."""

    field: str
    detail: str


class Problem(BaseModel):
    """A problem document (RFC 9457): what went wrong as a sentence, and the rule that stands against it."""

    type: str
    title: str
    status: int
    detail: str
    rule: str | None = None
    errors: list[FieldProblem] = []
