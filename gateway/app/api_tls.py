"""TLS of the REST interface: for systems that come over a network, with or without certificates.

The node ends TLS itself. A proxy before it would have to say in a header who the client is, and
whoever reaches the node past the proxy could say so too; here nobody can: what a client has shown
is asked of the connection, and nothing else of it (ADR 0024).

TLS 1.3 only, so that the client's certificate is not sent in the open. Sessions are not resumed:
each connection shows its certificate anew, and OpenSSL looks at its chain, purpose and validity.
"""

from __future__ import annotations

import asyncio
import ssl

import structlog

from gateway.errors import InputError, Reason
from gateway.exchange.refusals import Border, count_refusal
from gateway.settings import Settings
from gateway.trust.client_certificates import ClientCertificate, read_der

log = structlog.get_logger(__name__)

_NEEDED = ("api_tls_cert", "api_tls_key")


def api_tls(settings: Settings) -> ssl.SSLContext | None:
    """Return what connections to `api_tls_listen` are encrypted by; None where none is set.

    Raises:
        InputError: SETTING_INVALID; a file is missing, readable by others, or not what it is to
            be.
    """
    if not settings.api_tls_listen:
        return None
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
        except ssl.SSLError as exc:
            raise _wrong(
                "api_tls_client_ca",
                "it holds no certificates in PEM",
                "Name the certificates of who issues those of your national systems.",
            ) from exc
        context.verify_mode = ssl.CERT_OPTIONAL  # a system may still come by its token alone
    return context


def shown_certificate(transport: asyncio.BaseTransport) -> ClientCertificate | None:
    """Return the certificate that a client has shown; None: none, or no TLS, or no such key."""
    connection: ssl.SSLObject | None = transport.get_extra_info("ssl_object")
    der = None if connection is None else connection.getpeercert(binary_form=True)
    if not der:
        return None
    try:
        return read_der(der)
    except InputError as exc:  # its chain is trusted, so this is a kind of key that we cannot read
        count_refusal(Border.REST, exc.reason)
        log.warning("rest.certificate_unreadable", reason=str(exc.reason))
        return None


def _wrong(field: str, what: str, remedy: str) -> InputError:
    return InputError(f"{field}: {what}", reason=Reason.SETTING_INVALID, remedy=remedy, field=field)
