"""The command line of Tools/torture.

Run by itself it only judges it, so that a wrong one is told before the build and not after.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

USAGE, NOT_BUILT, UNWRITABLE = 64, 69, 74
ROOT = Path(__file__).resolve().parents[2]
AGENTS_MAX = 24


class Refused(Exception):
    """A run that cannot begin: an exit status and the sentence that says why."""

    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Options:
    seconds: float
    seed: int
    agents: int
    json: bool


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise Refused(USAGE, f"{message}. Tools/torture --help lists the options.")


def parse(arguments):
    parser = Parser(prog="Tools/torture", add_help=False, allow_abbrev=False)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--agents", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    if not 0 < given.minutes <= 24 * 60:
        raise Refused(USAGE, "--minutes is more than 0 and at most a day.")
    if not 2 <= given.agents <= AGENTS_MAX:
        raise Refused(USAGE, f"--agents is 2 to {AGENTS_MAX}.")
    return Options(given.minutes * 60, given.seed, given.agents, given.json)


if __name__ == "__main__":
    try:
        parse(sys.argv[1:])
    except Refused as refusal:
        print(f"torture: {refusal}", file=sys.stderr)
        sys.exit(refusal.status)
