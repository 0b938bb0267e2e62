"""What one version of the directory may change of the version before it.

Things are added, retired, revoked and withdrawn; nothing is ever taken away, since old
signatures must stay judgeable and a revocation must stay known.
"""

from __future__ import annotations

from datetime import datetime

from gateway.trust.federation import Directory, directory_invalid
from gateway.trust.members import Member, MemberKey


def check_succession(held: Directory, fresh: Directory) -> None:
    """Check that a new version takes nothing away from the one that is held.

    Raises:
        TrustError: DIRECTORY_INVALID, naming what is missing or was changed.
    """
    if held.rehearsal != fresh.rehearsal:
        raise directory_invalid("a federation is a rehearsal for ever or never")
    for member in held.members.values():
        successor = fresh.members.get(member.code)
        if successor is None:
            raise directory_invalid(
                f"member {member.code} is gone; who leaves is marked withdrawn instead"
            )
        _check_member(member, successor)


def _check_member(held: Member, fresh: Member) -> None:
    if _undone(held.withdrawn_at, fresh.withdrawn_at):
        raise directory_invalid(f"the withdrawal of {held.code} was undone or put off")
    keys = {key.key_id: key for key in fresh.keys}
    for key in held.keys:
        _check_key(held.code, key, keys.get(key.key_id))
    for fingerprint, revoked_at in held.certificates.items():
        if fingerprint not in fresh.certificates:
            raise directory_invalid(f"a certificate of {held.code} is gone; revoke it instead")
        if _undone(revoked_at, fresh.certificates[fingerprint]):
            raise directory_invalid(f"the revocation of a certificate of {held.code} was undone")


def _check_key(code: str, held: MemberKey, fresh: MemberKey | None) -> None:
    if fresh is None:
        raise directory_invalid(f"key {held.key_id} of {code} is gone; retire it instead")
    if (held.use, held.public, held.not_before) != (fresh.use, fresh.public, fresh.not_before):
        raise directory_invalid(
            f"use, public key or beginning of key {held.key_id} of {code} was changed"
        )
    if _undone(held.retired_at, fresh.retired_at) or _undone(held.revoked_at, fresh.revoked_at):
        raise directory_invalid(f"the end of key {held.key_id} of {code} was undone or put off")


def _undone(held: datetime | None, fresh: datetime | None) -> bool:
    """Say whether an end that was set is now missing or later; earlier is allowed."""
    return held is not None and (fresh is None or fresh > held)
