"""Signs in hardware: sessions with tokens by a PKCS#11 module, and what goes wrong with them.

Owns the form of what is signed and the error that says what failed. Sessions are for
`gateway.trust.pkcs11.module`; which key is ours, and whether what came is its signature, for
`gateway.trust.pkcs11.token_keys`.

A session that fails is opened anew, once, with the whole module: a token that was pulled out and
put back in is found by no other way.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from gateway.errors import ComityError, Reason
from gateway.trust.algorithms import low_s
from gateway.trust.pkcs11.module import generate_key, module_of, token_unavailable
from gateway.trust.pkcs11.uri import TokenUri
from gateway.trust.suites import KeyUse

if TYPE_CHECKING:
    import pkcs11

T = TypeVar("T")

TOKEN_USES = (KeyUse.SEAL_ED25519, KeyUse.SEAL_P256, KeyUse.LOG_ED25519, KeyUse.COSIGN_ED25519)
"""What a token can hold. ML-DSA came with PKCS#11 3.2, which no token at hand has; HPKE's
decapsulation and the workflow engine's AES-GCM are made by libraries that want the key itself."""

_IN_TIME_S = 5.0
_ID_OCTETS = 8
_HALF = 32  # octets of R and of S in an ECDSA signature over P-256


class Tokens:
    """The tokens that one module reaches, with the PIN of this node for them.

    Args:
        module: Path of the module (a shared library): it runs within this process.
        pin: Gives the PIN, each time that a session is opened; what it raises is passed on.
        within_s: Seconds that a signature may take, with opening a session where that is due.
    """

    def __init__(
        self, module: Path, pin: Callable[[], str], *, within_s: float = _IN_TIME_S
    ) -> None:
        self.module, self._pin, self._within_s = module, pin, within_s
        self.troubles: dict[TokenUri, ComityError] = {}
        """Why a key did not sign when it was asked last; absent where it did."""
        self._module = module_of(module)

    def sign(self, uri: TokenUri, use: KeyUse, data: bytes) -> bytes:
        """Sign octets with a key in a token, in the form that suites have.

        Args:
            uri: Names the key.
            use: Says the algorithm.
            data: What is signed, whole: pure Ed25519 gives it all to the token.

        Raises:
            UnavailableError: NODE_UNAVAILABLE; the token is away, slow or locked, refuses the PIN,
                or has no such key. Nothing was signed, and the same call may work later.
            InputError: SETTING_INVALID; the module is none, or python-pkcs11 is not installed.
            TrustError: KEY_INVALID; the file of the PIN cannot be used.
        """

        def once() -> bytes:
            key = self._module.key(uri, self._pin())
            import pkcs11  # noqa: PLC0415

            if use is KeyUse.SEAL_P256:
                digest = hashlib.sha256(data).digest()
                raw = key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA)
                halves = (int.from_bytes(raw[:_HALF]), int.from_bytes(raw[_HALF:]))
                return low_s(encode_dss_signature(*halves))
            return bytes(key.sign(data, mechanism=pkcs11.Mechanism.EDDSA))

        try:
            made = self._made(once, uri)
        except ComityError as exc:
            self.troubles[uri] = exc
            raise
        self.troubles.pop(uri, None)
        return made

    def generate(self, token: TokenUri, use: KeyUse) -> tuple[TokenUri, bytes]:
        """Draw a key in a token, of which nobody ever gets the private half.

        Args:
            token: Names the token.
            use: What the key is for.

        Returns:
            The name of the key, and its public octets as the directory has them.

        Raises:
            InputError: SETTING_INVALID; no key of that use can be in a token; else as `sign`.
            UnavailableError: As `sign`.
        """
        check_use(use)
        label = f"comity-{use.name.lower().replace('_', '-')}"
        uri = token.of_token.of_key(label, secrets.token_bytes(_ID_OCTETS))

        def once() -> bytes:
            session = self._module.session(uri.of_token, self._pin(), writes=True)
            try:
                return generate_key(session, uri, use)
            finally:
                session.close()

        return uri, self._made(once, uri)

    def check_module(self) -> None:
        """Load the module, whether or not a token is there.

        Raises:
            InputError: SETTING_INVALID; it is none, or python-pkcs11 is not installed.
            UnavailableError: NODE_UNAVAILABLE; it does not answer.
        """
        self._made(self._module.load, TokenUri())

    def close(self) -> None:
        """End all sessions of the module in this process; the next signature opens one anew."""
        self._module.thread.call(self._module.end, within_s=self._within_s)

    def _made(self, once: Callable[[], T], uri: TokenUri) -> T:
        """Do something with a token, and once more after a session that failed."""
        _check_library()
        import pkcs11  # noqa: PLC0415

        module = self._module
        try:
            return module.thread.call(lambda: module.twice(once), within_s=self._within_s)
        except TimeoutError:
            raise token_unavailable(
                uri,
                "does not sign within {within_s} s",
                "Look at the token (`pkcs11-tool -L`); the node signs again when it answers.",
                within_s=f"{self._within_s:g}",
            ) from None
        except pkcs11.PKCS11Error as exc:
            raise self._fault(exc, uri) from exc

    def _fault(self, exc: pkcs11.PKCS11Error, uri: TokenUri) -> ComityError:
        import pkcs11  # noqa: PLC0415

        match exc:
            case pkcs11.PinLocked() | pkcs11.PinExpired() | pkcs11.UserPinNotInitialized():
                return token_unavailable(
                    uri,
                    "has locked its PIN, or lets nobody in with it",
                    "Its security officer sets a new PIN; put that into pkcs11_pin_file.",
                )
            case pkcs11.NoSuchKey() | pkcs11.MultipleObjectsReturned():
                return token_unavailable(
                    uri,
                    "has not one key of the name in our file",
                    "Restore the token from its backup, or make a new key: {makeKey}.",
                )
            case pkcs11.NoSuchToken() | pkcs11.MultipleTokensReturned():
                return token_unavailable(
                    uri,
                    "is not there, or not the only one of its name",
                    "Put it back in place; `pkcs11-tool -L` lists the tokens that are there.",
                )
            case _:
                return token_unavailable(
                    uri,
                    "does not sign ({name})",
                    "Look at the token and its module; the node signs again when it answers.",
                    name=type(exc).__name__,
                )


def check_use(use: KeyUse) -> None:
    """Refuse what a token cannot hold.

    Raises:
        InputError: SETTING_INVALID.
    """
    if use in TOKEN_USES:
        return
    able = ", ".join(each.name.lower().replace("_", "-") for each in TOKEN_USES)
    raise Reason.SETTING_INVALID.error(
        "use: a key for {name} cannot be in a token: it needs PKCS#11 3.2 or the key itself",
        remedy="Make it in a file, not in a token. In a token can be: {able}.",
        name=use.name,
        able=able,
    )


def _check_library() -> None:
    try:
        import pkcs11  # noqa: F401, PLC0415
    except ImportError as exc:
        raise Reason.SETTING_INVALID.error(
            "pkcs11_module: python-pkcs11 is not installed",
            remedy="Install the packages of deploy/extras.lock beside Comity.",
        ) from exc
