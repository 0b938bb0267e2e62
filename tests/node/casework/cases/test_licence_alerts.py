"""The watch: small and large batches, quiet rounds, crashes, and rows that fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateway.casework.cases import changed_denials, licence_alert_rows
from gateway.casework.cases import licence_alerts as watching
from gateway.casework.cases.cases import withdraw
from gateway.casework.cases.examining import search_for
from gateway.casework.cases.licence_alerts import list_matches, watch
from gateway.casework.cases.unreviewed_denials import is_older, news_in, to_look_at
from gateway.domain.acts import TaskKind
from gateway.domain.base import Stated
from gateway.domain.case import Case
from gateway.domain.denial import Denial
from gateway.domain.examination import Hit, MatchClass
from gateway.domain.transaction import Party
from gateway.errors import UnavailableError
from gateway.register.denials.changes import register_position_now
from tests.support.cases import french_denial
from tests.support.consultations import GRANT, at_home, filed
from tests.support.federation_case import (
    ANNA,
    CaseFederation,
    Desk,
    Where,
    case_federation,
    text,
)
from tests.unit.casework.cases.test_hit_verdicts import examination, hit, judgement


@pytest.fixture
async def office(either_where: Where) -> AsyncIterator[CaseFederation]:
    """DE alone at its desk; what it denies itself is in its register like all else."""
    async with case_federation(*either_where, codes=("DE",)) as running:
        yield running


def denial(number: int, **changes: Any) -> Denial:
    found = french_denial(number, authority="DE", denial_id=f"DE-2026-{number:05d}", **changes)
    parties = at_home().transaction
    same = {"end_user": parties.end_user, "consignee": parties.consignee}
    return found.model_copy(update={"transaction": found.transaction.model_copy(update=same)})


def stranger(number: int) -> Denial:
    found = denial(number)
    party = Stated[Party].given(Party(names=("Zephyr Shipbuilding Yard",), country="AE"))
    other = {"end_user": party, "consignee": party}
    return found.model_copy(update={"transaction": found.transaction.model_copy(update=other)})


async def two_cases(office: CaseFederation) -> tuple[Desk, Case, Case]:
    """A pending case, and one whose licence was granted."""
    de = office["DE"]
    pending, granted = await filed(office), await filed(office, at_home("AG-2026-2"))
    alone = GRANT.model_copy(update={"stale_registers": ("FR",)})
    await de.propose(granted.case_id, alone)
    await de.decide(granted.case_id)
    await watch(de.node.office)
    return de, pending, granted


async def told(desk: Desk, case: Case) -> list[str]:
    verbs = ("denial.came", TaskKind.LICENCE_MATCHED)
    return [a.reference for a in (await desk.case(case.case_id)).acts if a.verb in verbs]


async def position(desk: Desk) -> tuple[int, int]:
    read = desk.node.db.read
    return await read(licence_alert_rows.position_of), await read(register_position_now)


# --- what is news -----------------------------------------------------------------------------


def test_a_hit_is_news_if_it_was_not_shown_or_is_nearer_now() -> None:
    classes = {each: hit(match_class=each) for each in MatchClass}
    possible, likely = classes[MatchClass.POSSIBLE], classes[MatchClass.LIKELY]
    assert news_in([], [possible]) == (possible,)
    assert news_in([possible], [likely]) == (likely,)
    assert news_in([likely], [likely]) == ()
    assert news_in([likely], [possible]) == ()
    assert news_in([possible, likely], [likely]) == ()


def test_a_hit_is_news_if_its_authority_is_to_be_consulted_now() -> None:
    shown = hit(consult=False)
    asks = hit(consult=True)
    assert news_in([shown], [asks]) == (asks,)
    assert news_in([asks], [shown]) == ()
    assert news_in([asks], [asks]) == ()


def test_a_hit_is_news_if_what_was_said_of_it_was_of_another_version() -> None:
    judged = hit(judgement=judgement("DE-C-2026-00001", 1))
    assert news_in([judged], [hit()]) == (hit(),)
    assert news_in([judged], [judged]) == ()
    assert news_in([judged, hit()], [hit()]) == ()  # it was listed so already


def test_of_news_those_of_the_same_party_for_other_goods_need_no_look() -> None:
    of_party = hit(match_class=MatchClass.SAME_PARTY, consult=False)
    possible = hit(match_class=MatchClass.POSSIBLE, consult=False)
    judged = of_party.model_copy(update={"judgement": judgement("DE-C-2026-00001", 1)})
    asks = of_party.model_copy(update={"consult": True})

    assert news_in([], [of_party]) == (of_party,)
    assert news_in([of_party], [possible]) == (possible,)
    assert to_look_at([], [of_party, possible, asks]) == (possible, asks)
    assert to_look_at([judged], [of_party]) == (of_party,)


def test_an_examination_of_less_is_older() -> None:
    older = examination()
    newer = older.model_copy(update={"register_position": 1})
    assert is_older(older, newer)
    assert not is_older(newer, older)
    assert not is_older(older, None)


# --- rounds -------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [watching.MANY, 0])
async def test_few_and_many_changes_bring_the_same(
    office: CaseFederation, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(watching, "MANY", many)
    de, pending, granted = await two_cases(office)
    await de.deny(denial(7))
    await de.deny(stranger(8))
    assert await watch(de.node.office) == 2
    for case in (pending, granted):
        assert await told(de, case) == ["DE-2026-00007"]
    assert await de.task_kinds() == [TaskKind.DENIAL_UNSEEN, TaskKind.LICENCE_MATCHED]
    [match] = (await list_matches(de.node.office, ANNA)).items
    assert (match.case_id, match.hit.note) == (granted.case_id, "our own denial")


async def test_a_quiet_round_looks_at_no_case(
    office: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    de, pending, granted = await two_cases(office)
    await de.deny(denial(7))
    await watch(de.node.office)
    before, now = await position(de)
    assert before == now

    def never(*_: object) -> Any:
        raise AssertionError("a quiet round must not look at cases")

    monkeypatch.setattr(licence_alert_rows, "watched_ids", never)
    monkeypatch.setattr(licence_alert_rows, "move_to", never)
    assert await watch(de.node.office) == 0
    assert len(await told(de, pending)) == len(await told(de, granted)) == 1


async def test_after_a_crash_nothing_is_told_twice(
    office: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    de, pending, granted = await two_cases(office)
    await de.deny(denial(7))

    def crash(*_: object) -> None:
        raise UnavailableError("the machine went down")

    with monkeypatch.context() as patched:
        patched.setattr(licence_alert_rows, "move_to", crash)
        with pytest.raises(UnavailableError):
            await watch(de.node.office)
    before, now = await position(de)
    assert before < now
    assert await watch(de.node.office) == 0
    for case in (pending, granted):
        assert await told(de, case) == ["DE-2026-00007"]
    before, now = await position(de)
    assert before == now


async def test_two_rounds_at_once_tell_once(office: CaseFederation) -> None:
    de, pending, granted = await two_cases(office)
    await de.deny(denial(7))
    await asyncio.gather(*(watch(de.node.office) for _ in range(4)))
    for case in (pending, granted):
        assert await told(de, case) == ["DE-2026-00007"]
    assert await de.task_kinds() == [TaskKind.DENIAL_UNSEEN, TaskKind.LICENCE_MATCHED]


async def test_a_case_that_fails_is_a_task_and_is_tried_again(
    office: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    de, pending, granted = await two_cases(office)
    await de.deny(denial(7))
    real = search_for

    async def search(of: Any, case: Case) -> Any:
        if case.case_id == granted.case_id:
            raise ValueError("a defect")
        return await real(of, case)

    with monkeypatch.context() as patched:
        patched.setattr(watching, "search_for", search)
        assert await watch(de.node.office) == 1
        assert await watch(de.node.office) == 0
    assert await told(de, pending) == ["DE-2026-00007"]
    assert await de.task_kinds() == [TaskKind.DENIAL_UNSEEN, TaskKind.ROUND_FAILED]
    before, now = await position(de)
    assert before == now  # the others need not be looked at again

    assert await watch(de.node.office) == 1
    assert await told(de, granted) == ["DE-2026-00007"]
    assert await de.task_kinds() == [TaskKind.DENIAL_UNSEEN, TaskKind.LICENCE_MATCHED]
    assert await watch(de.node.office) == 0


async def test_what_cannot_be_compared_directly_is_searched_for(
    office: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    de, pending, _ = await two_cases(office)
    await de.deny(denial(7))

    def broken(*_: object, **__: object) -> Hit | None:
        raise ValueError("a defect")

    monkeypatch.setattr(changed_denials, "compare_known", broken)
    assert await watch(de.node.office) == 2
    assert await told(de, pending) == ["DE-2026-00007"]


async def test_a_withdrawn_application_is_left_alone(office: CaseFederation) -> None:
    de, pending, _ = await two_cases(office)
    await withdraw(de.node.office, ANNA, pending.case_id, text("Storniert.", "de"))
    await de.deny(denial(7))
    assert await watch(de.node.office) == 1  # the licence
    assert await told(de, pending) == []
