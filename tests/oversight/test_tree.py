import random
from hashlib import sha256

import pytest

from tocsin.oversight.commitment import commit
from tocsin.oversight.tree import (
    EMPTY_ROOT,
    Frontier,
    Proofs,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

# The reference inputs and roots of the certificate-transparency tests (RFC 6962's authors).
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
MOST = 33


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(str(i).encode()) for i in range(count)]


def naive(hashes: list[bytes]) -> bytes:
    """The definition, word for word: split at the largest power of two below n."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = max(2**i for i in range(20) if 2**i < len(hashes))
    return node_hash(naive(hashes[:k]), naive(hashes[k:]))


@pytest.mark.parametrize("size", ROOTS)
def test_the_reference_roots_come_out(size: int) -> None:
    assert root([leaf_hash(bytes.fromhex(x)) for x in INPUTS[:size]]).hex() == ROOTS[size]


@pytest.mark.parametrize("size", range(MOST))
def test_appending_gives_the_root_of_the_definition(size: int) -> None:
    assert Frontier(leaves(size)).root() == naive(leaves(size))
    assert Frontier(leaves(size)).size == size
    assert Frontier().root() == EMPTY_ROOT


@pytest.mark.parametrize("size", range(1, MOST))
def test_every_leaf_is_proved_and_no_other_is(size: int) -> None:
    tree = leaves(size)
    for index in range(size):
        proof = inclusion_proof(tree, index)
        assert verify_inclusion(tree[index], index, size, proof, root(tree))
        assert not verify_inclusion(leaf_hash(b"forged"), index, size, proof, root(tree))
        assert not verify_inclusion(tree[index], index + size, size, proof, root(tree))
        assert not verify_inclusion(tree[index], index, size, [*proof, tree[0]], root(tree))
        for i in range(len(proof)):
            assert not verify_inclusion(tree[index], index, size, proof[:i] + proof[i + 1 :], root(tree))


@pytest.mark.parametrize("size", range(1, MOST))
def test_many_proofs_of_one_tree_are_those_of_the_definition(size: int) -> None:
    tree = leaves(size)
    proofs = Proofs(tree)
    assert [proofs.inclusion(i) for i in range(size)] == [inclusion_proof(tree, i) for i in range(size)]


@pytest.mark.parametrize("size", range(1, MOST))
def test_a_tree_that_was_not_rewritten_is_proved_and_a_rewritten_one_is_not(size: int) -> None:
    tree = leaves(size)
    for old in range(1, size + 1):
        proof = consistency_proof(tree, old)
        assert verify_consistency(old, size, proof, root(tree[:old]), root(tree))
        rewritten = [leaf_hash(b"rewritten"), *tree[1:old]]
        assert not verify_consistency(old, size, proof, root(rewritten), root(tree))
        if proof:
            flipped = [bytes([proof[0][0] ^ 1]) + proof[0][1:], *proof[1:]]
            assert not verify_consistency(old, size, flipped, root(tree[:old]), root(tree))
    assert not verify_consistency(0, size, [], EMPTY_ROOT, root(tree))


def test_a_commitment_binds_its_entry_and_hides_it_behind_its_salt() -> None:
    rng = random.Random(1)
    salts = [rng.randbytes(32) for _ in range(2)]
    entry = {"verb": "open", "case": "K7M2-9QPX"}
    assert commit(entry, salts[0]) == commit(dict(reversed(entry.items())), salts[0])
    assert commit(entry, salts[0]) != commit(entry, salts[1])
    assert commit(entry, salts[0]) != commit(entry | {"verb": "erase"}, salts[0])
    with pytest.raises(ValueError, match="32"):
        commit(entry, b"short")
