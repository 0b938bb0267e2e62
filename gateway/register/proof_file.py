"""Proof files: that one entry is in its origin's log, and who has confirmed to hold it.

Written from a node's database, verified from octets and a directory alone. Steps of the
verification, the same as in docs/protocol/proof.md, section 3:

1. Size and lines, before anything is parsed (`proof_form`).
2. The one canonical form: every octet is accounted for.
3. The checkpoint names a log of a member of this federation.
4. The entry: signatures by that member's keys at the instant of the act, federation, log.
5. Each body that is in the file is one that the entry commits to.
6. Each checkpoint is signed by the origin's log key, and every other line under it is a
   cosignature of a member that holds.
7. The inclusion path leads from the entry to the root of each checkpoint.

It does not say that the log is the only one that its origin shows (gossip does), nor what
the act did to a denial. docs/protocol/proof.md, section 4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from google.protobuf.message import DecodeError
from sqlalchemy import Connection, select

from comity.v1 import proof_file_pb2
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model
from gateway.domain.letter import PartBody
from gateway.errors import CheckpointError, ComityError, NotFoundError, ProofError, Reason
from gateway.register.checkpoints import (
    HeldCheckpoint,
    checkpoint_at,
    cosignatures,
    provable_head,
    readers,
    verify_checkpoint,
)
from gateway.register.entries import SEALS, EntryChecker
from gateway.register.logbook import CheckedEntry, read_entry
from gateway.register.merkle import verify_inclusion
from gateway.register.names import SIGNATURES, keys_of, origin_line
from gateway.register.notes import (
    SignatureLine,
    SignatureType,
    SignedNote,
    VerifierKey,
    parse_checkpoint,
    verify_signature,
)
from gateway.register.proof_form import ProofForm, malformed
from gateway.register.proofs import inclusion_proof
from gateway.store.tables_register import cosignature
from gateway.trust.algorithms import signature_holds
from gateway.trust.directory import Directory
from gateway.trust.dsse import SignedBytes
from gateway.wire.packages import package_from_pb, package_to_pb

MAX_FURTHER = 256
"""Further checkpoints in a file: one a member would be the most that is ever needed."""


class ProvenPart(Model):
    """One part of the entry: what was signed of it, and whether the file discloses it.

    Attributes:
        octets: Size of the content; None where it is not in the file.
    """

    kind: str
    release: str
    octets: int | None


class Confirmation(Model):
    """A member's cosignature: it confirms to hold the log up to a size, since an instant.

    Attributes:
        at: As the cosignature states it; None where it states none.
    """

    member: AuthorityCode
    size: int
    at: Instant | None


class VerifiedProof(Model):
    """What a proof file proves.

    Attributes:
        at: Instant of the act, as its origin signed it.
        digest: SHA-256 of what was signed, hexadecimal.
        size: Size of the file's checkpoint; `root` is its root, hexadecimal.
        confirmed: Who has confirmed to hold the entry, the origin among them.
        unconfirmed: Members of the directory that may read registers and of which the file
            has no cosignature: they may have given one since.
    """

    federation: str
    rehearsal: bool
    directory_version: int
    origin: AuthorityCode
    index: int
    subject: str
    entry_type: str
    at: Instant
    digest: str
    parts: tuple[ProvenPart, ...]
    size: int
    root: str
    confirmed: tuple[Confirmation, ...]
    unconfirmed: tuple[AuthorityCode, ...]


def write_proof(
    conn: Connection,
    directory: Directory,
    origin: str,
    index: int,
    at: datetime,
    *,
    contents: bool = True,
) -> bytes:
    """Write the proof file of one entry.

    Under the newest checkpoint whose entries are all held here, with every cosignature that
    is held; and under as few others as it takes to name every member that has cosigned any.

    Args:
        conn: A reading transaction.
        directory: Names the keys; a line by a key that does not count at `at` is left out.
        origin: Owner of the log.
        index: The entry.
        at: The present instant.
        contents: Whether bodies that are held here go into the file.

    Raises:
        NotFoundError: There is no such entry here, or no signed checkpoint over it.
        RegisterError: What is held does not prove the entry: `verify` says what was altered.
    """
    held = read_entry(conn, origin, index).entry
    newest = provable_head(conn, origin)
    if newest is None or newest.size <= index:
        raise NotFoundError(
            f"No signed checkpoint of log {origin} over entry {index} is held here.",
            remedy="Synchronise: comity register sync.",
            origin=origin,
            index=str(index),
        )
    keys = _Keys.of(directory, origin, at)
    content = proof_file_pb2.ProofContent(
        entry=package_to_pb(
            _with_key_ids(held.envelope, directory, origin), _bodies(held) if contents else []
        )
    )
    note, confirmed = _cosigned(conn, newest, keys)
    for further in _others(conn, origin, index, newest.size):
        other, members = _cosigned(conn, further, keys)
        if not members <= confirmed and len(content.further) < MAX_FURTHER:
            confirmed |= members
            path = inclusion_proof(conn, origin, index, further.size)
            content.further.add(note=other, path=path)
    path = inclusion_proof(conn, origin, index, newest.size)
    extra = content.SerializeToString(deterministic=True)
    raw = ProofForm(extra, index, tuple(path), note).to_bytes()
    verify_proof(raw, directory, at)  # what cannot be verified is not handed out
    return raw


def verify_proof(raw: bytes, directory: Directory, at: datetime) -> VerifiedProof:
    """Verify a proof file by a directory alone, and say what it proves.

    Args:
        raw: The file.
        directory: Verified by the caller; the newest one, or that of the time of the act.
        at: Instant that judges the keys of checkpoints: one that is revoked by then does
            not count.

    Raises:
        RegisterError: A step fails: PROOF_INVALID, CHECKPOINT_INVALID, or the reason for
            which the entry is refused.
    """
    form = ProofForm.parse(raw)  # (1), (2)
    content = _content(form.extra)
    origin = _origin(form.note, directory)  # (3)
    entry = _entry(content, origin, form.index, directory)  # (4), (5)
    keys = _Keys.of(directory, origin, at)
    main = _Proof(form.note, form.path)
    size, root, confirmed = main.verify(entry, form.index, keys, directory, at)  # (6), (7)
    sizes = [size]
    for further in content.further:
        other = _Proof(further.note, tuple(further.path))
        smaller, _, members = other.verify(entry, form.index, keys, directory, at)
        if smaller >= sizes[-1]:
            raise malformed("its checkpoints are not in the order of their sizes")
        sizes.append(smaller)
        for code, confirmation in members.items():
            confirmed.setdefault(code, confirmation)
    return VerifiedProof(
        federation=directory.name,
        rehearsal=directory.rehearsal,
        directory_version=directory.version,
        origin=origin,
        index=form.index,
        subject=entry.subject,
        entry_type=entry.entry_type,
        at=entry.at,
        digest=entry.digest.hex(),
        parts=tuple(
            ProvenPart(
                kind=part.kind,
                release=part.release,
                octets=None if part.body is None else len(part.body),
            )
            for part in entry.parts
        ),
        size=size,
        root=root.hex(),
        confirmed=tuple(confirmed[code] for code in sorted(confirmed)),
        unconfirmed=tuple(
            code for code in readers(directory, directory.created) if code not in confirmed
        ),
    )


def _content(extra: bytes) -> proof_file_pb2.ProofContent:
    """Read the content and make sure that it is in its one canonical form (2)."""
    try:
        content = proof_file_pb2.ProofContent.FromString(extra)
        envelope, bodies = package_from_pb(content.entry)
        SignedBytes.from_bytes(envelope)
    except (DecodeError, ComityError) as exc:
        raise malformed("its extra line does not hold an entry") from exc
    if len(content.further) > MAX_FURTHER:
        raise malformed(f"it has more than {MAX_FURTHER} further checkpoints")
    known = proof_file_pb2.ProofContent(
        entry=package_to_pb(SignedBytes.from_bytes(envelope).to_bytes(), bodies),
        further=[
            proof_file_pb2.FurtherCheckpoint(note=each.note, path=each.path)
            for each in content.further
        ],
    )
    if known.SerializeToString(deterministic=True) != extra:
        raise malformed("its extra line is not in the one canonical form, or has more in it")
    return known


def _origin(note: bytes, directory: Directory) -> str:
    """Read from a checkpoint whose log it is of, which the directory must know (3)."""
    name = parse_checkpoint(SignedNote.parse(note).body).origin
    code = name.rpartition("/")[2]
    if code not in directory.members or name != origin_line(directory.federation_id, code):
        raise ProofError(
            "The checkpoint is not of a log of this federation.",
            reason=Reason.FEDERATION_MISMATCH,
            remedy="Name the directory and the anchor of the federation that the log is of.",
        )
    return code


def _entry(
    content: proof_file_pb2.ProofContent, origin: str, index: int, directory: Directory
) -> CheckedEntry:
    """Verify the entry and the bodies that are in the file (4), (5)."""
    entry = EntryChecker(origin, directory).check(content.entry, index)
    if _with_key_ids(entry.envelope, directory, origin) != entry.envelope:
        raise malformed("a signature of the entry does not name the key that made it")
    return entry


@dataclass(frozen=True)
class _Keys:
    """The keys that count under the checkpoints of one log, each with its member."""

    known: Mapping[VerifierKey, str]

    @classmethod
    def of(cls, directory: Directory, origin: str, at: datetime) -> _Keys:
        found = {}
        for code in sorted(directory.members):
            for use in SIGNATURES:
                for key in keys_of(directory, code, use, at):
                    if code == origin or _cosigns(key):
                        found[key] = code
        return cls(found)

    def of_line(self, line: SignatureLine) -> VerifierKey | None:
        """Return the key that a line says it is by, None where nobody's."""
        same = (key for key in self.known if (key.name, key.key_id) == (line.name, line.key_id))
        return next(same, None)


