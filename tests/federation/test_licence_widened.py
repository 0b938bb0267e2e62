"""Articles 14(1) and 16(5): who widens a licence decides to grant (E7)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.casework.cases.cases import file_application
from gateway.casework.cases.records import evidence_of
from gateway.domain.case import Application, Case, CaseState, LicenceState, LicenceTerms
from gateway.errors import ComityError, InputError, Reason
from gateway.evidence.verify.verification import verify_file
from tests.support.cases import application, french_denial
from tests.support.consultations import GRANT, REFUSAL, at_home
from tests.support.federation_case import ANNA, CaseFederation
from tests.support.forgery import forged
from tests.support.raising import present, refuses

CORRECTED = datetime(2026, 6, 8, 9, tzinfo=UTC)  # a Monday


async def licensed(federation: CaseFederation) -> Case:
    """DE grants a licence for goods that lie at home: nobody is asked."""
    await federation.at(CORRECTED)
    de = federation["DE"]
    case = await de.file(at_home())
    await federation.settle()
    granted = await de.decided(case.case_id, GRANT)
    assert granted.licence[-1].state is LicenceState.IN_FORCE
    return granted


def about(licence: Case, procedure: str, reference: str = "W-1", **changes: Any) -> Application:
    transaction = licence.application.transaction.model_copy(update=changes)
    return licence.application.model_copy(
        update={
            "reference": reference,
            "procedure": procedure,
            "concerns": licence.case_id,
            "transaction": transaction,
        }
    )


async def widened(federation: CaseFederation, licence: Case, **changes: Any) -> Case:
    de = federation["DE"]
    filed = about(licence, "licence_widened", **changes)
    case = await file_application(de.node.office, ANNA, filed)
    await federation.settle()
    return await de.case(case.case_id)


async def test_14_1_a_new_place_of_the_goods_is_asked_about(federation: CaseFederation) -> None:
    """The Member State where the items are or will be is consulted before more is granted."""
    licence = await licensed(federation)
    case = await widened(federation, licence, goods_located_in=("DE", "FR"))
    assert case.state is CaseState.CONSULTING
    (talk,) = case.consultations
    assert (talk.consulted, talk.procedure) == ("FR", "14(1)")
    await federation.answers("FR", "objection")
    with refuses(ComityError, Reason.OBJECTION_BINDS):
        await federation["DE"].propose(case.case_id, GRANT)
    denied = await federation["DE"].decided(case.case_id, REFUSAL)
    assert present(denied.decision).denial_id
    kept = await federation["DE"].case(licence.case_id)
    assert kept.licence[-1].state is LicenceState.IN_FORCE


async def test_16_5_more_is_examined_like_an_application(federation: CaseFederation) -> None:
    """All valid denials, before the decision: one came after the licence was granted."""
    licence = await licensed(federation)
    await federation["FR"].deny(french_denial(17))
    await federation.sync()
    (item,) = licence.application.transaction.items
    more = item.model_copy(update={"quantity": (item.quantity or 1) * 3})
    end_user = application().transaction.end_user
    case = await widened(federation, licence, items=(more,), end_user=end_user)
    assert [hit.denial_id for hit in present(case.examination).hits] == ["FR-2024-00017"]
    assert {talk.procedure for talk in case.consultations} == {"16(5)"}


async def test_a_modification_gives_nothing_more(federation: CaseFederation) -> None:
    licence, office = await licensed(federation), federation["DE"].node.office
    (item,) = licence.application.transaction.items
    more = item.model_copy(update={"quantity": (item.quantity or 1) * 3})
    for changes, field in (
        ({"goods_located_in": ("FR",)}, "transaction.goods_located_in"),
        ({"items": (more,)}, "transaction.items[0]"),
    ):
        with pytest.raises(InputError, match=re.escape(field)):
            await file_application(office, ANNA, about(licence, "licence_in_force", **changes))
    other = about(licence, "licence_widened", destination="OM")
    with pytest.raises(InputError, match="destination"):  # a new application
        await file_application(office, ANNA, other)


async def test_what_is_granted_more_is_on_the_licence(
    federation: CaseFederation, tmp_path: Path
) -> None:
    licence = await licensed(federation)
    [item] = licence.application.transaction.items
    assert item.quantity is not None
    more = item.reduced(item.quantity + 8, item.value)
    case = await widened(federation, licence, items=(more,))
    until = date(2027, 6, 30)
    longer = GRANT.model_copy(update={"licence": LicenceTerms(valid_until=until)})
    await federation["DE"].decided(case.case_id, longer)
    office = federation["DE"].node.office
    now = (await federation["DE"].case(licence.case_id)).licensed
    assert now is not None
    assert ([each.item for each in now.lines], now.valid_until) == ([more], until)
    assert [each.widened_by for each in now.lines] == [case.case_id]
    file = tmp_path / "case.zip"
    file.write_bytes(await evidence_of(office, ANNA, licence.case_id))
    assert verify_file(file).failed == ()

    def more_still(told: dict[str, Any]) -> None:
        told["licensed"]["lines"][0]["widened_by"] = None

    assert "decision: the licence" in await forged(
        federation["DE"], licence.case_id, tmp_path, more_still
    )
