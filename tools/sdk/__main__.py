"""Write the SDK's models and operations from docs/openapi.json, or fail on drift (--check).

    python -m tools.sdk            write them, and remove what is made no more
    python -m tools.sdk --check    fail where a file is not what the contract makes

A generator of ours, and not datamodel-code-generator: that writes models alone, closed
enums and every limit of the contract as it stands, so that a client of today fails on the
first word that a newer node adds. Here a limit stays with the node, which says what it
refuses; an enum takes words that are not known yet; and each operation is a typed method,
once to wait for and once to await.

`contract.py` reads the document, `nouns.py` says in which module a schema stands. A definition
is written by `models.py`, with types by `python_types.py`; a method by `methods.py`, from the
operation as `calls.py` reads it. `model_modules.py` and `operation_modules.py` make the modules,
`files.py` compares and writes them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from tools.sdk.contract import ROOT, Contract
from tools.sdk.files import drift, made, write

PACKAGE = ROOT / "sdk" / "comity_sdk"


def main(arguments: Sequence[str], package: Path = PACKAGE) -> int:
    """Write the files, or compare with them."""
    files = made(Contract.read())
    if "--check" not in arguments:
        write(files, package)
        return 0
    found = drift(files, package)
    for each in found:
        print(f"{package.name}/{each}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
