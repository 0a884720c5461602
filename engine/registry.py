"""The registry: every case definition by key and version, met and checked at start, read-only afterwards."""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import ModuleType
from typing import Any

from engine.definition import (
    CaseDefinition,
    CopyColumns,
    CopyDocument,
    CopyRows,
    Field,
    Gather,
    House,
    Level,
    Open,
    Setting,
    Who,
    meeting,
)
from engine.definition.who import Role
from engine.errors import DefinitionError


class Registry:
    """Definitions that have met each other."""

    def __init__(
        self, definitions: Iterable[CaseDefinition], house: House, fingerprints: dict[str, str] | None = None
    ) -> None:
        self._versions: dict[tuple[str, int], CaseDefinition] = {}
        self.house = house
        self._fingerprints = fingerprints or {}
        for definition in definitions:
            if (definition.key, definition.version) in self._versions:
                raise DefinitionError(
                    f"two definitions are called {definition.key}, version {definition.version}"
                )
            self._versions[definition.key, definition.version] = definition
        problems = list(self._problems())
        if problems:
            raise DefinitionError("; ".join(problems))

    def __iter__(self) -> Iterator[CaseDefinition]:
        return iter(self.newest.values())

    @cached_property
    def newest(self) -> dict[str, CaseDefinition]:
        """The newest version of each type: what new cases are opened with."""
        found: dict[str, CaseDefinition] = {}
        for (key, version), definition in sorted(self._versions.items()):
            found[key] = definition
            assert version == definition.version
        return found

    @property
    def versions(self) -> Iterable[CaseDefinition]:
        """Every version of every type."""
        return self._versions.values()

    def find(self, key: str, version: int | None = None) -> CaseDefinition | None:
        """A definition, if it is known."""
        return self.newest.get(key) if version is None else self._versions.get((key, version))

    def get(self, key: str, version: int) -> CaseDefinition:
        """The definition a running case is pinned to."""
        found = self._versions.get((key, version))
        if found is None:
            raise DefinitionError(f"cases run under {key}, version {version}, which is not here")
        return found

    def fingerprint(self, definition: CaseDefinition) -> str:
        """A hash over the source of the definition, guards included, as each event names it."""
        return self._fingerprints.get(f"{definition.key}/{definition.version}", "")

    def level_of(
        self,
        kind: str,
        facts: Mapping[str, Any],
        definition: Mapping[str, Any] | None,
        asked: Iterable[str] = (),
    ) -> str | None:
        """The level of the question, the table or the document that an event is about, where it has one of its own.

        `asked` are questions of which its rows speak: of a notice its facts say nothing.
        """
        known = self.find(definition["key"], definition["version"]) if definition else None
        if known is None:
            return None
        for task in filter(None, (facts.get("task"), *asked)):
            if task in known.task_by_key:
                return known.task_by_key[task].level
        about: dict[str, Mapping[str, Any]]
        about = {"task": known.task_by_key, "item": known.item_by_key, "document": known.document_by_key}
        noun = kind.partition(".")[0]
        level: str | None = getattr(about.get(noun, {}).get(facts.get(noun, "")), "level", None)
        return level

    def lays(self, definition: CaseDefinition, tie: str) -> bool:
        """Whether a tie of this type only comes about when a case is opened: from here, or as this case from another one."""
        opened_here = (
            effect.link
            for other in self.versions
            for effect in other.effects
            if isinstance(effect, Open)
            and effect.back
            and not effect.by_hand
            and definition.key in effect.opens
        )
        return tie in definition.ties_by_effect or tie in opened_here

    @cached_property
    def roles(self) -> dict[str, Role]:
        """Every role that any definition or the house names."""
        found: dict[str, Role] = {}
        for who in self._everyone():
            for role in who.roles():
                found.setdefault(role.key, role)
                if role.exercised_by is not None:
                    found.setdefault(role.exercised_by.key, role.exercised_by)
        return found

    @cached_property
    def role_sets(self) -> tuple[tuple[str, ...], ...]:
        """The sets of roles that a task can be offered to, just as tasks store them, so that the inbox looks for no more."""
        return tuple(sorted({form for d in self.versions for who in _asked(d) for form in _forms(who)}))

    @cached_property
    def settings(self) -> dict[str, Setting]:
        """Every setting that a definition or the house declares."""
        declared = [s for d in self.versions for s in d.settings] + list(self.house.settings)
        return {setting.key: setting for setting in declared}

    @cached_property
    def offered_answers(self) -> frozenset[str]:
        """The keys of the answers that may name somebody from a ranking: few, so that the others look for none."""
        offers = (task.offers for d in self.versions for task in d.tasks)
        return frozenset(each.outcome.key for each in offers if each is not None)

    @cached_property
    def levels(self) -> dict[str, Level]:
        return {level.key: level for level in self.house.levels}

    @cached_property
    def sealed(self) -> dict[tuple[str, int], frozenset[str]]:
        """The sealed levels at which a case of each type keeps anything, itself or a part of it; types that keep nothing so are
        not named."""
        keys = {key for key, level in self.levels.items() if level.sealed}
        kept = {(d.key, d.version): keys & {d.level.key, *_levels_within(d)} for d in self.versions}
        return {each: frozenset(levels) for each, levels in kept.items() if levels}

    def open_to_readers_of(self, level: str) -> list[str]:
        """The levels that everybody reads who reads this one by role."""
        roles = {
            each.key: {part.role for part in each.readers.alternatives()} for each in self.levels.values()
        }
        anyone = {
            each.key
            for each in self.levels.values()
            if any(part.kind == "anyone" for part in each.readers.alternatives())
        }
        return [key for key in roles if key in anyone or roles[level] <= roles[key]]

    def _everyone(self) -> Iterator[Who]:
        yield from self.house.roles
        yield from (level.readers for level in self.house.levels)
        yield from (step.to for step in self.house.ladder if step.to)
        for definition in self.versions:
            yield from whose(definition)

    def _problems(self) -> Iterator[str]:
        yield from meeting.levels(self.house)
        yield from meeting.public(self.newest)
        for definition in self.versions:
            if definition.level not in self.house.levels:
                yield f"{definition.key} has a level of confidentiality that the house does not know"
            yield from meeting.known_levels(definition, self.house)
            yield from meeting.roles(definition, self.house, whose(definition))
            yield from meeting.accepting(definition, self.newest)
            yield from meeting.looking_up(definition, self.newest)
            yield from meeting.laying_out(definition, self.newest)
            for effect in definition.effects:
                if isinstance(effect, Open):
                    yield from meeting.opening(definition, effect, self.newest)
                if isinstance(effect, CopyColumns):
                    yield from meeting.filling_in(definition, effect, self.newest)
                if isinstance(effect, Gather):
                    yield from meeting.gathering(definition, effect, self.newest)
                if isinstance(effect, CopyDocument | CopyRows):
                    yield from meeting.copying(definition, effect, self.newest)


