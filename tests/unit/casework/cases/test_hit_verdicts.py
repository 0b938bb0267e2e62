"""Judgements of hits: which party they are about, what counts, what is offered."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection

from gateway.casework.records.examination_rows import (
    MOST_EARLIER,
    add_judgement,
    judgements_of,
    party_key,
    with_judgements,
)
from gateway.domain.base import Stated, Withholding
from gateway.domain.examination import (
    CONFIRMED_NOTE,
    ENDED_NOTE,
    Examination,
    Hit,
    HitVerdict,
    Judgement,
    MatchClass,
    Reasoned,
)
from gateway.domain.transaction import Identifier, Party, Transaction
from gateway.matching.transaction import EVERY_DECISION
from gateway.store.database import Database
from tests.support.cases import transaction
from tests.support.federation_case import START

DENIAL = "FR-2024-00017"
CASE, OTHER = "DE-C-2026-00001", "DE-C-2026-00002"


def between(*parties: Party) -> Transaction:
    end_user, consignee = (*parties, *parties)[:2]
    return transaction().model_copy(
        update={
            "end_user": Stated[Party].given(end_user),
            "consignee": Stated[Party].given(consignee),
        }
    )


def hit(**changes: Any) -> Hit:
    fields: dict[str, Any] = {
        "denial_id": DENIAL,
        "authority": "FR",
        "match_class": MatchClass.POSSIBLE,
        "score": 0.6,
        "party": Reasoned(score=0.6, reasons=("x",)),
        "item": Reasoned(score=0.6, reasons=("x",)),
        "ours": "A",
        "theirs": "B",
        "consult": False,
        "note": "end-user withheld: ask the issuing authority",
    }
    return Hit.model_validate(fields | changes)


def examination(*hits: Hit) -> Examination:
    return Examination(
        examined_at=START, matcher_version="x", registers=(), denials_in_scope=1, hits=hits
    )


def judgement(case_id: str, number: int, verdict: HitVerdict = HitVerdict.DISMISSED) -> Judgement:
    return Judgement(
        language="en",
        text=f"word {number}",
        denial_id=DENIAL,
        case_id=case_id,
        verdict=verdict,
        by="anna",
        at=START + timedelta(minutes=number),
    )


@pytest.fixture
def db(new_database: Any) -> Any:
    opened = Database.open(new_database("judging"))
    yield opened
    opened.close()


def judged(
    conn: Connection, found: Examination, case_id: str, transaction: Transaction
) -> Examination:
    return with_judgements(conn, "DE", found, case_id, transaction, opens=EVERY_DECISION)


def test_the_party_is_the_same_in_any_order_and_writing() -> None:
    first = Party(names=("Kaspiy Telekom Import", "ООО «Каспий»"), country="AE")
    second = Party(names=("ооо каспий", "KASPIY-TELEKOM  IMPORT"), country="TR")
    assert party_key(between(first)) == party_key(between(second))
    assert party_key(between(first, second)) == party_key(between(second, first))


def test_another_name_or_number_is_another_party() -> None:
    plain = Party(names=("Kaspiy",), country="AE")
    numbered = plain.model_copy(update={"identifiers": (Identifier(scheme="EORI", value="DE1"),)})
    other = Party(names=("Kaspiy II",), country="AE")
    assert len({party_key(between(each)) for each in (plain, numbered, other)}) == 3


def test_a_party_that_is_not_named_is_no_party() -> None:
    hidden = Stated[Party].withheld(Withholding.COMMERCIAL)
    nobody = transaction().model_copy(update={"end_user": hidden, "consignee": hidden})
    assert party_key(nobody) == ""


def test_the_newest_word_of_the_case_counts_and_all_are_kept(db: Database) -> None:
    ours = between(Party(names=("Kaspiy",)))

    def write(conn: Connection) -> Hit:
        for number in (1, 2):
            add_judgement(conn, judgement(CASE, number), ours)
        [found] = with_judgements(
            conn, "DE", examination(hit()), CASE, ours, opens=EVERY_DECISION
        ).hits
        assert [each.text for each in judgements_of(conn, CASE, DENIAL)] == ["word 2", "word 1"]
        return found

    found = db.write_sync(write)
    assert found.judgement == judgement(CASE, 2)
    assert (found.earlier, found.consult, found.match_class) == ((), False, MatchClass.POSSIBLE)


def test_the_newest_words_of_other_cases_are_offered(db: Database) -> None:
    ours = between(Party(names=("Kaspiy",)))

    def write(conn: Connection) -> Hit:
        for number in range(8):
            case_id = f"DE-C-2026-{number + 10:05d}"
            add_judgement(conn, judgement(case_id, number), ours)
        add_judgement(conn, judgement("DE-C-2026-00010", 9), ours)
        add_judgement(conn, judgement(OTHER, 10), between(Party(names=("Another",))))
        [found] = with_judgements(
            conn, "DE", examination(hit()), CASE, ours, opens=EVERY_DECISION
        ).hits
        return found

    found = db.write_sync(write)
    assert found.judgement is None
    assert len(found.earlier) == MOST_EARLIER
    assert [each.text for each in found.earlier] == [
        "word 9",
        "word 7",
        "word 6",
        "word 5",
        "word 4",
    ]


def test_nothing_is_offered_where_no_party_is_named(db: Database) -> None:
    hidden = Stated[Party].withheld(Withholding.COMMERCIAL)
    nobody = transaction().model_copy(update={"end_user": hidden, "consignee": hidden})

    def write(conn: Connection) -> Hit:
        add_judgement(conn, judgement(OTHER, 1), nobody)
        [found] = with_judgements(
            conn, "DE", examination(hit()), CASE, nobody, opens=EVERY_DECISION
        ).hits
        return found

    assert db.write_sync(write).earlier == ()


def test_a_hit_that_asks_by_itself_stays_as_it_is(db: Database) -> None:
    ours = between(Party(names=("Kaspiy",)))
    likely = hit(match_class=MatchClass.LIKELY, consult=True, note="")

    def write(verdict: HitVerdict, conn: Connection) -> Hit:
        add_judgement(conn, judgement(CASE, 1, verdict), ours)
        [found] = with_judgements(
            conn, "DE", examination(likely), CASE, ours, opens=EVERY_DECISION
        ).hits
        return found

    for verdict in HitVerdict:
        found = db.write_sync(partial(write, verdict))
        assert found.judgement is not None
        assert found.as_found == likely
        assert (found.consult, found.note) == (True, "")


def test_a_hit_is_seen_as_the_search_found_it() -> None:
    found = hit()
    for note, consult in ((CONFIRMED_NOTE, True), (ENDED_NOTE, False)):
        changed = {"judgement": judgement(CASE, 1), "note": f"{found.note}; {note}"}
        judged = found.model_copy(update=changed | {"consult": consult})
        assert judged.as_found == found
        assert examination(judged).as_found == examination(found)
