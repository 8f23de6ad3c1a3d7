"""Compares the values of two JSON files, as Python reads them.

    python3 Tools/parity/same_json.py FIRST SECOND

Fields may come in any order; 12 and 12.0 are the same number. Prints the first differences and fails where there are any.
"""
import json
import sys


def differences(first, second, path=""):
    """The paths at which two values differ, with both values."""
    if isinstance(first, dict) and isinstance(second, dict):
        for name in sorted(first.keys() | second.keys()):
            if name in first and name in second:
                yield from differences(first[name], second[name], f"{path}.{name}")
            else:
                yield f"{path}.{name} is only in the {'first' if name in first else 'second'}"
    elif isinstance(first, list) and isinstance(second, list):
        if len(first) != len(second):
            yield f"{path} has {len(first)} and {len(second)} elements"
        for index, pair in enumerate(zip(first, second)):
            yield from differences(*pair, f"{path}[{index}]")
    elif isinstance(first, bool) != isinstance(second, bool) or first != second:
        yield f"{path}: {first!r:.80} and {second!r:.80}"


if __name__ == "__main__":
    values = []
    for name in sys.argv[1:3]:
        with open(name, encoding="utf-8") as file:
            values.append(json.load(file))
    count = 0
    for count, difference in enumerate(differences(*values), 1):
        print(difference)
        if count == 20:
            break
    sys.exit(1 if count else 0)
