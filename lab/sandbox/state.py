"""What a sandbox remembers between two commands: members, ports, process ids."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from gateway.domain.base import Model
from gateway.errors import NotFoundError, Reason, StateError

FILE = "sandbox.json"


class EngineState(Model):
    """The workflow engine that the members share."""

    port: int
    pid: int | None = None

    def run_by(self, pid: int | None) -> EngineState:
        """Return the engine as another process runs it, or none."""
        return self.model_copy(update={"pid": pid})


class MemberState(Model):
    """One member's gateway.

    Attributes:
        home: The node's folder.
        listen: host:port for its peers, as the directory says it.
        pid: Process that was started for it; None when it was stopped on purpose.
    """

    home: str
    listen: str
    pid: int | None = None

    def run_by(self, pid: int | None) -> MemberState:
        """Return the member as another process runs it, or none."""
        return self.model_copy(update={"pid": pid})


class SandboxState(Model):
    """The whole sandbox."""

    engine: EngineState
    members: Mapping[str, MemberState]

    def member(self, code: str) -> MemberState:
        """Return a member.

        Raises:
            NotFoundError: It is none.
        """
        if code not in self.members:
            raise NotFoundError(
                f"{code[:20]!r} is no member of this sandbox",
                remedy=f"Members: {', '.join(self.members)}.",
                member=code[:20],
            )
        return self.members[code]

    def with_member(self, code: str, pid: int | None) -> SandboxState:
        """Return the state with another process for a member."""
        changed = self.member(code).run_by(pid)
        return self.model_copy(update={"members": {**self.members, code: changed}})

    def with_engine(self, pid: int | None) -> SandboxState:
        """Return the state with another process for the engine."""
        return self.model_copy(update={"engine": self.engine.run_by(pid)})

    def save(self, folder: Path) -> None:
        """Write the state whole."""
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"{FILE}.new"
        fresh.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")
        fresh.replace(folder / FILE)

    @classmethod
    def load(cls, folder: Path) -> SandboxState:
        """Read the state of a sandbox.

        Raises:
            NotFoundError: There is no sandbox in the folder.
            InputError: Its state cannot be read.
        """
        path = folder / FILE
        if not path.exists():
            raise NotFoundError(
                f"there is no sandbox in {folder}",
                remedy="Start one with: comity sandbox up --members DE,FR,NL,EU, or all",
                folder=str(folder),
            )
        try:
            return cls.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as exc:
            raise Reason.SETTING_INVALID.error(
                f"{path} is not the state of a sandbox",
                remedy="Remove the folder and start a new sandbox.",
            ) from exc


@contextmanager
def held(folder: Path, *, what: str = "command is changing this sandbox") -> Iterator[None]:
    """Hold a folder for one command; two that change it at once would lose processes.

    Raises:
        StateError: Another command holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("ab") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            raise StateError(
                f"another {what}",
                remedy="Wait until it has ended, or name another folder.",
                folder=str(folder),
            ) from exc
        yield
