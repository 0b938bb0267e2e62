"""Acts that wait for a second officer: proposed, found, decided.

The rulebook says which acts need two officers (`two_officers`, `reaches_all`), since they reach
every member. Nothing here carries one out: `gateway.casework.handlers.second_officer` does, once a
second officer has agreed. The same draft, given again while it waits, is the same act; another one
about the same subject is refused and named the one that waits, so that nobody agrees to what he
has not read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from gateway.casework.acts.journal import Journal, journal_of, next_number, open_tasks
from gateway.casework.services import Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.base import Model
from gateway.domain.denial import FreeText
from gateway.domain.lists.filters import WaitingFilter, Within
from gateway.domain.page import Page, PageRequest
from gateway.domain.rulebook.procedure import Rule
from gateway.domain.saying import Saying, says
from gateway.domain.waiting_act import WaitingAct, WaitingKind, WaitingLine, WaitingState
from gateway.errors import NotFoundError, StateError
from gateway.store.paging import during
from gateway.store.records import Records, in_body, matching
from gateway.store.tables_casework import waiting_act as table
from gateway.store.tables_casework import waiting_file


class Proposed(NamedTuple):
    """What one officer wants done.

    Attributes:
        kind: What it is.
        draft: What was given.
        what: What it says, in a few words.
        subject: What it is about; empty: it begins something new.
        stands_on: How the subject stands now; empty: it does not matter.
        belongs_to: The case or consultation that it belongs to, or empty.
        file: A file that was given with it, kept until the act is decided.
    """

    kind: WaitingKind
    draft: Model
    what: str
    subject: str = ""
    stands_on: str = ""
    belongs_to: str = ""
    file: bytes | None = None


_VERBS = {
    WaitingState.AGREED: Verb.ACT_AGREED,
    WaitingState.WRITING: Verb.ACT_AGREED,
    WaitingState.REFUSED: Verb.ACT_REFUSED,
    WaitingState.LAPSED: Verb.ACT_LAPSED,
}


def no_such_act(number: str) -> NotFoundError:
    """Return the error for a number that no act has, or whose act this account may not see."""
    return NotFoundError(
        "there is no act of that number that waits, or did",
        remedy="See {listWaitingActs}.",
        number=number[:60],
    )


_ACTS = Records(
    table,
    in_body(
        WaitingAct,
        once=lambda it: {"number": it.number, "kind": it.kind, "at": it.at},
        columns=lambda it: {"state": it.state},
    ),
    named="waiting-acts",
    descending=True,
    no_such=no_such_act,
)


def hold(work: Work, actor: str, proposed: Proposed, rule: Rule) -> WaitingAct:
    """Keep an act until a second officer agrees, and make that a person's task.

    Args:
        work: The transaction, with the services of the node.
        actor: Who proposes it.
        proposed: What he wants done.
        rule: Why a second officer must agree.

    Raises:
        StateError: Another act about the same subject waits; names it.
    """
    digest = _digest(proposed)
    waits = table.c.state == WaitingState.WAITING.value
    held = _ACTS.first(work.conn, table.c.digest == digest, waits)
    if held is not None and held.stands_on == proposed.stands_on:
        return held
    _check_alone(work.conn, proposed)
    at = work.now
    journal = Journal(work.conn, at, actor)
    taken = next_number(work.conn, f"waiting-{at.year}")
    act = WaitingAct.made_from(
        proposed,
        number=f"{work.code}-W-{at.year}-{taken:05d}",
        what=proposed.what[:400],
        by=actor,
        at=at,
        article=rule.article,
        reason=rule.reason,
        draft=proposed.draft.model_dump(mode="json"),
    )
    _ACTS.add(work.conn, act, digest=digest)
    if proposed.file is not None:
        work.conn.execute(insert(waiting_file), [{"number": act.number, "content": proposed.file}])
    said = says(
        "{officer} proposes ({kind}): {what}; a second officer agrees or refuses",
        officer=actor,
        kind=act.kind,
        what=act.what,
    )
    journal.act(Verb.ACT_PROPOSED, about(act), said, act.number if act.belongs_to else act.subject)
    journal.open_task(TaskKind.ACT_AGREE, about(act), said, key=act.number)
    return act


def _check_alone(conn: Connection, proposed: Proposed) -> None:
    waiting = all_in(conn, WaitingState.WAITING) if proposed.subject else ()
    other = next((each for each in waiting if each.subject == proposed.subject), None)
    if other is not None:
        raise StateError(
            "{number} about {subject} waits already: {act}, by {by}",
            remedy="Look at it: {getWaitingAct}. Have it agreed to, or refuse it (its proposer "
            "takes it back the same way); then propose this.",
            number=other.number,
            subject=proposed.subject,
            act=other.what,
            by=other.by,
        )


def beside(conn: Connection, act: WaitingAct) -> tuple[WaitingAct, ...]:
    """Return what else waits about the same notice, review, denial or case."""
    mine = _names(act)
    return tuple(
        each
        for each in all_in(conn, WaitingState.WAITING)
        if each.number != act.number and mine & _names(each)
    )


def _names(act: WaitingAct) -> set[str]:
    named = (act.subject, act.belongs_to, act.draft.get("about"), act.draft.get("duty"))
    return {each for each in named if isinstance(each, str) and each}


def all_in(conn: Connection, state: WaitingState) -> Iterator[WaitingAct]:
    """Yield the acts in a state, the oldest first."""
    return _ACTS.each(conn, table.c.state == state.value, by=[table.c.number])


def about(act: WaitingAct) -> str:
    """Return what tasks and acts about it are about: its case, whose readers alone see them."""
    return act.belongs_to or act.number


def get_waiting(conn: Connection, number: str) -> WaitingAct:
    """Return an act that waits, or did.

    Raises:
        NotFoundError: There is none of that number.
    """
    return _ACTS.get(conn, number)


def file_of(conn: Connection, number: str) -> bytes | None:
    """Return the file that was given with an act, as long as it is kept."""
    query = select(waiting_file.c.content).where(waiting_file.c.number == number)
    return conn.execute(query).scalar()


def list_waiting(
    conn: Connection,
    page: PageRequest,
    chosen: WaitingFilter,
    days: Within,
    *,
    sees: Callable[[WaitingAct], bool],
) -> Page[WaitingLine]:
    """Return a page of the acts that wait, the newest first.

    Args:
        conn: A transaction.
        page: Which part.
        chosen: Which of them.
        days: When they were proposed.
        sees: Says of an act whether it is there for who asks.
    """
    wanted = matching((table.c.state, chosen.state), (table.c.kind, chosen.kind))
    if chosen.state is None and not chosen.every:
        wanted.append(table.c.state.in_([WaitingState.WAITING, WaitingState.WRITING]))

    def line(act: WaitingAct) -> WaitingLine | None:
        asked = chosen.subject in {None, act.subject} and chosen.by in {None, act.by}
        if not asked or not sees(act):
            return None
        return WaitingLine.made_from(act)

    return _ACTS.listed(conn, page, *wanted, *during(table.c.at, days), show=line)


def decide_waiting(
    work: Work,
    act: WaitingAct,
    state: WaitingState,
    *,
    by: str,
    result: str = "",
    why: FreeText | None = None,
) -> WaitingAct:
    """Write what became of an act that waited, and close its tasks; its proposer is told.

    Raises:
        StateError: It was decided before.
    """
    check_waits(act)
    at = work.now
    journal = Journal(work.conn, at, by)
    decided = act.decided(state, by=by, at=at, result=result, why=why)
    _save(work.conn, decided)
    said = says(
        "{kind}, proposed by {officer}{result}{why}",
        kind=act.kind,
        officer=act.by,
        result=f": {result}" if result else "",
        why="" if why is None else f": {why.text}",
    )
    journal.act(
        _VERBS[state], about(act), said, act.number if act.belongs_to else result or act.subject
    )
    for kind in (TaskKind.ACT_AGREE, TaskKind.ACT_OVERDUE, TaskKind.ACT_RETURNED):
        for task in open_tasks(work.conn, kind=kind, subject=about(act)):
            if act.number in (task.key, task.data.get("number")):
                journal.close_tasks(kind, task.subject, key=task.key)
    if state is WaitingState.LAPSED or (state is WaitingState.REFUSED and by != act.by):
        _return(work, decided)
    return decided


def check_waits(act: WaitingAct) -> None:
    """Check that an act still waits.

    Raises:
        StateError: It was decided.
    """
    if not act.waits:
        raise StateError(
            "{number} was {state} by {decided_by}",
            remedy="Propose it anew, if it is still wanted.",
            number=act.number,
            state=act.state,
            decided_by=act.decided_by,
        )


def finish(conn: Connection, act: WaitingAct, result: str) -> WaitingAct:
    """Write that the last part of an agreed act has been carried out, and with what result."""
    done = act.done(result)
    _save(conn, done)
    return done


def _save(conn: Connection, act: WaitingAct) -> None:
    _ACTS.save(conn, act)
    if act.state is not WaitingState.WRITING:  # it names people, and nothing needs it any more
        conn.execute(delete(waiting_file).where(waiting_file.c.number == act.number))


def _return(work: Work, act: WaitingAct) -> None:
    """Tell who proposed an act that it was refused, or has lapsed, and why."""
    why = "" if act.why is None else act.why.text
    said = _of_proposer(act)
    if act.state is WaitingState.REFUSED:
        said += says(". {by} refused: {why}", by=act.decided_by, why=why)
    else:
        said += says(
            ". When {by} agreed it could not be done any more: {why}", by=act.decided_by, why=why
        )
    _tell(work, act, said)


def tell_proposer(work: Work, act: WaitingAct, by: str, why: str) -> None:
    """Tell who proposed an act why it could not be done when somebody agreed; it goes on waiting.

    Args:
        work: The transaction, with the services of the node.
        act: What waits.
        by: Who agreed.
        why: Why it cannot be done now.
    """
    said = _of_proposer(act)
    said += says(". When {by} agreed it could not be done, and waits on: {why}", by=by, why=why)
    _tell(work, act, said)


def _of_proposer(act: WaitingAct) -> Saying:
    return says(
        "{officer} proposed {number}, {kind}: {what}",
        officer=act.by,
        number=act.number,
        kind=act.kind,
        what=act.what,
    )


def _tell(work: Work, act: WaitingAct, said: Saying) -> None:
    journal_of(work).open_task(TaskKind.ACT_RETURNED, about(act), said, key=act.number)


def _digest(proposed: Proposed) -> bytes:
    given = f"{proposed.kind}\n{proposed.subject}\n{proposed.draft.model_dump_json()}"
    return hashlib.sha256(given.encode()).digest()
