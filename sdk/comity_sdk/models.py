"""What the interface of a node takes and answers; made from docs/openapi.json.

Written by tools/sdk_models.py: not to be edited, and to be looked up by name, not read through.
Words come first, then models, each in the order of their names; which operation takes or gives
one says `operations.py`. Fields and words that a newer node adds are kept as they come.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from comity_sdk.base import Model


class ActVerb(StrEnum):
    """What an act did."""

    ACT_AGREED = "act.agreed"
    ACT_LAPSED = "act.lapsed"
    ACT_PROPOSED = "act.proposed"
    ACT_REFUSED = "act.refused"
    ANNUAL_ACCEPTED = "annual.accepted"
    ANNUAL_ANSWER_RECEIVED = "annual.answer.received"
    ANNUAL_ANSWER_SENT = "annual.answer.sent"
    ANNUAL_CALL_RECEIVED = "annual.call.received"
    ANNUAL_CALL_SENT = "annual.call.sent"
    ANNUAL_CALLED = "annual.called"
    ANNUAL_CHANGED = "annual.changed"
    ANNUAL_CLEARANCE_RECEIVED = "annual.clearance.received"
    ANNUAL_CLEARANCE_SENT = "annual.clearance.sent"
    ANNUAL_DROPPED = "annual.dropped"
    ANNUAL_FROZEN = "annual.frozen"
    ANNUAL_IMPORTED = "annual.imported"
    ANNUAL_LEFT = "annual.left"
    ANNUAL_MISSING = "annual.missing"
    ANNUAL_NO_ANSWER = "annual.no_answer"
    ANNUAL_NOT_CLEARED = "annual.not_cleared"
    ANNUAL_OUTCOME_RECEIVED = "annual.outcome.received"
    ANNUAL_OUTCOME_SENT = "annual.outcome.sent"
    ANNUAL_PART_RECEIVED = "annual.part.received"
    ANNUAL_PART_SENT = "annual.part.sent"
    ANNUAL_PROPOSED = "annual.proposed"
    ANNUAL_PUBLISHED = "annual.published"
    ANNUAL_QUESTION_RECEIVED = "annual.question.received"
    ANNUAL_QUESTION_SENT = "annual.question.sent"
    ANNUAL_RELEASED = "annual.released"
    ANNUAL_REMINDED = "annual.reminded"
    ANNUAL_SUBMISSION_RECEIVED = "annual.submission.received"
    ANNUAL_SUBMISSION_SENT = "annual.submission.sent"
    ANNUAL_TABLES_RECEIVED = "annual.tables.received"
    ANNUAL_TABLES_SENT = "annual.tables.sent"
    ANNUAL_TAKEN = "annual.taken"
    ANSWER_AGAIN = "answer.again"
    ANSWER_CORRECTED = "answer.corrected"
    ANSWER_PROPOSED = "answer.proposed"
    ANSWER_RECALLED = "answer.recalled"
    ANSWER_RELIED_ON = "answer.relied_on"
    ANSWER_REUSED = "answer.reused"
    ANSWERS_SETTLED = "answers.settled"
    CALL_NOTED = "call.noted"
    CASE_AMENDED = "case.amended"
    CASE_ASSESSED = "case.assessed"
    CASE_ASSIGNED = "case.assigned"
    CASE_CLASSIFIED = "case.classified"
    CASE_EXAMINED = "case.examined"
    CASE_FILED = "case.filed"
    CASE_READY = "case.ready"
    CASE_WITHDRAWN = "case.withdrawn"
    CLASSIFICATION_ASKED = "classification.asked"
    CLASSIFICATION_CLOSED = "classification.closed"
    COLLECTIVE_BEGUN = "collective.begun"
    COLLECTIVE_ENDED = "collective.ended"
    COLLECTIVE_NOT_READY = "collective.not_ready"
    COLLECTIVE_READY = "collective.ready"
    COMMENT_RECEIVED = "comment.received"
    COMMENT_SENT = "comment.sent"
    CONSULTATION_ANSWER_RECEIVED = "consultation.answer.received"
    CONSULTATION_ANSWER_SENT = "consultation.answer.sent"
    CONSULTATION_ANSWERED = "consultation.answered"
    CONSULTATION_ANSWERED_LATE = "consultation.answered_late"
    CONSULTATION_ANSWERED_UNUSABLE = "consultation.answered_unusable"
    CONSULTATION_ASKED = "consultation.asked"
    CONSULTATION_ASSIGNED = "consultation.assigned"
    CONSULTATION_CLOSED = "consultation.closed"
    CONSULTATION_CLOSING_REQUEST_RECEIVED = "consultation.closing_request.received"
    CONSULTATION_CLOSING_REQUEST_SENT = "consultation.closing_request.sent"
    CONSULTATION_CLOSING_STATEMENT_RECEIVED = "consultation.closing_statement.received"
    CONSULTATION_CLOSING_STATEMENT_SENT = "consultation.closing_statement.sent"
    CONSULTATION_END_RECEIVED = "consultation.end.received"
    CONSULTATION_END_SENT = "consultation.end.sent"
    CONSULTATION_ENDED = "consultation.ended"
    CONSULTATION_EXTENSION_REPLY_RECEIVED = "consultation.extension_reply.received"
    CONSULTATION_EXTENSION_REPLY_SENT = "consultation.extension_reply.sent"
    CONSULTATION_EXTENSION_REQUEST_RECEIVED = "consultation.extension_request.received"
    CONSULTATION_EXTENSION_REQUEST_SENT = "consultation.extension_request.sent"
    CONSULTATION_FORWARDED = "consultation.forwarded"
    CONSULTATION_NARROWED = "consultation.narrowed"
    CONSULTATION_NOT_CLOSED = "consultation.not_closed"
    CONSULTATION_OPENED = "consultation.opened"
    CONSULTATION_RECALLED = "consultation.recalled"
    CONSULTATION_RECEIVED = "consultation.received"
    CONSULTATION_REMINDED = "consultation.reminded"
    CONSULTATION_REQUEST_RECEIVED = "consultation.request.received"
    CONSULTATION_REQUEST_SENT = "consultation.request.sent"
    CONSULTATION_REQUESTED = "consultation.requested"
    CONSULTATION_SILENT = "consultation.silent"
    CONSULTATION_SUPERSEDED = "consultation.superseded"
    CONSULTATION_UNCONFIRMED = "consultation.unconfirmed"
    CONSULTATION_WITHDRAWN = "consultation.withdrawn"
    CONSULTATIONS_EXPORTED = "consultations.exported"
    CONSULTATIONS_RECORDED = "consultations.recorded"
    CONTACT_NOTE_RECEIVED = "contact.note.received"
    CONTACT_NOTE_SENT = "contact.note.sent"
    CONTACT_REPLY_RECEIVED = "contact.reply.received"
    CONTACT_REPLY_SENT = "contact.reply.sent"
    CORRECTION_RECEIVED = "correction.received"
    CORRECTION_SENT = "correction.sent"
    CUSTOMS_INFORMED = "customs.informed"
    DATABASE_WENT_BACK = "database.went_back"
    DECISION_MADE = "decision.made"
    DECISION_PROPOSED = "decision.proposed"
    DENIAL_AMENDED = "denial.amended"
    DENIAL_CAME = "denial.came"
    DENIAL_RESTORED = "denial.restored"
    DENIAL_REVIEWED = "denial.reviewed"
    DENIAL_REVOKED = "denial.revoked"
    DENIAL_SET_ASIDE = "denial.set_aside"
    DENIAL_SUSPENDED = "denial.suspended"
    DENIALS_EXPORTED = "denials.exported"
    DENIALS_LOADED = "denials.loaded"
    DENIALS_NOTIFIED = "denials.notified"
    DENIALS_RECONCILED = "denials.reconciled"
    DENIALS_RELAYED = "denials.relayed"
    DENIALS_SEARCHED = "denials.searched"
    DOCUMENT_ADDED = "document.added"
    DOCUMENT_FETCH_FAILED = "document.fetch_failed"
    DOCUMENT_FETCHED = "document.fetched"
    DOCUMENT_PUT = "document.put"
    DOCUMENT_REFUSED = "document.refused"
    DOCUMENT_RELEASED = "document.released"
    DOCUMENT_REPLACED = "document.replaced"
    EVIDENCE_EXPORTED = "evidence.exported"
    EVIDENCE_VERIFIED = "evidence.verified"
    EXTENSION_ACCEPTED = "extension.accepted"
    EXTENSION_ASKED = "extension.asked"
    EXTENSION_REFUSED = "extension.refused"
    FILE_DELETED = "file.deleted"
    FILE_HELD = "file.held"
    FILE_RELEASED = "file.released"
    FORWARDING_RECEIVED = "forwarding.received"
    FORWARDING_REPLY_RECEIVED = "forwarding.reply.received"
    FORWARDING_REPLY_SENT = "forwarding.reply.sent"
    FORWARDING_SENT = "forwarding.sent"
    HIT_CONFIRMED = "hit.confirmed"
    HIT_DISMISSED = "hit.dismissed"
    INFORMATION_REPLY_RECEIVED = "information.reply.received"
    INFORMATION_REPLY_SENT = "information.reply.sent"
    INFORMATION_REQUEST_RECEIVED = "information.request.received"
    INFORMATION_REQUEST_SENT = "information.request.sent"
    INFORMATION_SUPPLIED = "information.supplied"
    INFORMED_EXPIRED = "informed.expired"
    INFORMED_LIFTED = "informed.lifted"
    LICENCE_MATCH_SEEN = "licence.match_seen"
    LICENCE_MATCHED = "licence.matched"
    LICENCE_USED = "licence.used"
    LICENCE_USE_REVERSED = "licence.use_reversed"
    NOTICE_AMENDED = "notice.amended"
    NOTICE_COMMENT_RECEIVED = "notice.comment_received"
    NOTICE_COMMENTED = "notice.commented"
    NOTICE_EXPIRED = "notice.expired"
    NOTICE_GIVEN = "notice.given"
    NOTICE_IN_LOG = "notice.in_log"
    NOTICE_NOT_PROVIDED = "notice.not_provided"
    NOTICE_NOT_PROVIDED_PROPOSED = "notice.not_provided_proposed"
    NOTICE_PUBLISHED = "notice.published"
    NOTICE_RECEIVED = "notice.received"
    NOTICE_REFERENCED = "notice.referenced"
    NOTICE_SENT = "notice.sent"
    NOTICE_WITHDRAWN = "notice.withdrawn"
    KEY_DESTROYED = "key.destroyed"
    OFFICER_ADDED = "officer.added"
    OFFICER_CERTIFICATE_BOUND = "officer.certificate_bound"
    OFFICER_CERTIFICATE_WITHDRAWN = "officer.certificate_withdrawn"
    OFFICER_CONSOLE_ENROLLED = "officer.console_enrolled"
    OFFICER_CONSOLE_LINK_MADE = "officer.console_link_made"
    OFFICER_RETURNED = "officer.returned"
    OFFICER_WITHDRAWN = "officer.withdrawn"
    OFFICER_TOKEN_MADE = "officer.token_made"
    OFFICER_TOKEN_WITHDRAWN = "officer.token_withdrawn"
    OFFICER_WEBHOOK_ENDED = "officer.webhook_ended"
    OFFICER_WEBHOOK_MADE = "officer.webhook_made"
    OFFICER_WEBHOOK_REPLAYED = "officer.webhook_replayed"
    OFFICER_WEBHOOK_SECRET_MADE = "officer.webhook_secret_made"
    OPEN_PREPARED = "open.prepared"
    OPEN_RELEASED = "open.released"
    PUBLICATION_MISSED = "publication.missed"
    RECALL_RECEIVED = "recall.received"
    RECALL_SENT = "recall.sent"
    RECALL_STATEMENT_RECEIVED = "recall.statement.received"
    RECALL_STATEMENT_SENT = "recall.statement.sent"
    RECORD_CONFIRMED = "record.confirmed"
    RECORD_MADE = "record.made"
    RECORD_REFUSED = "record.refused"
    REGISTER_FOLLOWED = "register.followed"
    REGISTER_LAW_FOLLOWED = "register.law_followed"
    REGISTER_PROVED = "register.proved"
    REGISTER_REPAIRED = "register.repaired"
    REGISTER_SET_ASIDE = "register.set_aside"
    REGISTER_TROUBLE_CLOSED = "register.trouble_closed"
    REGISTER_VERIFIED = "register.verified"
    REGISTER_WRITTEN_AGAIN = "register.written_again"
    REPLY_REMINDED = "reply.reminded"
    REQUIREMENT_CAME = "requirement.came"
    RESTRICTION_LIFTED = "restriction.lifted"
    RESTRICTION_MADE = "restriction.made"
    RESTRICTION_NAMED = "restriction.named"
    RESTRICTION_OPENED = "restriction.opened"
    RESTRICTION_READ = "restriction.read"
    RETENTION_RUN = "retention.run"
    REVIEW_DUE = "review.due"
    REVIEW_OVERDUE = "review.overdue"
    REVIEW_SOON = "review.soon"
    SETTLEMENT_RECEIVED = "settlement.received"
    SETTLEMENT_SENT = "settlement.sent"
    SILENCE_CONFIRMED = "silence.confirmed"
    STANDING_CORRECTED = "standing.corrected"
    STANDING_EXPIRED = "standing.expired"
    STANDING_RECALLED = "standing.recalled"
    STANDING_RELIED_ON = "standing.relied_on"
    STANDING_ANSWER_RECEIVED = "standing_answer.received"
    STANDING_ANSWER_SENT = "standing_answer.sent"
    SUPPLEMENT_RECEIVED = "supplement.received"
    SUPPLEMENT_SENT = "supplement.sent"
    SUSPENSION_ENDED = "suspension.ended"
    TASK_CLOSED = "task.closed"
    TASK_CLOSING = "task.closing"
    TRANSACTION_TWICE = "transaction.twice"


AnyActVerb = Annotated[ActVerb | str, Field(union_mode="left_to_right")]


class Activity(StrEnum):
    """The controlled activity."""

    EXPORT = "export"
    BROKERING = "brokering"
    TECHNICAL_ASSISTANCE = "technical_assistance"
    TRANSIT = "transit"
    TRANSFER = "transfer"


AnyActivity = Annotated[Activity | str, Field(union_mode="left_to_right")]


class ActorKind(StrEnum):
    """Who did something, by kind and never by name."""

    PERSON = "person"
    SYSTEM = "system"
    AUTHORITY = "authority"
    GATEWAY = "gateway"
    OPERATOR = "operator"


AnyActorKind = Annotated[ActorKind | str, Field(union_mode="left_to_right")]


class AgreedBy(StrEnum):
    """Who must agree to more time."""

    ASKING = "asking"
    OTHER = "other"
    NOBODY = "nobody"


AnyAgreedBy = Annotated[AgreedBy | str, Field(union_mode="left_to_right")]


class Altered(StrEnum):
    """What of a log was found altered."""

    ENTRY = "entry"
    COLUMN = "column"
    PART = "part"
    NODE = "node"
    CHECKPOINT = "checkpoint"
    PROJECTION = "projection"
    UNREADABLE = "unreadable"


AnyAltered = Annotated[Altered | str, Field(union_mode="left_to_right")]


class AnswerWord(StrEnum):
    """An answer of a procedure. The rulebook that a matter runs under says which of them it takes.
    """

    DOES_NOT_FOLLOW = "does_not_follow"
    FOLLOWS = "follows"
    FOLLOWS_IN_PART = "follows_in_part"
    IDENTICAL = "identical"
    MEASURES = "measures"
    MORE_INFORMATION = "more_information"
    NO_OBJECTION = "no_objection"
    NO_OBJECTION_IF = "no_objection_if"
    NOT_IDENTICAL = "not_identical"
    OBJECTION = "objection"
    RELEASE = "release"


AnyAnswerWord = Annotated[AnswerWord | str, Field(union_mode="left_to_right")]


class ApplicantRelease(StrEnum):
    """How much of an answer the asking authority may show its applicant."""

    NOTHING = "nothing"
    FACT = "fact"
    TEXT = "text"


AnyApplicantRelease = Annotated[ApplicantRelease | str, Field(union_mode="left_to_right")]


class ArrivalKind(StrEnum):
    """What came and waits to be looked at."""

    ANSWER_CAME = "answer_came"
    CASE_READY = "case_ready"
    DENIAL_CAME = "denial_came"


AnyArrivalKind = Annotated[ArrivalKind | str, Field(union_mode="left_to_right")]


class AskedBy(StrEnum):
    """Who may ask for more time."""

    CONSULTED = "consulted"
    EITHER = "either"
    ANY_STATE = "any_state"


AnyAskedBy = Annotated[AskedBy | str, Field(union_mode="left_to_right")]


class AssessmentBasis(StrEnum):
    """What makes an item one of cyber-surveillance, which needs a human-rights assessment."""

    LISTED_GROUP = "listed_group"
    RELATED_CODE = "related_code"
    FLAG = "flag"


AnyAssessmentBasis = Annotated[AssessmentBasis | str, Field(union_mode="left_to_right")]


class AssessmentRelease(StrEnum):
    """What consulted authorities see of an assessment: the deciding authority's choice."""

    WHOLE = "whole"
    SUMMARY = "summary"


AnyAssessmentRelease = Annotated[AssessmentRelease | str, Field(union_mode="left_to_right")]


class Audience(StrEnum):
    """Who reads a notice."""

    ALL_MEMBERS = "all_members"
    MEMBER_STATES = "member_states"
    CHOSEN = "chosen"


AnyAudience = Annotated[Audience | str, Field(union_mode="left_to_right")]


class AuthorisationKind(StrEnum):
    """Kinds of authorisation that are applied for (Art 2(12)-(14), docs/domain.md 6.1)."""

    INDIVIDUAL = "individual"
    GLOBAL = "global"
    LARGE_PROJECT = "large_project"


AnyAuthorisationKind = Annotated[AuthorisationKind | str, Field(union_mode="left_to_right")]


class CalendarRule(StrEnum):
    """Whose holidays and time zone count."""

    CONSULTED = "consulted"
    ASKING = "asking"


AnyCalendarRule = Annotated[CalendarRule | str, Field(union_mode="left_to_right")]


class CaseState(StrEnum):
    """State of a case."""

    FILED = "filed"
    EXAMINED = "examined"
    CONSULTING = "consulting"
    ASSESSMENT = "assessment"
    PROPOSED = "proposed"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


AnyCaseState = Annotated[CaseState | str, Field(union_mode="left_to_right")]


class CellState(StrEnum):
    """What a cell shows."""

    VALUE = "value"
    ZERO = "zero"
    NOT_AVAILABLE = "not_available"
    CONFIDENTIAL = "confidential"
    SUPPRESSED = "suppressed"


AnyCellState = Annotated[CellState | str, Field(union_mode="left_to_right")]


class ChangeKind(StrEnum):
    """What changed: an act by its verb, or a task that was opened or closed."""

    ACT_AGREED = "act.agreed"
    ACT_LAPSED = "act.lapsed"
    ACT_PROPOSED = "act.proposed"
    ACT_REFUSED = "act.refused"
    ANNUAL_ACCEPTED = "annual.accepted"
    ANNUAL_ANSWER_RECEIVED = "annual.answer.received"
    ANNUAL_ANSWER_SENT = "annual.answer.sent"
    ANNUAL_CALL_RECEIVED = "annual.call.received"
    ANNUAL_CALL_SENT = "annual.call.sent"
    ANNUAL_CALLED = "annual.called"
    ANNUAL_CHANGED = "annual.changed"
    ANNUAL_CLEARANCE_RECEIVED = "annual.clearance.received"
    ANNUAL_CLEARANCE_SENT = "annual.clearance.sent"
    ANNUAL_DROPPED = "annual.dropped"
    ANNUAL_FROZEN = "annual.frozen"
    ANNUAL_IMPORTED = "annual.imported"
    ANNUAL_LEFT = "annual.left"
    ANNUAL_MISSING = "annual.missing"
    ANNUAL_NO_ANSWER = "annual.no_answer"
    ANNUAL_NOT_CLEARED = "annual.not_cleared"
    ANNUAL_OUTCOME_RECEIVED = "annual.outcome.received"
    ANNUAL_OUTCOME_SENT = "annual.outcome.sent"
    ANNUAL_PART_RECEIVED = "annual.part.received"
    ANNUAL_PART_SENT = "annual.part.sent"
    ANNUAL_PROPOSED = "annual.proposed"
    ANNUAL_PUBLISHED = "annual.published"
    ANNUAL_QUESTION_RECEIVED = "annual.question.received"
    ANNUAL_QUESTION_SENT = "annual.question.sent"
    ANNUAL_RELEASED = "annual.released"
    ANNUAL_REMINDED = "annual.reminded"
    ANNUAL_SUBMISSION_RECEIVED = "annual.submission.received"
    ANNUAL_SUBMISSION_SENT = "annual.submission.sent"
    ANNUAL_TABLES_RECEIVED = "annual.tables.received"
    ANNUAL_TABLES_SENT = "annual.tables.sent"
    ANNUAL_TAKEN = "annual.taken"
    ANSWER_AGAIN = "answer.again"
    ANSWER_CORRECTED = "answer.corrected"
    ANSWER_PROPOSED = "answer.proposed"
    ANSWER_RECALLED = "answer.recalled"
    ANSWER_RELIED_ON = "answer.relied_on"
    ANSWER_REUSED = "answer.reused"
    ANSWERS_SETTLED = "answers.settled"
    CALL_NOTED = "call.noted"
    CASE_AMENDED = "case.amended"
    CASE_ASSESSED = "case.assessed"
    CASE_ASSIGNED = "case.assigned"
    CASE_CLASSIFIED = "case.classified"
    CASE_EXAMINED = "case.examined"
    CASE_FILED = "case.filed"
    CASE_READY = "case.ready"
    CASE_WITHDRAWN = "case.withdrawn"
    CLASSIFICATION_ASKED = "classification.asked"
    CLASSIFICATION_CLOSED = "classification.closed"
    COLLECTIVE_BEGUN = "collective.begun"
    COLLECTIVE_ENDED = "collective.ended"
    COLLECTIVE_NOT_READY = "collective.not_ready"
    COLLECTIVE_READY = "collective.ready"
    COMMENT_RECEIVED = "comment.received"
    COMMENT_SENT = "comment.sent"
    CONSULTATION_ANSWER_RECEIVED = "consultation.answer.received"
    CONSULTATION_ANSWER_SENT = "consultation.answer.sent"
    CONSULTATION_ANSWERED = "consultation.answered"
    CONSULTATION_ANSWERED_LATE = "consultation.answered_late"
    CONSULTATION_ANSWERED_UNUSABLE = "consultation.answered_unusable"
    CONSULTATION_ASKED = "consultation.asked"
    CONSULTATION_ASSIGNED = "consultation.assigned"
    CONSULTATION_CLOSED = "consultation.closed"
    CONSULTATION_CLOSING_REQUEST_RECEIVED = "consultation.closing_request.received"
    CONSULTATION_CLOSING_REQUEST_SENT = "consultation.closing_request.sent"
    CONSULTATION_CLOSING_STATEMENT_RECEIVED = "consultation.closing_statement.received"
    CONSULTATION_CLOSING_STATEMENT_SENT = "consultation.closing_statement.sent"
    CONSULTATION_END_RECEIVED = "consultation.end.received"
    CONSULTATION_END_SENT = "consultation.end.sent"
    CONSULTATION_ENDED = "consultation.ended"
    CONSULTATION_EXTENSION_REPLY_RECEIVED = "consultation.extension_reply.received"
    CONSULTATION_EXTENSION_REPLY_SENT = "consultation.extension_reply.sent"
    CONSULTATION_EXTENSION_REQUEST_RECEIVED = "consultation.extension_request.received"
    CONSULTATION_EXTENSION_REQUEST_SENT = "consultation.extension_request.sent"
    CONSULTATION_FORWARDED = "consultation.forwarded"
    CONSULTATION_NARROWED = "consultation.narrowed"
    CONSULTATION_NOT_CLOSED = "consultation.not_closed"
    CONSULTATION_OPENED = "consultation.opened"
    CONSULTATION_RECALLED = "consultation.recalled"
    CONSULTATION_RECEIVED = "consultation.received"
    CONSULTATION_REMINDED = "consultation.reminded"
    CONSULTATION_REQUEST_RECEIVED = "consultation.request.received"
    CONSULTATION_REQUEST_SENT = "consultation.request.sent"
    CONSULTATION_REQUESTED = "consultation.requested"
    CONSULTATION_SILENT = "consultation.silent"
    CONSULTATION_SUPERSEDED = "consultation.superseded"
    CONSULTATION_UNCONFIRMED = "consultation.unconfirmed"
    CONSULTATION_WITHDRAWN = "consultation.withdrawn"
    CONSULTATIONS_EXPORTED = "consultations.exported"
    CONSULTATIONS_RECORDED = "consultations.recorded"
    CONTACT_NOTE_RECEIVED = "contact.note.received"
    CONTACT_NOTE_SENT = "contact.note.sent"
    CONTACT_REPLY_RECEIVED = "contact.reply.received"
    CONTACT_REPLY_SENT = "contact.reply.sent"
    CORRECTION_RECEIVED = "correction.received"
    CORRECTION_SENT = "correction.sent"
    CUSTOMS_INFORMED = "customs.informed"
    DATABASE_WENT_BACK = "database.went_back"
    DECISION_MADE = "decision.made"
    DECISION_PROPOSED = "decision.proposed"
    DENIAL_AMENDED = "denial.amended"
    DENIAL_CAME = "denial.came"
    DENIAL_RESTORED = "denial.restored"
    DENIAL_REVIEWED = "denial.reviewed"
    DENIAL_REVOKED = "denial.revoked"
    DENIAL_SET_ASIDE = "denial.set_aside"
    DENIAL_SUSPENDED = "denial.suspended"
    DENIALS_EXPORTED = "denials.exported"
    DENIALS_LOADED = "denials.loaded"
    DENIALS_NOTIFIED = "denials.notified"
    DENIALS_RECONCILED = "denials.reconciled"
    DENIALS_RELAYED = "denials.relayed"
    DENIALS_SEARCHED = "denials.searched"
    DOCUMENT_ADDED = "document.added"
    DOCUMENT_FETCH_FAILED = "document.fetch_failed"
    DOCUMENT_FETCHED = "document.fetched"
    DOCUMENT_PUT = "document.put"
    DOCUMENT_REFUSED = "document.refused"
    DOCUMENT_RELEASED = "document.released"
    DOCUMENT_REPLACED = "document.replaced"
    EVIDENCE_EXPORTED = "evidence.exported"
    EVIDENCE_VERIFIED = "evidence.verified"
    EXTENSION_ACCEPTED = "extension.accepted"
    EXTENSION_ASKED = "extension.asked"
    EXTENSION_REFUSED = "extension.refused"
    FILE_DELETED = "file.deleted"
    FILE_HELD = "file.held"
    FILE_RELEASED = "file.released"
    FORWARDING_RECEIVED = "forwarding.received"
    FORWARDING_REPLY_RECEIVED = "forwarding.reply.received"
    FORWARDING_REPLY_SENT = "forwarding.reply.sent"
    FORWARDING_SENT = "forwarding.sent"
    HIT_CONFIRMED = "hit.confirmed"
    HIT_DISMISSED = "hit.dismissed"
    INFORMATION_REPLY_RECEIVED = "information.reply.received"
    INFORMATION_REPLY_SENT = "information.reply.sent"
    INFORMATION_REQUEST_RECEIVED = "information.request.received"
    INFORMATION_REQUEST_SENT = "information.request.sent"
    INFORMATION_SUPPLIED = "information.supplied"
    INFORMED_EXPIRED = "informed.expired"
    INFORMED_LIFTED = "informed.lifted"
    LICENCE_MATCH_SEEN = "licence.match_seen"
    LICENCE_MATCHED = "licence.matched"
    LICENCE_USED = "licence.used"
    LICENCE_USE_REVERSED = "licence.use_reversed"
    NOTICE_AMENDED = "notice.amended"
    NOTICE_COMMENT_RECEIVED = "notice.comment_received"
    NOTICE_COMMENTED = "notice.commented"
    NOTICE_EXPIRED = "notice.expired"
    NOTICE_GIVEN = "notice.given"
    NOTICE_IN_LOG = "notice.in_log"
    NOTICE_NOT_PROVIDED = "notice.not_provided"
    NOTICE_NOT_PROVIDED_PROPOSED = "notice.not_provided_proposed"
    NOTICE_PUBLISHED = "notice.published"
    NOTICE_RECEIVED = "notice.received"
    NOTICE_REFERENCED = "notice.referenced"
    NOTICE_SENT = "notice.sent"
    NOTICE_WITHDRAWN = "notice.withdrawn"
    KEY_DESTROYED = "key.destroyed"
    OFFICER_ADDED = "officer.added"
    OFFICER_CERTIFICATE_BOUND = "officer.certificate_bound"
    OFFICER_CERTIFICATE_WITHDRAWN = "officer.certificate_withdrawn"
    OFFICER_CONSOLE_ENROLLED = "officer.console_enrolled"
    OFFICER_CONSOLE_LINK_MADE = "officer.console_link_made"
    OFFICER_RETURNED = "officer.returned"
    OFFICER_WITHDRAWN = "officer.withdrawn"
    OFFICER_TOKEN_MADE = "officer.token_made"
    OFFICER_TOKEN_WITHDRAWN = "officer.token_withdrawn"
    OFFICER_WEBHOOK_ENDED = "officer.webhook_ended"
    OFFICER_WEBHOOK_MADE = "officer.webhook_made"
    OFFICER_WEBHOOK_REPLAYED = "officer.webhook_replayed"
    OFFICER_WEBHOOK_SECRET_MADE = "officer.webhook_secret_made"
    OPEN_PREPARED = "open.prepared"
    OPEN_RELEASED = "open.released"
    PUBLICATION_MISSED = "publication.missed"
    RECALL_RECEIVED = "recall.received"
    RECALL_SENT = "recall.sent"
    RECALL_STATEMENT_RECEIVED = "recall.statement.received"
    RECALL_STATEMENT_SENT = "recall.statement.sent"
    RECORD_CONFIRMED = "record.confirmed"
    RECORD_MADE = "record.made"
    RECORD_REFUSED = "record.refused"
    REGISTER_FOLLOWED = "register.followed"
    REGISTER_LAW_FOLLOWED = "register.law_followed"
    REGISTER_PROVED = "register.proved"
    REGISTER_REPAIRED = "register.repaired"
    REGISTER_SET_ASIDE = "register.set_aside"
    REGISTER_TROUBLE_CLOSED = "register.trouble_closed"
    REGISTER_VERIFIED = "register.verified"
    REGISTER_WRITTEN_AGAIN = "register.written_again"
    REPLY_REMINDED = "reply.reminded"
    REQUIREMENT_CAME = "requirement.came"
    RESTRICTION_LIFTED = "restriction.lifted"
    RESTRICTION_MADE = "restriction.made"
    RESTRICTION_NAMED = "restriction.named"
    RESTRICTION_OPENED = "restriction.opened"
    RESTRICTION_READ = "restriction.read"
    RETENTION_RUN = "retention.run"
    REVIEW_DUE = "review.due"
    REVIEW_OVERDUE = "review.overdue"
    REVIEW_SOON = "review.soon"
    SETTLEMENT_RECEIVED = "settlement.received"
    SETTLEMENT_SENT = "settlement.sent"
    SILENCE_CONFIRMED = "silence.confirmed"
    STANDING_CORRECTED = "standing.corrected"
    STANDING_EXPIRED = "standing.expired"
    STANDING_RECALLED = "standing.recalled"
    STANDING_RELIED_ON = "standing.relied_on"
    STANDING_ANSWER_RECEIVED = "standing_answer.received"
    STANDING_ANSWER_SENT = "standing_answer.sent"
    SUPPLEMENT_RECEIVED = "supplement.received"
    SUPPLEMENT_SENT = "supplement.sent"
    SUSPENSION_ENDED = "suspension.ended"
    TASK_CLOSED = "task.closed"
    TASK_CLOSING = "task.closing"
    TRANSACTION_TWICE = "transaction.twice"
    FEED_WENT_BACK = "feed.went_back"
    TASK_ACT_AGREE = "task.act.agree"
    TASK_ACT_AGREE_CLOSED = "task.act.agree.closed"
    TASK_ACT_OVERDUE = "task.act.overdue"
    TASK_ACT_OVERDUE_CLOSED = "task.act.overdue.closed"
    TASK_ACT_RETURNED = "task.act.returned"
    TASK_ACT_RETURNED_CLOSED = "task.act.returned.closed"
    TASK_ANNUAL_ANSWERED = "task.annual.answered"
    TASK_ANNUAL_ANSWERED_CLOSED = "task.annual.answered.closed"
    TASK_ANNUAL_ASKED = "task.annual.asked"
    TASK_ANNUAL_ASKED_CLOSED = "task.annual.asked.closed"
    TASK_ANNUAL_CALLED = "task.annual.called"
    TASK_ANNUAL_CALLED_CLOSED = "task.annual.called.closed"
    TASK_ANNUAL_CLEARED = "task.annual.cleared"
    TASK_ANNUAL_CLEARED_CLOSED = "task.annual.cleared.closed"
    TASK_ANNUAL_LATE = "task.annual.late"
    TASK_ANNUAL_LATE_CLOSED = "task.annual.late.closed"
    TASK_ANNUAL_MISSING = "task.annual.missing"
    TASK_ANNUAL_MISSING_CLOSED = "task.annual.missing.closed"
    TASK_ANNUAL_NO_ANSWER = "task.annual.no_answer"
    TASK_ANNUAL_NO_ANSWER_CLOSED = "task.annual.no_answer.closed"
    TASK_ANNUAL_NOT_CLEARED = "task.annual.not_cleared"
    TASK_ANNUAL_NOT_CLEARED_CLOSED = "task.annual.not_cleared.closed"
    TASK_ANNUAL_OWED = "task.annual.owed"
    TASK_ANNUAL_OWED_CLOSED = "task.annual.owed.closed"
    TASK_ANNUAL_SAID = "task.annual.said"
    TASK_ANNUAL_SAID_CLOSED = "task.annual.said.closed"
    TASK_ANNUAL_SUBMISSION = "task.annual.submission"
    TASK_ANNUAL_SUBMISSION_CLOSED = "task.annual.submission.closed"
    TASK_ANNUAL_TO_CLEAR = "task.annual.to_clear"
    TASK_ANNUAL_TO_CLEAR_CLOSED = "task.annual.to_clear.closed"
    TASK_ANSWER_AGAIN = "task.answer.again"
    TASK_ANSWER_AGAIN_CLOSED = "task.answer.again.closed"
    TASK_ANSWER_CONFIRM = "task.answer.confirm"
    TASK_ANSWER_CONFIRM_CLOSED = "task.answer.confirm.closed"
    TASK_ANSWER_DUE = "task.answer.due"
    TASK_ANSWER_DUE_CLOSED = "task.answer.due.closed"
    TASK_ANSWER_LATE = "task.answer.late"
    TASK_ANSWER_LATE_CLOSED = "task.answer.late.closed"
    TASK_ANSWER_SEALED = "task.answer.sealed"
    TASK_ANSWER_SEALED_CLOSED = "task.answer.sealed.closed"
    TASK_ANSWER_SOON = "task.answer.soon"
    TASK_ANSWER_SOON_CLOSED = "task.answer.soon.closed"
    TASK_ANSWER_UNUSABLE = "task.answer.unusable"
    TASK_ANSWER_UNUSABLE_CLOSED = "task.answer.unusable.closed"
    TASK_ANSWERS_CONTRADICT = "task.answers.contradict"
    TASK_ANSWERS_CONTRADICT_CLOSED = "task.answers.contradict.closed"
    TASK_CERTIFICATE_ENDING = "task.certificate.ending"
    TASK_CERTIFICATE_ENDING_CLOSED = "task.certificate.ending.closed"
    TASK_CLASSIFICATION_ASKED = "task.classification.asked"
    TASK_CLASSIFICATION_ASKED_CLOSED = "task.classification.asked.closed"
    TASK_CLASSIFICATION_CLOSE = "task.classification.close"
    TASK_CLASSIFICATION_CLOSE_CLOSED = "task.classification.close.closed"
    TASK_COLLECTIVE_CONTRADICTION = "task.collective.contradiction"
    TASK_COLLECTIVE_CONTRADICTION_CLOSED = "task.collective.contradiction.closed"
    TASK_COLLECTIVE_PUBLISH = "task.collective.publish"
    TASK_COLLECTIVE_PUBLISH_CLOSED = "task.collective.publish.closed"
    TASK_COLLECTIVE_REVIEW = "task.collective.review"
    TASK_COLLECTIVE_REVIEW_CLOSED = "task.collective.review.closed"
    TASK_CONSULT_AGAIN = "task.consult.again"
    TASK_CONSULT_AGAIN_CLOSED = "task.consult.again.closed"
    TASK_CONSULT_BY_HAND = "task.consult.by_hand"
    TASK_CONSULT_BY_HAND_CLOSED = "task.consult.by_hand.closed"
    TASK_CONSULTATION_ENDED = "task.consultation.ended"
    TASK_CONSULTATION_ENDED_CLOSED = "task.consultation.ended.closed"
    TASK_CONTACT_CONFIRM = "task.contact.confirm"
    TASK_CONTACT_CONFIRM_CLOSED = "task.contact.confirm.closed"
    TASK_CONTACT_DISPUTED = "task.contact.disputed"
    TASK_CONTACT_DISPUTED_CLOSED = "task.contact.disputed.closed"
    TASK_CONTACT_OBJECTION = "task.contact.objection"
    TASK_CONTACT_OBJECTION_CLOSED = "task.contact.objection.closed"
    TASK_CORRECTION_ALARM = "task.correction.alarm"
    TASK_CORRECTION_ALARM_CLOSED = "task.correction.alarm.closed"
    TASK_CORRECTION_UNUSABLE = "task.correction.unusable"
    TASK_CORRECTION_UNUSABLE_CLOSED = "task.correction.unusable.closed"
    TASK_DEADLINE_DIFFERS = "task.deadline.differs"
    TASK_DEADLINE_DIFFERS_CLOSED = "task.deadline.differs.closed"
    TASK_DENIAL_SET_ASIDE = "task.denial.set_aside"
    TASK_DENIAL_SET_ASIDE_CLOSED = "task.denial.set_aside.closed"
    TASK_DENIAL_UNSEEN = "task.denial.unseen"
    TASK_DENIAL_UNSEEN_CLOSED = "task.denial.unseen.closed"
    TASK_DIRECTORY_EXPIRES = "task.directory.expires"
    TASK_DIRECTORY_EXPIRES_CLOSED = "task.directory.expires.closed"
    TASK_DIRECTORY_REFUSED = "task.directory.refused"
    TASK_DIRECTORY_REFUSED_CLOSED = "task.directory.refused.closed"
    TASK_DOCUMENT_MISSING = "task.document.missing"
    TASK_DOCUMENT_MISSING_CLOSED = "task.document.missing.closed"
    TASK_ENGINE_REFUSES = "task.engine.refuses"
    TASK_ENGINE_REFUSES_CLOSED = "task.engine.refuses.closed"
    TASK_EXTENSION_ASKED = "task.extension.asked"
    TASK_EXTENSION_ASKED_CLOSED = "task.extension.asked.closed"
    TASK_EXTENSION_NO_EFFECT = "task.extension.no_effect"
    TASK_EXTENSION_NO_EFFECT_CLOSED = "task.extension.no_effect.closed"
    TASK_EXTENSION_UNUSABLE = "task.extension.unusable"
    TASK_EXTENSION_UNUSABLE_CLOSED = "task.extension.unusable.closed"
    TASK_FILE_HELD = "task.file.held"
    TASK_FILE_HELD_CLOSED = "task.file.held.closed"
    TASK_FORWARDING_ANSWER = "task.forwarding.answer"
    TASK_FORWARDING_ANSWER_CLOSED = "task.forwarding.answer.closed"
    TASK_FORWARDING_BACK = "task.forwarding.back"
    TASK_FORWARDING_BACK_CLOSED = "task.forwarding.back.closed"
    TASK_FORWARDING_UNUSABLE = "task.forwarding.unusable"
    TASK_FORWARDING_UNUSABLE_CLOSED = "task.forwarding.unusable.closed"
    TASK_INFORMATION_ASKED = "task.information.asked"
    TASK_INFORMATION_ASKED_CLOSED = "task.information.asked.closed"
    TASK_INFORMATION_WANTED = "task.information.wanted"
    TASK_INFORMATION_WANTED_CLOSED = "task.information.wanted.closed"
    TASK_INFORMED_ENDED = "task.informed.ended"
    TASK_INFORMED_ENDED_CLOSED = "task.informed.ended.closed"
    TASK_INFORMED_ENDS = "task.informed.ends"
    TASK_INFORMED_ENDS_CLOSED = "task.informed.ends.closed"
    TASK_KEYS_AWAY = "task.keys.away"
    TASK_KEYS_AWAY_CLOSED = "task.keys.away.closed"
    TASK_LAW_MISSING = "task.law.missing"
    TASK_LAW_MISSING_CLOSED = "task.law.missing.closed"
    TASK_LETTER_CORRECTED = "task.letter.corrected"
    TASK_LETTER_CORRECTED_CLOSED = "task.letter.corrected.closed"
    TASK_DOCUMENT_INFECTED = "task.document.infected"
    TASK_DOCUMENT_INFECTED_CLOSED = "task.document.infected.closed"
    TASK_SCANNER_AWAY = "task.scanner.away"
    TASK_SCANNER_AWAY_CLOSED = "task.scanner.away.closed"
    TASK_LETTER_DOUBTFUL = "task.letter.doubtful"
    TASK_LETTER_DOUBTFUL_CLOSED = "task.letter.doubtful.closed"
    TASK_LETTER_LOST = "task.letter.lost"
    TASK_LETTER_LOST_CLOSED = "task.letter.lost.closed"
    TASK_LETTER_READ = "task.letter.read"
    TASK_LETTER_READ_CLOSED = "task.letter.read.closed"
    TASK_LETTER_RECALLED = "task.letter.recalled"
    TASK_LETTER_RECALLED_CLOSED = "task.letter.recalled.closed"
    TASK_LETTER_REFUSED = "task.letter.refused"
    TASK_LETTER_REFUSED_CLOSED = "task.letter.refused.closed"
    TASK_LETTER_STUCK = "task.letter.stuck"
    TASK_LETTER_STUCK_CLOSED = "task.letter.stuck.closed"
    TASK_LETTER_TAKEN_BACK = "task.letter.taken_back"
    TASK_LETTER_TAKEN_BACK_CLOSED = "task.letter.taken_back.closed"
    TASK_LETTER_UNDELIVERED = "task.letter.undelivered"
    TASK_LETTER_UNDELIVERED_CLOSED = "task.letter.undelivered.closed"
    TASK_LETTER_UNUSABLE = "task.letter.unusable"
    TASK_LETTER_UNUSABLE_CLOSED = "task.letter.unusable.closed"
    TASK_LICENCE_EXCEEDED = "task.licence.exceeded"
    TASK_LICENCE_EXCEEDED_CLOSED = "task.licence.exceeded.closed"
    TASK_LICENCE_MATCHED = "task.licence.matched"
    TASK_LICENCE_MATCHED_CLOSED = "task.licence.matched.closed"
    TASK_LICENCE_UNUSABLE = "task.licence.unusable"
    TASK_LICENCE_UNUSABLE_CLOSED = "task.licence.unusable.closed"
    TASK_LIST_CHANGED = "task.list.changed"
    TASK_LIST_CHANGED_CLOSED = "task.list.changed.closed"
    TASK_NODE_RESTORED = "task.node.restored"
    TASK_NODE_RESTORED_CLOSED = "task.node.restored.closed"
    TASK_NOTICE_COMMENT = "task.notice.comment"
    TASK_NOTICE_COMMENT_CLOSED = "task.notice.comment.closed"
    TASK_NOTICE_CUSTOMS = "task.notice.customs"
    TASK_NOTICE_CUSTOMS_CLOSED = "task.notice.customs.closed"
    TASK_NOTICE_DUE = "task.notice.due"
    TASK_NOTICE_DUE_CLOSED = "task.notice.due.closed"
    TASK_NOTICE_NOT_PROVIDED = "task.notice.not_provided"
    TASK_NOTICE_NOT_PROVIDED_CLOSED = "task.notice.not_provided.closed"
    TASK_NOTICE_OWED = "task.notice.owed"
    TASK_NOTICE_OWED_CLOSED = "task.notice.owed.closed"
    TASK_NOTICE_READ = "task.notice.read"
    TASK_NOTICE_READ_CLOSED = "task.notice.read.closed"
    TASK_NOTICE_UNUSABLE = "task.notice.unusable"
    TASK_NOTICE_UNUSABLE_CLOSED = "task.notice.unusable.closed"
    TASK_PUBLICATION_MISSED = "task.publication.missed"
    TASK_PUBLICATION_MISSED_CLOSED = "task.publication.missed.closed"
    TASK_RECALL_ALARM = "task.recall.alarm"
    TASK_RECALL_ALARM_CLOSED = "task.recall.alarm.closed"
    TASK_RECALL_UNUSABLE = "task.recall.unusable"
    TASK_RECALL_UNUSABLE_CLOSED = "task.recall.unusable.closed"
    TASK_RECORD_CONFIRM = "task.record.confirm"
    TASK_RECORD_CONFIRM_CLOSED = "task.record.confirm.closed"
    TASK_REGISTER_STOPPED = "task.register.stopped"
    TASK_REGISTER_STOPPED_CLOSED = "task.register.stopped.closed"
    TASK_REGISTER_TAMPERED = "task.register.tampered"
    TASK_REGISTER_TAMPERED_CLOSED = "task.register.tampered.closed"
    TASK_REGISTER_TROUBLE = "task.register.trouble"
    TASK_REGISTER_TROUBLE_CLOSED = "task.register.trouble.closed"
    TASK_REGISTER_UNKNOWN_ACT = "task.register.unknown_act"
    TASK_REGISTER_UNKNOWN_ACT_CLOSED = "task.register.unknown_act.closed"
    TASK_REGISTER_UNREADABLE = "task.register.unreadable"
    TASK_REGISTER_UNREADABLE_CLOSED = "task.register.unreadable.closed"
    TASK_REPLY_MISSING = "task.reply.missing"
    TASK_REPLY_MISSING_CLOSED = "task.reply.missing.closed"
    TASK_REQUIREMENT_UNSEEN = "task.requirement.unseen"
    TASK_REQUIREMENT_UNSEEN_CLOSED = "task.requirement.unseen.closed"
    TASK_RESTRICTED_DUE = "task.restricted.due"
    TASK_RESTRICTED_DUE_CLOSED = "task.restricted.due.closed"
    TASK_RESTRICTED_OPENED = "task.restricted.opened"
    TASK_RESTRICTED_OPENED_CLOSED = "task.restricted.opened.closed"
    TASK_RESTRICTED_UNSEEN = "task.restricted.unseen"
    TASK_RESTRICTED_UNSEEN_CLOSED = "task.restricted.unseen.closed"
    TASK_REVIEW_DUE = "task.review.due"
    TASK_REVIEW_DUE_CLOSED = "task.review.due.closed"
    TASK_REVIEW_LIST = "task.review.list"
    TASK_REVIEW_LIST_CLOSED = "task.review.list.closed"
    TASK_REVIEW_OVERDUE = "task.review.overdue"
    TASK_REVIEW_OVERDUE_CLOSED = "task.review.overdue.closed"
    TASK_REVIEW_SOON = "task.review.soon"
    TASK_REVIEW_SOON_CLOSED = "task.review.soon.closed"
    TASK_ROLE_MISSING = "task.role.missing"
    TASK_ROLE_MISSING_CLOSED = "task.role.missing.closed"
    TASK_ROUND_FAILED = "task.round.failed"
    TASK_ROUND_FAILED_CLOSED = "task.round.failed.closed"
    TASK_SETTLEMENT_UNUSABLE = "task.settlement.unusable"
    TASK_SETTLEMENT_UNUSABLE_CLOSED = "task.settlement.unusable.closed"
    TASK_SILENCE_UNCONFIRMED = "task.silence.unconfirmed"
    TASK_SILENCE_UNCONFIRMED_CLOSED = "task.silence.unconfirmed.closed"
    TASK_STANDS_STILL = "task.stands.still"
    TASK_STANDS_STILL_CLOSED = "task.stands.still.closed"
    TASK_STANDING_COVERS = "task.standing.covers"
    TASK_STANDING_COVERS_CLOSED = "task.standing.covers.closed"
    TASK_STANDING_GIVEN = "task.standing.given"
    TASK_STANDING_GIVEN_CLOSED = "task.standing.given.closed"
    TASK_STANDING_UNUSABLE = "task.standing.unusable"
    TASK_STANDING_UNUSABLE_CLOSED = "task.standing.unusable.closed"
    TASK_STANDING_WITHDRAWN = "task.standing.withdrawn"
    TASK_STANDING_WITHDRAWN_CLOSED = "task.standing.withdrawn.closed"
    TASK_STOP_ENDED = "task.stop.ended"
    TASK_STOP_ENDED_CLOSED = "task.stop.ended.closed"
    TASK_STOP_UNASKED = "task.stop.unasked"
    TASK_STOP_UNASKED_CLOSED = "task.stop.unasked.closed"
    TASK_SUPPLEMENT_UNUSABLE = "task.supplement.unusable"
    TASK_SUPPLEMENT_UNUSABLE_CLOSED = "task.supplement.unusable.closed"
    TASK_SUSPENSION_OPEN = "task.suspension.open"
    TASK_SUSPENSION_OPEN_CLOSED = "task.suspension.open.closed"
    TASK_TELL_BY_HAND = "task.tell.by_hand"
    TASK_TELL_BY_HAND_CLOSED = "task.tell.by_hand.closed"
    TASK_TLS_EXPIRES = "task.tls.expires"
    TASK_TLS_EXPIRES_CLOSED = "task.tls.expires.closed"
    TASK_TOKEN_ENDING = "task.token.ending"
    TASK_TOKEN_ENDING_CLOSED = "task.token.ending.closed"
    TASK_TRANSACTION_TWICE = "task.transaction.twice"
    TASK_TRANSACTION_TWICE_CLOSED = "task.transaction.twice.closed"
    TASK_WEBHOOK_GIVES_UP = "task.webhook.gives_up"
    TASK_WEBHOOK_GIVES_UP_CLOSED = "task.webhook.gives_up.closed"


AnyChangeKind = Annotated[ChangeKind | str, Field(union_mode="left_to_right")]


class ChangedPart(StrEnum):
    """Which part of a thing is to be read anew."""

    ACCOUNT = "account"
    ACTS = "acts"
    ANSWER = "answer"
    APPLICATION = "application"
    ASSESSMENT = "assessment"
    ASSIGNMENT = "assignment"
    CLOCK = "clock"
    DECISION = "decision"
    DENIAL = "denial"
    DOCUMENTS = "documents"
    EXAMINATION = "examination"
    FEED = "feed"
    HITS = "hits"
    LETTERS = "letters"
    LICENCE = "licence"
    NOTICE = "notice"
    RECORDS = "records"
    REGISTER = "register"
    RELEASE = "release"
    RESTRICTION = "restriction"
    STATE = "state"
    SUBMISSIONS = "submissions"
    TASKS = "tasks"


AnyChangedPart = Annotated[ChangedPart | str, Field(union_mode="left_to_right")]


class Channel(StrEnum):
    """What carries a consultation."""

    WIRE = "wire"
    HAND = "hand"


AnyChannel = Annotated[Channel | str, Field(union_mode="left_to_right")]


class Chart(StrEnum):
    """How a published table is drawn."""

    BARS = "bars"
    STACKED = "stacked"
    HEAT = "heat"
    MAP = "map"
    NONE = "none"


AnyChart = Annotated[Chart | str, Field(union_mode="left_to_right")]


class CheckActor(StrEnum):
    """Who can mend what does not work."""

    OUR_OPERATOR = "our_operator"
    PEER = "peer"
    FEDERATION = "federation"


AnyCheckActor = Annotated[CheckActor | str, Field(union_mode="left_to_right")]


class ClearanceAct(StrEnum):
    """What a Member State says of a cell that would appear."""

    CLEAR = "clear"
    MARK = "mark"
    MERGE = "merge"


AnyClearanceAct = Annotated[ClearanceAct | str, Field(union_mode="left_to_right")]


class ClosedBy(StrEnum):
    """When silence is complete."""

    BOTH = "both"


AnyClosedBy = Annotated[ClosedBy | str, Field(union_mode="left_to_right")]


class CodeFault(StrEnum):
    """Why a code can switch nothing on."""

    UNKNOWN = "unknown"
    NOT_USED = "not_used"


AnyCodeFault = Annotated[CodeFault | str, Field(union_mode="left_to_right")]


class CollectionStanding(StrEnum):
    """What became of a submission."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LEDGER = "ledger"
    TAKEN = "taken"
    LEFT = "left"


AnyCollectionStanding = Annotated[CollectionStanding | str, Field(union_mode="left_to_right")]


class Conditions(StrEnum):
    """Whether a decision names conditions."""

    NONE = "none"
    ALLOWED = "allowed"
    REQUIRED = "required"


AnyConditions = Annotated[Conditions | str, Field(union_mode="left_to_right")]


class Confidence(StrEnum):
    """How sure an authority is of its opinion."""

    CERTAIN = "certain"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"


AnyConfidence = Annotated[Confidence | str, Field(union_mode="left_to_right")]


class Consequence(StrEnum):
    """What follows from a human-rights assessment."""

    NONE = "none"
    CONDITIONS = "conditions"
    MONITORING = "monitoring"
    REFUSAL = "refusal"


AnyConsequence = Annotated[Consequence | str, Field(union_mode="left_to_right")]


class ConsultationState(StrEnum):
    """State of a conversation under a procedure, the same names on both sides."""

    REQUESTED = "requested"
    RUNNING = "running"
    CLOSING = "closing"
    UNCONFIRMED = "unconfirmed"
    ANSWERED = "answered"
    SILENT = "silent"
    SUPERSEDED = "superseded"


AnyConsultationState = Annotated[ConsultationState | str, Field(union_mode="left_to_right")]


class Consults(StrEnum):
    """Who is consulted."""

    STATES_OF_GOODS = "states_of_goods"
    DENYING_AUTHORITIES = "denying_authorities"
    NAMED = "named"
    ROLE = "role"


AnyConsults = Annotated[Consults | str, Field(union_mode="left_to_right")]


class CorrectionEffect(StrEnum):
    """What a correction does to a running or ended consultation."""

    SHOWN = "shown"
    ANSWER_AGAIN = "answer_again"
    NEW_PERIOD = "new_period"


AnyCorrectionEffect = Annotated[CorrectionEffect | str, Field(union_mode="left_to_right")]


class CountedStates(StrEnum):
    """Which Member States a tally counts."""

    MEMBERS_HERE = "members_here"
    EVERY_STATE = "every_state"


AnyCountedStates = Annotated[CountedStates | str, Field(union_mode="left_to_right")]


class CountsIf(StrEnum):
    """When an answer is in time."""

    RECEIVED = "received"
    RECEIVED_OR_SEALED = "received_or_sealed"


AnyCountsIf = Annotated[CountsIf | str, Field(union_mode="left_to_right")]


class CustomsInformed(StrEnum):
    """Who informs its own customs and other authorities of what a notice says."""

    SENDER = "sender"
    READERS = "readers"


AnyCustomsInformed = Annotated[CustomsInformed | str, Field(union_mode="left_to_right")]


class DecisionType(StrEnum):
    """Decisions that are notified (docs/domain.md 2.1)."""

    REFUSE = "refuse"
    ANNUL = "annul"
    SUSPEND = "suspend"
    LIMIT = "limit"
    REVOKE = "revoke"
    INTENT_NO = "intent_no"
    TRANSIT_PROHIBITION = "transit_prohibition"
    NATIONAL_LIST_REFUSAL = "national_list_refusal"


AnyDecisionType = Annotated[DecisionType | str, Field(union_mode="left_to_right")]


class DeliveryState(StrEnum):
    """What has become of a letter."""

    QUEUED = "queued"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    GIVEN_UP = "given_up"


AnyDeliveryState = Annotated[DeliveryState | str, Field(union_mode="left_to_right")]


class DenialEventType(StrEnum):
    """Acts in a log that change a denial."""

    DENIAL_NOTIFIED = "denial.notified"
    DENIAL_LOADED = "denial.loaded"
    DENIAL_AMENDED = "denial.amended"
    DENIAL_REVIEWED = "denial.reviewed"
    DENIAL_REVOKED = "denial.revoked"
    DENIAL_SUSPENDED = "denial.suspended"
    DENIAL_RESTORED = "denial.restored"
    DENIAL_FINAL_ASSESSMENT = "denial.final_assessment"


AnyDenialEventType = Annotated[DenialEventType | str, Field(union_mode="left_to_right")]


class DenialState(StrEnum):
    """State of a denial in the projection."""

    VALID = "valid"
    REVOKED = "revoked"
    SUSPENDED = "suspended"


AnyDenialState = Annotated[DenialState | str, Field(union_mode="left_to_right")]


class DocumentKind(StrEnum):
    """Kinds of supporting document."""

    END_USE_STATEMENT = "end_use_statement"
    CONTRACT = "contract"
    TECHNICAL = "technical"
    ASSESSMENT = "assessment"
    OTHER = "other"


AnyDocumentKind = Annotated[DocumentKind | str, Field(union_mode="left_to_right")]


class Effect(StrEnum):
    """Whether an entry has an effect. Without one it is a leaf of its log, and nothing more."""

    IN_FORCE = "in_force"
    KEY_REVOKED = "key_revoked"


AnyEffect = Annotated[Effect | str, Field(union_mode="left_to_right")]


class EndReason(StrEnum):
    """Why the answer of a consulted authority is no longer needed."""

    BINDING_OBJECTION = "binding_objection"
    WITHDRAWN = "withdrawn"
    DECIDED = "decided"
    AMENDED = "amended"
    DENIAL_ENDED = "denial_ended"
    RECALLED = "recalled"
    STANDING_ANSWER = "standing_answer"
    SETTLED = "settled"


AnyEndReason = Annotated[EndReason | str, Field(union_mode="left_to_right")]


class EntryType(StrEnum):
    """Types of act in a log."""

    DENIAL_NOTIFIED = "denial.notified"
    DENIAL_LOADED = "denial.loaded"
    DENIAL_AMENDED = "denial.amended"
    DENIAL_REVIEWED = "denial.reviewed"
    DENIAL_REVOKED = "denial.revoked"
    GRANT_AFTER_CONSULTATION = "grant.after_consultation"
    ERASED = "erased"
    DENIAL_FINAL_ASSESSMENT = "denial.final_assessment"
    NOTICE = "notice"
    DENIAL_SUSPENDED = "denial.suspended"
    DENIAL_RESTORED = "denial.restored"
    JOURNAL_COMMITTED = "journal.committed"


AnyEntryType = Annotated[EntryType | str, Field(union_mode="left_to_right")]


class EventNoun(StrEnum):
    """What an event is about."""

    ACT = "act"
    ANNUAL_REPORT = "annual_report"
    ANSWER = "answer"
    CASE = "case"
    CLASSIFICATION = "classification"
    CONSULTATION = "consultation"
    DENIAL = "denial"
    FEED = "feed"
    LETTER = "letter"
    LICENCE = "licence"
    NODE = "node"
    NOTICE = "notice"
    OFFICER = "officer"
    REGISTER = "register"
    RESTRICTION = "restriction"
    REVIEW = "review"
    STANDING_ANSWER = "standing_answer"
    TASK = "task"


AnyEventNoun = Annotated[EventNoun | str, Field(union_mode="left_to_right")]


class ExtensionCount(StrEnum):
    """Whether the cap counts on top of the first period or the period in total."""

    ON_TOP = "on_top"
    IN_TOTAL = "in_total"


AnyExtensionCount = Annotated[ExtensionCount | str, Field(union_mode="left_to_right")]


class ExtensionReaches(StrEnum):
    """Whose period an extension of a collective review prolongs."""

    ALL = "all"
    ASKER = "asker"


AnyExtensionReaches = Annotated[ExtensionReaches | str, Field(union_mode="left_to_right")]


class Family(StrEnum):
    """Where a fault lies."""

    COMITY = "comity"
    INPUT = "input"
    NOT_FOUND = "not_found"
    STATE = "state"
    PERMISSION = "permission"
    TRUST = "trust"
    EXCHANGE = "exchange"
    REGISTER = "register"
    LAW = "law"
    UNAVAILABLE = "unavailable"


AnyFamily = Annotated[Family | str, Field(union_mode="left_to_right")]


class FarReaching(StrEnum):
    """An act on own denials that tells every member, but no decision of a case and no notice."""

    DENIAL_IMPORT = "denial.import"
    DENIAL_LOAD = "denial.load"
    DENIAL_AMEND = "denial.amend"
    DENIAL_SET_ASIDE = "denial.set_aside"


AnyFarReaching = Annotated[FarReaching | str, Field(union_mode="left_to_right")]


class FetchState(StrEnum):
    """How far it is that contents come from another authority."""

    WAITING = "waiting"
    COME = "come"
    FAILED = "failed"


AnyFetchState = Annotated[FetchState | str, Field(union_mode="left_to_right")]


class Form(StrEnum):
    """The columns that a file has."""

    COMITY = "comity"
    LITE = "lite"


AnyForm = Annotated[Form | str, Field(union_mode="left_to_right")]


class Format(StrEnum):
    """Formats of a table."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


AnyFormat = Annotated[Format | str, Field(union_mode="left_to_right")]


class GrantKind(StrEnum):
    """What was granted after a consultation."""

    AUTHORISATION = "authorisation"
    AUTHORISATION_WITH_CONDITIONS = "authorisation_with_conditions"
    TRANSIT_ALLOWED = "transit_allowed"


AnyGrantKind = Annotated[GrantKind | str, Field(union_mode="left_to_right")]


class Ground(StrEnum):
    """Coded grounds, Art 15(1)(a)-(d), and human rights within Arts 5 and 9."""

    INTERNATIONAL_OBLIGATIONS = "international_obligations"
    SANCTIONS = "sanctions"
    FOREIGN_SECURITY_POLICY = "foreign_security_policy"
    END_USE_DIVERSION = "end_use_diversion"
    HUMAN_RIGHTS = "human_rights"


AnyGround = Annotated[Ground | str, Field(union_mode="left_to_right")]


class HandKind(StrEnum):
    """What a record says has happened. Attributes: words: The same after the name of the
    authority.
    """

    ASKED = "asked"
    RECEIVED = "received"
    ANSWERED = "answered"
    MORE_TIME_ASKED = "more_time_asked"
    MORE_TIME_REPLIED = "more_time_replied"
    NO_ANSWER = "no_answer"
    CORRECTED = "corrected"
    RECALLED = "recalled"


AnyHandKind = Annotated[HandKind | str, Field(union_mode="left_to_right")]


class HitVerdict(StrEnum):
    """What an officer says of a hit; neither hides a denial."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


AnyHitVerdict = Annotated[HitVerdict | str, Field(union_mode="left_to_right")]


class HoldReason(StrEnum):
    """Why an officer holds the file of a case."""

    PROCEEDINGS = "proceedings"
    AUDIT = "audit"
    ARCHIVE_LAW = "archive_law"
    REQUEST = "request"


AnyHoldReason = Annotated[HoldReason | str, Field(union_mode="left_to_right")]


class InboxTab(StrEnum):
    """Whose open work is shown. What is in an officer's hands is what was assigned to him, and the
    cases that he filed and that nobody else has; and the same of those for whom he stands in
    today.
    """

    ALL = "all"
    MINE = "mine"
    QUEUES = "queues"
    UNASSIGNED = "unassigned"


AnyInboxTab = Annotated[InboxTab | str, Field(union_mode="left_to_right")]


class Information(StrEnum):
    """What became of information that the consulted authority said it needs."""

    WANTED = "wanted"
    SUPPLIED = "supplied"


AnyInformation = Annotated[Information | str, Field(union_mode="left_to_right")]


class InformationKind(StrEnum):
    """What is asked (Art 23(2), 23(5))."""

    INFORMATION = "information"
    CLASSIFICATION = "classification"


AnyInformationKind = Annotated[InformationKind | str, Field(union_mode="left_to_right")]


class InformedState(StrEnum):
    """How a letter stands."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    REPLACED = "replaced"
    LIFTED = "lifted"


AnyInformedState = Annotated[InformedState | str, Field(union_mode="left_to_right")]


class Interruption(StrEnum):
    """Why a job was interrupted."""

    STOPPED = "stopped"
    NODE_ENDED = "node_ended"


AnyInterruption = Annotated[Interruption | str, Field(union_mode="left_to_right")]


class ItemsAre(StrEnum):
    """How the items of a transaction stand to the lists; what holds first counts."""

    ANNEX_I = "annex_i"
    OWN_LIST = "own_list"
    CYBER_NON_LISTED = "cyber_non_listed"
    NON_LISTED = "non_listed"
    OTHER_LIST = "other_list"


AnyItemsAre = Annotated[ItemsAre | str, Field(union_mode="left_to_right")]


class JobState(StrEnum):
    """Where a job stands; the last three are ends."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    INTERRUPTED = "interrupted"


AnyJobState = Annotated[JobState | str, Field(union_mode="left_to_right")]


class LateCorrection(StrEnum):
    """What a correction of an answer does that was sealed after the last instant."""

    NO_EFFECT = "no_effect"
    COUNTS = "counts"


AnyLateCorrection = Annotated[LateCorrection | str, Field(union_mode="left_to_right")]


class LateOrInTime(StrEnum):
    """Why an answer counts or not (docs/domain.md 12, "When is an answer in time?")."""

    RECEIVED_IN_TIME = "received_in_time"
    SEALED_IN_TIME = "sealed_in_time"
    LATE = "late"


AnyLateOrInTime = Annotated[LateOrInTime | str, Field(union_mode="left_to_right")]


class LeftOutBy(StrEnum):
    """Who decides that a notice that is due is not given at all."""

    TWO_OFFICERS = "two_officers"
    NOBODY = "nobody"


AnyLeftOutBy = Annotated[LeftOutBy | str, Field(union_mode="left_to_right")]


class LegalBase(StrEnum):
    """The regulation under which the denial was first notified; 821 applies to the others too."""

    V2021_821 = "2021/821"
    V428_2009 = "428/2009"
    V833_2014 = "833/2014"
    V765_2006 = "765/2006"


AnyLegalBase = Annotated[LegalBase | str, Field(union_mode="left_to_right")]


class LetterState(StrEnum):
    """What became of such a letter."""

    RECORDED = "recorded"
    OPEN = "open"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    SEALED = "sealed"
    UNUSABLE = "unusable"
    NO_EFFECT = "no_effect"


AnyLetterState = Annotated[LetterState | str, Field(union_mode="left_to_right")]


class LetterType(StrEnum):
    """Types of letter; the role in the directory and the conversation say who may send."""

    CONSULTATION_REQUEST = "consultation.request"
    CONSULTATION_ANSWER = "consultation.answer"
    CONSULTATION_EXTENSION_REQUEST = "consultation.extension_request"
    CONSULTATION_EXTENSION_REPLY = "consultation.extension_reply"
    CONSULTATION_CLOSING_REQUEST = "consultation.closing_request"
    CONSULTATION_CLOSING_STATEMENT = "consultation.closing_statement"
    CONSULTATION_END = "consultation.end"
    SUPPLEMENT = "supplement"
    CORRECTION = "correction"
    RECALL = "recall"
    RECALL_STATEMENT = "recall.statement"
    CONTACT_NOTE = "contact.note"
    CONTACT_REPLY = "contact.reply"
    INFORMATION_REQUEST = "information.request"
    INFORMATION_REPLY = "information.reply"
    FORWARDING = "forwarding"
    FORWARDING_REPLY = "forwarding.reply"
    STANDING_ANSWER = "standing_answer"
    SETTLEMENT = "settlement"
    NOTICE = "notice"
    COMMENT = "comment"
    ANNUAL_CALL = "annual.call"
    ANNUAL_SUBMISSION = "annual.submission"
    ANNUAL_PART = "annual.part"
    ANNUAL_OUTCOME = "annual.outcome"
    ANNUAL_QUESTION = "annual.question"
    ANNUAL_ANSWER = "annual.answer"
    ANNUAL_TABLES = "annual.tables"
    ANNUAL_CLEARANCE = "annual.clearance"


AnyLetterType = Annotated[LetterType | str, Field(union_mode="left_to_right")]


class LicenceAnswer(StrEnum):
    """What can be said of a licence on a day."""

    STANDS = "stands"
    STANDS_NOT = "stands_not"
    UNKNOWN = "unknown"


AnyLicenceAnswer = Annotated[LicenceAnswer | str, Field(union_mode="left_to_right")]


class LicenceState(StrEnum):
    """How a licence stands after the decisions that followed its grant."""

    IN_FORCE = "in_force"
    LIMITED = "limited"
    SUSPENDED = "suspended"
    ANNULLED = "annulled"
    REVOKED = "revoked"
    EXPIRED = "expired"
    ENDED = "ended"


AnyLicenceState = Annotated[LicenceState | str, Field(union_mode="left_to_right")]


class ListDoubt(StrEnum):
    """What follows while it cannot be told whether an item stands in a list."""

    PASSES = "passes"
    HOLDS = "holds"


AnyListDoubt = Annotated[ListDoubt | str, Field(union_mode="left_to_right")]


class ListSource(StrEnum):
    """Which list a classification refers to."""

    ANNEX_I = "annex_i"
    NATIONAL = "national"
    NON_LISTED = "non_listed"


AnyListSource = Annotated[ListSource | str, Field(union_mode="left_to_right")]


class MarkGround(StrEnum):
    """Grounds for confidentiality (Article 26(3), docs/domain.md 3.3)."""

    STATISTICAL = "statistical"
    PERSONAL = "personal"
    COMMERCIAL = "commercial"
    DEFENCE = "defence"
    FOREIGN_POLICY = "foreign_policy"
    SECURITY = "security"


AnyMarkGround = Annotated[MarkGround | str, Field(union_mode="left_to_right")]


class MarkedFormat(StrEnum):
    """Formats of a copy with marks."""

    XLSX = "xlsx"


AnyMarkedFormat = Annotated[MarkedFormat | str, Field(union_mode="left_to_right")]


class Marking(StrEnum):
    """Markings in rising order; above the node's ceiling nothing leaves."""

    UNMARKED = "unmarked"
    LIMITE = "limite"
    SENSITIVE = "sensitive"
    EU_RESTRICTED = "eu_restricted"


AnyMarking = Annotated[Marking | str, Field(union_mode="left_to_right")]


class MatchClass(StrEnum):
    """How near a denial is (Art 2(22)), the nearest first; every class is shown, none decides."""

    EXACT = "exact"
    LIKELY = "likely"
    POSSIBLE = "possible"
    SAME_PARTY = "same_party"


AnyMatchClass = Annotated[MatchClass | str, Field(union_mode="left_to_right")]


class MatchedBy(StrEnum):
    """By what a row of the file and a denial of the register were found to be the same."""

    REFERENCE = "reference"
    CONTENT = "content"


AnyMatchedBy = Annotated[MatchedBy | str, Field(union_mode="left_to_right")]


class Material(StrEnum):
    """Fields whose change makes an amendment a material one."""

    PARTY = "party"
    ITEM = "item"
    END_USE = "end_use"
    DESTINATION = "destination"
    QUANTITY = "quantity"
    VALUE = "value"


AnyMaterial = Annotated[Material | str, Field(union_mode="left_to_right")]


class MeaningAbsence(StrEnum):
    """Why the meaning of a description is not known."""

    NOT_INSTALLED = "not_installed"
    NOT_READ = "not_read"
    OTHER_BUILD = "other_build"
    OTHER_PROCESSOR = "other_processor"
    OUT_OF_ORDER = "out_of_order"
    SAYS_NOTHING = "says_nothing"


AnyMeaningAbsence = Annotated[MeaningAbsence | str, Field(union_mode="left_to_right")]


class Means(StrEnum):
    """By what something passed outside the gateway."""

    POST = "post"
    COURIER = "courier"
    E_MAIL = "e_mail"
    FAX = "fax"
    TELEPHONE = "telephone"
    IN_PERSON = "in_person"
    OTHER_SYSTEM = "other_system"


AnyMeans = Annotated[Means | str, Field(union_mode="left_to_right")]


class Measure(StrEnum):
    """What a cell says."""

    NUMBER = "number"
    VALUE = "value"


AnyMeasure = Annotated[Measure | str, Field(union_mode="left_to_right")]


class Mover(StrEnum):
    """Whose move it is."""

    OURS = "ours"
    AUTHORITY = "authority"


AnyMover = Annotated[Mover | str, Field(union_mode="left_to_right")]


class NoticeAction(StrEnum):
    """What a notice does to the one of the same number."""

    PUBLISHED = "published"
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"


AnyNoticeAction = Annotated[NoticeAction | str, Field(union_mode="left_to_right")]


class NoticeOutcomeWord(StrEnum):
    """What came of what a notice is about, e.g. of a review. The rulebook that a matter runs under
    says which of them it takes.
    """

    AMEND = "amend"
    MEASURES = "measures"
    NO_REQUIREMENT = "no_requirement"
    NOT_RENEW = "not_renew"
    RELEASED = "released"
    RELEASED_BY_SILENCE = "released_by_silence"
    RENEW = "renew"
    REQUIREMENT = "requirement"


AnyNoticeOutcomeWord = Annotated[NoticeOutcomeWord | str, Field(union_mode="left_to_right")]


class NoticeSight(StrEnum):
    """Whose accounts alone see a notice, at each authority that holds it; they have this role."""

    ENFORCEMENT = "enforcement"


AnyNoticeSight = Annotated[NoticeSight | str, Field(union_mode="left_to_right")]


class NoticeState(StrEnum):
    """Whether a notice still counts."""

    VALID = "valid"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    NOT_HELD = "not_held"


AnyNoticeState = Annotated[NoticeState | str, Field(union_mode="left_to_right")]


class NotifyScope(StrEnum):
    """Who is told."""

    ALL_MEMBERS = "all_members"
    NOBODY = "nobody"


AnyNotifyScope = Annotated[NotifyScope | str, Field(union_mode="left_to_right")]


class Occasion(StrEnum):
    """Why a case was examined."""

    FILED = "filed"
    AMENDED = "amended"
    DENIAL_CAME = "denial_came"
    REQUIREMENT_CAME = "requirement_came"
    HIT_CONFIRMED = "hit_confirmed"
    DECISION = "decision"


AnyOccasion = Annotated[Occasion | str, Field(union_mode="left_to_right")]


class OfficerRole(StrEnum):
    """Roles at one authority."""

    OFFICER = "officer"
    DECIDER = "decider"
    SYSTEM = "system"
    READER = "reader"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    ENFORCEMENT = "enforcement"


AnyOfficerRole = Annotated[OfficerRole | str, Field(union_mode="left_to_right")]


class OnError(StrEnum):
    """What becomes of the valid denials when others in the file are not."""

    KEEP_VALID = "keep_valid"
    REFUSE_ALL = "refuse_all"


AnyOnError = Annotated[OnError | str, Field(union_mode="left_to_right")]


class Outcome(StrEnum):
    """Outcome of a case."""

    GRANTED = "granted"
    GRANTED_WITH_CONDITIONS = "granted_with_conditions"
    GRANTED_IN_PART = "granted_in_part"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NO_LICENCE_NEEDED = "no_licence_needed"
    NO_OBSTACLE = "no_obstacle"
    NOT_TO_BE_AUTHORISED = "not_to_be_authorised"
    REQUIREMENT_IMPOSED = "requirement_imposed"
    NO_REQUIREMENT = "no_requirement"
    TRANSIT_ALLOWED = "transit_allowed"
    TRANSIT_PROHIBITED = "transit_prohibited"
    MAINTAINED = "maintained"
    MODIFIED = "modified"
    LIMITED = "limited"
    SUSPENDED = "suspended"
    ANNULLED = "annulled"
    REVOKED = "revoked"


AnyOutcome = Annotated[Outcome | str, Field(union_mode="left_to_right")]


class PartyKind(StrEnum):
    """A natural person, an organisation, or not known which."""

    PERSON = "person"
    ORGANISATION = "organisation"
    UNKNOWN = "unknown"


AnyPartyKind = Annotated[PartyKind | str, Field(union_mode="left_to_right")]


class PartyRole(StrEnum):
    """The part that a party has in a transaction."""

    EXPORTER = "exporter"
    CONSIGNEE = "consignee"
    INTERMEDIARY = "intermediary"
    END_USER = "end_user"


AnyPartyRole = Annotated[PartyRole | str, Field(union_mode="left_to_right")]


class PastOutcomeWord(StrEnum):
    """How a consultation of another system ended: an answer, or a word for what was none."""

    DOES_NOT_FOLLOW = "does_not_follow"
    FOLLOWS = "follows"
    FOLLOWS_IN_PART = "follows_in_part"
    IDENTICAL = "identical"
    MEASURES = "measures"
    MORE_INFORMATION = "more_information"
    NO_OBJECTION = "no_objection"
    NO_OBJECTION_IF = "no_objection_if"
    NOT_IDENTICAL = "not_identical"
    OBJECTION = "objection"
    RELEASE = "release"
    SILENCE = "silence"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


AnyPastOutcomeWord = Annotated[PastOutcomeWord | str, Field(union_mode="left_to_right")]


class Permission(StrEnum):
    """Acts that a role may or may not do."""

    FILE = "file"
    READ_CASES = "read_cases"
    READ_HITS = "read_hits"
    READ_EVIDENCE = "read_evidence"
    READ_CONSULTATIONS = "read_consultations"
    READ_REQUESTS = "read_requests"
    READ_LETTERS = "read_letters"
    READ_TASKS = "read_tasks"
    CLOSE_TASKS = "close_tasks"
    READ_INBOX = "read_inbox"
    KEEP_INBOX = "keep_inbox"
    READ_QUEUES = "read_queues"
    KEEP_QUEUES = "keep_queues"
    READ_WAITING = "read_waiting"
    READ_CHANGES = "read_changes"
    SUBSCRIBE = "subscribe"
    READ_FIGURES = "read_figures"
    READ_LICENCES = "read_licences"
    TELL_USES = "tell_uses"
    READ_DENIALS = "read_denials"
    READ_NOTICES = "read_notices"
    READ_SENSITIVE = "read_sensitive"
    READ_REPORT = "read_report"
    READ_ACCOUNTS = "read_accounts"
    ASSESS = "assess"
    ANSWER = "answer"
    PROPOSE = "propose"
    DECIDE = "decide"
    RESTRICT = "restrict"
    READ_RESTRICTIONS = "read_restrictions"
    OPEN_RESTRICTED = "open_restricted"
    READ_RESTRICTED = "read_restricted"
    KEEP_DENIALS = "keep_denials"
    KEEP_REGISTERS = "keep_registers"
    NOTIFY = "notify"
    WRITE_NOTICES = "write_notices"
    IMPORT = "import"
    SEND_RECORDS = "send_records"
    REPORT = "report"
    RELEASE = "release"
    ADMINISTER = "administer"


AnyPermission = Annotated[Permission | str, Field(union_mode="left_to_right")]


class ProgressUnit(StrEnum):
    """What the progress of a job counts."""

    ROWS = "rows"
    STEPS = "steps"


AnyProgressUnit = Annotated[ProgressUnit | str, Field(union_mode="left_to_right")]


class QuestionState(StrEnum):
    """Where a question stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


AnyQuestionState = Annotated[QuestionState | str, Field(union_mode="left_to_right")]


class Reason(StrEnum):
    """Stable reason codes, listed with their meaning in docs/protocol/errors.md. Each names its
    family, then the statuses of REST and gRPC where they differ from those of the family.
    Attributes: family: Where the fault lies. http: Status of REST. grpc: Name of the status of
    gRPC.
    """

    INPUT_INVALID = "INPUT_INVALID"
    INPUT_EMPTY = "INPUT_EMPTY"
    COLUMN_UNKNOWN = "COLUMN_UNKNOWN"
    COLUMN_MISSING = "COLUMN_MISSING"
    ENCODING_INVALID = "ENCODING_INVALID"
    CODE_UNKNOWN = "CODE_UNKNOWN"
    COUNTRY_UNKNOWN = "COUNTRY_UNKNOWN"
    DATE_IMPOSSIBLE = "DATE_IMPOSSIBLE"
    PARTY_NAMELESS = "PARTY_NAMELESS"
    SUBMISSION_INVALID = "SUBMISSION_INVALID"
    BODY_TOO_LARGE = "BODY_TOO_LARGE"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    CURSOR_OF_ANOTHER_NODE = "CURSOR_OF_ANOTHER_NODE"
    MESSAGE_MALFORMED = "MESSAGE_MALFORMED"
    MESSAGE_TOO_LARGE = "MESSAGE_TOO_LARGE"
    CONTENT_INVALID = "CONTENT_INVALID"
    SETTING_INVALID = "SETTING_INVALID"
    BACKUP_INVALID = "BACKUP_INVALID"
    DOCUMENT_REFUSED = "DOCUMENT_REFUSED"
    NOT_FOUND = "NOT_FOUND"
    STATE_CONFLICT = "STATE_CONFLICT"
    ANSWER_NOT_KEPT = "ANSWER_NOT_KEPT"
    JOB_UNDER_WAY = "JOB_UNDER_WAY"
    JOB_INTERRUPTED = "JOB_INTERRUPTED"
    STANDS_STILL = "STANDS_STILL"
    CURSOR_GONE = "CURSOR_GONE"
    CHANGED_MEANWHILE = "CHANGED_MEANWHILE"
    DOCUMENT_REPLACED = "DOCUMENT_REPLACED"
    VERSION_REQUIRED = "VERSION_REQUIRED"
    DENIAL_UNSEEN = "DENIAL_UNSEEN"
    DENIAL_UNJUDGED = "DENIAL_UNJUDGED"
    REQUIREMENT_UNSEEN = "REQUIREMENT_UNSEEN"
    SENSITIVE_UNSEEN = "SENSITIVE_UNSEEN"
    CONSULTATION_OPEN = "CONSULTATION_OPEN"
    ASSESSMENT_MISSING = "ASSESSMENT_MISSING"
    SECOND_OFFICER_NEEDED = "SECOND_OFFICER_NEEDED"
    OBJECTION_BINDS = "OBJECTION_BINDS"
    ANSWER_UNCONSIDERED = "ANSWER_UNCONSIDERED"
    ANSWERS_CONTRADICT = "ANSWERS_CONTRADICT"
    SILENCE_UNCONFIRMED = "SILENCE_UNCONFIRMED"
    REGISTER_STALE = "REGISTER_STALE"
    NOT_CLEARED = "NOT_CLEARED"
    DISCLOSURE_UNSAFE = "DISCLOSURE_UNSAFE"
    EMBARGOED = "EMBARGOED"
    JOIN_EXPIRED = "JOIN_EXPIRED"
    JOIN_REPLAYED = "JOIN_REPLAYED"
    MEMBER_EXISTS = "MEMBER_EXISTS"
    ADDRESS_TAKEN = "ADDRESS_TAKEN"
    TOKEN_INVALID = "TOKEN_INVALID"
    SIGN_IN_REFUSED = "SIGN_IN_REFUSED"
    STEP_UP_NEEDED = "STEP_UP_NEEDED"
    FORM_FOREIGN = "FORM_FOREIGN"
    NOT_PERMITTED = "NOT_PERMITTED"
    MARKING_TOO_HIGH = "MARKING_TOO_HIGH"
    NOT_AUTHORISED = "NOT_AUTHORISED"
    KEY_INVALID = "KEY_INVALID"
    KEY_TAKEN = "KEY_TAKEN"
    CERTIFICATE_INVALID = "CERTIFICATE_INVALID"
    DIRECTORY_INVALID = "DIRECTORY_INVALID"
    DIRECTORY_EXPIRED = "DIRECTORY_EXPIRED"
    DIRECTORY_ROLLED_BACK = "DIRECTORY_ROLLED_BACK"
    SIGNATURE_INVALID = "SIGNATURE_INVALID"
    SUITE_REFUSED = "SUITE_REFUSED"
    DECRYPTION_FAILED = "DECRYPTION_FAILED"
    RECEIPT_INVALID = "RECEIPT_INVALID"
    CONTENTS_DIFFER = "CONTENTS_DIFFER"
    PEER_UNKNOWN = "PEER_UNKNOWN"
    PEER_REVOKED = "PEER_REVOKED"
    FEDERATION_MISMATCH = "FEDERATION_MISMATCH"
    SENDER_MISMATCH = "SENDER_MISMATCH"
    RECIPIENT_MISMATCH = "RECIPIENT_MISMATCH"
    COMMITMENT_MISMATCH = "COMMITMENT_MISMATCH"
    CREATED_IN_FUTURE = "CREATED_IN_FUTURE"
    MESSAGE_EXPIRED = "MESSAGE_EXPIRED"
    MESSAGE_ID_REUSED = "MESSAGE_ID_REUSED"
    CONVERSATION_UNKNOWN = "CONVERSATION_UNKNOWN"
    REPLY_UNRELATED = "REPLY_UNRELATED"
    PROOF_INVALID = "PROOF_INVALID"
    CHECKPOINT_INVALID = "CHECKPOINT_INVALID"
    LOG_MOVED = "LOG_MOVED"
    LOG_INCONSISTENT = "LOG_INCONSISTENT"
    LOG_TAMPERED = "LOG_TAMPERED"
    ORIGIN_STOPPED = "ORIGIN_STOPPED"
    EVIDENCE_INVALID = "EVIDENCE_INVALID"
    RULEBOOK_INVALID = "RULEBOOK_INVALID"
    PROCEDURE_UNKNOWN = "PROCEDURE_UNKNOWN"
    CALENDAR_UNKNOWN = "CALENDAR_UNKNOWN"
    LIST_INVALID = "LIST_INVALID"
    RETENTION_INVALID = "RETENTION_INVALID"
    STATES_INVALID = "STATES_INVALID"
    TEMPLATE_INVALID = "TEMPLATE_INVALID"
    VERSION_UNKNOWN = "VERSION_UNKNOWN"
    DATABASE_UNAVAILABLE = "DATABASE_UNAVAILABLE"
    ENGINE_UNAVAILABLE = "ENGINE_UNAVAILABLE"
    PEER_UNAVAILABLE = "PEER_UNAVAILABLE"
    LETTERS_AWAITED = "LETTERS_AWAITED"
    NODE_UNAVAILABLE = "NODE_UNAVAILABLE"
    NODE_BUSY = "NODE_BUSY"
    DUTY_TAKEN_OVER = "DUTY_TAKEN_OVER"
    RATE_EXCEEDED = "RATE_EXCEEDED"
    CALLS_EXCEEDED = "CALLS_EXCEEDED"
    DEFECT = "DEFECT"


AnyReason = Annotated[Reason | str, Field(union_mode="left_to_right")]


class RecordKind(StrEnum):
    """What an authority has records of; a table collects one kind."""

    AUTHORISATION = "authorisation"
    APPLICATION = "application"
    REGISTRATION = "registration"
    USE = "use"
    DENIAL = "denial"
    PROHIBITION = "prohibition"


AnyRecordKind = Annotated[RecordKind | str, Field(union_mode="left_to_right")]


class RecordSource(StrEnum):
    """Where a record comes from."""

    CASE = "case"
    DENIAL = "denial"
    IMPORT = "import"


AnyRecordSource = Annotated[RecordSource | str, Field(union_mode="left_to_right")]


class Regime(StrEnum):
    """Export-control regimes whose partners tell each other of denials (docs/domain.md 2.3)."""

    NSG = "nsg"
    MTCR = "mtcr"
    AUSTRALIA_GROUP = "australia_group"
    WASSENAAR = "wassenaar"


AnyRegime = Annotated[Regime | str, Field(union_mode="left_to_right")]


class RegisterState(StrEnum):
    """Whether a register is followed."""

    FOLLOWING = "following"
    STOPPED = "stopped"
    BEHIND = "behind"


AnyRegisterState = Annotated[RegisterState | str, Field(union_mode="left_to_right")]


class RelationKind(StrEnum):
    """What this case is to the other."""

    AMENDS = "amends"
    REPLACES = "replaces"
    SAME_PROJECT = "same_project"
    SPARE_PARTS = "spare_parts"
    REUSES_ANSWER = "reuses_answer"
    RENEWS = "renews"


AnyRelationKind = Annotated[RelationKind | str, Field(union_mode="left_to_right")]


class RequestedAct(StrEnum):
    """What a consulted authority is asked to do. The rulebook that a matter runs under says which
    of them it takes.
    """

    ANNUL = "annul"
    CONSIDER_REQUIREMENT = "consider_requirement"
    MODIFY = "modify"
    NOT_GRANT = "not_grant"
    REVIEW_LICENCE = "review_licence"
    REVOKE = "revoke"
    SUSPEND = "suspend"


AnyRequestedAct = Annotated[RequestedAct | str, Field(union_mode="left_to_right")]


class Requirement(StrEnum):
    """Fields of an answer that must be filled for it to make sense."""

    CONDITIONS = "conditions"
    INFORMATION_NEEDED = "information_needed"


AnyRequirement = Annotated[Requirement | str, Field(union_mode="left_to_right")]


class RestrictionClass(StrEnum):
    """Classes of reasons for which not every officer sees something; a closed list."""

    SOURCE_PROTECTION = "source_protection"
    ONGOING_INVESTIGATION = "ongoing_investigation"
    PERSON_OF_PUBLIC_INTEREST = "person_of_public_interest"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    STATE_SECURITY = "state_security"


AnyRestrictionClass = Annotated[RestrictionClass | str, Field(union_mode="left_to_right")]


class Result(StrEnum):
    """What all checks together come to."""

    HOLDS = "holds"
    NOT_COMPARED = "not_compared"
    DOES_NOT_HOLD = "does_not_hold"


AnyResult = Annotated[Result | str, Field(union_mode="left_to_right")]


class ReviewOutcome(StrEnum):
    """Outcome of a review under Art 16(2)."""

    RENEWED = "renewed"
    AMENDED = "amended"
    REVOKED = "revoked"


AnyReviewOutcome = Annotated[ReviewOutcome | str, Field(union_mode="left_to_right")]


class ReviewedBy(StrEnum):
    """Who reviews, each with its own calendar."""

    EVERY_STATE = "every_state"


AnyReviewedBy = Annotated[ReviewedBy | str, Field(union_mode="left_to_right")]


class Risk(StrEnum):
    """The risks that a human-rights assessment may find, the lowest first."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    UNACCEPTABLE = "unacceptable"


AnyRisk = Annotated[Risk | str, Field(union_mode="left_to_right")]


class Role(StrEnum):
    """What a member may do in the federation (Art 23(1) separates the competences)."""

    LICENSING = "licensing"
    BROKERING = "brokering"
    TRANSIT = "transit"
    CUSTOMS = "customs"
    COMMISSION = "commission"
    OBSERVER = "observer"


AnyRole = Annotated[Role | str, Field(union_mode="left_to_right")]


class RoundState(StrEnum):
    """How a round stands."""

    OPEN = "open"
    CLOSED = "closed"


AnyRoundState = Annotated[RoundState | str, Field(union_mode="left_to_right")]


class SearchMode(StrEnum):
    """How the denials were searched; both give the same hits."""

    INDEX = "index"
    EXHAUSTIVE = "exhaustive"


AnySearchMode = Annotated[SearchMode | str, Field(union_mode="left_to_right")]


class SearchedBy(StrEnum):
    """What denials can be searched by."""

    NAME = "name"
    GOODS = "goods"
    DESTINATION = "destination"


AnySearchedBy = Annotated[SearchedBy | str, Field(union_mode="left_to_right")]


class SetAsideWay(StrEnum):
    """What a court, or a body that hears appeals, does to a denial."""

    SET_ASIDE = "set_aside"
    WITHDRAWN_ON_APPEAL = "withdrawn_on_appeal"
    SUSPENDED = "suspended"
    RESTORED = "restored"


AnySetAsideWay = Annotated[SetAsideWay | str, Field(union_mode="left_to_right")]


class Severity(StrEnum):
    """What a remark asks for."""

    ERROR = "error"
    QUESTION = "question"


AnySeverity = Annotated[Severity | str, Field(union_mode="left_to_right")]


class Side(StrEnum):
    """Along which side of a table something lies."""

    ROWS = "rows"
    COLUMNS = "columns"


AnySide = Annotated[Side | str, Field(union_mode="left_to_right")]


class SilenceWord(StrEnum):
    """What no answer within the period means; `nothing`: nothing follows. The rulebook that a
    matter runs under says which of them it takes.
    """

    NO_OBJECTION = "no_objection"
    NOT_IDENTICAL = "not_identical"
    NOTHING = "nothing"
    RELEASE = "release"


AnySilenceWord = Annotated[SilenceWord | str, Field(union_mode="left_to_right")]


class Stage(StrEnum):
    """How far a collection has come; it only goes forward."""

    OPEN = "open"
    ROUND = "round"
    FROZEN = "frozen"
    PUBLISHED = "published"


AnyStage = Annotated[Stage | str, Field(union_mode="left_to_right")]


class StandardAnswerCode(StrEnum):
    """An answer to a standard question. The rulebook that a matter runs under says which of them
    it takes.
    """

    AGREE = "agree"
    BARRED = "barred"
    BOTH_INFORMED = "both_informed"
    CANNOT_SAY = "cannot_say"
    CANNOT_SHARE = "cannot_share"
    CREDIBLE = "credible"
    DIFFER = "differ"
    DOUBTFUL = "doubtful"
    END_USER = "end_user"
    END_USER_INFORMED = "end_user_informed"
    EXPECTED = "expected"
    EXPORTER_INFORMED = "exporter_informed"
    FORWARDER = "forwarder"
    HOLD = "hold"
    IN_FORCE = "in_force"
    IN_PART = "in_part"
    KNOWN = "known"
    KNOWN_CONCERNS = "known_concerns"
    KNOWN_RELIABLE = "known_reliable"
    LEFT = "left"
    NO_FILE = "no_file"
    NO_LONGER = "no_longer"
    NO_RECORD = "no_record"
    NO_SIGNS = "no_signs"
    NOBODY_INFORMED = "nobody_informed"
    NOT_IN_FORCE = "not_in_force"
    NOT_KNOWN = "not_known"
    NOT_LISTED = "not_listed"
    NOT_REGISTERED = "not_registered"
    NOT_VERIFIED = "not_verified"
    OTHER_CODE = "other_code"
    OTHER_NAME = "other_name"
    PRESENT = "present"
    REFUSED_BEFORE = "refused_before"
    REGISTERED = "registered"
    SAME_CODE = "same_code"
    SIGNS = "signs"
    SUPPLIED = "supplied"
    SUPPLIED_AND_VERIFIED = "supplied_and_verified"
    TRADER = "trader"
    USED_UP = "used_up"
    VERIFIED = "verified"
    VERIFIED_OTHER_USE = "verified_other_use"


AnyStandardAnswerCode = Annotated[StandardAnswerCode | str, Field(union_mode="left_to_right")]


class StandardQuestionCode(StrEnum):
    """A standard question, which needs no translation. The rulebook that a matter runs under says
    which of them it takes.
    """

    CLASSIFICATION_SHARED = "classification_shared"
    CONSIGNEE_ROLE = "consignee_role"
    DENIAL_STILL_HOLDS = "denial_still_holds"
    DIVERSION_SIGNS = "diversion_signs"
    END_USE_CREDIBLE = "end_use_credible"
    END_USE_VERIFIED = "end_use_verified"
    END_USER_DELIVERED_BEFORE = "end_user_delivered_before"
    END_USER_KNOWN = "end_user_known"
    EXPORTER_KNOWN = "exporter_known"
    GENERAL_AUTHORISATION_USED = "general_authorisation_used"
    GOODS_PRESENT = "goods_present"
    INFORMED_BEFORE = "informed_before"
    LICENCE_KNOWN = "licence_known"
    PARAMETERS_AGREE = "parameters_agree"


AnyStandardQuestionCode = Annotated[StandardQuestionCode | str, Field(union_mode="left_to_right")]


class StopEnd(StrEnum):
    """Which of two periods ends first, and so bounds a stop."""

    STOP = "stop"
    QUESTION = "question"


AnyStopEnd = Annotated[StopEnd | str, Field(union_mode="left_to_right")]


class StopState(StrEnum):
    """Where goods stand that were stopped until the consulted authority answers."""

    HELD = "held"
    RELEASE_DUE = "release_due"
    RELEASED = "released"
    MEASURES = "measures"
    LIFTED = "lifted"


AnyStopState = Annotated[StopState | str, Field(union_mode="left_to_right")]


class SuspendedDenial(StrEnum):
    """What becomes of a consultation about a denial that a court has suspended."""

    ENDS = "ends"
    WAITS = "waits"


AnySuspendedDenial = Annotated[SuspendedDenial | str, Field(union_mode="left_to_right")]


class SuspensionEnd(StrEnum):
    """What came of a suspension."""

    REINSTATED = "reinstated"
    REVOKED = "revoked"
    ANNULLED = "annulled"
    LIMITED = "limited"


AnySuspensionEnd = Annotated[SuspensionEnd | str, Field(union_mode="left_to_right")]


class TaskKind(StrEnum):
    """Kinds of tasks. Attributes: heading: What it is, in a few words; an identifier of the
    catalogues of messages.
    """

    ACT_AGREE = "act.agree"
    ACT_OVERDUE = "act.overdue"
    ACT_RETURNED = "act.returned"
    ANNUAL_ANSWERED = "annual.answered"
    ANNUAL_ASKED = "annual.asked"
    ANNUAL_CALLED = "annual.called"
    ANNUAL_CLEARED = "annual.cleared"
    ANNUAL_LATE = "annual.late"
    ANNUAL_MISSING = "annual.missing"
    ANNUAL_NO_ANSWER = "annual.no_answer"
    ANNUAL_NOT_CLEARED = "annual.not_cleared"
    ANNUAL_OWED = "annual.owed"
    ANNUAL_SAID = "annual.said"
    ANNUAL_SUBMISSION = "annual.submission"
    ANNUAL_TO_CLEAR = "annual.to_clear"
    ANSWER_AGAIN = "answer.again"
    ANSWER_CONFIRM = "answer.confirm"
    ANSWER_DUE = "answer.due"
    ANSWER_LATE = "answer.late"
    ANSWER_SEALED = "answer.sealed"
    ANSWER_SOON = "answer.soon"
    ANSWER_UNUSABLE = "answer.unusable"
    ANSWERS_CONTRADICT = "answers.contradict"
    CERTIFICATE_ENDING = "certificate.ending"
    CLASSIFICATION_ASKED = "classification.asked"
    CLASSIFICATION_CLOSE = "classification.close"
    COLLECTIVE_CONTRADICTION = "collective.contradiction"
    COLLECTIVE_PUBLISH = "collective.publish"
    COLLECTIVE_REVIEW = "collective.review"
    CONSULT_AGAIN = "consult.again"
    CONSULT_BY_HAND = "consult.by_hand"
    CONSULTATION_ENDED = "consultation.ended"
    CONTACT_CONFIRM = "contact.confirm"
    CONTACT_DISPUTED = "contact.disputed"
    CONTACT_OBJECTION = "contact.objection"
    CORRECTION_ALARM = "correction.alarm"
    CORRECTION_UNUSABLE = "correction.unusable"
    DEADLINE_DIFFERS = "deadline.differs"
    DENIAL_SET_ASIDE = "denial.set_aside"
    DENIAL_UNSEEN = "denial.unseen"
    DIRECTORY_EXPIRES = "directory.expires"
    DIRECTORY_REFUSED = "directory.refused"
    DOCUMENT_MISSING = "document.missing"
    ENGINE_REFUSES = "engine.refuses"
    EXTENSION_ASKED = "extension.asked"
    EXTENSION_NO_EFFECT = "extension.no_effect"
    EXTENSION_UNUSABLE = "extension.unusable"
    FILE_HELD = "file.held"
    FORWARDING_ANSWER = "forwarding.answer"
    FORWARDING_BACK = "forwarding.back"
    FORWARDING_UNUSABLE = "forwarding.unusable"
    INFORMATION_ASKED = "information.asked"
    INFORMATION_WANTED = "information.wanted"
    INFORMED_ENDED = "informed.ended"
    INFORMED_ENDS = "informed.ends"
    KEYS_AWAY = "keys.away"
    LAW_MISSING = "law.missing"
    LETTER_CORRECTED = "letter.corrected"
    DOCUMENT_INFECTED = "document.infected"
    SCANNER_AWAY = "scanner.away"
    LETTER_DOUBTFUL = "letter.doubtful"
    LETTER_LOST = "letter.lost"
    LETTER_READ = "letter.read"
    LETTER_RECALLED = "letter.recalled"
    LETTER_REFUSED = "letter.refused"
    LETTER_STUCK = "letter.stuck"
    LETTER_TAKEN_BACK = "letter.taken_back"
    LETTER_UNDELIVERED = "letter.undelivered"
    LETTER_UNUSABLE = "letter.unusable"
    LICENCE_EXCEEDED = "licence.exceeded"
    LICENCE_MATCHED = "licence.matched"
    LICENCE_UNUSABLE = "licence.unusable"
    LIST_CHANGED = "list.changed"
    NODE_RESTORED = "node.restored"
    NOTICE_COMMENT = "notice.comment"
    NOTICE_CUSTOMS = "notice.customs"
    NOTICE_DUE = "notice.due"
    NOTICE_NOT_PROVIDED = "notice.not_provided"
    NOTICE_OWED = "notice.owed"
    NOTICE_READ = "notice.read"
    NOTICE_UNUSABLE = "notice.unusable"
    PUBLICATION_MISSED = "publication.missed"
    RECALL_ALARM = "recall.alarm"
    RECALL_UNUSABLE = "recall.unusable"
    RECORD_CONFIRM = "record.confirm"
    REGISTER_STOPPED = "register.stopped"
    REGISTER_TAMPERED = "register.tampered"
    REGISTER_TROUBLE = "register.trouble"
    REGISTER_UNKNOWN_ACT = "register.unknown_act"
    REGISTER_UNREADABLE = "register.unreadable"
    REPLY_MISSING = "reply.missing"
    REQUIREMENT_UNSEEN = "requirement.unseen"
    RESTRICTED_DUE = "restricted.due"
    RESTRICTED_OPENED = "restricted.opened"
    RESTRICTED_UNSEEN = "restricted.unseen"
    REVIEW_DUE = "review.due"
    REVIEW_LIST = "review.list"
    REVIEW_OVERDUE = "review.overdue"
    REVIEW_SOON = "review.soon"
    ROLE_MISSING = "role.missing"
    ROUND_FAILED = "round.failed"
    SETTLEMENT_UNUSABLE = "settlement.unusable"
    SILENCE_UNCONFIRMED = "silence.unconfirmed"
    STANDS_STILL = "stands.still"
    STANDING_COVERS = "standing.covers"
    STANDING_GIVEN = "standing.given"
    STANDING_UNUSABLE = "standing.unusable"
    STANDING_WITHDRAWN = "standing.withdrawn"
    STOP_ENDED = "stop.ended"
    STOP_UNASKED = "stop.unasked"
    SUPPLEMENT_UNUSABLE = "supplement.unusable"
    SUSPENSION_OPEN = "suspension.open"
    TELL_BY_HAND = "tell.by_hand"
    TLS_EXPIRES = "tls.expires"
    TOKEN_ENDING = "token.ending"
    TRANSACTION_TWICE = "transaction.twice"
    WEBHOOK_GIVES_UP = "webhook.gives_up"


AnyTaskKind = Annotated[TaskKind | str, Field(union_mode="left_to_right")]


class TerritoriesCount(StrEnum):
    """Whether a group that names a State means its territories with codes of their own."""

    OUTSIDE = "outside"
    WITH_STATE = "with_state"


AnyTerritoriesCount = Annotated[TerritoriesCount | str, Field(union_mode="left_to_right")]


class ToldAfter(StrEnum):
    """After what it is told."""

    GRANT = "grant"
    END = "end"


AnyToldAfter = Annotated[ToldAfter | str, Field(union_mode="left_to_right")]


class ToldBy(StrEnum):
    """Whose duty a notice after a consultation is."""

    ASKING = "asking"
    CONSULTED = "consulted"


AnyToldBy = Annotated[ToldBy | str, Field(union_mode="left_to_right")]


class TranslationKind(StrEnum):
    """Who makes translations."""

    PERSON = "person"
    MACHINE = "machine"
    CERTIFIED = "certified"


AnyTranslationKind = Annotated[TranslationKind | str, Field(union_mode="left_to_right")]


class TroubleKind(StrEnum):
    """Kinds of trouble with a log."""

    FRAUD = "fraud"
    SUSPICION = "suspicion"
    ROLLBACK = "rollback"
    CONTENT = "content"
    NO_EFFECT = "no_effect"


AnyTroubleKind = Annotated[TroubleKind | str, Field(union_mode="left_to_right")]


class Unanswered(StrEnum):
    """What becomes of a request that nobody answered before the last instant."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


AnyUnanswered = Annotated[Unanswered | str, Field(union_mode="left_to_right")]


class VersionState(StrEnum):
    """How far a version has come."""

    PROPOSED = "proposed"
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LEDGER = "ledger"


AnyVersionState = Annotated[VersionState | str, Field(union_mode="left_to_right")]


class WaitingKind(StrEnum):
    """What waits."""

    NOTICE_PUBLISH = "notice.publish"
    NOTICE_AMEND = "notice.amend"
    NOTICE_WITHDRAW = "notice.withdraw"
    DENIAL_REVIEW = "denial.review"
    DENIAL_AMEND = "denial.amend"
    DENIAL_SET_ASIDE = "denial.set_aside"
    DENIAL_IMPORT = "denial.import"
    REVIEW_PUBLISH = "review.publish"
    INFORMED_LIFT = "informed.lift"


AnyWaitingKind = Annotated[WaitingKind | str, Field(union_mode="left_to_right")]


class WaitingState(StrEnum):
    """Where it stands."""

    WAITING = "waiting"
    AGREED = "agreed"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WRITING = "writing"


AnyWaitingState = Annotated[WaitingState | str, Field(union_mode="left_to_right")]


class Way(StrEnum):
    """The ways of importing denials, which never mix in one file."""

    OWN = "own"
    INITIAL = "initial"
    RELAYED = "relayed"
    PARTNER = "partner"


AnyWay = Annotated[Way | str, Field(union_mode="left_to_right")]


class WebhookState(StrEnum):
    """How the delivery of a webhook stands."""

    ACTIVE = "active"
    FAILING = "failing"
    REFUSED = "refused"


AnyWebhookState = Annotated[WebhookState | str, Field(union_mode="left_to_right")]


class Whose(StrEnum):
    """Whose denials are meant."""

    OWN = "own"
    OTHERS = "others"
    RELAYED = "relayed"
    ALL = "all"


AnyWhose = Annotated[Whose | str, Field(union_mode="left_to_right")]


class WhyKept(StrEnum):
    """Why the file of a case that is older than its period is kept all the same."""

    HELD = "held"
    CONVERSATION = "conversation"
    DENIAL = "denial"
    PROCEEDINGS = "proceedings"
    LICENCE = "licence"
    TASK = "task"
    LATER_CASE = "later_case"


AnyWhyKept = Annotated[WhyKept | str, Field(union_mode="left_to_right")]


class Widened(StrEnum):
    """In what a case may give more than the licence that it is about."""

    VALIDITY = "validity"
    QUANTITY = "quantity"
    VALUE = "value"
    ITEM = "item"
    GOODS_LOCATION = "goods_location"
    END_USER = "end_user"


AnyWidened = Annotated[Widened | str, Field(union_mode="left_to_right")]


class Withholding(StrEnum):
    """Reason classes for withholding a field or part (Arts 4(4), 5(4), 16(7), 23(5))."""

    COMMERCIAL = "commercial"
    PERSONAL = "personal"
    DEFENCE = "defence"
    FOREIGN_POLICY = "foreign_policy"
    SECURITY = "security"
    INVESTIGATION = "investigation"


AnyWithholding = Annotated[Withholding | str, Field(union_mode="left_to_right")]


class WorkNoun(StrEnum):
    """What a piece of open work is about."""

    CASE = "case"
    CONSULTATION = "consultation"
    TASK = "task"


AnyWorkNoun = Annotated[WorkNoun | str, Field(union_mode="left_to_right")]


class AcceptedRegister(Model):
    """A register that is not fresh and that an officer accepts as it stood when proposing."""

    origin: str
    """Code of the authority from which it comes."""
    size: int
    """Entries that were held of it."""
    synced_at: datetime.datetime | None = None
    """When it was last found to be all that its authority has."""


class AcceptedRegisterInput(Model):
    """A register that is not fresh and that an officer accepts as it stood when proposing."""

    origin: str
    """Code of the authority from which it comes."""
    size: int
    """Entries that were held of it."""
    synced_at: datetime.datetime | None = None
    """When it was last found to be all that its authority has."""


class Account(Model):
    """An account as an administrator sees it, with its tokens that have not ended."""

    name: str
    """Name of the account."""
    role: AnyOfficerRole
    """Role of the account."""
    active: bool
    """Whether the account may be used."""
    created: datetime.datetime
    """Instant at which the account was made."""
    tokens: list[TokenLine] = Field(default_factory=list)
    """Tokens of the account, without their secret."""
    certificates: list[CertificateLine] = Field(default_factory=list)
    """By which a system shows itself, those that have ended included."""


class Accountability(Model):
    """An authority's own figures for a year."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    year: int
    """Year that the figures are of."""
    decided: int
    """Cases that were decided in the year."""
    assessment_required: int
    """Of them, those that could not be decided without an assessment."""
    assessed: int
    """Those that had one."""
    harms: Harms
    """How often each harm stood in an assessment."""
    follows: dict[str, int]
    """What the assessments said follows, by code."""
    went_in: list[WentIn]
    """What went into decisions."""
    places: list[Place]
    """Figures for each destination and group of items."""
    we_asked: list[Asked]
    """How often we asked others, for each procedure."""
    we_were_asked: list[Asked]
    """How often others asked us, for each procedure."""


class Act(Model):
    """One line of the journal of a case: who did what, when."""

    at: datetime.datetime
    """Instant at which it was done."""
    actor: str
    """Account that did it, or what did it by itself."""
    verb: AnyActVerb
    """What was done, by its code."""
    text: str
    """What was done, as a sentence; to be read by people only."""
    reference: str = ""
    """Number or id of a further thing that the act concerns; or empty."""
    data: dict[str, JsonValue] = Field(default_factory=dict)
    """What the sentence is made from, by name; acts of before have none."""


class ActivityIs(Model):
    """Holds for one of these controlled activities."""

    condition: Literal["activity_is"]
    """Kind of condition, which says what else it has."""
    activities: list[AnyActivity]
    """Activities of which one makes it true."""


class AddedEndUser(Model):
    """Whom the applicant names for a licence that it holds."""

    reference: str
    """Of the request in the national system; the same one again is the same case."""
    end_user: PartyInput
    """Who will use the goods."""
    stated_end_use: str | None = None
    """What this end-user wants it for; as in the licence if absent."""
    documents: list[DocumentInput] = Field(default_factory=list)
    """Titles and digests of documents; contents stay where they are."""


class Addition(Model):
    """A supplement in a conversation."""

    conversation_id: str
    """Id of the consultation or other conversation, a UUID."""
    supplement: Supplement
    """What is added to the request."""


class Address(Model):
    """A postal address as written, and its country where known."""

    text: str
    """Street and place, as they are written."""
    country: str | None = None
    """ISO 3166-1 code of the country, two letters; null or empty: unknown."""


class AddressInput(Model):
    """A postal address as written, and its country where known."""

    text: str
    """Street and place, as they are written."""
    country: str | None = None
    """ISO 3166-1 code of the country, two letters; null or empty: unknown."""


class Advance(Model):
    """A standing answer to one authority."""

    peer: str
    """Code of the other authority; null: none."""
    answer: StandingAnswerInput
    """What is answered; null: nothing yet."""


class AfterGrant(Model):
    """What a grant after the consultation must tell, whatever was answered."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    notify: AnyNotifyScope
    """Who is told."""
    by: AnyToldBy = "asking"
    """Whose duty it is."""
    told_after: AnyToldAfter = "grant"
    """After what."""
    entry: AnyEntryType | None = None
    """The type of entry, one of `WRITTEN_AFTER_GRANT`; for `notice` the kind is named too."""
    notice: str = ""
    """Kind of notice (`[[notice]]`), or empty."""
    sentence: str
    """The sentence of the law that says so."""


class AmendedApplication(Model):
    """An application as the applicant amends it, and why, in the officer's words."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    application: ApplicationInput
    """The application, as it stands."""


class Amendment(Model):
    """One amendment: what stood before it, what it changed, and why."""

    at: datetime.datetime
    """Instant at which it was done."""
    by: str
    """Account that did it."""
    before: Application
    """The application as it stood until then."""
    changes: list[ChangedField]
    """What changed, one by one."""
    material: bool
    """Whether new consultations began."""
    reason: FreeText
    """Why it is so, in words."""
    assessment: HumanRightsAssessment | None = None
    """The human-rights assessment that was made of the earlier version."""


class AmendmentRule(Model):
    """What makes an amendment of an application a material one."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    material: list[AnyMaterial]
    """A change of these is material."""
    increase_over_percent: int
    """An increase of quantity or value by more than this is; less, or a decrease, is not."""


class AnnualQuestion(Model):
    """A question on a cell or a table of a submission, or its closing."""

    collection: str
    """Key of the collection, e.g. `EU-R-2025`."""
    thread: int
    """Number of the question in its collection."""
    about: CellRef
    """The cell that the question is about."""
    submission: str
    """Digest of the submission that it is about."""
    answer_by: datetime.date | None = None
    """Until when; of a question."""
    closed: bool = False
    """Who asked has what was needed."""
    text: list[FreeText]
    """What is said, in words."""


class AnnualRecord(Model):
    """One licence, application, registration, denial or prohibition of an authority."""

    kind: AnyRecordKind
    """Which kind it is."""
    reference: str
    """The authority's own; a record with the same kind and reference replaces it."""
    exporter: str | None = None
    """Counted, never sent; None where there is no single one."""
    licence_kind: str | None = None
    """Code of the template: individual, global, EU001, ..."""
    decision: str | None = None
    """Code of the template, of applications and denials."""
    grounds: list[str] = Field(default_factory=list)
    """Codes of the template, of denials."""
    received: datetime.date | None = None
    """Of an application: when it was filed."""
    decided: datetime.date
    """Day of the decision; of an application that waits for one, of its receipt."""
    notified: datetime.date | None = None
    """Of a denial: when it was first notified."""
    licence: str = ""
    """Number of the licence that was granted. It is for who looks a figure up here; it is counted
    by nobody and never sent.
    """
    lines: list[RecordLine] = Field(default_factory=list)
    """Lines, in order."""
    amended: bool = False
    """The record says what holds after an amendment within the year."""
    annulled: bool = False
    """It was annulled within the year."""
    source: AnyRecordSource = "import"
    """Where it comes from."""
    source_id: str = ""
    """Case or denial from which it was drawn."""


class AnnualRecordInput(Model):
    """One licence, application, registration, denial or prohibition of an authority."""

    kind: AnyRecordKind
    """Which kind it is."""
    reference: str
    """The authority's own; a record with the same kind and reference replaces it."""
    exporter: str | None = None
    """Counted, never sent; None where there is no single one."""
    licence_kind: str | None = None
    """Code of the template: individual, global, EU001, ..."""
    decision: str | None = None
    """Code of the template, of applications and denials."""
    grounds: list[str] = Field(default_factory=list)
    """Codes of the template, of denials."""
    received: datetime.date | None = None
    """Of an application: when it was filed."""
    decided: datetime.date
    """Day of the decision; of an application that waits for one, of its receipt."""
    notified: datetime.date | None = None
    """Of a denial: when it was first notified."""
    licence: str = ""
    """Number of the licence that was granted. It is for who looks a figure up here; it is counted
    by nobody and never sent.
    """
    lines: list[RecordLineInput] = Field(default_factory=list)
    """Lines, in order."""
    amended: bool = False
    """The record says what holds after an amendment within the year."""
    annulled: bool = False
    """It was annulled within the year."""
    source: AnyRecordSource = "import"
    """Where it comes from."""
    source_id: str = ""
    """Case or denial from which it was drawn."""


class AnnualWork(Model):
    """What officers have said of a year, beside its records."""

    marks: list[MarkedCell] = Field(default_factory=list)
    """How cells are protected."""
    without: list[str] = Field(default_factory=list)
    """Tables for which the authority has no data."""
    answers: list[RemarkAnswer] = Field(default_factory=list)
    """Answers to remarks of the checks."""
    indicators: list[IndicatorValue] = Field(default_factory=list)
    """Values of indicators, each with its key."""
    narratives: list[NarrativeText] = Field(default_factory=list)
    """Texts of the report, each with its key."""


class AnswerDraft(Model):
    """An officer's answer."""

    answer: str | None = None
    """What is answered; null: nothing yet."""
    text: list[FreeTextInput]
    """What is said, in words."""


class AnswerKey(Model):
    """One coded answer and how it reads."""

    code: str
    """Code, as lists and rulebooks name it."""
    label: str
    """What a person reads for the code."""


class AnswerOption(Model):
    """One answer that may be given."""

    code: AnyAnswerWord
    """Stable key on the wire."""
    label: str
    """What an officer reads."""
    meaning: str
    """What follows, in a sentence."""
    binds: bool = False
    """Whether the asking authority is bound by it."""
    blocks: bool = False
    """Whether it forbids a grant."""
    settles: bool = True
    """Whether it ends the consultation; if not, the period runs on."""
    requires: list[AnyRequirement] = Field(default_factory=list)
    """Fields of the answer that must be filled."""
    ends_others: bool = False
    """Whether it makes the other consultations of the case needless: they are told so."""
    considered: bool = False
    """Whether a decision after it says on record how it was considered."""


class AnsweredRemark(Model):
    """A remark with the answer that was given, if one was."""

    remark: Remark
    """What was remarked."""
    answer: RemarkAnswer | None = None
    """What is answered; null: nothing yet."""


class AnyOf(Model):
    """Holds when at least one of its conditions does."""

    condition: Literal["any_of"]
    """Kind of condition, which says what else it has."""
    conditions: list[Annotated[AuthorisationIs | ActivityIs | DestinationOutside | DestinationIn | ItemListedIn | CyberSurveillance | ProcedureApplies | GoodsElsewhere | AnyOf | ValidDenialMatches | OpenedByOfficer | dict[str, Any], Field(union_mode="left_to_right")]]
    """Conditions of which one makes it true."""


class AppearingTables(Model):
    """The confidentiality round: a State's tables exactly as they would appear."""

    collection: str
    """Key of the collection, e.g. `EU-R-2025`."""
    draft: str
    """Digest of the draft consolidation that they were taken from."""
    until: datetime.date
    """What is not cleared by then is not published."""
    tables: list[PublishedTable] = Field(default_factory=list)
    """Tables, in order."""


class ApplicantStatement(Model):
    """Everything that the applicant of a case may be shown of other authorities' answers."""

    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    reference: str
    """Reference of the case in the system that filed it."""
    answers: list[ReleasedAnswer] = Field(default_factory=list)
    """Answers that were given."""


class Application(Model):
    """An application as the national licensing system files it."""

    reference: str
    """The application's own, in your system; the same one again gives the same case."""
    kind: AnyAuthorisationKind = "individual"
    """What kind of authorisation is applied for."""
    procedure: str = "application"
    """Kind of case, as `comity rulebook show` has it."""
    concerns: str = ""
    """Number of our case of the licence in force that it is about; or empty."""
    further_law: str = ""
    """Another law under which it needs an authorisation too, e.g. sanctions: `EU-833-2014`; its
    rules then hold beside those of Regulation 2021/821.
    """
    under_letter: str = ""
    """Number of our letter by which the applicant was informed that it needs the authorisation; or
    empty.
    """
    transaction: Transaction
    """Goods, parties, destination and use; null: not given."""
    documents: list[Document] = Field(default_factory=list)
    """Titles and digests; their contents are put into the case afterwards."""
    references: list[Reference] = Field(default_factory=list)
    """How other systems call the same."""
    relations: list[CaseRelation] = Field(default_factory=list)
    """Earlier cases that it amends, replaces or belongs to."""
    assessment_release: AnyAssessmentRelease = "whole"
    """What consulted authorities see of the assessment."""
    exceptions: list[ClaimedException] = Field(default_factory=list)
    """Exceptions of a control list that are claimed, each with its reason."""


class ApplicationInput(Model):
    """An application as the national licensing system files it."""

    reference: str
    """The application's own, in your system; the same one again gives the same case."""
    kind: AnyAuthorisationKind = "individual"
    """What kind of authorisation is applied for."""
    procedure: str = "application"
    """Kind of case, as `comity rulebook show` has it."""
    concerns: str = ""
    """Number of our case of the licence in force that it is about; or empty."""
    further_law: str = ""
    """Another law under which it needs an authorisation too, e.g. sanctions: `EU-833-2014`; its
    rules then hold beside those of Regulation 2021/821.
    """
    under_letter: str = ""
    """Number of our letter by which the applicant was informed that it needs the authorisation; or
    empty.
    """
    transaction: TransactionInput
    """Goods, parties, destination and use; null: not given."""
    documents: list[DocumentInput] = Field(default_factory=list)
    """Titles and digests; their contents are put into the case afterwards."""
    references: list[ReferenceInput] = Field(default_factory=list)
    """How other systems call the same."""
    relations: list[CaseRelationInput] = Field(default_factory=list)
    """Earlier cases that it amends, replaces or belongs to."""
    assessment_release: AnyAssessmentRelease = "whole"
    """What consulted authorities see of the assessment."""
    exceptions: list[ClaimedExceptionInput] = Field(default_factory=list)
    """Exceptions of a control list that are claimed, each with its reason."""


class Asked(Model):
    """The consultations under one procedure."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    asked: int = 0
    """How often it was asked."""
    answered: int = 0
    """How often it was answered."""
    silent: int = 0
    """How often nothing was answered."""
    late: int = 0
    """Answers that came after the period and had no effect."""
    unconfirmed: int = 0
    """Without an answer, and without both sides' word for the silence."""
    ended: int = 0
    """No answer was needed any more."""


class AskedAuthority(Model):
    """An authority that is asked in a round."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    conversation_id: str
    """Id of the consultation or other conversation, a UUID."""
    message_id: str
    """The letter that asks it."""
    answer: RoundAnswer | None = None
    """None while there is none."""
    recalled: bool = False
    """Whether the question to it was recalled."""


class AskedHit(Model):
    """How near a denial was when its authority was asked about it."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    match_class: AnyMatchClass
    """How much alike the two are: the class of the hit."""
    score: float
    """How much alike, from 0 to 1."""


class AssessmentRule(Model):
    """Which items need a human-rights assessment before the decision."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    required_for: list[AnyAssessmentBasis]
    """What makes an item one of them."""
    negative_from: AnyRisk | None = None
    """The lowest risk that says no by itself; absent: none does."""


class Assignment(Model):
    """In whose hands a case or a consultation is put."""

    assignee: str
    """Account of the officer; empty: it is in nobody's hands."""
    note: FreeTextInput | None = None
    """What who takes it over is to know; it is kept on record."""


class AuthorisationIs(Model):
    """Holds for an application of one of these kinds."""

    condition: Literal["authorisation_is"]
    """Kind of condition, which says what else it has."""
    kinds: list[AnyAuthorisationKind]
    """Kinds of authorisation of which one makes it true."""


class BoundCertificate(Model):
    """A certificate that an account has from now on."""

    id: str
    """The first digits of the digest of its public key."""
    subject: str
    """Its subject."""
    made: datetime.datetime
    """Instant at which it was made."""
    until: datetime.datetime
    """When it ends; of one that was renewed for the same key, once it has been shown."""
    used: datetime.datetime | None = None
    """When it was last used, to the hour."""
    with_token: bool = False
    """Whether it opens beside a token only."""
    scopes: list[AnyPermission] = Field(default_factory=list)
    """What it may; all that its account may if empty."""
    name: str
    """Name of the account."""


class Case(Model):
    """A case as it is shown: everything that counts, in one model."""

    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    state: AnyCaseState
    """State that it is in."""
    application: Application
    """The application, as it stands."""
    assessment: HumanRightsAssessment | None = None
    """The human-rights assessment; null: none yet."""
    assessment_required: bool = False
    """Whether the law asks for a human-rights assessment before a decision."""
    assessment_release: AnyAssessmentRelease = "whole"
    """What consulted authorities see of the assessment."""
    rulebook: str
    """Version of the law that holds, e.g. `EU-2021-821/2026-1`."""
    annex_i: str = ""
    """Version of Annex I under which the case is judged."""
    filed_at: datetime.datetime
    """Instant at which the application was filed here."""
    triggers: list[Trigger] = Field(default_factory=list)
    """Why each procedure is called for, or is not."""
    examination: Examination | None = None
    """Outcome of the search for denials; null: none yet."""
    examinations: int = 0
    """Number of examinations of the case."""
    consultations: list[Consultation] = Field(default_factory=list)
    """Consultations of the case, as this node keeps them."""
    proposal: DecisionProposal | None = None
    """What is proposed; null: nothing yet."""
    proposed_by: str = ""
    """Account that proposed it; or empty."""
    proposed_at: datetime.datetime | None = None
    """Instant of the proposal; null: none yet."""
    decision: Decision | None = None
    """What was decided; null: nothing yet."""
    refusal_proposed: bool = False
    """Whether a refusal is proposed."""
    withdrawal: Withdrawal | None = None
    """How the application was withdrawn; null: it was not."""
    amendments: list[Amendment] = Field(default_factory=list)
    """Changes of the application since it was filed, oldest first."""
    licence: list[LicenceChange] = Field(default_factory=list)
    """Changes of the licence, oldest first."""
    licensed: Licence | None = None
    """The licence as it was granted; null: none was."""
    informed: InformedLetter | None = None
    """The letter by which its decision informed somebody of a requirement."""
    related: list[RelatedCase] = Field(default_factory=list)
    """Other cases to which it belongs."""
    relied_on: list[ReliedAnswer] = Field(default_factory=list)
    """Earlier answers on which the case relies."""
    replaced_documents: list[ReplacedDocument] = Field(default_factory=list)
    """Documents of the application that newer ones replaced; they are kept."""
    code_remarks: list[CodeRemark] = Field(default_factory=list)
    """Codes that their list does not have, as it is held now."""
    newer_list: NewerList | None = None
    """Of an open case: the list that came into force since, and what it asks."""
    assigned_to: str = ""
    """Account of the officer in whose hands it is; or empty."""
    attention: list[str] = Field(default_factory=list)
    """What a person should look at first."""
    acts: list[Act] = Field(default_factory=list)
    """What was done, oldest first."""
    withheld: list[str] = Field(default_factory=list)
    """Names of fields that are empty here since the reader may not read denials."""
    version: str = ""
    """Which version this is, with all that is joined: its ETag; empty where not shown."""


class CaseDocument(Model):
    """A document that an application names, and whether its contents are here."""

    document: Document
    """As the application names it."""
    held: bool
    """Whether its contents are here, whole; without them it is a digest and no more."""
    waits: bool = False
    """Whether they have come and wait for the scanner; nobody is given them before."""
    received: int
    """How many octets have come: all of them, or so many of an upload."""
    found_type: str = ""
    """What the contents show themselves to be; empty where they are not here."""
    put_by: str = ""
    """Name of the account that put them; or empty."""
    put_at: datetime.datetime | None = None
    """When."""
    replaced: DocumentReplaced | None = None
    """What stands in its place and how that came; null: it stands."""


class CaseOutcome(Model):
    """One way in which a kind of case may end."""

    outcome: AnyOutcome
    """The outcome."""
    article: str = ""
    """Where the law has it, if not where it has the kind of case."""
    reason: str = ""
    """Why it is so."""
    lets_go: bool = False
    """Whether goods may go: then a binding objection forbids it, and conditions of a binding
    answer must be taken over.
    """
    denial: AnyDecisionType | None = None
    """The decision that is notified as a denial; absent: none."""
    after_consultation: AnyGrantKind | None = None
    """What is notified where a consultation's rule asks for it."""
    needs_grounds: bool = False
    """Whether coded grounds must be stated (Article 15)."""
    conditions: AnyConditions = "none"
    """Whether it names conditions."""
    licence: AnyLicenceState | None = None
    """How the licence stands afterwards: the one that is granted, or for a case about an earlier
    one, that; absent: unchanged, or there is none.
    """
    notice: str = ""
    """Kind of notice that follows, or empty."""
    alerts: str = ""
    """Kind of notice that follows where the goods go on through other Member States, or empty: it
    is for these.
    """
    informs: str = ""
    """Article under which it informs somebody that an authorisation is required, by a letter that
    goes into the register; empty: it informs nobody.
    """


class CaseRelation(Model):
    """This case's relation to an earlier one."""

    kind: AnyRelationKind
    """What this case is to the other."""
    system: str
    """An authority code for a case of that authority's gateway, else the name of the system in
    which `reference` is known.
    """
    reference: str
    """The other case's reference in that system."""


class CaseRelationInput(Model):
    """This case's relation to an earlier one."""

    kind: AnyRelationKind
    """What this case is to the other."""
    system: str
    """An authority code for a case of that authority's gateway, else the name of the system in
    which `reference` is known.
    """
    reference: str
    """The other case's reference in that system."""


class CaseRule(Model):
    """One kind of case: how it begins, what it may come to."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    code: str
    """Key, e.g. `application`, `advance_enquiry`, `transit`."""
    title: str
    """Title, in words."""
    opened_by: list[AnyRole] = Field(default_factory=lambda: ["licensing", "brokering", "transit"])
    """Roles of the authorities that decide such a case, and so open it."""
    examined: bool = True
    """Whether all valid denials are examined before the decision."""
    assessed: bool = False
    """Whether the human-rights assessment is recorded, whatever the items are."""
    procedures: list[str] = Field(default_factory=list)
    """Procedures whose triggers are looked at."""
    concerns_case: bool = False
    """Whether it is about an earlier case of this authority (a licence in force)."""
    kinds: list[AnyAuthorisationKind] = Field(default_factory=list)
    """Kinds of authorisation that it may be about; empty: any."""
    adds: list[AnyPartyRole] = Field(default_factory=list)
    """Parties that it adds to that licence, which names others or none."""
    widens: list[AnyWidened] = Field(default_factory=list)
    """In what it may give more than that licence; empty: it describes that or a part."""
    activities: list[AnyActivity] = Field(default_factory=list)
    """Activities that it may be about; empty: any."""
    goods_here: bool = False
    """Whether the goods must be in this authority's Member State (transit)."""
    relies_on: ReliesOn | None = None
    """An earlier answer on which it may rely; absent: none."""
    determination_asked: bool = False
    """Whether an officer is asked on a withdrawal whether it had been determined that the export
    will not be authorised.
    """
    determination: AnyDecisionType | None = None
    """The decision that such a determination is notified as."""
    outcome: list[CaseOutcome]
    """The ways in which it may end."""


class CaseSummary(Model):
    """A case in a list."""

    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    reference: str
    """Reference of the case in the system that filed it."""
    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    state: AnyCaseState
    """State that it is in."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    filed_at: datetime.datetime
    """Instant at which the application was filed here."""
    attention: int = 0
    """Number of things that a person should look at."""
    version: str = ""
    """Version of the case, for `If-Match`."""


class CellRef(Model):
    """Names a cell of a State, or a whole table."""

    table: str
    """Key of the table of the cell."""
    at: list[str] | None = None
    """None: the whole table."""
    origin: str = "*"
    """Whose; the Union's where it is `*`."""


class CellRefInput(Model):
    """Names a cell of a State, or a whole table."""

    table: str
    """Key of the table of the cell."""
    at: list[str] | None = None
    """None: the whole table."""
    origin: str = "*"
    """Whose; the Union's where it is `*`."""


class CertificateLine(Model):
    """A certificate as an administrator sees it."""

    id: str
    """The first digits of the digest of its public key."""
    subject: str
    """Its subject."""
    made: datetime.datetime
    """Instant at which it was made."""
    until: datetime.datetime
    """When it ends; of one that was renewed for the same key, once it has been shown."""
    used: datetime.datetime | None = None
    """When it was last used, to the hour."""
    with_token: bool = False
    """Whether it opens beside a token only."""
    scopes: list[AnyPermission] = Field(default_factory=list)
    """What it may; all that its account may if empty."""


class CertificateRequest(Model):
    """A certificate that an account is to have."""

    certificate: str
    """The certificate, in PEM, without its key."""
    with_token: bool = False
    """Whether it opens beside a token only, and the account's tokens beside it only."""
    scopes: list[AnyPermission] = Field(default_factory=list)
    """What it may, of what its account may; all of that if empty. Beside a token, the token's own
    scopes count.
    """
    name: str
    """Name of the account; its role is `system`."""


class ChangeEvent(Model):
    """One line of what changed since a cursor: the form that `listEvents` takes the place of."""

    cursor: int
    """Place in the list of changes; the next request reads on from it."""
    at: datetime.datetime
    """Instant at which it was done."""
    kind: AnyChangeKind
    """Which kind it is."""
    subject: str
    """Number or id of what it is about."""


class ChangedCell(Model):
    """A cell that differs from the edition before."""

    table: str
    """Key of the table."""
    row: str
    """Key of the row."""
    column: str
    """Key of the column."""
    before: Shown | None = None
    """As it was before; null: it was not there."""
    after: Shown | None = None
    """As it is afterwards; null: it is gone."""


class ChangedField(Model):
    """One field that an amendment changed."""

    field: str
    """Its path, e.g. `transaction.end_user`."""
    material: bool
    """Whether the change makes it another question."""
    reason: str
    """Why, in words."""


class ChangedFigures(Model):
    """A cell that differs from the version before; None: it was not there, or not available."""

    about: CellRef
    """What it is about."""
    before: Figures | None = None
    """Figures before; null: the line was not there."""
    after: Figures | None = None
    """Figures afterwards; null: the line is gone."""


class ChangedQueues(Model):
    """All queues as they are to be from now on."""

    queues: list[QueueOfWorkInput] = Field(default_factory=list)
    """In the order in which they are tried: the first one that takes something has it."""
    replaces: int
    """The version that was changed; 0 where there was none."""


class ClaimedException(Model):
    """An exception of a control list that is claimed for an application, and why it holds."""

    key: str
    """As the control lists have it, e.g. `esa` (`comity controls show 9A004.a`)."""
    reason: str
    """The contract or the act on which it rests."""


class ClaimedExceptionInput(Model):
    """An exception of a control list that is claimed for an application, and why it holds."""

    key: str
    """As the control lists have it, e.g. `esa` (`comity controls show 9A004.a`)."""
    reason: str
    """The contract or the act on which it rests."""


class Classification(Model):
    """One authority's classification of an item in one version of one list."""

    source: AnyListSource
    """Where it comes from."""
    code: str | None = None
    """As the list has it, e.g. 5A001.j; none for an item that is not listed."""
    list_version: str = ""
    """Version of the list, where it is known."""
    state: str | None = None
    """Of a national list: the State whose list it is, by its ISO 3166 code."""
    authority: str | None = None
    """Who classified it, where that is known."""


class ClassificationClosing(Model):
    """That a round is closed; a later one of the same number takes its place."""

    number: str
    """Number by which it is named."""
    outcome: ClassificationOutcomeInput | None = None
    """None for an authority that had not answered."""


class ClassificationInput(Model):
    """One authority's classification of an item in one version of one list."""

    source: AnyListSource
    """Where it comes from."""
    code: str | None = None
    """As the list has it, e.g. 5A001.j; none for an item that is not listed."""
    list_version: str = ""
    """Version of the list, where it is known."""
    state: str | None = None
    """Of a national list: the State whose list it is, by its ISO 3166 code."""
    authority: str | None = None
    """Who classified it, where that is known."""


class ClassificationOpinion(Model):
    """How sure an answer is; its codes and its reason stand in the reply."""

    confidence: AnyConfidence
    """How sure the authority is."""
    precedents: list[str] = Field(default_factory=list)
    """Numbers of similar precedents."""


class ClassificationOutcome(Model):
    """What the asking authority concludes; it binds nobody else."""

    code: str | None = None
    """None where the item is on no list."""
    list_version: str
    """Version of the list under which it was found."""
    reason: list[FreeText]
    """Why, in one text for each language."""
    closed_on: datetime.date
    """Day on which it was closed."""
    agreed: list[str] = Field(default_factory=list)
    """Authorities that had answered the same."""
    differed: list[DifferingOpinion] = Field(default_factory=list)
    """Those that had answered otherwise."""


class ClassificationOutcomeInput(Model):
    """What the asking authority concludes; it binds nobody else."""

    code: str | None = None
    """None where the item is on no list."""
    list_version: str
    """Version of the list under which it was found."""
    reason: list[FreeTextInput]
    """Why, in one text for each language."""
    closed_on: datetime.date
    """Day on which it was closed."""
    agreed: list[str] = Field(default_factory=list)
    """Authorities that had answered the same."""
    differed: list[DifferingOpinionInput] = Field(default_factory=list)
    """Those that had answered otherwise."""


class ClassificationQuestion(Model):
    """The question of a round, the same for everybody."""

    number: str
    """Number by which it is named."""
    item: ClassifiedItemInput
    """The item of the transaction."""


class ClassificationRound(Model):
    """A round: of ours with all its answers, of another authority with our own."""

    number: str
    """Number of the round, by which it is named."""
    ours: bool
    """Whether we ask."""
    state: AnyRoundState
    """State that it is in."""
    case_id: str | None = None
    """Our case in which the question came up."""
    opened: datetime.datetime
    """Instant at which it was opened."""
    closed: datetime.datetime | None = None
    """Instant at which it was closed; null: it is open."""
    wanted_by: datetime.date | None = None
    """Day by which answers are wanted."""
    item: ClassifiedItem
    """The item of the transaction."""
    text: list[FreeText] = Field(default_factory=list)
    """Remarks of who asks."""
    asked: list[AskedAuthority]
    """Whom we asked; of another authority's round: ourselves."""
    outcome: ClassificationOutcome | None = None
    """What came of it; of another authority's round, where we had answered."""


class ClassifiedItem(Model):
    """An item that is to be classified; to whom it goes is not said."""

    description: str
    """What it is, in words."""
    manufacturer: str = ""
    """Who made the item; or empty."""
    designation: str = ""
    """What its manufacturer calls it."""
    parameters: list[MeasuredParameter] = Field(default_factory=list)
    """What can be measured."""
    sheets: list[Document] = Field(default_factory=list)
    """Data sheets, by digest, name and size."""


class ClassifiedItemInput(Model):
    """An item that is to be classified; to whom it goes is not said."""

    description: str
    """What it is, in words."""
    manufacturer: str = ""
    """Who made the item; or empty."""
    designation: str = ""
    """What its manufacturer calls it."""
    parameters: list[MeasuredParameterInput] = Field(default_factory=list)
    """What can be measured."""
    sheets: list[DocumentInput] = Field(default_factory=list)
    """Data sheets, by digest, name and size."""


class ClearanceDraft(Model):
    """What an officer says of the tables."""

    all_else: bool
    """Everything that is not named is cleared."""
    cells: list[ClearedCell] = Field(default_factory=list)
    """Cells, each with what is done with it."""


class ClearedCell(Model):
    """What is said of one cell or table; a mark or merge names its ground and group."""

    about: CellRefInput
    """What it is about."""
    act: AnyClearanceAct
    """What is done with the cell."""
    mark: MarkInput | None = None
    """How the cell is protected; null: it is not."""


class ClosingRule(Model):
    """How a period without an answer ends."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    grace_s: int
    """Seconds after the last instant before the journal is asked."""
    remind_before_s: int
    """Seconds before the last instant at which an officer is reminded."""
    unconfirmed_after_s: int
    """Seconds after which a closing request without a statement makes the case a person's task; it
    is still closed when the peer comes back.
    """
    ask_again_after_s: int
    """Seconds after which a peer whose silence is unconfirmed is asked again."""
    closed_by: AnyClosedBy
    """Who must have closed before silence has effect."""
    answer_counts_if: AnyCountsIf
    """When an answer is in time."""
    suspended_denial: AnySuspendedDenial = "ends"
    """What becomes of a question about a denial that a court has suspended."""


class CodeMove(Model):
    """A code that was put elsewhere, and since when."""

    old: str
    """As it was until then."""
    new: str
    """As it is from then on."""
    since: datetime.date
    """Day from which it is so."""


class CodeNow(Model):
    """A code of a case that stands elsewhere in the newer list, or nowhere."""

    item: int
    """Which item, the first is 1."""
    code: str
    """As it was classified."""
    now: list[str] = Field(default_factory=list)
    """Where its items stand; empty: the newer list has no such code."""


class CodePlaces(Model):
    """All that codes are carried by, so that a comparison can be made again without the lists."""

    versions: dict[str, datetime.date]
    """First day of each version of a list that is known."""
    moved: list[CodeMove] = Field(default_factory=list)
    """Codes that were put elsewhere."""


class CodeRemark(Model):
    """A code of a case that its list does not have."""

    item: int
    """Which item, the first is 1."""
    code: str
    """As it was classified."""
    fault: AnyCodeFault
    """What is wrong with it."""
    list_version: str
    """Version of the list in which it was looked up."""
    nearest: list[NearCode] = Field(default_factory=list)
    """Codes of that list that may have been meant, the likeliest first."""


class CodedAnswer(Model):
    """A standard question with its answer, in the words of this authority's rulebook."""

    question: AnyStandardQuestionCode
    """Code of the standard question."""
    text: str
    """Further words beside the code; or empty."""
    answer: AnyStandardAnswerCode | str = ""
    """Key of the answer, empty while there is none."""
    label: str = ""
    """What a person reads for the code."""


class Collected(Model):
    """A submission that came."""

    collection: str
    """Key of the collection, e.g. `EU-R-2025`."""
    digest: str
    """Message digest of its signed letter, which the journal keeps as it came."""
    state: str
    """Code of the Member State whose figures they are."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    version: int
    """Number of the version that was sent, from 1 on."""
    message_id: str
    """Id of the letter, a UUID."""
    at: datetime.datetime
    """Instant at which it was done."""
    standing: AnyCollectionStanding
    """How the submission counts."""
    reason: str = ""
    """Why it is so, in words."""
    words: str = ""
    """Why it does not count, and what to do."""


class CollectionCall(Model):
    """What an officer decides in order to call for a year's data."""

    template: str | None = None
    """Version of a shipped template."""
    file: str | None = None
    """The template's file where it is not shipped, as text, to the last octet."""
    submit_by: datetime.date | None = None
    """Last day; by the template's schedule where it is left out."""
    authorities: list[str] = Field(default_factory=list)
    """Whom to call; every competent authority where it is left out."""


class CollectionLine(Model):
    """A collection in a list."""

    collection: str
    """Key of the collection, e.g. `EU-R-2025`."""
    year: int
    """Year that the figures are of."""
    template: str
    """Version of the template."""
    template_digest: str
    """SHA-256 of the template, in hexadecimal."""
    submit_by: datetime.date
    """Last day for submissions."""
    called: datetime.datetime
    """Instant at which data were called for."""
    stage: AnyStage
    """How far the collection has come."""


class CollectionView(Model):
    """A collection with where every State stands."""

    collection: str
    """Key of the collection, e.g. `EU-R-2025`."""
    year: int
    """Year that the figures are of."""
    template: str
    """Version of the template."""
    template_digest: str
    """SHA-256 of the template, in hexadecimal."""
    submit_by: datetime.date
    """Last day for submissions."""
    called: datetime.datetime
    """Instant at which data were called for."""
    stage: AnyStage
    """How far the collection has come."""
    states: list[StateLine]
    """The States, each with what stands of it."""
    coverage: str
    """Which part of the States has sent figures, in words."""
    editions: int = 0
    """Number of editions that are frozen."""


class CollectiveReview(Model):
    """A review of a notice by every Member State, with a tally."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    code: str
    """Key of the procedure, e.g. `5(5)`."""
    title: str
    """Title, in words."""
    of: str
    """Kind of notice that is reviewed."""
    outcome_notice: str
    """Kind of notice in which each State says what it found."""
    reviewed_by: AnyReviewedBy = "every_state"
    """Whose word counts in the review."""
    working_days: int | None = None
    """Period, on each reviewer's own calendar."""
    every_years: int | None = None
    """Where it recurs: years between two reviews; absent: once."""
    extension: ExtensionRule | None = None
    """How the period may be made longer; null: it may not."""
    extension_reaches: AnyExtensionReaches = "all"
    """For whom more time holds."""
    extension_notice: str | None = None
    """Kind of notice by which a State asks for more working days."""
    unanimous: AnyNoticeOutcomeWord
    """Outcome that all States must have notified for `leads_to`."""
    or_unanimous: list[AnyNoticeOutcomeWord] = Field(default_factory=list)
    """Other outcomes that lead there where all have notified the same one."""
    counts: AnyCountedStates = "members_here"
    """Which States these are."""
    majority: Majority | None = None
    """How many of them suffice; absent: all must have notified it."""
    by_hand_notice: str | None = None
    """Kind of notice by which whoever publishes records what a State without a gateway has
    notified by other means, with its proof; absent: it does not count.
    """
    implied: AnyNoticeOutcomeWord | None = None
    """Outcome that the sender of the notice under review has notified by that very notice; absent:
    none.
    """
    leads_to: str | None = None
    """Kind of notice that the Commission then publishes, or empty."""
    silence: str
    """What follows where a State says nothing, in words."""


class Comment(Model):
    """A comment on another authority's notice, such as a draft of a national list."""

    about: str
    """Number of the notice that is commented on."""
    text: list[FreeText]
    """What is said, in words."""
    documents: list[Document] = Field(default_factory=list)
    """Titles and digests of documents; contents stay where they are."""


class CommentInput(Model):
    """A comment on another authority's notice, such as a draft of a national list."""

    about: str
    """Number of the notice that is commented on."""
    text: list[FreeTextInput]
    """What is said, in words."""
    documents: list[DocumentInput] = Field(default_factory=list)
    """Titles and digests of documents; contents stay where they are."""


class Consideration(Model):
    """How the answer of an authority was considered, where the rulebook has it said."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    text: FreeText
    """What is said, in words."""


class ConsiderationInput(Model):
    """How the answer of an authority was considered, where the rulebook has it said."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    text: FreeTextInput
    """What is said, in words."""


class ConsoleLink(Model):
    """A one-time link, which is shown this once."""

    name: str
    """Name of it."""
    path: str
    """What follows the console's own address, with the link in it."""
    until: datetime.datetime
    """When it ends."""


class Consultation(Model):
    """One consultation as either side shows it."""

    conversation_id: str
    """Id of the consultation or other conversation, a UUID."""
    case_id: str | None = None
    """At the asking authority its case; at the consulted one its own case that the request
    concerns; None where there is none.
    """
    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    asking: str
    """Code of the authority that asks."""
    consulted: str
    """Code of the authority that is asked."""
    state: AnyConsultationState
    """State that it is in."""
    request: ConsultationRequest
    """What is asked, whole."""
    deadline: DeadlineDerivation | None = None
    """How the last instant for an answer was derived; null: there is none."""
    stop_clock: DeadlineDerivation | None = None
    """How the end of the stop itself is found, where the law gives it a period of its own and the
    request says when goods were stopped.
    """
    peer_last_instant: datetime.datetime | None = None
    """Last instant for an answer as the other authority derived it; null: not said."""
    extensions: list[ExtensionReply] = Field(default_factory=list)
    """Requests for more time and what became of them, oldest first."""
    extension_pending: ExtensionRequest | None = None
    """Request for more time that waits for a reply; null: none."""
    extension_asked: datetime.datetime | None = None
    """Instant at which more time was asked for; null: it was not."""
    extension_by: str | None = None
    """Code of the authority that asked for more time; null: none did."""
    answer: ConsultationAnswer | None = None
    """What is answered; null: nothing yet."""
    answer_proposed: ConsultationAnswer | None = None
    """Answer that a second officer is to confirm; null: none."""
    answer_proposed_by: str = ""
    """Account that proposed the answer; or empty."""
    answer_timing: AnyLateOrInTime | None = None
    """Whether the answer came in time; null: none came."""
    answered_at: datetime.datetime | None = None
    """Instant of the answer; null: none yet."""
    silence_meaning: str = ""
    """What no answer within the period means, in the words of the rulebook."""
    closed_by: str = ""
    """Account that closed it; null or empty: nobody yet."""
    oral_objection: bool = False
    """Whether an objection was made by word of mouth and not yet in writing."""
    late_answers: list[ConsultationAnswer] = Field(default_factory=list)
    """Answers that came after the period, oldest first."""
    rulebook: str = ""
    """Version of the law that holds, e.g. `EU-2021-821/2026-1`."""
    assigned_to: str = ""
    """Account that answers it; or empty."""
    ended_because: AnyEndReason | None = None
    """Why no answer is needed any more; null: it was not ended."""
    ended_text: str = ""
    """The same in the words of who ended it; or empty."""
    standing_answer: str = ""
    """Id of the standing answer under which it was answered; or empty."""
    standing_in: str = ""
    """Code of the authority that stands in; or empty."""
    forwarded_to: str | None = None
    """Code of the authority to which it was handed on; null: it was not."""
    sealed: bool = False
    """Whether its content may not be shown to this account."""
    corrections: list[str] = Field(default_factory=list)
    """Letters by which it was corrected."""
    answer_again: bool = False
    """Whether another answer is awaited, since the question has changed."""
    same_transaction: list[str] = Field(default_factory=list)
    """Ids of other consultations about the same transaction."""
    ended_denials: list[str] = Field(default_factory=list)
    """Denials named in the request that have ended since."""
    information: AnyInformation | None = None
    """What was asked within the consultation and not yet answered; null: nothing."""
    asked_anew: bool = False
    """Whether it was asked again after the application changed."""
    settled_answer: ConsultationAnswer | None = None
    """The State's one answer, by its coordinator, where its authorities contradicted each other;
    it counts instead of `answer`.
    """
    settled_by: str | None = None
    """Id of the consultation in which it was settled; null: in none."""
    settled_in: str = ""
    """Id of the consultation in which it was settled; or empty."""
    stop: Stop | None = None
    """Computed when the consultation is shown, where the procedure stops goods."""
    asked_as: list[AskedHit] = Field(default_factory=list)
    """At the asking authority: how near the denials were when it asked."""
    answer_sealed: datetime.datetime | None = None
    """At the asking authority: when the answer that counts was sealed."""
    channel: AnyChannel = "wire"
    """Whether gateways carry it, or officers, who attest what passed."""
    records: list[HandRecord] = Field(default_factory=list)
    """What they have recorded of it, the oldest first."""
    version: str = ""
    """Which version this is: its ETag; empty where it is not shown."""


class ConsultationAnswer(Model):
    """The consulted authority's answer. ``answer`` is one of the procedure's answer options; for
    Art 16(5) each denial named has its own in ``by_denial`` and ``answer`` is the strictest of
    them.
    """

    answer: AnyAnswerWord
    """One of the procedure's answers, e.g. no_objection."""
    by_denial: list[DenialAnswer] = Field(default_factory=list)
    """For each denial that the request names: its number and the answer."""
    conditions: list[FreeText] = Field(default_factory=list)
    """What must be kept to, in words, one entry each."""
    grounds: StatedGrounds = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """Coded grounds of an objection."""
    explanation: list[FreeText] = Field(default_factory=list)
    """Why, in one text for each language."""
    information_needed: list[FreeText] = Field(default_factory=list)
    """What the asking authority is to send, one entry each."""
    given_by: str | None = None
    """The other authority of the same State that gave the answer, after the request was forwarded
    to it; None: the consulted authority itself.
    """
    human_rights: HumanRightsAssessment | None = None
    """The consulted authority's own assessment; nobody edits another's."""
    given_at: datetime.datetime | None = None
    """When the authority in `given_by` sealed it; what counts is one State's answer, and its
    authorities' lines take nothing from it.
    """
    given_in: str | None = None
    """Digest of the letter in which that authority gave it."""
    for_applicant: ForApplicant | None = None
    """What may be shown to the applicant; None: nothing."""
    documents: list[Document] = Field(default_factory=list)
    """Documents that go with the answer, by digest."""


class ConsultationAnswerInput(Model):
    """The consulted authority's answer. ``answer`` is one of the procedure's answer options; for
    Art 16(5) each denial named has its own in ``by_denial`` and ``answer`` is the strictest of
    them.
    """

    answer: AnyAnswerWord
    """One of the procedure's answers, e.g. no_objection."""
    by_denial: list[DenialAnswerInput] = Field(default_factory=list)
    """For each denial that the request names: its number and the answer."""
    conditions: list[FreeTextInput] = Field(default_factory=list)
    """What must be kept to, in words, one entry each."""
    grounds: StatedGroundsInput = Field(default_factory=lambda: UnknownValueInput.model_validate({"state": "unknown"}))
    """Coded grounds of an objection."""
    explanation: list[FreeTextInput] = Field(default_factory=list)
    """Why, in one text for each language."""
    information_needed: list[FreeTextInput] = Field(default_factory=list)
    """What the asking authority is to send, one entry each."""
    given_by: str | None = None
    """The other authority of the same State that gave the answer, after the request was forwarded
    to it; None: the consulted authority itself.
    """
    human_rights: HumanRightsAssessmentInput | None = None
    """The consulted authority's own assessment; nobody edits another's."""
    given_at: datetime.datetime | None = None
    """When the authority in `given_by` sealed it; what counts is one State's answer, and its
    authorities' lines take nothing from it.
    """
    given_in: str | None = None
    """Digest of the letter in which that authority gave it."""
    for_applicant: ForApplicantInput | None = None
    """What may be shown to the applicant; None: nothing."""
    documents: list[DocumentInput] = Field(default_factory=list)
    """Documents that go with the answer, by digest."""


class ConsultationDocument(Model):
    """A document that a letter names, and whether its contents are here."""

    document: Document
    """As the letter names it."""
    named_by: str
    """Authority that named it."""
    message_id: str
    """The letter that names it."""
    held: bool
    """Whether its contents are here, whole; without them it is a digest and no more."""
    waits: bool = False
    """Whether they have come and wait for the scanner; nobody is given them before."""
    received: int
    """How many octets have come: all of them, or so many of what is coming."""
    found_type: str = ""
    """What the contents show themselves to be; empty where they are not here."""
    put_by: str = ""
    """Name of the account that put them, or code of the authority that gave them."""
    put_at: datetime.datetime | None = None
    """When."""
    came_at: datetime.datetime | None = None
    """Of what we named: when its contents had come there, as the other authority has signed; null:
    it has not.
    """
    fetch: DocumentFetch | None = None
    """How far it is that they come from the other authority; null: nobody asked."""
    replaced: DocumentReplaced | None = None
    """What stands in its place and how that came; null: it stands."""


class ConsultationRequest(Model):
    """Opens a consultation: the transaction, and for Art 16(5) the denials it is about."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    case_reference: str
    """Reference of the case at the authority that writes."""
    transaction: Transaction
    """Goods, parties, destination and use; null: not given."""
    denials: list[str] = Field(default_factory=list)
    """Numbers of denials that it is about."""
    match_summary: list[str] = Field(default_factory=list)
    """What was found alike, in words."""
    references: list[Reference] = Field(default_factory=list)
    """How other systems call the same."""
    remarks: list[FreeText] = Field(default_factory=list)
    """Remarks, each in its own words."""
    relations: list[CaseRelation] = Field(default_factory=list)
    """Earlier cases that it amends, replaces or belongs to."""
    concerns: str = ""
    """The consulted authority's own reference of the application or licence that the request is
    about (Arts 14(2), 21(4)); empty where it has none or none is known.
    """
    asked_for: list[AnyRequestedAct] = Field(default_factory=list)
    """What the consulted authority is asked to do, as keys of the procedure."""
    stopped_at: datetime.datetime | None = None
    """When goods were stopped that are held until the answer (Art 21(3)); None where none are, or
    where the asking gateway is of before there was this field.
    """
    documents: list[Document] = Field(default_factory=list)
    """Supporting documents of the application, by digest."""


class ConsultationRequestInput(Model):
    """Opens a consultation: the transaction, and for Art 16(5) the denials it is about."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    case_reference: str
    """Reference of the case at the authority that writes."""
    transaction: TransactionInput
    """Goods, parties, destination and use; null: not given."""
    denials: list[str] = Field(default_factory=list)
    """Numbers of denials that it is about."""
    match_summary: list[str] = Field(default_factory=list)
    """What was found alike, in words."""
    references: list[ReferenceInput] = Field(default_factory=list)
    """How other systems call the same."""
    remarks: list[FreeTextInput] = Field(default_factory=list)
    """Remarks, each in its own words."""
    relations: list[CaseRelationInput] = Field(default_factory=list)
    """Earlier cases that it amends, replaces or belongs to."""
    concerns: str = ""
    """The consulted authority's own reference of the application or licence that the request is
    about (Arts 14(2), 21(4)); empty where it has none or none is known.
    """
    asked_for: list[AnyRequestedAct] = Field(default_factory=list)
    """What the consulted authority is asked to do, as keys of the procedure."""
    stopped_at: datetime.datetime | None = None
    """When goods were stopped that are held until the answer (Art 21(3)); None where none are, or
    where the asking gateway is of before there was this field.
    """
    documents: list[DocumentInput] = Field(default_factory=list)
    """Supporting documents of the application, by digest."""


class Contact(Model):
    """A note of a call: in a conversation that exists, or with an authority."""

    peer: str | None = None
    """Code of the other authority; null: none."""
    conversation_id: str | None = None
    """Id of the consultation or other conversation, a UUID."""
    note: ContactNote
    """What was noted, in words; or empty."""


class ContactNote(Model):
    """Notes what was said outside the gateway; an oral objection blocks silence only."""

    at: datetime.datetime
    """Instant at which it was done."""
    channel: str = "telephone"
    """Means by which it was said, e.g. by telephone."""
    text: list[FreeTextInput]
    """What is said, in words."""
    objection: bool = False
    """Whether it was an objection."""


class ContactReply(Model):
    """Confirms a note of a call, or says what was said instead."""

    confirmed: bool
    """Whether it is confirmed."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""


class ContributionView(Model):
    """What one State's submission says of a cell."""

    source: Source
    """Where it comes from."""
    message_id: str
    """The signed letter in the journal that holds it."""
    figures: Figures | None = None
    """What the State sent for the cell; null: nothing."""
    sent: bool
    """It has the cell; otherwise the cell is zero or not available by its absence."""
    marks: list[Mark] = Field(default_factory=list)
    """How cells are protected."""


class Conversing(Model):
    """A conversation that is meant."""

    conversation_id: str
    """Id of the consultation or other conversation, a UUID."""


class Corrected(Model):
    """The whole content of a letter as it should have been, and why."""

    corrected: dict[str, Any]
    """The whole content as it should have been."""
    reason: list[FreeTextInput]
    """Why it is so, in words."""


class CorrespondenceRule(Model):
    """What the acts beside a question and its answer do."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    correction_material: AnyCorrectionEffect
    """Effect of a correction of a request in a material field."""
    correction_else: AnyCorrectionEffect
    """Effect of any other correction."""
    correction_late: AnyLateCorrection = "no_effect"
    """Effect of a correction of what an answer comes to, after the last instant."""
    question: list[StandardQuestion] = Field(default_factory=list)
    """The standard questions."""


class CountedDay(Model):
    """One day of a period."""

    day: datetime.date
    """The day that is counted."""
    number: int = 0
    """Which working day it is, from 1; 0 where it does not count."""
    reason: str = ""
    """Why it does not count."""
    event: bool = False
    """Whether it is the day from which the period is counted."""


class CustomsItem(Model):
    """One line of a licence, as customs writes it off."""

    line: int
    """Number of the line, from 1 on."""
    codes: list[str]
    """Codes of the control list, e.g. `5A001`."""
    cn_code: str | None = None
    """Code of the Combined Nomenclature, digits only; null: none."""
    description: str
    """What the item is, in words."""
    quantity: str | None = None
    """As granted."""
    unit: str = ""
    """Unit of the number; or empty."""
    value: str | None = None
    """Value that is licensed, a decimal number in `currency`; null: not limited by value."""
    currency: str | None = None
    """ISO 4217 code of the currency; null: no value is stated."""
    quantity_left: str | None = None
    """What is left of it, as far as was told what has left."""
    value_left: str | None = None
    """Value that is left under the licence, in its currency; null: not limited."""


class CustomsItemInput(Model):
    """One line of a licence, as customs writes it off."""

    line: int
    """Number of the line, from 1 on."""
    codes: list[str]
    """Codes of the control list, e.g. `5A001`."""
    cn_code: str | None = None
    """Code of the Combined Nomenclature, digits only; null: none."""
    description: str
    """What the item is, in words."""
    quantity: str | None = None
    """As granted."""
    unit: str = ""
    """Unit of the number; or empty."""
    value: str | None = None
    """Value that is licensed, a decimal number in `currency`; null: not limited by value."""
    currency: str | None = None
    """ISO 4217 code of the currency; null: no value is stated."""
    quantity_left: str | None = None
    """What is left of it, as far as was told what has left."""
    value_left: str | None = None
    """Value that is left under the licence, in its currency; null: not limited."""


class CustomsLicence(Model):
    """A licence in the terms of Regulation (EU) 2022/2399."""

    reference: str
    """Number of the case in which it was granted."""
    number: str
    """Number by which it is named."""
    national_reference: str
    """Reference at the authority that decided."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    kind: str
    """Which kind it is."""
    state: AnyLicenceState
    """State that it is in."""
    valid_from: datetime.date
    """First day on which it holds."""
    valid_until: datetime.date
    """Last day; worked out where the licence does not say."""
    usable: bool
    """Whether goods may leave under it on the day that was asked about."""
    eori: str | None = None
    """The exporter's number, where it has been stated."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    items: list[CustomsItem]
    """Items of the licence, with what is left of each."""
    conditions: int
    """Number of conditions that the holder keeps; their texts are not shown."""
    as_of: datetime.datetime
    """Instant for which this holds."""


class CyberSurveillance(Model):
    """Holds when an item is one of cyber-surveillance on one of these bases."""

    condition: Literal["cyber_surveillance"]
    """Kind of condition, which says what else it has."""
    bases: list[AnyAssessmentBasis]
    """Bases of the assessment of which one makes it true."""


class Days(Model):
    """How a period was counted, day by day; the last one ends it."""

    heading: str = ""
    """Heading, in words; or empty."""
    block: Literal["days"] = "days"
    """Kind of block, which says what else it has."""
    days: list[CountedDay]
    """The counted days, in order."""


class DeadLetter(Model):
    """An event that was not taken for as long as it was tried, and is tried no more."""

    event: str
    """Its id, which is the cursor behind it."""
    at: datetime.datetime
    """When it was given up."""
    fault: str
    """What the last try came to."""


class DeadlineDerivation(Model):
    """How a last instant was found; enough for another machine to recompute it."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    received: datetime.datetime
    """Instant of receipt, from which the period runs."""
    event_day: datetime.date
    """Day of the event from which the period runs."""
    working_days: int
    """Number of working days."""
    counted: list[datetime.date]
    """The working days that counted, in order; the last one ends the period."""
    skipped: list[SkippedDay]
    """The days between that did not count, each with its reason."""
    last_day: datetime.date
    """Last day of the period."""
    last_instant: datetime.datetime
    """Compared as "before the next local midnight": the instant of that midnight, exclusive.
    Printed as 23:59:59 of the last day.
    """
    time_zone: str
    """IANA name of the zone in which days were counted."""
    calendar: str
    """Version of the calendars that were counted with."""
    calendar_digest: str
    """SHA-256 of the calendar that was counted with, in hexadecimal."""
    rulebook: str
    """Version of the law that holds, e.g. `EU-2021-821/2026-1`."""


class Decision(Model):
    """The decision with those who made it."""

    proposal: DecisionProposal
    """What is proposed; null: nothing yet."""
    proposed_by: str
    """Account that proposed it; or empty."""
    proposed_at: datetime.datetime
    """Instant of the proposal; null: none yet."""
    decided_by: str
    """Account that decided."""
    decided_at: datetime.datetime
    """Instant of the decision; null: not yet decided."""
    four_eyes: bool
    """Whether two officers stood behind it."""
    denial_id: str | None = None
    """Number of the denial that it made; null: none."""
    hits_judged: bool = False
    """Whether an officer had confirmed or dismissed each hit of which the rulebook asks it; False
    in decisions of before it was asked.
    """


class DecisionParts(Model):
    """What is granted and what is refused: by line, quantity, value, end-user or time."""

    granted: list[LinePart]
    """Lines that are granted, whole or in part."""
    refused: list[LinePart]
    """Lines that are refused, whole or in part."""
    refused_end_user: Party | None = None
    """For whom alone the lines are refused, where the application leaves open who its end-users
    are; a line may then be granted, too.
    """
    refused_from: datetime.date | None = None
    """From which day on alone they are refused; the licence ends the day before."""


class DecisionPartsInput(Model):
    """What is granted and what is refused: by line, quantity, value, end-user or time."""

    granted: list[LinePartInput]
    """Lines that are granted, whole or in part."""
    refused: list[LinePartInput]
    """Lines that are refused, whole or in part."""
    refused_end_user: PartyInput | None = None
    """For whom alone the lines are refused, where the application leaves open who its end-users
    are; a line may then be granted, too.
    """
    refused_from: datetime.date | None = None
    """From which day on alone they are refused; the licence ends the day before."""


class DecisionProposal(Model):
    """What an officer proposes; a second officer decides unless the rule says otherwise."""

    outcome: AnyOutcome
    """Outcome that is proposed."""
    grounds: list[AnyGround] = Field(default_factory=list)
    """Grounds, each in its own words."""
    explanation: list[FreeText]
    """Why, in one text for each language."""
    conditions: list[FreeText] = Field(default_factory=list)
    """Conditions, each in its own words."""
    stale_registers: list[str] = Field(default_factory=list)
    """Accepted on record, although not fresh; kept are those that were not when it was proposed.
    """
    accepted: list[AcceptedRegister] = Field(default_factory=list)
    """How those stood then; the gateway writes it."""
    examination: int | None = None
    """Number of the examination that the officer looked at."""
    licence: LicenceTerms | None = None
    """Number and days of the licence that is granted; absent: the gateway's."""
    parts: DecisionParts | None = None
    """What is granted and what is refused, where the outcome is both."""
    informed: InformedTerms | None = None
    """Number, days and addressee of the letter that informs of a requirement, where the outcome
    makes one; absent: the gateway's, and the exporter.
    """
    considered: list[Consideration] = Field(default_factory=list)
    """How each answer was considered of which the rulebook has it said."""


class DecisionProposalInput(Model):
    """What an officer proposes; a second officer decides unless the rule says otherwise."""

    outcome: AnyOutcome
    """Outcome that is proposed."""
    grounds: list[AnyGround] = Field(default_factory=list)
    """Grounds, each in its own words."""
    explanation: list[FreeTextInput]
    """Why, in one text for each language."""
    conditions: list[FreeTextInput] = Field(default_factory=list)
    """Conditions, each in its own words."""
    stale_registers: list[str] = Field(default_factory=list)
    """Accepted on record, although not fresh; kept are those that were not when it was proposed.
    """
    accepted: list[AcceptedRegisterInput] = Field(default_factory=list)
    """How those stood then; the gateway writes it."""
    examination: int | None = None
    """Number of the examination that the officer looked at."""
    licence: LicenceTermsInput | None = None
    """Number and days of the licence that is granted; absent: the gateway's."""
    parts: DecisionPartsInput | None = None
    """What is granted and what is refused, where the outcome is both."""
    informed: InformedTermsInput | None = None
    """Number, days and addressee of the letter that informs of a requirement, where the outcome
    makes one; absent: the gateway's, and the exporter.
    """
    considered: list[ConsiderationInput] = Field(default_factory=list)
    """How each answer was considered of which the rulebook has it said."""


class Denial(Model):
    """One denial as its authority notified it. ``transaction.exporter`` is left out by default: it
    is not needed for matching and is commercially sensitive (docs/domain.md 2.5).
    """

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    national_reference: str
    """Reference at the authority that decided."""
    decision: AnyDecisionType
    """Whether it is a denial, an annulment or another decision of which others are told."""
    articles: list[str] = Field(default_factory=list)
    """Articles under which it was denied."""
    legal_base: AnyLegalBase = "2021/821"
    """Act under which it was decided."""
    decision_date: datetime.date
    """Day of the decision, where the deciding authority is."""
    first_notified: datetime.date
    """Day on which others were first told of it."""
    reviews_so_far: int | None = 0
    """Number of reviews before it was entered here; null: not known."""
    transaction: Transaction
    """Goods, parties, destination and use; null: not given."""
    grounds: StatedGrounds = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """Grounds of the denial, with whether they are stated."""
    explanation: list[FreeText] = Field(default_factory=list)
    """Why, in one text for each language."""
    explanation_withheld: AnyWithholding | None = None
    """Why the explanation is not given; null: it is given."""
    documents: list[Document] = Field(default_factory=list)
    """Titles and digests of documents; contents stay where they are."""
    references: list[Reference] = Field(default_factory=list)
    """How other systems call the same."""


class DenialAnswer(Model):
    """The answer for one denial that the request named."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    answer: AnyAnswerWord
    """What is answered; null: nothing yet."""


class DenialAnswerInput(Model):
    """The answer for one denial that the request named."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    answer: AnyAnswerWord
    """What is answered; null: nothing yet."""


class DenialBasis(Model):
    """Under which articles a decision is notified; an empty condition always holds."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    decisions: list[AnyDecisionType] = Field(default_factory=list)
    """Decisions that it is for."""
    activities: list[AnyActivity] = Field(default_factory=list)
    """Activities that it is for."""
    items: list[AnyItemsAre] = Field(default_factory=list)
    """How the items stand to the lists."""
    articles: list[str]
    """The articles that the denial names."""
    notified_as: AnyDecisionType | None = None
    """Another decision than the one made, as which it is notified."""


class DenialCount(Model):
    """How many valid denials there are of one item group to one destination."""

    item_group: str
    """Category and group of the control list, e.g. `5A`."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    denials: int
    """Number of valid denials."""


class DenialFound(Model):
    """A denial that a search found."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    relayed_from: str = ""
    """Code of the authority for which another entered it; empty: entered by its own."""
    transcribed_by: str | None = None
    """Account that typed it in from paper; null: it came as data."""
    match_class: AnyMatchClass | None = None
    """How near it is by what was compared; None where a part of a name or the destination alone
    found it.
    """
    part_of_name: bool = False
    """Whether a name of the denial holds the one that was given."""
    score: float | None = None
    """Of what was compared; None of a destination alone."""
    party: Reasoned | None = None
    """None where no name was given."""
    item: Reasoned | None = None
    """None where no goods were given."""
    same_destination: bool | None = None
    """None where no destination was given."""
    parties: list[str]
    """Principal names of its end-user and consignee, as far as they are recorded."""
    goods: list[str]
    """Descriptions of its items."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    decision: AnyDecisionType
    """Whether it is a denial, an annulment or another decision of which others are told."""
    decision_date: datetime.date
    """Day of the decision, where the deciding authority is."""
    note: str = ""
    """What is to be known of it, or empty."""


class DenialInput(Model):
    """One denial as its authority notified it. ``transaction.exporter`` is left out by default: it
    is not needed for matching and is commercially sensitive (docs/domain.md 2.5).
    """

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    national_reference: str
    """Reference at the authority that decided."""
    decision: AnyDecisionType
    """Whether it is a denial, an annulment or another decision of which others are told."""
    articles: list[str] = Field(default_factory=list)
    """Articles under which it was denied."""
    legal_base: AnyLegalBase = "2021/821"
    """Act under which it was decided."""
    decision_date: datetime.date
    """Day of the decision, where the deciding authority is."""
    first_notified: datetime.date
    """Day on which others were first told of it."""
    reviews_so_far: int | None = 0
    """Number of reviews before it was entered here; null: not known."""
    transaction: TransactionInput
    """Goods, parties, destination and use; null: not given."""
    grounds: StatedGroundsInput = Field(default_factory=lambda: UnknownValueInput.model_validate({"state": "unknown"}))
    """Grounds of the denial, with whether they are stated."""
    explanation: list[FreeTextInput] = Field(default_factory=list)
    """Why, in one text for each language."""
    explanation_withheld: AnyWithholding | None = None
    """Why the explanation is not given; null: it is given."""
    documents: list[DocumentInput] = Field(default_factory=list)
    """Titles and digests of documents; contents stay where they are."""
    references: list[ReferenceInput] = Field(default_factory=list)
    """How other systems call the same."""


class DenialLine(Model):
    """A denial in a list: what the table knows without reading its content."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    origin: str
    """Code of the authority from which it comes."""
    national_reference: str
    """Reference at the authority that decided."""
    state: AnyDenialState
    """State that it is in."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    codes: list[str]
    """Codes of the control list, e.g. `5A001`."""
    end_user_withheld: bool
    """Whether the end-user's name was withheld by the authority that denied."""
    first_notified: datetime.date
    """Day on which others were first told of it."""
    review_due: datetime.date | None = None
    """Day by which the denial is to be looked at again; null: none."""
    relayed_from: str = ""
    """Code of the authority for which another entered it; empty: entered by its own."""
    partner: PartnerSource | None = None
    """Whence it comes, where it is of a State outside the Union; null: it is of a Member State."""


class DenialListUpload(Model):
    """DenialListUpload of the interface."""

    file: bytes
    """CSV in UTF-8; columns: docs/imports.md"""


class DenialQuery(Model):
    """What denials are searched for; at least one of names, goods and destination."""

    names: list[str] = Field(default_factory=list)
    """Names of one end-user or consignee in any script, or a part of one."""
    kind: AnyPartyKind = "unknown"
    """Whether they are a person's or an organisation's, where known."""
    description: str = ""
    """The goods in words."""
    codes: list[str] = Field(default_factory=list)
    """Their control codes."""
    destination: str | None = None
    """Beside a name it ranks, since one end-user is listed under several countries; else it
    selects.
    """
    issuer: str | None = None
    """Only denials of this authority, or of the authorities of this State."""
    limit: int = 50
    """How many denials are shown at most."""


class DenialReview(Model):
    """Outcome of a review under Art 16(2), or a revocation."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    outcome: AnyReviewOutcome
    """What the review came to."""
    at: datetime.date
    """Date of the outcome; the next review is counted from it."""
    grounds: list[FreeTextInput] = Field(default_factory=list)
    """Why, one text a language, the original first."""
    third_review_grounds: list[FreeTextInput] = Field(default_factory=list)
    """The grounds that Art 16(2) asks for from the third renewal on; which review it is, is the
    projection's to count.
    """
    set_aside: SetAsideInput | None = None
    """Which court or body set it aside; of a revocation for that reason only."""


class DenialStatus(Model):
    """Where a denial stands: state, review count and the date of the next review."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    state: AnyDenialState
    """State that it is in."""
    reviews_done: int | None = 0
    """Number of reviews so far; null: not known."""
    review_due: datetime.date | None = None
    """None where the law gives it no date: a suspension lives until its final assessment."""
    last_event: AnyDenialEventType
    """What was last entered about the denial."""
    last_event_at: datetime.datetime
    """Instant of that entry."""
    relayed_from: str = ""
    """Code of the authority for which another entered it; empty: entered by its own."""
    transcribed_by: str | None = None
    """Account that typed it in from paper; null: it came as data."""
    partner: PartnerSource | None = None
    """Whence it comes, where it is of a State outside the Union; null: it is of a Member State."""


class DenialUpload(Model):
    """DenialUpload of the interface."""

    file: bytes
    """CSV or XLSX; columns: docs/imports.md"""


class DenialsFound(Model):
    """What a search found, and what it went by."""

    searched_at: datetime.datetime
    """Instant of the search."""
    matcher_version: str
    """Version of the rules of comparison."""
    mode: AnySearchMode
    """How the search weighs what it misses against what it finds too much."""
    registers: list[RegisterPosition]
    """How far each register had been read."""
    denials_in_scope: int
    """Number of valid denials that were compared."""
    compared: list[AnySearchedBy]
    """What was given and is compared."""
    not_given: list[AnySearchedBy]
    """What was not given and is not compared."""
    total: int
    """How many were found; `found` has the nearest of them."""
    complete: bool
    """Whether those are all there are: of goods or parts of names that very many denials have,
    only the nearest are looked at.
    """
    found: list[DenialFound]
    """What was found, most alike first."""


class DestinationIn(Model):
    """Holds when the final destination is in the named group of destinations."""

    condition: Literal["destination_in"]
    """Kind of condition, which says what else it has."""
    group: str
    """Name of the group of destinations."""


class DestinationOutside(Model):
    """Holds when the final destination is not in the named group of destinations."""

    condition: Literal["destination_outside"]
    """Kind of condition, which says what else it has."""
    group: str
    """Name of the group of destinations."""
    territories: AnyTerritoriesCount = "outside"
    """Whether territories count with their State."""


class DifferingDenial(Model):
    """A denial that both sides have and that differs."""

    row: int
    """Key of the row."""
    reference: str
    """Reference of the case in the system that filed it."""
    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    matched_by: AnyMatchedBy
    """By what the two were found to be the same denial."""
    fields: list[FieldDifference]
    """Paths of fields that must be given."""


class DifferingOpinion(Model):
    """What an authority held for right that differs from the outcome; no code: none applies."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    codes: list[str] = Field(default_factory=list)
    """Codes of the control list, e.g. `5A001`."""


class DifferingOpinionInput(Model):
    """What an authority held for right that differs from the outcome; no code: none applies."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    codes: list[str] = Field(default_factory=list)
    """Codes of the control list, e.g. `5A001`."""


class Document(Model):
    """A supporting document, by its digest; its contents are put and read apart from it."""

    kind: AnyDocumentKind
    """Which kind it is."""
    title: str
    """Title, in words."""
    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    sha256: str
    """SHA-256 of the contents, 64 hexadecimal digits."""
    size_bytes: int
    """Size of the contents in octets."""
    media_type: str = "application/octet-stream"
    """Media type of the contents, e.g. `application/pdf`."""
    replaces: DocumentReplacement | None = None
    """The older document in whose place it stands; null: none."""
    translates: DocumentTranslation | None = None
    """The document of which it is a translation; null: it is an original."""


class DocumentFetch(Model):
    """Contents that are wanted from another authority."""

    conversation_id: str
    """Conversation of the letter that names the document."""
    sha256: str
    """Digest of the contents."""
    message_id: str
    """The letter that names it."""
    peer: str
    """Authority that sent the letter."""
    state: AnyFetchState = "waiting"
    """How far it is."""
    asked_by: str
    """Name of the account that asked for them; `gateway` where they come by themselves."""
    asked_at: datetime.datetime
    """When it asked."""
    attempts: int = 0
    """How often it was tried since something came the last time."""
    reason: str = ""
    """Why the last attempt failed; empty where none did."""
    next_try: datetime.datetime
    """When it is tried again."""
    settled_at: datetime.datetime | None = None
    """When they had come, or it was given up; null: neither yet."""


class DocumentInput(Model):
    """A supporting document, by its digest; its contents are put and read apart from it."""

    kind: AnyDocumentKind
    """Which kind it is."""
    title: str
    """Title, in words."""
    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    sha256: str
    """SHA-256 of the contents, 64 hexadecimal digits."""
    size_bytes: int
    """Size of the contents in octets."""
    media_type: str = "application/octet-stream"
    """Media type of the contents, e.g. `application/pdf`."""
    replaces: DocumentReplacementInput | None = None
    """The older document in whose place it stands; null: none."""
    translates: DocumentTranslationInput | None = None
    """The document of which it is a translation; null: it is an original."""


class DocumentReplaced(Model):
    """What stands in the place of a document, and how that came."""

    newer: str
    """Digest of the document that replaced it, or that replaced its original."""
    by: str
    """Name of the account, or code of the authority whose letter named the newer one."""
    at: datetime.datetime
    """When."""
    reason: str
    """Why, in the words of who did it."""


class DocumentReplacement(Model):
    """Which document a newer one replaces; the older one stays on record."""

    of: str
    """Digest of the older one."""
    reason: str
    """Why, in words; whoever is sent the newer one reads it."""


class DocumentReplacementInput(Model):
    """Which document a newer one replaces; the older one stays on record."""

    of: str
    """Digest of the older one."""
    reason: str
    """Why, in words; whoever is sent the newer one reads it."""


class DocumentTranslation(Model):
    """Of what a document is a translation; it stands beside it, never instead of it."""

    of: str
    """Digest of the original, which is no translation itself."""
    kind: AnyTranslationKind
    """Who made it."""
    translator: str = ""
    """Name of the translator, the office or the program; may be empty."""


class DocumentTranslationInput(Model):
    """Of what a document is a translation; it stands beside it, never instead of it."""

    of: str
    """Digest of the original, which is no translation itself."""
    kind: AnyTranslationKind
    """Who made it."""
    translator: str = ""
    """Name of the translator, the office or the program; may be empty."""


class DoubtRule(Model):
    """What is open in a law file: a question that lawyers have not decided."""

    code: str
    """Code of the doubt."""
    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    question: str
    """What is asked."""
    value: str = ""
    """Where the file has what was chosen, as `comity rulebook diff` names places; empty where
    another file has it, or words only.
    """
    otherwise: str | list[str] | None = None
    """What would stand there if it were decided the other way; absent where it would take more
    than another value.
    """
    sure: str
    """What was read, and how sure we are."""
    would_change: str
    """What would follow."""


class DraftTable(Model):
    """A table of a draft: how many of its cells show what."""

    key: str
    """Key by which it is named."""
    number: str
    """Number of the table, as the report prints it."""
    title: str
    """Title, in words."""
    cells: int
    """Number of cells of the table."""
    states: dict[str, int]
    """For each State, whether its figures are in the table."""


class DraftView(Model):
    """A draft as it is shown."""

    collection: CollectionLine
    """Key of the collection, e.g. `EU-R-2025`."""
    digest: str
    """SHA-256 of it, in hexadecimal; null: there is nothing yet."""
    coverage: str
    """`25 of 27 States`."""
    missing: list[str]
    """States whose data it does not hold."""
    uncleared: list[str]
    """States something of which is held back because it was not cleared."""
    sources: list[Source]
    """Submissions that went into the draft."""
    tables: list[DraftTable]
    """Its tables; `whole` has them cell by cell where that was asked for."""
    whole: list[PublishedTable] = Field(default_factory=list)
    """Tables before cells are protected."""


class Dropped(Model):
    """How many imported records were removed."""

    removed: int
    """Number of records that were taken out."""


class DueDenial(Model):
    """A valid denial and its next review."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    origin: str
    """Code of the authority from which it comes."""
    legal_base: AnyLegalBase
    """Act under which it was decided."""
    first_notified: datetime.date
    """Day on which others were first told of it."""
    reviews_done: int | None = None
    """How often it was reviewed, None where nobody knows."""
    review_due: datetime.date
    """Day by which the denial is to be looked at again; null: none."""
    grounds_needed: bool | None = None
    """Whether keeping it needs stated grounds this time; None: not known."""
    overdue: bool
    """Whether the day has passed; it stays valid nevertheless."""
    listed: bool = False
    """Whether it was in or past its time of review when it was first seen here."""


class EarlierFigure(Model):
    """A total of the Union of an earlier year, as it was published then."""

    year: int
    """Year that the figures are of."""
    table: str
    """Key of the table whose total it is."""
    number: int | None = None
    """Number, as it was published; null: none was."""
    value_cents: int | None = None
    """Value in cents of euro, as it was published; null: none was."""
    source: str
    """Where it was published: an edition of ours, or a report of the Commission."""
    comparable: bool = True
    """Whether it was counted as the figures of this edition are."""


class EarlierFigureInput(Model):
    """A total of the Union of an earlier year, as it was published then."""

    year: int
    """Year that the figures are of."""
    table: str
    """Key of the table whose total it is."""
    number: int | None = None
    """Number, as it was published; null: none was."""
    value_cents: int | None = None
    """Value in cents of euro, as it was published; null: none was."""
    source: str
    """Where it was published: an edition of ours, or a report of the Commission."""
    comparable: bool = True
    """Whether it was counted as the figures of this edition are."""


class Edition(Model):
    """A frozen consolidation."""

    collection: str
    """Key of the collection, e.g. `EU-R-2025`."""
    year: int
    """Year that the figures are of."""
    number: int
    """1, then one more with each corrigendum."""
    template: str
    """Version of the template."""
    template_digest: str
    """SHA-256 of the template, in hexadecimal."""
    title: str
    """Title, in words."""
    frozen_at: datetime.datetime
    """Instant at which the edition was frozen."""
    embargo_until: datetime.datetime | None = None
    """Nothing is published before it."""
    published_on: datetime.date | None = None
    """Day of publication; null: not published."""
    states: list[str]
    """Member States whose data it holds."""
    missing: list[str] = Field(default_factory=list)
    """Member States whose data it does not hold; nothing is estimated for them."""
    sources: list[Source]
    """Submissions that went into the edition."""
    corrects: str | None = None
    """Digest of the edition before."""
    reason: list[FreeText] = Field(default_factory=list)
    """Why there is a corrigendum."""
    changes: list[ChangedCell] = Field(default_factory=list)
    """The cells that differ from the edition before."""
    tables: list[PublishedTable]
    """Tables, in order."""
    indicators: list[StateIndicator] = Field(default_factory=list)
    """Values of indicators, each with its key."""
    sections: list[Section] = Field(default_factory=list)
    """Sections, in order of reading."""
    earlier: list[EarlierFigure] = Field(default_factory=list)
    """Totals of earlier years, by year."""
    counting: list[str]
    """Rules by which figures were counted, in words."""
    disclosure: list[str]
    """Rules by which cells were protected, in words."""


class EndUse(Model):
    """A class of end use, a key of the authority's policy."""

    end_use: str
    """What the goods will be used for."""


class EntryLine(Model):
    """One entry of a log."""

    index: int
    """Place of the entry in the log, from 0 on."""
    type: str
    """Type of the act; a number where this version does not know it."""
    subject: str
    """Number or id of what it is about."""
    at: datetime.datetime
    """Instant at which it was done."""
    known: bool
    """Whether this node can read what the entry holds."""
    effect: AnyEffect
    """Whether it has one: `key_revoked` where its key had been revoked when it signed. Then it is
    a leaf of the log, and nothing follows from it.
    """
    parts: list[list[Any]]
    """Kind of each part, and whether its content is held, withheld, missing, erased."""
    receipts: EntryReceipts
    """What the log and its witnesses signed about the entry."""


class EntryPage(Model):
    """Some entries of a log, from one index on."""

    origin: str
    """Code of the authority from which it comes."""
    size: int
    """Number of entries of the log."""
    entries: list[EntryLine]
    """Entries, in the order of the log."""
    next: int | None = None
    """Where the next page begins; None at the end of what is held."""


class EntryReceipts(Model):
    """Who has confirmed, by cosigning a checkpoint over it, to hold an entry. Cosignatures go to
    the log's origin, so only there all of them are known.
    """

    confirmed_by: list[str]
    """Members other than the origin whose cosignature is held here."""
    not_yet_confirmed: list[str] | None = None
    """Members that may read registers and have not; None at another node than the origin's, which
    cannot know.
    """


class Event(Model):
    """Something that happened, as CloudEvents 1.0 in JSON."""

    specversion: Literal["1.0"] = "1.0"
    """Version of CloudEvents."""
    id: str
    """The event's name at its source, and the cursor behind it: `after` takes it."""
    source: str
    """The node that tells it, `urn:comity:` and the code of its authority."""
    type: str
    """What happened; docs/guides/events.md has every type."""
    subject: str
    """What it is about: number of a case, a notice or a denial, id of a conversation or a letter,
    name of an account or a log.
    """
    time: datetime.datetime
    """When it was written, to the microsecond."""
    datacontenttype: Literal["application/json"] = "application/json"
    """What `data` is."""
    data: EventData
    """What is known of its subject."""


class EventData(Model):
    """What an event says of the thing that is its subject."""

    noun: AnyEventNoun
    """What it is about."""
    changed: list[AnyChangedPart]
    """Which parts of that are to be read anew."""
    actor: AnyActorKind | None = None
    """Who did it, by kind; null for events of before it was kept."""
    case_id: str | None = None
    """Number of the case that it is about or belongs to; null without one."""
    conversation_id: str | None = None
    """Id of the consultation or conversation; null without one."""
    message_id: str | None = None
    """Id of the letter, where the event is about one; else null."""
    task: str | None = None
    """Kind of the task, of `comity.task.opened` and `comity.task.closed`; else null."""


class EvidenceCheck(Model):
    """One thing that was verified, and whether it holds."""

    name: str
    """What is checked."""
    ok: bool
    """Whether it holds."""
    detail: str
    """What was found, in words."""
    made: bool = True
    """False where the check could not be made here: then nothing is known, and it is not ok."""


class EvidenceReport(Model):
    """Everything that was found in one evidence file."""

    ok: bool
    """Whether every check was made and holds."""
    result: AnyResult
    """The same in three words."""
    checks: list[EvidenceCheck]
    """In the order in which they were made."""
    case_id: str
    """The case; empty where one consultation was exported instead."""
    conversation_id: str = ""
    """That consultation; empty where a case was exported."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    federation_id: str
    """Id of the federation of the evidence, in hexadecimal."""
    exported_at: datetime.datetime
    """Instant that the exporting node states."""
    rehearsal: bool
    """Whether the federation is a rehearsal: nothing in it is real."""
    anchored: bool
    """True where the directory was judged by an anchor that the reader gave; False where by the
    one in the file itself, which says nothing about whose keys they are.
    """
    summary: list[str]
    """Lines for people."""


class EvidenceUpload(Model):
    """EvidenceUpload of the interface."""

    file: bytes
    """The file that an export wrote."""


class Examination(Model):
    """The examination of all valid denials, before the decision (Art 16(5))."""

    examined_at: datetime.datetime
    """Instant of the examination."""
    matcher_version: str
    """Version of the rules of comparison."""
    mode: AnySearchMode = "index"
    """How the search weighs what it misses against what it finds too much."""
    registers: list[RegisterPosition]
    """How far each register had been read."""
    denials_in_scope: int
    """Valid denials that were searched, relayed ones among them."""
    index_position: int = 0
    """How far the search index had come in the register's feed."""
    register_position: int = 0
    """How far the feed had come; the examination waits for it."""
    gaps: list[ScopeGap] = Field(default_factory=list)
    """What could not be searched."""
    hits: list[Hit]
    """What was found, the nearest first."""
    more_of_party: list[MoreOfParty] = Field(default_factory=list)
    """How many denials of the class `MatchClass.SAME_PARTY` there are besides those among the
    hits: of a party that was denied very often the nearest are shown.
    """
    requirements: list[RequirementHit] = Field(default_factory=list)
    """Those that others have notified and that are near, the nearest first."""
    meanings: MeaningsRead | None = None
    """What was read of the meaning of goods of a party alike, with its model; None where other
    signs sufficed.
    """


class ExaminationRecord(Model):
    """What an authority signs of one examination that it took."""

    format: Literal["comity-examination/1"] = "comity-examination/1"
    """Version of the form in which it is kept."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    number: int
    """From 1, in the order of the case's examinations."""
    occasion: AnyOccasion
    """What led to the examination."""
    at: datetime.datetime
    """Instant at which it was done."""
    matcher_version: str
    """Version of the rules of comparison."""
    lists: list[str] = Field(default_factory=list)
    """Control lists beside the shipped ones by which codes that moved were followed."""
    lists_digest: str = ""
    """Of `places`; empty in records of before it was kept."""
    places: CodePlaces | None = None
    """Where codes stood by those lists and the shipped ones."""
    transaction: str
    """SHA-256 of the transaction that was examined, in canonical JSON."""
    examination: str
    """SHA-256 of the examination's JSON, which is kept beside it byte for byte."""


class ExaminationRule(Model):
    """The examination of all valid denials."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    register_fresh_for_s: int
    """Age in seconds up to which a synchronised register is fresh."""
    new_denial_blocks: bool
    """Whether a denial that came meanwhile blocks the decision."""
    word_on: list[AnyMatchClass] = Field(default_factory=lambda: ["exact", "likely", "possible"])
    """Classes of hits that an officer must confirm or dismiss before a decision. What is
    essentially identical is an officer's finding and no score's; other goods meet one half of
    the definition only, and nothing is owed for them. A rulebook that was published before the
    word existed stays as it is and means the same.
    """
    word_party_from: float = 0.8
    """Score of the party, from 0 to 1, from which hits of those classes need it: the least of a
    likely one.
    """
    unnamed: list[UnnamedParty] = Field(default_factory=list)
    """Parties that an application may leave out, which the examination then says."""


class ExplainedGrant(Model):
    """A grant after a consultation (Article 16(5), last subparagraph)."""

    origin: str
    """Code of the authority from which it comes."""
    index: int
    """Place of the entry in the log, from 0 on."""
    at: datetime.datetime
    """Instant at which it was done."""
    content: str
    """held, withheld, missing or erased."""
    notice: GrantNotice | None = None
    """What its authority says; None where it is not held, or cannot be read."""


class ExportRequest(Model):
    """Which denials are exported, and why."""

    whose: AnyWhose = "own"
    """Whose denials are exported."""
    state: AnyDenialState = "valid"
    """Only in this state; valid ones where nothing is said."""
    reason: str = ""
    """In words, kept on record; the Commission must give it."""


class ExportedConsultation(Model):
    """A consultation of ours as a row of `PAST_COLUMNS`."""

    row: dict[str, str]
    """Key of the row."""


class ExportedDenial(Model):
    """A denial as rows of our form."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    origin: str
    """Authority whose log it is in, or that wrote it down."""
    relayed_from: str = ""
    """State that is not a member, of a relayed one."""
    rows: list[dict[str, str]]
    """Its item lines, by column of our form."""
    unsaid: list[str] = Field(default_factory=list)
    """Ways to what it says and no column holds."""
    missing: list[str] = Field(default_factory=list)
    """Contents that were released to this authority and have not come, or that cannot be read:
    what stands in their place is not what was notified.
    """


class ExtensionAsked(Model):
    """More working days for a review, asked by an authority."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    working_days: int
    """Number of working days."""
    at: datetime.datetime
    """Instant at which it was done."""
    number: str
    """Number of the notice that asks."""
    note: str = ""
    """Why it changes nothing, in words; empty where it does."""


class ExtensionReply(Model):
    """Accepts or refuses a request for extension."""

    accepted: bool
    """Whether it is accepted."""
    working_days: int
    """Number of working days."""
    reason: list[FreeText] = Field(default_factory=list)
    """Why it is so, in words."""


class ExtensionReplyInput(Model):
    """Accepts or refuses a request for extension."""

    accepted: bool
    """Whether it is accepted."""
    working_days: int
    """Number of working days."""
    reason: list[FreeTextInput] = Field(default_factory=list)
    """Why it is so, in words."""


class ExtensionRequest(Model):
    """Asks for more working days, with the exceptional reason."""

    working_days: int
    """Number of working days."""
    reason: FreeText
    """Why it is so, in words."""


class ExtensionRequestInput(Model):
    """Asks for more working days, with the exceptional reason."""

    working_days: int
    """Number of working days."""
    reason: FreeTextInput
    """Why it is so, in words."""


class ExtensionRule(Model):
    """Who asks for more working days, who must agree, and how many at most."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    asked_by: AnyAskedBy
    """Who asked, or who may ask."""
    agreed_by: AnyAgreedBy
    """Who agrees to more time."""
    max_working_days: int
    """Working days that may be added, at most."""
    counted: AnyExtensionCount
    """From when more time is counted."""
    unanswered_in_time: AnyUnanswered
    """What no reply to the request for more time means."""


class Fact(Model):
    """A value, or several, under its name."""

    name: str
    """Name of it."""
    values: list[Piece]
    """Values of the fact."""


class FactList(Model):
    """Values, each under its name."""

    heading: str = ""
    """Heading, in words; or empty."""
    block: Literal["facts"] = "facts"
    """Kind of block, which says what else it has."""
    facts: list[Fact]
    """Facts, each with its name."""


class Fault(Model):
    """One thing that is wrong, where, and what to do."""

    sheet: str = ""
    """Name of the sheet; empty for a CSV file."""
    row: int = 0
    """As a spreadsheet shows it; of JSON the place in the list, from 1; 0: the whole sheet."""
    column: str = ""
    """As the template calls it, or empty."""
    reason: AnyReason
    """Why it is so, in words."""
    message: str
    """What is wrong, for a person."""
    remedy: str
    """What a person can do about it."""


class FieldDifference(Model):
    """A column in which two records of the same thing differ."""

    column: str
    """Of our form; `items` where one has more item lines."""
    line: int = 0
    """Item line, from 1, of a column of the item; else 0."""
    here: str
    """What is held here, empty where nothing is."""
    there: str
    """What the file says."""


class Figure(Model):
    """One figure of licensing data (Art 23(2)(a)): how many, worth how much."""

    code: str
    """Code, as lists and rulebooks name it."""
    destination: str | None = None
    """ISO 3166-1 code of the country to which the goods go."""
    number: int | None = None
    """Number of what the code counts; null: it is an amount."""
    value: str | None = None
    """Amount, a decimal number in `currency`; null: it is a number."""
    currency: str | None = None
    """ISO 4217 code of the currency; null: no value is stated."""


class FigureInput(Model):
    """One figure of licensing data (Art 23(2)(a)): how many, worth how much."""

    code: str
    """Code, as lists and rulebooks name it."""
    destination: str | None = None
    """ISO 3166-1 code of the country to which the goods go."""
    number: int | None = None
    """Number of what the code counts; null: it is an amount."""
    value: str | None = None
    """Amount, a decimal number in `currency`; null: it is a number."""
    currency: str | None = None
    """ISO 4217 code of the currency; null: no value is stated."""


class Figures(Model):
    """What a cell counts."""

    number: int = 0
    """Licences, applications, denials, users: what the table counts."""
    value_cents: int = 0
    """Their value, in cents of euro."""
    exporters_min: int = 0
    """At least so many exporters stand behind it."""
    exporters_max: int = 0
    """At most so many; equal to the former at one authority."""
    top1_cents: int = 0
    """At most so much of the value is the largest exporter's."""
    top2_cents: int = 0
    """At most so much of the value is the two largest exporters'."""


class FinalAssessment(Model):
    """How a suspension ended: the second message of Art 16(1)."""

    denial_id: str
    """The denial that the suspension created."""
    outcome: AnySuspensionEnd
    """How the suspension of the licence ends."""
    at: datetime.date
    """Date of the assessment."""
    grounds: list[FreeTextInput]
    """Grounds, each in its own words."""


class FindingDraft(Model):
    """What an authority has found."""

    outcome: AnyNoticeOutcomeWord
    """One of the outcomes of the rulebook."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""
    transaction: TransactionInput | None = None
    """The essentially identical transaction, where it names one."""
    items: list[ItemInput] = Field(default_factory=list)
    """Items that the publication should name, where the outcome is to amend it."""
    destinations: list[str] = Field(default_factory=list)
    """Destinations that it should name."""


class ForApplicant(Model):
    """The answering authority's mark on its answer: what an applicant may be shown of it."""

    release: AnyApplicantRelease
    """What the applicant may be shown."""
    text: list[FreeText] = Field(default_factory=list)
    """The words for the applicant, one text a language."""


class ForApplicantInput(Model):
    """The answering authority's mark on its answer: what an applicant may be shown of it."""

    release: AnyApplicantRelease
    """What the applicant may be shown."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """The words for the applicant, one text a language."""


class FourEyesException(Model):
    """An authority that decides these outcomes with one officer."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    outcomes: list[AnyOutcome]
    """Outcomes for which it holds."""


class FourEyesOverlay(Model):
    """Outcomes that this authority decides with one officer, or always with two."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    alone: list[AnyOutcome] = Field(default_factory=list)
    """Outcomes that one officer may decide alone."""
    always: list[AnyOutcome] = Field(default_factory=list)
    """Outcomes that always need two officers."""


class FourEyesRule(Model):
    """Whether a decision needs a second officer."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    required: bool
    """Whether two officers are needed."""
    exceptions: list[FourEyesException] = Field(default_factory=list)
    """Authorities and outcomes for which it does not hold."""


class FreeText(Model):
    """Free text with its language; the original is authentic."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """The words, in the language that is named."""


class FreeTextInput(Model):
    """Free text with its language; the original is authentic."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """The words, in the language that is named."""


class FreezeOrder(Model):
    """What an officer decides when an edition is frozen."""

    title: str
    """Title, in words."""
    embargo_until: datetime.datetime | None = None
    """Nothing is published before it."""
    publish_on: datetime.date
    """Day of publication that stands in the edition."""
    sections: list[NarrativeTextInput] = Field(default_factory=list)
    """What the Commission services write."""
    earlier: list[EarlierFigureInput] = Field(default_factory=list)
    """Totals of years of which no edition is published here."""
    reason: list[FreeTextInput] = Field(default_factory=list)
    """Of a corrigendum: why there is one."""


class GivenGrounds(Model):
    """It is stated."""

    state: Literal["given"]
    """It is stated."""
    value: list[AnyGround]
    """What is stated."""
    reason: None = None
    """There is none."""


class GivenGroundsInput(Model):
    """It is stated."""

    state: Literal["given"]
    """It is stated."""
    value: list[AnyGround]
    """What is stated."""


class GivenParty(Model):
    """It is stated."""

    state: Literal["given"]
    """It is stated."""
    value: Party
    """What is stated."""
    reason: None = None
    """There is none."""


class GivenPartyInput(Model):
    """It is stated."""

    state: Literal["given"]
    """It is stated."""
    value: PartyInput
    """What is stated."""


class GivenText(Model):
    """It is stated."""

    state: Literal["given"]
    """It is stated."""
    value: str
    """What is stated."""
    reason: None = None
    """There is none."""


class GivenTextInput(Model):
    """It is stated."""

    state: Literal["given"]
    """It is stated."""
    value: str
    """What is stated."""


class GoodsElsewhere(Model):
    """Holds when goods are or will be in a Member State other than the asking one."""

    condition: Literal["goods_elsewhere"]
    """Kind of condition, which says what else it has."""
    also: list[str] = Field(default_factory=list)
    """Places that are no Member State, each with the State whose authority is asked about goods
    there: `XI:UK` for Northern Ireland.
    """


class GrantNotice(Model):
    """A grant after an Art 16(5) consultation, explained to everybody."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    case_reference: str
    """Reference of the case at the authority that writes."""
    kind: AnyGrantKind = "authorisation"
    """Which kind it is."""
    decision_date: datetime.date
    """Day of the decision, where the deciding authority is."""
    denials: list[str]
    """The denials that the consultations were about."""
    consulted: list[str] = Field(default_factory=list)
    """The authorities that were consulted, whatever they answered."""
    transaction: Transaction | None = None
    """What was granted, or None where it is not shown."""
    explanation: list[FreeText]
    """One text a language, the original first."""
    conditions: list[FreeText] = Field(default_factory=list)
    """Conditions, each in its own words."""


class HandRecord(Model):
    """A recording with who attests it."""

    kind: AnyHandKind
    """Which kind it is."""
    at: datetime.datetime
    """When it happened: sent, received there, come here, found out."""
    given: datetime.datetime | None = None
    """When the authority gave its answer or its wish, where that was before it came."""
    means: AnyMeans
    """By what it passed."""
    reference: str = ""
    """Where the paper lies, e.g. the number in the office's file."""
    digest: str | None = None
    """SHA-256 of the scanned document, in hexadecimal; empty where there is none."""
    about: int | None = None
    """Number of the record that is corrected or recalled."""
    answer: ConsultationAnswer | None = None
    """What was answered; also what a corrected answer says."""
    wanted: ExtensionRequest | None = None
    """The wish for more time."""
    reply: ExtensionReply | None = None
    """What we replied to it."""
    text: list[FreeText] = Field(default_factory=list)
    """In words: what was asked, how nobody was reached, why it is corrected."""
    number: int
    """From 1, in the order of the consultation's records."""
    request: str | None = None
    """Of ASKED: `digest_of_request` of what was asked."""
    by: str
    """Who made it."""
    recorded: datetime.datetime
    """Instant at which it was recorded."""
    confirmed_by: str = ""
    """The second officer; empty while none has looked."""
    confirmed: datetime.datetime | None = None
    """Instant at which a second officer confirmed it; null: not yet."""
    refused: bool = False
    """Whether she refused it: it has no effect."""


class HandWord(Model):
    """What a State notified outside the gateway, and what shows it."""

    state: str
    """The Member State, e.g. `AT`."""
    on: datetime.date
    """Day on which it notified."""
    given_by: str
    """Who notified it there, e.g. the ministry's unit."""
    means: AnyMeans
    """By what it came."""
    proof: list[Document]
    """What shows it, by digest; the papers lie with whoever recorded it."""


class Harms(Model):
    """How many assessments feared which of the harms of Article 5(1)."""

    internal_repression: int = 0
    """Assessments that found a risk of internal repression."""
    human_rights_violations: int = 0
    """Assessments that found a risk of violations of human rights."""
    humanitarian_law_violations: int = 0
    """Assessments that found a risk of violations of humanitarian law."""
    serious_violations: int = 0
    """Assessments that found a risk of either violation, also where they were not told apart."""


class HealthCheck(Model):
    """One thing that was tried."""

    name: str
    """What is tried."""
    ok: bool
    """Whether it holds."""
    detail: str
    """What was found, in words."""
    remedy: str = ""
    """What a person can do about it."""
    actor: AnyCheckActor = "our_operator"
    """Who can mend it."""
    contact: str = ""
    """Whom to call, as the directory has it: of a peer its code, name and telephone, of the
    federation its operators; empty for our own operator.
    """


class HeldBook(Model):
    """One version of a law that is held."""

    version: str
    """Version of the law, e.g. `EU-2021-821/2026-1`."""
    title: str
    """Title, in words."""
    law: str
    """Law to which it belongs, e.g. `EU-2021-821`."""
    in_force_from: str
    """First day on which it is in force."""
    in_force_until: str = ""
    """Last day on which it is in force; or empty: no end is known."""
    in_force: bool
    """Whether it is in force now."""
    digest: str
    """SHA-256 of it, in hexadecimal; null: there is nothing yet."""
    procedures: list[str]
    """Codes of its procedures; none for a law of notices only."""
    notices: list[str]
    """Codes of its kinds of notice."""


class HeldFile(Model):
    """A file that an officer holds back from deletion."""

    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    reason_class: AnyHoldReason
    """Class of reasons for which it is restricted."""
    by: str
    """Account that did it."""
    since: datetime.datetime
    """When he said so."""


class HeldPastConsultation(Model):
    """A past consultation as it is kept here."""

    number: int
    """Its number at this node."""
    read_on: datetime.date
    """Day on which the list was read that says so."""
    consultation: PastConsultation
    """The consultation, as its list has it."""


class HeldSum(Model):
    """What is held back of a total's parts in one line across them."""

    at: str
    """Code of the column where the parts are rows, of the row where they are columns."""
    parts: int
    """So many of them are held back."""
    number: int | None = None
    """None where the table shows none, or where numbers do not add up over the parts."""
    value_cents: int | None = None
    """The same of the value, in cents of euro."""


class HeldTogether(Model):
    """What is secret, in a line of its own: a total less those of its parts that are shown. It
    stands beside the lines and is none of them: no code of a list names it. Whoever reads the
    table can subtract, so that it tells nothing that the table does not.
    """

    side: AnySide
    """What the parts are in the table, rows or columns."""
    under: str
    """Code of the line whose parts they are."""
    parts: list[str]
    """Codes of all its parts, shown or not, in the table's order."""
    foot: str
    """Code of the last line that lies below it, after which it is read."""
    sums: list[HeldSum]
    """Where it shows a figure; elsewhere the total shows none, or no part is held back."""


class Hit(Model):
    """One denial that the examination found, with its reasons for party and item."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    relayed_from: str = ""
    """Code of the authority for which another entered it; empty: entered by its own."""
    transcribed_by: str | None = None
    """Account that typed it in from paper; null: it came as data."""
    match_class: AnyMatchClass
    """How much alike the two are: the class of the hit."""
    score: float
    """How much alike, from 0 to 1."""
    party: Reasoned
    """The party, with why it was found alike."""
    item: Reasoned
    """Items that are alike, and why."""
    ours: str
    """The name on our side that matched best, or empty."""
    theirs: str
    """The name on the denial, or empty where it is withheld."""
    legal_base: AnyLegalBase | None = None
    """The law under which it was notified; None in records of before."""
    consult: bool
    """Whether Art 16(5) asks us to consult its authority."""
    note: str = ""
    """What was noted, in words; or empty."""
    judgement: Judgement | None = None
    """What an officer has said of it in this case."""
    earlier: list[Judgement] = Field(default_factory=list)
    """What officers have said of this denial and the same party in other cases, the newest first:
    offered, never applied.
    """


class HitWord(Model):
    """What an officer says of a hit, and why."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    verdict: AnyHitVerdict
    """What the officer holds of it."""


class HoldDraft(Model):
    """That the file of a case is to be held, and why."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    reason_class: AnyHoldReason
    """Class of reasons for which it is restricted."""


class HumanRightsAssessment(Model):
    """The human-rights risk as a considered, recorded part of the decision (Arts 5, 15). Required
    before a case on a cyber-surveillance item can be decided. The three harms are those of
    Article 5(1); each authority answers for its own assessment and edits no other.
    """

    risk: AnyRisk
    """How large the risk is."""
    internal_repression: bool
    """Whether use in internal repression is to be feared."""
    serious_violations: bool
    """Whether serious violations of human rights or of international humanitarian law are to be
    feared: either of the next two, where they are said.
    """
    human_rights_violations: bool | None = None
    """Of human rights; None where it was not looked at apart."""
    humanitarian_law_violations: bool | None = None
    """Of international humanitarian law; None likewise."""
    sources: list[str]
    """What the assessment rests on, one a line."""
    reasoning: str
    """Why the risk is judged so, in words."""
    due_diligence: str = ""
    """The exporter's own findings (Article 5(2)), or empty."""
    follows: list[AnyConsequence] = Field(default_factory=list)
    """What follows from it, coded."""
    follows_text: str = ""
    """The same in words: which conditions, what monitoring, or empty."""
    summary: str = ""
    """What may be released in place of the whole, or empty."""
    summary_only: bool = False
    """The whole was not released: the reasoning is the summary, and sources and due diligence are
    left out.
    """
    language: str = "en"
    """BCP 47 tag of the language, e.g. `de`."""


class HumanRightsAssessmentInput(Model):
    """The human-rights risk as a considered, recorded part of the decision (Arts 5, 15). Required
    before a case on a cyber-surveillance item can be decided. The three harms are those of
    Article 5(1); each authority answers for its own assessment and edits no other.
    """

    risk: AnyRisk
    """How large the risk is."""
    internal_repression: bool
    """Whether use in internal repression is to be feared."""
    serious_violations: bool
    """Whether serious violations of human rights or of international humanitarian law are to be
    feared: either of the next two, where they are said.
    """
    human_rights_violations: bool | None = None
    """Of human rights; None where it was not looked at apart."""
    humanitarian_law_violations: bool | None = None
    """Of international humanitarian law; None likewise."""
    sources: list[str]
    """What the assessment rests on, one a line."""
    reasoning: str
    """Why the risk is judged so, in words."""
    due_diligence: str = ""
    """The exporter's own findings (Article 5(2)), or empty."""
    follows: list[AnyConsequence] = Field(default_factory=list)
    """What follows from it, coded."""
    follows_text: str = ""
    """The same in words: which conditions, what monitoring, or empty."""
    summary: str = ""
    """What may be released in place of the whole, or empty."""
    summary_only: bool = False
    """The whole was not released: the reasoning is the summary, and sources and due diligence are
    left out.
    """
    language: str = "en"
    """BCP 47 tag of the language, e.g. `de`."""


class Identifier(Model):
    """A registration of a party: ``scheme`` such as EORI, LEI, VAT, INN, or free."""

    scheme: str
    """Which kind of identifier it is, e.g. a register of companies."""
    value: str
    """The identifier, as its register writes it."""


class IdentifierInput(Model):
    """A registration of a party: ``scheme`` such as EORI, LEI, VAT, INN, or free."""

    scheme: str
    """Which kind of identifier it is, e.g. a register of companies."""
    value: str
    """The identifier, as its register writes it."""


class ImportReport(Model):
    """The counts at the end of an import, and what is wrong row by row. ``denials`` is the sum of
    ``written``, ``unchanged`` and ``refused``; one denial may have several rows.
    """

    way: AnyWay
    """In which way it is done."""
    filename: str = ""
    """Name of the file as it came."""
    form: AnyForm = "comity"
    """Form of the file."""
    dry_run: bool = False
    """Whether it was only tried: nothing was kept."""
    rows: int
    """Rows with data, the header and empty rows not counted."""
    rows_refused: int = 0
    """Rows of the denials that were refused."""
    denials: int
    """Number of denials that were read."""
    written: int
    """Denials written; for a dry run, those that would have been."""
    unchanged: int
    """Denials that an earlier import wrote with the same content."""
    refused: int
    """Number of rows that were refused."""
    errors: list[RowError] = Field(default_factory=list)
    """Faults, row by row."""
    first_id: str = ""
    """First number given, or "" when none was."""
    last_id: str = ""
    """Last number given, or ""."""


class ImportedYear(Model):
    """What became of an import; with a fault, nothing of it was taken."""

    year: int
    """Year that the figures are of."""
    filename: str = ""
    """Name of the file as it came."""
    dry_run: bool = False
    """Whether it was only tried: nothing was kept."""
    records: int = 0
    """Number of records that were read."""
    replaced: int = 0
    """Records that stood there before under the same kind and reference."""
    indicators: int = 0
    """Number of values that were read."""
    narratives: int = 0
    """Number of texts that were read."""
    faults: list[Fault] = Field(default_factory=list)
    """What is wrong, row by row."""
    more: int = 0
    """Faults beyond those that are named."""


class InboxClock(Model):
    """The clock that ends first."""

    last_day: datetime.date
    """Its last day, where the days are counted."""
    working_days_left: int
    """Working days from today to the last day, both counted; 0 when over."""
    overdue: bool
    """Whether it has ended."""
    ends: datetime.datetime | None = None
    """The first instant after it; None where it is a day and no period."""
    time_zone: str
    """Where its days are counted, by IANA's name."""
    authority: str
    """Whose working days are counted."""
    conversation_id: str = ""
    """Consultation whose period it is; empty where it is none's."""
    procedure: str = ""
    """Of that consultation; empty where there is none."""
    silence: SilenceRule | None = None
    """What follows by law when it ends without an answer; null where it is none's."""


class InboxCounts(Model):
    """How many rows each tab has under one filter."""

    all: int
    """All that the reader may see."""
    mine: int
    """In the reader's hands, or of those for whom he stands in."""
    my_queues: int
    """Of the queues in which he works."""
    unassigned: int
    """In nobody's hands."""
    overdue: int
    """Of all, those whose clock has ended."""
    queues: list[QueueCount]
    """Of each queue, as it stands in the plan."""


class InboxFilter(Model):
    """Which open work to list."""

    tab: AnyInboxTab = "all"
    """Whose."""
    authority: str | None = None
    """With this authority, or with any of this State: it asks us, or its answer is awaited first.
    """
    procedure: str | None = None
    """Of this procedure, or of a case of this kind."""
    kind: AnyTaskKind | None = None
    """With an open task of this kind."""
    country: str | None = None
    """To this country of destination."""
    category: str | None = None
    """With goods of this category of Annex I, e.g. `5` or `5A`."""
    party: str | None = None
    """With a party of this number, or of whose name these are words."""
    officer: str | None = None
    """In this officer's hands."""
    queue: str | None = None
    """Of this queue."""
    restricted: bool | None = None
    """True: what is restricted; False: the rest."""
    overdue: bool | None = None
    """True: whose clock has ended; False: the rest."""
    ends_until: datetime.date | None = None
    """Whose clock ends on this day or before."""


class InboxFilterInput(Model):
    """Which open work to list."""

    tab: AnyInboxTab = "all"
    """Whose."""
    authority: str | None = None
    """With this authority, or with any of this State: it asks us, or its answer is awaited first.
    """
    procedure: str | None = None
    """Of this procedure, or of a case of this kind."""
    kind: AnyTaskKind | None = None
    """With an open task of this kind."""
    country: str | None = None
    """To this country of destination."""
    category: str | None = None
    """With goods of this category of Annex I, e.g. `5` or `5A`."""
    party: str | None = None
    """With a party of this number, or of whose name these are words."""
    officer: str | None = None
    """In this officer's hands."""
    queue: str | None = None
    """Of this queue."""
    restricted: bool | None = None
    """True: what is restricted; False: the rest."""
    overdue: bool | None = None
    """True: whose clock has ended; False: the rest."""
    ends_until: datetime.date | None = None
    """Whose clock ends on this day or before."""


class InboxRow(Model):
    """One piece of open work, as far as the reader may see it."""

    id: str
    """By which it is marked as seen, and known again."""
    subject: str
    """Number of the case, id of the conversation, or what the tasks are about."""
    noun: AnyWorkNoun
    """What that is."""
    case_state: AnyCaseState | None = None
    """Of a case."""
    consultation_state: AnyConsultationState | None = None
    """Of a consultation."""
    tasks: list[InboxTask] = Field(default_factory=list)
    """Open tasks, the oldest first."""
    reference: str = ""
    """Of the national system that filed it, or of the authority that asks."""
    procedure: str = ""
    """Of the consultation, or the kind of the case."""
    country: str = ""
    """Of destination; empty where there is none."""
    authority: str = ""
    """Who asks us, or whose answer is awaited first; empty for none."""
    item: str = ""
    """The first item and how many more there are, in one line."""
    party: str = ""
    """The party that the transaction ends with, in one line; empty where it is withheld."""
    clock: InboxClock | None = None
    """The clock that ends first; null where none runs."""
    mover: AnyMover
    """Whose move it is."""
    since: datetime.datetime
    """When it was filed, asked, or its oldest task opened."""
    restricted: bool = False
    """Whether not every officer sees it."""
    unread: bool = False
    """Whether something came that this reader has not looked at."""
    arrivals: list[WorkArrival] = Field(default_factory=list)
    """What came since he last looked."""
    officer: str = ""
    """In whose hands it is; empty: in nobody's."""
    queue: str = ""
    """Code of its queue; empty for none."""
    for_another: WorkOfAnother | None = None
    """That it is here since its officer is away; null where it is not so."""


class InboxTask(Model):
    """An open task of a row."""

    id: int
    """Number of the task."""
    kind: str
    """Its kind (`TaskKind`)."""
    subject: str
    """What it is about: the row's own subject, or a consultation of the row's case."""
    opened: datetime.datetime
    """Since when it is open."""


class IndicatorValue(Model):
    """An answer on administration or enforcement; an empty one is "not available"."""

    key: str
    """Key by which it is named."""
    count: int | None = None
    """Number of pieces; null: it is no number."""
    euro_cents: int | None = None
    """Amount in cents of euro; null: it is no amount."""
    yes: bool | None = None
    """Whether it is so; null: it is no question of yes or no."""
    text: list[FreeText] = Field(default_factory=list)
    """What is said, in words."""


class IndicatorValueInput(Model):
    """An answer on administration or enforcement; an empty one is "not available"."""

    key: str
    """Key by which it is named."""
    count: int | None = None
    """Number of pieces; null: it is no number."""
    euro_cents: int | None = None
    """Amount in cents of euro; null: it is no amount."""
    yes: bool | None = None
    """Whether it is so; null: it is no question of yes or no."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""


class InformationReply(Model):
    """Answers a request for information."""

    answers: list[StandardAnswer] = Field(default_factory=list)
    """Answers that were given."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""
    codes: list[str] = Field(default_factory=list)
    """Control codes that the authority holds for right; empty with `not_listed`: none applies."""
    not_listed: bool = False
    """Whether it is said that no list has the item."""
    documents: list[DocumentInput] = Field(default_factory=list)
    """Titles and digests of documents; contents stay where they are."""
    opinion: ClassificationOpinion | None = None
    """In answer to a round: how sure they are; None where there is no opinion."""
    licence: LicenceStatement | None = None
    """How the licence stands that was asked about."""


class InformationRequest(Model):
    """Asks for information, or for an opinion on a classification; no clock of law."""

    kind: AnyInformationKind = "information"
    """Which kind it is."""
    case_reference: str = ""
    """Reference of the case at the authority that writes."""
    questions: list[AnyStandardQuestionCode] = Field(default_factory=list)
    """Keys of the rulebook's standard questions, which need no translation."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""
    transaction: TransactionInput | None = None
    """Goods, parties, destination and use; null: not given."""
    wanted_by: datetime.date | None = None
    """Day by which an answer is wanted."""
    round: ClassificationQuestion | None = None
    """The question of a round on a classification. A node of before reads what stands in `text`
    beside it.
    """
    licence: LicenceQuestion | None = None
    """A licence of the authority that is asked."""


class InformationWanted(Model):
    """A request for information: in a conversation that exists, or to an authority."""

    peer: str | None = None
    """Code of the other authority; null: none."""
    conversation_id: str | None = None
    """Id of the consultation or other conversation, a UUID."""
    request: InformationRequest
    """What is asked, whole."""


class InformedAsked(Model):
    """Of whom it is asked whether somebody was informed, and what they are shown."""

    authorities: list[str]
    """Competent authorities of Member States; each has a letter of its own."""
    exporter: bool = True
    """Whether the exporter is named too; else the end-user alone."""
    wanted_by: datetime.date | None = None
    """Day by which an answer is wanted; nothing follows from it."""


class InformedElsewhere(Model):
    """What one authority said, or that it has said nothing."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    message_id: str
    """Id of the letter, a UUID."""
    asked: datetime.datetime
    """Instant at which it was asked."""
    wanted_by: datetime.date | None = None
    """Last day for an answer; null: none was asked for."""
    state: AnyLetterState
    """State that it is in."""
    answer: AnyStandardAnswerCode | str = ""
    """Key of the rulebook's answer; empty: none was given, from which nothing follows."""
    label: str = ""
    """The same in words."""
    text: str = ""
    """What is said, in words."""
    answered: datetime.datetime | None = None
    """Instant of the answer; null: none yet."""


class InformedLetter(Model):
    """What such a letter says, and what became of it."""

    number: str
    """Number by which it is named."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    case_id: str
    """The case in which it was decided."""
    reference: str
    """Of what was filed."""
    article: str
    """Under which it was given, e.g. `4(1)`."""
    activity: AnyActivity
    """What is done with the goods, e.g. an export."""
    informed: Party
    """Who was informed: exporter, broker, provider, or who carries the goods."""
    items: list[Item]
    """For which an authorisation is required."""
    end_users: list[Party] = Field(default_factory=list)
    """For whom it is; empty: for everybody at the destination."""
    consignee: Party | None = None
    """To whom the goods go, with whether it is stated; null: not named."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    decided_at: datetime.datetime
    """Instant of the decision; null: not yet decided."""
    valid_from: datetime.date
    """First day on which it holds."""
    valid_until: datetime.date | None = None
    """Last day; None: until it is lifted."""
    replaces: str | None = None
    """The letter whose place it took, or None."""
    replaced_by: str | None = None
    """The letter that took its place, or None."""
    replaced_from: datetime.date | None = None
    """First day of that one."""
    lifting: Lifting | None = None
    """That it is lifted."""


class InformedQuestion(Model):
    """The standard question whether somebody was informed, and its answers from a register."""

    code: str
    """Of the question, among those of `[correspondence]`."""
    exporter: str
    """Answer where the exporter named was informed."""
    end_user: str
    """Answer where others were informed about the end-user named."""
    both: str
    """Answer where both is so."""
    neither: str
    """Answer where neither is so."""


class InformedRule(Model):
    """Letters that inform of a requirement."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    remind_before_days: int
    """Days before its last day at which officers are reminded."""
    question: InformedQuestion
    """By which others are asked whether they have informed somebody."""


class InformedSummary(Model):
    """A letter in a list."""

    number: str
    """Number by which it is named."""
    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    informed: str
    """Name of the exporter that was informed."""
    end_users: list[str] = Field(default_factory=list)
    """Names of those who will use the goods."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    state: AnyInformedState
    """State that it is in."""
    valid_from: datetime.date
    """First day on which it holds."""
    valid_until: datetime.date | None = None
    """Last day on which it holds; null: no end is set."""


class InformedTerms(Model):
    """What a proposal says of the letter that informs of a requirement."""

    number: str | None = None
    """As the national system numbers it; empty: the gateway makes one."""
    valid_from: datetime.date | None = None
    """First day; absent: the day of the decision."""
    valid_until: datetime.date | None = None
    """Last day; absent: none is said."""
    addressee: Party | None = None
    """Who is informed, where that is not the exporter of the application: the broker, the
    provider, the declarant, the carrier or the traveller.
    """
    replaces: str | None = None
    """The letter in force whose place it takes."""


class InformedTermsInput(Model):
    """What a proposal says of the letter that informs of a requirement."""

    number: str | None = None
    """As the national system numbers it; empty: the gateway makes one."""
    valid_from: datetime.date | None = None
    """First day; absent: the day of the decision."""
    valid_until: datetime.date | None = None
    """Last day; absent: none is said."""
    addressee: PartyInput | None = None
    """Who is informed, where that is not the exporter of the application: the broker, the
    provider, the declarant, the carrier or the traveller.
    """
    replaces: str | None = None
    """The letter in force whose place it takes."""


class Item(Model):
    """One item line (boxes 13 to 18 of form A)."""

    description: str
    """The goods, software or technology in words (box 13)."""
    classifications: list[Classification]
    """On which list it stands; one entry for each authority that said so."""
    parameters: list[Parameter] = Field(default_factory=list)
    """What can be measured, for the comparison with denials."""
    cn_code: str | None = None
    """Box 15."""
    cas_number: str | None = None
    """CAS Registry Number of a substance; null: none."""
    country_of_origin: str | None = None
    """By its ISO 3166 code (box 14)."""
    quantity: str | None = None
    """How much (box 17), in `quantity_unit`."""
    quantity_unit: str = ""
    """Unit of the quantity."""
    value: str | None = None
    """Its value (box 18), in `currency`."""
    currency: str | None = None
    """Of the value."""
    cyber_surveillance: bool = False
    """Whether it is a cyber-surveillance item under Article 2(20)."""


class ItemInput(Model):
    """One item line (boxes 13 to 18 of form A)."""

    description: str
    """The goods, software or technology in words (box 13)."""
    classifications: list[ClassificationInput]
    """On which list it stands; one entry for each authority that said so."""
    parameters: list[ParameterInput] = Field(default_factory=list)
    """What can be measured, for the comparison with denials."""
    cn_code: str | None = None
    """Box 15."""
    cas_number: str | None = None
    """CAS Registry Number of a substance; null: none."""
    country_of_origin: str | None = None
    """By its ISO 3166 code (box 14)."""
    quantity: str | None = None
    """How much (box 17), in `quantity_unit`."""
    quantity_unit: str = ""
    """Unit of the quantity."""
    value: str | None = None
    """Its value (box 18), in `currency`."""
    currency: str | None = None
    """Of the value."""
    cyber_surveillance: bool = False
    """Whether it is a cyber-surveillance item under Article 2(20)."""


class ItemListedIn(Model):
    """Holds when an item has a code in the named list, in whole or in part."""

    condition: Literal["item_listed_in"]
    """Kind of condition, which says what else it has."""
    list: str
    """Name of the control list, or of the part of it."""
    doubt: AnyListDoubt = "passes"
    """Of a code that is too short to tell, or a limit whose parameter is not stated."""


class Job(Model):
    """A job as its own account sees it."""

    job_id: str
    """By which it is looked at."""
    operation: str
    """What is done, as the contract calls the operation."""
    state: AnyJobState
    """Where it stands."""
    begun_by: str
    """Account that asked for it."""
    asked_at: datetime.datetime
    """When it was asked for."""
    begun_at: datetime.datetime | None = None
    """When it was last begun; null: it waits."""
    ended_at: datetime.datetime | None = None
    """When it ended; null: it has not."""
    kept_until: datetime.datetime | None = None
    """When its answer and the job itself are removed; null: it has not ended."""
    times_begun: int = 0
    """How often it was begun: once more after each end of the node in its middle. What an earlier
    beginning has written counts as unchanged in the answer.
    """
    done: int = 0
    """How much of it is done."""
    of: int | None = None
    """How much there is in all; null: not known yet."""
    unit: AnyProgressUnit = "steps"
    """What `done` and `of` count."""
    interruption: AnyInterruption | None = None
    """Why it has no answer; null: it was not interrupted."""
    status: int | None = None
    """HTTP status of the answer; null: there is none."""
    errors: list[RowError] = Field(default_factory=list)
    """The first 100 of the errors, row by row, as they stand in the answer."""
    errors_in_all: int = 0
    """How many errors of rows the answer has."""
    remedy: str = ""
    """What to do where it was interrupted; else empty."""
    result: str | None = None
    """Where the answer is read; null: there is none."""


class JobLine(Model):
    """A job in a list, without anything of what was sent or answered."""

    job_id: str
    """By which it is looked at."""
    operation: str
    """What is done, as the contract calls the operation."""
    state: AnyJobState
    """Where it stands."""
    begun_by: str
    """Account that asked for it."""
    asked_at: datetime.datetime
    """When it was asked for."""
    begun_at: datetime.datetime | None = None
    """When it was last begun; null: it waits."""
    ended_at: datetime.datetime | None = None
    """When it ended; null: it has not."""
    kept_until: datetime.datetime | None = None
    """When its answer and the job itself are removed; null: it has not ended."""
    times_begun: int = 0
    """How often it was begun: once more after each end of the node in its middle. What an earlier
    beginning has written counts as unchanged in the answer.
    """
    done: int = 0
    """How much of it is done."""
    of: int | None = None
    """How much there is in all; null: not known yet."""
    unit: AnyProgressUnit = "steps"
    """What `done` and `of` count."""
    interruption: AnyInterruption | None = None
    """Why it has no answer; null: it was not interrupted."""


class JudgedHit(Model):
    """A hit as it stands now, with what officers have said of it."""

    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    hit: Hit
    """The hit, as the examination found it."""
    said: list[Judgement] = Field(default_factory=list)
    """All that was said of it in this case, the newest first."""
    opened: list[str] = Field(default_factory=list)
    """Consultations that the last word opened."""
    note: str = ""
    """What follows from the last word, or does not, in words."""


class Judgement(Model):
    """An officer's word on one hit, with the reason; a later one of the same case replaces it."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    case_id: str
    """The case in which it was said."""
    verdict: AnyHitVerdict
    """What the officer holds of it."""
    by: str
    """Account that did it."""
    at: datetime.datetime
    """Instant at which it was done."""
    examination: int | None = None
    """Number of the examination on which it was said; None for words of before that was kept, and
    for a word on a licence in force.
    """
    version: str = ""
    """SHA-256 of the denial's transaction as the officer saw it, in canonical JSON; empty for
    words of before it was kept.
    """


class KeptEdition(Model):
    """An edition in a list."""

    collection: str
    """Key of the collection, e.g. `EU-R-2025`."""
    number: int
    """1, then one more with each corrigendum."""
    digest: str
    """SHA-256 of the edition as it is published."""
    frozen: datetime.datetime
    """Instant at which the edition was frozen."""
    frozen_by: str
    """Account that froze it."""
    embargo: datetime.datetime | None = None
    """Nothing is published before it."""
    released: datetime.datetime | None = None
    """When a second person released it."""
    released_by: str = ""
    """Account that released it; or empty."""
    consulted: datetime.date | None = None
    """When the Coordination Group had been consulted."""
    published: datetime.datetime | None = None
    """Since when it may be read by all."""


class KeptExamination(Model):
    """One examination of a case with what was signed of it."""

    record: ExaminationRecord
    """What the examination was made from and found, as it is kept."""
    digest: str
    """Message digest of the signed record, which its act in the journal names."""
    examination: Examination
    """What the search found."""


class KeptFile(Model):
    """The file of a case that is older than its period, and why it is kept."""

    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    why: AnyWhyKept
    """Why the file is kept."""


class LateDecision(Model):
    """What an officer decides of a submission that came after the freeze."""

    take: bool
    """It counts from now on, for the next edition or a corrigendum."""
    why: str
    """In words, for the record."""


class LawBook(Model):
    """One version of a law as data; a law of which only notices matter here is no more."""

    version: str
    """Name on letters, entries, receipts and cases."""
    title: str
    """Title, in words."""
    in_force_from: datetime.date
    """First day of effect, in Brussels."""
    in_force_until: datetime.date | None = None
    """Last day of effect; absent: until a later version begins."""
    notice: list[NoticeRule] = Field(default_factory=list)
    """Kinds of notice."""
    doubt: list[DoubtRule] = Field(default_factory=list)
    """Doubts about the law, each with the value that was chosen."""
    digest: str = ""
    """SHA-256 of the file's bytes, in hexadecimal."""


class LetterView(Model):
    """One letter of a conversation."""

    message_id: str
    """Id of the letter, a UUID."""
    conversation_id: str
    """Id of the consultation or other conversation, a UUID."""
    case_id: str | None = None
    """Number of the case, e.g. `DE-C-2026-00001`."""
    ours: bool
    """Whether this authority wrote it."""
    peer: str
    """Code of the other authority; null: none."""
    letter_type: AnyLetterType
    """Type of the letter."""
    at: datetime.datetime
    """Instant at which it was done."""
    state: AnyLetterState
    """What became of it (`LetterState`)."""
    replies_to: str | None = None
    """Id of the letter that it replies to; null: to none."""
    sealed: bool = False
    """Whether its content may not be shown to this account."""
    content: dict[str, Any] | None = None
    """As it was signed; None where it was recalled and is sealed."""
    corrected: dict[str, Any] | None = None
    """Of a correction: the content as it should have been."""
    corrected_by: list[str] = Field(default_factory=list)
    """Letters that correct this one."""
    coded: list[CodedAnswer] = Field(default_factory=list)
    """Standard questions and answers, in our own words."""


class Licence(Model):
    """What a licence says. How it stands is in its case, and in its days."""

    number: str
    """Number by which it is named."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    case_id: str
    """The case in which it was granted."""
    reference: str
    """Of the application."""
    kind: AnyAuthorisationKind
    """Which kind it is."""
    activity: AnyActivity
    """What is done with the goods, e.g. an export."""
    lines: list[LicensedLine]
    """What may leave under it."""
    exporter: StatedParty = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """Who exports, with whether it is stated."""
    consignee: StatedParty = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """To whom the goods go, with whether it is stated."""
    end_users: list[Party] = Field(default_factory=list)
    """Those of the application, and those that were added to it since."""
    not_for: list[Party] = Field(default_factory=list)
    """End-users for whom it was refused, where it names none."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    goods_located_in: list[str] = Field(default_factory=list)
    """ISO 3166-1 codes of the countries where the goods are."""
    conditions: list[LicenceCondition] = Field(default_factory=list)
    """Conditions, each in its own words."""
    granted_at: datetime.datetime
    """Instant of the grant."""
    valid_from: datetime.date
    """First day on which it holds."""
    valid_until: datetime.date | None = None
    """Last day; None: none was said."""
    follows: str | None = None
    """The licence that it renews, changes or replaces, or None."""
    replaced_by: str | None = None
    """The licence that takes its place, or None."""
    replaced_from: datetime.date | None = None
    """First day of that one."""
    unknown: list[str] = Field(default_factory=list)
    """Fields of which nothing was kept, as it was granted before licences were."""


class LicenceChange(Model):
    """One act that changed how a licence stands; the last one says how it stands now."""

    state: AnyLicenceState
    """State that it is in."""
    at: datetime.datetime
    """Instant at which it was done."""
    by_case: str
    """The case that did it: of the grant, or about the licence in force."""
    denial_id: str | None = None
    """The denial that was notified of it."""


class LicenceCondition(Model):
    """A condition of a licence."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    wanted_by: list[str] = Field(default_factory=list)
    """Authorities whose binding answer it is (Article 14(1)): it is theirs to lift."""


class LicenceMatch(Model):
    """A licence in force and a denial that matches it and that its decision did not know."""

    case_id: str
    """The case in which the licence was granted."""
    number: str | None = None
    """Of the licence."""
    reference: str
    """Of the application."""
    licence: AnyLicenceState
    """How the licence stands now."""
    at: datetime.datetime
    """When it was found."""
    hit: Hit
    """The hit, as the examination found it."""
    denial_ended: bool = False
    """Whether the denial is no longer valid."""
    seen: datetime.datetime | None = None
    """When an officer last looked at it as it is now; None while nobody has."""
    said: list[SeenWord] = Field(default_factory=list)
    """All that officers have said of it, oldest first, also before it came nearer."""


class LicenceQuestion(Model):
    """Asks whether goods may leave under a licence of the authority that is asked."""

    number: str
    """Number by which it is named."""
    on: datetime.date | None = None
    """The day on which they are to leave; None: the day of the answer."""


class LicenceStatement(Model):
    """How a licence stands, as far as its authority's policy tells the asker."""

    number: str
    """Number by which it is named."""
    on: datetime.date
    """The day of which it speaks."""
    answer: AnyLicenceAnswer
    """What is answered; null: nothing yet."""
    state: AnyLicenceState | None = None
    """None: that is not told."""
    valid_from: datetime.date | None = None
    """None: that is not told."""
    valid_until: datetime.date | None = None
    """None: that is not told, or none was said."""
    lines: list[CustomsItemInput] = Field(default_factory=list)
    """None are told where there is none."""


class LicenceSummary(Model):
    """A licence in a list."""

    number: str
    """Number by which it is named."""
    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    reference: str
    """Reference of the case in the system that filed it."""
    kind: AnyAuthorisationKind
    """Which kind it is."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    state: AnyLicenceState
    """State that it is in."""
    valid_from: datetime.date
    """First day on which it holds."""
    valid_until: datetime.date | None = None
    """Last day on which it holds; null: no end is set."""
    left: list[LineLeft] = Field(default_factory=list)
    """What is left of each line."""


class LicenceTerms(Model):
    """What a proposal says of the licence that it grants; the gateway fills in the rest."""

    number: str | None = None
    """As the national system numbers it; empty: the gateway makes one."""
    valid_from: datetime.date | None = None
    """First day; absent: the day of the decision."""
    valid_until: datetime.date | None = None
    """Last day; absent: none is said."""


class LicenceTermsInput(Model):
    """What a proposal says of the licence that it grants; the gateway fills in the rest."""

    number: str | None = None
    """As the national system numbers it; empty: the gateway makes one."""
    valid_from: datetime.date | None = None
    """First day; absent: the day of the decision."""
    valid_until: datetime.date | None = None
    """Last day; absent: none is said."""


class LicenceUse(Model):
    """One use of a licence: one declaration under it."""

    reference: str
    """By which a use is told once: the same again is the same use."""
    at: datetime.datetime
    """When the goods were released or, of what is not goods, sent."""
    lines: list[UsedLineInput]
    """Lines, in order."""


class LicensedLine(Model):
    """One line of a licence."""

    line: int
    """Its place in the application, from 1."""
    item: Item
    """What is licensed of it, with the quantity and value that are granted."""
    widened_by: str | None = None
    """The later case that granted it, or more of it; None: the licence's own."""
    used_quantity: str = "0"
    """What of it has left, as far as was told; in the unit of the item."""
    used_value: str = "0"
    """Likewise, in its currency."""


class Lifting(Model):
    """That a letter is lifted: said by one officer, and decided by a second one."""

    reason: FreeText
    """Why it is so, in words."""
    proposed_by: str
    """Account that proposed it; or empty."""
    proposed_at: datetime.datetime
    """Instant of the proposal; null: none yet."""
    decided_by: str = ""
    """The second officer; of a letter of before, empty as long as it waited."""
    decided_at: datetime.datetime | None = None
    """Instant of the decision; null: not yet decided."""


class Line(Model):
    """One row or column of a published table."""

    code: str
    """Its code; of merged ones the codes joined by `+`."""
    label: str
    """What a person reads for the code."""
    level: str
    """Its level; `*` is the total."""
    merges: list[str] = Field(default_factory=list)
    """The codes that were merged into it, if any."""


class LineLeft(Model):
    """What is left of one line; below nothing, more has left than was licensed."""

    line: int
    """Number of the line, from 1 on."""
    quantity: str | None = None
    """None where the licence says none."""
    unit: str = ""
    """Unit of the number; or empty."""
    value: str | None = None
    """Likewise."""
    currency: str | None = None
    """ISO 4217 code of the currency; null: no value is stated."""


class LinePart(Model):
    """One line of the application, or a part of it."""

    line: int
    """Its place in the application, from 1."""
    quantity: str | None = None
    """Of its quantity, where the line is divided; absent: all of it."""
    value: str | None = None
    """Of its value likewise; absent where a quantity is given: in proportion."""


class LinePartInput(Model):
    """One line of the application, or a part of it."""

    line: int
    """Its place in the application, from 1."""
    quantity: str | None = None
    """Of its quantity, where the line is divided; absent: all of it."""
    value: str | None = None
    """Of its value likewise; absent where a quantity is given: in proportion."""


class Lines(Model):
    """Sentences and quotations, one below the other."""

    heading: str = ""
    """Heading, in words; or empty."""
    block: Literal["lines"] = "lines"
    """Kind of block, which says what else it has."""
    lines: list[Piece]
    """Lines, in order."""
    listed: bool = False
    """Whether the lines are a list with marks."""


class ListedDenial(Model):
    """A denial of the file."""

    row: int
    """Key of the row."""
    reference: str
    """Reference of the case in the system that filed it."""
    references: str = ""
    """How other systems call the same."""
    denial_id: str = ""
    """What it is called here, where it is the same by content."""


class Looked(Model):
    """An officer's word that a sensitive party was looked at in a case, and what came of it."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    by: str
    """Account that did it."""
    at: datetime.datetime
    """Instant at which it was done."""


class Majority(Model):
    """How many Member States suffice, where not all need have notified."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    states_percent: int
    """Part of the Member States, at least."""
    population_percent: int | None = None
    """Part of the population of all of them, at least; absent: it does not count."""
    blocking_states: int | None = None
    """Fewer States than these that have not notified it block nothing, whatever their population;
    absent: any number may.
    """


class MajorityCount(Model):
    """How far those who have notified the same are a majority."""

    states: int
    """How many they are."""
    of_states: int
    """Of how many."""
    states_needed: int
    """How many must be."""
    persons: int | None = None
    """How many people live in them; None where that does not count."""
    of_persons: int = 0
    """In how many live in all."""
    persons_needed: int = 0
    """In how many must."""
    confirmed: bool = True
    """Whether the figures were compared with what was published."""
    without_figure: list[str] = Field(default_factory=list)
    """States of which the figures say nothing; while there are any, the population cannot be
    counted.
    """
    blocked: bool = True
    """Whether enough others are left to block it by population."""


class Mark(Model):
    """What an authority says of a cell; a cell without one is free."""

    ground: AnyMarkGround
    """Why it is confidential."""
    dimension: str | None = None
    """Of "only in a larger group": the dimension in which it is larger."""
    group: str | None = None
    """The code above the cell's own in which it may be shown; None: nowhere."""
    by: str
    """Who said so."""


class MarkInput(Model):
    """What an authority says of a cell; a cell without one is free."""

    ground: AnyMarkGround
    """Why it is confidential."""
    dimension: str | None = None
    """Of "only in a larger group": the dimension in which it is larger."""
    group: str | None = None
    """The code above the cell's own in which it may be shown; None: nowhere."""
    by: str
    """Who said so."""


class MarkedCell(Model):
    """A cell or table, and what is said of it; no mark: it is free again."""

    about: CellRef
    """What it is about."""
    mark: Mark | None = None
    """How the cell is protected; null: it is not."""


class MarkedCellInput(Model):
    """A cell or table, and what is said of it; no mark: it is free again."""

    about: CellRefInput
    """What it is about."""
    mark: MarkInput | None = None
    """How the cell is protected; null: it is not."""


class MarkedRows(Model):
    """Rows of the inbox that were marked as looked at."""

    rows: list[str]
    """Their ids; none where no row is there any more."""


class MatchWord(Model):
    """What an officer does about a licence that a denial matches, in words."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    verdict: AnyHitVerdict | None = None
    """Whether it is an essentially identical transaction, where the officer says so; the word is
    then offered wherever the same party and denial meet again.
    """


class MeaningRead(Model):
    """The meaning of one description, or why it is not known."""

    text: str
    """SHA-256 of the description as it stands, in UTF-8, in hexadecimal."""
    script: str = ""
    """Script of the description, as Unicode names it; empty where nothing was read."""
    vector: str = ""
    """One octet with a sign for each number, in hexadecimal; empty likewise."""
    absence: AnyMeaningAbsence | None = None
    """Why nothing was read."""


class MeaningsRead(Model):
    """All meanings that one examination has read."""

    model: str = ""
    """The model that read them; empty where there was none."""
    absence: AnyMeaningAbsence | None = None
    """Why there was none."""
    read: list[MeaningRead] = Field(default_factory=list)
    """By the digest of the description."""
    beyond: int = 0
    """Denials of the same party for other goods, farther ones, of which nothing was read, since
    there were too many.
    """


class MeasuredParameter(Model):
    """A technical parameter with its tolerance."""

    name: str
    """Name of it."""
    value: str
    """What was measured, in `unit` where it has one."""
    unit: str = ""
    """Unit of the number; or empty."""
    tolerance: str | None = None
    """How far it may be off either way, in the same unit; None where not stated."""


class MeasuredParameterInput(Model):
    """A technical parameter with its tolerance."""

    name: str
    """Name of it."""
    value: str
    """What was measured, in `unit` where it has one."""
    unit: str = ""
    """Unit of the number; or empty."""
    tolerance: str | None = None
    """How far it may be off either way, in the same unit; None where not stated."""


class MergedPart(Model):
    """Of a merged submission: an authority's part and the digest of its signed letter."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    version: int
    """Number of the version that was sent, from 1 on."""
    digest: str
    """SHA-256 of it, in hexadecimal; null: there is nothing yet."""


class MoreOfParty(Model):
    """Denials of the same or likely same party for other goods that are counted and not shown."""

    authority: str
    """Who denied, or who transcribed what another State denied."""
    relayed_from: str = ""
    """That State, where it is no member; else empty."""
    count: int
    """How many."""


class MoreTime(Model):
    """A request for more working days, and why the case is exceptional."""

    working_days: int
    """Number of working days."""
    reason: FreeTextInput
    """Why it is so, in words."""


class NamedAccount(Model):
    """An account that sees what is restricted."""

    account: str
    """Name of the account."""
    by: str
    """Who let it in; itself, where it opened what is restricted."""
    at: datetime.datetime
    """Instant at which it was done."""
    until: datetime.datetime | None = None
    """When what it opened closes for it again; absent for who is named."""
    reason: FreeText | None = None
    """Why it was let in after the mark was made."""


class NamedCertificate(Model):
    """A certificate of an account, by its id as it is listed."""

    name: str
    """Name of the account."""
    id: str
    """Id of the certificate, as the list of accounts has it."""


class NamedOfficer(Model):
    """An account by its name as it is listed, with whatever characters an older one has."""

    name: str
    """Name of the account."""


class NamedToken(Model):
    """A token of an account, by its id as it is listed."""

    name: str
    """Name of the account."""
    id: str
    """Id of the token, as the list of accounts has it."""


class Naming(Model):
    """Who needs to know from now on, who does not any more, and why."""

    add: list[str] = Field(default_factory=list)
    """Accounts that may see it from now on."""
    take: list[str] = Field(default_factory=list)
    """Accounts that may no longer see it."""
    reason: FreeTextInput
    """Why it is so, in words."""


class NarrativeText(Model):
    """A section in words, the original first."""

    key: str
    """Key by which it is named."""
    text: list[FreeText]
    """What is said, in words."""


class NarrativeTextInput(Model):
    """A section in words, the original first."""

    key: str
    """Key by which it is named."""
    text: list[FreeTextInput]
    """What is said, in words."""


class NearCode(Model):
    """A code that may have been meant."""

    code: str
    """As the list has it."""
    label: str = ""
    """Our label of it, or nothing."""


class NewOfficer(Model):
    """An account with a new token, which is shown this once."""

    name: str
    """Name of the account."""
    role: AnyOfficerRole
    """Role of the account."""
    token: str
    """The token; it is shown this once."""
    until: datetime.datetime | None = None
    """When the token ends."""


class NewerList(Model):
    """A list that came into force since a case was filed or last amended."""

    version: str
    """The newer version of Annex I."""
    in_force_from: datetime.date
    """Its first day."""
    codes: list[CodeNow] = Field(default_factory=list)
    """Codes of the case that do not stand there as they did."""
    asks: list[str] = Field(default_factory=list)
    """Procedures that apply by the codes of the newer list, and not by the case's own."""
    assessment: bool = False
    """Whether it asks a human-rights assessment that the case's own does not."""


class NoNoticeRule(Model):
    """That a notice which is due after a decision may be left out altogether."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    decided_by: AnyLeftOutBy
    """Who decides it."""
    kinds: list[str]
    """Kinds of notice of which it may be decided."""
    because: list[AnyWithholding]
    """Classes of reasons that may be given."""


class NotApplicableValue(Model):
    """There is none."""

    state: Literal["not_applicable"]
    """There is none."""
    value: None = None
    """There is none."""
    reason: None = None
    """There is none."""


class NotApplicableValueInput(Model):
    """There is none."""

    state: Literal["not_applicable"]
    """There is none."""


class NotProvided(Model):
    """That a notice which is due is not given at all, and why, in the officer's words."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    kind: str
    """Kind of the notice that is due, e.g. `4(4)`."""
    reason: AnyWithholding
    """Class of the reason; the rulebook says which may be given."""


class Notice(Model):
    """A notice under any article; its kind in the rulebook says what it must hold."""

    kind: str
    """Key of its kind in the rulebook."""
    number: str
    """The sender's own number; an amendment or a withdrawal repeats it."""
    law: str
    """Version of the rulebook that knows the kind."""
    action: AnyNoticeAction = "published"
    """What the notice does: publishes, amends or withdraws."""
    about: str = ""
    """Number of the notice, or id of the denial, that it refers to."""
    outcome: AnyNoticeOutcomeWord | str = ""
    """One of the kind's outcomes, e.g. of a review under Art 5(5), or empty."""
    at: datetime.date
    """Date of the measure, decision or finding."""
    transaction: Transaction | None = None
    """The transaction concerned."""
    items: list[Item] = Field(default_factory=list)
    """Items of a list or a requirement."""
    parties: list[Party] = Field(default_factory=list)
    """Entities concerned: end-users, barred exporters, procurement fronts."""
    destinations: list[str] = Field(default_factory=list)
    """ISO 3166-1 codes of the countries to which goods go."""
    authorisations: list[str] = Field(default_factory=list)
    """Keys of general authorisations, e.g. `EU001`."""
    figures: list[Figure] = Field(default_factory=list)
    """Figures, each with its code and unit."""
    grounds: StatedGrounds = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """Grounds, each in its own words."""
    text: list[FreeText] = Field(default_factory=list)
    """What is said, in words."""
    effective_from: datetime.date | None = None
    """From when on the measure applies."""
    expires: datetime.date | None = None
    """After this day the information no longer counts."""
    reply_until: datetime.date | None = None
    """Day until which comments are wanted (drafts of national lists)."""
    withheld: list[WithheldField] = Field(default_factory=list)
    """Fields that are withheld, each with its reason class (Arts 4(4), 5(4))."""
    conditions: list[FreeText] = Field(default_factory=list)
    """The originator's conditions for use and passing on."""
    documents: list[Document] = Field(default_factory=list)
    """Titles and digests of documents; contents stay where they are."""
    references: list[Reference] = Field(default_factory=list)
    """How other systems call the same."""


class NoticeDraft(Model):
    """A notice as an officer gives it: this authority numbers it."""

    kind: str
    """Key of its kind in the rulebook."""
    number: str = ""
    """The sender's own number; an amendment or a withdrawal repeats it."""
    law: str = ""
    """Version of the rulebook that knows the kind; the one in force if absent."""
    action: AnyNoticeAction = "published"
    """What the notice does: publishes, amends or withdraws."""
    about: str = ""
    """Number of the notice, or id of the denial, that it refers to."""
    outcome: AnyNoticeOutcomeWord | str = ""
    """One of the kind's outcomes, e.g. of a review under Art 5(5), or empty."""
    at: datetime.date
    """Date of the measure, decision or finding."""
    transaction: Transaction | None = None
    """The transaction concerned."""
    items: list[Item] = Field(default_factory=list)
    """Items of a list or a requirement."""
    parties: list[Party] = Field(default_factory=list)
    """Entities concerned: end-users, barred exporters, procurement fronts."""
    destinations: list[str] = Field(default_factory=list)
    """ISO 3166-1 codes of the countries to which goods go."""
    authorisations: list[str] = Field(default_factory=list)
    """Keys of general authorisations, e.g. `EU001`."""
    figures: list[Figure] = Field(default_factory=list)
    """Figures, each with its code and unit."""
    grounds: StatedGrounds = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """Grounds, each in its own words."""
    text: list[FreeText] = Field(default_factory=list)
    """What is said, in words."""
    effective_from: datetime.date | None = None
    """From when on the measure applies."""
    expires: datetime.date | None = None
    """After this day the information no longer counts."""
    reply_until: datetime.date | None = None
    """Day until which comments are wanted (drafts of national lists)."""
    withheld: list[WithheldField] = Field(default_factory=list)
    """Fields that are withheld, each with its reason class (Arts 4(4), 5(4))."""
    conditions: list[FreeText] = Field(default_factory=list)
    """The originator's conditions for use and passing on."""
    documents: list[Document] = Field(default_factory=list)
    """Titles and digests of documents; contents stay where they are."""
    references: list[Reference] = Field(default_factory=list)
    """How other systems call the same."""
    recipients: list[str] = Field(default_factory=list)
    """Members that are to read it, for a kind whose readers are chosen or may be fewer than its
    audience.
    """
    to_all: bool = False
    """All of those among whom the readers of its kind are chosen, in their place."""
    marking: AnyMarking = "unmarked"
    """Above the node's ceiling nothing leaves."""
    duty: str = ""
    """Our case or conversation after which this notice was due; its task is closed. `none`: this
    notice is another than the one that is due. It stays here.
    """
    reference: str = ""
    """The sender's own; what is given again under it is sent once."""


class NoticeDraftInput(Model):
    """A notice as an officer gives it: this authority numbers it."""

    kind: str
    """Key of its kind in the rulebook."""
    number: str = ""
    """The sender's own number; an amendment or a withdrawal repeats it."""
    law: str = ""
    """Version of the rulebook that knows the kind; the one in force if absent."""
    action: AnyNoticeAction = "published"
    """What the notice does: publishes, amends or withdraws."""
    about: str = ""
    """Number of the notice, or id of the denial, that it refers to."""
    outcome: AnyNoticeOutcomeWord | str = ""
    """One of the kind's outcomes, e.g. of a review under Art 5(5), or empty."""
    at: datetime.date
    """Date of the measure, decision or finding."""
    transaction: TransactionInput | None = None
    """The transaction concerned."""
    items: list[ItemInput] = Field(default_factory=list)
    """Items of a list or a requirement."""
    parties: list[PartyInput] = Field(default_factory=list)
    """Entities concerned: end-users, barred exporters, procurement fronts."""
    destinations: list[str] = Field(default_factory=list)
    """ISO 3166-1 codes of the countries to which goods go."""
    authorisations: list[str] = Field(default_factory=list)
    """Keys of general authorisations, e.g. `EU001`."""
    figures: list[FigureInput] = Field(default_factory=list)
    """Figures, each with its code and unit."""
    grounds: StatedGroundsInput = Field(default_factory=lambda: UnknownValueInput.model_validate({"state": "unknown"}))
    """Grounds, each in its own words."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""
    effective_from: datetime.date | None = None
    """From when on the measure applies."""
    expires: datetime.date | None = None
    """After this day the information no longer counts."""
    reply_until: datetime.date | None = None
    """Day until which comments are wanted (drafts of national lists)."""
    withheld: list[WithheldFieldInput] = Field(default_factory=list)
    """Fields that are withheld, each with its reason class (Arts 4(4), 5(4))."""
    conditions: list[FreeTextInput] = Field(default_factory=list)
    """The originator's conditions for use and passing on."""
    documents: list[DocumentInput] = Field(default_factory=list)
    """Titles and digests of documents; contents stay where they are."""
    references: list[ReferenceInput] = Field(default_factory=list)
    """How other systems call the same."""
    recipients: list[str] = Field(default_factory=list)
    """Members that are to read it, for a kind whose readers are chosen or may be fewer than its
    audience.
    """
    to_all: bool = False
    """All of those among whom the readers of its kind are chosen, in their place."""
    marking: AnyMarking = "unmarked"
    """Above the node's ceiling nothing leaves."""
    duty: str = ""
    """Our case or conversation after which this notice was due; its task is closed. `none`: this
    notice is another than the one that is due. It stays here.
    """
    reference: str = ""
    """The sender's own; what is given again under it is sent once."""


class NoticeKind(Model):
    """One kind of notice of a rulebook that is in force."""

    law: str
    """Version of the law that has the kind."""
    rule: NoticeRule
    """The rule of the law."""


class NoticeLine(Model):
    """A notice in a list."""

    number: str
    """Number of the notice."""
    origin: str
    """Code of the authority from which it comes."""
    kind: str
    """Which kind it is."""
    title: str
    """Title, in words."""
    state: AnyNoticeState
    """State that it is in."""
    at: datetime.datetime
    """Instant at which it was done."""
    about: str = ""
    """Number of the notice that it is about; or empty."""
    outcome: AnyNoticeOutcomeWord | str = ""
    """What came of it."""
    expires: datetime.date | None = None
    """Last day on which it holds; null: no end is known."""
    reply_until: datetime.date | None = None
    """Last day for a reply; null: none is asked for."""
    by_letter: bool = False
    """Whether it goes to named authorities as a letter, not into a register."""
    note: str = ""
    """What was noted, in words; or empty."""


class NoticeOutcome(Model):
    """One coded outcome of a notice, e.g. of a review."""

    code: AnyNoticeOutcomeWord
    """Code, as lists and rulebooks name it."""
    label: str
    """What a person reads for the code."""
    required: list[str] = Field(default_factory=list)
    """Fields that such an outcome must be given with, beside those of the kind."""


class NoticeRecall(Model):
    """That a notice of ours which went by letter was not meant for a member."""

    member: str
    """Who seals it, with every version that it has."""
    reason: list[FreeTextInput]
    """Why, one text a language; the member is told."""


class NoticeReceipt(Model):
    """One addressee: its receipt, or what it waits for."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    received: datetime.datetime | None = None
    """For a letter the instant of its signed receipt; for an entry that of the cosignature which
    covers it.
    """
    state: AnyDeliveryState
    """accepted, queued, refused or given_up."""
    reason: str = ""
    """Why it is so, in words."""


class NoticeRule(Model):
    """One kind of notice."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    code: str
    """Key, e.g. `4(4)`, `23(2)(e)`."""
    title: str
    """Title, in words."""
    sent_by: list[AnyRole]
    """Roles that may send it."""
    audience: AnyAudience
    """Who reads it."""
    narrowed: bool = False
    """Whether the sender may choose fewer readers than the audience."""
    required: list[str] = Field(default_factory=list)
    """Fields that must be given, or withheld where they may be."""
    may_withhold: list[str] = Field(default_factory=list)
    """Fields that may be withheld with a reason class."""
    withholding: list[AnyWithholding] = Field(default_factory=list)
    """Reason classes that may be given."""
    about: list[str] = Field(default_factory=list)
    """Kinds of notice to which it must refer; empty: to none; `denial` to one."""
    outcome: list[NoticeOutcome] = Field(default_factory=list)
    """Its coded outcomes; one must be named where there are any."""
    expires: bool = False
    """Whether a day of expiry must be named."""
    comments: bool = False
    """Whether readers may comment until `reply_until`."""
    within_working_days: int | None = None
    """Working days after the measure within which it is due; absent: without delay, no number."""
    inform_customs: list[AnyCustomsInformed] = Field(default_factory=list)
    """Who informs its own customs and other authorities; empty: nobody."""
    published_by: AnyRole | None = None
    """Role of the member that publishes in the Official Journal what such a notice says; absent:
    nobody need.
    """
    conditions: list[str] = Field(default_factory=list)
    """Conditions under which every such notice may be used and passed on."""
    searched: bool = False
    """Whether each examination of denials also looks for its parties, shown apart; what it finds
    must be looked at before the decision.
    """
    considered: str = ""
    """Article that asks the readers for due consideration: each examination looks whether such a
    notice of another authority is near; empty: none does.
    """
    two_officers: TwoOfficers | None = None
    """That one officer sends, amends or withdraws it, and a second agrees; absent: one suffices.
    """
    sight: AnyNoticeSight | None = None
    """Role of the accounts that alone write it, read it and learn that it is there; absent: every
    account that reads notices.
    """
    chosen_from: AnyAudience | None = None
    """Of a kind whose readers are chosen, the audience within which they are, and which the sender
    may also choose whole; absent: any member, each by its name.
    """
    one_officer: Rule | None = None
    """Why one officer suffices, of a kind that reaches every member."""


class NoticeVersion(Model):
    """One act on a notice."""

    at: datetime.datetime
    """Instant at which it was done."""
    index: int | None = None
    """Index of its entry in the sender's log; None for a letter."""
    notice: Notice | None = None
    """The notice as it was then; null: it cannot be shown."""
    note: str = ""
    """Why it changes nothing; empty where it does."""


class NotificationRule(Model):
    """Decisions that are notified to everybody, and under which articles."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    decisions: list[AnyDecisionType]
    """Decisions about which others are told."""
    basis: list[DenialBasis] = Field(default_factory=list)
    """The first that fits counts."""
    legal_base: AnyLegalBase = "2021/821"
    """The law under which they are notified."""
    remind_owed_after_days: list[int] = Field(default_factory=list)
    """Days after which officers are reminded, each more urgently, of a notice that is due without
    delay and was not sent.
    """


class NounView(Model):
    """One noun as a person reads it."""

    noun: str
    """Kind of thing: `consultation`, `case`."""
    name: str
    """What it is called, e.g. `DE-C-2026-00001/FR`."""
    heading: str
    """The same, as the head of a page."""
    state: str
    """How it stands, in a few words."""
    lead: list[Piece] = Field(default_factory=list)
    """What it is, below the head."""
    warnings: list[Piece] = Field(default_factory=list)
    """What needs a person, or must not be missed."""
    short: list[Piece] = Field(default_factory=list)
    """What a reader must know first, in a few sentences."""
    sections: list[ViewSection]
    """Sections, in order of reading."""
    zone: str
    """IANA name of the zone in which instants are shown, unless they name another."""


class OfficerRequest(Model):
    """A new account, with its first token."""

    scopes: list[AnyPermission] = Field(default_factory=list)
    """What it may, of what its account may; all of that if empty."""
    days: int | None = None
    """Until it ends; what the node's settings say if absent."""
    name: str
    """Name of the account."""
    role: AnyOfficerRole
    """Role of the account."""


class OneAnswer(Model):
    """A State's one answer where its authorities contradict each other."""

    asking: str
    """The authority that asked them."""
    settlement: Settlement
    """What one answer settles at once."""


class Onward(Model):
    """To which authority of the same State a consultation is forwarded."""

    conversation_id: str
    """Id of the consultation or other conversation, a UUID."""
    to: str
    """Code of the authority to which it goes."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""


class OnwardReply(Model):
    """The competent authority's answer, or, without one, why it is handed back."""

    answer: ConsultationAnswerInput | None = None
    """What is answered; null: nothing yet."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""


class OpenLine(Model):
    """One line of the open register; a field that is not shown is empty."""

    month: str = ""
    """`2026-03`, `2026-Q1` or `2026`."""
    item: str = ""
    """Category and group of the item, as the open register calls it."""
    destination: str = ""
    """ISO 3166-1 code of the country to which the goods go."""
    end_use: str = ""
    """What the goods will be used for."""
    decision: str
    """What was decided, as the open register calls it."""
    human_rights: bool | None = None
    """Whether human rights were a ground of the refusal."""
    number: str = ""
    """Of the licence; empty of a refusal, and of a line that is shown less exactly."""


class OpenRelease(Model):
    """What is released at one time: the lines of some months, and how many were left out."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    number: int
    """1, then one more with each release."""
    policy: str
    """Name and version of the policy under which it was prepared."""
    since: datetime.date
    """Day from which it is so."""
    until: datetime.date
    """The last month whose decisions it holds."""
    lines: list[OpenLine]
    """Lines, in order."""
    withheld: int
    """Decisions that are not shown because too few exporters stand behind them; told in fives,
    rounded up, and not by month.
    """
    rule: str
    """Under which rule, in words."""
    prepared_by: str = ""
    """Account that prepared it."""
    prepared_at: datetime.datetime
    """Instant at which it was prepared."""
    released_by: str = ""
    """Account that released it; or empty."""
    released_at: datetime.datetime | None = None
    """Instant of the release; null: not released."""


class OpenedByOfficer(Model):
    """Never holds by itself: an officer opens it, on a judgement that no application shows."""

    condition: Literal["opened_by_officer"]
    """Kind of condition, which says what else it has."""


class Opening(Model):
    """A consultation that an officer opens."""

    consulted: str
    """Code of the authority that is asked."""
    request: ConsultationRequestInput
    """What is asked, whole."""
    case_id: str | None = None
    """Our case that it belongs to, if any."""


class OpinionDraft(Model):
    """What an officer answers in a round: one code, that none applies, or why there is no opinion.
    """

    code: str | None = None
    """Code, as lists and rulebooks name it."""
    not_listed: bool = False
    """Whether it is said that no list has the item."""
    confidence: AnyConfidence | None = None
    """Of a code, or of none."""
    reason: list[FreeTextInput]
    """Why; of an amended answer, why it was amended."""
    precedents: list[str] = Field(default_factory=list)
    """Numbers of earlier rounds on which it relies."""


class OralNote(Model):
    """A noted telephone call; an oral objection blocks silence, it is not the answer."""

    text: str
    """What is said, in words."""
    objection: bool = False
    """Whether it was an objection."""
    despite_refused: bool = False
    """Whether it is recorded although the other side refused it."""


class OutcomeDraft(Model):
    """What an officer concludes from a round."""

    code: str | None = None
    """Code, as lists and rulebooks name it."""
    not_listed: bool = False
    """Whether it is said that no list has the item."""
    reason: list[FreeTextInput]
    """Why it is so, in words."""


class OutcomeWord(Model):
    """One outcome that a State may notify, and how it reads."""

    code: AnyNoticeOutcomeWord
    """Code, as lists and rulebooks name it."""
    label: str
    """What a person reads for the code."""


class Overlay(Model):
    """One version of one authority's overlay."""

    version: str
    """Its name in the directory, e.g. `EU-2021-821.MT/2026-1`."""
    title: str
    """Title, in words."""
    in_force_from: datetime.date
    """First day of effect, by the authority's own clock."""
    in_force_until: datetime.date | None = None
    """Last day of effect; absent: until a later version begins."""
    overlay: OverlayHead
    """Which rules of an authority these are."""
    four_eyes: FourEyesOverlay | None = None
    """When two officers are needed at an authority; null: as the law says."""
    reminders: ReminderOverlay | None = None
    """When persons are reminded; null: as the node's settings say."""
    required: RequiredOverlay | None = None
    """Fields that an authority asks for beside the law; null: none."""
    digest: str = ""
    """SHA-256 of the file's bytes, in hexadecimal."""


class OverlayHead(Model):
    """Whose overlay it is, and over which law."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    law: str
    """Law to which it belongs, e.g. `EU-2021-821`."""


class PageOfAnnualRecords(Model):
    """PageOfAnnualRecords of the interface."""

    items: list[AnnualRecord]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfCaseDocuments(Model):
    """PageOfCaseDocuments of the interface."""

    items: list[CaseDocument]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfCases(Model):
    """PageOfCases of the interface."""

    items: list[CaseSummary]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfChanges(Model):
    """PageOfChanges of the interface."""

    items: list[ChangeEvent]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfClassificationRounds(Model):
    """PageOfClassificationRounds of the interface."""

    items: list[ClassificationRound]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfClearanceRounds(Model):
    """PageOfClearanceRounds of the interface."""

    items: list[RoundLine]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfCollectionQuestions(Model):
    """PageOfCollectionQuestions of the interface."""

    items: list[Thread]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfCollections(Model):
    """PageOfCollections of the interface."""

    items: list[CollectionLine]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfConsultationDocuments(Model):
    """PageOfConsultationDocuments of the interface."""

    items: list[ConsultationDocument]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfConsultations(Model):
    """PageOfConsultations of the interface."""

    items: list[Consultation]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfDenialCounts(Model):
    """PageOfDenialCounts of the interface."""

    items: list[DenialCount]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfDenialReviewsDue(Model):
    """PageOfDenialReviewsDue of the interface."""

    items: list[DueDenial]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfDenials(Model):
    """PageOfDenials of the interface."""

    items: list[DenialLine]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfEditions(Model):
    """PageOfEditions of the interface."""

    items: list[KeptEdition]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfExaminations(Model):
    """PageOfExaminations of the interface."""

    items: list[KeptExamination]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfExplainedGrants(Model):
    """PageOfExplainedGrants of the interface."""

    items: list[ExplainedGrant]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfExportedConsultations(Model):
    """PageOfExportedConsultations of the interface."""

    items: list[ExportedConsultation]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfExportedDenials(Model):
    """PageOfExportedDenials of the interface."""

    items: list[ExportedDenial]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfHealthChecks(Model):
    """PageOfHealthChecks of the interface."""

    items: list[HealthCheck]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfHealthRegisters(Model):
    """PageOfHealthRegisters of the interface."""

    items: list[RegisterProgress]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfHeldFiles(Model):
    """PageOfHeldFiles of the interface."""

    items: list[HeldFile]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfInbox(Model):
    """PageOfInbox of the interface."""

    items: list[InboxRow]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfInboxViews(Model):
    """PageOfInboxViews of the interface."""

    items: list[SavedView]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfInformed(Model):
    """PageOfInformed of the interface."""

    items: list[InformedSummary]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfInformedElsewhere(Model):
    """PageOfInformedElsewhere of the interface."""

    items: list[InformedElsewhere]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfJobs(Model):
    """PageOfJobs of the interface."""

    items: list[JobLine]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfLetters(Model):
    """PageOfLetters of the interface."""

    items: list[LetterView]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfLicenceUses(Model):
    """PageOfLicenceUses of the interface."""

    items: list[RecordedUse]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfLicences(Model):
    """PageOfLicences of the interface."""

    items: list[LicenceSummary]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfNoticeKinds(Model):
    """PageOfNoticeKinds of the interface."""

    items: list[NoticeKind]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfNotices(Model):
    """PageOfNotices of the interface."""

    items: list[NoticeLine]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfOfficers(Model):
    """PageOfOfficers of the interface."""

    items: list[Account]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfOpenReleases(Model):
    """PageOfOpenReleases of the interface."""

    items: list[OpenRelease]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfOverlays(Model):
    """PageOfOverlays of the interface."""

    items: list[Overlay]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfPastConsultations(Model):
    """PageOfPastConsultations of the interface."""

    items: list[HeldPastConsultation]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfProcedureLines(Model):
    """PageOfProcedureLines of the interface."""

    items: list[SaidLine]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfQuestions(Model):
    """PageOfQuestions of the interface."""

    items: list[QuestionLine]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfRegisterTroubles(Model):
    """PageOfRegisterTroubles of the interface."""

    items: list[ShownTrouble]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfRegisters(Model):
    """PageOfRegisters of the interface."""

    items: list[RegisterStatus]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfRestricted(Model):
    """PageOfRestricted of the interface."""

    items: list[RestrictionNote]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfReviews(Model):
    """PageOfReviews of the interface."""

    items: list[ReviewLine]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfRulebookChanges(Model):
    """PageOfRulebookChanges of the interface."""

    items: list[RulebookChange]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfRulebooks(Model):
    """PageOfRulebooks of the interface."""

    items: list[HeldBook]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfSensitiveCases(Model):
    """PageOfSensitiveCases of the interface."""

    items: list[SensitiveCase]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfSensitiveHits(Model):
    """PageOfSensitiveHits of the interface."""

    items: list[SensitiveHit]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfStandardQuestions(Model):
    """PageOfStandardQuestions of the interface."""

    items: list[StandardQuestion]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfStandingAnswers(Model):
    """PageOfStandingAnswers of the interface."""

    items: list[StandingAnswerView]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfSubmissions(Model):
    """PageOfSubmissions of the interface."""

    items: list[Collected]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfSubstitutes(Model):
    """PageOfSubstitutes of the interface."""

    items: list[Substitute]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfTasks(Model):
    """PageOfTasks of the interface."""

    items: list[Task]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfWaitingActs(Model):
    """PageOfWaitingActs of the interface."""

    items: list[WaitingLine]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfWatchMatches(Model):
    """PageOfWatchMatches of the interface."""

    items: list[LicenceMatch]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfWebhooks(Model):
    """PageOfWebhooks of the interface."""

    items: list[Webhook]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class Parameter(Model):
    """A technical parameter: name, value and unit (``max_intercepted_lines``, 4000, '1')."""

    name: str
    """Name of it."""
    value: str
    """The value, in `unit` where it has one."""
    unit: str = ""
    """Unit of the number; or empty."""


class ParameterInput(Model):
    """A technical parameter: name, value and unit (``max_intercepted_lines``, 4000, '1')."""

    name: str
    """Name of it."""
    value: str
    """The value, in `unit` where it has one."""
    unit: str = ""
    """Unit of the number; or empty."""


class PartnerSource(Model):
    """Whence a denial of a State outside the Union comes. It is information beside the register:
    Article 16 speaks of denials of Member States, so it binds nobody and opens no consultation,
    however near a transaction comes to it.
    """

    regime: AnyRegime
    """In which the partner told of it."""
    marking: AnyMarking = "unmarked"
    """That the partner gave it; it goes wherever the denial goes."""


class Party(Model):
    """A party under every name that is known, in any script; the first is the principal."""

    names: list[str]
    """Every name and spelling; the first is the one that it goes by."""
    kind: AnyPartyKind = "unknown"
    """Which kind it is."""
    addresses: list[Address] = Field(default_factory=list)
    """As they are written."""
    country: str | None = None
    """Where it is, by its ISO 3166 code."""
    identifiers: list[Identifier] = Field(default_factory=list)
    """Numbers of registers, such as EORI, LEI, VAT."""


class PartyInput(Model):
    """A party under every name that is known, in any script; the first is the principal."""

    names: list[str]
    """Every name and spelling; the first is the one that it goes by."""
    kind: AnyPartyKind = "unknown"
    """Which kind it is."""
    addresses: list[AddressInput] = Field(default_factory=list)
    """As they are written."""
    country: str | None = None
    """Where it is, by its ISO 3166 code."""
    identifiers: list[IdentifierInput] = Field(default_factory=list)
    """Numbers of registers, such as EORI, LEI, VAT."""


class PastConsultation(Model):
    """One consultation as a list of another system has it."""

    system: str
    """Which system, e.g. DUeS."""
    reference: str
    """How that system calls it; the same reference is the same consultation."""
    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    asking: str
    """Code of the authority that asks."""
    consulted: str
    """Code of the authority that is asked."""
    asked_on: datetime.date | None = None
    """Day on which it was asked; None where that is not known."""
    answered_on: datetime.date | None = None
    """Day of the answer; null: not known."""
    ended_on: datetime.date | None = None
    """Day on which it ended, where that is known."""
    outcome: AnyPastOutcomeWord | str = ""
    """Key of the answer as the procedure has it, or a word of `PastOutcome`; empty: it was open
    there.
    """
    case_reference: str = ""
    """The asking authority's reference of its application."""
    denials: list[Reference] = Field(default_factory=list)
    """Denials that it was about, as systems call them."""
    destination: str | None = None
    """ISO 3166-1 code of the country to which the goods go."""
    end_user: list[str] = Field(default_factory=list)
    """Names of the end-user."""
    description: str = ""
    """What it is, in words."""
    codes: list[str] = Field(default_factory=list)
    """Codes of the control list, e.g. `5A001`."""
    remarks: str = ""
    """Remarks, each in its own words."""


class PastConsultationUpload(Model):
    """PastConsultationUpload of the interface."""

    file: bytes
    """CSV in UTF-8; columns: docs/imports.md"""


class PastImport(Model):
    """What became of a file of past consultations."""

    rows: int
    """Rows, in order."""
    written: int = 0
    """Number of consultations that were kept."""
    replaced: int = 0
    """Of those written, how many took an older word's place."""
    unchanged: int = 0
    """Consultations that are held and say the same."""
    errors: list[RowError] = Field(default_factory=list)
    """Faults, row by row."""


class Period(Model):
    """The period for an answer, in working days from the receipt of the request."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    working_days: int
    """Number of working days."""
    calendar: AnyCalendarRule
    """Whose working days are counted."""
    ends_stop: bool = False
    """Whether goods that are stopped go when it ends, whatever becomes of the case (Article
    21(4)).
    """


class Piece(Model):
    """A piece of text that is shown together."""

    text: str
    """In words."""
    foreign: bool = False
    """Somebody else wrote it: a name, a reason, a document's title. It may run from right to left,
    and a renderer keeps it apart from its surroundings.
    """
    language: str = ""
    """Of a text that somebody wrote in it; such a text is shown as a quotation."""
    strong: bool = False
    """What the reader must not miss."""
    soft: bool = False
    """What only explains something else."""
    at: datetime.datetime | None = None
    """The instant that the text names, for programs."""
    share: float | None = None
    """A score from 0 to 1 that the text names, which may be drawn."""
    digest: bool = False
    """It is an identifier to be compared letter by letter."""
    said_in: str = ""
    """Language of words that are shown as they were kept, whoever reads; empty for words in the
    reader's own language.
    """


class Place(Model):
    """Outcomes of one item group to one destination."""

    item_group: str
    """Category and group of the control list, e.g. `5A`."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    cases: int
    """Number of cases."""
    assessed: int
    """Cases with a human-rights assessment."""
    refused: int
    """Cases that were refused."""


class Precedent(Model):
    """An item that was classified in a round, and how like it is to what is searched for."""

    number: str
    """Number by which it is named."""
    asker: str
    """Who classified it so."""
    item: ClassifiedItem
    """The item of the transaction."""
    outcome: ClassificationOutcome
    """What came of it."""
    line: int | None = None
    """The line of the case to which it is like; None where none was compared."""
    likeness: Reasoned
    """Score and reasons in words."""


class PrecedentQuery(Model):
    """What precedents are searched for; at least one of it."""

    words: str = ""
    """The item in words."""
    code: str | None = None
    """Its control code; those below it are found as well."""
    designation: str = ""
    """What its manufacturer calls it."""
    parameters: list[MeasuredParameterInput] = Field(default_factory=list)
    """What can be measured of it."""
    case_id: str | None = None
    """A case instead, with all its items."""


class PrecedentsFound(Model):
    """Precedents that a search found, the nearest first."""

    found: list[Precedent]
    """What was found, most alike first."""
    total: int
    """How many were found; `found` has the nearest of them."""
    complete: bool
    """Whether all were looked at: of very many, only the newest are."""


class PreparedPublication(Model):
    """What the Commission services publish once all Member States have notified. This model is the
    machine-readable form; `text` is the text for the Official Journal.
    """

    about: str
    """Number of the notice, or of the earlier publication."""
    kind: str
    """Which kind it is."""
    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    items: list[Item] = Field(default_factory=list)
    """Items that the notice is about."""
    destinations: list[str] = Field(default_factory=list)
    """ISO 3166-1 codes of the countries to which goods go."""
    text: list[FreeText] = Field(default_factory=list)
    """What is said, in words."""
    states: list[str] = Field(default_factory=list)
    """Codes of the States whose words are published."""
    remarks: list[str] = Field(default_factory=list)
    """What an officer must look at before publishing, in words."""


class PreparedYear(Model):
    """Where the preparation of a year stands."""

    year: int
    """Year that the figures are of."""
    collection: str
    """Key of the collection, e.g. `EU-R-2025`."""
    template: str
    """Version of the template."""
    template_digest: str
    """SHA-256 of the template, in hexadecimal."""
    submit_by: datetime.date | None = None
    """As the Commission services have called; None: no call has come yet."""
    to: str
    """Who receives it: the Commission services, or the State's coordinator."""
    rates: str
    """Rates by which other currencies were converted, in words."""
    records: list[RecordCount]
    """Number of records, by kind and source."""
    unread: list[str]
    """Records of own cases that cannot be counted, and why."""
    tables: list[YearTable]
    """Tables, in order."""
    remarks: list[AnsweredRemark]
    """Remarks, each in its own words."""
    work: AnnualWork
    """The figures that are being prepared."""
    parts: list[MergedPart]
    """Parts of the authorities of the State, each as it was merged."""
    parts_missing: list[str]
    """Codes of the parts that have not been sent."""
    versions: list[VersionLine]
    """Versions, oldest first."""
    ready: bool
    """Nothing is left to put right or to answer."""
    version: str = ""
    """Of what was said and sent of the year here; figures follow the records."""


class Problem(Model):
    """What went wrong, and what a person can do about it (RFC 9457)."""

    type: str
    """`urn:problem-type:comity:` and the reason."""
    title: str
    """The reason in words, the same each time."""
    status: int
    """Status of the answer."""
    detail: str
    """What happened this time, for a person."""
    instance: str
    """Path that was asked for."""
    family: AnyFamily
    """Where the fault lies."""
    reason: AnyReason
    """Stable, listed in docs/protocol/errors.md."""
    message: str
    """The same as `detail`."""
    remedy: str
    """What a person can do about it."""
    metadata: dict[str, str]
    """Every dynamic part of the message, by name."""


class Procedure(Model):
    """One procedure, complete."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    code: str
    """Code, as lists and rulebooks name it."""
    title: str
    """Title, in words."""
    before_grant_only: bool = False
    """Whether it is asked only where a grant is intended."""
    by_denial: bool = False
    """Whether each denial is asked about apart."""
    opened_by: list[AnyRole] = Field(default_factory=lambda: ["licensing", "brokering", "transit"])
    """Roles that may open it."""
    answered_by: list[AnyRole] = Field(default_factory=list)
    """Roles of which a member must have one to answer; empty: the competent authorities of Member
    States.
    """
    concerns_required: bool = False
    """Whether it must name the case that it is about."""
    asked_for: list[AnyRequestedAct] = Field(default_factory=list)
    """What those who are asked are asked for."""
    may_withhold: list[str] = Field(default_factory=list)
    """Paths of fields that a request may withhold."""
    second_officer: bool = False
    """Whether an answer needs a second officer."""
    trigger: TriggerRule
    """When the procedure is called for."""
    period: Period
    """How long it takes; null: it has no period."""
    stop: Period | None = None
    """The period of the stop itself, from the instant of the stop, where the law bounds it beside
    the period for an answer. What is allowed in `extension` prolongs it as well, on its own
    first period.
    """
    extension: ExtensionRule | None = None
    """How the period may be made longer; null: it may not."""
    silence: SilenceRule
    """What no answer within the period means."""
    after_grant: AfterGrant
    """What is told to whom after a grant."""
    answer: list[AnswerOption]
    """Answers that may be given, each with what it means."""


class ProcedureApplies(Model):
    """Holds when one of these procedures applies to the same case: this one goes beside it."""

    condition: Literal["procedure_applies"]
    """Kind of condition, which says what else it has."""
    procedures: list[str]
    """Keys of the procedures of which one must apply."""


class Proposal(Model):
    """What the first officer proposes to send."""

    reason: list[FreeTextInput] = Field(default_factory=list)
    """Why a version is corrected; needed from the second on."""
    without_parts: list[str] = Field(default_factory=list)
    """Of a coordinator: authorities whose part is left out on record."""


class ProvenanceView(Model):
    """A cell of the report with everything that it comes from."""

    cell: CellRef
    """The cell."""
    edition: int | None = None
    """Number of the edition; null: the draft."""
    figures: Figures | None = None
    """What the States' figures come to; null: nothing was sent."""
    recomputed: Figures | None = None
    """The same figures, added up again from the signed submissions alone."""
    contributions: list[ContributionView]
    """What each State's figures add to the cell."""
    missing: list[str]
    """States whose data are not in it; nothing was estimated for them."""


class Publication(Model):
    """What the officer publishes; what is left out is taken from the prepared one."""

    oj_reference: str
    """Reference in the Official Journal, C series."""
    items: list[ItemInput] = Field(default_factory=list)
    """Items that the notice is about."""
    destinations: list[str] = Field(default_factory=list)
    """ISO 3166-1 codes of the countries to which goods go."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""
    effective_from: datetime.date | None = None
    """Day from which it has effect; null: not said."""


class PublishedTable(Model):
    """A table as it appears."""

    key: str
    """Key by which it is named."""
    number: str
    """Number of the table, as the report prints it."""
    title: str
    """Title, in words."""
    section: str
    """Key of the section."""
    measures: list[AnyMeasure]
    """What the figures of the table count."""
    chart: AnyChart
    """How the table is drawn."""
    row_title: str
    """What the rows are, in words."""
    column_title: str
    """What the columns are, in words."""
    rows: list[Line]
    """Rows, in order."""
    columns: list[Line]
    """Columns, in order."""
    cells: list[list[Shown]]
    """A row of cells for each row line, each as long as the columns."""
    held_together: list[HeldTogether] = Field(default_factory=list)
    """Of each total that is shown what its held-back parts are together; an edition has them,
    tables that are only asked about and editions of before have none.
    """


class Question(Model):
    """A question with where it stands; its letters are those of its conversation."""

    collection: str
    """Key of the collection, e.g. `EU-R-2025`."""
    thread: int
    """Number of the thread."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    conversation_id: str
    """Id of the consultation or other conversation, a UUID."""
    state: AnyQuestionState
    """State that it is in."""
    asked: datetime.datetime
    """Instant at which it was asked."""
    asked_by: str
    """Who asked, or who may ask."""
    question: AnnualQuestion
    """What is asked."""


class QuestionByHand(Model):
    """That an authority was asked by hand, on behalf of a case."""

    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    recording: Recording
    """What was said on paper or by word of mouth, and when."""


class QuestionDraft(Model):
    """What an officer asks."""

    state: str
    """Whose submission it is about."""
    about: CellRefInput
    """A cell or a table; its origin is the State's."""
    answer_by: datetime.date | None = None
    """By the template's schedule where it is left out."""
    thread: int | None = None
    """A question that is asked on; a new one where it is left out."""
    text: list[FreeTextInput]
    """What is said, in words."""


class QuestionLine(Model):
    """A question on our submission, with where it stands."""

    message_id: str
    """Id of the letter, a UUID."""
    asked_by: str
    """Who asked, or who may ask."""
    at: datetime.datetime
    """Instant at which it was done."""
    question: AnnualQuestion
    """What is asked."""
    answered: bool
    """Whether an answer was given."""


class QueueCount(Model):
    """How much open work of a queue there is."""

    code: str
    """Code, as lists and rulebooks name it."""
    title: str
    """Title, in words."""
    count: int
    """Number of pieces; null: it is no number."""


class QueueOfWork(Model):
    """One queue."""

    code: str
    """What it is called in addresses."""
    title: str
    """What officers read."""
    rules: list[QueueRule] = Field(default_factory=list)
    """By which something belongs into it: by one of them; by none, nothing does."""
    members: list[str] = Field(default_factory=list)
    """Accounts of those who work in it."""


class QueueOfWorkInput(Model):
    """One queue."""

    code: str
    """What it is called in addresses."""
    title: str
    """What officers read."""
    rules: list[QueueRuleInput] = Field(default_factory=list)
    """By which something belongs into it: by one of them; by none, nothing does."""
    members: list[str] = Field(default_factory=list)
    """Accounts of those who work in it."""


class QueuePlan(Model):
    """All queues as they are, or were under an earlier version."""

    queues: list[QueueOfWork] = Field(default_factory=list)
    """In the order in which they are tried: the first one that takes something has it."""
    version: int = 0
    """Counted from 1; 0 before there was any."""
    by: str = ""
    """Account that made it."""
    at: datetime.datetime | None = None
    """When."""


class QueueRule(Model):
    """What belongs into a queue: each list that is not empty must have a match."""

    countries: list[str] = Field(default_factory=list)
    """Of destination."""
    categories: list[str] = Field(default_factory=list)
    """Categories of Annex I, or their groups."""
    procedures: list[str] = Field(default_factory=list)
    """Procedures of consultations, kinds of case."""
    authorities: list[str] = Field(default_factory=list)
    """Who asks us; the code of a State stands for all of its authorities."""


class QueueRuleInput(Model):
    """What belongs into a queue: each list that is not empty must have a match."""

    countries: list[str] = Field(default_factory=list)
    """Of destination."""
    categories: list[str] = Field(default_factory=list)
    """Categories of Annex I, or their groups."""
    procedures: list[str] = Field(default_factory=list)
    """Procedures of consultations, kinds of case."""
    authorities: list[str] = Field(default_factory=list)
    """Who asks us; the code of a State stands for all of its authorities."""


class ReachesAll(Model):
    """How many officers it takes to tell every member of an act."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    exceptions: list[str] = Field(default_factory=list)
    """Authorities, or States with all of theirs, in which one officer suffices."""
    code: AnyFarReaching
    """The act."""
    officers: int
    """One, or two, of whom the second agrees to what the first proposes."""


class Reasoned(Model):
    """A score from 0 to 1 and the reasons in words that an officer can put in a file."""

    score: float
    """How much alike, from 0 to 1."""
    reasons: list[str]
    """Why, one reason a line."""


class Recalled(Model):
    """Why a letter is recalled."""

    reason: list[FreeTextInput]
    """Why it is so, in words."""


class Reconciliation(Model):
    """What the two sides have."""

    rows: int
    """Rows of the file with data."""
    listed: int
    """Denials of the file."""
    held: int
    """Denials of the register that it was compared with."""
    same: int
    """How many both have, with the same content in the columns of the file."""
    same_by_content: list[ListedDenial] = Field(default_factory=list)
    """Those of them that no reference names on both sides."""
    differing: list[DifferingDenial] = Field(default_factory=list)
    """What both have and says something else."""
    only_here: list[UnlistedDenial] = Field(default_factory=list)
    """What the register alone has; no revoked ones."""
    only_there: list[ListedDenial] = Field(default_factory=list)
    """What the file alone has."""
    errors: list[RowError] = Field(default_factory=list)
    """Rows that could not be compared."""


class RecordCount(Model):
    """How many records there are of a kind, from where."""

    kind: AnyRecordKind
    """Which kind it is."""
    source: str
    """Where it comes from."""
    records: int
    """Number of records."""


class RecordLine(Model):
    """One line of a record: an item group to a destination, with its value."""

    code: str = ""
    """Control code as decided, or empty for a non-listed item."""
    item_group: str | None = None
    """Group of the template; computed from the code where it is left out."""
    destination: str
    """Code of the template's destinations."""
    value: str | None = None
    """In the currency; None: no value was stated (technology, services)."""
    currency: str = "EUR"
    """ISO 4217 code of the currency; null: no value is stated."""
    cyber_group: str | None = None
    """Group of cyber-surveillance items; null: none of them."""


class RecordLineInput(Model):
    """One line of a record: an item group to a destination, with its value."""

    code: str = ""
    """Control code as decided, or empty for a non-listed item."""
    item_group: str | None = None
    """Group of the template; computed from the code where it is left out."""
    destination: str
    """Code of the template's destinations."""
    value: str | None = None
    """In the currency; None: no value was stated (technology, services)."""
    currency: str = "EUR"
    """ISO 4217 code of the currency; null: no value is stated."""
    cyber_group: str | None = None
    """Group of cyber-surveillance items; null: none of them."""


class RecordedUse(Model):
    """A use as it was recorded."""

    reference: str
    """By which a use is told once: the same again is the same use."""
    at: datetime.datetime
    """When the goods were released or, of what is not goods, sent."""
    lines: list[UsedLine]
    """Lines, in order."""
    told_by: str
    """The account that told it."""
    told_at: datetime.datetime
    """Instant at which this node was told; null: not known."""
    stood: bool
    """Whether the licence allowed anything to leave on the day of the use."""
    exceeded: list[int] = Field(default_factory=list)
    """Lines of which more had left with it than is licensed."""
    reversal: ReversedUse | None = None
    """None: it counts."""


class Recording(Model):
    """What an officer records."""

    kind: AnyHandKind
    """Which kind it is."""
    at: datetime.datetime
    """When it happened: sent, received there, come here, found out."""
    given: datetime.datetime | None = None
    """When the authority gave its answer or its wish, where that was before it came."""
    means: AnyMeans
    """By what it passed."""
    reference: str = ""
    """Where the paper lies, e.g. the number in the office's file."""
    digest: str | None = None
    """SHA-256 of the scanned document, in hexadecimal; empty where there is none."""
    about: int | None = None
    """Number of the record that is corrected or recalled."""
    answer: ConsultationAnswerInput | None = None
    """What was answered; also what a corrected answer says."""
    wanted: ExtensionRequestInput | None = None
    """The wish for more time."""
    reply: ExtensionReplyInput | None = None
    """What we replied to it."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """In words: what was asked, how nobody was reached, why it is corrected."""


class Reference(Model):
    """How another system calls the same thing (national licensing system, DUeS, regime)."""

    system: str
    """System that uses the reference."""
    value: str
    """The reference, as the system writes it."""


class ReferenceInput(Model):
    """How another system calls the same thing (national licensing system, DUeS, regime)."""

    system: str
    """System that uses the reference."""
    value: str
    """The reference, as the system writes it."""


class RegisterFinding(Model):
    """One thing that is not what was signed."""

    origin: str
    """Code of the authority from which it comes."""
    index: int | None = None
    """Index of the entry, from 0; None where no single entry is concerned."""
    part: int | None = None
    """Number of the part, for a part."""
    what: AnyAltered
    """What was altered."""
    detail: str
    """In words, without contents."""
    proof: str
    """The two hashes or statements that contradict each other."""


class RegisterPosition(Model):
    """Which register, at which size and root, and how fresh, an examination covered."""

    origin: str
    """Code of the authority from which it comes."""
    size: int
    """Number of entries of the log."""
    root: str
    """In hexadecimal."""
    synced_at: datetime.datetime | None = None
    """When it was last found to be all that its authority has."""
    known: int = 0
    """Entries that its authority was known to have signed; 0 in records of before it was kept.
    What of them had not come could not be searched.
    """
    fresh: bool = True
    """Whether all that was known had come, and that was found recently enough by the rulebook;
    else the case cannot be decided on it unless an officer accepts it, on record.
    """
    stopped: bool = False
    """Whether its log is stopped after a fraud proof: what was known of it before was searched."""
    relayed: int = 0
    """Denials of States that are no members which this authority transcribed."""
    relayed_at: datetime.datetime | None = None
    """When the newest of them was added."""


class RegisterProgress(Model):
    """How far the log of another member is held here, for whoever runs the node."""

    origin: str
    """Code of the authority from which it comes."""
    size: int
    """Entries that are held, all of them proven."""
    known: int
    """Entries that its owner is known to have signed."""
    whole: bool
    """Whether it was found lately to be all that its owner has, or has ended so."""
    trouble: str = ""
    """What was wrong at the last visit; empty where it went well."""


class RegisterStatus(Model):
    """One log as it is held here, and its owner as a peer."""

    origin: str
    """Code of the authority from which it comes."""
    own: bool = False
    """Whether it is this authority's own log."""
    size: int
    """Entries that are held, all of them proven."""
    known: int = 0
    """Entries that its owner is known to have signed; `lag` of them are not held yet."""
    root: str
    """Root of the log at that size, in hexadecimal; or empty."""
    state: AnyRegisterState
    """`following`; `stopped` after a fraud proof; or, of the own log, `behind`: others hold more
    of it, and nothing is appended. `reason` says why.
    """
    reason: str = ""
    """Why it is so, in words."""
    verified: datetime.datetime | None = None
    """When it was last found to be all that its owner has."""
    age_s: int | None = None
    """Seconds since then, or since the last visit to an owner that has no entries; None for never,
    and for the own log.
    """
    fresh_for_s: int = 0
    """Up to which age the rulebook calls a register fresh (Art 16(5))."""
    fresh: bool = True
    """Whether it is, and holds all that is known; an examination on one that is not says so."""
    tried: datetime.datetime | None = None
    """When its owner was last visited, `succeeded` when that last went well."""
    succeeded: datetime.datetime | None = None
    """Instant of the last round that reached the register; null: none did."""
    lag: int = 0
    """Entries of the log that are not yet held here."""
    trouble: str = ""
    """What was wrong at the last visit; empty where it went well."""
    unknown_acts: int = 0
    """Acts of a type that this version does not know."""
    received_by: dict[str, int]
    """Cosigner, and up to which size it has confirmed to hold the log."""


class RelatedCase(Model):
    """A later case of this authority that names this one: the relation seen from here."""

    kind: AnyRelationKind | str
    """What the later case is to this one; `concerns`: it is about its licence; `under_letter`: it
    applies for what this one's letter requires.
    """
    case_id: str
    """The later case."""
    procedure: str = ""
    """Of one that is about its licence: which kind of case it is. Empty in what was related before
    it was kept.
    """


class Release(Model):
    """What the second officer signs off: the digest of what was proposed."""

    digest: str
    """SHA-256 of it, in hexadecimal; null: there is nothing yet."""


class ReleaseOrder(Model):
    """When the Coordination Group had been consulted."""

    consulted: datetime.date
    """Day on which the group of coordination was consulted."""


class ReleasedAnswer(Model):
    """An answer, as far as its authority has released it to the applicant."""

    authority: str
    """Who was consulted and has answered."""
    procedure: str
    """Under which procedure, e.g. `14(1)`."""
    text: list[FreeText] = Field(default_factory=list)
    """The words given for the applicant; none where the fact alone is released."""


class Reliance(Model):
    """An officer's statement that an earlier answer may be relied on (Art 11(4)). The text says
    why circumstances have not changed substantially.
    """

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    conversation_id: str
    """Id of the consultation or other conversation, a UUID."""


class ReliedAnswer(Model):
    """An answer of an earlier consultation on which this case relies."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    conversation_id: str
    """The consultation in which it was given."""
    asking: str
    """The authority that had asked."""
    case_reference: str
    """Its case."""
    answer: AnyAnswerWord
    """What is answered; null: nothing yet."""
    conditions: list[FreeText] = Field(default_factory=list)
    """Conditions of that answer; letting the goods go takes them over."""
    circumstances: FreeText
    """Why they have not changed substantially."""
    by: str
    """Account that did it."""
    at: datetime.datetime
    """Instant at which it was done."""


class ReliesOn(Model):
    """An answer that this authority gave before and on which a case may rely."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    procedure: str
    """Under which it was given."""
    activities: list[AnyActivity]
    """Activities of the cases that may rely on it."""


class Remark(Model):
    """One remark."""

    key: str
    """Stable; an answer names it."""
    severity: AnySeverity
    """How much it weighs."""
    message: str
    """What is wrong, for a person."""
    about: CellRef | None = None
    """The cell or table that it is about, if one."""
    answers: list[str] = Field(default_factory=list)
    """Standard answers to a question; each is a key of `ANSWERS`."""
    remedy: str = ""
    """What can be done about an error."""


class RemarkAnswer(Model):
    """The authority's standard answer to a question that validation put."""

    remark: str
    """What was remarked."""
    answer: str
    """What is answered; null: nothing yet."""
    text: list[FreeText] = Field(default_factory=list)
    """What is said, in words."""


class RemarkAnswerInput(Model):
    """The authority's standard answer to a question that validation put."""

    remark: str
    """What was remarked."""
    answer: str
    """What is answered; null: nothing yet."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""


class ReminderOverlay(Model):
    """How long before the last instant an officer of this authority is reminded."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    remind_before_s: int
    """Seconds before the last instant at which a person is reminded."""


class Repair(Model):
    """What was found, what was restored, and what is found now."""

    before: VerificationReport
    """What the check of the log found before the repair."""
    restored: list[Restored]
    """Entries that were fetched again."""
    after: VerificationReport
    """What the check of the log found after the repair."""


class ReplacedDocument(Model):
    """A document that was replaced: it is kept, and carried by no new letter."""

    document: Document
    """As it was named."""
    replaced: DocumentReplaced
    """What stands in its place and how that came."""


class RequiredOverlay(Model):
    """Fields of the transaction that an application at this authority must give."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    fields: list[str]
    """Paths of fields that must be given."""


class RequirementHit(Model):
    """A requirement that another authority has notified, near to what is examined. The articles
    ask that what others have notified is given due consideration, and nothing more: nobody is
    consulted on it, and it decides nothing.
    """

    number: str
    """Number of its notice."""
    origin: str
    """Code of the authority from which it comes."""
    kind: str
    """Kind of the notice, e.g. `4(4)`."""
    article: str
    """That which asks for due consideration."""
    index: int
    """Index in the sender's log of the act that counted: it was published, amended or withdrawn by
    it.
    """
    at: datetime.datetime
    """Instant of that act."""
    state: AnyNoticeState
    """Whether it counted still when it was examined."""
    match_class: AnyMatchClass
    """How much alike the two are: the class of the hit."""
    party: Reasoned
    """The party, with why it was found alike."""
    item: Reasoned | None = None
    """How near the items are; None where the notice names or shows none."""
    ours: str = ""
    """The name on our side that matched best, or empty."""
    theirs: str = ""
    """The name on the notice, or empty where it is withheld."""


class Rerun(Model):
    """What came of making an examination again."""

    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    number: int
    """Number by which it is named."""
    ok: bool
    """Whether every check was made and holds."""
    result: AnyResult
    """The same in three words."""
    compared: int
    """Denials of the logs that were valid then and were compared."""
    checks: list[EvidenceCheck]
    """What was looked at, each with what was found."""
    outside: list[str] = Field(default_factory=list)
    """What is outside of proof: how the relayed lists stand now."""


class Restored(Model):
    """An entry that was restored, and from whom."""

    index: int
    """Place of the entry in the log, from 0 on."""
    source: str
    """Where it comes from."""


class Restriction(Model):
    """The mark on a case or consultation, for who may see it."""

    subject: str
    """Number of the case, or id of the consultation."""
    reason_class: AnyRestrictionClass
    """Class of reasons for which it is restricted."""
    by: str
    """Account that did it."""
    at: datetime.datetime
    """Instant at which it was done."""
    reason: FreeText
    """Why it is so, in words."""
    named: list[NamedAccount]
    """Accounts that may see it, each with when it was let in."""


class RestrictionDraft(Model):
    """The wish to restrict something."""

    reason_class: AnyRestrictionClass
    """Class of reasons for which it is restricted."""
    reason: FreeTextInput
    """Why it is so, in words."""
    to: list[str] = Field(default_factory=list)
    """Who needs to know beside the officer who marks it."""


class RestrictionNote(Model):
    """That something is restricted, without a word of what it is about."""

    subject: str
    """Number of the case, or id of the consultation."""
    reason_class: AnyRestrictionClass
    """Class of reasons for which it is restricted."""
    by: str
    """Account that did it."""
    at: datetime.datetime
    """Instant at which it was done."""


class RetentionClass(Model):
    """One kind of what is held."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    code: str
    """Code, as lists and rulebooks name it."""
    title: str
    """Title, in words."""
    source: str
    """Where the period comes from."""
    sure: str
    """How sure the reading is."""
    keep_days: int | None = None
    """Days after which it is deleted; None: it is kept."""


class RetentionLine(Model):
    """A class as it stands at this node."""

    rule: RetentionClass
    """The rule of the law."""
    due: int = 0
    """How much of it is older than its period now."""
    next_due: datetime.datetime | None = None
    """When the oldest that is left will be; None where nothing is, or all is kept, and of files of
    cases, whose period begins with their end.
    """
    held_back: int = 0
    """How much is older and is kept all the same."""
    kept: list[KeptFile] = Field(default_factory=list)
    """Some of it, each with why."""


class RetentionShown(Model):
    """What is kept how long, and what would be deleted now."""

    version: str
    """Version of the rules of retention."""
    at: datetime.datetime
    """Instant at which it was done."""
    lines: list[RetentionLine]
    """Lines, in order."""
    deleted: bool = False
    """Whether it was: a rehearsal deletes nothing."""


class ReversedUse(Model):
    """That what a use told did not leave: the declaration was invalidated or corrected."""

    by: str
    """Account that did it."""
    at: datetime.datetime
    """Instant at which it was done."""
    reason: FreeText
    """Why it is so, in words."""


class ReviewByTwo(Model):
    """That a second officer must agree to some outcomes of a review of an own denial."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    exceptions: list[str] = Field(default_factory=list)
    """Authorities, or States with all of theirs, in which one officer suffices."""
    outcomes: list[AnyReviewOutcome]
    """Which: a revocation ends the denial at every member at once."""


class ReviewFinding(Model):
    """What one authority found, or recorded that a State without a gateway has notified."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    outcome: str
    """What came of it."""
    at: datetime.datetime
    """Instant at which it was done."""
    number: str
    """Number of the notice that says so."""
    implied: bool = False
    """It is the notice under review itself: who imposed a requirement has notified that there
    should be one.
    """
    by_hand: HandWord | None = None
    """Whose word it is where the authority only recorded it."""


class ReviewLine(Model):
    """A review in a list."""

    number: str
    """Number of the notice that is reviewed."""
    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    title: str
    """Title, in words."""
    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    origin: str
    """Code of the authority from which it comes."""
    received: datetime.datetime | None = None
    """When it came into this gateway."""
    last_instant: datetime.datetime | None = None
    """Until when this authority reviews, exclusive; None: it does not."""
    due: datetime.date | None = None
    """Of a yearly review, the day by which it is due."""
    found: AnyNoticeOutcomeWord | str = ""
    """What this authority's State has notified; empty: nothing."""
    no_answer: bool = False
    """Its period has ended and it has said nothing; nothing follows from that."""
    missed: bool = False
    """The day of a yearly review has passed; nothing lapses by itself."""
    notified: int
    """Number of those who were told."""
    of_states: int
    """Number of States whose word counts."""
    complete: bool
    """Whether every State has said its word."""


class ReviewRule(Model):
    """The periodic review of an authority's own denials."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    period_years: int
    """Years from the notification, or the last review, to the next."""
    grounds_from_review: int
    """Number of the review from which keeping the denial needs stated grounds."""
    remind_before_days: list[int]
    """Days before the date at which officers are reminded."""
    two_officers: ReviewByTwo | None = None
    """For which outcomes a second officer must agree; absent: for none."""
    none_of: list[AnyDecisionType] = Field(default_factory=list)
    """Decisions whose denials have no date of review: those of a suspension, until its final
    assessment.
    """


class RoundAnswer(Model):
    """What an authority answered, as it stands now."""

    at: datetime.datetime
    """Instant at which it was done."""
    amended_at: datetime.datetime | None = None
    """When it was last amended; None where it was not."""
    codes: list[str] = Field(default_factory=list)
    """None with `not_listed`: none applies; else there is no opinion."""
    not_listed: bool = False
    """Whether it is said that no list has the item."""
    confidence: AnyConfidence | None = None
    """None where there is no opinion."""
    reason: list[FreeText] = Field(default_factory=list)
    """Why it is so, in words."""
    precedents: list[str] = Field(default_factory=list)
    """Numbers of similar precedents that it names."""


class RoundDraft(Model):
    """What an officer asks."""

    item: ClassifiedItemInput
    """The item of the transaction."""
    authorities: list[str]
    """Whom he asks."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """Remarks."""
    wanted_by: datetime.date | None = None
    """Day by which answers are wanted; it reminds, and binds nobody."""
    case_id: str | None = None
    """Our case in which the question came up."""


class RoundLine(Model):
    """Tables that wait to be cleared, or were."""

    message_id: str
    """Id of the letter, a UUID."""
    at: datetime.datetime
    """Instant at which it was done."""
    appearing: AppearingTables
    """Tables as they would appear."""
    answered: bool
    """Whether an answer was given."""


class RoundOrder(Model):
    """Until when States clear their tables; by the template's schedule where left out."""

    until: datetime.date | None = None
    """Last day on which it holds; null: no end is set."""


class RowError(Model):
    """One thing that is wrong with one row."""

    row: int
    """Number of the row as a spreadsheet shows it; the header is row 1."""
    column: str
    """Column as the form calls it, or "" when the row as a whole is meant."""
    reason: AnyReason
    """Why it is so, in words."""
    message: str
    """What is wrong, for a person."""
    remedy: str
    """What a person can do about it."""


class Rule(Model):
    """Where a rule comes from: its article, and why this value where the law is open."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""


class Rulebook(Model):
    """One version of the law with cases and procedures."""

    version: str
    """Name on letters, entries, receipts and cases."""
    title: str
    """Title, in words."""
    in_force_from: datetime.date
    """First day of effect, in Brussels."""
    in_force_until: datetime.date | None = None
    """Last day of effect; absent: until a later version begins."""
    notice: list[NoticeRule] = Field(default_factory=list)
    """Kinds of notice."""
    doubt: list[DoubtRule] = Field(default_factory=list)
    """Doubts about the law, each with the value that was chosen."""
    digest: str = ""
    """SHA-256 of the file's bytes, in hexadecimal."""
    applies: str | None = None
    """Version of another law whose rules it applies beside its own; absent: none."""
    closing: ClosingRule
    """When a conversation is closed."""
    examination: ExaminationRule
    """How denials are searched for."""
    four_eyes: FourEyesRule
    """When two officers are needed."""
    review: ReviewRule
    """When denials are looked at again."""
    notification: NotificationRule
    """Who is told of which decision, and when."""
    no_notice: NoNoticeRule | None = None
    """Which notices may be left out altogether, and by whom; absent: none may."""
    informed: InformedRule | None = None
    """Letters that inform of a requirement; absent: it knows none."""
    reaches_all: list[ReachesAll] = Field(default_factory=list)
    """How many officers tell every member of which acts; an act that is not named takes one."""
    waiting: WaitingRule | None = None
    """When officers are reminded of what waits for a second one; absent: never."""
    assessment: AssessmentRule
    """When a human-rights assessment is needed."""
    amendment: AmendmentRule
    """What follows when an application is amended."""
    correspondence: CorrespondenceRule
    """Which letters stand within a conversation, and their periods."""
    case: list[CaseRule]
    """Kinds of case."""
    procedure: list[Procedure]
    """Procedures of the law."""
    collective_review: list[CollectiveReview] = Field(default_factory=list)
    """Reviews by all States."""


class RulebookChange(Model):
    """One value that differs."""

    where: str
    """Path of names, e.g. `procedure 14(1) / period / working_days`."""
    before: str | None = None
    """The value in the first version, or None where it has no such place."""
    after: str | None = None
    """The value in the second, or None."""


class Said(Model):
    """One letter of a thread."""

    at: datetime.datetime
    """Instant at which it was done."""
    by: str
    """Account that did it."""
    message_id: str
    """Id of the letter, a UUID."""
    answer: str = ""
    """What is answered; null: nothing yet."""
    text: list[FreeText]
    """What is said, in words."""


class SaidLine(Model):
    """One thing that a rule says, in words."""

    about: str
    """What it is about."""
    says: str
    """What is said, in words."""
    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""


class SavedView(Model):
    """A view that an officer keeps for himself."""

    name: str
    """What he calls it."""
    filter: InboxFilter
    """What it shows."""
    at: datetime.datetime
    """When he kept it."""


class ScopeGap(Model):
    """A part of the application that cannot be searched, with the article that allows for it."""

    field: str
    """Path in the application, e.g. `transaction.end_user`."""
    article: str
    """Why there may be none, e.g. `Article 2(13)`."""
    text: str
    """What cannot be searched and when it will be, in words for the file."""


class Section(Model):
    """A section in words."""

    key: str
    """Key by which it is named."""
    title: str
    """Title, in words."""
    section: str
    """Key of the section."""
    origin: str
    """Code of the authority from which it comes."""
    text: list[FreeText]
    """What is said, in words."""


class SeenRows(Model):
    """Rows of the inbox that the account has looked at."""

    rows: list[str]
    """Their ids."""


class SeenWord(Model):
    """The same, with who said it and when."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    verdict: AnyHitVerdict | None = None
    """Whether it is an essentially identical transaction, where the officer says so; the word is
    then offered wherever the same party and denial meet again.
    """
    by: str
    """Account that did it."""
    at: datetime.datetime
    """Instant at which it was done."""
    match_class: AnyMatchClass
    """How near the denial was when the officer looked."""


class SensitiveCase(Model):
    """A pending case with the sensitive parties of which it reminds."""

    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    hits: list[SensitiveHit]
    """The hits."""


class SensitiveHit(Model):
    """One notice of which the transaction of a case reminds."""

    number: str
    """Number of the notice."""
    origin: str
    """Code of the authority from which it comes."""
    title: str
    """Title, in words."""
    version: str
    """Digest of the notice and of the transaction that were compared: where either has changed, it
    is to be looked at again.
    """
    match_class: AnyMatchClass
    """By the party; `possible` where only item and place can be compared."""
    party: Reasoned
    """The party, with why it was found alike."""
    item: Reasoned | None = None
    """How near the items are, where the notice names any."""
    ours: str = ""
    """Our name of the best pair, or empty."""
    theirs: str = ""
    """Their name of the best pair, or empty."""
    text: list[FreeText] = Field(default_factory=list)
    """What the originator says."""
    conditions: list[FreeText] = Field(default_factory=list)
    """The originator's conditions for use and passing on."""
    expires: datetime.date | None = None
    """The last day on which it counts."""
    looked: Looked | None = None
    """Who has looked at just this, in this case."""


class SentLetter(Model):
    """The letter that was sent."""

    message_id: str
    """Id of the letter, a UUID."""


class SentRecords(Model):
    """Records, indicators and texts of a national licensing system."""

    records: list[AnnualRecordInput] = Field(default_factory=list)
    """Records of decisions, as the template has them."""
    indicators: list[IndicatorValueInput] = Field(default_factory=list)
    """Values of indicators, each with its key."""
    narratives: list[NarrativeTextInput] = Field(default_factory=list)
    """Texts of the report, each with its key."""


class SentToCommission(Model):
    """The letter that was sent."""

    message_id: str
    """Id of the letter, a UUID."""


class SetAside(Model):
    """What a court, or a body that hears appeals, did to a denial."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    way: AnySetAsideWay
    """In which way it is done."""
    body: str
    """Name of the court or body."""
    reference: str
    """Its reference, e.g. the file number of the judgment."""
    at: datetime.date
    """Date of its decision."""
    text: list[FreeText] = Field(default_factory=list)
    """What it said, one text a language."""


class SetAsideInput(Model):
    """What a court, or a body that hears appeals, did to a denial."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    way: AnySetAsideWay
    """In which way it is done."""
    body: str
    """Name of the court or body."""
    reference: str
    """Its reference, e.g. the file number of the judgment."""
    at: datetime.date
    """Date of its decision."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What it said, one text a language."""


class Settlement(Model):
    """A State's coordinator settles contradicting answers of its authorities."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    case_reference: str = ""
    """Reference of the case at the authority that writes."""
    conversations: list[str]
    """The consultations whose answers contradict each other."""
    answer: str
    """The State's one answer."""
    conditions: list[FreeTextInput] = Field(default_factory=list)
    """Conditions, each in its own words."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""


class Shown(Model):
    """What one cell shows."""

    state: AnyCellState
    """How the cell is shown: as a figure, or why without one."""
    number: int | None = None
    """None unless it shows one."""
    value_cents: int | None = None
    """In cents of euro; None unless it shows one."""
    why: str = ""
    """Of a suppressed or confidential cell: the rule or ground, as a key."""
    said_by: list[str] = Field(default_factory=list)
    """Of a confidential one: the Member States that said so."""


class ShownAct(Model):
    """One act on a denial, with who has confirmed to hold its entry."""

    origin: str
    """Code of the authority from which it comes."""
    index: int
    """Place of the entry in the log, from 0 on."""
    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    type: AnyDenialEventType
    """Which kind of entry it is."""
    at: datetime.datetime
    """Instant at which it was done."""
    note: str = ""
    """What was noted, in words; or empty."""
    receipts: EntryReceipts
    """What the log and its witnesses signed about the entry."""


class ShownComment(Model):
    """A comment; `late` says that it came after the day until which comments were wanted."""

    author: str
    """Code of the authority that wrote it."""
    at: datetime.datetime
    """Instant at which it was done."""
    comment: Comment
    """What was commented."""
    late: bool = False
    """Whether it came after the period."""


class ShownDenial(Model):
    """A denial with its status, its acts, and who has not yet received the newest."""

    denial: Denial
    """The denial."""
    status: DenialStatus
    """What the register's entries make of it."""
    overdue: bool = False
    """Whether its review was missed, by its authority's day; it stays valid."""
    relayed_from: str = ""
    """Code of the authority for which another entered it; empty: entered by its own."""
    not_yet_received: list[str] = Field(default_factory=list)
    """Of the own denials; where another authority's entry has arrived is known at that authority's
    node.
    """
    missing: list[str] = Field(default_factory=list)
    """Contents that were released to this authority and have not come yet: what is shown without
    them is not withheld.
    """
    acts: list[ShownAct] = Field(default_factory=list)
    """Its entries in order; none of a relayed denial, which is in no log."""
    set_aside: list[SetAside] = Field(default_factory=list)
    """What courts and appeal bodies did to it, in order."""
    version: str = ""
    """Which version this is: its ETag."""


class ShownNotice(Model):
    """A notice with all its versions."""

    number: str
    """Number of the notice."""
    origin: str
    """Code of the authority from which it comes."""
    kind: str
    """Which kind it is."""
    title: str
    """Title, in words."""
    state: AnyNoticeState
    """State that it is in."""
    at: datetime.datetime
    """Instant at which it was done."""
    about: str = ""
    """Number of the notice that it is about; or empty."""
    outcome: AnyNoticeOutcomeWord | str = ""
    """What came of it."""
    expires: datetime.date | None = None
    """Last day on which it holds; null: no end is known."""
    reply_until: datetime.date | None = None
    """Last day for a reply; null: none is asked for."""
    by_letter: bool = False
    """Whether it goes to named authorities as a letter, not into a register."""
    note: str = ""
    """What was noted, in words; or empty."""
    notice: Notice | None = None
    """What counts now; None where its content is not held here."""
    release: list[str] = Field(default_factory=list)
    """Who may hold it, as signed; of a letter of ours, its recipients."""
    versions: list[NoticeVersion] = Field(default_factory=list)
    """Versions, oldest first."""
    receipts: list[NoticeReceipt] = Field(default_factory=list)
    """Each addressee, where the notice is ours."""
    not_yet_received: list[str] = Field(default_factory=list)
    """Those of them without a receipt."""
    comments: list[ShownComment] = Field(default_factory=list)
    """Comments by other authorities, oldest first."""
    working_days_taken: int | None = None
    """Working days of the sender from the measure to the notice, where its calendar reaches so
    far: what "without delay" came to.
    """
    late: bool = False
    """Whether that is more than the rulebook gives, where it gives a number."""
    version: str = ""
    """Which version this is: its ETag."""


class ShownReview(Model):
    """A review whole: tally, derivation of the own period, what silence means."""

    number: str
    """Number of the notice that is reviewed."""
    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    title: str
    """Title, in words."""
    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    origin: str
    """Code of the authority from which it comes."""
    received: datetime.datetime | None = None
    """When it came into this gateway."""
    last_instant: datetime.datetime | None = None
    """Until when this authority reviews, exclusive; None: it does not."""
    due: datetime.date | None = None
    """Of a yearly review, the day by which it is due."""
    found: AnyNoticeOutcomeWord | str = ""
    """What this authority's State has notified; empty: nothing."""
    no_answer: bool = False
    """Its period has ended and it has said nothing; nothing follows from that."""
    missed: bool = False
    """The day of a yearly review has passed; nothing lapses by itself."""
    notified: int
    """Number of those who were told."""
    of_states: int
    """Number of States whose word counts."""
    complete: bool
    """Whether every State has said its word."""
    leads_to: str = ""
    """Kind of notice that is published in the end; empty: none."""
    published: str = ""
    """Number of that notice, where it stands."""
    counts_all: bool = False
    """Whether Member States without a gateway must have notified, too."""
    outcomes: list[OutcomeWord] = Field(default_factory=list)
    """What a State may notify, in the words of the rulebook."""
    period: DeadlineDerivation | None = None
    """How the last day of the review was derived; null: it has no period."""
    extensions: list[ExtensionAsked] = Field(default_factory=list)
    """Requests for more time and what became of them, oldest first."""
    tally: Tally
    """The words of the States, counted."""
    silence: str
    """What no answer within the period means."""
    version: str = ""
    """Which version this is, with every notice about it: its ETag."""


class ShownTrouble(Model):
    """A trouble with who knows of it."""

    id: int
    """Number of the trouble, by which it is closed."""
    at: datetime.datetime
    """Instant at which it was done."""
    origin: str
    """Owner of the log."""
    peer: str
    """Who showed it."""
    kind: AnyTroubleKind
    """Which kind it is."""
    text: str
    """What was found, in words."""
    evidence: str | None = None
    """JSON of the fraud proof, for a fraud."""
    closed: datetime.datetime | None = None
    """Instant at which it was closed; null: it is open."""
    closed_by: str | None = None
    """Account that closed it; null or empty: nobody yet."""
    told: dict[str, datetime.datetime | None] = Field(default_factory=dict)
    """Of a fraud: each member that is to be told, and when it was; None for not yet."""


class ShownVersion(Model):
    """A version with what it says of itself, and its difference to the one before."""

    line: VersionLine
    """The version, as the list of versions has it."""
    records: int
    """Number of records."""
    parts: list[MergedPart]
    """Parts of the authorities of the State, each as it was merged."""
    reason: list[FreeText]
    """Why it is so, in words."""
    changes: list[ChangedFigures]
    """What changed, one by one."""
    more: int = 0
    """Changed cells beyond those that are shown."""


class SilenceRule(Model):
    """What follows when the period ends without a reaction: an answer's key, or nothing."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    means: AnySilenceWord
    """What no answer within the period means."""
    sentence: str
    """The sentence of the law that says so."""


class SkippedDay(Model):
    """A day that did not count, and why."""

    date: datetime.date
    """The day."""
    reason: str
    """Why it is so, in words."""


class Source(Model):
    """A submission from which an edition was made: its digest leads back to a signed letter."""

    state: str
    """Code of the Member State whose figures they are."""
    version: int
    """Number of the version that was sent, from 1 on."""
    digest: str
    """SHA-256 of it, in hexadecimal; null: there is nothing yet."""


class StandardAnswer(Model):
    """The answer to one standard question, as a key of the rulebook."""

    question: AnyStandardQuestionCode
    """Code of the standard question."""
    answer: AnyStandardAnswerCode
    """What is answered; null: nothing yet."""


class StandardQuestion(Model):
    """One coded question with its coded answers, so that nothing needs translating."""

    code: AnyStandardQuestionCode
    """Code, as lists and rulebooks name it."""
    text: str
    """What is said, in words."""
    answer: list[AnswerKey]
    """Answers that may be given, each with its code."""


class StandingAnswer(Model):
    """Answers in advance what would be asked again: until when and for what."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    answer: str
    """One of the procedure's answers."""
    scope: StandingScope
    """For which cases it holds."""
    until: datetime.date
    """Last day on which it may be relied on."""
    conditions: list[FreeText] = Field(default_factory=list)
    """Conditions, each in its own words."""
    text: list[FreeText] = Field(default_factory=list)
    """What is said, in words."""
    withdrawn: bool = False
    """The earlier one of this conversation no longer holds."""


class StandingAnswerInput(Model):
    """Answers in advance what would be asked again: until when and for what."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    answer: str
    """One of the procedure's answers."""
    scope: StandingScopeInput
    """For which cases it holds."""
    until: datetime.date
    """Last day on which it may be relied on."""
    conditions: list[FreeTextInput] = Field(default_factory=list)
    """Conditions, each in its own words."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""
    withdrawn: bool = False
    """The earlier one of this conversation no longer holds."""


class StandingAnswerView(Model):
    """A standing answer as either side shows it."""

    standing_id: str
    """Id of the letter that gave it."""
    conversation_id: str
    """Id of the consultation or other conversation, a UUID."""
    ours: bool
    """Whether this authority gave it."""
    peer: str
    """Code of the other authority."""
    content: StandingAnswer | None = None
    """What it says; None where it was recalled."""
    withdrawn: datetime.datetime | None = None
    """Since when it no longer holds; None while it does."""


class StandingInformed(Model):
    """A letter as it is shown."""

    number: str
    """Number by which it is named."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    case_id: str
    """The case in which it was decided."""
    reference: str
    """Of what was filed."""
    article: str
    """Under which it was given, e.g. `4(1)`."""
    activity: AnyActivity
    """What is done with the goods, e.g. an export."""
    informed: Party
    """Who was informed: exporter, broker, provider, or who carries the goods."""
    items: list[Item]
    """For which an authorisation is required."""
    end_users: list[Party] = Field(default_factory=list)
    """For whom it is; empty: for everybody at the destination."""
    consignee: Party | None = None
    """To whom the goods go, with whether it is stated; null: not named."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    decided_at: datetime.datetime
    """Instant of the decision; null: not yet decided."""
    valid_from: datetime.date
    """First day on which it holds."""
    valid_until: datetime.date | None = None
    """Last day; None: until it is lifted."""
    replaces: str | None = None
    """The letter whose place it took, or None."""
    replaced_by: str | None = None
    """The letter that took its place, or None."""
    replaced_from: datetime.date | None = None
    """First day of that one."""
    lifting: Lifting | None = None
    """That it is lifted."""
    state: AnyInformedState
    """How it stands on the day on which it is shown."""
    notices: list[str] = Field(default_factory=list)
    """What other authorities were told of it, by number."""


class StandingLicence(Model):
    """A licence as it is shown."""

    number: str
    """Number by which it is named."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    case_id: str
    """The case in which it was granted."""
    reference: str
    """Of the application."""
    kind: AnyAuthorisationKind
    """Which kind it is."""
    activity: AnyActivity
    """What is done with the goods, e.g. an export."""
    lines: list[LicensedLine]
    """What may leave under it."""
    exporter: StatedParty = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """Who exports, with whether it is stated."""
    consignee: StatedParty = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """To whom the goods go, with whether it is stated."""
    end_users: list[Party] = Field(default_factory=list)
    """Those of the application, and those that were added to it since."""
    not_for: list[Party] = Field(default_factory=list)
    """End-users for whom it was refused, where it names none."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    goods_located_in: list[str] = Field(default_factory=list)
    """ISO 3166-1 codes of the countries where the goods are."""
    conditions: list[LicenceCondition] = Field(default_factory=list)
    """Conditions, each in its own words."""
    granted_at: datetime.datetime
    """Instant of the grant."""
    valid_from: datetime.date
    """First day on which it holds."""
    valid_until: datetime.date | None = None
    """Last day; None: none was said."""
    follows: str | None = None
    """The licence that it renews, changes or replaces, or None."""
    replaced_by: str | None = None
    """The licence that takes its place, or None."""
    replaced_from: datetime.date | None = None
    """First day of that one."""
    unknown: list[str] = Field(default_factory=list)
    """Fields of which nothing was kept, as it was granted before licences were."""
    state: AnyLicenceState
    """How it stands on the day on which it is shown."""
    changes: list[LicenceChange] = Field(default_factory=list)
    """The acts that changed how it stands, the oldest first."""
    left: list[LineLeft] = Field(default_factory=list)
    """What is left of each line, as far as was told what has left."""


class StandingScope(Model):
    """For what a standing answer holds; an empty field does not limit it."""

    codes: list[str] = Field(default_factory=list)
    """Codes of the control list, e.g. `5A001`."""
    destinations: list[str] = Field(default_factory=list)
    """ISO 3166-1 codes of the countries to which goods go."""
    end_users: list[Party] = Field(default_factory=list)
    """Those who will use the goods."""
    denials: list[str] = Field(default_factory=list)
    """Numbers of denials that it is about."""
    everything: bool = False
    """It holds without limit; said in so many words, so that an answer to everything is never a
    limit that somebody forgot.
    """


class StandingScopeInput(Model):
    """For what a standing answer holds; an empty field does not limit it."""

    codes: list[str] = Field(default_factory=list)
    """Codes of the control list, e.g. `5A001`."""
    destinations: list[str] = Field(default_factory=list)
    """ISO 3166-1 codes of the countries to which goods go."""
    end_users: list[PartyInput] = Field(default_factory=list)
    """Those who will use the goods."""
    denials: list[str] = Field(default_factory=list)
    """Numbers of denials that it is about."""
    everything: bool = False
    """It holds without limit; said in so many words, so that an answer to everything is never a
    limit that somebody forgot.
    """


class StateFinding(Model):
    """Where one Member State stands."""

    state: str
    """Code of the Member State that found it."""
    outcome: AnyNoticeOutcomeWord | str = ""
    """What it has notified; empty: no answer, or its authorities contradict each other."""
    contradicting: bool = False
    """Its authorities have found differently and it has not settled that."""
    findings: list[ReviewFinding] = Field(default_factory=list)
    """The newest of each of its authorities."""


class StateIndicator(Model):
    """An indicator as one Member State answered it, or the Union's sum."""

    key: str
    """Key by which it is named."""
    title: str
    """Title, in words."""
    section: str
    """Key of the section."""
    origin: str
    """Code of the authority from which it comes."""
    shown: str
    """The value as it is printed."""


class StateLine(Model):
    """Where a Member State stands in a collection."""

    state: str
    """Code of the Member State."""
    authority: str
    """Who submits for it."""
    counts: int | None = None
    """Version that counts; None: nothing has come that counts."""
    digest: str | None = None
    """SHA-256 of it, in hexadecimal; null: there is nothing yet."""
    received: datetime.datetime | None = None
    """Instant of receipt, from which the period runs; null: not received."""
    refused: int = 0
    """Number of submissions that were refused."""
    questions: int = 0
    """Questions that wait for its answer."""
    shown: bool = False
    """Tables to clear were sent, of the version that counts."""
    cleared: bool = False
    """It has answered in the round, on the version that counts."""
    ledger: int = 0
    """Submissions after the freeze that nobody has decided on."""


class Status(Model):
    """Who this node is and what it holds to be the present."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    now: datetime.datetime
    """Instant that the node holds to be the present."""
    today: datetime.date
    """The day where the authority is."""
    federation: str
    """Name of the federation."""
    federation_id: str
    """Id of the federation, in hexadecimal."""
    rehearsal: bool
    """Whether the federation is a rehearsal: nothing in it is real."""
    directory_version: int
    """Version of the federation's directory in use."""
    directory_expires: datetime.datetime
    """Instant from which the federation's directory no longer holds."""
    directory_confirmed_until: datetime.datetime | None = None
    """Until when the operators have stated that this version of the directory is the newest; none
    where no such statement is alive: newer ones may be kept from this node, or the operators
    make no statements.
    """
    members: list[str]
    """Codes of the members of the federation."""
    rulebook: str
    """Version of the law that holds, e.g. `EU-2021-821/2026-1`."""
    calendar: str
    """Version of the calendars that were counted with."""


class Stop(Model):
    """Goods stopped for the length of a consultation, and what is due to them by law."""

    state: AnyStopState
    """State that it is in."""
    by: str = ""
    """What ended it, `answer`, `silence`, `stop` (its own period) or `end`; empty while nothing
    did.
    """
    at: datetime.datetime | None = None
    """Since when it is so, or until when the goods are held at most."""
    governed_by: AnyStopEnd | None = None
    """Which period bounds it; None where the stop has none of its own."""
    sentence: str
    """The sentence of the law that says so."""


class Substitute(Model):
    """That one officer stands in for another."""

    absent: str
    """Account of whoever is away; his work shows in the other's inbox."""
    stands_in: str
    """Account of whoever stands in."""
    first: datetime.date
    """First day."""
    last: datetime.date
    """Last day."""
    number: int
    """By which it is ended."""
    by: str
    """Account that arranged it."""
    at: datetime.datetime
    """When."""
    ended: datetime.datetime | None = None
    """When it was ended before its last day; None: it was not."""
    ended_by: str = ""
    """Account that ended it; empty where nobody did."""


class Supplement(Model):
    """Adds to what was sent before, without changing it; no new period."""

    text: list[FreeTextInput] = Field(default_factory=list)
    """What is said, in words."""
    transaction: TransactionInput | None = None
    """The transaction as it stands now, where an amendment that is not material changed it; None
    otherwise.
    """
    documents: list[DocumentInput] = Field(default_factory=list)
    """Titles and digests of documents; contents stay where they are."""
    references: list[ReferenceInput] = Field(default_factory=list)
    """How other systems call the same."""
    human_rights: HumanRightsAssessmentInput | None = None
    """An assessment of the sender's own, beside that of the other side."""
    forwarded_to: str | None = None
    """The other authority of the same State to which the consulted one forwarded the request;
    itself, once that one handed it back.
    """
    closing: ClassificationClosing | None = None
    """That a round on a classification is closed."""


class SyncResult(Model):
    """What one round of synchronisation came to."""

    peers: int = 0
    """Number of other members."""
    reached: int = 0
    """Number of members that answered."""
    entries: int = 0
    """Number of entries that came."""
    troubles: list[str] = Field(default_factory=list)
    """What went wrong, one a line."""


class Table(Model):
    """Rows under columns; the first column says what a row is about."""

    heading: str = ""
    """Heading, in words; or empty."""
    block: Literal["table"] = "table"
    """Kind of block, which says what else it has."""
    columns: list[str]
    """Columns, in order."""
    rows: list[list[list[Piece]]]
    """Rows, in order."""
    beside: bool = False
    """Whether it sets two things beside each other, row by row."""


class Tally(Model):
    """Who has notified what."""

    unanimous: AnyNoticeOutcomeWord
    """The outcome that all, or the majority, must have notified."""
    states: list[StateFinding]
    """Each Member State that counts, in order."""
    outside: list[str] = Field(default_factory=list)
    """Member States without a gateway, which must be asked by other means."""
    missing: list[str] = Field(default_factory=list)
    """States that have not notified that outcome."""
    majority: MajorityCount | None = None
    """How far the others are enough; None where all are needed."""
    complete: bool = False
    """Whether every State that counts has, or the majority that suffices."""


class Task(Model):
    """Something that a person must look at."""

    id: int
    """Number of the task, by which it is closed."""
    kind: AnyTaskKind
    """Which kind it is."""
    subject: str
    """Number or id of what it is about."""
    key: str = ""
    """What tells it from other tasks of its kind about the same subject."""
    data: dict[str, JsonValue] = Field(default_factory=dict)
    """What it is about, by name; empty for those of before there was any."""
    text: str
    """The same as a sentence, to be read by people only."""
    opened: datetime.datetime
    """Instant at which it was opened."""
    closed: datetime.datetime | None = None
    """Instant at which it was closed; null: it is open."""
    due: datetime.datetime | None = None
    """When the period ends in which it is to be done, exclusive; None where none runs."""
    last_day: datetime.date | None = None
    """The last day of it where the authority is, or the one that the task names."""
    overdue: bool = False
    """Whether it is over."""


class Thread(Model):
    """A question with everything that was said in it, the oldest first."""

    question: Question
    """What is asked."""
    said: list[Said]
    """What was said, oldest first."""


class TokenLine(Model):
    """A token as an administrator sees it; the token itself is nowhere."""

    id: str
    """The first digits of its digest."""
    made: datetime.datetime
    """Instant at which it was made."""
    until: datetime.datetime | None = None
    """When it ends; None for those of before there was an end."""
    used: datetime.datetime | None = None
    """When it was last used, to the hour."""
    scopes: list[AnyPermission] = Field(default_factory=list)
    """What it may; all that its account may if empty."""


class TokenRequest(Model):
    """A new token of an account, or of one that returns."""

    scopes: list[AnyPermission] = Field(default_factory=list)
    """What it may, of what its account may; all of that if empty."""
    days: int | None = None
    """Until it ends; what the node's settings say if absent."""
    name: str
    """Name of the account."""


class Transaction(Model):
    """What is to be exported, brokered, transferred, to whom and for what. All its texts have at
    most 850,000 characters together, in any script: so many fit into a letter. More is refused
    as it is filed.
    """

    activity: AnyActivity
    """What is done with the goods, e.g. an export."""
    items: list[Item]
    """Goods, software and technology of the transaction, each on a line of its own."""
    exporter: StatedParty = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """Who exports, or brokers, or assists (box 1)."""
    consignee: StatedParty = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """Who receives the goods (box 7)."""
    intermediaries: list[Party] = Field(default_factory=list)
    """Agents and others in between (box 6)."""
    end_user: StatedParty = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """Who uses them in the end (box 12)."""
    destination: str
    """Country of destination, by its ISO 3166 code."""
    country_of_consignment: str | None = None
    """From where they are sent (box 8)."""
    goods_located_in: list[str] = Field(default_factory=list)
    """Where they are (box 10): countries by their ISO 3166 codes. Those of another Member State
    are asked there (Article 14(1)).
    """
    goods_regions: list[str] = Field(default_factory=list)
    """In which regions of these countries, where it is stated: a State whose regions have
    authorities of their own has one answer, and wants to know whose goods they are.
    """
    state_of_declaration: str | None = None
    """Where customs are declared to (box 11)."""
    transit_countries: list[str] = Field(default_factory=list)
    """On the way."""
    stated_end_use: StatedText = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """What they are for, as the applicant states it."""
    contract_date: datetime.date | None = None
    """Of the contract (box 20)."""
    customs_procedure: str = ""
    """Its code (box 21)."""
    national_data: str = ""
    """Box 22: for this authority alone, never sent."""
    service_description: str = ""
    """Of brokering and technical assistance, in words."""
    third_country_of_location: str | None = None
    """Where brokered goods are."""
    human_rights: HumanRightsAssessment | None = None
    """The assessment; asked for where an item serves cyber-surveillance."""


class TransactionInput(Model):
    """What is to be exported, brokered, transferred, to whom and for what. All its texts have at
    most 850,000 characters together, in any script: so many fit into a letter. More is refused
    as it is filed.
    """

    activity: AnyActivity
    """What is done with the goods, e.g. an export."""
    items: list[ItemInput]
    """Goods, software and technology of the transaction, each on a line of its own."""
    exporter: StatedPartyInput = Field(default_factory=lambda: UnknownValueInput.model_validate({"state": "unknown"}))
    """Who exports, or brokers, or assists (box 1)."""
    consignee: StatedPartyInput = Field(default_factory=lambda: UnknownValueInput.model_validate({"state": "unknown"}))
    """Who receives the goods (box 7)."""
    intermediaries: list[PartyInput] = Field(default_factory=list)
    """Agents and others in between (box 6)."""
    end_user: StatedPartyInput = Field(default_factory=lambda: UnknownValueInput.model_validate({"state": "unknown"}))
    """Who uses them in the end (box 12)."""
    destination: str
    """Country of destination, by its ISO 3166 code."""
    country_of_consignment: str | None = None
    """From where they are sent (box 8)."""
    goods_located_in: list[str] = Field(default_factory=list)
    """Where they are (box 10): countries by their ISO 3166 codes. Those of another Member State
    are asked there (Article 14(1)).
    """
    goods_regions: list[str] = Field(default_factory=list)
    """In which regions of these countries, where it is stated: a State whose regions have
    authorities of their own has one answer, and wants to know whose goods they are.
    """
    state_of_declaration: str | None = None
    """Where customs are declared to (box 11)."""
    transit_countries: list[str] = Field(default_factory=list)
    """On the way."""
    stated_end_use: StatedTextInput = Field(default_factory=lambda: UnknownValueInput.model_validate({"state": "unknown"}))
    """What they are for, as the applicant states it."""
    contract_date: datetime.date | None = None
    """Of the contract (box 20)."""
    customs_procedure: str = ""
    """Its code (box 21)."""
    national_data: str = ""
    """Box 22: for this authority alone, never sent."""
    service_description: str = ""
    """Of brokering and technical assistance, in words."""
    third_country_of_location: str | None = None
    """Where brokered goods are."""
    human_rights: HumanRightsAssessmentInput | None = None
    """The assessment; asked for where an item serves cyber-surveillance."""


class Trigger(Model):
    """Why a procedure applies, or does not: the rule in words, with its article."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    applies: bool
    """Whether the procedure is called for."""
    consult: list[str] = Field(default_factory=list)
    """Codes of the authorities to be consulted."""
    reasons: list[str] = Field(default_factory=list)
    """Why, one reason a line."""


class TriggerRule(Model):
    """When the procedure applies: all of these conditions hold, and none of those."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    consults: AnyConsults
    """Which authorities it makes us ask."""
    all_of: list[Annotated[AuthorisationIs | ActivityIs | DestinationOutside | DestinationIn | ItemListedIn | CyberSurveillance | ProcedureApplies | GoodsElsewhere | AnyOf | ValidDenialMatches | OpenedByOfficer | dict[str, Any], Field(union_mode="left_to_right")]]
    """Conditions that must all hold."""
    none_of: list[Annotated[AuthorisationIs | ActivityIs | DestinationOutside | DestinationIn | ItemListedIn | CyberSurveillance | ProcedureApplies | GoodsElsewhere | AnyOf | ValidDenialMatches | OpenedByOfficer | dict[str, Any], Field(union_mode="left_to_right")]] = Field(default_factory=list)
    """Conditions of which none may hold."""


class TwoOfficers(Model):
    """That a second officer must agree."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    exceptions: list[str] = Field(default_factory=list)
    """Authorities, or States with all of theirs, in which one officer suffices."""


class UnknownValue(Model):
    """It is not known."""

    state: Literal["unknown"]
    """It is not known."""
    value: None = None
    """There is none."""
    reason: None = None
    """There is none."""


class UnknownValueInput(Model):
    """It is not known."""

    state: Literal["unknown"]
    """It is not known."""


class UnlistedDenial(Model):
    """A denial that the register alone has."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    reference: str
    """Reference of the case in the system that filed it."""
    references: str = ""
    """How other systems call the same."""


class UnnamedParty(Model):
    """An application that may name no party of a role, so that denials cannot be searched for it.
    """

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    code: str
    """Code, as lists and rulebooks name it."""
    party: AnyPartyRole
    """The end-user or the consignee; only they are searched for."""
    kinds: list[AnyAuthorisationKind]
    """Kinds of authorisation for which it is so."""
    text: str
    """What cannot be searched and when it will be, in words for the file."""


class UsedLine(Model):
    """How much of one line of a licence has left."""

    line: int
    """Its number on the licence."""
    quantity: str | None = None
    """Amount used, in the unit of the line, a decimal number; null: not stated."""
    unit: str = ""
    """Of the quantity; that of the licence if empty, and no other."""
    value: str | None = None
    """Value used, in the currency of the licence, a decimal number; null: not stated."""
    currency: str | None = None
    """Of the value; that of the licence if absent, and no other."""


class UsedLineInput(Model):
    """How much of one line of a licence has left."""

    line: int
    """Its number on the licence."""
    quantity: str | None = None
    """Amount used, in the unit of the line, a decimal number; null: not stated."""
    unit: str = ""
    """Of the quantity; that of the licence if empty, and no other."""
    value: str | None = None
    """Value used, in the currency of the licence, a decimal number; null: not stated."""
    currency: str | None = None
    """Of the value; that of the licence if absent, and no other."""


class ValidDenialMatches(Model):
    """Holds when the examination of all valid denials finds one to be consulted about."""

    condition: Literal["valid_denial_matches"]
    """Kind of condition, which says what else it has."""
    decisions: list[AnyDecisionType]
    """Decisions that open a consultation; others are shown as information."""
    own_state: Literal[False]
    """Denials of the asking authority's own State open none: no other is known here."""
    relayed: Literal[False]
    """Nor do those of a State that is not a member, which nobody here can answer for."""
    legal_bases: list[AnyLegalBase] = Field(default_factory=list)
    """The laws whose denials alone are meant; empty: of any that no other procedure of the case
    names.
    """


class VerificationReport(Model):
    """What checking one log came to."""

    origin: str
    """Code of the authority from which it comes."""
    at: datetime.datetime
    """Instant at which it was done."""
    size: int
    """Entries that were checked."""
    root: str
    """Root computed from the signed bytes, hexadecimal."""
    checkpoint_size: int
    """Size of the signed checkpoint that they were led to."""
    parts: int
    """Number of parts that were checked."""
    findings: list[RegisterFinding]
    """What was altered or taken away."""
    unreadable: list[RegisterFinding] = Field(default_factory=list)
    """Denials that stand in the log as signed and whose content cannot be read here: nothing was
    altered, and they are missing in the search.
    """


class VersionLine(Model):
    """A version in a list."""

    collection: str
    """Key of the collection, e.g. `EU-R-2025`."""
    number: int
    """Of our proposals, from 1."""
    version: int
    """As the submission says; a refused one is proposed again under the same."""
    state: AnyVersionState
    """State that it is in."""
    digest: str
    """Of what the first officer has seen; the second names it."""
    proposed: datetime.datetime
    """Instant of the proposal; null: none yet."""
    proposed_by: str
    """Account that proposed it; or empty."""
    released: datetime.datetime | None = None
    """Instant of the release; null: not released."""
    released_by: str = ""
    """Account that released it; or empty."""
    letter: str = ""
    """Digest of the signed letter, once it is sent."""
    said: str = ""
    """What its receiver said of it."""


class ViewPart(Model):
    """A part of a section: one denial, one consultation, or the section's only one."""

    heading: str = ""
    """Its name; empty where the section's says it."""
    tag: str = ""
    """How it stands, in a word or two."""
    blocks: list[Annotated[Lines | FactList | Table | Days | dict[str, Any], Field(union_mode="left_to_right")]]
    """Blocks of the part, in order of reading."""


class ViewSection(Model):
    """One question of the reader, answered."""

    heading: str
    """Heading, in words; or empty."""
    parts: list[ViewPart]
    """Parts of the section, in order of reading."""


class WaitingAct(Model):
    """An act that waits, or did, whole."""

    number: str
    """Number by which it is named."""
    kind: AnyWaitingKind
    """What it does."""
    subject: str = ""
    """What it is about: a notice, a review, a denial, a letter, a file by its digest; empty: it
    begins something new.
    """
    belongs_to: str = ""
    """The case or consultation that it belongs to, or empty: who may not see that sees no act of
    it.
    """
    what: str
    """What it says, in a few words."""
    by: str
    """Who proposed it."""
    at: datetime.datetime
    """Instant at which it was done."""
    state: AnyWaitingState = "waiting"
    """State that it is in."""
    decided_by: str = ""
    """Who agreed to it or refused it."""
    decided_at: datetime.datetime | None = None
    """Instant of the decision; null: not yet decided."""
    result: str = ""
    """What came of it, e.g. the number of the notice."""
    article: str
    """Where the rule of two officers is from."""
    reason: str
    """Why two officers are needed."""
    draft: dict[str, JsonValue]
    """What was given, as it was given."""
    stands_on: str = ""
    """How its subject stood when it was proposed: another state is another act."""
    why: FreeText | None = None
    """Why it was refused, or could not be done any more."""


class WaitingLine(Model):
    """An act that waits, or did, in a list."""

    number: str
    """Number by which it is named."""
    kind: AnyWaitingKind
    """What it does."""
    subject: str = ""
    """What it is about: a notice, a review, a denial, a letter, a file by its digest; empty: it
    begins something new.
    """
    belongs_to: str = ""
    """The case or consultation that it belongs to, or empty: who may not see that sees no act of
    it.
    """
    what: str
    """What it says, in a few words."""
    by: str
    """Who proposed it."""
    at: datetime.datetime
    """Instant at which it was done."""
    state: AnyWaitingState = "waiting"
    """State that it is in."""
    decided_by: str = ""
    """Who agreed to it or refused it."""
    decided_at: datetime.datetime | None = None
    """Instant of the decision; null: not yet decided."""
    result: str = ""
    """What came of it, e.g. the number of the notice."""


class WaitingRule(Model):
    """What waits for a second officer, and is not looked at."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    remind_after_days: list[int]
    """Days after which officers are reminded, each more urgently."""


class WantedSubstitute(Model):
    """That one officer is to stand in for another."""

    absent: str
    """Account of whoever is away; his work shows in the other's inbox."""
    stands_in: str
    """Account of whoever stands in."""
    first: datetime.date
    """First day."""
    last: datetime.date
    """Last day."""


class Webhook(Model):
    """A webhook, as its account and administrators see it."""

    webhook_id: str
    """Its id."""
    account: str
    """Name of the account that events are sent to, and by whose rights."""
    address: str
    """Where to."""
    types: list[str] = Field(default_factory=list)
    """Types of events; all if empty."""
    made: datetime.datetime
    """When it was made."""
    state: AnyWebhookState
    """How its delivery stands."""
    cursor: str
    """Behind the last event that was taken or given up."""
    tries: int = 0
    """How often the present event was tried in vain."""
    failing_since: datetime.datetime | None = None
    """Since when nothing was taken; null: the last try was."""
    next_try: datetime.datetime | None = None
    """When the present event is tried again; null: at once."""
    last_fault: str = ""
    """What the last try in vain came to; empty without one."""
    dead: int = 0
    """How many events were given up and not replayed."""
    dead_letters: list[DeadLetter] = Field(default_factory=list)
    """The newest of them."""


class WebhookReplay(Model):
    """From where on events are sent again."""

    after: str
    """The cursor behind which it begins again."""


class WebhookSecret(Model):
    """A webhook with a new secret, which is shown this once."""

    webhook_id: str
    """Its id."""
    webhook: Webhook
    """The webhook."""
    secret: str
    """What it signs with, `whsec_` and base64, as Standard Webhooks have it."""
    other_until: datetime.datetime | None = None
    """Until when the secret of before signs as well; null without one."""


class WebhookWish(Model):
    """What an account has sent to it, and where."""

    address: str
    """Where to, by https."""
    types: list[str] = Field(default_factory=list)
    """Types of events, as `comity.case.filed`; all that the account may know of if empty."""
    after: str = "now"
    """The cursor behind which it begins; `now`: with the next event."""


class WentIn(Model):
    """How assessments of one risk went into the decisions."""

    risk: str
    """How large the risk is."""
    outcome: str
    """What was decided."""
    cases: int
    """Number of cases."""
    on_human_rights: int
    """Those of them that were decided on the ground of human rights."""


class Withdrawal(Model):
    """The applicant's withdrawal, in the officer's words."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    determined: bool | None = None
    """Whether the authority had determined that the export will not be authorised: then that is
    notified (Art 16(1)). Asked where an assessment was negative.
    """
    grounds: list[AnyGround] = Field(default_factory=list)
    """Coded grounds of that determination."""
    explanation: list[FreeText] = Field(default_factory=list)
    """Why, one text a language; what the applicant said is not told to others."""


class WithdrawalInput(Model):
    """The applicant's withdrawal, in the officer's words."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    determined: bool | None = None
    """Whether the authority had determined that the export will not be authorised: then that is
    notified (Art 16(1)). Asked where an assessment was negative.
    """
    grounds: list[AnyGround] = Field(default_factory=list)
    """Coded grounds of that determination."""
    explanation: list[FreeTextInput] = Field(default_factory=list)
    """Why, one text a language; what the applicant said is not told to others."""


class WithheldField(Model):
    """A field of a notice that there is and that is not shown, with its reason class."""

    field: str
    """Path of the field."""
    reason: AnyWithholding
    """Why it is so, in words."""


class WithheldFieldInput(Model):
    """A field of a notice that there is and that is not shown, with its reason class."""

    field: str
    """Path of the field."""
    reason: AnyWithholding
    """Why it is so, in words."""


class WithheldValue(Model):
    """There is one, not shown."""

    state: Literal["withheld"]
    """There is one, not shown."""
    value: None = None
    """There is none."""
    reason: AnyWithholding
    """Why it is not shown."""


class WithheldValueInput(Model):
    """There is one, not shown."""

    state: Literal["withheld"]
    """There is one, not shown."""
    reason: AnyWithholding
    """Why it is not shown."""


class WordByHand(Model):
    """What a State without a gateway has notified, and what shows it."""

    state: str
    """The Member State, e.g. `AT`."""
    outcome: str
    """One of the outcomes of the rulebook."""
    on: datetime.date
    """Day on which it notified."""
    given_by: str
    """Who notified it there."""
    means: AnyMeans
    """By what it came."""
    proof: list[DocumentInput]
    """The papers, by their digests; they stay with this authority."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What it said, in words."""


class WorkArrival(Model):
    """Something that came since the officer last looked."""

    kind: AnyArrivalKind
    """Which kind it is."""
    at: datetime.datetime
    """Instant at which it was done."""


class WorkChange(Model):
    """A change of it: each entry replaces the one of the same key."""

    marks: list[MarkedCellInput] = Field(default_factory=list)
    """How cells are protected."""
    without: list[str] | None = None
    """In place of those that were named before."""
    answers: list[RemarkAnswerInput] = Field(default_factory=list)
    """Answers to remarks of the checks."""
    indicators: list[IndicatorValueInput] = Field(default_factory=list)
    """Values of indicators, each with its key."""
    narratives: list[NarrativeTextInput] = Field(default_factory=list)
    """Texts of the report, each with its key."""


class WorkOfAnother(Model):
    """That a row is here since its officer is away."""

    account: str
    """Whose work it is."""
    until: datetime.date
    """The last day on which the reader stands in."""


class YearTable(Model):
    """A table in sum."""

    table: str
    """Key of the table."""
    title: str
    """Title, in words."""
    cells: int
    """Number of cells of the table."""
    marked: int
    """Number of cells with a mark."""
    total: Figures | None = None
    """None: it is not available."""


class YearUpload(Model):
    """YearUpload of the interface."""

    file: bytes
    """XLSX, CSV or JSON: docs/reporting.md"""


JsonValue = Any


StatedGrounds = Annotated[GivenGrounds | WithheldValue | UnknownValue | NotApplicableValue | dict[str, Any], Field(union_mode="left_to_right")]


StatedGroundsInput = list[AnyGround] | GivenGroundsInput | WithheldValueInput | UnknownValueInput | NotApplicableValueInput


StatedParty = Annotated[GivenParty | WithheldValue | UnknownValue | NotApplicableValue | dict[str, Any], Field(union_mode="left_to_right")]


StatedPartyInput = PartyInput | GivenPartyInput | WithheldValueInput | UnknownValueInput | NotApplicableValueInput


StatedText = Annotated[GivenText | WithheldValue | UnknownValue | NotApplicableValue | dict[str, Any], Field(union_mode="left_to_right")]


StatedTextInput = str | GivenTextInput | WithheldValueInput | UnknownValueInput | NotApplicableValueInput


MarkWatchMatchSeenAnswer = list[LicenceMatch]

ListEventsAnswer = list[Event]

GetRulebookAnswer = Rulebook | LawBook

MarkSensitiveSeenAnswer = list[SensitiveHit]
