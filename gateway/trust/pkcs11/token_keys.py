"""A key of a ring that lies in a token: its file names it, and the token signs.

The file in the keys folder holds no secret: the key's name (RFC 7512), its public half and its id.
What a token signs is verified with that public half before anybody gets it. So a token that holds
another key under the name, or signs wrongly, is found at once, and nothing of it leaves.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ed25519

from gateway.errors import ComityError, Reason
from gateway.trust.algorithms import key_id_of, signature_holds, verifying_key
from gateway.trust.pkcs11.tokens import TOKEN_USES, Tokens
from gateway.trust.pkcs11.uri import TokenUri
from gateway.trust.suites import KeyUse

SUFFIX = "pkcs11"
"""Of the name of a file that names a key in a token."""


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A private key that a token holds.

    Attributes:
        use: What it is for.
        uri: Its name in the token.
        public: Its public octets, as the directory has them.
        tokens: By which it signs; None where no module is set: then it only names itself.
    """

    use: KeyUse
    uri: TokenUri
    public: bytes
    tokens: Tokens | None = field(default=None, compare=False, repr=False)

    def public_key(self) -> ed25519.Ed25519PublicKey:
        """Return the public half of an Ed25519 key, as `ed25519.Ed25519PrivateKey` does.

        Raises:
            TypeError: It is of another algorithm.
        """
        key = verifying_key(self.use, self.public)
        if not isinstance(key, ed25519.Ed25519PublicKey):
            raise TypeError(f"a key for {self.use.name} is no Ed25519 key")
        return key

    def sign(self, data: bytes) -> bytes:
        """Have the token sign octets; what it gives is the signature of this key.

        Raises:
            UnavailableError: NODE_UNAVAILABLE; the token does not sign now (`Tokens.sign`).
            InputError: SETTING_INVALID; no module is set, or what is set is none.
            TrustError: KEY_INVALID; another key than in our file signed, or the file of the PIN
                cannot be used.
        """
        made = self.reached().sign(self.uri, self.use, data)
        if not signature_holds(verifying_key(self.use, self.public), made, data):
            exc = Reason.KEY_INVALID.error(
                "the token {token} has another key than {key_id} under its name",
                remedy="Restore the token from its backup, or make a new key: {makeKey}.",
                key_id=key_id_of(self.public),
                token=self.uri.token or self.uri.serial,
            )
            self.reached().troubles[self.uri] = exc
            raise exc
        return made

    @property
    def trouble(self) -> ComityError | None:
        """Why it did not sign when it was asked last; None where it did."""
        return None if self.tokens is None else self.tokens.troubles.get(self.uri)

    def reached(self) -> Tokens:
        """Return by what the token is reached.

        Raises:
            InputError: SETTING_INVALID; no module is set.
        """
        if self.tokens is None:
            key_id = key_id_of(self.public)
            raise Reason.SETTING_INVALID.error(
                "pkcs11_module: the key {key_id} is in a token and no module is set",
                remedy="Name the token's module in node.toml: pkcs11_module; docs/guides/hsm.md.",
                key_id=key_id,
            )
        return self.tokens


def token_key_to_bytes(key: TokenKey) -> bytes:
    """Return the content of the file of a key in a token."""
    named = {"uri": str(key.uri), "public_key": key.public.hex(), "key_id": key_id_of(key.public)}
    return json.dumps(named, indent=2).encode() + b"\n"


def token_key_from_bytes(use: KeyUse, raw: bytes, tokens: Tokens | None) -> TokenKey:
    """Read the file of a key in a token.

    Raises:
        TrustError: KEY_INVALID; it is malformed, of a use that no token can hold, its name is no
            URI of a key, or the key id is another's.
    """
    try:
        if use not in TOKEN_USES:
            raise ValueError
        named = json.loads(raw)
        uri, public = TokenUri.parse(named["uri"]), bytes.fromhex(named["public_key"])
        verifying_key(use, public)
        if not (uri.object or uri.id) or named["key_id"] != key_id_of(public):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, ComityError):
        # From None: a URI that was refused may say what belongs in no error.
        raise Reason.KEY_INVALID.error(
            "the file of a key for {use} in a token names no key",
            remedy="Restore the key file from its backup, or let the operator enter a new key.",
            use=use.name,
        ) from None
    return TokenKey(use=use, uri=uri, public=public, tokens=tokens)
