"""The feed: what came after a cursor, of this node and of no other, as far as it is asked for."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import Connection, insert

from gateway.casework.accounts.officers import make_officer
from gateway.casework.acts.journal import Journal, latest_cursor, move_numbers_on
from gateway.casework.feed.events import NOW, EventBatch, EventFilter, Feed
from gateway.casework.permissions import OfficerRole
from gateway.domain.acts import TaskKind, Verb, received_verb
from gateway.domain.feed.events import CURSOR_ORDER, ActorKind
from gateway.domain.letter import LetterType
from gateway.domain.saying import says
from gateway.errors import ComityError, InputError, Reason
from gateway.store.tables_casework import consultation, correspondence
from tests.support.desk import START, officer
from tests.support.quiet_office import QuietOffice

READER = officer("anna", OfficerRole.OFFICER)
CASE, TALK, LETTER = "DE-C-2026-00007", "0190c2a4-0000-7000-8000-00000000000a", "0190c2a4-m"


def act(conn: Connection, verb: Verb, subject: str = "x", actor: str = "gateway") -> None:
    Journal(conn, START, actor).act(verb, subject)


def read(
    de: QuietOffice, after: str | None = None, *, limit: int = 100, **wanted: object
) -> EventBatch:
    feed, asked = Feed(de.office), EventFilter.model_validate(wanted)

    def look(conn: Connection) -> EventBatch:
        return feed.read(conn, READER, feed.number(conn, after), limit=limit, wanted=asked)

    return de.office.db.read_sync(look)


def types(batch: EventBatch) -> list[str]:
    return [each.type.removeprefix("comity.") for each in batch.events]


def test_it_is_read_on_from_the_cursor_and_nothing_comes_twice(de: QuietOffice) -> None:
    verbs = list(Verb)[:7]
    for verb in verbs:
        de.office.db.write_sync(partial(act, verb=verb))
    seen, batch = [], read(de, limit=3)
    while batch.events:
        assert batch.cursor == batch.events[-1].id or len(batch.events) < 3
        seen += types(batch)
        batch = read(de, batch.cursor, limit=3)
    assert seen == verbs
    assert read(de, NOW).events == ()


def test_the_cursor_goes_on_past_what_is_not_asked_for(de: QuietOffice) -> None:
    for verb in (Verb.CASE_FILED, Verb.CASE_READY, Verb.CASE_FILED):
        de.office.db.write_sync(partial(act, verb=verb))
    ready = read(de, types=("comity.case.ready",))
    assert types(ready) == ["case.ready"]
    assert read(de, ready.cursor).events == ()
    assert read(de, types=("comity.decision.made",)).cursor == ready.cursor


def test_an_event_names_its_case_its_consultation_and_who_by_kind(de: QuietOffice) -> None:
    def write(conn: Connection) -> None:
        make_officer(conn, name="licensing", role=OfficerRole.SYSTEM, at=START)
        make_officer(conn, name="anna", role=OfficerRole.OFFICER, at=START)
        talk = {
            "conversation_id": TALK,
            "case_id": CASE,
            "ours": True,
            "procedure": "14(1)",
            "peer": "FR",
            "state": "open",
            "request_message": "x",
            "body": "{}",
        }
        conn.execute(insert(consultation).values(talk))
        letter = {
            "message_id": LETTER,
            "conversation_id": TALK,
            "case_id": None,
            "ours": False,
            "peer": "FR",
            "type": "x",
            "digest": b"",
            "at": START,
            "state": "open",
            "rulebook": "x",
            "body": "{}",
        }
        conn.execute(insert(correspondence).values(letter))
        for actor, verb, subject in (
            ("licensing", Verb.CASE_FILED, CASE),
            ("anna", Verb.CASE_ASSESSED, CASE),
            ("FR", Verb.CONSULTATION_ANSWERED, TALK),
            ("gateway", received_verb(LetterType.CONTACT_NOTE), LETTER),
            ("operator", Verb.RETENTION_RUN, "node"),
        ):
            act(conn, verb, subject, actor)

    de.office.db.write_sync(write)
    events = read(de).events  # accounts are for who reads them
    assert [each.data.actor for each in events] == [
        ActorKind.SYSTEM,
        ActorKind.PERSON,
        ActorKind.AUTHORITY,
        ActorKind.GATEWAY,
        ActorKind.OPERATOR,
    ]
    named = [(e.data.case_id, e.data.conversation_id, e.data.message_id) for e in events[2:]]
    assert named == [(CASE, TALK, None), (CASE, TALK, LETTER), (None, None, None)]
    assert len(read(de, case_id="DE-C-2026-00099").events) == 0
    assert [each.subject for each in read(de, case_id=CASE).events] == [CASE, CASE, TALK, LETTER]
    assert types(read(de, subject=TALK)) == ["consultation.answered"]


def test_a_task_is_told_by_its_kind(de: QuietOffice) -> None:
    said = says("{subject} is due", subject="x")

    def write(conn: Connection) -> None:
        Journal(conn, START).open_task(TaskKind.ANSWER_DUE, "x", said)
        Journal(conn, START).close_tasks(TaskKind.ANSWER_DUE, "x")
        Journal(conn, START).open_task(TaskKind.ROLE_MISSING, "role:y", said)

    de.office.db.write_sync(write)
    told = read(de).events
    assert [(each.type, each.data.task) for each in told] == [
        ("comity.task.opened", "answer.due"),
        ("comity.task.closed", "answer.due"),
    ]
    assert types(read(de, types=("comity.task.closed",))) == ["task.closed"]


def refused(de: QuietOffice, cursor: str) -> ComityError:
    with pytest.raises(ComityError) as caught:
        read(de, cursor)
    return caught.value


def test_a_cursor_names_its_node(de: QuietOffice) -> None:
    feed = Feed(de.office)
    for node in (feed.node.replace("DE.", "FR."), "DE.000000000000"):
        error = refused(de, CURSOR_ORDER.cursor((node, 0)))
        assert (error.reason, error.metadata["node"]) == (Reason.CURSOR_OF_ANOTHER_NODE, "DE")
        assert node.partition(".")[0] in str(error)
    for no_cursor in ("17", "", feed.cursor(0) + "=", "bm93"):
        with pytest.raises(InputError, match="this is no cursor of this list"):
            read(de, no_cursor)


def test_a_cursor_of_before_a_restore_is_told_where_to_go_on(de: QuietOffice) -> None:
    feed = Feed(de.office)

    def write(conn: Connection) -> tuple[int, int]:
        act(conn, Verb.CASE_FILED)
        held = latest_cursor(conn)
        move_numbers_on(conn, START)
        return held, latest_cursor(conn)

    held, newest = de.office.db.write_sync(write)
    error = refused(de, feed.cursor(held + 1))
    assert error.reason is Reason.CURSOR_GONE
    assert types(read(de, error.metadata["cursor"])) == ["feed.went_back"]
    never = refused(de, feed.cursor(newest + 1))  # of a database that was thrown away
    assert (never.reason, never.metadata["cursor"]) == (Reason.CURSOR_GONE, feed.cursor(newest))
