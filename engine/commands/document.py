"""Verbs on a document: put a new version of it. The file is written before the commit, and swept if that fails."""

from __future__ import annotations

import hashlib
from uuid import UUID

from engine.change import Actor
from engine.columns import new_id
from engine.commands.case import actor_for
from engine.commands.transaction import Done, key_of, on_case
from engine.decide import finish
from engine.document import Document
from engine.errors import Refused, Unknown
from engine.messages import mark
from engine.rights import document_standing, needs, opens, sees
from engine.runtime import Engine
from engine.snapshot import Snapshot
from engine.uploads import checked_upload
from engine.view import CaseView
from engine.work import Work

LARGEST = 25 * 1024 * 1024


NO_DOCUMENT = mark("There is no document “{key}” in this case.")


def put(
    engine: Engine,
    case_id: UUID,
    document_key: str,
    content: bytes,
    filename: str,
    *,
    by: UUID,
    key: str | None = None,
    largest: int = LARGEST,
) -> Done:
    """A new version of a document. The same bytes as the newest version change nothing."""
    upload = checked_upload(content, filename, largest)

    def act(work: Work) -> UUID:
        before = work.snapshot.documents.get(document_key)
        digest = hashlib.sha256(content).digest()
        if before is not None and before.sha256 == digest:
            raise Refused(
                "This is the version that is here already; nothing was changed.", rule="same-version"
            )
        document = Document(
            new_id(),
            case_id,
            document_key,
            before.version + 1 if before else 1,
            digest,
            len(content),
            upload.filename,
            upload.media_type,
            by,
            work.actor.organization,
            work.at,
        )
        work.add_document(document)
        work.change.files.append((case_id, digest, content))
        work.event.facts.update(document=document_key, version=document.version, sha256=digest.hex())
        finish(work, quiet=work.snapshot.definition.document_by_key[document_key].level is not None)
        return document.id

    def actor(snapshot: Snapshot) -> Actor:
        view = CaseView(snapshot)
        sees(view, by)
        definition = snapshot.definition.document_by_key.get(document_key)
        if definition is None:
            raise Unknown(NO_DOCUMENT, key=document_key)
        opens(view, definition.level, by, NO_DOCUMENT, key=document_key)
        sentence = "You cannot put a new version here while the case is where it is."
        return actor_for(
            needs(document_standing(view, definition, by), sentence, f"document:{document_key}"), by
        )

    return on_case(engine, case_id, "document.put", act, actor=actor, key=key_of(key, by), person=by)
