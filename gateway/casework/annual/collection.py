"""The Commission services' collection of a year: the call, and where every State stands.

Every competent authority is called, so that all count by the same template; a State's one
submission comes from its only authority, or from the one that the directory names as its
coordinator (Article 23(1)).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import Connection

from gateway.casework.acts.journal import journal_of
from gateway.casework.annual import question_rows, rows
from gateway.casework.annual.dates import set_reminder
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records.correspondence import Draft, LetterRoute, send
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.domain.annual.codes import ORIGIN
from gateway.domain.annual.collection import (
    Collected,
    CollectionCall,
    CollectionLine,
    CollectionStanding,
    CollectionView,
    Stage,
    StateLine,
)
from gateway.domain.annual.submission import AnnualCall
from gateway.domain.annual.template import Template
from gateway.domain.annual.templates import read_template, shipped_file, shipped_templates
from gateway.domain.authority import COMMISSION, Role, member_state
from gateway.domain.correspondence import LetterState
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.plain_text import check_content
from gateway.domain.saying import says
from gateway.errors import InputError, StateError
from gateway.trust.members import Member

_COMPETENT = frozenset({str(Role.LICENSING), str(Role.BROKERING), str(Role.TRANSIT)})


async def call_for_data(office: Office, officer: Officer, call: CollectionCall) -> CollectionView:
    """Call for a year's data: one letter to each authority, with the template.

    Called again for a year, it calls those who were not called yet, under the same template.

    Args:
        office: The Commission services.
        officer: Who calls.
        call: Template, last day and whom to call.

    Raises:
        InputError: The last day is past, or a code is no competent authority's.
        StateError: This node is not the Commission services', everybody was called, or the
            year runs under another template.
        LawError: TEMPLATE_INVALID.
    """
    officer.require(Permission.REPORT)
    check_commission(office)
    file, template = _template(call)
    submit_by = call.submit_by or office.today + timedelta(days=template.schedule.submit_days)
    if submit_by < office.today:
        raise InputError("submit_by: the day is past", field="submit_by")

    def write(work: Work) -> CollectionView:
        line = _open(work, template, file, submit_by)
        done = {each.authority for each in rows.called(work.conn, line.collection)}
        wanted = [each for each in _called(office, call.authorities) if each.code not in done]
        if not wanted:
            raise StateError(
                "everybody has been called for {collection}",
                remedy="{getCollection} shows where each State stands.",
                collection=line.collection,
            )
        submitting = submitters(office)
        for member in wanted:
            _call(work, officer, line, member.code, file, submitting=submitting)
        set_reminder(work, rows.get(work.conn, line.collection))
        return view(work.conn, line.collection)

    return await office.write(write)


async def list_collections(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[CollectionLine]:
    """List the collections, the newest first."""
    officer.require(Permission.READ_REPORT)
    return await office.db.read(
        lambda conn: rows.page_of_collections(conn, page).of(lambda each: each.line)
    )


async def get_collection(office: Office, officer: Officer, collection: str) -> CollectionView:
    """Show a collection with where every State stands.

    Raises:
        NotFoundError: There is none of that id.
    """
    officer.require(Permission.READ_REPORT)
    return await office.db.read(lambda conn: view(conn, collection))


async def list_submissions(
    office: Office,
    officer: Officer,
    collection: str,
    *,
    state: str | None = None,
    page: PageRequest = FIRST_PAGE,
) -> Page[Collected]:
    """List what came, with what became of it."""
    officer.require(Permission.READ_REPORT)

    def read(conn: Connection) -> Page[Collected]:
        rows.get(conn, collection)
        return rows.page_of_submissions(conn, collection, page, state=state)

    return await office.db.read(read)


def check_commission(office: Office) -> None:
    """Check that this is the Commission services' node.

    Raises:
        StateError: It is an authority's.
    """
    if office.code != COMMISSION:
        raise StateError(
            "{code} does not collect the Union's report",
            remedy="An authority's side is {getYear}.",
            code=office.code,
        )


def submitters(office: Office) -> frozenset[str]:
    """Return the authorities from which their State's one submission comes."""
    by_state: dict[str, list[Member]] = {}
    for member in _competent(office):
        by_state.setdefault(member.state, []).append(member)
    return frozenset(
        member.code
        for members in by_state.values()
        for member in members
        if len(members) == 1 or member.coordinates
    )


