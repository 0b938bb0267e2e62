"""Article 2d of Regulation (EU) No 833/2014: authorisations under sanctions (E1).

"Before a Member State grants an authorisation [...] for a transaction which is essentially
identical to a transaction which is the subject of a still valid denial issued by another Member
State [...], it shall first consult the Member State or Member States which issued the denial."
All parties are fictitious.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.casework.cases.amendment import amend_application
from gateway.casework.denials.denials import get_denial
from gateway.domain.case import Application, Case, CaseState
from gateway.domain.consultation import ConsultationState
from gateway.domain.denial import Denial, LegalBase
from gateway.domain.letter import EntryType
from gateway.domain.rulebook import shipped_rulebooks
from gateway.errors import ComityError, InputError, Reason
from tests.support.cases import french_denial
from tests.support.consultations import GRANT, REFUSAL, at_home
from tests.support.federation_case import ANNA, CaseFederation, text
from tests.support.proofs import proved
from tests.support.raising import refuses

IN_FORCE = datetime(2026, 6, 8, 9, tzinfo=UTC)  # a Monday; both files count from 1 June
RUSSIA, BELARUS = "EU-833-2014", "EU-765-2006"
THE_TWO = [(RUSSIA, LegalBase.REG_833_2014, "2d(3)"), (BELARUS, LegalBase.REG_765_2006, "1fc(3)")]


def under(law: str, reference: str = "AG-2026-1") -> Application:
    return at_home(reference).model_copy(update={"further_law": law})


def same_denied(**changes: Any) -> Denial:
    """FR refused the same equipment for the same end-user."""
    found = french_denial(17, **changes)
    ours = at_home().transaction
    same = found.transaction.model_copy(
        update={"end_user": ours.end_user, "consignee": ours.consignee}
    )
    return found.model_copy(update={"transaction": same})


async def examined(
    federation: CaseFederation, denial: Denial | None, application: Application
) -> Case:
    await federation.at(IN_FORCE)
    if denial is not None:
        await federation["FR"].deny(denial)
        await federation.sync()
    case = await federation["DE"].file(application)
    await federation.settle()
    return await federation["DE"].case(case.case_id)


@pytest.mark.parametrize(("law", "base", "procedure"), THE_TWO)
async def test_before_a_grant_it_shall_first_consult_who_issued_the_denial(
    federation: CaseFederation, tmp_path: Path, law: str, base: LegalBase, procedure: str
) -> None:
    """ "[...] it shall inform the other Member States and the Commission thereof"."""
    case = await examined(federation, same_denied(legal_base=base), under(law))
    de, fr = federation["DE"], federation["FR"]
    assert case.rulebook.startswith(law)
    [talk] = case.consultations
    assert (talk.consulted, talk.procedure) == ("FR", procedure)
    await de.say_of_hits(case.case_id)
    with refuses(ComityError, Reason.CONSULTATION_OPEN):
        await de.only_propose(case.case_id, GRANT)
    await fr.answer("identical")  # it does not bind
    await federation.settle()
    assert (await de.decided(case.case_id, GRANT)).state is CaseState.DECIDED
    await proved(de, case.case_id, tmp_path)


async def test_a_refusal_need_not_wait_and_is_a_denial_under_both_laws(
    federation: CaseFederation, tmp_path: Path
) -> None:
    denied = same_denied(legal_base=LegalBase.REG_833_2014)
    case = await examined(federation, denied, under(RUSSIA))
    de = federation["DE"]
    decided = await de.decided(case.case_id, REFUSAL)
    assert decided.decision is not None
    assert decided.decision.denial_id
    await proved(de, case.case_id, tmp_path)  # which compares the law that the denial names
    office = de.node.office
    made = await get_denial(office, ANNA, decided.decision.denial_id)
    assert made.denial.legal_base is LegalBase.REG_833_2014
    assert made.denial.articles == ("2d(1) of 833/2014", "16(1)")


async def test_a_denial_under_2021_821_is_asked_about_once_under_16_5(
    federation: CaseFederation,
) -> None:
    case = await examined(federation, same_denied(), under(RUSSIA))
    assert [talk.procedure for talk in case.consultations] == ["16(5)"]
    applies = {each.procedure: each.applies for each in case.triggers}
    assert applies == {"14(1)": False, "16(5)": True, "2d(3)": False}


async def test_both_laws_are_looked_at_and_both_duties_come_before_a_grant(
    federation: CaseFederation,
) -> None:
    application = under(RUSSIA)
    goods = application.transaction.model_copy(update={"goods_located_in": ("DE", "FR")})
    application = application.model_copy(update={"transaction": goods})
    denied = same_denied(legal_base=LegalBase.REG_833_2014)
    case = await examined(federation, denied, application)
    assert {talk.procedure for talk in case.consultations} == {"14(1)", "2d(3)"}
    assert all(talk.state is ConsultationState.RUNNING for talk in case.consultations)


async def test_a_case_that_does_not_name_the_law_asks_about_its_denials_under_16_5(
    federation: CaseFederation,
) -> None:
    denied = same_denied(legal_base=LegalBase.REG_833_2014)
    case = await examined(federation, denied, at_home())
    assert [talk.procedure for talk in case.consultations] == ["16(5)"]


async def test_the_law_is_one_that_adds_to_the_regulation_and_stays(
    federation: CaseFederation,
) -> None:
    with refuses(InputError, field="further_law", match="further_law"):
        await examined(federation, None, under("EU-1-2000"))
    de = federation["DE"]
    case = await de.file(under(RUSSIA))
    await federation.settle()
    with pytest.raises(InputError, match="further_law"):
        await amend_application(de.node.office, ANNA, case.case_id, at_home(), text("x"))


@pytest.mark.parametrize(("law", "base", "procedure"), THE_TWO)
def test_no_silence_speaks_and_all_are_told(law: str, base: LegalBase, procedure: str) -> None:
    book = shipped_rulebooks().in_force(IN_FORCE, law)
    rule = book.procedure(procedure)
    assert (rule.silence.means, rule.period.working_days) == ("nothing", 10)
    assert rule.after_grant.entry is EntryType.GRANT_AFTER_CONSULTATION
    assert not rule.owed_before_refusal
    assert book.notification.legal_base is base
    assert {"14(1)", "16(5)", procedure} <= set(book.procedure_codes)
