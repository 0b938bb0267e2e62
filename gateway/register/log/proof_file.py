"""Proof files: that one entry is in its origin's log, and who has confirmed to hold it.

Written from a node's database, verified from octets and a directory alone. Steps of the
verification, the same as in docs/protocol/proof.md, section 3:

1. Size and lines, before anything is parsed (`proof_form`).
2. The one canonical form: every octet is accounted for.
3. The checkpoint names a log of a member of this federation.
4. The entry: signatures by that member's keys at the instant of the act, federation, log.
5. Each body that is in the file is one that the entry commits to.
6. Each checkpoint is signed by the origin's log keys as its suite asks, and every other line
   under it is a cosignature of a member that holds (`note_lines`).
7. The inclusion path leads from the entry to the root of each checkpoint.

It does not say that the log is the only one that its origin shows (gossip does), nor what
the act did to a denial. docs/protocol/proof.md, section 4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from google.protobuf.message import DecodeError

from comity.v1 import proof_file_pb2
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import LAST_YEAR, Instant, Model
from gateway.errors import ComityError, LogRefusedError, ProofError, Reason
from gateway.register.log.checkpoints import readers
from gateway.register.log.entries import SEALS, EntryChecker
from gateway.register.log.fraud import SKEW
from gateway.register.log.log_store import CheckedEntry, Effect
from gateway.register.log.merkle import verify_inclusion
from gateway.register.log.note_lines import signers_of
from gateway.register.log.note_names import keys_of
from gateway.register.log.notes import (
    SignatureLine,
    SignedNote,
    VerifierKey,
    parse_checkpoint,
    verify_line,
)
from gateway.register.log.proof_form import ProofForm, malformed
from gateway.trust.dsse import SignedBytes, is_by
from gateway.trust.federation import Directory
from gateway.trust.note_ids import origin_line
from gateway.trust.suites import COSIGN_USES, LOG_USES
from gateway.wire.counting import decode
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
        effect: Whether the act has one by this directory; the proof holds all the same.
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
    effect: Effect
    parts: tuple[ProvenPart, ...]
    size: int
    root: str
    confirmed: tuple[Confirmation, ...]
    unconfirmed: tuple[AuthorityCode, ...]


def verify_proof(raw: bytes, directory: Directory, at: datetime) -> VerifiedProof:
    """Verify a proof file by a directory alone, and say what it proves.

    Args:
        raw: The file.
        directory: Verified by the caller; the newest one, or that of the time of the act.
        at: Instant that judges the keys of checkpoints: one that is revoked by then does
            not count.

    Raises:
        RegisterError: A step fails: PROOF_INVALID, CHECKPOINT_INVALID, FEDERATION_MISMATCH, or
            the reason for which the entry is refused.
    """
    form = ProofForm.parse(raw)  # (1), (2)
    content = _content(form.extra)
    origin = _origin(form.note, directory)  # (3)
    entry = _entry(content, origin, form.index, directory)  # (4), (5)
    keys = CheckpointKeys.of(directory, origin, at)
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
        effect=entry.effect,
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
        content = decode(proof_file_pb2.ProofContent, extra)
        envelope, bodies = package_from_pb(content.entry)
        SignedBytes.from_bytes(envelope)
    except (DecodeError, ComityError) as exc:
        raise malformed("its extra line does not hold an entry") from exc
    if len(content.further) > MAX_FURTHER:
        raise malformed(
            "it has more than {max_further} further checkpoints", max_further=MAX_FURTHER
        )
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
        raise LogRefusedError(
            "The checkpoint is not of a log of this federation.",
            reason=Reason.FEDERATION_MISMATCH,
            remedy="Name the directory and the anchor of the federation that the log is of.",
        )
    return code


def _entry(
    content: proof_file_pb2.ProofContent, origin: str, index: int, directory: Directory
) -> CheckedEntry:
    """Verify the entry and the bodies that are in the file (4), (5)."""
    entry = EntryChecker(origin, directory, whole=True).check(content.entry, index)
    if with_key_ids(entry.envelope, directory, origin) != entry.envelope:
        raise malformed("a signature of the entry does not name the key that made it")
    return entry


@dataclass(frozen=True)
class CheckpointKeys:
    """The keys that count under the checkpoints of one log.

    Attributes:
        known: Of each key, whose it is and whether it cosigns: else it is a key of the log.
    """

    known: Mapping[VerifierKey, tuple[str, bool]]

    @classmethod
    def of(cls, directory: Directory, origin: str, at: datetime) -> CheckpointKeys:
        """Take the keys of a directory that count at an instant."""
        found = {
            key: (code, True)
            for code in directory.members
            for use in COSIGN_USES
            for key in keys_of(directory, code, use, at)
        }
        for use in LOG_USES:
            found |= dict.fromkeys(keys_of(directory, origin, use, at), (origin, False))
        return cls(found)

    def of_line(self, line: SignatureLine) -> Sequence[VerifierKey]:
        """Return the keys of the name and id that a line says it is by: one, or none."""
        named = (line.name, line.key_id)
        return [key for key in self.known if (key.name, key.key_id) == named]

    def ordered(self, lines: Sequence[SignatureLine]) -> tuple[SignatureLine, ...]:
        """Bring lines by known keys into their one order, one a key: the log's own first."""
        by_key = {keys[0]: line for line in lines if (keys := self.of_line(line))}
        order = sorted(by_key, key=lambda key: (self.known[key][1], key.name, key.type, key.key_id))
        return tuple(by_key[key] for key in order)

    def instants(self, note: SignedNote) -> dict[str, datetime]:
        """Return the instant that each member's cosignature under a note states."""
        found = {}
        for line in note.lines:
            keys = self.of_line(line)
            if keys and self.known[keys[0]][1]:
                stated = verify_line(note.body, line, keys).at
                if stated is not None:
                    found[self.known[keys[0]][0]] = stated
        return found


