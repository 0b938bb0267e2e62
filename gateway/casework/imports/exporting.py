"""The use case: denials as rows of our form, as far as the officer may read them, on record.

What this node holds is what was released to it: contents that were released to others alone are
not in its register, and so in no export. The exporter's name has no column. Passing on what
another authority notified needs its consent (docs/domain.md 2.6); whoever takes it out is named.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints
from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal
from gateway.casework.denials.denials import reason_given
from gateway.casework.imports.our_rows import rows_of, unsaid
from gateway.casework.permissions import Officer
from gateway.casework.services import Office
from gateway.domain.acts import Verb
from gateway.domain.base import Model
from gateway.domain.denial import DenialLine, DenialState
from gateway.domain.page import Page, PageRequest
from gateway.domain.saying import Saying, says
from gateway.register.denials.denial_queries import (
    DenialFilter,
    FoundDenial,
    list_denials,
    load_denials,
)
from gateway.register.denials.unreadable import defects_of


class Whose(StrEnum):
    """Whose denials are meant."""

    OWN = "own"
    OTHERS = "others"  # of other members
    RELAYED = "relayed"  # of States that are no members, as this authority wrote them down
    ALL = "all"


class ExportRequest(Model):
    """Which denials are exported, and why.

    Attributes:
        state: Only in this state; valid ones where nothing is said.
        reason: In words, kept on record; the Commission must give it.
    """

    whose: Whose = Whose.OWN
    state: DenialState = DenialState.VALID
    reason: Annotated[str, StringConstraints(max_length=2000)] = ""


class ExportedDenial(Model):
    """A denial as rows of our form.

    Attributes:
        origin: Authority whose log it is in, or that wrote it down.
        relayed_from: State that is not a member, of a relayed one.
        rows: Its item lines, by column of our form.
        unsaid: Ways to what it says and no column holds.
        missing: Contents that were released to this authority and have not come, or that
            cannot be read: what stands in their place is not what was notified.
    """

    denial_id: str
    origin: str
    relayed_from: str = ""
    rows: tuple[dict[str, str], ...]
    unsaid: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def chosen_by(office: Office, whose: Whose, state: DenialState | None) -> DenialFilter:
    """Return the filter of the register for what is meant."""
    return DenialFilter(
        origin=office.code if whose in {Whose.OWN, Whose.RELAYED} else None,
        origin_not=office.code if whose is Whose.OTHERS else None,
        relayed={Whose.RELAYED: True, Whose.ALL: None}.get(whose, False),
        state=state,
    )


async def export_denials(
    office: Office, officer: Officer, asked: ExportRequest, *, page: PageRequest
) -> Page[ExportedDenial]:
    """Return denials as rows of our form, as far as they may be read; each page is on record.

    Raises:
        PermissionRefusedError: The role may not read denials.
        InputError: This is the Commission's node and no reason is given; or the cursor is none
            of this list.
    """
    reason = reason_given(office, officer, asked.reason)
    chosen = chosen_by(office, asked.whose, asked.state)

    def read(conn: Connection) -> Page[ExportedDenial]:
        lines = list_denials(conn, chosen, page)
        ids = [line.denial_id for line in lines.items]
        found = load_denials(conn, ids)
        missing: dict[str, list[str]] = {}
        for each in defects_of(conn, ids):
            missing.setdefault(each.denial_id, []).append(each.why)
        return lines.of(
            lambda line: _exported(line, found.get(line.denial_id), missing.get(line.denial_id, ()))
        )

    exported = await office.db.read(read)
    said = says("{number} denials ({whose})", number=len(exported.items), whose=asked.whose)
    if reason:
        said += says("; reason: {reason}", reason=reason)
    await note_export(office, officer, Verb.DENIALS_EXPORTED, said)
    return exported


async def note_export(
    office: Office, officer: Officer, verb: Verb, said: Saying, subject: str = "export"
) -> None:
    """Put on record who took something out, or compared it."""
    at, actor = office.clock.now(), officer.name
    await office.db.write(lambda conn: Journal(conn, at, actor).act(verb, subject, said))


def _exported(
    line: DenialLine, found: FoundDenial | None, missing: list[str] | tuple[()]
) -> ExportedDenial:
    rows = () if found is None else rows_of(found.denial, line.relayed_from, line.partner)
    return ExportedDenial.made_from(
        line,
        rows=rows,
        unsaid=() if found is None else unsaid(found.denial, rows),
        missing=tuple(missing),
    )
