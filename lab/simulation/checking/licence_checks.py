"""What must be so of licences, worked out from rows and decisions without the code that wrote them.

A grant makes one licence, a refusal none; what of an application was refused is not on it; a
later case that was granted widens it and no other does; what has left adds up, use by use, and
more than was granted is a person's task as long as it is so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from gateway.domain.case import Case
from gateway.domain.letter import EntryType
from gateway.domain.notice import FinalAssessment
from gateway.wire.content import content_from_bytes
from lab.simulation.checking import statement
from lab.simulation.checking.books import Books
from lab.simulation.checking.violations import Finding

_MAKES_LICENCE = ("application", "transit_application")


def check_licences(books: Books) -> Iterator[Finding]:
    """Yield kind, subject and text of each violation at one member."""
    made: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for licence in books.licences:
        made[licence["case_id"]].append(licence)
    for case in books.cases.values():
        grants = _granted(case) and case.application.procedure in _MAKES_LICENCE
        if len(made[case.case_id]) != grants:
            yield "licence.miscounted", case.case_id, f"{len(made[case.case_id])} licences"
    for licence in books.licences:
        case = books.cases[licence["case_id"]]
        yield from _check_lines(books, case, licence)
        yield from _check_days(books, case, licence)
        yield from _check_uses(books, licence)
        yield from _check_state(books, case)


def _granted(case: Case) -> bool:
    return case.decision is not None and str(case.decision.proposal.outcome) in statement.GRANTS


def _check_lines(books: Books, case: Case, licence: Mapping[str, Any]) -> Iterator[Finding]:
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
    granted = {line["line"] for line in licence["lines"]}
    refused = _wholly_refused(case) & granted
    if refused and not widening:
        yield "licence.amount", licence["number"], f"lines {refused} were refused"
    for line in licence["lines"]:
        by = line.get("widened_by")
        if by is None:
            wanted = _left_of_line(case, line["line"])
        else:
            items = widening[by].application.transaction.items
            found = next((each for each in items if each.description == _words(line)), None)
            wanted = (None, None) if found is None else (found.quantity, found.value)
        for name, amount in zip(("quantity", "value"), wanted, strict=True):
            if _number(line["item"].get(name)) != amount:
                text = f"line {line['line']}: {name} {line['item'].get(name)} and not {amount}"
                yield "licence.amount", licence["number"], text


def _wholly_refused(case: Case) -> set[int]:
    parts = None if case.decision is None else case.decision.proposal.parts
    if parts is None or parts.beside_lines:
        return set()
    return {each.line for each in parts.refused} - {each.line for each in parts.granted}


def _left_of_line(case: Case, line: int) -> tuple[Decimal | None, Decimal | None]:
    """Return how much of a line was applied for, less what was refused of it.

    Of a line that is divided by its quantity the value is divided likewise; by its value alone,
    it is granted in no more pieces than were applied for.
    """
    item = case.application.transaction.items[line - 1]
    parts = None if case.decision is None else case.decision.proposal.parts
    if parts is None or parts.beside_lines:
        return item.quantity, item.value
    refused = [each for each in parts.refused if each.line == line]
    quantity, value = item.quantity, item.value
    for each in refused:
        if each.quantity is not None and quantity:
            left = quantity - each.quantity
            if value is not None and each.value is None:
                value = (value * left / quantity).quantize(Decimal("0.01"))
            quantity = left
        if each.value is not None and value is not None:
            value -= each.value
    return quantity, value


def _check_days(books: Books, case: Case, licence: Mapping[str, Any]) -> Iterator[Finding]:
    """A part that is refused from a day on is granted until the day before."""
    parts = None if case.decision is None else case.decision.proposal.parts
    if parts is None or parts.refused_from is None:
        return
    longer = {
        str(each.decision.proposal.licence.valid_until)
        for each in books.cases.values()
        if each.application.concerns == case.case_id
        and each.decision is not None
        and each.decision.proposal.licence is not None
    }
    until = str(parts.refused_from - timedelta(days=1))
    if licence.get("valid_until") not in {until, *longer}:
        text = f"until {licence.get('valid_until')}, and refused from {parts.refused_from} on"
        yield "licence.days", licence["number"], text


def _check_state(books: Books, case: Case) -> Iterator[Finding]:
    """16(1): how a licence stands follows the decisions about it, in their order."""
    wanted = []
    for each in books.cases.values():
        about = each.application.procedure == "licence_in_force"
        of_it = each.case_id == case.case_id or (
            about and each.application.concerns == case.case_id
        )
        state = statement.LICENCE_AFTER.get(_outcome(each))
        if of_it and each.decision is not None and state is not None:
            wanted.append((each.decision.decided_at, state))
    suspended = {each.denial_id for each in case.licence if each.state == "suspended"}
    for entry in books.entries:
        if entry.type == EntryType.FINAL_ASSESSMENT and entry.subject in suspended:
            said = content_from_bytes(FinalAssessment, entry.bodies[0])
            wanted.append((entry.at, statement.LICENCE_AFTER[said.outcome]))
    found = [str(each.state) for each in case.licence]
    decided = [state for _, state in sorted(wanted)]
    if decided != found:
        yield "licence.state", case.case_id, f"{found}, and decided was {decided}"


def _stood(books: Books, licence: Mapping[str, Any], use: Mapping[str, Any]) -> set[bool]:
    """Work out whether a licence allowed anything to leave at the instant of a use.

    Returns:
        Both where it changed at that very instant: which of them came first is not told.
    """
    at = datetime.fromisoformat(use["at"])
    changes = books.cases[licence["case_id"]].licence
    before = [str(each.state) for each in changes if each.at < at]
    then = [str(each.state) for each in changes if each.at == at]
    until = licence.get("valid_until")
    in_days = until is None or str(at.date()) <= until
    return {state in statement.USABLE and in_days for state in (*before[-1:], *then)}


def _check_uses(books: Books, licence: Mapping[str, Any]) -> Iterator[Finding]:
    number = licence["number"]
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for use in books.uses.get(number, ()):
        stood = _stood(books, licence, use)
        key = ("licence.unusable", licence["case_id"], use["reference"])
        told = any((e.kind, e.subject, e.key) == key for e in books.every_task)
        if use["stood"] not in stood or use["stood"] == told:
            said, task = "stood" if use["stood"] else "did not stand", "a" if told else "no"
            text = f"{use['reference']}: the licence {said}; {task} task"
            yield "licence.unusable", number, text
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


def _outcome(case: Case) -> str:
    return "" if case.decision is None else str(case.decision.proposal.outcome)


def _words(line: Mapping[str, Any]) -> str:
    return str(line["item"]["description"])


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
