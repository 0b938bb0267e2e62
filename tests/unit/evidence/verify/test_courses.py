"""Other courses of a case: exported while it runs, sealed in time, an officer goes on, a grant."""

import asyncio
from pathlib import Path

from gateway.casework.consultations.silence import confirm_silence
from gateway.domain.case import DecisionProposal, OralNote, Outcome
from gateway.domain.consultation import LateOrInTime
from gateway.domain.denial import FreeText
from gateway.evidence.report import EvidenceReport, Result
from tests.support.case_world import (
    CaseWorld,
    answer,
    ask,
    look_at_clock,
    officer,
    open_world,
    settle,
)
from tests.unit.evidence.forging import verified

GRANT = DecisionProposal(
    outcome=Outcome.GRANTED,
    explanation=(FreeText(language="en", text="Oversight is in place; the end-use is credible."),),
)


def detail(report: EvidenceReport, name: str) -> str:
    return next(check.detail for check in report.checks if check.name == name)


def test_case_that_runs_and_ends_otherwise(tmp_path: Path) -> None:
    """One case all the way, exported at each stage; at each what is signed holds."""
    asyncio.run(_course(tmp_path))


async def _course(folder: Path) -> None:
    world = await open_world(folder)
    await ask(world)
    report = _holds(world, folder)
    assert "no answer that counts" in detail(report, "consultation of FR under 16(5): outcome")

    # FR seals one second before its last instant; DE gets the letter an hour later.
    deadline = world.consultation("FR").deadline
    assert deadline is not None
    world.clock.at = deadline.last_instant
    world.clock.advance(seconds=-1)
    await answer(world)
    world.clock.advance(hours=1)
    await world.post()
    assert world.consultation("FR").answer_timing is LateOrInTime.SEALED_IN_TIME
    report = _holds(world, folder)
    assert "sealed in time" in detail(report, "consultation of FR under 16(5): outcome")

    # NL's gateway is away: nothing follows from its silence until an officer goes on.
    world.clock.advance(days=5)
    await look_at_clock(world, "NL")
    world.clock.advance(minutes=5)
    await look_at_clock(world, "NL")
    report = _holds(world, folder)
    assert "unconfirmed" in detail(report, "consultation of NL under 14(1): outcome")
    conversation = world.consultation("NL").conversation_id
    note = OralNote(text="Telephoned three times on two days; no reply.")
    office = world.nodes["DE"].office
    await confirm_silence(office, officer("B. Yılmaz"), conversation, note)
    report = _one_sided(world, folder)
    told = detail(report, "consultation of NL under 14(1): outcome")
    assert "its officer B. Yılmaz closed it" in told

    await settle(world, GRANT)
    report = _one_sided(world, folder)
    assert detail(report, "decision: its notice") == "the grant is explained to everybody"
    assert "DE, FR, NL" in detail(report, "entry 0 of log DE")
    await world.close()


def _holds(world: CaseWorld, folder: Path) -> EvidenceReport:
    report = verified(folder, world.export(), world.anchor)
    assert report.failed == ()
    assert report.ok
    return report


def _one_sided(world: CaseWorld, folder: Path) -> EvidenceReport:
    """All holds but that nothing came of NL: that is the officer's word."""
    report = verified(folder, world.export(), world.anchor)
    assert report.failed == ()
    assert report.result is Result.NOT_COMPARED
    assert [each.name for each in report.not_made] == ["consultation of NL under 14(1): outcome"]
    return report
