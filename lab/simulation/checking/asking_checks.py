"""Who must have been asked before a decision, and who must not (Articles 14(1), 16(5), 2d(3)).

The goods say which States are asked under 14(1). The denials of others, read from their own logs,
say who is asked under 16(5), or under a sanctions law where both are of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from gateway.domain.case import Case
from gateway.domain.consultation import Consultation
from gateway.domain.transaction import Activity
from lab.simulation.checking import statement
from lab.simulation.checking.books import Books
from lab.simulation.checking.denials import LoggedDenial, same_deal
from lab.simulation.checking.violations import Finding

_FRESH = timedelta(days=1)
"""How old what is known of a register may be when a decision is made."""
_SETTLED = ("answered", "silent")
_CODES = {"GR": "EL"}
"""States whose authority has another code than their country."""


def check_asked(
    books: Mapping[str, Books], mine: Books, denials: Iterable[LoggedDenial]
) -> Iterator[Finding]:
    """Yield who was to be asked before a decision and was not, and who was asked needlessly."""
    others = [each for each in denials if each.origin[:2] != mine.code[:2]]
    for case in mine.cases.values():
        asked = [m for m, ours, _ in mine.rows.values() if ours and m.case_id == case.case_id]
        kind = case.application.procedure
        if kind in statement.NOBODY_ASKED:
            for each in asked:
                text = f"{each.consulted} is asked under {each.procedure}: {kind} asks nobody"
                yield "consult.needless", case.case_id, text
            continue
        yield from _needless(case, asked)
        if case.decision is None or case.withdrawal is not None:
            continue
        if _outcome(case) in statement.GRANTS and kind in statement.ASKED_OF_GOODS:
            yield from _goods(books, mine, case, asked)
        for denial in others:
            yield from _denial(case, asked, denial)


def _outcome(case: Case) -> str:
    return "" if case.decision is None else str(case.decision.proposal.outcome)


def _needless(case: Case, asked: Iterable[Consultation]) -> Iterator[Finding]:
    """14(1) asks where the goods are, and nobody else."""
    for each in asked:
        places = {_CODES.get(c, c) for c in each.request.transaction.goods_located_in}
        if each.procedure == "14(1)" and each.consulted[:2] not in places:
            text = f"{each.consulted} is asked under 14(1), and no goods are there"
            yield "consult.needless", case.case_id, text


def _goods(
    books: Mapping[str, Books], mine: Books, case: Case, asked: Iterable[Consultation]
) -> Iterator[Finding]:
    """14(1): before goods of another Member State may go, that State is asked."""
    about = case.application.transaction
    codes = {code for item in about.items for code in item.codes}
    free = about.destination in statement.EU001 and not codes & statement.ANNEX_IV
    if about.activity is not Activity.EXPORT or free:
        return
    for country in about.goods_located_in:
        state = _CODES.get(country, country)
        wanted = [code for code in books if code[:2] == state and code[:2] != mine.code[:2]]
        for code in wanted:
            done = [
                each
                for each in asked
                if (each.procedure, each.consulted) == ("14(1)", code) and each.state in _SETTLED
            ]
            if not done:
                yield "consult.missed", case.case_id, f"{code} has the goods, and was not asked"


def procedure_for(case: Case, denial: LoggedDenial) -> str:
    """Return under what a denial is asked about: once, under the law of both or under 16(5)."""
    law = case.application.further_law
    kind = case.application.procedure
    of_this_law = denial.denial.legal_base == statement.SANCTIONS_BASE.get(law)
    if of_this_law and kind in statement.UNDER_SANCTIONS:
        return statement.BEFORE_GRANT_OF[law]
    return "16(5)"


def _denial(case: Case, asked: Iterable[Consultation], denial: LoggedDenial) -> Iterator[Finding]:
    """16(5): before it grants, refuses or prohibits, it asks who denied the same."""
    decision, examined = case.decision, case.examination
    if decision is None or examined is None or denial.at >= decision.decided_at:
        return
    if not same_deal(case.application.transaction, denial.denial.transaction):
        return
    number, at = denial.denial.denial_id, decision.decided_at
    position = next((e for e in examined.registers if e.origin == denial.origin), None)
    accepted = {each.origin for each in decision.proposal.accepted}
    if position is None or position.size <= denial.idx:
        if denial.at < at - _FRESH and denial.origin not in accepted:
            yield "register.stale", case.case_id, f"{number} was not examined"
        return
    if not denial.state(at) == denial.state(at, position.size) == "valid":
        return
    procedure = procedure_for(case, denial)
    if procedure != "16(5)" and _outcome(case) not in statement.GRANTS:
        return  # "before a Member State grants"
    done = [
        each
        for each in asked
        if each.procedure == procedure
        and each.consulted == denial.origin
        and number in each.denials_left
        and each.state in _SETTLED
    ]
    if not done:
        text = f"{denial.origin} denied the same ({number}), and was not asked under {procedure}"
        yield "consult.missed", case.case_id, text
