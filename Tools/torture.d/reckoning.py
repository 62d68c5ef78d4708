"""The judgement: what the aggregator holds at the end, beside what the account says, line by line,
field by field, count by count.

Lines are read and folded by `Tools/reference`, which shares nothing with the programs.
"""

import csv
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from account import FAILED, SAVED, UNKNOWN
from disks import counter_of, read
from people import YEAR
from programs import in_order
from reference import lines, merge

CATEGORIES = {f"{number:02}" for number in range(1, 21)}


@dataclass
class Verdict:
    """`complaints` are sentences, by the promise that was not kept."""

    complaints: dict = field(default_factory=lambda: defaultdict(list))
    figures: Counter = field(default_factory=Counter)

    def complain(self, promise, sentence):
        self.complaints[promise].append(sentence)

    @property
    def good(self):
        return not any(self.complaints.values())

    def count(self, promise):
        return len(self.complaints.get(promise, ()))


@dataclass
class Log:
    """The aggregator's changes, read strictly: by id, by record, and by the mark of their author; and
    the records with natural keys by unit, day and counter."""

    changes: dict
    records: dict
    marks: dict
    counters: dict

    @classmethod
    def of(cls, database):
        log = cls({}, defaultdict(list), defaultdict(list), {})
        rows = read(database, "SELECT scope, id, line, received FROM change ORDER BY local")
        for scope, id, line, received in rows:
            change = lines.read(bytes(line))
            if change.id != id or id in log.changes:
                raise ValueError(f"the line of {id} is another's, or stands twice")
            log.changes[id] = change
            place = (scope, change.members["type"], change.members["record"])
            log.records[place].append(merge.Entry(change, received))
            log.marks[change.members["by"]].append(change)
            if key := change.members.get("key"):
                log.counters[counter_of(key)] = place
        return log


async def judge(world, waiting):
    """`waiting` tells who had not come to rest, if anybody had not."""
    verdict = Verdict()
    for sentence in waiting:
        verdict.complain("converged", sentence)
    for sentence in world.falls:
        verdict.complain("fell", sentence)
    log = Log.of(world.seat.database)
    states = {place: merge.fold(entries) for place, entries in log.records.items()}
    check_saved(world, log, verdict)
    check_attempts(world, log, verdict)
    check_rows(world, states, verdict)
    check_clicks(world, log, states, verdict)
    check_solo(world, log, states, verdict)
    await check_nodes(world, log, verdict)
    await check_report(world, states, verdict)
    verdict.figures["records"] = len(states)
    verdict.figures["changes"] = len(log.changes)
    return verdict


def check_saved(world, log, verdict):
    """Nothing that was reported as saved or received is missing, but what went down with a disk."""
    account = world.account
    saved = account.saved
    verdict.figures["saved"] = len(saved)
    verdict.figures["lost with disks"] = len(saved & account.lost - set(log.changes))
    for id in sorted(saved - account.lost - set(log.changes)):
        verdict.complain("lost", f"{id} was reported as saved and is nowhere.")
    received = set().union(*account.received.values()) if account.received else set()
    verdict.figures["received"] = len(received)
    for id in sorted(received - account.lost - set(log.changes)):
        verdict.complain("lost", f"{id} was reported as received and is nowhere.")


def check_attempts(world, log, verdict):
    """Every change comes of one attempt, once, whole, and says what was meant."""
    for attempt in world.account.attempts.values():
        changes = log.marks.get(attempt.mark, [])
        ids = {change.id for change in changes}
        verdict.figures[f"attempts {attempt.state}"] += 1
        if attempt.kind == "click":
            continue  # Rows of clicks are reckoned as sums.
        if attempt.state == FAILED and changes:
            verdict.complain("doubled", f"{attempt.mark} was refused and stands in the log.")
        if attempt.state == SAVED and not ids <= set(attempt.ids):
            verdict.complain("doubled", f"{attempt.mark} made more than it said.")
        edits = [c for c in changes if c.kind != "put" or c.fields]
        for place, number in Counter(c.members["record"] for c in edits).items():
            if number > 1:
                verdict.complain("doubled", f"{attempt.mark} wrote {place} {number} times.")
        for action in attempt.groups:
            check_action(attempt, action, edits, verdict)
    for mark, changes in log.marks.items():
        if mark.startswith("t") and mark not in world.account.attempts:
            verdict.complain("doubled", f"nobody tried {mark}, which wrote {changes[0].id}.")


def check_action(attempt, action, edits, verdict):
    written = {}
    for change in edits:
        written[change.members["record"]] = change
        if key := change.members.get("key"):
            written[key[2]] = change
    found = [written.get(entry.get("record") or entry.get("date")) for entry in action]
    if any(found) and not all(found):
        verdict.complain("whole", f"of an action of {attempt.mark} only a part is there.")
    for entry, change in zip(action, found, strict=True):
        for name, value in entry["fields"].items():
            if change is not None and change.fields.get(name) != value:
                verdict.complain(
                    "fields", f"{name} of {change.id} is {change.fields.get(name)}, not {value}."
                )


