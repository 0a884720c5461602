"""Three small case types in which something is always hidden from somebody.

A team matter is open to those who work on cases, a sealed one to whom it asks alone. An open matter is a case that the
Committee reads, with a field, a table, a document and answers that it may not read.
"""

from __future__ import annotations

from typing import Any

from config.bootstrap import registry
from engine.definition import (
    AFTER_OWN_ANSWER,
    BEFORE_END,
    LONG,
    OPENER,
    PERSON,
    TEXT,
    WHEN_CLOSED,
    CaseDefinition,
    DocumentDefinition,
    Edit,
    Field,
    ItemDefinition,
    MatrixPanel,
    Outcome,
    PositionsPanel,
    Register,
    Reminder,
    RulesPanel,
    State,
    TaskDefinition,
    TextPanel,
    days,
    each_seat,
    hours,
    missing,
    named,
    working_days,
)
from engine.registry import Registry
from workflows._shared import CASE_TEAM, HOUSE, MEMBER, OFFICE, SC_RESTRICTED, SEALED, ties

TOPIC, ASKED = Field("topic", "Topic", LONG), Field("asked", "Whom it asks", PERSON)
REPORTED = Outcome("done", "Reported", mark="holds")


def _matter(key: str, code: str, title: str, **more: object) -> CaseDefinition:
    opened, closed = State("opened", "Opened", due=days(1)), State("closed", "Closed", final=True)
    file = DocumentDefinition("file", "File", (Edit(OFFICE, (opened,)),))
    look = TaskDefinition(
        "look",
        "Look into it",
        named(ASKED),
        during=(opened,),
        outcomes=(REPORTED,),
        due=working_days(2),
        remind=(Reminder("It is due in an hour.", BEFORE_END - hours(1)),),
    )
    level, by = more.pop("level"), more.pop("by")
    return CaseDefinition(
        key=key,
        version=1,
        code=code,
        title=title,
        opened_by=OFFICE,
        initial=opened,
        level=level,  # type: ignore[arg-type]
        fields=(TOPIC, ASKED),
        documents=(file,),
        tasks=(look,),
        number_at_opening=code,
        links=ties("informs", "consulted_through"),
        remarks_by=OFFICE,
        edit=(Edit(OFFICE, (opened,)),),
        transitions=[opened.to(closed, "close", "Close it", by=by)],
        register=Register(f"{title}s", key, ("number", "title", "state", "changed"), order=90),
    )


TEAM = _matter("team-matter", "TEA", "Team matter", level=CASE_TEAM, by=OFFICE)
SEALED_MATTER = _matter("sealed-matter", "SEA", "Sealed matter", level=SEALED, by=OPENER)

SOURCE = Field("source", "Source", TEXT, level=CASE_TEAM.key, confidential=True)
NAME = Field("name", "Name", TEXT)
NOTHING = Outcome("nothing", "Heard nothing", reason=True, mark="support")
MUCH = Outcome("much", "Heard something", reason=True, mark="concern")
_open, _over = State("open", "Open", due=days(30)), State("over", "Over", final=True)
_edit = (Edit(OFFICE | OPENER, (_open,)),)
WITNESSES = ItemDefinition("witnesses", "Witnesses", (NAME,), edit=_edit, level=CASE_TEAM.key)
NOTES = DocumentDefinition("notes", "Notes", _edit, level=CASE_TEAM.key)
REPORT = DocumentDefinition("report", "Report", _edit)
HEARING = TaskDefinition(
    "hearing",
    "Say what you heard",
    named(ASKED),
    during=(_open,),
    outcomes=(NOTHING, MUCH),
    changeable=True,
    level=CASE_TEAM.key,
)


# Each member says what it thinks of it, and reads the others when it has.
OPINION = TaskDefinition(
    "opinion",
    "Say what you think",
    each_seat(MEMBER),
    during=(_open,),
    outcomes=(NOTHING, MUCH),
    level=CASE_TEAM.key,
    shown=AFTER_OWN_ANSWER,
)
# What is put into the box is read when all have answered, or nobody can any more.
BOX = TaskDefinition(
    "box",
    "Put a paper into the box",
    each_seat(MEMBER),
    during=(_open,),
    outcomes=(NOTHING, MUCH),
    optional=True,
    shown=WHEN_CLOSED,
)


@missing("Something was heard by {}.", short="Nobody heard anything")
def nobody_heard(case: Any) -> list[Any]:
    return [case.asked] if case.positions(HEARING, MUCH) else []


OPEN_MATTER = CaseDefinition(
    key="open-matter",
    version=1,
    code="OPE",
    title="Open matter",
    opened_by=OFFICE | MEMBER,
    initial=_open,
    level=SC_RESTRICTED,
    fields=(TOPIC, SOURCE, ASKED),
    tasks=(HEARING, OPINION, BOX),
    documents=(REPORT, NOTES),
    items=(WITNESSES,),
    remarks_by=OFFICE,
    edit=_edit,
    transitions=[_open.to(_over, "end", "End it", by=OFFICE | OPENER, when=[nobody_heard])],
    panels=(
        PositionsPanel("Hearing", HEARING),
        PositionsPanel("Opinions", OPINION),
        PositionsPanel("Box", BOX),
        RulesPanel("What must hold", (nobody_heard,)),
        TextPanel("Report", REPORT),
        TextPanel("Notes", NOTES),
        MatrixPanel("Witnesses", WITNESSES),
    ),
    register=Register("Open matters", "open-matter", ("number", "title", "state"), order=91),
)


def hiding() -> Registry:
    """The registry of the house with these three."""
    return Registry([*registry().versions, TEAM, SEALED_MATTER, OPEN_MATTER], HOUSE)
