"""Evidence on paper: what the events of a package come to, in words, with what was left out, the hash, the checkpoint, who has
signed it as far as this house believes them, and a code to check it by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.columns import from_micros
from engine.definition import CaseDefinition
from engine.history import verify
from engine.history.leaf_code import code_of
from engine.history.note import Note, Signature
from engine.register import Register
from web import request as desk
from web.addresses import absolute
from web.i18n import gettext as _
from web.i18n import ngettext
from web.present import exact


def paper(package: Mapping[str, Any], definition: CaseDefinition, register: Register) -> dict[str, Any]:
    """The words of the paper, for the layout of a case. Nothing stands on it that the package does not prove, but for the
    names of organizations and people, which are those of today."""
    tables, closing = folded(package)
    case = next(iter(tables["cases"].values()))
    state = definition.state_by_key[case["state"]]
    code = code_of(closing)
    return {
        "house": str(register.settings.get("house_name") or ""),
        "label": _("Evidence: %(type)s", type=_(definition.title)),
        "title": str(case.get("title", package["about"])),
        "number": package["about"],
        "state": _(state.label),
        "facts": [
            (_("Code"), code),
            (_("Check it at"), absolute("/verify")),
            (_("Events"), str(len(package["entries"]))),
            *_kept_back(package),
            (
                _("Signed with"),
                _("%(size)s entries", size=verify.Checkpoint.read(package["checkpoint"]).size),
            ),
        ],
        "sections": [
            *_answers(tables, definition, register),
            *_documents(tables, definition),
            _proof(package),
        ],
        "told": _(
            "Printed %(at)s. The file of evidence proves it; this paper only tells of it.",
            at=exact(desk.now()),
        ),
    }


def folded(package: Mapping[str, Any]) -> tuple[verify.Tables, bytes]:
    """The rows that the events of a package come to, and the hash of the event that brought the result, or of the last."""
    tables: verify.Tables = {}
    told: dict[int, dict[str, Any]] = {}
    for index, name, _salt, value in package["disclosures"]:
        told.setdefault(index, {})[name] = value
    closing = last = bytes(32)
    for each in package["entries"]:
        if "body" not in each:
            continue
        body = each["body"].encode()
        event, last = verify.parse(body), verify.leaf_hash(body)
        verify.fold(tables, event, told.get(each["index"], {}), last)
        closing = last if "stream_root" in event else closing
    return tables, closing if any(closing) else last


def _answers(tables: verify.Tables, definition: CaseDefinition, register: Register) -> list[dict[str, Any]]:
    rows = []
    given = sorted(tables.get("positions", {}).values(), key=lambda each: each["at"])
    for each in given:
        task = definition.task_by_key.get(each["task"])
        outcome = task.outcome(each["outcome"]) if task is not None else None
        rows.append(
            [
                _(task.label) if task is not None else each["task"],
                _party(register, each["party"]),
                _counted(_(outcome.label) if outcome is not None else each["outcome"], each),
                exact(from_micros(each["at"])),
            ]
        )
    heads = [_("Question"), _("Who"), _("Answer"), _("When")]
    return [_section(_("Answers"), heads, [5, 4, 4, 4], rows)] if rows else []


def _counted(answer: str, position: Mapping[str, Any]) -> str:
    return _("%(answer)s (late, not counted)", answer=answer) if position.get("late") else answer


def _party(register: Register, party: str) -> str:
    kind, _colon, identity = party.partition(":")
    try:
        return register.name(UUID(identity)) if kind in ("org", "person") else party
    except ValueError:
        return party


def _documents(tables: verify.Tables, definition: CaseDefinition) -> list[dict[str, Any]]:
    rows = []
    for each in tables.get("documents", {}).values():
        document = definition.document_by_key.get(each["document"])
        label = _(document.label) if document is not None else each["document"]
        rows.append([label, str(each["version"]), each["sha256"]])
    heads = [_("Document"), _("Version"), "SHA-256"]
    return [_section(_("Documents"), heads, [4, 1, 9], rows)] if rows else []


def _kept_back(package: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What stands here by its hash alone, as the reader would not know it from the words; nothing where all is told."""
    passed = sum("body" not in each for each in package["entries"])
    values = len(package["withheld"])
    told = [
        (passed, ngettext("%(num)s event", "%(num)s events", passed)),
        (values, ngettext("%(num)s value", "%(num)s values", values)),
    ]
    words = [each for count, each in told if count]
    return [(_("Not open to whoever took this, and left out"), ", ".join(words))] if words else []


def _proof(package: Mapping[str, Any]) -> dict[str, Any]:
    note = Note.read(package["checkpoint"])
    how = _(
        "Take the file of evidence, the verifier and the log’s public key to a machine of your own: python3 verify.py FILE --log-key KEY"
    )
    return {
        "title": _("Proof"),
        "notes": [how],
        "words": [(_("Checkpoint"), note.text.strip()), *_signers(note)],
        "tables": [],
    }


def _signers(note: Note) -> list[tuple[str, str]]:
    """Whose signatures hold by the keys that this house believes, and the names that it can say nothing of."""
    told: dict[str, list[str]] = {}
    for each in note.signatures:
        told.setdefault(_word_on(note, each), []).append(each.name)
    return [(label, "\n".join(names)) for label, names in told.items()]


def _word_on(note: Note, signature: Signature) -> str:
    trust = desk.site().trust
    keys = (*trust.log_keys, *trust.witnesses)
    if any(note.is_of(signature, key) for key in keys):
        return _("Signed by")
    if (signature.name, signature.key) in {(key.name, key.id) for key in keys}:
        return _("Named as signers, and the signature is wrong")
    return _("Named as signers, not checked here")


def _section(title: str, heads: list[str], widths: list[int], rows: list[list[str]]) -> dict[str, Any]:
    table = {"caption": "", "heads": heads, "widths": widths, "rows": rows}
    return {"title": title, "notes": [], "words": [], "tables": [table]}
