"""A program that stays, and what ends it."""

import asyncio
import signal

STOP_SECONDS_MAX = 20
# What a service may end with while its disk is full.
NO_ROOM = 74


class Service:
    """Keeps one of the programs running; whatever ends it but us is a fall, and is counted."""

    def __init__(self, world, name, begin):
        self.world, self.name, self.begin = world, name, begin
        self.process, self.watch, self.expected = None, None, set()

    async def open(self):
        self.process = await self.begin()
        self.watch = asyncio.create_task(self.guard(self.process))

    async def guard(self, process):
        status = await process.wait()
        self.world.programs.living.discard(process)
        if process in self.expected:
            return
        if status == NO_ROOM and self.world.is_full(self.name):
            return
        await self.world.fall(f"{self.name} ended by itself with status {status}.")

    async def kill(self):
        """SIGKILL; returns whether there was something to kill."""
        process = self.process
        if process is None or process.returncode is not None:
            return False
        self.expected.add(process)
        await self.world.programs.kill(process)
        return process.returncode == -signal.SIGKILL

    async def stop(self):
        """SIGTERM, as the system does it at shutdown. It has to end soon and well."""
        process = self.process
        if process is None or process.returncode is not None:
            return
        self.expected.add(process)
        process.terminate()
        try:
            async with asyncio.timeout(STOP_SECONDS_MAX):
                status = await process.wait()
        except TimeoutError:
            await self.world.fall(f"{self.name} does not stop within {STOP_SECONDS_MAX} s.")
            return await self.world.programs.kill(process)
        self.world.programs.living.discard(process)
        # Who is asked before it has begun to listen has nothing to close.
        if status not in (0, -signal.SIGTERM) and not self.world.is_full(self.name):
            await self.world.fall(f"{self.name} stopped with status {status}.")

    def signal(self, number):
        """SIGSTOP and SIGCONT."""
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(number)
