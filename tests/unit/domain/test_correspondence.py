"""Letters beside question and answer say something, and never by leaving something out."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from gateway.domain.correspondence import StandingScope, Supplement


@pytest.mark.parametrize(
    "fields", [{}, {"text": []}, {"text": [], "documents": [], "references": []}]
)
def test_a_supplement_adds_something(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="a supplement adds"):
        Supplement.model_validate(fields)
    added = Supplement.model_validate({**fields, "forwarded_to": "BE-VLG"})
    assert added.forwarded_to == "BE-VLG"


@pytest.mark.parametrize(
    "fields", [{}, {"codes": [], "denials": []}, {"codes": ["5A001"], "everything": True}]
)
def test_an_answer_to_everything_is_said_and_is_no_forgotten_limit(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="at least one limit, or says everything"):
        StandingScope.model_validate(fields)


def test_a_scope_has_a_limit_or_says_everything() -> None:
    assert StandingScope.model_validate({"destinations": ["AE"]}).everything is False
    assert StandingScope.model_validate({"everything": True}).codes == ()
