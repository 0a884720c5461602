"""What is open to everybody: a list of cases that publish a file, and a form that anybody may send about one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.definition.documents import DocumentDefinition
from engine.definition.fields import Field
from engine.definition.states import State


@dataclass(frozen=True, eq=False)
class PublicList:
    """Cases of a type that anybody may read of, whatever the level of the case: title, number, these fields and files, and
    nothing else.

    `files` says which field holds the SHA-256 (hex) of the version that is public; a case is listed while the field of the
    first file holds one. `since` is the date of publication, the newest first. `tells` are the fields that are shown,
    `filters` those of them with closed lists by which one narrows down. `notes` say in a sentence what a state means for
    whoever uses the file. `related` are ties from and to other cases in public lists, such as translations.
    """

    label: str
    path: str
    files: Mapping[DocumentDefinition, Field]
    since: Field
    tells: tuple[Field, ...]
    filters: tuple[Field, ...] = ()
    notes: Mapping[State, str] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    about: str = ""
    related_label: str = ""

    @property
    def listed(self) -> Field:
        """The field that holds a value while a case is listed."""
        return next(iter(self.files.values()))


@dataclass(frozen=True, eq=False)
class PublicForm:
    """A form that anybody may send, without an account, about an entry of a public list. It opens a case of this type, tied
    to the entry by `tie`, in the name of nobody.

    `about` are the types whose entries have it. `asks` are the fields that it asks for; `version` takes the SHA-256 of the
    file that the entry publishes at that instant. `thanks` is said afterwards.
    """

    label: str
    path: str
    about: tuple[str, ...]
    tie: str
    asks: tuple[Field, ...]
    version: Field
    says: str = ""
    thanks: str = ""
