"""What tells every member takes two officers, by EU-2021-821/2026-3 (integrator A7).

Who: one officer proposes, a second with the role decider agrees. Effect: until then nobody else
learns anything. It is looked at again when he agrees; what has changed meanwhile is not done.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from gateway.casework.denials.denials import (
    ShownDenial,
    amend_denial,
    get_denial,
    review_denial,
    review_in,
)
from gateway.casework.denials.setting_aside import set_aside
from gateway.casework.handlers.second_officer import (
    agree,
    list_acts,
    refuse,
    show_act,
    view_of_act,
)
from gateway.casework.notices.notices import amend_notice, publish_notice, withdraw_notice
from gateway.domain.acts import Task, TaskKind
from gateway.domain.denial import DenialState, ReviewOutcome
from gateway.domain.notice import DenialReview, SetAside, SetAsideWay, ShownNotice
from gateway.domain.waiting_act import WaitingAct, WaitingKind, WaitingState
from gateway.errors import Reason, StateError
from tests.support.cases import french_denial
from tests.support.federation_case import ANNA, BERT, CaseFederation, text
from tests.support.notices import draft
from tests.support.raising import refuses

UNDER_2026_3 = datetime(2027, 1, 4, 9, tzinfo=UTC)
DAY = date(2027, 1, 4)
DENIAL = french_denial(17).denial_id
OTHER_WORDS = (text("Autre motif.", "fr"),)
JUDGMENT = SetAside(
    denial_id=DENIAL, way=SetAsideWay.SUSPENDED, body="TA Paris", reference="TA 1", at=DAY
)


@pytest.fixture
async def denied(federation: CaseFederation) -> CaseFederation:
    """FR has denied in 2026, and everybody has it; the law of 2027 is in force."""
    await federation["FR"].deny(french_denial(17))
    await federation.sync()
    await federation.at(UNDER_2026_3)
    return federation


async def erratum(federation: CaseFederation) -> WaitingAct | ShownDenial:
    office = federation["FR"].node.office
    held = (await get_denial(office, ANNA, DENIAL)).denial
    changed = held.model_copy(update={"explanation": OTHER_WORDS})
    return await amend_denial(office, ANNA, DENIAL, changed)


async def review(federation: CaseFederation, outcome: ReviewOutcome) -> WaitingAct | ShownDenial:
    given = DenialReview(
        denial_id=DENIAL, outcome=outcome, at=DAY, grounds=(text("It is the same."),)
    )
    return await review_denial(federation["FR"].node.office, ANNA, DENIAL, given)


async def judged(federation: CaseFederation) -> WaitingAct | ShownDenial:
    return await set_aside(federation["FR"].node.office, ANNA, DENIAL, JUDGMENT)


async def renewed(federation: CaseFederation) -> WaitingAct | ShownDenial:
    return await review(federation, ReviewOutcome.RENEWED)


async def revoked(federation: CaseFederation) -> WaitingAct | ShownDenial:
    return await review(federation, ReviewOutcome.REVOKED)


async def elsewhere(federation: CaseFederation) -> ShownDenial:
    """The denial as NL has it once logs have passed."""
    await federation.sync()
    return await get_denial(federation["NL"].node.office, ANNA, DENIAL)


async def tasks(federation: CaseFederation, kind: TaskKind) -> list[Task]:
    return [each for each in await federation["FR"].tasks() if each.kind == kind]


@pytest.mark.parametrize(
    ("propose", "kind"),
    [
        (erratum, WaitingKind.DENIAL_AMEND),
        (renewed, WaitingKind.DENIAL_REVIEW),
        (revoked, WaitingKind.DENIAL_REVIEW),
        (judged, WaitingKind.DENIAL_SET_ASIDE),
    ],
)
async def test_an_act_on_a_denial_waits_and_then_reaches_all(
    denied: CaseFederation, propose: object, kind: WaitingKind
) -> None:
    """Found in use: integrator A7."""
    assert callable(propose)
    fr, before = denied["FR"], await elsewhere(denied)
    waits = await propose(denied)
    assert isinstance(waits, WaitingAct)
    assert (waits.kind, waits.subject, waits.by) == (kind, DENIAL, "anna")
    assert (await elsewhere(denied)).acts == before.acts
    with refuses(StateError, Reason.SECOND_OFFICER_NEEDED):
        await agree(fr.node.office, ANNA, waits.number)
    assert (await propose(denied)).number == waits.number  # the same again is the same act

    done = await agree(fr.node.office, BERT, waits.number)
    assert (done.state, done.result) == (WaitingState.AGREED, DENIAL)
    assert len((await elsewhere(denied)).acts) == len(before.acts) + 1
    assert await tasks(denied, TaskKind.ACT_AGREE) == []
    with pytest.raises(StateError, match="was agreed by bert"):
        await agree(fr.node.office, BERT, waits.number)


async def test_the_second_officer_reads_what_would_be_told(denied: CaseFederation) -> None:
    office = denied["FR"].node.office
    waits = await erratum(denied)
    assert isinstance(waits, WaitingAct)
    told = (await view_of_act(office, BERT, waits.number)).model_dump_json()
    assert "Autre motif." in told
    assert "explanation" in told  # what changes
    assert "comity waiting agree" in told
    assert "comity waiting agree" not in str(await view_of_act(office, ANNA, waits.number))


async def test_another_wish_about_the_same_is_refused_and_named_the_one_that_waits(
    denied: CaseFederation,
) -> None:
    office = denied["FR"].node.office
    first = await erratum(denied)
    assert isinstance(first, WaitingAct)
    for propose in (renewed, judged):
        with pytest.raises(StateError, match=first.number) as second:
            await propose(denied)
        assert second.value.metadata["number"] == first.number
        assert "`getWaitingAct`" in second.value.remedy
    assert [each.number for each in (await list_acts(office, BERT)).items] == [first.number]
    await refuse(office, ANNA, first.number, text("I take it back."))
    assert isinstance(await judged(denied), WaitingAct)
    assert await tasks(denied, TaskKind.ACT_RETURNED) == []  # who took it back knows


async def test_what_has_changed_meanwhile_lapses_and_its_proposer_is_told(
    denied: CaseFederation,
) -> None:
    """The denial is another one than the proposer had read: nothing is done."""
    fr = denied["FR"]
    waits = await renewed(denied)
    assert isinstance(waits, WaitingAct)
    why = (text("It was another."),)
    revoked = DenialReview(denial_id=DENIAL, outcome=ReviewOutcome.REVOKED, at=DAY, grounds=why)
    await fr.node.office.write(lambda work: review_in(work, "carla", revoked))
    with pytest.raises(StateError, match="has changed since"):
        await agree(fr.node.office, BERT, waits.number)
    held = await show_act(fr.node.office, ANNA, waits.number)
    assert (held.state, held.decided_by) == (WaitingState.LAPSED, "bert")
    [told] = await tasks(denied, TaskKind.ACT_RETURNED)
    assert (told.key, told.data["officer"]) == (waits.number, "anna")
    assert "has changed since" in told.text
    assert (await elsewhere(denied)).status.state is DenialState.REVOKED
    assert await tasks(denied, TaskKind.ACT_AGREE) == []


async def test_who_proposed_is_told_of_a_refusal(denied: CaseFederation) -> None:
    office = denied["FR"].node.office
    waits = await judged(denied)
    assert isinstance(waits, WaitingAct)
    await refuse(office, BERT, waits.number, text("The judgment is another."))
    [told] = await tasks(denied, TaskKind.ACT_RETURNED)
    assert "bert refused: The judgment is another." in told.text
    assert (await elsewhere(denied)).status.state is DenialState.VALID


async def test_what_waits_for_days_is_overdue_each_time_more_urgently(
    denied: CaseFederation,
) -> None:
    waits = await erratum(denied)
    assert isinstance(waits, WaitingAct)
    await denied.sweep()
    assert await tasks(denied, TaskKind.ACT_OVERDUE) == []
    for days, count in ((1, 1), (2, 2), (4, 3)):
        await denied.at(denied.clock.at + timedelta(days=days))
        await denied.sweep()
        [task] = await tasks(denied, TaskKind.ACT_OVERDUE)
        assert (task.data["number"], task.data["count"]) == (waits.number, count)
        assert ("a decider sees to it" in task.text) == (count == 3)
    await refuse(denied["FR"].node.office, BERT, waits.number, text("No."))
    assert await tasks(denied, TaskKind.ACT_OVERDUE) == []


async def test_a_notice_to_all_waits_from_its_first_version_to_its_end(
    denied: CaseFederation,
) -> None:
    """Article 9(2): a national list is told by two, changed by two, withdrawn by two."""
    office = denied["FR"].node.office
    wanted = draft("9(2)", about="", expires=None, reply_until=None, at=DAY)
    waits = await publish_notice(office, ANNA, wanted)
    assert isinstance(waits, WaitingAct)
    number = (await agree(office, BERT, waits.number)).result
    changed = wanted.model_copy(update={"text": OTHER_WORDS})
    anew = await amend_notice(office, ANNA, number, changed)
    assert isinstance(anew, WaitingAct)
    with pytest.raises(StateError, match=anew.number):
        await withdraw_notice(office, ANNA, number, OTHER_WORDS)
    await agree(office, BERT, anew.number)
    gone = await withdraw_notice(office, ANNA, number, OTHER_WORDS)
    assert isinstance(gone, WaitingAct)
    assert (await agree(office, BERT, gone.number)).state is WaitingState.AGREED


async def test_a_draft_for_comment_binds_nobody_and_one_officer_sends_it(
    denied: CaseFederation,
) -> None:
    wanted = draft("9.draft", about="", expires=None, reply_until=date(2027, 2, 1), at=DAY)
    assert isinstance(await publish_notice(denied["FR"].node.office, ANNA, wanted), ShownNotice)
