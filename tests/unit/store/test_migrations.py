"""Each revision of the schema runs from each earlier one, on both databases, with rows in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    select,
    text,
)

from gateway.casework.records import case_rows, licence_rows
from gateway.domain.case import Case, CaseState
from gateway.domain.lists.words import case_words
from gateway.exchange.engine_calls import due_wakes, poke_consultation, start_case
from gateway.store.schema import load_tables, upgrade
from gateway.store.tables_casework import counter, licence
from tests.support.cases import application
from tests.support.files_of_v0 import POSTGRESQL, SQLITE, replay, unpack
from tests.support.postgres import fresh_database
from tests.support.schemas import (
    Shape,
    connected,
    fingerprint,
    reach,
    revisions,
    schema_shape,
    triggers,
)

HELD = {
    "0001": "ce4c8417f493fea6",
    "0002": "391929181eb2f037",
    "0003": "7ae7ab4d10d9681a",
    "0004": "f53815671fdc6d7f",
    "0005": "2124d50b6d3cb777",
    "0006": "3725e07761b7dfa9",
    "0007": "3725e07761b7dfa9",
    "0008": "20cffb66b3935772",
    "0009": "22390320d9fb3753",
    "0010": "b91bdef208b9216e",
    "0011": "32a837a35c9bad1e",
    "0012": "b99eef9ef69e9e71",
    "0013": "af62a902f02bf170",
    "0014": "f95a26b5d81c5c92",
    "0015": "69a9bca23fa8c4b6",
    "0016": "df919ef34c28ef07",
    "0017": "b3abd014638818c3",
    "0018": "dbfe66219a85a397",
    "0019": "ef6668126fd18f86",
    "0020": "760e92432ad23fa4",
    "0021": "b756907b04173af8",
    "0022": "c14ac350d0802e82",
    "0023": "46d7503f49120074",
    "0024": "9f436bf9f55d3e7a",
    "0025": "0bc183bbeab9b51e",
    "0026": "4eaafadc076082c0",
    "0027": "153beb44564a3b10",
    "0028": "e38094f2698ba224",
    "0029": "adb77d249e7711d0",
    "0030": "c4418851191eb186",
    "0031": "c11fe0c4e922797a",
    "0032": "dd36a013de45cadc",
    "0033": "7ba74cf180d89bb1",
    "0034": "4e2c3d25625bcadc",
    "0035": "eb835e836e22c328",
    "0036": "940d74d89e2195dc",
    "0037": "6478204c6b47682d",
    "0038": "6bcadf0eb9841f94",
    "0039": "b7ff97a25684bd27",
    "0040": "3513b44e5ee152cf",
    "0044": "f446f89ae429a135",
    "0041": "d2ede28ca996330d",
    "0045": "5c588d2ced300ca3",
    "0046": "7161625c28393b87",
    "0047": "e001bc9bcae6c9f8",
    "0048": "3dc2862fd35ec0fe",
    "0049": "d2a0731ebbb96b33",
    "0050": "8a3831ac50503138",
}
"""What databases hold at each revision, on SQLite. A line is added, and none is ever changed."""


REVISIONS = list(HELD)
TRIGGERS = {SQLITE: [], POSTGRESQL: ["change"]}
"""Tables with a trigger in the newest schema; the metadata cannot say them."""

ROWS, STRIDE = 2, 4
"""How many rows a revision gets, and how far apart the numbers are from which they begin."""

MOVED = {"ahead": ""}
"""A column that a revision empties, as it stands in each row."""

WAKE = "wake"  # a table that is gone
GONE = {"engine_wake": {"ours"}}
"""Columns that a revision drops, by table."""


@pytest.fixture
def conn(database_url: str) -> Iterator[Connection]:
    """A connection to an empty database of each kind, in a transaction that is undone."""
    with connected(database_url) as opened:
        yield opened


@pytest.fixture(scope="module")
def wanted() -> Callable[[Connection], Shape]:
    """Gives the shape of the tables of today, as a database of the same kind shows it."""
    found: dict[str, Shape] = {}

    def shape(conn: Connection) -> Shape:
        if conn.dialect.name not in found:
            with conn.begin_nested() as undone:
                load_tables().create_all(conn)
                found[conn.dialect.name] = schema_shape(conn)
                undone.rollback()
        return found[conn.dialect.name]

    return shape


def value(column: Column[Any], number: int) -> Any:
    """Return what stands in a column of a row of tests, another for each number."""
    if column.name in MOVED:
        return MOVED[column.name]
    kinds = {
        bool: bool(number % ROWS),
        int: number,
        date: date(2026, 3, 1) + timedelta(days=number),
        bytes: bytes([number]),
        str: f"{number:02x}{column.name}"[: getattr(column.type, "length", None)],
    }
    return kinds[column.type.python_type]


def reflected(conn: Connection) -> MetaData:
    held = MetaData()
    held.reflect(conn)
    return held


def fill(conn: Connection, first: int) -> dict[str, list[dict[str, Any]]]:
    """Write rows into every table, and return them by its name.

    Args:
        conn: A transaction.
        first: Number of the first row.
    """
    filled = {}
    for table in reflected(conn).sorted_tables:
        if table.name not in {"alembic_version", "schema_revision"}:
            numbers = range(first, first + ROWS)
            rows = [{each.name: value(each, n) for each in table.columns} for n in numbers]
            conn.execute(table.insert(), rows)
            filled[table.name] = rows
    return filled


def test_the_revisions_are_those_that_databases_hold(tmp_path: Path) -> None:
    with connected(f"sqlite:///{tmp_path / 'node.db'}") as conn:
        script = ScriptDirectory.from_config(revisions(conn))
        assert [each.revision for each in script.walk_revisions()] == REVISIONS[::-1]
        reached = {}
        for revision in REVISIONS:
            reach(conn, revision)
            reached[revision] = fingerprint(schema_shape(conn))
    # Where a line differs, a revision was changed that databases have behind them: put it back,
    # and write a new one.
    assert reached == HELD


def test_the_revisions_lead_to_the_tables_of_today(
    conn: Connection, wanted: Callable[[Connection], Shape]
) -> None:
    expected = wanted(conn)
    upgrade(conn)
    # Where this differs, a table was changed without a revision.
    assert schema_shape(conn) == expected
    assert [table for table, *_ in triggers(conn)] == TRIGGERS[conn.dialect.name]


def test_what_was_written_at_any_revision_is_there_today(conn: Connection) -> None:
    """A database that was used all along: at each revision rows come into every table."""
    written = {}
    for number, revision in enumerate(REVISIONS):
        reach(conn, revision)
        written[revision] = fill(conn, STRIDE * number)
    held = reflected(conn)
    for name in {name for tables in written.values() for name in tables} - {WAKE}:
        rows = [row for tables in written.values() for row in tables.get(name, ())]
        shared = [each for each in rows[0] if each not in GONE.get(name, ())]
        kept = conn.execute(select(*[held.tables[name].c[each] for each in shared])).mappings()
        before = [{each: row[each] for each in shared} | MOVED for row in rows]
        # Rows of other tables may have come in beside them.
        after = [row for each in kept if (row := dict(each) | MOVED) in before]
        assert _in_order(after) == _in_order(before), name


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=repr)


def test_what_the_engine_is_still_to_be_told_is_kept_once_each(conn: Connection) -> None:
    reach(conn, "0004")
    told = [("k", True), ("k", True), ("k", True), ("l", False)]
    conn.execute(
        reflected(conn).tables["wake"].insert(),
        [
            {"kind": "poke_conversation", "subject": about, "event_id": f"e{number}", "ours": ours}
            for number, (about, ours) in enumerate(told)
        ],
    )
    upgrade(conn)
    due = due_wakes(conn, now=datetime.now(UTC), limit=9)
    assert {each.wake for each in due} == {
        poke_consultation("k")  # of "l" others asked us, and its officers are reminded by a sweep
    }


def test_what_waited_before_there_was_a_since_counts_from_what_is_known(conn: Connection) -> None:
    reach(conn, "0009")
    held = reflected(conn).tables
    names = ("kind", "subject", "ours", "version", "attempts", "failing_since")
    told = [("poke_case", "a", False, 1, 0, None), ("poke_case", "b", False, 1, 1, 7)]
    wakes = [dict(zip(names, each, strict=True)) for each in told]
    conn.execute(held["engine_wake"].insert(), wakes)
    columns = ("peer", "tried", "succeeded", "lag", "trouble")
    visits = [("FR", 9, 5, 0, ""), ("NL", 9, 5, 0, "away"), ("SE", 9, None, 0, "away")]
    peers = [dict(zip(columns, each, strict=True)) for each in visits]
    conn.execute(held["peer_sync"].insert(), peers)
    upgrade(conn)
    wake, peer = (reflected(conn).tables[name] for name in ("engine_wake", "peer_sync"))
    since = select(wake.c.subject, wake.c.since)
    assert {row.subject: row.since for row in conn.execute(since)} == {"a": None, "b": 7}
    failing = select(peer.c.peer, peer.c.failing_since)
    found = {row.peer: row.failing_since for row in conn.execute(failing)}
    assert found == {"FR": None, "NL": 5, "SE": 9}


def test_what_the_engine_was_to_be_told_of_consultations_of_others_is_gone(
    conn: Connection,
) -> None:
    reach(conn, "0013")
    row = {"version": 1, "attempts": 0}
    conn.execute(
        reflected(conn).tables["engine_wake"].insert(),
        [
            {"kind": "start_consulted", "subject": "k", "ours": False, **row},
            {"kind": "poke_conversation", "subject": "k", "ours": False, **row},
            {"kind": "poke_conversation", "subject": "l", "ours": True, **row},
            {"kind": "start_case", "subject": "c", "ours": False, **row},
        ],
    )
    upgrade(conn)
    due = due_wakes(conn, now=datetime.now(UTC), limit=9)
    assert [each.wake for each in due] == [poke_consultation("l"), start_case("c")]


TOLD_BEFORE = {
    "denial.unseen": "DE-2026-00007 is new or changed since the case was examined: look at it",
    "consult.again": "14(1): FR must be asked again: comity letter ask-again 0190c2a4",
    "notice.due": "grant_notice: all are told (comity notice publish FILE --duty DE-C-2026-00001)",
    "consult.by_hand": "16(5): BE-VLG must be consulted and is not in the federation about "
    "BE-VLG-2026-00001 (identical), BE-VLG-2026-00002 (similar)",
    "round.failed": "consultation of 0190c2a4 could not be followed and is tried again; ask",
    "letter.read": "FR: wrote",
}
ASKED = {
    "procedure": "16(5)",
    "authority": "BE-VLG",
    "denials": ["BE-VLG-2026-00001", "BE-VLG-2026-00002"],
    "match_classes": ["identical", "similar"],
}


def test_what_tasks_and_acts_said_is_data(conn: Connection) -> None:
    reach(conn, "0008")
    held = reflected(conn)
    rows = [
        {"id": number, "kind": kind, "subject": "DE-C-2026-00001", "text": said, "opened": 1}
        for number, (kind, said) in enumerate(TOLD_BEFORE.items(), start=1)
    ]
    conn.execute(held.tables["task"].insert(), rows)
    said = {
        "case.amended": "material: the end-user is another",
        "case.withdrawn": "not to be authorised, as determined",
        "suspension.ended": "licence_revoked",
        "notice.referenced": "ab12",
        "task.closed": f"{TOLD_BEFORE['consult.by_hand']}: by telephone",
        "case.filed": "material: no act that anybody reads",
    }
    rows = [
        {"at": 1, "actor": "anna", "verb": verb, "text": each, "subject": "x", "reference": ""}
        for verb, each in said.items()
    ]
    conn.execute(held.tables["act"].insert(), rows)
    upgrade(conn)
    task, act = (reflected(conn).tables[name] for name in ("task", "act"))
    found = conn.execute(select(task.c.kind, task.c.key)).all()
    keys = {row.kind: row.key for row in found}
    assert keys == {
        "denial.unseen": "DE-2026-00007",
        "consult.again": "0190c2a4",
        "notice.due": "grant_notice",
        "round.failed": "consultation",
        "consult.by_hand": "4",
        "letter.read": "6",
    }
    by_hand = conn.scalars(select(task.c.data).where(task.c.kind == "consult.by_hand")).one()
    assert json.loads(by_hand) == ASKED
    data = conn.execute(select(act.c.verb, act.c.data))
    assert {verb: json.loads(each) for verb, each in data} == {
        "case.amended": {"material": True},
        "case.withdrawn": {"determined": True},
        "suspension.ended": {"outcome": "licence_revoked"},
        "notice.referenced": {"digest": "ab12"},
        "task.closed": {"task": "consult.by_hand", **ASKED},
        "case.filed": {},
    }


def test_what_a_program_left_behind_is_the_revision_that_it_names(
    conn: Connection, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    kind = conn.dialect.name
    old = unpack(kind, tmp_path / "v0")
    if kind == SQLITE:
        url = f"sqlite:///{old.folder / 'nodes/DE/node.db'}"
    else:
        url = fresh_database(request.getfixturevalue("postgres_server"))
        replay(old.folder / "dumps/DE.sql", url)
    with connected(url) as left:
        [revision] = left.scalars(text("SELECT version_num FROM alembic_version"))
        reach(conn, revision)
        assert schema_shape(left) == schema_shape(conn)


def test_a_list_shows_what_stood_within_each_case(conn: Connection) -> None:
    reach(conn, "0012")
    bodies = {
        "a": json.dumps({"application": {"procedure": "customs"}}),
        "b": json.dumps({"application": {}}),  # filed before there were kinds of case
        "c": "no case",
        "d": json.dumps([]),
    }
    row = {"state": "filed", "destination": "AE", "filed": 1, "settled": True}
    conn.execute(
        reflected(conn).tables["licence_case"].insert(),
        [row | {"case_id": key, "reference": key, "body": bodies[key]} for key in bodies],
    )
    upgrade(conn)
    case = reflected(conn).tables["licence_case"]
    rows = conn.execute(select(case.c.case_id, case.c.procedure))
    found = {row.case_id: row.procedure for row in rows}
    assert found == {"a": "customs", "b": "application", "c": "", "d": ""}


def test_what_was_granted_before_there_were_licences_gets_one_from_what_is_known(
    conn: Connection,
) -> None:
    reach(conn, "0016")
    granted = {"state": "in_force", "at": "2026-03-02T09:00:00.000001Z", "by_case": "x"}
    cases = [
        held_case(number, licence=changes)
        for number, changes in enumerate(([granted], [], [granted]), start=1)
    ]
    conn.execute(reflected(conn).tables["licence_case"].insert(), cases)
    upgrade(conn)
    held = conn.execute(select(licence.c.number, licence.c.case_id, licence.c.last_day)).all()
    assert sorted(map(tuple, held)) == [
        ("DE-L-2026-00001", "DE-C-2026-00001", None),
        ("DE-L-2026-00002", "DE-C-2026-00003", None),
    ]
    found = licence_rows.of_case(conn, "DE-C-2026-00003")
    assert found is not None
    assert found.lines[0].item == application().transaction.items[0]
    assert found.granted_at == datetime(2026, 3, 2, 9, 0, 0, 1, tzinfo=UTC)
    assert found.unknown == ("valid_until", "conditions.wanted_by")
    [counted] = conn.scalars(select(counter.c.value).where(counter.c.name == "licence/2026"))
    assert counted == 2


def held_case(number: int, **fields: Any) -> dict[str, Any]:
    """The row of a case as it stood at revision 16."""
    case = Case(
        case_id=f"DE-C-2026-{number:05d}",
        state=CaseState.DECIDED,
        application=application(),
        rulebook="x",
        filed_at=datetime(2026, 3, 1, number, tzinfo=UTC),
    ).model_dump(mode="json", exclude={"licensed"})
    body = json.dumps(case | fields, separators=(",", ":"))
    return {
        "case_id": case["case_id"],
        "reference": f"L-{number}",
        "state": "decided",
        "destination": "AE",
        "filed": number,
        "settled": True,
        "filed_by": "",
        "procedure": "application",
        "body": body,
    }


def test_lists_are_filtered_by_the_words_of_what_was_there_before(conn: Connection) -> None:
    """A revision says what was: the words that it writes are those that are kept today."""
    reach(conn, "0033")
    conn.execute(reflected(conn).tables["licence_case"].insert(), [held_case(1)])
    upgrade(conn)
    words = reflected(conn).tables["list_word"]
    found = conn.execute(select(words.c.noun, words.c.word).where(words.c.id == "DE-C-2026-00001"))
    case = case_rows.find(conn, "DE-C-2026-00001")
    assert case is not None
    assert {tuple(each) for each in found} == {("case", word) for word in case_words(case)}
    assert "c:5A001" in case_words(case)
