"""Case types: what can be opened, and everything a client needs to show a type and to send its forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from apiflask import APIBlueprint

from engine.definition import (
    CaseDefinition,
    DocumentDefinition,
    Field,
    ItemDefinition,
    Kind,
    State,
    TaskDefinition,
    Transition,
    Who,
    origin_keys,
)
from engine.errors import Unknown
from engine.policy import Effect
from engine.registry import Registry
from web import request as desk
from web.api import definition_schemas as shapes
from web.api.describing import view
from web.api.presenting import definition_name
from web.api.presenting_tasks import outcome_shape
from web.i18n import gettext as _
from web.present import say
from web.schema_of import opening_schema, schema_of

blueprint = APIBlueprint("definitions", __name__, tag="Definitions")


def definition_named(name: str) -> CaseDefinition:
    """The newest version of a type, by its key or its code; Unknown where there is none."""
    registry = desk.engine().registry
    found = registry.find(name) or next((each for each in registry if each.code == name.upper()), None)
    if found is None:
        raise Unknown("There is no case type “{key}”.", key=name)
    return found


@blueprint.get("/definitions")
@blueprint.output(shapes.Definitions)
@view(blueprint, "desk.read")
def every() -> shapes.Definitions:
    """Every case type"""
    desk.signed_in()
    return shapes.Definitions(items=[_short(each) for each in desk.engine().registry])


@blueprint.get("/definitions/<key>")
@blueprint.output(shapes.Definition)
@view(blueprint, "desk.read")
def show(key: str) -> shapes.Definition:
    """One case type: fields, states, transitions, forms"""
    desk.signed_in()
    return _full(definition_named(key), desk.engine().registry)


def _short(definition: CaseDefinition) -> shapes.DefinitionShort:
    names = definition_name(definition).model_dump()
    return shapes.DefinitionShort(
        **names, about=_(definition.about) if definition.about else "", may_open=_may_open(definition)
    )


def _may_open(definition: CaseDefinition) -> bool:
    """Whether one of the roles of the viewer opens such cases: the same rows that the policy table shows."""
    register, viewer = desk.read().register, desk.signed_in()
    held = {standing.role for standing in register.standings(viewer, desk.now())}
    rows = [
        rule
        for rule in desk.site().policy.about("case.open")
        if (rule.definition, rule.version) == (definition.key, definition.version)
    ]
    return any(rule.effect is Effect.ALLOW and rule.role in held for rule in rows)


def _full(definition: CaseDefinition, registry: Registry) -> shapes.Definition:
    labels = (
        definition.links if isinstance(definition.links, Mapping) else {key: key for key in definition.links}
    )
    return shapes.Definition(
        **_short(definition).model_dump(),
        initial=definition.initial.key,
        level=definition.level.key,
        fields=[field_shape(each) for each in definition.fields],
        states=[_state(each) for each in definition.states],
        transitions=[_transition(definition, each, registry) for each in definition.transitions],
        tasks=[_task(each, registry) for each in definition.tasks],
        items=[_item(each, registry) for each in definition.items],
        documents=[_document(each) for each in definition.documents],
        links=[shapes.Choice(value=key, label=_(label)) for key, label in labels.items()],
        form=opening_schema(definition, registry.settings),
    )


def field_shape(field: Field) -> shapes.FieldShape:
    """A field or column as it is declared."""
    known = [shapes.Choice(value=each.name, label=_(each.value)) for each in field.options or ()]
    return shapes.FieldShape(
        key=field.key,
        label=_(field.label),
        kind=field.kind.value if isinstance(field.kind, Kind) else "choice",
        required=_needed(field),
        many=field.many,
        computed=field.computed is not None,
        options=known or None,
        help=_(field.help) if field.help else "",
    )


def _needed(field: Field) -> Literal["always", "sometimes", "never"]:
    if isinstance(field.required, bool):
        return "always" if field.required else "never"
    return "sometimes"


def _state(state: State) -> shapes.StateShape:
    waits = _(state.waits) if state.waits else ""
    return shapes.StateShape(
        key=state.key, label=_(state.label), final=state.final, result=state.result, waits=waits
    )


def _transition(definition: CaseDefinition, way: Transition, registry: Registry) -> shapes.TransitionShape:
    return shapes.TransitionShape(
        trigger=way.trigger,
        label=_(way.label),
        origins=list(origin_keys(way, definition.states)),
        to=way.target.key if way.target.key in definition.state_by_key else "",
        by_itself=way.automatic,
        by=_roles(way.by),
        reason=way.reason,
        rules=[say(guard.statement) for guard in way.when if guard.statement],
        form=schema_of(way.asks, registry.settings),
    )


def _roles(who: Who | None) -> list[str]:
    return list(dict.fromkeys(role.key for role in who.roles())) if who is not None else []


def _task(task: TaskDefinition, registry: Registry) -> shapes.TaskShape:
    return shapes.TaskShape(
        key=task.key,
        label=_(task.label),
        during=[state.key for state in task.during],
        binds=bool(task.binds),
        optional=task.optional,
        changeable=task.changeable,
        outcomes=[outcome_shape(task, each, registry.settings) for each in task.outcomes],
    )


def _item(item: ItemDefinition, registry: Registry) -> shapes.ItemShape:
    writable = [column for column in item.columns if column.key not in item.given]
    return shapes.ItemShape(
        key=item.key,
        label=_(item.label),
        fixed=item.fixed,
        columns=[field_shape(each) for each in item.columns],
        form=schema_of(writable, registry.settings, required=() if item.fixed else None),
    )


def _document(document: DocumentDefinition) -> shapes.DocumentShape:
    words = _(document.help) if document.help else ""
    return shapes.DocumentShape(
        key=document.key, label=_(document.label), writable=bool(document.edit), help=words
    )
