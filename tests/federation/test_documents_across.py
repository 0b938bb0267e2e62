"""Contents of documents reach the authority to which a letter names them, and nobody else."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import grpc
import pytest

from comity.v1 import document_service_pb2 as pb
from comity.v1.document_service_pb2_grpc import DocumentServiceStub
from gateway.casework.cases.records import evidence_of, evidence_of_consultation
from gateway.casework.documents import held, moving
from gateway.casework.letters.recall import recall
from gateway.documents import receipt_rows
from gateway.domain.acts import TaskKind
from gateway.domain.consultation.document_fetch import ContentsReceipt, FetchState
from gateway.domain.page import FIRST_PAGE
from gateway.domain.transaction import Document, DocumentKind
from gateway.errors import (
    InputError,
    NotFoundError,
    Reason,
    StateError,
    TrustError,
    UnavailableError,
)
from gateway.evidence.bundle import bundle_from_bytes
from gateway.evidence.contents import CONTENTS_INDEX, MANIFEST, MANIFEST_SIGNED
from gateway.evidence.export.case_export import seal_files
from gateway.evidence.verify.verification import verify_bundle
from gateway.exchange.calls import describe
from gateway.nouns.case import CASE
from gateway.nouns.consultation import CONSULTATION
from gateway.trust.contents_receipts import make_contents_receipt, verify_contents_receipt
from tests.support.cases import application
from tests.support.federation_case import ANNA, CaseFederation, Desk, text
from tests.support.raising import present, refuses
from tests.support.travelling import (
    PDF,
    SMALL,
    TALK,
    asked_with,
    contents,
    fetch,
    named,
    once,
    put,
    shown,
)


async def test_the_asked_authority_reads_the_certificate(three: CaseFederation) -> None:
    document = named()
    talk = await asked_with(three, document)
    fr = three["FR"]
    listed = await held.list_documents(fr.node.office, ANNA, TALK, talk, FIRST_PAGE)
    (only,) = listed.items
    assert (only.named_by, only.held, only.received, only.fetch) == ("DE", False, 0, None)
    with pytest.raises(NotFoundError) as none:
        await contents(fr, talk, document)
    assert "`fetchDocument`" in none.value.remedy

    came = await fetch(three, talk, document)
    assert (came.held, came.put_by, came.found_type) == (True, "DE", "application/pdf")
    assert present(came.fetch).state is FetchState.COME
    assert await contents(fr, talk, document) == PDF
    again = await fetch(three, talk, document)
    assert again.put_at == came.put_at


async def case_page(desk: Desk, case_id: str) -> str:
    return str(await CASE.printed(desk.node.office, ANNA, case_id))


async def test_pages_say_at_whom_the_contents_are_and_what_waits(three: CaseFederation) -> None:
    document = named()
    case = await three.consulting(application().model_copy(update={"documents": (document,)}))
    talk = (await three["FR"].asked()).conversation_id
    de, fr = three["DE"], three["FR"]
    page = await case_page(de, case.case_id)
    assert "not here, only the digest" in page
    assert "not yet at FR" in page
    await fetch(three, talk, document)  # DE does not have them yet
    asked = await CONSULTATION.printed(fr.node.office, ANNA, talk)
    assert "not here, only the digest" in asked
    assert "comes from DE" in asked
    assert "asked again 2 Mar 2026" in asked
    await put(de, case.case_id, document)
    assert "not yet at FR" in await case_page(de, case.case_id)
    await three.settle()
    came_at = (await shown(de, talk, document)).came_at
    assert came_at is not None
    page = await case_page(de, case.case_id)
    assert "here since 2 Mar 2026" in page
    at_home = came_at.astimezone(ZoneInfo("Europe/Berlin"))
    assert f"at FR since 2 Mar 2026, {at_home:%H:%M:%S}" in page
    assert "not yet at NL" in page  # which is asked too, and has asked for nothing
    asked = await CONSULTATION.printed(fr.node.office, ANNA, talk)
    assert "here since 2 Mar 2026" in asked
    assert "from DE" in asked


async def test_a_small_one_comes_right_behind_its_letter(three: CaseFederation) -> None:
    document = named(SMALL)
    filed = application().model_copy(update={"documents": (document,)})
    case = await three.consulting(filed)
    talk = (await three["FR"].asked()).conversation_id
    early = await shown(three["FR"], talk, document)
    assert (early.held, present(early.fetch).asked_by) == (False, "gateway")
    await put(three["DE"], case.case_id, document, SMALL)
    await three.at(three.clock.now() + timedelta(minutes=1))
    assert await contents(three["FR"], talk, document) == SMALL


async def test_a_document_of_the_answer_travels_back(three: CaseFederation) -> None:
    de, fr = three["DE"], three["FR"]
    talk = await asked_with(three, named())
    opinion = named(SMALL, title="Opinion of the technical service", kind=DocumentKind.OTHER)
    half = len(SMALL) // 2

    async def add(desk: Desk, document: Document, octets: bytes, offset: int) -> int:
        office, of, last = desk.node.office, (TALK, talk, document.sha256), offset > 0
        found = await moving.add_octets(
            office, ANNA, *of, offset=offset, last=last, octets=once(octets)
        )
        return found.received

    with pytest.raises(NotFoundError):  # no letter names it yet
        await add(fr, opinion, SMALL, 0)
    await fr.answer("identical", documents=(opinion,))
    await three.settle()
    with pytest.raises(StateError) as theirs:
        await add(fr, named(), PDF, 0)
    assert "`fetchDocument`" in theirs.value.remedy

    assert await add(fr, opinion, SMALL[:half], 0) == half
    assert not (await shown(fr, talk, opinion)).held
    assert await add(fr, opinion, SMALL[half:], half) == len(SMALL)
    await three.at(three.clock.now() + timedelta(minutes=1))
    assert await contents(de, talk, opinion) == SMALL
    assert (await shown(fr, talk, opinion)).came_at is not None


async def test_evidence_proves_what_came_to_whom(three: CaseFederation) -> None:
    document, other = named(), named(SMALL)
    filed = application().model_copy(update={"documents": (document,)})
    case = await three.consulting(filed)
    await put(three["DE"], case.case_id, document)
    talk = (await three["FR"].asked()).conversation_id
    await fetch(three, talk, document)
    office = three["DE"].node.office
    raw = await evidence_of(office, ANNA, case.case_id)
    of_fr = await evidence_of_consultation(three["FR"].node.office, ANNA, talk)
    for each in (raw, of_fr):
        report = verify_bundle(bundle_from_bytes(each), anchor=None).report
        (check,) = [found for found in report.checks if found.name == "contents 01: receipt"]
        assert report.failed == ()
        assert "came from DE to FR" in check.detail
        assert check.detail in "".join(report.summary)

    def forged(**said: Any) -> list[str]:
        files = dict(bundle_from_bytes(raw).files)
        del files[MANIFEST], files[MANIFEST_SIGNED]
        index = json.loads(files[CONTENTS_INDEX])
        index["receipts"][0] |= said
        files[CONTENTS_INDEX] = json.dumps(index).encode()
        again = seal_files(office.me, files, case_id=case.case_id, at=three.clock.now())
        report = verify_bundle(bundle_from_bytes(again), anchor=None).report
        return [each.name for each in report.failed]

    receipt = ["contents 01: receipt"]
    assert forged() == []
    for said in ({"receiver": "NL"}, {"sender": "NL"}, {"sha256": other.sha256}):
        assert forged(**said) == receipt
    assert forged(message_id="0" * 36) == receipt
    assert forged(file="letters/01-out-consultation.request.bin") == receipt


async def test_who_gave_contents_has_a_signed_receipt(three: CaseFederation) -> None:
    document = named()
    talk = await asked_with(three, document)
    assert (await shown(three["DE"], talk, document)).came_at is None
    await fetch(three, talk, document)
    de, fr = three["DE"].node, three["FR"].node
    came_at = (await shown(three["DE"], talk, document)).came_at
    put_at = (await shown(three["FR"], talk, document)).put_at
    assert came_at is not None
    assert put_at is not None
    assert put_at <= came_at <= three.clock.now()
    (kept,) = await de.db.read(lambda conn: receipt_rows.of_conversations(conn, [talk]))
    (given,) = await fr.db.read(lambda conn: receipt_rows.of_conversations(conn, [talk]))
    assert kept.signed == given.signed
    assert given.told is not None
    said = verify_contents_receipt(
        kept.signed, directory=de.directory.held, receiver="FR", sender="DE", at=kept.received
    )
    assert (said.sha256, said.size_bytes) == (document.sha256, len(PDF))
    for receiver, sender in (("NL", "DE"), ("FR", "NL")):
        with pytest.raises(TrustError):
            verify_contents_receipt(
                kept.signed,
                directory=de.directory.held,
                receiver=receiver,
                sender=sender,
                at=kept.received,
            )


async def test_a_receipt_waits_for_a_member_that_is_away(three: CaseFederation) -> None:
    document = named()
    talk = await asked_with(three, document)
    fetcher = three["FR"].node.fetching._fetcher
    hand_over, fetcher.hand_over = fetcher.hand_over, _away  # type: ignore[method-assign, assignment]
    await fetch(three, talk, document)
    assert (await shown(three["DE"], talk, document)).came_at is None
    fetcher.hand_over = hand_over  # type: ignore[method-assign]
    await three.settle()
    assert (await shown(three["DE"], talk, document)).came_at is not None


async def _away(_peer: str, _signed: bytes) -> None:
    raise UnavailableError("it is away")


async def refuses_a_receipt(three: CaseFederation, letter: str, document: Document) -> None:
    """DE takes none of NL, to which it has sent nothing."""
    me = three["NL"].node.me
    receipt = ContentsReceipt(
        federation_id=me.directory().federation_id.hex(),
        receiver="NL",
        sender="DE",
        message_id=letter,
        message_digest="0" * 64,
        sha256=document.sha256,
        size_bytes=document.size_bytes,
        received=three.clock.now(),
    )
    signed = make_contents_receipt(receipt, ring=me.ring, suite=me.suite)
    fetcher = three["NL"].node.fetching._fetcher
    with pytest.raises(NotFoundError):
        await fetcher.hand_over("DE", signed.to_bytes())


async def test_contents_that_are_put_later_are_offered_and_come_at_once(
    three: CaseFederation,
) -> None:
    document = named()
    talk = await asked_with(three, document, octets=None)
    await fetch(three, talk, document)
    for _ in range(12):  # the pause has grown to an hour
        await three.at(three.clock.now() + timedelta(hours=1))
    case_id = (await three["FR"].asked()).request.case_reference
    before = three.clock.now()
    await put(three["DE"], case_id, document)
    await three.settle()
    assert (await shown(three["FR"], talk, document)).held
    came_at = (await shown(three["DE"], talk, document)).came_at
    assert came_at is not None
    assert came_at - before < timedelta(seconds=1)


async def test_what_was_given_up_comes_once_it_is_put(three: CaseFederation) -> None:
    document = named(SMALL)
    filed = application().model_copy(update={"documents": (document,)})
    case = await three.consulting(filed)
    talk = (await three["FR"].asked()).conversation_id
    await three.at(three.clock.now() + timedelta(days=15))
    gone = await shown(three["FR"], talk, document)
    assert present(gone.fetch).state is FetchState.FAILED
    assert TaskKind.DOCUMENT_MISSING not in await three["FR"].task_kinds()  # of a small one
    await put(three["DE"], case.case_id, document, SMALL)
    await three.settle()
    assert await contents(three["FR"], talk, document) == SMALL


async def test_an_offer_of_another_s_letter_changes_nothing(three: CaseFederation) -> None:
    document = named()
    talk = await asked_with(three, document, octets=None)
    waiting = (await fetch(three, talk, document)).fetch
    letter = (await shown(three["FR"], talk, document)).message_id
    for who, message_id, sha256 in (
        ("NL", letter, document.sha256),
        ("DE", "0" * 36, document.sha256),
        ("DE", letter, named(SMALL).sha256),
        ("DE", letter, "00"),
    ):
        await three[who].node.fetching._fetcher.offer("FR", message_id, sha256)
    assert (await shown(three["FR"], talk, document)).fetch == waiting
    await three["DE"].node.fetching._fetcher.offer("FR", letter, document.sha256)
    now = (await shown(three["FR"], talk, document)).fetch
    assert waiting is not None
    assert present(now).next_try < waiting.next_try


async def test_a_member_that_is_away_is_asked_again(three: CaseFederation) -> None:
    document = named()
    talk = await asked_with(three, document)
    await three.cut_off("DE")
    wanted = await fetch(three, talk, document)
    assert present(wanted.fetch).reason == Reason.PEER_UNAVAILABLE
    await three.connect("DE")
    await three.restart("FR")
    await three.at(three.clock.now() + timedelta(minutes=2))
    assert await contents(three["FR"], talk, document) == PDF


async def test_days_without_an_answer_are_a_task(three: CaseFederation) -> None:
    document = named()
    talk = await asked_with(three, document, octets=None)
    await fetch(three, talk, document)
    await three.at(three.clock.now() + timedelta(days=14, hours=2))
    gone = await shown(three["FR"], talk, document)
    assert present(gone.fetch).state is FetchState.FAILED
    kinds = [task for task in await three["FR"].tasks() if task.kind == TaskKind.DOCUMENT_MISSING]
    assert len(kinds) == 1
    case_id = (await three["FR"].consultation(talk)).request.case_reference
    await put(three["DE"], case_id, document)
    assert (await fetch(three, talk, document)).held
    assert TaskKind.DOCUMENT_MISSING not in await three["FR"].task_kinds()


async def ask(federation: CaseFederation, who: str, message_id: str, document: Document) -> Reason:
    """Ask DE for contents as another node might, and return why it refuses."""
    channel = await federation[who].node.peers.channel("DE")
    call = DocumentServiceStub(channel).GetContents(
        pb.GetContentsRequest(message_id=message_id, sha256=bytes.fromhex(document.sha256))
    )
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await call.read()
    return describe(refused.value).reason


async def test_only_to_whom_a_letter_names_it_it_is_given_and_gives_a_receipt(
    three: CaseFederation,
) -> None:
    document = named()
    talk = await asked_with(three, document)
    letter = (await shown(three["FR"], talk, document)).message_id
    assert await ask(three, "NL", letter, document) is Reason.NOT_FOUND
    assert await ask(three, "FR", letter, named(PDF + b"x")) is Reason.NOT_FOUND
    assert await ask(three, "FR", "0" * 8, document) is Reason.NOT_FOUND
    await refuses_a_receipt(three, letter, document)
    # What is not ours to fetch says so.
    with pytest.raises(StateError):
        await moving.fetch_document(three["DE"].node.office, ANNA, TALK, talk, document.sha256)
    large = three["FR"].node.office.documents.contents
    large.most_octets = len(PDF) - 1
    with refuses(InputError, Reason.BODY_TOO_LARGE):
        await moving.fetch_document(three["FR"].node.office, ANNA, TALK, talk, document.sha256)


async def test_a_recalled_letter_gives_nothing(three: CaseFederation) -> None:
    document = named()
    talk = await asked_with(three, document)
    message_id = (await shown(three["FR"], talk, document)).message_id
    await recall(three["DE"].node.office, ANNA, message_id, (text("In error."),))
    assert await ask(three, "FR", message_id, document) is Reason.NOT_FOUND
    await three.settle()
    with pytest.raises(NotFoundError):
        await shown(three["FR"], talk, document)
