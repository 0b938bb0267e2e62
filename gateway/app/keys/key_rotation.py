"""Follows the directory with the node's own keys and its TLS certificate, while it runs.

A new key is made and waits beside the ones in force until the operators have entered it and its
first instant has come (`KeyRing.follow`). A new certificate waits likewise: whoever calls us must
have the directory that names it first, so it is shown only once ours has named it for as long as
the others may need to take it (`key_overlap_s`). Nothing is restarted, and no call is cut off.

Where keys lie in a token, it is tried whether that signs: nobody else would notice before a letter.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog
from cryptography import x509
from sqlalchemy import Connection

from gateway.app.clock import SystemClock
from gateway.app.keys.making import show_waiting, waiting_files
from gateway.app.keys.tokens import try_tokens
from gateway.app.node import Node
from gateway.casework.acts.journal import Concern, keep_tasks
from gateway.domain.acts import TaskKind
from gateway.domain.saying import Saying, says
from gateway.errors import ComityError, TrustError
from gateway.register.log.signing import renew_checkpoint
from gateway.trust.members import Member
from gateway.trust.suites import NOTE_USES
from gateway.trust.tls import fingerprint_of

log = structlog.get_logger(__name__)

EXPIRY_NOTICE = timedelta(days=60)
"""How long before our certificate expires a person is told: others must sign, too."""

_TRY_EVERY = timedelta(minutes=1)
"""How often tokens that sign are tried: some write a line of each signature."""

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
        self._tried: datetime | None = None
        """When the tokens were tried; None: they are at the next look."""
        self._unsigned = True
        """Whether a checkpoint may be missing that could not be signed: so it is at the start."""

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
        away = await self._try_tokens(at)
        self._unsigned |= bool(NOTE_USES & set(changed)) or away is not None
        if self._unsigned and away is None:
            await node.db.write(lambda conn: renew_checkpoint(conn, node.me, at))
            self._unsigned = False
        await asyncio.to_thread(self._follow_certificate, listed, at)
        left = await asyncio.to_thread(self._certificate, at)
        await node.db.write(lambda conn: self._tell(conn, left, away))

    async def _try_tokens(self, at: datetime) -> ComityError | None:
        """Say why our tokens do not sign: each look while they do not, else every minute."""
        ring = self._node.me.ring
        if not ring.keys_in_tokens:
            return None
        well = ring.token_trouble is None
        if well and self._tried is not None and at - self._tried < _TRY_EVERY:
            return None
        self._tried = at
        found = await asyncio.to_thread(try_tokens, ring, at.isoformat().encode())
        if well == (found is not None):
            log.warning("keys.token", signs=found is None, detail=str(found or ""))
        return found

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
            says(said, day=until.date()) + says("; make a key and have the operators certify it")
        ]

    def _tell(self, conn: Connection, said: list[Saying], away: ComityError | None) -> None:
        found = [Concern(TaskKind.TLS_EXPIRES, _NODE, each) for each in said]
        if away is not None:
            saying = says("our keys in a token do not sign, and letters wait: {why}", why=str(away))
            found.append(Concern(TaskKind.KEYS_AWAY, _NODE, saying))
        kinds = {TaskKind.TLS_EXPIRES, TaskKind.KEYS_AWAY}
        keep_tasks(conn, at=self._node.clock.now(), kinds=kinds, found=found)
