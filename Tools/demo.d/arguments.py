"""The command line of Tools/demo, and the figures it names.

Run by itself it only judges them, so that a wrong file is told before the build and not after.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from figures import BadFigures, Figures, read_figures
from generate import GENERATED, OFFICIAL

USAGE, BAD_DATA, NO_INPUT, NOT_BUILT, UNWRITABLE = 64, 65, 66, 69, 74
DEFAULT_SEED = 2012
MARKER = ".bokfink-demo"  # Says that a directory's contents are an earlier run's.
ROOT = Path(__file__).resolve().parents[2]


class Refused(Exception):
    """A run that cannot begin: an exit status and the sentence that says why."""

    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Options:
    """`generated` are the codes of municipalities whose figures are not real."""

    figures: Figures
    generated: frozenset
    seed: int
    out: Path
    quick: bool


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise Refused(USAGE, f"{message}. Tools/demo --help lists the options.")


def parse(arguments):
    parser = Parser(prog="Tools/demo", add_help=False, allow_abbrev=False)
    parser.add_argument("--figures", metavar="FILE")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--out", type=Path, default=ROOT / "demo-out")
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args(arguments)
    check_out(given.out)
    figures, generated = choose_figures(given.figures, given.quick)
    return Options(figures, generated, given.seed, given.out, given.quick)


def choose_figures(file, quick):
    """A quick run of the built-in county is its three municipalities with official figures."""
    try:
        if file is not None:
            return read_figures(file), frozenset()
        official = read_figures(OFFICIAL)
        if quick:
            return official, frozenset()
        generated = read_figures(GENERATED)
    except BadFigures as error:
        raise Refused(BAD_DATA, str(error)) from None
    except OSError as error:
        raise Refused(NO_INPUT, f"{file} cannot be read: {error.strerror}.") from None
    codes = frozenset(municipality.code for municipality in generated.municipalities)
    return official.joined_with(generated), codes


def check_out(out):
    """A run replaces what an earlier one left, and nothing else."""
    if out.is_dir() and any(out.iterdir()) and not (out / MARKER).exists():
        raise Refused(USAGE, f"{out} is not empty and not from an earlier run. Name another.")
    if out.exists() and not out.is_dir():
        raise Refused(USAGE, f"{out} is a file; --out names a directory.")


if __name__ == "__main__":
    try:
        parse(sys.argv[1:])
    except Refused as refusal:
        print(f"demo: {refusal}", file=sys.stderr)
        sys.exit(refusal.status)
