"""The closed list of signature suites and key uses (docs/adr/0003).

An algorithm is never named by a message: the member's entry in the directory says which
keys it has and what for, and the number of signatures says which suites are possible.
The numbers are those of comity.v1.Suite and comity.v1.KeyUse.
"""

from __future__ import annotations

from enum import IntEnum


class KeyUse(IntEnum):
    """Algorithm and purpose of a key; one key has one use."""

    SEAL_ED25519 = 1
    SEAL_MLDSA65 = 2
    SEAL_P256 = 3
    ENCRYPT_X25519 = 4
    ENCRYPT_MLKEM768_X25519 = 5
    LOG_ED25519 = 6
    COSIGN_ED25519 = 7
    LOG_MLDSA44 = 8
    COSIGN_MLDSA44 = 9


class Suite(IntEnum):
    """Signature suites in rising order; a higher number is not weaker."""

    ED25519 = 1
    ECDSA_P256 = 2
    ED25519_MLDSA65 = 3

    @property
    def uses(self) -> tuple[KeyUse, ...]:
        """Uses of the keys that sign, in the order of the signatures; all must verify."""
        return _USES[self]

    @property
    def label(self) -> str:
        """What stands in the signed octets of a suite of several signatures; else empty.

        Each half signs it, so that no half is a signature of its own in a smaller suite.
        """
        return _LABELS.get(self, "")


_USES: dict[Suite, tuple[KeyUse, ...]] = {
    Suite.ED25519: (KeyUse.SEAL_ED25519,),
    Suite.ECDSA_P256: (KeyUse.SEAL_P256,),
    Suite.ED25519_MLDSA65: (KeyUse.SEAL_ED25519, KeyUse.SEAL_MLDSA65),
}


def with_signatures(count: int) -> tuple[Suite, ...]:
    """Return the suites that have so many signatures, the weakest first."""
    return _BY_COUNT.get(count, ())


# Asked for every entry of a log.
_BY_COUNT = {
    count: tuple(suite for suite in Suite if len(_USES[suite]) == count)
    for count in {len(uses) for uses in _USES.values()}
}

_LABELS = {Suite.ED25519_MLDSA65: "ed25519-mldsa65"}

LOG_USES = (KeyUse.LOG_ED25519, KeyUse.LOG_MLDSA44)
"""Uses of the keys that sign the own log's checkpoints; the second in the hybrid suite only."""

COSIGN_USES = (KeyUse.COSIGN_ED25519, KeyUse.COSIGN_MLDSA44)
"""Uses of the keys that cosign checkpoints; the second in the hybrid suite only."""

NOTE_USES = frozenset((*LOG_USES, *COSIGN_USES))
"""Uses of the keys whose lines stand under the own log's checkpoints."""

ENCRYPTION_USES: tuple[KeyUse, ...] = (KeyUse.ENCRYPT_MLKEM768_X25519, KeyUse.ENCRYPT_X25519)
"""Uses of encryption keys, the preferred one first."""
