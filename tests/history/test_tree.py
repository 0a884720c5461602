"""The tree: every proof of every tree up to 256 entries, against the definition, against vectors from outside, and spoilt."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from typing import Any

import pytest

from engine.history import verify
from engine.history.tree import EMPTY_ROOT, Frontier, Tree, is_consistent, is_included
from tests.history import slow_tree
from tests.history.vectors import vectors

MOST = 256
EACH = MOST * (MOST + 1) // 2  # 32,896 pairs of a size and what is below it
LEAVES = [hashlib.sha256(b"\x00" + bytes([n])).digest() for n in range(MOST)]


@pytest.fixture(scope="module")
def tree() -> Tree:
    return Tree.of(LEAVES)


@pytest.fixture(scope="module")
def roots() -> list[bytes]:
    return [slow_tree.root(LEAVES[:size]) for size in range(MOST + 1)]


def spoilt(proof: list[bytes]) -> Any:
    """The proof with one hash changed, each in turn."""
    for at, each in enumerate(proof):
        yield [*proof[:at], bytes([each[0] ^ 1]) + each[1:], *proof[at + 1 :]]


def test_roots_are_those_of_the_definition_however_they_are_computed(tree: Tree, roots: list[bytes]) -> None:
    edge, theirs = Frontier(), verify.Edge()
    assert roots[0] == EMPTY_ROOT == tree.root(0) == edge.root() == theirs.root()
    for size in range(1, MOST + 1):
        edge.append(LEAVES[size - 1])
        theirs.append(LEAVES[size - 1])
        assert roots[size] == tree.root(size) == edge.root() == theirs.root()
    assert len(edge.peaks) == 1


def test_every_proof_of_inclusion_is_the_definition_s_and_every_spoilt_one_is_refused(
    tree: Tree, roots: list[bytes]
) -> None:
    agreed = refused = 0
    for size in range(1, MOST + 1):
        for index in range(size):
            proof, leaf, root = tree.inclusion(index, size), LEAVES[index], roots[size]
            assert is_included(leaf, index, size, proof, root)
            assert verify.root_by(leaf, index, size, proof) == root
            assert slow_tree.leads_to(leaf, index, size, proof) == root
            agreed += 1
            for wrong in spoilt(proof):
                assert not is_included(leaf, index, size, wrong, root)
                assert verify.root_by(leaf, index, size, wrong) != root
                refused += 1
            for wrong in (proof[:-1], [*proof, bytes(32)]) if proof else ():
                assert not is_included(leaf, index, size, wrong, root)
    print(f"{agreed} proofs of inclusion agree, {refused} spoilt ones are refused")
    assert agreed == EACH and refused >= EACH


def test_a_sample_of_paths_is_written_by_the_definition_too(tree: Tree) -> None:
    for size in (1, 2, 3, 7, 8, 9, 100, 255, 256):
        for index in range(size):
            assert tree.inclusion(index, size) == slow_tree.path(index, LEAVES[:size])


def test_every_proof_of_consistency_is_the_definition_s_and_every_spoilt_one_is_refused(
    tree: Tree, roots: list[bytes]
) -> None:
    agreed = refused = 0
    for second in range(1, MOST + 1):
        for first in range(1, second + 1):
            proof = tree.consistency(first, second)
            assert is_consistent(first, roots[first], second, roots[second], proof)
            agreed += 1
            for wrong in spoilt(proof):
                assert not is_consistent(first, roots[first], second, roots[second], wrong)
                refused += 1
            assert not is_consistent(first, roots[first - 1], second, roots[second], proof)
    print(f"{agreed} proofs of consistency agree, {refused} spoilt ones are refused")
    assert agreed == EACH and refused >= EACH


def test_a_sample_of_proofs_of_consistency_is_written_by_the_definition_too(tree: Tree) -> None:
    for second in (1, 2, 3, 7, 8, 9, 64, 100, 129):
        for first in range(1, second + 1):
            assert tree.consistency(first, second) == slow_tree.proof(first, LEAVES[:second])


def test_what_is_not_in_the_tree_has_no_proof(tree: Tree) -> None:
    for index, size in ((-1, 5), (5, 5), (3, MOST + 1)):
        with pytest.raises(ValueError, match="entr"):
            tree.inclusion(index, size)
    for first, second in ((6, 5), (-1, 5), (1, MOST + 1)):
        with pytest.raises(ValueError, match="tree"):
            tree.consistency(first, second)


def test_proofs_from_outside_are_judged_rightly_all_of_them() -> None:
    told = vectors("rfc6962_proofs.json")
    wrong = [each["name"] for each in told["inclusion"] if included(each) is each["wantErr"]]
    wrong += [each["name"] for each in told["consistency"] if consistent(each) is each["wantErr"]]
    count = len(told["inclusion"]) + len(told["consistency"])
    print(f"{count} proofs from outside, {len(wrong)} judged wrongly")
    assert not wrong and count >= 190


def included(each: Any) -> bool:
    proof = [content(step) for step in each["proof"] or ()]
    args = content(each["leafHash"]), each["leafIdx"], each["treeSize"], proof
    here = is_included(*args, content(each["root"]))
    theirs = len(args[0]) == 32 and verify.root_by(*args) == content(each["root"])
    assert here == theirs, each["name"]
    return here


def consistent(each: Any) -> bool:
    proof = [content(step) for step in each["proof"] or ()]
    roots = content(each["root1"]), content(each["root2"])
    return is_consistent(each["size1"], roots[0], each["size2"], roots[1], proof)


def content(text: str | None) -> bytes:
    return b64decode(text) if text else b""