@dataclass(frozen=True)
class _Proof:
    """A signed checkpoint and the path to its root."""

    note: bytes
    path: Sequence[bytes]

    def verify(
        self, entry: CheckedEntry, index: int, keys: _Keys, directory: Directory, at: datetime
    ) -> tuple[int, bytes, dict[str, Confirmation]]:
        """Do steps 6 and 7; return size, root and confirmations by member."""
        origin = _origin(self.note, directory)
        held = verify_checkpoint(self.note, origin=origin, directory=directory, at=at)  # (6)
        note = SignedNote.parse(self.note)
        confirmed: dict[str, Confirmation] = {}
        for line in note.lines:
            key = keys.of_line(line)
            if key is None:
                raise CheckpointError(
                    f"A line under the checkpoint of size {held.size} is by no key that counts.",
                    remedy="Use the newest directory; a key may have been revoked since.",
                )
            stated = verify_signature(note.body, line, key).at
            if _cosigns(key):
                code = keys.known[key]
                earlier = confirmed.get(code)
                stated = stated or (None if earlier is None else earlier.at)
                confirmed[code] = Confirmation(member=code, size=held.size, at=stated)
        if note.lines != _ordered(note.lines, keys):
            raise malformed("the lines under its checkpoint are not in their order")
        verify_inclusion(  # (7)
            index=index,
            size=held.size,
            leaf_hash=entry.leaf_hash,
            proof=self.path,
            root=held.root,
        )
        return held.size, held.root, confirmed


