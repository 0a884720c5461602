"""What must hold of what people are asked and answer. What an answer means is known to its definition; whether it is firm,
or takes an earlier one back, is declared there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from engine.derive import OVERDUE, REMIND
from engine.doctor.finding import Looked, Promise
from engine.doctor.records import Records, changes, in_force
from engine.messages import message
from engine.task import CLAIMED, CLOSED, COMPLETED, HELD, LASTING, OFFERED
from engine.timer import ARMED
from engine.view import DROPPED

PARTY = "org:"


def nothing_counts_after_its_end(records: Records) -> Looked:
    """I10, by the order of events and by time: an answer counts only where its task was open, or answered and not over."""
    for stream in records.streams.values():
        known: dict[str, dict[str, Any]] = {}
        rounds: dict[str, dict[str, Any]] = {}
        for event in stream:
            for _, row in changes([event], "positions"):
                if row["op"] == "i" and not row["c"]["late"]:
                    task = known.get(row["c"]["task_id"])
                    asked = "since" in rounds.get(row["c"]["task"], {})
                    over = task is not None and (not asked or _is_over(task, event.words["at"]))
                    yield message("{event} counts, and came too late.", event=event.name) if over else None
            for _, row in changes([event], "tasks"):
                known.setdefault(row["k"][0], {}).update(row["c"])
            for _, row in changes([event], "cases"):
                rounds.update(row["c"].get("rounds", {}))


def _is_over(task: Mapping[str, Any], at: int) -> bool:
    closes = task.get("closes_at")
    timed = closes is not None and closes <= at
    dropped = task["state"] in (CLOSED, HELD) or task.get("ended_why") in DROPPED
    return timed or dropped or not task["present"]


def one_round_is_asked(records: Records) -> Looked:
    """I14: what is asked now is of one round, and each party is asked once in it."""
    present: dict[tuple[UUID, str], list[Any]] = defaultdict(list)
    for row in records.rows("tasks"):
        if row["present"]:
            present[row["case_id"], row["task"]].append(row)
    for (case_id, task), rows in present.items():
        rounds, parties = {row["round"] for row in rows}, {row["party"] for row in rows}
        one = len(rounds) == 1 and len(parties) == len(rows)
        says = message("case {case}: “{task}” is asked in several rounds at once.", case=case_id, task=task)
        yield None if one else says


def latest_answers_stand(records: Records) -> Looked:
    """I24: what stands of a party is its latest answer that came in time; nothing, where that took an earlier one back."""
    for row in records.rows("tasks"):
        given = records.answers.get(row["id"], [])
        if not given and row["answer"] is None:
            continue
        latest = given[-1] if given else None
        outcome = records.outcome(latest) if latest is not None else None
        wanted = None if latest is None or (outcome is not None and outcome.takes_back) else latest["id"]
        stands = row["answer"] == wanted
        yield (
            None if stands else message("task {task}: what stands is not the latest answer.", task=row["id"])
        )


def answers_are_of_whom_is_asked(records: Records) -> Looked:
    """I15: for the organization that is asked; whoever records for it says how they know."""
    named = {row["id"]: row for row in records.rows("tasks")}
    for row in records.rows("positions"):
        task = named.get(row["task_id"])
        same = task is not None and (task["case_id"], task["task"], task["round"], task["party"]) == (
            row["case_id"], row["task"], row["round"], row["party"],
        )  # fmt: skip
        organization = row["for_organization"].hex if row["for_organization"] else ""
        own = not row["party"].startswith(PARTY) or row["party"] == PARTY + organization
        proven = not row["recorded"] or bool(row["evidence"])
        if same and own and proven:
            yield None
        elif not proven:
            yield message("answer {answer} was recorded for others without evidence.", answer=row["id"])
        else:
            yield message("answer {answer} is not of whom was asked.", answer=row["id"])


def firm_answers_are_changed_by_their_party_only(records: Records) -> Looked:
    """I16: nobody who records for others changes what its definition calls firm."""
    for given in records.answers.values():
        for before, after in pairwise(given):
            outcome = records.outcome(before)
            held = outcome is None or not outcome.firm or not after["recorded"]
            says = message("answer {answer} takes back what only its party may.", answer=after["id"])
            yield None if held else says


def what_stands_was_said_on_what_is_asked(records: Records) -> Looked:
    """I19: a standing answer is bound to the very words of its round."""
    given = {row["id"]: row for row in records.rows("positions")}
    for row in records.rows("tasks"):
        answer, case = given.get(row["answer"]), records.cases.get(row["case_id"])
        if not row["present"] or answer is None or case is None or answer["bound"] is None:
            continue
        bound = case["rounds"].get(row["task"], {}).get("bound")
        same = answer["bound"].hex() == bound
        yield (
            None
            if same
            else message("answer {answer} stands, and was given on other words.", answer=answer["id"])
        )


def seats_are_asked_that_were_held(records: Records) -> Looked:
    """I20: whoever is asked as a member held the seat when the question was put."""
    held: dict[tuple[str, UUID], list[Any]] = defaultdict(list)
    for row in records.rows("mandates"):
        if row["person_id"] is None:
            held[row["role"], row["organization_id"]].append(row)
    for row in records.rows("tasks"):
        definition = records.asked(row["case_id"], row["task"])
        role = definition.to.role if definition is not None and definition.to.kind == "seats" else None
        if role is None or not row["party"].startswith(PARTY):
            continue
        seats = held[role.key, UUID(row["party"].removeprefix(PARTY))]
        held_then = any(in_force(seat, row["opened_at"]) for seat in seats)
        yield None if held_then else message("task {task} asks who did not hold the seat.", task=row["id"])


def notices_are_of_whom_is_asked(records: Records) -> Looked:
    """I13, as far as no case type is asked: notice is had of a question that was put, and not before it was."""
    asked = {(row["case_id"], row["task"], row["round"], row["party"]): row for row in records.rows("tasks")}
    for row in records.rows("notices"):
        task = asked.get((row["case_id"], row["task"], row["round"], row["party"]))
        heard = task is not None and task["opened_at"] <= row["at"]
        says = message(
            "case {case}: {party} had notice of what was not asked.", case=row["case_id"], party=row["party"]
        )
        yield None if heard else says


def a_task_has_one_holder(records: Records) -> Looked:
    """I27: claimed by one, completed by an answer or closed with a reason; and open in the present round only."""
    for row in records.rows("tasks"):
        yield None if _is_sound(row) else message("task {task} is {state}, and not soundly so.", task=row["id"],
                                                  state=row["state"])  # fmt: skip


def _is_sound(task: RowMapping) -> bool:
    open_still = task["ended_at"] is None and task["answer"] is None and task["present"]
    match task["state"]:
        case str(state) if state == OFFERED:
            return open_still and task["claimed_by"] is None
        case str(state) if state == CLAIMED:
            return open_still and task["claimed_by"] is not None and task["claimed_at"] is not None
        case str(state) if state == COMPLETED:
            return task["ended_at"] is not None and task["answer"] is not None
        case str(state) if state == CLOSED:
            return task["ended_at"] is not None and task["ended_why"] is not None
        case state:
            return state == HELD and open_still


def what_has_ended_asks_nobody(records: Records) -> Looked:
    """I30: what may still be said at an end (an account, an explanation) is optional, and nothing else is called to mind."""
    asked = [row for row in records.rows("tasks") if row["state"] in LASTING]
    optional = {(row["case_id"], row["task"]) for row in asked if row["optional"]}
    waiting = {row["case_id"] for row in asked if not row["optional"]}
    waiting |= {
        row["case_id"]
        for row in records.rows("timers")
        if row["state"] == ARMED and row["kind"] in (REMIND, OVERDUE)
        if (row["case_id"], row["key"].split(":")[1]) not in optional
    }
    for row in records.rows("cases"):
        if row["ended"]:
            says = message("case {case} has ended, and something of it still waits.", case=row["id"])
            yield says if row["id"] in waiting else None


def what_has_ended_is_moved_by_nobody(records: Records) -> Looked:
    """I22: an end is left by itself, where a later decision is declared to do that, and never by a person."""
    for (kind, _), stream in records.streams.items():
        ended = False
        for event in stream if kind == "case" else ():
            if ended and event.kind == "case.moved":
                by = message("{event}: somebody moved what had ended.", event=event.name)
                yield by if event.actor is not None else None
            for _, row in changes([event], "cases"):
                ended = row["c"].get("ended", ended)
        if ended:
            yield None


def one_person_acts_for_one_organization(records: Records) -> Looked:
    """I36: whoever acts in a case for an organization acts for no other there."""
    for (kind, case_id), stream in records.streams.items():
        acted: dict[UUID, set[UUID]] = defaultdict(set)
        for event in stream if kind == "case" else ():
            if event.actor is not None and event.organization is not None:
                acted[event.actor].add(event.organization)
        for person, organizations in acted.items():
            says = message(
                "case {case}: {person} acted for several organizations.", case=case_id, person=person
            )
            yield says if len(organizations) > 1 else None


ANSWERS = (
    Promise("in-time", message("No answer counts that came after its end."), nothing_counts_after_its_end, "I10"),
    Promise("one-round", message("Each party is asked once, in one round."), one_round_is_asked, "I14"),
    Promise("latest", message("What stands is the latest answer that came in time."), latest_answers_stand, "I24"),
    Promise("own-answers", message("Who answers is who is asked, or records for them with evidence."),
            answers_are_of_whom_is_asked, "I15"),
    Promise("firm", message("Only its own party changes a firm answer."),
            firm_answers_are_changed_by_their_party_only, "I16"),
    Promise("bound", message("What stands was said on the words that are asked about."),
            what_stands_was_said_on_what_is_asked, "I19"),
    Promise("seats", message("Whoever is asked as a member held the seat then."), seats_are_asked_that_were_held, "I20"),
    Promise("notice", message("Notice is of what was asked, and not before."), notices_are_of_whom_is_asked, "I13"),
    Promise("holder", message("A task has one holder, and ends with an answer or a reason."), a_task_has_one_holder,
            "I27"),
    Promise("ended", message("What has ended asks nobody for anything, and reminds of nothing."), what_has_ended_asks_nobody, "I30"),
    Promise("final", message("Nobody moves a case that has ended."), what_has_ended_is_moved_by_nobody, "I22"),
    Promise("one-organization", message("In a case one person acts for one organization."),
            one_person_acts_for_one_organization, "I36"),
)  # fmt: skip
