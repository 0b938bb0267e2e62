"""A PKCS#11 module of this process: its sessions with tokens, and what is found and made in them.

All of it runs in the module's own thread (`module_thread`). Raises what python-pkcs11 raises;
`tokens` says what it means. PKCS#11 2.40, with Edwards curves of 3.0 (section 6.3).

A PIN that a token has refused is not tried on it again until it is another one: tokens lock after
a few.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from gateway.errors import ComityError, Reason
from gateway.trust.pkcs11.module_thread import TokenThread
from gateway.trust.pkcs11.uri import TokenUri
from gateway.trust.suites import KeyUse

if TYPE_CHECKING:
    import pkcs11
    from pkcs11._pkcs11 import lib as Library  # noqa: N812 - a class
    from pkcs11.types import SignMixin

T = TypeVar("T")
E = TypeVar("E", bound=BaseException)

_ED25519 = bytes.fromhex("130c656477617264733235353139")
"""CKA_EC_PARAMS: PrintableString "edwards25519" (PKCS#11 3.0, section 2.3.10)."""
_P256 = bytes.fromhex("06082a8648ce3d030107")
"""CKA_EC_PARAMS: the object identifier of prime256v1 (RFC 5480, section 2.1.1.1)."""


@dataclass
class TokenModule:
    """A module of this process with its sessions; only its thread touches them.

    A process initialises a module once, whoever has asked for it first.
    """

    path: str
    thread: TokenThread = field(default_factory=TokenThread)
    sessions: dict[TokenUri, pkcs11.Session] = field(default_factory=dict)
    keys: dict[TokenUri, SignMixin] = field(default_factory=dict)
    refused: dict[TokenUri, bytes] = field(default_factory=dict)
    """Digest of the PIN that each token has refused."""

    def session(self, token: TokenUri, pin: str, *, writes: bool = False) -> pkcs11.Session:
        """Return the session with a token, opened and logged in; one that writes is not kept."""
        held = self.sessions.get(token)
        if held is not None and not writes:
            return held
        digest = hashlib.sha256(pin.encode()).digest()
        if self.refused.get(token) == digest:
            raise pin_refused(token)
        found = self._token(token)
        import pkcs11  # noqa: PLC0415 - an extra: only who has a token needs it

        try:
            opened = found.open(rw=writes, user_pin=pin)
        except pkcs11.UserAlreadyLoggedIn:
            opened = found.open(rw=writes)  # a login is of the process, not of a session
        except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange):
            self.refused[token] = digest
            self.begin_anew()  # the session that was opened to try it
            raise pin_refused(token) from None
        self.refused.pop(token, None)
        if not writes:
            self.sessions[token] = opened
        return opened

    def key(self, uri: TokenUri, pin: str) -> SignMixin:
        """Return the private key that a URI names."""
        session = self.session(uri.of_token, pin)
        held = self.keys.get(uri)
        if held is None:
            import pkcs11  # noqa: PLC0415

            wanted: dict[pkcs11.Attribute, object] = {
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY
            }
            if uri.object:
                wanted[pkcs11.Attribute.LABEL] = uri.object
            if uri.id:
                wanted[pkcs11.Attribute.ID] = uri.id
            # All of them: a search that is left before its end must be ended in its session.
            found = list(session.get_objects(wanted))
            if not found:
                raise pkcs11.NoSuchKey
            if len(found) > 1:
                raise pkcs11.MultipleObjectsReturned
            held = self.keys[uri] = cast("SignMixin", found[0])
        return held

    def twice(self, do: Callable[[], T]) -> T:
        """Do something with a token, and once more, from the start, after what failed.

        What raises holds the frames in which it was raised, and so operations of a session, which
        must end in this thread before their session does; and the PIN. So it is let go of here.
        """
        import pkcs11  # noqa: PLC0415

        try:
            return do()
        except pkcs11.PinLocked as exc:
            raise _bare(exc) from None  # another try would be one too many
        except ComityError as exc:
            raise _bare(exc) from None
        except pkcs11.PKCS11Error as exc:
            _bare(exc)
        try:
            self.begin_anew()
            return do()
        except (ComityError, pkcs11.PKCS11Error) as exc:
            raise _bare(exc) from None

    def load(self) -> None:
        """Load the module and initialise it."""
        self._library()

    def begin_anew(self) -> None:
        """Forget all sessions, and have the module look at its slots again."""
        self.sessions.clear()
        self.keys.clear()
        library = self._library()
        library.finalize()
        library.initialize()

    def end(self) -> None:
        """End all sessions, and the module's initialisation."""
        self.sessions.clear()
        self.keys.clear()
        self.refused.clear()
        self._library().finalize()

    def _token(self, uri: TokenUri) -> pkcs11.Token:
        wanted = (uri.token, uri.serial.encode(), uri.manufacturer, uri.model)
        found = [
            each
            for each in self._library().get_tokens()
            if all(
                not want or want == have
                for want, have in zip(
                    wanted,
                    (each.label, each.serial, each.manufacturer_id, each.model),
                    strict=True,
                )
            )
        ]
        import pkcs11  # noqa: PLC0415

        if len(found) > 1:
            raise pkcs11.MultipleTokensReturned
        for one in found:
            return one
        raise pkcs11.NoSuchToken

    def _library(self) -> Library:
        import pkcs11  # noqa: PLC0415

        try:
            return pkcs11.lib(self.path)
        except pkcs11.PKCS11Error as exc:
            if type(exc) is not pkcs11.PKCS11Error:
                raise  # the module was loaded, and says what is wrong
            raise Reason.SETTING_INVALID.error(
                "pkcs11_module: {module} cannot be loaded",
                remedy="Name the module of the token's vendor (a shared library); "
                "docs/guides/hsm.md.",
                module=self.path,
            ) from None


