"""`comity key`: the keys of a node, which may run: show, make new ones, install a certificate."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.contract.shown import tell
from gateway.cli.node import HomeOption
from gateway.cli.options import arg, opt
from gateway.cli.output import JsonFlag, out
from gateway.errors import Reason, UnavailableError
from gateway.trust.suites import KeyUse

if TYPE_CHECKING:
    from gateway.app.keys.making import KeyShown
    from gateway.settings import Settings

_CANNOT = (
    "In files in any case: ML-DSA, encryption, TLS and workflow keys (docs/guides/hsm.md says why)."
)

_USES = ", ".join(use.name.lower().replace("_", "-") for use in KeyUse)

app = typer.Typer(help="Keys of this node: show them, make new ones, install a certificate.")


@app.command("show")
def show(home: HomeOption = Path(), as_json: JsonFlag = False) -> None:
    """Show every key and certificate of the node, and whether it is in force."""
    from gateway.app.clock import SystemClock
    from gateway.app.directory import hold_directory
    from gateway.app.keys.engine_keys import show_workflow_keys
    from gateway.app.keys.key_destruction import wrapped_at_rest
    from gateway.app.keys.making import show_keys, show_storage_keys
    from gateway.app.keys.tokens import load_ring
    from gateway.settings import Settings
    from gateway.trust.tls_files import TlsFiles

    settings, clock = Settings.load(home), SystemClock()
    directory, folder = hold_directory(settings.home, at=clock), settings.path("keys")
    ring, at = load_ring(settings), clock.now()
    ring.follow(folder, directory.member(ring.code), at)
    shown = show_keys(ring, TlsFiles.of_node(settings.home), directory, at)
    shown.extend(show_workflow_keys(folder))
    shown.extend(show_storage_keys(ring.storage))
    gone = _destroyed(settings, {each.key_id for each in shown})
    shown.extend(gone or ())
    at_rest = wrapped_at_rest(settings.home)
    told = {
        "member": ring.code,
        "keys": [each.model_dump(mode="json") for each in shown],
        "wrapped_at_rest": at_rest.shown() if at_rest else None,
        "destroyed_known": gone is not None,
    }
    tell(told, as_json=as_json)
    if as_json:
        return
    out.print(_CANNOT, soft_wrap=True)
    if gone is None:
        out.print("What was destroyed is not shown: the node's database does not answer.")
    if at_rest and at_rest.left:
        out.print(
            f"{at_rest.left} of {at_rest.total} documents and secrets are still to be wrapped"
            " to the newest storage key; the running node does it."
        )


@app.command("new")
def new(
    use: Annotated[list[str], arg(f"What they are for: {_USES}.")],
    pkcs11: Annotated[str, opt("Token in which they are drawn, e.g. pkcs11:token=comity.")] = "",
    home: HomeOption = Path(),
    as_json: JsonFlag = False,
) -> None:
    """Make new keys; they wait in the folder until the operators have entered them."""
    from gateway.app.keys.making import add_keys
    from gateway.app.keys.tokens import tokens_of
    from gateway.settings import Settings
    from gateway.trust.pkcs11.uri import TokenUri

    settings, uses = Settings.load(home), [_use(each) for each in use]
    token = TokenUri.parse(pkcs11) if pkcs11 else None
    made = add_keys(settings.path("keys"), uses, tokens=tokens_of(settings), token=token)
    keys = [
        {
            "use": key.use.name,
            "key_id": key.key_id,
            "public": key.public.hex(),
            "place": key.place,
        }
        for key in made
    ]
    said = "Next: have the operators enter the public halves; the node follows by itself."
    tell({"keys": keys}, as_json=as_json, said=said)


@app.command("workflow")
def workflow(home: HomeOption = Path(), as_json: JsonFlag = False) -> None:
    """Replace the key that encrypts what the workflow engine stores; the node follows."""
    from gateway.app.keys.engine_keys import replace_workflow_key
    from gateway.settings import Settings

    made, before = replace_workflow_key(Settings.load(home).path("keys"))
    said = f"Once nothing of its time runs any more, the node destroys {before}."
    tell({"key_id": made, "before": before}, as_json=as_json, said=said)


@app.command("storage")
def storage(home: HomeOption = Path(), as_json: JsonFlag = False) -> None:
    """Make a new storage key; the running node wraps to it what lies there, by and by."""
    from gateway.app.clock import SystemClock
    from gateway.app.keys.making import new_storage_key
    from gateway.settings import Settings

    made = new_storage_key(Settings.load(home).path("keys"), SystemClock().now())
    said = "Next: back up the key folder; comity key show says how much is left to wrap."
    tell({"key_id": made.key_id}, as_json=as_json, said=said)


@app.command("tls")
def tls(
    request: Annotated[Path, arg("New file for the request, for the operators.")],
    home: HomeOption = Path(),
    as_json: JsonFlag = False,
) -> None:
    """Make a new TLS key that waits, and a request for its certificate."""
    from gateway.app.keys.making import new_tls_key
    from gateway.settings import Settings
    from gateway.trust.tls_files import TlsFiles

    settings = Settings.load(home)
    request.write_bytes(new_tls_key(TlsFiles.of_node(settings.home), settings.authority))
    said = "Next: have the operators certify the request, then comity key install FILE."
    tell({"request": str(request)}, as_json=as_json, said=said)


@app.command("install")
def install(
    certificate: Annotated[Path, arg("The certificate that the operators gave.")],
    home: HomeOption = Path(),
    as_json: JsonFlag = False,
) -> None:
    """Put the certificate of the key that waits into place; the node shows it in time."""
    from gateway.app.keys.making import install_certificate
    from gateway.cli.options import read_bytes
    from gateway.settings import Settings
    from gateway.trust.tls_files import TlsFiles

    settings = Settings.load(home)
    pem = read_bytes(certificate)
    made = install_certificate(TlsFiles.of_node(settings.home), pem, settings.authority)
    said = f"It is shown {settings.key_overlap_s:.0f} s after our directory names it."
    tell({"until": made.not_valid_after_utc.isoformat()}, as_json=as_json, said=said)


@app.command("signed")
def signed(
    key: Annotated[str, arg("Id of a key, ours or another member's.")],
    since: Annotated[datetime, opt("From when on it may have been stolen (UTC).")],
    until: Annotated[datetime | None, opt("Until when it counted; else now.")] = None,
    home: HomeOption = Path(),
    as_json: JsonFlag = False,
) -> None:
    """List what this node sent, took in and holds that was signed with a key within a time.

    The drill of a stolen key: revoke it, then have each of these confirmed by who signed it.
    """
    from gateway.app.keys.signed_with import signed_with
    from gateway.settings import Settings
    from gateway.store.database import Database

    begin, end = _instant(since), _instant(until) if until else datetime.now(UTC)
    db = Database.open(Settings.load(home).database_url)
    try:
        found = db.read_sync(lambda conn: list(signed_with(conn, key, begin, end)))
    finally:
        db.close()
    told = {"key_id": key, "signed": [each.model_dump(mode="json") for each in found]}
    tell(told, as_json=as_json)
    if as_json:
        return
    if found:
        out.print("Next: have each confirmed by who signed it, by telephone; recall what was not.")


def _instant(given: datetime) -> datetime:
    return given.replace(tzinfo=UTC) if given.tzinfo is None else given


def _destroyed(settings: Settings, here: set[str]) -> list[KeyShown] | None:
    """Return the keys on record as destroyed, but for one that came back with a backup.

    None where the database, which has the record, does not answer: the keys are shown all the same.
    """
    from gateway.app.keys.making import KeyShown, KeyStanding
    from gateway.casework.records.destroyed_keys import destroyed_keys
    from gateway.store.database import Database

    try:
        db = Database.open(settings.database_url)
    except UnavailableError:
        return None
    try:
        found = db.read_sync(lambda conn: list(destroyed_keys(conn, settings.authority)))
    finally:
        db.close()
    return [
        KeyShown(
            use=each.use,
            key_id=each.key_id,
            standing=KeyStanding.DESTROYED,
            until=each.at,
            place="",
        )
        for each in {key.key_id: key for key in found if key.key_id not in here}.values()
    ]


def _use(text: str) -> KeyUse:
    name = text.upper().replace("-", "_")
    if name not in KeyUse.__members__:
        raise Reason.SETTING_INVALID.error(
            "use: {text} is no use of a key", remedy="Give one of {uses}.", text=text, uses=_USES
        )
    return KeyUse[name]
