"""Records are drawn from a node's own cases and denials, and an import takes their place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from certs.layout import FederationFiles
from gateway.casework.annual import records
from gateway.casework.annual.preparing import see_year
from gateway.casework.permissions import OfficerRole
from gateway.domain.annual.records import AnnualRecord, RecordSource
from gateway.domain.annual.template import RecordKind, Template
from gateway.domain.case import DecisionProposal, Outcome
from gateway.domain.denial import Ground
from gateway.reports.importing import Format
from tests.support.annual_files import workbook
from tests.support.annual_year import ANNA, TEMPLATE
from tests.support.cases import application
from tests.support.desk import Desk, text
from tests.support.federation_case import CaseFederation, Where, case_federation, make_files
from tests.support.raising import present

YEAR = 2026  # of the federation's clock


@pytest.fixture(scope="session")
def case_files(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    return make_files(tmp_path_factory.mktemp("drawn") / "federation", ("DE",))


@pytest.fixture
async def alone(either_where: Where) -> AsyncIterator[CaseFederation]:
    async with case_federation(*either_where) as running:
        yield running


def _of_2026() -> Template:
    return TEMPLATE.model_copy(update={"year": YEAR})


async def drawn(desk: Desk) -> dict[tuple[str, str], AnnualRecord]:
    office = desk.node.office
    year = records.Year(_of_2026(), None)
    found = await office.read(lambda work: records.gather(work, year))
    assert found.unread == ()
    return {(str(each.kind), each.reference): each for each in found.records}


def filed(reference: str, **changes: Any) -> Any:
    made = application()
    goods = made.transaction.model_copy(update={"goods_located_in": (), **changes})
    return made.model_copy(update={"reference": reference, "transaction": goods})


async def decided(desk: Desk, federation: CaseFederation, reference: str, outcome: Outcome) -> str:
    case = await desk.file(filed(reference))
    await federation.settle()
    refusing = outcome is Outcome.REFUSED
    await desk.propose(
        case.case_id,
        DecisionProposal(
            outcome=outcome,
            grounds=(Ground.END_USE_DIVERSION,) if refusing else (),
            explanation=(text("As the file says."),),
        ),
    )
    await desk.decide(case.case_id)
    await federation.settle()
    return case.case_id


async def test_a_grant_a_refusal_and_what_waits_are_drawn(alone: CaseFederation) -> None:
    desk = alone["DE"]
    await decided(desk, alone, "G-1", Outcome.GRANTED)
    await decided(desk, alone, "R-1", Outcome.REFUSED)
    await desk.file(filed("P-1"))
    await alone.settle()
    found = await drawn(desk)
    assert found["application", "G-1"].decision == "granted"
    assert found["application", "R-1"].decision == "refused"
    assert found["application", "P-1"].decision == "pending"
    licence = found["authorisation", "G-1"]
    assert licence.licence_kind == "individual"
    assert licence.decided == desk.clock.at.date()
    assert licence.source is RecordSource.CASE
    assert ("authorisation", "R-1") not in found
    (denial,) = [each for (kind, _), each in found.items() if kind == "denial"]
    assert denial.decision == "refuse"
    assert denial.grounds == ("end_use_diversion",)
    assert denial.source_id.startswith("DE-2026-")
    # The exporter is known from the case, though the denial itself does not name it.
    assert denial.exporter == found["application", "R-1"].exporter
    # The licence's number is for who looks a figure up; the figures carry none.
    assert (licence.licence, found["application", "G-1"].licence) == ("DE-L-2026-00001",) * 2
    assert {found["application", each].licence for each in ("R-1", "P-1")} == {""}
    items = filed("x").transaction.items
    assert [line.value for line in licence.lines] == [item.value for item in items]
    assert all(line.item_group for line in licence.lines)


async def test_an_imported_record_takes_the_place_of_a_drawn_one(alone: CaseFederation) -> None:
    desk = alone["DE"]
    office = desk.node.office
    await decided(desk, alone, "G-1", Outcome.GRANTED)
    raw = workbook(
        {
            "authorisation": [
                {
                    "reference": "G-1",
                    "licence_kind": "individual",
                    "decided": datetime(2025, 3, 2, tzinfo=UTC).date(),
                    "code": "5A002",
                    "destination": "TR",
                    "value": 7,
                }
            ]
        }
    )
    taken = await records.import_year(office, ANNA, 2025, raw, Format.XLSX)
    assert (taken.records, taken.replaced, taken.faults) == (1, 0, ())
    again = await records.import_year(office, ANNA, 2025, raw, Format.XLSX)
    assert (again.records, again.replaced) == (1, 1)
    seen = await see_year(office, ANNA, 2025)
    # Drawn records of 2026 do not count in 2025; the imported one does.
    assert [(each.kind, each.source, each.records) for each in seen.records] == [
        (RecordKind.AUTHORISATION, "import", 1)
    ]
    table = next(each for each in seen.tables if each.table == "authorisations")
    assert present(table.total).value_cents == int(Decimal(700))
    assert await records.drop_imported(office, ANNA, 2025, RecordKind.DENIAL) == 0
    assert await records.drop_imported(office, ANNA, 2025) == 1


async def test_who_may_not_file_may_not_import(alone: CaseFederation) -> None:
    reader = ANNA.model_copy(update={"role": OfficerRole.READER})
    with pytest.raises(Exception, match="may not"):
        await records.import_year(alone["DE"].node.office, reader, 2025, b"", Format.CSV)
