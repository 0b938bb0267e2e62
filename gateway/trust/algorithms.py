"""Turns raw public and private keys into objects of `cryptography`, by use and nothing else.

Owns the encodings: raw octets for Ed25519, X25519, ML-DSA-65 and ML-DSA-44 (FIPS 204); DER
SubjectPublicKeyInfo for P-256; ML-KEM-768 followed by X25519 for the hybrid KEM, as in
draft-connolly-cfrg-xwing-kem (1184 + 32 octets). Private keys are PKCS#8 PEM, the hybrid
one as two blocks, ML-KEM-768 first. No key material ever enters an error's text.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, mlkem, x25519
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
)
from cryptography.hazmat.primitives.hpke import Suite as HpkeSuite

from gateway.errors import ComityError, Reason
from gateway.trust.suites import KeyUse

_MLKEM768_PUBLIC_OCTETS = 1184  # FIPS 203, table 3
END_OF_PEM = b"-----END PRIVATE KEY-----\n"
_P256_HASH = ec.ECDSA(hashes.SHA256())
_P256_ORDER = (
    0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # SP 800-186, 3.2.1.3
)

SEAL_CONTEXT = b"comity/ed25519-mldsa65"
"""Context string of ML-DSA-65 (FIPS 204, section 5.2): it signs in one suite, and says so."""

SigningKey = (
    ed25519.Ed25519PrivateKey
    | mldsa.MLDSA65PrivateKey
    | mldsa.MLDSA44PrivateKey
    | ec.EllipticCurvePrivateKey
)
VerifyingKey = (
    ed25519.Ed25519PublicKey
    | mldsa.MLDSA65PublicKey
    | mldsa.MLDSA44PublicKey
    | ec.EllipticCurvePublicKey
)


class Ed25519Signer(Protocol):
    """A private Ed25519 key: ours (`ed25519.Ed25519PrivateKey`), or one that a token holds."""

    def public_key(self) -> ed25519.Ed25519PublicKey:
        """Return its public half."""

    def sign(self, data: bytes, /) -> bytes:
        """Sign octets (RFC 8032, section 5.1.6)."""


EncryptionKey = x25519.X25519PublicKey | MLKEM768X25519PublicKey
DecryptionKey = x25519.X25519PrivateKey | MLKEM768X25519PrivateKey


@dataclass(frozen=True, slots=True)
class HybridSecret:
    """The two private keys of ML-KEM-768 with X25519; HPKE's own type gives neither back."""

    mlkem: mlkem.MLKEM768PrivateKey
    x25519: x25519.X25519PrivateKey

    def for_hpke(self) -> MLKEM768X25519PrivateKey:
        """Return the pair as the private key that HPKE takes."""
        return MLKEM768X25519PrivateKey(self.mlkem, self.x25519)


Secret = SigningKey | x25519.X25519PrivateKey | HybridSecret

_HPKE: dict[KeyUse, HpkeSuite] = {
    KeyUse.ENCRYPT_X25519: HpkeSuite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM),
    KeyUse.ENCRYPT_MLKEM768_X25519: HpkeSuite(
        KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM
    ),
}


def hpke_suite(use: KeyUse) -> HpkeSuite:
    """Return the one HPKE suite of an encryption use (RFC 9180, section 7)."""
    return _HPKE[use]


def key_id_of(public: bytes) -> str:
    """Return the key id: lower-case hex of the first 8 octets of SHA-256(public key)."""
    return hashlib.sha256(public).digest()[:8].hex()


def _key_invalid(use: KeyUse, why: str) -> ComityError:
    return Reason.KEY_INVALID.error(
        "a key for {use} ",
        why,
        remedy="Restore the key file from its backup, or let the operator enter a new key.",
        use=use.name,
    )


_RawPrivate = (
    type[ed25519.Ed25519PrivateKey]
    | type[mldsa.MLDSA65PrivateKey]
    | type[mldsa.MLDSA44PrivateKey]
    | type[x25519.X25519PrivateKey]
)
_RAW: dict[KeyUse, _RawPrivate] = {
    KeyUse.SEAL_ED25519: ed25519.Ed25519PrivateKey,
    KeyUse.LOG_ED25519: ed25519.Ed25519PrivateKey,
    KeyUse.COSIGN_ED25519: ed25519.Ed25519PrivateKey,
    KeyUse.SEAL_MLDSA65: mldsa.MLDSA65PrivateKey,
    KeyUse.LOG_MLDSA44: mldsa.MLDSA44PrivateKey,
    KeyUse.COSIGN_MLDSA44: mldsa.MLDSA44PrivateKey,
    KeyUse.ENCRYPT_X25519: x25519.X25519PrivateKey,
}
"""The algorithm of each use whose keys are raw octets; P-256 and the hybrid KEM are not."""


