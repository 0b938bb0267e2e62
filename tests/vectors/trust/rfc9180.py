"""HPKE in base mode, put together from the texts: what Comity seals and opens is held against it.

RFC 9180 (sections 4, 5 and 7) for the key schedule and DHKEM(X25519, HKDF-SHA256);
draft-connolly-cfrg-xwing-kem for ML-KEM-768 with X25519 (KEM id 0x647a). Nothing here uses
`gateway` or the library's HPKE: only X25519, ML-KEM, HMAC, SHA-3 and AES-GCM are taken as given.
"""

from __future__ import annotations

import hmac
from hashlib import sha3_256, sha256

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

X25519_KEM, XWING_KEM = 0x0020, 0x647A
HKDF_SHA256, AES_256_GCM = 0x0001, 0x0002
N_KEY, N_NONCE, N_SECRET = 32, 12, 32
MLKEM_CIPHERTEXT, MLKEM_PUBLIC, X25519_OCTETS = 1088, 1184, 32
XWING_LABEL = b"\\./" + b"/^\\"


def i2osp(number: int, octets: int) -> bytes:
    return number.to_bytes(octets, "big")


def extract(salt: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), ikm, sha256)


def expand(prk: bytes, info: bytes, length: int) -> bytes:
    made, block, counter = b"", b"", 1
    while len(made) < length:
        block = hmac.digest(prk, block + info + bytes([counter]), sha256)
        made, counter = made + block, counter + 1
    return made[:length]


def labeled_extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return extract(salt, b"HPKE-v1" + suite + label + ikm)


def labeled_expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return expand(prk, i2osp(length, 2) + b"HPKE-v1" + suite + label + info, length)


def key_and_nonce(kem: int, shared: bytes, info: bytes) -> tuple[bytes, bytes]:
    """Section 5.1: KeySchedule in mode base, without a pre-shared key."""
    suite = b"HPKE" + i2osp(kem, 2) + i2osp(HKDF_SHA256, 2) + i2osp(AES_256_GCM, 2)
    context = (
        b"\x00"
        + labeled_extract(suite, b"", b"psk_id_hash", b"")
        + labeled_extract(suite, b"", b"info_hash", info)
    )
    secret = labeled_extract(suite, shared, b"secret", b"")
    return (
        labeled_expand(suite, secret, b"key", context, N_KEY),
        labeled_expand(suite, secret, b"base_nonce", context, N_NONCE),
    )


def of_dhkem(dh: bytes, enc: bytes, public: bytes) -> bytes:
    """Section 4.1: ExtractAndExpand."""
    suite = b"KEM" + i2osp(X25519_KEM, 2)
    prk = labeled_extract(suite, b"", b"eae_prk", dh)
    return labeled_expand(suite, prk, b"shared_secret", enc + public, N_SECRET)


def of_xwing(of_mlkem: bytes, of_x25519: bytes, enc_x: bytes, public_x: bytes) -> bytes:
    """X-Wing's combiner, whose label stands last."""
    return sha3_256(of_mlkem + of_x25519 + enc_x + public_x + XWING_LABEL).digest()


def seal_classic(public: bytes, info: bytes, plain: bytes) -> bytes:
    ephemeral = X25519PrivateKey.generate()
    enc = ephemeral.public_key().public_bytes_raw()
    dh = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    key, nonce = key_and_nonce(X25519_KEM, of_dhkem(dh, enc, public), info)
    return enc + AESGCM(key).encrypt(nonce, plain, b"")


def open_classic(private: X25519PrivateKey, info: bytes, sealed: bytes) -> bytes:
    enc, body = sealed[:X25519_OCTETS], sealed[X25519_OCTETS:]
    dh = private.exchange(X25519PublicKey.from_public_bytes(enc))
    shared = of_dhkem(dh, enc, private.public_key().public_bytes_raw())
    key, nonce = key_and_nonce(X25519_KEM, shared, info)
    return AESGCM(key).decrypt(nonce, body, b"")


def seal_hybrid(public: bytes, info: bytes, plain: bytes) -> bytes:
    public_m, public_x = public[:MLKEM_PUBLIC], public[MLKEM_PUBLIC:]
    of_mlkem, enc_m = MLKEM768PublicKey.from_public_bytes(public_m).encapsulate()
    ephemeral = X25519PrivateKey.generate()
    enc_x = ephemeral.public_key().public_bytes_raw()
    dh = ephemeral.exchange(X25519PublicKey.from_public_bytes(public_x))
    shared = of_xwing(of_mlkem, dh, enc_x, public_x)
    key, nonce = key_and_nonce(XWING_KEM, shared, info)
    return enc_m + enc_x + AESGCM(key).encrypt(nonce, plain, b"")


def open_hybrid(
    mlkem: MLKEM768PrivateKey, private: X25519PrivateKey, info: bytes, sealed: bytes
) -> bytes:
    enc_m = sealed[:MLKEM_CIPHERTEXT]
    enc_x = sealed[MLKEM_CIPHERTEXT : MLKEM_CIPHERTEXT + X25519_OCTETS]
    body = sealed[MLKEM_CIPHERTEXT + X25519_OCTETS :]
    dh = private.exchange(X25519PublicKey.from_public_bytes(enc_x))
    public_x = private.public_key().public_bytes_raw()
    shared = of_xwing(mlkem.decapsulate(enc_m), dh, enc_x, public_x)
    key, nonce = key_and_nonce(XWING_KEM, shared, info)
    return AESGCM(key).decrypt(nonce, body, b"")