def check_rows(world, states, verdict):
    """The aggregator's rows are what an independent fold makes of its lines."""
    sql = "SELECT scope, type, id, life, fields, candidates FROM record"
    shown = {}
    for scope, kind, id, life, fields, candidates in read(world.seat.database, sql):
        shown[scope, kind, id] = (life, json.loads(fields), json.loads(candidates or "{}"))
    for place, state in states.items():
        fields = {f["name"]: f["provisional"] for f in state["fields"]}
        rivals = {f["name"]: f["candidates"] for f in state["fields"] if len(f["candidates"]) > 1}
        expected = (state["life"], fields, rivals)
        if state["life"] == "absent":
            expected = None
        if shown.pop(place, None) != expected:
            verdict.complain("fields", f"{place} is not shown as its lines say.")
    for place in shown:
        verdict.complain("fields", f"{place} is shown and has no lines.")


def check_clicks(world, log, states, verdict):
    """A counter shows every click that was reported, once; those of a killed program once or not at
    all."""
    sure, perhaps, lost = Counter(), Counter(), world.account.lost_clicks
    for attempt in world.account.attempts.values():
        if attempt.kind != "click" or attempt.state == FAILED:
            continue
        (sure if attempt.state == SAVED else perhaps)[attempt.record] += attempt.clicks
    for place in sorted(sure.keys() | perhaps.keys()):
        shown = value_of(states.get(log.counters.get(place)), "count") or 0
        least, most = sure[place] - lost[place], sure[place] + perhaps[place]
        verdict.figures["clicks saved"] += sure[place]
        verdict.figures["clicks shown"] += shown
        if shown < least:
            verdict.complain("lost", f"{least - shown} clicks of {place} are missing.")
        if shown > most:
            verdict.complain("doubled", f"{shown - most} clicks of {place} are too many.")
    verdict.figures["clicks lost with disks"] = sum(lost.values())


def value_of(state, name):
    fields = state["fields"] if state else ()
    return next((field["provisional"] for field in fields if field["name"] == name), None)


def check_solo(world, log, states, verdict):
    """An occasion that one computer alone wrote about, always with everything in sight, says exactly
    what was entered there last: this much the account knows by itself."""
    stories = defaultdict(list)
    for attempt in world.account.attempts.values():
        if attempt.state in (SAVED, UNKNOWN):
            for action in attempt.groups:
                for entry in action:
                    if "record" in entry:
                        stories[entry["record"]].append((attempt, entry["fields"]))
            if attempt.kind in ("delete", "settle"):
                stories[attempt.record].append((attempt, None))
    for (scope, kind, record), state in states.items():
        story = stories.get(record, [])
        if kind != "activity" or not story or not is_solo(story):
            continue
        said = {}
        for attempt, fields in story:
            if any(change.members["record"] == record for change in log.marks[attempt.mark]):
                said |= fields
        shown = {f["name"]: f["provisional"] for f in state["fields"]}
        verdict.figures["occasions told by one"] += 1
        for name, value in said.items():
            if shown.get(name) != value:
                verdict.complain(
                    "fields", f"{name} of {record} is {shown.get(name)}; entered was {value}."
                )


def is_solo(story):
    """One computer, one disk, no old form, nothing but entering and correcting, one after another."""
    first, before = story[0][0], 0.0
    for attempt, fields in story:
        place = (attempt.station, attempt.lineage)
        if fields is None or attempt.heads is not None or attempt.began < before:
            return False
        if place != (first.station, first.lineage):
            return False
        before = attempt.ended
    return True


async def check_nodes(world, log, verdict):
    """Everybody holds the same, and can prove it."""
    central = await world.seat.verify()
    if not central["ok"]:
        verdict.complain("converged", "The aggregator finds its rows in disorder.")
    scopes = {scope["scope"]: scope for scope in central["scopes"]}

    async def compare(station):
        verified = await station.verify()
        if not verified["ok"]:
            verdict.complain("converged", f"{station.name} finds its rows in disorder.")
        for scope in verified["scopes"]:
            other = scopes[scope["scope"]]
            for name in ("n", "h", "digest", "changes"):
                if scope[name] != other[name]:
                    verdict.complain(
                        "converged", f"{station.name} differs in {scope['scope']}: {name}."
                    )

    await in_order(world.living, compare)
    verdict.figures["digests compared"] = len(world.living) * 2


async def check_report(world, states, verdict):
    """The figures for the National Library are what the independent fold counts."""
    expected = figures(world, states)
    rows = await world.seat.report(YEAR)
    for code, column, shown in report_cells(rows):
        if (code, column) in expected or shown:
            verdict.figures["figures compared"] += 1
            if expected[code, column] != shown:
                verdict.complain(
                    "figures", f"{column} of {code} is {shown}, not {expected[code, column]}."
                )


def figures(world, states):
    """By municipality and column of the questionnaire."""
    cells = Counter()
    for (scope, kind, _), state in states.items():
        if state["life"] not in ("alive", "edit-delete") or scope == "county":
            continue
        values = {f["name"]: f["provisional"] for f in state["fields"]}
        if kind == "visit":
            cells[scope, "Besok01"] += values.get("count", 0) - values.get("staff_deduction", 0)
        elif values.get("staff_organised") is not False:
            number = str(values.get("category"))[1:]
            cells[scope, f"Publ1{number}"] += 1
            cells[scope, f"Publ2{number}"] += values.get("children_primary") is True
    return cells


def report_cells(text):
    for row in csv.DictReader(text.splitlines()):
        for column, shown in row.items():
            is_occasion = column[:5] in ("Publ1", "Publ2") and column[5:] in CATEGORIES
            if is_occasion or column == "Besok01":
                yield row["code"], column, int(shown or 0)
