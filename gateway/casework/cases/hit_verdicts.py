"""An officer's word on a hit: confirmed or dismissed, with the reason.

It travels into the examination record and is offered the next time. It hides no denial,
lowers no class and closes no consultation; to confirm a hit that asked for none opens the
consultation of its authority (Art 16(5)).
"""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal
from gateway.casework.cases.cases import open_case
from gateway.casework.cases.examining import search_for
from gateway.casework.cases.unreviewed_denials import is_older, note_looked_at, take_news
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows, consultation_rows, examination_rows
from gateway.casework.records.examination_rows import (
    add_judgement,
    judgements_of,
    version_of,
    with_judgements,
)
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.base import Model
from gateway.domain.case import Case
from gateway.domain.consultation import OPEN_STATES
from gateway.domain.denial import FreeText
from gateway.domain.examination import Examination, Hit, HitVerdict, Judgement, Occasion
from gateway.domain.saying import says
from gateway.errors import NotFoundError, Reason, StateError


class HitWord(FreeText):
    """What an officer says of a hit, and why."""

    verdict: HitVerdict


class JudgedHit(Model):
    """A hit as it stands now, with what officers have said of it.

    Attributes:
        said: All that was said of it in this case, the newest first.
        opened: Consultations that the last word opened.
        note: What follows from the last word, or does not, in words.
    """

    case_id: str
    hit: Hit
    said: tuple[Judgement, ...] = ()
    opened: tuple[str, ...] = ()
    note: str = ""

    def followed_by(self, opened: tuple[str, ...], note: str) -> JudgedHit:
        """Return the hit with what follows from the last word on it."""
        return self._with(opened=opened, note=note)


_WORDS = {
    HitVerdict.CONFIRMED: "an essentially identical transaction",
    HitVerdict.DISMISSED: "not an essentially identical transaction",
}


async def get_judged_hit(
    office: Office, officer: Officer, case_id: str, denial_id: str
) -> JudgedHit:
    """Show a hit with all that was said of it in this case, and lately in others.

    Raises:
        NotFoundError: There is no such case, or its examination has no such hit.
    """
    officer.require(Permission.READ_HITS)
    return await office.read(lambda work: _shown(work, officer, case_id, denial_id))


async def judge_hit(
    office: Office,
    officer: Officer,
    case_id: str,
    denial_id: str,
    word: HitWord,
    *,
    read: str | None = None,
) -> JudgedHit:
    """Confirm or dismiss a hit of a case; a later word on it replaces the earlier one.

    Args:
        office: The office.
        officer: Who says it.
        case_id: The case.
        denial_id: The denial that the hit is about.
        word: What is said.
        read: The word on it that the officer has read, as `read_of` has it; None: the caller
            guards it by the version of the case.

    Raises:
        NotFoundError: There is no such case, or its examination has no such hit.
        StateError: The case has ended, its application was withdrawn, or it has not been
            examined yet; CHANGED_MEANWHILE: another officer has said something meanwhile.
    """
    officer.require(Permission.ASSESS)
    done: JudgedHit | None = None
    while done is None:  # until no amendment slips in between the search and the transaction
        case = await office.db.read(lambda conn: case_rows.get(conn, case_id, lock=False))
        hit, found = _hit(case, denial_id), None
        if word.verdict is HitVerdict.CONFIRMED and not hit.consult:
            found = await search_for(office, case)
        act = partial(_judge, officer=officer, word=word, found=found, read=read)
        done = await office.write(partial(act, known=case, denial_id=denial_id))
    return done


def _judge(
    work: Work,
    *,
    officer: Officer,
    known: Case,
    denial_id: str,
    word: HitWord,
    found: Examination | None,
    read: str | None,
) -> JudgedHit | None:
    """Write a judgement and what follows; None if the case is another than was looked at."""
    case = open_case(work.conn, known.case_id)
    if case.withdrawal is not None:
        raise StateError(
            "the application was withdrawn",
            remedy="No word on its hits is needed any more.",
            case_id=case.case_id,
        )
    if case.application != known.application or case.examination is None:
        return None
    if found is not None and is_older(found, case.examination):
        return None
    before, now = _hit(case, denial_id), work.now
    _check_read(before, read)
    judgement = Judgement.made_from(
        word,
        denial_id=denial_id,
        case_id=case.case_id,
        by=officer.name,
        at=now,
        examination=examination_rows.newest_number(work.conn, case.case_id) or None,
        version=version_of(work.conn, denial_id),
    )
    transaction = case.application.transaction
    add_judgement(work.conn, judgement, transaction)
    _record(work.conn, before.judgement, judgement)
    us, opens = work.code, work.law.consulted_decisions(case.rulebook)
    judged = with_judgements(
        work.conn, us, case.examination, case.case_id, transaction, opens=opens
    )
    case = case_rows.save(work.conn, case.judged(judged))
    opened: tuple[str, ...] = ()
    if found is not None and not before.consult and _hit(case, denial_id).consult:
        _, opened = take_news(work, case, found, occasion=Occasion.HIT_CONFIRMED)
    note_looked_at(work.conn, at=now, case_id=case.case_id, denial_id=denial_id, by=officer.name)
    return _followed(work, officer, case.case_id, denial_id, opened)


