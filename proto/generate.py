"""Generate comity/ from proto/comity/: `make proto`, and `make proto-check` for drift.

Plain protoc from grpcio-tools, no rewriting: the path of a file is its package and
its import path, so proto/comity/v1/denial.proto becomes `comity.v1.denial_pb2`.
Beside each module lies its type stub. A `_pb2_grpc` module is kept only where the
proto has a service. Generated files are checked in, so that nobody needs a
generator to run Comity and a review sees what changes.

The list of messages in docs/protocol/messages.md is written with them.

    python proto/generate.py          write comity/ and the list
    python proto/generate.py --check  generate elsewhere and fail on any difference
"""

import argparse
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
from importlib.resources import files
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROTO = ROOT / "proto"
PACKAGE = "comity"
SERVICE = re.compile(r"^\s*service\s+\w+", re.MULTILINE)
MESSAGE = re.compile(r"^message (\w+)", re.MULTILINE)
PAGE = "docs/protocol/messages.md"
LISTED = re.compile(r"(?<=^\|---\|---\|\n)(?:\| `\w+\.proto` .*\n)+", re.MULTILINE)
PACKAGE_DOCSTRING = '"""The contract between states; proto/generate.py makes it from proto/."""\n'


def generate(out: Path) -> None:
    """Generate every proto into the folder `out`, with the packages' __init__.py.

    Raises:
        subprocess.CalledProcessError: protoc refused a proto; it has said why.
    """
    protos = sorted(PROTO.glob(f"{PACKAGE}/**/*.proto"))
    if protos:
        command = [sys.executable, "-m", "grpc_tools.protoc", f"--proto_path={PROTO}"]
        # Well-known types (google/protobuf/*.proto) lie in grpcio-tools.
        command += [f"--proto_path={files('grpc_tools') / '_proto'}"]
        command += [f"--python_out={out}", f"--grpc_python_out={out}"]
        command += [f"--mypy_out=quiet:{out}", f"--mypy_grpc_out=quiet:{out}"]
        command += [str(proto.relative_to(PROTO)) for proto in protos]
        # protoc looks for the stub plugins on the PATH.
        scripts = sysconfig.get_path("scripts")
        path = scripts + os.pathsep + os.environ.get("PATH", "")
        subprocess.run(command, check=True, cwd=PROTO, env={**os.environ, "PATH": path})
    for proto in protos:
        if not SERVICE.search(proto.read_text("utf-8")):
            stem = out / proto.relative_to(PROTO).with_suffix("")
            for suffix in ("_pb2_grpc.py", "_pb2_grpc.pyi"):
                stem.with_name(stem.name + suffix).unlink(missing_ok=True)
    for folder in {PROTO / PACKAGE, *(proto.parent for proto in protos)}:
        package = out / folder.relative_to(PROTO)
        package.mkdir(parents=True, exist_ok=True)
        (package / "__init__.py").write_text(PACKAGE_DOCSTRING, "utf-8")


def read_tree(root: Path) -> dict[str, bytes]:
    """Contents of the package below `root`, by path relative to it."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted((root / PACKAGE).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def listed_messages(page: str) -> str:
    """Return the page on messages with the list that the protos have now."""
    rows = {
        proto.name: ", ".join(f"`{name}`" for name in MESSAGE.findall(proto.read_text("utf-8")))
        for proto in PROTO.glob(f"{PACKAGE}/**/*.proto")
    }
    lines = [f"| `{name}` | {rows[name] or 'no message'} |\n" for name in sorted(rows)]
    return LISTED.sub("".join(lines), page, count=1)


def main() -> int:
    """Run as a command; exit code 1 when --check finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on drift")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder))
        wanted = read_tree(Path(folder))
    present = read_tree(ROOT) | {PAGE: (ROOT / PAGE).read_bytes()}
    wanted[PAGE] = listed_messages(present[PAGE].decode()).encode()
    differing = sorted(
        path for path in wanted.keys() | present.keys() if wanted.get(path) != present.get(path)
    )
    for name in differing:
        if options.check:
            print(f"{name}: is not what its proto generates; run `make proto`", file=sys.stderr)
        elif name in wanted:
            (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / name).write_bytes(wanted[name])
        else:
            (ROOT / name).unlink()
    return 1 if options.check and differing else 0


if __name__ == "__main__":
    sys.exit(main())
