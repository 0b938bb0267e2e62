"""Rows of collections: who was called, what came in, what was shown and cleared."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update
from sqlalchemy import Row as SqlRow

from gateway.domain.annual.collection import (
    COLLECTING,
    COUNTING,
    Collected,
    CollectionLine,
    Stage,
    Standing,
)
from gateway.domain.annual.submission import Clearance
from gateway.domain.annual.template import Template
from gateway.domain.annual.templates import read_template
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError, StateError
from gateway.store.paging import Keyset, read_page
from gateway.store.tables_annual import (
    annual_called,
    annual_collection,
    annual_edition,
    annual_round,
    annual_submission,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A collection as it is kept."""

    line: CollectionLine
    file: bytes

    @property
    def id(self) -> str:
        """Its id."""
        return self.line.collection

    @property
    def template(self) -> Template:
        """Its template, from the file that was sent with the call."""
        return read_template(self.line.template, self.file)


@dataclass(frozen=True, slots=True)
class Called:
    """An authority that was called.

    Attributes:
        submits: Its State's one submission comes from it.
    """

    collection: str
    authority: str
    submits: bool
    conversation_id: str


@dataclass(frozen=True, slots=True)
class Round:
    """What one State was shown, and what it said of it.

    Attributes:
        submission: Digest of the submission that was shown.
        clearance: None while it has not answered.
    """

    message_id: str
    collection: str
    state: str
    draft: str
    submission: str
    until: date
    clearance: Clearance | None


def add(conn: Connection, line: CollectionLine, file: bytes) -> None:
    """Insert a collection."""
    conn.execute(
        insert(annual_collection),
        [
            {
                "collection": line.collection,
                "year": line.year,
                "template": line.template,
                "template_file": file,
                "submit_by": line.submit_by,
                "called": line.called,
                "stage": str(line.stage),
            }
        ],
    )


def listed(conn: Connection) -> tuple[Row, ...]:
    """Return all collections, the newest first."""
    query = select(annual_collection).order_by(
        annual_collection.c.called.desc(), annual_collection.c.collection.desc()
    )
    return tuple(_row(row) for row in conn.execute(query).mappings())


def get(conn: Connection, collection: str, *, lock: bool = False) -> Row:
    """Return a collection.

    Raises:
        NotFoundError: There is none of that id.
    """
    query = select(annual_collection).where(annual_collection.c.collection == collection)
    row = conn.execute(query.with_for_update() if lock else query).mappings().first()
    if row is None:
        raise NotFoundError(
            f"there is no collection {collection[:40]}",
            remedy="`comity report collection` lists them.",
            collection=collection[:40],
        )
    return _row(row)


def set_stage(conn: Connection, collection: str, stage: Stage) -> None:
    """Write how far a collection has come."""
    table = annual_collection
    conn.execute(update(table).where(table.c.collection == collection).values(stage=str(stage)))


def check_collecting(row: Row) -> None:
    """Check that submissions count as they come.

    Raises:
        StateError: The collection is frozen.
    """
    if row.line.stage not in COLLECTING:
        raise StateError(
            f"{row.id} is {row.line.stage}",
            remedy="What comes now waits in the ledger: comity report late. An edition that is not "
            "released can be set aside: comity report set-aside.",
            collection=row.id,
        )


def _row(row: RowMapping) -> Row:
    template = read_template(row["template"], row["template_file"])
    line = CollectionLine(
        collection=row["collection"],
        year=row["year"],
        template=row["template"],
        template_digest=template.digest,
        submit_by=row["submit_by"],
        called=row["called"],
        stage=Stage(row["stage"]),
    )
    return Row(line, row["template_file"])


def add_called(conn: Connection, called: Called) -> None:
    """Insert an authority that was called."""
    conn.execute(
        insert(annual_called),
        [
            {
                "collection": called.collection,
                "authority": called.authority,
                "submits": called.submits,
                "conversation_id": called.conversation_id,
            }
        ],
    )


def called(conn: Connection, collection: str) -> tuple[Called, ...]:
    """Return who was called, by code."""
    table = annual_called
    query = select(table).where(table.c.collection == collection).order_by(table.c.authority)
    return tuple(Called(*row) for row in conn.execute(query))


def called_in(conn: Connection, conversation_id: str) -> Called | None:
    """Return whom a conversation called; None where it is of no collection of ours."""
    table = annual_called
    row = conn.execute(select(table).where(table.c.conversation_id == conversation_id)).first()
    return None if row is None else Called(*row)


def add_submission(conn: Connection, each: Collected) -> None:
    """Insert a submission with what became of it."""
    conn.execute(
        insert(annual_submission),
        [
            {
                "digest": each.digest,
                "collection": each.collection,
                "state": each.state,
                "authority": each.authority,
                "version": each.version,
                "message_id": each.message_id,
                "at": each.at,
                "standing": str(each.standing),
                "reason": each.reason,
                "words": each.words,
            }
        ],
    )


