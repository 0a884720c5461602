"""Two worlds that differ only in what somebody may not see, and that somebody reading every page of both.

Both are copies of one house, in which everybody has signed in and has opened every page that gives notice. Then the one
is filled with what must stay hidden, the same time passes in both, and people are told what happened.
"""

from __future__ import annotations

import difflib
import html
import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from werkzeug.test import TestResponse

from engine.commands import case as case_commands
from engine.commands import document, item, link, override, session, task
from engine.commands.calendar_feed import make_calendar
from engine.commands.letter_choice import choose_letters
from engine.commands.tick import tick
from engine.commands.token import make_token
from engine.commands.watching import watch
from engine.errors import Denied, Unknown
from engine.letter_choice import DAILY, REMARKS
from engine.mail_queue import mails
from engine.message_box import messages
from engine.seal import Seal
from notifications.daily import DailyLetters
from notifications.outgoing import Outgoing, Withheld
from tests import people
from tests.access.hidden_types import hiding
from tests.access.scenes import copied
from tests.notifications.listening import Program, announce, hook
from tests.notifications.post_office import Mail
from tests.notifications.telling import BASE, Teller
from tests.web.desk import KEY, ORIGIN, Desk, Visitor
from tests.workflows import proposing
from tests.workflows.decision.acts import adopted
from tests.world import World

CANARY = "Zeisig"  # a word that no page of the house uses
TEAM = ("officer", "second officer", "manager", "auditor")
COMMITTEE = (*people.MEMBERS, *(f"{code} alternate" for code in people.MEMBERS), *TEAM)
MOST_LINKS = 250
NOWHERE = UUID("0190c8a0-0000-7000-8000-000000000000")


@dataclass
class Twins:
    """The house before it is copied: its cases by name, everybody's token."""

    world: World
    cases: dict[str, UUID] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    calendars: dict[str, str] = field(default_factory=dict)
    # What is told as somebody, in both worlds.
    program: Program | None = None

    def furnish(self) -> None:
        world = self.world
        world.engine.registry = hiding()
        world.add_person("stakeholder")
        world.grant("STAKEHOLDER", "DONOR", "stakeholder", "principal")
        self.cases["deliberated"] = world.deliberating(by="ILO")
        world.answer(self.cases["deliberated"], "UNODC", "support_with_comment", comment="Good.")
        self.remark("deliberated", "officer", "A plain remark.")
        self.remark("deliberated", "ILO", "Another one.")
        self.cases["adopted"] = adopted(world)
        asked = proposing.drafted(world)
        told = {"person": world.people["expert"].hex, "concern": "Knows the sector."}
        item.add(world.engine, asked, "stakeholders", told, by=world.people["officer"])
        world.press(asked, "consult", "ILO")
        self.cases["asked"] = asked
        asked_there = {"topic": "Fields.", "asked": world.people["officer"].hex}
        self.cases["open"] = world.open("An open matter", "officer", "open-matter", **asked_there)
        world.put(self.cases["open"], "What was found.", "report")
        for name in (*people.MEMBERS, *(who for who, *_ in people.OTHERS), "stakeholder"):
            self.tokens[name] = make_token(world.engine, world.people[name], "a machine")
            self.calendars[name] = make_calendar(world.engine, by=world.people[name])
            choose_letters(world.engine, {REMARKS: DAILY}, by=world.people[name])
            with suppress(Unknown):  # whoever may see it watches
                watch(world.engine, self.cases["deliberated"], by=world.people[name])
        self._open_every_page()
        catch_up(world)

    def remark(
        self, case: str, by: str, words: str, level: str | None = None, world: World | None = None
    ) -> None:
        house = world or self.world
        case_commands.comment(house.engine, self.cases[case], words, level=level, by=house.people[by])

    def _open_every_page(self) -> None:
        """Opening a page is notice, once: what it leaves behind is there before the worlds part."""
        for name in self.tokens:
            reader = Reader(self, self.world, name)
            for case_id in self.cases.values():
                reader.visitor.get(f"/cases/{case_id}")

    def part(self, folder: Path, name: str) -> tuple[Reader, Reader, list[UUID]]:
        """Somebody at the plain house, the same at one with hidden things, and the ids of hidden cases."""
        plain, full = (copied(self.world, folder / kind) for kind in ("plain", "full"))
        for world in (plain, full):
            world.engine.registry = self.world.engine.registry
            world.clock.move_to(
                world.clock.now() + timedelta(hours=1)
            )  # what is hidden changes no "changed at" either
            if self.program is not None:
                hook(world, self.program, name)
        hidden = Hiding(self, full, name).hide()
        if name not in TEAM:
            self._say_otherwise(plain, "nothing much", "nothing")
            self._say_otherwise(full, CANARY, "much")
        for world in (plain, full):
            world.clock.move_to(world.clock.now() + timedelta(days=4))
            tick(world.engine)
            catch_up(world)
        return Reader(self, plain, name), Reader(self, full, name), hidden

    def _say_otherwise(self, world: World, words: str, heard: str) -> None:
        """The same acts in both worlds, on what only the team reads, with other words."""
        case_id, by = self.cases["open"], world.people["officer"]
        world.edit(case_id, "officer", source=words)
        item.add(world.engine, case_id, "witnesses", {"name": words}, by=by)
        document.put(world.engine, case_id, "notes", (words * 3).encode(), f"{words}.txt", by=by)
        world.answer(case_id, "officer", heard, "hearing", reason=words)


