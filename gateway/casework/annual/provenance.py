"""Where a cell of the report comes from, for whoever has access: submissions, versions, cells."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework.annual import editions, rows
from gateway.casework.annual.intake import read_submission
from gateway.casework.annual.questions import check_about
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office
from gateway.domain.annual.cells import CellRef, Figures, Mark
from gateway.domain.annual.collection import Collected
from gateway.domain.annual.edition import Source
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model
from gateway.errors import InputError
from gateway.reports.consolidation import CellKey, consolidate
from gateway.reports.provenance import provenance, recompute


class ContributionView(Model):
    """What one State's submission says of a cell.

    Attributes:
        message_id: The signed letter in the journal that holds it.
        sent: It has the cell; otherwise the cell is zero or not available by its absence.
    """

    source: Source
    message_id: str
    figures: Figures | None
    sent: bool
    marks: tuple[Mark, ...] = ()


class ProvenanceView(Model):
    """A cell of the report with everything that it comes from.

    Attributes:
        recomputed: The same figures, added up again from the signed submissions alone.
        missing: States whose data are not in it; nothing was estimated for them.
    """

    cell: CellRef
    edition: int | None
    figures: Figures | None
    recomputed: Figures | None
    contributions: tuple[ContributionView, ...]
    missing: tuple[AuthorityCode, ...]


async def show_provenance(
    office: Office,
    officer: Officer,
    collection: str,
    cell: CellRef,
    *,
    edition: int | None = None,
) -> ProvenanceView:
    """Say which submissions and cells a cell comes from, and add it up again from them.

    Args:
        office: The Commission services.
        officer: Who asks.
        collection: Its id.
        cell: One cell; of the Union where its origin is ``*``.
        edition: An edition; what counts now where it is left out.

    Raises:
        NotFoundError: No such collection or edition.
        InputError: The template has no such cell.
    """
    officer.require(Permission.READ_REPORT)

    def read(conn: Connection) -> ProvenanceView:
        row = rows.get(conn, collection)
        check_about(row.template, cell)
        if cell.at is None:
            raise InputError("cell.at: name a code of each dimension", field="cell.at")
        used = _used(conn, collection, edition)
        key = CellKey(cell.table, cell.at, cell.origin)
        held = [(each.source, read_submission(conn, each)) for each in used]
        found = provenance(consolidate(row.template, held), key)
        letters = {each.digest: each.message_id for each in used}
        return ProvenanceView(
            cell=cell,
            edition=edition,
            figures=found.figures,
            recomputed=recompute(row.template, held, key),
            contributions=tuple(
                ContributionView(
                    source=each.source,
                    message_id=letters[each.source.digest],
                    figures=each.figures,
                    sent=each.sent,
                    marks=each.marks,
                )
                for each in found.contributions
            ),
            missing=found.missing,
        )

    return await office.db.read(read)


def _used(conn: Connection, collection: str, edition: int | None) -> tuple[Collected, ...]:
    came = rows.submissions(conn, collection)
    if edition is None:
        return tuple(rows.counting(came).values())
    kept = editions.get_kept(conn, collection, edition)
    digests = {each.digest for each in editions.body_of(conn, kept).sources}
    return tuple(each for each in came if each.digest in digests)
