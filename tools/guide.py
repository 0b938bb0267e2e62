"""Run the commands of a guide, block by block as a reader would, and say how long each took.

A guide is Markdown; what is run are its blocks marked `sh`, in order, in one shell, in a folder
of their own. `COMITY` is this repository, and its commands are in `PATH`. Nothing is run that the
guide does not say, so what a reader needs to know is in it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SHELL = "/bin/bash"
SANDBOX = "sandbox"
INSTALLS = "pip install"
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_MARK = "--- block "


@dataclass(frozen=True, slots=True)
class Block:
    """Commands that stand together.

    Attributes:
        heading: The last heading before them.
        commands: As they stand in the guide.
    """

    heading: str
    commands: str


@dataclass(frozen=True, slots=True)
class Run:
    """How a guide went.

    Attributes:
        code: Exit status of the shell: 0 where every command succeeded.
        said: What the commands printed.
        seconds: For each block that ended, how long it took.
    """

    code: int
    said: str
    seconds: tuple[float, ...]


def blocks_of(guide: str) -> list[Block]:
    """Return the blocks of a guide that are run."""
    found = []
    for each in _BLOCK.finditer(guide):
        if each[1] == "sh":
            headings = _HEADING.findall(_BLOCK.sub("", guide[: each.start()]))
            found.append(Block(headings[-1] if headings else "", each[2]))
    return found


def run(blocks: list[Block], folder: Path) -> Run:
    """Run blocks in one shell that ends with the first command that fails."""
    script = "set -euo pipefail\n" + "".join(
        f"{each.commands}\nprintf '\\n%s\\n' '{_MARK}{number}'\n"
        for number, each in enumerate(blocks)
    )
    environ = os.environ | {
        "COMITY": str(ROOT),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    try:
        return _carried_out(script, folder, environ)
    finally:
        if (folder / SANDBOX).exists():  # a command failed before the guide took it down
            down = [sys.executable, "-m", "gateway.cli.main", "sandbox", "down", "--home", SANDBOX]
            quiet = subprocess.DEVNULL  # where the guide took it down there is nothing to say
            subprocess.run(down, cwd=folder, env=environ, check=False, stdout=quiet)


class Times(NamedTuple):
    """How long a guide took, reading not counted.

    Attributes:
        install_s: Seconds of what has `INSTALLS` in it: the client library into a new environment.
        guide_s: Seconds of all else.
        total_s: Both.
    """

    install_s: float
    guide_s: float
    total_s: float


def times_of(blocks: list[Block], done: Run) -> Times:
    """Return how long the blocks of a run took, to a tenth of a second."""
    pairs = list(zip(blocks, done.seconds, strict=False))
    installs = sum(seconds for block, seconds in pairs if INSTALLS in block.commands)
    total = sum(done.seconds)
    return Times(round(installs, 1), round(total - installs, 1), round(total, 1))


def _carried_out(script: str, folder: Path, environ: dict[str, str]) -> Run:
    said, seconds, last = list[str](), list[float](), time.monotonic()
    with subprocess.Popen(
        [SHELL, "-c", script],
        cwd=folder,
        env=environ,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        for line in process.stdout or ():
            if line.startswith(_MARK):
                now = time.monotonic()
                seconds.append(now - last)
                last = now
            else:
                said.append(line)
    return Run(process.returncode, "".join(said), tuple(seconds))


def main() -> int:
    """Run a guide in a new folder, and print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("guide", type=Path)
    parser.add_argument("--json", action="store_true", help="print install_s, guide_s, total_s")
    given = parser.parse_args()
    blocks = blocks_of(given.guide.read_text("utf-8"))
    with tempfile.TemporaryDirectory(prefix="guide-") as folder:
        done = run(blocks, Path(folder))
    if given.json and done.code == 0:
        print(json.dumps(times_of(blocks, done)._asdict()))
        return 0
    print(done.said)
    for block, seconds in zip(blocks, done.seconds, strict=False):
        print(f"{seconds:7.1f} s  {block.heading}")
    print(f"{sum(done.seconds):7.1f} s  in all; {len(done.seconds)} of {len(blocks)} blocks")
    return done.code


if __name__ == "__main__":
    sys.exit(main())
