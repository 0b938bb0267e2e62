"""What must be so of licences, worked out from rows and decisions without the code that wrote them.

A grant makes one licence, a refusal none; what of an application was refused is not on it; a
later case that was granted widens it and no other does; what has left adds up, use by use, and
more than was granted is a person's task as long as it is so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from gateway.domain.case import Case
from lab.simulation.books import Books

_GRANTS = {"granted", "granted_with_conditions", "granted_in_part"}


def check_licences(books: Books) -> Iterator[tuple[str, str, str]]:
    """Yield kind, subject and text of each violation at one member."""
    made: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for licence in books.licences:
        made[licence["case_id"]].append(licence)
    for case in books.cases.values():
        grants = _granted(case) and case.application.procedure == "application"
        if len(made[case.case_id]) != grants:
            yield "licence.miscounted", case.case_id, f"{len(made[case.case_id])} licences"
    for licence in books.licences:
        case = books.cases[licence["case_id"]]
        yield from _check_lines(books, case, licence)
        yield from _check_uses(books, licence)


def _granted(case: Case) -> bool:
    return case.decision is not None and str(case.decision.proposal.outcome) in _GRANTS


def _check_lines(
    books: Books, case: Case, licence: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    widening = {
        each.case_id: each
        for each in books.cases.values()
        if each.application.procedure == "licence_widened"
        and each.application.concerns == case.case_id
        and _granted(each)
    }
    named = {line["widened_by"] for line in licence["lines"] if line.get("widened_by")}
    if named - widening.keys() or bool(named) != bool(widening):
        yield "licence.widened", licence["number"], f"by {named}, granted {set(widening)}"
        return
    for line in licence["lines"]:
        by = line.get("widened_by")
        if by is None:
            wanted = _left_of_line(case, line["line"])
        else:
            items = widening[by].application.transaction.items
            wanted = next(
                (each.quantity for each in items if each.description == _words(line)), None
            )
        if _number(line["item"].get("quantity")) != wanted:
            text = f"line {line['line']}: {line['item'].get('quantity')} and not {wanted}"
            yield "licence.amount", licence["number"], text


def _left_of_line(case: Case, line: int) -> Decimal | None:
    """Return how much of a line was applied for, less what was refused of it."""
    asked = case.application.transaction.items[line - 1].quantity
    parts = None if case.decision is None else case.decision.proposal.parts
    if parts is None or asked is None:
        return asked
    return asked - sum((each.quantity or 0 for each in parts.refused if each.line == line), 0)


def _check_uses(books: Books, licence: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    number = licence["number"]
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for use in books.uses.get(number, ()):
        if use["reversal"] is None:
            for line in use["lines"]:
                sums[line["line"]] += _number(line["quantity"]) or 0
    for line in licence["lines"]:
        used = _number(line.get("used_quantity")) or Decimal(0)
        if used != sums[line["line"]]:
            text = f"line {line['line']}: {used} have left, and {sums[line['line']]} were told"
            yield "licence.uses", number, text
        granted = _number(line["item"].get("quantity"))
        over = granted is not None and sums[line["line"]] > granted
        told = ("licence.exceeded", licence["case_id"], f"{number}/{line['line']}") in books.tasks
        if over != told:
            text = f"line {line['line']}: {'no' if over else 'a'} task of too much"
            yield "licence.untold", number, text


def dealt(books: Iterable[Books]) -> dict[str, int]:
    """Count what was dealt beside plain applications."""
    every = tuple(books)
    cases = [case for each in every for case in each.cases.values()]
    uses = [use for each in every for told in each.uses.values() for use in told]
    granted = [case for case in cases if _granted(case)]
    return {
        "granted in part": sum(_outcome(case) == "granted_in_part" for case in granted),
        "widening asked": sum(_widens(case) for case in cases),
        "widened": sum(_widens(case) for case in granted),
        "licences": sum(len(each.licences) for each in every),
        "uses": len(uses),
        "uses beyond what was left": sum(bool(use["exceeded"]) for use in uses),
        "uses reversed": sum(use["reversal"] is not None for use in uses),
        "under a sanctions law": sum(bool(case.application.further_law) for case in cases),
    }


def _outcome(case: Case) -> str:
    return "" if case.decision is None else str(case.decision.proposal.outcome)


def _widens(case: Case) -> bool:
    return case.application.procedure == "licence_widened"


def _words(line: Mapping[str, Any]) -> str:
    return str(line["item"]["description"])


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