def decide_submission(conn: Connection, digest: str, standing: Standing, words: str) -> None:
    """Write what a person decided of a submission in the ledger."""
    table = annual_submission
    conn.execute(
        update(table).where(table.c.digest == digest).values(standing=str(standing), words=words)
    )


_COLLECTIONS = Keyset(
    "collections",
    (annual_collection.c.called, annual_collection.c.collection),
    descending=True,
)
_SUBMISSIONS = Keyset(
    "submissions",
    (annual_submission.c.at, annual_submission.c.version, annual_submission.c.digest),
)


def page_of_collections(conn: Connection, asked: PageRequest) -> Page[Row]:
    """Return a page of the collections, the newest first.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    query = select(annual_collection)
    return read_page(conn, query, _COLLECTIONS, asked, lambda row: _row(row._mapping))


def page_of_submissions(
    conn: Connection,
    collection: str,
    asked: PageRequest,
    *,
    state: str | None = None,
    standings: Collection[Standing] | None = None,
) -> Page[Collected]:
    """Return a page of what came, in the order in which it came.

    Args:
        conn: A transaction.
        collection: Id of the collection.
        asked: Which part.
        state: Only of this Member State.
        standings: Only what stands so.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    table = annual_submission
    query = select(table).where(table.c.collection == collection)
    if state is not None:
        query = query.where(table.c.state == state)
    if standings is not None:
        query = query.where(table.c.standing.in_([str(each) for each in standings]))
    return read_page(conn, query, _SUBMISSIONS, asked, _collected)


def _collected(row: SqlRow[*tuple[Any, ...]]) -> Collected:
    names = [column.name for column in annual_submission.c]
    return Collected.model_validate({name: row._mapping[name] for name in names})


def submissions(
    conn: Connection, collection: str, *, state: str | None = None
) -> tuple[Collected, ...]:
    """Return what came, in the order in which it came."""
    table = annual_submission
    query = select(table).where(table.c.collection == collection)
    if state is not None:
        query = query.where(table.c.state == state)
    found = conn.execute(query.order_by(table.c.at, table.c.version, table.c.digest)).mappings()
    return tuple(Collected.model_validate(dict(row)) for row in found)


def find_submission(conn: Connection, collection: str, digest: str) -> Collected:
    """Return one submission, by its digest or the beginning of it.

    Raises:
        NotFoundError: There is none, or more than one begins so.
    """
    found = [
        each for each in submissions(conn, collection) if digest and each.digest.startswith(digest)
    ]
    if len(found) != 1:
        raise NotFoundError(
            f"{len(found)} submissions of {collection} have such a digest",
            remedy="`comity report submissions` lists them.",
            collection=collection,
        )
    return found[0]


def counting(each: Sequence[Collected]) -> dict[str, Collected]:
    """Return by State the newest submission that counts.

    Args:
        each: Submissions in the order in which they came.
    """
    return {found.state: found for found in each if found.standing in COUNTING}


def waiting(each: Sequence[Collected]) -> tuple[Collected, ...]:
    """Return those in the ledger on which nobody has decided."""
    return tuple(found for found in each if found.standing is Standing.LEDGER)


def add_round(conn: Connection, shown: Round, at: datetime) -> None:
    """Insert what a State was shown."""
    conn.execute(
        insert(annual_round),
        [
            {
                "message_id": shown.message_id,
                "collection": shown.collection,
                "state": shown.state,
                "draft": shown.draft,
                "submission": shown.submission,
                "until": shown.until,
                "sent": at,
                "cleared": None,
                "clearance": "",
            }
        ],
    )


def rounds(conn: Connection, collection: str) -> dict[str, Round]:
    """Return by State what it was shown last."""
    table = annual_round
    query = select(table).where(table.c.collection == collection).order_by(table.c.id)
    return {row["state"]: _round(row) for row in conn.execute(query).mappings()}


def find_round(conn: Connection, message_id: str) -> Round | None:
    """Return what was shown by a letter, or None."""
    table = annual_round
    row = conn.execute(select(table).where(table.c.message_id == message_id)).mappings().first()
    return None if row is None else _round(row)


def set_clearance(conn: Connection, message_id: str, said: Clearance, at: datetime) -> None:
    """Write what a State said of what it was shown; a later word takes the place."""
    table = annual_round
    conn.execute(
        update(table)
        .where(table.c.message_id == message_id)
        .values(cleared=at, clearance=said.model_dump_json())
    )


def _round(row: RowMapping) -> Round:
    said = row["clearance"]
    return Round(
        message_id=row["message_id"],
        collection=row["collection"],
        state=row["state"],
        draft=row["draft"],
        submission=row["submission"],
        until=row["until"],
        clearance=Clearance.model_validate_json(said) if said else None,
    )


def editions(conn: Connection, collection: str) -> int:
    """Return how many editions were frozen."""
    table = annual_edition
    query = select(func.count()).select_from(table).where(table.c.collection == collection)
    return int(conn.execute(query).scalar_one())
