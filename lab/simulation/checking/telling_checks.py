"""Who must have been told what: denials, letters that inform, notices, alerts, own customs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from gateway.domain.case import Case
from gateway.domain.letter import EntryType, LetterType
from gateway.domain.notice import Notice
from gateway.domain.transaction import Item
from gateway.wire.content import content_from_bytes
from lab.simulation.checking import statement
from lab.simulation.checking.books import Books, EntryRow
from lab.simulation.checking.denials import LoggedDenial
from lab.simulation.checking.violations import Finding

_TO_ALL = "*"
_REMINDED = timedelta(days=8)
"""What goes out "immediately" and is owed so long was reminded of, at the latest a week later."""


def check_told(
    books: Mapping[str, Books], mine: Books, denials: Mapping[str, LoggedDenial]
) -> Iterator[Finding]:
    """Yield what somebody was to be told and was not, or was told wrongly."""
    notices = {
        entry.subject: (entry, content_from_bytes(Notice, entry.bodies[0]))
        for entry in reversed(mine.entries)
        if entry.type == EntryType.NOTICE and 0 in entry.bodies
    }
    for case in mine.cases.values():
        yield from _denial(mine, case, denials)
        yield from _letter(mine, case)
        if case.decision is not None and case.withdrawal is None:
            yield from _notice(mine, case, notices)
            yield from _route(books, mine, case)
    yield from _reminded(mine)
    for number, (_, notice) in notices.items():
        if notice.kind in statement.CUSTOMS_TOLD:
            yield from _customs(books, mine, number)


def _outcome(case: Case) -> str:
    return "" if case.decision is None else str(case.decision.proposal.outcome)


# --- denials -------------------------------------------------------------------------------


def _denial(mine: Books, case: Case, denials: Mapping[str, LoggedDenial]) -> Iterator[Finding]:
    """16(1), (3): every no is notified, and says what was refused, to all."""
    if case.decision is None:
        return
    wanted = statement.DENIALS.get(_outcome(case), "")
    if case.withdrawal is not None:
        wanted = "intent_no" if case.withdrawal.determined else ""
    if wanted == "refuse" and case.application.procedure == "transit_application":
        wanted = "transit_prohibition"
    number = case.decision.denial_id
    found = denials.get(number or "")
    if bool(wanted) != (found is not None):
        yield "denial.miscounted", case.case_id, f"{number} after {_outcome(case)}"
        return
    if found is None:
        return
    denial = found.denial
    if denial.decision not in (wanted, "national_list_refusal"):
        yield "denial.differs", case.case_id, f"{denial.decision} and not {wanted}"
    law = case.application.further_law
    base = statement.SANCTIONS_BASE.get(law, "2021/821")
    if denial.legal_base != base:
        yield "denial.differs", case.case_id, f"under {denial.legal_base} and not {base}"
    wanted_articles = _articles(mine, case, str(denial.decision))
    if denial.articles != wanted_articles:
        yield "denial.differs", case.case_id, f"{denial.articles} and not {wanted_articles}"
    told = sorted(map(_amount, denial.transaction.items))
    refused = sorted(_refused(case))
    if told != refused:
        yield "denial.differs", case.case_id, f"{told} is denied, and {refused} was refused"
    if denial.transaction.exporter.value is not None:
        yield "denial.shows", case.case_id, "names the exporter to all"
    entry = next(each for each in mine.entries if each.idx == found.idx)
    if set(entry.releases) != {_TO_ALL}:
        yield "told.too_few", case.case_id, f"{number} is released to {entry.releases}"


def _articles(mine: Books, case: Case, decision: str) -> tuple[str, ...]:
    """Return under which articles a no is notified."""
    if case.application.further_law:
        return statement.SANCTIONS_ARTICLES[case.application.further_law]
    if decision == "transit_prohibition":
        return "16(3)", "7"
    about = case.application.transaction
    lists = {each for item in about.items for each in item.classifications}
    listed = any(each.source == "annex_i" for each in lists)
    anothers = any(each.source == "national" and each.state != mine.code[:2] for each in lists)
    by_activity = {"brokering": "6(3)", "technical_assistance": "8(4)"}.get(about.activity)
    if by_activity is not None:
        return ("16(4)", "16(1)") if listed else (by_activity, "16(4)", "16(1)")
    if decision == "national_list_refusal":
        return ("10(2)",)
    if listed or anothers:
        return ("16(1)",)
    watching = any(item.cyber_surveillance for item in about.items)
    return ("5(8)", "16(1)") if watching else ("4(6)", "16(1)")


def _amount(item: Item) -> tuple[str, str]:
    return item.description, "" if item.quantity is None else str(item.quantity.normalize())


def _refused(case: Case) -> list[tuple[str, str]]:
    """Work out what was refused, line by line, from what was applied for and what was said."""
    items = case.application.transaction.items
    parts = None if case.decision is None else case.decision.proposal.parts
    if parts is None:
        return [_amount(each) for each in items]
    found = []
    for part in parts.refused:
        item = items[part.line - 1]
        quantity = item.quantity if part.quantity is None else part.quantity
        if part.value is not None and part.quantity is None:
            quantity = None  # by its value alone
        found.append(_amount(item.reduced(quantity, None)))
    return found


# --- requirements --------------------------------------------------------------------------


def _letter(mine: Books, case: Case) -> Iterator[Finding]:
    """4(1) and its kin: it binds whom the authority has informed, so there is a letter."""
    letters = [each for each in mine.informed if each["case_id"] == case.case_id]
    imposed = _outcome(case) == "requirement_imposed"
    if len(letters) != imposed:
        yield "letter.miscounted", case.case_id, f"{len(letters)} letters"
        return
    for letter in letters:
        article, _ = statement.IMPOSED[case.application.procedure]
        if letter["article"] != article:
            yield "letter.differs", letter["number"], f"{letter['article']} and not {article}"
        items = [each.description for each in case.application.transaction.items]
        if [each["description"] for each in letter["items"]] != items:
            yield "letter.differs", letter["number"], "for other items than were decided on"
        lifting = letter.get("lifting")
        if lifting and lifting.get("decided_by") == lifting["proposed_by"]:
            yield "case.one_officer", letter["number"], f"lifted by {lifting['proposed_by']} alone"


def _notice(
    mine: Books, case: Case, notices: Mapping[str, tuple[EntryRow, Notice]]
) -> Iterator[Finding]:
    """4(4), 5(4), 10(3), 2d(1): given, owed, or lawfully not given by two officers."""
    kind = _due(case)
    acts = mine.acts.get(case.case_id, [])
    given = [act.reference for act in acts if act.verb == "notice.given"]
    kinds = [notices[each][1].kind for each in given if each in notices]
    left_out = [act for act in acts if act.verb == "notice.not_provided"]
    owed = ("notice.due", case.case_id, kind) in mine.tasks
    if not kind:
        if left_out or any(each in statement.CUSTOMS_TOLD for each in kinds):
            yield "notice.needless", case.case_id, f"{kinds} after {_outcome(case)}"
        return
    if (kinds.count(kind) > 0) + bool(left_out) + owed != 1:
        text = (
            f"{kind}: given {kinds}, left out {len(left_out)} times, {'' if owed else 'not '}owed"
        )
        yield "notice.untold", case.case_id, text
    if left_out:
        allowed = kind in statement.MAY_BE_LEFT_OUT
        proposed = {act.actor for act in acts if act.verb == "notice.not_provided_proposed"}
        if not allowed:
            yield "notice.untold", case.case_id, f"{kind} may not be left out"
        if not proposed or {act.actor for act in left_out} & proposed:
            yield "notice.one_officer", case.case_id, f"{kind} is left out by {proposed}"
        if kind in statement.CUSTOMS_TOLD and not _customs_task(mine, case.case_id):
            yield "customs.untold", case.case_id, f"of {kind}, which was not given"


def _due(case: Case) -> str:
    """Return the kind of notice that a decision owes; empty: none."""
    kind, outcome = case.application.procedure, _outcome(case)
    if outcome == "requirement_imposed":
        return statement.IMPOSED[kind][1]
    granted = outcome in statement.GRANTS and kind in statement.UNDER_SANCTIONS
    if granted and case.application.further_law:
        return {"EU-833-2014": "2d.granted", "EU-765-2006": "1fc.granted"}[
            case.application.further_law
        ]
    return ""


def _reminded(mine: Books) -> Iterator[Finding]:
    """A duty without a number in the law is no duty for ever: officers are reminded of it."""
    if not mine.every_task:
        return
    now = max(each.opened for each in mine.every_task)
    reminded = {each.subject for each in mine.every_task if each.kind == "notice.owed"}
    for each in mine.every_task:
        owed = each.kind == "notice.due" and each.closed is None
        if owed and now - each.opened > _REMINDED and each.subject not in reminded:
            yield "notice.unreminded", each.subject, f"{each.key} is owed since {each.opened}"


def _route(books: Mapping[str, Books], mine: Books, case: Case) -> Iterator[Finding]:
    """7(2): who prohibits a transit, or asks for an authorisation, alerts the States it goes to."""
    transit = case.application.procedure in ("transit", "transit_application")
    stopped = _outcome(case) in ("requirement_imposed", "transit_prohibited", "refused")
    if not transit:
        return
    codes = {"GR": "EL"}
    way = {codes.get(c, c) for c in case.application.transaction.transit_countries}
    wanted = {code for code in books if code[:2] in way and code != mine.code} if stopped else set()
    given = {a.reference for a in mine.acts.get(case.case_id, []) if a.verb == "notice.given"}
    told = {
        letter.peer
        for letters in mine.letters.values()
        for letter in letters
        if letter.out and letter.type is LetterType.NOTICE and _number(letter.body) in given
    }
    owed = ("notice.due", case.case_id, "7(2).route") in mine.tasks
    if told - wanted or (wanted - told and not owed):
        yield "route.untold", case.case_id, f"{sorted(told)} were alerted, and not {sorted(wanted)}"


def _number(body: bytes) -> str:
    return content_from_bytes(Notice, body).number


# --- customs -------------------------------------------------------------------------------


def _customs_task(books: Books, subject: str) -> bool:
    kinds = ("notice.customs", "notice.read")
    return any(each.kind in kinds and each.subject == subject for each in books.every_task)


def _customs(books: Mapping[str, Books], mine: Books, number: str) -> Iterator[Finding]:
    """4(4), (5), 5(4), (5), 10(3): the sender and every reader inform their own customs."""
    for code, each in books.items():
        if code == "EU":
            continue
        held = each.logs.get(mine.code)
        has = held is not None and (str(EntryType.NOTICE), number) in held.subjects
        if has and not _customs_task(each, number):
            yield "customs.untold", number, f"{code} has no task to inform its customs"
