"""What lies in an evidence file: the manifest, the indices, and the names of the files.

The indices say what the signed bytes cannot say themselves: which file is which, in what
order, and when something came. Whatever a signature covers as well is compared with it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model
from gateway.domain.calendars import Calendar
from gateway.domain.case import Act
from gateway.domain.consultation import Consultation
from gateway.domain.consultation.classification import ClassificationRound
from gateway.domain.letter import Digest, LetterType, MessageId

FORMAT: Literal["comity-evidence/1"] = "comity-evidence/1"

MANIFEST = "manifest.json"
MANIFEST_SIGNED = "manifest.dsse"
CASE = "case.json"
EXAMINATIONS = "examinations/"
CONSULTATION = "consultation.json"
ROUNDS = "rounds.json"
DIRECTORY = "directory.bin"
ANCHOR = "anchor.json"
EARLIER_DIRECTORIES = "directories/"
JOURNAL_INDEX = "journal.json"
CONTENTS_INDEX = "contents.json"
DISPUTED_INDEX = "disputed.json"
LOG_INDEX = "log.json"
COMMITMENTS = "commitments.json"
FRONTIER = "journal/frontier.bin"
LEAVES = "journal/leaves.bin"

FileName = Annotated[str, StringConstraints(max_length=200)]
PathHash = Digest
EntryRole = Literal["decision", "hit", "requirement", "journal"]
PartIndex = Annotated[int, Field(ge=0, lt=32)]


class FileEntry(Model):
    """Digest and size of one file."""

    sha256: Digest
    size: int = Field(ge=0)


class Manifest(Model):
    """Names every file but itself; its bytes are what the exporting node signs.

    Attributes:
        federation_id: Of the directory by which everything here is judged.
        case_id: The case; empty where one consultation was exported instead.
        conversation_id: That consultation, else empty.
        at: When it was exported, by the node's clock.
        files: By name.
    """

    format: Literal["comity-evidence/1"]
    case_id: str
    conversation_id: str = ""
    authority: AuthorityCode
    federation_id: Digest
    rehearsal: bool
    at: Instant
    files: dict[FileName, FileEntry]


class ConsultationRecord(Model):
    """One consultation as its authority shows it, with what its journal says of it."""

    consultation: Consultation
    acts: tuple[Act, ...] = ()


class RoundsRecord(Model):
    """The rounds in which a case's classification was asked of others, the oldest first."""

    rounds: tuple[ClassificationRound, ...]


class LetterRecord(Model):
    """One letter of the journal.

    Attributes:
        file: The envelope, byte for byte as the journal holds it.
        at: When it was received, or sealed for the outbox.
        refused: Whether we refused it; such a letter starts and ends nothing.
        receipt: The receipt that was given for it; empty where there is none yet.
        settled: For a letter of ours, when its receipt came.
        taken_back: Whether the journal that took it in was lost: its receipt has the position that
            it had there, and `position` is the one at which it was taken back.
        parts: By index, files of 32 octets of salt and then the body.
        erased: Parts whose content was erased.
    """

    file: FileName
    outgoing: bool
    peer: AuthorityCode
    conversation_id: MessageId
    letter_type: LetterType
    position: int = Field(ge=1)
    at: Instant
    refused: bool = False
    receipt: FileName = ""
    settled: Instant | None = None
    taken_back: bool = False
    parts: dict[PartIndex, FileName] = Field(default_factory=dict)
    erased: tuple[PartIndex, ...] = ()


class JournalIndex(Model):
    """The letters of the case's conversations, in the order of the journal."""

    letters: tuple[LetterRecord, ...]


class ContentsRecord(Model):
    """That contents of a document came, as their receiver has signed.

    Attributes:
        file: The signed receipt, byte for byte as it was kept.
        message_id: The letter that names the document.
        sha256: Digest of the contents.
        receiver: Authority that received them and signed.
        sender: Authority that gave them.
        at: When the receipt was taken, or given.
    """

    file: FileName
    message_id: str
    sha256: Digest
    receiver: str
    sender: str
    at: Instant


class ContentsIndex(Model):
    """Receipts for the contents that letters of the case's conversations name."""

    receipts: tuple[ContentsRecord, ...]


class DisputedRecord(Model):
    """What came in place of a receipt for a letter that was sent, and does not hold.

    Attributes:
        file: Exactly as it came.
        letter: File of the letter.
        reason: Code of the error, when it came.
        why: What does not hold.
        at: When it came.
    """

    file: FileName
    letter: FileName
    reason: str
    why: str
    at: Instant


