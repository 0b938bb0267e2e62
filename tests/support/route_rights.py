"""What each route of REST needs: an example of each, and the permission that it asks for."""

from __future__ import annotations

from typing import Any

from gateway.api.app import PREFIX
from gateway.casework.permissions import Permission

CASE = "/cases/DE-C-2026-00001"
MARKED = "/restrictions/DE-C-2026-00001"
TALK = "/consultations/0190c2a4-0000-7000-8000-000000000000"
DOCUMENT = {
    "kind": "other",
    "title": "Note",
    "language": "en",
    "sha256": "0" * 64,
    "size_bytes": 1,
}
TEXT = {"language": "de", "text": "x"}
USE = {"reference": "y", "at": "2026-03-02T09:00:00Z", "lines": [{"line": 1, "quantity": "1"}]}
WORD = {**TEXT, "verdict": "dismissed"}
ASSESSMENT = {
    "risk": "low",
    "internal_repression": False,
    "serious_violations": False,
    "sources": ["x"],
    "reasoning": "x",
}
LEFT_OUT = {**TEXT, "kind": "4(4)", "reason": "security"}
PROPOSAL = {"outcome": "granted", "explanation": [TEXT]}
NUMBER = "/notices/FR-N-2026-00001"
REVIEWED = "/reviews/FR-N-2026-00001"
WAITING = "/waiting-acts/DE-W-2026-00001"
WORD_OF_A_STATE = {
    "state": "AT",
    "outcome": "requirement",
    "on": "2026-03-02",
    "given_by": "A ministry",
    "means": "post",
    "proof": [
        {"kind": "other", "title": "A", "language": "en", "sha256": "0" * 64, "size_bytes": 1}
    ],
}
NOTICE = {"kind": "12(6)", "at": "2026-03-02"}
COMMENT = {"about": "FR-N-2026-00001", "text": [TEXT]}
SETTLEMENT = {
    "asking": "FR",
    "settlement": {
        "procedure": "14(1)",
        "conversations": [TALK.rpartition("/")[2]] * 2,
        "answer": "x",
    },
}
LETTER = f"/letters/{TALK.rpartition('/')[2]}"
INSIDE = {"conversation_id": TALK.rpartition("/")[2]}
STANDING = {
    "procedure": "14(1)",
    "answer": "x",
    "scope": {"everything": True},
    "until": "2026-04-01",
}
REVIEW = {"denial_id": "DE-2026-00001", "outcome": "renewed", "at": "2026-03-02"}
FINAL = {
    "denial_id": "DE-2026-00001",
    "outcome": "reinstated",
    "at": "2026-03-02",
    "grounds": [TEXT],
}

SET_ASIDE = {
    "denial_id": "DE-2026-00001",
    "way": "suspended",
    "body": "VG Frankfurt",
    "reference": "5 K 1/26",
    "at": "2026-03-02",
}

MESSAGE = TALK.rpartition("/")[2]
YEAR = "/report/collections/EU-R-2025"
QUESTION = {"state": "DE", "about": {"table": "x"}, "text": [TEXT]}

FREEZE = {"title": "x", "publish_on": "2026-09-01"}

END_USER = {"reference": "x", "end_user": {"names": ["x"]}}

ROUND = {"item": {"description": "x"}, "authorities": ["FR"]}

RECORDING = {"kind": "asked", "at": "2026-03-02T10:00:00+01:00", "means": "post"}
ASKED = {
    "case_id": "x",
    "procedure": "14(1)",
    "authority": "PL",
    "recording": RECORDING,
}

