"""Names under which logs and cosigners sign: the origin line of a checkpoint.

C2SP (tlog-checkpoint, signed-note) asks for a name that is unique and has neither space
nor plus. Ours is ``comity/<federation>/<authority>``: the first 16 hex digits of the
federation id, so that nothing of a rehearsal counts elsewhere, and the authority's code.
The same name stands for the log and for its owner as cosigner; type and key tell them
apart. docs/protocol/register.md, section 2.
"""

from __future__ import annotations

from datetime import datetime

from gateway.register.log.notes import SignatureType, VerifierKey
from gateway.trust.federation import Directory
from gateway.trust.note_ids import NOTE_TYPES, origin_line
from gateway.trust.suites import KeyUse

SIGNATURES = {use: SignatureType(number) for use, number in NOTE_TYPES.items()}


def keys_of(directory: Directory, code: str, use: KeyUse, at: datetime) -> list[VerifierKey]:
    """Return the keys of a use with which a member may sign at an instant.

    A checkpoint has no time of its own and lives until the next one, so a key that has
    retired still counts for it; one that is revoked does not.

    Raises:
        TrustError: PEER_UNKNOWN.
    """
    member = directory.member(code)
    return [
        VerifierKey(origin_line(directory.federation_id, code), SIGNATURES[use], key.public)
        for key in member.keys
        if key.use is use
        and key.not_before <= at
        and (key.revoked_at is None or at < key.revoked_at)
    ]
