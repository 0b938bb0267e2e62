"""Signatures a second: a key in a file, and one in a token of SoftHSM (docs/guides/hsm.md).

    python bench/token_signing.py [SECONDS] [--json]

Makes a token of its own in a temporary folder. Each signature of a token is verified, as a node
does it; four threads ask at a time, as writer and intake may.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.registers import report
from gateway.trust.algorithms import generate_secret
from gateway.trust.keys import OwnKey
from gateway.trust.pkcs11.token_keys import TokenKey
from gateway.trust.pkcs11.tokens import Tokens
from gateway.trust.pkcs11.uri import TokenUri
from gateway.trust.suites import KeyUse

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "27182818"
OCTETS = 4096  # a letter without long texts
THREADS = 4


def main() -> None:
    """Print signatures a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float, nargs="?", default=3.0)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    data = os.urandom(OCTETS)
    result: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        tokens = made(Path(folder))
        for use in (KeyUse.SEAL_ED25519, KeyUse.SEAL_P256):
            uri, public = tokens.generate(TokenUri(token="bench"), use)  # noqa: S106 - a label
            inside = OwnKey.of(use, TokenKey(use, uri, public, tokens))
            beside = OwnKey.of(use, generate_secret(use))
            result[f"{use.name}_file"] = rate(beside, data, given.seconds)
            result[f"{use.name}_token"] = rate(inside, data, given.seconds)
            with ThreadPoolExecutor(THREADS) as pool:
                each = pool.map(lambda _: rate(inside, data, given.seconds), range(THREADS))  # noqa: B023
                result[f"{use.name}_token_threads"] = sum(each)
        tokens.close()
    report({name: round(per_s) for name, per_s in result.items()}, as_json=given.json)


def made(folder: Path) -> Tokens:
    """Make a token in a folder."""
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(conf)
    command = ("softhsm2-util", "--init-token", "--free", "--label", "bench")
    subprocess.run((*command, "--pin", PIN, "--so-pin", PIN), check=True, capture_output=True)
    return Tokens(MODULE, lambda: PIN)


def rate(key: OwnKey, data: bytes, seconds: float) -> float:
    """Return the signatures a second of one thread."""
    key.sign(data)
    count, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        key.sign(data)
        count += 1
    return count / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
