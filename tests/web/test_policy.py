"""The policy: nothing starts without a row, denied by default, deny rows win, and the door does what the table says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from flask import Flask

from config.bootstrap import registry
from engine.policy import Effect, Policy, PolicyError, Relation, Rule
from tests.web.desk import Desk, heading
from web.policy import FOREIGN, action, action_of, build_policy, check_routes

ROLES = frozenset({"READER", "WRITER"})
OTHER_DOORS = (
    "assets.file",
    "health.metrics",
    "history.checkpoint",
)  # a name that leads nowhere; a token, and without one no such page; nothing is signed here, so there is none


@pytest.fixture(scope="module")
def table() -> Policy:
    return build_policy(registry())


# Starting


def app_with(name: str | None) -> Flask:
    app = Flask("small", static_folder=None)

    def view() -> str:
        return "x"

    app.add_url_rule("/", view_func=action(name)(view) if name else view)
    return app


def test_a_view_without_an_action_does_not_start(table: Policy) -> None:
    with pytest.raises(PolicyError, match="view names no action"):
        check_routes(app_with(None), table)


def test_an_action_without_a_row_does_not_start(table: Policy) -> None:
    with pytest.raises(PolicyError, match=r"view names desk\.raed, for which the policy has no row"):
        check_routes(app_with("desk.raed"), table)


def test_a_row_that_names_a_role_nobody_can_hold_does_not_start() -> None:
    with pytest.raises(PolicyError, match="rule one names the role RAEDER, which nobody can hold"):
        Policy([Rule("one", "desk.read", role="RAEDER")], ROLES)


def test_two_rows_with_one_id_do_not_start() -> None:
    with pytest.raises(PolicyError, match="1 rules share an id"):
        Policy([Rule("one", "desk.read"), Rule("one", "desk.write")], ROLES)


def test_every_action_of_a_view_has_a_row_and_no_foreign_view_is_forgotten(desk: Desk) -> None:
    actions = {endpoint: action_of(desk.app, endpoint) for endpoint in desk.app.view_functions}
    assert all(actions.values())
    assert set(FOREIGN) <= set(actions)


# Judging


def test_what_no_row_allows_is_denied() -> None:
    policy = Policy([Rule("one", "desk.read", role="READER")], ROLES)
    assert policy.judge("desk.read", {"READER"}, set()).allowed
    assert not policy.judge("desk.read", {"WRITER"}, set()).allowed
    assert not policy.judge("desk.read", set(), {Relation.SIGNED_IN}).allowed
    assert not policy.judge("desk.write", {"READER", "WRITER"}, set(Relation)).allowed


@pytest.mark.parametrize("turned", [False, True])
def test_a_row_that_denies_wins_wherever_it_stands(turned: bool) -> None:
    rules = [
        Rule("may", "desk.read", role="READER"),
        Rule("never", "desk.read", effect=Effect.DENY, role="WRITER"),
    ]
    verdict = Policy(rules[::-1] if turned else rules, ROLES).judge("desk.read", {"READER", "WRITER"}, set())
    assert (verdict.allowed, verdict.rule and verdict.rule.id) == (False, "never")


def test_role_and_relation_of_one_row_are_both_needed() -> None:
    policy = Policy([Rule("one", "desk.read", role="READER", relation=Relation.SELF)], ROLES)
    assert policy.judge("desk.read", {"READER"}, {Relation.SELF}).allowed
    assert not policy.judge("desk.read", {"READER"}, set()).allowed
    assert not policy.judge("desk.read", set(), {Relation.SELF}).allowed


def test_what_the_case_judges_is_tried_by_whoever_has_signed_in() -> None:
    row = Rule("press", "case.move", role="READER", within=True)
    never = replace(row, id="never", effect=Effect.DENY)
    policy = Policy([row, never], ROLES)
    assert policy.judge("case.move", set(), {Relation.SIGNED_IN}).allowed
    assert not policy.judge("case.move", set(), {Relation.ANYONE}).allowed


# What definitions say


def rows(table: Policy, action_name: str, subject: str) -> Iterable[Rule]:
    return [
        r for r in table.about(action_name) if r.definition == "consensus-decision" and r.subject == subject
    ]


def test_a_button_of_a_case_type_is_a_row_with_its_roles_and_states(table: Policy) -> None:
    circulate = rows(table, "case.move", "circulate")
    assert {rule.role for rule in circulate if rule.effect is Effect.ALLOW} >= {"SECRETARIAT_OFFICER"}
    assert {state for rule in circulate for state in rule.states} == {"draft"}
    assert all(rule.within and rule.reason for rule in circulate)


def test_each_seat_answers_and_the_office_records(table: Policy) -> None:
    (answer,) = rows(table, "task.answer", "position")
    assert (answer.role, answer.relation) == ("SC_FOCAL_POINT", Relation.SEAT)
    recorders = {rule.role for rule in rows(table, "task.record", "position")}
    assert recorders == {"SECRETARIAT_OFFICER", "SENIOR_MANAGER"}


def test_nobody_but_the_readers_of_a_level_reads_it_by_role(table: Policy) -> None:
    sealed = [rule for rule in table.about("case.read") if rule.subject == "SEALED"]
    assert [rule.role for rule in sealed] == ["SEAL_KEEPER"]
    administrators = [rule for rule in table.about("case.read") if rule.role == "ADMIN"]
    assert administrators == [], "administrators read no case content"


def test_every_case_type_has_rows_and_every_row_an_id_of_its_own(table: Policy) -> None:
    assert {rule.definition for rule in table.rules} >= {definition.key for definition in registry()}
    assert len({rule.id for rule in table.rules}) == len(table.rules)


# At the door

WHO = ("ILO", "officer", "manager", "auditor", "administrator", "donor", "expert", None)


def may_by_the_table(table: Policy, action_name: str, held: set[str], who: str | None) -> bool:
    """The table read by somebody else: no part of the product is asked but its rows."""
    allowed = False
    for rule in table.rules:
        if rule.action != action_name:
            continue
        if rule.within:
            mine = rule.relation.value == "anyone" or who is not None
            allowed = allowed or (mine and rule.effect.value == "allow")
            continue
        relation = rule.relation.value
        mine = relation in ("holds the role", "anyone") or (
            who is not None and relation in ("signed in", "the person themselves")
        )
        if mine and (rule.role is None or rule.role in held):
            if rule.effect.value == "deny":
                return False
            allowed = True
    return allowed


@pytest.mark.parametrize("who", WHO)
def test_the_door_opens_for_whom_the_table_says(desk: Desk, table: Policy, who: str | None) -> None:
    world = desk.world
    held = set()
    if who is not None:
        with world.engine.reading() as (_, register):
            held = {s.role for s in register.standings(world.people[who], world.engine.now())}
    visitor = desk.as_(who) if who else desk.stranger()
    looked = 0
    for rule in desk.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.arguments or rule.endpoint in OTHER_DOORS:
            continue
        name = action_of(desk.app, rule.endpoint)
        assert name is not None
        answer = visitor.get(str(rule))
        turned_away = "/sign-in?next=" in answer.headers.get("Location", "") or answer.status_code in (
            401,
            403,
            404,
        )
        assert turned_away != may_by_the_table(table, name, held, who), (
            f"{rule} for {who}: {answer.status_code}"
        )
        looked += 1
    assert looked >= 10


def test_who_may_know_of_a_page_but_not_open_it_reads_the_rule(desk: Desk) -> None:
    answer = desk.as_("donor").get("/audit")
    assert answer.status_code == 403
    assert heading(answer) == (
        "The history is open to auditors, to members and to those who keep the work going."
    )
    assert "What would help" in answer.text
    assert "Rule audit-read.AUDITOR" in answer.text


def test_a_machine_reads_the_same_refusal_as_a_document(desk: Desk) -> None:
    answer = desk.stranger().get("/api/v1/tasks")
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    assert answer.json["status"] == 401
