"""The consultations that an examination asks for: whom, about which denials, and who was not yet.

Which procedures a case has, and when each applies, is the rulebook's: consult where the goods
lie (Article 14(1)), consult whoever denied an essentially identical transaction (16(5)). For
each that applies:

 1. Take the hits whose match is near enough that the law wants their authority consulted.
 2. Leave out what an officer has asked by hand, as near as the hit is now.
 3. Find the members that answer for the authority or State, in roles and procedure.
 4. Nobody in the federation does: an officer asks by hand, and it is a task until what was
    asked is on record (`offline_records`).
 5. Leave out what was asked before and still counts. A denial is asked about once; anew where it
    was amended after the answer so that it is nearer now: what was answered is about an older
    version of it (16(5)).
 6. Open one consultation with each member, about all that is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from gateway.casework.consultations.offline_consultations import (
    NEAREST_FIRST,
    asked_by_hand,
    have_asked,
    named_as,
)
from gateway.casework.consultations.outgoing_request import open_consultation
from gateway.casework.records import consultation_rows as rows
from gateway.casework.rules.outcomes import case_rule
from gateway.casework.services import Office, Work
from gateway.domain.authority import member_state
from gateway.domain.case import Case, Trigger
from gateway.domain.consultation import (
    OPEN_STATES,
    AskedHit,
    ByHand,
    Consultation,
    ConsultationRequest,
    ConsultationState,
    EndReason,
)
from gateway.domain.examination import Hit
from gateway.domain.rulebook import Consults, Procedure
from gateway.domain.saying import says
from gateway.register.denials.denial_queries import load_denials


class Found(NamedTuple):
    """The denials that were found, when, and whether the question has changed."""

    hits: tuple[Hit, ...]
    at: datetime
    changed: bool


def consult(work: Work, case: Case, trigger: Trigger, found: Found) -> list[str]:
    """Open the consultations that a trigger asks for and that were not opened yet.

    Args:
        work: The transaction, with the services of the node.
        case: The case, locked.
        trigger: Why a procedure applies, and whom it has asked.
        found: What the examination found.

    Returns:
        The conversations that were opened.
    """
    rulebook = work.law.rulebook(case.rulebook)
    procedure, kind = rulebook.procedure(trigger.procedure), case_rule(work.office, case)
    asked = () if found.changed else _counting(work.conn, case, procedure)
    hits: dict[str, list[Hit]] = defaultdict(list)
    if procedure.by_denial:
        by_hand = asked_by_hand(work.conn, case, procedure.code)
        for hit in found.hits:  # (1), (2)
            asked_here = rulebook.asks_about(kind, procedure, hit)
            if asked_here and not by_hand.covers(hit, done=True):
                hits[hit.authority].append(hit)
    opened = []
    for wanted in trigger.consult:
        members = _who_answers(work.office, procedure, wanted)  # (3)
        if not members:  # (4)
            earlier = [row for row in asked if row.consultation.consulted == wanted]
            new = [hit for hit in hits[wanted] if not _asked_about(work.conn, earlier, hit)]
            if new or not (procedure.by_denial or earlier):
                _have_asked(work, case, procedure, wanted, new)
        for consulted in members:
            earlier = [row for row in asked if row.consultation.consulted == consulted]
            new = [hit for hit in hits[wanted] if not _asked_about(work.conn, earlier, hit)]  # (5)
            if not new and (procedure.by_denial or earlier):
                continue
            for some in _in_letters(new):
                conversation = open_consultation(  # (6)
                    work,
                    case=case,
                    procedure=procedure,
                    consulted=consulted,
                    request=request_about(case, procedure, some),
                    asked_as=asked_as(some),
                    at=found.at,
                )
                opened.append(conversation)
    return opened


MOST_DENIALS = 200
"""Denials that one request asks about, as the contract between members has it; more of one
authority are asked about in several."""

SUMMARY_LINES = 200
SUMMARY_CHARACTERS = 300
"""Lines of a match summary, and characters of each: what is cut stands in the examination."""


def _in_letters(hits: Sequence[Hit]) -> list[Sequence[Hit]]:
    """Return the hits as they go into requests; none go into one that is about no denial."""
    starts = range(0, len(hits), MOST_DENIALS)
    return [hits[start : start + MOST_DENIALS] for start in starts] or [hits]


def unasked(work: Work, case: Case, hits: Iterable[Hit], *, lets_go: bool) -> tuple[Hit, ...]:
    """Return the hits about which the law wants their authority consulted, and nobody was.

    Args:
        work: The transaction, with the services of the node.
        case: The case, locked.
        hits: What the newest examination found.
        lets_go: Whether the outcome lets the goods go; otherwise only what is a duty before
            a refusal too is wanted.
    """
    wanted = [hit for hit in hits if hit.consult]
    rulebook, kind = work.law.rulebook(case.rulebook), case_rule(work.office, case)
    found: dict[str, Hit] = {}
    for procedure in rulebook.procedures if wanted else ():
        about_denials = procedure.trigger.consults is Consults.DENYING_AUTHORITIES
        if procedure.code not in kind.procedures or not about_denials:
            continue
        if not lets_go and not procedure.owed_before_refusal:
            continue
        asked, by_hand = (
            _counting(work.conn, case, procedure),
            asked_by_hand(work.conn, case, procedure.code),
        )
        for hit in wanted:
            if not rulebook.asks_about(kind, procedure, hit):
                continue
            if not (by_hand.covers(hit) or _asked_about(work.conn, asked, hit)):
                found[hit.denial_id] = hit
    return tuple(found.values())


def _counting(conn: Connection, case: Case, procedure: Procedure) -> tuple[rows.Row, ...]:
    """Return the consultations whose question need not be asked again by itself.

    What an amendment ended, or was refused over there, is asked again. What was recalled is
    an officer's to ask again; every other end has made the question needless or answered it.
    """
    return tuple(
        row
        for row in rows.of_case(conn, case.case_id)
        if row.consultation.procedure == procedure.code and _counts(row)
    )


def _counts(row: rows.Row) -> bool:
    if row.state is not ConsultationState.SUPERSEDED:
        return True
    asked_again = row.consultation.asked_anew
    return not asked_again and row.consultation.ended_because not in (None, EndReason.AMENDED)


def _asked_about(conn: Connection, asked: Sequence[rows.Row], hit: Hit) -> bool:
    """Say whether one of some consultations is about a hit as near as it is now."""
    return any(
        hit.denial_id in row.consultation.denials_left and _still_about(conn, row, hit)
        for row in asked
    )


def _still_about(conn: Connection, row: rows.Row, hit: Hit) -> bool:
    """Say whether a question about a denial was answered after it had come as near as it is.

    While it is open its authority answers with its own denial before it; one that was ended
    has no answer to go by.
    """
    model = row.consultation
    before = [each for each in model.asked_as if each.denial_id == hit.denial_id]
    open_or_ended = row.state in OPEN_STATES or row.state is ConsultationState.SUPERSEDED
    if open_or_ended or not before or not _nearer(hit, before[0]):
        return True
    over, held = _over_at(model), load_denials(conn, [hit.denial_id]).get(hit.denial_id)
    return over is not None and held is not None and over > held.status.last_event_at


def _nearer(hit: Hit, before: AskedHit) -> bool:
    now, then = (NEAREST_FIRST.index(each.match_class) for each in (hit, before))
    return now < then or hit.score > before.score


def _over_at(model: Consultation) -> datetime | None:
    """Return when an answer was sealed, or the last instant where there was none."""
    if model.counting_answer is not None:
        return model.answer_sealed or model.answered_at
    return model.deadline.last_instant if model.deadline is not None else None


def asked_as(hits: Iterable[Hit]) -> tuple[AskedHit, ...]:
    """Return how near the denials are about which is asked."""
    return tuple(
        AskedHit(denial_id=hit.denial_id, match_class=hit.match_class, score=hit.score)
        for hit in hits
    )


def _have_asked(
    work: Work,
    case: Case,
    procedure: Procedure,
    wanted: str,
    hits: Sequence[Hit],
) -> None:
    """Have an officer ask by hand whom the gateway does not reach, once for each denial."""
    by_hand = asked_by_hand(work.conn, case, procedure.code)
    new = [hit for hit in hits if not by_hand.covers(hit)]
    if procedure.by_denial and not new:
        return
    asked = ByHand(procedure=procedure.code, authority=wanted, named=named_as(new))
    if asked not in by_hand.done:
        why = says("is not in the federation")
        have_asked(work.conn, case.case_id, asked, why=why, at=work.now)


def request_about(case: Case, procedure: Procedure, hits: Sequence[Hit]) -> ConsultationRequest:
    """Return what is asked on behalf of a case under a procedure, about some denials."""
    return ConsultationRequest(
        procedure=procedure.code,
        case_reference=case.case_id,
        transaction=case.asked_transaction,
        denials=tuple(hit.denial_id for hit in hits),
        match_summary=tuple(
            f"{hit.denial_id}: {reason}"[:SUMMARY_CHARACTERS]
            for hit in hits
            for reason in (*hit.party.reasons, *hit.item.reasons)
        )[:SUMMARY_LINES],
        references=case.application.references,
        relations=case.application.relations,
        documents=case.application.documents,
    )


def _who_answers(office: Office, procedure: Procedure, wanted: str) -> list[str]:
    """Return the members that answer for an authority or a State."""
    asked = {role.value for role in procedure.addressed}
    return sorted(
        member.code
        for member in office.me.directory().members.values()
        if member.withdrawn_at is None
        and member.roles & asked
        and (not member.procedures or procedure.code in member.procedures)
        and (member.code == wanted or (member.state == wanted and wanted == member_state(wanted)))
    )