def _ordered(lines: Sequence[SignatureLine], keys: _Keys) -> tuple[SignatureLine, ...]:
    """Bring lines by known keys into their one order, one a key: the origin's log key first."""
    by_key = {key: line for line in lines if (key := keys.of_line(line)) is not None}
    order = sorted(by_key, key=lambda key: (_cosigns(key), key.name, key.type, key.key_id))
    return tuple(by_key[key] for key in order)


def _cosigns(key: VerifierKey) -> bool:
    """Say whether a key cosigns, and does not sign as the log's own."""
    return key.type is not SignatureType.ED25519


def _with_key_ids(envelope: bytes, directory: Directory, origin: str) -> bytes:
    """Give each signature the id of the key that made it: a hint that nobody signs."""
    signed = SignedBytes.from_bytes(envelope)
    seals = [key for key in directory.member(origin).keys if key.use in SEALS]

    def hint(sig: bytes, given: str) -> str:
        made = (key for key in seals if signature_holds(key.verifier, sig, signed.pae))
        found = next(made, None)
        return given if found is None else found.key_id

    signatures = tuple((hint(sig, given), sig) for given, sig in signed.signatures)
    return SignedBytes(signed.payload_type, signed.payload, signatures).to_bytes()


def _bodies(held: CheckedEntry) -> list[PartBody]:
    return [
        PartBody.model_construct(index=number, salt=part.salt, body=part.body)
        for number, part in enumerate(held.parts)
        if part.salt is not None and part.body is not None
    ]


def _others(conn: Connection, origin: str, index: int, below: int) -> Sequence[HeldCheckpoint]:
    """List smaller checkpoints over an entry that somebody has cosigned, the largest first.

    Of each member its newest cosignature is enough.
    """
    query = select(cosignature.c.cosigner, cosignature.c.size).where(
        cosignature.c.origin == origin,
        cosignature.c.size > index,
        cosignature.c.size < below,
    )
    newest: dict[str, int] = {}
    for row in conn.execute(query.order_by(cosignature.c.size)):
        newest[row.cosigner] = row.size
    found = (checkpoint_at(conn, origin, size) for size in sorted(set(newest.values()))[::-1])
    return [held for held in found if held is not None]


def _cosigned(conn: Connection, held: HeldCheckpoint, keys: _Keys) -> tuple[bytes, set[str]]:
    """Write a checkpoint with every cosignature that is held and holds; say whose they are."""
    note = SignedNote.parse(held.note)
    lines = list(note.lines)
    for made in cosignatures(conn, held.origin, held.size):
        if made.root == held.root:
            lines += [SignatureLine.parse(line) for line in made.line.split("\n")]
    good = [line for line in lines if _holds(note.body, line, keys)]
    ordered = _ordered(good, keys) or note.lines
    members = {
        keys.known[key]
        for line in good
        if (key := keys.of_line(line)) is not None and _cosigns(key)
    }
    return SignedNote(note.body, ordered).to_bytes(), members


def _holds(body: bytes, line: SignatureLine, keys: _Keys) -> bool:
    key = keys.of_line(line)
    if key is None:
        return False
    try:
        verify_signature(body, line, key)
    except CheckpointError:
        return False
    return True
