"""A list of cases reads what it shows: one statement a page, from an index alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, event

from gateway.casework.acts.journal import Journal
from gateway.casework.records import case_rows
from gateway.domain.acts import TaskKind
from gateway.domain.case import Case, CaseState
from gateway.domain.page import PageRequest
from gateway.domain.saying import says
from gateway.store.database import Database
from tests.support.cases import application
from tests.support.federation_case import START

ASKED = PageRequest(limit=3)


def case(number: int) -> Case:
    return Case(
        case_id=f"DE-C-2026-{number:05d}",
        state=CaseState.FILED,
        application=application().model_copy(update={"reference": f"R-{number}"}),
        rulebook="EU-2021-821/2026-3",
        annex_i="2025-11-15",
        filed_at=START + timedelta(minutes=number),
    )


def write(conn: Connection) -> None:
    for number in range(5):
        case_rows.add(conn, case(number), filed_by="somebody")
    for kind in (TaskKind.ANSWER_DUE, TaskKind.ANSWER_LATE):
        Journal(conn, START).open_task(kind, case(4).case_id, says("look"))
    Journal(conn, START, "somebody").close_tasks(TaskKind.ANSWER_DUE, case(4).case_id)


def test_a_list_of_cases_is_one_statement_and_reads_no_case(database: Database) -> None:
    """Found in use: integrator A2."""
    database.write_sync(write)
    said: list[tuple[str, Any]] = []

    @event.listens_for(database._readers_engine, "before_cursor_execute")
    def _(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        said.append((statement, parameters))

    page = database.read_sync(lambda conn: case_rows.listed(conn, ASKED))
    assert [each.reference for each in page.items] == ["R-4", "R-3", "R-2"]
    assert [each.attention for each in page.items] == [1, 0, 0]
    assert {each.procedure for each in page.items} == {"application"}
    [(statement, parameters)] = said
    assert "body" not in statement
    assert 4 in (parameters.values() if isinstance(parameters, dict) else parameters)  # one more
    following = PageRequest(limit=3, after=page.next)
    rest = database.read_sync(lambda conn: case_rows.listed(conn, following))
    assert [each.reference for each in rest.items] == ["R-1", "R-0"]
    if database.dialect == "sqlite":
        explained = database.read_sync(
            lambda conn: conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
        )
        assert "USING COVERING INDEX licence_case_listed" in str(explained)
