"""A global licence without named end-users, and the end-users that are added to it later.

Article 2(13) lets such a licence name countries only; Article 16(5) has all valid denials
examined before the decision. What cannot be searched is said, and searched when it can be.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.casework.cases.amendment import amend_application
from gateway.casework.cases.cases import assess, file_application
from gateway.casework.cases.end_users import AddedEndUser, add_end_user
from gateway.casework.cases.records import evidence_of
from gateway.casework.cases.rerun import list_examinations
from gateway.casework.permissions import OfficerRole
from gateway.domain.base import Stated
from gateway.domain.case import (
    Application,
    AuthorisationKind,
    Case,
    CaseState,
    LicenceState,
    Outcome,
)
from gateway.domain.transaction import Party
from gateway.errors import ComityError, InputError, Reason, StateError
from gateway.evidence.verify.verification import verify_file
from gateway.nouns.case import CASE
from tests.support.cases import application, french_denial
from tests.support.consultations import GRANT, REFUSAL
from tests.support.federation_case import ANNA, CaseFederation, officer, text
from tests.support.kinds import negative
from tests.support.needs import sampled
from tests.support.raising import present, refuses

SPECIAL = Party(
    names=("Mudiriyyat al-Ittisalat al-Khassa", "مديرية الاتصالات الخاصة"), country="AE"
)
HARMLESS = Party(names=("Jebel Ali Water Works",), country="AE")
SYSTEM = officer("elan", OfficerRole.SYSTEM)


def unnamed(kind: AuthorisationKind = AuthorisationKind.GLOBAL) -> Application:
    """For a country, without an end-user; goods that lie at home, so that nobody is asked."""
    filed = application()
    changes = {
        "end_user": Stated[Party](),
        "consignee": Stated[Party](),
        "goods_located_in": ("DE",),
    }
    transaction = filed.transaction.model_copy(update=changes)
    return filed.model_copy(update={"kind": kind, "transaction": transaction, "reference": "G-1"})


async def licensed(federation: CaseFederation) -> Case:
    """DE grants a global licence for a country; FR has denied somebody there before."""
    await federation["FR"].deny(french_denial(17))
    await federation.sync()
    de = federation["DE"]
    case = await file_application(de.node.office, SYSTEM, unnamed())
    await federation.settle()
    granted = await de.decided(case.case_id, GRANT)
    assert granted.licence[-1].state is LicenceState.IN_FORCE
    return granted


async def adding(federation: CaseFederation, licence: Case, party: Party) -> Case:
    """The national system names an end-user for the licence, and the case is examined."""
    de = federation["DE"]
    added = AddedEndUser(reference=f"G-1/{party.names[0][:8]}", end_user=party)
    case = await add_end_user(de.node.office, SYSTEM, licence.case_id, added)
    await federation.settle()
    assessment = application().transaction.human_rights
    assert assessment is not None
    await assess(de.node.office, ANNA, case.case_id, assessment)
    return await de.case(case.case_id)


async def test_what_cannot_be_searched_is_said_with_its_article(
    federation: CaseFederation, tmp_path: Path
) -> None:
    case = await licensed(federation)
    assert case.examination is not None
    (gap,) = case.examination.gaps
    assert (gap.field, gap.article) == ("transaction.end_user", "Article 2(13)")
    assert case.examination.hits == ()
    office = federation["DE"].node.office
    assert "Not searched (" in await CASE.printed(office, ANNA, case.case_id)
    file = tmp_path / "evidence.zip"
    file.write_bytes(await evidence_of(office, ANNA, case.case_id))
    report = verify_file(file)
    assert report.failed == ()
    assert any(line.startswith("Not searched (Article 2(13))") for line in report.summary)


async def test_an_individual_application_may_leave_the_end_user_open_and_says_so(
    federation: CaseFederation,
) -> None:
    case = await federation["DE"].file(unnamed(AuthorisationKind.INDIVIDUAL))
    await federation.settle()
    shown = await federation["DE"].case(case.case_id)
    assert [gap.article for gap in present(shown.examination).gaps] == ["Article 2(12)"]


async def test_an_end_user_that_an_amendment_names_is_searched(
    federation: CaseFederation,
) -> None:
    await federation["FR"].deny(french_denial(17))
    await federation.sync()
    de, filed = federation["DE"], unnamed()
    case = await de.file(filed)
    await federation.settle()
    named = filed.transaction.model_copy(update={"end_user": Stated[Party].given(SPECIAL)})
    amended = filed.model_copy(update={"transaction": named})
    await amend_application(de.node.office, ANNA, case.case_id, amended, text("It is known now."))
    await federation.settle()
    shown = await de.case(case.case_id)
    assert shown.examination is not None
    assert shown.examination.gaps == ()
    assert [hit.denial_id for hit in shown.examination.hits] == ["FR-2024-00017"]
    assert shown.state is CaseState.CONSULTING


async def test_an_end_user_is_added_to_a_licence_in_force(
    federation: CaseFederation, tmp_path: Path
) -> None:
    licence, de = await licensed(federation), federation["DE"]
    case = await adding(federation, licence, HARMLESS)
    assert case.examination is not None
    assert (case.examination.gaps, case.examination.hits) == ((), ())
    assert case.state is CaseState.ASSESSMENT
    decided = await de.decided(case.case_id, GRANT)
    assert decided.state is CaseState.DECIDED
    held = await de.case(licence.case_id)
    assert [each.case_id for each in held.related] == [case.case_id]
    assert [each.state for each in held.licence] == [LicenceState.IN_FORCE]
    # The same request again is the same case.
    added = AddedEndUser(reference=case.application.reference, end_user=HARMLESS)
    again = await add_end_user(de.node.office, SYSTEM, licence.case_id, added)
    assert again.case_id == case.case_id
    file = tmp_path / "evidence.zip"
    for case_id in (case.case_id, licence.case_id):
        file.write_bytes(await evidence_of(de.node.office, ANNA, case_id))
        assert verify_file(file).failed == ()
    # Several are added, one after the other.
    other = await adding(federation, licence, Party(names=("Fujairah Port",), country="AE"))
    await de.decided(other.case_id, GRANT)
    assert len((await de.case(licence.case_id)).related) == 2


async def test_one_whom_another_state_has_denied_is_consulted_on_before_it_is_added(
    federation: CaseFederation,
) -> None:
    licence, de = await licensed(federation), federation["DE"]
    case = await adding(federation, licence, SPECIAL)
    assert case.state is CaseState.CONSULTING
    assert [each.consulted for each in case.consultations] == ["FR"]
    with pytest.raises(ComityError):
        await de.propose(case.case_id, GRANT)
    await federation.answers("FR", "identical")
    refused = await de.decided(case.case_id, REFUSAL)
    assert present(refused.decision).denial_id == "DE-2026-00001"
    held = await de.case(licence.case_id)
    assert [each.state for each in held.licence] == [LicenceState.IN_FORCE]


async def test_an_individual_licence_gets_no_further_end_user(federation: CaseFederation) -> None:
    de = federation["DE"]
    case = await de.file(unnamed(AuthorisationKind.INDIVIDUAL))
    await federation.settle()
    await federation.sync()
    added = AddedEndUser(reference="G-2", end_user=HARMLESS)
    with refuses(InputError, field="kind"):
        await add_end_user(de.node.office, ANNA, case.case_id, added)
    await de.decided(case.case_id, GRANT)
    with refuses(InputError, field="kind"):
        await add_end_user(de.node.office, ANNA, case.case_id, added)
    named = unnamed().model_copy(
        update={"reference": "G-3", "procedure": "end_user_added", "concerns": case.case_id}
    )
    with refuses(InputError, field="transaction.end_user"):
        await de.file(named)


async def test_nothing_is_added_to_a_licence_that_was_not_granted(
    federation: CaseFederation,
) -> None:
    de = federation["DE"]
    case = await file_application(de.node.office, SYSTEM, unnamed())
    await federation.settle()
    added = AddedEndUser(reference="G-2", end_user=HARMLESS)
    with refuses(InputError, field="concerns"):
        await add_end_user(de.node.office, ANNA, case.case_id, added)


async def looked_at_again(federation: CaseFederation, licence: Case, outcome: Outcome) -> None:
    """The authority ends or suspends the licence, by a case of its own."""
    de = federation["DE"]
    about = unnamed().model_copy(
        update={
            "reference": "L-1",
            "procedure": "licence_in_force",
            "concerns": licence.case_id,
        }
    )
    case = await de.file(about)
    await federation.settle()
    await de.decided(case.case_id, negative(outcome))
    await federation.settle()


@pytest.mark.parametrize("outcome", sampled([Outcome.REVOKED], Outcome.SUSPENDED))
async def test_nothing_is_added_while_the_licence_does_not_hold_and_no_can_still_be_said(
    federation: CaseFederation, tmp_path: Path, outcome: Outcome
) -> None:
    licence, de = await licensed(federation), federation["DE"]
    case = await adding(federation, licence, HARMLESS)
    await looked_at_again(federation, licence, outcome)
    with pytest.raises(StateError, match=str(outcome)):
        await de.propose(case.case_id, GRANT)
    await de.propose(case.case_id, REFUSAL)
    with refuses(
        StateError, Reason.DENIAL_UNSEEN
    ):  # what became of the licence is a denial to look at
        await de.decide(case.case_id)
    shown = ((await list_examinations(de.node.office, ANNA, case.case_id)).items)[-1].record.number
    refused = await de.decided(case.case_id, REFUSAL.model_copy(update={"examination": shown}))
    assert present(refused.decision).denial_id == "DE-2026-00002"
    file = tmp_path / "evidence.zip"
    file.write_bytes(await evidence_of(de.node.office, ANNA, case.case_id))
    assert verify_file(file).failed == ()


async def test_a_grant_that_was_proposed_falls_with_a_suspension(
    federation: CaseFederation,
) -> None:
    licence, de = await licensed(federation), federation["DE"]
    case = await adding(federation, licence, HARMLESS)
    await de.propose(case.case_id, GRANT)
    await looked_at_again(federation, licence, Outcome.SUSPENDED)
    with pytest.raises(StateError, match="suspended"):
        await de.decide(case.case_id)
