"""Pages of tables, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Row, delete, insert, select

from gateway.domain.page import Page, PageRequest
from gateway.store.database import Database
from gateway.store.paging import Keyset, read_page
from gateway.store.tables_casework import licence_case as table
from tests.support.pages import walked

AT = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
Case = tuple[int, str]
"""Hours after `AT`, and the id."""

cases = st.sets(st.tuples(st.integers(0, 3), st.from_regex("[a-zA-Z0-9]{1,3}", fullmatch=True)))
one_each = cases.map(lambda found: {name: hours for hours, name in found})


def put(conn: Connection, found: dict[str, int]) -> None:
    for name, hours in found.items():
        filed = AT + timedelta(hours=hours)
        given = {"case_id": name, "reference": name, "filed": filed, "settled": False}
        conn.execute(insert(table).values(state="filed", destination="", body="", **given))


@pytest.mark.parametrize("descending", [True, False])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=one_each, later=one_each, limit=st.integers(1, 5), hidden=st.sampled_from("abc1Z"))
def test_pages_of_any_size_are_the_whole_table_also_while_it_grows(
    database: Database,
    descending: bool,
    first: dict[str, int],
    later: dict[str, int],
    limit: int,
    hidden: str,
) -> None:
    keyset = Keyset("cases", (table.c.filed, table.c.case_id), descending=descending)
    adding = iter([each for each in later.items() if each[0] not in first])

    def show(row: Row[*tuple[Any, ...]]) -> str | None:
        return None if row.case_id.startswith(hidden) else row.case_id

    def ask(conn: Connection, page: PageRequest) -> Page[str]:
        found = read_page(conn, select(table.c.case_id), keyset, page, show)
        put(conn, dict(each for each, _ in zip(adding, range(2), strict=False)))
        return found

    def walk(conn: Connection) -> None:
        conn.execute(delete(table))
        put(conn, first)
        found = walked(lambda page: ask(conn, page), limit)
        order = [each.desc() if descending else each.asc() for each in keyset.columns]
        every = list(conn.scalars(select(table.c.case_id).order_by(*order)))
        assert found == [each for each in every if each in found]
        wanted = {each for each in first if not each.startswith(hidden)}
        assert wanted <= set(found) <= {each for each in every if not each.startswith(hidden)}

    database.write_sync(walk)
