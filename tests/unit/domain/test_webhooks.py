"""What a webhook's address may be, where it may lead, and how what is sent is signed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gateway.domain.feed.webhooks import (
    PAUSES,
    allowed_networks,
    checked_address,
    may_be_reached,
    pause_after,
    secret_text,
    signature_headers,
)
from gateway.errors import InputError

OCTETS, OTHER = bytes(range(32)), bytes(range(1, 33))
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
BODY = b'{"type":"comity.case.filed"}'


@pytest.mark.parametrize(
    "address",
    [
        "http://licensing.example/comity",
        "https://",
        "https:///path",
        "https://user@licensing.example/",
        "https://user:word@licensing.example/",
        "https://licensing.example/#part",
        "https://licensing.example:99999/",
        "https://licensing.example:0/",
        "https://[::1/",
        "https://licensing.example/a b",
        "https://licensing.example/\n",
        "https://lïcensing.example/",
        "file:///etc/passwd",
        "licensing.example",
    ],
)
def test_what_is_no_https_address_is_refused(address: str) -> None:
    with pytest.raises(InputError) as refused:
        checked_address(address)
    assert refused.value.metadata["field"] == "address"


@pytest.mark.parametrize(
    "place",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "168.63.129.16",
        "100.100.100.200",
        "0.0.0.0",  # noqa: S104 - no server listens on it
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:1::",
        # (attack2 m3): Python 3.11 calls these global
        "64:ff9b:1::a00:1",
        "::ffff:0:a00:1",
        "::a00:1",
        "fec0::1",
        "4000::1",
        "5f00::1",
        "3fff::1",
        "2001:db8::1",
        "192.88.99.1",
    ],
)
def test_no_place_inside_is_reached_unless_the_settings_name_it(place: str) -> None:
    assert not may_be_reached(place, ())
    mapped = place.removeprefix("::ffff:") if "." in place else place
    assert may_be_reached(place, (mapped,))


def test_public_places_are_reached() -> None:
    for place in ("93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"):
        assert may_be_reached(place, ())
    assert may_be_reached("10.20.3.4", allowed_networks("10.20.0.0/16 fd00::/8"))
    assert not may_be_reached("10.21.3.4", allowed_networks("10.20.0.0/16"))
    with pytest.raises(InputError) as refused:
        allowed_networks("10.20.0.0/16 inside")
    assert refused.value.metadata["field"] == "webhook_networks"


def test_it_signs_as_the_reference_library_does() -> None:
    """The signatures were made by `standardwebhooks` 1.1.0 of PyPI, from the same secrets."""
    headers = signature_headers((OCTETS, OTHER), "m-1", AT, BODY)
    assert headers == {
        "webhook-id": "m-1",
        "webhook-timestamp": "1772442000",
        "webhook-signature": "v1,uG6gjJ4jm8bmw8FMEfl74D/SUAntMkXA6aFO/O+ydGI= "
        "v1,N2ec11psBcgUeQP9brof19nVV+GAI+f8uTK572HKTCk=",
    }
    assert (
        signature_headers((OCTETS,), "m-1", AT, BODY + b" ")["webhook-signature"]
        not in (headers["webhook-signature"])
    )
    assert secret_text(OCTETS) == "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def test_pauses_grow_and_stay_at_the_last() -> None:
    found = [pause_after(tries) for tries in range(1, 20)]
    assert found == sorted(found)
    assert found[: len(PAUSES)] == list(PAUSES)
    assert found[-1] == timedelta(hours=1)
