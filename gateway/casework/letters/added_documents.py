"""Documents that are named in a conversation after its letters: newer ones, translations.

A supplement names them to the other side: which document of ours a newer one replaces, or of what
it is a translation. Both sides then show the older one as replaced, and it stays with its contents.
The documents of a case are named in the case, which tells all who are consulted.
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework.contents.uploads import check_size
from gateway.casework.letters.consultation_documents import (
    CONSULTATION,
    ConsultationDocument,
    DocumentNoun,
    DocumentScope,
    get_document,
    may_move,
)
from gateway.casework.permissions import Officer
from gateway.casework.records import named_documents
from gateway.casework.records.correspondence import place_of, send_supplement
from gateway.casework.services import Office
from gateway.domain.correspondence import Supplement
from gateway.domain.transaction import Document
from gateway.errors import StateError


async def add_document(
    office: Office,
    officer: Officer,
    name: str,
    document: Document,
    *,
    noun: DocumentNoun = CONSULTATION,
) -> ConsultationDocument:
    """Name another document to the other side: a further one, a newer one, or a translation.

    Its contents are put afterwards, and come to the other side when it asks.

    Args:
        office: This authority.
        officer: Who files here or, where we are asked, answers; for a letter who writes letters.
        name: The consultation or the letter in whose conversation it is named.
        document: The document; `replaces` names one of ours, `translates` one of either side.
        noun: Which of both it is.

    Raises:
        NotFoundError: There is no such thing here, it is not for this account, or what is replaced
            or translated is not named there.
        StateError: DOCUMENT_REPLACED, somebody else has replaced it meanwhile; or the documents are
            those of our case, and are named there.
        InputError: The document does not fit those that are named; names the field.
    """
    scope = await may_move(office, officer, noun, name)
    if scope.subject != scope.conversation_id:
        raise StateError(
            f"what is named here belongs to the case {scope.subject}",
            remedy=f"Name it there: comity document add FILE --case {scope.subject}",
            case=scope.subject,
        )
    check_size(document, office.contents.most_octets)
    message_id = await office.db.write(lambda conn: _added(conn, office, officer, scope, document))
    if noun is DocumentNoun.LETTER:
        name = message_id
    return await get_document(office, officer, name, document.sha256, noun=noun)


def _added(
    conn: Connection, office: Office, officer: Officer, scope: DocumentScope, document: Document
) -> str:
    """Write the supplement; of two that replace one document the second finds the first one."""
    talk = scope.conversation_id
    place = place_of(conn, office, conversation_id=talk)
    content = Supplement(documents=(document,))
    sent = send_supplement(conn, office, place, content, actor=officer.name)  # takes our turn
    us, but = office.code, sent.message_id
    theirs = named_documents.record_of(conn, us, talk, ours=False)
    ours = named_documents.record_of(conn, us, talk, ours=True, but=but)
    of = None if document.translates is None else theirs.find(document.translates.of)
    beside = () if of is None else (of,)
    ours.check(document, beside=beside)
    return sent.message_id
