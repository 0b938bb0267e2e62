"""The examinations in an evidence file: signed records, and every hit compared again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway.evidence.bundle import bundle_from_bytes
from gateway.evidence.contents import CASE, examination_files
from gateway.evidence.report import Result
from tests.support.case_world import CaseWorld
from tests.unit.evidence.forging import changed, edited, examined_anew, failed, resealed, verified


def details(report: Any) -> dict[str, str]:
    return {check.name: check.detail for check in report.checks}


def test_each_examination_is_signed_and_comes_out_the_same(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    report = verified(tmp_path, exported, world.anchor)
    said = details(report)
    assert said["examination 1: its record"].startswith("filed, ")
    assert said["examination 2: its record"].startswith("decision, ")
    assert said["examination 2: its scope"] == "every register was fresh"
    assert said["examination 2: its denials"].startswith("2 in the logs of members, 1 relayed")
    assert said["examination 2: compared again"] == "3 hits come out the same"
    assert any("makes the examination again" in line for line in report.summary)


def test_a_byte_of_a_record_is_a_finding(world: CaseWorld, exported: bytes, tmp_path: Path) -> None:
    for name in examination_files(1):

        def flip(files: dict[str, bytes], name: str = name) -> None:
            files[name] = files[name][:-9] + bytes([files[name][-9] ^ 1]) + files[name][-8:]

        for raw in (changed(exported, flip), resealed(world, exported, flip)):
            assert "examination 1: its record" in failed(verified(tmp_path, raw, world.anchor))


def test_a_record_that_is_left_out_is_a_finding(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    def drop(files: dict[str, bytes]) -> None:
        for name in examination_files(1):
            del files[name]

    report = verified(tmp_path, resealed(world, exported, drop), world.anchor)
    assert failed(report) == {"examination 1: its record", "examinations: none more or less"}


def test_the_case_must_show_the_last_one(world: CaseWorld, exported: bytes, tmp_path: Path) -> None:
    raw = resealed(world, exported, edited(CASE, lambda case: case["examination"]["hits"].pop()))
    assert failed(verified(tmp_path, raw, world.anchor)) == {"examinations: none more or less"}


def score(hit: dict[str, Any]) -> None:
    hit["score"] = 0.51


def reasons(hit: dict[str, Any]) -> None:
    hit["party"]["reasons"] = ["the names are unlike"]


def weaker(hit: dict[str, Any]) -> None:
    hit["match_class"] = "possible"


def unasked(hit: dict[str, Any]) -> None:
    hit["consult"] = not hit["consult"]


@pytest.mark.parametrize(
    ("alter", "said"),
    [
        (score, "FR-2024-00017: the score is"),
        (reasons, "FR-2024-00017: the reasons of the party are others"),
        (weaker, "FR-2024-00017: the match class is"),
        (unasked, "FR-2024-00017: its authority is to be consulted on it"),
    ],
)
def test_a_hit_that_was_altered_before_it_was_signed_is_named(
    world: CaseWorld,
    exported: bytes,
    tmp_path: Path,
    alter: Callable[[dict[str, Any]], None],
    said: str,
) -> None:
    def lie(told: dict[str, Any]) -> None:
        alter(next(hit for hit in told["hits"] if hit["denial_id"] == "FR-2024-00017"))

    report = verified(
        tmp_path, resealed(world, exported, examined_anew(world, 2, lie)), world.anchor
    )
    assert failed(report) == {"examination 2: compared again"}
    assert said in details(report)["examination 2: compared again"]


def test_an_invented_denial_is_named(world: CaseWorld, exported: bytes, tmp_path: Path) -> None:
    def lie(told: dict[str, Any]) -> None:
        told["hits"].append({**told["hits"][0], "denial_id": "FR-2024-00099"})

    report = verified(
        tmp_path, resealed(world, exported, examined_anew(world, 2, lie)), world.anchor
    )
    assert "examination 2: its denials" in failed(report)
    assert "FR-2024-00099" in details(report)["examination 2: its denials"]


def test_a_register_that_was_not_fresh_must_be_said_so(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    def lie(told: dict[str, Any]) -> None:
        position = next(p for p in told["registers"] if p["origin"] == "FR")
        position["synced_at"] = "2025-12-01T00:00:00Z"

    report = verified(
        tmp_path, resealed(world, exported, examined_anew(world, 2, lie)), world.anchor
    )
    assert failed(report) == {"examination 2: its scope"}


def test_a_decision_on_a_register_that_was_too_old_is_a_finding_unless_accepted(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    def stale(told: dict[str, Any]) -> None:
        position = next(p for p in told["registers"] if p["origin"] == "FR")
        position |= {"synced_at": "2025-12-01T00:00:00Z", "fresh": False}

    forged = resealed(world, exported, examined_anew(world, 2, stale))
    assert failed(verified(tmp_path, forged, world.anchor)) == {"decision: made as the law asks"}

    def accept(case: Any) -> None:
        case["proposal"]["stale_registers"] = ["FR"]
        case["decision"]["proposal"]["stale_registers"] = ["FR"]

    accepted = resealed(world, forged, edited(CASE, accept))
    assert verified(tmp_path, accepted, world.anchor).ok


@pytest.mark.parametrize("version", ["comity-match-0", "comity-match-6"])
def test_what_another_matcher_made_is_said_and_not_compared(
    world: CaseWorld, exported: bytes, tmp_path: Path, version: str
) -> None:
    def older(told: dict[str, Any]) -> None:
        told["matcher_version"] = version

    report = verified(
        tmp_path, resealed(world, exported, examined_anew(world, 2, older)), world.anchor
    )
    assert (report.ok, report.failed) == (False, ())
    assert report.result is Result.NOT_COMPARED
    (check,) = report.not_made
    assert check.name == "examination 2: compared again"
    assert "the search cannot be made again by this version" in check.detail
    assert any(version in line for line in report.summary)
    assert any(line.startswith("Not compared: 1 of ") for line in report.summary)


def test_denials_of_a_party_are_not_counted_where_there_was_room_to_show_them(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    def lie(told: dict[str, Any]) -> None:
        told["more_of_party"] = [{"authority": "FR", "count": 3}]

    report = verified(
        tmp_path, resealed(world, exported, examined_anew(world, 2, lie)), world.anchor
    )
    assert failed(report) == {"examination 2: compared again"}
    assert "of FR are counted that had room" in details(report)["examination 2: compared again"]


def test_a_record_has_the_places_of_codes_whose_digest_it_names(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    moved = {"versions": {}, "moved": [{"old": "5A001", "new": "5A004", "since": "2020-01-01"}]}
    raw = resealed(world, exported, examined_anew(world, 2, nothing, places=moved))
    assert "examination 2: its record" in failed(verified(tmp_path, raw, world.anchor))
    unknown = examined_anew(
        world, 2, nothing, lists=["02021R0821-20301115"], places=None, lists_digest=""
    )
    report = verified(tmp_path, resealed(world, exported, unknown), world.anchor)
    assert (report.result, report.failed) == (Result.NOT_COMPARED, ())
    assert "02021R0821-20301115" in report.not_made[0].detail


@pytest.mark.parametrize("twice", [False, True])
def test_every_register_is_named_once(
    world: CaseWorld, exported: bytes, tmp_path: Path, *, twice: bool
) -> None:
    def lie(told: dict[str, Any]) -> None:
        (own,) = [each for each in told["registers"] if each["origin"] == "DE"]
        told["registers"].remove(own)
        if twice:
            told["registers"] += [own, own]

    report = verified(
        tmp_path, resealed(world, exported, examined_anew(world, 2, lie)), world.anchor
    )
    assert failed(report) == {"examination 2: its scope"}
    assert "DE" in details(report)["examination 2: its scope"]


def test_the_record_names_the_bytes_of_the_examination(exported: bytes) -> None:
    files = bundle_from_bytes(exported).files
    told = json.loads(files[examination_files(2)[1]])
    assert told == json.loads(files[CASE])["examination"]


# --- the decision --------------------------------------------------------------------------


WORDS = "case: officers' words on hits"


def nothing(told: dict[str, Any]) -> None:
    """Leave what was found as it is."""


def test_a_decision_without_its_own_examination_is_a_finding(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    def drop(files: dict[str, bytes]) -> None:
        for name in examination_files(2):
            del files[name]
        first = json.loads(files[examination_files(1)[1]])

        def retell(case: dict[str, Any]) -> None:
            last = [act for act in case["acts"] if act["verb"] == "case.examined"][-1]
            case["acts"].remove(last)
            case["examination"] = first

        edited(CASE, retell)(files)

    report = verified(tmp_path, resealed(world, exported, drop), world.anchor)
    assert failed(report) == {"decision: its examination", WORDS}
    assert "last examined when it was filed" in details(report)["decision: its examination"]


def test_an_examination_of_another_moment_is_not_that_of_the_decision(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    def later(case: dict[str, Any]) -> None:
        at = "2030-01-01T00:00:00Z"
        case["decision"]["decided_at"] = at
        (act,) = [act for act in case["acts"] if act["verb"] == "decision.made"]
        act["at"] = at

    report = verified(tmp_path, resealed(world, exported, edited(CASE, later)), world.anchor)
    assert "another moment" in details(report)["decision: its examination"]
    assert "decision: its examination" in failed(report)
    amended = resealed(world, exported, examined_anew(world, 2, nothing, occasion="denial_came"))
    assert failed(verified(tmp_path, amended, world.anchor)) == {"decision: its examination"}


def test_what_officers_said_is_what_was_signed_for_the_decision(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    def put_into_a_mouth(case: dict[str, Any]) -> None:
        hit = case["examination"]["hits"][0]
        hit["judgement"] = {
            "language": "de",
            "text": "Nie gesagt.",
            "denial_id": hit["denial_id"],
            "case_id": case["case_id"],
            "verdict": "dismissed",
            "by": "anna",
            "at": case["filed_at"],
        }

    report = verified(
        tmp_path, resealed(world, exported, edited(CASE, put_into_a_mouth)), world.anchor
    )
    assert failed(report) == {"examinations: none more or less", WORDS}
    assert "no act says that anna has dismissed" in details(report)[WORDS]
    assert "other words" in details(report)["examinations: none more or less"]


def test_a_denial_that_nobody_was_consulted_on_is_a_finding(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    asked: list[str] = []

    def confirm(told: dict[str, Any]) -> None:
        hit = next(hit for hit in told["hits"] if not hit["consult"])
        asked.append(hit["authority"])
        hit |= {
            "consult": True,
            "judgement": {
                "language": "en",
                "text": "The same firm.",
                "denial_id": hit["denial_id"],
                "case_id": world.case_id,
                "verdict": "confirmed",
                "by": "anna",
                "at": told["examined_at"],
            },
        }

    def said(case: dict[str, Any]) -> None:
        data = {"reason": "The same firm.", "examination": None, "version": ""}
        act = {"verb": "hit.confirmed", "actor": "anna", "text": "", "data": data}
        found = case["examination"]
        hit = next(hit for hit in found["hits"] if (hit["judgement"] or {}).get("by") == "anna")
        case["acts"].append({**act, "at": found["examined_at"], "reference": hit["denial_id"]})

    def confirmed(files: dict[str, bytes]) -> None:
        examined_anew(world, 2, confirm)(files)
        edited(CASE, said)(files)

    raw = resealed(world, exported, confirmed)
    report = verified(tmp_path, raw, world.anchor)
    assert failed(report) == {"decision: who was consulted"}
    assert "decided without consulting" in details(report)["decision: who was consulted"]

    words = f"16(5): {asked[0]} must be consulted and is not in the federation: by mail"
    told = {"task": "consult.by_hand", "procedure": "16(5)", "authority": asked[0], "denials": []}

    def ok(**closed: object) -> bool:
        def by_hand(case: dict[str, Any]) -> None:
            act = {"verb": "task.closed", "actor": "anna", "at": case["acts"][0]["at"], **closed}
            case["acts"].append(act)

        return verified(tmp_path, resealed(world, raw, edited(CASE, by_hand)), world.anchor).ok

    assert not ok(text=words)  # a sentence is for people
    assert ok(text="", data=told)
    assert not ok(text="", data={**told, "authority": "XX"})
    assert not ok(text="", data={**told, "denials": ["FR-2024-99999"]})
    assert not ok(text=words, data={**told, "procedure": "other"})  # its data counts


def test_a_consultation_that_was_ended_for_a_denial_does_not_count_for_it(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    def end(case: dict[str, Any]) -> None:
        for consultation in case["consultations"]:
            consultation["ended_denials"] = consultation["request"]["denials"]

    report = verified(tmp_path, resealed(world, exported, edited(CASE, end)), world.anchor)
    assert "FR-2024-00017" in details(report)["decision: who was consulted"]
    assert "decision: who was consulted" in failed(report)
