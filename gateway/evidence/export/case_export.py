"""Exports a case as one file that another machine can verify without this node.

Signed bytes go in exactly as they are stored; nothing is signed again but the manifest,
which names every file with its digest. docs/protocol/evidence.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from gateway.documents import receipt_rows
from gateway.domain.case import Case
from gateway.domain.consultation.classification import ClassificationRound
from gateway.evidence.bundle import MAX_FILE_BYTES, digest_of, write_bundle
from gateway.evidence.contents import (
    ANCHOR,
    CASE,
    COMMITMENTS,
    CONSULTATION,
    CONTENTS_INDEX,
    DIRECTORY,
    DISPUTED_INDEX,
    FORMAT,
    FRONTIER,
    JOURNAL_INDEX,
    LEAVES,
    LOG_INDEX,
    MANIFEST,
    MANIFEST_SIGNED,
    ROUNDS,
    CommittedRecord,
    ConsultationRecord,
    ContentsIndex,
    ContentsRecord,
    DisputedIndex,
    DisputedRecord,
    FileEntry,
    JournalIndex,
    JournalProofs,
    LawMaterial,
    LetterRecord,
    LogIndex,
    Manifest,
    RoundsRecord,
    calendar_file,
    conversations_of,
    earlier_directory,
    examination_files,
    overlay_file,
    rulebook_file,
)
from gateway.evidence.export.examinations import signed_examinations
from gateway.evidence.export.log_export import LogExport
from gateway.evidence.letters import StoredLetter, stored_letters
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.journal import header_of
from gateway.exchange.outbox_rows import disputed_receipts
from gateway.register.journal.committing import (
    JournalCommitment,
    commitment_over,
    newest_commitment,
)
from gateway.register.journal.journal_tree import frontier_at, leaves_between, records_of
from gateway.register.log.checkpoints import received_up_to
from gateway.store.tables_casework import classification
from gateway.trust.directory_chain import TrustFiles, version_of
from gateway.trust.dsse import EVIDENCE, sign
from gateway.wire.journal import LEAF_BYTES

# The part of an evidence file that bounds instants: what was committed to of the journal.
#
# All leaves of the journal tree from before the first letter of the file up to the newest
# commitment that another member has cosigned, the records of the letters that are here, and the
# entries of the own log that commit to the tree. So a reader computes the root of each commitment
# itself, and sees that no letter of these conversations is left out; who has cosigned says that
# the log commits to one journal. docs/protocol/evidence.md, section 5.

MOST_LEAVES = MAX_FILE_BYTES // LEAF_BYTES
"""Leaves in a file: half a million, many years of a journal."""


def export_commitments(conn: Connection, log: LogExport, letters: JournalIndex) -> dict[str, bytes]:
    """Write what was committed to of some letters; nothing where nothing was yet.

    Args:
        conn: The reading transaction of the export.
        log: Writes the entries of the own log.
        letters: The letters of the file.
    """
    records = {
        each.number: each.octets
        for letter in letters.letters
        for each in records_of(conn, letter.position)
    }
    held = received_up_to(conn, log.authority).items()
    others = (size for code, (size, _) in held if code != log.authority)
    newest = newest_commitment(conn, below=max(others, default=0))
    if not records or newest is None or newest.size <= min(records):
        return {}
    first = commitment_over(conn, min(records))
    start = 0 if first is None else first.previous_size
    end = newest.size
    if end - start > MOST_LEAVES:
        fits = commitment_over(conn, start + MOST_LEAVES)
        end = end if fits is None else fits.previous_size
    entries = [
        log.commitment(each.index) for each in _needed(conn, records, end) if start <= each.size
    ]
    proofs = JournalProofs(
        start=start,
        records=tuple(
            CommittedRecord(number=number, octets=octets.hex())
            for number, octets in sorted(records.items())
            if number < end
        ),
        entries=tuple(entries),
    )
    return {
        COMMITMENTS: proofs.model_dump_json(indent=1).encode(),
        FRONTIER: frontier_at(conn, start).to_bytes(),
        LEAVES: leaves_between(conn, start, end),
    }


def _needed(conn: Connection, records: Iterable[int], end: int) -> list[JournalCommitment]:
    """Return the commitments on both sides of each record, and the last; in their order."""
    needed: dict[int, JournalCommitment] = {}
    for number in (*records, end - 1):
        over = commitment_over(conn, number)
        if over is None or over.size > end:
            continue
        needed[over.index] = over
        if over.previous_size:
            before = commitment_over(conn, over.previous_size - 1)
            if before is not None:
                needed[before.index] = before
    return [needed[index] for index in sorted(needed)]


def export_case(
    conn: Connection,
    me: NodeIdentity,
    case: Case,
    *,
    conversation_ids: Sequence[str],
    at: datetime,
    trust: TrustFiles,
    law: LawMaterial,
) -> bytes:
    """Write the evidence file of a case.

    Args:
        conn: A reading transaction: one snapshot of journal, outbox and logs.
        me: This node, which signs the manifest.
        case: The case whole, with its consultations and acts.
        conversation_ids: Of its consultations.
        at: Instant of the export, by the node's clock.
        trust: The signed directory and the anchor as held, and the versions between them.
        law: Rulebooks and calendars by which the case was run.

    Returns:
        A ZIP in the canonical form of `gateway.evidence.bundle`.

    Raises:
        TrustError: KEY_INVALID, the node has no key to sign.
        InputError: MESSAGE_TOO_LARGE, there are more files than one manifest can name.
    """
    log = LogExport(conn, me.code, me.directory(), me.clock.now())
    examined = signed_examinations(conn, case.case_id)
    log_index = log.gather(case, [each.examination for each in examined])
    rounds = _rounds(conn, case.case_id)
    asked = [each.conversation_id for held in rounds for each in held.asked]
    files = _files(conn, [*conversation_ids, *asked], log, log_index, law)
    if rounds:
        files[ROUNDS] = RoundsRecord(rounds=rounds).model_dump_json(indent=1).encode()
    files |= {
        CASE: case.model_dump_json(indent=1).encode(),
        **_trust(trust),
    }
    for number, each in enumerate(examined, start=1):
        record, found = examination_files(number)
        files |= {record: each.envelope, found: each.body}
    return seal_files(me, files, case_id=case.case_id, at=at)


def _trust(trust: TrustFiles) -> dict[str, bytes]:
    """Write by whom the reader is told who is believed: the way from an anchor to the directory."""
    earlier = {earlier_directory(version_of(raw)): raw for raw in trust.earlier}
    return {DIRECTORY: trust.directory, ANCHOR: trust.anchor.encode(), **earlier}


def _rounds(conn: Connection, case_id: str) -> tuple[ClassificationRound, ...]:
    """Return the rounds in which the case's classification was asked of others, oldest first."""
    query = select(classification.c.body).where(classification.c.case_id == case_id)
    bodies = conn.scalars(query.order_by(classification.c.opened, classification.c.number))
    return tuple(ClassificationRound.model_validate_json(body) for body in bodies)


