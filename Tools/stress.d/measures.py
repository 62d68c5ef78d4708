"""What a phase came to, and what must hold of it."""

from dataclasses import dataclass

NOT_KEPT = 1
MEMORY_BYTES_MAX = 512 << 20


@dataclass(frozen=True)
class Phase:
    """`held`: the most connections that were open at once. `waits`: seconds of the others."""

    name: str
    held: int
    waits: list
    failures: int
    memory_bytes: int


def kept(phase):
    return phase.failures == 0 and bool(phase.waits) and phase.memory_bytes <= MEMORY_BYTES_MAX


def summary(phases):
    """All of it in a sentence."""
    answers = sum(len(phase.waits) for phase in phases)
    failures = sum(phase.failures for phase in phases)
    held = max(phase.held for phase in phases)
    memory = max(phase.memory_bytes for phase in phases) >> 20
    return (f"{answers} answers for everybody else, {failures} failed; at most {held} connections "
            f"held at once, and {memory} MB of memory.")


COLUMNS = ["beside", "held", "answers", "failed", "median", "99 %", "longest", "memory"]


def headings(markdown):
    if markdown:
        return [line_of(COLUMNS, True), line_of(["---"] + ["---:"] * (len(COLUMNS) - 1), True)]
    return [line_of(COLUMNS, False)]


def cells(phase, markdown):
    waits = sorted(phase.waits)
    times = [milliseconds(waits, part) for part in (0.5, 0.99, 1)] if waits else ["–"] * 3
    counts = [str(phase.held), str(len(waits)), str(phase.failures)]
    memory = f"{phase.memory_bytes / (1 << 20):.0f} MB"
    return line_of([phase.name, *counts, *times, memory], markdown)


def milliseconds(waits, part):
    return f"{1000 * waits[min(len(waits) - 1, int(part * len(waits)))]:.1f} ms"


def line_of(words, markdown):
    if markdown:
        return "| " + " | ".join(words) + " |"
    return f"{words[0]:26}" + "".join(f"{word:>12}" for word in words[1:])
