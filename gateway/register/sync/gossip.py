"""Compares what a member tells of other logs with what is held of them.

Two honest members that talk find an origin that shows them different logs, whatever sizes
it has shown to each: a told size that is not above the held one has one root that it must
have; a larger one must be proven to extend what is held. Only signed notes count: a member
can tell any size. What was judged is not asked again while it is told unchanged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy import Connection, select, tuple_

from gateway.errors import CheckpointError, ComityError, RegisterError, UnavailableError
from gateway.exchange.identity import NodeIdentity
from gateway.register.log.attested import believing
from gateway.register.log.checkpoints import HeldCheckpoint, verify_checkpoint
from gateway.register.log.log_store import Head, LogState, read_head
from gateway.register.log.proofs import root_at
from gateway.register.sync.comparison import Doubt, DoubtedError, judge, refuse
from gateway.register.sync.entry_time_order import keep_checkpoint, was_decided
from gateway.register.sync.fraud_notification import keep_fraud, prove_fraud
from gateway.register.sync.own_log_recovery import Recovery
from gateway.register.sync.pulling import LogPuller
from gateway.register.sync.setting_aside import are_set_aside
from gateway.register.sync.source import LogSource
from gateway.register.sync.troubles import TroubleKind, report_trouble
from gateway.register.sync.witnesses import with_witnesses
from gateway.store.database import Database
from gateway.store.tables_register import checkpoint
from gateway.trust.federation import Directory

# Notes by keys that were revoked since: they prove nothing to others, and still contradict.
#
# Whoever holds a key that was revoked can sign what he likes with it, so such a note is nobody's
# word any more, and stops nobody. But an origin that changes its face together with its key would
# be found by no two members, since neither could read the other's note. So a contradiction between
# one and what is held is a suspicion, with both notes, for a person to ask its origin. Where a
# member had cosigned each such note before the revocation, it is a proven fraud.


def read_revoked(raw: bytes, *, origin: str, directory: Directory, at: datetime) -> HeldCheckpoint:
    """Read a checkpoint that its origin has signed with any key that it ever had.

    Args:
        raw: The note; the keys of today do not verify it.
        origin: Owner of the log.
        directory: Gives its keys, the revoked ones too.
        at: When it came.

    Raises:
        CheckpointError: No key that it ever had has signed it.
    """
    then = believing(directory, origin)
    return verify_checkpoint(raw, origin=origin, directory=then, at=at, dated=False)


def suspect(
    conn: Connection, me: NodeIdentity, doubt: Doubt, origin: str, peer: str, shown: bytes
) -> tuple[TroubleKind, bool]:
    """Keep the fraud that a note by a revoked key proves, or open the suspicion that it raises.

    Args:
        conn: The transaction.
        me: This node.
        doubt: What is wrong; without a proof it is not worth a person's time.
        origin: Owner of the log.
        peer: Who showed the note.
        shown: The note as it was shown, with the peer's cosignature.

    Returns:
        What it is, and whether it is a proven fraud that is news. A suspicion that a person has
        closed is not opened again.
    """
    at = me.clock.now()
    if doubt.proof is None:
        return TroubleKind.SUSPICION, False
    proof = with_witnesses(conn, doubt.proof, shown)
    with suppress(RegisterError):
        return TroubleKind.FRAUD, keep_fraud(conn, me, prove_fraud(me, proof), peer)
    text = (
        f"{doubt.text}; a key of one of them was revoked since, and no cosignature of another "
        "member shows that it was signed before"
    )
    if was_decided(conn, origin, text):
        return TroubleKind.SUSPICION, False
    report_trouble(
        conn,
        origin=origin,
        peer=peer,
        kind=TroubleKind.SUSPICION,
        text=text,
        at=at,
        evidence=proof.model_dump_json(exclude_none=True).encode(),
    )
    return TroubleKind.SUSPICION, False


log = structlog.get_logger(__name__)


class Gossip:
    """What one node makes of what others tell.

    Args:
        db: The node's database.
        me: This node.
        puller: Judges signed notes, and writes down what is wrong with them.
        recovery: Takes back what others hold of the own log.
        on_fraud: Called when a fraud was proven that was not known: it is to be told.
    """

    def __init__(
        self,
        db: Database,
        me: NodeIdentity,
        puller: LogPuller,
        recovery: Recovery,
        *,
        on_fraud: Callable[[], None] = lambda: None,
    ) -> None:
        self._db = db
        self._me = me
        self._puller = puller
        self._recovery = recovery
        self._on_fraud = on_fraud
        self._judged: defaultdict[str, dict[str, Head]] = defaultdict(dict)  # by peer and log
        self._later: dict[str, dict[str, Head]] = {}

    async def hear(self, source: LogSource, seen: Sequence[Head]) -> None:
        """Judge what can be judged from what is held, and keep the rest for `judge_rest`.

        Raises:
            UnavailableError: The member does not answer any more.
        """
        later = self._later[source.code] = {}
        if not seen:
            return
        fresh = self._fresh(source, seen)
        for told, beyond in await self._db.read(lambda conn: _unlike(conn, fresh)):
            if beyond and told.origin != self._me.code:
                later[told.origin] = told
            else:
                await self._attempt(source, told)

    async def judge_rest(self, source: LogSource) -> None:
        """After a round: judge what a member has told beyond what is held even now.

        Raises:
            UnavailableError: The member does not answer any more.
        """
        rest = list(self._later.pop(source.code, {}).values())
        if not rest:
            return
        for told, _ in await self._db.read(lambda conn: _unlike(conn, rest)):
            await self._attempt(source, told)

    def _fresh(self, source: LogSource, seen: Sequence[Head]) -> list[Head]:
        members, judged = self._me.directory().members, self._judged[source.code]
        return [
            told
            for told in seen
            if told.origin in members and told.size > 0 and judged.get(told.origin) != told
        ]

    async def _attempt(self, source: LogSource, told: Head) -> None:
        """Get the signed note of what was told, and compare it.

        What does not hold is written down; it is no trouble of the member that tells it.
        """
        try:
            if told.origin == self._me.code:
                await self._recovery.consider(source, told)
            else:
                answer = await source.head(told.origin, None)
                try:
                    shown = self._puller.read_checkpoint(told.origin, answer)
                except CheckpointError:
                    await self._look_back(source, told.origin, answer.checkpoint)
                    raise
                await self._puller.compare(shown, source)
                at = self._me.clock.now()
                await self._db.write(lambda conn: keep_checkpoint(conn, shown, at))
        except UnavailableError:
            raise
        except ComityError as exc:
            log.warning(
                "gossip.unproven", peer=source.code, origin=told.origin, reason=exc.reason.value
            )
            if not isinstance(exc, DoubtedError):
                return  # a refusal or a busy server has judged nothing: ask again
        self._judged[source.code][told.origin] = told

    async def _look_back(self, source: LogSource, origin: str, note: bytes) -> None:
        """Compare a note that does not hold by the keys of today, by those of before.

        Raises:
            DoubtedError: It contradicts what is held; a suspicion is open.
            CheckpointError: No key that the origin ever had has signed it.
            UnavailableError: The member does not answer any more.
        """
        directory, at = self._me.directory(), self._me.clock.now()
        shown = read_revoked(note, origin=origin, directory=directory, at=at)
        doubt = await judge(self._db, source, shown)
        if doubt is not None and doubt.proof is not None:
            kind, news = await self._db.write(
                lambda conn: suspect(conn, self._me, doubt, origin, source.code, note)
            )
            if news:
                self._on_fraud()
            raise refuse(replace(doubt, kind=kind), origin)


def _unlike(conn: Connection, told: Sequence[Head]) -> list[tuple[Head, bool]]:
    """Return the told heads that are not known to be states of the log that is followed.

    With each is said whether it lies beyond what is held. What an officer has set aside was
    decided on.
    """
    wanted = [(head.origin, head.size) for head in told]
    query = select(checkpoint.c.origin, checkpoint.c.size, checkpoint.c.root).where(
        tuple_(checkpoint.c.origin, checkpoint.c.size).in_(wanted)
    )
    signed = {(row.origin, row.size): row.root for row in conn.execute(query)} if told else {}
    found = []
    for head in told:
        if signed.get((head.origin, head.size)) == head.root:
            continue
        held = read_head(conn, head.origin)
        # Of a stopped log there is a trouble already; nothing is compared until a person acts.
        if held.state is LogState.STOPPED:
            continue
        beyond = head.size > held.size
        if beyond or root_at(conn, head.origin, head.size) != head.root:
            found.append((head, beyond))
    decided = are_set_aside(conn, [head for head, _ in found])
    return [each for each in found if (each[0].origin, each[0].size, each[0].root) not in decided]
