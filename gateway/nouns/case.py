"""A case: rows in `casework.records.case_rows`, acts in the rooms of `casework.cases`."""

from __future__ import annotations

from typing import Final

from gateway.casework.cases import cases, records
from gateway.casework.permissions import Permission
from gateway.casework.records.markings import marking_of_case
from gateway.casework.visibility import held_case
from gateway.domain.case import CaseSummary
from gateway.errors import ComityError
from gateway.nouns.columns import ListColumn, ListWords, coded, country, instant, said
from gateway.nouns.declared import Noun, NounList, Paper
from gateway.views.words import spelt_out


def _kind(words: ListWords, case: CaseSummary) -> str:
    """Return the title of the kind of a case in the law in force."""
    try:
        return words.rulebook("").case(case.procedure).title
    except ComityError:
        return spelt_out(case.procedure)


CASES: Final[NounList[CaseSummary]] = NounList(
    name="cases",
    read=cases.list_cases,
    columns=(
        said("Case", lambda c: c.case_id, 18),
        said("Reference", lambda c: c.reference, 22),
        ListColumn("Kind", _kind, width=34),
        said("Kind code", lambda c: c.procedure, in_words=False),
        *coded("State", lambda c: c.state),
        *country("Destination", lambda c: c.destination),
        instant("Filed", lambda c: c.filed_at),
        said("Attention", lambda c: c.attention, 10),
    ),
)

CASE: Final = Noun(
    name="case",
    address="/cases",
    key="case_id",
    tag="cases",
    reads=Permission.READ_CASES,
    held=held_case,
    listed=CASES,
    find=cases.get_case,
    whole_version=True,
    view=records.view_of,
    paper=Paper(needs=Permission.READ_EVIDENCE, law=lambda case: case.rulebook, evidence=True),
    marking=marking_of_case,
)
