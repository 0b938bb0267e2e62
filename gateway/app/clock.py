"""The node's clock: the system's, and in a rehearsal one offset for the whole federation."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gateway.errors import Reason
from gateway.ports import Clock
from gateway.settings import FILE, Settings
from gateway.store.writer import instant_of_act
from gateway.trust.federation import Directory


class SystemClock:
    """The machine's clock in UTC."""

    def now(self) -> datetime:
        """Return the present instant."""
        return datetime.now(UTC)


class RehearsalClock:
    """The machine's clock and the offset that `comity sandbox advance` writes.

    The file is read again when it has changed. Without the federation's mark as a
    rehearsal an offset is refused, never ignored: a node that runs on a wrong clock would
    take an answer that is under way for silence.

    Args:
        path: JSON file ``{"offset_s": NUMBER}``; absent means no offset.
        allowed: Whether the directory that is held marks a rehearsal.
    """

    def __init__(self, path: Path, allowed: Callable[[], bool]) -> None:
        self._path = path
        self._allowed = allowed
        self._seen: tuple[int, int] | None = None
        self._offset = timedelta(0)

    def now(self) -> datetime:
        """Return the present instant of the rehearsal.

        Raises:
            InputError: SETTING_INVALID; the file is no offset, or this is no rehearsal.
        """
        self._read()
        if self._offset and not self._allowed():
            raise Reason.SETTING_INVALID.error(
                "a clock offset is set, and the directory marks no rehearsal",
                remedy="Remove clock_offset from the settings.",
            )
        return datetime.now(UTC) + self._offset

    def _read(self) -> None:
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            self._seen, self._offset = None, timedelta(0)
            return
        mark = (stat.st_mtime_ns, stat.st_ino)
        if mark == self._seen:
            return
        try:
            table = json.loads(self._path.read_text(encoding="utf-8"))
            offset = timedelta(seconds=float(table["offset_s"]))
        except (OSError, ValueError, KeyError, TypeError, OverflowError) as exc:
            raise Reason.SETTING_INVALID.error(
                "{path} holds no clock offset",
                remedy='Write {"offset_s": NUMBER}, or use {advanceClock}.',
                path=self._path,
            ) from exc
        self._seen, self._offset = mark, offset


class ActClock:
    """Another clock, read once for each act: see `gateway.store.writer.instant_of_act`.

    Args:
        clock: The clock that is read.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        """Return the instant of the act that is being written, or the present one."""
        return instant_of_act(self._clock.now)


def clock_of(home: Path, held: Directory) -> Clock:
    """Return the clock by which the node of a folder works.

    Args:
        home: The node's folder; without settings in it, the machine's clock counts.
        held: Its directory, which says whether this is a rehearsal.
    """
    offset = Settings.load(home).clock_offset if (home / FILE).exists() else ""
    if not offset:
        return SystemClock()
    return RehearsalClock(home / offset, lambda: held.rehearsal)
