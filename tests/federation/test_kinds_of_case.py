"""Cases of every kind at the office: enquiry, an exporter's own notice, transit, refusals.

Which kinds there are, what each may come to, and what is told to whom is the rulebook's.
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway.casework.denials.denials import get_denial
from gateway.domain.case import Application, CaseState, Outcome
from gateway.domain.denial import DecisionType
from gateway.domain.notice import GrantKind
from gateway.domain.transaction import Activity
from gateway.errors import ComityError, InputError, Reason
from tests.support.federation_case import ANNA, CaseFederation
from tests.support.kinds import (
    NON_LISTED,
    OWN_LIST,
    SPANISH_LIST,
    begun,
    decided,
    denial_at,
    explanation_at,
    filed,
    item,
    negative,
    outcome,
)
from tests.support.raising import present, refuses


async def field_of(attempt: Any) -> str:
    with pytest.raises(InputError) as refused:
        await attempt
    return refused.value.metadata["field"]


# --- Article 16(1): every decision that says no is told to all, under its articles ----------


async def test_a_refusal_is_told_to_all_under_its_articles(federation: CaseFederation) -> None:
    """P3: to the authorities of all Member States and the Commission, with a receipt from each."""
    refusals = (
        (None, Activity.EXPORT, False, DecisionType.REFUSE, ("16(1)",)),
        (None, Activity.BROKERING, False, DecisionType.REFUSE, ("16(4)", "16(1)")),
        (None, Activity.TECHNICAL_ASSISTANCE, False, DecisionType.REFUSE, ("16(4)", "16(1)")),
        (NON_LISTED, Activity.EXPORT, False, DecisionType.REFUSE, ("4(6)", "16(1)")),
        (NON_LISTED, Activity.EXPORT, True, DecisionType.REFUSE, ("5(8)", "16(1)")),
        (OWN_LIST, Activity.EXPORT, False, DecisionType.REFUSE, ("16(1)",)),
        (SPANISH_LIST, Activity.EXPORT, False, DecisionType.NATIONAL_LIST_REFUSAL, ("10(2)",)),
    )
    de = federation["DE"]
    for number, (classification, activity, cyber, _, _) in enumerate(refusals, start=1):
        changes: dict[str, Any] = {"activity": activity}
        if classification is not None:
            changes["items"] = (item(classification, cyber_surveillance=cyber),)
        case = await begun(federation, filed(f"A-{number}", **changes))
        case = await de.decided(case.case_id, negative(Outcome.REFUSED))
        assert present(case.decision).denial_id == f"DE-2026-0000{number}"
    await federation.settle()
    await federation.sync()
    for number, (_, activity, _, decision, articles) in enumerate(refusals, start=1):
        for code in ("DE", "FR", "NL", "EU"):  # the Commission too
            denial = await denial_at(federation[code], f"DE-2026-0000{number}")
            assert (denial.decision, denial.articles) == (decision, articles)
            assert denial.transaction.activity is activity
        shown = await get_denial(de.node.office, ANNA, f"DE-2026-0000{number}")
        assert shown.not_yet_received == ()


# --- an advance enquiry ---------------------------------------------------------------------


async def test_an_advance_enquiry_may_end_with_a_determination(federation: CaseFederation) -> None:
    """ "... or has determined that an intended export will not be authorised" (Art 16(1))."""
    enquiry = filed("Voranfrage 7", "advance_enquiry")
    case = await decided(federation, enquiry, negative(Outcome.NOT_TO_BE_AUTHORISED))
    assert case.state is CaseState.DECIDED
    denial = await denial_at(federation["EU"], "DE-2026-00001")
    assert (denial.decision, denial.articles) == (DecisionType.INTENT_NO, ("16(1)",))
    assert denial.national_reference == "Voranfrage 7"


async def test_an_advance_enquiry_without_an_obstacle_is_told_to_nobody(
    federation: CaseFederation,
) -> None:
    enquiry = filed("Voranfrage 8", "advance_enquiry", goods_located_in=("NL",))
    case = await decided(federation, enquiry, outcome(Outcome.NO_OBSTACLE))
    assert case.consultations == ()  # Art 14(1) speaks of an application
    assert case.licence == ()  # no licence: an application follows
    assert await federation["DE"].entries("DE") == []


async def test_an_advance_enquiry_is_examined_and_who_denied_is_consulted(
    federation: CaseFederation,
) -> None:
    case = await federation.consulting(filed("Voranfrage 9", "advance_enquiry"))
    assert [(c.consulted, c.procedure) for c in case.consultations] == [("FR", "16(5)")]


async def test_a_case_ends_only_as_its_kind_does(federation: CaseFederation) -> None:
    de = federation["DE"]
    case = await begun(federation, filed("Voranfrage 10", "advance_enquiry"))
    assert await field_of(de.propose(case.case_id, outcome(Outcome.GRANTED))) == "outcome"
    groundless = outcome(Outcome.NOT_TO_BE_AUTHORISED)
    assert await field_of(de.propose(case.case_id, groundless)) == "grounds"


async def test_an_unknown_kind_is_refused_and_the_known_ones_are_named(
    federation: CaseFederation,
) -> None:
    with refuses(ComityError, Reason.PROCEDURE_UNKNOWN) as refused:
        await federation["DE"].file(filed("X-1", "horoscope"))
    assert "transit" in refused.value.remedy


# --- an exporter's own notice, Articles 4(2) and 5(2) ------------------------------------


def noticed(cyber: bool, reference: str) -> Application:
    """What an exporter has told the authority, who has not informed it."""
    procedure = "exporter_notice_5_2" if cyber else "exporter_notice_4_2"
    return filed(reference, procedure, items=(item(NON_LISTED, cyber_surveillance=cyber),))


async def test_a_requirement_after_an_exporters_notice_has_a_notice_due(
    federation: CaseFederation,
) -> None:
    imposed, due = outcome(Outcome.REQUIREMENT_IMPOSED), []
    for cyber, notice in ((False, "4(4)"), (True, "5(4)")):
        case = await decided(federation, noticed(cyber, notice), imposed)
        due.append((case.case_id, notice))
    tasks = [task for task in await federation["DE"].tasks() if task.kind == "notice.due"]
    assert [(task.subject, task.text.partition(":")[0]) for task in tasks] == due
    assert await federation["DE"].entries("DE") == []  # the officer says what is withheld


async def test_a_determination_after_an_exporters_notice(federation: CaseFederation) -> None:
    for number, (cyber, article) in enumerate(((False, "4(6)"), (True, "5(8)")), start=1):
        determined = negative(Outcome.NOT_TO_BE_AUTHORISED)
        await decided(federation, noticed(cyber, article), determined)
        denial = await denial_at(federation["NL"], f"DE-2026-0000{number}")
        assert (denial.decision, denial.articles[0]) == (DecisionType.INTENT_NO, article)


# --- transit, Articles 7 and 16(3) -------------------------------------------------------

TRANSIT: dict[str, Any] = {"activity": Activity.TRANSIT, "country_of_consignment": "CN"}


async def test_a_transit_is_prohibited_where_the_goods_are(federation: CaseFederation) -> None:
    """P5: examined and consulted before (16(5)), notified without delay (16(3)), a denial after."""
    de, nl = federation["DE"], federation["NL"]
    elsewhere = filed("T-0", "transit", **TRANSIT, goods_located_in=("NL",))
    assert await field_of(de.file(elsewhere)) == "transaction.goods_located_in"
    not_transit = filed("T-0", "transit")
    assert await field_of(de.file(not_transit)) == "transaction.activity"

    case = await federation.consulting(filed("T-1", "transit", **TRANSIT))
    assert [(c.consulted, c.procedure) for c in case.consultations] == [("FR", "16(5)")]
    prohibition = negative(Outcome.TRANSIT_PROHIBITED)
    with refuses(ComityError, Reason.CONSULTATION_OPEN):
        await de.propose(case.case_id, prohibition)

    await federation.answers("FR", "identical")
    done = await de.decided(case.case_id, prohibition)
    denial_id = present(done.decision).denial_id
    assert denial_id is not None
    await federation.sync()
    denial = await denial_at(federation["EU"], denial_id)
    assert (denial.decision, denial.articles) == (
        DecisionType.TRANSIT_PROHIBITION,
        ("16(3)", "7"),
    )

    # It counts as a denial: NL consults DE before it decides on the like.
    theirs = await begun(federation, filed("NL-1", goods_located_in=("NL",)), "NL")
    assert ("DE", (denial_id,)) in [(c.consulted, c.request.denials) for c in theirs.consultations]
    assert theirs.state is CaseState.CONSULTING
    assert await nl.task_kinds() == []


async def test_a_transit_that_may_pass_after_a_consultation_is_explained_to_all(
    federation: CaseFederation,
) -> None:
    """P7 for transit: the duty follows the consultation, whatever was answered."""
    de = federation["DE"]
    case = await federation.consulting(filed("T-2", "transit", **TRANSIT))
    await federation.answers("FR", "not_identical")
    await de.decided(case.case_id, outcome(Outcome.TRANSIT_ALLOWED))
    await federation.sync()
    for code in ("FR", "NL", "EU"):
        assert await federation[code].entries("DE") == [("grant.after_consultation", case.case_id)]
    notice = await explanation_at(federation["EU"], "DE", 0)
    assert notice.kind is GrantKind.TRANSIT_ALLOWED
    assert notice.denials == ("FR-2024-00017",)
    assert notice.explanation == outcome(Outcome.TRANSIT_ALLOWED).explanation
