"""A namespace is made, kept for long enough, or only looked at; the doctor says what is short."""

from __future__ import annotations

import json
import secrets
import sys
from datetime import timedelta
from pathlib import Path
from subprocess import run

import pytest
from temporalio.client import Client

from gateway.app.temporal.preparing import prepare_namespace
from gateway.app.temporal.probing import engine_served, namespace_kept
from gateway.errors import Reason, StateError, UnavailableError
from gateway.settings import Settings
from tests.engine.world import KEY, World
from tests.support.raising import refuses
from workflows.client import connect
from workflows.codec import PayloadKeys
from workflows.engine import TemporalEngine
from workflows.ids import TASK_QUEUE
from workflows.namespaces import NamespaceStep, keep_for, retention_of
from workflows.policies import RETENTION, RETENTION_LEAST
from workflows.server import TemporalServer


def node(home: Path, server: TemporalServer, namespace: str) -> Settings:
    return Settings(home=home, authority="DE", temporal=server.address, namespace=namespace)


async def test_a_namespace_is_made_once_with_our_retention_and_serves_at_once(
    server: TemporalServer, tmp_path: Path
) -> None:
    name = f"prepared-{secrets.token_hex(4)}"
    settings = node(tmp_path, server, name)
    checked = await prepare_namespace(settings, check=True)
    assert (checked.step, checked.kept_days, checked.ready) == (NamespaceStep.MAKE, None, False)
    made = await prepare_namespace(settings, check=False)
    assert (made.step, made.done, made.ready) == (NamespaceStep.MAKE, True, True)
    async with connect(server.address, name, PayloadKeys(KEY)) as client:
        await TemporalEngine(client, TASK_QUEUE).start_case("c")
        assert await retention_of(client, name) == RETENTION
    again = await prepare_namespace(settings, check=False)
    assert (again.step, again.done, again.kept_days) == (NamespaceStep.NONE, False, RETENTION.days)
    assert not settings.path("keys").exists()  # none was made


async def test_a_short_retention_is_told_and_made_longer_and_a_longer_one_is_left(
    server: TemporalServer, tmp_path: Path, world: World
) -> None:
    settings = node(tmp_path, server, world.namespace)  # a day, as Temporal's own default
    with pytest.raises(StateError, match=r"keeps runs that have ended for 1 days"):
        await namespace_kept(world.engine)
    made = await prepare_namespace(settings, check=False)
    assert (made.step, made.kept_days, made.done) == (NamespaceStep.KEEP_LONGER, 1.0, True)
    assert await namespace_kept(world.engine) == "runs that have ended are kept for 90 days"
    for kept, said in (
        (RETENTION_LEAST, "kept for 7 days; 90 are usual"),
        (2 * RETENTION, "kept for 180 days"),
    ):
        await keep_for(world.client, world.namespace, kept)
        assert (await namespace_kept(world.engine)).endswith(said)
    assert (await prepare_namespace(settings, check=False)).step is NamespaceStep.NONE
    assert await retention_of(world.client, world.namespace) == 2 * RETENTION


async def test_on_temporal_cloud_it_says_what_is_done_there(
    server: TemporalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cloud is stood in for by its name: nothing may be written where the name is of it."""
    name, connected = f"cloud-{secrets.token_hex(4)}", Client.connect

    async def there(_address: str, **given: object) -> Client:
        return await connected(server.address, **(given | {"tls": False, "api_key": None}))  # type: ignore[arg-type]

    monkeypatch.setattr(Client, "connect", there)
    key = tmp_path / "api.key"
    key.write_text("secret")
    key.chmod(0o600)
    settings = Settings(
        home=tmp_path,
        authority="DE",
        temporal="eu-central-1.aws.api.temporal.io:7233",
        temporal_api_key_file="api.key",
        namespace=name,
    )
    assert (await prepare_namespace(settings, check=True)).hosted
    with pytest.raises(StateError) as refused:
        await prepare_namespace(settings, check=False)
    assert f"tcld namespace create --namespace {name} --retention-days 90" in refused.value.remedy
    assert "secret" not in str(refused.value) + refused.value.remedy
    plain = await connected(server.address)
    assert await retention_of(plain, name) is None


async def test_a_namespace_that_is_not_there_is_told_with_its_remedy(
    server: TemporalServer,
) -> None:
    async with connect(server.address, "nowhere", PayloadKeys(KEY)) as client:
        engine = TemporalEngine(client, TASK_QUEUE)
        with pytest.raises(UnavailableError) as caught:
            await namespace_kept(engine)
        assert "`prepareTemporal`" in caught.value.remedy


async def test_a_queue_that_nobody_serves_is_named_and_versions_are_told(world: World) -> None:
    async with world.worker():  # without rounds of synchronisation
        while {each.queue for each in (await world.engine.served()).unserved} != {"comity-sync"}:
            pass
        with refuses(
            UnavailableError, Reason.ENGINE_UNAVAILABLE, match=r"comity-sync \(activity\)"
        ):
            await engine_served(world.engine)
        async with world.worker(sync_work=world.journal, program="0.0.9"):
            while not (served := await world.engine.served()).polled:
                pass
            assert served.versions[0] == "0.0.9"
            while len((served := await world.engine.served()).versions) < 2:  # both workers
                pass
            assert (served.backlog, served.oldest) == (0, timedelta(0))
            assert len((await engine_served(world.engine)).queues) == 4


def test_the_command_says_what_is_to_be_done_and_does_it(
    server: TemporalServer, tmp_path: Path
) -> None:
    node(tmp_path, server, f"command-{secrets.token_hex(4)}").save()
    command = [sys.executable, "-m", "gateway.cli.main", "temporal", "prepare", "--home"]
    command += [str(tmp_path), "--json"]
    for more, code, ready in ((["--check"], 18, False), ([], 0, True), (["--check"], 0, True)):
        done = run([*command, *more], capture_output=True, text=True, check=False, timeout=60)
        assert (done.returncode, json.loads(done.stdout)["ready"]) == (code, ready), done.stderr


async def test_the_server_that_a_node_runs_itself_needs_nothing(tmp_path: Path) -> None:
    found = await prepare_namespace(Settings(home=tmp_path, authority="DE"), check=False)
    assert (found.address, found.step, found.ready) == ("", NamespaceStep.NONE, True)
