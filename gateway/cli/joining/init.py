"""`comity init`: make a node's folder ready, by options or by questions at a terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from gateway.cli.node import HomeOption
from gateway.cli.options import opt
from gateway.cli.output import JsonFlag, say

if TYPE_CHECKING:
    from gateway.settings import Settings

_SETTINGS = (
    "authority",
    "listen",
    "database",
    "database_password_file",
    "temporal",
    "suite",
    "pkcs11_module",
    "pkcs11_pin_file",
)


AuthorityOption = Annotated[
    str, opt("Code of the authority, e.g. DE or BE-VLG.", show_default=False)
]
NameOption = Annotated[str, opt("Its name in English, for the directory.")]
RolesOption = Annotated[list[str] | None, opt("What it asks to be; may be repeated.")]
AddressOption = Annotated[str, opt("host:port at which the others reach it; else as --listen.")]
ListenOption = Annotated[
    str, opt("host:port for peers; else a free port from 7001 on, on loopback.")
]
ContactOption = Annotated[str, opt("Whom the others call.")]
TelephoneOption = Annotated[str, opt("Where they call.")]
ZoneOption = Annotated[str, opt("IANA time zone in which its days end.")]
DatabaseOption = Annotated[
    str, opt("SQLAlchemy URL without a password; else SQLite in the folder.")
]
PasswordOption = Annotated[
    str, opt("File with the database's password; or COMITY_DATABASE_PASSWORD.")
]
TemporalOption = Annotated[
    str, opt("host:port of a Temporal server; else one is started with the node.")
]
SuiteOption = Annotated[str, opt("classic or hybrid signatures.")]
KeysOption = Annotated[str, opt("Token for the keys that one can hold, e.g. pkcs11:token=comity.")]
ModuleOption = Annotated[str, opt("The token's module.")]
PinOption = Annotated[str, opt("File with its PIN, mode 0600.")]


def init(
    home: HomeOption = Path(),
    authority: AuthorityOption = "",
    name: NameOption = "",
    role: RolesOption = None,
    address: AddressOption = "",
    listen: ListenOption = "",
    contact_name: ContactOption = "",
    contact_telephone: TelephoneOption = "",
    time_zone: ZoneOption = "",
    database: DatabaseOption = "",
    database_password_file: PasswordOption = "",
    temporal: TemporalOption = "",
    suite: SuiteOption = "hybrid",
    pkcs11: KeysOption = "",
    pkcs11_module: ModuleOption = "",
    pkcs11_pin_file: PinOption = "",
    as_json: JsonFlag = False,
) -> None:
    """Make a node's folder ready; asks for what is not given, where it is run at a terminal.

    Where keys and directory lie in the folder already, they are taken. Else the node draws its
    own keys there, and `comity join` asks the operators of a federation to admit it.
    """
    given: dict[str, Any] = {**locals(), "roles": tuple(role or ())}  # by the names of the options
    from gateway.cli.joining.questions import ask_all, free_listen

    if not authority and not as_json and _at_terminal():
        given |= ask_all(home, given)
    given["listen"] = given["listen"] or free_listen()
    _make(home.absolute(), given, as_json=as_json)


def _at_terminal() -> bool:
    return sys.stdin.isatty()


def _make(home: Path, given: dict[str, Any], *, as_json: bool) -> None:
    from gateway.app.directory import DIRECTORY
    from gateway.app.initialising import init_node
    from gateway.trust.pkcs11.uri import TokenUri

    settings = _settings(home, given)
    admitted = (home / DIRECTORY).exists()
    candidate = None if admitted else _candidate(given, settings)
    token = TokenUri.parse(given["pkcs11"]) if given["pkcs11"] else None
    made = init_node(settings, candidate=candidate, token=token)
    told = {
        "authority": settings.authority,
        "home": str(home),
        "listen": settings.listen,
        "administrator": made.name,
        "token_file": str(settings.path("token")),
        "next": f"comity {'up' if admitted else 'join REQUEST-FILE'} --home {home}",
    }
    said = [
        f"The node of {settings.authority} is ready in {home}",
        f"The token of {made.name} is in {told['token_file']} (mode 0600)",
    ]
    if candidate is not None:
        keys = settings.path("keys")
        said += [
            f"Its keys are in {keys}; no private half of them leaves this folder.",
            "The operators give you their anchor.json; compare it with them by telephone.",
        ]
    say(told, *said, f"Next: {told['next']}", as_json=as_json)


def _settings(home: Path, given: dict[str, Any]) -> Settings:
    from pydantic import SecretStr, ValidationError

    from gateway.errors import Reason
    from gateway.settings import Settings, setting_fault
    from gateway.trust.directory_form import is_address

    if not is_address(given["listen"]):
        raise Reason.SETTING_INVALID.error(
            "listen: it is not host:port",
            remedy="Write it like 127.0.0.1:7001, 0.0.0.0:7001 or [::1]:7001.",
        )
    try:
        return Settings(
            home=home,
            database_password=SecretStr(os.environ.get("COMITY_DATABASE_PASSWORD", "")),
            **{each: given[each] for each in _SETTINGS},
        )
    except ValidationError as exc:
        raise setting_fault(exc) from exc


def _candidate(given: dict[str, Any], settings: Settings) -> Any:
    from gateway.app.joining.candidacy import candidate_of, presumed

    said = presumed(settings.authority)
    names = ("name", "roles", "time_zone", "contact_name", "contact_telephone")
    said |= {each: given[each] for each in names if given[each]}
    return candidate_of({**said, "address": given["address"] or settings.listen})
