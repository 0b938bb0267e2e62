"""Registers as officers see them: how fresh, who holds what, what is wrong, and the proof."""

from __future__ import annotations

import asyncio
import json
import re
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from comity.v1 import denial_pb2
from gateway.casework.acts.journal import open_tasks
from gateway.casework.denials import register_entries, register_troubles
from gateway.casework.denials.denials import get_denial
from gateway.casework.denials.register_unread import look_for_unreadable
from gateway.casework.denials.registers import verify
from gateway.domain.letter import EntryType
from gateway.errors import InputError, NotFoundError, StateError
from gateway.exchange.outbox import PartDraft
from gateway.ports import SyncResult
from gateway.register.denials.denial_projection import project
from gateway.register.log.checkpoints import HeldCheckpoint, newest_checkpoint, store_checkpoint
from gateway.register.log.fraud import FraudProof
from gateway.register.log.log_store import extend, lock_head
from gateway.register.log.notes import Checkpoint, SignedNote, sign_note
from gateway.register.log.proof_file import verify_proof
from gateway.register.own_log import EntryDraft, append, sign_entry
from gateway.register.sync.fraud_notification import keep_fraud, prove_fraud
from gateway.register.sync.troubles import TroubleKind, report_trouble
from gateway.store.tables_casework import act
from gateway.trust.note_ids import origin_line
from gateway.wire.denials import denial_to_parts
from tests.support.cases import french_denial
from tests.support.federation_case import ANNA, START, CaseFederation, Desk, text
from tests.support.served import ended, served

DAY = timedelta(days=1)


async def acts(desk: Desk, verb: str) -> list[tuple[str, str]]:
    query = select(act.c.actor, act.c.text).where(act.c.verb == verb).order_by(act.c.id)
    return await desk.node.db.read(lambda conn: [(r[0], r[1]) for r in conn.execute(query)])


async def test_a_register_ages_and_says_so_by_the_rulebooks_limit(three: CaseFederation) -> None:
    three.clock.at, three.clock.tick = START, timedelta(0)  # ages are told to the second
    never = (await three["DE"].registers())["FR"]
    assert (never.size, never.age_s, never.fresh, never.tried) == (0, None, False, None)
    await three["FR"].deny(french_denial(17))
    await three.sync()
    new = (await three["DE"].registers())["FR"]
    assert (new.size, new.known, new.lag, new.age_s, new.fresh) == (1, 1, 0, 0, True)
    await three.cut_off("FR")
    three.clock.at = START + DAY
    assert (await three["DE"].registers())["FR"].fresh
    three.clock.at += timedelta(seconds=1)
    await three["DE"].node.syncer.sync_all()
    old = (await three["DE"].registers())["FR"]
    assert (old.fresh, old.age_s, old.fresh_for_s) == (False, 86401, 86400)
    assert (old.tried, old.succeeded) == (three.clock.at, START)
    assert old.trouble  # FR does not answer
    own = (await three["DE"].registers())["DE"]
    assert own.own
    assert own.fresh


async def test_what_is_known_and_not_yet_held_is_shown(three: CaseFederation) -> None:
    """As while a catch-up runs, or after it was interrupted."""
    for number in (1, 2, 3):
        await three["FR"].deny(french_denial(number))
    signed = await three["FR"].node.db.read(lambda conn: newest_checkpoint(conn, "FR"))
    assert signed is not None
    await three["DE"].node.db.write(lambda conn: store_checkpoint(conn, signed))
    behind = (await three["DE"].registers())["FR"]
    assert (behind.size, behind.known, behind.lag) == (0, 3, 3)
    await three["DE"].node.syncer.sync_all()
    caught_up = (await three["DE"].registers())["FR"]
    assert (caught_up.size, caught_up.lag) == (3, 0)


async def test_the_origin_sees_who_has_confirmed_each_entry(three: CaseFederation) -> None:
    await three["FR"].deny(french_denial(1))
    await three.sync()
    await three.stop("NL")
    await three["FR"].deny(french_denial(2))
    await three.sync()
    at_home = await register_entries.entries(three["FR"].node.office, ANNA, "FR")
    first, second = (each.receipts for each in at_home.entries)
    assert (first.confirmed_by, first.not_yet_confirmed) == (("DE", "NL"), ("EU",))
    assert (second.confirmed_by, second.not_yet_confirmed) == (("DE",), ("EU", "NL"))
    # DE knows its own confirmations and, by FR's next head, those before; the rest FR knows.
    abroad = await register_entries.entries(three["DE"].node.office, ANNA, "FR")
    assert [each.receipts.confirmed_by for each in abroad.entries] == [("DE", "NL"), ("DE",)]
    assert all(each.receipts.not_yet_confirmed is None for each in abroad.entries)
    shown = await get_denial(three["FR"].node.office, ANNA, french_denial(2).denial_id)
    assert shown.not_yet_received == ("EU", "NL")
    (notified,) = shown.acts
    assert (notified.index, notified.receipts) == (1, second)
    elsewhere = await get_denial(three["DE"].node.office, ANNA, french_denial(2).denial_id)
    assert elsewhere.not_yet_received == ()


