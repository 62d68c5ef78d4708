"""The judgement finds what is missing, doubled, torn or altered, and nothing where all is well."""

import json
import sqlite3
import sys
import tempfile
import unittest
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

sys.path += [str(Path(__file__).resolve().parents[1] / "demo.d")]
sys.path += [str(Path(__file__).resolve().parents[1])]

import reckoning  # noqa: E402
from account import FAILED, SAVED, UNKNOWN, Attempt  # noqa: E402
from disks import Holdings  # noqa: E402
from reference import lines, merge, names  # noqa: E402

UNIT = "SCwXGn4FHK7dqc4G85XiMg"
KEY = ["visit", UNIT, "2015-03-02", "day", "entré"]
PLACE = f"{UNIT} 2015-03-02 entré"
SCHEMA = """
CREATE TABLE change (local INTEGER PRIMARY KEY, scope, id, line, received, n);
CREATE TABLE aside (id); CREATE TABLE tally (id, key, amount);
CREATE TABLE record (scope, type, id, life, fields, candidates);
"""


class Node:
    """A database as the programs leave it, as far as the judgement reads it."""

    def __init__(self, path):
        self.path, self.nonce = path, 0
        with sqlite3.connect(path) as database:
            database.executescript(SCHEMA)

    def write(self, mark, fields, kind="put", seen=(), **more):
        self.nonce += 1
        members = {
            "at": 1, "by": mark, "catalogue": "", "kind": kind, "type": "activity",
            "nonce": names.base64url(self.nonce.to_bytes(16, "big")), "seen": list(seen),
            "record": names.base64url(bytes(16)),
        }
        if kind != "del":
            members["fields"] = fields
        change = lines.write(**members | more)
        with sqlite3.connect(self.path) as database:
            database.execute(
                "INSERT INTO change (scope, id, line, received, n) VALUES ('1780', ?, ?, 1, 1)",
                (change.id, change.line),
            )
        return change

    def click(self, amount, tally):
        record = names.record_of(KEY)
        return self.write(
            "t9", {"count": amount}, "inc", type="visit", key=KEY, record=record, tally=tally
        )

    def show(self):
        """Rows as the fold wants them."""
        log = reckoning.Log.of(self.path)
        with sqlite3.connect(self.path) as database:
            database.execute("DELETE FROM record")
            for place, entries in log.records.items():
                state = merge.fold(entries)
                fields = {f["name"]: f["provisional"] for f in state["fields"]}
                row = (*place, state["life"], json.dumps(fields), None)
                database.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)", row)


