"""A member leaves: it says with what its log ends, and the operators enter it for good."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

from gateway.app.clock import SystemClock
from gateway.app.directory import hold_directory
from gateway.app.keys.tokens import load_ring
from gateway.cli.directory.ceremony import (
    AnchorOption,
    HeldOption,
    present,
    read_held,
    show_proposal,
)
from gateway.cli.options import arg, opt, read_bytes
from gateway.cli.output import JsonFlag, say, write_file
from gateway.errors import CheckpointError, InputError, Reason
from gateway.exchange.identity import NodeIdentity
from gateway.register.log.checkpoints import HeldCheckpoint, verify_checkpoint
from gateway.register.log.signing import publish_checkpoint
from gateway.settings import Settings
from gateway.store.database import Database
from gateway.store.writer_lock import Hold
from gateway.trust.directory_ceremony import check_proposal
from gateway.trust.directory_changes import ChangedMember, DirectoryChange, changed
from gateway.trust.directory_form import build_directory
from gateway.trust.federation import Directory
from gateway.trust.suites import Suite

_MAX_NOTE = 100_000


def end_of_log(
    home: Annotated[Path, arg("Folder of the node that leaves.")],
    out: Annotated[Path, opt("File for the operators.")],
    as_json: JsonFlag = False,
) -> None:
    """Sign with what a member's log ends, its last checkpoint, for the operators.

    The node is stopped before, so that nothing more is written.
    """
    settings = Settings.load(home, environ={})
    clock = SystemClock()
    held = hold_directory(home, at=clock)
    me = NodeIdentity(
        code=settings.authority,
        ring=load_ring(settings),
        suite=Suite.ED25519_MLDSA65 if settings.suite == "hybrid" else Suite.ED25519,
        directory=lambda: held,
        clock=clock,
        rulebook=lambda: "",
        calendar=lambda: "",
    )
    db = Database.open(settings.database_url, hold=Hold.ALONE)
    try:
        end = db.write_sync(lambda conn: publish_checkpoint(conn, me, clock.now()))
    finally:
        db.close()
    write_file(out, end.note)
    told = {"member": end.origin, "size": end.size, "root": end.root.hex()}
    say(
        {**told, "file": str(out)},
        f"The log of {end.origin} ends with {end.size} entries: {out}",
        f"root: {end.root.hex()}",
        "Read size and root to the operators by telephone.",
        as_json=as_json,
    )


def withdraw(
    member: Annotated[str, arg("Code of the member that leaves, e.g. FR.")],
    directory: HeldOption,
    anchor: AnchorOption,
    end: Annotated[Path, opt("What the member's `directory end-of-log` wrote.")],
    out: Annotated[Path, opt("File for the proposal.")],
    at: Annotated[
        datetime | None,
        opt(
            "When it leaves, e.g. 2027-03-31T18:00:00+02:00; absent: now.",
            formats=["%Y-%m-%dT%H:%M:%S%z"],
        ),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Propose that a member leaves, with final size and root of its log; others sign as ever."""
    now, held = present(), read_held(directory, anchor)
    last = _verified(read_bytes(end, _MAX_NOTE), member, held, now)
    leaves = ChangedMember(
        code=member,
        withdrawn=at or now,
        final_log_size=last.size,
        final_log_root=last.root.hex(),
    )
    payload = build_directory(changed(held, DirectoryChange(members=(leaves,)), at=now))
    fresh = check_proposal(payload, held, at=now)
    out.write_bytes(payload)
    told = {"proposal": str(out), "size": str(last.size), "root": last.root.hex()}
    show_proposal(held, fresh, told, as_json=as_json)


def _verified(raw: bytes, code: str, held: Directory, at: datetime) -> HeldCheckpoint:
    """Verify that a member has signed with what its log ends.

    Raises:
        InputError: It is no member, has left before, or the file is not its checkpoint.
    """
    found = held.members.get(code)
    if found is None or found.withdrawn_at is not None:
        raise Reason.CODE_UNKNOWN.error(
            "member: {code} is no member, or has left already",
            remedy="Members: {members}.",
            code=repr(code[:20]),
            members=sorted(held.members),
        )
    try:
        return verify_checkpoint(raw, origin=code, directory=held, at=at)
    except CheckpointError as exc:
        raise InputError(
            "end: it is not the end of the log of {code}: {why}",
            remedy="Have the member write it anew with `comity directory end-of-log`.",
            code=code,
            why=exc,
        ) from exc