class DisputedIndex(Model):
    """Receipts that do not hold, in the order of the letters."""

    receipts: tuple[DisputedRecord, ...]


class ProofRecord(Model):
    """That an entry is in the log of a size, or that a size continues another."""

    checkpoint: FileName
    path: tuple[PathHash, ...]


class EntryRecord(Model):
    """One entry of a log.

    Attributes:
        role: ``decision`` for what the decision wrote, ``hit`` for a denial that an
            examination named, ``requirement`` for a notice that it named, ``journal`` for a
            commitment to the journal, which stands in `JournalProofs` alone.
        proofs: One against the newest checkpoint, further ones against those that other
            members have cosigned.
    """

    file: FileName
    role: EntryRole
    origin: AuthorityCode
    index: int = Field(ge=0)
    subject: str
    parts: dict[PartIndex, FileName] = Field(default_factory=dict)
    proofs: tuple[ProofRecord, ...]


class RegisterRecord(Model):
    """That a log had the size and root that an examination records."""

    origin: AuthorityCode
    size: int = Field(ge=0)
    proof: ProofRecord | None  # None where no signed checkpoint reaches so far


class LogIndex(Model):
    """The entries and checkpoints that the case rests on.

    Attributes:
        relayed: Denials of States that are no members, by id: transcribed, in no log,
            signed by nobody.
    """

    entries: tuple[EntryRecord, ...] = ()
    registers: tuple[RegisterRecord, ...] = ()
    relayed: dict[str, FileName] = Field(default_factory=dict)


class CommittedRecord(Model):
    """A record of the journal tree about a letter of the file.

    Attributes:
        number: Of its leaf.
        octets: The serialised ``comity.v1.JournalRecord``, in hexadecimal.
    """

    number: int = Field(ge=0, lt=2**63)
    octets: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2}){1,256}$")]


class JournalProofs(Model):
    """What the exporter had committed to of its journal (docs/protocol/commitments.md).

    `FRONTIER` is the frontier of the tree of size `start`, `LEAVES` all leaves from there on.

    Attributes:
        start: Number of the first leaf that is here.
        records: About the letters of the file, by number.
        entries: Commitments, the oldest first; the last is to the tree of all leaves.
    """

    start: int = Field(ge=0, lt=2**63)
    records: tuple[CommittedRecord, ...]
    entries: tuple[EntryRecord, ...]


class LawMaterial(Model):
    """The law by which the case was run, so that another machine can compute again.

    Attributes:
        rulebooks: TOML bytes by version.
        overlays: What the authority had set for its own conduct, TOML bytes by version.
        calendars: By consulted authority; a second one of the same by `further_calendar`.
    """

    rulebooks: dict[str, bytes]
    calendars: dict[str, Calendar]
    overlays: dict[str, bytes] = Field(default_factory=dict)


def conversations_of(*consultations: Consultation) -> list[str]:
    """Return the conversations of consultations, with those of settlements and standing answers."""
    ids = [each.conversation_id for each in consultations]
    ids += [each.settled_in for each in consultations if each.settled_in]
    ids += [each.standing_in for each in consultations if each.standing_in]
    return list(dict.fromkeys(ids))


def rulebook_file(version: str) -> str:
    """Return the name of a rulebook's file."""
    return f"law/rulebook-{version.replace('/', '_')}.toml"


def overlay_file(version: str) -> str:
    """Return the name of an overlay's file."""
    return f"law/overlay-{version.replace('/', '_')}.toml"


def calendar_file(name: str) -> str:
    """Return the name of a calendar's file: by authority, or by `further_calendar`."""
    return f"law/calendar-{name}.json"


def further_calendar(authority: str, digest: str) -> str:
    """Return the name of a calendar of an authority that has another one in the file."""
    return f"{authority}-{digest[:16]}"


def earlier_directory(version: int) -> str:
    """Return the name of a directory's version on the way from an anchor; names sort by version."""
    return f"{EARLIER_DIRECTORIES}{version:019d}.bin"


def examination_files(number: int) -> tuple[str, str]:
    """Return the names of a case's examination: the signed record, and what was found."""
    stem = f"{EXAMINATIONS}{number:03d}"
    return f"{stem}.bin", f"{stem}.json"


def checkpoint_file(origin: str, size: int) -> str:
    """Return the name of a checkpoint's file."""
    return f"log/checkpoint-{origin}-{size}.txt"
