"""Run the commands of a guide, block by block as a reader would, and say how long each took.

A guide is Markdown; what is run are its blocks marked `sh`, in order, in one shell, in a folder
of their own. `COMITY` is this repository, and its commands are in `PATH`. Nothing is run that the
guide does not say, so what a reader needs to know is in it.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHELL = "/bin/bash"
SANDBOX = "sandbox"
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
            subprocess.run(down, cwd=folder, env=environ, check=False)


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
    guide = parser.parse_args().guide
    blocks = blocks_of(guide.read_text("utf-8"))
    with tempfile.TemporaryDirectory(prefix="guide-") as folder:
        done = run(blocks, Path(folder))
    print(done.said)
    for block, seconds in zip(blocks, done.seconds, strict=False):
        print(f"{seconds:7.1f} s  {block.heading}")
    print(f"{sum(done.seconds):7.1f} s  in all; {len(done.seconds)} of {len(blocks)} blocks")
    return done.code


if __name__ == "__main__":
    sys.exit(main())
