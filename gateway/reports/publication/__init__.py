"""The public report, made from a frozen edition and from nothing else, the same bytes each time.

A static site that works from a folder, every table as CSV, XLSX and JSON, a workbook and a
document of numbered tables and charts, a tagged PDF/A, and a description for data portals
(Regulation (EU) 2021/821, Article 26(2); docs/publication.md). It computes and writes files;
it asks no network and no clock.
"""

from __future__ import annotations

from gateway.reports.publication.publishing import Progress, Published, files_of, publish

__all__ = ["Progress", "Published", "files_of", "publish"]
