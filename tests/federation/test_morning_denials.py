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

from gateway.casework.cases import decision, examining
from gateway.casework.cases.licence_alerts import watch
from gateway.casework.denials.denials import amend_denial
from gateway.domain.base import Stated, Withholding
from gateway.domain.case import Application, Case, CaseState
from gateway.domain.consultation import ConsultationState
from gateway.domain.denial import DecisionType, Denial
from gateway.domain.examination import Examination, HitVerdict, MatchClass
from gateway.domain.transaction import Party
from gateway.errors import InputError, Reason, StateError
from tests.federation.test_judgement import DENIAL, case_with, hit_of, judge, plain, veiled
from tests.federation.test_watch import morning
from tests.support.consultations import GRANT, at_home, filed
from tests.support.federation_case import ANNA, CaseFederation, Desk, text
from tests.support.kinds import begun
from tests.support.kinds import filed as applied
from tests.support.raising import present, refuses
from tests.support.reforms import decided_otherwise

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
    with refuses(StateError, Reason.DENIAL_UNSEEN) as refused:
        await act
    return refused.value


async def propose_on_the_newest(desk: Desk, case_id: str) -> Case:
    newest = (await desk.case(case_id)).examinations
    await desk.say_of_hits(case_id)
    return await desk.only_propose(case_id, GRANT.model_copy(update={"examination": newest}))


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
    case = await case_with(decided_otherwise(three, "D1"), national)
    assert not hit_of(case).consult
    await de.say_of_hits(case.case_id)
    await de.only_propose(case.case_id, GRANT)
    await amended_by_fr(three, plain())

    case = await de.case(case.case_id)
    assert (hit_of(case).consult, case.state, case.proposal) == (True, CaseState.CONSULTING, None)
    [asked] = case.consultations
    assert asked.request.denials == (DENIAL,)
    assert DENIAL in str(await unseen(de.decide(case.case_id)))
    await three.answers("FR", "not_identical")
    await propose_on_the_newest(de, case.case_id)
    assert (await de.decide(case.case_id)).state is CaseState.DECIDED


async def test_nobody_decides_on_a_hit_whose_authority_was_never_asked(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever lost the consultation: the moment of decision looks who was asked about what."""
    de = three["DE"]
    case = await case_with(three, veiled())
    await de.say_of_hits(case.case_id)
    await de.only_propose(case.case_id, GRANT)
    await amend_denial(three["FR"].node.office, ANNA, DENIAL, plain())
    await de.node.syncer.sync_all()
    monkeypatch.setattr(decision, "news_in", lambda *_: ())
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
    await de.say_of_hits(case.case_id)
    await de.only_propose(case.case_id, GRANT)

    await three.at(three.clock.at + timedelta(hours=1))
    await amended_by_fr(three, plain())
    case = await de.case(case.case_id)
    assert hit_of(case).match_class is MatchClass.LIKELY
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
    await de.agree_without_record(by_mail.id, text("ES does not object, by mail."))
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
        "16(5): FR must be consulted and is not in the federation about FR-2024-00017 (likely)"
    )
    await de.agree_without_record(first.id, text("FR: not identical, by mail."))
    await de.say_of_hits(case.case_id)
    await de.only_propose(case.case_id, GRANT)

    de.node.directory.held = held  # its last act is still fetched
    await fr.deny(other)
    await de.node.syncer.sync_all()
    de.node.directory.held = replace(held, members={**held.members, "FR": left})
    await watch(de.node.office)
    [further] = [each for each in await de.tasks() if each.kind == "consult.by_hand"]
    assert further.text.endswith(" about FR-2024-00018 (likely)")
    newest = (await de.case(case.case_id)).examinations
    looked = GRANT.model_copy(update={"examination": newest})
    with refuses(StateError, Reason.CONSULTATION_OPEN):
        await de.only_propose(case.case_id, looked)
    await de.agree_without_record(further.id, text("FR: not identical either."))
    await de.say_of_hits(case.case_id)
    decided = await de.only_decided(case.case_id, looked)
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
        refused = await unseen(de.only_propose(case.case_id, blind))
        assert DENIAL in str(refused)
        assert "examination 2: `getCase`" in refused.remedy
    assert "denial.unseen" in await de.task_kinds()

    with pytest.raises(InputError, match="no number 3"):
        await de.only_propose(case.case_id, GRANT.model_copy(update={"examination": 3}))
    await propose_on_the_newest(de, case.case_id)
    assert "denial.unseen" not in await de.task_kinds()
    decided = await de.decide(case.case_id)
    assert present(decided.decision).proposal.examination == 2


async def test_who_judged_each_hit_need_not_name_the_examination(three: CaseFederation) -> None:
    de = three["DE"]
    case = await filed(three, at_home())
    await three["FR"].deny(veiled())
    await morning(three, "DE")
    await judge(de, case, DISMISSED, "Andere Baureihe.")
    assert (await de.only_propose(case.case_id, GRANT)).state is CaseState.PROPOSED
