"""A member's private keys, in files that only their owner may read, or in tokens.

`KeyRing` is the interface behind which both stand: nobody outside this package sees an
envelope key, only what it signed. Of a key in a token (PKCS#11) the ring has the name only
(`gateway.trust.pkcs11.token_keys`). A retired encryption key stays in the ring for a time, since
letters that were sealed to it may still be under way, and is destroyed then
(`gateway.app.keys.key_destruction`). What the node keeps for itself is wrapped to `storage`.

No key material enters an error, a log or a `repr`.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa, x25519

from gateway.errors import ComityError, Reason
from gateway.trust.algorithms import (
    DecryptionKey,
    Ed25519Signer,
    HybridSecret,
    Secret,
    generate_secret,
    key_id_of,
    public_octets,
    secret_from_pem,
    secret_to_pem,
    sign_with,
)
from gateway.trust.members import Member, MemberKey
from gateway.trust.owned_files import (
    destroy_private,
    locked_folder,
    read_private,
    unusable,
    write_private,
)
from gateway.trust.pkcs11.token_keys import (
    SUFFIX,
    TokenKey,
    token_key_from_bytes,
    token_key_to_bytes,
)
from gateway.trust.pkcs11.tokens import Tokens
from gateway.trust.storage_keys import StorageKeys, is_storage_key, storage_file
from gateway.trust.suites import ENCRYPTION_USES, KeyUse, Suite

DEFAULT_USES: tuple[KeyUse, ...] = (
    KeyUse.SEAL_ED25519,
    KeyUse.SEAL_MLDSA65,
    KeyUse.ENCRYPT_MLKEM768_X25519,
    KeyUse.LOG_ED25519,
    KeyUse.LOG_MLDSA44,
    KeyUse.COSIGN_ED25519,
    KeyUse.COSIGN_MLDSA44,
)
"""What a new member gets; P-256 comes from a qualified provider, X25519 alone on request."""

_RING_FILE = "ring.json"


@dataclass(frozen=True, slots=True, repr=False)
class OwnKey:
    """One private key of a ring with the public octets and the id that follow from it."""

    use: KeyUse
    secret: Secret | TokenKey
    public: bytes
    key_id: str

    @classmethod
    def of(cls, use: KeyUse, secret: Secret | TokenKey) -> OwnKey:
        """Derive public octets and key id."""
        public = secret.public if isinstance(secret, TokenKey) else public_octets(secret)
        return cls(use=use, secret=secret, public=public, key_id=key_id_of(public))

    @property
    def place(self) -> str:
        """Where the private half lies: the name of a key in a token, or of our file."""
        return str(self.secret.uri) if isinstance(self.secret, TokenKey) else self.file_name

    @property
    def file_name(self) -> str:
        """Name of the key's file in the folder of the ring."""
        suffix = SUFFIX if isinstance(self.secret, TokenKey) else "pem"
        return f"{self.use.name.lower().replace('_', '-')}.{self.key_id}.{suffix}"

    def sign(self, data: bytes) -> bytes:
        """Sign octets.

        Raises:
            UnavailableError: The key is in a token, which does not sign now.
            ComityError: As `TokenKey.sign`.
            TypeError: The key does not sign.
        """
        if isinstance(self.secret, TokenKey):
            return self.secret.sign(data)
        return sign_with(self.secret, data)

    def to_bytes(self) -> bytes:
        """Return the content of the key's file."""
        if isinstance(self.secret, TokenKey):
            return token_key_to_bytes(self.secret)
        return secret_to_pem(self.secret)


@dataclass(frozen=True, slots=True, repr=False)
class _Held:
    """Keys of a ring at one time; replaced as a whole, since others sign in threads."""

    keys: tuple[OwnKey, ...]
    current: Mapping[KeyUse, OwnKey]
    decryption: Mapping[str, tuple[KeyUse, DecryptionKey]]
    storage: StorageKeys

    @classmethod
    def of(
        cls, keys: tuple[OwnKey, ...], storage: StorageKeys, in_force: Iterable[OwnKey] = ()
    ) -> _Held:
        return cls(
            keys=keys,
            current={key.use: key for key in (*keys, *in_force)},
            decryption={
                key.key_id: (key.use, _decryption_key(key.secret))
                for key in keys
                if key.use in ENCRYPTION_USES
            },
            storage=storage,
        )


