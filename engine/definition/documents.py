"""Documents: files of the case, in versions addressed by their SHA-256."""

from __future__ import annotations

from dataclasses import dataclass

from engine.definition.fields import Edit


@dataclass(frozen=True, eq=False)
class DocumentDefinition:
    """A file that people bind to. Without `edit` only effects write it (a frozen record)."""

    key: str
    label: str
    edit: tuple[Edit, ...] = ()
    level: str | None = None
    help: str = ""
