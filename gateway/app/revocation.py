"""Lists of the certificates that the authorities of national systems have taken back (RFC 5280, 5).

OpenSSL could look at them within the handshake; then a list that is overdue could only stop
everybody or count for nothing, and a connection that is open would stay so. So the node looks at
them itself: who a certificate is from is settled by then, and what is left to ask is its number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from gateway.errors import ComityError, Reason

FIELD = "api_tls_crl"

MOST_OCTETS = 64 * 2**20
"""Octets of one list: a million numbers have some 40 MiB."""

_SIGNS = (RSAPublicKey, EllipticCurvePublicKey, Ed25519PublicKey, Ed448PublicKey)
_PEM = b"-----BEGIN X509 CRL-----"


class CertificateStanding(StrEnum):
    """What the lists say of a certificate."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"  # its issuer has no list here, or one that is overdue


@dataclass(frozen=True, slots=True)
class RevocationList:
    """What one authority has taken back, its signature verified.

    Attributes:
        numbers: Serial numbers of the certificates.
        made: When it was made.
        until: When its successor is to be there; None: it does not say, so it is overdue.
    """

    numbers: frozenset[int]
    made: datetime
    until: datetime | None

    def overdue(self, at: datetime) -> bool:
        """Say whether it should have had a successor by an instant."""
        return self.until is None or self.until < at


@dataclass(frozen=True, slots=True)
class RevocationLists:
    """The newest list of each authority, by the authority's name."""

    newest: dict[x509.Name, RevocationList]

    def standing(self, certificate: x509.Certificate, at: datetime) -> CertificateStanding:
        """Return what the list of a certificate's issuer says of it at an instant."""
        found = self.newest.get(certificate.issuer)
        if found is None:
            return CertificateStanding.UNKNOWN
        if certificate.serial_number in found.numbers:
            return CertificateStanding.REVOKED
        return CertificateStanding.UNKNOWN if found.overdue(at) else CertificateStanding.GOOD

    def overdue(self, at: datetime) -> list[str]:
        """Return the authorities whose list should have had a successor by an instant."""
        return [issuer.rfc4514_string() for issuer, each in self.newest.items() if each.overdue(at)]


NO_LISTS = RevocationLists({})


def files_of(place: Path) -> list[Path]:
    """Return the files in which lists are: the file itself, or all of a folder.

    Raises:
        OSError: It is not there.
    """
    if not place.is_dir():
        return [place]
    return sorted(each for each in place.iterdir() if not each.name.startswith("."))


def read_lists(
    place: Path, authorities: Sequence[x509.Certificate], before: RevocationLists = NO_LISTS
) -> RevocationLists:
    """Read the lists of a file or a folder.

    Args:
        place: The file, in PEM or DER; or the folder of such files.
        authorities: Who may have signed them: those that may vouch for systems.
        before: The lists that hold now; none is replaced by an older one.

    Raises:
        InputError: SETTING_INVALID; one cannot be read whole, is signed by none of the authorities,
            is of a kind that says less than all (a delta, or for some certificates only), or is
            older than what holds.
    """
    newest: dict[x509.Name, RevocationList] = {}
    try:
        files = files_of(place)
        for path in files:
            if path.stat().st_size > MOST_OCTETS:
                raise _wrong(
                    "{name} has more than {most_octets} octets",
                    name=path.name,
                    most_octets=MOST_OCTETS,
                )
            issuer, found = _checked(path, path.read_bytes(), authorities)
            if issuer not in newest or newest[issuer].made < found.made:
                newest[issuer] = found
    except OSError as exc:
        raise _wrong("{place} cannot be read", place=place) from exc
    if not newest:
        raise _wrong("{place} holds no list", place=place)
    for issuer, each in before.newest.items():
        if issuer in newest and newest[issuer].made < each.made:
            raise _wrong("a list is older than the one that holds")
    return RevocationLists(newest)


def _checked(
    path: Path, octets: bytes, authorities: Sequence[x509.Certificate]
) -> tuple[x509.Name, RevocationList]:
    load = x509.load_pem_x509_crl if _PEM in octets else x509.load_der_x509_crl
    try:
        found = load(octets)
        special = any(each.critical for each in found.extensions)
        signed = any(_signed(found, each) for each in authorities if each.subject == found.issuer)
    except (ValueError, TypeError, UnsupportedAlgorithm) as exc:
        raise _wrong("{name} is no whole list in PEM or DER", name=path.name) from exc
    if special:
        raise _wrong("{name} does not list all certificates of its authority", name=path.name)
    if not signed:
        raise _wrong("{name} is signed by no authority of api_tls_client_ca", name=path.name)
    numbers = frozenset(each.serial_number for each in found)
    return found.issuer, RevocationList(numbers, found.last_update_utc, found.next_update_utc)


def _signed(found: x509.CertificateRevocationList, authority: x509.Certificate) -> bool:
    key = authority.public_key()
    return isinstance(key, _SIGNS) and found.is_signature_valid(key)


def _wrong(what: str, **values: Any) -> ComityError:
    return Reason.SETTING_INVALID.error(
        "{field}: ",
        what,
        remedy="Put whole lists there, each renamed into its place, as their authority gave them.",
        field=FIELD,
        **values,
    )
