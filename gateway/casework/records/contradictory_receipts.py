"""Receipts of one member that cannot both be true: the proof is kept, and a person is told.

Met when a letter is delivered (`gateway.exchange.delivery`), and when evidence is verified
(`gateway.casework.cases.evidence_verification`). What is kept is a file that anybody verifies by
the directory: docs/protocol/receipts.md (Contradictions).
"""

from __future__ import annotations

from gateway.casework.acts.journal import Journal
from gateway.casework.services import Work
from gateway.domain.acts import TaskKind
from gateway.domain.saying import says
from gateway.trust.proofs.receipt_contradiction import (
    ContradictionKind,
    ReceiptContradiction,
    verify_contradiction,
)


def tell_contradiction(work: Work, proof: ReceiptContradiction, *, conversation_id: str) -> None:
    """Keep the proof that a member has signed two receipts that contradict each other; tell it.

    Args:
        work: The transaction, with the services of the node.
        proof: What was found.
        conversation_id: Of one of the two letters.

    Raises:
        ComityError: It proves nothing, as `verify_contradiction`.
        OSError: The file cannot be written.
    """
    now = work.now
    found = verify_contradiction(proof, work.me.directory(), now)
    file = work.office.register.keep_receipt_proof(proof, found)
    one_letter = says(
        "{whom} has signed two receipts for one letter that contradict each other. The proof is "
        "the file {file} in the node's folder, which anybody can verify; ask {whom} by telephone",
        whom=proof.receiver,
        file=file,
    )
    one_position = says(
        "{whom} has signed that two letters have one position in its journal. The proof is the "
        "file {file} in the node's folder, which anybody can verify; ask {whom} by telephone "
        "whether its gateway was restored",
        whom=proof.receiver,
        file=file,
    )
    Journal(work.conn, now).open_task(
        TaskKind.LETTER_DOUBTFUL,
        conversation_id,
        one_letter if found.kind is ContradictionKind.ONE_LETTER else one_position,
        key=found.digest.hex()[:32],
    )
