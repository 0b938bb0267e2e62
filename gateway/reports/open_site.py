"""The open register as files that any web server can serve: page, CSV, JSON, Atom.

Made from releases alone and the same to the byte for the same releases. The feed is Atom
(RFC 4287): one entry for each release, with its lines as text; its ids never change.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from pydantic import TypeAdapter

from gateway.domain.openness import OpenLine, OpenRelease
from gateway.domain.plain_text import escaped, visible
from gateway.tabular.csv_text import csv_text

ATOM = "http://www.w3.org/2005/Atom"
COLUMNS = ("month", "item", "destination", "end_use", "decision", "human_rights", "number")
_HEADS = {
    "month": "Month",
    "item": "Items",
    "destination": "Destination",
    "end_use": "End use",
    "decision": "Decision",
    "human_rights": "Human rights a ground",
    "number": "Licence",
}
_RELEASES = TypeAdapter(tuple[OpenRelease, ...])


def write_open_site(releases: Sequence[OpenRelease], folder: Path, *, address: str) -> list[Path]:
    """Write the register's files.

    Args:
        releases: As the public sees them, oldest first.
        folder: Where to; made if it is not there.
        address: Where the folder will be served, for the feed's links.

    Returns:
        The files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shown = tuple(each.shown for each in releases)
    contents = {
        "index.html": _page(shown),
        "licences.csv": _csv(shown),
        "licences.json": escaped(_RELEASES.dump_json(shown, indent=1).decode()) + "\n",
        "feed.atom": _feed(shown, address.rstrip("/")),
    }
    for name, text in contents.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [folder / name for name in contents]


def _cell(line: OpenLine, column: str) -> str:
    value = getattr(line, column)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return visible(value or "")


def _columns(releases: Sequence[OpenRelease]) -> list[str]:
    """Return what any line shows; a policy leaves whole columns out."""
    lines = [line for each in releases for line in each.lines]
    return [
        name for name in COLUMNS if any(getattr(line, name) not in ("", None) for line in lines)
    ]


def _csv(releases: Sequence[OpenRelease]) -> str:
    shown = _columns(releases)
    columns = [each for each in COLUMNS if each != "number" or each in shown]
    rows = (
        [str(each.number), *(_cell(line, name) for name in columns)]
        for each in releases
        for line in each.lines
    )
    return csv_text((["release", *columns], *rows))


def _instant(at: datetime | None) -> str:
    return (at or datetime(1970, 1, 1, tzinfo=UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _feed(releases: Sequence[OpenRelease], address: str) -> str:
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")

    def add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
        made = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
        made.text = text or None
        return made

    whose = releases[-1].authority if releases else "this authority"
    add(feed, "id", f"{address}/feed.atom")
    add(feed, "title", f"Open register of licences of {whose}")
    add(feed, "updated", _instant(releases[-1].released_at if releases else None))
    add(feed, "link", rel="self", href=f"{address}/feed.atom")
    add(feed, "link", rel="alternate", href=f"{address}/index.html")
    add(add(feed, "author"), "name", whose)
    for each in reversed(releases):
        entry = add(feed, "entry")
        add(entry, "id", f"{address}/feed.atom#release-{each.number}")
        add(entry, "title", f"Decisions until {each.until.isoformat()}")
        add(entry, "updated", _instant(each.released_at))
        add(entry, "link", rel="alternate", href=f"{address}/index.html#release-{each.number}")
        rows = "\n".join("; ".join(_cell(line, c) for c in _columns([each])) for line in each.lines)
        add(entry, "content", f"{_words(each)}\n{rows}".strip(), type="text")
    ET.indent(feed)
    text = ET.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _words(release: OpenRelease) -> str:
    left_out = f" About {release.withheld} more are left out." if release.withheld else ""
    return visible(f"{len(release.lines)} lines.{left_out} {release.rule}")


def _page(releases: Sequence[OpenRelease]) -> str:
    whose = html.escape(releases[-1].authority) if releases else "this authority"
    parts = [_section(each) for each in reversed(releases)] or ["<p>Nothing was released yet.</p>"]
    return _FRAME.format(whose=whose, sections="\n".join(parts))


def _section(release: OpenRelease) -> str:
    columns = _columns([release])
    head = "".join(f'<th scope="col">{_HEADS[name]}</th>' for name in columns)
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{html.escape(_cell(line, c))}</td>" for c in columns) + "</tr>"
        for line in release.lines
    )
    title = f"Decisions from {release.since:%B %Y} to {release.until:%B %Y}"
    table = (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{title}">'
        f"<table><caption>{title}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>\n{rows}\n</tbody></table></div>"
        if release.lines
        else "<p>No line could be shown.</p>"
    )
    return (
        f'<section id="release-{release.number}"><h2>Release {release.number}</h2>'
        f"<p>{html.escape(_words(release))}</p>{table}</section>"
    )


_FRAME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Open register of licences, {whose}</title>
<link rel="alternate" type="application/atom+xml" title="Releases" href="feed.atom">
<style>
:root {{ color-scheme: light dark;
  --ink: #1b1f24; --paper: #fff; --line: #c9ced6; --link: #0b4f9e; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ink: #e6e8eb; --paper: #15181c; --line: #3c434c; --link: #8ab8f5; }}
}}
body {{ margin: 0 auto; max-width: 62rem; padding: 1rem;
  color: var(--ink); background: var(--paper); font: 1rem/1.5 system-ui, sans-serif; }}
a {{ color: var(--link); }}
.scroll {{ overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; }}
caption {{ text-align: left; font-weight: 600; padding: .5rem 0; }}
th, td {{ text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }}
@media print {{ section {{ break-inside: avoid-page; }} }}
</style>
</head>
<body>
<main>
<h1>Open register of licences, {whose}</h1>
<p>Decisions on applications for export licences. Parties, values and references are never shown.
Download: <a href="licences.csv">CSV</a>, <a href="licences.json">JSON</a>,
<a href="feed.atom">Atom feed</a>.</p>
{sections}
</main>
</body>
</html>
"""
