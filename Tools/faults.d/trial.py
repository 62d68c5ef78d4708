"""Runs the tests with one fault active until the first of them fails."""

import os
import re
import signal
import subprocess
import tempfile
import threading
from dataclasses import dataclass

from scratch import FAULT

TARGETS = ("ReplicationTests", "StorageTests", "HTTPTests", "AgentTests", "AggregatorTests")
# What nobody else's faults show in.
OWN_TARGETS = ("CatalogueTests", "ConsoleTests", "ReportsTests", "WebTests")
WORLDS = r"SimulationTests\..*every seed"
SEED_RANGES = ((1, 4), (5, 12), (13, 40))
SECONDS_MAX = 180

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
ISSUE = re.compile(r"✘ Test (.+?) recorded an issue")
BROKEN = re.compile(r"seed (\d+), step \d+: (.*)")
LINES_AFTER = 8


@dataclass(frozen=True)
class Trial:
    """What is run: the tests of a filter, in a world of some seeds or none."""

    name: str
    filter: str
    seeds: tuple | None = None


class Tests:
    """The built tests of the copy."""

    def __init__(self, program, scratch):
        self.program = program
        self.scratch = scratch
        listed = subprocess.run(
            (program, "--testing-library", "swift-testing", "--list-tests"),
            capture_output=True, text=True,
        ).stdout.splitlines()
        self.trials = [
            Trial(target, rf"^{target}\.")
            for target in TARGETS + OWN_TARGETS
            if any(line.startswith(f"{target}.") for line in listed)
        ]
        if any(re.search(WORLDS, line) for line in listed):
            self.trials += [Trial("seeds", WORLDS, seeds) for seeds in SEED_RANGES]

    def catch(self, fault):
        """What caught the fault, None when nothing did. Without a fault nothing should."""
        own = f"{fault.module}Tests" if fault else None
        # The module's own tests know it best.
        trials = [
            trial for trial in self.trials if trial.name not in OWN_TARGETS or trial.name == own]
        for trial in sorted(trials, key=lambda trial: trial.name != own):
            caught = self.run(trial, fault)
            if caught:
                return caught
        return None

    def run(self, trial, fault):
        environment = dict(os.environ)
        environment.pop(FAULT, None)
        if fault:
            environment[FAULT] = str(fault.number)
        if trial.seeds:
            environment["BOKFINK_SEEDS"] = "{}..{}".format(*trial.seeds)
        with tempfile.TemporaryDirectory(dir=self.scratch, ignore_cleanup_errors=True) as folder:
            environment["TMPDIR"] = folder
            command = (self.program, "--testing-library", "swift-testing", "--filter", trial.filter)
            process = subprocess.Popen(
                command, cwd=self.scratch, env=environment, text=True, errors="replace",
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )
            return watch(process, trial)


def watch(process, trial):
    """Reads until the first failure or the end; then the process has ended."""
    is_late = threading.Event()
    clock = threading.Timer(SECONDS_MAX, lambda: (is_late.set(), process.kill()))
    clock.start()
    try:
        with process.stdout:
            lines = (COLOUR.sub("", line.rstrip("\n")) for line in process.stdout)
            failure = first_failure(lines)
        if failure:
            process.kill()
        status = process.wait()
    finally:
        clock.cancel()
    if failure:
        return sentence(failure, trial)
    if is_late.is_set():
        return f"{trial.name}: not done after {SECONDS_MAX} s"
    if status < 0:
        return f"{trial.name}: ended by {signal.Signals(-status).name}"
    return f"{trial.name}: exit status {status}" if status else None


def first_failure(lines):
    """The line that tells of the first issue, with what follows it."""
    for line in lines:
        if ISSUE.search(line):
            rest = [next(lines, "") for _ in range(LINES_AFTER)]
            return "\n".join([line, *rest])
    return None


def sentence(failure, trial):
    if broken := BROKEN.search(failure):
        return f"seed {broken[1]}: {broken[2]}"
    return f"{trial.name}: {ISSUE.search(failure)[1]}".replace('"', "").rstrip(":")
