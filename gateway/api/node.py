"""The node itself over REST: health, status, deadlines, officers, statistics."""

from __future__ import annotations

from datetime import date

from fastapi import Request
from pydantic import BaseModel, ConfigDict

from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.published.operations import noun_router
from gateway.casework.accounts import officers
from gateway.casework.accounts.certificates import BoundCertificate, CertificateWish
from gateway.casework.accounts.signin.local_accounts import make_console_link
from gateway.casework.accounts.tokens import TokenWish
from gateway.casework.denials import register_status, statistics
from gateway.casework.denials.denial_reviews import today_at
from gateway.casework.handlers import retention
from gateway.casework.node.health import HealthCheck, examine_node
from gateway.casework.permissions import OfficerRole
from gateway.domain.base import Instant, Model
from gateway.domain.consultation import DeadlineDerivation
from gateway.domain.page import Page, page_of_fixed
from gateway.domain.periods import derive_period

router = noun_router(tag="node")


class Status(Model):
    """Who this node is and what it holds to be the present.

    Attributes:
        today: The day where the authority is.
        directory_confirmed_until: Until when the operators have stated that this version of the
            directory is the newest; none where no such statement is alive: newer ones may be kept
            from this node, or the operators make no statements.
    """

    authority: str
    now: Instant
    today: date
    federation: str
    federation_id: str
    rehearsal: bool
    directory_version: int
    directory_expires: Instant
    directory_confirmed_until: Instant | None
    members: tuple[str, ...]
    rulebook: str
    calendar: str


class OfficerRequest(TokenWish):
    """A new account, with its first token."""

    name: str
    role: OfficerRole

    @property
    def wish(self) -> TokenWish:
        """What its token is to be."""
        return TokenWish(scopes=self.scopes, days=self.days)


class TokenRequest(TokenWish):
    """A new token of an account, or of one that returns."""

    name: str

    @property
    def wish(self) -> TokenWish:
        """What it is to be."""
        return TokenWish(scopes=self.scopes, days=self.days)


class CertificateRequest(CertificateWish):
    """A certificate that an account is to have."""

    name: str


class NamedCertificate(Model):
    """A certificate of an account, by its id as it is listed."""

    name: str
    id: str


class NamedToken(Model):
    """A token of an account, by its id as it is listed."""

    name: str
    id: str


class NamedOfficer(BaseModel):
    """An account by its name as it is listed, with whatever characters an older one has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str


@router.get("/status", operation_id="getStatus")
async def status(office: Desk, _: Who) -> Status:
    """Say who this node is. A supervisor, which has no token, asks `/ready`."""
    directory = office.me.directory()
    return Status(
        authority=office.code,
        now=office.clock.now(),
        today=today_at(office, office.code),
        federation=directory.name,
        federation_id=directory.federation_id.hex(),
        rehearsal=directory.rehearsal,
        directory_version=directory.version,
        directory_expires=directory.expires,
        directory_confirmed_until=office.me.confirmed_until(),
        members=tuple(sorted(directory.members)),
        rulebook=office.me.rulebook(),
        calendar=office.me.calendar(),
    )


@router.get("/health", operation_id="getHealth")
async def health(request: Request, _: Who, page: Asked) -> Page[HealthCheck]:
    """Try what works, and say how to mend what does not, and who."""
    found = await examine_node(request.app.state.probes, request.app.state.who_mends)
    return page_of_fixed(found, "checks", page)


@router.get("/health/trials", operation_id="getHealthTrials")
async def health_trials(request: Request, officer: Who, page: Asked) -> Page[HealthCheck]:
    """Try from end to end: a signed answer of each peer, a run of the engine, disk, keys, clock.

    For whoever runs the node. One run at a time; further pages are of the run of the first.
    """
    found = await request.app.state.trials.run(officer, anew=page.after is None)
    return page_of_fixed(found, "trials", page)


router.calls("getHealthRegisters", "GET /health/registers", register_status.progress)


@router.get("/deadline", operation_id="deriveDeadline")
async def deadline(
    office: Desk, _: Who, procedure: str, authority: str, received: Instant
) -> DeadlineDerivation:
    """Derive a last instant under the rulebook in force."""
    found, _title = derive_period(
        office.law.in_force(office.clock.now()),
        procedure,
        authority=authority,
        received=received,
        calendar=office.law.calendar(authority, received),
    )
    return found


router.calls("listOfficers", "GET /officers", officers.list_officers)
router.calls("getOfficer", "GET /officers/{name:path}", officers.get_officer)
router.calls(
    "addOfficer", "POST /officers", officers.add_officer, body=OfficerRequest, status_code=201
)
router.calls(
    "makeToken", "POST /officers/tokens", officers.new_token, body=TokenRequest, status_code=201
)


@router.post("/officers/tokens/withdrawal", operation_id="withdrawToken", status_code=204)
async def withdraw_token(office: Desk, officer: Who, body: NamedToken) -> None:
    """Take one token of an account away."""
    await officers.withdraw_token(office, officer, body.name, body.id)


@router.post("/officers/certificates", operation_id="bindCertificate", status_code=201)
async def bind_certificate(
    office: Desk, officer: Who, body: CertificateRequest
) -> BoundCertificate:
    """Let a national system show a certificate, in place of its token or beside it."""
    return await officers.bind_certificate(office, officer, body.name, body)


@router.post(
    "/officers/certificates/withdrawal", operation_id="withdrawCertificate", status_code=204
)
async def withdraw_certificate(office: Desk, officer: Who, body: NamedCertificate) -> None:
    """Take one certificate of an account away."""
    await officers.withdraw_certificate(office, officer, body.name, body.id)


router.calls(
    "reinstateOfficer",
    "POST /officers/return",
    officers.return_officer,
    body=TokenRequest,
    status_code=201,
)
router.calls(
    "makeConsoleLink",
    "POST /officers/console-links",
    make_console_link,
    body=NamedOfficer,
    status_code=201,
)
router.calls("withdrawOfficer", "DELETE /officers/{name:path}", officers.withdraw_officer)
router.calls(
    "withdrawOfficerByName",
    "POST /officers/withdrawal",
    officers.withdraw_officer,
    body=NamedOfficer,
    told="Withdraw an account whose name does not go into an address.",
)
router.calls("countDenials", "GET /statistics/denials", statistics.count_denials)
router.calls("getRetention", "GET /retention", retention.show)
router.calls("runRetention", "POST /retention/run", retention.run)
router.calls("listHeldFiles", "GET /retention/held", retention.list_held)
router.calls("getHeldFile", "GET /retention/held/{case_id}", retention.get_held)
router.calls("holdFile", "POST /retention/held/{case_id}", retention.hold, status_code=201)
router.calls("releaseFile", "POST /retention/held/{case_id}/release", retention.release)
