from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection

from gateway.domain.letter import (
    ALL_MEMBERS,
    LetterHeader,
    LetterType,
    Marking,
    PartCommitment,
    PartKind,
)
from gateway.errors import ComityError, PermissionRefusedError, Reason
from gateway.exchange.conversations import find_conversation
from gateway.exchange.identity import new_id
from gateway.exchange.outbox import PartDraft, queue_letter
from gateway.exchange.outbox_rows import all_undelivered
from gateway.exchange.sequences import draw_epoch
from gateway.store.tables_exchange import conversation, journal, journal_part, outbox, wake
from gateway.trust.dsse import LETTER, SignedBytes, verify_signed
from gateway.trust.parts import check_commitment
from gateway.trust.suites import Suite
from gateway.wire.letters import letter_from_bytes
from tests.support.raising import refuses
from tests.support.stations import BODY, Federation, Station


def header_of(station: Station, message_id: str) -> tuple[LetterHeader, tuple[PartCommitment, ...]]:
    (row,) = [each for each in station.rows(journal) if each.message_id == message_id]
    signed = SignedBytes.from_bytes(row.envelope)
    member = station.directory.member(station.code)
    payload = verify_signed(signed, expected_type=LETTER, member=member, at=station.clock.now())
    return letter_from_bytes(payload)


def test_a_letter_is_signed_numbered_and_kept_in_one_transaction(de: Station) -> None:
    queued = de.queue("FR")
    header, parts = header_of(de, queued.message_id)
    assert (header.sender, header.recipient) == ("DE", "FR")
    assert (header.sequence, header.conversation_number) == (1, 1)
    assert header.not_after == header.created + timedelta(days=60)
    assert (header.rulebook, header.calendar, header.rehearsal) == ("2026-1", "DE-2026", False)
    (part,) = de.rows(journal_part)
    check_commitment(bytes.fromhex(parts[0].commitment), part.salt, part.body)
    assert part.body == BODY
    assert parts[0].release == ("DE", "FR")
    row = de.row(queued.message_id)
    assert (row.state, row.attempts, row.first_sent) == ("queued", 0, None)
    assert row.digest == queued.digest == de.rows(journal)[0].digest
    held = de.db.read_sync(lambda conn: find_conversation(conn, queued.conversation_id))
    assert held is not None
    assert (held.peer, held.ours, held.procedure) == ("FR", True, "16(5)")


async def test_a_queued_letter_starts_its_own_delivery(de: Station) -> None:
    queued = [de.queue(to) for to in ("FR", "NL")]
    await de.dispatcher().drain()
    assert de.engine.calls == [("start_delivery", each.message_id) for each in queued]
    assert de.rows(wake) == []


def test_a_rolled_back_act_leaves_no_letter_no_number_and_no_wake(de: Station) -> None:
    def act(conn: Connection) -> None:
        queue_letter(
            conn,
            de.me,
            recipient="FR",
            letter_type=LetterType.REQUEST,
            parts=[PartDraft(PartKind.MATCHING, BODY)],
        )
        raise RuntimeError("the act failed after all")

    with pytest.raises(RuntimeError):
        de.db.write_sync(act)
    assert de.rows(outbox) == de.rows(journal) == de.rows(conversation) == de.rows(wake) == []
    header, _ = header_of(de, de.queue("FR").message_id)
    assert header.sequence == 1


def test_numbers_run_without_gaps_per_recipient_and_start_anew_after_a_restore(
    de: Station,
) -> None:
    letters = [de.queue(to) for to in ("FR", "NL", "FR")]
    numbers = [header_of(de, each.message_id)[0].sequence for each in letters]
    assert numbers == [1, 1, 2]
    before = header_of(de, letters[0].message_id)[0].epoch
    UUID(before)
    de.db.write_sync(lambda conn: draw_epoch(conn, de.clock.now()))
    header, _ = header_of(de, de.queue("FR").message_id)
    assert header.sequence == 1
    assert header.epoch != before


def test_later_letters_of_a_conversation_are_numbered_and_keep_its_procedure(de: Station) -> None:
    first = de.queue("FR")
    second = de.queue(
        "FR", letter_type=LetterType.CLOSING_REQUEST, conversation_id=first.conversation_id
    )
    header, _ = header_of(de, second.message_id)
    assert (header.conversation_number, header.procedure) == (2, "16(5)")
    assert de.db.read_sync(all_undelivered) == (first.message_id, second.message_id)


