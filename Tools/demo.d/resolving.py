"""The inbox: people settle what devices disagree about, as it really was."""

from branch import assignments
from programs import ProgramFailed, in_order
from syncing import meet

INBOX_ROUNDS_MAX = 5


async def resolve_at_branches(run, title):
    """The two devices of each branch meet and share the work; every third item is left for later."""
    pairs = run.plan.roles.pairs
    phase = run.progress.phase(title, len(pairs))
    opened, resolved = len(run.counts.opened), len(run.counts.resolved)

    async def settle(pair):
        first, second = (run.branches[device.name] for device in pair)
        for branch in (first, second, first):
            await meet(branch)
        items = in_reading_order(await first.inbox())
        note_opened(run, items)
        for number, item in enumerate(items):
            if number % 3 < 2:
                await resolve(run, (first, second)[number % 3], item)
        for branch in (first, second):
            await meet(branch)
        phase.step()

    await in_order(pairs, settle)
    phase.finish(
        f"{len(run.counts.opened) - opened} items opened, "
        f"{len(run.counts.resolved) - resolved} settled at the branches"
    )


async def resolve_at_centre(run):
    """What nobody at a branch settled, the region does. Settling one can bring up another."""
    phase = run.progress.phase("Inbox at the aggregator")
    settled = 0
    for _ in range(INBOX_ROUNDS_MAX):
        items = in_reading_order(await run.centre.inbox())
        note_opened(run, items)
        if not items:
            break
        for item in items:
            await resolve(run, run.centre, item)
            settled += 1
    else:
        raise ProgramFailed(f"The aggregator's inbox still has {len(items)} items: {items[:3]}")
    phase.finish(f"{settled} items settled")


def in_reading_order(items):
    """Whether a record stays is settled before what it says."""
    return sorted(items, key=lambda item: (item["record"], item["kind"]))


def note_opened(run, items):
    run.counts.opened |= {item["id"] for item in items}


async def resolve(run, place, item):
    saved = await place.resolve(item["id"], remedy(item, run.plan.book.truth))
    run.ledger.save(getattr(place, "name", "aggregator"), saved)
    run.counts.resolved.add(item["id"])


def remedy(item, truth):
    """The arguments of `resolve` that make the record what the book says it is."""
    match item["kind"]:
        case "edit-delete":
            return ["--keep" if truth[item["record"]].alive else "--delete"]
        case "duplicate":
            return ["--distinct"]  # No occasion is entered twice under two ids.
        case "value":
            fields = truth[item["record"]].fields
            return assignments({name: fields[name] for name in item["fields"]})
        case kind:
            raise ProgramFailed(f"The inbox has an item that nobody caused: {kind}, {item['id']}.")
