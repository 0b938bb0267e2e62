"""Every operation of a node's interface as a typed method.

Written by tools/sdk_models.py from docs/openapi.json: not to be edited. `key` is the
`Idempotency-Key` of an act; each call makes its own where none is given, and sends it with each
try. `of` is what is changed, as it was read (or its version): it is changed as it was read or
not at all.

First stands the table of all operations, in the order of the contract; then `Operations`, which
wait for an answer, and `AsyncOperations`, the same ones to be awaited.
"""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from comity_sdk.calls import AsyncCaller, Caller, File, Json, Operation

if TYPE_CHECKING:
    from comity_sdk import models
    from comity_sdk.base import Model


OPERATIONS: dict[str, Operation] = {
    "list_collections": Operation("GET", "/report/collections", {200: "PageOfCollections"}),
    "call_collection": Operation("POST", "/report/collections", {201: "CollectionView"}),
    "get_collection": Operation("GET", "/report/collections/{collection}", {200: "CollectionView"}),
    "list_submissions": Operation("GET", "/report/collections/{collection}/submissions", {200: "PageOfSubmissions"}),
    "list_collection_questions": Operation("GET", "/report/collections/{collection}/questions", {200: "PageOfCollectionQuestions"}),
    "ask_submitter": Operation("POST", "/report/collections/{collection}/questions", {201: "Thread"}),
    "get_collection_question": Operation("GET", "/report/collections/{collection}/questions/{thread}", {200: "Thread"}),
    "close_question": Operation("POST", "/report/collections/{collection}/questions/{thread}/closing", {200: "Thread"}),
    "list_editions": Operation("GET", "/report/collections/{collection}/editions", {200: "PageOfEditions"}),
    "freeze_edition": Operation("POST", "/report/collections/{collection}/editions", {201: "KeptEdition"}),
    "get_edition": Operation("GET", "/report/collections/{collection}/editions/{number}", {200: "Edition"}),
    "get_provenance": Operation("GET", "/report/collections/{collection}/provenance", {200: "ProvenanceView"}),
    "get_year": Operation("GET", "/report/years/{year}", {200: "PreparedYear"}),
    "change_year": Operation("PATCH", "/report/years/{year}", {200: "PreparedYear"}),
    "get_year_form": Operation("GET", "/report/years/{year}/form", {200: "bytes"}),
    "import_year": Operation("POST", "/report/years/{year}/import", {200: "ImportedYear"}),
    "send_year_records": Operation("POST", "/report/years/{year}/records", {200: "ImportedYear"}),
    "drop_year_records": Operation("DELETE", "/report/years/{year}/records", {200: "Dropped"}),
    "get_records_of_cell": Operation("GET", "/report/years/{year}/behind/{table}", {200: "PageOfAnnualRecords"}),
    "propose_year_version": Operation("POST", "/report/years/{year}/versions", {201: "ShownVersion"}),
    "get_year_version": Operation("GET", "/report/years/{year}/versions/{number}", {200: "ShownVersion"}),
    "release_year": Operation("POST", "/report/years/{year}/release", {200: "VersionLine"}),
    "list_questions": Operation("GET", "/report/questions", {200: "PageOfQuestions"}),
    "answer_question": Operation("POST", "/report/questions/{message_id}/answer", {201: "SentToCommission"}),
    "list_rounds": Operation("GET", "/report/rounds", {200: "PageOfClearanceRounds"}),
    "clear_round": Operation("POST", "/report/rounds/{message_id}/clearance", {201: "SentToCommission"}),
    "get_draft": Operation("GET", "/report/collections/{collection}/draft", {200: "DraftView"}),
    "open_round": Operation("POST", "/report/collections/{collection}/rounds", {201: "CollectionView"}),
    "release_edition": Operation("POST", "/report/collections/{collection}/release", {200: "KeptEdition"}),
    "list_late_submissions": Operation("GET", "/report/collections/{collection}/late", {200: "PageOfSubmissions"}),
    "decide_late_submission": Operation("POST", "/report/collections/{collection}/late/{digest}", {200: "Collected"}),
    "get_accountability": Operation("GET", "/accountability/{year}", {200: "Accountability"}),
    "classify_case": Operation("PUT", "/open-register/classes/{case_id}", {204: "None"}),
    "prepare_open_release": Operation("POST", "/open-register/releases", {201: "OpenRelease"}),
    "list_open_releases": Operation("GET", "/open-register/releases", {200: "PageOfOpenReleases"}),
    "release_open_register": Operation("POST", "/open-register/releases/{number}/release", {200: "OpenRelease"}),
    "get_open_release": Operation("GET", "/open-register/releases/{number}", {200: "OpenRelease"}),
    "get_open_register": Operation("GET", "/open-register/published", {200: "PageOfOpenReleases"}),
    "file_application": Operation("POST", "/applications", {201: "Case"}),
    "list_cases": Operation("GET", "/cases", {200: "PageOfCases"}),
    "download_cases": Operation("GET", "/cases", {200: "bytes"}),
    "get_case": Operation("GET", "/cases/{case_id}", {200: "Case"}),
    "assess_case": Operation("PUT", "/cases/{case_id}/assessment", {200: "Case"}),
    "propose_decision": Operation("POST", "/cases/{case_id}/proposal", {200: "Case"}),
    "decide_case": Operation("POST", "/cases/{case_id}/decision", {200: "Case"}),
    "withdraw_case": Operation("POST", "/cases/{case_id}/withdrawal", {200: "Case"}),
    "amend_case": Operation("POST", "/cases/{case_id}/amendment", {200: "Case"}),
    "rely_on_consultation": Operation("POST", "/cases/{case_id}/reliance", {200: "Case"}),
    "leave_out_notice": Operation("POST", "/cases/{case_id}/no-notice", {200: "Case"}),
    "confirm_no_notice": Operation("POST", "/cases/{case_id}/no-notice/confirmation", {200: "Case"}),
    "record_final_assessment": Operation("POST", "/denials/{denial_id}/final-assessment", {200: "Case"}),
    "assign_case": Operation("PUT", "/cases/{case_id}/assignment", {200: "Case"}),
    "get_case_view": Operation("GET", "/cases/{case_id}/view", {200: "NounView"}),
    "get_applicant_statement": Operation("GET", "/cases/{case_id}/statement", {200: "ApplicantStatement"}),
    "get_case_page": Operation("GET", "/cases/{case_id}/page", {200: "str"}),
    "export_case_evidence": Operation("GET", "/cases/{case_id}/evidence", {200: "bytes"}),
    "list_tasks": Operation("GET", "/tasks", {200: "PageOfTasks"}),
    "download_tasks": Operation("GET", "/tasks", {200: "bytes"}),
    "get_task_view": Operation("GET", "/tasks/{task_id}/view", {200: "NounView"}),
    "close_task": Operation("POST", "/tasks/{task_id}/closing", {200: "Task"}),
    "list_licences": Operation("GET", "/licences", {200: "PageOfLicences"}),
    "download_licences": Operation("GET", "/licences", {200: "bytes"}),
    "get_licence": Operation("GET", "/licences/{number}", {200: "StandingLicence"}),
    "get_licence_view": Operation("GET", "/licences/{number}/view", {200: "NounView"}),
    "get_licence_renewal": Operation("GET", "/licences/{number}/renewal", {200: "Application"}),
    "list_licence_uses": Operation("GET", "/licences/{number}/uses", {200: "PageOfLicenceUses"}),
    "use_licence": Operation("POST", "/licences/{number}/uses", {200: "RecordedUse"}),
    "reverse_licence_use": Operation("POST", "/licences/{number}/uses/{reference}/reversal", {200: "RecordedUse"}),
    "get_licence_for_customs": Operation("GET", "/customs/licences/{reference}", {200: "CustomsLicence"}),
    "list_informed": Operation("GET", "/informed", {200: "PageOfInformed"}),
    "get_informed": Operation("GET", "/informed/{number}", {200: "StandingInformed"}),
    "get_informed_view": Operation("GET", "/informed/{number}/view", {200: "NounView"}),
    "withdraw_informed": Operation("POST", "/informed/{number}/withdrawal", {200: "StandingInformed", 202: "WaitingAct"}),
    "list_watch_matches": Operation("GET", "/watch", {200: "PageOfWatchMatches"}),
    "mark_watch_match_seen": Operation("POST", "/watch/{case_id}/{denial_id}/seen", {200: "MarkWatchMatchSeenAnswer"}),
    "list_informed_elsewhere": Operation("GET", "/cases/{case_id}/informed-elsewhere", {200: "PageOfInformedElsewhere"}),
    "ask_informed_elsewhere": Operation("POST", "/cases/{case_id}/informed-elsewhere", {201: "PageOfInformedElsewhere"}),
    "list_consultations": Operation("GET", "/consultations", {200: "PageOfConsultations"}),
    "download_consultations": Operation("GET", "/consultations", {200: "bytes"}),
    "open_consultation": Operation("POST", "/consultations", {201: "Consultation"}),
    "settle_answers": Operation("POST", "/consultations/settlements", {201: "SentLetter"}),
    "record_asked_by_hand": Operation("POST", "/consultations/by-hand", {201: "Consultation"}),
    "get_consultation": Operation("GET", "/consultations/{conversation_id}", {200: "Consultation"}),
    "get_consultation_view": Operation("GET", "/consultations/{conversation_id}/view", {200: "NounView"}),
    "get_consultation_page": Operation("GET", "/consultations/{conversation_id}/page", {200: "str"}),
    "answer_consultation": Operation("POST", "/consultations/{conversation_id}/answer", {200: "Consultation"}),
    "confirm_answer": Operation("POST", "/consultations/{conversation_id}/answer/confirmation", {200: "Consultation"}),
    "end_consultation": Operation("POST", "/consultations/{conversation_id}/end", {200: "Consultation"}),
    "export_consultation_evidence": Operation("GET", "/consultations/{conversation_id}/evidence", {200: "bytes"}),
    "assign_consultation": Operation("PUT", "/consultations/{conversation_id}/assignment", {200: "Consultation"}),
    "request_extension": Operation("POST", "/consultations/{conversation_id}/extension", {200: "Consultation"}),
    "reply_to_extension": Operation("POST", "/consultations/{conversation_id}/extension-reply", {200: "Consultation"}),
    "confirm_silence": Operation("POST", "/consultations/{conversation_id}/silence", {200: "Consultation"}),
    "note_call": Operation("POST", "/consultations/{conversation_id}/calls", {200: "Consultation"}),
    "record_by_hand": Operation("POST", "/consultations/{conversation_id}/records", {201: "Consultation"}),
    "confirm_record": Operation("POST", "/consultations/{conversation_id}/records/{number}/confirmation", {200: "Consultation"}),
    "refuse_record": Operation("POST", "/consultations/{conversation_id}/records/{number}/refusal", {200: "Consultation"}),
    "list_past_consultations": Operation("GET", "/past-consultations", {200: "PageOfPastConsultations"}),
    "import_past_consultations": Operation("POST", "/past-consultations/import", {200: "PastImport"}),
    "export_consultations": Operation("POST", "/past-consultations/export", {200: "PageOfExportedConsultations"}),
    "get_past_consultation_view": Operation("GET", "/past-consultations/{number}/view", {200: "NounView"}),
    "list_inbox": Operation("GET", "/inbox", {200: "PageOfInbox"}),
    "count_inbox": Operation("GET", "/inbox/counts", {200: "InboxCounts"}),
    "mark_inbox_seen": Operation("PUT", "/inbox/seen", {200: "MarkedRows"}),
    "get_queues": Operation("GET", "/inbox/queues", {200: "QueuePlan"}),
    "change_queues": Operation("PUT", "/inbox/queues", {200: "QueuePlan"}),
    "list_substitutes": Operation("GET", "/inbox/substitutes", {200: "PageOfSubstitutes"}),
    "name_substitute": Operation("POST", "/inbox/substitutes", {201: "Substitute"}),
    "end_substitute": Operation("DELETE", "/inbox/substitutes/{number}", {200: "Substitute"}),
    "list_inbox_views": Operation("GET", "/inbox/views", {200: "PageOfInboxViews"}),
    "keep_inbox_view": Operation("PUT", "/inbox/views/{name}", {200: "SavedView"}),
    "delete_inbox_view": Operation("DELETE", "/inbox/views/{name}", {204: "None"}),
    "list_letters": Operation("GET", "/letters", {200: "PageOfLetters"}),
    "list_standard_questions": Operation("GET", "/letters/questions", {200: "PageOfStandardQuestions"}),
    "get_letter": Operation("GET", "/letters/{message_id}", {200: "LetterView"}),
    "get_letter_view": Operation("GET", "/letters/{message_id}/view", {200: "NounView"}),
    "get_letter_page": Operation("GET", "/letters/{message_id}/page", {200: "str"}),
    "request_information": Operation("POST", "/letters/information-requests", {200: "LetterView"}),
    "reply_to_information_request": Operation("POST", "/letters/{message_id}/information-reply", {200: "LetterView"}),
    "supplement_request": Operation("POST", "/letters/supplements", {200: "LetterView"}),
    "note_contact": Operation("POST", "/letters/notes", {200: "LetterView"}),
    "confirm_contact": Operation("POST", "/letters/{message_id}/confirmation", {200: "LetterView"}),
    "correct_letter": Operation("POST", "/letters/{message_id}/correction", {200: "LetterView"}),
    "recall_letter": Operation("POST", "/letters/{message_id}/recall", {200: "LetterView"}),
    "repeat_request": Operation("POST", "/letters/repeated-requests", {200: "Consultation"}),
    "forward_request": Operation("POST", "/letters/forwardings", {200: "LetterView"}),
    "reply_to_forwarding": Operation("POST", "/letters/{message_id}/forwarding-reply", {200: "LetterView"}),
    "list_standing_answers": Operation("GET", "/standing-answers", {200: "PageOfStandingAnswers"}),
    "give_standing_answer": Operation("POST", "/standing-answers", {200: "StandingAnswerView"}),
    "withdraw_standing_answer": Operation("POST", "/standing-answers/{standing_id}/withdrawal", {200: "StandingAnswerView"}),
    "rely_on_standing_answer": Operation("POST", "/standing-answers/{standing_id}/reliance", {200: "Consultation"}),
    "list_classification_rounds": Operation("GET", "/classifications", {200: "PageOfClassificationRounds"}),
    "ask_classification": Operation("POST", "/classifications", {200: "ClassificationRound"}),
    "find_precedents": Operation("POST", "/classifications/precedents", {200: "PrecedentsFound"}),
    "get_classification_round": Operation("GET", "/classifications/{number}", {200: "ClassificationRound"}),
    "get_classification_round_view": Operation("GET", "/classifications/{number}/view", {200: "NounView"}),
    "answer_classification": Operation("POST", "/classifications/{number}/answer", {200: "ClassificationRound"}),
    "close_classification": Operation("POST", "/classifications/{number}/closing", {200: "ClassificationRound"}),
    "list_denials": Operation("GET", "/denials", {200: "PageOfDenials"}),
    "download_denials": Operation("GET", "/denials", {200: "bytes"}),
    "search_denials": Operation("POST", "/denials/search", {200: "Examination"}),
    "find_denials": Operation("POST", "/denials/find", {200: "DenialsFound"}),
    "import_denials": Operation("POST", "/denials/import", {200: "ImportReport", 202: "WaitingAct"}),
    "export_denials": Operation("POST", "/denials/export", {200: "PageOfExportedDenials"}),
    "reconcile_denials": Operation("POST", "/denials/reconcile", {200: "Reconciliation"}),
    "list_denial_reviews_due": Operation("GET", "/denials/due", {200: "PageOfDenialReviewsDue"}),
    "get_denial": Operation("GET", "/denials/{denial_id}", {200: "ShownDenial"}),
    "amend_denial": Operation("PUT", "/denials/{denial_id}", {200: "ShownDenial", 202: "WaitingAct"}),
    "get_denial_view": Operation("GET", "/denials/{denial_id}/view", {200: "NounView"}),
    "get_denial_page": Operation("GET", "/denials/{denial_id}/page", {200: "str"}),
    "get_denial_proof": Operation("GET", "/denials/{denial_id}/proof", {200: "bytes"}),
    "review_denial": Operation("POST", "/denials/{denial_id}/reviews", {200: "ShownDenial", 202: "WaitingAct"}),
    "set_denial_aside": Operation("POST", "/denials/{denial_id}/set-aside", {200: "ShownDenial", 202: "WaitingAct"}),
    "list_case_documents": Operation("GET", "/cases/{case_id}/documents", {200: "PageOfCaseDocuments"}),
    "add_document": Operation("POST", "/cases/{case_id}/documents", {201: "CaseDocument"}),
    "get_case_document": Operation("GET", "/cases/{case_id}/documents/{sha256}", {200: "CaseDocument"}),
    "cancel_upload": Operation("DELETE", "/cases/{case_id}/documents/{sha256}/upload", {204: "None"}),
    "list_events": Operation("GET", "/events", {200: "ListEventsAnswer"}),
    "list_changes": Operation("GET", "/changes", {200: "PageOfChanges"}),
    "make_webhook": Operation("POST", "/webhooks", {201: "WebhookSecret"}),
    "list_webhooks": Operation("GET", "/webhooks", {200: "PageOfWebhooks"}),
    "get_webhook": Operation("GET", "/webhooks/{webhook_id}", {200: "Webhook"}),
    "end_webhook": Operation("DELETE", "/webhooks/{webhook_id}", {204: "None"}),
    "make_webhook_secret": Operation("POST", "/webhooks/{webhook_id}/secret", {200: "WebhookSecret"}),
    "replay_webhook": Operation("POST", "/webhooks/{webhook_id}/replay", {200: "Webhook"}),
    "list_consultation_documents": Operation("GET", "/consultations/{conversation_id}/documents", {200: "PageOfConsultationDocuments"}),
    "add_named_document": Operation("POST", "/consultations/{conversation_id}/documents", {201: "ConsultationDocument"}),
    "get_consultation_document": Operation("GET", "/consultations/{conversation_id}/documents/{sha256}", {200: "ConsultationDocument"}),
    "fetch_document": Operation("POST", "/consultations/{conversation_id}/documents/{sha256}/fetch", {202: "ConsultationDocument"}),
    "cancel_named_upload": Operation("DELETE", "/consultations/{conversation_id}/documents/{sha256}/upload", {204: "None"}),
    "list_letter_documents": Operation("GET", "/letters/{message_id}/documents", {200: "PageOfConsultationDocuments"}),
    "add_letter_document": Operation("POST", "/letters/{message_id}/documents", {201: "ConsultationDocument"}),
    "get_letter_document": Operation("GET", "/letters/{message_id}/documents/{sha256}", {200: "ConsultationDocument"}),
    "fetch_letter_document": Operation("POST", "/letters/{message_id}/documents/{sha256}/fetch", {202: "ConsultationDocument"}),
    "cancel_letter_upload": Operation("DELETE", "/letters/{message_id}/documents/{sha256}/upload", {204: "None"}),
    "verify_evidence": Operation("POST", "/evidence/verification", {200: "EvidenceReport"}),
    "list_examinations": Operation("GET", "/cases/{case_id}/examinations", {200: "PageOfExaminations"}),
    "get_examination": Operation("GET", "/cases/{case_id}/examinations/{number}", {200: "KeptExamination"}),
    "rerun_examination": Operation("POST", "/cases/{case_id}/examinations/{number}/rerun", {200: "Rerun"}),
    "add_end_user": Operation("POST", "/cases/{case_id}/end-users", {201: "Case"}),
    "list_jobs": Operation("GET", "/jobs", {200: "PageOfJobs"}),
    "get_job": Operation("GET", "/jobs/{job_id}", {200: "Job"}),
    "stop_job": Operation("DELETE", "/jobs/{job_id}", {200: "Job"}),
    "get_job_result": Operation("GET", "/jobs/{job_id}/result", {200: "bytes", 201: "bytes", 202: "bytes"}),
    "list_notices": Operation("GET", "/notices", {200: "PageOfNotices"}),
    "download_notices": Operation("GET", "/notices", {200: "bytes"}),
    "publish_notice": Operation("POST", "/notices", {201: "ShownNotice", 202: "WaitingAct"}),
    "list_notice_kinds": Operation("GET", "/notices/kinds", {200: "PageOfNoticeKinds"}),
    "list_explained_grants": Operation("GET", "/notices/grants", {200: "PageOfExplainedGrants"}),
    "get_licensing_data": Operation("GET", "/notices/licensing-data", {200: "NoticeDraft"}),
    "get_notice": Operation("GET", "/notices/{number}", {200: "ShownNotice"}),
    "amend_notice": Operation("PUT", "/notices/{number}", {200: "ShownNotice", 202: "WaitingAct"}),
    "get_notice_view": Operation("GET", "/notices/{number}/view", {200: "NounView"}),
    "get_notice_page": Operation("GET", "/notices/{number}/page", {200: "str"}),
    "withdraw_notice": Operation("POST", "/notices/{number}/withdrawal", {200: "ShownNotice", 202: "WaitingAct"}),
    "recall_notice": Operation("POST", "/notices/{number}/recall", {200: "ShownNotice"}),
    "comment_on_notice": Operation("POST", "/notices/{number}/comments", {200: "ShownNotice"}),
    "get_registers": Operation("GET", "/registers", {200: "PageOfRegisters"}),
    "list_register_troubles": Operation("GET", "/registers/troubles", {200: "PageOfRegisterTroubles"}),
    "close_register_trouble": Operation("POST", "/registers/troubles/{trouble_id}/closing", {200: "PageOfRegisterTroubles"}),
    "get_fraud_proof": Operation("GET", "/registers/troubles/{trouble_id}/proof", {200: "bytes"}),
    "follow_register": Operation("POST", "/registers/{origin}/following", {200: "PageOfRegisterTroubles"}),
    "sync_registers": Operation("POST", "/registers/sync", {200: "SyncResult"}),
    "list_register_entries": Operation("GET", "/registers/{origin}/entries", {200: "EntryPage"}),
    "get_entry_proof": Operation("GET", "/registers/{origin}/entries/{index}/proof", {200: "bytes"}),
    "verify_register": Operation("POST", "/registers/{origin}/verify", {200: "VerificationReport"}),
    "repair_register": Operation("POST", "/registers/{origin}/repair", {200: "Repair"}),
    "list_restricted": Operation("GET", "/restrictions", {200: "PageOfRestricted"}),
    "get_restriction": Operation("GET", "/restrictions/{subject}", {200: "Restriction"}),
    "restrict": Operation("POST", "/restrictions/{subject}", {201: "Restriction"}),
    "let_in": Operation("POST", "/restrictions/{subject}/names", {200: "Restriction"}),
    "open_restricted": Operation("POST", "/restrictions/{subject}/opening", {200: "Restriction"}),
    "lift_restriction": Operation("POST", "/restrictions/{subject}/lifting", {200: "RestrictionNote"}),
    "list_reviews": Operation("GET", "/reviews", {200: "PageOfReviews"}),
    "get_review": Operation("GET", "/reviews/{number}", {200: "ShownReview"}),
    "get_review_view": Operation("GET", "/reviews/{number}/view", {200: "NounView"}),
    "get_review_page": Operation("GET", "/reviews/{number}/page", {200: "str"}),
    "give_finding": Operation("POST", "/reviews/{number}/findings", {201: "ShownReview", 202: "WaitingAct"}),
    "record_state_word": Operation("POST", "/reviews/{number}/words", {201: "ShownReview", 202: "WaitingAct"}),
    "request_review_time": Operation("POST", "/reviews/{number}/extensions", {201: "ShownReview", 202: "WaitingAct"}),
    "prepare_review_publication": Operation("GET", "/reviews/{number}/publication", {200: "PreparedPublication"}),
    "publish_review": Operation("POST", "/reviews/{number}/publication", {201: "ShownNotice", 202: "WaitingAct"}),
    "list_rulebooks": Operation("GET", "/rulebooks", {200: "PageOfRulebooks"}),
    "get_rulebook": Operation("GET", "/rulebooks/version", {200: "GetRulebookAnswer"}),
    "get_procedure": Operation("GET", "/rulebooks/procedure", {200: "PageOfProcedureLines"}),
    "compare_rulebooks": Operation("GET", "/rulebooks/changes", {200: "PageOfRulebookChanges"}),
    "get_overlays": Operation("GET", "/rulebooks/overlays/{authority}", {200: "PageOfOverlays"}),
    "list_sensitive": Operation("GET", "/sensitive", {200: "PageOfSensitiveCases"}),
    "list_sensitive_of_case": Operation("GET", "/cases/{case_id}/sensitive", {200: "PageOfSensitiveHits"}),
    "mark_sensitive_seen": Operation("POST", "/cases/{case_id}/sensitive/{number}/looked", {200: "MarkSensitiveSeenAnswer"}),
    "get_judgement": Operation("GET", "/cases/{case_id}/hits/{denial_id}/judgement", {200: "JudgedHit"}),
    "judge_hit": Operation("POST", "/cases/{case_id}/hits/{denial_id}/judgement", {200: "JudgedHit"}),
    "list_waiting_acts": Operation("GET", "/waiting-acts", {200: "PageOfWaitingActs"}),
    "get_waiting_act": Operation("GET", "/waiting-acts/{number}", {200: "WaitingAct"}),
    "get_waiting_act_view": Operation("GET", "/waiting-acts/{number}/view", {200: "NounView"}),
    "get_waiting_act_page": Operation("GET", "/waiting-acts/{number}/page", {200: "str"}),
    "agree_to_waiting_act": Operation("POST", "/waiting-acts/{number}/agreement", {200: "WaitingAct"}),
    "refuse_waiting_act": Operation("POST", "/waiting-acts/{number}/refusal", {200: "WaitingAct"}),
    "get_status": Operation("GET", "/status", {200: "Status"}),
    "get_health": Operation("GET", "/health", {200: "PageOfHealthChecks"}),
    "get_health_trials": Operation("GET", "/health/trials", {200: "PageOfHealthChecks"}),
    "get_health_registers": Operation("GET", "/health/registers", {200: "PageOfHealthRegisters"}),
    "derive_deadline": Operation("GET", "/deadline", {200: "DeadlineDerivation"}),
    "list_officers": Operation("GET", "/officers", {200: "PageOfOfficers"}),
    "add_officer": Operation("POST", "/officers", {201: "NewOfficer"}),
    "get_officer": Operation("GET", "/officers/{name}", {200: "Account"}),
    "withdraw_officer": Operation("DELETE", "/officers/{name}", {204: "None"}),
    "make_token": Operation("POST", "/officers/tokens", {201: "NewOfficer"}),
    "withdraw_token": Operation("POST", "/officers/tokens/withdrawal", {204: "None"}),
    "bind_certificate": Operation("POST", "/officers/certificates", {201: "BoundCertificate"}),
    "withdraw_certificate": Operation("POST", "/officers/certificates/withdrawal", {204: "None"}),
    "return_officer": Operation("POST", "/officers/return", {201: "NewOfficer"}),
    "make_console_link": Operation("POST", "/officers/console-links", {201: "ConsoleLink"}),
    "withdraw_named_officer": Operation("POST", "/officers/withdrawal", {204: "None"}),
    "count_denials": Operation("GET", "/statistics/denials", {200: "PageOfDenialCounts"}),
    "get_retention": Operation("GET", "/retention", {200: "RetentionShown"}),
    "run_retention": Operation("POST", "/retention/run", {200: "RetentionShown"}),
    "list_held_files": Operation("GET", "/retention/held", {200: "PageOfHeldFiles"}),
    "get_held_file": Operation("GET", "/retention/held/{case_id}", {200: "HeldFile"}),
    "hold_file": Operation("POST", "/retention/held/{case_id}", {201: "HeldFile"}),
    "release_file": Operation("POST", "/retention/held/{case_id}/release", {200: "HeldFile"}),
}


