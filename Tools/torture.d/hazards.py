"""What happens to machines, as long as the torture lasts: each kind of misfortune comes by its own
stream of chance, again and again."""

import asyncio
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

from cramped import fill, make_room
from disks import Holdings, received
from organisation import Unit
from roles import Device
from station import Station

TEN_YEARS = 10 * 365 * 86_400_000
CLOCKS = (0, 0, 180_000, -180_000, 7_200_000, -7_200_000, TEN_YEARS, -TEN_YEARS)
CENTRE_CLOCKS = (0, 0, 3_600_000, -3_600_000)
IMAGES_KEPT = 4
COPIES_MAX = 3
JOINERS_MAX = 2
KILLED_SHARE = 0.35  # Of backups and of restores by command.
FULL_SECONDS = (2, 6)

# Seconds between two of a kind, on average, in a run with nothing else on the machine.
EVERY = {
    "kill_centre": 12, "kill_agent": 1.5, "outage": 9, "receive": 6, "image_agent": 9,
    "restore_agent": 22, "copy_agent": 40, "image_centre": 20, "roll_back": 40, "fill_disk": 40,
    "join": 60,
}


@dataclass(frozen=True)
class Image:
    """An old disk: what `backup` made, or a copy of the files as they were."""

    path: Path
    by_command: bool