async def test_entries_come_in_pages(three: CaseFederation) -> None:
    for number in (1, 2, 3):
        await three["FR"].deny(french_denial(number))
    office = three["FR"].node.office
    page = await register_entries.entries(office, ANNA, "FR", limit=2)
    assert ([each.index for each in page.entries], page.next, page.size) == ([0, 1], 2, 3)
    last = await register_entries.entries(office, ANNA, "FR", start=2, limit=2)
    assert ([each.index for each in last.entries], last.next) == ([2], None)
    assert last.entries[0].parts == (("matching", "held"), ("grounds", "held"))
    with pytest.raises(InputError):
        await register_entries.entries(office, ANNA, "FR", limit=501)
    with pytest.raises(NotFoundError):
        await register_entries.entries(office, ANNA, "XX")


async def test_another_members_entry_is_proven_from_the_own_copy(three: CaseFederation) -> None:
    await three["FR"].deny(french_denial(17))
    await three.sync()
    de = three["DE"].node.office
    raw = await register_entries.prove_denial(de, ANNA, french_denial(17).denial_id)
    found = verify_proof(raw, three["NL"].node.directory.held, three.clock.at)
    assert (found.origin, found.index, found.subject) == ("FR", 0, french_denial(17).denial_id)
    assert [each.member for each in found.confirmed] == ["DE", "FR"]
    assert await acts(three["DE"], "register.proved") == [
        ("anna", "entry 0 of log FR, with the contents held")
    ]
    for missing in (("FR", 9), ("XX", 0)):
        with pytest.raises(NotFoundError):
            await register_entries.prove(de, ANNA, *missing)
    with pytest.raises(NotFoundError):
        await register_entries.prove_denial(de, ANNA, "FR-2026-99999")


async def test_a_trouble_is_closed_and_a_log_followed_again_with_a_reason(
    three: CaseFederation,
) -> None:
    de = three["DE"]

    def suspect(peer: str) -> None:
        de.node.db.write_sync(
            lambda conn: report_trouble(
                conn,
                origin="FR",
                peer=peer,
                kind=TroubleKind.SUSPICION,
                text=f"{peer} did not prove that log FR continues",
                at=START,
            )
        )

    suspect("FR")
    suspect("NL")
    await de.node.db.write(lambda conn: register_troubles.tell_troubles(conn, at=START))
    assert (await de.task_kinds()).count("register.trouble") == 2
    office = de.node.office
    first, second = (await register_troubles.troubles(office, ANNA)).items
    assert first.told == {}
    left = await register_troubles.close(office, ANNA, first.id, text("FR had a bad disk."))
    assert [each.id for each in left.items] == [second.id]
    assert (await de.task_kinds()).count("register.trouble") == 1
    assert await acts(de, "register.trouble_closed") == [
        ("anna", "suspicion shown by FR: FR had a bad disk.")
    ]
    everything = (await register_troubles.troubles(office, ANNA, closed=True)).items
    assert [each.closed_by for each in everything] == ["anna", None]
    with pytest.raises(StateError):
        await register_troubles.close(office, ANNA, first.id, text("Again."))
    for refused in (99, second.id):
        with pytest.raises(NotFoundError):
            await register_troubles.fraud_proof(office, ANNA, refused)
    with pytest.raises(StateError):
        await register_troubles.follow(office, ANNA, "FR", text("It is not stopped."))


