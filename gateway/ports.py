"""The protocols between rooms: what a room needs from another, never who gives it.

Rooms satisfy these by their shape; only `gateway.app` wires them. Workflow activities see
nothing of the gateway but this module, `gateway.domain` and `gateway.errors`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from pydantic import ConfigDict

from gateway.domain.acts import DueKind
from gateway.domain.base import Model


class Clock(Protocol):
    """The node's clock; every statutory instant comes from it (docs/design.md section 6)."""

    def now(self) -> datetime:
        """Return the present instant in UTC, with the federation's rehearsal offset."""
        ...


class CaseRef(Model):
    """Input of everything that is about a case."""

    case_id: str


class ConversationRef(Model):
    """Input of everything that is about a consultation in which we ask."""

    conversation_id: str


class MessageRef(Model):
    """Input of a delivery: one letter in the outbox."""

    message_id: str


class WorkflowInput(Model):
    """What the journal says to a workflow; fields of a neighbouring version are passed over."""

    model_config = ConfigDict(extra="ignore")


class CaseStep(WorkflowInput):
    """What a case's workflow should do next, as the journal says.

    Attributes:
        wait: True when only officers or peers can move the case on.
        done: True when the case is decided or withdrawn and nothing is left to carry.
        again_in_s: Seconds after which to ask again though nothing has happened: what was
            next could not be done, and is a task.
    """

    wait: bool = True
    done: bool = False
    again_in_s: float | None = None

    @property
    def closed(self) -> bool:
        """Whether nothing is left to carry."""
        return self.done

    @property
    def due_in_s(self) -> float | None:
        """0 where the journal has more to do without anybody: ask it again."""
        return self.again_in_s if self.wait else 0.0


class ConsultationStep(WorkflowInput):
    """Where a consultation stands, as the journal says.

    Attributes:
        state: A value of `gateway.domain.consultation.ConsultationState`.
        closed: True when nothing is left to carry.
        due_in_s: Seconds after which to ask again though nothing has happened: where it stands
            could not be said, and that is a task. Else None, for the sweep of deadlines pokes.
    """

    state: str
    closed: bool = False
    due_in_s: float | None = None


class DueRef(Model):
    """Input of everything that is about a date (`gateway.domain.acts`)."""

    kind: DueKind
    subject: str


class DueStep(WorkflowInput):
    """Where a date stands, as the journal says.

    Attributes:
        closed: True when nothing is left to carry: the date is gone, or so far away that
            it is a row again.
        due_in_s: Seconds of the node's clock until the date, None without one.
    """

    closed: bool = False
    due_in_s: float | None = None


class DeliveryResult(WorkflowInput):
    """What one attempt at delivery came to.

    Attributes:
        settled: A receipt (accepted or refused) is held; nothing more to send.
        refused: The receipt is a refusal, a person's task.
        reason: Why the attempt failed or was refused.
    """

    settled: bool
    refused: bool = False
    reason: str = ""


class SyncResult(Model):
    """What one round of synchronisation came to."""

    peers: int = 0
    reached: int = 0
    entries: int = 0
    troubles: tuple[str, ...] = ()


class CaseWork(Protocol):
    """What `LicenceCase` needs: each call is one SQL transaction and may be repeated."""

    async def examine(self, ref: CaseRef) -> CaseStep:
        """Compute triggers, examine all valid denials, open the consultations."""
        ...

    async def case_step(self, ref: CaseRef) -> CaseStep:
        """Say what is next for a case."""
        ...

    async def settle_case(self, ref: CaseRef) -> CaseStep:
        """Write the acts that follow the decision (denial, notice) and tell the others."""
        ...


class ConsultationWork(Protocol):
    """What `Consultation` needs."""

    async def consultation_step(self, ref: ConversationRef) -> ConsultationStep:
        """Say where the conversation stands; begin or finish its closing where it is over."""
        ...


class DueWork(Protocol):
    """What `DueDate` needs."""

    async def due_step(self, ref: DueRef) -> DueStep:
        """Say where a date stands."""
        ...

    async def due_over(self, ref: DueRef) -> DueStep:
        """Do what is due, if it still is, and say where the date stands."""
        ...


class DeliveryWork(Protocol):
    """What `Delivery` needs."""

    async def deliver(self, ref: MessageRef) -> DeliveryResult:
        """Seal anew and send one letter, verify and keep its receipt."""
        ...

    async def deliver_within(self, ref: MessageRef, most: timedelta) -> DeliveryResult:
        """Do the same for a moment, unless the member is known to be away."""
        ...

    async def give_up(self, ref: MessageRef) -> None:
        """Make an undelivered letter a person's task."""
        ...


class SyncWork(Protocol):
    """What `RegisterSync` needs."""

    async def sync_all(self) -> SyncResult:
        """Visit all peers once."""
        ...


class CaseEngine(Protocol):
    """What the gateway asks of the engine that carries what waits.

    Every call is idempotent: starting what runs, or poking what is closed, does nothing.
    The engine may be lost or restored; reconciliation starts what is missing from SQL.

    Raises (every call):
        UnavailableError: The engine does not answer, or could not take this call.
    """

    async def check(self) -> None:
        """Ask whether the engine answers at all."""
        ...

    async def start_case(self, case_id: str) -> None:
        """Carry a case from now on."""
        ...

    async def poke_case(self, case_id: str) -> None:
        """Tell a case's workflow that something in the journal concerns it."""
        ...

    async def start_consultation(self, conversation_id: str) -> None:
        """Carry a consultation in which we ask, and whose period runs."""
        ...

    async def poke_consultation(self, conversation_id: str) -> None:
        """Tell a consultation's workflow that a letter or a deadline concerns it."""
        ...

    async def start_due(self, kind: DueKind, subject: str) -> None:
        """Carry a date that is near."""
        ...

    async def poke_due(self, kind: DueKind, subject: str) -> None:
        """Tell the workflow of a date that the date has changed or is gone."""
        ...

    async def start_delivery(self, message_id: str) -> None:
        """Deliver a letter of the outbox."""
        ...

    async def retry_delivery(self, message_id: str) -> None:
        """Deliver now a letter that waits for its next attempt or was given up."""
        ...
