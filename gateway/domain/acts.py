"""Kinds of tasks, acts and dates; stable, since national systems read them in feed and lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from gateway.domain.base import Instant, Worded
from gateway.domain.letter import LetterType
from gateway.domain.saying import Resaid, speaks_of


class TaskKind(Worded):
    """Kinds of tasks, each with its heading in words."""

    ACT_AGREE = "act.agree", "An act waits for a second officer"
    ACT_OVERDUE = "act.overdue", "An act has waited for a second officer for days"
    ACT_RETURNED = "act.returned", "What was proposed was refused, or could not be done"
    ANNUAL_ANSWERED = "annual.answered", "A State answered a question about its submission"
    ANNUAL_ASKED = "annual.asked", "The Commission asks about our submission"
    ANNUAL_CALLED = "annual.called", "The Commission calls for the data of a year"
    ANNUAL_CLEARED = "annual.cleared", "Every State has cleared its tables"
    ANNUAL_LATE = "annual.late", "A submission came after the freeze"
    ANNUAL_MISSING = "annual.missing", "Submissions are missing on their day"
    ANNUAL_NO_ANSWER = "annual.no_answer", "A question was not answered by its day"
    ANNUAL_NOT_CLEARED = "annual.not_cleared", "The round is over and tables are not cleared"
    ANNUAL_OWED = "annual.owed", "We owe the Commission an answer"
    ANNUAL_SAID = "annual.said", "A clearance cannot be used"
    ANNUAL_SUBMISSION = "annual.submission", "A submission came that does not count"
    ANNUAL_TO_CLEAR = "annual.to_clear", "Our tables are to be cleared"
    ANSWER_AGAIN = "answer.again", "We may answer again"
    ANSWER_CONFIRM = "answer.confirm", "An answer waits for a second officer"
    ANSWER_DUE = "answer.due", "An answer is due"
    ANSWER_LATE = "answer.late", "An answer has no effect"
    ANSWER_SEALED = "answer.sealed", "A letter came after the end and counts"
    ANSWER_SOON = "answer.soon", "The period of an answer ends soon"
    ANSWER_UNUSABLE = "answer.unusable", "An answer cannot be used"
    ANSWERS_CONTRADICT = "answers.contradict", "Authorities of one State contradict each other"
    CERTIFICATE_ENDING = "certificate.ending", "A certificate of a system ends soon"
    CLASSIFICATION_ASKED = "classification.asked", "A classification is asked of us"
    CLASSIFICATION_CLOSE = "classification.close", "A round on a classification can be closed"
    COLLECTIVE_CONTRADICTION = (
        "collective.contradiction",
        "Authorities of our State have found differently",
    )
    COLLECTIVE_PUBLISH = "collective.publish", "A publication can be made"
    COLLECTIVE_REVIEW = "collective.review", "A notice is to be reviewed"
    CROWDED = "connections.crowded", "Connections met a bound"
    CONSULT_AGAIN = "consult.again", "An authority is to be asked again"
    CONSULT_BY_HAND = "consult.by_hand", "An authority is to be consulted by hand"
    CONSULTATION_ENDED = "consultation.ended", "Our answer is not needed any more"
    CONTACT_CONFIRM = "contact.confirm", "A call is to be confirmed"
    CONTACT_DISPUTED = "contact.disputed", "A call is disputed"
    CONTACT_OBJECTION = "contact.objection", "An objection was made by telephone"
    CORRECTION_ALARM = "correction.alarm", "A correction touches a decision"
    CORRECTION_UNUSABLE = "correction.unusable", "A correction cannot be used"
    DEADLINE_DIFFERS = "deadline.differs", "Last instants differ"
    DENIAL_SET_ASIDE = "denial.set_aside", "A court has acted on a denial that a case rests on"
    DENIAL_UNSEEN = "denial.unseen", "A denial came that nobody has looked at"
    DIRECTORY_EXPIRES = "directory.expires", "The directory expires"
    DIRECTORY_REFUSED = "directory.refused", "The directory is refused"
    DOCUMENT_LOST = "document.lost", "Stored contents of a document are missing or altered"
    DOCUMENT_MISSING = "document.missing", "Contents of a document did not come"
    ENGINE_REFUSES = "engine.refuses", "The workflow engine does not take what is next"
    EXTENSION_ASKED = "extension.asked", "More time is asked for"
    EXTENSION_NO_EFFECT = "extension.no_effect", "A wish for more time has no effect"
    EXTENSION_UNUSABLE = "extension.unusable", "A reply about more time cannot be used"
    FILE_HELD = "file.held", "A file is held back from deletion"
    FORWARDING_ANSWER = "forwarding.answer", "A question was forwarded to us"
    FORWARDING_BACK = "forwarding.back", "What we forwarded was handed back"
    FORWARDING_UNUSABLE = "forwarding.unusable", "A forwarded letter cannot be used"
    HIT_REPLACED = "hit.replaced", "A colleague has said otherwise of a denial"
    INFORMATION_ASKED = "information.asked", "Information is asked of us"
    INFORMATION_WANTED = "information.wanted", "More information is needed"
    INFORMED_ENDED = "informed.ended", "Others were told of a requirement that has ended"
    INFORMED_ENDS = "informed.ends", "A letter that informs of a requirement ends soon"
    KEYS_AWAY = "keys.away", "A token with our keys does not sign"
    LAW_MISSING = "law.missing", "A law file is missing or refused"
    LETTER_CORRECTED = "letter.corrected", "A letter was corrected"
    DOCUMENT_INFECTED = "document.infected", "A document was infected and is removed"
    SCANNER_AWAY = "scanner.away", "Documents wait for the scanner"
    LETTER_DOUBTFUL = "letter.doubtful", "A letter says what does not hold"
    LETTER_LOST = "letter.lost", "A letter was lost with a database"
    LETTER_READ = "letter.read", "A letter is to be read"
    LETTER_RECALLED = "letter.recalled", "A letter was recalled"
    LETTER_REFUSED = "letter.refused", "A letter was refused"
    LETTER_STUCK = "letter.stuck", "A letter has had no effect yet"
    LETTER_TAKEN_BACK = "letter.taken_back", "A letter of ours was lost and is here again"
    LETTER_UNDELIVERED = "letter.undelivered", "A letter could not be delivered"
    LETTER_UNUSABLE = "letter.unusable", "A letter cannot be used"
    LICENCE_EXCEEDED = "licence.exceeded", "More has left than a licence allows"
    LICENCE_MATCHED = "licence.matched", "A licence in force matches a denial"
    LICENCE_UNUSABLE = "licence.unusable", "A licence was used while it allowed nothing"
    LIST_CHANGED = "list.changed", "A newer list asks more of a case"
    NODE_RESTORED = "node.restored", "The node's database has gone back"
    NOTICE_COMMENT = "notice.comment", "A notice was commented"
    NOTICE_CUSTOMS = "notice.customs", "Customs are to be informed"
    NOTICE_DUE = "notice.due", "A notice is due"
    NOTICE_NOT_PROVIDED = (
        "notice.not_provided",
        "That no notice is given waits for a second officer",
    )
    NOTICE_OWED = "notice.owed", "A notice has been owed for days"
    NOTICE_READ = "notice.read", "A notice is to be read"
    NOTICE_UNUSABLE = "notice.unusable", "A notice cannot be used"
    PUBLICATION_MISSED = "publication.missed", "The review of a publication was missed"
    RECALL_ALARM = "recall.alarm", "A recall touches a decision"
    RECALL_UNUSABLE = "recall.unusable", "A recall cannot be used"
    RECORD_CONFIRM = "record.confirm", "What was recorded by hand waits for a second officer"
    REGISTER_STOPPED = "register.stopped", "A log is stopped"
    REGISTER_TAMPERED = "register.tampered", "The own register was changed"
    REGISTER_TROUBLE = "register.trouble", "A log shows trouble"
    REGISTER_UNKNOWN_ACT = "register.unknown_act", "Acts of an unknown type stand in a log"
    REGISTER_UNREADABLE = "register.unreadable", "Denials cannot be read"
    REPLY_MISSING = "reply.missing", "A reply has not come"
    REQUIREMENT_UNSEEN = "requirement.unseen", "A requirement came that nobody has considered"
    RESTRICTED_DUE = "restricted.due", "A period ends soon in something restricted"
    RESTRICTED_OPENED = "restricted.opened", "Somebody opened what is restricted"
    RESTRICTED_UNSEEN = "restricted.unseen", "Nobody is left who sees something restricted"
    REVIEW_DUE = "review.due", "A review is due today"
    REVIEW_LIST = "review.list", "Reviews were due when a register was loaded"
    REVIEW_OVERDUE = "review.overdue", "A review was missed"
    REVIEW_SOON = "review.soon", "A review is near"
    ROLE_MISSING = "role.missing", "Something came for a role that no account has"
    ROUND_FAILED = "round.failed", "Something could not be followed"
    SETTLEMENT_UNUSABLE = "settlement.unusable", "A settlement cannot be used"
    SILENCE_UNCONFIRMED = "silence.unconfirmed", "A silence is to be confirmed"
    STANDS_STILL = "stands.still", "Something stands still"
    STANDING_COVERS = "standing.covers", "A standing answer covers a question"
    STANDING_GIVEN = "standing.given", "A standing answer was given"
    STANDING_UNUSABLE = "standing.unusable", "A standing answer cannot be used"
    STANDING_WITHDRAWN = "standing.withdrawn", "A standing answer was withdrawn"
    STOP_ENDED = "stop.ended", "Stopped goods are due for release"
    STOP_UNASKED = "stop.unasked", "A question about stopped goods has not arrived"
    SUPPLEMENT_UNUSABLE = "supplement.unusable", "Supplied information cannot be used"
    SUSPENSION_OPEN = "suspension.open", "A suspension waits for its final assessment"
    TELL_BY_HAND = "tell.by_hand", "An authority is to be told something by hand"
    TLS_EXPIRES = "tls.expires", "The gateway's TLS certificate expires"
    TOKEN_ENDING = "token.ending", "A token ends soon"
    TRANSACTION_TWICE = "transaction.twice", "Several States ask about one transaction"
    WEBHOOK_GIVES_UP = "webhook.gives_up", "Events to a system are set aside"


OF_DECIDERS = frozenset({TaskKind.RESTRICTED_DUE, TaskKind.RESTRICTED_UNSEEN})
"""Kinds that all see who may open what is restricted: its number and a day. The sweep's own."""

