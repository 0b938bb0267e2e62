"""What officers see and file: views and pages, and evidence for others to verify."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gateway.casework.acts.journal import acts_of, journal_of, open_tasks
from gateway.casework.cases.cases import get_case
from gateway.casework.cases.hit_verdicts import get_judged_hit
from gateway.casework.cases.precedents import classified, rounds_of
from gateway.casework.cases.readiness import (
    BindingConditions,
    binding_conditions,
    steps_to_decision,
)
from gateway.casework.consultations.consultations import get_consultation
from gateway.casework.consultations.contradicting_answers import standing_answers
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import (
    case_rows,
    consultation_rows,
    correspondence_rows,
    examination_rows,
)
from gateway.casework.records.consultation_rows import shown
from gateway.casework.records.contents_around import shown_contents
from gateway.casework.records.letter_access import record_openings
from gateway.casework.services import Office, Work, reader_of
from gateway.domain.acts import Verb
from gateway.domain.calendars import Calendar
from gateway.domain.case import Case, Licence
from gateway.domain.case.case import ApplicantStatement, statement_of
from gateway.domain.case.steps import DecisionStep
from gateway.domain.consultation import Consultation
from gateway.domain.correspondence import Supplement
from gateway.domain.denial import Denial
from gateway.domain.examination import Hit
from gateway.domain.letter import LetterType
from gateway.errors import StateError
from gateway.evidence.contents import ConsultationRecord, conversations_of
from gateway.evidence.export.case_export import export_case, export_consultation
from gateway.evidence.law_material import consultation_law, law_material
from gateway.evidence.letters import letters_of
from gateway.register.denials.denial_queries import get_denial, load_denials
from gateway.register.log.checkpoints import who_has_not_received
from gateway.views.case_page.parts import AroundCase
from gateway.views.case_view import case_view
from gateway.views.consultation_view import Around, consultation_view
from gateway.views.frame import NounView
from gateway.views.reader import ShownContents, ViewReader


async def view_of(office: Office, officer: Officer, case_id: str) -> NounView:
    """Return a case as a person reads it, as far as he may.

    Raises:
        NotFoundError: There is no such case, or none of the officer's own.
    """
    return (await case_shown(office, officer, case_id, beside=None)).view(reader_of(office))


@dataclass(frozen=True, kw_only=True)
class CaseShown:
    """A case with what stands around it, as far as an officer may see it.

    Attributes:
        contents: What is known of the contents of its documents.
        steps: What must happen before it is decided; empty for who may not read its hits.
        binding: The conditions of others that a grant takes over; empty for the same.
    """

    case: Case
    around: AroundCase
    contents: ShownContents
    steps: tuple[DecisionStep, ...] = ()
    binding: tuple[BindingConditions, ...] = ()

    def view(self, reader: ViewReader) -> NounView:
        """Return the case as a person reads it."""
        return case_view(replace(reader, contents=self.contents), self.case, self.around)


async def case_shown(
    office: Office, officer: Officer, case_id: str, *, beside: tuple[str, ...] | None = ()
) -> CaseShown:
    """Return a case with what stands around it and what is missing for its decision.

    Args:
        office: This authority.
        officer: Who reads.
        case_id: The case.
        beside: Denials whose contents stand around it, by number; None: all that its examination
            named. There may be hundreds, and to read them costs more than all else.

    Raises:
        NotFoundError: There is no such case, or none of the officer's own.
    """
    case = await get_case(office, officer, case_id)
    return await office.read(lambda work: _case_shown(work, officer, case, beside))


async def match_shown(office: Office, officer: Officer, case_id: str, denial_id: str) -> MatchShown:
    """Return a denial that a case resembles, and the hit by which it was found.

    Raises:
        NotFoundError: There is no such case, or its examination has no such hit.
        StateError: It has not been examined.
    """
    judged = await get_judged_hit(office, officer, case_id, denial_id)
    shown = await case_shown(office, officer, case_id, beside=(denial_id,))
    return MatchShown(shown, judged.hit, shown.around.denials.get(denial_id))


@dataclass(frozen=True)
class MatchShown:
    """A denial that a case resembles.

    Attributes:
        denial: None where its content is not held here.
    """

    shown: CaseShown
    hit: Hit
    denial: Denial | None


async def statement_for(office: Office, officer: Officer, case_id: str) -> ApplicantStatement:
    """Show what the applicant may be shown of what other authorities answered.

    Raises:
        NotFoundError: There is no such case, or none of the officer's own.
    """
    return statement_of(await get_case(office, officer, case_id))


def _case_shown(
    work: Work, officer: Officer, case: Case, beside: tuple[str, ...] | None
) -> CaseShown:
    """Put what stands around a case beside it, as far as the officer may read it."""
    if beside is None:
        hits = () if case.examination is None else case.examination.hits
        beside = tuple(hit.denial_id for hit in hits)
    conversations = [each.conversation_id for each in case.consultations]
    seen = officer.may(Permission.READ_LETTERS)
    rounds, precedents = classified(work, officer, case)
    around = AroundCase(
        us=work.code,
        rulebook=work.law.rulebook(case.rulebook),
        now=work.now,
        denials=denials_for(work.conn, officer, beside),
        letters=letters_of(work.conn, conversations) if seen else (),
        renewed=_renewed(work, officer, case),
        restriction=case_rows.mark_on(work.conn, case.case_id),
        rounds=rounds,
        precedents=precedents,
        not_yet_received=_not_yet_received(work, case) if seen else None,
    )
    replaced = {each.document.sha256: each.replaced for each in case.replaced_documents}
    contents = shown_contents(work.conn, work.code, case.case_id, conversations, replaced)
    shown = CaseShown(case=case, around=around, contents=contents)
    if not officer.may(Permission.READ_HITS):
        return shown
    answers = standing_answers(work.conn, case.case_id)
    return replace(
        shown,
        steps=steps_to_decision(work, officer, case),
        binding=tuple(binding_conditions(work.office, case, answers)),
    )


def _renewed(work: Work, officer: Officer, case: Case) -> Licence | None:
    """Return the licence of ours that a case is to renew, where the officer may see it."""
    found = case_rows.renewed_by(work.conn, case, work.code)
    seen = found is not None and work.office.sight_of(officer).sees(work.conn, found.case_id)
    return found if seen else None


def _not_yet_received(work: Work, case: Case) -> tuple[str, ...] | None:
    if case.decision is None or case.decision.denial_id is None:
        return None
    found = get_denial(work.conn, case.decision.denial_id)
    if found.index is None:
        return None
    return tuple(who_has_not_received(work.conn, work.code, found.index, work.me.directory()))


async def evidence_of(office: Office, officer: Officer, case_id: str) -> bytes:
    """Return the evidence of a case as one ZIP that anybody can verify offline.

    Raises:
        NotFoundError: There is no such case.
    """
    sight = office.sight(officer, Permission.READ_EVIDENCE)
    at = office.clock.now()
    trust = await asyncio.to_thread(office.register.trust_files)

    def export(conn: Connection) -> bytes:
        _check_words(conn, sight.hidden_names(conn), case_id)
        case = case_rows.shown(conn, sight, case_id)
        return export_case(
            conn,
            office.me,
            case,
            conversation_ids=conversations_of(*case.consultations),
            at=at,
            trust=trust,
            law=law_material(
                case,
                lambda each: _calendars(office, each),
                text=office.law.text,
                overlays=[each.version for each in office.law.overlays(office.code)],
            ),
        )

    exported = await office.db.read(export)
    case = await office.db.read(lambda conn: case_rows.shown(conn, sight, case_id))
    rounds = await office.db.read(lambda conn: rounds_of(conn, case_id))
    talks = [each.conversation_id for each in case.consultations]
    talks += [each.conversation_id for held in rounds for each in held.asked]
    await _note_export(office, officer, case_id, talks)
    return exported


async def _note_export(office: Office, officer: Officer, subject: str, talks: list[str]) -> None:
    await record_openings(office, officer, talks)
    await office.write(
        lambda work: journal_of(work, officer.name).act(Verb.EVIDENCE_EXPORTED, subject)
    )


def _check_words(conn: Connection, hidden: frozenset[str], case_id: str) -> None:
    """Check that no signed examination repeats what was said in a case that is not shown.

    None is kept so from the moment in which that was restricted; no signed one can be changed.

    Raises:
        StateError: One does.
    """
    for each in examination_rows.of_case(conn, case_id) if hidden else ():
        if each.unaware_of(hidden) != each:
            raise StateError(
                "examination {number} repeats words from a case that is restricted",
                remedy="Who sees that case exports the evidence: an auditor, or who is named; a "
                "decider finds it by {listRestrictions}.",
                case_id=case_id,
                number=each.record.number,
            )


async def evidence_of_consultation(office: Office, officer: Officer, conversation_id: str) -> bytes:
    """Return the evidence of one consultation, with or without a case, by either side.

    Raises:
        NotFoundError: There is no such consultation here.
    """
    sight = office.sight(officer, Permission.READ_EVIDENCE)
    at = office.clock.now()
    trust = await asyncio.to_thread(office.register.trust_files)

    def export(conn: Connection) -> bytes:
        hidden = sight.hidden_names(conn)
        row = consultation_rows.get(conn, conversation_id, lock=False)
        model = shown(office, row)
        subjects = (row.id,) if model.case_id is None else (row.id, model.case_id)
        acts = tuple(
            act
            for act in acts_of(conn, *subjects)
            if act.reference == row.id and not act.speaks_of(hidden)
        )
        return export_consultation(
            conn,
            office.me,
            ConsultationRecord(consultation=model, acts=acts),
            at=at,
            trust=trust,
            law=consultation_law(model, _calendars(office, model), text=office.law.text),
        )

    exported = await office.db.read(export)
    await _note_export(office, officer, conversation_id, [conversation_id])
    return exported


def _calendars(office: Office, model: Consultation) -> Iterator[Calendar]:
    """Yield the calendars by which a deadline, and the end of a stop itself, are derived."""
    law = office.law
    if model.deadline is not None:
        yield law.calendar_of(model.deadline)
    else:
        yield law.calendar(model.consulted, office.clock.now())
    of_stop = law.stop_calendar(model)
    if of_stop is not None:
        yield of_stop


# --- as a person reads it ---------------------------------------------------------------


async def view_of_consultation(office: Office, officer: Officer, conversation_id: str) -> NounView:
    """Return a consultation of either side as a person reads it, as far as he may.

    Raises:
        NotFoundError: There is no such consultation here, or it is not for this account.
    """
    model = await get_consultation(office, officer, conversation_id)
    return await office.read(lambda work: _view(work, officer, model))


def _view(work: Work, officer: Officer, model: Consultation) -> NounView:
    """Put what stands around a consultation beside it, as far as the officer may read it."""
    subject = model.conversation_id
    our_case = model.case_id or "" if model.asking == work.code else ""
    letters = officer.may(Permission.READ_LETTERS)
    hidden = work.office.sight_of(officer).hidden_names(work.conn)
    tasks = open_tasks(work.conn, subject=subject) if letters else ()
    around = Around(
        us=work.code,
        rule=work.law.rule_of(model),
        now=work.now,
        denials=denials_for(work.conn, officer, model.request.denials),
        supplements=_supplements(work, subject) if letters else (),
        letters=letters_of(work.conn, (subject,)) if letters else (),
        acts=tuple(
            each for each in acts_of(work.conn, subject) if letters and not each.speaks_of(hidden)
        ),
        tasks=tuple(each for each in tasks if not each.speaks_of(hidden)),
        restriction=case_rows.mark_on(work.conn, subject, model.case_id),
    )
    contents = shown_contents(work.conn, work.code, our_case, (subject,))
    return consultation_view(reader_of(work.office, contents), model, around)


async def denials_asked_about(
    office: Office, officer: Officer, model: Consultation
) -> dict[str, Denial]:
    """Return the denials that a consultation is about, as far as the officer may read them.

    Args:
        office: This authority.
        officer: Who reads.
        model: The consultation, as it is there for him.
    """
    officer.require(Permission.READ_CONSULTATIONS)
    asked = model.request.denials
    return await office.db.read(lambda conn: denials_for(conn, officer, asked))


def denials_for(
    conn: Connection, officer: Officer, denial_ids: tuple[str, ...]
) -> dict[str, Denial]:
    """Return denials by number, as far as they are held here and the officer may read them."""
    if not officer.may(Permission.READ_DENIALS):
        return {}
    return {key: found.denial for key, found in load_denials(conn, denial_ids).items()}


def _supplements(work: Work, conversation_id: str) -> tuple[tuple[str, Supplement], ...]:
    found = correspondence_rows.listed(
        work.conn, conversation_id=conversation_id, letter_type=LetterType.SUPPLEMENT
    )
    return tuple(
        (work.code if row.ours else row.peer, row.content)
        for row in found
        if isinstance(row.content, Supplement)
    )