class TheJudgement(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.node = Node(self.folder / "centre")
        self.account = SimpleNamespace(
            attempts={}, lost=set(), lost_clicks=Counter(), received={}, saved=set()
        )
        self.world = SimpleNamespace(
            account=self.account, seat=SimpleNamespace(database=self.node.path), living=[]
        )

    def attempt(self, mark, state, fields=None, ids=(), **facts):
        record = names.base64url(bytes(16))
        groups = [[{"type": "activity", "record": record, "fields": fields}]] if fields else []
        kind = facts.pop("kind", "edit")
        attempt = Attempt(mark, "desk", 0, kind, groups, **facts)
        attempt.state, attempt.ids, attempt.ended = state, list(ids), attempt.began
        self.account.attempts[mark] = attempt
        self.account.saved |= set(ids)

    def judged(self):
        self.node.show()
        return self.judged_as_shown()

    def judged_as_shown(self):
        verdict, log = reckoning.Verdict(), reckoning.Log.of(self.node.path)
        states = {place: merge.fold(entries) for place, entries in log.records.items()}
        reckoning.check_saved(self.world, log, verdict)
        reckoning.check_attempts(self.world, log, verdict)
        reckoning.check_rows(self.world, states, verdict)
        reckoning.check_clicks(self.world, log, states, verdict)
        reckoning.check_solo(self.world, log, states, verdict)
        return {name for name, sentences in verdict.complaints.items() if sentences}

    def test_what_was_saved_and_is_there_is_well(self):
        change = self.node.write("t1", {"title": "a"})
        self.attempt("t1", SAVED, {"title": "a"}, [change.id])
        self.assertEqual(self.judged(), set())

    def test_what_was_saved_or_received_and_is_nowhere_is_lost(self):
        id = names.base64url(bytes(range(16)))
        self.attempt("t1", SAVED, ids=[id])
        self.assertEqual(self.judged(), {"lost"})
        self.account.lost = {id}
        self.assertEqual(self.judged(), set())
        self.account.lost, self.account.attempts, self.account.saved = set(), {}, set()
        self.account.received = {"desk": {id}}
        self.assertEqual(self.judged(), {"lost"})

    def test_what_was_refused_must_not_be_there(self):
        self.node.write("t1", {"title": "a"})
        self.attempt("t1", FAILED, {"title": "a"})
        self.assertEqual(self.judged(), {"doubled"})

    def test_what_a_killed_program_wrote_may_be_there_once(self):
        self.attempt("t1", UNKNOWN, {"title": "a"})
        self.assertEqual(self.judged(), set())
        first = self.node.write("t1", {"title": "a"})
        self.assertEqual(self.judged(), set())
        self.node.write("t1", {"title": "a"}, seen=[first.id])
        self.assertEqual(self.judged(), {"doubled"})

    def test_nobody_writes_what_nobody_tried(self):
        self.node.write("t7", {"title": "a"})
        self.assertEqual(self.judged(), {"doubled"})

    def test_an_action_is_whole_or_absent(self):
        self.attempt("t1", UNKNOWN, {"title": "a"})
        other = {"type": "visit", "date": "2015-03-02", "fields": {"count": 1}}
        self.account.attempts["t1"].groups[0].append(other)
        self.node.write("t1", {"title": "a"})
        self.assertEqual(self.judged(), {"whole"})

    def test_a_line_says_what_was_entered(self):
        change = self.node.write("t1", {"title": "b"})
        self.attempt("t1", SAVED, {"title": "a"}, [change.id])
        self.assertEqual(self.judged(), {"fields"})

    def test_a_row_says_what_the_lines_say(self):
        change = self.node.write("t1", {"title": "a"})
        self.attempt("t1", SAVED, {"title": "a"}, [change.id])
        self.node.show()
        with sqlite3.connect(self.node.path) as database:
            database.execute("""UPDATE record SET fields = '{"title":"x"}'""")
        self.assertEqual(self.judged_as_shown(), {"fields"})

    def test_the_last_that_one_person_entered_is_shown(self):
        first = self.node.write("t1", {"title": "a"})
        second = self.node.write("t2", {"title": "b"})
        self.attempt("t1", SAVED, {"title": "a"}, [first.id])
        self.attempt("t2", SAVED, {"title": "b"}, [second.id])
        shown = merge.fold(reckoning.Log.of(self.node.path).records.popitem()[1])["fields"][0]
        # Beside each other, which one person at one computer never writes.
        expected = set() if shown["provisional"] == "b" else {"fields"}
        self.node.show()
        with sqlite3.connect(self.node.path) as database:
            rivals = json.dumps({"title": shown["candidates"]})
            database.execute("UPDATE record SET candidates = ?", (rivals,))
        self.assertEqual(self.judged_as_shown(), expected)

    def test_every_click_counts_once(self):
        for shown, sure, perhaps, lost, expected in (
            (5, 5, 0, 0, set()), (5, 6, 0, 0, {"lost"}), (5, 4, 0, 0, {"doubled"}),
            (5, 4, 1, 0, set()), (5, 4, 2, 0, set()), (5, 6, 0, 1, set()), (5, 7, 0, 1, {"lost"}),
        ):
            self.setUp()
            self.node.click(shown, names.base64url(bytes(16)))
            self.attempt("t9", SAVED, kind="click", clicks=sure, record=PLACE)
            self.attempt("t8", UNKNOWN, kind="click", clicks=perhaps, record=PLACE)
            self.account.lost_clicks = Counter({PLACE: lost})
            self.assertEqual(self.judged(), expected, (shown, sure, perhaps, lost))

    def test_a_disk_knows_the_most_of_each_row_of_clicks(self):
        tally, other = names.base64url(bytes(16)), names.base64url(bytes(range(16)))
        sealed = self.node.click(5, tally)
        with sqlite3.connect(self.node.path) as database:
            key = json.dumps(KEY)
            database.execute("INSERT INTO tally VALUES (?, ?, 7)", (tally, key))
            database.execute("INSERT INTO tally VALUES (?, ?, 2)", (other, key))
        disk = Holdings.of(self.node.path)
        self.assertEqual(disk.clicks, {tally: (PLACE, 7), other: (PLACE, 2)})
        older = Holdings(frozenset(), {tally: (PLACE, 4)})
        ids, clicks = disk.minus([older])
        self.assertEqual((ids, clicks), ({sealed.id}, Counter({PLACE: 5})))


if __name__ == "__main__":
    unittest.main()
