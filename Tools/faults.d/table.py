"""What caught each fault, for people."""


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def markdown(results):
    """A table of (fault, what caught it) pairs, and how many there are."""
    lines = ["| Fault | § | Rule | Caught by |", "|---|---|---|---|"]
    for fault, caught in results:
        by = cell(caught) if caught else "**nothing**"
        lines.append(f"| `{fault.name}` | {fault.section} | {cell(fault.rule)} | {by} |")
    return "\n".join([*lines, "", closing(results), ""])


def closing(results):
    caught = [what for _, what in results if what]
    seeds = sum(what.startswith("seed") for what in caught)
    return (
        f"{len(results)} faults: {len(caught) - seeds} caught by tests, {seeds} by the simulation, "
        f"{len(results) - len(caught)} by nothing."
    )
