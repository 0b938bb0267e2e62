"""What this node signs about logs: its own checkpoints, and its receipts for those of others.

With which keys, the directory says (`note_lines`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from gateway.exchange.identity import NodeIdentity
from gateway.register.log.checkpoints import (
    Cosigned,
    HeldCheckpoint,
    is_outdated,
    newest_checkpoint,
    newest_cosignature,
    replace_note,
    store_checkpoint,
    store_cosignature,
)
from gateway.register.log.log_store import Head, read_head
from gateway.register.log.note_lines import required_uses, signed_by, stated_at
from gateway.register.log.notes import Checkpoint, SignatureLine, SignedNote, cosign, sign_note
from gateway.trust.note_ids import origin_line
from gateway.trust.suites import COSIGN_USES, LOG_USES, KeyUse


def publish_checkpoint(conn: Connection, me: NodeIdentity, at: datetime) -> HeldCheckpoint:
    """Sign the own log as it now is, and cosign it; a size that is signed stays as it is.

    Raises:
        TrustError: KEY_INVALID, the ring lacks a key with which the directory asks to sign.
    """
    held, own = _sign_own(conn, me, at)
    if store_checkpoint(conn, held):
        line = own.to_text()
        made = Cosigned(me.code, me.code, held.size, held.root, line, at, delivered=True)
        store_cosignature(conn, made)
    return held


def renew_checkpoint(conn: Connection, me: NodeIdentity, at: datetime) -> None:
    """Sign the own log anew if its newest checkpoint lacks what the directory asks for by now.

    Nobody would believe it any more. Size, root and the instant that it states stay as they
    are: what was signed then is said once more, and no later one is claimed.

    Raises:
        TrustError: As `publish_checkpoint`.
    """
    newest = newest_checkpoint(conn, me.code)
    if newest is None or not is_outdated(conn, me.code, me.directory(), at):
        return
    if newest.size != read_head(conn, me.code).size:
        return  # the log is not whole here: it is not known what was signed last
    held, own = _sign_own(conn, me, at, stated=stated_at(newest.note) or newest.at)
    replace_note(conn, held)
    line = own.to_text()
    made = Cosigned(me.code, me.code, held.size, held.root, line, newest.at, delivered=True)
    store_cosignature(conn, made)


def _sign_own(
    conn: Connection, me: NodeIdentity, at: datetime, *, stated: datetime | None = None
) -> tuple[HeldCheckpoint, SignatureLine]:
    """Sign the own log as it now is; return also the own cosignature, which says when.

    Args:
        conn: The transaction.
        me: This node.
        at: Now; it decides with which keys.
        stated: The instant to state; now if absent.
    """
    head, directory = read_head(conn, me.code), me.directory()
    name = origin_line(directory.federation_id, me.code)
    body = Checkpoint(name, head.size, head.root).body()
    lines = [sign_note(body, name, me.ring.log_key)]
    if KeyUse.LOG_MLDSA44 in required_uses(directory.member(me.code), LOG_USES, at):
        lines.append(cosign(body, name, me.ring.hybrid_log_key, None))
    own = cosign(body, name, me.ring.cosign_key, stated or at)
    note = SignedNote(body, (*lines, own)).to_bytes()
    return HeldCheckpoint(me.code, head.size, head.root, note, at), own


def _cosigning_uses(me: NodeIdentity, at: datetime) -> tuple[KeyUse, ...]:
    """Return the uses of the keys with which the directory asks this node to cosign."""
    return required_uses(me.directory().member(me.code), COSIGN_USES, at)


def has_delivered(conn: Connection, me: NodeIdentity, head: Head, at: datetime) -> bool:
    """Say whether the log's owner has our cosignature on exactly what is held.

    All of it, and by keys that still count.
    """
    ours = newest_cosignature(conn, me.code, head.origin)
    if ours is None or not ours.delivered or (ours.size, ours.root) != (head.size, head.root):
        return False
    return signed_by(ours.lines, _cosigning_uses(me, at), me.code, me.directory(), at)


def cosign_log(conn: Connection, me: NodeIdentity, held: HeldCheckpoint, at: datetime) -> Cosigned:
    """Cosign another member's checkpoint: state that its contents are durably held here.

    The caller has proven that what is held has this size and root, in this transaction.
    """
    body = SignedNote.parse(held.note).body
    name = origin_line(me.directory().federation_id, me.code)
    lines = [cosign(body, name, me.ring.cosign_key, at)]
    if KeyUse.COSIGN_MLDSA44 in _cosigning_uses(me, at):
        lines.append(cosign(body, name, me.ring.hybrid_cosign_key, at))
    text = "\n".join(line.to_text() for line in lines)
    made = Cosigned(held.origin, me.code, held.size, held.root, text, at, delivered=False)
    store_cosignature(conn, made)
    return made
