"""The policy table read by somebody else: rows and facts in, a verdict out. Nothing of the product's own rights is asked.

A row is a `Rule` of the policy; the facts about a case are a `Scene`, about a person a `Viewer`, both written down by the
tests from what they did themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.policy import Rule

# What of a case may have a level of confidentiality of its own, beside its fields.
TASK, ITEM, DOCUMENT = "task", "item", "document"


@dataclass(frozen=True)
class Viewer:
    """Somebody: the id in hex (nobody: None) and every role held now, with the organization it is held for."""

    name: str
    id: str | None = None
    roles: frozenset[tuple[str, str]] = frozenset()

    @property
    def organizations(self) -> set[str]:
        return {organization for _role, organization in self.roles}

    def fills(self, target: str) -> bool:
        """Whether a task with this target is offered to this person."""
        if target.startswith("person:"):
            return self.id is not None and target == f"person:{self.id}"
        names, _, organization = target.partition("@")
        return any(role in names.split("|") and organization in ("", of) for role, of in self.roles)


@dataclass(frozen=True)
class Asking:
    """A task as its row stands."""

    id: str
    task: str
    party: str
    target: str
    delegated_to: str | None = None

    def asks(self, viewer: Viewer) -> bool:
        """Offered to the viewer, or handed to one who acts for whom it asks."""
        acts = viewer.organizations
        meant = self.party.removeprefix("org:") in acts if self.party.startswith("org:") else bool(acts)
        return viewer.fills(self.target) or (
            self.delegated_to is not None and self.delegated_to == viewer.id and meant
        )


@dataclass(frozen=True)
class Scene:
    """A case in a state, as the tests brought it there."""

    definition: str
    version: int
    state: str
    level: str
    opener: str | None  # nobody, where a form of the public or a clock opened it
    opened_for: str | None
    tasks: tuple[Asking, ...] = ()
    overridden: frozenset[str] = frozenset()  # who has an override open for it
    named: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  # the organizations and people that fields and rows name, by what they may do
    kept: Mapping[tuple[str, str], str] = field(
        default_factory=dict
    )  # what has a level of its own: which question, which table, which document
    apart: frozenset[str] = frozenset()  # the questions of which only their level opens what others are asked
    holds: frozenset[str] = frozenset()  # the conditions of rows that are true of it


class Interpreter:
    """The table."""

    def __init__(self, rows: Iterable[Rule]) -> None:
        self.rows: dict[str, list[Rule]] = {}
        for row in rows:
            self.rows.setdefault(row.action, []).append(row)

    def at_the_door(self, action: str, viewer: Viewer) -> bool:
        """Whether this person gets as far as the view; in production."""
        known = {role for role, _of in viewer.roles}
        fitting = [
            row for row in self.rows[action] if not row.within and self._of_the_house(row, viewer, known)
        ]
        if any(row.effect == "deny" for row in fitting):
            return False
        within = any(
            row.within and (viewer.id is not None or row.relation == "anyone") for row in self.rows[action]
        )
        return within or bool(fitting)

    def _of_the_house(self, row: Rule, viewer: Viewer, known: set[str]) -> bool:
        signed_in = row.relation in ("signed in", "the person themselves") and viewer.id is not None
        return (row.role is None or row.role in known) and (
            row.relation in ("holds the role", "anyone") or signed_in
        )

    def reading(self, viewer: Viewer, scene: Scene) -> frozenset[str]:
        """The rows by which this person may know of the case."""
        found = [row for row in self.rows["case.read"] if row.subject in (None, scene.level)]
        return self._verdict(row for row in found if self._fits(row, viewer, scene, None))

    def knows(self, viewer: Viewer, scene: Scene, noun: str, key: str, task: Asking | None = None) -> bool:
        """Whether this person may know of a question, a table or a document of the case: by its level, a role that reads it;
        of a question also who is asked the same, unless those whom it asks know nothing of each other (then of the own
        task alone). Nothing else opens it: not the case, nor having opened that."""
        level = scene.kept.get((noun, key))
        if level is None:
            return True
        same = [task] if task is not None and key in scene.apart else scene.tasks
        if noun == TASK and any(each.task == key and each.asks(viewer) for each in same):
            return True
        found = [row for row in self.rows["case.read"] if row.subject == level]
        found = [row for row in found if row.definition in (None, scene.definition)]
        return any(self._fits(row, viewer, scene, None) for row in found)

    def acting(
        self,
        viewer: Viewer,
        scene: Scene,
        action: str,
        subject: str | None = None,
        task: Asking | None = None,
    ) -> frozenset[str]:
        """The rows by which this person may do something in the case, were it known to them."""
        found = (row for row in self.about(scene, action, subject) if self._fits(row, viewer, scene, task))
        return self._verdict(found)

    def about(self, scene: Scene, action: str, subject: str | None) -> list[Rule]:
        """The rows of an action on something in this state, whoever they let."""
        mine = (scene.definition, scene.version)
        return [
            row
            for row in self.rows.get(action, ())
            if row.within
            and not row.id.startswith("door.")
            and (row.definition is None or (row.definition, row.version) == mine)
            and row.subject in (None, subject)
            and (not row.states or scene.state in row.states)
            and scene.holds.issuperset(row.conditions)
        ]

    def _verdict(self, fitting: Iterable[Rule]) -> frozenset[str]:
        rows = list(fitting)
        return frozenset() if any(row.effect == "deny" for row in rows) else frozenset(row.id for row in rows)

    def _fits(self, row: Rule, viewer: Viewer, scene: Scene, task: Asking | None) -> bool:
        if row.action == "task.answer":
            return task is not None and task.asks(viewer)
        match row.relation:
            case "anyone":
                return True
            case "holds the role":
                return any(role == row.role for role, _of in viewer.roles)
            case "opened the case":
                return self._opened(viewer, scene) or (
                    row.action != "case.read" and self._seated(viewer, scene)
                )
            case "asked something in the case":
                return any(each.asks(viewer) for each in ([task] if task else scene.tasks))
            case "open override":
                return viewer.id in scene.overridden
            case "named in the case":
                named = scene.named.get(row.subject or "", frozenset())
                if row.role is None:
                    return viewer.id in named
                held = [of for role, of in viewer.roles if role == row.role]
                return any(of in named for of in held) or (bool(held) and viewer.id in named)
            case _:
                raise AssertionError(
                    f"{row.id} has a relation of which this interpreter has not heard: {row.relation}"
                )

    def _opened(self, viewer: Viewer, scene: Scene) -> bool:
        opened = viewer.id is not None and viewer.id == scene.opener
        return opened and scene.opened_for in (None, *viewer.organizations)

    def _seated(self, viewer: Viewer, scene: Scene) -> bool:
        """Whoever fills the seat of the organization a case was opened for stands in for its opener."""
        return ("SC_FOCAL_POINT", scene.opened_for) in viewer.roles
