"""A morning at the office: denials come and change while officers look, judge and decide.

All parties are fictitious.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from gateway.casework import amending, deciding, examining, watching
from gateway.casework.amending import amend_application
from gateway.casework.cases import assess
from gateway.casework.denials import amend_denial
from gateway.casework.tasks import close_task
from gateway.casework.watching import list_matches, mark_seen, watch
from gateway.domain.base import Stated, Withholding
from gateway.domain.case import Application, Case, CaseState
from gateway.domain.consultation import ConsultationState
from gateway.domain.denial import DecisionType, Denial
from gateway.domain.examination import Examination, HitVerdict, MatchClass
from gateway.domain.transaction import Party
from gateway.errors import InputError, Reason, StateError
from tests.federation.test_judgement import DENIAL, case_with, hit_of, judge, plain, veiled
from tests.federation.test_watch import denial_of, licensed, morning
from tests.federation.test_watch import file as file_as
from tests.support.federation_case import ANNA, BERT, CaseFederation, Desk, text
from tests.support.kinds import begun
from tests.support.kinds import filed as applied
from tests.support.named_consultations import GRANT, at_home, filed

NOBODY = Stated[Party].withheld(Withholding.INVESTIGATION)
CONFIRMED, DISMISSED = HitVerdict.CONFIRMED, HitVerdict.DISMISSED


def hidden(denial: Denial) -> Denial:
    """The same denial, which does not say to whom."""
    told = denial.transaction.model_copy(update={"end_user": NOBODY, "consignee": NOBODY})
    return denial.model_copy(update={"transaction": told})


def for_another(denial: Denial, name: str) -> Denial:
    party = Stated[Party].given(Party(names=(name,), country="AE"))
    told = denial.transaction.model_copy(update={"end_user": party, "consignee": party})
    return denial.model_copy(update={"transaction": told})


def for_the_end_user(case: Case, name: str) -> Application:
    party = Stated[Party].given(Party(names=(name,), country="AE"))
    changed = case.application.transaction.model_copy(update={"end_user": party})
    return case.application.model_copy(update={"transaction": changed})


async def amended_by_fr(three: CaseFederation, denial: Denial) -> None:
    """FR amends its denial, and DE's node visits FR."""
    await amend_denial(three["FR"].node.office, ANNA, DENIAL, denial)
    await morning(three, "DE")


async def unseen(act: Awaitable[Any]) -> StateError:
    with pytest.raises(StateError) as refused:
        await act
    assert refused.value.reason is Reason.DENIAL_UNSEEN
    return refused.value


async def propose_on_the_newest(desk: Desk, case_id: str) -> Case:
    newest = (await desk.case(case_id)).examinations
    return await desk.propose(case_id, GRANT.model_copy(update={"examination": newest}))


def after_the_search(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, act: Callable[[], Awaitable[Any]]
) -> None:
    """Have something happen once, between the next search of a module and its transaction."""
    real, waiting = examining.search_for, [act]

    async def slow(*given: Any) -> Examination | None:
        found = await real(*given)
        if waiting:
            await waiting.pop()()
        return found

    monkeypatch.setattr(module, "search_for", slow)


# --- whom the law wants consulted is consulted ------------------------------------------------


async def test_a_denial_that_is_no_longer_for_information_only_asks_its_authority(
    three: CaseFederation,
) -> None:
    """FR corrects its denial in the same class: it was of Annex I, not of a national list."""
    de = three["DE"]
    national = plain().model_copy(update={"decision": DecisionType.NATIONAL_LIST_REFUSAL})
    case = await case_with(three, national)
    assert not hit_of(case).consult
    await de.propose(case.case_id, GRANT)
    await amended_by_fr(three, plain())

    case = await de.case(case.case_id)
    assert (hit_of(case).consult, case.state, case.proposal) == (True, CaseState.CONSULTING, None)
    [asked] = case.consultations
    assert asked.request.denials == (DENIAL,)
    assert DENIAL in str(await unseen(de.decide(case.case_id)))
    await three["FR"].answer("not_identical")
    await three.settle()
    await propose_on_the_newest(de, case.case_id)
    assert (await de.decide(case.case_id)).state is CaseState.DECIDED


