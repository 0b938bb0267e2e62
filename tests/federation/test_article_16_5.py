"""Article 16(5): valid denials of essentially identical transactions.

Who: the authority about to grant, refuse or prohibit. What: each State with a valid denial that
matches, for each denial: identical, not identical, more information. When: ten working days.
Silence: not essentially identical. Extension: agreed. Effect: none binding; consulting is the
duty. Notices: a grant is explained to all, whatever was answered.
"""

from __future__ import annotations

import pytest

from gateway.casework.consultations.ended_denials import follow_denials
from gateway.casework.denials.denials import review_denial
from gateway.casework.handlers.workflow_steps import SyncSteps
from gateway.casework.letters.information_request import supplement
from gateway.domain.case import Case, CaseState
from gateway.domain.consultation import ConsultationState as State
from gateway.domain.consultation import EndReason, Information
from gateway.domain.correspondence import Supplement
from gateway.domain.denial import ReviewOutcome
from gateway.domain.notice import DenialReview
from gateway.errors import InputError
from tests.support.cases import french_denial
from tests.support.consultations import GRANT, answer_for
from tests.support.federation_case import ANNA, GRACE, CaseFederation, Desk, text
from tests.support.raising import present


async def two_denials(three: CaseFederation) -> Case:
    """FR has denied the same twice; NL has not objected."""
    await three["FR"].deny(french_denial(18))
    case = await three.consulting()
    await three.answers("NL", "no_objection")
    return case


async def revoke(desk: Desk, number: int) -> None:
    review = DenialReview(
        denial_id=f"FR-2024-{number:05d}",
        outcome=ReviewOutcome.REVOKED,
        at=desk.clock.now().date(),
        grounds=(text("L'utilisateur final a été dissous.", "fr"),),
    )
    await review_denial(desk.node.office, ANNA, review.denial_id, review)


async def follow(three: CaseFederation) -> None:
    """DE visits its peers, as it does by itself all the time."""
    await SyncSteps(three["DE"].node.office).sync_all()
    await three.settle()


# --- what is asked and answered -----------------------------------------------------------


async def test_each_denial_has_its_own_answer_and_none_binds(three: CaseFederation) -> None:
    case = await two_denials(three)
    asked = await three["FR"].asked()
    assert asked.request.denials == ("FR-2024-00017", "FR-2024-00018")
    with pytest.raises(InputError, match="each denial"):
        await answer_for(three["FR"], "identical", "FR-2024-00017")
    await three.answers("FR", "identical")
    assert (await three.of(case, "FR")).state is State.ANSWERED
    de = three["DE"]
    assert (await de.decided(case.case_id, GRANT)).state is CaseState.DECIDED
    assert await de.entries("DE") == [("grant.after_consultation", case.case_id)]


async def test_silence_is_not_identical_and_the_grant_is_explained(three: CaseFederation) -> None:
    case = await two_denials(three)
    await three.at(await three.due(case, "FR") + GRACE)
    silent = await three.of(case, "FR")
    assert (silent.state, silent.closed_by) == (State.SILENT, "both")
    assert "not essentially identical" in silent.silence_meaning
    de = three["DE"]
    await de.decided(case.case_id, GRANT)
    assert await de.entries("DE") == [("grant.after_consultation", case.case_id)]


# --- more information -----------------------------------------------------------------------


async def test_more_information_is_asked_for_and_supplied_and_the_period_runs_on(
    three: CaseFederation,
) -> None:
    case = await two_denials(three)
    before = await three.due(case, "FR")
    need = text("Quelle est la capacité du système ?", "fr")
    await three.answers("FR", "more_information", information_needed=(need,))
    ours, theirs = await three.of(case, "FR"), await three["FR"].asked()
    assert ours.information is theirs.information is Information.WANTED
    assert ours.state is theirs.state is State.RUNNING
    assert await three["DE"].task_kinds() == ["information.wanted"]

    more = Supplement(text=(text("4000 lines, 100 Gbit/s."),))
    await supplement(three["DE"].node.office, ANNA, ours.conversation_id, more)
    await three.settle()
    ours, theirs = await three.of(case, "FR"), await three["FR"].asked()
    assert ours.information is theirs.information is Information.SUPPLIED
    assert await three["DE"].task_kinds() == []
    assert "answer.due" in await three["FR"].task_kinds()
    assert await three.due(case, "FR") == before

    await three.answers("FR", "identical")
    ours = await three.of(case, "FR")
    assert (ours.state, present(ours.answer).answer) == (State.ANSWERED, "identical")


# --- the denial ends meanwhile ----------------------------------------------------------------


async def test_a_revoked_denial_ends_the_consultation_with_the_evidence(
    three: CaseFederation,
) -> None:
    case = await three.consulting()
    await three["NL"].answer("no_objection")
    await revoke(three["FR"], 17)
    await follow(three)
    ours, theirs = await three.of(case, "FR"), await three["FR"].asked()
    for side in (ours, theirs):
        assert (side.state, side.ended_because) == (State.SUPERSEDED, EndReason.DENIAL_ENDED)
        assert side.ended_text.startswith("denial no longer valid; FR-2024-00017: denial.revoked")
        assert "entry 1 of the log of FR" in side.ended_text
    assert (await three["DE"].case(case.case_id)).state is CaseState.ASSESSMENT
    assert await three["FR"].task_kinds() == ["consultation.ended"]
    assert (await three["DE"].decided(case.case_id, GRANT)).state is CaseState.DECIDED


async def test_with_another_denial_left_it_goes_on_for_that_one(three: CaseFederation) -> None:
    case = await two_denials(three)
    await revoke(three["FR"], 17)
    await follow(three)
    ours, theirs = await three.of(case, "FR"), await three["FR"].asked()
    for side in (ours, theirs):
        assert side.state is State.RUNNING
        assert side.ended_denials == ("FR-2024-00017",)
        assert side.denials_left == ("FR-2024-00018",)
    await answer_for(three["FR"], "identical", "FR-2024-00018")
    await three.settle()
    assert (await three.of(case, "FR")).state is State.ANSWERED
    await follow(three)  # nothing is told twice
    shown = await three["DE"].case(case.case_id)
    assert [act.verb for act in shown.acts].count("consultation.narrowed") == 1


async def test_an_answer_that_crosses_the_end_is_kept_without_effect(
    three: CaseFederation,
) -> None:
    case = await three.consulting()
    await three.answers("NL", "no_objection")
    await revoke(three["FR"], 17)
    await three.sync()
    await three["FR"].answer("identical")  # sealed, and not yet delivered
    assert await follow_denials(three["DE"].node.office) == 1
    await three.settle()
    ours, theirs = await three.of(case, "FR"), await three["FR"].asked()
    assert (ours.state, ours.answer) == (State.SUPERSEDED, None)
    assert [each.answer for each in ours.late_answers] == ["identical"]
    assert theirs.state is State.SUPERSEDED
    assert theirs.answer is not None
    shown = await three["DE"].case(case.case_id)
    late = next(act for act in shown.acts if act.verb == "consultation.answered_late")
    assert "after the consultation had been ended" in late.text
