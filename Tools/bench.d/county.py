"""An aggregator and branches made for one measurement."""

import json
import shutil
import sqlite3
from contextlib import ExitStack

import entries
from processes import Service, run
from raw import commits_a_second, inserts_a_second


class Branch:
    """One agent's folder; every method runs `bokfink` once."""

    def __init__(self, folder, url, code_file):
        self.folder = folder
        self.run("init", folder, "--aggregator", url, "--code-file", code_file, dir=False)
        self.unit = json.loads(self.run("status", "--json").output)["unit"]

    def run(self, *arguments, accept=(0,), dir=True):
        where = ("--dir", self.folder) if dir else ()
        return run(self.folder.parent, "bokfink", *arguments, *where, accept=accept)

    def log(self, count, seed, first=0):
        lines = self.folder.with_suffix(".ndjson")
        entries.write(lines, entries.actions(self.unit, count, seed, first))
        return self.run("log", "--from", lines)

    def sync(self, accept=(0,)):
        return self.run("sync", accept=accept)

    def move(self, url):
        """Another way to the same aggregator."""
        self.run("init", self.folder, "--aggregator", url, dir=False)

    @property
    def database(self):
        return self.folder / "bokfink.sqlite"


class County:
    """A fresh aggregator that serves until the block ends; its folder goes with it."""

    def __init__(self, work):
        self.folder = work / "county"
        self.centre = self.folder / "aggregator"
        self.stack = ExitStack()

    def __enter__(self):
        self.folder.mkdir()
        self.aggregator("init", self.centre, dir=False)
        arguments = ("serve", self.centre, "--listen", "127.0.0.1:0")
        service = Service(self.centre, "bokfink-aggregator", *arguments)
        self.service = self.stack.enter_context(service)
        return self

    def __exit__(self, *_):
        self.stack.close()
        shutil.rmtree(self.folder)

    @property
    def port(self):
        return int(self.service.url.rpartition(":")[2])

    def aggregator(self, *arguments, dir=True):
        where = ("--dir", self.centre) if dir else ()
        return run(self.folder, "bokfink-aggregator", *arguments, *where)

    def units(self):
        """One branch of each municipality: agents there share no scope."""
        listed = json.loads(self.aggregator("org", "list", "--json").output)
        first = {unit["scope"]: unit for unit in reversed(listed) if unit["kind"] == "branch"}
        return [first[scope]["id"] for scope in sorted(first)]

    def branch(self, name, unit, url=None):
        code = self.folder / f"{name}.code"
        self.aggregator("enrol", "--unit", unit, "--out", code)
        return Branch(self.folder / name, url or self.service.url, code)

    @property
    def database(self):
        return self.centre / "aggregator.sqlite"


def line_bytes(path):
    """The middle length of a change in a program's database."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return int(database.execute("SELECT avg(length(line)) FROM change").fetchone()[0])


def raw_rates(results, work, size):
    """Measured again in each run, so that ratios compare what ran in the same minute."""
    inserts, commits = inserts_a_second(work, size), commits_a_second(work, size)
    results.add("raw-insert", inserts, "rows/s")
    results.add("raw-commit", commits, "commits/s")
    return inserts, commits
