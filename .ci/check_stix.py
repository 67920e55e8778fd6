#!/usr/bin/env python3
"""Checks STIX 2.1 bundles with OASIS's own tools: stix2-validator (strict) and the stix2 library.

Usage: .ci/check_stix.py BUNDLE.json...

Exits 0 if every bundle is valid, 1 if one is not, 2 if the tools cannot be had. Where the tools are not installed they go
into a temporary environment that is removed again; nothing outside it changes.

One recommended check is off: 103 asks for UUIDv4, and our ids are UUIDv5 so that exporting twice gives the same objects.
stix2-validator is pinned below 3.3: the wheel of 3.3.1 comes without its schemas.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
import venv

PINNED = ["stix2-validator==3.2.0", "stix2==3.0.2"]
DISABLED = "103"
# Set in the environment that this script makes for itself, so that it never does so twice.
INNER = "CHECK_STIX_INNER"


def with_tools(paths):
    """Runs this script again in a temporary environment that has the tools."""
    with tempfile.TemporaryDirectory(prefix="check-stix-") as place:
        venv.create(place, with_pip=True)
        python = os.path.join(place, "bin", "python")
        install = subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PINNED])
        if install.returncode != 0:
            print("check_stix: the tools could not be installed", file=sys.stderr)
            return 2
        return subprocess.run([python, __file__, *paths], env={**os.environ, INNER: "1"}).returncode


def check(path):
    """True if the bundle is valid; prints what is wrong if not."""
    import stix2
    import stix2validator

    options = stix2validator.ValidationOptions(version="2.1", strict=True, enforce_refs=True, disabled=DISABLED)
    result = stix2validator.validate_file(path, options)
    problems = [str(getattr(result.fatal, "error", result.fatal))] if result.fatal else []
    for found in result.object_results:
        problems += [str(error) for error in (found.errors or [])] + [str(warning) for warning in (found.warnings or [])]
    try:
        with open(path, encoding="utf-8") as file:
            bundle = stix2.parse(file.read())
        count = len(bundle.objects)
    except Exception as error:  # whatever the library says, the bundle does not parse
        problems.append(f"stix2 cannot parse it: {error}")
        count = 0
    for problem in problems:
        print(f"{path}: {problem}", file=sys.stderr)
    if not problems:
        print(f"{path}: valid, {count} objects")
    return not problems


def main(paths):
    if not paths:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    missing = any(importlib.util.find_spec(name) is None for name in ("stix2", "stix2validator"))
    if missing:
        if os.environ.get(INNER):
            print("check_stix: the tools were installed and cannot be found", file=sys.stderr)
            return 2
        return with_tools([os.path.abspath(path) for path in paths])
    return 0 if all([check(path) for path in paths]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
