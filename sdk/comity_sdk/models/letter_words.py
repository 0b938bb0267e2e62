"""Words of letters: states, kinds and ways, for the models of `letters`.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field


class InformationKind(StrEnum):
    """What is asked (Art 23(2), 23(5))."""

    INFORMATION = "information"
    CLASSIFICATION = "classification"


AnyInformationKind = Annotated[InformationKind | str, Field(union_mode="left_to_right")]


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
