"""Lengths of texts are said before they are refused: in the contract, on a page, by the command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from typer.testing import CliRunner

from gateway.api.bodies import MAX_APPLICATION_BYTES, limit_for
from gateway.api.published.operations import PREFIX
from gateway.casework.rules.transaction_checks import MOST_DOCUMENTS
from gateway.cli.main import app
from gateway.domain.case import Application
from gateway.domain.consultation import ConsultationAnswer
from gateway.domain.denial import FreeText
from gateway.domain.transaction import Name, Text
from gateway.wire.letter_room import LETTER_CHARACTERS, TRANSACTION_CHARACTERS

PAGE = (Path(__file__).parents[3] / "docs" / "settings.md").read_text("utf-8")


def length_of(kind: Any) -> int:
    found: int = TypeAdapter(kind).json_schema()["maxLength"]
    return found


def test_m16_the_page_says_what_the_code_and_the_contract_have() -> None:
    """Found in use: officer m16."""
    said = PAGE.split("## Lengths of texts")[1]
    lengths = (length_of(Text), length_of(Name), TRANSACTION_CHARACTERS, LETTER_CHARACTERS)
    for each in (*lengths, MOST_DOCUMENTS):
        assert f"{each:,}" in said
    assert FreeText.model_json_schema()["properties"]["text"]["maxLength"] == length_of(Text)
    assert f"{TRANSACTION_CHARACTERS:,}" in Application.model_json_schema()["$defs"]["Transaction"][
        "description"
    ].replace("\n", " ")


@pytest.mark.parametrize("letter", ["a", "ж", "字"])
def test_m16_a_refusal_names_field_and_length_and_counts_characters(letter: str) -> None:
    """Found in use: officer m16."""
    most = length_of(Text)
    said = {"answer": "objection", "explanation": [{"language": "bg", "text": letter * most}]}
    assert ConsultationAnswer.model_validate(said).explanation[0].text == letter * most
    said["explanation"] = [{"language": "bg", "text": letter * (most + 1)}]
    with pytest.raises(ValidationError) as caught:
        ConsultationAnswer.model_validate(said)
    [fault] = caught.value.errors()
    assert fault["loc"] == ("explanation", 0, "text")
    assert str(most) in fault["msg"]


@pytest.mark.parametrize("command", [["consultation", "answer"], ["case", "propose"]])
def test_m16_the_command_says_the_length(command: list[str]) -> None:
    """Found in use: officer m16."""
    told = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200"})
    assert "4,000 characters" in told.stdout


@pytest.mark.parametrize(
    ("method_and_path", "more"),
    [
        ("/applications", True),
        ("/cases/DE-C-2026-00001/amendment", True),
        ("/consultations", True),
        ("/notices", True),
        ("/notices/DE-N-2026-00001", True),
        ("/consultations/0190c2a4/answer", False),
    ],
)
def test_an_application_in_any_script_and_escaped_is_taken(
    method_and_path: str, more: bool
) -> None:
    assert (limit_for(PREFIX + method_and_path) == MAX_APPLICATION_BYTES) == more
    escaped = 6  # octets of one character: \u03b1
    assert escaped * TRANSACTION_CHARACTERS < MAX_APPLICATION_BYTES