def test_a_hybrid_node_signs_twice(de: Station) -> None:
    object.__setattr__(de.me, "suite", Suite.ED25519_MLDSA65)
    de.queue("FR")
    assert len(SignedBytes.from_bytes(de.rows(journal)[0].envelope).signatures) == 2


@pytest.mark.parametrize("ceiling", [Marking.UNMARKED, Marking.LIMITE])
def test_a_marking_above_the_ceiling_leaves_nothing_behind(de: Station, ceiling: Marking) -> None:
    object.__setattr__(de.me, "ceiling", ceiling)
    parts = [
        PartDraft(PartKind.MATCHING, BODY),
        PartDraft(PartKind.GROUNDS, b"secret", marking=Marking.SENSITIVE),
    ]
    with refuses(PermissionRefusedError, Reason.MARKING_TOO_HIGH) as caught:
        de.queue("FR", parts=parts)
    assert caught.value.metadata == {"part": "1", "marking": "sensitive"}
    assert de.rows(journal) == de.rows(conversation) == []


def test_the_federations_ceiling_counts_as_well(de: Station) -> None:
    object.__setattr__(de.me, "ceiling", Marking.EU_RESTRICTED)
    with pytest.raises(PermissionRefusedError):
        de.queue("FR", parts=[PartDraft(PartKind.TEXT, b"x", marking=Marking.EU_RESTRICTED)])


def test_a_release_set_of_its_own_is_kept(de: Station) -> None:
    parts = [
        PartDraft(PartKind.MATCHING, BODY, release=(ALL_MEMBERS,)),
        PartDraft(PartKind.GROUNDS, b"g", release=("FR",)),
    ]
    _, commitments = header_of(de, de.queue("FR", parts=parts).message_id)
    assert [part.release for part in commitments] == [("DE", "FR"), ("FR",)]


def test_an_unknown_or_withdrawn_recipient_is_refused(de: Station) -> None:
    with refuses(ComityError, Reason.PEER_UNKNOWN):
        de.queue("IT")
    de.change_member("FR", withdrawn_at=de.clock.now())
    with refuses(ComityError, Reason.PEER_REVOKED):
        de.queue("FR")
    assert de.rows(journal) == []


def test_a_conversation_never_changes_its_peer(de: Station, federation: Federation) -> None:
    first = de.queue("FR")
    with refuses(ComityError, Reason.STATE_CONFLICT):
        de.queue(
            "NL", letter_type=LetterType.CLOSING_REQUEST, conversation_id=first.conversation_id
        )


def test_an_unknown_conversation_is_refused(de: Station) -> None:
    with refuses(ComityError, Reason.NOT_FOUND):
        de.queue(
            "FR",
            letter_type=LetterType.CLOSING_REQUEST,
            conversation_id=new_id(de.clock.now()),
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"letter_type": LetterType.ANSWER, "in_reply_to": b"\x00" * 32},
        {"conversation_id": "0197b7a2-0000-7000-8000-000000000000"},
        {
            "letter_type": LetterType.ANSWER,
            "conversation_id": "0197b7a2-0000-7000-8000-000000000000",
        },
        {"not_after_days": 61},
        {"not_after_days": 0},
    ],
    ids=["answer-opens", "request-follows", "answer-to-nothing", "too-long", "no-life"],
)
def test_a_callers_defect_is_told_at_once(de: Station, wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"opens|must name|from 1 to"):
        de.queue("FR", **wrong)
    assert de.rows(journal) == []


def test_ids_are_version_7_and_sort_by_time(de: Station) -> None:
    ids = []
    for _ in range(5):
        ids.append(new_id(de.clock.now()))
        de.clock.advance(milliseconds=1)
    assert ids == sorted(ids)
    assert {UUID(each).version for each in ids} == {7}
    assert {UUID(each).variant for each in ids} == {"specified in RFC 4122"}
    assert int(UUID(ids[0])) >> 80 == int(
        (de.clock.now() - timedelta(milliseconds=5)).timestamp() * 1000
    )
