"""Documents that are named later, in a case or a conversation: further, newer, translated ones.

In a case the newer document takes the place of the older one in the application, so that every
letter written from then on carries it. Who is consulted already is sent a supplement, and so is the
other side of any conversation. The older document stays in the record with its contents. What a
decision or an answer rested on, each view says.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from io import BytesIO
from typing import Final

from gateway.casework.acts.journal import journal_of
from gateway.casework.consultations.offline_consultations import tell_by_hand
from gateway.casework.contents.content_gate import on_disk
from gateway.casework.contents.uploads import check_size
from gateway.casework.documents.held import (
    DocumentNoun,
    DocumentScope,
    HeldDocument,
    get_document,
)
from gateway.casework.documents.moving import add_octets, drop_upload, may_move
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows, consultation_rows, named_documents
from gateway.casework.records.correspondence import place_of, send_supplement
from gateway.casework.rules.transaction_checks import check_carried
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.domain.case import ENDED_STATES, Case, CaseState
from gateway.domain.consultation import ConsultationState
from gateway.domain.correspondence import Supplement
from gateway.domain.saying import says
from gateway.domain.transaction import Document
from gateway.errors import InputError, Reason, StateError
from gateway.exchange.engine_calls import add_wakes, poke_case

_PIECE: Final = 2**20


async def add_document(
    office: Office, officer: Officer, noun: DocumentNoun, thing_id: str, document: Document
) -> HeldDocument:
    """Name another document: a further one, a newer version of one, or a translation.

    Those who are consulted about a case, or the other side of a conversation, are sent it; what it
    replaces stays on record. Its contents are put afterwards. The same document again changes
    nothing in a case. A proposed decision falls where what it rests on is replaced; a decision
    stands, and says what was replaced since.

    Args:
        office: This authority.
        officer: Who files, as a national licensing system may; where we are asked, who answers;
            for a letter, who writes letters.
        noun: By what it is named.
        thing_id: The case, or the consultation or letter in whose conversation it is named.
        document: The document; `replaces` names one of ours, `translates` one of either side.

    Raises:
        NotFoundError: There is no such thing here, it is not for this account, or what is replaced
            or translated is not named there.
        StateError: DOCUMENT_REPLACED, somebody else has replaced it meanwhile; the application was
            withdrawn; or documents of a conversation are those of our case, and are named there.
        InputError: The document does not fit those that are named; names the field.
    """
    scope = await may_move(office, officer, noun, thing_id)
    if noun is not DocumentNoun.CASE and scope.subject != scope.holder:
        raise StateError(
            "what is named here belongs to the case {case_id}",
            remedy="Name it there: {addDocument}",
            case_id=scope.subject,
        )
    check_size(document, office.documents.contents.most_octets)
    if noun is DocumentNoun.CASE:
        await office.write(lambda work: _add_to_case(work, scope, document))
    else:
        sent = await office.write(lambda work: _send(work, officer, scope, document))
        thing_id = sent if noun is DocumentNoun.LETTER else thing_id
    return await get_document(office, officer, noun, thing_id, document.sha256)


def _add_to_case(work: Work, scope: DocumentScope, document: Document) -> None:
    officer, case_id = scope.sight.officer, scope.holder
    case_rows.get_seen(work.conn, scope.sight, case_id)
    case = case_rows.get(work.conn, case_id)  # locked: of two replacements one is refused
    if case.state is CaseState.WITHDRAWN:
        raise StateError(
            "the application was withdrawn", remedy="File a new application.", case_id=case_id
        )
    named = case.naming(document, by=officer.name, at=work.now)
    if named == case:
        return
    check_carried(named.application)
    case_rows.save(work.conn, named)
    _note(work, officer, case, document)
    if case.state not in ENDED_STATES:
        _tell_consulted(work, officer, case_id, document)
        add_wakes(work.conn, [poke_case(case_id)])


def _send(work: Work, officer: Officer, scope: DocumentScope, document: Document) -> str:
    """Write the supplement; of two that replace one document the second finds the first one."""
    place = place_of(work, conversation_id=scope.holder)
    content = Supplement(documents=(document,))
    sent = send_supplement(work, place, content, actor=officer.name)  # takes our turn
    us, but = work.code, sent.message_id
    theirs = named_documents.record_of(work.conn, us, scope.holder, ours=False)
    ours = named_documents.record_of(work.conn, us, scope.holder, ours=True, but=but)
    of = None if document.translates is None else theirs.find(document.translates.of)
    ours.check(document, beside=() if of is None else (of,))
    return sent.message_id


def _note(work: Work, officer: Officer, case: Case, document: Document) -> None:
    said = says("the document {title} is named", title=document.title)
    verb = Verb.DOCUMENT_ADDED
    older = None if document.replaces is None else case.documents.find(document.replaces.of)
    if document.replaces is not None and older is not None:
        verb = Verb.DOCUMENT_REPLACED
        said = says(
            "the document {older} of digest {digest} is replaced by {title}: {reason}",
            older=older.title,
            digest=older.sha256[:12],
            title=document.title,
            reason=document.replaces.reason,
        )
    elif document.translates is not None:
        said = says(
            "the document {title} is named, a translation ({kind})",
            title=document.title,
            kind=document.translates.kind,
        )
    journal_of(work, officer.name).act(verb, case.case_id, said, document.sha256[:12])


def _tell_consulted(work: Work, officer: Officer, case_id: str, document: Document) -> None:
    """Send the document to those who were asked, or have an officer tell them by hand."""
    for row in consultation_rows.of_case(work.conn, case_id):
        if row.state is ConsultationState.SUPERSEDED:
            continue
        if row.consultation.by_hand:
            what = says("the document {title} came to the case", title=document.title)
            tell_by_hand(work.conn, row, what, at=work.now)
            continue
        place = place_of(work, conversation_id=row.id)
        send_supplement(work, place, Supplement(documents=(document,)), actor=officer.name)


# --- with its contents at once ------------------------------------------------------------------


async def add_with_contents(
    office: Office, officer: Officer, case_id: str, document: Document, octets: bytes
) -> HeldDocument:
    """Name another document in a case, and put its contents: both, or neither.

    A national system names a document and puts its contents in pieces afterwards. Who chooses a
    file in a form has both in one hand: contents that the policy of types does not take are refused
    before anything is named, on record as for every other upload.

    Args:
        office: This authority.
        officer: Who files.
        case_id: The case.
        document: The document; digest and size are those of the contents.
        octets: Its contents, whole.

    Returns:
        The document; where the scanner is away it `waits`.

    Raises:
        NotFoundError: There is no such case, or it is not for this account.
        InputError: DOCUMENT_REFUSED, its kind is not taken, and it is not named; or the scanner
            found something, and it is named without contents. As for `add_document`.
        StateError: As for `add_document`.
        UnavailableError: The disk takes no more.
    """
    sight = office.sight(officer, Permission.FILE)
    await office.db.read(lambda conn: case_rows.get_seen(conn, sight, case_id))
    check_size(document, office.documents.contents.most_octets)
    try:
        await on_disk(
            lambda: office.documents.scrutiny.checked_type(
                BytesIO(octets), title=document.title, said=document.media_type
            )
        )
    except InputError as exc:
        if exc.reason is Reason.DOCUMENT_REFUSED:
            why = str(exc)
            await office.write(partial(_refused, officer, case_id, document, why))
        raise
    of = DocumentNoun.CASE
    named = await add_document(office, officer, of, case_id, document)
    if named.received and not (named.held or named.waits):  # of an upload that was cut off
        await drop_upload(office, officer, of, case_id, document.sha256)
    pieces = _pieces(octets)
    return await add_octets(
        office, officer, of, case_id, document.sha256, offset=0, last=True, octets=pieces
    )


def _refused(officer: Officer, case_id: str, document: Document, why: str, work: Work) -> None:
    journal_of(work, officer.name).act(
        Verb.DOCUMENT_REFUSED,
        case_id,
        says("the contents of a document are not taken: {why}", why=why),
        document.sha256[:12],
    )


async def _pieces(octets: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(octets), _PIECE):
        yield octets[at : at + _PIECE]
