"""What operators want to be different in the next version of the directory, as a file.

A change file is TOML that a person writes and the others read. `changed` makes the next version
out of it; `differences` says in words everything in which two versions differ, so that whoever
signs sees more than what the proposer says. Neither believes the other: the words are made from
the two versions alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, StringConstraints

from gateway.domain.authority import AuthorityCode, Role
from gateway.domain.base import Instant, Model
from gateway.errors import InputError
from gateway.trust.algorithms import key_id_of
from gateway.trust.directory_form import MAX_LIFE, MAX_STATE_DAYS
from gateway.trust.federation import Directory, Operator
from gateway.trust.members import Member, MemberKey
from gateway.trust.possession import without_proofs
from gateway.trust.suites import KeyUse, Suite

Hex = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2})+$", max_length=8192)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]


OVERLAP = timedelta(days=1)
"""For how long an older key counts beside the new one: nobody's clock decides."""


Root = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class NamedKey(Model):
    """An Ed25519 key of an operator, or one that states the newest version."""

    name: Name
    public_key: Hex
    possession: Hex | Literal[""] = ""


class NewKey(Model):
    """A key that a member gets.

    Attributes:
        use: What it is for, e.g. ``SEAL_ED25519``.
        not_before: From when on it counts; absent: from the new version on.
        retires: Whether the older keys of that use retire, `OVERLAP` after it begins.
    """

    member: AuthorityCode
    use: str
    public_key: Hex
    possession: Hex
    not_before: Instant | None = None
    retires: bool = False


class EndedKey(Model):
    """A key of a member that ends. Exactly one of the instants is given."""

    member: AuthorityCode
    key_id: Hex
    retired: Instant | None = None
    revoked: Instant | None = None


class ChangedCertificate(Model):
    """A TLS certificate of a member: a new one, or one that is revoked."""

    member: AuthorityCode
    fingerprint: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    revoked: Instant | None = None


class ChangedMember(Model):
    """A member, by its code; what is absent stays. A new one needs name, address and time zone.

    Attributes:
        withdrawn: When it leaves.
        final_log_size: Entries with which its log ends, once it has left.
        final_log_root: Root of its log then.
    """

    code: AuthorityCode
    name: str | None = None
    state: str | None = None
    time_zone: str | None = None
    roles: tuple[Role, ...] | None = None
    address: str | None = None
    contact_name: str | None = None
    contact_telephone: str | None = None
    minimum_suite: str | None = None
    coordinates: bool | None = None
    withdrawn: Instant | None = None
    final_log_size: int | None = Field(default=None, ge=0)
    final_log_root: Root | Literal[""] = ""


class DirectoryChange(Model):
    """What shall be different; what is absent stays.

    Attributes:
        life_days: From the creation of the next version to its expiry; absent: as before.
        operators: All operators from the next version on; absent: those of before.
        threshold_reason: Why one operator alone may sign, where the threshold is 1.
        commitments_since: From when on evidence must cover its letters by commitments.
        state_keys: All keys that state the newest version; absent: those of before.
        digest: SHA-256 of the file, set when it is read.
    """

    life_days: int | None = Field(default=None, ge=1, le=MAX_LIFE.days)
    grace_days: int | None = None
    operators: tuple[NamedKey, ...] | None = None
    threshold: int | None = Field(default=None, ge=1)
    threshold_reason: str | None = None
    state_keys: tuple[NamedKey, ...] | None = None
    state_days: int | None = Field(default=None, ge=0, le=MAX_STATE_DAYS)
    commitments_since: Instant | None = None
    members: tuple[ChangedMember, ...] = ()
    new_keys: tuple[NewKey, ...] = ()
    ended_keys: tuple[EndedKey, ...] = ()
    certificates: tuple[ChangedCertificate, ...] = ()
    digest: str = ""


def changed(held: Directory, change: DirectoryChange, *, at: datetime) -> Directory:
    """Return the next version of a directory.

    Args:
        held: The version of before.
        change: What shall be different.
        at: Instant of the new version.

    Raises:
        InputError: Something named is not there, or not known; names the field.
    """
    life = held.expires - held.created
    if change.life_days is not None:
        life = timedelta(days=change.life_days)
    simple = ("grace_days", "threshold", "threshold_reason", "state_days", "commitments_since")
    given = {each: value for each in simple if (value := getattr(change, each)) is not None}
    for name in ("operators", "state_keys"):
        if (keys := getattr(change, name)) is not None:
            given[name] = tuple(
                Operator(each.name, *map(bytes.fromhex, (each.public_key, each.possession)))
                for each in keys
            )
    known = without_proofs(held)
    members = dict(known.members)
    for each in change.members:
        members[each.code] = _member(members.get(each.code), each)
    for key in change.new_keys:
        members[key.member] = _with_key(_found(members, key.member, "new_keys"), key, at)
    for ended in change.ended_keys:
        members[ended.member] = _with_end(_found(members, ended.member, "ended_keys"), ended)
    for certificate in change.certificates:
        member = _found(members, certificate.member, "certificates")
        shown = {bytes.fromhex(certificate.fingerprint): certificate.revoked}
        members[member.code] = replace(member, certificates={**member.certificates, **shown})
    return replace(
        known,
        version=held.version + 1,
        created=at,
        expires=at + life,
        members=members,
        digest=b"",
        **given,
    )


