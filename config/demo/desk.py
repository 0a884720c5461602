"""The desk at which the story is told: each verb is one command of the engine, by a person who is called by role."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, select

from config.demo.people import VIENNA
from config.demo.reviews import review_of
from config.demo.telling import inform
from engine.case import cases
from engine.commands import absence, document, item, lines, link, message, notice, public, task
from engine.commands import case as case_commands
from engine.commands.lines import Line
from engine.definition import Field, ItemDefinition
from engine.errors import Refused
from engine.item import items
from engine.link import links
from engine.runtime import Engine
from engine.task import tasks

TEXTS = Path(__file__).parent / "texts"


@dataclass
class Desk:
    """The house as its people use it. A member's code alone means its focal point."""

    engine: Engine
    organizations: Mapping[str, UUID]
    people: Mapping[str, UUID]
    # Cases by a short word of the story, for those who come back to them.
    cases: dict[str, UUID] = field(default_factory=dict)

    def who(self, name: str) -> UUID:
        """A person by name, or the focal point of a member."""
        return self.people.get(name) or self.people[f"{name} focal point"]

    def away(self, name: str, first: str, back: str, substitute: str, *scope: str) -> None:
        """Somebody records an absence, from the first day away to the first day back, and names a stand-in."""
        since, until = (datetime.fromisoformat(each).replace(tzinfo=VIENNA) for each in (first, back))
        who = self.who(name)
        absence.record(self.engine, who, since, until, substitute=self.who(substitute), scope=scope, by=who)

    # Reading

    def case(self, word: str) -> Row[Any]:
        """The case as it stands, for the revision and the rounds that a form would have shown."""
        with self.engine.database.read() as connection:
            return connection.execute(select(cases).where(cases.c.id == self.cases[word])).one()

    def _task(self, word: str, task_key: str, party: str | None) -> UUID:
        mine = and_(tasks.c.case_id == self.cases[word], tasks.c.task == task_key, tasks.c.present)
        if party is not None:
            mine = and_(mine, tasks.c.party == party)
        with self.engine.database.read() as connection:
            found = connection.execute(select(tasks.c.id).where(mine)).scalars().all()
        if len(found) != 1:
            raise LookupError(f"{word}: {len(found)} tasks {task_key} of {party}")
        task_id: UUID = found[0]
        return task_id

    def _rows(self, word: str, kind: str) -> list[Row[Any]]:
        mine = and_(items.c.case_id == self.cases[word], items.c.item == kind, items.c.standing)
        with self.engine.database.read() as connection:
            return list(connection.execute(select(items).where(mine).order_by(items.c.position)))

    # Acting

    def open(self, word: str, definition: str, title: str, by: str, **data: Any) -> None:
        """Open a case and remember it by its word."""
        done = case_commands.open(self.engine, definition, title=title, data=data, by=self.who(by))
        assert done.case_id is not None
        self.cases[word] = done.case_id

    def say(self, new: str, about: str, address: str, **data: Any) -> None:
        """Somebody whom nobody knows sends the form that stands beside a published case."""
        definition = self.engine.registry.newest[self.case(about).definition]
        done = public.send(self.engine, definition, self.cases[about], "feedback", data, address=address)
        assert done.case_id is not None
        self.cases[new] = done.case_id

    def follow(self, word: str, tie: str, new: str, *, incoming: bool = False) -> None:
        """Remember, by a word of its own, the case that another one was tied to last, or that was tied to it."""
        mine, other = (links.c.to_case, links.c.case_id) if incoming else (links.c.case_id, links.c.to_case)
        query = select(other).where(mine == self.cases[word], links.c.type == tie).order_by(links.c.at.desc())
        with self.engine.database.read() as connection:
            self.cases[new] = connection.execute(query).scalars().first() or self.cases[new]

    def edit(self, word: str, by: str, title: str | None = None, **data: Any) -> None:
        """Fill in fields of a case, or give it another title."""
        revision = self.case(word).revision
        case_commands.edit(
            self.engine, self.cases[word], data, revision=revision, by=self.who(by), title=title
        )

    def put(self, word: str, by: str, document_key: str = "text", *, file: str = "") -> None:
        """Put a version of a document: the file that is called after the case and the document, or another one."""
        name = f"{file or f'{word}-{document_key}'.replace(' ', '-')}.txt"
        content = (TEXTS / name).read_bytes()
        document.put(self.engine, self.cases[word], document_key, content, name, by=self.who(by))

    def review(self, word: str, by: str, *, through: int = 11) -> None:
        """Rate the 11 principles, or only the first ones."""
        told = [each for each in review_of(word) if each[0] <= through]
        self.write(
            word, "principles", by, [{"no": n, "rating": rating, "why": why} for n, rating, why in told]
        )

    def add_row(self, word: str, kind: str, by: str, **data: Any) -> None:
        """Add a row to the case file."""
        item.add(self.engine, self.cases[word], kind, data, by=self.who(by))

    def fill_row(self, word: str, kind: str, by: str, column: str, value: Any, **data: Any) -> None:
        """Fill in the row that has this value in this column."""
        row = next(each for each in self._rows(word, kind) if each.data.get(column) == value)
        item.edit(self.engine, self.cases[word], row.id, data, revision=row.revision, by=self.who(by))

    def codes(self, word: str, kind: str, column: str = "code") -> list[str]:
        """The codes of the rows of a table, in order, or whatever else they are called by."""
        return [row.data[column] for row in self._rows(word, kind)]

    def write(self, word: str, kind: str, by: str, told: Iterable[Mapping[str, Any]]) -> None:
        """Write many rows of a table at once."""
        given = [Line(each) for each in told]
        lines.write(self.engine, self.cases[word], kind, given, by=self.who(by))

    def bring_in(self, word: str, kind: str, by: str, file: str) -> None:
        """Write the rows that a sheet holds, whose heads are those of the columns."""
        columns = {c.label: c for c in self._item(word, kind).columns}
        with (TEXTS / file).open(encoding="utf-8", newline="") as sheet:
            told = [
                {columns[h].key: _cell(columns[h], v) for h, v in row.items()}
                for row in csv.DictReader(sheet)
            ]
        self.write(word, kind, by, told)

    def _item(self, word: str, kind: str) -> ItemDefinition:
        return self.engine.registry.newest[self.case(word).definition].item_by_key[kind]

    def press(self, word: str, trigger: str, by: str, reason: str | None = None, **data: Any) -> None:
        """Press a button of the case."""
        case_commands.transition(
            self.engine,
            self.cases[word],
            trigger,
            data=data,
            revision=self.case(word).revision,
            by=self.who(by),
            reason=reason,
        )

    def answer(
        self,
        word: str,
        by: str,
        outcome: str,
        task_key: str = "position",
        *,
        of: str | None = None,
        reason: str | None = None,
        evidence: str | None = None,
        **data: Any,
    ) -> None:
        """Answer a task for one's own seat, or record what the member `of` said."""
        party = f"org:{self.organizations[of or by.split(maxsplit=1)[0]].hex}"
        self._complete(word, by, outcome, task_key, party, reason, evidence, data)

    def finish(
        self, word: str, by: str, task_key: str, outcome: str = "done", reason: str | None = None, **data: Any
    ) -> None:
        """Answer a task that is asked once only."""
        self._complete(word, by, outcome, task_key, None, reason, None, data)

    def reply(
        self,
        word: str,
        by: str,
        task_key: str,
        outcome: str,
        reason: str | None = None,
        *,
        among: str = "panel",
        **data: Any,
    ) -> None:
        """Answer what is asked for one's own row of a panel."""
        named = self.who(by).hex
        row = next(each for each in self._rows(word, among) if each.data.get("person") == named)
        self._complete(word, by, outcome, task_key, f"row:{row.id.hex}", reason, None, data)

    def reply_for(
        self,
        word: str,
        organization: str,
        task_key: str,
        outcome: str,
        reason: str | None = None,
        *,
        among: str,
        by: str = "",
        **data: Any,
    ) -> None:
        """Answer what is asked of an organization in its own row; by its focal point, or by somebody else of it."""
        mine = self.organizations[organization].hex
        row = next(each for each in self._rows(word, among) if mine in each.data.values())
        self._complete(word, by or organization, outcome, task_key, f"row:{row.id.hex}", reason, None, data)

    def reply_on(
        self, word: str, by: str, task_key: str, outcome: str, *, among: str, named: str, **data: Any
    ) -> None:
        """Answer what is asked for the row that has this name."""
        row = next(each for each in self._rows(word, among) if named in each.data.values())
        self._complete(word, by, outcome, task_key, f"row:{row.id.hex}", None, None, data)

    def respond(self, word: str, by: str, place: str | None, response: str, because: str) -> None:
        """As an author, answer the comments on a place, or all that are not answered yet."""
        for row in self._rows(word, "comments"):
            mine = row.data.get("place") == place if place else not row.data.get("response")
            if mine:
                told = {"response": response, "because": because}
                revision, who = row.revision, self.who(by)
                item.edit(self.engine, self.cases[word], row.id, told, revision=revision, by=who)

    def declare(self, word: str, trigger: str, chair: str) -> None:
        """Declare an adoption, as whoever presides, and confirm it in writing."""
        self.press(word, trigger, chair)
        self._confirm(word, chair)

    def announce(self, word: str, by: str, confirmed_by: str) -> None:
        """Announce what was adopted by itself, after whoever presides has confirmed it in writing."""
        self._confirm(word, confirmed_by)
        self.press(word, "announce", by)

    def _confirm(self, word: str, chair: str) -> None:
        words = "The Committee has adopted this text. All focal points were told in writing."
        self.finish(word, chair, "confirm", confirmation=words)

    def _complete(
        self,
        word: str,
        by: str,
        outcome: str,
        task_key: str,
        party: str | None,
        reason: str | None,
        evidence: str | None,
        data: Mapping[str, Any],
    ) -> None:
        task.complete(
            self.engine,
            self._task(word, task_key, party),
            outcome,
            by=self.who(by),
            reason=reason,
            data=data,
            bound=self.case(word).rounds.get(task_key, {}).get("bound"),
            evidence=evidence,
        )

    def remark(self, word: str, by: str, words: str) -> None:
        """Say something in the discussion."""
        case_commands.comment(self.engine, self.cases[word], words, by=self.who(by))

    def tie(self, word: str, kind: str, other: str, by: str) -> None:
        """Tie a case to another one."""
        link.add(self.engine, self.cases[word], kind, self.cases[other], by=self.who(by))

    def refusal(self, act: Callable[[], None]) -> str:
        """What the desk says to an act that it refuses; nothing comes of the act."""
        try:
            act()
        except Refused as refused:
            return refused.says.english()
        raise AssertionError("what the story tells as refused was taken")

    # Being told

    def look(self, word: str, *names: str) -> None:
        """People open the page of the case: from then on their members count as told."""
        for name in names:
            notice.page_opened(self.engine, self.cases[word], by=self.who(name))

    def deliver(self, word: str, member: str, task_key: str = "position") -> None:
        """A mail to the member's focal point was accepted."""
        party, round_no = f"org:{self.organizations[member].hex}", self.case(word).rounds[task_key]["no"]
        notice.delivered(self.engine, self.cases[word], task_key, round_no, party, person=self.who(member))

    def catch_up(self, *names: str) -> None:
        """People read everything that they were told so far."""
        inform(self.engine)
        for name in names:
            message.mark_all_read(self.engine, by=self.who(name))


def _cell(column: Field, words: str) -> str:
    """A cell of a sheet as commands take it: choices by their labels."""
    named = {each.value: each.name for each in column.options or ()}
    return named.get(words, words)
