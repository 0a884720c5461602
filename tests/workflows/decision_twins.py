"""A decision in the house and in the model: what is done to one is done to the other, and both are compared."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Any, ClassVar
from uuid import UUID

from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import select

from engine.case import cases
from engine.columns import from_micros
from engine.commands.tick import tick
from engine.errors import EngineError
from tests.workflows.decision.acts import rate
from tests.workflows.decision.record import proven
from tests.workflows.decision_invariants import check, read
from tests.workflows.decision_model import Decision, No
from tests.world import World

DRAFTS = 4
NewWorld = Callable[[], AbstractContextManager[World]]


class Twins(RuleBasedStateMachine):
    """A house and its model; `model` says what each step must do."""

    new_world: NewWorld
    case_id: UUID
    model: Decision
    steps: ClassVar[int] = 0
    seen: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.closing = ExitStack()
        self.world = self.closing.enter_context(type(self).new_world())
        self.drafts = [row.id for row in drafts(self.world)]
        self.late_clock = False

    def teardown(self) -> None:
        assert proven(self.world)
        self.closing.close()

    # Doing a thing twice: in the house and in the model

    def both(self, real: Callable[[], Any], modelled: Callable[[Decision], None]) -> None:
        type(self).steps += 1
        model = copy.deepcopy(self.model)
        model.until(self.world.clock.now())
        self.model = copy.deepcopy(model)
        try:
            modelled(model)
            wanted = True
        except No:
            wanted = False
        why = "it was done"
        try:
            real()
            done = True
        except EngineError as refusal:
            done, why = False, f"{refusal.rule}: {refusal.says}"
        assert done == wanted, (why, self.model)
        self.model = model if wanted else self.model
        self.late_clock = False
        self.compare()

    def compare(self) -> None:
        record = read(self.world, self.case_id)
        case, model = record.snapshot.case, self.model
        type(self).seen[case.state] += 1
        data = {
            key: from_micros(case.data[key]) for key in ("silence_from", "expires_at") if key in case.data
        }
        assert case.state == model.status
        assert (data.get("silence_from"), data.get("expires_at")) == (model.since, model.due)
        assert (case.data.get("extensions", 0), case.data.get("moved", False)) == (
            model.extensions,
            model.moved,
        )
        assert case.rounds.get("position", {}).get("no", 0) == model.round
        code = {f"org:{identity.hex}": name for name, identity in self.world.organizations.items()}
        tasks = [t for t in record.snapshot.tasks if t.task == "position" and t.present]
        answers = record.snapshot.answers
        assert {code[t.party]: answers[t.answer].outcome for t in tasks if t.answer} == model.said
        assert tuple(sorted(code[t.party] for t in tasks)) == tuple(sorted(model.roll))
        told = {code[n.party]: n.at for n in record.notices if n.round == model.round}
        assert told == model.told
        assert Counter((code[p.party], p.outcome) for p in record.positions if p.late) == Counter(model.late)
        if model.status.startswith("adopted"):
            assert case.number == f"GIFT/DEC/{model.now.year}/{model.numbers:03}"
        check(record)

    def press(self, trigger: str, who: str, act: Callable[[Decision], None], **data: Any) -> None:
        if self.late_clock:  # a page that was opened before the clock struck would be stale
            tick(self.world.engine)
        name = who
        self.both(lambda: self.world.press(self.case_id, trigger, name, reason="Because.", **data), act)

    def request(self) -> tuple[str, UUID]:
        """The oldest request for more time that nobody has ruled on, and the task that asks the chair."""
        snapshot = self.world.read(self.case_id)
        for each in snapshot.tasks:
            if each.task == "rule_on_time" and each.is_open:
                asked = snapshot.answers[UUID(each.party.removeprefix("answer:"))]
                return self.code(UUID(asked.party.removeprefix("org:"))), each.id
        raise AssertionError("nobody asks the chair")

    def code(self, organization: UUID) -> str:
        return next(name for name, identity in self.world.organizations.items() if identity == organization)


def drafts(world: World) -> list[Any]:
    """The drafts on the desk, oldest first."""
    with world.engine.database.read() as connection:
        return list(connection.execute(select(cases.c.id).order_by(cases.c.id)).all())


def prepare(world: World) -> None:
    """Some drafts of decisions, reviewed against the principles, in a house where silence is open to some subjects."""
    world.enable_silence()
    for number in range(DRAFTS):
        case_id = world.open(f"Item {number}", lead="ILO")
        rate(world, case_id)
        world.put(case_id)
