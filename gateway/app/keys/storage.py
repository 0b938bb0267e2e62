"""The storage key of a node: another version of it, and how it is shown beside the other keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from gateway.app.keys.making import KeyShown, KeyStanding
from gateway.errors import Reason, TrustError
from gateway.trust.owned_files import locked_folder
from gateway.trust.storage_keys import STORAGE_USE, StorageKey, StorageKeys


def new_storage_key(folder: Path, at: datetime) -> StorageKey:
    """Draw the next version; the running node wraps to it, and wraps again what lies there.

    Args:
        folder: The key folder.
        at: Aware instant, from when on it counts.

    Raises:
        TrustError: KEY_INVALID; the folder cannot be read or written.
    """
    try:
        with locked_folder(folder):
            renewed = StorageKeys.load(folder).renewed(at)
            renewed.save(folder)
    except OSError as exc:
        raise TrustError(
            f"the key folder cannot be written: {exc.strerror}",
            reason=Reason.KEY_INVALID,
            remedy="Run it as the user of the node, and look at the room on the disk.",
        ) from exc
    return renewed.newest


def show_storage_keys(keys: StorageKeys) -> Iterator[KeyShown]:
    """Yield every version, from the oldest on."""
    for key in keys.keys:
        replaced_at = keys.replaced_at(key.key_id)
        yield KeyShown(
            use=STORAGE_USE,
            key_id=key.key_id,
            standing=KeyStanding.CURRENT if key is keys.newest else KeyStanding.OLDER,
            since=key.made_at,
            until=replaced_at,
            place=f"{key.key_id}.key",
        )
