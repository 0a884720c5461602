"""Explain: why a case waits, who can move it, what is asked of this person, and what would enable each button.

The same guards answer here that refuse in the command: nothing is written twice, so nothing can differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.definition import Guard, Refusal, TaskDefinition, Transition, Who
from engine.discretion import weigh
from engine.messages import Message
from engine.register import Standing
from engine.rights import barred, knows
from engine.snapshot import Snapshot
from engine.task import Task
from engine.view import AnswerView, CaseView
from engine.whom import named_parties, standing_for, standing_in, standing_to_take
from engine.work import IMPLIED


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of an act: its statement (where it has one), whether it holds, and the refusal if it does not.

    One that is not `open` rests on answers closed to this person: only whoever may press the button meets it. A `finding`
    is the contrary of a rule: nobody works towards it.
    """

    states: Message | None
    holds: bool
    refusal: Refusal | None
    open: bool = True
    finding: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """A button of the case: whether this person may press it, and what stands against it."""

    transition: Transition
    standing: Standing | None
    rules: tuple[Rule, ...]

    @property
    def refusal(self) -> Refusal | None:
        """The first rule that refuses: the sentence shown."""
        return next((rule.refusal for rule in self.rules if rule.refusal is not None), None)

    @property
    def open(self) -> bool:
        """Whether pressing it now would succeed, as far as its rules say."""
        return self.standing is not None and self.refusal is None


@dataclass(frozen=True, slots=True)
class Asked:
    """A task as this person sees it: what, until when, as whom; `mine` when this person can take it up."""

    task: Task
    definition: TaskDefinition | None
    label: str
    party: object
    mine: bool
    standing: Standing | None
    barred: Refusal | None = None
    """What stands against this very person taking it up, though it is offered to them."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whom the case waits for: a party or a role, with what and until when."""

    who: str
    label: str
    due_at: datetime | None
    overdue: bool
    about: str = ""
    """Whose answer the task follows, where it follows one."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a case page says first."""

    acts: tuple[Act, ...]
    asked: tuple[Asked, ...]
    waited: tuple[Waiting, ...]
    needed: tuple[Rule, ...]
    needed_for: Transition | None
    by_itself: tuple[tuple[Transition, datetime | None], ...]


def explain(snapshot: Snapshot, person: UUID | None) -> Explanation:
    """Everything a person may want to know about what happens next in a case."""
    view = CaseView(snapshot)
    definition = snapshot.definition
    acts = tuple(_act(view, t, person) for t in definition.leaving(snapshot.case.state) if not t.automatic)
    asked = tuple(_asked(view, task, person) for task in snapshot.tasks if task.is_open and task.present)
    ahead = _ahead(acts)
    clocks = tuple((t, _ripens(snapshot, t)) for t in definition.automatic(snapshot.case.state))
    needed = ahead.rules if ahead else _automatic_rules(view, person, clocks)
    return Explanation(
        acts, asked, _waited(view, asked, person), needed, ahead.transition if ahead else None, clocks
    )


def _act(view: CaseView, transition: Transition, person: UUID | None) -> Act:
    assert transition.by is not None
    form = empty_form(view, transition)
    standing = standing_in(transition.by, view, person)
    rules = (rule_of(view, guard, person, form) for guard in transition.when)
    return Act(transition, standing, tuple(rule for rule in rules if rule.open or standing is not None))


def empty_form(view: CaseView, transition: Transition) -> AnswerView:
    """The form of an act before anybody has typed: what a rule about the form is asked with."""
    return AnswerView(view, transition.asks, {})


def rule_of(
    view: CaseView,
    guard: Guard,
    person: UUID | None,
    form: AnswerView | None = None,
    *,
    reader: CaseView | None = None,
) -> Rule:
    """A guard as a rule on a page of this person. An inverted one has no words of its own, one that rests on answers closed
    to the person is not stated either."""
    told = weigh(guard, view, person, form, reader=reader)
    stated = guard.statement if told.open and guard.concerns(view) else None
    return Rule(stated, told.refusal is None, told.refusal, told.open, guard.contrary)


def _ahead(acts: tuple[Act, ...]) -> Act | None:
    """The act whose rules are worth showing: what this person may do, else what leads on, the nearest to being possible.

    What needs a reason turns something down, and what a finding would have to be otherwise for is not this case's way: nobody
    is told what is still needed for either while there is another way.
    """
    leading = [act for act in acts if not act.transition.side and not act.transition.anywhere and act.rules]
    mine = [act for act in leading if act.standing is not None] or leading
    return min(
        mine,
        key=lambda act: (
            act.transition.reason,
            any(rule.finding and not rule.holds for rule in act.rules),
            sum(not rule.holds for rule in act.rules),
            act.transition.target.result is None,
        ),
        default=None,
    )


