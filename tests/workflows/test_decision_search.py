"""Every way that a decision can take, with four seats, one revision and one extension; what must hold is checked on each edge."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import replace

import pytest

from tests.workflows.decision_search import (
    AGAINST,
    NEVER,
    NOTHING_SAID,
    REVISED,
    State,
    View,
    canonical,
    declarers,
    successors,
)
from workflows import consensus_decision as dec
from workflows.consensus_decision import positions, rules, silence

SUPPORTING = ("support", "support_with_comment")
ADOPTED = ("adopted_consensus", "adopted_no_objection", "adopted_joint")
ENDED = (*ADOPTED, "not_adopted", "withdrawn", "advised")
BEGINNINGS = [
    State("circulated", "IMPLEMENT_ACTIVITY", "DECISION", "SILENCE", NOTHING_SAID),
    State("circulated", "PRIORITY", "DECISION", "WRITTEN", NOTHING_SAID),
    State("circulated", "RESOURCE_ALLOCATION", "ADVICE", "SILENCE", NOTHING_SAID),
]
Edges = dict[State, list[State]]


@pytest.mark.long
@pytest.mark.parametrize("begin", BEGINNINGS, ids=lambda s: f"{s.subject}-{s.method}")
def test_no_way_breaks_a_promise_and_every_way_can_end(begin: State) -> None:
    edges = search(begin)
    states = Counter(state.status for state in edges)
    count = sum(len(ahead) for ahead in edges.values())
    print(f"{begin.subject}, {begin.method}: {len(edges):,} states, {count:,} edges; {dict(states)}")
    ending = able_to_end(edges)
    stuck = [state for state in edges if state not in ending]
    assert not stuck, f"{len(stuck)} states lead nowhere, such as {stuck[0]}"


def test_the_search_meets_every_state_of_a_plain_decision() -> None:
    """A short look, so that the search itself does not rot: without silence there are few states."""
    edges = search(State("circulated", "IMPLEMENT_ACTIVITY", "DECISION", "WRITTEN", NOTHING_SAID), most=4_000)
    seen = {state.status for state in edges}
    assert {"circulated", "deliberation", "adopted_consensus", "adopted_joint", "not_adopted"} <= seen


PLANTED = {
    "silence goes on over other words": ("broken", "resume_silence", silence.same_text),
    "a short period over other words": ("broken", "renew_silence", silence.same_text),
    "silence opened over an objection": ("deliberation", "open_silence", positions.unbroken),
    "the same text circulated over an objection": ("broken", "circulate_revised", positions.nobody_against),
    "consensus without everybody": ("deliberation", "declare_consensus", positions.everyone_agrees),
    "a joint decision over a strong objection": (
        "deliberation",
        "declare_joint_decision",
        positions.nobody_objects_strongly,
    ),
    "a joint decision over an amendment": (
        "deliberation",
        "declare_joint_decision",
        positions.requests_settled,
    ),
    "a joint decision where there is consensus": (
        "deliberation",
        "declare_joint_decision",
        positions.no_consensus,
    ),
    "advice adopted": ("deliberation", "declare_consensus", rules.is_decision),
}


@pytest.mark.parametrize("bug", PLANTED)
def test_a_planted_bug_is_found(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave one guard out of one transition: the search must object."""
    state, trigger, guard = PLANTED[bug]
    ways = dec.definition.leaving(state)
    assert any(way.trigger == trigger and guard in way.when for way in ways)
    worse = tuple(
        replace(way, when=tuple(g for g in way.when if g is not guard)) if way.trigger == trigger else way
        for way in ways
    )
    monkeypatch.setitem(dec.definition._leaving, state, worse)
    monkeypatch.setitem(dec.definition._automatic, state, tuple(way for way in worse if way.automatic))
    begin = BEGINNINGS[2]._replace(subject="PRIORITY") if "advice" in bug else BEGINNINGS[0]
    begin = (
        begin
        if "silence" in bug or "short" in bug or "circulated" in bug
        else begin._replace(method="WRITTEN")
    )
    with pytest.raises(AssertionError):
        search(begin, most=5_000)


