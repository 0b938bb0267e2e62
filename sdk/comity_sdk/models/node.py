"""Node: the node itself: its state, its officers, what it keeps.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from comity_sdk.base import Model


class CheckActor(StrEnum):
    """Who can mend what does not work."""

    OUR_OPERATOR = "our_operator"
    PEER = "peer"
    FEDERATION = "federation"


AnyCheckActor = Annotated[CheckActor | str, Field(union_mode="left_to_right")]


class HoldReason(StrEnum):
    """Why an officer holds the file of a case."""

    PROCEEDINGS = "proceedings"
    AUDIT = "audit"
    ARCHIVE_LAW = "archive_law"
    REQUEST = "request"


AnyHoldReason = Annotated[HoldReason | str, Field(union_mode="left_to_right")]


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


class ConsoleLink(Model):
    """A one-time link, which is shown this once."""

    name: str
    """Name of it."""
    path: str
    """What follows the console's own address, with the link in it."""
    until: datetime.datetime
    """When it ends."""


class DenialCount(Model):
    """How many valid denials there are of one item group to one destination."""

    item_group: str
    """Category and group of the control list, e.g. `5A`."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    denials: int
    """Number of valid denials."""


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


class HoldDraft(Model):
    """That the file of a case is to be held, and why."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    reason_class: AnyHoldReason
    """Class of reasons for which it is restricted."""


class KeptFile(Model):
    """The file of a case that is older than its period, and why it is kept."""

    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    why: AnyWhyKept
    """Why the file is kept."""


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


class PageOfDenialCounts(Model):
    """PageOfDenialCounts of the interface."""

    items: list[DenialCount]
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


class PageOfOfficers(Model):
    """PageOfOfficers of the interface."""

    items: list[Account]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


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
    """Version of the law that holds, e.g. `EU-2021-821/2026-3`."""
    calendar: str
    """Version of the calendars that were counted with."""


class TokenLine(Model):
    """A token as an administrator sees it; the token itself is nowhere."""

    id: str
    """The first digits of its digest."""
    made: datetime.datetime
    """Instant at which it was made."""
    until: datetime.datetime | None = None
    """When it ends; None: never, as that of the first administrator."""
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
