"""Follows the directory with the node's own keys and its TLS certificate, while it runs.

A new key is made and waits beside the ones in force until the operators have entered it and its
first instant has come (`KeyRing.follow`). A new certificate waits likewise: whoever calls us must
have the directory that names it first, so it is shown only once ours has named it for as long as
the others may need to take it (`key_overlap_s`). Nothing is restarted, and no call is cut off.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog
from cryptography import x509
from sqlalchemy import Connection

from gateway.app.clock import SystemClock
from gateway.app.keys.waiting_tls import show_waiting, waiting_files
from gateway.app.node import Node
from gateway.casework.office.journal import Concern, keep_tasks
from gateway.domain.acts import TaskKind
from gateway.domain.saying import Saying, says
from gateway.errors import TrustError
from gateway.register.log.signing import renew_checkpoint
from gateway.trust.members import Member
from gateway.trust.suites import NOTE_USES
from gateway.trust.tls import fingerprint_of

log = structlog.get_logger(__name__)

EXPIRY_NOTICE = timedelta(days=60)
"""How long before our certificate expires a person is told: others must sign, too."""

_NODE = "node"  # the subject of tasks that are about no case


class OwnKeys:
    """Looks at the node's folder and its directory, regularly.

    Args:
        node: The node.
    """

    def __init__(self, node: Node) -> None:
        self._node = node
        self._named: tuple[bytes, datetime] | None = None
        """The certificate that waits, and since when our directory has named it."""

    async def look(self) -> None:
        """Use what the directory has in force, and tell a person what is about to end.

        Raises:
            TrustError: A file of the ring is missing or malformed; all is as it was.
        """
        node, at = self._node, self._node.clock.now()
        listed = node.me.directory().member(node.me.code)
        changed = await asyncio.to_thread(
            node.me.ring.follow, node.settings.path("keys"), listed, at
        )
        if changed:
            log.info("keys.changed", uses=[use.name for use in changed])
        if NOTE_USES & set(changed):
            await node.db.write(lambda conn: renew_checkpoint(conn, node.me, at))
        await asyncio.to_thread(self._follow_certificate, listed, at)
        left = await asyncio.to_thread(self._certificate, at)
        await node.db.write(lambda conn: self._tell(conn, left))

    def _follow_certificate(self, listed: Member, at: datetime) -> None:
        """Show the certificate that waits, once our directory has named it for long enough."""
        waiting = waiting_files(self._node.tls)
        if not waiting.certificate.exists():
            self._named = None
            return
        # Says which file is wrong, and whether the key is its.
        certificate = x509.load_pem_x509_certificate(waiting.read().certificate)
        fingerprint = fingerprint_of(certificate)
        # TLS counts by the machine's clock, also where a rehearsal has another.
        early = SystemClock().now() < certificate.not_valid_before_utc
        if early or not listed.shows(fingerprint, at):
            self._named = None
            return
        if self._named is None or self._named[0] != fingerprint:
            self._named = (fingerprint, at)
        if at - self._named[1] < timedelta(seconds=self._node.settings.key_overlap_s):
            return
        show_waiting(self._node.tls)
        self._named = None
        log.info("tls.changed", fingerprint=fingerprint.hex())

    def _certificate(self, at: datetime) -> list[Saying]:
        """Say that our certificate is about to expire, or has."""
        try:
            pem = self._node.tls.read().certificate
        except TrustError:
            return []  # the doctor says so
        until = x509.load_pem_x509_certificate(pem).not_valid_after_utc
        if at < until - EXPIRY_NOTICE:
            return []
        said = (
            "our TLS certificate has expired on {day}"
            if at >= until
            else "our TLS certificate expires on {day}"
        )
        return [
            says(said, day=until.date())
            + says("; make a key (comity key tls) and have the operators certify it")
        ]

    def _tell(self, conn: Connection, said: list[Saying]) -> None:
        kind = TaskKind.TLS_EXPIRES
        found = [Concern(kind, _NODE, each) for each in said]
        keep_tasks(conn, at=self._node.clock.now(), kinds={kind}, found=found)
