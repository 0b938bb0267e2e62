"""What this authority shows of its licences: the open register, released by two people.

Off unless the authority's policy file says otherwise. One officer prepares the lines of the
months that are old enough, another looks at them and releases them; until then nobody sees
them. A month is released once (`gateway.reports.open_register`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.domain.annual.codes import Holds
from gateway.domain.annual.template import Template
from gateway.domain.annual.templates import shipped_templates
from gateway.domain.case import Case, Outcome
from gateway.domain.denial import Ground
from gateway.domain.openness import (
    OpenField,
    OpennessPolicy,
    OpenRegister,
    OpenRelease,
    OpenScope,
)
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.saying import says
from gateway.domain.transaction import Party
from gateway.errors import InputError, NotFoundError, Reason, StateError
from gateway.reports.classifying import Classifier
from gateway.reports.open_register import OpenDecision, open_lines
from gateway.store.records import Records, in_body, in_columns
from gateway.store.tables_casework import open_class, open_release

SHOWN = {
    Outcome.GRANTED: "granted",
    Outcome.GRANTED_WITH_CONDITIONS: "granted with conditions",
    Outcome.GRANTED_IN_PART: "granted in part",
    Outcome.REFUSED: "refused",
    Outcome.NOT_TO_BE_AUTHORISED: "refused",
}
"""Decisions that the open register knows, as it calls them."""

SUBJECT = "open-register"


def _no_such_release(number: int) -> NotFoundError:
    return NotFoundError(
        "there is no release {number} of the open register",
        remedy="{listOpenReleases} lists them.",
        number=number,
    )


class _Class(NamedTuple):
    """The class of end use that a case has in the open register."""

    case_id: str
    end_use: str


_CLASSES = Records(open_class, in_columns(_Class))
_RELEASES = Records(
    open_release,
    in_body(
        OpenRelease,
        once=lambda it: {"number": it.number, "since": it.since, "until": it.until},
        columns=lambda it: {"released": it.released_at},
    ),
    named="releases",
    no_such=_no_such_release,
)


async def classify(office: Office, officer: Officer, case_id: str, end_use: str) -> None:
    """Give a case its class of end use, for the open register; an act of the case says it.

    Raises:
        StateError: The policy shows no open register.
        InputError: The policy knows no such class.
        NotFoundError: There is no such case.
    """
    officer.require(Permission.ASSESS)
    _, policy = the_register(office)
    labels = {each.key: each.label for each in policy.end_use}
    if end_use not in labels:
        known = ", ".join(labels) or "none"
        raise InputError(
            "end_use: the policy knows no class {end_use}",
            remedy="Name one of: {known}.",
            field="end_use",
            end_use=repr(end_use[:40]),
            known=known,
        )

    def write(conn: Connection) -> None:
        case = case_rows.get(conn, case_id)
        before = _class_of(conn, case.case_id)
        if before == end_use:
            return
        now = office.clock.now()
        _CLASSES.put(conn, _Class(case.case_id, end_use), officer=officer.name, at=now)
        said = says("end use in the open register: {label}", label=labels[end_use])
        if before is not None:
            said += says(", before {label_before}", label_before=labels.get(before, before))
        Journal(conn, now, officer.name).act(Verb.CASE_CLASSIFIED, case.case_id, said)

    await office.db.write(write)


def is_classified(work: Work, case_id: str) -> bool:
    """Say whether a case has a class of end use, which another one would replace."""
    return _class_of(work.conn, case_id) is not None


def _class_of(conn: Connection, case_id: str) -> str | None:
    found = _CLASSES.find(conn, case_id)
    return None if found is None else found.end_use


async def prepare(office: Office, officer: Officer) -> OpenRelease:
    """Prepare the lines of the months that are old enough.

    What was prepared before and not released is prepared anew.

    Raises:
        StateError: The policy shows no open register, or no decision is old enough.
    """
    officer.require(Permission.REPORT)
    said, policy = the_register(office)
    template = _template(policy)
    now = office.clock.now()

    def write(work: Work) -> OpenRelease:
        _RELEASES.remove(work.conn, open_release.c.released.is_(None))
        last = _last(work.conn)
        since = last.until + timedelta(days=1) if last is not None else date(1900, 1, 1)
        until = _old_enough(office.today, policy.delay_months)
        decisions = list(_decisions(work, policy, template, since, until))
        if not decisions:
            raise StateError(
                "no decision is old enough that was not released",
                remedy="The policy shows a decision when {delay_months} whole months have passed "
                "after its month.",
                delay_months=policy.delay_months,
            )
        lines, withheld = open_lines(policy, template, decisions)
        release = OpenRelease(
            authority=office.code,
            number=last.number + 1 if last is not None else 1,
            policy=said.version,
            since=max(since, min(each.decided for each in decisions).replace(day=1)),
            until=until,
            lines=lines,
            withheld=withheld,
            rule=_rule(policy),
            prepared_by=officer.name,
            prepared_at=now,
        )
        _RELEASES.add(work.conn, release)
        Journal(work.conn, now, officer.name).act(
            Verb.OPEN_PREPARED,
            SUBJECT,
            says(
                "release {number}: {number_} lines until {until}",
                number=release.number,
                number_=len(lines),
                until=until,
            ),
        )
        return release

    return await office.write(write)


async def release(office: Office, officer: Officer, number: int) -> OpenRelease:
    """Release what another officer has prepared.

    Raises:
        NotFoundError: Nothing of that number is prepared.
        StateError: It was released, the policy has changed since, or SECOND_OFFICER_NEEDED.
    """
    officer.require(Permission.RELEASE)
    said, _ = the_register(office)

    def write(conn: Connection) -> OpenRelease:
        found = _RELEASES.get(conn, number)
        if found.released_at is not None:
            raise StateError(
                "release {number} was released",
                remedy="It stands as it is; what comes later is prepared anew.",
                number=number,
            )
        officer.require_second(found.prepared_by, f"{officer.name} prepared it")
        if found.policy != said.version:
            raise StateError(
                "it was prepared under {policy}, and {version} holds",
                remedy="Prepare it again.",
                policy=found.policy,
                version=said.version,
            )
        now = office.clock.now()
        out = found.released(officer.name, now)
        _RELEASES.save(conn, out)
        Journal(conn, now, officer.name).act(
            Verb.OPEN_RELEASED, SUBJECT, says("release {number}", number=number)
        )
        return out

    return await office.db.write(write)


async def get_release(office: Office, officer: Officer, number: int) -> OpenRelease:
    """Show what was prepared, or released, with its lines.

    Raises:
        NotFoundError: Nothing of that number is prepared.
    """
    officer.require(Permission.READ_REPORT)
    return await office.db.read(lambda conn: _RELEASES.get(conn, number))


async def list_releases(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[OpenRelease]:
    """List what was prepared and released."""
    officer.require(Permission.READ_REPORT)
    return await office.db.read(lambda conn: _RELEASES.listed(conn, page))


async def published(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[OpenRelease]:
    """List what was released, as the public sees it."""
    officer.require(Permission.READ_REPORT)
    if office.settings.openness().open_register is None:
        return Page(items=())

    def show(found: OpenRelease) -> OpenRelease | None:
        return None if found.released_at is None else found.shown

    return await office.db.read(lambda conn: _RELEASES.listed(conn, page, show=show))


def the_register(office: Office) -> tuple[OpennessPolicy, OpenRegister]:
    """Return the policy, and what it says of the open register.

    Raises:
        StateError: It says nothing of it: the register is off.
    """
    said = office.settings.openness()
    if said.open_register is None:
        raise StateError(
            "this authority has no open register",
            remedy="Write openness.toml into the node's folder; docs/openness.md says how.",
        )
    return said, said.open_register


def _template(policy: OpenRegister) -> Template:
    for each in shipped_templates():
        if each.version == policy.template:
            return each
    raise Reason.TEMPLATE_INVALID.error(
        "openness.toml names the template {template}, which is not held",
        remedy="Name one of {known}.",
        template=policy.template,
        known=", ".join(each.version for each in shipped_templates()),
    )


def _decisions(
    work: Work,
    policy: OpenRegister,
    template: Template,
    since: date,
    until: date,
) -> Iterator[OpenDecision]:
    classes = dict(_CLASSES.each(work.conn, by=()))
    groups = Classifier(template)
    for case_id in case_rows.every_id(work.conn):
        case = case_rows.get(work.conn, case_id, lock=False)
        if case.decision is None or case.decision.proposal.outcome not in SHOWN:
            continue
        at = case.decision.decided_at
        decided = at.astimezone(work.law.calendar(work.code, at).zone).date()
        if not since <= decided <= until:
            continue
        if policy.scope is OpenScope.CYBER_SURVEILLANCE and not _is_cyber(work.office, case):
            continue
        transaction = case.application.transaction
        exporter = transaction.exporter.value
        licence = case_rows.licence_of(work.conn, case_id)
        for group in sorted(_groups(groups, case, cyber=_is_cyber(work.office, case))):
            yield OpenDecision(
                exporter=_key(exporter) if exporter is not None else case.case_id,
                decided=decided,
                item=group,
                destination=transaction.destination,
                end_use=classes.get(case.case_id, ""),
                decision=SHOWN[case.decision.proposal.outcome],
                human_rights=Ground.HUMAN_RIGHTS in case.decision.proposal.grounds,
                number="" if licence is None else licence.number,
            )


def _groups(groups: Classifier, case: Case, *, cyber: bool) -> set[str]:
    """Return the item groups of a case; a decision on two has a line in each."""
    outside = Holds.NON_LISTED_CYBER if cyber else Holds.NON_LISTED
    codes = {code for item in case.application.transaction.items for code in item.codes}
    found = {groups.item_group(code) for code in codes} or {groups.outside(outside)}
    return {group for group in found if group is not None}


def _key(exporter: Party) -> str:
    numbers = {each.scheme.upper(): each.value for each in exporter.identifiers}
    return numbers.get("EORI") or exporter.names[0].casefold()


def _is_cyber(office: Office, case: Case) -> bool:
    controls = office.law.controls
    return any(
        item.cyber_surveillance or any(controls.cyber_group(code) for code in item.codes)
        for item in case.application.transaction.items
    )


def _old_enough(today: date, months: int) -> date:
    """Return the last day of the last month after which so many whole months have passed."""
    at = today.year * 12 + today.month - 1 - months
    return date(at // 12, at % 12 + 1, 1) - timedelta(days=1)


def _rule(policy: OpenRegister) -> str:
    but = " but its number" if OpenField.NUMBER in policy.fields else ""
    return (
        f"Each line{but} is the same as those of at least {policy.min_exporters} exporters; what "
        f"is not is shown less exactly or left out. Decisions appear {policy.delay_months} months "
        "after their month."
    )


def _last(conn: Connection) -> OpenRelease | None:
    return max(
        (each for each in _RELEASES.each(conn) if each.released_at is not None),
        key=lambda each: each.number,
        default=None,
    )
