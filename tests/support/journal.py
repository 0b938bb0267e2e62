"""A journal in memory that implements the ports of the workflows.

It stands in for casework, exchange and register together: what a commit would be is one
method without an await in its middle. The peers are in it too, as what they would answer.
Tests change the world (`answer`, `Peer.away`, `decide`) and wait with `until`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gateway.domain.acts import DueKind
from gateway.errors import NotFoundError, Reason, TrustError, UnavailableError
from gateway.ports import (
    CaseEngine,
    CaseRef,
    CaseStep,
    ConsultationStep,
    ConversationRef,
    DeliveryResult,
    DueRef,
    DueStep,
    MessageRef,
    SyncResult,
)

PERIOD = timedelta(days=14)
GRACE = timedelta(minutes=10)
NEAR = timedelta(days=90)


@dataclass
class Peer:
    """What the other authority's node does."""

    away: bool = False
    refuses: bool = False
    unwell: Reason | None = None  # fails in a way that no repeat mends


@dataclass
class Letter:
    """A row of the outbox."""

    conversation: str
    kind: str
    after: str = ""  # the letter that must have its receipt first
    settled: bool = False
    refused: bool = False
    given_up: bool = False


@dataclass
class Conversation:
    """A row of a consultation in which we ask."""

    peer: Peer
    case: str = ""
    state: str = "requested"
    last_instant: datetime | None = None
    closed_by: str = ""


@dataclass
class Case:
    """A row of a case."""

    to_consult: dict[str, Peer] = field(default_factory=dict)
    opened: bool = False
    decided: bool = False
    settled: int = 0


@dataclass
class Date:
    """A row of a date."""

    at: datetime
    steps: int = 0  # how often what was due has been done
    every: timedelta | None = None  # after that it is due again so much later; None: over
    stuck: bool = False  # what is due cannot be done, and stays due


