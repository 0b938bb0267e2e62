"""Who must be seen is seen: an end-user who was denied other goods elsewhere.

All parties are fictitious.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection

from gateway.casework.cases.evidence_verification import verify_evidence
from gateway.casework.cases.licence_alerts import list_matches, mark_seen
from gateway.casework.cases.records import evidence_of
from gateway.casework.denials.denials import find_denials
from gateway.casework.records import case_rows
from gateway.domain.acts import TaskKind
from gateway.domain.case import Case, CaseState
from gateway.domain.case.watch import MatchWord
from gateway.domain.denial import Denial
from gateway.domain.examination import MatchClass, MoreOfParty
from gateway.domain.lists.denial_search import DenialQuery
from gateway.domain.transaction import Classification, ListSource
from gateway.errors import InputError
from gateway.evidence.report import Result
from gateway.matching.search import PARTY_SHOWN
from gateway.nouns.case import CASE
from tests.federation.test_examination_record import again, evidence, hide, refused, rewrite
from tests.federation.test_judgement import DENIAL, case_with, plain
from tests.federation.test_watch import acts_of, morning
from tests.support.consultations import GRANT, at_home, filed
from tests.support.federation_case import ANNA, CaseFederation, Desk
from tests.support.raising import present

VERSION_5 = "comity-match-5"
"""The matcher of the first release's evidence: it showed matches only."""
SAID = "same or likely same party, other goods as it seems"


def other_goods(denial: Denial | None = None, **changes: str) -> Denial:
    """FR refused the end-user of DE's case something else."""
    found = denial or plain()
    item = found.transaction.items[0].model_copy(
        update={
            "description": "Corrosion-resistant valve",
            "classifications": (
                Classification(
                    source=ListSource.ANNEX_I, code="2B350.g", list_version="2025-11-15"
                ),
            ),
            "parameters": (),
            "cn_code": None,
            "cyber_surveillance": False,
        }
    )
    told = found.transaction.model_copy(update={"items": (item,)})
    return found.model_copy(update={"transaction": told, **changes})


def classes(case: Case) -> list[tuple[str, MatchClass, bool]]:
    return [(hit.denial_id, hit.match_class, hit.consult) for hit in present(case.examination).hits]


async def decided(desk: Desk, case: Case) -> Case:
    await desk.only_propose(case.case_id, GRANT)
    return await desk.decide(case.case_id)


async def test_the_officer_sees_what_the_same_party_was_denied_and_nobody_is_consulted(
    three: CaseFederation, tmp_path: Path
) -> None:
    """Found in use: officer B3."""
    de = three["DE"]
    case = await case_with(three, other_goods())

    assert classes(case) == [(DENIAL, MatchClass.SAME_PARTY, False)]
    assert (case.state, case.consultations) == (CaseState.ASSESSMENT, ())
    [trigger] = [each for each in case.triggers if each.procedure == "16(5)"]
    assert not trigger.applies
    assert trigger.reasons[1] == f"{SAID}: {DENIAL}"
    page = await CASE.printed(de.node.office, ANNA, case.case_id)
    assert SAID.capitalize() in page
    assert f"{SAID}: {DENIAL}" in page

    case = await decided(de, case)
    assert case.state is CaseState.DECIDED
    assert (await again(de, case.case_id, 2)).ok
    assert (await evidence(de, case.case_id, tmp_path)).ok


async def test_one_that_comes_later_is_shown_and_told_and_stops_no_decision(
    three: CaseFederation,
) -> None:
    de = three["DE"]
    granted = await decided(de, await filed(three, at_home("AG-2026-2")))
    case = await filed(three)
    await de.only_propose(case.case_id, GRANT)
    await three["FR"].deny(other_goods())
    await morning(three, "DE")

    case = await de.case(case.case_id)
    assert classes(case) == [(DENIAL, MatchClass.SAME_PARTY, False)]
    assert (case.state, case.proposal is not None) == (CaseState.PROPOSED, True)
    assert acts_of(case, "denial.came") == [DENIAL]
    assert not {TaskKind.DENIAL_UNSEEN, TaskKind.LICENCE_MATCHED} & set(await de.task_kinds())
    assert (await de.decide(case.case_id)).state is CaseState.DECIDED
    [match] = (await list_matches(de.node.office, ANNA)).items
    assert (match.case_id, match.hit.match_class) == (granted.case_id, MatchClass.SAME_PARTY)


async def test_a_licence_is_looked_at_for_its_matches_whatever_else_the_party_was_denied(
    three: CaseFederation,
) -> None:
    de, fr = three["DE"], three["FR"]
    granted = await decided(de, await filed(three))
    await fr.deny(other_goods())
    same = plain().model_copy(update={"denial_id": "FR-2024-00018"})
    await fr.deny(same)
    await morning(three, "DE")
    assert TaskKind.LICENCE_MATCHED in await de.task_kinds()
    reason = MatchWord(language="en", text="Wrote to the holder.")
    await mark_seen(de.node.office, ANNA, granted.case_id, same.denial_id, reason)

    assert TaskKind.LICENCE_MATCHED not in await de.task_kinds()
    [left] = (await list_matches(de.node.office, ANNA)).items
    assert (left.hit.denial_id, left.hit.match_class) == (DENIAL, MatchClass.SAME_PARTY)


