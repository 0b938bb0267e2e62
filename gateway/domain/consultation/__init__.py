"""A consultation: what authorities say in it, its states, and what may happen to it."""

from gateway.domain.consultation.consultation import (
    AskedHit,
    Consultation,
    DeadlineDerivation,
    Information,
    LateOrInTime,
    SkippedDay,
    Stop,
    StopState,
)
from gateway.domain.consultation.contents import (
    ByHand,
    ClosingRequest,
    ClosingStatement,
    ConsultationAnswer,
    ConsultationEnd,
    ConsultationRequest,
    DenialAnswer,
    EndReason,
    ExtensionReply,
    ExtensionRequest,
    ProcedureCode,
    comes_to_another,
)
from gateway.domain.consultation.states import (
    OPEN_STATES,
    TRANSITIONS,
    ConsultationState,
)

__all__ = [
    "OPEN_STATES",
    "TRANSITIONS",
    "AskedHit",
    "ByHand",
    "ClosingRequest",
    "ClosingStatement",
    "Consultation",
    "ConsultationAnswer",
    "ConsultationEnd",
    "ConsultationRequest",
    "ConsultationState",
    "DeadlineDerivation",
    "DenialAnswer",
    "EndReason",
    "ExtensionReply",
    "ExtensionRequest",
    "Information",
    "LateOrInTime",
    "ProcedureCode",
    "SkippedDay",
    "Stop",
    "StopState",
    "comes_to_another",
]