def _found(members: Mapping[str, Member], code: str, field: str) -> Member:
    found = members.get(code)
    if found is None:
        raise _wrong(field, "{code} is no member", "Enter it under `members` first.", code=code)
    return found


def _member(held: Member | None, change: ChangedMember) -> Member:
    given = {name: value for name in ChangedMember.model_fields if (value := getattr(change, name))}
    if change.coordinates is not None:
        given["coordinates"] = change.coordinates
    if (suite := given.pop("minimum_suite", None)) is not None:
        if suite not in Suite.__members__:
            raise _wrong(
                "minimum_suite",
                "{suite} is no suite",
                "{known}",
                suite=suite,
                known=list(Suite.__members__),
            )
        given["minimum_suite"] = Suite[suite]
    if "roles" in given:
        given["roles"] = frozenset(role.value for role in given["roles"])
    if "withdrawn" in given:
        given["withdrawn_at"] = given.pop("withdrawn")
    if "final_log_root" in given:
        given["final_log_root"] = bytes.fromhex(given["final_log_root"])
    if held is not None:
        return replace(held, **given)
    missing = {"name", "time_zone", "roles", "address"} - given.keys()
    if missing:
        raise _wrong(min(missing), "{code} is new and has none", "Give it.", code=change.code)
    given.setdefault("state", change.code.partition("-")[0])
    return Member(certificates={}, keys=(), **given)


def _with_key(member: Member, new: NewKey, at: datetime) -> Member:
    if new.use not in KeyUse.__members__:
        raise _wrong(
            "new_keys.use",
            "{use} is no use",
            "{known}",
            use=new.use,
            known=list(KeyUse.__members__),
        )
    begins, use = new.not_before or at, KeyUse[new.use]
    keys = tuple(
        replace(key, retired_at=begins + OVERLAP)
        if new.retires and key.use is use and key.retired_at is None
        else key
        for key in member.keys
    )
    added = MemberKey.of(use, bytes.fromhex(new.public_key), not_before=begins)
    proven = replace(added, possession=bytes.fromhex(new.possession))
    return replace(member, keys=(*keys, proven))


def _with_end(member: Member, ended: EndedKey) -> Member:
    if (ended.retired is None) == (ended.revoked is None):
        raise _wrong("ended_keys", "not exactly one of retired and revoked is given", "Give one.")
    if ended.key_id not in {key.key_id for key in member.keys}:
        raise _wrong(
            "ended_keys.key_id",
            "{code} has no key {key_id}",
            "Look it up.",
            code=member.code,
            key_id=ended.key_id,
        )
    keys = tuple(
        replace(
            key,
            retired_at=ended.retired or key.retired_at,
            revoked_at=ended.revoked or key.revoked_at,
        )
        if key.key_id == ended.key_id
        else key
        for key in member.keys
    )
    return replace(member, keys=keys)


def _wrong(field: str, what: str, remedy: str, **values: Any) -> InputError:
    return InputError("{field}: ", what, remedy=remedy, field=field, **values)


class Difference(NamedTuple):
    """One thing in which two versions differ.

    Attributes:
        what: Where it stands, e.g. ``member FR, key 0a1b2c3d4e5f6071: revoked_at``.
        before: What it was; empty: it was not there.
        after: What it is; empty: it is not there any more.
    """

    what: str
    before: str
    after: str

    def in_words(self) -> str:
        """Return one line for a person."""
        if not self.before:
            return f"{self.what}: {self.after} (new)"
        if not self.after:
            return f"{self.what}: {self.before} is gone"
        return f"{self.what}: {self.before} -> {self.after}"


def differences(held: Directory, fresh: Directory) -> list[Difference]:
    """Return everything in which two versions differ, in the order of what they say.

    Every field of every part is compared, whatever it is called: what a later version of this
    software adds to the models cannot be left out of what an operator is shown. Proofs that new
    keys are possessed are left out: they are verified, and are nothing to read.
    """
    before, after = dict(_flat(held, "")), dict(_flat(fresh, ""))
    return [
        Difference(what, before.get(what, ""), after.get(what, ""))
        for what in dict.fromkeys((*before, *after))
        if before.get(what, "") != after.get(what, "")
        and what != "digest"
        and not what.endswith(": possession")
    ]


def _flat(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _flat(getattr(value, field.name), _below(where, field.name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            named = key.hex() if isinstance(key, bytes) else str(key)
            yield from (
                _flat(item, f"{where} {named}")
                if item is not None
                else [(f"{where} {named}", "in use")]
            )
    elif isinstance(value, tuple):
        for number, item in enumerate(value, start=1):
            yield from _flat(item, f"{where} {_named(item, number)}")
    else:
        yield where, _text(value)


def _below(where: str, name: str) -> str:
    return f"{where}: {name}" if where else name


def _named(item: Any, number: int) -> str:
    """Name a part of a list by what it is, so that its place in the list does not matter."""
    if isinstance(item, MemberKey):
        return item.key_id
    if isinstance(item, Operator):
        return f"{item.name} ({key_id_of(item.public)})"
    version = getattr(item, "version", None)
    if version is not None:
        return f"{getattr(item, 'authority', '')} {version}".strip()
    return str(number)


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    if isinstance(value, Enum):
        return value.name
    return "" if value is None else str(value)