def _levels_within(definition: CaseDefinition) -> Iterator[str]:
    """The levels that parts of a case have of their own."""
    columns = (column for item in definition.items for column in item.columns)
    parts: tuple[Iterable[Any], ...] = (definition.fields, definition.items, definition.documents, columns)
    for part in (*definition.tasks, *(each for several in parts for each in several)):
        if part.level is not None:
            yield part.level


def whose(definition: CaseDefinition) -> Iterator[Who]:
    """Every `Who` of a definition."""
    yield definition.opened_by
    if definition.remarks_by:
        yield definition.remarks_by
    edits = [
        *definition.edit,
        *(e for i in definition.items for e in i.edit),
        *(e for d in definition.documents for e in d.edit),
    ]
    yield from (edit.by for edit in edits)
    yield from (t.by for t in definition.transitions if t.by)
    yield from (
        Who("either", parts=tuple(_buttons(definition, s.key)))
        for s in definition.states
        if s.due is not None
    )
    for task in definition.tasks:
        yield task.to
        if task.recorders:
            yield task.recorders
        yield from (r.to for r in task.remind if r.to)
    yield from (r.to for r in definition.reminders if r.to)


def _buttons(definition: CaseDefinition, state: str) -> Iterator[Who]:
    for transition in definition.leaving(state):
        if transition.by is not None and not transition.side and not transition.anywhere:
            yield from transition.by.alternatives()


def buttons(definition: CaseDefinition, state: str) -> Who:
    """Those who may press what stands in this state: the implied task is theirs."""
    return Who("either", parts=tuple(_buttons(definition, state)))


def _asked(definition: CaseDefinition) -> Iterator[Who]:
    """Those to whom tasks are offered: asked by the definition, or by the buttons of a state that is due."""
    for task in definition.tasks:
        yield task.to.to if task.to.to is not None else task.to
    for state in definition.states:
        if state.due is not None:
            yield buttons(definition, state.key)


def _forms(who: Who) -> Iterator[tuple[str, ...]]:
    """The role sets that this can mean, in order: parts under the same conditions come and go together."""
    parts = [part for part in who.alternatives() if part.kind == "role" and part.role is not None]
    switches = list(dict.fromkeys(part.conditions for part in parts if part.conditions))
    for mask in range(1 << len(switches)):
        on = [conditions for bit, conditions in enumerate(switches) if mask >> bit & 1]
        kept = [part for part in parts if not part.conditions or part.conditions in on]
        form = tuple(dict.fromkeys(part.role.key for part in kept if part.role is not None))
        if form:
            yield form


def discover(modules: Iterable[ModuleType], house: House, shared: ModuleType | None = None) -> Registry:
    """The registry of every module that has a `definition`; its source is the fingerprint."""
    definitions: list[CaseDefinition] = []
    fingerprints: dict[str, str] = {}
    common = inspect.getsource(shared) if shared else ""
    for module in modules:
        definition = getattr(module, "definition", None)
        if isinstance(definition, CaseDefinition):
            definitions.append(definition)
            source = _source(module) + common
            fingerprints[f"{definition.key}/{definition.version}"] = hashlib.sha256(
                source.encode()
            ).hexdigest()
    return Registry(definitions, house, fingerprints)


def _source(module: ModuleType) -> str:
    """The source of a case type: of its file, or of every file of its folder."""
    inside = [each for name, each in sorted(sys.modules.items()) if name.startswith(f"{module.__name__}.")]
    return "".join(inspect.getsource(each) for each in (module, *inside))


def searchable(definition: CaseDefinition) -> tuple[Field, ...]:
    """The fields whose words a search looks into."""
    return tuple(f for f in definition.fields if f.committed and f.level is None)