def order_of_leading(transition: Transition) -> tuple[bool, bool]:
    """Which of the acts that are possible is named first: what ends in a result, then what goes on, a refusal last."""
    return transition.reason, transition.target.result is None


def _automatic_rules(
    view: CaseView, person: UUID | None, clocks: tuple[tuple[Transition, datetime | None], ...]
) -> tuple[Rule, ...]:
    seen: dict[str, Rule] = {}
    for transition, _ in clocks:
        for guard in transition.when:
            if guard.statement is not None:
                seen.setdefault(guard.statement.english(), rule_of(view, guard, person))
    return tuple(seen.values())


def _ripens(snapshot: Snapshot, transition: Transition) -> datetime | None:
    prefix = f"move:{transition.trigger}:"
    return next((t.due_at for key, t in snapshot.timers.items() if key.startswith(prefix)), None)


def _asked(view: CaseView, task: Task, person: UUID | None) -> Asked:
    definition = view.snapshot.definition.task_by_key.get(task.task)
    standing = None if person is None else standing_for(task.target, view.register, person, view.at)
    mine = person is not None and (
        task.claimed_by == person
        or task.delegated_to == person
        or (standing is not None and task.claimed_by is None)
    )
    against = barred(view, task, person) if mine else None
    return Asked(task, definition, task_label(view, task), party_of(view, task), mine, standing, against)


def task_label(view: CaseView, task: Task) -> str:
    """What a task is called: its own label, or for an implied one the button that leads on."""
    if not task.task.startswith(IMPLIED):
        return view.snapshot.definition.task_by_key[task.task].label
    leading = next_step(view, task.task.removeprefix(IMPLIED))
    return leading.label if leading else view.state.label


def next_step(view: CaseView, state: str) -> Transition | None:
    """The button that leads on from a state: the first that is possible, else the first there is."""
    ways = view.snapshot.definition.leaving(state)
    leading = [t for t in ways if not t.automatic and not t.side and not t.anywhere]
    possible = [t for t in leading if all(guard.holds(view, empty_form(view, t)) for guard in t.when)]
    possible.sort(key=order_of_leading)
    return next(iter(possible or leading), None)


def party_of(view: CaseView, task: Task) -> object:
    """Whom a task asks, printable."""
    if task.party != "all":
        return view.party(task.party)
    return who_of(view, task.target)


def who_of(view: CaseView, target: str) -> str:
    """The words for a target: a person's name, or the roles and the organizations that hold them now."""
    register = view.register
    if target.startswith("person:"):
        return str(register.name(UUID(target.removeprefix("person:"))))
    roles, _, organization = target.partition("@")
    names = " / ".join(
        register.roles[role].label if role in register.roles else role for role in roles.split("|")
    )
    return f"{register.name(UUID(organization))} ({names})" if organization else names


def _waited(view: CaseView, asked: tuple[Asked, ...], person: UUID | None) -> tuple[Waiting, ...]:
    """Those whom a person may know to be asked."""
    known = (
        each
        for each in asked
        if each.definition is None or each.standing is not None or knows(view, each.definition, person)
    )
    return tuple(_waiting(view, each) for each in known if not each.task.optional)


def _waiting(view: CaseView, asked: Asked) -> Waiting:
    """What follows an answer or a row is asked of others than of whom that names; what one of many has claimed, of that one."""
    task, party = asked.task, str(asked.party)
    overdue = task.due_at is not None and task.due_at <= view.at
    definition = asked.definition
    follows = definition is not None and definition.to.to is not None
    who = who_of(view, task.target) if follows else _pressing(view, task) or party
    holder = task.claimed_by
    if (
        holder is not None
        and (follows or task.party == "all")
        and standing_to_take(task, view.register, holder, view.at)
    ):
        who = str(view.register.name(holder))
    return Waiting(who, asked.label, task.due_at, overdue, party if follows else "")


def _pressing(view: CaseView, task: Task) -> str:
    """Of a task that the buttons of a state imply: who may press the one it is called by."""
    if not task.task.startswith(IMPLIED):
        return ""
    leading = next_step(view, task.task.removeprefix(IMPLIED))
    return " / ".join(who_may(view, leading.by)) if leading and leading.by else ""


def who_may(view: CaseView, who: Who) -> list[str]:
    """Who could do this now, in words: for the refusal that says who can."""
    found = []
    for part in who.alternatives():
        if not all(guard.holds(view) for guard in part.conditions):
            continue
        if part.role is not None and part.kind == "role":
            found.append(part.role.label)
        elif part.kind == "named":
            found += [str(each) for each in named_parties(part, view)]
        elif part.kind == "opener" and view.opener is not None:
            found.append(str(view.opener))
    return list(dict.fromkeys(found))
