"""Runs the torture; Tools/torture has built the programs before."""

import asyncio
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

from options import NOT_BUILT, ROOT, Refused, parse

# The demonstration's runner of programs and the reference implementation serve here too.
sys.path += [str(ROOT / "Tools" / "demo.d"), str(ROOT / "Tools")]

from ending import first_of, until_signalled  # noqa: E402
from hazards import EVERY, Hazards  # noqa: E402
from people import Person  # noqa: E402
from processes import Perils  # noqa: E402
from programs import ProgramFailed  # noqa: E402
from reckoning import judge  # noqa: E402
from settling import Unsettled, answer, calm, settle  # noqa: E402
from summary import as_json, complaints, render, summarize  # noqa: E402
from world import World  # noqa: E402

BINARIES = ROOT / ".build" / "release"
BROKEN, FAILED, INTERRUPTED = 1, 70, 130
PEOPLE_AT_A_STATION = 2


async def torture(options, out):
    """Whether every promise was kept."""
    (out / "logs").mkdir(parents=True)
    world = World(options, out, Perils(BINARIES, out / "logs"))
    try:
        tell("The aggregator and its agents are set up")
        await world.found()
        began = time.monotonic()
        await suffer(world)
        tell("The faults stop; everybody has to come to rest")
        settled, waiting = await rest(world)
        tell("What is there is compared with what was said")
        verdict = await judge(world, waiting)
    finally:
        for proxy in world.proxies:
            await proxy.close()
        await world.programs.end_all()
        world.close()
    summary = summarize(world, verdict, time.monotonic() - began, settled)
    print(as_json(summary) if options.json else render(summary))
    for complaint in complaints(verdict):
        print(f"Wrong: {complaint}", file=sys.stderr)
    return verdict.good


async def suffer(world):
    """People work and misfortunes happen, until the time is up."""
    hazards = Hazards(world)
    for proxy in world.proxies:
        proxy.worsen()
    async with asyncio.TaskGroup() as group:

        def employ(station):
            for number in range(1, PEOPLE_AT_A_STATION + 1):
                group.create_task(Person(world, station, number).work())

        world.people = employ
        for station in world.living:
            employ(station)
        for name in EVERY:
            group.create_task(hazards.strike(name))
        group.create_task(watch(world))
        await asyncio.sleep(world.seconds)
        world.ends.set()
    world.people = None


async def rest(world):
    """The rounds it took, and who never came to rest."""
    try:
        await calm(world)
        rounds = await settle(world)
        await answer(world)
        return rounds, []
    except Unsettled as error:
        return 0, [str(error)]


async def watch(world):
    """One line that tells how far it is, while somebody looks."""
    began = time.monotonic()
    while world.is_open:
        await world.sleep(1)
        if not sys.stderr.isatty():
            continue
        kills = sum(n for name, n in world.counts.items() if name.startswith("kills"))
        cuts = sum(proxy.cuts for proxy in world.proxies)
        seconds = int(time.monotonic() - began)
        sys.stderr.write(
            f"\r\033[K{seconds // 60}:{seconds % 60:02} of {world.seconds / 60:g} min  "
            f"{len(world.account.saved)} saved, {kills} killed, {cuts} cut, "
            f"{world.counts['rollbacks']} put back"
        )
        sys.stderr.flush()


def tell(text):
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    print(f"torture: {text}.", file=sys.stderr, flush=True)


def main():
    out = None
    try:
        options = parse(sys.argv[1:])
        if not (BINARIES / "bokfink").exists():
            raise Refused(NOT_BUILT, "the programs are not built; Tools/torture does that first.")
        out = Path(tempfile.mkdtemp(prefix=f"torture-{options.seed}-", dir=ROOT / ".build"))
        good = asyncio.run(until_signalled(torture(options, out)))
    except Refused as refusal:
        print(f"torture: {refusal}", file=sys.stderr)
        return refusal.status
    except asyncio.CancelledError:
        print("\ntorture: stopped; every process it started has ended.", file=sys.stderr)
        shutil.rmtree(out, ignore_errors=True)
        return INTERRUPTED
    except Exception as error:
        cause = first_of(error)
        if not isinstance(cause, ProgramFailed):
            traceback.print_exception(cause)
        print(f"\ntorture: {cause}\nEverything is in {out}.", file=sys.stderr)
        return FAILED
    if good:
        shutil.rmtree(out, ignore_errors=True)
        return 0
    print(f"torture: {out} has the disks, the ledger and the logs.", file=sys.stderr)
    return BROKEN


if __name__ == "__main__":
    sys.exit(main())
