"""Every operation of a node's interface as a typed method, a module for each noun.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited.
`comity_sdk.operations.awaited` has them to be awaited. `key` is the `Idempotency-Key` of an act;
each call makes its own where none is given, and sends it with each try. `of` is what is changed,
as it was read (or its version): it is changed as it was read or not at all.
"""

from __future__ import annotations

from comity_sdk.calls import Operation
from comity_sdk.operations.cases import CASES, CaseOperations
from comity_sdk.operations.classifications import CLASSIFICATIONS, ClassificationOperations
from comity_sdk.operations.collections import COLLECTIONS, CollectionOperations
from comity_sdk.operations.consultations import CONSULTATIONS, ConsultationOperations
from comity_sdk.operations.denials import DENIALS, DenialOperations
from comity_sdk.operations.documents import DOCUMENTS, DocumentOperations
from comity_sdk.operations.events import EVENTS, EventOperations
from comity_sdk.operations.inbox import INBOX, InboxOperations
from comity_sdk.operations.jobs import JOBS, JobOperations
from comity_sdk.operations.letters import LETTERS, LetterOperations
from comity_sdk.operations.licences import LICENCES, LicenceOperations
from comity_sdk.operations.node import NODE, NodeOperations
from comity_sdk.operations.notices import NOTICES, NoticeOperations
from comity_sdk.operations.openness import OPENNESS, OpennessOperations
from comity_sdk.operations.past_consultations import PAST_CONSULTATIONS, PastConsultationOperations
from comity_sdk.operations.registers import REGISTERS, RegisterOperations
from comity_sdk.operations.report import REPORT, ReportOperations
from comity_sdk.operations.restrictions import RESTRICTIONS, RestrictionOperations
from comity_sdk.operations.reviews import REVIEWS, ReviewOperations
from comity_sdk.operations.rulebooks import RULEBOOKS, RulebookOperations
from comity_sdk.operations.sensitive_parties import SENSITIVE_PARTIES, SensitivePartyOperations
from comity_sdk.operations.tables import TABLES, TableOperations
from comity_sdk.operations.tasks import TASKS, TaskOperations
from comity_sdk.operations.waiting_acts import WAITING_ACTS, WaitingActOperations

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
    **TABLES,
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
    TableOperations,
    InboxOperations,
    EventOperations,
    NodeOperations,
    CollectionOperations,
    ReportOperations,
):
    """Every operation, to be waited for."""
