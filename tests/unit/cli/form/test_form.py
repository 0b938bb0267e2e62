"""A form has every field of what it is for, says what each takes, and is read as it is filled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from gateway.cli.form.commands import FORMS, model_of
from gateway.cli.form.lines import form_lines
from gateway.cli.main import app
from gateway.cli.options import read_json
from gateway.domain.case.contents import Application
from gateway.errors import InputError, NotFoundError
from gateway.field_faults import faults_of

FILLED = {
    '"reference": ""': '"reference": "A-1"',
    '"activity": ""': '"activity": "export"',
    '"description": ""': '"description": "a // b"',
    '"source": ""': '"source": "annex_i"',
    '"code": null': '"code": "5A001j1"',
    '"names": []': '"names": ["Έλληνας Α.Ε."]',
    '"destination": ""': '"destination": "AE"',
}


def _written(kind: str, path: Path) -> Path:
    result = CliRunner().invoke(app, ["form", kind, "--out", str(path), "--json"])
    assert json.loads(result.output)["octets"] == path.stat().st_size
    return path


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_has_every_field_and_is_read(kind: str, tmp_path: Path) -> None:
    """Found in use: officer m8."""
    assert list(read_json(_written(kind, tmp_path / "f.json"))) == list(model_of(kind).model_fields)


@pytest.mark.parametrize("kind", sorted(FORMS.keys() - {"supplement"}))
def test_what_is_not_filled_in_is_refused_by_its_name(kind: str, tmp_path: Path) -> None:
    empty = read_json(_written(kind, tmp_path / "f.json"))
    with pytest.raises(ValidationError) as refused:
        model_of(kind).model_validate(empty)
    named = {each.field for each in faults_of(refused.value)}
    needed = {name for name, field in model_of(kind).model_fields.items() if field.is_required()}
    for name in needed - {"sources"}:  # none is looked at last, when all else is right
        assert any(each.split(".")[0] == name for each in named), name


def test_an_application_is_filed_from_its_form(tmp_path: Path) -> None:
    """Found in use: officer m8."""
    path = _written("application", tmp_path / "f.json")
    text = path.read_text("utf-8")
    for empty, filled in FILLED.items():
        assert empty in text
        text = text.replace(empty, filled)
    path.write_text(text, "utf-8")
    found = Application.model_validate(read_json(path))
    assert found.transaction.items[0].description == "a // b"
    assert found.transaction.items[0].codes == ("5A001.j.1",)
    exporter = found.transaction.exporter.value
    assert exporter is not None
    assert exporter.names == ("Έλληνας Α.Ε.",)


def _comments(kind: str) -> dict[str, str]:
    """Return what stands above each field; of two of one name the first."""
    found: dict[str, str] = {}
    said = ""
    for line in form_lines(model_of(kind)):
        text = line.strip()
        if text.startswith("//"):
            said = f"{said} {text[3:]}".strip()
        elif text.startswith('"'):
            found.setdefault(text.split('"')[1], said)
            said = ""
    return found


def test_limits_and_allowed_words_are_said_before_the_refusal() -> None:
    of = _comments("application")
    assert of["description"].endswith("Needed. At most 4000 characters.")
    assert "One of: individual, global, large_project." in of["kind"]
    assert "Each at most 400 characters. A list of at most 60." in of["names"]
    assert "by its ISO 3166 code. Needed." in of["destination"]
    assert "withheld" in of["end_user"]
    assert "low, moderate, high, unacceptable" in _comments("assessment")["risk"]
    assert _comments("notice")["parties"].startswith("Entities concerned")


def test_every_limit_of_every_form_is_said() -> None:
    def limits(schema: Any) -> set[int]:
        if isinstance(schema, list):
            return set().union(*map(limits, schema), set())
        if not isinstance(schema, dict):
            return set()
        own = {schema["maxLength"]} if "pattern" not in schema and "maxLength" in schema else set()
        return own | limits(list(schema.values()))

    for kind in FORMS:
        text = " ".join(
            each.strip().removeprefix("//") for each in form_lines(model_of(kind))
        ).replace("  ", " ")
        schema = model_of(kind).model_json_schema()
        top = limits({"properties": schema["properties"]})
        assert all(f"t most {each} characters" in text for each in top), kind


def test_the_list_of_forms_names_their_commands() -> None:
    result = CliRunner().invoke(app, ["form"])
    for name, each in FORMS.items():
        assert name in result.output
        assert each.command in result.output
    told = json.loads(CliRunner().invoke(app, ["form", "--json"]).output)
    assert told["application"] == "comity case file"


def test_a_program_gets_the_schema() -> None:
    told = json.loads(CliRunner().invoke(app, ["form", "assessment", "--json"]).output)
    assert told["properties"]["reasoning"]["maxLength"] == 4000


def test_no_form_of_that_name() -> None:
    result = CliRunner().invoke(app, ["form", "licence"])
    assert isinstance(result.exception, NotFoundError)
    assert "application" in result.exception.remedy


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["correction"], "begins from what was sent"),
        (["assessment", "--of", "DE-C-2026-00001"], "begins from what is held"),
    ],
)
def test_only_what_is_changed_as_a_whole_is_filled_with_what_is_held(
    words: list[str], reason: str
) -> None:
    result = CliRunner().invoke(app, ["form", *words])
    assert isinstance(result.exception, InputError)
    assert reason in str(result.exception)
    assert result.exception.metadata["field"] == "of"
