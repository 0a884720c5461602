"""Tasks as rows of My work: when they are due, what is asked in which case, why of this person, who has answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from babel.lists import format_list
from flask import url_for

from engine.definition import CaseDefinition, Transition
from engine.queries.inbox import Entry
from engine.register import Register
from engine.task import Task
from engine.work import IMPLIED
from web import request as desk
from web.i18n import gettext as _
from web.i18n import locale
from web.lists.once import case_page, once
from web.lists.when import SOON, Group, due_words, group_of, short_day
from web.policy import roles_now

Row = dict[str, Any]
LONGEST_BUTTON = 22
SEATS = ("org:", "person:")


def groups(entries: Sequence[Entry], *, primary: bool, more: bool) -> list[dict[str, Any]]:
    """The rows under their headings; empty headings vanish. The last one may go on on the next page: it has no count."""
    first = primary_entry(entries) if primary else None
    found: dict[Group, list[Row]] = {}
    for entry in entries:
        due = entry.task.due_at
        group = once(("group", due), partial(group_of, due))
        found.setdefault(group, []).append(task_row(entry, primary=entry is first))
    told = [
        {"title": _(group.value), "tasks": rows, "count": len(rows), "overdue": group is Group.OVERDUE}
        for group, rows in sorted(found.items(), key=lambda pair: list(Group).index(pair[0]))
    ]
    if more and told:
        told[-1]["count"] = None
    return told


def primary_entry(entries: Iterable[Entry]) -> Entry | None:
    """The row with the page's one primary button: due next and not yet late; the first late one if nothing is due soon."""
    now = desk.now()
    dated = [each for each in entries if each.task.due_at is not None]
    ahead = [each for each in dated if _due(each) > now]
    late = [each for each in dated if _due(each) <= now]
    following = min(ahead, key=_due, default=None)
    if following is not None and (not late or _due(following) - now <= SOON):
        return following
    return min(late, key=_due, default=None)


def _due(entry: Entry) -> Any:
    assert entry.task.due_at is not None
    return entry.task.due_at


def task_row(entry: Entry, *, primary: bool = False) -> Row:
    """What the macro `task_row` wants. A shared task brings its own small form: claim it to keep it."""
    definition, task = desk.engine().registry.get(entry.definition, entry.version), entry.task
    opened = task.opened_at if task.due_at is None else None
    due = once(("due", task.due_at, opened), partial(due_words, task.due_at, task.opened_at))
    title, button = once(("task", definition, task.task), partial(_called, definition, task.task))
    kind = once(("type", definition), partial(_, definition.title))
    row: Row = {
        "due": due.word,
        "due_tone": due.tone,
        "when": due.second,
        "title": _about(title, entry.about),
        "case": _("%(type)s: %(title)s", type=kind, title=entry.title),
        "facts": _facts(entry, definition),
        "button": button,
        "href": case_address(entry.case_id, task),
        "primary": primary,
    }
    if is_shared(task):
        row["claim"] = url_for("cases.claim", case_id=entry.case_id, task_id=task.id)
        row["claim_key"] = desk.new_key()
    return row


def _about(title: str, whom: UUID | None) -> str:
    """What is asked, and whose answer it is about, where it follows one."""
    name = desk.read().register.name(whom)
    return _("%(task)s: %(party)s", task=title, party=name) if name else title


def _called(definition: CaseDefinition, key: str) -> tuple[str, str]:
    """What a task is called, and the word of its button."""
    return task_label(definition, key, my_roles()), button_words(definition, key)


def case_address(case_id: UUID, task: Task) -> str:
    """The place on the case page where this task is answered; an implied one is answered by the case's buttons."""
    if task.task.startswith(IMPLIED):
        return case_page(case_id)
    return f"{case_page(case_id)}#answer-{task.id.hex}"


def is_shared(task: Task) -> bool:
    """Whether several people are offered it, so that one of them may claim it."""
    by_name = task.claimed_by is not None or task.delegated_to is not None
    return not (
        by_name or task.task.startswith(IMPLIED) or task.target.startswith("person:") or "@" in task.target
    )


# ---- words


def my_roles() -> set[str]:
    """The roles in which the reader may act now."""
    return once("my roles", roles_now)


