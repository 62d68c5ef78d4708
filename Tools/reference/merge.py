"""The fold: what a record says, as a function of the set of its changes."""

from dataclasses import dataclass

from reference import lines, names, strict

STRICTNESS = ["released", "quarantined", "declined", "accepted", "withdrawn", "erased"]


@dataclass
class Entry:
    """A change as a node holds it; `received` is None until the aggregator has stored it."""

    change: lines.Change
    received: int | None = None


def sort_key(text):
    return text.encode("utf-8")


class Graph:
    """One record's changes as far as all their ancestors are there."""

    def __init__(self, entries):
        self.known = {entry.change.id: entry.change for entry in entries}
        self.received = {}
        for entry in entries:
            if entry.received is not None:
                self.received[entry.change.id] = entry.received
        self.above = {}
        progress = True
        while progress:
            progress = False
            for change in self.known.values():
                if change.id not in self.above and all(i in self.above for i in change.seen):
                    ups = [self.above[i] for i in change.seen]
                    self.above[change.id] = frozenset(change.seen).union(*ups)
                    progress = True
        self.whole = [change for change in self.known.values() if change.id in self.above]

    def before(self, earlier, later):
        return earlier.id in self.above[later.id]

    def newest(self, changes):
        return [c for c in changes if not any(self.before(c, other) for other in changes)]

    @property
    def heads(self):
        return sorted((change.id for change in self.newest(self.whole)), key=sort_key)

    def time(self, change):
        at = change.members["at"]
        return min(at, self.received.get(change.id, at))


def verdicts(graph):
    """(target, status) of each verdict that holds, sorted by target and facet."""
    rivals = {}
    for change in graph.whole:
        if change.kind == "verdict":
            key = (change.members["target"], change.members["facet"])
            rivals.setdefault(key, []).append(change)

    def rank(change):
        return ("person" in change.members, STRICTNESS.index(change.members["status"]))

    held = []
    for (target, facet), changes in rivals.items():
        strongest = max(graph.newest(changes), key=rank)
        held.append((target, facet, strongest.members["status"]))
    held.sort(key=lambda verdict: (sort_key(verdict[0]), sort_key(verdict[1])))
    return [(target, status) for target, _, status in held]


def fold(entries):
    graph = Graph(entries)
    held = verdicts(graph)
    excluded = {target for target, status in held if status in ("quarantined", "declined")}
    counting = [
        c for c in graph.whole if c.kind in ("put", "inc", "del") and c.id not in excluded
    ]
    life, live = sides(graph, counting)
    fields = [field(graph, name, live) for name in sorted({n for c in live for n in c.fields})]
    return {
        "life": life, "heads": graph.heads, "fields": fields,
        "verdicts": [{"target": target, "status": status} for target, status in held],
    }


def sides(graph, counting):
    """Whether the record lives, and the edits that no delete has removed."""
    before = graph.before
    edits = [c for c in counting if c.kind != "del"]
    dels = [c for c in counting if c.kind == "del"]
    if not counting:
        return "absent", []

    def is_open(delete, edit):
        beside = not before(edit, delete) and not before(delete, edit)
        removed = any(before(edit, other) for other in dels)
        decided = any(
            c.kind != "inc" and before(delete, c) and before(edit, c) for c in counting)
        return beside and not removed and not decided

    disputed = [d for d in dels if any(is_open(d, e) for e in edits)]
    asleep = [d for d in disputed if not any(before(d, e) for e in edits)]
    awake = [d for d in dels if d not in asleep]
    live = [e for e in edits if not any(before(e, d) for d in awake)]
    if not live:
        return "deleted", []
    return ("edit-delete" if disputed else "alive"), live


def field(graph, name, live):
    writers = [c for c in live if name in c.fields]
    puts = [c for c in writers if c.kind == "put"]
    incs = [c for c in writers if c.kind == "inc"]
    newest = graph.newest(puts)
    if not newest:
        sum_only = clamp(total(name, incs))
        return {"name": name, "candidates": [sum_only], "provisional": sum_only}

    def value(put):
        base = put.fields[name]
        if not lines.is_integer(base) or not incs:
            return base
        seen = [c for c in incs if graph.before(c, put)]
        return clamp(base + total(name, incs) - total(name, seen))

    shown = max(newest, key=lambda c: (graph.time(c), sort_key(c.id)))
    distinct = {strict.write(value(put)): value(put) for put in newest}
    return {
        "name": name, "candidates": [distinct[text] for text in sorted(distinct)],
        "provisional": value(shown),
    }


def total(name, incs):
    """Of several incs of one row of clicks only the largest counts."""
    plain = sum(c.fields[name] for c in incs if "tally" not in c.members)
    rows = {}
    for change in incs:
        row = change.members.get("tally")
        if row is not None:
            rows[row] = max(rows.get(row, 0), change.fields[name])
    return plain + sum(rows.values())


def clamp(number):
    return max(-strict.INTEGER_MAX, min(strict.INTEGER_MAX, number))


def items(state):
    """The questions a record asks by itself."""
    disputed = [f["name"] for f in state["fields"] if len(f["candidates"]) > 1]
    found = [{"kind": "value", "fields": disputed}] if disputed else []
    if state["life"] == "edit-delete":
        found.append({"kind": "edit-delete", "fields": []})
    return found


def digest_line(type_name, record, state):
    """The record's part of the state digest, with its line feed."""
    parts = [type_name, record, state["life"], len(state["fields"])]
    for member in state["fields"]:
        texts = [strict.write(value).decode() for value in member["candidates"]]
        shown = strict.write(member["provisional"]).decode()
        parts += [member["name"], len(texts), *texts, shown]
    questions = items(state)
    parts.append(len(questions))
    for question in questions:
        parts += [question["kind"], len(question["fields"]), *question["fields"]]
    parts.append(len(state["verdicts"]))
    for verdict in state["verdicts"]:
        parts += [verdict["target"], verdict["status"]]
    return names.canonical(*parts) + b"\n"
