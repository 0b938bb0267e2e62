from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from gateway.errors import ComityError, Reason
from gateway.exchange.engine_calls import due_wakes, poke_conversation
from gateway.store.database import Database
from gateway.store.schema import load_tables


def differences(conn: Connection) -> list[object]:
    context = MigrationContext.configure(conn, opts={"compare_type": True})
    return list(compare_metadata(context, load_tables()))


def test_the_migrated_schema_is_the_one_of_the_metadata(database: Database) -> None:
    assert database.read_sync(differences) == []


def test_the_comparison_sees_a_missing_column(database: Database) -> None:
    database.write_sync(
        lambda conn: conn.execute(text("ALTER TABLE engine_wake DROP COLUMN failing_since"))
    )
    assert any("failing_since" in str(found) for found in database.read_sync(differences))


def test_opening_again_with_create_changes_nothing(database_url: str) -> None:
    for _ in range(2):
        Database.open(database_url, create=True).close()


def test_an_empty_database_is_refused_without_create(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        Path(database_url.removeprefix("sqlite:///")).touch()
    with pytest.raises(ComityError) as caught:
        Database.open(database_url)
    assert caught.value.reason is Reason.DATABASE_UNAVAILABLE
    assert "comity init" in caught.value.remedy


def test_a_schema_of_a_newer_program_is_refused(database_url: str) -> None:
    database = Database.open(database_url, create=True)
    database.write_sync(
        lambda conn: conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    )
    database.close()
    with pytest.raises(ComityError) as caught:
        Database.open(database_url)
    assert caught.value.reason is Reason.DATABASE_UNAVAILABLE
    assert "newer" in caught.value.remedy


def test_a_database_of_the_first_schema_gets_what_came_later(database_url: str) -> None:
    database = Database.open(database_url, create=True)

    def back(conn: Connection) -> None:
        for table in ANNUAL:
            conn.execute(text(f"DROP TABLE {table}"))
        conn.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    database.write_sync(back)
    database.close()
    with pytest.raises(ComityError) as caught:
        Database.open(database_url)
    assert "older" in str(caught.value)
    upgraded = Database.open(database_url, create=True)
    assert upgraded.read_sync(differences) == []
    upgraded.close()


def test_what_the_engine_is_still_to_be_told_is_kept_once_each(database_url: str) -> None:
    database = Database.open(database_url, create=True)

    def back(conn: Connection) -> None:
        conn.execute(text("DROP TABLE engine_wake"))
        conn.execute(
            text(
                "CREATE TABLE wake (id INTEGER NOT NULL PRIMARY KEY, kind VARCHAR(20) NOT NULL,"
                " subject VARCHAR(120) NOT NULL, event_id VARCHAR(80) NOT NULL,"
                " ours BOOLEAN NOT NULL)"
            )
        )
        insert = text("INSERT INTO wake VALUES (:id, 'poke_conversation', :about, :event, :ours)")
        for number, about in enumerate("kkkl"):
            event = {"id": number, "about": about, "event": f"sweep-{number}", "ours": about == "k"}
            conn.execute(insert, event)
        conn.execute(text("UPDATE alembic_version SET version_num = '0004'"))

    database.write_sync(back)
    database.close()
    upgraded = Database.open(database_url, create=True)
    due = upgraded.read_sync(lambda conn: due_wakes(conn, now=datetime.now(UTC), limit=9))
    upgraded.close()
    assert {each.wake for each in due} == {
        poke_conversation("k", ours=True),
        poke_conversation("l", ours=False),
    }


ANNUAL = (
    "annual_record",
    "annual_work",
    "annual_version",
    "annual_part",
    "annual_collection",
    "annual_called",
    "annual_submission",
    "annual_question",
    "annual_round",
    "annual_edition",
)
