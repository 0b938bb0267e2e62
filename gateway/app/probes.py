"""What is tried of a node, by the doctor and by who asks whether it is ready.

The doctor's probes try the function, not the port, and say what they found and how to mend it.
What readiness asks, every few seconds and without a token, costs a few small reads, writes
nothing to the disk, and says states and reasons only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import grpc
from cryptography import x509
from grpc_health.v1 import health_pb2, health_pb2_grpc
from sqlalchemy import Connection

from gateway.app.api_tls import ApiTls
from gateway.app.keys.key_destruction import wrapped_at_rest
from gateway.app.keys.tokens import try_tokens
from gateway.app.law_files import LawKind
from gateway.app.node import Node
from gateway.app.several.presence import processes_of
from gateway.app.temporal.probing import engine_served, engine_works, namespace_kept
from gateway.app.watching.connection_limits import crowds
from gateway.casework.accounts import certificates
from gateway.casework.accounts.certificates import CertificateLine
from gateway.casework.accounts.tokens import TokenLine, ending
from gateway.casework.acts.journal import latest_cursor, next_number
from gateway.casework.handlers.greatest_ages import GREATEST_AGES, WaitKind
from gateway.casework.handlers.stalled_work import age_of, in_words
from gateway.casework.node.health import HealthState, Needed, Probe
from gateway.casework.node.periodic_work import backup_noted
from gateway.documents import content_rows
from gateway.documents.scanner import ScannerTroubleError
from gateway.errors import (
    CheckpointError,
    Reason,
    StateError,
    UnavailableError,
)
from gateway.exchange.calls import describe
from gateway.exchange.engine_calls import machine_time
from gateway.exchange.journal_check import check_rows
from gateway.exchange.server import EXCHANGE_SERVICE
from gateway.register.denials.changes import register_position_now
from gateway.register.journal.committing import altered as altered_journal
from gateway.register.journal.comparing import altered_letters, fault_of_journal
from gateway.register.log.checkpoints import is_outdated, is_short
from gateway.register.log.log_store import LogState, read_head
from gateway.store.failover.durability import check_durability
from gateway.store.schema import check_schema
from gateway.trust.dsse import PROBE, sign, verify_signed
from workflows.engine import TemporalEngine

_SOON = timedelta(days=30)
_CALL_TIMEOUT_S = 5.0
_JOURNAL_MOST = 500
"""Letters of the journal that one visit of the doctor verifies: half a second at most."""


def probes(node: Node, engine: TemporalEngine, tls: ApiTls | None = None) -> dict[str, Probe]:
    """Return every probe of a node, by name."""
    return {
        "database": lambda: _database(node),
        "database durability": lambda: node.db.read(check_durability),
        "workflow engine": lambda: engine_works(node, engine),
        "workflow namespace": lambda: namespace_kept(engine),
        "keys": lambda: _keys(node),
        "certificate": lambda: _certificate(node),
        "directory": lambda: _directory(node),
        "law": lambda: _law(node),
        "clock": lambda: _clock(node),
        "search index": lambda: _index(node),
        "tokens": lambda: _tokens(node),
        "certificates": lambda: _certificates(node),
        "tls for systems": lambda: _api_tls(tls),
        "journal": lambda: _journal(node),
        **{_line(kind): partial(_waits, node, kind) for kind in WaitKind},
        "backup": lambda: _backup(node),
        "connections": lambda: crowds(node.db),
        "scanner": lambda: _scanner(node),
        "storage key": lambda: _storage_key(node),
        **({"processes": lambda: processes_of(node.db)} if node.settings.serve else {}),
        **{f"peer {code}": partial(_peer, node, code) for code in node.peers.codes()},
    }


def needed_parts(
    node: Node, engine: TemporalEngine, tls: ApiTls | None = None
) -> Mapping[str, Needed]:
    """Return what a node needs to be ready, and what it is without each."""
    away, unread = Reason.DATABASE_UNAVAILABLE, HealthState.NOT_READY
    return {
        # Through the writer and through a reader: either may be all that still works.
        "database": Needed(
            lambda: node.db.write(lambda _: None), unread, away, busy=lambda: _busy(node)
        ),
        "schema": Needed(lambda: node.db.read(check_schema), unread, away),
        # What is sent here is still taken; nothing is decided that all members are to hear.
        "own log": Needed(lambda: _own_log(node), HealthState.DEGRADED, away),
        # What waits for the engine waits in SQL (docs/adr/0007-what-waits-is-started-from-sql.md).
        "engine": Needed(
            lambda: engine_served(engine), HealthState.DEGRADED, Reason.ENGINE_UNAVAILABLE
        ),
        # Letters wait; as the newest signature and the looks at our keys have found it.
        "keys": Needed(lambda: _signs(node), HealthState.DEGRADED, Reason.NODE_UNAVAILABLE),
        # What was read before still holds; it may end, or name too few that were taken back.
        "tls for systems": Needed(
            lambda: _api_tls(tls), HealthState.DEGRADED, Reason.SETTING_INVALID
        ),
    }


def _busy(node: Node) -> bool:
    """Say whether the writer waits no longer than it may wait for another process that writes."""
    return node.db.busy_s <= node.settings.database_lock_s


async def _api_tls(tls: ApiTls | None) -> str:
    return "no system comes over a network" if tls is None else tls.check()


async def _signs(node: Node) -> None:
    trouble = node.me.ring.token_trouble
    if trouble is not None:
        # Another each time: one that is raised again and again keeps the way of each.
        raise trouble.reason.error("{why}", why=trouble)


async def _own_log(node: Node) -> None:
    me, at = node.me, node.clock.now()

    def look(conn: Connection) -> None:
        head = read_head(conn, me.code)
        if head.state is not LogState.FOLLOWING or is_short(conn, head):
            raise StateError("our own log is not whole", remedy="See {listRegisters}.")
        if is_outdated(conn, me.code, me.directory(), at):
            raise CheckpointError("the others do not believe our newest checkpoint")

    await node.db.read(look)


async def _scanner(node: Node) -> str:
    scanner = node.office.documents.scrutiny.scanner
    if scanner is None:
        return "none is asked about documents; their types alone are looked at"
    try:
        await asyncio.to_thread(scanner.scan, iter((b"comity doctor",)))
    except ScannerTroubleError as exc:
        raise UnavailableError(
            "the scanner {why}",
            remedy="Start clamd, or correct the setting scanner; what waits goes on by itself.",
            why=exc,
        ) from exc
    waiting = await node.db.read(content_rows.waiting)
    return f"it answers; {len(waiting)} documents wait for it"


async def _database(node: Node) -> str:
    def write(conn: Connection) -> int:
        next_number(conn, "doctor")
        return latest_cursor(conn)

    cursor = await node.db.write(write)
    return f"{node.db.dialect} writes durably; {cursor} changes"


async def _keys(node: Node) -> str:
    at = node.clock.now()
    suite = node.me.suite_at(at)
    said, ring = at.isoformat().encode(), node.me.ring
    signed = await asyncio.to_thread(sign, said, PROBE, ring=ring, suite=suite)
    member = node.me.directory().member(node.me.code)
    verify_signed(signed, expected_type=PROBE, member=member, at=at)
    verified = f"our signature ({suite.name}) verifies by the directory"
    if not ring.keys_in_tokens:
        return verified
    if trouble := await asyncio.to_thread(try_tokens, ring, said):
        raise trouble
    named = ", ".join(sorted(key.use.name for key in ring.keys_in_tokens))
    return f"{verified}; in a token, which signs: {named}"


async def _certificate(node: Node) -> str:
    pem = await asyncio.to_thread(node.tls.certificate.read_bytes)
    left = x509.load_pem_x509_certificate(pem).not_valid_after_utc - node.clock.now()
    if left < timedelta(0):
        raise Reason.CERTIFICATE_INVALID.error(
            "our TLS certificate has expired",
            remedy="Ask the operator for a new one and put it in the node's folder.",
        )
    return f"valid for {left.days} days" + ("; renew it soon" if left < _SOON else "")


async def _directory(node: Node) -> str:
    directory, at = node.me.directory(), node.clock.now()
    if directory.expired(at):
        raise Reason.DIRECTORY_EXPIRED.error(
            "the directory has expired; silence has no effect",
            remedy="Put the newest directory.bin in the node's folder; it is taken at once.",
        )
    if splits := await asyncio.to_thread(node.directories.splits):
        raise Reason.DIRECTORY_INVALID.error(
            "the operators have signed two different directories of one number",
            remedy="Ask them by telephone which is theirs; the proof is {splits}: {verifySplit} "
            "shows it. Move it away when it is explained.",
            splits=splits[0],
        )
    if directory.state_days and node.me.confirmed_until() is None:
        raise Reason.DIRECTORY_EXPIRED.error(
            "no statement of the operators that is alive says that version {version} is the "
            "newest: newer ones, and revocations, may be kept from this node",
            remedy="Ask the operators for directory.bin and directory-state.bin, and put both in "
            "the node's folder; they are taken at once.",
            version=directory.version,
        )
    kind = "rehearsal, " if directory.rehearsal else ""
    left = (directory.expires - at).days
    return f"{kind}version {directory.version}, {len(directory.members)} members, {left} days left"


async def _law(node: Node) -> str:
    faults = await asyncio.to_thread(node.law_files.faults)
    if faults:
        raise faults[0].error
    book = node.office.law.in_force(node.clock.now())
    named = {kind: len(node.law_files.files(kind)) for kind in LawKind}
    said = ", ".join(f"{count} {kind}" for kind, count in named.items())
    begin = [file.in_force_from for file in node.office.law.lists().annex_i]
    newer = "".join(
        f"; a newer Annex I, adopted on {each.adopted}, is not held"
        for each in node.office.law.controls.not_held(begin)
    )
    return f"rulebook {book.version}; of the directory: {said}{newer}"


async def _clock(node: Node) -> str:
    return f"{node.clock.now().isoformat(timespec='seconds')}"


async def _tokens(node: Node) -> str:
    return _none_ends(
        await ending(node.office),
        "the token of {name} ends on {until}{more}",
        "Make the next one, and hand it over: {makeToken}",
    )


async def _certificates(node: Node) -> str:
    return _none_ends(
        await certificates.ending(node.office),
        "the certificate of {name} ends on {until}{more}",
        "Bind the next one beside it: {bindCertificate}",
    )


def _none_ends(
    found: Sequence[tuple[str, TokenLine | CertificateLine]], what: str, remedy: str
) -> str:
    if found:
        name, line = found[0]
        more = f", and {len(found) - 1} more" if len(found) > 1 else ""
        until = f"{line.until:%Y-%m-%d}"
        raise StateError(what, remedy=remedy, name=name, until=until, more=more)
    return "none ends within a month"


async def _index(node: Node) -> str:
    now = await node.db.read(register_position_now)
    if node.search.position < now:
        await node.search.follow()
    return f"at {node.search.position} of {now}"


def _line(kind: WaitKind) -> str:
    return f"waiting: {kind.replace('_', ' ')}"


async def _waits(node: Node, kind: WaitKind) -> str:
    """Say how one kind of what can stand still stands; nothing of it may be too old."""
    at = node.clock.now()
    found = await node.db.read(lambda conn: age_of(conn, kind, at))
    if found.overdue:
        raise Reason.STANDS_STILL.error(
            "{overdue} of {waiting} too old: the oldest waits for {oldest_s}, at most "
            "{greatest_s} are usual",
            remedy=GREATEST_AGES[kind].remedy,
            overdue=found.overdue,
            waiting=found.waiting,
            oldest_s=in_words(found.oldest_s),
            greatest_s=in_words(found.greatest_s),
        )
    age = f", the oldest for {in_words(found.oldest_s)}" if found.waiting else ""
    return f"{found.waiting}{age}; told after {in_words(found.greatest_s)}"


async def _journal(node: Node) -> str:
    """Verify some letters of the journal, others at each minute, so that all have their turn."""
    behind = int(datetime.now(UTC).timestamp() // 60) * _JOURNAL_MOST
    found = await node.db.read(
        lambda conn: check_rows(
            conn, node.directory.held, node.me.code, behind=behind, most=_JOURNAL_MOST
        )
    )
    if why := await node.db.read(lambda conn: fault_of_journal(conn, node.me.code)):
        raise altered_journal("{why}", why=why)
    bad = list(found.altered) or await node.db.read(
        lambda conn: altered_letters(conn, node.me.code, first=found.first, most=found.looked)
    )
    if bad:
        more = f" and {len(bad) - 5} more" if len(bad) > 5 else ""  # noqa: PLR2004
        named = ", ".join(map(str, bad[:5])) + more
        raise Reason.SIGNATURE_INVALID.error(
            "the journal is not what was signed and committed to at {named}",
            remedy="Look at the disk, and restore the last backup: {restoreBackup}; the other "
            "members return what came since.",
            named=named,
        )
    return f"{found.looked} of {found.of} letters, from {found.first} on, are what was signed"


async def _backup(node: Node) -> str:
    """Say how old the last backup is; of a node without one, how long ago it began."""
    made = await node.db.read(backup_noted)
    if made is None:
        return "the node has only just begun"
    age = machine_time() - made  # both by the machine's clock, also in a rehearsal
    greatest = GREATEST_AGES[WaitKind.BACKUP_MISSING]
    if age > greatest.age:
        raise UnavailableError(
            "no backup was made for {in_words}",
            remedy=greatest.remedy,
            in_words=in_words(age.total_seconds()),
        )
    return f"the last, or the first start, is {in_words(age.total_seconds())} ago"


async def _storage_key(node: Node) -> str:
    """Say whether what lies here names the newest storage key, and keys alone that are here."""
    found = await asyncio.to_thread(wrapped_at_rest, node.settings.home)
    if found is None:
        return "nothing was counted yet"
    if gone := found.not_in(node.me.ring):
        raise Reason.DECRYPTION_FAILED.error(
            "{count} documents or secrets name keys that are not here: {keys}",
            remedy="Put the key files of a backup that has them into keys/; they are read at once.",
            count=sum(gone.values()),
            keys=sorted(gone),
        )
    if found.left:
        return f"{found.left} of {found.total} are still to be wrapped to the newest"
    return f"wraps all {found.total} documents and secrets"


async def _peer(node: Node, code: str) -> str:
    """Ask a peer's health over mTLS; its certificate is checked by the channel."""
    try:
        stub = health_pb2_grpc.HealthStub(await node.peers.channel(code))
        answer = await stub.Check(
            health_pb2.HealthCheckRequest(service=EXCHANGE_SERVICE), timeout=_CALL_TIMEOUT_S
        )
    except grpc.aio.AioRpcError as exc:
        remote = describe(exc)
        raise Reason.PEER_UNAVAILABLE.error(
            "{text}",
            remedy=remote.remedy or "Call {code}; letters wait and are sent when it is back.",
            code=code,
            text=remote.message or "the peer does not answer",
        ) from exc
    if answer.status != health_pb2.HealthCheckResponse.SERVING:
        raise UnavailableError("{code} says that it does not serve", code=code)
    return "serves"
