"""Every error that Comity raises on purpose, with a stable reason and a remedy.

One root, `ComityError`. The reason is part of the wire contract (it travels in
``google.rpc.ErrorInfo.reason`` and in signed refusals); the message says what happened;
the remedy says what a person can do. Anything else that escapes is a defect.

The class of an error names its family; the family decides the exit code of the command
line and the status of REST and gRPC, each in one total table at its own border.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar


class Reason(StrEnum):
    """Stable reason codes, listed with their meaning in docs/protocol/errors.md."""

    # input: what a person or a system gave us
    INPUT_INVALID = "INPUT_INVALID"
    INPUT_EMPTY = "INPUT_EMPTY"
    COLUMN_UNKNOWN = "COLUMN_UNKNOWN"
    COLUMN_MISSING = "COLUMN_MISSING"
    ENCODING_INVALID = "ENCODING_INVALID"
    CODE_UNKNOWN = "CODE_UNKNOWN"
    COUNTRY_UNKNOWN = "COUNTRY_UNKNOWN"
    DATE_IMPOSSIBLE = "DATE_IMPOSSIBLE"
    PARTY_NAMELESS = "PARTY_NAMELESS"
    PROCEDURE_UNKNOWN = "PROCEDURE_UNKNOWN"
    NOT_FOUND = "NOT_FOUND"
    SUBMISSION_INVALID = "SUBMISSION_INVALID"
    BODY_TOO_LARGE = "BODY_TOO_LARGE"
    # state: the act does not fit the state that things are in
    STATE_CONFLICT = "STATE_CONFLICT"
    DENIAL_UNSEEN = "DENIAL_UNSEEN"
    SENSITIVE_UNSEEN = "SENSITIVE_UNSEEN"
    CONSULTATION_OPEN = "CONSULTATION_OPEN"
    ASSESSMENT_MISSING = "ASSESSMENT_MISSING"
    SECOND_OFFICER_NEEDED = "SECOND_OFFICER_NEEDED"
    OBJECTION_BINDS = "OBJECTION_BINDS"
    ANSWERS_CONTRADICT = "ANSWERS_CONTRADICT"
    SILENCE_UNCONFIRMED = "SILENCE_UNCONFIRMED"
    REGISTER_STALE = "REGISTER_STALE"
    NOT_CLEARED = "NOT_CLEARED"
    DISCLOSURE_UNSAFE = "DISCLOSURE_UNSAFE"
    EMBARGOED = "EMBARGOED"
    # permission: who may do it
    TOKEN_INVALID = "TOKEN_INVALID"
    NOT_PERMITTED = "NOT_PERMITTED"
    MARKING_TOO_HIGH = "MARKING_TOO_HIGH"
    # trust: keys, certificates, directory, signatures
    KEY_INVALID = "KEY_INVALID"
    CERTIFICATE_INVALID = "CERTIFICATE_INVALID"
    DIRECTORY_INVALID = "DIRECTORY_INVALID"
    DIRECTORY_EXPIRED = "DIRECTORY_EXPIRED"
    DIRECTORY_ROLLED_BACK = "DIRECTORY_ROLLED_BACK"
    SIGNATURE_INVALID = "SIGNATURE_INVALID"
    SUITE_REFUSED = "SUITE_REFUSED"
    DECRYPTION_FAILED = "DECRYPTION_FAILED"
    RECEIPT_INVALID = "RECEIPT_INVALID"
    # exchange: what the numbered intake refuses
    MESSAGE_MALFORMED = "MESSAGE_MALFORMED"
    MESSAGE_TOO_LARGE = "MESSAGE_TOO_LARGE"
    PEER_UNKNOWN = "PEER_UNKNOWN"
    PEER_REVOKED = "PEER_REVOKED"
    FEDERATION_MISMATCH = "FEDERATION_MISMATCH"
    SENDER_MISMATCH = "SENDER_MISMATCH"
    RECIPIENT_MISMATCH = "RECIPIENT_MISMATCH"
    CREATED_IN_FUTURE = "CREATED_IN_FUTURE"
    MESSAGE_EXPIRED = "MESSAGE_EXPIRED"
    MESSAGE_ID_REUSED = "MESSAGE_ID_REUSED"
    NOT_AUTHORISED = "NOT_AUTHORISED"
    CONVERSATION_UNKNOWN = "CONVERSATION_UNKNOWN"
    REPLY_UNRELATED = "REPLY_UNRELATED"
    COMMITMENT_MISMATCH = "COMMITMENT_MISMATCH"
    CONTENT_INVALID = "CONTENT_INVALID"
    VERSION_UNKNOWN = "VERSION_UNKNOWN"
    # register: logs and proofs
    PROOF_INVALID = "PROOF_INVALID"
    CHECKPOINT_INVALID = "CHECKPOINT_INVALID"
    LOG_INCONSISTENT = "LOG_INCONSISTENT"
    LOG_TAMPERED = "LOG_TAMPERED"
    ORIGIN_STOPPED = "ORIGIN_STOPPED"
    EVIDENCE_INVALID = "EVIDENCE_INVALID"
    # law: rulebooks, calendars, control lists
    RULEBOOK_INVALID = "RULEBOOK_INVALID"
    CALENDAR_UNKNOWN = "CALENDAR_UNKNOWN"
    LIST_INVALID = "LIST_INVALID"
    TEMPLATE_INVALID = "TEMPLATE_INVALID"
    # engine: what stands below us
    DATABASE_UNAVAILABLE = "DATABASE_UNAVAILABLE"
    ENGINE_UNAVAILABLE = "ENGINE_UNAVAILABLE"
    PEER_UNAVAILABLE = "PEER_UNAVAILABLE"
    NODE_UNAVAILABLE = "NODE_UNAVAILABLE"
    CALLS_EXCEEDED = "CALLS_EXCEEDED"
    SETTING_INVALID = "SETTING_INVALID"
    # comity: a fault of Comity itself.
    DEFECT = "DEFECT"


class ComityError(Exception):
    """Root of every error raised on purpose.

    Args:
        message: What happened, for a person; no personal data, no secret.
        reason: Overrides the class's reason code.
        remedy: What a person can do about it; the class's remedy if absent.
        metadata: Every dynamic part of the message, as strings (AIP-193).
    """

    reason: Reason = Reason.INPUT_INVALID
    remedy: str = ""
    retryable: ClassVar[bool] = False
    family: ClassVar[str] = "comity"

    def __init__(
        self,
        message: str,
        *,
        reason: Reason | None = None,
        remedy: str | None = None,
        **metadata: str,
    ) -> None:
        super().__init__(message)
        if reason is not None:
            self.reason = reason
        if remedy is not None:
            self.remedy = remedy
        self.metadata = metadata

    def __str__(self) -> str:
        return str(self.args[0])


class InputError(ComityError):
    """What a person or a system gave does not make sense; names the field or row."""

    family: ClassVar[str] = "input"
    reason = Reason.INPUT_INVALID
    remedy = "Correct the named field and try again."


class NotFoundError(InputError):
    """The thing that was named does not exist here."""

    family: ClassVar[str] = "not_found"
    reason = Reason.NOT_FOUND
    remedy = "Check the identifier."


class StateError(ComityError):
    """The act does not fit the state that the case, denial or conversation is in."""

    family: ClassVar[str] = "state"
    reason = Reason.STATE_CONFLICT
    remedy = "Look at the present state first; it may have changed."


class PermissionRefusedError(ComityError):
    """The role does not allow the act."""

    family: ClassVar[str] = "permission"
    reason = Reason.NOT_PERMITTED
    remedy = "Ask an officer with the role that the act needs."


class TrustError(ComityError):
    """A key, certificate, signature or directory does not hold."""

    family: ClassVar[str] = "trust"
    reason = Reason.SIGNATURE_INVALID
    remedy = "Do not act on it; compare fingerprints with the sender by telephone."


class IntakeError(ComityError):
    """A letter is refused at a numbered step of the intake.

    Args:
        step: Number of the intake step (docs/protocol/intake.md) that refused.
    """

    family: ClassVar[str] = "exchange"
    reason = Reason.MESSAGE_MALFORMED
    remedy = "The sender must correct the letter and send a new one."

    def __init__(self, message: str, *, step: int, reason: Reason, **metadata: str) -> None:
        super().__init__(message, reason=reason, step=str(step), **metadata)
        self.step = step


class RegisterError(ComityError):
    """A log or a proof does not hold."""

    family: ClassVar[str] = "register"
    reason = Reason.LOG_INCONSISTENT
    remedy = "Synchronisation with that origin stops until a person has looked."


class ProofError(RegisterError):
    """An inclusion or consistency proof does not lead to the root."""

    reason = Reason.PROOF_INVALID


class CheckpointError(RegisterError):
    """A checkpoint or a cosignature is malformed or its signature fails."""

    reason = Reason.CHECKPOINT_INVALID


class LawError(ComityError):
    """A rulebook, calendar or control list is wrong or not held."""

    family: ClassVar[str] = "law"
    reason = Reason.RULEBOOK_INVALID
    remedy = "Install the version that is named, or correct the file at the named line."


class UnavailableError(ComityError):
    """Something below or beside us does not answer; nothing was lost."""

    family: ClassVar[str] = "unavailable"
    reason = Reason.NODE_UNAVAILABLE
    remedy = "Try again; `comity doctor` says what does not answer."
    retryable: ClassVar[bool] = True
