"""The targets, as Tests/FuzzTargets declares them."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DECLARATION = re.compile(r'FuzzTarget\(\s*"([a-z-]+)",\s*"([^"]+)"')

BYTES_MAX = 20_480
# What there is to find stands close together; longer inputs say it more often and take their time.
SHORTER = {
    "exchange-reply": 4_096, "exchange-request": 4_096, "form": 2_048, "http-chunks": 4_096,
    "person-number": 512}


class NoTarget(Exception):
    """A name nobody has."""


@dataclass(frozen=True)
class Target:
    name: str
    claim: str

    @property
    def dictionary(self):
        """Words the target's inputs are made of; None when there are none."""
        family = "http" if self.name.startswith(("http", "form")) else "lines"
        return ROOT / "Tools" / "fuzz.d" / f"{family}.dict"

    @property
    def bytes_max(self):
        return SHORTER.get(self.name, BYTES_MAX)


def load():
    sources = sorted((ROOT / "Tests" / "FuzzTargets").glob("*.swift"))
    found = [match for source in sources for match in DECLARATION.findall(source.read_text())]
    return [Target(*match) for match in sorted(found)]


def chosen(targets, names):
    if unknown := set(names or ()) - {target.name for target in targets}:
        known = ", ".join(target.name for target in targets)
        raise NoTarget(f"There is no target {', '.join(sorted(unknown))}. There are {known}.")
    return [target for target in targets if not names or target.name in names]
