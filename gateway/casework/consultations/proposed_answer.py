"""An answer before it is sealed: what it would be, and what a second officer sees of a proposal."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection

from gateway.casework.acts.journal import acts_of
from gateway.casework.consultations.incoming_request import answerable, check_unsettled
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import consultation_rows as rows
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.domain.case import Act
from gateway.domain.consultation import ConsultationAnswer
from gateway.domain.consultation.answer_rules import check_answer, check_giver
from gateway.wire.content import content_to_bytes


class AnswerPreview(NamedTuple):
    """What an answer would be if it were given now.

    Attributes:
        digest: SHA-256 of the contents that the letter would hold, in hexadecimal.
        late: Whether the last instant is over: it would be kept without effect.
        second_officer: Whether it would wait for one.
    """

    digest: str
    late: bool
    second_officer: bool


async def preview_answer(
    office: Office, officer: Officer, conversation_id: str, answer: ConsultationAnswer
) -> AnswerPreview:
    """Check an answer as if it were given, and send nothing.

    Raises:
        StateError: The consultation is not ours to answer, is closed, or we have answered.
        InputError: The procedure knows no such answer, or it is incomplete.
    """
    officer.require(Permission.ANSWER)

    def read(work: Work) -> AnswerPreview:
        row = answerable(work, conversation_id, lock=False)
        model = row.consultation
        rule = office.law.rule_of(model)
        late = row.due is not None and answer.sealed_at(office.clock.now()) >= row.due
        if not rule.second_officer:
            check_unsettled(row, rule, late=late)
        check_answer(rule, model.request, answer, ended=model.ended_denials)
        check_giver(answer, office.code, office.me.directory().members)
        digest = sha256(content_to_bytes(answer)).hexdigest()
        return AnswerPreview(digest, late, rule.second_officer)

    return await office.read(read)


class ProposedAnswer(NamedTuple):
    """An answer that waits for a second officer.

    Attributes:
        digest: SHA-256 of the contents that the letter would hold, in hexadecimal.
        since: What was done about the consultation since it was proposed, the oldest first.
    """

    digest: str
    since: tuple[Act, ...]


async def read_proposed(
    office: Office, officer: Officer, conversation_id: str, answer: ConsultationAnswer
) -> ProposedAnswer:
    """Return what a second officer wants to know of a proposed answer before she confirms it.

    Raises:
        NotFoundError: There is no such consultation here.
    """
    officer.require(Permission.DECIDE)
    sight = office.sight_of(officer)

    def read(conn: Connection) -> ProposedAnswer:
        row = rows.get(conn, conversation_id, lock=False)
        acts, hidden = acts_of(conn, row.id), sight.hidden_names(conn)
        last = max(
            (number for number, each in enumerate(acts) if each.verb == Verb.ANSWER_PROPOSED),
            default=len(acts) - 1,
        )
        since = tuple(each for each in acts[last + 1 :] if not each.speaks_of(hidden))
        return ProposedAnswer(sha256(content_to_bytes(answer)).hexdigest(), since)

    return await office.db.read(read)
