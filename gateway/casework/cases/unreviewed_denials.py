"""Denials and requirements that came while a case was open, and hits that nobody has judged.

Each that came is a task. Judging the hit counts as having looked; so does proposing a decision
on the examination that shows it, where the rulebook asks for no word on such a hit. Where it
does, nothing is decided before an officer has confirmed or dismissed the hit, whenever it
came. A denial of the same party for other goods is shown and told, and is no task: only one
half of the definition is met, and nothing is owed for it.

A requirement that another authority notifies, or withdraws, meanwhile is looked at likewise: it is
to be given due consideration, and who proposes on the examination that shows it has given it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal, journal_of, open_tasks
from gateway.casework.cases.examining import take_examination
from gateway.casework.records import case_rows, examination_rows
from gateway.casework.records.examination_rows import with_judgements
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.case import Case, DecisionProposal
from gateway.domain.examination import Examination, Hit, MatchClass, Occasion, RequirementHit
from gateway.domain.notice import NoticeState
from gateway.domain.saying import says
from gateway.errors import InputError, Reason, StateError
from gateway.exchange.engine_calls import add_wakes, poke_case

_NEAREST_FIRST = tuple(MatchClass)


def news_in(known: Iterable[Hit], found: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return the hits that were not shown before, that came nearer, or are to be judged anew.

    A hit came nearer if its class rose or its authority is to be consulted now. It is to be
    judged anew if what was said of it was about another version of it.
    """
    before: dict[str, list[Hit]] = defaultdict(list)
    for hit in known:
        before[hit.denial_id].append(hit)
    return tuple(hit for hit in found if _is_news(hit, before[hit.denial_id]))


def _is_news(hit: Hit, before: Sequence[Hit]) -> bool:
    if not before:
        return True
    rank = min(_NEAREST_FIRST.index(each.match_class) for each in before)
    nearer = _NEAREST_FIRST.index(hit.match_class) < rank
    asks = hit.consult and not any(each.consult for each in before)
    judged = all(each.judgement is not None for each in before)
    return nearer or asks or (judged and hit.judgement is None)


def requirements_in(
    known: Examination | None, found: Iterable[RequirementHit]
) -> tuple[RequirementHit, ...]:
    """Return the requirements of others that came since, or of which something has changed.

    One that was withdrawn before anybody here knew of it is none, nor is one for other goods.
    """
    before = () if known is None else known.requirements
    acts = {each.number: each.index for each in before}
    return tuple(
        each
        for each in found
        if each.match_class.both_halves
        and acts.get(each.number) != each.index
        and (each.state is NoticeState.VALID or each.number in acts)
    )


