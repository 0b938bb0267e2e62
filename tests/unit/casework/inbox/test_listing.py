"""The inbox: one row a piece of work, the clock that ends first, and nothing that is hidden."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert

from gateway.casework.acts.journal import Journal, acts_of
from gateway.casework.cases.examining import case_step
from gateway.casework.consultations.consultations import assign
from gateway.casework.inbox import own, queues, substitutes
from gateway.casework.inbox.assignment import assign_case
from gateway.casework.inbox.listing import count_inbox, list_inbox
from gateway.casework.permissions import OfficerRole
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.case import CaseState
from gateway.domain.consultation import ConsultationState
from gateway.domain.denial import FreeText
from gateway.domain.inbox import (
    ArrivalKind,
    ChangedQueues,
    InboxFilter,
    InboxRow,
    InboxTab,
    Mover,
    QueueOfWork,
    QueueRule,
    WantedSubstitute,
)
from gateway.domain.page import PageRequest
from gateway.domain.saying import says
from gateway.errors import InputError, NotFoundError, PermissionRefusedError, Reason, StateError
from gateway.store.tables_casework import officer as account
from gateway.store.tables_casework import restriction, restriction_account
from tests.support.cases import application
from tests.support.desk import ANNA, BERT, officer
from tests.support.quiet_office import CASE, QuietOffice
from tests.support.raising import refuses

ADMIN = officer("admin", OfficerRole.ADMINISTRATOR)
SYSTEM = officer("system", OfficerRole.SYSTEM)
OTHER = "DE-C-2026-00002"


@pytest.fixture
def de(de: QuietOffice) -> QuietOffice:
    """DE with the accounts of two deciders."""

    def write(conn: Connection) -> None:
        row = {"role": "decider", "active": True, "created": de.clock.now()}
        names = [ANNA.name, BERT.name]
        conn.execute(insert(account), [row | {"name": n, "token_hash": n.encode()} for n in names])

    de.write(write)
    return de


def other_case(de: QuietOffice, number: str = OTHER, **fields: Any) -> None:
    reference = {"reference": f"R-{number}"}
    de.case(
        fields.pop("state", CaseState.ASSESSMENT),
        case_id=number,
        application=application().model_copy(update=reference),
        **fields,
    )


def opened(de: QuietOffice, kind: TaskKind, subject: str, **data: Any) -> None:
    said, at = says("look at {subject}", subject=subject, **data), de.clock.now()
    de.write(lambda conn: Journal(conn, at).open_task(kind, subject, said))


async def rows_of(de: QuietOffice, by: Any = ANNA, **chosen: Any) -> tuple[InboxRow, ...]:
    return (await list_inbox(de.office, by, InboxFilter(**chosen))).items


def subjects(rows: Iterable[InboxRow]) -> list[str]:
    return [each.subject for each in rows]


async def test_a_task_a_case_and_its_consultation_are_one_row(de: QuietOffice) -> None:
    case = de.case()
    talk = de.asked("NL", case=case)
    [row] = await rows_of(de)
    assert (row.mover, row.authority, row.case_state) == (Mover.AUTHORITY, "NL", "consulting")
    assert row.clock is not None
    assert row.clock.working_days_left == 10
    assert row.clock.last_day == date(2026, 3, 16)
    assert row.clock.silence is not None
    assert (row.clock.silence.means, row.clock.conversation_id) == ("no_objection", talk.id)
    assert row.party == "Mudiriyyat al-Ittisalat al-Khassa, AE"
    opened(de, TaskKind.LETTER_READ, talk.id)
    opened(de, TaskKind.LIST_CHANGED, CASE)
    [row] = await rows_of(de)
    assert [each.kind for each in row.tasks] == ["letter.read", "list.changed"]
    assert (row.subject, row.mover) == (CASE, Mover.OURS)


async def test_what_ends_first_comes_first_page_by_page_and_all_of_it_is_counted(
    de: QuietOffice,
) -> None:
    asked = []
    for days in (3, 1, 2):
        talk = de.theirs("FR")
        due = de.clock.now() + timedelta(days=days)
        deadline = de.office.law.deadline(
            version=talk.consultation.rulebook,
            procedure="14(1)",
            consulted="DE",
            received=de.clock.now(),
        )
        asked.append(de.changed(talk, due=due, deadline=deadline).id)
    other_case(de)
    opened(de, TaskKind.LAW_MISSING, "DE")
    first = await list_inbox(de.office, ANNA, page=PageRequest(limit=3))
    last = await list_inbox(de.office, ANNA, page=PageRequest(limit=3, after=first.next))
    assert subjects([*first.items, *last.items]) == [asked[1], asked[2], asked[0], "DE", OTHER]
    counts = await count_inbox(de.office, ANNA)
    assert (counts.all, counts.overdue) == (5, 0)
    de.clock.at += timedelta(days=2)
    counts = await count_inbox(de.office, ANNA)
    assert (counts.all, counts.overdue) == (5, 2)
    over = await rows_of(de, overdue=True)
    assert subjects(over) == [asked[1], asked[2]]
    assert [each.clock.overdue for each in over if each.clock] == [True, True]
    until = await rows_of(de, ends_until=date(2026, 3, 3))
    assert subjects(until) == [asked[1]]


async def test_what_the_inbox_holds_is_counted_from_an_index_alone(de: QuietOffice) -> None:
    """34.5: grouped by a plain column SQLite walked another index, and each row beside it."""
    said: list[tuple[str, Any]] = []

    @event.listens_for(de.office.db._readers_engine, "before_cursor_execute")
    def _(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        said.append((statement, parameters))

    await count_inbox(de.office, ANNA)
    statement, parameters = said[-1]
    plan = de.office.db.read_sync(
        lambda conn: conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    )
    assert "SCAN open_work USING COVERING INDEX open_work_order" in str(plan)


async def test_what_came_is_new_until_it_was_looked_at(de: QuietOffice) -> None:
    case = de.case()
    row = de.asked("NL", case=case)
    assert await own.mark_seen(de.office, ANNA, [CASE, "nothing"]) == (CASE,)
    assert [each.unread for each in await rows_of(de)] == [False]
    de.clock.at += timedelta(hours=1)
    de.changed(row, state=ConsultationState.ANSWERED)

    def answered(conn: Connection) -> None:
        at = de.clock.now()
        Journal(conn, at, "NL").act(Verb.CONSULTATION_ANSWERED, CASE)
        case_step(conn, CASE)

    de.write(answered)
    opened(de, TaskKind.DENIAL_UNSEEN, CASE)
    [row_] = await rows_of(de)
    assert row_.unread
    assert {each.kind for each in row_.arrivals} == {
        ArrivalKind.ANSWER_CAME,
        ArrivalKind.DENIAL_CAME,
    }
    assert [each.unread for each in await rows_of(de, BERT)] == [True]
    await own.mark_seen(de.office, ANNA, [CASE])
    [row_] = await rows_of(de)
    assert (row_.unread, row_.arrivals) == (False, ())


async def test_filters_find_what_fits_all_of_them(de: QuietOffice) -> None:
    de.case()
    talk = de.theirs("FR")
    both = [CASE, talk.id]
    assert sorted(subjects(await rows_of(de, country="AE"))) == sorted(both)
    assert await rows_of(de, country="TR") == ()
    assert subjects(await rows_of(de, authority="FR")) == [talk.id]
    assert subjects(await rows_of(de, procedure="14(1)")) == [talk.id]
    assert sorted(subjects(await rows_of(de, category="5"))) == sorted(both)
    assert sorted(subjects(await rows_of(de, category="5A"))) == sorted(both)
    assert await rows_of(de, category="5B") == ()
    assert sorted(subjects(await rows_of(de, party="ittisalat khassa"))) == sorted(both)
    assert await rows_of(de, party="nobody") == ()
    opened(de, TaskKind.ANSWER_DUE, talk.id)
    assert subjects(await rows_of(de, kind=TaskKind.ANSWER_DUE)) == [talk.id]
    assert (await count_inbox(de.office, ANNA, InboxFilter(kind=TaskKind.ANSWER_DUE))).all == 1


async def test_what_is_restricted_is_in_no_row_and_no_count(de: QuietOffice) -> None:
    de.case()
    opened(de, TaskKind.DENIAL_SET_ASIDE, "FR-2026-00001", case=CASE)
    other_case(de)
    opened(de, TaskKind.TRANSACTION_TWICE, OTHER, case=CASE)
    at = de.clock.now()
    mark = {"subject": CASE, "reason_class": "state_security", "reason": "{}", "by": "bert"}
    named = {"subject": CASE, "account": "bert", "by": "bert", "at": at, "reason": ""}

    def restrict_it(conn: Connection) -> None:
        conn.execute(insert(restriction), [mark | {"at": at}])
        conn.execute(insert(restriction_account), [named])

    assert (await count_inbox(de.office, ANNA)).all == 3
    de.write(restrict_it)
    [row] = await rows_of(de)
    assert (row.subject, row.tasks) == (OTHER, ())
    counts = await count_inbox(de.office, ANNA)
    assert (counts.all, counts.mine, counts.unassigned) == (1, 1, 0)
    for kind in (TaskKind.DENIAL_SET_ASIDE, TaskKind.TRANSACTION_TWICE):
        assert (await count_inbox(de.office, ANNA, InboxFilter(kind=kind))).all == 0
        assert (await count_inbox(de.office, BERT, InboxFilter(kind=kind))).all == 1
    assert await rows_of(de, restricted=True) == ()
    [marked] = await rows_of(de, BERT, restricted=True)
    assert (marked.subject, marked.restricted) == (CASE, True)
    assert await own.mark_seen(de.office, ANNA, [CASE]) == ()


async def test_queues_are_rules_with_versions_and_put_open_work_anew(de: QuietOffice) -> None:
    de.case()
    talk = de.theirs("FR")
    asked = QueueOfWork(
        code="french", title="From France", rules=(QueueRule(authorities=("FR",)),),
        members=(BERT.name,),
    )  # fmt: skip
    rest = QueueOfWork(code="gulf", title="Gulf", rules=(QueueRule(countries=("AE",)),))
    wanted = ChangedQueues(queues=(asked, rest), replaces=0)
    with pytest.raises(PermissionRefusedError):
        await queues.change_queues(de.office, ANNA, wanted)
    plan = await queues.change_queues(de.office, ADMIN, wanted)
    assert (plan.version, plan.by, plan.at) == (1, "admin", de.clock.now())
    assert {each.subject: each.queue for each in await rows_of(de)} == {
        CASE: "gulf",
        talk.id: "french",
    }
    other_case(de)
    counts = await count_inbox(de.office, BERT)
    assert [(each.code, each.count) for each in counts.queues] == [("french", 1), ("gulf", 2)]
    assert (counts.my_queues, counts.all) == (1, 3)
    assert subjects(await rows_of(de, BERT, tab=InboxTab.QUEUES)) == [talk.id]
    with pytest.raises(StateError):
        await queues.change_queues(de.office, ADMIN, wanted)
    nobody = replace_members(asked, ("nobody",))
    with pytest.raises(InputError) as refused:
        await queues.change_queues(de.office, ADMIN, ChangedQueues(queues=(nobody,), replaces=1))
    assert refused.value.metadata["field"] == "queues.0.members.0"
    await queues.change_queues(de.office, ADMIN, ChangedQueues(queues=(rest,), replaces=1))
    assert {each.queue for each in await rows_of(de)} == {"gulf"}
    assert (await queues.get_queues(de.office, ANNA, 1)).queues == (asked, rest)
    with pytest.raises(NotFoundError):
        await queues.get_queues(de.office, ANNA, 3)


def replace_members(queue: QueueOfWork, members: tuple[str, ...]) -> QueueOfWork:
    return QueueOfWork(code=queue.code, title=queue.title, rules=queue.rules, members=members)


async def test_work_changes_hands_on_record(de: QuietOffice) -> None:
    de.case()
    talk = de.theirs("FR")
    assert [each.officer for each in await rows_of(de, tab=InboxTab.MINE)] == ["anna"]
    note = FreeText(language="en", text="The applicant calls on Monday.")
    case = await assign_case(de.office, ANNA, CASE, BERT.name, note)
    assert case.assigned_to == "bert"
    await assign(de.office, ANNA, talk.id, ANNA.name)
    assert subjects(await rows_of(de, tab=InboxTab.MINE)) == [talk.id]
    assert subjects(await rows_of(de, BERT, tab=InboxTab.MINE)) == [CASE]
    act = de.read(lambda conn: acts_of(conn, CASE))[-1]
    assert (act.verb, act.actor, act.text) == (
        Verb.CASE_ASSIGNED,
        "anna",
        "to bert: The applicant calls on Monday.",
    )
    await assign_case(de.office, BERT, CASE, ANNA.name)
    assert de.read(lambda conn: acts_of(conn, CASE))[-1].text == "to anna, from bert"
    assert sorted(subjects(await rows_of(de, officer="anna"))) == sorted([CASE, talk.id])
    with pytest.raises(InputError) as refused:
        await assign_case(de.office, ANNA, CASE, "nobody")
    assert refused.value.metadata["field"] == "assignee"
    await assign(de.office, ANNA, talk.id, "")
    assert subjects(await rows_of(de, tab=InboxTab.UNASSIGNED)) == [talk.id]


async def test_who_stands_in_sees_the_work_of_who_is_away_on_those_days(de: QuietOffice) -> None:
    de.case()
    first, last = date(2026, 3, 3), date(2026, 3, 4)
    wanted = WantedSubstitute(absent="anna", stands_in="bert", first=first, last=last)
    with pytest.raises(PermissionRefusedError):
        await substitutes.name_substitute(de.office, BERT, wanted)
    named = await substitutes.name_substitute(de.office, ANNA, wanted)
    assert await rows_of(de, BERT, tab=InboxTab.MINE) == ()
    de.clock.at += timedelta(days=1)
    [row] = await rows_of(de, BERT, tab=InboxTab.MINE)
    assert row.for_another is not None
    assert (row.for_another.account, row.for_another.until) == ("anna", last)
    assert (await count_inbox(de.office, BERT)).mine == 1
    [own_row] = await rows_of(de, tab=InboxTab.MINE)
    assert own_row.for_another is None
    carla = officer("carla")
    assert (await substitutes.list_substitutes(de.office, carla)).items == ()
    assert (await substitutes.list_substitutes(de.office, ADMIN)).items == (named,)
    with pytest.raises(NotFoundError):
        await substitutes.end_substitute(de.office, BERT, named.number)
    ended = await substitutes.end_substitute(de.office, ADMIN, named.number)
    assert (ended.ended, ended.ended_by) == (de.clock.now(), "admin")
    assert await rows_of(de, BERT, tab=InboxTab.MINE) == ()
    past = WantedSubstitute(absent="anna", stands_in="bert", first=first, last=date(2026, 3, 2))
    with refuses(InputError, Reason.DATE_IMPOSSIBLE):
        await substitutes.name_substitute(de.office, ANNA, past)


async def test_a_view_is_kept_by_its_officer_alone(de: QuietOffice) -> None:
    chosen = InboxFilter(tab=InboxTab.MINE, country="TR", ends_until=date(2026, 4, 1))
    await own.keep_view(de.office, ANNA, "turkey", InboxFilter(country="TR"))
    kept = await own.keep_view(de.office, ANNA, "turkey", chosen)
    assert (await own.list_views(de.office, ANNA)).items == (kept,)
    assert kept.filter == chosen
    assert (await own.list_views(de.office, BERT)).items == ()
    with pytest.raises(NotFoundError):
        await own.forget_view(de.office, BERT, "turkey")
    await own.forget_view(de.office, ANNA, "turkey")
    assert (await own.list_views(de.office, ANNA)).items == ()


async def test_a_licensing_system_has_no_inbox(de: QuietOffice) -> None:
    for call in (list_inbox(de.office, SYSTEM), count_inbox(de.office, SYSTEM)):
        with pytest.raises(PermissionRefusedError):
            await call
