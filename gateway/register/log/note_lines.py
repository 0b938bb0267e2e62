"""Which signatures a checkpoint must have, and whether they hold: by the directory alone.

The origin signs with its Ed25519 log key; one whose minimum suite is hybrid also with its
ML-DSA-44 log key, and both must hold. It also cosigns, which says when. So with a member's
cosignature. What is required
follows from the directory, never from what a note says or leaves out: a signature that was
stripped is missed. A member to whom the directory gives no ML-DSA-44 key goes on in
Ed25519; one whose ML-DSA-44 keys are all revoked is not believed until it has another.
docs/protocol/register.md, section 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple

from gateway.errors import CheckpointError
from gateway.register.log.note_names import SIGNATURES, keys_of
from gateway.register.log.notes import (
    LENGTHS,
    TIME_BYTES,
    Checkpoint,
    SignatureLine,
    SignatureType,
    SignedNote,
    VerifierKey,
    by_id,
    open_checkpoint,
    verify_line,
)
from gateway.trust.federation import Directory
from gateway.trust.members import Member
from gateway.trust.note_ids import origin_line
from gateway.trust.suites import COSIGN_USES, LOG_USES, KeyUse, Suite


def required_uses(member: Member, uses: Sequence[KeyUse], at: datetime) -> tuple[KeyUse, ...]:
    """Return the uses of which a key must sign, in the order of the lines.

    Args:
        member: Whose signatures they are.
        uses: `LOG_USES` or `COSIGN_USES`: the classic use and the one beside it.
        at: Instant for which it is asked.
    """
    classic, beside = uses
    if member.minimum_suite < Suite.ED25519_MLDSA65:
        return (classic,)
    began = any(key.use is beside and key.not_before <= at for key in member.keys)
    return (classic, beside) if began else (classic,)


def open_by_origin(
    raw: bytes, *, origin: str, directory: Directory, at: datetime, dated: bool = True
) -> tuple[Checkpoint, SignedNote]:
    """Read a checkpoint of a log and verify that its owner has signed it as it must.

    Args:
        raw: The note; lines by others than the owner are neither verified nor returned.
        origin: Owner of the log.
        directory: Gives its keys and its minimum suite.
        at: Instant for which keys must count.
        dated: Whether the owner must state when it has signed, by its own cosignature.

    Returns:
        The checkpoint, and the note with the owner's lines only, one a key.

    Raises:
        CheckpointError: It is none, a signature is missing or false, or the directory has
            no key for it.
        TrustError: PEER_UNKNOWN.
    """
    note = _owners_lines(SignedNote.parse(raw), origin, directory, at)
    required: list[VerifierKey] = []
    known: list[VerifierKey] = []
    for use in required_uses(directory.member(origin), LOG_USES, at):
        keys = keys_of(directory, origin, use, at)
        if not keys:
            raise CheckpointError(
                "{origin} has no log key in the directory ({name}).",
                remedy="Fetch the newest directory; if that does not help, ask the operator.",
                origin=origin,
                name=use.name,
            )
        required.append(_signing(note, keys))
        known += keys
    if not note.lines:
        raise CheckpointError("None of the keys of its origin has signed the note.", origin=origin)
    own = keys_of(directory, origin, COSIGN_USES[0], at)
    stated = by_id(own)
    if dated and not any((line.name, line.key_id) in stated for line in note.lines):
        raise CheckpointError(
            "The checkpoint does not state when its origin has signed it: the signature by "
            "the origin's cosigning key is missing.",
            origin=origin,
        )
    name = origin_line(directory.federation_id, origin)
    raw = note.to_bytes()
    found, _, verified = open_checkpoint(raw, origin=name, required=required, known=[*known, *own])
    if any(signature.at is not None and signature.key not in own for signature in verified):
        raise CheckpointError("A line by a log key states an instant.", origin=origin)
    return found, note


def _signing(note: SignedNote, keys: Sequence[VerifierKey]) -> VerifierKey:
    """Return the key of a use by which a note is signed: any is as good as any other."""
    named = by_id(keys)
    found = [(line, named.get((line.name, line.key_id), ())) for line in note.lines]
    for line, same in found:
        if len(same) > 1:
            return verify_line(note.body, line, same).key
        if same:
            return same[0]
    return keys[0]


def _owners_lines(note: SignedNote, origin: str, directory: Directory, at: datetime) -> SignedNote:
    """Leave out of a note every line but the owner's own, one a key, before any is verified.

    Whoever wrote it can have put hundreds of others there. Of two cosignatures by one key the
    later one stays: their instants come first.
    """
    uses = (*LOG_USES, COSIGN_USES[0])
    keys = {(key.name, key.key_id) for use in uses for key in keys_of(directory, origin, use, at)}
    kept: dict[tuple[str, bytes], SignatureLine] = {}
    for line in sorted(note.lines, key=lambda line: line.signature):
        if (line.name, line.key_id) in keys:
            kept[line.name, line.key_id] = line
    lines = tuple(line for line in note.lines if kept.get((line.name, line.key_id)) is line)
    return SignedNote(note.body, lines)


def stated_at(note: bytes) -> datetime | None:
    """Return when a checkpoint that was verified before says that its origin has signed it.

    The latest instant of the origin's own cosignatures (0x04); None where it states none.
    """
    parsed = SignedNote.parse(note)
    name = parsed.body.split(b"\n", 1)[0].decode()
    length = TIME_BYTES + LENGTHS[SignatureType.COSIGNATURE_ED25519][1]
    stated = [
        int.from_bytes(line.signature[:TIME_BYTES], "big")
        for line in parsed.lines
        if line.name == name and len(line.signature) == length
    ]
    return datetime.fromtimestamp(max(stated), UTC) if stated else None


def is_signed_as_required(note: bytes, origin: str, directory: Directory, at: datetime) -> bool:
    """Say whether a note that was verified before has every line that it must have by now.

    It may not where its origin had to sign in Ed25519 only when it was signed, or where a
    key that has signed it was revoked since.
    """
    uses = (*required_uses(directory.member(origin), LOG_USES, at), COSIGN_USES[0])
    return signed_by(SignedNote.parse(note).lines, uses, origin, directory, at)


def signed_by(
    lines: Iterable[SignatureLine],
    uses: Iterable[KeyUse],
    code: str,
    directory: Directory,
    at: datetime,
) -> bool:
    """Say whether lines that were verified before are by keys that count, one of each use."""
    named = {(line.name, line.key_id) for line in lines}
    return all(
        any((key.name, key.key_id) in named for key in keys_of(directory, code, use, at))
        for use in uses
    )


def check_cosignature(
    body: bytes,
    lines: Iterable[SignatureLine],
    *,
    cosigner: str,
    directory: Directory,
    at: datetime,
) -> datetime:
    """Verify that lines are a member's cosignature on a checkpoint, and all of it.

    Args:
        body: The text of the checkpoint.
        lines: As many as the member must give, in any order.
        cosigner: The member.
        directory: Gives its keys and its minimum suite.
        at: Instant for which keys must count.

    Returns:
        The instant that they state, the same in all.

    Raises:
        CheckpointError: A line is by nobody or another, does not hold, or one is missing.
        TrustError: PEER_UNKNOWN.
    """
    required = required_uses(directory.member(cosigner), COSIGN_USES, at)
    stated = _cosigned(body, lines, cosigner, directory, at, required)
    if stated is None:
        raise CheckpointError(
            "A signature that the cosigner's suite requires is missing.", cosigner=cosigner
        )
    return stated


class FoundCosignature(NamedTuple):
    """A member's cosignature under a note that holds: when it states, and its lines."""

    at: datetime
    lines: tuple[SignatureLine, ...]


