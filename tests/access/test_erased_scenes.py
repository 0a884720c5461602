"""No page breaks for want of words: in every state of every case type all its words are erased, and everybody looks."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.history.erasure import DOCUMENT, EVENT, Part
from engine.log import disclosures, events
from tests.access.probes import Found, Probe, probes
from tests.access.scenes import Staged
from tests.access.test_matrix import theatre
from tests.access.theatre import Theatre
from tests.conftest import by_night
from tests.engine.erasing import erase, with_two_administrators

__all__ = ["theatre"]

LOOKING = ("officer", "ILO", "auditor")


def words_of(staged: Staged) -> list[Part]:
    """Everything that any event of a case discloses, and the content of its documents."""
    mine = (events.c.stream_kind == "case", events.c.stream_id == staged.case_id)
    query = (
        select(events.c.id).join(disclosures, disclosures.c.event_id == events.c.id).where(*mine).distinct()
    )
    with staged.world.engine.database.read() as connection:
        told = list(connection.execute(query).scalars())
    files = [Part(DOCUMENT, each.id) for each in staged.world.read(staged.case_id).documents.values()]
    return [*(Part(EVENT, event) for event in told), *files]


def reading(found: Found) -> list[Probe]:
    """Every page and answer about a case that only reads it, and the forms that would change it."""
    return [probe for probe in probes(found) if probe.method == "GET"]


@pytest.mark.long
@pytest.mark.parametrize("one_in", [3, *by_night(1)])
def test_no_page_of_any_case_breaks_when_all_its_words_are_erased(theatre: Theatre, one_in: int) -> None:
    """Of every third case in the time there is; by night of every one."""
    asked, wrong = 0, []
    looks = [(staged, reading(Found.of(staged))) for staged in theatre.staged[::one_in]]
    for staged in theatre.staged:
        erase(with_two_administrators(staged.world), *words_of(staged))
    for staged, looked in looks:
        house = theatre.house(staged)
        for probe in looked:
            for who in LOOKING:
                answer = house.send(probe, who)
                asked += 1
                if answer.status_code >= 500:
                    wrong.append(f"{staged.name}: {probe.path} for {who}: {answer.status_code}")
    print(f"{asked} pages of {len(looks)} cases without a word")
    assert wrong == [], f"{len(wrong)} of {asked}:\n" + "\n".join(wrong[:60])
    assert asked >= 10_000 // (one_in + one_in // 2)
