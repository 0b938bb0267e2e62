"""Dispatch: what follows from a letter that came; intake, step 14.

Each letter has its effect once, in one transaction with the mark that it had it. Within a
conversation that happens in the sender's order; one whose predecessor is missing is parked,
and one that waits for a day is a person's task (`casework.handlers.standing_still`). No
conversation holds up another. What the engine is to be told is written in the same
transaction and told after it (`engine_calls`).
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from gateway.domain.letter import LetterHeader, LetterType, Receipt
from gateway.domain.page import MAX_NUMBER
from gateway.errors import LawError, TrustError, UnavailableError
from gateway.exchange import journal
from gateway.exchange.conversations import (
    Action,
    Conversation,
    Phase,
    action_for,
    lock_conversation,
    note_dispatched,
)
from gateway.exchange.defects import log_defect, reason_of
from gateway.exchange.dispatch_queue import (
    DispatchState,
    PendingLetter,
    give_up,
    lock_pending,
    mark_done,
    mark_parked,
    note_failed,
    pending_letters,
    undispatched,
    unusable,
)
from gateway.exchange.engine_calls import Teller, Wake, WakeTasks, add_wakes
from gateway.nudges import nudged
from gateway.ports import CaseEngine
from gateway.store.database import Database
from gateway.trust.dsse import SignedBytes
from gateway.trust.receipts import receipt_from_bytes
from gateway.wire.letters import letter_from_bytes

__all__ = ["Dispatcher", "Effect", "ReceivedLetter", "load_letter", "undispatched", "unusable"]

log = structlog.get_logger(__name__)

_PASSING = (SQLAlchemyError, OSError, MemoryError, UnavailableError, TrustError, LawError)
"""What is no fault of the letter: a database, a directory or a law that may come back."""

_PAGE = 500
_CONCURRENT = 8  # conversations at a time; the writer is one thread anyway


@dataclass(frozen=True, slots=True)
class ReceivedLetter:
    """An accepted letter as its effect sees it.

    Attributes:
        header: Verified header.
        digest: Message digest, 32 octets; what a reply names.
        bodies: Contents that are held, by the index of their part.
        received: The instant of receipt.
        receipt: The receipt that we gave.
        position: Position in the journal.
        action: What the table says: under RECORD the effect may only record.
    """

    header: LetterHeader
    digest: bytes
    bodies: Mapping[int, bytes] = field(repr=False)
    received: datetime
    receipt: Receipt
    position: int
    action: Action


Effect = Callable[[Connection, ReceivedLetter], Sequence[Wake]]
"""What a letter does: runs inside one transaction, must not wait or send; returns what the
engine is to be told."""

Report = Callable[[Connection, PendingLetter], None]
"""Makes a letter whose effect was given up a person's task."""


class Beginner(Protocol):
    """Begins with the examinations of cases, of each account in turn."""

    async def run(self) -> None:
        """Begin until none waits."""

    async def begin(self, at_once: int) -> bool:
        """Begin so that so many are under way; say whether more wait."""


