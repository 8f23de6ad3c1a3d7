# How the set-up scripts speak. Sourced, not run.

# Prints one line of progress.
say() { printf 'setup: %s\n' "$*"; }

# Prints a warning that does not stop the set-up.
warn() { printf 'setup: warning: %s\n' "$*" >&2; }

# Prints what went wrong and what to do about it, one argument a line, and stops.
fail() {
    printf 'setup: error: %s\n' "$1" >&2
    shift
    if [ $# -gt 0 ]; then printf '    %s\n' "$@" >&2; fi
    exit 1
}

# Whether a command is there.
have() { command -v "$1" >/dev/null 2>&1; }
