"""A corrected answer: before the last instant it counts, after it only its words do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from gateway.casework.consultations.incoming_answer import take_answer
from gateway.casework.letters.correction_effects import carry_out_correction
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records import correspondence_rows as letters
from gateway.casework.services import Work
from gateway.domain.case import Case
from gateway.domain.consultation import ConsultationAnswer, ConsultationState
from gateway.domain.consultation.reversals import CorrectionChange
from gateway.domain.correspondence import Correction, LetterState
from gateway.domain.letter import LetterType
from gateway.exchange.identity import new_id
from gateway.exchange.journal import find_row, rows_of
from tests.support.desk import SECOND, text
from tests.support.quiet_office import CASE, QuietOffice, due

NO_OBJECTION = ConsultationAnswer(answer="no_objection", explanation=(text("We see no risk."),))
OBJECTION = NO_OBJECTION.model_copy(update={"answer": "objection"})
BETTER_SAID = NO_OBJECTION.model_copy(update={"explanation": (text("There is no risk."),)})
HOUR = timedelta(hours=1)


@pytest.fixture
def case(de: QuietOffice) -> Case:
    return de.case()


@pytest.fixture
def row(de: QuietOffice, case: Case) -> rows.Row:
    """NL was asked, and has answered that it does not object."""
    row = de.asked(case=case)
    letter = de.letter(row, LetterType.ANSWER, NO_OBJECTION)
    de.write(lambda conn: take_answer(Work(conn, de.office), letter))
    return de.row(row)


def corrected(
    de: QuietOffice, row: rows.Row, after: ConsultationAnswer, *, sealed: datetime, received: Any
) -> letters.LetterRow:
    """Let NL's correction of its answer have its effect; return how it is kept."""
    answer = _answer_of(de, row)
    de.clock.at = received
    content = Correction(
        message_id=answer.message_id,
        message_digest=answer.digest.hex(),
        fields=("answer",),
        reason=(text("Mistyped."),),
    )
    kept = letters.LetterRow(
        message_id=new_id(received),
        conversation_id=row.id,
        case_id=CASE,
        ours=False,
        peer="NL",
        letter_type=LetterType.CORRECTION,
        digest=b"c" * 32,
        at=received,
        state=LetterState.RECORDED,
        content=content,
    )
    change = CorrectionChange(NO_OBJECTION, after, received=received, sealed=sealed)

    def write(conn: Connection) -> letters.LetterRow:
        letters.add(conn, kept)
        held = find_row(conn, answer.message_id, peer="NL")
        assert held is not None
        carry_out_correction(Work(conn, de.office), held, kept, change)
        return letters.get(conn, kept.message_id)

    return de.write(write)


def _answer_of(de: QuietOffice, row: rows.Row) -> Any:
    found = de.read(lambda conn: rows_of(conn, [row.id]))
    return next(each for each in found if each.letter_type is LetterType.ANSWER)


LATE_WORDS = (
    "NL corrected its answer after the last instant; the correction is kept and has no effect"
)


@pytest.mark.parametrize("after", [OBJECTION, BETTER_SAID], ids=["another", "its words"])
@pytest.mark.parametrize(
    ("sealed", "received", "late"),
    [
        (-HOUR, -HOUR, False),
        (-SECOND, HOUR, False),
        (timedelta(0), timedelta(0), True),
        (HOUR, HOUR, True),
    ],
)
def test_after_the_last_instant_only_the_words_of_an_answer_change(
    de: QuietOffice,
    row: rows.Row,
    after: ConsultationAnswer,
    sealed: timedelta,
    received: timedelta,
    late: bool,
) -> None:
    """Found in use: tests G3."""
    kept = corrected(de, row, after, sealed=due(row) + sealed, received=due(row) + received)
    model = de.model(row)
    if late and after is OBJECTION:
        assert kept.state is LetterState.NO_EFFECT
        assert (model.answer, model.state) == (NO_OBJECTION, ConsultationState.ANSWERED)
        assert de.tasks(CASE) == [("answer.late", LATE_WORDS)]
    else:
        assert kept.state is LetterState.RECORDED
        assert model.answer == after
        assert LATE_WORDS not in [words for _, words in de.tasks()]
    assert model.corrections == (kept.message_id,)