OF_ADMINISTRATORS = frozenset({TaskKind.CROWDED, TaskKind.ROLE_MISSING, TaskKind.WEBHOOK_GIVES_UP})
"""Kinds that administrators alone see: they say a role or an address, and nothing of what came."""

NAMING_THEIR_DAY = (
    frozenset({TaskKind.REVIEW_SOON, TaskKind.REVIEW_DUE, TaskKind.REVIEW_OVERDUE})
    | {TaskKind.RESTRICTED_DUE, TaskKind.CERTIFICATE_ENDING, TaskKind.TLS_EXPIRES}
    | {TaskKind.TOKEN_ENDING, TaskKind.ANNUAL_MISSING, TaskKind.INFORMED_ENDS}
)
"""Kinds whose data has the last day under ``day``."""


def heading_of(kind: str) -> str:
    """Return what a kind of task is, in a few words; of one that is not known here, its key."""
    return TaskKind(kind).words if kind in set(TaskKind) else kind


class Verb(StrEnum):
    """Verbs of acts; each type of letter has two, `sent` and `received`."""

    ACT_AGREED = "act.agreed"
    ACT_LAPSED = "act.lapsed"
    ACT_PROPOSED = "act.proposed"
    ACT_REFUSED = "act.refused"
    ANNUAL_ACCEPTED = "annual.accepted"
    ANNUAL_CALLED = "annual.called"
    ANNUAL_CHANGED = "annual.changed"
    ANNUAL_DROPPED = "annual.dropped"
    ANNUAL_FROZEN = "annual.frozen"
    ANNUAL_IMPORTED = "annual.imported"
    ANNUAL_LEFT = "annual.left"
    ANNUAL_MISSING = "annual.missing"
    ANNUAL_NO_ANSWER = "annual.no_answer"
    ANNUAL_NOT_CLEARED = "annual.not_cleared"
    ANNUAL_PROPOSED = "annual.proposed"
    ANNUAL_PUBLISHED = "annual.published"
    ANNUAL_RELEASED = "annual.released"
    ANNUAL_REMINDED = "annual.reminded"
    ANNUAL_SET_ASIDE = "annual.set_aside"
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
    CONSULTATION_ANSWERED = "consultation.answered"
    CONSULTATION_ANSWERED_LATE = "consultation.answered_late"
    CONSULTATION_ANSWERED_UNUSABLE = "consultation.answered_unusable"
    CONSULTATION_ASKED = "consultation.asked"
    CONSULTATION_ASSIGNED = "consultation.assigned"
    CONSULTATION_CLOSED = "consultation.closed"
    CONSULTATION_ENDED = "consultation.ended"
    CONSULTATION_FORWARDED = "consultation.forwarded"
    CONSULTATION_NARROWED = "consultation.narrowed"
    CONSULTATION_NOT_CLOSED = "consultation.not_closed"
    CONSULTATION_OPENED = "consultation.opened"
    CONSULTATION_RECALLED = "consultation.recalled"
    CONSULTATION_RECEIVED = "consultation.received"
    CONSULTATION_REMINDED = "consultation.reminded"
    CONSULTATION_REQUESTED = "consultation.requested"
    CONSULTATION_SILENT = "consultation.silent"
    CONSULTATION_SUPERSEDED = "consultation.superseded"
    CONSULTATION_UNCONFIRMED = "consultation.unconfirmed"
    CONSULTATION_WITHDRAWN = "consultation.withdrawn"
    CONSULTATIONS_EXPORTED = "consultations.exported"
    CONSULTATIONS_RECORDED = "consultations.recorded"
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
    HIT_CONFIRMED = "hit.confirmed"
    HIT_DISMISSED = "hit.dismissed"
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
    NOTICE_GIVEN = "notice.given"  # subject: after what it was due; reference: its number
    NOTICE_IN_LOG = "notice.in_log"
    NOTICE_NOT_PROVIDED = "notice.not_provided"
    NOTICE_NOT_PROVIDED_PROPOSED = "notice.not_provided_proposed"
    NOTICE_PUBLISHED = "notice.published"
    NOTICE_REFERENCED = "notice.referenced"
    NOTICE_WITHDRAWN = "notice.withdrawn"
    KEY_DESTROYED = "key.destroyed"
    OFFICER_ADDED = "officer.added"
    CERTIFICATE_BOUND = "officer.certificate_bound"
    CERTIFICATE_WITHDRAWN = "officer.certificate_withdrawn"
    CONSOLE_ENROLLED = "officer.console_enrolled"
    CONSOLE_LINK_MADE = "officer.console_link_made"
    OFFICER_RETURNED = "officer.returned"
    OFFICER_WITHDRAWN = "officer.withdrawn"
    TOKEN_MADE = "officer.token_made"  # noqa: S105 - a verb
    TOKEN_WITHDRAWN = "officer.token_withdrawn"  # noqa: S105 - a verb
    WEBHOOK_ENDED = "officer.webhook_ended"
    WEBHOOK_MADE = "officer.webhook_made"
    WEBHOOK_REPLAYED = "officer.webhook_replayed"
    WEBHOOK_SECRET_MADE = "officer.webhook_secret_made"  # noqa: S105 - a verb
    OPEN_PREPARED = "open.prepared"
    OPEN_RELEASED = "open.released"
    PUBLICATION_MISSED = "publication.missed"
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
    SILENCE_CONFIRMED = "silence.confirmed"
    STANDING_CORRECTED = "standing.corrected"
    STANDING_EXPIRED = "standing.expired"
    STANDING_RECALLED = "standing.recalled"
    STANDING_RELIED_ON = "standing.relied_on"
    SUSPENSION_ENDED = "suspension.ended"
    TASK_CLOSED = "task.closed"
    TASK_CLOSING = "task.closing"
    TRANSACTION_TWICE = "transaction.twice"
    vars().update(
        {
            f"LETTER_{kind.name}_{what.upper()}": f"{kind}.{what}"
            for kind in LetterType
            for what in ("sent", "received")
        }
    )


