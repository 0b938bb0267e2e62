"""Amendments of an application: another question, or the same one with more said.

The rulebook says which changes are material. A material one supersedes what was asked and
answered: the case is examined again and new consultations run with new periods. Anything
else is a supplement to those consulted, and their period runs on. Both versions stay in the
case, with what changed and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from gateway.casework.acts.journal import Concern, Journal, keep_found
from gateway.casework.cases.cases import first_end, open_case
from gateway.casework.cases.examining import search_for, take_examination
from gateway.casework.cases.unreviewed_denials import have_looked_at, is_older, no_longer_judged
from gateway.casework.consultations.effects import end_consultation
from gateway.casework.consultations.offline_consultations import tell_by_hand
from gateway.casework.consultations.reconsultation import ASKING
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows, consultation_rows
from gateway.casework.records.correspondence import place_of, send_supplement
from gateway.casework.records.examination_rows import with_judgements
from gateway.casework.rules.outcomes import case_rule
from gateway.casework.rules.transaction_checks import (
    check_carried,
    check_concerned,
    check_exceptions,
    check_kind,
    check_transaction,
    day_here,
    under_newer_list,
    with_code_remarks,
)
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.amendment import changed_fields, check_same_application
from gateway.domain.case import (
    Amendment,
    Application,
    Case,
    CaseState,
    ChangedField,
)
from gateway.domain.case.newer_list import NewerList
from gateway.domain.consultation import ConsultationState, EndReason
from gateway.domain.correspondence import Supplement
from gateway.domain.denial import FreeText
from gateway.domain.examination import Examination, Occasion
from gateway.domain.saying import Saying, says
from gateway.domain.triggers import assessment_required
from gateway.errors import Reason, StateError
from gateway.exchange.engine_calls import add_wakes, examine_case, poke_case


async def amend_application(
    office: Office, officer: Officer, case_id: str, application: Application, reason: FreeText
) -> Case:
    """Take an amended application in place of the one that the case is about.

    Args:
        office: This authority.
        officer: Who records it; a national licensing system may.
        case_id: The case.
        application: The whole application as amended, under the same reference.
        reason: Why, in words; it stays in this case.

    Raises:
        InputError: It is another application, does not fit its kind, or fits into no letter;
            names the field.
        StateError: The case has ended, or the application was withdrawn.
    """
    sight = office.sight(officer, Permission.FILE)
    _check_application(office, application)
    done = False
    while not done:  # until nothing slips in between the search and the transaction
        case = await office.db.read(lambda conn: case_rows.get_seen(conn, sight, case_id))
        _check_of_case(office, case, application)
        found = await search_for(office, case, application)
        wish = _Wish(officer, case, application, reason, found)
        done = await office.write(partial(_amend, wish=wish))
    read = office.sight(officer, Permission.READ_CASES)
    shown = await office.db.read(lambda conn: case_rows.shown_to(conn, read, case_id))
    return with_code_remarks(office, shown)


@dataclass(frozen=True, slots=True)
class ForeseenAmendment:
    """What an amendment would change, and whether it would make it another question."""

    changes: tuple[ChangedField, ...]
    material: bool


async def foresee_amendment(
    office: Office, officer: Officer, case_id: str, application: Application
) -> ForeseenAmendment:
    """Say what an amended application changes, by the rulebook of the case; nothing is written.

    Raises:
        InputError: As for `amend_application`.
        StateError: The case has ended, or as for `amend_application`.
    """
    sight = office.sight(officer, Permission.FILE)
    _check_application(office, application)

    def read(conn: Connection) -> Case:
        case_rows.get_seen(conn, sight, case_id)
        case = open_case(conn, case_id, lock=False)
        _check_stands(case)
        _check_documents(case, application)
        return case

    case = await office.db.read(read)
    _check_of_case(office, case, application)
    changes, material = _judge(office, case, application)
    return ForeseenAmendment(changes, material)


def _check_application(office: Office, application: Application) -> None:
    check_transaction(office, application.transaction)
    check_exceptions(office, application)
    check_carried(application)


def _check_of_case(office: Office, case: Case, application: Application) -> None:
    check_same_application(case.application, application)
    check_kind(office, case_rule(office, case), application)


def _check_stands(case: Case) -> None:
    """Check that an application was not withdrawn, with a determination that is not decided yet.

    Raises:
        StateError: It was.
    """
    if case.withdrawal is not None:
        raise StateError(
            "the application was withdrawn", remedy="File a new application.", case_id=case.case_id
        )


@dataclass(frozen=True, slots=True)
class _Wish:
    """An amendment, the case as it was looked at, and the examination for the new version."""

    officer: Officer
    known: Case
    application: Application
    reason: FreeText
    found: Examination | None


def _amend(work: Work, wish: _Wish) -> bool:
    """Write an amendment; return whether the case is still as it was looked at."""
    case = open_case(work.conn, wish.known.case_id)
    found = wish.found
    if case.application != wish.known.application:
        return False
    if found is not None and is_older(found, case.examination):
        return False  # a denial came meanwhile, and the case knows it
    _check_stands(case)
    if wish.application == case.application:
        return True
    _check_documents(case, wish.application)
    if case_rule(work.office, case).concerns_case:
        licence = case_rows.get(work.conn, case.application.concerns)
        check_concerned(licence, wish.application, work.law.rulebook(case.rulebook))
    amended = case_rows.save(work.conn, _amended(work.office, case, wish))
    sight = work.office.sight_of(wish.officer, Permission.FILE)
    case_rows.relate(work.conn, sight, amended, work.code)
    Journal(work.conn, amended.listed_at, wish.officer.name).close_tasks(
        TaskKind.LIST_CHANGED, case.case_id
    )
    newest = amended.amendments[-1]
    Journal(work.conn, newest.at, wish.officer.name).act(
        Verb.CASE_AMENDED,
        case.case_id,
        says(
            "material: {reasons}" if newest.material else "not material: {reasons}",
            material=newest.material,
            reasons="; ".join(change.reason for change in newest.changes),
        ),
    )
    if case.state is CaseState.FILED:  # nobody has been asked yet; it may be needed earlier now
        needed_by = first_end(work, wish.application, case.rulebook, newest.at)
        add_wakes(work.conn, [examine_case(case.case_id, needed_by)])
    else:
        _tell_consulted(work, amended, newest)
        if found is not None:  # an officer may have said something since the search
            transaction = wish.application.transaction
            us, opens = work.code, work.law.consulted_decisions(case.rulebook)
            found = with_judgements(work.conn, us, found, case.case_id, transaction, opens=opens)
        take_examination(work, amended, found, occasion=Occasion.AMENDED, changed=newest.material)
        if found is not None and case.examination is not None:
            again = no_longer_judged(case.examination.hits, found.hits)
            have_looked_at(work, amended, again)
        add_wakes(work.conn, [poke_case(case.case_id)])
    return True


def _check_documents(case: Case, amended: Application) -> None:
    """Check that no document comes back that a newer one has replaced.

    Raises:
        StateError: DOCUMENT_REPLACED; names the newer one.
    """
    for number, each in enumerate(amended.documents):
        replaced = case.documents.replacement_of(each.sha256)
        if replaced is not None:
            raise Reason.DOCUMENT_REPLACED.error(
                "documents[{number}]: it was replaced by {by}",
                remedy="Name what stands in its place: {newer}.",
                field=f"documents[{number}].sha256",
                newer=replaced.newer,
                number=number,
                by=replaced.by,
            )


def _judge(
    office: Office, case: Case, application: Application
) -> tuple[tuple[ChangedField, ...], bool]:
    """Say what changed since the last version, and whether it is another question.

    What those consulted were asked about counts, so that several small increases do not add
    up to a large one unseen.
    """
    rule = office.law.rulebook(case.rulebook).amendment
    changes = changed_fields(case.application, application, rule)
    asked = changed_fields(_as_asked(case), application, rule)
    added = tuple(
        change
        for change in asked
        if change.material
        and not any(each.material and each.field == change.field for each in changes)
    )
    named = {change.field for change in added}
    kept = tuple(change for change in changes if change.field not in named)
    return (*kept, *added), any(change.material for change in asked)


def _as_asked(case: Case) -> Application:
    """Return the version of the application on which the present consultations rest."""
    asked = case.application
    for amendment in reversed(case.amendments):
        if amendment.material:
            break
        asked = amendment.before
    return asked


def _amended(office: Office, case: Case, wish: _Wish) -> Case:
    """Return the case with the amendment in it; it is examined anew from here."""
    application = wish.application
    changes, material = _judge(office, case, application)
    amendment = Amendment(
        at=office.clock.now(),
        by=wish.officer.name,
        before=case.application,
        changes=changes,
        material=material,
        reason=wish.reason,
        assessment=case.assessment,
    )
    rulebook = office.law.rulebook(case.rulebook)
    assessed = rulebook.case(application.procedure).assessed
    required = assessed or assessment_required(
        application.transaction, office.law.controls_on(case.filed_at), rulebook
    )
    today = day_here(office, amendment.at)
    return case.amended(
        application,
        amendment,
        assessment_required=required,
        annex_i=office.law.lists().version_in_force(today),
    )


async def keep_list_tasks(office: Office) -> None:
    """Keep a task for each open case of which the list in force asks more than its own.

    An amendment that classifies the items by it, or the end of the case, closes the task.
    """
    newest = office.law.lists().version_in_force(office.today)
    cases = await office.db.read(lambda conn: case_rows.open_under_another_list(conn, newest))
    found = [
        Concern(TaskKind.LIST_CHANGED, case.case_id, _asks(newer))
        for case in cases
        if (newer := under_newer_list(office, case)) is not None and newer.differs
    ]
    await keep_found(office, {TaskKind.LIST_CHANGED}, lambda _: found)


def _asks(newer: NewerList) -> Saying:
    return says(
        "Annex I of {version} is in force since {day}, and asks what the list of this case does "
        "not: {asks}; classify the items by it, and amend the application",
        version=newer.version,
        day=newer.in_force_from,
        asks=(*newer.asks, *(("a human-rights assessment",) if newer.assessment else ())),
    )


def _tell_consulted(work: Work, case: Case, amendment: Amendment) -> None:
    """End what was asked and answered, or supplement it with the transaction as it stands."""
    if amendment.material:  # what was asked by hand is asked again; the examination says so
        for kind in (*ASKING, TaskKind.ANSWERS_CONTRADICT):
            Journal(work.conn, amendment.at, amendment.by).close_tasks(kind, case.case_id)
    for row in consultation_rows.of_case(work.conn, case.case_id):
        if row.state is ConsultationState.SUPERSEDED:
            if amendment.material:  # the examination asks whom the law wants asked now
                consultation_rows.save(work.conn, row.holding(row.consultation.asked_again()))
            continue
        if amendment.material:
            end_consultation(work, row, EndReason.AMENDED)
        elif row.consultation.by_hand:
            what = says("the application was amended; what was asked stands")
            tell_by_hand(work.conn, row, what, at=amendment.at)
        else:
            place = place_of(work, conversation_id=row.id)
            content = Supplement(transaction=case.asked_transaction)
            send_supplement(work, place, content, actor=amendment.by)