def view(conn: Connection, collection: str) -> CollectionView:
    """Show a collection with where every State stands."""
    row = rows.get(conn, collection)
    came = rows.submissions(conn, collection)
    counting, shown = rows.counting(came), rows.rounds(conn, collection)
    ledger = Counter(each.state for each in rows.waiting(came))
    refused = Counter(each.state for each in came if each.standing is CollectionStanding.REFUSED)
    asked = Counter(
        member_state(each.authority) for each in question_rows.open_in(conn, collection)
    )
    states = []
    for called in rows.called(conn, collection):
        if not called.submits:
            continue
        state = member_state(called.authority)
        counts, round_ = counting.get(state), shown.get(state)
        is_shown = counts is not None and round_ is not None and round_.submission == counts.digest
        states.append(
            StateLine(
                state=state,
                authority=called.authority,
                counts=None if counts is None else counts.version,
                digest=None if counts is None else counts.digest,
                received=None if counts is None else counts.at,
                refused=refused[state],
                questions=asked[state],
                shown=is_shown,
                cleared=is_shown and round_ is not None and round_.clearance is not None,
                ledger=ledger[state],
            )
        )
    whole = len(row.template.code_list(ORIGIN).children())
    return CollectionView(
        **row.line.model_dump(),
        states=tuple(states),
        coverage=f"{len(counting)} of {whole} States",
        editions=rows.editions(conn, collection),
    )


def _template(call: CollectionCall) -> tuple[bytes, Template]:
    if (call.template is None) == (call.file is None):
        known = ", ".join(each.version for each in shipped_templates())
        raise InputError(
            "template: name a shipped template, or give a file",
            remedy="Shipped are: {known}.",
            field="template",
            known=known,
        )
    file = shipped_file(call.template) if call.template else (call.file or "").encode()
    template = read_template("template", file)
    check_content(template)  # TOML has escapes of its own
    return file, template


def _open(work: Work, template: Template, file: bytes, submit_by: date) -> CollectionLine:
    """Return the collection of the template's year, a new one where there is none."""
    of_year = [each for each in rows.listed(work.conn) if each.line.year == template.year]
    if of_year:
        held = rows.get(work.conn, of_year[0].id, lock=True)
        rows.check_collecting(held)
        if held.line.template_digest != template.digest:
            raise StateError(
                "{collection} runs under template {template}",
                remedy="One year is counted by one template.",
                collection=held.id,
                template=held.line.template,
            )
        return held.line
    line = CollectionLine(
        collection=f"EU-R-{template.year}",
        year=template.year,
        template=template.version,
        template_digest=template.digest,
        submit_by=submit_by,
        called=work.now,
        stage=Stage.OPEN,
    )
    rows.add(work.conn, line, file)
    return line


def _call(
    work: Work,
    officer: Officer,
    line: CollectionLine,
    authority: str,
    file: bytes,
    *,
    submitting: Collection[str],
) -> None:
    content = AnnualCall(
        collection=line.collection,
        year=line.year,
        template=line.template,
        template_digest=line.template_digest,
        submit_by=line.submit_by,
    )
    place = LetterRoute(authority, rulebook=work.law.in_force(work.now).version)
    draft = Draft(
        content=content,
        documents=(file,),
        state=LetterState.OPEN,
    )
    letter = send(work, place, draft, actor=officer.name)
    rows.add_called(
        work.conn,
        rows.Called(line.collection, authority, authority in submitting, letter.conversation_id),
    )
    journal_of(work, officer.name).act(
        Verb.ANNUAL_CALLED,
        line.collection,
        says(
            "{authority} for {year}, by {submit_by}",
            authority=authority,
            year=line.year,
            submit_by=line.submit_by,
        ),
        letter.message_id,
    )


def _called(office: Office, named: Sequence[str]) -> list[Member]:
    competent = {each.code: each for each in _competent(office)}
    unknown = [code for code in named if code not in competent]
    if unknown:
        raise InputError(
            "authorities: {unknown} is no competent authority of the directory",
            field="authorities",
            unknown=unknown[0],
        )
    return [competent[code] for code in named or sorted(competent)]


def _competent(office: Office) -> list[Member]:
    now = office.clock.now()
    return [
        member
        for member in office.me.directory().members.values()
        if member.roles & _COMPETENT and not member.withdrawn(now)
    ]
