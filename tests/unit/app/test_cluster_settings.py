"""How a node reaches a Temporal cluster: what is refused before anything is sent."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.worker import PollerBehaviorAutoscaling, PollerBehaviorSimpleMaximum

from gateway.app.engine_connection import worker_limits
from gateway.app.http_timeouts import GRACE_S
from gateway.app.temporal.cluster import cluster_tls
from gateway.errors import InputError, Reason
from gateway.settings import Settings
from tests.support.raising import refuses
from workflows.worker import WorkerLimits


def node(home: Path, **given: str) -> Settings:
    return Settings.model_validate({"home": home, "authority": "DE", **given})


def written(home: Path, name: str, mode: int = 0o600) -> str:
    (home / name).write_text(name)
    (home / name).chmod(mode)
    return name


@pytest.mark.parametrize("address", ["", "127.0.0.1:7233", "localhost:7233", "[::1]:7233"])
def test_on_this_machine_nothing_is_needed(tmp_path: Path, address: str) -> None:
    assert cluster_tls(node(tmp_path, temporal=address)) is None


@pytest.mark.parametrize("address", ["10.0.0.5:7233", "temporal.example:1", "127.0.0.1.eu:1"])
def test_plaintext_to_another_machine_is_refused(tmp_path: Path, address: str) -> None:
    """Found in use: attack m6."""
    with refuses(InputError, Reason.SETTING_INVALID, field="temporal"):
        cluster_tls(node(tmp_path, temporal=address))


def test_files_are_read_and_the_name_is_passed_on(tmp_path: Path) -> None:
    tls = cluster_tls(
        node(
            tmp_path,
            temporal="10.0.0.5:7233",
            temporal_tls_ca=written(tmp_path, "ca.pem", 0o644),
            temporal_tls_cert=written(tmp_path, "cert.pem", 0o644),
            temporal_tls_key=written(tmp_path, "key.pem"),
            temporal_tls_server_name="temporal.example",
        )
    )
    assert tls is not None
    assert tls.server_root_ca_cert == b"ca.pem"
    assert (tls.client_cert, tls.client_private_key) == (b"cert.pem", b"key.pem")
    assert tls.domain == "temporal.example"


def test_a_key_alone_goes_by_tls_with_the_authorities_of_the_system(tmp_path: Path) -> None:
    name = written(tmp_path, "api.key")
    tls = cluster_tls(node(tmp_path, temporal="name.tmprl.cloud:7233", temporal_api_key_file=name))
    assert tls is not None
    assert tls.server_root_ca_cert is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"temporal_tls_cert": "cert.pem"}, "temporal_tls_key"),
        ({"temporal_tls_key": "key.pem"}, "temporal_tls_cert"),
        ({"temporal_tls_ca": "nothing.pem"}, "temporal_tls_ca"),
        ({"temporal_tls_cert": "cert.pem", "temporal_tls_key": "open.pem"}, "temporal_tls_key"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, given: dict[str, str], field: str) -> None:
    for name, mode in (("cert.pem", 0o644), ("key.pem", 0o600), ("open.pem", 0o644)):
        written(tmp_path, name, mode)
    with refuses(InputError, Reason.SETTING_INVALID) as refused:
        cluster_tls(node(tmp_path, temporal="10.0.0.5:7233", **given))
    assert refused.value.metadata["field"] == field


def test_limits_of_workers_are_todays_unless_a_setting_says_otherwise(tmp_path: Path) -> None:
    in_life = WorkerLimits(graceful=timedelta(seconds=GRACE_S))
    assert worker_limits(node(tmp_path)) == in_life
    given: dict[str, object] = {
        "temporal_workflow_tasks": 7,
        "temporal_activities": 8,
        "temporal_local_activities": 64,
        "temporal_deliveries": 9,
        "temporal_pollers": 3,
        "temporal_pollers_scale": True,
        "temporal_cached_runs": 0,
    }
    settings = Settings.model_validate({"home": tmp_path, "authority": "DE", **given})
    settings.save()
    found = worker_limits(Settings.load(tmp_path, {}))
    assert found == in_life._replace(
        workflow_tasks=7,
        activities=8,
        local_activities=64,
        deliveries=9,
        pollers=3,
        pollers_scale=True,
        cached_workflows=0,
    )
    assert found.polling == PollerBehaviorAutoscaling(2, 3, 2)
    assert in_life.polling == PollerBehaviorSimpleMaximum(5)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("temporal_workflow_tasks", 1),
        ("temporal_activities", 0),
        ("temporal_local_activities", 63),  # first attempts at peers that hang would fill it
        ("temporal_deliveries", 7),
        ("temporal_pollers", 1),
        ("temporal_pollers", 101),
        ("temporal_cached_runs", -1),
    ],
)
def test_a_limit_out_of_bounds_is_named(tmp_path: Path, field: str, value: int) -> None:
    Settings(home=tmp_path, authority="DE").save()
    with pytest.raises(InputError) as refused:
        Settings.load(tmp_path, {f"COMITY_{field.upper()}": str(value)})
    assert refused.value.metadata["field"] == field
