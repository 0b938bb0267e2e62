"""The human-rights assessment: the three harms, what follows, and its releasable summary."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from gateway.domain.transaction import AssessmentRelease, Consequence, HumanRightsAssessment


def assessment(**changes: Any) -> HumanRightsAssessment:
    fields: dict[str, Any] = {
        "risk": "high",
        "internal_repression": True,
        "serious_violations": True,
        "human_rights_violations": True,
        "humanitarian_law_violations": False,
        "sources": ("Report of the UN Special Rapporteur",),
        "reasoning": "The end-user runs the interception centre.",
        "due_diligence": "The exporter has seen no safeguards.",
        "follows": (Consequence.REFUSAL,),
        "summary": "The risk of repression is not acceptable.",
    }
    return HumanRightsAssessment(**(fields | changes))


def test_one_that_was_recorded_before_is_still_read() -> None:
    old = {
        "risk": "low",
        "internal_repression": False,
        "serious_violations": True,
        "sources": ["x"],
        "reasoning": "y",
    }
    read = HumanRightsAssessment.model_validate(old)
    assert (read.human_rights_violations, read.humanitarian_law_violations) == (None, None)


def test_the_summary_shows_the_findings_and_not_what_they_rest_on() -> None:
    shown = assessment().released(AssessmentRelease.SUMMARY)
    assert shown.summary_only
    assert (shown.risk, shown.internal_repression) == ("high", True)
    assert shown.follows == (Consequence.REFUSAL,)
    assert shown.reasoning == "The risk of repression is not acceptable."
    assert (shown.sources, shown.due_diligence, shown.summary) == ((), "", "")
    assert "interception centre" not in shown.model_dump_json()
    assert shown.released(AssessmentRelease.SUMMARY) == shown


def test_the_whole_is_the_whole() -> None:
    assert assessment().released(AssessmentRelease.WHOLE) == assessment()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"sources": ()}, "names what it rests on"),
        ({"serious_violations": False}, "one of its two kinds"),
        ({"human_rights_violations": False}, "neither of its two kinds"),
        ({"follows": (Consequence.NONE, Consequence.REFUSAL)}, "nothing follows"),
        ({"summary_only": True}, "holds the summary alone"),
    ],
)
def test_what_does_not_fit_together_is_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        assessment(**changes)


def test_a_summary_that_was_not_written_is_not_released() -> None:
    with pytest.raises(ValueError, match="was not written"):
        assessment(summary="").released(AssessmentRelease.SUMMARY)
