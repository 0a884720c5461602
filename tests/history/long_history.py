"""A long history, laid quickly: the cases of a small sealed house again and again, under new ids, numbers and salts.

Nothing of it went through a command, and all of it is whole: bytes, links, commitments, tree, signature and tables.
"""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from engine.columns import new_id
from engine.commands import case, notice, task
from engine.history import note
from engine.history.sealer import signed
from engine.history.tree import Tree
from engine.history.verify import TILE, tile_path
from engine.log import canonical, commitment, leaf_hash, new_salt
from tests.history.sealed_house import ORIGIN, SealedHouse
from tests.people import CHAIR, MEMBERS
from tests.world import World

ID = re.compile("(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
YEAR = 2013
REMARKS = 9


def lively(world: World, cases: int) -> None:
    """Decisions that are read, talked about, answered and adopted, as in a house that is at work."""
    for number in range(cases):
        case_id = world.deliberating(title=f"Matter {number}", background=f"Because of {number}.")
        for code in MEMBERS:
            notice.page_opened(world.engine, case_id, by=world.people[code])
            task.claim(world.engine, world.find_task(case_id, "position", code).id, by=world.people[code])
        for remark in range(REMARKS):
            words = f"Has the text of page {remark} been seen by the members of our board?"
            case.comment(world.engine, case_id, words, by=world.people[MEMBERS[remark % len(MEMBERS)]])
        for code in MEMBERS:
            world.answer(case_id, code, "support", reason="Our board has agreed to it.")
        if number % 2:
            world.press(case_id, "declare_consensus", CHAIR)


@dataclass
class Pattern:
    """One case of the small house as text: its events with what each discloses, and its rows by table."""

    events: list[str] = field(default_factory=list)
    disclosed: list[list[tuple[str, str]]] = field(default_factory=list)
    rows: list[tuple[str, str]] = field(default_factory=list)
    ids: frozenset[str] = frozenset()

    @property
    def head(self) -> str:
        """The hash of its last event, which its row holds."""
        return leaf_hash(self.events[-1].encode()).hex()


def patterns(house: SealedHouse) -> list[Pattern]:
    """The cases of the house's export, each with the ids that are its own."""
    found: dict[str, Pattern] = defaultdict(Pattern)
    others: set[str] = set()
    told = defaultdict(list)
    for index, name, _, value in house.disclosed():
        told[index].append((name, json.dumps(value, ensure_ascii=False)))
    for index, body in enumerate(house.entries()):
        kind, identity = json.loads(body)["stream"]
        if kind == "case":
            found[identity].events.append(body.decode())
            found[identity].disclosed.append(told[index])
        else:
            others.update(ID.findall(body.decode()))
    for pattern in found.values():
        pattern.ids = frozenset(each for body in pattern.events for each in ID.findall(body)) - others
    for table, line in rows_of(house):
        for pattern in (found[each] for each in ID.findall(line) if each in found):
            pattern.rows.append((table, line))
            break
    return list(found.values())


def rows_of(house: SealedHouse) -> Iterator[tuple[str, str]]:
    """Every row of every table of the export, as its line."""
    for path in sorted((house.folder / "tables").iterdir()):
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            yield path.stem, line


@dataclass
class Laid:
    """The files of a history while it is laid in a folder that holds the small one."""

    folder: Path
    bodies: list[bytes]
    tree: Tree
    disclosures: TextIO
    index: TextIO

    @classmethod
    def upon(cls, house: SealedHouse) -> Laid:
        """After the entries of the house's export."""
        bodies = house.entries()
        disclosures, index = (
            (house.folder / name).open("a", encoding="utf-8") for name in ("disclosures.jsonl", "index.jsonl")
        )
        return cls(house.folder, bodies, Tree.of(map(leaf_hash, bodies)), disclosures, index)

    def copy(self, pattern: Pattern, year: int) -> None:
        """The case once more, in another year."""
        other = {each: new_id().hex for each in pattern.ids}

        def again(text: str) -> str:
            renamed = ID.sub(lambda found: other.get(found[0], found[0]), text)
            return renamed.replace(f"/{YEAR}/", f"/{year}/").replace(f'"DEC",{YEAR},', f'"DEC",{year},')

        leaves: list[bytes] = []
        for body, disclosed in zip(pattern.events, pattern.disclosed, strict=True):
            self._append(json.loads(again(body)), disclosed, leaves)
        self._put_rows(pattern, again, leaves[-1].hex())

    def _append(self, event: dict[str, Any], disclosed: list[tuple[str, str]], leaves: list[bytes]) -> None:
        event["prev"] = leaves[-1].hex() if leaves else bytes(32).hex()
        if "stream_root" in event:
            event["stream_root"] = Tree.of(leaves).root().hex()
        for name, value in disclosed:
            salt = new_salt()
            event["com"][name] = commitment(name, json.loads(value), salt).hex()
            self.disclosures.write(f'[{len(self.bodies)},"{name}","{salt.hex()}",{value}]\n')
        beside = [event["id"], *event["stream"], event["seq"], event["kind"]]
        told = [*beside, event.get("actor"), event.get("for"), event["at"]]
        self.index.write(json.dumps(told) + "\n")
        body = canonical(event)
        leaves.append(leaf_hash(body))
        self.bodies.append(body)
        self.tree.extend(leaves[-1:])

    def _put_rows(self, pattern: Pattern, again: Callable[[str], str], head: str) -> None:
        lines = defaultdict(list)
        for table, line in pattern.rows:
            lines[table].append(again(line).replace(pattern.head, head))
        for table, written in lines.items():
            with (self.folder / f"tables/{table}.jsonl").open("a", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in written)

    def close(self, sealer: Path) -> None:
        """Write the tiles anew, those of the shorter history too, and sign."""
        self.disclosures.close()
        self.index.close()
        shutil.rmtree(self.folder / "tile")
        for start in range(0, len(self.bodies), TILE):
            some = self.bodies[start : start + TILE]
            self._tile("entries", start, len(some), b"".join(len(each).to_bytes(2) + each for each in some))
        for level in range(0, len(self.tree.levels), 8):
            full = self.tree.levels[level]
            for start in range(0, len(full), TILE):
                some = full[start : start + TILE]
                self._tile(str(level // 8), start, len(some), b"".join(some))
        checkpoint = signed(note.Checkpoint(ORIGIN, self.tree.size, self.tree.root()), sealer)
        (self.folder / "checkpoint").write_text(str(checkpoint), encoding="utf-8")

    def _tile(self, kind: str, start: int, width: int, content: bytes) -> None:
        end = "" if width == TILE else f".p/{width}"
        path = self.folder / f"tile/{kind}/{tile_path(start // TILE)}{end}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def grow(house: SealedHouse, entries: int) -> Path:
    """Lay copies of the house's cases upon its export until it has so many entries; gives it as one file."""
    laid, year, cases = Laid.upon(house), YEAR, patterns(house)
    while len(laid.bodies) < entries:
        year += 1
        for pattern in cases:
            laid.copy(pattern, year)
    laid.close(house.path / "sealer")
    packed = house.path / "long.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for path in sorted(each for each in house.folder.rglob("*") if each.is_file()):
            file.write(path, str(path.relative_to(house.folder)))
    return packed
