"""Numbered tables and charts in a Word document, each in a content control of its own.

People go on writing in the document; `into_document` later replaces what is in the controls,
found by their tags, and touches nothing else. A tag is ``comity:table:2.1``,
``comity:chart:2.1`` or ``comity:notes``.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any, NamedTuple

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Cm

from gateway.domain.annual.edition import Edition
from gateway.errors import InputError
from gateway.reports.publication.charts import ChartData
from gateway.reports.publication.drawing import WIDE, picture
from gateway.reports.publication.word_parts import (
    control,
    notes_content,
    paragraph,
    picture_paragraph,
    table_content,
)

_NEVER = (1980, 1, 1, 0, 0, 0)
"""The earliest instant that a zip file can name."""
_UNIX = 3

TAG = "comity:"
NOTES = f"{TAG}notes"
_HOW = (
    "Each table and chart stands in a content control. Copy a control into your text, and comity "
    "report docx --into replaces what is in it when there is a new edition; what you write around "
    "it stays."
)
_BLOCK_PARENTS = {qn("w:body"), qn("w:tc"), qn("w:sdtContent")}


class Replaced(NamedTuple):
    """What became of a document's content controls.

    Attributes:
        content: The document.
        replaced: Tags of the controls whose content is new, in the order of the document.
        unknown: Tags of ours that this edition has nothing for; they were left as they are.
        absent: Tags that the document has no control for.
    """

    content: bytes
    replaced: tuple[str, ...]
    unknown: tuple[str, ...]
    absent: tuple[str, ...]


class _Contents:
    """Makes the content of each control of an edition, when it is asked for."""

    def __init__(
        self,
        edition: Edition,
        charts: Mapping[str, tuple[ChartData, ...]],
        drawings: Mapping[tuple[str, str], str],
    ) -> None:
        self.edition, self.drawings = edition, drawings
        self.tables = {f"{TAG}table:{table.number}": table for table in edition.tables}
        self.charts = {
            f"{TAG}chart:{chart.number}": chart for group in charts.values() for chart in group
        }
        self.tags = [NOTES]
        for table in edition.tables:
            self.tags.append(f"{TAG}table:{table.number}")
            self.tags += [f"{TAG}chart:{chart.number}" for chart in charts.get(table.key, ())]

    def title(self, tag: str) -> str:
        """Return what a control is called in Word."""
        if tag in self.tables:
            return f"Table {self.tables[tag].number}"
        return f"Chart {self.charts[tag].number}" if tag in self.charts else "Notes"

    def content(self, tag: str, document: Any, identity: str | None = None) -> list[Any]:
        """Return the paragraphs and tables of a control.

        Args:
            tag: The control's.
            document: The document, to which pictures are added.
            identity: Number of the picture that a new one takes the place of.
        """
        if tag == NOTES:
            return notes_content(self.edition)
        if tag in self.tables:
            return table_content(self.tables[tag])
        chart = self.charts[tag]
        found = [paragraph(f"Chart {chart.number}: {chart.title}", style="Caption", keep=True)]
        if chart.draws:
            png = picture(self.drawings[chart.name, WIDE.name])
            alt = f"{chart.title}. {chart.finding}"
            found.append(picture_paragraph(document, png, f"Chart {chart.number}", alt, identity))
        found += [paragraph(text, small=True) for text in (chart.finding, *chart.notes)]
        return found


def tables_document(
    edition: Edition,
    charts: Mapping[str, tuple[ChartData, ...]],
    drawings: Mapping[tuple[str, str], str],
) -> bytes:
    """Return a new document of all tables and charts.

    Args:
        edition: What is published.
        charts: Charts by key of the table.
        drawings: SVG by name of the chart and of the width.
    """
    contents = _Contents(edition, charts, drawings)
    document = Document()
    core = document.core_properties
    core.title, core.author, core.language = edition.title, "European Commission", "en-GB"
    core.created = core.modified = edition.frozen_at.replace(tzinfo=None)
    core.last_modified_by, core.comments = "European Commission", ""
    _on_a4(document.sections[0])
    _drop_thumbnail(document)
    last = document.element.body.sectPr
    for text, style in (
        (edition.title, "Title"),
        (f"Tables and charts, data of {edition.year}, edition {edition.number}", "Subtitle"),
        (_HOW, "Normal"),
    ):
        last.addprevious(paragraph(text, style=style))
    for tag in contents.tags:
        last.addprevious(control(tag, contents.title(tag), contents.content(tag, document)))
        last.addprevious(paragraph(""))
    return _saved(document)


def _drop_thumbnail(document: Any) -> None:
    """Drop the picture of a first page that python-docx's empty document brings along."""
    relations = document.part.package.rels
    for name in [name for name, each in relations.items() if each.reltype.endswith("/thumbnail")]:
        relations.pop(name)


def _on_a4(section: Any) -> None:
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = Cm(2)
    section.bottom_margin = Cm(2)


def into_document(
    edition: Edition,
    charts: Mapping[str, tuple[ChartData, ...]],
    drawings: Mapping[tuple[str, str], str],
    draft: bytes,
) -> Replaced:
    """Replace the tables and charts in a document that people are writing.

    Args:
        edition: What is published.
        charts: Charts by key of the table.
        drawings: SVG by name of the chart and of the width.
        draft: The document.

    Raises:
        InputError: It is no DOCX, or a control of ours stands within a line of text.
    """
    contents = _Contents(edition, charts, drawings)
    document = _opened(draft)
    replaced, unknown, old_pictures = [], [], set[str]()
    for found in list(document.element.body.iter(qn("w:sdt"))):
        tag = _tag(found)
        if not tag.startswith(TAG):
            continue
        if tag not in contents.tags:
            unknown.append(tag)
            continue
        inner = found.find(qn("w:sdtContent"))
        if found.getparent().tag not in _BLOCK_PARENTS or inner is None:
            raise InputError(
                "the content control {tag} stands within a line of text",
                remedy="Put it into a paragraph of its own, or copy it anew from tables.docx.",
                tag=tag,
            )
        old_pictures.update(each.get(qn("r:embed")) for each in inner.iter(qn("a:blip")))
        identity = next((each.get("id") for each in inner.iter(qn("wp:docPr"))), None)
        for child in list(inner):
            inner.remove(child)
        inner.extend(contents.content(tag, document, identity))
        replaced.append(tag)
    _drop_pictures(document, old_pictures)
    return Replaced(
        content=_saved(document),
        replaced=tuple(replaced),
        unknown=tuple(unknown),
        absent=tuple(tag for tag in contents.tags if tag not in replaced),
    )


def _opened(draft: bytes) -> Any:
    try:
        return Document(io.BytesIO(draft))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as exc:
        # lxml's XMLSyntaxError is a SyntaxError.
        raise InputError(
            "the document is no DOCX",
            remedy="Save it from the word processor as .docx and try again.",
        ) from exc


def _tag(found: Any) -> str:
    named = found.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    return "" if named is None else str(named.get(qn("w:val")) or "")


def _drop_pictures(document: Any, old: set[str]) -> None:
    """Drop pictures that nothing in the document shows any more."""
    used = {each.get(qn("r:embed")) for each in document.element.body.iter(qn("a:blip"))}
    for name in sorted(old - used):
        document.part.drop_rel(name)


def _saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return steady_zip(out.getvalue())


def steady_zip(content: bytes) -> bytes:
    """Return a zip file with the same entries in the same order, all of the same instant."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _NEVER)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX
            target.writestr(entry, source.read(name))
    return out.getvalue()
