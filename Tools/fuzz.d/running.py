"""One run of libFuzzer on one target."""

import os
import re
import subprocess
from dataclasses import dataclass
from resource import RUSAGE_CHILDREN, getrusage
from time import monotonic

from corpus import escaped

HANG_SECONDS = 1
# By the wall's clock. What libFuzzer does then may wait for ever for a lock of whoever was interrupted; inputs that
# were slow it tells of by itself.
STUCK_SECONDS = 60
MEMORY_MB_MAX = 100
TOLD = re.compile(r"^Not so|ERROR|Fatal error|^\s+#\d+ .* in ")


class Broke(Exception):
    """A claim did not hold: what libFuzzer said, and the input."""


@dataclass(frozen=True)
class Result:
    inputs: int
    seconds: float
    memory_mb: int

    def plus(self, said, seconds):
        """With what another run of libFuzzer says of itself."""
        return Result(
            self.inputs + statistic(said, "number_of_executed_units"), self.seconds + seconds,
            max(self.memory_mb, statistic(said, "peak_rss_mb")))

    @property
    def cells(self):
        rate = round(self.inputs / self.seconds) if self.seconds else self.inputs
        # Nothing slower passes.
        slowest = f"< {HANG_SECONDS} s"
        return [grouped(self.inputs), grouped(rate), slowest, f"{self.memory_mb} MB"]


def grouped(number):
    return f"{number:,}".replace(",", " ")


def run(binary, target, folders, runs, seconds, address):
    """Goes on until so many inputs were tried or so much time is over."""
    result = Result(0, 0, 0)
    while True:
        left = runs and runs - result.inputs
        time = seconds and max(1, round(seconds - result.seconds))
        began = monotonic()
        said, status = fuzz(binary, target, flags_for(target, folders, left, time, address))
        result = result.plus(said, monotonic() - began)
        late = drop_late(binary, target, folders, said)
        if status == 0:
            return result
        if not late:
            raise Broke(breach(target, said))


def drop_late(binary, target, folders, said):
    """Tries again by themselves what took longer than it may: the machine was busy with something else, or asleep.

    Returns whether libFuzzer has given up over one."""
    for kind in ("slow-unit", "timeout"):
        for file in sorted(folders.found.glob(f"{target.name}-{kind}-*")):
            if hangs(binary, target, file):
                raise Broke(breach(target, f"{said}\nTest unit written to {file}\n"))
            os.remove(file)
            if kind == "timeout":
                return True
    return False


def flags_for(target, folders, runs, seconds, address):
    flags = [
        f"-timeout={STUCK_SECONDS}", f"-report_slow_units={HANG_SECONDS}",
        f"-max_len={target.bytes_max}", "-print_final_stats=1",
        f"-artifact_prefix={folders.found}/{target.name}-", f"-dict={target.dictionary}",
    ]
    if runs:
        flags.append(f"-runs={runs}")
    if seconds:
        flags.append(f"-max_total_time={seconds}")
    if not address:
        # Address Sanitizer keeps what was freed for a while, which is no measure of what is needed.
        flags += [f"-rss_limit_mb={MEMORY_MB_MAX}", f"-malloc_limit_mb={MEMORY_MB_MAX}"]
    return [*flags, folders.grown, folders.given]


def hangs(binary, target, file):
    """Whether an input takes too long by the processor's time, and not only by the wall's."""
    before = getrusage(RUSAGE_CHILDREN)
    fuzz(binary, target, ["-runs=1", file])
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime > HANG_SECONDS


def fuzz(binary, target, words):
    # Swift's own backtrace would start a debugger for every find and hold our pipe meanwhile.
    environment = os.environ | {
        "BOKFINK_FUZZ_TARGET": target.name, "SWIFT_BACKTRACE": "enable=no",
        "ASAN_OPTIONS": "detect_leaks=0",
    }
    done = subprocess.run(
        [str(word) for word in (binary, *words)], env=environment, capture_output=True)
    return done.stderr.decode(errors="replace"), done.returncode


def statistic(said, name):
    found = re.search(rf"stat::{name}:\s+(\d+)", said)
    return int(found[1]) if found else 0


def breach(target, said):
    """What was said, without libFuzzer's own part of the stack, and the input as the corpora write it."""
    lines = [line for line in said.splitlines() if TOLD.search(line) and "fuzzer::" not in line]
    told = "\n".join(f"  {line.strip()}" for line in lines[-25:])
    file = re.search(r"Test unit written to (\S+)", said)
    if not file:
        return f"{target.name} ended.\n{told}"
    with open(file[1], "rb") as found:
        return f"{target.name}: not so: {target.claim}\n{told}\n  input: {escaped(found.read())}"
