"""What a court's act on a denial means for the cases that rest on it (Articles 14(2), 16(5)).

A case rests on a denial that it asked about, or that an officer found to be of an essentially
identical transaction. While the case is open its officers learn at once that what was asked about
no longer stands, or stands again. Where it ended in a denial of our own, they are to look at that
one: what it relied on is gone. Each act is told to each case once.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from gateway.casework.acts.journal import acts_of, journal_of
from gateway.casework.cases.licence_alert_rows import is_pending
from gateway.casework.open_work import followers
from gateway.casework.open_work.followers import Listed
from gateway.casework.records import case_rows, consultation_rows
from gateway.casework.records.examination_rows import judgements_of
from gateway.casework.services import Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.case import Case
from gateway.domain.consultation import OPEN_STATES
from gateway.domain.examination import HitVerdict
from gateway.domain.lists.words import denial_word
from gateway.domain.notice import SetAsideWay
from gateway.domain.saying import Saying, says
from gateway.register.denials.court_acts import CourtAct, court_acts_since
from gateway.store.tables_casework import consultation as talk
from gateway.store.tables_examination import hit_judgement


def untold(conn: Connection, position: int) -> bool:
    """Say whether courts have acted on denials that changed after a position of the feed."""
    return bool(court_acts_since(conn, position))


def tell_cases(work: Work, position: int) -> frozenset[str]:
    """Tell the cases that rest on denials what courts did to these; repeating it tells nothing.

    Args:
        work: The transaction, with the services of the node.
        position: Of the register's feed, after which denials changed.

    Returns:
        Pending cases of which a denial is valid again: whoever issued it is asked anew where
        the question had ended.
    """
    again = set[str]()
    for found in court_acts_since(work.conn, position):
        for case_id in _resting_on(work.conn, found.act.denial_id):
            case = case_rows.get(work.conn, case_id)
            if is_pending(case) and found.act.way is SetAsideWay.RESTORED:
                again.add(case_id)
            _tell(work, case, found)
    return frozenset(again)


def _resting_on(conn: Connection, denial_id: str) -> Iterator[str]:
    """Yield the cases that asked about a denial, or found it essentially identical."""
    about = [((denial_word(denial_id),),)]
    named = followers.has_words(conn, Listed.CONSULTATION, talk.c.conversation_id, about)
    asked = select(talk.c.case_id).where(talk.c.ours, talk.c.case_id.is_not(None), *named)
    judged = select(hit_judgement.c.case_id).where(hit_judgement.c.denial_id == denial_id)
    cases = {str(each) for each in conn.scalars(asked)}
    for case_id in set(conn.scalars(judged)) - cases:
        if judgements_of(conn, case_id, denial_id)[0].verdict is HitVerdict.CONFIRMED:
            cases.add(case_id)
    yield from sorted(cases)


def _tell(work: Work, case: Case, found: CourtAct) -> None:
    key = f"{found.act.denial_id}/{found.entry}"
    said = _said(work.conn, case, found, key)
    told = any(
        act.verb == Verb.DENIAL_SET_ASIDE and act.data.get("entry") == key
        for act in acts_of(work.conn, case.case_id)
    )
    if said is None or told:
        return
    journal = journal_of(work)
    journal.act(Verb.DENIAL_SET_ASIDE, case.case_id, said, found.act.denial_id)
    journal.open_task(TaskKind.DENIAL_SET_ASIDE, case.case_id, said, key=key)


def _said(conn: Connection, case: Case, found: CourtAct, entry: str) -> Saying | None:
    """Say what became of the denial and what may be done; nothing where a case ended otherwise."""
    act = found.act
    what = says(
        "{denial}: {deed}, by {body} on {day} ({reference})",
        denial=act.denial_id,
        deed=act.way,
        body=act.body,
        day=act.at,
        reference=act.reference,
        entry=entry,
    )
    if is_pending(case):
        return what + _while_open(conn, case, found)
    own = None if case.decision is None else case.decision.denial_id
    if own is None:
        return None
    if act.way is SetAsideWay.RESTORED:
        return what + says(
            ". It is valid again; our denial {own} was looked at without it", own=own
        )
    return what + says(
        ". Our denial {own} was decided while it stood: review it, and renew, amend or revoke it",
        own=own,
    )


def _while_open(conn: Connection, case: Case, found: CourtAct) -> Saying:
    act = found.act
    if act.way is SetAsideWay.RESTORED:
        return says(". It is valid again: its authority is asked before the decision")
    asked = any(
        row.state in OPEN_STATES and act.denial_id in row.consultation.denials_left
        for row in consultation_rows.of_case(conn, case.case_id)
    )
    if act.way.ends:
        return says(
            ". It no longer stands, and nothing is asked about it any more: decide the case "
            "without it"
        )
    if asked:
        return says(
            ". It is not valid meanwhile; the question about it stays, since it may come back"
        )
    return says(
        ". It is not valid meanwhile, and nothing is asked about it; it may come back: decide "
        "without it, or wait"
    )
