"""What goes wrong when: drawn from the seed before the run begins.

Moments are counted in finished pieces of work, not in seconds, so that a slower machine meets the
same troubles in the same places.
"""

from dataclasses import dataclass, field
from random import Random

from link import Cut, Slow

OFFLINE_SHARE = 8  # One device in so many misses a round altogether.
KILLED_SHARE = 6  # One agent in so many is killed while a round is recorded, and again in its sync.
CENTRE_KILLS = 2  # Of the aggregator, in each round's sync.


@dataclass(frozen=True)
class Weather:
    """One round. Moments map the number of finished pieces of work to what dies then."""

    order: tuple
    offline: frozenset
    torn: frozenset
    faults: dict
    kills_while_recording: dict
    kills_while_syncing: dict
    centre_kills: frozenset = field(default_factory=frozenset)


def forecast(seed, rounds, names, steady):
    """`names` are all devices; `steady` ones take part in every round."""
    return [
        weather(Random(f"{seed}/weather {round}"), names, steady, last=round == rounds)
        for round in range(1, rounds + 1)
    ]


def weather(random, names, steady, last):
    shiftless = [name for name in names if name not in steady]
    missing = 0 if last else len(shiftless) // OFFLINE_SHARE
    offline = frozenset(random.sample(shiftless, missing))
    order = random.sample(names, len(names))
    reached = [name for name in order if name not in offline]
    moments = range(1, len(reached))
    return Weather(
        order=tuple(order),
        offline=offline,
        torn=frozenset(random.sample(names, 1)),
        faults={name: line_faults(random) for name in names},
        kills_while_recording=some_kills(random, order),
        kills_while_syncing=some_kills(random, reached),
        centre_kills=frozenset(random.sample(moments, min(CENTRE_KILLS, len(moments)))),
    )


def some_kills(random, names):
    """Moment → the agent that is killed then."""
    number = 1 + len(names) // KILLED_SHARE
    moments = random.sample(range(1, len(names) + 1), min(number, len(names)))
    return {moment: random.choice(names) for moment in moments}


def line_faults(random):
    """A line comes back with up to three faults before it is good."""
    return tuple(line_fault(random) for _ in range(random.choice((0, 1, 1, 2, 3))))


def line_fault(random):
    kind = random.choice(("response", "response", "request", "slow"))
    if kind == "slow":
        return Slow(random.choice((0.01, 0.03)), random.randint(1_000, 20_000))
    # Some cuts fall inside the header block, some between lines, most inside one.
    return Cut(kind, random.choice((random.randint(1, 300), random.randint(300, 12_000))))
