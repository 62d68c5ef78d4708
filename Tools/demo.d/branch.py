"""A branch: one agent's directory, its service, its line to the aggregator, and its commands."""

import asyncio
import json
import shutil

from programs import json_lines

UNREACHABLE, BUSY = 69, 75


class Branch:
    def __init__(self, device, directory, link, programs, env=None):
        self.device, self.name, self.directory = device, device.name, directory
        self.link, self.programs, self.env = link, programs, env
        self.service = None
        self.hands_off = asyncio.Lock()  # Held while the service is down on purpose.

    # The service

    async def open(self):
        arguments = ("serve", "--listen", "127.0.0.1:0", "--dir", self.directory)
        self.service = await self.programs.serve(self.name, "bokfink", *arguments, env=self.env)

    async def crash(self):
        await self.programs.kill(self.service)

    async def enrol(self, code_file):
        await self.programs.run(
            "bokfink",
            *("init", self.directory, "--branch", self.device.unit.id, "--name", self.name),
            *("--aggregator", f"http://127.0.0.1:{self.link.port}", "--code-file", code_file),
            env=self.env,
        )

    # The disk; only while the service is not running

    def copy_disk(self, target):
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.directory, target)

    def put_back_disk(self, source):
        shutil.rmtree(self.directory)
        shutil.copytree(source, self.directory)

    # Commands

    async def command(self, *arguments, accept=(0,)):
        return await self.programs.run(
            "bokfink", *arguments, "--dir", self.directory, accept=accept, env=self.env
        )

    async def log(self, path):
        """One answer a line of the file: {"line", "saved", "records"}."""
        _, output = await self.command("log", "--from", path)
        return json_lines(output)

    async def log_torn(self, path):
        """The same, killed half-way: the answers that came."""
        output = await self.programs.run_torn(
            "bokfink", "log", "--from", path, "--dir", self.directory, env=self.env
        )
        return json_lines(output)

    async def click(self, date, count):
        await self.command("log", "visit", "--tally", count, f"date={date}")

    async def heads(self, record):
        _, output = await self.command("show", record, "--json")
        return json.loads(output)["heads"]

    async def edit(self, record, fields, heads=None):
        drawn = ("--heads", ",".join(heads)) if heads else ()
        _, output = await self.command("edit", record, *assignments(fields), *drawn, "--json")
        return json.loads(output)["saved"]

    async def delete(self, record):
        _, output = await self.command("delete", record, "--json")
        return json.loads(output)["saved"]

    async def inbox(self):
        _, output = await self.command("inbox", "--json")
        return json.loads(output)

    async def resolve(self, item, remedy):
        _, output = await self.command("resolve", item, *remedy, "--json")
        return json.loads(output)["saved"]

    async def sync(self):
        """Whether everything was exchanged; not while the line or the aggregator is down."""
        status, _ = await self.command("sync", accept=(0, UNREACHABLE, BUSY))
        return status == 0

    async def status(self):
        _, output = await self.command("status", "--json")
        return json.loads(output)

    async def verify(self):
        _, output = await self.command("verify", "--json")
        return json.loads(output)


def assignments(fields):
    """FIELD=VALUE as the command line takes it."""
    return [f"{name}={spelled(value)}" for name, value in fields.items()]


def spelled(value):
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
