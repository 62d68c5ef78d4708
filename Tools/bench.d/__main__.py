"""Measures; Tools/bench has built the programs before."""

import shutil
import signal
import sys
from pathlib import Path

from options import INTERRUPTED, ROOT, Refused, parse

# The demonstration's relay and its activities serve here too.
sys.path.append(str(ROOT / "Tools" / "demo.d"))

from measures import measure_commands, measure_report, measure_sync  # noqa: E402
from results import Results  # noqa: E402
from web import install_wrk, measure_http  # noqa: E402
from wire import measure_bytes  # noqa: E402


def measure(options, results):
    """One round of all groups after another, so that a busy minute touches every figure alike."""
    groups = {
        "commands": lambda: measure_commands(results, options.work),
        "sync": lambda: measure_sync(results, options.work),
        "http": lambda: measure_http(results, options.work, options.peers),
    }
    if "http" in options.groups:
        if options.install:
            install_wrk()
        if not shutil.which("wrk"):
            tell("http is left out: there is no wrk. --http installs it.")
            del groups["http"]
    for number in range(options.runs):
        for name, group in groups.items():
            if name in options.groups:
                tell(f"run {number + 1} of {options.runs}: {name}")
                group()
    if "bytes" in options.groups:
        tell("bytes, once")
        measure_bytes(results, options.work)
    if "report" in options.groups:
        tell(f"report over {options.report_records} records")
        measure_report(results, options.work, options.report_records, options.runs)


def tell(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def end(*_):
    raise KeyboardInterrupt


def main():
    work = None
    try:
        signal.signal(signal.SIGTERM, end)
        options = parse(sys.argv[1:])
        work = options.work
        work.mkdir(parents=True, exist_ok=True)
        results = Results()
        measure(options, results)
    except Refused as refusal:
        print(f"bench: {refusal}", file=sys.stderr)
        return refusal.status
    except KeyboardInterrupt:
        print("\nbench: stopped; every process it started has ended.", file=sys.stderr)
        return INTERRUPTED
    finally:
        if work is not None:
            empty(work)
    for line in results.table() if options.markdown else results.lines():
        print(line)
    return 0


def empty(work: Path):
    """`work` was empty when the run began, so everything in it is ours."""
    shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
