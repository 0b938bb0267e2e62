"""The denials of all registers, as they stand now, and relayed ones beside them.

Rows of the logs are derived by `denial_projection`; contents are read from the parts that are held
and never copied, so that erasing a part erases the denial. Relayed denials (of States that
are not members) are in no log; they are listed together with the rest, marked with their
source and transcriber.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    String,
    Table,
    and_,
    func,
    literal,
    select,
    union_all,
)

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Day, Model, Statement
from gateway.domain.denial import (
    DecisionType,
    Denial,
    DenialEventType,
    DenialLine,
    DenialState,
    DenialStatus,
    PartnerSource,
    Regime,
)
from gateway.domain.letter import Marking
from gateway.domain.lifecycle import ReviewLaws, review_due, shipped_law
from gateway.domain.lists.filters import NationalReference
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.errors import ComityError, NotFoundError, StateError
from gateway.register.denials.changes import (
    record_changes,
)
from gateway.register.denials.denial_projection import chunks
from gateway.register.row_writing import insert_once
from gateway.store.paging import Keyset, read_page
from gateway.store.tables_register import (
    denial,
    denial_event,
    erasure,
    log_part,
    relayed_denial,
)
from gateway.wire.denials import denial_from_parts

M = TypeVar("M", bound=Model)


# Asked several times by every search: built once.
@dataclass(frozen=True, slots=True)
class FoundDenial:
    """A denial with its status.

    Attributes:
        index: Index of its newest act in its authority's log; None for a relayed one.
    """

    denial: Denial
    status: DenialStatus
    index: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DenialFilter:
    """Which denials to list; None asks for all.

    Attributes:
        code: A control code; denials of it or of anything below it are listed.
        review_due_by: Only those whose review is due by this day.
        origin_not: Only those of any other authority than this one.
        reference: With this reference of their authority's system.
        notified_from: First notified on this day or later.
        notified_until: First notified on this day or before.
        issuer: Of this authority, or of the authorities of this State.
    """

    origin: str | None = None
    state: DenialState | None = None
    destination: str | None = None
    code: str | None = None
    decision: DecisionType | None = None
    review_due_by: date | None = None
    relayed: bool | None = None
    origin_not: str | None = None
    reference: NationalReference | None = None
    notified_from: Day | None = None
    notified_until: Day | None = None
    issuer: AuthorityCode | None = None


def get_denial(conn: Connection, denial_id: str) -> FoundDenial:
    """Return one denial with its status.

    Raises:
        NotFoundError: It is in no register here, or its content is not held.
    """
    found = load_denials(conn, [denial_id]).get(denial_id)
    if found is None:
        raise NotFoundError(
            "The denial {denial_id} is in no register here, or its content is not held.",
            remedy="Check the identifier; {listRegisters} says what is synchronised.",
            denial_id=denial_id[:60],
        )
    return found


def load_denials(conn: Connection, denial_ids: Iterable[str]) -> dict[str, FoundDenial]:
    """Return denials with their status, by id; those whose content is not held are left out."""
    wanted = list(dict.fromkeys(denial_ids))
    found: dict[str, FoundDenial] = {}
    for chunk in chunks(wanted):
        rows = conn.execute(select(denial).where(denial.c.denial_id.in_(chunk))).all()
        newest, bodies = _newest(conn, chunk), _bodies(conn, chunk)
        for row in rows:
            content = content_of(bodies.get(row.denial_id, {}))
            if content is not None:
                index = newest.get(row.denial_id, row.content_idx)
                found[row.denial_id] = FoundDenial(content, _of_row(DenialStatus, row), index)
    for chunk in chunks([each for each in wanted if each not in found]):
        query = select(relayed_denial).where(relayed_denial.c.denial_id.in_(chunk))
        for row in conn.execute(query):
            found[row.denial_id] = _relayed(row)
    return found


def erased_among(conn: Connection, subjects: Iterable[str]) -> set[str]:
    """Return which of some subjects are denials whose content was erased, and is held no more."""
    found: set[str] = set()
    ordered = erasure.join(
        denial_event,
        (erasure.c.origin == denial_event.c.origin) & (erasure.c.target == denial_event.c.idx),
    )
    for chunk in chunks(sorted(subjects)):
        query = select(denial_event.c.denial_id).select_from(ordered)
        found |= set(conn.scalars(query.where(denial_event.c.denial_id.in_(chunk))))
    return found - load_denials(conn, found).keys()


def _newest(conn: Connection, denial_ids: Sequence[str]) -> dict[str, int]:
    """Return the index of each denial's newest act that changed something."""
    rows = conn.execute(
        select(denial_event.c.denial_id, func.max(denial_event.c.idx))
        .where(denial_event.c.denial_id.in_(denial_ids), denial_event.c.note == "")
        .group_by(denial_event.c.denial_id)
    )
    return {row[0]: row[1] for row in rows}


