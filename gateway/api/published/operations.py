"""The operations of the REST interface: what each is called, and the router that says so of a noun.

A national system generates its client from `docs/openapi.json`, so these names become names in its
code. Each belongs to an address, never to where our code lies: a function that moves changes
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from fastapi.params import Depends
from fastapi.routing import APIRoute

from gateway.api import problems
from gateway.api.parameters import Weighed
from gateway.api.use_cases import UseCaseRouter

PREFIX: Final = "/api/v1"

# Every operation, as clients call it.
OPERATIONS: Final[dict[str, str]] = {
    "GET /report/collections": "listCollections",
    "POST /report/collections": "openCollection",
    "GET /report/collections/{collection}": "getCollection",
    "GET /report/collections/{collection}/submissions": "listSubmissions",
    "GET /report/collections/{collection}/questions": "listCollectionQuestions",
    "POST /report/collections/{collection}/questions": "askCollectionQuestion",
    "GET /report/collections/{collection}/questions/{thread}": "getCollectionQuestion",
    "POST /report/collections/{collection}/questions/{thread}/closing": "closeCollectionQuestion",
    "GET /report/collections/{collection}/editions": "listEditions",
    "POST /report/collections/{collection}/editions": "freezeEdition",
    "GET /report/collections/{collection}/editions/{number}": "getEdition",
    "GET /report/collections/{collection}/provenance": "getProvenance",
    "GET /report/collections/{collection}/draft": "getEditionDraft",
    "POST /report/collections/{collection}/rounds": "openClearanceRound",
    "POST /report/collections/{collection}/release": "releaseEdition",
    "POST /report/collections/{collection}/setting-aside": "setAsideEdition",
    "GET /report/collections/{collection}/late": "listLateSubmissions",
    "POST /report/collections/{collection}/late/{digest}": "decideLateSubmission",
    "GET /report/years/{year}": "getYear",
    "PATCH /report/years/{year}": "changeYear",
    "GET /report/years/{year}/form": "getYearForm",
    "POST /report/years/{year}/import": "importYear",
    "POST /report/years/{year}/records": "sendYearRecords",
    "DELETE /report/years/{year}/records": "deleteYearRecords",
    "GET /report/years/{year}/behind/{table}": "getCellRecords",
    "POST /report/years/{year}/versions": "proposeYearVersion",
    "GET /report/years/{year}/versions/{number}": "getYearVersion",
    "POST /report/years/{year}/release": "releaseYear",
    "GET /report/questions": "listReportQuestions",
    "POST /report/questions/{message_id}/answer": "answerReportQuestion",
    "GET /report/rounds": "listClearanceRounds",
    "POST /report/rounds/{message_id}/clearance": "answerClearanceRound",
    "GET /accountability/{year}": "getAccountability",
    "POST /applications": "fileApplication",
    "GET /cases": "listCases",
    "GET /cases/{case_id}": "getCase",
    "GET /{noun}/{thing_id}/documents": "listDocuments",
    "POST /{noun}/{thing_id}/documents": "addDocument",
    "GET /{noun}/{thing_id}/documents/{sha256}": "getHeldDocument",
    "POST /{noun}/{thing_id}/documents/{sha256}/fetch": "fetchDocument",
    "GET /{noun}/{thing_id}/documents/{sha256}/contents": "getDocumentContents",
    "HEAD /{noun}/{thing_id}/documents/{sha256}/upload": "getUploadOffset",
    "PATCH /{noun}/{thing_id}/documents/{sha256}/upload": "addToUpload",
    "DELETE /{noun}/{thing_id}/documents/{sha256}/upload": "cancelUpload",
    "PUT /cases/{case_id}/assessment": "assessCase",
    "POST /cases/{case_id}/proposal": "proposeDecision",
    "POST /cases/{case_id}/decision": "decideCase",
    "POST /cases/{case_id}/withdrawal": "withdrawCase",
    "POST /cases/{case_id}/amendment": "amendCase",
    "POST /cases/{case_id}/reliance": "relyOnConsultation",
    "POST /cases/{case_id}/no-notice": "waiveNotice",
    "POST /cases/{case_id}/no-notice/confirmation": "confirmNoticeWaiver",
    "GET /cases/{case_id}/statement": "getApplicantStatement",
    "GET /cases/{case_id}/evidence": "exportCaseEvidence",
    "GET /cases/{case_id}/examinations": "listExaminations",
    "GET /cases/{case_id}/examinations/{number}": "getExamination",
    "POST /cases/{case_id}/examinations/{number}/rerun": "rerunExamination",
    "POST /cases/{case_id}/end-users": "addEndUser",
    "GET /cases/{case_id}/sensitive": "listSensitiveParties",
    "POST /cases/{case_id}/sensitive/{number}/looked": "markSensitivePartySeen",
    "GET /cases/{case_id}/hits/{denial_id}/judgement": "getJudgement",
    "POST /cases/{case_id}/hits/{denial_id}/judgement": "judgeHit",
    "GET /sensitive": "listSensitiveCases",
    "GET /watch": "listWatchMatches",
    "GET /waiting-acts": "listWaitingActs",
    "GET /waiting-acts/{number}": "getWaitingAct",
    "POST /waiting-acts/{number}/agreement": "agreeToWaitingAct",
    "POST /waiting-acts/{number}/refusal": "refuseWaitingAct",
    "POST /watch/{case_id}/{denial_id}/seen": "markWatchMatchSeen",
    "PUT /cases/{case_id}/assignment": "assignCase",
    "GET /inbox": "listInbox",
    "GET /inbox/counts": "countInbox",
    "PUT /inbox/seen": "markInboxSeen",
    "GET /inbox/queues": "getQueues",
    "PUT /inbox/queues": "changeQueues",
    "GET /inbox/substitutes": "listSubstitutes",
    "POST /inbox/substitutes": "addSubstitute",
    "DELETE /inbox/substitutes/{number}": "removeSubstitute",
    "GET /inbox/views": "listInboxViews",
    "PUT /inbox/views/{name}": "saveInboxView",
    "DELETE /inbox/views/{name}": "deleteInboxView",
    "GET /tasks": "listTasks",
    "POST /tasks/{task_id}/closing": "closeTask",
    "GET /events": "listEvents",
    "POST /webhooks": "makeWebhook",
    "GET /webhooks": "listWebhooks",
    "GET /webhooks/{webhook_id}": "getWebhook",
    "DELETE /webhooks/{webhook_id}": "endWebhook",
    "POST /webhooks/{webhook_id}/secret": "makeWebhookSecret",
    "POST /webhooks/{webhook_id}/replay": "replayWebhook",
    "GET /consultations": "listConsultations",
    "POST /consultations": "openConsultation",
    "POST /consultations/settlements": "settleAnswers",
    "POST /consultations/by-hand": "recordOfflineRequest",
    "POST /consultations/{conversation_id}/records": "addOfflineRecord",
    "POST /consultations/{conversation_id}/records/{number}/confirmation": "confirmOfflineRecord",
    "POST /consultations/{conversation_id}/records/{number}/refusal": "refuseOfflineRecord",
    "GET /consultations/{conversation_id}": "getConsultation",
    "POST /consultations/{conversation_id}/answer": "answerConsultation",
    "POST /consultations/{conversation_id}/answer/confirmation": "confirmAnswer",
    "POST /consultations/{conversation_id}/end": "endConsultation",
    "GET /consultations/{conversation_id}/evidence": "exportConsultationEvidence",
    "PUT /consultations/{conversation_id}/assignment": "assignConsultation",
    "POST /consultations/{conversation_id}/extension": "requestExtension",
    "POST /consultations/{conversation_id}/extension-reply": "replyToExtension",
    "POST /consultations/{conversation_id}/silence": "confirmSilence",
    "POST /consultations/{conversation_id}/calls": "recordPhoneCall",
    "POST /evidence/verification": "verifyEvidence",
    "GET /jobs": "listJobs",
    "GET /jobs/{job_id}": "getJob",
    "GET /jobs/{job_id}/result": "getJobResult",
    "DELETE /jobs/{job_id}": "stopJob",
    "GET /letters": "listLetters",
    "GET /letters/questions": "listStandardQuestions",
    "GET /letters/{message_id}": "getLetter",
    "POST /letters/information-requests": "requestInformation",
    "POST /letters/{message_id}/information-reply": "replyToInformationRequest",
    "POST /letters/supplements": "sendSupplement",
    "POST /letters/notes": "sendCallNote",
    "POST /letters/{message_id}/confirmation": "confirmCallNote",
    "POST /letters/{message_id}/correction": "correctLetter",
    "POST /letters/{message_id}/recall": "recallLetter",
    "POST /letters/repeated-requests": "repeatRequest",
    "POST /letters/forwardings": "forwardRequest",
    "POST /letters/{message_id}/forwarding-reply": "replyToForwarding",
    "GET /classifications": "listClassificationRounds",
    "POST /classifications": "askClassification",
    "POST /classifications/precedents": "findPrecedents",
    "GET /classifications/{number}": "getClassificationRound",
    "POST /classifications/{number}/answer": "answerClassification",
    "POST /classifications/{number}/closing": "closeClassification",
    "GET /standing-answers": "listStandingAnswers",
    "POST /standing-answers": "giveStandingAnswer",
    "POST /standing-answers/{standing_id}/withdrawal": "withdrawStandingAnswer",
    "POST /standing-answers/{standing_id}/reliance": "relyOnStandingAnswer",
    "GET /denials": "listDenials",
    "POST /denials/search": "searchDenials",
    "POST /denials/find": "findDenials",
    "GET /past-consultations": "listPastConsultations",
    "POST /past-consultations/import": "importPastConsultations",
    "POST /past-consultations/export": "exportConsultations",
    "POST /denials/import": "importDenials",
    "POST /denials/export": "exportDenials",
    "POST /denials/reconcile": "reconcileDenials",
    "GET /denials/due": "listDueDenialReviews",
    "GET /denials/{denial_id}": "getDenial",
    "PUT /denials/{denial_id}": "amendDenial",
    "GET /denials/{denial_id}/proof": "getDenialProof",
    "POST /denials/{denial_id}/reviews": "reviewDenial",
    "POST /denials/{denial_id}/set-aside": "setAsideDenial",
    "POST /denials/{denial_id}/final-assessment": "recordFinalAssessment",
    "GET /statistics/denials": "countDenials",
    "GET /notices": "listNotices",
    "POST /notices": "publishNotice",
    "GET /notices/kinds": "listNoticeKinds",
    "GET /notices/grants": "listExplainedGrants",
    "GET /notices/licensing-data": "getLicensingData",
    "GET /notices/{number}": "getNotice",
    "PUT /notices/{number}": "amendNotice",
    "POST /notices/{number}/withdrawal": "withdrawNotice",
    "POST /notices/{number}/recall": "recallNotice",
    "POST /notices/{number}/comments": "commentOnNotice",
    "GET /registers": "listRegisters",
    "GET /registers/troubles": "listRegisterTroubles",
    "POST /registers/troubles/{trouble_id}/closing": "closeRegisterTrouble",
    "GET /registers/troubles/{trouble_id}/proof": "getFraudProof",
    "POST /registers/{origin}/following": "followRegister",
    "POST /registers/sync": "syncRegisters",
    "GET /registers/{origin}/entries": "listRegisterEntries",
    "GET /registers/{origin}/entries/{index}/proof": "getEntryProof",
    "POST /registers/{origin}/verify": "verifyRegister",
    "POST /registers/{origin}/repair": "repairRegister",
    "GET /restrictions": "listRestrictions",
    "GET /restrictions/{subject}": "getRestriction",
    "POST /restrictions/{subject}": "addRestriction",
    "POST /restrictions/{subject}/names": "changeAccess",
    "POST /restrictions/{subject}/opening": "overrideRestriction",
    "POST /restrictions/{subject}/lifting": "liftRestriction",
    "GET /reviews": "listReviews",
    "GET /reviews/{number}": "getReview",
    "POST /reviews/{number}/words": "recordOfflineFinding",
    "POST /reviews/{number}/findings": "giveFinding",
    "POST /reviews/{number}/extensions": "requestReviewExtension",
    "GET /reviews/{number}/publication": "prepareReviewPublication",
    "POST /reviews/{number}/publication": "publishReview",
    "GET /rulebooks": "listRulebooks",
    "GET /rulebooks/version": "getRulebook",
    "GET /rulebooks/procedure": "getProcedure",
    "GET /rulebooks/changes": "compareRulebooks",
    "GET /rulebooks/overlays/{authority}": "listOverlays",
    "PUT /open-register/classes/{case_id}": "setOpenRegisterClass",
    "GET /open-register/releases": "listOpenReleases",
    "POST /open-register/releases": "prepareOpenRelease",
    "GET /open-register/releases/{number}": "getOpenRelease",
    "POST /open-register/releases/{number}/release": "releaseOpenRegister",
    "GET /open-register/published": "getOpenRegister",
    "GET /cases/{case_id}/informed-elsewhere": "listCatchAllInquiries",
    "POST /cases/{case_id}/informed-elsewhere": "askAboutCatchAllLetters",
    "GET /informed": "listCatchAllLetters",
    "GET /informed/{number}": "getCatchAllLetter",
    "POST /informed/{number}/withdrawal": "withdrawCatchAllLetter",
    "GET /licences": "listLicences",
    "GET /licences/{number}": "getLicence",
    "GET /licences/{number}/renewal": "getLicenceRenewal",
    "GET /licences/{number}/uses": "listLicenceUses",
    "POST /licences/{number}/uses": "recordLicenceUse",
    "POST /licences/{number}/uses/{reference}/reversal": "reverseLicenceUse",
    "GET /customs/licences/{reference}": "getLicenceForCustoms",
    "GET /tables/{table}": "getTable",
    "GET /tables/{table}/csv": "getTableAsCsv",
    "GET /tables/{table}/xlsx": "getTableAsWorkbook",
    "GET /status": "getStatus",
    "GET /health": "getHealth",
    "GET /health/trials": "getHealthTrials",
    "GET /health/registers": "getHealthRegisters",
    "GET /deadline": "deriveDeadline",
    "GET /retention": "getRetention",
    "POST /retention/run": "runRetention",
    "GET /retention/held": "listHeldFiles",
    "GET /retention/held/{case_id}": "getHeldFile",
    "POST /retention/held/{case_id}": "holdFile",
    "POST /retention/held/{case_id}/release": "releaseFile",
    "GET /officers": "listOfficers",
    "POST /officers": "addOfficer",
    "GET /officers/{name}": "getOfficer",
    "POST /officers/console-links": "makeConsoleLink",
    "POST /officers/return": "reinstateOfficer",
    "POST /officers/certificates": "bindCertificate",
    "POST /officers/certificates/withdrawal": "withdrawCertificate",
    "POST /officers/tokens": "makeToken",
    "POST /officers/tokens/withdrawal": "withdrawToken",
    "DELETE /officers/{name}": "withdrawOfficer",
    "POST /officers/withdrawal": "withdrawOfficerByName",
}

HEADS: Final = re.compile(
    "|".join(
        re.sub(r"\{[^}]+\}", "[^/]+", PREFIX + operation.removeprefix("HEAD "))
        for operation in OPERATIONS
        if operation.startswith("HEAD ")
    )
)
"""Addresses with a `HEAD` of their own; any other answers as its `GET`."""


def operation_id(route: APIRoute) -> str:
    """Return the pinned name of an operation.

    Args:
        route: A route with one method, with or without the prefix of the interface.

    Raises:
        KeyError: The table does not know this address; add it.
    """
    (method,) = sorted(route.methods or ())
    return OPERATIONS[f"{method} {route.path_format.removeprefix(PREFIX)}"]


def noun_router(
    prefix: str = "",
    tag: str = "",
    *,
    route_class: type[APIRoute] = Weighed,
    dependencies: Sequence[Depends] = (),
    in_contract: bool = True,
) -> UseCaseRouter:
    """Return a router whose routes are whole: an application takes them as they are.

    A router that an application includes has each of its routes made twice, and the second time
    when somebody asks first, who then waits for half a second.

    Args:
        prefix: What its addresses begin with, after the interface's own prefix.
        tag: What its operations are listed under; empty: each says so itself.
        route_class: What makes its routes.
        dependencies: What each of its operations asks for besides.
        in_contract: Whether the contract has its operations.
    """
    return UseCaseRouter(
        prefix=PREFIX + prefix,
        tags=[tag] if tag else None,
        route_class=route_class,
        dependencies=dependencies,
        responses={"default": problems.DOCUMENTED},
        generate_unique_id_function=operation_id,
        include_in_schema=in_contract,
    )
