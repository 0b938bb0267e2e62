"""Denials in and out by files: in four ways that never mix, out in our form, side by side.

Parsing (`sheet`, `rows`, `lite`) is pure; `writing` is the use case. docs/imports.md is the
page for those who make the files.
"""

from gateway.casework.imports.writing import import_denials
from gateway.tabular.import_report import Form, ImportReport, OnError, RowError, Way

__all__ = ["Form", "ImportReport", "OnError", "RowError", "Way", "import_denials"]
