"""Follows a node's feed of events: each is handed over at least once, across restarts.

An event is remembered only when the next one is asked for, that is after the program has done
what it does with it. A program that dies in between is handed the same event again: who acts on
events does so by their ``id``.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import httpx2

from comity_sdk.calls import PREFIX, AsyncCaller, Caller, query_of
from comity_sdk.errors import (
    AnswerUnreadable,
    NoAnswer,
    SettingError,
    TooManyRequests,
    Unavailable,
    problem_of,
)
from comity_sdk.exchange import Asked, Retries

CURSOR: Final = "Comity-Cursor"
WAIT_S: Final = 25  # of the 30 that a node lets a reader wait
BEGINNING, NOW = None, "now"
_PATIENT: Final = Retries(first_pause_s=0.5, longest_pause_s=30.0)
_LATER: Final = (NoAnswer, Unavailable, TooManyRequests)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, as the node tells it (CloudEvents 1.0).

    Attributes:
        id: Its name at its source, and the cursor behind it.
        type: What happened, e.g. ``comity.consultation.answered``.
        source: The node that tells it.
        subject: What it is about.
        time: When it was written.
        data: What is known of its subject, e.g. ``case_id``.
    """

    id: str
    type: str
    source: str
    subject: str
    time: dt.datetime
    data: Mapping[str, Any]

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Event:
        """Return an event from what a node or a webhook says.

        Raises:
            AnswerUnreadable: It is no event.
        """
        try:
            return cls(
                id=str(said["id"]),
                type=str(said["type"]),
                source=str(said["source"]),
                subject=str(said.get("subject", "")),
                time=dt.datetime.fromisoformat(str(said["time"])),
                data=dict(said.get("data") or {}),
            )
        except (KeyError, TypeError, ValueError) as exc:
            raise AnswerUnreadable(f"it is no event ({type(exc).__name__})") from None

    @property
    def case_id(self) -> str | None:
        """Number of the case that it is about or belongs to."""
        return self.data.get("case_id")


class Memory(Protocol):
    """Where a follower remembers how far it has come; e.g. a row of the program's database."""

    def load(self) -> str | None:
        """Return the cursor, None where nothing was remembered yet."""

    def keep(self, cursor: str) -> None:
        """Remember a cursor for good."""


class FileMemory:
    """Remembers a cursor in a file, which is whole at every moment.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> str | None:
        """Return the cursor.

        Raises:
            SettingError: The file cannot be read.
        """
        try:
            return self._path.read_text(encoding="ascii").strip() or None
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as exc:
            raise SettingError(
                f"the cursor in {self._path} cannot be read",
                "Name a file of this follower's own, that it may read and write.",
            ) from exc

    def keep(self, cursor: str) -> None:
        """Write the cursor beside the file, then give it the file's name."""
        beside = self._path.with_name(self._path.name + ".new")
        with beside.open("w", encoding="ascii") as file:
            file.write(cursor + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)


class _Reading:
    """What is asked, and what an answer holds."""

    def __init__(
        self, memory: Memory, *, types: Sequence[str], wait_s: int, limit: int, start: str | None
    ) -> None:
        self._memory = memory
        self._types, self._wait_s, self._limit = tuple(types), wait_s, limit
        self.cursor = memory.load() or start
        self._kept: str | None = None

    def asked(self) -> Asked:
        """Return the request for what comes next."""
        query = query_of(
            {
                "after": self.cursor,
                "wait": self._wait_s,
                "limit": self._limit,
                "type": self._types or None,
            }
        )
        return Asked("GET", f"{PREFIX}/events", query, timeout_s=self._wait_s + 30.0)

    def batch(self, answer: httpx2.Response) -> tuple[list[Event], str]:
        """Return the events of an answer, and the cursor behind them all."""
        if not answer.is_success:
            raise problem_of(answer)
        try:
            said = json.loads(answer.content)
        except ValueError:
            said = None
        cursor = answer.headers.get(CURSOR)
        if not isinstance(said, list) or not cursor:
            raise AnswerUnreadable("the feed is no list of events with a cursor")
        return [Event.read(one) for one in said], cursor

    def done(self, cursor: str) -> None:
        """Remember how far all is done; nothing is written where nothing moved."""
        self.cursor = cursor
        if cursor != self._kept:
            self._memory.keep(cursor)
            self._kept = cursor


def _pause_s(error: Exception, failed: int) -> float:
    """Return after which pause to ask again."""
    asked_for: float | None = getattr(error, "retry_after_s", None)
    own = _PATIENT.pause_s(failed)
    return own if asked_for is None else asked_for + own


def follow(
    client: Caller,
    memory: Memory | Path,
    *,
    types: Sequence[str] = (),
    wait_s: int = WAIT_S,
    limit: int = 100,
    start: str | None = BEGINNING,
    until_idle: bool = False,
) -> Iterator[Event]:
    """Yield every event, the oldest first, for as long as the program runs.

    A node that is down, or asks to wait, is asked again with growing pauses.

    Args:
        client: Whose account reads.
        memory: Where it is remembered how far all is done; a path: a file.
        types: Only events of these types.
        wait_s: How long the node holds a request on which nothing happens, at most 30.
        limit: Most events of one answer.
        start: Where to begin when nothing is remembered: at the feed's beginning, or `NOW`.
        until_idle: End when nothing is left, in place of waiting.

    Raises:
        Problem: The node refuses; CURSOR_GONE: it was restored from a time before the cursor.
    """
    wait_s = 0 if until_idle else wait_s
    reading = _reading(memory, types=types, wait_s=wait_s, limit=limit, start=start)
    failed = 0
    while True:
        try:
            answer = client.send(reading.asked())
            moved = reading.cursor
            events, cursor = reading.batch(answer)
        except _LATER as exc:
            failed += 1
            time.sleep(_pause_s(exc, failed))
            continue
        failed = 0
        for event in events:
            yield event
            reading.done(event.id)
        reading.done(cursor)
        if until_idle and cursor == moved:
            return


async def follow_async(
    client: AsyncCaller,
    memory: Memory | Path,
    *,
    types: Sequence[str] = (),
    wait_s: int = WAIT_S,
    limit: int = 100,
    start: str | None = BEGINNING,
    until_idle: bool = False,
) -> AsyncIterator[Event]:
    """Yield every event to a program that awaits; arguments and errors are those of `follow`."""
    wait_s = 0 if until_idle else wait_s
    reading = _reading(memory, types=types, wait_s=wait_s, limit=limit, start=start)
    failed = 0
    while True:
        try:
            answer = await client.send(reading.asked())
            moved = reading.cursor
            events, cursor = reading.batch(answer)
        except _LATER as exc:
            failed += 1
            await asyncio.sleep(_pause_s(exc, failed))
            continue
        failed = 0
        for event in events:
            yield event
            reading.done(event.id)
        reading.done(cursor)
        if until_idle and cursor == moved:
            return


def _reading(memory: Memory | Path, **given: Any) -> _Reading:
    return _Reading(FileMemory(memory) if isinstance(memory, Path) else memory, **given)
