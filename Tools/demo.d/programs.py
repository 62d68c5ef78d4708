"""Running the two programs: commands that end, services that stay, and the end of them all."""

import asyncio
import json
import os
import signal
import time
from collections import deque
from pathlib import Path

COMMANDS_AT_ONCE = 4
COMMAND_SECONDS_MAX = 90
TERMINATE_SECONDS_MAX = 5


class ProgramFailed(Exception):
    """The sentence: which command, how it ended, what it said last."""


class Programs:
    """Starts processes in groups of their own, so that Ctrl-C reaches only the driver, which then
    ends each by its id."""

    def __init__(self, binaries, logs):
        self.binaries, self.logs = Path(binaries), Path(logs)
        self.living = set()
        self.turns = asyncio.Semaphore(COMMANDS_AT_ONCE)
        self.journal = open(self.logs / "commands.log", "w", encoding="utf-8")

    async def run(self, program, *arguments, accept=(0,), env=None):
        """Runs a command to its end and returns (status, what it printed)."""
        async with self.turns:
            began = time.monotonic()
            process = await self.start(program, arguments, asyncio.subprocess.PIPE, env)
            try:
                output, errors = await asyncio.wait_for(
                    process.communicate(), COMMAND_SECONDS_MAX
                )
            except TimeoutError:
                raise ProgramFailed(
                    f"{line_of(program, arguments)} did not end within {COMMAND_SECONDS_MAX} s."
                ) from None
            finally:
                await self.kill(process)
        status, errors = process.returncode, errors.decode(errors="replace")
        self.note(program, arguments, status, time.monotonic() - began, errors)
        if status not in accept:
            raise ProgramFailed(
                f"{line_of(program, arguments)} ended with status {status}. {errors.strip()[-600:]}"
            )
        return status, output.decode()

    async def run_torn(self, program, *arguments, env=None):
        """Kills a command as soon as it has answered its first line; returns the lines it did."""
        async with self.turns:
            process = await self.start(program, arguments, asyncio.subprocess.PIPE, env)
            answered = await process.stdout.readline()
            process.kill()
            answered += await process.stdout.read()
            await process.wait()
            self.living.discard(process)
        self.note(program, arguments, process.returncode, 0, "killed by the driver")
        return answered.decode()

    async def serve(self, name, program, *arguments, env=None):
        """Starts a service; what it says is appended to its log."""
        with open(self.logs / f"{name}.log", "ab") as log:
            return await self.start(program, arguments, log, env)

    async def start(self, program, arguments, output, env):
        process = await asyncio.create_subprocess_exec(
            self.binaries / program,
            *map(str, arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=os.environ | (env or {}),
            start_new_session=True,
        )
        self.living.add(process)
        return process

    async def kill(self, process):
        """SIGKILL: the process gets no chance to tidy up."""
        if process.returncode is None:
            process.kill()
        await process.wait()
        self.living.discard(process)

    async def end_all(self):
        """Asks every process to stop, and kills what has not stopped after some seconds."""
        for process in list(self.living):
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
        waits = [asyncio.create_task(process.wait()) for process in self.living]
        if waits:
            await asyncio.wait(waits, timeout=TERMINATE_SECONDS_MAX)
        for process in list(self.living):
            await self.kill(process)
        self.journal.close()

    def note(self, program, arguments, status, seconds, errors):
        print(f"{seconds:7.3f} s  {status:4}  {line_of(program, arguments)}", file=self.journal)
        for line in errors.splitlines():
            print(f"               {line}", file=self.journal)


def line_of(program, arguments):
    return " ".join([program, *map(str, arguments)])


async def in_order(items, work, after=None):
    """Does the work for all items, some at once, begun in the order given.

    `after` is told how many are finished, each time one is.
    """
    waiting, done = deque(items), 0

    async def worker():
        nonlocal done
        while waiting:
            await work(waiting.popleft())
            done += 1
            if after:
                await after(done)

    async with asyncio.TaskGroup() as group:
        for _ in range(COMMANDS_AT_ONCE):
            group.create_task(worker())


def json_lines(text):
    """One value a line; a line cut off by a kill is no answer."""
    values = []
    for line in text.splitlines(keepends=True):
        if line.endswith("\n"):
            values.append(json.loads(line))
    return values
