"""Kill -9 at every step of the intake: exactly one journal row, the same receipt for ever."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from certs.layout import FederationFiles
from gateway.domain.letter import LetterType, PartKind
from gateway.exchange.delivery import Deliverer
from gateway.exchange.outbox import PartDraft, queue_letter
from gateway.exchange.outbox_rows import find_letter
from gateway.exchange.peers import Peers
from gateway.ports import MessageRef
from gateway.store.database import Database
from gateway.store.tables_exchange import conversation, dispatch, journal, wake
from tests.support.live_node import STEPS, LiveNode, identity


@pytest.mark.parametrize("step", STEPS)
async def test_killed_at_a_step_the_state_is_right(
    step: str,
    live_files: Callable[..., FederationFiles],
    new_sqlite: Callable[[str], str],
    tmp_path: Path,
) -> None:
    files = live_files("DE", "FR")
    theirs = new_sqlite("FR")
    db, me = Database.open(new_sqlite("DE")), identity(files.members["DE"])
    peers = Peers(me, files.members["DE"].tls)
    deliverer = Deliverer(db, me, peers)
    letter = await db.write(
        lambda conn: queue_letter(
            conn,
            me,
            recipient="FR",
            letter_type=LetterType.REQUEST,
            parts=[PartDraft(PartKind.MATCHING, b"content")],
            procedure="16(5)",
        )
    )
    ref = MessageRef(message_id=letter.message_id)

    # The node dies at the step. Whether its receipt got out depends on the step.
    dying = LiveNode.start(files.members["FR"], theirs, step=step, out=tmp_path / "dying.json")
    first = await deliverer.deliver(ref)
    dying.wait_killed()
    # After an effect it may have been read or not: dispatch does not wait for the answer.
    if not step.startswith("effect"):
        assert not first.settled
    before = await db.read(lambda conn: find_letter(conn, letter.message_id))

    # It starts again, and the sender repeats.
    node = LiveNode.start(files.members["FR"], theirs, out=tmp_path / "alive.json")
    await peers.renew()
    result = await deliverer.deliver(ref)
    assert (result.settled, result.refused) == (True, False)
    again = await deliverer.deliver(ref)
    assert again == result
    calls = node.stop()

    row = await db.read(lambda conn: find_letter(conn, letter.message_id))
    if first.settled:
        assert row.receipt == before.receipt
    held = Database.open(theirs)
    (only,) = held.read_sync(lambda conn: list(conn.execute(select(journal))))
    assert only.receipt == row.receipt
    (queued,) = held.read_sync(lambda conn: list(conn.execute(select(dispatch))))
    assert queued.state == "done"
    count = select(func.count()).select_from
    assert held.read_sync(lambda conn: conn.scalar(count(conversation))) == 1
    assert held.read_sync(lambda conn: conn.scalar(count(wake))) == 0
    # The engine was told what one letter causes; perhaps twice, since it may be told again.
    assert {tuple(call) for call in calls} == {("start_consultation", letter.conversation_id)}
    held.close()
    await peers.close()
    deliverer.close()
    db.close()
