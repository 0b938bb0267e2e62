from __future__ import annotations

import io
from collections import Counter
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest

from gateway.domain.annual.edition import Edition
from gateway.reports.publication.publishing import files_of
from tests.support.editions import example_edition


@pytest.fixture(scope="module")
def pdf(site: Path) -> pikepdf.Pdf:
    return pikepdf.open(site / "report.pdf")


def structure(pdf: pikepdf.Pdf) -> tuple[Counter[str], list[Any]]:
    """Count the structure elements by kind, and collect them."""
    kinds: Counter[str] = Counter()
    found = []
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        each = waiting.pop()
        if "/S" in each:
            kinds[str(each.S)] += 1
            found.append(each)
        inner: Any = each.get("/K", [])
        children = inner if isinstance(inner, pikepdf.Array) else [inner]
        waiting += [child for child in children if isinstance(child, pikepdf.Dictionary)]
    return kinds, found


def test_it_says_that_it_is_archival_and_accessible(pdf: pikepdf.Pdf, edition: Edition) -> None:
    with pdf.open_metadata() as metadata:
        assert metadata["pdfaid:part"] == "2"
        assert metadata["pdfaid:conformance"] == "A"
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == edition.title
    assert bool(pdf.Root.MarkInfo.Marked)
    assert "/Suspects" not in pdf.Root.MarkInfo  # poppler reports a false one as an error
    assert str(pdf.Root.Lang) == "en-GB"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def test_its_structure_has_headings_tables_and_pictures_with_words(pdf: pikepdf.Pdf) -> None:
    kinds, found = structure(pdf)
    assert kinds["/H1"] >= 6
    assert kinds["/Table"] >= 8
    assert kinds["/TH"] > 50
    assert kinds["/TD"] > 5000
    assert kinds["/TOC"] >= 1
    figures = [each for each in found if str(each.S) == "/Figure"]
    assert len(figures) >= 8
    assert all(len(str(each.Alt)) > 20 for each in figures)


def test_every_typeface_is_in_it_and_none_is_of_this_machine(pdf: pikepdf.Pdf) -> None:
    fonts = {
        str(font.BaseFont)
        for page in pdf.pages
        for font in dict(page.Resources.get("/Font", pikepdf.Dictionary())).values()
    }
    assert fonts
    assert all("+SourceSansPro" in font or "+Libertinus" in font for font in fonts)


def test_an_independent_checker_of_pdf_ua_finds_nothing(tmp_path: Path) -> None:
    made = files_of(example_edition(only=("denials_by_ground",)))
    (tmp_path / "report.pdf").write_bytes(made["report.pdf"])
    report = pdfua.validate(str(tmp_path / "report.pdf"))
    assert report.findings == ()
    # The checker cannot read headings whose content is an array, and says so.
    skipped = {each.rule_id for each in report.outcomes if each.skipped_reason}
    assert skipped <= {"UA-14-001"}
    assert len(report.outcomes) >= 12


def test_its_dates_are_the_editions(pdf: pikepdf.Pdf, edition: Edition) -> None:
    assert str(pdf.docinfo.CreationDate).startswith(f"D:{edition.frozen_at:%Y%m%d}")


def test_its_objects_are_packed(site: Path) -> None:
    """One by one, the elements of tables would be four fifths of the file."""
    raw = (site / "report.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(raw)) as whole:
        objects = len(whole.objects)
    assert raw.count(b"/ObjStm")
    assert raw.count(b" 0 obj") < objects / 20
