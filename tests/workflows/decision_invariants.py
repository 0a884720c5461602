"""What must hold of a decision whatever has happened, read from its record: I10 to I22 and I24 to I26 of the promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.columns import from_micros
from engine.document import documents
from engine.notice import notices
from engine.position import positions
from engine.snapshot import Snapshot
from tests.workflows.decision.record import history
from tests.workflows.decision_model import AGAINST, on_a_working_day
from tests.world import World

OPEN = ("deliberation", "silence", "broken")
CHAIRS = ("open_silence", "renew_silence", "deliberate", "take_to_deliberation")
DECLARES = ("declare_consensus", "declare_joint_decision", "declare_not_adopted", "give_advice")
ADOPTED = (
    "adopted_consensus",
    "adopted_no_objection",
    "adopted_joint",
    "announced",
    "implemented",
    "superseded",
)
FINAL = ("not_adopted", "withdrawn", "superseded", "implemented", "advice_answered")


@dataclass
class Record:
    """Everything on record about one decision."""

    snapshot: Snapshot
    events: list[dict[str, Any]]
    positions: list[Any]
    notices: list[Any]
    documents: list[Any]

    @property
    def moves(self) -> list[dict[str, Any]]:
        return [e for e in self.events if e["kind"] == "case.moved"]

    def at(self, event: dict[str, Any]) -> datetime:
        return from_micros(event["at"])


def read(world: World, case_id: UUID) -> Record:
    """The record as it stands."""
    with world.engine.database.read() as connection:
        said = connection.execute(
            select(positions)
            .where(positions.c.case_id == case_id, positions.c.task == "position")
            .order_by(positions.c.at, positions.c.id)
        ).all()
        told = connection.execute(
            select(notices).where(notices.c.case_id == case_id, notices.c.task == "position")
        ).all()
        put = connection.execute(select(documents).where(documents.c.case_id == case_id)).all()
    return Record(world.read(case_id), history(world, case_id), list(said), list(told), list(put))


def check(record: Record) -> None:
    """Every invariant, one after the other."""
    for invariant in (
        nothing_counts_after_the_close,
        adopted_without_strong_objection,
        silence_adopts_at_its_end_and_with_notice,
        one_position_a_member_and_round,
        whoever_casts_represents,
        objections_are_taken_back_by_their_member,
        chairs_hold_their_office,
        deadlines_never_shorten,
        a_revised_text_voids,
        the_electorate_is_that_of_the_opening,
        final_is_final,
        the_tally_is_the_fold_of_the_positions,
        periods_are_long_enough,
    ):
        invariant(record)


def nothing_counts_after_the_close(record: Record) -> None:
    """I10: by place in the log and by effective time."""
    spans, state = [], "draft"
    for event in record.events:
        if event["kind"] == "case.moved":
            state = event["pub"]["to"]
        if event["kind"] == "task.answered" and event["pub"].get("task") == "position":
            spans.append((event["pub"]["late"], state in OPEN))
    for late, is_open in spans:
        assert late or is_open, "a position counted outside of its span"


def adopted_without_strong_objection(record: Record) -> None:
    """I11."""
    if record.snapshot.case.state in ADOPTED:
        assert "strong_objection" not in standing(record).values()


def silence_adopts_at_its_end_and_with_notice(record: Record) -> None:
    """I12 and I13: an adoption by silence carries the deadline as its instant, and every elector was told before half."""
    for event in record.moves:
        if event["pub"]["trigger"] in ("adopt_in_silence", "adopt_unanimously"):
            data = record.snapshot.case.data
            assert event["at"] == data["expires_at"], "not at its end"
            begun, end = from_micros(data["silence_from"]), from_micros(data["expires_at"])
            number = record.snapshot.case.rounds["position"]["no"]
            told = {n.party: n.at for n in record.notices if n.round == number}
            for task in (t for t in record.snapshot.tasks if t.task == "position"):
                assert task.party in told, "adopted over a member that was never told"
                assert told[task.party] <= begun + (end - begun) / 2, "told too late"


def one_position_a_member_and_round(record: Record) -> None:
    """I14."""
    seats = [(t.round, t.party) for t in record.snapshot.tasks if t.task == "position"]
    assert len(seats) == len(set(seats))
    assert len({round_no for round_no, _ in seats}) <= 1


def whoever_casts_represents(record: Record) -> None:
    """I15: the member at that instant, or the Secretariat with evidence."""
    register = record.snapshot.register
    for row in record.positions:
        if row.recorded:
            assert row.evidence, "recorded without evidence"
            assert register.stands(row.by, "SECRETARIAT_OFFICER", row.at) or register.stands(
                row.by, "SENIOR_MANAGER", row.at
            )
        else:
            assert register.stands(row.by, "SC_FOCAL_POINT", row.at, row.for_organization)
        assert row.party == f"org:{row.for_organization.hex}"


def objections_are_taken_back_by_their_member(record: Record) -> None:
    """I16."""
    last: dict[tuple[int, str], str] = {}
    for row in record.positions:
        if not row.late:
            if last.get((row.round, row.party)) in AGAINST:
                assert not row.recorded, "an objection was taken back by somebody else"
            last[row.round, row.party] = row.outcome


def chairs_hold_their_office(record: Record) -> None:
    """I17: the office at the act's instant, or the next who presides."""
    for event in record.moves:
        if event["pub"]["trigger"] in CHAIRS:
            assert event["capacity"].split("/")[0] in ("SC_CHAIR", "SC_COCHAIR")
        if event["pub"]["trigger"] in (*CHAIRS, *DECLARES):
            organization, at = UUID(event["for"]), record.at(event)
            role = event["capacity"].split("/")[0]
            assert any(o.id == organization for o in record.snapshot.register.holders(role, at))


