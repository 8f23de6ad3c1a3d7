# Sourced by the scripts beside it: a temporary folder that goes away again, with pinned packages in an environment of its own.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work" MPLBACKEND=Agg PIP_DISABLE_PIP_VERSION_CHECK=1

# Installs packages as pip is configured on this machine, and gives what comes on standard input to their Python.
run_with() {
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet "$@"
  (cd "$work" && "$work/venv/bin/python" -W ignore -) 2> "$work/errors" || {
    cat "$work/errors" >&2
    exit 1
  }
}