async def test_nobody_decides_on_a_hit_whose_authority_was_never_asked(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever lost the consultation: the moment of decision looks who was asked about what."""
    de = three["DE"]
    case = await case_with(three, veiled())
    await de.propose(case.case_id, GRANT)
    await amend_denial(three["FR"].node.office, ANNA, DENIAL, plain())
    await de.node.syncer.sync_all()
    monkeypatch.setattr(deciding, "news_in", lambda *_: ())
    assert DENIAL in str(await unseen(de.decide(case.case_id)))
    await three.settle()
    [asked] = (await de.case(case.case_id)).consultations
    assert (asked.consulted, asked.state) == ("FR", ConsultationState.RUNNING)


async def test_an_answer_about_an_older_version_of_a_denial_does_not_count(
    three: CaseFederation,
) -> None:
    """FR answered about a firm with another name; then it corrects the name, and it is ours."""
    de, fr = three["DE"], three["FR"]
    case = await case_with(three, for_another(plain(), "Solaris Water Work"))
    assert (hit_of(case).match_class, hit_of(case).consult) == (MatchClass.LIKELY, True)
    await fr.answer("not_identical")
    await three.settle()
    await de.propose(case.case_id, GRANT)

    await three.at(three.clock.at + timedelta(hours=1))
    await amended_by_fr(three, plain())
    case = await de.case(case.case_id)
    assert hit_of(case).match_class is MatchClass.EXACT
    found = {each.state: each.request.denials for each in case.consultations}
    assert found == {ConsultationState.ANSWERED: (DENIAL,), ConsultationState.RUNNING: (DENIAL,)}
    assert len(case.consultations) == 2


async def test_an_answer_that_knew_the_amendment_counts(three: CaseFederation) -> None:
    """FR corrects its denial while it is asked, and answers after that: it is asked once."""
    de, fr = three["DE"], three["FR"]
    case = await case_with(three, for_another(plain(), "Solaris Water Work"))
    await amended_by_fr(three, plain())
    await three.at(three.clock.at + timedelta(hours=1))
    await fr.answer("not_identical")
    await three.settle()
    await morning(three, "DE")
    await propose_on_the_newest(de, case.case_id)
    decided = await de.decide(case.case_id)
    assert (decided.state, len(decided.consultations)) == (CaseState.DECIDED, 1)


async def test_who_was_asked_by_mail_is_not_asked_again_for_another_denial(
    federation: CaseFederation,
) -> None:
    de, fr = federation["DE"], federation["FR"]
    case = await begun(federation, applied("H-1", goods_located_in=("ES",)))
    [by_mail] = [each for each in await de.tasks() if each.kind == "consult.by_hand"]
    await close_task(de.node.office, ANNA, by_mail.id, text("ES does not object, by mail."))
    of_the_same = case.application.transaction
    denied = plain()
    told = denied.transaction.model_copy(
        update={"end_user": of_the_same.end_user, "consignee": of_the_same.consignee}
    )
    await fr.deny(denied.model_copy(update={"transaction": told}))
    await morning(federation, "DE")
    assert "denial.came" in [act.verb for act in (await de.case(case.case_id)).acts]
    assert "consult.by_hand" not in await de.task_kinds()


async def test_each_denial_of_who_left_the_federation_is_asked_about_by_mail_once(
    three: CaseFederation,
) -> None:
    de, fr = three["DE"], three["FR"]
    other = plain().model_copy(update={"denial_id": "FR-2024-00018"})
    await fr.deny(plain())
    await three.sync()
    held = de.node.directory.held
    left = replace(held.members["FR"], withdrawn_at=three.clock.now())
    de.node.directory.held = replace(held, members={**held.members, "FR": left})
    case = await filed(three, at_home())
    [first] = [each for each in await de.tasks() if each.kind == "consult.by_hand"]
    assert first.text == (
        "16(5): FR must be consulted and is not in the federation about FR-2024-00017 (exact)"
    )
    await close_task(de.node.office, ANNA, first.id, text("FR: not identical, by mail."))
    await de.propose(case.case_id, GRANT)

    de.node.directory.held = held  # its last act is still fetched
    await fr.deny(other)
    await de.node.syncer.sync_all()
    de.node.directory.held = replace(held, members={**held.members, "FR": left})
    await watch(de.node.office)
    [further] = [each for each in await de.tasks() if each.kind == "consult.by_hand"]
    assert further.text.endswith(" about FR-2024-00018 (exact)")
    newest = (await de.case(case.case_id)).examinations
    looked = GRANT.model_copy(update={"examination": newest})
    with pytest.raises(StateError) as refused:
        await de.propose(case.case_id, looked)
    assert refused.value.reason is Reason.CONSULTATION_OPEN
    await close_task(de.node.office, ANNA, further.id, text("FR: not identical either."))
    await de.propose(case.case_id, looked)
    decided = await de.decide(case.case_id)
    assert (decided.state, decided.consultations) == (CaseState.DECIDED, ())


# --- who proposes has looked ------------------------------------------------------------------


async def test_a_proposal_that_was_filled_in_before_a_denial_came_is_refused(
    three: CaseFederation,
) -> None:
    de = three["DE"]
    case = await filed(three, at_home())
    form = GRANT.model_copy(update={"examination": case.examinations})
    assert case.examinations == 1
    await three["FR"].deny(veiled())
    await morning(three, "DE")
    for blind in (GRANT, form):
        refused = await unseen(de.propose(case.case_id, blind))
        assert DENIAL in str(refused)
        assert "--examination 2" in refused.remedy
    assert "denial.unseen" in await de.task_kinds()

    with pytest.raises(InputError, match="no number 3"):
        await de.propose(case.case_id, GRANT.model_copy(update={"examination": 3}))
    await propose_on_the_newest(de, case.case_id)
    assert "denial.unseen" not in await de.task_kinds()
    decided = await de.decide(case.case_id)
    assert decided.decision is not None
    assert decided.decision.proposal.examination == 2


async def test_who_judged_each_hit_need_not_name_the_examination(three: CaseFederation) -> None:
    de = three["DE"]
    case = await filed(three, at_home())
    await three["FR"].deny(veiled())
    await morning(three, "DE")
    await judge(de, case, DISMISSED, "Andere Baureihe.")
    assert (await de.propose(case.case_id, GRANT)).state is CaseState.PROPOSED


async def test_a_register_is_not_accepted_in_advance(three: CaseFederation) -> None:
    de = three["DE"]
    case = await filed(three, at_home())
    await three.sync()
    wish = GRANT.model_copy(update={"stale_registers": ("FR", "NL", "DE")})
    case = await de.propose(case.case_id, wish)
    assert case.proposal is not None
    assert (case.proposal.stale_registers, case.proposal.accepted) == ((), ())
    await three.cut_off("FR")
    three.clock.at += timedelta(days=2)
    with pytest.raises(StateError) as stale:
        await de.decide(case.case_id)
    assert (stale.value.reason, stale.value.metadata["authorities"]) == (
        Reason.REGISTER_STALE,
        "FR",
    )


async def test_a_register_is_accepted_as_it_stood(three: CaseFederation) -> None:
    """FR is back for a moment, and gone again: that was not what Anna had accepted."""
    de = three["DE"]
    case = await filed(three, at_home())
    await three.sync()
    await three.cut_off("FR")
    await three.at(three.clock.at + timedelta(days=2))
    wish = GRANT.model_copy(update={"stale_registers": ("FR",)})
    case = await de.propose(case.case_id, wish)
    assert case.proposal is not None
    [accepted] = case.proposal.accepted
    assert (accepted.origin, accepted.size) == ("FR", 0)

    await three.connect("FR")
    await three.sync()
    await three.cut_off("FR")
    await three.at(three.clock.at + timedelta(days=2))
    with pytest.raises(StateError) as stale:
        await de.decide(case.case_id)
    assert stale.value.reason is Reason.REGISTER_STALE
    await de.propose(case.case_id, wish)
    assert (await de.decide(case.case_id)).state is CaseState.DECIDED


# --- between the search and the transaction ---------------------------------------------------


async def test_an_amendment_loses_no_denial_that_comes_with_it(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    fr = three["FR"]
    case = await file_as(three, "FR", "FR-TODAY")

    async def deny() -> None:
        await three["DE"].deny(denial_of("DE", 7))
        await morning(three, "FR")

    after_the_search(monkeypatch, amending, deny)
    changed = case.application.transaction.model_copy(
        update={"stated_end_use": Stated[str].given("Quality measurement at the border")}
    )
    amended = case.application.model_copy(update={"transaction": changed})
    await amend_application(fr.node.office, ANNA, case.case_id, amended, text("Précisé.", "fr"))
    await three.settle()
    case = await fr.case(case.case_id)
    assert case.examination is not None
    assert [hit.denial_id for hit in case.examination.hits] == ["DE-2026-00007"]
    assert case.state is CaseState.CONSULTING


async def test_what_an_officer_says_while_the_second_decides_is_on_record(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    de = three["DE"]
    case = await case_with(three, veiled())
    await de.propose(case.case_id, GRANT)
    after_the_search(monkeypatch, deciding, lambda: judge(de, case, DISMISSED, "Anderes Werk."))
    decided = hit_of(await de.decide(case.case_id))
    assert decided.judgement is not None
    assert decided.judgement.text == "Anderes Werk."


async def test_a_register_that_is_being_fetched_does_not_keep_a_case_from_its_decision(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between each search and its transaction another denial comes, which does not match."""
    de, searched = three["DE"], 0
    case = await filed(three, at_home())
    await de.propose(case.case_id, GRANT)
    real = examining.search_for

    async def busy(*given: Any) -> Examination | None:
        nonlocal searched
        found = await real(*given)
        searched += 1
        other = denial_of("DE", searched, Party(names=("Zephyr Shipbuilding Yard",), country="AE"))
        await de.deny(other)
        return found

    monkeypatch.setattr(deciding, "search_for", busy)
    await three.sync()
    assert (await de.decide(case.case_id)).state is CaseState.DECIDED
    assert searched == 1


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
    after_the_search(monkeypatch, amending, lambda: judge(de, case, CONFIRMED, "The same firm."))
    other = for_the_end_user(case, "Gulf Desal Ltd")
    await amend_application(de.node.office, ANNA, case.case_id, other, text("Another."))
    await three.settle()
    shown = await de.case(case.case_id)
    assert hit_of(shown).earlier[0].verdict is CONFIRMED
    assessment = case.application.transaction.human_rights
    assert assessment is not None
    await assess(de.node.office, ANNA, case.case_id, assessment)
    await unseen(de.propose(case.case_id, GRANT))
    await judge(de, case, CONFIRMED, "It still is.")
    await three.settle()
    states = {each.state for each in (await de.case(case.case_id)).consultations}
    assert states == {ConsultationState.SUPERSEDED, ConsultationState.RUNNING}


async def test_a_word_on_a_denial_that_was_amended_is_said_anew(three: CaseFederation) -> None:
    de = three["DE"]
    case = await case_with(three, veiled())
    await judge(de, case, DISMISSED, "Andere Baureihe.")
    await de.propose(case.case_id, GRANT)
    other = veiled().transaction.items[0].model_copy(update={"description": "Software, corrected"})
    changed = veiled().transaction.model_copy(update={"items": (other,)})
    await amended_by_fr(three, veiled().model_copy(update={"transaction": changed}))
    hit = hit_of(await de.case(case.case_id))
    assert (hit.judgement, len(hit.earlier)) == (None, 1)
    await unseen(de.decide(case.case_id))


# --- the watch --------------------------------------------------------------------------------


async def test_all_that_was_said_of_a_licence_stays(three: CaseFederation) -> None:
    fr = three["FR"]
    office = fr.node.office
    granted = await licensed(three, "FR", "FR-LAST-MONTH")
    await three["DE"].deny(hidden(denial_of("DE", 7)))
    await morning(three, "FR")
    about = (granted.case_id, "DE-2026-00007")
    await mark_seen(office, ANNA, *about, text("Wrote to the holder; deliveries stopped."))
    [match] = await mark_seen(office, BERT, *about, text("Nothing more."))
    assert [word.by for word in match.said] == ["anna", "bert"]

    # DE names the end-user: the licence is to be looked at again, and nothing is forgotten.
    await amend_denial(three["DE"].node.office, ANNA, about[1], denial_of("DE", 7))
    await morning(three, "FR")
    [match] = await list_matches(office, ANNA)
    assert (match.seen, match.hit.match_class) == (None, MatchClass.EXACT)
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
        patched.setattr(watching, "search_for", broken)
        await three["DE"].deny(denial_of("DE", 7))
        await morning(three, "FR")
    [task] = [each for each in await fr.tasks() if each.kind == "round.failed"]
    await close_task(fr.node.office, ANNA, task.id, text("Noted."))
    await morning(three, "FR")
    [match] = await list_matches(fr.node.office, ANNA)
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
    await de.propose(case.case_id, GRANT)
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
    await three["FR"].answer("not_identical")
    await three.settle()
    await de.propose(case.case_id, GRANT)
    assert (await de.decide(case.case_id)).state is CaseState.DECIDED
