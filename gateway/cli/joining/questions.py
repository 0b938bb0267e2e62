"""The questions of `comity init` at a terminal: each explained, each with what is most likely.

An answer that cannot be is said to be so, and asked for again. The answers are those of the
options, so that what was asked once can be done by a script the next time.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer
from pydantic import TypeAdapter, ValidationError

from gateway.app.directory import DIRECTORY
from gateway.app.joining.candidacy import presumed
from gateway.cli.output import err
from gateway.domain.authority import AuthorityCode, Role
from gateway.errors import ComityError
from gateway.field_faults import faults_of
from gateway.store.engines import parse_url
from gateway.trust.directory_form import is_address
from gateway.trust.pkcs11.uri import TokenUri

_FIRST_PORT, _LAST_PORT = 7001, 7999
_CODE: TypeAdapter[str] = TypeAdapter(AuthorityCode)


def free_listen() -> str:
    """Return host:port on loopback where nobody listens now: authorities may share a host."""
    for port in range(_FIRST_PORT, _LAST_PORT):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return f"127.0.0.1:{port}"
    return f"127.0.0.1:{_FIRST_PORT}"


def ask_all(home: Path, given: dict[str, Any]) -> dict[str, Any]:
    """Ask for what a node is made of.

    Args:
        home: The node's folder.
        given: What options have said; it is what an empty answer means.

    Returns:
        The answers, by the names of the options.
    """
    code = _ask("Code of the authority, e.g. AT or BE-VLG", "", _code)
    answers: dict[str, Any] = {"authority": code}
    if not (home / DIRECTORY).exists():
        answers |= _ask_of_directory(code, given)
    answers["listen"] = _ask(
        "Where the node listens for the others (host:port; 0.0.0.0 means every interface)",
        given["listen"] or free_listen(),
        _address,
    )
    if "roles" in answers:
        answers["address"] = _ask(
            "Address at which the others reach it (host:port, in the directory)",
            given["address"] or answers["listen"],
            _address,
        )
    answers["database"] = _ask(
        "Database: empty for SQLite in the folder, or a URL of PostgreSQL without a password",
        given["database"],
        _database,
    )
    answers["temporal"] = _ask(
        "Temporal: empty for a server of the node's own, or host:port of a cluster",
        given["temporal"],
        lambda text: text if not text else _address(text),
    )
    answers["suite"] = _ask("Signatures: hybrid or classic", given["suite"], _suite)
    answers["pkcs11"] = _ask(
        "Keys: empty for files in the folder, or a token, e.g. pkcs11:token=comity",
        given["pkcs11"],
        _token,
    )
    if answers["pkcs11"]:
        answers["pkcs11_module"] = _ask("The token's module (a library)", given["pkcs11_module"])
        answers["pkcs11_pin_file"] = _ask("File with its PIN", given["pkcs11_pin_file"])
    return answers


def _ask_of_directory(code: str, given: dict[str, Any]) -> dict[str, Any]:
    """Ask for what the others will read of the authority in the directory."""
    likely = presumed(code)
    roles = given["roles"] or likely["roles"]
    return {
        "name": _ask("Its name in English", given["name"] or str(likely["name"]), _filled),
        "roles": _ask(
            f"What it asks to be, parted by commas ({', '.join(Role)})", ",".join(roles), _roles
        ),
        "contact_name": _ask("Whom the others call", given["contact_name"], _filled),
        "contact_telephone": _ask("Where they call", given["contact_telephone"], _filled),
    }


def _ask(question: str, likely: str, read: Callable[[str], Any] = str) -> Any:
    """Ask until the answer can be."""
    while True:
        text = typer.prompt(question, default=likely, show_default=bool(likely), err=True).strip()
        try:
            return read(text)
        except ValueError as exc:
            err.print(f"  {exc}", soft_wrap=True, markup=False)
        except ComityError as exc:
            err.print(f"  {exc}. {exc.remedy}", soft_wrap=True, markup=False)


def _code(text: str) -> str:
    try:
        return _CODE.validate_python(text.upper())
    except ValidationError as exc:
        fault = faults_of(exc)[0]
        raise ValueError(f"{fault.what}. {fault.remedy}") from exc


def _filled(text: str) -> str:
    if not text:
        raise ValueError("The directory has it for the others; write it.")
    return text


def _roles(text: str) -> tuple[str, ...]:
    roles = tuple(each.strip() for each in text.split(",") if each.strip())
    if not roles or not set(roles) <= set(Role):
        raise ValueError(f"Roles are of these: {', '.join(Role)}")
    return roles


def _address(text: str) -> str:
    if not is_address(text):
        raise ValueError("It is not host:port. Write it like 127.0.0.1:7001 or [::1]:7001.")
    return text


def _database(text: str) -> str:
    if text and parse_url(text).password:
        raise ValueError("Leave the password out: it goes into a file, or COMITY_DATABASE_PASSWORD")
    return text


def _suite(text: str) -> str:
    if text not in {"hybrid", "classic"}:
        raise ValueError("It is hybrid or classic.")
    return text


def _token(text: str) -> str:
    if text:
        TokenUri.parse(text)
    return text
