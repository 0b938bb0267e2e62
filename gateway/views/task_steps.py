"""How each kind of task is done: a command, with what is known of the task filled in.

What an officer chooses himself stands in capitals. A kind that no command does says by which one
sees what happened, and whom to ask.
"""

from __future__ import annotations

from collections.abc import Mapping

from gateway.domain.acts import TaskKind

LOOK = ""
"""What is to be done is to look at what the task is about, and to judge."""

_ANSWER = "comity consultation answer {subject} --answer ANSWER"
_LETTER = "comity letter show {letter}"
_REPLY = "comity letter reply {letter}"
_COLLECTION = "comity report collection {collection}"
DOCTOR = "comity doctor"
"""How who runs the gateway finds out what is wrong with it."""

_STATUS = "comity register status"
_TROUBLES = "comity register troubles"
_REVIEW = "comity denial review {subject} --outcome OUTCOME"
_TALLY = "comity review tally {subject}"
_RESTRICTED = "comity case let-in {subject} --reason REASON"

STEPS: Mapping[TaskKind, str] = {
    TaskKind.ACT_AGREE: "comity waiting show {key}",
    TaskKind.ACT_OVERDUE: "comity waiting show {number}",
    TaskKind.ACT_RETURNED: "comity waiting show {key}",
    TaskKind.ANNUAL_ANSWERED: "comity report question-close {collection} {thread} WORDS",
    TaskKind.ANNUAL_ASKED: "comity report data questions",
    TaskKind.ANNUAL_CALLED: "comity report data form {year} {file}",
    TaskKind.ANNUAL_CLEARED: _COLLECTION,
    TaskKind.ANNUAL_LATE: "comity report late {collection}",
    TaskKind.ANNUAL_MISSING: _COLLECTION,
    TaskKind.ANNUAL_NO_ANSWER: "comity report question-show {collection} {thread}",
    TaskKind.ANNUAL_NOT_CLEARED: _COLLECTION,
    TaskKind.ANNUAL_OWED: "comity letter list --conversation {subject}",
    TaskKind.ANNUAL_SAID: _COLLECTION,
    TaskKind.ANNUAL_SUBMISSION: _COLLECTION,
    TaskKind.ANNUAL_TO_CLEAR: "comity report data tables",
    TaskKind.ANSWER_AGAIN: _ANSWER,
    TaskKind.ANSWER_CONFIRM: "comity consultation confirm-answer {subject}",
    TaskKind.ANSWER_DUE: _ANSWER,
    TaskKind.ANSWER_LATE: LOOK,
    TaskKind.ANSWER_SEALED: LOOK,
    TaskKind.ANSWER_SOON: _ANSWER,
    TaskKind.ANSWER_UNUSABLE: LOOK,
    TaskKind.ANSWERS_CONTRADICT: "comity case show {subject}",
    TaskKind.CERTIFICATE_ENDING: "comity officer certificate bind {subject} FILE",
    TaskKind.CLASSIFICATION_ASKED: "comity classification answer {number} --code CODE "
    "--confidence CONFIDENCE --reason REASON",
    TaskKind.CLASSIFICATION_CLOSE: "comity classification close {number} --code CODE "
    "--reason REASON",
    TaskKind.COLLECTIVE_CONTRADICTION: _TALLY,
    TaskKind.HIT_REPLACED: "comity case show {subject}",
    TaskKind.COLLECTIVE_PUBLISH: "comity review publish {subject}",
    TaskKind.COLLECTIVE_REVIEW: "comity review find {subject} --outcome OUTCOME",
    TaskKind.CROWDED: DOCTOR,
    TaskKind.CONSULT_AGAIN: "comity letter ask-again {conversation}",
    TaskKind.DOCUMENT_INFECTED: "comity document list --case {subject}",
    TaskKind.DOCUMENT_LOST: DOCTOR,
    TaskKind.CONSULT_BY_HAND: "comity consultation record asked --case {subject} "
    "--authority {authority} --procedure '{procedure}' --at INSTANT --means MEANS",
    TaskKind.CONSULTATION_ENDED: LOOK,
    TaskKind.CONTACT_CONFIRM: "comity letter confirm {letter}",
    TaskKind.CONTACT_DISPUTED: _LETTER,
    TaskKind.CONTACT_OBJECTION: _LETTER,
    TaskKind.CORRECTION_ALARM: LOOK,
    TaskKind.CORRECTION_UNUSABLE: _LETTER,
    TaskKind.DEADLINE_DIFFERS: LOOK,
    TaskKind.DENIAL_SET_ASIDE: "comity denial show {denial}",
    TaskKind.DENIAL_UNSEEN: "comity case judge {subject} {key} --CONFIRM/--DISMISS --reason REASON",
    TaskKind.DIRECTORY_EXPIRES: DOCTOR,
    TaskKind.DIRECTORY_REFUSED: DOCTOR,
    TaskKind.DOCUMENT_MISSING: "comity document fetch {sha256} --consultation {conversation}",
    TaskKind.ENGINE_REFUSES: DOCTOR,
    TaskKind.EXTENSION_ASKED: "comity consultation reply {subject} --accept --days DAYS",
    TaskKind.EXTENSION_NO_EFFECT: LOOK,
    TaskKind.EXTENSION_UNUSABLE: LOOK,
    TaskKind.FILE_HELD: "comity retention release {subject} --reason REASON",
    TaskKind.FORWARDING_ANSWER: "comity letter forward-reply {letter} --answer ANSWER",
    TaskKind.FORWARDING_BACK: _LETTER,
    TaskKind.FORWARDING_UNUSABLE: _LETTER,
    TaskKind.INFORMATION_ASKED: _REPLY,
    TaskKind.INFORMATION_WANTED: "comity letter supplement {subject} --text TEXT",
    TaskKind.INFORMED_ENDED: "comity informed show {key}",
    TaskKind.INFORMED_ENDS: "comity informed show {key}",
    TaskKind.KEYS_AWAY: DOCTOR,
    TaskKind.LAW_MISSING: DOCTOR,
    TaskKind.LETTER_CORRECTED: _LETTER,
    TaskKind.LETTER_DOUBTFUL: "comity letter list --conversation {subject}",
    TaskKind.LETTER_LOST: "comity letter list --conversation {subject}",
    TaskKind.LETTER_READ: _LETTER,
    TaskKind.LETTER_RECALLED: _LETTER,
    TaskKind.LETTER_REFUSED: LOOK,
    TaskKind.LETTER_STUCK: "comity letter list --conversation {subject}",
    TaskKind.LETTER_TAKEN_BACK: "comity letter list --conversation {subject}",
    TaskKind.LETTER_UNDELIVERED: "comity letter list --conversation {subject}",
    TaskKind.LETTER_UNUSABLE: "comity letter list --conversation {subject}",
    TaskKind.LICENCE_EXCEEDED: "comity licence uses {licence}",
    TaskKind.LICENCE_MATCHED: "comity case watch",
    TaskKind.LICENCE_UNUSABLE: "comity licence uses {licence}",
    TaskKind.LIST_CHANGED: "comity case amend {subject} FILE --reason REASON",
    TaskKind.NODE_RESTORED: DOCTOR,
    TaskKind.NOTICE_COMMENT: LOOK,
    TaskKind.NOTICE_CUSTOMS: LOOK,
    TaskKind.NOTICE_DUE: "comity notice publish FILE --duty {subject}",
    TaskKind.NOTICE_NOT_PROVIDED: "comity notice confirm-left-out {subject}",
    TaskKind.NOTICE_OWED: "comity notice publish FILE --duty {subject}",
    TaskKind.NOTICE_READ: LOOK,
    TaskKind.NOTICE_UNUSABLE: LOOK,
    TaskKind.PUBLICATION_MISSED: _TALLY,
    TaskKind.RECALL_ALARM: LOOK,
    TaskKind.RECALL_UNUSABLE: _LETTER,
    TaskKind.RECORD_CONFIRM: "comity consultation confirm-record {subject} {number}",
    TaskKind.REGISTER_STOPPED: _TROUBLES,
    TaskKind.REGISTER_TAMPERED: "comity register verify {subject}",
    TaskKind.REGISTER_TROUBLE: _TROUBLES,
    TaskKind.REGISTER_UNKNOWN_ACT: _STATUS,
    TaskKind.REGISTER_UNREADABLE: _STATUS,
    TaskKind.REPLY_MISSING: "comity letter list --wanted",
    TaskKind.REQUIREMENT_UNSEEN: "comity notice show {key}",
    TaskKind.RESTRICTED_DUE: _RESTRICTED,
    TaskKind.RESTRICTED_OPENED: "comity case restricted",
    TaskKind.RESTRICTED_UNSEEN: _RESTRICTED,
    TaskKind.REVIEW_DUE: _REVIEW,
    TaskKind.REVIEW_LIST: "comity denial due --own",
    TaskKind.REVIEW_OVERDUE: _REVIEW,
    TaskKind.REVIEW_SOON: _REVIEW,
    TaskKind.ROLE_MISSING: "comity officer add NAME --role {role}",
    TaskKind.ROUND_FAILED: DOCTOR,
    TaskKind.SCANNER_AWAY: DOCTOR,
    TaskKind.SETTLEMENT_UNUSABLE: _LETTER,
    TaskKind.SILENCE_UNCONFIRMED: "comity consultation confirm-silence {subject} --note NOTE",
    TaskKind.STANDS_STILL: DOCTOR,
    TaskKind.STOP_ENDED: LOOK,
    TaskKind.STOP_UNASKED: LOOK,
    TaskKind.STANDING_COVERS: "comity letter standing rely {standing_id} {subject}",
    TaskKind.STANDING_GIVEN: "comity letter standing list",
    TaskKind.STANDING_UNUSABLE: _LETTER,
    TaskKind.STANDING_WITHDRAWN: "comity letter standing list",
    TaskKind.SUPPLEMENT_UNUSABLE: _LETTER,
    TaskKind.SUSPENSION_OPEN: "comity case final-assessment {denial_id} --outcome OUTCOME "
    "--on DAY --ground GROUND",
    TaskKind.TELL_BY_HAND: "comity task close {task} --note NOTE",
    TaskKind.TLS_EXPIRES: "comity key show",
    TaskKind.TOKEN_ENDING: "comity officer token new {subject}",
    TaskKind.TRANSACTION_TWICE: LOOK,
    TaskKind.WEBHOOK_GIVES_UP: "comity webhook show {subject}",
}
"""For each kind the command that does what is to be done, or shows it where a person judges."""

CLOSED_AGAIN = "comity task close {task_id} --note NOTE"
"""How a second officer closes what another would close without a record."""

CLOSED_BY_HAND = "comity task close {task} --note NOTE"
