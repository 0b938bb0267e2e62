"""A member that enters a second key of the same note id takes back nothing that it has signed."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gateway.errors import CheckpointError
from gateway.register.log.fraud import signed_at
from gateway.register.log.note_lines import check_cosignature, open_by_origin, signers_of
from gateway.register.log.notes import Checkpoint, SignatureLine, SignedNote, cosign, sign_note
from gateway.trust.federation import Directory
from gateway.trust.members import MemberKey
from gateway.trust.note_ids import origin_line
from gateway.trust.suites import KeyUse
from tests.support.house import NOW, SINCE, House, build_house

FEDERATION = bytes(32)
NAME = origin_line(FEDERATION, "FR")


def numbered(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(sha256(b"%d" % number).digest())


LOG = numbered(62620), numbered(128672)
COSIGN = numbered(23600), numbered(32144)
"""Two keys each, with one id under the name of FR's log in federation 0."""


@pytest.fixture(scope="module")
def house() -> House:
    return build_house()


def directory(house: House, order: int) -> Directory:
    """FR has both keys of each id; which of them stands first says nothing."""
    keys = [
        MemberKey.of(use, key.public_key().public_bytes_raw(), not_before=SINCE)
        for use, pair in ((KeyUse.LOG_ED25519, LOG), (KeyUse.COSIGN_ED25519, COSIGN))
        for key in pair[::order]
    ]
    return replace(house.with_member("FR", keys=tuple(keys)), federation_id=FEDERATION)


def checkpoint(which: int) -> SignedNote:
    body = Checkpoint(NAME, 3, sha256(b"root").digest()).body()
    return SignedNote(
        body, (sign_note(body, NAME, LOG[which]), cosign(body, NAME, COSIGN[which], NOW))
    )


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("which", [0, 1])
def test_what_either_key_has_signed_still_holds(house: House, order: int, which: int) -> None:
    held, note = directory(house, order), checkpoint(which)
    raw = note.to_bytes()
    found, own = open_by_origin(raw, origin="FR", directory=held, at=NOW)
    assert (found.size, own) == (3, note)
    assert signers_of(raw, origin="FR", directory=held, at=NOW)[1] == {"FR"}
    assert signed_at(raw, origin="FR", directory=held, at=NOW) == NOW
    cosigned = check_cosignature(note.body, note.lines[1:], cosigner="FR", directory=held, at=NOW)
    assert cosigned == NOW


@pytest.mark.parametrize("number", [0, 1], ids=["log", "cosign"])
def test_what_neither_has_signed_is_refused(house: House, number: int) -> None:
    note = checkpoint(0)
    line = note.lines[number]
    false = SignatureLine(line.name, line.key_id, line.signature[:-1] + b"\0")
    lines = (false, note.lines[1]) if number == 0 else (note.lines[0], false)
    with pytest.raises(CheckpointError, match="The signature does not hold"):
        signers_of(
            SignedNote(note.body, lines).to_bytes(),
            origin="FR",
            directory=directory(house, 1),
            at=NOW,
        )
