"""Operators at their tables, who admit a candidate by the commands alone."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from certs.layout import FederationFiles
from tests.support.ports import free_ports

CALL = ("--contact-name", "Duty officer", "--contact-telephone", "+43 1 0000")

Run = Callable[..., str]
"""Runs `comity` with words, and returns what it printed."""


@dataclass(frozen=True)
class Table:
    """The operators, each with key, directory and anchor in a folder of its own.

    Attributes:
        folder: Where their folders lie, and the files that go between them.
        files: The federation, of which the TLS authority's files are taken.
        run: Runs a command.
    """

    folder: Path
    files: FederationFiles
    run: Run

    @property
    def directory(self) -> Path:
        """The newest version, as the first operator has it."""
        return self.operator(1) / "directory.bin"

    @property
    def state(self) -> Path:
        """The newest statement about it, where the federation makes them."""
        return self.folder / "directory-state.bin"

    def operator(self, number: int) -> Path:
        """Return an operator's folder, made at first."""
        place = self.folder / f"operator-{number}"
        if not place.exists():
            place.mkdir(parents=True)
            shutil.copy(self.files.operator_key(place.name), place / "key.pem")
            shutil.copy(self.files.anchor, place / "anchor.json")
            shutil.copy(self.files.directory, place / "directory.bin")
        return place

    def held(self, number: int) -> list[str]:
        """Return the options that name what an operator holds."""
        place = self.operator(number)
        return [
            "--directory",
            str(place / "directory.bin"),
            "--anchor",
            str(place / "anchor.json"),
        ]

    def propose(self, request: Path) -> tuple[Path, Path]:
        """Have the first operator verify, certify and propose; return proposal and certificate."""
        proposal = self.folder / f"{request.stem}-proposal.bin"
        certificate = self.folder / f"{request.stem}.pem"
        authority = ["--ca", str(self.files.ca_certificate), "--ca-key", str(self.files.ca_key)]
        made = ["--out", str(proposal), "--certificate", str(certificate)]
        self.run("directory", "admit", str(request), *self.held(1), *authority, *made)
        return proposal, certificate

    def admit(self, request: Path) -> Path:
        """Have two of three operators admit a candidate; return the answer that it gets."""
        proposal, certificate = self.propose(request)
        compared = ["--proposal", str(proposal)]
        self.run("directory", "admit", str(request), *self.held(2), *compared)
        signatures = []
        for number in (1, 2):
            signatures.append(str(self.folder / f"{request.stem}-{number}.signature"))
            key = ["--key", str(self.operator(number) / "key.pem"), "--out", signatures[-1]]
            self.run("directory", "sign", str(proposal), *self.held(number), *key, "--yes")
        fresh = self.folder / f"{request.stem}-directory.bin"
        self.run(
            "directory", "publish", str(proposal), *signatures, *self.held(1), "--out", str(fresh)
        )
        for number in (1, 2, 3):
            shutil.copy(fresh, self.operator(number) / "directory.bin")
        answer = self.folder / f"{request.stem}-answer.txt"
        made = ["--ca", str(self.files.ca_certificate), "--out", str(answer)]
        if self.files.operator_key("state").exists():
            key = ["--key", str(self.files.operator_key("state")), "--out", str(self.state)]
            self.run("directory", "state", *self.held(1), *key)
            made += ["--state", str(self.state)]
        self.run("directory", "answer", str(certificate), *self.held(1), *made)
        return answer


class Node(Protocol):
    """A node as a process, and the command line beside it."""

    home: Path

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        ...

    def up(self) -> object:
        """Start the node; return once it answers."""
        ...


@dataclass(frozen=True)
class Joined:
    """A third node that has joined a federation of two.

    Attributes:
        third: The node that has joined.
        others: Those that were there, by code.
        table: The operators.
        request: The request by which it was admitted.
        admitted: What `join --check` said of the answer, and `caught_up` later of the registers.
        health: What the doctor said at the end.
    """

    third: Node
    others: Mapping[str, Node]
    table: Table
    request: Path
    admitted: dict[str, Any]
    caught_up: dict[str, Any]
    health: dict[str, Any]


def said(node: Node, *words: str, code: int = 0) -> Any:
    """Run a command and return what it said as JSON."""
    done = node.command(*words, "--json")
    assert done.returncode == code, done.stdout + done.stderr
    return json.loads(done.stdout)


def third_joins(
    folder: Path, node: Callable[[Path], Node], lap: Callable[[str], None] = lambda _: None
) -> Joined:
    """Make a federation of two that runs, and have a third node join it by the commands alone.

    Args:
        folder: Where all of it lies.
        node: Gives a node by its folder.
        lap: Called with the name of each step that has ended.
    """
    third = node(folder / "at")
    de, fr, at = (f"127.0.0.1:{port}" for port in free_ports(3))
    out = folder / "federation"
    addresses = ("--address", f"DE={de}", "--address", f"FR={fr}")
    said(third, "pki", "dev", "--members", "DE,FR", "--out", str(out), *addresses)
    files = FederationFiles.at(out)
    others = {code: node(files.members[code].folder) for code in ("DE", "FR")}
    for (code, each), listen in zip(others.items(), (de, fr), strict=True):
        said(third, "init", "--home", str(each.home), "--authority", code, "--listen", listen)
        each.up()
    lap("a federation of two runs")
    home, request = str(third.home), folder / "request.txt"
    said(third, "init", "--home", home, "--authority", "AT", "--listen", at, *CALL)
    lap("init")
    asked = said(third, "join", str(request), "--home", home, "--anchor", str(files.anchor))
    lap("join")
    table = Table(folder / "operators", files, lambda *words: _printed(third, *words))
    answer = table.admit(request)
    lap("admit by two of three operators")
    check = ("join", "--check", "--home", home)
    admitted = said(third, *check, str(answer), "--fingerprint", asked["anchor_fingerprint"])
    for file in (table.directory, table.state):  # told to one; the other hears of it from that
        shutil.copy(file, others["DE"].home / file.name)
    lap("join --check")
    third.up()
    lap("up")
    caught_up = said(third, *check, "--wait", "240")
    lap("catching up")
    health = said(third, "doctor", "--node", home)
    lap("doctor")
    return Joined(third, others, table, request, admitted, caught_up, health)


def _printed(node: Node, *words: str) -> str:
    done = node.command(*words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
