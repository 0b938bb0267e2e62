"""The one gate by which contents of documents come in, whoever sent them, and their way out.

What a person puts and what another authority sends passes `admit`: the type that the contents
show, the size, the whole digest, then the row that says whose they are. Only what has a row is
given to anybody. What is deleted loses its row in the transaction that deletes it; its contents
follow in `sweep_contents`, unless another row names them (Regulation (EU) 2016/679, Article 17).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from gateway.casework.office.journal import record_act
from gateway.casework.office.services import Office
from gateway.documents import content_rows
from gateway.documents.content_rows import HeldContent
from gateway.documents.media_types import check_type, media_type_of
from gateway.domain.acts import Verb
from gateway.domain.saying import says
from gateway.domain.transaction import Document
from gateway.errors import InputError, UnavailableError
from gateway.register.denials.denial_queries import erased_among

T = TypeVar("T")


async def admit(
    office: Office, subject: str, document: Document, upload: str, *, put_by: str
) -> HeldContent:
    """Make what came as an upload the contents of a document, whole and of the right type.

    Args:
        office: This authority.
        subject: What the document belongs to: the number of a case, a conversation, a denial.
        document: As it is named there.
        upload: Name of the upload in the folder; all of its octets have come.
        put_by: Who put it: the name of an account, or the code of the authority that sent it.

    Raises:
        InputError: It is of another type, size or digest; none of it is kept.
        UnavailableError: The disk takes no more; what came is kept.
    """
    folder, sha256 = office.contents, document.sha256
    told = media_type_of(await on_disk(lambda: folder.beginning(upload)))
    try:
        check_type(document.media_type, told)
    except InputError:
        await on_disk(lambda: folder.drop(upload))
        raise
    at = office.clock.now()
    held = HeldContent(sha256=sha256, media_type=told, put_by=put_by, put_at=at)

    def keep(conn: Connection) -> None:
        content_rows.add(conn, subject, held)
        record_act(
            conn,
            at=at,
            actor=put_by,
            verb=Verb.DOCUMENT_PUT,
            subject=subject,
            saying=says("the contents of the document {title} are here", title=document.title),
            reference=sha256[:12],
        )

    with folder.claim(sha256):
        await on_disk(lambda: folder.complete(upload, sha256=sha256, size=document.size_bytes))
        await office.db.write(keep)
    await on_disk(lambda: folder.drop(upload))
    return held


async def sweep_contents(office: Office) -> int:
    """Remove contents that nothing names any more; return how many files went.

    Those of a denial that was erased lose their row here: its entry may have come from anywhere.

    Raises:
        OSError: The disk does not do it; the next sweep does.
    """

    def forget(conn: Connection) -> int:
        return content_rows.forget(conn, erased_among(conn, content_rows.subjects(conn)))

    await office.db.write(forget)
    now, named = office.clock.now(), lambda: office.db.read_sync(content_rows.digests)
    return await asyncio.to_thread(office.contents.sweep, named, now)


async def on_disk(do: Callable[[], T]) -> T:
    """Do what waits for the disk in a thread.

    Raises:
        UnavailableError: NODE_UNAVAILABLE; the disk does not do it, e.g. since it is full.
    """
    try:
        return await asyncio.to_thread(do)
    except OSError as exc:
        raise UnavailableError(
            f"the folder of documents cannot be used: {exc.strerror}",
            remedy="Ask the operator whether the disk is full; what has come so far is kept.",
        ) from exc
