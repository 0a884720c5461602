"""Lookups: the only look beyond a case and its links, over the results and the published fields of other cases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from engine.definition.fields import Field


@dataclass(frozen=True, eq=False)
class Shares:
    """The more of the choices wanted in `ours` the other case publishes in `theirs`, the better."""

    label: str
    theirs: str
    ours: Field


@dataclass(frozen=True, eq=False)
class LeastBurdened:
    """The fewer cases ask something of the person now, the better; those of the type looked up do not count."""

    label: str


@dataclass(frozen=True, eq=False)
class Balances:
    """The fewer of those chosen already publish the same choice, the better."""

    label: str
    theirs: str


@dataclass(frozen=True, eq=False)
class LongestRested:
    """The longer ago the person last answered anything, the better; answers in the type looked up do not count."""

    label: str


@dataclass(frozen=True, eq=False)
class Free:
    """Nobody is chosen who is away on a day from `since` to `until`. `theirs` publishes the absences as text, one each:
    first and last day, `2013-07-01/2013-07-31`."""

    label: str
    theirs: str
    since: Field
    until: Field


Criterion = Shares | LeastBurdened | Balances | LongestRested | Free


@dataclass(frozen=True, eq=False)
class Lookup:
    """Cases of one type, ranked by how well the person they are about fits; nobody is hidden.

    `person` is their published field that names the person; `results` are those in which one can be chosen, in those of
    `aside` one stands last, with the reason. A later criterion only orders those whom the earlier ones find equal.
    `second` is a published field shown under the name.
    """

    key: str
    label: str
    case: str
    person: str
    results: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    aside: tuple[str, ...] = ()
    second: str = ""

    @cached_property
    def wanted(self) -> tuple[Field, ...]:
        """The fields that say what is wanted, in order."""
        found: list[Field] = []
        for criterion in self.criteria:
            match criterion:
                case Shares():
                    found.append(criterion.ours)
                case Free():
                    found += [criterion.since, criterion.until]
                case _:
                    pass
        return tuple(found)

    @cached_property
    def published(self) -> tuple[str, ...]:
        """Every field of theirs that it looks at."""
        theirs = [each.theirs for each in self.criteria if isinstance(each, Shares | Balances | Free)]
        return (self.person, *([self.second] if self.second else []), *theirs)
