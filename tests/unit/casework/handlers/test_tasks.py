"""A task that is closed by hand: what it was about stays data of the act, whatever it says."""

from __future__ import annotations

import json

from sqlalchemy import Connection, insert

from gateway.casework.consultations.by_hand import asked_by_hand
from gateway.casework.handlers.tasks import close_task
from gateway.casework.office.journal import acts_of, open_task, open_tasks
from gateway.casework.office.permissions import Officer
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.consultation import ByHand
from gateway.domain.denial import FreeText
from gateway.domain.saying import says
from gateway.store.tables_casework import task
from tests.support.desk import ANNA, BERT
from tests.support.quiet_office import CASE, QuietOffice

WORDS = FreeText(language="en", text="By telephone.")


async def close(de: QuietOffice, by: Officer = ANNA) -> None:
    found, *_ = de.read(lambda conn: open_tasks(conn, subject=CASE))
    await close_task(de.office, by, found.id, WORDS)


async def test_its_sentence_stays_what_it_was(de: QuietOffice) -> None:
    de.case()
    said = says("{peer} asks for {kind}: {note}", peer="FR", kind="documents", note="soon")
    at, kind = de.clock.now(), TaskKind.INFORMATION_ASKED
    de.write(lambda conn: open_task(conn, at=at, kind=kind, subject=CASE, saying=said))
    await close(de)
    act = de.read(lambda conn: acts_of(conn, CASE))[-1]
    assert (act.verb, act.text) == (
        Verb.TASK_CLOSED,
        "FR asks for documents: soon: By telephone.",
    )
    assert act.data.items() >= {"task": kind, "kind": "documents", "note": "soon"}.items()


async def test_a_task_of_before_is_closed_as_what_it_was_about(de: QuietOffice) -> None:
    asked = {"procedure": "16(5)", "authority": "ES", "denials": [], "match_classes": []}
    row = {
        "kind": "consult.by_hand",
        "subject": CASE,
        "key": "7",
        "messages": "[]",  # as revision 0009 leaves it
        "data": json.dumps(asked),
        "text": "16(5): ES must be consulted and is not in the federation",
        "opened": de.clock.now(),
    }

    def left(conn: Connection) -> None:
        conn.execute(insert(task), [row])

    case = de.case()
    de.write(left)
    await close(de)
    assert de.read(lambda conn: asked_by_hand(conn, case, "16(5)")).done == ()
    await close(de, BERT)
    done = de.read(lambda conn: asked_by_hand(conn, case, "16(5)")).done
    assert done == (ByHand(procedure="16(5)", authority="ES"),)
