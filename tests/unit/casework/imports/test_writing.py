"""The import writes into a real log and database: once, whole or not at all, and says so."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from gateway.casework.acts.due_dates import DueKind, listed_due
from gateway.casework.acts.journal import Journal
from gateway.casework.imports import ImportReport, OnError, Way, clerk, import_denials
from gateway.casework.law.law import Law
from gateway.casework.permissions import Officer, OfficerRole
from gateway.casework.services import Office
from gateway.domain.denial import DenialEventType
from gateway.errors import InputError, PermissionRefusedError, Reason
from gateway.exchange.identity import NodeIdentity
from gateway.register.denials import denial_queries
from gateway.store.database import Database
from gateway.store.tables_casework import act, counter, import_reference
from gateway.store.tables_register import denial, denial_event, log_entry
from gateway.store.writer import Written
from gateway.trust.suites import Suite
from tests.support.house import House, build_house
from tests.support.raising import refuses
from tests.unit.casework.imports.test_rows import BEFORE, LEAST, sheet

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
OFFICER = Officer(name="a.martin", role=OfficerRole.OFFICER, created=NOW)


class StandingClock:
    def now(self) -> datetime:
        return NOW


@dataclass
class Desk:
    """An authority's office on a database of its own, and how often its log has grown."""

    db: Database
    house: House
    code: str = "FR"
    nudges: list[None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.db.after_commit(Written.OWN_LOG, lambda: self.nudges.append(None))

    async def take(self, *rows: dict[str, str], way: Way = Way.OWN, **how: Any) -> ImportReport:
        used: dict[str, Any] = {
            "db": self.db,
            "me": NodeIdentity(
                code=self.code,
                ring=self.house.rings[self.code],
                suite=Suite.ED25519,
                directory=lambda: replace(self.house.directory, expires=NOW + timedelta(days=30)),
                clock=StandingClock(),
                rulebook=lambda: "EU-2021-821/2026-3",
                calendar=lambda: "test",
            ),
            "clock": StandingClock(),
            "law": Law(),
        }
        # An import searches, synchronises and repairs nothing.
        unused: Any = None
        used |= {each.name: unused for each in fields(Office) if each.name not in used}
        office = Office(**used)
        officer = how.pop("officer", OFFICER)
        report = await import_denials(
            office, officer, sheet(*rows), way=way, filename="file.csv", **how
        )
        assert isinstance(report, ImportReport)
        return report

    def count(self, table: Any) -> int:
        return self.db.read_sync(
            lambda conn: conn.execute(select(func.count()).select_from(table)).scalar_one()
        )

    def found(self, denial_id: str) -> denial_queries.FoundDenial:
        return self.db.read_sync(lambda conn: denial_queries.get_denial(conn, denial_id))


@pytest.fixture(scope="module")
def house() -> House:
    return build_house()


@pytest.fixture
def desk(sqlite_database: Database, house: House) -> Desk:
    return Desk(sqlite_database, house)


@pytest.fixture
def each_desk(database: Database, house: House) -> Desk:
    return Desk(database, house)


def own(number: int, **cells: str) -> dict[str, str]:
    return {**LEAST, "national_reference": f"R-{number}", **cells}


async def test_each_denial_has_the_date_of_its_review_in_the_same_transaction(
    desk: Desk,
) -> None:
    report = await desk.take(own(1), own(2))
    kind = DueKind.DENIAL_REVIEW
    rows = desk.db.read_sync(lambda conn: listed_due(conn, kind=kind))
    assert sorted(row.subject for row in rows) == [report.first_id, report.last_id]
    for row in rows:
        due = desk.found(row.subject).status.review_due
        assert due is not None
        assert row.note.startswith(due.isoformat())


@pytest.mark.parametrize(
    ("cells", "articles"),
    [
        ({}, ("16(1)",)),
        ({"activity": "brokering"}, ("16(4)", "16(1)")),
        ({"decision": "transit_prohibition"}, ("16(3)", "7")),
        ({"articles": "16(1)|12"}, ("16(1)", "12")),
    ],
)
async def test_where_a_row_names_no_articles_the_rulebook_does(
    desk: Desk, cells: dict[str, str], articles: tuple[str, ...]
) -> None:
    report = await desk.take(own(1, **cells))
    assert desk.found(report.first_id).denial.articles == articles


async def test_of_what_was_denied_under_another_law_the_rulebook_says_nothing(desk: Desk) -> None:
    report = await desk.take(BEFORE, way=Way.INITIAL)
    assert desk.found(report.first_id).denial.articles == ()


async def test_own_denials_are_notified_in_the_own_log(each_desk: Desk) -> None:
    report = await each_desk.take(own(1), own(2))
    assert (report.denials, report.written, report.refused) == (2, 2, 0)
    assert (report.first_id, report.last_id) == ("FR-2026-00001", "FR-2026-00002")
    found = each_desk.found("FR-2026-00001")
    assert found.denial.national_reference == "R-1"
    assert found.status.last_event is DenialEventType.NOTIFIED
    assert each_desk.count(log_entry) == 2
    assert each_desk.nudges == [None]


async def test_an_initial_load_is_loaded_and_only_its_next_review_runs(each_desk: Desk) -> None:
    report = await each_desk.take(BEFORE, way=Way.INITIAL)
    assert report.first_id == "FR-2019-00001"
    status = each_desk.found("FR-2019-00001").status
    assert status.last_event is DenialEventType.LOADED
    assert status.reviews_done == 2
    assert status.review_due is not None
    assert status.review_due.year == 2028  # the third, nine years after


async def test_relayed_denials_are_in_no_log_and_tell_nobody(
    database: Database, house: House
) -> None:
    desk = Desk(database, house, "DE")
    rows = [own(n, source_state="AT", first_notified="2026-04-01") for n in (1, 2)]
    report = await desk.take(*rows, way=Way.RELAYED)
    assert (report.first_id, report.last_id) == ("AT-2026-90001", "AT-2026-90002")
    status = desk.found("AT-2026-90002").status
    assert (status.relayed_from, status.transcribed_by) == ("AT", "DE")
    assert desk.count(log_entry) == 0
    assert desk.nudges == []
    again = await desk.take(*rows, way=Way.RELAYED)
    assert (again.written, again.unchanged) == (0, 2)


async def test_the_same_file_again_writes_nothing(each_desk: Desk) -> None:
    await each_desk.take(own(1), own(2))
    report = await each_desk.take(own(1), own(2), own(3))
    assert (report.written, report.unchanged, report.refused) == (1, 2, 0)
    assert report.first_id == "FR-2026-00003"
    assert each_desk.count(log_entry) == 3


async def test_a_changed_row_is_refused_and_asks_for_an_erratum(desk: Desk) -> None:
    await desk.take(own(1))
    report = await desk.take(own(1, destination="AE"))
    assert (report.written, report.unchanged, report.refused) == (0, 0, 1)
    error = report.errors[0]
    assert (error.row, error.column, error.reason) == (
        2,
        "national_reference",
        Reason.STATE_CONFLICT,
    )
    assert "FR-2026-00001" in error.message
    assert "erratum" in error.remedy


async def test_a_denial_is_not_loaded_in_two_ways(desk: Desk) -> None:
    await desk.take(LEAST)
    row = {**BEFORE, "national_reference": LEAST["national_reference"]}
    report = await desk.take(row, way=Way.INITIAL)
    assert "'own'" in report.errors[0].message
    assert desk.count(log_entry) == 1


async def test_a_denial_that_came_by_a_decision_is_not_imported_again(desk: Desk) -> None:
    await desk.take(own(1))
    desk.db.write_sync(lambda conn: conn.execute(import_reference.delete()))
    report = await desk.take(own(1))
    assert (report.written, report.unchanged) == (0, 1)
    assert desk.count(denial) == 1


async def test_valid_rows_are_kept_and_the_others_told(desk: Desk) -> None:
    report = await desk.take(own(1), own(2, destination="XX"), own(3))
    assert (report.rows, report.written, report.refused, report.rows_refused) == (3, 2, 1, 1)
    assert [(e.row, e.column) for e in report.errors] == [(3, "destination")]
    assert report.last_id == "FR-2026-00002"  # no number is lost by a wrong row


async def test_all_are_refused_by_choice(desk: Desk) -> None:
    rows = [own(1), own(2, destination="XX"), own(3)]
    report = await desk.take(*rows, on_error=OnError.REFUSE_ALL)
    assert (report.written, report.refused, report.rows_refused) == (0, 3, 3)
    assert report.first_id == ""
    assert desk.count(log_entry) == desk.count(import_reference) == desk.count(act) == 0
    assert desk.nudges == []


async def test_all_are_refused_for_what_was_imported_before(desk: Desk) -> None:
    await desk.take(own(1))
    report = await desk.take(own(1, destination="AE"), own(2), on_error=OnError.REFUSE_ALL)
    assert (report.written, report.refused) == (0, 2)
    assert desk.count(log_entry) == 1


async def test_all_right_rows_are_written_in_one_go(desk: Desk) -> None:
    report = await desk.take(own(1), own(2), on_error=OnError.REFUSE_ALL)
    assert (report.written, report.refused) == (2, 0)


async def test_a_dry_run_counts_and_writes_nothing(desk: Desk) -> None:
    await desk.take(own(1))
    report = await desk.take(own(1), own(2), own(3, destination="XX"), dry_run=True)
    assert (report.dry_run, report.written, report.unchanged, report.refused) == (True, 1, 1, 1)
    assert report.first_id == ""
    assert desk.count(log_entry) == 1


async def test_progress_is_told_chunk_by_chunk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clerk, "CHUNK", 2)
    told: list[tuple[int, int]] = []
    rows = [own(n) for n in range(1, 6)]
    report = await desk.take(*rows, progress=lambda done, of: told.append((done, of)))
    assert told == [(0, 5), (2, 5), (4, 5), (5, 5)]
    assert (report.written, report.last_id) == (5, "FR-2026-00005")
    assert desk.nudges == [None] * 3  # a commit a chunk


