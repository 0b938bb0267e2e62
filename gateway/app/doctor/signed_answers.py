"""A signed answer of every peer, of this moment: it is there, it has its keys, and its clock.

No letter is sent for it. Whoever is asked for the head of its own log signs that the log has no
more, and when (`gateway.register.log.freshness`): that is verified by the directory as a receipt
is, and the peer keeps nothing of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from gateway.app.node import Node
from gateway.errors import CheckpointError, ComityError, Reason, StateError
from gateway.register.log.checkpoints import may_read_registers
from gateway.register.log.freshness import GIVEN_AGAIN_FOR, read_word
from gateway.register.log.log_store import Head
from gateway.register.sync.source import LogSource

WITHIN_S = 10.0
"""How long a peer may take for its answer, in seconds."""

_MOST_OFF = timedelta(seconds=5)
"""Clocks that differ by more come from no synchronised machine; periods begin by them."""


@dataclass(frozen=True, slots=True)
class SignedAnswer:
    """What came of asking one peer.

    Attributes:
        size: Entries that it says its log has.
        off: By how much its clock is ahead of ours; negative: behind. What it signs it may give
            again for a minute, so being behind by less is no difference.
        refused: Why there is no answer that holds.
    """

    size: int = 0
    off: timedelta = timedelta(0)
    refused: ComityError | None = None


class SignedAnswers:
    """The answers of all peers, asked for once and all at a time.

    Args:
        node: The node that asks.
    """

    def __init__(self, node: Node) -> None:
        self._node = node
        self._asked: asyncio.Task[Mapping[str, SignedAnswer]] | None = None

    async def all(self) -> Mapping[str, SignedAnswer]:
        """Return the answer of each peer, by its code; none where we have no role that may ask."""
        if self._asked is None:
            self._asked = asyncio.create_task(self._ask_all())
        return await self._asked

    async def of(self, code: str) -> str:
        """Say what a peer has signed.

        Raises:
            UnavailableError: PEER_UNAVAILABLE; it does not answer.
            ComityError: It refuses, or signs nothing that holds.
        """
        found = (await self.all()).get(code)
        if found is None:
            return "nothing is signed for an authority that reads no registers; see its health"
        if found.refused is not None:
            raise found.refused
        ahead = f"{found.off.total_seconds():+.1f} s"
        return f"it signed now that its log has {found.size} entries; its clock: {ahead}"

    async def clock(self) -> str:
        """Say how our clock stands to those of the peers who have signed.

        Raises:
            StateError: It is the one that differs.
            UnavailableError: Nobody has signed.
        """
        found = await self.all()
        off = [each.off for each in found.values() if each.refused is None]
        return compared_clock(off, peers=bool(found))

    async def _ask_all(self) -> Mapping[str, SignedAnswer]:
        me = self._node.me
        reads = may_read_registers(me.directory().member(me.code))
        codes = list(self._node.peers.codes()) if reads else []
        found = await asyncio.gather(*(self._ask(code) for code in codes))
        return dict(zip(codes, found, strict=True))

    async def _ask(self, code: str) -> SignedAnswer:
        node = self._node
        try:
            async with asyncio.timeout(WITHIN_S):
                source = LogSource(code, await node.peers.channel(code), node.me)
                answer = await source.head(code, None)
            at, directory = node.clock.now(), node.me.directory()
            head = Head(code, answer.head.size, answer.head.root or Head(code).root)
            word = read_word(answer.no_more, head, directory=directory, at=at)
        except TimeoutError:
            return SignedAnswer(refused=_away(code))
        except ComityError as exc:
            return SignedAnswer(refused=exc)
        if word.doubt is not None:
            return SignedAnswer(refused=word.doubt)
        if word.stated is None:
            return SignedAnswer(refused=_unsigned(code))
        off = word.stated - at
        if -GIVEN_AGAIN_FOR <= off <= timedelta(0):
            off = timedelta(0)
        return SignedAnswer(size=head.size, off=off)


def compared_clock(off: Sequence[timedelta], *, peers: bool) -> str:
    """Say how our clock stands to those of others.

    Args:
        off: By how much each is ahead of ours.
        peers: Whether there is anybody at all.

    Raises:
        StateError: Most differ from ours in the same direction.
        UnavailableError: There are peers, and none has signed.
    """
    if not off:
        if not peers:
            return "there is nobody to compare it with"
        raise Reason.PEER_UNAVAILABLE.error(
            "no peer has signed a time with which ours could be compared",
            remedy="Look at the lines of the peers; compare the clock by hand: date -u",
        )
    middle = median(each.total_seconds() for each in off)
    if abs(middle) > _MOST_OFF.total_seconds():
        way = "behind" if middle > 0 else "ahead of"
        raise StateError(
            "our clock is {middle} s {way} those of {count} peers",
            remedy="Have this machine's clock set by NTP (timedatectl), then look again.",
            middle=f"{abs(middle):.0f}",
            way=way,
            count=len(off),
        )
    return f"within {_MOST_OFF.total_seconds():.0f} s of what {len(off)} peers have signed"


def _away(code: str) -> ComityError:
    return Reason.PEER_UNAVAILABLE.error(
        "{code} gives no answer within {within_s} s",
        remedy="Call {code}; letters wait and are sent when it is back.",
        code=code,
        within_s=f"{WITHIN_S:.0f}",
    )


def _unsigned(code: str) -> CheckpointError:
    return CheckpointError(
        "{code} answers, and signs nothing: it cannot say that its log is whole",
        remedy="Ask {code}; its own doctor and {listRegisters} there say why.",
        code=code,
    )
