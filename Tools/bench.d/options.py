"""The command line of Tools/bench. Run by itself it only judges it, before the build."""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

USAGE, MISSING, FAILED, INTERRUPTED = 64, 69, 70, 130
ROOT = Path(__file__).resolve().parents[2]
GROUPS = ("commands", "sync", "bytes", "report", "http")


class Refused(Exception):
    """A run that cannot begin or go on: an exit status and the sentence that says why."""

    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Options:
    """`install` allows apt-get; `peers` measures other servers too."""

    runs: int
    report_records: int
    groups: tuple
    install: bool
    peers: bool
    markdown: bool
    work: Path


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise Refused(USAGE, f"{message}. Tools/bench --help lists the options.")


def parse(arguments):
    parser = Parser(prog="Tools/bench", add_help=False, allow_abbrev=False)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--runs", type=int)
    parser.add_argument("--only", action="append", choices=GROUPS)
    parser.add_argument("--http", action="store_true")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--work", type=Path, default=ROOT / ".build" / "bench")
    given = parser.parse_args(arguments)
    runs = given.runs if given.runs is not None else 2 if given.quick else 5
    if runs < 1:
        parser.error("--runs needs a number of at least 1")
    if given.work.exists() and (not given.work.is_dir() or any(given.work.iterdir())):
        raise Refused(USAGE, f"{given.work} is not an empty directory; --work names another.")
    return Options(
        runs=runs,
        report_records=20_000 if given.quick else 100_000,
        groups=tuple(given.only or GROUPS),
        install=given.http,
        peers=given.peers,
        markdown=given.markdown,
        work=given.work,
    )


if __name__ == "__main__":
    try:
        parse(sys.argv[1:])
    except Refused as refusal:
        print(f"bench: {refusal}", file=sys.stderr)
        sys.exit(refusal.status)
