"""The directory of a federation, read: its members, its operators and its anchor.

Only `gateway.trust.directory.load_directory` makes a `Directory` out of bytes; whoever
holds one may rely on it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from gateway.domain.authority import Role
from gateway.domain.letter import Marking
from gateway.errors import ComityError, Reason, TrustError
from gateway.trust.members import Member
from gateway.trust.operator_keys import check_operator_key


@dataclass(frozen=True, slots=True)
class Operator:
    """One who may sign the next version.

    Attributes:
        name: Short name.
        public: Raw Ed25519 public key, 32 octets; with one of ML-DSA-65 behind it, 1,984.
        possession: Proof that its holder has it, where the key is new; see
            `gateway.trust.possession`. It does not make another key of it.
    """

    name: str
    public: bytes
    possession: bytes = field(default=b"", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class LawVersion:
    """A rulebook, calendar or control list in use, by version and digest of its file.

    Attributes:
        version: Version identifier.
        digest: SHA-256 of the file, 32 octets.
        authority: Code of the authority whose it is; empty for the whole federation.
        effective_date: Date of effect, YYYY-MM-DD, or empty.
    """

    version: str
    digest: bytes
    authority: str = ""
    effective_date: str = ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a node must have been given by a person before it can trust a directory.

    Attributes:
        federation_id: SHA-256 of the first version's payload, 32 octets.
        operators: Those who may sign.
        threshold: How many different ones must.
        version: Least version that is accepted.
    """

    federation_id: bytes
    operators: tuple[Operator, ...]
    threshold: int
    version: int = 1

    def to_json(self) -> str:
        """Write as JSON with octets in hexadecimal."""
        return json.dumps(
            {
                "federation_id": self.federation_id.hex(),
                "operators": [
                    {"name": item.name, "public_key": item.public.hex()} for item in self.operators
                ],
                "threshold": self.threshold,
                "version": self.version,
            },
            indent=2,
        )

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of its one form in JSON: what people compare before they believe it."""
        return hashlib.sha256(self.to_json().encode()).digest()

    @classmethod
    def from_json(cls, text: str) -> Anchor:
        """Read what `to_json` wrote.

        Raises:
            TrustError: DIRECTORY_INVALID, the anchor is malformed.
        """
        try:
            data = json.loads(text)
            anchor = cls(
                federation_id=bytes.fromhex(data["federation_id"]),
                operators=tuple(
                    Operator(str(item["name"]), bytes.fromhex(item["public_key"]))
                    for item in data["operators"]
                ),
                threshold=int(data["threshold"]),
                version=int(data["version"]),
            )
        except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as exc:
            raise directory_invalid("the anchor is malformed") from exc
        if len(anchor.federation_id) != hashlib.sha256().digest_size:
            raise directory_invalid("the anchor's federation id has not 32 octets")
        check_operators(anchor.operators, anchor.threshold)
        return anchor


COMMITMENTS_FROM = datetime(2027, 7, 1, tzinfo=UTC)
"""From when on evidence must cover its letters where a directory does not say: by then every
gateway commits to its journal (docs/protocol/evidence.md, section 5)."""


class DirectoryHead(NamedTuple):
    """Which directory a member judges by, as it tells others.

    Attributes:
        version: Its number; 0 where nothing is told.
        digest: SHA-256 of its payload, 32 octets; empty where nothing is told.
    """

    version: int
    digest: bytes


@dataclass(frozen=True)
class Directory:
    """One verified version of the directory.

    Attributes:
        name: Name of the federation.
        federation_id: SHA-256 of the first version's payload, 32 octets.
        version: From 1.
        created: When it was signed.
        expires: After it no new member, key or rulebook is accepted from it.
        rehearsal: True for a rehearsal: a clock offset is allowed.
        operators: Who may sign the next version.
        threshold: How many different ones must.
        members: By authority code, withdrawn ones included.
        rulebooks: Versions in force or announced.
        calendars: Versions that authorities have notified.
        grace_days: Days after expiry for which members that knew each other go on.
        marking_ceiling: Highest marking that may pass.
        digest: SHA-256 of the payload.
        controls: Versions of the control lists in use, the Union's and national ones.
        states: Versions of the file that says who is a Member State from which day.
        state_keys: Who may state which version is the newest, beside the operators.
        state_days: Days for which such a statement lives; 0 where none are made.
        threshold_reason: Why one operator alone may sign, where one may.
        commitments_since: From when on evidence must cover its letters by commitments to the
            journal; None: from `COMMITMENTS_FROM` on.
    """

    name: str
    federation_id: bytes
    version: int
    created: datetime
    expires: datetime
    rehearsal: bool
    operators: tuple[Operator, ...]
    threshold: int
    members: Mapping[str, Member]
    rulebooks: tuple[LawVersion, ...] = ()
    calendars: tuple[LawVersion, ...] = ()
    grace_days: int = 14
    marking_ceiling: Marking = Marking.SENSITIVE
    digest: bytes = b""
    controls: tuple[LawVersion, ...] = ()
    states: tuple[LawVersion, ...] = ()
    state_keys: tuple[Operator, ...] = ()
    state_days: int = 0
    threshold_reason: str = ""
    commitments_since: datetime | None = None

    @cached_property
    def _by_certificate(self) -> Mapping[bytes, Member]:
        return {
            fingerprint: member
            for member in self.members.values()
            for fingerprint in member.certificates
        }

    def member(self, code: str) -> Member:
        """Return a member, also one that has withdrawn, since its old signatures count.

        Raises:
            TrustError: PEER_UNKNOWN.
        """
        found = self.members.get(code)
        if found is None:
            raise _unknown_peer("no such authority is in the directory")
        return found

    def member_by_certificate(self, fingerprint: bytes) -> Member:
        """Return the member whose TLS certificate has a fingerprint, revoked or not.

        `gateway.trust.tls.identify_peer` also judges revocation and withdrawal.

        Args:
            fingerprint: SHA-256 of the DER certificate, 32 octets.

        Raises:
            TrustError: PEER_UNKNOWN.
        """
        found = self._by_certificate.get(fingerprint)
        if found is None:
            raise _unknown_peer("the certificate is not in the directory")
        return found

    @cached_property
    def keepers_of_registers(self) -> tuple[str, ...]:
        """Members that decide on licences, and so keep a register of denials, by code.

        Those that have withdrawn are among them: what they denied stays searched.
        """
        deciding = {str(role) for role in Role} - {str(Role.COMMISSION), str(Role.OBSERVER)}
        return tuple(sorted(m.code for m in self.members.values() if deciding & m.roles))

    def with_observers(self, codes: Collection[str]) -> Directory:
        """Return it as it counts while some members have no more than the role of an observer.

        Args:
            codes: Of the members.
        """
        role = frozenset({Role.OBSERVER.value})
        members = {
            code: replace(member, roles=role) if code in codes else member
            for code, member in self.members.items()
        }
        return replace(self, members=members)

    @property
    def commitments_from(self) -> datetime:
        """From when on exported evidence must cover its letters, as it says or by default."""
        return self.commitments_since or COMMITMENTS_FROM

    def expired(self, at: datetime) -> bool:
        """Say whether it no longer admits anything new and silence has no effect."""
        return at > self.expires

    def within_grace(self, at: datetime) -> bool:
        """Say whether members that knew each other may still exchange letters."""
        return at <= self.expires + timedelta(days=self.grace_days)

    def require_grace(
        self, at: datetime, remedy: str = "Fetch the newest directory from the operators."
    ) -> None:
        """Refuse to go by a directory that has not been renewed.

        Raises:
            TrustError: DIRECTORY_EXPIRED, its grace period is over too: a member may have been
                revoked in a version that is not held here.
        """
        if not self.within_grace(at):
            raise Reason.DIRECTORY_EXPIRED.error(
                "the directory has expired and its grace period is over", remedy=remedy
            )

    @property
    def head(self) -> DirectoryHead:
        """What is told to others of it."""
        return DirectoryHead(self.version, self.digest)

    @property
    def anchor(self) -> Anchor:
        """What to keep so that this version, or a later one, can be loaded after a restart."""
        return Anchor(self.federation_id, self.operators, self.threshold, self.version)


def check_operators(operators: Sequence[Operator], threshold: int) -> None:
    """Check that a threshold of different operators can be reached.

    Raises:
        TrustError: DIRECTORY_INVALID.
    """
    for operator in operators:
        try:
            check_operator_key(operator.public)
        except TrustError as exc:
            raise directory_invalid("an operator's key is malformed or of small order") from exc
    if len({operator.public for operator in operators}) != len(operators):
        raise directory_invalid("an operator's key is listed twice")
    if len({operator.name for operator in operators}) != len(operators):
        raise directory_invalid("an operator's name is listed twice")
    if not 1 <= threshold <= len(operators):
        raise directory_invalid("the threshold is not between 1 and the number of operators")


def directory_invalid(*what: str, **values: Any) -> ComityError:
    """Return the error for a directory or anchor that contradicts itself or its rules."""
    return Reason.DIRECTORY_INVALID.error(
        *what, remedy="Keep the version that is held and tell the operators.", **values
    )


def _unknown_peer(what: str) -> ComityError:
    return Reason.PEER_UNKNOWN.error(
        what, remedy="Fetch the newest directory; if it is not there either, ask the operators."
    )
