"""Article 4(5): Member States "shall give due consideration" to requirements that others impose.

So whoever examines an application is shown what others have notified under Articles 4(4), 5(4) and
10(3) that is near to it, with the article. What comes while the case is open is looked at first.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.casework.cases.evidence_verification import verify_evidence
from gateway.casework.cases.records import evidence_of, view_of
from gateway.casework.cases.rerun import list_examinations, rerun_examination
from gateway.casework.handlers.second_officer import agree
from gateway.casework.handlers.workflow_steps import SyncSteps
from gateway.casework.notices.notices import withdraw_notice
from gateway.domain.base import Stated
from gateway.domain.case import Application, Case, CaseState, Outcome
from gateway.domain.examination import MatchClass, Occasion, RequirementHit
from gateway.domain.notice import NoticeState
from gateway.domain.transaction import Party
from gateway.domain.waiting_act import WaitingAct
from gateway.errors import Reason, StateError
from gateway.evidence.verify.verification import verify_file
from tests.federation.test_examination_record import held, hide, rewrite
from tests.support.federation_case import ANNA, BERT, CaseFederation, text
from tests.support.kinds import begun, filed, outcome
from tests.support.notices import END_USER, ITEM, publish, withheld
from tests.support.raising import present, refuses

NEXT_LAW = datetime(2027, 1, 11, 9, tzinfo=UTC)  # EU-2021-821/2026-3 is in force
NUMBER = "FR-N-2027-00001"
OTHER = Party(names=("Cooperative of Rice Farmers",), country="VN")
GRANT = outcome(Outcome.GRANTED)


def wanted(reference: str = "A-1", party: Party = END_USER, **changes: Any) -> Application:
    given = Stated[Party].given(party)
    return filed(reference, items=(ITEM,), end_user=given, consignee=given, **changes)


async def notified(federation: CaseFederation, kind: str = "4(4)", **fields: Any) -> str:
    """FR imposes a requirement and tells all; they have it by the next morning."""
    sent = await publish(federation["FR"], kind, about="", expires=None, **fields)
    await morning(federation)
    return sent.number


async def morning(federation: CaseFederation) -> None:
    await federation.sync()
    await SyncSteps(federation["DE"].node.office).sync_all()
    await federation.settle()


def met(case: Case) -> tuple[RequirementHit, ...]:
    return present(case.examination).requirements


@pytest.mark.parametrize(
    ("kind", "article"),
    [("4(4)", "Article 4(5)"), ("5(4)", "Article 5(5)"), ("10(3)", "Article 10(3)")],
)
async def test_who_examines_is_shown_what_others_have_notified(
    federation: CaseFederation, tmp_path: Path, kind: str, article: str
) -> None:
    await federation.at(NEXT_LAW)
    assert await notified(federation, kind) == NUMBER
    case = await begun(federation, wanted())
    [hit] = met(case)
    assert (hit.number, hit.origin, hit.kind, hit.article) == (NUMBER, "FR", kind, article)
    assert (hit.state, hit.match_class) == (NoticeState.VALID, MatchClass.EXACT)
    assert "same destination AE" in hit.party.reasons
    assert hit.item is not None
    assert (case.state, case.consultations) == (CaseState.ASSESSMENT, ())  # nobody is consulted
    words = (await view_of(federation["DE"].node.office, ANNA, case.case_id)).model_dump_json()
    assert NUMBER in words
    assert article in words

    await federation["DE"].decided(case.case_id, GRANT)
    file = await evidence_of(federation["DE"].node.office, ANNA, case.case_id)
    (tmp_path / "case.zip").write_bytes(file)
    report = verify_file(tmp_path / "case.zip")
    assert report.failed == ()
    said = f"To be given due consideration ({article}): {NUMBER} of FR, valid, exact match."
    assert said in report.summary
    await federation.sync()
    for code in ("FR", "NL"):
        theirs = await verify_evidence(federation[code].node.office, ANNA, file)
        assert theirs.failed == (), code
        made = {check.name for check in theirs.checks}
        assert f"examination 2 by the registers of {code}: requirements of others" in made


async def test_other_goods_parties_and_own_notices_are_none(federation: CaseFederation) -> None:
    await federation.at(NEXT_LAW)
    await notified(federation)
    await publish(federation["DE"], "4(4)", about="", expires=None)
    case = await begun(federation, wanted("A-1", OTHER))
    assert met(case) == ()
    pumps = ITEM.model_copy(update={"description": "Stainless steel centrifugal water pump"})
    case = await begun(federation, wanted("A-2").model_copy(update={}))
    assert [each.number for each in met(case)] == [NUMBER]
    given = Stated[Party].given(END_USER)
    pump = filed("A-3", items=(pumps,), end_user=given, consignee=given)
    found = met(await begun(federation, pump))
    assert MatchClass.LIKELY not in {each.match_class for each in found}


async def test_of_a_notice_that_withholds_its_parties_item_and_destination_speak(
    federation: CaseFederation,
) -> None:
    await federation.at(NEXT_LAW)
    await notified(federation, transaction=None, **withheld("parties"))
    [hit] = met(await begun(federation, wanted("A-1", OTHER, destination="AE")))
    assert (hit.match_class, hit.theirs) == (MatchClass.POSSIBLE, "")


async def test_one_that_comes_while_the_case_is_open_is_looked_at_first(
    federation: CaseFederation,
) -> None:
    """As a denial does: an act, a task, the proposal falls; who proposes on it has looked."""
    await federation.at(NEXT_LAW)
    de = federation["DE"]
    case = await begun(federation, wanted())
    other = await begun(federation, wanted("A-2", OTHER))
    await de.only_propose(case.case_id, GRANT)
    await de.only_propose(other.case_id, GRANT)
    await notified(federation)

    case = await de.case(case.case_id)
    assert (case.state, case.proposal, case.examinations) == (CaseState.ASSESSMENT, None, 2)
    assert [each.number for each in met(case)] == [NUMBER]
    assert [act.reference for act in case.acts if act.verb == "requirement.came"] == [NUMBER]
    kept = (await list_examinations(de.node.office, ANNA, case.case_id)).items
    assert [each.record.occasion for each in kept] == [Occasion.FILED, Occasion.REQUIREMENT_CAME]
    assert (await de.case(other.case_id)).proposal is not None  # it is not concerned
    [task] = [each for each in await de.tasks() if each.kind == "requirement.unseen"]
    assert (task.subject, task.key) == (case.case_id, NUMBER)

    for refusing in (de.only_propose(case.case_id, GRANT), de.decide(case.case_id)):
        with refuses(StateError, Reason.REQUIREMENT_UNSEEN) as refused:
            await refusing
        assert NUMBER in str(refused.value)
    await de.only_propose(case.case_id, GRANT.model_copy(update={"examination": 2}))
    assert "requirement.unseen" not in await de.task_kinds()
    assert (await de.decide(case.case_id)).state is CaseState.DECIDED
    # A quiet round, and one after a restart, say nothing again.
    await morning(federation)
    assert (await de.case(case.case_id)).examinations == 3


async def test_one_that_comes_while_the_second_officer_reads_stops_the_decision(
    federation: CaseFederation,
) -> None:
    await federation.at(NEXT_LAW)
    de = federation["DE"]
    case = await begun(federation, wanted())
    await de.only_propose(case.case_id, GRANT)
    await publish(federation["FR"], "4(4)", about="", expires=None)
    await de.engine.round(de.node.syncer)  # the log is here, and nothing has followed it yet
    with refuses(StateError, Reason.REQUIREMENT_UNSEEN) as refused:
        await de.decide(case.case_id)
    assert refused.value.metadata["requirements"] == NUMBER
    assert (await de.case(case.case_id)).proposal is None


async def test_one_that_is_withdrawn_is_shown_as_withdrawn(federation: CaseFederation) -> None:
    await federation.at(NEXT_LAW)
    de, fr = federation["DE"], federation["FR"]
    await notified(federation)
    case = await begun(federation, wanted())
    office, why = fr.node.office, (text("The court set it aside."),)
    withdrawn = await withdraw_notice(office, ANNA, NUMBER, why)
    if isinstance(withdrawn, WaitingAct):
        await agree(office, BERT, withdrawn.number)
    await morning(federation)
    case = await de.case(case.case_id)
    [hit] = met(case)
    assert (hit.state, hit.index) == (NoticeState.WITHDRAWN, 1)
    assert "requirement.unseen" in await de.task_kinds()  # a decision may rest on it
    words = (await view_of(de.node.office, ANNA, case.case_id)).model_dump_json()
    assert "Withdrawn" in words
    # A later application finds it as what it is, and has nothing to look at first.
    later = await begun(federation, wanted("A-2"))
    assert [each.state for each in met(later)] == [NoticeState.WITHDRAWN]
    await de.propose(later.case_id, GRANT)


def left_out(told: dict[str, Any]) -> None:
    told.pop("requirements")


def ended(told: dict[str, Any]) -> None:
    told["requirements"][0]["state"] = "withdrawn"


def of_another_entry(told: dict[str, Any]) -> None:
    told["requirements"][0]["index"] = 7


async def test_what_is_left_out_or_altered_is_named(federation: CaseFederation) -> None:
    await federation.at(NEXT_LAW)
    await notified(federation)
    de = federation["DE"]
    case = await begun(federation, wanted())
    put_back = await held(de, case.case_id)
    for edit in (left_out, ended, of_another_entry):
        assert (await rerun_examination(de.node.office, ANNA, case.case_id, 1)).ok
        await rewrite(de, case.case_id, edit)
        made = await rerun_examination(de.node.office, ANNA, case.case_id, 1)
        [found] = [check.detail for check in made.checks if not check.ok]
        assert NUMBER in found
        await hide(de, case.case_id)
        file = await evidence_of(de.node.office, ANNA, case.case_id)
        report = await verify_evidence(federation["NL"].node.office, ANNA, file)
        assert NUMBER in " ".join(check.detail for check in report.failed), edit
        await put_back()
        await hide(de, case.case_id)
