"""The settings that hold for a node, each with where it comes from, and no secret among them."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from gateway.domain.base import Model
from gateway.settings import FILE, PREFIX, Settings

HIDDEN = "***"
_SECRET_PARAMETERS = frozenset({"password", "sslpassword", "passfile", "options"})
"""Of a database's address: what is or may hold a secret."""


class SettingSource(StrEnum):
    """Where a value comes from; the last one that gives it wins."""

    DEFAULT = "default"
    FILE = "node.toml"
    ENVIRONMENT = "environment"


class EffectiveSetting(Model):
    """One setting as it holds.

    Attributes:
        value: As it holds; `***` stands for a secret that is set.
    """

    name: str
    value: str | int | float | bool
    source: SettingSource


def effective_settings(
    home: Path, environ: Mapping[str, str] | None = None
) -> tuple[EffectiveSetting, ...]:
    """Return every setting of a node's folder, in the order of docs/settings.md's source.

    Args:
        home: The node's folder.
        environ: The environment; that of this process if absent.

    Raises:
        InputError: SETTING_INVALID; as `Settings.load`.
    """
    variables = os.environ if environ is None else environ
    settings = Settings.load(home, environ=variables)
    in_file = tomllib.loads((home / FILE).read_text(encoding="utf-8"))

    def source(name: str) -> SettingSource:
        if PREFIX + name.upper() in variables and name != "home":
            return SettingSource.ENVIRONMENT
        return SettingSource.FILE if name in in_file else SettingSource.DEFAULT

    return tuple(
        EffectiveSetting(name=name, value=shown(name, getattr(settings, name)), source=source(name))
        for name in type(settings).model_fields
        if name != "home"
    )


def shown(name: str, value: object) -> str | int | float | bool:
    """Return a value as anybody may see it."""
    if isinstance(value, SecretStr):
        return HIDDEN if value.get_secret_value() else ""
    if name == "database":
        return _without_password(str(value))
    return value if isinstance(value, bool | int | float) else str(value)


def _without_password(address: str) -> str:
    if not address:
        return ""
    try:
        url = make_url(address)
    except ArgumentError:
        return HIDDEN  # whatever it is, it may hold one
    hidden = {name: HIDDEN for name in url.query if name.lower() in _SECRET_PARAMETERS}
    url = url.update_query_dict(hidden)
    return url.render_as_string(hide_password=True)
