"""Articles 4(1), 5(1), 10(1): an authorisation is required *if the exporter has been informed*.

The authority informs of its own motion, on the decision of two officers. Whom it has informed of
what, under which article and until when, is its register; what others were told of it follows it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.casework.acts.waiting_acts import beside
from gateway.casework.cases.cases import assess
from gateway.casework.cases.catch_all_letters import (
    get_informed,
    list_informed,
    propose_lifting,
    view_of_informed,
)
from gateway.casework.cases.need_to_know import restrict
from gateway.casework.cases.records import evidence_of, view_of
from gateway.casework.handlers.second_officer import (
    agree,
    list_acts,
    refuse,
    show_act,
    view_of_act,
)
from gateway.casework.notices.not_provided import confirm_no_notice, propose_no_notice
from gateway.casework.notices.notices import publish_notice
from gateway.casework.permissions import OfficerRole
from gateway.domain.base import Stated, Withholding
from gateway.domain.case import Application, Case, InformedTerms, Outcome
from gateway.domain.case.catch_all_letter import InformedState
from gateway.domain.case.restriction import RestrictionClass, RestrictionDraft
from gateway.domain.notice import NotProvided
from gateway.domain.transaction import Activity, HumanRightsAssessment, Party
from gateway.domain.waiting_act import WaitingAct
from gateway.errors import InputError, NotFoundError, PermissionRefusedError, Reason, StateError
from gateway.evidence.verify.verification import verify_file
from tests.support.federation_case import ANNA, BERT, CaseFederation, Desk, officer, text
from tests.support.kinds import NON_LISTED, begun, decided, filed, item, outcome
from tests.support.notices import draft, publish
from tests.support.raising import present, refuses

NEXT_LAW = datetime(2027, 1, 11, 9, tzinfo=UTC)  # EU-2021-821/2026-3 is in force
EXPORTER = Party(names=("Feinmechanik Nord GmbH",), country="DE")
BROKER = Party(names=("Zwischenhandel Süd GmbH",), country="DE")
SYSTEM = officer("licensing", OfficerRole.SYSTEM)


def known(procedure: str, reference: str = "O-1", **transaction: Any) -> Application:
    """What the authority knows, and means to inform somebody of."""
    given = {
        "items": (item(NON_LISTED, cyber_surveillance=False),),
        "exporter": Stated[Party].given(EXPORTER),
        "human_rights": None,
        **transaction,
    }
    return filed(reference, procedure, **given)


async def informed(
    federation: CaseFederation,
    procedure: str = "own_motion_4_1",
    reference: str = "O-1",
    terms: InformedTerms | None = None,
    **transaction: Any,
) -> Case:
    await federation.at(max(NEXT_LAW, federation.clock.now()))
    imposed = outcome(Outcome.REQUIREMENT_IMPOSED, informed=terms)
    return await decided(federation, known(procedure, reference, **transaction), imposed)


async def field_of(attempt: Any) -> str:
    with pytest.raises(InputError) as refused:
        await attempt
    return str(refused.value.metadata["field"])


async def kinds(desk: Desk) -> set[str]:
    return set(await desk.task_kinds())


async def test_4_1_the_exporter_is_informed_and_it_stands_in_the_register(
    federation: CaseFederation, tmp_path: Path
) -> None:
    case = await informed(federation, terms=InformedTerms(valid_until=date(2028, 1, 10)))
    office = federation["DE"].node.office
    assert case.consultations == ()  # nothing is granted or refused: nobody is asked
    letter = await get_informed(office, ANNA, "DE-I-2027-00001")
    assert case.informed is not None
    assert (letter.article, letter.informed, letter.state) == ("4(1)", EXPORTER, "in_force")
    assert letter.items == case.application.transaction.items
    assert letter.end_users == (case.application.transaction.end_user.value,)
    assert (letter.valid_from, letter.valid_until) == (date(2027, 1, 11), date(2028, 1, 10))
    [line] = (await list_informed(office, ANNA)).items
    assert (line.number, line.informed) == (letter.number, "Feinmechanik Nord GmbH")
    words = (await view_of_informed(office, ANNA, letter.number)).model_dump_json()
    assert "Without an authorisation nothing of it may leave" in words
    assert letter.number in (await view_of(office, ANNA, case.case_id)).model_dump_json()

    assert await federation["DE"].entries("DE") == []  # others are told by a notice, which is due
    [due] = [each for each in await federation["DE"].tasks() if each.kind == "notice.due"]
    assert due.key == "4(4)"
    file = tmp_path / "case.zip"
    file.write_bytes(await evidence_of(office, ANNA, case.case_id))
    report = verify_file(file)
    assert report.failed == ()
    said = "Letter DE-I-2027-00001 under Article 4(1): Feinmechanik Nord GmbH was informed."
    assert said in report.summary
    # The register is for who may read the case.
    for role in (OfficerRole.READER, OfficerRole.ADMINISTRATOR):
        with pytest.raises(PermissionRefusedError):
            await get_informed(office, officer("x", role), letter.number)
    with pytest.raises(NotFoundError):  # a system reads what it filed
        await get_informed(office, SYSTEM, letter.number)
    assert (await list_informed(office, SYSTEM)).items == ()


async def test_who_is_informed_under_each_article_and_what_follows(
    federation: CaseFederation,
) -> None:
    each = (
        ("own_motion_10_1", Activity.EXPORT, "10(1)", "10(3)"),
        ("own_motion_6_1", Activity.BROKERING, "6(1)", ""),
        ("own_motion_8_1", Activity.TECHNICAL_ASSISTANCE, "8(1)", ""),
        ("exporter_notice_4_2", Activity.EXPORT, "4(2)", "4(4)"),
        ("broker_notice_6_2", Activity.BROKERING, "6(2)", ""),
        ("assistance_notice_8_2", Activity.TECHNICAL_ASSISTANCE, "8(2)", ""),
    )
    due = []
    for procedure, activity, article, notice in each:
        case = await informed(federation, procedure, f"O-{article}", activity=activity)
        assert present(case.informed).article == article
        due += [(case.case_id, notice)] if notice else []
    tasks = [task for task in await federation["DE"].tasks() if task.kind == "notice.due"]
    assert [(task.subject, task.key) for task in tasks] == due


async def test_5_1_waits_for_the_human_rights_assessment(federation: CaseFederation) -> None:
    await federation.at(NEXT_LAW)
    desk = federation["DE"]
    case = await begun(federation, known("own_motion_5_1"))
    imposed = outcome(Outcome.REQUIREMENT_IMPOSED)
    with refuses(StateError, Reason.ASSESSMENT_MISSING):
        await desk.propose(case.case_id, imposed)
    found = HumanRightsAssessment(
        risk="high",
        internal_repression=True,
        serious_violations=False,
        sources=("Report of an NGO",),
        reasoning="The unit has used such items against the press.",
    )
    await assess(desk.node.office, ANNA, case.case_id, found)
    done = await desk.decided(case.case_id, imposed)
    assert (present(done.informed).article, done.assessment) == ("5(1)", found)


async def test_what_a_letter_says_is_checked_when_it_is_proposed(
    federation: CaseFederation,
) -> None:
    first = await informed(federation)
    number = present(first.informed).number
    desk = federation["DE"]
    other = await begun(federation, known("own_motion_4_1", "O-2"))
    for terms, field in (
        (InformedTerms(number=number), "informed.number"),
        (InformedTerms(valid_until=date(2027, 1, 10)), "informed.valid_until"),
        (InformedTerms(replaces="DE-I-2027-09999"), "informed.replaces"),
    ):
        imposed = outcome(Outcome.REQUIREMENT_IMPOSED, informed=terms)
        assert await field_of(desk.propose(other.case_id, imposed)) == field
    none = outcome(Outcome.NO_REQUIREMENT, informed=InformedTerms())
    assert await field_of(desk.propose(other.case_id, none)) == "informed"
    nobody = await begun(federation, known("own_motion_4_1", "O-3", exporter=Stated[Party]()))
    imposed = outcome(Outcome.REQUIREMENT_IMPOSED)
    assert await field_of(desk.propose(nobody.case_id, imposed)) == "informed.addressee"
    named = outcome(Outcome.REQUIREMENT_IMPOSED, informed=InformedTerms(addressee=BROKER))
    done = await desk.decided(nobody.case_id, named)
    assert present(done.informed).informed == BROKER


async def test_a_letter_takes_the_place_of_another(federation: CaseFederation) -> None:
    first = await informed(federation)
    number = present(first.informed).number
    await publish(federation["DE"], "4(4)", about="", duty=first.case_id, expires=None)
    later = InformedTerms(replaces=number, valid_from=date(2027, 2, 1))
    await informed(federation, reference="O-2", terms=later)
    office = federation["DE"].node.office
    assert (await get_informed(office, ANNA, number)).state is InformedState.IN_FORCE
    await federation.at(datetime(2027, 2, 1, 9, tzinfo=UTC))
    await federation.sweep()
    earlier = await get_informed(office, ANNA, number)
    assert (earlier.state, earlier.replaced_by) == (InformedState.REPLACED, "DE-I-2027-00002")
    assert earlier.notices == ("DE-N-2027-00001",)
    [told] = [each for each in await federation["DE"].tasks() if each.kind == "informed.ended"]
    assert "DE-N-2027-00001" in told.text


async def test_its_last_day_is_reminded_of_and_ends_it(federation: CaseFederation) -> None:
    case = await informed(federation, terms=InformedTerms(valid_until=date(2027, 6, 30)))
    assert case.informed is not None
    desk = federation["DE"]
    await federation.at(datetime(2027, 6, 2, 9, tzinfo=UTC))
    await federation.sweep()
    [task] = [each for each in await desk.tasks() if each.kind == "informed.ends"]
    assert (task.subject, task.data["day"]) == (case.case_id, "2027-06-30")
    await federation.at(datetime(2027, 7, 1, 9, tzinfo=UTC))
    await federation.sweep()
    letter = await get_informed(desk.node.office, ANNA, case.informed.number)
    assert letter.state is InformedState.EXPIRED
    assert "informed.ends" not in await kinds(desk)
    assert "informed.ended" not in await kinds(desk)  # nobody was told of it
    with pytest.raises(StateError, match="is expired"):
        await propose_lifting(desk.node.office, ANNA, letter.number, text("Too late."))


async def test_two_officers_lift_it_and_what_others_were_told_is_a_task(
    federation: CaseFederation, tmp_path: Path
) -> None:
    case = await informed(federation)
    number, desk = present(case.informed).number, federation["DE"]
    office = desk.node.office
    await publish(desk, "4(4)", about="", duty=case.case_id, expires=None)
    waits = await propose_lifting(office, BERT, number, text("The use is cleared up."))
    assert isinstance(waits, WaitingAct)
    assert (waits.kind, waits.subject, waits.belongs_to) == ("informed.lift", number, case.case_id)
    with pytest.raises(StateError, match=waits.number):  # never in the place of one unread
        await propose_lifting(office, ANNA, number, text("The firm is gone."))
    with refuses(StateError, Reason.SECOND_OFFICER_NEEDED):
        await agree(office, BERT, waits.number)
    assert (await get_informed(office, ANNA, number)).state is InformedState.IN_FORCE
    assert "The use is cleared up." in str(await view_of_act(office, ANNA, waits.number))

    await agree(office, ANNA, waits.number)
    lifted = await get_informed(office, ANNA, number)
    assert (lifted.state, lifted.notices) == (InformedState.LIFTED, ("DE-N-2027-00001",))
    assert lifted.lifting is not None
    assert (lifted.lifting.proposed_by, lifted.lifting.decided_by) == ("bert", "anna")
    assert "informed.ended" in await kinds(desk)
    assert "act.agree" not in await kinds(desk)
    file = tmp_path / "case.zip"
    file.write_bytes(await evidence_of(office, ANNA, case.case_id))
    assert verify_file(file).failed == ()


async def test_a_letter_that_has_ended_meanwhile_is_not_lifted(
    federation: CaseFederation,
) -> None:
    case = await informed(federation, terms=InformedTerms(valid_until=date(2027, 1, 12)))
    assert case.informed is not None
    office = federation["DE"].node.office
    waits = await propose_lifting(office, ANNA, case.informed.number, text("Cleared up."))
    assert isinstance(waits, WaitingAct)
    await federation.at(datetime(2027, 1, 13, 9, tzinfo=UTC))
    with pytest.raises(StateError, match="is expired"):
        await agree(office, BERT, waits.number)
    assert "act.returned" in await kinds(federation["DE"])


async def test_that_a_letter_of_a_restricted_case_is_lifted_is_for_those_whom_it_names(
    federation: CaseFederation,
) -> None:
    case = await informed(federation)
    assert case.informed is not None
    office = federation["DE"].node.office
    waits = await propose_lifting(office, ANNA, case.informed.number, text("Cleared up."))
    assert isinstance(waits, WaitingAct)
    why = text("Quelle.", "de")
    mark = RestrictionDraft(reason_class=RestrictionClass.SOURCE_PROTECTION, reason=why)
    await restrict(office, ANNA, case.case_id, mark)
    assert [each.number for each in (await list_acts(office, ANNA)).items] == [waits.number]
    assert (await list_acts(office, BERT)).items == ()
    for attempt in (
        show_act(office, BERT, waits.number),
        view_of_act(office, BERT, waits.number),
        agree(office, BERT, waits.number),
        refuse(office, BERT, waits.number, text("No.")),
    ):
        with pytest.raises(NotFoundError):
            await attempt
    due = draft("4(4)", about="", duty=case.case_id, expires=None)
    notice = await publish_notice(office, ANNA, due)  # what is due after it is hidden as well
    assert isinstance(notice, WaitingAct)
    assert notice.belongs_to == case.case_id
    assert (await list_acts(office, BERT)).items == ()
    assert await office.db.read(lambda conn: len(beside(conn, notice))) == 1


async def test_no_notice_at_all_and_the_letter_stands(federation: CaseFederation) -> None:
    """D6: others are not told where that is not appropriate; the exporter was informed."""
    case = await informed(federation)
    office = federation["DE"].node.office
    said = NotProvided(kind="4(4)", reason=Withholding.INVESTIGATION, language="en", text="Open.")
    await propose_no_notice(office, ANNA, case.case_id, said)
    await confirm_no_notice(office, BERT, case.case_id)
    letter = await get_informed(office, ANNA, present(case.informed).number)
    assert (letter.state, letter.notices) == (InformedState.IN_FORCE, ())
