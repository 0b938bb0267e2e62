"""What ends first is examined first, by the facts as stated (integrator2 M1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event, select

from gateway.casework.cases.amendment import amend_application
from gateway.casework.cases.cases import file_application, first_end
from gateway.casework.cases.examining import examine
from gateway.casework.open_work.examination_queue import examinations_due, queued_before
from gateway.casework.records import case_rows
from gateway.casework.services import Work
from gateway.domain.case import Application, CaseState
from gateway.domain.consultation import ConsultationState
from gateway.domain.page import MAX_NUMBER
from gateway.ports import CaseRef
from gateway.store.tables_exchange import wake
from tests.support.cases import application
from tests.support.desk import ANNA, text
from tests.support.quiet_office import CASE, QuietOffice


def an_application(reference: str, *, elsewhere: str = "") -> Application:
    """One whose goods lie in another State, or here."""
    lie = {"goods_located_in": (elsewhere or "DE",)}
    about = application().about(application().transaction.model_copy(update=lie))
    return about.model_copy(update={"reference": reference})


async def filed(de: QuietOffice, reference: str, *, elsewhere: str = "") -> str:
    case = await file_application(de.office, ANNA, an_application(reference, elsewhere=elsewhere))
    return case.case_id


def in_turn(de: QuietOffice) -> list[str]:
    return [each.wake.subject for _, each in de.read(lambda c: examinations_due(c, MAX_NUMBER))]


def before(de: QuietOffice, case_id: str) -> int | None:
    return de.read(lambda conn: queued_before(conn, case_id))


def needed_by(de: QuietOffice, case_id: str) -> datetime | None:
    query = select(wake.c.needed_by).where(wake.c.subject == case_id)
    return de.read(lambda conn: conn.scalar(query))


def period_of(de: QuietOffice, consulted: str) -> datetime:
    law, at = de.office.law, de.clock.now()
    version = law.in_force(at).version
    return law.deadline(
        version=version, procedure="14(1)", consulted=consulted, received=at
    ).last_instant


async def test_what_ends_first_has_its_turn_first_however_late_it_was_filed(
    de: QuietOffice,
) -> None:
    """Goods that lie in another State have it consulted (Article 14(1)): its period is known."""
    plain = await filed(de, "plain")
    later = await filed(de, "later")
    asks = await filed(de, "asks", elsewhere="NL")
    assert needed_by(de, asks) == period_of(de, "NL")
    assert needed_by(de, plain) is None
    assert in_turn(de) == [asks, plain, later]
    said = [before(de, each) for each in (asks, plain, later)]
    assert said == [0, 1, 2]


async def test_an_amendment_moves_what_still_waits(de: QuietOffice) -> None:
    plain, first = await filed(de, "plain"), await filed(de, "first")
    assert in_turn(de) == [plain, first]
    await amend_application(
        de.office, ANNA, first, an_application("first", elsewhere="NL"), text("They lie there.")
    )
    assert in_turn(de) == [first, plain]
    await amend_application(de.office, ANNA, first, an_application("first"), text("They do not."))
    assert in_turn(de) == [plain, first]


async def test_the_case_says_how_many_are_before_it_until_it_begins(de: QuietOffice) -> None:
    for reference in ("one", "two", "three"):
        case = await file_application(de.office, ANNA, an_application(reference))
    assert case.queued_before == 2
    assert "queued_before" not in case.without_denials().withheld
    de.write(lambda conn: conn.execute(wake.delete()))
    assert de.read(lambda conn: queued_before(conn, case.case_id)) is None


def test_goods_stopped_under_the_licence_end_before_any_consultation(de: QuietOffice) -> None:
    """Article 21(4): who stopped the goods, and when, is in the question that customs sent."""
    de.case()
    asked = an_application("again", elsewhere="NL").model_copy(update={"concerns": CASE})
    law, at = de.office.law, de.clock.now()
    version = law.in_force(at).version

    def end() -> datetime | None:
        return de.read(
            lambda conn: first_end(Work(conn, de.office), asked, version, de.clock.now())
        )

    assert end() == period_of(de, "NL")
    stopped = law.deadline(version=version, procedure="21(4)", consulted="DE", received=at)
    row = de.theirs("FR", "21(4)", case_id=CASE, deadline=stopped)
    de.clock.at += timedelta(days=3)
    assert end() == stopped.last_instant < period_of(de, "NL")
    de.changed(row, state=ConsultationState.SILENT)
    assert end() == period_of(de, "NL")


async def test_an_examination_writes_its_case_once(de: QuietOffice) -> None:
    """An examination changes the case and opens consultations; one statement keeps both."""
    written: list[str] = []

    @event.listens_for(de.office.db._engines[0], "before_cursor_execute")
    def _(_conn: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        written.append(" ".join(statement.split()[:2]))

    case_id = await filed(de, "plain")
    written.clear()
    await examine(de.office, CaseRef(case_id=case_id))
    assert written.count("UPDATE open_work") == 1
    case = de.read(lambda conn: case_rows.get(conn, case_id, lock=False))
    known = (case.state, case.examination is not None, bool(case.triggers))
    assert known == (CaseState.ASSESSMENT, True, True)
