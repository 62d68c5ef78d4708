"""The aggregator: its directory, its service, its database as a file that can be put back."""

import asyncio
import json
import shutil
import sqlite3

from programs import ProgramFailed

START_SECONDS_MAX = 20
DATABASE = "aggregator.sqlite"


class Centre:
    def __init__(self, directory, programs):
        self.directory, self.programs = directory, programs
        self.service, self.port = None, None
        self.hands_off = asyncio.Lock()  # Held while the service is down on purpose.
        self.copies = directory.with_name("centre-copy")

    # The service

    async def found(self):
        await self.programs.run("bokfink-aggregator", "init", self.directory)

    async def open(self):
        """Returns when the service listens; `port` is then where."""
        listen = self.directory / "listen"
        listen.unlink(missing_ok=True)
        self.service = await self.programs.serve(
            "aggregator", "bokfink-aggregator", "serve", self.directory, "--listen", "127.0.0.1:0"
        )
        try:
            async with asyncio.timeout(START_SECONDS_MAX):
                while not (listen.exists() and listen.read_text().strip()):
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise ProgramFailed(
                f"The aggregator does not listen after {START_SECONDS_MAX} s; see aggregator.log."
            ) from None
        self.port = int(listen.read_text().strip().rstrip("/").rpartition(":")[2])

    async def crash(self):
        self.port = None
        await self.programs.kill(self.service)

    # The database's files; what stands beside them (the seal key, the list of revocations) is kept
    # elsewhere in a real backup and is never put back to an earlier time.

    async def keep_copy(self):
        async with self.hands_off:
            await self.crash()
            self.copies.mkdir()
            for file in self.directory.glob(f"{DATABASE}*"):
                shutil.copy2(file, self.copies)
            await self.open()

    async def put_back_copy(self):
        async with self.hands_off:
            await self.crash()
            for file in self.directory.glob(f"{DATABASE}*"):
                file.unlink()
            for file in self.copies.iterdir():
                shutil.copy2(file, self.directory)
            await self.open()

    def change_ids(self):
        """Every change the aggregator holds, read past its program."""
        uri = f"file:{self.directory / DATABASE}?mode=ro"
        with sqlite3.connect(uri, uri=True) as database:
            return {id for (id,) in database.execute("SELECT id FROM change")}

    # Commands

    async def command(self, *arguments):
        _, output = await self.programs.run(
            "bokfink-aggregator", *arguments, "--dir", self.directory
        )
        return output

    async def import_org(self, path):
        await self.command("org", "import", path)

    async def units(self):
        return json.loads(await self.command("org", "list", "--json"))

    async def enrol(self, device, code_file):
        await self.command(
            *("enrol", "--unit", device.unit.id, "--name", device.name, "--out", code_file)
        )

    async def inbox(self):
        return json.loads(await self.command("inbox", "--json"))

    async def resolve(self, item, remedy):
        return json.loads(await self.command("resolve", item, *remedy, "--json"))["saved"]

    async def verify(self):
        return json.loads(await self.command("verify", "--json"))

    async def report(self, year):
        return await self.command("report", "kb", "--year", year, "--format", "csv")