async def test_what_was_denied_before_is_not_said_to_come_after_an_older_decision(
    three: CaseFederation,
) -> None:
    """A licence that was decided when only matches were shown."""
    de, fr = three["DE"], three["FR"]
    await fr.deny(other_goods())
    await three.sync()
    granted = await decided(de, await filed(three))
    await de.node.db.write(lambda conn: as_decided_by_version_5(conn, granted.case_id))
    await fr.deny(plain().model_copy(update={"denial_id": "FR-2024-00018"}))
    await morning(three, "DE")

    assert [m.hit.denial_id for m in (await list_matches(de.node.office, ANNA)).items] == [
        "FR-2024-00018"
    ]


def as_decided_by_version_5(conn: Connection, case_id: str) -> None:
    case = case_rows.get(conn, case_id)
    assert case.examination is not None
    before = {"matcher_version": VERSION_5, "hits": ()}
    known = case.examination.model_copy(update=before)
    case_rows.save(conn, case.model_copy(update={"examination": known}))


def as_version_5(told: dict[str, object]) -> None:
    told |= {"matcher_version": VERSION_5, "hits": []}
    told.pop("more_of_party", None)


async def test_an_examination_of_an_earlier_matcher_is_not_compared_and_not_refused(
    three: CaseFederation, tmp_path: Path
) -> None:
    """What that matcher did not show is neither left out nor right: at a node and offline."""
    de = three["DE"]
    case = await case_with(three, other_goods())
    await rewrite(de, case.case_id, as_version_5, matcher_version=VERSION_5)
    await hide(de, case.case_id)

    made = await again(de, case.case_id, 1)
    assert (made.result, set(refused(made))) == (Result.NOT_COMPARED, {"compared again"})
    shown = await evidence(de, case.case_id, tmp_path)
    assert (shown.result, shown.failed) == (Result.NOT_COMPARED, ())


async def test_of_a_party_that_was_denied_very_often_the_rest_is_counted_and_proven(
    three: CaseFederation, tmp_path: Path
) -> None:
    fr, de = three["FR"], three["DE"]
    for number in range(17, 17 + PARTY_SHOWN + 3):
        await fr.deny(other_goods(denial_id=f"FR-2024-{number:05d}"))
    await three.sync()
    case = await filed(three)

    assert case.examination is not None
    assert len(case.examination.of_party) == PARTY_SHOWN
    assert case.examination.more_of_party == (MoreOfParty(authority="FR", count=3),)
    assert (await again(de, case.case_id, 1)).ok
    assert (await evidence(de, case.case_id, tmp_path)).ok
    rest = "3 more denials of this party by FR are not shown."
    assert rest in await CASE.printed(de.node.office, ANNA, case.case_id)

    def fewer(told: dict[str, list[dict[str, int]]]) -> None:
        told["more_of_party"][0]["count"] = 2

    def hidden(told: dict[str, list[dict[str, int]]]) -> None:
        del told["hits"][10:]
        told["more_of_party"][0]["count"] = PARTY_SHOWN + 3 - 10

    await rewrite(de, case.case_id, fewer)
    said = refused(await again(de, case.case_id, 1))
    assert said["nothing left out"] == "more of the same party: FR 3, not FR 2"
    await rewrite(de, case.case_id, hidden)
    assert (
        "it matches and is not in the record"
        in refused(await again(de, case.case_id, 1))["nothing left out"]
    )
    await hide(de, case.case_id)
    file = await evidence_of(de.node.office, ANNA, case.case_id)
    report = await verify_evidence(de.node.office, ANNA, file)
    details = {check.name: check.detail for check in report.failed}
    assert "counted that had room to be shown" in details["examination 1: compared again"]


async def test_a_search_by_nothing_is_refused_with_what_to_give(three: CaseFederation) -> None:
    with pytest.raises(InputError) as none:
        await find_denials(three["DE"].node.office, ANNA, DenialQuery())

    assert none.value.metadata["field"] == "names"
    assert "`searchDenials`" in none.value.remedy


async def test_a_firm_is_found_by_its_name_alone(three: CaseFederation) -> None:
    """Found in use: officer B4."""
    await three["FR"].deny(other_goods())
    await three.sync()
    office = three["DE"].node.office
    for query in (
        DenialQuery(names=("Solaris Water Works",)),
        DenialQuery(names=("solaris",)),
        DenialQuery(description="Corrosion-resistant valve"),
        DenialQuery(codes=("2B350",)),
        DenialQuery(destination=other_goods().transaction.destination),
    ):
        found = await find_denials(office, ANNA, query)
        assert [each.denial_id for each in found.found] == [DENIAL], query
        assert (found.total, found.complete, found.compared) == (1, True, query.given)
        assert set(found.not_given).isdisjoint(query.given)
        assert found.denials_in_scope == 1
