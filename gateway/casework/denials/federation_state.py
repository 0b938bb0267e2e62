"""The federation as this node sees it: each member with its register, last contact and keys."""

from __future__ import annotations

from datetime import datetime

from gateway.casework.denials.register_status import RegisterStatus, failing_visits, registers_now
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office, Work
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model
from gateway.trust.members import Member, MemberKey
from gateway.trust.suites import ENCRYPTION_USES, KeyUse, Suite


class ShownKey(Model):
    """A key of a member.

    Attributes:
        counts: Whether something that is signed or sealed with it now is taken.
    """

    key_id: str
    use: KeyUse
    not_before: Instant
    retired_at: Instant | None = None
    revoked_at: Instant | None = None
    counts: bool


class MemberShown(Model):
    """A member as this node sees it.

    Attributes:
        withdrawn: Whether it has left the federation.
        suite: The strongest signatures that its keys allow now; None: it has no key that counts.
        minimum_suite: The weakest that it sends.
        encryption: What letters to it are encrypted for; None: it has no key for that.
        certificates: Of its TLS, that are not revoked.
        log: Its log as held here; None: it keeps none.
        failing_since: The first visit that failed after the last that went well.
        keys: Every key that it ever had, the newest first.
    """

    code: AuthorityCode
    name: str
    own: bool
    roles: tuple[str, ...]
    address: str
    contact_name: str
    contact_telephone: str
    withdrawn: bool
    suite: Suite | None
    minimum_suite: Suite
    encryption: KeyUse | None
    certificates: int
    log: RegisterStatus | None
    failing_since: Instant | None
    keys: tuple[ShownKey, ...]


class FederationShown(Model):
    """The federation as this node sees it.

    Attributes:
        version: Of the directory.
        expires: After it no new member, key or law is taken from this version.
        rulebook: Version in force here.
    """

    name: str
    version: int
    created: Instant
    expires: Instant
    expired: bool
    rehearsal: bool
    operators: tuple[str, ...]
    threshold: int
    rulebook: str
    members: tuple[MemberShown, ...]


async def federation_now(office: Office, officer: Officer) -> FederationShown:
    """Return every member with its register, last contact and keys, the own authority first."""
    officer.require(Permission.READ_DENIALS)
    directory, at = office.me.directory(), office.clock.now()

    def read(work: Work) -> tuple[MemberShown, ...]:
        logs = {each.origin: each for each in registers_now(work)}
        since = failing_visits(work.conn)
        members = sorted(directory.members.values(), key=lambda each: each.code)
        shown = []
        for each in members:
            own, log = each.code == office.code, logs.get(each.code)
            shown.append(_shown(each, at, log, since.get(each.code), own=own))
        return tuple(sorted(shown, key=lambda each: (each.withdrawn, not each.own, each.code)))

    return FederationShown.made_from(
        directory,
        expired=at >= directory.expires,
        operators=tuple(each.name for each in directory.operators),
        rulebook=office.law.in_force(at).version,
        members=await office.read(read),
    )


def _shown(
    member: Member,
    at: datetime,
    register: RegisterStatus | None,
    failing_since: datetime | None,
    *,
    own: bool,
) -> MemberShown:
    def has(use: KeyUse) -> bool:
        return bool(member.valid_keys(use, at))

    newest = sorted(member.keys, key=lambda key: (key.not_before, -key.use), reverse=True)
    return MemberShown.made_from(
        member,
        own=own,
        roles=tuple(sorted(member.roles)),
        withdrawn=member.withdrawn(at),
        suite=max((each for each in Suite if all(map(has, each.uses))), default=None),
        encryption=next((each for each in ENCRYPTION_USES if has(each)), None),
        certificates=sum(
            1 for revoked in member.certificates.values() if revoked is None or at < revoked
        ),
        log=register,
        failing_since=failing_since,
        keys=tuple(_key(each, at) for each in newest),
    )


def _key(key: MemberKey, at: datetime) -> ShownKey:
    return ShownKey.made_from(key, counts=key.valid(at))
