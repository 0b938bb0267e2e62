"""What a decision grants is a licence: with a number, lines, parties, days and conditions.

Articles 2(12) to (14) and 12: the authority grants it; customs, other authorities and the report
name it. How it stands follows from later decisions, from its last day, and from what replaces it.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.casework.cases.cases import assess
from gateway.casework.cases.end_users import AddedEndUser, add_end_user
from gateway.casework.cases.licences import get_licence, list_licences, view_of_licence
from gateway.casework.cases.records import evidence_of
from gateway.casework.permissions import OfficerRole
from gateway.domain.base import Stated
from gateway.domain.case import (
    AuthorisationKind,
    Case,
    LicenceState,
    LicenceTerms,
    Outcome,
    StandingLicence,
)
from gateway.domain.relation import CaseRelation, RelationKind
from gateway.domain.transaction import Party
from gateway.errors import ComityError, InputError, Reason
from gateway.evidence.verify.verification import verify_file
from tests.support.cases import application
from tests.support.consultations import ask
from tests.support.federation_case import ANNA, BERT, CaseFederation, officer, text
from tests.support.kinds import begun, decided, filed, negative, outcome
from tests.support.raising import present, refuses

AUDITOR = officer("revi", OfficerRole.AUDITOR)
SYSTEM = officer("elan", OfficerRole.SYSTEM)


async def granted(federation: CaseFederation, reference: str = "L-1", **terms: Any) -> Case:
    proposal = outcome(Outcome.GRANTED, licence=LicenceTerms(**terms) if terms else None)
    return await decided(federation, filed(reference), proposal)


async def licence(federation: CaseFederation, number: str) -> StandingLicence:
    return await get_licence(federation["DE"].node.office, AUDITOR, number)


async def test_a_decision_to_grant_makes_a_licence_of_what_was_applied_for(
    federation: CaseFederation,
) -> None:
    case = await granted(federation)
    asked, shown = case.application.transaction, await licence(federation, "DE-L-2026-00001")
    assert case.licensed is not None
    assert shown.model_dump(exclude={"state", "changes", "left"}) == case.licensed.model_dump()
    assert (shown.state, shown.case_id, shown.reference) == (
        LicenceState.IN_FORCE,
        case.case_id,
        "L-1",
    )
    assert [(each.line, each.item) for each in shown.lines] == [(1, asked.items[0])]
    assert (shown.end_users, shown.destination) == ((asked.end_user.value,), asked.destination)
    assert (shown.valid_from, shown.valid_until, shown.unknown) == (date(2026, 3, 2), None, ())
    assert [change.by_case for change in shown.changes] == [case.case_id]


async def test_the_national_system_may_number_it_once(federation: CaseFederation) -> None:
    until = date(2027, 3, 1)
    await granted(federation, number="AG-17.4", valid_from=date(2026, 4, 1), valid_until=until)
    shown = await licence(federation, "AG-17.4")
    assert (shown.valid_from, shown.valid_until) == (date(2026, 4, 1), until)
    pending = await begun(federation, filed("L-2"))
    again = outcome(Outcome.GRANTED, licence=LicenceTerms(number="AG-17.4"))
    with refuses(InputError, field="licence.number"):
        await federation["DE"].propose(pending.case_id, again)


async def test_a_number_that_was_given_meanwhile_stops_the_decision(
    federation: CaseFederation,
) -> None:
    both = [await begun(federation, filed(each)) for each in ("L-1", "L-2")]
    same = outcome(Outcome.GRANTED, licence=LicenceTerms(number="AG-1"))
    for case in both:
        await federation["DE"].propose(case.case_id, same)
    await federation["DE"].decide(both[0].case_id, BERT)
    with pytest.raises(InputError, match="of another licence"):
        await federation["DE"].decide(both[1].case_id, BERT)


async def test_our_own_number_is_never_one_that_was_given(federation: CaseFederation) -> None:
    await granted(federation, "L-1", number="DE-L-2026-00001")
    case = await granted(federation, "L-2")
    assert present(case.licensed).number == "DE-L-2026-00002"


@pytest.mark.parametrize(
    ("proposal", "field"),
    [
        (negative(Outcome.REFUSED), "licence"),
        (outcome(Outcome.NO_LICENCE_NEEDED), "licence"),
        (outcome(Outcome.GRANTED), "licence.valid_until"),
    ],
)
async def test_terms_that_make_no_sense_are_refused_and_named(
    federation: CaseFederation, proposal: Any, field: str
) -> None:
    case = await begun(federation, filed("L-1"))
    past = LicenceTerms(valid_until=date(2026, 3, 1))
    with refuses(InputError, field=field):
        await federation["DE"].propose(case.case_id, proposal.model_copy(update={"licence": past}))


async def test_it_stands_by_decisions_by_its_last_day_and_by_what_replaces_it(
    federation: CaseFederation,
) -> None:
    case = await granted(federation, valid_until=date(2026, 3, 31))
    number = "DE-L-2026-00001"
    about = filed("L-2", "licence_in_force", concerns=case.case_id)
    await decided(federation, about, negative(Outcome.LIMITED))
    assert (await licence(federation, number)).state is LicenceState.LIMITED
    replaces = CaseRelation(kind=RelationKind.REPLACES, system="DE", reference=number)
    renewal = filed("L-3").model_copy(update={"relations": (replaces,)})
    terms = LicenceTerms(valid_from=date(2026, 3, 11))
    await decided(federation, renewal, outcome(Outcome.GRANTED, licence=terms))
    assert (await licence(federation, "DE-L-2026-00002")).follows == number
    before = await licence(federation, number)
    assert (before.replaced_by, before.state) == ("DE-L-2026-00002", LicenceState.LIMITED)
    clock = federation["DE"].clock
    clock.at += timedelta(days=9)
    assert (await licence(federation, number)).state is LicenceState.ENDED

    third = await granted(federation, "L-4", valid_until=date(2026, 3, 12))
    assert third.licensed is not None
    clock.at += timedelta(days=1)
    assert (await licence(federation, third.licensed.number)).state is LicenceState.IN_FORCE
    clock.at += timedelta(days=1)
    assert (await licence(federation, third.licensed.number)).state is LicenceState.EXPIRED


async def test_a_condition_says_whose_answer_it_is(federation: CaseFederation) -> None:
    """Article 14(1): an objection that falls with a condition binds; so does the condition."""
    case = await begun(federation, filed("L-1", goods_located_in=("FR",)))
    wanted = text("Livraison vérifiée sur place.", "fr")
    await federation.answers("FR", "no_objection_if", conditions=(wanted,))
    own = text("Bericht nach der Lieferung.", "de")
    proposal = outcome(Outcome.GRANTED_WITH_CONDITIONS, conditions=(wanted, own))
    done = await federation["DE"].decided(case.case_id, proposal)
    said = [(each.text, each.wanted_by) for each in present(done.licensed).conditions]
    assert said == [(wanted.text, ("FR",)), (own.text, ())]


async def test_it_is_found_by_its_number_where_another_state_asks(
    federation: CaseFederation,
) -> None:
    """Article 14(2): a request names our licence; the case of the grant is meant."""
    case = await granted(federation, number="AG-1")
    asked = await ask(federation, "FR", "DE", "14(2)", concerns="AG-1", asked_for=("revoke",))
    held = await federation["DE"].consultation(asked.conversation_id)
    assert held.request.concerns == "AG-1"
    assert (await federation["DE"].case(case.case_id)).attention


async def test_who_may_not_read_cases_is_told_of_no_licence(federation: CaseFederation) -> None:
    await granted(federation)
    office = federation["DE"].node.office
    with refuses(ComityError, Reason.NOT_FOUND):
        await get_licence(office, SYSTEM, "DE-L-2026-00001")  # filed by an officer
    assert (await list_licences(office, SYSTEM)).items == ()
    with refuses(ComityError, Reason.NOT_PERMITTED):
        await get_licence(office, officer("desk", OfficerRole.READER), "DE-L-2026-00001")


async def test_its_view_says_whether_goods_may_leave(federation: CaseFederation) -> None:
    case = await granted(federation)
    office = federation["DE"].node.office
    view = await view_of_licence(office, ANNA, "DE-L-2026-00001")
    assert (view.state, view.short[0].text[:16]) == ("In force", "Goods may leave ")
    about = filed("L-2", "licence_in_force", concerns=case.case_id)
    await decided(federation, about, negative(Outcome.SUSPENDED))
    view = await view_of_licence(office, ANNA, "DE-L-2026-00001")
    assert (view.state, view.short[0].text) == ("Suspended", "Nothing may leave under it.")


async def test_an_end_user_that_was_added_is_named(federation: CaseFederation) -> None:
    asked = filed("L-1", end_user=Stated[Party](), consignee=Stated[Party]())
    case = await decided(
        federation,
        asked.model_copy(update={"kind": AuthorisationKind.GLOBAL}),
        outcome(Outcome.GRANTED),
    )
    works = Party(names=("Jebel Ali Water Works",), country="AE")
    office = federation["DE"].node.office
    added = AddedEndUser(reference="L-2", end_user=works)
    more = await add_end_user(office, ANNA, case.case_id, added)
    await federation.settle()
    assessment = application().transaction.human_rights
    assert assessment is not None
    await assess(office, ANNA, more.case_id, assessment)
    assert (await licence(federation, "DE-L-2026-00001")).end_users == ()
    await federation["DE"].decided(more.case_id, outcome(Outcome.GRANTED))
    assert (await licence(federation, "DE-L-2026-00001")).end_users == (works,)
    assert len((await list_licences(office, ANNA)).items) == 1


async def test_the_evidence_of_its_case_holds_it(
    federation: CaseFederation, tmp_path: Path
) -> None:
    case = await granted(federation)
    file = tmp_path / "case.zip"
    file.write_bytes(await evidence_of(federation["DE"].node.office, ANNA, case.case_id))
    report = verify_file(file)
    assert report.failed == ()
    assert "Licence DE-L-2026-00001: lines 1, from 2026-03-02." in report.summary
