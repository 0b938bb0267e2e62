"""Import of an authority's records for the annual report: XLSX, CSV or JSON.

Nothing is half-imported: a file is taken whole or every fault is named by sheet, row, column
and remedy. A file is bounded before it is read, and no cached value of a formula is trusted.
"""

from gateway.reports.importing.faults import Fault, Imported
from gateway.reports.importing.files import read_records
from gateway.tabular.files import Format

__all__ = ["Fault", "Format", "Imported", "read_records"]
