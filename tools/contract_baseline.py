"""Hold docs/openapi.json against the contract from which clients were made, or take it anew.

    python tools/contract_baseline.py [--take]

The contract that clients were made from lies in tools/contract_baseline.json.gz, so that a clone
without history has it; tools/contract_baseline.toml says its digest and names each break since
that is accepted, with the reason. Exit code 1: something breaks that is not named there, or
something is named that breaks nothing. `--take` is for a release: what stands now is what
clients are made from, and no break is left to accept.
"""

import argparse
import gzip
import hashlib
import json
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tools.contract_changes import DOCUMENT, ROOT, changes

NAMES = ROOT / "tools" / "contract_baseline.toml"
DOCUMENT_BEFORE = ROOT / "tools" / "contract_baseline.json.gz"

_HEAD = """\
# The contract from which clients were made: tools/contract_baseline.json.gz, by its SHA-256
# unpacked. Each break since, as `make contract-baseline` prints it, with the reason why clients
# are made anew:
#
#   [[accepted]]
#   change = "GET /api/v1/x: the operation is gone, sent by clients"
#   reason = "Nobody can have called it: it answered 404."

"""


def held(
    old: dict[str, Any], new: dict[str, Any], accepted: Iterable[Mapping[str, str]]
) -> list[str]:
    """Return what is wrong between two contracts, beyond the breaks that are accepted.

    Args:
        old: From which clients were made.
        new: What stands now.
        accepted: Each break that is named, with its reason.
    """
    known = {each["change"]: each.get("reason", "").strip() for each in accepted}
    breaking = {str(each) for each in changes(old, new) if each.breaks}
    return [
        *(f"breaks a client: {each}" for each in sorted(breaking - known.keys())),
        *(f"accepted, and breaks nothing: {each}" for each in sorted(known.keys() - breaking)),
        *(f"accepted without a reason: {each}" for each, why in sorted(known.items()) if not why),
    ]


def baseline(names: Path, document: Path) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Return the contract from which clients were made, and the breaks that are accepted.

    Raises:
        SystemExit: The two files do not belong together.
    """
    named = tomllib.loads(names.read_text("utf-8"))
    raw = gzip.decompress(document.read_bytes())
    if hashlib.sha256(raw).hexdigest() != named["sha256"]:
        raise SystemExit(f"{document.name}: its digest is not the one that {names.name} says")
    contract: dict[str, Any] = json.loads(raw)
    return contract, named.get("accepted", [])


def take(source: Path, names: Path, document: Path) -> None:
    """Make what stands now the contract from which clients are made."""
    raw = source.read_bytes()
    document.write_bytes(gzip.compress(raw, mtime=0))
    digest = hashlib.sha256(raw).hexdigest()
    names.write_text(f'{_HEAD}sha256 = "{digest}"\n', "utf-8")


def main(arguments: Iterable[str] | None = None) -> int:
    """Run as a command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--take", action="store_true", help="what stands now is what clients have")
    options = parser.parse_args(None if arguments is None else list(arguments))
    if options.take:
        take(ROOT / DOCUMENT, NAMES, DOCUMENT_BEFORE)
        return 0
    old, accepted = baseline(NAMES, DOCUMENT_BEFORE)
    new = json.loads((ROOT / DOCUMENT).read_text("utf-8"))
    wrong = held(old, new, accepted)
    for each in wrong:
        print(each)
    if wrong:
        print("Take it back, or name it with its reason in tools/contract_baseline.toml and say")
        print("in CHANGELOG.md that clients are made anew.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