def sent_verb(kind: LetterType) -> Verb:
    """Return the verb of a letter of a type that went."""
    return Verb(f"{kind}.sent")


def received_verb(kind: LetterType) -> Verb:
    """Return the verb of a letter of a type that came."""
    return Verb(f"{kind}.received")


class DueKind(StrEnum):
    """Kinds of date that is due in days or in years, and what each is about."""

    DENIAL_REVIEW = "denial.review"  # subject: denial id
    COLLECTIVE_REVIEW = "collective.review"  # subject: number of the notice under review
    PUBLICATION_REVIEW = "publication.review"  # subject: number of the publication
    REPLY_WANTED = "reply.wanted"  # subject: message id of the request
    NOTICE_EXPIRES = "notice.expires"  # subject: number of the notice
    INFORMED_ENDS = "informed.ends"  # subject: number of the letter that informs
    STANDING_EXPIRES = "standing.expires"  # subject: message id of the standing answer
    STOP_ENDS = "stop.ends"  # subject: conversation of the question about stopped goods
    ANNUAL_OWED = "annual.owed"  # subject: message id of a call, question or tables to us
    ANNUAL_COLLECTION = "annual.collection"  # subject: id of our collection; its reminders
    ANNUAL_QUESTION = "annual.question"  # subject: collection, slash, number of our question
    ANNUAL_CLEARANCE = "annual.clearance"  # subject: id of our collection
    ANNUAL_EMBARGO = "annual.embargo"  # subject: collection, slash, number of the edition


