"""Compares the directory that members say they hold with the one that is held here.

Each call for a log's head and each receipt states number and digest of the directory by which a
member judges. Who states another digest for a number that is held here is asked for its file;
where a threshold of operators has signed that as well, they have shown different directories to
different members, and both files are the proof. A word alone makes no trouble: a member can
state any digest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Protocol

import structlog

from gateway.errors import InputError, Reason, TrustError, UnavailableError
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.law_source import LawSource
from gateway.trust.directory_chain import changeovers, digest_of_version, load_over, version_of
from gateway.trust.directory_form import DIGEST_OCTETS
from gateway.trust.federation import Anchor, DirectoryHead
from gateway.trust.proofs.directory_split import DirectorySplit, SplitFiles

log = structlog.get_logger(__name__)

MOST_STEPS = 64
"""Versions that are gone back to find where two histories begin to differ."""


class KeptVersions(Protocol):
    """The versions of the directory that were accepted here."""

    def numbers(self, *, above: int = 0, below: int | None = None) -> list[int]:
        """Return the numbers of the versions between two bounds, rising."""
        ...

    def read(self, numbers: Sequence[int]) -> Iterable[bytes]:
        """Yield versions as they were signed."""
        ...

    def digest(self, number: int) -> bytes:
        """Return the SHA-256 of a version's payload, empty where it is not here."""
        ...

    def anchor(self) -> Anchor:
        """Return the anchor from which this node started."""
        ...


class ToldDirectories:
    """What each member stated last of the directory that it holds."""

    def __init__(self) -> None:
        self._told: dict[str, DirectoryHead] = {}

    def hear(self, peer: str, told: DirectoryHead) -> None:
        """Note what a member states; nothing is read or asked here.

        Args:
            peer: The member, as TLS or its signature shows it.
            told: Number and digest; number 0 where it states nothing.
        """
        if told.version > 0 and len(told.digest) == DIGEST_OCTETS:
            self._told[peer] = told

    def by_peer(self) -> list[tuple[str, DirectoryHead]]:
        """Return who stated what, by the code of the member."""
        return sorted(self._told.items())


class DirectoryGossip:
    """What comes of what members have told of their directory.

    Args:
        me: This node.
        versions: The versions that were accepted here.
        source: Asks members for theirs.
        told: What they have told.
    """

    def __init__(
        self, me: NodeIdentity, versions: KeptVersions, source: LawSource, told: ToldDirectories
    ) -> None:
        self._me = me
        self._versions = versions
        self._source = source
        self._told = told
        self._compared: dict[str, tuple[DirectoryHead, DirectoryHead]] = {}

    def newer(self) -> list[str]:
        """Return the members that state a newer version than is held."""
        held = self._me.directory().version
        return [peer for peer, told in self._told.by_peer() if told.version > held]

    async def compare(self) -> list[DirectorySplit]:
        """Compare what members have told since the last time; return what is proven."""
        held, found = self._me.directory().head, []
        for peer, told in self._told.by_peer():
            if told == held or self._compared.get(peer) == (held, told):
                continue
            if told.version <= held.version:
                ours = await asyncio.to_thread(self._versions.digest, told.version)
                if ours in (b"", told.digest):  # a number that was skipped here, or the same
                    continue
            try:
                split = await self._find(peer, min(told.version, held.version))
            except UnavailableError:
                continue  # asked again at the next look
            self._compared[peer] = (held, told)
            if split is not None:
                log.error("directory.split", peer=peer, version=split.version)
                found.append(split)
        return found

    async def _find(self, peer: str, newest: int) -> DirectorySplit | None:
        """Ask a member for its version of a number, and go back until one verifies by ours.

        Raises:
            UnavailableError: It does not answer.
        """
        numbers = await asyncio.to_thread(self._versions.numbers, below=newest + 1)
        for before, number in _back(numbers):
            digest = await asyncio.to_thread(self._versions.digest, before)
            shown = await self._source.after(peer, before, digest)
            if shown is None:
                raise Reason.PEER_UNAVAILABLE.error(
                    "{peer} does not answer",
                    remedy="It is asked again at the next look.",
                    peer=peer,
                )
            try:
                split = await asyncio.to_thread(self._prove, peer, shown, number)
            except (TrustError, InputError) as error:
                log.warning("directory.unproven", peer=peer, detail=str(error))
            else:
                return split
        return None

    def _prove(self, peer: str, shown: Sequence[bytes], newest: int) -> DirectorySplit | None:
        """Return the proof for the first version shown that is another than ours.

        Raises:
            InputError: It is malformed.
            TrustError: It does not verify by what is held here of before.
        """
        for raw in shown:
            number = version_of(raw)
            if number > newest:
                return None
            if self._versions.digest(number) in (b"", digest_of_version(raw)):
                continue
            anchor = self._versions.anchor()
            below = list(self._versions.read(self._versions.numbers(below=number)))
            load_over(raw, below, at=None, anchor=anchor)
            (ours,) = self._versions.read([number])
            two = SplitFiles(ours, raw, tuple(changeovers(below, anchor)))
            now = self._me.clock.now()
            return DirectorySplit.of(two, version=number, peer=peer, found=now)
        return None


def _back(numbers: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Yield pairs of a number and the one before it, the newest first; before the first is 0."""
    falling = [*reversed(numbers), 0]
    return [(falling[i + 1], falling[i]) for i in range(min(len(numbers), MOST_STEPS))]
