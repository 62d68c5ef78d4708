"""What every agent will be told to do, round by round, and what must be true in the end."""

import base64
import hashlib
import json
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Log:
    """Groups of entries, each a line of `log --from`."""

    lines: tuple


@dataclass(frozen=True)
class Clicks:
    """Somebody presses the tally key `count` times."""

    date: str
    count: int


@dataclass(frozen=True)
class Edit:
    """One edit of a record, or several drawn from the same state of it, which then conflict."""

    record: str
    changes: tuple


@dataclass(frozen=True)
class Delete:
    record: str


@dataclass
class Truth:
    """How a record must stand at the end, whatever the agents said about it on the way."""

    fields: dict
    alive: bool = True


@dataclass
class Book:
    """Builds the year. A round's entries come before its other deeds."""

    entries: dict = field(default_factory=dict)
    deeds: dict = field(default_factory=dict)
    after_copy: dict = field(default_factory=dict)
    truth: dict = field(default_factory=dict)

    def enter(self, node, round, objects):
        self.entries.setdefault((round, node), []).append(list(objects))

    def do(self, node, round, deed):
        self.deeds.setdefault((round, node), []).append(deed)

    def do_after_copy(self, node, deed):
        self.after_copy.setdefault(node, []).append(deed)

    def steps(self, node, round):
        lines = self.entries.get((round, node), [])
        return [Log(tuple(lines)), *self.deeds.get((round, node), [])]


def visit_record(unit, date, granularity, counter=""):
    """The id of a visit record: the hash of its natural key as a canonical array."""
    key = ["visit", unit, date, granularity, counter]
    canonical = json.dumps(key, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def visit_entry(unit, visit, **changed):
    return {
        "type": "visit",
        "unit": unit,
        "date": visit.date.isoformat(),
        "granularity": visit.granularity,
        "counter": "",
        "fields": visit.fields | changed,
    }


def activity_entry(record, fields):
    return {"type": "activity", "record": record, "fields": fields}
