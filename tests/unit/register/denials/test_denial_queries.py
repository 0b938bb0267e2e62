"""The denial table: what the logs say now, the same by applying and by rebuilding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, select

from gateway.domain.base import Stated, Withholding
from gateway.domain.denial import (
    DenialEventType,
    DenialState,
    FreeText,
    LegalBase,
    ReviewOutcome,
)
from gateway.domain.letter import EntryType, ErasureGround, PartKind
from gateway.domain.notice import DenialReview, GrantNotice
from gateway.domain.page import PageRequest
from gateway.domain.transaction import Party, Transaction
from gateway.errors import NotFoundError, StateError
from gateway.exchange.outbox import PartDraft
from gateway.register.denials.changes import denial_feed, register_position_now
from gateway.register.denials.denial_projection import project
from gateway.register.denials.denial_queries import (
    DenialFilter,
    get_denial,
    list_denials,
    load_denials,
    put_relayed,
)
from gateway.register.denials.history import denial_history, list_notices
from gateway.register.denials.rebuilding import rebuild
from gateway.register.log.log_store import extend, lock_head, read_head
from gateway.register.own_log import EntryDraft, append_many, sign_entry
from gateway.store.database import Database
from gateway.store.tables_register import denial as denial_table
from gateway.store.tables_register import denial_event, erasure, notice
from gateway.wire.content import content_to_bytes
from tests.support.register_nodes import (
    RegisterNode,
    denial,
    draft_of,
    erase_entry,
    make_nodes,
    matching_part,
    parts_of,
)

ID = "FR-2026-00001"
BEFORE_ALL = date(1950, 1, 1)  # a day, and before any denial


@pytest.fixture
def node(tmp_path: Path, database: Database) -> RegisterNode:
    return make_nodes(tmp_path / "federation", {"FR": database})["FR"]


def review(node: RegisterNode, outcome: ReviewOutcome, **changes: Any) -> None:
    content = DenialReview(denial_id=ID, outcome=outcome, at=node.clock.now().date(), **changes)
    revoked = outcome is ReviewOutcome.REVOKED
    kind = EntryType.DENIAL_REVOKED if revoked else EntryType.DENIAL_REVIEWED
    node.append(kind, ID, [matching_part(content_to_bytes(content))])


def derived_rows(node: RegisterNode) -> dict[str, list[tuple[Any, ...]]]:
    tables = (denial_table, denial_event, notice, erasure)
    return node.db.read_sync(
        lambda conn: {
            table.name: [tuple(row) for row in conn.execute(select(table).order_by(*table.c))]
            for table in tables
        }
    )


def empty(conn: Connection, table: Table) -> None:
    conn.execute(table.delete())


def rebuilt(node: RegisterNode) -> list[Any]:
    size = node.db.read_sync(lambda conn: read_head(conn, "FR")).size
    return node.db.write_sync(lambda conn: rebuild(conn, "FR", size))


def foreign(node: RegisterNode, *drafts: EntryDraft) -> None:
    """Apply entries as if they had been pulled: what does not fit is recorded."""
    entries = [sign_entry(node.me, draft, node.clock.now()) for draft in drafts]

    def write(conn: Connection) -> None:
        head = lock_head(conn, "FR")
        extend(conn, head, entries)
        project(conn, "FR", head.size, entries)

    node.db.write_sync(write)


def test_a_denial_is_read_back_whole(node: RegisterNode) -> None:
    node.notify(1)
    found = node.db.read_sync(lambda conn: get_denial(conn, ID))
    assert found.denial == denial("FR", 1)
    assert found.status.state is DenialState.VALID
    assert found.status.review_due == date(2029, 3, 2)
    assert found.index == 0


def test_the_life_cycle_moves_state_and_review(node: RegisterNode) -> None:
    node.notify(1)
    amended = denial("FR", 1, national_reference="AZ-1-bis")
    node.append(EntryType.DENIAL_AMENDED, ID, parts_of(amended))
    found = node.db.read_sync(lambda conn: get_denial(conn, ID))
    assert found.denial.national_reference == "AZ-1-bis"
    assert found.status.review_due == date(2029, 3, 2)  # an erratum moves no date
    node.clock.advance(days=400)
    renewed = replace(node.held["now"], expires=node.clock.now() + timedelta(days=1))
    node.held["now"] = renewed  # the operators have signed another directory since
    review(node, ReviewOutcome.RENEWED)
    found = node.db.read_sync(lambda conn: get_denial(conn, ID))
    assert found.status.reviews_done == 1
    assert found.status.review_due == date(2030, 4, 8)  # Saturday 6th, three years after
    review(node, ReviewOutcome.REVOKED)
    found = node.db.read_sync(lambda conn: get_denial(conn, ID))
    assert found.status.state is DenialState.REVOKED
    assert found.index == 3
    history = node.db.read_sync(lambda conn: denial_history(conn, ID))
    assert [line.type for line in history] == [
        DenialEventType.NOTIFIED,
        DenialEventType.AMENDED,
        DenialEventType.REVIEWED,
        DenialEventType.REVOKED,
    ]


def test_a_third_renewal_without_grounds_changes_nothing(node: RegisterNode) -> None:
    content = denial("FR", 1, reviews_so_far=2)
    node.append(EntryType.DENIAL_LOADED, ID, parts_of(content))
    with pytest.raises(StateError, match=r"denial\.reviewed does not fit FR-"):
        review(node, ReviewOutcome.RENEWED)
    grounds = (FreeText(language="fr", text="Le risque demeure."),)
    review(node, ReviewOutcome.RENEWED, third_review_grounds=grounds)
    assert node.db.read_sync(lambda conn: get_denial(conn, ID)).status.reviews_done == 3


def test_rebuilding_gives_identical_tables(node: RegisterNode) -> None:
    drafts = [draft_of(denial("FR", i + 1)) for i in range(5)]
    node.db.write_sync(lambda conn: append_many(conn, node.me, drafts, at=node.clock.now()))
    node.append(EntryType.DENIAL_AMENDED, ID, parts_of(denial("FR", 1, national_reference="N")))
    review(node, ReviewOutcome.RENEWED)
    grant = GrantNotice(
        authority="FR",
        case_reference="FR-C-2026-00001",
        decision_date=date(2026, 3, 2),
        denials=("DE-2026-00001",),
        explanation=(FreeText(language="en", text="Not identical."),),
    )
    node.append(
        EntryType.GRANT_AFTER_CONSULTATION,
        "FR-C-2026-00001",
        [matching_part(content_to_bytes(grant))],
    )
    foreign(node, draft_of(denial("FR", 2)), draft_of(denial("DE", 9)))
    node.db.write_sync(
        lambda conn: erase_entry(conn, node.me, index=2, ground=ErasureGround.RETENTION_OVER)
    )
    before = derived_rows(node)
    assert [len(rows) for rows in before.values()] == [4, 9, 1, 1]
    assert rebuilt(node) == []
    for table in (denial_table, denial_event, notice, erasure):
        node.db.write_sync(partial(empty, table=table))
    assert len(rebuilt(node)) == 15
    assert derived_rows(node) == before


def test_what_does_not_fit_is_recorded_with_the_reason(node: RegisterNode) -> None:
    unknown = PartDraft(PartKind.MATCHING, b"\xff\xff")
    foreign(
        node,
        EntryDraft(EntryType.DENIAL_NOTIFIED, ID, (unknown,)),
        EntryDraft(EntryType.DENIAL_REVOKED, "FR-2026-00002", ()),
        draft_of(denial("DE", 1)),
        draft_of(denial("FR", 3)),
        draft_of(denial("FR", 3)),
        EntryDraft(EntryType.DENIAL_NOTIFIED, "FR-2026-00004", tuple(parts_of(denial("FR", 5)))),
        draft_of(denial("FR", 6, decision_date=BEFORE_ALL, first_notified=BEFORE_ALL)),
        draft_of(denial("FR", 7, reviews_so_far=10**6)),
    )
    unapplied = select(denial_event.c.idx, denial_event.c.note).where(denial_event.c.note != "")
    rows = node.db.read_sync(lambda conn: conn.execute(unapplied).all())
    notes = {row.idx: row.note for row in rows}
    assert sorted(notes) == [0, 1, 2, 4, 5, 6, 7]
    assert "cannot be read" in notes[0]
    assert "never notified" in notes[1]
    assert "own denials only" in notes[2]
    assert "notified before" in notes[4]
    assert "another denial" in notes[5]
    assert "impossible" in notes[6]
    assert [line.denial_id for line in node.db.read_sync(list_denials).items] == ["FR-2026-00003"]


def test_old_denials_are_shown_where_no_calendar_reaches(node: RegisterNode) -> None:
    content = denial(
        "FR",
        1,
        decision_date=date(1990, 1, 1),
        first_notified=date(1990, 1, 6),
        legal_base=LegalBase.REG_428_2009,
    )
    node.append(EntryType.DENIAL_LOADED, ID, parts_of(content))
    status = node.db.read_sync(lambda conn: get_denial(conn, ID)).status
    assert status.review_due == date(1993, 1, 6)


def test_an_erased_denial_is_gone_from_table_and_feed(node: RegisterNode) -> None:
    node.notify(1)
    node.notify(2)
    node.db.write_sync(lambda conn: erase_entry(conn, node.me))
    with pytest.raises(NotFoundError):
        node.db.read_sync(lambda conn: get_denial(conn, ID))
    changes = node.db.read_sync(lambda conn: denial_feed(conn, 0))
    assert [(c.position, c.denial_id, c.state) for c in changes] == [
        (1, ID, None),
        (2, "FR-2026-00002", DenialState.VALID),
        (3, ID, None),
    ]
    assert node.db.read_sync(register_position_now) == 3
    assert node.db.read_sync(lambda conn: denial_feed(conn, 3)) == []


def test_an_erratum_survives_the_erasure_of_the_first_notification(node: RegisterNode) -> None:
    node.notify(1)
    amended = denial("FR", 1, national_reference="corrected")
    node.append(EntryType.DENIAL_AMENDED, ID, parts_of(amended))
    before = node.db.read_sync(lambda conn: get_denial(conn, ID)).status
    node.db.write_sync(
        lambda conn: erase_entry(conn, node.me, ground=ErasureGround.RELEASED_IN_ERROR)
    )
    found = node.db.read_sync(lambda conn: get_denial(conn, ID))
    assert found.denial.national_reference == "corrected"
    assert found.status == before
    assert rebuilt(node) == []


def test_lists_filter_by_what_officers_ask_for(node: RegisterNode) -> None:
    base = denial("FR", 1)
    hidden = base.transaction.model_copy(
        update={"end_user": Stated[Party].withheld(Withholding.SECURITY), "destination": "TR"}
    )
    node.notify(1)
    node.notify(2, transaction=Transaction.model_validate(hidden))
    node.append(
        EntryType.DENIAL_REVOKED,
        ID,
        [
            matching_part(
                content_to_bytes(
                    DenialReview(denial_id=ID, outcome=ReviewOutcome.REVOKED, at=date(2026, 3, 2))
                )
            )
        ],
    )

    def ids(**chosen: Any) -> list[str]:
        lines = node.db.read_sync(lambda conn: list_denials(conn, DenialFilter(**chosen))).items
        return [line.denial_id[-1] for line in lines]

    assert ids() == ["1", "2"]
    assert ids(state=DenialState.VALID) == ["2"]
    assert ids(destination="AE") == ["1"]
    assert ids(code="5A001") == ["1", "2"]
    assert ids(code="5A001.j") == ["1", "2"]
    assert ids(code="5A00") == []
    assert ids(code="%") == []
    assert ids(origin="DE") == []
    assert ids(review_due_by=date(2029, 3, 1)) == []
    first = node.db.read_sync(lambda conn: list_denials(conn, None, PageRequest(limit=1)))
    assert [each.denial_id for each in first.items] == [ID]
    rest = PageRequest(after=first.next)
    line = node.db.read_sync(lambda conn: list_denials(conn, None, rest)).items[0]
    assert (line.denial_id, line.end_user_withheld) == ("FR-2026-00002", True)


def test_relayed_denials_are_listed_beside_and_in_no_log(node: RegisterNode) -> None:
    node.notify(1)
    relayed = denial("FR", 77, denial_id="GB-2020-00007", national_reference="ECJU-7")

    def put(conn: Connection) -> None:
        put_relayed(conn, relayed, relayed_from="GB", transcribed_by="FR", at=node.clock.now())

    node.db.write_sync(put)
    found = node.db.read_sync(lambda conn: get_denial(conn, "GB-2020-00007"))
    assert found.index is None
    assert (found.status.relayed_from, found.status.transcribed_by) == ("GB", "FR")
    assert found.denial == relayed
    lines = node.db.read_sync(list_denials).items
    assert [(line.denial_id, line.relayed_from) for line in lines] == [
        (ID, ""),
        ("GB-2020-00007", "GB"),
    ]
    assert [c.relayed for c in node.db.read_sync(lambda conn: denial_feed(conn, 0))] == [
        False,
        True,
    ]
    assert node.db.read_sync(lambda conn: read_head(conn, "FR")).size == 1
    with pytest.raises(StateError, match="There is a denial of that id already"):
        node.db.write_sync(put)
    both = node.db.read_sync(lambda conn: load_denials(conn, [ID, "GB-2020-00007", "XX"]))
    assert set(both) == {ID, "GB-2020-00007"}


def test_a_grant_is_recorded_as_a_notice(node: RegisterNode) -> None:
    node.append(
        EntryType.GRANT_AFTER_CONSULTATION,
        "FR-C-2026-00001",
        [PartDraft(PartKind.MATCHING, b"notice")],
    )
    [line] = node.db.read_sync(list_notices)
    assert (line.origin, line.index, line.subject, line.content) == (
        "FR",
        0,
        "FR-C-2026-00001",
        "held",
    )
