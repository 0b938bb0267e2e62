"""An end-user that is added to a licence in force (Arts 2(13), 16(5)).

A global licence may be granted without named end-users; what could not be searched then is
searched when one is added. That is a case of its own: examined at once, consulted on where a
denial matches, decided by two officers. Until then the licence does not cover the end-user.
"""

from __future__ import annotations

from pydantic import Field

from gateway.casework.cases.cases import file_application
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows
from gateway.casework.services import Office
from gateway.domain.base import Model, Stated
from gateway.domain.case import Application, Case
from gateway.domain.transaction import NamedDocuments, Party, PartyRole, Text
from gateway.errors import InputError


class AddedEndUser(Model):
    """Whom the applicant names for a licence that it holds.

    Attributes:
        reference: Of the request in the national system; the same one again is the same case.
        stated_end_use: What this end-user wants it for; as in the licence if absent.
    """

    reference: str = Field(min_length=1, max_length=120)
    end_user: Party
    stated_end_use: Text | None = None
    documents: NamedDocuments = Field(default=(), max_length=60)


async def add_end_user(office: Office, officer: Officer, case_id: str, added: AddedEndUser) -> Case:
    """Begin the case by which an end-user is added to a licence in force.

    Args:
        office: This authority.
        officer: Who files it; a national licensing system may.
        case_id: The case in which the licence was granted.
        added: Whom it is for.

    Returns:
        The new case; the licence's case names it.

    Raises:
        NotFoundError: There is no such case.
        InputError: No licence was granted in it, or one of a kind that names its end-user.
        StateError: The licence has ended, or another application was filed under the
            reference.
    """
    sight = office.sight(officer, Permission.FILE)
    licence = await office.db.read(lambda conn: case_rows.get_seen(conn, sight, case_id))
    rulebook = office.law.for_new_cases(sight.at)
    kind = next((each for each in rulebook.cases if PartyRole.END_USER in each.adds), None)
    if kind is None:
        raise InputError(
            "end_user: under rulebook {version} none is added to a licence",
            remedy="File a new application for this end-user.",
            version=rulebook.version,
        )
    licensed = licence.application.transaction
    transaction = licensed.with_party(PartyRole.END_USER, Stated[Party].given(added.end_user))
    transaction = transaction.with_assessment(None)  # what was assessed was not this end-user
    if added.stated_end_use is not None:
        transaction = transaction.with_end_use(added.stated_end_use)
    application = Application(
        reference=added.reference,
        kind=licence.application.kind,
        procedure=kind.code,
        concerns=licence.case_id,
        transaction=transaction,
        documents=added.documents,
    )
    return await file_application(office, officer, application)
