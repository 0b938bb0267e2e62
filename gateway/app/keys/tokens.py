"""Reaches the tokens that hold keys of this node (PKCS#11), and tries whether they sign.

What the module and the PIN are, settings say; a PIN stands in no other place of the process for
longer than a login takes.
"""

from __future__ import annotations

from pathlib import Path

from gateway.errors import ComityError, Reason
from gateway.settings import FILE, Settings
from gateway.trust.dsse import PROBE, pae
from gateway.trust.keys import KeyRing
from gateway.trust.owned_files import read_private
from gateway.trust.pkcs11.token_keys import TokenKey
from gateway.trust.pkcs11.tokens import Tokens


def tokens_of(settings: Settings) -> Tokens | None:
    """Return what reaches the node's tokens; None where no module is set."""
    if not settings.pkcs11_module:
        return None
    path = settings.path(settings.pkcs11_module)
    return Tokens(path, lambda: _pin(settings), within_s=settings.pkcs11_within_s)


def load_ring(settings: Settings) -> KeyRing:
    """Read the node's key ring, whose keys in tokens sign.

    Raises:
        TrustError: As `KeyRing.load`.
    """
    return KeyRing.load(settings.path("keys"), tokens_of(settings))


def ring_in(home: Path) -> KeyRing:
    """Read the key ring in a member's folder, which may have no settings yet.

    Raises:
        InputError: SETTING_INVALID; the settings there are wrong.
        TrustError: As `KeyRing.load`.
    """
    if (home / FILE).exists():
        return load_ring(Settings.load(home))
    return KeyRing.load(home / "keys")


def check_tokens_set(ring: KeyRing) -> None:
    """Refuse to begin with keys in tokens that nothing reaches; a token itself may be away.

    Raises:
        InputError: SETTING_INVALID; no module is set, or what is set is none.
    """
    for key in ring.keys:
        if isinstance(key.secret, TokenKey):
            key.secret.reached().check_module()
            return


def try_tokens(ring: KeyRing, said: bytes) -> ComityError | None:
    """Have each key that is used now and lies in a token sign what no reader takes for a letter.

    Args:
        ring: The ring.
        said: What is signed, e.g. the present instant.

    Returns:
        Why the first that does not sign does not; None where all do.
    """
    for key in ring.keys_in_tokens:
        try:
            key.sign(pae(PROBE, said))
        except ComityError as exc:
            return exc
    return None


def _pin(settings: Settings) -> str:
    """Return the PIN, as it is by now.

    Raises:
        InputError: SETTING_INVALID; none is set.
        TrustError: KEY_INVALID; its file cannot be read, or is not this account's alone.
    """
    if settings.pkcs11_pin_file:
        path: Path = settings.path(settings.pkcs11_pin_file)
        return read_private(path).decode(errors="replace").strip()
    pin = settings.pkcs11_pin.get_secret_value()
    if not pin:
        raise Reason.SETTING_INVALID.error(
            "pkcs11_pin_file: no PIN is set for the token",
            remedy="Write it into a file of mode 0600 and name that in node.toml: pkcs11_pin_file.",
        )
    return pin
