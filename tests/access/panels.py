"""Who sits on the panel of a review, what they declare and find; and the story of a review with that panel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from engine.commands import item
from tests.access.twins import CANARY
from tests.people import MEMBERS
from tests.workflows import reviewing
from tests.world import World


@dataclass(frozen=True)
class Panel:
    """Who sits on it, the one who has a remark first; what they declare, and what the Secretariat notes."""

    member: str = "IOM alternate"  # reviews for the own seat
    nominated: tuple[str, str] = ("UNICEF", "UNICEF alternate")  # by whom, and whom
    experts: tuple[str, ...] = reviewing.EXPERTS
    declares: str = "None."
    why: str = "Twenty years of labour law."
    alternates: str = "Nobody."
    conflict: tuple[str, str] | None = None  # of whom, and which
    remark: str = "Say what the Protocol says on consent."
    lead: str = "IOM alternate"

    @property
    def people(self) -> tuple[str, ...]:
        return (self.member, self.nominated[1], *self.experts)

    def choose(self, world: World, case_id: UUID) -> None:
        people, seats = world.people, (self.member.split()[0], self.nominated[0])
        world.answer(case_id, self.member, "self", "nominate")
        world.answer(case_id, seats[1], "nominee", "nominate", nominee=people[self.nominated[1]].hex)
        for seat in MEMBERS:
            if seat not in seats:
                world.answer(case_id, seat, "nobody", "nominate", reason=self.declares)
        world.answer(case_id, "officer", "done", "propose", alternates=self.alternates)
        if self.conflict is not None:
            whose, words = self.conflict
            told = {
                "person": people[whose].hex,
                "kind": "MONEY",
                "told_by": "OTHERS",
                "standing": "CONFIRMED",
            }
            told |= {"consequence": "FORBIDS", "words": words}
            item.add(world.engine, case_id, "conflicts", told, by=people["officer"])
        for name in self.experts:
            reviewing.choose(world, case_id, name, why=self.why)
        world.edit(case_id, "officer", panel_lead=people[self.lead].hex)


def story(world: World, case_id: UUID, panel: Panel) -> Iterator[str]:
    """State after state, and once more within the review when the first has delivered."""
    panel.choose(world, case_id)
    yield "selection"
    for name in panel.people:
        reviewing.reply(world, case_id, "invitation", name, "accept", interests=panel.declares)
    world.press(case_id, "confirm_panel", "officer")
    yield "confirmed"
    world.press(case_id, "begin", "officer")
    remark = {"place": "Chapter 2", "comment": panel.remark}
    reviewing.review(world, case_id, panel.member, "minor", remark)
    yield "reviewing"
    for name in panel.people[1:]:
        reviewing.review(world, case_id, name, "clear")
    world.edit(case_id, "officer", summary="Good, but for the chapter on consent.")
    yield "consolidation"
    world.press(case_id, "revise", "officer")
    yield "revision"
    reviewing.revise(world, case_id)
    yield "verification"
    reviewing.reply(world, case_id, "verify", panel.lead, "pass", alone=True, settled=[])
    for name in panel.people[:2]:
        reviewing.reply(world, case_id, "confirm", name, "confirm")
    world.press(case_id, "stamp", "officer", interval="YEAR")
    yield "stamped"


PLAIN = Panel()
# The certificate names the members of the Committee, so these are the same ones, by other people.
OTHER_PEOPLE = Panel(
    "IOM", ("UNICEF", "UNICEF"), ("third expert", "fourth expert"), CANARY, CANARY, CANARY, lead="UNICEF"
)
