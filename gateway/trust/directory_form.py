"""The directory's payload: comity.v1.Directory to the models of `federation` and back.

Reading is strict: whatever does not make sense refuses the whole version, naming the
member and the field, since the directory decides who is believed.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from google.protobuf.descriptor import Descriptor
from google.protobuf.message import DecodeError, Message
from pydantic import TypeAdapter, ValidationError

from comity.v1 import directory_pb2
from gateway.domain.authority import AuthorityCode, Role, member_state
from gateway.domain.letter import Marking
from gateway.errors import TrustError
from gateway.trust.algorithms import check_order, encryption_key, key_id_of, verifying_key
from gateway.trust.federation import (
    Directory,
    LawVersion,
    Operator,
    check_operators,
    directory_invalid,
)
from gateway.trust.members import Member, MemberKey
from gateway.trust.note_ids import NOTE_TYPES, note_key_id, origin_line
from gateway.trust.operator_keys import is_hybrid
from gateway.trust.suites import ENCRYPTION_USES, KeyUse, Suite
from gateway.wire.counting import decode

R = TypeVar("R")

DIGEST_OCTETS = 32
MAX_GRACE_DAYS = 30
MAX_STATE_DAYS = 31
MAX_REASON = 300
"""Characters of the reason why one operator alone signs."""
MAX_LIFE = timedelta(days=731)
"""From creation to expiry, two years: operators who have not met for so long are none."""
_MARKINGS = tuple(Marking)  # in rising order, comity.v1.Marking counts them from 1
_ADDRESS = re.compile(r"(\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9.-]{1,253}):([0-9]{1,5})")
_MOST_PORT = 65_535
_CODE: TypeAdapter[str] = TypeAdapter(AuthorityCode)


def is_address(text: str) -> bool:
    """Say whether a text is ``host:port``; an IPv6 address stands in brackets."""
    found = _ADDRESS.fullmatch(text)
    if found is None or int(found[2]) > _MOST_PORT:
        return False
    if found[1].startswith("["):
        try:
            ipaddress.IPv6Address(found[1][1:-1])
        except ValueError:
            return False
    return True


def build_directory(directory: Directory) -> bytes:
    """Serialise a directory as the payload that the operators sign.

    Args:
        directory: What it shall say; for version 1 its `federation_id` is ignored, since
            it is the digest of what is returned. `digest` is ignored too.

    Raises:
        TrustError: DIRECTORY_INVALID, it would be refused when loaded.
    """
    values = _written(
        directory_pb2.Directory.DESCRIPTOR,
        directory,
        federation_id=b"" if directory.version == 1 else directory.federation_id,
        members=[_written_member(member) for member in directory.members.values()],
        marking_ceiling=_MARKINGS.index(directory.marking_ceiling) + 1,
    )
    payload = directory_pb2.Directory(**values).SerializeToString(deterministic=True)
    parse_directory(payload)
    return payload


def parse_directory(payload: bytes) -> Directory:
    """Read a payload whose signatures were verified before.

    Raises:
        TrustError: DIRECTORY_INVALID, naming member and field.
    """
    try:
        pb = decode(directory_pb2.Directory, payload)
    except DecodeError as exc:
        raise directory_invalid("the payload is not a serialised Directory") from exc
    digest = hashlib.sha256(payload).digest()
    if pb.version < 1:
        raise directory_invalid("the directory's version is not 1 or more")
    if (pb.version == 1) != (not pb.federation_id):
        raise directory_invalid("the directory's federation_id is empty in version 1 only")
    federation_id = digest if pb.version == 1 else _digest(pb.federation_id, "federation_id")
    operators, state_keys = _signers_from_pb(pb)
    if not 0 <= pb.grace_days <= MAX_GRACE_DAYS:
        raise directory_invalid(
            "the directory's grace_days are not 0 to {max_grace_days}",
            max_grace_days=MAX_GRACE_DAYS,
        )
    if not 1 <= pb.marking_ceiling <= len(_MARKINGS):
        raise directory_invalid("the directory's marking_ceiling is not a known marking")
    members = [_member_from_pb(member) for member in pb.members]
    _check_unique(members, (*operators, *state_keys))
    for member in members:
        _check_note_ids(member, federation_id)
    directory = _read(
        Directory,
        pb,
        federation_id=federation_id,
        created=_required(pb, "create_time"),
        expires=_required(pb, "expire_time"),
        operators=operators,
        members={member.code: member for member in members},
        marking_ceiling=_MARKINGS[pb.marking_ceiling - 1],
        digest=digest,
        state_keys=state_keys,
        **{name: tuple(map(_law_from_pb, getattr(pb, name))) for name in _LAWS},
    )
    if directory.expires <= directory.created:
        raise directory_invalid("the directory expires before it was created")
    if directory.expires - directory.created > MAX_LIFE:
        raise directory_invalid("the directory lives longer than {days} days", days=MAX_LIFE.days)
    return directory


def _signers_from_pb(
    pb: directory_pb2.Directory,
) -> tuple[tuple[Operator, ...], tuple[Operator, ...]]:
    """Read who signs the next version, and who states which is the newest."""
    operators = tuple(_read(Operator, each) for each in pb.operators)
    check_operators(operators, pb.threshold)
    if (pb.threshold == 1) != bool(pb.threshold_reason):
        raise directory_invalid("the directory says why one operator alone signs, where one does")
    if len(pb.threshold_reason) > MAX_REASON:
        raise directory_invalid(
            "the directory's threshold_reason has more than {max_reason}", max_reason=MAX_REASON
        )
    state_keys = tuple(_read(Operator, each) for each in pb.state_keys)
    if state_keys:
        check_operators(state_keys, 1)
    if any(is_hybrid(each.public) for each in state_keys):
        raise directory_invalid("a key that states the newest version is not one of Ed25519 alone")
    if pb.state_days and not state_keys and all(is_hybrid(each.public) for each in operators):
        raise directory_invalid("state_keys: nobody could state which version is the newest")
    if not 0 <= pb.state_days <= MAX_STATE_DAYS or (state_keys and not pb.state_days):
        raise directory_invalid(
            "the directory's state_days are not 1 to {max_state_days}",
            max_state_days=MAX_STATE_DAYS,
        )
    return operators, state_keys


def _check_unique(members: Iterable[Member], operators: Sequence[Operator]) -> None:
    """Refuse what is listed twice: it could not say who is who, or whose answer counts."""
    codes: set[str] = set()
    fingerprints: set[bytes] = set()
    publics = {operator.public for operator in operators}
    if len(publics) != len(operators):
        raise directory_invalid("a key that states the newest version is an operator's too")
    coordinated: set[str] = set()
    for member in members:
        if member.coordinates and member.state in coordinated:
            raise directory_invalid(
                "{state} has two members that coordinate it", state=member.state
            )
        if member.coordinates:
            coordinated.add(member.state)
        if member.code in codes:
            raise directory_invalid("member {code} is listed twice", code=member.code)
        codes.add(member.code)
        if not fingerprints.isdisjoint(member.certificates):
            raise directory_invalid(
                "a certificate of {code} is another member's too", code=member.code
            )
        fingerprints.update(member.certificates)
        for key in member.keys:
            if key.public in publics:
                raise directory_invalid(
                    "key {key_id} of {code} is listed twice", key_id=key.key_id, code=member.code
                )
            publics.add(key.public)


def _check_note_ids(member: Member, federation_id: bytes) -> None:
    """Refuse two keys, of whatever use, that sign notes under one id."""
    name, known = origin_line(federation_id, member.code), set[bytes]()
    for key in member.keys:
        if (type_ := NOTE_TYPES.get(key.use)) is None:
            continue
        key_id = note_key_id(name, type_, key.public)
        if key_id in known:
            raise directory_invalid(
                "member {code}: key {key_id} signs notes under the id of another",
                code=member.code,
                key_id=key.key_id,
            )
        known.add(key_id)


_ATTRIBUTES = {
    "commitments_time": "commitments_since",
    "create_time": "created",
    "expire_time": "expires",
    "minimum_suite_time": "minimum_since",
    "not_before_time": "not_before",
    "public_key": "public",
    "retire_time": "retired_at",
    "revoke_time": "revoked_at",
    "withdraw_time": "withdrawn_at",
}
"""What holds a field of a message, where it has another name."""

_LAWS = ("rulebooks", "calendars", "controls", "states")


def _written(described: Descriptor, said: object, **given: Any) -> dict[str, Any]:
    """Return a message's values: what is given, and all else from the attribute of its name."""
    for field in described.fields:
        if field.name in given:
            continue
        value = getattr(said, _ATTRIBUTES.get(field.name, field.name))
        within = field.message_type if field.is_repeated else None
        given[field.name] = value if within is None else [_written(within, each) for each in value]
    return given


