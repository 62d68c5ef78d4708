"""Plants the faults one at a time and prints what caught each."""

import argparse
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from plan import Unfit, load
from scratch import NotBuilt, build, contents, write
from table import closing, markdown
from trial import Tests

SURVIVED, USAGE, BAD_LIST, NOT_SOUND = 1, 64, 65, 70

ABOUT = """Breaks one rule of the sync design at a time and sees whether a test notices.

The list stands in Tools/faults.d/*.toml. Every fault is written into a copy of the checkout
under $TMPDIR, asleep; the copy is built once, and each run of its tests wakes one fault. Unit
tests are run first, then worlds of the simulation; the first failure ends a run."""
STATUS = """Exit status: 0 every fault was caught · 1 one was not · 64 not understood ·
65 the list does not fit the sources · 70 the copy does not build, or its tests fail without a
fault."""


class Parser(argparse.ArgumentParser):
    def error(self, message):
        print(f"faults: {message}. “Tools/faults --help” shows what is understood.",
              file=sys.stderr)
        sys.exit(USAGE)


def arguments():
    parser = Parser(
        prog="Tools/faults", description=ABOUT, epilog=STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="show the faults and run nothing")
    parser.add_argument("--only", metavar="NAME", action="append", help="this fault; repeatable")
    parser.add_argument("--jobs", metavar="N", type=int, default=1, help="faults side by side")
    parser.add_argument("--out", metavar="FILE.md", type=Path, help="write the table there too")
    return parser.parse_args()


def chosen(faults, names):
    if unknown := set(names or ()) - {fault.name for fault in faults}:
        raise Unfit(f"There is no fault called {', '.join(sorted(unknown))}. Look with --list.")
    return [fault for fault in faults if not names or fault.name in names]


def prepared(faults):
    """The built tests of a copy with these faults."""
    scratch = Path(tempfile.gettempdir()) / f"bokfink-faults-{os.getuid()}"
    write(contents(faults), scratch)
    print("Building the copy with its faults asleep …", flush=True)
    return Tests(build(scratch), scratch)


def examine(faults, tests, jobs):
    """(fault, what caught it) for each, told as they come."""
    results = {}

    def one(fault):
        results[fault] = tests.catch(fault)
        done = f"{len(results):3}/{len(faults)}"
        print(f"{done}  {fault.name:30}  {results[fault] or 'SURVIVED'}", flush=True)

    with ThreadPoolExecutor(max(1, jobs)) as pool:
        for future in [pool.submit(one, fault) for fault in faults]:
            future.result()
    return [(fault, results[fault]) for fault in faults]


def main():
    options = arguments()
    try:
        everything = load()
        faults = chosen(everything, options.only)
        if options.list:
            for fault in faults:
                print(f"{fault.name:30}  §{fault.section}  {fault.rule}")
            return 0
        tests = prepared(everything)
    except Unfit as error:
        print(f"faults: {error}", file=sys.stderr)
        return BAD_LIST
    except NotBuilt as error:
        print(f"faults: the copy does not build.\n{error}", file=sys.stderr)
        return NOT_SOUND
    if complaint := tests.catch(None):
        print(f"faults: without any fault this fails: {complaint}", file=sys.stderr)
        return NOT_SOUND
    results = examine(faults, tests, options.jobs)
    if options.out:
        options.out.write_text(markdown(results), encoding="utf-8")
    print(closing(results))
    for fault, caught in results:
        if not caught:
            print(f"Nothing caught {fault.name}: {fault.rule}")
    return 0 if all(caught for _, caught in results) else SURVIVED


if __name__ == "__main__":
    sys.exit(main())
