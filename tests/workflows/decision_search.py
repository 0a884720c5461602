"""The rules of the decision, played without the engine: the real guards, effects and order of transitions over a tiny state.

Four seats: chair, co-chair and two others. Hours are whole numbers, every day is a working day, a period is 120 hours.
While silence runs or is broken all seats are alike, so states are kept up to their order; in deliberation, up to the
order of those who do not preside.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from types import SimpleNamespace
from typing import Any, NamedTuple

from engine.definition import HERE, Reopen, Set, Transition, When, Who
from workflows import consensus_decision as dec
from workflows._shared import CHAIR, COCHAIR, ROTATION, Rating

PERIOD, SHORT = 120, 72


class Seat:
    """A member at the table."""

    def __init__(self, name: str) -> None:
        self.id, self.attributes = SimpleNamespace(hex=name), {"scope": "INTERNATIONAL"}


SEATS = tuple(Seat(name) for name in ("chair", "cochair", "third", "fourth"))
OUTCOMES = {each.key: each for each in dec.POSITION.outcomes}
# One word for each class of answers that the rules tell apart.
WORDS = ("support", "abstain", "concern", "strong_objection", "amendment", "lift")
AGAINST = frozenset(("concern", "strong_objection", "amendment", "request_discussion"))
NEVER = -1
# How far a revision has come: not made, made, or before the members for a full period.
UNREVISED, REVISED, CIRCULATED = 0, 1, 2
RATED = tuple(SimpleNamespace(no=n, principle="", rating=Rating.MET) for n in range(1, 12))
OPEN = ("deliberation", "silence", "broken")


class State(NamedTuple):
    """Where the decision stands. `seats`: what each said, and when it was told; instants count from the opening of silence."""

    status: str
    subject: str
    nature: str
    method: str
    seats: tuple[tuple[str, int], ...]
    now: int = 0
    since: int | None = None
    due: int | None = None
    moved: bool = False
    extensions: int = 0
    same_text: bool = False
    minded: bool = False
    revisions: int = 0
    rescues: int = 0


NOTHING_SAID = (("", NEVER),) * 4


class View:
    """What the guards of the definition ask of a case."""

    calendar = SimpleNamespace(open_hour=lambda instant: instant)
    significant, waiver, accepted_gaps, setting_key, setting_value, meets_at = (
        False,
        None,
        None,
        None,
        None,
        None,
    )
    urgency, background, lead = None, "Because.", SEATS[2]

    def __init__(self, state: State, until: int | None = None) -> None:
        self.stands = state
        self.state = dec.definition.state_by_key[state.status]
        self.at = state.now
        self.silence_from, self.expires_at = state.since, state.due
        self.first_end = state.due if state.extensions == 0 else None
        self.moved, self.extensions = state.moved, state.extensions
        self.broken_round = 0 if state.same_text else NEVER
        self.answer = SimpleNamespace(until=until, all_agree=None, party=SEATS[0])
        self.nature, self.subject = dec.Nature[state.nature], dec.Subject[state.subject]
        self.method = dec.Method[state.method]

    def knows(self, definition: str) -> bool:
        """A house without risks: that one is noted beside a decision decides nothing, and is not searched."""
        return False

    def positions(self, task: Any, *outcomes: Any) -> list[Any]:
        if task is dec.METHOD:
            return [SimpleNamespace(party=SEATS[2])] if self.stands.minded else []
        if task is not dec.POSITION:
            return []
        keys = {each.key for each in outcomes}
        said = zip(SEATS, self.stands.seats, strict=True)
        return [
            SimpleNamespace(party=seat) for seat, (word, _) in said if word and (not keys or word in keys)
        ]

    def roll(self, task: Any) -> tuple[Any, ...]:
        return SEATS

    def noticed(self, task: Any, party: Any) -> int | None:
        told = self.stands.seats[SEATS.index(party)][1]
        return None if told == NEVER else told

    def round(self, task: Any) -> int:
        return 0

    def holder(self, who: Any) -> Any:
        return {CHAIR: SEATS[0], COCHAIR: SEATS[1]}[who]

    def seated(self, who: Any, at: Any = None) -> tuple[Any, ...]:
        return SEATS

    def setting(self, setting: Any) -> Any:
        if setting is dec.SILENCE_SUBJECTS:
            return ("PRIORITY", "IMPLEMENT_ACTIVITY")
        if setting is ROTATION:
            return ["chair", "cochair", "third"]
        return setting.default

    def after(self, instant: int, offset: Any) -> int:
        amount = offset.amount if isinstance(offset.amount, int) else SHORT
        return instant + (PERIOD if offset.unit == "working_days" else amount)

    def rows(self, item: Any) -> Any:
        return RATED

    def document(self, document: Any) -> Any:
        return None if document is dec.CONSULTATION else document

    def since(self, state: Any) -> None:
        return None

    def links(self, link: str, *, incoming: bool = False) -> tuple[Any, ...]:
        return ()


# The engine's part: effects, rounds, settling


def apply(state: State, effects: Any, until: int | None = None) -> State:
    """Effects in order; those that only write records are left out."""
    names = {
        dec.silence_from: "since",
        dec.expires_at: "due",
        dec.moved: "moved",
        dec.extensions: "extensions",
    }
    for effect in effects:
        if isinstance(effect, Reopen) and effect.task is dec.POSITION:
            state = state._replace(seats=NOTHING_SAID)
        elif isinstance(effect, Set):
            value = effect.value(View(state, until)) if callable(effect.value) else effect.value
            if effect.field is dec.broken_round:
                state = state._replace(same_text=True)
            elif effect.field in names:
                state = state._replace(**{names[effect.field]: value})
    return state


def take(state: State, transition: Transition) -> State:
    """Effects in the old state, then the move; a task whose span is entered begins a new round."""
    end = state.due
    state = apply(state, transition.then)
    if transition.trigger == "resume_silence" and state.due != end:
        state = state._replace(rescues=state.rescues + 1)
    if transition.target is HERE:
        return state
    if transition.trigger in ("circulate_revised", "open_silence") and state.revisions == REVISED:
        state = state._replace(revisions=CIRCULATED)
    entering = transition.target.key in OPEN and state.status not in OPEN
    moved = state._replace(
        status=transition.target.key, minded=state.minded and transition.target.key != "circulated"
    )
    return moved._replace(seats=NOTHING_SAID) if entering else moved


def settle(state: State) -> State:
    """Automatic transitions, in order of declaration, until none is ripe with its guards holding."""
    for _ in range(9):
        view = View(state)
        for transition in dec.definition.automatic(state.status):
            ripe = (
                transition.after is None or (_moment(transition.after, state) or state.now + 1) <= state.now
            )
            if ripe and all(guard.holds(view) for guard in transition.when):
                state = take(state, transition)
                break
        else:
            return state
    raise AssertionError(f"does not settle: {state}")


def _moment(after: Any, state: State) -> int | None:
    assert isinstance(after, When) and after.field is dec.expires_at
    return state.due


# What can happen next


def successors(state: State) -> Iterator[tuple[str, State]]:
    """Every act and every clock, with the state that follows, before it is put into its canonical form."""
    yield from _answers(state)
    yield from _time(state)
    yield from _presses(state)
    if state.status in ("broken", "deliberation") and state.revisions == UNREVISED:
        yield "revise", settle(state._replace(seats=NOTHING_SAID, same_text=False, revisions=REVISED))
    if state.status == "circulated" and not state.minded:
        yield "mind silence", state._replace(minded=True)


def _answers(state: State) -> Iterator[tuple[str, State]]:
    if state.status not in OPEN:
        return
    seen: set[tuple[str, int]] = set()
    for place, (before, told) in enumerate(state.seats):
        alike = state.status != "deliberation" or place > 1
        if alike and (before, told) in seen:
            continue
        seen |= {(before, told)} if alike else set()
        knows = state.now if told == NEVER else told
        if told == NEVER and state.status != "deliberation":
            yield f"open page {place}", _said(state, place, before, knows)
        for word in WORDS:
            fits = word != "lift" or before in AGAINST
            assert fits == all(_liftable(state, place) for _ in OUTCOMES[word].when), "the guard of lifting"
            if fits and word != before:
                yield f"{word} {place}", settle(_said(state, place, word, knows))


def _liftable(state: State, place: int) -> bool:
    return dec.something_to_lift.holds(View(state), SimpleNamespace(party=SEATS[place]))


def _said(state: State, place: int, word: str, told: int) -> State:
    return state._replace(seats=(*state.seats[:place], (word, told), *state.seats[place + 1 :]))


def _time(state: State) -> Iterator[tuple[str, State]]:
    if state.due is None or state.status not in ("silence", "broken"):
        return
    if state.now < state.due - 1:
        yield "nearly over", settle(state._replace(now=state.due - 1))
    elif state.now < state.due:
        yield "over", settle(state._replace(now=state.due))
    if state.status == "silence" and state.extensions == 0:
        assert state.since is not None
        yield from _grants(state, state.due + (state.due - state.since) // 2)


def _grants(state: State, until: int) -> Iterator[tuple[str, State]]:
    view = View(state, until)
    if all(guard.holds(view, view.answer) for guard in dec.GRANT.when):
        yield "more time", settle(apply(state, dec.GRANT.then, until))


def _presses(state: State) -> Iterator[tuple[str, State]]:
    view = View(state)
    for transition in dec.definition.leaving(state.status):
        if transition.by is None or transition.side or not _somebody(transition.by, view):
            continue
        form = SimpleNamespace(expires_at=None)
        if all(guard.holds(view, form) for guard in transition.when):
            after = take(state, transition)
            if dec.expires_at in transition.asks:
                after = after._replace(due=None)
            yield transition.trigger, settle(after)


def _somebody(who: Who, view: View) -> bool:
    return bool(declarers(who, view))


def declarers(who: Who, view: View) -> list[Any]:
    """The seats that may act through this; offices are those of the first two seats."""
    found = []
    for part in who.alternatives():
        if all(guard.holds(view) for guard in part.conditions):
            if part.kind == "named":
                found += [each for each in (part.of(view),) if each is not None]
            else:
                found += [
                    SEATS[0]
                    if part.role is CHAIR.role
                    else SEATS[1]
                    if part.role is COCHAIR.role
                    else "office"
                ]
    return found


# One state for all that are alike


def canonical(state: State, before: State) -> Iterator[State]:
    """The canonical states that this one stands for: one, or several where seats that were alike get their places."""
    if state.rescues > 1:
        return  # one silence that goes on for a day longer is enough to see what it does
    if state.status in ("silence", "broken"):
        yield _from_opening(state)
    elif state.status in ("deliberation", "circulated"):
        alike = state.status == "deliberation" and before.status in ("silence", "broken")
        orders = permutations(state.seats) if alike else (state.seats,)
        for seats in {
            _by_place(order) if state.status == "deliberation" else NOTHING_SAID for order in orders
        }:
            at_start = State(state.status, state.subject, state.nature, state.method, seats)
            yield at_start._replace(minded=state.minded, revisions=state.revisions)
    else:
        yield state


def _from_opening(state: State) -> State:
    """Instants counted from the opening, and of each notice only whether it was in time: nothing else is asked of it.

    What has been lifted is like what was never said. Of a broken silence whose time or text is over little matters.
    """
    start = state.since or 0
    assert state.due is not None
    due, now = state.due - start, state.now - start
    over = state.status == "broken" and (now >= due or not state.same_text)
    in_time = due if over else due / 2
    seats = (
        ("" if word == "lift" else word, told if told == NEVER else 0 if told - start <= in_time else due - 1)
        for word, told in state.seats
    )
    rescues = 0 if start else state.rescues
    state = state._replace(seats=tuple(sorted(seats)), now=now, since=0, due=due, rescues=rescues)
    return state._replace(now=PERIOD, due=PERIOD, moved=False, extensions=0, rescues=0) if over else state


def _by_place(order: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    words = [("" if word == "lift" else word, NEVER) for word, _ in order]
    return (*words[:2], *sorted(words[2:]))
