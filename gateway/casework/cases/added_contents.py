"""A document with its contents at once, as a person at a desk has them: both, or neither.

A national system names a document and puts its contents in pieces afterwards. Who chooses a file in
a form has both in one hand: contents that the policy of types does not take are refused before
anything is named, on record as for every other upload.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from io import BytesIO
from typing import Final

from sqlalchemy import Connection

from gateway.casework.cases.document_versions import add_document
from gateway.casework.cases.documents import CaseDocument, add_octets, drop_upload
from gateway.casework.office.content_gate import on_disk
from gateway.casework.office.journal import record_act
from gateway.casework.office.permissions import Officer, Permission
from gateway.casework.office.services import Office
from gateway.casework.office.uploads import check_size
from gateway.casework.records import case_rows
from gateway.domain.acts import Verb
from gateway.domain.saying import says
from gateway.domain.transaction import Document
from gateway.errors import InputError, Reason

_PIECE: Final = 2**20


async def add_with_contents(
    office: Office, officer: Officer, case_id: str, document: Document, octets: bytes
) -> CaseDocument:
    """Name another document in a case, and put its contents.

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
    check_size(document, office.contents.most_octets)
    try:
        await on_disk(
            lambda: office.scrutiny.checked_type(
                BytesIO(octets), title=document.title, said=document.media_type
            )
        )
    except InputError as exc:
        if exc.reason is Reason.DOCUMENT_REFUSED:
            why = str(exc)
            await office.db.write(partial(_refused, office, officer, case_id, document, why))
        raise
    named = await add_document(office, officer, case_id, document)
    if named.held or named.waits:
        return named
    if named.received:  # of an upload that was cut off: what comes now is whole
        await drop_upload(office, officer, case_id, document.sha256)
    return await add_octets(
        office,
        officer,
        case_id,
        document.sha256,
        offset=0,
        last=True,
        octets=_pieces(octets),
    )


def _refused(
    office: Office, officer: Officer, case_id: str, document: Document, why: str, conn: Connection
) -> None:
    record_act(
        conn,
        at=office.clock.now(),
        actor=officer.name,
        verb=Verb.DOCUMENT_REFUSED,
        subject=case_id,
        saying=says("the contents of a document are not taken: {why}", why=why),
        reference=document.sha256[:12],
    )


async def _pieces(octets: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(octets), _PIECE):
        yield octets[at : at + _PIECE]
