"""Stands for Temporal: carries what waits only when a test says so."""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway.domain.acts import DueKind


@dataclass
class StepEngine:
    """Stands for Temporal: knows what runs and what has ended, and survives its node.

    What has completed runs again when it is started again; a poke leaves it alone, and begins
    what there never was or was lost. `tests/engine/test_stand_in.py` holds it against the engine.
    """

    running: dict[tuple[str, str], bool] = field(default_factory=dict)  # to whether it was poked
    ended: set[tuple[str, str]] = field(default_factory=set)
    started: list[tuple[str, str]] = field(default_factory=list)

    def _start(self, kind: str, key: str) -> None:
        if (kind, key) not in self.running:
            self.running[kind, key] = True
            self.started.append((kind, key))

    def _poke(self, kind: str, key: str) -> None:
        if (kind, key) in self.running:
            self.running[kind, key] = True
        elif (kind, key) not in self.ended:
            self._start(kind, key)

    def lose(self, kind: str, key: str) -> None:
        """Let a run fail, or be ended by hand: a poke begins it anew."""
        self.running.pop((kind, key), None)
        self.ended.discard((kind, key))

    def end(self, kind: str, key: str) -> None:
        self.running.pop((kind, key), None)
        self.ended.add((kind, key))

    async def check(self) -> None:
        """It is always there."""

    async def start_case(self, case_id: str) -> None:
        self._start("case", case_id)

    async def poke_case(self, case_id: str) -> None:
        self._poke("case", case_id)

    async def start_consultation(self, conversation_id: str) -> None:
        self._start("consultation", conversation_id)

    async def poke_consultation(self, conversation_id: str) -> None:
        self._poke("consultation", conversation_id)

    async def start_due(self, kind: DueKind, subject: str) -> None:
        self._start("due", f"{kind}/{subject}")

    async def poke_due(self, kind: DueKind, subject: str) -> None:
        self._poke("due", f"{kind}/{subject}")

    async def start_delivery(self, message_id: str) -> None:
        self._start("delivery", message_id)

    async def retry_delivery(self, message_id: str) -> None:
        self._start("delivery", message_id)
