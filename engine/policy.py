"""The policy: who may do what, as rows. Denied by default, and a denying row beats every allowing one.

Pages bring their own rows; those of case types are compiled here from their definitions, so that a person can read
them and a test can hold every page against them. A case's rights are judged by the commands, under the lock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from engine.definition import CaseDefinition, Edit, House, Who, origin_keys
from engine.definition.guards import Guard
from engine.messages import mark
from engine.registry import Registry


class Effect(StrEnum):
    """What a row does to who it fits."""

    ALLOW = "allow"
    DENY = "deny"


class Relation(StrEnum):
    """How somebody must stand to the thing or the house, beside the role."""

    NONE = "holds the role"
    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    SELF = "the person themselves"
    DEMONSTRATION = "in a demonstration"
    OPENER = "opened the case"
    NAMED = "named in the case"
    SEAT = "seated when it was opened"
    ROW = "party of the row"
    ANSWER = "party of the answer"
    ASKED = "asked something in the case"
    OVERRIDE = "open override"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: to do `action`, in this role or relation, in these states (none: any) while these conditions hold."""

    id: str
    action: str
    effect: Effect = Effect.ALLOW
    role: str | None = None
    relation: Relation = Relation.NONE
    reason: str = ""
    definition: str | None = None
    version: int | None = None
    subject: str | None = None
    states: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    # Judged by the command, under the case's lock. At the door such a row lets in whoever could be meant.
    within: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether, and the row it rests on; without a row nothing allowed it."""

    allowed: bool
    rule: Rule | None = None


class PolicyError(Exception):
    """The table does not fit the house: an action without a row, a row that names something unknown."""


class Policy:
    """The rows, found by action."""

    def __init__(self, rules: Iterable[Rule], roles: Collection[str]) -> None:
        self.rules = tuple(rules)
        self._by_action: dict[str, list[Rule]] = {}
        problems = []
        for rule in self.rules:
            self._by_action.setdefault(rule.action, []).append(rule)
            if rule.role is not None and rule.role not in roles:
                problems.append(f"rule {rule.id} names the role {rule.role}, which nobody can hold")
        doubled = len(self.rules) - len({rule.id for rule in self.rules})
        if doubled:
            problems.append(f"{doubled} rules share an id with another one")
        if problems:
            raise PolicyError("; ".join(problems))

    def __contains__(self, action: str) -> bool:
        return action in self._by_action

    def about(self, action: str) -> tuple[Rule, ...]:
        """The rows of one action."""
        return tuple(self._by_action.get(action, ()))

    def judge(self, action: str, roles: Collection[str], relations: Collection[Relation]) -> Verdict:
        """Whether somebody with these roles and relations may: deny rows first, then the first that allows."""
        fitting = [rule for rule in self.about(action) if fits(rule, roles, relations)]
        denying = next((rule for rule in fitting if rule.effect is Effect.DENY), None)
        if denying is not None:
            return Verdict(False, denying)
        allowing = next((rule for rule in fitting if rule.effect is Effect.ALLOW), None)
        if allowing is not None:
            return Verdict(True, allowing)
        rows = self.about(action)
        return Verdict(False, rows[0] if rows else None)


def fits(rule: Rule, roles: Collection[str], relations: Collection[Relation]) -> bool:
    """Whether a row speaks of somebody with these roles and relations. ANYONE fits always.

    Before the case is known, a row that the case judges fits everybody signed in, and refuses nobody.
    """
    if rule.within:
        allows = rule.effect is Effect.ALLOW
        return allows and (rule.relation is Relation.ANYONE or Relation.SIGNED_IN in relations)
    if rule.role is not None and rule.role not in roles:
        return False
    return rule.relation in (Relation.NONE, Relation.ANYONE) or rule.relation in relations


# Rows out of definitions


def compiled(registry: Registry) -> Iterator[Rule]:
    """The rows of every case type and of the levels of confidentiality."""
    for level in registry.house.levels:
        reason = mark("The level of confidentiality says who reads.")
        base = Rule(f"read.{level.key}", "case.read", reason=reason, subject=level.key, within=True)
        yield from _with_papers(_rows(base, level.readers))
    yield from _with_papers(_always_readable())
    yield Rule(
        "take.asked",
        "task.take",
        relation=Relation.ASKED,
        reason=mark("Whoever a task is offered to takes it up, gives it back and hands it on."),
        within=True,
    )
    for definition in registry.versions:
        yield from compiled_definition(definition)
        yield from _open_documents(definition, registry.house)
        yield from _team(definition, registry.house)
        yield from _beside_the_type(definition, registry)


def _with_papers(rows: Iterable[Rule]) -> Iterator[Rule]:
    """Rows of reading a case, and the same of its documents."""
    for row in rows:
        yield row
        reason = mark("Who may read a case reads its documents, but for those at a closer level.")
        yield replace(row, id=f"papers.{row.id}", action="document.read", reason=reason)


def _always_readable() -> Iterator[Rule]:
    reasons = {
        Relation.OPENER: mark("Who opened a case may read it."),
        Relation.ASKED: mark("Who is asked something in a case may read it."),
        Relation.OVERRIDE: mark("An administrator reads under an announced override that ends by itself."),
    }
    for relation, reason in reasons.items():
        yield Rule(
            f"read.{relation.name.lower()}", "case.read", relation=relation, reason=reason, within=True
        )


def compiled_definition(definition: CaseDefinition) -> Iterator[Rule]:
    """The rows of one case type: opening, editing, remarks, buttons, tasks."""
    yield from _rows(_base(definition, "case.open", "opening"), definition.opened_by)
    if definition.remarks_by is not None:
        yield from _rows(_base(definition, "case.remark", "remarks"), definition.remarks_by)
    yield from _edits(definition)
    for number, transition in enumerate(definition.transitions, 1):
        if transition.by is not None:
            base = _base(definition, "case.move", f"{transition.trigger}-{number}")
            states = origin_keys(transition, definition.states)
            yield from _rows(replace(base, subject=transition.trigger, states=states), transition.by)
    for task in definition.tasks:
        states = tuple(state.key for state in task.during)
        base = replace(_base(definition, "task.answer", task.key), subject=task.key, states=states)
        yield from _rows(base, task.to)
        if task.recorders is not None:
            base = replace(base, id=f"{base.id}-recorded", action="task.record")
            yield from _rows(base, task.recorders)


def _edits(definition: CaseDefinition) -> Iterator[Rule]:
    places: list[tuple[str, str, tuple[Edit, ...]]] = [("case.edit", "case", definition.edit)]
    places += [("item.edit", item.key, item.edit) for item in definition.items]
    places += [("document.put", document.key, document.edit) for document in definition.documents]
    for action, subject, edits in places:
        for number, edit in enumerate(edits, 1):
            states = tuple(state.key for state in edit.during or (definition.initial,))
            base = _base(definition, action, f"{subject}-{number}")
            yield from _rows(replace(base, subject=subject, states=states), edit.by)


def _open_documents(definition: CaseDefinition, house: House) -> Iterator[Rule]:
    """The rows of documents that are open to more people than their case."""
    readers = {level.key: level.readers for level in house.levels}
    reason = mark("The document has a level of confidentiality of its own.")
    for document in definition.documents:
        if document.level is not None and house.wider(document.level, definition.level.key):
            base = replace(_base(definition, "document.read", document.key), reason=reason)
            yield from _rows(replace(base, subject=document.key), readers[document.level])


def _team(definition: CaseDefinition, house: House) -> Iterator[Rule]:
    """The rows of those who work on a case: they read what it keeps at a level of its team."""
    reason = mark("Who works on a case reads what it keeps for those who do.")
    for level in house.levels if definition.team is not None else ():
        if level.team and definition.team is not None:
            base = replace(_base(definition, "case.read", f"team-{level.key}"), reason=reason)
            yield from _rows(replace(base, subject=level.key), definition.team)


def _beside_the_type(definition: CaseDefinition, registry: Registry) -> Iterator[Rule]:
    """The rows of ties and of asking again, where those who keep the house's work stand beside the case type."""
    keepers = registry.house.keepers
    for link in definition.links:
        if registry.lays(definition, link):
            continue
        for number, edit in enumerate(definition.edit, 1):
            states = tuple(state.key for state in edit.during or (definition.initial,))
            base = _base(definition, "case.link", f"{link}-{number}")
            yield from _rows(replace(base, subject=link, states=states), edit.by)
        if keepers is not None and link not in definition.decided_ties:
            yield from _rows(
                replace(_base(definition, "case.link", f"{link}-keepers"), subject=link), keepers
            )
    yield replace(_base(definition, "task.remind", "opener"), relation=Relation.OPENER)
    for number, way in enumerate(definition.transitions, 1):
        if way.by is not None and not way.side:
            states = origin_keys(way, definition.states)
            base = _base(definition, "task.remind", f"{way.trigger}-{number}")
            yield from _rows(replace(base, states=states), way.by)
    if keepers is not None:
        yield from _rows(_base(definition, "task.remind", "keepers"), keepers)


