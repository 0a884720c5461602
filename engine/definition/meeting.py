"""What makes two definitions contradict each other; each breach is one short sentence for those who wrote them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from engine.definition.case import CaseDefinition
from engine.definition.documents import DocumentDefinition
from engine.definition.effects import CopyColumns, CopyDocument, CopyRows, Gather, Open
from engine.definition.fields import Field
from engine.definition.house import House
from engine.definition.items import ItemDefinition
from engine.definition.lookups import Lookup, Shares
from engine.definition.panels import HeatMapPanel, RankingPanel
from engine.definition.tasks import TaskDefinition
from engine.definition.who import Who

Known = Mapping[str, CaseDefinition]


def opening(definition: CaseDefinition, effect: Open, known: Known) -> Iterator[str]:
    """What stands against opening a case of another type. One that is not built yet is no contradiction."""
    chosen = not isinstance(effect.definition, str)
    for theirs in [known[key] for key in effect.opens if key in known]:
        yield from _handed(definition, effect, theirs)
        if chosen and definition.key not in theirs.accepts:
            yield f"{definition.key} may turn into {theirs.key}, which does not accept it"
        ties = [*([effect.link] if effect.back else []), *effect.following]
        undeclared = [tie for tie in ties if tie not in theirs.links]
        yield from (
            f"{definition.key} is tied by {tie} from {theirs.key}, which does not declare it"
            for tie in undeclared
        )


def copying(definition: CaseDefinition, effect: CopyDocument | CopyRows, known: Known) -> Iterator[str]:
    """What is taken over from a case that was opened from here is there."""
    opened = [e for e in definition.effects if isinstance(e, Open) and e.link == effect.link]
    for theirs in [known[key] for each in opened for key in each.opens if key in known]:
        there = theirs.document_by_key if isinstance(effect, CopyDocument) else theirs.item_by_key
        if effect.theirs not in there:
            yield f"{definition.key} takes over {effect.theirs} of {theirs.key}, which has no such thing"


def _handed(definition: CaseDefinition, effect: Open, theirs: CaseDefinition) -> Iterator[str]:
    ours, carry = definition.key, effect.carry or {}
    unknown = set(carry) - set(theirs.field_by_key)
    unknown |= set(effect.rows or {}) - set(theirs.item_by_key)
    unknown |= set(effect.documents or {}) - set(theirs.document_by_key)
    yield from (f"{ours} hands {each} to {theirs.key}, which has no such thing" for each in sorted(unknown))
    for key in carry.keys() & theirs.field_by_key.keys():
        if not _fits(theirs.field_by_key[key], carry[key]):
            yield f"{ours} hands {theirs.key} a {key} that it cannot take"
    begun = {*carry, *theirs.accepts.get(ours, {})}
    lacking = [field.key for field in theirs.opens_with if field.key not in begun]
    yield from (f"{ours} opens {theirs.key} without its {key}" for key in lacking)


def _fits(field: Field, ours: object) -> bool:
    """Whether our field holds what theirs does, or our constant is one of its choices. A function is judged when it runs."""
    if isinstance(ours, Field):
        return (ours.kind, ours.many) == (field.kind, field.many)
    return field.options is None or callable(ours) or ours in field.options.__members__


def roles(definition: CaseDefinition, house: House, named: Iterable[Who]) -> Iterator[str]:
    """A role that the house does not have is held by nobody."""
    known = {role.key for who in house.roles for role in who.roles()}
    found = dict.fromkeys(role.key for who in named for role in who.roles() if role.key not in known)
    yield from (
        f"{definition.key} names the role {key}, which nobody in this house can hold" for key in found
    )


def accepting(definition: CaseDefinition, known: Known) -> Iterator[str]:
    """What stands against taking over from another type. One that is not built yet is no contradiction."""
    for key, mapping in definition.accepts.items():
        if key in known:
            yield from _taken(definition, known[key], mapping)


def _taken(definition: CaseDefinition, theirs: CaseDefinition, mapping: Mapping[str, str]) -> Iterator[str]:
    published = {field.key: field for field in theirs.publishes}
    for ours, told in mapping.items():
        field = definition.field_by_key.get(ours)
        if field is None:
            yield f"{definition.key} takes over into {ours}, which is no field of its own"
        elif told not in published:
            yield f"{definition.key} takes over {told}, which {theirs.key} does not publish"
        elif not _fits(field, published[told]):
            yield f"{definition.key} takes over {told} into {ours}, which holds something else"


def looking_up(definition: CaseDefinition, known: Known) -> Iterator[str]:
    """What stands against its lookups: they see what is published to everybody who reads, and nothing else."""
    of_register = [definition.register.lookup] if definition.register and definition.register.lookup else []
    of_panels = [panel.lookup for panel in definition.panels if isinstance(panel, RankingPanel)]
    for lookup in dict.fromkeys([*of_register, *of_panels]):
        if lookup.case in known:
            yield from _looked_up(definition, lookup, known[lookup.case])


def _looked_up(definition: CaseDefinition, lookup: Lookup, theirs: CaseDefinition) -> Iterator[str]:
    published = {field.key: field for field in theirs.publishes if field.level is None}
    yield from (
        f"{definition.key} looks up {key}, which {theirs.key} does not publish to all its readers"
        for key in dict.fromkeys(lookup.published)
        if key not in published
    )
    told = {state.result for state in theirs.states}
    yield from (
        f"{definition.key} looks up the result {result}, which no state of {theirs.key} has"
        for result in (*lookup.results, *lookup.aside)
        if result not in told
    )
    for criterion in lookup.criteria:
        theirs_of = published.get(getattr(criterion, "theirs", ""))
        if isinstance(criterion, Shares) and theirs_of is not None and theirs_of.kind != criterion.ours.kind:
            yield f"{definition.key} compares {criterion.ours.key} with {criterion.theirs}, which holds something else"


def laying_out(definition: CaseDefinition, known: Known) -> Iterator[str]:
    """Linked cases are laid out by likelihood and impact only where a type with that tie publishes both to all its readers."""
    drawn = {p.link: p.heat for p in definition.every_panel if isinstance(p, HeatMapPanel) and p.link}
    for link, heat in drawn.items():
        tied = [each for each in known.values() if link in each.links]
        if tied and not any(heat.published_by(each.publishes) for each in tied):
            yield f"{definition.key} lays out what is tied by {link}, and nothing tied so publishes where it lies"


def gathering(definition: CaseDefinition, effect: Gather, known: Known) -> Iterator[str]:
    """Cases are gathered by what their type publishes to all its readers, in the same words."""
    theirs = known.get(effect.definition)
    if theirs is None:
        return
    told = next((f for f in theirs.publishes if f.key == effect.tells.key and f.level is None), None)
    if told is None or told.kind is not effect.tells.kind or told.many:
        yield f"{definition.key} gathers {theirs.key} by {effect.tells.key}, which it does not publish so"
    elif told.options is None or effect.value not in told.options.__members__:
        yield f"{definition.key} gathers {theirs.key} by {effect.value}, which is no choice of {effect.tells.key}"


def filling_in(definition: CaseDefinition, effect: CopyColumns, known: Known) -> Iterator[str]:
    """Columns are filled in from columns that some type has, and that hold the same."""
    there = [each.item_by_key[effect.theirs] for each in known.values() if effect.theirs in each.item_by_key]
    if there and not any(_fills(effect, item) for item in there):
        yield f"{definition.key} fills in rows from {effect.theirs}, where no such columns are"


def _fills(effect: CopyColumns, item: ItemDefinition) -> bool:
    theirs = {column.key: column for column in item.columns}
    pairs = [(ours, theirs.get(key)) for ours, key in effect.columns.items()]
    return effect.named in theirs and all(its is not None and _fits(its, ours) for ours, its in pairs)


def public(known: Known) -> Iterator[str]:
    """What is open to everybody stands at one place each, and a form is about something that everybody may read of."""
    lists = [d.public_list.path for d in known.values() if d.public_list is not None]
    yield from (f"two public lists stand at {path}" for path, n in Counter(lists).items() if n > 1)
    forms = [(d, d.public_form) for d in known.values() if d.public_form is not None]
    places = Counter((key, form.path) for _, form in forms for key in form.about)
    yield from (f"two forms about {key} stand at {path}" for (key, path), n in places.items() if n > 1)
    for definition, form in forms:
        yield from (
            f"{definition.key} has a form about {key}, of which nobody may read"
            for key in form.about
            if key in known and known[key].public_list is None
        )


def known_levels(definition: CaseDefinition, house: House) -> Iterator[str]:
    """A level that the house does not have is read by nobody, and asked for by every reader."""
    known = {None, *(level.key for level in house.levels)}
    of_rows = (column for item in definition.items for column in item.columns)
    of_answers = (f for task in definition.tasks for o in task.outcomes for f in (*task.asks, *o.asks))
    fields = (*definition.fields, *of_rows, *of_answers)
    kept: tuple[Field | ItemDefinition | DocumentDefinition | TaskDefinition, ...]
    kept = (*fields, *definition.items, *definition.documents, *definition.tasks)
    for thing in dict.fromkeys(kept):
        if thing.level not in known:
            yield f"{definition.key} keeps {thing.key} at the level {thing.level}, which this house does not have"


def levels(house: House) -> Iterator[str]:
    """Levels are read by roles or by all, the widest first: one filter in SQL says who reads, and width is their order."""
    kinds = [{part.kind for part in level.readers.alternatives()} for level in house.levels]
    for level, found in zip(house.levels, kinds, strict=True):
        limited = level.readers.never or any(p.conditions or p.never for p in level.readers.alternatives())
        if found - {"role", "anyone"} or limited:
            yield f"the level {level.key} is read by others than plain roles, which lists could not tell"
    if any("anyone" in found for found in kinds[1:]):
        yield "a level that is open to all stands behind a narrower one: the widest comes first"
