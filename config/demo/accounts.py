"""The role accounts in groups, for the page on which one click signs in, and what each can try."""

from __future__ import annotations

from sqlalchemy import Connection

from config.demo import people
from config.demo.people import Account
from engine.messages import mark
from engine.party import Person
from engine.register import Register
from engine.runtime import Engine

GROUPS: tuple[tuple[str, tuple[Account, ...]], ...] = (
    (mark("Steering Committee"), people.FOCAL_POINTS),
    (mark("Secretariat"), people.STAFF),
    (mark("Oversight and administration"), people.OTHERS),
    (mark("Alternates"), people.ALTERNATES),
    (mark("Field and regional offices"), people.OFFICES),
    (mark("Governments and regional bodies"), people.COUNTERPARTS),
    (mark("Experts of the roster"), people.EXPERTS),
    (mark("Partners and stakeholders"), people.PARTNERS),
)

# What is worth trying first, by the name of the account.
TRIES = {
    "IOM focal point": mark("Chair: rule on a request for more time, and contact a member that objects."),
    "OHCHR focal point": mark("Co-chair: take a position before silence ends, and declare where the chair's own seat objects."),
    "ILO focal point": mark("Take a position, and answer as proposer of an activity."),
    "OSCE focal point": mark("Regional member: lift a strong objection, or break a silence."),
    "UNICEF focal point": mark("Finish a draft that the committee is to discuss."),
    "UNODC focal point": mark("Correct an abstention that the Secretariat recorded, and report on an activity."),
    "Secretariat senior manager": mark("See what is overdue, and hand over work."),
    "Secretariat officer KM": mark("Screen an idea for duplication, and begin what was approved."),
    "Secretariat officer Programmes": mark("Say in a re-review what becomes of each of 14 pieces of feedback."),
    "Secretariat officer Dialogue": mark("Look at once at feedback that speaks of harm, and answer a user."),
    "Secretariat officer Coordination": mark("Announce an adopted decision, which is overdue."),
    "University 04": mark("Hand in a translation of a stamped product for its check."),
    "Trade union 01": mark("Give a view on an idea as a stakeholder."),
    "Auditor": mark("Read everything that is open to oversight, and change nothing."),
    "System administrator": mark("Change people, mandates and calendars, and read no case."),
}  # fmt: skip


def account_groups(
    engine: Engine,
    connection: Connection,  # noqa: ARG001 - every question of a page is asked with these three
    register: Register,
) -> list[tuple[str, list[Person]]]:
    """The groups in the order of the page, with those people who hold a mandate now. Empty groups are left out."""
    known, now = register.by_email, engine.now()
    groups: list[tuple[str, list[Person]]] = []
    for label, accounts in GROUPS:
        found = [person for each in accounts if (person := known.get(each.email)) is not None]
        groups.append((label, [person for person in found if register.standings(person.id, now)]))
    return [(label, found) for label, found in groups if found]


def what_to_try(person: Person) -> str:
    """One line on what this account can try; nothing where there is nothing special."""
    return TRIES.get(person.name, "")