async def test_what_was_written_before_a_failure_is_whole_and_the_import_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clerk, "CHUNK", 2)
    rows = [own(n) for n in range(1, 6)]

    def stop(done: int, of: int) -> None:
        if done:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await desk.take(*rows, progress=stop)
    assert desk.count(denial_event) == desk.count(import_reference) == 2
    report = await desk.take(*rows)
    assert (report.written, report.unchanged) == (3, 2)
    assert report.last_id == "FR-2026-00005"


async def test_a_chunk_that_fails_leaves_neither_entry_nor_reference_nor_number(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*what: Any) -> None:
        raise RuntimeError("broken on purpose")

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "act", broken)
        with pytest.raises(RuntimeError):
            await desk.take(own(1))
    assert desk.count(log_entry) == desk.count(import_reference) == 0
    assert (await desk.take(own(1))).first_id == "FR-2026-00001"


async def test_the_import_is_an_act_under_the_officer_s_name(desk: Desk) -> None:
    await desk.take(own(1), own(2))
    line = desk.db.read_sync(lambda conn: conn.execute(select(act)).mappings().one())
    assert (line["actor"], line["verb"]) == ("a.martin", "denials.notified")
    assert line["text"] == "2 from file.csv"
    assert line["reference"] == "FR-2026-00001"