class KeyRing:
    """A member's private keys; within a use the last one is current, or what `follow` says.

    Args:
        code: Authority code of the member.
        keys: The keys, within each use from the oldest to the newest.
        storage: The keys to which the node wraps what it keeps for itself.
        tokens: By which keys in tokens sign; needed where there are such.
    """

    def __init__(
        self,
        code: str,
        keys: Iterable[OwnKey],
        storage: StorageKeys | None = None,
        tokens: Tokens | None = None,
    ) -> None:
        self.code, self.tokens = code, tokens
        self._held = _Held.of(tuple(keys), storage or StorageKeys())

    def __repr__(self) -> str:
        return f"KeyRing({self.code!r}, {len(self.keys)} keys)"

    @property
    def keys(self) -> tuple[OwnKey, ...]:
        """All keys, within each use from the oldest to the newest."""
        return self._held.keys

    @property
    def storage(self) -> StorageKeys:
        """The keys to which the node wraps what it keeps for itself."""
        return self._held.storage

    def is_current(self, key: OwnKey) -> bool:
        """Say whether a key of the ring is the one that is used now."""
        found = self._held.current.get(key.use)
        return found is not None and found.key_id == key.key_id

    def current_id(self, use: KeyUse) -> str:
        """Return the id of the key that is used now; raises KEY_INVALID if there is none."""
        return self._current_key(use).key_id

    def follow(self, folder: Path, listed: Member, at: datetime) -> tuple[KeyUse, ...]:
        """Read the folder again, and use of each use the key that the directory has in force.

        A key that nobody knows yet is made and waits in the folder until the directory lists
        it and its first instant has come; one that has retired signs nothing more. Of a use of
        which none is in force the newest stays: the others refuse it, and the doctor says so.

        Args:
            folder: Where the ring lies.
            listed: This member, as the directory has it.
            at: Aware instant.

        Returns:
            The uses of which another key than before is current.

        Raises:
            TrustError: As `load`; then everything is as it was.
        """
        found = KeyRing.load(folder, self.tokens)
        keys = found.keys
        in_force: list[OwnKey] = []
        for use in {key.use for key in keys}:
            own = {key.key_id: key for key in keys if key.use is use}
            known = (own[key.key_id] for key in listed.valid_keys(use, at) if key.key_id in own)
            in_force.extend(islice(known, 1))
        before, self._held = self._held, _Held.of(keys, found.storage, in_force)
        return tuple(
            use
            for use, key in self._held.current.items()
            if use not in before.current or before.current[use].key_id != key.key_id
        )

    @classmethod
    def generate(cls, code: str, uses: Iterable[KeyUse] = DEFAULT_USES) -> KeyRing:
        """Draw a key for each use, and the first storage key."""
        keys = [OwnKey.of(use, generate_secret(use)) for use in uses]
        return cls(code, keys, StorageKeys.first())

    def renewed(self, uses: Iterable[KeyUse]) -> KeyRing:
        """Return a ring with a new current key for each use; the old ones stay in it."""
        return self.with_keys(OwnKey.of(use, generate_secret(use)) for use in uses)

    def with_keys(self, fresh: Iterable[OwnKey]) -> KeyRing:
        """Return a ring in which these keys are the current ones of their uses."""
        return KeyRing(self.code, (*self.keys, *fresh), self.storage, self.tokens)

    @property
    def keys_in_tokens(self) -> tuple[OwnKey, ...]:
        """The keys that are used now and lie in a token."""
        current = self._held.current.values()
        return tuple(key for key in current if isinstance(key.secret, TokenKey))

    @property
    def token_trouble(self) -> ComityError | None:
        """Why one of `keys_in_tokens` did not sign when it was asked last; None where all did."""
        secrets = (key.secret for key in self.keys_in_tokens)
        found = (each.trouble for each in secrets if isinstance(each, TokenKey))
        return next((each for each in found if each is not None), None)

    def save(self, folder: Path) -> None:
        """Write the ring, one file a key with mode 0600, into a folder with mode 0700.

        Args:
            folder: Made if it does not exist.

        Raises:
            TrustError: KEY_INVALID, the folder cannot be written.
        """
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
            ring = {"member": self.code, "keys": [key.file_name for key in self.keys]}
            for key in self.keys:
                write_private(folder / key.file_name, key.to_bytes())
            self.storage.save(folder)
            # Last, so that a ring that was cut off does not load as if it were whole.
            write_private(folder / _RING_FILE, json.dumps(ring, indent=2).encode() + b"\n")
        except OSError as exc:
            raise unusable("the key folder cannot be written", folder) from exc

    @classmethod
    def load(cls, folder: Path, tokens: Tokens | None = None) -> KeyRing:
        """Read a ring, and the storage keys beside it; no token is asked for that.

        Args:
            folder: Where it lies.
            tokens: By which keys in tokens sign; without, they only name themselves.

        Raises:
            TrustError: KEY_INVALID: a file is missing, another user's or readable by others,
                malformed, of another algorithm or not the key that its name says; the folder
                is another user's, or others can write it. The text never quotes a file's
                content.
        """
        _check_folder(folder)
        try:
            ring = json.loads(read_private(folder / _RING_FILE))
            code, names = str(ring["member"]), [str(name) for name in ring["keys"]]
        except (ValueError, KeyError, TypeError):
            raise unusable("the list of keys is malformed", folder / _RING_FILE) from None
        keys = [_load_key(folder / name, tokens) for name in names]
        return cls(code, keys, StorageKeys.load(folder), tokens)

    def sign_envelope(self, data: bytes, suite: Suite) -> tuple[tuple[str, bytes], ...]:
        """Sign under a suite.

        Args:
            data: What is signed (`gateway.trust.dsse.octets_to_sign` of the suite).
            suite: Which keys sign; all of them do.

        Returns:
            For each signature the key id and the octets, in the suite's order.

        Raises:
            TrustError: KEY_INVALID, the ring has no key for the suite.
            UnavailableError: A key is in a token, which does not sign now.
        """
        keys = [self._current_key(use) for use in suite.uses]
        return tuple((key.key_id, key.sign(data)) for key in keys)

    def hpke_private(self, key_id: str) -> tuple[KeyUse, DecryptionKey]:
        """Return an encryption key, retired ones included, with its use.

        Raises:
            TrustError: DECRYPTION_FAILED, the ring has no such key.
        """
        found = self._held.decryption.get(key_id)
        if found is None:
            raise Reason.DECRYPTION_FAILED.error(
                "{member} has no encryption key with that id",
                remedy="The sender must fetch the newest directory and seal the letter again.",
                member=self.code,
            )
        return found

    @property
    def log_key(self) -> Ed25519Signer:
        """Current key that signs the own log's checkpoints; raises KEY_INVALID if none."""
        return self._ed25519(KeyUse.LOG_ED25519)

    @property
    def cosign_key(self) -> Ed25519Signer:
        """Current key that cosigns checkpoints; raises KEY_INVALID if none."""
        return self._ed25519(KeyUse.COSIGN_ED25519)

    @property
    def hybrid_log_key(self) -> mldsa.MLDSA44PrivateKey:
        """Current key that signs the own log's checkpoints beside `log_key`; raises as that."""
        return self._mldsa44(KeyUse.LOG_MLDSA44)

    @property
    def hybrid_cosign_key(self) -> mldsa.MLDSA44PrivateKey:
        """Current key that cosigns checkpoints beside `cosign_key`; raises as that."""
        return self._mldsa44(KeyUse.COSIGN_MLDSA44)

    def public_keys(self, *, not_before: datetime) -> tuple[MemberKey, ...]:
        """Return the public halves, as the operator enters them in the directory.

        Args:
            not_before: From when on they shall count.
        """
        return tuple(MemberKey.of(key.use, key.public, not_before=not_before) for key in self.keys)

    def sign_possession(self, key: MemberKey, data: bytes) -> bytes:
        """Sign that a key is ours, with itself; for one that cannot sign, with a seal key.

        Args:
            key: The public half of one of these keys.
            data: As `gateway.trust.possession.claim` makes it.

        Raises:
            TrustError: KEY_INVALID, the ring has no such key, or no seal key.
        """
        if key.use in ENCRYPTION_USES:
            provider = KeyUse.SEAL_ED25519 not in self._held.current
            use = KeyUse.SEAL_P256 if provider else KeyUse.SEAL_ED25519
            return self._current_key(use).sign(data)
        for each in self.keys:
            if each.key_id == key.key_id:
                return each.sign(data)
        raise Reason.KEY_INVALID.error(
            "the key ring of {member} has no key {key_id}",
            remedy="Ask for a key that is in the ring.",
            member=self.code,
            key_id=key.key_id,
        )

    def _current_key(self, use: KeyUse) -> OwnKey:
        key = self._held.current.get(use)
        if key is None:
            raise Reason.KEY_INVALID.error(
                "the key ring of {member} has no key for {use}",
                remedy="Use a suite for which the member has keys, or make the key.",
                member=self.code,
                use=use.name,
            )
        return key

    def _ed25519(self, use: KeyUse) -> Ed25519Signer:
        secret = self._current_key(use).secret
        if not isinstance(secret, (ed25519.Ed25519PrivateKey, TokenKey)):
            raise TypeError(f"a key for {use.name} is an Ed25519 key by construction")
        return secret

    def _mldsa44(self, use: KeyUse) -> mldsa.MLDSA44PrivateKey:
        secret = self._current_key(use).secret
        if not isinstance(secret, mldsa.MLDSA44PrivateKey):
            raise TypeError(f"a key for {use.name} is an ML-DSA-44 key by construction")
        return secret


