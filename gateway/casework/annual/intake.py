"""A submission as it comes to the Commission services: it counts, is refused, or waits.

What was signed stays in the journal as it came, whatever becomes of it. Whether it counts is
decided in one transaction under the lock of its collection, so of two at once the first
counts and the second is told so; the outcome goes back at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from gateway.casework.acts.journal import journal_of
from gateway.casework.annual import rows
from gateway.casework.annual.collection import submitters
from gateway.casework.records.correspondence import (
    Draft,
    keep_letter,
    note_received,
    place_beside,
    send,
    takes,
)
from gateway.casework.records.correspondence_rows import content_of
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.annual.collection import COLLECTING, Collected, CollectionStanding, Refusal
from gateway.domain.annual.edition import Source
from gateway.domain.annual.submission import (
    OutcomeKind,
    Submission,
    SubmissionHeader,
    SubmissionOutcome,
)
from gateway.domain.authority import member_state
from gateway.domain.denial import FreeText
from gateway.domain.letter import LetterType
from gateway.domain.saying import says
from gateway.errors import InputError, NotFoundError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake
from gateway.exchange.journal import bodies_at, find_row
from gateway.reports.consolidation import consolidate
from gateway.wire.annual_cells import blocks_from_parts
from gateway.wire.content import content_from_bytes

_OUTCOMES = {
    CollectionStanding.ACCEPTED: OutcomeKind.ACCEPTED,
    CollectionStanding.REFUSED: OutcomeKind.REFUSED,
    CollectionStanding.LEDGER: OutcomeKind.LEDGER,
}


class _NotTakenError(Exception):
    """Why a submission does not count; never leaves this module."""

    def __init__(self, refusal: Refusal, words: str) -> None:
        super().__init__(words)
        self.refusal = refusal


@takes(LetterType.ANNUAL_SUBMISSION)
def take_submission(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Keep a submission, decide whether it counts, and say so at once."""
    row = keep_letter(work.conn, letter)
    header = content_of(row, SubmissionHeader)
    called = rows.called_in(work.conn, row.conversation_id)
    if called is None:
        raise NotFoundError(
            "the conversation is of no collection",
            remedy="{listCollections} lists them.",
            conversation_id=row.conversation_id,
        )
    collection = rows.get(work.conn, called.collection, lock=True)
    state = member_state(row.peer)
    earlier = rows.submissions(work.conn, collection.id, state=state)
    standing, reason, words = CollectionStanding.ACCEPTED, "", ""
    try:
        _check_header(work.office, collection, called, row.peer, header)
        _check_version(header, earlier)
        _check_cells(
            collection,
            Source(state=row.peer, version=header.version, digest=row.digest.hex()),
            header,
            letter,
        )
        if collection.line.stage not in COLLECTING:
            standing, reason = CollectionStanding.LEDGER, str(Refusal.AFTER_FREEZE)
            words = "The report is frozen; it waits for the next edition or a corrigendum."
    except _NotTakenError as found:
        standing, reason, words = CollectionStanding.REFUSED, str(found.refusal), str(found)
    kept = Collected(
        collection=collection.id,
        digest=row.digest.hex(),
        state=state,
        authority=row.peer,
        version=header.version,
        message_id=row.message_id,
        at=letter.received,
        standing=standing,
        reason=reason,
        words=words,
    )
    rows.add_submission(work.conn, kept)
    counts = rows.counting([*earlier, kept]).get(state)
    content = SubmissionOutcome(
        collection=collection.id,
        submission=kept.digest,
        outcome=_OUTCOMES[standing],
        reason=reason,
        counts=None if counts is None else counts.digest,
        text=(FreeText(language="en", text=words),) if words else (),
    )
    draft = Draft(content=content)
    send(work, place_beside(row), draft, actor="gateway", answers=row)
    _tell(work, kept)
    note_received(
        work.conn, row, at=work.now, saying=says("version {version}", version=header.version)
    )
    return ()