def _base(definition: CaseDefinition, action: str, name: str) -> Rule:
    return Rule(
        f"{definition.code}.{definition.version}.{action}.{name}",
        action,
        reason=mark("The case type says who."),
        definition=definition.key,
        version=definition.version,
        within=True,
    )


_RELATIONS = {
    "anyone": Relation.ANYONE,
    "opener": Relation.OPENER,
    "named": Relation.NAMED,
    "seats": Relation.SEAT,
    "rows": Relation.ROW,
    "answers": Relation.ANSWER,
    "role": Relation.NONE,
}


def _rows(base: Rule, who: Who) -> Iterator[Rule]:
    """One allowing row for each alternative, one denying row for each exception."""
    parts = who.alternatives()
    for number, part in enumerate(parts, 1):
        name = base.id if len(parts) == 1 else f"{base.id}.{number}"
        yield _row(base, name, part, Effect.ALLOW)
        for count, other in enumerate(part.never, 1):
            yield _row(base, f"{name}.not-{count}", other, Effect.DENY)
    if who.kind == "either":
        for count, other in enumerate(who.never, 1):
            yield _row(base, f"{base.id}.not-{count}", other, Effect.DENY)


def _row(base: Rule, name: str, part: Who, effect: Effect) -> Rule:
    holder = part.role or (part.to.role if part.to else None)
    return replace(
        base,
        id=name,
        effect=effect,
        role=holder.key if holder else None,
        relation=_RELATIONS.get(part.kind, Relation.NONE),
        conditions=tuple(_words(condition) for condition in part.conditions),
    )


def _words(condition: Guard) -> str:
    return ("not: " if condition.negated else "") + (condition.short or condition.says)


# Rows of the house


def roles_of(who: Who | None) -> tuple[str, ...]:
    """The keys of the roles that a `Who` names."""
    return tuple(dict.fromkeys(role.key for role in who.roles())) if who else ()


def expanded(rule: Rule, who: Iterable[str]) -> Iterator[Rule]:
    """The same row for each of several roles."""
    for role in who:
        yield replace(rule, id=f"{rule.id}.{role}", role=role)


def seats_of(house: House) -> tuple[str, ...]:
    """The roles whose holders sit for a member."""
    return tuple(role.key for who in house.roles for role in who.roles() if role.seats)
