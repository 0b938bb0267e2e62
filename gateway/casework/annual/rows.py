"""Rows of collections: who was called, what came in, what was shown and cleared."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from gateway.domain.annual.collection import (
    COLLECTING,
    COUNTING,
    Collected,
    CollectionLine,
    CollectionStanding,
    Stage,
)
from gateway.domain.annual.submission import Clearance
from gateway.domain.annual.template import Template
from gateway.domain.annual.templates import read_template
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError, StateError
from gateway.store.records import Records, RowForm, in_columns, matching
from gateway.store.tables_annual import (
    annual_called,
    annual_collection,
    annual_edition,
    annual_round,
    annual_submission,
)


@dataclass(frozen=True, slots=True)
class CollectionRow:
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
class ClearanceRound:
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


def _no_such_collection(collection: str) -> NotFoundError:
    return NotFoundError(
        "there is no collection {collection}",
        remedy="{listCollections} lists them.",
        collection=collection[:40],
    )


_LINE = ("collection", "year", "template", "submit_by", "called", "stage")


def _row(file: bytes, *told: Any) -> CollectionRow:
    line = dict(zip(_LINE, told, strict=True))
    digest = read_template(line["template"], file).digest
    return CollectionRow(CollectionLine(**line, template_digest=digest), file)


def _columns(row: CollectionRow) -> dict[str, object]:
    return {**{name: getattr(row.line, name) for name in _LINE}, "template_file": row.file}


_COLLECTIONS = Records(
    annual_collection,
    RowForm(("template_file", *_LINE), _row, _columns),
    named="collections",
    order=("called", "collection"),
    descending=True,
    no_such=_no_such_collection,
)
_CALLED = Records(annual_called, in_columns(Called))
_SUBMISSIONS = Records(
    annual_submission,
    in_columns(Collected),
    named="submissions",
    order=("at", "version", "digest"),
)
_ROUNDS = Records(
    annual_round, in_columns(ClearanceRound, json=["clearance"]), order=["id"], key=["message_id"]
)
get, listed, page_of_collections = _COLLECTIONS.get, _COLLECTIONS.every, _COLLECTIONS.listed
add_called, add_submission, find_round = _CALLED.add, _SUBMISSIONS.add, _ROUNDS.find


def add(conn: Connection, line: CollectionLine, file: bytes) -> None:
    """Insert a collection."""
    _COLLECTIONS.add(conn, CollectionRow(line, file))


def set_stage(conn: Connection, collection: str, stage: Stage) -> None:
    """Write how far a collection has come."""
    _COLLECTIONS.change(conn, collection, stage=stage)


def check_collecting(row: CollectionRow) -> None:
    """Check that submissions count as they come.

    Raises:
        StateError: The collection is frozen.
    """
    if row.line.stage not in COLLECTING:
        raise StateError(
            "{collection} is {stage}",
            remedy="What comes now waits in the ledger: {listLateSubmissions}. An edition that is "
            "not released can be set aside: {setAsideEdition}.",
            collection=row.id,
            stage=row.line.stage,
        )


def called(conn: Connection, collection: str) -> tuple[Called, ...]:
    """Return who was called, by code."""
    return _CALLED.every(conn, annual_called.c.collection == collection)


def called_in(conn: Connection, conversation_id: str) -> Called | None:
    """Return whom a conversation called; None where it is of no collection of ours."""
    return _CALLED.first(conn, annual_called.c.conversation_id == conversation_id)


def decide_submission(
    conn: Connection, digest: str, standing: CollectionStanding, words: str
) -> None:
    """Write what a person decided of a submission in the ledger."""
    _SUBMISSIONS.change(conn, digest, standing=standing, words=words)


def page_of_submissions(
    conn: Connection,
    collection: str,
    asked: PageRequest,
    *,
    state: str | None = None,
    standings: Collection[CollectionStanding] | None = None,
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
    wanted = _of(collection, state)
    if standings is not None:
        column = annual_submission.c.standing
        wanted.append(column.in_([each.value for each in standings]))
    return _SUBMISSIONS.listed(conn, asked, *wanted)


def submissions(
    conn: Connection, collection: str, *, state: str | None = None
) -> tuple[Collected, ...]:
    """Return what came, in the order in which it came."""
    return _SUBMISSIONS.every(conn, *_of(collection, state))


def _of(collection: str, state: str | None) -> list[ColumnElement[bool]]:
    table = annual_submission
    return matching((table.c.collection, collection), (table.c.state, state))


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
            "{count} submissions of {collection} have such a digest",
            remedy="{listSubmissions} lists them.",
            collection=collection,
            count=len(found),
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
    return tuple(found for found in each if found.standing is CollectionStanding.LEDGER)


def add_round(conn: Connection, shown: ClearanceRound, at: datetime) -> None:
    """Insert what a State was shown."""
    _ROUNDS.add(conn, shown, sent=at)


def rounds(conn: Connection, collection: str) -> dict[str, ClearanceRound]:
    """Return by State what it was shown last."""
    found = _ROUNDS.each(conn, annual_round.c.collection == collection)
    return {each.state: each for each in found}


def set_clearance(conn: Connection, message_id: str, said: Clearance, at: datetime) -> None:
    """Write what a State said of what it was shown; a later word takes the place."""
    _ROUNDS.change(conn, message_id, cleared=at, clearance=said.model_dump_json())


def editions(conn: Connection, collection: str) -> int:
    """Return how many editions were frozen."""
    table = annual_edition
    query = select(func.count()).select_from(table).where(table.c.collection == collection)
    return int(conn.execute(query).scalar_one())
