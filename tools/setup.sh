#!/usr/bin/env bash
# Make the virtual environment .venv from requirements.lock: `make setup`.
#
# Idempotent: a stamp in .venv remembers the lock and the pyproject.toml it was
# made from, so a second call does nothing. Nothing is compiled: every package
# in the lock is a wheel with a hash. Where packages come from is left to pip's
# own configuration.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*" >&2; }
fail() {
  say "$1"
  shift
  for line in "$@"; do printf '       %s\n' "$line" >&2; done
  exit 1
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  local candidate
  # A named interpreter is taken or refused, never replaced by another one.
  if [ -n "${PYTHON:-}" ]; then
    new_enough "$PYTHON" || fail "PYTHON=$PYTHON is not a Python 3.11 or newer." \
      "Name another one: make setup PYTHON=/path/to/python3.11"
    printf '%s' "$PYTHON"
    return
  fi
  for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    if new_enough "$candidate"; then
      printf '%s' "$candidate"
      return
    fi
  done
  fail "Comity needs Python 3.11 or newer; none was found on the PATH." \
    "Install one (Debian, Ubuntu: apt install python3 python3-venv) or name it:" \
    "make setup PYTHON=/path/to/python3.11"
}

digest() { "$python" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())'; }

python=$(find_python)
lock_stamp=.venv/.comity-lock
package_stamp=.venv/.comity-package
# The folder is part of the stamp: a copied checkout has an environment whose
# scripts point at the old place.
lock_key="$(grep -v "^#" requirements.lock | digest) $PWD"
package_key="$(digest <pyproject.toml) $PWD"

if [ "$(cat "$lock_stamp" 2>/dev/null || true)" != "$lock_key" ] || ! new_enough .venv/bin/python; then
  say "making .venv with $("$python" --version) (a minute or two) ..."
  rm -f "$lock_stamp" "$package_stamp"
  "$python" -m venv --clear .venv || fail "$python -m venv failed, see above." \
    "On Debian and Ubuntu the module is a package of its own: apt install python3-venv"
  .venv/bin/python -m pip --version >/dev/null 2>&1 || fail ".venv was made without pip: this Python lacks ensurepip." \
    "On Debian and Ubuntu: apt install python3-venv; elsewhere use a Python with ensurepip."
  .venv/bin/python -m pip install --disable-pip-version-check --quiet \
    --only-binary :all: --no-deps --require-hashes -r requirements.lock ||
    fail "the packages of requirements.lock could not be installed, see above." \
      "A hash that does not match means that the file served is not the one we locked: do not go on." \
      "'No matching distribution' means no wheel for this platform, or no package registry reached."
  printf '%s\n' "$lock_key" >"$lock_stamp"
fi

if [ "$(cat "$package_stamp" 2>/dev/null || true)" != "$package_key" ]; then
  .venv/bin/python -m pip install --disable-pip-version-check --quiet \
    --no-deps --no-build-isolation --no-index -e . || fail "Comity itself could not be installed, see above."
  printf '%s\n' "$package_key" >"$package_stamp"
  say "done. Try: make demo"
fi
