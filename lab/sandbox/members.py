"""The processes of a sandbox's members: ``python -m lab.sandbox.members LOGS HOME...``.

What takes a node seconds and hundreds of MiB at its start, the matcher's tables above all,
is loaded once here; then one process a member is forked from it and shares those pages. A
member stays what it is in life: a process of its own with its own files, keys and ports.

Forking is safe because nothing runs yet: one thread, no channel, no engine client, no
database. That is checked. The program says that it has loaded, waits for a line on its
standard input, forks, prints the process ids as one line of JSON, and ends.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
from pathlib import Path

from gateway.app.process import FAILED, run_process
from gateway.console.languages import shipped_languages
from gateway.domain.controls import shipped_controls
from gateway.domain.rulebook import shipped_rulebooks
from gateway.domain.states import shipped_states
from gateway.errors import ComityError
from gateway.matching.index_warmup import warm_up
from gateway.settings import Settings

LOADED = b"loaded"
LOADS = (shipped_controls, shipped_states, shipped_rulebooks, shipped_languages)
"""What each member would otherwise read for itself at its start; it is the same for all."""


def main(logs: Path, homes: list[Path]) -> None:
    """Load, wait for the word, fork a process for each home, print their ids."""
    warm_up()
    for load in LOADS:
        load()
    print(LOADED.decode(), flush=True)
    if not sys.stdin.readline():
        return  # whoever wanted the members has gone
    if threading.active_count() != 1:
        raise RuntimeError("a thread runs already; members cannot be forked from here")
    gc.freeze()  # a collection in a child would touch, and so copy, every shared page
    pids = {str(home): _fork(home, logs / f"{home.name}.log") for home in homes}
    print(json.dumps(pids), flush=True)


def _fork(home: Path, log: Path) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        os.setsid()
        _output_to(log)
        run_process(Settings.load(home, environ={}), as_json=True)
    except ComityError as error:
        print(f"error {error}\nremedy {error.remedy}", file=sys.stderr)
    except BaseException as error:  # noqa: BLE001 - the child must never return into main
        print(f"defect {type(error).__name__}: {error}", file=sys.stderr)
    sys.stderr.flush()
    os._exit(FAILED)


def _output_to(log: Path) -> None:
    sink = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(sink, 1)
    os.dup2(sink, 2)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(each) for each in sys.argv[2:]])