async def test_a_denial_that_cannot_be_read_is_found_and_told(three: CaseFederation) -> None:
    """FR's programs sign a denial without an item: the log holds, the search has a hole."""
    fr, de = three["FR"].node, three["DE"]
    content = french_denial(21)
    (kind, body), *rest = denial_to_parts(content)
    record = denial_pb2.DenialRecord.FromString(body)
    del record.transaction.items[:]
    parts = [PartDraft(kind, record.SerializeToString())]
    parts += [PartDraft(kind, body) for kind, body in rest]
    await fr.db.write(
        lambda conn: append(
            conn,
            fr.office.me,
            entry_type=EntryType.DENIAL_NOTIFIED,
            subject=content.denial_id,
            parts=parts,
            at=three.clock.at,
        )
    )
    await three.sync()
    report = await verify(de.node.office, ANNA, "FR")
    assert report.sound
    (finding,) = report.unreadable
    assert (finding.index, finding.what) == (0, "unreadable")
    assert content.denial_id in finding.detail
    assert "items" in finding.proof
    await look_for_unreadable(de.node.office)
    await de.node.db.write(lambda conn: register_troubles.tell_troubles(conn, at=START))
    (task,) = await de.node.db.read(lambda conn: open_tasks(conn, subject="FR"))
    assert task.kind == "register.unreadable"
    assert content.denial_id in task.text
    # An erratum that can be read ends it.
    await fr.db.write(
        lambda conn: append(
            conn,
            fr.office.me,
            entry_type=EntryType.DENIAL_AMENDED,
            subject=content.denial_id,
            parts=[PartDraft(kind, body) for kind, body in denial_to_parts(content)],
            at=three.clock.at,
        )
    )
    await three.sync()
    await look_for_unreadable(de.node.office)
    assert await de.node.db.read(register_troubles.needs_telling)
    await de.node.db.write(lambda conn: register_troubles.tell_troubles(conn, at=START))
    assert await de.node.db.read(lambda conn: open_tasks(conn, subject="FR")) == ()


async def test_an_officer_proves_an_entry_and_anybody_verifies_it(
    three: CaseFederation, tmp_path: Path
) -> None:
    """The commands as an officer and an auditor type them; the auditor has no node."""
    await three["FR"].deny(french_denial(17))
    await three.sync()
    files = three["FR"].settings.home
    trust = ["--directory", str(files / "directory.bin"), "--anchor", str(files / "anchor.json")]
    proof = tmp_path / "denial.tlog-proof"
    async with served(three["DE"]) as node:
        number = french_denial(17).denial_id
        made = await node.run("register", "prove", number, "--out", str(proof))
        assert made.code == 0, made.err
        listed = await node.run("register", "entries", "FR", "--json")
        assert json.loads(listed.out)["entries"][0]["subject"] == number
        status = await node.run("register", "status")
        assert "never found complete" in status.out
        shown = await node.run("denial", "show", number)
        assert "known at FR" in shown.out
        none = await node.run("register", "prove", "--origin", "FR", "--out", str(proof))
        assert none.code == 10
    found = await node.run("register", "verify-proof", str(proof), *trust, "--json")
    assert found.code == 0, found.err
    assert [each["member"] for each in json.loads(found.out)["confirmed"]] == ["DE", "FR"]
    read = await node.run("register", "verify-proof", str(proof), *trust)
    assert re.findall(r"│ ([A-Z]{2}) +│ \d+ +│", read.out) == ["DE", "FR"]
    raw = bytearray(proof.read_bytes())
    raw[-10] ^= 1
    proof.write_bytes(raw)
    broken = await node.run("register", "verify-proof", str(proof), *trust)
    assert broken.code == 16
    assert "CHECKPOINT_INVALID" in broken.err


async def test_who_leaves_a_catch_up_stops_nothing(three: CaseFederation) -> None:
    """Ctrl-C while the node is at work: it ends its round, and the next one has nothing to do."""
    for number in range(1, 6):
        await three["FR"].deny(french_denial(number))
    begun, go_on, ended_by_itself = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def sync_now() -> SyncResult:
        begun.set()
        await go_on.wait()
        done = await three["DE"].node.syncer.sync_all()
        ended_by_itself.set()
        return done

    async with served(three["DE"], sync_now) as node:
        watching = await node.start("register", "sync")
        await begun.wait()
        watching.send_signal(signal.SIGINT)
        left = await ended(watching)
        assert left.code == 130, left.err
        assert "goes on from there" in left.err
        go_on.set()
        await ended_by_itself.wait()
        again = await node.run("register", "sync", "--json")
        assert again.code == 18  # EU has no node here and was not reached
        done = json.loads(again.out)
        assert (done["peers"], done["reached"], done["entries"]) == (3, 2, 0)
    assert (await three["DE"].registers())["FR"].size == 5


