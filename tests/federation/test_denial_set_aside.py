"""Article 16: a denial that a court, or a body that hears appeals, sets aside or suspends.

Who: the authority that denied. What: way, court, date and reference, to all, as an act in its log.
Effect: a denial that is set aside is not valid any more, one that is suspended not meanwhile. What
is asked about it under 16(5) ends, or waits as the rulebook says; who decided in reliance on it is
told, and looks at its own denial.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from gateway.casework.denials.denial_reviews import list_due
from gateway.casework.denials.denials import amend_denial, get_denial, review_denial, view_of_denial
from gateway.casework.denials.setting_aside import set_aside
from gateway.casework.handlers.tasks import close_task
from gateway.casework.handlers.workflow_steps import SyncSteps
from gateway.domain.acts import Task, TaskKind
from gateway.domain.case import Case, CaseState
from gateway.domain.consultation import ConsultationState as State
from gateway.domain.consultation import EndReason
from gateway.domain.denial import DenialState, ReviewOutcome
from gateway.domain.notice import DenialReview, SetAside, SetAsideWay
from gateway.domain.waiting_act import WaitingAct
from gateway.errors import InputError, PermissionRefusedError, Reason, StateError
from tests.support.consultations import GRANT, REFUSAL
from tests.support.federation_case import ANNA, CaseFederation, text
from tests.support.raising import refuses
from tests.support.reforms import decided_otherwise
from tests.support.reviews import agreed

DENIAL = "FR-2024-00017"
IN_2027 = datetime(2027, 1, 11, 9, tzinfo=UTC)  # 2026-3 is in force: a question waits


def judgment(three: CaseFederation, way: SetAsideWay, **changed: object) -> SetAside:
    return SetAside(
        denial_id=DENIAL,
        way=way,
        body="Tribunal administratif de Paris",
        reference="TA Paris 2401234",
        at=three.clock.now().date(),
        text=(text("La décision est insuffisamment motivée.", "fr"),),
    ).model_copy(update=changed)


async def judged(three: CaseFederation, way: SetAsideWay) -> None:
    """FR tells what its court said, and DE visits its peers, as it does all the time."""
    fr = three["FR"]
    told = await set_aside(fr.node.office, ANNA, DENIAL, judgment(three, way))
    if isinstance(told, WaitingAct):
        await agreed(fr, told)
    await follow(three)


async def follow(three: CaseFederation) -> None:
    await SyncSteps(three["DE"].node.office).sync_all()
    await three.settle()


async def told(three: CaseFederation) -> list[Task]:
    """The tasks at DE about what a court did."""
    return [each for each in await three["DE"].tasks() if each.kind == TaskKind.DENIAL_SET_ASIDE]


async def asked_of_france(three: CaseFederation, case: Case) -> list[State]:
    """The states of what DE has asked of FR in a case, the oldest question first."""
    shown = await three["DE"].case(case.case_id)
    return [each.state for each in shown.consultations if each.consulted == "FR"]


async def consulting(three: CaseFederation) -> Case:
    """DE has asked FR about its denial; NL has not objected."""
    case = await three.consulting()
    await three.answers("NL", "no_objection")
    return case


@pytest.mark.parametrize("way", [SetAsideWay.SET_ASIDE, SetAsideWay.WITHDRAWN_ON_APPEAL])
async def test_what_was_asked_about_no_longer_stands(
    three: CaseFederation, way: SetAsideWay
) -> None:
    case = await consulting(three)
    await judged(three, way)
    ours, theirs = await three.of(case, "FR"), await three["FR"].asked()
    for side in (ours, theirs):
        assert (side.state, side.ended_because) == (State.SUPERSEDED, EndReason.DENIAL_ENDED)
    assert (await three["FR"].entries("FR"))[-1] == ("denial.revoked", DENIAL)  # as of before

    de = three["DE"]
    [task] = await told(three)
    assert task.subject == case.case_id
    assert (task.data["denial"], task.data["deed"], task.data["reference"]) == (
        DENIAL,
        way,
        "TA Paris 2401234",
    )
    assert "decide the case without it" in task.text
    assert (await de.decided(case.case_id, GRANT)).state is CaseState.DECIDED


async def test_every_member_reads_which_court_and_why(three: CaseFederation) -> None:
    await consulting(three)
    await judged(three, SetAsideWay.SET_ASIDE)
    await three.sync()
    for desk in three.desks.values():
        shown = await get_denial(desk.node.office, ANNA, DENIAL)
        assert shown.status.state is DenialState.REVOKED
        assert shown.set_aside == (judgment(three, SetAsideWay.SET_ASIDE),)
        page = str(await view_of_denial(desk.node.office, ANNA, DENIAL))
        assert "Tribunal administratif de Paris" in page
        assert "insuffisamment motivée" in page
    assert (await list_due(three["FR"].node.office, ANNA)).items == ()


async def test_a_question_waits_while_a_court_has_suspended_the_denial(
    three: CaseFederation,
) -> None:
    await three.at(IN_2027)
    case = await consulting(three)
    assert case.rulebook == "EU-2021-821/2026-3"
    await judged(three, SetAsideWay.SUSPENDED)
    assert await asked_of_france(three, case) == [State.RUNNING]
    [task] = await told(three)
    assert "the question about it stays" in task.text
    de = await get_denial(three["DE"].node.office, ANNA, DENIAL)
    assert (de.status.state, de.overdue) == (DenialState.SUSPENDED, False)

    await three.answers("FR", "identical")  # the answer counts: it may come back
    assert await asked_of_france(three, case) == [State.ANSWERED]


async def test_a_question_that_waited_ends_when_the_denial_falls(three: CaseFederation) -> None:
    await three.at(IN_2027)
    case = await consulting(three)
    await judged(three, SetAsideWay.SUSPENDED)
    await three.at(three.clock.at + timedelta(days=1))
    await judged(three, SetAsideWay.SET_ASIDE)
    assert await asked_of_france(three, case) == [State.SUPERSEDED]
    assert [each.data["deed"] for each in await told(three)] == ["suspended", "set_aside"]


async def test_where_it_does_not_wait_it_is_asked_anew_when_the_denial_is_restored(
    three: CaseFederation,
) -> None:
    case = await consulting(decided_otherwise(three, "D14"))
    await judged(three, SetAsideWay.SUSPENDED)
    assert await asked_of_france(three, case) == [State.SUPERSEDED]
    await judged(three, SetAsideWay.RESTORED)
    assert await asked_of_france(three, case) == [State.SUPERSEDED, State.RUNNING]
    assert "its authority is asked before the decision" in (await told(three))[-1].text
    shown = await get_denial(three["DE"].node.office, ANNA, DENIAL)
    assert shown.status.state is DenialState.VALID


async def test_a_licence_of_meanwhile_is_listed_when_the_denial_comes_back(
    three: CaseFederation,
) -> None:
    case = await consulting(decided_otherwise(three, "D14"))
    await judged(three, SetAsideWay.SUSPENDED)
    de = three["DE"]
    await de.decided(case.case_id, GRANT)
    await judged(three, SetAsideWay.RESTORED)
    assert TaskKind.LICENCE_MATCHED in await de.task_kinds()


async def test_who_refused_in_reliance_on_it_looks_at_its_own_denial_once(
    three: CaseFederation,
) -> None:
    case = await consulting(three)
    await three.answers("FR", "identical")
    de = three["DE"]
    decided = await de.decided(case.case_id, REFUSAL)
    assert decided.decision is not None
    await judged(three, SetAsideWay.SUSPENDED)
    [task] = await told(three)
    assert task.data["own"] == decided.decision.denial_id
    assert "review it" in task.text

    await close_task(de.node.office, ANNA, task.id, text("Bleibt.", "de"))
    fr = await get_denial(three["FR"].node.office, ANNA, DENIAL)
    await amend_denial(three["FR"].node.office, ANNA, DENIAL, fr.denial)
    await follow(three)  # the denial has changed, and the court's act is the old one
    assert await told(three) == []


async def test_only_what_is_so_is_told(three: CaseFederation) -> None:
    await consulting(three)
    fr, tomorrow = three["FR"].node.office, three.clock.now().date() + timedelta(days=1)
    way = SetAsideWay.SET_ASIDE
    for impossible in (tomorrow, date(2020, 1, 1)):
        with refuses(InputError, Reason.DATE_IMPOSSIBLE):
            await set_aside(fr, ANNA, DENIAL, judgment(three, way, at=impossible))
    with pytest.raises(InputError, match="denial_id"):
        await set_aside(fr, ANNA, "FR-2024-00018", judgment(three, way))
    with pytest.raises(PermissionRefusedError):
        await set_aside(three["DE"].node.office, ANNA, DENIAL, judgment(three, way))
    with pytest.raises(StateError, match="not suspended"):
        await set_aside(fr, ANNA, DENIAL, judgment(three, SetAsideWay.RESTORED))
    await set_aside(fr, ANNA, DENIAL, judgment(three, SetAsideWay.SUSPENDED))
    with pytest.raises(StateError, match="suspended already"):
        await set_aside(fr, ANNA, DENIAL, judgment(three, SetAsideWay.SUSPENDED))
    day = three.clock.now().date()
    review = DenialReview(
        denial_id=DENIAL, outcome=ReviewOutcome.REVOKED, at=day, set_aside=judgment(three, way)
    )
    with pytest.raises(InputError, match="set_aside"):
        await review_denial(fr, ANNA, DENIAL, review)
    await set_aside(fr, ANNA, DENIAL, judgment(three, way))
    with pytest.raises(StateError, match="revoked"):
        await set_aside(fr, ANNA, DENIAL, judgment(three, way))
