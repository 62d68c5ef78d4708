"""Everything that takes part: the aggregator, the stations, their lines, and the account of it all."""

import asyncio
import time
from collections import Counter
from random import Random

from account import Account
from cramped import mount, unmount
from organisation import Unit
from processes import sentence_of
from proxy import Proxy
from roles import Device
from seat import Seat
from station import Station

SCOPES = {"1780": 3, "1715": 2}  # Karlstad and Kil, and how many of each five stations they get.
CRAMPED = 2  # The number of the station whose disk is small, where the system allows it.
ENROL_TRIES_MAX = 40
KEEP_FREE_MEBIBYTES = 16  # Less than this and an agent pulls nothing: the small disk has 256.
CODE_IS_USELESS = {65, 66, 77}


class World:
    """`pace` stretches every pause, so that a busy machine keeps up."""

    def __init__(self, options, out, programs):
        self.options, self.programs, self.seconds = options, programs, options.seconds
        self.nodes, self.entries = out / "nodes", out / "entries"
        self.images, self.codes = out / "images", out / "codes"
        for folder in (self.nodes, self.entries, self.images, self.codes):
            folder.mkdir(parents=True)
        self.account = Account(out / "logs" / "ledger.ndjson")
        self.counts, self.questions, self.falls = Counter(), set(), []
        self.seat = Seat(self, self.nodes / "aggregator")
        self.stations, self.units = {}, []
        self.cramped_name, self.cramped = None, None
        self.pace, self.began, self.ends = 1.0, time.monotonic(), asyncio.Event()
        self.people = None

    def stream(self, purpose):
        """Each purpose draws from its own stream, so that one does not shift another."""
        return Random(f"{self.options.seed}/{purpose}")

    # Time

    @property
    def is_open(self):
        return not self.ends.is_set()

    async def sleep(self, seconds):
        """Shorter, when the time is up."""
        try:
            async with asyncio.timeout(seconds):
                await self.ends.wait()
        except TimeoutError:
            pass

    # Who is there

    @property
    def living(self):
        return list(self.stations.values())

    @property
    def proxies(self):
        """Each line once: a copied disk calls over the original's."""
        return list({station.link.port: station.link for station in self.living}.values())

    def databases(self, besides):
        machines = [*self.living, self.seat]
        return [machine.database for machine in machines if machine is not besides]

    def records_of(self, scope):
        return [record for s in self.living if s.scope == scope for record in s.records[-40:]]

    def is_full(self, name):
        return self.cramped is not None and self.cramped.name == name and self.cramped.is_full

    async def fall(self, sentence):
        """A program did what none may ever do."""
        self.falls.append(sentence)
        await self.account.write(fall=sentence)

    async def keep(self, machine, program, words, peril):
        """A backup, which may be killed and may find no room; nothing else may stop it."""
        ended = await self.programs.attempt(program, *words, random=peril, env=machine.env)
        self.counts["kills of commands"] += ended.was_killed
        self.counts["backups by command"] += ended.status == 0
        if not ended.was_killed and ended.status not in (0, 75) and not self.is_full(machine.name):
            await self.fall(sentence_of(program, words, ended))
        return ended

    def add(self, station):
        self.stations[station.name] = station
        if station.name == self.cramped_name:
            self.cramped = station
        if self.people is not None:
            self.people(station)

    def close(self):
        self.account.close()
        if self.cramped_name is not None:
            unmount(self.nodes / self.cramped_name)

    # Beginning

    async def found(self):
        await self.seat.found()
        for row in await self.seat.units():
            if row["kind"] == "branch" and row["scope"] in SCOPES:
                place = (row["scope"], row["municipality"], row["name"], row["kind"])
                self.units.append(Unit(*place, id=row["id"]))
        await self.seat.open()
        random = self.stream("stations")
        shares = [scope for scope, number in SCOPES.items() for _ in range(number)]
        for number in range(1, self.options.agents + 1):
            scope = shares[(number - 1) % len(shares)]
            unit = random.choice([unit for unit in self.units if unit.scope == scope])
            device = Device(f"{scope}-{number}", unit)
            if number == CRAMPED and mount(self.nodes / device.name):
                self.cramped_name = device.name
            await self.enrol(device, random)

    async def enrol(self, device, random):
        """A code by telephone, and `init` until it has worked: over a bad line, killed, put back."""
        proxy = Proxy(lambda: self.seat.port, self.stream(f"{device.name}/line"))
        await proxy.open()
        proxy.faulty = self.people is not None
        station = Station(self, device, self.nodes / device.name, proxy)
        code = None
        for attempt in range(ENROL_TRIES_MAX):
            if code is None:
                code = await self.new_code(device, attempt)
            peril = random if proxy.faulty and random.random() < 0.4 else None
            ended = await self.programs.attempt(
                "bokfink", "init", station.directory, "--name", device.name,
                "--aggregator", f"http://127.0.0.1:{proxy.port}", "--code-file", code,
                "--keep-free", KEEP_FREE_MEBIBYTES,
                random=peril, env=station.env,
            )
            self.counts["kills of commands"] += ended.was_killed
            if ended.status == 0:
                break
            if ended.crashed:
                await self.fall(f"init ended with status {ended.status}. {ended.errors[-400:]}")
            if ended.status in CODE_IS_USELESS:
                code = None
            if not self.is_open:
                return
            await self.sleep(0.3)
        else:
            await self.fall(f"{device.name} could not be enrolled. {ended.errors[-400:]}")
            return
        await station.open()
        self.counts["enrolled"] += 1
        self.add(station)

    async def new_code(self, device, attempt):
        code = self.codes / f"{device.name}-{attempt}"
        async with self.seat.gate.use():
            await self.seat.enrol(device, code)
        return code
