"""Two people sign a submission off, and it goes as a signed letter.

The first officer proposes: what was counted is frozen, with its digest and its difference to
the version before. The second, another person, signs exactly that digest off, and it is sent:
to the Commission services in the conversation of their call, or, from an authority that does
not coordinate its State, as a part to the coordinator. A correction is a new version.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from itertools import islice

from sqlalchemy import Connection

from gateway.casework.acts.due_dates import DueKind, clear_due
from gateway.casework.acts.journal import journal_of
from gateway.casework.annual import versions as rows
from gateway.casework.annual.merging import merged_header
from gateway.casework.annual.preparing import (
    CountedFigures,
    YearMaterial,
    coordinates,
    count_own,
    material_of,
    others,
    receiver,
)
from gateway.casework.annual.records import subject_of, year_of
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import correspondence_rows as letters
from gateway.casework.records.correspondence import Draft, LetterRoute, send
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.annual.submission import Submission, SubmissionHeader, SubmissionPart
from gateway.domain.authority import COMMISSION
from gateway.domain.correspondence import LetterState
from gateway.domain.saying import says
from gateway.errors import InputError, Reason, StateError
from gateway.reports.annual_work import (
    ChangedFigures,
    Proposal,
    Release,
    ShownVersion,
    VersionLine,
    VersionState,
)
from gateway.reports.consolidation import merge_parts
from gateway.reports.differences import changed_cells
from gateway.reports.rates import shipped_rates
from gateway.wire.annual_cells import blocks_to_parts

MOST_CHANGES = 200
"""Changed cells that are shown; the rest is counted."""


async def propose(office: Office, officer: Officer, year: int, proposal: Proposal) -> ShownVersion:
    """Freeze what was counted as a version that the second officer signs off.

    Args:
        office: This authority.
        officer: The first officer.
        year: The year that is reported on.
        proposal: Why a version is corrected; whose part is left out.

    Raises:
        InputError: SUBMISSION_INVALID; an error is left, or a question is not answered.
        StateError: A part of another authority of the State is missing.
    """
    officer.require(Permission.REPORT)
    material = await office.read(lambda work: material_of(work, year))
    counted = await asyncio.to_thread(count_own, material)
    _check_ready(counted)
    _check_parts(office, material, proposal)
    before = await office.db.read(lambda conn: rows.standing(conn, material.year.collection))
    header = _header(office, material, counted, proposal, before)
    submission = await asyncio.to_thread(_merged, office, material, counted, header, proposal)

    def write(work: Work) -> VersionLine:
        if rows.standing(work.conn, header.collection) != before:
            raise StateError(
                "another version was sent meanwhile; propose again",
                remedy="{getYearVersion} shows it.",
            )
        at = office.clock.now()
        line = rows.add_version(work.conn, submission, at=at, by=officer.name)
        _note(work, officer, Verb.ANNUAL_PROPOSED, year, line)
        return line

    line = await office.write(write)
    return await show_version(office, officer, year, line.number)


async def release(office: Office, officer: Officer, year: int, wanted: Release) -> VersionLine:
    """Sign a proposed version off and send it.

    Args:
        office: This authority.
        officer: The second officer.
        year: The year that is reported on.
        wanted: The digest of what was looked at.

    Raises:
        StateError: SECOND_OFFICER_NEEDED; the officer has proposed it himself. STATE_CONFLICT;
            nothing of that digest waits, or the Commission services have not called yet.
    """
    officer.require(Permission.RELEASE)
    return await office.db.write(partial(_release, office, officer, year, wanted))


async def show_version(office: Office, officer: Officer, year: int, number: int) -> ShownVersion:
    """Show a version, and which cells differ from the one before it.

    Raises:
        NotFoundError: There is no such version.
    """
    officer.require(Permission.READ_REPORT)

    def read(conn: Connection) -> tuple[VersionLine, Submission, Submission | None]:
        collection = year_of(conn, year).collection
        line, submission = rows.get_version(conn, collection, number)
        corrects = submission.header.supersedes
        earlier = rows.by_letter(conn, corrects) if corrects else None
        old = rows.get_version(conn, collection, earlier.number)[1] if earlier else None
        return line, submission, old

    line, submission, old = await office.db.read(read)
    found = changed_cells(old.blocks, submission.blocks) if old is not None else iter(())
    shown = tuple(
        ChangedFigures(about=about, before=before[0], after=after[0])
        for about, before, after in islice(found, MOST_CHANGES)
    )
    return ShownVersion(
        line=line,
        records=submission.header.records,
        parts=submission.header.parts,
        reason=submission.header.reason,
        changes=shown,
        more=sum(1 for _ in found),
    )


def _check_ready(counted: CountedFigures) -> None:
    left = counted.open
    if left:
        raise Reason.SUBMISSION_INVALID.error(
            "{count} remarks are left, the first: {message}",
            remedy=left[0].remedy or "Answer {remark} with {answers}.",
            remark=left[0].key,
            count=len(left),
            message=left[0].message,
            answers=" or ".join(left[0].answers),
        )


def _check_parts(office: Office, material: YearMaterial, proposal: Proposal) -> None:
    """Check that every authority of the State has sent its part, or is left out on record."""
    if not coordinates(office):
        return
    missing = set(others(office)) - set(material.parts) - set(proposal.without_parts)
    if missing:
        named = ", ".join(sorted(missing))
        raise StateError(
            "the part of {authority} has not come",
            remedy="Wait for it, or name the authority in without_parts: then its data lack.",
            authority=named,
        )


def _header(
    office: Office,
    material: YearMaterial,
    counted: CountedFigures,
    proposal: Proposal,
    before: VersionLine | None,
) -> SubmissionHeader:
    if before is not None and not proposal.reason:
        raise InputError(
            "reason: version {version} was sent; a correction says why",
            field="reason",
            version=before.version,
        )
    work, template = material.work, material.year.template
    said = {each.remark.key for each in counted.remarks} | {
        f"zero:{table}" for table in counted.without
    }
    return SubmissionHeader(
        collection=material.year.collection,
        year=template.year,
        template=template.version,
        template_digest=template.digest,
        authority=office.code,
        version=1 if before is None else before.version + 1,
        supersedes=None if before is None else before.letter,
        prepared_at=office.clock.now(),
        rates=shipped_rates().version,
        records=counted.records,
        reason=proposal.reason if before is not None else (),
        indicators=work.indicators,
        narratives=work.narratives,
        answers=tuple(each for each in work.answers if each.remark in said),
    )


def _merged(
    office: Office,
    material: YearMaterial,
    counted: CountedFigures,
    header: SubmissionHeader,
    proposal: Proposal,
) -> Submission:
    """Return the submission; a coordinator's has the parts of the others added to its own."""
    own = Submission(header=header, blocks=counted.blocks)
    parts = [
        each for code, each in sorted(material.parts.items()) if code not in proposal.without_parts
    ]
    if not coordinates(office) or not parts:
        return own
    wanted = {block.table for block in counted.blocks}
    submissions = [own] + [
        # What the coordinator has declared not available is so for its State.
        each.submission.of_tables(wanted)
        for each in parts
    ]
    blocks = merge_parts(material.year.template, submissions)
    return Submission(header=merged_header(header, parts), blocks=blocks)


