"""Write what is made from docs/openapi.json and names.toml, or fail on drift (--check).

python -m tools.commands            write gateway/cli/contract/commands.json and rows of docs/cli.md
python -m tools.commands --check    fail where one is not what the contract makes
"""

from __future__ import annotations

import sys

from tools.commands.made import made


def main() -> int:
    """Write the files, or compare with them."""
    found = made()
    if "--check" not in sys.argv[1:]:
        for path, text in found.items():
            path.write_text(text, "utf-8")
        return 0
    wrong = [path for path, text in found.items() if path.read_text("utf-8") != text]
    for path in wrong:
        print(
            f"{path.name} is not what the contract makes: `make commands`, and look at the change."
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
