"""What a command about a consultation says of who learns of it."""

from __future__ import annotations

import pytest

from gateway.cli.consultation.commands import who_learns


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
    """Found in use: officer m11."""
    shown = {"asking": "DE", "consulted": "NL", "conversation_id": "c-1"}
    said = who_learns(shown, ours=ours, objection=objection)
    assert said.startswith(begins)
    assert "--conversation c-1" in said
    assert said.endswith("--objection") == (objection and not ours)