def cosigners_of(
    note: SignedNote, *, origin: str, directory: Directory, at: datetime
) -> dict[str, FoundCosignature]:
    """Return the whole cosignatures under a note by members other than its origin, by code.

    Args:
        note: What stands under it by anybody else, or does not hold, is passed over.
        origin: Owner of the log.
        directory: Gives the members' keys and suites.
        at: Instant for which keys must count.
    """
    theirs: dict[str, list[SignatureLine]] = {}
    for line in note.lines:
        theirs.setdefault(line.name, []).append(line)
    found = {}
    for code in sorted(directory.members.keys() - {origin}):
        lines = tuple(theirs.get(origin_line(directory.federation_id, code), ()))
        if 0 < len(lines) <= len(COSIGN_USES):
            with suppress(CheckpointError):
                stated = check_cosignature(
                    note.body, lines, cosigner=code, directory=directory, at=at
                )
                found[code] = FoundCosignature(stated, lines)
    return found


def _cosigned(
    body: bytes,
    lines: Iterable[SignatureLine],
    cosigner: str,
    directory: Directory,
    at: datetime,
    required: Iterable[KeyUse],
) -> datetime | None:
    """Verify a member's lines; return the instant that they state, None if one is missing."""
    uses = {SIGNATURES[use]: use for use in COSIGN_USES}
    keys = by_id(key for use in COSIGN_USES for key in keys_of(directory, cosigner, use, at))
    given: dict[KeyUse, datetime | None] = {}
    for line in lines:
        if (line.name, line.key_id) not in keys:
            raise CheckpointError(
                "The cosignature is by no key of who brought it.", cosigner=cosigner
            )
        found = verify_line(body, line, keys[line.name, line.key_id])
        given[uses[found.key.type]] = found.at
    if not given.keys() >= set(required):
        return None
    stated = given[COSIGN_USES[0]]
    if set(given.values()) != {stated}:
        raise CheckpointError(
            "The lines of a cosignature state different instants.", cosigner=cosigner
        )
    return stated


def signers_of(
    raw: bytes, *, origin: str, directory: Directory, at: datetime
) -> tuple[Checkpoint, frozenset[str]]:
    """Verify a checkpoint and every line under it, for who holds nothing but the directory.

    Returns:
        The checkpoint, and the members whose cosignature stands under it, the origin too.
        One who must sign in the hybrid suite and has only signed in Ed25519, as before it
        had to, is not among them.

    Raises:
        CheckpointError: It is none of the origin; it is not in its canonical form; a line is
            false or by nobody in the directory.
    """
    found, _ = open_by_origin(raw, origin=origin, directory=directory, at=at, dated=False)
    note = SignedNote.parse(raw)
    if note.to_bytes() != raw:
        raise CheckpointError("the checkpoint is not in its one canonical form")
    logs = by_id(key for use in LOG_USES for key in keys_of(directory, origin, use, at))
    owners = {origin_line(directory.federation_id, code): code for code in directory.members}
    theirs: dict[str, list[SignatureLine]] = {}
    for line in note.lines:
        found_keys = logs.get((line.name, line.key_id))
        if found_keys is not None:
            verify_line(note.body, line, found_keys)
        elif line.name in owners:
            theirs.setdefault(owners[line.name], []).append(line)
        else:
            raise CheckpointError("a line under the checkpoint is by nobody in the directory")
    cosigned = set()
    for code, lines in theirs.items():
        required = required_uses(directory.member(code), COSIGN_USES, at)
        if code == origin:
            required = COSIGN_USES[:1]  # its log keys have signed as its suite asks
        if _cosigned(note.body, lines, code, directory, at, required) is not None:
            cosigned.add(code)
    return found, frozenset(cosigned)