def _bodies(conn: Connection, denial_ids: Sequence[str]) -> dict[str, dict[int, bytes]]:
    """Return what is held of the parts that are the content of denials."""
    rows = conn.execute(
        select(denial.c.denial_id, log_part.c.part, log_part.c.body)
        .join(
            log_part,
            and_(log_part.c.origin == denial.c.origin, log_part.c.idx == denial.c.content_idx),
        )
        .where(denial.c.denial_id.in_(denial_ids), log_part.c.body.is_not(None))
    )
    return _by_denial(rows)


def _by_denial(rows: Iterable[Any]) -> dict[str, dict[int, bytes]]:
    found: dict[str, dict[int, bytes]] = {}
    for row in rows:
        found.setdefault(row.denial_id, {})[row.part] = row.body
    return found


def content_of(bodies: dict[int, bytes]) -> Denial | None:
    """Read a denial from what is held of its parts."""
    try:
        return denial_from_parts(bodies)
    except ComityError:
        # What its authority signed does not fit the contract, or was altered here; it is
        # `verify` that says which, and where.
        return None


def list_denials(
    conn: Connection,
    chosen: DenialFilter | None = None,
    asked: PageRequest = FIRST_PAGE,
) -> Page[DenialLine]:
    """Return a page of the denials by id, relayed ones among them.

    Args:
        conn: A reading transaction.
        chosen: Which; all if absent.
        asked: Which part.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    chosen = chosen or DenialFilter()
    sources = []
    if _TABLES[denial](chosen):
        sources.append(
            _lines_of(denial, denial.c.origin, literal("")).where(*_where(denial, chosen))
        )
    if _TABLES[relayed_denial](chosen):
        lines_of = _lines_of(
            relayed_denial, relayed_denial.c.transcribed_by, relayed_denial.c.relayed_from
        )
        sources.append(lines_of.where(*_where(relayed_denial, chosen)))
    if not sources:
        return Page(items=())
    lines = union_all(*sources).subquery()
    return read_page(conn, select(lines), Keyset("denials", (lines.c.denial_id,)), asked, _line)


def count_denials(conn: Connection, chosen: DenialFilter) -> int:
    """Count the denials that `list_denials` lists."""
    return sum(
        conn.scalar(select(func.count()).select_from(table).where(*_where(table, chosen))) or 0
        for table, is_asked in _TABLES.items()
        if is_asked(chosen)
    )


_TABLES: Final[Mapping[Table, Callable[[DenialFilter], bool]]] = {
    denial: lambda chosen: chosen.relayed is not True,
    relayed_denial: lambda chosen: chosen.relayed is not False and chosen.decision is None,
}
"""Where denials are, each with whether a filter asks for any of there."""


def _line(row: Row[*tuple[Any, ...]]) -> DenialLine:
    return _of_row(DenialLine, row, codes=tuple(row.codes.split()), partner=partner_of(row))


def _of_row(model: type[M], row: Any, **given: Any) -> M:
    """Make a model: what is given, and each other field from the column of its name."""
    held = row._mapping
    return model(**{name: held[name] for name in model.model_fields.keys() & held.keys()} | given)


def _lines_of(table: Table, origin: ColumnElement[str], source: ColumnElement[str]) -> Select[Any]:
    told = table is relayed_denial
    return select(
        table.c.denial_id,
        origin.label("origin"),
        table.c.national_reference,
        table.c.state,
        table.c.destination,
        table.c.codes,
        table.c.end_user_withheld,
        table.c.first_notified,
        table.c.review_due,
        source.label("relayed_from"),
        (table.c.regime if told else literal(None, String)).label("regime"),
        (table.c.marking if told else literal(None, String)).label("marking"),
    )


def _where(table: Table, chosen: DenialFilter) -> list[ColumnElement[bool]]:
    origin = table.c.origin if table is denial else table.c.transcribed_by
    held = table.c
    conditions: Mapping[str, Callable[[Any], ColumnElement[bool]]] = {
        "origin": lambda code: origin == code,
        "origin_not": lambda code: origin != code,
        "issuer": lambda code: (origin == code) | origin.startswith(f"{code}-"),
        "state": lambda state: held.state == state.value,
        "destination": lambda country: held.destination == country,
        "decision": lambda decision: held.decision == decision.value,
        "review_due_by": lambda day: held.review_due <= day,
        "reference": lambda reference: held.national_reference == reference,
        "notified_from": lambda day: held.first_notified >= day,
        "notified_until": lambda day: held.first_notified <= day,
        # Codes stand between spaces; what is below a code goes on with a point.
        "code": lambda code: (
            held.codes.contains(f" {code} ", autoescape=True)
            | held.codes.contains(f" {code}.", autoescape=True)
        ),
    }
    given = {name: value for name in conditions if (value := getattr(chosen, name)) is not None}
    return [conditions[name](value) for name, value in given.items()]


def put_relayed(
    conn: Connection,
    content: Denial,
    *,
    relayed_from: str,
    transcribed_by: str,
    at: datetime,
    law: ReviewLaws = shipped_law,
    partner: PartnerSource | None = None,
) -> DenialStatus:
    """Keep a denial of a State that is not a member; it enters no log and tells nobody.

    Args:
        conn: The transaction.
        content: The denial as it was transcribed; its authority is the transcriber.
        relayed_from: The State or body it comes from, in words or as a code.
        transcribed_by: The authority that wrote it down.
        at: When.
        law: Says when the transcriber should look at it again.
        partner: Of a State outside the Union: in which regime it told, and how it is marked.

    Raises:
        StateError: There is a denial of that id already.
    """
    reviews = law(transcribed_by, at)
    dated = content.decision not in reviews.rulebook.review.none_of
    due = review_due(content.first_notified, reviews) if dated else None
    codes = dict.fromkeys(code for item in content.transaction.items for code in item.codes)
    row = {
        "denial_id": content.denial_id,
        "relayed_from": relayed_from,
        "transcribed_by": transcribed_by,
        "national_reference": content.national_reference,
        "state": DenialState.VALID.value,
        "destination": content.transaction.destination,
        "codes": f" {' '.join(codes)} ",
        "end_user_withheld": content.transaction.end_user.state is Statement.WITHHELD,
        "first_notified": content.first_notified,
        "review_due": due,
        "added": at,
        "body": content.model_dump_json(),
        "regime": partner.regime.value if partner else None,
        "marking": partner.marking.value if partner else None,
    }
    query = select(denial.c.denial_id).where(denial.c.denial_id == content.denial_id)
    if conn.execute(query).first() or not insert_once(conn, relayed_denial, row):
        raise StateError(
            "There is a denial of that id already.",
            remedy="Choose another number for the relayed denial.",
            denial_id=content.denial_id,
        )
    record_changes(conn, [content.denial_id])
    return get_denial(conn, content.denial_id).status


def partner_of(row: Any) -> PartnerSource | None:
    """Return whence a row's denial comes, where a partner outside the Union told of it."""
    if not row.regime:
        return None
    return PartnerSource(regime=Regime(row.regime), marking=Marking(row.marking))


def _relayed(row: Any) -> FoundDenial:
    status = _of_row(
        DenialStatus,
        row,
        reviews_done=None,
        last_event=DenialEventType.LOADED,
        last_event_at=row.added,
        partner=partner_of(row),
    )
    return FoundDenial(Denial.model_validate_json(row.body), status, None)
