"""A branch library's computer: its disk, its service, its line, the people in front of it."""

import shutil

from branch import Branch
from gate import Gate
from service import Service

DATABASE = "bokfink.sqlite"


class Station(Branch):
    """`lineage` grows whenever the disk is another one: what was in sight before may not be now."""

    def __init__(self, world, device, directory, proxy):
        super().__init__(device, directory, proxy, world.programs, {})
        self.world, self.gate = world, Gate()
        self.lineage, self.clock = 0, 0
        self.images, self.forms, self.records = [], [], []
        self.is_full = False
        self.background = Service(world, self.name, self.begin)

    @property
    def scope(self):
        return self.device.unit.scope

    @property
    def database(self):
        return self.directory / DATABASE

    def set_clock(self, milliseconds):
        """For every program that begins from now on."""
        self.clock = milliseconds
        self.env = {"BOKFINK_CLOCK_OFFSET_MS": str(milliseconds)} if milliseconds else {}

    async def begin(self):
        arguments = ("serve", "--listen", "127.0.0.1:0", "--dir", self.directory)
        return await self.programs.serve(self.name, "bokfink", *arguments, env=self.env)

    async def open(self):
        await self.background.open()

    async def crash(self):
        return await self.background.kill()

    # `restore` is a union: it keeps what the replaced database still holds.
    keeps_the_rest = True

    async def back_up(self, target, peril):
        """Whether there is a backup now, in a folder of its own."""
        target.mkdir()
        words = ("backup", target / DATABASE, "--dir", self.directory)
        ended = await self.world.keep(self, "bokfink", words, peril)
        return ended.status == 0

    async def restore(self, image, peril):
        words = ("restore", image / DATABASE, "--dir", self.directory)
        return await self.programs.attempt("bokfink", *words, random=peril, env=self.env)

    def copy_disk(self, target):
        """Into an empty directory; a disk that is a mount of its own has only its files copied."""
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.directory, target)

    def put_back_disk(self, source):
        for item in self.directory.iterdir():
            if item.is_dir():
                shutil.rmtree(item)
            else:
                item.unlink()
        shutil.copytree(source, self.directory, dirs_exist_ok=True)

    async def hurry(self):
        """Syncs with others' lines at once; returns what it said when it could not."""
        status, output = await self.command("sync", "--hurry", accept=(0, 69, 75))
        return "" if status == 0 else output.strip() or f"status {status}"
