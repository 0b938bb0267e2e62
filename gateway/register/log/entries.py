"""Verifies entries: signatures first, then header and commitments, each against its log.

Steps, the same as in docs/protocol/register.md:

1. The signatures are the origin's, over the exact payload.
2. The payload is an `Entry` of this federation and this log.
3. The keys that signed count at the instant of the act (the key history decides), and are
   those of the suite that the directory asks of the origin at that instant. Who holds the
   whole log takes an entry whose key was revoked by then as a leaf without effect.
4. Each body that came is one that was committed to; one that did not come is withheld, or
   missing if it is released to the reader.

That the entry *is* in the log is proven by `sync.batches` for a whole batch; what it does to a
denial is for `denials`. A type or a kind of part that this version does not know stops
nothing: a newer node has written it, and all of it that can be checked is. It is kept
under its number until a version knows the number (`rebuilding`).

The minimum suite of a member holds from an instant on that the directory states: entries of
before stay valid. Who dates a new entry back to then contradicts a checkpoint that its origin
has signed (`sync.entry_time_order`), and those are signed in the suite of today.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from google.protobuf.message import DecodeError

from comity.v1 import envelope_pb2, letter_pb2
from gateway.domain.letter import EntryType, PartKind
from gateway.errors import ComityError, InputError, LogRefusedError, Reason, TrustError
from gateway.register.log.log_store import Absent, CheckedEntry, Effect, HeldPart
from gateway.register.log.merkle import leaf_hash
from gateway.register.release_sets import tokens_of
from gateway.register.row_writing import from_microseconds
from gateway.trust.algorithms import has_one_form
from gateway.trust.dsse import ENTRY, SignedBytes, require_suite, verify_signed
from gateway.trust.federation import Directory
from gateway.trust.members import Member, MemberKey
from gateway.trust.parts import check_commitment
from gateway.trust.suites import KeyUse, Suite
from gateway.wire.counting import decode
from gateway.wire.limits import MAX_BODY_BYTES, MAX_PARTS
from gateway.wire.scalars import same_names

ENTRY_TYPES = same_names(EntryType, letter_pb2.EntryType)
PART_KINDS = same_names(PartKind, letter_pb2.PartKind)

TYPE_NAMES = {number: value.value for number, value in ENTRY_TYPES.value.items()}
KIND_NAMES = {number: value.value for number, value in PART_KINDS.value.items()}

SEALS = frozenset({KeyUse.SEAL_ED25519, KeyUse.SEAL_MLDSA65, KeyUse.SEAL_P256})
MICROSECONDS, NANOS = 1_000_000, 1_000
# 2100-01-01T00:00Z: beyond it no calendar reaches, and date arithmetic must not fail.
LAST_SECOND = 4_102_444_800
EVENT_ID_CHARACTERS, SUBJECT_CHARACTERS = 36, 60

SUITES = {suite.uses: suite for suite in Suite}


def type_name(number: int) -> str:
    """Return how a type of entry is kept: by name, or by number where it is not known."""
    return TYPE_NAMES.get(number) or str(number)


def kind_name(number: int) -> str:
    """Return how a kind of part is kept: by name, or by number where it is not known."""
    return KIND_NAMES.get(number) or str(number)


def known_name(kept: str) -> str:
    """Return the name of a type that an earlier version kept by number, else what is kept."""
    return TYPE_NAMES.get(int(kept), kept) if is_number(kept) else kept


def is_number(kept: str) -> bool:
    """Say whether a type or kind is kept by number."""
    return kept.isascii() and kept.isdigit()


class Opened(NamedTuple):
    """An entry before anything of it is verified.

    Attributes:
        probe: Instant for which the claim's keys were chosen.
        claim: Use, public key and signature of each signature, all of one suite; or empty.
        data: What the claim's signatures are over; empty without one.
    """

    package: envelope_pb2.Package
    signed: SignedBytes
    probe: datetime | None
    claim: tuple[tuple[KeyUse, bytes, bytes], ...]
    data: bytes = b""


class EntryChecker:
    """Verifies the entries of one log. Not to be shared between threads.

    Args:
        origin: Authority code of the log's owner.
        directory: Gives its keys, with their history, and the federation.
        reader: Whose copy it is to be: says which parts must come. Nobody's if absent, as
            where entries are checked away from a register.
        whole: Whether it is for a copy of the whole log: then a leaf without effect is taken, and
            says so; else it is refused, since nobody may rely on it.
    """

    def __init__(
        self,
        origin: str,
        directory: Directory,
        *,
        reader: str | None = None,
        whole: bool = False,
    ) -> None:
        self._origin = origin
        self._federation = directory.federation_id
        self._reads = frozenset() if reader is None else tokens_of(directory.member(reader))
        self._owns = reader == origin
        self._whole = whole
        # Step 3 judges keys and suite by the act's instant, which step 1 does not know yet.
        member = directory.member(origin)
        self._author = member
        self._member: Member = dataclasses.replace(member, minimum_suite=Suite.ED25519)
        self._seals = [key for key in member.keys if key.use in SEALS]
        # Between two of these instants the same keys count.
        instants = {at for key in self._seals for at in _instants(key)}
        self._turns = sorted(instants)
        self._probe: datetime | None = None
        self._counting: tuple[tuple[int, int] | None, dict[str, MemberKey]] = (None, {})

    def check(self, package: envelope_pb2.Package, index: int) -> CheckedEntry:
        """Verify one entry with the bodies that came with it.

        Args:
            package: As received; its payload is not parsed before step 2.
            index: Where it is said to be; only named in errors.

        Raises:
            RegisterError: A step fails; reason of the step, log and index are named.
        """
        return self.finish(self.open(package), index, holds=False)

    def open(self, package: envelope_pb2.Package) -> Opened:
        """Take the signatures out and name the keys that must have made them.

        Nothing is verified, and nothing that was signed is read. `claim` is empty where the
        hints do not name keys of one suite that count at `probe`; then, and where the claim
        turns out not to hold, `finish` goes the long way.
        """
        envelope = package.envelope
        signed = SignedBytes(
            envelope.payload_type,
            envelope.payload,
            tuple((item.keyid, item.sig) for item in envelope.signatures),
        )
        probe = next(iter(self._probes()), None)
        if probe is None or signed.payload_type != ENTRY:
            return Opened(package, signed, probe, ())
        turn = self._turn(probe)
        if turn != self._counting[0]:
            keys = {key.key_id: key for key in self._seals if key.valid(probe)}
            self._counting = (turn, keys)
        found = [(self._counting[1].get(hint), sig) for hint, sig in signed.signatures]
        claim = tuple([(key.use, key.public, sig) for key, sig in found if key is not None])
        suite = SUITES.get(tuple([use for use, _, _ in claim]))
        formed = all(has_one_form(use, sig) for use, _, sig in claim)
        if suite is None or len(claim) != len(found) or not formed:
            return Opened(package, signed, probe, ())
        return Opened(package, signed, probe, claim, signed.signed_in(suite))

    def finish(self, opened: Opened, index: int, *, holds: bool) -> CheckedEntry:
        """Do the steps that are left.

        Args:
            opened: What `open` returned.
            index: Where it is said to be; only named in errors.
            holds: Whether somebody trusted has verified the claim.

        Raises:
            RegisterError: A step fails; reason of the step, log and index are named.
        """
        package, signed = opened.package, opened.signed
        try:
            entry, effect = self.judged(signed, opened.probe if holds and opened.claim else None)
            parts = self._parts(entry.parts, package.bodies)
        except (TrustError, InputError) as exc:
            raise self._refused("{fault}", index, exc.reason, fault=exc) from exc
        header, stamp = entry.header, entry.header.act_time
        return CheckedEntry(
            envelope=package.envelope.SerializeToString(),
            leaf_hash=leaf_hash(signed.payload),
            digest=signed.digest,
            entry_type=type_name(header.entry_type),
            subject=header.subject,
            event_id=header.event_id,
            at_us=stamp.seconds * MICROSECONDS + stamp.nanos // NANOS,
            parts=parts,
            effect=effect,
        )

    def judged(
        self, signed: SignedBytes, held_at: datetime | None = None
    ) -> tuple[letter_pb2.Entry, Effect]:
        """Do steps 1 to 3 and return what was signed, with the effect that it has.

        Args:
            signed: The envelope.
            held_at: As for `verified`.

        Raises:
            TrustError, InputError: A step fails; also where only a revoked key has signed, unless
                the whole log is held.
        """
        try:
            return self.verified(signed, held_at), Effect.IN_FORCE
        except TrustError as exc:
            if not self._whole:
                raise
            try:
                return self._by_revoked(signed), Effect.KEY_REVOKED
            except (TrustError, InputError):
                raise exc from None

    def _by_revoked(self, signed: SignedBytes) -> letter_pb2.Entry:
        """Read an entry by keys of its origin of which one was revoked at its instant or before.

        All else must hold: another's signature, or one of too weak a suite, is no leaf at all.
        """
        ever = tuple(dataclasses.replace(k, retired_at=None, revoked_at=None) for k in self._seals)
        last = max((key.not_before for key in ever), default=None)
        if last is None:
            raise _unfit("is by a member without keys", Reason.KEY_INVALID)
        anybody = dataclasses.replace(self._member, keys=ever)
        verify_signed(signed, expected_type=ENTRY, member=anybody, at=last)  # (1)
        entry, at = self._read(signed)  # (2)
        # (3) Of a key that was revoked by then it is of no account whether it had also retired.
        revived = [
            dataclasses.replace(key, retired_at=None, revoked_at=None)
            if key.revoked_at is not None and key.revoked_at <= at
            else key
            for key in self._seals
        ]
        then = dataclasses.replace(self._author, keys=tuple(revived))
        verify_signed(signed, expected_type=ENTRY, member=then, at=at)
        return entry

    def verified(self, signed: SignedBytes, held_at: datetime | None = None) -> letter_pb2.Entry:
        """Do steps 1 to 3 and return what was signed.

        Args:
            signed: The envelope.
            held_at: Instant whose keys were already found to have made the signatures.

        Raises:
            TrustError, InputError: A step fails.
        """
        probe = self._verify(signed) if held_at is None else held_at  # (1)
        entry, at = self._read(signed)  # (2)
        # (3) The same keys count at both instants, or the signatures are judged again.
        if at != probe and self._turn(at) != self._turn(probe):
            verify_signed(signed, expected_type=ENTRY, member=self._member, at=at)
        require_suite(signed, member=self._author, at=at)
        self._probe = at
        return entry

    def _read(self, signed: SignedBytes) -> tuple[letter_pb2.Entry, datetime]:
        """Do step 2 with octets whose signatures were verified; return also the act's instant."""
        entry = _parse(signed.payload)
        header, stamp = entry.header, entry.header.act_time
        if header.federation_id != self._federation:
            raise _unfit("is of another federation", Reason.FEDERATION_MISMATCH)
        if header.origin != self._origin:
            raise _unfit("is of another log", Reason.SENDER_MISMATCH)
        if header.entry_type < 1:
            raise _unfit("is of no type")
        if (
            not 0 < len(header.event_id) <= EVENT_ID_CHARACTERS
            or not 0 < len(header.subject) <= SUBJECT_CHARACTERS
            or not 0 < stamp.seconds < LAST_SECOND
            or not (header.event_id + header.subject).isprintable()
            or len(entry.parts) > MAX_PARTS
        ):
            raise _unfit("has a field out of its limits")
        return entry, from_microseconds(stamp.seconds * MICROSECONDS + stamp.nanos // NANOS)

    def _turn(self, at: datetime) -> tuple[int, int]:
        """Say between which turns of the key history an instant lies, or on which."""
        return bisect_left(self._turns, at), bisect_right(self._turns, at)

    def _verify(self, signed: SignedBytes) -> datetime:
        """Verify with the keys of the last entry's instant, else of each time of the history."""
        first_error: ComityError | None = None
        for probe in self._probes():
            try:
                verify_signed(signed, expected_type=ENTRY, member=self._member, at=probe)
            except (TrustError, InputError) as exc:
                first_error = first_error or exc
            else:
                return probe
        raise first_error or _unfit("is by a member without keys", Reason.KEY_INVALID)

    def _probes(self) -> Iterable[datetime]:
        if self._probe is not None:
            yield self._probe
        yield from sorted({key.not_before for key in self._seals}, reverse=True)

    def _parts(
        self,
        commitments: Sequence[letter_pb2.PartCommitment],
        bodies: Sequence[envelope_pb2.PartBody],
    ) -> tuple[HeldPart, ...]:
        """Do step 4: match bodies to commitments."""
        given = {body.index: body for body in bodies}
        parts = tuple(
            [
                _part(item, came)
                if (came := given.pop(i, None)) is not None
                else self._absent(item)
                for i, item in enumerate(commitments)
            ]
        )
        if given or len(bodies) > len(parts):
            raise _unfit("comes with bodies of parts that it does not have")
        return parts

    def _absent(self, item: letter_pb2.PartCommitment) -> HeldPart:
        """Say why a part did not come: the signed release set decides."""
        released = self._owns or not self._reads.isdisjoint(item.release)
        absent = Absent.MISSING if released else Absent.WITHHELD
        return HeldPart(*_said(item), None, None, absent)

    def _refused(self, why: str, index: int, reason: Reason, **values: Any) -> LogRefusedError:
        return LogRefusedError(
            "Entry {index} of log {origin} is refused: ",
            why,
            ".",
            reason=reason,
            remedy="Nothing of its batch was taken. Ask the authority whose log it is.",
            origin=self._origin,
            index=index,
            **values,
        )


def _instants(key: MemberKey) -> list[datetime]:
    """List when a key begins, ceases or is no longer believed."""
    return [at for at in (key.not_before, key.retired_at, key.revoked_at) if at is not None]


def _said(item: letter_pb2.PartCommitment) -> tuple[str, str]:
    """Return kind and release set of a part, as they are kept."""
    if item.kind < 1:
        raise _unfit("has a part of no kind")
    release = " ".join(item.release)
    if not release.isprintable():
        raise _unfit("has a part with a malformed release set")
    return kind_name(item.kind), release


def _part(item: letter_pb2.PartCommitment, came: envelope_pb2.PartBody) -> HeldPart:
    kind, release = _said(item)
    salt, body = came.salt, came.body
    if len(body) > MAX_BODY_BYTES:
        raise _unfit("has a part that is too large", Reason.MESSAGE_TOO_LARGE)
    check_commitment(item.commitment, salt, body)
    return HeldPart(kind, release, salt, body)


def _parse(payload: bytes) -> letter_pb2.Entry:
    try:
        return decode(letter_pb2.Entry, payload)
    except DecodeError as exc:
        raise _unfit("is not a serialised Entry") from exc


def _unfit(why: str, reason: Reason = Reason.MESSAGE_MALFORMED) -> ComityError:
    return reason.error("it ", why)


def commitments_of(envelope: bytes) -> Mapping[int, bytes]:
    """Return what a stored envelope commits to, by number of the part.

    Raises:
        InputError: It is not an envelope of an entry any more.
    """
    entry = _parse(SignedBytes.from_bytes(envelope).payload)
    return {number: item.commitment for number, item in enumerate(entry.parts)}


def payload_of(envelope: bytes) -> bytes:
    """Return the exact signed bytes of a stored envelope: the leaf.

    Raises:
        InputError: It is not an envelope any more.
    """
    return SignedBytes.from_bytes(envelope).payload
