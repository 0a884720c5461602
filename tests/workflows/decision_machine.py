"""The machine that drives the real decision beside its model; every promise is checked after each step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
)

from engine.commands import register, task
from engine.commands.tick import tick
from tests.people import CHAIR, COCHAIR, MEMBERS, ROTATION
from tests.workflows.decision.acts import TOLD
from tests.workflows.decision_model import AGAINST, OPEN, Decision, No
from tests.workflows.decision_twins import Twins

WORDS = ("support", "support_with_comment", "abstain", *AGAINST, "lift")
SUBJECTS = ("PRIORITY", "IMPLEMENT_ACTIVITY", "WORKPLAN")
DECLARATIONS = ("declare_consensus", "declare_joint_decision", "declare_not_adopted", "give_advice")
members = st.sampled_from(MEMBERS)
anyone = st.sampled_from((CHAIR, CHAIR, COCHAIR, "officer", *MEMBERS))
scenes = st.sampled_from(
    ("draft", "circulated", "silence", "silence", "all told", "all told", "deliberation")
)


class Committee(Twins):
    """One house, some decisions one after the other."""

    @initialize(scene=scenes)
    def begin(self, scene: str) -> None:
        self.model = Decision(
            now=self.world.clock.now(),
            seats=MEMBERS,
            chair=CHAIR,
            cochair=COCHAIR,
            rotation=ROTATION,
            silence_open_to=("PRIORITY", "IMPLEMENT_ACTIVITY"),
        )
        self.take_up(scene)

    def take_up(self, scene: str) -> None:
        """The next draft on the desk, brought to where a scene begins."""
        self.case_id = self.drafts.pop()
        before, self.words = self.model, 0
        self.model = Decision(
            now=before.now,
            seats=before.seats,
            chair=before.chair,
            cochair=before.cochair,
            rotation=before.rotation,
            silence_open_to=before.silence_open_to,
            numbers=before.numbers,
        )
        self.edit("method", "WRITTEN" if scene == "deliberation" else "SILENCE")
        if scene == "deliberation":
            self.edit("subject", "IMPLEMENT_ACTIVITY")
        if scene != "draft":
            self.circulate("officer")
        if scene == "deliberation":
            self.deliberate(self.model.chair, None)
        if scene in ("silence", "all told"):
            self.open_silence(self.model.chair)
        if scene == "all told":
            self.everybody_opens_the_page()

    # Rules

    @rule(who=anyone)
    @precondition(lambda self: self.model.status == "draft")
    def circulate(self, who: str) -> None:
        self.press("circulate", who, lambda m: m.circulate(who))

    @rule(member=members)
    @precondition(lambda self: self.model.status == "circulated" and not self.model.minded)
    def mind_silence(self, member: str) -> None:
        if member in self.model.seats:
            self.both(
                lambda: self.world.answer(
                    self.case_id, member, "object_to_silence", "method", reason="Let us talk."
                ),
                lambda m: m.mind_silence(member),
            )

    @rule(who=st.sampled_from((CHAIR, COCHAIR, "officer", "ILO")), days=st.sampled_from((None, -1, 7)))
    @precondition(lambda self: self.model.status in ("circulated", "broken"))
    def deliberate(self, who: str, days: int | None) -> None:
        due = None if days is None else self.model.now + timedelta(days=days)
        data = {} if due is None else {"expires_at": due.isoformat()}
        if self.model.status == "circulated":
            self.press("deliberate", who, lambda m: m.deliberate(who, due), **data)
        else:
            self.press("take_to_deliberation", who, lambda m: m.take_to_deliberation(who, due), **data)

    @rule(who=st.sampled_from((CHAIR, CHAIR, COCHAIR, "officer", "ILO")))
    @precondition(lambda self: self.model.status in ("circulated", "deliberation"))
    def open_silence(self, who: str) -> None:
        self.press("open_silence", who, lambda m: m.open_silence(who))

    @rule(who=st.sampled_from((CHAIR, COCHAIR, "officer")))
    @precondition(lambda self: self.model.status == "broken")
    def renew_silence(self, who: str) -> None:
        self.press("renew_silence", who, lambda m: m.renew_silence(who))

    @rule(who=st.sampled_from((CHAIR, "officer", "ILO")))
    @precondition(lambda self: self.model.status in ("broken", "deliberation"))
    def circulate_revised(self, who: str) -> None:
        self.press("circulate_revised", who, lambda m: m.circulate_revised(who))

    @rule()
    @precondition(lambda self: self.model.status in OPEN and not self.late_clock)
    def revise(self) -> None:
        self.words += 1
        text = f"The Committee decides, version {self.words} of {self.case_id}."
        self.both(lambda: self.world.put(self.case_id, text), lambda m: m.revise())

    @rule(
        change=st.sampled_from(
            (
                ("method", "SILENCE"),
                ("method", "WRITTEN"),
                *(("subject", s) for s in SUBJECTS),
                ("nature", "ADVICE"),
                ("nature", "DECISION"),
            )
        )
    )
    @precondition(lambda self: self.model.status in ("draft", "broken", "deliberation"))
    def edit_file(self, change: tuple[str, str]) -> None:
        self.edit(*change)

    def edit(self, what: str, value: str) -> None:
        if self.late_clock:
            tick(self.world.engine)
        self.both(
            lambda: self.world.edit(self.case_id, "officer", **{what: value}), lambda m: m.edit(what, value)
        )

    @rule(member=members, word=st.sampled_from(WORDS), alternate=st.booleans())
    @precondition(lambda self: bool(self.model.roll))
    def answer(self, member: str, word: str, alternate: bool) -> None:
        who = f"{member} alternate" if alternate else member
        data = {"comment": "Well done."} if word == "support_with_comment" else {}
        if member in self.model.roll:
            self.both(
                lambda: self.world.answer(self.case_id, who, word, reason="Because.", **data),
                lambda m: m.answer(member, word),
            )

    @rule(word=st.sampled_from(("support", "support", "abstain")))
    @precondition(lambda self: self.model.status in OPEN)
    def everybody_else_agrees(self, word: str) -> None:
        for member in [m for m in self.model.roll if m not in self.model.said and m in self.model.seats]:
            self.answer(member, word, False)

    @rule(member=members, word=st.sampled_from(WORDS))
    @precondition(lambda self: bool(self.model.roll))
    def record(self, member: str, word: str) -> None:
        data = {"comment": "Well done."} if word == "support_with_comment" else {}
        if member in self.model.roll:
            self.both(
                lambda: self.world.answer(
                    self.case_id, "officer", word, of=member, reason="Because.", evidence=TOLD, **data
                ),
                lambda m: m.answer(member, word, recorded=True),
            )

    @rule(data=st.data(), word=st.sampled_from(("lift", "support")))
    @precondition(lambda self: bool(self.model.against) and self.model.status in OPEN)
    def give_way(self, data: st.DataObject, word: str) -> None:
        self.answer(data.draw(st.sampled_from(sorted(self.model.against))), word, False)

    @rule(member=members)
    @precondition(lambda self: self.model.status in OPEN)
    def open_page(self, member: str) -> None:
        self.both(lambda: self.world.open_pages(self.case_id, member), lambda m: m.open_page(member))

    def everybody_opens_the_page(self) -> None:
        for member in self.model.seats:
            self.open_page(member)

    @rule(member=members)
    @precondition(lambda self: self.model.status == "silence")
    def ask_for_time(self, member: str) -> None:
        if member in self.model.seats:
            self.both(
                lambda: self.world.answer(self.case_id, member, "ask", "extension", reason="Our board."),
                lambda m: m.ask_for_time(member),
            )

    @rule(
        who=st.sampled_from((CHAIR, COCHAIR, "ILO")),
        share=st.sampled_from((0.0, 0.4, 1.0, 1.5)),
    )
    @precondition(
        lambda self: bool(self.model.pending) and self.model.status == "silence" and not self.late_clock
    )
    def grant(self, who: str, share: float) -> None:
        member, request = self.request()
        assert self.model.due is not None and self.model.since is not None
        until = self.model.due + (self.model.due - self.model.since) * share
        data = {"until": until.isoformat()}
        self.both(
            lambda: task.complete(self.world.engine, request, "grant", by=self.world.people[who], data=data),
            lambda m: m.grant(who, member, until),
        )

    @rule(but=st.sampled_from((None, None, "ILO", "OSCE")))
    @precondition(
        lambda self: bool(self.model.pending) and self.model.extensions > 0 and self.model.status == "silence"
    )
    def everybody_consents_to_more_time(self, but: str | None) -> None:
        for member in [m for m in self.model.roll if m in self.model.seats and m != but]:
            if self.model.status == "silence" and self.model.pending and not self.late_clock:
                self.consent(member)

    def consent(self, member: str) -> None:
        self.both(
            lambda: self.world.answer(self.case_id, member, "consent", "consent"),
            lambda m: m.consent(member),
        )

    @rule(who=st.sampled_from((CHAIR, "officer")))
    @precondition(
        lambda self: bool(self.model.pending) and self.model.status == "silence" and not self.late_clock
    )
    def refuse_time(self, who: str) -> None:
        member, request = self.request()
        self.both(
            lambda: task.complete(
                self.world.engine, request, "refuse", by=self.world.people[who], reason="It is urgent."
            ),
            lambda m: m.refuse_time(who, member),
        )

    @rule(trigger=st.sampled_from(DECLARATIONS), data=st.data())
    @precondition(lambda self: self.model.status == "deliberation")
    def declare(self, trigger: str, data: st.DataObject) -> None:
        fitting = self.model.declarer() or "ILO"
        who = data.draw(st.sampled_from((fitting, fitting, CHAIR, COCHAIR, "UNICEF", "OSCE")))
        self.press(trigger, who, lambda m: m.declare(trigger, who))

    @rule(
        trigger=st.sampled_from((*DECLARATIONS, "announce", "withdraw", "circulate", "open_silence")),
        who=anyone,
    )
    @precondition(lambda self: self.model.status not in (*OPEN, "draft", "circulated"))
    def act_after_the_end(self, trigger: str, who: str) -> None:
        def modelled(model: Decision) -> None:
            if trigger != "announce":
                raise No
            model.announce(who)

        self.press(trigger, who, modelled)

    @rule(who=st.sampled_from(("officer", CHAIR, "ILO")), really=st.integers(0, 9))
    @precondition(lambda self: self.model.status in ("circulated", *OPEN))
    def withdraw(self, who: str, really: int) -> None:
        if really == 7 or who == "ILO":
            self.press("withdraw", who, lambda m: m.withdraw(who))

    # Time, and the Committee itself

    @rule(data=st.data(), way=st.sampled_from(("tick", "tick", "no tick", "suspect")))
    def time_passes(self, data: st.DataObject, way: str) -> None:
        now = self.model.now if not self.late_clock else self.world.clock.now()
        jumps = [now + timedelta(**{unit: n}) for unit, n in (("hours", 1), ("hours", 30), ("days", 4))]
        points = [p for p in self.model.instants() if p > now]
        self.world.clock.move_to(data.draw(st.sampled_from([*points, *points, *jumps])))
        type(self).steps += 1
        if way == "tick":
            tick(self.world.engine)
            self.model.until(self.world.clock.now())
            self.late_clock = False
            self.compare()
        else:
            if way == "suspect":
                tick(self.world.engine, suspect=True)  # I25: whatever is due to close stays as it was
            assert self.world.state(self.case_id) == self.model.status
            self.late_clock = True

    @rule(chair=st.sampled_from(("IOM", "UNICEF", "UNODC")), really=st.integers(0, 2))
    def the_chair_changes(self, chair: str, really: int) -> None:
        if (
            really == 2
            and chair != self.model.cochair
            and chair != self.model.chair
            and chair in self.model.seats
        ):
            at = self.pause()
            held = next(
                m for m in self.world.register_now().mandates if m.role == "SC_CHAIR" and m.holds_at(at)
            )
            register.end_mandate(self.world.engine, held.id, by=self.world.people["administrator"])
            self.world.grant("SC_CHAIR", chair, since=at)
            self.model.turn(chair)
            self.compare()

    @rule(member=st.sampled_from(("OSCE", "ILO")), really=st.integers(0, 5))
    def a_member_leaves(self, member: str, really: int) -> None:
        if really == 4 and member in self.model.seats:
            at = self.pause()
            for held in self.world.register_now().mandates:
                if held.organization_id == self.world.organizations[member] and held.holds_at(at):
                    register.end_mandate(self.world.engine, held.id, by=self.world.people["administrator"])
            self.model.leave(member)
            self.compare()

    def pause(self) -> Any:
        """An instant later, so that what came before lies before."""
        self.world.later(microseconds=1)
        self.model.until(self.world.clock.now())
        self.late_clock = False
        type(self).steps += 1
        return self.world.clock.now()

    @rule(scene=scenes)
    @precondition(lambda self: bool(self.drafts) and self.model.status not in (*OPEN, "draft", "circulated"))
    def next_item(self, scene: str) -> None:
        self.take_up(scene)
