"""Loads denials for a search: dozens at a time, and no more of them than is compared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Final, NamedTuple

from sqlalchemy import Connection, and_, bindparam, select

from gateway.domain.denial import Denial, DenialState, PartnerSource
from gateway.register.denials.denial_fold import MATCHING_PART
from gateway.register.denials.denial_projection import chunks
from gateway.register.denials.denial_queries import content_of, partner_of
from gateway.store.tables_register import denial, log_part, relayed_denial

VALID: Final = (DenialState.VALID,)
"""What is searched where nothing else is asked for."""

_BODIES = (
    select(denial.c.denial_id, log_part.c.body)
    .join(
        log_part, and_(log_part.c.origin == denial.c.origin, log_part.c.idx == denial.c.content_idx)
    )
    .where(
        denial.c.denial_id.in_(bindparam("ids", expanding=True)),
        denial.c.state.in_(bindparam("states", expanding=True)),
        log_part.c.part == MATCHING_PART,
        log_part.c.body.is_not(None),
    )
)
_RELAYED = select(relayed_denial).where(
    relayed_denial.c.denial_id.in_(bindparam("ids", expanding=True)),
    relayed_denial.c.state.in_(bindparam("states", expanding=True)),
)


Read = Callable[[bytes], Denial | None]
"""Reads the content of a denial; None where it cannot be read."""


class ValidDenial(NamedTuple):
    """A denial that is searched, and whence it comes if it is a relayed one."""

    denial: Denial
    relayed_from: str = ""
    transcribed_by: str | None = None
    partner: PartnerSource | None = None


def read_content(body: bytes) -> Denial | None:
    """Read what a search compares of a denial; None where it cannot be read."""
    return content_of({MATCHING_PART: body})


def load_valid(
    conn: Connection,
    denial_ids: Iterable[str],
    read: Read = read_content,
    states: Collection[DenialState] = VALID,
) -> dict[str, ValidDenial]:
    """Return those that are valid and held, dozens at a time, with what a search compares.

    Grounds and documents are left out of it: they read as withheld.

    Args:
        conn: A reading transaction.
        denial_ids: Which.
        read: Reads the content of a denial; relayed ones are read here.
        states: How they stand; valid ones alone where nothing is said.
    """
    stand = [each.value for each in states]
    wanted, found = list(dict.fromkeys(denial_ids)), dict[str, ValidDenial]()
    for chunk in chunks(wanted):
        for denial_id, body in conn.execute(_BODIES, {"ids": chunk, "states": stand}):
            if (content := read(body)) is not None:
                found[denial_id] = ValidDenial(content)
    for chunk in chunks([each for each in wanted if each not in found]):
        for row in conn.execute(_RELAYED, {"ids": chunk, "states": stand}):
            told = Denial.model_validate_json(row.body)
            found[row.denial_id] = ValidDenial(
                told, row.relayed_from, row.transcribed_by, partner_of(row)
            )
    return found
