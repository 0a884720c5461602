"""Guards: pure functions that let pass or refuse with a sentence; what is still needed comes from the same rule that closes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from engine.messages import Message, message

if TYPE_CHECKING:
    from engine.definition.documents import DocumentDefinition
    from engine.definition.fields import Field
    from engine.definition.items import ItemDefinition
    from engine.definition.states import State


@dataclass(frozen=True)
class Refusal:
    """Why not: a sentence, the names it puts in, and the id of the rule."""

    says: Message
    rule: str | None = None
    names: tuple[Message | str, ...] = ()


@dataclass(frozen=True, eq=False)
class Guard:
    """A rule of (case) or of (case, thing): the thing is the row, the answer or the value at hand.

    A plain guard holds when its test is true. A listing guard holds when its test finds nothing missing;
    `short` states the rule as something that can be true, for lists of what is still needed.
    """

    says: str
    test: Callable[..., Any]
    arity: int
    listing: bool = False
    rule: str | None = None
    short: str = ""
    negated: bool = False
    # What the sentence and the statement put in, beside names: labels of the definition.
    values: Mapping[str, Any] = field(default_factory=dict)
    # The fields, of the case or of rows, that people fill in so that it holds.
    wants: tuple[Field, ...] = ()
    # Whether it is the opposite of a rule: then it is a finding, and nobody works towards it.
    contrary: bool = False
    # The cases of which the rule speaks at all; of others it refuses nothing, and no page states it.
    where: Guard | None = None

    def concerns(self, case: Any) -> bool:
        """Whether the rule says anything of this case."""
        return self.where is None or self.where.holds(case)

    @property
    def statement(self) -> Message | None:
        """The rule as something that can be true; nothing for a rule that has no words of its own."""
        return message(self.short, **self.values) if self.short and not self.negated else None

    def refusal(self, case: Any, thing: Any = None) -> Refusal | None:
        """The refusal if the rule stands against it, else nothing. Whatever a test returns is never kept."""
        if not self.concerns(case):
            return None
        found = self.test(case, thing) if self.arity == 2 else self.test(case)
        if not self.listing:
            return (
                None if bool(found) != self.negated else Refusal(message(self.says, **self.values), self.rule)
            )
        names = tuple(each if isinstance(each, Message) else str(each) for each in found)
        if bool(names) == self.negated:
            return None
        return Refusal(
            message(self.says.replace("{}", "{names}"), **{**self.values, "names": names}), self.rule, names
        )

    def holds(self, case: Any, thing: Any = None) -> bool:
        """Whether it lets pass."""
        return self.refusal(case, thing) is None

    def __invert__(self) -> Guard:
        """The opposite; for automatic transitions and conditions only, where nobody reads its sentence."""
        return replace(self, negated=not self.negated)


def _arity(test: Callable[..., Any]) -> int:
    """How many arguments a test takes; fixed when the definition is read, not when it is called."""
    count = len(inspect.signature(test).parameters)
    if count not in (1, 2):
        raise TypeError(f"a guard takes (case) or (case, thing), {test.__name__} takes {count}")
    return count


def guard(
    says: str,
    *,
    rule: str | None = None,
    short: str = "",
    where: Guard | None = None,
    wants: tuple[Field, ...] = (),
) -> Callable[[Callable[..., Any]], Guard]:
    """A rule that holds when the function returns something true; only of cases of which `where` holds, if it is given.
    `wants` are the fields that people fill in for it."""
    return lambda test: Guard(says, test, _arity(test), rule=rule, short=short, where=where, wants=wants)


def missing(
    says: str,
    *,
    rule: str | None = None,
    short: str = "",
    where: Guard | None = None,
    wants: tuple[Field, ...] = (),
) -> Callable[[Callable[..., Iterable[Any]]], Guard]:
    """A rule that holds when the function finds nothing; what it finds is named in place of `{}`."""
    return lambda test: Guard(
        says, test, _arity(test), listing=True, rule=rule, short=short, where=where, wants=wants
    )


def unless(says: str, other: Guard, *, rule: str | None = None, short: str = "") -> Guard:
    """The opposite of a rule, with a sentence of its own, so that a person can read it."""
    return Guard(
        says, lambda case, thing: not other.holds(case, thing), 2, rule=rule, short=short, contrary=True
    )


def any_of(*guards: Guard) -> Guard:
    """One of these is enough; refused with the first one's sentence."""
    first = guards[0]
    return Guard(
        first.says, lambda case, thing: any(g.holds(case, thing) for g in guards), 2, rule=first.rule
    )


def filled(*fields: Field, rule: str | None = None) -> Guard:
    """These fields of the case hold something."""
    return Guard(
        "Not filled in yet: {}.",
        lambda case: [message(f.label) for f in fields if getattr(case, f.key) in (None, "", ())],
        1,
        listing=True,
        rule=rule,
        short="All that is needed is filled in",
        wants=fields,
    )


def has(document: DocumentDefinition, *, rule: str | None = None) -> Guard:
    """The case has this document."""
    return Guard(
        "There is no document yet: {document}.",
        lambda case: case.document(document) is not None,
        1,
        rule=rule,
        short="There is a document: {document}",
        values={"document": message(document.label)},
    )


def rows_filled(item: ItemDefinition, *columns: Field) -> Guard:
    """Each standing row has these columns filled; the refusal names the rows."""

    def lacking(case: Any) -> list[str]:
        return [
            row.label
            for row in case.rows(item)
            if any(getattr(row, c.key) in (None, "", ()) for c in columns)
        ]

    return Guard(
        "Not filled in yet: {}.",
        lacking,
        1,
        listing=True,
        short="All rows are answered: {item}",
        wants=columns,
        values={"item": message(item.label)},
    )


def built(kind: Field, types: Mapping[Any, str], *, rule: str | None = None) -> Guard:
    """The case type that this field chooses exists here: what an effect would open can be opened."""

    def lacking(case: Any) -> list[Any]:
        chosen = getattr(case, kind.key)
        return [] if chosen in types and case.knows(types[chosen]) else [chosen or kind.label]

    return Guard(
        "There is no case type here yet for: {}. The case stays as it is.",
        lacking,
        1,
        listing=True,
        rule=rule,
        short="Its case type exists here",
    )


def at_most(times: int, state: State) -> Guard:
    """The case has been in this state at most so many times."""
    return Guard(
        "It has been in “{state}” {times} times, that is the limit.",
        lambda case: case.visits(state) <= times,
        1,
        values={"state": message(state.label), "times": times},
    )


def linked(link: str, result: str, *, incoming: bool = False, says: str = "", **published: str) -> Guard:
    """The newest link of this type leads to a case that tells this result, with these published values.

    Of incoming links any may: others tie themselves to this case, and none of them hides another.
    """

    def found(case: Any) -> bool:
        ties = case.links(link, incoming=incoming)
        return any(
            each.result == result and all(each.told(k) == v for k, v in published.items())
            for each in (ties if incoming else ties[-1:])
        )

    values = {} if says else {"link": link, "result": result}
    return Guard(says or "No linked case ({link}) says “{result}”.", found, 1, values=values)
