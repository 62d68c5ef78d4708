"""The parts of Tools/stress that can be tried without an aggregator."""

import socket
import unittest

from choices import parse
from holders import Idle, established
from measures import MEMORY_BYTES_MAX, Phase, cells, headings, kept, summary


class Measures(unittest.TestCase):
    def test_one_failure_or_much_memory_is_too_much(self):
        good = Phase("x", 5, [0.01, 0.5], 0, 1 << 20)
        self.assertTrue(kept(good))
        self.assertFalse(kept(Phase("x", 5, [0.01], 1, 1 << 20)))
        self.assertFalse(kept(Phase("x", 5, [0.01], 0, MEMORY_BYTES_MAX + 1)))
        self.assertFalse(kept(Phase("x", 5, [], 0, 1 << 20)))

    def test_the_summary_holds_the_worst(self):
        phases = [Phase("x", 5, [0.1], 1, 3 << 20), Phase("y", 900, [0.1, 0.2], 0, 1 << 20)]
        self.assertEqual(
            summary(phases), "3 answers for everybody else, 1 failed; at most 900 connections held "
            "at once, and 3 MB of memory.")

    def test_a_row_has_a_cell_for_each_heading(self):
        phase = Phase("x", 5, [0.001, 0.003], 0, 3 << 20)
        self.assertEqual(cells(phase, True), "| x | 5 | 2 | 0 | 3.0 ms | 3.0 ms | 3.0 ms | 3 MB |")
        self.assertEqual(headings(True)[0].count("|"), cells(phase, True).count("|"))


class Holding(unittest.TestCase):
    def test_idle_connections_are_counted_at_the_listener(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(8)
            port = listener.getsockname()[1]
            with Idle(port, 3) as idle:
                taken = [listener.accept()[0] for _ in range(3)]
                self.assertEqual((idle.wanted, established(port)), (3, 3))
                for caller in taken:
                    caller.close()


class Choosing(unittest.TestCase):
    def test_quick_is_shorter(self):
        self.assertLess(parse(["--quick"]).seconds, parse([]).seconds)
        self.assertEqual(parse(["--quick", "--seconds", "7"]).seconds, 7)

    def test_no_number_is_not_understood(self):
        with self.assertRaises(SystemExit) as left:
            parse(["--connections", "many"])
        self.assertEqual(left.exception.code, 64)


if __name__ == "__main__":
    unittest.main()
