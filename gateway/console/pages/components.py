"""A page that shows every component, for who builds pages and for the tests that look at them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from starlette.responses import Response

from gateway.console.forms import PageForm
from gateway.console.visit import PageRoute, Visit
from gateway.domain.base import Stated, Withholding
from gateway.domain.denial import DecisionType, Denial
from gateway.domain.examination import Hit, MatchClass, Reasoned
from gateway.domain.transaction import (
    Activity,
    Address,
    Classification,
    Item,
    ListSource,
    Party,
    Transaction,
)
from gateway.views.beside.rows import BesideView
from gateway.views.beside.transactions import Compared, beside_denial
from gateway.views.beside.verdicts import hit_in_words
from gateway.views.frame import CountedDay
from gateway.views.reader import ViewReader

PATH: Final = "/desk/components"

_FIRST: Final = date(2026, 11, 27)
_SATURDAY: Final = 5


def _example_days() -> tuple[CountedDay, ...]:
    """Return a period of five working days, as a page shows one."""
    found, number = [CountedDay(day=_FIRST, event=True)], 0
    for offset in range(1, 8):
        day = _FIRST + timedelta(days=offset)
        free = day.weekday() >= _SATURDAY
        number += 0 if free else 1
        found.append(
            CountedDay(day=day, number=0 if free else number, reason="weekend" if free else "")
        )
    return tuple(found)


def _example_party(*names: str, street: str = "") -> Stated[Party]:
    addresses = (Address(text=street, country="TR"),) if street else ()
    return Stated[Party].given(Party(names=names, country="TR", addresses=addresses))


def _example_transaction(end_user: Stated[Party], **others: Any) -> Transaction:
    listed = Classification(source=ListSource.ANNEX_I, code=others.pop("code"))
    goods = Item(description=others.pop("goods"), classifications=(listed,), quantity=Decimal(2))
    return Transaction(
        activity=Activity.EXPORT, items=(goods,), destination="TR", end_user=end_user, **others
    )


def _example_denial() -> Denial:
    """Return a denial whose end-user is written in other letters, and whose consignee is kept."""
    user = _example_party("Телеком Сервис", "Telekom Servis Ltd", street="Atatürk Cad. 21, Ankara")
    return Denial(
        denial_id="FR-2026-00017",
        authority="FR",
        national_reference="R 17",
        decision=DecisionType.REFUSE,
        decision_date=_FIRST,
        first_notified=_FIRST,
        transaction=_example_transaction(
            user,
            code="5A001.j",
            goods="IP network surveillance, two probes",
            consignee=Stated[Party].withheld(Withholding.SECURITY),
            stated_end_use=Stated[str].not_applicable(),
        ),
    )


def _example_hit() -> Hit:
    return Hit(
        denial_id="FR-2026-00017",
        authority="FR",
        match_class=MatchClass.LIKELY,
        score=0.86,
        party=Reasoned(score=0.97, reasons=("same name in Latin letters",)),
        item=Reasoned(score=0.74, reasons=("same entry 5A001",)),
        ours="Telecom Servis Ltd",
        theirs="Telekom Servis Ltd",
        consult=True,
    )


def _example_beside(reader: ViewReader) -> BesideView:
    ours = _example_transaction(
        _example_party("Telecom Servis Ltd", street="Atatürk Cad. 12, Ankara"),
        code="5A001.f",
        goods="Mobile interception, two probes",
        consignee=_example_party("Demir Lojistik"),
        stated_end_use=Stated[str].given("Network quality"),
    )
    mine = Compared(transaction=ours, whose="DE", heading=reader.says("This application"))
    return beside_denial(reader, mine, _example_denial())


async def show(visit: Visit) -> Response:
    """Show every component."""
    form = PageForm({"reference": "", "reason": "", "outcome": "granted", "note": ""}).wrong(
        reference=visit.says("Enter the reference of the national system")
    )
    reader = visit.reader
    return visit.page(
        "components.html",
        form=form,
        days=_example_days(),
        beside=_example_beside(reader),
        hit=hit_in_words(reader, _example_hit()),
    )


async def keep_draft(_: Visit) -> Response:
    """Answer as a page does that has kept a draft; nothing here is real."""
    return Response(status_code=204)


async def act(visit: Visit) -> Response:
    """Go back to the components as after an act."""
    return visit.go(PATH)


ROUTES: Final = (
    PageRoute(PATH, show),
    PageRoute(PATH, act, "POST"),
    PageRoute(f"{PATH}/draft", keep_draft, "POST"),
)
