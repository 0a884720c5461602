"""What is open to everybody: a list of cases that publish a file, and a form that anybody may send about one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.definition.documents import DocumentDefinition
from engine.definition.fields import Field
from engine.definition.guards import Guard
from engine.definition.states import State


@dataclass(frozen=True, eq=False)
class PublicList:
    """Cases of a type that anybody may read of, whatever the level of the case: title, number, these fields and files, and
    nothing else.

    `files` says which field holds the SHA-256 (hex) of the version that is public; a case is listed while the field of the
    first file holds one. `since` is the date of publication, the newest first. `tells` are the fields that are shown,
    `filters` those of them with closed lists by which one narrows down. `notes` say in a sentence what a state means for
    whoever uses the file, `says` what a field means that holds anything, whatever the state, `warns` what one means of which
    everybody has to beware. `related` are ties, in either direction, with cases that have public lists of their own, such as
    translations. `changed` takes the instant at which what anybody reads of an entry last changed, for those who follow the
    list; nothing else of the case moves it.
    """

    label: str
    path: str
    files: Mapping[DocumentDefinition, Field]
    since: Field
    tells: tuple[Field, ...]
    filters: tuple[Field, ...] = ()
    notes: Mapping[State, str] = field(default_factory=dict)
    says: Mapping[Field, str] = field(default_factory=dict)
    warns: Mapping[Field, str] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    about: str = ""
    related_label: str = ""
    changed: Field | None = None

    @property
    def listed(self) -> Field:
        """The field that holds a value while a case is listed."""
        return next(iter(self.files.values()))

    def read_of(self, case: Any) -> tuple[Any, ...]:
        """What anybody reads of a case as it stands; nothing while it is not listed."""
        if not case.data.get(self.listed.key):
            return ()
        told = [case.data.get(field.key) for field in (*self.files.values(), self.since, *self.tells)]
        warns = [sentence for field, sentence in self.warns.items() if case.data.get(field.key)]
        return (case.title, case.number, *self.notes_of(case), *told, *warns)

    def notes_of(self, case: Any) -> list[str]:
        """What is said beside it as the case stands: by what its fields hold, and by its state."""
        said = [sentence for field, sentence in self.says.items() if case.data.get(field.key)]
        return [*said, *(note for state, note in self.notes.items() if state.key == case.state)]


@dataclass(frozen=True, eq=False)
class PublicForm:
    """A form that anybody may send, without an account, about an entry of a public list. It opens a case of this type, tied
    to the entry by `tie`, in the name of nobody.

    `about` are the types whose entries have it. `asks` are the fields that it asks for; `version` takes the SHA-256 of the
    file that the entry publishes at that instant. `checks` are rules of (case, answer) about all that was typed, each by the
    field at which its refusal is said. `thanks` is said afterwards; `thanks_for` instead, where somebody has said yes to a
    field.
    """

    label: str
    path: str
    about: tuple[str, ...]
    tie: str
    asks: tuple[Field, ...]
    version: Field
    says: str = ""
    thanks: str = ""
    checks: Mapping[Field, Guard] = field(default_factory=dict)
    thanks_for: Mapping[Field, str] = field(default_factory=dict)
