"""Install by the documents' own lines, each document into a new environment, without a compiler.

    python tools/clean_install.py [--python PATH]

The release is what git knows of this folder, copied. The home is empty, and `PATH` has what the
machine has without compilers. What the operator's guide installs is a node: the commands of its
first parts then start two of them, until `comity doctor` finds that all works. The script ends
with 0 where every line did what the documents say. It takes some minutes and the packages of
`deploy/node.lock` and `deploy/report.lock` from a registry, so it is no test of `make test`;
`tests/unit/tools/test_clean_install.py` sees that it runs every line that there is.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tools.guide import SHELL, blocks_of  # noqa: E402 - it is run as a script

GUIDE: Final = Path("docs/guides/operator.md")
RUN_AS_GUIDES: Final = frozenset({Path("docs/guides/integrator.md")})
"""Guides whose blocks a test runs, installation lines among them (tests/node/test_guides.py)."""

PLACE: Final = "/opt/comity"
"""Where the documents put the environment of a node; a trial takes a folder of its own."""

INSTALLS: Final = re.compile(r"\bpip (?:install|wheel)\b")
COMPILERS: Final = re.compile(
    r"(.*-)?(cc|c\+\+|gcc|g\+\+|clang|clang\+\+|cpp|ld|as|rustc|cargo)(-.*)?"
)
OTHER_PYTHONS: Final = re.compile(r"(python|pip|comity|uv)[\d.]*")
STARTED: Final = ("Install", "Join")
"""Parts of the guide from which a node works."""

_FENCED: Final = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Trial(NamedTuple):
    """What one document has a reader type to install.

    Attributes:
        document: From the folder of the repository.
        lines: As they stand there.
    """

    document: Path
    lines: tuple[str, ...]


def documents() -> list[Path]:
    """Return every page that people read, from the folder of the repository."""
    return [each for each in _known() if each.suffix == ".md" and each.name != "CHANGELOG.md"]


def lines_that_install(text: str) -> list[str]:
    """Return all lines of a document that install something, in a block or not."""
    return [line for line in text.splitlines() if INSTALLS.search(line)]


def trials() -> list[Trial]:
    """Return what is run: of each document the blocks that install, to their last such line."""
    found = dict[Path, tuple[str, ...]]()
    for document in documents():
        text = (ROOT / document).read_text("utf-8")
        for block in _FENCED.finditer(text):
            lines = block[2].splitlines()
            last = max((n for n, line in enumerate(lines) if INSTALLS.search(line)), default=-1)
            if last >= 0 and not (block[1] == "sh" and document in RUN_AS_GUIDES):
                found[document] = (*found.get(document, ()), *lines[: last + 1])
    return [Trial(document, lines) for document, lines in found.items()]


def machine(folder: Path, python: str) -> dict[str, str]:
    """Make what a clean machine has; return the environment of its programs.

    Args:
        folder: New; home and programs go into it.
        python: The interpreter that is `python3` there.
    """
    programs, home = folder / "bin", folder / "home"
    programs.mkdir(parents=True)
    home.mkdir()
    for each in (*Path("/usr/local/bin").iterdir(), *Path("/usr/bin").iterdir()):
        taken = COMPILERS.fullmatch(each.name) or OTHER_PYTHONS.fullmatch(each.name)
        if not taken and not (programs / each.name).is_symlink():
            (programs / each.name).symlink_to(each)
    _script(programs / "python3", f'exec "{python}" "$@"')
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
    return {
        **kept,
        "PATH": str(programs),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "CC": "/bin/false",
        "CXX": "/bin/false",
    }


def install(trial: Trial, folder: Path, environ: dict[str, str]) -> None:
    """Run the lines of a document in a new copy of the release.

    Raises:
        subprocess.CalledProcessError: A line did not succeed; it has said why.
    """
    release = folder / "release"
    for each in _known():
        (release / each).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / each, release / each)
    text, place, within = "\n".join(trial.lines), folder / "env", release
    if PLACE not in text:  # it speaks of the reader's own environment and of its own folder
        text = f"python3 -m venv {PLACE}\n{text}"
        within = release / trial.document.parent
    script = f'PATH="{place}/bin:$PATH"\n{text.replace(PLACE, str(place))}'
    _run(script, within, environ)


def use(folder: Path, environ: dict[str, str]) -> None:
    """Start nodes with what was installed, by the guide's first parts, and stop them.

    Raises:
        subprocess.CalledProcessError: A command did not succeed; it has said why.
    """
    blocks = blocks_of((ROOT / GUIDE).read_text("utf-8"))
    commands = [each.commands for each in blocks if each.heading in STARTED]
    script = [f'PATH="{folder}/env/bin:$PATH"', "trap 'comity sandbox down --home sandbox' EXIT"]
    work = folder / "work"
    work.mkdir()
    _run("\n".join((*script, *commands, "comity doctor")), work, environ)


def main() -> int:
    """Try each document; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="the interpreter, e.g. python3.13")
    python = shutil.which(parser.parse_args().python) or sys.exit("there is no such interpreter")
    about = _said(python, "-c", "import sys; print(sys.executable, sys.version.split()[0])")
    python, version = about.split()  # a shim of pyenv is no interpreter
    begun = time.monotonic()
    for trial in trials():
        # A short name: the path of a Unix socket has at most 107 octets.
        with tempfile.TemporaryDirectory(prefix="clean-") as made:
            folder, at = Path(made), time.monotonic()
            print(f"--- {trial.document}, Python {version}", *trial.lines, sep="\n", flush=True)
            try:
                environ = machine(folder, python)
                install(trial, folder, environ)
                if trial.document == GUIDE:
                    print(
                        f"{_size_mb(folder / 'env')} MB, {time.monotonic() - at:.0f} s", flush=True
                    )
                    use(folder, environ)
            except subprocess.CalledProcessError as exc:
                print(f"{trial.document}: a line ended with {exc.returncode}", file=sys.stderr)
                return 1
    took = time.monotonic() - begun
    print(f"Python {version}: {len(trials())} documents install, and a node works; {took:.0f} s")
    return 0


def _run(script: str, folder: Path, environ: dict[str, str]) -> None:
    command = [SHELL, "-c", f"set -euo pipefail\n{script}"]
    subprocess.run(command, cwd=folder, env=environ, check=True)


def _known() -> list[Path]:
    """Return what git knows of this folder and what lies there, new files too."""
    listed = [
        "git",
        "-C",
        str(ROOT),
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    names = sorted(set(_said(*listed).split("\0")) - {""})
    return [Path(name) for name in names if (ROOT / name).is_file()]


def _said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _script(file: Path, line: str) -> None:
    file.write_text(f"#!{SHELL}\n{line}\n", "utf-8")
    file.chmod(0o755)


def _size_mb(folder: Path) -> int:
    files = (each for each in folder.rglob("*") if each.is_file() and not each.is_symlink())
    return sum(each.stat().st_size for each in files) // 1_000_000


if __name__ == "__main__":
    sys.exit(main())
