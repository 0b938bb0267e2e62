"""Verifies an evidence file at a node: offline, and its examinations by the own registers.

A member holds the same logs as the authority that examined, so it can show what no file can:
that the examination left out no denial.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain

import structlog

from gateway.casework.acts.journal import journal_of
from gateway.casework.cases.examination_replay import Again
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records.contradictory_receipts import tell_contradiction
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.domain.letter import LetterHeader
from gateway.domain.saying import says
from gateway.errors import ComityError, InputError, NotFoundError
from gateway.evidence.bundle import MAX_BUNDLE_BYTES, bundle_from_bytes
from gateway.evidence.contents import DIRECTORY
from gateway.evidence.report import EvidenceReport, Findings, Result
from gateway.evidence.verify.check_contradictions import FoundContradiction
from gateway.evidence.verify.verification import Verified, verify_bundle
from gateway.exchange.journal import receipts_under_id
from gateway.exchange.outbox_rows import disputed_receipts, find_letter
from gateway.trust.directory_chain import TrustFiles, version_of
from gateway.trust.federation import Anchor
from gateway.trust.proofs.directory_split import DirectorySplit, SplitFiles, verify_directory_split
from gateway.trust.proofs.receipt_contradiction import contradictions_among

log = structlog.get_logger(__name__)

_IN_WORDS = {
    Result.HOLDS: says("everything holds"),
    Result.NOT_COMPARED: says("not everything could be compared; all else holds"),
    Result.DOES_NOT_HOLD: says("it does not hold"),
}
_COMES_OUT = {
    Result.HOLDS: "compared, with the same result",
    Result.NOT_COMPARED: "in the logs; the search cannot be made again by this version",
    Result.DOES_NOT_HOLD: "looked at, and it does not hold",
}


async def verify_evidence(office: Office, officer: Officer, raw: bytes) -> EvidenceReport:
    """Verify any member's evidence by the anchor and the registers of this node.

    Args:
        office: This authority.
        officer: Who verifies; the act is journalled.
        raw: The file.

    Raises:
        InputError: It is larger than any evidence file.
        RegisterError: EVIDENCE_INVALID; it is no evidence file at all.
    """
    officer.require(Permission.READ_DENIALS)
    if len(raw) > MAX_BUNDLE_BYTES:
        raise InputError("file: it is larger than {limit} octets", limit=MAX_BUNDLE_BYTES)
    trust = await asyncio.to_thread(office.register.trust_files)

    def verify() -> tuple[EvidenceReport, list[FoundContradiction]]:
        bundle = bundle_from_bytes(raw)
        found = verify_bundle(
            bundle, anchor=Anchor.from_json(trust.anchor), held=office.me.directory()
        )
        _keep_split(office, trust, bundle.files.get(DIRECTORY, b""), found.report.authority)
        for each in found.directories:  # gossip asks it for its file: a word is no proof
            office.me.hear_directory(each.signer, each.head)
        return office.db.read_sync(
            lambda conn: (
                _with_registers(Work(conn, office), found),
                [*found.contradictions, *_with_receipts(Work(conn, office), found)],
            )
        )

    report, contradictions = await asyncio.to_thread(verify)

    def write(work: Work) -> None:
        journal_of(work, officer.name).act(
            Verb.EVIDENCE_VERIFIED,
            (report.case_id or report.conversation_id)[:60],
            _IN_WORDS[report.result],
        )
        for each in contradictions:
            with suppress(ComityError):  # a key was revoked since the export: it proves nothing now
                tell_contradiction(work, each.proof, conversation_id=each.conversation_id)

    await office.write(write)
    return report


def _keep_split(office: Office, trust: TrustFiles, shown: bytes, exporter: str) -> None:
    """Keep the proof that operators have signed another directory of the number held here."""
    two = SplitFiles(trust.directory, shown, trust.earlier)
    try:
        split = DirectorySplit.of(
            two, version=version_of(trust.directory), peer=exporter, found=office.clock.now()
        )
        verify_directory_split(split, Anchor.from_json(trust.anchor))
    except ComityError:
        return  # the same, another number, or none that they have signed
    log.error("directory.split", peer=exporter, version=split.version)
    office.register.keep_directory_split(split)


def _with_receipts(work: Work, found: Verified) -> Iterator[FoundContradiction]:
    """Compare the receipts of a file with those that are held here for the same letters.

    Each side exports the receipt that it shows: who gave the other side another one is seen by
    who holds both.
    """
    now = work.now
    for each in found.receipts:
        header = each.letter.header
        others = [raw for raw in _held(work, header) if raw != each.raw]
        pairs = (
            contradictions_among((each.raw, other), each.receiver, work.me.directory(), now)
            for other in others
        )
        for proof in chain.from_iterable(pairs):
            yield FoundContradiction(header.conversation_id, proof)


def _held(work: Work, header: LetterHeader) -> Iterator[bytes]:
    """Yield the receipts of a letter that are held here: taken for ours, given for theirs."""
    if header.sender != work.code:
        given = receipts_under_id(work.conn, peer=header.sender, message_id=header.message_id)
        yield from given.values()
        return
    try:
        counts = find_letter(work.conn, header.message_id).receipt
    except NotFoundError:
        return
    if counts is not None:
        yield counts
    yield from (each.octets for each in disputed_receipts(work.conn, header.message_id))


def _with_registers(work: Work, found: Verified) -> EvidenceReport:
    """Add what the own registers say of each examination in a file."""
    report, findings = found.report, Findings()
    lines: list[str] = []
    for each in found.examined:
        name = f"examination {each.record.number} by the registers of {work.code}: "
        transaction = each.application.transaction
        again = Again(
            work.conn,
            work.office,
            each.record,
            each.examination,
            transaction,
            report.authority,
            each.rulebook,
        )
        mine = Findings()
        again.check(mine, name)
        findings.checks += mine.checks
        lines.append(f"{name}{again.compared} denials {_COMES_OUT[mine.result]}")
    return report.with_checks(findings.checks, lines)
