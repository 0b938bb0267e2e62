"""Whether a standing answer covers a consultation, and the offer to rely on it.

Everything that its scope limits must be within it: a doubt is no cover, and the question is
asked as the law wants it.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import Connection

from gateway.casework.office.journal import open_task
from gateway.casework.office.services import Office
from gateway.casework.records import consultation_rows
from gateway.casework.records import standing_rows as standings
from gateway.casework.records.standing_rows import StandingAnswerView
from gateway.domain.acts import TaskKind
from gateway.domain.controls.codes import is_within, normalise_code
from gateway.domain.correspondence import StandingAnswer, StandingScope
from gateway.domain.rulebook import Procedure, Requirement
from gateway.domain.saying import says
from gateway.domain.transaction import Item, Party, Transaction
from gateway.errors import InputError
from gateway.matching.parties.party import compare_parties
from gateway.matching.transaction import PARTY_EXACT


def check_standing(rule: Procedure, content: StandingAnswer) -> None:
    """Check that an answer given in advance is one in itself.

    Args:
        rule: The procedure under which it is given, or would be relied on.
        content: What it says.

    Raises:
        InputError: The procedure knows no such answer, it settles nothing, or the conditions
            that it needs are missing; names the field.
    """
    option = rule.option(content.answer)
    if not option.settles:
        raise InputError(f"answer: {option.label!r} answers nothing in advance", field="answer")
    if Requirement.CONDITIONS in option.requires and not content.conditions:
        raise InputError(f"conditions: {option.label!r} needs them", field="conditions")


def over(office: Office, giver: str, content: StandingAnswer) -> datetime:
    """Return the instant from which a standing answer no longer holds, on its giver's clock."""
    zone = office.law.calendar(giver).zone
    return datetime.combine(content.until + timedelta(days=1), time(), tzinfo=zone)


def covers(office: Office, given: StandingAnswerView, row: consultation_rows.Row) -> bool:
    """Say whether a standing answer of the consulted authority holds for a consultation."""
    content, model = given.content, row.consultation
    if content is None or given.ours or given.withdrawn is not None:
        return False
    if (given.peer, content.procedure) != (row.peer, model.procedure):
        return False
    if office.clock.now() >= over(office, given.peer, content):
        return False
    try:  # by the law of the consultation, which may be newer than that of the answer
        check_standing(office.law.procedure(model.rulebook, model.procedure), content)
    except InputError:
        return False
    named = content.scope.denials
    if named and not set(model.denials_left) <= set(named):
        return False
    return within(content.scope, model.request.transaction)


def within(scope: StandingScope, transaction: Transaction) -> bool:
    """Say whether a transaction lies within a scope: every item, the destination, the end-user."""
    if scope.codes and not all(_item_within(scope.codes, each) for each in transaction.items):
        return False
    if scope.destinations and transaction.destination not in scope.destinations:
        return False
    if not scope.end_users:
        return True
    end_user = transaction.end_user.value
    return end_user is not None and any(_same(end_user, each) for each in scope.end_users)


def _item_within(codes: tuple[str, ...], item: Item) -> bool:
    """Say whether every code of an item lies within the codes; a non-listed item does not."""
    own = [each.code for each in item.classifications]
    return all(
        code is not None and any(is_within(code, _normal(each)) for each in codes) for code in own
    )


def _normal(code: str) -> str:
    """Return a code in its one spelling; a category or a group stays as it is."""
    try:
        return normalise_code(code)
    except InputError:
        return code.strip().upper()


def _same(ours: Party, theirs: Party) -> bool:
    return compare_parties(ours, theirs).score >= PARTY_EXACT


def offer_standing(conn: Connection, office: Office, row: consultation_rows.Row) -> None:
    """Show officers the standing answers that cover a consultation of ours just opened."""
    procedure = row.consultation.procedure
    for given in standings.listed(conn, ours=False, peer=row.peer, procedure=procedure):
        if covers(office, given, row):
            offer(conn, office, row, given)


def offer(
    conn: Connection, office: Office, row: consultation_rows.Row, given: StandingAnswerView
) -> None:
    """Make a standing answer that covers a consultation an officer's choice."""
    if given.content is None:
        return
    procedure = office.law.procedure(row.consultation.rulebook, given.content.procedure)
    text = says(
        "{peer} has answered in advance: {answer}, until {until}; rely on {standing_id}, or wait",
        peer=row.peer,
        answer=procedure.option(given.content.answer).label,
        until=given.content.until,
        standing_id=given.standing_id,
    )
    at = office.clock.now()
    open_task(conn, at=at, kind=TaskKind.STANDING_COVERS, subject=row.id, saying=text)
