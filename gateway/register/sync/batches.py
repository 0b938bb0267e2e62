"""Verifies one batch of a log that is being pulled: signatures, commitments, and its place.

Pure. The signatures may have been verified elsewhere (`signature_process`); then only what
is left is done here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from comity.v1.register_service_pb2 import StreamEntriesResponse
from gateway.domain.lifecycle import ReviewLaws, shipped_law
from gateway.errors import ComityError, ProofError, Reason
from gateway.register.denials.denial_projection import PreparedRows, prepare
from gateway.register.log.checkpoints import HeldCheckpoint
from gateway.register.log.entries import EntryChecker, Opened
from gateway.register.log.frontier import CompletedNode, Frontier
from gateway.register.log.leaf_effects import revoked_keys
from gateway.register.log.log_store import CheckedEntry
from gateway.register.log.signature_worker import Item
from gateway.register.sync.collector import COLLECTOR_PAUSED
from gateway.trust.federation import Directory

Checked: TypeAlias = tuple[CheckedEntry, PreparedRows | None]


@dataclass(frozen=True, slots=True)
class OpenedBatch:
    """A batch whose signatures were taken out and not verified."""

    batch: StreamEntriesResponse
    entries: list[Opened]

    @property
    def claims(self) -> list[Item]:
        """What `signature_process` verifies of it."""
        return [(each.claim, each.data) for each in self.entries]


@dataclass(frozen=True, slots=True)
class VerifiedBatch:
    """Entries that are proven to follow what is held, in the log of the checkpoint.

    Attributes:
        start: Index of the first.
        frontier: The log's right edge after the last.
        nodes: Subtrees that they complete.
        prepared: Rows that follow from entries which begin a denial, by index.
        last: Whether the checkpoint's size is reached.
        revoked: By which revoked keys of the origin effects were found; of `revoked_keys`.
    """

    start: int
    entries: list[CheckedEntry]
    frontier: Frontier
    nodes: list[CompletedNode]
    prepared: dict[int, PreparedRows]
    last: bool
    revoked: str = ""


class BatchVerifier:
    """Verifies the batches of one log, in order, against one checkpoint.

    Args:
        target: The checkpoint, its signature verified.
        directory: Gives keys and federation.
        reader: Whose copy it is to be.
        law: Says when reviews are due.
    """

    def __init__(
        self,
        target: HeldCheckpoint,
        directory: Directory,
        reader: str,
        law: ReviewLaws = shipped_law,
    ) -> None:
        self._target = target
        self._law = law
        self._checker = EntryChecker(target.origin, directory, reader=reader, whole=True)
        self._revoked = revoked_keys(directory.member(target.origin))

    def open(self, batch: StreamEntriesResponse) -> OpenedBatch:
        """Take the signatures out of a batch, for whoever verifies them."""
        with COLLECTOR_PAUSED:
            return OpenedBatch(batch, [self._checker.open(package) for package in batch.entries])

    def verify(
        self, opened: OpenedBatch, held: Frontier, holds: Sequence[bool] = ()
    ) -> VerifiedBatch:
        """Verify a batch that must begin where the log is held.

        Args:
            opened: The batch.
            held: The log's right edge before it.
            holds: Whether the claim of each entry was verified already; nothing was, if
                absent.

        Raises:
            RegisterError: It begins elsewhere, goes beyond the checkpoint, an entry does
                not hold, or the batch is not a part of the log.
        """
        target, batch = self._target, opened.batch
        packages = batch.entries
        end = held.size + len(packages)
        if batch.start != held.size or not packages or end > target.size:
            raise self._bad("it is not the batch that was asked for")
        with COLLECTOR_PAUSED:
            checked = self._check(opened, held.size, holds or [False] * len(packages))
            entries = [entry for entry, _ in checked]
            frontier, nodes = held.extend(entry.leaf_hash for entry in entries)
        try:
            # (5) The end of each batch is proven, so that what is held is always proven.
            target.require_extends(end, frontier.root(), tuple(batch.consistency_proof))
        except ProofError as exc:
            raise self._bad("it is not a part of the log that its origin has signed") from exc
        prepared = {
            index: rows for index, (_, rows) in enumerate(checked, held.size) if rows is not None
        }
        last = end == target.size
        return VerifiedBatch(held.size, entries, frontier, nodes, prepared, last, self._revoked)

    def _check(self, opened: OpenedBatch, start: int, holds: Sequence[bool]) -> list[Checked]:
        origin, checked = self._target.origin, []
        for index, (each, good) in enumerate(zip(opened.entries, holds, strict=True), start):
            entry = self._checker.finish(each, index, holds=good)
            checked.append((entry, prepare(origin, index, entry, self._law)))
        return checked

    def _bad(self, why: str) -> ComityError:
        return Reason.LOG_INCONSISTENT.error(
            "A batch of log {origin} is refused: ",
            why,
            ".",
            remedy="Nothing of it was taken; pull from another member, or ask the source.",
            origin=self._target.origin,
        )
