"""The parts of Tools/fuzz that can be tried without a fuzzer."""

import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus import Folders, escaped, unescaped
from running import Broke, Result, breach, run
from seeds import SEEDS, seeds
from targets import SHORTER, NoTarget, Target, chosen, load

# Writes down as libFuzzer does an input that took too long; what that takes alone is filled in.
LATE = """#!/bin/sh
case "$*" in
  "-runs=1 "*) {alone} ;;
  *-runs=7*)
    echo slow > {folder}/a-{kind}-1
    echo "stat::number_of_executed_units: 3" >&2
    exit {status} ;;
  *) echo "stat::number_of_executed_units: 4" >&2 ;;
esac
"""
QUICK = "true"
SLOW = 'python3 -c "while __import__(\'time\').process_time() < 1.2: pass"'


class Corpora(unittest.TestCase):
    def test_every_byte_survives_a_line(self):
        data = bytes(range(256)) + b"#a\\x41"
        self.assertEqual(unescaped(escaped(data)), data)
        self.assertNotIn("\n", escaped(data))

    def test_an_input_is_no_remark(self):
        self.assertFalse(escaped(b"#a#").startswith("#"))
        self.assertEqual(unescaped(escaped(b"#a#")), b"#a#")


class Targets(unittest.TestCase):
    def test_every_target_has_seeds_a_claim_and_words(self):
        targets = load()
        self.assertEqual({target.name for target in targets}, set(SEEDS))
        for target in targets:
            self.assertTrue(seeds(target.name))
            self.assertTrue(target.claim.endswith("."))
            self.assertTrue(target.dictionary.exists())

    def test_who_gets_shorter_inputs_is_a_target(self):
        self.assertLessEqual(set(SHORTER), set(SEEDS))

    def test_an_unknown_name_is_told(self):
        with self.assertRaisesRegex(NoTarget, "no target b. There are a"):
            chosen([Target("a", "x.")], ["b"])


class Running(unittest.TestCase):
    SAID = "stat::number_of_executed_units: 100000\nstat::peak_rss_mb: 31\n"

    def test_statistics_are_read_and_added(self):
        result = Result(0, 0, 0).plus(self.SAID, 3).plus(self.SAID, 1)
        self.assertEqual(result.cells, ["200 000", "50 000", "< 1 s", "31 MB"])

    def test_an_input_that_was_late_and_is_quick_is_no_hang(self):
        self.assertEqual(self.run_late("timeout", 70, QUICK).inputs, 7)
        self.assertEqual(self.run_late("slow-unit", 0, QUICK).inputs, 3)

    def test_one_that_is_not_quick_alone_breaks_the_claim(self):
        for kind, status in ("timeout", 70), ("slow-unit", 0):
            with self.assertRaisesRegex(Broke, "input: slow"):
                self.run_late(kind, status, SLOW)

    def run_late(self, kind, status, alone):
        with TemporaryDirectory() as folder:
            fuzzer = Path(folder) / "fuzzer"
            fuzzer.write_text(LATE.format(folder=folder, kind=kind, status=status, alone=alone))
            fuzzer.chmod(0o755)
            folders = Folders(*[Path(folder)] * 3)
            result = run(fuzzer, Target("a", "x."), folders, 7, None, False)
            self.assertEqual(list(Path(folder).glob("a-*")), [])
            return result

    def test_a_breach_without_an_input_is_told_too(self):
        self.assertIn("out-of-memory", breach(Target("a", "x."), "INFO: y\n==1== ERROR: out-of-memory\n"))


if __name__ == "__main__":
    unittest.main()
