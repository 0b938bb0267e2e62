"""A withdrawal by form: what REST asks is asked, what it refuses is refused, four eyes hold."""

from __future__ import annotations

from gateway.casework.accounts.officers import find_officer
from gateway.casework.cases.cases import assess
from gateway.casework.permissions import OfficerRole
from gateway.domain.case import CaseState, Outcome
from gateway.domain.consultation import ConsultationState, EndReason
from tests.node.console.conftest import ConsoleDoor
from tests.support.cases import application
from tests.support.our_cases import CASE

PAGE = f"/desk/cases/{CASE}"
FORM = f"{PAGE}/acts/withdraw"
SAID = {"text": "<b>Auftrag storniert.</b>", "language": "de"}


async def assessed_negatively(door: ConsoleDoor) -> None:
    """Have an officer assess the risk as one that nobody accepts."""
    office = door.desk.node.office
    officer = office.db.read_sync(lambda conn: find_officer(conn, "officer"))
    held = application().transaction.human_rights
    assert officer is not None
    assert held is not None
    await assess(office, officer, CASE, held.model_copy(update={"risk": "unacceptable"}))


async def test_a_withdrawal_is_looked_at_and_ends_what_is_asked(ours: ConsoleDoor) -> None:
    browser = await ours.signed_in()
    assert FORM in (await browser.open(PAGE)).links
    form = await browser.open(FORM)
    assert "A second officer decides on such a determination." in form.words
    empty = await browser.submit(FORM, step="read", text=" ")
    assert (empty.status, "What the applicant said: fill this in" in empty.words) == (422, True)
    last = await browser.submit(FORM, step="read", **SAID)
    assert "<b>Auftrag storniert.</b>" in last.words  # as text
    assert "<b>Auftrag" not in last.answer.text
    assert (await ours.desk.case(CASE)).state is CaseState.CONSULTING
    done = await browser.submit(FORM, step="send")
    assert (done.path, "the withdrawal is on record" in done.words) == (PAGE, True)
    assert FORM not in done.links
    case = await ours.desk.case(CASE)
    assert case.state is CaseState.WITHDRAWN
    assert case.withdrawal is not None
    assert (case.withdrawal.text, case.withdrawal.language) == (SAID["text"], "de")
    await ours.federation.settle()
    asked = await ours.federation["FR"].asked()
    assert (asked.state, asked.ended_because) == (ConsultationState.SUPERSEDED, EndReason.WITHDRAWN)
    browser.last = last  # the last look is open still in another window
    refused = await browser.submit(FORM, step="send")
    assert (refused.status, "nothing more changes it" in refused.words) == (409, True)


async def test_what_had_been_determined_is_asked_and_decided_by_a_second(
    ours: ConsoleDoor,
) -> None:
    await assessed_negatively(ours)
    browser = await ours.signed_in()
    await browser.open(FORM)
    silent = await browser.submit(FORM, step="read", **SAID)
    assert (silent.status, 'id="determined-fault"' in silent.answer.text) == (422, True)
    groundless = await browser.submit(FORM, step="read", **SAID, determined="yes")
    assert (groundless.status, 'id="grounds-fault"' in groundless.answer.text) == (422, True)
    reasons = {"determined": "yes", "grounds": "human_rights", "explanation": "Nicht glaubhaft."}
    await browser.submit(FORM, step="read", **SAID, **reasons)
    done = await browser.submit(FORM, step="send")
    assert (done.path, "waits for its decision" in done.words) == (PAGE, True)
    case = await ours.desk.case(CASE)
    assert case.proposal is not None
    assert (case.state, case.proposal.outcome) == (
        CaseState.PROPOSED,
        Outcome.NOT_TO_BE_AUTHORISED,
    )
    assert case.proposal.explanation[0].text == "Nicht glaubhaft."
    # Who recorded it takes it back no more than she decides it (SECOND_OFFICER_NEEDED).
    anew = await browser.open(FORM)
    assert anew.form(FORM).fields["determined"] == "yes"
    taken_back = {"determined": "no", "grounds": "", "explanation": ""}
    refused = await browser.submit(FORM, step="read", **SAID, **taken_back)
    assert (refused.status, "second officer" in refused.words) == (422, True)
    assert (await ours.desk.case(CASE)).state is CaseState.PROPOSED
    second = await ours.signed_in(OfficerRole.DECIDER)
    assert f"{PAGE}/acts/decide" in (await second.open(PAGE)).links


async def test_who_may_not_assess_records_no_withdrawal(ours: ConsoleDoor) -> None:
    for role in (OfficerRole.READER, OfficerRole.AUDITOR):
        browser = await ours.signed_in(role)
        assert FORM not in (await browser.open(PAGE)).links
        assert (await browser.open(FORM)).status == 403
