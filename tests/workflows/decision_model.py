"""A small model of the committee decision, written from the rules alone: it imports nothing of the house.

A method either changes the model or raises `No`. Instants are aware; the only deadline it knows is the end of silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VIENNA = ZoneInfo("Europe/Vienna")
SUPPORTING = ("support", "support_with_comment")
AGREEING = (*SUPPORTING, "abstain")
REQUESTS = ("amendment", "request_discussion")
AGAINST = ("concern", "strong_objection", *REQUESTS)
OPEN = ("deliberation", "silence", "broken")
# Public holidays of Austria on weekdays, in the time that the machine plays in.
OFF = {
    date(year, month, day)
    for year, month, day in (
        (2013, 1, 1), (2013, 4, 1), (2013, 5, 1), (2013, 5, 9), (2013, 5, 20), (2013, 5, 30), (2013, 8, 15),
        (2013, 11, 1), (2013, 12, 25), (2013, 12, 26), (2014, 1, 1), (2014, 1, 6), (2014, 4, 21), (2014, 5, 1),
    )
}  # fmt: skip


class No(Exception):
    """The rules stand against it."""


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in OFF


def on_a_working_day(instant: datetime) -> datetime:
    """The same time of day on the first working day from this one on."""
    local = instant.astimezone(VIENNA)
    day = local.date()
    while not works(day):
        day += timedelta(days=1)
    if day == local.date():
        return instant
    return datetime.combine(day, local.time(), VIENNA).astimezone(UTC)


def working_days_later(instant: datetime, count: int) -> datetime:
    """17:00 in Vienna on the count-th working day after this one."""
    day = instant.astimezone(VIENNA).date()
    for _ in range(count):
        day += timedelta(days=1)
        while not works(day):
            day += timedelta(days=1)
    return datetime.combine(day, time(17), VIENNA).astimezone(UTC)


@dataclass
class Decision:
    """One item before the Committee, and the Committee."""

    now: datetime
    seats: tuple[str, ...]
    chair: str
    cochair: str
    rotation: tuple[str, ...]
    silence_open_to: tuple[str, ...]
    subject: str = "PRIORITY"
    nature: str = "DECISION"
    method: str = "MEETING"
    lead: str = "ILO"
    status: str = "draft"
    text: int = 1
    round: int = 0
    roll: tuple[str, ...] = ()
    said: dict[str, str] = field(default_factory=dict)
    told: dict[str, datetime] = field(default_factory=dict)
    minded: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    pending: set[str] = field(default_factory=set)
    since: datetime | None = None
    due: datetime | None = None
    first_due: datetime | None = None
    extensions: int = 0
    consents: set[str] = field(default_factory=set)
    moved: bool = False
    broken_round: int = 0
    late: list[tuple[str, str]] = field(default_factory=list)
    numbers: int = 0

    # Who

    def _need(self, holds: bool) -> None:
        if not holds:
            raise No

    @property
    def against(self) -> set[str]:
        return {member for member, word in self.said.items() if word in AGAINST}

    def _presides(self, who: str) -> bool:
        return who in (self.chair, self.cochair) and who in self.seats

    def declarer(self) -> str | None:
        """Chair, else co-chair, else the next after the co-chair in the rotation: who does not stand against it."""
        place = self.rotation.index(self.cochair) + 1 if self.cochair in self.rotation else 0
        rest = [m for m in self.rotation[place:] + self.rotation[:place] if m in self.seats]
        return next((m for m in [self.chair, self.cochair, *rest] if m not in self.against), None)

    # Time

    def length(self, start: datetime) -> datetime:
        """The end of a normal period."""
        return on_a_working_day(max(working_days_later(start, 5), start + timedelta(hours=72)))

    def until(self, instant: datetime) -> None:
        """Time passes: whatever ends meanwhile ends at its own instant."""
        while self.status == "silence" and self.due is not None and self.due <= instant:
            self._expire(self.due)
        self.now = instant

    def _expire(self, at: datetime) -> None:
        assert self.since is not None and self.due is not None
        half = self.since + (self.due - self.since) / 2
        untold = [m for m in self.roll if m not in self.told or self.told[m] > half]
        if untold and not self.moved:
            self.since, self.due, self.moved = at, on_a_working_day(working_days_later(at, 5)), True
            self.first_due = self.due
        elif untold:
            self.status, self.since, self.due = "deliberation", None, None
        else:
            unanimous = all(self.said.get(m) in SUPPORTING for m in self.roll)
            self._adopt("adopted_consensus" if unanimous else "adopted_no_objection")

    # Rounds

    def _new_round(self) -> None:
        self.round, self.roll, self.said, self.told = self.round + 1, self.seats, {}, {}

    def _changed(self) -> None:
        if self.status in OPEN:
            self._new_round()
            self._settle()

    def _settle(self) -> None:
        if self.status == "silence" and self.against:
            self.status, self.broken_round = "broken", self.round
        elif self.status == "broken" and self._goes_on():
            assert self.due is not None
            self.status, self.due = "silence", on_a_working_day(max(self.due, self.now + timedelta(hours=24)))

    def _goes_on(self) -> bool:
        running = self.due is not None and self.due > self.now
        return running and self.round == self.broken_round and self.can_be_silent()

    def can_be_silent(self) -> bool:
        """Silence is open to the subject, is the method, nobody minds it and nobody stands against the text."""
        fit = self.subject in self.silence_open_to and self.method == "SILENCE" and self.nature != "ADVICE"
        return fit and not self.minded and not self.against

    # Acts on the file

    def revise(self) -> None:
        self._need(self.status in ("draft", "broken", "deliberation"))
        self.text += 1
        self._changed()

    def edit(self, what: str, value: str) -> None:
        self._need(self.status in ("draft", "broken", "deliberation"))
        before = getattr(self, what)
        setattr(self, what, value)
        if before != value:
            if what == "method":
                self._settle()
            else:
                self._changed()

    # Acts of the desk

    def circulate(self, who: str) -> None:
        self._need(self.status == "draft" and (who == "officer" or self._presides(who)))
        self.status, self.minded = "circulated", set()

    def circulate_revised(self, who: str) -> None:
        self._need(self.status in ("broken", "deliberation") and (who == "officer" or self._presides(who)))
        self._need(not self.against)
        self.status, self.minded = "circulated", set()

    def mind_silence(self, member: str) -> None:
        self._need(self.status == "circulated" and member in self.seats)
        self.minded.add(member)

    def deliberate(self, who: str, due: datetime | None) -> None:
        self._need(self.status == "circulated" and self._presides(who))
        self._need(not self.can_be_silent() and (due is None or due > self.now))
        self.status, self.since, self.due = "deliberation", None, due
        self._new_round()

    def take_to_deliberation(self, who: str, due: datetime | None) -> None:
        self._need(self.status == "broken" and self._presides(who) and (due is None or due > self.now))
        self.status, self.since, self.due = "deliberation", None, due

    def open_silence(self, who: str) -> None:
        self._need(
            self.status in ("circulated", "deliberation") and self._presides(who) and self.can_be_silent()
        )
        self._new_round()
        self._begin_silence(self.length(self.now))

    def renew_silence(self, who: str) -> None:
        self._need(self.status == "broken" and self._presides(who) and self.can_be_silent())
        self._need(self.round == self.broken_round and self.due is not None and self.due <= self.now)
        self._begin_silence(on_a_working_day(self.now + timedelta(hours=72)))

    def _begin_silence(self, due: datetime) -> None:
        self.status, self.since, self.due, self.extensions, self.moved = "silence", self.now, due, 0, False
        self.first_due, self.asked, self.pending, self.consents = due, set(), set(), set()

    def withdraw(self, who: str) -> None:
        self._need(
            self.status in ("draft", "circulated", "broken", "deliberation")
            and (who == "officer" or self._presides(who))
        )
        self.status = "withdrawn"

    # Positions and notice

    def answer(self, member: str, word: str, *, recorded: bool = False) -> None:
        """The member itself, or the Secretariat with evidence; what comes too late is kept and changes nothing."""
        self._need(member in self.roll and (recorded or member in self.seats))
        before = self.said.get(member)
        self._need(not (recorded and before in AGAINST))
        if self.status not in OPEN:
            self.late.append((member, word))
            return
        self._need(word != "lift" or before in AGAINST)
        if word == "lift":
            self.said.pop(member)
        else:
            self.said[member] = word
        self.told.setdefault(member, self.now)
        self._settle()

    def open_page(self, member: str) -> None:
        self._need(member in self.seats)
        if self.status in OPEN and member in self.roll:
            self.told.setdefault(member, self.now)

    # More time

    def ask_for_time(self, member: str) -> None:
        self._need(self.status == "silence" and member in self.seats and member not in self.asked)
        self.asked.add(member)
        self.pending.add(member)

    def consent(self, member: str) -> None:
        self._need(self.status in ("silence", "broken") and bool(self.extensions) and bool(self.pending))
        self._need(member in self.roll and member in self.seats)
        self.consents.add(member)

    def grant(self, who: str, member: str, until: datetime) -> None:
        assert self.since is not None and self.due is not None and self.first_due is not None
        self._need(self.status == "silence" and self._presides(who) and member in self.pending)
        self._need(until > self.due and until - self.due <= self.first_due - self.since)
        self._need(not self.extensions or set(self.roll) <= self.consents)
        self.pending.discard(member)
        self.consents = set()
        self.due, self.extensions = on_a_working_day(until), self.extensions + 1

    def refuse_time(self, who: str, member: str) -> None:
        self._need(self.status == "silence" and self._presides(who) and member in self.pending)
        self.pending.discard(member)

    # Declarations

    def consensus(self) -> bool:
        agreed = all(self.said.get(m) in AGREEING for m in self.roll)
        return agreed and any(word in SUPPORTING for word in self.said.values())

    def declare(self, trigger: str, who: str) -> None:
        self._need(self.status == "deliberation" and who in self.seats and who == self.declarer())
        words = list(self.said.values())
        if trigger == "give_advice":
            self._need(self.nature == "ADVICE" and self.lead in self.seats)
            self._need(not any(word in REQUESTS for word in words))
            self.status = "advised"
            return
        self._need(self.nature != "ADVICE")
        if trigger == "declare_consensus":
            self._need(self.consensus())
            self._adopt("adopted_consensus")
        elif trigger == "declare_joint_decision":
            self._need(self.subject == "IMPLEMENT_ACTIVITY" and not self.consensus())
            self._need(not any(word in (*REQUESTS, "strong_objection") for word in words))
            self._need(any(word in SUPPORTING for word in words))
            self._adopt("adopted_joint")
        else:
            self._need(not self.consensus() and not any(word in REQUESTS for word in words))
            self.status = "not_adopted"

    def _adopt(self, status: str) -> None:
        self.status, self.numbers = status, self.numbers + 1

    def announce(self, who: str) -> None:
        self._need(self.status.startswith("adopted_") and who == "officer")
        self.status = "announced"

    # The Committee

    def leave(self, member: str) -> None:
        self.seats = tuple(m for m in self.seats if m != member)

    def turn(self, chair: str) -> None:
        self.chair = chair

    def instants(self) -> Iterator[datetime]:
        """The instants at which something changes: the end, its half, a day before, and their neighbours."""
        step = timedelta(microseconds=1)
        if self.due is not None and self.due > self.now:
            half = (self.since or self.now) + (self.due - (self.since or self.now)) / 2
            for instant in (half, self.due - timedelta(hours=24), self.due):
                yield from (instant - step, instant, instant + step)
