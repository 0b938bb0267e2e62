"""Acts on own denials: which there may still be, the erratum, and its entry in the own log.

Only the authority that denied changes its denial (Article 16(2)); what two officers must agree to
is the rulebook's (`[[reaches_all]]`).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from gateway.casework.acts.journal import journal_of
from gateway.casework.services import Work
from gateway.domain.acts import Verb
from gateway.domain.base import Model
from gateway.domain.denial import Denial, DenialState
from gateway.domain.letter import EntryType, PartKind
from gateway.errors import InputError, PermissionRefusedError, StateError
from gateway.exchange.outbox import PartDraft
from gateway.register.denials import denial_queries
from gateway.register.denials.denial_queries import FoundDenial
from gateway.register.denials.history import denial_history
from gateway.register.own_log import append
from gateway.wire.content import content_to_bytes
from gateway.wire.denials import denial_to_parts


def own_denial(work: Work, denial_id: str) -> FoundDenial:
    """Return an own denial on which there may still be an act.

    Raises:
        NotFoundError: It is in no register here.
        PermissionRefusedError: It is another authority's denial, or a relayed one.
        StateError: It is revoked.
    """
    found = denial_queries.get_denial(work.conn, denial_id)
    if found.denial.authority != work.code or found.status.relayed_from:
        raise PermissionRefusedError(
            "{denial_id} is not a denial of {code}",
            remedy="Only the authority that denied changes its denial.",
            denial_id=denial_id,
            code=work.code,
        )
    if found.status.state is DenialState.REVOKED:
        raise StateError(
            "{denial_id} is revoked",
            remedy="{getDenial} says when and why; a new decision is a new denial.",
            denial_id=denial_id,
        )
    return found


def check_erratum(work: Work, denial: Denial) -> FoundDenial:
    """Return the denial that an erratum is about, or refuse one that it cannot have."""
    found = own_denial(work, denial.denial_id)
    if denial.first_notified != found.denial.first_notified:
        raise InputError("first_notified: an erratum does not change it")
    return found


def erratum_in(work: Work, actor: str, denial: Denial) -> str:
    """Write an erratum inside a transaction of the caller; return the denial's id.

    Raises:
        ComityError: As `amend_denial`.
    """
    check_erratum(work, denial)
    enter(work, EntryType.DENIAL_AMENDED, denial.denial_id, *of_denial(denial))
    journal_of(work, actor).act(Verb(EntryType.DENIAL_AMENDED), denial.denial_id)
    return denial.denial_id


def enter(work: Work, kind: EntryType, subject: str, *parts: PartDraft) -> None:
    """Append an act to the own log at the present instant."""
    append(work.conn, work.me, entry_type=kind, subject=subject, parts=parts, at=work.now)


def matched(content: Model) -> PartDraft:
    """Return the part of an entry that says what other members compare."""
    return PartDraft(kind=PartKind.MATCHING, body=content_to_bytes(content))


def of_denial(denial: Denial) -> Iterator[PartDraft]:
    """Yield the parts of an entry that holds a denial."""
    for kind, body in denial_to_parts(denial):
        yield PartDraft(kind=kind, body=body)


def entries_on(conn: Connection, denial_id: str) -> str:
    """Return how a denial stands, as far as an act that waits must know: by its entries."""
    return str(len(denial_history(conn, denial_id)))
