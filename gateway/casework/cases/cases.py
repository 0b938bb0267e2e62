"""Cases: file an application, read, assess the human-rights risk, withdraw."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal, journal_of, next_number
from gateway.casework.cases.catch_all_letters import check_letter
from gateway.casework.consultations.effects import end_open
from gateway.casework.consultations.offline_consultations import tell_by_hand
from gateway.casework.open_work.examination_queue import check_queue
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows, consultation_rows
from gateway.casework.records.correspondence import place_of, send_supplement
from gateway.casework.records.letter_access import record_openings
from gateway.casework.rules.outcomes import assessed_negatively, case_rule, check_four_eyes
from gateway.casework.rules.transaction_checks import (
    check_carried,
    check_concerned,
    check_exceptions,
    check_kind,
    check_transaction,
    day_here,
    with_code_remarks,
)
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.domain.case import (
    ENDED_STATES,
    LICENCE_ENDED,
    Application,
    Case,
    CaseState,
    CaseSummary,
    Withdrawal,
)
from gateway.domain.consultation import ConsultationState, EndReason, StopState
from gateway.domain.correspondence import Supplement
from gateway.domain.deadline import derive_deadline
from gateway.domain.denial import FreeText
from gateway.domain.lists.filters import EVERY_CASE, CaseFilter
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.rulebook import Rulebook
from gateway.domain.rulebook.acts import CaseRule
from gateway.domain.saying import Saying, says
from gateway.domain.transaction import AssessmentRelease, HumanRightsAssessment
from gateway.domain.triggers import assessment_required, consultation_triggers
from gateway.errors import InputError, LawError, PermissionRefusedError, StateError
from gateway.exchange.engine_calls import add_wakes, examine_case, poke_case


def check_application(office: Office, application: Application, at: datetime) -> Rulebook:
    """Check an application by itself, as it is checked when it is filed.

    Args:
        office: This authority.
        application: The application.
        at: When it would be filed.

    Returns:
        The rulebook under which its case would begin.

    Raises:
        PermissionRefusedError: This authority has no role that decides cases of the kind.
        InputError: As for `file_application`; names the field.
    """
    check_transaction(office, application.transaction)
    check_exceptions(office, application)
    check_carried(application)
    rulebook = office.law.for_new_cases(at, application.further_law)
    kind = rulebook.case(application.procedure)
    _check_opener(office, kind)
    check_kind(office, kind, application)
    office.law.practice(office.code, rulebook.version, at).check_application(application)
    return rulebook


async def file_application(office: Office, officer: Officer, application: Application) -> Case:
    """Begin a case of any kind; the same application again returns the same case.

    An application for a licence, an advance enquiry, an exporter's own notice, a transit, a
    licence in force that is looked at again: which kinds there are is the rulebook's.

    Raises:
        PermissionRefusedError: This authority has no role that decides cases of the kind.
        InputError: An unknown kind, country or control code, or it does not fit its kind or
            the licence that it is about; MESSAGE_TOO_LARGE, it fits into no letter. Names the
            field.
        StateError: Another application was filed under this reference, or the licence that
            it is about has ended.
        UnavailableError: RATE_EXCEEDED; very many applications wait for their examination.
    """
    sight = office.sight(officer, Permission.FILE)
    now = office.clock.now()
    rulebook = check_application(office, application, now)
    kind = rulebook.case(application.procedure)

    def write(work: Work) -> Case:
        earlier = case_rows.by_reference(work.conn, application.reference)
        if earlier is not None:
            filed = (earlier.application, *(each.before for each in earlier.amendments))
            if application not in filed or not sight.sees(work.conn, earlier.case_id):
                raise StateError(
                    "another application was filed under {reference}",
                    remedy="Use a new reference, or amend it: {amendCase}.",
                    reference=application.reference,
                )
            return earlier
        check_queue(work.conn)
        if kind.concerns_case:
            if not sight.sees(work.conn, application.concerns):
                raise _no_licence(application.concerns)
            licence = licence_concerned(work.conn, application.concerns)
            check_concerned(licence, application, rulebook)
        if application.under_letter:
            check_letter(work, application.under_letter, partial(sight.sees, work.conn))
        number = next_number(work.conn, f"case/{now.year}")
        case = Case(
            case_id=f"{office.code}-C-{now.year}-{number:05d}",
            state=CaseState.FILED,
            application=application,
            assessment=application.transaction.human_rights,
            assessment_release=application.assessment_release,
            assessment_required=kind.assessed
            or assessment_required(application.transaction, office.law.controls_on(now), rulebook),
            rulebook=rulebook.version,
            annex_i=office.law.lists().version_in_force(day_here(office, now)),
            filed_at=now,
        )
        case_rows.add(work.conn, case, filed_by=officer.name)
        case_rows.relate(work.conn, sight, case, office.code)
        Journal(work.conn, now, officer.name).act(
            Verb.CASE_FILED,
            case.case_id,
            says("{title}, {reference}", title=kind.title, reference=application.reference),
        )
        needed_by = first_end(work, application, rulebook.version, now)
        add_wakes(work.conn, [examine_case(case.case_id, needed_by)])
        return case

    case = await office.write(write)
    read = office.sight(officer, Permission.READ_CASES)
    shown = await office.db.read(lambda conn: case_rows.shown_to(conn, read, case.case_id))
    return with_code_remarks(office, shown)


def first_end(work: Work, application: Application, version: str, at: datetime) -> datetime | None:
    """Return the end of the first period that an application is for as it stands, or None.

    Nothing is searched for: what counts is what the application alone calls for (Article 14(1)),
    as if asked and received at once, and goods that are stopped under the licence that it is about
    (Article 21(4)).

    Args:
        work: The transaction, with the services of the node.
        application: The application.
        version: Of the rulebook of its case.
        at: The present instant.
    """
    rulebook, ends = work.law.rulebook(version), []
    with suppress(LawError):  # the examination finds it again, and tells an officer
        for each in consultation_triggers(
            application,
            work.code,
            rulebook,
            work.law.controls_on(at),
            work.law.member_states(at),
        ):
            if each.procedure in rulebook.case(application.procedure).procedures:
                rule = rulebook.procedure(each.procedure)
                ends += [
                    derive_deadline(rule, whom, at, work.law.calendar(whom, at), rulebook)
                    for whom in each.consult
                ]
    asked = (
        consultation_rows.about_case(work.conn, application.concerns)
        if application.concerns
        else ()
    )
    stops = (consultation_rows.shown(work.office, row).stop for row in asked)
    held = (each.at for each in stops if each is not None and each.state is StopState.HELD)
    return min((*(each.last_instant for each in ends), *filter(None, held)), default=None)


def _check_opener(office: Office, kind: CaseRule) -> None:
    """Check that this authority's roles let it decide a kind of case, and so deny.

    Raises:
        PermissionRefusedError: The rulebook names other roles.
    """
    allowed = {role.value for role in kind.opened_by}
    if not office.me.directory().member(office.code).roles & allowed:
        raise PermissionRefusedError(
            "{code} decides no cases of the kind {kind}: authorities for {allowed} do",
            remedy="Send the application to the competent authority.",
            kind=kind.code,
            code=office.code,
            allowed=sorted(allowed),
        )


def licence_concerned(conn: Connection, case_id: str) -> Case:
    """Return the case in which a licence was granted, its row locked.

    Raises:
        InputError: No licence was granted in it; names the field ``concerns``.
        StateError: The licence has ended.
    """
    found = case_rows.find(conn, case_id)
    if found is None or not found.licence:
        raise _no_licence(case_id)
    case = case_rows.get(conn, case_id)
    state = case.licence[-1].state
    if state in LICENCE_ENDED:
        raise StateError(
            "the licence of {case_id} is {state}; nothing more changes it",
            remedy="{getCase} says what was decided; file a new case.",
            case_id=case_id,
            state=state,
        )
    return case


def _no_licence(case_id: str) -> InputError:
    return InputError(
        "concerns: no licence was granted in {case_id}",
        remedy="Give the number of the case in which the licence was granted.",
        case_id=case_id[:40],
    )


async def get_case(office: Office, officer: Officer, case_id: str) -> Case:
    """Show a case with examination, consultations, clocks, answers and acts.

    Raises:
        NotFoundError: There is no such case, or none of the officer's own.
    """
    sight = office.sight(officer, Permission.READ_CASES)
    case = await office.db.read(lambda conn: case_rows.shown_to(conn, sight, case_id))
    await record_openings(office, officer, [each.conversation_id for each in case.consultations])
    return with_code_remarks(office, case)


async def list_cases(
    office: Office,
    officer: Officer,
    chosen: CaseFilter = EVERY_CASE,
    *,
    page: PageRequest = FIRST_PAGE,
) -> Page[CaseSummary]:
    """List cases, newest first; with filters those that fit all of them.

    Args:
        office: This authority.
        officer: Who reads.
        chosen: Which cases; those alone that are there for him are found by any filter.
        page: Which part.

    Raises:
        InputError: The cursor is none of this list, or no such days are there.
    """
    theirs = office.sight(officer, Permission.READ_CASES).case
    filed = office.days("filed", chosen.filed_from, chosen.filed_until)
    return await office.db.read(
        lambda conn: case_rows.listed(conn, page, chosen, filed=filed, among=theirs)
    )


async def assess(
    office: Office,
    officer: Officer,
    case_id: str,
    assessment: HumanRightsAssessment,
    release: AssessmentRelease = AssessmentRelease.WHOLE,
) -> Case:
    """Record the human-rights assessment, and whether others see it or its summary.

    Who was consulted before gets it as a supplement, as far as it is released: also who has
    answered, since the answer was given without it. Who is told by hand is an officer's task.

    Args:
        office: The office.
        officer: Who assesses.
        case_id: The case.
        assessment: The assessment.
        release: What others are shown of it in what is sent from now on.

    Raises:
        StateError: The case has ended.
        InputError: Its summary is to be released and there is none.
    """
    officer.require(Permission.ASSESS)
    if assessment.summary_only:
        raise InputError("summary_only: record the whole, and release its summary", field="summary")
    if release is AssessmentRelease.SUMMARY and not assessment.summary:
        raise InputError("summary: it is to be released and was not written")

    def write(work: Work) -> None:
        before = open_case(work.conn, case_id)
        case = case_rows.save(work.conn, before.assessed(assessment, release))
        journal_of(work, officer.name).act(
            Verb.CASE_ASSESSED,
            case_id,
            says(
                "human-rights risk: {risk}; others see the {release}",
                risk=assessment.risk,
                release=release,
            ),
        )
        if case.released_assessment != before.released_assessment:
            _send_assessment(work, case, actor=officer.name)

    await office.write(write)
    sight = office.sight_of(officer)
    return await office.db.read(lambda conn: case_rows.shown(conn, sight, case_id))


def _send_assessment(work: Work, case: Case, *, actor: str) -> None:
    """Send what is released of an assessment to all who were consulted before (Article 5)."""
    for row in consultation_rows.of_case(work.conn, case.case_id):
        if row.state is ConsultationState.SUPERSEDED:
            continue
        if row.consultation.by_hand:
            what = says("the human-rights assessment is there; send it")
            tell_by_hand(work.conn, row, what, at=work.now)
        else:
            place = place_of(work, conversation_id=row.id)
            content = Supplement(human_rights=case.released_assessment)
            send_supplement(work, place, content, actor=actor)


def open_case(conn: Connection, case_id: str, *, lock: bool = True) -> Case:
    """Return a case that has not ended, its row locked unless it is only looked at.

    Raises:
        NotFoundError: There is no such case.
        StateError: It has ended.
    """
    case = case_rows.get(conn, case_id, lock=lock)
    if case.state in ENDED_STATES:
        raise StateError(
            "the case is {state}; nothing more changes it",
            remedy="{getCase} says what was decided; file a new case.",
            case_id=case_id,
            state=case.state,
        )
    return case


async def withdraw(
    office: Office,
    officer: Officer,
    case_id: str,
    reason: FreeText | Withdrawal,
) -> Case:
    """Record that the applicant withdrew; what is still asked of others is asked no more.

    After a negative assessment the officer says whether it had been determined that the
    export will not be authorised: that is notified as a denial (Art 16(1)), on the decision
    of a second officer as for a refusal. Otherwise a withdrawal is notified to nobody.

    Args:
        office: This authority.
        officer: Who records it.
        case_id: The case.
        reason: What the applicant said; as a `Withdrawal` with what had been determined,
            its grounds (Art 15) and explanation.

    Raises:
        StateError: The case has ended; or SECOND_OFFICER_NEEDED, a determination that
            waits for the second officer is taken back by the one who recorded it.
        InputError: ``determined`` must be said and was not; or it was, without grounds or
            explanation.
    """
    officer.require(Permission.ASSESS)

    def write(work: Work) -> None:
        case = open_case(work.conn, case_id)
        withdrawal = (
            reason
            if isinstance(reason, Withdrawal)
            else Withdrawal(language=reason.language, text=reason.text)
        )
        check_determined(office, case, withdrawal)
        if case.withdrawal is not None and case.proposal is not None and not withdrawal.determined:
            check_four_eyes(office, officer, case, case.proposal.outcome)
        now = office.clock.now()
        end_open(work, case_id, EndReason.WITHDRAWN)
        case_rows.save(work.conn, case.withdrawn(withdrawal, by=officer.name, at=now))
        Journal(work.conn, now, officer.name).act(
            Verb.CASE_WITHDRAWN, case_id, _said(withdrawal.determined)
        )
        add_wakes(work.conn, [poke_case(case_id)])

    await office.write(write)
    sight = office.sight_of(officer)
    return await office.db.read(lambda conn: case_rows.shown(conn, sight, case_id))


def _said(determined: bool | None) -> Saying | None:  # noqa: FBT001 - of the withdrawal
    if determined is None:
        return None
    said = "not to be authorised, as determined" if determined else "not determined"
    return says(said, determined=determined)


def check_determined(office: Office, case: Case, withdrawal: Withdrawal) -> None:
    """Check what a withdrawal says of a determination before it (Art 16(1)).

    Raises:
        InputError: It is to be said and was not, such a case knows none, or it has no grounds or
            no explanation; names the field.
    """
    rule = case_rule(office, case)
    if withdrawal.determined is None:
        if rule.determination_asked and assessed_negatively(office, case):
            raise InputError(
                "determined: the case was assessed negatively; say whether it had been "
                "determined that the export will not be authorised",
                remedy="Give determined: true (it is notified as a denial) or false.",
            )
    elif withdrawal.determined and rule.determination is None:
        raise InputError(
            "determined: a case of the kind {code} knows no such determination", code=rule.code
        )
    for field in ("grounds", "explanation"):
        if withdrawal.determined and not getattr(withdrawal, field):
            raise InputError(
                "{field}: the determination is notified with its {field} (Art 16(1))",
                remedy="Give {field}.",
                field=field,
            )
