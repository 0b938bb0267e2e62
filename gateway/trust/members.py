"""A member of the federation as the directory describes it, with its key history.

Keys are never removed: they get `not_before`, `retired_at` and `revoked_at`, so that an old
signature is judged by the key that was right at its time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from gateway.errors import Reason
from gateway.trust.algorithms import (
    EncryptionKey,
    VerifyingKey,
    check_order,
    encryption_key,
    key_id_of,
    verifying_key,
)
from gateway.trust.suites import ENCRYPTION_USES, KeyUse, Suite


@dataclass(frozen=True)
class MemberKey:
    """One public key with its history.

    Attributes:
        key_id: Hex of the first 8 octets of SHA-256 of the public key.
        use: Algorithm and purpose.
        public: Public key as the directory encodes it.
        not_before: From when on it counts.
        retired_at: After this instant nothing new is signed or sealed with it.
        revoked_at: From this instant on nothing signed with it is believed.
        possession: Proof that its holder has it, where the key is new; see
            `gateway.trust.possession`. It does not make another key of it.
    """

    key_id: str
    use: KeyUse
    public: bytes
    not_before: datetime
    retired_at: datetime | None = None
    revoked_at: datetime | None = None
    possession: bytes = field(default=b"", compare=False, repr=False)

    @classmethod
    def of(cls, use: KeyUse, public: bytes, *, not_before: datetime) -> MemberKey:
        """Describe a new key; the key id follows from the public key."""
        return cls(key_id=key_id_of(public), use=use, public=public, not_before=not_before)

    def valid(self, at: datetime, *, in_flight: timedelta = timedelta(0)) -> bool:
        """Say whether the key counts at an instant.

        Args:
            at: Aware instant.
            in_flight: For how long after its retirement signatures that were made before
                may still arrive. It never softens a revocation.
        """
        if at < self.not_before:
            return False
        if self.revoked_at is not None and at >= self.revoked_at:
            return False
        return self.retired_at is None or at <= self.retired_at + in_flight

    # Parsing a key costs about as much as a quarter of a verification; once is enough.
    @cached_property
    def verifier(self) -> VerifyingKey:
        """The key as an object that verifies."""
        return verifying_key(self.use, self.public)

    @cached_property
    def encrypter(self) -> EncryptionKey:
        """The key as an object that HPKE encrypts to; raises KEY_INVALID where it cannot."""
        check_order(self.use, self.public)
        return encryption_key(self.use, self.public)


@dataclass(frozen=True)
class Member:
    """One authority, or the Commission services.

    Attributes:
        code: Authority code, e.g. ``DE``, ``BE-VLG``, ``EU``.
        name: Name in English.
        state: Member State for which it answers, or ``EU``.
        time_zone: IANA time zone in which its days end.
        roles: Values of `gateway.domain.authority.Role`.
        address: ``host:port`` of its gateway.
        certificates: SHA-256 fingerprints of its TLS certificates, each with the instant
            of its revocation, or None.
        keys: Every key it ever had.
        minimum_suite: Least suite of what it signs.
        minimum_since: From when on that holds; None: always.
        procedures: Procedures for which it answers for its State; empty means all.
        contact_name: Whom to call.
        contact_telephone: Where to call.
        withdrawn_at: When it left the federation, or None.
        final_log_size: Size of its log when it left.
        final_log_root: Root of its log when it left, 32 octets, else empty.
        coordinates: Whether it settles contradicting answers of its State's authorities.
    """

    code: str
    name: str
    state: str
    time_zone: str
    roles: frozenset[str]
    address: str
    certificates: Mapping[bytes, datetime | None]
    keys: tuple[MemberKey, ...]
    minimum_suite: Suite = Suite.ED25519
    procedures: tuple[str, ...] = ()
    contact_name: str = ""
    contact_telephone: str = ""
    withdrawn_at: datetime | None = None
    final_log_size: int = 0
    final_log_root: bytes = b""
    coordinates: bool = False
    minimum_since: datetime | None = None

    def minimum_at(self, at: datetime) -> Suite:
        """Return the least suite of what the member signs at an instant."""
        rose_later = self.minimum_since is not None and at < self.minimum_since
        return Suite.ED25519 if rose_later else self.minimum_suite

    def withdrawn(self, at: datetime) -> bool:
        """Say whether the member has left the federation by an instant."""
        return self.withdrawn_at is not None and at >= self.withdrawn_at

    def end_of_log(self, at: datetime) -> tuple[int, bytes] | None:
        """Return size and root with which its log has ended; None while it goes on.

        Also None where the directory does not say with what it ended.
        """
        if not self.withdrawn(at) or not self.final_log_root:
            return None
        return self.final_log_size, self.final_log_root

    def shows(self, fingerprint: bytes, at: datetime) -> bool:
        """Say whether a TLS certificate is its, and is not revoked, at an instant."""
        if fingerprint not in self.certificates:
            return False
        revoked = self.certificates[fingerprint]
        return revoked is None or at < revoked

    def valid_keys(
        self, use: KeyUse, at: datetime, *, in_flight: timedelta = timedelta(0)
    ) -> tuple[MemberKey, ...]:
        """Return the keys of a use that count at an instant, the newest first."""
        keys = self._newest_first.get(use, ())
        return tuple(key for key in keys if key.valid(at, in_flight=in_flight))

    @cached_property
    def _newest_first(self) -> Mapping[KeyUse, tuple[MemberKey, ...]]:
        """The keys by use; asked for every signature, so sorted once."""
        ordered = sorted(self.keys, key=lambda key: key.not_before, reverse=True)
        return {use: tuple(key for key in ordered if key.use is use) for use in KeyUse}

    def key(self, use: KeyUse, key_id: str | None, at: datetime) -> MemberKey:
        """Return the key of a use that counts at an instant.

        Args:
            use: Algorithm and purpose.
            key_id: Which one, or None for the newest.
            at: Aware instant.

        Raises:
            TrustError: KEY_INVALID, there is none, or that one does not count at `at`.
        """
        for key in self.valid_keys(use, at):
            if key_id is None or key.key_id == key_id:
                return key
        raise Reason.KEY_INVALID.error(
            "{member} has no key for {use} that counts at that instant",
            remedy="Fetch the newest directory; if that does not help, ask the operator.",
            member=self.code,
            use=use.name,
            at=at.isoformat(),
        )

    def seal_key(self, at: datetime) -> MemberKey:
        """Return the key to which letters to this member are sealed at an instant.

        Raises:
            TrustError: KEY_INVALID, the member has none; PEER_REVOKED, it has left.
        """
        if self.withdrawn(at):
            raise Reason.PEER_REVOKED.error(
                "{member} has left the federation",
                remedy="Use the channel that the directory names for its State instead.",
                member=self.code,
            )
        preferred = next((use for use in ENCRYPTION_USES if self.valid_keys(use, at)), None)
        return self.key(preferred or ENCRYPTION_USES[0], None, at)

    def log_key(self, at: datetime, key_id: str | None = None) -> MemberKey:
        """Return the key that signs its checkpoints; raises as `key`."""
        return self.key(KeyUse.LOG_ED25519, key_id, at)

    def cosign_key(self, at: datetime, key_id: str | None = None) -> MemberKey:
        """Return the key that cosigns checkpoints; raises as `key`."""
        return self.key(KeyUse.COSIGN_ED25519, key_id, at)
