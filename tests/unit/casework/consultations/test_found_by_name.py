"""Consultations found by a short name."""

from __future__ import annotations

import pytest

from gateway.casework.records import consultation_rows as rows
from gateway.domain.lists.filters import ConsultationFilter
from gateway.domain.page import PageRequest
from tests.support.quiet_office import CASE, QuietOffice

HERE = "DE/2026/1"
"""The reference of what `QuietOffice.asked` asks about."""


def found(de: QuietOffice, name: str) -> set[str]:
    chosen = ConsultationFilter(named=name)
    page = de.read(lambda conn: rows.listed(conn, PageRequest(limit=50), chosen))
    return {row.id for row in page.items}


def test_a_name_is_an_id_or_a_reference_with_who_is_asked(de: QuietOffice) -> None:
    ours, other, theirs = de.asked("NL"), de.asked("FR"), de.theirs("NL")
    assert found(de, ours.id[:30].upper()) == {ours.id}
    assert found(de, f"{HERE}/NL") == found(de, f"{HERE}/nl") == {ours.id}
    assert found(de, f"{HERE}/FR") == {other.id}
    assert found(de, f"{HERE}/NL/14(1)") == {ours.id}
    assert found(de, f"{HERE}/NL/5(5)") == set()
    assert found(de, "1/DE") == {theirs.id}
    assert found(de, "1/NL") == set()  # the one that asks, not the one that is asked


@pytest.mark.parametrize("reference", ["50%", 'a"b', "ü_"])
def test_a_reference_is_found_as_it_is_written(de: QuietOffice, reference: str) -> None:
    request = de.theirs("NL").consultation.request
    said = {"case_reference": reference, "concerns": "3"}
    theirs = de.theirs("NL", request=request.model_copy(update=said))
    assert found(de, f"{reference}/DE") == {theirs.id}
    assert found(de, "3/DE") == set()  # what it is about is not its name


def test_ours_keeps_its_name_when_its_contents_are_sealed(de: QuietOffice) -> None:
    row = de.asked("NL", case=de.case())
    request = row.consultation.request.model_copy(update={"case_reference": CASE})
    row = de.changed(row, request=request, sealed=True)
    assert found(de, f"{CASE}/NL") == {row.id}