def task_label(definition: CaseDefinition, key: str, roles: set[str]) -> str:
    """What a task is called; an implied one after the next steps that these roles may take."""
    if not key.startswith(IMPLIED):
        task = definition.task_by_key.get(key)
        return _(task.label) if task else key
    ways = next_steps(definition, key.removeprefix(IMPLIED), roles)
    if len(ways) == 1:
        return _(ways[0].label)
    if len(ways) == 2:
        return _("%(one)s, or: %(other)s", one=_(ways[0].label), other=_(ways[1].label))
    return _("Take the next step")


def next_steps(definition: CaseDefinition, state: str, roles: set[str]) -> list[Transition]:
    """The buttons that lead on from a state: those these roles may press, or all where none is theirs."""
    leading = [t for t in definition.leaving(state) if t.by is not None and not t.side and not t.anywhere]
    mine = [t for t in leading if t.by and roles & {role.key for role in t.by.roles()}]
    return mine or leading


def button_words(definition: CaseDefinition, key: str) -> str:
    """The word of the button at the end of a row."""
    if key.startswith(IMPLIED):
        words = task_label(definition, key, my_roles())
        several = len(next_steps(definition, key.removeprefix(IMPLIED), my_roles())) != 1
        return _("Choose") if several else words if len(words) <= LONGEST_BUTTON else _("Open")
    task = definition.task_by_key.get(key)
    words = _(task.button or task.label) if task else ""
    return words if 0 < len(words) <= LONGEST_BUTTON else _("Open")


def _facts(entry: Entry, definition: CaseDefinition) -> list[str]:
    task = entry.task
    implied = task.task.startswith(IMPLIED)
    number = entry.round if not implied else 1
    stands = once(
        ("stands", definition, entry.state, number), partial(_stands, definition, entry.state, number)
    )
    why = (task.claimed_by, task.claimed_at, task.delegated_to, task.instead_of, task.target, implied)
    facts = [entry.reference, stands, once(("why", *why), partial(why_words, task, desk.read().register))]
    if entry.of > 1 and task.party.startswith(SEATS):
        facts.append(_("%(answered)s of %(of)s have answered", answered=entry.answered, of=entry.of))
    return facts


def _stands(definition: CaseDefinition, key: str, number: int) -> str:
    """Where the case stands, and in which round of the question, where that is not the first."""
    state = definition.state_by_key.get(key)
    label = _(state.label) if state is not None else key
    return label if number < 2 else _("%(state)s, round %(number)s", state=label, number=number)


def why_words(task: Task, register: Register) -> str:
    """Why this person sees the task: claimed, handed on, asked by name or for an organization, or one of several."""
    viewer = desk.viewer()
    if task.claimed_by is not None:
        when = short_day(task.claimed_at) if task.claimed_at else ""
        if task.claimed_by == viewer:
            return _("Claimed by you on %(day)s", day=when)
        return _("Claimed by %(name)s on %(day)s", name=register.name(task.claimed_by), day=when)
    if task.delegated_to is not None:
        if task.delegated_to == viewer and task.instead_of is not None:
            return _("You do this in place of %(name)s", name=register.name(task.instead_of))
        if task.delegated_to == viewer:
            return _("Handed to you")
        return _("Handed to %(name)s", name=register.name(task.delegated_to))
    if task.target.startswith("person:"):
        return _("You are asked by name")
    roles, _at, organization = task.target.partition("@")
    if organization:
        return _("You are asked as %(organization)s", organization=register.name(UUID(organization)))
    if task.task.startswith(IMPLIED):
        held = [key for key in roles.split("|") if key in my_roles()]
        return _(
            "Open to you as %(role)s; nobody is asked by name", role=role_words(held or roles.split("|"))
        )
    return _("Shared among: %(roles)s; claim it to keep it", roles=role_words(roles.split("|")))


def role_words(roles: Iterable[str]) -> str:
    """Roles by their labels, as a list in the reader's language."""
    known = desk.read().register.roles
    labels = dict.fromkeys(_(known[key].label) if key in known else key for key in roles)
    return str(format_list(list(labels), locale=locale()))
