"""Every error that Comity raises on purpose, with a stable reason and a remedy.

One root, `ComityError`. The reason is part of the wire contract (it travels in
``google.rpc.ErrorInfo.reason`` and in signed refusals); the message says what happened;
the remedy says what a person can do. Anything else that escapes is a defect.

`Reason` is the one table: it says of each reason its family, and so how REST, gRPC, the
command line and Temporal treat it. The borders read it there and have no tables of their
own. Classes of errors are for who catches: each holds the reasons of one family.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self, TypeAlias


class Family(StrEnum):
    """Where a fault lies, and how each border treats it where the reason says nothing else.

    Attributes:
        exit_code: How the command line ends; 0 is success, 2 a wrong call (Typer).
        http: Status of REST.
        grpc: Name of the status of gRPC.
        retried: Whether Temporal tries again: what failed may work later, unchanged.
    """

    exit_code: int
    http: int
    grpc: str
    retried: bool

    def __new__(cls, name: str, exit_code: int, http: int, grpc: str, retried: bool) -> Self:  # noqa: FBT001
        family = str.__new__(cls, name)
        family._value_ = name
        family.exit_code, family.http = exit_code, http
        family.grpc, family.retried = grpc, retried
        return family

    COMITY = "comity", 1, 500, "INTERNAL", False
    INPUT = "input", 10, 422, "INVALID_ARGUMENT", False
    NOT_FOUND = "not_found", 11, 404, "NOT_FOUND", False
    STATE = "state", 12, 409, "FAILED_PRECONDITION", False
    PERMISSION = "permission", 13, 403, "PERMISSION_DENIED", False
    TRUST = "trust", 14, 502, "INVALID_ARGUMENT", False
    EXCHANGE = "exchange", 15, 502, "INVALID_ARGUMENT", False
    REGISTER = "register", 16, 409, "INVALID_ARGUMENT", False
    LAW = "law", 17, 422, "FAILED_PRECONDITION", False
    UNAVAILABLE = "unavailable", 18, 503, "UNAVAILABLE", True


class Reason(StrEnum):
    """Stable reason codes, listed with their meaning in docs/protocol/errors.md.

    Each names its family, then the statuses of REST and gRPC where they differ from those of
    the family.

    Attributes:
        family: Where the fault lies.
        http: Status of REST.
        grpc: Name of the status of gRPC.
    """

    family: Family
    http: int
    grpc: str

    def __new__(cls, name: str, family: Family, http: int = 0, grpc: str = "") -> Self:
        reason = str.__new__(cls, name)
        reason._value_ = name
        reason.family = family
        reason.http, reason.grpc = http or family.http, grpc or family.grpc
        return reason

    def error(self, *clauses: str | ComityError, **told: Any) -> ComityError:
        """Return the error of this reason, of the class of its family.

        Args:
            clauses: What happened, as `ComityError` takes it.
            told: Its remedy and its values.
        """
        return _CLASSES.get(self.family, ComityError)(*clauses, reason=self, **told)

    # input: what a person or a system gave us
    INPUT_INVALID = "INPUT_INVALID", Family.INPUT
    INPUT_EMPTY = "INPUT_EMPTY", Family.INPUT
    COLUMN_UNKNOWN = "COLUMN_UNKNOWN", Family.INPUT
    COLUMN_MISSING = "COLUMN_MISSING", Family.INPUT
    ENCODING_INVALID = "ENCODING_INVALID", Family.INPUT
    CODE_UNKNOWN = "CODE_UNKNOWN", Family.INPUT
    COUNTRY_UNKNOWN = "COUNTRY_UNKNOWN", Family.INPUT
    DATE_IMPOSSIBLE = "DATE_IMPOSSIBLE", Family.INPUT
    PARTY_NAMELESS = "PARTY_NAMELESS", Family.INPUT
    SUBMISSION_INVALID = "SUBMISSION_INVALID", Family.INPUT
    BODY_TOO_LARGE = "BODY_TOO_LARGE", Family.INPUT, 413, "RESOURCE_EXHAUSTED"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED", Family.INPUT
    CURSOR_OF_ANOTHER_NODE = "CURSOR_OF_ANOTHER_NODE", Family.INPUT
    MESSAGE_MALFORMED = "MESSAGE_MALFORMED", Family.INPUT
    MESSAGE_TOO_LARGE = "MESSAGE_TOO_LARGE", Family.INPUT, 0, "RESOURCE_EXHAUSTED"
    CONTENT_INVALID = "CONTENT_INVALID", Family.INPUT
    SETTING_INVALID = "SETTING_INVALID", Family.INPUT, 0, "FAILED_PRECONDITION"
    BACKUP_INVALID = "BACKUP_INVALID", Family.INPUT
    DOCUMENT_REFUSED = "DOCUMENT_REFUSED", Family.INPUT
    NOT_FOUND = "NOT_FOUND", Family.NOT_FOUND
    CONTENTS_LOST = "CONTENTS_LOST", Family.NOT_FOUND
    # state: the act does not fit the state that things are in
    STATE_CONFLICT = "STATE_CONFLICT", Family.STATE
    ANSWER_NOT_KEPT = "ANSWER_NOT_KEPT", Family.STATE
    JOB_UNDER_WAY = "JOB_UNDER_WAY", Family.STATE
    JOB_INTERRUPTED = "JOB_INTERRUPTED", Family.STATE
    STANDS_STILL = "STANDS_STILL", Family.STATE
    CURSOR_GONE = "CURSOR_GONE", Family.STATE, 410
    CHANGED_MEANWHILE = "CHANGED_MEANWHILE", Family.STATE, 412
    DOCUMENT_REPLACED = "DOCUMENT_REPLACED", Family.STATE
    VERSION_REQUIRED = "VERSION_REQUIRED", Family.STATE, 428
    DENIAL_UNSEEN = "DENIAL_UNSEEN", Family.STATE
    DENIAL_UNJUDGED = "DENIAL_UNJUDGED", Family.STATE
    REQUIREMENT_UNSEEN = "REQUIREMENT_UNSEEN", Family.STATE
    SENSITIVE_UNSEEN = "SENSITIVE_UNSEEN", Family.STATE
    CONSULTATION_OPEN = "CONSULTATION_OPEN", Family.STATE
    ASSESSMENT_MISSING = "ASSESSMENT_MISSING", Family.STATE
    SECOND_OFFICER_NEEDED = "SECOND_OFFICER_NEEDED", Family.STATE
    OBJECTION_BINDS = "OBJECTION_BINDS", Family.STATE
    ANSWER_UNCONSIDERED = "ANSWER_UNCONSIDERED", Family.STATE
    ANSWERS_CONTRADICT = "ANSWERS_CONTRADICT", Family.STATE
    SILENCE_UNCONFIRMED = "SILENCE_UNCONFIRMED", Family.STATE
    REGISTER_STALE = "REGISTER_STALE", Family.STATE
    NOT_CLEARED = "NOT_CLEARED", Family.STATE
    DISCLOSURE_UNSAFE = "DISCLOSURE_UNSAFE", Family.STATE
    EMBARGOED = "EMBARGOED", Family.STATE
    JOIN_EXPIRED = "JOIN_EXPIRED", Family.STATE
    JOIN_REPLAYED = "JOIN_REPLAYED", Family.STATE
    MEMBER_EXISTS = "MEMBER_EXISTS", Family.STATE
    ADDRESS_TAKEN = "ADDRESS_TAKEN", Family.STATE
    # permission: who may do it
    TOKEN_INVALID = "TOKEN_INVALID", Family.PERMISSION, 401, "UNAUTHENTICATED"
    SIGN_IN_REFUSED = "SIGN_IN_REFUSED", Family.PERMISSION, 401, "UNAUTHENTICATED"
    STEP_UP_NEEDED = "STEP_UP_NEEDED", Family.PERMISSION
    FORM_FOREIGN = "FORM_FOREIGN", Family.PERMISSION
    NOT_PERMITTED = "NOT_PERMITTED", Family.PERMISSION
    MARKING_TOO_HIGH = "MARKING_TOO_HIGH", Family.PERMISSION
    NOT_AUTHORISED = "NOT_AUTHORISED", Family.PERMISSION
    # trust: keys, certificates, directory, signatures, and who is at the other end
    KEY_INVALID = "KEY_INVALID", Family.TRUST, 0, "FAILED_PRECONDITION"
    KEY_TAKEN = "KEY_TAKEN", Family.TRUST
    CERTIFICATE_INVALID = "CERTIFICATE_INVALID", Family.TRUST, 0, "UNAUTHENTICATED"
    DIRECTORY_INVALID = "DIRECTORY_INVALID", Family.TRUST, 0, "FAILED_PRECONDITION"
    DIRECTORY_EXPIRED = "DIRECTORY_EXPIRED", Family.TRUST, 0, "FAILED_PRECONDITION"
    DIRECTORY_ROLLED_BACK = "DIRECTORY_ROLLED_BACK", Family.TRUST, 0, "FAILED_PRECONDITION"
    SIGNATURE_INVALID = "SIGNATURE_INVALID", Family.TRUST
    SUITE_REFUSED = "SUITE_REFUSED", Family.TRUST
    DECRYPTION_FAILED = "DECRYPTION_FAILED", Family.TRUST
    RECEIPT_INVALID = "RECEIPT_INVALID", Family.TRUST
    CONTENTS_DIFFER = "CONTENTS_DIFFER", Family.TRUST
    PEER_UNKNOWN = "PEER_UNKNOWN", Family.TRUST, 404, "UNAUTHENTICATED"
    PEER_REVOKED = "PEER_REVOKED", Family.TRUST, 409, "PERMISSION_DENIED"
    FEDERATION_MISMATCH = "FEDERATION_MISMATCH", Family.TRUST
    SENDER_MISMATCH = "SENDER_MISMATCH", Family.TRUST
    RECIPIENT_MISMATCH = "RECIPIENT_MISMATCH", Family.TRUST
    COMMITMENT_MISMATCH = "COMMITMENT_MISMATCH", Family.TRUST
    # exchange: what only the numbered intake refuses
    CREATED_IN_FUTURE = "CREATED_IN_FUTURE", Family.EXCHANGE
    MESSAGE_EXPIRED = "MESSAGE_EXPIRED", Family.EXCHANGE
    MESSAGE_ID_REUSED = "MESSAGE_ID_REUSED", Family.EXCHANGE, 0, "ALREADY_EXISTS"
    CONVERSATION_UNKNOWN = "CONVERSATION_UNKNOWN", Family.EXCHANGE, 0, "NOT_FOUND"
    REPLY_UNRELATED = "REPLY_UNRELATED", Family.EXCHANGE
    # register: logs and proofs
    PROOF_INVALID = "PROOF_INVALID", Family.REGISTER
    CHECKPOINT_INVALID = "CHECKPOINT_INVALID", Family.REGISTER
    LOG_MOVED = "LOG_MOVED", Family.REGISTER, 0, "FAILED_PRECONDITION"
    LOG_INCONSISTENT = "LOG_INCONSISTENT", Family.REGISTER, 0, "DATA_LOSS"
    LOG_TAMPERED = "LOG_TAMPERED", Family.REGISTER, 0, "DATA_LOSS"
    ORIGIN_STOPPED = "ORIGIN_STOPPED", Family.REGISTER, 0, "FAILED_PRECONDITION"
    EVIDENCE_INVALID = "EVIDENCE_INVALID", Family.REGISTER
    # law: rulebooks, calendars, control lists
    RULEBOOK_INVALID = "RULEBOOK_INVALID", Family.LAW
    PROCEDURE_UNKNOWN = "PROCEDURE_UNKNOWN", Family.LAW, 0, "INVALID_ARGUMENT"
    CALENDAR_UNKNOWN = "CALENDAR_UNKNOWN", Family.LAW
    LIST_INVALID = "LIST_INVALID", Family.LAW
    RETENTION_INVALID = "RETENTION_INVALID", Family.LAW
    STATES_INVALID = "STATES_INVALID", Family.LAW
    TEMPLATE_INVALID = "TEMPLATE_INVALID", Family.LAW
    VERSION_UNKNOWN = "VERSION_UNKNOWN", Family.LAW
    # unavailable: what stands below or beside us
    DATABASE_UNAVAILABLE = "DATABASE_UNAVAILABLE", Family.UNAVAILABLE
    ENGINE_UNAVAILABLE = "ENGINE_UNAVAILABLE", Family.UNAVAILABLE
    PEER_UNAVAILABLE = "PEER_UNAVAILABLE", Family.UNAVAILABLE
    LETTERS_AWAITED = "LETTERS_AWAITED", Family.UNAVAILABLE
    NODE_UNAVAILABLE = "NODE_UNAVAILABLE", Family.UNAVAILABLE
    NODE_BUSY = "NODE_BUSY", Family.UNAVAILABLE
    DUTY_TAKEN_OVER = "DUTY_TAKEN_OVER", Family.UNAVAILABLE
    RATE_EXCEEDED = "RATE_EXCEEDED", Family.UNAVAILABLE, 429, "RESOURCE_EXHAUSTED"
    CALLS_EXCEEDED = "CALLS_EXCEEDED", Family.UNAVAILABLE, 0, "RESOURCE_EXHAUSTED"
    # comity: a fault of Comity itself
    DEFECT = "DEFECT", Family.COMITY


Clause: TypeAlias = "tuple[str, Mapping[str, str]]"
"""A template, and the values of its placeholders."""


class ComityError(Exception):
    """Root of every error raised on purpose.

    What it says is data: constant templates in English, by which catalogues know them, and values.
    Each interface words it for its reader. A placeholder of a remedy that no value has names an
    operation of the contract, or an act of operators (`gateway.named_acts`).

    Args:
        clauses: What happened, for a person: a template with a placeholder in braces for each value
            that it names, written out at the call; no personal data, no secret. Or its clauses in
            order. An error in the place of one is taken over: its words, its values, its remedy.
        reason: Overrides the class's reason code.
        remedy: What a person can do about it, a template too; the class's remedy if absent.
        values: What placeholders stand for, and what else programs are told (AIP-193). A sequence
            is said with commas, an instant to the second (RFC 3339).
    """

    reason: Reason = Reason.DEFECT
    remedy: str = ""
    carries: ClassVar[bool] = False
    """Whether errors of the class carry reasons of any family, of what they were made from."""

    def __init__(
        self,
        *clauses: str | ComityError,
        reason: Reason | None = None,
        remedy: str | None = None,
        **values: Any,
    ) -> None:
        told = {name: _text(value) for name, value in values.items()}
        carried = [each for each in clauses if isinstance(each, ComityError)]
        self.metadata: Mapping[str, str] = told
        self.clauses: tuple[Clause, ...] = ()
        for each in clauses:
            self.clauses += ((each, told),) if isinstance(each, str) else each.clauses
        for each in carried:
            self.metadata = {**each.metadata, **self.metadata}
        super().__init__(self.sentence())
        if reason is not None:
            self.reason = reason
        self.advice = (self.remedy, told) if remedy is None else (remedy, told)
        if remedy is None:
            self.advice = next((each.advice for each in carried if each.remedy), self.advice)
        self.remedy = self.remedy_in()

    def sentence(self, translated: Callable[[str], str] = str, *, at_field: bool = False) -> str:
        """Return what happened.

        Args:
            translated: Gives a template in the language of who reads it, as `gettext` does.
            at_field: Whether it is shown at the field that it names, and need not name it.
        """
        said = [translated(template) for template, _ in self.clauses]
        for head in (f"{self.metadata.get('field')}: ", "{field}: ") if at_field else ():
            said[0] = said[0].removeprefix(head)
        return "".join(map(_filled, said, (values for _, values in self.clauses)))

    def remedy_in(
        self, translated: Callable[[str], str] = str, act: Callable[[str], str] = "`{}`".format
    ) -> str:
        """Return what a person can do about it.

        Args:
            translated: Gives a template in the language of who reads it.
            act: Gives an operation, or an act of operators, by its id in words.
        """
        template, values = self.advice
        return _filled(translated(template), values, act) if template else ""

    def __str__(self) -> str:
        return str(self.args[0])

    @property
    def family(self) -> str:
        """The family of the reason, by name."""
        return str(self.reason.family)


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, Collection) and not isinstance(value, str | bytes):
        return ", ".join(map(str, value))
    return str(value)


def _filled(
    template: str, values: Mapping[str, str], act: Callable[[str], str] = "{{{}}}".format
) -> str:
    return _PLACE.sub(lambda it: values[it[1]] if it[1] in values else act(it[1]), template)


_PLACE = re.compile(r"\{(\w+)\}")


class InputError(ComityError):
    """What a person or a system gave does not make sense; names the field or row.

    A template that begins with the name of a field, as ``until: ...``, names it for programs too.
    """

    reason = Reason.INPUT_INVALID
    remedy = "Correct the named field and try again."

    def __init__(self, *clauses: str | ComityError, **given: Any) -> None:
        head = FIELD_NAMED.match(clauses[0]) if clauses and isinstance(clauses[0], str) else None
        named: dict[str, Any] = {"field": head[1]} if head else {}
        super().__init__(*clauses, **(named | given))


FIELD_NAMED = re.compile(r"([a-z][a-z0-9_]*(?:\.[a-z0-9_]+|\[[0-9]+\])*): ")
"""The head of a template that begins with the name of a field."""


class NotFoundError(InputError):
    """The thing that was named does not exist here."""

    reason = Reason.NOT_FOUND
    remedy = "Check the identifier."


class StateError(ComityError):
    """The act does not fit the state that the case, denial or conversation is in."""

    reason = Reason.STATE_CONFLICT
    remedy = "Look at the present state first; it may have changed."


class PermissionRefusedError(ComityError):
    """The role does not allow the act."""

    reason = Reason.NOT_PERMITTED
    remedy = "Ask an officer with the role that the act needs."


class TrustError(ComityError):
    """A key, certificate, signature or directory does not hold."""

    reason = Reason.SIGNATURE_INVALID
    remedy = "Do not act on it; compare fingerprints with the sender by telephone."


class IntakeError(ComityError):
    """A letter is refused at a numbered step of the intake.

    Args:
        step: Number of the intake step (docs/protocol/intake.md) that refused.
    """

    carries: ClassVar[bool] = True
    reason = Reason.MESSAGE_MALFORMED
    remedy = "The sender must correct the letter and send a new one."

    def __init__(
        self, *clauses: str | ComityError, step: int, reason: Reason, **values: Any
    ) -> None:
        super().__init__(*clauses, reason=reason, step=step, **values)
        self.step = step


class RegisterError(ComityError):
    """A log or a proof does not hold."""

    reason = Reason.LOG_INCONSISTENT
    remedy = "Synchronisation with that origin stops until a person has looked."


class ProofError(RegisterError):
    """An inclusion or consistency proof does not lead to the root."""

    reason = Reason.PROOF_INVALID


class CheckpointError(RegisterError):
    """A checkpoint or a cosignature is malformed or its signature fails."""

    reason = Reason.CHECKPOINT_INVALID


class LogRefusedError(RegisterError):
    """What a log shows is refused, for the reason of the room or the peer that refused it.

    For who reads and verifies logs it is of the register, like a proof that does not lead to
    the root: `comity register verify-proof` ends with 16 when something does not hold.
    """

    carries: ClassVar[bool] = True

    @property
    def family(self) -> str:
        """The register's."""
        return str(Family.REGISTER)


class LawError(ComityError):
    """A rulebook, calendar or control list is wrong or not held."""

    reason = Reason.RULEBOOK_INVALID
    remedy = "Install the version that is named, or correct the file at the named line."


class UnavailableError(ComityError):
    """Something below or beside us does not answer; nothing was lost."""

    reason = Reason.NODE_UNAVAILABLE
    remedy = "Try again; {runDoctor} says what does not answer."


_CLASSES: Mapping[Family, type[ComityError]] = {
    Family.INPUT: InputError,
    Family.NOT_FOUND: NotFoundError,
    Family.STATE: StateError,
    Family.PERMISSION: PermissionRefusedError,
    Family.TRUST: TrustError,
    Family.REGISTER: RegisterError,
    Family.LAW: LawError,
    Family.UNAVAILABLE: UnavailableError,
}
