"""`make demo`: from a licence application to a decision that every authority knows.

Four authorities on this machine, each with its own database, keys, namespace and ports;
every step is the real thing. Prints the path of the case's page last; exits non-zero when
a step fails, and says which. What it started it also stops, on Ctrl-C too.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

from gateway.errors import ComityError
from lab.demo.story import Story
from lab.demo.telling import Narrator, StepFailedError
from lab.sandbox.state import FILE, held
from lab.sandbox.supervisor import Sandbox

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
OUT = Path("demo-out")
INTERRUPTED = 130  # 128 + SIGINT, as shells say it


def main(arguments: list[str] | None = None) -> int:
    """Run the demo and return the exit code."""
    options = _options(arguments)
    teller = Narrator()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        # A second demo in the same folder would take this one's federation down.
        with held(options.out, what="demo runs in this folder"):
            return _run(options, teller)
    except KeyboardInterrupt:
        teller.say("interrupted")
        return INTERRUPTED
    except ComityError as error:
        teller.failed(StepFailedError("the demo", error))
        return 1


def _run(options: argparse.Namespace, teller: Narrator) -> int:
    sandbox = _fresh(options.out)
    story = Story(sandbox, teller, examples=options.examples, out=options.out)
    begun = time.monotonic()
    code = 0
    try:
        story.tell()
    except StepFailedError as error:
        teller.failed(error)
        teller.say(f"The logs of the processes are in {sandbox.folder / 'logs'}")
        if os.environ.get("COMITY_TRACEBACK"):
            raise
        code = 1
    finally:
        _end(sandbox, teller, keep=options.keep)
    seconds = round(time.monotonic() - begun, 1)
    if options.json is not None:
        _write(options.json, {**story.result, "seconds": seconds, "steps": teller.seconds})
    if code == 0:
        elsewhere = "" if options.out == OUT else f" --home {sandbox.folder}"
        teller.say(f"To look at it as an officer: comity sandbox open DE{elsewhere}")
        teller.say(f"All of it took {seconds:.0f} seconds. The page of the case:")
        teller.last(str(story.page))
    return code


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make demo", description="From an application to a decision that everybody knows."
    )
    parser.add_argument("--json", type=Path, help="also write what happened as JSON")
    parser.add_argument("--out", type=Path, default=OUT, help="folder for results")
    parser.add_argument("--keep", action="store_true", help="leave the federation up")
    parser.add_argument("--examples", type=Path, default=EXAMPLES, help="folder of input files")
    return parser.parse_args(arguments)


def _fresh(out: Path) -> Sandbox:
    """Return a sandbox that does not exist yet; one of an earlier demo is taken down."""
    sandbox = Sandbox(out / "sandbox")
    if (sandbox.folder / FILE).exists():
        sandbox.down()
        shutil.rmtree(sandbox.folder)
    return sandbox


def _end(sandbox: Sandbox, teller: Narrator, *, keep: bool) -> None:
    if not (sandbox.folder / FILE).exists():
        return
    if keep:
        teller.say(f"\nThe federation stays up: comity sandbox status --home {sandbox.folder}")
        return
    # A second Ctrl-C must not leave half a federation behind.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sandbox.down()


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


def _write(path: Path, result: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result, indent=2, ensure_ascii=False, default=str)
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
