"""An entry of a public list in words: how its stamp stands, its facts, its files."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for

from engine.definition import Validity
from engine.queries.certificates import Certified
from engine.queries.published import Published
from web.certificates.words import TONES, standing_sentence, standing_word
from web.field_forms import label_of, reader
from web.i18n import gettext as _
from web.present import day

FIRST = 3


def stamp_words(entry: Published) -> dict[str, str]:
    """How the certificate of its file stands, as a mark with a word; that there is none is said too."""
    found = entry.certified
    if found is None:
        return {"mark": "not_run", "word": _("Bears no stamp")}
    words = {
        Validity.VALID: _("Stamp of quality, valid"),
        Validity.EXPIRED: _("Stamp has expired"),
        Validity.SUSPENDED: _("Stamp is suspended"),
        Validity.SUPERSEDED: _("A newer one is stamped"),
        Validity.REVOKED: _("Stamp was taken away"),
    }
    return {"mark": TONES[found.validity], "word": words[found.validity]}


def facts(entry: Published, *, most: int | None = None) -> list[tuple[str, str]]:
    """What the list tells of an entry, by label; what is empty is left out."""
    who = reader()
    told = [(_(f.label), label_of(f, entry.told.get(f.key), who)) for f in entry.list.tells]
    return [pair for pair in told if pair[1]][:most]


def card(entry: Published) -> dict[str, Any]:
    """An entry as a row of the list."""
    return {
        "href": address(entry),
        "title": entry.title,
        "second": " · ".join(words for _label, words in facts(entry, most=FIRST)),
        "since": _("Published %(day)s", day=day(date.fromisoformat(entry.since))) if entry.since else "",
        **standing(entry),
    }


def standing(entry: Published) -> dict[str, Any]:
    """How its stamp stands, what its state means, and what to beware of."""
    return {
        "stamp": stamp_words(entry),
        "notes": [_(each) for each in entry.notes],
        "warnings": [_(each) for each in entry.warnings],
    }


def address(entry: Published) -> str:
    """Where the entry stands."""
    return url_for("public.show", path=entry.list.path, case_id=entry.case_id)


def certificate(found: Certified) -> dict[str, Any]:
    """What the page of an entry says of its certificate."""
    return {
        "mark": TONES[found.validity],
        "word": standing_word(found.validity),
        "sentence": standing_sentence(found),
        "number": found.number,
        "href": url_for("certificates.page", path=found.certificate.path, number=found.number),
        "check": url_for("certificates.check", path=found.certificate.path),
        "path": found.certificate.path,
    }