_CHANGE_CHARACTERS = 40  # of the column that keeps them


def task_opened(kind: TaskKind) -> str:
    """Return the kind of change that tells of a task that was opened."""
    return f"task.{kind}"


def task_closed(kind: TaskKind) -> str:
    """Return the kind of change that tells of a task that was closed."""
    return f"task.{kind}.closed"[:_CHANGE_CHARACTERS]


FEED_WENT_BACK = "feed.went_back"
"""The kind of change that tells of a database that was put back: what came after it is lost."""


class Task(Resaid):
    """Something that a person must look at.

    Attributes:
        key: What tells it from other tasks of its kind about the same subject.
        data: What it is about, by name.
        text: The same as a sentence, to be read by people only.
        due: When the period ends in which it is to be done, exclusive; None where none runs.
        last_day: The last day of it where the authority is, or the one that the task names.
        overdue: Whether it is over.
    """

    id: int
    kind: str
    subject: str
    key: str = ""
    data: Mapping[str, JsonValue] = {}
    text: str
    opened: Instant
    closed: Instant | None = None
    due: Instant | None = None
    last_day: date | None = None
    overdue: bool = False

    def to_be_done_by(self, due: datetime | None) -> Task:
        """Return the task with the end of the period that runs where it belongs."""
        return self._with(due=due)

    def dated(self, now: datetime, zone: ZoneInfo) -> Task:
        """Return the task with its last day, by the clock of a place."""
        if self.due is not None:
            last = (self.due - timedelta(seconds=1)).astimezone(zone).date()
            return self._with(last_day=last, overdue=self.due <= now)
        named = self.data.get("day") if self.kind in NAMING_THEIR_DAY else None
        if not isinstance(named, str):
            return self
        last, today = date.fromisoformat(named), now.astimezone(zone).date()
        return self._with(last_day=last, overdue=last < today)

    def speaks_of(self, hidden: frozenset[str]) -> bool:
        """Say whether it names one of some numbers, ids and references."""
        return speaks_of(hidden, self.text, self.data)

    def without_contents(self) -> Task:
        """Return the task with its heading alone: what it says may name denials."""
        text = heading_of(self.kind)
        return self._with(key="", data={}, text=text).made_of(())

    def closed_at(self, at: datetime) -> Task:
        """Return the task closed."""
        return self._with(closed=at)