async def test_numbers_go_on_after_those_that_were_given_otherwise(desk: Desk) -> None:
    desk.db.write_sync(
        lambda conn: conn.execute(insert(counter), [{"name": "denial/2026", "value": 41}])
    )
    assert (await desk.take(own(1))).first_id == "FR-2026-00042"


@pytest.mark.parametrize("role", [OfficerRole.SYSTEM, OfficerRole.READER])
async def test_a_role_that_may_not_import_is_refused(desk: Desk, role: OfficerRole) -> None:
    with refuses(PermissionRefusedError, Reason.NOT_PERMITTED):
        await desk.take(own(1), officer=Officer(name="x", role=role, created=NOW))


async def test_a_file_that_cannot_be_read_writes_nothing(desk: Desk) -> None:
    with pytest.raises(InputError, match="there is no column colour"):
        await desk.take({**own(1), "colour": "red"})
    assert desk.count(act) == 0


async def test_the_denials_of_a_member_are_not_relayed(desk: Desk) -> None:
    row = own(1, source_state="DE", first_notified="2026-04-01")
    report = await desk.take(row, way=Way.RELAYED)
    assert report.errors[0].column == "source_state"


async def test_the_same_denial_under_another_number_is_found_by_another_systems_reference(
    desk: Desk,
) -> None:
    """The old portal's number is the same: nothing is written twice, and columns are named."""
    await desk.take(own(1, references="DUeS:2026-118|NSG item:3.A.1", destination="TR"))
    again = await desk.take(own(2, references="DUeS:2026-118"), own(3, references="NSG item:3.A.1"))
    assert (again.written, again.unchanged, again.refused) == (1, 0, 1)
    (error,) = again.errors
    assert (error.column, error.reason) == ("references", Reason.STATE_CONFLICT)
    assert error.message == (
        "the reference DUeS:2026-118 is that of FR-2026-00001; the row would change its "
        "national_reference"
    )


async def test_what_a_row_would_change_is_named_by_column_and_without_values(desk: Desk) -> None:
    """Who imports may be no reader of denials: no value is repeated."""
    await desk.take(own(1))
    report = await desk.take(own(1, destination="AE", end_user_names="Somebody"), dry_run=True)
    assert report.errors[0].message == (
        "the reference is that of FR-2026-00001; the row would change its destination, "
        "end_user_names"
    )
    # Columns that say the same in another spelling change nothing.
    same = await desk.take(own(1, destination="Türkiye", source_state="FR"))
    assert (same.unchanged, same.refused) == (1, 0)


async def test_two_rows_of_a_file_with_one_reference_of_the_old_system_are_not_both_written(
    desk: Desk,
) -> None:
    report = await desk.take(own(1, references="DUeS:1"), own(2, references="DUeS:1"))
    assert (report.written, report.refused) == (1, 1)
    assert (report.errors[0].row, report.errors[0].column) == (3, "references")


async def test_the_denial_of_another_state_is_no_own_one(desk: Desk) -> None:
    report = await desk.take(own(1, source_state="AT"))
    assert report.errors[0].column == "source_state"