def to_look_at(known: Iterable[Hit], news: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return what of some news is to be looked at before a decision.

    Not a denial of the same party for other goods, unless an officer had spoken of it or its
    authority is to be consulted.
    """
    judged = {hit.denial_id for hit in known if hit.judgement is not None}
    return tuple(
        hit for hit in news if hit.match_class.both_halves or hit.consult or hit.denial_id in judged
    )


def no_longer_judged(known: Iterable[Hit], found: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return the hits of which nothing is said any more: it was said of another version."""
    judged = {hit.denial_id for hit in known if hit.judgement is not None}
    return tuple(hit for hit in found if hit.denial_id in judged and hit.judgement is None)


def is_older(found: Examination, held: Examination | None) -> bool:
    """Say whether an examination covers less of the register than the one that is held."""
    return held is not None and found.register_position < held.register_position


def take_news(
    work: Work,
    case: Case,
    found: Examination,
    *,
    occasion: Occasion = Occasion.DENIAL_CAME,
    unasked: Sequence[Hit] = (),
) -> tuple[tuple[Hit, ...], tuple[str, ...]]:
    """Take a newer examination of an open case: tell what came, and ask those concerned.

    Args:
        work: The transaction, with the services of the node.
        case: The case, locked; its examination is the one that officers know.
        found: The newer examination.
        occasion: Why the case was examined.
        unasked: Hits whose authority is to be consulted and was not; they are news too.

    Returns:
        The hits that are new or nearer, and the conversations that were opened.
    """
    came = requirements_in(case.examination, found.requirements)
    transaction = case.application.transaction
    us, opens = work.code, work.law.consulted_decisions(case.rulebook)
    found = with_judgements(work.conn, us, found, case.case_id, transaction, opens=opens)
    known = case.examination.hits if case.examination is not None else ()
    news = news_in(known, found.hits)
    named = {hit.denial_id for hit in news}
    news += tuple(hit for hit in unasked if hit.denial_id not in named)
    for hit in news:
        Journal(work.conn, found.examined_at).act(
            Verb.DENIAL_CAME,
            case.case_id,
            says(
                "{denial_id}: {words}, while the case was open",
                denial_id=hit.denial_id,
                words=hit.match_class.within,
            ),
            hit.denial_id,
        )
    _record_came(work.conn, case, came, found.examined_at)
    opened = take_examination(work, case, found, occasion=occasion)
    to_look = to_look_at(known, news)
    have_looked_at(work, case, to_look)
    have_considered(work, case, came)
    # What was proposed stands where nothing is to be looked at, or the rulebook does not block.
    if not opened and not ((to_look or came) and blocks(work.office, case)):
        case_rows.save(work.conn, case_rows.get(work.conn, case.case_id).with_proposal_of(case))
    add_wakes(work.conn, [poke_case(case.case_id)])
    return news, opened


def _record_came(
    conn: Connection, case: Case, came: Iterable[RequirementHit], at: datetime
) -> None:
    for each in came:
        Journal(conn, at).act(
            Verb.REQUIREMENT_CAME,
            case.case_id,
            says(
                "{requirement} of {origin}: {words}, {state}, while the case was open ({article})",
                requirement=each.number,
                origin=each.origin,
                words=each.match_class.within,
                state=each.state,
                article=each.article,
            ),
            each.number,
        )


def blocks(office: Office, case: Case) -> bool:
    """Say whether a denial that came meanwhile blocks the decision until it was looked at."""
    return office.law.rulebook(case.rulebook).examination.new_denial_blocks


def have_looked_at(work: Work, case: Case, hits: Iterable[Hit]) -> None:
    """Open a task for each of some hits to look at it first, where the rulebook has it block."""
    rule = work.law.rulebook(case.rulebook).examination
    for hit in hits if blocks(work.office, case) else ():
        said = says(
            "{denial} is new or changed since the case was examined: look at it, then ",
            denial=hit.denial_id,
        )
        if rule.needs_word(hit):
            said += says("confirm or dismiss it")
        else:
            said += says("judge it or propose on the newest examination")
        journal_of(work).open_task(TaskKind.DENIAL_UNSEEN, case.case_id, said, key=hit.denial_id)


def have_considered(work: Work, case: Case, came: Iterable[RequirementHit]) -> None:
    """Open a task for each of some requirements to consider it, where the rulebook blocks."""
    for each in came if blocks(work.office, case) else ():
        said = says(
            "{requirement} of {origin} is new or changed since the case was examined: give it due "
            "consideration ({article}) and propose on the newest examination",
            requirement=each.number,
            origin=each.origin,
            article=each.article,
        )
        journal_of(work).open_task(TaskKind.REQUIREMENT_UNSEEN, case.case_id, said, key=each.number)


def note_looked_at(
    conn: Connection, *, at: datetime, case_id: str, denial_id: str, by: str
) -> None:
    """Note that an officer has looked at a denial in a case."""
    Journal(conn, at, by).close_tasks(TaskKind.DENIAL_UNSEEN, case_id, key=denial_id)


def proposed_in(conn: Connection, case: Case) -> DecisionProposal:
    """Return what is proposed; where nothing is, say so if a denial made the proposal fall.

    Raises:
        StateError: DENIAL_UNSEEN, or nothing was proposed.
    """
    if case.proposal is not None:
        return case.proposal
    check_none_unseen(conn, case)
    raise StateError("nothing is proposed", remedy="Propose a decision first.")


def check_none_unseen(conn: Connection, case: Case) -> None:
    """Refuse while denials or requirements that came meanwhile were not looked at.

    Raises:
        StateError: DENIAL_UNSEEN or REQUIREMENT_UNSEEN, with what came and the number of the
            examination that shows it.
    """
    for kind, what, reason in (
        (TaskKind.DENIAL_UNSEEN, "denials came", Reason.DENIAL_UNSEEN),
        (TaskKind.REQUIREMENT_UNSEEN, "requirements of others came", Reason.REQUIREMENT_UNSEEN),
    ):
        unseen = open_tasks(conn, subject=case.case_id, kind=kind)
        if not unseen:
            continue
        number = examination_rows.newest_number(conn, case.case_id)
        raise StateError(
            what,
            " meanwhile and must be looked at first: {unseen}",
            reason=reason,
            remedy="Look at examination {examination}: {getCase}; wait for what it opens, then "
            "propose on it by its number: {proposeDecision}",
            examination=number,
            unseen=", ".join(task.key for task in unseen),
            case_id=case.case_id,
        )


def check_judged(office: Office, case: Case) -> None:
    """Refuse while a hit of the case has no officer's word that the rulebook asks for.

    Raises:
        StateError: DENIAL_UNJUDGED, with the denials.
    """
    if case.withdrawal is not None or case.examination is None:
        return
    found = unjudged(office, case, case.examination)
    if found:
        raise Reason.DENIAL_UNJUDGED.error(
            "no officer has said whether it is an essentially identical transaction: {denials}",
            remedy="Look at each, and confirm or dismiss it with a reason: {judgeHit}.",
            denials=", ".join(found),
            case_id=case.case_id,
            denial_id=found[0],
        )


def unjudged(office: Office, case: Case, examination: Examination) -> tuple[str, ...]:
    """Return the denials of an examination that an officer must confirm or dismiss still."""
    rule = office.law.rulebook(case.rulebook).examination
    return tuple(
        hit.denial_id for hit in examination.hits if hit.judgement is None and rule.needs_word(hit)
    )


def look_with_proposal(work: Work, case: Case, proposal: DecisionProposal, by: str) -> None:
    """Take it that who proposes on the newest examination has looked at what it shows.

    Raises:
        StateError: DENIAL_UNSEEN or REQUIREMENT_UNSEEN, the proposal names no examination, or
            an older one.
            DENIAL_UNJUDGED, a hit has no officer's word.
        InputError: The case has no examination of that number.
    """
    newest = examination_rows.newest_number(work.conn, case.case_id)
    on = proposal.examination
    if on is not None and on > newest:
        raise InputError(
            "examination: the case has {newest} examinations, and no number {on}",
            remedy="List them: {listExaminations}",
            newest=newest,
            on=on,
            case_id=case.case_id,
        )
    if on != newest:
        check_none_unseen(work.conn, case)
    check_judged(work.office, case)
    for kind in (TaskKind.DENIAL_UNSEEN, TaskKind.REQUIREMENT_UNSEEN):
        journal_of(work, by).close_tasks(kind, case.case_id)
