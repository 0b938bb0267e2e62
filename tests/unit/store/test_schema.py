from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from gateway.errors import ComityError, Reason
from gateway.store.database import Database
from gateway.store.schema import load_tables


def differences(conn: Connection) -> list[object]:
    context = MigrationContext.configure(conn, opts={"compare_type": True})
    return list(compare_metadata(context, load_tables()))


def test_the_migrated_schema_is_the_one_of_the_metadata(database: Database) -> None:
    assert database.read_sync(differences) == []


def test_the_comparison_sees_a_missing_column(database: Database) -> None:
    database.write_sync(lambda conn: conn.execute(text("ALTER TABLE wake DROP COLUMN event_id")))
    assert any("event_id" in str(found) for found in database.read_sync(differences))


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