class Dispatcher:
    """Gives letters their effect, and has the engine told.

    Args:
        db: The node's database.
        effects: The effect of every letter type.
        engine: Told after each commit.
        report: See `Report`.
        wake_tasks: See `gateway.exchange.engine_calls.WakeTasks`.
        turns: Makes what begins with examinations in turn; None: they begin in the order in which
            they were filed.
        interval_s: Longest time between two looks, in seconds, when nobody nudges.
        give_up_after: Failures of one effect, none of them the database's or of what may
            come back, after which the letter is kept as unusable and a person's task.

    Raises:
        ValueError: A letter type has no effect.
    """

    def __init__(
        self,
        db: Database,
        effects: Mapping[LetterType, Effect],
        *,
        engine: CaseEngine,
        report: Report | None = None,
        wake_tasks: WakeTasks | None = None,
        turns: Callable[[Teller], Beginner] | None = None,
        interval_s: float = 5.0,
        give_up_after: int = 12,
    ) -> None:
        missing = set(LetterType) - set(effects)
        if missing:
            raise ValueError(f"letter types without effect: {sorted(missing)}")
        self._db = db
        self._effects = effects
        self._teller = Teller(db, engine, wake_tasks, turns=turns is not None)
        self._cases = None if turns is None else turns(self._teller)
        self._report = report
        self._interval_s = interval_s
        self._give_up_after = give_up_after
        self._nudged = asyncio.Event()
        self._written = asyncio.Event()
        self._filed = asyncio.Event()
        self._drained = asyncio.Lock()

    def nudge(self) -> None:
        """Say that something may wait; from the event loop's thread."""
        self._nudged.set()
        self._written.set()
        self._filed.set()

    async def run(self) -> None:
        """Dispatch and tell for ever: what is undone at the start, then at each nudge.

        Side by side: a restart tells of every open row, and no letter waits for that.
        """
        async with asyncio.TaskGroup() as group:
            group.create_task(self._repeat(self._nudged, self._dispatch_all))
            group.create_task(self._repeat(self._written, self._teller.carry_out))
            if self._cases is not None:
                group.create_task(self._repeat(self._filed, self._cases.run))

    async def _repeat(self, news: asyncio.Event, act: Callable[[], Awaitable[object]]) -> None:
        while True:
            try:
                await act()
            except UnavailableError as exc:
                log.warning("dispatch.waits", reason=exc.reason.value)
            except Exception as exc:  # noqa: BLE001 - what waits must not wait for ever
                log_defect(log, "dispatch.defect", exc)
            await nudged(news, self._interval_s)
            news.clear()

    async def drain(self) -> int:
        """Dispatch and tell what can be now; return how many letters had their effect."""
        done = await self._dispatch_all()
        await self._teller.carry_out()
        while self._cases is not None and await self._cases.begin(MAX_NUMBER):
            pass
        return done

    async def _dispatch_all(self) -> int:
        async with self._drained:
            done = 0
            while (progress := await self._round()) > 0:
                done += progress
                self._written.set()
            return done

    async def _round(self) -> int:
        """Go once over all that waits, conversations side by side."""
        done, after = 0, None
        while True:
            start: PendingLetter | None = after
            page = await self._db.read(
                lambda conn: pending_letters(conn, limit=_PAGE, after=start)  # noqa: B023
            )
            if not page:
                return done
            after = page[-1]
            by_conversation: dict[str, list[PendingLetter]] = defaultdict(list)
            for letter in page:
                by_conversation[letter.conversation_id].append(letter)
            bound = asyncio.Semaphore(_CONCURRENT)
            done += sum(
                await asyncio.gather(
                    *(self._conversation(bound, letters) for letters in by_conversation.values())
                )
            )

    async def _conversation(self, bound: asyncio.Semaphore, letters: list[PendingLetter]) -> int:
        """Dispatch the letters of one conversation in the sender's order, as far as it goes."""
        done = 0
        async with bound:
            for letter in sorted(letters, key=lambda each: each.conversation_number):
                try:
                    had_effect = await self._db.write(lambda conn: self._dispatch(conn, letter))  # noqa: B023
                except UnavailableError:
                    raise
                except Exception as exc:  # noqa: BLE001 - one letter must not stop the others
                    if await self._failed(letter, exc):
                        continue  # what is behind it has its effect
                    break
                if not had_effect:
                    break
                done += 1
        return done

    async def _failed(self, letter: PendingLetter, exc: Exception) -> bool:
        """Count a failure of an effect; say whether it is given up, so that others go on."""
        log_defect(log, "dispatch.failed", exc, position=letter.position)
        reason = reason_of(exc)
        final = not isinstance(exc, _PASSING) and letter.failures + 1 >= self._give_up_after

        def write(conn: Connection) -> None:
            note_failed(conn, letter.position, reason)
            if not final:
                return
            give_up(conn, letter.position)
            note_dispatched(conn, letter.conversation_id, letter.conversation_number)
            if self._report is not None:
                given_up = replace(letter, state=DispatchState.GIVEN_UP, last_reason=reason)
                self._report(conn, given_up)

        await self._db.write(write)
        return final

    def _dispatch(self, conn: Connection, letter: PendingLetter) -> bool:
        """Give one letter its effect, in one transaction; say whether it had it."""
        conversation = lock_conversation(conn, letter.conversation_id)
        if not lock_pending(conn, letter.position):
            return True  # another process was quicker
        action = action_for(letter.letter_type, _standing(conn, conversation, letter))
        if action is Action.PARK:
            if letter.state is not DispatchState.PARKED:
                mark_parked(conn, letter.position)
            return False
        received = load_letter(conn, letter.position, action)
        wakes = self._effects[letter.letter_type](conn, received)
        if action is not Action.RECORD:
            add_wakes(conn, wakes)
        note_dispatched(conn, letter.conversation_id, letter.conversation_number)
        mark_done(conn, letter.position, action)
        return True


def _standing(conn: Connection, conversation: Conversation, letter: PendingLetter) -> Phase:
    if letter.conversation_number > conversation.dispatched + 1:
        # Numbers that we refused have come as well; they have no effect to wait for.
        refused = journal.refused_numbers(
            conn, conversation_id=letter.conversation_id, peer=letter.peer
        )
        missing = range(conversation.dispatched + 1, letter.conversation_number)
        if any(number not in refused for number in missing):
            return Phase.GAP
    if conversation.closed is not None:
        return Phase.CLOSED
    if not conversation.ours and conversation.dispatched == 0:
        return Phase.NEW
    return Phase.OPEN


def load_letter(conn: Connection, position: int, action: Action) -> ReceivedLetter:
    """Read a letter back from the journal; its signatures were verified by the intake.

    Raises:
        NotFoundError: There is none at that position.
    """
    row = journal.row_at(conn, position)
    header, _ = letter_from_bytes(SignedBytes.from_bytes(row.envelope).payload)
    return ReceivedLetter(
        header=header,
        digest=row.digest,
        bodies=journal.bodies_at(conn, position),
        received=row.at,
        receipt=receipt_from_bytes(SignedBytes.from_bytes(row.receipt).payload),
        position=position,
        action=action,
    )
