"""Consultations found by a short name, and by the standing answer on which they rely."""

from __future__ import annotations

from datetime import date

import pytest

from gateway.casework.records import consultation_rows as rows
from gateway.casework.records import standing_rows
from gateway.casework.records.standing_rows import StandingAnswerView
from gateway.domain.consultation import ConsultationState
from gateway.domain.correspondence import StandingAnswer, StandingScope
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
    theirs = de.theirs("NL", request=request.model_copy(update={"case_reference": reference}))
    assert found(de, f"{reference}/DE") == {theirs.id}


def test_what_is_about_a_reference_does_not_have_its_name(de: QuietOffice) -> None:
    request = de.theirs("NL").consultation.request
    about = request.model_copy(update={"case_reference": "2", "concerns": "3"})
    row = de.theirs("NL", request=about)
    assert found(de, "2/DE") == {row.id}
    assert found(de, "3/DE") == set()


def test_ours_keeps_its_name_when_its_contents_are_sealed(de: QuietOffice) -> None:
    row = de.asked("NL", case=de.case())
    request = row.consultation.request.model_copy(update={"case_reference": CASE})
    row = de.changed(row, request=request, sealed=True)
    assert found(de, f"{CASE}/NL") == {row.id}


def test_what_relies_on_a_standing_answer_is_found_by_who_gave_it(de: QuietOffice) -> None:
    given = "018f0000-0000-7000-8000-000000000001"
    one, other = de.asked("NL"), de.asked("FR")
    de.write(lambda conn: standing_rows.add(conn, standing(given, "NL")))
    ended = ConsultationState.SUPERSEDED
    one = de.changed(one, state=ended, standing_answer=given)
    de.changed(de.asked("NL"), state=ended)
    de.changed(other, state=ended)
    assert [row.id for row in de.read(lambda conn: rows.relying_on(conn, given))] == [one.id]
    assert de.read(lambda conn: rows.relying_on(conn, one.id)) == ()


def standing(standing_id: str, peer: str) -> StandingAnswerView:
    content = StandingAnswer(
        procedure="14(1)",
        answer="no_objection",
        scope=StandingScope(destinations=("CN",)),
        until=date(2026, 12, 31),
    )
    return StandingAnswerView(
        standing_id=standing_id,
        conversation_id=standing_id,
        ours=False,
        peer=peer,
        content=content,
    )
