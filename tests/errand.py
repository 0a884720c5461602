"""An errand: a case type for tests only, with every effect that writes beyond its own case.

It opens another errand with papers and rows, waits for that one, draws a number, freezes its rows, gives two
organizations a role and adopts a setting: what races and kills have to be tried on.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from config.bootstrap import registry
from engine.definition import (
    INSTANT,
    ORGANIZATION,
    SETTING,
    TEXT,
    VALUE,
    AdoptSetting,
    AssignNumber,
    CaseDefinition,
    DocumentDefinition,
    Edit,
    Field,
    Freeze,
    Grant,
    ItemDefinition,
    Open,
    State,
    at,
    linked,
    working_days,
)
from engine.registry import Registry
from tests.world import World
from workflows._shared import COMMITTEE, OFFICE, SC_RESTRICTED, STAKEHOLDER

OPEN = State("open", "Open", due=working_days(20))
WAITING = State("waiting", "Waiting", waits="the errand that was opened")
DONE = State("done", "Done", result="done", final=True)
HELPED = State("helped", "Helped", result="helped", final=True)
LAPSED = State("lapsed", "Lapsed", result="lapsed", final=True)
FREED = State("freed", "Freed", result="freed", final=True)

first = Field("first", "First organization", ORGANIZATION)
second = Field("second", "Second organization", ORGANIZATION)
begins, ends = Field("begins", "Begins", INSTANT), Field("ends", "Ends", INSTANT)
setting_key, setting_value = Field("setting_key", "Setting", SETTING), Field("setting_value", "Value", VALUE)
lapses = Field("lapses", "Lapses", INSTANT)
FIELDS = (first, second, begins, ends, setting_key, setting_value, lapses)

WRITING = Edit(OFFICE, (OPEN,))
NOTE = DocumentDefinition("note", "Note", edit=(WRITING,))
RECORD = DocumentDefinition("record", "Record of the steps")
STEPS = ItemDefinition("steps", "Steps", (Field("step", "Step", TEXT, required=True),), edit=(WRITING,))

GRANTS = [Grant(STAKEHOLDER, organization, begins, ends) for organization in (first, second)]

definition = CaseDefinition(
    key="errand",
    version=1,
    code="ERR",
    title="Errand",
    opened_by=OFFICE,
    initial=OPEN,
    level=SC_RESTRICTED,
    fields=FIELDS,
    documents=(NOTE, RECORD),
    items=(STEPS,),
    links={"next": "Followed by", "helped_by": "Helped by"},
    edit=(Edit(OFFICE, (OPEN,), FIELDS),),
    remarks_by=COMMITTEE,
    transitions=[
        OPEN.to(
            WAITING,
            "send_on",
            "Send somebody on",
            by=OFFICE,
            then=[
                Open(
                    "errand",
                    "next",
                    carry={field.key: field for field in FIELDS},
                    rows={"steps": STEPS},
                    documents={"note": NOTE},
                )
            ],
        ),
        OPEN.to(LAPSED, "lapse", "It lapses", after=at(lapses)),
        OPEN.to(HELPED, "helped", "Somebody helped", when=[linked("helped_by", "done")]),
        OPEN.to(FREED, "freed", "The helper lapsed", when=[linked("helped_by", "lapsed")]),
        WAITING.to(DONE, "came_back", "The other came back", when=[linked("next", "done")]),
        OPEN.to(
            DONE,
            "finish",
            "Finish",
            by=OFFICE,
            then=[
                AssignNumber("ERR"),
                Freeze(STEPS, RECORD),
                *GRANTS,
                AdoptSetting(setting_key, setting_value),
            ],
        ),
    ],
)


@cache
def with_errands() -> Registry:
    """The house's case types and this one."""
    house = registry()
    prints = {f"{d.key}/{d.version}": house.fingerprint(d) for d in house.versions}
    return Registry([*house.versions, definition], house.house, {**prints, "errand/1": "0" * 64})


def open_errand(world: World, first: str = "ILO", second: str = "IOM", **data: Any) -> UUID:
    """An errand that will give these two organizations a role, in this order."""
    dates = {"begins": "2013-01-01T00:00:00+00:00", "ends": "2020-01-01T00:00:00+00:00"}
    return world.open("An errand", definition="errand", first=first, second=second, **dates, **data)
