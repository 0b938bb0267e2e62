"""Files of TLS for systems change while the node runs: lists of what was revoked, its own key."""

from __future__ import annotations

import asyncio
import shutil
import ssl
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from certs.layout import FederationFiles
from gateway.app.api_tls import ApiTls
from gateway.errors import ComityError, Reason
from tests.node.api.test_certificates import REFUSED, Network, open_network
from tests.support.machine_certificates import MachineAuthority, MachineCertificate, days_ago
from tests.support.raising import refuses

AGO, SOON = days_ago(2), datetime.now(UTC) + timedelta(days=2)
WITHIN_S = 20.0  # a busy machine; it is looked every twentieth of a second


@pytest.fixture
async def network(
    case_files: FederationFiles,
    tmp_path: Path,
    new_sqlite: Callable[[str], str],
    request: pytest.FixtureRequest,
) -> AsyncIterator[Network]:
    lists = tmp_path / "lists"
    lists.mkdir()
    said = {
        "api_tls_crl": str(lists),
        "api_tls_reload_s": 0.05,
        "api_tls_crl_overdue": getattr(request, "param", "refuse"),
    }
    authority = MachineAuthority(tmp_path / "machines")
    (lists / "machines.crl").write_bytes(authority.revoke(made=AGO, until=SOON))
    async with open_network(case_files, tmp_path, new_sqlite, authority, **said) as opened:
        yield opened


def tls(network: Network) -> ApiTls:
    assert network.node.tls is not None
    return network.node.tls


def lay(network: Network, content: bytes) -> None:
    """Put a list in its place, as a whole."""
    place = Path(network.federation["DE"].settings.api_tls_crl)
    place.mkdir(exist_ok=True)
    (place / ".new").write_bytes(content)
    (place / ".new").rename(place / "machines.crl")


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(WITHIN_S):
        while not holds():  # noqa: ASYNC110 - the node tells nobody when it has looked
            await asyncio.sleep(0.02)


async def refused(network: Network, shown: MachineCertificate) -> bool:
    try:
        await network.ask(shown)
    except REFUSED:
        return True
    return False


async def test_a_revoked_certificate_opens_nothing_also_where_it_is_open(network: Network) -> None:
    first, second = (network.authority.system(f"elan {n}") for n in range(2))
    for each in (first, second):
        await network.bind(each)
    async with network.client(first) as old, network.client(second) as other:
        assert (await old.get("/cases")).status_code == 200
        assert (await other.get("/cases")).status_code == 200
        lists = tls(network)._files.lists
        lay(network, network.authority.revoke(first, made=days_ago(1), until=SOON))
        await until(lambda: tls(network)._files.lists is not lists)
        with pytest.raises(REFUSED):
            await old.get("/cases")
        assert await refused(network, first)
        assert (await other.get("/cases")).status_code == 200
    assert (await network.ask(second)).status_code == 200
    assert tls(network).check() == "the files hold; lists of 1 authorities"


@pytest.mark.parametrize("network", ["refuse", "accept"], indirect=True)
async def test_a_list_that_is_overdue_refuses_or_is_told(network: Network) -> None:
    revoked, other = (network.authority.system(f"elan {n}") for n in range(2))
    for each in (revoked, other):
        await network.bind(each)
    ended = days_ago(1) + timedelta(hours=1)
    lists = tls(network)._files.lists
    lay(network, network.authority.revoke(revoked, made=days_ago(1), until=ended))
    await until(lambda: tls(network)._files.lists is not lists)
    accepts = network.federation["DE"].settings.api_tls_crl_overdue == "accept"
    assert await refused(network, other) is not accepts
    assert await refused(network, revoked)
    with refuses(ComityError, Reason.CERTIFICATE_INVALID):
        tls(network).check()
    assert (await network.ask(None)).status_code == 401  # who shows none is asked for a token


@pytest.mark.parametrize("what", ["half", "stranger", "older", "part", "gone"])
async def test_a_list_that_will_not_do_leaves_the_one_that_holds(
    network: Network, tmp_path: Path, what: str
) -> None:
    shown = network.authority.system("elan")
    await network.bind(shown)
    make, new = network.authority.revoke, days_ago(1)
    whole = make(shown, made=new, until=SOON)
    if what == "gone":
        shutil.rmtree(network.federation["DE"].settings.api_tls_crl)
    else:
        lay(
            network,
            {
                "half": whole[: len(whole) // 2],
                "stranger": make(
                    shown, made=new, until=SOON, by=MachineAuthority(tmp_path / "other").key
                ),
                "older": make(made=days_ago(5), until=SOON),
                "part": make(shown, made=new, until=SOON, only=True),
            }[what],
        )
    await until(lambda: tls(network).trouble is not None)
    assert (await network.ask(shown)).status_code == 200  # as the list says that holds
    with pytest.raises(ComityError) as told:
        tls(network).check()
    assert (told.value.reason, told.value.metadata["field"]) == (
        Reason.SETTING_INVALID,
        "api_tls_crl",
    )
    lay(network, whole)
    await until(lambda: tls(network).trouble is None)
    assert await refused(network, shown)


async def number_shown(network: Network) -> int:
    """Connect, and return the number of the certificate that the node shows."""
    context = network.authority.client(None)
    _, writer = await asyncio.open_connection("127.0.0.1", network.port, ssl=context)
    shown: ssl.SSLObject = writer.get_extra_info("ssl_object")
    found = shown.getpeercert() or {}
    writer.close()
    return int(str(found["serialNumber"]), 16)


async def test_the_node_s_own_certificate_is_renewed_without_a_restart(network: Network) -> None:
    shown, held = network.shown, await number_shown(network)
    renewed = network.authority.server()
    async with network.client(network.authority.system("stranger")) as open_before:
        assert (await open_before.get("/cases")).status_code == 401
        shutil.copy(renewed.certificate, shown.certificate)  # the key is not there yet
        await until(lambda: tls(network).trouble is not None)
        assert await number_shown(network) == held
        with refuses(ComityError, Reason.SETTING_INVALID):
            tls(network).check()
        shutil.copy(renewed.key, shown.key)
        await until(lambda: tls(network).trouble is None)
        assert await number_shown(network) != held
        assert (await open_before.get("/cases")).status_code == 401  # the old one goes on
    # Half of a file is no certificate.
    held = await number_shown(network)
    shown.certificate.write_bytes(renewed.certificate.read_bytes()[:200])
    await until(lambda: tls(network).trouble is not None)
    assert await number_shown(network) == held


async def test_another_authority_of_systems_counts_without_a_restart(
    network: Network, tmp_path: Path
) -> None:
    other = MachineAuthority(tmp_path / "other", name="Other machines")
    shown = other.system("elan")
    await network.bind(shown)
    with pytest.raises(REFUSED):
        await network.ask(shown)
    both = network.authority.file.read_bytes() + other.file.read_bytes()
    lists = Path(network.federation["DE"].settings.api_tls_crl)
    before = tls(network)._files
    network.authority.file.write_bytes(both)
    await until(lambda: tls(network)._files is not before)
    assert await refused(network, shown)  # it has no list yet
    before = tls(network)._files
    (lists / "other.crl").write_bytes(other.revoke(made=AGO, until=SOON))
    await until(lambda: tls(network)._files is not before)
    assert (await network.ask(shown)).status_code == 200
