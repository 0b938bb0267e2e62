"""`comity deadline` prints what docs/design.md section 8 promises, and refuses with a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from gateway.cli.deadline import deadline
from gateway.domain.calendars.sources import first_calendar
from gateway.domain.rulebook import load_rulebook
from gateway.errors import ComityError, InputError, Reason

APP = typer.Typer()
APP.command()(deadline)
RECEIVED = "2025-12-18T10:00:00+01:00"


def run(**options: str) -> Result:
    chosen = {"procedure": "14(1)", "authority": "DE", "received": RECEIVED, **options}
    words = [
        word for key, value in chosen.items() if key != "plain" for word in (f"--{key}", value)
    ]
    return CliRunner().invoke(APP, words + ["--json"] * ("plain" not in options))


def printed(**options: str) -> dict:
    result = run(**options)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_the_promised_keys() -> None:
    data = printed()
    assert data["last_instant"] == "2026-01-06T23:59:59+01:00"
    assert data["ends_before"] == "2026-01-06T23:00:00Z"
    assert data["counted"][0] == "2025-12-19"
    assert data["counted"][-1] == "2026-01-06"
    assert {"date": "2025-12-25", "reason": "Christmas Day"} in data["skipped"]
    assert data["calendar"].startswith("DE/holidays-")
    assert "+" not in data["calendar"]  # the correction counts from 2026 on
    assert data["rulebook"] == "EU-2021-821/2026-3"
    assert data["article"].startswith("Article 14(1)")


def test_both_spellings_of_a_procedure() -> None:
    assert printed(procedure="16-5") == printed(procedure="16(5)")


def test_an_extension_follows_on() -> None:
    assert len(printed(extension="5")["counted"]) == 15


def test_a_review_by_every_member_state_has_a_period_too() -> None:
    data = printed(procedure="5(5)", authority="FR", extension="10")
    assert data["procedure"] == "5(5)"
    assert len(data["counted"]) == 40
    assert data["calendar"].startswith("FR/")
    assert "Review of a requirement" in run(procedure="5-5", plain="").output
    assert isinstance(run(procedure="5(5)", extension="31").exception, InputError)


def test_a_review_that_counts_years_says_how_and_when() -> None:
    """Of a publication and, since a trial asked for one in vain, of a denial (law C38)."""
    data = printed(procedure="5(7)", received="2025-01-03T10:00:00+01:00")
    assert (data["years"], data["due"]) == (1, "2026-01-05")  # the 3rd is a Saturday
    options = {"procedure": "16-2", "received": "2024-02-29T10:00:00+01:00"}
    data = printed(**options)
    assert (data["procedure"], data["event_day"]) == ("16(2)", "2024-02-29")
    assert data["due"] == "2027-03-01"  # 28 February 2027 is a Sunday
    assert "It is due on Monday, 1 March 2027." in run(**options, plain="").output
    refused = run(**options, extension="1").exception
    assert isinstance(refused, InputError)
    assert "16(2) has no extension" in str(refused)
    refused = run(**options, stopped="2026-06-01T10:00:00+02:00").exception
    assert isinstance(refused, InputError)
    assert refused.metadata["field"] == "stopped"


def test_a_notified_calendar_is_used(tmp_path: Path) -> None:
    path = tmp_path / "de.toml"
    path.write_text(
        'authority = "DE"\nversion = "DE/2025-1"\nfirst_year = 2025\nlast_year = 2026\n'
        'confirmed = true\nsource = "test"\n'
        '[[holiday]]\ndate = 2025-12-19\nname = "Extra"\n',
        encoding="utf-8",
    )
    data = printed(calendar=str(path))
    assert {"date": "2025-12-19", "reason": "Extra"} in data["skipped"]
    assert data["calendar"].endswith("+DE/2025-1")


def test_sentences_for_people() -> None:
    words = ["--procedure", "14-1", "--authority", "DE", "--received", RECEIVED]
    result = CliRunner().invoke(APP, words)
    assert result.exit_code == 0
    title = load_rulebook("EU-2021-821/2026-3").procedure("14(1)").title
    days = first_calendar("DE")
    assert result.output.splitlines() == [
        (f"Article 14(1) of Regulation (EU) 2021/821: {title}: 10 working days of DE."),
        (
            "DE received it on Thursday, 18 December 2025 at 10:00:00 (Europe/Berlin); that day is "
            "not counted (Regulation 1182/71, Article 3(1))."
        ),
        (
            "Counted: 19 December, 22 December, 23 December, 24 December, 29 December, "
            "30 December, 31 December, 2 January, 5 January and 6 January."
        ),
        (
            "Not counted (Article 2(2)): 20 December (Saturday), 21 December (Sunday), 25 December "
            "(Christmas Day), 26 December (Second Day of Christmas), 27 December (Saturday), 28 "
            "December (Sunday), 1 January (New Year's Day), 3 January (Saturday) and 4 January "
            "(Sunday)."
        ),
        (
            "The last day is Tuesday, 6 January 2026; the period ends with its last hour, "
            "2026-01-06T23:59:59+01:00 (Article 3(2)(b))."
        ),
        (f"Calendar {days.version} (SHA-256 {days.digest[:16]}), rulebook EU-2021-821/2026-3."),
    ]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"procedure": "99"}, Reason.PROCEDURE_UNKNOWN),
        ({"authority": "XX"}, Reason.INPUT_INVALID),
        ({"received": "2026-13-01T10:00:00Z"}, Reason.DATE_IMPOSSIBLE),
        ({"received": "2026-12-18T10:00:00"}, Reason.INPUT_INVALID),
        ({"received": "2020-12-18T10:00:00Z"}, Reason.RULEBOOK_INVALID),
        ({"received": "2061-01-10T10:00:00Z"}, Reason.CALENDAR_UNKNOWN),
        ({"extension": "31"}, Reason.INPUT_INVALID),
        ({"rulebook": "EU/1"}, Reason.VERSION_UNKNOWN),
        ({"calendar": "absent.toml"}, Reason.CALENDAR_UNKNOWN),
    ],
)
def test_bad_input_is_refused_with_a_reason_and_a_remedy(
    options: dict[str, str], reason: Reason
) -> None:
    error = run(**options).exception
    assert isinstance(error, ComityError)
    assert error.reason is reason
    assert error.remedy


def test_a_rulebook_that_is_only_a_file_can_be_tried(tmp_path: Path) -> None:
    path = tmp_path / "2027-1.toml"
    path.write_bytes(Path("tests/assets/reforms/shorter-14-1.toml").read_bytes())
    assert printed(rulebook=str(path))["rulebook"] == "EU-2021-821/2027-1"
    assert printed(rulebook="EU-2021-821/2026-3")["rulebook"] == "EU-2021-821/2026-3"


STOP = {
    "procedure": "21(4)",
    "received": "2026-06-08T10:00:00+02:00",
    "stopped": "2026-06-01T10:00:00+02:00",
    "stopping": "NL",
}


def test_a_stop_of_1_june_asked_about_on_8_june_ends_by_its_own_clock() -> None:
    data = printed(**STOP)
    assert data["last_instant"] == "2026-06-22T23:59:59+02:00"
    assert data["stop"]["last_instant"] == "2026-06-15T23:59:59+02:00"
    said = " ".join(run(**STOP, plain="").output.split())
    assert "NL stopped the goods on Monday, 1 June 2026 at 10:00:00 (Europe/Amsterdam)" in said
    assert "due for release at the earlier: 2026-06-15T23:59:59+02:00" in said


def test_the_commission_stops_no_goods() -> None:
    """The Commission stops no goods, whether it is named or is asked alone (law C37)."""
    for options in ({"stopping": "EU"}, {"authority": "EU", "stopping": ""}):
        refused = run(**STOP | options).exception
        assert isinstance(refused, InputError)
        assert refused.metadata["field"] == "stopping"
        assert "stops no goods" in str(refused)


def test_only_a_stop_with_a_period_of_its_own_has_an_end_of_its_own() -> None:
    refused = run(**STOP | {"procedure": "14(1)"}).exception
    assert isinstance(refused, InputError)
    assert refused.metadata["field"] == "stopped"
