"""What the programs said, written down outside of them: one line of JSON each, on the disk before
the next step is taken.

Everything that is tried has a mark of its own, which the program gets as the author's alias and puts
into every change it makes of it. So each change of the aggregator can be traced to one attempt, and
each attempt to its changes.
"""

import asyncio
import json
import os
import time
from collections import Counter
from dataclasses import dataclass, field

OPEN, SAVED, FAILED, UNKNOWN = "open", "saved", "failed", "unknown"


@dataclass
class Attempt:
    """`groups` are the objects of each action, as they were given to the program; `clicks` those
    that were added; `heads` those of an old form. `state` is UNKNOWN when the program was killed
    before it had answered."""

    mark: str
    station: str
    lineage: int
    kind: str
    groups: list = field(default_factory=list)
    clicks: int = 0
    record: str = ""
    heads: list | None = None
    began: float = field(default_factory=time.monotonic)
    ended: float = 0.0
    state: str = OPEN
    ids: list = field(default_factory=list)


class Account:
    def __init__(self, path):
        self.file = open(path, "ab")
        self.order = asyncio.Lock()
        self.attempts = {}
        self.lost, self.lost_clicks = set(), Counter()
        self.received = {}

    async def write(self, **entry):
        line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
        async with self.order:
            await asyncio.get_running_loop().run_in_executor(None, self.append, line)

    def append(self, line):
        self.file.write(line)
        self.file.flush()
        os.fsync(self.file.fileno())

    def begin(self, station, kind, groups=(), **facts):
        attempt = Attempt(
            f"t{len(self.attempts) + 1}", station.name, station.lineage, kind, list(groups), **facts
        )
        self.attempts[attempt.mark] = attempt
        return attempt

    async def intend(self, attempt):
        await self.write(
            mark=attempt.mark, station=attempt.station, kind=attempt.kind, groups=attempt.groups,
            clicks=attempt.clicks, record=attempt.record, heads=attempt.heads,
        )

    async def settle(self, attempt, state, ids=(), status=0):
        attempt.state, attempt.ids, attempt.ended = state, list(ids), time.monotonic()
        await self.write(mark=attempt.mark, state=state, ids=attempt.ids, status=status)

    async def receive(self, station, ids):
        known = self.received.setdefault(station, set())
        if new := sorted(set(ids) - known):
            known.update(new)
            await self.write(station=station, received=new)

    async def lose(self, what, ids, clicks):
        """A disk is gone, and this was nowhere else."""
        self.lost |= ids
        self.lost_clicks += clicks
        await self.write(disk=what, lost=sorted(ids), clicks=[*clicks.items()])

    @property
    def saved(self):
        """Every id that a program said was saved."""
        return {id for attempt in self.attempts.values() for id in attempt.ids}

    def close(self):
        self.file.close()
