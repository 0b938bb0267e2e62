"""A TLS key and certificate that wait beside those in use, and how they take their place.

Two files are replaced, one after the other. A process that is killed between the two leaves a
key without its certificate, which waits still: whoever opens the folder next finishes it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import structlog

from gateway.errors import TrustError
from gateway.folder_lock import folder_lock
from gateway.trust.tls_files import TlsFiles

log = structlog.get_logger(__name__)


def waiting_files(tls: TlsFiles) -> TlsFiles:
    """Return where a new key and its certificate wait beside those that are shown."""

    def beside(path: Path) -> Path:
        return path.with_name(f"{path.stem}.next{path.suffix}")

    return TlsFiles(beside(tls.key), beside(tls.certificate), tls.authorities)


def show_waiting(tls: TlsFiles) -> None:
    """Put the key and the certificate that wait into the place of those in use."""
    waiting = waiting_files(tls)
    with _alone(tls):
        if waiting.certificate.exists():  # else another process of this machine was quicker
            waiting.key.replace(tls.key)
            waiting.certificate.replace(tls.certificate)


def finish_showing(tls: TlsFiles) -> None:
    """Put a certificate that waits without its key beside that key, where it is its."""
    waiting = waiting_files(tls)
    with _alone(tls):
        if waiting.key.exists() or not waiting.certificate.exists():
            return
        try:
            TlsFiles(tls.key, waiting.certificate, tls.authorities).read()
        except TrustError:
            return  # the doctor says what is wrong with the files
        waiting.certificate.replace(tls.certificate)
    log.info("tls.finished", file=tls.certificate.name)


def _alone(tls: TlsFiles) -> AbstractContextManager[None]:
    """Keep other processes that share the folder from changing the files within a block."""
    return folder_lock(tls.key.with_name("tls.lock"))