NEEDS: list[tuple[str, str, Any, Permission | None]] = [
    ("GET", "/restrictions", None, Permission.READ_RESTRICTIONS),
    ("GET", MARKED, None, Permission.READ_EVIDENCE),
    ("POST", MARKED, {"reason_class": "state_security", "reason": TEXT}, Permission.RESTRICT),
    ("POST", f"{MARKED}/names", {"reason": TEXT}, Permission.RESTRICT),
    ("POST", f"{MARKED}/opening", TEXT, Permission.OPEN_RESTRICTED),
    ("POST", f"{MARKED}/lifting", TEXT, Permission.RESTRICT),
    ("GET", "/cases", None, Permission.READ_CASES),
    ("GET", CASE, None, Permission.READ_CASES),
    ("GET", f"{CASE}/view", None, Permission.READ_CASES),
    ("GET", f"{CASE}/page", None, Permission.READ_EVIDENCE),
    ("GET", f"{CASE}/examinations", None, Permission.READ_HITS),
    ("GET", f"{CASE}/examinations/1", None, Permission.READ_HITS),
    ("POST", f"{CASE}/examinations/1/rerun", None, Permission.ASSESS),
    ("POST", f"{CASE}/end-users", END_USER, Permission.FILE),
    ("GET", f"{CASE}/documents", None, Permission.READ_CASES),
    ("GET", f"{CASE}/documents/{'0' * 64}", None, Permission.READ_CASES),
    ("POST", f"{CASE}/documents", DOCUMENT, Permission.FILE),
    ("POST", f"{CASE}/documents/{'0' * 64}/fetch", None, Permission.FILE),
    ("DELETE", f"{CASE}/documents/{'0' * 64}/upload", None, Permission.FILE),
    ("GET", f"{CASE}/documents/{'0' * 64}/contents", None, Permission.READ_CASES),
    ("GET", f"{CASE}/evidence", None, Permission.READ_EVIDENCE),
    ("GET", f"{CASE}/sensitive", None, Permission.READ_SENSITIVE),
    ("GET", "/sensitive", None, Permission.READ_SENSITIVE),
    ("POST", f"{CASE}/sensitive/FR-N-2026-00001/looked", TEXT, Permission.ASSESS),
    ("GET", f"{CASE}/hits/FR-2026-00001/judgement", None, Permission.READ_HITS),
    ("POST", f"{CASE}/hits/FR-2026-00001/judgement", WORD, Permission.ASSESS),
    ("GET", f"{CASE}/informed-elsewhere", None, Permission.READ_LETTERS),
    ("POST", f"{CASE}/informed-elsewhere", {"authorities": ["FR"]}, Permission.ASSESS),
    ("GET", "/informed", None, Permission.READ_CASES),
    ("GET", "/informed/DE-I-2027-00001", None, Permission.READ_CASES),
    ("GET", "/informed/DE-I-2027-00001/view", None, Permission.READ_CASES),
    ("POST", "/informed/DE-I-2027-00001/withdrawal", TEXT, Permission.PROPOSE),
    ("GET", "/denials", None, Permission.READ_DENIALS),
    ("GET", "/watch", None, Permission.READ_HITS),
    ("POST", "/watch/DE-C-2026-00001/FR-2026-00001/seen", TEXT, Permission.ASSESS),
    ("PUT", f"{CASE}/assignment", {"assignee": "x"}, Permission.ASSESS),
    ("GET", "/inbox", None, Permission.READ_INBOX),
    ("GET", "/inbox/counts", None, Permission.READ_INBOX),
    ("PUT", "/inbox/seen", {"rows": ["x"]}, Permission.KEEP_INBOX),
    ("GET", "/inbox/queues", None, Permission.READ_QUEUES),
    ("PUT", "/inbox/queues", {"replaces": 9}, Permission.KEEP_QUEUES),
    ("GET", "/inbox/views", None, Permission.KEEP_INBOX),
    ("PUT", "/inbox/views/x", {}, Permission.KEEP_INBOX),
    ("DELETE", "/inbox/views/x", None, Permission.KEEP_INBOX),
    ("GET", "/tasks", None, Permission.READ_TASKS),
    ("GET", "/tasks/1/view", None, Permission.READ_TASKS),
    ("GET", "/events", None, Permission.READ_CHANGES),
    ("POST", "/webhooks", {"address": "https://x.example"}, Permission.SUBSCRIBE),
    ("POST", "/webhooks/x/secret", None, Permission.SUBSCRIBE),
    ("POST", "/webhooks/x/replay", {"after": "now"}, Permission.SUBSCRIBE),
    ("POST", "/tasks/1/closing", TEXT, Permission.CLOSE_TASKS),
    ("PUT", f"{CASE}/assessment", ASSESSMENT, Permission.ASSESS),
    ("GET", f"{CASE}/statement", None, Permission.READ_CASES),
    ("POST", f"{CASE}/withdrawal", TEXT, Permission.ASSESS),
    ("POST", f"{CASE}/reliance", {**TEXT, "conversation_id": "x"}, Permission.ASSESS),
    ("POST", "/denials/DE-2026-00001/final-assessment", FINAL, Permission.DECIDE),
    ("POST", "/denials/DE-2026-00001/set-aside", SET_ASIDE, Permission.KEEP_DENIALS),
    ("POST", f"{CASE}/proposal", PROPOSAL, Permission.PROPOSE),
    ("POST", f"{CASE}/decision", None, Permission.DECIDE),
    ("POST", f"{CASE}/no-notice", LEFT_OUT, Permission.NOTIFY),
    ("POST", f"{CASE}/no-notice/confirmation", None, Permission.DECIDE),
    ("GET", "/consultations", None, Permission.READ_CONSULTATIONS),
    ("GET", TALK, None, Permission.READ_CONSULTATIONS),
    ("GET", f"{TALK}/view", None, Permission.READ_CONSULTATIONS),
    ("GET", f"{TALK}/page", None, Permission.READ_EVIDENCE),
    ("GET", f"{TALK}/evidence", None, Permission.READ_EVIDENCE),
    ("GET", f"{TALK}/documents", None, Permission.READ_CONSULTATIONS),
    ("GET", f"{TALK}/documents/{'0' * 64}", None, Permission.READ_CONSULTATIONS),
    ("POST", f"{TALK}/documents", DOCUMENT, Permission.FILE),
    ("POST", f"{TALK}/documents/{'0' * 64}/fetch", None, Permission.FILE),
    ("DELETE", f"{TALK}/documents/{'0' * 64}/upload", None, Permission.FILE),
    ("GET", f"{TALK}/documents/{'0' * 64}/contents", None, Permission.READ_CONSULTATIONS),
    ("POST", f"{TALK}/end", TEXT, Permission.ASSESS),
    ("POST", f"{TALK}/answer/confirmation", None, Permission.DECIDE),
    ("POST", "/consultations/settlements", SETTLEMENT, Permission.ANSWER),
    ("POST", f"{TALK}/answer", {"answer": "x"}, Permission.ANSWER),
    ("PUT", f"{TALK}/assignment", {"assignee": "x"}, Permission.ANSWER),
    ("POST", f"{TALK}/extension", {"working_days": 1, "reason": TEXT}, Permission.ANSWER),
    (
        "POST",
        f"{TALK}/extension-reply",
        {"accepted": True, "working_days": 1},
        Permission.ASSESS,
    ),
    ("POST", f"{TALK}/silence", {"text": "x"}, Permission.DECIDE),
    ("POST", "/consultations/by-hand", ASKED, Permission.ASSESS),
    ("POST", f"{TALK}/records", RECORDING, Permission.ASSESS),
    ("POST", f"{TALK}/records/1/confirmation", None, Permission.DECIDE),
    ("POST", f"{TALK}/records/1/refusal", TEXT, Permission.ASSESS),
    ("POST", f"{TALK}/calls", {"text": "x"}, Permission.ASSESS),
    ("GET", "/reviews", None, Permission.READ_DENIALS),
    ("GET", f"{REVIEWED}/view", None, Permission.READ_DENIALS),
    ("GET", f"{REVIEWED}/page", None, Permission.READ_DENIALS),
    ("POST", f"{REVIEWED}/words", WORD_OF_A_STATE, Permission.NOTIFY),
    ("GET", "/waiting-acts", None, Permission.READ_WAITING),
    ("GET", WAITING, None, Permission.READ_WAITING),
    ("GET", f"{WAITING}/view", None, Permission.READ_WAITING),
    ("GET", f"{WAITING}/page", None, Permission.READ_WAITING),
    ("POST", f"{WAITING}/agreement", None, Permission.DECIDE),
    ("POST", f"{WAITING}/refusal", TEXT, Permission.READ_WAITING),
    ("GET", REVIEWED, None, Permission.READ_DENIALS),
    ("POST", f"{REVIEWED}/findings", {"outcome": "requirement"}, Permission.NOTIFY),
    (
        "POST",
        f"{REVIEWED}/extensions",
        {"working_days": 1, "reason": TEXT},
        Permission.NOTIFY,
    ),
    ("GET", f"{REVIEWED}/publication", None, Permission.READ_DENIALS),
    ("POST", f"{REVIEWED}/publication", {"oj_reference": "C/2027/1"}, Permission.NOTIFY),
    ("GET", "/letters", None, Permission.READ_LETTERS),
    ("GET", "/letters/questions", None, Permission.READ_LETTERS),
    ("GET", f"{LETTER}/documents", None, Permission.READ_LETTERS),
    ("GET", f"{LETTER}/documents/{'0' * 64}", None, Permission.READ_LETTERS),
    ("GET", f"{LETTER}/documents/{'0' * 64}/contents", None, Permission.READ_LETTERS),
    ("POST", f"{LETTER}/documents", DOCUMENT, Permission.ASSESS),
    ("POST", f"{LETTER}/documents/{'0' * 64}/fetch", None, Permission.ASSESS),
    ("DELETE", f"{LETTER}/documents/{'0' * 64}/upload", None, Permission.ASSESS),
    ("GET", LETTER, None, Permission.READ_LETTERS),
    ("GET", f"{LETTER}/view", None, Permission.READ_LETTERS),
    ("GET", f"{LETTER}/page", None, Permission.READ_LETTERS),
    ("POST", "/letters/information-requests", {"request": {"text": [TEXT]}}, Permission.ASSESS),
    ("POST", f"{LETTER}/information-reply", {}, Permission.ANSWER),
    ("POST", "/letters/supplements", {**INSIDE, "supplement": {"text": [TEXT]}}, Permission.ASSESS),
    (
        "POST",
        "/letters/notes",
        {"note": {"at": "2026-03-02T08:00:00Z", "text": [TEXT]}},
        Permission.ASSESS,
    ),
    ("POST", f"{LETTER}/confirmation", {"confirmed": True}, Permission.ASSESS),
    ("POST", f"{LETTER}/correction", {"corrected": {}, "reason": [TEXT]}, Permission.ASSESS),
    ("POST", f"{LETTER}/recall", {"reason": [TEXT]}, Permission.ASSESS),
    ("POST", "/letters/repeated-requests", INSIDE, Permission.ASSESS),
    ("POST", "/letters/forwardings", {**INSIDE, "to": "DE-B2"}, Permission.ANSWER),
    ("POST", f"{LETTER}/forwarding-reply", {}, Permission.ANSWER),
    ("GET", "/classifications", None, Permission.READ_LETTERS),
    ("POST", "/classifications", ROUND, Permission.ASSESS),
    ("POST", "/classifications/precedents", {"code": "5A001"}, Permission.READ_LETTERS),
    ("GET", "/classifications/x", None, Permission.READ_LETTERS),
    ("GET", "/classifications/x/view", None, Permission.READ_LETTERS),
    ("POST", "/classifications/x/answer", {"reason": [TEXT]}, Permission.ANSWER),
    (
        "POST",
        "/classifications/x/closing",
        {"code": "5A001", "reason": [TEXT]},
        Permission.ASSESS,
    ),
    ("GET", "/standing-answers", None, Permission.READ_LETTERS),
    ("POST", "/standing-answers", {"peer": "FR", "answer": STANDING}, Permission.ANSWER),
    ("POST", "/standing-answers/x/withdrawal", [], Permission.ANSWER),
    ("POST", "/standing-answers/x/reliance", INSIDE, Permission.ASSESS),
    ("GET", "/denials/FR-2026-00001", None, Permission.READ_DENIALS),
    ("GET", "/denials/due", None, Permission.READ_DENIALS),
    ("POST", "/denials/DE-2026-00001/reviews", REVIEW, Permission.KEEP_DENIALS),
    ("GET", "/notices", None, Permission.READ_NOTICES),
    ("GET", "/notices/kinds", None, Permission.READ_NOTICES),
    ("GET", "/notices/licensing-data?kind=x&year=2026", None, Permission.READ_FIGURES),
    ("GET", "/notices/grants", None, Permission.READ_DENIALS),
    ("POST", "/notices", NOTICE, Permission.WRITE_NOTICES),
    ("GET", NUMBER, None, Permission.READ_NOTICES),
    ("GET", f"{NUMBER}/view", None, Permission.READ_NOTICES),
    ("GET", f"{NUMBER}/page", None, Permission.READ_NOTICES),
    ("PUT", NUMBER, NOTICE, Permission.WRITE_NOTICES),
    ("POST", f"{NUMBER}/withdrawal", [TEXT], Permission.WRITE_NOTICES),
    ("POST", f"{NUMBER}/recall", {"member": "FR", "reason": [TEXT]}, Permission.WRITE_NOTICES),
    ("POST", f"{NUMBER}/comments", COMMENT, Permission.WRITE_NOTICES),
    ("GET", "/registers", None, Permission.READ_DENIALS),
    ("POST", "/registers/sync", None, Permission.KEEP_REGISTERS),
    ("GET", "/registers/troubles", None, Permission.READ_DENIALS),
    ("POST", "/registers/troubles/1/closing", TEXT, Permission.KEEP_REGISTERS),
    ("GET", "/registers/troubles/1/proof", None, Permission.READ_DENIALS),
    ("POST", "/registers/DE/following", TEXT, Permission.KEEP_REGISTERS),
    ("GET", "/registers/DE/entries", None, Permission.READ_DENIALS),
    ("GET", "/registers/DE/entries/0/proof", None, Permission.READ_DENIALS),
    ("GET", "/denials/DE-2026-00001/view", None, Permission.READ_DENIALS),
    ("GET", "/denials/DE-2026-00001/page", None, Permission.READ_DENIALS),
    ("GET", "/denials/DE-2026-00001/proof", None, Permission.READ_DENIALS),
    ("POST", "/registers/DE/verify", None, Permission.KEEP_REGISTERS),
    ("POST", "/registers/DE/repair", None, Permission.KEEP_REGISTERS),
    ("GET", "/accountability/2025", None, Permission.READ_FIGURES),
    ("GET", "/report/collections", None, Permission.READ_REPORT),
    ("POST", "/report/collections", {"template": "2024/214/2025-3"}, Permission.REPORT),
    ("GET", YEAR, None, Permission.READ_REPORT),
    ("GET", f"{YEAR}/submissions", None, Permission.READ_REPORT),
    ("GET", f"{YEAR}/questions", None, Permission.READ_REPORT),
    ("GET", f"{YEAR}/questions/1", None, Permission.READ_REPORT),
    ("POST", f"{YEAR}/questions", QUESTION, Permission.REPORT),
    ("POST", f"{YEAR}/questions/1/closing", [TEXT], Permission.REPORT),
    ("GET", f"{YEAR}/editions", None, Permission.READ_REPORT),
    ("GET", f"{YEAR}/editions/1", None, Permission.READ_REPORT),
    ("GET", f"{YEAR}/draft", None, Permission.READ_REPORT),
    ("POST", f"{YEAR}/rounds", {}, Permission.REPORT),
    ("POST", f"{YEAR}/editions", FREEZE, Permission.REPORT),
    ("POST", f"{YEAR}/setting-aside", {"why": "a slip"}, Permission.REPORT),
    ("POST", f"{YEAR}/release", {"consulted": "2026-09-01"}, Permission.RELEASE),
    ("GET", f"{YEAR}/late", None, Permission.READ_REPORT),
    ("POST", f"{YEAR}/late/ab", {"take": True, "why": "x"}, Permission.REPORT),
    ("GET", f"{YEAR}/provenance?table=x&at=x", None, Permission.READ_REPORT),
    ("GET", "/report/years/2025", None, Permission.READ_REPORT),
    ("PATCH", "/report/years/2025", {}, Permission.REPORT),
    ("GET", "/report/years/2025/form", None, Permission.READ_REPORT),
    ("POST", "/report/years/2025/records", {}, Permission.SEND_RECORDS),
    ("DELETE", "/report/years/2025/records", None, Permission.REPORT),
    ("GET", "/report/years/2025/behind/x?at=x", None, Permission.READ_REPORT),
    ("POST", "/report/years/2025/versions", {}, Permission.REPORT),
    ("GET", "/report/years/2025/versions/1", None, Permission.READ_REPORT),
    ("POST", "/report/years/2025/release", {"digest": "ab" * 32}, Permission.RELEASE),
    ("GET", "/report/questions", None, Permission.READ_REPORT),
    ("POST", f"/report/questions/{MESSAGE}/answer", {"text": [TEXT]}, Permission.REPORT),
    ("GET", "/report/rounds", None, Permission.READ_REPORT),
    ("POST", f"/report/rounds/{MESSAGE}/clearance", {"all_else": True}, Permission.RELEASE),
    ("PUT", "/open-register/classes/x", {"end_use": "x"}, Permission.ASSESS),
    ("POST", "/open-register/releases", None, Permission.REPORT),
    ("GET", "/open-register/releases", None, Permission.READ_REPORT),
    ("GET", "/open-register/releases/1", None, Permission.READ_REPORT),
    ("POST", "/open-register/releases/1/release", None, Permission.RELEASE),
    ("GET", "/open-register/published", None, Permission.READ_REPORT),
    ("GET", "/licences", None, Permission.READ_CASES),
    ("GET", "/licences/x", None, Permission.READ_CASES),
    ("GET", "/licences/x/view", None, Permission.READ_CASES),
    ("GET", "/licences/x/renewal?reference=y", None, Permission.READ_CASES),
    ("GET", "/licences/x/uses", None, Permission.READ_CASES),
    ("POST", "/licences/x/uses", USE, Permission.TELL_USES),
    ("POST", "/licences/x/uses/y/reversal", TEXT, Permission.TELL_USES),
    ("GET", "/customs/licences/x", None, Permission.READ_LICENCES),
    ("GET", "/retention", None, Permission.ADMINISTER),
    ("POST", "/retention/run", None, Permission.ADMINISTER),
    ("GET", "/retention/held", None, Permission.DECIDE),
    (
        "POST",
        "/retention/held/DE-C-2026-00001",
        {**TEXT, "reason_class": "audit"},
        Permission.DECIDE,
    ),
    ("GET", "/retention/held/DE-C-2026-00001", None, Permission.DECIDE),
    ("POST", "/retention/held/DE-C-2026-00001/release", TEXT, Permission.DECIDE),
    ("GET", "/officers", None, Permission.READ_ACCOUNTS),
    ("POST", "/officers", {"name": "x", "role": "reader"}, Permission.ADMINISTER),
    ("POST", "/officers/tokens", {"name": "nobody"}, Permission.ADMINISTER),
    (
        "POST",
        "/officers/certificates",
        {"name": "nobody", "certificate": "x"},
        Permission.ADMINISTER,
    ),
    (
        "POST",
        "/officers/certificates/withdrawal",
        {"name": "nobody", "id": "x"},
        Permission.ADMINISTER,
    ),
    ("POST", "/officers/tokens/withdrawal", {"name": "nobody", "id": "x"}, Permission.ADMINISTER),
    ("POST", "/officers/console-links", {"name": "nobody"}, Permission.ADMINISTER),
    ("POST", "/officers/return", {"name": "nobody"}, Permission.ADMINISTER),
    ("GET", "/officers/nobody", None, Permission.READ_ACCOUNTS),
    ("DELETE", "/officers/nobody", None, Permission.ADMINISTER),
    ("POST", "/officers/withdrawal", {"name": "nobody"}, Permission.ADMINISTER),
    ("GET", "/statistics/denials", None, Permission.READ_DENIALS),
    ("POST", "/denials/find", {"names": ["x"]}, Permission.READ_DENIALS),
    ("POST", "/denials/export", {}, Permission.READ_DENIALS),
    ("GET", "/past-consultations", None, Permission.READ_REQUESTS),
    ("GET", "/tables/licences", None, Permission.READ_CASES),
    ("GET", "/tables/tasks/csv", None, Permission.READ_TASKS),
    ("GET", "/tables/denials/xlsx", None, Permission.READ_DENIALS),
    ("GET", "/past-consultations/1/view", None, Permission.READ_REQUESTS),
    ("POST", "/past-consultations/export", None, Permission.READ_CONSULTATIONS),
    ("GET", "/health", None, None),
    ("GET", "/health/trials", None, Permission.ADMINISTER),
    ("GET", "/health/registers", None, Permission.ADMINISTER),
    ("GET", "/status", None, None),
    ("GET", "/rulebooks", None, None),
    ("GET", "/rulebooks/version?version=EU-2021-821/2026-3", None, None),
    ("GET", "/rulebooks/procedure?version=EU-2021-821/2026-3&procedure=14-1", None, None),
    ("GET", "/rulebooks/changes?first=EU-2021-821/2026-3&second=EU-833-2014/2026-3", None, None),
    ("GET", "/rulebooks/overlays/MT", None, None),
]
"""Every route with a small body, and the permission that it asks for."""