def catch_up(world: World) -> None:
    Teller(world).catch_up()
    DailyLetters(world.engine, BASE).write()


@dataclass
class Hiding:
    """What is put into the full world, none of which this person may see."""

    twins: Twins
    world: World
    name: str

    def hide(self) -> list[UUID]:
        found = [self._sealed()]
        if self.name not in TEAM:
            found += self._of_the_team()
        if self.name not in COMMITTEE:
            found += self._of_the_committee()
        if self.name != "auditor":
            self._of_accounts()
        return found

    def _sealed(self) -> UUID:
        """Open to its opener and to whom it asks."""
        asked = "officer" if self.name == "manager" else "manager"
        case_id = self._matter("sealed-matter", asked, "second officer")
        self.world.answer(case_id, asked, "done", "look", reason=f"{CANARY} was here.")
        return case_id

    def _matter(self, kind: str, asked: str, by: str) -> UUID:
        about = {"topic": f"About {CANARY}.", "asked": self.world.people[asked].hex}
        case_id = self.world.open(f"The matter of {CANARY}", by, kind, **about)
        self.world.put(case_id, f"{CANARY} in a file.", "file", by) if kind != "sealed-matter" else None
        return case_id

    def _of_the_team(self) -> list[UUID]:
        """Cases of the team with everything in them, tied to cases that the person reads; remarks at the team's level."""
        world, cases = self.world, self.twins.cases
        by = world.people["officer"]
        first, second = (self._matter("team-matter", "manager", "officer") for _ in range(2))
        case_commands.comment(world.engine, first, f"A remark of {CANARY}.", by=by)
        for case in ("deliberated", "adopted", "asked"):
            link.add(world.engine, first, "informs", cases[case], by=by, note=f"Like {CANARY}.")
            if case == "deliberated":
                tie = link.add(world.engine, cases[case], "informs", first, by=by, note=f"See {CANARY}.")
                again = link.add(world.engine, cases[case], "informs", first, by=by).result
                link.end(world.engine, cases[case], again, by=by, reason=f"Not like {CANARY}.")
                assert tie.result != again
            self.twins.remark(case, "officer", f"Between us: {CANARY}.", "CASE_TEAM", world)
        task.claim(world.engine, world.find_task(first, "look").id, by=world.people["manager"])
        world.press(second, "close", "officer")
        if self.name != "administrator":
            override.begin(world.engine, first, f"A complaint of {CANARY}.", by=world.people["administrator"])
        return [first, second]

    def _of_the_committee(self) -> list[UUID]:
        world = self.world
        title = f"A decision on {CANARY}"
        drafted, decided = world.open(title), adopted(world, title=title, background=f"Because of {CANARY}.")
        case_commands.comment(world.engine, decided, f"Thanks to {CANARY}.", by=world.people["ILO"])
        world.press(decided, "announce", "officer")
        idea = proposing.drafted(world, rationale=f"To help {CANARY}.")
        world.press(idea, "consult", "ILO")
        return [drafted, decided, idea]

    def _of_accounts(self) -> None:
        """Others sign in, mistype, sign out, make tokens."""
        world = self.world
        for name in ("IOM alternate", "OSCE alternate"):
            opened = session.begin(world.engine, world.people[name], way=CANARY)
            session.end(world.engine, opened.session, by=world.people[name])
            make_token(world.engine, world.people[name], CANARY)
            try:
                session.sign_in(world.engine, people.address(name), "not this one", address="192.0.2.1")
            except Denied:
                continue


