"""An application and a denial that it reminds of. All parties are fictitious."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from gateway.domain.base import Stated
from gateway.domain.case import Application
from gateway.domain.denial import Denial, FreeText
from gateway.domain.transaction import (
    Activity,
    Address,
    Classification,
    Document,
    DocumentKind,
    HumanRightsAssessment,
    Identifier,
    Item,
    ListSource,
    Parameter,
    Party,
    PartyKind,
    Reference,
    Transaction,
)
from tests.support.register_nodes import (
    denial,
)

# A Thursday before Christmas: many days do not count, and differently by State.
FILED = datetime(2025, 12, 18, 9, 30, tzinfo=UTC)


def surveillance_item() -> Item:
    return Item(
        description="Überwachungssystem für IP-Netze, Auswertezentrale mit 12 Sonden",
        classifications=(
            Classification(source=ListSource.ANNEX_I, code="5A001.j", list_version="2025-11-15"),
        ),
        parameters=(
            Parameter(name="max_intercepted_lines", value=Decimal(4000), unit="1"),
            Parameter(name="throughput", value=Decimal(100), unit="Gbit/s"),
        ),
        cn_code="85176200",
        country_of_origin="DE",
        quantity=Decimal(2),
        quantity_unit="pieces",
        value=Decimal("1250000.50"),
        currency="EUR",
    )


def transaction() -> Transaction:
    """Internet-surveillance equipment for somebody whom FR has denied under another spelling."""
    return Transaction(
        activity=Activity.EXPORT,
        items=(surveillance_item(),),
        exporter=Stated[Party].given(
            Party(
                names=("Nordlicht Netzwerktechnik GmbH",),
                kind=PartyKind.ORGANISATION,
                addresses=(Address(text="Speicherstraße 7, 20457 Hamburg", country="DE"),),
                country="DE",
                identifiers=(Identifier(scheme="EORI", value="DE000000000000001"),),
            )
        ),
        consignee=Stated[Party].given(
            Party(names=("ООО «Каспий Телеком Импорт»", "Kaspiy Telekom Import"), country="AE")
        ),
        intermediaries=(Party(names=("北辰通信设备贸易有限公司",), country="HK"),),
        end_user=Stated[Party].given(
            Party(
                names=("Mudiriyyat al-Ittisalat al-Khassa", "مديرية الاتصالات الخاصة"),
                kind=PartyKind.ORGANISATION,
                country="AE",
            )
        ),
        destination="AE",
        goods_located_in=("NL",),
        stated_end_use=Stated[str].given("Billing and quality measurement in a national network"),
        human_rights=HumanRightsAssessment(
            risk="high",
            internal_repression=True,
            serious_violations=False,
            sources=("UN special rapporteur, report of 2025", "own mission, May 2025"),
            reasoning=(
                "Der Endverwender untersteht dem Innenministerium; eine unabhängige Aufsicht "
                "über Abhörmaßnahmen besteht nicht."
            ),
            language="de",
        ),
    )


def application() -> Application:
    return Application(
        reference="AG-2025-118822",
        transaction=transaction(),
        documents=(
            Document(
                kind=DocumentKind.END_USE_STATEMENT,
                title="Endverbleibserklärung",
                language="de",
                sha256="ab" * 32,
                size_bytes=81_233,
                media_type="application/pdf",
            ),
        ),
        references=(Reference(system="ELAN-K2", value="E2-99-0017"),),
    )


def french_denial(number: int, **changes: Any) -> Denial:
    """What FR refused before, for the same end-user under another spelling."""
    base = denial("FR", number)
    party = Party(
        names=("Directorate of Special Communications", "Mudiriyat al Itisalat al Khasa"),
        country="AE",
    )
    fields: dict[str, Any] = {
        "denial_id": f"FR-2024-{number:05d}",
        "decision_date": date(2024, 5, 13),
        "first_notified": date(2024, 5, 14),
        "explanation": (FreeText(language="fr", text="Risque de répression interne."),),
        "transaction": base.transaction.model_copy(update={"end_user": Stated[Party].given(party)}),
    }
    return base.model_copy(update=fields | changes)