def deadlines_never_shorten(record: Record) -> None:
    """I18: while silence runs or is broken its end moves forward only, and only by a ruling, a lift or want of notice."""
    state, end = "draft", 0
    for event in record.events:
        for row in event["rows"]:
            moved = row["c"].get("data", {}).get("expires_at") if row["t"] == "cases" else None
            if moved is not None:
                if state == "silence":
                    assert moved >= end, "a running silence was shortened"
                    assert event["kind"] in ("task.answered", "case.moved")
                end = moved
        if event["kind"] == "case.moved":
            state = event["pub"]["to"]


def a_revised_text_voids(record: Record) -> None:
    """I19: what stands was said, and told, after the newest text of its round was there."""
    texts = [d.at for d in record.documents if d.document == "text"]
    answers = record.snapshot.answers
    bound = record.snapshot.case.rounds.get("position", {}).get("bound")
    for said in (answers[t.answer] for t in record.snapshot.tasks if t.task == "position" and t.answer):
        assert said.at >= max(texts), "a position that is older than the text stands"
        assert said.bound is not None and said.bound.hex() == bound, "a position on other words stands"


def the_electorate_is_that_of_the_opening(record: Record) -> None:
    """I20."""
    entry = record.snapshot.case.rounds.get("position")
    if entry is not None:
        opened = from_micros(entry["opened"])
        seated = {f"org:{o.id.hex}" for o in record.snapshot.register.holders("SC_FOCAL_POINT", opened)}
        assert {t.party for t in record.snapshot.tasks if t.task == "position"} == seated


def final_is_final(record: Record) -> None:
    """I22: what is decided changes only through a later decision."""
    for event in record.moves:
        before, after = event["pub"]["from"], event["pub"]["to"]
        assert before not in FINAL or after == "superseded"
        assert before not in ADOPTED or after in ("announced", "implemented", "superseded")


def standing(record: Record) -> dict[str, str]:
    """What stands, as pages and rules see it."""
    answers = record.snapshot.answers
    return {
        t.party: answers[t.answer].outcome for t in record.snapshot.tasks if t.task == "position" and t.answer
    }


def the_tally_is_the_fold_of_the_positions(record: Record) -> None:
    """I24: the latest of each party in the present round that is not late; who lifts an objection has no position."""
    number = record.snapshot.case.rounds.get("position", {}).get("no")
    folded = {r.party: r.outcome for r in record.positions if r.round == number and not r.late}
    assert standing(record) == {party: word for party, word in folded.items() if word != "lift"}


def periods_are_long_enough(record: Record) -> None:
    """I26: a silence that begins lasts 72 hours at least and ends on a working day."""
    known: dict[str, Any] = {}  # an event tells only what it changes
    for event in record.events:
        for row in event["rows"]:
            known |= row["c"].get("data", {}) if row["t"] == "cases" else {}
        if event["kind"] == "case.moved" and event["pub"]["trigger"] in ("open_silence", "renew_silence"):
            begun, end = from_micros(known["silence_from"]), from_micros(known["expires_at"])
            assert end - begun >= timedelta(hours=72)
            assert on_a_working_day(end) == end
