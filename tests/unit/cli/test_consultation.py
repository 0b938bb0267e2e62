"""What a person reads of a consultation, as the node shows it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.cli.case.view import show_consultation
from gateway.cli.consultation.commands import who_learns
from gateway.domain.consultation import ConsultationState
from gateway.domain.stops import stop_of
from tests.unit.domain.test_stops import DUE, RULE, consultation


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(hours=1), "goods: held (until 2026-03-16 23:59:59 Europe/Berlin)."),
        (timedelta(0), "goods: release due (2026-03-16 23:59:59 Europe/Berlin)."),
    ],
)
def test_until_when_goods_are_held_is_the_last_hour_of_a_day(
    before: timedelta, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    held = consultation(ConsultationState.RUNNING)
    shown = held.model_copy(update={"stop": stop_of(RULE, held, DUE - before)})
    show_consultation(shown.model_dump(mode="json"))
    assert said in " ".join(capsys.readouterr().out.replace("│", " ").split())


@pytest.mark.parametrize(
    ("ours", "objection", "begins"),
    [
        (True, True, "The silence of NL has no effect now. Noted here alone. NL reads and"),
        (True, False, "Noted here alone. NL reads and confirms it by: comity letter note"),
        (False, True, "Noted here alone: DE knows nothing of the objection, and its period runs"),
        (False, False, "Noted here alone. DE reads it by: comity letter note"),
    ],
)
def test_who_learns_of_a_noted_call_is_said(ours: bool, objection: bool, begins: str) -> None:
    shown = {"asking": "DE", "consulted": "NL", "conversation_id": "c-1"}
    said = who_learns(shown, ours=ours, objection=objection)
    assert said.startswith(begins)
    assert "--conversation c-1" in said
    assert said.endswith("--objection") == (objection and not ours)
