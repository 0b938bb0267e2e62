"""A TLS key and its certificate take their place whole, also where the process dies between."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from certs.certifying import certify
from certs.dev import make_federation
from certs.profiles import certificate_to_pem
from gateway.app.keys.making import (
    finish_showing,
    install_certificate,
    new_tls_key,
    show_waiting,
    waiting_files,
)
from gateway.errors import Reason, TrustError
from gateway.trust.tls_files import TlsFiles
from tests.support.raising import refuses


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder of DE, in which a key and its certificate wait."""
    now = datetime.now(UTC).replace(microsecond=0)
    files = make_federation(("DE", "FR"), tmp_path / "federation", now=now)
    tls = TlsFiles.of_node(files.members["DE"].folder)
    made, _ = certify(files, "DE", new_tls_key(tls, "DE"), now=now)
    install_certificate(tls, certificate_to_pem(made), "DE")
    return files.members["DE"].folder


@pytest.fixture
def between(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same folder after a process was killed between the two files."""
    replace, done = Path.replace, [0]

    def dies(path: Path, target: Path) -> Path:
        if done[0]:
            raise KeyboardInterrupt
        done[0] += 1
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", dies)
        with pytest.raises(KeyboardInterrupt):
            show_waiting(TlsFiles.of_node(home))
    return home


def shown(home: Path) -> bytes:
    """What a process that begins now shows."""
    return TlsFiles.of_node(home).read().certificate


def test_both_take_their_place(home: Path) -> None:
    before, waiting = shown(home), waiting_files(TlsFiles.of_node(home)).certificate.read_bytes()
    finish_showing(TlsFiles.of_node(home))
    assert shown(home) == before  # it is not begun here
    show_waiting(TlsFiles.of_node(home))
    assert shown(home) == waiting


def test_a_kill_between_the_two_is_made_good(between: Path) -> None:
    with refuses(TrustError, Reason.CERTIFICATE_INVALID):
        shown(between)
    waiting = waiting_files(TlsFiles.of_node(between)).certificate
    expected = waiting.read_bytes()
    for _ in range(2):
        finish_showing(TlsFiles.of_node(between))
        assert shown(between) == expected
    assert not waiting.exists()


def test_a_certificate_of_another_key_is_left(between: Path, home: Path) -> None:
    tls = TlsFiles.of_node(home)
    waiting = waiting_files(tls)
    other = TlsFiles(tls.key, waiting.certificate, tls.authorities)
    other.certificate.write_bytes(tls.certificate.read_bytes())  # of the key before
    finish_showing(TlsFiles.of_node(between))
    assert waiting.certificate.exists()
