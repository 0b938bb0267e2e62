"""Check what a reader relies on: links, the map in the README, docstrings, file lengths.

1. README.md has at most 150 lines.
2. Every relative link in a Markdown file leads to a file that exists.
3. Every folder at the top of the repository is named in README.md.
4. Every hand-written module, and every public class in it, has a docstring.
5. A hand-written Python file is at most 500 lines long: longer ones are named,
   and above 700 lines the check fails.
6. Every page that a file cites (`docs/design.md section 4`) is in the repository, and where its
   headings are numbered, the section is there as well.
7. Every path below a folder of ours that a page names in backticks exists. What is history
   (the changelog, the decision records) keeps the paths of its day.

Only files that belong to the repository are read: tracked ones, and new ones
that are not ignored.
"""

import ast
import posixpath
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README_MAX_LINES = 150
FILE_WARN_LINES = 500
FILE_MAX_LINES = 700
GENERATED = ("comity/v1/", "sdk/comity_sdk/models/", "sdk/comity_sdk/operations/")
CITING = (".md", ".proto", ".py", ".toml")

FENCE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)
CODE_SPAN = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\[[^\]\n]*\]\(\s*<?([^)\s>]+)>?[^)\n]*\)")
CITED = re.compile(
    r"(?<![\w/.:-])((?:[\w.-]+/)*[\w-]+\.md)\b(?:[`)\]]*[\s#]+(?:sections?[\s#]+)?(\d[\d.]*))?"
)
PATH = re.compile(r"`((?:deploy|gateway|lab|proto|sdk|tests|tools|workflows)/[\w./-]+)`")
HISTORY = ("CHANGELOG.md", "docs/adr/")
NUMBERED = re.compile(r"^#{2,4} (\d+(?:\.\d+)*)[. ]", re.MULTILINE)
SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def repository_files() -> list[str]:
    """Paths, relative to the root, of the files that belong to the repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    paths = listed.stdout.decode("utf-8").split("\0")
    return sorted({path for path in paths if path and (ROOT / path).is_file()})


def check_readme(files: list[str]) -> Iterator[str]:
    """Rules 1 and 3."""
    text = (ROOT / "README.md").read_text("utf-8")
    lines = text.count("\n")
    if lines > README_MAX_LINES:
        yield f"README.md: {lines} lines; at most {README_MAX_LINES}, move the rest to docs/"
    folders = {path.split("/", 1)[0] for path in files if "/" in path}
    for folder in sorted(folders):
        if not folder.startswith(".") and f"{folder}/" not in text:
            yield f"README.md: the folder {folder}/ is not in the map"


def check_links(path: str) -> Iterator[str]:
    """Rule 2. Code is skipped, and so are addresses and anchors within a page."""
    text = CODE_SPAN.sub("", FENCE.sub("", (ROOT / path).read_text("utf-8")))
    for match in LINK.finditer(text):
        target = match.group(1).partition("#")[0]
        if not target or SCHEME.match(target):
            continue
        base = ROOT if target.startswith("/") else (ROOT / path).parent
        if not (base / target.lstrip("/")).exists():
            yield f"{path}: the link to {target} leads nowhere"


def check_citations(path: str, text: str, files: list[str]) -> Iterator[str]:
    """Rule 6. A page without a folder may lie anywhere; one on another site is none of ours."""
    by_name = {Path(name).name: name for name in files if name.endswith(".md")}
    beside = Path(path).parent.as_posix()
    for page, cited_section in sorted(set(CITED.findall(text))):
        folder = page.partition("/")[0] if "/" in page else ""
        if "." in folder.strip("."):
            continue  # github.com/...
        nearby = posixpath.normpath(f"{beside}/{page}")
        found = next((name for name in (page, nearby, by_name.get(page)) if name in files), None)
        if found is None:
            yield f"{path}: cites {page}, which is not in the repository"
        elif section := cited_section.rstrip("."):
            held = NUMBERED.findall((ROOT / found).read_text("utf-8"))
            if held and section not in held:
                yield f"{path}: cites section {section} of {found}, which has none of that number"


def check_paths(path: str, text: str) -> Iterator[str]:
    """Rule 7."""
    for named in sorted(set(PATH.findall(text))):
        if not path.startswith(HISTORY) and not (ROOT / named).exists():
            yield f"{path}: names {named}, which is not in the repository"


def check_module(path: str) -> Iterator[str]:
    """Rule 4."""
    if path.startswith("tests/"):
        return  # a test's path says what it mirrors, its name what it proves
    tree = ast.parse((ROOT / path).read_bytes(), filename=path)
    if tree.body and ast.get_docstring(tree) is None:
        yield f"{path}:1: the module has no docstring: what does it own, what not, which norm?"
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.ClassDef)
            and not node.name.startswith("_")
            and ast.get_docstring(node) is None
        ):
            yield f"{path}:{node.lineno}: the public class {node.name} has no docstring"


def line_count(path: str) -> int:
    """Number of lines of a file."""
    return (ROOT / path).read_bytes().count(b"\n")


def main() -> int:
    """Print every finding; exit code 1 when there is one that is not only a warning."""
    files = repository_files()
    problems = list(check_readme(files))
    warnings = []
    for path in files:
        if path.endswith(".md"):
            problems += check_links(path)
            problems += check_paths(path, (ROOT / path).read_text("utf-8"))
        if path.endswith(CITING) and not path.startswith(GENERATED):
            problems += check_citations(path, (ROOT / path).read_text("utf-8"), files)
        if path.endswith(".py") and not path.startswith(GENERATED):
            problems += check_module(path)
            lines = line_count(path)
            if lines > FILE_MAX_LINES:
                problems.append(
                    f"{path}: {lines} lines; at most {FILE_MAX_LINES}: split it by noun"
                )
            elif lines > FILE_WARN_LINES:
                warnings.append(
                    f"{path}: {lines} lines, more than the {FILE_WARN_LINES} that we aim at"
                )
    for warning in warnings:
        print(f"warning: {warning}", file=sys.stderr)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
