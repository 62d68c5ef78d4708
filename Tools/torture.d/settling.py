"""The faults have stopped: everything has to come to rest by itself, and every question has to have
an answer that closes it."""

import asyncio

from programs import in_order

ROUNDS_MAX = 12
ANSWERS_MAX = 8
NO_SUCH_QUESTION = 66


class Unsettled(Exception):
    """It never comes to rest: who waits for what."""


async def calm(world):
    """Every line is good, every clock right, every disk has room, every program runs."""
    for proxy in world.proxies:
        proxy.calm()
    world.seat.set_clock(0)
    await world.seat.stop()
    await world.seat.open()
    for station in world.living:
        station.set_clock(0)
        await station.background.stop()
        await station.open()


async def settle(world):
    """Syncs everybody until nobody has anything left to send or to fetch; returns the rounds."""
    for number in range(1, ROUNDS_MAX + 1):
        await in_order(world.living, lambda station: station.hurry())
        waiting = await unrest(world)
        if not waiting:
            return number
        await asyncio.sleep(0.5)
    raise Unsettled("; ".join(waiting))


async def unrest(world):
    """A sentence for everybody who has not come to rest."""
    central = {scope["scope"]: scope for scope in (await world.seat.verify())["scopes"]}
    sentences = []
    for station in world.living:
        status = await station.status()
        for name in ("waiting", "aside", "openClicks"):
            if status.get(name):
                sentences.append(f"{station.name}: {status[name]} {name}")
        for scope in status["scopes"]:
            tip = central.get(scope["scope"], {})
            if (scope["n"], scope["h"]) != (tip.get("n"), tip.get("h")):
                sentences.append(
                    f"{station.name} is at {scope['n']} of {tip.get('n')} in {scope['scope']}"
                )
    return sentences


async def answer(world):
    """Every question is answered, by one station of each municipality and by the region."""
    closed = 0
    for _ in range(ANSWERS_MAX):
        items = {}
        speakers = {station.scope: station for station in world.living}
        for place in (*speakers.values(), world.seat):
            for item in await place.inbox():
                items.setdefault(item["id"], (place, item))
        if not items:
            return closed
        for place, item in items.values():
            world.questions.add(item["id"])
            remedy = {"value": "--newest", "edit-delete": "--keep"}.get(item["kind"], "--same")
            await resolve(world, place, item["id"], remedy)
            closed += 1
        await settle(world)
    raise Unsettled(f"{len(items)} questions that no answer closes")


async def resolve(world, place, item, remedy):
    """An answer that was given elsewhere may have arrived just now."""
    program = "bokfink-aggregator" if place is world.seat else "bokfink"
    words = ("resolve", item, remedy, "--dir", place.directory)
    await world.programs.run(program, *words, accept=(0, NO_SUCH_QUESTION), env=place.env)