def _read(kind: type[R], pb: Message, **given: Any) -> R:
    """Make what a message says: what is given, and all else from the field of its name."""
    for field in pb.DESCRIPTOR.fields:
        name = _ATTRIBUTES.get(field.name, field.name)
        if field.message_type is not None and not field.is_repeated:
            given.setdefault(name, _optional(pb, field.name))
        else:
            value = getattr(pb, field.name)
            given.setdefault(name, tuple(value) if field.is_repeated else value)
    return kind(**given)


def _written_member(member: Member) -> dict[str, Any]:
    return _written(
        directory_pb2.Member.DESCRIPTOR,
        member,
        roles=sorted(member.roles),
        certificates=[
            {"fingerprint": fingerprint, "revoke_time": revoked}
            for fingerprint, revoked in member.certificates.items()
        ],
    )


def _member_from_pb(pb: directory_pb2.Member) -> Member:
    try:
        code = _CODE.validate_python(pb.code)
    except ValidationError as exc:
        raise directory_invalid("a member's code is not an authority code") from exc
    if pb.state != member_state(code):
        raise directory_invalid("member {code}: state is not that of the code", code=code)
    try:
        ZoneInfo(pb.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
        raise directory_invalid("member {code}: time_zone is not one of IANA's", code=code) from exc
    if not pb.roles or not set(pb.roles) <= {role.value for role in Role}:
        raise directory_invalid("member {code}: roles are none or unknown", code=code)
    if not is_address(pb.address):
        raise directory_invalid("member {code}: address is not host:port", code=code)
    if int(pb.minimum_suite) not in set(Suite):
        raise directory_invalid("member {code}: minimum_suite is unknown", code=code)
    if pb.final_log_size < 0 or len(pb.final_log_root) not in {0, DIGEST_OCTETS}:
        raise directory_invalid(
            "member {code}: final_log_size or final_log_root is impossible", code=code
        )
    return _read(
        Member,
        pb,
        code=code,
        roles=frozenset(pb.roles),
        certificates=_certificates_from_pb(code, pb.certificates),
        keys=tuple(_key_from_pb(code, key) for key in pb.keys),
        minimum_suite=Suite(pb.minimum_suite),
    )


def _certificates_from_pb(
    code: str, entries: Iterable[directory_pb2.Certificate]
) -> Mapping[bytes, datetime | None]:
    found: dict[bytes, datetime | None] = {}
    for entry in entries:
        fingerprint = _digest(
            entry.fingerprint, "member {code}: a certificate's fingerprint", code=code
        )
        if fingerprint in found:
            raise directory_invalid("a certificate of {code} is listed twice", code=code)
        found[fingerprint] = _optional(entry, "revoke_time")
    return found


def _key_from_pb(code: str, pb: directory_pb2.MemberKey) -> MemberKey:
    if int(pb.use) not in set(KeyUse):
        raise directory_invalid("member {code}: a key's use is unknown", code=code)
    use = KeyUse(pb.use)
    if pb.key_id != key_id_of(pb.public_key):
        raise directory_invalid(
            "member {code}: a key's id is not that of its public key", code=code
        )
    try:
        if use in ENCRYPTION_USES:
            encryption_key(use, pb.public_key)
        else:
            verifying_key(use, pb.public_key)
    except TrustError as exc:
        raise directory_invalid(
            "member {code}: key {key_id} is malformed", code=code, key_id=pb.key_id
        ) from exc
    try:
        check_order(use, pb.public_key)
    except TrustError as exc:
        raise directory_invalid(
            "member {code}: key {key_id} is of small order", code=code, key_id=pb.key_id
        ) from exc
    return _read(MemberKey, pb, use=use, not_before=_required(pb, "not_before_time"))


def _law_from_pb(pb: directory_pb2.LawVersion) -> LawVersion:
    _digest(pb.digest, "the digest of {version}", version=repr(pb.version[:60]))
    return _read(LawVersion, pb)


def _digest(raw: bytes, what: str, **values: Any) -> bytes:
    if len(raw) != DIGEST_OCTETS:
        raise directory_invalid(
            what, " has not {digest_octets} octets", **values, digest_octets=DIGEST_OCTETS
        )
    return raw


def _optional(pb: Message, name: str) -> datetime | None:
    if not pb.HasField(name):
        return None
    try:
        instant: datetime = getattr(pb, name).ToDatetime(tzinfo=UTC)
    except ValueError as exc:
        raise directory_invalid("{name} is not an instant", name=name) from exc
    return instant


def _required(pb: Message, name: str) -> datetime:
    instant = _optional(pb, name)
    if instant is None:
        raise directory_invalid("{name} is absent", name=name)
    return instant
