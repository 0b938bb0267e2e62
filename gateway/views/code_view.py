"""Codes of a case as a person reads them: their list, what is wrong, what a newer list asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gateway.domain.case import Case
from gateway.domain.case.code_remarks import CodeFault, CodeRemark
from gateway.domain.case.newer_list import NewerList
from gateway.domain.rulebook import Rulebook
from gateway.views.frame import Cell, Piece
from gateway.views.reader import ViewReader
from gateway.views.wording.wording import marked


def law_of(reader: ViewReader, case: Case) -> Cell:
    """Return under which rulebook and which list a case stands."""
    law = (reader.piece("rulebook {version}", version=case.rulebook),)
    if not case.annex_i:
        return law
    return (*law, reader.piece("Annex I of {version}", version=case.annex_i))


def code_warnings(reader: ViewReader, case: Case, rulebook: Rulebook) -> Iterator[Piece]:
    """Say what is wrong with the codes of a case, and what the list in force asks of it now."""
    yield from _remarks(reader, case.code_remarks)
    if case.newer_list is not None:
        yield from _newer(reader, case, case.newer_list, rulebook)


def _remarks(reader: ViewReader, remarks: Iterable[CodeRemark]) -> Iterator[Piece]:
    """Say of each code that its list does not have it, and which may have been meant."""
    for each in remarks:
        held = each.list_version
        if each.fault is CodeFault.NOT_USED:
            message = marked('Item {item}: {code} reads "Not used" in {held}.')
        else:
            message = marked("Item {item}: {code} is not in {held}.")
        text = reader.says(message, item=each.item, code=each.code, held=held)
        near = tuple(reader.code(one.code, one.label) for one in each.nearest)
        meant = reader.says(" Near to it: {codes}.", codes=near) if near else ""
        without = reader.says(" Denials, Annex IV and cyber groups are not found by it.")
        yield Piece(text=f"{text}{meant}{without}", strong=True)


def _newer(reader: ViewReader, case: Case, newer: NewerList, rulebook: Rulebook) -> Iterator[Piece]:
    yield reader.piece(
        "Annex I of {version} is in force since {since}; this case stands under {own}.",
        version=newer.version,
        since=reader.day(newer.in_force_from),
        own=case.annex_i,
    )
    for each in newer.codes:
        now = tuple(map(reader.code, each.now))
        yield (
            reader.piece(
                "Item {item}: {code} stands there at {now}.",
                item=each.item,
                code=each.code,
                now=now,
            )
            if now
            else reader.piece(
                "Item {item}: {code} is not there any more.", item=each.item, code=each.code
            )
        )
    for procedure in newer.asks:
        yield reader.strong(
            "By it {article} applies, which does not by the list of the case.",
            article=reader.law(rulebook.procedure(procedure).article),
        )
    if newer.assessment:
        yield reader.strong("By it a human-rights assessment is needed before the decision.")
    if newer.differs:
        yield reader.piece("To put the case under it: classify the items again, then amend it.")
