"""Rights on a case, judged at the instant of the act: who may see it, and who may write what.

One case at a time, under the lock. Lists, searches and counts ask the same question in SQL: `visible.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from engine.definition import (
    AFTER_OWN_ANSWER,
    ALWAYS,
    BY_LEVEL,
    WHEN_CLOSED,
    CaseDefinition,
    DocumentDefinition,
    Edit,
    Field,
    ItemDefinition,
    Refusal,
    TaskDefinition,
)
from engine.errors import Denied, Unknown
from engine.register import Standing
from engine.task import Task
from engine.view import CaseView
from engine.whom import is_asked, represents, standing_in


def reads(view: CaseView, level: str, person: UUID | None) -> bool:
    """Whether a person may read what has this level of confidentiality, by role alone."""
    readers = view.snapshot.registry.levels[level].readers
    return standing_in(readers, view, person) is not None


def knows(view: CaseView, task: TaskDefinition, person: UUID | None) -> bool:
    """Whether a person may know whom a question asks: by its level, or being asked too."""
    if task.level is None or reads(view, task.level, person):
        return True
    return task.shown != BY_LEVEL and bool(_asked_too(view, task, person))


def aware(view: CaseView, task: TaskDefinition, person: UUID | None) -> bool:
    """Whether a person may know that a question is put here at all: knows of it, or is asked it."""
    return knows(view, task, person) or bool(_asked_too(view, task, person))


def hears(view: CaseView, task: TaskDefinition, person: UUID | None) -> bool:
    """Whether a person may read now what others answer to a question: who knows of it, and as it is shown."""
    if task.level is None and task.shown == ALWAYS:
        return True
    asked = [each for each in view.snapshot.tasks if each.task == task.key]
    back = keeping_back(task, asked, _asked_too(view, task, person))
    return knows(view, task, person) and not any(each.is_open for each in back)


def _asked_too(view: CaseView, task: TaskDefinition, person: UUID | None) -> list[Task]:
    same = [each for each in view.snapshot.tasks if each.task == task.key]
    return [each for each in same if is_asked(each, view.register, person, view.at)]


def keeping_back(task: TaskDefinition, asked: Iterable[Task], mine: Iterable[Task]) -> list[Task]:
    """Of those who are asked (and of them who is the reader) those because of whom, while they have not answered, the
    answers of others are not shown."""
    if task.shown == AFTER_OWN_ANSWER:
        return list(mine)
    return list(asked) if task.shown == WHEN_CLOSED else []


def barred(view: CaseView, task: Task, person: UUID | None) -> Refusal | None:
    """What stands against a person taking up what is offered to them. It is about that person, who is told it as it is."""
    definition = view.snapshot.definition.task_by_key.get(task.task)
    someone = view.register.people.get(person) if person else None
    rules = definition.eligible if definition is not None else ()
    return next((found for rule in rules if (found := rule.refusal(view, someone)) is not None), None)


def may_see(view: CaseView, person: UUID | None) -> bool:
    """Whether a person may know of this case: by its level, as its opener, or because it asks them something."""
    case = view.case
    if reads(view, case.level, person):
        return True
    if person is None:
        return False
    if person == case.opener and represents(view.register, person, case.opened_for, view.at):
        return True
    if view.register.overridden(person, case.id, view.at):
        return True
    return any(is_asked(task, view.register, person, view.at) for task in view.snapshot.tasks)


def opens(view: CaseView, level: str | None, person: UUID | None, sentence: str, **words: str) -> None:
    """Refuse as unknown what is kept at a level of its own that this person may not read."""
    if level is not None and not reads(view, level, person):
        raise Unknown(sentence, **words)


def sees(view: CaseView, person: UUID | None) -> None:
    """Refuse as unknown what this person may not know of."""
    if not may_see(view, person):
        raise Unknown("There is no such case, or it is not open to you.")


def applies(rule: Edit, definition: CaseDefinition, state: str) -> bool:
    """Whether an `Edit` is open in this state; without states it means before the first transition."""
    during = rule.during or (definition.initial,)
    return any(each.key == state for each in during)


def may_edit(view: CaseView, field: Field, person: UUID, *, opening: bool = False) -> bool:
    """Whether a person may write this field of the case now."""
    return edit_standing(view, field, person, opening=opening) is not None


def edit_standing(
    view: CaseView, field: Field | None, person: UUID, *, opening: bool = False
) -> Standing | None:
    """The standing in which a person may write this field (or, without one, anything) of the case now."""
    definition = view.snapshot.definition
    state = definition.initial.key if opening else view.case.state
    for rule in definition.edit:
        wide = not rule.columns or field is None or field in rule.columns
        if wide and applies(rule, definition, state):
            found = standing_in(rule.by, view, person)
            if found is not None:
                return found
    return None


def editable(view: CaseView, person: UUID) -> list[Field]:
    """The fields that a person may write now, in order."""
    return [f for f in view.snapshot.definition.fields if f.computed is None and may_edit(view, f, person)]


def may_retitle(view: CaseView, person: UUID) -> bool:
    """Whether somebody who may write something of a case may write its title too. A title that everybody reads belongs to
    what its list tells: it stays while the rest of that does, so that nobody reads of an edition that is being written."""
    told = view.snapshot.definition.public_list
    if told is None or not view.case.data.get(told.listed.key):
        return True
    return any(may_edit(view, field, person) for field in told.tells)


def item_standing(
    view: CaseView,
    item: ItemDefinition,
    person: UUID,
    column: Field | None = None,
    owner: UUID | None = None,
    *,
    adding: bool = False,
) -> Standing | None:
    """The standing in which a person may write (this column of) a row that belongs to `owner`'s organization."""
    for rule in item.edit:
        narrow = bool(rule.columns) and column is not None and column not in rule.columns
        if narrow or not applies(rule, view.snapshot.definition, view.case.state):
            continue
        found = standing_in(rule.by, view, person)
        if found is not None and (not rule.own or adding or found.organization == owner):
            return found
    return None


def document_standing(view: CaseView, document: DocumentDefinition, person: UUID) -> Standing | None:
    """The standing in which a person may put a new version of a document."""
    for rule in document.edit:
        if applies(rule, view.snapshot.definition, view.case.state):
            found = standing_in(rule.by, view, person)
            if found is not None:
                return found
    return None


def needs(standing: Standing | None, sentence: str, rule: str) -> Standing:
    """The standing, or Denied with this sentence."""
    if standing is None:
        raise Denied(sentence, rule=rule)
    return standing
