"""Correction of anything that was sent: what and why, and both versions stay visible.

The letter that is corrected stays as it was signed; the correction holds the content as it
should have been. What it does to a consultation is the rulebook's (`CorrectionEffect`) and
in `gateway.casework.letters.correction_effects`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from gateway.casework.letters.correction_effects import (
    carry_out_correction,
    check_corrected,
    check_ours,
)
from gateway.casework.letters.letters import show
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import consultation_rows
from gateway.casework.records.correspondence import (
    Draft,
    check_held,
    keep_letter,
    place_of,
    raise_task,
    recall_of,
    send,
    sent_row,
    stands_now,
    takes,
)
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind
from gateway.domain.base import Model, differing
from gateway.domain.consultation.reversals import CorrectionChange
from gateway.domain.correspondence import Correction, LetterState, LetterView
from gateway.domain.denial import FreeText
from gateway.domain.letter import LetterType
from gateway.domain.letter_types import CORRECTABLE
from gateway.domain.plain_text import check_content
from gateway.domain.saying import says
from gateway.errors import ComityError, InputError, StateError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake, add_wakes
from gateway.exchange.journal import JournalRow, find_row
from gateway.field_faults import faults_of
from gateway.wire.content import content_from_bytes, letter_content

_MOST_FIELDS = 100  # that one correction can name


async def correct(
    office: Office,
    officer: Officer,
    message_id: str,
    corrected: Mapping[str, Any],
    reason: tuple[FreeText, ...],
) -> LetterView:
    """Correct a letter of ours; both versions stay visible.

    Args:
        office: This authority.
        officer: Who corrects it.
        message_id: The letter.
        corrected: Its whole content as it should have been.
        reason: Why.

    Raises:
        NotFoundError: We sent no such letter.
        StateError: Such a letter is not corrected, or it was recalled; SECOND_OFFICER_NEEDED.
        InputError: The content is no valid one, or differs in nothing.
    """
    officer.require(Permission.ASSESS)

    def write(work: Work) -> LetterView:
        held = _correctable(work.conn, message_id)
        _check_one_may(work, officer, held)
        before = stands_now(work.conn, held)
        after = _read(type(before), corrected)
        fields = differing(before, after)[:_MOST_FIELDS]
        if not fields:
            raise InputError("corrected: it differs in nothing from what stands")
        check_corrected(work, held, before, after)
        check_ours(work, held, before, after)
        content = Correction(
            message_id=message_id,
            message_digest=held.digest.hex(),
            fields=fields,
            reason=reason,
        )
        place = place_of(work, conversation_id=held.conversation_id)
        draft = Draft(content=content, beside=(after,))
        row = send(work, place, draft, actor=officer.name)
        change = CorrectionChange(before, after, received=row.at, sealed=row.at)
        add_wakes(work.conn, carry_out_correction(work, held, row, change))
        return show(work, row.message_id)

    return await office.write(write)


def _check_one_may(work: Work, officer: Officer, held: JournalRow) -> None:
    """Refuse that one officer changes an answer which the rulebook wants two to give."""
    row = consultation_rows.find(work.conn, held.conversation_id)
    if row is None or held.letter_type is not LetterType.ANSWER:
        return
    model = row.consultation
    officer.require_second(
        officer.name,  # a correction is not proposed: who writes it sends it
        "an answer that two officers give is not corrected by one",
        needed=work.law.rule_of(model).second_officer,
        remedy="Recall it; then one officer proposes the answer again, and another confirms.",
    )


def _correctable(conn: Connection, message_id: str) -> JournalRow:
    held = sent_row(conn, message_id)
    _check_type(held)
    if recall_of(conn, held) is not None:
        raise StateError(
            "the letter was recalled; there is nothing to correct",
            remedy="Send it anew; of a request: {repeatRequest}.",
        )
    return held


def _check_type(held: JournalRow) -> None:
    if held.letter_type not in CORRECTABLE:
        raise StateError(
            "a letter of type {letter_type} is not corrected",
            remedy="Recall it with {recallLetter}, or add to it with {sendSupplement}.",
            letter_type=held.letter_type,
        )


def _read(kind: type[Model], corrected: Mapping[str, Any]) -> Model:
    try:
        return kind.model_validate(dict(corrected))
    except ValidationError as exc:
        first = faults_of(exc)[0]
        path = ".".join(filter(None, ("corrected", first.field)))
        raise InputError(
            "{field}: {fault}", remedy=first.remedy, field=path, fault=first.what
        ) from exc


@takes(LetterType.CORRECTION)
def take_correction(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Show a correction beside what it corrects, and give it the effect of the rulebook.

    One that names a letter which its sender did not send here, or whose content cannot be
    read, is kept, and a person is told that it cannot be used.
    """
    content = content_from_bytes(Correction, letter.bodies[0])
    peer = letter.header.sender
    held = find_row(work.conn, content.message_id, peer=peer)
    why_not = check_held(
        work.conn, peer=peer, message_id=content.message_id, digest=content.message_digest
    )
    try:
        if why_not or held is None:
            raise StateError(
                "{why}",
                remedy="Ask the sender which letter is meant.",
                why=why_not or "there is no such letter",
            )
        if held.conversation_id != letter.header.conversation_id:
            raise StateError(
                "the letter belongs to another conversation",
                remedy="Ask the sender which letter is meant.",
            )
        _check_type(held)
        before = stands_now(work.conn, held)
        if 1 not in letter.bodies:
            raise StateError(
                "part 1, the corrected content, is missing",
                remedy="Ask the sender to correct it again.",
            )
        after = letter_content(held.letter_type, letter.bodies[1])
        check_content(after)
        check_corrected(work, held, before, after)
    except ComityError as exc:
        row = keep_letter(work.conn, letter, state=LetterState.UNUSABLE)
        text = says("{peer} sent a correction that cannot be used: {exc}", peer=peer, exc=exc)
        raise_task(work, row, text, kind=TaskKind.CORRECTION_UNUSABLE)
        return ()
    row = keep_letter(work.conn, letter)
    text = says(
        "{peer} corrects its {letter_type}: {fields}",
        peer=peer,
        letter_type=held.letter_type,
        fields=content.fields[:5],
    )
    raise_task(work, row, text, kind=TaskKind.LETTER_CORRECTED)
    change = CorrectionChange(before, after, received=letter.received, sealed=letter.header.created)
    return carry_out_correction(work, held, row, change)
