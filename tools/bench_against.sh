#!/usr/bin/env bash
# Measure this checkout and another commit in turn, five times each: one figure alone says
# little on a machine where other things run.
#
#   tools/bench_against.sh COMMIT NAME [what the measurement takes ...]
#   RUNS=3 tools/bench_against.sh 3ac7fc0 exchange
#
# The other commit is checked out into a folder of its own, with an environment of its own
# unless its lock is ours. Prints the median of every figure of `comity bench NAME --json` at
# both, their ratio, and the spread, in percent of the median. JSON=FILE keeps every run.
set -euo pipefail
cd "$(dirname "$0")/.."

[ $# -ge 2 ] || { sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }
commit=$(git rev-parse --verify --quiet "$1^{commit}") || {
  echo "bench_against: there is no commit $1 here" >&2
  exit 2
}
name=$2
shift 2
runs=${RUNS:-5}
here=$PWD
scratch=$(mktemp -d)
there=$scratch/there
cleanup() {
  git -C "$here" worktree remove --force "$there" 2>/dev/null || true
  rm -rf "$scratch"
}
trap cleanup EXIT

bash tools/setup.sh
git worktree add --quiet --detach "$there" "$commit"
if cmp -s requirements.lock "$there/requirements.lock"; then
  their_python=$here/.venv/bin/python # the working folder comes first on its path
else
  (cd "$there" && bash tools/setup.sh)
  their_python=$there/.venv/bin/python
fi

measure() { # FOLDER PYTHON FILE ARGUMENTS...
  local folder=$1 python=$2 file=$3
  shift 3
  (cd "$folder" && PYTHONPATH="$folder" "$python" -m gateway.cli.main bench "$name" --json -- "$@") >"$file"
}

for run in $(seq "$runs"); do
  echo "bench_against: $name, run $run of $runs" >&2
  measure "$there" "$their_python" "$scratch/there-$run.json" "$@"
  measure "$here" "$here/.venv/bin/python" "$scratch/here-$run.json" "$@"
done
.venv/bin/python tools/bench_medians.py "$scratch" "${commit:0:12}" ${JSON:+--json "$JSON"}
