"""What holds for every case type, also for those that are still to be written: found by looking, listed nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from engine.columns import from_micros
from engine.commands import register
from engine.decide import blank_case, finish
from engine.definition import (
    BACK,
    HERE,
    CaseDefinition,
    Edit,
    Field,
    Guard,
    Kind,
    MatrixPanel,
    Open,
    Outcome,
    Panel,
    RulesPanel,
    Set,
    State,
    TaskDefinition,
    TextPanel,
    Transition,
    Who,
    origin_keys,
)
from engine.errors import Denied
from engine.machine import fire
from engine.registry import Registry, buttons
from engine.snapshot import Snapshot
from engine.view import CaseView, RowView
from engine.whom import target_of
from engine.work import Work
from tests.people import CHAIR, COCHAIR, PEOPLE
from tests.workflows.sampling import (
    NOW,
    SAMPLES,
    Sample,
    definitions,
    form,
    party_of,
    sample,
    value_of,
)
from tests.world import World
from web.marks import MARKS
from workflows import _shared

every_definition = pytest.mark.parametrize("definition", definitions(), ids=lambda d: d.code)
every_sample = pytest.mark.parametrize("kind", SAMPLES, ids=lambda kind: kind.name)
SENTENCE = re.compile(r"[A-Z“{].*[.?]\Z", re.DOTALL)
TONES = {"", "run", "ok", "warn", "stop", "ink", "none"}


def outcomes(definition: CaseDefinition) -> Iterator[tuple[TaskDefinition, Outcome]]:
    for task in definition.tasks:
        for outcome in task.outcomes:
            yield task, outcome


def fields_of(definition: CaseDefinition) -> list[Field]:
    """Every field of the case, its rows and its forms."""
    found = [*definition.fields, *(c for i in definition.items for c in i.columns)]
    found += [f for t in definition.transitions for f in t.asks]
    return found + [f for task, outcome in outcomes(definition) for f in (*task.asks, *outcome.asks)]


# What people read


@every_definition
def test_everything_has_a_label_that_is_no_sentence(definition: CaseDefinition) -> None:
    told = [
        definition.title,
        *(s.label for s in definition.states),
        *(t.label for t in definition.transitions),
    ]
    told += [f.label for f in fields_of(definition)] + [t.label for t in definition.tasks]
    told += [o.label for _, o in outcomes(definition)] + [s.label for s in definition.settings]
    told += [i.label for i in definition.items] + [d.label for d in definition.documents]
    told += [getattr(panel, "label", "") for panel in definition.panels]
    told += [label for f in fields_of(definition) if f.options for label in f.options]
    if definition.links:
        assert isinstance(definition.links, Mapping)
        told += definition.links.values()
    odd = [label for label in told if not label or label != label.strip() or label[0].islower()]
    assert odd == []
    assert [label for label in told if label.endswith(".") and " " in label] == []


@every_definition
def test_what_explains_is_a_sentence(definition: CaseDefinition) -> None:
    told = [definition.about, *(s.moment for s in definition.states)]
    told += [r.says for r in (*definition.reminders, *(r for t in definition.tasks for r in t.remind))]
    optional = [f.help for f in fields_of(definition)] + [d.help for d in definition.documents]
    optional += [t.says for t in definition.transitions] + [o.says for _, o in outcomes(definition)]
    told += [text for text in optional if text]
    assert [text for text in told if not SENTENCE.match(text)] == []


@every_definition
def test_every_refusal_is_a_sentence_with_its_places_named(definition: CaseDefinition) -> None:
    for guard in all_guards(definition):
        assert SENTENCE.match(guard.says), guard.says
        assert guard.says.count("{}") == int(guard.listing), guard.says
        assert not guard.short.endswith("."), guard.short


@every_definition
def test_moments_name_fields_and_tasks_of_the_case(definition: CaseDefinition) -> None:
    counts = SimpleNamespace(answered=1, unanswered=2, asked=3)
    known: dict[str, Any] = {f.key: "then" for f in definition.fields} | {
        t.key: counts for t in definition.tasks
    }
    for state in definition.states:
        assert "{" not in state.moment.format_map(known)


@every_definition
def test_marks_and_tones_are_those_that_pages_can_draw(definition: CaseDefinition) -> None:
    assert {outcome.mark for _, outcome in outcomes(definition)} <= MARKS.keys()
    assert {state.tone for state in definition.states} <= TONES


@every_definition
def test_choices_are_names_that_last(definition: CaseDefinition) -> None:
    names = {name for f in fields_of(definition) if f.options for name in f.options.__members__}
    assert [name for name in names if not re.fullmatch(r"[A-Z][A-Z0-9_]*", name)] == []


# The way through


@every_definition
def test_every_state_is_reached_and_leads_to_an_end(definition: CaseDefinition) -> None:
    ahead = {
        state: {t.target for t in definition.leaving(state.key) if t.target not in (HERE, BACK)}
        for state in definition.states
    }
    for state in [state for state in definition.states if state.pause]:
        ahead[state] |= {other for other in definition.states if state in ahead[other]}
    reached, waiting = {definition.initial}, [definition.initial]
    while waiting:
        new = ahead[waiting.pop()] - reached
        reached |= new
        waiting += new
    assert reached == set(definition.states)
    ending = {state for state in definition.states if state.final}
    while more := {s for s in definition.states if s not in ending and ahead[s] & ending}:
        ending |= more
    assert ending == set(definition.states), "a case can get stuck"
    assert any(state.final for state in definition.states)


@every_definition
def test_the_machine_goes_where_the_definition_says(definition: CaseDefinition) -> None:
    for transition in definition.transitions:
        for state in origin_keys(transition, definition.states):
            if transition.target not in (HERE, BACK):
                assert fire(definition, state, transition.trigger) == transition.target.key


@every_definition
def test_whoever_may_move_a_case_can_be_found(definition: CaseDefinition) -> None:
    """An implied task needs somebody to be offered to."""
    for state in definition.states:
        if state.due is not None:
            found = [
                target_of(buttons(definition, state.key), sample(definition, state, s).view) for s in SAMPLES
            ]
            assert any(found), f"nobody is asked while it is {state.key}"


# Guards, run on samples: a misspelt attribute, a wrong number of arguments, a wrong enum name shows here


def things(work: Work, definition: CaseDefinition, choice: int) -> Iterator[tuple[Guard, Any]]:
    """Every guard that may be asked while the case is in its state, with the thing it is asked about."""
    state, view = work.view.state, work.view
    for transition in definition.leaving(state.key):
        yield from ((guard, form(work, transition.asks, choice)) for guard in transition.when)
    for task in [t for t in definition.tasks if state in t.during]:
        yield from ((guard, None) for guard in task.when)
        somebody = next(iter(work.snapshot.register.people.values()))
        yield from ((guard, each) for guard in task.eligible for each in (None, somebody))
        for outcome in task.outcomes:
            answer = form(work, (*task.asks, *outcome.asks), choice, party_of(work, task))
            yield from ((guard, answer) for guard in outcome.when)
    for reminder in [r for r in definition.reminders if state in r.during]:
        yield from ((guard, None) for guard in reminder.when)
    for item in definition.items:
        rows = [RowView(view, item, row) for row in work.snapshot.items if row.item == item.key]
        yield from ((guard, row) for guard in item.checks for row in rows)
    for who in whose(definition, state):
        yield from ((guard, None) for part in who.alternatives() for guard in part.conditions)
    for panel in definition.panels:
        yield from ((guard, None) for guard in shown_guards(panel))


def shown_guards(panel: Panel) -> tuple[Guard, ...]:
    return (
        panel.guards
        if isinstance(panel, RulesPanel)
        else panel.when
        if isinstance(panel, MatrixPanel | TextPanel)
        else ()
    )


def whose(definition: CaseDefinition, state: State) -> Iterator[Who]:
    """Everybody who may do something in this state."""
    yield from (t.by for t in definition.leaving(state.key) if t.by is not None)
    for task in [t for t in definition.tasks if state in t.during]:
        yield task.to
        yield from (who for who in (task.recorders, task.to.to) if who is not None)
    yield from (edit.by for edit in edits(definition) if state in (edit.during or (definition.initial,)))


def edits(definition: CaseDefinition) -> list[Edit]:
    found = [*definition.edit, *(e for i in definition.items for e in i.edit)]
    return found + [e for d in definition.documents for e in d.edit]


def all_guards(definition: CaseDefinition) -> list[Guard]:
    found: dict[Guard, None] = {}
    for state in definition.states:
        work = sample(definition, state, SAMPLES[1])
        found.update((guard, None) for guard, _ in things(work, definition, 0))
    for field in fields_of(definition):
        found.update(dict.fromkeys(field.checks))
    return list(found)


@every_definition
@every_sample
def test_every_guard_runs_in_every_state(definition: CaseDefinition, kind: Sample) -> None:
    for state in definition.states:
        work = sample(definition, state, kind)
        for guard, thing in things(work, definition, kind.choice):
            refusal = guard.refusal(work.view, thing)
            assert refusal is None or SENTENCE.match(refusal.says.english()), f"{state.key}: {guard.says}"
        for field in fields_of(definition):
            seen = AnswerLike(work, field, kind.choice)
            assert all(check.refusal(work.view, seen.value) is None or check.says for check in field.checks)
            if isinstance(field.required, Guard):
                field.required.refusal(work.view)


class AnswerLike:
    """The value of a field as a check sees it."""

    def __init__(self, work: Work, field: Field, choice: int) -> None:
        shown = getattr(form(work, (field,), choice), field.key)
        self.value = shown[0] if field.many else shown


@every_definition
@every_sample
def test_every_state_settles(definition: CaseDefinition, kind: Sample) -> None:
    """Whatever is filled in and linked, transitions that happen by themselves come to rest, their effects included."""
    for state in definition.states:
        work = sample(definition, state, kind)
        work.begin("sample")
        finish(work)
        assert work.view.state in definition.states, state.key


@every_definition
@pytest.mark.parametrize("kind", SAMPLES[1:], ids=lambda kind: kind.name)
def test_every_function_of_a_definition_runs(definition: CaseDefinition, kind: Sample) -> None:
    for state in definition.states:
        work = sample(definition, state, kind)
        for transition in definition.leaving(state.key):
            work.answer = form(work, transition.asks, kind.choice)
            run_effects(work, transition)
        for task in [t for t in definition.tasks if state in t.during]:
            for outcome in task.outcomes:
                answer = form(work, (*task.asks, *outcome.asks), kind.choice, party_of(work, task))
                work.answer = answer
                run_effects(work, outcome)
        work.answer = None
        for who in whose(definition, state):
            target_of(who, work.view) if not who.is_each else None


def run_effects(work: Work, act: Transition | Outcome) -> None:
    """Ask the functions of its effects what they would do."""
    for effect in act.then:
        asked: list[Any] = [effect.value] if isinstance(effect, Set) else []
        rows: list[tuple[Any, ...]] = [()]
        if isinstance(effect, Open):
            asked += [effect.title, *(effect.carry or {}).values()]
            rows = [(row,) for row in work.view.rows(effect.each)] if effect.each else rows
        for each in asked:
            for row in rows if callable(each) else ():
                each(work.view, *row)


# Time


def instants(work: Work) -> list[datetime]:
    """Instants around everything that the case knows of time, and long after."""
    definition, case = work.snapshot.definition, work.snapshot.case
    known = {NOW} | {timer.due_at for timer in work.snapshot.timers.values()}
    for field in definition.fields:
        value = case.data.get(field.key)
        if value is not None and field.kind is Kind.INSTANT:
            known.add(from_micros(value))
        if value is not None and field.kind is Kind.DATE:
            known.add(work.view.house_day(date.fromisoformat(value)))
    around = {each + step for each in known for step in (-SECOND, timedelta(), SECOND)}
    return sorted(i for i in around | {NOW + timedelta(days=n) for n in STEPS} if i >= NOW)


SECOND = timedelta(microseconds=1)
STEPS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 60, 90, 150, 250, 400, 800, 2000)


@every_definition
@every_sample
def test_time_alone_makes_no_automatic_guard_true(definition: CaseDefinition, kind: Sample) -> None:
    """Nobody would wake the case when it does. What waits for a time says `after`."""
    for state in definition.states:
        work = sample(definition, state, kind)
        waiting = instants(work)
        for transition in definition.automatic(state.key):
            for guard in transition.when:
                held = [holds_at(work, guard, instant) for instant in waiting]
                where = f"{state.key}, {transition.trigger}: {guard.says} {held}"
                assert sorted(held, reverse=True) == held, where


def holds_at(work: Work, guard: Guard, instant: datetime) -> bool:
    work.snapshot.at = instant
    return guard.holds(work.view)


def test_a_guard_that_time_makes_true_is_found() -> None:
    definition = definitions()[0]
    work = sample(definition, definition.initial, SAMPLES[0])
    ripe = Guard("Not yet.", lambda case: case.at > NOW + timedelta(days=4), 1)
    held = [holds_at(work, ripe, instant) for instant in instants(work)]
    assert sorted(held, reverse=True) != held


# The registry, and opening


def test_definitions_meet() -> None:
    house = definitions()
    Registry(house, _shared.HOUSE)
    for told in ("code", "title"):
        assert len({getattr(d, told) for d in house}) == len({d.key for d in house})
    paths = [d.register.path for d in house if d.register is not None]
    assert len(set(paths)) == len(paths)
    assert all(re.fullmatch(r"[a-z-]+", path) for path in paths)
    assert all(re.fullmatch(r"[A-Z]{3}", d.code) for d in house)


def test_no_two_types_draw_numbers_from_one_series() -> None:
    series = [each for d in definitions() for each in d.series]
    assert len(set(series)) == len(series)


@every_definition
def test_it_opens_for_those_it_names_and_for_nobody_else(world: World, definition: CaseDefinition) -> None:
    government = {"sector": "GOVERNMENT"}
    coast = register.add_organization(world.engine, "COAST", "The Coast", government, by=None).result
    world.organizations["COAST"] = coast
    demanded = {f.key: typed(world, definition, f) for f in definition.opens_with}
    named = {role.key for role in definition.opened_by.roles()}
    known = {role for _, _, role, _ in PEOPLE} | set(OFFICES.values())
    for role in sorted(named - known):  # whoever the house of these tests lacks
        world.add_person(role)
        world.grant(role, "DONOR", role, "principal")
        assert world.state(world.open("A sample", role, definition.key, **demanded)) == definition.initial.key
    for name in (n for n, *_ in PEOPLE):
        held = {role for someone, _, role, _ in PEOPLE if someone == name} | exercised_by(name)
        if held & named:
            case_id = world.open("A sample", name, definition.key, **demanded)
            assert world.read(case_id).case.opener == world.people[name]
        else:
            sentence = f"You cannot open a case of this type: {definition.title}."
            with pytest.raises(Denied) as caught:
                world.open("A sample", name, definition.key, **demanded)
            assert (str(caught.value.says), caught.value.rule) == (sentence, f"open:{definition.key}")


# Offices that an organization holds; whoever fills its seat exercises them.
OFFICES = {CHAIR: "SC_CHAIR", COCHAIR: "SC_COCHAIR"}


def exercised_by(name: str) -> set[str]:
    seats = [code for someone, code, role, _ in PEOPLE if (someone, role) == (name, "SC_FOCAL_POINT")]
    return {OFFICES[code] for code in seats if code in OFFICES}


def typed(world: World, definition: CaseDefinition, field: Field) -> Any:
    """What somebody would type: the world's own people and organizations instead of the sample's, such as the field takes."""
    if field.kind is Kind.PERSON:
        return world.people["expert"].hex
    if field.kind is Kind.INSTANT:
        return from_micros(value_of(field)).isoformat()
    if field.kind is not Kind.ORGANIZATION:
        return value_of(field)
    now, house = world.clock.now(), world.register_now()
    case = blank_case(definition, now, title="A sample", values={}, opener=None, opened_for=None)
    view = CaseView(Snapshot(definition, case, house, world.engine.registry, now))
    named = (house.organizations[world.organizations[code]] for code in ("ILO", "COAST"))
    return next(each.id.hex for each in named if all(check.holds(view, each) for check in field.checks))
