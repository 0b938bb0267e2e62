"""What the doctor tries: what it says of a clock, a disk, keys and a register, and to whom."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gateway.app.doctor.signed_answers import SignedAnswers, compared_clock
from gateway.app.doctor.trials import keys_in_life, responsible, said_of, try_disk
from gateway.app.keys.making import KeyShown, KeyStanding
from gateway.casework.denials.register_status import RegisterProgress
from gateway.casework.node.health import CheckActor, HealthCheck, Trials
from gateway.casework.permissions import Officer, OfficerRole
from gateway.errors import ComityError, PermissionRefusedError, Reason, StateError
from tests.support.raising import refuses

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SOON = AT + timedelta(days=30)
ADMINISTRATOR = Officer(
    name="administrator", role=OfficerRole.ADMINISTRATOR, active=True, created=AT
)


def seconds(*numbers: float) -> list[timedelta]:
    return [timedelta(seconds=each) for each in numbers]


def test_our_clock_is_wrong_where_most_peers_say_so() -> None:
    assert "2 peers" in compared_clock(seconds(0, -3), peers=True)
    assert "nobody" in compared_clock([], peers=False)
    assert "3 peers" in compared_clock(seconds(0, 0, 240), peers=True)  # one of them is wrong
    for off, said in ((seconds(20, 21, 0), "20 s behind"), (seconds(-90, -80), "85 s ahead of")):
        with pytest.raises(StateError, match=said) as refused:
            compared_clock(off, peers=True)
        assert "NTP" in refused.value.remedy
    with refuses(ComityError, Reason.PEER_UNAVAILABLE):
        compared_clock([], peers=True)


def test_a_disk_is_written_to_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "GiB are free" in try_disk(tmp_path)
    assert not list(tmp_path.iterdir())
    with pytest.raises(ComityError, match="nothing can be written"):
        try_disk(tmp_path / "away")
    full = SimpleNamespace(free=2**29)
    monkeypatch.setattr("shutil.disk_usage", lambda _: full)
    with refuses(ComityError, Reason.NODE_UNAVAILABLE, match="512 MiB"):
        try_disk(tmp_path)


def key(standing: KeyStanding, until: datetime | None = None) -> KeyShown:
    return KeyShown(use="SEAL_ED25519", key_id="0" * 16, standing=standing, until=until, place="x")


def test_a_key_that_ends_needs_one_that_waits() -> None:
    ends = key(KeyStanding.CURRENT, AT + timedelta(days=3))
    assert "1 wait" in keys_in_life([ends, key(KeyStanding.WAITING)], SOON)
    assert "0 wait" in keys_in_life([key(KeyStanding.CURRENT)], SOON)
    with pytest.raises(StateError, match="2026-03-05"):
        keys_in_life([ends], SOON)
    with pytest.raises(StateError, match="no key of ours"):
        keys_in_life([key(KeyStanding.RETIRED, AT)], SOON)


def test_a_register_that_is_not_whole_is_said_with_how_far_it_is() -> None:
    whole = RegisterProgress(origin="FR", size=7, known=7, whole=True)
    assert "7 entries" in said_of("FR", whole)
    assert "keeps none" in said_of("EU", None)
    with refuses(StateError, Reason.REGISTER_STALE, match="3 of 7"):
        said_of("FR", RegisterProgress(origin="FR", size=3, known=7, whole=False))


def test_who_asks_meanwhile_waits_for_the_same_run_and_only_who_runs_the_node() -> None:
    runs: list[int] = []

    async def story() -> None:
        go = asyncio.Event()

        async def probe() -> str:
            runs.append(1)
            await go.wait()
            return "tried"

        tried = Trials(lambda: {"probe": probe})
        two = [asyncio.create_task(tried.run(ADMINISTRATOR)) for _ in range(2)]
        await asyncio.sleep(0)
        go.set()
        found: Any = await asyncio.gather(*two)
        assert found[0] == found[1] == (HealthCheck(name="probe", ok=True, detail="tried"),)
        assert len(runs) == 1
        await tried.run(ADMINISTRATOR, anew=False)  # a further page
        assert len(runs) == 1
        await tried.run(ADMINISTRATOR)
        assert len(runs) == 2
        reader = Officer(name="r", role=OfficerRole.READER, active=True, created=AT)
        with pytest.raises(PermissionRefusedError):
            await tried.run(reader)

    asyncio.run(story())


def test_who_must_do_what_is_said_with_the_contact_of_the_directory() -> None:
    french = SimpleNamespace(contact_name="Anna", contact_telephone="+33 1")
    operators = (SimpleNamespace(name="o1"), SimpleNamespace(name="o2"))
    held = SimpleNamespace(members={"FR": french}, name="Union", operators=operators)
    node: Any = SimpleNamespace(me=SimpleNamespace(directory=lambda: held))
    away = Reason.PEER_UNAVAILABLE
    for name in ("peer FR", "signed answer of FR", "register of FR"):
        assert responsible(node, name, away) == (CheckActor.PEER, "FR, Anna, +33 1")
    signers = (CheckActor.FEDERATION, "operators of Union: o1, o2")
    assert responsible(node, "directory", Reason.DIRECTORY_EXPIRED) == signers
    assert responsible(node, "peer FR", Reason.PEER_REVOKED) == signers
    ours = (CheckActor.OUR_OPERATOR, "")
    assert responsible(node, "disk", Reason.NODE_UNAVAILABLE) == ours
    assert responsible(node, "peer FR", Reason.CERTIFICATE_INVALID) == ours
    assert responsible(node, "peer FR", None) == ours


def test_an_observer_is_signed_nothing_and_is_not_called_ill_for_it() -> None:
    observer = SimpleNamespace(roles=frozenset({"observer"}))
    held = SimpleNamespace(member=lambda _: observer)
    node: Any = SimpleNamespace(me=SimpleNamespace(code="ME", directory=lambda: held))

    async def story() -> None:
        answers = SignedAnswers(node)
        assert "reads no registers" in await answers.of("FR")
        assert "nobody" in await answers.clock()

    asyncio.run(story())
