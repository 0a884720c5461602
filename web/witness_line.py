"""The line of a witness to the house it watches: fetch the newest checkpoint and the proof to it, send the cosignature back."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass

from engine.errors import Refused
from engine.history.keys import only_base64
from engine.history.note import Checkpoint, Note
from engine.history.witness import Witness, request_of

PATIENCE = 30
LONGEST = 256 * 1024


@dataclass(frozen=True, slots=True)
class WitnessLine:
    """One witness, one house at this address."""

    witness: Witness
    url: str

    def look(self, seconds: int) -> str:
        """Look once, at a time in seconds, and say what was done. Refused where the house shows what cannot be."""
        note = Note.read(self._get("/api/history/checkpoint"))
        told = Checkpoint.read(note.text)
        old = self.witness.seen(told.origin).size
        proof = self._get(f"/api/history/consistency/{min(old, told.size)}/{told.size}")
        steps = [only_base64(line) for line in proof.split()]
        answer = self.witness.add_checkpoint(request_of(old, steps, note), seconds)
        if answer.status != 200:
            raise Refused(
                "This witness does not put its name under {size} entries ({status}): {why}",
                size=told.size,
                status=answer.status,
                why=answer.text.strip(),
            )
        self._post("/api/history/cosignatures", {"size": told.size, "line": answer.text})
        return f"Cosigned: {told.size} entries of {told.origin}."

    def _get(self, path: str) -> str:
        return self._answer(urllib.request.Request(f"{self.url}{path}"))  # noqa: S310 - the operator's own address

    def _post(self, path: str, body: dict[str, str | int]) -> str:
        headers = {"Content-Type": "application/json"}
        content = json.dumps(body).encode()
        return self._answer(urllib.request.Request(f"{self.url}{path}", content, headers))  # noqa: S310

    def _answer(self, request: urllib.request.Request) -> str:
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
                return str(answer.read(LONGEST).decode())
        except urllib.error.HTTPError as error:
            words = _said(error.read(LONGEST).decode(errors="replace"))
            raise Refused("The house answers {status}: {words}", status=error.code, words=words) from error
        except (OSError, UnicodeError, ValueError) as error:
            raise Refused("The house at {url} does not answer.", url=self.url) from error


def _said(answer: str) -> str:
    """The sentence of a refusal, out of its JSON where it is some."""
    try:
        return str(json.loads(answer)["title"])
    except (ValueError, KeyError, TypeError):
        return answer[:300]
