"""What an examination read of the meaning of goods: its record shows it, and a forged one fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.casework.cases.records import evidence_of
from gateway.domain.examination import MatchClass
from gateway.domain.meanings import MeaningAbsence
from gateway.evidence.report import Result
from gateway.evidence.verify import check_meanings as checking
from gateway.matching.meaning.comparison import MeaningReader
from tests.federation.test_examination_again import at, said
from tests.federation.test_examination_record import (
    again,
    evidence,
    examined,
    held,
    hide,
    refused,
    rewrite,
)
from tests.support.cases import application, french_denial
from tests.support.federation_case import ANNA, CaseFederation
from tests.unit.matching.cases import item

IN_GERMAN, IN_SLOVAK = "Nachtsichtbrille", "okuliare na nočné videnie"
NAME = "examination 1: "


async def in_other_words(federation: CaseFederation) -> str:
    """A case of which the denied goods are alike by their meaning alone; its number."""
    ours, theirs = application(), french_denial(17)
    same = {
        "end_user": ours.transaction.end_user,
        "items": (item(description=IN_SLOVAK),),
    }
    await federation["FR"].deny(
        theirs.model_copy(update={"transaction": theirs.transaction.model_copy(update=same)})
    )
    await federation.sync()
    mine = ours.transaction.model_copy(update={"items": (item(description=IN_GERMAN),)})
    case = await federation["DE"].file(ours.model_copy(update={"transaction": mine}))
    await federation.settle()
    return case.case_id


async def test_its_record_names_the_model_and_comes_out_the_same_with_and_without_it(
    federation: CaseFederation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    de = federation["DE"]
    case_id = await in_other_words(federation)
    (kept,) = await examined(de, case_id)
    (hit,) = kept.examination.hits
    meanings = kept.examination.meanings

    assert (hit.match_class, hit.consult) == (MatchClass.LIKELY, True)
    assert meanings is not None
    assert "multilingual-e5-small" in meanings.model
    made = await again(de, case_id, 1)
    assert made.ok, refused(made)
    report = await evidence(de, case_id, tmp_path)
    assert report.failed == ()
    assert {c.name: c.ok for c in report.checks}[f"{NAME}meanings read again"]

    without = MeaningReader(load=lambda: MeaningAbsence.NOT_INSTALLED)
    by_default: Any = checking.check_meanings.__kwdefaults__
    monkeypatch.setitem(by_default, "reader", without)
    report = await evidence(de, case_id, tmp_path)
    assert (report.failed, report.result) == ((), Result.NOT_COMPARED)
    assert any(c.name == f"{NAME}meanings read again" for c in report.not_made)
    assert (await again(de, case_id, 1)).result is Result.NOT_COMPARED


def far_apart(told: dict[str, Any]) -> None:
    """The vector of the denied goods points another way, and nobody is to be consulted."""
    for each in told["meanings"]["read"]:
        each["vector"] = (
            ("01" * 192 + "ff" * 192) if each is told["meanings"]["read"][0] else "01" * 384
        )
    _as_without(told)


def left_unread(told: dict[str, Any]) -> None:
    told["meanings"] |= {"read": []}
    _as_without(told)


def never_asked(told: dict[str, Any]) -> None:
    del told["meanings"]
    _as_without(told)


def _as_without(told: dict[str, Any]) -> None:
    (hit,) = told["hits"]
    hit |= {"match_class": "possible", "consult": False}


async def test_who_forges_what_was_read_is_found_by_the_file_and_at_any_member(
    federation: CaseFederation, tmp_path: Path
) -> None:
    de = federation["DE"]
    case_id = await in_other_words(federation)
    put_back = await held(de, case_id)
    await federation.sync()
    for forge, where, words in (
        (far_apart, "meanings read again", "2 descriptions have another meaning"),
        (left_unread, "meanings were read", "2 descriptions was not read, and there was room"),
        (never_asked, "meanings were read", "neither a model of meaning"),
    ):
        await put_back()
        await rewrite(de, case_id, forge)
        await hide(de, case_id)
        assert words in refused(await again(de, case_id, 1))[where]
        assert words in said(await evidence(de, case_id, tmp_path))[NAME + where]
        file = await evidence_of(de.node.office, ANNA, case_id)
        found = said(await at(federation, "NL", file))
        assert words in found[f"examination 1 by the registers of NL: {where}"]
