"""What a process does, by its settings, and what it would lack."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.app.several.roles import EVERY_ROLE, ProcessRole, hold_of, roles_of
from gateway.errors import InputError, Reason
from gateway.settings import FILE, Settings
from gateway.store.writer_lock import Hold
from tests.support.raising import refuses


def settings(folder: Path, serve: str = "", **more: str) -> Settings:
    return Settings.model_validate({"home": folder, "authority": "DE", "serve": serve, **more})


def test_who_says_nothing_does_everything_alone(tmp_path: Path) -> None:
    assert roles_of(settings(tmp_path)) == EVERY_ROLE
    assert hold_of(settings(tmp_path)) is Hold.ALONE


def test_who_says_something_does_that_with_others(tmp_path: Path) -> None:
    said = settings(tmp_path, "api worker", temporal="127.0.0.1:7233")
    assert roles_of(said) == {ProcessRole.API, ProcessRole.WORKER}
    assert hold_of(said) is Hold.TOGETHER


@pytest.mark.parametrize(
    ("serve", "more", "field"),
    [
        ("worker", {}, "temporal"),
        ("console", {"temporal": "127.0.0.1:7233"}, "console_listen"),
    ],
)
def test_what_several_share_is_named(
    tmp_path: Path, serve: str, more: dict[str, str], field: str
) -> None:
    with refuses(InputError, Reason.SETTING_INVALID) as refused:
        roles_of(settings(tmp_path, serve, **more))
    assert refused.value.metadata["field"] == field
    assert field in refused.value.remedy


def test_the_command_line_stands_for_the_file(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('authority = "DE"\nserve = "api"\n')
    assert Settings.load(tmp_path, environ={}).serve == "api"
    assert Settings.load(tmp_path, environ={}, serve=" exchange  worker").serve == "exchange worker"


@pytest.mark.parametrize("wrong", ["apis", "api,worker", "all"])
def test_a_share_that_is_none_is_named(tmp_path: Path, wrong: str) -> None:
    (tmp_path / FILE).write_text('authority = "DE"\n')
    with pytest.raises(InputError) as refused:
        Settings.load(tmp_path, environ={}, serve=wrong)
    assert refused.value.metadata["field"] == "serve"
    assert "api" in refused.value.remedy


def test_settings_are_read_back_as_they_were_saved(tmp_path: Path) -> None:
    said = settings(tmp_path, "worker", temporal="127.0.0.1:7233")
    changed = Settings(**(dict(said) | {"matcher_at_start": False, "token_days": 7}))
    changed.save()
    assert Settings.load(tmp_path, environ={}) == changed