def export_consultation(
    conn: Connection,
    me: NodeIdentity,
    record: ConsultationRecord,
    *,
    at: datetime,
    trust: TrustFiles,
    law: LawMaterial,
) -> bytes:
    """Write the evidence file of one consultation, with or without a case, by either side.

    Raises:
        TrustError: As for `export_case`.
    """
    model = record.consultation
    log = LogExport(conn, me.code, me.directory(), me.clock.now())
    log_index = log.gather_denials(model.request.denials)
    files = _files(conn, conversations_of(model), log, log_index, law)
    files |= {
        CONSULTATION: record.model_dump_json(indent=1).encode(),
        **_trust(trust),
    }
    return seal_files(me, files, case_id="", conversation_id=model.conversation_id, at=at)


def _files(
    conn: Connection,
    conversation_ids: Sequence[str],
    log: LogExport,
    log_index: LogIndex,
    law: LawMaterial,
) -> dict[str, bytes]:
    """Write what every evidence file has: letters, entries, and the law."""
    journal_index, files = _letters(conn, conversation_ids)
    files |= _contents(conn, conversation_ids)
    files |= export_commitments(conn, log, journal_index)
    files |= log.files
    files |= {
        JOURNAL_INDEX: journal_index.model_dump_json(indent=1).encode(),
        LOG_INDEX: log_index.model_dump_json(indent=1).encode(),
    }
    for version, text in law.rulebooks.items():
        files[rulebook_file(version)] = text
    for version, text in law.overlays.items():
        files[overlay_file(version)] = text
    for authority, calendar in law.calendars.items():
        files[calendar_file(authority)] = calendar.model_dump_json(indent=1).encode()
    return files


