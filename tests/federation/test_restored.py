"""A member's database goes back: it is noticed, and what others hold comes back (attack M3)."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest
from sqlalchemy import Connection, select, update

from gateway.app.backups import back_up, restore
from gateway.backup.operator_key import make_backup_key, read_opener, read_recipient
from gateway.casework.acts.journal import latest_cursor, open_tasks
from gateway.casework.consultations.consultations import list_consultations
from gateway.casework.consultations.incoming_request import answer_consultation
from gateway.casework.feed.events import Feed, list_events
from gateway.casework.handlers.reconciliation import reconcile
from gateway.domain.acts import TaskKind
from gateway.domain.case import Application
from gateway.domain.consultation import Consultation, ConsultationAnswer, DenialAnswer
from gateway.domain.lists.filters import ConsultationFilter
from gateway.domain.page import PageRequest
from gateway.errors import ComityError, Reason
from gateway.exchange.calls import describe
from gateway.exchange.restoration import NoticedBy, Restoration, newest_restoration
from gateway.exchange.sequences import current_epoch
from gateway.store.tables_exchange import journal, journal_part, outbox, sequence_event
from gateway.trust.dsse import LETTERS_WANTED, sign
from gateway.trust.suites import Suite
from gateway.wire.returned import (
    LettersWanted,
    ReturnedLetter,
    return_request_to_bytes,
    returned_from_bytes,
    returned_to_bytes,
    wanted_to_bytes,
)
from tests.support.cases import application, french_denial
from tests.support.desk import ANNA, Desk
from tests.support.federation_case import CaseFederation, Where, case_federation
from tests.support.proofs import proved
from tests.support.raising import present, refuses

TWO = ("DE", "FR")


def one_more(reference: str) -> Application:
    return application().model_copy(update={"reference": reference})


@pytest.fixture
async def by_hand(where: Where) -> AsyncIterator[CaseFederation]:
    async with case_federation(*where, codes=TWO) as made:
        yield made


@pytest.fixture
async def on_either(either_where: Where) -> AsyncIterator[CaseFederation]:
    async with case_federation(*either_where, codes=TWO) as made:
        yield made


async def rows(desk: Desk, table: Any, **where: Any) -> list[Any]:
    query = select(table)
    for name, value in where.items():
        query = query.where(table.c[name] == value)
    return await desk.node.db.read(lambda conn: list(conn.execute(query)))


async def restoration(desk: Desk) -> Restoration | None:
    return await desk.node.db.read(newest_restoration)


async def epoch(desk: Desk) -> str:
    return await desk.node.db.write(lambda conn: current_epoch(conn, desk.clock.now()))


async def tasks(desk: Desk, kind: TaskKind) -> list[str]:
    found = await desk.node.db.read(lambda conn: open_tasks(conn, kind=kind))
    return [task.subject for task in found]


async def asked_of(desk: Desk) -> dict[str, Consultation]:
    page = await list_consultations(desk.node.office, ANNA, ConsultationFilter(asked_of_us=True))
    return {each.conversation_id: each for each in page.items}


def database_file(desk: Desk) -> Path:
    return Path(desk.settings.database_url.removeprefix("sqlite:///"))


async def went_on(federation: CaseFederation) -> None:
    """After the copy: FR answers what it was asked before, and is asked once more."""
    await federation.answers("FR", "identical")
    federation.clock.at += timedelta(minutes=2)
    await federation["DE"].file(one_more("AG-2025-2"))
    await federation.settle()


async def whole_again(
    federation: CaseFederation, before: dict[str, Consultation], folder: Path
) -> None:
    """Everything that FR had is there, from the instants that its receipts name, and proved."""
    french, german = federation["FR"], federation["DE"]
    await federation.settle()
    assert french.node.restoring.letters.awaited == {"NL", "EU"}  # which are away
    held = {row.message_id: row.receipt for row in await rows(german, outbox, recipient="FR")}
    came = {row.message_id: row.receipt for row in await rows(french, journal, direction="in")}
    assert came == held
    after = await asked_of(french)
    assert after.keys() == before.keys()
    assert {key: each.deadline for key, each in after.items()} == {
        key: each.deadline for key, each in before.items()
    }
    sent = {row.digest for row in await rows(german, journal, direction="in", peer="FR")}
    assert sent == {row.digest for row in await rows(french, outbox, recipient="DE")}
    assert await tasks(french, TaskKind.NODE_RESTORED) == ["FR"]
    [taken] = await tasks(french, TaskKind.LETTER_TAKEN_BACK)  # its answer
    assert taken in before
    assert not await tasks(german, TaskKind.NODE_RESTORED)
    assert not await tasks(german, TaskKind.LETTER_LOST)  # no request of FR's, and no case
    positions = [row.position for row in await rows(french, journal)]
    assert len(set(positions)) == len(positions)
    for each in after.keys() - {taken}:  # that one says what an officer has to enter anew
        await proved(french, each, folder)


async def test_a_database_that_was_copied_back_by_hand_is_noticed_and_made_whole(
    by_hand: CaseFederation, tmp_path: Path
) -> None:
    """Found in use: attack M3."""
    await by_hand.consulting()
    french = by_hand["FR"]
    await by_hand.stop("FR")
    shutil.copyfile(database_file(french), tmp_path / "copy.db")
    await by_hand.start("FR")
    await french.node.restoring.look()
    assert await restoration(french) is None  # a restart is no restoration
    await went_on(by_hand)
    before, drawn = await asked_of(french), await epoch(french)
    await by_hand.stop("FR")
    shutil.copyfile(tmp_path / "copy.db", database_file(french))
    await by_hand.start("FR")
    await french.node.restoring.look()
    held = await restoration(french)
    assert present(held).noticed is NoticedBy.LETTER
    assert await epoch(french) != drawn
    await whole_again(by_hand, before, tmp_path)


async def test_a_restored_node_takes_back_what_its_peers_hold_and_goes_on(
    on_either: CaseFederation, tmp_path: Path
) -> None:
    """Found in use: attack M3."""
    await on_either.consulting()
    french, german = on_either["FR"], on_either["DE"]
    french.settings.save()
    key = read_recipient(make_backup_key(tmp_path / "key"))
    back_up(french.settings, tmp_path / "file", key, suite=Suite.ED25519, with_keys=False)
    await went_on(on_either)
    before = await asked_of(french)
    cursor = await french.node.db.read(latest_cursor)
    await on_either.stop("FR")
    on_either.clock.at += timedelta(minutes=1)
    opener = read_opener(tmp_path / "key")
    restore(tmp_path / "file", opener, french.settings.home, replace=True)
    await on_either.start("FR")

    # A new letter waits until those before it are here; it may belong to one of them.
    await german.file(one_more("AG-2025-3"))
    for _ in range(2):  # the letter is written, and then the engine is told of it
        await german.step()
    await german.deliver()
    [waiting] = await rows(german, outbox, state="queued", recipient="FR")
    assert waiting.last_reason == Reason.LETTERS_AWAITED

    await french.node.restoring.look()
    await on_either.settle()
    assert not await rows(german, outbox, state="queued", recipient="FR")
    newest = await asked_of(french)
    assert len(newest) == len(before) + 1
    extra = (newest.keys() - before.keys()).pop()
    await whole_again(on_either, {**before, extra: newest[extra]}, tmp_path)

    # Its next letter is of the new epoch, which DE notes and takes for no repeat.
    asked = newest[extra]
    by_denial = tuple(DenialAnswer(denial_id=d, answer="identical") for d in asked.request.denials)
    content = ConsultationAnswer(answer="identical", by_denial=by_denial)
    await answer_consultation(french.node.office, ANNA, extra, content)
    await on_either.settle()
    kinds = {row.kind for row in await rows(german, sequence_event, peer="FR")}
    assert kinds == {"new_epoch"}

    feed = Feed(french.node.office)
    with refuses(ComityError, Reason.CURSOR_GONE) as gone:
        await list_events(feed.office, ANNA, page=PageRequest(after=feed.cursor(cursor)))
    assert gone.value.reason.http == 410
    holds = PageRequest(limit=10, after=str(gone.value.metadata["cursor"]))

    def numbers(conn: Connection) -> list[int]:
        return [feed.number(conn, each) for each in (holds.after, back.id)]

    back = (await list_events(feed.office, ANNA, page=holds)).events[0]
    assert back.type == "comity.feed.went_back"
    before_it, its_own = await french.node.db.read(numbers)
    assert before_it < cursor < its_own


async def test_letters_that_were_not_sent_are_sent_after_a_restore(
    by_hand: CaseFederation, tmp_path: Path
) -> None:
    """The engine may have ended the delivery, which the older database does not know.

    Found in use: attack M3.
    """
    german = by_hand["DE"]
    await by_hand["FR"].deny(french_denial(17))
    await by_hand.sync()
    await german.file(application())
    await german.step()
    assert await rows(german, outbox, state="queued", recipient="FR")
    german.settings.save()
    key = read_recipient(make_backup_key(tmp_path / "key"))
    back_up(german.settings, tmp_path / "file", key, suite=Suite.ED25519, with_keys=False)
    await by_hand.settle()  # sent, and the engine's runs have ended
    await by_hand.stop("DE")
    opener = read_opener(tmp_path / "key")
    restore(tmp_path / "file", opener, german.settings.home, replace=True)
    await by_hand.start("DE")
    assert await rows(german, outbox, state="queued", recipient="FR")
    await german.node.restoring.look()
    await reconcile(german.node.office)
    await by_hand.settle()
    assert not await rows(german, outbox, state="queued", recipient="FR")
    came = await rows(by_hand["FR"], journal, direction="in")
    assert len({row.digest for row in came}) == len(came)


async def test_what_was_recalled_since_cannot_be_had_and_both_sides_have_a_task(
    by_hand: CaseFederation, tmp_path: Path
) -> None:
    french, german = by_hand["FR"], by_hand["DE"]
    await by_hand.stop("FR")
    shutil.copyfile(database_file(french), tmp_path / "copy.db")
    await by_hand.start("FR")
    await by_hand.consulting()
    await german.node.db.write(
        lambda conn: conn.execute(update(journal_part).values(salt=None, body=None))
    )
    [request] = await rows(german, outbox, recipient="FR")
    await by_hand.stop("FR")
    shutil.copyfile(tmp_path / "copy.db", database_file(french))
    await by_hand.start("FR")
    await french.node.restoring.look()
    for desk in (french, german):
        assert await tasks(desk, TaskKind.LETTER_LOST) == [request.conversation_id]
    [came] = await rows(french, journal, direction="in")
    assert came.digest == request.digest  # the envelope is there, as evidence


async def test_who_was_consulted_is_told_that_the_asker_lost_its_case(
    by_hand: CaseFederation, tmp_path: Path
) -> None:
    """Until December 2026 the restored node alone had tasks (attack2, section 3)."""
    french, german = by_hand["FR"], by_hand["DE"]
    await by_hand.consulting()
    await by_hand.stop("DE")
    shutil.copyfile(database_file(german), tmp_path / "copy.db")
    await by_hand.start("DE")
    [kept] = await asked_of(french)
    by_hand.clock.at += timedelta(minutes=2)
    await german.file(one_more("AG-2025-2"))
    await by_hand.settle()
    [lost] = (await asked_of(french)).keys() - {kept}
    await by_hand.stop("DE")
    shutil.copyfile(tmp_path / "copy.db", database_file(german))
    await by_hand.start("DE")
    await german.node.restoring.look()
    assert await tasks(german, TaskKind.LETTER_TAKEN_BACK) == [lost]
    [told] = await french.node.db.read(lambda conn: open_tasks(conn, kind=TaskKind.LETTER_LOST))
    assert told.subject == lost
    assert "DE has lost" in told.text
    await french.node.restoring.look()  # it was given back once, and is told once
    assert await tasks(french, TaskKind.LETTER_LOST) == [lost]


def wanted_by(desk: Desk, **changes: Any) -> bytes:
    """A request that a member has signed."""
    me = desk.node.me
    wanted = LettersWanted(
        federation_id=me.directory().federation_id,
        asker=desk.code,
        asked="DE",
        created=desk.clock.now(),
        since=desk.clock.now() - timedelta(days=30),
    )
    payload = wanted_to_bytes(replace(wanted, **changes))
    signed = sign(payload, LETTERS_WANTED, ring=me.ring, suite=me.suite)
    return return_request_to_bytes(signed.to_bytes())


async def test_a_member_is_given_its_own_letters_and_nobody_elses(
    federation: CaseFederation,
) -> None:
    await federation.consulting()
    [request] = await rows(federation["DE"], outbox, recipient="FR", state="accepted")
    french, dutch = federation["FR"], federation["NL"]

    async def asks(desk: Desk, raw: bytes) -> tuple[tuple[ReturnedLetter, ...], int]:
        return returned_from_bytes(await desk.node.peers.return_letters("DE", raw))

    listed, _ = await asks(french, wanted_by(french))
    assert request.message_id in {each.message_id for each in listed}
    assert all(each.letter is None for each in listed)
    listed, _ = await asks(dutch, wanted_by(dutch))
    assert request.message_id not in {each.message_id for each in listed}
    ago = federation.clock.now() - timedelta(minutes=6)
    for desk, raw, reason in (
        (dutch, wanted_by(dutch, message_id=request.message_id), Reason.NOT_FOUND),
        (dutch, wanted_by(french), Reason.SIGNATURE_INVALID),  # another's request
        (dutch, wanted_by(dutch, asker="FR"), Reason.SENDER_MISMATCH),
        (french, wanted_by(french, asked="NL"), Reason.SENDER_MISMATCH),
        (french, wanted_by(french, created=ago), Reason.SENDER_MISMATCH),
        (french, wanted_by(french)[:-9], Reason.MESSAGE_MALFORMED),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await asks(desk, raw)
        assert describe(refused.value).reason is reason


async def test_a_member_that_lies_makes_nobody_restore(
    by_hand: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what we have signed proves that something is not here."""
    await by_hand.consulting()
    french, german = by_hand["FR"], by_hand["DE"]
    [request] = await rows(german, outbox, recipient="FR")

    async def lie(_: str, raw: bytes) -> bytes:
        """Give a true receipt with an id and a digest that nobody has seen."""
        forged = ReturnedLetter(
            message_id="019cadc6-9a91-717d-8109-19de8d855085",
            sent_by_asker=False,
            digest=bytes(32),
            receipt=request.receipt,
        )
        return returned_to_bytes([forged], after=0)

    monkeypatch.setattr(french.node.peers, "return_letters", lie)
    await french.node.restoring.look()
    assert await restoration(french) is None
    assert not await tasks(french, TaskKind.LETTER_LOST)
