"""Targets of the files about the directory that are none itself: proofs, statements, signatures."""

from __future__ import annotations

from base64 import b64encode

from gateway.trust.directory_ceremony import DetachedSignature, read_detached_signature
from gateway.trust.directory_chain import load_over
from gateway.trust.directory_state import DIRECTORY_STATE, verify_directory_state
from gateway.trust.dsse import SignedBytes
from gateway.trust.proofs.directory_split import (
    DirectorySplit,
    SplitFiles,
    read_directory_split,
    verify_directory_split,
)
from tools.fuzz import changes
from tools.fuzz.ground import SENDER
from tools.fuzz.reader import Reader
from tools.fuzz.target import Target


def directory_files(reader: Reader, signed: bytes) -> list[Target]:
    """Return the targets.

    Args:
        reader: Who reads.
        signed: A signed directory.
    """
    return [
        Target(
            "signed directory over those between",
            [signed],
            changes.message,
            lambda raw: load_over(raw, [raw], at=reader.at, anchor=reader.anchor),
        ),
        Target(
            "directory split",
            [_split(reader, signed)],
            changes.json_text,
            lambda raw: verify_directory_split(read_directory_split(raw), reader.anchor),
        ),
        Target(
            "statement about the directory",
            [_state(signed)],
            changes.message,
            lambda raw: verify_directory_state(raw, reader.directory, reader.at),
        ),
        Target(
            "operator's signature",
            [_detached(signed)],
            changes.json_text,
            read_detached_signature,
        ),
    ]


def _split(reader: Reader, raw: bytes) -> bytes:
    two = SplitFiles(raw, raw, (raw,))
    return (
        DirectorySplit.of(two, version=1, peer=SENDER, found=reader.at).model_dump_json().encode()
    )


def _state(raw: bytes) -> bytes:
    signed = SignedBytes.from_bytes(raw)
    return SignedBytes(DIRECTORY_STATE, signed.payload, signed.signatures).to_bytes()


def _detached(raw: bytes) -> bytes:
    (keyid, sig), *_ = SignedBytes.from_bytes(raw).signatures
    made = DetachedSignature(
        version=1,
        payload=bytes(32).hex(),
        operator="operator-1",
        key_id=keyid,
        signature=b64encode(sig).decode(),
    )
    return made.model_dump_json().encode()
