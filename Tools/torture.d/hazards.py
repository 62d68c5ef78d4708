"""What happens to machines, as long as the torture lasts: each kind of misfortune comes by its own
stream of chance, again and again."""

import asyncio
import shutil
import signal

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
FULL_SECONDS = (2, 6)

# Seconds between two of a kind, on average, in a run with nothing else on the machine.
EVERY = {
    "kill_centre": 5, "kill_agent": 1.5, "outage": 7, "receive": 6, "image_agent": 8,
    "restore_agent": 20, "copy_agent": 40, "image_centre": 10, "roll_back": 25, "fill_disk": 40,
    "join": 60,
}


class Hazards:
    def __init__(self, world):
        self.world, self.account, self.counts = world, world.account, world.counts
        self.disasters = asyncio.Lock()  # One disk at a time, or nobody could say what was lost.
        self.numbers = {"image": 0, "copy": 0, "joiner": 0}

    async def strike(self, name):
        random = self.world.stream(f"hazard {name}")
        mean = min(EVERY[name], max(1.0, self.world.seconds / 12)) * self.world.pace
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
        """Copies a disk whose programs are stopped in the middle of what they did."""
        station = random.choice(self.world.living)
        if station.is_full:
            return
        async with station.gate.take():
            await self.image(station, random)

    async def image(self, machine, random):
        """As a power cut would leave it, or after a quiet end."""
        target = self.world.images / f"{machine.name}-{self.number('image')}"
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
        machine.images.append(target)
        while len(machine.images) > IMAGES_KEPT:
            shutil.rmtree(machine.images.pop(random.randrange(len(machine.images) - 1)))

    async def restore_agent(self, random):
        """A disk fails, and an old copy of it takes its place."""
        stations = [s for s in self.world.living if s.images and not s.is_full]
        if stations:
            station = random.choice(stations)
            await self.replace(station, random.choice(station.images))
            self.counts["restores"] += 1

    async def replace(self, machine, image):
        """The disk is gone; what stood on no other is lost with it, and that is written down."""
        async with self.disasters, machine.gate.take():
            await machine.crash()
            others = [image / machine.database.name, *self.world.databases(besides=machine)]
            before = await asyncio.to_thread(Holdings.of, machine.database)
            left = [await asyncio.to_thread(Holdings.of, database) for database in others]
            ids, clicks = before.minus(left)
            await self.account.lose(machine.name, ids, clicks)
            await asyncio.to_thread(machine.put_back_disk, image)
            if isinstance(machine, Station):
                machine.lineage += 1
                machine.forms.clear()
            self.counts["kills for a disk"] += 1
            await machine.open()

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
        async with self.world.seat.gate.take():
            await self.image(self.world.seat, random)

    async def roll_back(self, random):
        """Nobody tells the agents."""
        seat = self.world.seat
        if seat.images:
            await self.replace(seat, random.choice(seat.images))
            self.counts["rollbacks"] += 1

