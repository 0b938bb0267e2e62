from pathlib import Path

import pytest
from sqlalchemy import text

from gateway.errors import ComityError, Reason
from gateway.store.database import Database
from tests.support.schemas import connected, reach


def test_opening_again_with_create_changes_nothing(database_url: str) -> None:
    for _ in range(2):
        Database.open(database_url, create=True).close()


@pytest.mark.parametrize("made", [False, True])
def test_an_empty_database_is_refused_unless_it_is_to_be_made(
    database_url: str, made: bool
) -> None:
    if database_url.startswith("sqlite"):
        Path(database_url.removeprefix("sqlite:///")).touch()
    for _ in range(2):  # the first has made nothing
        with pytest.raises(ComityError) as caught:
            Database.open(database_url, create=made, made=made)
        assert caught.value.reason is Reason.DATABASE_UNAVAILABLE
        assert "comity restore" in caught.value.remedy
    Database.open(database_url, create=True).close()
    Database.open(database_url, create=True, made=True).close()


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


def test_a_database_of_the_first_schema_is_refused_until_it_has_what_came_later(
    database_url: str,
) -> None:
    with connected(database_url) as conn:
        reach(conn, "0001")
        conn.commit()
    with pytest.raises(ComityError) as caught:
        Database.open(database_url)
    assert "older" in str(caught.value)
    assert "comity up" in caught.value.remedy
    Database.open(database_url, create=True).close()
    Database.open(database_url).close()


def test_a_case_of_before_belongs_to_the_account_whose_act_filed_it(database_url: str) -> None:
    with connected(database_url) as conn:
        reach(conn, "0009")
        case = "INSERT INTO licence_case VALUES (:id, :id, 'filed', 'AE', 0, false, '{}')"
        act = (
            "INSERT INTO act (at, actor, verb, text, subject, reference)"
            " VALUES (0, :actor, :verb, '', :id, '')"
        )
        for each in ("DE-C-1", "DE-C-2", "DE-C-3"):
            conn.execute(text(case), {"id": each})
        for actor, verb, each in (
            ("anna", "case.assessed", "DE-C-1"),
            ("elan", "case.filed", "DE-C-1"),
            ("anna", "case.filed", "DE-C-2"),
        ):
            conn.execute(text(act), {"actor": actor, "verb": verb, "id": each})
        reach(conn, "0011")
        filed = conn.execute(text("SELECT case_id, filed_by FROM licence_case")).all()
        assert {row[0]: row[1] for row in filed} == {
            "DE-C-1": "elan",
            "DE-C-2": "anna",
            "DE-C-3": "",
        }
