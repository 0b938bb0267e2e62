"""Dates that are due: rows, and the handler of each kind."""

from __future__ import annotations

from gateway.casework.handlers.sweeping import HANDLERS
from gateway.domain.acts import DueKind
from workflows.engine import CARRIED_BY


def test_every_kind_of_date_has_its_handler_and_its_workflow() -> None:
    assert set(HANDLERS) == set(DueKind) == set(CARRIED_BY)
