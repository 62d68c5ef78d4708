"""The two programs, with a SIGKILL at any microsecond."""

import asyncio
import os
import signal
import time
from dataclasses import dataclass

from programs import Programs, line_of

# A command that is to be killed lives up to this times as long as its kind usually does.
LIFE_SHARE_MAX = 1.2
FIRST_GUESS_SECONDS = 0.03
STRUCK = (137, 124)  # What `timeout` says of a command it has killed, or missed by a hair.
SHORTEST_LIFE_SECONDS = 0.000_5  # 0 would be no limit.
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

        Whatever it had printed in whole lines by then it has said. `timeout` strikes, because this
        program would nearly always come too late on a busy machine.
        """
        kind = (program, *arguments[:2])
        usual, strike, striker = self.usual.get(kind, FIRST_GUESS_SECONDS), COMMAND_SECONDS_MAX, ()
        if random is not None:
            strike = random.uniform(0, LIFE_SHARE_MAX * usual) + SHORTEST_LIFE_SECONDS
            striker = ("timeout", "--foreground", "--signal=KILL", f"{strike:.6f}")
        async with self.turns:
            began = time.monotonic()
            process = await asyncio.create_subprocess_exec(
                *striker,
                self.binaries / program,
                *map(str, arguments),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=os.environ | (env or {}),
                start_new_session=True,
            )
            self.living.add(process)
            try:
                async with asyncio.timeout(COMMAND_SECONDS_MAX):
                    output, errors = await process.communicate()
            finally:
                await self.kill(process)
        seconds = time.monotonic() - began
        was_killed = bool(striker) and process.returncode in STRUCK
        if not was_killed:
            # Whoever was missed had ended by then, which on a busy machine is noticed late.
            self.usual[kind] = 0.8 * usual + 0.2 * min(seconds, strike)
        errors = errors.decode(errors="replace")
        self.note(program, arguments, process.returncode, seconds, errors)
        return Ended(
            process.returncode, output.decode(errors="replace"), errors, was_killed
        )

    async def kill(self, process):
        """With everything it has started."""
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        self.living.discard(process)


def sentence_of(program, arguments, ended):
    return (
        f"{line_of(program, arguments)} ended with status {ended.status}. "
        f"{ended.errors.strip()[-400:]}"
    )
