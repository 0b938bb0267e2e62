"""`comity report publish` and `report docx`, without a node."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.cli.main import app
from tests.support.commands import printed_by, refused_by
from tests.support.editions import corrigendum, example_edition


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["report", *words])


printed = partial(printed_by, run)
refused = partial(refused_by, run)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "edition.json"
    path.write_bytes(example_edition(only=("denials_by_ground",)).to_bytes())
    return path


def test_it_publishes_an_edition_from_its_file(file: Path, tmp_path: Path) -> None:
    told = printed("publish", str(file), "--out", str(tmp_path / "site"))
    assert (tmp_path / "site/data/edition.json").read_bytes() == file.read_bytes()
    assert told["files"]["report.pdf"] == (tmp_path / "site/report.pdf").stat().st_size
    assert len(told["edition_digest"]) == 64
    words = run("publish", str(file), "--out", str(tmp_path / "site")).output
    assert "index.html" in words
    assert told["edition_digest"] in words.replace("\n", "")


def test_it_writes_a_document_and_renews_it(file: Path, tmp_path: Path) -> None:
    draft, second = tmp_path / "draft.docx", tmp_path / "second.json"
    assert printed("docx", str(file), "--out", str(draft)) == {"file": str(draft)}
    second.write_bytes(corrigendum(example_edition(only=("denials_by_ground",))).to_bytes())
    told = printed("docx", str(second), "--into", str(draft), "--out", str(draft))
    assert told["replaced"] == ["comity:notes", "comity:table:6.4", "comity:chart:6.4"]
    assert told["unknown"] == told["absent"] == []


def test_a_file_that_is_no_edition_is_refused_with_the_field(tmp_path: Path) -> None:
    path = tmp_path / "edition.json"
    path.write_text('{"collection": "x"}', encoding="utf-8")
    error = refused("publish", str(path), "--out", str(tmp_path / "site"))
    assert "is no edition: year: is missing" in str(error)
    assert not (tmp_path / "site").exists()


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    error = refused("docx", str(tmp_path / "none.json"), "--out", str(tmp_path / "x.docx"))
    assert "there is no such file" in str(error)


@pytest.mark.parametrize("address", ["example.eu", "javascript:alert(1)", 'https://x/"><b>'])
def test_an_address_that_is_none_is_refused(file: Path, tmp_path: Path, address: str) -> None:
    words = ("publish", str(file), "--out", str(tmp_path / "site"), "--address", address)
    assert refused(*words).metadata["field"] == "address"
