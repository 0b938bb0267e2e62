"""The federation's directory: its one trust anchor (docs/design.md section 1).

Signed with a threshold of operator keys, versioned and expiring, as X-Road's global
configuration and TUF's root metadata are. A node holds one version; the next one is
accepted only if enough of the operators that the held one names have signed it. A node
that holds none starts from an `Anchor` that a person brought.

What is written in it is read by `directory_form` into the models of `federation`; what one
version may change of another is judged by `directory_succession`.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from gateway.errors import Reason
from gateway.trust.algorithms import key_id_of
from gateway.trust.directory_form import parse_directory
from gateway.trust.dsse import DIRECTORY, SignedBytes
from gateway.trust.federation import (
    Anchor,
    Directory,
    Operator,
    directory_invalid,
)
from gateway.trust.members import Member, MemberKey
from gateway.trust.operator_keys import (
    OperatorSecret,
    is_hybrid,
    operator_public,
    operator_signature_holds,
    sign_as_operator,
)
from gateway.trust.possession import check_possession

CLOCK_SKEW = timedelta(minutes=5)
"""Difference of clocks that is allowed, as for a letter's creation (docs/design.md section 4)."""


def sign_directory(payload: bytes, operator_keys: Iterable[OperatorSecret]) -> bytes:
    """Sign a directory's payload with operators' keys.

    Returns:
        A serialised comity.v1.Envelope.
    """
    return SignedBytes(
        payload_type=DIRECTORY,
        payload=payload,
        signatures=tuple(
            (key_id_of(operator_public(key)), sign_as_operator(key, DIRECTORY, payload))
            for key in operator_keys
        ),
    ).to_bytes()


def load_directory(
    raw: bytes,
    *,
    at: datetime | None,
    held: Directory | None = None,
    anchor: Anchor | None = None,
    allow_expired: bool = False,
) -> Directory:
    """Verify and read one version of the directory.

    Steps, the same as in docs/protocol/directory.md:

    1. Form of the envelope; payload type.
    2. Signatures of at least the threshold of different operators whom the held version
       (or the anchor) names; the same operator twice counts once. One that names the key of
       such an operator must hold. One under any other key is passed over and never counts,
       as in signed notes and TUF: the operators of before have signed beside those of now.
    3. Parse. The payload names its operators: the threshold of those has signed as well,
       so that a version can be loaded again by its own anchor.
    4. Federation id: as held, or as in the anchor.
    5. Version: not lower than held; the same version has the same bytes.
    6. Life: it was not created in the future, beyond the difference of clocks that is allowed;
       a rehearsal, whose clocks are moved, may be. Expiry: not over, or with `allow_expired` at
       most the grace period ago.
    7. Nothing was taken away: members, keys, certificates, revocations. New keys are proven.

    Args:
        raw: Serialised comity.v1.Envelope.
        at: Aware instant that judges its life; None for a version of the past, whose life was
            judged when it was accepted or does not matter, as on the way to a newer one.
        held: The version that is held; its operators decide.
        anchor: Where none is held.
        allow_expired: Accept one that has expired, within its grace period. The caller
            must then show it and must let no silence take effect.

    Raises:
        InputError: MESSAGE_MALFORMED, MESSAGE_TOO_LARGE.
        TrustError: SIGNATURE_INVALID, DIRECTORY_INVALID, FEDERATION_MISMATCH,
            DIRECTORY_ROLLED_BACK or DIRECTORY_EXPIRED.
        ValueError: Neither or both of `held` and `anchor` are given.
    """
    if (held is None) == (anchor is None):
        raise ValueError("give the held directory or an anchor, one of them")
    trusted = held.anchor if held is not None else anchor
    assert trusted is not None  # noqa: S101 - one of them is given, as checked above
    signed = SignedBytes.from_bytes(raw)  # (1)
    if signed.payload_type != DIRECTORY:
        raise directory_invalid("the envelope is not one of a directory")
    _check_threshold(_signers(signed, trusted.operators), trusted.threshold)  # (2)
    fresh = parse_directory(signed.payload)  # (3)
    _check_threshold(_signers(signed, fresh.operators), fresh.threshold)
    _check_federation(fresh, trusted)  # (4)
    _check_version(fresh, trusted.version, held)  # (5)
    if at is not None:
        _check_life(fresh, at, allow_expired=allow_expired)  # (6)
    if held is not None:
        check_succession(held, fresh)  # (7)
    return fresh


def _signers(signed: SignedBytes, operators: Sequence[Operator]) -> set[bytes]:
    """Return the public keys of those operators who signed; each once.

    Raises:
        TrustError: SIGNATURE_INVALID; a signature names an operator's key and is not by it.
    """
    signers: set[bytes] = set()
    for keyid, sig in signed.signatures:
        named = [each.public for each in operators if key_id_of(each.public) == keyid]
        made = {
            public
            for public in named
            if operator_signature_holds(public, sig, DIRECTORY, signed.payload)
        }
        if named and not made:
            raise Reason.SIGNATURE_INVALID.error(
                "a signature on the directory names an operator's key and is not made with it"
            )
        signers |= made
    return signers


def _check_threshold(signers: set[bytes], threshold: int) -> None:
    if not signers:
        raise Reason.SIGNATURE_INVALID.error("no operator's signature on the directory is good")
    if len(signers) < threshold:
        raise directory_invalid(
            "only {count} of at least {threshold} operators have signed the directory",
            count=len(signers),
            threshold=threshold,
        )


