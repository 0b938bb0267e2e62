"""Which node and whose token a command uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.cli.client import open_node, socket_of
from gateway.errors import InputError, Reason, UnavailableError
from gateway.settings import Settings
from tests.support.raising import refuses


@pytest.fixture
def home(tmp_path: Path) -> Path:
    Settings(home=tmp_path / "node", authority="DE").save()
    return tmp_path / "node"


def sent(token: str | None, home: Path, **environ: str) -> str | None:
    client = open_node(str(home), token, environ)
    return client._client.token.headers().get("Authorization")


def test_the_token_of_the_call_comes_before_that_of_the_environment_and_the_folder(
    home: Path,
) -> None:
    assert sent(None, home) is None
    (home / "token").write_text("of-the-folder\n")
    assert sent(None, home) == "Bearer of-the-folder"
    assert sent(None, home, COMITY_TOKEN="of-the-environment") == "Bearer of-the-environment"
    assert sent("given", home, COMITY_TOKEN="of-the-environment") == "Bearer given"


def test_a_token_can_come_from_a_file(home: Path, tmp_path: Path) -> None:
    (tmp_path / "anna").write_text("of-anna\n")
    assert sent(f"@{tmp_path / 'anna'}", home) == "Bearer of-anna"


def test_a_token_file_that_is_not_there_is_named(home: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="absent") as caught:
        sent(f"@{tmp_path / 'absent'}", home)
    assert caught.value.metadata["field"] == "token"


def test_the_node_may_come_from_the_environment(home: Path) -> None:
    client = open_node(None, None, {"COMITY_NODE": str(home)})
    with pytest.raises(UnavailableError) as caught:
        client.get("/status")
    assert caught.value.remedy


def test_a_folder_that_is_no_nodes_is_refused(tmp_path: Path) -> None:
    with refuses(InputError, Reason.SETTING_INVALID) as caught:
        socket_of(tmp_path)
    assert "--node" in caught.value.remedy


def test_a_token_is_not_sent_over_plain_http() -> None:
    with pytest.raises(InputError, match="plain http"):
        open_node("http://gateway.example:8080", "token", {})
