"""A node's folder between `comity init` and its admission: who it asks to be, and what it sends."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pydantic import ValidationError

from gateway.app.directory import DIRECTORY, hold_directory
from gateway.app.directory_versions import ANCHOR, DirectoryVersions
from gateway.app.keys.making import tls_request
from gateway.app.keys.tokens import load_ring
from gateway.domain.calendars import zone_of
from gateway.errors import Reason, StateError
from gateway.ports import Clock
from gateway.settings import Settings, setting_fault
from gateway.trust.directory_chain import version_of
from gateway.trust.directory_state import STATE
from gateway.trust.federation import Anchor, Directory
from gateway.trust.joining.admission import AdmissionFile, check_admission, read_admission
from gateway.trust.joining.presumed import presumed_name, presumed_roles
from gateway.trust.joining.proving import write_request
from gateway.trust.joining.request import Candidate
from gateway.trust.owned_files import read_private, write_private
from gateway.trust.tls_files import TlsFiles

CANDIDATE = "candidate.json"


class JoinStanding(StrEnum):
    """How far a folder has come on its way to be a member's."""

    CANDIDATE = "candidate"  # no directory yet
    ADMITTED = "admitted"  # it has one that names it; its node does not run
    CATCHING_UP = "catching_up"  # registers of others are not whole here yet
    JOINED = "joined"


def presumed(code: str) -> dict[str, Any]:
    """Return what an authority of that code most likely is; each can be said otherwise.

    Args:
        code: An authority code that was checked.
    """
    return {
        "code": code,
        "name": presumed_name(code),
        "time_zone": zone_of(code),
        "roles": presumed_roles(code),
    }


def candidate_of(said: dict[str, Any]) -> Candidate:
    """Return who asks to become a member.

    Raises:
        InputError: SETTING_INVALID, naming the field.
    """
    try:
        return Candidate.model_validate(said)
    except ValidationError as exc:
        raise setting_fault(exc) from exc


def keep_candidate(home: Path, candidate: Candidate) -> None:
    """Keep in a folder who it asks to be; nothing of it is secret, and it is nobody else's."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(home / CANDIDATE, candidate.model_dump_json(indent=1).encode() + b"\n")


def kept_candidate(home: Path) -> Candidate:
    """Read who a folder asks to be.

    Raises:
        InputError: SETTING_INVALID; it does not say, or not in that form.
    """
    try:
        return Candidate.model_validate_json((home / CANDIDATE).read_bytes())
    except (OSError, ValidationError) as exc:
        raise Reason.SETTING_INVALID.error(
            "{home} does not say who asks to become a member",
            remedy="Make the folder by: {makeFolder}",
            field="home",
            home=home / CANDIDATE,
        ) from exc


def write_join_request(
    settings: Settings, candidate: Candidate, anchor: Anchor, *, at: datetime, life: timedelta
) -> str:
    """Write the request of a folder, and keep the anchor by which its admission is judged.

    Args:
        settings: The node's settings.
        candidate: Who it asks to be; kept too.
        anchor: Of the federation, as a person has brought and compared it.
        at: Aware instant.
        life: For how long somebody may be admitted by it.

    Raises:
        StateError: The folder is a member's already.
        TrustError: KEY_INVALID; a key is missing or does not do its work.
        UnavailableError: A token does not sign.
    """
    home = settings.home
    if (home / DIRECTORY).exists():
        raise StateError(
            "{code} has been admitted already: {home} has a directory",
            remedy="Start the node: {startNode}. New keys of a member: docs/guides/keys.md.",
            code=candidate.code,
            home=home,
        )
    key = _tls_key(settings)
    text = write_request(
        candidate,
        load_ring(settings),
        federation_id=anchor.federation_id,
        tls=(key, tls_request(key, candidate.code)),
        at=at,
        life=life,
    )
    keep_candidate(home, candidate)
    write_private(home / ANCHOR, anchor.to_json().encode() + b"\n")
    return text


def install_admission(settings: Settings, text: bytes, clock: Clock) -> Directory:
    """Verify what the operators sent back, and put it into the folder; the node may start then.

    A kill in the middle does no harm: the directory comes last, and all is put there again.

    Raises:
        InputError: It is none, or the folder has written no request.
        TrustError: As `check_admission`.
    """
    found = read_admission(text)
    check_admission(
        found,
        load_ring(settings),
        anchor=kept_anchor(settings.home),
        tls_public=_tls_key(settings).public_key(),
        at=clock.now(),
    )
    _put(settings, found)
    return hold_directory(settings.home, at=clock)


def kept_anchor(home: Path) -> Anchor:
    """Read the anchor that was kept with the request.

    Raises:
        InputError: SETTING_INVALID; there is none.
        TrustError: DIRECTORY_INVALID; it is malformed.
    """
    try:
        return Anchor.from_json((home / ANCHOR).read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as exc:
        raise Reason.SETTING_INVALID.error(
            "there is no {anchor} in {home}: the folder has written no request yet",
            remedy="Write one first: {joinFederation}",
            field="home",
            anchor=ANCHOR,
            home=home,
        ) from exc


def _put(settings: Settings, found: AdmissionFile) -> None:
    home = settings.home
    tls, versions = TlsFiles.of_node(home), DirectoryVersions(home)
    for each in found.earlier:
        versions.keep(version_of(each), each)
    write_private(tls.authorities, found.authorities)
    write_private(tls.certificate, found.certificate)
    if found.state:
        write_private(home / STATE, found.state)
    write_private(home / DIRECTORY, found.directory)


def _tls_key(settings: Settings) -> ec.EllipticCurvePrivateKey:
    path = TlsFiles.of_node(settings.home).key
    try:
        key = load_pem_private_key(read_private(path), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Reason.KEY_INVALID.error(
            "{name} holds no key of P-256",
            remedy="Restore the file, or make the folder again: {makeFolder}",
            name=path.name,
        )
    return key
