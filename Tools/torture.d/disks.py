"""What lies on a disk, read past the programs."""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass

BUSY_SECONDS_MAX = 20


def read(database, sql, *values):
    uri = f"file:{database}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS_MAX)) as connection:
        return connection.execute(sql, values).fetchall()


@dataclass(frozen=True)
class Holdings:
    """The ids of a disk's changes, those set aside included, and of every row of clicks its counter
    and the most that this disk knows of, open or sealed."""

    ids: frozenset
    clicks: dict

    @classmethod
    def of(cls, database):
        ids = read(database, "SELECT id FROM change UNION SELECT id FROM aside")
        rows = [
            (tally, counter_of(json.loads(key)), amount)
            for tally, key, amount in read(database, "SELECT id, key, amount FROM tally")
        ]
        sealed = """SELECT line FROM change WHERE instr(line, CAST('"tally":"' AS BLOB)) > 0"""
        for (line,) in read(database, sealed):
            change = json.loads(line)
            amount = sum(change["fields"].values())
            rows.append((change["tally"], counter_of(change["key"]), amount))
        clicks = {}
        for tally, counter, amount in rows:
            clicks[tally] = (counter, max(amount, clicks.get(tally, ("", 0))[1]))
        return cls(frozenset(id for (id,) in ids), clicks)

    def minus(self, others):
        """What would be gone if this disk were, and only the others left."""
        ids = set(self.ids).difference(*(other.ids for other in others))
        clicks = Counter()
        for tally, (counter, amount) in self.clicks.items():
            left = max((other.clicks.get(tally, ("", 0))[1] for other in others), default=0)
            clicks[counter] += max(0, amount - left)
        return ids, clicks


def counter_of(key):
    """Unit, day and counter of a natural key."""
    _, unit, date, _, counter = key
    return f"{unit} {date} {counter}"


def received(database):
    return [id for (id,) in read(database, "SELECT id FROM change WHERE n IS NOT NULL")]