def read_submission(conn: Connection, each: Collected) -> Submission:
    """Return a submission from the bytes that were received.

    Raises:
        NotFoundError: The journal does not hold its letter, or its contents were erased.
    """
    held = find_row(conn, each.message_id, peer=each.authority)
    bodies = {} if held is None else bodies_at(conn, held.position)
    if 0 not in bodies:
        raise NotFoundError(
            "the contents of submission {newest} of {state} are not held any more",
            remedy="Ask the State to submit it again.",
            digest=each.digest,
            newest=each.digest[:12],
            state=each.state,
        )
    return Submission(
        header=content_from_bytes(SubmissionHeader, bodies[0]), blocks=blocks_from_parts(bodies)
    )


def _check_header(
    office: Office,
    collection: rows.CollectionRow,
    called: rows.Called,
    peer: str,
    header: SubmissionHeader,
) -> None:
    line = collection.line
    if header.collection != line.collection:
        raise _NotTakenError(
            Refusal.WRONG_COLLECTION,
            f"It is for {header.collection}; this conversation is of {line.collection}.",
        )
    if header.year != line.year:
        raise _NotTakenError(
            Refusal.WRONG_YEAR, f"It is of the year {header.year}; {line.year} was asked for."
        )
    if (header.template, header.template_digest) != (line.template, line.template_digest):
        raise _NotTakenError(
            Refusal.WRONG_TEMPLATE,
            f"It was filled by template {header.template} ({header.template_digest[:12]}); "
            f"{line.template} ({line.template_digest[:12]}) came with the call.",
        )
    if header.authority != peer:
        raise _NotTakenError(
            Refusal.WRONG_AUTHORITY,
            f"It says that it is of {header.authority}, and {peer} sent it.",
        )
    if peer not in submitters(office):
        raise _NotTakenError(
            Refusal.NOT_COORDINATOR,
            f"{called.authority} does not coordinate its State; send the part to who does.",
        )


def _check_version(header: SubmissionHeader, earlier: Sequence[Collected]) -> None:
    """Check that a correction corrects what is newest; of two at once the second does not."""
    chain = [each for each in earlier if each.standing is not CollectionStanding.REFUSED]
    newest = chain[-1] if chain else None
    if newest is None:
        if header.supersedes is not None:
            raise _NotTakenError(
                Refusal.SUPERSEDED,
                f"Version {header.version} corrects a submission that does not count here; "
                "send it as version 1.",
            )
        return
    if header.version <= newest.version and header.supersedes == _before(chain):
        raise _NotTakenError(
            Refusal.REPEATED,
            f"Version {newest.version} ({newest.digest[:12]}) came before it, and it is the one "
            f"that stands; to change it, send version {newest.version + 1} that corrects it.",
        )
    if (header.supersedes, header.version) != (newest.digest, newest.version + 1):
        raise _NotTakenError(
            Refusal.SUPERSEDED,
            f"Version {newest.version} ({newest.digest[:12]}) stands here; a correction is "
            f"version {newest.version + 1} and names it.",
        )


def _before(chain: Sequence[Collected]) -> str | None:
    """Return the digest of what the newest submission corrected."""
    return chain[-2].digest if len(chain) > 1 else None


def _check_cells(
    collection: rows.CollectionRow, source: Source, header: SubmissionHeader, letter: ReceivedLetter
) -> None:
    """Check the cells as the consolidation will read them."""
    blocks = blocks_from_parts(letter.bodies)
    try:
        consolidate(collection.template, [(source, Submission(header=header, blocks=blocks))])
    except InputError as error:
        raise _NotTakenError(Refusal.CELLS_INVALID, f"{error}. {error.remedy}") from error


def _tell(work: Work, kept: Collected) -> None:
    kind = (
        TaskKind.ANNUAL_LATE
        if kept.standing is CollectionStanding.LEDGER
        else TaskKind.ANNUAL_SUBMISSION
    )
    journal = journal_of(work, kept.authority)
    text = says(
        "{collection}: version {version} of {authority} is {standing}",
        collection=kept.collection,
        version=kept.version,
        authority=kept.authority,
        standing=kept.standing,
    )
    if kept.reason:
        text += says(" ({reason})", reason=kept.reason)
    if kept.standing is CollectionStanding.ACCEPTED:
        journal.act(Verb.ANNUAL_ACCEPTED, kept.collection, text, kept.message_id)
        return
    journal.open_task(kind, kept.collection, text)
