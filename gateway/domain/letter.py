"""Letters and entries: headers, parts, receipts, as the domain sees them.

A letter has exactly one recipient; an entry is an act in a member's log and has none.
Contents travel as parts: the header and the parts' commitments are what is signed
(docs/design.md section 4). The bytes are the wire's; these models are what was read from them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model, Worded

MessageId = Annotated[
    str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Numbered(StrEnum):
    """Values that a newer version may add to.

    What this version does not know is its number, as text: it stands in no table and
    compares equal to nothing that is known. A newer member's act stops nobody that way.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not (isinstance(value, str) and value.isascii() and value.isdigit()):
            return None
        unknown = str.__new__(cls, value)
        unknown._name_ = f"UNKNOWN_{value}"
        unknown._value_ = value
        return unknown

    @property
    def known(self) -> bool:
        """Whether this version knows what it means."""
        return self.name in type(self).__members__


class LetterType(Numbered):
    """Types of letter; the role in the directory and the conversation say who may send."""

    REQUEST = "consultation.request"
    ANSWER = "consultation.answer"
    EXTENSION_REQUEST = "consultation.extension_request"
    EXTENSION_REPLY = "consultation.extension_reply"
    CLOSING_REQUEST = "consultation.closing_request"
    CLOSING_STATEMENT = "consultation.closing_statement"
    END = "consultation.end"
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

    @property
    def is_annual(self) -> bool:
        """Whether it is of the annual report."""
        return self.value.startswith("annual.")


class EntryType(StrEnum):
    """Types of act in a log."""

    DENIAL_NOTIFIED = "denial.notified"
    DENIAL_LOADED = "denial.loaded"
    DENIAL_AMENDED = "denial.amended"
    DENIAL_REVIEWED = "denial.reviewed"
    DENIAL_REVOKED = "denial.revoked"
    GRANT_AFTER_CONSULTATION = "grant.after_consultation"
    ERASED = "erased"
    FINAL_ASSESSMENT = "denial.final_assessment"
    NOTICE = "notice"
    DENIAL_SUSPENDED = "denial.suspended"  # by a court, until it is restored
    DENIAL_RESTORED = "denial.restored"
    JOURNAL_COMMITTED = "journal.committed"  # a root over letters and receipts, to nobody


class PartKind(Numbered):
    """Kinds of part; retention, release and erasure go by it (docs/domain.md 2.6)."""

    MATCHING = "matching"
    GROUNDS = "grounds"
    TEXT = "text"
    DOCUMENT = "document"


class Marking(Worded):
    """Markings in rising order; above the node's ceiling nothing leaves."""

    UNMARKED = "unmarked", "Unmarked"
    LIMITE = "limite", "LIMITE"
    SENSITIVE = "sensitive", "SENSITIVE"
    EU_RESTRICTED = "eu_restricted", "EU RESTRICTED"


ALL_MEMBERS = "*"
"""Release set that names every member whose role may read registers."""

MEMBER_STATES = "@states"
"""Release set that names the competent authorities of Member States, and nobody else."""

ReleaseCode = Annotated[str, StringConstraints(pattern=r"^(\*|@states|[A-Z]{2}(-[A-Z0-9]{2,8})?)$")]
"""An authority code or one of the tokens; whether it is a member's is the directory's to say."""


class PartCommitment(Model):
    """What is signed about a part."""

    kind: PartKind
    release: tuple[ReleaseCode, ...] = Field(default=(ALL_MEMBERS,), max_length=64)
    marking: Marking = Marking.UNMARKED
    commitment: Digest


class PartBody(Model):
    """What travels beside: salt and body, or neither when withheld, sealed or erased."""

    index: int = Field(ge=0, le=31)
    salt: bytes
    body: bytes


class NewestReceived(Model):
    """Names the newest letter of the other side that a sender had accepted in a conversation."""

    number: int = Field(ge=1, lt=2**63)
    digest: Digest


class LetterHeader(Model):
    """Header of a letter, inside what is signed.

    Attributes:
        newest_received: In its conversation, when it was written; None for none.
    """

    federation_id: Digest
    protocol_version: int
    sender: AuthorityCode
    recipient: AuthorityCode
    message_id: MessageId
    conversation_id: MessageId
    conversation_number: int = Field(ge=1)
    letter_type: LetterType
    procedure: str = Field(default="", max_length=20)
    epoch: str = Field(max_length=36)
    sequence: int = Field(ge=1)
    created: Instant
    not_after: Instant
    in_reply_to: Digest | None = None
    rulebook: str = Field(max_length=100)
    calendar: str = Field(max_length=100)
    rehearsal: bool = False
    newest_received: NewestReceived | None = None


class EntryHeader(Model):
    """Header of an entry in a log, inside what is signed."""

    federation_id: Digest
    origin: AuthorityCode
    event_id: MessageId
    entry_type: EntryType
    subject: str = Field(max_length=60)  # denial id, case id or index; never a name
    at: Instant
    rulebook: str = Field(max_length=100)
    previous_state: str = Field(default="", max_length=20)
    rehearsal: bool = False


