"""A sentence a person reads, kept apart from the language it is read in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


def mark(text: str) -> str:
    """Mark a sentence for translation where it stands; gives it back unchanged."""
    return text


@dataclass(frozen=True)
class Message:
    """A template in plain English with named places, and what goes there.

    The template is the message id in the translation files. Values are text, numbers, instants
    or other messages; they are put in only when a person reads, in that person's language.
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def english(self) -> str:
        """The sentence in English, for logs and for tests."""
        return self.text.format_map({key: plain(value) for key, value in self.values.items()})

    __str__ = english


def message(text: str, **values: Any) -> Message:
    """A sentence with its values: `message("Held by {name}.", name=person)`."""
    return Message(text, values)


def plain(value: Any) -> str:
    """A value as English words: a list is joined by commas, a party prints as its name."""
    if isinstance(value, str):
        return value
    if isinstance(value, Iterable):
        return ", ".join(plain(each) for each in value)
    return str(value)
