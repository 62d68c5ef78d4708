"""The aggregator, as Tools/demo runs it, with a watch on its service and old disks to put back."""

import asyncio
import shutil

from centre import DATABASE, START_SECONDS_MAX, Centre
from gate import Gate
from programs import ProgramFailed
from service import Service


class Seat(Centre):
    def __init__(self, world, directory):
        super().__init__(directory, world.programs)
        self.world, self.name = world, "aggregator"
        self.gate, self.images, self.env = Gate(), [], {}
        self.background = None

    @property
    def database(self):
        return self.directory / DATABASE

    def set_clock(self, milliseconds):
        self.env = {"BOKFINK_CLOCK_OFFSET_MS": str(milliseconds)} if milliseconds else {}

    async def open(self):
        """Returns when it listens; `port` is then where."""
        if self.background is None:
            self.background = Service(self.world, self.name, self.begin)
        await self.background.open()

    async def begin(self):
        listen = self.directory / "listen"
        listen.unlink(missing_ok=True)
        process = await self.programs.serve(
            self.name, "bokfink-aggregator", "serve", self.directory, "--listen", "127.0.0.1:0",
            env=self.env,
        )
        try:
            async with asyncio.timeout(START_SECONDS_MAX):
                while process.returncode is None and not listen.exists():
                    await asyncio.sleep(0.02)
                self.port = int(listen.read_text().strip().rstrip("/").rpartition(":")[2])
        except (TimeoutError, OSError, ValueError):
            raise ProgramFailed("The aggregator does not listen; see aggregator.log.") from None
        return process

    async def crash(self):
        self.port = None
        return await self.background.kill()

    async def stop(self):
        self.port = None
        await self.background.stop()

    # What came after the backup is brought back by the agents.
    keeps_the_rest = False

    async def back_up(self, target, peril):
        """Whether there is a backup now, in a folder of its own."""
        folder = target.with_name(f"{target.name}-backups")
        words = ("backup", folder, "--key-to", folder.with_suffix(".key"), "--dir", self.directory)
        ended = await self.world.keep(self, "bokfink-aggregator", words, peril)
        made = sorted(folder.glob("bokfink-*")) if folder.exists() else []
        if made:
            made[0].rename(target)
        elif ended.status == 0:
            await self.world.fall("backup made no backup.")
        shutil.rmtree(folder, ignore_errors=True)
        return bool(made)

    async def restore(self, image, peril):
        words = ("restore", image, "--dir", self.directory)
        program = "bokfink-aggregator"
        return await self.programs.attempt(program, *words, random=peril, env=self.env)

    def copy_disk(self, target):
        """The database only: the seal key and the list of used codes are kept elsewhere, and are
        never put back to an earlier time."""
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for file in self.directory.glob(f"{DATABASE}*"):
            shutil.copy2(file, target)

    def put_back_disk(self, source):
        for file in self.directory.glob(f"{DATABASE}*"):
            file.unlink()
        for file in source.iterdir():
            shutil.copy2(file, self.directory)