def _check_federation(fresh: Directory, trusted: Anchor) -> None:
    if not hmac.compare_digest(fresh.federation_id, trusted.federation_id):
        raise Reason.FEDERATION_MISMATCH.error(
            "the directory is that of another federation",
            remedy="Fetch the directory of the federation that the anchor names.",
        )


def _check_version(fresh: Directory, least: int, held: Directory | None) -> None:
    if fresh.version < least:
        raise Reason.DIRECTORY_ROLLED_BACK.error(
            "version {version} of the directory is older than version {held}, which was held "
            "before",
            remedy="Fetch the newest version; if this is it, tell the operators at once.",
            version=fresh.version,
            held=least,
        )
    if held is not None and fresh.version == held.version and fresh.digest != held.digest:
        raise directory_invalid(
            "there are two different directories of version {version}", version=held.version
        )


def _check_life(fresh: Directory, at: datetime, *, allow_expired: bool) -> None:
    if fresh.created > at + CLOCK_SKEW and not fresh.rehearsal:
        raise directory_invalid(
            "version {version} of the directory was created in the future, for {created}",
            version=fresh.version,
            created=fresh.created.isoformat(),
        )
    if fresh.expired(at) and not (allow_expired and fresh.within_grace(at)):
        raise Reason.DIRECTORY_EXPIRED.error(
            "version {version} of the directory expired on {expired}",
            remedy="Fetch the newest version; the operators must sign one before it expires.",
            version=fresh.version,
            expired=fresh.expires.isoformat(),
        )


def check_succession(held: Directory, fresh: Directory) -> None:
    """Check that a new version takes nothing away from the one that is held, and proves its keys.

    Raises:
        TrustError: DIRECTORY_INVALID, naming what is missing or was changed.
    """
    if held.rehearsal != fresh.rehearsal:
        raise directory_invalid("a federation is a rehearsal for ever or never")
    if _all_hybrid(held.operators) and not _all_hybrid(fresh.operators):
        raise directory_invalid("operators with hybrid keys are followed by such with classic ones")
    _check_commitments(held, fresh)
    for member in held.members.values():
        successor = fresh.members.get(member.code)
        if successor is None:
            raise directory_invalid(
                "member {code} is gone; who leaves is marked withdrawn instead", code=member.code
            )
        _check_member(member, successor)
        _check_minimum(member, successor, fresh.created)
    check_possession(held, fresh)


def _check_commitments(held: Directory, fresh: Directory) -> None:
    """Keep what evidence had to cover at its export: neither undone, nor asked afterwards."""
    before, now = held.commitments_from, fresh.commitments_from
    if before != now and min(before, now) < fresh.created:
        raise directory_invalid(
            "commitments_time: what has come was changed, or is to have come before this version"
        )


def _all_hybrid(operators: Iterable[Operator]) -> bool:
    return all(is_hybrid(each.public) for each in operators)


def _check_member(held: Member, fresh: Member) -> None:
    if _undone(held.withdrawn_at, fresh.withdrawn_at):
        raise directory_invalid("the withdrawal of {code} was undone or put off", code=held.code)
    ended = (held.final_log_size, held.final_log_root)
    if held.final_log_root and (fresh.final_log_size, fresh.final_log_root) != ended:
        raise directory_invalid("the end of the log of {code} was changed", code=held.code)
    keys = {key.key_id: key for key in fresh.keys}
    for key in held.keys:
        _check_key(held.code, key, keys.get(key.key_id))
    for fingerprint, revoked_at in held.certificates.items():
        if fingerprint not in fresh.certificates:
            raise directory_invalid(
                "a certificate of {code} is gone; revoke it instead", code=held.code
            )
        if _undone(revoked_at, fresh.certificates[fingerprint]):
            raise directory_invalid(
                "the revocation of a certificate of {code} was undone", code=held.code
            )


def _check_minimum(held: Member, fresh: Member, created: datetime) -> None:
    """Keep what was signed before a minimum rose: nobody can sign it again."""
    if fresh.minimum_suite == held.minimum_suite and fresh.minimum_since != held.minimum_since:
        raise directory_invalid(
            "since when {code} has its minimum suite was changed", code=held.code
        )
    rises = fresh.minimum_suite > held.minimum_suite
    if rises and (fresh.minimum_since is None or fresh.minimum_since < created):
        raise directory_invalid(
            "the minimum suite of {code} rises without an instant, or before this version",
            code=held.code,
        )


def _check_key(code: str, held: MemberKey, fresh: MemberKey | None) -> None:
    if fresh is None:
        raise directory_invalid(
            "key {key_id} of {code} is gone; retire it instead", key_id=held.key_id, code=code
        )
    if (held.use, held.public, held.not_before) != (fresh.use, fresh.public, fresh.not_before):
        raise directory_invalid(
            "use, public key or beginning of key {key_id} of {code} was changed",
            key_id=held.key_id,
            code=code,
        )
    if _undone(held.retired_at, fresh.retired_at) or _undone(held.revoked_at, fresh.revoked_at):
        raise directory_invalid(
            "the end of key {key_id} of {code} was undone or put off", key_id=held.key_id, code=code
        )


def _undone(held: datetime | None, fresh: datetime | None) -> bool:
    """Say whether an end that was set is now missing or later; earlier is allowed."""
    return held is not None and (fresh is None or fresh > held)