def two_faces(desk: Desk) -> FraudProof:
    """What two members hold when an authority shows each of them another log."""
    me, at = desk.node.office.me, desk.clock.at
    name = origin_line(me.directory().federation_id, me.code)
    held = []
    for root in (b"\1" * 32, b"\2" * 32):
        body = Checkpoint(name, 3, root).body()
        note = SignedNote(body, (sign_note(body, name, me.ring.log_key),)).to_bytes()
        held.append(HeldCheckpoint(me.code, 3, root, note, at))
    first, second = held
    return FraudProof.of(first, second)


async def test_a_fraud_stops_a_log_is_proven_to_anybody_and_ends_by_an_officers_word(
    three: CaseFederation, tmp_path: Path
) -> None:
    await three["FR"].deny(french_denial(17))
    await three.sync()
    de, proof = three["DE"], two_faces(three["FR"])
    me = de.node.office.me
    fraud = prove_fraud(me, proof)
    await de.node.db.write(lambda conn: keep_fraud(conn, me, fraud, "NL", told=True))
    files = de.settings.home
    trust = ["--directory", str(files / "directory.bin"), "--anchor", str(files / "anchor.json")]
    file = tmp_path / "fraud.json"
    async with served(de) as node:
        status = json.loads((await node.run("register", "status", "--json")).out)
        stopped = next(log for log in status["items"] if log["origin"] == "FR")
        assert (stopped["state"], stopped["size"]) == ("stopped", 1)
        assert stopped["reason"]
        (found,) = json.loads((await node.run("register", "troubles", "--json")).out)["items"]
        assert found["kind"] == "fraud"
        told = found["told"]
        assert (told["EU"], told["FR"]) == (None, None)
        assert told["NL"].startswith("2026-03-02T09:00:00")
        number = str(found["id"])
        taken = await node.run("register", "fraud-proof", number, "--out", str(file))
        assert taken.code == 0, taken.err
        verified = await node.run("register", "verify-fraud", str(file), *trust)
        assert verified.code == 0, verified.err
        # What was known of it stays in force and in the search.
        shown = await node.run("denial", "show", french_denial(17).denial_id, "--json")
        assert json.loads(shown.out)["status"]["state"] == "valid"
        follow = await node.run("register", "follow", "FR", "--reason", "Its disk was replaced.")
        assert follow.code == 0, follow.err
    assert (await de.registers())["FR"].state == "following"
    assert await acts(de, "register.followed") == [("vogel", "Its disk was replaced.")]


async def test_an_officer_sets_a_wrong_tail_aside_and_the_register_drops_it(
    three: CaseFederation,
) -> None:
    await three["FR"].deny(french_denial(17))
    await three.sync()
    de, me = three["DE"], three["FR"].node.office.me
    content = french_denial(18)
    parts = tuple(PartDraft(kind, body, release=("*",)) for kind, body in denial_to_parts(content))
    entry = sign_entry(me, EntryDraft(EntryType.DENIAL_NOTIFIED, content.denial_id, parts), START)

    def wrong(conn: Connection) -> None:  # as if FR had shown DE another log
        head = lock_head(conn, "FR")
        extend(conn, head, [entry])
        project(conn, "FR", head.size, [entry])

    await de.node.db.write(wrong)
    async with served(de) as node:
        shown = await node.run("denial", "show", content.denial_id, "--json")
        assert shown.code == 0, shown.err
        asked = ["register", "follow", "FR", "--set-aside", "--reason", "FR was restored."]
        done = await node.run(*asked)
        assert done.code == 0, done.err
        gone = await node.run("denial", "show", content.denial_id, "--json")
        assert gone.code != 0
        again = await node.run(*asked)
        assert "nothing is set aside" in again.err
        own = await node.run("register", "follow", "DE", "--set-aside", "--reason", "x")
        assert "must be named" in own.err
    assert (await de.registers())["FR"].size == 1
    [(who, text_of_act)] = await acts(de, "register.set_aside")
    assert (who, text_of_act) == ("vogel", "1 entries from 1 on: FR was restored.")


async def test_an_officer_has_the_own_log_go_on_whose_clock_once_ran_ahead(
    three: CaseFederation,
) -> None:
    fr, now = three["FR"], three.clock.at
    three.clock.at = now + timedelta(days=10)
    await fr.deny(french_denial(17))
    three.clock.at = now
    with pytest.raises(StateError, match="ran ahead"):
        await fr.deny(french_denial(18))
    async with served(fr) as node:
        done = await node.run("register", "follow", "FR", "--reason", "The time server was wrong.")
        assert done.code == 0, done.err
    await fr.deny(french_denial(18))
    assert len(await acts(fr, "register.followed")) == 1
