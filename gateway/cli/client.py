"""The command line's way through the one door: which node, and under whose token.

The node is found by ``--node`` (its folder, or an http(s) address), by ``COMITY_NODE``, or
in the present folder; the token by ``--token`` (``@FILE`` reads it from a file, so that it
stays out of the list of processes), ``COMITY_TOKEN``, or the file ``token`` of the node's
folder, which `comity init` writes with mode 0600.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from gateway.cli.output import print_json
from gateway.errors import InputError, Reason
from gateway.sdk.client import TIMEOUT_S, NodeClient, ProblemError
from gateway.sdk.paths import path_of
from gateway.settings import FILE, Settings

__all__ = ["NodeClient", "ProblemError", "open_node", "path_of", "show_noun", "socket_of"]

TOKEN_FILE = "token"  # noqa: S105 - the name of a file
_ADDRESSES = ("https://", "http://127.0.0.1:", "http://localhost:", "http://[::1]:")


def open_node(
    node: str | None = None,
    token: str | None = None,
    environ: Mapping[str, str] | None = None,
    *,
    timeout_s: float = TIMEOUT_S,
) -> NodeClient:
    """Return a client of the node that is meant, under the token that is meant.

    Args:
        node: Folder of the node, or its address; None: ``COMITY_NODE`` or this folder.
        token: Token or ``@FILE``; None: ``COMITY_TOKEN`` or the folder's ``token`` file.
        environ: Environment; None: the process's.
        timeout_s: Longest wait for an answer.

    Raises:
        InputError: There is no node in the folder, or the token's file cannot be read.
    """
    variables = os.environ if environ is None else environ
    where = node or variables.get("COMITY_NODE") or "."
    given = token or variables.get("COMITY_TOKEN")
    if where.startswith(("http://", "https://")):
        if not where.startswith(_ADDRESSES):
            raise InputError(
                "a token does not travel over plain http",
                remedy="Name the node by its folder or by an https address.",
                field="node",
            )
        return NodeClient(address=where, token=_read_token(given, None), timeout_s=timeout_s)
    home = Path(where)
    return NodeClient(socket=socket_of(home), token=_read_token(given, home), timeout_s=timeout_s)


def socket_of(home: Path) -> Path:
    """Return the Unix socket of the node in a folder.

    Raises:
        InputError: SETTING_INVALID; it is not a node's folder.
    """
    if not (home / FILE).exists():
        raise InputError(
            f"{home.absolute()} is not a node's folder",
            reason=Reason.SETTING_INVALID,
            remedy="Name the node's folder with --node FOLDER or COMITY_NODE.",
        )
    settings = Settings.load(home)
    return settings.path(settings.api_socket)


def _read_token(given: str | None, home: Path | None) -> str | None:
    if given is not None and not given.startswith("@"):
        return given
    path = Path(given[1:]) if given is not None else None
    if path is None and home is not None and (home / TOKEN_FILE).exists():
        path = home / TOKEN_FILE
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as exc:
        raise InputError(
            f"token: the file {path} cannot be read",
            remedy="Name a file that holds one token and that you may read.",
            field="token",
        ) from exc


def show_noun(node: str | None, token: str | None, *address: str, as_json: bool) -> None:
    """Print a thing in words, as the node's view has it, or as JSON.

    Args:
        node: Address of the node; absent: as the environment has it.
        token: The account's.
        address: Parts of its address, e.g. ``notices`` and a number.
        as_json: Whether a program reads it: what the node answered, and no view is loaded.

    Raises:
        ComityError: As the node says.
    """
    client, path = open_node(node, token), path_of(*address)
    if as_json:
        print_json(client.get(path))
        return
    from gateway.cli.view import show_view

    show_view(client.get(f"{path}/view"))