class Journal:
    """The rows, the calls that were made, and the ports.

    Args:
        now: The clock, which is the server's time.
    """

    engine: CaseEngine

    def __init__(self, now: Callable[[], Awaitable[datetime]]) -> None:
        self._server_time = now
        self.offset = timedelta()  # the rehearsal clock's
        self.cases: dict[str, Case] = {}
        self.conversations: dict[str, Conversation] = {}
        self.letters: dict[str, Letter] = {}
        self.dates: dict[tuple[DueKind, str], Date] = {}
        self.calls: Counter[str] = Counter()
        self.down = 0  # so many calls fail as if the database were away
        self.in_step: Callable[[str], Awaitable[None]] | None = None  # what a step also does
        self._changed = asyncio.Condition()

    async def now(self) -> datetime:
        """Return the node's instant."""
        return await self._server_time() + self.offset

    # --- the world ------------------------------------------------------------------

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for a condition on the rows or the calls."""
        async with self._changed:
            await self._changed.wait_for(condition)

    async def until_state(self, conversation: str, state: str) -> None:
        """Wait until a conversation exists and is in a state."""
        rows = self.conversations
        await self.until(lambda: conversation in rows and rows[conversation].state == state)

    async def answer(self, conversation: str) -> None:
        """Take in the peer's answer."""
        self.conversations[conversation].state = "answered"
        await self.wake(conversation)

    async def decide(self, case: str) -> None:
        """Let the officers decide."""
        self.cases[case].decided = True
        await self.engine.poke_case(case)

    async def post(self, message: str, letter: Letter) -> None:
        """Put a letter of ours into the outbox, and have it delivered."""
        self.letters[message] = letter
        await self.engine.start_delivery(message)

    async def wake(self, conversation: str) -> None:
        """Carry out what a commit asks of the engine."""
        row = self.conversations[conversation]
        await self.engine.poke_consultation(conversation)
        if row.case and row.state in {"answered", "silent"}:
            await self.engine.poke_case(row.case)

    async def _called(self, name: str) -> None:
        if self.down:
            self.down -= 1
            raise UnavailableError("the database is away", reason=Reason.DATABASE_UNAVAILABLE)
        self.calls[name] += 1
        async with self._changed:
            self._changed.notify_all()

    # --- CaseWork -------------------------------------------------------------------

    async def examine(self, ref: CaseRef) -> CaseStep:
        await self._called("examine")
        case = self.cases[ref.case_id]
        if not case.opened:
            case.opened = True
            for conversation, peer in case.to_consult.items():
                self.conversations[conversation] = Conversation(peer, case=ref.case_id)
                await self.post(f"request-{conversation}", Letter(conversation, "request"))
        return self._case(case)

    async def case_step(self, ref: CaseRef) -> CaseStep:
        await self._called("case_step")
        if self.in_step is not None:
            await self.in_step("case_step")
        return self._case(self.cases[ref.case_id])

    async def settle_case(self, ref: CaseRef) -> CaseStep:
        case = self.cases[ref.case_id]
        case.settled += 1
        await self._called("settle_case")
        return self._case(case)

    def _case(self, case: Case) -> CaseStep:
        return CaseStep(wait=not case.decided, done=case.decided)

    # --- ConsultationWork -----------------------------------------------------------

    async def consultation_step(self, ref: ConversationRef) -> ConsultationStep:
        if ref.conversation_id not in self.conversations:
            raise NotFoundError("there is no such conversation", id=ref.conversation_id)
        row = self.conversations[ref.conversation_id]
        over = row.last_instant is not None and await self.now() >= row.last_instant + GRACE
        if row.state == "running" and over:
            row.state = "closing"
            letter = Letter(ref.conversation_id, "closing", after=f"request-{ref.conversation_id}")
            await self.post(f"closing-{ref.conversation_id}", letter)
            await self.wake(ref.conversation_id)  # its own workflow, as casework does
        step = ConsultationStep(state=row.state, closed=self._closed(ref.conversation_id))
        await self._called("consultation_step")
        if self.in_step is not None:
            await self.in_step("consultation_step")
        return step

    async def sweep(self) -> None:
        """Poke what is due, as the sweep of deadlines does."""
        for key, row in self.conversations.items():
            over = row.last_instant is not None and await self.now() >= row.last_instant + GRACE
            if over and not self._closed(key):
                await self.engine.start_consultation(key)
                await self.engine.poke_consultation(key)

    def _closed(self, conversation: str) -> bool:
        row = self.conversations.get(conversation)
        return row is not None and row.state in {"answered", "silent"}

    # --- DueWork --------------------------------------------------------------------

    async def due_step(self, ref: DueRef) -> DueStep:
        row, now = self.dates.get((ref.kind, ref.subject)), await self.now()
        await self._called("due_step")
        if row is None:
            return DueStep(closed=True)
        left = row.at - now
        return DueStep(closed=left > NEAR, due_in_s=left.total_seconds())

    async def due_over(self, ref: DueRef) -> DueStep:
        row, now = self.dates.get((ref.kind, ref.subject)), await self.now()
        if row is not None and row.at <= now and not row.stuck:
            row.steps += 1
            if row.every is None:
                del self.dates[ref.kind, ref.subject]
            else:
                row.at += row.every
        await self._called("due_over")
        return await self.due_step(ref)

    # --- SyncWork ---------------------------------------------------------------------

    async def sync_all(self) -> SyncResult:
        await self._called("sync_all")
        return SyncResult()

    # --- DeliveryWork ---------------------------------------------------------------

    async def deliver(self, ref: MessageRef) -> DeliveryResult:
        await self._called(f"deliver {ref.message_id}")
        letter = self.letters[ref.message_id]
        row = self.conversations[letter.conversation]
        if letter.settled:
            return DeliveryResult(settled=True, refused=letter.refused)
        if letter.after and not self.letters[letter.after].settled:
            return DeliveryResult(settled=False, reason="STATE_CONFLICT")
        if row.peer.unwell is not None:
            raise TrustError("nothing can be done", reason=row.peer.unwell)
        if row.peer.away:
            if letter.kind == "closing":
                row.state = "unconfirmed"
            raise UnavailableError("the peer is away", reason=Reason.PEER_UNAVAILABLE)
        letter.settled, letter.refused = True, row.peer.refuses
        if not letter.refused:
            await self._receipt(letter, row)
        await self.wake(letter.conversation)
        return DeliveryResult(settled=True, refused=letter.refused)

    async def deliver_within(self, ref: MessageRef, most: timedelta) -> DeliveryResult:
        letter = self.letters[ref.message_id]
        peer = self.conversations[letter.conversation].peer
        if peer.away and not letter.settled:
            return DeliveryResult(settled=False)  # known to be away: not even tried
        return await self.deliver(ref)

    async def _receipt(self, letter: Letter, row: Conversation) -> None:
        if letter.kind == "request":
            row.state, row.last_instant = "running", await self.now() + PERIOD
        if letter.kind == "closing":
            row.state, row.closed_by = "silent", "both"

    async def give_up(self, ref: MessageRef) -> None:
        self.letters[ref.message_id].given_up = True
        await self._called(f"give_up {ref.message_id}")
