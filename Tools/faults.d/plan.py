"""The list of faults, and what their places in the sources look like."""

import re
import tomllib
import zlib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORD = re.compile(r"\bplanted\b")


class Unfit(Exception):
    """The list does not fit the sources."""


@dataclass(frozen=True)
class Fault:
    """One rule switched off.

    `original` stands exactly once in `file`; `planted` replaces it, and does what the original did
    unless the word `planted` in it is true.
    """

    name: str
    section: str
    rule: str
    file: str
    original: str
    planted: str

    @property
    def number(self):
        """What the environment names it by; it stays the same whatever else is listed."""
        return zlib.crc32(self.name.encode())

    @property
    def module(self):
        return self.file.split("/")[1]

    def place(self, text):
        """Where the original stands in the pristine text of its file."""
        count = text.count(self.original)
        if count != 1:
            found = "is not there" if count == 0 else f"is there {count} times"
            raise Unfit(f"{self.name}: its original {found} in {self.file}.")
        start = text.index(self.original)
        return start, start + len(self.original)


def load():
    """Every fault of the list, in the order of the files and of their entries."""
    faults = []
    for path in sorted(HERE.glob("*.toml")):
        try:
            entries = tomllib.loads(path.read_text(encoding="utf-8"))["fault"]
            faults += [Fault(**entry) for entry in entries]
        except (KeyError, TypeError, tomllib.TOMLDecodeError) as error:
            raise Unfit(f"{path.name} cannot be read: {error}.") from None
    numbers = {}
    for fault in faults:
        if (other := numbers.setdefault(fault.number, fault)) is not fault:
            raise Unfit(f"{fault.name} and {other.name} cannot be told apart; rename one.")
        if not WORD.search(fault.planted):
            raise Unfit(f"{fault.name}: what it plants does not ask whether it is planted.")
    return faults


def rewrite(faults, text):
    """The text of one file with all of its faults in it."""
    places, complaints = [], []
    for fault in faults:
        try:
            places.append((*fault.place(text), fault))
        except Unfit as error:
            complaints.append(str(error))
    if complaints:
        raise Unfit("\n".join(complaints))
    places.sort(key=lambda place: place[:2])
    pieces, position = [], 0
    for start, end, fault in places:
        if start < position:
            raise Unfit(f"{fault.name} overlaps another fault of {fault.file}.")
        call = f"isPlanted({fault.number})"
        pieces += [text[position:start], WORD.sub(call, fault.planted)]
        position = end
    return "".join(pieces) + text[position:]
