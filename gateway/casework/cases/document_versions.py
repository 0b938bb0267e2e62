"""Documents that are named in a case after it was filed: further ones, newer ones, translations.

The newer document takes the place of the older one in the application, so that every letter written
from then on carries it; the older one stays in the record with its contents. Who is consulted
already is sent a supplement. What a decision or an answer rested on, each view says.
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework.cases.documents import CaseDocument, get_document
from gateway.casework.consultations.by_hand import tell_by_hand
from gateway.casework.office.journal import record_act
from gateway.casework.office.permissions import Officer, Permission
from gateway.casework.office.services import Office
from gateway.casework.office.transaction_checks import check_carried
from gateway.casework.office.uploads import check_size
from gateway.casework.records import case_rows, consultation_rows
from gateway.casework.records.correspondence import place_of, send_supplement
from gateway.domain.acts import Verb
from gateway.domain.case import ENDED_STATES, Case, CaseState
from gateway.domain.consultation import ConsultationState
from gateway.domain.correspondence import Supplement
from gateway.domain.saying import says
from gateway.domain.transaction import Document
from gateway.errors import StateError
from gateway.exchange.engine_calls import add_wakes, poke_case


async def add_document(
    office: Office, officer: Officer, case_id: str, document: Document
) -> CaseDocument:
    """Name another document in a case: a further one, a newer version, or a translation.

    Its contents are put afterwards. The same document again changes nothing. A proposed decision
    falls where what it rests on is replaced; a decision stands, and says what was replaced since.

    Args:
        office: This authority.
        officer: Who files; a national licensing system may.
        case_id: The case.
        document: The document; `replaces` and `translates` name others of the case.

    Raises:
        NotFoundError: There is no such case, it is not for this account, or it does not name what
            is replaced or translated.
        StateError: DOCUMENT_REPLACED, somebody else has replaced it meanwhile; or the application
            was withdrawn.
        InputError: The document does not fit those that are named; names the field.
    """
    sight = office.sight(officer, Permission.FILE)
    check_size(document, office.contents.most_octets)

    def write(conn: Connection) -> None:
        case_rows.get_seen(conn, sight, case_id)
        case = case_rows.get(conn, case_id)  # locked: of two replacements one is refused
        if case.state is CaseState.WITHDRAWN:
            raise StateError(
                "the application was withdrawn", remedy="File a new application.", case=case_id
            )
        named = case.naming(document, by=officer.name, at=office.clock.now())
        if named == case:
            return
        check_carried(named.application)
        case_rows.save(conn, named)
        _note(conn, office, officer, case, document)
        if case.state not in ENDED_STATES:
            _tell_consulted(conn, office, officer, case_id, document)
            add_wakes(conn, [poke_case(case_id)])

    await office.db.write(write)
    return await get_document(office, officer, case_id, document.sha256)


def _note(
    conn: Connection, office: Office, officer: Officer, case: Case, document: Document
) -> None:
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
    record_act(
        conn,
        at=office.clock.now(),
        actor=officer.name,
        verb=verb,
        subject=case.case_id,
        saying=said,
        reference=document.sha256[:12],
    )


def _tell_consulted(
    conn: Connection, office: Office, officer: Officer, case_id: str, document: Document
) -> None:
    """Send the document to those who were asked, or have an officer tell them by hand."""
    for row in consultation_rows.of_case(conn, case_id):
        if row.state is ConsultationState.SUPERSEDED:
            continue
        if row.consultation.by_hand:
            what = says("the document {title} came to the case", title=document.title)
            tell_by_hand(conn, row, what, at=office.clock.now())
            continue
        place = place_of(conn, office, conversation_id=row.id)
        send_supplement(conn, office, place, Supplement(documents=(document,)), actor=officer.name)
