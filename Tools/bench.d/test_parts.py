"""What the figures rest on: entries that do not collide, medians, and the counting line."""

import json
import contextlib
import socket
import sys
import threading
import unittest
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "demo.d"))

import entries  # noqa: E402
from meter import Meter  # noqa: E402
from options import Refused, parse  # noqa: E402
from results import Results  # noqa: E402

HEAD = b"POST /sync HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"


class TheEntries(unittest.TestCase):
    def test_no_visit_is_counted_twice(self):
        lines = entries.actions("unit", 25_000, seed=1)
        visits = [line for line in lines if line["type"] == "visit"]
        keys = {(line["date"], line["counter"]) for line in visits}
        self.assertEqual((len(visits), len(keys)), (12_500, 12_500))

    def test_a_later_call_goes_on_where_an_earlier_one_ended(self):
        first = entries.actions("unit", 10, seed=1)
        later = entries.actions("unit", 10, seed=1, first=10)
        dates = [line["date"] for line in first + later if line["type"] == "visit"]
        self.assertEqual(len(set(dates)), 10)
        self.assertNotIn(json.dumps(later[0]), map(json.dumps, first))


class TheResults(unittest.TestCase):
    def test_a_line_has_median_unit_span_and_runs(self):
        results = Results()
        for value in (3.0, 1.0, 1234.5):
            results.add("push", value, "changes/s")
        self.assertEqual(list(results.lines()), ["push 3 changes/s (1–1234, 3)"])
        self.assertEqual(list(results.table())[2], "| push | 3 | changes/s | 1–1234 | 3 |")


class TheOptions(unittest.TestCase):
    def test_what_is_not_understood_is_refused_before_anything_is_built(self):
        for words in (["--runs", "0"], ["--runs", "x"], ["--only", "all"], ["--fast"]):
            with self.assertRaises(Refused):
                parse(words)


class TheMeter(unittest.TestCase):
    def test_bodies_are_told_from_heads_and_round_trips_counted(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            threading.Thread(target=serve, args=(server,), daemon=True).start()
            with Meter(server.getsockname()[1]) as line:
                traffic = line.watch(lambda: ask_twice(line.tape.port))
        self.assertEqual(traffic.round_trips, 2)
        self.assertEqual(traffic.up, 2 * len(HEAD + b"hello"))
        self.assertEqual(traffic.down, 2 * len(ANSWER + b"goodbye"))
        self.assertEqual(traffic.body, 2 * len(b"hellogoodbye"))


def serve(server):
    line, _ = server.accept()
    # The meter may close with a reset: its figures are what is tested.
    with line, contextlib.suppress(ConnectionResetError):
        while line.recv(len(HEAD + b"hello"), socket.MSG_WAITALL):
            line.sendall(ANSWER + b"goodbye")


def ask_twice(port):
    with socket.create_connection(("127.0.0.1", port)) as line:
        for _ in range(2):
            line.sendall(HEAD + b"hello")
            line.recv(len(ANSWER + b"goodbye"), socket.MSG_WAITALL)


if __name__ == "__main__":
    unittest.main()
