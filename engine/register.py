"""The register: organizations, people, mandates, settings and the calendar, read once and shared until one changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from engine.absence import Absence
from engine.calendar import WorkingCalendar
from engine.definition.settings import Setting
from engine.definition.time import Offset
from engine.definition.who import Role
from engine.override import Override
from engine.party import Mandate, Organization, Person


@dataclass(frozen=True, slots=True)
class Standing:
    """A right to act: in this role, for this organization, in this capacity (principal, alternate, nominee)."""

    role: str
    organization: UUID | None
    capacity: str

    @property
    def name(self) -> str:
        """The capacity as the log names it."""
        return f"{self.role}/{self.capacity}"


@dataclass(frozen=True)
class Register:
    """Who is who, at any instant: mandates are judged at the instant that is asked about."""

    version: int
    organizations: Mapping[UUID, Organization]
    people: Mapping[UUID, Person]
    mandates: tuple[Mandate, ...]
    settings: Mapping[str, Any]
    calendar: WorkingCalendar
    roles: Mapping[str, Role]
    setting_by: Mapping[str, UUID] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    absences: tuple[Absence, ...] = ()

    @cached_property
    def _by_person(self) -> dict[UUID, list[Mandate]]:
        found: dict[UUID, list[Mandate]] = {}
        for mandate in self.mandates:
            if mandate.person_id is not None:
                found.setdefault(mandate.person_id, []).append(mandate)
        return found

    @cached_property
    def _held(self) -> dict[str, list[Mandate]]:
        found: dict[str, list[Mandate]] = {}
        for mandate in self.mandates:
            if mandate.person_id is None:
                found.setdefault(mandate.role, []).append(mandate)
        return found

    @cached_property
    def by_code(self) -> dict[str, Organization]:
        """Organizations by their code, in capitals: however it is typed, it means the same one."""
        return {organization.code.upper(): organization for organization in self.organizations.values()}

    @cached_property
    def by_email(self) -> dict[str, Person]:
        """People by their address, in lower case."""
        return {person.email.lower(): person for person in self.people.values()}

    @cached_property
    def by_hex(self) -> dict[str | None, Person]:
        """People by their id as a case stores it."""
        return {person.id.hex: person for person in self.people.values()}

    def after(self, instant: datetime, offset: Offset) -> datetime:
        """An amount of time later, through the house's calendar; its number is a setting if the definition says so."""
        amount = self.setting(offset.amount) if isinstance(offset.amount, Setting) else offset.amount
        return self.calendar.add(instant, offset.sign * amount, offset.unit)

    def setting(self, setting: Setting) -> Any:
        """The value in force, or the default."""
        return self.settings.get(setting.key, setting.default)

    def holders(self, role: str, at: datetime) -> list[Organization]:
        """The organizations that hold a seat or an office at this instant, by code."""
        found = {m.organization_id for m in self._held.get(role, ()) if m.holds_at(at)}
        return sorted((self.organizations[each] for each in found), key=lambda each: each.code)

    def mandates_of(self, person: UUID) -> list[Mandate]:
        """Every mandate a person has or had."""
        return self._by_person.get(person, [])

    def standings(self, person: UUID, at: datetime) -> list[Standing]:
        """Every role the person may act in at this instant: own mandates first, then offices their seat exercises."""
        someone = self.people.get(person)
        if someone is None or not someone.active:
            return []
        own = [
            Standing(m.role, m.organization_id, m.capacity)
            for m in self.mandates_of(person)
            if m.holds_at(at)
        ]
        return own + [
            Standing(office.key, mine.organization, mine.capacity)
            for office in self.roles.values()
            if office.exercised_by is not None
            for mine in own
            if mine.role == office.exercised_by.key and self._holds(office.key, mine.organization, at)
        ]

    def _holds(self, role: str, organization: UUID | None, at: datetime) -> bool:
        return any(m.organization_id == organization and m.holds_at(at) for m in self._held.get(role, ()))

    def stands(
        self, person: UUID, role: str, at: datetime, organization: UUID | None = None
    ) -> Standing | None:
        """The standing in which a person may act in a role (for an organization, where one is named)."""
        for standing in self.standings(person, at):
            if standing.role == role and organization in (None, standing.organization):
                return standing
        return None

    def people_in(self, role: str, at: datetime, organization: UUID | None = None) -> list[Person]:
        """Everybody who may act in a role at this instant, principals first, by name."""
        office = self.roles.get(role)
        seat = office.exercised_by.key if office and office.exercised_by else role
        holding = {o.id for o in self.holders(role, at)} if office and office.exercised_by else None
        found: dict[UUID, str] = {}
        for mandate in self.mandates:
            fits = mandate.role == seat and mandate.person_id is not None and mandate.holds_at(at)
            if fits and organization in (None, mandate.organization_id):
                if holding is None or mandate.organization_id in holding:
                    found.setdefault(mandate.person_id, mandate.capacity)  # type: ignore[arg-type]
        people = [self.people[each] for each in found if self.people[each].active]
        return sorted(people, key=lambda p: (found[p.id] != "principal", p.name))

    @cached_property
    def _absent(self) -> dict[UUID, list[Absence]]:
        found: dict[UUID, list[Absence]] = {}
        for absence in self.absences:
            found.setdefault(absence.person_id, []).append(absence)
        return found

    def absences_of(self, person: UUID) -> list[Absence]:
        """Every absence of a person, the earliest first, also those that are over."""
        return self._absent.get(person, [])

    def is_away(self, person: UUID, at: datetime, definition: str) -> Absence | None:
        """The absence by which somebody does no work in cases of a type at this instant."""
        mine = self._absent.get(person, ())
        return next((each for each in mine if each.holds_at(at) and each.covers(definition)), None)

    def overrides_of(self, person: UUID) -> list[Override]:
        """The overrides a person has opened, also those that have ended."""
        return [each for each in self.overrides if each.person_id == person]

    def overridden(self, person: UUID, case_id: UUID, at: datetime) -> bool:
        """Whether an administrator has an override open for this case."""
        return any(o.case_id == case_id and o.open_at(at) for o in self.overrides_of(person))

    def name(self, identity: UUID | None) -> str:
        """The name of a person or organization, for a sentence."""
        if identity is None:
            return ""
        known = self.people.get(identity) or self.organizations.get(identity)
        return str(known) if known else ""