def _bare(exc: E) -> E:
    """Take from an error the frames that it came by, and what it came after."""
    exc.__context__ = None
    return exc.with_traceback(None)


_MODULES: dict[str, TokenModule] = {}
_MODULES_LOCK = threading.Lock()


def module_of(path: Path) -> TokenModule:
    """Return a module of this process, the same one for whoever asks."""
    with _MODULES_LOCK:
        return _MODULES.setdefault(str(path), TokenModule(str(path)))


def generate_key(session: pkcs11.Session, uri: TokenUri, use: KeyUse) -> bytes:
    """Draw a key pair in a token, whose private half is sensitive and cannot be taken out.

    Args:
        session: One that writes.
        uri: The name that it gets.
        use: Says the algorithm.

    Returns:
        Its public octets, as the directory has them.
    """
    import pkcs11  # noqa: PLC0415

    of_p256 = use is KeyUse.SEAL_P256
    kind = pkcs11.KeyType.EC if of_p256 else pkcs11.KeyType.EC_EDWARDS
    curve = session.create_domain_parameters(
        kind, {pkcs11.Attribute.EC_PARAMS: _P256 if of_p256 else _ED25519}, local=True
    )
    public, _ = curve.generate_keypair(
        id=uri.id,
        label=uri.object,
        store=True,
        capabilities=pkcs11.MechanismFlag.SIGN | pkcs11.MechanismFlag.VERIFY,
        private_template={
            pkcs11.Attribute.SENSITIVE: True,
            pkcs11.Attribute.EXTRACTABLE: False,
        },
    )
    return public_octets_of(use, bytes(public[pkcs11.Attribute.EC_POINT]))


def public_octets_of(use: KeyUse, point: bytes) -> bytes:
    """Return a public key as the directory has it.

    Args:
        use: Says the algorithm.
        point: CKA_EC_POINT: in a DER OCTET STRING, as PKCS#11 2.40 has it; some modules give
            Edwards points in a BIT STRING (3.0 before its errata), some give any point bare.

    Raises:
        TrustError: KEY_INVALID; it is no point of the curve.
    """
    of_p256 = use is KeyUse.SEAL_P256
    octets = 65 if of_p256 else 32  # SEC 1, section 2.3.3, uncompressed; RFC 8032, section 5.1.5
    wrapped = (b"", bytes((0x04, octets)), bytes((0x03, octets + 1, 0)))
    bare = next(
        (
            point[len(head) :]
            for head in wrapped
            if point.startswith(head) and len(point) == len(head) + octets
        ),
        b"",
    )
    try:
        if not bare:
            raise ValueError
        if not of_p256:
            return bare
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bare).public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    except ValueError:
        raise Reason.KEY_INVALID.error(
            "the token gives a public key for {use} in no known form",
            remedy="Make the key in a file, or use another token; docs/guides/hsm.md.",
            use=use.name,
        ) from None


def token_unavailable(uri: TokenUri, what: str, remedy: str, **values: Any) -> ComityError:
    """Return the error that says what a token does not do, and how that is mended."""
    name = uri.token or uri.serial
    return Reason.NODE_UNAVAILABLE.error(
        "the token {token} ", what, remedy=remedy, token=name, **values
    )


def pin_refused(token: TokenUri) -> ComityError:
    """Return the error that says that a token refuses the PIN."""
    return token_unavailable(
        token,
        "refuses the PIN",
        "Put the right one into pkcs11_pin_file: it is tried once, and not again until it is "
        "another one.",
    )