class ReceiptOutcome(StrEnum):
    """What became of a letter at its recipient."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class Receipt(Model):
    """A recipient's signed receipt, after verification.

    Attributes:
        step: Number of the intake step that refused; 0 when accepted.
    """

    federation_id: Digest
    receiver: AuthorityCode
    sender: AuthorityCode
    message_id: MessageId
    message_digest: Digest
    outcome: ReceiptOutcome
    reason: str = ""
    step: int = Field(default=0, ge=0)
    received: Instant
    journal_position: int
    contiguous_epoch: str = ""
    contiguous_sequence: int = 0
    last_instant: Instant | None = None
    calendar_digest: str = ""
    rulebook: str = ""
    tls_group: str = ""
    directory_version: int = Field(default=0, ge=0)
    directory_digest: Digest | None = None


class JournalRecordKind(StrEnum):
    """What a journal records."""

    LETTER_SENT = "letter_sent"
    LETTER_RECEIVED = "letter_received"  # with the receipt that was given for it
    RECEIPT_RECEIVED = "receipt_received"  # for a letter that was sent
    LETTER_ATTEMPTED = "letter_attempted"  # no receipt has come for it


class JournalRecord(Model):
    """One leaf of the journal tree.

    Attributes:
        number: Of the leaf, from 0, without gaps.
        position: Of the letter in the journal, from 1.
        letter_digest: Message digest of the letter.
        envelope_digest: SHA-256 of its envelope as it is held, signatures included.
        receipt_digest: SHA-256 of the receipt's envelope as it is held; None for a letter that
            was sealed for the outbox, and for an attempt.
        at: When it happened by the member's clock.
        attempts: Of an attempt: how often the letter was sent by then. Else 0.
        reason: Of an attempt: the code of what came in place of a receipt. Else empty.
    """

    number: int = Field(ge=0, lt=2**63)
    kind: JournalRecordKind
    position: int = Field(ge=1, lt=2**63)
    letter_digest: Digest
    envelope_digest: Digest
    receipt_digest: Digest | None = None
    at: Instant
    attempts: int = Field(default=0, ge=0, lt=2**31)
    reason: str = Field(default="", pattern=r"^[A-Z0-9_]{0,60}$")

    @model_validator(mode="after")
    def _of_an_attempt(self) -> Self:
        attempted = self.kind is JournalRecordKind.LETTER_ATTEMPTED
        if not attempted == bool(self.attempts) == bool(self.reason):
            raise ValueError("attempts and reason are those of an attempt, which has both")
        if attempted and self.receipt_digest is not None:
            raise ValueError("receipt_digest: an attempt has brought none")
        return self


class JournalRoot(Model):
    """A journal tree of a size, as a member's log commits to it.

    Attributes:
        size: Leaves of the tree.
        root: Over them, in hexadecimal.
        previous: Index of the commitment before this one in the same log; None for the first.
        restored: Index of the newest commitment whose tree this one does not extend, since the
            database was restored after it; None where none was.
        proof: That it extends the tree of the one before, hashes in hexadecimal.
    """

    size: int = Field(ge=1, lt=2**63)
    root: Digest
    previous: int | None = Field(default=None, ge=0, lt=2**63)
    restored: int | None = Field(default=None, ge=0, lt=2**63)
    proof: tuple[Digest, ...] = Field(default=(), max_length=64)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.restored is not None and (self.previous is None or self.restored > self.previous):
            raise ValueError("restored: it names a later commitment than previous does")
        return self

    @property
    def begins_again(self) -> bool:
        """Whether the database was restored since the commitment before: this one extends none."""
        return self.restored is not None and self.restored == self.previous


class ErasureGround(StrEnum):
    """Why contents are erased."""

    RETENTION_OVER = "retention_over"
    RELEASED_IN_ERROR = "released_in_error"
    ORDERED = "ordered"
    DATA_SUBJECT = "data_subject"


class Erasure(Model):
    """Orders that salts and bodies of an earlier entry of the same log be erased.

    Attributes:
        index: Index of that entry, from 0.
        article: Article of law that asks for it.
        officer_role: Role of the officer who ordered it; never a name.
    """

    index: int = Field(ge=0, lt=2**63)
    ground: ErasureGround
    article: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    officer_role: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class OutboxState(Worded):
    """What has become of a letter of ours."""

    QUEUED = "queued", "On its way; no receipt yet"
    ACCEPTED = "accepted", "Received, by signed receipt"
    # by the recipient's signed receipt: a person's task
    REFUSED = "refused", "Refused, by signed receipt"
    # not delivered in days: a person's task; may be tried again
    GIVEN_UP = "given_up", "Could not be delivered"


class LetterTrace(Model):
    """What became of one letter of a consultation, as it is shown.

    Attributes:
        sealed: When it was signed; for one that came, its arrival where nothing is said.
        received: The instant of receipt, by the signed receipt; None while there is none.
        receipt_by: Whose receipt it is.
        journal_position: Of the letter in the receiver's journal.
        letter_digest: What the receipt names, in hexadecimal.
        receipt_digest: Digest of the signed receipt, in hexadecimal.
        refused: Reason code of a refusal, else empty.
        last_instant: The receiver's own last instant, for a letter that starts a period.
    """

    conversation_id: str
    letter_type: LetterType
    outgoing: bool
    peer: str
    sealed: Instant
    received: Instant | None = None
    receipt_by: str = ""
    journal_position: int | None = None
    letter_digest: str
    receipt_digest: str = ""
    refused: str = ""
    last_instant: Instant | None = None
