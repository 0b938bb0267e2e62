from __future__ import annotations

import csv
import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from rdflib import DCTERMS, RDF, Graph, Namespace, URIRef
from rdflib.compare import isomorphic

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.edition import Edition, PublishedTable
from gateway.reports.publication.catalogue import json_ld, statements, turtle
from gateway.reports.publication.downloads import TOGETHER_COLUMNS, csv_file, table_csv
from gateway.reports.publication.workbook import table_workbook

# rdflib's own reader of JSON-LD uses a class that rdflib has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

DCAT = Namespace("http://www.w3.org/ns/dcat#")
SITE = "https://example.eu/report/"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_and_json_hold_every_cell_exactly(edition: Edition, site: Path) -> None:
    for table in edition.tables:
        rows = rows_of(site / f"data/{table.key}.csv")
        told = json.loads((site / f"data/{table.key}.json").read_text("utf-8"))
        assert PublishedTable.model_validate(told["table"]) == table
        cells = [cell for line in table.cells for cell in line]
        assert len(rows) == len(cells)
        for row, cell in zip(rows, cells, strict=True):
            assert row["state"] == cell.state.value
            assert row["number"] == ("" if cell.number is None else str(cell.number))
            value = row["value_eur"]
            assert (value == "") == (cell.value_cents is None)
            assert not value or int(value.replace(".", "")) == cell.value_cents


def test_the_edition_makes_itself_again(edition: Edition, site: Path) -> None:
    assert Edition.model_validate_json((site / "data/edition.json").read_bytes()) == edition


@pytest.mark.parametrize("text", ["=1+1", "+4", "-4", "@SUM(A1)", "\tx", "\rx"])
def test_no_text_is_taken_for_a_formula(text: str) -> None:
    written = csv_file(("a",), [(text,)]).decode().splitlines()[1].lstrip('"')
    # A carriage return is shown by its code, and then begins nothing.
    assert written.startswith(f"'{text}" if text[0] != "\r" else f"<U+000D>{text[1:]}")


def test_a_label_that_looks_like_a_formula_stays_text(edition: Edition, tmp_path: Path) -> None:
    table = edition.tables[0]
    rows = (table.rows[0].model_copy(update={"label": '=HYPERLINK("x")'}), *table.rows[1:])
    table = table.model_copy(update={"rows": rows})
    assert '"\'=HYPERLINK(""x"")"' in table_csv(table).decode()
    path = tmp_path / "t.xlsx"
    path.write_bytes(table_workbook(edition, table))
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(f"Table {table.number}")
    assert sheet.to_python()[7][1] == '=HYPERLINK("x")'
    assert b"<f>" not in b"".join(_parts(path))


def test_the_workbook_has_a_sheet_for_each_table_and_chart_and_no_formula(
    edition: Edition, site: Path
) -> None:
    path = site / "data/tables.xlsx"
    book = CalamineWorkbook.from_path(str(path))
    for table in edition.tables:
        found: list[list[Any]] = book.get_sheet_by_name(f"Table {table.number}").to_python()
        body = [row for row in found[7:] if row[0]]
        assert [row[0] for row in body] == [line.code for line in table.rows]
        for row, cells in zip(body, table.cells, strict=True):
            for shown, cell in zip(row[2:], cells, strict=False):
                if cell.number is not None or cell.state is CellState.ZERO:
                    assert shown == (cell.number or 0)
                elif cell.state is CellState.VALUE:
                    assert shown == "no sum"
                else:
                    assert shown.startswith(cell.state.value.replace("_", " "))
    assert "Chart 1.1" in book.sheet_names
    assert b"<f>" not in b"".join(_parts(path, "xl/worksheets/"))


def _parts(path: Path, prefix: str = "xl/") -> list[bytes]:
    with zipfile.ZipFile(path) as file:
        return [file.read(name) for name in file.namelist() if name.startswith(prefix)]


def test_the_dictionary_names_every_column_of_every_file(edition: Edition, site: Path) -> None:
    told = json.loads((site / "data/data-dictionary.json").read_text("utf-8"))
    names = {table["url"].removesuffix(".csv") for table in told["tables"]}
    assert names == {*(table.key for table in edition.tables), "held-together"}
    for table in told["tables"]:
        with (site / "data" / table["url"]).open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert [column["name"] for column in table["tableSchema"]["columns"]] == header
    assert [name for name, _, _ in TOGETHER_COLUMNS] == header


def test_portals_can_harvest_it_and_both_forms_say_the_same(edition: Edition, site: Path) -> None:
    base = (site / "catalogue.ttl").as_uri()
    one = Graph().parse(site / "catalogue.ttl", format="turtle", publicID=base)
    other = Graph().parse(site / "catalogue.jsonld", format="json-ld", publicID=base)
    assert isomorphic(one, other)
    datasets = set(one.subjects(RDF.type, DCAT.Dataset))
    assert len(datasets) == len(edition.tables) + 1
    assert set(one.objects(predicate=DCAT.dataset)) == datasets
    for dataset in datasets:
        # What DCAT-AP 3 asks for, and what it recommends.
        for name in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.keyword):
            assert (dataset, name, None) in one
        for distribution in one.objects(dataset, DCAT.distribution):
            (address,) = one.objects(distribution, DCAT.accessURL)
            file = site / str(address).removeprefix(site.as_uri() + "/")
            (size,) = one.objects(distribution, DCAT.byteSize)
            assert int(str(size)) == file.stat().st_size
            assert (distribution, DCTERMS.license, None) in one


def test_with_an_address_every_statement_is_absolute(edition: Edition) -> None:
    kinds = ("csv", "xlsx", "json")
    files = dict.fromkeys((f"data/{t.key}.{kind}" for t in edition.tables for kind in kinds), b"x")
    files |= dict.fromkeys(("data/tables.xlsx", "data/edition.json"), b"x")
    files |= {"report.pdf": b"x", "tables.docx": b"x"}
    found = statements(edition, files, SITE)
    graph = Graph().parse(data=turtle(found), format="turtle")
    assert isomorphic(graph, Graph().parse(data=json_ld(found), format="json-ld"))
    assert (URIRef(f"{SITE}#catalogue"), RDF.type, DCAT.Catalog) in graph
    assert all(str(each).startswith("http") for each in graph.subjects())


def test_every_file_has_its_digest(edition: Edition, site: Path) -> None:
    lines = (site / "SHA256SUMS").read_text("utf-8").splitlines()
    named = {path: digest for digest, path in (line.split("  ") for line in lines)}
    files = {str(path.relative_to(site)) for path in site.rglob("*") if path.is_file()}
    assert set(named) == files - {"SHA256SUMS"}
    for path, digest in named.items():
        assert hashlib.sha256((site / path).read_bytes()).hexdigest() == digest
    assert named["data/edition.json"] == hashlib.sha256(edition.to_bytes()).hexdigest()
