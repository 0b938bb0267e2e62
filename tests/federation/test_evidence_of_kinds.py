"""The file of every kind of case: its page can be read, its evidence holds offline."""

from __future__ import annotations

import re
from pathlib import Path

from gateway.casework.cases.amendment import amend_application
from gateway.casework.cases.cases import withdraw
from gateway.casework.cases.records import evidence_of
from gateway.casework.cases.suspension import final_assessment
from gateway.domain.case import Outcome, Withdrawal
from gateway.domain.denial import Ground
from gateway.domain.notice import FinalAssessment, SuspensionEnd
from gateway.domain.transaction import Activity
from gateway.evidence.verify.verification import verify_file
from gateway.nouns.case import CASE
from tests.support.federation_case import ANNA, BERT, CaseFederation, text
from tests.support.kinds import begun, decided, filed, negative, outcome

WHY = text("Nachgereicht.", "de")


async def holds(federation: CaseFederation, folder: Path, case_id: str) -> dict[str, str]:
    """Export a case, verify it without a node; return what each check came to."""
    office = federation["DE"].node.office
    file = folder / "evidence.zip"
    file.write_bytes(await evidence_of(office, ANNA, case_id))
    report = verify_file(file)
    assert report.failed == ()
    return {check.name: check.detail for check in report.checks}


async def page(federation: CaseFederation, case_id: str) -> str:
    return await CASE.printed(federation["DE"].node.office, ANNA, case_id)


async def test_a_transit_prohibition(federation: CaseFederation, tmp_path: Path) -> None:
    de = federation["DE"]
    case = await federation.consulting(filed("T-1", "transit", activity=Activity.TRANSIT))
    await federation.answers("FR", "identical")
    await de.decided(case.case_id, negative(Outcome.TRANSIT_PROHIBITED))
    await federation.sync()
    checks = await holds(federation, tmp_path, case.case_id)
    assert checks["decision: its denial"].startswith("DE-2026-00001")
    assert "Transit prohibited" in await page(federation, case.case_id)


async def test_a_withdrawal_with_and_without_a_determination(
    federation: CaseFederation, tmp_path: Path
) -> None:
    de = federation["DE"]
    plain = await begun(federation, filed("W-1"))
    await withdraw(de.node.office, ANNA, plain.case_id, WHY)
    checks = await holds(federation, tmp_path, plain.case_id)
    assert "notified to nobody" in checks["decision: made as the law asks"]

    case = await begun(federation, filed("W-2"))
    determined = Withdrawal(
        language=WHY.language,
        text=WHY.text,
        determined=True,
        grounds=(Ground.END_USE_DIVERSION,),
        explanation=(WHY,),
    )
    await withdraw(de.node.office, ANNA, case.case_id, determined)
    await de.decide(case.case_id)
    await federation.sync()
    checks = await holds(federation, tmp_path, case.case_id)
    assert checks["decision: its denial"].startswith("DE-2026-00001")
    assert checks["decision: made as the law asks"] == "two officers"
    assert "Withdrawn, and decided" in await page(federation, case.case_id)


async def test_a_licence_that_is_suspended_and_reinstated(
    federation: CaseFederation, tmp_path: Path
) -> None:
    de = federation["DE"]
    granted = await decided(federation, filed("L-1"), outcome(Outcome.GRANTED))
    suspended = await decided(
        federation,
        filed("L-2", "licence_in_force", concerns=granted.case_id),
        negative(Outcome.SUSPENDED),
    )
    ending = FinalAssessment(
        denial_id="DE-2026-00001",
        outcome=SuspensionEnd.REINSTATED,
        at=federation.clock.at.date(),
        grounds=(WHY,),
    )
    await final_assessment(de.node.office, BERT, "DE-2026-00001", ending)
    await federation.sync()
    checks = await holds(federation, tmp_path, suspended.case_id)
    assert "decision: its denial" in checks
    checks = await holds(federation, tmp_path, granted.case_id)
    assert checks["decision: its notice"] == "no consultation asks for a notice of the grant"
    shown = await page(federation, granted.case_id)
    assert "In force" in shown
    assert re.search(r"Suspended\b.*In force\b", shown[shown.index("The licence") :], re.DOTALL)
    assert suspended.case_id in shown


async def test_an_amended_application(federation: CaseFederation, tmp_path: Path) -> None:
    """Both versions and every consultation are in the file, superseded ones too."""
    de = federation["DE"]
    case = await federation.consulting(filed("A-1", goods_located_in=("NL",)))
    await federation["FR"].answer("not_identical")
    await federation.answers("NL", "objection")
    wanted = filed("A-1", goods_located_in=("NL",), destination="QA")
    await amend_application(de.node.office, ANNA, case.case_id, wanted, WHY)
    await federation.settle()
    checks = await holds(federation, tmp_path, case.case_id)
    assert any(name.startswith("consultation of NL") for name in checks)
    shown = await page(federation, case.case_id)
    assert "the destination is QA instead of AE" in shown
    assert "new consultations began" in shown