def search(begin: State, most: int = 1_000_000) -> Edges:
    """Breadth first: every state that can be reached, with what follows it; each edge is checked as it is found."""
    edges: Edges = {}
    ahead = deque([begin])
    while ahead:
        state = ahead.popleft()
        if state in edges:
            continue
        edges[state] = []
        if len(edges) > most:
            break
        for act, after in () if state.status in ENDED else successors(state):
            check(state, act, after)
            for found in canonical(after, state):
                edges[state].append(found)
                if found not in edges:
                    ahead.append(found)
    return edges


def able_to_end(edges: Edges) -> set[State]:
    """The states from which an end can be reached."""
    behind: dict[State, list[State]] = defaultdict(list)
    for state, following in edges.items():
        for after in following:
            behind[after].append(state)
    found = {state for state in edges if state.status in ENDED}
    ahead = deque(found)
    while ahead:
        for state in behind[ahead.popleft()]:
            if state not in found:
                found.add(state)
                ahead.append(state)
    return found


# What must hold on each edge


def check(before: State, act: str, after: State) -> None:
    try:
        _adoption(before, act, after)
        _objections(before, act, after)
        _deadline(before, act, after)
        _silence(after)
        _presiding(after)
    except AssertionError as broken:
        raise AssertionError(f"{broken}: by “{act}” from {before} to {after}") from broken


def said(state: State) -> list[str]:
    return [word for word, _ in state.seats]


def _adoption(before: State, act: str, after: State) -> None:
    """I11, I12, I13: what is adopted, and how."""
    if after.status not in ADOPTED:
        return
    words = said(after)
    assert after.nature != "ADVICE", "advice is never adopted"
    assert "strong_objection" not in words, "over a strong objection"
    assert not {"amendment", "request_discussion"} & set(words), "over a request"
    if before.status == "silence":
        assert act == "over" and after.now == after.due, "only the end of silence adopts"
        assert not AGAINST & set(words), "silence adopts over an objection"
        assert after.since is not None and after.due is not None
        half = after.since + (after.due - after.since) / 2
        assert all(told != NEVER and told <= half for _, told in after.seats), "without notice in time"
        assert (after.status == "adopted_consensus") == all(word in SUPPORTING for word in words)
        return
    assert before.status == "deliberation"
    if after.status == "adopted_consensus":
        assert all(word in (*SUPPORTING, "abstain") for word in words), "not everybody agrees"
    else:
        assert after.status == "adopted_joint" and after.subject == "IMPLEMENT_ACTIVITY"
        assert not all(word in (*SUPPORTING, "abstain") for word in words), "there was consensus"
    assert any(word in SUPPORTING for word in words), "nobody supports it"


def _objections(before: State, act: str, after: State) -> None:
    """I16, I19: an objection goes when its member changes it, or with the text it was about."""
    name, _, place = act.rpartition(" ")
    for number, (then, now) in enumerate(zip(said(before), said(after), strict=True)):
        if then in AGAINST and now != then:
            assert act == "revise" or (name != "" and place == str(number)), (
                "somebody else took an objection back"
            )
    if after.status == "circulated":
        assert not AGAINST & set(said(before)), "an objection is circulated away"
    if act == "revise":
        assert after.seats == NOTHING_SAID, "a position on other words stands"
        assert after.status not in ("silence", *ADOPTED), "other words are adopted unseen"


def _deadline(before: State, act: str, after: State) -> None:
    """I18: a running or broken silence never ends earlier than it would have."""
    if before.status in ("silence", "broken") and after.status == "silence" and after.due is not None:
        assert before.due is not None and after.due >= before.due, "shortened"


def _silence(state: State) -> None:
    """Nobody stands against a silence that runs, and it ends in the future."""
    if state.status == "silence":
        assert not AGAINST & set(said(state)), "silence runs over an objection"
        assert state.due is not None and state.due > state.now, "silence is over and still runs"
        assert state.revisions != REVISED, "silence runs over words that were never circulated"
    if state.status == "broken" and state.same_text and state.due is not None and state.due > state.now:
        assert AGAINST & set(said(state)), "nobody stands against it, and silence does not go on"


def _presiding(state: State) -> None:
    """I17: at most one seat declares, and never one that stands against the text."""
    if state.status != "deliberation":
        return
    view = View(state)
    found = declarers(dec.DECLARING, view)
    assert len(found) <= 1, "two declare"
    against = {position.party for position in view.positions(dec.POSITION, *dec.BREAKING)}
    assert not against & set(found), "somebody declares over the own objection"