@dataclass(frozen=True)
class _Proof:
    """A signed checkpoint and the path to its root."""

    note: bytes
    path: Sequence[bytes]

    def verify(
        self,
        entry: CheckedEntry,
        index: int,
        keys: CheckpointKeys,
        directory: Directory,
        at: datetime,
    ) -> tuple[int, bytes, dict[str, Confirmation]]:
        """Do steps 6 and 7; return size, root and confirmations by member."""
        origin = _origin(self.note, directory)
        held, members = signers_of(self.note, origin=origin, directory=directory, at=at)  # (6)
        note = SignedNote.parse(self.note)
        if note.lines != keys.ordered(note.lines):
            raise malformed("the lines under its checkpoint are not in their order")
        instants = keys.instants(note)
        if not all(can_be(stated, entry.at) for stated in instants.values()):
            raise ProofError(
                "A cosignature states an instant at which it cannot have been made.",
                remedy="Have the file written anew by a member of the federation.",
            )
        confirmed = {
            code: Confirmation(member=code, size=held.size, at=instants.get(code))
            for code in members
        }
        verify_inclusion(  # (7)
            index=index,
            size=held.size,
            leaf_hash=entry.leaf_hash,
            proof=self.path,
            root=held.root,
        )
        return held.size, held.root, confirmed


def can_be(stated: datetime, act: datetime) -> bool:
    """Say whether a cosignature over an entry can have been made when it states.

    Args:
        stated: What it states.
        act: Instant of the entry; clocks differ by `SKEW`.
    """
    return stated.year <= LAST_YEAR and stated >= act - SKEW


def with_key_ids(envelope: bytes, directory: Directory, origin: str) -> bytes:
    """Give each signature the id of the key that made it: a hint that nobody signs."""
    signed = SignedBytes.from_bytes(envelope)
    seals = [key for key in directory.member(origin).keys if key.use in SEALS]

    def hint(sig: bytes, given: str) -> str:
        made = (key for key in seals if is_by(signed, sig, key))
        found = next(made, None)
        return given if found is None else found.key_id

    signatures = tuple((hint(sig, given), sig) for given, sig in signed.signatures)
    return SignedBytes(signed.payload_type, signed.payload, signatures).to_bytes()
