"""Several servers in the URL of a database, and what a session is opened with."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection

from gateway.errors import InputError, Reason
from gateway.settings import Settings
from gateway.store.database import Database
from gateway.store.engines import parse_url
from gateway.store.failover.addresses import hosts_of
from gateway.store.failover.limits import DatabaseLimits
from tests.support.raising import refuses

FORM = "postgresql+psycopg://comity@/comity?"


@pytest.mark.parametrize(
    ("said", "hosts"),
    [
        ("host=db1:5432&host=db2:5433", ["db1:5432", "db2:5433"]),
        ("host=db1&host=db2", ["db1", "db2"]),
        ("host=db1,db2&port=5432,5433", ["db1", "db2"]),
        ("host=db1:5432&host=db2:5433&target_session_attrs=primary", ["db1:5432", "db2:5433"]),
        ("host=%2Frun%2Fpostgresql", ["/run/postgresql"]),
        ("host=::1&port=5432", ["::1"]),
        ("", []),
    ],
)
def test_servers_are_read(said: str, hosts: list[str]) -> None:
    url = parse_url(FORM + said)
    assert hosts_of(url) == hosts
    wanted = DatabaseLimits().for_writer(url).get("target_session_attrs")
    assert (wanted == "read-write") == (len(hosts) > 1 and "target" not in said)


@pytest.mark.parametrize(
    "said",
    [
        "host=db1:5432,db2:5433",  # what libpq writes in one word, SQLAlchemy takes for names
        "host=db1,db2&port=5432",
        "host=db1,,db2",
        "host=db1:x&host=db2:5432",
        "host=db1:5432&host=db2:99999",
        "host=::1&host=db2",
        "host=db1&host=db2&port=5432,5433",
        "host=db1:5432&host=db2:5432&target_session_attrs=any",
        "host=db1:5432&host=db2:5432&target_session_attrs=prefer-standby",
    ],
)
def test_nonsense_is_refused_by_the_name_of_the_setting(said: str) -> None:
    with refuses(
        InputError, Reason.SETTING_INVALID, field="database", match=r"^database: "
    ) as refused:
        parse_url(FORM + said)
    assert refused.value.remedy


def test_what_the_url_says_itself_comes_first() -> None:
    url = parse_url(f"{FORM}connect_timeout=20&options=-c%20statement_timeout%3D7000")
    given = DatabaseLimits().for_readers(url)
    assert "connect_timeout" not in given
    assert given["options"].endswith("-c statement_timeout=7000")  # the last one holds
    assert given["tcp_user_timeout"] == 8000


def test_a_silent_server_is_given_up_in_the_time_that_is_said() -> None:
    for silent_s in (4, 8, 30, 120):
        given = DatabaseLimits(silent_s=silent_s).for_writer(parse_url(FORM))
        asked = given["keepalives_interval"] * given["keepalives_count"]
        assert given["keepalives_idle"] + asked == silent_s


def test_sessions_have_the_limits_of_the_settings(postgres_template: str, tmp_path: Path) -> None:
    given = Settings(
        home=tmp_path,
        authority="DE",
        database_read_s=30,
        database_write_s=20,
        database_lock_s=5,
        database_idle_s=2.5,
    )
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "jit")

    def shown(conn: Connection) -> list[str]:
        return [str(conn.exec_driver_sql(f"SHOW {name}").scalar_one()) for name in names]

    db = Database.open(postgres_template, limits=DatabaseLimits.of(given))
    assert db.write_sync(shown) == ["20s", "5s", "2500ms", "off"]
    assert db.read_sync(shown) == ["30s", "5s", "10min", "off"]
    db.close()
