"""Drafts of acts: kept on the server, for their officer alone, until the act is done or 30 days.

They are kept as the texts of acts are. Nobody else is shown them, they are in no evidence and no
letter; they go with the account and with the file of their case.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection

from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office
from gateway.domain.inbox.act_draft import DRAFT_KEPT, MOST_OCTETS, ActDraft
from gateway.errors import Reason
from gateway.store.records import Records, in_body
from gateway.store.tables_console import act_draft as table

_DRAFTS = Records(
    table,
    in_body(
        ActDraft,
        columns=lambda it: {"subject": it.subject, "act": it.act, "kept_at": it.kept_at},
    ),
    key=("account", "subject", "act"),
)


async def keep_draft(
    office: Office,
    officer: Officer,
    needs: Permission,
    *,
    subject: str,
    act: str,
    fields: Mapping[str, Sequence[str]],
    version: str,
) -> ActDraft:
    """Keep what an officer has written for an act, in the place of what was kept before.

    Args:
        office: This authority.
        officer: Whose draft it is.
        needs: What she must be allowed to who does the act.
        subject: What it is about.
        act: Name of the act.
        fields: By name all that stands in the form.
        version: Of the thing, as she has read it.

    Raises:
        InputError: BODY_TOO_LARGE.
        NotFoundError: What it is about is not there for the account.
    """
    officer.require(needs)
    draft = ActDraft(
        subject=subject,
        act=act,
        fields={name: tuple(each) for name, each in fields.items()},
        version=version[:100],
        kept_at=office.clock.now(),
    )
    if (
        len(draft.model_dump_json().encode()) > 2 * MOST_OCTETS
    ):  # names and quotation marks come on top of a form's
        raise Reason.BODY_TOO_LARGE.error(
            "body: the draft is too long to be kept",
            remedy="Shorten the longest text in it; attach long texts as documents.",
        )

    def write(conn: Connection) -> ActDraft:
        _DRAFTS.remove(conn, table.c.kept_at <= draft.kept_at - DRAFT_KEPT)
        return _DRAFTS.put(conn, draft, account=officer.name)

    return await office.db.write(write)


async def find_draft(
    office: Office, officer: Officer, needs: Permission, subject: str, act: str
) -> ActDraft | None:
    """Return what an officer has written for an act, None where nothing is kept.

    Raises:
        NotFoundError: What it is about is not there for the account.
    """
    found = await drafts_about(office, officer, needs, subject)
    return next((each for each in found if each.act == act), None)


async def drafts_about(
    office: Office, officer: Officer, needs: Permission, subject: str
) -> tuple[ActDraft, ...]:
    """Return what an officer has begun about one thing, the newest first.

    Raises:
        NotFoundError: It is not there for the account.
    """
    officer.require(needs)
    own = (table.c.account == officer.name, table.c.subject == subject)
    fresh = table.c.kept_at > office.clock.now() - DRAFT_KEPT
    newest = (table.c.kept_at.desc(), table.c.act)
    return await office.db.read(lambda conn: _DRAFTS.every(conn, *own, fresh, by=newest))


async def drop_draft(
    office: Office, officer: Officer, needs: Permission, subject: str, act: str
) -> None:
    """Delete what an officer has written for an act: it is done, or she does not want it.

    Raises:
        NotFoundError: What it is about is not there for the account.
    """
    officer.require(needs)
    await office.db.write(lambda conn: _DRAFTS.drop(conn, officer.name, subject, act))


def forget_drafts(conn: Connection, *, account: str = "", about: Collection[str] = ()) -> None:
    """Delete the drafts of an account that is withdrawn, or about what is deleted."""
    gone = (table.c.account == account) if account else table.c.subject.in_(about)
    _DRAFTS.remove(conn, gone)
