"""A request for more time: both sides, its length, its end, and what silence means."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.casework.consultations.consultations import reply_extension
from gateway.casework.consultations.extension import take_extension_reply, take_extension_request
from gateway.casework.consultations.incoming_answer import take_answer
from gateway.casework.consultations.incoming_request import request_extension
from gateway.casework.consultations.silence import period_over
from gateway.casework.records import consultation_rows as rows
from gateway.casework.services import Work
from gateway.domain.consultation import (
    ConsultationAnswer,
    ConsultationState,
    DenialAnswer,
    ExtensionReply,
    ExtensionRequest,
)
from gateway.domain.letter import LetterType
from gateway.errors import InputError, StateError
from tests.support.cases import french_denial
from tests.support.desk import ANNA, GRACE, SECOND, text
from tests.support.quiet_office import CASE, QuietOffice, due
from tests.support.raising import refuses

State = ConsultationState
DENIAL = french_denial(17).denial_id
WISH = ExtensionRequest(working_days=10, reason=text("The file is abroad."))
NONE = ExtensionReply(accepted=False, working_days=0)


def gives(days: int) -> ExtensionReply:
    return ExtensionReply(accepted=True, working_days=days)


@pytest.fixture
def row(de: QuietOffice) -> rows.Row:
    """FR is asked under 16(5), where either side asks for time and the other agrees."""
    return de.asked("FR", "16(5)", case=de.case(), denials=(DENIAL,))


def days(de: QuietOffice, row: rows.Row) -> int:
    deadline = de.model(row).deadline
    assert deadline is not None
    return len(deadline.counted)


def wished(de: QuietOffice, row: rows.Row) -> None:
    letter = de.letter(row, LetterType.EXTENSION_REQUEST, WISH)
    de.write(lambda conn: take_extension_request(Work(conn, de.office), letter))


def over(de: QuietOffice, row: rows.Row) -> None:
    de.clock.at = due(row) + GRACE
    de.write(lambda conn: period_over(Work(conn, de.office), row.id))


@pytest.mark.parametrize("reply", [gives(10), gives(5), NONE])
async def test_an_officer_gives_all_of_it_or_less_or_none(
    de: QuietOffice, row: rows.Row, reply: ExtensionReply
) -> None:
    wished(de, row)
    assert de.tasks(row.id) == [("extension.asked", "FR asks for 10 more working days")]
    await reply_extension(de.office, ANNA, row.id, reply)
    assert de.model(row).extension_pending is None
    assert days(de, row) == 10 + reply.working_days
    assert de.sent(row, ExtensionReply) == [reply]
    assert de.tasks(row.id) == []
    over(de, row)
    assert de.row(row).state is (State.RUNNING if reply.accepted else State.CLOSING)


async def test_a_reply_is_to_a_wish_of_the_other_side_in_time_and_gives_no_more(
    de: QuietOffice, row: rows.Row
) -> None:
    with pytest.raises(StateError, match="no wish for more time is pending"):
        await reply_extension(de.office, ANNA, row.id, NONE)
    wished(de, row)
    for number in (0, 11):
        with refuses(InputError, field="working_days"):
            await reply_extension(de.office, ANNA, row.id, gives(number))
    de.clock.at = due(row)
    with pytest.raises(StateError, match="the rulebook's"):
        await reply_extension(de.office, ANNA, row.id, NONE)


def test_a_wish_sealed_after_the_last_instant_has_no_effect(de: QuietOffice, row: rows.Row) -> None:
    de.clock.at = due(row) + SECOND
    wished(de, row)
    assert (de.row(row).state, de.model(row).extension_pending) == (State.RUNNING, None)
    words = "FR asked for more time after the last instant; it has no effect"
    assert de.acts(CASE)[-1] == ("FR", "extension.asked", words)


def test_a_wish_that_crosses_the_end_is_a_persons_task(de: QuietOffice, row: rows.Row) -> None:
    de.changed(row, state=State.SUPERSEDED)
    wished(de, row)
    assert de.model(row).extension_pending is None
    words = "FR asked for more time; the consultation is superseded"
    assert de.tasks(row.id) == [("extension.no_effect", words)]


def test_what_nobody_answered_in_time_the_rulebook_gives_and_a_late_answer_is_in_time(
    de: QuietOffice, row: rows.Row
) -> None:
    wished(de, row)
    de.clock.at = due(row) + timedelta(minutes=1)
    said = (DenialAnswer(denial_id=DENIAL, answer="identical"),)
    answer = ConsultationAnswer(answer="identical", by_denial=said)
    letter = de.letter(row, LetterType.ANSWER, answer)
    de.write(lambda conn: take_answer(Work(conn, de.office), letter))
    assert de.model(row).late_answers == (answer,)
    over(de, row)
    assert days(de, row) == 20
    assert ("rulebook", "extension.accepted", "10 working days") in de.acts(CASE)
    assert (de.row(row).state, de.model(row).late_answers) == (State.ANSWERED, ())


def test_under_14_1_asking_is_enough(de: QuietOffice) -> None:
    row = de.asked(case=de.case())
    wished(de, row)
    assert (days(de, row), de.tasks(row.id)) == (20, [])


@pytest.mark.parametrize("reply", [gives(5), NONE, None])
async def test_the_asking_authority_asks_and_the_other_gives_it_or_not_or_says_nothing(
    de: QuietOffice, row: rows.Row, reply: ExtensionReply | None
) -> None:
    with pytest.raises(InputError):
        await request_extension(
            de.office, ANNA, row.id, WISH.model_copy(update={"working_days": 31})
        )
    asked = await request_extension(de.office, ANNA, row.id, WISH)
    assert (asked.extension_pending, asked.extension_by) == (WISH, "DE")
    with pytest.raises(StateError, match="no wish"):  # nobody agrees to a wish of its own
        await reply_extension(de.office, ANNA, row.id, gives(10))
    with pytest.raises(StateError, match="a wish is pending already"):
        await request_extension(de.office, ANNA, row.id, WISH)
    if reply is not None:
        letter = de.letter(row, LetterType.EXTENSION_REPLY, reply)
        de.write(lambda conn: take_extension_reply(Work(conn, de.office), letter))
        assert de.model(row).extension_pending is None
    over(de, row)
    assert days(de, row) == 10 + (10 if reply is None else reply.working_days)
    assert de.row(row).state is (State.CLOSING if reply is NONE else State.RUNNING)


async def test_who_may_not_ask_or_asks_too_late_or_for_too_much_is_refused(
    de: QuietOffice, row: rows.Row
) -> None:
    other = de.asked()
    with pytest.raises(StateError, match=r"under 14\(1\) the asking authority does not ask"):
        await request_extension(de.office, ANNA, other.id, WISH)
    with pytest.raises(InputError, match=r"14\(2\) has no extension"):
        await request_extension(de.office, ANNA, de.theirs("FR", "14(2)").id, WISH)
    theirs = de.theirs("FR")
    with pytest.raises(InputError):
        await request_extension(
            de.office, ANNA, theirs.id, WISH.model_copy(update={"working_days": 31})
        )
    de.changed(theirs, extension_pending=WISH, extension_by="DE")
    with pytest.raises(StateError, match="pending already"):
        await request_extension(de.office, ANNA, theirs.id, WISH)
    de.clock.at = due(row)
    with pytest.raises(StateError, match="no period runs"):
        await request_extension(de.office, ANNA, row.id, WISH)
