"""How a node reaches its Temporal cluster: TLS and the key of a hosted one, by the settings."""

from __future__ import annotations

from temporalio.service import TLSConfig

from gateway.errors import Reason
from gateway.settings import Settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""Hosts to which nothing leaves this machine."""


def cluster_tls(settings: Settings) -> TLSConfig | None:
    """Return how a node reaches its cluster; None on loopback, where nothing asks for TLS.

    Raises:
        InputError: SETTING_INVALID; a file cannot be read, one of certificate and key lacks the
            other, or the cluster is elsewhere and would be spoken to in plaintext.
    """
    ca, certificate = settings.file("temporal_tls_ca"), settings.file("temporal_tls_cert")
    key, name = settings.file("temporal_tls_key", secret=True), settings.temporal_tls_server_name
    if bool(certificate) != bool(key):
        lacking = "temporal_tls_key" if certificate else "temporal_tls_cert"
        raise Reason.SETTING_INVALID.error(
            "{field}: a certificate and its key are given together",
            remedy="Set {field} as well.",
            field=lacking,
        )
    if ca or certificate or name or settings.temporal_api_key_file:
        return TLSConfig(
            server_root_ca_cert=ca.encode() or None,
            domain=name or None,
            client_cert=certificate.encode() or None,
            client_private_key=key.encode() or None,
        )
    host = settings.temporal.rpartition(":")[0]
    if settings.temporal and host not in LOOPBACK:
        raise Reason.SETTING_INVALID.error(
            "temporal: {temporal} is not on this machine, and no TLS is set",
            remedy="Set temporal_tls_ca (and temporal_tls_cert and temporal_tls_key where it asks "
            "for a certificate), or temporal_api_key_file.",
            temporal=settings.temporal,
        )
    return None


def cluster_api_key(settings: Settings) -> str:
    """Return the key that a hosted cluster asks for; empty where none is set.

    Raises:
        InputError: SETTING_INVALID; its file cannot be read, or others may read it.
    """
    return settings.file("temporal_api_key_file", secret=True).strip()
