"""What stands at the end: a table for people, one line of JSON for programs."""

import json

EXAMPLES_MAX = 8
KILLS = "kills of "
# The promises, in the words of the summary; each counts what was found against it.
PROMISES = {
    "lost": "Saved or received, and missing",
    "doubled": "Written twice, or by nobody",
    "whole": "Actions in part",
    "fields": "Fields that say something else",
    "figures": "Figures that are not what was entered",
    "converged": "Nodes that differ or never come to rest",
    "fell": "Programs that fell",
}
PROXY = (
    "connections", "nobody there", "cut request", "cut response", "cut any time", "stall", "drip",
    "delay", "log-in page", "stale answer", "repeat", "outage",
)


def summarize(world, verdict, seconds, settled):
    """Everything countable, by name."""
    faults = sum((proxy.counts for proxy in world.proxies), start=type(world.counts)())
    kills = {name: n for name, n in world.counts.items() if name.startswith("kills")}
    return {
        "seed": world.options.seed,
        "seconds": round(seconds),
        "agents": len(world.stations),
        "kills": sum(kills.values()),
        "cutConnections": sum(proxy.cuts for proxy in world.proxies),
        "rollbacks": world.counts["rollbacks"],
        "copies": world.counts["copies"],
        "restores": world.counts["restores"],
        "killsByKind": {name.removeprefix(KILLS): n for name, n in sorted(kills.items())},
        "network": {name: faults[name] for name in PROXY},
        "machines": {
            name: world.counts[name]
            for name in (
                "clocks changed", "full disks", "shutdowns", "enrolled", "backups by command",
                "restores by command",
            )
        },
        "questions": len(world.questions),
        "roundsToRest": settled,
        "found": dict(sorted(verdict.figures.items())),
        "against": {name: verdict.count(name) for name in PROMISES},
        "good": verdict.good,
    }


def render(summary):
    lines = []

    def row(name, value):
        lines.append(f"  {name:<42}{value:>10}")

    lines.append(f"Torture with seed {summary['seed']}, {summary['seconds']} s")
    for name in ("agents", "kills", "cutConnections", "rollbacks", "copies", "restores"):
        row(SPELLED.get(name, name.capitalize()), summary[name])
    for title, name in (("Kills", "killsByKind"), ("Network", "network"), ("Machines", "machines"),
                        ("Found", "found")):
        lines.append(title)
        for kind, number in summary[name].items():
            row(kind, number)
    row("questions asked", summary["questions"])
    row("rounds to come to rest", summary["roundsToRest"])
    lines.append("Against the promises")
    for name, number in summary["against"].items():
        row(PROMISES[name], number)
    return "\n".join(lines)


SPELLED = {"cutConnections": "Connections cut", "rollbacks": "Aggregator put back",
           "copies": "Disks copied", "restores": "Old disks put back"}


def complaints(verdict):
    lines = []
    for promise, sentences in verdict.complaints.items():
        lines += [f"{PROMISES[promise]}: {sentence}" for sentence in sentences[:EXAMPLES_MAX]]
        if len(sentences) > EXAMPLES_MAX:
            lines.append(f"{PROMISES[promise]}: {len(sentences) - EXAMPLES_MAX} more.")
    return lines


def as_json(summary):
    return json.dumps(summary, ensure_ascii=False)
