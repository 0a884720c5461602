"""Tasks: what people are asked, and the closed list of what they can answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.definition.documents import DocumentDefinition
from engine.definition.fields import Field, Table
from engine.definition.guards import Guard
from engine.definition.items import Bound, ItemDefinition
from engine.definition.time import Moment, Offset
from engine.definition.who import Who
from engine.messages import message

if TYPE_CHECKING:
    from engine.definition.effects import Effect
    from engine.definition.panels import RankingPanel
    from engine.definition.states import State


@dataclass(frozen=True, eq=False)
class Outcome:
    """One possible answer. `reason` demands written words; `when` refuses this answer with a sentence;
    `then` are effects. One that `takes_back` leaves its party without an answer, and asked again. A `firm` answer is
    changed by its own party only, never by someone who records for it. `says` is one line of consequence, shown
    beside the choice; `mark` is a name of the closed list of marks."""

    key: str
    label: str
    asks: tuple[Field, ...] = ()
    reason: bool = False
    when: tuple[Guard, ...] = ()
    then: tuple[Effect, ...] = ()
    firm: bool = False
    takes_back: bool = False
    says: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Reminder:
    """Tells, and changes nothing. On a task: to those who have not answered, unless `to` says whom else.

    `during`: only in these states; a task's reminder without any is told in its whole span.
    """

    says: str
    at: Moment
    to: Who | None = None
    during: tuple[State, ...] = ()
    when: tuple[Guard, ...] = ()


@dataclass(frozen=True, eq=False)
class Offer:
    """The best of a ranking stand beside the form of a task; whom one chooses there is named in this field of this answer,
    and it goes on record from whom."""

    ranking: RankingPanel
    outcome: Outcome
    field: Field


# When those who may read the answers of others do: at once, once they have answered themselves, or once nobody is asked
# any more. By level: whoever reads the level does, and nobody by being asked the same.
ALWAYS, AFTER_OWN_ANSWER, WHEN_CLOSED, BY_LEVEL = SHOWN = (
    "always",
    "after own answer",
    "when closed",
    "by level",
)

Bindable = DocumentDefinition | ItemDefinition | Bound | Field


@dataclass(frozen=True, eq=False)
class TaskDefinition:
    """A question to each party of `to`, open while the case is within the span `during`.

    `due` is soft (then overdue), `closes` hard (then late). `binds`: a change of these begins a new round.
    `recorders` may write down an answer for its party, with evidence. `shown`: always, after own answer, when closed.
    `level` names who may read the answers, where that is fewer than may read the case; whoever is asked the same reads
    them too, as `shown` says, and the own ones a party always reads. `eligible` are rules of (case, person) for each of
    those it is offered to, asked before anything is written: what they refuse with is told to that person as it is, so it
    says no more than they may know of themselves. `beside` are documents that one reads to answer: they
    stand beside the form, and `offers` are people whom an answer may name. What is asked `in_person` is answered by whom it
    names, and handed to nobody else.
    """

    key: str
    label: str
    to: Who
    during: tuple[State, ...]
    outcomes: tuple[Outcome, ...]
    asks: tuple[Field, ...] = ()
    due: Moment | None = None
    closes: Moment | None = None
    when: tuple[Guard, ...] = ()
    eligible: tuple[Guard, ...] = ()
    binds: tuple[Bindable, ...] = ()
    every: Offset | None = None
    changeable: bool = False
    late: bool = False
    optional: bool = False
    shown: str = ALWAYS
    level: str | None = None
    remind: tuple[Reminder, ...] = ()
    recorders: Who | None = None
    in_person: bool = False
    beside: tuple[DocumentDefinition, ...] = ()
    offers: Offer | None = None
    button: str = ""
    asking: str = ""

    def outcome(self, key: str) -> Outcome | None:
        """The outcome with this key, if the list has one."""
        return next((o for o in self.outcomes if o.key == key), None)

    @property
    def keeps_drafts(self) -> bool:
        """Whether there is so much to write that what is written is kept: where a table is asked."""
        asked = [*self.asks, *(field for outcome in self.outcomes for field in outcome.asks)]
        return any(isinstance(field.kind, Table) for field in asked)

    def answered(self, *outcomes: Outcome) -> Guard:
        """Somebody has answered (with one of these)."""
        return Guard(
            "Not answered yet: {task}.",
            lambda case: case.positions(self, *outcomes),
            1,
            short="Answered: {task}",
            values={"task": message(self.label)},
        )

    def all_answered(self, *outcomes: Outcome) -> Guard:
        """Everyone asked has answered (with one of these); names who has not."""

        def lacking(case: Any) -> list[Any]:
            answered = {p.party for p in case.positions(self, *outcomes)}
            return [party for party in case.roll(self) if party not in answered]

        values = {"task": message(self.label)}
        return Guard(
            "Waiting for {}.", lacking, 1, listing=True, short="All have answered: {task}", values=values
        )

    def asked(self) -> Guard:
        """The question was put to somebody."""
        values = {"task": message(self.label)}
        return Guard(
            "Nobody was asked: {task}.", lambda case: case.roll(self), 1, short="Asked: {task}", values=values
        )
