"""Checkpoints of a fraud proof: signed by keys of today, or attested before a revocation.

Whoever holds a key that was revoked can sign what he likes with it and state any instant. But a
member that had cosigned the checkpoint before the revocation, with a key that still counts, has
dated it: it was there while the key was its owner's word. So an origin does not take a proof
back by having its own key revoked. To accuse it falsely needs the stolen key and a member that
dates its cosignature back: the proof names that member.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gateway.errors import CheckpointError
from gateway.register.log.checkpoints import HeldCheckpoint, verify_checkpoint
from gateway.register.log.note_lines import cosigners_of, stated_at
from gateway.register.log.note_names import SIGNATURES
from gateway.register.log.notes import SignatureLine, SignedNote, VerifierKey
from gateway.trust.federation import Directory
from gateway.trust.note_ids import origin_line
from gateway.trust.suites import COSIGN_USES, LOG_USES, Suite

MAX_WITNESSES = 3
"""Members whose cosignatures a note keeps: one would do while its own key is not revoked."""

SECOND = timedelta(seconds=1)
"""A cosignature states whole seconds (C2SP tlog-cosignature): it was made within that second."""

SIGNING = (*LOG_USES, COSIGN_USES[0])
"""Uses of the keys with which an origin signs its checkpoints."""


@dataclass(frozen=True, slots=True)
class AttestedCheckpoint:
    """A checkpoint of a proof, verified.

    Attributes:
        held: It, with its origin's lines and the cosignatures of `MAX_WITNESSES` members at most.
        directory: By which its origin's lines hold: that of today, or one that believes the keys
            which were revoked later.
        attested_by: Members that had cosigned it before a key of it was revoked; none where its
            keys count today.
    """

    held: HeldCheckpoint
    directory: Directory
    attested_by: tuple[str, ...] = ()


def believing(directory: Directory, origin: str, suite: Suite = Suite.ED25519) -> Directory:
    """Return a directory in which no key of a member was ever revoked.

    Args:
        directory: That of today.
        origin: The member.
        suite: The least suite that is asked of it.
    """
    member = directory.member(origin)
    keys = tuple(replace(key, revoked_at=None) for key in member.keys)
    then = replace(member, keys=keys, minimum_suite=suite, minimum_since=None)
    return replace(directory, members={**directory.members, origin: then})


def verify_attested(
    raw: bytes, *, origin: str, directory: Directory, at: datetime, skew: timedelta
) -> AttestedCheckpoint:
    """Verify a checkpoint by the directory of today, also where a key of it was revoked since.

    Args:
        raw: The note; lines by others than the origin count as cosignatures of members or not.
        origin: Owner of the log.
        directory: Gives all keys; nothing else is believed.
        at: Now.
        skew: How far clocks may differ.

    Raises:
        CheckpointError: It is none of the origin; or a key that has signed it was revoked, and no
            cosignature by another member shows that it was signed before: it is a suspicion.
        TrustError: PEER_UNKNOWN.
    """
    note = SignedNote.parse(raw)
    stated = {
        code: found
        for code, found in cosigners_of(note, origin=origin, directory=directory, at=at).items()
        if found.at <= at + skew
    }
    since = _revoked_since(note, origin, directory)
    before = {code: found for code, found in stated.items() if since and found.at + SECOND <= since}
    for found in sorted(before.values(), key=lambda found: found.at):
        then = believing(directory, origin, directory.member(origin).minimum_at(found.at))
        with suppress(CheckpointError):
            held = verify_checkpoint(raw, origin=origin, directory=then, at=at, dated=False)
            own = stated_at(held.note)
            if own is None or found.at >= own - skew:  # else it is cosigned before it was signed
                lines = [each.lines for each in before.values()][:MAX_WITNESSES]
                return AttestedCheckpoint(_with_lines(held, lines), then, tuple(before))
    try:
        held = verify_checkpoint(raw, origin=origin, directory=directory, at=at, dated=False)
    except CheckpointError as exc:
        if since is None:
            raise
        raise CheckpointError(
            "A key of {origin} that has signed the note was revoked at {since} UTC, and no "
            "cosignature of another member shows that it was signed before: it is a suspicion, "
            "and proves nothing.",
            remedy="Ask the operators for the directory of before and why the key was revoked.",
            origin=origin,
            since=f"{since:%Y-%m-%d %H:%M}",
        ) from exc
    lines = [found.lines for found in list(stated.values())[:MAX_WITNESSES]]
    return AttestedCheckpoint(_with_lines(held, lines), directory)


def _revoked_since(note: SignedNote, origin: str, directory: Directory) -> datetime | None:
    """Return when the first of the origin's keys that the note names was revoked; None: none."""
    named = {(line.name, line.key_id) for line in note.lines}
    name = origin_line(directory.federation_id, origin)
    found = [
        key.revoked_at
        for key in directory.member(origin).keys
        if key.use in SIGNING
        and key.revoked_at is not None
        and (name, VerifierKey(name, SIGNATURES[key.use], key.public).key_id) in named
    ]
    return min(found, default=None)


def _with_lines(
    held: HeldCheckpoint, cosigned: Iterable[tuple[SignatureLine, ...]]
) -> HeldCheckpoint:
    note = SignedNote.parse(held.note)
    more = tuple(line for lines in cosigned for line in lines)
    return replace(held, note=SignedNote(note.body, (*note.lines, *more)).to_bytes())
