"""An application is amended while it is consulted about: another question, or a supplement."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from gateway.casework.cases.amendment import amend_application
from gateway.casework.records.correspondence_rows import content_of, listed
from gateway.domain.acts import TaskKind
from gateway.domain.base import Stated
from gateway.domain.case import Application, AuthorisationKind, Case, CaseState, Outcome
from gateway.domain.consultation import ConsultationState, EndReason
from gateway.domain.correspondence import Supplement
from gateway.domain.letter import LetterType
from gateway.domain.transaction import Address, Party
from gateway.errors import InputError, StateError
from tests.support.cases import application, surveillance_item
from tests.support.federation_case import ANNA, CaseFederation, text
from tests.support.kinds import begun, decided, filed, outcome
from tests.support.raising import present, refuses

WHY = text("Der Antragsteller hat nachgereicht.", "de")
OTHER_END_USER = Stated[Party].given(Party(names=("Zentralamt für Statistik",), country="AE"))


def amended(**changes: Any) -> Application:
    base = application()
    return base.model_copy(update={"transaction": base.transaction.model_copy(update=changes)})


def quantity(pieces: str) -> Application:
    return amended(items=(surveillance_item().model_copy(update={"quantity": Decimal(pieces)}),))


async def amend(federation: CaseFederation, case: Case, wanted: Application) -> Case:
    done = await amend_application(federation["DE"].node.office, ANNA, case.case_id, wanted, WHY)
    await federation.settle()
    return await federation["DE"].case(done.case_id)


def states(case: Case) -> list[tuple[str, ConsultationState]]:
    return sorted((c.consulted, c.state) for c in case.consultations)


async def test_another_end_user_is_another_question(federation: CaseFederation) -> None:
    """NL had answered, FR had not: both are superseded; a new period runs where one is due."""
    case = await federation.consulting()
    first = await federation.of(case, "NL")
    await federation["NL"].answer("no_objection")
    await federation.at(federation.clock.at.replace(day=5))
    again = await amend(federation, case, amended(end_user=OTHER_END_USER))

    assert again.state is CaseState.CONSULTING
    assert {c.ended_because for c in again.consultations if c.answer} == {EndReason.AMENDED}
    running = [c for c in again.consultations if c.state is ConsultationState.RUNNING]
    # FR had denied that other end-user; the same consignee is not on its denial.
    assert [(c.consulted, c.procedure) for c in running] == [("NL", "14(1)")]
    [fresh] = running
    assert fresh.request.transaction.end_user == OTHER_END_USER
    assert fresh.deadline is not None
    assert fresh.deadline.last_instant > present(first.deadline).last_instant

    [kept] = again.amendments
    assert kept.material
    assert kept.before == application()
    assert kept.reason == WHY
    assert [(c.field, c.material) for c in kept.changes] == [("transaction.end_user", True)]
    fr = await federation["FR"].asked()
    assert (fr.state, fr.ended_because) == (ConsultationState.SUPERSEDED, EndReason.AMENDED)
    # FR is not asked about this one: it need not wait (found in use: officer M12).
    tasks = await federation["FR"].tasks()
    [told] = [each.text for each in tasks if each.kind == TaskKind.CONSULTATION_ENDED]
    assert "a new request follows only where one is to be made" in told


async def test_a_corrected_address_is_a_supplement(federation: CaseFederation) -> None:
    case = await federation.consulting()
    end_user = application().transaction.end_user.value
    assert end_user is not None
    moved = end_user.model_copy(update={"addresses": (Address(text="Tower 3", country="AE"),)})
    before = await federation.of(case, "NL")
    again = await amend(federation, case, amended(end_user=Stated[Party].given(moved)))

    assert states(again) == [
        ("FR", ConsultationState.RUNNING),
        ("NL", ConsultationState.RUNNING),
    ]
    assert (await federation.of(case, "NL")).deadline == before.deadline  # the period runs on
    [kept] = again.amendments
    assert not kept.material
    assert again.assessment == case.assessment
    for code in ("FR", "NL"):
        [letter] = await federation[code].node.db.read(
            partial(listed, letter_type=LetterType.SUPPLEMENT)
        )
        told = content_of(letter, Supplement).transaction
        assert present(told).end_user.value == moved
        assert "letter.read" in await federation[code].task_kinds()


async def test_small_increases_that_add_up_are_another_question(
    federation: CaseFederation,
) -> None:
    """More than 10 % more than those consulted were asked about, in however many steps."""
    case = await begun(federation, quantity("100"))
    case = await amend(federation, case, quantity("108"))
    assert [each.material for each in case.amendments] == [False]
    case = await amend(federation, case, quantity("116"))
    assert [each.material for each in case.amendments] == [False, True]
    assert "more than 10 % more" in case.amendments[-1].changes[-1].reason
    case = await amend(federation, case, quantity("120"))  # counted from the new question
    assert not case.amendments[-1].material


async def test_goods_in_another_state_are_asked_about_there(federation: CaseFederation) -> None:
    """Not material, and yet a State that was not asked before is consulted now (14(1))."""
    case = await begun(federation, filed("A-1", goods_located_in=("NL",)))
    elsewhere = filed("A-1", goods_located_in=("NL", "FR"))
    case = await amend(federation, case, elsewhere)
    assert not case.amendments[-1].material
    assert states(case) == [
        ("FR", ConsultationState.RUNNING),
        ("NL", ConsultationState.RUNNING),
    ]


async def test_who_was_consulted_by_hand_is_consulted_by_hand_again(
    federation: CaseFederation,
) -> None:
    """ES has no gateway; its answer by mail was to the other question."""
    de = federation["DE"]
    case = await begun(federation, filed("A-8", goods_located_in=("ES",)))
    [task] = [each for each in await de.tasks() if each.kind == "consult.by_hand"]
    await de.agree_without_record(task.id, text("By mail: no objection."))
    await amend(federation, case, filed("A-8", goods_located_in=("ES",), destination="QA"))
    [again] = [each for each in await de.tasks() if each.kind == "consult.by_hand"]
    assert again.id != task.id


async def test_an_amendment_lets_a_proposal_fall(federation: CaseFederation) -> None:
    case = await begun(federation, filed("A-2"))
    await federation["DE"].propose(case.case_id, outcome(Outcome.GRANTED))
    case = await amend(federation, case, filed("A-2", customs_procedure="1040"))
    assert (case.state, case.proposal) == (CaseState.ASSESSMENT, None)


async def test_an_amended_application_filed_again_is_the_same_case(
    federation: CaseFederation,
) -> None:
    case = await begun(federation, filed("A-3"))
    wanted = filed("A-3", customs_procedure="1040")
    await amend(federation, case, wanted)
    de = federation["DE"]
    assert (await de.file(filed("A-3"))).case_id == case.case_id
    assert (await de.file(wanted)).case_id == case.case_id
    assert len((await amend(federation, case, wanted)).amendments) == 1


async def test_another_application_is_no_amendment(federation: CaseFederation) -> None:
    case = await begun(federation, filed("A-4"))
    globally = filed("A-4").model_copy(update={"kind": AuthorisationKind.GLOBAL})
    for other, field in ((globally, "kind"), (filed("A-5"), "reference")):
        with refuses(InputError, field=field):
            await amend(federation, case, other)


async def test_what_is_decided_is_not_amended(federation: CaseFederation) -> None:
    case = await decided(federation, filed("A-6"), outcome(Outcome.GRANTED))
    with pytest.raises(StateError, match="the case is decided"):
        await amend(federation, case, filed("A-6", customs_procedure="1040"))


async def test_an_application_amended_before_its_examination(federation: CaseFederation) -> None:
    """Nobody has been asked yet, so nobody is told; the examination is of the amended one."""
    de = federation["DE"]
    case = await de.file(filed("A-7", goods_located_in=("NL",)))
    case = await amend(federation, case, filed("A-7", goods_located_in=("FR",)))
    assert [(c.consulted, c.state) for c in case.consultations] == [
        ("FR", ConsultationState.RUNNING)
    ]
