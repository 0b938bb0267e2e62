"""TLS of the REST interface: for systems that come over a network, with or without certificates.

The node ends TLS itself. A proxy before it would have to say in a header who the client is, and
whoever reaches the node past the proxy could say so too; here nobody can: what a client has shown
is asked of the connection, and nothing else of it (ADR 0024).

TLS 1.3 only, so that the client's certificate is not sent in the open. Sessions are not resumed:
each connection shows its certificate anew, and OpenSSL looks at its chain, purpose and validity.

Files that change are read again, all of them together: what does not hold together leaves what
held before, and is told.
"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import structlog
from cryptography import x509

from gateway.app.revocation import (
    FIELD,
    NO_LISTS,
    CertificateStanding,
    RevocationLists,
    files_of,
    read_lists,
)
from gateway.errors import ComityError, InputError, Reason
from gateway.exchange.refusals import Border, count_refusal
from gateway.settings import CrlOverdue, Settings
from gateway.trust.client_certificates import ClientCertificate, read_der

log = structlog.get_logger(__name__)

_NEEDED = ("api_tls_cert", "api_tls_key")


@dataclass(frozen=True, slots=True)
class _Files:
    """What was read of the files together."""

    context: ssl.SSLContext
    lists: RevocationLists


class ApiTls:
    """What connections to `api_tls_listen` are encrypted by, and whose certificates count.

    Args:
        settings: The node's settings; `api_tls_listen` is set.

    Attributes:
        context: For the server. Each new connection takes what was read last; those that are open
            keep what they have.
        trouble: Why the files that are there now are not those that hold; None: they are.

    Raises:
        InputError: SETTING_INVALID; a file is missing, readable by others, or not what it is to
            be.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._seen = _marks(settings)
        self._files = _read(settings, NO_LISTS)
        self.trouble: ComityError | None = None
        self.context = _read_context(settings)
        self.context.sni_callback = self._take_newest

    def look(self) -> None:
        """Read the files again if one has changed; waits for the disk: call it in a thread."""
        marks = _marks(self._settings)
        if marks == self._seen:
            return
        self._seen = marks
        try:
            self._files = _read(self._settings, self._files.lists)
        except InputError as exc:
            self.trouble = exc
            log.warning("rest.tls_files", reason=str(exc.reason), detail=str(exc))
            return
        self.trouble = None
        log.info("rest.tls_renewed")

    def check(self) -> str:
        """Say what holds.

        Raises:
            ComityError: The files that are there now are not taken, or a list is overdue.
        """
        if self.trouble is not None:
            raise self.trouble
        lists = self._files.lists
        if overdue := lists.overdue(datetime.now(UTC)):
            raise Reason.CERTIFICATE_INVALID.error(
                "the list of revoked certificates of {count} authorities is overdue",
                remedy="Fetch the newest list of each into {field}; it is taken by itself.",
                count=len(overdue),
                field=FIELD,
            )
        return f"the files hold; lists of {len(lists.newest)} authorities"

    def refuses(self, transport: asyncio.BaseTransport) -> bool:
        """Say whether a connection is to be ended, since its certificate was taken back."""
        der = _shown(transport)
        if not der or not self._settings.api_tls_crl:
            return False
        standing = self._files.lists.standing(_certificate(der), datetime.now(UTC))
        overdue_counts = self._settings.api_tls_crl_overdue is CrlOverdue.REFUSE
        if standing is CertificateStanding.GOOD or (
            standing is CertificateStanding.UNKNOWN and not overdue_counts
        ):
            return False
        count_refusal(Border.REST, Reason.CERTIFICATE_INVALID)
        log.warning("rest.certificate_refused", standing=standing.value)
        return True

    def _take_newest(
        self, connection: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext
    ) -> None:
        connection.context = self._files.context


def api_tls(settings: Settings) -> ApiTls | None:
    """Return what connections to `api_tls_listen` are encrypted by; None where none is set.

    Raises:
        InputError: As `ApiTls` raises it.
    """
    return ApiTls(settings) if settings.api_tls_listen else None


def shown_certificate(transport: asyncio.BaseTransport) -> ClientCertificate | None:
    """Return the certificate that a client has shown; None: none, or no TLS, or no such key."""
    der = _shown(transport)
    if not der:
        return None
    try:
        return read_der(der)
    except InputError as exc:  # its chain is trusted, so this is a kind of key that we cannot read
        count_refusal(Border.REST, exc.reason)
        log.warning("rest.certificate_unreadable", reason=str(exc.reason))
        return None


def _shown(transport: asyncio.BaseTransport) -> bytes | None:
    connection: ssl.SSLObject | None = transport.get_extra_info("ssl_object")
    return None if connection is None else connection.getpeercert(binary_form=True)


@lru_cache(maxsize=256)
def _certificate(der: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(der)


def _read(settings: Settings, before: RevocationLists) -> _Files:
    context, lists = _read_context(settings), NO_LISTS
    if settings.api_tls_crl:
        authorities = settings.file("api_tls_client_ca").encode()
        if not authorities:
            raise _wrong(FIELD, "no authority is named that signs it", "Set api_tls_client_ca.")
        known = x509.load_pem_x509_certificates(authorities)
        lists = read_lists(settings.path(settings.api_tls_crl), known, before)
    return _Files(context, lists)


def _read_context(settings: Settings) -> ssl.SSLContext:
    for field in _NEEDED:
        if not settings.file(field, secret=field == "api_tls_key"):
            raise _wrong(field, "it is not set, and api_tls_listen needs it", "Name the file.")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.num_tickets = 0
    try:
        context.load_cert_chain(
            settings.path(settings.api_tls_cert), settings.path(settings.api_tls_key)
        )
    except ssl.SSLError as exc:
        raise _wrong(
            "api_tls_cert",
            "it is no chain of certificates in PEM that fits the key of api_tls_key",
            "Name the node's certificate, with those between it and its authority after it.",
        ) from exc
    if authorities := settings.file("api_tls_client_ca"):
        try:
            context.load_verify_locations(cadata=authorities)
            x509.load_pem_x509_certificates(authorities.encode())
        except (ssl.SSLError, ValueError) as exc:
            raise _wrong(
                "api_tls_client_ca",
                "it holds no certificates in PEM",
                "Name the certificates of who issues those of your national systems.",
            ) from exc
        context.verify_mode = ssl.CERT_OPTIONAL  # a system may still come by its token alone
    return context


def _marks(settings: Settings) -> tuple[tuple[str, int, int, int], ...]:
    """Return by what one sees that a file has changed; one that is not there has none."""
    named = [settings.api_tls_cert, settings.api_tls_key, settings.api_tls_client_ca]
    files = [settings.path(each) for each in named if each]
    try:
        files += files_of(settings.path(settings.api_tls_crl)) if settings.api_tls_crl else []
    except OSError:
        return ()
    return tuple(mark for each in files for mark in _mark(each))


def _mark(file: Path) -> tuple[tuple[str, int, int, int], ...]:
    try:
        stat = file.stat()
    except OSError:
        return ()
    return ((file.name, stat.st_mtime_ns, stat.st_ino, stat.st_size),)


def _wrong(field: str, what: str, remedy: str) -> ComityError:
    return Reason.SETTING_INVALID.error("{field}: ", what, remedy=remedy, field=field)
