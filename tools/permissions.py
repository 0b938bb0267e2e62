"""Write docs/permissions.md from the table in code, or fail when it differs (--check)."""

from __future__ import annotations

import sys
from pathlib import Path

from gateway.casework.office.permissions import RIGHTS, OfficerRole

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "permissions.md"

_HEAD = """\
# Who may read and do what

Made by `tools/permissions.py` from the table in `gateway/casework/office/permissions.py`; it is
changed there. An empty cell means no. `tests/node/api/test_who_reads_what.py` asks every route
for every role, over data of each kind.

- **all**: every one that this authority has.
- **own**: cases that the very account filed, and the consultations that we opened for them. An
  account that returns keeps its name, and so its cases. A case that is not its own is not there
  for it (404), and so are its consultations, tasks and lines of the feed. Of acts that wait: those
  that it proposed.
- **released**: this authority's own, and what other authorities released to it.
- **role**: what the law keeps to this role: notices of the kinds whose `sight` it is, with their
  tasks. For every other account, an auditor's too, these are not there (404), nor their letters,
  acts and lines of the feed (`docs/protocol/notices.md`, "What one role alone sees").
  An administrator has the task alone that says that no account has such a role.

A case and a consultation are shown to who may not read their hits without what is said of
denials: examination, reasons of triggers, named denials, free words of other authorities, acts and
tasks. `withheld` names the fields of a case that are empty for that reason. A task is its heading.
Page, evidence, letters and hits are not shown at all.

A **restricted** case, or consultation that others ask of us, is for the accounts that its mark
names, whatever their role allows besides: for everybody else it is not there (404), nor its page,
evidence, letters, hits, tasks, lines of the feed and entries in lists. A decider opens it for 72
hours with a reason, and who is named is told at once; an auditor reads it by its number, and each
read is an act of the case. Figures count it. `docs/cases.md` has the whole of it.

Who may not do something is told so with `NOT_PERMITTED` (403) and the roles that may. A right that
needs another one (last column) is none without it. A token that was made for `read_denials`,
`notify` or `assess` also reads notices, writes them, or closes tasks, as far as its account may.

"""


def made() -> str:
    """Return the page as the table makes it."""
    titles = ["noun", "verb", *(str(role) for role in OfficerRole), "permission", "needs"]
    lines = [_row(titles), _row(["---"] * len(titles))]
    for permission, right in RIGHTS.items():
        cells = [str(right.scopes.get(role, "")) for role in OfficerRole]
        needs = ", ".join(f"`{each}`" for each in right.needs)
        lines.append(_row([right.noun, right.verb, *cells, f"`{permission}`", needs]))
    return _HEAD + "\n".join(lines) + "\n"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> int:
    """Write the page, or compare with it."""
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(made(), "utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text("utf-8") == made():
        return 0
    print("docs/permissions.md is not what the table makes: .venv/bin/python tools/permissions.py")
    return 1


if __name__ == "__main__":
    sys.exit(main())
