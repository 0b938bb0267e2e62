"""A node that reads, and a member's own keys: what follows a signature is signed anew."""

from __future__ import annotations

import asyncio
import shutil
import ssl
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from google.protobuf.message import DecodeError

from comity.v1 import envelope_pb2, letter_pb2
from gateway.app.node import Node
from gateway.domain.letter import PartBody
from gateway.errors import InputError, Reason
from gateway.exchange.identity import new_id
from gateway.register.log.entries import EntryChecker
from gateway.settings import Settings
from gateway.trust.dsse import LETTER, sign
from gateway.trust.federation import Anchor
from gateway.trust.parts import commit
from gateway.trust.sealing import seal
from gateway.wire.counting import decode
from gateway.wire.deliveries import (
    SealedLetter,
    delivery_to_bytes,
)
from gateway.wire.packages import package_to_bytes
from tools.fuzz.ground import RECIPIENT, SENDER, Ground, Letter
from tools.fuzz.interface import Interface

LIFE = timedelta(days=30)


class Reader:
    """A node that reads, in a folder of its own, and the sender's keys to sign with.

    Args:
        ground: What `ground.make` made.
        folder: Where this process copies the members' folders.
    """

    def __init__(self, ground: Ground, folder: Path) -> None:
        shutil.copytree(ground.homes, folder / "members")
        self.at = datetime.fromisoformat(ground.at)
        self._clock = _Standing(self.at)
        self._loop = asyncio.new_event_loop()
        self.node = self._node(folder, RECIPIENT)
        self.sender = self._node(folder, SENDER)
        self.directory = self.node.directory.held
        self.anchor = Anchor.from_json(ground.seeds["anchor"][0].decode())
        self.interface = Interface(self.node, self._loop, self.at)
        certificate = (self.sender.settings.home / "tls-cert.pem").read_bytes()
        self.certificate = ssl.PEM_cert_to_DER_cert(certificate.decode())
        self._tls = {"x509_pem_cert": [certificate], "ssl_tls_version": [b"TLSv1.3"]}

    def _node(self, folder: Path, code: str) -> Node:
        home = (folder / "members" / code).absolute()
        settings = Settings(home=home, authority=code, suite="classic")
        engine: Any = None  # nothing is dispatched here

        async def build() -> Node:
            return Node(settings, engine, clock=self._clock)

        return self._loop.run_until_complete(build())

    def envelope(self, payload: bytes) -> bytes:
        """Sign a payload as the sender's letter."""
        return sign(
            payload, LETTER, ring=self.sender.me.ring, suite=self.sender.me.suite
        ).to_bytes()

    def take(self, payload: bytes, bodies: Sequence[tuple[int, bytes, bytes]]) -> object:
        """Sign, seal and bring a letter, as far as the intake goes without its database."""
        message_id = _id_in(payload) or new_id(self.at)
        labels = {"sender": SENDER, "message_id": message_id}
        package = package_to_bytes(
            self.envelope(payload),
            [PartBody(index=index, salt=salt, body=body) for index, salt, body in bodies],
        )
        key_id, ciphertext = seal(
            package,
            recipient=self.directory.member(RECIPIENT),
            federation_id=self.directory.federation_id,
            at=self.at,
            **labels,
        )
        raw = delivery_to_bytes(
            SealedLetter(
                federation_id=self.directory.federation_id,
                recipient=RECIPIENT,
                recipient_key_id=key_id,
                ciphertext=ciphertext,
                **labels,
            )
        )
        arrival = self.node.intake._examine((raw, self._tls, self.at))  # noqa: SLF001 - before SQL
        fault = arrival.early or arrival.late
        if fault is not None:
            raise fault
        return arrival

    def header(self, letter: Letter, payload: bytes) -> object:
        """Bring a letter whose header or commitments were changed, with the bodies as they were."""
        return self.take(payload, letter[1])

    def fresh(self, payload: bytes) -> letter_pb2.Letter:
        """Return a letter as if it were written now: an old one is refused for its age."""
        message = letter_pb2.Letter.FromString(payload)
        message.header.create_time.FromDatetime(self.at)
        message.header.not_after_time.FromDatetime(self.at + LIFE)
        return message

    def content(self, letter: Letter, body: bytes) -> object:
        """Bring a letter, fresh and whole, whose first body was replaced."""
        payload, bodies = letter
        message = self.fresh(payload)
        changed = [(bodies[0][0], bodies[0][1], body), *bodies[1:]]
        for index, salt, each in changed:
            message.parts[index].commitment = commit(salt, each)
        return self.take(message.SerializeToString(), changed)

    def entry(self, raw: bytes) -> object:
        """Check an entry as a register does that has pulled it."""
        checker = EntryChecker(SENDER, self.directory, reader=RECIPIENT)
        try:
            package = decode(envelope_pb2.Package, raw)
        except DecodeError as exc:  # where gRPC's own reader refuses it
            raise InputError("no package", reason=Reason.MESSAGE_MALFORMED) from exc
        return checker.check(package, 0)


def _id_in(payload: bytes) -> str:
    """Return the message id that a payload states, so that the outside names the same."""
    try:
        return letter_pb2.Letter.FromString(payload).header.message_id
    except DecodeError:
        return ""


class _Standing:
    """A clock that stands still."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at