def generate_secret(use: KeyUse) -> Secret:
    """Draw a new private key for a use."""
    if use is KeyUse.SEAL_P256:
        return ec.generate_private_key(ec.SECP256R1())
    if use is KeyUse.ENCRYPT_MLKEM768_X25519:
        lattice = mlkem.MLKEM768PrivateKey.generate()
        return HybridSecret(lattice, x25519.X25519PrivateKey.generate())
    return _RAW[use].generate()


def public_octets(secret: Secret) -> bytes:
    """Return the public key that belongs to a private one, encoded as in the directory."""
    if isinstance(secret, HybridSecret):
        return (
            secret.mlkem.public_key().public_bytes_raw()
            + secret.x25519.public_key().public_bytes_raw()
        )
    if isinstance(secret, ec.EllipticCurvePrivateKey):
        return secret.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    return secret.public_key().public_bytes_raw()


def _pem(key: SigningKey | x25519.X25519PrivateKey | mlkem.MLKEM768PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def secret_to_pem(secret: Secret) -> bytes:
    """Return a private key as PKCS#8 PEM; not encrypted, so the file's mode protects it."""
    if isinstance(secret, HybridSecret):
        return _pem(secret.mlkem) + _pem(secret.x25519)
    return _pem(secret)


def secret_from_pem(use: KeyUse, raw: bytes) -> Secret:
    """Read a private key that must be one for `use`.

    Raises:
        TrustError: KEY_INVALID; the text says nothing of the content.
    """
    blocks = [block + END_OF_PEM for block in raw.split(END_OF_PEM)[:-1]]
    try:
        loaded = [serialization.load_pem_private_key(block, password=None) for block in blocks]
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # From None, not from exc: a parser may quote what it could not read.
        raise _key_invalid(use, "cannot be read") from None
    match use, loaded:
        case KeyUse.SEAL_P256, [ec.EllipticCurvePrivateKey() as key] if _is_p256(key):
            return key
        case KeyUse.ENCRYPT_MLKEM768_X25519, [
            mlkem.MLKEM768PrivateKey() as first,
            x25519.X25519PrivateKey() as second,
        ]:
            return HybridSecret(first, second)
        case _, [key] if use in _RAW and isinstance(key, _RAW[use]):
            return key
        case _:
            raise _key_invalid(use, "is of another algorithm")


def _is_p256(key: ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey) -> bool:
    return isinstance(key.curve, ec.SECP256R1)


def verifying_key(use: KeyUse, public: bytes) -> VerifyingKey:
    """Return the object that verifies signatures of a use.

    Raises:
        TrustError: KEY_INVALID, not a public key of that algorithm.
        TypeError: The use is not one for signatures.
    """
    try:
        match use:
            case KeyUse.SEAL_ED25519 | KeyUse.LOG_ED25519 | KeyUse.COSIGN_ED25519:
                return ed25519.Ed25519PublicKey.from_public_bytes(public)
            case KeyUse.SEAL_MLDSA65:
                return mldsa.MLDSA65PublicKey.from_public_bytes(public)
            case KeyUse.LOG_MLDSA44 | KeyUse.COSIGN_MLDSA44:
                return mldsa.MLDSA44PublicKey.from_public_bytes(public)
            case KeyUse.SEAL_P256:
                key = serialization.load_der_public_key(public)
            case KeyUse.ENCRYPT_X25519 | KeyUse.ENCRYPT_MLKEM768_X25519:
                raise TypeError(f"{use.name} does not sign")
    except (ValueError, UnsupportedAlgorithm) as exc:
        raise _key_invalid(use, "in the directory is malformed") from exc
    if not isinstance(key, ec.EllipticCurvePublicKey) or not _is_p256(key):
        raise _key_invalid(use, "in the directory is of another algorithm")
    return key


def encryption_key(use: KeyUse, public: bytes) -> EncryptionKey:
    """Return the object that HPKE encrypts to.

    Raises:
        TrustError: KEY_INVALID, not a public key of that algorithm.
        TypeError: The use is not one for encryption.
    """
    try:
        if use is KeyUse.ENCRYPT_X25519:
            return x25519.X25519PublicKey.from_public_bytes(public)
        if use is KeyUse.ENCRYPT_MLKEM768_X25519:
            return MLKEM768X25519PublicKey(
                mlkem.MLKEM768PublicKey.from_public_bytes(public[:_MLKEM768_PUBLIC_OCTETS]),
                x25519.X25519PublicKey.from_public_bytes(public[_MLKEM768_PUBLIC_OCTETS:]),
            )
    except (ValueError, UnsupportedAlgorithm) as exc:
        raise _key_invalid(use, "in the directory is malformed") from exc
    raise TypeError(f"{use.name} does not encrypt")


_P25519 = 2**255 - 19
_ANY_SCALAR = x25519.X25519PrivateKey.from_private_bytes(bytes([64]) * 32)


@lru_cache(maxsize=1024)  # each reading of a directory asks it twice for each of its keys
def check_order(use: KeyUse, public: bytes) -> None:
    """Refuse a well-formed public key of Curve25519 whose order is small.

    One constant signature verifies for every message under such an Ed25519 key, so its owner
    can disown all that it signs; to such an X25519 key nothing can be encrypted (RFC 7748,
    section 6.1). No honest key is one: there are eight such points, in 14 encodings.

    Raises:
        TrustError: KEY_INVALID.
    """
    match use:
        case KeyUse.ENCRYPT_X25519:
            point = public
        case KeyUse.ENCRYPT_MLKEM768_X25519:
            point = public[_MLKEM768_PUBLIC_OCTETS:]
        case KeyUse.SEAL_ED25519 | KeyUse.LOG_ED25519 | KeyUse.COSIGN_ED25519:
            # The same point on the Montgomery curve, by its y (RFC 7748, section 4.1).
            y = int.from_bytes(public, "little") % 2**255
            u = (1 + y) * pow(1 - y, _P25519 - 2, _P25519) % _P25519
            point = u.to_bytes(32, "little")
        case _:
            return
    try:
        # Every scalar of X25519 is a multiple of eight: it takes just these points to zero.
        _ANY_SCALAR.exchange(x25519.X25519PublicKey.from_public_bytes(point))
    except ValueError as exc:
        raise _key_invalid(use, "is of small order") from exc


def sign_with(secret: Secret, data: bytes) -> bytes:
    """Sign octets.

    Raises:
        TypeError: The key does not sign.
    """
    if isinstance(secret, ec.EllipticCurvePrivateKey):
        return low_s(secret.sign(data, _P256_HASH))
    if isinstance(secret, mldsa.MLDSA65PrivateKey):
        return secret.sign(data, SEAL_CONTEXT)
    if isinstance(secret, (ed25519.Ed25519PrivateKey, mldsa.MLDSA44PrivateKey)):
        return secret.sign(data)
    raise TypeError("an encryption key does not sign")


def signature_holds(
    key: VerifyingKey, signature: bytes, data: bytes, *, context: bytes = SEAL_CONTEXT
) -> bool:
    """Say whether a signature over octets is good; total, so that several keys can be tried.

    Args:
        key: The public key.
        signature: Octets.
        data: What was signed.
        context: Context string, of ML-DSA-65 only.
    """
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            if not has_one_form(KeyUse.SEAL_P256, signature):
                return False
            key.verify(signature, data, _P256_HASH)
        elif isinstance(key, mldsa.MLDSA65PublicKey):
            key.verify(signature, data, context)
        else:
            key.verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def low_s(signature: bytes) -> bytes:
    """Return the one form of an ECDSA signature over P-256: with the smaller of S and n - S.

    Whoever has either can make the other, and both verify; so only one is taken.

    Args:
        signature: DER, as a key or a device gives it.
    """
    r, s = decode_dss_signature(signature)
    return encode_dss_signature(r, min(s, _P256_ORDER - s))


def has_one_form(use: KeyUse, signature: bytes) -> bool:
    """Say whether a signature of a use has the one form in which it is taken.

    Ed25519 (RFC 8032, section 5.1.7) and ML-DSA refuse others by themselves.
    """
    if use is not KeyUse.SEAL_P256:
        return True
    try:
        return low_s(signature) == signature
    except ValueError:
        return False