# ---- reading


class Reader:
    """Somebody at one of the worlds, by cookie and by token; without a name, whoever comes by."""

    def __init__(self, twins: Twins, world: World, name: str | None) -> None:
        self.twins, self.world, self.name = twins, world, name
        self.desk = Desk(world)
        self.visitor: Visitor = self.desk.stranger()
        self.machine = self.desk.app.test_client(use_cookies=False)
        self.headers: dict[str, str] = {}
        if name is not None:
            self.visitor.enter(session.begin(world.engine, world.people[name], way="test").secret)
            self.headers = {"Authorization": f"Bearer {twins.tokens[name]}"}

    def get(self, path: str) -> TestResponse:
        if path.startswith("/api/"):
            return self.machine.get(path, headers=self.headers)
        return self.visitor.get(path)

    def told(self) -> str:
        """In-app messages and letters, as they are stored, and the e-mails that leave: as text, as HTML, with their dates."""
        assert self.name is not None
        me = self.world.people[self.name]
        with self.world.engine.database.read() as connection:
            box = select(messages.c.kind, messages.c.case_id, messages.c.says, messages.c.at)
            inbox = connection.execute(box.where(messages.c.person_id == me).order_by(messages.c.id)).all()
            query = select(mails).where(mails.c.person_id == me).order_by(mails.c.created_at, mails.c.subject)
            letters = connection.execute(query).all()
        stored = [(each.kind, each.subject, each.body, each.html, each.ends, each.dates) for each in letters]
        sent = [each for row in letters for each in self._leaving(row)]
        return masked("\n".join(map(str, (*inbox, *stored, *sent))))

    def _leaving(self, row: Any) -> Iterator[str]:
        """The headers and the parts of an e-mail, or why it does not leave."""
        outgoing = Outgoing(self.world.engine, Mail(25), "http://localhost", seal=Seal.of(KEY, ORIGIN))
        try:
            message = outgoing.write(row)
        except Withheld as error:
            yield str(error)
            return
        yield from (f"{name}: {value}" for name, value in message.items() if name != "Content-Type")
        yield from (str(part.get_content()) for part in message.walk() if not part.is_multipart())

    def announced(self) -> list[str]:
        """What the reader's program is told, in its order."""
        assert self.twins.program is not None
        before = len(self.twins.program.heard)
        ends = announce(self.world, self.twins.program)
        assert set(ends) <= {"sent", "withheld"}
        return [masked(each.body.decode()) for each in self.twins.program.heard[before:]]


