"""A case being read by somebody: what was read, what it means for this person, and the words for parties."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from engine.definition import CaseDefinition, Field, Outcome, State, TaskDefinition, Who
from engine.draft import Draft
from engine.link import Link
from engine.queries.case_page import CasePage
from engine.queries.explain import Asked, Explanation, explain
from engine.register import Register, Standing
from engine.rights import reads
from engine.snapshot import Snapshot
from engine.task import CLOSED, COMPLETED, Task
from engine.view import AnswerView, CaseView
from engine.whom import standing_for, standing_in


def fields_for(definition: TaskDefinition, outcome: Outcome) -> tuple[Field, ...]:
    """The fields that count for one answer."""
    return tuple({f.key: f for f in (*definition.asks, *outcome.asks)}.values())


@dataclass(frozen=True)
class Reading:
    """A case page and its reader. `viewer` is nothing for somebody who is not signed in."""

    page: CasePage
    viewer: UUID | None
    # Of a case as it stood: when it is read. What may be read is judged by then, and nothing can be done there.
    looked_back_at: datetime | None = None
    # What this reader has written of answers and not given yet.
    drafts: tuple[Draft, ...] = ()

    @property
    def writer(self) -> UUID | None:
        """Who may write here, where the case lets them: this reader, but nobody in the past."""
        return self.viewer if self.looked_back_at is None else None

    @property
    def snapshot(self) -> Snapshot:
        return self.page.snapshot

    @property
    def definition(self) -> CaseDefinition:
        return self.snapshot.definition

    @property
    def register(self) -> Register:
        return self.snapshot.register

    @property
    def now(self) -> datetime:
        return self.snapshot.at

    @cached_property
    def view(self) -> CaseView:
        """The case as its rules see it."""
        return CaseView(self.snapshot)

    @cached_property
    def explanation(self) -> Explanation:
        """What happens next, for this reader."""
        return explain(self.snapshot, self.viewer)

    @cached_property
    def mine(self) -> tuple[Asked, ...]:
        """The open tasks this reader can take up; of those that nobody must answer only what can be answered now."""
        return tuple(
            each
            for each in self.explanation.asked
            if each.mine
            and not (each.task.optional and each.definition and not self.offered(each.task, each.definition))
        )

    def offered(self, task: Task, definition: TaskDefinition) -> list[Outcome]:
        """The answers worth showing: one that its own rules refuse to this party, where nothing is typed, is left out."""
        answer = AnswerView(self.view, (), {}, party=self.view.party(task.party), by=self.viewer)
        view = CaseView(self.snapshot, answer)
        return [
            outcome
            for outcome in definition.outcomes
            if fields_for(definition, outcome) or all(g.holds(view, view.answer) for g in outcome.when)
        ]

    def draft(self, task: Task) -> Draft | None:
        """What this reader has written of the answer to a task."""
        return next((d for d in self.drafts if (d.task, d.party) == (task.task, task.party)), None)

    def standing(self, task: Task) -> Standing | None:
        """In which standing this reader could answer a task."""
        return (
            None if self.viewer is None else standing_for(task.target, self.register, self.viewer, self.now)
        )

    def span_open(self, key: str) -> bool:
        """Whether a task is still being asked."""
        pauses = (
            self.view.held(self.definition.task_by_key[key]) if key in self.definition.task_by_key else False
        )
        return "since" in self.snapshot.case.rounds.get(key, {}) and not pauses

    @cached_property
    def answered_by_me(self) -> tuple[Task, ...]:
        """Tasks of this reader's seats that are answered, and may be answered anew."""
        found = []
        for task in self.snapshot.tasks:
            definition = self.definition.task_by_key.get(task.task)
            again = definition is not None and task.state == COMPLETED and self.span_open(task.task)
            if again and self.standing(task) is not None:
                found.append(task)
        return tuple(found)

    @cached_property
    def passed_over(self) -> tuple[Task, ...]:
        """What this reader was asked for a row, and has left unanswered until its time was over."""
        return tuple(
            task
            for task in self.snapshot.tasks
            if (task.state, task.ended_why) == (CLOSED, "unanswered")
            and task.party.startswith("row:")
            and self.standing(task) is not None
        )

    def reads(self, level: str | None) -> bool:
        """Whether this reader may read what is kept at a level of its own within the case."""
        return level is None or reads(self.view_of_reader, level, self.viewer)

    @cached_property
    def view_of_reader(self) -> CaseView:
        """The case at the instant at which it is read, which is not always the instant it is shown at."""
        if self.looked_back_at is None:
            return self.view
        return CaseView(replace(self.snapshot, at=self.looked_back_at))

    def may(self, who: Who | None) -> bool:
        """Whether this reader may act through this `Who` now."""
        return (
            who is not None
            and self.viewer is not None
            and standing_in(who, self.view, self.viewer) is not None
        )

    def state_of(self, link: Link) -> State | None:
        """Where a tied case stands; nothing where its type is not known here any more."""
        definition = self.snapshot.registry.find(link.definition, link.version)
        return definition.state_by_key.get(link.state) if definition is not None else None

    def has_ended(self, link: Link) -> bool:
        """Whether a tied case has come to its end, whatever came of it."""
        state = self.state_of(link)
        return state is not None and state.final

    def recording(self) -> tuple[TaskDefinition, ...]:
        """The questions whose answers this reader may write down for others."""
        return tuple(
            t
            for t in self.definition.tasks
            if self.span_open(t.key) and t.recorders and self.may(t.recorders)
        )

    @cached_property
    def organizations(self) -> set[UUID]:
        """The organizations this reader acts for now."""
        if self.viewer is None:
            return set()
        return {
            s.organization
            for s in self.register.standings(self.viewer, self.now)
            if s.organization is not None
        }

    def role_words(self, organization: UUID) -> str:
        """The offices an organization holds now, in words: "chair"."""
        offices = [role for role in self.register.roles.values() if role.exercised_by is not None]
        held = [
            o.label
            for o in offices
            if any(h.id == organization for h in self.register.holders(o.key, self.now))
        ]
        return ", ".join(held)
