"""A grant after a consultation, explained to all (16(5), last subparagraph), and read by all."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from gateway.casework.cases.records import evidence_of
from gateway.casework.denials.registers import verify
from gateway.casework.notices.notice_grants import list_grants
from gateway.domain.letter import EntryType, PartKind
from gateway.domain.notice import GrantKind, GrantNotice
from gateway.evidence.verify.verification import verify_file
from gateway.exchange.outbox import PartDraft
from gateway.nouns.case import CASE
from gateway.register.own_log import append, append_signed
from gateway.wire.content import content_to_bytes
from tests.support.cases import application, french_denial
from tests.support.federation_case import ANNA, CaseFederation, text
from tests.support.newer import newer_entry


async def test_a_grant_or_a_transit_that_is_let_pass_is_read_by_all(
    federation: CaseFederation,
) -> None:
    de, told = federation["DE"].node, {}
    for number, kind in enumerate(GrantKind, start=17):
        denial_id, case_id = french_denial(number).denial_id, f"DE-C-2026-000{number}"
        told[denial_id] = GrantNotice(
            authority="DE",
            case_reference=case_id,
            kind=kind,
            decision_date=date(2026, 3, 2),
            denials=(denial_id,),
            consulted=("FR",),
            explanation=(text("The end-user is another one."),),
        )
        entry = partial(
            append,
            me=de.me,
            entry_type=EntryType.GRANT_AFTER_CONSULTATION,
            subject=case_id,
            parts=[PartDraft(PartKind.GROUNDS, content_to_bytes(told[denial_id]))],
            at=federation.clock.now(),
        )
        await de.db.write(entry)
    await federation.sync()
    for code in ("FR", "NL", "EU"):
        office = federation[code].node.office
        for denial_id, notice in told.items():
            [seen] = (await list_grants(office, ANNA, denial_id=denial_id)).items
            assert (seen.origin, seen.content, seen.notice) == ("DE", "held", notice)
        assert (await list_grants(office, ANNA, denial_id="FR-2026-00099")).items == ()


async def test_an_act_of_a_newer_version_is_no_grant_and_spoils_no_evidence(
    federation: CaseFederation, tmp_path: Path
) -> None:
    """The log holds an act about our case that this version cannot read."""
    de = federation["DE"]
    case = await de.file(application())
    await federation.settle()
    node = de.node
    entry = newer_entry(
        node.me, case.case_id, [PartDraft(PartKind.TEXT, b"newer")], federation.clock.now()
    )
    await node.db.write(lambda conn: append_signed(conn, node.me, [entry], federation.clock.now()))
    await federation.sync()
    assert (await list_grants(federation["FR"].node.office, ANNA)).items == ()
    assert (await federation["FR"].registers())["DE"].unknown_acts == 1
    assert (await verify(federation["FR"].node.office, ANNA, "DE")).sound
    assert case.case_id in await CASE.printed(node.office, ANNA, case.case_id)
    file = tmp_path / "evidence.zip"
    file.write_bytes(await evidence_of(node.office, ANNA, case.case_id))
    report = verify_file(file)
    assert any("99" in check.detail for check in report.checks)  # entry, by its number
    assert report.failed == ()
