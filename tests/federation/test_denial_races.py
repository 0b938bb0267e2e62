"""A morning at the office: what slips in while officers judge, amend and decide, and what stays.

All parties are fictitious.
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway.casework.cases import amendment, decision, licence_alerts
from gateway.casework.cases.amendment import amend_application
from gateway.casework.cases.cases import assess
from gateway.casework.cases.licence_alerts import list_matches, mark_seen
from gateway.casework.denials.denials import amend_denial
from gateway.casework.handlers.tasks import close_task
from gateway.domain.base import Stated
from gateway.domain.case import CaseState
from gateway.domain.case.watch import MatchWord
from gateway.domain.consultation import ConsultationState
from gateway.domain.examination import MatchClass
from tests.federation.test_judgement import DENIAL, case_with, hit_of, judge, plain, veiled
from tests.federation.test_morning_denials import (
    CONFIRMED,
    DISMISSED,
    after_the_search,
    amended_by_fr,
    for_the_end_user,
    hidden,
    unseen,
)
from tests.federation.test_watch import denial_of, licensed, morning
from tests.federation.test_watch import file as file_as
from tests.support.consultations import GRANT, at_home, filed
from tests.support.federation_case import ANNA, BERT, CaseFederation, text
from tests.support.raising import present

# --- between the search and the transaction ---------------------------------------------------


async def test_an_amendment_loses_no_denial_that_comes_with_it(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    fr = three["FR"]
    case = await file_as(three, "FR", "FR-TODAY")

    async def deny() -> None:
        await three["DE"].deny(denial_of("DE", 7))
        await morning(three, "FR")

    after_the_search(monkeypatch, amendment, deny)
    changed = case.application.transaction.model_copy(
        update={"stated_end_use": Stated[str].given("Quality measurement at the border")}
    )
    amended = case.application.model_copy(update={"transaction": changed})
    await amend_application(fr.node.office, ANNA, case.case_id, amended, text("Précisé.", "fr"))
    await three.settle()
    case = await fr.case(case.case_id)
    assert [hit.denial_id for hit in present(case.examination).hits] == ["DE-2026-00007"]
    assert case.state is CaseState.CONSULTING


async def test_what_an_officer_says_while_the_second_decides_is_on_record(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    de = three["DE"]
    case = await case_with(three, veiled())
    await de.only_propose(case.case_id, GRANT)
    after_the_search(monkeypatch, decision, lambda: judge(de, case, DISMISSED, "Anderes Werk."))
    decided = hit_of(await de.decide(case.case_id))
    assert present(decided.judgement).text == "Anderes Werk."


# --- what was said of another version ---------------------------------------------------------


async def test_a_word_on_another_end_user_does_not_count_for_this_one(
    three: CaseFederation,
) -> None:
    de = three["DE"]
    case = await case_with(three, plain())
    await judge(de, case, DISMISSED, "Our end-user is a water company.")
    other = for_the_end_user(case, "Mudiriyat al Itisalat al Khasa")
    await amend_application(de.node.office, ANNA, case.case_id, other, text("Another."))
    await three.settle()
    hit = hit_of(await de.case(case.case_id))
    assert hit.judgement is None
    assert [(each.case_id, each.verdict) for each in hit.earlier] == [(case.case_id, DISMISSED)]
    assert "denial.unseen" in await de.task_kinds()  # an officer looks at it anew


async def test_a_confirmation_that_crosses_a_material_amendment_is_asked_for_anew(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anna confirms while the amendment is written: she had the old end-user before her."""
    de = three["DE"]
    case = await case_with(three, veiled())
    after_the_search(monkeypatch, amendment, lambda: judge(de, case, CONFIRMED, "The same firm."))
    other = for_the_end_user(case, "Gulf Desal Ltd")
    await amend_application(de.node.office, ANNA, case.case_id, other, text("Another."))
    await three.settle()
    shown = await de.case(case.case_id)
    assert hit_of(shown).earlier[0].verdict is CONFIRMED
    assessment = case.application.transaction.human_rights
    assert assessment is not None
    await assess(de.node.office, ANNA, case.case_id, assessment)
    await unseen(de.only_propose(case.case_id, GRANT))
    await judge(de, case, CONFIRMED, "It still is.")
    await three.settle()
    states = {each.state for each in (await de.case(case.case_id)).consultations}
    assert states == {ConsultationState.SUPERSEDED, ConsultationState.RUNNING}


