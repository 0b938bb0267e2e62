"""Stands for Temporal: carries what waits only when a test says so."""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway.domain.due import DueKind


@dataclass
class StepEngine:
    """Stands for Temporal: knows what runs and what has ended, and survives its node.

    As there, a run takes an event once: a poke that repeats an id of the same run is nothing.
    What waits for a person or a date runs again when it is started again; a case that is done
    and a letter that is delivered do not.
    """

    running: dict[tuple[str, str], bool] = field(default_factory=dict)  # to whether it was poked
    ended: set[tuple[str, str]] = field(default_factory=set)
    started: list[tuple[str, str]] = field(default_factory=list)
    taken: dict[tuple[str, str], set[str]] = field(default_factory=dict)  # events, by run

    def _start(self, kind: str, key: str, *, again: bool = False) -> None:
        over = (kind, key) in self.ended and not again
        if (kind, key) not in self.running and not over:
            self.running[kind, key] = True
            self.taken[kind, key] = set()
            self.started.append((kind, key))

    def _poke(self, kind: str, key: str, event_id: str) -> None:
        if (kind, key) in self.running and event_id not in self.taken[kind, key]:
            self.taken[kind, key].add(event_id)
            self.running[kind, key] = True

    def end(self, kind: str, key: str) -> None:
        self.running.pop((kind, key), None)
        self.ended.add((kind, key))

    async def start_case(self, case_id: str) -> None:
        self._start("case", case_id)

    async def poke_case(self, case_id: str, event_id: str) -> None:
        self._poke("case", case_id, event_id)

    async def start_consultation(self, conversation_id: str) -> None:
        self._start("consultation", conversation_id, again=True)

    async def start_consulted(self, conversation_id: str) -> None:
        self._start("consulted", conversation_id, again=True)

    async def poke_conversation(self, conversation_id: str, event_id: str, *, ours: bool) -> None:
        self._poke("consultation" if ours else "consulted", conversation_id, event_id)

    async def start_due(self, kind: DueKind, subject: str) -> None:
        self._start("due", f"{kind}/{subject}", again=True)

    async def poke_due(self, kind: DueKind, subject: str, event_id: str) -> None:
        self._poke("due", f"{kind}/{subject}", event_id)

    async def start_delivery(self, message_id: str) -> None:
        self._start("delivery", message_id)

    async def retry_delivery(self, message_id: str) -> None:
        self._start("delivery", message_id)
