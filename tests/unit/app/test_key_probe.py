"""The doctor's probe of the keys: it signs what no reader takes for anything else."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from gateway.app import probes
from gateway.errors import ComityError, InputError, Reason
from gateway.exchange.identity import NodeIdentity
from gateway.trust import dsse
from gateway.trust.dsse import SignedBytes, verify_signed
from gateway.trust.keys import KeyRing
from gateway.trust.suites import Suite
from tests.support.house import House, build_house
from tests.support.raising import refuses
from tests.support.register_nodes import StandingClock


@pytest.fixture(scope="module")
def house() -> House:
    return build_house()


def node_of(house: House, ring: KeyRing) -> Any:
    me = NodeIdentity(
        code="DE",
        ring=ring,
        suite=Suite.ED25519_MLDSA65,
        directory=lambda: house.directory,
        clock=StandingClock(house.now),
        rulebook=lambda: "",
        calendar=lambda: "",
    )
    return cast("Any", SimpleNamespace(me=me, clock=me.clock))


async def test_m15_what_the_doctor_signs_is_neither_letter_nor_receipt(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found in use: protocol m15."""
    made: list[SignedBytes] = []

    def kept(*args: Any, **options: Any) -> SignedBytes:
        made.append(dsse.sign(*args, **options))
        return made[-1]

    monkeypatch.setattr(probes, "sign", kept)
    said = await probes._keys(node_of(house, house.rings["DE"]))
    assert "ED25519_MLDSA65" in said
    [signed] = made
    member = house.directory.member("DE")
    taken = {
        value
        for name, value in vars(dsse).items()
        if isinstance(value, str) and value.startswith("application/vnd.") and name != "PROBE"
    }
    assert dsse.RECEIPT in taken
    for kind in taken:
        with pytest.raises(InputError):
            verify_signed(signed, expected_type=kind, member=member, at=house.now)
        relabelled = replace(signed, payload_type=kind)
        with refuses(ComityError, Reason.SIGNATURE_INVALID):
            verify_signed(relabelled, expected_type=kind, member=member, at=house.now)


async def test_keys_that_do_not_fit_the_directory_are_found(house: House) -> None:
    with refuses(ComityError, Reason.SIGNATURE_INVALID):
        await probes._keys(node_of(house, KeyRing.generate("DE")))
