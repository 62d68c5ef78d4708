"""Runs the demonstration; Tools/demo has built the programs before."""

import asyncio
import shutil
import sys
import traceback

from arguments import MARKER, NOT_BUILT, ROOT, UNWRITABLE, Refused, parse
from centre import Centre
from ending import first_of, until_signalled
from ledger import Ledger
from programs import ProgramFailed, Programs
from progress import Progress
from story import enrol, found, play, tell

BINARIES = ROOT / ".build" / "release"
DIFFERENT, FAILED, INTERRUPTED = 1, 70, 130


def prepare(out):
    """Empties the directory of an earlier run."""
    if not (BINARIES / "bokfink").exists():
        raise Refused(NOT_BUILT, "the programs are not built; Tools/demo does that first.")
    try:
        for name in ("nodes", "logs", "entries"):
            shutil.rmtree(out / name, ignore_errors=True)
            (out / name).mkdir(parents=True)
        for name in ("kb.csv", "summary.json"):
            (out / name).unlink(missing_ok=True)
        (out / MARKER).touch()
    except OSError as error:
        raise Refused(UNWRITABLE, f"{out} cannot be written: {error.strerror}.") from None


async def demonstrate(options):
    prepare(options.out)
    programs = Programs(BINARIES, options.out / "logs")
    ledger = Ledger(options.out / "logs" / "ledger.ndjson")
    centre = Centre(options.out / "nodes" / "aggregator", programs)
    run = None
    try:
        run = await found(options, centre, programs, ledger, Progress())
        await enrol(run)
        await play(run)
        good = await tell(run, options)
    finally:
        # In this order, so that nobody logs that a peer has gone.
        await programs.end_all()
        for link in run.links if run else ():
            await link.close()
        ledger.close()
    if good:
        shutil.rmtree(options.out / "nodes")
    print(f"{options.out} has the files and logs.")
    return 0 if good else DIFFERENT


def main():
    options = None
    try:
        options = parse(sys.argv[1:])
        return asyncio.run(until_signalled(demonstrate(options)))
    except Refused as refusal:
        print(f"demo: {refusal}", file=sys.stderr)
        return refusal.status
    except asyncio.CancelledError:
        print("\ndemo: stopped; every process it started has ended.", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:
        cause = first_of(error)
        if not isinstance(cause, ProgramFailed):
            traceback.print_exception(cause)
        print(f"\ndemo: {cause}\nThe logs are in {options.out / 'logs'}.", file=sys.stderr)
        return FAILED


if __name__ == "__main__":
    sys.exit(main())
