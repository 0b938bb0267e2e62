"""A token of SoftHSM of a test's own, which can be pulled out and put back."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gateway.settings import Settings
from gateway.trust.pkcs11.module import module_of
from gateway.trust.pkcs11.tokens import Tokens
from gateway.trust.pkcs11.uri import TokenUri
from tests.support.needs import SOFTHSM

MODULES = tuple(
    Path(folder) / "libsofthsm2.so"
    for folder in (
        "/usr/lib/softhsm",
        "/usr/lib64/pkcs11",
        "/usr/lib64/softhsm",
        "/usr/local/lib/softhsm",
        "/opt/homebrew/lib/softhsm",
    )
)
PIN = "27182818"


@dataclass
class SoftToken:
    """A token named ``comity``.

    Attributes:
        module: SoftHSM's library.
        slots: Folder in which SoftHSM looks for tokens.
        pin_file: File with the PIN, mode 0600.
    """

    module: Path
    slots: Path
    pin_file: Path
    uri: TokenUri = field(default_factory=lambda: TokenUri(token="comity"))

    def tokens(self, *, within_s: float = 5.0) -> Tokens:
        """What a node has of it."""
        return Tokens(self.module, lambda: self.pin_file.read_text().strip(), within_s=within_s)

    def settings(self, settings: Settings) -> Settings:
        """A node's settings, with this token."""
        return settings.model_copy(
            update={"pkcs11_module": str(self.module), "pkcs11_pin_file": str(self.pin_file)}
        )

    def pull(self) -> None:
        """Pull it out: nothing is there in which a session could go on."""
        self.slots.rename(self.slots.with_name("pulled"))
        self.slots.mkdir()

    def put_back(self) -> None:
        """Put it back where it was."""
        self.slots.rmdir()
        self.slots.with_name("pulled").rename(self.slots)

    def end(self) -> None:
        """End the module in this process, as when the process ends."""
        module = module_of(self.module)
        module.thread.call(module.end, within_s=10)


@pytest.fixture
def soft_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoftToken]:
    """A new token; the test skips where SoftHSM is not installed."""
    module = next((each for each in MODULES if each.exists()), None)
    tool = shutil.which("softhsm2-util")
    if module is None or tool is None:
        pytest.skip(SOFTHSM)
    folder = tmp_path / "softhsm"
    slots = folder / "slots"
    slots.mkdir(parents=True)
    (folder / "softhsm2.conf").write_text(
        f"directories.tokendir = {slots}\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    monkeypatch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
    made = (
        tool,
        "--init-token",
        "--free",
        "--label",
        "comity",
        "--pin",
        PIN,
        "--so-pin",
        PIN[::-1],
    )
    subprocess.run(made, check=True, capture_output=True, env=dict(os.environ))
    pin_file = folder / "pin"
    pin_file.write_text(PIN + "\n")
    pin_file.chmod(0o600)
    token = SoftToken(module, slots, pin_file)
    yield token
    token.end()
