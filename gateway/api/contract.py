"""The names of the REST contract: operations, schemas, title. They outlive modules.

A national system generates its client from `docs/openapi.json`, so these names become names
in its code. They are pinned here by what the address says, never by where our code lies: a
function that moves or is renamed changes nothing. `tools/openapi.py --check` fails when the
document that the code makes is not the committed one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from fastapi.routing import APIRoute

from gateway.api import consultations
from gateway.api.conditions import IF_NONE_MATCH, NOT_MODIFIED
from gateway.api.published.closed_words import REFERENCE, with_closed_words
from gateway.api.published.deprecations import with_deprecations
from gateway.api.published.examples_declared import with_examples
from gateway.api.published.files_declared import with_files
from gateway.api.published.forms import SENT, split_name, with_forms
from gateway.api.published.long_work import declare_job
from gateway.api.published.meanings import with_meanings
from gateway.api.published.problems_declared import ACTING, ETAG, with_problems
from gateway.casework.office import health
from gateway.casework.office.conditions import IF_MATCH
from gateway.domain.base import Model
from gateway.domain.collective import tally
from gateway.evidence import report
from gateway.register.sync import log_verification

# The same at every authority: a generated client takes its name from it.
TITLE: Final = "Comity"

PREFIX: Final = "/api/v1"

DESCRIPTION: Final = """\
Licence cases, consultations and denial registers of one authority.