def seal_files(
    me: NodeIdentity,
    files: dict[str, bytes],
    *,
    case_id: str,
    at: datetime,
    conversation_id: str = "",
) -> bytes:
    """Name the files in a manifest, sign it, and write the ZIP."""
    held = me.directory()
    manifest = Manifest(
        format=FORMAT,
        case_id=case_id,
        conversation_id=conversation_id,
        authority=me.code,
        federation_id=held.federation_id.hex(),
        rehearsal=held.rehearsal,
        at=at,
        files={
            name: FileEntry(sha256=digest_of(content), size=len(content))
            for name, content in sorted(files.items())
        },
    )
    text = manifest.model_dump_json(indent=1).encode()
    signed = sign(text, EVIDENCE, ring=me.ring, suite=me.suite_at(at))
    return write_bundle({**files, MANIFEST: text, MANIFEST_SIGNED: signed.to_bytes()})


def _letters(
    conn: Connection, conversation_ids: Sequence[str]
) -> tuple[JournalIndex, dict[str, bytes]]:
    files: dict[str, bytes] = {}
    records = []
    disputed: list[DisputedRecord] = []
    for number, letter in enumerate(stored_letters(conn, conversation_ids), start=1):
        records.append(_letter(number, letter, files))
        if letter.outgoing:
            disputed += _disputed(conn, number, records[-1], files)
    if disputed:
        index = DisputedIndex(receipts=tuple(disputed))
        files[DISPUTED_INDEX] = index.model_dump_json(indent=1).encode()
    return JournalIndex(letters=tuple(records)), files


def _disputed(
    conn: Connection, number: int, record: LetterRecord, files: dict[str, bytes]
) -> Iterator[DisputedRecord]:
    """Write what came in place of a receipt for a letter of ours and does not hold."""
    message_id = header_of(files[record.file]).message_id
    for place, each in enumerate(disputed_receipts(conn, message_id), start=1):
        file = f"receipts/{number:02d}-disputed-{place}.bin"
        files[file] = each.octets
        yield DisputedRecord(
            file=file, letter=record.file, reason=each.reason, why=each.why, at=each.at
        )


def _contents(conn: Connection, conversation_ids: Sequence[str]) -> dict[str, bytes]:
    """Write the receipts for contents; where none came the file is as before."""
    files: dict[str, bytes] = {}
    records = []
    kept = receipt_rows.of_conversations(conn, list(conversation_ids))
    for number, each in enumerate(kept, start=1):
        file = f"contents/{number:02d}-{each.receiver}.bin"
        files[file] = each.signed
        records.append(
            ContentsRecord(
                file=file,
                message_id=each.message_id,
                sha256=each.sha256,
                receiver=each.receiver,
                sender=each.sender,
                at=each.told or each.received,
            )
        )
    if records:
        index = ContentsIndex(receipts=tuple(records))
        files[CONTENTS_INDEX] = index.model_dump_json(indent=1).encode()
    return files


def _letter(number: int, letter: StoredLetter, files: dict[str, bytes]) -> LetterRecord:
    direction = "out" if letter.outgoing else "in"
    stem = f"letters/{number:02d}-{direction}-{letter.letter_type.value}"
    files[f"{stem}.bin"] = letter.envelope
    parts = {part.index: f"{stem}.part-{part.index}.bin" for part in letter.parts}
    files |= {parts[part.index]: part.salt + part.body for part in letter.parts}
    receipt = ""
    if letter.receipt is not None:
        receipt = f"receipts/{number:02d}-{'received' if letter.outgoing else 'given'}.bin"
        files[receipt] = letter.receipt
    return LetterRecord(
        file=f"{stem}.bin",
        outgoing=letter.outgoing,
        peer=letter.peer,
        conversation_id=letter.conversation_id,
        letter_type=letter.letter_type,
        position=letter.position,
        at=letter.at,
        refused=letter.refused,
        receipt=receipt,
        settled=letter.settled,
        taken_back=letter.taken_back,
        parts=parts,
        erased=letter.erased,
    )
