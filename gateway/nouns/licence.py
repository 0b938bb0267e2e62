"""A licence: rows in `casework.records.licence_rows`, acts in `casework.cases.licences`."""

from __future__ import annotations

from typing import Final

from gateway.casework.cases import licences
from gateway.casework.permissions import Permission
from gateway.domain.case import LicenceSummary
from gateway.domain.case.licence_use import LineLeft
from gateway.nouns.columns import coded, country, said
from gateway.nouns.declared import Noun, NounList
from gateway.views.wording.english import number


def _left(line: LineLeft) -> str:
    """Say what is left of a line of a licence: ``1: 40 pieces, 900 EUR``."""
    amounts = ((line.quantity, line.unit), (line.value, line.currency or ""))
    known = [f"{number(each)} {unit}".strip() for each, unit in amounts if each is not None]
    return f"{line.line}: {', '.join(known)}"


LICENCES: Final[NounList[LicenceSummary]] = NounList(
    name="licences",
    read=licences.list_licences,
    columns=(
        said("Licence", lambda each: each.number, 18),
        said("Case", lambda each: each.case_id, 18),
        said("Reference", lambda each: each.reference, 22),
        *coded("Kind", lambda each: each.kind),
        *coded("State", lambda each: each.state),
        *country("Destination", lambda each: each.destination),
        said("From", lambda each: each.valid_from, 14),
        said("Until", lambda each: each.valid_until, 14),
        said("Left", lambda each: "; ".join(map(_left, each.left)), 40),
    ),
)

LICENCE: Final = Noun(
    name="licence",
    address="/licences",
    key="number",
    tag="licences",
    reads=Permission.READ_CASES,
    listed=LICENCES,
    find=licences.get_licence,
    view=licences.view_of_licence,
)
