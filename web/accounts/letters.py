"""The letters about accounts: an invitation, a link to a new password. Plain words, one link, no secret but that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import url_for

from engine.absence import Absence
from engine.commands.password import Letter
from engine.party import Person
from engine.register import Register
from web.addresses import absolute
from web.i18n import gettext as _
from web.i18n import in_language
from web.present import instant, zone_name


@dataclass(frozen=True, slots=True)
class Letters:
    """Writes in the language and the zone of whoever will read. Made before the command begins: it reads nothing more."""

    register: Register

    def invitation(self, person: Person, secret: str, until: datetime) -> Letter:
        """Tells somebody new how to sign in for the first time."""
        with in_language(person.language):
            body = _(
                "%(name)s,\n\nyou have an account at the desk of %(house)s. Choose a password here:\n\n%(link)s\n\n"
                "The link works once, until %(when)s. After that, ask for another invitation.\n",
                **self._places(person, url_for("password.accept", secret=secret), until),
            )
            return Letter(_("Your account at %(house)s", house=self._house), body)

    def reset(self, person: Person, secret: str, until: datetime) -> Letter:
        """Leads somebody who forgot the password to a new one."""
        with in_language(person.language):
            body = _(
                "%(name)s,\n\nsomebody asked for a new password for your account at %(house)s. Choose one here:\n\n"
                "%(link)s\n\nThe link works once, until %(when)s. If it was not you, do nothing: your password stays as "
                "it is.\n",
                **self._places(person, url_for("password.renew", secret=secret), until),
            )
            return Letter(_("A new password at %(house)s", house=self._house), body)

    def standing_in(self, person: Person, absence: Absence) -> Letter:
        """Tells a substitute for whom to stand in, and from when to when."""
        with in_language(person.language):
            zone = ZoneInfo(person.zone or self.register.calendar.zone)
            body = _(
                "%(name)s,\n\n%(away)s is away from %(since)s to %(until)s (%(place)s time), and you stand in at the "
                "desk of %(house)s. What is asked meanwhile comes to you; your answers keep both names. If you cannot, "
                "tell %(away)s or the Secretariat.\n\n%(link)s\n",
                name=person.name,
                away=self.register.name(absence.person_id),
                since=instant(absence.since, zone),
                until=instant(absence.until, zone),
                place=zone_name(zone),
                house=self._house,
                link=absolute(url_for("absences.mine")),
            )
            away = self.register.name(absence.person_id)
            return Letter(_("You stand in for %(away)s", away=away), body)

    @property
    def _house(self) -> str:
        return str(self.register.settings.get("house_name") or "Nemcon")

    def _places(self, person: Person, path: str, until: datetime) -> dict[str, str]:
        zone = ZoneInfo(person.zone or self.register.calendar.zone)
        when = _("%(time)s, %(place)s time", time=instant(until, zone), place=zone_name(zone))
        return {"name": person.name, "house": self._house, "link": absolute(path), "when": when}
