"""Commands that end, with what they cost, and services that stay."""

import os
import re
import shutil
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from options import FAILED, MISSING, ROOT, Refused

BINARIES = ROOT / ".build" / "release"
COMMAND_SECONDS_MAX = 600
START_SECONDS_MAX = 20
TERMINATE_SECONDS_MAX = 5
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Ended:
    """A command that has ended: by the wall, by the processor, at its largest."""

    seconds: float
    processor_seconds: float
    peak_bytes: int
    status: int
    output: str


def binary(program):
    path = BINARIES / program
    if not path.exists():
        raise Refused(MISSING, f"{program} is not built; Tools/bench does that first.")
    return path


def run(directory, program, *arguments, accept=(0,)):
    """Runs one of the two programs to its end."""
    return run_command([binary(program), *arguments], directory, accept)


def run_command(command, directory, accept=(0,)):
    command = [str(word) for word in command]
    output, errors = directory / "output", directory / "errors"
    with open(output, "wb") as out, open(errors, "wb") as err:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        limit = threading.Timer(COMMAND_SECONDS_MAX, process.kill)
        limit.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            process.wait()
            raise
        finally:
            limit.cancel()
        seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accept:
        said = errors.read_text(errors="replace").strip()[-600:]
        name = " ".join([Path(command[0]).name, *command[1:]])
        raise Refused(FAILED, f"{name} ended with status {process.returncode}. {said}")
    return Ended(
        seconds=seconds,
        processor_seconds=usage.ru_utime + usage.ru_stime,
        peak_bytes=usage.ru_maxrss * 1024,
        status=process.returncode,
        output=output.read_text(errors="replace"),
    )


class Service:
    """A process that stays until the block ends. `folder/listen` says where it listens."""

    def __init__(self, folder, program, *arguments):
        self.folder, self.command = folder, [binary(program), *arguments]
        self.process, self.url = None, None

    def __enter__(self):
        listen = self.folder / "listen"
        listen.unlink(missing_ok=True)
        with open(self.folder.with_suffix(".log"), "ab") as log:
            self.process = subprocess.Popen(
                [str(word) for word in self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        limit = time.monotonic() + START_SECONDS_MAX
        while not (listen.exists() and listen.read_text().strip()):
            if self.process.poll() is not None or time.monotonic() > limit:
                self.__exit__()
                raise Refused(FAILED, f"{self.command[0].name} does not listen.")
            time.sleep(0.02)
        self.url = listen.read_text().strip().rstrip("/")
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(TERMINATE_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def processor_seconds(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND

    @property
    def resident_bytes(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024


def instructions(directory, program, *arguments):
    """What perf counts for one command in user space; None where it cannot count."""
    if not shutil.which("perf"):
        return None
    counts = directory / "instructions"
    perf = ["perf", "stat", "-x,", "-e", "instructions:u", "-o", counts]
    run_command([*perf, binary(program), *arguments], directory, accept=(0, 129))
    first = re.search(r"^(\d+),", counts.read_text(), re.MULTILINE)
    return int(first[1]) if first else None
