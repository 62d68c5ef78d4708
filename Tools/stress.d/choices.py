"""The command line of Tools/stress. Run by itself it only judges it, before the build."""

import argparse
import sys
from dataclasses import dataclass

USAGE = 64


@dataclass(frozen=True)
class Choices:
    connections: int
    seconds: int
    markdown: bool


class Parser(argparse.ArgumentParser):
    def error(self, message):
        print(f"stress: {message}. “Tools/stress --help” shows what is understood.",
              file=sys.stderr)
        sys.exit(USAGE)


def positive(text):
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no number of at least 1")
    return int(text)


def parse(arguments):
    parser = Parser(prog="Tools/stress", add_help=False, allow_abbrev=False)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--connections", type=positive, default=1000)
    parser.add_argument("--seconds", type=positive)
    parser.add_argument("--markdown", action="store_true")
    given = parser.parse_args(arguments)
    seconds = given.seconds or (5 if given.quick else 20)
    return Choices(given.connections, seconds, given.markdown)


if __name__ == "__main__":
    parse(sys.argv[1:])