def _release(
    office: Office, officer: Officer, year: int, wanted: Release, conn: Connection
) -> VersionLine:
    found = year_of(conn, year)
    waiting = [
        each
        for each in rows.versions(conn, found.collection)
        if each.state is VersionState.PROPOSED
    ]
    if not waiting or waiting[0].digest != wanted.digest:
        raise StateError(
            "nothing of that digest waits to be signed off",
            remedy="Look at what is proposed now; it may have been proposed anew.",
        )
    line, submission = rows.get_version(conn, found.collection, waiting[0].number)
    officer.require_second(line.proposed_by, "the officer who proposed does not sign off")
    letter = _send(Work(conn, office), officer, found.call, submission)
    at = office.clock.now()
    rows.set_version(
        conn,
        line,
        state=str(VersionState.SENT),
        released=at,
        released_by=officer.name,
        letter=letter.digest.hex(),
    )
    _note(Work(conn, office), officer, Verb.ANNUAL_RELEASED, year, line)
    return rows.get_version(conn, found.collection, line.number)[0]


def _send(
    work: Work,
    officer: Officer,
    call: letters.LetterRow | None,
    submission: Submission,
) -> letters.LetterRow:
    to = receiver(work.office)
    documents = blocks_to_parts(submission.blocks)
    if to != COMMISSION:
        draft = Draft(
            content=SubmissionPart(header=submission.header),
            documents=documents,
        )
        rulebook = work.law.in_force(work.now).version
        sent = send(work, LetterRoute(to, rulebook=rulebook), draft, actor=officer.name)
    elif call is None:
        raise StateError(
            "the Commission services have not called for the data of {year}",
            remedy="Wait for the call; what was proposed stays.",
            year=submission.header.year,
        )
    else:
        draft = Draft(
            content=submission.header,
            documents=documents,
        )
        place = LetterRoute(call.peer, call.conversation_id, call.case_id, call.rulebook)
        sent = send(work, place, draft, actor=officer.name, answers=call)
    if call is not None:
        _answered(work, officer, call)
    return sent


def _answered(work: Work, officer: Officer, call: letters.LetterRow) -> None:
    letters.set_state(work.conn, call.message_id, LetterState.ANSWERED)
    clear_due(work.conn, kind=DueKind.ANNUAL_OWED, subject=call.message_id)
    close_annual_tasks(
        work, officer, call.conversation_id, (TaskKind.ANNUAL_CALLED, TaskKind.ANNUAL_OWED)
    )


def close_annual_tasks(
    work: Work,
    officer: Officer,
    conversation_id: str,
    kinds: Sequence[TaskKind],
) -> None:
    """Close the tasks of a letter that was answered."""
    for kind in kinds:
        journal_of(work, officer.name).close_tasks(kind, conversation_id)


def _note(work: Work, officer: Officer, verb: Verb, year: int, line: VersionLine) -> None:
    journal_of(work, officer.name).act(
        verb,
        subject_of(year),
        says("{collection}, version {version}", collection=line.collection, version=line.version),
        line.digest[:40],
    )
