"""What the demo tells of a row that was refused."""

from __future__ import annotations

from lab.demo.story import refused_row


def test_what_is_wrong_and_what_helps_are_two_clauses() -> None:
    """Found in use: officer m12."""
    error = {"row": 7, "column": "", "message": "there is no day 2026-02-31"}
    said = refused_row(error | {"remedy": "Correct the date."})
    assert said == "row 7, column -: there is no day 2026-02-31; [dim]remedy: Correct the date.[/]"
