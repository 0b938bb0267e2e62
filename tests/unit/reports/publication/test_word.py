from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from gateway.domain.annual.edition import Edition
from gateway.errors import InputError
from gateway.reports.publication.documents import document_of, renewed
from tests.support.editions import corrigendum, example_edition

VIEWS = ("licences_by_state", "denials_by_ground")


@pytest.fixture(scope="module")
def first() -> Edition:
    return example_edition(only=VIEWS)


@pytest.fixture(scope="module")
def document(first: Edition) -> bytes:
    return document_of(first)


def opened(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def controls(content: bytes) -> dict[str, Any]:
    return {
        each.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")): each
        for each in opened(content).element.body.iter(qn("w:sdt"))
    }


def text_of(element: Any) -> str:
    return "".join(each.text or "" for each in element.iter(qn("w:t")))


def test_every_table_and_chart_has_a_control_of_its_own(document: bytes) -> None:
    found = controls(document)
    assert {"comity:notes", "comity:table:1.1", "comity:chart:1.1", "comity:chart:6.4"} <= set(
        found
    )
    table = found["comity:table:1.1"]
    assert text_of(table).startswith("Table 1.1: Authorisations by Member State and kind")
    assert len(list(table.iter(qn("w:tbl")))) >= 2
    assert list(table.iter(qn("w:tblHeader")))
    numbers = [each.get(qn("w:val")) for each in opened(document).element.body.iter(qn("w:id"))]
    assert len(numbers) == len(set(numbers))


def test_every_chart_is_a_picture_that_can_be_read_out(document: bytes) -> None:
    pictures = list(opened(document).element.body.iter(qn("wp:docPr")))
    assert len(pictures) >= 4
    assert all(len(each.get("descr")) > 20 for each in pictures)
    assert len({each.get("id") for each in pictures}) == len(pictures)


def test_a_draft_gets_new_figures_and_keeps_every_word_of_its_authors(
    first: Edition, document: bytes
) -> None:
    draft = opened(document)
    body = draft.element.body
    ours = draft.add_paragraph("What we wrote ourselves, with a footnote to come.")
    table = controls_of(draft)["comity:table:1.1"]
    table.addprevious(ours._p)
    draft.add_table(2, 2).cell(0, 0).text = "Our own table"
    removed = controls_of(draft)["comity:chart:6.4"]
    removed.getparent().remove(removed)
    before = [text_of(each) for each in body if each.tag != qn("w:sdt")]
    second = corrigendum(first)
    made = renewed(second, saved(draft))
    after = opened(made.content).element.body
    assert [text_of(each) for each in after if each.tag != qn("w:sdt")] == before
    assert "comity:table:1.1" in made.replaced
    assert made.absent == ("comity:chart:6.4",)
    assert made.unknown == ()
    changed = second.changes[0].after
    assert changed is not None
    assert changed.number is not None
    told = text_of(controls(made.content)["comity:table:1.1"])
    assert f"{changed.number:,}".replace(",", "\u202f") in told
    assert told != text_of(controls(document)["comity:table:1.1"])


def controls_of(document: Any) -> dict[str, Any]:
    return {
        each.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")): each
        for each in document.element.body.iter(qn("w:sdt"))
    }


def test_the_same_edition_again_changes_nothing_and_leaves_no_old_pictures(
    first: Edition, document: bytes
) -> None:
    made = renewed(first, document)
    assert renewed(first, made.content).content == made.content
    with (
        zipfile.ZipFile(io.BytesIO(document)) as old,
        zipfile.ZipFile(io.BytesIO(made.content)) as new,
    ):
        assert sorted(old.namelist()) == sorted(new.namelist())


def test_a_control_of_a_table_that_is_no_more_stays_as_it_was(document: bytes) -> None:
    made = renewed(example_edition(only=("denials_by_ground",)), document)
    assert "comity:table:1.1" in made.unknown
    old, new = controls(document), controls(made.content)
    assert text_of(new["comity:table:1.1"]) == text_of(old["comity:table:1.1"])


def test_a_control_within_a_line_is_refused_by_its_tag(first: Edition, document: bytes) -> None:
    draft = opened(document)
    control = controls_of(draft)["comity:chart:6.4"]
    draft.add_paragraph("In a line: ")._p.append(control)
    with pytest.raises(InputError, match=r"comity:chart:6\.4 stands within a line") as refused:
        renewed(first, saved(draft))
    assert "paragraph of its own" in refused.value.remedy


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04broken"])
def test_what_is_no_document_is_refused(first: Edition, content: bytes) -> None:
    with pytest.raises(InputError, match="no DOCX"):
        renewed(first, content)


def test_another_zip_file_is_no_document(first: Edition) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("hello.txt", "hello")
    with pytest.raises(InputError, match="no DOCX"):
        renewed(first, out.getvalue())
