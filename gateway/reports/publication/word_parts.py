"""Parts of a Word document: paragraphs, tables, pictures, content controls (ISO/IEC 29500).

Tables are written as XML at once: python-docx walks a table for each cell that it fills.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm

from gateway.domain.annual.edition import Edition, PublishedTable
from gateway.reports.publication.layout import (
    LaidBlock,
    LaidMeasure,
    LaidTable,
    Note,
    Widths,
    lay_out,
)
from gateway.reports.publication.words import NO_SUM, STATES

WIDTHS = Widths(number=9, value=5)
_FOLDED = "Without a figure here, and not listed above"
MOST_LINES = 60
"""An axis with more lines is shown by its upper levels; the workbook has all of them."""
_NAMESPACE = nsdecls("w")
_SMALL, _TINY = 18, 14  # half points
_FULL_WIDTH = 9600  # twentieths of a point: 17 cm
_PICTURE = Cm(15.5)


def paragraph(text: str, *, style: str = "Normal", small: bool = False, keep: bool = False) -> Any:
    """Return a paragraph.

    Args:
        text: Its text; nothing of it is taken for markup.
        style: Its style, by the id that Word's own styles have.
        small: Whether it is a note.
        keep: Whether it stays on the page of what follows.
    """
    keeps = "<w:keepNext/>" if keep else ""
    size = f'<w:rPr><w:sz w:val="{_SMALL}"/></w:rPr>' if small else ""
    return parse_xml(
        f"<w:p {_NAMESPACE}><w:pPr><w:pStyle w:val={quoteattr(style)}/>{keeps}</w:pPr>"
        f"<w:r>{size}{_text(text)}</w:r></w:p>"
    )


def control(tag: str, title: str, content: list[Any]) -> Any:
    """Return a content control with its content.

    Args:
        tag: By which it is found again.
        title: What it is called in Word.
        content: Its paragraphs and tables.
    """
    number = zlib.crc32(tag.encode()) % 2**31
    found = parse_xml(
        f"<w:sdt {_NAMESPACE}><w:sdtPr><w:alias w:val={quoteattr(title)}/>"
        f'<w:tag w:val={quoteattr(tag)}/><w:id w:val="{number}"/></w:sdtPr>'
        "<w:sdtContent/></w:sdt>"
    )
    found.find(qn("w:sdtContent")).extend(content)
    return found


def picture_paragraph(
    document: Any, png: bytes, name: str, alt: str, identity: str | None = None
) -> Any:
    """Add a picture to a document and return a paragraph that shows it.

    Args:
        document: The document, of python-docx.
        png: The picture.
        name: What it is called.
        alt: What is read out instead of it.
        identity: Its number in the document; a free one where it is None.
    """
    inline = document.part.new_pic_inline(io.BytesIO(png), width=_PICTURE)
    if identity is not None:
        inline.docPr.set("id", identity)
    inline.docPr.set("name", name)
    inline.docPr.set("descr", alt)
    # A picture's file has no name of its own: it was made here.
    inline.graphic.graphicData.pic.nvPicPr.cNvPr.set("name", f"{name}.png")
    found = parse_xml(f"<w:p {_NAMESPACE}><w:r><w:drawing/></w:r></w:p>")
    found.find(f"{qn('w:r')}/{qn('w:drawing')}").append(inline)
    return found


def notes_content(edition: Edition) -> list[Any]:
    """Return the notes to all tables."""
    found = [paragraph("What a cell says", style="Heading2")]
    found += [paragraph(f"{words.name}: {words.meaning}") for words in (*STATES.values(), NO_SUM)]
    for title, rules in (
        ("How it is counted", edition.counting),
        ("When a figure is held back", edition.disclosure),
    ):
        found.append(paragraph(title, style="Heading2"))
        found += [paragraph(rule, style="ListNumber") for rule in rules]
    return found


def table_content(table: PublishedTable) -> list[Any]:
    """Return a table with its caption and its notes."""
    laid = lay_out(table, WIDTHS, most=MOST_LINES, fold=True)
    found = [paragraph(f"Table {table.number}: {table.title}", style="Caption", keep=True)]
    if laid.unshown:
        found.append(paragraph(laid.unshown))
    else:
        for measure in laid.measures:
            found += _measure(laid, measure)
    found += [paragraph(text, small=True) for text in _under(laid)]
    return found


def _measure(laid: LaidTable, measure: LaidMeasure) -> Iterator[Any]:
    if measure.unshown:
        yield paragraph(f"{measure.title}: {measure.unshown}")
        return
    for block in measure.blocks:
        span = f": {block.span}" if block.span else ""
        if block.unshown:
            yield paragraph(f"{measure.title}{span}. {block.unshown}")
        else:
            yield paragraph(f"{measure.title}{span}", small=True, keep=True)
            yield _table(laid, block, f"Table {laid.table.number}, {measure.title}{span}")
            if block.folded:
                yield paragraph(f"{_FOLDED}: {block.folded}", small=True)


def _under(laid: LaidTable) -> Iterator[str]:
    if laid.unshown:
        yield _section(laid)
        return
    if laid.brief:
        yield (
            f"Upper levels only; the workbook has every cell on its sheet Table "
            f"{laid.table.number}."
        )
    if laid.zeros:
        yield f"Zero throughout, and not listed: {', '.join(laid.zeros)}."
    for note in laid.notes:
        yield _note(note)
    if laid.together:
        yield laid.together
    yield _section(laid)


def _section(laid: LaidTable) -> str:
    return f"Section {laid.table.section} of Recommendation (EU) 2024/214."


def _note(note: Note) -> str:
    words = f", {note.words}" if note.words else ""
    return f"{note.letter} {note.state.short}: {note.state.name.lower()}{words}."


def _table(laid: LaidTable, block: LaidBlock, caption: str) -> Any:
    count = len(block.columns)
    first = 2600 if count < WIDTHS.number else 2100
    other = (_FULL_WIDTH - first) // max(count, 1)
    grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in (first, *[other] * count))
    head = _cell(laid.row_title, first, bold=True)
    head += "".join(_cell(name, other, bold=True, right=True) for name in block.columns)
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
    for row in block.rows:
        bold = row.depth == 0
        cells = [_cell(row.label, first, bold=bold, indent=max(row.depth - 1, 0))]
        cells += [
            _cell(cell.text, other, bold=bold, right=True, letter=cell.letter) for cell in row.cells
        ]
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")
    line = 'w:val="single" w:sz="4" w:space="0" w:color="B4BDC8"'
    return parse_xml(
        f'<w:tbl {_NAMESPACE}><w:tblPr><w:tblW w:w="{_FULL_WIDTH}" w:type="dxa"/><w:tblBorders>'
        f"<w:top {line}/><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="40" w:type="dxa"/>'
        '<w:right w:w="40" w:type="dxa"/></w:tblCellMar><w:tblLook w:firstRow="1" '
        f'w:firstColumn="1"/><w:tblCaption w:val={quoteattr(caption)}/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _cell(
    text: str,
    width: int,
    *,
    bold: bool = False,
    right: bool = False,
    letter: str = "",
    indent: int = 0,
) -> str:
    strong = "<w:b/>" if bold else ""
    size = f'<w:sz w:val="{_TINY}"/>'
    justify = '<w:jc w:val="right"/>' if right else ""
    inset = f'<w:ind w:left="{indent * 140}"/>' if indent else ""
    raised = (
        f'<w:r><w:rPr><w:vertAlign w:val="superscript"/>{size}</w:rPr>{_text(letter)}</w:r>'
        if letter
        else ""
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
        f'<w:spacing w:before="10" w:after="10" w:line="240" w:lineRule="auto"/>{inset}{justify}'
        f"</w:pPr><w:r><w:rPr>{strong}{size}</w:rPr>{_text(text)}</w:r>{raised}</w:p></w:tc>"
    )


def _text(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'
