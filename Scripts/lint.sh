#!/usr/bin/env bash
# Checks what the tests cannot: the house style, short files, no traps in library code, no strange hosts, sound scripts.
#
#   Scripts/lint.sh FILE_OR_FOLDER...
#
# Reports everything it finds before it fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

longest=500
# The hosts that a file may name. No package index and no mirror is among them: where packages come from, the settings of apt,
# pip and Swift on each machine say.
hosts=(
    github.com git-lfs.github.com pytorch.org download.pytorch.org www.swift.org
    cocodataset.org images.cocodataset.org staticflickr.com docs.ultralytics.com
    www.apache.org www.w3.org semver.org keepachangelog.com example.org mirror.example.org
)
failures=0

# Prints what is wrong, and goes on.
report() {
    printf 'lint: %s\n' "$1" >&2
    failures=$((failures + 1))
}

# Tracked files and new ones that git does not ignore.
files() { git ls-files --cached --others --exclude-standard -- "$@"; }

check_style() {
    swift format lint --strict --recursive --parallel "$@" || report "swift format lint found faults; make format mends most"
}

check_lengths() {
    local file lines
    while IFS= read -r file; do
        [ -f "$file" ] || continue
        lines=$(wc -l < "$file")
        [ "$lines" -le "$longest" ] || report "$file has $lines lines; $longest are the most"
    done < <(files '*.swift' ':!*.pb.swift' '*.cpp' '*.c' '*.h' '*.py' '*.sh') # but generated code
}

# Nothing that comes from a file, a network or a user may trap.
check_traps() {
    local found
    found=$(grep -rnE '\b(fatalError\(|try!|as! )' --include='*.swift' Sources | grep -vE '^[^:]*:[0-9]+: *//' || true)
    [ -z "$found" ] || report "these can trap; throw instead:
$found"
}

check_hosts() {
    local found
    found=$(git grep --untracked -nIoiE '://([a-z0-9-]+\.)+[a-z]+\b|\b([a-z0-9-]+\.)+(org|com|io|dev|cn)\b' \
        | grep -viE ":(://)?($(IFS='|'; sed 's/\./\\./g' <<< "${hosts[*]}"))\$" || true)
    [ -z "$found" ] || report "these hosts are not among those that a file may name (hosts in Scripts/lint.sh):
$found"
}

check_scripts() {
    local script
    local -a scripts=(Scripts/*.sh .ci/run) # the ones that these source are checked with them
    for script in "${scripts[@]}" Scripts/*/*.sh findings/*.sh; do bash -n "$script" || report "$script does not parse"; done
    if command -v shellcheck >/dev/null; then
        shellcheck --external-sources "${scripts[@]}" || report "shellcheck found faults"
    else
        echo "lint: shellcheck is not installed; scripts were only parsed"
    fi
}

check_style "$@"
check_lengths
check_traps
check_hosts
check_scripts
[ "$failures" = 0 ] || exit 1
echo "lint: clean"
