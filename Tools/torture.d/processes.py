"""The two programs, with a SIGKILL at any microsecond."""

import asyncio
import os
import signal
import threading
import time
from dataclasses import dataclass

from programs import Programs, line_of

# A command that is to be killed lives up to this times as long as its kind usually does.
LIFE_SHARE_MAX = 1.2
FIRST_GUESS_SECONDS = 0.03
COMMAND_SECONDS_MAX = 120


@dataclass(frozen=True)
class Ended:
    """A command that has ended, by itself or not."""

    status: int
    output: str
    errors: str
    was_killed: bool

    @property
    def crashed(self):
        """Ended by a signal that nobody sent, or by a mistake of its own."""
        return not self.was_killed and (self.status < 0 or self.status == 70)


class Perils(Programs):
    def __init__(self, binaries, logs):
        super().__init__(binaries, logs)
        self.usual = {}

    async def attempt(self, program, *arguments, random=None, env=None):
        """Runs a command; with `random` it is killed at some moment of its life or just after.

        Whatever it had printed in whole lines by then it has said.
        """
        kind = (program, *arguments[:2])
        async with self.turns:
            began = time.monotonic()
            process = await asyncio.create_subprocess_exec(
                self.binaries / program,
                *map(str, arguments),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=os.environ | (env or {}),
                start_new_session=True,
            )
            self.living.add(process)
            if random is not None:
                usual = self.usual.get(kind, FIRST_GUESS_SECONDS)
                self.strike_later(process, random.uniform(0, LIFE_SHARE_MAX * usual))
            try:
                async with asyncio.timeout(COMMAND_SECONDS_MAX):
                    output, errors = await process.communicate()
            finally:
                await self.kill(process)
        seconds = time.monotonic() - began
        was_killed = random is not None and process.returncode == -signal.SIGKILL
        if not was_killed:
            self.usual[kind] = 0.8 * self.usual.get(kind, seconds) + 0.2 * seconds
        errors = errors.decode(errors="replace")
        self.note(program, arguments, process.returncode, seconds, errors)
        return Ended(
            process.returncode, output.decode(errors="replace"), errors, was_killed
        )

    def strike_later(self, process, seconds):
        """By a thread, because the event loop counts in milliseconds; by a descriptor, so that
        nobody else can be hit."""
        try:
            descriptor = os.pidfd_open(process.pid)
        except ProcessLookupError:
            return

        def strike():
            time.sleep(seconds)
            try:
                signal.pidfd_send_signal(descriptor, signal.SIGKILL)
            except ProcessLookupError:
                pass
            finally:
                os.close(descriptor)

        threading.Thread(target=strike, daemon=True).start()


def sentence_of(program, arguments, ended):
    return (
        f"{line_of(program, arguments)} ended with status {ended.status}. "
        f"{ended.errors.strip()[-400:]}"
    )
