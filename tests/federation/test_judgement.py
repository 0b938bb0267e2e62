"""What an officer says of a denial that was found, and what follows from it (Art 16(5)).

All parties are fictitious.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.casework.cases.amendment import amend_application
from gateway.casework.cases.hit_verdicts import HitWord, JudgedHit, get_judged_hit, judge_hit
from gateway.casework.denials.denials import review_denial
from gateway.casework.handlers.workflow_steps import SyncSteps
from gateway.casework.permissions import OfficerRole
from gateway.domain.base import Stated, Withholding
from gateway.domain.case import Case, CaseState
from gateway.domain.consultation import ConsultationState
from gateway.domain.denial import DecisionType, Denial, ReviewOutcome
from gateway.domain.examination import Hit, HitVerdict, MatchClass
from gateway.domain.notice import DenialReview
from gateway.domain.transaction import Classification, ListSource, Party
from gateway.errors import NotFoundError, PermissionRefusedError, StateError
from gateway.nouns.case import CASE
from tests.support.cases import french_denial
from tests.support.consultations import GRANT, at_home, filed
from tests.support.federation_case import ANNA, CaseFederation, Desk, officer, text
from tests.support.raising import present

DENIAL = "FR-2024-00017"
CORRECTED = datetime(2026, 6, 8, 9, tzinfo=UTC)  # a Monday under 2026-2
CONFIRMED, DISMISSED = HitVerdict.CONFIRMED, HitVerdict.DISMISSED


def veiled(**changes: Any) -> Denial:
    """FR refused the software of such equipment, and does not say to whom."""
    found = french_denial(17, **changes)
    software = Classification(source=ListSource.ANNEX_I, code="5D001.e", list_version="2025-11-15")
    item = found.transaction.items[0].model_copy(
        update={
            "description": "Software for relay stations",
            "classifications": (software,),
            "parameters": (),
            "cn_code": None,
        }
    )
    nobody = Stated[Party].withheld(Withholding.INVESTIGATION)
    hidden = found.transaction.model_copy(
        update={"items": (item,), "end_user": nobody, "consignee": nobody}
    )
    return found.model_copy(update={"transaction": hidden})


def plain() -> Denial:
    """FR refused the same equipment for the same end-user."""
    found = french_denial(17)
    parties = at_home().transaction
    same = found.transaction.model_copy(
        update={"end_user": parties.end_user, "consignee": parties.consignee}
    )
    return found.model_copy(update={"transaction": same})


async def judge(desk: Desk, case: Case, verdict: HitVerdict, words: str = "x") -> JudgedHit:
    word = HitWord(language="de", text=words, verdict=verdict)
    return await judge_hit(desk.node.office, ANNA, case.case_id, DENIAL, word)


async def case_with(three: CaseFederation, denial: Denial, reference: str = "AG-2026-1") -> Case:
    """DE's case, examined after FR's denial has come."""
    await three["FR"].deny(denial)
    await three.sync()
    return await filed(three, at_home(reference))


def hit_of(case: Case) -> Hit:
    [hit] = present(case.examination).hits
    return hit


def said(judged: JudgedHit) -> list[tuple[str, str]]:
    return [(each.verdict, each.text) for each in judged.said]


# --- confirmed ----------------------------------------------------------------------------


async def test_a_possible_hit_that_is_confirmed_asks_its_authority(three: CaseFederation) -> None:
    case = await case_with(three, veiled())
    hit = hit_of(case)
    assert (hit.match_class, hit.consult, hit.judgement) == (MatchClass.POSSIBLE, False, None)
    assert hit.note == "end-user and consignee withheld: ask the issuing authority"
    assert case.consultations == ()
    de = three["DE"]
    await de.only_propose(case.case_id, GRANT)

    judged = await judge(de, case, CONFIRMED, "Dieselbe Ausschreibung.")
    assert judged.hit.consult
    assert judged.note.startswith("the consultation of FR was opened")
    await three.settle()
    case = await de.case(case.case_id)
    assert (case.state, case.proposal) == (CaseState.CONSULTING, None)
    [asked] = case.consultations
    assert (asked.conversation_id,) == judged.opened
    assert (asked.consulted, asked.procedure, asked.state) == (
        "FR",
        "16(5)",
        ConsultationState.RUNNING,
    )
    assert (await three["FR"].asked()).request.denials == (DENIAL,)
    assert hit_of(case).match_class is MatchClass.POSSIBLE
    assert "hit.confirmed" in [act.verb for act in case.acts]

    # Said again, it asks nobody twice.
    again = await judge(de, case, CONFIRMED, "Noch einmal.")
    assert again.opened == ()
    assert said(again) == [("confirmed", "Noch einmal."), ("confirmed", "Dieselbe Ausschreibung.")]

    await three.answers("FR", "identical")
    await de.only_propose(case.case_id, GRANT)
    decided = hit_of(await de.decide(case.case_id))
    assert decided.judgement is not None
    assert (decided.judgement.by, decided.judgement.text) == ("anna", "Noch einmal.")
    assert decided.consult


async def test_to_take_a_confirmation_back_ends_no_consultation(three: CaseFederation) -> None:
    case = await case_with(three, veiled())
    await judge(three["DE"], case, CONFIRMED)
    await three.settle()
    judged = await judge(three["DE"], case, DISMISSED)
    assert not judged.hit.consult
    assert judged.note == "the consultation of FR goes on; the denial stays in the case"
    [asked] = (await three["DE"].case(case.case_id)).consultations
    assert asked.state is ConsultationState.RUNNING


async def test_a_denial_that_has_ended_consults_nobody(three: CaseFederation) -> None:
    case = await case_with(three, veiled())
    fr = three["FR"]
    review = DenialReview(
        denial_id=DENIAL,
        outcome=ReviewOutcome.REVOKED,
        at=fr.clock.now().date(),
        grounds=(text("Annulé.", "fr"),),
    )
    await review_denial(fr.node.office, ANNA, DENIAL, review)
    await three.sync()
    judged = await judge(three["DE"], case, CONFIRMED)
    assert "no longer valid" in judged.note
    assert hit_of(await three["DE"].case(case.case_id)).denial_id == DENIAL


# --- dismissed ----------------------------------------------------------------------------


async def test_a_dismissal_stays_with_the_case_and_is_offered_in_the_next(
    three: CaseFederation,
) -> None:
    case = await case_with(three, veiled())
    de = three["DE"]
    await de.only_propose(case.case_id, GRANT)
    judged = await judge(de, case, DISMISSED, "Andere Baureihe.")
    assert judged.note == "recorded; the denial stays in the case"
    assert (await de.case(case.case_id)).state is CaseState.PROPOSED  # nothing falls
    decided = await de.decide(case.case_id)
    assert hit_of(decided).judgement is not None

    page = await CASE.printed(de.node.office, ANNA, case.case_id)
    assert "Andere Baureihe." in page
    assert "Not yet looked at." not in page

    following = await filed(three, at_home("AG-2026-2"))
    page = await CASE.printed(de.node.office, ANNA, following.case_id)
    assert "Not yet looked at." in page
    said = re.sub(r"<[^>]*>|\s+", " ", page)
    assert re.search(rf"In case {case.case_id}: +Dismissed by ", said)
    hit = hit_of(following)
    assert hit.judgement is None
    [earlier] = hit.earlier
    assert (earlier.case_id, earlier.verdict) == (case.case_id, DISMISSED)
    assert earlier.text == "Andere Baureihe."


async def test_what_was_said_survives_an_amendment(three: CaseFederation) -> None:
    case = await case_with(three, veiled())
    de = three["DE"]
    await judge(de, case, DISMISSED, "Andere Baureihe.")
    amended = case.application.model_copy(
        update={
            "transaction": case.application.transaction.model_copy(
                update={"stated_end_use": Stated[str].given("Quality measurement at the border")}
            )
        }
    )
    await amend_application(de.node.office, ANNA, case.case_id, amended, text("Neu.", "de"))
    await three.settle()
    judgement = hit_of(await de.case(case.case_id)).judgement
    assert present(judgement).text == "Andere Baureihe."


async def test_what_was_said_survives_a_denial_that_comes(three: CaseFederation) -> None:
    case = await case_with(three, veiled())
    de = three["DE"]
    await judge(de, case, CONFIRMED, "Dieselbe Ausschreibung.")
    await three.settle()
    await three["FR"].deny(plain().model_copy(update={"denial_id": "FR-2024-00018"}))
    await SyncSteps(de.node.office).sync_all()
    await three.settle()
    case = await de.case(case.case_id)
    said_of = {hit.denial_id: hit for hit in present(case.examination).hits}
    assert set(said_of) == {DENIAL, "FR-2024-00018"}
    assert said_of[DENIAL].consult
    assert said_of[DENIAL].judgement is not None
    assert sorted(each.request.denials for each in case.consultations) == [
        (DENIAL,),
        ("FR-2024-00018",),
    ]


# --- who, and until when ---------------------------------------------------------------------


async def test_nothing_is_said_any_more_after_the_decision(three: CaseFederation) -> None:
    case = await case_with(three, veiled())
    de = three["DE"]
    await de.only_decided(case.case_id, GRANT)
    with pytest.raises(StateError, match="the case is decided"):
        await judge(de, case, CONFIRMED)


async def test_who_may_not_assess_does_not_judge(three: CaseFederation) -> None:
    case = await case_with(three, veiled())
    office = three["DE"].node.office
    word = HitWord(language="de", text="x", verdict=DISMISSED)
    with pytest.raises(PermissionRefusedError):
        await judge_hit(office, officer("sys", OfficerRole.SYSTEM), case.case_id, DENIAL, word)
    with pytest.raises(NotFoundError, match="does not show"):
        await judge_hit(office, ANNA, case.case_id, "FR-2024-09999", word)
    shown = await get_judged_hit(office, ANNA, case.case_id, DENIAL)
    assert (shown.said, shown.hit.judgement) == ((), None)


async def test_4_6_a_refusal_under_a_national_list_is_consulted_on_from_2026_2(
    three: CaseFederation,
) -> None:
    """Article 4(6) applies 16(5) to items that Annex I does not list; 10(2) says 'also' (D1)."""
    await three.at(CORRECTED)
    case = await case_with(three, veiled(decision=DecisionType.NATIONAL_LIST_REFUSAL))
    judged = await judge(three["DE"], case, CONFIRMED)
    assert judged.hit.consult
    await three.settle()
    [asked] = (await three["DE"].case(case.case_id)).consultations
    assert (asked.consulted, asked.procedure, asked.rulebook) == (
        "FR",
        "16(5)",
        "EU-2021-821/2026-3",
    )