def read_of(hit: Hit) -> str:
    """Return what tells the word that stands on a hit from any other; empty where none does."""
    return "" if hit.judgement is None else hit.judgement.at.isoformat()


def _check_read(hit: Hit, read: str | None) -> None:
    """Refuse a word that would replace one which its officer has not read.

    Raises:
        StateError: CHANGED_MEANWHILE; says who said what, and when.
    """
    newest = hit.judgement
    if read is None or newest is None or read_of(hit) == read:
        return
    raise Reason.CHANGED_MEANWHILE.error(
        "{by} has said meanwhile of {denial_id}: {words} ({text})",
        remedy="Read it, and say your word again if it still holds.",
        denial_id=hit.denial_id,
        by=newest.by,
        verb=f"hit.{newest.verdict}",
        at=newest.at,
        text=newest.text,
        words=_WORDS[newest.verdict],
    )


def _record(conn: Connection, before: Judgement | None, now: Judgement) -> None:
    """Record a word, and tell the officer whose word it replaces."""
    Journal(conn, now.at, now.by).act(
        Verb(f"hit.{now.verdict}"),
        now.case_id,
        says(
            "{denial_id}: {words}",
            denial_id=now.denial_id,
            words=_WORDS[now.verdict],
            reason=now.text,
            examination=now.examination,
            version=now.version,
        ),
        now.denial_id,
    )
    if before is None or before.by == now.by:
        return
    text = says(
        "{by} has said of {denial_id} in place of {before}: {words}",
        by=now.by,
        denial_id=now.denial_id,
        before=before.by,
        words=_WORDS[now.verdict],
    )
    about, kind = now.case_id, TaskKind.HIT_REPLACED
    Journal(conn, now.at).open_task(kind, about, text, key=now.denial_id)


def has_word(conn: Connection, case_id: str, denial_id: str) -> bool:
    """Say whether a word on a hit of a case would replace one that stands."""
    case = case_rows.find(conn, case_id)
    hits = () if case is None or case.examination is None else case.examination.hits
    return any(each.denial_id == denial_id and each.judgement is not None for each in hits)


def _followed(
    work: Work,
    officer: Officer,
    case_id: str,
    denial_id: str,
    opened: tuple[str, ...],
) -> JudgedHit:
    shown = _shown(work, officer, case_id, denial_id)
    return shown.followed_by(opened, _what_follows(work.conn, shown, opened))


def _hit(case: Case, denial_id: str) -> Hit:
    """Return a hit of a case.

    Raises:
        NotFoundError: Its examination has no such hit.
        StateError: It has not been examined.
    """
    if case.examination is None:
        raise StateError(
            "the case {case_id} has not been examined",
            remedy="Wait for its examination; {getCase} has it.",
            case_id=case.case_id,
        )
    for hit in case.examination.hits:
        if hit.denial_id == denial_id:
            return hit
    raise NotFoundError(
        "the examination of {case_id} does not show {denial_id}",
        remedy="See its hits: {getCase}",
        denial_id=denial_id[:60],
        case_id=case.case_id,
    )


def _shown(work: Work, officer: Officer, case_id: str, denial_id: str) -> JudgedHit:
    case = case_rows.get(work.conn, case_id, lock=False)
    hidden = work.office.sight_of(officer).hidden_names(work.conn)
    return JudgedHit(
        case_id=case_id,
        hit=_hit(case, denial_id).unaware_of(hidden),
        said=judgements_of(work.conn, case_id, denial_id),
    )


def _what_follows(conn: Connection, shown: JudgedHit, opened: tuple[str, ...]) -> str:
    """Say in words what the newest word on a hit brings, and what it does not."""
    hit = shown.hit
    if opened:
        return f"the consultation of {hit.authority} was opened; the case is decided after it"
    running = [
        row
        for row in consultation_rows.of_case(conn, shown.case_id)
        if row.state in OPEN_STATES and hit.denial_id in row.consultation.denials_left
    ]
    if running:
        return f"the consultation of {hit.authority} goes on; the denial stays in the case"
    if shown.said[0].verdict is HitVerdict.CONFIRMED and not hit.consult:
        return f"nobody is consulted: {hit.note}"
    return "recorded; the denial stays in the case"
