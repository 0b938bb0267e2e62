"""The example of containers is one, and asks for settings and roles that there are."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gateway.settings import PREFIX, Settings
from tests.support.needs import COMPOSE

FILE = Path(__file__).parents[3] / "deploy" / "compose.yaml"
ROLES = {"api", "console", "exchange", "worker", "indexer"}


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    """The services, as docker-compose reads them."""
    program = shutil.which("docker-compose")
    if program is None:
        pytest.skip(COMPOSE)
    done = subprocess.run(
        [program, "--file", str(FILE), "config", "--format", "json", "--no-path-resolution"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": "/nowhere", "TEMPORAL_DATABASE_PASSWORD": "x"},
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)["services"]
    return found


def ours(services: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {name: each for name, each in services.items() if each["image"].startswith("comity")}


def test_every_role_is_served_and_all_processes_are_of_one_gateway(
    services: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    served: set[str] = set()
    shared = []
    (tmp_path / "node.toml").write_text('authority = "DE"\n')
    for each in ours(services).values():
        served |= set(each["command"][each["command"].index("--serve") + 1].split(","))
        environ = each["environment"]
        known = {PREFIX + name.upper() for name in Settings.model_fields}
        assert environ.keys() <= known
        settings = Settings.load(tmp_path, environ)
        shared.append((settings.database, settings.temporal))
    assert served == ROLES
    assert len(set(shared)) == 1


def test_nothing_of_ours_may_more_than_it_must(services: dict[str, dict[str, Any]]) -> None:
    for name, each in {**ours(services), "balancer": services["balancer"]}.items():
        assert each["read_only"], name
        assert each["cap_drop"] == ["ALL"]
        assert each["security_opt"] == ["no-new-privileges:true"]
    for each in ours(services).values():
        assert not each["user"].startswith("0")
        assert not any("PASSWORD" in key and "FILE" not in key for key in each["environment"])


def test_images_are_of_a_version(services: dict[str, dict[str, Any]]) -> None:
    for name, each in services.items():
        assert re.search(r":\d", each["image"]), name


def test_the_head_says_what_was_not_run() -> None:
    head = FILE.read_text("utf-8").partition("\nname:")[0]
    assert "not run  this file as a whole" in head
