"""The sealer's own list: what a full disk or a cut power line has left of a note at its end is not read, and goes."""

from __future__ import annotations

from pathlib import Path

from engine.history.keys import LOG, SecretKey
from engine.history.note import Checkpoint, Note
from engine.history.signed_list import add_to_list, last_in_list
from engine.history.verify import checkpoints_in

ORIGIN = "nemcon.example.org/tests"


def signed(size: int, *keys: SecretKey) -> Note:
    note = Note(str(Checkpoint(ORIGIN, size, bytes([size]) * 32)))
    for key in keys:
        note = note.signed(key)
    return note


def test_a_list_torn_after_any_byte_is_whole_again_with_the_next_note(tmp_path: Path) -> None:
    """Also between two signatures, while a key is handed on."""
    old, new, path = SecretKey.new(ORIGIN, LOG), SecretKey.new(ORIGIN, LOG), tmp_path / "checkpoints"
    first, second = signed(5, old), signed(9, old, new)
    add_to_list(path, first)
    begun = path.read_bytes()
    add_to_list(path, second)
    whole = path.read_bytes()
    assert last_in_list(path) == second
    for cut in range(len(begun), len(whole)):
        path.write_bytes(whole[:cut])
        assert last_in_list(path) == first, "what is torn is not read"
        add_to_list(path, second)
        assert path.read_bytes() == whole
    assert [each.size for each in checkpoints_in(whole.decode())] == [5, 9]
    print(f"torn after each of {len(whole) - len(begun)} bytes")
    assert len(whole) - len(begun) > 200


def test_of_a_list_in_which_nothing_is_whole_nothing_is_read(tmp_path: Path) -> None:
    key, path = SecretKey.new(ORIGIN, LOG), tmp_path / "checkpoints"
    assert last_in_list(path) is None
    add_to_list(path, signed(5, key))
    whole = path.read_bytes()
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        assert last_in_list(path) is None
        add_to_list(path, signed(5, key))
        assert path.read_bytes() == whole


def test_of_a_long_list_the_end_is_read(tmp_path: Path) -> None:
    key, path = SecretKey.new(ORIGIN, LOG), tmp_path / "checkpoints"
    note = signed(7, key)
    path.write_bytes(f"{note}\n".encode() * 2000 + b"torn")
    assert last_in_list(path) == note
    add_to_list(path, signed(8, key))
    assert len(checkpoints_in(path.read_text(encoding="utf-8"))) == 2001