# How many letters wait is no secret from those who keep the house running: the one count that may differ.
QUEUED = re.compile(r"queued \d+")
# Nor that a letter of a kind is for somebody: whoever keeps the house running looks after it, without its words.
OF_THE_QUEUE = "/admin/delivery"
IDS = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b(?=\d*[a-f]|\d+…)[0-9a-f]{8,64}\b"
    r"|\b[A-Z]{3}-[2-9A-HJ-NP-Z]{7}\b|(?:\b[0-9a-f]{4} ){2}… [0-9a-f]{4}|(?<=nonce-)[\w+/=-]+"
    r'|(?<=\bf-)[0-9a-f]{6}(?=-)|(?<=nonce=")[^"]+|(?<=name="csrf_token" value=")[^"]+|(?<=name="csrf-token" content=")[^"]+'
)


def masked(text: str) -> str:
    """A text with everything made up along the way replaced by the place where it first stands."""
    known: dict[str, str] = {}
    return IDS.sub(lambda found: known.setdefault(found[0].replace("-", ""), f"#{len(known)}"), text)


Mask = Callable[[str], str]
OF_THE_CARRIER = ("Set-Cookie", "Content-Length")  # the tokens of a form, and how long they happen to be


def shown(answer: TestResponse, mask: Mask = masked) -> str:
    """All that an answer tells, headers too."""
    told = {name: value for name, value in answer.headers if name not in OF_THE_CARRIER}
    text = QUEUED.sub("queued #", answer.get_data().decode(errors="replace"))
    return mask(f"{answer.status_code} {told}\n{text}")


LINKS = re.compile(r'(?:href|action)="(/[^"#]*)')


def links(answer: TestResponse) -> list[str]:
    """Where a page leads, on this site, in its order."""
    if answer.mimetype != "text/html":
        return []
    found = dict.fromkeys(html.unescape(each) for each in LINKS.findall(answer.get_data(as_text=True)))
    return [each for each in found if not each.startswith(("/assets/", "/theme"))]


def addresses(twins: Twins, reader: Reader, hidden: list[UUID]) -> Iterator[str]:
    """Every GET route, filled with every case there is, hidden ones too, and one that is nowhere; with questions."""
    cases = [*twins.cases.values(), *hidden, NOWHERE]
    one = {
        "key": "team-matter",
        "path": "team-matter",
        "form": "csv",
        "name": "nemcon.css",
        "secret": "x",
        "task_key": "position",
    }
    one |= {"kind": "text", "document": "text", "trigger": "circulate", "old": "1", "size": "2"}
    for rule in reader.desk.app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.endpoint == "assets.file":
            continue
        for case_id in cases if "case_id" in rule.arguments else [NOWHERE]:
            values: dict[str, object] = {}
            for each in rule.arguments:
                known = {"case_id": case_id, "person_id": reader.world.people["IOM alternate"]}
                values[each] = known.get(
                    each, NOWHERE if f"<uuid:{each}>" in rule.rule else one.get(each, "x")
                )
            built = rule.build(values)
            assert built is not None
            yield built[1]
    yield from calendar_of(twins, reader)
    yield from questions(cases, reader)


def calendar_of(twins: Twins, reader: Reader) -> Iterator[str]:
    """The secret address at which the reader's calendar program asks."""
    if reader.name in twins.calendars:
        yield f"/calendar/{twins.calendars[reader.name]}.ics"


