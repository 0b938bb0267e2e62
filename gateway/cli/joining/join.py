"""`comity join`: the candidate's request, and how far it has come since."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from gateway.cli.node import HomeOption
from gateway.cli.options import arg, opt
from gateway.cli.output import JsonFlag, say

if TYPE_CHECKING:
    from gateway.settings import Settings
    from gateway.trust.federation import Anchor
    from gateway.trust.joining.proving import ProvenRequest

_DAYS = 14


def join(
    file: Annotated[
        Path | None, arg("New file for the request; with --check, the operators' answer.")
    ] = None,
    home: HomeOption = Path(),
    check: Annotated[
        bool, opt("Take the operators' answer, and show how far it is.", "--check")
    ] = False,
    anchor: Annotated[Path | None, opt("The federation's anchor.json, as it was given.")] = None,
    fingerprint: Annotated[
        str, opt("The anchor's fingerprint, as an operator has read it to you.")
    ] = "",
    days: Annotated[
        int, opt("For so many days the request may be admitted.", min=1, max=30)
    ] = _DAYS,
    address: Annotated[str, opt("Another address than `comity init` was told.")] = "",
    role: Annotated[list[str] | None, opt("Other roles; may be repeated.")] = None,
    contact_name: Annotated[str, opt("Another person to call.")] = "",
    contact_telephone: Annotated[str, opt("Another number to call.")] = "",
    wait_s: Annotated[
        float, opt("With --check: seconds to wait for registers.", "--wait", min=0)
    ] = 0.0,
    as_json: JsonFlag = False,
) -> None:
    """Write a request to become a member; with --check, take the answer and show the standing."""
    from gateway.settings import Settings

    settings = Settings.load(home)
    if check:
        from gateway.cli.joining.join_status import show_standing

        show_standing(settings, file, fingerprint, wait_s=wait_s, as_json=as_json)
        return
    changes: dict[str, Any] = {
        "address": address,
        "roles": tuple(role or ()),
        "contact_name": contact_name,
        "contact_telephone": contact_telephone,
    }
    _request(
        settings,
        _named(file),
        _anchor(settings, anchor, fingerprint),
        {name: value for name, value in changes.items() if value},
        timedelta(days=days),
        as_json=as_json,
    )


def _request(
    settings: Settings,
    file: Path,
    anchor: Anchor,
    changes: dict[str, Any],
    life: timedelta,
    *,
    as_json: bool,
) -> None:
    from gateway.app.clock import SystemClock
    from gateway.app.joining.candidacy import candidate_of, kept_candidate, write_join_request
    from gateway.cli.output import write_file
    from gateway.trust.joining.proving import read_request
    from gateway.trust.joining.spoken import spoken

    at = SystemClock().now().replace(microsecond=0)
    candidate = candidate_of({**dict(kept_candidate(settings.home)), **changes})
    text = write_join_request(settings, candidate, anchor, at=at, life=life)
    proven = read_request(text.encode(), federation_id=anchor.federation_id, at=at)
    write_file(file, text.encode())
    told = {
        "authority": candidate.code,
        "file": str(file),
        "anchor_fingerprint": anchor.fingerprint.hex(),
        "expires": proven.request.expires.isoformat(),
        **proven_keys(proven),
    }
    say(
        told,
        f"The request of {candidate.code} is in {file}; it holds nothing secret.",
        "Read these to the operators by telephone, on a number that you knew before:",
        f"  anchor of federation   {spoken(anchor.fingerprint)}",
        *spoken_keys(proven),
        f"Next: send {file} to the operators; they admit it until "
        f"{proven.request.expires:%Y-%m-%d %H:%M} UTC. Then: comity join --check ANSWER-FILE "
        f"--home {settings.home}",
        as_json=as_json,
    )


def proven_keys(proven: ProvenRequest) -> dict[str, Any]:
    """Return number and keys of a request, as programs read them."""
    return {
        "number": proven.digest.hex(),
        "keys": {key.use.name: key.key_id for key in proven.request.keys},
        "tls_key": proven.tls_key.hex(),
    }


def spoken_keys(proven: ProvenRequest) -> list[str]:
    """Return number and keys of a request in lines, as they are read by telephone."""
    from gateway.trust.joining.spoken import spoken

    return [
        f"  number of the request  {spoken(proven.digest)}",
        *(f"  {key.use.name.lower():22} {key.key_id}" for key in proven.request.keys),
        f"  tls                    {proven.tls_key.hex()[:16]}",
    ]


def _named(file: Path | None) -> Path:
    from gateway.errors import InputError

    if file is None or file.exists():
        raise InputError(
            "file: no file is named for the request"
            if file is None
            else "file: {file} is there already",
            remedy="Name a new file, e.g.: comity join request.txt --anchor anchor.json",
            field="file",
            file=file,
        )
    return file


def _anchor(settings: Settings, path: Path | None, fingerprint: str) -> Anchor:
    """Read the anchor that a person names, or the one that was kept with a request before."""
    from gateway.app.directory_versions import ANCHOR
    from gateway.cli.options import read_bytes
    from gateway.errors import InputError
    from gateway.trust.federation import Anchor, directory_invalid

    if path is None and not (settings.home / ANCHOR).exists():
        raise InputError(
            "anchor: none is named, and none lies in the folder",
            remedy="Give the file that the operators gave you: --anchor anchor.json",
        )
    try:
        found = Anchor.from_json(read_bytes(path or settings.home / ANCHOR).decode())
    except UnicodeDecodeError as exc:
        raise directory_invalid("the anchor is not text") from exc
    check_fingerprint(found, fingerprint)
    return found


def check_fingerprint(anchor: Anchor, said: str) -> None:
    """Compare an anchor with the fingerprint that a person was told, if any.

    Raises:
        InputError: It is another one.
    """
    from gateway.errors import InputError

    if said and "".join(said.split()).lower() != anchor.fingerprint.hex():
        raise InputError(
            "fingerprint: the anchor is another one than the operator has read to you",
            remedy="Do not go on. Ask the operators for their anchor.json again, and compare it "
            "by telephone.",
        )
