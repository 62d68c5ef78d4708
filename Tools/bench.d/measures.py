"""The measurements of one run. Each leaves its figures in `results`."""

import sqlite3
import statistics
import time

from county import County, line_bytes, raw_rates
from entries import CHANGES, INCREMENT, YEAR
from processes import Service, instructions

COMMANDS = 20
REPORT_AGENTS = 4
IDLE_SECONDS = 2
MILLION, THOUSAND = 1_000_000, 1_000


class Run:
    """Adds figures with their ratios to the raw rate of the same run."""

    def __init__(self, results, work):
        self.results, self.work = results, work
        self.inserts = self.commits = None

    def weigh_machine(self, path):
        self.inserts, self.commits = raw_rates(self.results, self.work, line_bytes(path))

    def add_rate(self, name, count, ended, served_seconds=None):
        """Changes a second by the wall, beside raw inserts, and what the processors spent."""
        self.results.add(name, count / ended.seconds, "changes/s")
        self.results.add(f"{name}-vs-raw", count / ended.seconds / self.inserts, "of raw-insert")
        self.add_cost(f"{name}-cpu", ended.processor_seconds, count)
        if served_seconds is not None:
            self.add_cost(f"{name}-cpu-aggregator", served_seconds, count)

    def add_cost(self, name, seconds, count):
        self.results.add(name, seconds * MILLION / count, "µs/change")


def measure_commands(results, work):
    """What a person waits for: one entry a command, and one command for a file of entries."""
    run = Run(results, work)
    with County(work) as county:
        branch = county.branch("a", county.units()[0])
        recorded = branch.log(CHANGES, seed=1)
        run.weigh_machine(branch.database)
        run.add_rate("record", CHANGES, recorded)
        results.add("record-peak", recorded.peak_bytes / MILLION, "MB")
        results.add("record-disk", branch.database.stat().st_size / CHANGES, "B/change")

        starts = [branch.run("--help", dir=False).seconds for _ in range(COMMANDS)]
        visits = [branch.run(*one_visit(number)).seconds for number in range(COMMANDS)]
        results.add("command-start", statistics.median(starts) * THOUSAND, "ms")
        results.add("command", statistics.median(visits) * THOUSAND, "ms")
        results.add("command-vs-raw", statistics.median(visits) * run.commits, "raw commits")
        words = (*one_visit(COMMANDS), "--dir", branch.folder)
        counted = instructions(work, "bokfink", *words)
        if counted is not None:
            results.add("command-instructions", counted / MILLION, "million")
        for name in ("verify", "rebuild"):
            run.add_rate(name, CHANGES, branch.run(name))


def one_visit(number):
    day = f"{YEAR}-01-{number + 1:02}"
    return ("log", "visit", f"date={day}", "counter=disk", f"count={number}", "method=reading")


def measure_sync(results, work):
    """Push, pull and increments between two agents of one municipality, without anything between."""
    run = Run(results, work)
    with County(work) as county:
        unit = county.units()[0]
        first, second = county.branch("a", unit), county.branch("b", unit)
        for branch in (first, second):
            branch.sync()
        first.log(CHANGES, seed=1)
        run.weigh_machine(first.database)
        run.add_rate("push", CHANGES, *served(county, first.sync))
        results.add("push-disk", county.database.stat().st_size / CHANGES, "B/change")
        run.add_rate("pull", CHANGES, *served(county, second.sync))
        results.add("pull-peak", second.sync().peak_bytes / MILLION, "MB")

        first.log(INCREMENT, seed=1, first=CHANGES)
        results.add("push-100", first.sync().seconds * THOUSAND, "ms")
        results.add("pull-100", second.sync().seconds * THOUSAND, "ms")
        results.add("sync-nothing", first.sync().seconds * THOUSAND, "ms")
        measure_memory(results, county, first)


def served(county, work):
    """What a command cost, and what it cost the aggregator."""
    before = county.service.processor_seconds
    ended = work()
    return ended, county.service.processor_seconds - before


def measure_memory(results, county, branch):
    """Both programs idle, with all the entries there are."""
    results.add("aggregator-memory", county.service.resident_bytes / MILLION, "MB")
    arguments = ("serve", "--dir", branch.folder, "--listen", "127.0.0.1:0")
    with Service(branch.folder, "bokfink", *arguments) as service:
        time.sleep(IDLE_SECONDS)
        results.add("agent-memory", service.resident_bytes / MILLION, "MB")


def measure_report(results, work, records, runs):
    """The national library's questions over many records, asked of a running aggregator."""
    with County(work) as county:
        each = records // REPORT_AGENTS
        for number, unit in enumerate(county.units()[:REPORT_AGENTS]):
            branch = county.branch(f"branch-{number}", unit)
            branch.log(each, seed=number)
            branch.sync()
        for _ in range(runs):
            asked = county.aggregator("report", "kb", "--year", YEAR)
            scanned = scan_seconds(county.database)
            results.add(f"report-{records}", asked.seconds * THOUSAND, "ms")
            results.add(f"report-{records}-vs-raw", asked.seconds / scanned, "raw scans")
            results.add("report-peak", asked.peak_bytes / MILLION, "MB")


def scan_seconds(path):
    """Reading every value of every record once, in plain SQLite."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        began = time.perf_counter()
        database.execute(
            "SELECT scope, type, count(*), sum(json_extract(fields, '$.count')) FROM record"
            " GROUP BY scope, type"
        ).fetchall()
        return time.perf_counter() - began