def destroy_key(folder: Path, key_id: str) -> None:
    """Take a key out of a ring on the disk, and destroy its file; a storage key likewise.

    Whenever the machine stops the ring loads. A file that a stop has left is destroyed by a
    second call.

    Args:
        folder: Where the ring lies.
        key_id: Which key; one that is not there is destroyed already.

    Raises:
        TrustError: KEY_INVALID; the folder cannot be read or written.
    """
    if is_storage_key(key_id):
        files = [storage_file(folder, key_id)]
    else:
        files = list(folder.glob(f"*.{key_id}.pem"))
    try:
        with locked_folder(folder):
            place = folder / _RING_FILE
            ring = json.loads(read_private(place))
            gone = {file.name for file in files}
            left = [name for name in ring["keys"] if name not in gone]
            if left != ring["keys"]:
                # First, since a ring that names a file that is not there does not load.
                text = json.dumps({**ring, "keys": left}, indent=2)
                write_private(place, text.encode() + b"\n")
            for file in files:
                destroy_private(file)
    except OSError as exc:
        raise unusable("a key cannot be destroyed in the key folder", folder) from exc


def _decryption_key(secret: Secret | TokenKey) -> DecryptionKey:
    if isinstance(secret, HybridSecret):
        return secret.for_hpke()
    if isinstance(secret, x25519.X25519PrivateKey):
        return secret
    raise TypeError("a signing key does not decrypt")


def _load_key(path: Path, tokens: Tokens | None) -> OwnKey:
    use_name = path.name.split(".", 1)[0].replace("-", "_").upper()
    if use_name not in KeyUse.__members__:
        raise unusable("the name of a key file says no known use", path)
    use, raw = KeyUse[use_name], read_private(path)
    named = path.suffix == f".{SUFFIX}"
    secret = token_key_from_bytes(use, raw, tokens) if named else secret_from_pem(use, raw)
    key = OwnKey.of(use, secret)
    if key.file_name != path.name:
        raise unusable("a key file holds another key than its name says", path)
    return key


def _check_folder(folder: Path) -> None:
    """Refuse a folder in which others can exchange the files."""
    try:
        held = folder.stat()
    except OSError as exc:
        raise unusable("the key folder cannot be read", folder) from exc
    if held.st_uid != os.geteuid() or held.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise Reason.KEY_INVALID.error(
            "others than who runs this can change the key folder {file}",
            remedy="Run chown and chmod 700 on it, and compare its keys with the directory.",
            file=folder.name,
        )
