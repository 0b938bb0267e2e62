"""Consultations of several States about one transaction: shown beside each other, in bounds."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import Table, func, select

from gateway.casework.consultations import same_transaction
from gateway.casework.consultations.same_transaction import (
    SHOWN,
    hide_twins,
    show_twins,
    show_twins_again,
)
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records import restriction_rows
from gateway.casework.services import Work
from gateway.domain.acts import TaskKind
from gateway.domain.base import Stated
from gateway.domain.case.restriction import NamedAccount, Restriction, RestrictionClass
from gateway.domain.consultation import ConsultationRequest, ConsultationState
from gateway.domain.denial import FreeText
from gateway.domain.transaction import Party
from gateway.store.tables_casework import act, change
from gateway.store.tables_casework import task as task_table
from tests.support.cases import transaction
from tests.support.federation_case import START
from tests.support.quiet_office import QuietOffice

PEERS = ("FR", "NL", "BE-VLG", "BE-WAL")


def came(de: QuietOffice, peer: str, **fields: Any) -> rows.Row:
    """A consultation that has just come."""
    row = de.theirs(peer, **fields)
    de.write(lambda conn: show_twins(Work(conn, de.office), row.id))
    return row


def told(de: QuietOffice, row: rows.Row) -> list[str]:
    return [text for kind, text in de.tasks(row.id) if kind == TaskKind.TRANSACTION_TWICE]


def test_two_states_are_shown_beside_each_other(de: QuietOffice) -> None:
    first, second = came(de, "FR"), came(de, "NL")
    assert de.model(first).same_transaction == (second.id,)
    assert de.model(second).same_transaction == (first.id,)
    words = "consults us about the same transaction, as it seems:"
    assert told(de, first) == [f"NL {words} {second.id}"]
    assert told(de, second) == [f"FR {words} {first.id}"]
    assert [verb for _, verb, _ in de.acts(first.id, second.id)].count(
        TaskKind.TRANSACTION_TWICE
    ) == 2


def test_another_end_user_is_another_transaction(de: QuietOffice) -> None:
    somebody = Stated[Party].given(Party(names=("Ostsee Hafenwerk GmbH",), country="KZ"))
    changed = transaction().model_copy(update={"end_user": somebody, "consignee": somebody})
    asked = ConsultationRequest(procedure="14(1)", case_reference="2", transaction=changed)
    both = came(de, "FR"), came(de, "NL", request=asked)
    assert [de.model(row).same_transaction for row in both] == [(), ()]


def test_each_of_three_names_both_others_in_one_task(de: QuietOffice) -> None:
    three = [came(de, peer) for peer in ("FR", "NL", "BE-VLG")]
    for row in three:
        others = {each.id for each in three} - {row.id}
        assert set(de.model(row).same_transaction) == others
        [text] = told(de, row)
        assert all(other in text for other in others)


def test_one_state_that_asks_twice_is_no_twin_and_is_found_by_the_next(de: QuietOffice) -> None:
    twice = [came(de, "FR"), came(de, "FR")]
    assert [de.model(row).same_transaction for row in twice] == [(), ()]
    other = came(de, "NL")
    assert set(de.model(other).same_transaction) == {row.id for row in twice}
    for row in twice:
        assert de.model(row).same_transaction == (other.id,)


def test_those_behind_one_that_has_ended_are_still_found(de: QuietOffice) -> None:
    first, second = came(de, "FR"), came(de, "NL")
    de.changed(de.row(first), state=ConsultationState.ANSWERED)
    third = came(de, "BE-VLG")
    assert de.model(third).same_transaction == (second.id,)


def test_three_hundred_alike_make_one_task_each_and_few_comparisons(
    de: QuietOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found in use: attack M4."""
    compared: Counter[str] = Counter()
    real = same_transaction.alike

    def counted(*both: object) -> tuple[str, ...]:
        compared["pairs"] += 1
        return real(*both)  # type: ignore[arg-type]

    monkeypatch.setattr(same_transaction, "alike", counted)
    made = [came(de, PEERS[number % len(PEERS)]) for number in range(300)]
    opened = [each for each in de.tasks() if each[0] == TaskKind.TRANSACTION_TWICE]
    assert len(opened) <= len(made)
    assert compared["pairs"] <= len(made) * (SHOWN + 2)
    for row in (made[0], made[150], made[-1]):
        assert 0 < len(de.model(row).same_transaction) <= SHOWN
        assert len(told(de, row)) == 1
    assert "299 such are open" in told(de, made[-1])[0]
    # What was written on the way, closed tasks included, grows with their number alone.
    bound = len(made) * 2 * (SHOWN + 1)
    for table, most in ((task_table, bound), (act, bound), (change, 3 * bound)):
        assert _size(de, table) <= most


def _size(de: QuietOffice, table: Table) -> int:
    query = select(func.count()).select_from(table)
    return int(de.read(lambda conn: conn.execute(query).scalar_one()))


def restrict(de: QuietOffice, subject: str) -> None:
    """Mark it, as `need_to_know.restrict` does."""
    mark = Restriction(
        subject=subject,
        reason_class=RestrictionClass.SOURCE_PROTECTION,
        reason=FreeText(language="de", text="Quelle"),
        by="anna",
        at=START,
        named=(NamedAccount(account="anna", by="anna", at=START),),
    )
    de.write(lambda conn: restriction_rows.add(conn, mark))
    de.write(lambda conn: hide_twins(Work(conn, de.office), subject))


def test_what_is_restricted_is_named_beside_no_other(de: QuietOffice) -> None:
    first, second = came(de, "FR"), came(de, "NL")
    restrict(de, first.id)
    assert de.model(first).same_transaction == (second.id,)
    assert de.model(second).same_transaction == ()
    assert told(de, second) == []
    third = came(de, "BE-VLG")
    assert first.id not in de.model(third).same_transaction
    assert third.id in de.model(first).same_transaction
    assert all(first.id not in text for text in told(de, third))
    de.write(lambda conn: restriction_rows.lift(conn, first.id))
    de.write(lambda conn: show_twins_again(Work(conn, de.office), first.id))
    for row in (second, third):
        assert first.id in de.model(row).same_transaction
        [text] = told(de, row)
        assert first.id in text
