"""`comity calendar`: what a year looks like, and what a State notifies."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from certs.dev import make_federation
from certs.layout import FederationFiles
from certs.operators import read_directory
from gateway.app.law_files import LawFiles
from gateway.cli.main import app
from gateway.domain.authority import COMMISSION
from gateway.errors import ComityError, Reason
from tests.support.commands import printed_by
from tests.support.member_states import MEMBER_STATES
from tests.support.slow_count import slow

NOTIFIED = """
authority = "DE"
version = "DE/2026-1"
first_year = 2026
last_year = 2026
in_force_from = 2026-03-01
confirmed = true
source = "Bundesanzeiger"

[[holiday]]
date = 2026-01-01
name = "New Year's Day"

[[holiday]]
date = 2026-12-24
name = "Christmas Eve"
"""


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


printed = partial(printed_by, run)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "de.toml"
    path.write_text(NOTIFIED, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def federation(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    made = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    return make_federation(("DE", "FR"), tmp_path_factory.mktemp("pki") / "f", now=made)


def test_a_year_of_an_authority() -> None:
    shown = printed("calendar", "show", "PL", "--year", "2027")
    assert {"date": "2027-01-06", "weekday": "Wednesday", "name": "Epiphany"} in shown["holidays"]
    assert shown["time_zone"] == "Europe/Warsaw"
    assert shown["working_days"] == 253
    assert "Epiphany" in run("calendar", "show", "PL", "--year", "2027").output


def test_a_year_with_a_notified_calendar(file: Path) -> None:
    shown = printed("calendar", "show", "DE", "--year", "2026", "--calendar", str(file))
    assert [day["date"] for day in shown["holidays"]] == ["2026-01-01", "2026-12-24"]
    assert shown["calendar"].endswith("+DE/2026-1")


def test_a_year_that_no_calendar_reaches_is_refused() -> None:
    error = run("calendar", "show", "EU", "--year", "2031").exception
    assert isinstance(error, ComityError)
    assert error.reason is Reason.CALENDAR_UNKNOWN


def test_a_calendar_is_checked_and_its_changes_are_listed(file: Path) -> None:
    told = printed("calendar", "check", str(file))
    assert (told["version"], told["in_force_from"]) == ("DE/2026-1", "2026-03-01")
    assert told["changes"][-1]["date"] == "2026-12-25"  # the notified list has left it out
    assert {"date": "2026-12-24", "before": "working day", "after": "Christmas Eve"} in told[
        "changes"
    ]
    assert "is in order" in run("calendar", "check", str(file)).output


@pytest.mark.parametrize("old", ["confirmed = true", "first_year = 2026"])
def test_a_wrong_calendar_is_refused_with_its_line(file: Path, old: str) -> None:
    file.write_text(NOTIFIED.replace(old, ""), encoding="utf-8")
    error = run("calendar", "check", str(file)).exception
    assert isinstance(error, ComityError)
    assert str(error).startswith("de.toml, line ")


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    error = run("calendar", "check", str(tmp_path / "absent.toml")).exception
    assert isinstance(error, ComityError)


def test_the_operators_announce_it_and_every_node_counts_by_it(
    federation: FederationFiles, file: Path
) -> None:
    said = printed("calendar", "announce", str(file), "--federation", str(federation.folder))
    directory = read_directory(federation, at=datetime.now(UTC))
    assert said["directory_version"] == directory.version == 2
    (named,) = directory.calendars
    assert (named.version, named.authority, named.digest.hex()) == (
        "DE/2026-1",
        "DE",
        said["sha256"],
    )
    home = federation.members["FR"].folder
    assert [each.version for each in LawFiles(home / "law", lambda: directory).calendars()] == [
        "DE/2026-1"
    ]
    counted = printed(
        *("deadline", "--procedure", "14(1)", "--authority", "DE", "--home", str(home)),
        *("--received", "2026-12-18T10:00:00+01:00"),
    )
    assert {"date": "2026-12-24", "reason": "Christmas Eve"} in counted["skipped"]
    again = run("calendar", "announce", str(file), "--federation", str(federation.folder))
    assert isinstance(again.exception, ComityError)
    kept = home / "law" / "calendars-DE-2026-1.toml"
    kept.write_text(NOTIFIED + "# altered\n", encoding="utf-8")
    refused = run("calendar", "show", "DE", "--year", "2026", "--home", str(home)).exception
    assert isinstance(refused, ComityError)
    assert str(refused).startswith("calendars-DE-2026-1.toml is not the calendar DE/2026-1")


def test_a_file_is_installed_and_waits_for_the_directory(file: Path, tmp_path: Path) -> None:
    said = printed("calendar", "install", str(file), "--home", str(tmp_path))
    assert Path(said["file"]).read_text(encoding="utf-8") == NOTIFIED
    assert "once the directory names it" in run(
        "calendar", "install", str(file), "--home", str(tmp_path)
    ).output.replace("\n", " ")


@pytest.mark.parametrize(
    ("authority", "day"),
    [*((each, 5) for each in ["DE", "FR", "ES", "EL", "MT", "IE"]), ("PL", 7), ("SE", 8)],
)
def test_the_same_consultation_over_christmas(authority: str, day: int) -> None:
    told = printed(
        *("deadline", "--procedure", "14-1", "--authority", authority),
        *("--received", "2026-12-18T10:00:00+01:00"),
    )
    assert told["last_instant"].startswith(f"2027-01-{day:02d}T23:59:59+0")


@pytest.mark.parametrize("authority", [*sorted(MEMBER_STATES), COMMISSION])
def test_the_command_agrees_with_a_slow_count_on_the_first_of_every_month(
    authority: str,
) -> None:
    """Every day of 2026 is in test_deadline_every_day.py; this is the way of the command."""
    for month in range(1, 13):
        first = date(2026, month, 1)
        told = printed(
            *("deadline", "--procedure", "16(5)", "--authority", authority),
            *("--received", f"{first.isoformat()}T12:00:00Z"),
        )
        expected = [day.isoformat() for day in islice(slow(authority, first), 10)]
        assert told["counted"] == expected
