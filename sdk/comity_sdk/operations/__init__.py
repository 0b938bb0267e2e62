"""Every operation of a node's interface as a typed method, a module for each noun.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. `key` is the
`Idempotency-Key` of an act; each call makes its own where none is given, and sends it with each
try. `of` is what is changed, as it was read (or its version): it is changed as it was read or not
at all.
"""

from __future__ import annotations

from comity_sdk.calls import Operation
from comity_sdk.operations.cases import AsyncCaseOperations, CASES, CaseOperations
from comity_sdk.operations.classifications import (
    AsyncClassificationOperations,
    CLASSIFICATIONS,
    ClassificationOperations,
)
from comity_sdk.operations.collections import (
    AsyncCollectionOperations,
    COLLECTIONS,
    CollectionOperations,
)
from comity_sdk.operations.consultations import (
    AsyncConsultationOperations,
    CONSULTATIONS,
    ConsultationOperations,
)
from comity_sdk.operations.denials import AsyncDenialOperations, DENIALS, DenialOperations
from comity_sdk.operations.documents import AsyncDocumentOperations, DOCUMENTS, DocumentOperations
from comity_sdk.operations.events import AsyncEventOperations, EVENTS, EventOperations
from comity_sdk.operations.inbox import AsyncInboxOperations, INBOX, InboxOperations
from comity_sdk.operations.jobs import AsyncJobOperations, JOBS, JobOperations
from comity_sdk.operations.letters import AsyncLetterOperations, LETTERS, LetterOperations
from comity_sdk.operations.licences import AsyncLicenceOperations, LICENCES, LicenceOperations
from comity_sdk.operations.node import AsyncNodeOperations, NODE, NodeOperations
from comity_sdk.operations.notices import AsyncNoticeOperations, NOTICES, NoticeOperations
from comity_sdk.operations.openness import AsyncOpennessOperations, OPENNESS, OpennessOperations
from comity_sdk.operations.past_consultations import (
    AsyncPastConsultationOperations,
    PAST_CONSULTATIONS,
    PastConsultationOperations,
)
from comity_sdk.operations.registers import AsyncRegisterOperations, REGISTERS, RegisterOperations
from comity_sdk.operations.report import AsyncReportOperations, REPORT, ReportOperations
from comity_sdk.operations.restrictions import (
    AsyncRestrictionOperations,
    RESTRICTIONS,
    RestrictionOperations,
)
from comity_sdk.operations.reviews import AsyncReviewOperations, REVIEWS, ReviewOperations
from comity_sdk.operations.rulebooks import AsyncRulebookOperations, RULEBOOKS, RulebookOperations
from comity_sdk.operations.sensitive_parties import (
    AsyncSensitivePartyOperations,
    SENSITIVE_PARTIES,
    SensitivePartyOperations,
)
from comity_sdk.operations.tasks import AsyncTaskOperations, TASKS, TaskOperations
from comity_sdk.operations.waiting_acts import (
    AsyncWaitingActOperations,
    WAITING_ACTS,
    WaitingActOperations,
)

OPERATIONS: dict[str, Operation] = {
    **JOBS,
    **WAITING_ACTS,
    **RULEBOOKS,
    **CLASSIFICATIONS,
    **DENIALS,
    **NOTICES,
    **DOCUMENTS,
    **PAST_CONSULTATIONS,
    **CONSULTATIONS,
    **LETTERS,
    **CASES,
    **TASKS,
    **RESTRICTIONS,
    **LICENCES,
    **REVIEWS,
    **REGISTERS,
    **OPENNESS,
    **SENSITIVE_PARTIES,
    **INBOX,
    **EVENTS,
    **NODE,
    **COLLECTIONS,
    **REPORT,
}


class Operations(
    JobOperations,
    WaitingActOperations,
    RulebookOperations,
    ClassificationOperations,
    DenialOperations,
    NoticeOperations,
    DocumentOperations,
    PastConsultationOperations,
    ConsultationOperations,
    LetterOperations,
    CaseOperations,
    TaskOperations,
    RestrictionOperations,
    LicenceOperations,
    ReviewOperations,
    RegisterOperations,
    OpennessOperations,
    SensitivePartyOperations,
    InboxOperations,
    EventOperations,
    NodeOperations,
    CollectionOperations,
    ReportOperations,
):
    """Every operation, to be waited for."""


class AsyncOperations(
    AsyncJobOperations,
    AsyncWaitingActOperations,
    AsyncRulebookOperations,
    AsyncClassificationOperations,
    AsyncDenialOperations,
    AsyncNoticeOperations,
    AsyncDocumentOperations,
    AsyncPastConsultationOperations,
    AsyncConsultationOperations,
    AsyncLetterOperations,
    AsyncCaseOperations,
    AsyncTaskOperations,
    AsyncRestrictionOperations,
    AsyncLicenceOperations,
    AsyncReviewOperations,
    AsyncRegisterOperations,
    AsyncOpennessOperations,
    AsyncSensitivePartyOperations,
    AsyncInboxOperations,
    AsyncEventOperations,
    AsyncNodeOperations,
    AsyncCollectionOperations,
    AsyncReportOperations,
):
    """Every operation, to be awaited."""
