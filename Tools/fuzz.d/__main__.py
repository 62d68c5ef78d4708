"""Builds the targets, runs them one after another and prints what came of it."""

import argparse
import sys

from building import NotBuilt, build
from corpus import keep, prepare
from running import Broke, run
from targets import NoTarget, chosen, load

BROKEN, USAGE, NOT_BUILT = 1, 64, 70

ABOUT = """Throws what nobody would write at everything that reads what strangers write.

The targets stand in Tests/FuzzTargets, each with a claim that must hold of every input; a reader
that crashes, takes longer than a second or more than 100 MB breaks it too. libFuzzer makes the
inputs: it keeps those that reach a part of the code no other did, and alters them further. It
begins with Tests/FuzzTests/Corpora and with the golden files of Protocol/."""
EXAMPLES = """Examples:
  Tools/fuzz --list
  Tools/fuzz --target scanner --seconds 60
  Tools/fuzz --runs 10000000                 every target, ten million inputs each
  Tools/fuzz --address --seconds 60          with Address Sanitizer, several times slower
  Tools/fuzz --keep                          afterwards write what is worth keeping to the corpora

Exit status: 0 every claim held · 1 one did not, and the input is printed · 64 not understood ·
70 the targets do not build."""


class Parser(argparse.ArgumentParser):
    def error(self, message):
        print(f"fuzz: {message}. “Tools/fuzz --help” shows what is understood.", file=sys.stderr)
        sys.exit(USAGE)


def positive(text):
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no number of at least 1")
    return int(text)


def arguments():
    parser = Parser(
        prog="Tools/fuzz", description=ABOUT, epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="show the targets and run nothing")
    parser.add_argument("--target", metavar="NAME", action="append", help="this one; repeatable")
    parser.add_argument(
        "--runs", metavar="N", type=positive, help="inputs for each target; 100000 when neither "
        "this nor --seconds is given")
    parser.add_argument(
        "--seconds", metavar="N", type=positive, help="for each target at most")
    parser.add_argument(
        "--address", action="store_true", help="with Address Sanitizer, without the memory limit")
    parser.add_argument(
        "--keep", action="store_true", help="write the smallest inputs that reach everything to "
        "Tests/FuzzTests/Corpora")
    parser.add_argument("--markdown", action="store_true", help="a table for a README")
    return parser.parse_args()


def row(cells, markdown):
    if markdown:
        return "| " + " | ".join(cells) + " |"
    return f"{cells[0]:18}" + "".join(f"{cell:>14}" for cell in cells[1:])


HEADINGS = ["Target", "inputs", "a second", "slowest", "memory"]


def main():
    options = arguments()
    runs = options.runs or (None if options.seconds else 100_000)
    broken = False
    try:
        targets = chosen(load(), options.target)
        if options.list:
            for target in targets:
                print(f"{target.name:18}{target.claim}")
            return 0
        binary = build(options.address)
        print(row(HEADINGS, options.markdown), flush=True)
        if options.markdown:
            print(row(["---"] + ["---:"] * 4, True))
        for target in targets:
            folders = prepare(target.name)
            try:
                result = run(binary, target, folders, runs, options.seconds, options.address)
            except Broke as breach:
                print(breach, file=sys.stderr)
                broken = True
                continue
            print(row([target.name, *result.cells], options.markdown), flush=True)
            if options.keep:
                keep(binary, target, folders)
    except NoTarget as mistake:
        print(f"fuzz: {mistake}", file=sys.stderr)
        return USAGE
    except NotBuilt as mistake:
        print(f"fuzz: {mistake}", file=sys.stderr)
        return NOT_BUILT
    return BROKEN if broken else 0


if __name__ == "__main__":
    sys.exit(main())
