"""Verifies what a case says of documents that newer ones replaced, and what rested on the older.

Steps for each, the same as in docs/protocol/evidence.md, section 3:

1. The newer one is named in the case, and says itself which document it replaces.
2. No letter of the case names the older one that was signed after it had been replaced.
3. An answer or a decision from before rests on the older one: that is said, and is no fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from gateway.domain.case import Case
from gateway.domain.consultation.document_fetch import documents_in
from gateway.domain.consultation.document_record import ReplacedDocument
from gateway.domain.transaction import Document
from gateway.evidence.report import Findings, fault
from gateway.evidence.verify.check_letters import VerifiedLetter


def check_versions(case: Case, letters: Sequence[VerifiedLetter], findings: Findings) -> list[str]:
    """Verify every document of a case that was replaced.

    Returns:
        What the summary says of them; nothing where none was.
    """
    lines: list[str] = []
    for number, each in enumerate(case.replaced_documents, start=1):
        holds = findings.attempt(
            f"document {number:02d}: replaced", partial(_replaced, case, each, letters)
        )
        lines += _rest_on(case, each) if holds else ()
    return lines


def _replaced(case: Case, older: ReplacedDocument, letters: Sequence[VerifiedLetter]) -> str:
    how, document = older.replaced, older.document
    newer = next((each for each in _named(case) if each.sha256 == how.newer), None)
    if newer is None or newer.replaces is None:  # (1)
        raise fault("what is to stand in its place is not named in the case as its replacement")
    original = document.translates
    if newer.replaces.of not in (document.sha256, None if original is None else original.of):
        raise fault("what stands in its place replaces another document")
    sent = [
        each
        for each in letters
        if document.sha256 in {found.sha256 for found in documents_in(each.content)}
    ]
    for each in sent:  # (2)
        if each.record.outgoing and each.record.at > how.at:
            raise fault(
                "letter {message_id} names it after it was replaced",
                message_id=each.header.message_id,
            )
    to = sorted({each.record.peer for each in sent if each.record.outgoing})
    told = f", named to {', '.join(to)} before" if to else ""
    return (
        f"{document.title} ({document.sha256[:12]}) was replaced by {how.newer[:12]} at "
        f"{how.at.isoformat()}, by {how.by}{told}"
    )


def _named(case: Case) -> Iterator[Document]:
    yield from case.application.documents
    for amendment in case.amendments:
        yield from amendment.before.documents
    for each in case.replaced_documents:
        yield each.document


def _rest_on(case: Case, older: ReplacedDocument) -> Iterator[str]:
    """Yield what was said on the older one before it was replaced."""  # (3)
    document, at = older.document, older.replaced.at
    what = f"{document.title} ({document.sha256[:12]}), which was replaced at {at.isoformat()}"
    if case.decision is not None and case.decision.decided_at < at:
        yield f"The decision rests on {what}."
    for each in case.consultations:
        asked = {named.sha256 for named in each.request.documents}
        if document.sha256 in asked and each.answered_at is not None and each.answered_at < at:
            yield f"The answer of {each.consulted} rests on {what}."
