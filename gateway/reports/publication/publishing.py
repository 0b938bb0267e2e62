"""All files of a publication, and the writing of them into a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.edition import Edition
from gateway.domain.states import shipped_states
from gateway.errors import InputError, StateError
from gateway.reports.publication import catalogue
from gateway.reports.publication.charts import ChartData
from gateway.reports.publication.dictionary import data_dictionary
from gateway.reports.publication.downloads import (
    changes_csv,
    indicators_csv,
    json_file,
    table_csv,
    table_json,
    together_csv,
)
from gateway.reports.publication.drawing import FONTS, WIDTHS, draw
from gateway.reports.publication.pages import Site, style_sheet
from gateway.reports.publication.pdf import report_pdf
from gateway.reports.publication.plans import charts_of
from gateway.reports.publication.word import tables_document
from gateway.reports.publication.workbook import table_workbook, workbook

Progress = Callable[[str, int, int], None]
"""Told what is being made, how many steps are done and how many there are."""

_FONTS = ("SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf")
_MARKER = "SHA256SUMS"


@dataclass(frozen=True)
class Published:
    """What was written.

    Attributes:
        digest: Of the edition's file, by which a corrigendum names it.
        files: Size of each file in bytes, by its path in the folder.
    """

    folder: Path
    digest: str
    files: dict[str, int]


def publish(
    edition: Edition, folder: Path, *, address: str = "", progress: Progress | None = None
) -> Published:
    """Write the site of an edition with all of its files into a folder.

    Args:
        edition: What was frozen.
        folder: An empty one, a new one, or one that a publication was written into before;
            of that one every file is replaced.
        address: Where the site will stand, for data portals; empty: addresses are relative.
        progress: Told what is being made.

    Raises:
        StateError: The folder holds something else.
        InputError: It cannot be written to.
    """
    made = files_of(edition, address=address, progress=progress)
    try:
        _clear(folder)
        for path, content in made.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
    except OSError as exc:
        raise InputError(
            "{file} cannot be written to: {why}",
            remedy="Name another folder.",
            file=folder,
            why=exc.strerror,
        ) from exc
    return Published(
        folder=folder,
        digest=hashlib.sha256(made["data/edition.json"]).hexdigest(),
        files={path: len(content) for path, content in made.items()},
    )


def files_of(
    edition: Edition,
    *,
    address: str = "",
    documents: bool = True,
    progress: Progress | None = None,
) -> dict[str, bytes]:
    """Return all files of a publication by their path, in the order of the paths.

    Args:
        edition: What was frozen.
        address: Where the site will stand; empty: addresses are relative.
        documents: Whether the PDF and the Word document are made, which take most of the time.
        progress: Told what is being made.
    """
    charts = charts_of(edition)
    steps = 5 + sum(len(group) for group in charts.values()) + len(edition.tables)
    step = _Steps(progress, steps)
    drawings = dict(_drawings(charts, step))
    names = names_of(edition)
    made = dict(_data_files(edition, charts, step))
    if documents:
        step("report.pdf")
        made["report.pdf"] = report_pdf(edition, charts, drawings, names)
        step("tables.docx")
        made["tables.docx"] = tables_document(edition, charts, drawings)
    step("pages")
    digest = hashlib.sha256(made["data/edition.json"]).hexdigest()
    site = Site(edition, charts, drawings, names, digest)
    made.update((file, html.encode()) for file, html in site.pages())
    made.update(_assets())
    step("catalogue")
    found = catalogue.statements(edition, made, address)
    made["catalogue.ttl"] = catalogue.turtle(found)
    made["catalogue.jsonld"] = catalogue.json_ld(found)
    made = dict(sorted(made.items()))
    made[_MARKER] = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in made.items()
    ).encode()
    return made


def names_of(edition: Edition) -> dict[str, str]:
    """Return how the Union and its Member States are called, as the tables call them."""
    found = {TOTAL: "European Union", "EU": "European Commission"}
    for table in edition.tables:
        for line in (*table.rows, *table.columns):
            if line.level == "state":
                found.setdefault(line.code, line.label)
    return found | {
        each.code: each.code for each in shipped_states().known if each.code not in found
    }


class _Steps:
    """Counts the steps of a publication."""

    def __init__(self, progress: Progress | None, count: int) -> None:
        self._progress, self._count, self._done = progress, count, 0

    def __call__(self, what: str) -> None:
        if self._progress is not None:
            self._progress(what, self._done, self._count)
        self._done += 1


def _drawings(
    charts: dict[str, tuple[ChartData, ...]], step: _Steps
) -> Iterator[tuple[tuple[str, str], str]]:
    for group in charts.values():
        for chart in group:
            step(f"chart {chart.number}")
            if chart.draws:
                for width in WIDTHS:
                    yield (chart.name, width.name), draw(chart, width)


def _data_files(
    edition: Edition, charts: dict[str, tuple[ChartData, ...]], step: _Steps
) -> Iterator[tuple[str, bytes]]:
    yield "data/edition.json", edition.to_bytes()
    yield "data/data-dictionary.json", json_file(data_dictionary(edition))
    yield "data/indicators.csv", indicators_csv(edition)
    yield "data/changes.csv", changes_csv(edition)
    yield "data/held-together.csv", together_csv(edition.tables)
    for table in edition.tables:
        step(f"table {table.number}")
        yield f"data/{table.key}.csv", table_csv(table)
        yield f"data/{table.key}.json", table_json(edition, table)
        yield f"data/{table.key}.xlsx", table_workbook(edition, table)
    step("tables.xlsx")
    yield "data/tables.xlsx", workbook(edition, charts)


def _assets() -> Iterator[tuple[str, bytes]]:
    own = files("gateway.reports.publication") / "assets"
    yield "assets/style.css", style_sheet((own / "style.css").read_text("utf-8")).encode()
    yield "assets/site.js", (own / "site.js").read_bytes()
    yield "assets/icon.svg", (own / "icon.svg").read_bytes()
    yield "assets/SourceSansPro-LICENSE.txt", (FONTS / "LICENSE.txt").read_bytes()
    for name in _FONTS:
        yield f"assets/{name}", (FONTS / name).read_bytes()


def _clear(folder: Path) -> None:
    """Remove what an earlier publication wrote, as its list of digests names it.

    Raises:
        StateError: There is something in the folder, and no such list.
    """
    if not folder.exists() or not any(folder.iterdir()):
        return
    marker = folder / _MARKER
    if not marker.is_file():
        raise StateError(
            "{file} holds something that is no publication",
            remedy="Name an empty folder, or a new one.",
            file=folder,
        )
    for line in marker.read_text("utf-8").splitlines():
        place = (folder / line.partition("  ")[2]).resolve()
        if folder.resolve() in place.parents:
            place.unlink(missing_ok=True)
    marker.unlink()