class Hazards:
    def __init__(self, world):
        self.world, self.account, self.counts = world, world.account, world.counts
        self.disasters = asyncio.Lock()  # One disk at a time, or nobody could say what was lost.
        self.numbers = {"image": 0, "copy": 0, "joiner": 0}

    async def strike(self, name):
        random = self.world.stream(f"hazard {name}")
        mean = min(EVERY[name], max(1.0, self.world.seconds / 8)) * self.world.pace
        while self.world.is_open:
            await self.world.sleep(random.uniform(0.2, 1.8) * mean)
            if self.world.is_open:
                await getattr(self, name)(random)

    def number(self, kind):
        self.numbers[kind] += 1
        return self.numbers[kind]

    # Programs and lines

    async def kill_centre(self, random):
        seat = self.world.seat
        async with seat.gate.use():
            seat.set_clock(random.choice(CENTRE_CLOCKS))
            if random.random() < 0.15:
                await seat.stop()
                self.counts["shutdowns"] += 1
            elif await seat.crash():
                self.counts["kills of the aggregator"] += 1
            await self.world.sleep(random.choice((0, 0, 0.3, 2)))
            await seat.open()

    async def kill_agent(self, random):
        station = random.choice(self.world.living)
        async with station.gate.use():
            if random.random() < 0.4:
                station.set_clock(random.choice(CLOCKS))
                self.counts["clocks changed"] += 1
            if random.random() < 0.15:
                await station.background.stop()
                self.counts["shutdowns"] += 1
            elif await station.crash():
                self.counts["kills of agents"] += 1
            await self.world.sleep(random.choice((0, 0, 0.3, 2)))
            if not station.is_full:
                await station.open()

    async def outage(self, random):
        """A line is down for a while, and everybody records on."""
        proxy = random.choice(self.world.living).link
        if proxy.up:
            proxy.go_down()
            await self.world.sleep(random.uniform(0.5, 8))
            proxy.up = True

    # Disks of agents

    async def image_agent(self, random):
        station = random.choice(self.world.living)
        if not station.is_full:
            await self.image(station, random)

    async def image(self, machine, random):
        """By the program while it is used, or a copy of the files by somebody else."""
        target = self.world.images / f"{machine.name}-{self.number('image')}"
        image = Image(target, by_command=random.random() < 0.4)
        if image.by_command:
            async with machine.gate.use():
                is_there = await machine.back_up(target, self.peril(random))
        else:
            async with machine.gate.take():
                await self.copy_files(machine, target, random)
            is_there = True
        if is_there:
            machine.images.append(image)
        async with self.disasters:  # Nobody puts one back meanwhile.
            while len(machine.images) > IMAGES_KEPT:
                shutil.rmtree(machine.images.pop(random.randrange(len(machine.images) - 1)).path)

    def peril(self, random):
        return random if random.random() < KILLED_SHARE else None

    async def copy_files(self, machine, target, random):
        """As a power cut would leave them, or after a quiet end."""
        stops = random.random() < 0.5
        if stops:
            machine.background.signal(signal.SIGSTOP)
        else:
            await machine.crash()
        try:
            await asyncio.to_thread(machine.copy_disk, target)
        finally:
            if stops:
                machine.background.signal(signal.SIGCONT)
            else:
                self.counts["kills for an image"] += 1
                await machine.open()

    async def restore_agent(self, random):
        """A disk fails, and an old copy of it takes its place."""
        stations = [s for s in self.world.living if s.images and not s.is_full]
        if stations:
            station = random.choice(stations)
            await self.replace(station, random)
            self.counts["restores"] += 1

    async def replace(self, machine, random):
        """The disk is gone, or its database is put back by the program; what stands nowhere after that
        is lost, and that is written down."""
        async with self.disasters, machine.gate.take():
            image = random.choice(machine.images)
            await machine.crash()
            before = await asyncio.to_thread(Holdings.of, machine.database)
            if image.by_command:
                await self.restore(machine, image, random)
            else:
                await asyncio.to_thread(machine.put_back_disk, image.path)
            databases = [machine.database, *self.world.databases(besides=machine)]
            left = [await asyncio.to_thread(Holdings.of, database) for database in databases]
            ids, clicks = before.minus(left)
            await self.account.lose(machine.name, ids, clicks)
            if image.by_command and machine.keeps_the_rest and (ids or clicks.total()):
                await self.world.fall(f"restore at {machine.name} lost {len(ids)} changes.")
            if isinstance(machine, Station):
                machine.lineage += 1
                machine.forms.clear()
            self.counts["kills for a disk"] += 1
            await machine.open()

    async def restore(self, machine, image, random):
        """Whoever is interrupted does it again."""
        for peril in (self.peril(random), None):
            ended = await machine.restore(image.path, peril)
            if ended.status == 0:
                self.counts["restores by command"] += 1
                return
            if not ended.was_killed:
                return await self.world.fall(
                    f"restore at {machine.name} ended with {ended.status}: {ended.errors[-300:]}"
                )
            self.counts["kills of commands"] += 1

    async def copy_agent(self, random):
        """Somebody sets up a second computer by copying the disk of the first; both go on."""
        if self.numbers["copy"] >= COPIES_MAX:
            return
        original = random.choice(self.world.living)
        if original.is_full:
            return
        name = f"{original.name}+{self.number('copy')}"
        directory = self.world.nodes / name
        async with self.disasters, original.gate.take():
            await original.crash()
            self.counts["kills for an image"] += 1
            await asyncio.to_thread(original.copy_disk, directory)
            original.lineage += 1
            await original.open()
            copy = Station(
                self.world, Device(name, original.device.unit), directory, original.link
            )
            copy.records = list(original.records)
            await copy.open()
            self.counts["copies"] += 1
            self.world.add(copy)

    async def fill_disk(self, random):
        """The disk of one station is a small one of its own, where the system allows that."""
        station = self.world.cramped
        if station is None:
            return
        async with station.gate.use():
            station.is_full = True
            await asyncio.to_thread(fill, station.directory)
            self.counts["full disks"] += 1
        await self.world.sleep(random.uniform(*FULL_SECONDS))
        async with station.gate.take():
            make_room(station.directory)
            station.is_full = False
            await station.crash()
            await station.open()

    async def receive(self, random):
        """Writes down what an agent takes for received at the moment."""
        station = random.choice(self.world.living)
        async with station.gate.use():
            ids = await asyncio.to_thread(received, station.database)
        await self.account.receive(station.name, ids)

    async def join(self, random):
        """A new agent enrols and downloads everything over a line like this."""
        if self.numbers["joiner"] < JOINERS_MAX:
            unit: Unit = random.choice(self.world.units)
            await self.world.enrol(Device(f"joiner{self.number('joiner')}", unit), random)

    # The aggregator's disk

    async def image_centre(self, random):
        await self.image(self.world.seat, random)

    async def roll_back(self, random):
        """Nobody tells the agents."""
        seat = self.world.seat
        if seat.images:
            await self.replace(seat, random)
            self.counts["rollbacks"] += 1

