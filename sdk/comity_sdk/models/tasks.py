"""Tasks: what an officer is to do.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.part_parts import JsonValue


class TaskKind(StrEnum):
    """Kinds of tasks, each with its heading in words."""

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
    CONNECTIONS_CROWDED = "connections.crowded"
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
    DOCUMENT_LOST = "document.lost"
    DOCUMENT_MISSING = "document.missing"
    ENGINE_REFUSES = "engine.refuses"
    EXTENSION_ASKED = "extension.asked"
    EXTENSION_NO_EFFECT = "extension.no_effect"
    EXTENSION_UNUSABLE = "extension.unusable"
    FILE_HELD = "file.held"
    FORWARDING_ANSWER = "forwarding.answer"
    FORWARDING_BACK = "forwarding.back"
    FORWARDING_UNUSABLE = "forwarding.unusable"
    HIT_REPLACED = "hit.replaced"
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


class PageOfTasks(Model):
    """PageOfTasks of the interface."""

    items: list[Task]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


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
    """What it is about, by name."""
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
