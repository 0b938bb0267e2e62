"""Editions as they are kept: what was frozen, signed by this node, released, published."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints
from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal
from gateway.casework.annual import rows
from gateway.casework.annual.collection import check_commission
from gateway.casework.annual.dates import publish
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.domain.annual.collection import Stage
from gateway.domain.annual.edition import EarlierFigure, Edition, EditionRecord
from gateway.domain.annual.submission import CollectionId
from gateway.domain.base import Day, Instant, Model
from gateway.domain.letter import Digest
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.saying import says
from gateway.errors import NotFoundError, Reason, StateError
from gateway.store.records import Records, in_columns
from gateway.store.tables_annual import annual_edition as table
from gateway.trust.dsse import EDITION, sign


class SettingAside(Model):
    """Why a frozen edition is not released.

    Attributes:
        why: In words, for the record.
    """

    why: Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class KeptEdition(Model):
    """An edition in a list.

    Attributes:
        digest: SHA-256 of the edition as it is published.
        embargo: Nothing is published before it.
        released: When a second person released it.
        consulted: When the Coordination Group had been consulted.
        published: Since when it may be read by all.
    """

    collection: CollectionId
    number: int
    digest: Digest
    frozen: Instant
    frozen_by: str
    embargo: Instant | None = None
    released: Instant | None = None
    released_by: str = ""
    consulted: Day | None = None
    published: Instant | None = None


_EDITIONS = Records(table, in_columns(KeptEdition), named="editions", order=["number"])


def keep(work: Work, officer: Officer, edition: Edition) -> KeptEdition:
    """Sign and keep an edition in the transaction of its freeze.

    Raises:
        TrustError: KEY_INVALID, the node has no key to sign.
    """
    body = edition.to_bytes()
    record = EditionRecord(
        collection=edition.collection,
        number=edition.number,
        digest=hashlib.sha256(body).hexdigest(),
        template_digest=edition.template_digest,
        sources=edition.sources,
        frozen_at=edition.frozen_at,
        frozen_by=str(officer.role),
    )
    payload = record.model_dump_json().encode()
    suite = work.me.suite_at(work.now)
    signed = sign(payload, EDITION, ring=work.me.ring, suite=suite)
    kept = KeptEdition(
        collection=record.collection,
        number=record.number,
        digest=record.digest,
        frozen=record.frozen_at,
        frozen_by=officer.name,
        embargo=edition.embargo_until,
    )
    return _EDITIONS.add(work.conn, kept, envelope=signed.to_bytes(), body=body)


def listed(conn: Connection, collection: str) -> tuple[KeptEdition, ...]:
    """Return the editions of a collection in the order of their numbers."""
    return _EDITIONS.every(conn, table.c.collection == collection)


def get_kept(conn: Connection, collection: str, number: int | None = None) -> KeptEdition:
    """Return an edition, the newest where no number is named.

    Raises:
        NotFoundError: There is none.
    """
    found = [each for each in listed(conn, collection) if number is None or each.number == number]
    if not found:
        raise NotFoundError(
            "{collection} has no edition",
            ("" if number is None else " {number}"),
            remedy="Freeze one: {freezeEdition}.",
            collection=collection[:40],
            number=number,
        )
    return found[-1]


def release(conn: Connection, kept: KeptEdition, *, by: str, at: datetime, consulted: Day) -> None:
    """Write that a second person released an edition."""
    told = {"released": at, "released_by": by, "consulted": consulted}
    _EDITIONS.change(conn, kept.collection, kept.number, **told)


def body_of(conn: Connection, kept: KeptEdition) -> Edition:
    """Return an edition as it was frozen."""
    body = _EDITIONS.beside(conn, "body", kept.collection, kept.number)
    return Edition.model_validate_json(body)


def earlier_totals(conn: Connection, year: int) -> tuple[EarlierFigure, ...]:
    """Return the totals of earlier years, by the newest edition that is published here."""
    of_before = [each for each in rows.listed(conn) if each.line.year < year]
    for row in sorted(of_before, key=lambda each: each.line.year, reverse=True):
        open_ = [each for each in listed(conn, row.id) if each.published is not None]
        if open_:
            return body_of(conn, open_[-1]).as_earlier()
    return ()


async def editions_of(office: Office, collection: str) -> tuple[Edition, ...]:
    """Return every edition that was frozen, the newest last."""

    def read(conn: Connection) -> tuple[Edition, ...]:
        return tuple(body_of(conn, each) for each in listed(conn, collection))

    return await office.db.read(read)


async def set_aside(
    office: Office, officer: Officer, collection: str, order: SettingAside
) -> KeptEdition:
    """Set the newest edition aside that is frozen and not released, to freeze again.

    Returns:
        What was set aside. Its number, its digest and the reason stay on the record.

    Raises:
        NotFoundError: There is no such collection, or no edition of it.
        StateError: STATE_CONFLICT: it is released; what is wrong with it needs a corrigendum.
    """
    officer.require(Permission.REPORT)
    check_commission(office)

    def write(work: Work) -> KeptEdition:
        rows.get(work.conn, collection, lock=True)
        kept = get_kept(work.conn, collection)
        before = listed(work.conn, collection)[:-1]
        if kept.released is not None:
            raise StateError(
                "edition {number} is released",
                remedy="Freeze a corrigendum, with its reason: {freezeEdition}.",
                collection=collection,
                number=kept.number,
            )
        now = office.clock.now()
        _EDITIONS.drop(work.conn, collection, kept.number)
        Journal(work.conn, now, officer.name).act(
            Verb.ANNUAL_SET_ASIDE,
            collection,
            says("edition {number}: {why}", number=kept.number, why=order.why),
            kept.digest,
        )
        if not before:
            rows.set_stage(work.conn, collection, Stage.ROUND)
        elif before[-1].embargo is not None and before[-1].embargo <= now:
            publish(work, collection, before[-1].number)  # it waited for its correction
        return kept

    return await office.write(write)


async def list_editions(
    office: Office, officer: Officer, collection: str, *, page: PageRequest = FIRST_PAGE
) -> Page[KeptEdition]:
    """List the editions: frozen, released, published.

    Raises:
        NotFoundError: There is no such collection.
    """
    officer.require(Permission.READ_REPORT)

    def read(conn: Connection) -> Page[KeptEdition]:
        rows.get(conn, collection)
        return _EDITIONS.listed(conn, page, table.c.collection == collection)

    return await office.db.read(read)


async def get_edition(
    office: Office,
    officer: Officer,
    collection: str,
    number: int | None = None,
    *,
    embargoed: bool = False,
) -> Edition:
    """Return an edition, from which everything that is published is made.

    Args:
        office: The Commission services.
        officer: Who reads.
        collection: Its id.
        number: Its number; the newest where it is left out.
        embargoed: Also before its release and under embargo, for the Coordination Group.

    Raises:
        NotFoundError: There is none.
        StateError: STATE_CONFLICT: nobody has released it; EMBARGOED: its embargo runs.
    """
    officer.require(Permission.READ_REPORT)

    def read(conn: Connection) -> Edition:
        kept = get_kept(conn, collection, number)
        if not embargoed:
            _check_open(kept, office.clock.now())
            _check_stands(kept, get_kept(conn, collection))
        return body_of(conn, kept)

    return await office.db.read(read)


def _check_open(kept: KeptEdition, now: datetime) -> None:
    if kept.released is None:
        raise StateError(
            "edition {number} of {collection} is frozen, and nobody has released it",
            remedy="A second person releases it: {releaseEdition}.",
            collection=kept.collection,
            number=kept.number,
        )
    if kept.embargo is not None and now < kept.embargo:
        raise Reason.EMBARGOED.error(
            "edition {number} of {collection} is under embargo until {until}",
            remedy="Wait for its end; who is to see it before asks for it as embargoed.",
            collection=kept.collection,
            until=kept.embargo.isoformat(),
            number=kept.number,
        )


def _check_stands(kept: KeptEdition, newest: KeptEdition) -> None:
    """Check that a correction that is under way does not hold an edition back."""
    if kept.published is None and newest.number > kept.number:
        raise Reason.EMBARGOED.error(
            "edition {number} of {collection} is corrected by edition {newest_number}, and is not "
            "published before it",
            remedy="Wait for the correction; who is to see it before asks for it as embargoed.",
            collection=kept.collection,
            number=kept.number,
            newest_number=newest.number,
        )
