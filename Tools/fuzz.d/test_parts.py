"""The parts of Tools/fuzz that can be tried without a fuzzer."""

import unittest

from corpus import escaped, unescaped
from running import Result, breach, elapsed, statistic
from seeds import SEEDS, seeds
from targets import NoTarget, Target, chosen, load


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

    def test_an_unknown_name_is_told(self):
        with self.assertRaisesRegex(NoTarget, "no target b. There are a"):
            chosen([Target("a", "x.")], ["b"])


class Running(unittest.TestCase):
    SAID = "Done 100000 runs in 4 second(s)\nstat::number_of_executed_units: 100000\n"

    def test_statistics_are_read(self):
        self.assertEqual(statistic(self.SAID, "number_of_executed_units"), 100_000)
        self.assertEqual(elapsed(self.SAID), 4)
        self.assertEqual(Result(100_000, 4, 0, 31).cells, ["100 000", "25 000", "< 1 s", "31 MB"])

    def test_a_breach_without_an_input_is_told_too(self):
        self.assertIn("out-of-memory", breach(Target("a", "x."), "INFO: y\n==1== ERROR: out-of-memory\n"))


if __name__ == "__main__":
    unittest.main()