async def test_a_word_on_a_denial_that_was_amended_is_said_anew(three: CaseFederation) -> None:
    de = three["DE"]
    case = await case_with(three, veiled())
    await judge(de, case, DISMISSED, "Andere Baureihe.")
    await de.only_propose(case.case_id, GRANT)
    other = veiled().transaction.items[0].model_copy(update={"description": "Software, corrected"})
    changed = veiled().transaction.model_copy(update={"items": (other,)})
    await amended_by_fr(three, veiled().model_copy(update={"transaction": changed}))
    hit = hit_of(await de.case(case.case_id))
    assert (hit.judgement, len(hit.earlier)) == (None, 1)
    await unseen(de.decide(case.case_id))


def did(words: str) -> MatchWord:
    return MatchWord(language="en", text=words)


# --- the watch --------------------------------------------------------------------------------


async def test_all_that_was_said_of_a_licence_stays(three: CaseFederation) -> None:
    fr = three["FR"]
    office = fr.node.office
    granted = await licensed(three, "FR", "FR-LAST-MONTH")
    await three["DE"].deny(hidden(denial_of("DE", 7)))
    await morning(three, "FR")
    about = (granted.case_id, "DE-2026-00007")
    await mark_seen(office, ANNA, *about, did("Wrote to the holder; deliveries stopped."))
    [match] = await mark_seen(office, BERT, *about, did("Nothing more."))
    assert [word.by for word in match.said] == ["anna", "bert"]

    # DE names the end-user: the licence is to be looked at again, and nothing is forgotten.
    await amend_denial(three["DE"].node.office, ANNA, about[1], denial_of("DE", 7))
    await morning(three, "FR")
    [match] = (await list_matches(office, ANNA)).items
    assert (match.seen, match.hit.match_class) == (None, MatchClass.LIKELY)
    said = [(word.text, word.match_class) for word in match.said]
    assert said[0] == ("Wrote to the holder; deliveries stopped.", MatchClass.POSSIBLE)
    assert len(said) == 2


async def test_a_case_that_failed_is_tried_again_though_its_task_was_closed(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    fr = three["FR"]
    granted = await licensed(three, "FR", "FR-LAST-MONTH")

    async def broken(*_: object) -> None:
        raise RuntimeError("x")

    with monkeypatch.context() as patched:
        patched.setattr(licence_alerts, "search_for", broken)
        await three["DE"].deny(denial_of("DE", 7))
        await morning(three, "FR")
    [task] = [each for each in await fr.tasks() if each.kind == "round.failed"]
    await close_task(fr.node.office, ANNA, task.id, text("Noted."))
    await morning(three, "FR")
    [match] = (await list_matches(fr.node.office, ANNA)).items
    assert match.case_id == granted.case_id


async def test_where_new_denials_do_not_block_they_still_open_what_the_law_asks(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rulebook may end the blocking; it does not end Article 16(5)."""
    de = three["DE"]
    law = de.node.office.law
    real = type(law).rulebook

    def lenient(self: Any, version: str) -> Any:
        book = real(self, version)
        rule = book.examination.model_copy(update={"new_denial_blocks": False})
        return book.model_copy(update={"examination": rule})

    monkeypatch.setattr(type(law), "rulebook", lenient)
    case = await filed(three, at_home())
    await de.only_propose(case.case_id, GRANT)
    await three["FR"].deny(veiled())
    await morning(three, "DE")
    shown = await de.case(case.case_id)
    assert (hit_of(shown).denial_id, shown.state) == (DENIAL, CaseState.PROPOSED)
    assert "denial.unseen" not in await de.task_kinds()

    await three["FR"].deny(plain().model_copy(update={"denial_id": "FR-2024-00018"}))
    await morning(three, "DE")
    shown = await de.case(case.case_id)
    assert (shown.state, shown.proposal) == (CaseState.CONSULTING, None)
    assert [each.request.denials for each in shown.consultations] == [("FR-2024-00018",)]
    await three.answers("FR", "not_identical")
    await de.say_of_hits(case.case_id)
    assert (await de.only_decided(case.case_id, GRANT)).state is CaseState.DECIDED
