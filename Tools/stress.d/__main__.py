"""Stresses the aggregator; Tools/stress has built the programs before."""

import resource
import shutil
import sys
import tempfile
from pathlib import Path

from choices import parse

ROOT = Path(__file__).resolve().parents[2]
# The benchmark's way to an aggregator and a branch serves here too, and what it takes from the demonstration.
sys.path += [str(ROOT / "Tools" / "bench.d"), str(ROOT / "Tools" / "demo.d")]

from county import County  # noqa: E402
from holders import IDLE_MAX, IDLE_SECONDS, KINDS, Idle, Slow  # noqa: E402
from measures import NOT_KEPT, Phase, cells, headings, kept, summary  # noqa: E402
from options import INTERRUPTED, MISSING, Refused  # noqa: E402
from others import Others  # noqa: E402


def stress(choices, work):
    """One phase for each kind of client, told as they end."""
    with County(work) as county:
        branch = county.branch("molkom", county.units()[0])
        branch.log(1_000, seed=1)
        branch.sync()
        others = Others(county.port, (branch.folder / "token").read_text().strip(), branch)
        phases = [quiet(county, others, choices)]
        for kind in KINDS:
            with Slow(kind, county, choices) as slow:
                phases.append(measured(slow.name, county, others, choices.seconds, slow.held))
        with Idle(county.port, IDLE_MAX) as idle:
            # At least as long as one looks whether the others notice.
            name = f"{idle.wanted:,} idle connections".replace(",", " ")
            phases.append(measured(name, county, others, IDLE_SECONDS, idle.held))
        county.aggregator("verify")
    return phases


def quiet(county, others, choices):
    return measured("nobody else", county, others, min(5, choices.seconds), lambda: 0)


def measured(name, county, others, seconds, held):
    waits, failures, memory, most = [], 0, 0, 0
    for wait in others.for_seconds(seconds):
        failures += wait is None
        waits += [wait] if wait is not None else []
        memory = max(memory, county.service.resident_bytes)
        most = max(most, held())
    phase = Phase(name, most, waits, failures, memory)
    print(f"stress: {name}: {len(waits)} answered, {failures} not", file=sys.stderr, flush=True)
    return phase


def raise_limit():
    """As far as it goes: the idle connections' other ends are in this process."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def main():
    choices = parse(sys.argv[1:])
    raise_limit()
    work = Path(tempfile.mkdtemp(prefix="bokfink-stress-"))
    try:
        if not shutil.which("slowhttptest"):
            raise Refused(MISSING, "slowhttptest is missing. Tools/setup --tests installs it")
        phases = stress(choices, work)
    except Refused as refusal:
        print(f"stress: {refusal}", file=sys.stderr)
        return refusal.status
    except KeyboardInterrupt:
        print("\nstress: stopped; every process it started has ended.", file=sys.stderr)
        return INTERRUPTED
    finally:
        shutil.rmtree(work, ignore_errors=True)
    for line in [*headings(choices.markdown), *(cells(phase, choices.markdown) for phase in phases)]:
        print(line)
    print(f"stress: {summary(phases)}", file=sys.stderr)
    broken = [phase.name for phase in phases if not kept(phase)]
    for name in broken:
        print(f"stress: not everybody was served, or memory grew, beside {name}.", file=sys.stderr)
    return NOT_KEPT if broken else 0


if __name__ == "__main__":
    sys.exit(main())
