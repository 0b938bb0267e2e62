"""The table of a case's states is total; what ended stays so; a fallen proposal takes nothing else.

What officers and letters do to a case is drawn at random, in any order: no order of acts leads
where the table does not.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.case import (
    Amendment,
    Case,
    Decision,
    DecisionProposal,
    LicenceChange,
    LicenceState,
    Outcome,
    ReliedAnswer,
    Withdrawal,
)
from gateway.domain.case.states import (
    AFTER_SUSPENSION,
    ENDED_STATES,
    MOVES,
    CaseState,
    check_move,
)
from gateway.domain.notice import SuspensionEnd
from gateway.domain.relation import RelatedCase, RelationKind
from gateway.domain.transaction import (
    AssessmentRelease,
    Document,
    DocumentKind,
    HumanRightsAssessment,
)
from gateway.errors import Reason, StateError
from tests.support.cases import FILED, application
from tests.support.desk import text
from tests.support.raising import refuses

WHY = (text("Unbedenklich.", "de"),)
GRANT = DecisionProposal(outcome=Outcome.GRANTED, explanation=WHY)
ASSESSMENT = HumanRightsAssessment(
    risk="low",
    internal_repression=False,
    serious_violations=False,
    sources=("A source",),
    reasoning="No risk.",
)
RELIED = ReliedAnswer(
    procedure="14(1)",
    conversation_id="c-1",
    asking="DE",
    case_reference="X",
    answer="no_objection",
    circumstances=WHY[0],
    by="a.weber",
    at=FILED,
)


def a_case(state: CaseState = CaseState.FILED, *, proposed: bool = False) -> Case:
    return Case(
        case_id="DE-C-2026-00001",
        state=state,
        application=application(),
        rulebook="EU-2021-821/2026-3",
        filed_at=FILED,
        proposal=GRANT if proposed else None,
        proposed_by="a.weber" if proposed else "",
        proposed_at=FILED if proposed else None,
    )


def _decision(case: Case) -> Decision:
    return Decision(
        proposal=case.proposal or GRANT,
        proposed_by=case.proposed_by,
        proposed_at=FILED,
        decided_by="b.krause",
        decided_at=FILED,
        four_eyes=True,
    )


def _amended(case: Case, *, material: bool) -> Case:
    amendment = Amendment(
        at=FILED,
        by="a.weber",
        before=case.application,
        changes=(),
        material=material,
        reason=WHY[0],
    )
    return case.amended(case.application, amendment, assessment_required=False, annex_i="2026")


def _withdrawn(case: Case, *, determined: bool) -> Case:
    said = Withdrawal(
        language="de",
        text="Zurückgezogen.",
        determined=determined,
        explanation=WHY if determined else (),
    )
    return case.withdrawn(said, by="a.weber", at=FILED)


MOVED: dict[str, Callable[[Case], Case]] = {
    "consulting": Case.consulting,
    "assessing": Case.assessing,
    "proposed": lambda case: case.proposed(GRANT, by="a.weber", at=FILED, negative=False),
    "decided": lambda case: case.decided(_decision(case), None),
    "amended": lambda case: _amended(case, material=False),
    "materially": lambda case: _amended(case, material=True),
    "withdrawn": lambda case: _withdrawn(case, determined=False),
    "determined": lambda case: _withdrawn(case, determined=True),
}
"""What moves a case, or is refused."""


def _naming(case: Case) -> Case:
    """Name one more document."""
    named = case.application.documents
    number = len(named) + len(case.replaced_documents)
    document = Document(
        kind=DocumentKind.TECHNICAL,
        title=f"Data sheet, edition {number}",
        language="de",
        sha256=f"{number:064x}",
        size_bytes=1_024,
        media_type="application/pdf",
    )
    return case.naming(document, by="a.weber", at=FILED)


KEPT: dict[str, Callable[[Case], Case]] = {
    "assigned": lambda case: case.assigned("a.weber"),
    "naming": _naming,
    "back_to_assessment": Case.back_to_assessment,
    "examined": lambda case: case.examined((), None),
    "assessed": lambda case: case.assessed(ASSESSMENT, AssessmentRelease.WHOLE),
    "relying_on": lambda case: case.relying_on(RELIED),
    "licence_changed": lambda case: case.licence_changed(
        LicenceChange(state=LicenceState.IN_FORCE, at=FILED, by_case=case.case_id)
    ),
    "named_by": lambda case: case.named_by(
        RelatedCase(kind=RelationKind.AMENDS, case_id="DE-C-2026-00002")
    ),
}
"""What changes a case where it stands, but for a proposal that falls."""

acts = st.lists(st.sampled_from(sorted(MOVED | KEPT)), max_size=12)


def after(case: Case, names: Sequence[str]) -> list[Case]:
    """Return a case after each of some acts that was not refused."""
    found = [case]
    for name in names:
        with suppress(StateError):
            found.append((MOVED | KEPT)[name](found[-1]))
    return found


def test_every_pair_of_states_is_decided_with_a_reason() -> None:
    assert set(MOVES) == set(CaseState)
    for before, to in product(CaseState, CaseState):
        assert MOVES[before][to].why, (before, to)


def test_no_case_leaves_its_end_or_rests_at_examined() -> None:
    for before, to in product(CaseState, CaseState):
        if before in ENDED_STATES or to is CaseState.EXAMINED:
            assert not MOVES[before][to].allowed, (before, to)


def test_only_what_is_proposed_is_decided() -> None:
    assert [each for each in CaseState if MOVES[each][CaseState.DECIDED].allowed] == [
        CaseState.PROPOSED
    ]


def test_every_other_state_is_reached_from_filed() -> None:
    reached, seen = {CaseState.FILED}, set[CaseState]()
    while reached != seen:
        seen = set(reached)
        reached |= {to for each in seen for to in CaseState if MOVES[each][to].allowed}
    assert reached == set(CaseState) - {CaseState.EXAMINED}


def test_a_move_that_is_not_in_the_table_is_refused_with_its_reason() -> None:
    with refuses(StateError, Reason.STATE_CONFLICT, match="not opened again"):
        check_move(CaseState.DECIDED, CaseState.FILED, "DE-C-2026-00001")
    check_move(CaseState.FILED, CaseState.CONSULTING, "DE-C-2026-00001")


@pytest.mark.parametrize("name", sorted(MOVED))
@pytest.mark.parametrize("state", sorted(ENDED_STATES))
def test_an_ended_case_is_not_moved(state: CaseState, name: str) -> None:
    with pytest.raises(StateError, match=f"the case is {state}"):
        MOVED[name](a_case(state))


@given(acts)
def test_acts_in_any_order_follow_the_table(names: list[str]) -> None:
    for before, now in pairwise(after(a_case(), names)):
        assert before.state is now.state or MOVES[before.state][now.state].allowed
        if before.state in ENDED_STATES:
            assert now.state is before.state
            assert now.decision == before.decision
        open_proposal = now.state not in ENDED_STATES and now.proposal is not None
        assert open_proposal is (now.state is CaseState.PROPOSED)


@given(acts)
def test_each_change_makes_a_case_that_can_be_read_again(names: list[str]) -> None:
    case = after(a_case(), names)[-1]
    assert Case.model_validate_json(case.model_dump_json()) == case


@given(acts)
def test_a_fallen_proposal_takes_nothing_else_with_it(names: list[str]) -> None:
    case = after(a_case(), names)[-1]
    fallen = case.back_to_assessment()
    if case.state is not CaseState.PROPOSED:
        assert fallen is case
        return
    assert (fallen.state, fallen.proposal, fallen.proposed_by) == (CaseState.ASSESSMENT, None, "")
    apart = {"state", "proposal", "proposed_by"}
    assert fallen.model_dump(exclude=apart) == case.model_dump(exclude=apart)
    assert fallen.with_proposal_of(case) == case


def test_what_was_determined_before_a_withdrawal_outlasts_an_assessment() -> None:
    case = _withdrawn(a_case(CaseState.ASSESSMENT), determined=True)
    assert case.assessed(ASSESSMENT, AssessmentRelease.WHOLE).state is CaseState.PROPOSED
    proposed = a_case(CaseState.PROPOSED, proposed=True)
    assert proposed.assessed(ASSESSMENT, AssessmentRelease.WHOLE).proposal is None


def test_a_decision_after_a_withdrawal_ends_the_case_as_withdrawn() -> None:
    case = _withdrawn(a_case(CaseState.ASSESSMENT), determined=True)
    assert case.decided(_decision(case), None).state is CaseState.WITHDRAWN
    proposed = a_case(CaseState.PROPOSED, proposed=True)
    assert proposed.decided(_decision(proposed), None).state is CaseState.DECIDED


def test_a_material_amendment_takes_what_was_about_another_question() -> None:
    case = a_case(CaseState.ASSESSMENT).assessed(ASSESSMENT, AssessmentRelease.WHOLE)
    case = case.relying_on(RELIED)
    slight, material = _amended(case, material=False), _amended(case, material=True)
    assert (slight.assessment, slight.relied_on) == (ASSESSMENT, (RELIED,))
    assert (material.assessment, material.relied_on) == (None, ())


def test_an_amendment_takes_the_place_of_what_it_amends() -> None:
    case = a_case(CaseState.ASSESSMENT)
    before = case.application
    released = AssessmentRelease.SUMMARY
    summed = ASSESSMENT.model_copy(update={"summary": "Low."})
    asked = before.transaction.with_assessment(summed)
    after = before.about(asked).model_copy(update={"assessment_release": released})
    amendment = Amendment(
        at=FILED, by="a.weber", before=before, changes=(), material=True, reason=WHY[0]
    )
    found = case.amended(after, amendment, assessment_required=True, annex_i="2026")
    assert (found.application, found.amendments) == (after, (amendment,))
    assert (found.assessment, found.assessment_release) == (summed, released)
    assert found.assessment_required


def test_what_is_added_to_a_case_stands_last() -> None:
    changes = [
        LicenceChange(state=state, at=FILED, by_case="DE-C-2026-00001")
        for state in (LicenceState.IN_FORCE, LicenceState.SUSPENDED)
    ]
    later = [
        RelatedCase(kind=RelationKind.AMENDS, case_id=f"DE-C-2026-0000{number}")
        for number in (2, 3)
    ]
    case = a_case(CaseState.DECIDED)
    for change, named in zip(changes, later, strict=True):
        case = case.licence_changed(change).named_by(named)
    assert (case.licence, case.related) == (tuple(changes), tuple(later))


def test_a_licence_stands_after_each_end_of_a_suspension() -> None:
    assert set(AFTER_SUSPENSION) == set(SuspensionEnd)
    of_no_act = {LicenceState.ENDED, LicenceState.EXPIRED}  # of its own, or by its last day
    assert set(AFTER_SUSPENSION.values()) == set(LicenceState) - of_no_act - {
        LicenceState.SUSPENDED
    }


def test_a_determination_is_decided_by_nobody_yet() -> None:
    determined = _withdrawn(a_case(), determined=True)
    assert determined.decision is None
    assert determined.proposal is not None
    assert determined.proposal.outcome is Outcome.NOT_TO_BE_AUTHORISED
    decision = _withdrawn(a_case(), determined=False).decision
    assert decision is not None
    assert (decision.proposal.outcome, decision.four_eyes) == (Outcome.WITHDRAWN, False)


def test_another_answer_is_relied_on_once_a_conversation() -> None:
    case = a_case(CaseState.ASSESSMENT).relying_on(RELIED).relying_on(RELIED)
    assert case.relied_on == (RELIED,)


def test_every_change_of_a_case_is_tried_here() -> None:
    changes = {
        name
        for name, each in inspect.getmembers(Case, inspect.isfunction)
        if each.__qualname__ == f"Case.{name}" and not name.startswith("_")
    }
    named = set(MOVED) | set(KEPT)
    shown = {"shown", "judged", "with_proposal_of", "without_denials", "remarked", "unaware_of"}
    assert changes - named == shown