ELSEWHERE = {  # routes whose bodies are large; their permission is tested below
    ("POST", "/applications"),
    ("POST", "/consultations"),
    ("POST", "/cases/{case_id}/amendment"),
    ("HEAD", "/cases/{case_id}/documents/{sha256}/upload"),  # answers without a body
    ("PATCH", "/cases/{case_id}/documents/{sha256}/upload"),
    ("HEAD", "/consultations/{conversation_id}/documents/{sha256}/upload"),
    ("PATCH", "/consultations/{conversation_id}/documents/{sha256}/upload"),
    ("HEAD", "/letters/{message_id}/documents/{sha256}/upload"),
    ("PATCH", "/letters/{message_id}/documents/{sha256}/upload"),
    ("POST", "/denials/search"),
    ("POST", "/denials/import"),
    ("POST", "/denials/reconcile"),
    ("POST", "/past-consultations/import"),
    ("POST", "/evidence/verification"),
    ("POST", "/report/years/{year}/import"),
    ("PUT", "/denials/{denial_id}"),
    ("GET", "/deadline"),
    ("GET", "/webhooks"),  # an account's own, or any for an administrator: test_webhooks.py
    ("GET", "/webhooks/{webhook_id}"),
    ("DELETE", "/webhooks/{webhook_id}"),
    ("GET", "/inbox/substitutes"),  # an account's own, or any for an administrator: test_inbox.py
    ("POST", "/inbox/substitutes"),
    ("DELETE", "/inbox/substitutes/{number}"),
    ("GET", "/jobs"),  # an account's own: test_jobs.py
    ("GET", "/jobs/{job_id}"),
    ("GET", "/jobs/{job_id}/result"),
    ("DELETE", "/jobs/{job_id}"),
}


def paths_in(contract: dict[str, Any]) -> dict[str, Any]:
    """Every address and what it has; of documents, one for each noun that names some."""
    return {
        path.replace("{noun}/{thing_id}", noun): methods
        for path, methods in contract["paths"].items()
        for noun in ("cases/{case_id}", "consultations/{conversation_id}", "letters/{message_id}")
    }


def published_in(contract: dict[str, Any]) -> set[tuple[str, str]]:
    """Method and address of every operation."""
    return {
        (method.upper(), path.removeprefix(PREFIX))
        for path, methods in paths_in(contract).items()
        for method in methods
    }


def pattern(path: str, published: set[tuple[str, str]]) -> str:
    """The address of an operation, with the names of its parts, of which a path is an example."""
    path, *_ = path.split("?")
    if path in {each for _, each in published}:
        return path
    parts = path.split("/")
    for _, each in sorted(published):
        wanted = each.split("/")
        if len(wanted) == len(parts) and all(
            one == other or one.startswith("{") for one, other in zip(wanted, parts, strict=True)
        ):
            return each
    return path
