"""A consultation: what authorities say in it, its states, and what may happen to it."""

from gateway.domain.consultation.by_hand import (
    Channel,
    HandKind,
    HandRecord,
    Means,
    Recording,
    digest_of_request,
    standing_records,
)
from gateway.domain.consultation.consultation import (
    CLOSED_BY_BOTH,
    AskedHit,
    Consultation,
    Information,
)
from gateway.domain.consultation.contents import (
    ApplicantRelease,
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
    ForApplicant,
    ProcedureCode,
    comes_to_another,
)
from gateway.domain.consultation.period import DeadlineDerivation, LateOrInTime, SkippedDay
from gateway.domain.consultation.states import (
    OPEN_STATES,
    TRANSITIONS,
    ConsultationState,
)
from gateway.domain.consultation.stopped import Stop, StopEnd, StopState

__all__ = [
    "CLOSED_BY_BOTH",
    "OPEN_STATES",
    "TRANSITIONS",
    "ApplicantRelease",
    "AskedHit",
    "ByHand",
    "Channel",
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
    "ForApplicant",
    "HandKind",
    "HandRecord",
    "Information",
    "LateOrInTime",
    "Means",
    "ProcedureCode",
    "Recording",
    "SkippedDay",
    "Stop",
    "StopEnd",
    "StopState",
    "comes_to_another",
    "digest_of_request",
    "standing_records",
]