class Operations(Caller):
    """Every operation, to be waited for."""

    def list_collections(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfCollections:
        """List the collections, the newest first."""
        answer: models.PageOfCollections = self._call(
            "list_collections",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_collections(self, *, limit: int | None = None) -> Iterator[models.CollectionLine]:
        """Walk every element, page by page. List the collections, the newest first."""
        answer: Iterator[models.CollectionLine] = self._walk(
            "list_collections",
            query={"limit": limit},
        )
        return answer

    def call_collection(
        self,
        body: models.CollectionCall | Json,
        *,
        key: str | None = None,
    ) -> models.CollectionView:
        """Call for a year's data: one letter to each authority, with the template."""
        answer: models.CollectionView = self._call("call_collection", body=body, key=key)
        return answer

    def get_collection(self, collection: str) -> models.CollectionView:
        """Show a collection with where every State stands."""
        answer: models.CollectionView = self._call(
            "get_collection",
            places={"collection": collection},
        )
        return answer

    def list_submissions(
        self,
        collection: str,
        *,
        state: str | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfSubmissions:
        """List what came, with what became of it."""
        answer: models.PageOfSubmissions = self._call(
            "list_submissions",
            places={"collection": collection},
            query={"state": state, "limit": limit, "after": after},
        )
        return answer

    def walk_submissions(
        self,
        collection: str,
        *,
        state: str | None = None,
        limit: int | None = None,
    ) -> Iterator[models.Collected]:
        """Walk every element, page by page. List what came, with what became of it."""
        answer: Iterator[models.Collected] = self._walk(
            "list_submissions",
            places={"collection": collection},
            query={"state": state, "limit": limit},
        )
        return answer

    def list_collection_questions(
        self,
        collection: str,
        *,
        waiting: bool | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfCollectionQuestions:
        """List the questions with what was said."""
        answer: models.PageOfCollectionQuestions = self._call(
            "list_collection_questions",
            places={"collection": collection},
            query={"waiting": waiting, "limit": limit, "after": after},
        )
        return answer

    def walk_collection_questions(
        self,
        collection: str,
        *,
        waiting: bool | None = None,
        limit: int | None = None,
    ) -> Iterator[models.Thread]:
        """Walk every element, page by page. List the questions with what was said."""
        answer: Iterator[models.Thread] = self._walk(
            "list_collection_questions",
            places={"collection": collection},
            query={"waiting": waiting, "limit": limit},
        )
        return answer

    def ask_submitter(
        self,
        collection: str,
        body: models.QuestionDraft | Json,
        *,
        key: str | None = None,
    ) -> models.Thread:
        """Ask a State on a cell or table of what it submitted."""
        answer: models.Thread = self._call(
            "ask_submitter",
            places={"collection": collection},
            body=body,
            key=key,
        )
        return answer

    def get_collection_question(self, collection: str, thread: int) -> models.Thread:
        """Show a question with what was said."""
        answer: models.Thread = self._call(
            "get_collection_question",
            places={"collection": collection, "thread": thread},
        )
        return answer

    def close_question(
        self,
        collection: str,
        thread: int,
        body: Sequence[Model | Json],
        *,
        key: str | None = None,
    ) -> models.Thread:
        """Close a question."""
        answer: models.Thread = self._call(
            "close_question",
            places={"collection": collection, "thread": thread},
            body=body,
            key=key,
        )
        return answer

    def list_editions(
        self,
        collection: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfEditions:
        """List the editions: frozen, released, published."""
        answer: models.PageOfEditions = self._call(
            "list_editions",
            places={"collection": collection},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_editions(
        self,
        collection: str,
        *,
        limit: int | None = None,
    ) -> Iterator[models.KeptEdition]:
        """Walk every element, page by page. List the editions: frozen, released, published."""
        answer: Iterator[models.KeptEdition] = self._walk(
            "list_editions",
            places={"collection": collection},
            query={"limit": limit},
        )
        return answer

    def freeze_edition(
        self,
        collection: str,
        body: models.FreezeOrder | Json,
        *,
        key: str | None = None,
    ) -> models.KeptEdition:
        """Freeze the first edition; with a reason a corrigendum of the one before."""
        answer: models.KeptEdition = self._call(
            "freeze_edition",
            places={"collection": collection},
            body=body,
            key=key,
        )
        return answer

    def get_edition(
        self,
        collection: str,
        number: int,
        *,
        embargoed: bool | None = None,
    ) -> models.Edition:
        """Return an edition as it is published; before that only with `embargoed`."""
        answer: models.Edition = self._call(
            "get_edition",
            places={"collection": collection, "number": number},
            query={"embargoed": embargoed},
        )
        return answer

    def get_provenance(
        self,
        collection: str,
        *,
        table: str,
        at: Sequence[str],
        origin: str | None = None,
        edition: int | None = None,
    ) -> models.ProvenanceView:
        """Say which submissions, versions and cells a cell comes from."""
        answer: models.ProvenanceView = self._call(
            "get_provenance",
            places={"collection": collection},
            query={"table": table, "at": at, "origin": origin, "edition": edition},
        )
        return answer

    def get_year(self, year: int) -> models.PreparedYear:
        """Show where the preparation of a year stands: records, tables, remarks, versions."""
        answer: models.PreparedYear = self._call("get_year", places={"year": year})
        return answer

    def change_year(
        self,
        year: int,
        body: models.WorkChange | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.PreparedYear:
        """Mark cells, answer remarks, name tables without data, state indicators and texts."""
        answer: models.PreparedYear = self._call(
            "change_year",
            places={"year": year},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def get_year_form(self, year: int) -> bytes:
        """Return the workbook to fill in, made from the template that counts for the year."""
        answer: bytes = self._call("get_year_form", places={"year": year})
        return answer

    def import_year(
        self,
        year: int,
        file: File,
        *,
        dry_run: bool | None = None,
        key: str | None = None,
    ) -> models.ImportedYear:
        """Import a file whole, or name every fault by sheet, row and column and take nothing."""
        answer: models.ImportedYear = self._call(
            "import_year",
            places={"year": year},
            file=file,
            query={"dry_run": dry_run},
            key=key,
        )
        return answer

    def send_year_records(
        self,
        year: int,
        body: models.SentRecords | Json,
        *,
        dry_run: bool | None = None,
        key: str | None = None,
    ) -> models.ImportedYear:
        """Take records of a national licensing system, all or none."""
        answer: models.ImportedYear = self._call(
            "send_year_records",
            places={"year": year},
            body=body,
            query={"dry_run": dry_run},
            key=key,
        )
        return answer

    def drop_year_records(
        self,
        year: int,
        *,
        kind: models.AnyRecordKind | None = None,
        key: str | None = None,
    ) -> models.Dropped:
        """Remove imported records of a year, or of one kind."""
        answer: models.Dropped = self._call(
            "drop_year_records",
            places={"year": year},
            query={"kind": kind},
            key=key,
        )
        return answer

    def get_records_of_cell(
        self,
        year: int,
        table: str,
        *,
        at: Sequence[str],
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfAnnualRecords:
        """Show the records behind a cell; they stay here."""
        answer: models.PageOfAnnualRecords = self._call(
            "get_records_of_cell",
            places={"year": year, "table": table},
            query={"at": at, "limit": limit, "after": after},
        )
        return answer

    def walk_get_records_of_cell(
        self,
        year: int,
        table: str,
        *,
        at: Sequence[str],
        limit: int | None = None,
    ) -> Iterator[models.AnnualRecord]:
        """Walk every element, page by page. Show the records behind a cell; they stay here."""
        answer: Iterator[models.AnnualRecord] = self._walk(
            "get_records_of_cell",
            places={"year": year, "table": table},
            query={"at": at, "limit": limit},
        )
        return answer

    def propose_year_version(
        self,
        year: int,
        body: models.Proposal | Json,
        *,
        key: str | None = None,
    ) -> models.ShownVersion:
        """Freeze what was counted for the second officer."""
        answer: models.ShownVersion = self._call(
            "propose_year_version",
            places={"year": year},
            body=body,
            key=key,
        )
        return answer

    def get_year_version(self, year: int, number: int) -> models.ShownVersion:
        """Show a version and what differs from the one before."""
        answer: models.ShownVersion = self._call(
            "get_year_version",
            places={"year": year, "number": number},
        )
        return answer

    def release_year(
        self,
        year: int,
        body: models.Release | Json,
        *,
        key: str | None = None,
    ) -> models.VersionLine:
        """Sign off what another officer has proposed, and send it."""
        answer: models.VersionLine = self._call(
            "release_year",
            places={"year": year},
            body=body,
            key=key,
        )
        return answer

    def list_questions(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfQuestions:
        """List the questions on our submissions."""
        answer: models.PageOfQuestions = self._call(
            "list_questions",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_questions(self, *, limit: int | None = None) -> Iterator[models.QuestionLine]:
        """Walk every element, page by page. List the questions on our submissions."""
        answer: Iterator[models.QuestionLine] = self._walk(
            "list_questions",
            query={"limit": limit},
        )
        return answer

    def answer_question(
        self,
        message_id: str,
        body: models.AnswerDraft | Json,
        *,
        key: str | None = None,
    ) -> models.SentToCommission:
        """Answer a question on our submission."""
        answer: models.SentToCommission = self._call(
            "answer_question",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    def list_rounds(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfClearanceRounds:
        """List the tables that we are to clear, exactly as they would appear."""
        answer: models.PageOfClearanceRounds = self._call(
            "list_rounds",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_rounds(self, *, limit: int | None = None) -> Iterator[models.RoundLine]:
        """Walk every element, page by page. List the tables that we are to clear, exactly as they
        would appear.
        """
        answer: Iterator[models.RoundLine] = self._walk("list_rounds", query={"limit": limit})
        return answer

    def clear_round(
        self,
        message_id: str,
        body: models.ClearanceDraft | Json,
        *,
        key: str | None = None,
    ) -> models.SentToCommission:
        """Clear, mark or merge; what is not cleared is not published."""
        answer: models.SentToCommission = self._call(
            "clear_round",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    def get_draft(self, collection: str, *, whole: bool | None = None) -> models.DraftView:
        """Consolidate what counts now; with `whole` also cell by cell."""
        answer: models.DraftView = self._call(
            "get_draft",
            places={"collection": collection},
            query={"whole": whole},
        )
        return answer

    def open_round(
        self,
        collection: str,
        body: models.RoundOrder | Json,
        *,
        key: str | None = None,
    ) -> models.CollectionView:
        """Send its tables to every State that has not seen those of what counts."""
        answer: models.CollectionView = self._call(
            "open_round",
            places={"collection": collection},
            body=body,
            key=key,
        )
        return answer

    def release_edition(
        self,
        collection: str,
        body: models.ReleaseOrder | Json,
        *,
        key: str | None = None,
    ) -> models.KeptEdition:
        """Release the newest edition, as the second person."""
        answer: models.KeptEdition = self._call(
            "release_edition",
            places={"collection": collection},
            body=body,
            key=key,
        )
        return answer

    def list_late_submissions(
        self,
        collection: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfSubmissions:
        """Show what came after the freeze."""
        answer: models.PageOfSubmissions = self._call(
            "list_late_submissions",
            places={"collection": collection},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_late_submissions(
        self,
        collection: str,
        *,
        limit: int | None = None,
    ) -> Iterator[models.Collected]:
        """Walk every element, page by page. Show what came after the freeze."""
        answer: Iterator[models.Collected] = self._walk(
            "list_late_submissions",
            places={"collection": collection},
            query={"limit": limit},
        )
        return answer

    def decide_late_submission(
        self,
        collection: str,
        digest: str,
        body: models.LateDecision | Json,
        *,
        key: str | None = None,
    ) -> models.Collected:
        """Take a late submission for the next edition, or leave it."""
        answer: models.Collected = self._call(
            "decide_late_submission",
            places={"collection": collection, "digest": digest},
            body=body,
            key=key,
        )
        return answer

    def get_accountability(self, year: int) -> models.Accountability:
        """Count what this authority assessed, decided, asked and was asked in a year."""
        answer: models.Accountability = self._call("get_accountability", places={"year": year})
        return answer

    def classify_case(
        self,
        case_id: str,
        body: models.EndUse | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> None:
        """Give a case its class of end use."""
        answer: None = self._call(
            "classify_case",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def prepare_open_release(self, *, key: str | None = None) -> models.OpenRelease:
        """Prepare the lines of the months that are old enough."""
        answer: models.OpenRelease = self._call("prepare_open_release", key=key)
        return answer

    def list_open_releases(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfOpenReleases:
        """List what was prepared and released."""
        answer: models.PageOfOpenReleases = self._call(
            "list_open_releases",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_open_releases(self, *, limit: int | None = None) -> Iterator[models.OpenRelease]:
        """Walk every element, page by page. List what was prepared and released."""
        answer: Iterator[models.OpenRelease] = self._walk(
            "list_open_releases",
            query={"limit": limit},
        )
        return answer

    def release_open_register(self, number: int, *, key: str | None = None) -> models.OpenRelease:
        """Release what another officer has prepared."""
        answer: models.OpenRelease = self._call(
            "release_open_register",
            places={"number": number},
            key=key,
        )
        return answer

    def get_open_release(self, number: int) -> models.OpenRelease:
        """Show what was prepared, or released, with its lines."""
        answer: models.OpenRelease = self._call("get_open_release", places={"number": number})
        return answer

    def get_open_register(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfOpenReleases:
        """List what was released, as the public sees it."""
        answer: models.PageOfOpenReleases = self._call(
            "get_open_register",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_get_open_register(self, *, limit: int | None = None) -> Iterator[models.OpenRelease]:
        """Walk every element, page by page. List what was released, as the public sees it."""
        answer: Iterator[models.OpenRelease] = self._walk(
            "get_open_register",
            query={"limit": limit},
        )
        return answer

    def file_application(
        self,
        body: models.ApplicationInput | Json,
        *,
        key: str | None = None,
    ) -> models.Case:
        """Begin a case of any kind; the same application again returns the same case."""
        answer: models.Case = self._call("file_application", body=body, key=key)
        return answer

    def list_cases(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        state: models.AnyCaseState | None = None,
        reference: str | None = None,
        procedure: str | None = None,
        destination: str | None = None,
        authority: str | None = None,
        party: str | None = None,
        code: str | None = None,
        filed_from: datetime.date | None = None,
        filed_until: datetime.date | None = None,
        filed_by: str | None = None,
    ) -> models.PageOfCases:
        """List cases, newest first; with filters those that fit all of them."""
        answer: models.PageOfCases = self._call(
            "list_cases",
            query={"limit": limit, "after": after, "state": state, "reference": reference, "procedure": procedure, "destination": destination, "authority": authority, "party": party, "code": code, "filed_from": filed_from, "filed_until": filed_until, "filed_by": filed_by},
        )
        return answer

    def walk_cases(
        self,
        *,
        limit: int | None = None,
        state: models.AnyCaseState | None = None,
        reference: str | None = None,
        procedure: str | None = None,
        destination: str | None = None,
        authority: str | None = None,
        party: str | None = None,
        code: str | None = None,
        filed_from: datetime.date | None = None,
        filed_until: datetime.date | None = None,
        filed_by: str | None = None,
    ) -> Iterator[models.CaseSummary]:
        """Walk every element, page by page. List cases, newest first; with filters those that fit
        all of them.
        """
        answer: Iterator[models.CaseSummary] = self._walk(
            "list_cases",
            query={"limit": limit, "state": state, "reference": reference, "procedure": procedure, "destination": destination, "authority": authority, "party": party, "code": code, "filed_from": filed_from, "filed_until": filed_until, "filed_by": filed_by},
        )
        return answer

    def download_cases(
        self,
        *,
        format: Literal["xlsx", "csv"],
        state: models.AnyCaseState | None = None,
        reference: str | None = None,
        procedure: str | None = None,
        destination: str | None = None,
        authority: str | None = None,
        party: str | None = None,
        code: str | None = None,
        filed_from: datetime.date | None = None,
        filed_until: datetime.date | None = None,
        filed_by: str | None = None,
    ) -> bytes:
        """Return the whole list as a file. List cases, newest first; with filters those that fit
        all of them.
        """
        answer: bytes = self._call(
            "download_cases",
            query={"format": format, "state": state, "reference": reference, "procedure": procedure, "destination": destination, "authority": authority, "party": party, "code": code, "filed_from": filed_from, "filed_until": filed_until, "filed_by": filed_by},
        )
        return answer

    def get_case(self, case_id: str) -> models.Case:
        """Show a case with examination, consultations, clocks, answers and acts."""
        answer: models.Case = self._call("get_case", places={"case_id": case_id})
        return answer

    def assess_case(
        self,
        case_id: str,
        body: models.HumanRightsAssessmentInput | Json,
        *,
        release: models.AnyAssessmentRelease | None = None,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Record the human-rights assessment, and whether others see it or its summary."""
        answer: models.Case = self._call(
            "assess_case",
            places={"case_id": case_id},
            body=body,
            query={"release": release},
            key=key,
            of=of,
        )
        return answer

    def propose_decision(
        self,
        case_id: str,
        body: models.DecisionProposalInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Propose a decision."""
        answer: models.Case = self._call(
            "propose_decision",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def decide_case(
        self,
        case_id: str,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Decide what was proposed, as the second officer."""
        answer: models.Case = self._call(
            "decide_case",
            places={"case_id": case_id},
            key=key,
            of=of,
        )
        return answer

    def withdraw_case(
        self,
        case_id: str,
        body: models.WithdrawalInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Record that the applicant withdrew, and what had been determined before."""
        answer: models.Case = self._call(
            "withdraw_case",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def amend_case(
        self,
        case_id: str,
        body: models.AmendedApplication | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Take an amended application; the rulebook says whether new consultations begin."""
        answer: models.Case = self._call(
            "amend_case",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def rely_on_consultation(
        self,
        case_id: str,
        body: models.Reliance | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Rely on an answer that this authority gave before, on record."""
        answer: models.Case = self._call(
            "rely_on_consultation",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def leave_out_notice(
        self,
        case_id: str,
        body: models.NotProvided | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Say that the notice which is due after a case is not given; a second officer decides."""
        answer: models.Case = self._call(
            "leave_out_notice",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def confirm_no_notice(
        self,
        case_id: str,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Decide, as the second officer, that the notice is not given; nobody outside is told."""
        answer: models.Case = self._call(
            "confirm_no_notice",
            places={"case_id": case_id},
            key=key,
            of=of,
        )
        return answer

    def record_final_assessment(
        self,
        denial_id: str,
        body: models.FinalAssessment | Json,
        *,
        key: str | None = None,
    ) -> models.Case:
        """End the suspension of a licence; every member gets its final assessment."""
        answer: models.Case = self._call(
            "record_final_assessment",
            places={"denial_id": denial_id},
            body=body,
            key=key,
        )
        return answer

    def assign_case(
        self,
        case_id: str,
        body: models.Assignment | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Put the case into an officer's hands."""
        answer: models.Case = self._call(
            "assign_case",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def get_case_view(self, case_id: str) -> models.NounView:
        """Show a case in words, as a person reads it."""
        answer: models.NounView = self._call("get_case_view", places={"case_id": case_id})
        return answer

    def get_applicant_statement(self, case_id: str) -> models.ApplicantStatement:
        """Show what the applicant may be shown of what other authorities answered."""
        answer: models.ApplicantStatement = self._call(
            "get_applicant_statement",
            places={"case_id": case_id},
        )
        return answer

    def get_case_page(self, case_id: str) -> str:
        """Show a case as one self-contained page for the file."""
        answer: str = self._call("get_case_page", places={"case_id": case_id})
        return answer

    def export_case_evidence(self, case_id: str) -> bytes:
        """Export the evidence of a case as one ZIP that anybody can verify offline."""
        answer: bytes = self._call("export_case_evidence", places={"case_id": case_id})
        return answer

    def list_tasks(
        self,
        *,
        by_last_day: bool | None = None,
        limit: int | None = None,
        after: str | None = None,
        kind: models.AnyTaskKind | None = None,
        subject: str | None = None,
        mine: bool | None = None,
    ) -> models.PageOfTasks:
        """List what a person must look at, oldest first, or first what is to be done first."""
        answer: models.PageOfTasks = self._call(
            "list_tasks",
            query={"by_last_day": by_last_day, "limit": limit, "after": after, "kind": kind, "subject": subject, "mine": mine},
        )
        return answer

    def walk_tasks(
        self,
        *,
        by_last_day: bool | None = None,
        limit: int | None = None,
        kind: models.AnyTaskKind | None = None,
        subject: str | None = None,
        mine: bool | None = None,
    ) -> Iterator[models.Task]:
        """Walk every element, page by page. List what a person must look at, oldest first, or
        first what is to be done first.
        """
        answer: Iterator[models.Task] = self._walk(
            "list_tasks",
            query={"by_last_day": by_last_day, "limit": limit, "kind": kind, "subject": subject, "mine": mine},
        )
        return answer

    def download_tasks(
        self,
        *,
        format: Literal["xlsx", "csv"],
        by_last_day: bool | None = None,
        kind: models.AnyTaskKind | None = None,
        subject: str | None = None,
        mine: bool | None = None,
    ) -> bytes:
        """Return the whole list as a file. List what a person must look at, oldest first, or first
        what is to be done first.
        """
        answer: bytes = self._call(
            "download_tasks",
            query={"format": format, "by_last_day": by_last_day, "kind": kind, "subject": subject, "mine": mine},
        )
        return answer

    def get_task_view(self, task_id: int) -> models.NounView:
        """Show a task in words: what is to be done, by which day, and how."""
        answer: models.NounView = self._call("get_task_view", places={"task_id": task_id})
        return answer

    def close_task(
        self,
        task_id: int,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.Task:
        """Close a task by hand, on record."""
        answer: models.Task = self._call(
            "close_task",
            places={"task_id": task_id},
            body=body,
            key=key,
        )
        return answer

    def list_licences(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        exporter: str | None = None,
        mrn: str | None = None,
        state: models.AnyLicenceState | None = None,
        reference: str | None = None,
        destination: str | None = None,
        party: str | None = None,
        code: str | None = None,
        ends_from: datetime.date | None = None,
        ends_until: datetime.date | None = None,
    ) -> models.PageOfLicences:
        """List licences, newest first; with filters those that fit all, e.g. a declaration (MRN).
        """
        answer: models.PageOfLicences = self._call(
            "list_licences",
            query={"limit": limit, "after": after, "exporter": exporter, "mrn": mrn, "state": state, "reference": reference, "destination": destination, "party": party, "code": code, "ends_from": ends_from, "ends_until": ends_until},
        )
        return answer

    def walk_licences(
        self,
        *,
        limit: int | None = None,
        exporter: str | None = None,
        mrn: str | None = None,
        state: models.AnyLicenceState | None = None,
        reference: str | None = None,
        destination: str | None = None,
        party: str | None = None,
        code: str | None = None,
        ends_from: datetime.date | None = None,
        ends_until: datetime.date | None = None,
    ) -> Iterator[models.LicenceSummary]:
        """Walk every element, page by page. List licences, newest first; with filters those that
        fit all, e.g. a declaration (MRN).
        """
        answer: Iterator[models.LicenceSummary] = self._walk(
            "list_licences",
            query={"limit": limit, "exporter": exporter, "mrn": mrn, "state": state, "reference": reference, "destination": destination, "party": party, "code": code, "ends_from": ends_from, "ends_until": ends_until},
        )
        return answer

    def download_licences(
        self,
        *,
        format: Literal["xlsx", "csv"],
        exporter: str | None = None,
        mrn: str | None = None,
        state: models.AnyLicenceState | None = None,
        reference: str | None = None,
        destination: str | None = None,
        party: str | None = None,
        code: str | None = None,
        ends_from: datetime.date | None = None,
        ends_until: datetime.date | None = None,
    ) -> bytes:
        """Return the whole list as a file. List licences, newest first; with filters those that
        fit all, e.g. a declaration (MRN).
        """
        answer: bytes = self._call(
            "download_licences",
            query={"format": format, "exporter": exporter, "mrn": mrn, "state": state, "reference": reference, "destination": destination, "party": party, "code": code, "ends_from": ends_from, "ends_until": ends_until},
        )
        return answer

    def get_licence(self, number: str) -> models.StandingLicence:
        """Show a licence as it stands today: what may leave under it, for whom, until when."""
        answer: models.StandingLicence = self._call("get_licence", places={"number": number})
        return answer

    def get_licence_view(self, number: str) -> models.NounView:
        """Show a licence in words, as a person reads it."""
        answer: models.NounView = self._call("get_licence_view", places={"number": number})
        return answer

    def get_licence_renewal(self, number: str, *, reference: str) -> models.Application:
        """Draft an application to renew a licence: for what it was granted; nothing is filed."""
        answer: models.Application = self._call(
            "get_licence_renewal",
            places={"number": number},
            query={"reference": reference},
        )
        return answer

    def list_licence_uses(
        self,
        number: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfLicenceUses:
        """List what has left under a licence, declaration by declaration; the last told first."""
        answer: models.PageOfLicenceUses = self._call(
            "list_licence_uses",
            places={"number": number},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_licence_uses(
        self,
        number: str,
        *,
        limit: int | None = None,
    ) -> Iterator[models.RecordedUse]:
        """Walk every element, page by page. List what has left under a licence, declaration by
        declaration; the last told first.
        """
        answer: Iterator[models.RecordedUse] = self._walk(
            "list_licence_uses",
            places={"number": number},
            query={"limit": limit},
        )
        return answer

    def use_licence(
        self,
        number: str,
        body: models.LicenceUse | Json,
        *,
        key: str | None = None,
    ) -> models.RecordedUse:
        """Tell what has left under a licence; the same reference again is the same use."""
        answer: models.RecordedUse = self._call(
            "use_licence",
            places={"number": number},
            body=body,
            key=key,
        )
        return answer

    def reverse_licence_use(
        self,
        number: str,
        reference: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.RecordedUse:
        """Say that what a use told did not leave."""
        answer: models.RecordedUse = self._call(
            "reverse_licence_use",
            places={"number": number, "reference": reference},
            body=body,
            key=key,
        )
        return answer

    def get_licence_for_customs(
        self,
        reference: str,
        *,
        on: datetime.date | None = None,
    ) -> models.CustomsLicence:
        """Return a licence in the terms of Regulation (EU) 2022/2399."""
        answer: models.CustomsLicence = self._call(
            "get_licence_for_customs",
            places={"reference": reference},
            query={"on": on},
        )
        return answer

    def list_informed(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfInformed:
        """List letters by which somebody was informed of a requirement, newest first."""
        answer: models.PageOfInformed = self._call(
            "list_informed",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_informed(self, *, limit: int | None = None) -> Iterator[models.InformedSummary]:
        """Walk every element, page by page. List letters by which somebody was informed of a
        requirement, newest first.
        """
        answer: Iterator[models.InformedSummary] = self._walk(
            "list_informed",
            query={"limit": limit},
        )
        return answer

    def get_informed(self, number: str) -> models.StandingInformed:
        """Show a letter as it stands today: of what, to whom, under which article, until when."""
        answer: models.StandingInformed = self._call("get_informed", places={"number": number})
        return answer

    def get_informed_view(self, number: str) -> models.NounView:
        """Show a letter in words, as a person reads it."""
        answer: models.NounView = self._call("get_informed_view", places={"number": number})
        return answer

    def withdraw_informed(
        self,
        number: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.StandingInformed | models.WaitingAct:
        """Say that a letter is to be lifted, and why; it waits for a second officer."""
        answer: models.StandingInformed | models.WaitingAct = self._call(
            "withdraw_informed",
            places={"number": number},
            body=body,
            key=key,
        )
        return answer

    def list_watch_matches(
        self,
        *,
        seen: bool | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfWatchMatches:
        """List licences in force with the denials that they match; those looked at if asked for.
        """
        answer: models.PageOfWatchMatches = self._call(
            "list_watch_matches",
            query={"seen": seen, "limit": limit, "after": after},
        )
        return answer

    def walk_watch_matches(
        self,
        *,
        seen: bool | None = None,
        limit: int | None = None,
    ) -> Iterator[models.LicenceMatch]:
        """Walk every element, page by page. List licences in force with the denials that they
        match; those looked at if asked for.
        """
        answer: Iterator[models.LicenceMatch] = self._walk(
            "list_watch_matches",
            query={"seen": seen, "limit": limit},
        )
        return answer

    def mark_watch_match_seen(
        self,
        case_id: str,
        denial_id: str,
        body: models.MatchWord | Json,
        *,
        key: str | None = None,
    ) -> models.MarkWatchMatchSeenAnswer:
        """Mark a match as looked at, with what it is and what is done; return all of the licence.
        """
        answer: models.MarkWatchMatchSeenAnswer = self._call(
            "mark_watch_match_seen",
            places={"case_id": case_id, "denial_id": denial_id},
            body=body,
            key=key,
        )
        return answer

    def list_informed_elsewhere(
        self,
        case_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfInformedElsewhere:
        """List whom we asked whether they had informed somebody, and what they said, side by side.
        """
        answer: models.PageOfInformedElsewhere = self._call(
            "list_informed_elsewhere",
            places={"case_id": case_id},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_informed_elsewhere(
        self,
        case_id: str,
        *,
        limit: int | None = None,
    ) -> Iterator[models.InformedElsewhere]:
        """Walk every element, page by page. List whom we asked whether they had informed somebody,
        and what they said, side by side.
        """
        answer: Iterator[models.InformedElsewhere] = self._walk(
            "list_informed_elsewhere",
            places={"case_id": case_id},
            query={"limit": limit},
        )
        return answer

    def ask_informed_elsewhere(
        self,
        case_id: str,
        body: models.InformedAsked | Json,
        *,
        key: str | None = None,
    ) -> models.PageOfInformedElsewhere:
        """Ask authorities whether they have informed the exporter, or others about the end-user.
        """
        answer: models.PageOfInformedElsewhere = self._call(
            "ask_informed_elsewhere",
            places={"case_id": case_id},
            body=body,
            key=key,
        )
        return answer

    def list_consultations(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        asked_of_us: bool | None = None,
        named: str | None = None,
        state: models.AnyConsultationState | None = None,
        authority: str | None = None,
        procedure: str | None = None,
        case_id: str | None = None,
        reference: str | None = None,
        party: str | None = None,
        code: str | None = None,
        assigned_to: str | None = None,
        due_from: datetime.date | None = None,
        due_until: datetime.date | None = None,
    ) -> models.PageOfConsultations:
        """List consultations, newest first; with filters those that fit all of them."""
        answer: models.PageOfConsultations = self._call(
            "list_consultations",
            query={"limit": limit, "after": after, "asked_of_us": asked_of_us, "named": named, "state": state, "authority": authority, "procedure": procedure, "case_id": case_id, "reference": reference, "party": party, "code": code, "assigned_to": assigned_to, "due_from": due_from, "due_until": due_until},
        )
        return answer

    def walk_consultations(
        self,
        *,
        limit: int | None = None,
        asked_of_us: bool | None = None,
        named: str | None = None,
        state: models.AnyConsultationState | None = None,
        authority: str | None = None,
        procedure: str | None = None,
        case_id: str | None = None,
        reference: str | None = None,
        party: str | None = None,
        code: str | None = None,
        assigned_to: str | None = None,
        due_from: datetime.date | None = None,
        due_until: datetime.date | None = None,
    ) -> Iterator[models.Consultation]:
        """Walk every element, page by page. List consultations, newest first; with filters those
        that fit all of them.
        """
        answer: Iterator[models.Consultation] = self._walk(
            "list_consultations",
            query={"limit": limit, "asked_of_us": asked_of_us, "named": named, "state": state, "authority": authority, "procedure": procedure, "case_id": case_id, "reference": reference, "party": party, "code": code, "assigned_to": assigned_to, "due_from": due_from, "due_until": due_until},
        )
        return answer

    def download_consultations(
        self,
        *,
        format: Literal["xlsx", "csv"],
        asked_of_us: bool | None = None,
        named: str | None = None,
        state: models.AnyConsultationState | None = None,
        authority: str | None = None,
        procedure: str | None = None,
        case_id: str | None = None,
        reference: str | None = None,
        party: str | None = None,
        code: str | None = None,
        assigned_to: str | None = None,
        due_from: datetime.date | None = None,
        due_until: datetime.date | None = None,
    ) -> bytes:
        """Return the whole list as a file. List consultations, newest first; with filters those
        that fit all of them.
        """
        answer: bytes = self._call(
            "download_consultations",
            query={"format": format, "asked_of_us": asked_of_us, "named": named, "state": state, "authority": authority, "procedure": procedure, "case_id": case_id, "reference": reference, "party": party, "code": code, "assigned_to": assigned_to, "due_from": due_from, "due_until": due_until},
        )
        return answer

    def open_consultation(
        self,
        body: models.Opening | Json,
        *,
        key: str | None = None,
    ) -> models.Consultation:
        """Consult an authority that an officer names, with or without a case."""
        answer: models.Consultation = self._call("open_consultation", body=body, key=key)
        return answer

    def settle_answers(
        self,
        body: models.OneAnswer | Json,
        *,
        key: str | None = None,
    ) -> models.SentLetter:
        """Settle contradicting answers of our State's authorities, as their coordinator."""
        answer: models.SentLetter = self._call("settle_answers", body=body, key=key)
        return answer

    def record_asked_by_hand(
        self,
        body: models.QuestionByHand | Json,
        *,
        key: str | None = None,
    ) -> models.Consultation:
        """Record that an authority that no gateway reaches was asked; a second officer confirms.
        """
        answer: models.Consultation = self._call("record_asked_by_hand", body=body, key=key)
        return answer

    def get_consultation(self, conversation_id: str) -> models.Consultation:
        """Show a consultation."""
        answer: models.Consultation = self._call(
            "get_consultation",
            places={"conversation_id": conversation_id},
        )
        return answer

    def get_consultation_view(self, conversation_id: str) -> models.NounView:
        """Show a consultation of either side in words, as a person reads it."""
        answer: models.NounView = self._call(
            "get_consultation_view",
            places={"conversation_id": conversation_id},
        )
        return answer

    def get_consultation_page(self, conversation_id: str) -> str:
        """Show a consultation of either side as one self-contained page."""
        answer: str = self._call(
            "get_consultation_page",
            places={"conversation_id": conversation_id},
        )
        return answer

    def answer_consultation(
        self,
        conversation_id: str,
        body: models.ConsultationAnswerInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Seal and send the authority's answer."""
        answer: models.Consultation = self._call(
            "answer_consultation",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def confirm_answer(
        self,
        conversation_id: str,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Seal and send the answer that was proposed, as the second officer."""
        answer: models.Consultation = self._call(
            "confirm_answer",
            places={"conversation_id": conversation_id},
            key=key,
            of=of,
        )
        return answer

    def end_consultation(
        self,
        conversation_id: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """End a consultation that an officer had opened."""
        answer: models.Consultation = self._call(
            "end_consultation",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def export_consultation_evidence(self, conversation_id: str) -> bytes:
        """Export the evidence of one consultation as one ZIP that anybody can verify offline."""
        answer: bytes = self._call(
            "export_consultation_evidence",
            places={"conversation_id": conversation_id},
        )
        return answer

    def assign_consultation(
        self,
        conversation_id: str,
        body: models.Assignment | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Put the consultation into an officer's hands."""
        answer: models.Consultation = self._call(
            "assign_consultation",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def request_extension(
        self,
        conversation_id: str,
        body: models.ExtensionRequestInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Ask for more working days."""
        answer: models.Consultation = self._call(
            "request_extension",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def reply_to_extension(
        self,
        conversation_id: str,
        body: models.ExtensionReplyInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Accept or refuse more working days."""
        answer: models.Consultation = self._call(
            "reply_to_extension",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def confirm_silence(
        self,
        conversation_id: str,
        body: models.OralNote | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Go on without the other gateway, on record."""
        answer: models.Consultation = self._call(
            "confirm_silence",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def note_call(
        self,
        conversation_id: str,
        body: models.OralNote | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Note a telephone call; an oral objection blocks silence."""
        answer: models.Consultation = self._call(
            "note_call",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def record_by_hand(
        self,
        conversation_id: str,
        body: models.Recording | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Record what passed by hand: received, answered, more time, no answer, corrected,
        recalled.
        """
        answer: models.Consultation = self._call(
            "record_by_hand",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def confirm_record(
        self,
        conversation_id: str,
        number: int,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Confirm what another officer recorded; it has the effect of a letter."""
        answer: models.Consultation = self._call(
            "confirm_record",
            places={"conversation_id": conversation_id, "number": number},
            key=key,
            of=of,
        )
        return answer

    def refuse_record(
        self,
        conversation_id: str,
        number: int,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Refuse what was recorded; it stays on record without effect."""
        answer: models.Consultation = self._call(
            "refuse_record",
            places={"conversation_id": conversation_id, "number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def list_past_consultations(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfPastConsultations:
        """List the consultations that another system carried, as its lists had them."""
        answer: models.PageOfPastConsultations = self._call(
            "list_past_consultations",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_past_consultations(
        self,
        *,
        limit: int | None = None,
    ) -> Iterator[models.HeldPastConsultation]:
        """Walk every element, page by page. List the consultations that another system carried, as
        its lists had them.
        """
        answer: Iterator[models.HeldPastConsultation] = self._walk(
            "list_past_consultations",
            query={"limit": limit},
        )
        return answer

    def import_past_consultations(
        self,
        file: File,
        *,
        replace: bool | None = None,
        dry_run: bool | None = None,
        key: str | None = None,
    ) -> models.PastImport:
        """Keep the consultations of a file as records of the past, all of them or none."""
        answer: models.PastImport = self._call(
            "import_past_consultations",
            file=file,
            query={"replace": replace, "dry_run": dry_run},
            key=key,
        )
        return answer

    def export_consultations(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        key: str | None = None,
    ) -> models.PageOfExportedConsultations:
        """Return our own consultations as rows of the same columns, as far as they may be read."""
        answer: models.PageOfExportedConsultations = self._call(
            "export_consultations",
            query={"limit": limit, "after": after},
            key=key,
        )
        return answer

    def walk_export_consultations(
        self,
        *,
        limit: int | None = None,
        key: str | None = None,
    ) -> Iterator[models.ExportedConsultation]:
        """Walk every element, page by page. Return our own consultations as rows of the same
        columns, as far as they may be read.
        """
        answer: Iterator[models.ExportedConsultation] = self._walk(
            "export_consultations",
            query={"limit": limit},
            key=key,
        )
        return answer

    def get_past_consultation_view(self, number: int) -> models.NounView:
        """Show a past consultation in words, as a person reads it."""
        answer: models.NounView = self._call(
            "get_past_consultation_view",
            places={"number": number},
        )
        return answer

    def list_inbox(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        tab: models.AnyInboxTab | None = None,
        authority: str | None = None,
        procedure: str | None = None,
        kind: models.AnyTaskKind | None = None,
        country: str | None = None,
        category: str | None = None,
        party: str | None = None,
        officer: str | None = None,
        queue: str | None = None,
        restricted: bool | None = None,
        overdue: bool | None = None,
        ends_until: datetime.date | None = None,
    ) -> models.PageOfInbox:
        """List open work, that first whose clock ends first; with filters what fits all of them.
        """
        answer: models.PageOfInbox = self._call(
            "list_inbox",
            query={"limit": limit, "after": after, "tab": tab, "authority": authority, "procedure": procedure, "kind": kind, "country": country, "category": category, "party": party, "officer": officer, "queue": queue, "restricted": restricted, "overdue": overdue, "ends_until": ends_until},
        )
        return answer

    def walk_inbox(
        self,
        *,
        limit: int | None = None,
        tab: models.AnyInboxTab | None = None,
        authority: str | None = None,
        procedure: str | None = None,
        kind: models.AnyTaskKind | None = None,
        country: str | None = None,
        category: str | None = None,
        party: str | None = None,
        officer: str | None = None,
        queue: str | None = None,
        restricted: bool | None = None,
        overdue: bool | None = None,
        ends_until: datetime.date | None = None,
    ) -> Iterator[models.InboxRow]:
        """Walk every element, page by page. List open work, that first whose clock ends first;
        with filters what fits all of them.
        """
        answer: Iterator[models.InboxRow] = self._walk(
            "list_inbox",
            query={"limit": limit, "tab": tab, "authority": authority, "procedure": procedure, "kind": kind, "country": country, "category": category, "party": party, "officer": officer, "queue": queue, "restricted": restricted, "overdue": overdue, "ends_until": ends_until},
        )
        return answer

    def count_inbox(
        self,
        *,
        tab: models.AnyInboxTab | None = None,
        authority: str | None = None,
        procedure: str | None = None,
        kind: models.AnyTaskKind | None = None,
        country: str | None = None,
        category: str | None = None,
        party: str | None = None,
        officer: str | None = None,
        queue: str | None = None,
        restricted: bool | None = None,
        overdue: bool | None = None,
        ends_until: datetime.date | None = None,
    ) -> models.InboxCounts:
        """Count open work on each tab and in each queue, under the filters of the list but its
        tab.
        """
        answer: models.InboxCounts = self._call(
            "count_inbox",
            query={"tab": tab, "authority": authority, "procedure": procedure, "kind": kind, "country": country, "category": category, "party": party, "officer": officer, "queue": queue, "restricted": restricted, "overdue": overdue, "ends_until": ends_until},
        )
        return answer

    def mark_inbox_seen(
        self,
        body: models.SeenRows | Json,
        *,
        key: str | None = None,
    ) -> models.MarkedRows:
        """Note that the account has looked at rows of its inbox; the answer names those there are.
        """
        answer: models.MarkedRows = self._call("mark_inbox_seen", body=body, key=key)
        return answer

    def get_queues(self, *, version: int | None = None) -> models.QueuePlan:
        """Show the queues of open work as they are, or as they were under a version."""
        answer: models.QueuePlan = self._call("get_queues", query={"version": version})
        return answer

    def change_queues(
        self,
        body: models.ChangedQueues | Json,
        *,
        key: str | None = None,
    ) -> models.QueuePlan:
        """Change the queues; all open work is put into them anew."""
        answer: models.QueuePlan = self._call("change_queues", body=body, key=key)
        return answer

    def list_substitutes(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfSubstitutes:
        """List who stands in for the account and for whom it does; all for administrators."""
        answer: models.PageOfSubstitutes = self._call(
            "list_substitutes",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_substitutes(self, *, limit: int | None = None) -> Iterator[models.Substitute]:
        """Walk every element, page by page. List who stands in for the account and for whom it
        does; all for administrators.
        """
        answer: Iterator[models.Substitute] = self._walk(
            "list_substitutes",
            query={"limit": limit},
        )
        return answer

    def name_substitute(
        self,
        body: models.WantedSubstitute | Json,
        *,
        key: str | None = None,
    ) -> models.Substitute:
        """Have one officer stand in for another from a day to a day."""
        answer: models.Substitute = self._call("name_substitute", body=body, key=key)
        return answer

    def end_substitute(self, number: int, *, key: str | None = None) -> models.Substitute:
        """End that an officer stands in for another."""
        answer: models.Substitute = self._call(
            "end_substitute",
            places={"number": number},
            key=key,
        )
        return answer

    def list_inbox_views(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfInboxViews:
        """List the views of the inbox that the account keeps."""
        answer: models.PageOfInboxViews = self._call(
            "list_inbox_views",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_inbox_views(self, *, limit: int | None = None) -> Iterator[models.SavedView]:
        """Walk every element, page by page. List the views of the inbox that the account keeps."""
        answer: Iterator[models.SavedView] = self._walk("list_inbox_views", query={"limit": limit})
        return answer

    def keep_inbox_view(
        self,
        name: str,
        body: models.InboxFilterInput | Json,
        *,
        key: str | None = None,
    ) -> models.SavedView:
        """Keep a view of the inbox under a name."""
        answer: models.SavedView = self._call(
            "keep_inbox_view",
            places={"name": name},
            body=body,
            key=key,
        )
        return answer

    def delete_inbox_view(self, name: str, *, key: str | None = None) -> None:
        """Delete a view of the inbox that the account keeps."""
        answer: None = self._call("delete_inbox_view", places={"name": name}, key=key)
        return answer

    def list_letters(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        conversation_id: str | None = None,
        case_id: str | None = None,
        wanted: bool | None = None,
        letter_type: models.AnyLetterType | None = None,
        peer: str | None = None,
        ours: bool | None = None,
        state: models.AnyLetterState | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> models.PageOfLetters:
        """List letters, oldest first: of a conversation, of a case, or those that fit all filters.
        """
        answer: models.PageOfLetters = self._call(
            "list_letters",
            query={"limit": limit, "after": after, "conversation_id": conversation_id, "case_id": case_id, "wanted": wanted, "letter_type": letter_type, "peer": peer, "ours": ours, "state": state, "at_from": at_from, "at_until": at_until},
        )
        return answer

    def walk_letters(
        self,
        *,
        limit: int | None = None,
        conversation_id: str | None = None,
        case_id: str | None = None,
        wanted: bool | None = None,
        letter_type: models.AnyLetterType | None = None,
        peer: str | None = None,
        ours: bool | None = None,
        state: models.AnyLetterState | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> Iterator[models.LetterView]:
        """Walk every element, page by page. List letters, oldest first: of a conversation, of a
        case, or those that fit all filters.
        """
        answer: Iterator[models.LetterView] = self._walk(
            "list_letters",
            query={"limit": limit, "conversation_id": conversation_id, "case_id": case_id, "wanted": wanted, "letter_type": letter_type, "peer": peer, "ours": ours, "state": state, "at_from": at_from, "at_until": at_until},
        )
        return answer

    def list_standard_questions(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfStandardQuestions:
        """List the standard questions in force with their answers."""
        answer: models.PageOfStandardQuestions = self._call(
            "list_standard_questions",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_standard_questions(
        self,
        *,
        limit: int | None = None,
    ) -> Iterator[models.StandardQuestion]:
        """Walk every element, page by page. List the standard questions in force with their
        answers.
        """
        answer: Iterator[models.StandardQuestion] = self._walk(
            "list_standard_questions",
            query={"limit": limit},
        )
        return answer

    def get_letter(self, message_id: str) -> models.LetterView:
        """Show a letter."""
        answer: models.LetterView = self._call("get_letter", places={"message_id": message_id})
        return answer

    def get_letter_view(self, message_id: str) -> models.NounView:
        """Show a letter in words, as a person reads it."""
        answer: models.NounView = self._call("get_letter_view", places={"message_id": message_id})
        return answer

    def get_letter_page(self, message_id: str) -> str:
        """Show a letter as one self-contained page for the file."""
        answer: str = self._call("get_letter_page", places={"message_id": message_id})
        return answer

    def request_information(
        self,
        body: models.InformationWanted | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Ask for information, or for an opinion on a classification."""
        answer: models.LetterView = self._call("request_information", body=body, key=key)
        return answer

    def reply_to_information_request(
        self,
        message_id: str,
        body: models.InformationReply | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Answer a request for information."""
        answer: models.LetterView = self._call(
            "reply_to_information_request",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    def supplement_request(
        self,
        body: models.Addition | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Add to what was sent before."""
        answer: models.LetterView = self._call("supplement_request", body=body, key=key)
        return answer

    def note_contact(
        self,
        body: models.Contact | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Note a call, for the other side to confirm; an oral objection blocks silence."""
        answer: models.LetterView = self._call("note_contact", body=body, key=key)
        return answer

    def confirm_contact(
        self,
        message_id: str,
        body: models.ContactReply | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Confirm the other side's note of a call, or say what was said instead."""
        answer: models.LetterView = self._call(
            "confirm_contact",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    def correct_letter(
        self,
        message_id: str,
        body: models.Corrected | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Correct a letter of ours; both versions stay visible."""
        answer: models.LetterView = self._call(
            "correct_letter",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    def recall_letter(
        self,
        message_id: str,
        body: models.Recalled | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Recall a letter of ours that was sent in error."""
        answer: models.LetterView = self._call(
            "recall_letter",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    def repeat_request(
        self,
        body: models.Conversing | Json,
        *,
        key: str | None = None,
    ) -> models.Consultation:
        """Ask anew what a recalled request had asked."""
        answer: models.Consultation = self._call("repeat_request", body=body, key=key)
        return answer

    def forward_request(
        self,
        body: models.Onward | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Forward a consultation to the competent authority of our State."""
        answer: models.LetterView = self._call("forward_request", body=body, key=key)
        return answer

    def reply_to_forwarding(
        self,
        message_id: str,
        body: models.OnwardReply | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Answer what was forwarded to us, or hand it back."""
        answer: models.LetterView = self._call(
            "reply_to_forwarding",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    def list_standing_answers(
        self,
        *,
        conversation_id: str | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfStandingAnswers:
        """List standing answers, or those that cover one consultation."""
        answer: models.PageOfStandingAnswers = self._call(
            "list_standing_answers",
            query={"conversation_id": conversation_id, "limit": limit, "after": after},
        )
        return answer

    def walk_standing_answers(
        self,
        *,
        conversation_id: str | None = None,
        limit: int | None = None,
    ) -> Iterator[models.StandingAnswerView]:
        """Walk every element, page by page. List standing answers, or those that cover one
        consultation.
        """
        answer: Iterator[models.StandingAnswerView] = self._walk(
            "list_standing_answers",
            query={"conversation_id": conversation_id, "limit": limit},
        )
        return answer

    def give_standing_answer(
        self,
        body: models.Advance | Json,
        *,
        key: str | None = None,
    ) -> models.StandingAnswerView:
        """Answer in advance what an authority would ask again."""
        answer: models.StandingAnswerView = self._call("give_standing_answer", body=body, key=key)
        return answer

    def withdraw_standing_answer(
        self,
        standing_id: str,
        body: Sequence[Model | Json],
        *,
        key: str | None = None,
    ) -> models.StandingAnswerView:
        """Withdraw a standing answer of ours."""
        answer: models.StandingAnswerView = self._call(
            "withdraw_standing_answer",
            places={"standing_id": standing_id},
            body=body,
            key=key,
        )
        return answer

    def rely_on_standing_answer(
        self,
        standing_id: str,
        body: models.Conversing | Json,
        *,
        key: str | None = None,
    ) -> models.Consultation:
        """Rely on a standing answer instead of waiting, on record."""
        answer: models.Consultation = self._call(
            "rely_on_standing_answer",
            places={"standing_id": standing_id},
            body=body,
            key=key,
        )
        return answer

    def list_classification_rounds(
        self,
        *,
        ours: bool | None = None,
        state: models.AnyRoundState | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfClassificationRounds:
        """List rounds on a classification, newest first: of ours, and those in which others ask.
        """
        answer: models.PageOfClassificationRounds = self._call(
            "list_classification_rounds",
            query={"ours": ours, "state": state, "limit": limit, "after": after},
        )
        return answer

    def walk_classification_rounds(
        self,
        *,
        ours: bool | None = None,
        state: models.AnyRoundState | None = None,
        limit: int | None = None,
    ) -> Iterator[models.ClassificationRound]:
        """Walk every element, page by page. List rounds on a classification, newest first: of
        ours, and those in which others ask.
        """
        answer: Iterator[models.ClassificationRound] = self._walk(
            "list_classification_rounds",
            query={"ours": ours, "state": state, "limit": limit},
        )
        return answer

    def ask_classification(
        self,
        body: models.RoundDraft | Json,
        *,
        key: str | None = None,
    ) -> models.ClassificationRound:
        """Ask several authorities which control code an item has; no clock of law runs."""
        answer: models.ClassificationRound = self._call("ask_classification", body=body, key=key)
        return answer

    def find_precedents(
        self,
        body: models.PrecedentQuery | Json,
        *,
        key: str | None = None,
    ) -> models.PrecedentsFound:
        """Find what was classified before: by words, code, designation, parameters, or for a case.
        """
        answer: models.PrecedentsFound = self._call("find_precedents", body=body, key=key)
        return answer

    def get_classification_round(self, number: str) -> models.ClassificationRound:
        """Show a round with the answers as they stand."""
        answer: models.ClassificationRound = self._call(
            "get_classification_round",
            places={"number": number},
        )
        return answer

    def get_classification_round_view(self, number: str) -> models.NounView:
        """Show a round in words, as a person reads it."""
        answer: models.NounView = self._call(
            "get_classification_round_view",
            places={"number": number},
        )
        return answer

    def answer_classification(
        self,
        number: str,
        body: models.OpinionDraft | Json,
        *,
        key: str | None = None,
    ) -> models.ClassificationRound:
        """Answer in another authority's round; a second answer amends the first, and both stay."""
        answer: models.ClassificationRound = self._call(
            "answer_classification",
            places={"number": number},
            body=body,
            key=key,
        )
        return answer

    def close_classification(
        self,
        number: str,
        body: models.OutcomeDraft | Json,
        *,
        key: str | None = None,
    ) -> models.ClassificationRound:
        """Close a round of ours with an outcome, which is told to those who answered."""
        answer: models.ClassificationRound = self._call(
            "close_classification",
            places={"number": number},
            body=body,
            key=key,
        )
        return answer

    def list_denials(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        origin: str | None = None,
        state: models.AnyDenialState | None = None,
        destination: str | None = None,
        code: str | None = None,
        relayed: bool | None = None,
        reference: str | None = None,
        notified_from: datetime.date | None = None,
        notified_until: datetime.date | None = None,
        issuer: str | None = None,
    ) -> models.PageOfDenials:
        """List the denials that are held here by their number, relayed ones among them."""
        answer: models.PageOfDenials = self._call(
            "list_denials",
            query={"limit": limit, "after": after, "origin": origin, "state": state, "destination": destination, "code": code, "relayed": relayed, "reference": reference, "notified_from": notified_from, "notified_until": notified_until, "issuer": issuer},
        )
        return answer

    def walk_denials(
        self,
        *,
        limit: int | None = None,
        origin: str | None = None,
        state: models.AnyDenialState | None = None,
        destination: str | None = None,
        code: str | None = None,
        relayed: bool | None = None,
        reference: str | None = None,
        notified_from: datetime.date | None = None,
        notified_until: datetime.date | None = None,
        issuer: str | None = None,
    ) -> Iterator[models.DenialLine]:
        """Walk every element, page by page. List the denials that are held here by their number,
        relayed ones among them.
        """
        answer: Iterator[models.DenialLine] = self._walk(
            "list_denials",
            query={"limit": limit, "origin": origin, "state": state, "destination": destination, "code": code, "relayed": relayed, "reference": reference, "notified_from": notified_from, "notified_until": notified_until, "issuer": issuer},
        )
        return answer

    def download_denials(
        self,
        *,
        format: Literal["xlsx", "csv"],
        origin: str | None = None,
        state: models.AnyDenialState | None = None,
        destination: str | None = None,
        code: str | None = None,
        relayed: bool | None = None,
        reference: str | None = None,
        notified_from: datetime.date | None = None,
        notified_until: datetime.date | None = None,
        issuer: str | None = None,
    ) -> bytes:
        """Return the whole list as a file. List the denials that are held here by their number,
        relayed ones among them.
        """
        answer: bytes = self._call(
            "download_denials",
            query={"format": format, "origin": origin, "state": state, "destination": destination, "code": code, "relayed": relayed, "reference": reference, "notified_from": notified_from, "notified_until": notified_until, "issuer": issuer},
        )
        return answer

    def search_denials(
        self,
        body: models.TransactionInput | Json,
        *,
        reason: str | None = None,
        mode: models.AnySearchMode | None = None,
        key: str | None = None,
    ) -> models.Examination:
        """Search all valid denials for one like a transaction; the Commission gives a reason."""
        answer: models.Examination = self._call(
            "search_denials",
            body=body,
            query={"reason": reason, "mode": mode},
            key=key,
        )
        return answer

    def find_denials(
        self,
        body: models.DenialQuery | Json,
        *,
        reason: str | None = None,
        mode: models.AnySearchMode | None = None,
        key: str | None = None,
    ) -> models.DenialsFound:
        """Look denials up by a name or a part of it, goods or a destination; at least one of them.
        """
        answer: models.DenialsFound = self._call(
            "find_denials",
            body=body,
            query={"reason": reason, "mode": mode},
            key=key,
        )
        return answer

    def import_denials(
        self,
        file: File,
        *,
        way: models.AnyWay,
        on_error: models.AnyOnError | None = None,
        dry_run: bool | None = None,
        marked: models.AnyMarkedFormat | None = None,
        key: str | None = None,
    ) -> models.ImportReport | models.WaitingAct:
        """Import denials in one of the ways that never mix, or have the file wait."""
        answer: models.ImportReport | models.WaitingAct = self._call(
            "import_denials",
            file=file,
            query={"way": way, "on_error": on_error, "dry_run": dry_run, "marked": marked},
            key=key,
        )
        return answer

    def export_denials(
        self,
        body: models.ExportRequest | Json,
        *,
        limit: int | None = None,
        after: str | None = None,
        key: str | None = None,
    ) -> models.PageOfExportedDenials:
        """Return denials as rows of our form, as far as they may be read; each page is on record.
        """
        answer: models.PageOfExportedDenials = self._call(
            "export_denials",
            body=body,
            query={"limit": limit, "after": after},
            key=key,
        )
        return answer

    def walk_export_denials(
        self,
        body: models.ExportRequest | Json,
        *,
        limit: int | None = None,
        key: str | None = None,
    ) -> Iterator[models.ExportedDenial]:
        """Walk every element, page by page. Return denials as rows of our form, as far as they may
        be read; each page is on record.
        """
        answer: Iterator[models.ExportedDenial] = self._walk(
            "export_denials",
            body=body,
            query={"limit": limit},
            key=key,
        )
        return answer

    def reconcile_denials(
        self,
        file: File,
        *,
        whose: models.AnyWhose | None = None,
        reason: str | None = None,
        key: str | None = None,
    ) -> models.Reconciliation:
        """Compare a file with the register: what one side alone has, and what differs."""
        answer: models.Reconciliation = self._call(
            "reconcile_denials",
            file=file,
            query={"whose": whose, "reason": reason},
            key=key,
        )
        return answer

    def list_denial_reviews_due(
        self,
        *,
        origin: str | None = None,
        overdue: bool | None = None,
        until: datetime.date | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfDenialReviewsDue:
        """List valid denials by the date of their next review; a missed one ends nothing."""
        answer: models.PageOfDenialReviewsDue = self._call(
            "list_denial_reviews_due",
            query={"origin": origin, "overdue": overdue, "until": until, "limit": limit, "after": after},
        )
        return answer

    def walk_denial_reviews_due(
        self,
        *,
        origin: str | None = None,
        overdue: bool | None = None,
        until: datetime.date | None = None,
        limit: int | None = None,
    ) -> Iterator[models.DueDenial]:
        """Walk every element, page by page. List valid denials by the date of their next review; a
        missed one ends nothing.
        """
        answer: Iterator[models.DueDenial] = self._walk(
            "list_denial_reviews_due",
            query={"origin": origin, "overdue": overdue, "until": until, "limit": limit},
        )
        return answer

    def get_denial(self, denial_id: str) -> models.ShownDenial:
        """Show a denial, its status, and who has not yet received it."""
        answer: models.ShownDenial = self._call("get_denial", places={"denial_id": denial_id})
        return answer

    def amend_denial(
        self,
        denial_id: str,
        body: models.DenialInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownDenial | models.WaitingAct:
        """Write an erratum of an own denial, or have it wait."""
        answer: models.ShownDenial | models.WaitingAct = self._call(
            "amend_denial",
            places={"denial_id": denial_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def get_denial_view(self, denial_id: str) -> models.NounView:
        """Show a denial in words, as a person reads it."""
        answer: models.NounView = self._call("get_denial_view", places={"denial_id": denial_id})
        return answer

    def get_denial_page(self, denial_id: str) -> str:
        """Show a denial as one self-contained page."""
        answer: str = self._call("get_denial_page", places={"denial_id": denial_id})
        return answer

    def get_denial_proof(self, denial_id: str, *, contents: bool | None = None) -> bytes:
        """Export the proof file of the entry that holds the record as it now stands."""
        answer: bytes = self._call(
            "get_denial_proof",
            places={"denial_id": denial_id},
            query={"contents": contents},
        )
        return answer

    def review_denial(
        self,
        denial_id: str,
        body: models.DenialReview | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownDenial | models.WaitingAct:
        """Write the outcome of a review, or a revocation, of an own denial, or have it wait."""
        answer: models.ShownDenial | models.WaitingAct = self._call(
            "review_denial",
            places={"denial_id": denial_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def set_denial_aside(
        self,
        denial_id: str,
        body: models.SetAsideInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownDenial | models.WaitingAct:
        """Tell all members that a court acted on an own denial, or have that wait."""
        answer: models.ShownDenial | models.WaitingAct = self._call(
            "set_denial_aside",
            places={"denial_id": denial_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def list_case_documents(
        self,
        case_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfCaseDocuments:
        """List the documents that an application names, and whose contents are here."""
        answer: models.PageOfCaseDocuments = self._call(
            "list_case_documents",
            places={"case_id": case_id},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_case_documents(
        self,
        case_id: str,
        *,
        limit: int | None = None,
    ) -> Iterator[models.CaseDocument]:
        """Walk every element, page by page. List the documents that an application names, and
        whose contents are here.
        """
        answer: Iterator[models.CaseDocument] = self._walk(
            "list_case_documents",
            places={"case_id": case_id},
            query={"limit": limit},
        )
        return answer

    def add_document(
        self,
        case_id: str,
        body: models.DocumentInput | Json,
        *,
        key: str | None = None,
    ) -> models.CaseDocument:
        """Name another document: a further one, a newer version of one, or a translation."""
        answer: models.CaseDocument = self._call(
            "add_document",
            places={"case_id": case_id},
            body=body,
            key=key,
        )
        return answer

    def get_case_document(self, case_id: str, sha256: str) -> models.CaseDocument:
        """Show a document of a case, and how many of its octets have come."""
        answer: models.CaseDocument = self._call(
            "get_case_document",
            places={"case_id": case_id, "sha256": sha256},
        )
        return answer

    def cancel_upload(self, case_id: str, sha256: str, *, key: str | None = None) -> None:
        """Give up an upload; what has come of it is removed. Contents that are here stay."""
        answer: None = self._call(
            "cancel_upload",
            places={"case_id": case_id, "sha256": sha256},
            key=key,
        )
        return answer

    def list_events(
        self,
        *,
        wait: int | None = None,
        limit: int | None = None,
        after: str | None = None,
        type: Sequence[str] | None = None,
        subject: str | None = None,
        case_id: str | None = None,
    ) -> models.ListEventsAnswer:
        """List what happened after a cursor, as CloudEvents; wait until something does, if asked
        to.
        """
        answer: models.ListEventsAnswer = self._call(
            "list_events",
            query={"wait": wait, "limit": limit, "after": after, "type": type, "subject": subject, "case_id": case_id},
        )
        return answer

    def list_changes(
        self,
        *,
        cursor: int | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfChanges:
        """List what changed since a cursor, in the form of before `listEvents`."""
        answer: models.PageOfChanges = self._call(
            "list_changes",
            query={"cursor": cursor, "limit": limit, "after": after},
        )
        return answer

    def walk_changes(
        self,
        *,
        cursor: int | None = None,
        limit: int | None = None,
    ) -> Iterator[models.ChangeEvent]:
        """Walk every element, page by page. List what changed since a cursor, in the form of
        before `listEvents`.
        """
        answer: Iterator[models.ChangeEvent] = self._walk(
            "list_changes",
            query={"cursor": cursor, "limit": limit},
        )
        return answer

    def make_webhook(
        self,
        body: models.WebhookWish | Json,
        *,
        key: str | None = None,
    ) -> models.WebhookSecret:
        """Have events sent to an address of the own account; the secret is shown this once."""
        answer: models.WebhookSecret = self._call("make_webhook", body=body, key=key)
        return answer

    def list_webhooks(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfWebhooks:
        """List the webhooks of the own account; an administrator sees those of all."""
        answer: models.PageOfWebhooks = self._call(
            "list_webhooks",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_webhooks(self, *, limit: int | None = None) -> Iterator[models.Webhook]:
        """Walk every element, page by page. List the webhooks of the own account; an administrator
        sees those of all.
        """
        answer: Iterator[models.Webhook] = self._walk("list_webhooks", query={"limit": limit})
        return answer

    def get_webhook(self, webhook_id: str) -> models.Webhook:
        """Show a webhook: how its delivery stands, and what was given up."""
        answer: models.Webhook = self._call("get_webhook", places={"webhook_id": webhook_id})
        return answer

    def end_webhook(self, webhook_id: str, *, key: str | None = None) -> None:
        """End a webhook; an administrator may end any."""
        answer: None = self._call("end_webhook", places={"webhook_id": webhook_id}, key=key)
        return answer

    def make_webhook_secret(
        self,
        webhook_id: str,
        *,
        key: str | None = None,
    ) -> models.WebhookSecret:
        """Give a webhook a new secret; the one of before signs beside it for a day."""
        answer: models.WebhookSecret = self._call(
            "make_webhook_secret",
            places={"webhook_id": webhook_id},
            key=key,
        )
        return answer

    def replay_webhook(
        self,
        webhook_id: str,
        body: models.WebhookReplay | Json,
        *,
        key: str | None = None,
    ) -> models.Webhook:
        """Send again what came after a cursor, and try at once what waits."""
        answer: models.Webhook = self._call(
            "replay_webhook",
            places={"webhook_id": webhook_id},
            body=body,
            key=key,
        )
        return answer

    def list_consultation_documents(
        self,
        conversation_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfConsultationDocuments:
        """List the documents that letters name, and whose contents are here."""
        answer: models.PageOfConsultationDocuments = self._call(
            "list_consultation_documents",
            places={"conversation_id": conversation_id},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_consultation_documents(
        self,
        conversation_id: str,
        *,
        limit: int | None = None,
    ) -> Iterator[models.ConsultationDocument]:
        """Walk every element, page by page. List the documents that letters name, and whose
        contents are here.
        """
        answer: Iterator[models.ConsultationDocument] = self._walk(
            "list_consultation_documents",
            places={"conversation_id": conversation_id},
            query={"limit": limit},
        )
        return answer

    def add_named_document(
        self,
        conversation_id: str,
        body: models.DocumentInput | Json,
        *,
        key: str | None = None,
    ) -> models.ConsultationDocument:
        """Name another document in a supplement: a further one, a newer version, a translation."""
        answer: models.ConsultationDocument = self._call(
            "add_named_document",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
        )
        return answer

    def get_consultation_document(
        self,
        sha256: str,
        conversation_id: str,
    ) -> models.ConsultationDocument:
        """Show a document that a letter names, and how much of it has come."""
        answer: models.ConsultationDocument = self._call(
            "get_consultation_document",
            places={"sha256": sha256, "conversation_id": conversation_id},
        )
        return answer

    def fetch_document(
        self,
        sha256: str,
        conversation_id: str,
        *,
        key: str | None = None,
    ) -> models.ConsultationDocument:
        """Have the contents come from the authority that named the document, by itself."""
        answer: models.ConsultationDocument = self._call(
            "fetch_document",
            places={"sha256": sha256, "conversation_id": conversation_id},
            key=key,
        )
        return answer

    def cancel_named_upload(
        self,
        sha256: str,
        conversation_id: str,
        *,
        key: str | None = None,
    ) -> None:
        """Give up an upload; what has come of it is removed. Contents that are here stay."""
        answer: None = self._call(
            "cancel_named_upload",
            places={"sha256": sha256, "conversation_id": conversation_id},
            key=key,
        )
        return answer

    def list_letter_documents(
        self,
        message_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfConsultationDocuments:
        """List the documents that letters name, and whose contents are here."""
        answer: models.PageOfConsultationDocuments = self._call(
            "list_letter_documents",
            places={"message_id": message_id},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_letter_documents(
        self,
        message_id: str,
        *,
        limit: int | None = None,
    ) -> Iterator[models.ConsultationDocument]:
        """Walk every element, page by page. List the documents that letters name, and whose
        contents are here.
        """
        answer: Iterator[models.ConsultationDocument] = self._walk(
            "list_letter_documents",
            places={"message_id": message_id},
            query={"limit": limit},
        )
        return answer

    def add_letter_document(
        self,
        message_id: str,
        body: models.DocumentInput | Json,
        *,
        key: str | None = None,
    ) -> models.ConsultationDocument:
        """Name another document in a supplement: a further one, a newer version, a translation."""
        answer: models.ConsultationDocument = self._call(
            "add_letter_document",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    def get_letter_document(self, sha256: str, message_id: str) -> models.ConsultationDocument:
        """Show a document that a letter names, and how much of it has come."""
        answer: models.ConsultationDocument = self._call(
            "get_letter_document",
            places={"sha256": sha256, "message_id": message_id},
        )
        return answer

    def fetch_letter_document(
        self,
        sha256: str,
        message_id: str,
        *,
        key: str | None = None,
    ) -> models.ConsultationDocument:
        """Have the contents come from the authority that named the document, by itself."""
        answer: models.ConsultationDocument = self._call(
            "fetch_letter_document",
            places={"sha256": sha256, "message_id": message_id},
            key=key,
        )
        return answer

    def cancel_letter_upload(
        self,
        sha256: str,
        message_id: str,
        *,
        key: str | None = None,
    ) -> None:
        """Give up an upload; what has come of it is removed. Contents that are here stay."""
        answer: None = self._call(
            "cancel_letter_upload",
            places={"sha256": sha256, "message_id": message_id},
            key=key,
        )
        return answer

    def verify_evidence(self, file: File, *, key: str | None = None) -> models.EvidenceReport:
        """Verify an evidence file, and make its examinations again from the own registers."""
        answer: models.EvidenceReport = self._call("verify_evidence", file=file, key=key)
        return answer

    def list_examinations(
        self,
        case_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfExaminations:
        """List the examinations of a case that were taken, oldest first."""
        answer: models.PageOfExaminations = self._call(
            "list_examinations",
            places={"case_id": case_id},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_examinations(
        self,
        case_id: str,
        *,
        limit: int | None = None,
    ) -> Iterator[models.KeptExamination]:
        """Walk every element, page by page. List the examinations of a case that were taken,
        oldest first.
        """
        answer: Iterator[models.KeptExamination] = self._walk(
            "list_examinations",
            places={"case_id": case_id},
            query={"limit": limit},
        )
        return answer

    def get_examination(self, case_id: str, number: int) -> models.KeptExamination:
        """Show one examination with its record, registers, hits and reasons."""
        answer: models.KeptExamination = self._call(
            "get_examination",
            places={"case_id": case_id, "number": number},
        )
        return answer

    def rerun_examination(
        self,
        case_id: str,
        number: int,
        *,
        key: str | None = None,
    ) -> models.Rerun:
        """Make an examination again with the logs as they stood, and compare."""
        answer: models.Rerun = self._call(
            "rerun_examination",
            places={"case_id": case_id, "number": number},
            key=key,
        )
        return answer

    def add_end_user(
        self,
        case_id: str,
        body: models.AddedEndUser | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Begin the case by which an end-user is added to a licence in force."""
        answer: models.Case = self._call(
            "add_end_user",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def list_jobs(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfJobs:
        """List the jobs of the own account, the newest first; an administrator sees those of all.
        """
        answer: models.PageOfJobs = self._call("list_jobs", query={"limit": limit, "after": after})
        return answer

    def walk_jobs(self, *, limit: int | None = None) -> Iterator[models.JobLine]:
        """Walk every element, page by page. List the jobs of the own account, the newest first; an
        administrator sees those of all.
        """
        answer: Iterator[models.JobLine] = self._walk("list_jobs", query={"limit": limit})
        return answer

    def get_job(self, job_id: str) -> models.Job:
        """Show a job: how far it is, what is wrong row by row, where its answer is."""
        answer: models.Job = self._call("get_job", places={"job_id": job_id})
        return answer

    def stop_job(self, job_id: str, *, key: str | None = None) -> models.Job:
        """Stop a job of the own account that waits or runs; one that has ended stays as it is."""
        answer: models.Job = self._call("stop_job", places={"job_id": job_id}, key=key)
        return answer

    def get_job_result(self, job_id: str) -> bytes:
        """Return exactly what the operation would have answered: its status, content and type."""
        answer: bytes = self._call("get_job_result", places={"job_id": job_id})
        return answer

    def list_notices(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        kind: str | None = None,
        origin: str | None = None,
        about: str | None = None,
        state: models.AnyNoticeState | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> models.PageOfNotices:
        """List the notices that are held here, the newest first."""
        answer: models.PageOfNotices = self._call(
            "list_notices",
            query={"limit": limit, "after": after, "kind": kind, "origin": origin, "about": about, "state": state, "at_from": at_from, "at_until": at_until},
        )
        return answer

    def walk_notices(
        self,
        *,
        limit: int | None = None,
        kind: str | None = None,
        origin: str | None = None,
        about: str | None = None,
        state: models.AnyNoticeState | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> Iterator[models.NoticeLine]:
        """Walk every element, page by page. List the notices that are held here, the newest first.
        """
        answer: Iterator[models.NoticeLine] = self._walk(
            "list_notices",
            query={"limit": limit, "kind": kind, "origin": origin, "about": about, "state": state, "at_from": at_from, "at_until": at_until},
        )
        return answer

    def download_notices(
        self,
        *,
        format: Literal["xlsx", "csv"],
        kind: str | None = None,
        origin: str | None = None,
        about: str | None = None,
        state: models.AnyNoticeState | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> bytes:
        """Return the whole list as a file. List the notices that are held here, the newest first.
        """
        answer: bytes = self._call(
            "download_notices",
            query={"format": format, "kind": kind, "origin": origin, "about": about, "state": state, "at_from": at_from, "at_until": at_until},
        )
        return answer

    def publish_notice(
        self,
        body: models.NoticeDraftInput | Json,
        *,
        key: str | None = None,
    ) -> models.ShownNotice | models.WaitingAct:
        """Send a notice to those whom its kind names, or have it wait for a second officer."""
        answer: models.ShownNotice | models.WaitingAct = self._call(
            "publish_notice",
            body=body,
            key=key,
        )
        return answer

    def list_notice_kinds(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfNoticeKinds:
        """List the kinds of notice in force: who sends, who reads, what must be given."""
        answer: models.PageOfNoticeKinds = self._call(
            "list_notice_kinds",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_notice_kinds(self, *, limit: int | None = None) -> Iterator[models.NoticeKind]:
        """Walk every element, page by page. List the kinds of notice in force: who sends, who
        reads, what must be given.
        """
        answer: Iterator[models.NoticeKind] = self._walk(
            "list_notice_kinds",
            query={"limit": limit},
        )
        return answer

    def list_explained_grants(
        self,
        *,
        denial_id: str | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfExplainedGrants:
        """List what was granted or let pass after a consultation, as explained to all."""
        answer: models.PageOfExplainedGrants = self._call(
            "list_explained_grants",
            query={"denial_id": denial_id, "limit": limit, "after": after},
        )
        return answer

    def walk_explained_grants(
        self,
        *,
        denial_id: str | None = None,
        limit: int | None = None,
    ) -> Iterator[models.ExplainedGrant]:
        """Walk every element, page by page. List what was granted or let pass after a
        consultation, as explained to all.
        """
        answer: Iterator[models.ExplainedGrant] = self._walk(
            "list_explained_grants",
            query={"denial_id": denial_id, "limit": limit},
        )
        return answer

    def get_licensing_data(
        self,
        *,
        kind: str,
        year: int | None = None,
        case_id: str | None = None,
    ) -> models.NoticeDraft:
        """Draft a notice with the figures of one licence, or of the licences of a year."""
        answer: models.NoticeDraft = self._call(
            "get_licensing_data",
            query={"kind": kind, "year": year, "case_id": case_id},
        )
        return answer

    def get_notice(self, number: str) -> models.ShownNotice:
        """Show a notice, its versions and comments; of an own one who has not yet received it."""
        answer: models.ShownNotice = self._call("get_notice", places={"number": number})
        return answer

    def amend_notice(
        self,
        number: str,
        body: models.NoticeDraftInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownNotice | models.WaitingAct:
        """Send an own notice anew to the same readers, or have that wait; both versions stay."""
        answer: models.ShownNotice | models.WaitingAct = self._call(
            "amend_notice",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def get_notice_view(self, number: str) -> models.NounView:
        """Show a notice in words, as a person reads it."""
        answer: models.NounView = self._call("get_notice_view", places={"number": number})
        return answer

    def get_notice_page(self, number: str) -> str:
        """Show a notice as one self-contained page for the file."""
        answer: str = self._call("get_notice_page", places={"number": number})
        return answer

    def withdraw_notice(
        self,
        number: str,
        body: Sequence[Model | Json],
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownNotice | models.WaitingAct:
        """Say that an own notice does not count any more, and why, or have that wait."""
        answer: models.ShownNotice | models.WaitingAct = self._call(
            "withdraw_notice",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def recall_notice(
        self,
        number: str,
        body: models.NoticeRecall | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownNotice:
        """Recall an own notice from a member that got it by letter, which seals every version."""
        answer: models.ShownNotice = self._call(
            "recall_notice",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def comment_on_notice(
        self,
        number: str,
        body: models.CommentInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownNotice:
        """Send a comment on another authority's notice to that authority."""
        answer: models.ShownNotice = self._call(
            "comment_on_notice",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def get_registers(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfRegisters:
        """List every log: size, root, freshness by the rulebook's limit, who holds it too."""
        answer: models.PageOfRegisters = self._call(
            "get_registers",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_get_registers(self, *, limit: int | None = None) -> Iterator[models.RegisterStatus]:
        """Walk every element, page by page. List every log: size, root, freshness by the
        rulebook's limit, who holds it too.
        """
        answer: Iterator[models.RegisterStatus] = self._walk(
            "get_registers",
            query={"limit": limit},
        )
        return answer

    def list_register_troubles(
        self,
        *,
        all: bool | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfRegisterTroubles:
        """List the troubles with registers, a fraud with its proof and who was told."""
        answer: models.PageOfRegisterTroubles = self._call(
            "list_register_troubles",
            query={"all": all, "limit": limit, "after": after},
        )
        return answer

    def walk_register_troubles(
        self,
        *,
        all: bool | None = None,
        limit: int | None = None,
    ) -> Iterator[models.ShownTrouble]:
        """Walk every element, page by page. List the troubles with registers, a fraud with its
        proof and who was told.
        """
        answer: Iterator[models.ShownTrouble] = self._walk(
            "list_register_troubles",
            query={"all": all, "limit": limit},
        )
        return answer

    def close_register_trouble(
        self,
        trouble_id: int,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.PageOfRegisterTroubles:
        """Close a trouble that was looked at, on record; a stopped log stays stopped."""
        answer: models.PageOfRegisterTroubles = self._call(
            "close_register_trouble",
            places={"trouble_id": trouble_id},
            body=body,
            key=key,
        )
        return answer

    def get_fraud_proof(self, trouble_id: int) -> bytes:
        """Export the proof of a fraud: two statements that one origin has signed."""
        answer: bytes = self._call("get_fraud_proof", places={"trouble_id": trouble_id})
        return answer

    def follow_register(
        self,
        origin: str,
        body: models.FreeTextInput | Json,
        *,
        set_aside: bool | None = None,
        source: str | None = None,
        write_again: Sequence[int] | None = None,
        key: str | None = None,
    ) -> models.PageOfRegisterTroubles:
        """Follow a stopped log again, on an officer's word and with the reason."""
        answer: models.PageOfRegisterTroubles = self._call(
            "follow_register",
            places={"origin": origin},
            body=body,
            query={"set_aside": set_aside, "source": source, "write_again": write_again},
            key=key,
        )
        return answer

    def sync_registers(self, *, key: str | None = None) -> models.SyncResult:
        """Run one round of synchronisation with all peers now."""
        answer: models.SyncResult = self._call("sync_registers", key=key)
        return answer

    def list_register_entries(
        self,
        origin: str,
        *,
        start: int | None = None,
        limit: int | None = None,
    ) -> models.EntryPage:
        """List entries of a log, and who has confirmed to hold each."""
        answer: models.EntryPage = self._call(
            "list_register_entries",
            places={"origin": origin},
            query={"start": start, "limit": limit},
        )
        return answer

    def get_entry_proof(self, origin: str, index: int, *, contents: bool | None = None) -> bytes:
        """Export the proof file of one entry, to be verified offline (docs/protocol/proof.md)."""
        answer: bytes = self._call(
            "get_entry_proof",
            places={"origin": origin, "index": index},
            query={"contents": contents},
        )
        return answer

    def verify_register(self, origin: str, *, key: str | None = None) -> models.VerificationReport:
        """Recompute a log and name what does not hold."""
        answer: models.VerificationReport = self._call(
            "verify_register",
            places={"origin": origin},
            key=key,
        )
        return answer

    def repair_register(self, origin: str, *, key: str | None = None) -> models.Repair:
        """Restore what was altered from a member that can prove it, and verify again."""
        answer: models.Repair = self._call("repair_register", places={"origin": origin}, key=key)
        return answer

    def list_restricted(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfRestricted:
        """List what is restricted, by number alone, newest first: for who may open it."""
        answer: models.PageOfRestricted = self._call(
            "list_restricted",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_restricted(self, *, limit: int | None = None) -> Iterator[models.RestrictionNote]:
        """Walk every element, page by page. List what is restricted, by number alone, newest
        first: for who may open it.
        """
        answer: Iterator[models.RestrictionNote] = self._walk(
            "list_restricted",
            query={"limit": limit},
        )
        return answer

    def get_restriction(self, subject: str) -> models.Restriction:
        """Show who sees a restricted case or consultation, and why not everybody."""
        answer: models.Restriction = self._call("get_restriction", places={"subject": subject})
        return answer

    def restrict(
        self,
        subject: str,
        body: models.RestrictionDraft | Json,
        *,
        key: str | None = None,
    ) -> models.Restriction:
        """Restrict a case, or a consultation asked of us, to who needs to know."""
        answer: models.Restriction = self._call(
            "restrict",
            places={"subject": subject},
            body=body,
            key=key,
        )
        return answer

    def let_in(
        self,
        subject: str,
        body: models.Naming | Json,
        *,
        key: str | None = None,
    ) -> models.Restriction:
        """Name who needs to know from now on, and who does not any more."""
        answer: models.Restriction = self._call(
            "let_in",
            places={"subject": subject},
            body=body,
            key=key,
        )
        return answer

    def open_restricted(
        self,
        subject: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.Restriction:
        """Open what is restricted for three days, on record; all who are named are told."""
        answer: models.Restriction = self._call(
            "open_restricted",
            places={"subject": subject},
            body=body,
            key=key,
        )
        return answer

    def lift_restriction(
        self,
        subject: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.RestrictionNote:
        """Take the mark off: every officer sees it again."""
        answer: models.RestrictionNote = self._call(
            "lift_restriction",
            places={"subject": subject},
            body=body,
            key=key,
        )
        return answer

    def list_reviews(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        open_only: bool | None = None,
        origin: str | None = None,
        procedure: str | None = None,
        due_from: datetime.date | None = None,
        due_until: datetime.date | None = None,
    ) -> models.PageOfReviews:
        """List what every Member State reviews, with the own period and what is found so far."""
        answer: models.PageOfReviews = self._call(
            "list_reviews",
            query={"limit": limit, "after": after, "open_only": open_only, "origin": origin, "procedure": procedure, "due_from": due_from, "due_until": due_until},
        )
        return answer

    def walk_reviews(
        self,
        *,
        limit: int | None = None,
        open_only: bool | None = None,
        origin: str | None = None,
        procedure: str | None = None,
        due_from: datetime.date | None = None,
        due_until: datetime.date | None = None,
    ) -> Iterator[models.ReviewLine]:
        """Walk every element, page by page. List what every Member State reviews, with the own
        period and what is found so far.
        """
        answer: Iterator[models.ReviewLine] = self._walk(
            "list_reviews",
            query={"limit": limit, "open_only": open_only, "origin": origin, "procedure": procedure, "due_from": due_from, "due_until": due_until},
        )
        return answer

    def get_review(self, number: str) -> models.ShownReview:
        """Show a review: the tally by Member State, and how the own period was counted."""
        answer: models.ShownReview = self._call("get_review", places={"number": number})
        return answer

    def get_review_view(self, number: str) -> models.NounView:
        """Show a review in words: each State's word and its proof, and what is still needed."""
        answer: models.NounView = self._call("get_review_view", places={"number": number})
        return answer

    def get_review_page(self, number: str) -> str:
        """Show a review as one self-contained page for the file."""
        answer: str = self._call("get_review_page", places={"number": number})
        return answer

    def give_finding(
        self,
        number: str,
        body: models.FindingDraft | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownReview | models.WaitingAct:
        """Notify all of what this authority has found, or have it wait for a second officer."""
        answer: models.ShownReview | models.WaitingAct = self._call(
            "give_finding",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def record_state_word(
        self,
        number: str,
        body: models.WordByHand | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownReview | models.WaitingAct:
        """Record, with its proof, what a State without a gateway has notified by other means."""
        answer: models.ShownReview | models.WaitingAct = self._call(
            "record_state_word",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def request_review_time(
        self,
        number: str,
        body: models.MoreTime | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownReview | models.WaitingAct:
        """Ask for more working days, or have it wait for a second officer."""
        answer: models.ShownReview | models.WaitingAct = self._call(
            "request_review_time",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def prepare_review_publication(self, number: str) -> models.PreparedPublication:
        """Prepare what is published once as many as must have notified, machine-readable."""
        answer: models.PreparedPublication = self._call(
            "prepare_review_publication",
            places={"number": number},
        )
        return answer

    def publish_review(
        self,
        number: str,
        body: models.Publication | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownNotice | models.WaitingAct:
        """Publish it with its reference in the Official Journal, or have that wait."""
        answer: models.ShownNotice | models.WaitingAct = self._call(
            "publish_review",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def list_rulebooks(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfRulebooks:
        """List every version of every law that is held, with its date of effect."""
        answer: models.PageOfRulebooks = self._call(
            "list_rulebooks",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_rulebooks(self, *, limit: int | None = None) -> Iterator[models.HeldBook]:
        """Walk every element, page by page. List every version of every law that is held, with its
        date of effect.
        """
        answer: Iterator[models.HeldBook] = self._walk("list_rulebooks", query={"limit": limit})
        return answer

    def get_rulebook(self, *, version: str) -> models.GetRulebookAnswer:
        """Return one version as it was read from its file."""
        answer: models.GetRulebookAnswer = self._call("get_rulebook", query={"version": version})
        return answer

    def get_procedure(
        self,
        *,
        version: str,
        procedure: str,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfProcedureLines:
        """Say one procedure in sentences."""
        answer: models.PageOfProcedureLines = self._call(
            "get_procedure",
            query={"version": version, "procedure": procedure, "limit": limit, "after": after},
        )
        return answer

    def walk_get_procedure(
        self,
        *,
        version: str,
        procedure: str,
        limit: int | None = None,
    ) -> Iterator[models.SaidLine]:
        """Walk every element, page by page. Say one procedure in sentences."""
        answer: Iterator[models.SaidLine] = self._walk(
            "get_procedure",
            query={"version": version, "procedure": procedure, "limit": limit},
        )
        return answer

    def compare_rulebooks(
        self,
        *,
        first: str,
        second: str,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfRulebookChanges:
        """Return every value that differs between two versions."""
        answer: models.PageOfRulebookChanges = self._call(
            "compare_rulebooks",
            query={"first": first, "second": second, "limit": limit, "after": after},
        )
        return answer

    def walk_compare_rulebooks(
        self,
        *,
        first: str,
        second: str,
        limit: int | None = None,
    ) -> Iterator[models.RulebookChange]:
        """Walk every element, page by page. Return every value that differs between two versions.
        """
        answer: Iterator[models.RulebookChange] = self._walk(
            "compare_rulebooks",
            query={"first": first, "second": second, "limit": limit},
        )
        return answer

    def get_overlays(
        self,
        authority: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfOverlays:
        """Return what an authority has set for its own conduct."""
        answer: models.PageOfOverlays = self._call(
            "get_overlays",
            places={"authority": authority},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_get_overlays(
        self,
        authority: str,
        *,
        limit: int | None = None,
    ) -> Iterator[models.Overlay]:
        """Walk every element, page by page. Return what an authority has set for its own conduct.
        """
        answer: Iterator[models.Overlay] = self._walk(
            "get_overlays",
            places={"authority": authority},
            query={"limit": limit},
        )
        return answer

    def list_sensitive(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfSensitiveCases:
        """List the pending cases with sensitive parties that nobody has looked at yet."""
        answer: models.PageOfSensitiveCases = self._call(
            "list_sensitive",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_sensitive(self, *, limit: int | None = None) -> Iterator[models.SensitiveCase]:
        """Walk every element, page by page. List the pending cases with sensitive parties that
        nobody has looked at yet.
        """
        answer: Iterator[models.SensitiveCase] = self._walk(
            "list_sensitive",
            query={"limit": limit},
        )
        return answer

    def list_sensitive_of_case(
        self,
        case_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfSensitiveHits:
        """List the sensitive parties of which a case reminds, with the originators' conditions."""
        answer: models.PageOfSensitiveHits = self._call(
            "list_sensitive_of_case",
            places={"case_id": case_id},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_sensitive_of_case(
        self,
        case_id: str,
        *,
        limit: int | None = None,
    ) -> Iterator[models.SensitiveHit]:
        """Walk every element, page by page. List the sensitive parties of which a case reminds,
        with the originators' conditions.
        """
        answer: Iterator[models.SensitiveHit] = self._walk(
            "list_sensitive_of_case",
            places={"case_id": case_id},
            query={"limit": limit},
        )
        return answer

    def mark_sensitive_seen(
        self,
        case_id: str,
        number: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.MarkSensitiveSeenAnswer:
        """Record that one was looked at, and what came of it; nobody else is told."""
        answer: models.MarkSensitiveSeenAnswer = self._call(
            "mark_sensitive_seen",
            places={"case_id": case_id, "number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def get_judgement(self, case_id: str, denial_id: str) -> models.JudgedHit:
        """Show a hit with all that was said of it in this case, and lately in others."""
        answer: models.JudgedHit = self._call(
            "get_judgement",
            places={"case_id": case_id, "denial_id": denial_id},
        )
        return answer

    def judge_hit(
        self,
        case_id: str,
        denial_id: str,
        body: models.HitWord | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.JudgedHit:
        """Confirm or dismiss a hit with a reason; it hides no denial and closes no consultation.
        """
        answer: models.JudgedHit = self._call(
            "judge_hit",
            places={"case_id": case_id, "denial_id": denial_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def list_waiting_acts(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        every: bool | None = None,
        kind: models.AnyWaitingKind | None = None,
        state: models.AnyWaitingState | None = None,
        subject: str | None = None,
        by: str | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> models.PageOfWaitingActs:
        """List what waits for a second officer, the newest first; what was decided, if asked for.
        """
        answer: models.PageOfWaitingActs = self._call(
            "list_waiting_acts",
            query={"limit": limit, "after": after, "every": every, "kind": kind, "state": state, "subject": subject, "by": by, "at_from": at_from, "at_until": at_until},
        )
        return answer

    def walk_waiting_acts(
        self,
        *,
        limit: int | None = None,
        every: bool | None = None,
        kind: models.AnyWaitingKind | None = None,
        state: models.AnyWaitingState | None = None,
        subject: str | None = None,
        by: str | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> Iterator[models.WaitingLine]:
        """Walk every element, page by page. List what waits for a second officer, the newest
        first; what was decided, if asked for.
        """
        answer: Iterator[models.WaitingLine] = self._walk(
            "list_waiting_acts",
            query={"limit": limit, "every": every, "kind": kind, "state": state, "subject": subject, "by": by, "at_from": at_from, "at_until": at_until},
        )
        return answer

    def get_waiting_act(self, number: str) -> models.WaitingAct:
        """Show an act that waits, or did, with what was given."""
        answer: models.WaitingAct = self._call("get_waiting_act", places={"number": number})
        return answer

    def get_waiting_act_view(self, number: str) -> models.NounView:
        """Show an act in words: what it would tell everybody."""
        answer: models.NounView = self._call("get_waiting_act_view", places={"number": number})
        return answer

    def get_waiting_act_page(self, number: str) -> str:
        """Show an act as one self-contained page for the file."""
        answer: str = self._call("get_waiting_act_page", places={"number": number})
        return answer

    def agree_to_waiting_act(self, number: str, *, key: str | None = None) -> models.WaitingAct:
        """Agree as the second officer; it is carried out, and the answer says what came of it."""
        answer: models.WaitingAct = self._call(
            "agree_to_waiting_act",
            places={"number": number},
            key=key,
        )
        return answer

    def refuse_waiting_act(
        self,
        number: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.WaitingAct:
        """Refuse an act, or take the own one back; nothing was done."""
        answer: models.WaitingAct = self._call(
            "refuse_waiting_act",
            places={"number": number},
            body=body,
            key=key,
        )
        return answer

    def get_status(self) -> models.Status:
        """Say who this node is. A supervisor, which has no token, asks `/ready`."""
        answer: models.Status = self._call("get_status")
        return answer

    def get_health(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfHealthChecks:
        """Try what works, and say how to mend what does not, and who."""
        answer: models.PageOfHealthChecks = self._call(
            "get_health",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_get_health(self, *, limit: int | None = None) -> Iterator[models.HealthCheck]:
        """Walk every element, page by page. Try what works, and say how to mend what does not, and
        who.
        """
        answer: Iterator[models.HealthCheck] = self._walk("get_health", query={"limit": limit})
        return answer

    def get_health_trials(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfHealthChecks:
        """Try from end to end: a signed answer of each peer, a run of the engine, disk, keys,
        clock.
        """
        answer: models.PageOfHealthChecks = self._call(
            "get_health_trials",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_get_health_trials(self, *, limit: int | None = None) -> Iterator[models.HealthCheck]:
        """Walk every element, page by page. Try from end to end: a signed answer of each peer, a
        run of the engine, disk, keys, clock.
        """
        answer: Iterator[models.HealthCheck] = self._walk(
            "get_health_trials",
            query={"limit": limit},
        )
        return answer

    def get_health_registers(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfHealthRegisters:
        """Say how far the register of every other member is held here, for whoever runs the node.
        """
        answer: models.PageOfHealthRegisters = self._call(
            "get_health_registers",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_get_health_registers(
        self,
        *,
        limit: int | None = None,
    ) -> Iterator[models.RegisterProgress]:
        """Walk every element, page by page. Say how far the register of every other member is held
        here, for whoever runs the node.
        """
        answer: Iterator[models.RegisterProgress] = self._walk(
            "get_health_registers",
            query={"limit": limit},
        )
        return answer

    def derive_deadline(
        self,
        *,
        procedure: str,
        authority: str,
        received: datetime.datetime,
    ) -> models.DeadlineDerivation:
        """Derive a last instant under the rulebook in force."""
        answer: models.DeadlineDerivation = self._call(
            "derive_deadline",
            query={"procedure": procedure, "authority": authority, "received": received},
        )
        return answer

    def list_officers(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfOfficers:
        """List accounts."""
        answer: models.PageOfOfficers = self._call(
            "list_officers",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_officers(self, *, limit: int | None = None) -> Iterator[models.Account]:
        """Walk every element, page by page. List accounts."""
        answer: Iterator[models.Account] = self._walk("list_officers", query={"limit": limit})
        return answer

    def add_officer(
        self,
        body: models.OfficerRequest | Json,
        *,
        key: str | None = None,
    ) -> models.NewOfficer:
        """Make an account; its token is shown this once."""
        answer: models.NewOfficer = self._call("add_officer", body=body, key=key)
        return answer

    def get_officer(self, name: str) -> models.Account:
        """Show an account with its tokens."""
        answer: models.Account = self._call("get_officer", places={"name": name})
        return answer

    def withdraw_officer(self, name: str, *, key: str | None = None) -> None:
        """Withdraw an account."""
        answer: None = self._call("withdraw_officer", places={"name": name}, key=key)
        return answer

    def make_token(
        self,
        body: models.TokenRequest | Json,
        *,
        key: str | None = None,
    ) -> models.NewOfficer:
        """Make a further token of an account, shown this once; the one it has stays until it ends.
        """
        answer: models.NewOfficer = self._call("make_token", body=body, key=key)
        return answer

    def withdraw_token(self, body: models.NamedToken | Json, *, key: str | None = None) -> None:
        """Take one token of an account away."""
        answer: None = self._call("withdraw_token", body=body, key=key)
        return answer

    def bind_certificate(
        self,
        body: models.CertificateRequest | Json,
        *,
        key: str | None = None,
    ) -> models.BoundCertificate:
        """Let a national system show a certificate, in place of its token or beside it."""
        answer: models.BoundCertificate = self._call("bind_certificate", body=body, key=key)
        return answer

    def withdraw_certificate(
        self,
        body: models.NamedCertificate | Json,
        *,
        key: str | None = None,
    ) -> None:
        """Take one certificate of an account away."""
        answer: None = self._call("withdraw_certificate", body=body, key=key)
        return answer

    def return_officer(
        self,
        body: models.TokenRequest | Json,
        *,
        key: str | None = None,
    ) -> models.NewOfficer:
        """Let a withdrawn account return under its name, with a new token."""
        answer: models.NewOfficer = self._call("return_officer", body=body, key=key)
        return answer

    def make_console_link(
        self,
        body: models.NamedOfficer | Json,
        *,
        key: str | None = None,
    ) -> models.ConsoleLink:
        """Make a one-time link by which an officer enrols at the console, shown this once."""
        answer: models.ConsoleLink = self._call("make_console_link", body=body, key=key)
        return answer

    def withdraw_named_officer(
        self,
        body: models.NamedOfficer | Json,
        *,
        key: str | None = None,
    ) -> None:
        """Withdraw an account whose name does not go into an address."""
        answer: None = self._call("withdraw_named_officer", body=body, key=key)
        return answer

    def count_denials(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfDenialCounts:
        """Count valid denials by item group and destination."""
        answer: models.PageOfDenialCounts = self._call(
            "count_denials",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_count_denials(self, *, limit: int | None = None) -> Iterator[models.DenialCount]:
        """Walk every element, page by page. Count valid denials by item group and destination."""
        answer: Iterator[models.DenialCount] = self._walk("count_denials", query={"limit": limit})
        return answer

    def get_retention(self) -> models.RetentionShown:
        """Show what is kept how long, and how much of it is older."""
        answer: models.RetentionShown = self._call("get_retention")
        return answer

    def run_retention(
        self,
        *,
        dry_run: bool | None = None,
        key: str | None = None,
    ) -> models.RetentionShown:
        """Delete what is older than its period, on record; with `dry_run` only say what."""
        answer: models.RetentionShown = self._call(
            "run_retention",
            query={"dry_run": dry_run},
            key=key,
        )
        return answer

    def list_held_files(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfHeldFiles:
        """List the files of cases that officers hold back from deletion, and why."""
        answer: models.PageOfHeldFiles = self._call(
            "list_held_files",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_held_files(self, *, limit: int | None = None) -> Iterator[models.HeldFile]:
        """Walk every element, page by page. List the files of cases that officers hold back from
        deletion, and why.
        """
        answer: Iterator[models.HeldFile] = self._walk("list_held_files", query={"limit": limit})
        return answer

    def get_held_file(self, case_id: str) -> models.HeldFile:
        """Show who holds the file of a case back from deletion, and why."""
        answer: models.HeldFile = self._call("get_held_file", places={"case_id": case_id})
        return answer

    def hold_file(
        self,
        case_id: str,
        body: models.HoldDraft | Json,
        *,
        key: str | None = None,
    ) -> models.HeldFile:
        """Hold the file of a case back from deletion: for proceedings, an audit, an archive."""
        answer: models.HeldFile = self._call(
            "hold_file",
            places={"case_id": case_id},
            body=body,
            key=key,
        )
        return answer

    def release_file(
        self,
        case_id: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.HeldFile:
        """Say that nothing holds the file of a case back any more; return who held it, and why."""
        answer: models.HeldFile = self._call(
            "release_file",
            places={"case_id": case_id},
            body=body,
            key=key,
        )
        return answer


class AsyncOperations(AsyncCaller):
    """Every operation, to be awaited."""

    async def list_collections(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfCollections:
        """List the collections, the newest first."""
        answer: models.PageOfCollections = await self._call(
            "list_collections",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_collections(
        self,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.CollectionLine]:
        """Walk every element, page by page. List the collections, the newest first."""
        answer: AsyncIterator[models.CollectionLine] = self._walk(
            "list_collections",
            query={"limit": limit},
        )
        return answer

    async def call_collection(
        self,
        body: models.CollectionCall | Json,
        *,
        key: str | None = None,
    ) -> models.CollectionView:
        """Call for a year's data: one letter to each authority, with the template."""
        answer: models.CollectionView = await self._call("call_collection", body=body, key=key)
        return answer

    async def get_collection(self, collection: str) -> models.CollectionView:
        """Show a collection with where every State stands."""
        answer: models.CollectionView = await self._call(
            "get_collection",
            places={"collection": collection},
        )
        return answer

    async def list_submissions(
        self,
        collection: str,
        *,
        state: str | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfSubmissions:
        """List what came, with what became of it."""
        answer: models.PageOfSubmissions = await self._call(
            "list_submissions",
            places={"collection": collection},
            query={"state": state, "limit": limit, "after": after},
        )
        return answer

    def walk_submissions(
        self,
        collection: str,
        *,
        state: str | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[models.Collected]:
        """Walk every element, page by page. List what came, with what became of it."""
        answer: AsyncIterator[models.Collected] = self._walk(
            "list_submissions",
            places={"collection": collection},
            query={"state": state, "limit": limit},
        )
        return answer

    async def list_collection_questions(
        self,
        collection: str,
        *,
        waiting: bool | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfCollectionQuestions:
        """List the questions with what was said."""
        answer: models.PageOfCollectionQuestions = await self._call(
            "list_collection_questions",
            places={"collection": collection},
            query={"waiting": waiting, "limit": limit, "after": after},
        )
        return answer

    def walk_collection_questions(
        self,
        collection: str,
        *,
        waiting: bool | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[models.Thread]:
        """Walk every element, page by page. List the questions with what was said."""
        answer: AsyncIterator[models.Thread] = self._walk(
            "list_collection_questions",
            places={"collection": collection},
            query={"waiting": waiting, "limit": limit},
        )
        return answer

    async def ask_submitter(
        self,
        collection: str,
        body: models.QuestionDraft | Json,
        *,
        key: str | None = None,
    ) -> models.Thread:
        """Ask a State on a cell or table of what it submitted."""
        answer: models.Thread = await self._call(
            "ask_submitter",
            places={"collection": collection},
            body=body,
            key=key,
        )
        return answer

    async def get_collection_question(self, collection: str, thread: int) -> models.Thread:
        """Show a question with what was said."""
        answer: models.Thread = await self._call(
            "get_collection_question",
            places={"collection": collection, "thread": thread},
        )
        return answer

    async def close_question(
        self,
        collection: str,
        thread: int,
        body: Sequence[Model | Json],
        *,
        key: str | None = None,
    ) -> models.Thread:
        """Close a question."""
        answer: models.Thread = await self._call(
            "close_question",
            places={"collection": collection, "thread": thread},
            body=body,
            key=key,
        )
        return answer

    async def list_editions(
        self,
        collection: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfEditions:
        """List the editions: frozen, released, published."""
        answer: models.PageOfEditions = await self._call(
            "list_editions",
            places={"collection": collection},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_editions(
        self,
        collection: str,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.KeptEdition]:
        """Walk every element, page by page. List the editions: frozen, released, published."""
        answer: AsyncIterator[models.KeptEdition] = self._walk(
            "list_editions",
            places={"collection": collection},
            query={"limit": limit},
        )
        return answer

    async def freeze_edition(
        self,
        collection: str,
        body: models.FreezeOrder | Json,
        *,
        key: str | None = None,
    ) -> models.KeptEdition:
        """Freeze the first edition; with a reason a corrigendum of the one before."""
        answer: models.KeptEdition = await self._call(
            "freeze_edition",
            places={"collection": collection},
            body=body,
            key=key,
        )
        return answer

    async def get_edition(
        self,
        collection: str,
        number: int,
        *,
        embargoed: bool | None = None,
    ) -> models.Edition:
        """Return an edition as it is published; before that only with `embargoed`."""
        answer: models.Edition = await self._call(
            "get_edition",
            places={"collection": collection, "number": number},
            query={"embargoed": embargoed},
        )
        return answer

    async def get_provenance(
        self,
        collection: str,
        *,
        table: str,
        at: Sequence[str],
        origin: str | None = None,
        edition: int | None = None,
    ) -> models.ProvenanceView:
        """Say which submissions, versions and cells a cell comes from."""
        answer: models.ProvenanceView = await self._call(
            "get_provenance",
            places={"collection": collection},
            query={"table": table, "at": at, "origin": origin, "edition": edition},
        )
        return answer

    async def get_year(self, year: int) -> models.PreparedYear:
        """Show where the preparation of a year stands: records, tables, remarks, versions."""
        answer: models.PreparedYear = await self._call("get_year", places={"year": year})
        return answer

    async def change_year(
        self,
        year: int,
        body: models.WorkChange | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.PreparedYear:
        """Mark cells, answer remarks, name tables without data, state indicators and texts."""
        answer: models.PreparedYear = await self._call(
            "change_year",
            places={"year": year},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def get_year_form(self, year: int) -> bytes:
        """Return the workbook to fill in, made from the template that counts for the year."""
        answer: bytes = await self._call("get_year_form", places={"year": year})
        return answer

    async def import_year(
        self,
        year: int,
        file: File,
        *,
        dry_run: bool | None = None,
        key: str | None = None,
    ) -> models.ImportedYear:
        """Import a file whole, or name every fault by sheet, row and column and take nothing."""
        answer: models.ImportedYear = await self._call(
            "import_year",
            places={"year": year},
            file=file,
            query={"dry_run": dry_run},
            key=key,
        )
        return answer

    async def send_year_records(
        self,
        year: int,
        body: models.SentRecords | Json,
        *,
        dry_run: bool | None = None,
        key: str | None = None,
    ) -> models.ImportedYear:
        """Take records of a national licensing system, all or none."""
        answer: models.ImportedYear = await self._call(
            "send_year_records",
            places={"year": year},
            body=body,
            query={"dry_run": dry_run},
            key=key,
        )
        return answer

    async def drop_year_records(
        self,
        year: int,
        *,
        kind: models.AnyRecordKind | None = None,
        key: str | None = None,
    ) -> models.Dropped:
        """Remove imported records of a year, or of one kind."""
        answer: models.Dropped = await self._call(
            "drop_year_records",
            places={"year": year},
            query={"kind": kind},
            key=key,
        )
        return answer

    async def get_records_of_cell(
        self,
        year: int,
        table: str,
        *,
        at: Sequence[str],
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfAnnualRecords:
        """Show the records behind a cell; they stay here."""
        answer: models.PageOfAnnualRecords = await self._call(
            "get_records_of_cell",
            places={"year": year, "table": table},
            query={"at": at, "limit": limit, "after": after},
        )
        return answer

    def walk_get_records_of_cell(
        self,
        year: int,
        table: str,
        *,
        at: Sequence[str],
        limit: int | None = None,
    ) -> AsyncIterator[models.AnnualRecord]:
        """Walk every element, page by page. Show the records behind a cell; they stay here."""
        answer: AsyncIterator[models.AnnualRecord] = self._walk(
            "get_records_of_cell",
            places={"year": year, "table": table},
            query={"at": at, "limit": limit},
        )
        return answer

    async def propose_year_version(
        self,
        year: int,
        body: models.Proposal | Json,
        *,
        key: str | None = None,
    ) -> models.ShownVersion:
        """Freeze what was counted for the second officer."""
        answer: models.ShownVersion = await self._call(
            "propose_year_version",
            places={"year": year},
            body=body,
            key=key,
        )
        return answer

    async def get_year_version(self, year: int, number: int) -> models.ShownVersion:
        """Show a version and what differs from the one before."""
        answer: models.ShownVersion = await self._call(
            "get_year_version",
            places={"year": year, "number": number},
        )
        return answer

    async def release_year(
        self,
        year: int,
        body: models.Release | Json,
        *,
        key: str | None = None,
    ) -> models.VersionLine:
        """Sign off what another officer has proposed, and send it."""
        answer: models.VersionLine = await self._call(
            "release_year",
            places={"year": year},
            body=body,
            key=key,
        )
        return answer

    async def list_questions(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfQuestions:
        """List the questions on our submissions."""
        answer: models.PageOfQuestions = await self._call(
            "list_questions",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_questions(self, *, limit: int | None = None) -> AsyncIterator[models.QuestionLine]:
        """Walk every element, page by page. List the questions on our submissions."""
        answer: AsyncIterator[models.QuestionLine] = self._walk(
            "list_questions",
            query={"limit": limit},
        )
        return answer

    async def answer_question(
        self,
        message_id: str,
        body: models.AnswerDraft | Json,
        *,
        key: str | None = None,
    ) -> models.SentToCommission:
        """Answer a question on our submission."""
        answer: models.SentToCommission = await self._call(
            "answer_question",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    async def list_rounds(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfClearanceRounds:
        """List the tables that we are to clear, exactly as they would appear."""
        answer: models.PageOfClearanceRounds = await self._call(
            "list_rounds",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_rounds(self, *, limit: int | None = None) -> AsyncIterator[models.RoundLine]:
        """Walk every element, page by page. List the tables that we are to clear, exactly as they
        would appear.
        """
        answer: AsyncIterator[models.RoundLine] = self._walk("list_rounds", query={"limit": limit})
        return answer

    async def clear_round(
        self,
        message_id: str,
        body: models.ClearanceDraft | Json,
        *,
        key: str | None = None,
    ) -> models.SentToCommission:
        """Clear, mark or merge; what is not cleared is not published."""
        answer: models.SentToCommission = await self._call(
            "clear_round",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    async def get_draft(self, collection: str, *, whole: bool | None = None) -> models.DraftView:
        """Consolidate what counts now; with `whole` also cell by cell."""
        answer: models.DraftView = await self._call(
            "get_draft",
            places={"collection": collection},
            query={"whole": whole},
        )
        return answer

    async def open_round(
        self,
        collection: str,
        body: models.RoundOrder | Json,
        *,
        key: str | None = None,
    ) -> models.CollectionView:
        """Send its tables to every State that has not seen those of what counts."""
        answer: models.CollectionView = await self._call(
            "open_round",
            places={"collection": collection},
            body=body,
            key=key,
        )
        return answer

    async def release_edition(
        self,
        collection: str,
        body: models.ReleaseOrder | Json,
        *,
        key: str | None = None,
    ) -> models.KeptEdition:
        """Release the newest edition, as the second person."""
        answer: models.KeptEdition = await self._call(
            "release_edition",
            places={"collection": collection},
            body=body,
            key=key,
        )
        return answer

    async def list_late_submissions(
        self,
        collection: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfSubmissions:
        """Show what came after the freeze."""
        answer: models.PageOfSubmissions = await self._call(
            "list_late_submissions",
            places={"collection": collection},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_late_submissions(
        self,
        collection: str,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.Collected]:
        """Walk every element, page by page. Show what came after the freeze."""
        answer: AsyncIterator[models.Collected] = self._walk(
            "list_late_submissions",
            places={"collection": collection},
            query={"limit": limit},
        )
        return answer

    async def decide_late_submission(
        self,
        collection: str,
        digest: str,
        body: models.LateDecision | Json,
        *,
        key: str | None = None,
    ) -> models.Collected:
        """Take a late submission for the next edition, or leave it."""
        answer: models.Collected = await self._call(
            "decide_late_submission",
            places={"collection": collection, "digest": digest},
            body=body,
            key=key,
        )
        return answer

    async def get_accountability(self, year: int) -> models.Accountability:
        """Count what this authority assessed, decided, asked and was asked in a year."""
        answer: models.Accountability = await self._call(
            "get_accountability",
            places={"year": year},
        )
        return answer

    async def classify_case(
        self,
        case_id: str,
        body: models.EndUse | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> None:
        """Give a case its class of end use."""
        answer: None = await self._call(
            "classify_case",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def prepare_open_release(self, *, key: str | None = None) -> models.OpenRelease:
        """Prepare the lines of the months that are old enough."""
        answer: models.OpenRelease = await self._call("prepare_open_release", key=key)
        return answer

    async def list_open_releases(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfOpenReleases:
        """List what was prepared and released."""
        answer: models.PageOfOpenReleases = await self._call(
            "list_open_releases",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_open_releases(self, *, limit: int | None = None) -> AsyncIterator[models.OpenRelease]:
        """Walk every element, page by page. List what was prepared and released."""
        answer: AsyncIterator[models.OpenRelease] = self._walk(
            "list_open_releases",
            query={"limit": limit},
        )
        return answer

    async def release_open_register(
        self,
        number: int,
        *,
        key: str | None = None,
    ) -> models.OpenRelease:
        """Release what another officer has prepared."""
        answer: models.OpenRelease = await self._call(
            "release_open_register",
            places={"number": number},
            key=key,
        )
        return answer

    async def get_open_release(self, number: int) -> models.OpenRelease:
        """Show what was prepared, or released, with its lines."""
        answer: models.OpenRelease = await self._call(
            "get_open_release",
            places={"number": number},
        )
        return answer

    async def get_open_register(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfOpenReleases:
        """List what was released, as the public sees it."""
        answer: models.PageOfOpenReleases = await self._call(
            "get_open_register",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_get_open_register(
        self,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.OpenRelease]:
        """Walk every element, page by page. List what was released, as the public sees it."""
        answer: AsyncIterator[models.OpenRelease] = self._walk(
            "get_open_register",
            query={"limit": limit},
        )
        return answer

    async def file_application(
        self,
        body: models.ApplicationInput | Json,
        *,
        key: str | None = None,
    ) -> models.Case:
        """Begin a case of any kind; the same application again returns the same case."""
        answer: models.Case = await self._call("file_application", body=body, key=key)
        return answer

    async def list_cases(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        state: models.AnyCaseState | None = None,
        reference: str | None = None,
        procedure: str | None = None,
        destination: str | None = None,
        authority: str | None = None,
        party: str | None = None,
        code: str | None = None,
        filed_from: datetime.date | None = None,
        filed_until: datetime.date | None = None,
        filed_by: str | None = None,
    ) -> models.PageOfCases:
        """List cases, newest first; with filters those that fit all of them."""
        answer: models.PageOfCases = await self._call(
            "list_cases",
            query={"limit": limit, "after": after, "state": state, "reference": reference, "procedure": procedure, "destination": destination, "authority": authority, "party": party, "code": code, "filed_from": filed_from, "filed_until": filed_until, "filed_by": filed_by},
        )
        return answer

    def walk_cases(
        self,
        *,
        limit: int | None = None,
        state: models.AnyCaseState | None = None,
        reference: str | None = None,
        procedure: str | None = None,
        destination: str | None = None,
        authority: str | None = None,
        party: str | None = None,
        code: str | None = None,
        filed_from: datetime.date | None = None,
        filed_until: datetime.date | None = None,
        filed_by: str | None = None,
    ) -> AsyncIterator[models.CaseSummary]:
        """Walk every element, page by page. List cases, newest first; with filters those that fit
        all of them.
        """
        answer: AsyncIterator[models.CaseSummary] = self._walk(
            "list_cases",
            query={"limit": limit, "state": state, "reference": reference, "procedure": procedure, "destination": destination, "authority": authority, "party": party, "code": code, "filed_from": filed_from, "filed_until": filed_until, "filed_by": filed_by},
        )
        return answer

    async def download_cases(
        self,
        *,
        format: Literal["xlsx", "csv"],
        state: models.AnyCaseState | None = None,
        reference: str | None = None,
        procedure: str | None = None,
        destination: str | None = None,
        authority: str | None = None,
        party: str | None = None,
        code: str | None = None,
        filed_from: datetime.date | None = None,
        filed_until: datetime.date | None = None,
        filed_by: str | None = None,
    ) -> bytes:
        """Return the whole list as a file. List cases, newest first; with filters those that fit
        all of them.
        """
        answer: bytes = await self._call(
            "download_cases",
            query={"format": format, "state": state, "reference": reference, "procedure": procedure, "destination": destination, "authority": authority, "party": party, "code": code, "filed_from": filed_from, "filed_until": filed_until, "filed_by": filed_by},
        )
        return answer

    async def get_case(self, case_id: str) -> models.Case:
        """Show a case with examination, consultations, clocks, answers and acts."""
        answer: models.Case = await self._call("get_case", places={"case_id": case_id})
        return answer

    async def assess_case(
        self,
        case_id: str,
        body: models.HumanRightsAssessmentInput | Json,
        *,
        release: models.AnyAssessmentRelease | None = None,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Record the human-rights assessment, and whether others see it or its summary."""
        answer: models.Case = await self._call(
            "assess_case",
            places={"case_id": case_id},
            body=body,
            query={"release": release},
            key=key,
            of=of,
        )
        return answer

    async def propose_decision(
        self,
        case_id: str,
        body: models.DecisionProposalInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Propose a decision."""
        answer: models.Case = await self._call(
            "propose_decision",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def decide_case(
        self,
        case_id: str,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Decide what was proposed, as the second officer."""
        answer: models.Case = await self._call(
            "decide_case",
            places={"case_id": case_id},
            key=key,
            of=of,
        )
        return answer

    async def withdraw_case(
        self,
        case_id: str,
        body: models.WithdrawalInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Record that the applicant withdrew, and what had been determined before."""
        answer: models.Case = await self._call(
            "withdraw_case",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def amend_case(
        self,
        case_id: str,
        body: models.AmendedApplication | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Take an amended application; the rulebook says whether new consultations begin."""
        answer: models.Case = await self._call(
            "amend_case",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def rely_on_consultation(
        self,
        case_id: str,
        body: models.Reliance | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Rely on an answer that this authority gave before, on record."""
        answer: models.Case = await self._call(
            "rely_on_consultation",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def leave_out_notice(
        self,
        case_id: str,
        body: models.NotProvided | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Say that the notice which is due after a case is not given; a second officer decides."""
        answer: models.Case = await self._call(
            "leave_out_notice",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def confirm_no_notice(
        self,
        case_id: str,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Decide, as the second officer, that the notice is not given; nobody outside is told."""
        answer: models.Case = await self._call(
            "confirm_no_notice",
            places={"case_id": case_id},
            key=key,
            of=of,
        )
        return answer

    async def record_final_assessment(
        self,
        denial_id: str,
        body: models.FinalAssessment | Json,
        *,
        key: str | None = None,
    ) -> models.Case:
        """End the suspension of a licence; every member gets its final assessment."""
        answer: models.Case = await self._call(
            "record_final_assessment",
            places={"denial_id": denial_id},
            body=body,
            key=key,
        )
        return answer

    async def assign_case(
        self,
        case_id: str,
        body: models.Assignment | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Put the case into an officer's hands."""
        answer: models.Case = await self._call(
            "assign_case",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def get_case_view(self, case_id: str) -> models.NounView:
        """Show a case in words, as a person reads it."""
        answer: models.NounView = await self._call("get_case_view", places={"case_id": case_id})
        return answer

    async def get_applicant_statement(self, case_id: str) -> models.ApplicantStatement:
        """Show what the applicant may be shown of what other authorities answered."""
        answer: models.ApplicantStatement = await self._call(
            "get_applicant_statement",
            places={"case_id": case_id},
        )
        return answer

    async def get_case_page(self, case_id: str) -> str:
        """Show a case as one self-contained page for the file."""
        answer: str = await self._call("get_case_page", places={"case_id": case_id})
        return answer

    async def export_case_evidence(self, case_id: str) -> bytes:
        """Export the evidence of a case as one ZIP that anybody can verify offline."""
        answer: bytes = await self._call("export_case_evidence", places={"case_id": case_id})
        return answer

    async def list_tasks(
        self,
        *,
        by_last_day: bool | None = None,
        limit: int | None = None,
        after: str | None = None,
        kind: models.AnyTaskKind | None = None,
        subject: str | None = None,
        mine: bool | None = None,
    ) -> models.PageOfTasks:
        """List what a person must look at, oldest first, or first what is to be done first."""
        answer: models.PageOfTasks = await self._call(
            "list_tasks",
            query={"by_last_day": by_last_day, "limit": limit, "after": after, "kind": kind, "subject": subject, "mine": mine},
        )
        return answer

    def walk_tasks(
        self,
        *,
        by_last_day: bool | None = None,
        limit: int | None = None,
        kind: models.AnyTaskKind | None = None,
        subject: str | None = None,
        mine: bool | None = None,
    ) -> AsyncIterator[models.Task]:
        """Walk every element, page by page. List what a person must look at, oldest first, or
        first what is to be done first.
        """
        answer: AsyncIterator[models.Task] = self._walk(
            "list_tasks",
            query={"by_last_day": by_last_day, "limit": limit, "kind": kind, "subject": subject, "mine": mine},
        )
        return answer

    async def download_tasks(
        self,
        *,
        format: Literal["xlsx", "csv"],
        by_last_day: bool | None = None,
        kind: models.AnyTaskKind | None = None,
        subject: str | None = None,
        mine: bool | None = None,
    ) -> bytes:
        """Return the whole list as a file. List what a person must look at, oldest first, or first
        what is to be done first.
        """
        answer: bytes = await self._call(
            "download_tasks",
            query={"format": format, "by_last_day": by_last_day, "kind": kind, "subject": subject, "mine": mine},
        )
        return answer

    async def get_task_view(self, task_id: int) -> models.NounView:
        """Show a task in words: what is to be done, by which day, and how."""
        answer: models.NounView = await self._call("get_task_view", places={"task_id": task_id})
        return answer

    async def close_task(
        self,
        task_id: int,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.Task:
        """Close a task by hand, on record."""
        answer: models.Task = await self._call(
            "close_task",
            places={"task_id": task_id},
            body=body,
            key=key,
        )
        return answer

    async def list_licences(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        exporter: str | None = None,
        mrn: str | None = None,
        state: models.AnyLicenceState | None = None,
        reference: str | None = None,
        destination: str | None = None,
        party: str | None = None,
        code: str | None = None,
        ends_from: datetime.date | None = None,
        ends_until: datetime.date | None = None,
    ) -> models.PageOfLicences:
        """List licences, newest first; with filters those that fit all, e.g. a declaration (MRN).
        """
        answer: models.PageOfLicences = await self._call(
            "list_licences",
            query={"limit": limit, "after": after, "exporter": exporter, "mrn": mrn, "state": state, "reference": reference, "destination": destination, "party": party, "code": code, "ends_from": ends_from, "ends_until": ends_until},
        )
        return answer

    def walk_licences(
        self,
        *,
        limit: int | None = None,
        exporter: str | None = None,
        mrn: str | None = None,
        state: models.AnyLicenceState | None = None,
        reference: str | None = None,
        destination: str | None = None,
        party: str | None = None,
        code: str | None = None,
        ends_from: datetime.date | None = None,
        ends_until: datetime.date | None = None,
    ) -> AsyncIterator[models.LicenceSummary]:
        """Walk every element, page by page. List licences, newest first; with filters those that
        fit all, e.g. a declaration (MRN).
        """
        answer: AsyncIterator[models.LicenceSummary] = self._walk(
            "list_licences",
            query={"limit": limit, "exporter": exporter, "mrn": mrn, "state": state, "reference": reference, "destination": destination, "party": party, "code": code, "ends_from": ends_from, "ends_until": ends_until},
        )
        return answer

    async def download_licences(
        self,
        *,
        format: Literal["xlsx", "csv"],
        exporter: str | None = None,
        mrn: str | None = None,
        state: models.AnyLicenceState | None = None,
        reference: str | None = None,
        destination: str | None = None,
        party: str | None = None,
        code: str | None = None,
        ends_from: datetime.date | None = None,
        ends_until: datetime.date | None = None,
    ) -> bytes:
        """Return the whole list as a file. List licences, newest first; with filters those that
        fit all, e.g. a declaration (MRN).
        """
        answer: bytes = await self._call(
            "download_licences",
            query={"format": format, "exporter": exporter, "mrn": mrn, "state": state, "reference": reference, "destination": destination, "party": party, "code": code, "ends_from": ends_from, "ends_until": ends_until},
        )
        return answer

    async def get_licence(self, number: str) -> models.StandingLicence:
        """Show a licence as it stands today: what may leave under it, for whom, until when."""
        answer: models.StandingLicence = await self._call("get_licence", places={"number": number})
        return answer

    async def get_licence_view(self, number: str) -> models.NounView:
        """Show a licence in words, as a person reads it."""
        answer: models.NounView = await self._call("get_licence_view", places={"number": number})
        return answer

    async def get_licence_renewal(self, number: str, *, reference: str) -> models.Application:
        """Draft an application to renew a licence: for what it was granted; nothing is filed."""
        answer: models.Application = await self._call(
            "get_licence_renewal",
            places={"number": number},
            query={"reference": reference},
        )
        return answer

    async def list_licence_uses(
        self,
        number: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfLicenceUses:
        """List what has left under a licence, declaration by declaration; the last told first."""
        answer: models.PageOfLicenceUses = await self._call(
            "list_licence_uses",
            places={"number": number},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_licence_uses(
        self,
        number: str,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.RecordedUse]:
        """Walk every element, page by page. List what has left under a licence, declaration by
        declaration; the last told first.
        """
        answer: AsyncIterator[models.RecordedUse] = self._walk(
            "list_licence_uses",
            places={"number": number},
            query={"limit": limit},
        )
        return answer

    async def use_licence(
        self,
        number: str,
        body: models.LicenceUse | Json,
        *,
        key: str | None = None,
    ) -> models.RecordedUse:
        """Tell what has left under a licence; the same reference again is the same use."""
        answer: models.RecordedUse = await self._call(
            "use_licence",
            places={"number": number},
            body=body,
            key=key,
        )
        return answer

    async def reverse_licence_use(
        self,
        number: str,
        reference: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.RecordedUse:
        """Say that what a use told did not leave."""
        answer: models.RecordedUse = await self._call(
            "reverse_licence_use",
            places={"number": number, "reference": reference},
            body=body,
            key=key,
        )
        return answer

    async def get_licence_for_customs(
        self,
        reference: str,
        *,
        on: datetime.date | None = None,
    ) -> models.CustomsLicence:
        """Return a licence in the terms of Regulation (EU) 2022/2399."""
        answer: models.CustomsLicence = await self._call(
            "get_licence_for_customs",
            places={"reference": reference},
            query={"on": on},
        )
        return answer

    async def list_informed(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfInformed:
        """List letters by which somebody was informed of a requirement, newest first."""
        answer: models.PageOfInformed = await self._call(
            "list_informed",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_informed(self, *, limit: int | None = None) -> AsyncIterator[models.InformedSummary]:
        """Walk every element, page by page. List letters by which somebody was informed of a
        requirement, newest first.
        """
        answer: AsyncIterator[models.InformedSummary] = self._walk(
            "list_informed",
            query={"limit": limit},
        )
        return answer

    async def get_informed(self, number: str) -> models.StandingInformed:
        """Show a letter as it stands today: of what, to whom, under which article, until when."""
        answer: models.StandingInformed = await self._call(
            "get_informed",
            places={"number": number},
        )
        return answer

    async def get_informed_view(self, number: str) -> models.NounView:
        """Show a letter in words, as a person reads it."""
        answer: models.NounView = await self._call("get_informed_view", places={"number": number})
        return answer

    async def withdraw_informed(
        self,
        number: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.StandingInformed | models.WaitingAct:
        """Say that a letter is to be lifted, and why; it waits for a second officer."""
        answer: models.StandingInformed | models.WaitingAct = await self._call(
            "withdraw_informed",
            places={"number": number},
            body=body,
            key=key,
        )
        return answer

    async def list_watch_matches(
        self,
        *,
        seen: bool | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfWatchMatches:
        """List licences in force with the denials that they match; those looked at if asked for.
        """
        answer: models.PageOfWatchMatches = await self._call(
            "list_watch_matches",
            query={"seen": seen, "limit": limit, "after": after},
        )
        return answer

    def walk_watch_matches(
        self,
        *,
        seen: bool | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[models.LicenceMatch]:
        """Walk every element, page by page. List licences in force with the denials that they
        match; those looked at if asked for.
        """
        answer: AsyncIterator[models.LicenceMatch] = self._walk(
            "list_watch_matches",
            query={"seen": seen, "limit": limit},
        )
        return answer

    async def mark_watch_match_seen(
        self,
        case_id: str,
        denial_id: str,
        body: models.MatchWord | Json,
        *,
        key: str | None = None,
    ) -> models.MarkWatchMatchSeenAnswer:
        """Mark a match as looked at, with what it is and what is done; return all of the licence.
        """
        answer: models.MarkWatchMatchSeenAnswer = await self._call(
            "mark_watch_match_seen",
            places={"case_id": case_id, "denial_id": denial_id},
            body=body,
            key=key,
        )
        return answer

    async def list_informed_elsewhere(
        self,
        case_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfInformedElsewhere:
        """List whom we asked whether they had informed somebody, and what they said, side by side.
        """
        answer: models.PageOfInformedElsewhere = await self._call(
            "list_informed_elsewhere",
            places={"case_id": case_id},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_informed_elsewhere(
        self,
        case_id: str,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.InformedElsewhere]:
        """Walk every element, page by page. List whom we asked whether they had informed somebody,
        and what they said, side by side.
        """
        answer: AsyncIterator[models.InformedElsewhere] = self._walk(
            "list_informed_elsewhere",
            places={"case_id": case_id},
            query={"limit": limit},
        )
        return answer

    async def ask_informed_elsewhere(
        self,
        case_id: str,
        body: models.InformedAsked | Json,
        *,
        key: str | None = None,
    ) -> models.PageOfInformedElsewhere:
        """Ask authorities whether they have informed the exporter, or others about the end-user.
        """
        answer: models.PageOfInformedElsewhere = await self._call(
            "ask_informed_elsewhere",
            places={"case_id": case_id},
            body=body,
            key=key,
        )
        return answer

    async def list_consultations(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        asked_of_us: bool | None = None,
        named: str | None = None,
        state: models.AnyConsultationState | None = None,
        authority: str | None = None,
        procedure: str | None = None,
        case_id: str | None = None,
        reference: str | None = None,
        party: str | None = None,
        code: str | None = None,
        assigned_to: str | None = None,
        due_from: datetime.date | None = None,
        due_until: datetime.date | None = None,
    ) -> models.PageOfConsultations:
        """List consultations, newest first; with filters those that fit all of them."""
        answer: models.PageOfConsultations = await self._call(
            "list_consultations",
            query={"limit": limit, "after": after, "asked_of_us": asked_of_us, "named": named, "state": state, "authority": authority, "procedure": procedure, "case_id": case_id, "reference": reference, "party": party, "code": code, "assigned_to": assigned_to, "due_from": due_from, "due_until": due_until},
        )
        return answer

    def walk_consultations(
        self,
        *,
        limit: int | None = None,
        asked_of_us: bool | None = None,
        named: str | None = None,
        state: models.AnyConsultationState | None = None,
        authority: str | None = None,
        procedure: str | None = None,
        case_id: str | None = None,
        reference: str | None = None,
        party: str | None = None,
        code: str | None = None,
        assigned_to: str | None = None,
        due_from: datetime.date | None = None,
        due_until: datetime.date | None = None,
    ) -> AsyncIterator[models.Consultation]:
        """Walk every element, page by page. List consultations, newest first; with filters those
        that fit all of them.
        """
        answer: AsyncIterator[models.Consultation] = self._walk(
            "list_consultations",
            query={"limit": limit, "asked_of_us": asked_of_us, "named": named, "state": state, "authority": authority, "procedure": procedure, "case_id": case_id, "reference": reference, "party": party, "code": code, "assigned_to": assigned_to, "due_from": due_from, "due_until": due_until},
        )
        return answer

    async def download_consultations(
        self,
        *,
        format: Literal["xlsx", "csv"],
        asked_of_us: bool | None = None,
        named: str | None = None,
        state: models.AnyConsultationState | None = None,
        authority: str | None = None,
        procedure: str | None = None,
        case_id: str | None = None,
        reference: str | None = None,
        party: str | None = None,
        code: str | None = None,
        assigned_to: str | None = None,
        due_from: datetime.date | None = None,
        due_until: datetime.date | None = None,
    ) -> bytes:
        """Return the whole list as a file. List consultations, newest first; with filters those
        that fit all of them.
        """
        answer: bytes = await self._call(
            "download_consultations",
            query={"format": format, "asked_of_us": asked_of_us, "named": named, "state": state, "authority": authority, "procedure": procedure, "case_id": case_id, "reference": reference, "party": party, "code": code, "assigned_to": assigned_to, "due_from": due_from, "due_until": due_until},
        )
        return answer

    async def open_consultation(
        self,
        body: models.Opening | Json,
        *,
        key: str | None = None,
    ) -> models.Consultation:
        """Consult an authority that an officer names, with or without a case."""
        answer: models.Consultation = await self._call("open_consultation", body=body, key=key)
        return answer

    async def settle_answers(
        self,
        body: models.OneAnswer | Json,
        *,
        key: str | None = None,
    ) -> models.SentLetter:
        """Settle contradicting answers of our State's authorities, as their coordinator."""
        answer: models.SentLetter = await self._call("settle_answers", body=body, key=key)
        return answer

    async def record_asked_by_hand(
        self,
        body: models.QuestionByHand | Json,
        *,
        key: str | None = None,
    ) -> models.Consultation:
        """Record that an authority that no gateway reaches was asked; a second officer confirms.
        """
        answer: models.Consultation = await self._call("record_asked_by_hand", body=body, key=key)
        return answer

    async def get_consultation(self, conversation_id: str) -> models.Consultation:
        """Show a consultation."""
        answer: models.Consultation = await self._call(
            "get_consultation",
            places={"conversation_id": conversation_id},
        )
        return answer

    async def get_consultation_view(self, conversation_id: str) -> models.NounView:
        """Show a consultation of either side in words, as a person reads it."""
        answer: models.NounView = await self._call(
            "get_consultation_view",
            places={"conversation_id": conversation_id},
        )
        return answer

    async def get_consultation_page(self, conversation_id: str) -> str:
        """Show a consultation of either side as one self-contained page."""
        answer: str = await self._call(
            "get_consultation_page",
            places={"conversation_id": conversation_id},
        )
        return answer

    async def answer_consultation(
        self,
        conversation_id: str,
        body: models.ConsultationAnswerInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Seal and send the authority's answer."""
        answer: models.Consultation = await self._call(
            "answer_consultation",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def confirm_answer(
        self,
        conversation_id: str,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Seal and send the answer that was proposed, as the second officer."""
        answer: models.Consultation = await self._call(
            "confirm_answer",
            places={"conversation_id": conversation_id},
            key=key,
            of=of,
        )
        return answer

    async def end_consultation(
        self,
        conversation_id: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """End a consultation that an officer had opened."""
        answer: models.Consultation = await self._call(
            "end_consultation",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def export_consultation_evidence(self, conversation_id: str) -> bytes:
        """Export the evidence of one consultation as one ZIP that anybody can verify offline."""
        answer: bytes = await self._call(
            "export_consultation_evidence",
            places={"conversation_id": conversation_id},
        )
        return answer

    async def assign_consultation(
        self,
        conversation_id: str,
        body: models.Assignment | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Put the consultation into an officer's hands."""
        answer: models.Consultation = await self._call(
            "assign_consultation",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def request_extension(
        self,
        conversation_id: str,
        body: models.ExtensionRequestInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Ask for more working days."""
        answer: models.Consultation = await self._call(
            "request_extension",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def reply_to_extension(
        self,
        conversation_id: str,
        body: models.ExtensionReplyInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Accept or refuse more working days."""
        answer: models.Consultation = await self._call(
            "reply_to_extension",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def confirm_silence(
        self,
        conversation_id: str,
        body: models.OralNote | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Go on without the other gateway, on record."""
        answer: models.Consultation = await self._call(
            "confirm_silence",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def note_call(
        self,
        conversation_id: str,
        body: models.OralNote | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Note a telephone call; an oral objection blocks silence."""
        answer: models.Consultation = await self._call(
            "note_call",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def record_by_hand(
        self,
        conversation_id: str,
        body: models.Recording | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Record what passed by hand: received, answered, more time, no answer, corrected,
        recalled.
        """
        answer: models.Consultation = await self._call(
            "record_by_hand",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def confirm_record(
        self,
        conversation_id: str,
        number: int,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Confirm what another officer recorded; it has the effect of a letter."""
        answer: models.Consultation = await self._call(
            "confirm_record",
            places={"conversation_id": conversation_id, "number": number},
            key=key,
            of=of,
        )
        return answer

    async def refuse_record(
        self,
        conversation_id: str,
        number: int,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Consultation:
        """Refuse what was recorded; it stays on record without effect."""
        answer: models.Consultation = await self._call(
            "refuse_record",
            places={"conversation_id": conversation_id, "number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def list_past_consultations(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfPastConsultations:
        """List the consultations that another system carried, as its lists had them."""
        answer: models.PageOfPastConsultations = await self._call(
            "list_past_consultations",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_past_consultations(
        self,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.HeldPastConsultation]:
        """Walk every element, page by page. List the consultations that another system carried, as
        its lists had them.
        """
        answer: AsyncIterator[models.HeldPastConsultation] = self._walk(
            "list_past_consultations",
            query={"limit": limit},
        )
        return answer

    async def import_past_consultations(
        self,
        file: File,
        *,
        replace: bool | None = None,
        dry_run: bool | None = None,
        key: str | None = None,
    ) -> models.PastImport:
        """Keep the consultations of a file as records of the past, all of them or none."""
        answer: models.PastImport = await self._call(
            "import_past_consultations",
            file=file,
            query={"replace": replace, "dry_run": dry_run},
            key=key,
        )
        return answer

    async def export_consultations(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        key: str | None = None,
    ) -> models.PageOfExportedConsultations:
        """Return our own consultations as rows of the same columns, as far as they may be read."""
        answer: models.PageOfExportedConsultations = await self._call(
            "export_consultations",
            query={"limit": limit, "after": after},
            key=key,
        )
        return answer

    def walk_export_consultations(
        self,
        *,
        limit: int | None = None,
        key: str | None = None,
    ) -> AsyncIterator[models.ExportedConsultation]:
        """Walk every element, page by page. Return our own consultations as rows of the same
        columns, as far as they may be read.
        """
        answer: AsyncIterator[models.ExportedConsultation] = self._walk(
            "export_consultations",
            query={"limit": limit},
            key=key,
        )
        return answer

    async def get_past_consultation_view(self, number: int) -> models.NounView:
        """Show a past consultation in words, as a person reads it."""
        answer: models.NounView = await self._call(
            "get_past_consultation_view",
            places={"number": number},
        )
        return answer

    async def list_inbox(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        tab: models.AnyInboxTab | None = None,
        authority: str | None = None,
        procedure: str | None = None,
        kind: models.AnyTaskKind | None = None,
        country: str | None = None,
        category: str | None = None,
        party: str | None = None,
        officer: str | None = None,
        queue: str | None = None,
        restricted: bool | None = None,
        overdue: bool | None = None,
        ends_until: datetime.date | None = None,
    ) -> models.PageOfInbox:
        """List open work, that first whose clock ends first; with filters what fits all of them.
        """
        answer: models.PageOfInbox = await self._call(
            "list_inbox",
            query={"limit": limit, "after": after, "tab": tab, "authority": authority, "procedure": procedure, "kind": kind, "country": country, "category": category, "party": party, "officer": officer, "queue": queue, "restricted": restricted, "overdue": overdue, "ends_until": ends_until},
        )
        return answer

    def walk_inbox(
        self,
        *,
        limit: int | None = None,
        tab: models.AnyInboxTab | None = None,
        authority: str | None = None,
        procedure: str | None = None,
        kind: models.AnyTaskKind | None = None,
        country: str | None = None,
        category: str | None = None,
        party: str | None = None,
        officer: str | None = None,
        queue: str | None = None,
        restricted: bool | None = None,
        overdue: bool | None = None,
        ends_until: datetime.date | None = None,
    ) -> AsyncIterator[models.InboxRow]:
        """Walk every element, page by page. List open work, that first whose clock ends first;
        with filters what fits all of them.
        """
        answer: AsyncIterator[models.InboxRow] = self._walk(
            "list_inbox",
            query={"limit": limit, "tab": tab, "authority": authority, "procedure": procedure, "kind": kind, "country": country, "category": category, "party": party, "officer": officer, "queue": queue, "restricted": restricted, "overdue": overdue, "ends_until": ends_until},
        )
        return answer

    async def count_inbox(
        self,
        *,
        tab: models.AnyInboxTab | None = None,
        authority: str | None = None,
        procedure: str | None = None,
        kind: models.AnyTaskKind | None = None,
        country: str | None = None,
        category: str | None = None,
        party: str | None = None,
        officer: str | None = None,
        queue: str | None = None,
        restricted: bool | None = None,
        overdue: bool | None = None,
        ends_until: datetime.date | None = None,
    ) -> models.InboxCounts:
        """Count open work on each tab and in each queue, under the filters of the list but its
        tab.
        """
        answer: models.InboxCounts = await self._call(
            "count_inbox",
            query={"tab": tab, "authority": authority, "procedure": procedure, "kind": kind, "country": country, "category": category, "party": party, "officer": officer, "queue": queue, "restricted": restricted, "overdue": overdue, "ends_until": ends_until},
        )
        return answer

    async def mark_inbox_seen(
        self,
        body: models.SeenRows | Json,
        *,
        key: str | None = None,
    ) -> models.MarkedRows:
        """Note that the account has looked at rows of its inbox; the answer names those there are.
        """
        answer: models.MarkedRows = await self._call("mark_inbox_seen", body=body, key=key)
        return answer

    async def get_queues(self, *, version: int | None = None) -> models.QueuePlan:
        """Show the queues of open work as they are, or as they were under a version."""
        answer: models.QueuePlan = await self._call("get_queues", query={"version": version})
        return answer

    async def change_queues(
        self,
        body: models.ChangedQueues | Json,
        *,
        key: str | None = None,
    ) -> models.QueuePlan:
        """Change the queues; all open work is put into them anew."""
        answer: models.QueuePlan = await self._call("change_queues", body=body, key=key)
        return answer

    async def list_substitutes(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfSubstitutes:
        """List who stands in for the account and for whom it does; all for administrators."""
        answer: models.PageOfSubstitutes = await self._call(
            "list_substitutes",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_substitutes(self, *, limit: int | None = None) -> AsyncIterator[models.Substitute]:
        """Walk every element, page by page. List who stands in for the account and for whom it
        does; all for administrators.
        """
        answer: AsyncIterator[models.Substitute] = self._walk(
            "list_substitutes",
            query={"limit": limit},
        )
        return answer

    async def name_substitute(
        self,
        body: models.WantedSubstitute | Json,
        *,
        key: str | None = None,
    ) -> models.Substitute:
        """Have one officer stand in for another from a day to a day."""
        answer: models.Substitute = await self._call("name_substitute", body=body, key=key)
        return answer

    async def end_substitute(self, number: int, *, key: str | None = None) -> models.Substitute:
        """End that an officer stands in for another."""
        answer: models.Substitute = await self._call(
            "end_substitute",
            places={"number": number},
            key=key,
        )
        return answer

    async def list_inbox_views(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfInboxViews:
        """List the views of the inbox that the account keeps."""
        answer: models.PageOfInboxViews = await self._call(
            "list_inbox_views",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_inbox_views(self, *, limit: int | None = None) -> AsyncIterator[models.SavedView]:
        """Walk every element, page by page. List the views of the inbox that the account keeps."""
        answer: AsyncIterator[models.SavedView] = self._walk(
            "list_inbox_views",
            query={"limit": limit},
        )
        return answer

    async def keep_inbox_view(
        self,
        name: str,
        body: models.InboxFilterInput | Json,
        *,
        key: str | None = None,
    ) -> models.SavedView:
        """Keep a view of the inbox under a name."""
        answer: models.SavedView = await self._call(
            "keep_inbox_view",
            places={"name": name},
            body=body,
            key=key,
        )
        return answer

    async def delete_inbox_view(self, name: str, *, key: str | None = None) -> None:
        """Delete a view of the inbox that the account keeps."""
        answer: None = await self._call("delete_inbox_view", places={"name": name}, key=key)
        return answer

    async def list_letters(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        conversation_id: str | None = None,
        case_id: str | None = None,
        wanted: bool | None = None,
        letter_type: models.AnyLetterType | None = None,
        peer: str | None = None,
        ours: bool | None = None,
        state: models.AnyLetterState | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> models.PageOfLetters:
        """List letters, oldest first: of a conversation, of a case, or those that fit all filters.
        """
        answer: models.PageOfLetters = await self._call(
            "list_letters",
            query={"limit": limit, "after": after, "conversation_id": conversation_id, "case_id": case_id, "wanted": wanted, "letter_type": letter_type, "peer": peer, "ours": ours, "state": state, "at_from": at_from, "at_until": at_until},
        )
        return answer

    def walk_letters(
        self,
        *,
        limit: int | None = None,
        conversation_id: str | None = None,
        case_id: str | None = None,
        wanted: bool | None = None,
        letter_type: models.AnyLetterType | None = None,
        peer: str | None = None,
        ours: bool | None = None,
        state: models.AnyLetterState | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> AsyncIterator[models.LetterView]:
        """Walk every element, page by page. List letters, oldest first: of a conversation, of a
        case, or those that fit all filters.
        """
        answer: AsyncIterator[models.LetterView] = self._walk(
            "list_letters",
            query={"limit": limit, "conversation_id": conversation_id, "case_id": case_id, "wanted": wanted, "letter_type": letter_type, "peer": peer, "ours": ours, "state": state, "at_from": at_from, "at_until": at_until},
        )
        return answer

    async def list_standard_questions(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfStandardQuestions:
        """List the standard questions in force with their answers."""
        answer: models.PageOfStandardQuestions = await self._call(
            "list_standard_questions",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_standard_questions(
        self,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.StandardQuestion]:
        """Walk every element, page by page. List the standard questions in force with their
        answers.
        """
        answer: AsyncIterator[models.StandardQuestion] = self._walk(
            "list_standard_questions",
            query={"limit": limit},
        )
        return answer

    async def get_letter(self, message_id: str) -> models.LetterView:
        """Show a letter."""
        answer: models.LetterView = await self._call(
            "get_letter",
            places={"message_id": message_id},
        )
        return answer

    async def get_letter_view(self, message_id: str) -> models.NounView:
        """Show a letter in words, as a person reads it."""
        answer: models.NounView = await self._call(
            "get_letter_view",
            places={"message_id": message_id},
        )
        return answer

    async def get_letter_page(self, message_id: str) -> str:
        """Show a letter as one self-contained page for the file."""
        answer: str = await self._call("get_letter_page", places={"message_id": message_id})
        return answer

    async def request_information(
        self,
        body: models.InformationWanted | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Ask for information, or for an opinion on a classification."""
        answer: models.LetterView = await self._call("request_information", body=body, key=key)
        return answer

    async def reply_to_information_request(
        self,
        message_id: str,
        body: models.InformationReply | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Answer a request for information."""
        answer: models.LetterView = await self._call(
            "reply_to_information_request",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    async def supplement_request(
        self,
        body: models.Addition | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Add to what was sent before."""
        answer: models.LetterView = await self._call("supplement_request", body=body, key=key)
        return answer

    async def note_contact(
        self,
        body: models.Contact | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Note a call, for the other side to confirm; an oral objection blocks silence."""
        answer: models.LetterView = await self._call("note_contact", body=body, key=key)
        return answer

    async def confirm_contact(
        self,
        message_id: str,
        body: models.ContactReply | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Confirm the other side's note of a call, or say what was said instead."""
        answer: models.LetterView = await self._call(
            "confirm_contact",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    async def correct_letter(
        self,
        message_id: str,
        body: models.Corrected | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Correct a letter of ours; both versions stay visible."""
        answer: models.LetterView = await self._call(
            "correct_letter",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    async def recall_letter(
        self,
        message_id: str,
        body: models.Recalled | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Recall a letter of ours that was sent in error."""
        answer: models.LetterView = await self._call(
            "recall_letter",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    async def repeat_request(
        self,
        body: models.Conversing | Json,
        *,
        key: str | None = None,
    ) -> models.Consultation:
        """Ask anew what a recalled request had asked."""
        answer: models.Consultation = await self._call("repeat_request", body=body, key=key)
        return answer

    async def forward_request(
        self,
        body: models.Onward | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Forward a consultation to the competent authority of our State."""
        answer: models.LetterView = await self._call("forward_request", body=body, key=key)
        return answer

    async def reply_to_forwarding(
        self,
        message_id: str,
        body: models.OnwardReply | Json,
        *,
        key: str | None = None,
    ) -> models.LetterView:
        """Answer what was forwarded to us, or hand it back."""
        answer: models.LetterView = await self._call(
            "reply_to_forwarding",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    async def list_standing_answers(
        self,
        *,
        conversation_id: str | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfStandingAnswers:
        """List standing answers, or those that cover one consultation."""
        answer: models.PageOfStandingAnswers = await self._call(
            "list_standing_answers",
            query={"conversation_id": conversation_id, "limit": limit, "after": after},
        )
        return answer

    def walk_standing_answers(
        self,
        *,
        conversation_id: str | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[models.StandingAnswerView]:
        """Walk every element, page by page. List standing answers, or those that cover one
        consultation.
        """
        answer: AsyncIterator[models.StandingAnswerView] = self._walk(
            "list_standing_answers",
            query={"conversation_id": conversation_id, "limit": limit},
        )
        return answer

    async def give_standing_answer(
        self,
        body: models.Advance | Json,
        *,
        key: str | None = None,
    ) -> models.StandingAnswerView:
        """Answer in advance what an authority would ask again."""
        answer: models.StandingAnswerView = await self._call(
            "give_standing_answer",
            body=body,
            key=key,
        )
        return answer

    async def withdraw_standing_answer(
        self,
        standing_id: str,
        body: Sequence[Model | Json],
        *,
        key: str | None = None,
    ) -> models.StandingAnswerView:
        """Withdraw a standing answer of ours."""
        answer: models.StandingAnswerView = await self._call(
            "withdraw_standing_answer",
            places={"standing_id": standing_id},
            body=body,
            key=key,
        )
        return answer

    async def rely_on_standing_answer(
        self,
        standing_id: str,
        body: models.Conversing | Json,
        *,
        key: str | None = None,
    ) -> models.Consultation:
        """Rely on a standing answer instead of waiting, on record."""
        answer: models.Consultation = await self._call(
            "rely_on_standing_answer",
            places={"standing_id": standing_id},
            body=body,
            key=key,
        )
        return answer

    async def list_classification_rounds(
        self,
        *,
        ours: bool | None = None,
        state: models.AnyRoundState | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfClassificationRounds:
        """List rounds on a classification, newest first: of ours, and those in which others ask.
        """
        answer: models.PageOfClassificationRounds = await self._call(
            "list_classification_rounds",
            query={"ours": ours, "state": state, "limit": limit, "after": after},
        )
        return answer

    def walk_classification_rounds(
        self,
        *,
        ours: bool | None = None,
        state: models.AnyRoundState | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[models.ClassificationRound]:
        """Walk every element, page by page. List rounds on a classification, newest first: of
        ours, and those in which others ask.
        """
        answer: AsyncIterator[models.ClassificationRound] = self._walk(
            "list_classification_rounds",
            query={"ours": ours, "state": state, "limit": limit},
        )
        return answer

    async def ask_classification(
        self,
        body: models.RoundDraft | Json,
        *,
        key: str | None = None,
    ) -> models.ClassificationRound:
        """Ask several authorities which control code an item has; no clock of law runs."""
        answer: models.ClassificationRound = await self._call(
            "ask_classification",
            body=body,
            key=key,
        )
        return answer

    async def find_precedents(
        self,
        body: models.PrecedentQuery | Json,
        *,
        key: str | None = None,
    ) -> models.PrecedentsFound:
        """Find what was classified before: by words, code, designation, parameters, or for a case.
        """
        answer: models.PrecedentsFound = await self._call("find_precedents", body=body, key=key)
        return answer

    async def get_classification_round(self, number: str) -> models.ClassificationRound:
        """Show a round with the answers as they stand."""
        answer: models.ClassificationRound = await self._call(
            "get_classification_round",
            places={"number": number},
        )
        return answer

    async def get_classification_round_view(self, number: str) -> models.NounView:
        """Show a round in words, as a person reads it."""
        answer: models.NounView = await self._call(
            "get_classification_round_view",
            places={"number": number},
        )
        return answer

    async def answer_classification(
        self,
        number: str,
        body: models.OpinionDraft | Json,
        *,
        key: str | None = None,
    ) -> models.ClassificationRound:
        """Answer in another authority's round; a second answer amends the first, and both stay."""
        answer: models.ClassificationRound = await self._call(
            "answer_classification",
            places={"number": number},
            body=body,
            key=key,
        )
        return answer

    async def close_classification(
        self,
        number: str,
        body: models.OutcomeDraft | Json,
        *,
        key: str | None = None,
    ) -> models.ClassificationRound:
        """Close a round of ours with an outcome, which is told to those who answered."""
        answer: models.ClassificationRound = await self._call(
            "close_classification",
            places={"number": number},
            body=body,
            key=key,
        )
        return answer

    async def list_denials(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        origin: str | None = None,
        state: models.AnyDenialState | None = None,
        destination: str | None = None,
        code: str | None = None,
        relayed: bool | None = None,
        reference: str | None = None,
        notified_from: datetime.date | None = None,
        notified_until: datetime.date | None = None,
        issuer: str | None = None,
    ) -> models.PageOfDenials:
        """List the denials that are held here by their number, relayed ones among them."""
        answer: models.PageOfDenials = await self._call(
            "list_denials",
            query={"limit": limit, "after": after, "origin": origin, "state": state, "destination": destination, "code": code, "relayed": relayed, "reference": reference, "notified_from": notified_from, "notified_until": notified_until, "issuer": issuer},
        )
        return answer

    def walk_denials(
        self,
        *,
        limit: int | None = None,
        origin: str | None = None,
        state: models.AnyDenialState | None = None,
        destination: str | None = None,
        code: str | None = None,
        relayed: bool | None = None,
        reference: str | None = None,
        notified_from: datetime.date | None = None,
        notified_until: datetime.date | None = None,
        issuer: str | None = None,
    ) -> AsyncIterator[models.DenialLine]:
        """Walk every element, page by page. List the denials that are held here by their number,
        relayed ones among them.
        """
        answer: AsyncIterator[models.DenialLine] = self._walk(
            "list_denials",
            query={"limit": limit, "origin": origin, "state": state, "destination": destination, "code": code, "relayed": relayed, "reference": reference, "notified_from": notified_from, "notified_until": notified_until, "issuer": issuer},
        )
        return answer

    async def download_denials(
        self,
        *,
        format: Literal["xlsx", "csv"],
        origin: str | None = None,
        state: models.AnyDenialState | None = None,
        destination: str | None = None,
        code: str | None = None,
        relayed: bool | None = None,
        reference: str | None = None,
        notified_from: datetime.date | None = None,
        notified_until: datetime.date | None = None,
        issuer: str | None = None,
    ) -> bytes:
        """Return the whole list as a file. List the denials that are held here by their number,
        relayed ones among them.
        """
        answer: bytes = await self._call(
            "download_denials",
            query={"format": format, "origin": origin, "state": state, "destination": destination, "code": code, "relayed": relayed, "reference": reference, "notified_from": notified_from, "notified_until": notified_until, "issuer": issuer},
        )
        return answer

    async def search_denials(
        self,
        body: models.TransactionInput | Json,
        *,
        reason: str | None = None,
        mode: models.AnySearchMode | None = None,
        key: str | None = None,
    ) -> models.Examination:
        """Search all valid denials for one like a transaction; the Commission gives a reason."""
        answer: models.Examination = await self._call(
            "search_denials",
            body=body,
            query={"reason": reason, "mode": mode},
            key=key,
        )
        return answer

    async def find_denials(
        self,
        body: models.DenialQuery | Json,
        *,
        reason: str | None = None,
        mode: models.AnySearchMode | None = None,
        key: str | None = None,
    ) -> models.DenialsFound:
        """Look denials up by a name or a part of it, goods or a destination; at least one of them.
        """
        answer: models.DenialsFound = await self._call(
            "find_denials",
            body=body,
            query={"reason": reason, "mode": mode},
            key=key,
        )
        return answer

    async def import_denials(
        self,
        file: File,
        *,
        way: models.AnyWay,
        on_error: models.AnyOnError | None = None,
        dry_run: bool | None = None,
        marked: models.AnyMarkedFormat | None = None,
        key: str | None = None,
    ) -> models.ImportReport | models.WaitingAct:
        """Import denials in one of the ways that never mix, or have the file wait."""
        answer: models.ImportReport | models.WaitingAct = await self._call(
            "import_denials",
            file=file,
            query={"way": way, "on_error": on_error, "dry_run": dry_run, "marked": marked},
            key=key,
        )
        return answer

    async def export_denials(
        self,
        body: models.ExportRequest | Json,
        *,
        limit: int | None = None,
        after: str | None = None,
        key: str | None = None,
    ) -> models.PageOfExportedDenials:
        """Return denials as rows of our form, as far as they may be read; each page is on record.
        """
        answer: models.PageOfExportedDenials = await self._call(
            "export_denials",
            body=body,
            query={"limit": limit, "after": after},
            key=key,
        )
        return answer

    def walk_export_denials(
        self,
        body: models.ExportRequest | Json,
        *,
        limit: int | None = None,
        key: str | None = None,
    ) -> AsyncIterator[models.ExportedDenial]:
        """Walk every element, page by page. Return denials as rows of our form, as far as they may
        be read; each page is on record.
        """
        answer: AsyncIterator[models.ExportedDenial] = self._walk(
            "export_denials",
            body=body,
            query={"limit": limit},
            key=key,
        )
        return answer

    async def reconcile_denials(
        self,
        file: File,
        *,
        whose: models.AnyWhose | None = None,
        reason: str | None = None,
        key: str | None = None,
    ) -> models.Reconciliation:
        """Compare a file with the register: what one side alone has, and what differs."""
        answer: models.Reconciliation = await self._call(
            "reconcile_denials",
            file=file,
            query={"whose": whose, "reason": reason},
            key=key,
        )
        return answer

    async def list_denial_reviews_due(
        self,
        *,
        origin: str | None = None,
        overdue: bool | None = None,
        until: datetime.date | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfDenialReviewsDue:
        """List valid denials by the date of their next review; a missed one ends nothing."""
        answer: models.PageOfDenialReviewsDue = await self._call(
            "list_denial_reviews_due",
            query={"origin": origin, "overdue": overdue, "until": until, "limit": limit, "after": after},
        )
        return answer

    def walk_denial_reviews_due(
        self,
        *,
        origin: str | None = None,
        overdue: bool | None = None,
        until: datetime.date | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[models.DueDenial]:
        """Walk every element, page by page. List valid denials by the date of their next review; a
        missed one ends nothing.
        """
        answer: AsyncIterator[models.DueDenial] = self._walk(
            "list_denial_reviews_due",
            query={"origin": origin, "overdue": overdue, "until": until, "limit": limit},
        )
        return answer

    async def get_denial(self, denial_id: str) -> models.ShownDenial:
        """Show a denial, its status, and who has not yet received it."""
        answer: models.ShownDenial = await self._call(
            "get_denial",
            places={"denial_id": denial_id},
        )
        return answer

    async def amend_denial(
        self,
        denial_id: str,
        body: models.DenialInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownDenial | models.WaitingAct:
        """Write an erratum of an own denial, or have it wait."""
        answer: models.ShownDenial | models.WaitingAct = await self._call(
            "amend_denial",
            places={"denial_id": denial_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def get_denial_view(self, denial_id: str) -> models.NounView:
        """Show a denial in words, as a person reads it."""
        answer: models.NounView = await self._call(
            "get_denial_view",
            places={"denial_id": denial_id},
        )
        return answer

    async def get_denial_page(self, denial_id: str) -> str:
        """Show a denial as one self-contained page."""
        answer: str = await self._call("get_denial_page", places={"denial_id": denial_id})
        return answer

    async def get_denial_proof(self, denial_id: str, *, contents: bool | None = None) -> bytes:
        """Export the proof file of the entry that holds the record as it now stands."""
        answer: bytes = await self._call(
            "get_denial_proof",
            places={"denial_id": denial_id},
            query={"contents": contents},
        )
        return answer

    async def review_denial(
        self,
        denial_id: str,
        body: models.DenialReview | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownDenial | models.WaitingAct:
        """Write the outcome of a review, or a revocation, of an own denial, or have it wait."""
        answer: models.ShownDenial | models.WaitingAct = await self._call(
            "review_denial",
            places={"denial_id": denial_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def set_denial_aside(
        self,
        denial_id: str,
        body: models.SetAsideInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownDenial | models.WaitingAct:
        """Tell all members that a court acted on an own denial, or have that wait."""
        answer: models.ShownDenial | models.WaitingAct = await self._call(
            "set_denial_aside",
            places={"denial_id": denial_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def list_case_documents(
        self,
        case_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfCaseDocuments:
        """List the documents that an application names, and whose contents are here."""
        answer: models.PageOfCaseDocuments = await self._call(
            "list_case_documents",
            places={"case_id": case_id},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_case_documents(
        self,
        case_id: str,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.CaseDocument]:
        """Walk every element, page by page. List the documents that an application names, and
        whose contents are here.
        """
        answer: AsyncIterator[models.CaseDocument] = self._walk(
            "list_case_documents",
            places={"case_id": case_id},
            query={"limit": limit},
        )
        return answer

    async def add_document(
        self,
        case_id: str,
        body: models.DocumentInput | Json,
        *,
        key: str | None = None,
    ) -> models.CaseDocument:
        """Name another document: a further one, a newer version of one, or a translation."""
        answer: models.CaseDocument = await self._call(
            "add_document",
            places={"case_id": case_id},
            body=body,
            key=key,
        )
        return answer

    async def get_case_document(self, case_id: str, sha256: str) -> models.CaseDocument:
        """Show a document of a case, and how many of its octets have come."""
        answer: models.CaseDocument = await self._call(
            "get_case_document",
            places={"case_id": case_id, "sha256": sha256},
        )
        return answer

    async def cancel_upload(self, case_id: str, sha256: str, *, key: str | None = None) -> None:
        """Give up an upload; what has come of it is removed. Contents that are here stay."""
        answer: None = await self._call(
            "cancel_upload",
            places={"case_id": case_id, "sha256": sha256},
            key=key,
        )
        return answer

    async def list_events(
        self,
        *,
        wait: int | None = None,
        limit: int | None = None,
        after: str | None = None,
        type: Sequence[str] | None = None,
        subject: str | None = None,
        case_id: str | None = None,
    ) -> models.ListEventsAnswer:
        """List what happened after a cursor, as CloudEvents; wait until something does, if asked
        to.
        """
        answer: models.ListEventsAnswer = await self._call(
            "list_events",
            query={"wait": wait, "limit": limit, "after": after, "type": type, "subject": subject, "case_id": case_id},
        )
        return answer

    async def list_changes(
        self,
        *,
        cursor: int | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfChanges:
        """List what changed since a cursor, in the form of before `listEvents`."""
        answer: models.PageOfChanges = await self._call(
            "list_changes",
            query={"cursor": cursor, "limit": limit, "after": after},
        )
        return answer

    def walk_changes(
        self,
        *,
        cursor: int | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[models.ChangeEvent]:
        """Walk every element, page by page. List what changed since a cursor, in the form of
        before `listEvents`.
        """
        answer: AsyncIterator[models.ChangeEvent] = self._walk(
            "list_changes",
            query={"cursor": cursor, "limit": limit},
        )
        return answer

    async def make_webhook(
        self,
        body: models.WebhookWish | Json,
        *,
        key: str | None = None,
    ) -> models.WebhookSecret:
        """Have events sent to an address of the own account; the secret is shown this once."""
        answer: models.WebhookSecret = await self._call("make_webhook", body=body, key=key)
        return answer

    async def list_webhooks(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfWebhooks:
        """List the webhooks of the own account; an administrator sees those of all."""
        answer: models.PageOfWebhooks = await self._call(
            "list_webhooks",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_webhooks(self, *, limit: int | None = None) -> AsyncIterator[models.Webhook]:
        """Walk every element, page by page. List the webhooks of the own account; an administrator
        sees those of all.
        """
        answer: AsyncIterator[models.Webhook] = self._walk("list_webhooks", query={"limit": limit})
        return answer

    async def get_webhook(self, webhook_id: str) -> models.Webhook:
        """Show a webhook: how its delivery stands, and what was given up."""
        answer: models.Webhook = await self._call("get_webhook", places={"webhook_id": webhook_id})
        return answer

    async def end_webhook(self, webhook_id: str, *, key: str | None = None) -> None:
        """End a webhook; an administrator may end any."""
        answer: None = await self._call("end_webhook", places={"webhook_id": webhook_id}, key=key)
        return answer

    async def make_webhook_secret(
        self,
        webhook_id: str,
        *,
        key: str | None = None,
    ) -> models.WebhookSecret:
        """Give a webhook a new secret; the one of before signs beside it for a day."""
        answer: models.WebhookSecret = await self._call(
            "make_webhook_secret",
            places={"webhook_id": webhook_id},
            key=key,
        )
        return answer

    async def replay_webhook(
        self,
        webhook_id: str,
        body: models.WebhookReplay | Json,
        *,
        key: str | None = None,
    ) -> models.Webhook:
        """Send again what came after a cursor, and try at once what waits."""
        answer: models.Webhook = await self._call(
            "replay_webhook",
            places={"webhook_id": webhook_id},
            body=body,
            key=key,
        )
        return answer

    async def list_consultation_documents(
        self,
        conversation_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfConsultationDocuments:
        """List the documents that letters name, and whose contents are here."""
        answer: models.PageOfConsultationDocuments = await self._call(
            "list_consultation_documents",
            places={"conversation_id": conversation_id},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_consultation_documents(
        self,
        conversation_id: str,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.ConsultationDocument]:
        """Walk every element, page by page. List the documents that letters name, and whose
        contents are here.
        """
        answer: AsyncIterator[models.ConsultationDocument] = self._walk(
            "list_consultation_documents",
            places={"conversation_id": conversation_id},
            query={"limit": limit},
        )
        return answer

    async def add_named_document(
        self,
        conversation_id: str,
        body: models.DocumentInput | Json,
        *,
        key: str | None = None,
    ) -> models.ConsultationDocument:
        """Name another document in a supplement: a further one, a newer version, a translation."""
        answer: models.ConsultationDocument = await self._call(
            "add_named_document",
            places={"conversation_id": conversation_id},
            body=body,
            key=key,
        )
        return answer

    async def get_consultation_document(
        self,
        sha256: str,
        conversation_id: str,
    ) -> models.ConsultationDocument:
        """Show a document that a letter names, and how much of it has come."""
        answer: models.ConsultationDocument = await self._call(
            "get_consultation_document",
            places={"sha256": sha256, "conversation_id": conversation_id},
        )
        return answer

    async def fetch_document(
        self,
        sha256: str,
        conversation_id: str,
        *,
        key: str | None = None,
    ) -> models.ConsultationDocument:
        """Have the contents come from the authority that named the document, by itself."""
        answer: models.ConsultationDocument = await self._call(
            "fetch_document",
            places={"sha256": sha256, "conversation_id": conversation_id},
            key=key,
        )
        return answer

    async def cancel_named_upload(
        self,
        sha256: str,
        conversation_id: str,
        *,
        key: str | None = None,
    ) -> None:
        """Give up an upload; what has come of it is removed. Contents that are here stay."""
        answer: None = await self._call(
            "cancel_named_upload",
            places={"sha256": sha256, "conversation_id": conversation_id},
            key=key,
        )
        return answer

    async def list_letter_documents(
        self,
        message_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfConsultationDocuments:
        """List the documents that letters name, and whose contents are here."""
        answer: models.PageOfConsultationDocuments = await self._call(
            "list_letter_documents",
            places={"message_id": message_id},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_letter_documents(
        self,
        message_id: str,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.ConsultationDocument]:
        """Walk every element, page by page. List the documents that letters name, and whose
        contents are here.
        """
        answer: AsyncIterator[models.ConsultationDocument] = self._walk(
            "list_letter_documents",
            places={"message_id": message_id},
            query={"limit": limit},
        )
        return answer

    async def add_letter_document(
        self,
        message_id: str,
        body: models.DocumentInput | Json,
        *,
        key: str | None = None,
    ) -> models.ConsultationDocument:
        """Name another document in a supplement: a further one, a newer version, a translation."""
        answer: models.ConsultationDocument = await self._call(
            "add_letter_document",
            places={"message_id": message_id},
            body=body,
            key=key,
        )
        return answer

    async def get_letter_document(
        self,
        sha256: str,
        message_id: str,
    ) -> models.ConsultationDocument:
        """Show a document that a letter names, and how much of it has come."""
        answer: models.ConsultationDocument = await self._call(
            "get_letter_document",
            places={"sha256": sha256, "message_id": message_id},
        )
        return answer

    async def fetch_letter_document(
        self,
        sha256: str,
        message_id: str,
        *,
        key: str | None = None,
    ) -> models.ConsultationDocument:
        """Have the contents come from the authority that named the document, by itself."""
        answer: models.ConsultationDocument = await self._call(
            "fetch_letter_document",
            places={"sha256": sha256, "message_id": message_id},
            key=key,
        )
        return answer

    async def cancel_letter_upload(
        self,
        sha256: str,
        message_id: str,
        *,
        key: str | None = None,
    ) -> None:
        """Give up an upload; what has come of it is removed. Contents that are here stay."""
        answer: None = await self._call(
            "cancel_letter_upload",
            places={"sha256": sha256, "message_id": message_id},
            key=key,
        )
        return answer

    async def verify_evidence(
        self,
        file: File,
        *,
        key: str | None = None,
    ) -> models.EvidenceReport:
        """Verify an evidence file, and make its examinations again from the own registers."""
        answer: models.EvidenceReport = await self._call("verify_evidence", file=file, key=key)
        return answer

    async def list_examinations(
        self,
        case_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfExaminations:
        """List the examinations of a case that were taken, oldest first."""
        answer: models.PageOfExaminations = await self._call(
            "list_examinations",
            places={"case_id": case_id},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_examinations(
        self,
        case_id: str,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.KeptExamination]:
        """Walk every element, page by page. List the examinations of a case that were taken,
        oldest first.
        """
        answer: AsyncIterator[models.KeptExamination] = self._walk(
            "list_examinations",
            places={"case_id": case_id},
            query={"limit": limit},
        )
        return answer

    async def get_examination(self, case_id: str, number: int) -> models.KeptExamination:
        """Show one examination with its record, registers, hits and reasons."""
        answer: models.KeptExamination = await self._call(
            "get_examination",
            places={"case_id": case_id, "number": number},
        )
        return answer

    async def rerun_examination(
        self,
        case_id: str,
        number: int,
        *,
        key: str | None = None,
    ) -> models.Rerun:
        """Make an examination again with the logs as they stood, and compare."""
        answer: models.Rerun = await self._call(
            "rerun_examination",
            places={"case_id": case_id, "number": number},
            key=key,
        )
        return answer

    async def add_end_user(
        self,
        case_id: str,
        body: models.AddedEndUser | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.Case:
        """Begin the case by which an end-user is added to a licence in force."""
        answer: models.Case = await self._call(
            "add_end_user",
            places={"case_id": case_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def list_jobs(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfJobs:
        """List the jobs of the own account, the newest first; an administrator sees those of all.
        """
        answer: models.PageOfJobs = await self._call(
            "list_jobs",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_jobs(self, *, limit: int | None = None) -> AsyncIterator[models.JobLine]:
        """Walk every element, page by page. List the jobs of the own account, the newest first; an
        administrator sees those of all.
        """
        answer: AsyncIterator[models.JobLine] = self._walk("list_jobs", query={"limit": limit})
        return answer

    async def get_job(self, job_id: str) -> models.Job:
        """Show a job: how far it is, what is wrong row by row, where its answer is."""
        answer: models.Job = await self._call("get_job", places={"job_id": job_id})
        return answer

    async def stop_job(self, job_id: str, *, key: str | None = None) -> models.Job:
        """Stop a job of the own account that waits or runs; one that has ended stays as it is."""
        answer: models.Job = await self._call("stop_job", places={"job_id": job_id}, key=key)
        return answer

    async def get_job_result(self, job_id: str) -> bytes:
        """Return exactly what the operation would have answered: its status, content and type."""
        answer: bytes = await self._call("get_job_result", places={"job_id": job_id})
        return answer

    async def list_notices(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        kind: str | None = None,
        origin: str | None = None,
        about: str | None = None,
        state: models.AnyNoticeState | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> models.PageOfNotices:
        """List the notices that are held here, the newest first."""
        answer: models.PageOfNotices = await self._call(
            "list_notices",
            query={"limit": limit, "after": after, "kind": kind, "origin": origin, "about": about, "state": state, "at_from": at_from, "at_until": at_until},
        )
        return answer

    def walk_notices(
        self,
        *,
        limit: int | None = None,
        kind: str | None = None,
        origin: str | None = None,
        about: str | None = None,
        state: models.AnyNoticeState | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> AsyncIterator[models.NoticeLine]:
        """Walk every element, page by page. List the notices that are held here, the newest first.
        """
        answer: AsyncIterator[models.NoticeLine] = self._walk(
            "list_notices",
            query={"limit": limit, "kind": kind, "origin": origin, "about": about, "state": state, "at_from": at_from, "at_until": at_until},
        )
        return answer

    async def download_notices(
        self,
        *,
        format: Literal["xlsx", "csv"],
        kind: str | None = None,
        origin: str | None = None,
        about: str | None = None,
        state: models.AnyNoticeState | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> bytes:
        """Return the whole list as a file. List the notices that are held here, the newest first.
        """
        answer: bytes = await self._call(
            "download_notices",
            query={"format": format, "kind": kind, "origin": origin, "about": about, "state": state, "at_from": at_from, "at_until": at_until},
        )
        return answer

    async def publish_notice(
        self,
        body: models.NoticeDraftInput | Json,
        *,
        key: str | None = None,
    ) -> models.ShownNotice | models.WaitingAct:
        """Send a notice to those whom its kind names, or have it wait for a second officer."""
        answer: models.ShownNotice | models.WaitingAct = await self._call(
            "publish_notice",
            body=body,
            key=key,
        )
        return answer

    async def list_notice_kinds(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfNoticeKinds:
        """List the kinds of notice in force: who sends, who reads, what must be given."""
        answer: models.PageOfNoticeKinds = await self._call(
            "list_notice_kinds",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_notice_kinds(self, *, limit: int | None = None) -> AsyncIterator[models.NoticeKind]:
        """Walk every element, page by page. List the kinds of notice in force: who sends, who
        reads, what must be given.
        """
        answer: AsyncIterator[models.NoticeKind] = self._walk(
            "list_notice_kinds",
            query={"limit": limit},
        )
        return answer

    async def list_explained_grants(
        self,
        *,
        denial_id: str | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfExplainedGrants:
        """List what was granted or let pass after a consultation, as explained to all."""
        answer: models.PageOfExplainedGrants = await self._call(
            "list_explained_grants",
            query={"denial_id": denial_id, "limit": limit, "after": after},
        )
        return answer

    def walk_explained_grants(
        self,
        *,
        denial_id: str | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[models.ExplainedGrant]:
        """Walk every element, page by page. List what was granted or let pass after a
        consultation, as explained to all.
        """
        answer: AsyncIterator[models.ExplainedGrant] = self._walk(
            "list_explained_grants",
            query={"denial_id": denial_id, "limit": limit},
        )
        return answer

    async def get_licensing_data(
        self,
        *,
        kind: str,
        year: int | None = None,
        case_id: str | None = None,
    ) -> models.NoticeDraft:
        """Draft a notice with the figures of one licence, or of the licences of a year."""
        answer: models.NoticeDraft = await self._call(
            "get_licensing_data",
            query={"kind": kind, "year": year, "case_id": case_id},
        )
        return answer

    async def get_notice(self, number: str) -> models.ShownNotice:
        """Show a notice, its versions and comments; of an own one who has not yet received it."""
        answer: models.ShownNotice = await self._call("get_notice", places={"number": number})
        return answer

    async def amend_notice(
        self,
        number: str,
        body: models.NoticeDraftInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownNotice | models.WaitingAct:
        """Send an own notice anew to the same readers, or have that wait; both versions stay."""
        answer: models.ShownNotice | models.WaitingAct = await self._call(
            "amend_notice",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def get_notice_view(self, number: str) -> models.NounView:
        """Show a notice in words, as a person reads it."""
        answer: models.NounView = await self._call("get_notice_view", places={"number": number})
        return answer

    async def get_notice_page(self, number: str) -> str:
        """Show a notice as one self-contained page for the file."""
        answer: str = await self._call("get_notice_page", places={"number": number})
        return answer

    async def withdraw_notice(
        self,
        number: str,
        body: Sequence[Model | Json],
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownNotice | models.WaitingAct:
        """Say that an own notice does not count any more, and why, or have that wait."""
        answer: models.ShownNotice | models.WaitingAct = await self._call(
            "withdraw_notice",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def recall_notice(
        self,
        number: str,
        body: models.NoticeRecall | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownNotice:
        """Recall an own notice from a member that got it by letter, which seals every version."""
        answer: models.ShownNotice = await self._call(
            "recall_notice",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def comment_on_notice(
        self,
        number: str,
        body: models.CommentInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownNotice:
        """Send a comment on another authority's notice to that authority."""
        answer: models.ShownNotice = await self._call(
            "comment_on_notice",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def get_registers(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfRegisters:
        """List every log: size, root, freshness by the rulebook's limit, who holds it too."""
        answer: models.PageOfRegisters = await self._call(
            "get_registers",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_get_registers(
        self,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.RegisterStatus]:
        """Walk every element, page by page. List every log: size, root, freshness by the
        rulebook's limit, who holds it too.
        """
        answer: AsyncIterator[models.RegisterStatus] = self._walk(
            "get_registers",
            query={"limit": limit},
        )
        return answer

    async def list_register_troubles(
        self,
        *,
        all: bool | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfRegisterTroubles:
        """List the troubles with registers, a fraud with its proof and who was told."""
        answer: models.PageOfRegisterTroubles = await self._call(
            "list_register_troubles",
            query={"all": all, "limit": limit, "after": after},
        )
        return answer

    def walk_register_troubles(
        self,
        *,
        all: bool | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[models.ShownTrouble]:
        """Walk every element, page by page. List the troubles with registers, a fraud with its
        proof and who was told.
        """
        answer: AsyncIterator[models.ShownTrouble] = self._walk(
            "list_register_troubles",
            query={"all": all, "limit": limit},
        )
        return answer

    async def close_register_trouble(
        self,
        trouble_id: int,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.PageOfRegisterTroubles:
        """Close a trouble that was looked at, on record; a stopped log stays stopped."""
        answer: models.PageOfRegisterTroubles = await self._call(
            "close_register_trouble",
            places={"trouble_id": trouble_id},
            body=body,
            key=key,
        )
        return answer

    async def get_fraud_proof(self, trouble_id: int) -> bytes:
        """Export the proof of a fraud: two statements that one origin has signed."""
        answer: bytes = await self._call("get_fraud_proof", places={"trouble_id": trouble_id})
        return answer

    async def follow_register(
        self,
        origin: str,
        body: models.FreeTextInput | Json,
        *,
        set_aside: bool | None = None,
        source: str | None = None,
        write_again: Sequence[int] | None = None,
        key: str | None = None,
    ) -> models.PageOfRegisterTroubles:
        """Follow a stopped log again, on an officer's word and with the reason."""
        answer: models.PageOfRegisterTroubles = await self._call(
            "follow_register",
            places={"origin": origin},
            body=body,
            query={"set_aside": set_aside, "source": source, "write_again": write_again},
            key=key,
        )
        return answer

    async def sync_registers(self, *, key: str | None = None) -> models.SyncResult:
        """Run one round of synchronisation with all peers now."""
        answer: models.SyncResult = await self._call("sync_registers", key=key)
        return answer

    async def list_register_entries(
        self,
        origin: str,
        *,
        start: int | None = None,
        limit: int | None = None,
    ) -> models.EntryPage:
        """List entries of a log, and who has confirmed to hold each."""
        answer: models.EntryPage = await self._call(
            "list_register_entries",
            places={"origin": origin},
            query={"start": start, "limit": limit},
        )
        return answer

    async def get_entry_proof(
        self,
        origin: str,
        index: int,
        *,
        contents: bool | None = None,
    ) -> bytes:
        """Export the proof file of one entry, to be verified offline (docs/protocol/proof.md)."""
        answer: bytes = await self._call(
            "get_entry_proof",
            places={"origin": origin, "index": index},
            query={"contents": contents},
        )
        return answer

    async def verify_register(
        self,
        origin: str,
        *,
        key: str | None = None,
    ) -> models.VerificationReport:
        """Recompute a log and name what does not hold."""
        answer: models.VerificationReport = await self._call(
            "verify_register",
            places={"origin": origin},
            key=key,
        )
        return answer

    async def repair_register(self, origin: str, *, key: str | None = None) -> models.Repair:
        """Restore what was altered from a member that can prove it, and verify again."""
        answer: models.Repair = await self._call(
            "repair_register",
            places={"origin": origin},
            key=key,
        )
        return answer

    async def list_restricted(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfRestricted:
        """List what is restricted, by number alone, newest first: for who may open it."""
        answer: models.PageOfRestricted = await self._call(
            "list_restricted",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_restricted(
        self,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.RestrictionNote]:
        """Walk every element, page by page. List what is restricted, by number alone, newest
        first: for who may open it.
        """
        answer: AsyncIterator[models.RestrictionNote] = self._walk(
            "list_restricted",
            query={"limit": limit},
        )
        return answer

    async def get_restriction(self, subject: str) -> models.Restriction:
        """Show who sees a restricted case or consultation, and why not everybody."""
        answer: models.Restriction = await self._call(
            "get_restriction",
            places={"subject": subject},
        )
        return answer

    async def restrict(
        self,
        subject: str,
        body: models.RestrictionDraft | Json,
        *,
        key: str | None = None,
    ) -> models.Restriction:
        """Restrict a case, or a consultation asked of us, to who needs to know."""
        answer: models.Restriction = await self._call(
            "restrict",
            places={"subject": subject},
            body=body,
            key=key,
        )
        return answer

    async def let_in(
        self,
        subject: str,
        body: models.Naming | Json,
        *,
        key: str | None = None,
    ) -> models.Restriction:
        """Name who needs to know from now on, and who does not any more."""
        answer: models.Restriction = await self._call(
            "let_in",
            places={"subject": subject},
            body=body,
            key=key,
        )
        return answer

    async def open_restricted(
        self,
        subject: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.Restriction:
        """Open what is restricted for three days, on record; all who are named are told."""
        answer: models.Restriction = await self._call(
            "open_restricted",
            places={"subject": subject},
            body=body,
            key=key,
        )
        return answer

    async def lift_restriction(
        self,
        subject: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.RestrictionNote:
        """Take the mark off: every officer sees it again."""
        answer: models.RestrictionNote = await self._call(
            "lift_restriction",
            places={"subject": subject},
            body=body,
            key=key,
        )
        return answer

    async def list_reviews(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        open_only: bool | None = None,
        origin: str | None = None,
        procedure: str | None = None,
        due_from: datetime.date | None = None,
        due_until: datetime.date | None = None,
    ) -> models.PageOfReviews:
        """List what every Member State reviews, with the own period and what is found so far."""
        answer: models.PageOfReviews = await self._call(
            "list_reviews",
            query={"limit": limit, "after": after, "open_only": open_only, "origin": origin, "procedure": procedure, "due_from": due_from, "due_until": due_until},
        )
        return answer

    def walk_reviews(
        self,
        *,
        limit: int | None = None,
        open_only: bool | None = None,
        origin: str | None = None,
        procedure: str | None = None,
        due_from: datetime.date | None = None,
        due_until: datetime.date | None = None,
    ) -> AsyncIterator[models.ReviewLine]:
        """Walk every element, page by page. List what every Member State reviews, with the own
        period and what is found so far.
        """
        answer: AsyncIterator[models.ReviewLine] = self._walk(
            "list_reviews",
            query={"limit": limit, "open_only": open_only, "origin": origin, "procedure": procedure, "due_from": due_from, "due_until": due_until},
        )
        return answer

    async def get_review(self, number: str) -> models.ShownReview:
        """Show a review: the tally by Member State, and how the own period was counted."""
        answer: models.ShownReview = await self._call("get_review", places={"number": number})
        return answer

    async def get_review_view(self, number: str) -> models.NounView:
        """Show a review in words: each State's word and its proof, and what is still needed."""
        answer: models.NounView = await self._call("get_review_view", places={"number": number})
        return answer

    async def get_review_page(self, number: str) -> str:
        """Show a review as one self-contained page for the file."""
        answer: str = await self._call("get_review_page", places={"number": number})
        return answer

    async def give_finding(
        self,
        number: str,
        body: models.FindingDraft | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownReview | models.WaitingAct:
        """Notify all of what this authority has found, or have it wait for a second officer."""
        answer: models.ShownReview | models.WaitingAct = await self._call(
            "give_finding",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def record_state_word(
        self,
        number: str,
        body: models.WordByHand | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownReview | models.WaitingAct:
        """Record, with its proof, what a State without a gateway has notified by other means."""
        answer: models.ShownReview | models.WaitingAct = await self._call(
            "record_state_word",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def request_review_time(
        self,
        number: str,
        body: models.MoreTime | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownReview | models.WaitingAct:
        """Ask for more working days, or have it wait for a second officer."""
        answer: models.ShownReview | models.WaitingAct = await self._call(
            "request_review_time",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def prepare_review_publication(self, number: str) -> models.PreparedPublication:
        """Prepare what is published once as many as must have notified, machine-readable."""
        answer: models.PreparedPublication = await self._call(
            "prepare_review_publication",
            places={"number": number},
        )
        return answer

    async def publish_review(
        self,
        number: str,
        body: models.Publication | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownNotice | models.WaitingAct:
        """Publish it with its reference in the Official Journal, or have that wait."""
        answer: models.ShownNotice | models.WaitingAct = await self._call(
            "publish_review",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def list_rulebooks(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfRulebooks:
        """List every version of every law that is held, with its date of effect."""
        answer: models.PageOfRulebooks = await self._call(
            "list_rulebooks",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_rulebooks(self, *, limit: int | None = None) -> AsyncIterator[models.HeldBook]:
        """Walk every element, page by page. List every version of every law that is held, with its
        date of effect.
        """
        answer: AsyncIterator[models.HeldBook] = self._walk(
            "list_rulebooks",
            query={"limit": limit},
        )
        return answer

    async def get_rulebook(self, *, version: str) -> models.GetRulebookAnswer:
        """Return one version as it was read from its file."""
        answer: models.GetRulebookAnswer = await self._call(
            "get_rulebook",
            query={"version": version},
        )
        return answer

    async def get_procedure(
        self,
        *,
        version: str,
        procedure: str,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfProcedureLines:
        """Say one procedure in sentences."""
        answer: models.PageOfProcedureLines = await self._call(
            "get_procedure",
            query={"version": version, "procedure": procedure, "limit": limit, "after": after},
        )
        return answer

    def walk_get_procedure(
        self,
        *,
        version: str,
        procedure: str,
        limit: int | None = None,
    ) -> AsyncIterator[models.SaidLine]:
        """Walk every element, page by page. Say one procedure in sentences."""
        answer: AsyncIterator[models.SaidLine] = self._walk(
            "get_procedure",
            query={"version": version, "procedure": procedure, "limit": limit},
        )
        return answer

    async def compare_rulebooks(
        self,
        *,
        first: str,
        second: str,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfRulebookChanges:
        """Return every value that differs between two versions."""
        answer: models.PageOfRulebookChanges = await self._call(
            "compare_rulebooks",
            query={"first": first, "second": second, "limit": limit, "after": after},
        )
        return answer

    def walk_compare_rulebooks(
        self,
        *,
        first: str,
        second: str,
        limit: int | None = None,
    ) -> AsyncIterator[models.RulebookChange]:
        """Walk every element, page by page. Return every value that differs between two versions.
        """
        answer: AsyncIterator[models.RulebookChange] = self._walk(
            "compare_rulebooks",
            query={"first": first, "second": second, "limit": limit},
        )
        return answer

    async def get_overlays(
        self,
        authority: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfOverlays:
        """Return what an authority has set for its own conduct."""
        answer: models.PageOfOverlays = await self._call(
            "get_overlays",
            places={"authority": authority},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_get_overlays(
        self,
        authority: str,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.Overlay]:
        """Walk every element, page by page. Return what an authority has set for its own conduct.
        """
        answer: AsyncIterator[models.Overlay] = self._walk(
            "get_overlays",
            places={"authority": authority},
            query={"limit": limit},
        )
        return answer

    async def list_sensitive(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfSensitiveCases:
        """List the pending cases with sensitive parties that nobody has looked at yet."""
        answer: models.PageOfSensitiveCases = await self._call(
            "list_sensitive",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_sensitive(self, *, limit: int | None = None) -> AsyncIterator[models.SensitiveCase]:
        """Walk every element, page by page. List the pending cases with sensitive parties that
        nobody has looked at yet.
        """
        answer: AsyncIterator[models.SensitiveCase] = self._walk(
            "list_sensitive",
            query={"limit": limit},
        )
        return answer

    async def list_sensitive_of_case(
        self,
        case_id: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfSensitiveHits:
        """List the sensitive parties of which a case reminds, with the originators' conditions."""
        answer: models.PageOfSensitiveHits = await self._call(
            "list_sensitive_of_case",
            places={"case_id": case_id},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_sensitive_of_case(
        self,
        case_id: str,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.SensitiveHit]:
        """Walk every element, page by page. List the sensitive parties of which a case reminds,
        with the originators' conditions.
        """
        answer: AsyncIterator[models.SensitiveHit] = self._walk(
            "list_sensitive_of_case",
            places={"case_id": case_id},
            query={"limit": limit},
        )
        return answer

    async def mark_sensitive_seen(
        self,
        case_id: str,
        number: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.MarkSensitiveSeenAnswer:
        """Record that one was looked at, and what came of it; nobody else is told."""
        answer: models.MarkSensitiveSeenAnswer = await self._call(
            "mark_sensitive_seen",
            places={"case_id": case_id, "number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def get_judgement(self, case_id: str, denial_id: str) -> models.JudgedHit:
        """Show a hit with all that was said of it in this case, and lately in others."""
        answer: models.JudgedHit = await self._call(
            "get_judgement",
            places={"case_id": case_id, "denial_id": denial_id},
        )
        return answer

    async def judge_hit(
        self,
        case_id: str,
        denial_id: str,
        body: models.HitWord | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.JudgedHit:
        """Confirm or dismiss a hit with a reason; it hides no denial and closes no consultation.
        """
        answer: models.JudgedHit = await self._call(
            "judge_hit",
            places={"case_id": case_id, "denial_id": denial_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    async def list_waiting_acts(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        every: bool | None = None,
        kind: models.AnyWaitingKind | None = None,
        state: models.AnyWaitingState | None = None,
        subject: str | None = None,
        by: str | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> models.PageOfWaitingActs:
        """List what waits for a second officer, the newest first; what was decided, if asked for.
        """
        answer: models.PageOfWaitingActs = await self._call(
            "list_waiting_acts",
            query={"limit": limit, "after": after, "every": every, "kind": kind, "state": state, "subject": subject, "by": by, "at_from": at_from, "at_until": at_until},
        )
        return answer

    def walk_waiting_acts(
        self,
        *,
        limit: int | None = None,
        every: bool | None = None,
        kind: models.AnyWaitingKind | None = None,
        state: models.AnyWaitingState | None = None,
        subject: str | None = None,
        by: str | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> AsyncIterator[models.WaitingLine]:
        """Walk every element, page by page. List what waits for a second officer, the newest
        first; what was decided, if asked for.
        """
        answer: AsyncIterator[models.WaitingLine] = self._walk(
            "list_waiting_acts",
            query={"limit": limit, "every": every, "kind": kind, "state": state, "subject": subject, "by": by, "at_from": at_from, "at_until": at_until},
        )
        return answer

    async def get_waiting_act(self, number: str) -> models.WaitingAct:
        """Show an act that waits, or did, with what was given."""
        answer: models.WaitingAct = await self._call("get_waiting_act", places={"number": number})
        return answer

    async def get_waiting_act_view(self, number: str) -> models.NounView:
        """Show an act in words: what it would tell everybody."""
        answer: models.NounView = await self._call(
            "get_waiting_act_view",
            places={"number": number},
        )
        return answer

    async def get_waiting_act_page(self, number: str) -> str:
        """Show an act as one self-contained page for the file."""
        answer: str = await self._call("get_waiting_act_page", places={"number": number})
        return answer

    async def agree_to_waiting_act(
        self,
        number: str,
        *,
        key: str | None = None,
    ) -> models.WaitingAct:
        """Agree as the second officer; it is carried out, and the answer says what came of it."""
        answer: models.WaitingAct = await self._call(
            "agree_to_waiting_act",
            places={"number": number},
            key=key,
        )
        return answer

    async def refuse_waiting_act(
        self,
        number: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.WaitingAct:
        """Refuse an act, or take the own one back; nothing was done."""
        answer: models.WaitingAct = await self._call(
            "refuse_waiting_act",
            places={"number": number},
            body=body,
            key=key,
        )
        return answer

    async def get_status(self) -> models.Status:
        """Say who this node is. A supervisor, which has no token, asks `/ready`."""
        answer: models.Status = await self._call("get_status")
        return answer

    async def get_health(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfHealthChecks:
        """Try what works, and say how to mend what does not, and who."""
        answer: models.PageOfHealthChecks = await self._call(
            "get_health",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_get_health(self, *, limit: int | None = None) -> AsyncIterator[models.HealthCheck]:
        """Walk every element, page by page. Try what works, and say how to mend what does not, and
        who.
        """
        answer: AsyncIterator[models.HealthCheck] = self._walk(
            "get_health",
            query={"limit": limit},
        )
        return answer

    async def get_health_trials(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfHealthChecks:
        """Try from end to end: a signed answer of each peer, a run of the engine, disk, keys,
        clock.
        """
        answer: models.PageOfHealthChecks = await self._call(
            "get_health_trials",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_get_health_trials(
        self,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.HealthCheck]:
        """Walk every element, page by page. Try from end to end: a signed answer of each peer, a
        run of the engine, disk, keys, clock.
        """
        answer: AsyncIterator[models.HealthCheck] = self._walk(
            "get_health_trials",
            query={"limit": limit},
        )
        return answer

    async def get_health_registers(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfHealthRegisters:
        """Say how far the register of every other member is held here, for whoever runs the node.
        """
        answer: models.PageOfHealthRegisters = await self._call(
            "get_health_registers",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_get_health_registers(
        self,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.RegisterProgress]:
        """Walk every element, page by page. Say how far the register of every other member is held
        here, for whoever runs the node.
        """
        answer: AsyncIterator[models.RegisterProgress] = self._walk(
            "get_health_registers",
            query={"limit": limit},
        )
        return answer

    async def derive_deadline(
        self,
        *,
        procedure: str,
        authority: str,
        received: datetime.datetime,
    ) -> models.DeadlineDerivation:
        """Derive a last instant under the rulebook in force."""
        answer: models.DeadlineDerivation = await self._call(
            "derive_deadline",
            query={"procedure": procedure, "authority": authority, "received": received},
        )
        return answer

    async def list_officers(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfOfficers:
        """List accounts."""
        answer: models.PageOfOfficers = await self._call(
            "list_officers",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_officers(self, *, limit: int | None = None) -> AsyncIterator[models.Account]:
        """Walk every element, page by page. List accounts."""
        answer: AsyncIterator[models.Account] = self._walk("list_officers", query={"limit": limit})
        return answer

    async def add_officer(
        self,
        body: models.OfficerRequest | Json,
        *,
        key: str | None = None,
    ) -> models.NewOfficer:
        """Make an account; its token is shown this once."""
        answer: models.NewOfficer = await self._call("add_officer", body=body, key=key)
        return answer

    async def get_officer(self, name: str) -> models.Account:
        """Show an account with its tokens."""
        answer: models.Account = await self._call("get_officer", places={"name": name})
        return answer

    async def withdraw_officer(self, name: str, *, key: str | None = None) -> None:
        """Withdraw an account."""
        answer: None = await self._call("withdraw_officer", places={"name": name}, key=key)
        return answer

    async def make_token(
        self,
        body: models.TokenRequest | Json,
        *,
        key: str | None = None,
    ) -> models.NewOfficer:
        """Make a further token of an account, shown this once; the one it has stays until it ends.
        """
        answer: models.NewOfficer = await self._call("make_token", body=body, key=key)
        return answer

    async def withdraw_token(
        self,
        body: models.NamedToken | Json,
        *,
        key: str | None = None,
    ) -> None:
        """Take one token of an account away."""
        answer: None = await self._call("withdraw_token", body=body, key=key)
        return answer

    async def bind_certificate(
        self,
        body: models.CertificateRequest | Json,
        *,
        key: str | None = None,
    ) -> models.BoundCertificate:
        """Let a national system show a certificate, in place of its token or beside it."""
        answer: models.BoundCertificate = await self._call("bind_certificate", body=body, key=key)
        return answer

    async def withdraw_certificate(
        self,
        body: models.NamedCertificate | Json,
        *,
        key: str | None = None,
    ) -> None:
        """Take one certificate of an account away."""
        answer: None = await self._call("withdraw_certificate", body=body, key=key)
        return answer

    async def return_officer(
        self,
        body: models.TokenRequest | Json,
        *,
        key: str | None = None,
    ) -> models.NewOfficer:
        """Let a withdrawn account return under its name, with a new token."""
        answer: models.NewOfficer = await self._call("return_officer", body=body, key=key)
        return answer

    async def make_console_link(
        self,
        body: models.NamedOfficer | Json,
        *,
        key: str | None = None,
    ) -> models.ConsoleLink:
        """Make a one-time link by which an officer enrols at the console, shown this once."""
        answer: models.ConsoleLink = await self._call("make_console_link", body=body, key=key)
        return answer

    async def withdraw_named_officer(
        self,
        body: models.NamedOfficer | Json,
        *,
        key: str | None = None,
    ) -> None:
        """Withdraw an account whose name does not go into an address."""
        answer: None = await self._call("withdraw_named_officer", body=body, key=key)
        return answer

    async def count_denials(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfDenialCounts:
        """Count valid denials by item group and destination."""
        answer: models.PageOfDenialCounts = await self._call(
            "count_denials",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_count_denials(self, *, limit: int | None = None) -> AsyncIterator[models.DenialCount]:
        """Walk every element, page by page. Count valid denials by item group and destination."""
        answer: AsyncIterator[models.DenialCount] = self._walk(
            "count_denials",
            query={"limit": limit},
        )
        return answer

    async def get_retention(self) -> models.RetentionShown:
        """Show what is kept how long, and how much of it is older."""
        answer: models.RetentionShown = await self._call("get_retention")
        return answer

    async def run_retention(
        self,
        *,
        dry_run: bool | None = None,
        key: str | None = None,
    ) -> models.RetentionShown:
        """Delete what is older than its period, on record; with `dry_run` only say what."""
        answer: models.RetentionShown = await self._call(
            "run_retention",
            query={"dry_run": dry_run},
            key=key,
        )
        return answer

    async def list_held_files(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfHeldFiles:
        """List the files of cases that officers hold back from deletion, and why."""
        answer: models.PageOfHeldFiles = await self._call(
            "list_held_files",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_held_files(self, *, limit: int | None = None) -> AsyncIterator[models.HeldFile]:
        """Walk every element, page by page. List the files of cases that officers hold back from
        deletion, and why.
        """
        answer: AsyncIterator[models.HeldFile] = self._walk(
            "list_held_files",
            query={"limit": limit},
        )
        return answer

    async def get_held_file(self, case_id: str) -> models.HeldFile:
        """Show who holds the file of a case back from deletion, and why."""
        answer: models.HeldFile = await self._call("get_held_file", places={"case_id": case_id})
        return answer

    async def hold_file(
        self,
        case_id: str,
        body: models.HoldDraft | Json,
        *,
        key: str | None = None,
    ) -> models.HeldFile:
        """Hold the file of a case back from deletion: for proceedings, an audit, an archive."""
        answer: models.HeldFile = await self._call(
            "hold_file",
            places={"case_id": case_id},
            body=body,
            key=key,
        )
        return answer

    async def release_file(
        self,
        case_id: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.HeldFile:
        """Say that nothing holds the file of a case back any more; return who held it, and why."""
        answer: models.HeldFile = await self._call(
            "release_file",
            places={"case_id": case_id},
            body=body,
            key=key,
        )
        return answer
