"""What the phases of a run share."""

from dataclasses import dataclass, field
from pathlib import Path

from centre import Centre
from ledger import Ledger
from plan import Plan
from programs import Programs
from progress import Progress


@dataclass
class Counts:
    """What the summary tells of the misfortunes. Connections cut are counted by the links."""

    kills: int = 0
    copies: int = 0
    restores: int = 0
    rollbacks: int = 0
    lines_entered_again: int = 0
    opened: set = field(default_factory=set)
    resolved: set = field(default_factory=set)


@dataclass
class Run:
    """`branches` are all agents by name; the copy of a disk joins them when it is made."""

    out: Path
    nodes: Path
    plan: Plan
    weather: list
    programs: Programs
    centre: Centre
    ledger: Ledger
    progress: Progress
    branches: dict = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)

    @property
    def links(self):
        """Each line once: a copied disk calls over the original's."""
        return {branch.link.port: branch.link for branch in self.branches.values()}.values()

    @property
    def cut_connections(self):
        return sum(link.cuts for link in self.links)

    def names(self, order):
        """The devices in a weather's order, and the copy, once there is one, at the end."""
        copy = self.plan.roles.copy.name
        return [*order, *([copy] if copy in self.branches else [])]

    async def kill_and_reopen(self, node):
        """SIGKILL to the service of an agent or the aggregator, and up again."""
        async with node.hands_off:
            await node.crash()
            self.counts.kills += 1
            await node.open()
