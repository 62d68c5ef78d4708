"""The run from beginning to end."""

import json

from branch import Branch
from check import judge
from disasters import copy_disk, keep_centre_copy, keep_old_disk, sync_with_rollback
from figures import write_figures
from link import Link
from organisation import organise, write_org
from plan import FULL, QUICK, make_plan
from programs import in_order
from recording import record_round
from resolving import resolve_at_branches, resolve_at_centre
from roles import COPY_ROUND, RESTORE_ROUND
from run import Run
from syncing import drain, sync_round
from table import render
from weather import forecast

# One agent's clock is ten years fast all the time: nothing may depend on it.
FAST_CLOCK = {"BOKFINK_CLOCK_OFFSET_MS": str(10 * 365 * 86_400_000)}


async def found(options, centre, programs, ledger, progress):
    """The aggregator with its register of libraries, and the plan for everybody."""
    phase = progress.phase("The aggregator is set up")
    await centre.found()
    organisation = organise(options.figures, await centre.units())
    org = options.out / "entries" / "org.csv"
    write_org(org, organisation.all)
    await centre.import_org(org)
    organisation = organisation.with_ids(await centre.units())
    await centre.open()
    plan = make_plan(options.figures, organisation, options.seed, QUICK if options.quick else FULL)
    names = [device.name for device in plan.roles.devices]
    weather = forecast(options.seed, plan.rounds, names, plan.roles.steady)
    phase.finish(f"{len(organisation.all)} units in its register")
    return Run(
        options.out, options.out / "nodes", plan, weather, programs, centre, ledger, progress
    )


async def enrol(run):
    """Every device gets a line, a one-time code and a running agent."""
    devices = run.plan.roles.devices
    phase = run.progress.phase("Agents enrol and start", len(devices))

    async def begin(device):
        link = Link(lambda: run.centre.port)
        await link.open()
        link.come_up()
        env = FAST_CLOCK if device == run.plan.roles.pairs[0][1] else None
        branch = Branch(device, run.nodes / device.name, link, run.programs, env)
        code = run.nodes / f"{device.name}.code"
        await run.centre.enrol(device, code)
        await branch.enrol(code)
        await branch.open()
        run.branches[device.name] = branch

    async def after(_):
        phase.step()

    await in_order(devices, begin, after)
    phase.finish(f"{len(devices)} agents, one with a clock ten years fast")


async def play(run):
    for round in range(1, run.plan.rounds + 1):
        await record_round(run, round)
        if round == COPY_ROUND:
            await copy_disk(run)
        if round == RESTORE_ROUND:
            await sync_with_rollback(run, round)
        else:
            await sync_round(run, round)
        if round == 1:
            await keep_old_disk(run)
        if round == COPY_ROUND:
            await keep_centre_copy(run)
        await resolve_at_branches(run, f"Inbox at the branches, part {round} of {run.plan.rounds}")
    await drain(run)
    await resolve_at_centre(run)
    await drain(run)


async def tell(run, options):
    """Prints the table, leaves the files, and says whether everything was as it should be."""
    judgement = await judge(run, options.figures)
    print(render(options.figures, judgement.reported, options.generated))
    print(f"Saved {judgement.saved} changes, acknowledged {judgement.acknowledged}.", end=" ")
    print(f"{len(run.ledger.lost)} more were lost with a disk before they had left it;", end=" ")
    print(f"lines entered again: {run.counts.lines_entered_again}.")
    for complaint in judgement.complaints:
        print(f"Wrong: {complaint}")
    write_figures(options.out / "kb.csv", judgement.reported)
    summary = {
        "differences": len(judgement.differences),
        "saved": judgement.saved,
        "acknowledged": judgement.acknowledged,
        "digestsEqual": judgement.digests_equal,
        "itemsOpened": len(run.counts.opened),
        "itemsResolved": len(run.counts.resolved),
        "kills": run.counts.kills,
        "cutConnections": run.cut_connections,
        "copies": run.counts.copies,
        "restores": run.counts.restores,
        "rollbacks": run.counts.rollbacks,
        "seconds": round(run.progress.seconds, 1),
    }
    (options.out / "summary.json").write_text(json.dumps(summary, indent=2) + "\n")
    print(", ".join(f"{name} {json.dumps(value)}" for name, value in summary.items()))
    return judgement.good
