"""A federation of two, its operators' view, and a candidate with keys of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from certs.dev import make_federation
from certs.layout import FederationFiles
from certs.operators import read_directory
from gateway.app.keys.making import tls_request
from gateway.domain.authority import Role
from gateway.trust.federation import Directory
from gateway.trust.joining.proving import write_request
from gateway.trust.joining.request import Candidate
from gateway.trust.keys import KeyRing

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEEK = timedelta(days=7)


@dataclass
class Asking:
    """A candidate at its table."""

    ring: KeyRing
    tls: ec.EllipticCurvePrivateKey
    who: Candidate
    federation_id: bytes

    def write(self, at: datetime = AT, life: timedelta = WEEK) -> bytes:
        """Write a request."""
        signing = (self.tls, tls_request(self.tls, self.ring.code))
        return write_request(
            self.who, self.ring, federation_id=self.federation_id, tls=signing, at=at, life=life
        ).encode()


@pytest.fixture(scope="session")
def two(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    out = tmp_path_factory.mktemp("joining") / "federation"
    return make_federation(("DE", "FR"), out, now=AT - timedelta(days=1))


@pytest.fixture(scope="session")
def held(two: FederationFiles) -> Directory:
    return read_directory(two, at=AT)


@pytest.fixture(scope="session")
def ring() -> KeyRing:
    return KeyRing.generate("AT")


@pytest.fixture
def asking(held: Directory, ring: KeyRing) -> Asking:
    who = Candidate(
        code="AT",
        name="Export control authority of Austria",
        time_zone="Europe/Vienna",
        roles=(Role.LICENSING,),
        address="gateway.at.example:7001",
        contact_name="Duty officer",
        contact_telephone="+43 1 0000",
    )
    return Asking(ring, ec.generate_private_key(ec.SECP256R1()), who, held.federation_id)
