"""The lines come back, one after another, and break again while agents and aggregator are killed."""

import asyncio
import time

from programs import ProgramFailed, in_order

MEET_SECONDS_MAX = 60
PAUSE_SECONDS_MAX = 1.0


async def meet(branch):
    """Syncs until everything has been exchanged, however often the line breaks."""
    began, pause = time.monotonic(), 0.05
    while not await branch.sync():
        if time.monotonic() - began > MEET_SECONDS_MAX:
            raise ProgramFailed(
                f"{branch.name} could not finish a sync in {MEET_SECONDS_MAX} s; "
                "logs/commands.log has what it said."
            )
        await asyncio.sleep(pause)
        pause = min(PAUSE_SECONDS_MAX, 2 * pause)


async def sync_round(run, round, names=None):
    """`names`: only these, for a round that is interrupted; nobody stays away from the last."""
    weather = run.weather[round - 1]
    names = names or run.names(n for n in weather.order if n not in weather.offline)
    title = f"Lines come back and break, part {round} of {run.plan.rounds}"
    phase = run.progress.phase(title, len(names))
    kills, cuts = run.counts.kills, run.cut_connections

    async def after(done):
        phase.step()
        if done in weather.centre_kills:
            await run.kill_and_reopen(run.centre)
        if name := weather.kills_while_syncing.get(done):
            await run.kill_and_reopen(run.branches[name])

    async def sync(name):
        branch = run.branches[name]
        if not branch.link.up:
            branch.link.come_up(weather.faults.get(name, ()))
        await meet(branch)

    await in_order(names, sync, after)
    phase.finish(
        f"{len(names)} agents, {run.counts.kills - kills} processes killed, "
        f"{run.cut_connections - cuts} connections cut"
    )


async def drain(run):
    """All lines good: everybody pushes, then everybody pulls until all hold the same."""
    names = list(run.branches)
    phase = run.progress.phase("Everything is exchanged", 2 * len(names))
    for link in run.links:
        link.come_up()

    async def after(_):
        phase.step()

    async def sync(name):
        await meet(run.branches[name])

    await in_order(names, sync, after)
    await in_order(names, sync, after)
    phase.finish(f"{len(names)} agents")
