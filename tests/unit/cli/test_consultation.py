"""What a person reads of a consultation, as the node shows it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.cli.case.view import show_consultation
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
