"""What machines are told of an event beside its sentence: facts that name nothing beyond its case."""

from __future__ import annotations

from typing import Any

from engine.queries.timeline import Happening
from engine.snapshot import Snapshot
from engine.view import CaseView

# What other facts tell stays with those who may see them.
FACTS = ("trigger", "from", "number", "task", "outcome", "late", "document", "version", "sha256", "item")


def facts_of(view: CaseView, told: Happening) -> dict[str, Any]:
    """The facts of an event, a party by its name."""
    facts = {name: told.facts[name] for name in FACTS if name in told.facts}
    if told.kind == "case.moved":
        facts["to"] = told.facts["to"]
    if "party" in told.facts:
        facts["party"] = party_name(view.snapshot, told.facts["party"])
    return facts


def party_name(snapshot: Snapshot, key: str) -> str:
    """A party by its name. Rows and answers are named only where their case was read."""
    kind, _colon, identity = key.partition(":")
    known = kind in ("org", "person") or snapshot.items or snapshot.answers
    return str(CaseView(snapshot).party(key)) if identity and known else ""