def questions(cases: list[UUID], reader: Reader) -> Iterator[str]:
    """What lists, searches, registers, exports can be asked."""
    for words in (CANARY, CANARY.lower()[:4], "matter", "remark"):
        yield f"/search?q={words}"
        yield f"/audit?words={words}"
        yield f"/api/v1/cases?q={words}"
        yield f"/my-work?words={words}&view=all"
        yield f"/cases/{cases[0]}/link?q={words}"
        yield f"/registers/team-matter?words={words}"
        yield f"/registers/decisions.csv?words={words}"
    for kind in ("team-matter", "sealed-matter", "open-matter", "consensus-decision", "activity-proposal"):
        yield f"/api/v1/cases?definition={kind}"
        yield f"/search?q=a&type={kind}"
        yield f"/my-work?type={kind}"
    for view in ("mine", "waiting", "all", "done"):
        yield f"/my-work?view={view}"
    for path in ("team-matter", "sealed-matter", "open-matter", "decisions", "proposals"):
        yield from (
            f"/registers/{path}?{asked}"
            for asked in ("", "sort=number", "sort=title", "state=settled", "year=2013")
        )
        yield f"/registers/{path}.csv"
    for state in ("open", "offered", "claimed", "completed", "closed"):
        yield from (f"/api/v1/tasks?state={state}", f"/api/v1/tasks?state={state}&mine=true")
    yield from ("/messages?view=unread", "/audit/export.jsonl", "/audit/roles?day=2013-01-08")
    yield from ("/audit/export.xes", "/audit/export.ocel", "/audit/register?day=2013-01-07&time=12:00")
    yield from ("/audit/changes?since=2013-01-01 12:00", "/audit/changes?since=2013-01-08 12:00")
    for kind in (
        "comment.added",
        "link.added",
        "case.opened",
        "override.begun",
        "session.began",
        "person.sign_in_failed",
    ):
        yield f"/audit?kind={kind}"
        yield f"/audit/export.jsonl?kind={kind}"
    for who in ("officer", "administrator", "IOM alternate"):
        yield f"/audit?actor={reader.world.people[who].hex}"
    for case_id in cases:
        yield from (
            f"/audit?case={case_id}",
            f"/audit/export.csv?case={case_id}",
            f"/audit/cases/{case_id}?at=2013-01-09 12:00",
            f"/audit/cases/{case_id}/changes?since=2013-01-01 12:00",
            f"/audit/cases/{case_id}/changes?since=2013-01-09 12:00",
            f"/audit/export.xes?case={case_id}",
            f"/audit/export.ocel?case={case_id}",
        )
        yield from (f"/api/v1/cases/{case_id}/items/{kind}" for kind in ("witnesses", "principles"))
        yield from (
            f"/api/v1/cases/{case_id}/documents/{kind}/content" for kind in ("notes", "report", "file")
        )


# Nothing ticks in these worlds, and the page says so.
NOT_READY = "/ready"


def read_both(
    plain: Reader, full: Reader, asked: list[str], most: int = MOST_LINKS, mask: Mask = masked
) -> tuple[int, list[str]]:
    """Read all of these addresses, and where they lead, in both worlds; gives how many, and what differs.

    What was made after the worlds parted has another id in each, so links are followed in pairs, where pages are alike.
    """
    ahead = deque(dict.fromkeys((path, path) for path in asked))
    known, differing, read = {path for path, _same in ahead}, [], 0
    limit = len(known) + most
    while ahead:
        path, there = ahead.popleft()
        one, other = plain.get(path), full.get(there)
        read += 1
        assert one.status_code < 500 or path == NOT_READY, path
        if path.startswith(OF_THE_QUEUE):
            assert CANARY.lower() not in other.text.replace(path, "").lower(), path
            continue
        signed_out = plain.name is not None and "/sign-in" in one.headers.get("Location", "")
        assert not signed_out, f"{path}: signed out"
        if (before := shown(one, mask)) != (after := shown(other, mask)):
            lines = difflib.unified_diff(
                before.splitlines(), after.splitlines(), "plain", "full", lineterm="", n=0
            )
            differing.append(f"{path}\n" + "\n".join(line[:400] for line in list(lines)[2:14]))
            continue
        if CANARY.lower() in after.lower() and CANARY.lower() not in path.lower():
            differing.append(f"{path} names {CANARY}")
        for each in zip(links(one), links(other), strict=True):
            if each[0] not in known and len(known) < limit:
                known.add(each[0])
                ahead.append(each)
    return read, differing
