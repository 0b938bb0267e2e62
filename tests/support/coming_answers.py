"""Answers that come to an authority at its desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from gateway.casework.consultations.incoming_answer import take_answer
from gateway.casework.records import consultation_rows as rows
from gateway.casework.services import Work
from gateway.domain.consultation import ConsultationAnswer, DenialAnswer
from gateway.domain.consultation import ConsultationState as State
from gateway.domain.letter import LetterType
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake
from tests.support.cases import french_denial
from tests.support.desk import text
from tests.support.quiet_office import QuietOffice, due

HOUR = timedelta(hours=1)
OPEN = (State.REQUESTED, State.RUNNING, State.CLOSING, State.UNCONFIRMED)
OBJECTION = ConsultationAnswer(answer="objection")
NO_OBJECTION = ConsultationAnswer(answer="no_objection")
DENIAL = french_denial(17).denial_id
MORE = ConsultationAnswer(
    answer="more_information",
    by_denial=(DenialAnswer(denial_id=DENIAL, answer="more_information"),),
    information_needed=(text("The drawing of the manifold."),),
)
IDENTICAL = ConsultationAnswer(
    answer="identical", by_denial=(DenialAnswer(denial_id=DENIAL, answer="identical"),)
)


def take(de: QuietOffice, letter: ReceivedLetter) -> Sequence[Wake]:
    return de.write(lambda conn: take_answer(Work(conn, de.office), letter))


def answer(
    de: QuietOffice,
    row: rows.Row,
    content: ConsultationAnswer = OBJECTION,
    *,
    sealed: timedelta | None = None,
    received: timedelta | None = None,
) -> ReceivedLetter:
    """Let an answer come and have its effect; instants are seen from the last one."""
    if received is not None:
        de.clock.at = due(row) + received
    letter = de.letter(
        row, LetterType.ANSWER, content, sealed=None if sealed is None else due(row) + sealed
    )
    take(de, letter)
    return letter
