"""A view as PDF, by typst: its marking and its number stand on every sheet.

PDF/UA-1 (ISO 14289-1): typst refuses to write what has no structure or a character that no
typeface of this machine has. Then there is no PDF, rather than one with boxes for a name. What a
view says goes through one JSON file; nothing of it becomes markup. Typst comes with
``comity[publish]``; a node without it finds this module by `gateway.parts` and has none.
"""

from __future__ import annotations

import io
import json
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import font_source_sans_pro
import pikepdf
import typst

from gateway.domain.plain_text import visible
from gateway.errors import StateError
from gateway.views.frame import NounView

STANDARDS: Final = ["ua-1"]
"""Accessible: tagged structure, language, title (ISO 14289-1)."""

_NO_GLYPH: Final = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)


@dataclass(frozen=True)
class PrintedSheet:
    """What stands around a view on paper.

    Attributes:
        authority: Name of whose gateway prints it.
        marking: How far it may be passed on, in words.
        rehearsal: That nothing of it is real, in words; empty: it is.
        shown: When it was printed, in words.
        language: Of the words around the view, as in ``lang`` of HTML.
        warnings: Heading of what needs a person.
        short: Heading of what must be known first.
        day: Writes a day.
        tongue: Gives the name of a language.
        counts: Says of a day which working day it is.
        received: Says of a day that the period is counted from it.
    """

    authority: str
    marking: str
    rehearsal: str
    shown: str
    language: str
    warnings: str
    short: str
    day: Callable[[date], str]
    tongue: Callable[[str], str]
    counts: Callable[[int], str]
    received: str


def view_pdf(view: NounView, sheet: PrintedSheet) -> bytes:
    """Return a view as PDF.

    Args:
        view: What is printed.
        sheet: What stands around it.

    Raises:
        StateError: A character of it is in no typeface of this machine.
    """
    content = {
        "title": f"{view.heading} – {sheet.marking}",
        "authority": sheet.authority,
        "marking": sheet.marking,
        "rehearsal": sheet.rehearsal,
        "shown": sheet.shown,
        "language": sheet.language.partition("-")[0],
        "name": view.name,
        "words": {"warnings": sheet.warnings, "short": sheet.short},
        "view": _laid(view.model_dump(mode="json"), sheet),
    }
    with tempfile.TemporaryDirectory(prefix="comity-print-") as made:
        folder = Path(made)
        (folder / "view.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        template = files("gateway.evidence") / "templates" / "view.typ"
        (folder / "view.typ").write_bytes(template.read_bytes())
        fonts = typst.Fonts(
            include_system_fonts=True,
            include_embedded_fonts=True,
            font_paths=[Path(str(font_source_sans_pro.font_directory))],
        )
        compiler = typst.Compiler(folder / "view.typ", root=folder, font_paths=fonts)
        try:
            found = compiler.compile(format="pdf", pdf_standards=STANDARDS)  # type: ignore[arg-type]
        except typst.TypstError as exc:
            without = _NO_GLYPH.search(str(exc))
            if without is None:
                raise
            raise StateError(
                "no typeface of this machine has {named}",
                remedy="Print the page itself from the browser, or have a typeface for its script "
                "installed where the node runs.",
                named=_named(without[1]),
            ) from exc
    assert isinstance(found, bytes)  # noqa: S101 - a list is of pages, which PDF has not
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(found)) as pdf:
        del pdf.Root.MarkInfo["/Suspects"]  # false, as where it is absent; poppler reports it
        pdf.save(written, deterministic_id=True, fix_metadata_version=False)
    return written.getvalue()


def _laid(given: Any, sheet: PrintedSheet) -> Any:
    """Return what a view says as the template reads it: visible, with days and languages named."""
    if isinstance(given, str):
        return visible(given)
    if isinstance(given, list):
        return [_laid(each, sheet) for each in given]
    if isinstance(given, Mapping):
        said = {name: _laid(value, sheet) for name, value in given.items()}
        return said | _added(given, said, sheet)
    return given


def _named(characters: str) -> str:
    """Return characters by their codes: what others wrote is not said again."""
    return ", ".join(f"U+{ord(each):04X}" for each in dict.fromkeys(characters))


def _added(
    given: Mapping[str, Any], said: Mapping[str, Any], sheet: PrintedSheet
) -> dict[str, Any]:
    """Return what the template reads of a part of a view beside what the view says."""
    if "digest" in said:
        return {"tongue": sheet.tongue(said["language"]) if said["language"] else ""}
    block = said.get("block")
    if block == "days":
        return {"days": [_day(each, sheet) for each in given["days"]]}
    if block == "table":  # a cell by a name of its own, since the template joins rows
        return {"rows": [[{"pieces": pieces} for pieces in row] for row in said["rows"]]}
    return {}


def _day(given: Mapping[str, Any], sheet: PrintedSheet) -> dict[str, str]:
    said = sheet.received if given["event"] else visible(given["reason"])
    if given["number"]:
        said = sheet.counts(given["number"])
    return {"day": sheet.day(date.fromisoformat(given["day"])), "said": said}
