"""The human-rights assessment between authorities: each answers for its own (Articles 5, 15)."""

from __future__ import annotations

import pytest

from gateway.casework.annual.accountability import own_accountability
from gateway.casework.cases.cases import assess
from gateway.casework.permissions import OfficerRole
from gateway.domain.case import Application, DecisionProposal, Outcome
from gateway.domain.consultation import Consultation
from gateway.domain.denial import Ground
from gateway.domain.transaction import AssessmentRelease, Consequence, HumanRightsAssessment
from gateway.errors import InputError, NotFoundError, PermissionRefusedError
from tests.support.cases import application
from tests.support.desk import officer, text
from tests.support.federation_case import ANNA, START, CaseFederation
from tests.support.raising import present

SECRET = "The embassy was told by a former officer."
GERMAN = HumanRightsAssessment(
    risk="high",
    internal_repression=True,
    serious_violations=True,
    human_rights_violations=True,
    humanitarian_law_violations=False,
    sources=("Own mission, May 2025",),
    reasoning=SECRET,
    due_diligence="The exporter asked for safeguards and was shown none.",
    follows=(Consequence.CONDITIONS, Consequence.MONITORING),
    follows_text="A visit each year.",
    summary="There is no independent oversight of interception.",
    language="en",
)
FRENCH = GERMAN.model_copy(update={"risk": "unacceptable", "reasoning": "Nous refuserions."})


def filed(release: AssessmentRelease) -> Application:
    base = application()
    transaction = base.transaction.model_copy(update={"human_rights": GERMAN})
    return base.model_copy(update={"transaction": transaction, "assessment_release": release})


def shown(asked: Consultation) -> HumanRightsAssessment:
    found = asked.request.transaction.human_rights
    assert found is not None
    return found


async def test_the_consulted_sees_the_whole_and_adds_its_own(three: CaseFederation) -> None:
    case = await three.consulting(filed(AssessmentRelease.WHOLE))
    fr = three["FR"]
    assert shown(await fr.asked()) == GERMAN
    with pytest.raises((NotFoundError, PermissionRefusedError)):  # what is Germany's stays so
        await assess(fr.node.office, ANNA, case.case_id, FRENCH)
    await fr.answer("identical", human_rights=FRENCH)
    await three.settle()
    seen = await three.of(case, "FR")
    assert present(seen.answer).human_rights == FRENCH  # signed by France, beside the German one
    kept = await three["DE"].case(case.case_id)
    assert kept.assessment == GERMAN
    assert shown(seen) == GERMAN


async def test_the_consulted_sees_the_summary_that_was_released(three: CaseFederation) -> None:
    case = await three.consulting(filed(AssessmentRelease.SUMMARY))
    for code in ("FR", "NL"):
        asked = await three[code].asked()
        seen = shown(asked)
        assert seen.summary_only
        assert seen.reasoning == GERMAN.summary
        assert (seen.risk, seen.follows) == (GERMAN.risk, GERMAN.follows)
        assert SECRET not in asked.model_dump_json()  # it never left Germany
    assert (await three["DE"].case(case.case_id)).assessment == GERMAN


async def test_the_choice_is_recorded_and_needs_a_summary(three: CaseFederation) -> None:
    case = await three.consulting(filed(AssessmentRelease.WHOLE))
    office = three["DE"].node.office
    bare = GERMAN.model_copy(update={"summary": ""})
    with pytest.raises(InputError, match="was not written"):
        await assess(office, ANNA, case.case_id, bare, AssessmentRelease.SUMMARY)
    only = GERMAN.released(AssessmentRelease.SUMMARY)
    with pytest.raises(InputError, match="record the whole"):
        await assess(office, ANNA, case.case_id, only)
    told = await assess(office, ANNA, case.case_id, GERMAN, AssessmentRelease.SUMMARY)
    assert told.assessment_release is AssessmentRelease.SUMMARY
    assert "human-rights risk: high; others see the summary" in {each.text for each in told.acts}


async def test_the_authority_counts_what_was_assessed_and_how_it_went_in(
    three: CaseFederation,
) -> None:
    case = await three.consulting(filed(AssessmentRelease.WHOLE))
    de = three["DE"]
    for code in ("FR", "NL"):
        await three[code].answer("identical" if code == "FR" else "no_objection")
    await three.settle()
    refusal = DecisionProposal(
        outcome=Outcome.REFUSED, grounds=(Ground.HUMAN_RIGHTS,), explanation=(text("no"),)
    )
    await de.decided(case.case_id, refusal)
    year = START.year
    own = await own_accountability(de.node.office, ANNA, year)
    assert (own.decided, own.assessment_required, own.assessed) == (1, 1, 1)
    assert own.harms.human_rights_violations == 1
    assert [(w.risk, w.outcome, w.cases, w.on_human_rights) for w in own.went_in] == [
        ("high", "refused", 1, 1)
    ]
    assert [(p.destination, p.refused) for p in own.places] == [("AE", 1)]
    assert {a.procedure: (a.asked, a.answered) for a in own.we_asked} == {
        "14(1)": (1, 1),
        "16(5)": (1, 1),
    }
    french = await own_accountability(three["FR"].node.office, ANNA, year)
    assert (french.decided, [a.asked for a in french.we_were_asked]) == (0, [1])
    with pytest.raises(InputError, match="is no year"):
        await own_accountability(de.node.office, ANNA, year + 1)
    reader = officer("lea", OfficerRole.READER)
    with pytest.raises(PermissionRefusedError):
        await own_accountability(de.node.office, reader, year)
