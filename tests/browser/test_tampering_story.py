"""An administrator edits an outcome in the database: the auditor's page and the verifier, each by itself, name the case and the field."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from engine.case import cases
from engine.history import sealer as folder_of
from engine.history import verify
from engine.history.export import export_history
from engine.history.sealer import Sealer
from engine.history.verify import ALTERED, CODES, STATE
from engine.log import events
from engine.sequence import log_entries, sequence_all
from tests.browser.conftest import Seat
from tests.browser.house import House, served
from tests.owner import as_sealer, unguarded

DECIDED = "Priorities for 2013"
STANDS = "Every row of every table is what the history says."


@pytest.fixture
def house(filled: Path, tmp_path: Path) -> Iterator[House]:
    """The demonstration, with everything in it signed."""
    with served(filled, tmp_path / "house", sealer=tmp_path / "sealer") as house:
        sign(house, tmp_path)
        yield house


def sign(house: House, folder: Path) -> None:
    """Everything that happened so far: signing in does, too."""
    sequence_all(house.engine.database)
    Sealer(folder / "sealer", as_sealer(house.engine.database)).seal(house.engine.clock.now())


def proof(house: House, page: Page) -> Page:
    """The auditor asks for every row."""
    house.open(page, "/audit/proof")
    expect(page.get_by_text("The hashes, as they were read, fit what was signed.")).to_be_visible()
    page.get_by_role("link", name="Compare every row").click()
    return page


def write_over(house: House, result: str) -> str:
    """What nobody can do at the desk. Gives what stood there."""
    with unguarded(house.engine.database) as connection:
        mine = cases.c.title == DECIDED, cases.c.result.is_not(None)
        before = connection.execute(select(cases.c.result).where(*mine)).scalar_one()
        connection.execute(update(cases).where(*mine).values(result=result))
    return str(before)


def test_an_edited_outcome_is_named_by_the_page_and_by_the_verifier_and_only_then(
    house: House, window: Seat, tmp_path: Path
) -> None:
    auditor = house.enter(window(), "Auditor")
    expect(proof(house, auditor).get_by_text(STANDS)).to_be_visible()
    assert verified(house, tmp_path).startswith("OK\n")

    before = write_over(house, "not_adopted")
    row = proof(house, auditor).get_by_role("row").filter(has_text=DECIDED)
    expect(row.get_by_role("cell")).to_have_text([DECIDED, "result", "not_adopted", before])
    said = verified(house, tmp_path, code=CODES[STATE])
    assert said.startswith("STATE DIFFERS\n")
    assert f'{DECIDED}): result is "not_adopted", the history says "{before}"' in said
    row.get_by_role("link", name=DECIDED).click()
    expect(auditor.locator("h1")).to_contain_text(DECIDED)

    write_over(house, before)
    expect(proof(house, auditor).get_by_text(STANDS)).to_be_visible()
    assert verified(house, tmp_path).startswith("OK\n")


def rewrite(house: House) -> int:
    """The last answer to that decision says otherwise, in the event itself. Gives its place in the log."""
    with unguarded(house.engine.database) as connection:
        mine = select(cases.c.id).where(cases.c.title == DECIDED, cases.c.result.is_not(None))
        query = select(events.c.id, events.c.body, log_entries.c.idx)
        query = query.join(log_entries, log_entries.c.event_id == events.c.id)
        query = query.where(events.c.kind == "task.answered", events.c.stream_id.in_(mine))
        last = connection.execute(query.order_by(events.c.pos.desc()).limit(1)).one()
        body = bytes(last.body).replace(b'"outcome":"', b'"outcome":"not_')
        assert body != bytes(last.body)
        connection.execute(update(events).where(events.c.id == last.id).values(body=body))
        return int(last.idx)


def test_an_answer_edited_in_the_history_itself_is_named_by_the_page_and_by_the_verifier(
    house: House, window: Seat, tmp_path: Path
) -> None:
    auditor = house.enter(window(), "Auditor")
    expect(proof(house, auditor).get_by_text("Yes, as far as signed.")).to_be_visible()
    place = rewrite(house)
    row = proof(house, auditor).get_by_role("row").filter(has_text=DECIDED)
    expect(row.get_by_role("cell").nth(1)).to_have_text(str(place))
    expect(row).to_contain_text("What stands there is not what the stored hash was made of.")
    expect(auditor.get_by_text("No. The history does not fit what was signed")).to_be_visible()
    said = verified(house, tmp_path, code=CODES[ALTERED])
    assert said.startswith(f"ALTERED at entry {place}\n")


def verified(house: House, folder: Path, *, code: int = 0) -> str:
    """What the verifier says of an export, as a process of its own that has nothing but its file and the key."""
    sign(house, folder)
    packed = folder / "history.zip"
    packed.unlink(missing_ok=True)
    with house.engine.reading() as (connection, register):
        export_history(connection, packed, str(register.settings["log_origin"]), lambda words: None)
    (key,) = folder_of.public_keys(folder / "sealer")
    done = subprocess.run(
        [sys.executable, "-I", verify.__file__, str(packed), "--log-key", str(key)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout
