"""Acts that wait for a second officer: proposed, found, decided.

The rulebook says which acts need two officers (`two_officers`), since they reach every member.
Nothing here carries one out: `gateway.casework.handlers.second_officer` does, once a second
officer has agreed. The same draft, given again while it waits, is the same act.
"""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, insert, select, update

from gateway.casework.office.journal import close_tasks, next_number, open_task, record_act
from gateway.casework.office.services import Office
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.base import Model
from gateway.domain.denial import FreeText
from gateway.domain.page import Page, PageRequest
from gateway.domain.rulebook.two_officers import TwoOfficers
from gateway.domain.saying import says
from gateway.domain.waiting_act import WaitingAct, WaitingKind, WaitingLine, WaitingState
from gateway.errors import NotFoundError, StateError
from gateway.store.paging import Keyset, read_page
from gateway.store.tables_casework import waiting_act as table


class Proposed(NamedTuple):
    """What one officer wants done.

    Attributes:
        kind: What it is.
        draft: What was given.
        what: What it says, in a few words.
        subject: The notice or review that it is about; empty: it begins something new.
    """

    kind: WaitingKind
    draft: Model
    what: str
    subject: str = ""


_NEWEST_FIRST = Keyset("waiting-acts", (table.c.number,), descending=True)
_VERBS = {WaitingState.AGREED: Verb.ACT_AGREED, WaitingState.REFUSED: Verb.ACT_REFUSED}


def hold(
    conn: Connection, office: Office, actor: str, proposed: Proposed, rule: TwoOfficers
) -> WaitingAct:
    """Keep an act until a second officer agrees, and make that a person's task.

    Args:
        conn: Of the transaction; the caller has checked that the act could be done now.
        office: This authority.
        actor: Who proposes it.
        proposed: What he wants done.
        rule: Why a second officer must agree.
    """
    digest = _digest(proposed)
    same = conn.execute(
        select(table.c.body).where(
            table.c.digest == digest, table.c.state == str(WaitingState.WAITING)
        )
    ).scalar()
    if same is not None:
        return WaitingAct.model_validate_json(same)
    at = office.clock.now()
    taken = next_number(conn, f"waiting-{at.year}")
    act = WaitingAct(
        number=f"{office.code}-W-{at.year}-{taken:05d}",
        kind=proposed.kind,
        subject=proposed.subject,
        what=proposed.what[:400],
        by=actor,
        at=at,
        article=rule.article,
        reason=rule.reason,
        draft=proposed.draft.model_dump(mode="json"),
    )
    row = {"number": act.number, "kind": act.kind, "at": at, "digest": digest}
    conn.execute(insert(table).values(row | _columns(act)))
    said = says(
        "{officer} proposes ({kind}): {what}; a second officer agrees or refuses",
        officer=actor,
        kind=act.kind,
        what=act.what,
    )
    record_act(
        conn, at=at, actor=actor, verb=Verb.ACT_PROPOSED, saying=said, subject=act.number,
        reference=act.subject,
    )  # fmt: skip
    open_task(conn, at=at, kind=TaskKind.ACT_AGREE, subject=act.number, saying=said, key="")
    return act


def get_waiting(conn: Connection, number: str) -> WaitingAct:
    """Return an act that waits, or did.

    Raises:
        NotFoundError: There is none of that number.
    """
    body = conn.execute(select(table.c.body).where(table.c.number == number)).scalar()
    if body is None:
        raise NotFoundError(
            "there is no act of that number that waits, or did",
            remedy="See `comity waiting list`.",
            number=number[:60],
        )
    return WaitingAct.model_validate_json(body)


def list_waiting(conn: Connection, page: PageRequest, *, every: bool) -> Page[WaitingLine]:
    """Return a page of the acts that wait, the newest first; with those decided, if asked."""
    query = select(table.c.number, table.c.body)
    if not every:
        query = query.where(table.c.state == str(WaitingState.WAITING))
    return read_page(conn, query, _NEWEST_FIRST, page, _line)


def _line(row: Row[*tuple[Any, ...]]) -> WaitingLine:
    act = WaitingAct.model_validate_json(row.body)
    return WaitingLine.model_validate({name: getattr(act, name) for name in _OF_A_LINE})


_OF_A_LINE = tuple(WaitingLine.model_fields)


def decide_waiting(
    conn: Connection,
    office: Office,
    act: WaitingAct,
    state: WaitingState,
    *,
    by: str,
    result: str = "",
    why: FreeText | None = None,
) -> WaitingAct:
    """Write what became of an act that waited, and close its task.

    Raises:
        StateError: It was decided before.
    """
    if not act.waits:
        raise StateError(
            f"{act.number} was {act.state} by {act.decided_by}",
            remedy="Propose it anew, if it is still wanted.",
            number=act.number,
        )
    at = office.clock.now()
    decided = act.decided(state, by=by, at=at, result=result, why=why)
    conn.execute(update(table).where(table.c.number == act.number).values(_columns(decided)))
    said = says(
        "{kind}, proposed by {officer}{result}{why}",
        kind=act.kind,
        officer=act.by,
        result=f": {result}" if result else "",
        why="" if why is None else f": {why.text}",
    )
    record_act(
        conn, at=at, actor=by, verb=_VERBS[state], saying=said, subject=act.number,
        reference=result or act.subject,
    )  # fmt: skip
    close_tasks(conn, at=at, kind=TaskKind.ACT_AGREE, subject=act.number, by=by)
    return decided


def _columns(act: WaitingAct) -> dict[str, str]:
    return {"state": str(act.state), "body": act.model_dump_json()}


def _digest(proposed: Proposed) -> bytes:
    given = f"{proposed.kind}\n{proposed.subject}\n{proposed.draft.model_dump_json()}"
    return hashlib.sha256(given.encode()).digest()
