"""What is said of a code that its list does not have."""

from __future__ import annotations

from datetime import date

from gateway.domain.case.code_remarks import CodeFault, code_remarks
from gateway.domain.controls import ControlLists, Known, ListFile, shipped_controls, shipped_lists
from gateway.domain.transaction import Classification, ListSource, Transaction
from tests.support.cases import application

TODAY = date(2026, 3, 2)
ANNEX_I = "02021R0821-20251115"
DUTCH = ListFile.model_validate(
    {
        "kind": "national",
        "state": "NL",
        "version": "NL/2024-1",
        "in_force_from": date(2024, 12, 7),
        "codes": ("3B901",),
    }
)
LISTS = ControlLists((DUTCH,), known=Known.of(shipped_controls()), told=shipped_lists())


def classified(*found: Classification) -> Transaction:
    given = application().transaction
    (item, *_) = given.items
    items = tuple(item.model_copy(update={"classifications": (each,)}) for each in found)
    return given.model_copy(update={"items": items})


def annex_i(code: str, version: str = "") -> Classification:
    return Classification(source=ListSource.ANNEX_I, code=code, list_version=version)


def test_a_code_that_is_not_there_is_told_with_its_item_and_what_is_near() -> None:
    """Found in use: officer M9."""
    (remark,) = code_remarks(
        classified(annex_i("5A001.f"), annex_i("5A001.k")), LISTS, version=ANNEX_I, day=TODAY
    )
    assert (remark.item, remark.code, remark.fault) == (2, "5A001.k", CodeFault.UNKNOWN)
    assert remark.list_version == ANNEX_I
    assert [(near.code, near.label) for near in remark.nearest[:2]] == [
        ("5A001", "Telecoms: radio, fibre, interception, jamming"),
        ("5A001.j", "IP network surveillance"),
    ]


def test_one_that_reads_not_used_is_told_so() -> None:
    (remark,) = code_remarks(classified(annex_i("1C351.b")), LISTS, version=ANNEX_I, day=TODAY)
    assert remark.fault is CodeFault.NOT_USED


def test_a_corrigendum_is_not_known_before_it_was_published() -> None:
    asked = classified(annex_i("3B501.f.1.a"))
    assert code_remarks(asked, LISTS, version=ANNEX_I, day=date(2026, 1, 5)) == ()
    (remark,) = code_remarks(asked, LISTS, version=ANNEX_I, day=TODAY)
    assert remark.fault is CodeFault.NOT_USED


def test_a_list_that_is_not_held_says_nothing() -> None:
    asked = classified(
        annex_i("9A999", "02009R0428-20120615"),
        Classification(source=ListSource.NATIONAL, code="4A901", state="ES"),
        Classification(source=ListSource.NON_LISTED),
    )
    assert code_remarks(asked, LISTS, version=ANNEX_I, day=TODAY) == ()
    assert code_remarks(classified(annex_i("9A999")), LISTS, version="", day=date(2020, 1, 1)) == ()


def test_a_version_that_is_named_by_its_date_is_found() -> None:
    asked = classified(annex_i("9A999", "2025-11-15"))
    (remark,) = code_remarks(asked, LISTS, version="", day=TODAY)
    assert remark.list_version == ANNEX_I


def test_a_national_code_is_looked_up_in_the_list_of_its_state() -> None:
    asked = classified(Classification(source=ListSource.NATIONAL, code="3B902", state="NL"))
    (remark,) = code_remarks(asked, LISTS, version=ANNEX_I, day=TODAY)
    assert (remark.list_version, [each.code for each in remark.nearest]) == ("NL/2024-1", ["3B901"])