Every `GET` answers `HEAD` too, with the same headers and no content. A query parameter that an \
operation does not take is refused (422, `INPUT_INVALID`); `metadata.nearest` names the one that \
was perhaps meant. `Location` says where what was made is read. Long JSON without a version is \
sent compressed to who sends `Accept-Encoding: gzip`. No answer may be kept (`no-store`). Every \
answer to an account says its share in `RateLimit-Policy` and what is left of it in `RateLimit`.\
"""

_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": (
        "1 to 255 printable ASCII characters, e.g. a UUID, of this one act. Sent again by the same "
        "account with the same request within 7 days, the act is not done again, and the answer "
        "is the first one, with `Idempotency-Replayed: true`. With another request it is refused "
        "as `IDEMPOTENCY_KEY_REUSED`. What changed nothing may be sent again under its key."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}

_LOCATION: Final = {
    "description": "Where what was made, or waits, is read.",
    "required": True,
    "schema": {"type": "string", "format": "uri-reference"},
}

_CERTIFICATE: Final = "ClientCertificate"
_BY_CERTIFICATE: Final = {
    "type": "mutualTLS",
    "description": (
        "The certificate of a national system that is bound to its account, in place of its token "
        "or beside it, where the node listens by TLS."
    ),
}

# Every operation, as clients call it.
OPERATIONS: Final[dict[str, str]] = {
    "GET /report/collections": "listCollections",
    "POST /report/collections": "callCollection",
    "GET /report/collections/{collection}": "getCollection",
    "GET /report/collections/{collection}/submissions": "listSubmissions",
    "GET /report/collections/{collection}/questions": "listCollectionQuestions",
    "POST /report/collections/{collection}/questions": "askSubmitter",
    "GET /report/collections/{collection}/questions/{thread}": "getCollectionQuestion",
    "POST /report/collections/{collection}/questions/{thread}/closing": "closeQuestion",
    "GET /report/collections/{collection}/editions": "listEditions",
    "POST /report/collections/{collection}/editions": "freezeEdition",
    "GET /report/collections/{collection}/editions/{number}": "getEdition",
    "GET /report/collections/{collection}/provenance": "getProvenance",
    "GET /report/collections/{collection}/draft": "getDraft",
    "POST /report/collections/{collection}/rounds": "openRound",
    "POST /report/collections/{collection}/release": "releaseEdition",
    "GET /report/collections/{collection}/late": "listLateSubmissions",
    "POST /report/collections/{collection}/late/{digest}": "decideLateSubmission",
    "GET /report/years/{year}": "getYear",
    "PATCH /report/years/{year}": "changeYear",
    "GET /report/years/{year}/form": "getYearForm",
    "POST /report/years/{year}/import": "importYear",
    "POST /report/years/{year}/records": "sendYearRecords",
    "DELETE /report/years/{year}/records": "dropYearRecords",
    "GET /report/years/{year}/behind/{table}": "getRecordsOfCell",
    "POST /report/years/{year}/versions": "proposeYearVersion",
    "GET /report/years/{year}/versions/{number}": "getYearVersion",
    "POST /report/years/{year}/release": "releaseYear",
    "GET /report/questions": "listQuestions",
    "POST /report/questions/{message_id}/answer": "answerQuestion",
    "GET /report/rounds": "listRounds",
    "POST /report/rounds/{message_id}/clearance": "clearRound",
    "GET /accountability/{year}": "getAccountability",
    "POST /applications": "fileApplication",
    "GET /cases": "listCases",
    "GET /cases/{case_id}": "getCase",
    "GET /cases/{case_id}/documents": "listCaseDocuments",
    "POST /cases/{case_id}/documents": "addDocument",
    "GET /cases/{case_id}/documents/{sha256}": "getCaseDocument",
    "HEAD /cases/{case_id}/documents/{sha256}/upload": "getUploadOffset",
    "PATCH /cases/{case_id}/documents/{sha256}/upload": "addToUpload",
    "DELETE /cases/{case_id}/documents/{sha256}/upload": "cancelUpload",
    "GET /cases/{case_id}/documents/{sha256}/contents": "getDocumentContents",
    "GET /consultations/{conversation_id}/documents": "listConsultationDocuments",
    "POST /consultations/{conversation_id}/documents": "addNamedDocument",
    "GET /consultations/{conversation_id}/documents/{sha256}": "getConsultationDocument",
    "POST /consultations/{conversation_id}/documents/{sha256}/fetch": "fetchDocument",
    "GET /consultations/{conversation_id}/documents/{sha256}/contents": "getNamedContents",
    "HEAD /consultations/{conversation_id}/documents/{sha256}/upload": "getNamedUploadOffset",
    "PATCH /consultations/{conversation_id}/documents/{sha256}/upload": "addToNamedUpload",
    "DELETE /consultations/{conversation_id}/documents/{sha256}/upload": "cancelNamedUpload",
    "GET /letters/{message_id}/documents": "listLetterDocuments",
    "POST /letters/{message_id}/documents": "addLetterDocument",
    "GET /letters/{message_id}/documents/{sha256}": "getLetterDocument",
    "POST /letters/{message_id}/documents/{sha256}/fetch": "fetchLetterDocument",
    "GET /letters/{message_id}/documents/{sha256}/contents": "getLetterContents",
    "HEAD /letters/{message_id}/documents/{sha256}/upload": "getLetterUploadOffset",
    "PATCH /letters/{message_id}/documents/{sha256}/upload": "addToLetterUpload",
    "DELETE /letters/{message_id}/documents/{sha256}/upload": "cancelLetterUpload",
    "PUT /cases/{case_id}/assessment": "assessCase",
    "POST /cases/{case_id}/proposal": "proposeDecision",
    "POST /cases/{case_id}/decision": "decideCase",
    "POST /cases/{case_id}/withdrawal": "withdrawCase",
    "POST /cases/{case_id}/amendment": "amendCase",
    "POST /cases/{case_id}/reliance": "relyOnConsultation",
    "POST /cases/{case_id}/no-notice": "leaveOutNotice",
    "POST /cases/{case_id}/no-notice/confirmation": "confirmNoNotice",
    "GET /cases/{case_id}/view": "getCaseView",
    "GET /cases/{case_id}/page": "getCasePage",
    "GET /cases/{case_id}/statement": "getApplicantStatement",
    "GET /cases/{case_id}/evidence": "exportCaseEvidence",
    "GET /cases/{case_id}/examinations": "listExaminations",
    "GET /cases/{case_id}/examinations/{number}": "getExamination",
    "POST /cases/{case_id}/examinations/{number}/rerun": "rerunExamination",
    "POST /cases/{case_id}/end-users": "addEndUser",
    "GET /cases/{case_id}/sensitive": "listSensitiveOfCase",
    "POST /cases/{case_id}/sensitive/{number}/looked": "markSensitiveSeen",
    "GET /cases/{case_id}/hits/{denial_id}/judgement": "getJudgement",
    "POST /cases/{case_id}/hits/{denial_id}/judgement": "judgeHit",
    "GET /sensitive": "listSensitive",
    "GET /watch": "listWatchMatches",
    "GET /waiting-acts": "listWaitingActs",
    "GET /waiting-acts/{number}": "getWaitingAct",
    "GET /waiting-acts/{number}/view": "getWaitingActView",
    "GET /waiting-acts/{number}/page": "getWaitingActPage",
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
    "POST /inbox/substitutes": "nameSubstitute",
    "DELETE /inbox/substitutes/{number}": "endSubstitute",
    "GET /inbox/views": "listInboxViews",
    "PUT /inbox/views/{name}": "keepInboxView",
    "DELETE /inbox/views/{name}": "deleteInboxView",
    "GET /tasks": "listTasks",
    "GET /tasks/{task_id}/view": "getTaskView",
    "POST /tasks/{task_id}/closing": "closeTask",
    "GET /changes": "listChanges",
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
    "POST /consultations/by-hand": "recordAskedByHand",
    "POST /consultations/{conversation_id}/records": "recordByHand",
    "POST /consultations/{conversation_id}/records/{number}/confirmation": "confirmRecord",
    "POST /consultations/{conversation_id}/records/{number}/refusal": "refuseRecord",
    "GET /consultations/{conversation_id}": "getConsultation",
    "GET /consultations/{conversation_id}/view": "getConsultationView",
    "GET /consultations/{conversation_id}/page": "getConsultationPage",
    "POST /consultations/{conversation_id}/answer": "answerConsultation",
    "POST /consultations/{conversation_id}/answer/confirmation": "confirmAnswer",
    "POST /consultations/{conversation_id}/end": "endConsultation",
    "GET /consultations/{conversation_id}/evidence": "exportConsultationEvidence",
    "PUT /consultations/{conversation_id}/assignment": "assignConsultation",
    "POST /consultations/{conversation_id}/extension": "requestExtension",
    "POST /consultations/{conversation_id}/extension-reply": "replyToExtension",
    "POST /consultations/{conversation_id}/silence": "confirmSilence",
    "POST /consultations/{conversation_id}/calls": "noteCall",
    "POST /evidence/verification": "verifyEvidence",
    "GET /jobs": "listJobs",
    "GET /jobs/{job_id}": "getJob",
    "GET /jobs/{job_id}/result": "getJobResult",
    "DELETE /jobs/{job_id}": "stopJob",
    "GET /letters": "listLetters",
    "GET /letters/questions": "listStandardQuestions",
    "GET /letters/{message_id}": "getLetter",
    "GET /letters/{message_id}/view": "getLetterView",
    "GET /letters/{message_id}/page": "getLetterPage",
    "POST /letters/information-requests": "requestInformation",
    "POST /letters/{message_id}/information-reply": "replyToInformationRequest",
    "POST /letters/supplements": "supplementRequest",
    "POST /letters/notes": "noteContact",
    "POST /letters/{message_id}/confirmation": "confirmContact",
    "POST /letters/{message_id}/correction": "correctLetter",
    "POST /letters/{message_id}/recall": "recallLetter",
    "POST /letters/repeated-requests": "repeatRequest",
    "POST /letters/forwardings": "forwardRequest",
    "POST /letters/{message_id}/forwarding-reply": "replyToForwarding",
    "GET /classifications": "listClassificationRounds",
    "POST /classifications": "askClassification",
    "POST /classifications/precedents": "findPrecedents",
    "GET /classifications/{number}": "getClassificationRound",
    "GET /classifications/{number}/view": "getClassificationRoundView",
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
    "GET /past-consultations/{number}/view": "getPastConsultationView",
    "POST /denials/import": "importDenials",
    "POST /denials/export": "exportDenials",
    "POST /denials/reconcile": "reconcileDenials",
    "GET /denials/due": "listDenialReviewsDue",
    "GET /denials/{denial_id}": "getDenial",
    "PUT /denials/{denial_id}": "amendDenial",
    "GET /denials/{denial_id}/view": "getDenialView",
    "GET /denials/{denial_id}/page": "getDenialPage",
    "GET /denials/{denial_id}/proof": "getDenialProof",
    "POST /denials/{denial_id}/reviews": "reviewDenial",
    "POST /denials/{denial_id}/set-aside": "setDenialAside",
    "POST /denials/{denial_id}/final-assessment": "recordFinalAssessment",
    "GET /statistics/denials": "countDenials",
    "GET /notices": "listNotices",
    "POST /notices": "publishNotice",
    "GET /notices/kinds": "listNoticeKinds",
    "GET /notices/grants": "listExplainedGrants",
    "GET /notices/licensing-data": "getLicensingData",
    "GET /notices/{number}": "getNotice",
    "GET /notices/{number}/view": "getNoticeView",
    "GET /notices/{number}/page": "getNoticePage",
    "PUT /notices/{number}": "amendNotice",
    "POST /notices/{number}/withdrawal": "withdrawNotice",
    "POST /notices/{number}/recall": "recallNotice",
    "POST /notices/{number}/comments": "commentOnNotice",
    "GET /registers": "getRegisters",
    "GET /registers/troubles": "listRegisterTroubles",
    "POST /registers/troubles/{trouble_id}/closing": "closeRegisterTrouble",
    "GET /registers/troubles/{trouble_id}/proof": "getFraudProof",
    "POST /registers/{origin}/following": "followRegister",
    "POST /registers/sync": "syncRegisters",
    "GET /registers/{origin}/entries": "listRegisterEntries",
    "GET /registers/{origin}/entries/{index}/proof": "getEntryProof",
    "POST /registers/{origin}/verify": "verifyRegister",
    "POST /registers/{origin}/repair": "repairRegister",
    "GET /restrictions": "listRestricted",
    "GET /restrictions/{subject}": "getRestriction",
    "POST /restrictions/{subject}": "restrict",
    "POST /restrictions/{subject}/names": "letIn",
    "POST /restrictions/{subject}/opening": "openRestricted",
    "POST /restrictions/{subject}/lifting": "liftRestriction",
    "GET /reviews": "listReviews",
    "GET /reviews/{number}": "getReview",
    "GET /reviews/{number}/view": "getReviewView",
    "GET /reviews/{number}/page": "getReviewPage",
    "POST /reviews/{number}/words": "recordStateWord",
    "POST /reviews/{number}/findings": "giveFinding",
    "POST /reviews/{number}/extensions": "requestReviewTime",
    "GET /reviews/{number}/publication": "prepareReviewPublication",
    "POST /reviews/{number}/publication": "publishReview",
    "GET /rulebooks": "listRulebooks",
    "GET /rulebooks/version": "getRulebook",
    "GET /rulebooks/procedure": "getProcedure",
    "GET /rulebooks/changes": "compareRulebooks",
    "GET /rulebooks/overlays/{authority}": "getOverlays",
    "PUT /open-register/classes/{case_id}": "classifyCase",
    "GET /open-register/releases": "listOpenReleases",
    "POST /open-register/releases": "prepareOpenRelease",
    "GET /open-register/releases/{number}": "getOpenRelease",
    "POST /open-register/releases/{number}/release": "releaseOpenRegister",
    "GET /open-register/published": "getOpenRegister",
    "GET /cases/{case_id}/informed-elsewhere": "listInformedElsewhere",
    "POST /cases/{case_id}/informed-elsewhere": "askInformedElsewhere",
    "GET /informed": "listInformed",
    "GET /informed/{number}": "getInformed",
    "GET /informed/{number}/view": "getInformedView",
    "POST /informed/{number}/withdrawal": "withdrawInformed",
    "GET /licences": "listLicences",
    "GET /licences/{number}": "getLicence",
    "GET /licences/{number}/view": "getLicenceView",
    "GET /licences/{number}/renewal": "getLicenceRenewal",
    "GET /licences/{number}/uses": "listLicenceUses",
    "POST /licences/{number}/uses": "useLicence",
    "POST /licences/{number}/uses/{reference}/reversal": "reverseLicenceUse",
    "GET /customs/licences/{reference}": "getLicenceForCustoms",
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
    "POST /officers/return": "returnOfficer",
    "POST /officers/certificates": "bindCertificate",
    "POST /officers/certificates/withdrawal": "withdrawCertificate",
    "POST /officers/tokens": "makeToken",
    "POST /officers/tokens/withdrawal": "withdrawToken",
    "DELETE /officers/{name}": "withdrawOfficer",
    "POST /officers/withdrawal": "withdrawNamedOfficer",
}

HEADS: Final = re.compile(
    "|".join(
        re.sub(r"\{[^}]+\}", "[^/]+", PREFIX + operation.removeprefix("HEAD "))
        for operation in OPERATIONS
        if operation.startswith("HEAD ")
    )
)
"""Addresses with a `HEAD` of their own; any other answers as its `GET`."""

# Classes of one name in two rooms: the contract calls each after what it is.
_TWICE: Final[dict[type, str]] = {
    consultations.Sent: "SentLetter",
    health.Check: "HealthCheck",
    report.Check: "EvidenceCheck",
    tally.Finding: "ReviewFinding",
    log_verification.Finding: "RegisterFinding",
}

# What the libraries call a generic model, or the form of an upload.
_MADE: Final[dict[str, str]] = {
    "Stated_Annotated_str__StringConstraints__": "StatedText",
    "Stated_Party_": "StatedParty",
    "Stated_tuple_Ground__________": "StatedGrounds",
    "Body_importYear": "YearUpload",
    "Page_ExportedConsultation_": "PageOfExportedConsultations",
    "Page_ExportedDenial_": "PageOfExportedDenials",
    "Body_importDenials": "DenialUpload",
    "Body_reconcileDenials": "DenialListUpload",
    "Body_importPastConsultations": "PastConsultationUpload",
    "Body_verifyEvidence": "EvidenceUpload",
}

# Pages whose operation is not called after what is listed.
_PAGES: Final[dict[str, str]] = {
    "countDenials": "PageOfDenialCounts",
    "compareRulebooks": "PageOfRulebookChanges",
    "getHealth": "PageOfHealthChecks",
    "getProcedure": "PageOfProcedureLines",
    "getRecordsOfCell": "PageOfAnnualRecords",
    "listRounds": "PageOfClearanceRounds",
    "listSensitive": "PageOfSensitiveCases",
    "listSensitiveOfCase": "PageOfSensitiveHits",
}

_PAGE: Final = re.compile(r"(^|__)Page_")


def operation_id(route: APIRoute) -> str:
    """Return the pinned name of an operation.

    Args:
        route: A route with one method, with or without the prefix of the interface.

    Raises:
        KeyError: The table does not know this address; add it.
    """
    (method,) = sorted(route.methods or ())
    return OPERATIONS[f"{method} {route.path_format.removeprefix(PREFIX)}"]


def with_pinned_names(document: dict[str, Any], further: Mapping[type, str]) -> dict[str, Any]:
    """Return an OpenAPI document in which no schema carries the name of a module.

    Args:
        document: As the framework makes it.
        further: Names of classes of the parts that are installed.
    """
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            declare_job(f"{method.upper()} {path.removeprefix(PREFIX)}", operation)
            if method.upper() in ACTING:
                operation.setdefault("parameters", []).append(_KEY)
            _say_versions(operation, document["components"]["schemas"])
            for status in operation["responses"].keys() & {"201", "202"}:
                operation["responses"][status].setdefault("headers", {})["Location"] = _LOCATION
            operation["summary"] = _in_words(operation["operationId"])
            operation["security"].append({_CERTIFICATE: []})
    new = dict(_MADE)
    for model, name in (*_TWICE.items(), *further.items()):
        new[f"{model.__module__}.{model.__qualname__}".replace(".", "__")] = name
        # Where the other of that name is of a part that is not installed.
        new[model.__name__] = name
    new |= _names_of_pages(document)
    components = document["components"]
    components["securitySchemes"][_CERTIFICATE] = _BY_CERTIFICATE
    # What is written whole, whichever model it is, refers to none.
    components["schemas"].pop(Model.__name__, None)
    for name in components["schemas"]:
        made, end = split_name(name)
        new[name] = f"{new.get(made, made)}{end}"
    components["schemas"] = {
        new[name]: schema | {"title": new[name]} for name, schema in components["schemas"].items()
    }
    renamed: dict[str, Any] = _renamed(document, new)
    with_files(renamed)
    with_deprecations(renamed)
    with_problems(renamed, f"{REFERENCE}Problem")
    with_meanings(renamed)
    with_closed_words(renamed, SENT)
    with_forms(renamed)
    with_examples(renamed)
    renamed["components"]["schemas"] = dict(sorted(renamed["components"]["schemas"].items()))
    return renamed


def _say_versions(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Say of an operation which version it answers."""
    asked = {each["name"] for each in operation.get("parameters", ())}
    answers = operation["responses"]
    if IF_NONE_MATCH in asked:
        answers[str(NOT_MODIFIED)] = {"description": "As it was.", "headers": {"ETag": ETAG}}
    for status in answers.keys() & {"200", "201", "204"}:
        made = answers[status].get("content", {}).get("application/json", {}).get("schema", {})
        schema = schemas.get(made.get("$ref", "").removeprefix(REFERENCE), {})
        version = schema.get("properties", {}).get("version", {})
        if IF_MATCH in asked or (version.get("type") == "string" and version.get("default") == ""):
            answers[status].setdefault("headers", {})["ETag"] = ETAG


def _names_of_pages(document: dict[str, Any]) -> dict[str, str]:
    """Return what each schema of a page is called: after the operation that lists its elements."""
    found: dict[str, str] = {}
    for operations in document["paths"].values():
        content = operations.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        made = content.get("application/json", {}).get("schema", {}).get("$ref", "")
        name = made.removeprefix(REFERENCE)
        if _PAGE.search(name):
            listing = operations["get"]["operationId"]
            found.setdefault(name, _PAGES.get(listing) or re.sub("^[a-z]+", "PageOf", listing))
    return found


def _in_words(name: str) -> str:
    """Return `fileApplication` as `File application`."""
    return re.sub(r"[A-Z]", lambda found: f" {found[0].lower()}", name).capitalize()


def _renamed(value: Any, new: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: _reference(each, new) if key == "$ref" else _renamed(each, new)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_renamed(each, new) for each in value]
    return value


def _reference(value: str, new: dict[str, str]) -> str:
    name = value.removeprefix(REFERENCE)
    return REFERENCE + new.get(name, name)
