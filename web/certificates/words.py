"""What is told of a certificate: its facts in words, and one sentence about how it stands today."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.definition import Certificate, Field, Validity
from engine.queries.certificates import Certified
from web.field_forms import label_of, reader
from web.i18n import gettext as _
from web.present import day

TONES = {
    Validity.VALID: "holds",
    Validity.EXPIRED: "late",
    Validity.SUSPENDED: "concern",
    Validity.SUPERSEDED: "superseded",
    Validity.REVOKED: "missing",
}


def standing_word(validity: Validity) -> str:
    """One word for how it stands."""
    return {
        Validity.VALID: _("Valid"),
        Validity.EXPIRED: _("Expired"),
        Validity.SUSPENDED: _("Suspended"),
        Validity.SUPERSEDED: _("Superseded"),
        Validity.REVOKED: _("Taken away"),
    }[validity]


def standing_sentence(found: Certified) -> str:
    """What that means, for somebody who has never heard of it."""
    until = _day(found, found.certificate.until)
    label = _(found.certificate.label)
    return {
        Validity.VALID: _("%(label)s: valid until %(until)s.", label=label, until=until),
        Validity.EXPIRED: _(
            "%(label)s: it ended on %(until)s. It has not been reviewed again yet.", label=label, until=until
        ),
        Validity.SUSPENDED: _(
            "%(label)s: suspended. Do not rely on this file until it has been looked at again.", label=label
        ),
        Validity.SUPERSEDED: _(
            "%(label)s: a newer one takes its place. Look for the newer file.", label=label
        ),
        Validity.REVOKED: _("%(label)s: it was taken away.", label=label),
    }[found.validity]


def facts(found: Certified) -> list[tuple[str, str]]:
    """Title, and every field that the certificate shows."""
    who = reader()
    told = [(field, label_of(field, found.told.get(field.key), who)) for field in found.certificate.fields]
    return [(_("Title"), found.title), *((_(field.label), words) for field, words in told if words)]


def as_json(found: Certified) -> dict[str, Any]:
    """The same for machines: stored values, by key."""
    return {
        "certificate": found.certificate.label,
        "title": found.title,
        "standing": found.validity.value,
        **{field.key: found.told.get(field.key) for field in found.certificate.fields},
    }


def _day(found: Certified, field: Field) -> str:
    stored = found.told.get(field.key)
    return day(date.fromisoformat(stored)) if stored else ""


def file_name(certificate: Certificate, number: str, ending: str) -> str:
    """What a download is called."""
    words = "".join(c if c.isalnum() else "-" for c in number)
    return f"{certificate.path}-{words}.{ending}"
