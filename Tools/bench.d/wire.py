"""What goes over the line. Bytes hardly differ between runs, so the counting relay is used here and
nowhere else: it would slow down what is timed."""

from county import County
from entries import CHANGES, INCREMENT
from meter import Meter

UNREACHABLE = 69


def measure_bytes(results, work):
    """Heads of HTTP are included unless the name says body."""
    with County(work) as county, Meter(county.port) as line:
        unit = county.units()[0]
        first, second, third = (county.branch(name, unit, line.url) for name in "abc")
        for branch in (first, second, third):
            branch.sync()
        first.log(CHANGES, seed=1)
        add(results, "push", line.watch(first.sync), CHANGES)
        pulled = line.watch(second.sync)
        add(results, "pull", pulled, CHANGES)
        resume(results, line, third, pulled)

        first.log(INCREMENT, seed=1, first=CHANGES)
        add(results, "push-100", line.watch(first.sync), INCREMENT)
        add(results, "pull-100", line.watch(second.sync), INCREMENT)
        nothing = line.watch(second.sync)
        results.add("sync-nothing-bytes", nothing.up + nothing.down, "B")
        results.add("sync-nothing-body", nothing.body, "B")
        results.add("sync-nothing-round-trips", nothing.round_trips, "")


def add(results, name, traffic, count):
    results.add(f"{name}-up", traffic.up / count, "B/change")
    results.add(f"{name}-down", traffic.down / count, "B/change")
    results.add(f"{name}-round-trips", traffic.round_trips, "")


def resume(results, line, branch, whole):
    """A first download breaks half-way and goes on; how much of it comes twice?"""
    torn = line.watch(lambda: branch.sync(accept=(0, UNREACHABLE)), cut_after=whole.down // 2)
    rest = line.watch(branch.sync)
    results.add("resume-twice", torn.down + rest.down - whole.down, "B")
