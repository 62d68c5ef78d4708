"""What happens to whole disks: a copy that goes on by itself, an old one kept for later, and the
aggregator's database from last week."""

from branch import Branch
from recording import old_disk_of, perform
from syncing import meet, sync_round


async def keep_old_disk(run):
    """Copies a directory whose every change has been received, for the day its disk fails."""
    branch = run.branches[run.plan.roles.restored.name]
    phase = run.progress.phase(f"The disk of {branch.name} is backed up")
    await meet(branch)
    async with branch.hands_off:
        await branch.crash()
        branch.copy_disk(old_disk_of(run, branch))
        await branch.open()
    run.counts.kills += 1
    phase.finish("agent killed, directory copied, agent restarted")


async def copy_disk(run):
    """Clones an installation with unsent work and an open tally; both go on as if they were one."""
    roles = run.plan.roles
    original = run.branches[roles.copied.name]
    phase = run.progress.phase(f"The disk of {original.name} is copied")
    directory = run.nodes / roles.copy.name
    async with original.hands_off:
        await original.crash()
        original.copy_disk(directory)
        await original.open()
    run.counts.kills += 1
    run.counts.copies += 1
    copy = Branch(roles.copy, directory, original.link, run.programs, original.env)
    run.branches[copy.name] = copy
    await copy.open()
    for branch in (original, copy):
        for deed in run.plan.book.after_copy.get(branch.name, ()):
            await perform(run, branch, deed)
    phase.finish("both go on, each with work of its own")


async def keep_centre_copy(run):
    phase = run.progress.phase("The aggregator's database is backed up")
    await run.centre.keep_copy()
    run.counts.kills += 1
    phase.finish(f"{len(run.centre.change_ids())} changes in it")


async def sync_with_rollback(run, round):
    """Half the agents have been told that their work was received when the aggregator is put back
    to the time of its copy; they notice by their marks, and offer it again."""
    weather = run.weather[round - 1]
    names = run.names(name for name in weather.order if name not in weather.offline)
    await sync_round(run, round, names[: len(names) // 2])
    phase = run.progress.phase("The aggregator is put back from its copy")
    before = len(run.centre.change_ids())
    await run.centre.put_back_copy()
    run.counts.kills += 1
    run.counts.rollbacks += 1
    phase.finish(f"{before - len(run.centre.change_ids())} received changes are forgotten")
    await sync_round(run, round, names)
