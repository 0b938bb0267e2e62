"""What an import says of itself: the way, the choice on errors, each error, the counts."""

from __future__ import annotations

from enum import StrEnum

from gateway.domain.base import Model
from gateway.errors import ComityError, Reason


class Way(StrEnum):
    """The ways of importing denials, which never mix in one file."""

    OWN = "own"  # own and new: notified to all
    INITIAL = "initial"  # own, notified elsewhere before: notifies nobody
    RELAYED = "relayed"  # of a State that is not a member: in no log
    PARTNER = "partner"  # of a State outside the Union, told in a regime: information, in no log


class OnError(StrEnum):
    """What becomes of the valid denials when others in the file are not."""

    KEEP_VALID = "keep_valid"
    REFUSE_ALL = "refuse_all"


class Form(StrEnum):
    """The columns that a file has."""

    COMITY = "comity"  # ours, docs/imports.md
    LITE = "lite"  # a national licensing system's list of the denials of others


class RowError(Model):
    """One thing that is wrong with one row.

    Attributes:
        row: Number of the row as a spreadsheet shows it; the header is row 1.
        column: Column as the form calls it, or "" when the row as a whole is meant.
    """

    row: int
    column: str
    reason: Reason
    message: str
    remedy: str

    @classmethod
    def of(cls, row: int, column: str, error: ComityError) -> RowError:
        """Say where an error was found."""
        return cls(
            row=row, column=column, reason=error.reason, message=str(error), remedy=error.remedy
        )


class ImportReport(Model):
    """The counts at the end of an import, and what is wrong row by row.

    ``denials`` is the sum of ``written``, ``unchanged`` and ``refused``; one denial may have
    several rows.

    Attributes:
        rows: Rows with data, the header and empty rows not counted.
        rows_refused: Rows of the denials that were refused.
        written: Denials written; for a dry run, those that would have been.
        unchanged: Denials that an earlier import wrote with the same content.
        first_id: First number given, or "" when none was.
        last_id: Last number given, or "".
    """

    way: Way
    filename: str = ""
    form: Form = Form.COMITY
    dry_run: bool = False
    rows: int
    rows_refused: int = 0
    denials: int
    written: int
    unchanged: int
    refused: int
    errors: tuple[RowError, ...] = ()
    first_id: str = ""
    last_id: str = ""
