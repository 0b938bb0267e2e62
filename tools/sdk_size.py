"""Measure what the client library takes: build its wheel, install it into a fresh environment.

    python tools/sdk_size.py    what is installed, and how large it is

Packages come from where pip takes them; the library itself comes from the wheel that is built.
"""

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MIB = 2**20
_LISTED = """
import importlib.metadata, json, pathlib
found = {}
for one in importlib.metadata.distributions():
    name = one.metadata["Name"]
    if name not in ("pip", "setuptools"):
        files = [one.locate_file(each) for each in one.files or ()]
        found[name] = sum(p.stat().st_size for p in map(pathlib.Path, files) if p.is_file())
print(json.dumps(found))
"""


def measured() -> dict[str, int]:
    """Return the octets of each installed distribution, without compiled files."""
    with tempfile.TemporaryDirectory() as folder:
        wheels, home = Path(folder) / "wheels", Path(folder) / "venv"
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
        build = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels)]
        subprocess.run([*pip, *build, str(ROOT / "sdk")], check=True)
        venv.create(home, with_pip=True)
        python = str(home / "bin" / "python")
        install = [python, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
        wheel = str(next(wheels.glob("*.whl")))
        subprocess.run([*install, "--no-compile", "--only-binary", ":all:", wheel], check=True)
        used = "import comity_sdk, comity_sdk.models, comity_sdk.fake, comity_sdk.webhooks"
        subprocess.run([python, "-c", used], check=True)
        listed = subprocess.run([python, "-c", _LISTED], check=True, capture_output=True)
    found: dict[str, int] = json.loads(listed.stdout)
    return found


def main() -> int:
    """Print each distribution with its size, and the whole."""
    found = measured()
    for name, octets in sorted(found.items(), key=lambda pair: -pair[1]):
        print(f"{octets / MIB:6.1f} MiB  {name}")
    print(f"{sum(found.values()) / MIB:6.1f} MiB  in all, {len(found)} distributions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
