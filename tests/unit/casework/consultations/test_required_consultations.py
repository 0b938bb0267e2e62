"""However many denials an examination finds, they go into requests that the contract holds."""

from __future__ import annotations

import pytest

from comity.v1.consultation_pb2 import ConsultationRequest as Sent
from gateway.casework.consultations.required_consultations import (
    MOST_DENIALS,
    SUMMARY_CHARACTERS,
    SUMMARY_LINES,
    _in_letters,
    request_about,
)
from gateway.domain.case import Case, CaseState
from gateway.domain.examination import Hit, MatchClass, Reasoned
from gateway.domain.rulebook import load_rulebook
from gateway.wire.content import content_to_bytes
from gateway.wire.counting import most_of
from tests.support.cases import FILED, application

BOOK = load_rulebook("EU-2021-821/2026-3")


def hit(number: int) -> Hit:
    said = Reasoned(score=1.0, reasons=("words " * 900, "a name in another spelling"))
    return Hit(
        denial_id=f"FR-2024-{number:05d}",
        authority="FR",
        match_class=MatchClass.EXACT,
        score=1.0,
        party=said,
        item=said,
        ours="a",
        theirs="b",
        consult=True,
    )


@pytest.mark.parametrize(
    ("found", "sizes"), [(0, [0]), (1, [1]), (200, [200]), (201, [200, 1]), (450, [200, 200, 50])]
)
def test_denials_are_asked_about_in_as_many_requests_as_they_need(
    found: int, sizes: list[int]
) -> None:
    hits = [hit(number) for number in range(found)]
    letters = _in_letters(hits)
    assert [len(each) for each in letters] == sizes
    assert [each for some in letters for each in some] == hits
    assert most_of(Sent.DESCRIPTOR.fields_by_name["denials"]) == MOST_DENIALS


def test_a_request_about_as_many_denials_as_it_may_name_can_be_sent() -> None:
    case = Case(
        case_id="DE-C-2026-00001",
        state=CaseState.FILED,
        application=application(),
        rulebook=BOOK.version,
        filed_at=FILED,
    )
    hits = [hit(number) for number in range(MOST_DENIALS)]
    request = request_about(case, BOOK.procedure("16(5)"), hits)
    assert len(request.denials) == MOST_DENIALS
    assert len(request.match_summary) == SUMMARY_LINES
    assert max(map(len, request.match_summary)) == SUMMARY_CHARACTERS
    assert content_to_bytes(request)
