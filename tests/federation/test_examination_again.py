"""What can be said of an examination where it cannot be made again, or lacks a register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from certs.law import Announcement, announce
from certs.layout import FederationFiles
from gateway.casework.cases.evidence_verification import verify_evidence
from gateway.casework.cases.records import evidence_of
from gateway.casework.permissions import OfficerRole
from gateway.domain.controls.importing import write_list
from gateway.evidence.report import EvidenceReport, Result
from gateway.register.log.merkle import EMPTY_ROOT
from tests.federation.test_control_lists import ANNEX_I, denied, filed
from tests.federation.test_examination_record import (
    again,
    evidence,
    hide,
    left_out,
    refused,
    rewrite,
    without_france,
)
from tests.support.cases import application, french_denial
from tests.support.federation_case import (
    ANNA,
    CaseFederation,
    case_federation,
    officer,
    operators_reaching,
)

OLD_MATCHER = "comity-match-0"
NEXT_LIST = ANNEX_I.model_copy(
    update={
        "version": "02021R0821-20260301",
        "in_force_from": date(2026, 3, 1),
        "codes": (*ANNEX_I.codes, "5A002.a.2"),
    }
)
READER = officer("lena", OfficerRole.READER)


def by_an_older_program(told: dict[str, Any]) -> None:
    told["matcher_version"] = OLD_MATCHER


def and_left_out(told: dict[str, Any]) -> None:
    by_an_older_program(told)
    left_out(told)


async def at(federation: CaseFederation, code: str, file: bytes) -> EvidenceReport:
    return await verify_evidence(federation[code].node.office, READER, file)


def said(report: EvidenceReport) -> dict[str, str]:
    return {check.name: check.detail for check in report.failed}


async def test_a_register_that_was_left_out_is_missed_offline_and_at_any_member(
    federation: CaseFederation, tmp_path: Path
) -> None:
    """DE signs that it never looked into the register of FR, whose denial it had found."""
    de = federation["DE"]
    case = await federation.consulting()
    await rewrite(de, case.case_id, without_france)
    await hide(de, case.case_id)
    await federation.sync()
    missing = "the register of FR is not among those examined"
    offline = await evidence(de, case.case_id, tmp_path)
    assert missing in said(offline)["examination 1: its scope"]
    file = await evidence_of(de.node.office, ANNA, case.case_id)
    for code in ("FR", "NL"):
        found = said(await at(federation, code, file))
        assert missing in found[f"examination 1 by the registers of {code}: every register"]


async def test_a_register_that_is_said_to_have_been_empty_was_not(
    federation: CaseFederation,
) -> None:
    """A position of size 0 that claims to be complete hides no denial of days before."""
    de = federation["DE"]
    await federation["FR"].deny(french_denial(17))
    federation.clock.at += timedelta(hours=25)
    await federation.sync()
    case = await de.file(application())
    await federation.settle()
    assert (await again(de, case.case_id, 1)).ok

    def empty(told: dict[str, Any]) -> None:
        (france,) = [each for each in told["registers"] if each["origin"] == "FR"]
        france |= {"size": 0, "root": EMPTY_ROOT.hex()}
        told |= {"hits": [], "denials_in_scope": 0}

    await rewrite(de, case.case_id, empty)
    await hide(de, case.case_id)
    words = "it is said to have been complete at size 0"
    assert words in refused(await again(de, case.case_id, 1))["register FR"]
    file = await evidence_of(de.node.office, ANNA, case.case_id)
    found = said(await at(federation, "NL", file))
    assert words in found["examination 1 by the registers of NL: register FR"]


async def test_what_an_older_matcher_searched_is_not_compared_and_all_else_is_checked(
    federation: CaseFederation, tmp_path: Path
) -> None:
    de = federation["DE"]
    case = await federation.consulting()
    await rewrite(de, case.case_id, by_an_older_program, matcher_version=OLD_MATCHER)
    await hide(de, case.case_id)
    await federation.sync()
    words = "the search cannot be made again by this version"
    made = await again(de, case.case_id, 1)
    assert (made.ok, made.result, made.compared) == (False, Result.NOT_COMPARED, 0)
    assert words in refused(made)["compared again"]
    file = await evidence_of(de.node.office, ANNA, case.case_id)
    for report in (await at(federation, "NL", file), await evidence(de, case.case_id, tmp_path)):
        assert (report.ok, report.result, report.failed) == (False, Result.NOT_COMPARED, ())
        assert all(words in check.detail for check in report.not_made)
        assert any(line.startswith("Not compared: ") for line in report.summary)


async def test_no_version_leaves_out_the_same_party_under_the_same_code(
    federation: CaseFederation,
) -> None:
    """Naming another matcher does not hide a denial that every matcher finds."""
    de, denial = federation["DE"], french_denial(17)
    ours = application().transaction
    same = {"end_user": ours.end_user, "items": ours.items}
    theirs = denial.transaction.model_copy(update=same)
    await federation["FR"].deny(denial.model_copy(update={"transaction": theirs}))
    await federation.sync()
    case = await de.file(application())
    await federation.settle()
    assert (await again(de, case.case_id, 1)).ok
    await rewrite(de, case.case_id, and_left_out, matcher_version=OLD_MATCHER)
    await hide(de, case.case_id)
    made = await again(de, case.case_id, 1)
    assert made.result is Result.DOES_NOT_HOLD
    assert "FR-2024-00017" in refused(made)["nothing certain left out"]
    file = await evidence_of(de.node.office, ANNA, case.case_id)
    name = "examination 1 by the registers of NL: nothing certain left out"
    assert set(said(await at(federation, "NL", file))) == {name}


async def test_a_member_whose_register_is_behind_compares_nothing_and_accuses_nobody(
    federation: CaseFederation,
) -> None:
    de, fr = federation["DE"], federation["FR"]
    await fr.deny(french_denial(17))
    await de.node.syncer.sync_all()
    case = await de.file(application())
    await federation.settle()
    file = await evidence_of(de.node.office, ANNA, case.case_id)
    report = await at(federation, "NL", file)
    assert (report.result, report.failed) == (Result.NOT_COMPARED, ())
    assert "synchronise first" in report.not_made[0].detail
    await federation.sync()
    assert (await at(federation, "NL", file)).ok


async def test_codes_are_followed_by_the_lists_of_the_examination_and_no_others(
    case_files: FederationFiles, tmp_path: Path, new_sqlite: Callable[[str], str]
) -> None:
    """A list that comes later changes nothing; where one is lacking, nothing is compared."""
    folder, codes = tmp_path / "nodes", ("DE", "FR", "NL")
    async with case_federation(case_files, folder, new_sqlite, codes=codes) as running:
        de, fr = running["DE"], running["FR"]
        operators = operators_reaching(case_files, tmp_path, *codes)
        await fr.deny(denied("5A002.a.2", 18, NEXT_LIST.version))
        await running.sync()
        before = await de.file(filed("5A004.a"))
        await running.settle()
        announced = Announcement(
            where="controls",
            version=NEXT_LIST.version,
            authority="",
            effective_date=NEXT_LIST.in_force_from.isoformat(),
            raw=write_list(NEXT_LIST),
        )
        announce(operators, announced, now=running.clock.now())
        await running.refresh("DE", "FR")  # it has not come to NL yet
        made = await again(de, before.case_id, 1)
        assert made.ok, refused(made)
        await fr.deny(denied("5A002.a.2", 19, NEXT_LIST.version))
        await running.sync()
        after = await de.file(filed("5A004.a").model_copy(update={"reference": "AG-second"}))
        await running.settle()
        for case in (before, after):
            assert (await evidence(de, case.case_id, tmp_path)).failed == ()
            file = await evidence_of(de.node.office, ANNA, case.case_id)
            assert (await at(running, "FR", file)).failed == ()
        report = await at(running, "NL", file)
        assert (report.result, report.failed) == (Result.NOT_COMPARED, ())
        (check,) = report.not_made
        assert NEXT_LIST.version in check.detail
