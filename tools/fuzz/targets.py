"""Every parser that octets from outside reach: what feeds it, and how its food is changed.

A target is called with changed octets. It may refuse them with an error of ours, with reason
and remedy; anything else that it raises is a finding. What follows a signature is reached by
signing the change with a member's own keys: a member can sign whatever it likes.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from google.protobuf.message import DecodeError

from comity.v1 import letter_pb2, register_service_pb2
from gateway.domain.letter_types import LETTER_RULES
from gateway.errors import ComityError
from gateway.exchange.identity import new_id
from gateway.register.denials.valid_denials import read_content
from gateway.register.log.checkpoints import verify_checkpoint
from gateway.register.log.entries import commitments_of, payload_of
from gateway.register.log.fraud import read_fraud_proof, verify_fraud_proof
from gateway.register.log.freshness import read_word
from gateway.register.log.log_store import Head
from gateway.register.log.note_lines import signers_of
from gateway.register.log.notes import SignedNote, parse_checkpoint
from gateway.register.log.proof_file import verify_proof
from gateway.register.log.proof_form import ProofForm
from gateway.register.sync.gossip import read_revoked
from gateway.trust.algorithms import has_one_form, low_s
from gateway.trust.client_certificates import read_der
from gateway.trust.directory import load_directory
from gateway.trust.directory_form import parse_directory
from gateway.trust.dsse import RECEIPT, SignedBytes
from gateway.trust.federation import Anchor
from gateway.trust.proofs.receipt_contradiction import (
    ReceiptContradiction,
    read_contradiction,
    verify_contradiction,
)
from gateway.trust.receipts import receipt_from_bytes, verify_receipt
from gateway.trust.suites import KeyUse
from gateway.wire.content import CODECS, ENTRY_CONTENT, content_from_bytes, letter_content
from gateway.wire.counting import decode
from gateway.wire.deliveries import (
    delivery_from_bytes,
    delivery_to_bytes,
    response_from_bytes,
    sealed_from_bytes,
)
from gateway.wire.entries import entry_from_bytes
from gateway.wire.journal import record_from_bytes
from gateway.wire.letters import letter_from_bytes
from gateway.wire.packages import package_from_bytes
from gateway.wire.returned import (
    LettersWanted,
    ReturnedLetter,
    return_request_from_bytes,
    return_request_to_bytes,
    returned_from_bytes,
    returned_to_bytes,
    wanted_from_bytes,
    wanted_to_bytes,
)
from tools.fuzz import changes, documents
from tools.fuzz.brought import brought
from tools.fuzz.directory_files import directory_files
from tools.fuzz.ground import RECIPIENT, SENDER, Ground, Letter
from tools.fuzz.joining_files import joining_files
from tools.fuzz.reader import Reader
from tools.fuzz.target import Target


def targets(ground: Ground, reader: Reader) -> tuple[Target, ...]:
    """Return every target."""
    return (
        *_trust(ground, reader),
        *_letters(ground, reader),
        *_register(ground, reader),
        *_contents(ground),
        *brought(ground),
        *documents.targets(),
        *reader.interface.targets(),
    )


def _trust(ground: Ground, reader: Reader) -> list[Target]:
    envelopes = ground.seeds["envelope"]
    signed = [raw for raw in envelopes if SignedBytes.from_bytes(raw).payload_type == RECEIPT]
    receipts = [SignedBytes.from_bytes(raw).payload for raw in signed]
    directory = ground.seeds["directory"]
    return [
        Target("envelope", envelopes, changes.message, SignedBytes.from_bytes),
        Target(
            "form of an ECDSA signature",
            [low_s(generate_private_key(SECP256R1()).sign(b"seed", ECDSA(SHA256())))],
            changes.octets,
            partial(has_one_form, KeyUse.SEAL_P256),
        ),
        Target("client certificate", [reader.certificate], changes.octets, read_der),
        Target("receipt", receipts, changes.message, receipt_from_bytes),
        Target(
            "signed receipt",
            signed,
            changes.message,
            lambda raw: verify_receipt(
                raw,
                directory=reader.directory,
                letter_digest=bytes(32),
                message_id=new_id(reader.at),
                receiver=RECIPIENT,
                sender=SENDER,
                sent_at=reader.at,
                received_reply_at=reader.at,
            ),
        ),
        Target(
            "receipts that contradict each other",
            [
                ReceiptContradiction.of(RECIPIENT, raw, signed[0], found=reader.at)
                .model_dump_json()
                .encode()
                for raw in signed
            ],
            changes.json_text,
            lambda raw: verify_contradiction(read_contradiction(raw), reader.directory, reader.at),
        ),
        Target(
            "directory",
            [SignedBytes.from_bytes(raw).payload for raw in directory],
            changes.message,
            parse_directory,
        ),
        Target(
            "signed directory",
            directory,
            changes.message,
            partial(load_directory, at=reader.at, anchor=reader.anchor, allow_expired=True),
        ),
        *directory_files(reader, directory[0]),
        *joining_files(
            reader, directory[0], (reader.sender.settings.home / "tls-cert.pem").read_bytes()
        ),
        Target(
            "anchor",
            ground.seeds["anchor"],
            changes.json_text,
            lambda raw: Anchor.from_json(raw.decode("utf-8", "replace")),
        ),
    ]


def _letters(ground: Ground, reader: Reader) -> list[Target]:
    seeds = ground.seeds
    found = [
        Target("package", seeds["Package"], changes.message, package_from_bytes),
        Target("sealed letter", seeds["SealedLetter"], changes.message, sealed_from_bytes),
        Target(
            "delivery",
            [
                delivery_to_bytes(sealed_from_bytes(raw))
                for raw in seeds["SealedLetter"]
                if _taken(sealed_from_bytes, raw)
            ],
            changes.message,
            delivery_from_bytes,
        ),
        Target("response", seeds["envelope"], changes.message, response_from_bytes),
        Target("letter", seeds["Letter"], changes.message, letter_from_bytes),
        Target("journal record", seeds["JournalRecord"], changes.message, record_from_bytes),
        *_returned(ground, reader),
    ]
    for number, letter in enumerate(_of_each_type(ground.letters)):
        fresh = reader.fresh(letter[0]).SerializeToString()
        header, content = partial(reader.header, letter), partial(reader.content, letter)
        found += [
            Target(f"signed header {number}", [fresh], changes.message, header),
            Target(f"signed content {number}", [letter[1][0][2]], changes.message, content),
        ]
    return found


def _returned(ground: Ground, reader: Reader) -> list[Target]:
    """What goes to and fro after a restore."""
    wanted = wanted_to_bytes(
        LettersWanted(
            federation_id=reader.directory.federation_id,
            asker=SENDER,
            asked=RECIPIENT,
            created=reader.at,
            since=reader.at,
        )
    )
    receipt = ground.seeds["envelope"][0]
    letter = ReturnedLetter(
        message_id=new_id(reader.at), sent_by_asker=True, digest=bytes(32), receipt=receipt
    )
    asked, page = return_request_to_bytes(receipt), returned_to_bytes([letter], after=1)
    return [
        Target("letters wanted", [wanted], changes.message, wanted_from_bytes),
        Target("request for letters", [asked], changes.message, return_request_from_bytes),
        Target("returned letters", [page], changes.message, returned_from_bytes),
    ]


def _of_each_type(
    letters: Sequence[Letter],
) -> list[Letter]:
    """Return one letter of each type that was sent."""
    found: dict[int, Letter] = {}
    for payload, bodies in letters:
        if bodies:
            kind = letter_pb2.Letter.FromString(payload).header.letter_type
            found.setdefault(kind, (payload, bodies))
    return list(found.values())


def _register(ground: Ground, reader: Reader) -> list[Target]:
    seeds = ground.seeds
    notes = seeds["note"]
    proofs = [
        b'{"kind":"split","origin":"DE","older":"%b","newer":"%b","path":[],"seed":null}'
        % (b64encode(one), b64encode(two))
        for one, two in zip(notes, notes[1:] or notes, strict=False)
    ]
    files = seeds["proof"]
    return [
        Target("entry", seeds["Entry"], changes.message, entry_from_bytes),
        Target("entry of a log", seeds["entry package"], changes.message, reader.entry),
        Target("commitments", seeds["entry"], changes.message, commitments_of),
        Target("payload", seeds["entry"], changes.message, payload_of),
        Target("note", notes, changes.note_text, SignedNote.parse),
        Target(
            "origin's word that it has no more",
            [line for note in notes for line in note.split(b"\n") if line.startswith("—".encode())],
            changes.note_text,
            lambda raw: read_word(
                raw.decode("utf-8", "replace"),
                Head(SENDER, 1, bytes(32)),
                directory=reader.directory,
                at=reader.at,
            ),
        ),
        Target(
            "checkpoint body",
            [SignedNote.parse(note).body for note in notes],
            changes.note_text,
            parse_checkpoint,
        ),
        Target(
            "checkpoint",
            notes,
            changes.note_text,
            lambda raw: verify_checkpoint(
                raw, origin=SENDER, directory=reader.directory, at=reader.at
            ),
        ),
        Target(
            "checkpoint of an evidence file",
            notes,
            changes.note_text,
            lambda raw: signers_of(raw, origin=SENDER, directory=reader.directory, at=reader.at),
        ),
        Target(
            "checkpoint by a revoked key",
            notes,
            changes.note_text,
            lambda raw: read_revoked(raw, origin=SENDER, directory=reader.directory, at=reader.at),
        ),
        Target("denial of the search", seeds["content"], changes.message, read_content),
        Target("proof file", files, changes.note_text, ProofForm.parse),
        Target(
            "proof",
            files,
            changes.note_text,
            lambda raw: verify_proof(raw, reader.directory, reader.at),
        ),
        Target(
            "fraud proof",
            proofs,
            changes.json_text,
            lambda raw: verify_fraud_proof(read_fraud_proof(raw), reader.directory, reader.at),
        ),
        Target(
            "entries of a peer",
            [
                register_service_pb2.GetHeadResponse(checkpoint=note).SerializeToString()
                for note in notes
            ],
            changes.message,
            partial(decode, register_service_pb2.GetHeadResponse),
            (DecodeError,),
        ),
    ]


def _contents(ground: Ground) -> list[Target]:
    """Every content that a letter or an entry may hold, by the type that it says it is."""
    seeds = ground.seeds
    kinds = {
        **{f"letter {each.name}": partial(letter_content, each) for each in LETTER_RULES},
        **{
            f"entry {each.name}": partial(content_from_bytes, ENTRY_CONTENT[each])
            for each in ENTRY_CONTENT
        },
        **{f"content {each.__name__}": partial(content_from_bytes, each) for each in CODECS},
    }
    return [
        Target(name, _fitting(seeds["content"], read), changes.message, read)
        for name, read in kinds.items()
    ]


def _fitting(contents: Sequence[bytes], read: Callable[[bytes], object]) -> Sequence[bytes]:
    """Return the contents that this reader takes; all, where it takes none of them."""
    return [raw for raw in contents if _taken(read, raw)] or contents


def _taken(read: Callable[[bytes], object], raw: bytes) -> bool:
    try:
        read(raw)
    except ComityError:
        return False
    return True
