"""Every operation of a node's interface, to be awaited, a module for each noun.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. `comity_sdk.operations`
says what each takes.
"""

from __future__ import annotations

from comity_sdk.operations.awaited.cases import AsyncCaseOperations
from comity_sdk.operations.awaited.classifications import AsyncClassificationOperations
from comity_sdk.operations.awaited.collections import AsyncCollectionOperations
from comity_sdk.operations.awaited.consultations import AsyncConsultationOperations
from comity_sdk.operations.awaited.denials import AsyncDenialOperations
from comity_sdk.operations.awaited.documents import AsyncDocumentOperations
from comity_sdk.operations.awaited.events import AsyncEventOperations
from comity_sdk.operations.awaited.inbox import AsyncInboxOperations
from comity_sdk.operations.awaited.jobs import AsyncJobOperations
from comity_sdk.operations.awaited.letters import AsyncLetterOperations
from comity_sdk.operations.awaited.licences import AsyncLicenceOperations
from comity_sdk.operations.awaited.node import AsyncNodeOperations
from comity_sdk.operations.awaited.notices import AsyncNoticeOperations
from comity_sdk.operations.awaited.openness import AsyncOpennessOperations
from comity_sdk.operations.awaited.past_consultations import AsyncPastConsultationOperations
from comity_sdk.operations.awaited.registers import AsyncRegisterOperations
from comity_sdk.operations.awaited.report import AsyncReportOperations
from comity_sdk.operations.awaited.restrictions import AsyncRestrictionOperations
from comity_sdk.operations.awaited.reviews import AsyncReviewOperations
from comity_sdk.operations.awaited.rulebooks import AsyncRulebookOperations
from comity_sdk.operations.awaited.sensitive_parties import AsyncSensitivePartyOperations
from comity_sdk.operations.awaited.tables import AsyncTableOperations
from comity_sdk.operations.awaited.tasks import AsyncTaskOperations
from comity_sdk.operations.awaited.waiting_acts import AsyncWaitingActOperations


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
    AsyncTableOperations,
    AsyncInboxOperations,
    AsyncEventOperations,
    AsyncNodeOperations,
    AsyncCollectionOperations,
    AsyncReportOperations,
):
    """Every operation, to be awaited."""
