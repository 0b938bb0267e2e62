from gateway.domain.letter import LetterType
from gateway.domain.letter_rule import Opens
from gateway.domain.letter_types import LETTER_RULES
from gateway.errors import ComityError, Reason
from gateway.exchange.conversations import (
    Action,
    Phase,
    action_for,
    close_conversation,
    find_conversation,
)
from tests.support.raising import refuses
from tests.support.stations import Station


def test_only_an_opening_letter_starts_and_only_a_new_conversation() -> None:
    starts = {
        (kind, standing)
        for kind in LetterType
        for standing in Phase
        if action_for(kind, standing) is Action.START
    }
    assert starts == {
        (kind, Phase.NEW) for kind, rule in LETTER_RULES.items() if rule.opens is not Opens.NEVER
    }


def test_whatever_lacks_its_predecessor_is_parked_and_nothing_else() -> None:
    for kind in LetterType:
        for standing in Phase:
            assert (action_for(kind, standing) is Action.PARK) == (standing is Phase.GAP)


def test_a_late_answer_is_recorded_and_a_closing_is_always_answered() -> None:
    assert action_for(LetterType.ANSWER, Phase.CLOSED) is Action.RECORD
    assert action_for(LetterType.CLOSING_REQUEST, Phase.CLOSED) is Action.UPDATE


def test_closing_is_kept_and_may_be_repeated(de: Station) -> None:
    letter = de.queue("FR")
    first = de.clock.now()
    for _ in range(2):
        de.db.write_sync(
            lambda conn: close_conversation(conn, letter.conversation_id, de.clock.now())
        )
        de.clock.advance(hours=1)
    held = de.db.read_sync(lambda conn: find_conversation(conn, letter.conversation_id))
    assert held is not None
    assert held.closed == first


def test_closing_what_does_not_exist_is_refused(de: Station) -> None:
    with refuses(ComityError, Reason.NOT_FOUND):
        de.db.write_sync(lambda conn: close_conversation(conn, "none", de.clock.now()))
