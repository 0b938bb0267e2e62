"""What a simulation dealt beside plain applications, counted from the members' books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from gateway.domain.case import Case
from gateway.domain.letter import EntryType
from lab.simulation.checking import statement
from lab.simulation.checking.books import Books
from lab.simulation.checking.notice_checks import SentNotice, sent_notices

_ACTS = {
    EntryType.DENIAL_SUSPENDED: "denials suspended by a court",
    EntryType.DENIAL_RESTORED: "denials restored by a court",
    EntryType.DENIAL_REVOKED: "denials revoked or set aside",
    EntryType.FINAL_ASSESSMENT: "final assessments of suspensions",
    EntryType.GRANT_AFTER_CONSULTATION: "grants explained to all",
}


def dealt(books: Mapping[str, Books]) -> dict[str, int]:
    """Count what was dealt beside plain applications."""
    every = tuple(books.values())
    cases = [case for each in every for case in each.cases.values()]
    uses = [use for each in every for told in each.uses.values() for use in told]
    return {
        **_of_cases(cases),
        "licences": sum(len(each.licences) for each in every),
        "uses": len(uses),
        "uses beyond what was left": sum(bool(use["exceeded"]) for use in uses),
        "uses while nothing was allowed": sum(not use["stood"] for use in uses),
        "uses reversed": sum(use["reversal"] is not None for use in uses),
        "letters that inform": sum(len(each.informed) for each in every),
        "letters lifted": sum(bool(one.get("lifting")) for each in every for one in each.informed),
        "notices left out": _acts(every, "notice.not_provided"),
        **_of_consultations(every),
        **_of_entries(every),
        **_of_notices(sent_notices(books)),
    }


def _of_cases(cases: Iterable[Case]) -> dict[str, int]:
    cases = tuple(cases)
    granted = [case for case in cases if _outcome(case) in statement.GRANTS]
    return {
        "granted in part": sum(_outcome(case) == "granted_in_part" for case in granted),
        "widening asked": sum(_widens(case) for case in cases),
        "widened": sum(_widens(case) for case in granted),
        "renewal asked": sum(_renews(case) for case in cases),
        "renewed": sum(_renews(case) for case in granted),
        "under a letter": sum(bool(case.application.under_letter) for case in cases),
        "under a sanctions law": sum(bool(case.application.further_law) for case in cases),
    }


def _outcome(case: Case) -> str:
    return "" if case.decision is None else str(case.decision.proposal.outcome)


def _widens(case: Case) -> bool:
    return case.application.procedure == "licence_widened"


def _renews(case: Case) -> bool:
    return any(each.kind == "renews" for each in case.application.relations)


def _acts(every: Iterable[Books], verb: str) -> int:
    return sum(act.verb == verb for each in every for acts in each.acts.values() for act in acts)


def _of_consultations(every: Iterable[Books]) -> dict[str, int]:
    asked = (m.procedure for each in every for m, ours, _ in each.rows.values() if ours)
    return {f"consultations under {p}": n for p, n in sorted(Counter(asked).items())}


def _of_entries(every: Iterable[Books]) -> dict[str, int]:
    found = Counter(entry.type for each in every for entry in each.entries)
    return {words: found[str(kind)] for kind, words in _ACTS.items()}


def _of_notices(sent: Iterable[SentNotice]) -> dict[str, int]:
    kinds = (each.notice.kind for each in sent if each.notice.action == "published")
    return {f"notices under {kind}": n for kind, n in sorted(Counter(kinds).items())}
