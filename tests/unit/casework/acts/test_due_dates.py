"""Dates that are due: rows, and the handler of each kind."""

from __future__ import annotations

from gateway.casework.handlers.workflow_steps import HANDLERS
from gateway.domain.acts import DueKind


def test_every_kind_of_date_has_its_handler() -> None:
    assert set(HANDLERS) == set(DueKind)
